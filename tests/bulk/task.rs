//! A list as a program works on it, through the functions of the C interface: what several threads, two handles, a kill and the command
//! `ihuyi bulk` do to it.

use crate::crash::{self, Story};
use crate::desk::{ACCOUNT, Desk, arg, numbers};
use crate::sending::{rows, submitted};
use crate::support::eventually;
use crate::support::sandbox::KEY;
use ihuyi::bulk::{Journal, Options, Phase, Standing, State, Task};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::config::Config;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(600);
const TEXT: &str = "您的订单已发货。";

fn options(text: &str) -> Options {
    Options::parse(text).unwrap()
}

fn open<'a>(path: &Path, said: &str, client: &'a Client) -> Task<'a> {
    Task::open(path, &options(said), client).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// So many rows, each to a number of its own.
fn add(task: &Task, count: u64) {
    for number in numbers(count) {
        task.add(&number, TEXT, "").unwrap().unwrap();
    }
}

/// Rows that were planned, sent and so on.
fn standings(standing: &Standing) -> (Phase, [u64; 6]) {
    (standing.phase, standing.tally.rows)
}

/// What went to each number, where nothing may go twice.
fn each_once(desk: &Desk, count: u64) {
    let submitted = submitted(desk);
    assert_eq!(submitted.len() as u64, count);
    assert!(submitted.values().all(|times| *times == 1), "{submitted:?}");
}

#[test]
fn several_threads_share_the_rows() {
    const THREADS: usize = 4;
    let desk = Desk::new();
    let client = desk.client(&[]);
    let task = open(&desk.path("list.journal"), "", &client);
    add(&task, 200);
    // Whoever is first waits for his answer, and for every other: all have come before one alone could have done it.
    desk.sandbox.fault(json!({ "kind": "delay", "ms": 1000, "times": 1 }));
    desk.sandbox.fault(json!({ "kind": "delay", "ms": 10, "times": 0 }));
    let start = Barrier::new(THREADS);
    let ends: Vec<Standing> = std::thread::scope(|scope| {
        let one = || {
            start.wait();
            loop {
                // The plan is written by the first of them, once.
                let standing = task.work(Duration::from_millis(50)).unwrap();
                if standing.phase != Phase::Ready {
                    return standing;
                }
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ends.iter().all(|end| end.phase == Phase::Done), "{ends:?}");
    // The last of them has come back, so nothing is on its way.
    assert_eq!(standings(&task.standing()), (Phase::Done, [0, 0, 200, 0, 0, 0]));
    each_once(&desk, 200);
    assert!(desk.sandbox.connections().len() > 1, "one connection did it all: {:?}", desk.sandbox.connections());
}

/// Hours that begin and end so many minutes from now, China Standard Time.
fn hours(from: i64, to: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64 / 60 + 8 * 60;
    let minute = |after: i64| (now + after).rem_euclid(24 * 60);
    let shown = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("hours = {}-{}", shown(minute(from)), shown(minute(to)))
}

#[test]
fn outside_its_hours_a_list_says_how_long_it_waits() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    // Two hours from an edge, whatever the time is.
    let task = open(&desk.path("later.journal"), &hours(120, 240), &client);
    add(&task, 3);
    let paused = task.work(LONG).unwrap();
    assert_eq!(standings(&paused), (Phase::Paused, [3, 0, 0, 0, 0, 0]));
    let two_hours = Duration::from_secs(2 * 3600);
    assert!(paused.wait <= two_hours && paused.wait > two_hours / 2, "{:?}", paused.wait);
    let why = paused.why.unwrap();
    assert!(why.code == own::LIMIT && why.zh.contains("时段") && why.en.contains("hours"), "{why}");
    // Who only asks is told the same, and that it comes nearer.
    let again = task.standing();
    assert!(again.phase == Phase::Paused && again.wait <= paused.wait && again.why.is_some(), "{again:?}");
    assert_eq!(desk.sandbox.ledger().len(), 0);
    // With nothing to send a list is done at any hour.
    let none = open(&desk.path("none.journal"), &hours(120, 240), &client);
    none.add("1380000000", "", "").unwrap().unwrap_err();
    assert_eq!(standings(&none.work(LONG).unwrap()), (Phase::Done, [0, 0, 0, 0, 0, 1]));
    let now = open(&desk.path("now.journal"), &hours(-120, 120), &client);
    add(&now, 3);
    assert_eq!(standings(&now.work(LONG).unwrap()), (Phase::Done, [0, 0, 3, 0, 0, 0]));
}

#[test]
fn a_program_is_told_what_it_can_do_and_no_command() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    std::fs::write(desk.path("list.csv"), "手机号码\n".repeat(500)).unwrap();
    let mut said = Vec::new();
    for name in ["list.csv", "none/list.journal"] {
        said.push(Task::open(&desk.path(name), &options(""), &client).err().unwrap());
    }
    let path = desk.path("list.journal");
    let task = open(&path, "", &client);
    for reference in ["first", "second"] {
        task.add("13800000000", TEXT, reference).unwrap().unwrap();
    }
    said.push(Task::open(&path, &options(""), &client).err().unwrap());
    // The balance is used up.
    task.add("19900004051", TEXT, "").unwrap().unwrap();
    let halted = task.work(LONG).unwrap();
    assert_eq!(halted.phase, Phase::Halted, "{halted:?}");
    said.extend(halted.why);
    let second = task.next(Some(State::LeftOut), 0).unwrap().unwrap();
    assert!(second.zh.contains("选项 repeats = yes") && second.en.contains("the option repeats = yes"), "{second:?}");
    said.push(ihuyi::answer::Failure::new(0, second.zh, second.en));
    for why in &said {
        assert!(!why.zh.contains("ihuyi bulk") && !why.en.contains("ihuyi bulk"), "{why}");
        assert!(!why.zh.contains("--") && !why.en.contains("--"), "{why}");
    }
    assert!(said[3].en.contains("open the list again in your program"), "{}", said[3]);
}

#[test]
fn one_at_a_time_has_a_journal() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let path = desk.path("list.journal");
    let taken = |when: &str| {
        let why = Task::open(&path, &options(""), &client).err().unwrap_or_else(|| panic!("{when}: two have it"));
        assert!(why.code == own::FILE && why.en.contains("is in use elsewhere"), "{when}: {why}");
    };
    let first = open(&path, "", &client);
    add(&first, 5);
    taken("while it is planned");
    first.work(Duration::ZERO).unwrap();
    taken("when the plan is written");
    first.work(LONG).unwrap();
    taken("at its end");
    drop(first);
    let second = open(&path, "", &client);
    assert_eq!(standings(&second.standing()), (Phase::Done, [0, 0, 5, 0, 0, 0]));
    each_once(&desk, 5);
}

