<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<!--#include file="records.asp"-->
<%
' register.asp：用短信验证码注册。先看图，再发短信，收不到可以听电话。
'
' 验证码由组件生成、发出和核对，页面里没有：5 分钟有效，最多核对 5 次，用一次就作废。限制也在组件里（ihuyi.ini 的 limits），按号码、地址和
' Session 计数，记在组件的 store 里，换浏览器、删 Cookie、回收应用程序池都不会从头来。Session 里只有验证码的编号：别人没有它，
' 既不能核对，也用不掉访客的次数。
' 图片挡得住最简单的程序，挡不住有心人；真正管用的是限制。用极验、腾讯、Turnstile 的网站，把图片换成它们的，验过之后在 keys 里写 "captcha=passed"。

If Request.ServerVariables("REQUEST_METHOD") = "POST" Then
  If Not IhuyiTicketGood() Then
    Session("reg_note") = "页面放得太久了，请再试一次。"
  Else
    Select Case IhuyiForm("action", 10)
    Case "send"
      SendCode IhuyiMobile(IhuyiForm("mobile", 41)), IhuyiForm("picture", 20)
    Case "again"
      SendAgain "sms"
    Case "call"
      SendAgain "voice"
    Case Else
      CheckCode IhuyiForm("code", 20), IhuyiForm("name", 30)
    End Select
  End If
  ' 用 GET 回到本页：这样刷新不会再提交一次，也就不会再发一条。
  Response.Redirect "register.asp"
End If

' mobile 是 11 位数字，或者空：写的不是手机号码。
Sub SendCode(mobile, answer)
  Dim sent, picture
  ' 一张图只能答一次。
  picture = Session("reg_picture") & ""
  Session("reg_picture") = ""
  If mobile = "" Then
    Session("reg_note") = "手机号码不对，请检查。"
    Exit Sub
  End If
  ' 空着的要在这里挡住：组件没有得到答案，就当作这一页不用图片。
  If answer = "" Then
    Session("reg_note") = "请填写图片里的字符。"
    Exit Sub
  End If
  Set sent = IhuyiVerifyStart("register", mobile, _
    Array("ip=" & IhuyiAddress(), "session=" & IhuyiTicket(), "captcha_id=" & picture, "captcha_answer=" & answer))
  If sent.Ok Then
    ' 旧的编号从这里起不再用。
    Session("reg_id") = sent.Id
    Session("reg_masked") = IhuyiMask(mobile)
  End If
  Settle sent, IhuyiMask(mobile)
End Sub

Sub SendAgain(channel)
  If Session("reg_id") & "" = "" Then
    Session("reg_note") = "验证码已失效，请重新获取。"
    Exit Sub
  End If
  Settle IhuyiVerifyResend(Session("reg_id"), channel, Array("ip=" & IhuyiAddress(), "session=" & IhuyiTicket())), Session("reg_masked")
End Sub

' 发出了，或者没有发成，告诉访客，需要时告诉站长。
Sub Settle(sent, masked)
  ' 记下流水号，receipt.asp 凭它认出回执。
  If IhuyiMessageId <> "" Then IhuyiRecord "sent", IhuyiMessageId, "register"
  If sent.Wait > 0 Then Session("reg_next") = CDate(CDbl(Now) + sent.Wait / 86400)
  If sent.Ok Then
    ' 结果未知也到这里：就当它发出了，收到了可以用，没收到等一会儿再要。绝不马上自动重发。
    If sent.Channel = "voice" Then
      Session("reg_note") = "马上会有电话打到 " & masked & "，读出验证码。"
    Else
      Session("reg_note") = "验证码已发往 " & masked & "，" & Minutes(sent.Valid) & " 分钟内有效。"
    End If
  Else
    Session("reg_note") = Refusal(sent)
  End If
  TellOwner sent, masked
End Sub

' 没有发成的原因里，只有访客自己能改的才告诉他。
Function Refusal(sent)
  Select Case IhuyiCode
  Case 403, 406
    Refusal = "手机号码不对，请检查。"
  Case -401
    If sent.Wait <= 120 Then
      Refusal = "发得太快了，请过 " & sent.Wait & " 秒再试。"
    Else
      Refusal = "发得太多了，请过 " & Minutes(sent.Wait) & " 分钟再试。"
    End If
  Case -404, -405
    Refusal = "图片里的字符不对，请看新的一张再试。"
  Case -422, -423, -424
    Session("reg_id") = ""
    Refusal = "验证码已失效，请重新获取。"
  Case Else
    Refusal = "现在发不出验证码，请稍后再试。"
  End Select
