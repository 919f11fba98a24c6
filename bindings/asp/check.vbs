' check.vbs：Ihuyi.Sms 在这台服务器上能不能用，不能用该怎么办。不发短信，不花钱，不显示 APIKEY。
'
' 在命令提示符里运行。64 位 Windows 上两种位数都试一遍，看应用程序池用的是哪一种：
'   32 位：%windir%\SysWOW64\cscript //nologo check.vbs
'   64 位：%windir%\System32\cscript //nologo check.vbs
' 可加：/ini:D:\ihuyi\shop.ini  检查这个配置文件，而不是 DLL 旁边的
'       /out:D:\check.txt       写进这个文件，而不是显示出来
' 本文件须是 GBK（ANSI）编码：中文 Windows 按它来读 .vbs。
Option Explicit

Dim shell, files, report, problems, ini, out
Set shell = CreateObject("WScript.Shell")
Set files = CreateObject("Scripting.FileSystemObject")
problems = 0
ReadArguments
Check
If problems = 0 Then
  Say "检查完毕：没有问题。"
Else
  Say "检查完毕：有 " & problems & " 处问题，请按“办法”逐个处理。"
End If
Show
If problems > 0 Then WScript.Quit 1

Sub ReadArguments()
  Dim i, word
  For i = 0 To WScript.Arguments.Count - 1
    word = WScript.Arguments(i)
    If LCase(Left(word, 5)) = "/ini:" Then ini = Mid(word, 6)
    If LCase(Left(word, 5)) = "/out:" Then out = Mid(word, 6)
  Next
End Sub

Sub Check()
  Dim sms, number, words
  Say "Ihuyi.Sms 检查，" & Bits() & " 位" & WideSystem()
  On Error Resume Next
  Set sms = CreateObject("Ihuyi.Sms")
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number <> 0 Then
    NotCreated number, words
    Exit Sub
  End If
  Good "能创建组件，版本 " & sms.Version
  Good "DLL：" & sms.Library
  If CheckSettings(sms) Then
    CheckAccount sms, "sms", "短信"
    If sms.VoiceAccount <> sms.Account Then CheckAccount sms, "voice", "语音验证码"
    If CheckStore(sms) Then CheckInbox sms
  End If
  Say "[提醒] 以上是用您现在登录的用户检查的。网页用的是应用程序池的账户和匿名访客 IUSR，它们也要能读 DLL 所在的文件夹："
  Say "       icacls """ & files.GetParentFolderName(sms.Library) & """ /grant IIS_IUSRS:(OI)(CI)RX IUSR:(OI)(CI)RX"
  Say "[提醒] 改过 ihuyi.ini 之后，要回收应用程序池才生效。"
End Sub

' ---- 创建不了：看注册表里登记到哪一步

Sub NotCreated(number, words)
  Dim id, path
  Bad "不能创建 Ihuyi.Sms（" & Hex(number) & " " & words & "）"
  id = Registered("HKCR\Ihuyi.Sms\CLSID\")
  If id = "" Then
    Cure "没有注册。用管理员身份打开命令提示符，运行："
    Say "       " & RegisterCommand()
    Exit Sub
  End If
  path = Registered("HKCR\CLSID\" & id & "\InprocServer32\")
  If path = "" Then
    Cure "只为另一种位数注册了。您的应用程序池若不是 " & Bits() & " 位的，不用管它；是的话，要用 win" & Bits() & " 压缩包里的 ihuyi.dll，"
    Say "       另放一个文件夹，用管理员身份打开命令提示符注册，例如："
    Say "       " & RegisterTool() & " ""C:\ihuyi" & Bits() & "\ihuyi.dll"""
    Exit Sub
  End If
  Say "       注册的 DLL：" & path
  If Not files.FileExists(path) Then
    Cure "这个文件不在了。把它放回去，或在新的地方重新注册："
    Say "       " & RegisterCommand()
    Exit Sub
  End If
  Select Case Hex(number)
  Case "800700C1"
    Cure "这个 DLL 不是 " & Bits() & " 位的。换成 " & Bits() & " 位的再注册。"
  Case "80070005"
    Cure "没有权限读它。给 IIS_IUSRS、IUSR 和当前用户这个文件夹的“读取和执行”权限。"
  Case Else
    Cure "文件在，但装不进来。确认它是 " & Bits() & " 位的 ihuyi.dll、没有损坏，再重新注册："
    Say "       " & RegisterCommand()
  End Select
End Sub

Function Registered(name)
  Registered = ""
  On Error Resume Next
  Registered = shell.RegRead(name)
End Function

' 本位数的 regsvr32 在 64 位 Windows 上：32 位的在 SysWOW64，64 位的在 System32，名字正好是反的。
Function RegisterTool()
  RegisterTool = "%windir%\System32\regsvr32"
  If Bits() = 32 And WideSystem() <> "" Then RegisterTool = "%windir%\SysWOW64\regsvr32"
End Function

