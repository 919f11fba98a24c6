//! What a transaction of the ledger reads and writes: rows that are marked, rows that have ended, and how many stand where.

use super::{End, Item, Job};
use crate::answer::Failure;
use crate::bulk::{State, Tally, batch};
use rusqlite::{Connection, Transaction, params};

pub fn item_of(row: &rusqlite::Row) -> rusqlite::Result<Item> {
    let id = row.get::<_, i64>(0)?.max(0) as u64;
    Ok(Item { id, mobile: row.get(1)?, content: row.get(2)?, segments: row.get(3)? })
}

/// The first row that waits; the one after the last where none does.
pub fn first(work: &Connection) -> rusqlite::Result<u64> {
    let first: i64 = work.query_row(
        "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM outcome WHERE id = 1) THEN 1 ELSE
            (SELECT id + 1 FROM outcome AS here WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE id = here.id + 1) ORDER BY id LIMIT 1) END",
        [],
        |row| row.get(0),
    )?;
    Ok(first.max(1) as u64)
}

/// How many rows stand where, by the rows themselves; `told` is what the journal has of it. One look through what a run looks through anyway,
/// and one more where that differs.
pub fn counted(work: &Connection, told: Tally) -> rusqlite::Result<Tally> {
    let mut tally = Tally::default();
    let mut select = work.prepare("SELECT state, count(*) FROM outcome GROUP BY state")?;
    let mut lines = select.query([])?;
    while let Some(line) = lines.next()? {
        let (state, rows): (usize, i64) = (line.get::<_, u8>(0)?.into(), line.get(1)?);
        if let Some(place) = tally.rows.get_mut(state) {
            *place = rows.max(0) as u64;
        }
    }
    // Rows are numbered from 1 on, without a gap.
    let all: i64 = work.query_row("SELECT ifnull(max(id), 0) FROM row", [], |row| row.get(0))?;
    tally.rows[State::Planned as usize] = (all.max(0) as u64).saturating_sub(tally.rows.iter().sum());
    if tally.rows == told.rows {
        return Ok(told);
    }
    let sum = "SELECT ifnull(sum(segments), 0) FROM outcome CROSS JOIN row USING(id) WHERE state = ?";
    tally.segments = work.query_row(sum, [State::Accepted as u8], |row| row.get::<_, i64>(0))?.max(0) as u64;
    Ok(tally)
}

/// Rows whose request may have left when the run ended are of unknown end, unless it can be made again: then they stay as they are.
pub fn recover(work: &Transaction, tally: &mut Tally, left: &Failure, oldest: i64, wall: i64) -> rusqlite::Result<()> {
    // The row keeps the time at which it was marked: that is when it may have been sent, and what a receipt or the console is compared with.
    let mut update = work.prepare(
        "UPDATE outcome SET state = ?, code = ?, zh = ?, en = ? WHERE state = ? AND (began <= ? OR began > ?)",
    )?;
    let (unknown, sending) = (State::Unknown as u8, State::Sending as u8);
    let changed = update.execute(params![unknown, left.code, left.zh, left.en, sending, oldest, wall])?;
    move_rows(tally, State::Sending, State::Unknown, changed as u64);
    Ok(())
}

/// The requests whose rows are still marked.
pub fn adrift(work: &Connection) -> rusqlite::Result<Vec<Job>> {
    let mut select = work.prepare(
        "SELECT row.id, mobile, content, segments, head, began FROM outcome CROSS JOIN row USING(id)
         WHERE state = ? ORDER BY began, head, outcome.id",
    )?;
    let mut rows = select.query([State::Sending as u8])?;
    let mut jobs: Vec<(i64, Job)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (head, began): (i64, i64) = (row.get(4)?, row.get(5)?);
        if jobs.last().is_none_or(|(known, job)| (*known, job.began) != (head, began)) {
            jobs.push((head, Job { items: Vec::new(), began, tries: 1, raw: None }));
        }
        if let Some((_, job)) = jobs.last_mut() {
            let item = item_of(row)?;
            let content = job.items.first().map_or_else(|| item.content.clone(), |first| first.content.clone());
            job.items.push(Item { content, ..item });
        }
    }
    Ok(jobs.into_iter().map(|(_, job)| job).collect())
}

