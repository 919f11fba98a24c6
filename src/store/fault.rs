//! How a store says that it cannot be used.

use crate::answer::Failure;
use crate::codes::own;

/// The store cannot be reached, read or written.
pub(super) fn store(zh: impl Into<String>, en: impl Into<String>) -> Failure {
    Failure::new(own::STORE, zh, en)
}

/// A state that cannot be reached.
pub(super) fn defect() -> Failure {
    Failure::new(own::PANIC, "程序内部错误，未发送。", "A defect of the library; nothing was sent.")
}
