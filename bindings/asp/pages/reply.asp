<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<!--#include file="records.asp"-->
<%
' reply.asp：接收用户的上行回复，例如“退订”。控制台里填 https://您的网站/sms/reply.asp?key=暗号
' 规矩与 receipt.asp 相同：要暗号，先记下，再只回答 success。
If Len(IhuyiPushKey) < 16 Or StrComp(Request.QueryString("key") & "", IhuyiPushKey, 0) <> 0 Then Answer "404 Not Found", "no"

Dim push
Set push = IhuyiReadPush()
If push Is Nothing Then
  IhuyiNote "reply：" & IhuyiMessage
  If IhuyiSms Is Nothing Then Answer "500 Internal Server Error", "error"
  Answer "400 Bad Request", "bad"
End If
If push.Kind <> "reply" Then
  IhuyiNote "reply：收到的不是上行回复，请在控制台里核对网址"
  Answer "400 Bad Request", "bad"
End If
' 一个人可以对同一条短信回复几次，所以除了流水号，时间和内容也要看。
If IhuyiRecord("reply", push.MessageId & "-" & push.Mobile & "-" & push.Time & "-" & push.Content, "id=" & push.MessageId & vbCrLf & _
    "mobile=" & push.Mobile & vbCrLf & "time=" & push.Time & vbCrLf & "content=" & push.Content) = "failed" Then
  Answer "500 Internal Server Error", "error"
End If
' 回复里的文字是外人写的：存进数据库要用参数，显示出来要经过 IhuyiHtml。
Answer "200 OK", push.Answer

Sub Answer(status, text)
  Response.Clear
  Response.Status = status
  Response.ContentType = "text/plain"
  Response.Write text
  Response.End
End Sub
%>
