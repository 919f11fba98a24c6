//! An empty file that only its owner may read, for SQLite to open: what SQLite makes has the rights of the process's mask.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Result};
use std::path::Path;

/// Makes it; where one is there already, that is the error `AlreadyExists`, and it is not opened.
///
/// A process that closes any descriptor of a file gives up its locks on that file, whoever in it took them. Between making a file and closing it
/// another thread may have taken one, so the file is made without being opened.
pub fn make(path: &Path) -> Result<()> {
    match node(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(path).map(drop)
        }
        made => made,
    }
}

// The path is a C string of this function's own, which the system only reads.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn node(path: &Path) -> Result<()> {
    let path = std::ffi::CString::new(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()))?;
    match unsafe { libc::mknod(path.as_ptr(), libc::S_IFREG | 0o600, 0) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// Elsewhere a plain file cannot be made so, or has no locks that closing it would give up.
#[cfg(not(target_os = "linux"))]
fn node(_: &Path) -> Result<()> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_is_its_owners() {
        let folder = std::env::temp_dir().join(format!("ihuyi-empty-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a");
        make(&path).unwrap();
        let found = path.metadata().unwrap();
        assert!(found.is_file() && found.len() == 0);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&found) & 0o777, 0o600);
        std::fs::write(&path, "b").unwrap();
        assert_eq!(make(&path).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"b");
        assert_eq!(make(&folder.join("none/a")).unwrap_err().kind(), ErrorKind::NotFound);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
