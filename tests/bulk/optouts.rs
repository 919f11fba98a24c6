//! Who opts out after the plan was made is not written to: each number is asked about before its row is marked.

use crate::desk::{Desk, arg, numbers, terms};
use crate::sending::{rows, submitted};
use crate::support::sandbox::KEY;
use ihuyi::bulk::{Entry, Gone, Pace, Planner, Run, State, Terms, optout};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::service::Service;
use ihuyi::store::Clock;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);
const TEXT: &str = "您的订单已发货。";
const OFFER: &str = "新品上市。退订回T【测试商城】";
/// 2026-03-02 10:00 in China, milliseconds.
const NOW: i64 = 1_772_416_800_000;

fn opt_out(client: &Client, number: &str) {
    assert!(optout::add(&client.vault().unwrap(), number).unwrap());
}

fn states(path: &std::path::Path) -> Vec<(u64, State)> {
    rows(path).iter().map(|row| (row.line, row.state)).collect()
}

#[test]
fn the_program_says_how_many_and_why() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    opt_out(&desk.client(&[]), "13800000001");
    let done = desk.ihuyi(&["bulk", "run", "--journal", "june.db", "--lang", "zh"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("这次有 1 行因此没有发送"), "{done:?}");
    assert_eq!(submitted(&desk).into_keys().collect::<Vec<_>>(), ["13800000000", "13800000002"]);
    let left = &rows(&path)[1];
    assert_eq!((left.state, left.code, left.at, left.message_id.as_str()), (State::LeftOut, own::DENIED, 0, ""));
    assert!(left.zh.contains("138****0001") && left.zh.contains("加入退订名单，没有发送"), "{left:?}");
    assert!(left.en.contains("list of opt-outs") && left.en.ends_with("; nothing was sent."), "{left:?}");
    // It stays so, and nobody is told again of what an earlier run did.
    let object = desk.ihuyi(&["bulk", "resume", "--journal", "june.db", "--json"]).json();
    assert_eq!((&object["opted_out"], &object["rows"]["left_out"]), (&json!(0), &json!(1)), "{object}");
}

#[test]
fn a_list_goes_without_him() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let list = Terms { service: Service::Marketing, list: 10, ..terms() };
    let numbers = numbers(12);
    let entries: Vec<(&str, &str)> = numbers.iter().map(|number| (number.as_str(), OFFER)).collect();
    let path = desk.journal("june.db", list, &entries);
    // The first of a request, one within, and the last of all.
    for at in [0, 5, 11] {
        opt_out(&client, &numbers[at]);
    }
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!((run.tally().rows, run.opted_out()), ([0, 0, 9, 0, 0, 3], Gone { rows: 3, segments: 3 }));
    let ids: std::collections::BTreeSet<String> =
        rows(&path).into_iter().map(|row| row.message_id).filter(|id| !id.is_empty()).collect();
    assert_eq!((ids.len(), submitted(&desk).len()), (1, 9));
    drop(run);
    assert!(states(&path).iter().all(|(line, state)| (*state == State::LeftOut) == [2, 7, 13].contains(line)));
}

#[test]
fn more_of_them_than_go_into_one_commit_stop_no_other() {
    let desk = Desk::new();
    let client = desk.client(&[("store", "memory:bulk-opt-outs"), ("secret", "a-secret-of-32-characters-or-more")]);
    let numbers = numbers(2_503);
    let entries: Vec<(&str, &str)> = numbers.iter().map(|number| (number.as_str(), TEXT)).collect();
    let path = desk.journal_by(&client, "june.db", terms(), &entries);
    let stays = [7, 1_500, 2_502];
    for at in (0..numbers.len()).filter(|at| !stays.contains(at)) {
        opt_out(&client, &numbers[at]);
    }
    let run = Run::open(&path, &client).unwrap();
    // However little time there is, each call does something.
    let mut calls = 0;
    while run.work(Duration::ZERO).unwrap() == Pace::Budget {
        calls += 1;
    }
    assert!(calls > 1 && calls < 20, "{calls}");
    assert_eq!(run.tally().rows, [0, 0, 3, 0, 0, 2_500]);
    assert_eq!(submitted(&desk).into_keys().collect::<Vec<_>>(), stays.map(|at| numbers[at].clone()));
}