#[test]
fn what_the_program_planned_a_task_sends() {
    let desk = Desk::new();
    std::fs::write(desk.path("list.csv"), "mobile,name\n13800000000,Anna\n1380000000,Bob\n13800000001,Carla\n")
        .unwrap();
    let plan = ["bulk", "plan", "list.csv", "--template", "{name}您好", "--rate", "500", "--journal", "list.journal"];
    assert_eq!(desk.ihuyi(&plan).code, Some(0));
    let client = desk.client(&[]);
    let path = desk.path("list.journal");
    let task = open(&path, "service = sms\nrepeats = no\nhours =", &client);
    let standing = task.standing();
    assert_eq!((standings(&standing), standing.segments), ((Phase::Ready, [2, 0, 0, 0, 0, 1]), 2));
    // Its lines are the spreadsheet's.
    assert_eq!(task.next(Some(State::LeftOut), 0).unwrap().unwrap().line, 3);
    assert_eq!(task.add("13800000002", TEXT, "").unwrap_err().code, own::ARGUMENT);
    assert_eq!(standings(&task.work(LONG).unwrap()), (Phase::Done, [0, 0, 2, 0, 0, 1]));
    each_once(&desk, 2);
    let texts: Vec<String> = desk.sandbox.inbox().iter().map(|item| item["content"].to_string()).collect();
    assert!(texts.iter().any(|text| text.contains("Anna您好")), "{texts:?}");
}

