//! Time in Unix seconds.

use std::time::{SystemTime, UNIX_EPOCH};

/// This machine's clock.
pub fn now() -> i64 {
    unix(SystemTime::now())
}

pub fn unix(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}
