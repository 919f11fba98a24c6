//! Reading a request: one JSON object, strictly. What is not understood does nothing.
//!
//! No error repeats what was sent: anything in a request may be a key, a code or a number.

use super::table::{self, Call, Kind};
use base64::prelude::{BASE64_STANDARD, Engine};
use ihuyi::answer::Failure;
use ihuyi::charset::Charset;
use ihuyi::codes::{Lang, own};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, de};
use std::ffi::{CStr, c_char};
use std::fmt;
use zeroize::Zeroizing;

/// A text for C: without NUL, but for the one at its end.
pub struct Text(Zeroizing<Vec<u8>>);

impl Text {
    pub fn new(bytes: &[u8]) -> Option<Text> {
        // Room for all of it at once: what grows leaves copies behind.
        let mut text = Zeroizing::new(Vec::with_capacity(bytes.len() + 1));
        text.extend_from_slice(bytes);
        (!bytes.contains(&0)).then(|| {
            text.push(0);
            Text(text)
        })
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.strip_suffix(&[0]).unwrap_or(&self.0)
    }

    pub fn c_str(&self) -> &CStr {
        CStr::from_bytes_with_nul(&self.0).unwrap_or_default()
    }

    /// Its letters, for comparing; empty where it is no UTF-8.
    pub fn letters(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }
}

/// One argument, as C takes it.
pub enum Argument {
    Text(Option<Text>),
    Number(i64),
}

/// One setting: key and value, either of which can be NULL.
pub type Setting = (Option<Text>, Option<Text>);

/// Which client makes the call.
#[derive(Default)]
pub struct Client {
    /// An INI file in place of the program's own.
    pub open: Option<Text>,
    /// Whose client it is, where two must not share one.
    pub owner: Option<Text>,
    /// What is set after that, in order.
    pub settings: Vec<Setting>,
}

impl Client {
    /// The settings that are called so.
    pub fn set<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Text> {
        self.settings.iter().filter(move |(key, _)| is_called(key, name)).filter_map(|(_, value)| value.as_ref())
    }

    /// The charset and the language in which this client is spoken to; what it does not say is as given.
    pub fn speech(&self, charset: Charset, lang: Lang) -> (Charset, Lang) {
        let charset = self.set("charset").filter_map(|text| Charset::parse(text.letters())).last().unwrap_or(charset);
        (charset, self.set("lang").filter_map(|text| Lang::parse(text.letters())).last().unwrap_or(lang))
    }
}

/// Whether a setting's key is this name, in any of the spellings that the library takes.
pub fn is_called(key: &Option<Text>, name: &str) -> bool {
    key.as_ref().is_some_and(|key| normal(key) == name)
}

/// A setting's name as the library reads it.
pub fn normal(key: &Text) -> String {
    key.letters().trim().to_ascii_lowercase().replace('-', "_")
}

/// One call.
pub struct Request {
    pub call: &'static Call,
    pub client: Client,
    pub arguments: Vec<Argument>,
}

impl Request {
    /// The text argument at this place, for C.
    pub fn text(&self, at: usize) -> *const c_char {
        match self.arguments.get(at) {
            Some(Argument::Text(Some(text))) => text.c_str().as_ptr(),
            _ => std::ptr::null(),
        }
    }

    /// The number at this place.
    pub fn number(&self, at: usize) -> i64 {
        match self.arguments.get(at) {
            Some(Argument::Number(number)) => *number,
            _ => 0,
        }
    }
}

/// Why a request is not carried out.
#[derive(Debug)]
pub enum Refusal {
    /// It is not understood.
    Unreadable(Failure),
    /// It is understood, and C could not be asked that.
    Impossible(Failure),
}

/// Reads a request.
pub fn parse(body: &[u8]) -> Result<Request, Refusal> {
    let raw: Raw = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    let Some(call) = table::find(&raw.call) else {
        let names = table::names();
        return Err(misread(
            &format!("没有这个 call；可用的有：{names}"),
            &format!("there is no such call; there are: {names}"),
        ));
    };
    let mut arguments: Vec<Argument> = Vec::with_capacity(call.arguments.len());
    let mut given: Vec<(String, Value)> = raw.arguments.map_or_else(Vec::new, |pairs| pairs.0);
    for (name, kind) in call.arguments {
        let at = given.iter().position(|(known, _)| known == name || table::also(name) == Some(known));
        let value = at.map_or(Value::Null, |at| given.swap_remove(at).1);
        arguments.push(argument(name, *kind, value)?);
    }
    if !given.is_empty() {
        let names = call.arguments.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ");
        let call = call.name;
        return Err(misread(
            &format!("{call} 没有这个参数，或同一个参数给了两次；它的参数是：{names}"),
            &format!("{call} has no such argument, or one was given twice; it takes: {names}"),
        ));
    }
    let client = raw.client.unwrap_or_default();
    let one = |name: &str, value: Option<Value>| match argument(name, Kind::Text, value.unwrap_or(Value::Null))? {
        Argument::Text(text) => Ok(text),
        Argument::Number(_) => Ok(None),
    };
    let open = one("client.open", client.open)?;
    let owner = one("client.own", client.own)?;
    let settings = client.settings.unwrap_or_default().into_iter();
    let settings =
        settings.map(|(key, value)| Ok((one("client.settings", Some(key))?, one("client.settings", Some(value))?)));
    let settings = settings.collect::<Result<Vec<Setting>, Refusal>>()?;
    Ok(Request { call, client: Client { open, owner, settings }, arguments })
}

