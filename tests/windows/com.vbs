' com.vbs OUT GATEWAY CA WORK DLL VERSION INBOX: Ihuyi.Sms as a script writer uses it. One line a check into OUT, in UTF-16, because an echo would go through
' the console's code page; the last line is `end N` with the number of checks, because a script that breaks off ends without a word.
' The messages that were accepted are listed with `# sent MOBILE TEXT`, to be compared with what the phone received.
Option Explicit

Dim out, written, arguments
Set arguments = WScript.Arguments
Set out = CreateObject("Scripting.FileSystemObject").CreateTextFile(arguments(0), True, True)

Sub Check(name, holds, seen)
    written = written + 1
    If holds Then
        out.WriteLine "ok - " & name
    Else
        out.WriteLine "not ok - " & name & ": " & seen
    End If
End Sub

Sub Same(name, expected, actual)
    Check name, expected = actual And VarType(expected) = VarType(actual), "expected " & expected & ", found " & actual & " (" & TypeName(actual) & ")"
End Sub

Sub Accepted(name, mobile, text)
    Check name, sms.Code = 2 And sms.Outcome = "accepted" And Len(sms.MessageId) > 0, sms.Code & " " & sms.Outcome & " " & sms.Message
    out.WriteLine "# sent " & mobile & " " & text
End Sub

' What Err holds after a call that has to fail with this code of the library.
Sub Raised(name, code, words)
    Check name, Err.Number = &H80040200 - code And Err.Source = "Ihuyi.Sms" And InStr(Err.Description, words) > 0 And InStr(Err.Description, "（" & code & "）") > 0, _
        Hex(Err.Number) & " " & Err.Source & " " & Err.Description
    Err.Clear
End Sub

Sub NotRaised(name)
    Check name, Err.Number = 0, Hex(Err.Number) & " " & Err.Description
    Err.Clear
End Sub

Class WithDefault
    Public Held
    Public Default Property Get Value
        Value = Held
    End Property
End Class

Dim sms, other, text, code, explanation, push, variables, unset, held, number
Const PHONE = "13800000000"
On Error Resume Next

Set sms = CreateObject("Ihuyi.Sms")
NotRaised "the object is made"
Set other = CreateObject("Ihuyi.Sms.1")
NotRaised "and by its versioned name"
Check "before the first call nothing has come of it", sms.Code = 0 And sms.Outcome = "" And sms.MessageId = "" And sms.Left = -1, sms.Code & sms.Outcome

' ---- Settings.
sms.Set "gateway", arguments(1)
sms.Set "ca_file", arguments(2)
sms.SetOption "timeout", 20
NotRaised "settings are set, numbers too"
sms.Account = "C00000000"
sms.ApiKey = "0123456789abcdef0123456789abcdef"
sms.VoiceAccount = "V00000000"
sms.VoiceApiKey = "0123456789abcdef0123456789abcdef"
NotRaised "accounts and keys are set"
Same "the account can be read", "C00000000", sms.Account
Same "and that for voice", "V00000000", sms.VoiceAccount
text = sms.ApiKey
Raised "the key cannot", -101, "ApiKey 只能写"
sms.Set "timeuot", "5"
Raised "a setting that does not exist is an error that names the nearest", -120, "timeout"
sms.Set "timeout", "很久"
Raised "so is a value that is none", -121, "timeout"
sms.Set "keep_alive", 2.5
NotRaised "a number with a fraction"
sms.Set "allow_http", False
NotRaised "False is no"
sms.Code = 3
Raised "a result cannot be set", -101, "Code 不能赋值"

' ---- Sending.
text = "您的验证码是：1234。请不要把验证码泄露给其他人。"
code = sms.Send(PHONE, text)
NotRaised "a text is sent"
Same "its code is a Long", 2, CInt(code)
Same "which it really is", 3, VarType(code)
Accepted "the text was accepted", PHONE, text
Same "and is billed once", 1, CInt(sms.Segments)
Same "and says so in words", True, InStr(sms.OutcomeText, "不要重发") > 0
Check "details are there", sms.Recipients = 1 And sms.Characters > 20 And sms.HttpStatus = 200 And sms.Flags = 0 And sms.Family = 0 And sms.ElapsedMs >= 0, _
    sms.Recipients & " " & sms.Characters & " " & sms.HttpStatus
