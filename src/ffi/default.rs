//! The process's default client, for programs that make no handle.

use super::border::{Speech, guard};
use super::module;
use crate::answer::Failure;
use crate::charset::Charset;
use crate::client::Client;
use crate::codes::Lang;
use crate::config::Config;
use once_cell::race::OnceBox;

/// What the default settings came to, and how to speak of it.
struct Default {
    client: Result<Client, Failure>,
    speech: Speech,
}

fn default() -> &'static Default {
    static DEFAULT: OnceBox<Default> = OnceBox::new();
    DEFAULT.get_or_init(|| {
        module::pin();
        let mut config = Config::default();
        let read = config.add(module::ini().as_deref());
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