#[test]
fn what_a_task_planned_the_program_sends_and_shows() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let path = desk.path("list.journal");
    let task = open(&path, "", &client);
    task.add("13800000000", TEXT, "order-1001").unwrap().unwrap();
    task.add("1380000000", TEXT, "order-1002").unwrap().unwrap_err();
    task.add("19900000408", TEXT, "order-1003").unwrap().unwrap();
    task.work(Duration::ZERO).unwrap();
    // While it is a task's the program shows it, and sends nothing of it.
    let status = ["bulk", "status", "--json", "--journal", arg(&path)];
    assert_eq!(desk.ihuyi(&status).json()["rows"]["planned"], 2);
    let run = ["bulk", "run", "--journal", arg(&path), "--json"];
    let refused = desk.ihuyi(&run);
    assert_eq!((refused.code, &refused.json()["code"]), (Some(2), &json!(own::FILE)));
    drop(task);
    assert_eq!(desk.ihuyi(&run).code, Some(3));
    let shown = desk.ihuyi(&status).json()["rows"].clone();
    let shown = ["accepted", "refused", "left_out", "total"].map(|name| shown[name].as_u64().unwrap());
    assert_eq!(shown, [1, 1, 1, 2]);
    assert_eq!(desk.ihuyi(&["bulk", "export", "all.csv", "--journal", arg(&path)]).code, Some(0));
    let exported = std::fs::read_to_string(desk.path("all.csv")).unwrap();
    for row in [
        "1,13800000000,您的订单已发货。,order-1001,accepted,",
        "3,19900000408,您的订单已发货。,order-1003,refused,408,",
    ] {
        assert!(exported.contains(row), "{row}: {exported}");
    }
    // And back: the program's outcomes are the task's.
    let task = open(&path, "", &client);
    assert_eq!(standings(&task.work(LONG).unwrap()), (Phase::Done, [0, 0, 1, 1, 0, 1]));
    each_once(&desk, 2);
}

/// Says why, and that the plan is lost; what has taken its place stays, and `mend` makes room for a new one.
fn cannot_be_written(name: &str, spoil: impl FnOnce(&Path), mend: impl FnOnce(&Path)) {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let folder = desk.path("folder");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("list.journal");
    let task = open(&path, "", &client);
    add(&task, 3);
    spoil(&path);
    let why = task.work(LONG).unwrap_err();
    assert!(why.code == own::FILE && why.zh.contains("list.journal"), "{name}: {why}");
    // From then on it is lost, whatever is asked of it; the first time told why.
    let lost = [
        task.work(LONG).unwrap_err(),
        task.work(Duration::ZERO).unwrap_err(),
        task.add("13800000009", TEXT, "").unwrap_err(),
    ];
    for again in &lost {
        assert!(again.code == own::FILE && again.en.contains("begin anew") && *again != why, "{name}: {again}");
    }
    assert_eq!(task.next(None, 0).unwrap_err().code, own::ARGUMENT, "{name}");
    let standing = task.standing();
    assert_eq!((standing.phase, standing.tally.total()), (Phase::Halted, 0), "{name}");
    assert!(standing.why.is_some_and(|why| why.en.contains("begin anew")), "{name}");
    drop(task);
    assert_eq!(desk.sandbox.ledger().len(), 0, "{name}");
    mend(&path);
    let task = open(&path, "", &client);
    add(&task, 3);
    assert_eq!(standings(&task.work(LONG).unwrap()), (Phase::Done, [0, 0, 3, 0, 0, 0]), "{name}");
    each_once(&desk, 3);
}

#[test]
fn a_plan_that_cannot_be_written_is_told_and_lost() {
    let folder = |path: &Path| path.parent().unwrap().to_owned();
    // Nobody takes a folder away in which files are open, on Windows.
    if cfg!(unix) {
        let gone = |path: &Path| std::fs::remove_dir_all(folder(path)).unwrap();
        cannot_be_written("no folder", gone, |path| std::fs::create_dir(folder(path)).unwrap());
    }
    let mine = |path: &Path| std::fs::write(path, "mine").unwrap();
    cannot_be_written("another file", mine, |path| {
        assert_eq!(std::fs::read_to_string(path).unwrap(), "mine");
        std::fs::remove_file(path).unwrap();
    });
}