number = 13800000001
text = "数字也可以当号码，全角：ＡＢＣ，生僻字：镕堃喆，繁體與符號：①℃￥€"
code = sms.Send(number, text)
Accepted "a number is a number, and any Chinese is itself", "13800000001", text
text = "按引用传递"
SendByReference "13800000002", text
Accepted "arguments by reference", "13800000002", text
Sub SendByReference(ByRef mobile, ByRef content)
    code = sms.Send(mobile, content)
End Sub
code = sms.Voice("13800000003", 135246)
Accepted "a call, its code as a number", "13800000003", "135246"
code = sms.Voice("13800000004", "0123")
Accepted "a call, its code as text, keeps its zero", "13800000004", "0123"
code = sms.SendTemplate("13800000005", 1, Array("246810"))
Accepted "a template with an array", "13800000005", "246810"
code = sms.SendTemplate("13800000006", "1", "864200")
Accepted "a template with text", "13800000006", "864200"
code = sms.Submit("international", "852 91234567", "Hello, 您好")
Accepted "any service, optional arguments left out", "852 91234567", "Hello, 您好"
code = sms.Submit("marketing", "13800000007,13800000008", "周末特惠。退订回T【某某商城】", , "schedule = 2030-01-31 09:30:00")
Check "one left out in the middle", sms.Code = 2, sms.Code & " " & sms.Message
Err.Clear
Set held = New WithDefault
held.Held = "13800000009"
text = "对象的默认值"
code = sms.Send(held, text)
Accepted "an object stands for its default value, as Request does", "13800000009", text
text = sms.MessageId
Same "ids are text", 8, VarType(text)

' ---- Refusals are codes.
code = sms.Send("1380000", "您好")
NotRaised "a bad number is no error"
Same "but the gateway's code", 406, CInt(code)
Check "found here, nothing was sent", sms.Outcome = "refused" And sms.Flags = 1 And sms.HttpStatus = 0 And Len(sms.Advice) > 0, sms.Outcome & sms.Flags & sms.Advice
other.Set "gateway", arguments(1)
other.Set "ca_file", arguments(2)
other.Account = "C00000000"
other.ApiKey = "ffffffffffffffffffffffffffffffff"
code = other.Send(PHONE, "您好")
Check "a wrong key is one too", Err.Number = 0 And code = 40502 And other.Outcome = "refused", Err.Number & " " & code
Same "one object's answer is not the other's", 406, CInt(sms.Code)
other.Set "gateway", "https://127.0.0.1:1"
code = other.Send(PHONE, "您好")
Check "no connection is one too, and nothing was sent", Err.Number = 0 And code <= -200 And other.Outcome = "not_sent", Err.Number & " " & code & other.Outcome
Same "a balance that could not be had is -1", -1, CInt(other.Balance())
Check "and the reason is there", other.Code <= -200 And Len(other.Message) > 0, other.Code
Check "a balance", sms.Balance() > 0 And sms.Code = 2 And sms.Left > 0, sms.Code & " " & sms.Left
Check "a balance of a service", sms.Balance("voice") > 0, sms.Code & " " & sms.Message
code = sms.AddTemplate("您的取件码是：【变量】，请尽快取走。")
Check "a template is handed in", code = 2 And Len(sms.MessageId) > 0, code & " " & sms.Message

