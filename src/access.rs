//! Who may use a file: whose it is, as whom this program runs, and what to do where the two do not fit.

use crate::ffi::folder;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// What can be seen of a file or a folder.
pub struct Seen {
    /// Where it is.
    pub path: PathBuf,
    /// The account that it belongs to; None where the system does not tell cheaply.
    pub owner: Option<String>,
    /// Its rights, as `ls` counts them; None where there are none of this kind.
    pub mode: Option<u32>,
    /// Whether this program may read and change it.
    pub usable: bool,
    /// Whether it belongs to the account that this program runs as.
    mine: bool,
}

/// The account that this program runs as.
pub fn me() -> String {
    folder::account().unwrap_or_else(|| "?".to_owned())
}

/// What can be seen at this path; None: nothing is there, or something above keeps us from looking.
pub fn look(path: &Path) -> Option<Seen> {
    let found = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (owner, mode) = (folder::name(found.uid()), found.mode() & 0o7777);
        let usable = folder::usable(path, found.is_dir());
        let mine = found.uid() == folder::user();
        Some(Seen { path: path.to_owned(), owner: Some(owner), mode: Some(mode), usable, mine })
    }
    #[cfg(not(unix))]
    {
        let usable = !found.permissions().readonly();
        Some(Seen { path: path.to_owned(), owner: None, mode: None, usable, mine: false })
    }
}

/// The nearest of a path and what is above it that can be seen.
pub fn nearest(path: &Path) -> Option<Seen> {
    path.ancestors().find_map(look)
}

/// What keeps this program from a file and what to do, after the system said that it may not: Chinese, English; clauses without a full stop.
/// `setting` names the file.
pub fn refused(path: &Path, setting: &str) -> (String, String) {
    barred(
        path,
        (
            &format!("用设置 {setting} 换一处（不在网站目录下）"),
            &format!("name another place with the setting {setting} (not below the web root)"),
        ),
    )
}

/// The same of a file that no setting names; `otherwise` says how to use another place.
pub fn barred(path: &Path, otherwise: (&str, &str)) -> (String, String) {
    match obstacle(path) {
        Some(seen) => words(&seen, path, otherwise, &me()),
        None => elsewhere(path, otherwise, &me()),
    }
}

/// What the system says of a file, for a reader of each language: the usual failures in words of ours, the system's number with them.
pub fn trouble(error: &Error) -> (String, String) {
    let zh = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::IsADirectory => "它是文件夹",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::InvalidFilename => "文件名不合法或太长",
        _ => return (format!("系统报告：{error}"), error.to_string()),
    };
    let number = error.raw_os_error().map_or_else(String::new, |number| format!("（系统错误 {number}）"));
    (format!("{zh}{number}"), error.to_string())
}

/// The first thing that this program may not use: the file, one that SQLite puts beside it, the folder, or what is above.
fn obstacle(path: &Path) -> Option<Seen> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        look(Path::new(&name))
    };
    let blocked = |seen: &Seen| !seen.usable && seen.mode.is_some();
    let files = ["", "-wal", "-shm"].into_iter().filter_map(beside).find(blocked);
    files.or_else(|| nearest(path.parent()?).filter(blocked))
}

fn words(seen: &Seen, path: &Path, otherwise: (&str, &str), me: &str) -> (String, String) {
    let (at, owner, mode) =
        (seen.path.display(), seen.owner.as_deref().unwrap_or("?"), seen.mode.unwrap_or_default() & 0o777);
    let folder = path.parent().unwrap_or(path);
    let run = |command: String| (format!("请执行 {command}，或"), format!("Run {command}, or "));
    let (zh, en) = if seen.mine {
        run(format!("chmod u+rwX {at}"))
    } else if seen.path == folder {
        (
            format!("如果这个文件夹专给本程序用，请执行 chown {me} {at}；否则"),
            format!("If the folder is for this program alone, run chown {me} {at}; else "),
        )
    } else if !folder.starts_with(&seen.path) {
        run(format!("chown {me} {at}"))
    } else if mode & 0o001 != 0 {
        run(format!("install -d -m 700 -o {me} {}", folder.display()))
    } else {
        ("别的帐号进不去：请".to_owned(), "No other account gets into it: ".to_owned())
    };
    (
        format!("{at} 属于 {owner}（权限 {mode:03o}），本程序以 {me} 运行。{zh}{}", otherwise.0),
        format!("{at} belongs to {owner} (mode {mode:03o}) and this program runs as {me}. {en}{}", otherwise.1),
    )
}