#[test]
fn a_list_is_named_by_its_whole_path_whatever_folder_the_program_goes_to() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let here = std::env::current_dir().unwrap();
    let up: PathBuf = here.components().skip(1).map(|_| "..").collect();
    let relative = up.join(desk.path("list.journal").strip_prefix("/").unwrap());
    assert!(relative.is_relative());
    let task = open(&relative, "", &client);
    add(&task, 1);
    let why = task.next(None, 0).unwrap_err();
    assert!(why.en.contains(&here.display().to_string()), "{why}");
    task.work(Duration::ZERO).unwrap();
    assert!(desk.path("list.journal").exists());
}

#[test]
fn a_store_that_is_down_takes_no_result_away() {
    let desk = Desk::new();
    let path = desk.path("list.journal");
    let broken = format!("sqlite:{}", desk.path("letter.txt").display());
    std::fs::write(desk.path("letter.txt"), "您好，这不是数据库。".repeat(100)).unwrap();
    desk.sandbox.fault(json!({ "kind": "reset_after", "times": 1 }));
    let client = desk.client(&[("track", "on")]);
    let task = open(&path, "", &client);
    add(&task, 2);
    assert_eq!(standings(&task.work(LONG).unwrap()), (Phase::Done, [0, 0, 1, 0, 1, 0]));
    drop(task);
    let client = desk.client(&[("track", "on"), ("store", &broken)]);
    let task = open(&path, "", &client);
    assert_eq!(standings(&task.standing()), (Phase::Done, [0, 0, 1, 0, 1, 0]));
    assert_eq!(task.next(Some(State::Unknown), 0).unwrap().unwrap().code, own::UNKNOWN);
    // Who asks for what receipts told learns why they cannot be looked up.
    assert_eq!(task.work(Duration::ZERO).unwrap_err().code, own::STORE);
}

#[test]
fn a_list_without_rows_is_no_plan() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let task = open(&desk.path("list.journal"), "", &client);
    assert_eq!(task.work(LONG).unwrap_err().code, own::ARGUMENT);
    assert_eq!(task.standing().phase, Phase::Planning);
    add(&task, 1);
    assert_eq!(standings(&task.work(LONG).unwrap()), (Phase::Done, [0, 0, 1, 0, 0, 0]));
}

#[test]
fn a_row_that_is_no_text_keeps_its_name() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let task = open(&desk.path("list.journal"), "", &client);
    let why = ihuyi::answer::Failure::new(own::ENCODING, "不是文字", "no text");
    task.leave_out("13800000000", "order-1001", why).unwrap().unwrap_err();
    task.work(Duration::ZERO).unwrap();
    let row = task.next(None, 0).unwrap().unwrap();
    assert_eq!((row.reference.as_str(), row.mobile.as_str(), row.line), ("order-1001", "13800000000", 1));
}

#[test]
fn a_journal_knows_what_its_rows_cost() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let path = desk.path("list.journal");
    let task = open(&path, "", &client);
    // Of one and of three messages, one that is left out at once, and one that is when the plan is written.
    let long = "长".repeat(150);
    let bills = [("13800000000", TEXT), ("13800000001", long.as_str()), ("13800000000", long.as_str())];
    let bills = bills.map(|(mobile, text)| task.add(mobile, text, "").unwrap().unwrap().segments);
    assert_eq!(bills, [1, 3, 3]);
    task.add("1380000000", &long, "").unwrap().unwrap_err();
    assert_eq!((task.standing().segments, task.standing().tally.total()), (7, 3));
    let written = task.work(Duration::ZERO).unwrap();
    assert_eq!((written.segments, standings(&written)), (4, (Phase::Ready, [2, 0, 0, 0, 0, 2])));
    assert_eq!(Journal::open(&path).unwrap().segments().unwrap(), 4);
    let sent = task.work(LONG).unwrap();
    assert_eq!((sent.segments, sent.tally.segments), (4, 4));
    drop(task);
    // Whatever has become of them, and whoever asks.
    assert_eq!(open(&path, "", &client).standing().segments, 4);
    assert_eq!(Journal::open(&path).unwrap().segments().unwrap(), 4);
}

