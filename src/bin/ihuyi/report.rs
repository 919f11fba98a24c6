//! What a call came to, for people and for machines.

use crate::exit;
use crate::meaning;
use crate::output::Out;
use ihuyi::answer::{Answer, Failure, Message, Outcome};
use ihuyi::codes::{Lang, own};
use ihuyi::service::Service;
use serde_json::{Map, Value, json};

/// What was asked, as far as it is shown again.
pub struct Asked<'a> {
    pub command: &'a str,
    pub service: Service,
    /// Masked; empty where there is none.
    pub mobile: String,
    /// A one-time code that must not be shown, should the gateway repeat it.
    pub secret: Option<&'a str>,
}

/// Prints what a call came to, and says with which exit code.
pub fn answer(out: &Out, asked: &Asked, answer: &Answer) -> u8 {
    let code = exit::of(answer.outcome);
    if out.json {
        out.object(&Value::Object(object(out.lang, asked, answer)));
    } else if answer.outcome == Outcome::Accepted {
        out.result(&accepted(out.lang, asked, answer));
    } else {
        out.complaint(&failed(out.lang, asked, answer));
    }
    code
}

/// A failure before anything could be asked: a setting, an argument, a file; or the store of codes and counts, and what it holds.
pub fn failure(out: &Out, command: &str, failure: &Failure) -> u8 {
    let (outcome, code) = (failure.outcome(), exit::of_failure(failure));
    if out.json {
        out.object(&json!({
            "command": command,
            "outcome": if code == exit::USAGE { Outcome::Refused.name() } else { outcome.name() },
            "code": failure.code,
            "message": failure.words(out.lang),
            "local": code == exit::USAGE || outcome == Outcome::Refused,
            "exit_code": code,
        }));
    } else {
        out.complaint(&format!("ihuyi {command}: {} ({})", failure.words(out.lang), failure.code));
    }
    code
}

/// The members of the JSON object.
pub fn object(lang: Lang, asked: &Asked, answer: &Answer) -> Map<String, Value> {
    let meaning = meaning::of(asked.command, asked.service, answer.code, lang);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("command", json!(asked.command));
    add("outcome", json!(answer.outcome.name()));
    add("code", json!(answer.code));
    add("message", json!(words(lang, asked, answer)));
    add("explanation", json!(meaning.meaning));
    add("cause", json!(meaning.cause));
    add("advice", json!(meaning.advice));
    add("service", json!(asked.service.name()));
    add("mobile", json!(text(&asked.mobile)));
    add("id", json!(text(&answer.id)));
    // Zero means that it cannot be known; null says so.
    add("segments", json!(Some(answer.segments).filter(|n| *n > 0)));
    add("characters", json!(Some(answer.characters).filter(|n| *n > 0)));
    add("recipients", json!(Some(answer.recipients).filter(|n| *n > 0)));
    add("balance", json!(answer.balance));
    add("http_status", json!(Some(answer.http_status).filter(|n| *n > 0)));
    add("local", json!(answer.local));
    add("repeated", json!(answer.repeated));
    add("clock_corrected", json!(answer.clock_corrected));
    add("elapsed_ms", json!(answer.elapsed.as_millis() as u64));
    add("exit_code", json!(exit::of(answer.outcome)));
    members
}

/// What was said, by whomever, without the code that was sent.
fn words(lang: Lang, asked: &Asked, answer: &Answer) -> String {
    let words = answer.words(lang);
    match asked.secret {
        Some(secret) if secret.len() >= 4 => words.replace(secret, "****"),
        _ => words.to_owned(),
    }
}

fn accepted(lang: Lang, asked: &Asked, answer: &Answer) -> String {
    let zh = lang == Lang::Zh;
    let service = if zh { asked.service.facts().zh } else { asked.service.facts().en };
    let seconds = answer.elapsed.as_secs_f64();
    if let Some(left) = answer.balance {
        return if zh { format!("{service}：剩余 {left} 条") } else { format!("{service}: {left} messages left") };
    }
    if asked.command == "add-template" {
        let id = &answer.id;
        return if zh {
            format!("已提交审核：模板编号 {id}。审核结果由网关推送。")
        } else {
            format!("Handed in for review: template id {id}. The verdict comes as a push.")
        };
    }
    let (mobile, id) = (&asked.mobile, &answer.id);
    let mut line = if zh {
        format!("已受理：{mobile}（{service}），流水号 {id}")
    } else {
        format!("Accepted: {mobile} ({service}), id {id}")
    };
    // A call is one call, however long its code.
    if asked.service != Service::Voice {
        line.push_str(&cost(lang, answer.segments, answer.characters, answer.recipients));
    }
    if answer.repeated {
        line.push_str(if zh {
            "（这个业务编号早已发过，没有再发）"
        } else {
            " (this reference was sent before; nothing was sent now)"
        });
    }
    line.push_str(&if zh { format!("，用时 {seconds:.1} 秒") } else { format!(", {seconds:.1} s") });
    line.push_str(clock(lang, answer));
    line
}

