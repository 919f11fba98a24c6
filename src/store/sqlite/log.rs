//! The events of a key: rows with consecutive numbers, so that the n-th newest is found by its number, whatever the limit.
//!
//! Times and lives never fall from one row to the next: a row is removed for its age only when all before it may be. So a number that is
//! not there belongs to an event that is over, wherever the sweep is with this key.

use super::work::Work;
use crate::store::{Key, Limit, rule};

/// When more events than this came after one, it is not taken back: all of them would have to move up. It stays counted, which is tighter.
const MOVED: usize = 10_000;

pub struct Log {
    key: Key,
    newest: Option<Event>,
}

#[derive(Clone, Copy)]
struct Event {
    seq: i64,
    id: i64,
    at: i64,
    until: i64,
}

impl Log {
    pub fn of(work: &mut Work, key: Key) -> rusqlite::Result<Log> {
        let newest = work.row(
            "SELECT seq, id, at, until FROM event WHERE key = ? ORDER BY seq DESC LIMIT 1",
            &[&key.0],
            |row| Ok(Event { seq: row.get(0)?, id: row.get(1)?, at: row.get(2)?, until: row.get(3)? }),
        )?;
        if let Some(newest) = &newest {
            work.not_before(newest.at);
        }
        Ok(Log { key, newest })
    }

    /// The time of the n-th newest event.
    pub fn nth(&self, work: &Work, n: u32) -> rusqlite::Result<Option<i64>> {
        match &self.newest {
            None => Ok(None),
            Some(newest) if n == 1 => Ok(Some(newest.at)),
            Some(newest) => {
                let seq = newest.seq - (i64::from(n) - 1);
                work.value("SELECT at FROM event WHERE key = ? AND seq = ?", &[&self.key.0, &seq])
            }
        }
    }

    /// How many events are in a limit's window, up to its most.
    pub fn inside(&self, work: &Work, limit: &Limit) -> rusqlite::Result<u32> {
        let since = work.now() - rule::window(limit);
        let (mut inside, mut outside) = (0, limit.most);
        while inside < outside {
            let middle = outside - (outside - inside) / 2;
            match self.nth(work, middle)? {
                Some(at) if at > since => inside = middle,
                _ => outside = middle - 1,
            }
        }
        Ok(inside)
    }

    /// Adds an event now; gives its id.
    pub fn add(&self, work: &Work, window: i64) -> rusqlite::Result<u64> {
        let now = work.now();
        let first = (now << 16).max(work.floor);
        let (seq, id, window) = match self.newest {
            // Somebody may count this key with a longer window than this one: for as long as that, all its events are remembered.
            Some(newest) => (newest.seq + 1, first.max(newest.id + 1), window.max(newest.until - newest.at)),
            None => (1, first, window),
        };
        let until = now + window;
        work.run("INSERT INTO event VALUES(?, ?, ?, ?, ?)", &[&self.key.0, &seq, &id, &now, &until])?;
        Ok(id as u64)
    }

    /// Takes an event back: those after it move up, so that the numbers stay consecutive.
    pub fn take_back(&self, work: &mut Work, id: u64) -> rusqlite::Result<()> {
        let (Ok(id), Some(newest)) = (i64::try_from(id), self.newest) else { return Ok(()) };
        let mut after = Vec::new();
        {
            let sql = "SELECT seq, id, at, until FROM event WHERE key = ? ORDER BY seq DESC LIMIT ?";
            let mut statement = work.prepare(sql)?;
            let mut rows = statement.query((self.key.0, MOVED as i64 + 1))?;
            loop {
                let Some(row) = rows.next()? else { return Ok(()) };
                let event = Event { seq: row.get(0)?, id: row.get(1)?, at: row.get(2)?, until: row.get(3)? };
                if event.id < id {
                    return Ok(());
                }
                let found = event.id == id;
                after.push(event);
                if found {
                    break;
                }
            }
        }
        for pair in after.windows(2).rev() {
            let (next, this) = (pair[0], pair[1]);
            work.run(
                "UPDATE event SET id = ?, at = ?, until = ? WHERE key = ? AND seq = ?",
                &[&next.id, &next.at, &next.until, &self.key.0, &this.seq],
            )?;
        }
        work.run("DELETE FROM event WHERE key = ? AND seq = ?", &[&self.key.0, &newest.seq])?;
        work.floor = work.floor.max(newest.id + 1);
        Ok(())
    }

    /// Removes all of them; says whether any was still remembered.
    pub fn forget(&self, work: &mut Work) -> rusqlite::Result<bool> {
        let Some(newest) = self.newest else { return Ok(false) };
        work.run("DELETE FROM event WHERE key = ?", &[&self.key.0])?;
        work.floor = work.floor.max(newest.id + 1);
        Ok(newest.until > work.now())
    }
}
