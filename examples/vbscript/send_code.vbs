' 发送验证码短信，或打电话读出验证码：cscript //nologo send_code.vbs 手机号 验证码 [voice]
' 账户和密钥写在 ihuyi.dll 旁边的 ihuyi.ini 里。本文件须存为 GBK（ANSI）编码。
Option Explicit
Dim sms

If WScript.Arguments.Count < 2 Then
  WScript.Echo "用法：cscript //nologo send_code.vbs 手机号 验证码 [voice]"
  WScript.Quit 64
End If

Set sms = CreateObject("Ihuyi.Sms")
If WScript.Arguments.Count > 2 Then
  sms.Voice WScript.Arguments(0), WScript.Arguments(1)
Else
  sms.Send WScript.Arguments(0), "您的验证码是：" & WScript.Arguments(1) & "。请不要把验证码泄露给其他人。"
End If

Select Case sms.Outcome
Case "accepted"
  WScript.Echo "已受理，流水号 " & sms.MessageId & "，计费 " & sms.Segments & " 条"
Case "refused"
  WScript.Echo "被拒绝，没有发出：" & sms.Code & " " & sms.Message & " " & sms.Advice
Case "not_sent"
  WScript.Echo "没有发出，稍后再发不会重复：" & sms.Message
Case Else
  WScript.Echo "结果未知，可能已经发出，请勿盲目重发，以回执为准：" & sms.Message
End Select
If sms.Outcome <> "accepted" Then WScript.Quit 1
