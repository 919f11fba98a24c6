//! The file that a list is sent from.

use super::lock::Lock;
use super::process::Own;
use super::{Place, Row, State, Tally, Terms, file, terms, whole, words};
use crate::answer::Failure;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// A journal, to be looked at: any number of processes may, while one sends.
pub struct Journal {
    path: Place,
    name: String,
    account: String,
    gateway: String,
    made: i64,
    terms: Terms,
    db: Own<Mutex<Connection>>,
}

/// Which rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// All, as they stood in the list.
    All,
    /// Only those that stand there.
    Of(State),
    /// Of unknown end, with those that stand as on their way: where nobody waits for these, that is what the next run finds them to be.
    Adrift,
}

/// A part of the rows.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// What to ask with for the next part; None: that was the last.
    pub next: Option<u64>,
}

/// What the v1 bulk interface answered to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What the request was called.
    pub request_id: String,
    /// When the answer came, milliseconds since 1970.
    pub at: i64,
    /// The answer, as it came.
    pub raw: String,
}

/// A row with what became of it.
const WHOLE: &str = "SELECT row.id, line, mobile, content, reference, segments,
    ifnull(state, 0), ifnull(code, 0), ifnull(message_id, ''), ifnull(zh, ''), ifnull(en, ''), ifnull(at, 0)";

impl Journal {
    /// Opens a journal that is there; says so where the file is none, or of a newer version.
    pub fn open(path: impl Into<Place>) -> Result<Journal, Failure> {
        let path: Place = path.into();
        let connection = file::open(&path)?;
        let plan = connection
            .query_row("SELECT name, account, made, terms, (SELECT plan FROM tally), gateway FROM plan", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get(4)?, row.get(5)?))
            })
            .map_err(|error| file::failure(&path, &error))?;
        let (name, account, made, written, counted, gateway): (String, _, _, _, String, _) = plan;
        let within = whole::has_wal(&path).then(|| whole::name_within(&path)).flatten();
        if counted != name || within.is_some_and(|within| within != name) {
            return Err(whole::strange_wal(&path));
        }
        let terms = terms::read(&written).ok_or_else(|| words::spoiled(&path))?;
        let db = Own::new(Mutex::new(connection), &path)?;
        Ok(Journal { path, name, account, gateway, made, terms, db })
    }

    fn read<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let db = self.db.here(&self.path)?.lock().unwrap_or_else(PoisonError::into_inner);
        f(&db).map_err(|error| file::since(&self.path, file::failure(&self.path, &error)))
    }

    /// Where it is.
    pub fn path(&self) -> &Place {
        &self.path
    }

    /// What it is called in references, for good: 16 hexadecimal digits.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What holds for every row.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The account that the plan was made for: it is not sent by another one's.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The gateway that the plan was made for, as the setting `gateway` had it; empty: the vendor's own. It is not sent to another one.
    pub fn gateway(&self) -> &str {
        &self.gateway
    }

    /// When the plan was made, milliseconds since 1970.
    pub fn made(&self) -> i64 {
        self.made
    }

    /// When the first run began, milliseconds since 1970; None where none has.
    pub fn begun(&self) -> Result<Option<i64>, Failure> {
        let begun = self.read(|db| db.query_row("SELECT begun FROM plan", [], |row| row.get::<_, i64>(0)))?;
        Ok(Some(begun).filter(|begun| *begun != 0))
    }

    /// How many rows stand where. A look at a few numbers, however long the list is.
    pub fn tally(&self) -> Result<Tally, Failure> {
        self.read(tally)
    }

    /// Billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one. Looks at every row.
    pub fn segments(&self) -> Result<u64, Failure> {
        let sum =
            "SELECT ifnull(sum(max(segments, 1)), 0) FROM row LEFT JOIN outcome USING(id) WHERE ifnull(state, 0) <> ?";
        let left_out = State::LeftOut as u8;
        self.read(|db| db.query_row(sum, [left_out], |row| row.get::<_, i64>(0))).map(|sum| sum.max(0) as u64)
    }

    /// Some rows, from this number in the journal on. `most` at most.
    pub fn rows(&self, order: Order, from: u64, most: usize) -> Result<Page, Failure> {
        let joined = match order {
            Order::All => "FROM row LEFT JOIN outcome USING(id) WHERE row.id >= ?1",
            Order::Of(State::Planned) => {
                "FROM row LEFT JOIN outcome USING(id) WHERE row.id >= ?1 AND outcome.id IS NULL"
            }
            // What became of rows is narrow, and is looked through first.
            _ => "FROM outcome CROSS JOIN row USING(id) WHERE outcome.id >= ?1 AND state IN (?3, ?4)",
        };
        let states = match order {
            Order::All | Order::Of(State::Planned) => None,
            Order::Of(state) => Some((state as u8, state as u8)),
            Order::Adrift => Some((State::Sending as u8, State::Unknown as u8)),
        };
        // One more, to know whether there is one.
        let limit = most.saturating_add(1).min(i64::MAX as usize) as i64;
        let from = from.min(i64::MAX as u64) as i64;
        let mut rows = self.read(|db| {
            let mut select = db.prepare_cached(&format!("{WHOLE} {joined} ORDER BY row.id LIMIT ?2"))?;
            let read = |row: &rusqlite::Row| row_of(row);
            match states {
                Some((one, other)) => {
                    select.query_map((from, limit, one, other), read)?.collect::<rusqlite::Result<Vec<Row>>>()
                }
                None => select.query_map((from, limit), read)?.collect(),
            }
        })?;
        let next = (rows.len() > most).then(|| rows.pop().map(|row| row.id)).flatten();
        Ok(Page { rows, next })
    }

    /// Why the last run stopped: the account's error that nothing could be sent with, for instance. None where none did.
    pub fn halted(&self) -> Result<Option<Failure>, Failure> {
        let text: String = self.read(|db| db.query_row("SELECT halted FROM plan", [], |row| row.get(0)))?;
        if text.is_empty() {
            return Ok(None);
        }
        let failure = serde_json::from_str::<Value>(&text).ok().and_then(|value| {
            let code = i32::try_from(value["code"].as_i64()?).ok()?;
            Some(Failure::new(code, value["zh"].as_str()?, value["en"].as_str()?))
        });
        failure.map(Some).ok_or_else(|| words::spoiled(&self.path))
    }

    /// What the v1 bulk interface answered last, to each of its requests the last that came; at most so many, the newest at the end.
    pub fn answers(&self, most: usize) -> Result<Vec<Answered>, Failure> {
        let most = most.min(i64::MAX as usize) as i64;
        let mut answers = self.read(|db| {
            let mut select =
                db.prepare("SELECT request_id, at, raw FROM answer ORDER BY at DESC, head DESC LIMIT ?")?;
            let read =
                |row: &rusqlite::Row| Ok(Answered { request_id: row.get(0)?, at: row.get(1)?, raw: row.get(2)? });
            select.query_map([most], read)?.collect::<rusqlite::Result<Vec<Answered>>>()
        })?;
        answers.reverse();
        Ok(answers)
    }

    /// Fails where a run was killed and what it wrote last is not here: the file was moved or copied without the `-wal` that belongs to it.
    pub fn is_whole(&self) -> Result<(), Failure> {
        let is_owned = self.read(is_owned)?;
        if is_owned && !whole::has_wal(&self.path) { Err(whole::without_wal(&self.path)) } else { Ok(()) }
    }

    /// Whether a process sends from it at the moment.
    pub fn is_running(&self) -> Result<bool, Failure> {
        self.db.here(&self.path)?;
        Ok(Lock::is_taken(&self.path))
    }
}

