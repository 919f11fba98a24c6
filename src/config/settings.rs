//! The table of settings. It feeds `set`, the INI file, the environment, the program's help and `docs/settings.md`.

use super::{Api, Config, Format, Method, Proxy};
use crate::answer::Failure;
use crate::charset::Charset;
use crate::codes::{Lang, own};
use crate::guard::{self, lists, rules};
use crate::message::{mask_keys, mask_name, signature_fault};
use crate::service::Service;
use crate::sign::PasswordMode;
use crate::store::Place;
use crate::verify;
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// No value is longer.
const VALUE_LIMIT: usize = 4096;

/// One setting: its key, what it means, and how text becomes its value.
pub struct Setting {
    /// The key, in lower case.
    pub key: &'static str,
    /// The default, as it would be written; empty where there is none.
    pub default: &'static str,
    /// What may be written: Chinese, English.
    pub values: (&'static str, &'static str),
    /// Meaning, Chinese.
    pub zh: &'static str,
    /// Meaning, English.
    pub en: &'static str,
    apply: fn(&mut Config, &str) -> Result<(), Reason>,
}

impl Setting {
    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("IHUYI_{}", self.key.to_ascii_uppercase())
    }

    /// Whether the value is a secret, never to be shown.
    pub fn is_secret(&self) -> bool {
        self.key.ends_with("apikey") || matches!(self.key, "proxy" | "secret" | "store")
    }
}

/// Why a value was not taken.
enum Reason {
    /// It is not what the setting wants: Chinese, English.
    Value(&'static str, &'static str),
    /// A file behind it could not be read.
    File(Failure),
}

impl From<(&'static str, &'static str)> for Reason {
    fn from((zh, en): (&'static str, &'static str)) -> Reason {
        Reason::Value(zh, en)
    }
}

macro_rules! credentials {
    ($service:ident, $prefix:literal, $zh:literal, $en:literal) => {
        [
            Setting {
                key: concat!($prefix, "account"),
                default: "",
                values: ("APIID", "APIID"),
                zh: concat!($zh, "的 APIID"),
                en: concat!("APIID for ", $en),
                apply: |config, value| account(config, Service::$service, value),
            },
            Setting {
                key: concat!($prefix, "apikey"),
                default: "",
                values: ("APIKEY", "APIKEY"),
                zh: concat!($zh, "的 APIKEY"),
                en: concat!("APIKEY for ", $en),
                apply: |config, value| apikey(config, Service::$service, value),
            },
            Setting {
                key: concat!($prefix, "apikey_file"),
                default: "",
                values: ("文件路径", "PATH"),
                zh: concat!("存放", $zh, "的 APIKEY 的文件"),
                en: concat!("file that holds the APIKEY for ", $en),
                apply: |config, value| apikey_file(config, Service::$service, value),
            },
        ]
    };
}

static CREDENTIALS: [[Setting; 3]; 5] = [
    credentials!(
        Sms,
        "",
        "验证码通知短信（也用于未单独设置的产品）",
        "SMS, and for every product that has none of its own"
    ),
    credentials!(Voice, "voice_", "语音验证码", "voice codes"),
    credentials!(VoiceNotice, "voice_notice_", "语音通知", "voice notifications"),
    credentials!(International, "international_", "国际短信", "international SMS"),
    credentials!(Marketing, "marketing_", "会员营销短信", "marketing SMS"),
];

/// The v1 bulk interface has accounts of its own kind: no other product's stands in for them.
static BATCH: [Setting; 5] = [
    Setting {
        key: "batch_account",
        default: "",
        values: ("api_id", "api_id"),
        zh: "v1 批量接口（sms-yx）的 api_id，形如 sms-yx-00000000；用于 ihuyi bulk plan --batch，未经真实网关验证",
        en: "api_id of the v1 bulk interface (sms-yx), as sms-yx-00000000; for ihuyi bulk plan --batch, and unproven against the real gateway",
        apply: |c, v| {
            c.batch.account = visible(v)?.map(str::to_owned);
            Ok(())
        },
    },
    Setting {
        key: "batch_apikey",
        default: "",
        values: ("APIKEY", "APIKEY"),
        zh: "v1 批量接口的 APIKEY",
        en: "APIKEY for the v1 bulk interface",
        apply: batch_apikey,
    },
    Setting {
        key: "batch_apikey_file",
        default: "",
        values: ("文件路径", "PATH"),
        zh: "存放 v1 批量接口的 APIKEY 的文件",
        en: "file that holds the APIKEY for the v1 bulk interface",
        apply: |c, v| key_file(c, v, batch_apikey),
    },
    Setting {
        key: "batch_product",
        default: "",
        values: ("数字", "a number"),
        zh: "v1 批量接口的 product_id，控制台或客服给出",
        en: "product_id of the v1 bulk interface, as the console or the vendor tells it",
        apply: |c, v| {
            let number = v.parse().ok().filter(|n| *n > 0);
            if number.is_none() && !v.is_empty() {
                return Err(Reason::Value("应为正整数", "is no number above 0"));
            }
            c.batch.product = number;
            Ok(())
        },
    },
    Setting {
        key: "batch_sign",
        default: "",
        values: ("文字", "text"),
        zh: "v1 批量接口的短信签名（不必写【】），用于末尾没有自带【签名】的内容",
        en: "the signature for the v1 bulk interface (without 【】), of texts that have none of their own at their end",
        apply: |c, v| {
            let bare = without_brackets(v);
            if let Some((zh, en)) = signature_fault(bare).filter(|_| !bare.is_empty()) {
                return Err(Reason::Value(zh, en));
            }
            c.batch.sign = Some(bare.to_owned()).filter(|v| !v.is_empty());
            Ok(())
        },
    },
];

