//! The gateway's v1 bulk interface: up to 10,000 numbers of one text in a signed request whose id the gateway knows again for two hours.
//!
//! What it answers is not public. Believed is what the gateway says everywhere: a `code` of 2 is accepted. A word in the code's place, as the
//! vendor's own posts show them, is a refusal; but in the answer to a repetition a word may be about the repetition. Anything else says
//! nothing, and the request is of unknown end. The answer is kept as it came, so that who knows more can read more in it.

use super::Terms;
use crate::answer::{Answer, Failure, Message, Outcome, Stake};
use crate::client::Client;
use crate::codes::{Table, gateway, own};
use crate::config::Config;
use crate::guard;
use crate::guard::circumstances::Circumstances;
use crate::message::signature_at_an_end;
use crate::reply;
use crate::service::Service;
use crate::sign;
use crate::transport::Miss;
use ring::digest;
use serde_json::{Value, json};
use std::borrow::Cow;
use zeroize::Zeroizing;

const PATH: &str = "/sms-yx/v1/batchSend";
/// For so many milliseconds a request is made again. The gateway knows its id for two hours; the rest is for clocks that differ, and for the
/// way.
pub const KNOWN_AGAIN: i64 = 110 * 60 * 1000;
/// The pauses before it is made again, in milliseconds; after the last one without a verdict it is of unknown end.
pub const PAUSES: [i64; 3] = [5_000, 20_000, 60_000];
/// No word of the gateway's is longer, in bytes.
const WORD: usize = 64;
/// Words that could as well be of success: from them nothing is learned.
const GOOD: [&str; 6] = ["ok", "success", "succeed", "succeeded", "accepted", "submitted"];

/// The settings of this interface.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The api_id.
    pub account: Option<String>,
    /// The key that signs; it never travels.
    pub apikey: Option<Zeroizing<String>>,
    /// The product_id.
    pub product: Option<u64>,
    /// The signature of texts that have none of their own, without its brackets.
    pub sign: Option<String>,
}

impl Batch {
    /// The api_id; empty where there is none.
    pub fn account(&self) -> &str {
        self.account.as_deref().unwrap_or("")
    }

    /// The key; empty where there is none.
    pub fn key(&self) -> &str {
        self.apikey.as_ref().map_or("", |key| key.as_str())
    }
}

/// Fails where a plan cannot be sent by this interface, with these settings.
pub fn check(terms: &Terms, config: &Config) -> Result<(), Failure> {
    if terms.service != Service::Marketing || terms.schedule.is_some() || terms.template_id.is_some() {
        return Err(Failure::new(
            own::UNSUPPORTED,
            "v1 批量接口只发营销短信的全文，不能定时，也不用模板编号，未发送。请把 service 设为 marketing，去掉 schedule 和模板编号，或去掉 batch。",
            "The v1 bulk interface sends whole texts of marketing SMS, now and without a template id; nothing was sent. Take the service marketing without schedule and template id, or leave batch out.",
        ));
    }
    let batch = &config.batch;
    let missing = [
        ("batch_account", batch.account.is_none(), gateway::ACCOUNT_EMPTY),
        ("batch_apikey", batch.apikey.is_none(), gateway::PASSWORD_EMPTY),
        ("batch_product", batch.product.is_none(), own::VALUE),
    ];
    match missing.into_iter().find(|(_, is_missing, _)| *is_missing) {
        None => Ok(()),
        Some((name, _, code)) => Err(Failure::new(
            code,
            format!(
                "v1 批量接口缺少设置 {name}，未发送。它有自己的 api_id、APIKEY 和 product_id（控制台或客服给出），别的产品的不能代替。"
            ),
            format!(
                "The v1 bulk interface lacks the setting {name}; nothing was sent. It has an api_id, an APIKEY and a product_id of its own, from the console or the vendor; no other product's will do."
            ),
        )),
    }
}

