//! The file: how it is made, opened and brought up to date, and what can be wrong with it.

use super::busy::{PATIENCE, patiently};
use super::empty;
use super::sweep::Cursors;
use crate::access;
use crate::answer::Failure;
use crate::codes::own;
use crate::planted;
use crate::store::fault;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::cell::Cell;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

/// "ihuy": what marks the file as ours.
const APPLICATION: i32 = 0x6968_7579;

/// Each step from one version of the file's layout to the next. A step that was once released never changes.
///
/// event: the log of a key. seq counts up without gaps, and when an event is taken back, those after it move up; id is the event's own for
/// good. record: what is kept. tally: a breaker's steps. meta: the clock, and the lowest id that a key's first event may have.
///
/// There is no index on `until`: it would be written with every event, at another place of the file each time, only to find sooner what a
/// look at a few rows per decision finds soon enough.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE event(key BLOB, seq INTEGER, id INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(key, seq))
        STRICT, WITHOUT ROWID;
    CREATE TABLE record(id BLOB PRIMARY KEY, value BLOB NOT NULL, spent INTEGER NOT NULL, live INTEGER NOT NULL, until INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE tally(key BLOB, step INTEGER, events INTEGER NOT NULL, passed INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(key, step))
        STRICT, WITHOUT ROWID;
    CREATE TABLE meta(one INTEGER PRIMARY KEY CHECK(one = 1), wall INTEGER NOT NULL, behind INTEGER NOT NULL, floor INTEGER NOT NULL) STRICT;
    INSERT INTO meta VALUES(1, 0, 0, 0);
"];

/// A connection.
pub struct Db {
    pub connection: Connection,
    pub cursors: Cursors,
    /// Which file it was when it was opened.
    identity: Option<(u64, u64)>,
}

impl Db {
    /// Opens the file; makes it, and the folder that it is in, when they are not there.
    pub fn open(path: &Path) -> Result<Db, Failure> {
        // Before it is made, too: what is left beside a file that is not there yet would be read into it.
        believed(path)?;
        create(path).map_err(|error| unmade(path, &error))?;
        believed(path)?;
        Db::connect(path)
    }

    fn connect(path: &Path) -> Result<Db, Failure> {
        let identity = identity(path);
        let sqlite = |error| failure(path, &error);
        // The connection is behind a mutex of our own. Not SQLite's URI syntax: a path is a path.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(sqlite)?;
        connection.busy_handler(Some(wait)).map_err(sqlite)?;
        // Nothing is changed in a file that is not ours to change.
        let version = version(&connection, path)?;
        prepare(&connection).map_err(sqlite)?;
        let mode: String =
            patiently(|| connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))).map_err(sqlite)?;
        if mode != "wal" {
            let path = path.display();
            return Err(fault::store(
                format!("store 文件 {path} 所在的磁盘不支持 WAL（网络共享？）；请把它放到本机磁盘上。"),
                format!("The disk of the store {path} cannot do WAL (a network share?); put it on a local one."),
            ));
        }
        if version < MIGRATIONS.len() {
            migrate(&mut connection).map_err(sqlite)?;
        }
        Ok(Db { connection, cursors: Cursors::default(), identity })
    }

    /// Whether another file has taken this one's name, or none has it: then what is counted here is seen by nobody else.
    pub fn is_another_file(&self, path: &Path) -> bool {
        self.identity.is_some() && self.identity != identity(path)
    }

    /// Closes it without writing anything.
    pub fn close_without_checkpoint(self) {
        if self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).is_ok() {
            drop(self);
        } else {
            std::mem::forget(self);
        }
    }
}

/// Fails where somebody else may have put the file, or one beside it, there.
fn believed(path: &Path) -> Result<(), Failure> {
    let (zh, en) = planted::another("store");
    planted::database(path, (&zh, &en), &|_| false).map_err(|(zh, en)| {
        fault::store(
            format!("store 未使用，未发送：{zh}。"),
            format!("The store was not used and nothing was sent: {en}."),
        )
    })
}

/// Makes the file where it is not there, and its folder. SQLite gives the files that it puts beside it the same rights.
fn create(path: &Path) -> std::io::Result<()> {
    let made = || match empty::make(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    };
    match (made(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound && !folder.exists() => {
            #[cfg_attr(not(unix), allow(unused_mut))]
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            match builder.create(folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                _ => made(),
            }
        }
        (made, _) => made,
    }
}

/// Why there is no file and none can be made.
fn unmade(path: &Path, error: &std::io::Error) -> Failure {
    let (zh, en) = match error.kind() {
        ErrorKind::PermissionDenied => access::refused(path, "store"),
        ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(path).display();
            (
                format!("文件夹 {folder} 不存在。请先建好它，或改正设置 store"),
                format!("there is no folder {folder}. Make it, or mend the setting store"),
            )
        }
        _ => (
            format!("{error}。请检查设置 store 的路径和磁盘"),
            format!("{error}. Check the path in the setting store and its disk"),
        ),
    };
    let path = path.display();
    fault::store(
        format!("无法建立 store 文件 {path}，未发送：{zh}。"),
        format!("The store {path} cannot be made; nothing was sent: {en}."),
    )
}