static GENERAL: [Setting; 38] = [
    Setting {
        key: "gateway",
        default: "",
        values: ("网址", "URL"),
        zh: "所有产品共用的网关地址，用于沙箱或中转；为空则用官方地址",
        en: "one base URL for every product, for the sandbox or a relay; empty: the vendor's hosts",
        apply: |c, v| {
            c.gateway = if v.is_empty() { None } else { Some(base_url(v)?) };
            Ok(())
        },
    },
    Setting {
        key: "api",
        default: "webservice",
        values: ("webservice | rest", "webservice | rest"),
        zh: "webservice：各产品的经典接口；rest：api.ihuyi.com 的 JSON 接口（短信、语音通知、国际短信）",
        en: "webservice: each product's documented endpoint; rest: the JSON skin on api.ihuyi.com (SMS, voice notification, international)",
        apply: |c, v| one_of(v, &[("webservice", Api::Webservice), ("rest", Api::Rest)]).map(|v| c.api = v),
    },
    Setting {
        key: "format",
        default: "json",
        values: ("json | xml", "json | xml"),
        zh: "向网关索要的回复格式；无论回哪种都能读",
        en: "reply format that is asked for; either is understood",
        apply: |c, v| one_of(v, &[("json", Format::Json), ("xml", Format::Xml)]).map(|v| c.format = v),
    },
    Setting {
        key: "method",
        default: "post",
        values: ("post | get", "post | get"),
        zh: "HTTP 方法；get 会把内容写进网址，而且中途的代理可能自行重复 GET 请求，只在别无选择时使用",
        en: "HTTP method; get writes the content into the URL, and a proxy on the way may repeat a GET by itself: only for networks that let nothing else through",
        apply: |c, v| one_of(v, &[("post", Method::Post), ("get", Method::Get)]).map(|v| c.method = v),
    },
    Setting {
        key: "password_mode",
        default: "dynamic",
        values: ("dynamic | plain | md5", "dynamic | plain | md5"),
        zh: "dynamic：动态密码，APIKEY 不上网（提交模板除外：文档只有 md5）；plain：明文 APIKEY；md5：旧文档的静态 MD5",
        en: "dynamic: signed password, the APIKEY does not travel (AddTemplate documents md5 only and gets that); plain: the APIKEY itself; md5: the static form of old documents",
        apply: |c, v| {
            one_of(v, &[("dynamic", PasswordMode::Dynamic), ("plain", PasswordMode::Plain), ("md5", PasswordMode::Md5)])
                .map(|v| c.password_mode = v)
        },
    },
    Setting {
        key: "connect_timeout",
        default: "5",
        values: ("秒数，或 500ms", "seconds, or 500ms"),
        zh: "连接时限：域名解析、连接、代理和 TLS 握手合计",
        en: "limit for name lookup, connection, proxy and TLS handshake together",
        apply: |c, v| seconds(v, false).map(|v| c.connect_timeout = v),
    },
    Setting {
        key: "timeout",
        default: "15",
        values: ("秒数，或 500ms", "seconds, or 500ms"),
        zh: "整个调用的总时限",
        en: "limit for the whole call",
        apply: |c, v| seconds(v, false).map(|v| c.timeout = v),
    },
    Setting {
        key: "keep_alive",
        default: "3",
        values: ("秒数，0 为不保持", "seconds, 0: none"),
        zh: "空闲连接保留多久供下次调用；0 表示不保留",
        en: "how long an idle connection is kept for the next call; 0 keeps none",
        apply: |c, v| seconds(v, true).map(|v| c.keep_alive = v),
    },
    Setting {
        key: "proxy",
        default: "none",
        values: ("none | env | http://[用户:密码@]主机:端口", "none | env | http://[user:password@]host:port"),
        zh: "代理；env 表示读 https_proxy、all_proxy、no_proxy 环境变量（大小写均可；默认不读，HTTP_PROXY 从不读，防 httpoxy）",
        en: "proxy; env reads https_proxy, all_proxy and no_proxy, in either case (not by default; HTTP_PROXY never, because a web server's visitor can set it)",
        apply: proxy,
    },
    Setting {
        key: "ca_file",
        default: "",
        values: ("文件路径", "PATH"),
        zh: "额外信任的根证书（PEM 文件），例如沙箱的或公司代理的；内置根证书和操作系统的（可由 SSL_CERT_FILE、SSL_CERT_DIR 指定）总是信任",
        en: "further roots to trust (a PEM file), as the sandbox's or a company proxy's; the built-in ones and the operating system's (SSL_CERT_FILE and SSL_CERT_DIR count) are always trusted",
        apply: |c, v| {
            c.ca_file = match v {
                "" => None,
                path => {
                    read_file(Path::new(path), 1 << 20).map_err(Reason::File)?;
                    Some(path.into())
                }
            };
            Ok(())
        },
    },
    Setting {
        key: "allow_http",
        default: "no",
        values: ("no | yes", "no | yes"),
        zh: "是否允许对别的机器使用不加密的 http；本机地址总是允许，除非经过别的机器上的代理",
        en: "whether plain http to another machine is allowed; to this machine it always is, but not through a proxy on another one",
        apply: |c, v| switch(v).map(|v| c.allow_http = v),
    },
    Setting {
        key: "charset",
        default: "utf-8",
        values: ("utf-8 | gbk | …", "utf-8 | gbk | …"),
        zh: "您的文本编码，进出都用它；GBK 网站和 VB6、易语言程序设为 gbk",
        en: "encoding of your text, in and out; gbk for GBK sites and for VB6 programs",
        apply: |c, v| {
            let charset = Charset::parse(v).ok_or(Reason::Value("没有这种编码", "is no charset that is known here"))?;
            c.charset = charset;
            Ok(())
        },
    },
    Setting {
        key: "lang",
        default: "zh",
        values: ("zh | en", "zh | en"),
        zh: "本库自己的说明用哪种语言；网关的原话总是中文",
        en: "language of the library's own words; the gateway's are always Chinese",
        apply: |c, v| {
            c.lang = Lang::parse(v).ok_or(Reason::Value("应为 zh 或 en", "is neither zh nor en"))?;
            Ok(())
        },
    },
    Setting {
        key: "signature",
        default: "互亿无线",
        values: ("文字", "text"),
        zh: "平台为您加上的短信签名（不必写【】），只用于计算计费条数",
        en: "the signature that the platform appends (without 【】); used only to count billed segments",
        apply: |c, v| {
            let bare = without_brackets(v);
            match signature_fault(bare) {
                Some((zh, en)) => Err(Reason::Value(zh, en)),
                None => {
                    c.signature = bare.to_owned();
                    Ok(())
                }
            }
        },
    },
    Setting {
        key: "content_limit",
        default: "",
        values: ("字数", "characters"),
        zh: "内容最多多少字；为空则短信 500、语音通知 180",
        en: "longest content in characters; empty: 500 for SMS, 180 for voice notifications",
        apply: |c, v| count(v).map(|v| c.content_limit = v),
    },
    Setting {
        key: "variable_limit",
        default: "",
        values: ("字数", "characters"),
        zh: "模板方式下每个变量最多多少字；为空则由网关判断（各账户不同，文档写 8）",
        en: "longest variable in template mode; empty: left to the gateway (it differs by account, the documents say 8)",
        apply: |c, v| count(v).map(|v| c.variable_limit = v),
    },
    Setting {
        key: "store",
        default: "",
        values: (
            "memory: | sqlite:/路径 | redis[s]://[[用户:]密码@]主机[:端口][/库号]",
            "memory: | sqlite:/PATH | redis[s]://[[user:]password@]host[:port][/database]",
        ),
        zh: "验证码和计数记在哪里；为空则是默认目录里的 SQLite 文件 ihuyi.db（见下）。memory: 只在本进程内有效；多台机器共用时用 redis",
        en: "where codes and counts are kept; empty: the SQLite file ihuyi.db in the default folder (see below). memory: lives and ends with one process; several machines share a redis",
        apply: |c, v| {
            c.store = match v {
                "" => None,
                text => Some(Place::parse(text)?),
            };
            Ok(())
        },
    },
    Setting {
        key: "secret",
        default: "",
        values: ("32 个以上字符", "32 characters or more"),
        zh: "验证码和号码密封用的密钥；为空则用密钥文件。共用一个 store 的机器必须相同",
        en: "the key that codes are made with and numbers are sealed with; empty: the key file's. The same on all machines that share a store",
        apply: |c, v| {
            if !v.is_empty() && v.len() < 32 {
                return Err(Reason::Value("太短，至少 32 个字符", "is too short; it takes 32 characters or more"));
            }
            c.secret = visible(v)?.map(|secret| Zeroizing::new(secret.to_owned()));
            Ok(())
        },
    },
    Setting {
        key: "secret_file",
        default: "",
        values: ("完整路径", "absolute PATH"),
        zh: "密钥文件，没有就自动建立，只有所有者可读；为空则是默认目录里的 secret.key（见下）。不要放在网站目录下，也不要与 store 一起备份",
        en: "the key file; made when it is not there, for its owner's eyes alone; empty: secret.key in the default folder (see below). Neither below the web root nor into the store's backup",
        apply: |c, v| {
            c.secret_file = match v {
                "" => None,
                path if Path::new(path).is_absolute() => Some(path.into()),
                _ => return Err(Reason::Value("应为完整路径", "is no absolute path")),
            };
            Ok(())
        },
    },
    Setting {
        key: "guard",
        default: "off",
        values: ("off | on", "off | on"),
        zh: "普通发送（不是一次性验证码）之前是否也按 limits 计数；一次性验证码总是计数",
        en: "whether plain sends are held to the limits, too; one-time codes always are",
        apply: |c, v| switch(v).map(|v| c.guard.on = v),
    },
    Setting {
        key: "guard_open",
        default: "no",
        values: ("no | yes", "no | yes"),
        zh: "store 用不了时普通发送是否照发；一次性验证码从不照发",
        en: "whether a plain send goes out while the store cannot be used; a one-time code never does",
        apply: |c, v| switch(v).map(|v| c.guard.open = v),
    },
    Setting {
        key: "limits",
        default: rules::DEFAULT,
        values: ("范围:种类 次数/时间, … | none", "scope:kind count/time, … | none"),
        zh: "限制，滑动时间窗。范围是产品名、captcha 或用途，可省略；种类是 mobile、ip、net（由 ip 得出的 /24 或 /48）、site，或您给的任何键名；时间写 60s、5m、1h、1d",
        en: "the limits, over sliding windows. The scope is a service, captcha or a purpose, and may be left out; the kind is mobile, ip, net (the /24 or /48 of an ip), site, or any name you give keys by; times are 60s, 5m, 1h, 1d",
        apply: |c, v| {
            let text = if v.eq_ignore_ascii_case("none") { "" } else { v };
            c.guard.rules = rules::parse(text)?;
            Ok(())
        },
    },
    Setting {
        key: "breaker",
        default: guard::BREAKER,
        values: ("条数/时间 百分比% | off", "count/time percent% | off"),
        zh: "熔断：这段时间内发出的一次性验证码超过条数、填对的却不到百分比时，暂停发送",
        en: "pauses one-time codes when more than count went out in the time and fewer than percent of them were entered",
        apply: |c, v| {
            c.guard.breaker = match v {
                "off" | "none" => None,
                text => Some(guard::breaker(text)?),
            };
            Ok(())
        },
    },
    Setting {
        key: "allow",
        default: "",
        values: ("种类 值, …", "kind value, …"),
        zh: "不受限制的号码和来源，如 mobile 13800000000, ip 10.0.0.0/8（自己的测试号码、办公室地址）；deny 优先",
        en: "numbers and sources without limits, as mobile 13800000000, ip 10.0.0.0/8 (your own, for tests); deny goes first",
        apply: |c, v| lists::parse(v).map(|list| c.guard.allow = list).map_err(Reason::from),
    },
    Setting {
        key: "deny",
        default: "",
        values: ("种类 值, …", "kind value, …"),
        zh: "从不发送的号码和来源，如 mobile 170*, ip 192.0.2.0/24",
        en: "numbers and sources that nothing is sent for, as mobile 170*, ip 192.0.2.0/24",
        apply: |c, v| lists::parse(v).map(|list| c.guard.deny = list).map_err(Reason::from),
    },
    Setting {
        key: "captcha",
        default: "never",
        values: ("never | always | after N", "never | always | after N"),
        zh: "一次性验证码之前是否要先过图片验证码：从不、总是、同一来源 24 小时内超过 N 次之后",
        en: "whether a picture challenge comes before one-time codes: never, always, or after N within 24 hours for one number or source",
        apply: |c, v| guard::demand(v).map(|demand| c.guard.captcha = demand).map_err(Reason::from),
    },
    Setting {
        key: "captcha_length",
        default: "5",
        values: ("4 至 6", "4 to 6"),
        zh: "图片验证码的字符数",
        en: "characters of a picture challenge",
        apply: |c, v| whole(v, 4, 6).map(|v| c.guard.captcha_length = v as usize),
    },
    Setting {
        key: "reference_ttl",
        default: "7d",
        values: ("时间，1m 至 31d", "time, 1m to 31d"),
        zh: "reference（业务编号，防重复发送）记多久",
        en: "how long a reference (against sending one event twice) is remembered",
        apply: |c, v| span(v, 60, 31 * 86_400).map(|v| c.guard.reference_ttl = v),
    },
    Setting {
        key: "track",
        default: "off",
        values: ("off | on", "off | on"),
        zh: "是否记下每条短信的去向：回执、流水号，以及结果未知的那些（见 ihuyi_status）",
        en: "whether what becomes of each message is written down: its id, its receipts, and those of unknown end (see ihuyi_status)",
        apply: |c, v| switch(v).map(|v| c.track.on = v),
    },
    Setting {
        key: "track_ttl",
        default: "7d",
        values: ("时间，3d 至 31d", "time, 3d to 31d"),
        zh: "去向、回复和模板审核结果保留多久",
        en: "how long that, replies and template reviews are kept",
        apply: |c, v| span(v, 3 * 86_400, 31 * 86_400).map(|v| c.track.ttl = v),
    },
    Setting {
        key: "verify_digits",
        default: "6",
        values: ("4 至 8", "4 to 8"),
        zh: "一次性验证码的位数；语音最多 6 位",
        en: "digits of a one-time code; a voice call reads six at most",
        apply: |c, v| whole(v, 4, 8).map(|v| c.verify.digits = v as usize),
    },
    Setting {
        key: "verify_ttl",
        default: "5m",
        values: ("时间，1m 至 60m", "time, 1m to 60m"),
        zh: "一次性验证码从最后一次发送起有效多久",
        en: "how long a one-time code is good after it was last sent",
        apply: |c, v| span(v, 60, 3600).map(|v| c.verify.ttl = v),
    },
    Setting {
        key: "verify_checks",
        default: "5",
        values: ("1 至 5", "1 to 5"),
        zh: "一个验证码最多校验几次",
        en: "how often one code may be checked",
        apply: |c, v| whole(v, 1, 5).map(|v| c.verify.checks = v),
    },
    Setting {
        key: "verify_sends",
        default: "5",
        values: ("1 至 10", "1 to 10"),
        zh: "一个验证码最多发送几次（含重发和语音）",
        en: "how often one code may be sent, resends and calls included",
        apply: |c, v| whole(v, 1, 10).map(|v| c.verify.sends = v),
    },
    Setting {
        key: "verify_text",
        default: verify::TEXT,
        values: ("含 {code} 的文字", "text with {code}"),
        zh: "一次性验证码的短信，{code}（或【变量】）处是验证码，{minutes} 处是有效分钟数；默认是网关自带的模板，须与已审核的模板一致",
        en: "the message of a one-time code, {code} (or 【变量】) in the code's place, {minutes} in that of its life; the default is the gateway's own template, and another has to be approved",
        apply: |c, v| with_place(v).map(|v| c.verify.text = v),
    },
    Setting {
        key: "verify_template_id",
        default: "",
        values: ("模板编号", "number of a template"),
        zh: "用模板方式发一次性验证码时的模板编号；为空则发 verify_text 的全文",
        en: "sends one-time codes by this template's number; empty: the whole verify_text",
        apply: |c, v| {
            if !v.bytes().all(|b| b.is_ascii_digit()) || v.len() > 18 {
                return Err(Reason::Value("应为数字", "is no number"));
            }
            c.verify.template_id = Some(v.to_owned()).filter(|v| !v.is_empty());
            Ok(())
        },
    },
    Setting {
        key: "verify_template",
        default: "{code}",
        values: ("变量，用 | 分隔", "variables, joined with |"),
        zh: "模板方式下的变量，如 {code}|{minutes}",
        en: "the variables in template mode, as {code}|{minutes}",
        apply: |c, v| with_place(v).map(|v| c.verify.variables = v),
    },
    Setting {
        key: "verify_channel",
        default: "sms",
        values: ("sms | voice | auto", "sms | voice | auto"),
        zh: "一次性验证码走哪条路：短信、语音，或 auto：先短信，再次索取或网关因每日上限（4082、4085）拒绝时改语音。voice 和 auto 需要语音账户",
        en: "the way of one-time codes: a text, a call, or auto: a text first, and a call when it is asked for again or when the gateway refuses the text for a daily limit (4082, 4085). voice and auto need a voice account",
        apply: |c, v| {
            c.verify.channel =
                verify::Channel::parse(v).ok_or(Reason::Value("没有这个选项", "is not one of the choices"))?;
            Ok(())
        },
    },
];

