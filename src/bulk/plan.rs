//! Everything that can be known of a list before its first message is sent.

use super::maker::Maker;
use super::optout;
use super::run::{account, gateway_of};
use super::{Caller, Entry, Place, State, Tally, Terms, batch, terms};
use crate::answer::Failure;
use crate::client::Client;
use crate::codes::{gateway, own};
use crate::guard::lists;
use crate::message::{self, Bill, Checked, Submission};
use crate::secret::Vault;
use std::borrow::Cow;

/// Checks the rows of a list one after the other and writes them into a journal, which is there only once the whole list is in it.
///
/// What is remembered of a row is sixteen bytes, whatever its text: a million rows take 16 MiB.
pub struct Planner<'a> {
    caller: Caller,
    client: &'a Client,
    /// Who has opted out; None: there is no store yet, so nobody has.
    vault: Option<Vault<'a>>,
    terms: Terms,
    maker: Maker,
    rows: Vec<Planned>,
    left_out: u64,
    /// Billed messages of the rows.
    segments: u64,
    /// None: [`Planner::settle`] was not called yet.
    sum: Option<Sum>,
}

/// A row that passed its checks, as it is sorted: by number, then as the rows stood.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Planned {
    /// The number's digits behind a 1, which keeps a leading zero.
    number: u64,
    /// Its number in the journal.
    id: u32,
    /// Characters, and in the lowest eight bits billed messages.
    cost: u32,
}

/// Most billed messages of a row that are counted apart from more.
const SEGMENTS: u32 = 0xFF;
/// Most characters.
const CHARACTERS: u32 = u32::MAX >> 8;

impl Planned {
    fn segments(self) -> u32 {
        self.cost & SEGMENTS
    }

    fn characters(self) -> u32 {
        self.cost >> 8
    }
}

/// What a plan comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// Rows that will be sent.
    pub rows: u64,
    /// Rows that were left out.
    pub left_out: u64,
    /// Billed messages of all of them; a row of which only the gateway knows counts as one.
    pub segments: u64,
    /// How many rows are billed as how many messages: index 1 are the rows of one. The last is "so many and more"; index 0 are those of
    /// which only the gateway knows.
    pub by_segments: [u64; 9],
    /// The longest text: characters, signature included, and its row in the list.
    pub longest: (u32, u64),
    /// Whether there is a store that knows who has opted out.
    pub opt_outs_asked: bool,
}

/// A row that is left out because its number stands in an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// Its row in the list.
    pub line: u64,
    /// The row where the number stands first.
    pub first: u64,
    /// The number, masked.
    pub mobile: String,
    /// What the journal says of it.
    pub why: Failure,
}