' ---- Mistakes are errors.
Err.Clear
code = sms.Send(unset, "您好")
Raised "a variable that was never set", -101, "mobile"
code = sms.Send(Null, "您好")
Raised "Null", -101, "Null"
code = sms.Send(PHONE, Array("您好"))
Raised "an array for a text", -101, "content"
code = sms.Send(PHONE, Now)
Raised "a date for a text", -101, "content"
code = sms.Send(PHONE, Nothing)
Raised "nothing for a text", -101, "content"
held.Held = Null
code = sms.Send(held, "您好")
Raised "an object whose default value is Null", -101, "Null"
code = sms.SendTemplate(PHONE, 1, Array("甲|乙", "丙"))
Raised "a separator inside a variable", -101, "|"
code = sms.SendTemplate(PHONE, "", "1234")
Raised "an empty template id", -101, "templateId"
code = sms.Submit("smss", PHONE, "您好")
Raised "a service that does not exist", -105, "voice_notice"
Check "the code is in the properties too", sms.Code = -105 And sms.Outcome = "refused" And InStr(sms.Message, "smss") > 0, sms.Code & sms.Message
code = sms.Send(PHONE)
Raised "an argument that is missing", -101, "content"
Check "what an earlier call came to is forgotten", sms.Code = -101 And sms.Outcome = "refused" And sms.MessageId = "" And InStr(sms.Message, "content") > 0, sms.Code & sms.Outcome & sms.MessageId
code = sms.Send(PHONE, "您好", 3)
Raised "one too many", -101, "2"
code = sms.Send(PHONE, 1 = 1)
Raised "True for a text", -101, "content"
code = sms.Send(sms, "您好")
Raised "an object without a default value", -101, "mobile"
sms.Sned PHONE, "您好"
Check "a member that does not exist", Err.Number = 438, Err.Number
Err.Clear
sms.Open arguments(3) & "\没有这个文件.ini"
Raised "a file that is not there", -122, "没有这个文件.ini"
sms.Open
Raised "no file beside the DLL", -122, "ihuyi.ini"
sms.Open unset
Raised "a variable for the file that was never set", -101, "iniPath"

' ---- Calls that ask nobody.
Set explanation = sms.Explain(4072)
NotRaised "a code is explained"
Check "with all there is", explanation.Code = 4072 And explanation.Known And explanation.Family = 5 And Len(explanation.Text) > 0 And InStr(explanation.Meaning, "模板") > 0 And Len(explanation.Cause) > 0 And Len(explanation.Advice) > 0, _
    explanation.Code & explanation.Text
text = "" & sms.Explain("4072")
Check "its default value is a paragraph", InStr(text, "4072") = 1 And InStr(text, explanation.Advice) > 0, text
Check "for a service and in English", InStr(sms.Explain(4070, "voice", "en").Advice, "digits") > 0, sms.Explain(4070, "voice", "en").Advice
Err.Clear
Set explanation = sms.Explain("四零七二")
Raised "a code that is no number", -101, "code"
Set explanation = sms.Explain(4072, "sms", "法语")
Raised "a language that is none", -121, "zh"
Check "a few words for any code", InStr(sms.Strerror(-300), "未知") > 0 And Len(sms.Strerror(99999)) > 0, sms.Strerror(-300)
Same "billed messages are counted", 2, CInt(sms.CountSegments(String(100, "字")))
Check "and the characters", sms.Characters > 100 And sms.Outcome = "" And sms.Code = 0, sms.Characters & sms.Outcome
Set push = sms.ParsePush("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=15042716312345678901&report_time=2026-01-31+09%3A30%3A00")
NotRaised "a receipt is read"
Check "with all there is", push.Kind = "receipt" And push.Success And push.Code = 2 And push.Mobile = "13800000000" And push.MessageId = "15042716312345678901" And push.Status = "DELIVRD" And push.Time = "2026-01-31 09:30:00" And push.Answer = "success" And Len(push.Explanation) > 0, _
    push.Kind & push.Mobile & push.MessageId
Set push = sms.ParsePush("mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&reply_time=2026-01-31+09%3A30%3A00&smsid=1")
Check "so is a reply", push.Kind = "reply" And push.Content = "退订", push.Kind & push.Content
Set push = sms.ParsePush("hello")
Raised "anything else is an error", -110, "推送"

