<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<!--#include file="records.asp"-->
<%
' register.asp：用短信验证码注册。
'
' 它管得住：一个验证码 5 分钟有效、最多核对 5 次、用一次就作废、只对发到的那个号码有效；同一访客 60 秒一条、一天 5 条；
'           没有发成的一天最多试 10 次；整个网站一天 IhuyiDayLimit 条，没有离开本机的不算；号码注册过没有，从页面上看不出来。
' 它管不住：这些数都记在 Session 和 Application 里，换一个浏览器、删掉 Cookie 就是新访客，应用程序池一回收全站的数也从头来。
'           有人存心换着 Session 对着一个号码狂发，这一页挡不住，只有网关自己的每号每天条数。请至少再加一个图形验证码；
'           以后的版本会在组件里提供发码和验码，把限制记在 Session 之外，到时换成它。
Const CodeMinutes = 5
Const CodeTries = 5
Const WaitSeconds = 60
Const PerDay = 5
Const MissesPerDay = 10

If Request.ServerVariables("REQUEST_METHOD") = "POST" Then
  If Not IhuyiTicketGood() Then
    Session("reg_note") = "页面放得太久了，请再试一次。"
  ElseIf IhuyiForm("action", 10) = "send" Then
    SendCode IhuyiMobile(IhuyiForm("mobile", 41))
  Else
    CheckCode IhuyiForm("code", 10), IhuyiForm("name", 30)
  End If
  ' 用 GET 回到本页：这样刷新不会再提交一次，也就不会再发一条。
  Response.Redirect "register.asp"
End If

' mobile 是 11 位数字，或者空：写的不是手机号码。
Sub SendCode(mobile)
  Dim code, today
  If SecondsLeft() > 0 Then
    Session("reg_note") = "发得太快了，请过 " & SecondsLeft() & " 秒再试。"
    Exit Sub
  End If
  today = Left(IhuyiTime(), 10)
  If Session("reg_day") & "" <> today Then
    Session("reg_day") = today
    Session("reg_count") = 0
    Session("reg_missed") = 0
  End If
  If Session("reg_count") >= PerDay Then
    Session("reg_note") = "今天的验证码已经发完了，请明天再试。"
    Exit Sub
  End If
  If Session("reg_missed") >= MissesPerDay Then
    Session("reg_note") = "今天试的次数太多了，请明天再试。"
    Exit Sub
  End If
  If mobile = "" Then
    WrongNumber
    Exit Sub
  End If
  If Not TakeFromDay() Then
    IhuyiNoteDaily "register-full", "register：全站今天的验证码已发满 " & IhuyiDayLimit & " 条，可能有人在刷"
    Session("reg_note") = "现在发不出验证码，请稍后再试。"
    Exit Sub
  End If

  ' 旧的验证码从这里起作废。
  code = IhuyiRandomCode()
  Session("reg_code") = ""
  IhuyiSend mobile, "您的验证码是：" & code & "。请不要把验证码泄露给其他人。"

  ' 记下流水号，receipt.asp 凭它认出回执。
  If IhuyiMessageId <> "" Then IhuyiRecord "sent", IhuyiMessageId, "register"

  ' 没有离开本机的还给全站：否则不花一分钱就能让别人今天都注册不了。
  If Not IhuyiAsked Then GiveBack today
  If IhuyiOutcome = "refused" And (IhuyiCode = 403 Or IhuyiCode = 406) And Not IhuyiAsked Then
    WrongNumber
    Exit Sub
  End If
  Session("reg_sent") = Now
  If IhuyiAsked Then
    Session("reg_count") = Session("reg_count") + 1
  Else
    Session("reg_missed") = Session("reg_missed") + 1
  End If
  Select Case IhuyiOutcome
  Case "accepted", "unknown"
    ' 结果未知，就当它发出了：收到了可以用，没收到 60 秒后再要。绝不马上自动重发。
    Session("reg_code") = code
    Session("reg_mobile") = mobile
    Session("reg_tries") = 0
    Session("reg_made") = Now
    Session("reg_note") = "验证码已发往 " & IhuyiMask(mobile) & "，" & CodeMinutes & " 分钟内有效。没有收到的话，请过 " & WaitSeconds & " 秒再试。"
  Case "refused"
    ' 403、406 是号码本身不对。其他原因是站长的事，不必让访客知道。
    If IhuyiCode = 403 Or IhuyiCode = 406 Then
      Session("reg_note") = "手机号码不对，请检查。"
    Else
      Session("reg_note") = "现在发不出验证码，请稍后再试。"
    End If
  Case Else
    Session("reg_note") = "现在发不出验证码，请稍后再试。"
  End Select
  TellOwner mobile
