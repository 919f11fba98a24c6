//! A journal's files belong together: a part of them, or two journals' mixed, sends nothing.

use crate::desk::{Desk, arg, terms};
use crate::sending::submitted;
use ihuyi::bulk::{Entry, Journal, Pace, Planner, Run, State};
use ihuyi::codes::own;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);
const ROWS: u64 = 400;

/// The file of this ending beside a journal.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What the folder holds of a journal.
fn names(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let all = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = all.filter(|one| one.starts_with(name)).collect();
    names.sort();
    names
}

/// A journal whose run was killed in the middle.
fn killed(desk: &Desk, name: &str) -> PathBuf {
    let path = desk.many(name, ROWS);
    let before = desk.sandbox.accepted();
    // Some rows, and then one on each connection that is not answered, however late the kill comes.
    desk.sandbox.fault(json!({"kind": "delay", "ms": 3_600_000, "times": 0, "skip": 20}));
    let args = ["bulk", "run", "--journal", arg(&path), "--connections", "2", "--quiet", "--timeout", "600"];
    let mut child = desk.start(&args);
    crate::support::eventually("some rows", || (desk.sandbox.accepted() == before + 22).then_some(()));
    child.kill().unwrap();
    child.wait().unwrap();
    desk.sandbox.clear_faults();
    path
}

/// To the end, with no number twice.
fn resume(desk: &Desk, path: &Path) {
    let run = Run::open(path, &desk.client(&[])).map(|run| {
        assert_eq!(run.work(LONG).unwrap(), Pace::Done);
        run.tally()
    });
    let tally = run.unwrap();
    assert_eq!(tally.ended(), ROWS, "{tally:?}");
    assert!(submitted(desk).values().all(|times| *times == 1));
}

#[test]
fn looked_at_after_it_was_killed_it_goes_on() {
    let desk = Desk::new();
    let path = killed(&desk, "june.db");
    assert_eq!(desk.ihuyi(&["bulk", "status", "--journal", arg(&path)]).code, Some(0));
    assert_eq!(desk.ihuyi(&["bulk", "export", "list.csv", "--journal", arg(&path)]).code, Some(0));
    Journal::open(&path).unwrap().is_whole().unwrap();
    assert!(names(&path).contains(&"june.db-wal".to_owned()));
    resume(&desk, &path);
    // Over, it is one file.
    assert_eq!(names(&path), ["june.db", "june.db-lock"]);
    Journal::open(&path).unwrap().tally().unwrap();
    assert_eq!(names(&path), ["june.db", "june.db-lock"]);
}

#[test]
fn moved_without_what_was_written_last_it_is_not_sent_from() {
    let desk = Desk::new();
    let path = killed(&desk, "june.db");
    let moved = desk.path("moved.db");
    std::fs::rename(&path, &moved).unwrap();
    let before = desk.sandbox.ledger().len();
    for _ in 0..2 {
        let failure = Run::open(&moved, &desk.client(&[])).err().unwrap();
        assert_eq!(failure.code, own::FILE);
        assert!(failure.zh.contains("moved.db-wal") && failure.en.contains("moved.db-wal"), "{failure}");
        assert_eq!(Journal::open(&moved).unwrap().is_whole().unwrap_err(), failure);
    }
    assert_ne!(desk.ihuyi(&["bulk", "resume", "--journal", arg(&moved), "--quiet"]).code, Some(0));
    for look in [&["status"][..], &["export", "part.csv"]] {
        let done = desk.ihuyi(&[&["bulk"], look, &["--journal", arg(&moved)]].concat());
        assert!(done.code == Some(0) && done.err.contains("moved.db-wal"), "{done:?}");
    }
    assert_eq!(desk.sandbox.ledger().len(), before);
    // With it, all is known.
    std::fs::rename(beside(&path, "-wal"), beside(&moved, "-wal")).unwrap();
    resume(&desk, &moved);
}

#[test]
fn copied_with_everything_it_goes_on() {
    let desk = Desk::new();
    let path = killed(&desk, "june.db");
    let copy = desk.path("copy of june #1.db");
    for ending in ["", "-wal"] {
        std::fs::copy(beside(&path, ending), beside(&copy, ending)).unwrap();
    }
    resume(&desk, &copy);
}

