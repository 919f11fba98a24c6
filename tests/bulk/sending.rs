//! A run, by the library: every row once, whatever the gateway says to it.

use crate::desk::{ACCOUNT, Desk, numbers, terms};
use ihuyi::bulk::{Journal, Order, Pace, Row, Run, State, Terms};
use ihuyi::codes::own;
use ihuyi::service::Service;
use ihuyi::store::Clock;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(600);
const TEXT: &str = "您的订单已发货。";

pub fn rows(path: &Path) -> Vec<Row> {
    Journal::open(path).unwrap().rows(Order::All, 0, 1_000_000).unwrap().rows
}

/// So many threads on one run, each until it comes back.
fn work(run: &Run, threads: usize) -> Vec<Pace> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| run.work(LONG).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// The submissions that reached the gateway, by number.
pub fn submitted(desk: &Desk) -> BTreeMap<String, u32> {
    let mut submitted = BTreeMap::new();
    for entry in desk.sandbox.ledger() {
        if entry["method"] == "Submit" {
            for number in entry["mobile"].as_str().unwrap().split(',') {
                *submitted.entry(number.to_owned()).or_default() += 1;
            }
        }
    }
    submitted
}

#[test]
fn each_row_is_sent_once_and_its_id_is_the_gateways() {
    let desk = Desk::new();
    let path = desk.many("june.db", 200);
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(work(&run, 4), vec![Pace::Done; 4]);
    let tally = run.tally();
    assert_eq!((tally.rows, tally.segments), ([0, 0, 200, 0, 0, 0], 200));
    drop(run);
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.tally().unwrap(), tally);
    assert!(journal.begun().unwrap().is_some_and(|begun| begun >= journal.made()));
    let ids: BTreeMap<String, String> = rows(&path).into_iter().map(|row| (row.mobile, row.message_id)).collect();
    let ledger = desk.sandbox.ledger();
    assert_eq!(ledger.len(), 200);
    for entry in ledger {
        assert_eq!(entry["id"].as_str(), ids.get(entry["mobile"].as_str().unwrap()).map(String::as_str));
    }
    // There is nothing left to do.
    assert_eq!(Run::open(&path, &client).unwrap().work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.ledger().len(), 200);
}

#[test]
fn a_number_that_the_gateway_refuses_stops_no_other() {
    let desk = Desk::new();
    let path = desk.journal("june.db", terms(), &[("13800000000", TEXT), ("19900000408", TEXT), ("13800000001", TEXT)]);
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    let rows = rows(&path);
    assert_eq!([rows[0].state, rows[1].state, rows[2].state], [State::Accepted, State::Refused, State::Accepted]);
    assert_eq!((rows[1].code, rows[1].message_id.as_str()), (408, ""));
    assert!(!rows[1].zh.is_empty() && rows[1].at >= Journal::open(&path).unwrap().made());
}

/// What keeps every row from being sent is told at once, and no row is used up for it.
#[test]
fn an_error_of_the_account_stops_the_run_and_refuses_no_row() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    for code in [405, 4050, 4051, 4052, 40502] {
        desk.sandbox.reset();
        let magic = format!("199{code:08}");
        let list = [("13800000000", TEXT), (magic.as_str(), TEXT), ("13800000001", TEXT)];
        let path = desk.journal(&format!("{code}.db"), terms(), &list);
        let run = Run::open(&path, &client).unwrap();
        let Pace::Halted(why) = run.work(LONG).unwrap() else { panic!("{code} halts") };
        assert_eq!(why.code, code);
        assert!(why.zh.contains("重新打开名单") && why.en.contains("open the list again"), "{why}");
        // Whoever asks again hears the same, and nothing is sent for it.
        assert_eq!(run.work(LONG).unwrap(), Pace::Halted(why.clone()));
        assert_eq!(desk.sandbox.ledger().len(), 2);
        drop(run);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.halted().unwrap(), Some(why));
        assert_eq!(journal.tally().unwrap().rows, [2, 0, 1, 0, 0, 0]);
        drop(journal);
        // The next run forgets it, and finds what it finds.
        let run = Run::open(&path, &client).unwrap();
        assert_eq!(run.journal().halted().unwrap(), None);
        assert!(matches!(run.work(LONG).unwrap(), Pace::Halted(_)));
        assert_eq!(submitted(&desk).get("13800000000"), Some(&1));
    }
}

