//! The open connections of this process, and what becomes of them after `fork()`.
//!
//! SQLite keeps for each open file, once in a process, which locks the process has. A child of `fork()` inherits that memory and none of the
//! locks. A new connection to the same file would join what was inherited, believe in locks that are not there, and other processes could
//! take the write-ahead log away under it. So a child first closes what it inherited: SQLite then forgets the file, and opens it anew. That
//! is safe when no call was inside SQLite at the moment of `fork()`: closing without a checkpoint writes nothing and unlocks only what the
//! child has, which is nothing. When a call of another thread was inside, its locked mutexes and half-done changes are in the child for
//! good; there the store says so, and does nothing.

use super::file::Db;
use super::together::Queue;
use crate::answer::Failure;
use crate::store::fault;
use crate::store::process::PerProcess;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// A connection; none when it was never needed or went wrong.
pub type Handle = Arc<Mutex<Option<Db>>>;

/// The connections of one store in one process. Those that write wait for each other; those that read wait for no writer.
pub struct Open {
    pub writer: Handle,
    pub reader: Handle,
    /// What waits for the writer.
    pub queue: Queue,
}

struct Process {
    /// How many calls are inside SQLite.
    inside: AtomicUsize,
    handles: Mutex<Vec<Weak<Mutex<Option<Db>>>>>,
    /// A call was inside when this process was forked off.
    spoilt: bool,
}

static PROCESS: PerProcess<Process> = PerProcess::new();

/// A call that is inside SQLite.
pub struct Inside(&'static Process);

/// Has to come before every call of SQLite.
pub fn enter() -> Result<Inside, Failure> {
    let process = PROCESS.here(|inherited| {
        let spoilt = inherited.is_some_and(|process| !process.close());
        Ok(Process { inside: AtomicUsize::new(0), handles: Mutex::default(), spoilt })
    })?;
    if process.spoilt {
        return Err(fault::store(
            "这个进程 fork 出来时，另一个线程正在使用 store，因此在这里不能再用它；请在启动线程之前 fork，或在 fork 之后 exec。",
            "This process was forked while another thread was using the store, which cannot be used here any more; fork before starting threads, or exec after it.",
        ));
    }
    process.inside.fetch_add(1, Ordering::SeqCst);
    Ok(Inside(process))
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Process {
    /// Closes, in a child, what it inherited. False when it must not be touched.
    fn close(&self) -> bool {
        if self.spoilt || self.inside.load(Ordering::SeqCst) != 0 {
            return false;
        }
        // Nobody was inside, so nobody had these locked. The list stays locked until all are closed: another thread of this child that
        // comes here at the same time has to wait for it.
        for handle in self.handles.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let inherited = handle.upgrade().and_then(|handle| lock(&handle).take());
            if let Some(db) = inherited {
                db.close_without_checkpoint();
            }
        }
        true
    }
}

impl Open {
    pub fn new(inside: &Inside) -> Open {
        let open = Open { writer: Handle::default(), reader: Handle::default(), queue: Queue::default() };
        let mut handles = inside.0.handles.lock().unwrap_or_else(PoisonError::into_inner);
        handles.retain(|handle| handle.strong_count() > 0);
        handles.extend([Arc::downgrade(&open.writer), Arc::downgrade(&open.reader)]);
        open
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // Closing is a call of SQLite like any other.
        if let Ok(_inside) = enter() {
            drop(lock(&self.reader).take());
            drop(lock(&self.writer).take());
        }
    }
}

/// Locks a connection. After a panic in the middle of a transaction, a new one is made.
pub fn lock(handle: &Handle) -> MutexGuard<'_, Option<Db>> {
    handle.lock().unwrap_or_else(|poisoned| {
        handle.clear_poison();
        let mut db = poisoned.into_inner();
        *db = None;
        db
    })
}
