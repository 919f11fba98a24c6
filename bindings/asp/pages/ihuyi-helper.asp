<!--#include file="ihuyi-json.asp"-->
<%
' ihuyi-helper.asp：装不了 COM 组件的服务器用它。类 IhuyiHelper 与 Ihuyi.Sms 的成员相同，每次调用是给本机服务（ihuyi serve）的一个请求，
' 加密、限制、验证码都在那里。ihuyi.asp 已经包含了本文件；settings.asp 里填了 IhuyiHelperUrl，所有页面就都用它。单独用：
'   Dim sms
'   Set sms = New IhuyiHelper
'   sms.Connect "http://127.0.0.1:8089", "C:\ProgramData\ihuyi-helper\token"
'   sms.Send mobile, content
' 与组件的不同：参数不能省略（不要的写 Empty）；没有 Open 和 Set，设置写在服务的 ihuyi.ini 里，页面只能用 SetOption 给账户、密钥、signature、timeout、lang。
' 请求只发一次，绝不自动重发：连不上是 -501，没有发出；问了以后没等到回答，会发送的是 -300 结果未知，别的是 -501。

Class IhuyiHelper
  Public TimeLimit        ' 等回答最多几秒；要比设置 timeout（默认 15）多 5 秒以上，比 Server.ScriptTimeout（默认 90）少
  Public Ways             ' 用哪个 HTTP 组件，按顺序试
  Private address
  Private key
  Private keyFile
  Private settings
  Private json
  Private sentNumber      ' 最近一个请求出的错，0 是没有
  Private sentWords
  Private gotStatus       ' 它的 HTTP 状态，没有为 0
  Private gotText
  Private told            ' 有没有读懂的回答
  Private table           ' 返回码查哪张表
  Private advised         ' 问过怎么办没有
  Private lastCode
  Private lastOutcome
  Private lastMessage
  Private lastAdvice
  Private lastId
  Private lastElapsed
  Private lastSegments
  Private lastCharacters
  Private lastRecipients
  Private lastHttp
  Private lastFlags
  Private lastFamily
  Private lastBalance

  Private Sub Class_Initialize()
    TimeLimit = 30
    Ways = Array("MSXML2.ServerXMLHTTP.6.0", "MSXML2.ServerXMLHTTP.3.0", "WinHttp.WinHttpRequest.5.1")
    address = ""
    key = ""
    keyFile = ""
    settings = ""
    Set json = New IhuyiHelperJson
    Forget "sms"
  End Sub

  ' 服务在哪里，令牌在哪个文件里（网站目录之外，IUSR 能读）。令牌放在 Application 里的，file 写空，再设 Token。
  Public Sub Connect(url, file)
    Dim rest, i
    Forget ""
    rest = ""
    If Mid(url, 1, 17) = "http://127.0.0.1:" Then rest = Mid(url, 18)
    If Mid(url, 1, 17) = "http://localhost:" Then rest = Mid(url, 18)
    If Mid(url, 1, 13) = "http://[::1]:" Then rest = Mid(url, 14)
    If Right(rest, 1) = "/" Then rest = Mid(rest, 1, Len(rest) - 1)
    If rest = "" Or Len(rest) > 5 Then rest = "x"
    For i = 1 To Len(rest)
      ' 令牌只交给本机。
      If InStr("0123456789", Mid(rest, i, 1)) = 0 Then Raise -121, "本机服务的地址应为 http://127.0.0.1:端口，例如 http://127.0.0.1:8089"
    Next
    address = url
    If Right(address, 1) = "/" Then address = Mid(address, 1, Len(address) - 1)
    keyFile = file & ""
    key = ""
  End Sub

  Public Property Let Token(value)
    key = value & ""
  End Property

  Public Sub SetOption(name, value)
    Forget ""
    settings = settings & ",[" & json.Quoted(name & "") & "," & json.Quoted(value & "") & "]"
  End Sub
  Public Property Let Account(value)
    SetOption "account", value
  End Property
  Public Property Let ApiKey(value)
    SetOption "apikey", value
  End Property
  Public Property Let VoiceAccount(value)
    SetOption "voice_account", value
  End Property
  Public Property Let VoiceApiKey(value)
    SetOption "voice_apikey", value
  End Property

  ' ---- 发送。返回 Code；2 是已受理。

  Public Function Send(mobile, content)
    Send = Submit("sms", mobile, content, Empty, Empty)
  End Function

  Public Function Voice(mobile, code)
    Voice = Submit("voice", mobile, code, Empty, Empty)
  End Function

  ' variables 是数组，或用 | 隔开的文字。
  Public Function SendTemplate(mobile, templateId, variables)
    Dim one, joined
    Forget "sms"
    If Trim(Words(templateId)) = "" Then Raise -101, "模板编号 templateId 是空的，未发送。编号在控制台的“模板管理”里"
    joined = ""
    If IsArray(variables) Then
      For Each one In variables
        If InStr(Words(one), "|") > 0 Then Raise -101, "模板变量里有分隔符“|”，未发送。请换成别的字符，例如“｜”"
        joined = joined & "|" & Words(one)
      Next
      joined = Mid(joined, 2)
    Else
      joined = Words(variables)
    End If
    SendTemplate = Submit("sms", mobile, joined, templateId, Empty)
  End Function

  ' options 例如 "reference = order-1001-paid"：同一个 reference 再来，返回第一次的结果，不会发第二条。
  Public Function Submit(service, mobile, content, templateId, options)
    Dim id
    id = templateId
    If Words(id) = "" Then id = Empty
    Ask "submit", Text("service", service) & Text("mobile", mobile) & Text("content", content) & Text("template_id", id) & _
      Text("options", Words(options)), True, Words(service)
    Raised
    Submit = lastCode
  End Function

  Public Function AddTemplate(content)
    Ask "add_template", Text("content", content), True, "template"
    Raised
    AddTemplate = lastCode
  End Function

  ' 剩余条数；查不到为 -1。
  Public Function Balance()
    Balance = BalanceOf("sms")
  End Function
  Public Function BalanceOf(service)
    Ask "balance", Text("service", service), False, "balance"
    Raised
    BalanceOf = lastBalance
  End Function

  ' ---- 一次性验证码、限制、图片。keys 是 Array("ip=…", "session=…")，或用换行连起来的文字。

  Public Function VerifyStart(purpose, mobile, keys)
    Dim answer
    Set answer = Ask("verify_start", Text("purpose", purpose) & Text("mobile", mobile) & Text("keys", Lines(keys)), True, "sms")
    Set VerifyStart = Verified(answer, True)
  End Function

  Public Function VerifyResend(id, channel, keys)
    Dim answer, way
    way = channel
    If Words(way) = "" Then way = Empty
    Set answer = Ask("verify_resend", Text("id", Words(id)) & Text("channel", way) & Text("keys", Lines(keys)), True, Words(channel))
    Set VerifyResend = Verified(answer, True)
  End Function

  Public Function VerifyCheck(id, code)
    Dim answer
    Set answer = Ask("verify_check", Text("id", Words(id)) & Text("code", Words(code)), False, "sms")
    Set VerifyCheck = Verified(answer, False)
  End Function

  Private Function Verified(answer, sends)
    Dim found, part
    Set found = New IhuyiHelperVerification
    Set part = IhuyiHelperPart(answer, "verification")
    found.Fill part, lastCode, told And lastCode = 0 And lastHttp = 0
    If found.Channel = "voice" Then table = "voice"
    ' 访客没有填验证码，页面不该因此停下来。
    If sends Or lastCode <> -101 Then Raised
    Set Verified = found
  End Function

  Public Function GuardAsk(service, mobile, keys)
    Set GuardAsk = Decided("guard_ask", service, mobile, keys)
  End Function
  Public Function GuardStatus(service, mobile, keys)
    Set GuardStatus = Decided("guard_status", service, mobile, keys)
  End Function
  Private Function Decided(verb, service, mobile, keys)
    Dim found, answer, part
    Set answer = Ask(verb, Text("service", Words(service)) & Text("mobile", Words(mobile)) & Text("keys", Lines(keys)), False, "sms")
    Raised
    Set found = New IhuyiHelperDecision
    Set part = IhuyiHelperPart(answer, "decision")
    found.Fill part
    Set Decided = found
  End Function

  Public Function GuardUnlock(kind, value)
    Ask "guard_unlock", Text("kind", kind) & Text("value", Words(value)), False, "sms"
    Raised
    GuardUnlock = lastCode
  End Function

  Public Function CaptchaNew(keys)
    Dim found, answer, part
    Set answer = Ask("captcha_new", Text("keys", Lines(keys)), False, "sms")
    Raised
    Set found = New IhuyiHelperPicture
    Set part = IhuyiHelperPart(answer, "captcha")
    found.Fill part
    Set CaptchaNew = found
  End Function

  Public Function CaptchaCheck(id, answer)
    Ask "captcha_check", Text("id", Words(id)) & Text("answer", Words(answer)), False, "sms"
    Raised
    CaptchaCheck = (told And lastCode = 0)
  End Function

  ' ---- 推送和去向。posted 是 Request.BinaryRead 的字节，或文字。

  Public Function ParsePush(posted)
    Set ParsePush = Pushed(Ask("push_parse", Body(posted), False, "sms"))
  End Function

  ' 本机服务只让运行它的用户记推送和解除限制，网页得到 -504：推送由服务自己接收（--push-listen）。
  Public Function RecordPush(posted)
    Set RecordPush = Pushed(Ask("push_record", Body(posted), False, "sms"))
  End Function

  ' 上次读到 after，下一条；没有了 Number 是 0。
  Public Function Inbox(after)
    Dim number
    number = Words(after)
    If number = "" Then number = "0"
    If Not IsCount(number) Then Raise -101, "参数 after 应为上次读到的 Number（不小于 0 的整数）；从头读起用 0"
    Set Inbox = Pushed(Ask("inbox", ",""after"":" & number, False, "sms"))
  End Function

  Private Function Pushed(answer)
    Dim found, part
    Raised
    Set found = New IhuyiHelperPush
    Set part = IhuyiHelperPart(answer, "push")
    If lastCode = 0 Then found.Fill part
    Set Pushed = found
  End Function

  ' 一条短信怎么样了；what 是流水号或 reference。
  Public Function Status(what)
    Dim found, answer, part
    Set answer = Ask("status", Text("what", what), False, "sms")
    Raised
    Set found = New IhuyiHelperDelivery
    Set part = IhuyiHelperPart(answer, "delivery")
    If lastCode = 0 Then found.Fill part
    Set Status = found
  End Function

  ' ---- 不发送的

  Public Function Explain(code)
    Dim found, answer, part
    If Not IsCount(Replace(" " & Words(code), " -", "")) And Not IsCount(Words(code)) Then Raise -101, "返回码应为整数"
    Set answer = Ask("explain", ",""code"":" & Words(code), False, "sms")
    Raised
    Set found = New IhuyiHelperExplanation
    Set part = IhuyiHelperPart(answer, "explanation")
    If Not told Then Raise -501, lastMessage
    found.Fill part
    Set Explain = found
  End Function

  Public Property Get Version()
    Dim answer
    Set answer = Ask("version", "", False, "sms")
    Version = ""
    If told Then Version = IhuyiHelperWord(answer, "version")
  End Property

  Public Property Get Library()
    Library = address
  End Property

  ' ---- 最近一次调用的结果

  Public Property Get Code()
    Code = lastCode
  End Property
  Public Property Get Outcome()
    Outcome = lastOutcome
  End Property
  Public Property Get OutcomeText()
    Select Case lastOutcome
    Case "accepted"
      OutcomeText = "已受理：网关已接收，不要重发"
    Case "refused"
      OutcomeText = "被拒绝：没有发出，改正原因后可以再发"
    Case "not_sent"
      OutcomeText = "没有发出：可以稍后再发"
    Case "unknown"
      OutcomeText = "结果未知：可能已经发出，不要直接重发，以回执为准"
    Case Else
      OutcomeText = ""
    End Select
  End Property
  Public Property Get Message()
    Message = lastMessage
  End Property
  Public Property Get MessageId()
    MessageId = lastId
  End Property
  Public Property Get Segments()
    Segments = lastSegments
  End Property
  Public Property Get Characters()
    Characters = lastCharacters
  End Property
  Public Property Get Recipients()
    Recipients = lastRecipients
  End Property
  Public Property Get HttpStatus()
    HttpStatus = lastHttp
  End Property
  Public Property Get Flags()
    Flags = lastFlags
  End Property
  Public Property Get Family()
    Family = lastFamily
  End Property
  Public Property Get ElapsedMs()
    ElapsedMs = lastElapsed
  End Property
  Public Property Get Left()
    Left = lastBalance
  End Property

  ' 怎么办。要用的时候才去问；问不到就为空，不影响别的。
  Public Property Get Advice()
    Dim answer, part, kept
    Advice = lastAdvice
    If advised Or Not told Then Exit Property
    advised = True
    On Error Resume Next
    Exchange "explain", Text("service", table) & ",""code"":" & lastCode
    Set answer = json.Read(gotText)
    Set part = json.Member(answer, "explanation")
    lastAdvice = json.Words(part, "advice")
    Advice = lastAdvice
  End Property

  ' ---- 问本机服务

  ' 问一次，填好结果。返回整个回答；没有读懂的回答则为空的。
  Private Function Ask(verb, arguments, sends, explainedBy)
    Dim answer, since
    Forget explainedBy
    Set answer = Server.CreateObject("Scripting.Dictionary")
    Set Ask = answer
    If address = "" Then Raise -121, "没有设置本机服务的地址，未发送。请先调用 Connect，或在 settings.asp 里填 IhuyiHelperUrl"
    If Not HasKey() Then
      Settle -502, "refused", "读不到本机服务的令牌文件 " & keyFile & "，未发送。请把它放在网站目录之外，并让 IUSR 和 IIS_IUSRS 可以读它"
      Exit Function
    End If
    since = Timer
    Exchange verb, arguments
    lastElapsed = CLng((Timer - since) * 1000)
    If lastElapsed < 0 Then lastElapsed = 0
    ' 请求已经离开本页：从这里起无论出什么错，都不能当作“没有发出”，也不能变成页面的错误。
    On Error Resume Next
    Set answer = json.Read(gotText)
    If Err.Number = 0 Then Take answer
    If Err.Number = 0 Then
      told = True
      Set Ask = answer
    Else
      Err.Clear
      Lost sends
    End If
  End Function

  ' 发出一个请求，等回答，只记下得到了什么。
  Private Sub Exchange(verb, arguments)
    Dim http, one, content, limit
    sentNumber = 0
    sentWords = ""
    gotStatus = 0
    gotText = ""
    content = "{""call"":" & json.Quoted(verb) & ",""arguments"":{" & Mid(arguments, 2) & "}"
    If settings <> "" Then content = content & ",""client"":{""settings"":[" & Mid(settings, 2) & "]}"
    content = content & "}"
    limit = CLng(TimeLimit * 1000)
    Set http = Nothing
    On Error Resume Next
    For Each one In Ways
      If http Is Nothing Then Set http = Server.CreateObject(one)
    Next
    If http Is Nothing Then
      ' 与连不上同样看待：什么也没有发出。
      sentNumber = &H80072EFD
      sentWords = "服务器上没有可用的 HTTP 组件"
      Exit Sub
    End If
    ' 本机的请求不经过代理。
    http.SetProxy 1
    ' Windows 要求在 Open 之前设时限；Wine 的 WinHttp 在 Open 时忘掉它，所以设两次。
    http.SetTimeouts 5000, 5000, 10000, limit
    http.Open "POST", address & "/call", False
    http.SetTimeouts 5000, 5000, 10000, limit
    http.SetRequestHeader "Content-Type", "application/json"
    http.SetRequestHeader "Authorization", "Bearer " & key
    ' 连接不再用第二次，就没有因为旧连接断了而自动重发的事。
    http.SetRequestHeader "Connection", "close"
    Err.Clear
    http.Send content
    If Err.Number = 0 Then gotStatus = http.Status
    If Err.Number = 0 Then gotText = http.ResponseText
    sentNumber = Err.Number
    sentWords = Err.Description
    If sentNumber <> 0 Then gotText = ""
  End Sub

  ' 取走回答里的结果；不是服务的回答则引发错误。
  Private Sub Take(answer)
    Dim part
    lastCode = json.Count(answer, "returned")
    If Not answer.Exists("result") Then Exit Sub
    Set part = json.Member(answer, "result")
    Select Case json.Count(part, "outcome")
    Case 0
      lastOutcome = ""
    Case 1
      lastOutcome = "accepted"
    Case 2
      lastOutcome = "refused"
    Case 3
      lastOutcome = "not_sent"
    Case 4
      lastOutcome = "unknown"
    Case Else
      json.Wrong
    End Select
    lastMessage = json.Words(part, "message")
    lastId = json.Words(part, "message_id")
    lastSegments = json.Count(part, "segments")
    lastCharacters = json.Count(part, "characters")
    lastRecipients = json.Count(part, "recipients")
    lastHttp = json.Count(part, "http_status")
    lastFlags = json.Count(part, "flags")
    lastFamily = json.Count(part, "family")
    lastBalance = json.Count(part, "balance")
    lastElapsed = json.Count(part, "elapsed_ms")
  End Sub

  ' 没有读懂的回答：是没有发出，还是不知道。
  Private Sub Lost(sends)
    Dim why
    why = "（" & address & "，" & Hex(sentNumber) & " " & sentWords & "）"
    If sentNumber = 0 Then why = "（" & address & "，HTTP " & gotStatus & "）"
    If Unreached() Then
      Settle -501, "not_sent", "连不上本机的 ihuyi 服务，未发送。请确认 ihuyi serve 在运行，端口与 IhuyiHelperUrl 一致" & why
    ElseIf gotStatus = 401 Or gotStatus = 403 Then
      Settle -502, "refused", "本机的 ihuyi 服务不接受这个页面，未发送。请核对令牌文件是不是服务的那一个" & why
    ElseIf gotStatus = 503 Then
      Settle -503, "not_sent", "本机的 ihuyi 服务太忙或正在停止，未发送。请稍后再试" & why
    ElseIf gotStatus >= 400 And gotStatus < 500 Then
      Settle -501, "not_sent", "这个端口上应答的不是 ihuyi 服务，未发送。请核对 IhuyiHelperUrl" & why
    ElseIf sends Then
      Settle -300, "unknown", "已经交给本机的 ihuyi 服务，没有等到看得懂的回答，可能已经发出。请勿直接重发，以回执为准；写了 reference 的可以原样再问" & why
    Else
      Settle -501, "not_sent", "本机的 ihuyi 服务没有给出看得懂的回答。这次调用不发送，可以再试" & why
    End If
  End Sub

  ' 连接没有建成：12029 连不上，12007 没有这个名字。别的错误，包括超时 12002，请求都可能已经到了。
  Private Function Unreached()
    Unreached = (Hex(sentNumber) = "80072EFD" Or Hex(sentNumber) = "80072EE7")
  End Function

  Private Function HasKey()
    Dim reader
    If key = "" And keyFile <> "" Then
      On Error Resume Next
      Set reader = Server.CreateObject("Scripting.FileSystemObject").OpenTextFile(keyFile, 1, False)
      If Err.Number = 0 Then key = Trim(reader.ReadLine)
      If Err.Number = 0 Then reader.Close
    End If
    HasKey = (key <> "")
  End Function

  ' 还没有调用。
  Private Sub Forget(explainedBy)
    told = False
    advised = False
    table = explainedBy
    lastCode = 0
    lastOutcome = ""
    lastMessage = ""
    lastAdvice = ""
    lastId = ""
    lastElapsed = 0
    lastSegments = 0
    lastCharacters = 0
    lastRecipients = 0
    lastHttp = 0
    lastFlags = 0
    lastFamily = 0
    lastBalance = -1
  End Sub

  ' 本页自己的结局。
  Private Sub Settle(number, word, sentence)
    told = False
    lastCode = number
    lastOutcome = word
    lastMessage = sentence
    lastFlags = 1
    Select Case number
    Case -501, -503
      lastFamily = 10
    Case -502, -121
      lastFamily = 9
    Case -300
      lastFamily = 11
    Case Else
      lastFamily = 8
    End Select
  End Sub

  ' 页面写错了，引发错误，号码与组件的相同：80040200 加返回码的绝对值。
  Private Sub Raise(number, sentence)
    Settle number, "refused", sentence
    Err.Raise &H80040200 + Abs(number), "IhuyiHelper", sentence
  End Sub

  ' 组件引发错误的，这里也引发：参数、设置、文件不对，或者服务自己的缺陷。
  Private Sub Raised()
    If (lastCode <= -100 And lastCode >= -199) Or (lastCode <= -900 And lastCode >= -999) Then
      Err.Raise &H80040200 + Abs(lastCode), "IhuyiHelper", lastMessage
    End If
  End Sub

  ' ---- 参数

  ' 一个文字参数。没有设过的变量、Null、省略的，都是没有给出。
  Private Function Text(name, value)
    Text = ""
    If IsAbsent(value) Then Exit Function
    Text = "," & json.Quoted(name) & ":" & json.Quoted(Words(value))
  End Function

  Private Function IsAbsent(value)
    IsAbsent = False
    ' 10 是省略的参数。
    If Not IsObject(value) Then IsAbsent = (VarType(value) = 0 Or VarType(value) = 1 Or VarType(value) = 10)
  End Function

  Private Function Words(value)
    Words = ""
    If Not IsAbsent(value) Then Words = value & ""
  End Function

  ' 不小于 0 的整数。
  Private Function IsCount(digits)
    Dim i
    IsCount = (Len(digits) > 0 And Len(digits) < 11)
    For i = 1 To Len(digits)
      If InStr("0123456789", Mid(digits, i, 1)) = 0 Then IsCount = False
    Next
  End Function

  ' 数组的一项只能是一个“名=值”：里面的换行会变成另一个键。
  Private Function Lines(keys)
    Dim one, joined
    If Not IsArray(keys) Then
      Lines = Words(keys)
      Exit Function
    End If
    joined = ""
    For Each one In keys
      If InStr(Words(one), vbCr) > 0 Or InStr(Words(one), vbLf) > 0 Then
        Forget ""
        Raise -101, "keys 的一项里有换行，未发送。一项只能是一个“名=值”"
      End If
      joined = joined & vbLf & Words(one)
    Next
    Lines = Mid(joined, 2)
  End Function

  ' 推送的正文：字节写成 base64，因为它可能是 GBK 的。经过 Dictionary，因为 Wine 的 VBScript 不能把变量里的数组交给属性。
  Private Function Body(posted)
    Dim node, kept
    If VarType(posted) <> 8209 Then
      Body = Text("body", posted)
      Exit Function
    End If
    Set kept = Server.CreateObject("Scripting.Dictionary")
    kept.Add "bytes", posted
    Set node = Server.CreateObject("MSXML2.DOMDocument.3.0").createElement("bytes")
    node.dataType = "bin.base64"
    node.nodeTypedValue = kept.Item("bytes")
    Body = ",""body"":{""base64"":" & json.Quoted(Replace(Replace(node.text, vbLf, ""), vbCr, "")) & "}"
  End Function
End Class
%>