#[test]
fn a_setting_that_keeps_everything_here_stops_the_run_too() {
    let desk = Desk::new();
    let numbers = numbers(3);
    for (name, settings, code) in [
        ("june.db", ("apikey", ""), 402),
        ("july.db", ("gateway", "http://192.0.2.1"), own::PLAIN_HTTP),
        ("june.db", ("apikey", &*"f".repeat(32)), 40502),
    ] {
        let client = desk.client(&[settings]);
        let path = desk.path(name);
        if !path.exists() {
            let gateway = Some(settings).filter(|(key, _)| *key == "gateway");
            desk.journal_by(&desk.client(gateway.as_slice()), name, terms(), &many(&numbers));
        }
        let run = Run::open(&path, &client).unwrap();
        assert!(matches!(run.work(LONG).unwrap(), Pace::Halted(why) if why.code == code), "{code}");
        assert_eq!(run.tally().rows, [3, 0, 0, 0, 0, 0]);
    }
}

#[test]
fn another_accounts_plan_is_not_sent() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    let failure = Run::open(&path, &desk.client(&[("account", "C00000001")])).err().unwrap();
    assert_eq!(failure.code, own::VALUE);
    assert!(failure.en.contains(ACCOUNT) && failure.en.contains("C00000001"), "{failure}");
}

/// A list for practice does not go to people, and one for people not to a sandbox that somebody left set.
#[test]
fn another_gateways_plan_is_not_sent() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    assert_eq!(Journal::open(&path).unwrap().gateway(), desk.sandbox.url);
    for (gateway, zh, en) in
        [("", "正式网关", "the vendor's own"), ("http://127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1")]
    {
        let failure = Run::open(&path, &desk.client(&[("gateway", gateway)])).err().unwrap();
        assert_eq!(failure.code, own::VALUE);
        for (words, gateway) in [(&failure.zh, zh), (&failure.en, en)] {
            assert!(words.contains(gateway) && words.contains(&desk.sandbox.url), "{failure}");
        }
    }
    let own = desk.client(&[("gateway", "")]);
    let path = desk.journal_by(&own, "july.db", terms(), &[("13800000000", TEXT)]);
    assert_eq!(Run::open(&path, &desk.client(&[])).err().unwrap().code, own::VALUE);
    assert_eq!(desk.sandbox.ledger().len(), 0);
}

#[test]
fn a_gateway_that_refuses_everything_does_not_use_the_list_up() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let path = desk.many("june.db", 60);
    let body = r#"{"code":0,"msg":"系统繁忙","smsid":"0"}"#;
    let answer = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    desk.sandbox.fault(json!({"kind": "raw", "text": answer, "times": 0}));
    for refused in [20, 40] {
        let run = Run::open(&path, &client).unwrap();
        let Pace::Halted(why) = run.work(LONG).unwrap() else { panic!("20 in a row for one reason") };
        assert_eq!((why.code, run.tally().rows), (0, [60 - refused, 0, 0, refused, 0, 0]));
        drop(run);
        assert_eq!(Journal::open(&path).unwrap().halted().unwrap(), Some(why));
    }
    desk.sandbox.clear_faults();
    assert_eq!(Run::open(&path, &client).unwrap().work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.accepted(), 20);
}

#[test]
fn a_gateway_without_verdicts_does_not_use_the_list_up() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let path = desk.many("june.db", 60);
    desk.sandbox.fault(json!({"kind": "close_after", "times": 0}));
    let run = Run::open(&path, &client).unwrap();
    let Pace::Halted(why) = run.work(LONG).unwrap() else { panic!("nothing is known of 20 in a row") };
    assert_eq!((why.code, run.tally().rows), (own::UNKNOWN, [40, 0, 0, 0, 20, 0]));
    drop(run);
    // One verdict in between, whatever it says, and the count begins anew.
    desk.sandbox.clear_faults();
    desk.sandbox.fault(json!({"kind": "close_after", "times": 19}));
    desk.sandbox.fault(json!({"kind": "close_after", "times": 19, "skip": 1}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(run.tally().rows, [0, 0, 2, 0, 58, 0]);
    assert!(submitted(&desk).values().all(|times| *times == 1));
}

#[test]
fn while_nothing_can_be_reached_the_pauses_grow_and_nothing_is_lost() {
    let desk = Desk::new();
    let time = Arc::new(AtomicI64::new(1_700_000_000_000));
    let nobody = format!("http://{}", crate::support::closed::closed_port());
    let client = desk.client(&[("proxy", &nobody)]);
    let path = desk.many("june.db", 3);
    let run = Run::with_clock(&path, &client, Clock::Set(time.clone())).unwrap();
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
        let Pace::Pause(wait, why) = run.work(LONG).unwrap() else { panic!("nobody answers") };
        assert_eq!((wait, why.code), (Duration::from_secs(seconds), own::PROXY));
        // Part of it is over.
        time.fetch_add(900, Ordering::SeqCst);
        assert_eq!(run.work(LONG).unwrap(), Pace::Pause(wait - Duration::from_millis(900), why));
        time.fetch_add(wait.as_millis() as i64 - 900, Ordering::SeqCst);
    }
    assert_eq!(run.tally().rows, [3, 0, 0, 0, 0, 0]);
    drop(run);
    assert_eq!(Run::open(&path, &desk.client(&[])).unwrap().work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.accepted(), 3);
}

