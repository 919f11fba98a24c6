<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
' helper-code.asp：不用 COM 组件，直接用类 IhuyiHelper 发一个验证码、核对它。完整的注册页（图片、重发、打电话）是 register.asp：
' settings.asp 里填了 IhuyiHelperUrl，它也经过本机服务。
Dim sms
Set sms = New IhuyiHelper
sms.Connect IhuyiHelperUrl, IhuyiHelperToken

If Request.ServerVariables("REQUEST_METHOD") = "POST" Then
  If Not IhuyiTicketGood() Then
    Session("code_note") = "页面放得太久了，请再试一次。"
  ElseIf IhuyiForm("action", 10) = "send" Then
    SendCode IhuyiMobile(IhuyiForm("mobile", 41))
  Else
    CheckCode IhuyiForm("code", 20)
  End If
  ' 用 GET 回到本页：这样刷新不会再发一条。
  Response.Redirect "helper-code.asp"
End If

Sub SendCode(mobile)
  Dim sent
  If mobile = "" Then
    Session("code_note") = "手机号码不对，请检查。"
    Exit Sub
  End If
  Set sent = sms.VerifyStart("login", mobile, Array("ip=" & IhuyiAddress(), "session=" & IhuyiTicket()))
  If sent.Ok Then
    ' 发出了，或者可能发出了（sms.Outcome 是 unknown）：都让访客填，绝不马上自动重发。
    Session("code_id") = sent.Id
    Session("code_note") = "验证码已发往 " & IhuyiMask(mobile) & "。"
  ElseIf sms.Code = -401 Then
    Session("code_note") = "发得太频繁，请过 " & sent.Wait & " 秒再试。"
  Else
    ' 原因在 sms.Code、sms.Message 里，给站长看，不给访客看。
    Session("code_note") = "现在发不出验证码，请稍后再试。"
  End If
End Sub

Sub CheckCode(code)
  Dim checked
  If code = "" Then
    Session("code_note") = "请填写验证码。"
    Exit Sub
  End If
  Set checked = sms.VerifyCheck(Session("code_id") & "", code)
  If checked.Ok And checked.Purpose = "login" Then
    ' 号码用 checked.Mobile，就是短信发到的那个，不用表单里的。
    Session("code_note") = "验证通过：" & IhuyiMask(checked.Mobile)
  ElseIf checked.Status = "wrong" Then
    Session("code_note") = "验证码不对，还可以试 " & checked.Left & " 次。"
  ElseIf checked.Status <> "" Then
    Session("code_note") = "验证码已失效，请重新获取。"
  Else
    Session("code_note") = "现在不能核对，请稍后再试。"
  End If
End Sub

Dim note
note = Session("code_note")
Session("code_note") = ""
%>
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>验证码</title></head>
<body>
<h1>验证码</h1>
<% If note <> "" Then %>
<p><b><%= IhuyiHtml(note) %></b></p>
<% End If %>
<form method="post" action="helper-code.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="send">
手机号 <input type="text" name="mobile" maxlength="40">
<input type="submit" value="获取验证码">
</form>
<form method="post" action="helper-code.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="action" value="check">
验证码 <input type="text" name="code" maxlength="20" autocomplete="one-time-code" inputmode="numeric">
<input type="submit" value="核对">
</form>
</body>
</html>
