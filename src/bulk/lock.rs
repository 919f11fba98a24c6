//! Who may write to a journal: one process, and as long as it lives.
//!
//! The lock is SQLite's own, on an empty file beside the journal: the same on every system, and it dies with the process, however that ends.
//! The file stays with the journal; that of a plan which came to nothing goes. Whoever has opened it by then may get the lock of a file that is no
//! more there, while the next one locks a new file: so a lock counts only when the file that SQLite has open is the one that has the name.

use super::process::Own;
use super::{Place, file, words};
use crate::answer::Failure;
use crate::store::busy::is_busy;
use crate::store::empty;
use rusqlite::{Connection, OpenFlags, ffi};
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// A look takes microseconds.
const GLANCE: Duration = Duration::from_millis(200);

/// Each time the file is another one, somebody else has given up a plan meanwhile.
const TRIES: u32 = 100;

/// The lock, as long as this lives.
pub struct Lock {
    /// Behind a mutex only so that threads may share the lock. None only while it is dropped.
    held: Option<Own<Mutex<Connection>>>,
    beside: Place,
    /// Whether its file goes with it.
    passes: bool,
}

impl Lock {
    /// Takes the lock of a journal, whether the journal is there yet or not.
    pub fn take(journal: &Place) -> Result<Lock, Failure> {
        let beside = journal.file(beside(journal));
        for _ in 0..TRIES {
            // Where it is there, or cannot be made, what follows says what is the matter.
            let _ = empty::make(&beside);
            file::believed(&beside)?;
            let held = match hold(&beside) {
                Ok(held) => held,
                Err(error) if is_busy(&error) => return Err(words::taken(journal)),
                Err(error) => return Err(file::failure(&beside, &error)),
            };
            if has_its_name(&held) {
                return Ok(Lock { held: Some(Own::new(Mutex::new(held), journal)?), beside, passes: false });
            }
        }
        Err(words::taken(journal))
    }

    /// Takes the lock for a plan: where that comes to nothing, the file of the lock goes, too.
    pub fn take_for_a_plan(journal: &Place) -> Result<Lock, Failure> {
        let mut lock = Lock::take(journal)?;
        lock.passes = true;
        Ok(lock)
    }

    /// There is a journal now.
    pub fn keep(&mut self) {
        self.passes = false;
    }

    /// Fails in a child of the process that took it.
    pub fn is_ours(&self, journal: &Path) -> Result<(), Failure> {
        self.held.as_ref().ok_or_else(words::defect)?.here(journal).map(drop)
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
        // One that nobody may take is not taken.
        beside.exists() && file::believed(&beside).is_ok() && look().is_err_and(|error| is_busy(&error))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let is_ours = self.held.as_ref().is_some_and(|held| held.here(&self.beside).is_ok());
        let passes = self.passes && is_ours;
        // Elsewhere a file that somebody has open cannot be taken away.
        if !cfg!(unix) {
            self.held = None;
        }
        if passes {
            // Where it stays, it is in nobody's way.
            let _ = std::fs::remove_file(&self.beside);
        }
    }
}

fn hold(beside: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let held = Connection::open_with_flags(beside, flags)?;
    // Whoever only looks whether it is taken has it for a moment.
    held.busy_timeout(GLANCE)?;
    held.execute_batch("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")?;
    Ok(held)
}

/// Whether the file that SQLite has open still has the name that it was opened by. The name alone would not tell: a disk gives the number of a
/// file that is gone to the next one, and its time where both were made within the clock's last step. What is open keeps its number.
// The connection is open and used by nobody else meanwhile; the database's name and the answer's place outlive the call.
#[allow(unsafe_code)]
fn has_its_name(held: &Connection) -> bool {
    let mut moved: c_int = 0;
    let told = unsafe {
        let answer: *mut c_int = &mut moved;
        ffi::sqlite3_file_control(held.handle(), c"main".as_ptr(), ffi::SQLITE_FCNTL_HAS_MOVED, answer.cast())
    };
    // Where SQLite does not know the question, on Windows, a file that is open cannot be taken away.
    if cfg!(windows) { true } else { told == ffi::SQLITE_OK && moved == 0 }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// The lock of a file that was taken away meanwhile is none, although another file has its name by now.
    #[cfg(unix)]
    #[test]
    fn a_lock_counts_on_the_file_that_has_the_name() {
        let folder = std::env::temp_dir().join(format!("ihuyi-lock-name-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("june.db-lock");
        let held = hold(&path).unwrap();
        assert!(has_its_name(&held));
        std::fs::remove_file(&path).unwrap();
        assert!(!has_its_name(&held));
        empty::make(&path).unwrap();
        assert!(!has_its_name(&held));
        // And each of two such is locked.
        assert!(has_its_name(&hold(&path).unwrap()));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    /// However plans come and go, one at a time has the lock.
    #[test]
    fn a_file_that_goes_leaves_no_second_lock() {
        let folder = std::env::temp_dir().join(format!("ihuyi-lock-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let journal = Place::from(&folder.join("june.db"));
        let (inside, taken) = (AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while taken.load(Ordering::SeqCst) < 200 {
                        let Ok(lock) = Lock::take_for_a_plan(&journal) else { continue };
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two have it");
                        std::thread::yield_now();
                        taken.fetch_add(1, Ordering::SeqCst);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        let mut lock = Lock::take_for_a_plan(&journal).unwrap();
        assert!(Lock::is_taken(&journal) && Lock::take(&journal).is_err());
        lock.keep();
        drop(lock);
        assert!(!Lock::is_taken(&journal));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
