//! Removes what is over: a few rows with each decision that writes anyway, all of them when asked.
//!
//! Each connection has a place in the table, in the order of keys, that moves on with every decision and begins anywhere. A decision adds fewer
//! rows than are looked at, so the rows that are over stay a fixed part of the table, however many keys there are; and the pages that are
//! looked at are the next ones in the file.

use super::work::Work;
use std::hash::{BuildHasher, RandomState};

/// Rows that a decision looks at.
const EVENTS: usize = 16;
const OTHERS: usize = 4;

/// Where the sweep goes on: behind this key and number. An empty key stands before all others.
pub struct Cursors {
    event: Place,
    record: Place,
    tally: Place,
}

type Place = (Vec<u8>, i64);

impl Default for Cursors {
    fn default() -> Self {
        let random = || (RandomState::new().hash_one(0).to_ne_bytes().to_vec(), 0);
        Cursors { event: random(), record: random(), tally: random() }
    }
}

pub fn sweep(work: &Work, cursors: &mut Cursors) -> rusqlite::Result<()> {
    let now = work.now();
    let next = "SELECT key, seq, until FROM event WHERE (key, seq) > (?, ?) ORDER BY key, seq LIMIT ?";
    cursors.event = after(rows(work, next, &cursors.event, EVENTS)?, EVENTS, |key, seq, until| {
        if until <= now {
            work.run("DELETE FROM event WHERE key = ? AND seq = ?", &[key, &seq])?;
        }
        Ok(())
    })?;
    let next = "SELECT key, step, until FROM tally WHERE (key, step) > (?, ?) ORDER BY key, step LIMIT ?";
    cursors.tally = after(rows(work, next, &cursors.tally, OTHERS)?, OTHERS, |key, step, until| {
        if until <= now {
            work.run("DELETE FROM tally WHERE key = ? AND step = ?", &[key, &step])?;
        }
        Ok(())
    })?;
    // One number less in the key; 0 stands in for it, before and after.
    let next = "SELECT id, 0, until FROM record WHERE id > ?1 AND ?2 = ?2 ORDER BY id LIMIT ?3";
    cursors.record = after(rows(work, next, &cursors.record, OTHERS)?, OTHERS, |id, _, until| {
        if until <= now {
            work.run("DELETE FROM record WHERE id = ?", &[id])?;
        }
        Ok(())
    })?;
    Ok(())
}

type Rows = Vec<(Vec<u8>, i64, i64)>;

fn rows(work: &Work, sql: &str, from: &Place, limit: usize) -> rusqlite::Result<Rows> {
    let mut statement = work.prepare(sql)?;
    let rows =
        statement.query_map((&from.0, from.1, limit as i64), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// Calls `f` with each row; gives the place of the last one, or the beginning when the table ended.
fn after(rows: Rows, limit: usize, f: impl Fn(&Vec<u8>, i64, i64) -> rusqlite::Result<()>) -> rusqlite::Result<Place> {
    for (key, number, until) in &rows {
        f(key, *number, *until)?;
    }
    let ended = rows.len() < limit;
    Ok(rows.into_iter().next_back().filter(|_| !ended).map_or((Vec::new(), 0), |(key, number, _)| (key, number)))
}

pub fn purge(work: &Work) -> rusqlite::Result<u64> {
    let now = work.now();
    let events = work.run("DELETE FROM event WHERE until <= ?", &[&now])?;
    let records = work.run("DELETE FROM record WHERE until <= ?", &[&now])?;
    work.run("DELETE FROM tally WHERE until <= ?", &[&now])?;
    Ok((events + records) as u64)
}
