<!--#include file="settings.asp"-->
<!--#include file="ihuyi-helper.asp"-->
<%
' ihuyi.asp：在页面里发短信，用法见 README。页面最前面写好 CodePage 和 Option Explicit，再包含本文件。
' 这里的名字都以 Ihuyi 开头，不会与您自己的函数撞名。

Response.CodePage = 65001
Response.Charset = "utf-8"
Response.Expires = -1
Response.CacheControl = "no-store"

' 最近一次调用的结果。每个函数都会重新填写。
Dim IhuyiSms            ' Ihuyi.Sms 对象，一页只创建一次；更少用的功能可以直接用它
Dim IhuyiOutcome        ' accepted 已受理，refused 被拒绝，not_sent 没有发出，unknown 结果未知；只有这四种
Dim IhuyiOutcomeText    ' 它的中文，和能不能再发
Dim IhuyiCode           ' 返回码，2 是已受理；组件本身用不了时为 0
Dim IhuyiMessage        ' 网关的话，或为什么用不了
Dim IhuyiAdvice         ' 怎么办
Dim IhuyiMessageId      ' 流水号，是文字，不要转成数字
Dim IhuyiAsked          ' True：请求可能到过网关；False：什么都没离开本机
Set IhuyiSms = Nothing
IhuyiForget

' ---- 发送。都返回 IhuyiOutcome，绝不让页面因为错误停下来。

Function IhuyiSend(mobile, content)
  IhuyiForget
  If IhuyiReady() Then
    On Error Resume Next
    IhuyiSms.Send mobile, content
    IhuyiTake Err.Number, Err.Description
  End If
  IhuyiSend = IhuyiOutcome
End Function

' variables 是数组，或用 | 隔开的文字。
Function IhuyiSendTemplate(mobile, template, variables)
  IhuyiForget
  If IhuyiReady() Then
    On Error Resume Next
    IhuyiSms.SendTemplate mobile, template, variables
    IhuyiTake Err.Number, Err.Description
  End If
  IhuyiSendTemplate = IhuyiOutcome
End Function

' 语音验证码：4 至 6 位数字。用的是 voice_account。
Function IhuyiVoice(mobile, code)
  IhuyiForget
  If IhuyiReady() Then
    On Error Resume Next
    IhuyiSms.Voice mobile, code
    IhuyiTake Err.Number, Err.Description
  End If
  IhuyiVoice = IhuyiOutcome
End Function

' 剩余条数；查不到为 -1，原因在 IhuyiMessage 里。不花钱。
Function IhuyiBalance()
  IhuyiForget
  IhuyiBalance = -1
  If IhuyiReady() Then
    On Error Resume Next
    IhuyiBalance = IhuyiSms.Balance()
    IhuyiTake Err.Number, Err.Description
  End If
End Function

' ---- 一次性验证码。返回的对象有 Ok（默认值）、Status、Id、Channel、Digits、Wait、Valid、Left、Mobile、Purpose、Limit；组件用不了时 Ok 是
' False，其余为空。keys 是限制要用的：Array("ip=" & IhuyiAddress(), "session=" & IhuyiTicket())，访客写的也能放进去；不要自己用换行拼。

' 生成验证码并发出。Ok：发出了，或者可能发出了；把 Id 记在 Session 里。mobile 先经过 IhuyiMobile。
Function IhuyiVerifyStart(purpose, mobile, keys)
  Dim found
  IhuyiForget
  Set found = New IhuyiNoVerification
  If IhuyiReady() Then
    On Error Resume Next
    Set found = IhuyiSms.VerifyStart(purpose, mobile, keys)
    IhuyiTake Err.Number, Err.Description
  End If
  Set IhuyiVerifyStart = found
End Function

' 同一个验证码再发一次。channel 是 sms、voice（打电话读出来），或空。
Function IhuyiVerifyResend(id, channel, keys)
  Dim found
  IhuyiForget
  Set found = New IhuyiNoVerification
  If IhuyiReady() Then
    On Error Resume Next
    Set found = IhuyiSms.VerifyResend(id, channel, keys)
    IhuyiTake Err.Number, Err.Description
  End If
  Set IhuyiVerifyResend = found
End Function

