<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
' explain.asp：4072 是什么意思。explain.asp?code=4072。不联网，不花钱。
Dim asked, found
asked = Left(Trim(Request.QueryString("code") & ""), 12)
Set found = Nothing
If asked <> "" Then Set found = IhuyiExplain(asked)
%>
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>返回码</title></head>
<body>
<h1>返回码</h1>
<form method="get" action="explain.asp">
<input type="text" name="code" maxlength="12" value="<%= IhuyiHtml(asked) %>">
<input type="submit" value="是什么意思">
</form>
<% If Not found Is Nothing Then %>
<h2><%= found.Code %> <%= IhuyiHtml(found.Text) %></h2>
<p>含义：<%= IhuyiHtml(found.Meaning) %></p>
<p>常见原因：<%= IhuyiHtml(found.Cause) %></p>
<p>怎么办：<%= IhuyiHtml(found.Advice) %></p>
<% ElseIf asked <> "" Then %>
<p><%= IhuyiHtml(asked) %>：<%= IhuyiHtml(IhuyiMessage) %></p>
<% End If %>
</body>
</html>
