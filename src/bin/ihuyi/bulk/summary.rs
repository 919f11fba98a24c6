//! What became of a journal's rows, for people and for machines.

use super::crew::End;
use super::preview::shell;
use super::width::{LINE, beside, count, fold, one_or, pad, pad_left, rows};
use crate::exit;
use crate::meaning;
use crate::output::Out;
use ihuyi::answer::{Failure, Outcome};
use ihuyi::bulk::{Journal, Order, Row, State, Tally, Terms};
use ihuyi::codes::Lang;
use ihuyi::message::mask;
use ihuyi::service::Service;
use ihuyi::track::china;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// How many rows are read at a time.
pub const PAGE: usize = 1000;
/// How many rows of unknown end people are shown; more are told of by `export`.
const SHOWN: usize = 10;
/// And machines.
const LISTED: usize = 1000;

/// Where a journal stands.
pub struct Summary {
    pub tally: Tally,
    /// Rows of unknown end that were on their way when the sending broke off, and that the journal still has so.
    broken: u64,
    service: Service,
    is_batch: bool,
    /// Rows that the v1 bulk interface is asked for again.
    open: u64,
    /// Why the last run stopped.
    pub halted: Option<Failure>,
    /// Rows of unknown end, the first of them.
    unknown: Vec<Row>,
    /// Why rows were refused: by code, how many, and the words of the first.
    refusals: Vec<(i32, u64, String)>,
    /// Why the journal could not be looked at: then only the numbers are known.
    unread: Option<Failure>,
    zh: bool,
}

/// What a run was asked for, and what it did beside sending.
pub struct Ended {
    pub command: &'static str,
    /// How many rows had ended before it.
    pub before: u64,
    /// How many rows a receipt told of.
    pub settled: u64,
    /// How many rows of unknown end were planned anew.
    pub resent: u64,
    /// How many rows were left out because their numbers had opted out since the plan.
    pub opted_out: u64,
    /// Why what receipts told could not be looked up at its end.
    pub unsettled: Option<Failure>,
    pub seconds: f64,
}

impl Summary {
    /// Looks at a journal that stands so. `is_sent` says whether somebody waits for the answers to what is on its way: where nobody does, it is of
    /// unknown end, as the next run will find it; but the v1 interface can still be asked for it.
    pub fn of(journal: &Journal, mut tally: Tally, is_sent: bool, lang: Lang) -> Result<Summary, Failure> {
        let zh = lang == Lang::Zh;
        let mut unknown = Vec::new();
        let adrift = !is_sent && !journal.terms().batch;
        let broken = if adrift { break_off(&mut tally) } else { 0 };
        let order = if adrift { Order::Adrift } else { Order::Of(State::Unknown) };
        each(journal, order, tally.of(State::Unknown).min(LISTED as u64), &mut |row| unknown.push(row))?;
        let mut refusals: BTreeMap<i32, (u64, String)> = BTreeMap::new();
        each(journal, Order::Of(State::Refused), tally.of(State::Refused), &mut |row| {
            let words = if zh { &row.zh } else { &row.en };
            refusals.entry(row.code).or_insert_with(|| (0, discreet(words, &row.mobile))).0 += 1;
        })?;
        let mut refusals: Vec<_> = refusals.into_iter().map(|(code, (rows, words))| (code, rows, words)).collect();
        refusals.sort_by_key(|(_, rows, _)| std::cmp::Reverse(*rows));
        let open = if journal.terms().batch { tally.of(State::Sending) } else { 0 };
        Ok(Summary {
            tally,
            broken,
            service: journal.terms().service,
            is_batch: journal.terms().batch,
            open,
            halted: journal.halted()?,
            unknown,
            refusals,
            unread: None,
            zh,
        })
    }

