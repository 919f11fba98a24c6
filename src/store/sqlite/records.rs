//! Values that are kept.

use super::work::Work;
use crate::store::clock::stretch;
use crate::store::{Key, Put, Record, Spent};

/// A record that is still remembered, and whether it lives.
fn remembered(work: &Work, key: Key) -> rusqlite::Result<Option<(Record, bool)>> {
    let now = work.now();
    work.row("SELECT value, spent, live FROM record WHERE id = ? AND until > ?", &[&key.0, &now], |row| {
        let live: i64 = row.get(2)?;
        Ok((Record { value: row.get(0)?, spent: row.get(1)?, life: stretch(live - now) }, live > now))
    })
}

pub fn put(work: &Work, key: Key, value: &[u8], live: i64, remember: i64, how: Put) -> rusqlite::Result<bool> {
    let live = work.now() + live;
    let until = live + remember;
    match (remembered(work, key)?, how) {
        (Some(_), Put::New) | (None, Put::Renew) => return Ok(false),
        (Some(_), Put::Renew) => {
            work.run(
                "UPDATE record SET value = ?, live = ?, until = ? WHERE id = ?",
                &[&value, &live, &until, &key.0],
            )?;
        }
        (None, Put::New) => {
            work.run("REPLACE INTO record VALUES(?, ?, 0, ?, ?)", &[&key.0, &value, &live, &until])?;
        }
    }
    Ok(true)
}

pub fn look(work: &Work, key: Key) -> rusqlite::Result<Option<Record>> {
    Ok(remembered(work, key)?.map(|(record, _)| record))
}

pub fn spend(work: &Work, key: Key, most: u32) -> rusqlite::Result<Spent> {
    Ok(match remembered(work, key)? {
        None => Spent::None,
        Some((_, false)) => Spent::Expired,
        Some((record, _)) if record.spent >= most => Spent::Over,
        Some((record, _)) => {
            work.run("UPDATE record SET spent = spent + 1 WHERE id = ?", &[&key.0])?;
            Spent::Yes(Record { spent: record.spent + 1, ..record })
        }
    })
}

pub fn take(work: &Work, key: Key) -> rusqlite::Result<Option<Record>> {
    let record = look(work, key)?;
    work.run("DELETE FROM record WHERE id = ?", &[&key.0])?;
    Ok(record)
}
