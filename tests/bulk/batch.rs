//! The v1 bulk interface: ten thousand numbers a request, and requests that are made again without sending anything twice.

use crate::desk::{Desk, Done, arg, numbers, terms};
use crate::sending::rows;
use crate::support::sandbox::KEY;
use ihuyi::bulk::{Entry, Journal, Options, Pace, Phase, Planner, Run, State, Task, Terms};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::service::Service;
use ihuyi::store::Clock;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);
const ACCOUNT: &str = "sms-yx-00000000";
/// 2026-03-02 10:00 in China, milliseconds.
const NOW: i64 = 1_772_416_800_000;
const MINUTE: i64 = 60_000;

fn client(desk: &Desk) -> Client {
    patient(desk, "60")
}

/// A client that waits so many seconds for an answer.
fn patient(desk: &Desk, seconds: &str) -> Client {
    let own = [("batch_account", ACCOUNT), ("batch_apikey", KEY), ("batch_product", "1018"), ("batch_sign", "我的店")];
    desk.client(&[&own[..], &[("timeout", seconds)]].concat())
}

fn batch() -> Terms {
    Terms { service: Service::Marketing, batch: true, ..terms() }
}

/// A journal of so many rows of each of these texts.
fn plan(desk: &Desk, texts: &[&str], each: u64) -> PathBuf {
    let path = desk.path("june.db");
    let client = client(desk);
    let mut planner = Planner::new(&path, batch(), &client).unwrap();
    let numbers = numbers(each * texts.len() as u64);
    for (at, mobile) in numbers.iter().enumerate() {
        let content = texts[at / each as usize];
        let entry = Entry { line: at as u64 + 2, mobile, content, reference: "" };
        assert!(planner.add(&entry).unwrap().is_ok());
    }
    planner.finish(&mut |_, _| ()).unwrap();
    path
}

/// A clock that the test sets.
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn new() -> Hand {
        Hand(Arc::new(AtomicI64::new(NOW)))
    }

    fn clock(&self) -> Clock {
        Clock::Set(self.0.clone())
    }

    fn forward(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Works to the end, and lets every pause be over at once.
    fn work(&self, run: &Run) -> Pace {
        loop {
            match run.work(LONG).unwrap() {
                Pace::Pause(time, _) => self.forward(time.as_millis() as i64),
                other => return other,
            }
        }
    }
}

