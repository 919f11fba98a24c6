//! The SQLite file: how it is made, and what may be wrong with it.

use crate::support::{Folder, HOUR, count, key, ms};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::store::{Ask, Clock, Decision, Life, Place, Put, Store, open};
use std::path::Path;
use std::sync::Arc;

fn opened(path: &Path) -> Result<Arc<dyn Store>, Failure> {
    open(&Place::Sqlite(path.to_owned()), Clock::System)
}

fn admit(store: &Arc<dyn Store>) -> Result<bool, Failure> {
    let ask = Ask { counts: vec![count(1, &[(1, HOUR)])], ..Ask::default() };
    store.admit(&ask).map(|decision| matches!(decision, Decision::Admitted { .. }))
}

/// Refused with this code, naming the file and saying this.
#[track_caller]
fn refused<T>(result: Result<T, Failure>, code: i32, path: &Path, said: &str) {
    let failure = result.err().expect("it was not refused");
    assert_eq!(failure.code, code, "{failure}");
    let path = path.display().to_string();
    assert!(failure.zh.contains(&path) && failure.en.contains(&path), "{failure}");
    assert!(failure.en.contains(said), "{failure}");
}

/// Another's hand on the file.
fn meddle(path: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
}

#[test]
fn it_is_all_there_when_it_is_opened_again() {
    let folder = Folder::new();
    // A name, and nothing that means something else.
    let path = folder.path.join(if cfg!(windows) { "验证 码#%41.db" } else { "验证 码#%41?mode=memory.db" });
    let store = opened(&path).unwrap();
    assert!(admit(&store).unwrap());
    store.put(key(2), b"kept", Life { live: ms(HOUR), remember: ms(HOUR) }, Put::New).unwrap();
    drop(store);
    assert!(path.is_file());
    let store = opened(&path).unwrap();
    assert!(!admit(&store).unwrap());
    assert_eq!(store.look(key(2)).unwrap().unwrap().value, b"kept");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    // The folder is made as well: the last one of the path, for its owner alone.
    let path = folder.path.join("data").join("store.db");
    let store = opened(&path).unwrap();
    assert!(admit(&store).unwrap());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&folder.path.join("data")), 0o700);
    let mut names = Vec::new();
    for file in std::fs::read_dir(folder.path.join("data")).unwrap() {
        let file = file.unwrap();
        names.push(file.file_name().into_string().unwrap());
        assert_eq!(mode(&file.path()), 0o600, "{names:?}");
    }
    names.sort();
    assert_eq!(names, ["store.db", "store.db-shm", "store.db-wal"]);
}

#[cfg(unix)]
#[test]
fn rights_that_somebody_gave_are_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    drop(opened(&path).unwrap());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).unwrap();
    let store = opened(&path).unwrap();
    assert!(admit(&store).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
}

#[test]
fn a_newer_layout_is_left_alone() {
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    assert!(admit(&opened(&path).unwrap()).unwrap());
    meddle(&path, "PRAGMA user_version = 2");
    let before = std::fs::read(&path).unwrap();
    refused(opened(&path), own::STORE_VERSION, &path, "update");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn another_programs_file_is_left_alone() {
    let folder = Folder::new();
    let path = folder.path.join("shop.db");
    meddle(&path, "CREATE TABLE orders(id); INSERT INTO orders VALUES(1)");
    let before = std::fs::read(&path).unwrap();
    refused(opened(&path), own::STORE, &path, "another program");
    meddle(&path, "PRAGMA application_id = 77");
    refused(opened(&path), own::STORE, &path, "another program");
    assert_eq!(std::fs::read(&path).unwrap().len(), before.len());
    meddle(&path, "INSERT INTO orders VALUES(2)");
}

/// In a folder where everybody may make files, as `/tmp`: what is not this account's is not used, and is left as it is.
#[cfg(unix)]
#[test]
fn a_store_that_somebody_else_put_there_is_not_used() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    std::fs::create_dir_all(&folder.path).unwrap();
    let rights = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    rights(&folder.path, 0o1777);
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    refused(opened(&path), own::STORE, &path, "is no plain file");
    std::fs::remove_file(&path).unwrap();
    drop(opened(&path).unwrap());
    rights(&path, 0o666);
    refused(opened(&path), own::STORE, &path, "chmod o-w");
    rights(&path, 0o600);
    assert!(admit(&opened(&path).unwrap()).unwrap());
    if std::fs::metadata(&path).unwrap().uid() != 0 {
        return eprintln!("only root can make files of another account: not looked at");
    }
    chown(&path, Some(54_321), None).unwrap();
    refused(opened(&path), own::STORE, &path, "belongs to 54321");
    chown(&path, Some(0), None).unwrap();
    // A journal that SQLite would play back into the store.
    let beside = folder.path.join("store.db-journal");
    std::fs::write(&beside, "").unwrap();
    chown(&beside, Some(54_321), None).unwrap();
    refused(opened(&path), own::STORE, &beside, "belongs to 54321");
    std::fs::remove_file(&path).unwrap();
    refused(opened(&path), own::STORE, &beside, "belongs to 54321");
    assert!(!path.exists(), "it was made beside what is not ours");
}

