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
/// The limits leave no room for this send now. Nothing was sent; the message names the limit and the seconds to wait.
pub const LIMIT: i32 = -401;
/// The breaker has tripped: far more codes were sent than entered. Nothing was sent.
pub const BREAKER: i32 = -402;
/// A deny list names the number or one of the keys. Nothing was sent.
pub const DENIED: i32 = -403;
/// A picture challenge has to be passed first. Nothing was sent.
pub const CAPTCHA_NEEDED: i32 = -404;
/// The answer to the picture challenge is wrong, or the challenge is over or was answered before.
pub const CAPTCHA_WRONG: i32 = -405;
/// The reference was used for another message before. Nothing was sent.
pub const REFERENCE: i32 = -406;
/// The code that was entered is wrong; more checks are left.
pub const CODE_WRONG: i32 = -421;
/// The code's time is over.
pub const CODE_EXPIRED: i32 = -422;
/// No code waits under this id: never made, or used already.
pub const CODE_NONE: i32 = -423;
/// The code was checked as often as it may be, and is dead.
pub const CODE_LOCKED: i32 = -424;
/// The store of codes and counts cannot be reached, read or written.
pub const STORE: i32 = -441;
/// The secret key cannot be read or made, or is another than the store was made with.
pub const SECRET: i32 = -442;
/// The store was written by a newer version of the library.
pub const STORE_VERSION: i32 = -443;
/// No message under this id or reference is remembered.
pub const NO_STATUS: i32 = -461;
/// The local helper could not be asked; nothing was sent.
pub const HELPER: i32 = -501;
/// The local helper does not let this caller in.
pub const HELPER_DENIED: i32 = -502;
/// The local helper has no room for another call.
pub const HELPER_BUSY: i32 = -503;
/// The local helper takes this setting from nobody but its own user.
pub const HELPER_SETTING: i32 = -504;
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
            "网关地址写成了 http://，或测试用的沙箱在另一台机器上，或 http 的请求要经过另一台机器上的代理。",
            "The gateway's address begins with http://, or the sandbox runs on another machine, or what goes by http would go through a proxy on another one.",
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
        code: LIMIT,
        name: "IHUYI_E_LIMIT",
        family: Family::Limit,
        text: w(
            "超出本机设置的发送限制，未发送；到说明里写的秒数之后再发",
            "a limit of your own settings leaves no room, so nothing was sent; try again after the seconds that the message names",
        ),
        meaning: w(
            "本库在发送前按设置 limits 计数，这一次没有余量，请求没有发出，不产生费用。说明里有限制的名字和要等的秒数。",
            "The library counts before it sends, by the setting limits, and there is no room for this one. No request was made and nothing is billed. The message names the limit and the seconds to wait.",
        ),
        cause: w(
            "用户连续点击“发送验证码”；或者有人在刷您的短信接口。",
            "A user who keeps pressing \"send code\", or somebody who abuses the page that sends.",
        ),
        advice: w(
            "把等待的秒数告诉用户，页面上倒计时。确属正常用量时调大 limits；误锁的号码或地址用 ihuyi guard unlock 解开。",
            "Tell the user the seconds and count them down on the page. If it is honest use, raise the setting limits; ihuyi guard unlock frees a number or an address.",
        ),
    },
    Entry {
        code: BREAKER,
        name: "IHUYI_E_BREAKER",
        family: Family::Limit,
        text: w(
            "发出的验证码远多于填对的，熔断已断开，未发送；请先查是否有人在刷短信",
            "far more codes were sent than entered, so the breaker has tripped and nothing was sent; look for abuse first",
        ),
        meaning: w(
            "近一段时间发出很多验证码，却很少有人填对，像是被刷。本库暂停发送，过几分钟自动再看。",
            "Many codes went out lately and few were entered, which looks like abuse. The library pauses and looks again within minutes.",
        ),
        cause: w(
            "有人用程序刷短信接口；或者短信根本没有送到用户手里；或者网站没有调用校验函数。",
            "A program abuses the page; or the messages do not arrive; or the site never calls the check.",
        ),
        advice: w(
            "看发送记录里的号码和地址，打开图片验证码，再用 ihuyi guard unlock breaker 合上。门槛由设置 breaker 决定。",
            "Look at the numbers and addresses, demand the picture challenge, then close it with ihuyi guard unlock breaker. The setting breaker holds the thresholds.",
        ),
    },
    Entry {
        code: DENIED,
        name: "IHUYI_E_DENIED",
        family: Family::Limit,
        text: w(
            "号码或来源在拒绝名单里，未发送；名单由设置 deny 决定",
            "the number or one of the keys is on the deny list, so nothing was sent; the setting deny holds the list",
        ),
        meaning: w(
            "设置 deny 列出的号码、地址或其他来源不发送。没有向网关发请求。",
            "Nothing is sent to or for what the setting deny lists. No request was made.",
        ),
        cause: w("号码或地址被您或同事列入了 deny。", "You or a colleague put the number or the address on the list."),
        advice: w("确认无误后从 deny 去掉，或列入 allow。", "Take it off deny, or put it on allow, if that is right."),
    },
    Entry {
        code: CAPTCHA_NEEDED,
        name: "IHUYI_E_CAPTCHA_NEEDED",
        family: Family::Limit,
        text: w(
            "需要先通过图片验证码，未发送；请给出 captcha_id 和 captcha_answer，或在别处验过后给出 captcha = passed",
            "a picture challenge has to be passed first, so nothing was sent; give captcha_id and captcha_answer, or captcha = passed when another service has checked",
        ),
        meaning: w(
            "设置 captcha 要求这一次先证明不是程序。没有向网关发请求。",
            "The setting captcha demands a proof that no program asks. No request was made.",
        ),
        cause: w(
            "captcha = always，或者同一来源已经超过 captcha = after N 的次数。",
            "captcha = always, or the same source has asked more than captcha = after N allows.",
        ),
        advice: w(
            "页面上显示 ihuyi_captcha_new 的图片，把用户的答案随下一次请求带上。",
            "Show the picture of ihuyi_captcha_new and hand in the user's answer with the next call.",
        ),
    },
    Entry {
        code: CAPTCHA_WRONG,
        name: "IHUYI_E_CAPTCHA_WRONG",
        family: Family::Verify,
        text: w(
            "图片验证码不对、已过期或已用过；请换一张再填",
            "the answer to the picture is wrong, late or was given before; show a new picture",
        ),
        meaning: w(
            "一张图片只能答一次，5 分钟内有效。答错也算用掉。没有发送。",
            "A picture can be answered once, within five minutes; a wrong answer uses it up too. Nothing was sent.",
        ),
        cause: w(
            "看错了字；页面开得太久；同一张图片提交了两次。",
            "Misread letters, a page left open too long, or the same picture submitted twice.",
        ),
        advice: w(
            "显示一张新图片；看不清的用户可以选语音验证码。",
            "Show a new picture; offer the voice code to those who cannot see it.",
        ),
    },
    Entry {
        code: REFERENCE,
        name: "IHUYI_E_REFERENCE",
        family: Family::Argument,
        text: w(
            "这个 reference 已经用于另一条短信，未发送；每个业务事件请用自己的 reference",
            "this reference was used for another message, so nothing was sent; give each event a reference of its own",
        ),
        meaning: w(
            "同一个 reference 再来时号码或内容变了，无法当成同一条短信。没有发送。",
            "The same reference came again with another number or text, so it cannot be the same message. Nothing was sent.",
        ),
        cause: w(
            "reference 只用了订单号，却为同一张订单发不同的通知。",
            "The reference is only the order's number, and the order has more than one message.",
        ),
        advice: w(
            "把事件写进 reference，例如 order-1001-paid、order-1001-shipped。",
            "Write the event into it, as order-1001-paid and order-1001-shipped.",
        ),
    },
    Entry {
        code: CODE_WRONG,
        name: "IHUYI_E_CODE_WRONG",
        family: Family::Verify,
        text: w(
            "验证码不对，还可以再试；剩余次数在结果里",
            "the code is wrong and may be tried again; the result says how often",
        ),
        meaning: w(
            "填的验证码与发出的不同。每个验证码最多校验 5 次（设置 verify_checks）。",
            "What was entered is not what was sent. A code is checked five times at most (setting verify_checks).",
        ),
        cause: w("看错或填了上一条短信里的验证码。", "Misread, or taken from an earlier message."),
        advice: w(
            "告诉用户还剩几次，请他核对最近一条短信。",
            "Tell the user how many tries are left and to look at the latest message.",
        ),
    },
    Entry {
        code: CODE_EXPIRED,
        name: "IHUYI_E_CODE_EXPIRED",
        family: Family::Verify,
        text: w("验证码已过期；请重新获取", "the code's time is over; ask for a new one"),
        meaning: w(
            "验证码从最后一次发送起 5 分钟内有效（设置 verify_ttl）。",
            "A code is good for five minutes after it was last sent (setting verify_ttl).",
        ),
        cause: w("用户等得太久，或短信送达太慢。", "The user waited too long, or the message came late."),
        advice: w("让用户重新获取验证码。", "Let the user ask for a new code."),
    },
    Entry {
        code: CODE_NONE,
        name: "IHUYI_E_CODE_NONE",
        family: Family::Verify,
        text: w(
            "没有等待校验的验证码：编号不存在，或已经用过；请重新获取",
            "no code waits under this id: there never was one, or it was used; ask for a new one",
        ),
        meaning: w(
            "验证码只能用一次；用过、过期已久或编号不对时都是这个答案，不透露更多。",
            "A code can be used once. Used, long over, or a wrong id: the answer is the same and tells no more.",
        ),
        cause: w(
            "页面提交了两次；会话丢失；有人在猜编号。",
            "A page submitted twice, a lost session, or somebody guessing ids.",
        ),
        advice: w(
            "让用户重新获取验证码；网站应把编号存在会话里。",
            "Let the user ask for a new code; keep the id in the visitor's session.",
        ),
    },
    Entry {
        code: CODE_LOCKED,
        name: "IHUYI_E_CODE_LOCKED",
        family: Family::Verify,
        text: w(
            "验证码填错次数过多，已作废；请重新获取",
            "the code was entered wrongly too often and is dead; ask for a new one",
        ),
        meaning: w(
            "校验次数用完，即使再填对也不算。",
            "Its checks are used up; even the right code does not count any more.",
        ),
        cause: w("用户反复填错，或有人在猜验证码。", "A user who kept mistyping, or somebody guessing."),
        advice: w("让用户重新获取验证码。", "Let the user ask for a new code."),
    },
    Entry {
        code: STORE,
        name: "IHUYI_E_STORE",
        family: Family::Store,
        text: w(
            "记录验证码和计数的地方（store）用不了，未发送；请检查设置 store、文件权限或 Redis",
            "the store of codes and counts cannot be used, so nothing was sent; check the setting store, the file's rights, or Redis",
        ),
        meaning: w(
            "没有它就无法计数和校验，所以不发送。没有发出任何内容，排除原因后再发不会重复。",
            "Nothing can be counted or checked without it, so nothing is sent. Once the cause is gone, sending it again is safe.",
        ),
        cause: w(
            "文件是别的帐号（如 root）建的、目录不可写、磁盘已满、Redis 没有启动或密码不对。",
            "A file that another account (as root) has made, a folder that cannot be written, a full disk, a Redis that is down or wants another password.",
        ),
        advice: w(
            "按说明里的原因修好：权限、路径、磁盘不会自己好，Redis 重启或网络中断等一会儿即可；普通短信可以用 guard_open = yes 在 store 不可用时照常发送。",
            "Mend what the message says: rights, paths and disks do not mend themselves, a Redis that restarts needs only a little time. With guard_open = yes plain messages go out even without a store.",
        ),
    },
    Entry {
        code: SECRET,
        name: "IHUYI_E_SECRET",
        family: Family::Store,
        text: w(
            "密钥读不到、建不了，或与 store 建立时的不同，未发送；请检查设置 secret 和 secret_file",
            "the secret key cannot be read or made, or is another than the store was made with, so nothing was sent; check the settings secret and secret_file",
        ),
        meaning: w(
            "验证码由一把存放在 store 之外的密钥算出，同一个 store 的所有程序必须用同一把。",
            "Codes are made with a key that is kept outside the store; every program that shares a store must have the same one.",
        ),
        cause: w(
            "密钥文件被删除或权限不对；多台机器没有复制同一个密钥文件。",
            "The key file was deleted or has other rights; several machines do not share one key file.",
        ),
        advice: w(
            "权限不对时按说明把文件交给运行网站的帐号；对不上时恢复原来的密钥文件，或在每台机器上设置同一个 secret；确实要换时换一个新的 store。",
            "Give the file to the site's account as the message says; where it does not fit, restore the key file, or set the same secret on every machine; to change it, take a new store.",
        ),
    },
    Entry {
        code: STORE_VERSION,
        name: "IHUYI_E_STORE_VERSION",
        family: Family::Store,
        text: w(
            "store 是更新版本的库写的，未使用；请把这个程序的 ihuyi 也升级",
            "the store was written by a newer version of the library and was left alone; update this program's ihuyi",
        ),
        meaning: w(
            "旧版本读写新格式会弄坏计数，所以拒绝。",
            "An older version would spoil what the newer one counts, so it refuses.",
        ),
        cause: w("同一台机器上有两个版本的 ihuyi。", "Two versions of ihuyi on one machine."),
        advice: w("升级旧的一个，或给它另设一个 store。", "Update the older one, or give it a store of its own."),
    },
    Entry {
        code: NO_STATUS,
        name: "IHUYI_E_NO_STATUS",
        family: Family::Store,
        text: w(
            "没有记录这个流水号或 reference 的短信；请确认发送时 track = on，并且用的是同一个 store",
            "no message under this id or reference is remembered; see that track = on when it is sent, and that the store is the same",
        ),
        meaning: w(
            "去向只记录在 track = on 时发出的短信，保留 track_ttl 秒。",
            "What became of a message is known only of those sent with track = on, and for track_ttl seconds.",
        ),
        cause: w(
            "发送时没有打开 track；编号抄错；发送与查询用了不同的 store；记录已过期。",
            "track was off when it was sent; a mistyped id; sender and asker use different stores; its time is over.",
        ),
        advice: w(
            "在发送的程序里设 track = on；编号按文字保存，不要当作数字。",
            "Set track = on in the program that sends, and keep ids as text, never as numbers.",
        ),
    },
    Entry {
        code: HELPER,
        name: "IHUYI_E_HELPER",
        family: Family::Network,
        text: w(
            "本机的 ihuyi 服务连不上，未发送；请确认 ihuyi serve 在运行、地址一致",
            "the local ihuyi helper cannot be reached and nothing was sent; see that ihuyi serve runs, at this address",
        ),
        meaning: w(
            "请求没有交到本机服务，什么都没有发出，可以再发。",
            "The call did not reach the helper on this machine. Nothing was sent; it may be tried again.",
        ),
        cause: w(
            "服务没有启动或正在重启；IHUYI_HELPER 写的套接字或端口不对；套接字所在目录没有权限。",
            "It is not running or is being restarted; IHUYI_HELPER names another socket or port; no right to the socket's folder.",
        ),
        advice: w(
            "运行 systemctl status ihuyi 查看；用 ihuyi serve 启动，再核对 IHUYI_HELPER。",
            "Look with systemctl status ihuyi; start it with ihuyi serve, and compare IHUYI_HELPER.",
        ),
    },
    Entry {
        code: HELPER_DENIED,
        name: "IHUYI_E_HELPER_DENIED",
        family: Family::Setting,
        text: w(
            "本机的 ihuyi 服务不接受这个调用方，未发送；请把网站的帐户加入它的组，或给出正确的令牌",
            "the local ihuyi helper does not let this caller in and nothing was sent; put the site's account into its group, or give the right token",
        ),
        meaning: w(
            "服务只为自己的组或持有令牌的程序发送，这样本机的其他用户花不了您的钱。",
            "It sends only for its group, or for who holds its token, so that other users of the machine cannot spend your money.",
        ),
        cause: w(
            "网站的帐户（如 www-data）不在服务的组里，或加入后没有重启 php-fpm；令牌文件读错或已更换。",
            "The site's account, as www-data, is not in the helper's group, or php-fpm was not restarted since; another token.",
        ),
        advice: w(
            "usermod -aG 组 帐户，然后重启 php-fpm；或把令牌文件设为网站可读。",
            "usermod -aG GROUP ACCOUNT, then restart php-fpm; or make the token file readable to the site.",
        ),
    },
    Entry {
        code: HELPER_BUSY,
        name: "IHUYI_E_HELPER_BUSY",
        family: Family::Network,
        text: w(
            "本机的 ihuyi 服务排队已满或正在停止，未发送；请稍后再发",
            "the local ihuyi helper has no room or is stopping, and nothing was sent; try again later",
        ),
        meaning: w(
            "等待的请求太多，或服务正在重启；这一次没有发出。",
            "Too many calls wait already, or it is being restarted; this one was not sent.",
        ),
        cause: w(
            "网关变慢，请求堆积；或短时间内大量发送。",
            "A slow gateway makes calls pile up; or very many were sent at once.",
        ),
        advice: w(
            "隔几秒再发；经常出现时调大 --workers 和 --queue。",
            "Try again after some seconds; if it is frequent, raise --workers and --queue.",
        ),
    },
    Entry {
        code: HELPER_SETTING,
        name: "IHUYI_E_HELPER_SETTING",
        family: Family::Setting,
        text: w(
            "这项设置只能在本机的 ihuyi 服务那里设，未发送；请写进服务的 ihuyi.ini，或从调用处去掉",
            "the local ihuyi helper takes this setting from nobody but its own user and nothing was sent; write it into the helper's ihuyi.ini, or leave it out of the call",
        ),
        meaning: w(
            "网关地址、文件、限额等由服务统一决定，解除限制（guard_unlock）和记录推送（push_record）也只由它自己的用户做，否则一个网站就能绕过限额，或读走服务能读的文件。",
            "Gateway, files and limits are the helper's own, and so is lifting limits (guard_unlock) and recording pushes (push_record): otherwise one site could lift the limits, or read what the helper can read.",
        ),
        cause: w(
            "代码里给了 gateway、store、limits 一类设置，或 INI 文件的路径。",
            "The code gives gateway, store, limits or the like, or the path of an INI file.",
        ),
        advice: w(
            "调用处只留帐号、密钥、编码、语言、签名和时限；其余写进服务的 ihuyi.ini 后重新加载。解除限制请用运行服务的用户执行 ihuyi guard unlock；推送交给服务的 --push-listen 接收。",
            "Leave only account, key, charset, language, signature and time limits in the call; write the rest into the helper's ihuyi.ini and reload it. Lift limits by ihuyi guard unlock as the helper's user; let its --push-listen receive the pushes.",
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