/// The ids of the requests that reached the gateway, in their order, and how often each number got a message.
fn seen(desk: &Desk) -> (Vec<String>, BTreeMap<String, u32>) {
    let (mut ids, mut got) = (Vec::new(), BTreeMap::new());
    for line in desk.sandbox.ledger() {
        if let Ok(body) = serde_json::from_str::<Value>(line["raw"]["body"].as_str().unwrap()) {
            ids.push(body["request_id"].as_str().unwrap().to_owned());
        }
        if line["accepted"] == true {
            *got.entry(line["mobile"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    (ids, got)
}

fn tally(path: &Path) -> [u64; 6] {
    Journal::open(path).unwrap().tally().unwrap().rows
}

#[test]
fn ten_thousand_numbers_go_in_a_request() {
    let desk = Desk::new();
    let path = plan(&desk, &["周年庆全场五折，回T退订"], 25_000);
    let client = client(&desk);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    drop(run);
    assert_eq!(tally(&path), [0, 0, 25_000, 0, 0, 0]);
    let (mut by_id, mut got) = (BTreeMap::<String, u32>::new(), BTreeSet::new());
    for line in desk.sandbox.ledger() {
        *by_id.entry(line["id"].as_str().unwrap().to_owned()).or_default() += 1;
        assert!(got.insert(line["mobile"].to_string()), "twice: {line}");
    }
    let mut sizes: Vec<u32> = by_id.values().copied().collect();
    sizes.sort_unstable();
    assert_eq!((sizes, got.len()), (vec![5000, 10_000, 10_000], 25_000));
    assert!(rows(&path).iter().all(|row| by_id.contains_key(&row.message_id)));
    assert_eq!(desk.sandbox.inbox()[0]["text"], "【我的店】周年庆全场五折，回T退订");
}

#[test]
fn whatever_becomes_of_the_answers_no_number_gets_two() {
    let desk = Desk::new();
    let texts: Vec<String> = (0..8).map(|n| format!("第{n}组五折，回T退订【我的店】")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let path = plan(&desk, &texts, 30);
    // One answer comes too late, and no other does because the machine was busy: each request's repetitions are counted.
    let client = patient(&desk, "4");
    // Each at a request of its own, by its first number: one that met four would end there, and which did would be the threads' chance.
    let faults = [
        json!({"kind": "reset_after"}),
        json!({"kind": "html", "accept": true}),
        json!({"kind": "status", "status": 502}),
        json!({"kind": "cut_body", "accept": true, "times": 2}),
        json!({"kind": "delay", "ms": 8000, "accept": true}),
        json!({"kind": "reset_before", "times": 3}),
    ];
    for (mut fault, mobile) in faults.into_iter().zip(numbers(240).into_iter().step_by(30)) {
        fault["match"] = json!({ "mobile": mobile });
        desk.sandbox.fault(fault);
    }
    let hand = Hand::new();
    let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
    // Several threads, each of which waits out its pauses.
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(hand.work(&run), Pace::Done));
        }
    });
    drop(run);
    assert_eq!(tally(&path), [0, 0, 240, 0, 0, 0]);
    let (ids, got) = seen(&desk);
    assert!(got.len() == 240 && got.values().all(|times| *times == 1), "{got:?}");
    let different: BTreeSet<&String> = ids.iter().collect();
    // Nine answers were spoilt, and each request was made as often as that took.
    assert_eq!((different.len(), ids.len()), (8, 8 + 9), "{ids:?}");
    // Every row has the id that the gateway gave the first time.
    let given: BTreeMap<String, String> = desk
        .sandbox
        .inbox()
        .iter()
        .map(|one| (one["mobile"].as_str().unwrap().to_owned(), one["id"].as_str().unwrap().to_owned()))
        .collect();
    assert!(rows(&path).iter().all(|row| given[&row.mobile] == row.message_id));
}

#[test]
fn without_a_verdict_after_three_repetitions_it_stops_and_keeps_what_was_said() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订", "六折，回T退订"], 3);
    let client = client(&desk);
    desk.sandbox.fault(json!({"kind": "html", "accept": true, "times": 4}));
    let hand = Hand::new();
    let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
    for seconds in [5, 20, 60] {
        let Pace::Pause(time, why) = run.work(LONG).unwrap() else { panic!("it waits before it asks again") };
        assert_eq!((time, why.code), (Duration::from_secs(seconds), own::UNKNOWN));
        // While it waits, its rows stand as on their way, and nothing else is begun.
        assert_eq!(run.tally().rows, [3, 3, 0, 0, 0, 0]);
        hand.forward(time.as_millis() as i64);
    }
    let Pace::Halted(why) = hand.work(&run) else { panic!("nobody knows what such answers mean") };
    assert!(why.code == own::UNKNOWN && why.zh.contains("留在任务文件里；") && why.en.contains("3 rows"), "{why}");
    drop(run);
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.halted().unwrap(), Some(why));
    let answers = journal.answers(10).unwrap();
    let (ids, _) = seen(&desk);
    assert!(answers.iter().any(|answer| answer.raw.contains("系统维护") && answer.request_id == ids[0]), "{answers:?}");
    let done = desk.ihuyi(&["--json", "bulk", "status", "--journal", arg(&path)]);
    assert!(done.json()["answers"][0]["answer"].as_str().unwrap().contains("系统维护"), "{}", done.out);
    // The gateway had taken it: not again, unless somebody asks for that.
    let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
    assert_eq!(hand.work(&run), Pace::Done);
    drop(run);
    assert_eq!(tally(&path)[State::Unknown as usize], 3);
    let (_, got) = seen(&desk);
    assert!(got.len() == 6 && got.values().all(|times| *times == 1), "{got:?}");
}