impl<'a> Planner<'a> {
    /// A plan for a journal at this path, where nothing may be yet. `client` tells account, limits, and who has opted out.
    pub fn new(path: impl Into<Place>, terms: Terms, client: &'a Client) -> Result<Planner<'a>, Failure> {
        let path: Place = path.into();
        terms::check(&terms)?;
        if terms.batch {
            batch::check(&terms, client.config())?;
        } else {
            client.present(terms.service)?;
        }
        let vault = optout::vault(client)?;
        let maker = Maker::new(&path, &terms, account(&terms, client), gateway_of(client))?;
        Ok(Planner {
            caller: path.caller(),
            client,
            vault,
            terms,
            maker,
            rows: Vec::new(),
            left_out: 0,
            segments: 0,
            sum: None,
        })
    }

    /// The account that it will be sent by.
    pub fn account(&self) -> &str {
        account(&self.terms, self.client)
    }

    /// A text as it will be sent: by the v1 bulk interface with the signature of the settings, where it has none of its own.
    pub fn as_sent<'t>(&self, content: &'t str) -> Cow<'t, str> {
        if self.terms.batch { batch::signed(content, &self.client.config().batch) } else { Cow::Borrowed(content) }
    }

    /// How many rows there are so far, and what they are billed as; numbers that stand in several rows are not found yet.
    pub fn so_far(&self) -> (Tally, u64) {
        let mut tally = Tally::default();
        tally.rows[State::Planned as usize] = self.rows.len() as u64;
        tally.rows[State::LeftOut as usize] = self.left_out;
        (tally, self.segments)
    }

    /// Checks a row, and says what it costs. Ok(Err(why)): it is in the journal as left out. An Err is about the journal or the store.
    pub fn add(&mut self, entry: &Entry) -> Result<Result<Bill, Failure>, Failure> {
        let checked = match self.check(entry)? {
            Ok(checked) => checked,
            Err(why) => return self.record(entry, &why).map(|()| Err(why)),
        };
        let segments = checked.bill.segments;
        let id = self.maker.add(entry.line, &checked.mobile, &checked.content, entry.reference, segments)?;
        let characters = match checked.bill.characters {
            0 => checked.content.chars().count() as u32,
            known => known,
        };
        let cost = characters.min(CHARACTERS) << 8 | segments.min(SEGMENTS);
        self.rows.push(Planned { number: number(&checked.mobile), id: narrow(id)?, cost });
        self.segments += u64::from(segments.max(1));
        Ok(Ok(checked.bill))
    }

    /// A row of which not even a text could be made.
    pub fn leave_out(&mut self, line: u64, mobile: &str, reference: &str, why: &Failure) -> Result<(), Failure> {
        self.record(&Entry { line, mobile, content: "", reference }, why)
    }

    /// Writes a row down as left out.
    fn record(&mut self, entry: &Entry, why: &Failure) -> Result<(), Failure> {
        let id = self.maker.add(entry.line, entry.mobile, entry.content, entry.reference, 0)?;
        narrow(id)?;
        self.left_out += 1;
        self.maker.leave_out(id, why)
    }

    fn check(&self, entry: &Entry) -> Result<Result<Checked, Failure>, Failure> {
        let content = self.as_sent(entry.content);
        let submission = Submission {
            service: self.terms.service,
            mobile: entry.mobile,
            content: &content,
            template_id: self.terms.template_id.as_deref(),
            schedule: self.terms.schedule.as_deref(),
        };
        let checked = match message::check(&submission, &self.client.config().limits()) {
            Ok(checked) if checked.bill.recipients > 1 => return Ok(Err(several(entry.mobile))),
            Ok(checked) => checked,
            Err(why) => return Ok(Err(why)),
        };
        let guard = &self.client.config().guard;
        if guard.on && lists::names(&guard.deny, &[("mobile".to_owned(), checked.mobile.clone())]) {
            return Ok(Err(denied(&checked.mobile)));
        }
        if let Some(vault) = &self.vault {
            if let Some(how) = optout::is_out(vault, &checked.mobile)? {
                return Ok(Err(optout::left_out(&checked.mobile, &how, true)));
            }
        }
        Ok(Ok(checked))
    }

    /// The list is over. Numbers that stand in it several times are found now, and `repeated` is told of each row that is left out for it.
    /// Nothing can be added after that; who drops the plan now has made no journal.
    pub fn settle(&mut self, repeated: &mut dyn FnMut(&Repeated)) -> Result<Sum, Failure> {
        if let Some(sum) = &self.sum {
            return Ok(sum.clone());
        }
        let mut rows = std::mem::take(&mut self.rows);
        let mut sum = Sum { opt_outs_asked: self.vault.is_some(), ..Sum::default() };
        let mut longest = (0, 0);
        let mut again = Vec::new();
        rows.sort_unstable();
        let mut first: Option<Planned> = None;
        for row in &rows {
            match first {
                Some(first) if first.number == row.number && !self.terms.repeats => {
                    again.push((row.id, first.id, row.number));
                    continue;
                }
                _ => first = Some(*row),
            }
            let segments = row.segments();
            sum.rows += 1;
            sum.segments += u64::from(segments.max(1));
            sum.by_segments[(segments as usize).min(8)] += 1;
            // Of several the first in the list.
            if row.characters() > longest.0 || (row.characters() == longest.0 && row.id < longest.1) {
                longest = (row.characters(), row.id);
            }
        }
        drop(rows);
        // The journal is gone through in its own order.
        again.sort_unstable();
        for (id, first, number) in again {
            let first = self.maker.line(first.into())?;
            let line = self.maker.line(id.into())?;
            let why = repeats(self.caller, first);
            self.maker.leave_out(id.into(), &why)?;
            self.left_out += 1;
            // Without the 1 before its digits.
            let digits = number.to_string().split_off(1);
            repeated(&Repeated { line, first, mobile: message::mask(&digits), why });
        }
        if longest.1 > 0 {
            sum.longest = (longest.0, self.maker.line(longest.1.into())?);
        }
        sum.left_out = self.left_out;
        self.sum = Some(sum.clone());
        Ok(sum)
    }

    /// The same, and then the journal is put in its place. `repeated` is told of each row that is left out because its number stood before,
    /// and of the row where it stands first; not again where [`Planner::settle`] was called.
    pub fn finish(mut self, repeated: &mut dyn FnMut(u64, u64)) -> Result<Sum, Failure> {
        let sum = self.settle(&mut |row| repeated(row.line, row.first))?;
        self.maker.finish()?;
        Ok(sum)
    }
}

