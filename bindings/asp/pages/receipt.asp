<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<!--#include file="records.asp"-->
<%
' receipt.asp：接收发送回执（也收模板审核）。控制台里填 https://您的网站/sms/receipt.asp?key=暗号
' 网关的推送没有签名，知道网址的人都能伪造：所以要暗号，并且只有 sent 里记着的流水号才算自己的。
' 先记下，再回答；只回答 success 七个字母，别的都会被当作没收到，再推两次。
If Len(IhuyiPushKey) < 16 Or StrComp(Request.QueryString("key") & "", IhuyiPushKey, 0) <> 0 Then Answer "404 Not Found", "no"

Dim push, name, ours, saved
Set push = IhuyiReadPush()
If push Is Nothing Then
  ' 组件用不了是我们的事，网关过会儿再推正好；读不懂的，再推也读不懂。
  IhuyiNote "receipt：" & IhuyiMessage
  If IhuyiSms Is Nothing Then Answer "500 Internal Server Error", "error"
  Answer "400 Bad Request", "bad"
End If
Select Case push.Kind
Case "receipt"
  ' 同一条回执可能收到几次，按流水号加号码只记一次；营销短信几个号码共用一个流水号。
  name = push.MessageId & "-" & push.Mobile
  ours = "no"
  If push.MessageId <> "" Then
    If IhuyiRecall("sent", push.MessageId) <> "" Then ours = "yes"
  End If
  ' 送达只看 Success。失败的代码可能是 0，不要用“等于 0 就是没有”来判断。
  saved = IhuyiRecord("receipt", name, "ours=" & ours & vbCrLf & "success=" & YesNo(push.Success) & vbCrLf & "code=" & push.Code & vbCrLf & _
    "status=" & push.Status & vbCrLf & "explanation=" & push.Explanation & vbCrLf & "id=" & push.MessageId & vbCrLf & _
    "mobile=" & push.Mobile & vbCrLf & "time=" & push.Time & vbCrLf)
Case "template"
  ' 同一个模板改过再审，可能又因为别的原因不通过，所以原因也是名字的一部分。
  saved = IhuyiRecord("template", push.TemplateId & "-" & push.Code & "-" & push.Status, "template=" & push.TemplateId & vbCrLf & "approved=" & YesNo(push.Success) & _
    vbCrLf & "reason=" & push.Status & vbCrLf)
Case Else
  ' 上行回复填错了网址，推到这里来了：该去 reply.asp。
  IhuyiNote "receipt：收到的是上行回复，请在控制台里把回复的网址改成 reply.asp"
  Answer "400 Bad Request", "bad"
End Select
' 没有记成就不回答 success，网关会再推。
If saved = "failed" Then Answer "500 Internal Server Error", "error"
Answer "200 OK", push.Answer

Function YesNo(value)
  YesNo = "no"
  If value Then YesNo = "yes"
End Function

' 包含文件之间的空行也是输出，先清掉，再只写这几个字。
Sub Answer(status, text)
  Response.Clear
  Response.Status = status
  Response.ContentType = "text/plain"
  Response.Write text
  Response.End
End Sub
%>
