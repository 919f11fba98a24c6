//! What a setting's text means, and the stores of a process.

use crate::support::{Folder, count};
use ihuyi::codes::own;
use ihuyi::store::{Ask, Decision, Place, Store, at};
use std::sync::Arc;

fn file(path: &str) -> Result<Place, (&'static str, &'static str)> {
    Place::parse(&format!("sqlite:{path}"))
}

#[test]
fn places_are_what_they_say() {
    assert_eq!(Place::parse(" memory: "), Ok(Place::Memory(String::new())));
    assert_eq!(Place::parse("Memory:a b"), Ok(Place::Memory("a b".to_owned())));
    let absolute = if cfg!(windows) { r"C:\data\a.db" } else { "/data/a.db" };
    assert_eq!(file(absolute), Ok(Place::Sqlite(absolute.into())));
    assert_eq!(file(&format!("//{absolute}")), Ok(Place::Sqlite(absolute.into())));
    for good in ["redis://127.0.0.1", "rediss://user:p%40ss@[::1]:6380/3?prefix=shop", "redis://:secret@cache.local/0"]
    {
        assert!(matches!(Place::parse(good), Ok(Place::Redis(_))), "{good}");
    }
}

#[test]
fn what_is_no_place_is_refused_with_a_reason() {
    for bad in ["", "memory", "/var/lib/a.db", "sqlite", "mysql://127.0.0.1", "http://127.0.0.1"] {
        let (zh, en) = Place::parse(bad).unwrap_err();
        assert!(zh.contains("sqlite:/") && en.contains("sqlite:/"), "{bad}: {en}");
    }
    for bad in ["", "a.db", "./a.db", "data/a.db", "../a.db", "/", "/data/", "/data/.."] {
        assert!(file(bad).is_err(), "{bad}");
    }
    assert!(file("a.db").unwrap_err().1.contains("absolute"));
    for bad in [
        "redis:",
        "redis://",
        "redis://:6379",
        "redis://a:0",
        "redis://a:65536",
        "redis://a:b",
        "redis://a/x",
        "redis://a/-1",
        "redis://a?colour=red",
        "redis://a?timeout=0",
        "redis://a?timeout=1e9",
        "redis://a?prefix=",
        "redis://a?prefix={}",
        "redis://[::1",
        "redis://a?ca=/x.pem",
        "redis://%ff@a",
        "redis://a b",
        "redis://u:p%zz@a",
        "redis://a#insecure",
        "memory:\0",
        "sqlite:/a\nb",
    ] {
        assert!(Place::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn no_password_is_shown() {
    for url in [
        "redis://:hunter2@a",
        "redis://u:hunter2@a:1/2",
        "rediss://hunter2@a",
        "redis://u:hun@ter2@a",
        "redis:hunter2@a",
    ] {
        let shown = format!("{:?} {:?}", Place::parse(url), Place::Redis(url.to_owned().into()));
        assert!(!shown.contains("ter2"), "{shown}");
    }
}

fn admit_one_of_one(store: &Arc<dyn Store>) -> bool {
    let ask = Ask { counts: vec![count(1, &[(1, 3_600_000)])], ..Ask::default() };
    matches!(store.admit(&ask).unwrap(), Decision::Admitted { .. })
}

#[test]
fn memories_of_one_name_are_one() {
    let (a, b) = (Place::Memory("place-a".to_owned()), Place::Memory("place-b".to_owned()));
    assert!(admit_one_of_one(&at(&a).unwrap()));
    assert!(!admit_one_of_one(&at(&a).unwrap()));
    assert!(admit_one_of_one(&at(&b).unwrap()));
}

#[test]
fn threads_that_open_a_memory_at_the_same_time_get_the_same() {
    let place = Place::Memory("place-threads".to_owned());
    let start = std::sync::Barrier::new(16);
    let admitted: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    usize::from(admit_one_of_one(&at(&place).unwrap()))
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(admitted, 1);
}

#[test]
fn one_that_could_not_be_opened_is_tried_again() {
    let folder = Folder::new();
    let missing = folder.path.join("a");
    // A folder is made for the file, but not a folder for the folder.
    let place = Place::Sqlite(missing.join("b").join("store.db"));
    let failure = at(&place).err().unwrap();
    assert_eq!(failure.code, own::STORE);
    std::fs::create_dir(&missing).unwrap();
    assert!(admit_one_of_one(&at(&place).unwrap()));
    assert!(!admit_one_of_one(&at(&place).unwrap()));
}
