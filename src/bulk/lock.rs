//! Who may write to a journal: one process, and as long as it lives.
//!
//! The lock is SQLite's own, on an empty file beside the journal: the same on every system, and it dies with the process, however that ends.
//! The file stays, because taking it away would let two processes each lock one of their own.

use super::process::Own;
use super::{file, words};
use crate::answer::Failure;
use crate::store::busy::is_busy;
use rusqlite::{Connection, OpenFlags};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// A look takes microseconds.
const GLANCE: Duration = Duration::from_millis(200);

/// The lock, as long as this lives.
pub struct Lock {
    /// Behind a mutex only so that threads may share the lock.
    held: Own<Mutex<Connection>>,
}

impl Lock {
    /// Takes the lock of a journal, whether the journal is there yet or not.
    pub fn take(journal: &Path) -> Result<Lock, Failure> {
        let beside = beside(journal);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // The rights that the journal has. What SQLite makes has those of the process's mask.
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Where it is there, or cannot be made, what follows says what is the matter.
        let _ = options.open(&beside);
        let take = || {
            let held = Connection::open_with_flags(&beside, flags)?;
            // Whoever only looks whether it is taken has it for a moment.
            held.busy_timeout(GLANCE)?;
            held.execute_batch("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")?;
            Ok(held)
        };
        match take() {
            Ok(held) => Ok(Lock { held: Own::new(Mutex::new(held), journal)? }),
            Err(error) if is_busy(&error) => Err(words::taken(journal)),
            Err(error) => Err(file::failure(&beside, &error)),
        }
    }

    /// Fails in a child of the process that took it.
    pub fn is_ours(&self, journal: &Path) -> Result<(), Failure> {
        self.held.here(journal).map(drop)
    }

    /// Whether a process has it. Where that cannot be found out, none can send either.
    pub fn is_taken(journal: &Path) -> bool {
        let beside = beside(journal);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let look = || {
            let beside = Connection::open_with_flags(&beside, flags)?;
            // By itself it would wait five seconds for whoever holds it until the list is over.
            beside.busy_timeout(Duration::ZERO)?;
            beside.query_row("PRAGMA schema_version", [], |_| Ok(()))
        };
        beside.exists() && look().is_err_and(|error| is_busy(&error))
    }
}

/// The journal may be known by several names; its lock has one.
fn beside(journal: &Path) -> PathBuf {
    let known = std::fs::canonicalize(journal).or_else(|_| {
        let name = journal.file_name().ok_or(std::io::ErrorKind::InvalidInput)?;
        let folder = journal.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::canonicalize(folder).map(|folder| folder.join(name))
    });
    let mut name = known.unwrap_or_else(|_| journal.to_owned()).into_os_string();
    name.push("-lock");
    name.into()
}
