//! Whether a file that is believed - a store, a key, a journal, a lock - may have been put there by another user of this machine.
//!
//! Whoever can write to the folder that the settings name can put such a file there first, and then knows the key or lifts the limits. So where others can
//! write, a file is believed when it is this account's, root's or the folder's owner's, and has no second name; everywhere, when it is a plain file that not
//! everybody may write to, in a folder that is this account's, root's, or stands where nobody but its owner could have put it.

use std::path::Path;

/// Why a file is not believed: Chinese, English; clauses without a full stop.
pub type Words = (String, String);

/// Whether a second name of a file is one that this program gives.
pub type Names<'a> = &'a dyn Fn(&std::fs::Metadata) -> bool;

/// Looks at an SQLite file and at what SQLite would read beside it; none of them needs to be there. `otherwise`: how to use another place.
pub fn database(path: &Path, otherwise: (&str, &str), is_ours: Names) -> Result<(), Words> {
    owned::entry(path, otherwise, is_ours)?;
    // SQLite follows links before it names what is beside the file.
    #[cfg(unix)]
    let known = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    #[cfg(not(unix))]
    let known = path.to_owned();
    for end in ["-wal", "-shm", "-journal"] {
        let mut beside = known.clone().into_os_string();
        beside.push(end);
        owned::entry(Path::new(&beside), otherwise, is_ours)?;
    }
    Ok(())
}

/// Looks at one file.
pub fn file(path: &Path, otherwise: (&str, &str), is_ours: Names) -> Result<(), Words> {
    owned::entry(path, otherwise, is_ours)
}

/// How to use another place than a setting's.
pub fn another(setting: &str) -> (String, String) {
    (
        format!("用设置 {setting} 换一个只有您能写的文件夹"),
        format!("name a folder that only you can write to in the setting {setting}"),
    )
}

#[cfg(unix)]
mod owned {
    use super::{Names, Words};
    use crate::access;
    use crate::ffi::folder;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    /// Write rights of the group and of everybody.
    const OTHERS: u32 = 0o022;
    const ROOT: u32 = 0;

    /// Whose files are believed in a folder.
    struct Folder {
        owner: u32,
        /// Whether others than its owner may put files there.
        open: bool,
    }

    impl Folder {
        /// None: it cannot be seen, and then neither can what is in it.
        fn at(path: &Path) -> Option<Folder> {
            let found = std::fs::metadata(path).ok()?;
            Some(Folder { owner: found.uid(), open: found.mode() & OTHERS != 0 })
        }

        fn believes(&self, owner: u32) -> bool {
            is_mine(owner) || owner == self.owner || !self.open
        }
    }

    fn is_mine(owner: u32) -> bool {
        owner == ROOT || owner == folder::user()
    }

    pub fn entry(path: &Path, otherwise: (&str, &str), is_ours: Names) -> Result<(), Words> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // What cannot be seen is told by whoever opens it.
        let Ok(folder) = folder.canonicalize() else { return Ok(()) };
        let Some(place) = Folder::at(&folder) else { return Ok(()) };
        // Of a folder that stands where others may make one, at whatever depth, the owner is whoever came first.
        let (mut at, mut owner) = (folder.as_path(), place.owner);
        while !is_mine(owner) {
            let above = at.parent().and_then(|above| Some((above, Folder::at(above)?)));
            let Some((above, found)) = above.filter(|(_, found)| !found.open) else {
                return Err(another_account(at, owner, otherwise));
            };
            (at, owner) = (above, found.owner);
        }
        let Ok(found) = path.symlink_metadata() else { return Ok(()) };
        if !place.believes(found.uid()) {
            return Err(another_account(path, found.uid(), otherwise));
        }
        if found.is_symlink() {
            return path.canonicalize().map_or(Ok(()), |target| entry(&target, otherwise, is_ours));
        }
        // A folder in the file's place is told by whoever opens it.
        if found.is_dir() {
            return Ok(());
        }
        let (shown, (zh, en)) = (path.display(), otherwise);
        if !found.is_file() {
            return Err((
                format!("{shown} 不是普通文件。请删除它，或{zh}"),
                format!("{shown} is no plain file. Remove it, or {en}"),
            ));
        }
        if found.mode() & 0o002 != 0 {
            let mode = found.mode() & 0o777;
            return Err((
                format!("{shown} 谁都能改（权限 {mode:03o}）。请执行 chmod o-w {shown}，或{zh}"),
                format!("everybody may write to {shown} (mode {mode:03o}). Run chmod o-w {shown}, or {en}"),
            ));
        }
        if found.nlink() > 1 && (place.open || !is_mine(place.owner)) && !is_ours(&found) {
            return Err((
                format!("{shown} 还有别的名字（硬链接），而别人能在这个文件夹里建文件。请删除它，或{zh}"),
                format!(
                    "{shown} has another name (a hard link) and others may make files in its folder. Remove it, or {en}"
                ),
            ));
        }
        Ok(())
    }

    fn another_account(path: &Path, owner: u32, (zh, en): (&str, &str)) -> Words {
        let (shown, owner, me) = (path.display(), folder::name(owner), access::me());
        (
            format!(
                "{shown} 属于 {owner}，本程序以 {me} 运行，可能是别人放在那里的。确实是您的，请执行 chown {me} {shown}；否则请{zh}"
            ),
            format!(
                "{shown} belongs to {owner} and this program runs as {me}: somebody else may have put it there. If it is yours, run chown {me} {shown}; else {en}"
            ),
        )
    }
}

