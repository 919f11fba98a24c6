//! Crossing the border: C text in, C structs out, and no panic in between.

use crate::answer::Failure;
use crate::charset::Charset;
use crate::codes::{Lang, own};
use crate::config::Config;
use std::borrow::Cow;
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs the body of an exported function; a panic ends here and becomes `on_panic`.
pub fn guard<T>(on_panic: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(on_panic)
}

/// The encoding and the language of what is written to the caller.
#[derive(Clone, Copy)]
pub struct Speech {
    pub charset: Charset,
    pub lang: Lang,
}

impl Speech {
    pub fn of(config: &Config) -> Speech {
        Speech { charset: config.charset, lang: config.lang }
    }
}

/// The caller's text; NULL is the empty text. `what` names the argument: Chinese, English.
///
/// # Safety
/// `text` is NULL or points to bytes that end with a NUL and stay unchanged while the result lives.
pub unsafe fn text<'a>(text: *const c_char, charset: Charset, what: (&str, &str)) -> Result<Cow<'a, str>, Failure> {
    if text.is_null() {
        return Ok(Cow::Borrowed(""));
    }
    charset.decode(unsafe { CStr::from_ptr(text) }.to_bytes(), what)
}

/// As much of the text as fits an array with its NUL. Returns whether it was cut.
pub fn put<const N: usize>(array: &mut [c_char; N], text: &str, charset: Charset) -> bool {
    let (bytes, cut) = charset.encode_into(text, N - 1);
    for (place, byte) in array.iter_mut().zip(bytes.iter().chain([&0])) {
        *place = *byte as c_char;
    }
    cut
}

/// Copies as much of `value` as the caller's struct has room for. What a newer caller has behind it stays as it was.
///
/// # Safety
/// `out` points to at least `struct_size` bytes, and `T` begins with its own size.
pub unsafe fn copy_out<T>(out: *mut T, struct_size: u32, value: &T) {
    let size = size_of::<T>().min(struct_size as usize);
    unsafe { std::ptr::copy_nonoverlapping(std::ptr::from_ref(value).cast::<u8>(), out.cast::<u8>(), size) };
}

/// A caller's struct that results go to, in the words of an error.
pub struct Room {
    /// Its name in C, without the `ihuyi_`.
    pub name: &'static str,
    /// What cannot be written when there is none, and what has not happened: Chinese, English; whole sentences.
    pub nowhere: (&'static str, &'static str),
    /// What has not happened, to stand behind a clause: Chinese, English.
    pub undone: (&'static str, &'static str),
}

impl Room {
    /// The `struct_size` of `out`, or a failure that says what is wrong with it.
    ///
    /// # Safety
    /// `out` is NULL or points to at least four readable bytes.
    pub unsafe fn size<T>(&self, out: *const T, first_version: usize) -> Result<u32, Failure> {
        if out.is_null() {
            let (zh, en) = self.nowhere;
            return Err(Failure::new(own::ARGUMENT, zh, en));
        }
        unsafe { struct_size(out, first_version) }.ok_or_else(|| {
            let (name, (zh, en)) = (self.name, self.undone);
            let init = format!("IHUYI_{}_INIT", name.to_ascii_uppercase());
            Failure::new(
                own::STRUCT_SIZE,
                format!("out 的 struct_size 不对{zh}。调用前请设为 sizeof(ihuyi_{name})，C 里用 {init}。"),
                format!(
                    "struct_size of out is not right{en}. Set it to sizeof(ihuyi_{name}) before the call; {init} does."
                ),
            )
        })
    }
}

/// The caller's `struct_size`, or None when it is smaller than the struct's first version.
///
/// # Safety
/// `out` points to at least four readable bytes.
pub unsafe fn struct_size<T>(out: *const T, first_version: usize) -> Option<u32> {
    let size = unsafe { out.cast::<u32>().read_unaligned() };
    (size as usize >= first_version).then_some(size)
}
