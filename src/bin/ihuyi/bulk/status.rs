//! `bulk status`: how far a journal is. It may be asked while another process sends.

use super::args::Status;
use super::summary::{Summary, moment};
use super::width::count;
use crate::exit;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::bulk::{Answered, Journal, Place, State};
use ihuyi::message::mask;
use serde_json::{Value, json};

/// So many answers of the v1 bulk interface are told, and so many of them shown, up to this width.
const ANSWERS: usize = 20;
const SHOWN: usize = 3;
const WIDTH: usize = 200;

pub fn run(args: &Status, out: &mut Out) -> Result<u8, Failure> {
    let journal = Journal::open(Place::of_command(&args.journal))?;
    let is_running = journal.is_running()?;
    if let Err(why) = journal.is_whole() {
        // What follows is what this file knows.
        out.complaint(&format!("{}\n", out.pick(&why.zh, &why.en)));
    }
    let summary = Summary::of(&journal, journal.tally()?, is_running, out.lang)?;
    let tally = summary.tally;
    let answers = journal.answers(ANSWERS)?;
    if out.json {
        let mut members = summary.object(&args.journal);
        let more = [
            ("command", json!("bulk status")),
            ("outcome", json!("ok")),
            ("code", json!(0)),
            ("name", json!(journal.name())),
            ("account", json!(journal.account())),
            ("service", json!(journal.terms().service.name())),
            ("made", json!(moment(journal.made()))),
            ("begun", json!(journal.begun()?.and_then(moment))),
            ("running", json!(is_running)),
            ("answers", json!(answers.iter().map(answer).collect::<Vec<_>>())),
            ("exit_code", json!(exit::OK)),
        ];
        members.extend(more.map(|(name, value)| (name.to_owned(), value)));
        out.object(&Value::Object(members));
        return Ok(exit::OK);
    }
    let (path, account, made) = (args.journal.display(), journal.account(), moment(journal.made()).unwrap_or_default());
    let facts = journal.terms().service.facts();
    let begun = journal.begun()?.and_then(moment);
    let now = match (is_running, &begun, tally.of(State::Planned) + tally.of(State::Sending)) {
        (true, ..) => out.pick("正在发送", "it is being sent"),
        (_, None, _) => out.pick("还没有开始发送", "nothing was sent yet"),
        (_, _, 0) => out.pick("全部结束", "all rows have ended"),
        _ => out.pick("停着，没有发完", "it stands still, and is not over"),
    };
    let (ended, total) = (count(tally.ended()), count(tally.total()));
    let mut text = summary.say(
        &format!("{path}：{}，帐号 {account}，{made} 计划。", facts.zh),
        &format!("{path}: {}, account {account}, planned {made}.", facts.en),
    );
    text.push_str(&summary.say(
        &format!("{now}：{total} 行中 {ended} 行已有结果。"),
        &format!("Rows with a result: {ended} of {total}; {now}."),
    ));
    text.push_str(&summary.table());
    text.push_str(&summary.reasons());
    text.push_str(&summary.unknown_rows(&args.journal));
    if let Some(why) = summary.halted.as_ref().filter(|_| !is_running) {
        text.push_str(&summary.stopped_by(why));
    }
    if let Some(last) = answers.len().checked_sub(SHOWN).or((!answers.is_empty()).then_some(0)) {
        text.push_str(out.pick("v1 批量接口最近的回复：\n", "What the v1 bulk interface answered last:\n"));
        for one in &answers[last..] {
            let (time, raw) = (moment(one.at).unwrap_or_default(), plain(&one.raw));
            text.push_str(&format!("  {time}  {}\n", raw.chars().take(WIDTH).collect::<String>()));
        }
    }
    let begins = begun.is_none();
    if !is_running {
        text.push_str(&summary.next(&args.journal, begins));
    }
    out.result(&text);
    Ok(exit::OK)
}

fn answer(answered: &Answered) -> Value {
    json!({ "request_id": answered.request_id, "time": moment(answered.at), "answer": plain(&answered.raw) })
}

/// What a stranger wrote, without what a terminal would obey, with its numbers masked, and no key in it.
fn plain(text: &str) -> String {
    /// A key, or a hash made of one.
    const KEY: usize = 32;
    let text = text.replace(char::is_control, " ");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, run) = rest.split_at(at);
        let (run, behind) = run.split_at(run.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(run.len()));
        out.push_str(before);
        out.push_str(&if run.len() < KEY { masked(run) } else { format!("{}…", &run[..4]) });
        rest = behind;
    }
    out + rest
}

/// Hexadecimal digits, and in them each mobile number masked.
fn masked(run: &str) -> String {
    let is_letter = |c: char| !c.is_ascii_digit();
    let mask = |digits: &str| {
        let is_number = digits.strip_prefix("86").unwrap_or(digits).len() == 11;
        if is_number { mask(digits) } else { digits.to_owned() }
    };
    run.split_inclusive(is_letter)
        .map(|part| match part.strip_suffix(is_letter) {
            Some(digits) => mask(digits) + &part[digits.len()..],
            None => mask(part),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn an_answer_shows_no_number_and_obeys_nobody() {
        for (text, shown) in [
            (r#"{"phone":"13800000000"}"#, r#"{"phone":"138****0000"}"#),
            ("+8613800000000", "+861****0000"),
            ("17000000004051283667 13800000000", "17000000004051283667 138****0000"),
            ("\u{1b}[31m\n好", " [31m 好"),
            ("13800000000a13800000001b", "138****0000a138****0001b"),
            ("key=0123456789abcdef0123456789abcdef;", "key=0123…;"),
            ("00000000-0000-4000-8000-0000000a0000", "00000000-0000-4000-8000-0000000a0000"),
            ("", ""),
        ] {
            assert_eq!(plain(text), shown);
        }
    }
}
