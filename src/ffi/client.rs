//! # A client of one's own
//!
//! A handle holds settings: accounts and keys of each product, time limits, charset, proxy (`docs/settings.md` lists them all).
//! Make one, set it up, then use it from as many threads as you like: a function whose handle is `const` may be called from many threads at
//! once. Setting and freeing must not run beside anything else on the same handle.
//!
//! A handle may be used after `fork()`: the child makes its own connections. A freed handle must not be used; that cannot be detected.

use super::border::{Speech, guard, text};
use super::call::answering;
use super::default::default_speech;
use super::module;
use super::result::ihuyi_result;
use crate::answer::{Answer, Failure};
use crate::charset::Charset;
use crate::client::Client;
use crate::codes::own;
use crate::config::Config;
use std::ffi::{CStr, c_char};
use std::path::PathBuf;

/// A client: settings, and the connections it keeps.
pub struct ihuyi_client(pub(super) Client);

impl ihuyi_client {
    /// A client with settings that were read before. For the program `ihuyi`, which reads them once and makes many clients of them; no part of
    /// the C interface.
    pub fn of(config: Config) -> ihuyi_client {
        ihuyi_client(Client::new(config))
    }
}

/// Makes a client with the settings of the environment variables (`IHUYI_ACCOUNT`, `IHUYI_APIKEY`, ...), and defaults for the rest.
///
/// @param result says what is wrong with a variable when the handle is NULL; may be NULL
/// @return the handle, to be freed with `ihuyi_client_free`; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_client_new(result: *mut ihuyi_result) -> *mut ihuyi_client {
    unsafe { made(result, Config::from_env) }
}

/// Makes a client from an INI file; environment variables beat what it says.
///
/// @param ini_path path of the file, in the file system's encoding; on Windows in the default client's charset or in UTF-8
/// @param result   says which line is wrong when the handle is NULL; may be NULL
/// @return the handle, to be freed with `ihuyi_client_free`; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_client_open(
    ini_path: *const c_char,
    result: *mut ihuyi_result,
) -> *mut ihuyi_client {
    let speech = default_speech();
    unsafe {
        made(result, || {
            if ini_path.is_null() {
                return Err(Failure::new(
                    own::ARGUMENT,
                    "ini_path 为 NULL。请给出 INI 文件的路径；不用文件时请调用 ihuyi_client_new。",
                    "ini_path is NULL. Give an INI file's path, or call ihuyi_client_new to use none.",
                ));
            }
            Config::from_file(&path(CStr::from_ptr(ini_path), speech.charset)?)
        })
    }
}

/// A path, in the file system's encoding.
#[cfg(unix)]
pub(super) fn path(text: &CStr, _: Charset) -> Result<PathBuf, Failure> {
    use std::os::unix::ffi::OsStrExt;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(text.to_bytes())))
}

/// A path, in the caller's charset or in UTF-8: a program in GBK has no other letters for a folder's name. Some names are both; then the one
/// that is there is meant.
#[cfg(not(unix))]
pub(super) fn path(text: &CStr, charset: Charset) -> Result<PathBuf, Failure> {
    let read = |charset: Charset| {
        charset.decode(text.to_bytes(), ("路径", "the path")).map(|path| PathBuf::from(path.into_owned()))
    };
    let own = read(charset);
    match read(Charset::UTF_8) {
        Ok(path) if own.is_err() || path.exists() => Ok(path),
        _ => own,
    }
}

unsafe fn made(result: *mut ihuyi_result, config: impl FnOnce() -> Result<Config, Failure>) -> *mut ihuyi_client {
    let mut handle = std::ptr::null_mut();
    let speech = default_speech();
    unsafe {
        answering(result, speech, || match config() {
            Ok(config) => {
                module::pin();
                handle = Box::into_raw(Box::new(ihuyi_client(Client::new(config))));
                Answer::done()
            }
            Err(failure) => Answer::failed(failure),
        });
    }
    handle
}

/// Changes one setting. Not while another thread uses the handle.
///
/// @param key    the setting's name, as `account` or `charset`
/// @param value  its value as text, in the charset that was set before; NULL and empty: the default
/// @param result says what is wrong, and the nearest name when no setting is called so; may be NULL
/// @return 0, or one of the `IHUYI_E_...` codes; then nothing was changed
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_client_set(
    client: *mut ihuyi_client,
    key: *const c_char,
    value: *const c_char,
    result: *mut ihuyi_result,
) -> i32 {
    unsafe {
        let speech = speech_of(client);
        answering(result, speech, || {
            let Some(handle) = client.as_mut() else { return Answer::failed(no_handle()) };
            let set = text(key, speech.charset, ("设置名", "key")).and_then(|key| {
                text(value, speech.charset, ("设置值", "value")).and_then(|value| handle.0.set(&key, &value))
            });
            set.map_or_else(Answer::failed, |()| Answer::done())
        })
    }
}

/// The charset of a client's texts: what its setting `charset` came to, wherever that was set.
///
/// For programs whose strings are Unicode: encode what is handed in and decode what comes out with it.
///
/// @param client the client; NULL: the default client, which the three functions and `ihuyi_strerror` use
/// @return `utf-8`, `gbk` (to be written and read as its superset GB18030), or a name of the WHATWG Encoding Standard, as `Big5`. Static, ASCII, never NULL
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_charset(client: *const ihuyi_client) -> *const c_char {
    guard(c"utf-8".as_ptr(), || unsafe { speech_of(client) }.charset.c_name().as_ptr())
}

/// Frees a client. NULL is fine; the same handle twice is not, nor one that another thread still uses.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ihuyi_client_free(client: *mut ihuyi_client) {
    guard((), || {
        if !client.is_null() {
            drop(unsafe { Box::from_raw(client) });
        }
    });
}

/// The handle's charset and language, or the default client's for NULL.
///
/// # Safety
/// `client` is NULL or a living handle.
pub(super) unsafe fn speech_of(client: *const ihuyi_client) -> Speech {
    unsafe { client.as_ref() }.map_or_else(default_speech, |handle| Speech::of(handle.0.config()))
}

/// A failure for a handle that is NULL.
pub(super) fn no_handle() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "client 为 NULL，未发送。请先用 ihuyi_client_new 或 ihuyi_client_open 建立，并检查它们是否返回了 NULL。",
        "client is NULL; nothing was sent. Make one with ihuyi_client_new or ihuyi_client_open, and check that they did not return NULL.",
    )
}
