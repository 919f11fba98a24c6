//! A gateway's reply: the first line is `STATUS CONTENT-TYPE`, the rest is its body. It is read by the parser, and by a client that submits.
#![no_main]

use ihuyi::answer::Outcome;
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::reply::{LIMIT, Verdict, parse};
use ihuyi::service::Service;
use ihuyi_fuzz::gateway::{self, Reply};
use ihuyi_fuzz::texts;
use std::sync::OnceLock;

ihuyi_fuzz::target!(one);

fn one(data: &[u8]) {
    let (head, body) = texts::line(data);
    let read = parse(body);
    if let Ok(verdict) = &read {
        sound(verdict);
        again(verdict);
        cut(body, verdict);
        let text = std::str::from_utf8(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)).unwrap_or_default().trim();
        if text.starts_with('{') {
            let whole = serde_json::from_str::<&serde_json::value::RawValue>(text);
            assert!(whole.is_ok() || !text.is_ascii(), "what is no JSON was read as JSON");
        }
    }
    if body.len() <= LIMIT {
        submit(head, body, read.ok().as_ref());
    }
}

/// Nothing in a verdict could harm whoever shows or keeps it.
fn sound(verdict: &Verdict) {
    assert!(verdict.code >= 0, "a code below 0: {}", verdict.code);
    assert!(!verdict.message.chars().any(char::is_control), "a control character in the words: {:?}", verdict.message);
    if let Some(id) = &verdict.id {
        assert!(!id.is_empty() && id.bytes().any(|b| b != b'0'), "an id that is none: {id:?}");
        assert!(id.trim() == id && !id.chars().any(char::is_control), "an id that is not clean: {id:?}");
    }
}

/// The verdict, written anew in the plainest JSON, is the same verdict.
fn again(verdict: &Verdict) {
    let json = serde_json::json!({
        "code": verdict.code, "msg": verdict.message, "smsid": verdict.id, "num": verdict.number,
        "templateid": verdict.template_id,
    });
    let once_more = parse(json.to_string().as_bytes()).expect("what was read can be written");
    assert_eq!(&once_more, verdict);
}

/// A reply that was cut on its way is no verdict, or the same one: never another.
fn cut(body: &[u8], verdict: &Verdict) {
    for end in [body.len() - 1, body.len() * 3 / 4, body.len() / 2] {
        if let Ok(other) = parse(&body[..end]) {
            assert_eq!(&other, verdict, "cut after {end} bytes it says something else");
        }
    }
}

/// The same reply as the answer to a submission: accepted with code 2 and an id, and never otherwise.
fn submit(head: &[u8], body: &[u8], verdict: Option<&Verdict>) {
    let mut words = head.splitn(2, |&b| b == b' ');
    let status = match texts::number(words.next().unwrap_or_default()) {
        // What has no body by its nature, and what is followed by another reply.
        204 | 205 | 304 => 200,
        status @ 200..=599 => status as u16,
        _ => 200,
    };
    let visible = |b: &u8| (b' '..0x7F).contains(b);
    let content_type = words.next().unwrap_or(b"text/xml").iter().copied().filter(visible).collect();
    gateway::says(Reply { status, content_type, body: body.to_vec() });
    let answer = client().submit(&Submission {
        service: Service::Sms,
        mobile: "13800000000",
        content: "您的验证码是：1234。请不要把验证码泄露给其他人。",
        template_id: None,
        schedule: None,
    });
    assert_eq!(answer.http_status, status, "{answer:?}");
    let expected = match verdict.filter(|_| status == 200) {
        None => (Outcome::Unknown, own::UNKNOWN, ""),
        Some(Verdict { code: 2, id: Some(id), .. }) => (Outcome::Accepted, 2, id.as_str()),
        Some(Verdict { code: 2, .. }) => (Outcome::Unknown, own::UNKNOWN, ""),
        Some(refused) => (Outcome::Refused, refused.code, ""),
    };
    assert_eq!((answer.outcome, answer.code, answer.id.as_str()), expected);
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let mut config = Config::default();
        for (key, value) in
            [("account", "C00000000"), ("apikey", "0123456789abcdef0123456789abcdef"), ("timeout", "60")]
        {
            config.set(key, value).unwrap();
        }
        config.set("gateway", gateway::url()).unwrap();
        Client::new(config)
    })
}
