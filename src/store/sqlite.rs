//! A store in an SQLite file: for all processes of one machine.
//!
//! A decision is one transaction that takes the write lock when it begins, so that nothing changes between looking and counting. In WAL mode
//! with `synchronous = FULL` it has reached the disk when it returns: after a power loss, a spent limit must not be open again, nor a code
//! that was entered be good once more.

pub(crate) mod busy;
pub(crate) mod empty;
mod file;
mod handles;
mod log;
mod records;
mod sweep;
mod tally;
mod together;
mod work;

use super::clock::{Clock, millis};
use super::process::PerProcess;
use super::{Ask, Breaker, Count, Decision, Key, Life, Put, Receipt, Record, Spent, Store, Usage, fault, rule};
use crate::answer::Failure;
use file::Db;
use handles::{Handle, Inside, Open};
use log::Log;
use std::path::{Path, PathBuf};
use work::Work;

/// What is done with a connection, and in a transaction.
type With<'a> = dyn FnMut(&mut Db) -> rusqlite::Result<()> + 'a;
type Run<'a> = dyn FnMut(&mut Work) -> rusqlite::Result<()> + 'a;

pub(super) struct Sqlite {
    path: PathBuf,
    clock: Clock,
    here: PerProcess<Open>,
}

impl Sqlite {
    pub fn open(path: &Path, clock: Clock) -> Result<Sqlite, Failure> {
        let store = Sqlite { path: path.to_owned(), clock, here: PerProcess::new() };
        // Whoever opens it wants to hear now what is wrong with the file.
        store.with(|open| &open.writer, &mut |_| Ok(()))?;
        Ok(store)
    }

    /// This process's connections.
    fn connections(&self, inside: &Inside) -> Result<&Open, Failure> {
        self.here.here(|_| Ok(Open::new(inside)))
    }

    /// Calls `f` with a connection, which is opened when there is none. What is done for every call comes as `dyn`, so that it is not in the
    /// library once for each kind of call.
    fn with(&self, which: fn(&Open) -> &Handle, f: &mut With) -> Result<(), Failure> {
        // Before anything of SQLite is called in a child of fork().
        let inside = handles::enter()?;
        file::begin();
        let open = self.connections(&inside)?;
        self.using(&mut handles::lock(which(open)), f)
    }

    fn using(&self, db: &mut Option<Db>, f: &mut With) -> Result<(), Failure> {
        if db.as_ref().is_some_and(|db| db.is_another_file(&self.path)) {
            *db = None;
        }
        let connection = match &mut *db {
            Some(db) => db,
            none => none.insert(Db::open(&self.path)?),
        };
        f(connection).map_err(|error| {
            // What is left of a connection after an error is not worth finding out; the next call makes a new one.
            if !busy::is_busy(&error) {
                *db = None;
            }
            file::failure(&self.path, &error)
        })
    }

    /// A transaction that may write, together with those of other threads.
    fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Work) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let inside = handles::enter()?;
        let open = self.connections(&inside)?;
        // What was waited for the others counts, too.
        file::begin();
        let ticket = open.queue.leave(f);
        if let Some(_turn) = open.queue.turn(&ticket) {
            self.commit(open);
        }
        ticket.value()
    }

    /// In one's turn: makes what has gathered.
    fn commit(&self, open: &Open) {
        let mut writer = handles::lock(&open.writer);
        let commit = |run: &mut Run| self.using(&mut writer, &mut |db| Work::write(db, self.clock.now(), run));
        open.queue.make(commit, |error| file::failure(&self.path, error));
    }

    /// What is there at this moment, and whether the clock was found set back, which only a transaction that writes can remember.
    fn glance<T>(&self, f: impl Fn(&mut Work) -> rusqlite::Result<T>) -> Result<(T, bool), Failure> {
        let mut value = None;
        let went_back = self.look_around(&mut |work| {
            value = Some(f(work)?);
            Ok(())
        })?;
        Ok((value.ok_or_else(fault::defect)?, went_back))
    }

    fn look_around(&self, f: &mut Run) -> Result<bool, Failure> {
        let (wall, mut went_back) = (self.clock.now(), false);
        self.with(|open| &open.reader, &mut |db| {
            went_back = Work::read(db, wall, f)?;
            Ok(())
        })?;
        Ok(went_back)
    }

    /// A transaction that only reads. It does not wait for those that write.
    fn read<T>(&self, f: impl Fn(&mut Work) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let (value, went_back) = self.glance(f)?;
        if went_back {
            // Otherwise the steady time would stand still for whoever only looks, until somebody writes.
            self.write(|_| Ok(()))?;
        }
        Ok(value)
    }
}

