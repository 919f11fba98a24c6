//! The process's default client, for programs that make no handle.

use super::border::{Speech, guard};
use crate::answer::Failure;
use crate::charset::Charset;
use crate::client::Client;
use crate::codes::Lang;
use crate::config::Config;
use once_cell::race::OnceBox;
use std::ffi::CStr;
use std::path::PathBuf;

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

/// The default client's charset and language; UTF-8 and Chinese while its settings cannot be read.
pub fn default_speech() -> Speech {
    let plain = Speech { charset: Charset::UTF_8, lang: Lang::Zh };
    guard(plain, || default_client().map_or(plain, |client| Speech::of(client.config())))
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
