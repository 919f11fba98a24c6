' 按名单发短信，每行只发一次，中断了能接着发。本文件须存为 GBK（ANSI）编码。
'   cscript //nologo bulk.vbs 任务文件 名单文件    检查名单，写出任务文件，算出计费条数；不发送
'   cscript //nologo bulk.vbs 任务文件             发送；没有发完的，再运行一次就接着发
' 名单文件用记事本存为 ANSI 编码，一行一条：手机号,短信内容
' 账户和密钥写在 ihuyi.dll 旁边的 ihuyi.ini 里。任务文件里有号码和内容，请放在只有自己能进的文件夹里。
Option Explicit
' 只在这些时候发，北京时间。
Const OPTIONS = "hours = 08:00-21:00"
Dim sms, list

If WScript.Arguments.Count < 1 Or WScript.Arguments.Count > 2 Then
  WScript.Echo "用法：cscript //nologo bulk.vbs 任务文件 [名单文件]"
  WScript.Quit 64
End If

Set sms = CreateObject("Ihuyi.Sms")
Set list = sms.OpenBulk(WScript.Arguments(0), OPTIONS)
If sms.Code <> 0 Then Leave sms.Message
If WScript.Arguments.Count = 2 Then
  Plan WScript.Arguments(1)
Else
  Send
End If

Sub Plan(path)
  Dim file, line, number, comma
  If list.State <> "planning" Then Leave "这个任务文件已经有了，没有改动。要接着发，请不要写名单文件。"
  Set file = CreateObject("Scripting.FileSystemObject").OpenTextFile(path)
  Do Until file.AtEndOfStream
    line = file.ReadLine
    number = number + 1
    If Trim(line) <> "" Then
      comma = InStr(line & ",", ",")
      list.Add Left(line, comma - 1), Mid(line, comma + 1), number
    End If
  Loop
  file.Close
  If list.Run(0) = "" Then Leave sms.Message
  Show "left_out", "不发"
  WScript.Echo "要发 " & list.Rows & " 行，计费 " & list.Segments & " 条；不发 " & list.LeftOut & " 行。还没有发送。"
End Sub

Sub Send
  Dim state
  If list.State = "planning" Then Leave "没有这个任务文件。请先写上名单文件运行一次。"
  Do
    state = list.Run(5000)
    WScript.Echo "已受理 " & list.Accepted & " 行，还有 " & list.Planned & " 行"
  Loop While state = "ready"
  If state = "" Then Leave sms.Message
  Show "refused", "被拒绝，没有发出"
  Show "unknown", "结果未知，可能已经发出，不会自动重发"
  If state <> "done" Then Leave list.Message
  If list.Refused + list.Unknown > 0 Then WScript.Quit 1
End Sub

' 日志里不写号码，只说是名单的第几行。
Sub Show(state, words)
  Do While list.NextRow(state, list.RowNumber)
    WScript.Echo "名单第 " & list.RowReference & " 行" & words & "：" & list.RowCode & " " & list.RowMessage
  Loop
End Sub

Sub Leave(words)
  WScript.Echo words
  WScript.Quit 1
End Sub