/// What the limits and the breaker say at this moment; counts nothing.
fn decide(work: &mut Work, ask: &Ask) -> rusqlite::Result<Decision> {
    let logs = ask.counts.iter().map(|count| Log::of(work, count.key)).collect::<rusqlite::Result<Vec<_>>>()?;
    if let Some(breaker) = &ask.breaker {
        let sum = tally::sum(work, breaker)?;
        if let Some(wait) = breaker.tripped(sum, work.now()) {
            return Ok(Decision::Tripped(wait));
        }
    }
    let (full, wait) = rule::look(&ask.counts, work.now(), |count, n| logs[count].nth(work, n))?;
    if !full.is_empty() {
        return Ok(Decision::Denied(full));
    }
    let wait = if ask.dry { Default::default() } else { wait };
    Ok(Decision::Admitted { receipt: Receipt::default(), wait })
}

impl Store for Sqlite {
    fn incarnation(&self) -> Result<u64, Failure> {
        let (disk, file) = file::identity(&self.path).unwrap_or_default();
        Ok(file ^ disk.rotate_left(32))
    }

    fn admit(&self, ask: &Ask) -> Result<Decision, Failure> {
        // What is full is full for whoever comes later, too: that needs no lock, and an attack is stopped without waiting for the disk.
        let (decision, went_back) = self.glance(|work| decide(work, ask))?;
        if !went_back && (ask.dry || !matches!(decision, Decision::Admitted { .. })) {
            return Ok(decision);
        }
        let ask = ask.clone();
        self.write(move |work| {
            let decision = decide(work, &ask)?;
            let Decision::Admitted { wait, .. } = decision else { return Ok(decision) };
            if ask.dry {
                return Ok(decision);
            }
            let mut events = Vec::with_capacity(ask.counts.len());
            for count in &ask.counts {
                events.push((count.key, Log::of(work, count.key)?.add(work, rule::longest(count))?));
            }
            let breaker = match &ask.breaker {
                Some(breaker) => Some((breaker.key, tally::add(work, breaker, 1, 0)?)),
                None => None,
            };
            work.sweep()?;
            Ok(Decision::Admitted { receipt: Receipt { events, breaker }, wait })
        })
    }

    fn refund(&self, receipt: &Receipt) -> Result<(), Failure> {
        let receipt = receipt.clone();
        self.write(move |work| {
            for (key, id) in &receipt.events {
                Log::of(work, *key)?.take_back(work, *id)?;
            }
            match receipt.breaker {
                Some((key, step)) => tally::take_back(work, key, step),
                None => Ok(()),
            }
        })
    }

    fn pass(&self, breaker: &Breaker) -> Result<(), Failure> {
        let breaker = *breaker;
        self.write(move |work| {
            tally::add(work, &breaker, 0, 1)?;
            work.sweep()
        })
    }

    fn usage(&self, counts: &[Count]) -> Result<Vec<Vec<Usage>>, Failure> {
        self.read(|work| {
            let mut usages = Vec::with_capacity(counts.len());
            for count in counts {
                let log = Log::of(work, count.key)?;
                let mut usage = Vec::with_capacity(count.limits.len());
                for limit in &count.limits {
                    let used = log.inside(work, limit)?;
                    let wait = rule::wait(limit, work.now(), |n| log.nth(work, n))?.unwrap_or_default();
                    usage.push(Usage { used, wait });
                }
                usages.push(usage);
            }
            Ok(usages)
        })
    }

    fn tally(&self, breaker: &Breaker) -> Result<(u32, u32), Failure> {
        self.read(|work| tally::sum(work, breaker)).map(rule::told)
    }

    fn forget(&self, key: Key) -> Result<bool, Failure> {
        self.write(move |work| {
            let events = Log::of(work, key)?.forget(work)?;
            let tallies = tally::forget(work, key)?;
            Ok(events || tallies)
        })
    }

    fn put(&self, key: Key, value: &[u8], life: Life, how: Put) -> Result<bool, Failure> {
        let (live, remember) = (millis(life.live), millis(life.remember));
        let value = value.to_vec();
        self.write(move |work| {
            let written = records::put(work, key, &value, live, remember, how)?;
            if written {
                work.sweep()?;
            }
            Ok(written)
        })
    }

    fn put_all(&self, records: &[(Key, Vec<u8>)], life: Life, how: Put) -> Result<Vec<bool>, Failure> {
        let (live, remember) = (millis(life.live), millis(life.remember));
        let records = records.to_vec();
        self.write(move |work| {
            let put = |(key, value): &(Key, Vec<u8>)| records::put(work, *key, value, live, remember, how);
            let written = records.iter().map(put).collect::<rusqlite::Result<Vec<bool>>>()?;
            work.sweep()?;
            Ok(written)
        })
    }

    fn take_all(&self, keys: &[Key]) -> Result<(), Failure> {
        let keys = keys.to_vec();
        self.write(move |work| keys.iter().try_for_each(|key| records::take(work, *key).map(|_| ())))
    }

    fn look(&self, key: Key) -> Result<Option<Record>, Failure> {
        self.read(|work| records::look(work, key))
    }

    fn spend(&self, key: Key, most: u32) -> Result<Spent, Failure> {
        self.write(move |work| records::spend(work, key, most))
    }

    fn take(&self, key: Key) -> Result<Option<Record>, Failure> {
        self.write(move |work| records::take(work, key))
    }

    fn purge(&self) -> Result<u64, Failure> {
        self.write(|work| work.purge())
    }
}
