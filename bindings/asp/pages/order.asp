<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<!--#include file="records.asp"-->
<%
' order.asp：给订单发一条模板短信，同一张订单绝不发两遍。
' 发送会花钱，所以默认只有服务器本机能打开；换成您后台的登录检查。
If Not IhuyiLocal() Then
  Response.Status = "403 Forbidden"
  Response.Write "只能在服务器本机上打开。"
  Response.End
End If

' 两张示例订单；换成查您的订单表。没有这张订单为 False。
Dim OrderName, OrderMobile, OrderAmount
Function FindOrder(id)
  FindOrder = True
  Select Case id
  Case "20260001"
    OrderName = "张三"
    OrderMobile = "13800000000"
    OrderAmount = "128.00"
  Case "20260002"
    OrderName = "李四"
    OrderMobile = "13800000001"
    OrderAmount = "39.90"
  Case Else
    FindOrder = False
  End Select
End Function

' 订单通知的标记。每试一次有两条记录：动手之前一条，有了结局一条。
' 有前一条没有后一条，是正在发，或者发到一半服务器停了：发没发出没有人知道，按“结果未知”处理。
Dim Attempt, Ended, EndedText
Sub LookAt(id)
  Dim lines
  Attempt = 0
  Ended = ""
  EndedText = ""
  Do While IhuyiRecall("order", id & "-" & (Attempt + 1)) <> ""
    Attempt = Attempt + 1
  Loop
  If Attempt = 0 Then Exit Sub
  lines = Split(IhuyiRecall("order", id & "-" & Attempt & "-end"), vbCrLf)
  Ended = "unknown"
  EndedText = "正在发送，或者发到一半中断了"
  ' 空文字也会被 Split 拆成没有元素的数组。
  If IhuyiRecall("order", id & "-" & Attempt & "-end") <> "" Then
    Ended = lines(0)
    EndedText = lines(1)
  End If
End Sub

' 只有从没发过、明确被拒绝、明确没有发出，才可以发。
Function MaySend()
  MaySend = (Ended = "" Or Ended = "refused" Or Ended = "not_sent")
End Function

Sub Notify(id)
  LookAt id
  If Not MaySend() Then Exit Sub
  ' 两个人同时点，只有一个得到 "new"。没有记成也不发：不知道发过没有的时候，宁可不发。
  Select Case IhuyiRecord("order", id & "-" & (Attempt + 1), IhuyiTime())
  Case "known"
    Exit Sub
  Case "failed"
    Session("order_note") = "没有发送。" & IhuyiMessage
    Exit Sub
  End Select
  ' 变量一般不能超过 8 个字，所以只写号码的后四位。
  IhuyiSendTemplate OrderMobile, IhuyiOrderTemplate, Array(id, OrderName, "尾号" & Right(OrderMobile, 4), OrderAmount)
  ' 有流水号的先记下流水号，receipt.asp 凭它认出回执。
  If IhuyiMessageId <> "" Then IhuyiRecord "sent", IhuyiMessageId, "order " & id
  IhuyiRecord "order", id & "-" & (Attempt + 1) & "-end", IhuyiOutcome & vbCrLf & _
    IhuyiCode & " " & OneLine(IhuyiMessage & " " & IhuyiAdvice) & " " & IhuyiMessageId
End Sub

Function OneLine(text)
  OneLine = Replace(Replace(text, vbCr, " "), vbLf, " ")
End Function

If Request.ServerVariables("REQUEST_METHOD") = "POST" Then
  If Not IhuyiTicketGood() Then
    Session("order_note") = "页面放得太久了，请再点一次。"
  ElseIf FindOrder(IhuyiForm("id", 20)) Then
    Notify IhuyiForm("id", 20)
  Else
    Session("order_note") = "没有这张订单：" & IhuyiForm("id", 20)
  End If
  Response.Redirect "order.asp"
End If

Dim note, id
note = Session("order_note")
Session("order_note") = ""
%>
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>订单通知</title></head>
<body>
<h1>订单通知</h1>
<% If note <> "" Then %>
<p><b><%= IhuyiHtml(note) %></b></p>
<% End If %>
<table border="1">
<tr><th>订单</th><th>收件人</th><th>通知</th><th></th></tr>
<%
For Each id In Array("20260001", "20260002")
  FindOrder id
  LookAt id
%>
<tr>
<td><%= IhuyiHtml(id) %></td>
<td><%= IhuyiHtml(OrderName) %> <%= IhuyiHtml(IhuyiMask(OrderMobile)) %></td>
<td><%= IhuyiHtml(EndedText) %>
<%
  Select Case Ended
  Case "accepted"
    Response.Write "<br>已受理：不要再发；送没送到看回执。"
  Case "refused"
    Response.Write "<br>被拒绝：没有发出。按上面说的改好原因，再点“发送”。"
  Case "not_sent"
    Response.Write "<br>没有发出：什么都没离开本机，稍后可以再点“发送”，不会重复。"
  Case "unknown"
    Response.Write "<br>结果未知：可能已经发出，不要盲目重发。等回执，或打电话问客户。确定没有收到，再到 " & _
      IhuyiHtml(IhuyiData) & "\order 里删掉 " & IhuyiFileName(id & "-" & Attempt) & ".txt，有 " & IhuyiFileName(id & "-" & Attempt & "-end") & ".txt 的话也删掉。"
  End Select
%>
</td>
<td>
<% If MaySend() Then %>
<form method="post" action="order.asp">
<input type="hidden" name="ticket" value="<%= IhuyiTicket() %>">
<input type="hidden" name="id" value="<%= IhuyiHtml(id) %>">
<input type="submit" value="发送">
</form>
<% End If %>
</td>
</tr>
<%
Next
%>
</table>
</body>
</html>
