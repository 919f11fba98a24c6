//! Crossing the border: C text in, C structs out, and no panic in between.

use super::client::ihuyi_client;
use super::result::{self, ihuyi_result};
use crate::answer::{Answer, Failure, Words};
use crate::charset::Charset;
use crate::client::Client;
use crate::codes::own;
use crate::config::Config;
use crate::transport::{has_left, lost};
use once_cell::race::OnceBox;
use std::borrow::Cow;
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Runs the body of an exported function; a panic ends here and becomes `on_panic`.
pub fn guard<T>(on_panic: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(on_panic)
}

/// The body of a function that returns a code and may write a result.
///
/// # Safety
/// `out` is NULL or points to a struct whose first member is its own size.
pub unsafe fn answering(out: *mut ihuyi_result, speech: Speech, body: impl FnOnce() -> Answer) -> i32 {
    if !unsafe { result::is_writable(out) } {
        return own::STRUCT_SIZE;
    }
    let answer = guard(None, || Some(body())).unwrap_or_else(|| Answer::failed(after_panic()));
    // Writing encodes text; a defect there must not cross the border either.
    guard((), || unsafe { result::write(out, &answer, speech) });
    answer.code
}

/// What a caught panic means: if the request had left, nobody can know what became of it.
fn after_panic() -> Failure {
    if has_left() {
        return lost("库内部出错", "the library failed");
    }
    Failure::new(
        own::PANIC,
        "库内部出错，未发送。请把调用方式和版本号告诉我们。",
        "A defect of the library; nothing was sent. Please report the call and the version.",
    )
}

/// The encoding and the language of what is written to the caller.
#[derive(Clone, Copy)]
pub struct Speech {
    pub charset: Charset,
    pub lang: Words,
}

impl Speech {
    pub fn of(config: &Config) -> Speech {
        Speech { charset: config.charset, lang: config.lang }
    }

    /// The default client's; UTF-8 and Chinese while its settings cannot be read.
    pub fn of_default() -> Speech {
        let plain = Speech { charset: Charset::UTF_8, lang: Words::Zh };
        guard(plain, || default_client().map_or(plain, |client| Speech::of(client.config())))
    }

    /// The handle's, or the default client's for NULL.
    ///
    /// # Safety
    /// `client` is NULL or a living handle.
    pub unsafe fn of_handle(client: *const ihuyi_client) -> Speech {
        unsafe { client.as_ref() }.map_or_else(Speech::of_default, |handle| Speech::of(handle.0.config()))
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

/// A failure for a handle that is NULL.
pub fn no_handle() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "client 为 NULL，未发送。请先用 ihuyi_client_new 或 ihuyi_client_open 建立，并检查它们是否返回了 NULL。",
        "client is NULL; nothing was sent. Make one with ihuyi_client_new or ihuyi_client_open, and check that they did not return NULL.",
    )
}

/// The process's default client: settings from the environment and from `ihuyi.ini` beside the library.
///
/// Read once. If they cannot be read, every call says why.
pub fn default_client() -> Result<&'static Client, Failure> {
    static DEFAULT: OnceBox<Result<Client, Failure>> = OnceBox::new();
    let made = DEFAULT.get_or_init(|| {
        let config = match beside_library().filter(|path| path.exists()) {
            Some(path) => Config::from_file(&path),
            None => Config::from_env(),
        };
        Box::new(config.map(Client::new))
    });
    made.as_ref().map_err(Clone::clone)
}

/// `ihuyi.ini` in the folder of the file that this code was loaded from: the shared library, or the program that holds the static one.
fn beside_library() -> Option<PathBuf> {
    Some(own_file()?.parent()?.join("ihuyi.ini"))
}

#[cfg(unix)]
fn own_file() -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let mut info: libc::Dl_info = unsafe { std::mem::zeroed() };
    let found = unsafe { libc::dladdr(beside_library as *const libc::c_void, &mut info) };
    if found == 0 || info.dli_fname.is_null() {
        return std::env::current_exe().ok();
    }
    let name = unsafe { CStr::from_ptr(info.dli_fname) };
    let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.to_bytes()));
    // The main program's name is what the shell called it by.
    if path.is_absolute() { Some(path) } else { path.canonicalize().ok().or_else(|| std::env::current_exe().ok()) }
}

#[cfg(not(unix))]
fn own_file() -> Option<PathBuf> {
    std::env::current_exe().ok()
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

/// The caller's `struct_size`, or None when it is smaller than the struct's first version.
///
/// # Safety
/// `out` points to at least four readable bytes.
pub unsafe fn struct_size<T>(out: *const T, first_version: usize) -> Option<u32> {
    let size = unsafe { out.cast::<u32>().read_unaligned() };
    (size as usize >= first_version).then_some(size)
}
