//! The library's own codes: everything below zero. The gateway gave no verdict.
//!
//! Groups with gaps, so that a new code can stand beside its kin. A number is never reused.

use super::Family;
use super::meanings::{Entry, w};

/// Done. Only of calls that do not ask the gateway; its own success is 2.
pub const OK: i32 = 0;

/// An argument is missing or makes no sense: a NULL handle, an empty list.
pub const ARGUMENT: i32 = -101;
/// `struct_size` of a result struct is smaller than the first version's.
pub const STRUCT_SIZE: i32 = -102;
/// Text does not decode in the charset that was promised.
pub const ENCODING: i32 = -103;
/// Text holds a control character other than tab, line feed and carriage return.
pub const CONTROL_CHARACTER: i32 = -104;
/// No service has this name.
pub const SERVICE: i32 = -105;
/// An input is larger than anything the gateway could mean (a push body or a template above 64 KiB, an account or a password above 4 KiB).
pub const TOO_LARGE: i32 = -106;
/// A template id is not a number, or this service has no templates.
pub const TEMPLATE: i32 = -107;
/// A marketing text does not end with an opt-out line and a signature.
pub const OPT_OUT: i32 = -108;
/// A scheduled time is not understood.
pub const SCHEDULE: i32 = -109;
/// A push body is none of the three kinds that the gateway sends.
pub const PUSH: i32 = -110;
/// The service has no such call: only SMS has AddTemplate, only marketing a schedule.
pub const UNSUPPORTED: i32 = -111;
/// No setting has this name.
pub const SETTING: i32 = -120;
/// A setting's value is not understood.
pub const VALUE: i32 = -121;
/// A file named by a setting cannot be read: INI, key file, CA file.
pub const FILE: i32 = -122;
/// A line of an INI file is neither a section, a comment nor `key = value`.
pub const INI: i32 = -123;
/// Plain http to an address that is not this machine, without the setting that allows it.
pub const PLAIN_HTTP: i32 = -124;
/// The gateway's host name could not be looked up.
pub const NAME: i32 = -201;
/// No address of the gateway accepted a connection.
pub const CONNECT: i32 = -202;
/// No connection within the connect time limit.
pub const CONNECT_TIMEOUT: i32 = -203;
/// The server's certificate was not accepted.
pub const CERTIFICATE: i32 = -204;
/// The TLS handshake failed for another reason than the certificate.
pub const TLS: i32 = -205;
/// The proxy could not be reached or refused.
pub const PROXY: i32 = -206;
/// The total time limit was over before a byte of the request had left.
pub const DEADLINE: i32 = -207;
/// Too many name lookups hang already; another was not started.
pub const BUSY: i32 = -208;
/// The request left and no readable verdict came back. Nothing else has this number.
pub const UNKNOWN: i32 = -300;
/// A defect of the library, caught at the border. Nothing was sent.
pub const PANIC: i32 = -900;

