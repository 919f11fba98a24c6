//! The journal's file: what marks it as one, how it is opened, and what can be wrong with it.

use super::{Caller, Place, words};
use crate::access;
use crate::answer::Failure;
use crate::codes::own;
use crate::planted;
use crate::store::busy::{PATIENCE, patiently};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::Path;

/// "ihub": what marks the file as ours.
pub const APPLICATION: i32 = 0x6968_7562;
/// The layout that this code writes. One that was once released never changes: a newer one is another number.
pub const LAYOUT: i32 = 1;

/// plan: what holds for every row; `halted` is why the last run stopped, `begun` when the first one began (0: none has). `owner` is the token of
/// the run that writes, empty where the last one ended in order.
///
/// row: the list as it was planned, which never changes afterwards. outcome: what became of a row; one without it waits. The two are apart so that a
/// run writes at the end of a narrow table, and a commit touches few pages. `head` is the first row of the request that a row went in, and
/// `began` when that was marked: together the request's name in the records of what was sent.
///
/// answer: what the v1 bulk interface answered to a request, as it came.
///
/// tally: how many rows stand where, within the same transactions as the rows; so what a run leaves beside the file has `plan`, the journal's
/// name, in it.
pub const TABLES: &str = "
    CREATE TABLE plan(one INTEGER PRIMARY KEY CHECK(one = 1), name TEXT NOT NULL, account TEXT NOT NULL, gateway TEXT NOT NULL, made INTEGER NOT NULL,
        terms TEXT NOT NULL, begun INTEGER NOT NULL, halted TEXT NOT NULL, owner TEXT NOT NULL) STRICT;
    CREATE TABLE row(id INTEGER PRIMARY KEY, line INTEGER NOT NULL, mobile TEXT NOT NULL, content TEXT NOT NULL, reference TEXT NOT NULL,
        segments INTEGER NOT NULL) STRICT;
    CREATE TABLE outcome(id INTEGER PRIMARY KEY, state INTEGER NOT NULL, code INTEGER NOT NULL, message_id TEXT NOT NULL, zh TEXT NOT NULL,
        en TEXT NOT NULL, at INTEGER NOT NULL, head INTEGER NOT NULL, began INTEGER NOT NULL) STRICT;
    CREATE TABLE answer(head INTEGER NOT NULL, began INTEGER NOT NULL, request_id TEXT NOT NULL, at INTEGER NOT NULL, raw TEXT NOT NULL,
        PRIMARY KEY(head, began)) STRICT;
    CREATE TABLE tally(state INTEGER PRIMARY KEY, rows INTEGER NOT NULL, segments INTEGER NOT NULL, plan TEXT NOT NULL) STRICT;
";

/// Opens a journal that is there.
pub fn open(path: &Place) -> Result<Connection, Failure> {
    let failed = |error| failure(path, &error);
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(words::missing(path)),
        Ok(found) if !found.is_file() => return Err(words::no_journal(path)),
        _ => {}
    }
    believed(path)?;
    // The connection is behind a mutex of our own. Not SQLite's URI syntax: a path is a path.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(32);
    keep_wal(&connection, true).map_err(failed)?;
    check(&connection, path)?;
    // A file that is mapped and cut ends the host's process instead of giving an error.
    connection
        .execute_batch(
            "PRAGMA cache_size = -4096; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
             PRAGMA journal_size_limit = 8388608;",
        )
        .map_err(failed)?;
    Ok(connection)
}

/// Fails where somebody else may have put a journal, or its lock, there.
pub fn believed(path: &Path) -> Result<(), Failure> {
    let otherwise = ("把任务文件放到只有您能写的文件夹", "keep the journal in a folder that only you can write to");
    // Of second names whoever sends from it has more to say.
    planted::database(path, otherwise, &|_| true).map_err(|(zh, en)| {
        Failure::new(
            own::FILE,
            format!("任务文件未使用，未发送：{zh}。"),
            format!("The journal was not used and nothing was sent: {en}."),
        )
    })
}

/// Makes a connection one that writes what is on the disk when a commit returns.
pub fn make_durable(connection: &Connection, path: &Place) -> Result<(), Failure> {
    let failed = |error| failure(path, &error);
    let mode: String =
        patiently(|| connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))).map_err(failed)?;
    if mode != "wal" {
        let path = path.display();
        return Err(Failure::new(
            own::FILE,
            format!("任务文件 {path} 所在的磁盘不支持 WAL（网络共享？），未发送；请把它放到本机磁盘上。"),
            format!(
                "The disk of the journal {path} cannot do WAL (a network share?); nothing was sent. Put it on a local one."
            ),
        ));
    }
    connection.execute_batch("PRAGMA synchronous = FULL;").map_err(failed)
}

/// Whether the `-wal` stays as it is when this connection is the last to close. Of a run that was killed it stays: without it nobody could tell
/// that the file is whole.
pub fn keep_wal(connection: &Connection, keep: bool) -> rusqlite::Result<bool> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep)
}

