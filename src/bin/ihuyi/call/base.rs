//! The settings that every client begins with: the program's own file, and the environment.

use super::abi::{Handle, Members};
use super::answer;
use super::request::{Client, Text};
use crate::settings;
use ihuyi::answer::Failure;
use ihuyi::charset::Charset;
use ihuyi::codes::Lang;
use ihuyi::config;
use ihuyi::ffi;
use std::path::{Path, PathBuf};

/// The file that was found, and what became of reading it.
pub struct Base {
    file: Option<PathBuf>,
    failure: Option<Failure>,
    /// Settings that neither the file nor the environment says anything of.
    assumed: Vec<(&'static str, &'static str)>,
}

impl Base {
    /// The file that was named, or the usual one. From now on it is the process's default client's, too.
    ///
    /// `assumed` are settings with another default than the library's.
    pub fn find(named: Option<&Path>, assumed: &[(&'static str, &'static str)]) -> Base {
        let file = named.map(Path::to_owned).or_else(settings::usual_file);
        let said = file.as_deref().and_then(|file| config::entries(file).ok()).unwrap_or_default();
        let said: Vec<String> = said.iter().map(|entry| settings::normal(&entry.key)).collect();
        let is_said = |key: &str| said.iter().any(|said| said == key) || settings::in_environment(key);
        let assumed: Vec<_> = assumed.iter().copied().filter(|(key, _)| !is_said(key)).collect();
        let failure = ffi::read_default(file.as_deref(), &assumed).err();
        Base { file, failure, assumed }
    }

    /// Where the settings come from, if it is a file.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Why the settings cannot be read.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
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
        let mut handle = match (&self.failure, &self.file) {
            (Some(failure), _) => return Err(answer::failed(failure, self.speech())),
            (None, None) => Handle::new()?,
            (None, Some(file)) => Handle::open(path(file).as_ref().map(Text::c_str))?,
        };
        for (key, value) in &self.assumed {
            handle.set(Text::new(key.as_bytes()).as_ref(), Text::new(value.as_bytes()).as_ref())?;
        }
        Ok(handle)
    }
}

#[cfg(unix)]
fn path(file: &Path) -> Option<Text> {
    use std::os::unix::ffi::OsStrExt;
    Text::new(file.as_os_str().as_bytes())
}

#[cfg(not(unix))]
fn path(file: &Path) -> Option<Text> {
    Text::new(file.to_str()?.as_bytes())
}