' ---- One-time codes. The code is read from the phone: nobody else tells it.
Function Entered(mobile)
    Dim http, marks, at
    Set http = CreateObject("WinHttp.WinHttpRequest.5.1")
    http.Open "GET", arguments(6), False
    http.Send
    marks = "您的验证码是："
    at = InStrRev(http.ResponseText, marks)
    Entered = Mid(http.ResponseText, at + Len(marks), 6)
    out.WriteLine "# sent " & mobile & " " & marks & Entered & "。请不要把验证码泄露给其他人。"
End Function

Dim sent, checked, wrong, decision, picture, again
sms.Set "store", "memory:com"
sms.Set "secret", "no-secret-but-as-long-as-one-is-to-be"
NotRaised "where codes are kept"
Set sent = sms.VerifyStart("register", "13900000000", Array("ip=192.0.2.7", "session=" & 17))
NotRaised "a code is sent"
text = Entered("13900000000")
Check "with all that a page needs", sent.Ok And sent.Status = "ok" And Len(sent.Id) > 20 And sent.Channel = "sms" And sent.Digits = 6 And sent.Wait > 50 And sent.Wait <= 60 And sent.Valid = 300 And sent.Left = 5, _
    sent.Status & " " & sent.Id & " " & sent.Channel & " " & sent.Wait & " " & sent.Valid & " " & sms.Message
Check "and nothing of the number", sent.Mobile = "" And sent.Purpose = "" And sent.Limit = "" And sms.Code = 2 And sms.Outcome = "accepted" And Len(sms.MessageId) > 0, sent.Mobile & sent.Purpose & sms.Code
wrong = Right("00000" & (CLng(text) + 1) Mod 1000000, 6)
If sms.VerifyCheck(sent.Id, wrong) Then
    Check "a wrong code is not right", False, "it is"
Else
    Check "a wrong code is not right", Err.Number = 0, Err.Description
End If
Set checked = sms.VerifyCheck(sent.Id, wrong)
Check "and says so", Not checked.Ok And checked.Status = "wrong" And checked.Left = 3 And checked.Mobile = "" And sms.Code = -421 And InStr(sms.Message, "3") > 0, checked.Status & checked.Left & " " & sms.Code
Set checked = sms.VerifyCheck(sent.Id, "")
Check "none is no try and no error", Err.Number = 0 And Not checked.Ok And checked.Status = "" And sms.Code = -101, Err.Number & " " & checked.Status & sms.Code
Set checked = sms.VerifyCheck(unset, text)
Check "nor is an id that a session has not", Err.Number = 0 And checked.Status = "none" And sms.Code = -423, Err.Number & " " & checked.Status & sms.Code
Set again = sms.VerifyResend(sent.Id, "sms", "ip=192.0.2.7" & vbCrLf & "session=17")
Check "no second text at once", Err.Number = 0 And Not again.Ok And again.Status = "" And again.Limit = "sms:mobile 1/60s" And again.Wait > 50 And sms.Code = -401 And sms.Outcome = "not_sent", again.Limit & " " & sms.Code & sms.Message
Set again = sms.VerifyResend(sent.Id, "voice")
Check "but a call, of the same code", again.Ok And again.Channel = "voice" And again.Id = sent.Id And sms.Outcome = "accepted", again.Channel & sms.Code & sms.Message
out.WriteLine "# sent 13900000000 " & text
number = CLng(text)
If Left(text, 1) = "0" Then number = text
If sms.VerifyCheck(sent.Id, number) Then
    Check "the right one is, as a number too", True, ""
Else
    Check "the right one is, as a number too", False, sms.Code & sms.Message