/// Puts everything that is committed into the file itself. Fails where somebody looks at it for too long.
pub fn fill(connection: &Connection, how: &str) -> rusqlite::Result<()> {
    patiently(|| {
        let busy = connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| row.get::<_, i32>(0))?;
        if busy == 0 {
            Ok(())
        } else {
            Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None))
        }
    })
}

/// Whether it is a journal, and of a layout that is known here.
fn check(connection: &Connection, path: &Place) -> Result<(), Failure> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    let read = || Ok((number("PRAGMA application_id")?, number("PRAGMA user_version")?));
    match patiently(read).map_err(|error| failure(path, &error))? {
        (APPLICATION, LAYOUT) => Ok(()),
        (APPLICATION, layout) => Err(words::newer(path, layout, LAYOUT)),
        _ => Err(words::no_journal(path)),
    }
}

/// Which file it is: its disk's number and its own.
#[cfg(unix)]
pub fn identity(file: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((file.dev(), file.ino()))
}

/// Elsewhere a file that is open cannot be taken away.
#[cfg(not(unix))]
pub fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// What an error of SQLite means for whoever has to mend it.
pub fn failure(path: &Place, error: &rusqlite::Error) -> Failure {
    let code = error.sqlite_error_code();
    if matches!(
        code,
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::AuthorizationForStatementDenied
        )
    ) {
        let otherwise = ("把任务文件放到别处", "keep the journal in another place");
        let ((zh, en), path) = (access::barred(path, otherwise), path.display());
        return Failure::new(
            own::FILE,
            format!("任务文件 {path} 打不开或不能写入：{zh}。"),
            format!("The journal {path} cannot be opened or written: {en}."),
        );
    }
    if code == Some(ErrorCode::NotADatabase) {
        return words::no_journal(path);
    }
    let full;
    let (zh, en) = match code {
        Some(ErrorCode::DatabaseCorrupt) => damaged(path.caller()),
        Some(ErrorCode::DiskFull) => {
            let (zh, en) = path.caller().go_on();
            full = (format!("磁盘已满。请腾出空间，再{zh}"), format!("the disk is full. Make room, then {en}"));
            (full.0.as_str(), full.1.as_str())
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => (
            "被别的程序锁住超过 5 秒。请关闭打开着它的数据库工具或备份程序",
            "another program has had it locked for more than 5 seconds. Close the database tool or the backup that holds it",
        ),
        Some(ErrorCode::SystemIoFailure) => (
            "读写出错。请检查磁盘；不要放在网络共享上",
            "reading or writing failed. Check the disk, and do not keep it on a network share",
        ),
        Some(ErrorCode::OutOfMemory) => ("内存不足", "there is not enough memory"),
        _ => ("SQLite 报告了意外的错误", "SQLite reports an unexpected error"),
    };
    let path = path.display();
    // What SQLite says is English; its number is the same in every language.
    let number =
        error.sqlite_error().map_or_else(|| error.to_string(), |error| format!("SQLite {}", error.extended_code));
    Failure::new(
        own::FILE,
        format!("任务文件 {path} 用不了：{zh}。（{number}）"),
        format!("The journal {path} cannot be used: {en}. ({error})"),
    )
}

/// The same of a file that was a journal when it was opened: now that it is none any more, it is damaged.
pub fn since(path: &Place, failure: Failure) -> Failure {
    if failure != words::no_journal(path) {
        return failure;
    }
    let ((zh, en), path) = (damaged(path.caller()), path.display());
    Failure::new(
        own::FILE,
        format!("任务文件 {path} 用不了：{zh}。"),
        format!("The journal {path} cannot be used: {en}."),
    )
}

fn damaged(caller: Caller) -> (&'static str, &'static str) {
    caller.pick(
        (
            "文件已损坏。先用 ihuyi bulk export 导出还读得出的部分，不要用同一名单另做计划：已发过的会再发一次",
            "it is damaged. Export what can still be read with ihuyi bulk export, and make no other plan of the same list: what was sent would be sent again",
        ),
        (
            "文件已损坏。请留着它，不要用同一名单另做计划：已发过的会再发一次",
            "it is damaged. Keep it, and make no other plan of the same list: what was sent would be sent again",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A journal is named by an option, and no setting names another place for it.
    #[test]
    fn a_file_that_cannot_be_opened_is_no_matter_of_settings() {
        let refused = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
        for path in ["june.db", "/proc/none/june.db"] {
            let failure = failure(&Place::from(Path::new(path)), &rusqlite::Error::SqliteFailure(refused, None));
            assert!(
                failure.zh.contains(path) && failure.zh.contains("放到别处") && !failure.zh.contains("设置"),
                "{failure}"
            );
            assert!(failure.en.contains("another place") && !failure.en.contains("setting"), "{failure}");
        }
    }
}
