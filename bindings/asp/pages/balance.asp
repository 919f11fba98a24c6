<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
' balance.asp：还剩多少条，顺便看组件、账户、网络通不通。查询不花钱。默认只有服务器本机能打开。
If Not IhuyiLocal() Then
  Response.Status = "403 Forbidden"
  Response.Write "只能在服务器本机上打开。"
  Response.End
End If
Dim rest
rest = IhuyiBalance()
%>
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>余额</title></head>
<body>
<h1>余额</h1>
<% If rest >= 0 Then %>
<p>还剩 <b><%= rest %></b> 条。</p>
<% Else %>
<p><b>没有查到。</b><%= IhuyiHtml(IhuyiCode & " " & IhuyiMessage) %></p>
<p><%= IhuyiHtml(IhuyiAdvice) %></p>
<% End If %>
<% If Not IhuyiSms Is Nothing Then %>
<p>组件版本 <%= IhuyiHtml(IhuyiSms.Version) %>，位置 <%= IhuyiHtml(IhuyiSms.Library) %></p>
<% End If %>
</body>
</html>