#[test]
fn a_refusal_stops_it_before_the_whole_list_is_refused() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订", "六折，回T退订", "七折，回T退订"], 2);
    let client = client(&desk);
    desk.sandbox.post("accounts", &json!({"id": ACCOUNT, "frozen": true}));
    let run = Run::open(&path, &client).unwrap();
    let Pace::Halted(why) = run.work(LONG).unwrap() else { panic!("it halts") };
    assert!(why.code == 0 && why.zh.contains("AccountFrozen") && why.en.contains("AccountFrozen"), "{why}");
    drop(run);
    assert_eq!(tally(&path), [4, 0, 0, 2, 0, 0]);
    assert!(rows(&path)[0].zh.starts_with("AccountFrozen"));
    desk.sandbox.post("accounts", &json!({"id": ACCOUNT, "frozen": false}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(run.tally().rows, [0, 0, 4, 2, 0, 0]);
}

#[test]
fn a_word_in_the_answer_to_a_repetition_is_no_refusal() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订"], 2);
    let client = client(&desk);
    let word = "HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{\"code\":\"RequestIdRepeated\"}";
    let word = word.replace("27", &"{\"code\":\"RequestIdRepeated\"}".len().to_string());
    desk.sandbox.fault(json!([{"kind": "reset_after"}, {"kind": "raw", "text": word, "accept": true, "times": 3}]));
    let hand = Hand::new();
    let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
    assert!(matches!(hand.work(&run), Pace::Halted(why) if why.en.contains("RequestIdRepeated")));
    assert_eq!(run.tally().rows, [0, 0, 0, 0, 2, 0]);
}

/// While one is asked for again, another thread begins nothing.
#[test]
fn nothing_else_begins_before_a_request_without_a_verdict_has_ended() {
    let desk = Desk::new();
    let texts: Vec<String> = (0..6).map(|n| format!("第{n}组五折，回T退订")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let path = plan(&desk, &texts, 2);
    let client = client(&desk);
    desk.sandbox.fault(json!({"kind": "html", "accept": true, "times": 0}));
    let hand = Hand::new();
    let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert!(matches!(hand.work(&run), Pace::Halted(_))));
        }
    });
    drop(run);
    let begun = seen(&desk).0.into_iter().collect::<BTreeSet<String>>().len();
    assert!((1..=2).contains(&begun), "{begun} requests of six");
    assert!(tally(&path)[State::Planned as usize] >= 8);
}

/// What a run leaves on its way is taken up by the next one under the same id, as long as the gateway knows that.
#[test]
fn the_next_run_makes_the_same_request_within_two_hours_and_none_later() {
    for (minutes, taken_up) in [(0, true), (109, true), (111, false), (100_000, false), (-1, false)] {
        let desk = Desk::new();
        let path = plan(&desk, &["五折，回T退订"], 4);
        let client = client(&desk);
        desk.sandbox.fault(json!({"kind": "reset_after"}));
        let hand = Hand::new();
        let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
        assert!(matches!(run.work(LONG).unwrap(), Pace::Pause(..)));
        run.stop();
        assert_eq!(run.work(LONG).unwrap(), Pace::Stopped);
        drop(run);
        assert_eq!(tally(&path), [0, 4, 0, 0, 0, 0]);
        hand.forward(minutes * MINUTE);
        let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
        assert_eq!(hand.work(&run), Pace::Done, "{minutes}");
        let expected = if taken_up { [0, 0, 4, 0, 0, 0] } else { [0, 0, 0, 0, 4, 0] };
        assert_eq!(run.tally().rows, expected, "{minutes}");
        let (ids, got) = seen(&desk);
        assert_eq!(ids.len(), 1 + usize::from(taken_up), "{minutes}");
        assert!(ids.iter().all(|id| *id == ids[0]) && got.values().all(|times| *times == 1), "{ids:?} {got:?}");
    }
}

#[test]
fn one_that_waits_too_long_in_a_run_is_of_unknown_end() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订"], 2);
    let client = client(&desk);
    desk.sandbox.fault(json!({"kind": "reset_after"}));
    let hand = Hand::new();
    let run = Run::with_clock(&path, &client, hand.clock()).unwrap();
    assert!(matches!(run.work(LONG).unwrap(), Pace::Pause(..)));
    hand.forward(120 * MINUTE);
    assert!(matches!(hand.work(&run), Pace::Halted(_)));
    assert_eq!((run.tally().rows, seen(&desk).0.len()), ([0, 0, 0, 0, 2, 0], 1));
}