/// Every setting, in the order of the documentation.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    CREDENTIALS.iter().flatten().chain(&BATCH).chain(&GENERAL)
}

pub(super) fn find(key: &str) -> Result<&'static Setting, Failure> {
    let wanted = key.trim().to_ascii_lowercase().replace('-', "_");
    if let Some(setting) = settings().find(|s| s.key == wanted) {
        return Ok(setting);
    }
    let shown = mask_name(key);
    let short: String = wanted.chars().take(40).collect();
    let nearest = settings().min_by_key(|s| distance(s.key, &short)).map_or("", |s| s.key);
    Err(Failure::new(
        own::SETTING,
        format!("没有名为 {shown} 的设置；最接近的是 {nearest}。"),
        format!("No setting is called {shown}; the nearest is {nearest}."),
    ))
}

/// A value as an error may show it: without the user and the password that a URL can hold.
fn shown_value(setting: &Setting, value: &str) -> String {
    if setting.key == "store" {
        return mask_keys(&shown_store(value).chars().filter(|c| !c.is_control()).take(80).collect::<String>());
    }
    if setting.is_secret() {
        return "***".to_owned();
    }
    let value: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
    let value = mask_keys(&value);
    match value.rfind('@') {
        Some(at) => format!("…{}", &value[at..]),
        None => value,
    }
}