' 核对访客写的验证码。Ok 只有一次；之后只信 Mobile 里的号码，不信表单里的。不对时看 Status：wrong（还剩 Left 次）、expired、none、locked。
Function IhuyiVerifyCheck(id, code)
  Dim found
  IhuyiForget
  Set found = New IhuyiNoVerification
  If IhuyiReady() Then
    On Error Resume Next
    Set found = IhuyiSms.VerifyCheck(id, code)
    IhuyiTakeWords Err.Number, Err.Description
  End If
  Set IhuyiVerifyCheck = found
End Function

' 一张新的图片验证码：Id、Png（给 Response.BinaryWrite）、DataUri（给 img 的 src，很老的 IE 不认）；没有图片时为 Nothing，原因在 IhuyiMessage 里。
Function IhuyiCaptchaNew(keys)
  Dim found
  IhuyiForget
  Set found = Nothing
  If IhuyiReady() Then
    On Error Resume Next
    Set found = IhuyiSms.CaptchaNew(keys)
    IhuyiTakeWords Err.Number, Err.Description
    If IhuyiCode <> 0 Or IhuyiMessage <> "" Then Set found = Nothing
  End If
  Set IhuyiCaptchaNew = found
End Function

' 访客的地址，限制按它计数。网站前面有反向代理或 CDN 时这里是代理的地址，所有人会被当作一个人：换成代理写的那个请求头，
' 例如 Request.ServerVariables("HTTP_X_REAL_IP")，并确认代理会覆盖访客自己带来的同名请求头。
Function IhuyiAddress()
  IhuyiAddress = Request.ServerVariables("REMOTE_ADDR") & ""
End Function

' 组件用不了的时候，代替它的对象。
Class IhuyiNoVerification
  Public Status
  Public Id
  Public Channel
  Public Digits
  Public Wait
  Public Valid
  Public Left
  Public Mobile
  Public Purpose
  Public Limit
  Public Default Property Get Ok()
    Ok = False
  End Property
End Class

' 说明一个返回码的对象（Name、Text、Meaning、Cause、Advice）；用不了时为 Nothing。不联网。
Function IhuyiExplain(code)
  Dim found, number, words
  IhuyiForget
  Set found = Nothing
  If IhuyiReady() Then
    On Error Resume Next
    Set found = IhuyiSms.Explain(code)
    number = Err.Number
    words = Err.Description
    On Error Goto 0
    If number <> 0 Then IhuyiMessage = IhuyiCure(number, words)
  End If
  Set IhuyiExplain = found
End Function

' 读懂网关推送来的内容；读不懂为 Nothing，原因在 IhuyiMessage 里。在它之前不能碰 Request.Form，否则 IIS 不让再读原文。
Function IhuyiReadPush()
  Dim push, size, number, words
  IhuyiForget
  Set push = Nothing
  size = Request.TotalBytes
  If Not IhuyiReady() Then
    ' IhuyiMessage 里已经说了为什么。
  ElseIf size < 1 Or size > 65536 Then
    IhuyiMessage = "没有正文，或正文超过 64 KiB"
  Else
    On Error Resume Next
    Set push = IhuyiSms.ParsePush(Request.BinaryRead(size))
    number = Err.Number
    words = Err.Description
    On Error Goto 0
    If number <> 0 Then
      IhuyiMessage = IhuyiCure(number, words)
      Set push = Nothing
    End If
  End If
  Set IhuyiReadPush = push
End Function

' ---- 组件

' 创建组件、打开配置；一页里只做一次。False 时 IhuyiMessage 说为什么。
Function IhuyiReady()
  Dim sms, number, words
  IhuyiReady = True
  If Not IhuyiSms Is Nothing Then Exit Function
  Set sms = Nothing
  On Error Resume Next
  If IhuyiHelperUrl <> "" Then
    Set sms = New IhuyiHelper
    sms.Connect IhuyiHelperUrl, IhuyiHelperToken
  Else
    Set sms = Server.CreateObject("Ihuyi.Sms")
    If Err.Number = 0 And IhuyiIni <> "" Then sms.Open IhuyiIni
  End If
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number = 0 Then
    Set IhuyiSms = sms
  Else
    IhuyiReady = False
    IhuyiMessage = IhuyiCure(number, words)
  End If
End Function

