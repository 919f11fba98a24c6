//! Receipts, replies and template reviews, posted to the application as the gateway posts them.

use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::clock::beijing;
use super::fields::{number, text};
use super::ledger::{Attempt, Message, Push};
use super::product::Product;
use super::state::Sandbox;
use super::templates::Review;
use super::words::{Words, nearest};

/// How long an attempt may take. The vendor does not say.
const ATTEMPT: Duration = Duration::from_secs(10);

/// Receipts without being asked, where the command line wants them.
pub fn announce(sandbox: &Arc<Sandbox>, delivered: &[Message]) {
    let Some(url) = sandbox.config.push_url.clone().filter(|_| sandbox.config.auto_receipts) else { return };
    for message in delivered {
        let fields = receipt_fields(message, "2", "DELIVRD", message.service.receipt_field(), sandbox.clock.now());
        let _ = start(sandbox, "receipt", url.clone(), fields, 0);
    }
}

type Fields = Vec<(String, String)>;

fn receipt_fields(message: &Message, code: &str, msg: &str, field: &str, now: i64) -> Fields {
    pairs([
        ("code", code),
        ("msg", msg),
        ("mobilephone", &message.mobile),
        (field, &message.id),
        ("report_time", &beijing(now)),
    ])
}

fn pairs<const N: usize>(fields: [(&str, &str); N]) -> Fields {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Text or number, as text.
fn loose(map: &Map<String, Value>, key: &str) -> Option<String> {
    match map.get(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    }
}

/// Fires what the control API asks for.
pub fn fire(sandbox: &Arc<Sandbox>, kind: &'static str, map: &Map<String, Value>) -> Result<usize, Words> {
    let url = text(map, "url")?.or_else(|| sandbox.config.push_url.clone()).ok_or_else(|| {
        Words::new("没有推送地址：请给出 url 或以 --push-url 启动", "no target: give url, or start with --push-url")
    })?;
    let delay = number(map, "delay")?.unwrap_or(0);
    // What is pushed late bears the time of then.
    let now = sandbox.clock.now() + delay;
    let (id, mobile) = (loose(map, "id"), loose(map, "mobile"));
    let known = sandbox
        .lock()
        .inbox
        .iter()
        .rev()
        .find(|message| {
            id.as_ref().is_none_or(|id| *id == message.id) && mobile.as_ref().is_none_or(|m| *m == message.mobile)
        })
        .cloned();
    let service = known.as_ref().map_or(Product::Sms, |message| message.service);
    // What the inbox does not know can be told of all the same: receipts for strangers are a case to test.
    let message = known.unwrap_or(Message {
        service,
        mobile: mobile.clone().unwrap_or_default(),
        content: String::new(),
        id: id.clone().unwrap_or_else(|| "0".to_owned()),
        text: String::new(),
        segments: 0,
        time: now,
        template_id: None,
        account: String::new(),
        seq: 0,
    });
    if kind != "template_review" && id.is_none() && mobile.is_none() && message.seq == 0 {
        return Err(Words::new("收件箱为空：请给出 id 或 mobile", "the inbox is empty: give id or mobile"));
    }
    let code = loose(map, "code").unwrap_or_else(|| "2".to_owned());
    let mut fields = match kind {
        "receipt" => {
            let field = text(map, "field")?.unwrap_or_else(|| message.service.receipt_field().to_owned());
            let msg = text(map, "msg")?.unwrap_or_else(|| if code == "2" { "DELIVRD" } else { "UNDELIV" }.to_owned());
            receipt_fields(&message, &code, &msg, &field, now)
        }
        "reply" => {
            let content = text(map, "content")?.unwrap_or_else(|| "TD".to_owned());
            pairs([
                ("mobilephone", &message.mobile),
                ("content", &content),
                ("smsid", &message.id),
                ("reply_time", &beijing(now)),
            ])
        }
        _ => {
            let template = loose(map, "templateid")
                .or(id)
                .ok_or_else(|| Words::new("缺少 templateid", "templateid is missing"))?;
            let approved = code == "2";
            for known in &mut sandbox.lock().templates {
                if known.id.to_string() == template {
                    known.state = if approved { Review::Approved } else { Review::Rejected };
                }
            }
            let msg = text(map, "msg")?.unwrap_or_else(|| if approved { "审核通过" } else { "审核不通过" }.to_owned());
            pairs([("code", &code), ("msg", &msg), ("templateid", &template)])
        }
    };
    if let Some(extra) = map.get("fields").and_then(Value::as_object) {
        for (name, value) in extra {
            fields.retain(|(known, _)| known != name);
            // null takes a field away.
            if let Some(value) = loose(extra, name).filter(|_| !value.is_null()) {
                fields.push((name.clone(), value));
            }
        }
    }
    start(sandbox, kind, url, fields, delay)
}

/// `delay` is in seconds of the virtual clock.
fn start(sandbox: &Arc<Sandbox>, kind: &'static str, url: String, fields: Fields, delay: i64) -> Result<usize, Words> {
    let target = Target::parse(&url, sandbox.config.allow_remote)?;
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let begun = sandbox.clock.millis();
    let first = begun + delay * 1000;
    let id = {
        let mut inner = sandbox.lock();
        let id = inner.pushes.len() + 1;
        let due = Some(first.div_euclid(1000));
        let after = inner.ledger.len();
        let (body, attempts) = (body.clone(), Vec::new());
        inner.pushes.push(Push { id, kind, url, body, state: "pending", due, after, attempts });
        id
    };
    sandbox.touch();
    let (sandbox, age) = (sandbox.clone(), sandbox.age());
    tokio::spawn(async move {
        let delays = sandbox.config.push_delays.clone();
        let mut due = first;
        for attempt in 0..=delays.len() {
            // A clock that is set back holds up what was put off, and nothing else.
            if due > begun {
                sandbox.clock.until(due).await;
            }
            if sandbox.age() != age {
                return;
            }
            let attempted = sandbox.clock.millis();
            let result = tokio::time::timeout(ATTEMPT, target.post(&body)).await;
            let (status, answer, error) = match result {
                Ok(Ok((status, answer))) => (Some(status), answer, None),
                Ok(Err(error)) => (None, String::new(), Some(error.to_string())),
                Err(_) => (None, String::new(), Some("timeout".to_owned())),
            };
            // The document asks for these characters and nothing of the status.
            let done = answer.trim() == "success";
            let mut inner = sandbox.lock();
            if sandbox.age() != age {
                return;
            }
            let Some(push) = inner.pushes.get_mut(id - 1) else { return };
            let answer = answer.chars().take(200).collect();
            push.attempts.push(Attempt { time: attempted.div_euclid(1000), status, answer, error });
            let next = delays.get(attempt).filter(|_| !done);
            match next {
                Some(delay) => due = attempted + delay,
                None => push.state = if done { "done" } else { "failed" },
            }
            push.due = next.map(|_| due.div_euclid(1000));
            drop(inner);
            sandbox.touch();
            if done {
                return;
            }
        }
    });
    Ok(id)
}

/// Whether pushes may go to this URL.
pub fn check_target(url: &str, allow_remote: bool) -> Result<(), Words> {
    Target::parse(url, allow_remote).map(drop)
}

struct Target {
    host: String,
    address: std::net::SocketAddr,
    path: String,
}

impl Target {
    fn parse(url: &str, allow_remote: bool) -> Result<Target, Words> {
        let wrong = || {
            Words::new(format!("推送地址应为 http:// 网址：{url}"), format!("the target must be an http:// URL: {url}"))
        };
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or_else(wrong)?;
        let name = authority.host().trim_matches(['[', ']']);
        let mut addresses = (name, authority.port_u16().unwrap_or(80)).to_socket_addrs().map_err(|_| wrong())?;
        let address = addresses.next().ok_or_else(wrong)?;
        if !allow_remote && !address.ip().is_loopback() {
            return Err(Words::new(
                "推送只发往本机；要发往别处请用 --allow-remote 启动",
                "pushes go to this machine only; start with --allow-remote for others",
            ));
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Target { host: authority.to_string(), address, path })
    }

    async fn post(&self, body: &str) -> std::io::Result<(u16, String)> {
        let mut tcp = TcpStream::connect(self.address).await?;
        // HTTP/1.0 keeps the answer unchunked: it ends where the connection does.
        let request = format!(
            "POST {} HTTP/1.0\r\nHost: {}\r\nUser-Agent: ihuyi-sandbox\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.path,
            self.host,
            body.len()
        );
        tcp.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        tcp.take(64 << 10).read_to_end(&mut answer).await?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other("no HTTP answer"))?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        Ok((status, body.to_owned()))
    }
}

/// The kinds by the last piece of their path.
pub fn kind(name: &str) -> Result<&'static str, Words> {
    match name {
        "receipt" => Ok("receipt"),
        "reply" => Ok("reply"),
        "template-review" => Ok("template_review"),
        other => {
            let near = nearest(other, ["receipt", "reply", "template-review"]).unwrap_or("");
            Err(Words::new(
                format!("没有 {other}，最接近的是 {near}"),
                format!("there is no {other}; the nearest is {near}"),
            ))
        }
    }
}
