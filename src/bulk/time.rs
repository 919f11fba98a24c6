//! The run's own clock: one that is never set back. Hours of the day are another matter.

use crate::store::Clock;
use std::time::{Duration, Instant};

/// How often a clock that a test sets is looked at.
const LOOK: Duration = Duration::from_millis(2);

pub struct Time {
    clock: Clock,
    start: Instant,
}

impl Time {
    pub fn new(clock: Clock) -> Time {
        Time { clock, start: Instant::now() }
    }

    /// Microseconds, of no meaning but to be compared.
    pub fn micros(&self) -> i64 {
        match self.clock.set_time() {
            Some(set) => set.saturating_mul(1000),
            None => i64::try_from(self.start.elapsed().as_micros()).unwrap_or(i64::MAX),
        }
    }

    /// The same in milliseconds.
    pub fn now(&self) -> i64 {
        self.micros() / 1000
    }

    /// Milliseconds since 1970.
    pub fn wall(&self) -> i64 {
        self.clock.now()
    }

    /// How long to sleep for so many microseconds of this clock.
    pub fn sleep(&self, micros: i64) -> Duration {
        match self.clock {
            Clock::System => Duration::from_micros(micros.max(0).unsigned_abs()),
            Clock::Set(_) => LOOK,
        }
    }
}