/// Which file it is: its disk's number and its own.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Elsewhere a file that is open cannot be taken away.
#[cfg(not(unix))]
pub fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// The version of the file's layout; 0 of a new file.
fn version(connection: &Connection, path: &Path) -> Result<usize, Failure> {
    // All of one moment: another process may be making the tables right now.
    let read = || {
        let moment = connection.unchecked_transaction()?;
        let number = |sql| moment.query_row(sql, [], |row| row.get::<_, i32>(0));
        Ok((
            number("PRAGMA application_id")?,
            number("PRAGMA user_version")?,
            number("SELECT count(*) FROM sqlite_schema")?,
        ))
    };
    let shown = path.display();
    match patiently(read).map_err(|error| failure(path, &error))? {
        (APPLICATION, version, _) if (0..=MIGRATIONS.len() as i32).contains(&version) => Ok(version as usize),
        (APPLICATION, version, _) => Err(Failure::new(
            own::STORE_VERSION,
            format!(
                "store 文件 {shown} 的格式是第 {version} 版，本程序只懂到第 {} 版，没有使用它；请升级这个程序的 ihuyi。",
                MIGRATIONS.len()
            ),
            format!(
                "The store {shown} has layout {version} and this program knows up to {}, so it was left alone; update this program's ihuyi.",
                MIGRATIONS.len()
            ),
        )),
        (0, 0, 0) => Ok(0),
        _ => Err(fault::store(
            format!("{shown} 是别的程序的 SQLite 数据库，没有使用它；请给 store 换一个文件名。"),
            format!("{shown} is another program's SQLite database and was left alone; give the store another file."),
        )),
    }
}

/// Settings of a connection.
///
/// Four megabytes of pages are kept: a web server has many workers, and what is not there comes from the system's cache. The file is not
/// mapped into memory, because a mapped file that is cut, or a disk that fails, ends the host's process instead of giving an error.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(40);
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -4096; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 8388608; PRAGMA trusted_schema = OFF;",
    )
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it while this one waited.
    let version: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let steps = MIGRATIONS.get(version as usize..).unwrap_or_default();
    for step in steps {
        transaction.execute_batch(step)?;
    }
    if !steps.is_empty() {
        let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {};", MIGRATIONS.len());
        transaction.execute_batch(&marks)?;
    }
    transaction.commit()
}

thread_local!(static SINCE: Cell<Option<Instant>> = const { Cell::new(None) });

/// A call begins. Whoever waits for another thread of this process, which waits for another process, has waited as long when its turn comes.
pub fn begin() {
    SINCE.set(Some(Instant::now()));
}

/// Waits a little for another's transaction; false when this call has waited long enough. SQLite's own waits grow to a tenth of a second, in
/// which a busy store is always taken by somebody else.
fn wait(tries: i32) -> bool {
    if SINCE.get().is_none_or(|since| since.elapsed() > PATIENCE) {
        return false;
    }
    std::thread::sleep(Duration::from_micros(100 * tries.clamp(1, 10) as u64));
    true
}

fn code(error: &rusqlite::Error) -> Option<ErrorCode> {
    error.sqlite_error_code()
}

/// What an error of SQLite means for whoever has to mend it.
pub fn failure(path: &Path, error: &rusqlite::Error) -> Failure {
    if matches!(
        code(error),
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::AuthorizationForStatementDenied
        )
    ) {
        let ((zh, en), path) = (access::refused(path, "store"), path.display());
        return fault::store(
            format!("store 文件 {path} 打不开或不能写入，未发送：{zh}。"),
            format!("The store {path} cannot be opened or written; nothing was sent: {en}."),
        );
    }
    let (zh, en) = match code(error) {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
            "文件已损坏，或不是 SQLite 数据库。请把它连同 -wal、-shm 一起移走，会重新建立；已有的计数和待校验的验证码会丢失",
            "it is damaged, or no SQLite database. Move it away together with its -wal and -shm, and it is made anew; counts and waiting codes are lost",
        ),
        Some(ErrorCode::DiskFull) => ("磁盘已满。请腾出空间", "the disk is full. Make room on it"),
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
    fault::store(
        format!("store 文件 {path} 用不了：{zh}。（{error}）"),
        format!("The store {path} cannot be used: {en}. ({error})"),
    )
}
