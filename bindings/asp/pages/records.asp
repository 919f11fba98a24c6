<%
' records.asp：把一件事记下来，而且只记一次。示例用文件夹里的小文件，没有数据库也能跑；有数据库的话，换成一张有唯一索引的表：
' INSERT 成功是 "new"，违反唯一索引是 "known"。先包含 ihuyi.asp。

' 记下一件事。kind 是分类，name 在分类里认出这件事；返回：
'   "new"    现在记下了
'   "known"  早就记过，什么也没改
'   "failed" 没有记成，原因在 IhuyiMessage 里
' 先写到临时文件再改名，改名不会覆盖已有的文件：两个请求同时来，也只有一个得到 "new"，而且不会留下写了一半的记录。
Function IhuyiRecord(kind, name, text)
  Dim files, folder, draft, path, writer, number, words
  Set files = Server.CreateObject("Scripting.FileSystemObject")
  folder = IhuyiData & "\" & kind
  path = folder & "\" & IhuyiFileName(name) & ".txt"
  draft = folder & "\" & IhuyiRandom() & ".tmp"
  On Error Resume Next
  ' 已经有了会出错，不要紧；没有建成，下面也写不成。
  files.CreateFolder folder
  Err.Clear
  Set writer = files.CreateTextFile(draft, False, True)
  If Err.Number = 0 Then writer.Write text
  If Err.Number = 0 Then writer.Close
  If Err.Number = 0 Then files.MoveFile draft, path
  number = Err.Number
  words = Err.Description
  If number = 0 Then
    IhuyiRecord = "new"
    Exit Function
  End If
  files.DeleteFile draft
  If files.FileExists(path) Then
    IhuyiRecord = "known"
  Else
    IhuyiRecord = "failed"
    IhuyiMessage = "记录写不进 " & folder & "：" & words & "（" & Hex(number) & "）。请给 IIS_IUSRS 和 IUSR 这个文件夹的“修改”权限"
  End If
End Function

' 记过的文字；没有记过为空。
Function IhuyiRecall(kind, name)
  Dim files, reader
  Set files = Server.CreateObject("Scripting.FileSystemObject")
  IhuyiRecall = ""
  On Error Resume Next
  Set reader = files.OpenTextFile(IhuyiData & "\" & kind & "\" & IhuyiFileName(name) & ".txt", 1, False, -1)
  If Err.Number = 0 Then
    IhuyiRecall = reader.ReadAll
    reader.Close
  End If
End Function

' 给站长看的一行记录，放在 notes 文件夹里。里面不要写完整号码和验证码。
Sub IhuyiNote(text)
  IhuyiRecord "notes", Replace(Replace(IhuyiTime(), ":", ""), " ", "-") & "-" & LCase(IhuyiRandom()), IhuyiTime() & " " & text
End Sub

' 同一件事一天只记一行：访客能引起的事要用它，否则有人一遍遍地试，磁盘就满了。
Sub IhuyiNoteDaily(what, text)
  IhuyiRecord "notes", Left(IhuyiTime(), 10) & "-" & what, IhuyiTime() & " " & text
End Sub

' 2026-01-31 09:05:00，与地区设置无关。
Function IhuyiTime()
  Dim t
  t = Now
  IhuyiTime = Year(t) & "-" & Right("0" & Month(t), 2) & "-" & Right("0" & Day(t), 2) & " " & _
    Right("0" & Hour(t), 2) & ":" & Right("0" & Minute(t), 2) & ":" & Right("0" & Second(t), 2)
End Function

' 把任何文字变成文件名。名字里可能有别人送来的文字，绝不能让它走出文件夹；两个不同的名字也绝不能变成同一个文件，
' 否则后一张订单会被当作“早就发过”。小写字母、数字和横线不变，其他的每个字是 _ 加四位十六进制；大写字母也是，因为文件名不分大小写。
Function IhuyiFileName(name)
  Dim i, one, safe
  safe = ""
  For i = 1 To Len(name)
    one = Mid(name, i, 1)
    If InStr("0123456789abcdefghijklmnopqrstuvwxyz-", one) = 0 Then one = "_" & LCase(Right("0000" & Hex(AscW(one)), 4))
    safe = safe & one
  Next
  Select Case safe
  Case "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", _
      "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"
    ' Windows 把这些名字当作设备。
    safe = "_00" & LCase(Hex(AscW(safe))) & Mid(safe, 2)
  End Select
  ' 太长的留下开头，加上全文的校验和。两条下划线相连，短的名字里不会有。
  If Len(safe) > 120 Then safe = Left(safe, 80) & "__" & IhuyiSum(name)
  IhuyiFileName = safe
End Function

' 文字的长度和两个 24 位的校验和，用来分辨是不是同一段文字。
Function IhuyiSum(text)
  Dim i, unit, first, second
  first = 0
  second = 0
  For i = 1 To Len(text)
    unit = AscW(Mid(text, i, 1))
    ' AscW 把 8000 以上的给成负数。
    If unit < 0 Then unit = unit + 65536
    first = (first * 31 + unit) Mod 16777213
    second = (second * 127 + unit) Mod 16777213
  Next
  IhuyiSum = Len(text) & "-" & LCase(Hex(first)) & "-" & LCase(Hex(second))
End Function
%>