#[test]
fn stopped_in_order_it_is_one_file() {
    let desk = Desk::new();
    let path = desk.many("june.db", ROWS);
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    // While it is sent from, its own file says that there is more, from the first request on.
    let copy = desk.path("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    assert_eq!(Run::open(&copy, &client).err().unwrap().code, own::FILE);
    drop(run);
    assert_eq!(names(&path), ["june.db", "june.db-lock"]);
    let moved = desk.path("moved.db");
    std::fs::rename(&path, &moved).unwrap();
    resume(&desk, &moved);
}

/// SQLite would read what the old one left into the new one: rows that were never sent would be accepted.
#[test]
fn what_a_journal_left_is_not_taken_into_a_new_plan() {
    let desk = Desk::new();
    let path = killed(&desk, "june.db");
    std::fs::remove_file(&path).unwrap();
    let client = desk.client(&[]);
    for ending in ["-wal", "-shm", "-journal"] {
        let failure = Planner::new(&path, terms(), &client).err().unwrap();
        assert_eq!(failure.code, own::ARGUMENT);
        let name = format!("june.db{ending}");
        assert!(failure.zh.contains(&name) && failure.en.contains(&name), "{failure}");
        std::fs::remove_file(beside(&path, ending)).unwrap();
        if ending == "-shm" {
            std::fs::write(beside(&path, "-journal"), "").unwrap();
        }
    }
    let row = Entry { line: 2, mobile: "13900000000", content: "您的订单已发货。", reference: "" };
    let mut planner = Planner::new(&path, terms(), &client).unwrap();
    planner.add(&row).unwrap().unwrap();
    // So may a file of its name: it is not replaced.
    std::fs::write(&path, "mine").unwrap();
    assert!(planner.finish(&mut |_, _| ()).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    std::fs::remove_file(&path).unwrap();
    let mut planner = Planner::new(&path, terms(), &client).unwrap();
    planner.add(&row).unwrap().unwrap();
    // It may come while the plan is made.
    std::fs::write(beside(&path, "-wal"), "").unwrap();
    assert!(planner.finish(&mut |_, _| ()).is_err() && !path.exists());
    std::fs::remove_file(beside(&path, "-wal")).unwrap();
    let mut planner = Planner::new(&path, terms(), &client).unwrap();
    planner.add(&row).unwrap().unwrap();
    planner.finish(&mut |_, _| ()).unwrap();
    assert_eq!(Journal::open(&path).unwrap().tally().unwrap().rows, [1, 0, 0, 0, 0, 0]);
}

#[test]
fn another_journals_leftovers_are_not_read_into_this_one() {
    let desk = Desk::new();
    let path = killed(&desk, "june.db");
    let other = desk.many("july.db", 3);
    std::fs::remove_file(&path).unwrap();
    std::fs::rename(&other, &path).unwrap();
    for _ in 0..2 {
        let failure = Journal::open(&path).err().unwrap();
        assert!(failure.code == own::FILE && failure.en.contains("june.db-wal"), "{failure}");
        assert!(Run::open(&path, &desk.client(&[])).is_err());
    }
    std::fs::rename(&path, &other).unwrap();
    assert_eq!(Journal::open(&other).unwrap().tally().unwrap().of(State::Planned), 3);
}

#[cfg(unix)]
#[test]
fn by_two_names_it_is_not_sent_from() {
    let desk = Desk::new();
    let path = desk.many("june.db", 5);
    let link = desk.path("link.db");
    std::fs::hard_link(&path, &link).unwrap();
    let client = desk.client(&[]);
    for name in [&path, &link] {
        let failure = Run::open(name, &client).err().unwrap();
        assert!(failure.code == own::FILE && failure.zh.contains("硬链接"), "{failure}");
    }
    std::fs::remove_file(&link).unwrap();
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    // One that is made in the middle ends the run.
    std::fs::hard_link(&path, &link).unwrap();
    assert_eq!((run.work(LONG).unwrap_err().code, desk.sandbox.accepted()), (own::FILE, 1));
    assert!(Run::open(&link, &client).is_err());
    std::fs::remove_file(&link).unwrap();
    assert_eq!((run.work(LONG).unwrap(), desk.sandbox.accepted()), (Pace::Done, 5));
}

/// A plan that is killed after the journal has its name and before the other one is gone.
#[cfg(unix)]
#[test]
fn the_name_it_was_made_under_is_no_second_one() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    std::fs::hard_link(&path, beside(&path, ".planning")).unwrap();
    assert_eq!(Run::open(&path, &desk.client(&[])).unwrap().work(LONG).unwrap(), Pace::Done);
    assert_eq!(names(&path), ["june.db", "june.db-lock"]);
    // One of another plan is nobody's business here.
    std::fs::write(beside(&path, ".planning"), "another").unwrap();
    drop(Run::open(&path, &desk.client(&[])).unwrap());
    assert!(beside(&path, ".planning").exists());
}

/// Whoever deletes the lock can start a second run; the first one then begins nothing more.
#[cfg(unix)]
#[test]
fn a_second_run_ends_the_first() {
    let desk = Desk::new();
    let path = desk.many("june.db", 10);
    let client = desk.client(&[]);
    let first = Run::open(&path, &client).unwrap();
    assert_eq!(first.work(Duration::ZERO).unwrap(), Pace::Budget);
    std::fs::remove_file(beside(&path, "-lock")).unwrap();
    let second = Run::open(&path, &client).unwrap();
    let failure = first.work(LONG).unwrap_err();
    assert!(failure.code == own::FILE && failure.zh.contains("-lock"), "{failure}");
    assert_eq!(desk.sandbox.accepted(), 1);
    drop(first);
    assert_eq!((second.work(LONG).unwrap(), desk.sandbox.accepted()), (Pace::Done, 10));
    assert!(submitted(&desk).values().all(|times| *times == 1));
}