fn argument(name: &str, kind: Kind, value: Value) -> Result<Argument, Refusal> {
    let range = match kind {
        Kind::Text => None,
        Kind::Number => Some(i64::from(i32::MIN)..=i64::from(i32::MAX)),
        Kind::Count => Some(0..=i64::from(u32::MAX)),
    };
    match (value, range) {
        (Value::Null, None) => Ok(Argument::Text(None)),
        (Value::Null, Some(_)) => Ok(Argument::Number(0)),
        (Value::Number(number), Some(range)) if range.contains(&number) => Ok(Argument::Number(number)),
        (Value::Text(bytes), None) => match Text::new(&bytes) {
            Some(text) => Ok(Argument::Text(Some(text))),
            None => Err(Refusal::Impossible(Failure::new(
                own::CONTROL_CHARACTER,
                format!("{name} 里有 NUL 字符（U+0000），没有执行。请去掉它。"),
                format!("{name} holds a NUL (U+0000); nothing was done. Remove it."),
            ))),
        },
        (_, None) => Err(misread(
            &format!("{name} 应为文本、{{\"base64\": \"…\"}} 或 null"),
            &format!("{name} wants a text, {{\"base64\": \"…\"}} or null"),
        )),
        (_, Some(range)) => {
            let (low, high) = (range.start(), range.end());
            Err(misread(
                &format!("{name} 应为 {low} 到 {high} 的整数"),
                &format!("{name} wants an integer from {low} to {high}"),
            ))
        }
    }
}

/// A request larger than any that makes sense.
pub fn too_large(limit: usize) -> Failure {
    Failure::new(
        own::TOO_LARGE,
        format!("请求超过 {limit} 字节，没有执行。请检查给出的内容。"),
        format!("The request is larger than {limit} bytes; nothing was done. Check what was given."),
    )
}

fn misread(zh: &str, en: &str) -> Refusal {
    Refusal::Unreadable(Failure::new(
        own::ARGUMENT,
        format!("请求看不懂，没有执行：{zh}。"),
        format!("The request is not understood and nothing was done: {en}."),
    ))
}

/// Where it went wrong; the parser's own words may hold what stands there.
fn unreadable(error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => misread(
            &format!(
                "第 {line} 行第 {column} 列附近的成员多余、重复或类型不对。应为 {{\"call\": …, \"client\": {{\"open\": …, \"settings\": [[\"键\", \"值\"]]}}, \"arguments\": {{…}}}}"
            ),
            &format!(
                "near line {line}, column {column} a member is unknown, doubled or of the wrong type; wanted is {{\"call\": …, \"client\": {{\"open\": …, \"settings\": [[\"key\", \"value\"]]}}, \"arguments\": {{…}}}}"
            ),
        ),
        _ => misread(
            &format!("第 {line} 行第 {column} 列起不是 JSON；应为一个 UTF-8 的 JSON 对象"),
            &format!("from line {line}, column {column} on it is no JSON; wanted is one JSON object in UTF-8"),
        ),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    call: String,
    client: Option<RawClient>,
    arguments: Option<Pairs>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawClient {
    open: Option<Value>,
    own: Option<Value>,
    settings: Option<Vec<(Value, Value)>>,
}

/// What stands in an argument's place.
enum Value {
    Null,
    Number(i64),
    Text(Zeroizing<Vec<u8>>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
        from.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a text, an integer or null")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Number).map_err(|_| E::custom("too large"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Zeroizing::new(text.as_bytes().to_vec())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        match map.next_entry::<String, Coded>()? {
            Some((name, Coded(bytes))) if name == "base64" && map.next_key::<de::IgnoredAny>()?.is_none() => {
                Ok(Value::Text(bytes))
            }
            _ => Err(A::Error::custom("base64 alone")),
        }
    }
}

/// Bytes in base64.
struct Coded(Zeroizing<Vec<u8>>);

impl<'de> Deserialize<'de> for Coded {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Coded, D::Error> {
        struct Decoding;
        impl Visitor<'_> for Decoding {
            type Value = Coded;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("base64")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Coded, E> {
                let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 4 * 3));
                BASE64_STANDARD.decode_vec(text, &mut bytes).map_err(|_| E::custom("no base64"))?;
                Ok(Coded(bytes))
            }
        }
        from.deserialize_str(Decoding)
    }
}