/// Marks a request's rows: from here on it may be on its way.
pub fn mark(work: &Transaction, tally: &mut Tally, job: &Job) -> rusqlite::Result<()> {
    // A row that has an outcome already is not overwritten, whatever went wrong; one that is marked may be so by a commit that seemed to fail.
    let mut insert = work.prepare_cached(
        "INSERT INTO outcome VALUES(?1, ?2, 0, '', '', '', ?3, ?4, ?3)
         ON CONFLICT(id) DO UPDATE SET at = ?3, head = ?4, began = ?3 WHERE state = ?2",
    )?;
    let head = job.items.first().map_or(0, |item| item.id as i64);
    for item in &job.items {
        if insert.execute(params![item.id as i64, State::Sending as u8, job.began, head])? != 1 {
            return Err(rusqlite::Error::StatementChangedRows(0));
        }
    }
    move_rows(tally, State::Planned, State::Sending, job.items.len() as u64);
    Ok(())
}

/// Writes down what became of a request.
pub fn record(work: &Transaction, tally: &mut Tally, name: &str, job: &Job, end: &End) -> rusqlite::Result<()> {
    let head = job.items.first().map_or(0, |item| item.id as i64);
    if let Some((at, raw)) = &job.raw {
        let request_id = batch::request_id(&job.local(name));
        let mut insert = work.prepare_cached("INSERT OR REPLACE INTO answer VALUES(?, ?, ?, ?, ?)")?;
        insert.execute(params![head, job.began, request_id, at, raw])?;
    }
    if let End::Again = end {
        return Ok(());
    }
    job.items.iter().try_for_each(|item| end_row(work, tally, item, end, State::Sending, (head, job.began)))
}

pub fn end_row(
    work: &Transaction,
    tally: &mut Tally,
    item: &Item,
    end: &End,
    was: State,
    (head, began): (i64, i64),
) -> rusqlite::Result<()> {
    let end_state = match end {
        End::Again => return Ok(()),
        End::Back { .. } => {
            work.prepare_cached("DELETE FROM outcome WHERE id = ?")?.execute([item.id as i64])?;
            State::Planned
        }
        End::Final { state, code, id, zh, en, at } => {
            // Words that are the same in both languages are kept once.
            let en = if en == zh { "" } else { en.as_str() };
            let mut insert = work.prepare_cached("INSERT OR REPLACE INTO outcome VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
            insert.execute(params![item.id as i64, *state as u8, code, id, zh, en, at, head, began])?;
            if *state == State::Accepted {
                tally.segments += u64::from(item.segments);
            }
            *state
        }
    };
    move_rows(tally, was, end_state, 1);
    Ok(())
}

/// Writes down that a row is not sent after all. It never had a request.
pub fn leave_out(work: &Transaction, tally: &mut Tally, item: &Item, why: &Failure) -> rusqlite::Result<()> {
    let (state, id) = (State::LeftOut, String::new());
    let end = End::Final { state, code: why.code, id, zh: why.zh.clone(), en: why.en.clone(), at: 0 };
    end_row(work, tally, item, &end, State::Planned, (0, 0))
}

pub fn move_rows(tally: &mut Tally, from: State, to: State, rows: u64) {
    tally.rows[from as usize] = tally.rows[from as usize].saturating_sub(rows);
    tally.rows[to as usize] += rows;
}

/// Writes what differs from what is there; all where that is not known.
pub fn write_tally(work: &Transaction, tally: &Tally, there: Option<&Tally>) -> rusqlite::Result<()> {
    let mut update = work.prepare_cached("UPDATE tally SET rows = ?2, segments = ?3 WHERE state = ?1")?;
    for state in State::ALL {
        let same = |there: &Tally| {
            there.of(state) == tally.of(state) && (state != State::Accepted || there.segments == tally.segments)
        };
        if there.is_some_and(same) {
            continue;
        }
        let segments = if state == State::Accepted { tally.segments as i64 } else { 0 };
        update.execute(params![state as u8, tally.of(state) as i64, segments])?;
    }
    Ok(())
}
