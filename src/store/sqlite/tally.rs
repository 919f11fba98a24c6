//! What a breaker counts: events and passed events of each step of its window.

use super::work::Work;
use crate::store::{Breaker, Key, rule};

/// Events and passed events in the window.
pub fn sum(work: &Work, breaker: &Breaker) -> rusqlite::Result<(i64, i64)> {
    let step = breaker.step(work.now());
    let sum = work.row(
        "SELECT coalesce(sum(events), 0), coalesce(sum(passed), 0) FROM tally WHERE key = ? AND step BETWEEN ? AND ?",
        &[&breaker.key.0, &(step - (rule::STEPS - 1)), &step],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(sum.unwrap_or_default())
}

/// Adds to the step of now, which it gives, and drops those that have left the window.
pub fn add(work: &Work, breaker: &Breaker, events: i64, passed: i64) -> rusqlite::Result<i64> {
    let (key, step) = (breaker.key.0, breaker.step(work.now()));
    work.run("DELETE FROM tally WHERE key = ? AND step <= ?", &[&key, &(step - rule::STEPS)])?;
    work.run(
        "INSERT INTO tally VALUES(?, ?, ?, ?, ?)
         ON CONFLICT(key, step) DO UPDATE SET events = events + excluded.events, passed = passed + excluded.passed",
        &[&key, &step, &events, &passed, &breaker.step_until(step)],
    )?;
    Ok(step)
}

pub fn take_back(work: &Work, key: Key, step: i64) -> rusqlite::Result<()> {
    work.run("UPDATE tally SET events = events - 1 WHERE key = ? AND step = ? AND events > 0", &[&key.0, &step])?;
    Ok(())
}

/// Removes all of them; says whether any was still remembered.
pub fn forget(work: &Work, key: Key) -> rusqlite::Result<bool> {
    let until: Option<Option<i64>> = work.value("SELECT max(until) FROM tally WHERE key = ?", &[&key.0])?;
    work.run("DELETE FROM tally WHERE key = ?", &[&key.0])?;
    Ok(until.flatten().is_some_and(|until| until > work.now()))
}
