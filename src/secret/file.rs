//! The key file: made once, readable by its owner alone.

use crate::access;
use crate::answer::Failure;
use crate::codes::own;
use crate::planted;
use std::io::{ErrorKind, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Bytes of a secret that is made here; the file holds them in hexadecimal.
const BYTES: usize = 32;

/// The secret in this file, which is made if it is not there.
pub fn read_or_make(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if !path.is_absolute() {
        return Err(refused(path, "不是完整路径", "is no absolute path"));
    }
    match read(path)? {
        Some(secret) => Ok(secret),
        None => {
            make(path).map_err(|error| unusable(path, &error))?;
            // Another process may have been first: whoever's file is there now, it is the one.
            read(path)?.ok_or_else(|| refused(path, "刚建好就不见了", "vanished right after it was made"))
        }
    }
}

fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    // Before it is opened: a pipe would be waited for.
    believed(path)?;
    let text = match std::fs::read(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(path, &error)),
    };
    private(path)?;
    let secret = text.trim_ascii();
    if secret.len() < BYTES || secret.len() > 4096 {
        return Err(refused(path, "内容太短或太长，不是密钥", "is too short or too long to be a key"));
    }
    Ok(Some(Zeroizing::new(secret.to_vec())))
}

/// Writes a new secret under another name first, so that nobody ever reads half of one, and puts it in place unless there is one by now.
fn make(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        super::folder::make(folder)?;
    }
    let random = super::random::<BYTES>().map_err(|failure| std::io::Error::other(failure.en))?;
    let name = super::random_id().map_err(|failure| std::io::Error::other(failure.en))?;
    let mut hex = Zeroizing::new(String::with_capacity(2 * BYTES + 1));
    for byte in Zeroizing::new(random).iter() {
        hex.push_str(&format!("{byte:02x}"));
    }
    hex.push('\n');
    let draft = path.with_extension(format!("new-{name}"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(hex.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| match std::fs::hard_link(&draft, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            // File systems without links: then the file is made where it belongs, and only the very first moment is unguarded.
            let mut file = options.open(path)?;
            let written = file.write_all(hex.as_bytes()).and_then(|()| file.sync_all());
            if written.is_err() {
                // Half a key would be in the way of a whole one for ever.
                let _ = std::fs::remove_file(path);
            }
            written
        }
        placed => placed,
    });
    let _ = std::fs::remove_file(&draft);
    match placed {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// Fails where somebody else may have put the file there.
fn believed(path: &Path) -> Result<(), Failure> {
    let (zh, en) = planted::another("secret_file");
    planted::file(path, (&zh, &en), &|key| is_draft(path, key)).map_err(|(zh, en)| {
        Failure::new(
            own::SECRET,
            format!("密钥文件未使用，未发送：{zh}。"),
            format!("The key file was not used and nothing was sent: {en}."),
        )
    })
}

/// Whether the file's one other name is the one that it was written under, which [`make`] takes away in the next moment.
#[cfg(unix)]
fn is_draft(path: &Path, key: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let beside = |name: &std::ffi::OsStr| {
        Path::new(name).extension().is_some_and(|end| end.as_encoded_bytes().starts_with(b"new-"))
    };
    let same = |entry: std::fs::DirEntry| {
        beside(&entry.file_name())
            && entry.metadata().is_ok_and(|file| (file.dev(), file.ino()) == (key.dev(), key.ino()))
    };
    key.nlink() == 2
        && path
            .parent()
            .and_then(|folder| folder.read_dir().ok())
            .is_some_and(|mut all| all.any(|entry| entry.is_ok_and(same)))
}

/// Here nobody asks.
#[cfg(not(unix))]
fn is_draft(_: &Path, _: &std::fs::Metadata) -> bool {
    false
}

/// Fails when others than the owner and the group may read the file.
#[cfg(unix)]
fn private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    let mode = std::fs::metadata(path).map_err(|error| unusable(path, &error))?.mode();
    if mode & 0o027 == 0 {
        return Ok(());
    }
    let shown = path.display();
    Err(Failure::new(
        own::SECRET,
        format!(
            "密钥文件 {shown} 的权限太宽（{:03o}），别的用户可以读到，未使用。请执行 chmod 600 {shown}。",
            mode & 0o777
        ),
        format!(
            "The key file {shown} is open to others ({:03o}) and was not used. Run chmod 600 {shown}.",
            mode & 0o777
        ),
    ))
}

/// On Windows the folder's access list guards it.
#[cfg(not(unix))]
fn private(_: &Path) -> Result<(), Failure> {
    Ok(())
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    let shown = path.display();
    let (zh, en) = if error.kind() == ErrorKind::PermissionDenied {
        access::refused(path, "secret_file")
    } else {
        (
            format!("{error}。请检查设置 secret_file 的路径和磁盘，不要放在网站目录下"),
            format!("{error}. Check the path in the setting secret_file and its disk; not below the web root"),
        )
    };
    Failure::new(
        own::SECRET,
        format!("密钥文件 {shown} 读不到或建不了，未发送：{zh}。"),
        format!("The key file {shown} cannot be read or made; nothing was sent: {en}."),
    )
}

fn refused(path: &Path, zh: &str, en: &str) -> Failure {
    let shown = path.display();
    Failure::new(
        own::SECRET,
        format!("密钥文件 {shown} {zh}，未使用。请检查设置 secret_file。"),
        format!("The key file {shown} {en} and was not used. Check the setting secret_file."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("ihuyi-secret-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_is_made_once_by_however_many() {
        let folder = folder("once");
        let path = folder.join("secret.key");
        let secrets: HashSet<Vec<u8>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(|| read_or_make(&path).unwrap().to_vec())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(secrets.len(), 1);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "a draft was left");
        assert_eq!(secrets.iter().next().unwrap().len(), 64);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn it_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("rights");
        let path = folder.join("secret.key");
        read_or_make(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o644, 0o604, 0o620] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let failure = read_or_make(&path).unwrap_err();
            assert!(failure.code == own::SECRET && failure.en.contains("chmod 600"), "{mode:o}: {failure}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(read_or_make(&path).is_ok());
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// Where everybody may make files, as in `/tmp`: a key that somebody else knows, and a pipe that would be waited for.
    #[cfg(unix)]
    #[test]
    fn a_key_that_somebody_else_put_there_is_not_used() {
        use std::os::unix::fs::{PermissionsExt, chown};
        let folder = folder("planted");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o1777)).unwrap();
        let path = folder.join("secret.key");
        let refused = |why: &str| {
            let failure = read_or_make(&path).unwrap_err();
            assert!(failure.code == own::SECRET && failure.en.contains(why), "{failure}");
            assert!(failure.en.contains("setting secret_file") && failure.zh.contains("secret_file"), "{failure}");
            std::fs::remove_file(&path).unwrap();
        };
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        refused("is no plain file");
        let known = folder.join("known");
        read_or_make(&known).unwrap();
        std::fs::hard_link(&known, &path).unwrap();
        refused("hard link");
        if crate::ffi::folder::user() == 0 {
            std::fs::copy(&known, &path).unwrap();
            chown(&path, Some(54_321), None).unwrap();
            refused("belongs to 54321");
        }
        // One's own is used there, also in the moment in which it has the name that it was written under.
        read_or_make(&path).unwrap();
        std::fs::hard_link(&path, path.with_extension("new-abc")).unwrap();
        assert!(read_or_make(&path).is_ok());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = folder("bad");
        let path = folder.join("secret.key");
        std::fs::write(&path, "short\n").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        assert_eq!(read_or_make(&path).unwrap_err().code, own::SECRET);
        assert_eq!(read_or_make(Path::new("secret.key")).unwrap_err().code, own::SECRET);
        assert_eq!(read_or_make(&path.join("below")).unwrap_err().code, own::SECRET);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