Function RegisterCommand()
  RegisterCommand = RegisterTool() & " """ & NearbyDll() & """"
End Function

' 本文件旁边或上一层的 ihuyi.dll；都没有，就写一个样子。
Function NearbyDll()
  Dim here, one
  here = files.GetParentFolderName(WScript.ScriptFullName)
  For Each one In Array(here, files.GetParentFolderName(here))
    If files.FileExists(one & "\ihuyi.dll") Then
      NearbyDll = one & "\ihuyi.dll"
      Exit Function
    End If
  Next
  NearbyDll = "C:\ihuyi\ihuyi.dll"
End Function

Function Bits()
  Bits = 64
  If LCase(shell.ExpandEnvironmentStrings("%PROCESSOR_ARCHITECTURE%")) = "x86" Then Bits = 32
End Function

' 64 位 Windows 上是一句话，32 位 Windows 上为空。
Function WideSystem()
  WideSystem = ""
  If Bits() = 64 Or Left(shell.ExpandEnvironmentStrings("%PROCESSOR_ARCHITEW6432%"), 1) <> "%" Then WideSystem = "（64 位 Windows）"
End Function

' ---- 配置文件

Function CheckSettings(sms)
  Dim folder, path, account, number, words
  CheckSettings = False
  folder = files.GetParentFolderName(sms.Library)
  path = folder & "\ihuyi.ini"
  If ini <> "" Then path = ini
  If InStr(LCase(path), "\wwwroot\") > 0 Then
    Bad "配置文件在网站目录里：" & path
    Cure "搬到网站目录之外：网站目录里的 .ini 可能被人下载，里面有您的 APIKEY。"
  End If
  On Error Resume Next
  If ini <> "" Then sms.Open ini
  If Err.Number = 0 Then account = sms.Account
  ' 文件写坏了账户也是空的；真要用到设置的时候它才说出来。
  If Err.Number = 0 And account = "" Then sms.Balance
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number <> 0 Then
    Bad "配置文件 " & path & " 有错：" & words
    If files.FileExists(path & ".txt") Then NamedTxt path
    Exit Function
  End If
  If files.FileExists(path) Then
    Good "配置文件：" & path
  ElseIf account <> "" Then
    Good "没有 " & path & "，账户来自环境变量"
  Else
    Bad "没有配置文件 " & path
    If files.FileExists(path & ".txt") Then
      NamedTxt path
    Else
      Cure "用记事本新建这个文件，写两行："
      Say "       account = 控制台里的 APIID"
      Say "       apikey = 控制台里的 APIKEY"
    End If
    Exit Function
  End If
  If account = "" Then
    Bad "没有账户"
    Cure "在 " & path & " 里写一行：account = 控制台里的 APIID"
    Exit Function
  End If
  Good "账户：" & account
  CheckSettings = True
End Function

Sub NamedTxt(path)
  Cure "旁边有 " & files.GetFileName(path) & ".txt：记事本自己加了 .txt。在文件夹选项里去掉“隐藏已知文件类型的扩展名”，再改名。"
End Sub

' ---- 网关

Sub CheckAccount(sms, service, name)
  Dim count, number, words
  On Error Resume Next
  count = sms.Balance(service)
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number <> 0 Then
    Bad name & "余额没有查：" & words
  ElseIf count >= 0 Then
    Good name & "余额：" & count & " 条；APIKEY 正确，网络通"
  Else
    Bad name & "余额查不到：" & sms.Code & " " & OneLine(sms.Message)
    Cure OneLine(sms.Advice)
    If sms.Outcome = "not_sent" Or sms.Outcome = "unknown" Then
      Say "       这是网络的问题，与账户无关。运行 DLL 旁边的 ihuyi.exe doctor，它逐项检查域名、连接、证书和时钟。"
    End If
  End If
End Sub

' ---- 一次性验证码的记录

' 只看，不计数，也不发。用的是运行本文件的帐号；网页的帐号不能写那个文件夹的话，这里看不出来。
Function CheckStore(sms)
  Dim decision, number, words
  CheckStore = False
  On Error Resume Next
  Set decision = sms.GuardStatus("sms", "13800000000")
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number <> 0 Then
    Bad "一次性验证码的记录没有查：" & words
  ElseIf sms.Code <= -440 Then
    Bad "一次性验证码的记录用不了：" & sms.Code & " " & OneLine(sms.Message)
    Cure OneLine(sms.Advice)
  Else
    Good "一次性验证码的记录能用；运行网页的帐号（IUSR 和应用程序池的）也要能写它的文件夹"
    CheckStore = True
  End If
End Function

' ---- 收到的回复

' 网站用 RecordPush 记下的第一条。没有也不是问题：可能没有人回复过，可能网站没有用它。
Sub CheckInbox(sms)
  Dim push, number, words
  On Error Resume Next
  Set push = sms.Inbox()
  number = Err.Number
  words = Err.Description
  On Error Goto 0
  If number <> 0 Then
    Bad "收到的回复没有查：" & words
  ElseIf sms.Code <> 0 Then
    Bad "收到的回复查不到：" & sms.Code & " " & OneLine(sms.Message)
    Cure OneLine(sms.Advice)
  ElseIf push.Number > 0 Then
    Good "记着收到的回复或模板审核，最早的是第 " & push.Number & " 条"
  Else
    Good "没有记着回复或模板审核"
  End If
End Sub

Function OneLine(text)
  OneLine = Replace(Replace(text, vbCr, ""), vbLf, " ")
End Function

' ---- 说出来

Sub Good(text)
  Say "[正常] " & text
End Sub

Sub Bad(text)
  problems = problems + 1
  Say "[问题] " & text
End Sub

Sub Cure(text)
  Say "       办法：" & text
End Sub

Sub Say(text)
  report = report & text & vbCrLf
End Sub

' 用 cscript 运行是文字，双击运行是一个窗口。
Sub Show()
  If out = "" Then
    WScript.Echo report
    Exit Sub
  End If
  With files.CreateTextFile(out, True, True)
    .Write report
    .Close
  End With
End Sub