End Sub

' 号码写错了：不用等，改了马上就能再试，但也要计数。这是访客自己的事，不必告诉站长。
Sub WrongNumber()
  Session("reg_missed") = Session("reg_missed") + 1
  Session("reg_note") = "手机号码不对，请检查。"
End Sub

' 没有受理的告诉站长。到过网关的有全站的条数管着；没有到过的没有数，同一个返回码一天只记一次。
Sub TellOwner(mobile)
  Dim words
  If IhuyiOutcome = "accepted" Or IhuyiCode = 403 Or IhuyiCode = 406 Then Exit Sub
  words = "register：" & IhuyiMask(mobile) & " " & IhuyiOutcomeText & " " & IhuyiCode & " " & IhuyiMessage
  If IhuyiAsked Then
    IhuyiNote words
  Else
    IhuyiNoteDaily "register-" & IhuyiCode, words
  End If
End Sub

Sub CheckCode(code, name)
  If Session("reg_code") & "" <> "" Then
    If IhuyiSeconds(Session("reg_made")) > CodeMinutes * 60 Then Session("reg_code") = ""
  End If
  If Session("reg_code") & "" = "" Then
    Session("reg_note") = "验证码已失效，请重新获取。"
    Exit Sub
  End If
  ' 先计数再核对。IIS 让同一个 Session 的请求排队，不会有两次同时核对。
  Session("reg_tries") = Session("reg_tries") + 1
  If StrComp(code, Session("reg_code"), 0) <> 0 Then
    If Session("reg_tries") >= CodeTries Then
      Session("reg_code") = ""
      Session("reg_note") = "错了 " & CodeTries & " 次，这个验证码已作废，请重新获取。"
    Else
      Session("reg_note") = "验证码不对，还可以试 " & (CodeTries - Session("reg_tries")) & " 次。"
    End If
    Exit Sub
  End If
  Session("reg_code") = ""
  ' 到这里才算验证通过。号码用 Session 里的，就是短信发到的那个，不用表单里的。
  ' 在这里写入您的用户表；号码已经注册过，也在这里才告诉他。
  Session("reg_note") = "注册成功：" & name & "，" & IhuyiMask(Session("reg_mobile"))
End Sub

' 还要等几秒才能再发。
Function SecondsLeft()
  Dim passed
  SecondsLeft = 0
  If IsEmpty(Session("reg_sent")) Then Exit Function
  passed = IhuyiSeconds(Session("reg_sent"))
  If passed >= 0 And passed < WaitSeconds Then SecondsLeft = WaitSeconds - passed
End Function

' 从全站今天的条数里取一条；取不到为 False。
Function TakeFromDay()
  Application.Lock
  If Application("reg_day") & "" <> Left(IhuyiTime(), 10) Then
    Application("reg_day") = Left(IhuyiTime(), 10)
    Application("reg_count") = 0
  End If
  TakeFromDay = (Application("reg_count") < IhuyiDayLimit)
  If TakeFromDay Then Application("reg_count") = Application("reg_count") + 1
  Application.Unlock
End Function

' 还回取来的一条。已经过了半夜的不还：数从头来过了。
Sub GiveBack(today)
  Application.Lock
  If Application("reg_day") & "" = today And Application("reg_count") > 0 Then Application("reg_count") = Application("reg_count") - 1
  Application.Unlock
End Sub

Dim note
note = Session("reg_note")
Session("reg_note") = ""
%>
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>注册</title></head>
<body>
<h1>注册</h1>
<% If note <> "" Then %>
<p><b><%= IhuyiHtml(note) %></b></p>
<% End If %>
<form method="post" action="register.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="send">
手机号 <input type="text" name="mobile" maxlength="40">
<input type="submit" value="获取验证码">
</form>
<% If Session("reg_code") & "" <> "" Then %>
<form method="post" action="register.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="check">
验证码 <input type="text" name="code" maxlength="6">
姓名 <input type="text" name="name" maxlength="30">
<input type="submit" value="注册">
</form>
<% End If %>
</body>
</html>