End If
Check "once", sms.VerifyCheck(sent.Id, text).Status = "none" And sms.Code = -423, sms.Code
Set sent = sms.VerifyStart("reset", "13900000001")
Set checked = sms.VerifyCheck(sent.Id, Entered("13900000001"))
Check "keys may be left out; number and purpose come from the code", checked.Ok And checked.Mobile = "13900000001" And checked.Purpose = "reset" And sms.Code = 0 And sms.Outcome = "", checked.Mobile & checked.Purpose & sms.Code
Set sent = sms.VerifyStart("register", "1390000", "ip=192.0.2.7")
Check "a bad number is no error", Err.Number = 0 And Not sent.Ok And sent.Id = "" And sms.Code = 406 And sms.Outcome = "refused", Err.Number & " " & sms.Code
Set sent = Nothing
Set sent = sms.VerifyStart("register", "13900000002", Array("ip=192.0.2.7", "device=x" & vbLf & "ip=192.0.2.8"))
Raised "a value that would be another key", -101, "换行"
Set sent = sms.VerifyStart("register", "13900000002", "192.0.2.7")
Raised "keys that are none", -121, "ip = 192.0.2.7"
Set sent = sms.VerifyStart("", "13900000002")
Raised "no purpose", -101, "用途"
Set sent = sms.VerifyStart("register", unset)
Raised "a number that was never set", -101, "mobile"

' ---- Limits and pictures by themselves.
sms.Set "limits", "sms:mobile 2/1h, captcha:ip 2/1h"
Set decision = sms.GuardStatus("sms", "13900000003")
Check "looking counts nothing", decision.Allowed And decision.Limit = "" And sms.Code = 0, decision.Limit & sms.Code & sms.Message
Set decision = sms.GuardAsk("sms", "13900000003", "ip=192.0.2.9")
Set decision = sms.GuardAsk("sms", 13900000003)
Check "asking counts", decision.Allowed And decision.Wait > 3000, decision.Wait & sms.Message
If sms.GuardAsk("sms", "13900000003") Then
    Check "and is refused by the limit", False, "it is allowed"
Else
    Check "and is refused by the limit", Err.Number = 0 And sms.Code = -401, Err.Description & sms.Code
End If
Check "which has a name", sms.GuardStatus("", "13900000003").Limit = "sms:mobile 2/1h" And sms.GuardStatus("", "13900000003").Wait > 3000, sms.Message
Check "until it is unlocked", sms.GuardUnlock("mobile", "13900000003") = 0 And sms.GuardStatus("sms", "13900000003").Allowed, sms.Code & sms.Message
code = sms.GuardUnlock("ip")
Raised "unlocking nothing", -101, "mobile 13800000000"
Set decision = sms.GuardAsk("smss", "13900000003")
Raised "a service that is none, here too", -105, "voice_notice"
Set picture = sms.CaptchaNew("ip=192.0.2.10")
NotRaised "a picture"
Check "with all that a page needs", Len(picture.Id) > 20 And picture.Length = 5 And picture.Valid = 300 And InStr(picture.DataUri, "data:image/png;base64,iVBORw0KGgo") = 1 And "" & picture = picture.Id, picture.Id & picture.Length & Left(picture.DataUri, 40)
Same "its PNG is an array of bytes", 8209, CInt(VarType(picture.Png))
Check "a wrong answer", Not sms.CaptchaCheck(picture.Id, "0000") And sms.Code = -405 And Err.Number = 0, sms.Code & Err.Description
Check "and one that is left out", Not sms.CaptchaCheck(unset, unset) And sms.Code = -405 And Err.Number = 0, sms.Code & Err.Description
Set picture = sms.CaptchaNew("ip=192.0.2.10")
Set picture = sms.CaptchaNew("ip=192.0.2.10")
Check "a limit of pictures is no error", Err.Number = 0 And picture.Id = "" And picture.DataUri = "" And picture.Length = 0 And sms.Code = -401, Err.Description & picture.Id & sms.Code
sms.Set "captcha", "always"
Set sent = sms.VerifyStart("register", "13900000004")
Check "a picture can be demanded", Err.Number = 0 And Not sent.Ok And sms.Code = -404, Err.Description & sms.Code
Set sent = sms.VerifyStart("register", "13900000004", "captcha = passed")
Check "and another service's is one", sent.Ok And Entered("13900000004") <> "", sms.Code & sms.Message
sms.Set "store", "sqlite:" & arguments(1)
Raised "a store that is none", -121, "sqlite"