/// A store as it may be shown: whole, but for a server's user and password.
pub fn shown_store(value: &str) -> String {
    let value = value.trim();
    let is_server = value.to_ascii_lowercase().starts_with("redis");
    match (Place::parse(value), value.rsplit_once('@')) {
        (Ok(place), _) => place.to_string(),
        // What is no address of a server may be one with a slip in it, and a password.
        (Err(_), Some((_, host))) => format!("…@{host}"),
        (Err(_), None) if is_server => "redis://***".to_owned(),
        (Err(_), None) => value.to_owned(),
    }
}

/// Edits (insert, delete, change) between two short words; a common beginning counts as nearness.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let changed = corner + usize::from(ca != cb);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

impl Config {
    pub(super) fn apply(&mut self, setting: &'static Setting, value: &str) -> Result<(), Failure> {
        if value.len() > VALUE_LIMIT {
            return Err(bad_value(setting, "…", "太长", "is too long"));
        }
        // Nothing is the default: of a host's empty text box, and of NULL.
        let value = if value.trim().is_empty() { setting.default } else { value.trim() };
        (setting.apply)(self, value).map_err(|reason| match reason {
            Reason::Value(zh, en) => bad_value(setting, value, zh, en),
            Reason::File(failure) => failure,
        })
    }
}

