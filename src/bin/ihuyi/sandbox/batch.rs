//! The v1 bulk interface, `POST /sms-yx/v1/batchSend`. What it takes is the vendor's; what it answers is not public, and our own invention.

use std::collections::HashMap;
use std::net::IpAddr;

use serde_json::{Map, Value as Json};

use super::accounts::md5_hex;
use super::codes::Method;
use super::content;
use super::faults::{Fault, Kind};
use super::gateway::Outcome;
use super::ledger::{Entry, Message, Raw};
use super::mask::Secrets;
use super::numbers;
use super::product::Product;
use super::reply::{Reply, Value};
use super::state::{Inner, Sandbox};

const PATH: &str = "/sms-yx/v1/batchSend";
const HOSTS: [&str; 2] = ["/api.ihuyi.com", "/api.ihuyi.cn"];
/// Numbers that one request may have.
const MOST: usize = 10_000;
/// Seconds that a time stamp may be off.
const WINDOW: u64 = 60;
/// Seconds that a request's id is remembered.
const AGAIN: i64 = 2 * 3600;

/// A call as it arrived.
pub struct Call {
    pub connection: u64,
    pub peer: IpAddr,
    pub tls: bool,
    pub host: String,
    pub http_method: String,
    pub target: Vec<u8>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Requests that were taken, by account and id: when, the answer, and the message's id.
pub type Taken = HashMap<(String, String), (i64, Reply, String)>;

/// Whether a path is this interface's; it may begin with the vendor's host.
pub fn is_path(path: &str) -> bool {
    path == PATH || HOSTS.iter().any(|host| path.strip_prefix(host) == Some(PATH))
}

/// What a request says, as far as it says it.
#[derive(Default)]
struct Asked {
    account: String,
    request_id: String,
    phones: Vec<String>,
    sign: String,
    content: String,
}

/// What became of it.
struct Decision {
    /// Whether these numbers got a message now.
    delivers: bool,
    reply: Reply,
    id: Option<String>,
    warnings: Vec<String>,
}

pub fn process(sandbox: &Sandbox, call: &Call) -> Outcome {
    let members = serde_json::from_slice::<Map<String, Json>>(&call.body).ok();
    let asked = members.as_ref().map(Asked::of).unwrap_or_default();
    let now = sandbox.clock.now();
    let first = asked.phones.first().cloned().unwrap_or_default();
    let mut inner = sandbox.lock();
    let mut fault: Option<Fault> = None;
    for candidate in &mut inner.faults {
        if fault.is_none() && candidate.strikes(Product::Marketing, &first, Some(Method::Submit)) {
            fault = Some(candidate.clone());
        }
    }
    let skew = match fault.as_ref().map(|fault| &fault.kind) {
        Some(Kind::WrongClock { offset }) => *offset,
        _ => 0,
    };
    let processed = fault.as_ref().is_none_or(|fault| fault.accept);
    let decision = if processed {
        let verdict = members
            .as_ref()
            .ok_or(("InputDataInvalid", "请求体不是 JSON 对象 / the body is no JSON object"))
            .and_then(|members| asked.check(members, call, &inner, now + skew));
        asked.decide(sandbox, &mut inner, call, verdict, now)
    } else {
        Decision { delivers: false, reply: refusal(&call.host, "SystemBusy"), id: None, warnings: Vec::new() }
    };
    let delivered = asked.record(&mut inner, call, &decision, processed, fault.as_ref(), now);
    Outcome { reply: decision.reply, fault, skew, delivered }
}

/// The reply to a request that is refused: a word instead of a number.
fn refusal(host: &str, word: &str) -> Reply {
    let mut reply = Reply::new(Method::Submit, host, true, 0, String::new(), ("task_id", Value::Text("0".to_owned())));
    reply.replace("code", Value::Text(word.to_owned()));
    reply.replace("msg", Value::Text(meaning(word).to_owned()));
    reply
}

fn meaning(word: &str) -> &'static str {
    match word {
        "ApiIdInvalid" => "api_id 不存在",
        "IpForbidden" => "访问ip与备案ip不符",
        "TimestampExpired" => "timestamp 与网关时间相差超过 60 秒",
        "SignatureInvalid" => "signature 校验失败",
        "AccountFrozen" => "账号被冻结",
        "ContentForbidden" => "短信内容含有敏感字符",
        "BalanceInsufficient" => "剩余条数不足",
        "SystemBusy" => "系统繁忙",
        _ => "参数不正确",
    }
}