/// Where rights are not what is in the way, or are of another kind.
#[cfg(unix)]
fn elsewhere(_: &Path, (zh, en): (&str, &str), me: &str) -> (String, String) {
    (
        format!("系统不让以 {me} 运行的本程序用它（只读的磁盘，或 SELinux、AppArmor、systemd 的限制）。请放开，或{zh}"),
        format!(
            "the system keeps this program, which runs as {me}, from it (a read-only disk, or a rule of SELinux, AppArmor or systemd). Allow it, or {en}"
        ),
    )
}

/// Where rights are not what is in the way, or are of another kind.
#[cfg(not(unix))]
fn elsewhere(path: &Path, (zh, en): (&str, &str), me: &str) -> (String, String) {
    let folder = path.parent().unwrap_or(path).display();
    (
        format!(
            "本程序以 {me} 运行，没有读写的权限。请在文件夹 {folder} 的“属性 → 安全”里给这个帐号“修改”权限（应用程序池写作 IIS AppPool\\池名），或{zh}"
        ),
        format!(
            "this program runs as {me} and may not read and write it. Give that account the right Modify in Properties > Security of the folder {folder} (an application pool is IIS AppPool\\NAME), or {en}"
        ),
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn said(at: &str, mine: bool, mode: u32) -> String {
        let seen = Seen {
            path: at.into(),
            owner: Some(if mine { "www-data" } else { "root" }.to_owned()),
            mode: Some(mode),
            usable: false,
            mine,
        };
        let (zh, en) = words(
            &seen,
            Path::new("/var/lib/ihuyi/ihuyi.db"),
            ("换一处（store）", "name another place (store)"),
            "www-data",
        );
        for words in [&zh, &en] {
            assert!(
                words.contains("www-data") && words.contains(&format!("{mode:o}")) && words.contains("store"),
                "{words}"
            );
            // A result has room for 512 bytes, and what could not be used is named in front of it.
            assert!(words.len() < 400, "{words}");
        }
        en
    }

    #[test]
    fn what_is_in_the_way_is_named_with_its_owner_and_what_to_do() {
        assert!(said("/var/lib/ihuyi/ihuyi.db", false, 0o600).contains("Run chown www-data /var/lib/ihuyi/ihuyi.db,"));
        assert!(
            said("/var/lib/ihuyi/ihuyi.db-wal", false, 0o600).contains("chown www-data /var/lib/ihuyi/ihuyi.db-wal")
        );
        assert!(said("/var/lib/ihuyi", false, 0o755).contains("run chown www-data /var/lib/ihuyi;"));
        // A folder of everybody's is not to be given away.
        let above = said("/var/lib", false, 0o755);
        assert!(above.contains("install -d -m 700 -o www-data /var/lib/ihuyi,") && !above.contains("chown"), "{above}");
        // Where nobody else gets in, a folder inside is of no use.
        let above = said("/var/lib", false, 0o700);
        assert!(above.contains("No other account gets into it: name another place") && !above.contains("install"));
        assert!(said("/var/lib/ihuyi/ihuyi.db", true, 0o400).contains("Run chmod u+rwX /var/lib/ihuyi/ihuyi.db,"));
    }

    #[test]
    fn a_usual_failure_is_told_in_words_of_ours_with_the_systems_number() {
        let (zh, en) = trouble(&Error::from_raw_os_error(libc::ENOSPC));
        assert_eq!((zh.as_str(), en.contains("os error 28")), ("磁盘已满（系统错误 28）", true));
        assert_eq!(trouble(&std::fs::read("/nowhere/at/all").unwrap_err()).0, "没有这个文件或文件夹（系统错误 2）");
        assert_eq!(trouble(&ErrorKind::PermissionDenied.into()).0, "没有权限");
        // What has no words here keeps the system's.
        assert!(trouble(&Error::other("odd")).0.contains("odd"));
    }

    #[test]
    fn a_file_is_seen_with_its_owner() {
        let file = std::env::temp_dir().join(format!("ihuyi-access-{}", std::process::id()));
        std::fs::write(&file, "x").unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        let seen = look(&file).unwrap();
        assert_eq!((seen.owner, seen.mode, seen.usable, seen.mine), (Some(me()), Some(0o640), true, true));
        assert_eq!(nearest(&file.join("below").join("it")).unwrap().path, file);
        std::fs::remove_file(&file).unwrap();
        assert!(look(&file).is_none());
    }
}