fn number(mobile: &str) -> u64 {
    mobile.bytes().filter(u8::is_ascii_digit).fold(1, |number, digit| number.wrapping_mul(10) + u64::from(digit - b'0'))
}

/// Four milliards of rows are more than any list has.
fn narrow(id: u64) -> Result<u32, Failure> {
    u32::try_from(id).map_err(|_| {
        Failure::new(
            own::TOO_LARGE,
            "名单的行数太多，没有建立计划。请把名单拆成几份。",
            "The list has too many rows; no plan was made. Split it.",
        )
    })
}

fn several(mobile: &str) -> Failure {
    let shown = message::mask(mobile);
    Failure::new(
        gateway::MOBILE_FORMAT,
        format!("一行里有几个号码（{shown}），未列入。请每行只留一个号码。"),
        format!("Several numbers are in one row ({shown}); left out. Keep one number in each row."),
    )
}

fn repeats(caller: Caller, first: u64) -> Failure {
    let (zh, en) = caller.pick(
        ("请在做计划时加 --repeats", "plan with --repeats"),
        ("打开名单时请写选项 repeats = yes", "open the list with the option repeats = yes"),
    );
    Failure::new(
        own::ARGUMENT,
        format!("号码与第 {first} 行相同，未列入，以免重复发送。确要各发一条，{zh}。"),
        format!(
            "The number is that of row {first}; left out, so that nobody is sent to twice. If each is meant, {en}."
        ),
    )
}