End Function

' 不是访客自己能改的，告诉站长。访客能一遍遍引起，所以同一个返回码一天只记一次；到过网关的有限制管着，每次都记。
Sub TellOwner(sent, masked)
  Dim words
  words = "register：" & masked & " " & IhuyiOutcomeText & " " & IhuyiCode & " " & IhuyiMessage
  Select Case IhuyiCode
  Case 403, 406, -403, -404, -405, -422, -423, -424
    Exit Sub
  Case -401
    ' 一个人发得太多是他自己的事；全站的限制满了，可能有人在刷。
    If Left(sent.Limit, 5) = "site " Then IhuyiNoteDaily "register-site", words
    Exit Sub
  End Select
  If IhuyiOutcome = "accepted" Then Exit Sub
  If IhuyiAsked Then
    IhuyiNote words
  Else
    IhuyiNoteDaily "register-" & Replace(IhuyiCode, "-", "own"), words
  End If
End Sub

Sub CheckCode(code, name)
  Dim checked
  Set checked = IhuyiVerifyCheck(Session("reg_id") & "", code)
  If checked.Ok And checked.Purpose = "register" Then
    Session("reg_id") = ""
    ' 到这里才算验证通过。号码用 checked.Mobile，就是短信发到的那个，不用表单里的。
    ' 在这里写入您的用户表；号码已经注册过，也在这里才告诉他。
    Session("reg_note") = "注册成功：" & name & "，" & IhuyiMask(checked.Mobile)
    Exit Sub
  End If
  Select Case checked.Status
  Case "wrong"
    Session("reg_note") = "验证码不对，还可以试 " & checked.Left & " 次。"
  Case "locked"
    Session("reg_id") = ""
    Session("reg_note") = "错的次数太多，这个验证码已作废，请重新获取。"
  Case "expired", "none"
    Session("reg_id") = ""
    Session("reg_note") = "验证码已失效，请重新获取。"
  Case Else
    If code = "" Then
      Session("reg_note") = "请填写验证码。"
    Else
      ' 验证码还有效，是服务器上的事。
      Session("reg_note") = "现在不能核对，请稍后再试。"
      IhuyiNoteDaily "register-check-" & Replace(IhuyiCode, "-", "own"), "register：不能核对 " & IhuyiCode & " " & IhuyiMessage
    End If
  End Select
End Sub

' 往上取整的分钟。
Function Minutes(seconds)
  Minutes = -Int(-seconds / 60)
End Function

' 还要等几秒才能再发。
Function SecondsLeft()
  SecondsLeft = 0
  If IsEmpty(Session("reg_next")) Then Exit Function
  SecondsLeft = -IhuyiSeconds(Session("reg_next"))
  If SecondsLeft < 0 Then SecondsLeft = 0
End Function

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
<img src="picture.asp" alt="图片验证码" title="看不清，点一下换一张" onclick="this.src='picture.asp?'+new Date().getTime()">
图片里的字符 <input type="text" name="picture" maxlength="20" autocomplete="off">
<input type="submit" class="wait" value="获取验证码">
</form>
<% If Session("reg_id") & "" <> "" Then %>
<form method="post" action="register.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="check">
验证码 <input type="text" name="code" maxlength="20" autocomplete="one-time-code" inputmode="numeric">
姓名 <input type="text" name="name" maxlength="30">
<input type="submit" value="注册">
</form>
<form method="post" action="register.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="again">
<input type="submit" class="wait" value="没有收到，再发一条">
</form>
<form method="post" action="register.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="call">
<input type="submit" value="打电话告诉我">
</form>
<% End If %>
<script>
// 倒数：到了才能再点。只是给人看的，管用的是服务器上的限制。
var left = <%= SecondsLeft() %>, buttons = document.getElementsByTagName("input");
function tick() {
  for (var i = 0; i < buttons.length; i++) {
    if (buttons[i].className != "wait") continue;
    var words = buttons[i].getAttribute("data-words") || buttons[i].value;
    buttons[i].setAttribute("data-words", words);
    buttons[i].disabled = left > 0;
    buttons[i].value = left > 0 ? words + "（" + left + " 秒）" : words;
  }
  if (left-- > 0) setTimeout(tick, 1000);
}
tick();
</script>
</body>
</html>