#[test]
fn a_rate_that_is_said_when_a_list_is_opened_again_holds() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let path = desk.path("list.journal");
    let task = open(&path, "", &client);
    add(&task, 60);
    task.work(Duration::ZERO).unwrap();
    drop(task);
    // One a second: half a second is not enough for sixty, however fast the machine.
    let task = open(&path, "rate = 1", &client);
    let slow = task.work(Duration::from_millis(500)).unwrap();
    assert!(slow.phase == Phase::Ready && slow.tally.of(State::Planned) > 50, "{slow:?}");
    drop(task);
    let task = open(&path, "rate = 0", &client);
    assert_eq!(standings(&task.work(LONG).unwrap()), (Phase::Done, [0, 0, 60, 0, 0, 0]));
    each_once(&desk, 60);
}

/// The part of [`works_until_it_is_killed`].
fn starts(desk: &Desk, path: &Path, rows: u64) -> Child {
    // On Linux the very file that runs, even when a build has put another in its place meanwhile.
    let itself = Path::new("/proc/self/exe");
    let program = if itself.exists() { itself.to_owned() } else { std::env::current_exe().unwrap() };
    Command::new(program)
        .args(["--ignored", "--exact", "task::works_until_it_is_killed", "--quiet"])
        .env("TASK_JOURNAL", path)
        .env("TASK_GATEWAY", &desk.sandbox.url)
        .env("TASK_ROWS", rows.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A program that is written as the header says: it plans where there is no journal, and then sends, whatever was before.
#[test]
#[ignore = "another test starts it, as a program of its own"]
fn works_until_it_is_killed() {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name}: this is no test to run by hand"));
    let path = PathBuf::from(variable("TASK_JOURNAL"));
    let mut config = Config::default();
    let settings =
        [("account", ACCOUNT), ("apikey", KEY), ("gateway", &variable("TASK_GATEWAY")), ("timeout", crash::LIMIT)];
    for (key, value) in settings.into_iter().chain([("store", "memory:killed")]) {
        config.set(key, value).unwrap();
    }
    let client = Client::new(config);
    let task = open(&path, "", &client);
    if task.standing().phase == Phase::Planning {
        add(&task, variable("TASK_ROWS").parse().unwrap());
    }
    std::thread::scope(|scope| {
        for _ in 0..crash::CONNECTIONS {
            scope.spawn(|| {
                loop {
                    let standing = task.work(Duration::from_millis(100)).unwrap();
                    match standing.phase {
                        Phase::Ready => {}
                        Phase::Paused => std::thread::sleep(standing.wait),
                        _ => break,
                    }
                }
            });
        }
    });
}

#[test]
fn a_program_that_is_killed_goes_on_where_it_stood() {
    const ROWS: u64 = 2000;
    const KILLS: u64 = 8;
    let desk = Desk::new();
    let path = desk.path("list.journal");
    crash::spoil(&desk, ROWS);
    // Killed while it plans, it has left nothing that is in the way of the next one.
    let planning = desk.path("list.journal.planning");
    let mut child = starts(&desk, &path, ROWS);
    eventually("a plan that begins", || (planning.exists() || path.exists()).then_some(()));
    child.kill().unwrap();
    child.wait().unwrap();
    crash::through(&Story {
        desk: &desk,
        path: &path,
        rows: ROWS,
        kills: KILLS,
        start: &|_| starts(&desk, &path, ROWS),
    });
    let client = desk.client(&[]);
    let task = open(&path, "", &client);
    let end = task.work(LONG).unwrap();
    assert_eq!((end.phase, end.tally.ended(), end.tally.of(State::LeftOut)), (Phase::Done, ROWS, 0));
    drop(task);
    // The one that planned may have begun to send.
    crash::compare(&desk, &path, ROWS, KILLS + 1);
    assert_eq!(rows(&path).last().unwrap().line, ROWS);
}
