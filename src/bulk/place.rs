//! Where a journal is, and who asks: what is said of it names what its reader can do.

use std::ops::Deref;
use std::path::{Path, PathBuf};

/// Who reads what is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Caller {
    /// Somebody whose program has the list open.
    #[default]
    Program,
    /// Somebody at the command line, with `ihuyi bulk`.
    Command,
}

impl Caller {
    /// The words for a command line, or those for a program.
    pub fn pick<T>(self, command: T, program: T) -> T {
        match self {
            Caller::Command => command,
            Caller::Program => program,
        }
    }

    /// How a list goes on: Chinese, English.
    pub(super) fn go_on(self) -> (&'static str, &'static str) {
        self.pick(
            ("接着发：ihuyi bulk resume", "go on with ihuyi bulk resume"),
            ("在程序里重新打开名单，接着发", "open the list again in your program"),
        )
    }
}

/// A journal's path. A path alone is a program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    path: PathBuf,
    caller: Caller,
}

impl Place {
    /// A path that the command line names.
    pub fn of_command(path: &Path) -> Place {
        Place { path: path.to_owned(), caller: Caller::Command }
    }

    /// Who named it.
    pub fn caller(&self) -> Caller {
        self.caller
    }

    /// A file beside it, for the same caller.
    pub(super) fn file(&self, path: PathBuf) -> Place {
        Place { path, caller: self.caller }
    }
}

impl Deref for Place {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

impl AsRef<Path> for Place {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Place {
        Place { path: path.to_owned(), caller: Caller::Program }
    }
}

impl From<&PathBuf> for Place {
    fn from(path: &PathBuf) -> Place {
        Place::from(path.as_path())
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Place {
        place.clone()
    }
}