/// A text as phones show it: with the signature of the settings behind it, where it ends with none.
pub fn signed<'a>(content: &'a str, batch: &Batch) -> Cow<'a, str> {
    match &batch.sign {
        Some(sign) if !content.trim_end().ends_with('】') => Cow::Owned(format!("{content}【{sign}】")),
        _ => Cow::Borrowed(content),
    }
}

/// What a request is called at the gateway, as the vendor suggests a UUID: made of what it is called here, which is on the disk before it
/// leaves. So it is the same one after a crash.
pub fn request_id(local: &str) -> String {
    // The namespace of URLs.
    const NAMESPACE: [u8; 16] =
        [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(&NAMESPACE);
    hash.update(format!("ihuyi:{local}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finish().as_ref()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// One request.
pub struct Post<'a> {
    /// What it is called: the same one again is the same request.
    pub request_id: &'a str,
    /// The numbers, none of them twice.
    pub mobiles: &'a [&'a str],
    /// The text, its signature at its end.
    pub content: &'a str,
    /// Whether it may have been made before.
    pub again: bool,
}

/// Makes a request, once, if the limits that are set let it through. What came back stands beside what it means; None where nothing did.
pub fn post(client: &Client, post: &Post) -> (Answer, Option<String>) {
    let settings = &client.config().guard;
    // A repetition is not counted again: it is the same messages.
    if !settings.on || post.again {
        return once(client, post);
    }
    let request = guard::Request {
        scope: Service::Marketing.name(),
        purpose: "",
        mobiles: post.mobiles,
        told: &Circumstances::default(),
        extra: Vec::new(),
        is_code: false,
    };
    let asked = client.vault().and_then(|vault| guard::ask(&vault, settings, &request).map(|ruling| (vault, ruling)));
    match asked {
        Ok((_, guard::Ruling { failure: Some(failure), .. })) => (stopped(failure), None),
        Ok((vault, ruling)) => {
            let (answer, raw) = once(client, post);
            if answer.outcome == Outcome::NotSent {
                guard::refund(&vault, &ruling);
            }
            (answer, raw)
        }
        Err(_) if settings.open => once(client, post),
        Err(failure) => (stopped(failure), None),
    }
}

fn stopped(failure: Failure) -> Answer {
    Answer::failed(failure).of(Table::submit(Service::Marketing))
}

fn once(client: &Client, post: &Post) -> (Answer, Option<String>) {
    let heard = client.post_json(PATH, &body(client.config(), post, client.time()));
    let (answer, raw) = match heard {
        Ok(reply) => {
            let answer = read(reply.status, &reply.body, post.again);
            (answer, Some(String::from_utf8_lossy(&reply.body).into_owned()))
        }
        Err(Miss { failure, status }) => {
            let failure = match failure.outcome() {
                Outcome::Unknown => Failure::unknown(Stake::Message, &failure.zh, &failure.en),
                _ => failure,
            };
            (Answer { http_status: status, ..Answer::failed(failure) }, None)
        }
    };
    (answer.of(Table::submit(Service::Marketing)), raw)
}

fn body(config: &Config, post: &Post, time: i64) -> String {
    let batch = &config.batch;
    let sign = signature_at_an_end(post.content).unwrap_or("");
    let content = post.content.trim_end();
    let content = content.strip_suffix(&format!("【{sign}】")).unwrap_or(content);
    json!({
        "api_id": batch.account(),
        "signature": sign::batch(batch.account(), batch.key(), post.request_id, &time.to_string()),
        "timestamp": time,
        "request_id": post.request_id,
        "product_id": batch.product,
        "phone": post.mobiles,
        "sign_name": sign,
        "content": content,
    })
    .to_string()
}

/// What an answer means.
fn read(status: u16, body: &[u8], again: bool) -> Answer {
    let unknown = |zh: &str, en: &str| {
        let failure = Failure::unknown(Stake::Message, zh, en);
        Answer { http_status: status, ..Answer::failed(failure) }
    };
    let (zh, en) =
        (format!("网关回了 HTTP {status}，不是结果"), format!("it answered HTTP {status}, which is no verdict"));
    if status >= 500 {
        return unknown(&zh, &en);
    }
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(body) else {
        return unknown("回复不是 JSON 对象", "the reply is no JSON object");
    };
    let said = ["msg", "message"].iter().find_map(|name| members.get(*name)?.as_str()).unwrap_or("");
    // Not one that stands deeper, and not one of two.
    let is_verdict = members.contains_key("code");
    let accepted = is_verdict && reply::parse(body).is_ok_and(|verdict| verdict.code == gateway::ACCEPTED);
    if accepted {
        if !(200..300).contains(&status) {
            return unknown(&zh, &en);
        }
        let id = ["task_id", "smsid"].iter().find_map(|name| text(members.get(*name)?)).unwrap_or_default();
        let message = Message::Gateway(said.to_owned());
        return Answer { http_status: status, code: gateway::ACCEPTED, message, id, ..Answer::done() };
    }
    let word = members.get("code").and_then(Value::as_str).filter(|word| is_word(word));
    match word {
        Some(word) if !again => {
            let words = if said.is_empty() { word.to_owned() } else { format!("{word}: {said}") };
            let message = Message::Gateway(words);
            Answer { outcome: Outcome::Refused, http_status: status, code: gateway::FAILED, message, ..Answer::done() }
        }
        Some(word) => unknown(
            &format!("重复提交后网关回了 {word}，说的可能是重复本身"),
            &format!("it answered {word} to the repetition, which may be about the repetition itself"),
        ),
        None => unknown("回复里没有认得的结果", "no verdict that is known here is in the reply"),
    }
}

/// A word in a code's place that can only be a refusal.
fn is_word(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    word.len() <= WORD
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(plain)
        && !GOOD.iter().any(|good| good.eq_ignore_ascii_case(word))
}

/// An id, written as a text or as a number; `0` is none.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!matches!(text.as_str(), "" | "0") && text.len() <= WORD).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(settings: &[(&str, &str)]) -> Config {
        let mut config = Config::default();
        for (key, value) in settings {
            config.set(key, value).unwrap();
        }
        config
    }

    const KEYS: [(&str, &str); 3] = [
        ("batch_account", "sms-yx-00000000"),
        ("batch_apikey", "0123456789abcdef0123456789abcdef"),
        ("batch_product", "1018"),
    ];

    #[test]
    fn a_request_is_what_the_vendor_documents() {
        let post = Post {
            request_id: "00000000-0000-4000-8000-000000000000",
            mobiles: &["13800000000", "13800000001"],
            content: "周年庆全场五折，回T退订【我的店】",
            again: false,
        };
        let body = body(&config(&KEYS), &post, 1_700_000_000);
        assert!(!body.contains("0123456789abcdef"), "the key travelled");
        let expected = json!({
            "api_id": "sms-yx-00000000",
            "signature": "552c965963a2fbcd07f089c1f8baa4af",
            "timestamp": 1_700_000_000,
            "request_id": "00000000-0000-4000-8000-000000000000",
            "product_id": 1018,
            "phone": ["13800000000", "13800000001"],
            "sign_name": "我的店",
            "content": "周年庆全场五折，回T退订",
        });
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
    }

    #[test]
    fn what_an_answer_means() {
        let outcome = |status, body: &str, again| read(status, body.as_bytes(), again).outcome;
        for good in [r#"{"code":2,"msg":"x"}"#, r#"{"code":"2"}"#, r#"{"code":2,"task_id":17000000004051283667}"#] {
            assert_eq!(outcome(200, good, false), Outcome::Accepted, "{good}");
            assert_eq!(outcome(200, good, true), Outcome::Accepted, "{good}");
            assert_eq!(outcome(500, good, false), Outcome::Unknown, "{good}");
            assert_eq!(outcome(302, good, false), Outcome::Unknown, "{good}");
        }
        for refused in [r#"{"code":"InputDataInvalid"}"#, r#"{"code":"Signature.Invalid","message":"签名错误"}"#] {
            assert_eq!(outcome(200, refused, false), Outcome::Refused, "{refused}");
            assert_eq!(outcome(400, refused, false), Outcome::Refused, "{refused}");
            assert_eq!(outcome(500, refused, false), Outcome::Unknown, "{refused}");
            // It may say that the id was used.
            assert_eq!(outcome(200, refused, true), Outcome::Unknown, "{refused}");
        }
        for nothing in [
            "",
            "2",
            "[2]",
            "<code>2</code>",
            "{}",
            r#"{"code":0}"#,
            r#"{"code":200}"#,
            r#"{"code":405}"#,
            r#"{"code":-2}"#,
            r#"{"code":"OK"}"#,
            r#"{"code":"Success"}"#,
            r#"{"code":"系统繁忙"}"#,
            r#"{"code":null}"#,
            r#"{"code":2,"code":405}"#,
            r#"{"data":{"code":2}}"#,
            r#"{"code":2"#,
        ] {
            assert_eq!(outcome(200, nothing, false), Outcome::Unknown, "{nothing}");
        }
        let answer = read(200, br#"{"code":2,"msg":"ok","task_id":17000000004051283667}"#, false);
        assert_eq!((answer.code, answer.id.as_str()), (2, "17000000004051283667"));
        let answer = read(200, br#"{"code":"InputDataInvalid","msg":"phone"}"#, false);
        assert_eq!((answer.code, answer.message), (0, Message::Gateway("InputDataInvalid: phone".to_owned())));
    }

    #[test]
    fn a_text_without_a_signature_gets_that_of_the_settings() {
        let config = config(&[("batch_sign", "我的店")]);
        assert_eq!(signed("五折，回T退订", &config.batch), "五折，回T退订【我的店】");
        assert_eq!(signed("五折，回T退订【别家】", &config.batch), "五折，回T退订【别家】");
        assert_eq!(signed("五折，回T退订", &Batch::default()), "五折，回T退订");
    }

    #[test]
    fn what_is_missing_is_named() {
        let terms = |service, schedule: Option<&str>| Terms {
            service,
            template_id: None,
            schedule: schedule.map(str::to_owned),
            hours: None,
            rate: 0,
            list: 1,
            batch: true,
            repeats: false,
        };
        let marketing = terms(Service::Marketing, None);
        let code =
            |terms: &Terms, settings: &[(&str, &str)]| check(terms, &config(settings)).map_err(|failure| failure.code);
        assert_eq!(code(&marketing, &KEYS), Ok(()));
        // No other product's account stands in for it.
        assert_eq!(code(&marketing, &[("account", "C00000000"), ("apikey", "k")]), Err(401));
        assert_eq!(code(&marketing, &KEYS[..1]), Err(402));
        assert_eq!(code(&marketing, &KEYS[..2]), Err(own::VALUE));
        assert_eq!(code(&terms(Service::Sms, None), &KEYS), Err(own::UNSUPPORTED));
        assert_eq!(code(&terms(Service::Marketing, Some("1700000000")), &KEYS), Err(own::UNSUPPORTED));
    }

    #[test]
    fn a_request_s_id_follows_from_its_name() {
        // python3 -c 'import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, "ihuyi:bulk-0123456789abcdef-1-1700000000000"))'
        assert_eq!(request_id("bulk-0123456789abcdef-1-1700000000000"), "98ed96e9-2fbf-5d1a-8539-7a858eb7cf6a");
        assert_ne!(
            request_id("bulk-0123456789abcdef-1-1700000000000"),
            request_id("bulk-0123456789abcdef-1-1700000000001")
        );
    }
}