' ---- The same event twice.
sms.Set "store", "memory:com"
text = "您的订单1001已付款。"
code = sms.Submit("sms", "13900000005", text, , "reference = order-1001-paid")
Accepted "with a reference", "13900000005", text
number = sms.MessageId
code = sms.Submit("sms", "13900000005", text, , "reference = order-1001-paid")
Check "the first answer again, and no second message", code = 2 And sms.MessageId = number And sms.Flags = 8, code & sms.MessageId & " " & sms.Flags

' ---- What became of a message, and what users answer.
Dim fate
Set fate = sms.Status(number)
Check "what was sent before is not remembered, and that is no error", Err.Number = 0 And fate.State = "" And fate.Recipients = 0 And Not fate.Settled And sms.Code = -461 And sms.Outcome = "refused", Err.Description & fate.State & sms.Code
sms.Set "track", True
NotRaised "submissions are written down"
code = sms.Submit("sms", "13900000006", text, , "reference = order-1002-paid")
Accepted "one that is", "13900000006", text
number = sms.MessageId
Set fate = sms.Status(number)
Check "is accepted", Err.Number = 0 And fate.State = "accepted" And fate.Code = 0 And fate.Recipients = 1 And fate.Delivered = 0 And fate.Failed = 0 And fate.Service = "sms" And fate.MessageId = number And fate.Mobile = "139****0006" And Len(fate.Submitted) = 19 And fate.Reported = "" And sms.Code = 0, _
    Err.Description & fate.State & " " & fate.Mobile & " " & fate.Submitted & " " & sms.Code & sms.Message
Check "and found by its reference", sms.Status("order-1002-paid").MessageId = number, sms.Code & sms.Message
Set push = sms.RecordPush("code=2&msg=DELIVRD&mobilephone=13900000006&smsid=" & number & "&report_time=2026-01-31+09%3A30%3A00")
Check "its receipt is recorded", Err.Number = 0 And push.Kind = "receipt" And push.Answer = "success" And push.Number = 0 And sms.Code = 0, Err.Description & push.Kind & push.Answer & sms.Message
Set fate = sms.Status(number)
Check "then it is delivered", "" & fate = "delivered" And fate.Code = 2 And fate.Delivered = 1 And fate.Status = "DELIVRD" And Len(fate.Explanation) > 0 And fate.Reported = "2026-01-31 09:30:00", fate.State & fate.Status & sms.Message
Set push = sms.Inbox
Check "an empty inbox", Err.Number = 0 And push.Number = 0 And push.Kind = "" And push.Content = "" And Not push.Success And sms.Code = 0, Err.Description & push.Number & push.Kind
Set push = sms.RecordPush("mobilephone=13900000006&content=%E9%80%80%E8%AE%A2&reply_time=2026-01-31+09%3A30%3A00&smsid=1")
code = push.Number
Check "a reply has a number", Err.Number = 0 And push.Kind = "reply" And code > 0, Err.Description & push.Kind & code
Set push = sms.Inbox(unset)
Check "and is read from the beginning", push.Number = code And push.Mobile = "13900000006" And push.Content = "退订", Err.Description & push.Number & push.Content
Check "and nothing after it, the number as a text too", sms.Inbox(code).Number = 0 And sms.Inbox("" & code).Number = 0, sms.Code & sms.Message
Err.Clear
Set push = sms.Inbox("上次")
Raised "a number of an entry that is none", -101, "after"
Set push = sms.RecordPush("hello")
Raised "no push at all", -110, "推送"
sms.Set "store", "redis://127.0.0.1:1"
Set push = sms.RecordPush("mobilephone=13900000006&content=OK&smsid=1")
Check "what cannot be recorded is not answered", Err.Number = 0 And push.Answer = "" And push.Kind = "" And push.Number = 0 And sms.Code = -441, Err.Description & push.Answer & sms.Code
sms.Set "store", "memory:com"

