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
  If IhuyiRecord("notes", IhuyiTime() & "-" & IhuyiRandom(), IhuyiTime() & " " & text) = "failed" Then Exit Sub
End Sub

' 2026-01-31 09:05:00，与地区设置无关。
Function IhuyiTime()
  Dim t
  t = Now
  IhuyiTime = Year(t) & "-" & Right("0" & Month(t), 2) & "-" & Right("0" & Day(t), 2) & " " & _
    Right("0" & Hour(t), 2) & ":" & Right("0" & Minute(t), 2) & ":" & Right("0" & Second(t), 2)
End Function

' 只留下字母、数字和横线：名字里可能有别人送来的文字，绝不能让它走出文件夹。
Function IhuyiFileName(name)
  Dim i, one, safe
  safe = ""
  For i = 1 To Len(name)
    one = Mid(name, i, 1)
    If InStr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-", one) = 0 Then one = "_"
    safe = safe & one
  Next
  IhuyiFileName = Left(safe, 120)
End Function
%>