/// A `-wal` that is still needed is left; another one goes with the last who looked.
impl Drop for Journal {
    fn drop(&mut self) {
        let _ = self.read(|db| {
            let keep = is_owned(db)? && whole::has_wal(&self.path);
            file::keep_wal(db, keep)
        });
    }
}

/// Whether the run that wrote last has not ended in order, or goes on.
fn is_owned(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("SELECT owner <> '' FROM plan", [], |row| row.get(0))
}

/// As [`Journal::halted`] reads it.
pub fn written(halted: &Failure) -> String {
    json!({ "code": halted.code, "zh": halted.zh, "en": halted.en }).to_string()
}

/// How many rows stand where.
pub fn tally(db: &Connection) -> rusqlite::Result<Tally> {
    let mut select = db.prepare_cached("SELECT state, rows, segments FROM tally")?;
    let mut lines = select.query([])?;
    let mut tally = Tally::default();
    while let Some(line) = lines.next()? {
        let (state, rows, segments): (usize, i64, i64) = (line.get::<_, u8>(0)?.into(), line.get(1)?, line.get(2)?);
        if let Some(place) = tally.rows.get_mut(state) {
            *place = rows.max(0) as u64;
            tally.segments += segments.max(0) as u64;
        }
    }
    Ok(tally)
}

fn row_of(row: &rusqlite::Row) -> rusqlite::Result<Row> {
    let number = |at| row.get::<_, i64>(at).map(|number| number.max(0) as u64);
    let state = row.get::<_, u8>(6)?;
    let (zh, en): (String, String) = (row.get(9)?, row.get(10)?);
    Ok(Row {
        id: number(0)?,
        line: number(1)?,
        mobile: row.get(2)?,
        content: row.get(3)?,
        reference: row.get(4)?,
        // No other is ever written.
        state: State::ALL.into_iter().find(|known| *known as u8 == state).unwrap_or(State::Unknown),
        code: row.get(7)?,
        message_id: row.get(8)?,
        // Words that are the same in both languages, as the gateway's are, are kept once.
        en: if en.is_empty() { zh.clone() } else { en },
        zh,
        at: row.get(11)?,
        segments: row.get(5)?,
    })
}