pub(super) fn bad_value(setting: &Setting, value: &str, zh: &str, en: &str) -> Failure {
    let shown = shown_value(setting, value);
    Failure::new(
        own::VALUE,
        format!("设置 {} 的值“{shown}”无效：{zh}。可写：{}。", setting.key, setting.values.0),
        format!("Setting {}: the value \"{shown}\" {en}. It takes: {}.", setting.key, setting.values.1),
    )
}

fn one_of<T: Copy>(value: &str, choices: &[(&str, T)]) -> Result<T, Reason> {
    let found = choices.iter().find(|(name, _)| name.eq_ignore_ascii_case(value));
    found.map(|(_, v)| *v).ok_or(Reason::Value("没有这个选项", "is not one of the choices"))
}

/// A signature as people write it, without its brackets.
fn without_brackets(v: &str) -> &str {
    v.strip_prefix('【').and_then(|v| v.strip_suffix('】')).unwrap_or(v)
}

fn switch(value: &str) -> Result<bool, Reason> {
    one_of(
        value,
        &[
            ("no", false),
            ("off", false),
            ("0", false),
            ("false", false),
            ("yes", true),
            ("on", true),
            ("1", true),
            ("true", true),
        ],
    )
}

fn seconds(value: &str, zero: bool) -> Result<Duration, Reason> {
    let lower = value.to_ascii_lowercase();
    let (number, scale) = match lower.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (lower.strip_suffix('s').unwrap_or(&lower), 1.0),
    };
    let wrong = Reason::Value("应为 0.001 至 600 之间的秒数", "is not a number of seconds from 0.001 to 600");
    let Ok(number) = number.trim().parse::<f64>() else { return Err(wrong) };
    let seconds = number * scale;
    if (0.001..=600.0).contains(&seconds) || (zero && seconds == 0.0) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(wrong)
    }
}

