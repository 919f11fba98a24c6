//! Why a call of a member ended without a value.

use crate::answer::Failure;
use crate::codes::own;
use windows_sys::core::HRESULT;

/// A failure on its way to the caller.
#[derive(Debug)]
pub enum Fault {
    /// One of COM's own: the caller's language has its words for it.
    System(HRESULT),
    /// Raised as an error with a number, a source and this sentence.
    Raised(Failure),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault::Raised(failure)
    }
}

/// A failure about an argument, in both languages.
pub fn argument(zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault::Raised(Failure::new(own::ARGUMENT, zh, en))
}

/// Whether a code is the caller's own mistake - an argument, a setting, a file - or a defect of the library, and so an error.
/// The gateway's numbers, the network's and "unknown" are results.
pub fn raises(code: i32) -> bool {
    matches!(code, -199..=-100 | -999..=-900)
}

/// `Err.Number` for a code: COM keeps the numbers from 0x80040200 on for an interface's own errors. -101 is 0x80040265.
pub fn number(code: i32) -> HRESULT {
    const FIRST: u32 = 0x8004_0200;
    FIRST.wrapping_add(code.unsigned_abs()) as HRESULT
}
