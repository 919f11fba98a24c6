<%@ Language="VBScript" CodePage="65001" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
' picture.asp：图片验证码，给 register.asp 的 <img> 用。编号记在 Session 里，答案在组件里，页面上什么也没有；每打开一次就是新的一张。
' 同一个地址一小时最多 60 张（设置 limits 里的 captcha:ip）。
Dim picture
Set picture = IhuyiCaptchaNew(Array("ip=" & IhuyiAddress(), "session=" & IhuyiTicket()))
' 包含文件里的换行不能混进图片。
Response.Clear
If picture Is Nothing Then
  Session("reg_picture") = ""
  Response.Status = "503 Service Unavailable"
Else
  Session("reg_picture") = picture.Id
  Response.ContentType = "image/png"
  Response.BinaryWrite picture.Png
End If
Response.End
%>
