//! `bulk status`: how far a journal is. It may be asked while another process sends.

use super::args::Status;
use super::summary::{Summary, moment};
use super::width::count;
use crate::exit;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::bulk::{Journal, State};
use serde_json::{Value, json};

pub fn run(args: &Status, out: &mut Out) -> Result<u8, Failure> {
    let journal = Journal::open(&args.journal)?;
    let is_running = journal.is_running()?;
    let tally = journal.tally()?;
    let summary = Summary::of(&journal, tally, out.lang)?;
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
        &format!("{ended} of {total} rows have a result; {now}."),
    ));
    text.push_str(&summary.table());
    text.push_str(&summary.reasons());
    text.push_str(&summary.unknown_rows(&args.journal));
    if let Some(why) = summary.halted.as_ref().filter(|_| !is_running) {
        text.push_str(&summary.stopped_by(why));
    }
    let begins = begun.is_none();
    if !is_running {
        text.push_str(&summary.next(&args.journal, begins));
    }
    out.result(&text);
    Ok(exit::OK)
}
