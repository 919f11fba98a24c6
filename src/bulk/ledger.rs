//! The writing side of a journal, while a run has it: what is on its way and what became of it.
//!
//! Everything that changes goes through [`Ledger::commit`]: requests that ended and requests that are about to leave, in one transaction, which
//! is on the disk when it returns. After an error nothing of it has happened here, and the connection is made anew.

mod choice;
mod rows;

use super::process::Own;
use super::{Place, State, Tally, batch, file, journal, whole, words};
use crate::answer::Failure;
use crate::secret::random;
use choice::{BETWEEN, Behind, Choice};
use rows::{adrift, counted, end_row, first, item_of, leave_out, mark, move_rows, record, recover, write_tally};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// A row that is sent.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: u64,
    pub mobile: String,
    /// Kept once for all rows of a request.
    content: Arc<str>,
    segments: u32,
}

/// One request: a row, or several that get the same text, with one outcome for all.
#[derive(Debug, Clone)]
pub struct Job {
    pub items: Vec<Item>,
    /// When it was marked, milliseconds since 1970.
    pub began: i64,
    /// So often it was made before. Only one of the v1 bulk interface is made again.
    pub tries: u32,
    /// What that interface answered, as it came, and when.
    pub raw: Option<(i64, String)>,
}

impl Job {
    pub fn content(&self) -> &str {
        self.items.first().map_or("", |item| &item.content)
    }

    /// What it is called in the records of what was sent.
    pub fn local(&self, journal: &str) -> String {
        local(journal, self.items.first().map_or(0, |item| item.id), self.began)
    }
}

fn local(journal: &str, head: u64, began: i64) -> String {
    format!("bulk-{journal}-{head}-{began}")
}

/// What became of a request.
#[derive(Debug, Clone)]
pub enum End {
    /// Its rows stand there now, for good.
    Final { state: State, code: i32, id: String, zh: String, en: String, at: i64 },
    /// Nothing was sent, and its rows wait until then (by the run's own clock).
    Back { until: i64 },
    /// It is made again, and its rows stay marked.
    Again,
}

/// What is asked of a commit besides what ended.
#[derive(Debug, Clone, Copy, Default)]
pub struct Want {
    /// So many requests.
    pub jobs: usize,
    /// The time by the run's own clock, which is never set back.
    pub now: i64,
    /// Milliseconds since 1970.
    pub wall: i64,
}

/// Asked of each number before its row is marked: why nothing is sent to it any more; None: it is. An Err: nobody can say.
pub type Ask<'a> = dyn FnMut(&str) -> Result<Option<Failure>, Failure> + 'a;

/// Rows that a run has left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gone {
    /// How many.
    pub rows: u64,
    /// As how many messages they would have been billed; a row of which only the gateway knows counts as one.
    pub segments: u64,
}

/// What a commit gave.
#[derive(Debug, Default)]
pub struct Given {
    pub jobs: Vec<Job>,
    /// There are none, because nobody could say who has opted out.
    pub barred: Option<Failure>,
    /// There were fewer than wanted: the first of those that wait does so until then; None: nothing waits.
    pub due: Option<i64>,
}

pub struct Ledger {
    path: Place,
    /// None after an error.
    db: Option<Own<Connection>>,
    identity: Option<(u64, u64)>,
    name: String,
    /// What this run is called in the journal.
    owner: String,
    /// Up to so many rows of one text go together.
    together: usize,
    /// Whether a number may stand in several rows.
    repeats: bool,
    tally: Tally,
    gone: Gone,
    begun: bool,
    /// The last row that was read.
    cursor: u64,
    /// Read and not yet marked.
    ahead: VecDeque<Item>,
    /// Rows that came back, and since when they may be sent.
    later: BTreeSet<(i64, u64)>,
    /// Numbers whose row is marked and has not ended, where a number may get several.
    under_way: HashSet<String>,
    /// When the last row of a number ended, where it may get several.
    recent: HashMap<String, i64>,
    /// Rows for such a number, behind one that waits in `later` for its sake. Each row comes up once, however many there are of a number.
    behind: HashMap<String, Behind>,
    /// Requests that may have left before this run began, and can be made again.
    again: Vec<Job>,
}

