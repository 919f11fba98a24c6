//! Where a store's time comes from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock that can be wrong and can be set: milliseconds since 1970.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's; for Redis the server's.
    #[default]
    System,
    /// One that a test sets. For Redis it is handed to the script.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The time now. For Redis, None of [`Clock::System`] means: ask the server.
    pub fn set_time(&self) -> Option<i64> {
        match self {
            Clock::System => None,
            Clock::Set(time) => Some(time.load(Ordering::SeqCst)),
        }
    }

    /// The time now.
    pub fn now(&self) -> i64 {
        self.set_time().unwrap_or_else(|| {
            // A clock before 1970 is as wrong as any other: it is only ever compared with itself.
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
        })
    }
}

/// No clock is believed beyond this (the year 3084): sums of times stay far from where integers and Lua's numbers end.
const LAST: i64 = 1 << 45;

/// A clock that is set forward counts for this much at most: every window is over after it. Without this bound, a machine that starts in
/// 2010 each time its battery is dead, and is set right minutes later, would take the steady time decades ahead at every start.
const JUMP: i64 = 400 * 24 * 3600 * 1000;

/// A time that never goes back, made of one that may: what the machine's clock was set back is added from then on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Steady {
    /// The machine's clock when it was last looked at; 0 before that.
    pub wall: i64,
    /// What it has been set back so far, less what of its jumps forward did not count.
    pub behind: i64,
}

impl Steady {
    /// The steady time, when the machine's clock says `wall`.
    pub fn at(&mut self, wall: i64) -> i64 {
        let wall = wall.clamp(0, LAST);
        let moved = wall - self.wall;
        if moved < 0 {
            self.behind -= moved;
        } else if self.wall != 0 && moved > JUMP {
            self.behind -= moved - JUMP;
        }
        self.wall = wall;
        (wall + self.behind).min(2 * LAST)
    }
}

/// A stretch in milliseconds. A part of one counts as a whole: that makes limits tighter and never looser.
pub(super) fn millis(stretch: Duration) -> i64 {
    let up = stretch.as_nanos().div_ceil(1_000_000);
    up.min(LAST as u128) as i64
}

/// Milliseconds as a stretch; none below zero.
pub(super) fn stretch(millis: i64) -> Duration {
    Duration::from_millis(millis.max(0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_time_never_goes_back_and_goes_on_at_the_clocks_pace() {
        let mut steady = Steady::default();
        assert_eq!(steady.at(1_000_000), 1_000_000);
        assert_eq!(steady.at(1_000_500), 1_000_500);
        assert_eq!(steady.at(400_000), 1_000_500);
        assert_eq!(steady.at(400_700), 1_001_200);
        assert_eq!(steady.at(2_000_000), 2_600_500);
    }

    #[test]
    fn a_clock_that_jumps_between_the_decades_does_not_use_time_up() {
        let (wrong, right) = (1_262_304_000_000, 1_800_000_000_000);
        let mut steady = Steady::default();
        steady.at(right);
        for start in 1..=1000 {
            let before = steady.at(wrong);
            assert_eq!(steady.at(wrong + 60_000), before + 60_000);
            assert_eq!(steady.at(right), before + 60_000 + JUMP, "start {start}");
        }
    }

    #[test]
    fn no_clock_is_too_wrong_to_count_with() {
        let mut steady = Steady::default();
        let mut last = 0;
        for wall in [i64::MAX, i64::MIN, -1, i64::MAX, 0, 1_800_000_000_000, i64::MAX, i64::MIN].repeat(10_000) {
            let now = steady.at(wall);
            assert!((last..=2 * LAST).contains(&now));
            last = now;
        }
    }
}
