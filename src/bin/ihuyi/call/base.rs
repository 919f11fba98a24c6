//! The settings that every client begins with: the program's own file, and the environment.

use super::abi::{Handle, Members};
use super::answer;
use super::request::{Client, Text};
use crate::settings;
use ihuyi::answer::Failure;
use ihuyi::charset::Charset;
use ihuyi::codes::Lang;
use ihuyi::config::{Config, Ini};
use ihuyi::ffi;
use std::path::{Path, PathBuf};

/// The file that was found, and what it and the environment say. Read once: a client that is made later has what was in force then, whatever
/// the file says by now.
pub struct Base {
    file: Option<PathBuf>,
    config: Result<Config, Failure>,
}

impl Base {
    /// The file that was named, or the usual one. From now on it is the process's default client's, too.
    ///
    /// `assumed` are settings with another default than the library's.
    pub fn find(named: Option<&Path>, assumed: &[(&'static str, &'static str)]) -> Base {
        let file = Base::place(named);
        let ini = file.as_deref().map(Ini::read).transpose();
        let ini = ini.as_ref().map(Option::as_ref);
        let entries = ini.ok().flatten().map_or(&[][..], |ini| &ini.entries);
        let said =
            |key| entries.iter().any(|entry| settings::normal(&entry.key) == key) || settings::in_environment(key);
        let assumed: Vec<_> = assumed.iter().copied().filter(|(key, _)| !said(key)).collect();
        let config = ffi::read_default(ini.map_err(Clone::clone), &assumed);
        Base { file, config }
    }

    /// Where the settings would come from.
    pub fn place(named: Option<&Path>) -> Option<PathBuf> {
        named.map(Path::to_owned).or_else(settings::usual_file)
    }

    /// Where the settings come from, if it is a file.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Why the settings cannot be read.
    pub fn failure(&self) -> Option<&Failure> {
        self.config.as_ref().err()
    }

    /// How to speak where no client says otherwise.
    pub fn speech(&self) -> (Charset, Lang) {
        ffi::default_words()
    }

    /// The client that a request asks for; on failure the answer that says why.
    pub fn client(&self, wanted: &Client, open: bool) -> Result<Handle, Members> {
        let mut handle = match (&wanted.open, open) {
            (None, false) => self.own()?,
            (path, _) => Handle::open(path.as_ref().map(Text::c_str))?,
        };
        for (key, value) in &wanted.settings {
            handle.set(key.as_ref(), value.as_ref())?;
        }
        Ok(handle)
    }

    fn own(&self) -> Result<Handle, Members> {
        match &self.config {
            Ok(config) => Ok(Handle::of(config.clone())),
            Err(failure) => Err(answer::failed(failure, self.speech())),
        }
    }
}
