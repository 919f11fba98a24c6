//! The process's default client, for programs that make no handle.

use super::border::{Speech, guard};
use crate::answer::Failure;
use crate::charset::Charset;
use crate::client::Client;
use crate::codes::Lang;
use crate::config::Config;
use once_cell::race::OnceBox;
use std::path::PathBuf;

/// What the default settings came to, and how to speak of it.
struct Default {
    client: Result<Client, Failure>,
    speech: Speech,
}

fn default() -> &'static Default {
    static DEFAULT: OnceBox<Default> = OnceBox::new();
    DEFAULT.get_or_init(|| {
        let file = beside_library().filter(|path| path.exists());
        let mut config = Config::default();
        let read = config.add(file.as_deref());
        let speech = Speech::of(&config);
        Box::new(Default { client: read.map(|()| Client::new(config)), speech })
    })
}

/// The process's default client: settings from the environment and from `ihuyi.ini` beside the library.
///
/// Read once. If they cannot be read, every call says why.
pub fn default_client() -> Result<&'static Client, Failure> {
    default().client.as_ref().map_err(Clone::clone)
}

/// The default client's charset and language, as far as its settings could be read.
pub fn default_speech() -> Speech {
    let plain = Speech { charset: Charset::UTF_8, lang: Lang::Zh };
    guard(plain, || default().speech)
}

/// `ihuyi.ini` in the folder of the file that this code was loaded from: the shared library, or the program that holds the static one.
fn beside_library() -> Option<PathBuf> {
    Some(own_file()?.parent()?.join("ihuyi.ini"))
}

#[cfg(unix)]
fn own_file() -> Option<PathBuf> {
    use std::ffi::CStr;
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
