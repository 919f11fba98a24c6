//! A transaction, with the steady time in it.

use super::Run;
use super::file::Db;
use super::sweep::{self, Cursors};
use crate::store::clock::Steady;
use rusqlite::types::{FromSql, ToSql};
use rusqlite::{CachedStatement, Connection, Row, TransactionBehavior};

/// The clock is written again when it has moved by this much. What was not written is found again in the events: see [`Work::not_before`].
const WRITTEN_EVERY: i64 = 1000;

/// What a transaction works with.
pub struct Work<'a> {
    connection: &'a Connection,
    cursors: &'a mut Cursors,
    steady: Steady,
    /// No first event of a key gets a lower id: so that none of a log that was forgotten comes again.
    pub floor: i64,
    written: (Steady, i64),
    now: i64,
}

impl Work<'_> {
    /// Takes the write lock, works, and commits.
    pub fn write(db: &mut Db, wall: i64, f: &mut Run) -> rusqlite::Result<()> {
        let transaction = db.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut work = Work::begin(&transaction, &mut db.cursors, wall)?;
        f(&mut work)?;
        work.save()?;
        transaction.commit()
    }

    /// Works on what is there at one moment. Says whether the machine's clock was found set back.
    pub fn read(db: &mut Db, wall: i64, f: &mut Run) -> rusqlite::Result<bool> {
        let transaction = db.connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let mut work = Work::begin(&transaction, &mut db.cursors, wall)?;
        f(&mut work)?;
        Ok(work.steady.behind != work.written.0.behind)
    }

    fn begin<'a>(connection: &'a Connection, cursors: &'a mut Cursors, wall: i64) -> rusqlite::Result<Work<'a>> {
        let mut read = connection.prepare_cached("SELECT wall, behind, floor FROM meta WHERE one = 1")?;
        let (mut steady, floor) =
            read.query_row([], |row| Ok((Steady { wall: row.get(0)?, behind: row.get(1)? }, row.get(2)?)))?;
        drop(read);
        let written = (steady, floor);
        let now = steady.at(wall);
        Ok(Work { connection, cursors, steady, floor, written, now })
    }

    /// The steady time.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// An event is later than now: the clock was set back by less than what is always written. Then this is the time.
    pub fn not_before(&mut self, at: i64) {
        if at > self.now {
            self.steady.behind += at - self.now;
            self.now = at;
        }
    }

    fn save(&mut self) -> rusqlite::Result<()> {
        let (steady, floor) = self.written;
        let moved = self.steady.behind != steady.behind || self.steady.wall - steady.wall >= WRITTEN_EVERY;
        if moved || self.floor != floor {
            let Steady { wall, behind } = self.steady;
            self.run("UPDATE meta SET wall = ?, behind = ?, floor = ? WHERE one = 1", &[&wall, &behind, &self.floor])?;
        }
        Ok(())
    }

    /// A statement, compiled once per connection.
    pub fn prepare(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.connection.prepare_cached(sql)
    }

    /// Runs a statement that gives nothing; says how many rows it changed.
    pub fn run(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<usize> {
        self.prepare(sql)?.execute(values)
    }

    /// The first row, if there is one.
    pub fn row<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        f: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Option<T>> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(values)?;
        rows.next()?.map(f).transpose()
    }

    /// The first row's only value, if there is one.
    pub fn value<T: FromSql>(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<Option<T>> {
        self.row(sql, values, |row| row.get(0))
    }

    /// Removes a little of what is over.
    pub fn sweep(&mut self) -> rusqlite::Result<()> {
        let mut cursors = std::mem::take(self.cursors);
        let swept = sweep::sweep(self, &mut cursors);
        *self.cursors = cursors;
        swept
    }

    /// Removes all that is over.
    pub fn purge(&mut self) -> rusqlite::Result<u64> {
        sweep::purge(self)
    }
}