    /// What a run knows of its rows by itself, where its journal cannot be looked at any more. What is on its way then is of unknown end: no
    /// other run will ask for it.
    pub fn unread(terms: &Terms, mut tally: Tally, why: &Failure, lang: Lang) -> Summary {
        let broken = break_off(&mut tally);
        let why = Failure::new(
            why.code,
            format!("任务文件读不出来了，行数是这次发送时数的，逐行的结果没有列出：{}", why.zh),
            format!(
                "The journal can no longer be read; the numbers are those counted while it was sent from, without the rows: {}",
                why.en
            ),
        );
        Summary {
            tally,
            broken,
            service: terms.service,
            is_batch: terms.batch,
            open: 0,
            halted: None,
            unknown: Vec::new(),
            refusals: Vec::new(),
            unread: Some(why),
            zh: lang == Lang::Zh,
        }
    }

    /// Rows that the next run has something to do for.
    fn left(&self) -> u64 {
        self.tally.of(State::Planned) + self.open
    }

    /// What a script branches on: rows that are still to be sent come first, then those that nobody knows the end of.
    pub fn exit_code(&self) -> u8 {
        let tally = &self.tally;
        // Nobody can look up which rows are still to be sent, and which were.
        let is_lost = self.unread.is_some() && tally.ended() > 0;
        match () {
            () if self.left() > 0 && is_lost => exit::UNKNOWN,
            () if self.left() > 0 => exit::NOT_SENT,
            () if tally.of(State::Unknown) + tally.of(State::Sending) > 0 => exit::UNKNOWN,
            () if tally.of(State::Refused) > 0 => exit::REFUSED,
            () => exit::OK,
        }
    }

    /// Says how a run ended, and with which exit code.
    pub fn ended(&self, path: &Path, ended: &Ended, end: &End, out: &Out) -> u8 {
        let code = self.exit_code();
        let sent = self.tally.ended().saturating_sub(ended.before);
        let rate = if ended.seconds > 0.0 { sent as f64 / ended.seconds } else { 0.0 };
        let stopped_by = end.failed.as_ref().or(self.halted.as_ref());
        // What could not be looked up afterwards has stopped nothing.
        let lacking = [self.unread.as_ref(), ended.unsettled.as_ref()];
        if out.json {
            let told = lacking.into_iter().fold(stopped_by, Option::or);
            let outcome = match code {
                exit::OK => Outcome::Accepted,
                exit::REFUSED => Outcome::Refused,
                exit::UNKNOWN => Outcome::Unknown,
                _ => Outcome::NotSent,
            };
            let mut members = self.object(path);
            let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
            add("command", json!(ended.command));
            add("outcome", json!(outcome.name()));
            add("code", json!(told.map_or(0, |why| why.code)));
            add("message", json!(told.map(|why| why.words(out.lang))));
            add("stopped", json!(end.is_stopped));
            add("settled", json!(ended.settled));
            add("resent", json!(ended.resent));
            add("opted_out", json!(ended.opted_out));
            add("seconds", json!(rounded(ended.seconds, 1000.0)));
            add("rate", json!(rounded(rate, 10.0)));
            add("exit_code", json!(code));
            out.object(&Value::Object(members));
            return code;
        }
        let left = self.left();
        let (sent, rest, rest_en) = (count(sent), count(left), rows(left));
        let (time, rate) = (duration(ended.seconds, self.zh), format!("{rate:.1}"));
        let mut text = match left {
            0 => self.say(
                &format!("全部结束：这次发送 {sent} 行，用时 {time}，每秒 {rate} 行。"),
                &format!("All rows have ended: {sent} of them in this run, in {time}, {rate} a second."),
            ),
            _ => self.say(
                &format!("停下了，还有 {rest} 行没有发：这次发送 {sent} 行，用时 {time}，每秒 {rate} 行。"),
                &format!("Stopped, still to be sent: {rest_en}. In this run {sent} ended, in {time}, {rate} a second."),
            ),
        };
        text.push_str(&self.table());
        if ended.settled > 0 {
            let (n, rows) = (count(ended.settled), rows(ended.settled));
            text.push_str(&self.say(
                &format!("先前结果未知的，回执说明其中 {n} 行已受理。"),
                &format!("Receipts told that {rows} of unknown end had been accepted."),
            ));
        }
        if ended.resent > 0 {
            let n = count(ended.resent);
            text.push_str(&self.say(
                &format!("这次要发的行里，有 {n} 行是结果未知后的第二次发送，有的人可能收到两条。"),
                &format!("Sent for the second time, after an unknown end: {n} of these rows. Some people may get two messages."),
            ));
        }
        if ended.opted_out > 0 {
            let (n, rows) = (count(ended.opted_out), rows(ended.opted_out));
            text.push_str(&self.say(
                &format!("做好计划之后有人退订：这次有 {n} 行因此没有发送，计入“{}”。", name(State::LeftOut, true)),
                &format!("Left out in this run, because their numbers opted out after the plan was made: {rows}."),
            ));
        }
        text.push_str(&self.reasons());
        text.push_str(&self.unknown_rows(path));
        if let Some(why) = stopped_by {
            text.push_str(&self.stopped_by(why));
        }
        for why in lacking.into_iter().flatten() {
            text.push_str(&self.say(&format!("{}（{}）", why.zh, why.code), &format!("{} ({})", why.en, why.code)));
        }
        if self.unread.is_none() {
            text.push_str(&self.next(path, false));
        }
        out.result(&text);
        code
    }