#[test]
fn nothing_is_sent_outside_the_hours() {
    let desk = Desk::new();
    let hours = ihuyi::bulk::Hours::parse("09:00-20:30");
    let path = desk.journal("june.db", Terms { hours, ..terms() }, &[("13800000000", TEXT), ("13800000001", TEXT)]);
    let client = desk.client(&[]);
    // 15 November 2023, 08:00 in China.
    let time = Arc::new(AtomicI64::new(1_700_006_400_000));
    let run = Run::with_clock(&path, &client, Clock::Set(time.clone())).unwrap();
    let Pace::Pause(wait, why) = run.work(LONG).unwrap() else { panic!("it is too early") };
    assert_eq!(wait, Duration::from_secs(3600));
    assert!(why.zh.contains("09:00-20:30") && why.en.contains("09:00-20:30"), "{why}");
    assert_eq!(desk.sandbox.ledger().len(), 0);
    assert_eq!(run.journal().begun().unwrap(), None);
    time.fetch_add(3_600_000, Ordering::SeqCst);
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.accepted(), 2);
}

/// By counting: the clock stands still but for what this test moves it.
#[test]
fn no_more_than_the_rate_leave_however_many_threads_there_are() {
    let desk = Desk::new();
    let path = desk.path("june.db");
    assert_eq!(desk.journal("june.db", Terms { rate: 4, ..terms() }, &many(&numbers(12))), path);
    let client = desk.client(&[]);
    let time = Arc::new(AtomicI64::new(1_700_000_000_000));
    let run = Run::with_clock(&path, &client, Clock::Set(time.clone())).unwrap();
    let step = || {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(run.work(Duration::from_millis(30)).unwrap(), Pace::Budget));
            }
        });
        // What has not been sent is not left marked.
        let tally = run.tally();
        assert_eq!((tally.of(State::Sending), tally.of(State::Accepted)), (0, desk.sandbox.accepted() as u64));
        tally.of(State::Accepted)
    };
    for sent in 1..=6 {
        assert_eq!(step(), sent);
        assert_eq!(step(), sent);
        time.fetch_add(250, Ordering::SeqCst);
    }
    // Time that nobody used is not made up for.
    time.fetch_add(60_000, Ordering::SeqCst);
    assert_eq!(step(), 7);
    run.at_most(0);
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.accepted(), 12);
}

fn many(numbers: &[String]) -> Vec<(&str, &str)> {
    numbers.iter().map(|number| (number.as_str(), TEXT)).collect()
}