' ---- A list of thousands, each sent once.
Dim list, path, tries, state
path = arguments(0) & "-六月.名单"
Set list = sms.OpenBulk(path, "hours = 00:00-24:00" & vbCrLf & "rate = 1000")
Check "a list begins", Err.Number = 0 And "" & list = "planning" And list.State = "planning" And list.Rows = 0 And list.Code = 0 And list.Message = "" And sms.Code = 0, Err.Description & list.State & sms.Code & sms.Message
code = list.Add(13900000007, "您的订单1003已发货。", 1003)
Check "a row is added, of numbers too", Err.Number = 0 And code = 0 And sms.Code = 0 And sms.Segments = 1 And sms.Characters > 10 And sms.Recipients = 1 And list.Rows = 1 And list.Planned = 1 And list.Segments = 1, Err.Description & code & " " & sms.Characters & " " & list.Rows
code = list.Add("1390000", "您的订单1004已发货。", "订单一千零四")
Check "a number that is none is left out, and that is no error", Err.Number = 0 And code = 406 And sms.Code = 406 And sms.Flags = 33 And InStr(sms.Advice, "号码") > 0 And list.LeftOut = 1, Err.Description & code & " " & sms.Flags & sms.Advice
code = list.Add("13900000006", "您的订单1005已发货。")
Check "who answered with an opt-out is left out", Err.Number = 0 And code = -403 And InStr(sms.Message, "退订") > 0 And list.LeftOut = 2, Err.Description & code & sms.Message
code = list.Add("13900000007", "您的订单1006已发货。", unset)
NotRaised "a reference that was never set is none"
code = list.Add("13900000008", unset)
Raised "a text that was never set is an error", -101, "content"
Check "and no row", list.LeftOut = 2 And list.Rows = 2 And sms.Code = -101, list.LeftOut & list.Rows
list.NextRow "", 0
Raised "rows are read once the plan is written", -101, "六月.名单"
Check "until then there is none", list.RowNumber = 0 And list.RowState = "" And list.RowMobile = "", list.RowNumber & list.RowState
list.Run -1
Raised "time that is less than none", -101, "milliseconds"
list.Run "很久"
Raised "time that is no number", -101, "milliseconds"
Same "the plan is written", "ready", list.Run(0)
Check "and nothing sent; of two rows of a number one is left", list.State = "ready" And list.Rows = 1 And list.Planned = 1 And list.Accepted = 0 And list.LeftOut = 3 And list.Segments = 1, list.Rows & list.Planned & list.LeftOut
code = list.Add("13900000008", "您的订单1007已发货。")
Raised "then no row is added", -101, "六月.名单"
Same "it is sent", "done", list.Run("60000")
out.WriteLine "# sent 13900000007 您的订单1003已发货。"
Check "which its properties tell", sms.Code = 0 And list.Planned = 0 And list.Sending = 0 And list.Accepted = 1 And list.Refused = 0 And list.Unknown = 0 And list.LeftOut = 3 And list.AcceptedSegments = 1 And list.Wait = 0 And list.Code = 0 And list.Message = "", _
    sms.Code & list.State & list.Accepted & list.Refused & list.Unknown & list.Message
Check "a row is read", list.NextRow("accepted", 0), sms.Message
Check "with all there is", list.RowNumber = 1 And list.RowLine = 1 And list.RowState = "accepted" And list.RowCode = 2 And list.RowSegments = 1 And list.RowMobile = "13900000007" And list.RowReference = "1003" And Len(list.RowMessageId) = 20 And Len(list.RowTime) = 19 And Len(list.RowMessage) > 0, _
    list.RowNumber & list.RowState & list.RowCode & " " & list.RowMobile & " " & list.RowReference & " " & list.RowTime