#[test]
fn what_is_no_database_is_refused() {
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    for content in ["<?php // a page of a web site ?>\n".repeat(100), "x\n".to_owned()] {
        std::fs::write(&path, &content).unwrap();
        refused(opened(&path), own::STORE, &path, "Move it away");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
    // An empty file is none of anybody's.
    std::fs::write(&path, "").unwrap();
    assert!(admit(&opened(&path).unwrap()).unwrap());
}

#[test]
fn a_damaged_file_is_refused_and_never_a_panic() {
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    let store = opened(&path).unwrap();
    for n in 0..300 {
        let ask = Ask { counts: vec![count(n, &[(1, HOUR)])], ..Ask::default() };
        store.admit(&ask).unwrap();
    }
    // The last one to close it writes everything into the file itself.
    drop(store);
    let sound = std::fs::read(&path).unwrap();
    let mut refusals = 0;
    for page in 0..sound.len() / 4096 {
        for cut in [false, true] {
            let mut broken = sound.clone();
            if cut {
                broken.truncate(page * 4096 + 2048);
            } else {
                broken[page * 4096 + if page == 0 { 100 } else { 0 }..][..2000].fill(0xA5);
            }
            std::fs::write(&path, broken).unwrap();
            let all = opened(&path).and_then(|store| {
                let counts: Vec<_> = (0..300).map(|n| count(n, &[(1, HOUR)])).collect();
                store.usage(&counts)?;
                admit(&store)?;
                store.forget(key(7))?;
                store.purge()
            });
            if let Err(failure) = all {
                assert_eq!(failure.code, own::STORE, "page {page}: {failure}");
                refusals += 1;
            }
            let _ = std::fs::remove_file(folder.path.join("store.db-wal"));
            let _ = std::fs::remove_file(folder.path.join("store.db-shm"));
        }
    }
    assert!(refusals > 4, "{refusals}");
}

#[test]
fn a_folder_that_cannot_be_is_refused() {
    let folder = Folder::new();
    let file = folder.path.join("file");
    std::fs::write(&file, "").unwrap();
    // Below a file; two folders that are missing; a folder in the file's place. No right is missing: that would not stop root.
    let below = file.join("store.db");
    refused(opened(&below), own::STORE, &below, "the setting store");
    let deep = folder.path.join("a").join("b").join("store.db");
    refused(opened(&deep), own::STORE, &deep, "there is no folder");
    refused(opened(&folder.path), own::STORE, &folder.path, "cannot be");
}

#[test]
fn a_lock_that_is_held_too_long_is_named() {
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    let store = opened(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    refused(admit(&store), own::STORE, &path, "locked");
    // Who only looks waits for nobody.
    assert_eq!(store.usage(&[count(1, &[(1, HOUR)])]).unwrap()[0][0].used, 0);
    other.execute_batch("COMMIT").unwrap();
    assert!(admit(&store).unwrap());
}

#[cfg(unix)]
#[test]
fn a_file_that_was_taken_away_is_made_anew() {
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    let (one, two) = (opened(&path).unwrap(), opened(&path).unwrap());
    assert!(admit(&one).unwrap());
    assert!(!admit(&two).unwrap());
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        std::fs::remove_file(folder.path.join(name)).unwrap();
    }
    // Both see the new one, and each other.
    assert!(admit(&two).unwrap());
    assert!(!admit(&one).unwrap());
    drop((one, two));
    assert!(!admit(&opened(&path).unwrap()).unwrap());
}

/// Rows that are over go, a few with each decision, whichever connections make them.
#[test]
fn what_is_over_goes_by_itself() {
    let folder = Folder::new();
    let path = folder.path.join("store.db");
    let clock = Arc::new(std::sync::atomic::AtomicI64::new(crate::support::START));
    let store = open(&Place::Sqlite(path.clone()), Clock::Set(clock.clone())).unwrap();
    let life = Life { live: ms(1_000), remember: ms(0) };
    for n in 0..40 {
        let counts = (0..5).map(|m| count(10 * n + m, &[(1, 1_000)])).collect();
        store.admit(&Ask { counts, ..Ask::default() }).unwrap();
        store.put(key(n), b"x", life, Put::New).unwrap();
    }
    clock.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
    for n in 0..60 {
        store.admit(&Ask { counts: vec![count(10_000 + n, &[(1, 1_000)])], ..Ask::default() }).unwrap();
    }
    let connection = rusqlite::Connection::open(&path).unwrap();
    let rows =
        |table| connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((rows("event"), rows("record")), (60, 0));
}
