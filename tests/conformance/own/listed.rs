//! A list, through the Rust interface.

use super::{Own, Reply, Stop, number, optional, result, text};
use crate::line::Fields;
use ihuyi::answer::{Answer, Failure};
use ihuyi::bulk::{Options, Row, Standing, State, Task};
use ihuyi::codes::Lang;
use ihuyi::track::china;
use std::path::Path;
use std::time::Duration;

impl Own {
    pub(super) fn opened(&mut self, f: &Fields) -> Result<Reply, Stop> {
        self.list = None;
        // The list borrows it, and is closed at the process's end at the latest.
        let client = &*Box::leak(Box::new(self.client()?.twin()));
        let (journal, options) = (text(f, "journal")?, optional(f, "options")?.unwrap_or(""));
        let opened = || Task::open(Path::new(journal), &Options::parse(options)?, client);
        match opened() {
            Err(failure) => result(&Answer::failed(failure), client.config().lang),
            Ok(task) => {
                self.list = Some(task);
                let mut reply = result(&Answer::done(), client.config().lang)?;
                reply.push(("ok", "1".to_owned()));
                Ok(reply)
            }
        }
    }

    pub(super) fn added(&self, f: &Fields) -> Result<Reply, Stop> {
        let list = self.list()?;
        let added =
            list.add(text(f, "mobile")?, self.text(f, "content")?, optional(f, "reference")?.unwrap_or_default());
        let answer = match added {
            Err(failure) => Answer::failed(failure),
            Ok(Err(failure)) => Answer { left_out: true, ..Answer::failed(failure) },
            Ok(Ok(bill)) => Answer::billed(bill),
        };
        result(&answer, list.client().config().lang)
    }

    pub(super) fn worked(&self, f: &Fields) -> Result<Reply, Stop> {
        // A Duration is never below 0.
        let budget = u64::try_from(number(f, "budget_ms")?).map_err(|_| Stop::Inexpressible("range"))?;
        let list = self.list()?;
        stands(list.work(Duration::from_millis(budget)), list.client().config().lang)
    }

    pub(super) fn standing(&self) -> Result<Reply, Stop> {
        let list = self.list()?;
        stands(Ok(list.standing()), list.client().config().lang)
    }

    pub(super) fn next(&self, f: &Fields) -> Result<Reply, Stop> {
        let list = self.list()?;
        let state = match number(f, "stands")? {
            0 => None,
            wanted => {
                let known = State::ALL.into_iter().find(|state| *state as i64 + 1 == wanted);
                Some(known.ok_or(Stop::Inexpressible("name"))?)
            }
        };
        let after = u64::try_from(number(f, "after")?).unwrap_or_default();
        let lang = list.client().config().lang;
        match list.next(state, after) {
            Err(failure) => result(&Answer::failed(failure), lang),
            Ok(row) => Ok(told(row.as_ref(), lang)),
        }
    }

    fn list(&self) -> Result<&Task<'static>, Stop> {
        self.list.as_ref().ok_or(Stop::Inexpressible("null"))
    }
}

fn stands(standing: Result<Standing, Failure>, lang: Lang) -> Result<Reply, Stop> {
    let standing = match standing {
        Err(failure) => return result(&Answer::failed(failure), lang),
        Ok(standing) => standing,
    };
    let rows = |state| standing.tally.of(state).to_string();
    let why = standing.why.as_ref();
    Ok(vec![
        ("phase", (standing.phase as i32).to_string()),
        ("code", why.map_or(0, |why| why.code).to_string()),
        ("wait", standing.wait.as_millis().div_ceil(1000).to_string()),
        ("flags", "0".to_owned()),
        ("rows", standing.tally.total().to_string()),
        ("planned", rows(State::Planned)),
        ("sending", rows(State::Sending)),
        ("accepted", rows(State::Accepted)),
        ("refused", rows(State::Refused)),
        ("unknown", rows(State::Unknown)),
        ("left_out", rows(State::LeftOut)),
        ("segments", standing.segments.to_string()),
        ("accepted_segments", standing.tally.segments.to_string()),
        ("message", why.map_or("", |why| why.words(lang)).to_owned()),
    ])
}

fn told(row: Option<&Row>, lang: Lang) -> Reply {
    let number = |of: fn(&Row) -> u64| row.map_or(0, of).to_string();
    let words = |of: fn(&Row) -> &str| row.map_or("", of).to_owned();
    vec![
        ("number", number(|row| row.id)),
        ("stands", number(|row| row.state as u64 + 1)),
        ("code", row.map_or(0, |row| row.code).to_string()),
        ("flags", "0".to_owned()),
        ("line", number(|row| row.line)),
        ("segments", number(|row| row.segments.into())),
        ("mobile", words(|row| &row.mobile)),
        ("reference", words(|row| &row.reference)),
        ("message_id", words(|row| &row.message_id)),
        ("time", row.filter(|row| row.at != 0).map_or(String::new(), |row| china(row.at))),
        ("message", row.map_or("", |row| row.words(lang)).to_owned()),
    ]
}