#[test]
fn marketing_goes_by_lists_of_one_text_with_one_outcome_for_all() {
    const SALE: &str = "新品上市，全场八折。退订回T【测试】";
    const END: &str = "最后一天，全场七折。退订回T【测试】";
    let desk = Desk::new();
    let numbers = numbers(9);
    let list: Vec<(&str, &str)> =
        numbers.iter().enumerate().map(|(n, number)| (number.as_str(), if n < 7 { SALE } else { END })).collect();
    let terms = Terms { service: Service::Marketing, list: 3, ..terms() };
    let path = desk.journal("june.db", terms, &list);
    let client = desk.client(&[]);
    desk.sandbox.fault(json!({"kind": "close_after", "skip": 1}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    let sent: Vec<String> = desk.sandbox.ledger().iter().map(|entry| text(&entry["mobile"])).collect();
    assert_eq!(sent, [numbers[..3].join(","), numbers[3..6].join(","), numbers[6].clone(), numbers[7..].join(",")]);
    let rows = rows(&path);
    let states: Vec<State> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [[State::Accepted; 3], [State::Unknown; 3], [State::Accepted; 3]].concat());
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.message_id.as_str()).filter(|id| !id.is_empty()).collect();
    assert_eq!((ids.len(), rows[0].message_id == rows[2].message_id), (3, true));
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The gateway takes one message a second to one number, and its sandbox holds to it.
#[test]
fn a_number_that_stands_in_two_rows_gets_them_a_second_apart() {
    let desk = Desk::new();
    desk.sandbox.limits(json!({"enabled": true}));
    let list = [("13800000000", "您的订单已发货。"), ("13800000000", "您的包裹已签收。"), ("13800000001", TEXT)];
    let path = desk.journal("june.db", Terms { repeats: true, ..terms() }, &list);
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(work(&run, 2), vec![Pace::Done; 2]);
    assert_eq!(run.tally().rows, [0, 0, 3, 0, 0, 0]);
    let sent: Vec<String> = desk.sandbox.ledger().iter().map(|entry| text(&entry["mobile"])).collect();
    assert_eq!(sent.last().unwrap(), "13800000000");
}

/// However long the first is on its way: the gateway may get it at any moment until it has answered.
#[test]
fn the_second_row_of_a_number_does_not_leave_while_the_first_is_on_its_way() {
    let desk = Desk::new();
    let list = [("13800000000", "您的订单已发货。"), ("13800000000", "您的包裹已签收。")];
    let path = desk.journal("june.db", Terms { repeats: true, ..terms() }, &list);
    desk.sandbox.fault(json!({"kind": "silent", "accept": true}));
    let time = Arc::new(AtomicI64::new(1_700_000_000_000));
    let client = desk.client(&[("timeout", "2")]);
    let run = Run::with_clock(&path, &client, Clock::Set(time.clone())).unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| run.work(Duration::ZERO).unwrap());
        crate::support::eventually("the first", || (desk.sandbox.ledger().len() == 1).then_some(()));
        time.fetch_add(60_000, Ordering::SeqCst);
        assert_eq!(run.work(Duration::from_millis(30)).unwrap(), Pace::Budget);
        assert_eq!(desk.sandbox.ledger().len(), 1);
        assert_eq!(first.join().unwrap(), Pace::Budget);
    });
    // Nor when it has just ended.
    assert_eq!(run.work(Duration::from_millis(30)).unwrap(), Pace::Budget);
    assert_eq!((run.tally().rows, desk.sandbox.ledger().len()), ([1, 0, 0, 0, 1, 0], 1));
    time.fetch_add(1100, Ordering::SeqCst);
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(run.tally().rows, [0, 0, 1, 0, 1, 0]);
}

/// By the test's clock: each number gets one of its rows a step, and each row has its turn.
#[test]
fn rows_of_one_number_wait_for_each_other() {
    let desk = Desk::new();
    let numbers = numbers(3);
    let texts: Vec<String> = (0..5).map(|n| format!("第{n}件已发货。")).collect();
    let list: Vec<(&str, &str)> =
        numbers.iter().flat_map(|number| texts.iter().map(move |text| (number.as_str(), text.as_str()))).collect();
    let path = desk.journal("june.db", Terms { repeats: true, ..terms() }, &list);
    let time = Arc::new(AtomicI64::new(1_700_000_000_000));
    let client = desk.client(&[("guard", "on"), ("limits", "sms:mobile 4/1d")]);
    let run = Run::with_clock(&path, &client, Clock::Set(time.clone())).unwrap();
    let mut steps = 0;
    // One that is marked and given back, because the time of a call is over, has had its turn.
    crate::support::eventually("four rows of each number", || {
        steps += 1;
        for _ in 0..2 {
            let pace = run.work(Duration::from_millis(30)).unwrap();
            assert!(matches!(pace, Pace::Budget | Pace::Pause(..)), "{pace:?}");
            assert!(submitted(&desk).values().all(|times| *times <= steps), "more than one a second");
        }
        time.fetch_add(1100, Ordering::SeqCst);
        (run.tally().of(State::Accepted) == 12).then_some(())
    });
    // The fifth is one too many today, and waits.
    assert!(matches!(run.work(LONG).unwrap(), Pace::Pause(_, why) if why.code == own::LIMIT));
    assert_eq!(run.tally().rows, [3, 0, 12, 0, 0, 0]);
    drop(run);
    let mut sent = BTreeMap::<String, Vec<String>>::new();
    for one in desk.sandbox.inbox() {
        sent.entry(text(&one["mobile"])).or_default().push(text(&one["text"]));
    }
    for number in &numbers {
        let different: BTreeSet<&String> = sent[number].iter().collect();
        assert_eq!(different.len(), 4, "{number}: {:?}", sent[number]);
    }
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(work(&run, 2), vec![Pace::Done; 2]);
    assert_eq!(run.tally().rows, [0, 0, 15, 0, 0, 0]);
}

