' host.vbs URL: runs pages. Asks URL/next for a page and what was asked of it, runs the page in a script engine of its own, as IIS does,
' with the objects that IIS gives it, and tells URL/done what came of it; until there is no next one.
' Fields are separated by Chr(31), values in a list by Chr(30). This file has no letter beyond ASCII.
Option Explicit

Class ResponseObject
  Public Text
  Public Status
  Public ContentType
  Public Charset
  Public CodePage
  Public CacheControl
  Public Expires
  Public Buffer
  Public Location
  Public Headers
  Public Bytes
  Private Sub Class_Initialize()
    Text = ""
    Status = "200 OK"
    ContentType = "text/html"
    Charset = ""
    CodePage = 0
    CacheControl = "private"
    Location = ""
    Headers = ""
  End Sub
  Public Sub Write(value)
    Text = Text & value
  End Sub
  Public Sub BinaryWrite(value)
    Bytes = value
  End Sub
  Public Sub Clear()
    Text = ""
  End Sub
  Public Sub AddHeader(name, value)
    Headers = Headers & name & ": " & value & Chr(30)
  End Sub
  Public Sub Redirect(target)
    Status = "302 Object moved"
    Location = target
    Finish
  End Sub
  ' Response.End: nothing of the page runs after it.
  Public Sub Finish()
    Err.Raise 65000, "host", "the page has ended"
  End Sub
End Class

Class RequestObject
  Public TotalBytes
  Public Query
  Public Fields
  Public Variables
  Private formed
  Private bytesRead
  Public Function QueryString(name)
    QueryString = Look(Query, name)
  End Function
  Public Function ServerVariables(name)
    ServerVariables = Look(Variables, name)
  End Function
  ' IIS lets a page have the form or the bytes, not both.
  Public Function Form(name)
    If bytesRead Then Err.Raise 65001, "host", "Request.Form after BinaryRead"
    formed = True
    Form = Look(Fields, name)
  End Function
  Public Function BinaryRead(count)
    If formed Then Err.Raise 65001, "host", "BinaryRead after Request.Form"
    If count <> TotalBytes Then Err.Raise 65001, "host", "BinaryRead of a part"
    bytesRead = True
    http.Open "GET", WScript.Arguments(0) & "/body", False
    http.Send
    BinaryRead = http.ResponseBody
  End Function
  ' Wine's VBScript has no AscW; what it gives on Windows is an Integer, so a unit from 8000 on is negative.
  Public Function UnitOf(text)
    UnitOf = CInt(letters.Run("unit", text))
  End Function
  ' Nor ChrW.
  Public Function LetterOf(unit)
    LetterOf = letters.Run("letter", CLng(unit))
  End Function
  Private Function Look(list, name)
    Dim pairs, i
    Look = Empty
    pairs = Split(list, Chr(30))
    For i = 0 To UBoundOf(pairs) - 1 Step 2
      If LCase(pairs(i)) = LCase(name) Then Look = pairs(i + 1)
    Next
  End Function
End Class

' Wine's VBScript has no UBound.
Function UBoundOf(list)
  Dim one
  UBoundOf = -1
  For Each one In list
    UBoundOf = UBoundOf + 1
  Next
End Function

