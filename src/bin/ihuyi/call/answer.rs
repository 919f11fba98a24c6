//! An answer where the C interface was not asked: the same shape, the program's own words.

use super::abi::{Members, said};
use ihuyi::answer::{Answer, Failure, Outcome};
use ihuyi::charset::Charset;
use ihuyi::codes::Lang;
use ihuyi::ffi::result::IHUYI_FLAG_LOCAL;
use serde_json::{Value, json};

/// The answer of a call that this failure ended, as the library would write it.
pub fn failed(failure: &Failure, (charset, lang): (Charset, Lang)) -> Members {
    let answer = Answer::failed(failure.clone());
    let flags = if answer.local { IHUYI_FLAG_LOCAL } else { 0 };
    let result = json!({
        "outcome": answer.outcome as i32,
        "code": failure.code,
        "http_status": 0,
        "flags": flags,
        "segments": 0,
        "characters": 0,
        "recipients": 0,
        "balance": -1,
        "elapsed_ms": 0,
        "family": answer.family as i32,
        "message_id": "",
        "message": said(&charset.encode(failure.words(lang))),
    });
    Members::from_iter([("returned".to_owned(), json!(failure.code)), ("result".to_owned(), result)])
}

/// An answer as it goes out: one line.
pub fn line(members: Members) -> String {
    let mut line = Value::Object(members).to_string();
    line.push('\n');
    line
}

/// The outcome's word, for logs and counts; of a call that asks no gateway, whether it succeeded.
pub fn outcome(members: &Members) -> &'static str {
    let number = |at: &Value| at.as_i64().unwrap_or_default();
    let outcome = members.get("result").map_or(0, |result| number(&result["outcome"]));
    let all = [Outcome::Accepted, Outcome::Refused, Outcome::NotSent, Outcome::Unknown];
    let known = all.into_iter().find(|known| *known as i64 == outcome).map(Outcome::name);
    known.unwrap_or(if members.get("returned").map_or(0, number) < 0 { "refused" } else { "ok" })
}