fn denied(mobile: &str) -> Failure {
    let shown = message::mask(mobile);
    Failure::new(
        own::DENIED,
        format!("号码 {shown} 在设置 deny 的名单里，未列入。"),
        format!("The number {shown} is on the list of the setting deny; left out."),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Journal, Order};
    use super::*;
    use crate::config::Config;
    use crate::service::Service;
    use std::path::PathBuf;

    /// A folder of this test's own, which goes with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("ihuyi-plan-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }

        fn journal(&self) -> PathBuf {
            self.0.join("list.bulk")
        }

        /// A client whose store is not there, and is not made.
        fn client(&self) -> Client {
            let mut config = Config::default();
            let store = format!("sqlite:{}", self.0.join("store.db").display());
            let key = "0123456789abcdef0123456789abcdef";
            for (name, value) in [("account", "C00000000"), ("apikey", key), ("marketing_account", "M00000000")] {
                config.set(name, value).unwrap();
            }
            config.set("marketing_apikey", key).unwrap();
            config.set("international_account", "I00000000").unwrap();
            config.set("international_apikey", key).unwrap();
            config.set("store", &store).unwrap();
            Client::new(config)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// The journal's rows as state and code, what the sum says, and which rows are of a number that stood before.
    type Planned = (Vec<(u64, State, i32)>, Sum, Vec<(u64, u64)>);

    fn plan(name: &str, terms: Terms, rows: &[(&str, &str)]) -> Planned {
        let folder = Folder::new(name);
        let client = folder.client();
        let mut planner = Planner::new(&folder.journal(), terms, &client).unwrap();
        for (at, (mobile, content)) in rows.iter().enumerate() {
            let entry = Entry { line: at as u64 + 2, mobile, content, reference: "" };
            let _ = planner.add(&entry).unwrap();
        }
        let mut again = Vec::new();
        let sum = planner.finish(&mut |line, first| again.push((line, first))).unwrap();
        let journal = Journal::open(&folder.journal()).unwrap();
        let rows = journal.rows(Order::All, 1, 100).unwrap().rows;
        assert!(!folder.0.join("store.db").exists(), "asking made a store");
        (rows.iter().map(|row| (row.line, row.state, row.code)).collect(), sum, again)
    }

    #[test]
    fn what_a_plan_comes_to() {
        let long = "长".repeat(80);
        let rows = [
            ("+86 138-0000-0000", "您好"),
            ("13800000001", long.as_str()),
            ("1380000000", "您好"),
            ("13800000002", ""),
            ("13800000003", "您好\u{1F600}"),
            ("13800000004", long.as_str()),
        ];
        let (states, sum, again) = plan("sum", Terms::plain(Service::Sms), &rows);
        let planned = State::Planned;
        let left = State::LeftOut;
        assert_eq!(
            states,
            [(2, planned, 0), (3, planned, 0), (4, left, 406), (5, left, 404), (6, left, 4074), (7, planned, 0)]
        );
        let mut by_segments = [0; 9];
        (by_segments[1], by_segments[2]) = (1, 2);
        // The signature 互亿无线 and its brackets are six characters more.
        let wanted = Sum { rows: 3, left_out: 3, segments: 5, by_segments, longest: (86, 3), opt_outs_asked: false };
        assert_eq!((sum, again), (wanted, Vec::new()));
    }

    #[test]
    fn a_number_that_stands_twice_is_sent_to_once() {
        let rows = [
            ("13800000001", "a"),
            ("13800000000", "long one"),
            ("+8613800000001", "the longest"),
            ("13800000001", "b"),
        ];
        let (states, sum, again) = plan("twice", Terms::plain(Service::Sms), &rows);
        let code = own::ARGUMENT;
        assert_eq!(
            states,
            [(2, State::Planned, 0), (3, State::Planned, 0), (4, State::LeftOut, code), (5, State::LeftOut, code)]
        );
        assert_eq!((again, sum.rows, sum.left_out, sum.longest.1), (vec![(4, 2), (5, 2)], 2, 2, 3));
        let (states, sum, again) = plan("each", Terms { repeats: true, ..Terms::plain(Service::Sms) }, &rows);
        assert!(states.iter().all(|(_, state, _)| *state == State::Planned));
        assert_eq!((sum.rows, sum.longest.1, again.len()), (4, 4, 0));
    }

    #[test]
    fn a_number_that_nothing_is_sent_to_is_left_out() {
        let folder = Folder::new("denied");
        let mut config = folder.client().config().clone();
        for (on, left_out) in [("off", 0), ("on", 1)] {
            config.set("guard", on).unwrap();
            config.set("deny", "mobile 1380000000*, ip 192.0.2.7").unwrap();
            let client = Client::new(config.clone());
            let mut planner = Planner::new(&folder.0.join(on), Terms::plain(Service::Sms), &client).unwrap();
            for (line, mobile) in [(2, "13800000001"), (3, "13900000001")] {
                let _ = planner.add(&Entry { line, mobile, content: "您好", reference: "" }).unwrap();
            }
            assert_eq!(planner.finish(&mut |_, _| ()).unwrap().left_out, left_out, "guard = {on}");
        }
    }

    #[test]
    fn a_row_is_one_number() {
        let text = "新品上市。退订回T【测试商城】";
        let (states, ..) =
            plan("one", Terms::plain(Service::Marketing), &[("13800000000,13800000001", text), ("13800000000", text)]);
        assert_eq!(states, [(2, State::LeftOut, 406), (3, State::Planned, 0)]);
    }

    #[test]
    fn what_only_the_gateway_counts() {
        let (_, sum, _) = plan(
            "abroad",
            Terms::plain(Service::International),
            &[("1 2025550100", "hello"), ("44 7700900000", "hello!")],
        );
        assert_eq!((sum.segments, sum.by_segments[0], sum.longest), (2, 2, (6, 3)));
        let template = Terms { template_id: Some("1".to_owned()), ..Terms::plain(Service::Sms) };
        let (states, sum, _) = plan("template", template, &[("13800000000", "张三|12.50")]);
        assert_eq!((states[0].1, sum.segments, sum.by_segments[0], sum.longest.0), (State::Planned, 1, 1, 8));
    }

    #[test]
    fn nothing_is_there_of_a_plan_that_is_given_up() {
        let folder = Folder::new("given-up");
        let client = folder.client();
        let mut planner = Planner::new(&folder.journal(), Terms::plain(Service::Sms), &client).unwrap();
        planner.leave_out(2, "", "", &Failure::new(own::ARGUMENT, "没有", "none")).unwrap();
        assert_eq!(planner.settle(&mut |_| ()).unwrap().left_out, 1);
        drop(planner);
        assert!(!folder.journal().exists());
        let nobody = Client::new(Config::default());
        assert_eq!(Planner::new(&folder.journal(), Terms::plain(Service::Sms), &nobody).err().unwrap().code, 401);
    }
}
