//! What belongs to one process and must not be used by its children.

use super::fault;
use crate::answer::Failure;
use once_cell::race::OnceBox;

/// A value per process.
///
/// A child of `fork()` inherits open files, sockets, and mutexes that another thread had locked at that moment. So the process id is looked
/// at first, without a lock, and a child hangs its own value behind those it inherited, which it neither uses nor drops.
pub(super) struct PerProcess<T> {
    first: OnceBox<Node<T>>,
}

struct Node<T> {
    process: u32,
    value: Option<T>,
    next: OnceBox<Node<T>>,
}

impl<T> PerProcess<T> {
    pub const fn new() -> PerProcess<T> {
        PerProcess { first: OnceBox::new() }
    }

    /// This process's value, made when there is none yet: of several threads that make one at the same time, the others' are dropped.
    /// `make` is shown what was inherited.
    pub fn here(&self, make: impl Fn(Option<&T>) -> Result<T, Failure>) -> Result<&T, Failure> {
        let process = std::process::id();
        let node = |inherited: Option<&T>| {
            make(inherited).map(|value| Box::new(Node { process, value: Some(value), next: OnceBox::new() }))
        };
        let mut here = self.first.get_or_try_init(|| node(None))?;
        while here.process != process {
            let inherited = here.value.as_ref();
            here = here.next.get_or_try_init(|| node(inherited))?;
        }
        // Taken only when the node is dropped.
        here.value.as_ref().ok_or_else(fault::defect)
    }
}

impl<T> Drop for Node<T> {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            std::mem::forget(self.value.take());
        }
    }
}
