//! Where the store and the key file are when nothing is set: never below a web root, and writable by the account that a web server uses.

use crate::access;
use crate::answer::Failure;
use crate::codes::{Lang, own};
use std::path::{Path, PathBuf};

/// The words for the documentation.
pub const fn describe(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "Linux：`/var/lib/ihuyi`（存在且当前帐号可写时），否则家目录下的 `.local/state/ihuyi`（家目录属于当前帐号且不在网站目录里时），否则 `/var/tmp/ihuyi-用户编号`；Windows：`%ProgramData%\\ihuyi.帐号名`。目录只有该帐号能进，别人先建好的不用"
        }
        Lang::En => {
            "Linux: `/var/lib/ihuyi` if it is there and the account may write to it, or else `.local/state/ihuyi` in a home that is the account's own and no web root, or else `/var/tmp/ihuyi-UID`; Windows: `%ProgramData%\\ihuyi.ACCOUNT`. The account alone can enter it, and one that somebody else made first is not used"
        }
    }
}

/// The default folder, made if need be.
pub fn default_folder() -> Result<PathBuf, Failure> {
    let mut last = None;
    for folder in candidates() {
        match make(&folder).and_then(|()| ours(&folder)) {
            Ok(()) => return Ok(folder),
            Err(error) => last = Some((folder, error)),
        }
    }
    Err(nowhere(last))
}

/// The folder that [`default_folder`] would give, without making it.
pub fn prospective_folder() -> Result<PathBuf, Failure> {
    let mut last = None;
    for folder in candidates() {
        let Err(error) = ours(&folder) else { return Ok(folder) };
        let above = folder.parent().and_then(crate::access::nearest);
        if error.kind() == std::io::ErrorKind::NotFound && above.is_some_and(|above| above.usable) {
            return Ok(folder);
        }
        last = Some((folder, error));
    }
    Err(nowhere(last))
}

fn nowhere(last: Option<(PathBuf, std::io::Error)>) -> Failure {
    let (folder, error) = last.unwrap_or_else(|| (PathBuf::from("?"), std::io::Error::other("no such place")));
    let shown = folder.display();
    let (zh, en) = match error.get_ref().and_then(|error| error.downcast_ref::<NotOurs>()) {
        Some(not_ours) => (NOT_OURS.to_owned(), not_ours.to_string()),
        None => access::trouble(&error),
    };
    Failure::new(
        own::STORE,
        format!(
            "没有可以存放记录的目录（最后试的是 {shown}：{zh}），未发送。请用设置 store 和 secret_file 指定，不要放在网站目录下。"
        ),
        format!(
            "There is no folder to keep records in (the last one tried was {shown}: {en}); nothing was sent. Name one with the settings store and secret_file, not below the web root."
        ),
    )
}

/// A folder that somebody else may have put there.
#[derive(Debug)]
struct NotOurs;

const NOT_OURS: &str = "不是本帐号的，或别人能写，可能是别人先放在那里的，没有使用。不需要它就请管理员删除";

impl std::fmt::Display for NotOurs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it is not this account's own, or others may write to it: somebody may have put it there first, and it was not used. An administrator may remove it")
    }
}

impl std::error::Error for NotOurs {}

/// Makes a folder that only this account can enter, and what is above it; one that is there stays as it is.
pub fn make(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| !above.is_dir()) {
        std::fs::create_dir_all(above)?;
    }
    match crate::ffi::folder::make_private(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        other => other,
    }
}

#[cfg(unix)]
fn candidates() -> Vec<PathBuf> {
    use crate::ffi::folder::{home, user};
    let mut folders = Vec::new();
    // Made by a package or an administrator for this account.
    let system = PathBuf::from("/var/lib/ihuyi");
    if writable(&system) {
        folders.push(system);
    }
    if let Some(home) = home().filter(|home| !is_served(home) && writable(home)) {
        folders.push(home.join(".local/state/ihuyi"));
    }
    folders.push(PathBuf::from(format!("/var/tmp/ihuyi-{}", user())));
    folders
}

/// Whether a folder is there and this account's own, or is root's and this is root.
#[cfg(unix)]
fn writable(folder: &Path) -> bool {
    ours(folder).is_ok()
}

/// Whether a path looks like something that a web server hands out.
#[cfg(unix)]
fn is_served(path: &Path) -> bool {
    const SERVED: [&str; 8] = ["www", "wwwroot", "htdocs", "html", "public_html", "web", "webroot", "inetpub"];
    path.components().any(|part| SERVED.iter().any(|served| part.as_os_str().eq_ignore_ascii_case(served)))
}

/// Fails unless the folder is a real one, this account's own, and nobody else can write to it: in `/var/tmp` anybody can put one there.
#[cfg(unix)]
fn ours(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::symlink_metadata(folder)?;
    if found.is_dir() && found.uid() == crate::ffi::folder::user() && found.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(std::io::Error::other(NotOurs))
}

#[cfg(not(unix))]
fn candidates() -> Vec<PathBuf> {
    // The account of an IIS application pool has no profile folder to rely on; this one is there for every account, and served by none.
    let shared = std::env::var_os("ProgramData").or_else(|| std::env::var_os("ALLUSERSPROFILE"));
    let shared = shared.map_or_else(|| PathBuf::from(r"C:\ProgramData"), PathBuf::from);
    let account = crate::ffi::folder::account().unwrap_or_else(|| "account".to_owned());
    // Not one below another: whoever made the upper one could put another in the place of the lower.
    vec![shared.join(format!("ihuyi.{account}"))]
}

/// Whether a file is in a folder that every user could have made.
#[cfg(not(unix))]
pub fn is_default(path: &Path) -> bool {
    path.parent().is_some_and(|folder| candidates().iter().any(|default| default == folder))
}

/// Fails unless the folder is a real one that this account, the administrators or the system made: below `%ProgramData%` anybody can put one.
#[cfg(not(unix))]
fn ours(folder: &Path) -> std::io::Result<()> {
    use crate::ffi::owner::{Owner, owner};
    match owner(folder)? {
        Owner::Believed if folder.is_dir() => Ok(()),
        _ => Err(std::io::Error::other(NotOurs)),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_web_root_is_known_by_its_name() {
        for served in ["/var/www", "/home/shop/public_html", "/srv/WWW/site", "/opt/htdocs"] {
            assert!(is_served(Path::new(served)), "{served}");
        }
        for plain in ["/home/shop", "/root", "/home/wwwuser"] {
            assert!(!is_served(Path::new(plain)), "{plain}");
        }
    }

    #[test]
    fn the_default_folder_is_ours_alone() {
        let folder = default_folder().unwrap();
        assert!(folder.is_absolute() && !is_served(&folder));
        assert!(ours(&folder).is_ok());
        assert_eq!(prospective_folder().unwrap(), folder);
    }

    #[test]
    fn a_folder_that_others_can_write_to_or_that_is_a_link_is_not_ours() {
        let base = std::env::temp_dir().join(format!("ihuyi-folder-{}", std::process::id()));
        let folder = base.join("private");
        make(&folder).unwrap();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        std::os::unix::fs::symlink(&folder, base.join("link")).unwrap();
        assert!(ours(&folder).is_ok() && ours(&base.join("link")).is_err() && ours(&base.join("none")).is_err());
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        assert!(ours(&folder).is_err());
        std::fs::remove_dir_all(base).unwrap();
    }
}
