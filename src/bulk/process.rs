//! What a child of `fork()` must neither use nor close: SQLite's connections. Closing one would give up the parent's locks, and a new one
//! would believe in locks that the child has not.

use super::words;
use crate::answer::Failure;
use std::path::Path;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// The process that has journals open, and how many handles on them.
static HOLDER: AtomicU32 = AtomicU32::new(0);
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// A handle of one process.
pub struct Own<T> {
    process: u32,
    /// None only while it is dropped.
    value: Option<T>,
}

impl<T> Own<T> {
    /// Fails in a child whose parent had a journal open when it was forked off.
    pub fn new(value: T, path: &Path) -> Result<Own<T>, Failure> {
        let process = std::process::id();
        let own = Own { process, value: Some(value) };
        if OPEN.load(Ordering::SeqCst) > 0 && HOLDER.load(Ordering::SeqCst) != process {
            // It counts for nothing, and is not closed either.
            std::mem::forget(own);
            return Err(words::forked(path));
        }
        HOLDER.store(process, Ordering::SeqCst);
        OPEN.fetch_add(1, Ordering::SeqCst);
        Ok(own)
    }

    /// The handle, in the process that it is of.
    pub fn here(&self, path: &Path) -> Result<&T, Failure> {
        self.value.as_ref().filter(|_| self.process == std::process::id()).ok_or_else(|| words::forked(path))
    }
}

impl<T> Drop for Own<T> {
    fn drop(&mut self) {
        if self.process == std::process::id() {
            OPEN.fetch_sub(1, Ordering::SeqCst);
        } else {
            std::mem::forget(self.value.take());
        }
    }
}
