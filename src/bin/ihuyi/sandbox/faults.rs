//! Faults on demand: what can go wrong between a client and the gateway, each asked for by name.
//!
//! A fault distorts what the client sees. What the gateway did is decided before, and the ledger tells that.

use serde_json::{Map, Value, json};

use super::codes::Method;
use super::fields::{boolean, known, number, signed, text};
use super::product::Product;
use super::words::{Words, nearest};

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Delay,
    Silent,
    ResetBefore,
    ResetAfter,
    CloseBefore,
    CloseAfter,
    CloseIdle,
    CutBody { bytes: usize },
    WrongLength { delta: i64 },
    SlowBytes { ms: u64 },
    Status { status: u16, location: Option<String>, body: Option<String> },
    Html,
    HugeBody { bytes: usize },
    Gzip,
    WrongRoot { root: String },
    EmptyElements,
    NoId,
    ZeroId,
    Bom,
    Gbk,
    CodeString,
    CodeText { text: String },
    LongId { digits: usize },
    NumericId,
    WrongClock { offset: i64 },
    DuplicateCode,
    Raw { bytes: Vec<u8> },
    DropDate,
}

/// Name, parameters of its own, whether the submission is accepted unless `accept` says otherwise, whether that may be said at all,
/// and how often it strikes unless `times` says otherwise.
type Row = (&'static str, &'static [&'static str], bool, bool, u32);

const KINDS: [Row; 28] = [
    ("delay", &["ms"], true, true, 1),
    ("silent", &[], false, true, 1),
    ("reset_before", &[], false, false, 1),
    ("reset_after", &[], true, false, 1),
    ("close_before", &[], false, false, 1),
    ("close_after", &[], true, false, 1),
    ("close_idle", &[], true, true, 1),
    ("cut_body", &["bytes"], true, true, 1),
    ("wrong_length", &["delta"], true, true, 1),
    ("slow_bytes", &["ms"], true, true, 1),
    ("status", &["status", "location", "body"], false, true, 1),
    ("html", &[], false, true, 1),
    ("huge_body", &["bytes"], true, true, 1),
    ("gzip", &[], true, true, 1),
    ("wrong_root", &["root"], true, true, 1),
    ("empty_elements", &[], true, true, 1),
    ("no_id", &[], true, true, 1),
    ("zero_id", &[], true, true, 1),
    ("bom", &[], true, true, 1),
    ("gbk", &[], true, true, 1),
    ("code_string", &[], true, true, 1),
    ("code_text", &["text"], true, true, 1),
    ("long_id", &["digits"], true, true, 1),
    ("numeric_id", &[], true, true, 1),
    // A clock stays wrong: the client's second try must find it as wrong as the first.
    ("wrong_clock", &["offset"], true, true, 0),
    ("duplicate_code", &[], true, true, 1),
    ("raw", &["hex", "base64", "text"], false, true, 1),
    ("drop_date", &[], true, true, 1),
];

const COMMON: [&str; 6] = ["kind", "accept", "times", "skip", "match", "delay"];

#[derive(Debug, Clone)]
pub struct Fault {
    pub kind: Kind,
    /// Whether the submission is processed at all.
    pub accept: bool,
    /// Milliseconds before the reply, whatever the kind.
    pub delay: u64,
    times: u32,
    skip: u32,
    struck: u32,
    product: Option<Product>,
    mobile: Option<String>,
    method: Option<Method>,
    /// As it was asked for.
    source: Value,
}

impl Fault {
    pub fn name(&self) -> &str {
        self.source["kind"].as_str().unwrap_or("")
    }

    pub fn as_json(&self) -> Value {
        let mut shown = self.source.clone();
        shown["accept"] = json!(self.accept);
        shown["times"] = json!(self.times);
        shown["skip"] = json!(self.skip);
        shown["struck"] = json!(self.struck);
        shown
    }

    /// Whether the fault strikes this call; counts it.
    pub fn strikes(&mut self, product: Product, mobile: &str, method: Option<Method>) -> bool {
        let concerns = self.product.is_none_or(|wanted| wanted == product)
            && self.mobile.as_deref().is_none_or(|wanted| wanted == mobile)
            && self.method.is_none_or(|wanted| Some(wanted) == method);
        if !concerns || self.spent() {
            return false;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.struck += 1;
        true
    }

    pub fn spent(&self) -> bool {
        self.times > 0 && self.struck >= self.times
    }

    pub fn parse(source: &Value) -> Result<Fault, Words> {
        let Some(map) = source.as_object() else {
            return Err(Words::new("故障应为 JSON 对象", "a fault is a JSON object"));
        };
        let Some(name) = map.get("kind").and_then(Value::as_str) else {
            return Err(Words::new("缺少 kind 或 tls", "kind (or tls) is missing"));
        };
        let Some(&(_, own, accept, settable, times)) = KINDS.iter().find(|row| row.0 == name) else {
            let near = nearest(name, KINDS.iter().map(|row| row.0)).unwrap_or("");
            return Err(Words::new(
                format!("没有名为 {name} 的故障，最接近的是 {near}"),
                format!("there is no fault {name}; the nearest is {near}"),
            ));
        };
        known(map, own.iter().chain(&COMMON).copied())?;
        let default_accept = accept;
        let accept = boolean(map, "accept")?.unwrap_or(default_accept);
        if !settable && accept != default_accept {
            return Err(Words::new(
                format!("{name} 的 accept 固定为 {default_accept}"),
                format!("accept of {name} is always {default_accept}"),
            ));
        }
        let (product, mobile, method) = filter(map.get("match"))?;
        Ok(Fault {
            kind: kind(name, map)?,
            accept,
            delay: match name {
                "delay" => number(map, "ms")?.or(number(map, "delay")?).unwrap_or(1000) as u64,
                _ => number(map, "delay")?.unwrap_or(0) as u64,
            },
            times: number(map, "times")?.map_or(times, clamped),
            skip: number(map, "skip")?.map_or(0, clamped),
            struck: 0,
            product,
            mobile,
            method,
            source: source.clone(),
        })
    }
}

fn clamped(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn kind(name: &str, map: &Map<String, Value>) -> Result<Kind, Words> {
    let count = |key: &str, default: i64| Ok::<_, Words>(number(map, key)?.unwrap_or(default) as usize);
    Ok(match name {
        "delay" => Kind::Delay,
        "silent" => Kind::Silent,
        "reset_before" => Kind::ResetBefore,
        "reset_after" => Kind::ResetAfter,
        "close_before" => Kind::CloseBefore,
        "close_after" => Kind::CloseAfter,
        "close_idle" => Kind::CloseIdle,
        "cut_body" => Kind::CutBody { bytes: count("bytes", 40)? },
        "wrong_length" => Kind::WrongLength { delta: signed(map, "delta")?.unwrap_or(10) },
        "slow_bytes" => Kind::SlowBytes { ms: count("ms", 100)? as u64 },
        "status" => Kind::Status {
            status: match number(map, "status")?.unwrap_or(500) {
                status @ 200..=599 => status as u16,
                status => {
                    return Err(Words::new(
                        format!("status 应在 200 至 599 之间，而不是 {status}"),
                        format!("status must be 200 to 599, not {status}"),
                    ));
                }
            },
            location: text(map, "location")?,
            body: text(map, "body")?,
        },
        "html" => Kind::Html,
        "huge_body" => Kind::HugeBody { bytes: count("bytes", 10 << 20)?.min(1 << 30) },
        "gzip" => Kind::Gzip,
        "wrong_root" => Kind::WrongRoot { root: text(map, "root")?.unwrap_or_else(|| "Result".to_owned()) },
        "empty_elements" => Kind::EmptyElements,
        "no_id" => Kind::NoId,
        "zero_id" => Kind::ZeroId,
        "bom" => Kind::Bom,
        "gbk" => Kind::Gbk,
        "code_string" => Kind::CodeString,
        "code_text" => Kind::CodeText {
            // A number is a literal as good as a text.
            text: match map.get("text") {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => "-1".to_owned(),
            },
        },
        "long_id" => Kind::LongId { digits: count("digits", 64)?.min(1 << 20) },
        "numeric_id" => Kind::NumericId,
        "wrong_clock" => Kind::WrongClock { offset: signed(map, "offset")?.unwrap_or(3600) },
        "duplicate_code" => Kind::DuplicateCode,
        "drop_date" => Kind::DropDate,
        _ => Kind::Raw { bytes: raw_bytes(map)? },
    })
}

fn raw_bytes(map: &Map<String, Value>) -> Result<Vec<u8>, Words> {
    let wrong = |key: &str| Words::new(format!("{key} 无法解码"), format!("{key} does not decode"));
    if let Some(hex) = text(map, "hex")? {
        return super::encoding::from_hex(&hex).ok_or_else(|| wrong("hex"));
    }
    if let Some(base64) = text(map, "base64")? {
        return super::encoding::from_base64(&base64).ok_or_else(|| wrong("base64"));
    }
    match text(map, "text")? {
        Some(text) => Ok(text.into_bytes()),
        None => Err(Words::new("raw 需要 hex、base64 或 text", "raw needs hex, base64 or text")),
    }
}

type Filter = (Option<Product>, Option<String>, Option<Method>);

fn filter(source: Option<&Value>) -> Result<Filter, Words> {
    let Some(source) = source.filter(|value| !value.is_null()) else { return Ok((None, None, None)) };
    let Some(map) = source.as_object() else {
        return Err(Words::new("match 应为 JSON 对象", "match must be a JSON object"));
    };
    known(map, ["service", "mobile", "method"].into_iter())?;
    let product = match text(map, "service")? {
        Some(name) => Some(Product::from_name(&name).ok_or_else(|| {
            let near = nearest(&name, Product::ALL.map(Product::name)).unwrap_or("");
            Words::new(
                format!("没有名为 {name} 的 service，最接近的是 {near}"),
                format!("there is no service {name}; the nearest is {near}"),
            )
        })?),
        None => None,
    };
    let method =
        match text(map, "method")? {
            Some(name) => Some(Method::from_name(&name).ok_or_else(|| {
                Words::new(format!("没有名为 {name} 的 method"), format!("there is no method {name}"))
            })?),
            None => None,
        };
    Ok((product, text(map, "mobile")?, method))
}

/// Every kind, for the inbox page to choose from.
pub fn kinds() -> Value {
    let kind = |&(name, parameters, accept, settable, times): &Row| json!({"kind": name, "parameters": parameters, "accept": accept, "settable": settable, "times": times});
    KINDS.iter().map(kind).collect()
}

/// What may go wrong before HTTP begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFault {
    Expired,
    SelfSigned,
    WrongName,
    UnknownCa,
    Close,
    Silent,
    Plain,
    Only12,
    Only13,
}

impl TlsFault {
    const NAMES: [(&'static str, TlsFault); 9] = [
        ("expired", TlsFault::Expired),
        ("self_signed", TlsFault::SelfSigned),
        ("wrong_name", TlsFault::WrongName),
        ("unknown_ca", TlsFault::UnknownCa),
        ("tls_close", TlsFault::Close),
        ("tls_silent", TlsFault::Silent),
        ("plain", TlsFault::Plain),
        ("only_tls12", TlsFault::Only12),
        ("only_tls13", TlsFault::Only13),
    ];

    pub fn name(self) -> &'static str {
        TlsFault::NAMES.iter().find(|(_, fault)| *fault == self).map_or("", |(name, _)| name)
    }

    pub fn names() -> [&'static str; 9] {
        TlsFault::NAMES.map(|(name, _)| name)
    }

    pub fn parse(name: &str) -> Result<TlsFault, Words> {
        TlsFault::NAMES.iter().find(|(known, _)| *known == name).map(|(_, fault)| *fault).ok_or_else(|| {
            let near = nearest(name, TlsFault::NAMES.iter().map(|(known, _)| *known)).unwrap_or("");
            Words::new(
                format!("没有名为 {name} 的 TLS 故障，最接近的是 {near}"),
                format!("there is no TLS fault {name}; the nearest is {near}"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_understood_by_its_name_alone_but_raw() {
        for (name, ..) in KINDS {
            let parsed = Fault::parse(&json!({"kind": name}));
            assert_eq!(parsed.is_ok(), name != "raw", "{name}");
        }
    }

    #[test]
    fn what_is_mistyped_is_refused_with_its_neighbour() {
        let error = |source: Value| Fault::parse(&source).unwrap_err().en;
        assert_eq!(error(json!({"kind": "reset_afer"})), "there is no fault reset_afer; the nearest is reset_after");
        assert_eq!(error(json!({"kind": "html", "tims": 2})), "there is no parameter tims; the nearest is times");
        assert_eq!(error(json!({"kind": "html", "times": "2"})), "times must be an integer");
        assert_eq!(
            error(json!({"kind": "html", "match": {"service": "voise"}})),
            "there is no service voise; the nearest is voice"
        );
        assert_eq!(error(json!({"kind": "reset_before", "accept": true})), "accept of reset_before is always false");
    }

    #[test]
    fn every_fault_and_every_limit_is_in_both_manuals() {
        let manuals = [include_str!("../../../../docs/sandbox.md"), include_str!("../../../../docs/sandbox.zh-CN.md")];
        let limits = json!(super::super::limits::Limits::default());
        let page = include_str!("page/words.js");
        for name in KINDS.iter().map(|row| row.0).chain(TlsFault::names()) {
            assert!(page.contains(&format!("\n    {name}: [")), "the inbox page has no words for {name}");
        }
        let tls = TlsFault::names().into_iter();
        let kinds = KINDS.iter().flat_map(|row| row.1.iter().copied().chain([row.0]));
        for name in kinds.chain(tls).chain(limits.as_object().unwrap().keys().map(String::as_str)) {
            for manual in manuals {
                assert!(manual.contains(&format!("`{name}`")), "{name}");
            }
        }
    }

    #[test]
    fn a_fault_strikes_whom_it_concerns_as_often_as_asked() {
        let source = json!({"kind": "html", "times": 2, "skip": 1, "match": {"service": "sms", "method": "Submit"}});
        let mut fault = Fault::parse(&source).unwrap();
        let mut sms = || fault.strikes(Product::Sms, "", Some(Method::Submit));
        assert_eq!([sms(), sms(), sms(), sms()], [false, true, true, false]);
        let mut fault = Fault::parse(&source).unwrap();
        assert!(!fault.strikes(Product::Voice, "", Some(Method::Submit)));
        assert!(!fault.strikes(Product::Sms, "", Some(Method::GetNum)));
    }
}