/// What a text costs, to stand behind a comma; nothing where that is not known.
fn cost(lang: Lang, segments: u32, characters: u32, recipients: u32) -> String {
    if segments == 0 {
        return String::new();
    }
    let each = if recipients > 1 { recipients } else { 1 };
    let total = segments.saturating_mul(each);
    match (lang, each > 1) {
        (Lang::Zh, false) => format!("，计费 {segments} 条（{characters} 字）"),
        (Lang::Zh, true) => format!("，{each} 个号码各 {segments} 条，共 {total} 条（每条 {characters} 字）"),
        (Lang::En, false) => format!(", billed as {segments} ({characters} characters)"),
        (Lang::En, true) => {
            format!(", {each} recipients, billed as {segments} each, {total} in all ({characters} characters)")
        }
    }
}

fn clock(lang: Lang, answer: &Answer) -> &'static str {
    match (answer.clock_corrected, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "\n  本机时钟不准，已按网关的时钟重新签名。请校准时钟（NTP）。",
        (true, Lang::En) => {
            "\n  This machine's clock is wrong; the request was signed anew by the gateway's. Set the clock (NTP)."
        }
    }
}

/// When sending again can help, where nothing was sent.
#[derive(PartialEq, Eq)]
enum Again {
    Later,
    /// TLS, the proxy, what forbids the connection, a store: time alone mends few of them.
    Mended,
}

fn again(code: i32) -> Again {
    if (-206..=-204).contains(&code) || code == own::STORE { Again::Mended } else { Again::Later }
}

pub fn failed(lang: Lang, asked: &Asked, answer: &Answer) -> String {
    let zh = lang == Lang::Zh;
    let code = answer.code;
    let head = match (answer.outcome, answer.local, zh) {
        (Outcome::Refused, true, true) => "本地检查未通过，没有发出请求，不会计费",
        (Outcome::Refused, true, false) => "Refused by a local check; no request was made, nothing is billed",
        (Outcome::Refused, false, true) => "网关拒绝",
        (Outcome::Refused, false, false) => "Refused by the gateway",
        (Outcome::NotSent, _, true) => "未发送",
        (Outcome::NotSent, _, false) => "Not sent",
        (_, _, true) if asked.command == "balance" => "没有得到可读的答复",
        (_, _, false) if asked.command == "balance" => "No readable answer",
        (_, _, true) => "结果未知，请勿盲目重发",
        (_, _, false) => "Outcome unknown, do not resend blindly",
    };
    let to = if asked.mobile.is_empty() { String::new() } else { format!(" {}", asked.mobile) };
    let mut out = if zh { format!("{head}（{code}）{to}\n") } else { format!("{head} ({code}){to}\n") };
    let words = words(lang, asked, answer);
    let meaning = meaning::of(asked.command, asked.service, code, lang);
    let mut line = |label: (&str, &str), text: &str| {
        if !text.is_empty() {
            out.push_str(&if zh { format!("  {}：{text}\n", label.0) } else { format!("  {}: {text}\n", label.1) });
        }
    };
    match &answer.message {
        // Our own words say what it means and what to do.
        Message::Own(_) => line(("原因", "Why"), &words),
        Message::Gateway(_) => {
            line(("网关说", "The gateway said"), &words);
            line(("含义", "Meaning"), meaning.meaning);
            line(("常见原因", "Usual cause"), meaning.cause);
            line(("处理", "What to do"), meaning.advice);
        }
    }
    match answer.outcome {
        Outcome::Unknown if asked.command == "balance" => {
            line(("重试", "Again"), if zh { "查询余额可以放心重试。" } else { "asking for a balance again is safe." });
        }
        Outcome::Unknown => line(("处理", "What to do"), meaning.advice),
        Outcome::NotSent => {
            let (mend, later) = (again(code) == Again::Mended, ("重发", "Again"));
            line(
                later,
                match (mend, zh) {
                    (true, true) => "没有发出，不会重复；请先排除上面的原因。",
                    (true, false) => "nothing was sent; mend the cause first.",
                    (false, true) => "稍后可以放心再发。",
                    (false, false) => "sending again later is safe.",
                },
            );
        }
        _ => {}
    }
    out.push_str(clock(lang, answer).trim_start_matches('\n'));
    out
}