' 还没有调用：什么也没发出。
Sub IhuyiForget()
  IhuyiOutcome = "not_sent"
  IhuyiOutcomeText = "没有发出"
  IhuyiCode = 0
  IhuyiMessage = ""
  IhuyiAdvice = ""
  IhuyiMessageId = ""
  IhuyiAsked = False
End Sub

' 取走结果。number 和 words 是调用之后的 Err；0 是正常返回，包括被拒绝。
Sub IhuyiTake(number, words)
  If IhuyiNotCalled(number) Then
    ' IhuyiForget 已经写好了：没有发出。
    IhuyiMessage = IhuyiCure(number, words)
    Exit Sub
  End If
  ' 先按最坏的算：组件崩溃，或者连结果也读不出来，发没发出没有人知道。
  IhuyiOutcome = "unknown"
  IhuyiOutcomeText = "结果未知：可能已经发出，不要直接重发，以回执为准"
  IhuyiMessage = IhuyiCure(number, words)
  IhuyiAsked = True
  If number <> 0 And IhuyiOwn(number) = 0 Then Exit Sub
  ' 组件自己报的错，这一次调用的结局也在组件里：-900 可能出在请求离开之后。
  If IhuyiSms.Outcome = "" Then Exit Sub
  IhuyiOutcomeText = IhuyiSms.OutcomeText
  IhuyiCode = IhuyiSms.Code
  IhuyiAdvice = IhuyiSms.Advice
  IhuyiMessageId = IhuyiSms.MessageId
  If number = 0 Then IhuyiMessage = IhuyiSms.Message
  IhuyiAsked = (IhuyiSms.HttpStatus <> 0 Or IhuyiSms.Outcome = "unknown")
  IhuyiOutcome = IhuyiSms.Outcome
End Sub

' 没有发送的调用：只取走返回码和文字。
Sub IhuyiTakeWords(number, words)
  If number <> 0 And IhuyiOwn(number) = 0 Then
    IhuyiMessage = IhuyiCure(number, words)
    Exit Sub
  End If
  IhuyiCode = IhuyiSms.Code
  IhuyiAdvice = IhuyiSms.Advice
  IhuyiMessage = IhuyiSms.Message
End Sub

' VBScript 自己的错误，调用还没有进到组件里：参数的类型、个数、名字不对，没有这个方法，不是对象，创建不了。
Function IhuyiNotCalled(number)
  Dim own
  own = number
  ' 有的宿主给 800A000D 这样的，后四位才是 VBScript 的错误号。
  If Left(Hex(number), 4) = "800A" And Len(Hex(number)) = 8 Then own = CLng("&H" & Right(Hex(number), 4))
  Select Case own
  Case 13, 424, 429, 438, 446, 448, 449, 450, 458
    IhuyiNotCalled = True
  Case Else
    IhuyiNotCalled = False
  End Select
End Function

' 组件自己的错误号是 &H80040200 加上返回码的绝对值：-105 是 80040269。返回那个返回码；不是组件自己的则为 0。
Function IhuyiOwn(number)
  Dim own
  own = CDbl(&H80040200) - CDbl(number)
  IhuyiOwn = 0
  If own <= -101 And own >= -999 Then IhuyiOwn = CLng(own)
End Function

' 错误号的意思和办法。
Function IhuyiCure(number, words)
  Dim cure
  Select Case Hex(number)
  Case "800401F3", "1AD", "800A01AD"
    cure = "服务器上没有注册 Ihuyi.Sms，或没有为这种位数的应用程序池注册。请在服务器上运行 cscript //nologo check.vbs"
  Case "80040154"
    cure = "Ihuyi.Sms 只为另一种位数注册了。32 位应用程序池要用 SysWOW64 里的 regsvr32 注册 32 位的 ihuyi.dll"
  Case "8007007E"
    cure = "注册过的 ihuyi.dll 不在原来的地方了。放回去，或在新的地方重新注册"
  Case "800700C1"
    cure = "注册的 ihuyi.dll 与应用程序池的位数不同。换成同样位数的 DLL 再注册"
  Case "80070005"
    cure = "没有权限。给 IIS_IUSRS 和 IUSR 读 ihuyi.dll 所在文件夹的权限；若是注册时出的错，用管理员身份打开命令提示符"
  Case Else
    ' 组件自己的话已经是完整的中文句子。
    If IhuyiOwn(number) <> 0 Then
      IhuyiCure = words
      Exit Function
    End If
    If number = 0 Then
      cure = "组件没有给出结果"
    ElseIf IhuyiNotCalled(number) Then
      cure = "页面里的这次调用写错了（参数的类型或个数、方法的名字），没有进到组件里，什么也没有发出。请检查页面"
    Else
      cure = "没有见过的错误"
    End If
  End Select
  IhuyiCure = cure & "（" & Hex(number) & " " & words & "）"
