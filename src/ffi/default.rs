//! The process's default client, for programs that make no handle.

use super::border::{Speech, guard};
use super::module;
use crate::answer::Failure;
use crate::charset::Charset;
use crate::client::Client;
use crate::codes::Lang;
use crate::config::{Config, Ini};
use once_cell::race::OnceBox;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::Duration;

/// What the default settings came to, and how to speak of it.
struct Default {
    client: Result<Client, Failure>,
    speech: Speech,
}

/// What [`read_default`] was told to read; what it replaces is left where it is, because anybody may still use it.
static TOLD: AtomicPtr<Default> = AtomicPtr::new(std::ptr::null_mut());

impl Default {
    fn read(ini: Result<Option<&Ini>, Failure>, further: &[(&str, &str)]) -> Default {
        module::pin();
        let mut config = Config::default();
        let read = config.add(ini);
        let read = read.and_then(|()| further.iter().try_for_each(|(key, value)| config.set(key, value)));
        let speech = Speech::of(&config);
        Default { client: read.map(|()| Client::new(config)), speech }
    }
}

fn default() -> &'static Default {
    static DEFAULT: OnceBox<Default> = OnceBox::new();
    // Never freed once it is there.
    if let Some(told) = unsafe { TOLD.load(Ordering::Acquire).as_ref() } {
        return told;
    }
    DEFAULT.get_or_init(|| {
        let ini = module::ini().map(|path| Ini::read(&path)).transpose();
        Box::new(Default::read(ini.as_ref().map(Option::as_ref).map_err(Clone::clone), &[]))
    })
}

/// Makes the default client anew: of what was read of a file and the environment, or of the environment alone, and `further` settings. For the program `ihuyi`,
/// which has its settings file elsewhere and reads it again when it is told to; no part of the C interface.
///
/// Returns the settings, for clients with the same. Where they cannot be read, a default client that was read before stays as it is.
pub fn read_default(ini: Result<Option<&Ini>, Failure>, further: &[(&str, &str)]) -> Result<Config, Failure> {
    let read = Default::read(ini, further);
    let config = read.client.as_ref().map(|client| client.config().clone()).map_err(Clone::clone);
    if config.is_ok() || TOLD.load(Ordering::Acquire).is_null() {
        TOLD.store(Box::into_raw(Box::new(read)), Ordering::Release);
    }
    config
}

/// The default client's charset and language, for whoever is not behind the C interface.
pub fn default_words() -> (Charset, Lang) {
    let speech = default_speech();
    (speech.charset, speech.lang)
}

/// The default client's time limit, for whoever is not behind the C interface.
pub fn default_timeout() -> Duration {
    let usual = Config::default().timeout;
    guard(usual, || default().client.as_ref().map_or(usual, |client| client.config().timeout))
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