impl Asked {
    fn of(members: &Map<String, Json>) -> Asked {
        let text = |name: &str| members.get(name).and_then(Json::as_str).unwrap_or("").to_owned();
        let phones = members.get("phone").and_then(Json::as_array);
        let phones = phones.map(|all| all.iter().map(|phone| phone.as_str().unwrap_or("").to_owned()).collect());
        Asked {
            account: text("api_id"),
            request_id: text("request_id"),
            phones: phones.unwrap_or_default(),
            sign: text("sign_name"),
            content: text("content"),
        }
    }

    /// The text as phones show it, or the word that the request is refused with, and what its developer should know.
    fn check(
        &self,
        members: &Map<String, Json>,
        call: &Call,
        inner: &Inner,
        now: i64,
    ) -> Result<String, (&'static str, &'static str)> {
        let known = inner.accounts.get(&self.account).filter(|account| account.id.starts_with("sms-"));
        let account = known.ok_or(("ApiIdInvalid", "没有这个 api_id，应形如 sms-yx-00000000 / no such api_id"))?;
        if !account.ips.is_empty() && !account.ips.contains(&call.peer) {
            return Err(("IpForbidden", "不在 IP 白名单里 / not on the list of addresses"));
        }
        let stamp = members.get("timestamp").and_then(Json::as_i64);
        let stamp = stamp.ok_or(("InputDataInvalid", "timestamp 应为整数 / timestamp is no integer"))?;
        if now.abs_diff(stamp) > WINDOW {
            return Err(("TimestampExpired", "timestamp 相差超过 60 秒 / timestamp is more than 60 seconds off"));
        }
        let named = [
            ("api_id=", self.account.as_str()),
            ("&api_key=", &account.key),
            ("&request_id=", &self.request_id),
            ("&timestamp=", &stamp.to_string()),
        ];
        let parts: Vec<&[u8]> = named.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]).collect();
        if members.get("signature").and_then(Json::as_str) != Some(md5_hex(&parts).as_str()) {
            return Err(("SignatureInvalid", "signature 不对 / the signature is wrong"));
        }
        if account.frozen {
            return Err(("AccountFrozen", "帐号被冻结 / the account is frozen"));
        }
        let wrong = |what| Err(("InputDataInvalid", what));
        if self.request_id.is_empty() || self.request_id.len() > 64 {
            return wrong("request_id 应为 1 至 64 个字符 / request_id has 1 to 64 characters");
        }
        if members.get("product_id").and_then(Json::as_u64).is_none_or(|id| id == 0) {
            return wrong("product_id 应为正整数 / product_id is no number above 0");
        }
        if self.phones.is_empty() || self.phones.len() > MOST {
            return wrong("phone 应为 1 至 10000 个号码的数组 / phone is no array of 1 to 10,000 numbers");
        }
        let is_one = |phone: &String| numbers::phones(Product::Sms, phone).is_some();
        if !self.phones.iter().all(is_one) {
            return wrong("phone 里有不是手机号码的 / phone holds what is no number");
        }
        if !content::signature_is_well_formed(&self.sign) {
            return wrong("sign_name 应为 2 至 30 个字，不带【】 / sign_name has 2 to 30 characters without 【】");
        }
        if self.content.contains(['【', '】']) || !(self.content.contains("退订") || self.content.contains("拒收"))
        {
            return wrong("content 应含退订方式，不带签名 / content tells how to opt out and has no signature");
        }
        if content::length(&self.content) > inner.limits.content_length {
            return wrong("content 太长 / content is too long");
        }
        Ok(format!("【{}】{}", self.sign, self.content))
    }

    /// Takes a request that was found good, or one that was taken before.
    fn decide(
        &self,
        sandbox: &Sandbox,
        inner: &mut Inner,
        call: &Call,
        verdict: Result<String, (&'static str, &'static str)>,
        now: i64,
    ) -> Decision {
        let refused =
            |word, warnings| Decision { delivers: false, reply: refusal(&call.host, word), id: None, warnings };
        let shown = match verdict {
            Ok(shown) => shown,
            Err((word, warning)) => return refused(word, vec![warning.to_owned()]),
        };
        let key = (self.account.clone(), self.request_id.clone());
        if let Some((at, reply, id)) = inner.batches.get(&key).filter(|(at, ..)| now - at < AGAIN) {
            let warning = format!(
                "{} 秒前的 request_id，没有再发 / its request_id is {} seconds old: not sent again",
                now - at,
                now - at
            );
            return Decision { delivers: false, reply: reply.clone(), id: Some(id.clone()), warnings: vec![warning] };
        }
        if sandbox.config.sensitive.iter().any(|word| self.content.contains(word)) {
            return refused("ContentForbidden", Vec::new());
        }
        let bill = i64::from(content::segments(&shown)) * self.phones.len() as i64;
        let balance =
            inner.accounts.get_mut(&self.account).and_then(|known| known.balance.get_mut(&Product::Marketing));
        match balance {
            Some(left) if *left >= bill => *left -= bill,
            _ => return refused("BalanceInsufficient", Vec::new()),
        }
        let id = sandbox.message_id(Product::Marketing, now);
        let last = ("task_id", Value::Text(id.clone()));
        let reply = Reply::new(Method::Submit, &call.host, true, 2, "提交成功".to_owned(), last);
        inner.batches.insert(key, (now, reply.clone(), id.clone()));
        Decision { delivers: true, reply, id: Some(id), warnings: Vec::new() }
    }

    /// Writes it down: a request that was taken with a line for each number, any other with one. The request itself stands in the first.
    fn record(
        &self,
        inner: &mut Inner,
        call: &Call,
        decision: &Decision,
        processed: bool,
        fault: Option<&Fault>,
        now: i64,
    ) -> Vec<Message> {
        let shown = format!("【{}】{}", self.sign, self.content);
        let segments = content::segments(&shown);
        let secrets = Secrets::of(b"", inner.accounts.values());
        let code = match decision.reply.fields.first() {
            Some((_, Value::Number(code))) => code.parse().ok(),
            _ => Some(0),
        };
        let phones = if decision.delivers { &self.phones[..] } else { &self.phones[..self.phones.len().min(1)] };
        let none = [String::new()];
        let phones = if phones.is_empty() { &none[..] } else { phones };
        let mut delivered = Vec::new();
        for (n, phone) in phones.iter().enumerate() {
            let seq = inner.ledger.len() + 1;
            let told = |text: &dyn Fn() -> String| if n == 0 { text() } else { String::new() };
            inner.ledger.push(Entry {
                seq,
                service: Product::Marketing,
                method: Some("batchSend"),
                accepted: decision.delivers,
                code: code.filter(|_| processed),
                msg: match &decision.reply.fields[1] {
                    (_, Value::Number(msg) | Value::Text(msg)) => msg.clone(),
                },
                id: decision.id.clone(),
                account: self.account.clone(),
                mobile: phone.clone(),
                content: self.content.clone(),
                content_hex: None,
                template_id: None,
                segments: if decision.delivers { segments } else { 0 },
                time: now,
                password_mode: None,
                format: "json",
                connection: call.connection,
                tls: call.tls,
                fault: fault.map(|fault| fault.name().to_owned()),
                warnings: decision.warnings.clone(),
                raw: Raw {
                    method: call.http_method.clone(),
                    target: told(&|| secrets.masked(&call.target)),
                    headers: match n {
                        0 => call
                            .headers
                            .iter()
                            .map(|(name, value)| (name.clone(), secrets.header(name, value)))
                            .collect(),
                        _ => Vec::new(),
                    },
                    body: told(&|| secrets.masked(&call.body)),
                    body_length: call.body.len(),
                },
                answer: told(&|| decision.reply.body()),
            });
            if decision.delivers {
                delivered.push(Message {
                    service: Product::Marketing,
                    mobile: phone.clone(),
                    content: self.content.clone(),
                    id: decision.id.clone().unwrap_or_default(),
                    text: shown.clone(),
                    segments,
                    time: now,
                    template_id: None,
                    account: self.account.clone(),
                    seq,
                });
            }
        }
        inner.inbox.extend(delivered.iter().cloned());
        delivered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_path_with_and_without_the_host() {
        for (path, expected) in [
            ("/sms-yx/v1/batchSend", true),
            ("/api.ihuyi.com/sms-yx/v1/batchSend", true),
            ("/sms-yx/v1/batchsend", false),
            ("/sms-yx/v1/batchSend/", false),
            ("/mms/v1/batchSend", false),
            ("/106.ihuyi.com/sms-yx/v1/batchSend", false),
        ] {
            assert_eq!(is_path(path), expected, "{path}");
        }
    }
}
