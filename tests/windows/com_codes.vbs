' com_codes.vbs OUT GATEWAY CA start MOBILE | check ID CODE: a code that one process sends and another checks, kept where codes are kept when nobody
' says where. One line into OUT, in UTF-16.
Option Explicit

Dim sms, told, arguments
Set arguments = WScript.Arguments
Set sms = CreateObject("Ihuyi.Sms")
sms.Set "gateway", arguments(1)
sms.Set "ca_file", arguments(2)
sms.Account = "C00000000"
sms.ApiKey = "0123456789abcdef0123456789abcdef"
If arguments(3) = "start" Then
    Set told = sms.VerifyStart("register", arguments(4), "ip=192.0.2.7")
Else
    Set told = sms.VerifyCheck(arguments(4), arguments(5))
End If
With CreateObject("Scripting.FileSystemObject").CreateTextFile(arguments(0), True, True)
    .Write told.Status & "," & told.Id & "," & told.Left & "," & told.Mobile & "," & sms.Code & "," & sms.Message
    .Close
End With
