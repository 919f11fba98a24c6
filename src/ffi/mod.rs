//! The C ABI: every `extern` function of the library, and all of its unsafe code.
//!
//! The pattern is the same everywhere: pointers become references or text, the core is called, its answer is written into the caller's struct.
//! `extern "system"` is stdcall on 32-bit Windows and the platform's C convention everywhere else.
//!
//! Each file is a section of `include/ihuyi.h`: its `//!` lines are the section's introduction there, in the order of [`SECTIONS`].

#![allow(unsafe_code)]
#![allow(non_camel_case_types)]
// What a caller must see to is said once, in the header's conventions, and not again at each function.
#![allow(clippy::missing_safety_doc)]

mod border;
mod call;
mod default;
pub(crate) mod folder;
pub(crate) mod module;
#[cfg(windows)]
pub(crate) mod owner;
#[cfg(any(windows, test))]
mod sid;

pub mod bulk;
pub mod captcha;
pub mod client;
pub mod explain;
pub mod guard;
pub mod push;
pub mod result;
pub mod segments;
pub mod send;
pub mod submit;
pub mod track;
pub mod verify;
pub mod version;

pub use default::{default_client, default_timeout, default_words, read_default};
#[cfg(windows)]
pub(crate) use {border::guard, call::contained};

/// The files that make the header, in reading order.
pub const SECTIONS: [&str; 13] = [
    "result", "send", "client", "submit", "verify", "guard", "captcha", "explain", "segments", "push", "track", "bulk",
    "version",
];

#[cfg(panic = "abort")]
compile_error!("libihuyi stops panics at its border and must be built with panic = \"unwind\"");
