<%
' settings.asp：这几页自己的设置，改这一个文件就够了。账户和 APIKEY 不写在这里，写在网站目录之外的 ihuyi.ini 里。
' 这个文件必须叫 .asp：.asp 只会被执行；.inc、.txt、.ini 会被当作文字原样发给来访的人。

' 配置文件的完整路径，例如 "D:\ihuyi\shop.ini"。空着就用 ihuyi.dll 旁边的 ihuyi.ini；一台服务器上几个网站各用各的账户时才需要填。
Const IhuyiIni = ""

' 装不了 COM 组件的服务器，用本机服务（ihuyi serve）代替它：填服务的地址，例如 "http://127.0.0.1:8089"。空着就用组件。
Const IhuyiHelperUrl = ""

' 本机服务的令牌文件，在网站目录之外，IUSR 要能读它。
Const IhuyiHelperToken = "C:\ProgramData\ihuyi-helper\token"

' 存记录的文件夹：回执、回复、订单通知的标记、出错记录。必须在网站目录之外，并给 IIS_IUSRS 和 IUSR“修改”权限。
Const IhuyiData = "C:\ihuyi\data"

' 推送地址里的暗号，至少 16 个字母或数字，自己编一串，不要用例子。控制台里填的网址是 https://您的网站/sms/receipt.asp?key=暗号。
' 空着或太短，receipt.asp 和 reply.asp 什么也不收。
Const IhuyiPushKey = ""

' 订单通知用的模板编号：控制台里已审核的模板，这里的例子有四个变量：订单号、联系人、手机、金额。
Const IhuyiOrderTemplate = "2"
%>