/// Here the access list of the folder decides who may put a file there. The default folder alone is one that everybody could have made.
#[cfg(windows)]
mod owned {
    use super::{Names, Words};
    use crate::access;
    use crate::ffi::owner::{Owner, owner};
    use crate::secret::is_in_default_folder;
    use std::path::Path;

    pub fn entry(path: &Path, (zh, en): (&str, &str), _: Names) -> Result<(), Words> {
        if !is_in_default_folder(path) {
            return Ok(());
        }
        let (shown, me) = (path.display(), access::me());
        match owner(path) {
            Ok(Owner::Believed) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Ok(Owner::Link) => Err((
                format!("{shown} 是链接，不是普通文件。请以管理员身份删除它，或{zh}"),
                format!("{shown} is a link and no plain file. Remove it as an administrator, or {en}"),
            )),
            Ok(Owner::Another) => Err((
                format!("{shown} 的所有者不是 {me}、管理员或系统，可能是别人放在那里的。请以管理员身份删除它，或{zh}"),
                format!(
                    "the owner of {shown} is none of {me}, the administrators and the system: somebody else may have put it there. Remove it as an administrator, or {en}"
                ),
            )),
            Err(error) => Err((
                format!("看不到 {shown} 的所有者（{error}）。请以管理员身份删除它，或{zh}"),
                format!("the owner of {shown} cannot be seen ({error}). Remove it as an administrator, or {en}"),
            )),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
    use std::path::PathBuf;

    /// An account that nobody has.
    const ANOTHER: u32 = 54_321;

    /// A folder of this test's own, which goes with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("ihuyi-planted-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).unwrap();
            Folder(folder.canonicalize().unwrap())
        }

        fn file(&self, name: &str, mode: u32) -> PathBuf {
            let file = self.0.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, "").unwrap();
            rights(&file, mode);
            file
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn rights(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn look(path: &Path) -> Result<(), Words> {
        database(path, ("换一处", "take another place"), &|_| false)
    }

    /// It is refused: these files are named, and what is the matter, in both languages.
    #[track_caller]
    fn refused(path: &Path, at: &Path, why: &str) {
        let (zh, en) = look(path).unwrap_err();
        let at = at.display().to_string();
        assert!(en.contains(&at) && en.contains(why) && en.ends_with("take another place"), "{en}");
        assert!(zh.contains(&at) && zh.ends_with("换一处"), "{zh}");
    }

    /// Whether this account may give files away.
    fn is_root() -> bool {
        let root = crate::ffi::folder::user() == 0;
        if !root {
            eprintln!("only root can make files of another account: not looked at");
        }
        root
    }

    #[test]
    fn files_of_ones_own_are_believed() {
        let folder = Folder::new("own");
        let file = folder.file("ihuyi.db", 0o660);
        for path in [&file, &folder.0.join("none"), &folder.0.join("no/folder/at/all"), Path::new("none.db")] {
            assert_eq!(look(path), Ok(()), "{}", path.display());
        }
        // By a link of one's own, and with a second name where nobody else could have given it.
        symlink(&file, folder.0.join("link")).unwrap();
        std::fs::hard_link(&file, folder.0.join("second")).unwrap();
        symlink(folder.0.join("nothing"), folder.0.join("dangling")).unwrap();
        for name in ["link", "second", "dangling"] {
            assert_eq!(look(&folder.0.join(name)), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_is_no_plain_file_or_open_to_all_is_not_believed() {
        let folder = Folder::new("kind");
        let pipe = folder.0.join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        refused(&pipe, &pipe, "is no plain file");
        assert_eq!(look(&folder.0), Ok(()));
        symlink(&pipe, folder.0.join("link")).unwrap();
        refused(&folder.0.join("link"), &pipe, "is no plain file");
        let open = folder.file("open.db", 0o602);
        refused(&open, &open, "chmod o-w");
        // What SQLite would read with it.
        let file = folder.file("ihuyi.db", 0o600);
        for end in ["ihuyi.db-wal", "ihuyi.db-shm", "ihuyi.db-journal"] {
            let beside = folder.file(end, 0o606);
            refused(&file, &beside, "everybody may write");
            std::fs::remove_file(beside).unwrap();
        }
    }

    #[test]
    fn a_second_name_is_not_believed_where_others_can_give_one() {
        let folder = Folder::new("names");
        let mine = folder.file("mine", 0o600);
        let shared = folder.0.join("shared");
        std::fs::create_dir(&shared).unwrap();
        rights(&shared, 0o1777);
        let planted = shared.join("ihuyi.db");
        std::fs::hard_link(&mine, &planted).unwrap();
        refused(&planted, &planted, "hard link");
        assert_eq!(file(&planted, ("", ""), &|found| found.nlink() == 2), Ok(()));
        rights(&shared, 0o755);
        assert_eq!(look(&planted), Ok(()));
    }

    #[test]
    fn files_and_links_of_another_account_are_not_believed() {
        if !is_root() {
            return;
        }
        let folder = Folder::new("another");
        rights(&folder.0, 0o1777);
        let file = folder.file("ihuyi.db", 0o600);
        for end in ["", "-wal", "-shm", "-journal"] {
            let theirs = folder.file(&format!("ihuyi.db{end}"), 0o600);
            chown(&theirs, Some(ANOTHER), None).unwrap();
            refused(&file, &theirs, "belongs to 54321");
            assert!(look(&file).unwrap_err().1.contains("run chown "));
            chown(&theirs, Some(0), None).unwrap();
        }
        assert_eq!(look(&file), Ok(()));
        // A link of theirs to what is ours.
        let link = folder.0.join("link");
        symlink(&file, &link).unwrap();
        std::os::unix::fs::lchown(&link, Some(ANOTHER), None).unwrap();
        refused(&link, &link, "belongs to 54321");
    }

    #[test]
    fn what_is_another_accounts_is_believed_where_nobody_else_could_have_put_it() {
        if !is_root() {
            return;
        }
        let folder = Folder::new("closed");
        let file = folder.file("ihuyi.db", 0o600);
        chown(&file, Some(ANOTHER), None).unwrap();
        assert_eq!(look(&file), Ok(()));
        // Its group may write there.
        rights(&folder.0, 0o775);
        refused(&file, &file, "belongs to 54321");
    }

    #[test]
    fn a_folders_owner_is_believed_where_nobody_else_could_have_made_it() {
        if !is_root() {
            return;
        }
        let folder = Folder::new("folders");
        let file = folder.file("site/ihuyi.db", 0o600);
        let site = file.parent().unwrap();
        for path in [site, &file] {
            chown(path, Some(ANOTHER), None).unwrap();
        }
        assert_eq!(look(&file), Ok(()));
        // As in /tmp: whoever came first.
        rights(&folder.0, 0o1777);
        refused(&file, site, "belongs to 54321");
        refused(&site.join("none"), site, "belongs to 54321");
        // However deep below what he made.
        let deep = folder.file("site/a/b/ihuyi.db", 0o600);
        for path in [deep.parent().unwrap().parent().unwrap(), deep.parent().unwrap(), &deep] {
            chown(path, Some(ANOTHER), None).unwrap();
        }
        refused(&deep, site, "belongs to 54321");
        rights(&folder.0, 0o755);
        assert_eq!(look(&deep), Ok(()));
    }
}