#[test]
fn killed_while_a_request_is_on_its_way_it_makes_the_same_one_again() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订"], 50);
    desk.sandbox.fault(json!({"kind": "silent", "accept": true}));
    let program = |command: &str| {
        let mut command = desk.command(&["--json", "bulk", command, "--journal", arg(&path)]);
        command.env("IHUYI_BATCH_ACCOUNT", ACCOUNT).env("IHUYI_BATCH_APIKEY", KEY).env("IHUYI_BATCH_PRODUCT", "1018");
        command
    };
    let mut child = program("run").stdout(std::process::Stdio::null()).spawn().unwrap();
    crate::support::eventually("the request", || (desk.sandbox.accepted() == 50).then_some(()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(tally(&path), [0, 50, 0, 0, 0, 0]);
    // Whoever looks at it by a handle sees that it is not over.
    let client = desk.client(&[("batch_account", ACCOUNT), ("batch_apikey", KEY), ("batch_product", "1018")]);
    let task = Task::open(&path, &Options::parse("").unwrap(), &client).unwrap();
    assert_eq!(task.work(Duration::ZERO).unwrap().phase, Phase::Ready);
    drop(task);
    let done = program("resume").output().unwrap();
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((done.status.code(), &told["rows"]["accepted"]), (Some(0), &json!(50)), "{told}");
    let (ids, got) = seen(&desk);
    assert!(ids.len() == 2 && ids[0] == ids[1] && got.len() == 50 && got.values().all(|times| *times == 1));
}

/// A request that may have left is not planned anew because a setting keeps it back afterwards: it would have another id, and be another request.
#[test]
fn a_setting_that_is_wrong_when_it_goes_on_makes_no_second_request() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订", "六折，回T退订"], 25);
    let numbers = numbers(50);
    desk.sandbox.fault(json!({"kind": "silent", "accept": true, "match": {"mobile": numbers[0]}}));
    let program = |command: &str, more: &[&str]| {
        let usual = ["--json", "bulk", command, "--journal", arg(&path), "--connections", "1"];
        let mut command = desk.command(&[&usual[..], more].concat());
        command.env("IHUYI_BATCH_ACCOUNT", ACCOUNT).env("IHUYI_BATCH_APIKEY", KEY).env("IHUYI_BATCH_PRODUCT", "1018");
        command
    };
    let mut child = program("run", &[]).stdout(std::process::Stdio::null()).spawn().unwrap();
    crate::support::eventually("the request", || (desk.sandbox.accepted() == 25).then_some(()));
    child.kill().unwrap();
    child.wait().unwrap();
    // A file of certificates that holds none.
    std::fs::write(desk.path("empty.pem"), "").unwrap();
    for lang in ["zh", "en"] {
        let done = Done::of(program("resume", &["--set", "ca_file=empty.pem", "--lang", lang]).output().unwrap());
        let told = done.json();
        assert_eq!((done.code, &told["code"]), (Some(4), &json!(own::FILE)), "{told}");
        // Where they stood, and nothing is said of them that is not so.
        assert_eq!((&told["rows"]["sending"], &told["rows"]["planned"]), (&json!(25), &json!(25)), "{told}");
        let words = told["message"].as_str().unwrap();
        assert!(words.contains("request_id") && words.contains("empty.pem"), "{words}");
        assert!(!["没有发", "未发送", "not sent", "nothing"].iter().any(|claim| words.contains(claim)), "{words}");
        assert_eq!(told["halted"]["message"], told["message"], "{told}");
        // The next one knows it, too.
        let status = desk.ihuyi(&["--json", "bulk", "status", "--journal", arg(&path), "--lang", lang]).json();
        assert_eq!(status["halted"]["message"], told["message"], "{status}");
    }
    let done = Done::of(program("resume", &[]).output().unwrap());
    assert_eq!((done.code, &done.json()["rows"]["accepted"]), (Some(0), &json!(50)), "{done:?}");
    let (ids, got) = seen(&desk);
    assert!(ids.len() == 3 && ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
    assert!(got.len() == 50 && got.values().all(|times| *times == 1), "{got:?}");
}

#[test]
fn another_account_or_an_incomplete_one_sends_nothing() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订"], 1);
    let open = |settings: &[(&str, &str)]| Run::open(&path, &desk.client(settings)).err().unwrap().code;
    let other = [("batch_account", "sms-yx-00000001"), ("batch_apikey", KEY), ("batch_product", "1018")];
    assert_eq!(open(&other), own::VALUE);
    assert_eq!(open(&[("batch_account", ACCOUNT), ("batch_product", "1018")]), 402);
    assert_eq!(desk.sandbox.ledger().len(), 0);
}