fn count(value: &str) -> Result<Option<usize>, Reason> {
    if value.is_empty() {
        return Ok(None);
    }
    let number = value.parse().ok().filter(|n| (1..=10_000).contains(n));
    number.map(Some).ok_or(Reason::Value("应为 1 至 10000 的整数", "is not an integer from 1 to 10000"))
}

fn whole(value: &str, least: u32, most: u32) -> Result<u32, Reason> {
    let number = value.parse().ok().filter(|n| (least..=most).contains(n));
    number.ok_or(Reason::Value("不在允许的范围内", "is not a number in the range"))
}

fn span(value: &str, least: u64, most: u64) -> Result<Duration, Reason> {
    let [least, most] = [least, most].map(Duration::from_secs);
    let time = rules::duration(value).filter(|time| (least..=most).contains(time));
    time.ok_or(Reason::Value("不是允许范围内的时间", "is not a time in the range"))
}

fn with_place(value: &str) -> Result<String, Reason> {
    if verify::has_place(value) { Ok(value.to_owned()) } else { Err(Reason::Value("没有 {code}", "has no {code}")) }
}

fn account(config: &mut Config, service: Service, value: &str) -> Result<(), Reason> {
    config.credentials[service as usize].account = visible(value)?.map(str::to_owned);
    Ok(())
}