Class ToldObject
  Public Number
  Public Status
  Public Text
  Private noted
  Public Sub Open(method, url, later)
    noted = noted & " " & method & " " & url
    If later Then noted = noted & " later"
  End Sub
  Public Sub SetTimeouts(resolving, connecting, sending, receiving)
    noted = noted & " " & resolving & "/" & connecting & "/" & sending & "/" & receiving
  End Sub
  Public Sub SetProxy(kind)
    noted = noted & " proxy " & kind
  End Sub
  Public Sub SetRequestHeader(name, value)
    noted = noted & " " & name & ": " & value
  End Sub
  Public Sub Send(content)
    noted = noted & " " & content
    If Number <> "0" Then Err.Raise CLng("&H" & Number), "host", "told"
  End Sub
  Public Property Get ResponseText()
    ResponseText = Replace(Text, "NOTED", Replace(Replace(noted, "\", "\\"), """", "\"""))
  End Property
End Class

Class ServerObject
  ' "Told 80072EE2 200 text" stands for an HTTP object of Windows: its Send fails with this number, or the answer has this status and text,
  ' in which NOTED is what was asked of the object.
  Public Function CreateObject(name)
    Dim words, made
    words = Split(name, " ")
    If words(0) = "Told" Then
      Set made = New ToldObject
      made.Number = words(1)
      made.Status = words(2)
      made.Text = Mid(name, Len(words(0) & words(1) & words(2)) + 4)
      Set CreateObject = made
    Else
      Set CreateObject = WScript.CreateObject(name)
    End If
  End Function
  Public Function HTMLEncode(text)
    HTMLEncode = Replace(Replace(Replace(Replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), """", "&quot;")
  End Function
  Public Function MapPath(path)
    Err.Raise 65001, "host", "MapPath is not here"
  End Function
End Class

Dim http, sessions, application, fields, prelude, letters
Set letters = CreateObject("MSScriptControl.ScriptControl")
letters.Language = "JScript"
letters.AddCode "function unit(text) { var u = text.charCodeAt(0); return u < 32768 ? u : u - 65536; }"
letters.AddCode "function letter(unit) { return String.fromCharCode(unit & 65535); }"
Set http = CreateObject("WinHttp.WinHttpRequest.5.1")
Set sessions = CreateObject("Scripting.Dictionary")
Set application = CreateObject("Scripting.Dictionary")
prelude = "Class IhuyiHostStore" & vbCrLf & "Public Kept" & vbCrLf & _
  "Public Default Property Get Item(name)" & vbCrLf & "Item = Empty" & vbCrLf & _
  "If Kept.Exists(LCase(name)) Then Item = Kept.Item(LCase(name))" & vbCrLf & "End Property" & vbCrLf & _
  "Public Property Let Item(name, value)" & vbCrLf & "Kept.Item(LCase(name)) = value" & vbCrLf & "End Property" & vbCrLf & _
  "Public Sub Lock()" & vbCrLf & "Kept.Item("" locked"") = True" & vbCrLf & "End Sub" & vbCrLf & _
  "Public Sub Unlock()" & vbCrLf & "Kept.Item("" locked"") = False" & vbCrLf & "End Sub" & vbCrLf & "End Class" & vbCrLf & _
  "Function AscW(text)" & vbCrLf & "AscW = Request.UnitOf(Left(text, 1))" & vbCrLf & "End Function" & vbCrLf & _
  "Function ChrW(unit)" & vbCrLf & "ChrW = Request.LetterOf(unit)" & vbCrLf & "End Function" & vbCrLf & _
  "Dim Session, Application" & vbCrLf & "Set Session = New IhuyiHostStore" & vbCrLf & "Set Session.Kept = SessionKept" & vbCrLf & _
  "Set Application = New IhuyiHostStore" & vbCrLf & "Set Application.Kept = ApplicationKept"

Do
  http.Open "GET", WScript.Arguments(0) & "/next", False
  http.Send
  If http.Status = 204 Then Exit Do
  fields = Split(http.ResponseText, Chr(31))
  If fields(0) = "page" Then RunPage fields(1), fields(2), fields(3), fields(4), fields(5), fields(6)
Loop

Sub RunPage(script, session, total, query, form, variables)
  Dim engine, response, request, server, number, words
  If Not sessions.Exists(session) Then sessions.Add session, CreateObject("Scripting.Dictionary")
  Set response = New ResponseObject
  Set request = New RequestObject
  Set server = New ServerObject
  request.TotalBytes = CLng(total)
  request.Query = query
  request.Fields = form
  request.Variables = variables
  Set engine = CreateObject("MSScriptControl.ScriptControl")
  engine.Language = "VBScript"
  engine.AllowUI = False
  engine.Timeout = -1
  engine.AddObject "Response", response, False
  engine.AddObject "Request", request, False
  engine.AddObject "Server", server, False
  engine.AddObject "SessionKept", sessions.Item(session), False
  engine.AddObject "ApplicationKept", application, False
  engine.AddCode prelude
  On Error Resume Next
  engine.AddCode script
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number = 65000 Then number = 0
  If application.Exists(" locked") Then
    If application.Item(" locked") Then
      number = 65001
      words = "the page left Application locked"
    End If
  End If
  If Not IsEmpty(response.Bytes) Then
    http.Open "POST", WScript.Arguments(0) & "/bytes", False
    http.SetRequestHeader "Content-Type", "application/octet-stream"
    http.Send response.Bytes
  End If
  http.Open "POST", WScript.Arguments(0) & "/done", False
  http.SetRequestHeader "Content-Type", "text/plain"
  http.Send response.Status & Chr(31) & response.Location & Chr(31) & response.ContentType & Chr(31) & response.Charset & Chr(31) & _
    response.CodePage & Chr(31) & response.CacheControl & Chr(31) & response.Text & Chr(31) & number & Chr(31) & engine.Error.Line & Chr(31) & words
End Sub