Check "and the next in any state", list.NextRow(unset, list.RowNumber) And list.RowNumber = 2 And list.RowState = "left_out" And list.RowCode = 406 And list.RowMobile = "1390000" And list.RowReference = "订单一千零四" And list.RowMessageId = "" And list.RowTime = "" And InStr(list.RowMessage, "号码") > 0, _
    list.RowNumber & list.RowState & list.RowCode & list.RowReference & list.RowMessage
list.Run 0
Check "which it stays while other things are done", list.RowNumber = 2, list.RowNumber
Check "until there is no more", Not list.NextRow("left_out", "4") And list.RowNumber = 0 And list.RowState = "" And list.RowMobile = "" And list.RowMessage = "" And list.RowSegments = 0 And Err.Number = 0, list.RowNumber & list.RowState & Err.Description
list.NextRow "sent", 0
Raised "a state that there is not", -101, "left_out"
list.NextRow "", "上次"
Raised "a number of a row that is none", -101, "RowNumber"
list.NextRow
Raised "which rows, is always said", -101, "state"
Set again = sms.OpenBulk(path)
Raised "nobody else has it meanwhile", -122, "六月.名单"
list.Close
Check "closed it tells nothing", Err.Number = 0 And list.State = "" And list.Rows = 0 And list.Message = "", Err.Description & list.State
list.Run 0
Raised "and does nothing", -101, "OpenBulk"
list.Close
NotRaised "but can be closed again"
Set again = sms.OpenBulk(path)
Check "opened again it goes on", Err.Number = 0 And again.State = "done" And again.Accepted = 1 And again.LeftOut = 3, Err.Description & again.State & sms.Message
Same "with nothing to send", "done", again.Run(60000)
Set again = Nothing
Set list = sms.OpenBulk(path, "service = marketing")
Raised "another way than it was planned", -121, "marketing"
Set list = sms.OpenBulk(path & "2", "hour = 09:00-20:30")
Raised "an option that there is not", -120, "hours"
Set list = sms.OpenBulk("")
Raised "no file", -101, "journal"
Set other = CreateObject("Ihuyi.Sms")
Set list = other.OpenBulk(path & "2")
Check "no account is no error", Err.Number = 0 And other.Code = 401 And list.State = "" And list.Rows = 0, Err.Description & other.Code & list.State
code = list.Add("13900000008", "您的订单1007已发货。")
Check "until such a list is used", Err.Number = &H80040200 + 101 And InStr(Err.Description, "OpenBulk") > 0 And other.Code = -101, Err.Description & other.Code
Err.Clear
other.Account = "C00000000"
other.ApiKey = "0123456789abcdef0123456789abcdef"
other.Set "gateway", "http://127.0.0.1:1"
other.Set "store", "memory:com"
other.Set "secret", "no-secret-but-as-long-as-one-is-to-be"
Set list = other.OpenBulk(path & "2")
code = list.Add("13900000008", "您的订单1007已发货。")
Set other = Nothing
' The first pause is a second. On a machine that stands still for longer it is over before it is told, and the next one is longer.
tries = 0
Do
    state = list.Run(1000)
    tries = tries + 1
Loop While state = "ready" And tries < 20
Check "a list outlives the object that it came from; it waits while nobody is reached, and says why", state = "paused" And list.Wait > 0 And list.Code = -202 And Len(list.Message) > 0 And list.Planned = 1 And list.Unknown = 0 And Err.Number = 0, _
    Err.Description & list.State & list.Wait & list.Code & list.Message

' ---- Files, and the library.
sms.Open arguments(3) & "\短信 设置.ini"
NotRaised "settings from a file with a Chinese name"
Same "are read", "C11111111", sms.Account
Check "the version", sms.Version = arguments(5) And sms.AbiVersion = 1, sms.Version
Same "the file", LCase(arguments(4)), LCase(sms.Library)
out.WriteLine "end " & written
