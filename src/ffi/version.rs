//! # Versions

use std::ffi::{CStr, c_char};

/// Rises only when something that a program relies on breaks. A binding compares it with the number it was written for.
pub const IHUYI_ABI_VERSION: i32 = 1;

/// The library's `IHUYI_ABI_VERSION`. Functions and struct members may be added without a change of it.
#[unsafe(no_mangle)]
pub extern "system" fn ihuyi_abi_version() -> i32 {
    IHUYI_ABI_VERSION
}

/// The library's release, as `0.1.0`. Never NULL, never freed.
#[unsafe(no_mangle)]
pub extern "system" fn ihuyi_version() -> *const c_char {
    const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };
    VERSION.as_ptr()
}
