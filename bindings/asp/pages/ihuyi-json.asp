<%
' ihuyi-json.asp：ihuyi-helper.asp 的后一半，由它包含：JSON 的写和读，以及装着回答的对象。
' 收到的文字只按字符去读，绝不当作程序执行（没有 Eval、Execute）；看不懂的一律不认。

' ---- JSON。VBScript 的文字是 UTF-16：表情是两个单位，写成两个 \u，读回来也是两个。

Class IhuyiHelperJson
  Private source
  Private at
  Private depth

  ' 一个 JSON 文字。只用 ASCII，其余写成 \u，所以与页面的编码、HTTP 组件怎样转换文字都无关。
  Public Function Quoted(text)
    Dim i, start, one, unit, made
    made = """"
    start = 1
    For i = 1 To Len(text)
      one = Mid(text, i, 1)
      If InStr(1, " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~", one, 0) = 0 Then
        unit = AscW(one)
        ' AscW 把 8000 以上的给成负数。
        If unit < 0 Then unit = unit + 65536
        made = made & Mid(text, start, i - start) & "\u" & Right("0000" & Hex(unit), 4)
        start = i + 1
      End If
    Next
    Quoted = made & Mid(text, start) & """"
  End Function

  ' 把一个 JSON 对象读成 Dictionary，数组也是（名字是 0、1、2……）；不是对象、有多余的东西、同一个名字两次，都引发错误。
  Public Function Read(text)
    Dim i, found
    source = text
    at = 1
    depth = 0
    For i = 0 To 31
      If i <> 9 And i <> 10 And i <> 13 Then
        If InStr(1, source, Chr(i), 0) > 0 Then Wrong
      End If
    Next
    Blank
    If Here() <> "{" Then Wrong
    Set found = ReadObject()
    Blank
    If at <= Len(source) Then Wrong
    Set Read = found
  End Function

  ' 一个成员，必须是整数。
  Public Function Count(part, name)
    If Not part.Exists(name) Then Wrong
    If VarType(part.Item(name)) <> 5 Then Wrong
    If Abs(part.Item(name)) > 2147483647 Then Wrong
    If part.Item(name) <> Int(part.Item(name)) Then Wrong
    Count = CLng(part.Item(name))
  End Function

  ' 一个成员，必须是文字。
  Public Function Words(part, name)
    If Not part.Exists(name) Then Wrong
    If VarType(part.Item(name)) <> 8 Then Wrong
    Words = part.Item(name)
  End Function

  ' 一个成员，必须是对象。
  Public Function Member(part, name)
    If Not part.Exists(name) Then Wrong
    If Not IsObject(part.Item(name)) Then Wrong
    Set Member = part.Item(name)
  End Function

  Public Sub Wrong()
    Err.Raise 5, "IhuyiHelperJson", "看不懂的 JSON"
  End Sub

  Private Function Here()
    Here = Mid(source, at, 1)
  End Function

  Private Sub Blank()
    Do While at <= Len(source)
      If InStr(1, " " & vbTab & vbCr & vbLf, Here(), 0) = 0 Then Exit Do
      at = at + 1
    Loop
  End Sub

  Private Sub Expect(letter)
    Blank
    If Here() <> letter Then Wrong
    at = at + 1
  End Sub

  ' { 已经看到了。
  Private Function ReadObject()
    Dim found, name
    Set found = Server.CreateObject("Scripting.Dictionary")
    Deeper
    at = at + 1
    Blank
    If Here() = "}" Then
      at = at + 1
    Else
      Do
        Blank
        If Here() <> """" Then Wrong
        name = ReadText()
        If found.Exists(name) Then Wrong
        Expect ":"
        ReadValue found, name
        Blank
        If Here() = "}" Then Exit Do
        Expect ","
      Loop
      at = at + 1
    End If
    depth = depth - 1
    Set ReadObject = found
  End Function

  Private Function ReadArray()
    Dim found
    Set found = Server.CreateObject("Scripting.Dictionary")
    Deeper
    at = at + 1
    Blank
    If Here() = "]" Then
      at = at + 1
    Else
      Do
        ReadValue found, found.Count
        Blank
        If Here() = "]" Then Exit Do
        Expect ","
      Loop
      at = at + 1
    End If
    depth = depth - 1
    Set ReadArray = found
  End Function

  ' 回答只有两层；太深的会用光栈。
  Private Sub Deeper()
    depth = depth + 1
    If depth > 16 Then Wrong
  End Sub

  Private Sub ReadValue(found, name)
    Blank
    Select Case Here()
    Case "{"
      found.Add name, ReadObject()
    Case "["
      found.Add name, ReadArray()
    Case """"
      found.Add name, ReadText()
    Case "t"
      Literal "true"
      found.Add name, True
    Case "f"
      Literal "false"
      found.Add name, False
    Case "n"
      Literal "null"
      found.Add name, Null
    Case Else
      found.Add name, ReadNumber()
    End Select
  End Sub

  Private Sub Literal(word)
    If Mid(source, at, Len(word)) <> word Then Wrong
    at = at + Len(word)
  End Sub

  ' 引号已经看到了。
  Private Function ReadText()
    Dim found, piece, slash, quote
    found = ""
    at = at + 1
    Do
      quote = InStr(at, source, """", 0)
      If quote = 0 Then Wrong
      piece = Mid(source, at, quote - at)
      slash = InStr(1, piece, "\", 0)
      If slash > 0 Then piece = Mid(piece, 1, slash - 1)
      If InStr(1, piece, vbTab, 0) + InStr(1, piece, vbCr, 0) + InStr(1, piece, vbLf, 0) > 0 Then Wrong
      found = found & piece
      at = at + Len(piece)
      If slash = 0 Then Exit Do
      found = found & ReadEscape()
    Loop
    at = at + 1
    ReadText = found
  End Function

  ' \ 已经看到了。
  Private Function ReadEscape()
    Dim letter, unit
    letter = Mid(source, at + 1, 1)
    at = at + 2
    Select Case letter
    Case """", "\", "/"
      ReadEscape = letter
    Case "b"
      ReadEscape = Chr(8)
    Case "f"
      ReadEscape = Chr(12)
    Case "n"
      ReadEscape = vbLf
    Case "r"
      ReadEscape = vbCr
    Case "t"
      ReadEscape = vbTab
    Case "u"
      unit = ReadUnit()
      ReadEscape = ChrW(unit)
      ' 前一半必须跟着后一半。
      If unit >= 56320 And unit <= 57343 Then Wrong
      If unit >= 55296 And unit <= 56319 Then
        If Mid(source, at, 2) <> "\u" Then Wrong
        at = at + 2
        unit = ReadUnit()
        If unit < 56320 Or unit > 57343 Then Wrong
        ReadEscape = ReadEscape & ChrW(unit)
      End If
    Case Else
      Wrong
    End Select
  End Function

  Private Function ReadUnit()
    Dim i, digit
    ReadUnit = 0
    For i = 1 To 4
      digit = InStr(1, "0123456789abcdef", LCase(Here()), 0)
      If Here() = "" Or digit = 0 Then Wrong
      ReadUnit = ReadUnit * 16 + digit - 1
      at = at + 1
    Next
  End Function

  ' 小数点是哪个字符随系统的地区设置变，所以不用 CDbl 去读。
  Private Function ReadNumber()
    Dim sign, value, scale, power, down
    sign = 1
    If Here() = "-" Then
      sign = -1
      at = at + 1
    End If
    value = CDbl(0)
    If Here() = "0" Then
      at = at + 1
    Else
      If Digit() < 0 Then Wrong
      Do While Digit() >= 0
        value = value * 10 + Digit()
        at = at + 1
      Loop
    End If
    If Here() = "." Then
      at = at + 1
      If Digit() < 0 Then Wrong
      scale = CDbl(1)
      Do While Digit() >= 0
        scale = scale / 10
        value = value + Digit() * scale
        at = at + 1
      Loop
    End If
    If LCase(Here()) = "e" Then
      at = at + 1
      down = (Here() = "-")
      If Here() = "-" Or Here() = "+" Then at = at + 1
      If Digit() < 0 Then Wrong
      power = 0
      Do While Digit() >= 0
        power = power * 10 + Digit()
        If power > 300 Then Wrong
        at = at + 1
      Loop
      If down Then power = -power
      value = value * 10 ^ power
    End If
    ReadNumber = sign * value
  End Function

  ' 这里的数字；不是数字则为 -1。
  Private Function Digit()
    Digit = -1
    If Here() <> "" Then Digit = InStr(1, "0123456789", Here(), 0) - 1
  End Function
End Class

' ---- 装着回答的对象，成员与组件返回的相同。没有回答的，文字是空的，数是 0。

Function IhuyiHelperPart(answer, name)
  Set IhuyiHelperPart = Server.CreateObject("Scripting.Dictionary")
  If answer.Exists(name) Then
    If IsObject(answer.Item(name)) Then Set IhuyiHelperPart = answer.Item(name)
  End If
End Function

Function IhuyiHelperWord(part, name)
  IhuyiHelperWord = ""
  If part.Exists(name) Then
    If VarType(part.Item(name)) = 8 Then IhuyiHelperWord = part.Item(name)
  End If
End Function

Function IhuyiHelperNumber(part, name)
  IhuyiHelperNumber = 0
  If part.Exists(name) Then
    If VarType(part.Item(name)) = 5 Then
      If Abs(part.Item(name)) <= 2147483647 Then IhuyiHelperNumber = CLng(part.Item(name))
    End If
  End If
End Function

Class IhuyiHelperVerification
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
  Private good
  ' done：没有问网关而且成功，就是核对对了。
  Public Sub Fill(part, code, done)
    Id = IhuyiHelperWord(part, "id")
    Channel = ""
    If IhuyiHelperNumber(part, "channel") = 1 Then Channel = "sms"
    If IhuyiHelperNumber(part, "channel") = 2 Then Channel = "voice"
    Digits = IhuyiHelperNumber(part, "digits")
    Wait = IhuyiHelperNumber(part, "wait")
    Valid = IhuyiHelperNumber(part, "valid")
    Left = IhuyiHelperNumber(part, "left")
    Mobile = IhuyiHelperWord(part, "mobile")
    Purpose = IhuyiHelperWord(part, "purpose")
    Limit = IhuyiHelperWord(part, "limit")
    good = (done Or Id <> "")
    Status = ""
    If good Then
      Status = "ok"
    ElseIf code = -421 Then
      Status = "wrong"
    ElseIf code = -422 Then
      Status = "expired"
    ElseIf code = -423 Then
      Status = "none"
    ElseIf code = -424 Then
      Status = "locked"
    End If
  End Sub
  Public Default Property Get Ok()
    Ok = good
  End Property
End Class

Class IhuyiHelperDecision
  Public Wait
  Public Limit
  Private good
  Public Sub Fill(part)
    good = (IhuyiHelperNumber(part, "allowed") = 1)
    Wait = IhuyiHelperNumber(part, "wait")
    Limit = IhuyiHelperWord(part, "limit")
  End Sub
  Public Default Property Get Allowed()
    Allowed = good
  End Property
End Class

Class IhuyiHelperPicture
  Public DataUri
  Public Length
  Public Valid
  Private name
  Private coded
  Public Sub Fill(part)
    Dim bytes
    name = IhuyiHelperWord(part, "id")
    DataUri = IhuyiHelperWord(part, "data_uri")
    Length = IhuyiHelperNumber(part, "length")
    Valid = IhuyiHelperNumber(part, "valid")
    Set bytes = IhuyiHelperPart(part, "png")
    coded = IhuyiHelperWord(bytes, "base64")
  End Sub
  Public Default Property Get Id()
    Id = name
  End Property
  ' 字节，给 Response.BinaryWrite。
  Public Property Get Png()
    Dim node
    Set node = Server.CreateObject("MSXML2.DOMDocument.3.0").createElement("bytes")
    node.dataType = "bin.base64"
    node.text = coded
    Png = node.nodeTypedValue
  End Property
End Class

Class IhuyiHelperPush
  Public Code
  Public Success
  Public MessageId
  Public Mobile
  Public Status
  Public Explanation
  Public Time
  Public TemplateId
  Public Content
  Public Answer
  Public Number
  Private what
  Public Sub Fill(part)
    what = ""
    If IhuyiHelperNumber(part, "kind") = 1 Then what = "receipt"
    If IhuyiHelperNumber(part, "kind") = 2 Then what = "reply"
    If IhuyiHelperNumber(part, "kind") = 3 Then what = "template"
    Code = IhuyiHelperNumber(part, "code")
    Success = (IhuyiHelperNumber(part, "success") = 1)
    MessageId = IhuyiHelperWord(part, "message_id")
    Mobile = IhuyiHelperWord(part, "mobile")
    Status = IhuyiHelperWord(part, "status")
    Explanation = IhuyiHelperWord(part, "explanation")
    Time = IhuyiHelperWord(part, "time")
    TemplateId = IhuyiHelperWord(part, "template_id")
    Content = IhuyiHelperWord(part, "content")
    Answer = IhuyiHelperWord(part, "answer")
    Number = IhuyiHelperNumber(part, "number")
  End Sub
  ' receipt、reply、template。
  Public Default Property Get Kind()
    Kind = what
  End Property
End Class

Class IhuyiHelperDelivery
  Public Code
  Public Settled
  Public Recipients
  Public Delivered
  Public Failed
  Public Service
  Public MessageId
  Public Mobile
  Public Status
  Public Explanation
  Public Submitted
  Public Reported
  Private what
  Public Sub Fill(part)
    what = ""
    If IhuyiHelperNumber(part, "state") = 1 Then what = "accepted"
    If IhuyiHelperNumber(part, "state") = 2 Then what = "delivered"
    If IhuyiHelperNumber(part, "state") = 3 Then what = "failed"
    If IhuyiHelperNumber(part, "state") = 4 Then what = "unknown"
    Code = IhuyiHelperNumber(part, "code")
    Settled = ((IhuyiHelperNumber(part, "flags") And 16) <> 0)
    Recipients = IhuyiHelperNumber(part, "recipients")
    Delivered = IhuyiHelperNumber(part, "delivered")
    Failed = IhuyiHelperNumber(part, "failed")
    Service = IhuyiHelperWord(part, "service")
    MessageId = IhuyiHelperWord(part, "message_id")
    Mobile = IhuyiHelperWord(part, "mobile")
    Status = IhuyiHelperWord(part, "status")
    Explanation = IhuyiHelperWord(part, "explanation")
    Submitted = IhuyiHelperWord(part, "submitted")
    Reported = IhuyiHelperWord(part, "reported")
  End Sub
  ' accepted、delivered、failed、unknown；没有记录为空。
  Public Default Property Get State()
    State = what
  End Property
End Class

Class IhuyiHelperExplanation
  Public Code
  Public Known
  Public Family
  Public Name
  Public Text
  Public Meaning
  Public Cause
  Public Advice
  Public Sub Fill(part)
    Code = IhuyiHelperNumber(part, "code")
    Known = (IhuyiHelperNumber(part, "known") = 1)
    Family = IhuyiHelperNumber(part, "family")
    Name = IhuyiHelperWord(part, "name")
    Text = IhuyiHelperWord(part, "text")
    Meaning = IhuyiHelperWord(part, "meaning")
    Cause = IhuyiHelperWord(part, "cause")
    Advice = IhuyiHelperWord(part, "advice")
  End Sub
End Class
%>
