@echo off
rem helper.cmd install | remove | start | stop : 开机自动运行 ihuyi 本机服务 / the ihuyi helper, started with Windows
rem
rem ihuyi.exe 是普通程序，不是 Windows 服务：服务要应答“服务控制管理器”，它不会。所以用“任务计划”在开机时启动，
rem 以权限很小的 LOCAL SERVICE 运行。说明见 docs\helper.zh-CN.md。
rem ihuyi.exe is a plain program and no Windows service: a service has to answer the service control manager, which it does not do.
rem So the task scheduler starts it with the system, as LOCAL SERVICE, which may do very little. See docs\helper.zh-CN.md.
setlocal
set TASK=ihuyi-helper
set PORT=8089
set DATA=%ProgramData%\ihuyi-helper
set HERE=%~dp0
set SCHTASKS=%SystemRoot%\System32\schtasks.exe
set ICACLS=%SystemRoot%\System32\icacls.exe
if /i "%~1"=="install" goto install
if /i "%~1"=="remove" goto remove
if /i "%~1"=="start" goto start
if /i "%~1"=="stop" goto stop
echo helper.cmd install ^| remove ^| start ^| stop
exit /b 2

:install
if not exist "%HERE%ihuyi.exe" (
    echo 请把 helper.cmd 放在 ihuyi.exe 旁边 / helper.cmd belongs beside ihuyi.exe
    exit /b 1
)
if not exist "%HERE%ihuyi.ini" (
    echo 请先在 ihuyi.exe 旁边写好 ihuyi.ini / write ihuyi.ini beside ihuyi.exe first
    exit /b 1
)
rem %ProgramData% 下谁都能建目录：已有的可能是别人先建好的，改名放到一边，令牌重新生成
rem anybody may make folders there: one that exists may be somebody else's, so it is put aside, and there will be a new token
"%SCHTASKS%" /End /TN %TASK% >nul 2>nul
if exist "%DATA%" move "%DATA%" "%DATA%-%RANDOM%%RANDOM%" >nul || goto failed
mkdir "%DATA%" || goto failed
rem 管理员和系统、LOCAL SERVICE（写），IIS_IUSRS（只读：网站要读令牌）/ the site reads the token
"%ICACLS%" "%DATA%" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-19:(OI)(CI)M *S-1-5-32-568:(OI)(CI)RX >nul || goto failed
rem 目录关上之前有人放进了东西，就不用它 / what somebody put there before it was closed is not used
for /f "delims=" %%F in ('dir /b /a "%DATA%" 2^>nul') do goto failed
rem schtasks 的命令行建出的任务三天后会被结束，只有 XML 能写明不限时 / only XML can say that it runs for ever
set XML=%DATA%\task.xml
>"%XML%" echo ^<?xml version="1.0"?^>
>>"%XML%" echo ^<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"^>
>>"%XML%" echo ^<Triggers^>^<BootTrigger^>^<Enabled^>true^</Enabled^>^</BootTrigger^>^</Triggers^>
>>"%XML%" echo ^<Principals^>^<Principal id="Author"^>^<UserId^>S-1-5-19^</UserId^>^<RunLevel^>LeastPrivilege^</RunLevel^>^</Principal^>^</Principals^>
>>"%XML%" echo ^<Settings^>^<MultipleInstancesPolicy^>IgnoreNew^</MultipleInstancesPolicy^>^<DisallowStartIfOnBatteries^>false^</DisallowStartIfOnBatteries^>^<StopIfGoingOnBatteries^>false^</StopIfGoingOnBatteries^>
>>"%XML%" echo ^<ExecutionTimeLimit^>PT0S^</ExecutionTimeLimit^>^<RestartOnFailure^>^<Interval^>PT1M^</Interval^>^<Count^>999^</Count^>^</RestartOnFailure^>^</Settings^>
>>"%XML%" echo ^<Actions Context="Author"^>^<Exec^>^<Command^>%HERE%ihuyi.exe^</Command^>
>>"%XML%" echo ^<Arguments^>serve --listen 127.0.0.1:%PORT% --token-file "%DATA%\token" --config "%HERE%ihuyi.ini" --log "%DATA%\helper.log"^</Arguments^>^</Exec^>^</Actions^>
>>"%XML%" echo ^</Task^>
"%SCHTASKS%" /Create /TN %TASK% /XML "%XML%" /F || goto failed
del "%XML%"
:start
"%SCHTASKS%" /Run /TN %TASK% || goto failed
echo http://127.0.0.1:%PORT%  token: %DATA%\token  log: %DATA%\helper.log
exit /b 0

:stop
"%SCHTASKS%" /End /TN %TASK% || goto failed
exit /b 0

:remove
"%SCHTASKS%" /End /TN %TASK% >nul 2>nul
"%SCHTASKS%" /Delete /TN %TASK% /F || goto failed
echo 令牌和日志还在 / the token and the log are still in %DATA%
exit /b 0

:failed
echo 没有完成。请“以管理员身份运行”命令提示符再试 / Not done. Try again in a command prompt that runs as administrator
exit /b 1