End Function

' ---- 页面上要用的

' 显示任何不是自己写死的文字，都要经过它。
Function IhuyiHtml(text)
  Dim safe
  safe = Replace(text & "", "&", "&amp;")
  safe = Replace(safe, "<", "&lt;")
  safe = Replace(safe, ">", "&gt;")
  safe = Replace(safe, """", "&quot;")
  IhuyiHtml = Replace(safe, "'", "&#39;")
End Function

' 13800000000 显示成 138****0000。
Function IhuyiMask(mobile)
  If Len(mobile & "") < 9 Then
    IhuyiMask = "****"
  Else
    IhuyiMask = Left(mobile, 3) & "****" & Right(mobile, 4)
  End If
End Function

' 把访客写的手机号码变成 11 位数字；不是中国大陆的手机号码则为空。
' 同一个号码有许多写法：+86 138-0000-0000、全角数字。发送、记录、查用户表都只用变过的，否则一个号码能注册几次。
Function IhuyiMobile(typed)
  Dim i, one, at, plain
  IhuyiMobile = ""
  plain = ""
  If Len(typed & "") > 40 Then Exit Function
  For i = 1 To Len(typed & "")
    one = Mid(typed, i, 1)
    at = InStr("０１２３４５６７８９＋－　", one)
    If at > 0 Then one = Mid("0123456789+- ", at, 1)
    If one <> " " And one <> "-" And one <> vbTab Then plain = plain & one
  Next
  If Left(plain, 3) = "+86" Then
    plain = Mid(plain, 4)
  ElseIf Left(plain, 4) = "0086" Then
    plain = Mid(plain, 5)
  ElseIf Left(plain, 2) = "86" Then
    plain = Mid(plain, 3)
  End If
  If Len(plain) <> 11 Or Left(plain, 1) <> "1" Then Exit Function
  For i = 1 To 11
    If InStr("0123456789", Mid(plain, i, 1)) = 0 Then Exit Function
  Next
  IhuyiMobile = plain
End Function

' 表单里的一项，去掉两头的空格，最多这么长。
Function IhuyiForm(name, longest)
  IhuyiForm = Left(Trim(Request.Form(name) & ""), longest)
End Function

' 是不是在服务器本机上打开的。管理页面默认只认本机；换成您自己的登录检查即可。
' 注意：前面若有装在本机的反向代理（nginx、某些防护软件），所有人看起来都像本机，必须换。
Function IhuyiLocal()
  Dim address
  address = Request.ServerVariables("REMOTE_ADDR") & ""
  IhuyiLocal = (address = "127.0.0.1" Or address = "::1")
End Function

' 从那时到现在过了几秒。
Function IhuyiSeconds(since)
  IhuyiSeconds = CLng((CDbl(Now) - CDbl(since)) * 86400)
End Function

' 每个访客一张的暗票，表单里带着它，别的网站就不能替访客提交。
Function IhuyiTicket()
  If Session("ihuyi_ticket") & "" = "" Then Session("ihuyi_ticket") = IhuyiRandom()
  IhuyiTicket = Session("ihuyi_ticket")
End Function

Function IhuyiTicketGood()
  IhuyiTicketGood = (Session("ihuyi_ticket") & "" <> "" And StrComp(Request.Form("ticket") & "", Session("ihuyi_ticket") & "", 0) = 0)
End Function

' 32 个十六进制数字，取自系统新生成的 GUID。不用 Rnd：它的下一个数可以推算出来。
' 微软没有把 GUID 当作密码用的随机数来保证，所以本套页面只用它做暗票。
Function IhuyiRandom()
  Dim guid
  guid = Server.CreateObject("Scriptlet.TypeLib").Guid
  IhuyiRandom = Replace(Mid(guid, 2, 36), "-", "")
End Function
%>
