//! What a log of events means for limits, and a row of steps for a breaker. Pure; the Redis scripts say the same in Lua.
//!
//! A log holds the times of a thing's events, oldest first. A limit of `most` within a window has room when the `most`-th newest event is not
//! there or has left the window. An event that is missing (taken back, or its time over) makes older ones take its place, so what is looked
//! at is never younger than the truth by more than what was taken away.

use super::clock::{millis, stretch};
use super::{Breaker, Count, Full, Limit};
use std::time::Duration;

/// How many steps a breaker's window has.
pub(super) const STEPS: i64 = 12;

/// A limit's window in milliseconds.
pub(super) fn window(limit: &Limit) -> i64 {
    millis(limit.window).max(1)
}

/// For how long a count's events have to be remembered.
pub(super) fn longest(count: &Count) -> i64 {
    count.limits.iter().map(window).max().unwrap_or(1)
}

/// How long an event of this time stays in a window; None when it has left.
fn stays(at: i64, window: i64, now: i64) -> Option<Duration> {
    let left = at.saturating_add(window) - now;
    (left > 0).then(|| stretch(left.min(window)))
}

/// How long until a limit has room; None when it has. `nth(n)` is the time of the n-th newest event.
pub(super) fn wait<E>(
    limit: &Limit,
    now: i64,
    nth: impl FnOnce(u32) -> Result<Option<i64>, E>,
) -> Result<Option<Duration>, E> {
    let window = window(limit);
    if limit.most == 0 {
        return Ok(Some(stretch(window)));
    }
    Ok(nth(limit.most)?.and_then(|at| stays(at, window, now)))
}

/// The limits that have no room, and, when all have, how long it will be until the same has room again after one more event now.
/// `nth(count, n)` is the time of the n-th newest event of a count.
pub(super) fn look<E>(
    counts: &[Count],
    now: i64,
    mut nth: impl FnMut(usize, u32) -> Result<Option<i64>, E>,
) -> Result<(Vec<Full>, Duration), E> {
    let mut full = Vec::new();
    let mut again = Duration::ZERO;
    for (c, count) in counts.iter().enumerate() {
        for (l, limit) in count.limits.iter().enumerate() {
            if let Some(wait) = wait(limit, now, |n| nth(c, n))? {
                full.push(Full { count: c, limit: l, wait });
            } else if full.is_empty() {
                let last = if limit.most == 1 { Some(now) } else { nth(c, limit.most - 1)? };
                again = again.max(last.and_then(|at| stays(at, window(limit), now)).unwrap_or_default());
            }
        }
    }
    Ok((full, again))
}

impl Breaker {
    /// How long a step is.
    pub(super) fn step_length(&self) -> i64 {
        (millis(self.window) / STEPS).max(1)
    }

    /// The step of this time.
    pub(super) fn step(&self, now: i64) -> i64 {
        now / self.step_length()
    }

    /// When a step has left the window.
    pub(super) fn step_until(&self, step: i64) -> i64 {
        (step + STEPS).saturating_mul(self.step_length())
    }

    /// Whether it has tripped with these events and passed events, and then, how long its step still lasts.
    pub(super) fn tripped(&self, (events, passed): (i64, i64), now: i64) -> Option<Duration> {
        let few = passed.saturating_mul(100) < events.saturating_mul(i64::from(self.percent));
        let next = (self.step(now) + 1).saturating_mul(self.step_length());
        (events > i64::from(self.events) && few).then(|| stretch(next - now))
    }
}

/// A sum of tallies as it is told.
pub(super) fn told((events, passed): (i64, i64)) -> (u32, u32) {
    let told = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
    (told(events), told(passed))
}
