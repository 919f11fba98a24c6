//! Waiting for whoever else has a file of SQLite's locked.

use rusqlite::ErrorCode;
use std::time::{Duration, Instant};

/// How long to wait for another's transaction. One takes milliseconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Changing to WAL, and recovering what a killed process left, do not always ask the busy handler.
pub(crate) fn patiently<T>(f: impl Fn() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let since = Instant::now();
    loop {
        match f() {
            Err(error) if is_busy(&error) && since.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(1));
            }
            done => return done,
        }
    }
}

/// Whether it only says that another has the file locked.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