fn apikey(config: &mut Config, service: Service, value: &str) -> Result<(), Reason> {
    config.credentials[service as usize].apikey = visible(value)?.map(|key| Zeroizing::new(key.to_owned()));
    Ok(())
}

fn batch_apikey(config: &mut Config, value: &str) -> Result<(), Reason> {
    config.batch.apikey = visible(value)?.map(|key| Zeroizing::new(key.to_owned()));
    Ok(())
}

fn apikey_file(config: &mut Config, service: Service, path: &str) -> Result<(), Reason> {
    key_file(config, path, |config, key| apikey(config, service, key))
}

/// Reads a key from a file and sets it.
fn key_file(
    config: &mut Config,
    path: &str,
    set: impl Fn(&mut Config, &str) -> Result<(), Reason>,
) -> Result<(), Reason> {
    if path.is_empty() {
        return Ok(());
    }
    let bytes = read_file(Path::new(path), 4096).map_err(Reason::File)?;
    let text = std::str::from_utf8(&bytes).unwrap_or("\u{7F}").trim_start_matches('\u{FEFF}').trim();
    if text.is_empty() {
        return Err(Reason::Value("文件是空的", "is an empty file"));
    }
    set(config, text)
}

/// Printable ASCII without blanks; nothing is None.
fn visible(value: &str) -> Result<Option<&str>, Reason> {
    if value.bytes().any(|b| !b.is_ascii_graphic()) {
        return Err(Reason::Value(
            "只能含可见的英文字符，不能有空格",
            "holds something else than visible ASCII characters",
        ));
    }
    Ok(Some(value).filter(|v| !v.is_empty()))
}

/// `scheme://host[:port][/path]`, without a slash at its end.
fn base_url(value: &str) -> Result<String, Reason> {
    let wrong = Reason::Value(
        "应为 http:// 或 https:// 开头的网址，不带用户名和参数",
        "is not an http or https URL without user and query",
    );
    let Ok(url) = value.parse::<ureq::http::Uri>() else { return Err(wrong) };
    let scheme = matches!(url.scheme_str(), Some("http" | "https"));
    let host = url.host().is_some_and(|h| !h.is_empty()) && url.authority().is_some_and(|a| !a.as_str().contains('@'));
    if scheme && host && url.query().is_none() { Ok(value.trim_end_matches('/').to_owned()) } else { Err(wrong) }
}

fn proxy(config: &mut Config, value: &str) -> Result<(), Reason> {
    config.proxy = match value.to_ascii_lowercase().as_str() {
        "" | "none" => Proxy::None,
        "env" => Proxy::Env,
        lower if lower.starts_with("http://") && ureq::Proxy::new(value).is_ok() => {
            Proxy::Url(Zeroizing::new(value.to_owned()))
        }
        _ => return Err(Reason::Value("不是代理地址", "is no proxy address")),
    };
    Ok(())
}

/// A whole small file.
pub(crate) fn read_file(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    // Whoever writes the key itself where its file belongs.
    let shown = mask_keys(&path.display().to_string());
    let read = std::fs::File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    match read {
        Ok(n) if n as u64 <= limit => Ok(bytes),
        Ok(_) => Err(Failure::new(
            own::FILE,
            format!("文件 {shown} 超过 {limit} 字节，不像是要找的文件。"),
            format!("{shown} is larger than {limit} bytes; it cannot be the file that is meant."),
        )),
        Err(error) => Err(Failure::new(
            own::FILE,
            format!("无法读取文件 {shown}：{error}。请检查路径和读取权限。"),
            format!("Cannot read {shown}: {error}. Check the path and the right to read it."),
        )),
    }
}