#[test]
fn from_a_list_to_the_end_by_the_program() {
    let desk = Desk::new();
    std::fs::write(desk.path("list.csv"), "手机号,姓名\n13800000000,张三\n13800000001,李四\n13800000002,张三\n")
        .unwrap();
    let plan = |more: &[&str]| {
        let usual = ["bulk", "plan", "list.csv", "--journal", "june.db", "--batch", "--service", "marketing"];
        let mut command = desk.command(&[&usual[..], more].concat());
        command.env("LC_ALL", "C.UTF-8").env("IHUYI_BATCH_ACCOUNT", ACCOUNT).env("IHUYI_BATCH_APIKEY", KEY);
        Done::of(command.env("IHUYI_BATCH_PRODUCT", "1018").env("IHUYI_BATCH_SIGN", "我的店").output().unwrap())
    };
    let text = ["--template", "{姓名}您好，五折，回T退订"];
    let done = plan(&[&text[..], &["--schedule", "1700000000"]].concat());
    assert_eq!(done.code, Some(2), "it has no schedule: {}", done.err);
    let done = plan(&[&text[..], &["--lang", "en"]].concat());
    assert_eq!(done.code, Some(0), "{}", done.err);
    // As it will be sent, by which account, and that nobody has seen the real one's answers.
    for words in ["张三您好，五折，回T退订【我的店】", ACCOUNT, "unproven"] {
        assert!(done.out.split_whitespace().collect::<String>().contains(words), "{words}: {}", done.out);
    }
    let mut run = desk.command(&["--json", "bulk", "run", "--journal", "june.db"]);
    run.env("IHUYI_BATCH_ACCOUNT", ACCOUNT).env("IHUYI_BATCH_APIKEY", KEY).env("IHUYI_BATCH_PRODUCT", "1018");
    let done = Done::of(run.output().unwrap());
    assert_eq!((done.code, &done.json()["rows"]["accepted"]), (Some(0), &json!(3)));
    let text = |one: &Value| format!("{} {}", one["mobile"].as_str().unwrap(), one["text"].as_str().unwrap());
    let got: BTreeSet<String> = desk.sandbox.inbox().iter().map(text).collect();
    let of = |mobile: &str, name: &str| format!("{mobile} 【我的店】{name}您好，五折，回T退订");
    let wanted = [of("13800000000", "张三"), of("13800000001", "李四"), of("13800000002", "张三")];
    assert_eq!(got, wanted.into());
    assert_eq!(desk.sandbox.inbox().len(), 3);
}

/// What waits to be asked for again is no end: the exit code says so, and what to type.
#[test]
fn stopped_before_it_was_asked_again_it_is_not_over() {
    let desk = Desk::new();
    let path = plan(&desk, &["五折，回T退订"], 3);
    desk.sandbox.fault(json!({"kind": "html", "accept": true}));
    let run = Run::open(&path, &client(&desk)).map(|run| {
        assert!(matches!(run.work(LONG).unwrap(), Pace::Pause(..)));
    });
    run.unwrap();
    let done = desk.ihuyi(&["bulk", "status", "--journal", arg(&path), "--lang", "en"]);
    assert!(done.out.contains("ihuyi bulk resume") && !done.out.contains("resend-unknown"), "{}", done.out);
    // Nor is it in a file: rows that are asked for again are not of unknown end.
    for (only, rows) in [("unknown", 0), ("sending", 3)] {
        let file = format!("{only}.csv");
        let done = desk.ihuyi(&["--json", "bulk", "export", &file, "--only", only, "--journal", arg(&path)]);
        assert_eq!(done.json()["rows"], rows, "{only}");
    }
    let mut resume = desk.command(&["--json", "bulk", "resume", "--journal", arg(&path)]);
    resume.env("IHUYI_BATCH_ACCOUNT", ACCOUNT).env("IHUYI_BATCH_APIKEY", KEY).env("IHUYI_BATCH_PRODUCT", "1018");
    desk.sandbox.fault(json!({"kind": "html", "accept": true}));
    let child = resume.stdout(std::process::Stdio::piped()).spawn().unwrap();
    crate::support::eventually("the second request", || (seen(&desk).0.len() == 2).then_some(()));
    // It waits 20 seconds now; the signal ends that.
    #[cfg(unix)]
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let done = Done::of(child.wait_with_output().unwrap());
    #[cfg(unix)]
    assert_eq!((done.code, &done.json()["rows"]["sending"]), (Some(4), &json!(3)), "{}", done.out);
    let _ = done;
}
