//! Writes a plan: a file beside the journal's place, which takes that place when the whole list is in it.

use super::lock::Lock;
use super::{Place, State, Terms, file, terms, whole, words};
use crate::answer::Failure;
use crate::codes::own;
use crate::secret::random;
use crate::store::{Clock, empty};
use rusqlite::{Connection, OpenFlags, params};
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// A plan that is being made. What is let go of before it is finished leaves nothing behind.
pub struct Maker {
    path: Place,
    planning: Place,
    /// None: finished, or given up.
    db: Option<Connection>,
    rows: u64,
    left_out: u64,
    lock: Lock,
}

impl Maker {
    /// Begins a plan for a journal at this path, where nothing may be yet.
    pub fn new(path: &Place, terms: &Terms, account: &str, gateway: &str) -> Result<Maker, Failure> {
        // Without a look through a link: whatever is there is not ours to replace.
        if path.symlink_metadata().is_ok() {
            return Err(words::exists(path));
        }
        let folder = folder(path);
        // Somebody who may not look into a folder learns more when its file is made.
        if !folder.is_dir() && folder.metadata().map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |_| true)
        {
            return Err(words::no_folder(path, folder));
        }
        whole::is_free(path).map_err(about_the_file)?;
        let lock = Lock::take_for_a_plan(path).map_err(about_the_file)?;
        let mut planning = path.as_os_str().to_owned();
        planning.push(".planning");
        let planning = path.file(planning.into());
        // What a plan that was broken off left. Nobody else is at it: the lock is ours.
        match std::fs::remove_file(&planning) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(words::unmade(&planning, &error)),
            _ => {}
        }
        empty::make(&planning).map_err(|error| words::unmade(&planning, &error))?;
        let mut maker = Maker { path: path.clone(), planning, db: None, rows: 0, left_out: 0, lock };
        let name: String = random::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let db = maker
            .begin(&name, terms, account, gateway)
            .map_err(|error| about_the_file(file::failure(&maker.planning, &error)))?;
        maker.db = Some(db);
        Ok(maker)
    }

    fn begin(&self, name: &str, given: &Terms, account: &str, gateway: &str) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.planning, flags)?;
        // No journal of SQLite's and no waiting for the disk: a plan that is broken off is thrown away, and a whole one is flushed at its end.
        db.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192;
             PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;",
        )?;
        db.execute_batch("BEGIN")?;
        db.execute_batch(file::TABLES)?;
        let marks = format!("PRAGMA application_id = {}; PRAGMA user_version = {};", file::APPLICATION, file::LAYOUT);
        db.execute_batch(&marks)?;
        db.execute(
            "INSERT INTO plan VALUES(1, ?, ?, ?, ?, ?, 0, '', '')",
            params![name, account, gateway, Clock::System.now(), terms::written(given)],
        )?;
        Ok(db)
    }

    /// Calls `f` with what is being written.
    fn with<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        self.lock.is_ours(&self.path)?;
        let db = self.db.as_ref().ok_or_else(words::defect)?;
        f(db).map_err(|error| about_the_file(file::failure(&self.planning, &error)))
    }

    /// Adds a row that will be sent; returns its number in the journal, from 1 on.
    pub fn add(
        &mut self,
        line: u64,
        mobile: &str,
        content: &str,
        reference: &str,
        segments: u32,
    ) -> Result<u64, Failure> {
        let id = self.rows + 1;
        self.with(|db| {
            let mut insert = db.prepare_cached("INSERT INTO row VALUES(?, ?, ?, ?, ?, ?)")?;
            insert.execute(params![id as i64, line as i64, mobile, content, reference, segments])
        })?;
        self.rows = id;
        Ok(id)
    }

    /// Leaves a row out that was added; the journal tells why. Once for each row.
    pub fn leave_out(&mut self, id: u64, why: &Failure) -> Result<(), Failure> {
        self.with(|db| {
            let mut insert = db.prepare_cached("INSERT INTO outcome VALUES(?, ?, ?, '', ?, ?, 0, 0, 0)")?;
            insert.execute(params![id as i64, State::LeftOut as u8, why.code, why.zh, why.en])
        })?;
        self.left_out += 1;
        Ok(())
    }

    /// Where a row that was added stands in the list.
    pub fn line(&self, id: u64) -> Result<u64, Failure> {
        self.with(|db| {
            let mut look = db.prepare_cached("SELECT line FROM row WHERE id = ?")?;
            look.query_row([id as i64], |row| row.get::<_, i64>(0))
        })
        .map(|line| line.max(0) as u64)
    }

    /// Puts the journal in its place, on the disk as a whole.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.with(|db| {
            for state in State::ALL {
                let rows = match state {
                    State::Planned => self.rows - self.left_out,
                    State::LeftOut => self.left_out,
                    _ => 0,
                };
                db.execute("INSERT INTO tally SELECT ?, ?, 0, name FROM plan", params![state as u8, rows as i64])?;
            }
            db.execute_batch("COMMIT")
        })?;
        let closed = self.db.take().map(Connection::close);
        if let Some(Err((_, error))) = closed {
            return Err(about_the_file(file::failure(&self.planning, &error)));
        }
        whole::is_free(&self.path).map_err(about_the_file)?;
        self.place().map_err(|error| words::unmade(&self.path, &error))?;
        self.lock.keep();
        Ok(())
    }

    fn place(&self) -> io::Result<()> {
        OpenOptions::new().read(true).write(true).open(&self.planning)?.sync_all()?;
        name(&self.planning, &self.path)?;
        // Elsewhere a folder cannot be opened, and a rename is on the disk when it is done.
        #[cfg(unix)]
        {
            std::fs::File::open(folder(&self.path))?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Maker {
    fn drop(&mut self) {
        if self.lock.is_ours(&self.path).is_err() {
            std::mem::forget(self.db.take());
            return;
        }
        self.db = None;
        // After a plan was finished there is none.
        let _ = std::fs::remove_file(&self.planning);
    }
}

/// The folder that a path is in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A journal that cannot be made is a file that was named wrongly or has no room, and no store that is out of use: nothing was to be sent yet.
fn about_the_file(failure: Failure) -> Failure {
    match failure.code {
        own::STORE => Failure::new(own::FILE, failure.zh, failure.en),
        _ => failure,
    }
}

/// Gives a file its name, where nothing may be yet; not by a look and a rename, between which another could come.
fn name(file: &Path, name: &Path) -> io::Result<()> {
    match std::fs::hard_link(file, name) {
        Ok(()) => {
            // Whoever sends from it takes this name away where it is still there.
            let _ = std::fs::remove_file(file);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // A disk that knows no second names.
        Err(_) if name.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => std::fs::rename(file, name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Hours, Journal, Order, Row};
    use super::*;
    use crate::service::Service;
    use std::path::PathBuf;

    /// A folder of this test's own, which goes with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("ihuyi-maker-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }

        fn names(&self) -> Vec<String> {
            let entries = std::fs::read_dir(&self.0).unwrap();
            let mut names: Vec<String> =
                entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn at(path: &Path) -> Place {
        path.into()
    }

    fn terms() -> Terms {
        Terms {
            service: Service::Sms,
            template_id: None,
            schedule: None,
            hours: Some(Hours { from: 540, to: 1230 }),
            rate: 20,
            list: 1,
            batch: false,
            repeats: false,
        }
    }

    #[test]
    fn a_plan_is_there_when_it_is_whole() {
        let folder = Folder::new("whole");
        let path = folder.0.join("june.db");
        let mut maker = Maker::new(&at(&path), &terms(), "C00000000", "").unwrap();
        assert_eq!(maker.add(2, "13800000000", "您好", "order-1", 1).unwrap(), 1);
        assert_eq!(maker.add(3, "x", "", "", 0).unwrap(), 2);
        maker.leave_out(2, &Failure::new(406, "号码不对", "no number")).unwrap();
        assert_eq!(maker.add(7, "13800000001", "您好", "", 2).unwrap(), 3);
        assert_eq!(maker.line(3).unwrap(), 7);
        assert!(!path.exists());
        maker.finish().unwrap();
        assert_eq!(folder.names(), ["june.db", "june.db-lock"]);

        let journal = Journal::open(&path).unwrap();
        assert_eq!((journal.terms(), journal.account(), journal.name().len()), (&terms(), "C00000000", 16));
        assert_eq!((journal.begun().unwrap(), journal.halted().unwrap()), (None, None));
        assert_eq!(journal.tally().unwrap().rows, [2, 0, 0, 0, 0, 1]);
        let all = journal.rows(Order::All, 0, 10).unwrap();
        assert_eq!((all.rows.len(), all.next), (3, None));
        let left_out = Row {
            id: 2,
            line: 3,
            mobile: "x".to_owned(),
            content: String::new(),
            reference: String::new(),
            state: State::LeftOut,
            code: 406,
            message_id: String::new(),
            zh: "号码不对".to_owned(),
            en: "no number".to_owned(),
            at: 0,
            segments: 0,
        };
        assert_eq!(all.rows[1], left_out);
        assert_eq!(all.rows[0].reference, "order-1");
        let first = journal.rows(Order::Of(State::Planned), 0, 1).unwrap();
        assert_eq!((first.rows[0].line, first.next), (2, Some(3)));
        let second = journal.rows(Order::Of(State::Planned), 3, 1).unwrap();
        assert_eq!((second.rows[0].line, second.next), (7, None));
        assert_eq!(journal.rows(Order::Of(State::LeftOut), 0, 9).unwrap().rows, [left_out]);
        assert_eq!(journal.rows(Order::Of(State::Accepted), 0, 9).unwrap().rows, []);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new("rights");
        let path = folder.0.join("june.db");
        Maker::new(&at(&path), &terms(), "C00000000", "").unwrap().finish().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_is_there_is_not_replaced_and_what_was_broken_off_is_gone() {
        let folder = Folder::new("there");
        let path = folder.0.join("june.db");
        let maker = Maker::new(&at(&path), &terms(), "C00000000", "").unwrap();
        // Two at once would write into one file.
        assert_eq!(Maker::new(&at(&path), &terms(), "C00000000", "").err().unwrap().code, own::FILE);
        drop(maker);
        assert_eq!(folder.names(), <[String; 0]>::default());
        std::fs::write(folder.0.join("june.db.planning"), "of a plan that was killed").unwrap();
        Maker::new(&at(&path), &terms(), "C00000000", "").unwrap().finish().unwrap();
        assert_eq!(Maker::new(&at(&path), &terms(), "C00000000", "").err().unwrap().code, own::ARGUMENT);
        assert_eq!(folder.names(), ["june.db", "june.db-lock"]);
        // One that cannot even be begun.
        let other = folder.0.join("july.db");
        std::fs::create_dir(folder.0.join("july.db.planning")).unwrap();
        assert_eq!(Maker::new(&at(&other), &terms(), "C00000000", "").err().unwrap().code, own::FILE);
        assert_eq!(folder.names(), ["july.db.planning", "june.db", "june.db-lock"]);
        assert!(Maker::new(&at(&folder.0.join("none").join("june.db")), &terms(), "C00000000", "").is_err());
    }
}