/// `docs/settings.md` and its Chinese sister.
pub fn markdown(lang: Lang) -> String {
    let (mut out, head) = match lang {
        Lang::Zh => (
            "# 设置\n\n同一个设置可以写在三处：程序里（`ihuyi_client_set`）、环境变量里、`ihuyi.ini` 里；前者优先。\n\
             INI 里 `[voice]`、`[voice_notice]`、`[international]`、`[marketing]`、`[batch]` 节中的 `account` 即 `voice_account` 等；其余设置写在最前面或 `[ihuyi]` 节。\n\
             每行一个“键 = 值”，整行以 `;` 或 `#` 开头是注释。值后面不能写注释：值里出现空格加 `;` 或 `#` 会报错并指出行号，确实是值的一部分时把整个值放在双引号里。文件编码 UTF-8 或 GBK 均可。空值等于默认值。\n\n\
             `ihuyi.ini` 在哪里：三个基本函数和 COM 对象 `Ihuyi.Sms` 自己去读库文件（`ihuyi.dll`、`libihuyi.so`）旁边的那一个；句柄读 `ihuyi_client_open` 给出的那一个；\n\
             命令行程序读 `--config` 或 `IHUYI_CONFIG` 给出的，都没有时在几个固定的地方找，`ihuyi --help` 列出它们（Windows 上包括程序旁边）。\n\n"
                .to_owned(),
            "| 设置 | 可写 | 默认 | 环境变量 | 含义 |\n|---|---|---|---|---|\n",
        ),
        Lang::En => (
            "# Settings\n\nA setting can be given in code (`ihuyi_client_set`), in the environment, or in `ihuyi.ini`; the first of these wins.\n\
             In an INI file, `account` under `[voice]`, `[voice_notice]`, `[international]`, `[marketing]` or `[batch]` means `voice_account` and so on; everything else\n\
             stands at the top or under `[ihuyi]`. One `key = value` a line; a line that begins with `;` or `#` is a comment. None stands behind a value: a blank\n\
             and then `;` or `#` in one is an error that names the line; where they belong to the value, put it in double quotes. The file is UTF-8 or GBK. An empty value is the default.\n\n\
             Where `ihuyi.ini` is: the three functions and the COM object `Ihuyi.Sms` look for it beside the library's file (`ihuyi.dll`, `libihuyi.so`); a handle reads\n\
             the one that `ihuyi_client_open` is given; the program the one of `--config` or `IHUYI_CONFIG`, or else the first of a few places that `ihuyi --help` lists\n\
             (on Windows one of them is beside the program).\n\n"
                .to_owned(),
            "| setting | takes | default | environment variable | meaning |\n|---|---|---|---|---|\n",
        ),
    };
    out.push_str(head);
    for setting in settings() {
        let meaning = if lang == Lang::Zh { setting.zh } else { setting.en };
        let default = if setting.default.is_empty() { String::new() } else { format!("`{}`", setting.default) };
        let values = if lang == Lang::Zh { setting.values.0 } else { setting.values.1 };
        let values = values.replace('|', "\\|");
        out.push_str(&format!("| `{}` | {values} | {default} | `{}` | {meaning} |\n", setting.key, setting.variable()));
    }
    let folder = crate::secret::describe(lang);
    out.push_str(&match lang {
        Lang::Zh => format!("\n默认目录：{folder}。正式使用时最好自己指定 `store` 和 `secret_file`，命令行和网站才会用同一份。\n"),
        Lang::En => format!("\nThe default folder: {folder}. In production name `store` and `secret_file` yourself, so that the command line and the site use the same ones.\n"),
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_the_wrong_setting_is_not_shown() {
        let key = "0123456789abcdef0123456789abcdef";
        let mut refused = 0;
        for setting in settings() {
            let Err(failure) = Config::default().set(setting.key, key) else { continue };
            assert!(!failure.zh.contains(key) && !failure.en.contains(key), "{}: {}", setting.key, failure.en);
            refused += 1;
        }
        assert!(refused > 15, "{refused}");
    }

    #[test]
    fn a_store_is_shown_but_for_a_password() {
        let said = |value: &str| Config::default().set("store", value).unwrap_err().en;
        for value in ["ihuyi.db", "sqlite:data/ihuyi.db", "/var/lib/ihuyi/ihuyi.db"] {
            assert!(said(value).contains(&format!("\"{value}\"")), "{}", said(value));
        }
        for value in ["redis://user:sesame@host/x", "redis://:sesame:6379", "redis:sesame", "rediss://u:sesame@"] {
            assert!(!said(value).contains("sesame"), "{}", said(value));
        }
        assert!(said("redis://user:sesame@host/x").contains("@host/x"));
    }

    #[test]
    fn defaults_in_the_table_are_the_defaults() {
        for setting in settings().filter(|s| !s.default.is_empty()) {
            let mut config = Config::default();
            config.apply(setting, setting.default).unwrap();
            let (a, b) = (Config::default(), config);
            let same = a.api == b.api
                && a.format == b.format
                && a.method == b.method
                && a.password_mode == b.password_mode
                && a.connect_timeout == b.connect_timeout
                && a.timeout == b.timeout
                && a.keep_alive == b.keep_alive
                && a.proxy == b.proxy
                && a.allow_http == b.allow_http
                && a.charset == b.charset
                && a.lang == b.lang
                && a.signature == b.signature
                && a.guard == b.guard
                && a.verify == b.verify;
            assert!(same, "{}", setting.key);
        }
    }
}
