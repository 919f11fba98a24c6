//! The journal's file: what is none, what is newer, and disks that are full or read only.

use crate::desk::{Desk, arg};
use crate::sending::{rows, submitted};
use ihuyi::bulk::{Journal, Pace, Run, State};
use ihuyi::codes::own;
use std::path::Path;
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);

fn code(path: &Path) -> i32 {
    Journal::open(path).err().unwrap_or_else(|| panic!("{} is no journal", path.display())).code
}

#[test]
fn what_is_no_journal_is_told_and_left_alone() {
    let desk = Desk::new();
    let path = desk.path("june.db");
    assert_eq!(code(&path), own::FILE);
    assert_eq!(code(path.parent().unwrap()), own::FILE);
    let list = "手机号码,姓名\n13800000000,张三\n".repeat(200);
    for text in ["", list.as_str()] {
        std::fs::write(&path, text).unwrap();
        let failure = Journal::open(&path).err().unwrap();
        assert!(failure.code == own::FILE, "{failure}");
        assert!(failure.zh.contains("june.db") && failure.en.contains("Check the path"), "{failure}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    let other = desk.path("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE plan(x)").unwrap();
    assert_eq!(code(&other), own::FILE);
    assert!(Run::open(&other, &desk.client(&[])).is_err());
}

/// A journal that cannot be used is a file that was named wrongly: nothing was sent, whichever command was asked, and every language has its words.
#[test]
fn a_journal_that_cannot_be_used_is_two_whatever_was_asked() {
    let desk = Desk::new();
    std::fs::write(desk.path("list.csv"), "手机号码\n".repeat(500)).unwrap();
    std::fs::create_dir(desk.path("folder")).unwrap();
    rusqlite::Connection::open(desk.many("newer.journal", 1))
        .unwrap()
        .execute_batch("PRAGMA user_version = 2")
        .unwrap();
    let taken = desk.many("taken.journal", 1);
    let client = desk.client(&[]);
    let _run = Run::open(&taken, &client).unwrap();
    let commands: [&[&str]; 4] =
        [&["bulk", "run"], &["bulk", "resume"], &["bulk", "status"], &["bulk", "export", "out.csv"]];
    for (name, says) in [
        ("none.journal", "没有这个文件"),
        ("no/folder/x.journal", "没有这个文件"),
        ("list.csv", "不是任务文件"),
        ("folder", "不是任务文件"),
        ("newer.journal", "请升级"),
        ("taken.journal", "正在别处使用"),
    ] {
        for command in commands {
            // Anybody may look at a journal that is sent from.
            if name == "taken.journal" && command.len() + usize::from(command[1] == "status") > 2 {
                continue;
            }
            let done = desk.ihuyi(&[command, &["--journal", name, "--lang", "zh"]].concat());
            assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{command:?} {name}: {done:?}");
            assert!(done.err.contains(says) && done.err.contains("(-122)"), "{command:?} {name}: {done:?}");
            for english in ["file", "No such", "os error", "database"] {
                assert!(!done.err.contains(english), "{command:?} {name}: {done:?}");
            }
        }
    }
    assert!(!desk.path("out.csv").exists() && desk.sandbox.ledger().is_empty());
}

/// Numbers stand in the journal alone, but who sends from it is nobody's business either.
#[cfg(unix)]
#[test]
fn only_its_owner_may_hold_the_lock() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let path = desk.many("june.db", 1);
    let mode = |name: &str| std::fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("june.db"), mode("june.db-lock")), (0o600, 0o600));
    std::fs::remove_file(desk.path("june.db-lock")).unwrap();
    assert_eq!(desk.ihuyi(&["bulk", "run", "--journal", arg(&path), "--quiet"]).code, Some(0));
    assert_eq!(mode("june.db-lock"), 0o600);
}

/// A lock or a journal that is not this account's: nothing is sent, nothing waits for it, and both languages say whose it is.
#[cfg(unix)]
#[test]
fn what_somebody_else_put_there_is_not_sent_from() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let desk = Desk::new();
    let path = desk.many("june.db", 1);
    let lock = desk.path("june.db-lock");
    let folder = path.parent().unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o1777)).unwrap();
    let refused = |what: &[&str], at: &Path, why: [&str; 2]| {
        for (lang, why) in ["zh", "en"].into_iter().zip(why) {
            let done = desk.ihuyi(&[what, &["--journal", arg(&path), "--lang", lang]].concat());
            assert_eq!(done.code, Some(2), "{done:?}");
            assert!(done.err.contains(arg(at)) && done.err.contains(why), "{done:?}");
        }
    };
    std::fs::remove_file(&lock).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
    refused(&["bulk", "run"], &lock, ["不是普通文件", "is no plain file"]);
    // Who only looks is not kept waiting.
    assert_eq!(desk.ihuyi(&["bulk", "status", "--journal", arg(&path)]).code, Some(0));
    std::fs::remove_file(&lock).unwrap();
    if std::fs::metadata(&path).unwrap().uid() == 0 {
        for file in [&lock, &path] {
            std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            chown(file, Some(54_321), None).unwrap();
            refused(&["bulk", "run"], file, ["属于 54321", "belongs to 54321"]);
            chown(file, Some(0), None).unwrap();
        }
    }
    assert!(desk.sandbox.ledger().is_empty());
    assert_eq!(desk.ihuyi(&["bulk", "run", "--journal", arg(&path), "--quiet"]).code, Some(0));
}