#[test]
fn each_of_his_rows_is_left_out() {
    let desk = Desk::new();
    let client = desk.client(&[]);
    let repeats = Terms { repeats: true, ..terms() };
    let entries = [
        ("13800000000", TEXT),
        ("13800000001", TEXT),
        ("13800000000", TEXT),
        ("13800000000", TEXT),
        ("13800000001", TEXT),
    ];
    let path = desk.journal("june.db", repeats, &entries);
    let clock = Arc::new(AtomicI64::new(NOW));
    let run = Run::with_clock(&path, &client, Clock::Set(clock.clone())).unwrap();
    // One row to each: the next ones wait for each other.
    let mut paces = Vec::new();
    while run.tally().of(State::Accepted) < 2 {
        paces.push(run.work(Duration::ZERO).unwrap());
    }
    opt_out(&client, "13800000000");
    while run.tally().of(State::Planned) > 0 {
        clock.fetch_add(2000, Ordering::SeqCst);
        run.work(Duration::ZERO).unwrap();
    }
    assert_eq!((run.tally().rows, run.opted_out().rows), ([0, 0, 3, 0, 0, 2], 2), "{paces:?}");
    assert_eq!(
        submitted(&desk).into_iter().collect::<Vec<_>>(),
        [("13800000000".to_owned(), 1), ("13800000001".to_owned(), 2)]
    );
}

/// Who cannot be asked about is not written to.
#[test]
fn a_store_that_is_down_is_waited_for_and_one_without_its_key_is_not() {
    let desk = Desk::new();
    let path = desk.many("june.db", 3);
    // This makes the key.
    opt_out(&desk.client(&[]), "13900000001");
    let down = desk.path("down");
    std::fs::create_dir(&down).unwrap();
    let client = desk.client(&[("store", &format!("sqlite:{}", down.display()))]);
    let clock = Arc::new(AtomicI64::new(NOW));
    let run = Run::with_clock(&path, &client, Clock::Set(clock.clone())).unwrap();
    let Pace::Pause(time, why) = run.work(LONG).unwrap() else { panic!("{:?}", run.tally()) };
    assert_eq!((time.as_secs(), why.code), (60, own::STORE), "{why}");
    assert_eq!((run.tally().rows, desk.sandbox.ledger().len()), ([3, 0, 0, 0, 0, 0], 0));
    std::fs::remove_dir(&down).unwrap();
    clock.fetch_add(60_000, Ordering::SeqCst);
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(run.tally().rows, [0, 0, 3, 0, 0, 0]);
    drop(run);

    let path = desk.many("july.db", 1);
    opt_out(&desk.client(&[]), "13900000000");
    let other = desk.path("none.key");
    let client = desk.client(&[("secret_file", arg(&other))]);
    let run = Run::open(&path, &client).unwrap();
    let Pace::Halted(why) = run.work(LONG).unwrap() else { panic!("{:?}", run.tally()) };
    assert_eq!((why.code, run.tally().of(State::Planned)), (own::SECRET, 1), "{why}");
    assert_eq!(run.journal().halted().unwrap().map(|why| why.code), Some(own::SECRET));
}

/// The gateway knows a request by its id and its rows: one that may have left is made again with the same rows.
#[test]
fn a_request_that_is_made_again_keeps_its_rows() {
    let desk = Desk::new();
    let batch = [("batch_account", "sms-yx-00000000"), ("batch_apikey", KEY), ("batch_product", "1018")];
    let client = desk.client(&batch);
    let path = desk.path("june.db");
    let terms = Terms { service: Service::Marketing, batch: true, ..terms() };
    let mut planner = Planner::new(&path, terms, &client).unwrap();
    for (at, mobile) in numbers(4).iter().enumerate() {
        let entry = Entry { line: at as u64 + 2, mobile, content: "五折，回T退订【我的店】", reference: "" };
        assert!(planner.add(&entry).unwrap().is_ok());
    }
    planner.finish(&mut |_, _| ()).unwrap();
    desk.sandbox.fault(json!({ "kind": "reset_after", "times": 1 }));
    let clock = Arc::new(AtomicI64::new(NOW));
    let run = Run::with_clock(&path, &client, Clock::Set(clock.clone())).unwrap();
    let Pace::Pause(time, _) = run.work(LONG).unwrap() else { panic!("{:?}", run.tally()) };
    opt_out(&client, "13800000002");
    clock.fetch_add(time.as_millis() as i64, Ordering::SeqCst);
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(run.tally().rows, [0, 0, 4, 0, 0, 0]);
    assert!(submitted(&desk).values().all(|times| *times == 1));
}