/// Every own code in the order of the header: success first, then the groups.
pub(crate) static OWN: &[Entry] = &[
    Entry {
        code: OK,
        name: "IHUYI_OK",
        family: Family::None,
        text: w("成功（不向网关发请求的函数）", "done (functions that do not ask the gateway)"),
        meaning: w(
            "函数已完成。只有不向网关发请求的函数这样返回；提交、查余额、添加模板成功时返回的是网关的 2，它们返回 0 表示「提交失败」。",
            "The function did its work. Only functions that do not ask the gateway say so: submissions, balance and templates return the gateway's 2 on success, and their 0 is the gateway's \"submission failed\".",
        ),
        cause: w("一切正常。", "All is well."),
        advice: w(
            "向网关发请求的函数请与 2 比较，不要与 0 比较。",
            "Compare with 2, not with 0, after a function that asks the gateway.",
        ),
    },
    Entry {
        code: ARGUMENT,
        name: "IHUYI_E_ARGUMENT",
        family: Family::Argument,
        text: w(
            "参数缺失或没有意义（例如句柄为 NULL、名单为空）；请检查调用处传入的参数",
            "an argument is missing or makes no sense (a NULL handle, an empty list); check what the call was given",
        ),
        meaning: w(
            "调用没有执行：某个参数缺失或没有意义，什么都没有发出。",
            "The call was not carried out: an argument is missing or makes no sense. Nothing was sent.",
        ),
        cause: w(
            "句柄创建失败后没有检查就使用；字符串变量未赋值；各语言的 nil、null、Nothing 被传了进来。",
            "A handle used although its creation failed, an unset string, a nil, null or Nothing passed on.",
        ),
        advice: w(
            "检查每个指针参数非空；先确认创建句柄的函数返回了有效句柄。",
            "Check every pointer, and that the function which makes the handle returned one.",
        ),
    },
    Entry {
        code: STRUCT_SIZE,
        name: "IHUYI_E_STRUCT_SIZE",
        family: Family::Argument,
        text: w(
            "结果结构体的 struct_size 太小；请把它设为该结构体的 sizeof",
            "struct_size of the result struct is too small; set it to the struct's sizeof",
        ),
        meaning: w(
            "库无法安全地写入结果：struct_size 小于第一个版本的结构体。什么都没有发出。",
            "The library cannot write the result safely: struct_size is smaller than the first version's struct. Nothing was sent.",
        ),
        cause: w(
            "忘记在调用前填写 struct_size，或各语言的结构体声明少了字段、对齐方式不对。",
            "struct_size was not set before the call, or the declaration in the host's language lacks a field or is packed differently.",
        ),
        advice: w(
            "调用前执行 result.struct_size = sizeof(result)，并核对结构体声明与头文件一致。",
            "Say result.struct_size = sizeof(result) before the call and compare the declaration with the header.",
        ),
    },
    Entry {
        code: ENCODING,
        name: "IHUYI_E_ENCODING",
        family: Family::Argument,
        text: w(
            "文字不符合约定的编码；请核对 charset 设置与实际传入的编码（UTF-8 或 GBK）",
            "text does not decode in the agreed charset; compare the charset setting with what is really passed (UTF-8 or GBK)",
        ),
        meaning: w(
            "某个文字参数按约定的编码解不出来，库拒绝发送乱码。什么都没有发出。",
            "A text argument does not decode in the agreed charset, and the library sends no garbage. Nothing was sent.",
        ),
        cause: w(
            "GBK 的程序（VB6、易语言、老 ASP、Delphi 7）按 UTF-8 的约定传了文字，或反之；字符串在半个汉字处被截断。",
            "A GBK program (VB6, Delphi 7, old ASP) passed its text where UTF-8 was agreed, or the other way round; or text was cut in the middle of a character.",
        ),
        advice: w(
            "GBK 程序请把 charset 设为 gbk；按字节截取字符串时注意不要切断汉字。",
            "Set charset to gbk for a GBK program, and cut strings between characters.",
        ),
    },
    Entry {
        code: CONTROL_CHARACTER,
        name: "IHUYI_E_CONTROL_CHARACTER",
        family: Family::Argument,
        text: w(
            "文字中含有控制字符；请去掉除制表符、换行、回车以外的控制字符",
            "text holds a control character; remove all but tab, line feed and carriage return",
        ),
        meaning: w(
            "内容里有不可见的控制字符，网关和手机对它的处理无法预料。什么都没有发出。",
            "The content has an invisible control character; what gateway and phone make of it cannot be told. Nothing was sent.",
        ),
        cause: w(
            "文字来自数据库定长字段（末尾是 NUL）、复制自其他软件，或把二进制当成了文字。",
            "Text from a fixed-width database field (padded with NUL), pasted from elsewhere, or binary data taken for text.",
        ),
        advice: w("去掉首尾的 NUL 与其他控制字符后再调用。", "Strip NUL and other control characters before the call."),
    },
    Entry {
        code: SERVICE,
        name: "IHUYI_E_SERVICE",
        family: Family::Argument,
        text: w(
            "没有这个名称的服务；可用：sms、voice、voice_notice、international、marketing",
            "no service has this name; there are sms, voice, voice_notice, international and marketing",
        ),
        meaning: w("指定的服务名称不认识。什么都没有发出。", "The name of the service is not known. Nothing was sent."),
        cause: w("拼写错误，或用了控制台里的产品名。", "A spelling mistake, or a product name as the console has it."),
        advice: w("改用列出的名称之一。", "Use one of the names listed."),
    },
    Entry {
        code: TOO_LARGE,
        name: "IHUYI_E_TOO_LARGE",
        family: Family::Argument,
        text: w(
            "输入过大（推送正文或模板超过 64 KiB，帐号或密码超过 4 KiB）；请检查传入的是不是正确的内容",
            "an input is too large (a push body or a template above 64 KiB, an account or a password above 4 KiB); check that it is the right thing",
        ),
        meaning: w(
            "输入大到不可能是网关的数据或合理的设置，库拒绝处理。",
            "The input is larger than anything the gateway could mean or a setting could need, and was refused.",
        ),
        cause: w(
            "传错了变量（整个文件、整页 HTML），长度参数不对，或有人在攻击推送接口。",
            "The wrong variable (a whole file, an HTML page), a wrong length, or somebody attacking the push address.",
        ),
        advice: w(
            "检查传入的变量与长度；推送接口请在 Web 服务器上也限制正文大小。",
            "Check variable and length, and limit the body size in the web server too.",
        ),
    },
    Entry {
        code: TEMPLATE,
        name: "IHUYI_E_TEMPLATE",
        family: Family::Template,
        text: w(
            "模板 ID 不是数字，或此服务没有模板；请核对 templateid 与所用的服务",
            "a template id is not a number, or this service has no templates; check template id and service",
        ),
        meaning: w(
            "模板 ID 不能用于这次提交。什么都没有发出。",
            "The template id cannot be used for this submission. Nothing was sent.",
        ),
        cause: w(
            "把模板名称或正文当作 ID，或在语音验证码、营销短信上指定了模板。",
            "A template's name or text in place of its id, or a template given for voice codes or marketing SMS.",
        ),
        advice: w(
            "填控制台模板列表里的数字 ID；不支持模板的服务请直接传内容。",
            "Give the number from the console's list; for a service without templates pass the content itself.",
        ),
    },
    Entry {
        code: OPT_OUT,
        name: "IHUYI_E_OPT_OUT",
        family: Family::Content,
        text: w(
            "营销短信末尾缺少退订语或签名；请以「退订回T【签名】」结尾",
            "a marketing text lacks the opt-out line or signature at its end; end it with 退订回T【signature】",
        ),
        meaning: w(
            "营销短信必须以退订方式和签名结尾，缺少时网关不会放行。什么都没有发出。",
            "Marketing SMS must end with an opt-out line and a signature. Nothing was sent.",
        ),
        cause: w(
            "直接用了通知短信的文字，或退订语写在了签名之后。",
            "A notice's text was used as it was, or the opt-out line stands after the signature.",
        ),
        advice: w(
            "在内容末尾加上「退订回T【您的签名】」，顺序不能反。",
            "End the text with 退订回T【your signature】, in this order.",
        ),
    },
    Entry {
        code: SCHEDULE,
        name: "IHUYI_E_SCHEDULE",
        family: Family::Argument,
        text: w(
            "定时发送的时间无法识别；请用 YYYY-MM-DD HH:MM:SS（北京时间）",
            "a scheduled time is not understood; write YYYY-MM-DD HH:MM:SS, China time",
        ),
        meaning: w(
            "定时时间写法不对，库不猜测发送时间。什么都没有发出。",
            "The time is not written as expected and the library does not guess. Nothing was sent.",
        ),
        cause: w(
            "用了斜杠日期、12 小时制，或不存在的日期。",
            "Slashes, a 12-hour clock, or a day that does not exist.",
        ),
        advice: w(
            "改成 2030-01-31 09:30:00 这样的写法；立即发送就不要填。",
            "Write it like 2030-01-31 09:30:00, or leave it out to send at once.",
        ),
    },
    Entry {
        code: PUSH,
        name: "IHUYI_E_PUSH",
        family: Family::Argument,
        text: w(
            "推送正文无法识别；应为网关 POST 来的表单（code、mobilephone、smsid 等字段），请原样传入",
            "a push body is not understood; it should be the form the gateway posts (code, mobilephone, smsid and so on), passed on untouched",
        ),
        meaning: w(
            "收到的内容不是网关的三种推送（回执、上行回复、模板审核）之一。",
            "The body is none of the three pushes of the gateway: receipt, reply, template review.",
        ),
        cause: w(
            "传入的是已被框架解析过的数组、JSON 或空串；或有人在随意访问推送地址。",
            "An array that a framework had parsed already, JSON, an empty string; or a stranger calling the push address.",
        ),
        advice: w(
            "传入原始的 POST 正文（PHP 用 file_get_contents('php://input')）；无法识别的请求不要回答 success。",
            "Pass the raw POST body (in PHP: file_get_contents('php://input')), and do not answer success to what is not understood.",
        ),
    },
    Entry {
        code: UNSUPPORTED,
        name: "IHUYI_E_UNSUPPORTED",
        family: Family::Argument,
        text: w(
            "此服务没有这个功能；例如只有短信能添加模板，只有营销短信能定时",
            "the service has no such call; only SMS adds templates, only marketing SMS has a schedule",
        ),
        meaning: w(
            "所调用的功能不属于这个服务。什么都没有发出。",
            "The function called is none of this service's. Nothing was sent.",
        ),
        cause: w(
            "在语音或国际服务上添加模板，或在营销短信以外使用定时。",
            "A template added for a voice or international service, or a schedule outside marketing SMS.",
        ),
        advice: w("换用支持该功能的服务，或到控制台操作。", "Use a service that has it, or the console."),
    },
    Entry {
        code: SETTING,
        name: "IHUYI_E_SETTING",
        family: Family::Setting,
        text: w(
            "没有这个名称的设置项；请核对拼写，错误信息里给出了最接近的名称",
            "no setting has this name; check the spelling, the message names the nearest one",
        ),
        meaning: w("设置项名称不认识，设置没有生效。", "The setting's name is not known; nothing was set."),
        cause: w(
            "拼写错误，或库的版本较旧、还没有这个设置。",
            "A spelling mistake, or an older library that lacks the setting.",
        ),
        advice: w(
            "按最接近的名称改正；仍不行请核对库的版本。",
            "Correct it after the nearest name; else look at the library's version.",
        ),
    },
    Entry {
        code: VALUE,
        name: "IHUYI_E_VALUE",
        family: Family::Setting,
        text: w(
            "设置的值无法识别；请按该设置的说明填写",
            "a setting's value is not understood; see what the setting takes",
        ),
        meaning: w(
            "设置项存在，但值不符合要求，设置没有生效。",
            "The setting exists but the value does not fit; nothing was set.",
        ),
        cause: w(
            "数字里带了单位或空格、开关写成了别的词、网址缺少 https://。",
            "A unit or blank in a number, an unknown word for a switch, an address without https://.",
        ),
        advice: w("对照设置说明改正该值。", "Correct the value after the setting's description."),
    },
    Entry {
        code: FILE,
        name: "IHUYI_E_FILE",
        family: Family::Setting,
        text: w(
            "设置中指定的文件无法读取；请检查路径与读取权限",
            "a file named by a setting cannot be read; check path and permission",
        ),
        meaning: w(
            "INI、密钥或 CA 文件打不开。什么都没有发出。",
            "An INI, key or CA file cannot be opened. Nothing was sent.",
        ),
        cause: w(
            "路径写错、用了相对路径而工作目录不同，或网站进程（IIS、php-fpm）的用户没有读取权限。",
            "A wrong path, a relative one with another working directory, or a web server's user that may not read it.",
        ),
        advice: w(
            "改用绝对路径，并给网站进程的用户读取权限（密钥文件不要放在网站目录下）。",
            "Use an absolute path and let the web server's user read it; keep key files out of the site's directory.",
        ),
    },
    Entry {
        code: INI,
        name: "IHUYI_E_INI",
        family: Family::Setting,
        text: w(
            "INI 文件中有一行既不是 [节]、注释，也不是 名称 = 值；请改正该行",
            "a line of an INI file is neither a section, a comment nor key = value; correct it",
        ),
        meaning: w(
            "配置文件格式有误，整个文件没有采用。",
            "The configuration file is malformed and was not used at all.",
        ),
        cause: w(
            "缺少等号、用了全角「＝」，或文件其实是别的格式（JSON、YAML、UTF-16）。",
            "A missing equals sign, a full-width one, or another format altogether (JSON, YAML, UTF-16).",
        ),
        advice: w(
            "改正错误信息指出的那一行；用记事本保存时选 UTF-8 或 ANSI。",
            "Correct the line that the message names, and save as UTF-8 or in the system's codepage.",
        ),
    },
    Entry {
        code: PLAIN_HTTP,
        name: "IHUYI_E_PLAIN_HTTP",
        family: Family::Setting,
        text: w(
            "拒绝以明文 http 发往其他机器；请改用 https，确有必要才打开允许明文的设置",
            "plain http to another machine is refused; use https, or allow plain http explicitly",
        ),
        meaning: w(
            "明文 http 会在网络上暴露号码、验证码和密钥，默认只允许发往本机。什么都没有发出。",
            "Plain http shows numbers, codes and keys to the network; it is allowed only to this machine. Nothing was sent.",
        ),
        cause: w(
            "网关地址写成了 http://，或测试用的沙箱在另一台机器上。",
            "The gateway's address begins with http://, or the sandbox runs on another machine.",
        ),
        advice: w(
            "地址改成 https://；只在可信的内网里才设置 allow_http = yes。",
            "Write https://; set allow_http = yes only within a network you trust.",
        ),
    },
    Entry {
        code: NAME,
        name: "IHUYI_E_NAME",
        family: Family::Network,
        text: w(
            "网关的域名解析失败，没有发出任何内容；请检查服务器的 DNS，可稍后重试",
            "the gateway's name could not be looked up and nothing was sent; check the server's DNS, may be tried again",
        ),
        meaning: w(
            "查不到网关域名的 IP 地址，请求没有离开本机，可以稍后重发。",
            "No address was found for the gateway's name. The request did not leave; it may be sent again.",
        ),
        cause: w(
            "服务器没有配置 DNS、DNS 故障、断网，或网关地址拼写错误。",
            "No DNS server set, DNS down, no network, or a misspelt gateway address.",
        ),
        advice: w(
            "在服务器上 nslookup 网关域名；修好 DNS 或网络后重发。",
            "Run nslookup for the gateway's name on the server, mend DNS or network, then send again.",
        ),
    },
    Entry {
        code: CONNECT,
        name: "IHUYI_E_CONNECT",
        family: Family::Network,
        text: w(
            "连接不上网关，没有发出任何内容；请检查网络与防火墙，可稍后重试",
            "no connection to the gateway and nothing was sent; check network and firewall, may be tried again",
        ),
        meaning: w(
            "网关的所有地址都拒绝连接或不可达，请求没有离开本机，可以稍后重发。",
            "Every address of the gateway refused or could not be reached. The request did not leave; it may be sent again.",
        ),
        cause: w(
            "防火墙或安全组没有放行出站 443 端口、断网，或网关维护。",
            "A firewall or security group blocks outgoing port 443, no network, or the gateway is down.",
        ),
        advice: w(
            "放行服务器到网关的出站 443；在服务器上用浏览器或 curl 打开网关地址试试。",
            "Let outgoing 443 pass, and try the gateway's address from the server with curl or a browser.",
        ),
    },
    Entry {
        code: CONNECT_TIMEOUT,
        name: "IHUYI_E_CONNECT_TIMEOUT",
        family: Family::Network,
        text: w(
            "在限定时间内没有连上网关，没有发出任何内容；请检查网络与防火墙，可稍后重试",
            "no connection to the gateway within the time limit and nothing was sent; check network and firewall, may be tried again",
        ),
        meaning: w(
            "连接超时，请求没有离开本机，可以稍后重发。",
            "Connecting took too long. The request did not leave; it may be sent again.",
        ),
        cause: w(
            "防火墙丢弃了出站数据包（不是拒绝），或线路拥塞。",
            "A firewall that drops packets rather than refusing them, or a congested line.",
        ),
        advice: w(
            "检查出站 443 与线路；线路确实慢时调大连接时限。",
            "Check outgoing 443 and the line; raise the connect time limit where the line is slow.",
        ),
    },
    Entry {
        code: CERTIFICATE,
        name: "IHUYI_E_CERTIFICATE",
        family: Family::Network,
        text: w(
            "网关的证书不可信，没有发出任何内容；请检查服务器时间与中间的代理，不要关闭校验",
            "the gateway's certificate was not accepted and nothing was sent; check the server's clock and any proxy, do not switch the check off",
        ),
        meaning: w(
            "TLS 证书校验没有通过，无法确认对方是网关，请求没有发出。",
            "The TLS certificate did not check out, so the other side may not be the gateway. The request was not sent.",
        ),
        cause: w(
            "服务器时钟错误；杀毒软件、网关设备或代理在中间替换了证书；网关地址写成了 IP。",
            "A wrong clock, an antivirus or proxy that replaces certificates, or an IP address given as the gateway.",
        ),
        advice: w(
            "先校准时间；公司代理的根证书可以用 CA 文件设置加入；地址用域名。",
            "Set the clock first; add a company proxy's root with the CA file setting; use the host name.",
        ),
    },
    Entry {
        code: TLS,
        name: "IHUYI_E_TLS",
        family: Family::Network,
        text: w(
            "与网关的 TLS 握手失败，没有发出任何内容；请检查中间的代理或防火墙，可稍后重试",
            "the TLS handshake with the gateway failed and nothing was sent; check proxies and firewalls in between, may be tried again",
        ),
        meaning: w(
            "加密连接没有建立起来（不是证书问题），请求没有发出。",
            "No encrypted connection came about, for another reason than the certificate. The request was not sent.",
        ),
        cause: w(
            "中间设备干扰了 TLS、对方只支持过时的 TLS 版本，或 443 上不是 TLS 服务。",
            "A device in between interferes, the other side speaks outdated TLS only, or something else listens there.",
        ),
        advice: w(
            "用 ihuyi doctor 查看双方支持的 TLS；让防火墙不要拦截到网关的连接。",
            "Let ihuyi doctor show what TLS is spoken, and have the firewall leave this connection alone.",
        ),
    },
    Entry {
        code: PROXY,
        name: "IHUYI_E_PROXY",
        family: Family::Network,
        text: w(
            "代理连接失败或拒绝转发，没有发出任何内容；请检查 proxy 设置",
            "the proxy could not be reached or refused and nothing was sent; check the proxy setting",
        ),
        meaning: w(
            "设置中的代理不可用，请求没有发出，修好后可以重发。",
            "The proxy named by the setting does not work. The request was not sent; it may be sent again once that is mended.",
        ),
        cause: w(
            "代理地址或端口写错、代理要求用户名密码、代理不允许访问 443。",
            "A wrong address or port, a proxy that wants a password, or one that does not allow port 443.",
        ),
        advice: w(
            "核对代理地址、端口和认证；不需要代理就清空该设置。",
            "Check address, port and login of the proxy, or clear the setting.",
        ),
    },
    Entry {
        code: DEADLINE,
        name: "IHUYI_E_DEADLINE",
        family: Family::Network,
        text: w(
            "总时限已到而请求尚未发出；可稍后重试，或调大总时限",
            "the total time limit was over before the request had left; may be tried again, or raise the limit",
        ),
        meaning: w(
            "还没有发出任何内容时间就用完了，可以重发。",
            "Time was up before a byte had left. It may be sent again.",
        ),
        cause: w(
            "域名解析、代理或握手太慢，或总时限设得太短。",
            "Slow name lookup, proxy or handshake, or a total limit that is too short.",
        ),
        advice: w(
            "用 ihuyi doctor 找出慢在哪一步；必要时调大总时限。",
            "Let ihuyi doctor show which step is slow, and raise the total limit if need be.",
        ),
    },
    Entry {
        code: BUSY,
        name: "IHUYI_E_BUSY",
        family: Family::Network,
        text: w(
            "积压的域名解析过多，没有再发起新的，也没有发出任何内容；请检查 DNS，稍后重试",
            "too many name lookups hang already, so none was started and nothing was sent; check the DNS, try again later",
        ),
        meaning: w(
            "DNS 长时间不应答，积压的查询达到上限，请求没有发出。",
            "The DNS has not answered for long and the lookups piled up. The request was not sent.",
        ),
        cause: w("DNS 服务器故障，而网站还在不停地发送。", "A DNS server that is down while the site keeps sending."),
        advice: w("修好服务器的 DNS 或换一个，之后重发。", "Mend or change the server's DNS, then send again."),
    },
    Entry {
        code: UNKNOWN,
        name: "IHUYI_E_UNKNOWN",
        family: Family::Unknown,
        text: w(
            "结果未知：请求已发出，但没有收到可以确认的答复；不要直接重发，请等回执或到控制台核对",
            "outcome unknown: the request left and no readable verdict came back; do not just resend, wait for the receipt or look in the console",
        ),
        meaning: w(
            "请求已经离开本机，但答复超时、中断或读不懂。短信可能已经发出，也可能没有；网关没有单条查询接口，谁也无法马上知道。",
            "The request left this machine but the answer was late, cut or unreadable. The message may have gone out or not; the gateway has no query for one message, so nobody can know at once.",
        ),
        cause: w(
            "网络中断、网关繁忙，或中间的代理返回了错误页。",
            "A broken line, a busy gateway, or an error page of a proxy in between.",
        ),
        advice: w(
            "不要自动重发（重复发送会扣费，还可能让号码被 408 拉黑）；等回执推送，或到控制台的发送记录查这个号码。验证码可以让用户过 60 秒自己点重发。",
            "Do not resend automatically: it is billed twice and may get the number blacklisted (408). Wait for the receipt or look the number up in the console. For codes, let the user ask again after 60 seconds.",
        ),
    },
    Entry {
        code: PANIC,
        name: "IHUYI_E_PANIC",
        family: Family::Internal,
        text: w(
            "库内部出错，已在边界处拦下，没有发出任何内容；请把版本和操作步骤报告给开发者",
            "a defect of the library, caught at its border; nothing was sent. Please report it with the version and the steps",
        ),
        meaning: w(
            "这是库的缺陷，不是调用方的错。宿主程序不受影响。",
            "This is a defect of the library and not the caller's fault. The host program is unharmed.",
        ),
        cause: w("库没有预料到的情况。", "Something the library did not foresee."),
        advice: w(
            "记下版本号与触发步骤并报告；其他调用可以继续使用。",
            "Note version and steps and report them; other calls may go on.",
        ),
    },
];