    /// What a machine is told of the rows.
    pub fn object(&self, path: &Path) -> Map<String, Value> {
        let mut rows: Map<String, Value> =
            State::ALL.iter().map(|state| (state.name().to_owned(), json!(self.tally.of(*state)))).collect();
        rows.insert("total".to_owned(), json!(self.tally.total()));
        let lang = if self.zh { Lang::Zh } else { Lang::En };
        let halted = self.halted.as_ref().map(|why| json!({ "code": why.code, "message": why.words(lang) }));
        let refusals: Vec<Value> = self
            .refusals
            .iter()
            .map(|(code, rows, words)| json!({ "code": code, "rows": rows, "message": words }))
            .collect();
        let unknown: Vec<Value> = self
            .unknown
            .iter()
            .take(LISTED)
            .map(|row| {
                let reference = Some(&row.reference).filter(|reference| !reference.is_empty());
                json!({ "row": row.line, "mobile": mask(&row.mobile), "reference": reference, "time": moment(row.at) })
            })
            .collect();
        let members = [
            ("journal", json!(path.to_string_lossy())),
            ("rows", Value::Object(rows)),
            ("segments", json!(self.tally.segments)),
            ("halted", json!(halted)),
            ("refusals", json!(refusals)),
            ("unknown", json!(unknown)),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// How many rows stand where: one line each.
    pub fn table(&self) -> String {
        const ORDER: [State; 6] =
            [State::Accepted, State::Refused, State::Unknown, State::Sending, State::Planned, State::LeftOut];
        let numbers = self.tally.rows.map(count);
        let width = numbers.iter().map(String::len).max().unwrap_or(0);
        let mut out = String::new();
        for state in ORDER {
            let rows = self.tally.of(state);
            // What there is none of at an ordinary end need not be said.
            if rows == 0 && matches!(state, State::Sending | State::Planned | State::LeftOut) {
                continue;
            }
            out.push_str(&format!("  {} {}", pad(name(state, self.zh), 12), pad_left(&count(rows), width)));
            if state == State::Accepted && rows > 0 {
                let segments = count(self.tally.segments);
                out.push_str(&self.pick(format!("  计费 {segments} 条"), format!("  billed as {segments}")));
            }
            out.push('\n');
        }
        out
    }

    /// Why rows were refused.
    pub fn reasons(&self) -> String {
        let Some((_, most, _)) = self.refusals.first() else { return String::new() };
        let width = count(*most).len();
        let mut out = self.say("被拒绝的原因：", "Why rows were refused:");
        for (code, rows, words) in &self.refusals {
            let number = pad_left(&count(*rows), width);
            let rows = self.pick(format!("{number} 行"), format!("{number} {}", one_or(*rows, "row ", "rows")));
            let label = format!("  {code:<5}  {rows}  ");
            let columns = super::width::width(&label);
            out.push_str(&beside(&label, columns, words));
        }
        out
    }

    /// The rows that nobody knows the end of, and what to do.
    pub fn unknown_rows(&self, path: &Path) -> String {
        let rows = self.tally.of(State::Unknown);
        if rows == 0 {
            return String::new();
        }
        let (csv, path, number) = (self.csv(path, "未知", "unknown"), shell(path), count(rows));
        let mut out = self.say(
            &format!("{number} 行结果未知：可能已发出，也可能没有。不会自动再发："),
            &format!("Of unknown end, sent or not: {}. None of them is sent again by itself:", self::rows(rows)),
        );
        let shown = &self.unknown[..self.unknown.len().min(SHOWN)];
        let width = shown.iter().map(|row| row.line.to_string().len()).max().unwrap_or(0);
        for row in shown {
            let (line, mobile, time) = (row.line, mask(&row.mobile), moment(row.at).unwrap_or_default());
            out.push_str(&self.pick(
                format!("  第 {line:>width$} 行  {mobile}  {time}\n"),
                format!("  row {line:>width$}  {mobile}  {time}\n"),
            ));
        }
        let more = rows.saturating_sub(shown.len() as u64);
        if more > 0 {
            let more = count(more);
            out.push_str(&self.pick(
                format!("  还有 {more} 行，全部写到文件里看：\n    ihuyi bulk export {csv} --only unknown --journal {path}\n"),
                format!("  and {more} more; all of them, in a file:\n    ihuyi bulk export {csv} --only unknown --journal {path}\n"),
            ));
        }
        if self.broken > 0 {
            let n = count(self.broken);
            out.push_str(&self.say(
                &format!("  其中 {n} 行是发送中断时正在途中的。"),
                &format!("  On their way when the sending broke off: {n} of them."),
            ));
        }
        out.push_str(&self.say(
            "  打开了设置 track 并接收回执的，等回执来了再 resume 就有结论；也可以在控制台核对。",
            "  With the setting track, receipts tell: resume once they are there. Or look in the console.",
        ));
        out
    }

    /// Why nothing more was sent.
    pub fn stopped_by(&self, why: &Failure) -> String {
        // Some words have it in them.
        let code = |words: &str, code: String| if words.contains(&why.code.to_string()) { String::new() } else { code };
        let zh = code(&why.zh, format!("（{}）", why.code));
        let en = code(&why.en, format!(" ({})", why.code));
        let mut out = self.say(&format!("停下的原因：{}{zh}", why.zh), &format!("Why it stopped: {}{en}", why.en));
        // Our own words say what to do; the gateway's do not. What the v1 bulk interface means by its words is not public.
        if why.code > 0 && !self.is_batch {
            let lang = if self.zh { Lang::Zh } else { Lang::En };
            let meaning = meaning::of("bulk run", self.service, why.code, lang);
            for (zh, en, words) in [
                ("含义", "Meaning", meaning.meaning),
                ("常见原因", "Usual cause", meaning.cause),
                ("处理", "What to do", meaning.advice),
            ] {
                if !words.is_empty() {
                    out.push_str(&self.say(&format!("  {zh}：{words}"), &format!("  {en}: {words}")));
                }
            }
        }
        out
    }

    /// What to type next.
    pub fn next(&self, path: &Path, begins: bool) -> String {
        let (csv, path) = (self.csv(path, "结果", "result"), shell(path));
        if begins {
            let what = self.pick("开始发送：".to_owned(), "To send:".to_owned());
            return format!("{what}\n  ihuyi bulk run --journal {path}\n");
        }
        let mut out = String::new();
        let unknown = self.tally.of(State::Unknown) > 0;
        if self.left() > 0 {
            let what = match unknown {
                true => self.pick(
                    "接着发（结果未知的不会再发）：".to_owned(),
                    "To go on (rows of unknown end are not sent again):".to_owned(),
                ),
                false => self.pick("接着发：".to_owned(), "To go on:".to_owned()),
            };
            out.push_str(&format!("{what}\n  ihuyi bulk resume --journal {path}\n"));
        } else if unknown {
            let what = self.pick("有了回执之后：".to_owned(), "Once there are receipts:".to_owned());
            out.push_str(&format!("{what}\n  ihuyi bulk resume --journal {path}\n"));
        }
        out.push_str(&self.pick(
            format!("逐行结果：\n  ihuyi bulk export {csv} --journal {path}\n"),
            format!("Each row:\n  ihuyi bulk export {csv} --journal {path}\n"),
        ));
        // Behind all else, and not to be copied: whoever adds it is to know what it does.
        if unknown {
            out.push_str(&self.say(
                "确知没有发出、或宁可有人收到两条时，才给 resume 加上 --resend-unknown：结果未知的全部再发一次，其中早已发出的，会收到第二条。",
                "Only where they were surely not sent, or twice is better than never, give resume the option --resend-unknown: all rows of unknown end are sent once more, and whoever has got the message gets a second one.",
            ));
        }
        out
    }

    /// What a CSV file of this journal's is best called, as a shell takes it.
    fn csv(&self, journal: &Path, zh: &str, en: &str) -> String {
        csv_name(journal, if self.zh { zh } else { en })
    }

    fn pick(&self, zh: String, en: String) -> String {
        if self.zh { zh } else { en }
    }

    /// A sentence in lines as wide as the terminal, each with the blanks that it begins with.
    pub fn say(&self, zh: &str, en: &str) -> String {
        let text = if self.zh { zh } else { en };
        let indent = text.len() - text.trim_start().len();
        let lines = fold(text.trim_start(), LINE - indent);
        lines.iter().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
    }
}

/// Where nobody waits for what is on its way it is of unknown end. Says how many that are.
fn break_off(tally: &mut Tally) -> u64 {
    let broken = std::mem::take(&mut tally.rows[State::Sending as usize]);
    tally.rows[State::Unknown as usize] += broken;
    broken
}

/// Rows one after the other, `most` of them.
fn each(journal: &Journal, order: Order, most: u64, take: &mut dyn FnMut(Row)) -> Result<(), Failure> {
    let (mut from, mut left) = (Some(0), most);
    while let Some(at) = from.filter(|_| left > 0) {
        let page = journal.rows(order, at, PAGE)?;
        for row in page.rows.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            take(row);
            left -= 1;
        }
        from = page.next;
    }
    Ok(())
}

/// `取货.journal` gives `取货-结果.csv`, beside it.
pub fn csv_name(journal: &Path, what: &str) -> String {
    let stem = journal.file_stem().unwrap_or_default().to_string_lossy();
    shell(&journal.with_file_name(format!("{stem}-{what}.csv")))
}

/// A state's name for people.
pub fn name(state: State, zh: bool) -> &'static str {
    match (state, zh) {
        (State::Planned, true) => "待发送",
        (State::Sending, true) => "在途",
        (State::Accepted, true) => "已受理",
        (State::Refused, true) => "被拒绝",
        (State::Unknown, true) => "结果未知",
        (State::LeftOut, true) => "未列入计划",
        (State::Planned, false) => "to be sent",
        (State::Sending, false) => "on their way",
        (State::Accepted, false) => "accepted",
        (State::Refused, false) => "refused",
        (State::Unknown, false) => "unknown",
        (State::LeftOut, false) => "left out",
    }
}

/// A moment as the gateway writes it; none where nothing was sent.
pub fn moment(at: i64) -> Option<String> {
    Some(at).filter(|at| *at > 0).map(china)
}

/// Words of a server's, without a row's number and without what could steer a terminal.
fn discreet(words: &str, mobile: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if mobile.len() < 4 { words } else { words.replace(mobile, &mask(mobile)) }
}

/// To a tenth, a thousandth.
fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}

/// How long something took or takes, as people say it.
pub fn duration(seconds: f64, zh: bool) -> String {
    let whole = seconds as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    match (hours, minutes, zh) {
        (0, 0, true) => format!("{seconds:.1} 秒"),
        (0, 0, false) => format!("{seconds:.1} s"),
        (0, _, true) => format!("{minutes} 分 {rest} 秒"),
        (0, _, false) => format!("{minutes} min {rest} s"),
        (_, _, true) => format!("{hours} 小时 {minutes} 分"),
        (_, _, false) => format!("{hours} h {minutes} min"),
    }
}