#[test]
fn a_row_that_a_limit_holds_back_waits_and_the_others_go_on() {
    let desk = Desk::new();
    let list = [("13800000000", "您的订单已发货。"), ("13800000000", "您的包裹已签收。"), ("13800000001", TEXT)];
    let path = desk.journal("june.db", Terms { repeats: true, ..terms() }, &list);
    let client = desk.client(&[("guard", "on"), ("limits", "sms:mobile 1/600s")]);
    let run = Run::open(&path, &client).unwrap();
    let Pace::Pause(wait, why) = run.work(LONG).unwrap() else { panic!("one has to wait") };
    assert_eq!(why.code, own::LIMIT);
    assert!(wait > Duration::from_secs(30) && wait <= Duration::from_secs(60), "{wait:?}");
    assert_eq!(run.tally().rows, [1, 0, 2, 0, 0, 0]);
    drop(run);
    let waits = Journal::open(&path).unwrap().rows(Order::Of(State::Planned), 0, 9).unwrap().rows;
    assert_eq!(waits.iter().map(|row| row.line).collect::<Vec<_>>(), [3]);
}

/// A limit that stops everybody is no reason to go through the whole list.
#[test]
fn a_limit_for_the_whole_site_pauses_the_run() {
    let desk = Desk::new();
    let path = desk.many("june.db", 100);
    let client = desk.client(&[("guard", "on"), ("limits", "sms:site 3/1d")]);
    let run = Run::open(&path, &client).unwrap();
    let Pace::Pause(_, why) = run.work(LONG).unwrap() else { panic!("three a day are few") };
    assert_eq!((why.code, run.tally().rows), (own::LIMIT, [97, 0, 3, 0, 0, 0]));
    assert_eq!(desk.sandbox.accepted(), 3);
}

#[test]
fn two_do_not_send_from_one_journal() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    let client = desk.client(&[]);
    assert!(!Journal::open(&path).unwrap().is_running().unwrap());
    let run = Run::open(&path, &client).unwrap();
    assert!(Journal::open(&path).unwrap().is_running().unwrap());
    assert_eq!(Run::open(&path, &client).err().unwrap().code, own::FILE);
    // By another name it is the same journal.
    #[cfg(unix)]
    {
        let link = desk.path("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(Run::open(&link, &client).err().unwrap().code, own::FILE);
    }
    let other = desk.ihuyi(&["bulk", "run", "--journal", crate::desk::arg(&path)]);
    assert!(other.code != Some(0) && !other.err.is_empty(), "{other:?}");
    assert_eq!(desk.sandbox.ledger().len(), 0);
    drop(run);
    assert!(!Journal::open(&path).unwrap().is_running().unwrap());
    assert_eq!(Run::open(&path, &client).unwrap().work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.accepted(), 3);
}

#[test]
fn a_run_that_is_stopped_ends_what_is_on_its_way_and_leaves_nothing_marked() {
    let desk = Desk::new();
    let path = desk.many("june.db", 2000);
    let client = desk.client(&[]);
    desk.sandbox.fault(json!({"kind": "delay", "ms": 50, "times": 0}));
    let run = Run::open(&path, &client).unwrap();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| run.work(LONG).unwrap())).collect();
        crate::support::eventually("the first answers", || (run.tally().of(State::Accepted) >= 20).then_some(()));
        run.stop();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), Pace::Stopped);
        }
    });
    let tally = run.tally();
    let accepted = tally.of(State::Accepted);
    assert_eq!(tally.rows, [2000 - accepted, 0, accepted, 0, 0, 0]);
    assert!((20..2000).contains(&accepted));
    assert_eq!(desk.sandbox.accepted() as u64, accepted);
    assert_eq!(run.work(LONG).unwrap(), Pace::Stopped);
    drop(run);
    assert_eq!(Journal::open(&path).unwrap().tally().unwrap(), tally);
}

/// A call that has no time still does something, so that a caller with little time comes to an end.
#[test]
fn a_call_without_time_sends_one_row() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    let client = desk.client(&[]);
    let run = Run::open(&path, &client).unwrap();
    for sent in 1..=3 {
        assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
        assert_eq!((desk.sandbox.accepted(), run.tally().of(State::Accepted)), (sent, sent as u64));
    }
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Done);
}
