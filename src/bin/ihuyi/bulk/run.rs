//! `bulk run` and `bulk resume`: send from a journal, show how far it is, and say how it ended.

use super::args::{Resume, Send};
use super::crew::{self, End};
use super::preview::shell;
use super::progress::Progress;
use super::summary::{Ended, Summary, moment};
use super::width::{count, one_or, rows};
use crate::output::Out;
use crate::settings::{self, Settings};
use ihuyi::answer::Failure;
use ihuyi::bulk::{Journal, Place, Run, State};
use ihuyi::client::Client;
use ihuyi::codes::own;
use std::time::Instant;

pub fn run(args: &Send, out: &mut Out) -> Result<u8, Failure> {
    send("bulk run", args, false, out)
}

pub fn resume(args: &Resume, out: &mut Out) -> Result<u8, Failure> {
    send("bulk resume", &args.send, args.resend_unknown, out)
}

fn send(command: &'static str, args: &Send, resend_unknown: bool, out: &mut Out) -> Result<u8, Failure> {
    let journal = Journal::open(Place::of_command(&args.journal))?;
    if command == "bulk run" {
        refuse_begun(&journal, args)?;
    }
    let Settings { config, .. } = settings::load(&args.access, journal.terms().service, out)?;
    let client = Client::new(config);
    let run = Run::open(Place::of_command(&args.journal), &client)?;
    // What receipts told since the last time is no longer unknown.
    let mut settled = if client.config().track.on { run.settle()? } else { 0 };
    let resent = if resend_unknown { run.resend_unknown()? } else { 0 };
    if let Some(rate) = args.rate {
        run.at_most(rate);
    }
    let begun = Instant::now();
    let before = run.tally().ended();
    let so_far = |settled, unsettled| {
        let (opted_out, seconds) = (run.opted_out().rows, begun.elapsed().as_secs_f64());
        Ended { command, before, settled, resent, opted_out, unsettled, seconds }
    };
    let end = {
        let mut progress = Progress::new(out, args.quiet);
        progress.note(&greeting(&run, args, resent, out));
        // Whoever is told twice ends at once.
        let at_once =
            || finish(&run, args, &so_far(settled, None), &End { is_stopped: true, ..End::default() }, false, out);
        crew::work(&run, args.connections.into(), &mut progress, out, &at_once)?
    };
    // From here on rows may have been sent: whatever fails is told beside what became of them, and is not the command's end.
    let unsettled = match run.settle() {
        Ok(rows) => {
            settled += rows;
            None
        }
        Err(why) => Some(why),
    };
    Ok(finish(&run, args, &so_far(settled, unsettled), &end, true, out))
}

/// Says how it ended. What the journal itself said against it is said, too. Where nobody `waited` for what is on its way, that is of unknown end.
fn finish(run: &Run, args: &Send, ended: &Ended, end: &End, waited: bool, out: &Out) -> u8 {
    let (journal, tally) = (run.journal(), run.tally());
    let mut summary = Summary::of(journal, tally, waited, out.lang)
        .unwrap_or_else(|why| Summary::unread(journal.terms(), tally, &why, out.lang));
    summary.halted = end.halted.clone();
    summary.ended(&args.journal, ended, end, out)
}

/// Whoever starts a list a second time by mistake learns that it was started, and by which command it goes on.
fn refuse_begun(journal: &Journal, args: &Send) -> Result<(), Failure> {
    let Some(begun) = journal.begun()? else { return Ok(()) };
    let (tally, begun, path) = (journal.tally()?, moment(begun).unwrap_or_default(), shell(&args.journal));
    let (ended, total) = (tally.ended(), tally.total());
    Err(Failure::new(
        own::ARGUMENT,
        format!(
            "{path} 在 {begun} 已经开始发送：{total} 行中 {ended} 行已有结果。这次没有发送。要接着发，请用：ihuyi bulk resume --journal {path}"
        ),
        format!(
            "{path} was begun at {begun}; rows with a result: {ended} of {total}. Nothing was sent now. To go on: ihuyi bulk resume --journal {path}"
        ),
    ))
}

fn greeting(run: &Run, args: &Send, resent: u64, out: &Out) -> String {
    let to_do = run.tally().of(State::Planned);
    let (to_do, to_do_en) = (count(to_do), rows(to_do));
    let (path, connections) = (args.journal.display(), args.connections);
    let again = count(resent);
    let (again_zh, again_en) = match resent {
        0 => (String::new(), String::new()),
        _ => (
            format!("（其中 {again} 行是第二次发送：先前结果未知，有的人可能收到两条）"),
            format!(" ({again} of them for the second time, after an unknown end: some people may get two)"),
        ),
    };
    let (zh, en) = (
        format!("{path}：待发送 {to_do} 行{again_zh}，{connections} 条连接。按 Ctrl-C 停下，之后可以接着发。"),
        format!(
            "{path}: {to_do_en} to be sent{again_en}, {connections} {}. Ctrl-C stops; it can go on later.",
            one_or(connections.into(), "connection", "connections")
        ),
    );
    out.pick(&zh, &en).to_owned()
}