impl Ledger {
    /// Takes over a journal whose lock is held. Rows that an ended run left on their way become unknown; why it stopped is forgotten.
    /// Up to so many rows of one text go together.
    pub fn open(journal: &journal::Journal, together: u32, left: &Failure, wall: i64) -> Result<Ledger, Failure> {
        let path = journal.path().clone();
        let file = std::fs::metadata(&path).map_err(|_| words::moved(&path))?;
        whole::has_one_name(&path, &file)?;
        let mut ledger = Ledger {
            db: None,
            identity: file::identity(&file),
            name: journal.name().to_owned(),
            owner: random::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect(),
            together: together as usize,
            repeats: journal.terms().repeats,
            tally: Tally::default(),
            gone: Gone::default(),
            begun: journal.begun()?.is_some(),
            cursor: 0,
            ahead: VecDeque::new(),
            later: BTreeSet::new(),
            under_way: HashSet::new(),
            recent: HashMap::new(),
            behind: HashMap::new(),
            again: Vec::new(),
            path,
        };
        // Requests that were marked before this are not made again; nor are those of a clock that was ahead.
        let oldest = if journal.terms().batch { wall - batch::KNOWN_AGAIN } else { wall };
        let owner = ledger.owner.clone();
        let first = ledger.change(|work, tally| {
            work.execute("UPDATE plan SET owner = ?", [owner])?;
            *tally = counted(work, journal::tally(work)?)?;
            recover(work, tally, left, oldest, wall)?;
            work.execute("UPDATE plan SET halted = ''", [])?;
            first(work)
        })?;
        // From here on the file alone says that it is not the whole journal.
        ledger.read(|db| file::fill(db, "FULL"))?;
        ledger.cursor = first - 1;
        ledger.again = ledger.read(adrift)?;
        Ok(ledger)
    }

    /// Requests of an ended run that can be made again; they are told of once.
    pub fn take_again(&mut self) -> Vec<Job> {
        std::mem::take(&mut self.again)
    }

    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// What this run has left out.
    pub fn gone(&self) -> Gone {
        self.gone
    }

    /// A transaction that is on the disk when this returns. The numbers of rows are written as they are here, not counted up there: after an
    /// error nobody knows whether it is on the disk, and the next one puts all right.
    ///
    /// Fails where another run has taken the journal over.
    fn write<T>(&mut self, f: impl FnOnce(&Transaction, &mut Tally) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let owner = self.owner.clone();
        let mut is_ours = true;
        let written = self.change(|work, tally| {
            let there: String = work.prepare_cached("SELECT owner FROM plan")?.query_row([], |row| row.get(0))?;
            is_ours = there == owner;
            if is_ours { f(work, tally) } else { Err(rusqlite::Error::QueryReturnedNoRows) }
        });
        if is_ours { written } else { Err(whole::taken_over(&self.path)) }
    }