#[test]
fn a_newer_ones_journal_is_left_alone() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    assert_eq!(code(&path), own::FILE);
    assert_eq!(Run::open(&path, &desk.client(&[])).err().unwrap().code, own::FILE);
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
    assert_eq!(Journal::open(&path).unwrap().tally().unwrap().of(State::Planned), 3);
}

/// Whoever takes the file away while it is sent from must not make a second list of it.
#[cfg(unix)]
#[test]
fn a_journal_that_is_moved_away_is_sent_from_no_more() {
    let desk = Desk::new();
    let path = desk.many("june.db", 5);
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    let away = desk.path("away.db");
    std::fs::rename(&path, &away).unwrap();
    let failure = run.work(LONG).unwrap_err();
    assert_eq!((failure.code, desk.sandbox.accepted()), (own::FILE, 1));
    std::fs::rename(&away, &path).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!((run.tally().rows, desk.sandbox.ledger().len()), ([0, 0, 5, 0, 0, 0], 5));
}

/// In a mount namespace of its own, with a small disk that `script` finds in `$1`; None where this account may not have one.
#[cfg(target_os = "linux")]
fn on_a_small_disk(desk: &Desk, script: &str) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self").map_or(1, |me| me.uid()) != 0 {
        return None;
    }
    let disk = desk.path("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let script = format!("mount -t tmpfs -o size=16m tmpfs \"$1\" || exit 90\n{script}");
    let own = desk.command(&[]);
    let environment = own.get_envs().filter_map(|(key, value)| Some((key, value?)));
    let run = std::process::Command::new("unshare")
        .envs(environment)
        .args(["--mount", "--", "sh", "-c", &script, "sh"])
        .arg(&disk)
        .arg(env!("CARGO_BIN_EXE_ihuyi"))
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{}: {text}", run.status);
    Some(text)
}

/// A disk that fills up in the middle: the run ends and says why; with room again it goes on, and nothing is sent twice.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_ends_the_run_and_costs_nothing() {
    let desk = Desk::new();
    let path = desk.many("june.db", 5000);
    let script = r#"
        cp june.db "$1/june.db" || exit 91
        dd if=/dev/zero of="$1/other" bs=1k count=14700 2>/dev/null
        "$2" bulk run --journal "$1/june.db" --connections 4 --quiet && exit 92
        echo "ended: $?"
        rm "$1/other"
        "$2" bulk resume --journal "$1/june.db" --connections 4 --quiet
        echo "at the end: $?"
        cp "$1/june.db" after.db; cp "$1/june.db-wal" after.db-wal 2>/dev/null || true"#;
    let Some(text) = on_a_small_disk(&desk, script) else {
        return eprintln!("only root has a small disk of its own: not looked at");
    };
    // Where a line ends depends on how long the path is.
    let words = text.split_whitespace().collect::<String>();
    assert!(words.contains("磁盘已满") || words.contains("diskisfull"), "{text}");
    let after = desk.path("after.db");
    let tally = Journal::open(&after).unwrap().tally().unwrap();
    assert_eq!(tally.of(State::Accepted) + tally.of(State::Unknown), 5000, "{tally:?} {text}");
    // What was on its way when the disk was full is known all the same, as far as there was room to write it.
    assert!(tally.of(State::Unknown) <= 12, "{tally:?} {text}");
    assert!(submitted(&desk).values().all(|times| *times == 1));
    let ledger = desk.sandbox.ledger();
    let ids: std::collections::HashMap<&str, &str> =
        ledger.iter().map(|entry| (entry["mobile"].as_str().unwrap(), entry["id"].as_str().unwrap())).collect();
    for row in rows(&after) {
        let id = ids.get(row.mobile.as_str()).copied();
        assert!(if row.state == State::Accepted { id == Some(&row.message_id) } else { true }, "{row:?}");
    }
    drop(path);
}

/// Whoever may not write the journal does not send from it.
#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_written_is_not_sent_from() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let path = desk.many("june.db", 5);
    let said = {
        #[cfg(target_os = "linux")]
        {
            let script = r#"
                cp june.db "$1/june.db" && mount -o remount,ro "$1" || exit 91
                "$2" bulk status --journal "$1/june.db" || exit 93
                "$2" bulk run --journal "$1/june.db" --quiet && exit 92
                exit 0"#;
            on_a_small_disk(&desk, script)
        }
        #[cfg(not(target_os = "linux"))]
        None::<String>
    };
    let said = said.unwrap_or_else(|| {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o400)).unwrap();
        let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&path), "--quiet"]);
        assert_ne!(done.code, Some(0));
        done.err
    });
    assert!(said.contains("june.db"), "{said}");
    assert_eq!(desk.sandbox.ledger().len(), 0);
}