/// The members of an object, in their order, doubled ones included.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Pairs, D::Error> {
        struct Collecting;
        impl<'de> Visitor<'de> for Collecting {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Collecting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> (i32, String) {
        match parse(body.as_bytes()) {
            Ok(_) => panic!("{body}"),
            Err(Refusal::Unreadable(failure) | Refusal::Impossible(failure)) => (failure.code, failure.en),
        }
    }

    #[test]
    fn a_request_is_read_in_the_order_of_the_c_function() {
        let request = parse(
            br#"{"arguments":{"content":"\u4f60","mobile":{"base64":"xOM="},"service":"sms","options":null},"call":"submit",
                "client":{"settings":[["Charset","gbk"],["account",null]],"open":null}}"#,
        );
        let request = request.unwrap();
        let texts = request.arguments.iter().map(|argument| match argument {
            Argument::Text(text) => text.as_ref().map(Text::bytes),
            Argument::Number(_) => None,
        });
        assert_eq!(
            texts.collect::<Vec<_>>(),
            [Some(&b"sms"[..]), Some(b"\xC4\xE3"), Some("你".as_bytes()), None, None]
        );
        assert_eq!(request.client.settings.len(), 2);
        let (charset, lang) = request.client.speech(Charset::UTF_8, Lang::En);
        assert_eq!((charset.name(), lang), ("gbk", Lang::En));
        assert!(request.client.open.is_none());
    }

    #[test]
    fn what_is_not_understood_says_so_and_repeats_nothing() {
        for body in [
            "",
            "nonsense 13800000000",
            "[]",
            "{}",
            r#"{"call":"sesame"}"#,
            r#"{"call":5}"#,
            r#"{"call":"submit","sesame":1}"#,
            r#"{"call":"submit","call":"submit"}"#,
            r#"{"call":"submit","arguments":{"sesame":"x"}}"#,
            r#"{"call":"submit","arguments":{"mobile":"sesame","mobile":"sesame"}}"#,
            r#"{"call":"submit","arguments":{"mobile":13800000000}}"#,
            r#"{"call":"submit","arguments":{"mobile":["sesame"]}}"#,
            r#"{"call":"submit","arguments":{"mobile":{"base64":"sesame!"}}}"#,
            r#"{"call":"submit","arguments":{"mobile":{"base64":"","sesame":1}}}"#,
            r#"{"call":"submit","arguments":{"mobile":{}}}"#,
            r#"{"call":"submit","arguments":{"mobile":true}}"#,
            r#"{"call":"submit","arguments":["sesame"]}"#,
            r#"{"call":"strerror","arguments":{"code":"sesame"}}"#,
            r#"{"call":"strerror","arguments":{"code":2.5}}"#,
            r#"{"call":"strerror","arguments":{"code":2147483648}}"#,
            r#"{"call":"strerror","arguments":{"code":99999999999999999999}}"#,
            r#"{"call":"new","client":{"settings":{"sesame":"x"}}}"#,
            r#"{"call":"new","client":{"settings":[["sesame"]]}}"#,
            r#"{"call":"new","client":{"settings":[["sesame","a","b"]]}}"#,
            r#"{"call":"new","client":{"settings":[["timeout",5]]}}"#,
            r#"{"call":"new","client":{"sesame":"x"}}"#,
            r#"{"call":"new"} x"#,
            "{\"call\":\"submit\",\"arguments\":{\"content\":\"\u{1}\"}}",
            r#"{"call":"submit","arguments":{"content":"\ud800"}}"#,
        ] {
            let (code, words) = refused(body);
            assert_eq!(code, own::ARGUMENT, "{body}");
            assert!(!words.contains("sesame") && !words.contains("1380"), "{words}");
        }
        assert!(matches!(parse(b"{\"call\":\"\xFF\"}"), Err(Refusal::Unreadable(_))));
    }

    #[test]
    fn what_c_cannot_carry_is_refused_for_what_it_is() {
        for body in [
            r#"{"call":"submit","arguments":{"content":"a\u0000b"}}"#,
            r#"{"call":"submit","arguments":{"content":{"base64":"AA=="}}}"#,
            r#"{"call":"new","client":{"settings":[["account","\u0000"]]}}"#,
            r#"{"call":"new","client":{"open":"\u0000"}}"#,
        ] {
            assert_eq!(refused(body).0, own::CONTROL_CHARACTER, "{body}");
        }
    }

    #[test]
    fn a_number_that_is_not_there_is_0() {
        assert_eq!(parse(br#"{"call":"strerror"}"#).unwrap().number(0), 0);
        assert_eq!(parse(br#"{"call":"strerror","arguments":{"code":-300}}"#).unwrap().number(0), -300);
    }
}