    fn change<T>(&mut self, f: impl FnOnce(&Transaction, &mut Tally) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let mut there = Some(self.tally);
        if self.db.is_none() {
            let db = file::open(&self.path).map_err(|why| file::since(&self.path, why))?;
            file::make_durable(&db, &self.path)?;
            self.db = Some(Own::new(db, &self.path)?);
            there = None;
        }
        let db = self.db.as_ref().ok_or_else(words::defect)?.here(&self.path)?;
        let mut tally = self.tally;
        let written = (|| {
            let work = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
            let value = f(&work, &mut tally)?;
            write_tally(&work, &tally, there.as_ref())?;
            work.commit()?;
            Ok(value)
        })();
        match written {
            Ok(value) => {
                self.tally = tally;
                Ok(value)
            }
            Err(error) => {
                let failure = file::since(&self.path, file::failure(&self.path, &error));
                if error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
                    // What was written before goes into the file itself: that makes room for what is known and not written yet.
                    let _ = db.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()));
                }
                // What is left of a connection after an error is not worth finding out.
                self.db = None;
                Err(failure)
            }
        }
    }

    /// Calls `f` with a connection that only reads.
    fn read<T>(&mut self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        if self.db.is_none() {
            self.write(|_, _| Ok(()))?;
        }
        let db = self.db.as_ref().ok_or_else(words::defect)?.here(&self.path)?;
        f(db).map_err(|error| file::since(&self.path, file::failure(&self.path, &error)))
    }

    /// Writes down what ended, and why nothing more may leave, and marks what leaves next. Nothing of it is written where this fails.
    pub fn commit(
        &mut self,
        ended: &[(Job, End)],
        want: Want,
        halted: Option<&Failure>,
        ask: &mut Ask,
    ) -> Result<Given, Failure> {
        let file = std::fs::metadata(&self.path).map_err(|_| words::moved(&self.path))?;
        if file::identity(&file) != self.identity {
            return Err(words::moved(&self.path));
        }
        whole::has_one_name(&self.path, &file)?;
        let mut claim = Choice::default();
        if let Err(failure) = self.choose(want, ask, &mut claim) {
            self.put_back(claim);
            return Err(failure);
        }
        if ended.is_empty() && claim.jobs.is_empty() && claim.gone.is_empty() && halted.is_none() {
            let barred = claim.barred.take();
            self.put_back(claim);
            return Ok(Given { jobs: Vec::new(), barred, due: self.due() });
        }
        let (begun, name) = (self.begun, self.name.clone());
        let written = self.write(|work, tally| {
            for (job, end) in ended {
                record(work, tally, &name, job, end)?;
            }
            for job in &claim.jobs {
                mark(work, tally, job)?;
            }
            for (item, why) in &claim.gone {
                leave_out(work, tally, item, why)?;
            }
            if let Some(why) = halted {
                work.execute("UPDATE plan SET halted = ?", [journal::written(why)])?;
            }
            if !begun && !claim.jobs.is_empty() {
                work.execute("UPDATE plan SET begun = ?", [want.wall])?;
            }
            Ok(())
        });
        if let Err(failure) = written {
            self.put_back(claim);
            return Err(failure);
        }
        self.begun |= !claim.jobs.is_empty();
        for (job, end) in ended {
            if let End::Back { until } = end {
                self.later.extend(job.items.iter().map(|item| (*until, item.id)));
            }
        }
        if self.repeats {
            self.recent.retain(|_, at| *at + BETWEEN > want.now);
            let over = ended.iter().filter(|(_, end)| !matches!(end, End::Again));
            for item in over.flat_map(|(job, _)| &job.items) {
                self.under_way.remove(&item.mobile);
                self.recent.insert(item.mobile.clone(), want.now);
            }
            for item in claim.jobs.iter().flat_map(|job| &job.items) {
                self.under_way.insert(item.mobile.clone());
                self.follow(item, want.now + BETWEEN);
            }
            for (item, _) in &claim.gone {
                self.follow(item, want.now);
            }
        }
        self.gone.rows += claim.gone.len() as u64;
        self.gone.segments += claim.gone.iter().map(|(item, _)| u64::from(item.segments.max(1))).sum::<u64>();
        let is_over = claim.is_over();
        self.later.extend(claim.deferred);
        let due = match claim.jobs.len() < want.jobs {
            // Those behind them were not looked at yet.
            true if is_over => Some(want.now),
            true => self.due(),
            false => None,
        };
        Ok(Given { jobs: claim.jobs, barred: claim.barred, due })
    }

    /// Ends in order: everything is in the file itself, which may be moved alone from here on.
    pub fn close(&mut self) -> Result<(), Failure> {
        self.write(|work, _| work.execute("UPDATE plan SET owner = ''", []).map(drop))?;
        self.read(|db| file::fill(db, "TRUNCATE"))?;
        self.db = None;
        Ok(())
    }

    /// Some rows of unknown end from this number on, each with the name of its request in the records of what was sent.
    pub fn unknown(&mut self, from: u64, most: usize) -> Result<Vec<(Item, String)>, Failure> {
        let name = self.name.clone();
        self.read(|db| {
            let mut select = db.prepare_cached(
                "SELECT row.id, mobile, '', segments, head, began FROM outcome CROSS JOIN row USING(id)
                 WHERE outcome.id >= ? AND state = ? ORDER BY outcome.id LIMIT ?",
            )?;
            let rows = select.query_map((from as i64, State::Unknown as u8, most as i64), |row| {
                let head = row.get::<_, i64>(4)?.max(0) as u64;
                Ok((item_of(row)?, local(&name, head, row.get(5)?)))
            })?;
            rows.collect()
        })
    }

    /// Changes rows of unknown end. Says how many: since they were read, another thread may have settled some of them.
    pub fn settle(&mut self, rows: &[(Item, End)]) -> Result<u64, Failure> {
        self.write(|work, tally| {
            let mut changed = 0;
            let mut select = work.prepare_cached("SELECT head, began FROM outcome WHERE id = ? AND state = ?")?;
            for (item, end) in rows {
                let head: Option<(i64, i64)> = select
                    .query_row((item.id as i64, State::Unknown as u8), |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                if let Some(head) = head {
                    end_row(work, tally, item, end, State::Unknown, head)?;
                    changed += 1;
                }
            }
            Ok(changed)
        })
    }

    /// Every row of unknown end waits again. Says how many.
    pub fn forget_unknown(&mut self) -> Result<u64, Failure> {
        let ids = self.write(|work, tally| {
            let mut delete = work.prepare("DELETE FROM outcome WHERE state = ? RETURNING id")?;
            let ids = delete.query_map([State::Unknown as u8], |row| row.get(0))?;
            let ids = ids.collect::<rusqlite::Result<Vec<i64>>>()?;
            move_rows(tally, State::Unknown, State::Planned, ids.len() as u64);
            Ok(ids)
        })?;
        // What the cursor has not come to yet is found by it.
        let passed = ids.iter().map(|id| (*id).max(0) as u64).filter(|id| *id <= self.cursor);
        self.later.extend(passed.map(|id| (0, id)));
        Ok(ids.len() as u64)
    }
}
