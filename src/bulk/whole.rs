//! Whether the file that is here is the whole journal, and the only one.
//!
//! What SQLite has not put into the journal's own file yet stands in the `-wal` beside it. A run says so in the file itself before it sends
//! anything: its token stands there as the journal's `owner` until it ends in order and everything is in the file. So a file that names an owner
//! and has no `-wal` is not the whole journal: rows that were sent would look as if they were not. And a `-wal` that another journal left is not
//! taken for this one's.

use super::Place;
use crate::answer::Failure;
use crate::codes::own;
use rusqlite::{Connection, OpenFlags};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// What SQLite puts beside a journal.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file of this ending beside a journal. SQLite follows links before it names it.
fn beside(journal: &Path, ending: &str) -> PathBuf {
    let folder = journal.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let known = std::fs::canonicalize(journal)
        .or_else(|_| std::fs::canonicalize(folder).map(|folder| folder.join(journal.file_name().unwrap_or_default())));
    let mut name = known.unwrap_or_else(|_| journal.to_owned()).into_os_string();
    name.push(ending);
    name.into()
}

/// Fails where a journal that is no more left files behind: SQLite would read them into a new one of the same name.
pub fn is_free(journal: &Place) -> Result<(), Failure> {
    let left = BESIDE.map(|ending| beside(journal, ending)).into_iter().find(|file| file.symlink_metadata().is_ok());
    left.map_or(Ok(()), |left| Err(leftover(journal, &left)))
}

/// Whether something that was committed may stand in the `-wal`.
pub fn has_wal(journal: &Path) -> bool {
    std::fs::metadata(beside(journal, "-wal")).is_ok_and(|wal| wal.len() > 0)
}

/// What the journal's own file says it is called, without what stands beside it; None where that cannot be told.
pub fn name_within(journal: &Path) -> Option<String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    // By SQLite and not by a file of our own: closing that would give up the locks of every connection here.
    let alone = Connection::open_with_flags(address(journal)?, flags).ok()?;
    alone.query_row("SELECT name FROM plan", [], |row| row.get(0)).ok()
}

/// As SQLite's own address of a file that nobody changes.
fn address(path: &Path) -> Option<String> {
    let path = std::fs::canonicalize(path).ok()?;
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec();
    #[cfg(not(unix))]
    let bytes = path.to_str()?.trim_start_matches(r"\\?\").replace('\\', "/").into_bytes();
    let mut address = String::from(if bytes.starts_with(b"/") { "file:" } else { "file:/" });
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b':' => address.push(byte.into()),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(address + "?immutable=1")
}

/// A plan that was killed in its last moment left the journal the name that it was made under.
pub fn drop_planning(journal: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let planning = beside(journal, ".planning");
        let identity = |path: &Path| path.symlink_metadata().ok().map(|file| (file.dev(), file.ino()));
        let file = std::fs::metadata(journal).ok().map(|file| (file.dev(), file.ino()));
        if file.is_some() && identity(&planning) == file {
            // Where it cannot be taken away, what comes next says so.
            let _ = std::fs::remove_file(planning);
        }
    }
    #[cfg(not(unix))]
    let _ = journal;
}

/// Fails where the file has another name: by each of them another process could send the same rows.
pub fn has_one_name(journal: &Place, file: &Metadata) -> Result<(), Failure> {
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(file) > 1 {
        return Err(linked(journal));
    }
    let _ = (journal, file);
    Ok(())
}

fn leftover(journal: &Place, left: &Path) -> Failure {
    let (path, left) = (journal.display(), left.display());
    let (name_zh, name_en) = journal.caller().pick(("给 --journal 换", "Give --journal"), ("换", "Take"));
    Failure::new(
        own::ARGUMENT,
        format!(
            "{left} 是以前同名任务文件被中断后留下的，会混进新的计划，没有建立 {path}。请{name_zh}一个文件名；旧任务还要续发就把它的文件放回来，确实不要了再删除 {left}。"
        ),
        format!(
            "{left} is left of an earlier journal of this name that was killed, and would be read into the new plan; {path} was not made. {name_en} another name; put the old journal back if it is to go on, and delete {left} only if it is not."
        ),
    )
}

pub fn without_wal(journal: &Place) -> Failure {
    let (path, wal) = (journal.display(), beside(journal, "-wal"));
    let (wal, (next_zh, next_en)) = (wal.display(), journal.caller().go_on());
    let (lost_zh, lost_en) = journal.caller().pick(
        (
            "就用 ihuyi bulk export 导出后到控制台核对",
            "export the list with ihuyi bulk export and compare it in the console",
        ),
        (
            "就到控制台逐行核对，不要用同一名单另做计划",
            "compare the list in the console, and make no other plan of the same list",
        ),
    );
    Failure::new(
        own::FILE,
        format!(
            "任务文件 {path} 上次发送时被中断，记着已发哪些行的 {wal} 不在这里，未发送：照它发，已发过的会再发一次。移动或复制时几个文件要一起：请把 {wal} 放回来，再{next_zh}；找不回来{lost_zh}。"
        ),
        format!(
            "The last run of the journal {path} was killed, and the {wal} that tells which rows it sent is not here; nothing was sent: rows would be sent twice. The files of a journal are moved and copied together: put {wal} back, then {next_en}; if it is lost, {lost_en}."
        ),
    )
}

pub fn strange_wal(journal: &Path) -> Failure {
    let (path, wal) = (journal.display(), beside(journal, "-wal"));
    let wal = wal.display();
    Failure::new(
        own::FILE,
        format!(
            "{wal} 属于另一个任务文件，不属于 {path}，没有使用，未发送。请把它和它自己的任务文件放在一起，或把 {path} 放到别的文件夹。"
        ),
        format!(
            "{wal} belongs to another journal than {path}, so neither was used and nothing was sent. Put it beside its own journal, or {path} into another folder."
        ),
    )
}

#[cfg(unix)]
fn linked(journal: &Place) -> Failure {
    let (path, (next_zh, next_en)) = (journal.display(), journal.caller().go_on());
    Failure::new(
        own::FILE,
        format!(
            "任务文件 {path} 还有别的名字（硬链接），用两个名字就会把同一名单发两遍，未发送。请只留一个名字（ls -li 看 inode，find -samefile 找到别的），再{next_zh}。"
        ),
        format!(
            "The journal {path} has another name, a hard link; by two names one list could be sent twice, so nothing was sent. Leave it one name (find -samefile shows the others), then {next_en}."
        ),
    )
}

/// Another run has taken the journal over.
pub fn taken_over(journal: &Place) -> Failure {
    let path = journal.display();
    let (status_zh, status_en) =
        journal.caller().pick(("；进度用 ihuyi bulk status 看", "; ihuyi bulk status shows how far it is"), ("", ""));
    Failure::new(
        own::FILE,
        format!(
            "任务文件 {path} 被另一个进程接手了（发送时它的 -lock 文件被删除过？），这里不再开始新的发送。请不要删除 -lock{status_zh}。"
        ),
        format!(
            "Another process has taken the journal {path} over (was its -lock file deleted while it was sent from?), so no other row is begun here. Leave the -lock file alone{status_en}."
        ),
    )
}
