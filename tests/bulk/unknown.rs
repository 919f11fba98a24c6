//! Rows of unknown end: never sent again by themselves, settled by a receipt, sent again when somebody says so.

use crate::desk::{Desk, numbers, terms};
use crate::sending::{rows, submitted};
use ihuyi::bulk::{Journal, Pace, Run, State, Terms};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::service::Service;
use ihuyi::{push, track};
use serde_json::json;
use std::sync::Barrier;
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);
const TEXT: &str = "您的订单已发货。";

/// Hands a receipt in, as a site does.
fn receipt(client: &Client, field: &str, id: &str, mobile: &str) {
    let body = format!("code=2&msg=DELIVRD&mobilephone={mobile}&{field}={id}&report_time=2023-11-15+06%3A13%3A20");
    let push = push::parse(body.as_bytes()).unwrap();
    track::record(&client.vault().unwrap(), &client.config().track, &push).unwrap();
}

/// The id that the gateway gave the submission to this number.
fn id_of(desk: &Desk, mobile: &str) -> String {
    let ledger = desk.sandbox.ledger();
    let entry = ledger.iter().find(|entry| entry["mobile"].as_str().unwrap().split(',').any(|one| one == mobile));
    entry.unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_receipt_settles_a_row() {
    let desk = Desk::new();
    let client = desk.client(&[("track", "on")]);
    let list = [("13800000000", TEXT), ("13800000001", TEXT), ("13800000002", TEXT)];
    let path = desk.journal("june.db", terms(), &list);
    for mobile in ["13800000000", "13800000001"] {
        desk.sandbox.fault(json!({"kind": "reset_after", "match": {"mobile": mobile}}));
    }
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!((run.tally().rows, run.settle().unwrap()), ([0, 0, 1, 0, 2, 0], 0));
    let id = id_of(&desk, "13800000001");
    receipt(&client, "smsid", &id, "13800000001");
    assert_eq!(run.settle().unwrap(), 1);
    assert_eq!((run.tally().rows, run.tally().segments), ([0, 0, 2, 0, 1, 0], 2));
    let settled = &rows(&path)[1];
    assert_eq!((settled.state, settled.code, settled.message_id.as_str()), (State::Accepted, 2, id.as_str()));
    assert!(settled.zh.contains("回执") && settled.en.contains("receipt"));
    // The other one is as it was, and a run that goes on sends neither again.
    assert_eq!(rows(&path)[0].state, State::Unknown);
    assert_eq!((run.settle().unwrap(), run.work(LONG).unwrap()), (0, Pace::Done));
    assert!(submitted(&desk).values().all(|times| *times == 1));
}

#[test]
fn a_receipt_settles_all_rows_of_a_list() {
    const SALE: &str = "新品上市，全场八折。退订回T【测试】";
    let desk = Desk::new();
    let client = desk.client(&[("track", "on")]);
    let list = [("13800000000", SALE), ("13800000001", SALE), ("13800000002", SALE)];
    let path = desk.journal("june.db", Terms { service: Service::Marketing, list: 10, ..terms() }, &list);
    desk.sandbox.fault(json!({"kind": "reset_after"}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!((run.work(LONG).unwrap(), run.tally().rows), (Pace::Done, [0, 0, 0, 0, 3, 0]));
    let id = id_of(&desk, "13800000001");
    receipt(&client, "task_id", &id, "13800000001");
    assert_eq!((run.settle().unwrap(), run.tally().rows), (3, [0, 0, 3, 0, 0, 0]));
    assert!(rows(&path).iter().all(|row| row.message_id == id));
}

/// Several threads that come to the end look for receipts at one time: each row is settled by one of them.
#[test]
fn threads_that_settle_at_once_count_each_row_once() {
    const SALE: &str = "新品上市，全场八折。退订回T【测试】";
    const THREADS: usize = 8;
    let desk = Desk::new();
    let client = desk.client(&[("track", "on")]);
    let numbers = numbers(600);
    let list: Vec<_> = numbers.iter().map(|number| (number.as_str(), SALE)).collect();
    let path = desk.journal("june.db", Terms { service: Service::Marketing, list: 10, ..terms() }, &list);
    // Every second request, so that they are not taken for a gateway that is out of order.
    let heads: Vec<&String> = numbers.iter().step_by(20).collect();
    let lists = numbers.chunks(10).step_by(2).map(|list| list.join(","));
    let faults: Vec<_> = lists.map(|list| json!({"kind": "reset_after", "match": {"mobile": list}})).collect();
    desk.sandbox.fault(json!(faults));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!((run.work(LONG).unwrap(), run.tally().rows), (Pace::Done, [0, 0, 300, 0, 300, 0]));
    // All get a receipt but one, some of them in each round.
    let (last, others) = heads.split_last().unwrap();
    let mut told = 0;
    for some in others.chunks(5) {
        for mobile in some {
            receipt(&client, "task_id", &id_of(&desk, mobile), mobile);
        }
        let start = Barrier::new(THREADS);
        let settled: u64 = std::thread::scope(|scope| {
            let one = || {
                start.wait();
                run.settle().unwrap()
            };
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        told += 10 * some.len() as u64;
        let standing = [0, 0, 300 + told, 0, 300 - told, 0];
        assert_eq!((settled, run.tally().rows), (10 * some.len() as u64, standing));
    }
    assert_eq!((told, run.tally().segments), (290, 590));
    // So the last one is still asked for.
    receipt(&client, "task_id", &id_of(&desk, last), last);
    assert_eq!((run.settle().unwrap(), run.tally().rows), (10, [0, 0, 600, 0, 0, 0]));
}

/// A journal whose numbers are not those of its rows counts them anew when it is taken over.
#[test]
fn numbers_that_do_not_fit_the_rows_are_counted_anew() {
    let desk = Desk::new();
    let client = desk.client(&[("track", "on")]);
    let list = [("13800000000", TEXT), ("13800000001", TEXT), ("1380", TEXT), ("13800000002", TEXT)];
    let path = desk.journal("june.db", terms(), &list);
    desk.sandbox.fault(json!({"kind": "reset_after"}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    assert_eq!(run.tally().rows, [1, 0, 1, 0, 1, 1]);
    drop(run);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "UPDATE tally SET rows = 0 WHERE state = 4; UPDATE tally SET rows = 7, segments = 7 WHERE state = 2;",
    )
    .unwrap();
    drop(db);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!((run.tally().rows, run.tally().segments), ([1, 0, 1, 0, 1, 1], 1));
    drop(run);
    assert_eq!(Journal::open(&path).unwrap().tally().unwrap().rows, [1, 0, 1, 0, 1, 1]);
}

/// The program was killed: what it had marked is unknown, and a receipt tells of it as of any other.
#[test]
fn a_row_that_was_on_its_way_when_the_run_ended_is_unknown() {
    let desk = Desk::new();
    let client = desk.client(&[("track", "on")]);
    let path = desk.many("june.db", 3);
    // As a process leaves it that is killed between the gateway's answer and the next commit.
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    drop(run);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "UPDATE outcome SET state = 1, code = 0, message_id = '' WHERE id = 1;
         UPDATE tally SET rows = rows + 1 WHERE state = 1; UPDATE tally SET rows = rows - 1 WHERE state = 2;",
    )
    .unwrap();
    // It waited for a while before somebody went on.
    let marked: i64 = db.query_row("UPDATE outcome SET at = at - 60000 RETURNING at", [], |row| row.get(0)).unwrap();
    drop(db);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.tally().rows, [2, 0, 0, 0, 1, 0]);
    let row = &rows(&path)[0];
    assert_eq!(row.at, marked, "the time at which it may have been sent");
    assert_eq!((row.state, row.code), (State::Unknown, own::UNKNOWN));
    assert!(row.zh.contains("中断") && row.en.contains("ended"), "{row:?}");
    // The gateway's answer had come, and stands in the records of what was sent.
    assert_eq!(run.settle().unwrap(), 1);
    assert_eq!(rows(&path)[0].message_id, id_of(&desk, "13800000000"));
    assert_eq!(run.work(LONG).unwrap(), Pace::Done);
    assert_eq!(desk.sandbox.ledger().len(), 3);
}

#[test]
fn a_row_is_sent_again_when_somebody_says_so() {
    let desk = Desk::new();
    let client = desk.client(&[("track", "on")]);
    let path = desk.many("june.db", 5);
    desk.sandbox.fault(json!({"kind": "reset_before", "match": {"mobile": "13800000001"}}));
    desk.sandbox.fault(json!({"kind": "reset_after", "match": {"mobile": "13800000003"}}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!((run.work(LONG).unwrap(), run.tally().rows), (Pace::Done, [0, 0, 3, 0, 2, 0]));
    assert_eq!((run.resend_unknown().unwrap(), run.tally().rows), (2, [2, 0, 3, 0, 0, 0]));
    assert_eq!((run.work(LONG).unwrap(), run.tally().rows), (Pace::Done, [0, 0, 5, 0, 0, 0]));
    assert_eq!((run.tally().segments, run.resend_unknown().unwrap()), (5, 0));
    let again: Vec<String> = submitted(&desk).into_iter().filter(|(_, times)| *times > 1).map(|(one, _)| one).collect();
    assert_eq!(again, ["13800000001", "13800000003"]);
    // A receipt for the first try is not taken for the second's.
    let row = &rows(&path)[3];
    let first = id_of(&desk, "13800000003");
    assert_ne!(row.message_id, first);
    // The same over the end of a run.
    drop(run);
    let path = desk.many("july.db", 2);
    desk.sandbox.fault(json!({"kind": "reset_before"}));
    let run = Run::open(&path, &client).unwrap();
    assert_eq!(run.work(Duration::ZERO).unwrap(), Pace::Budget);
    drop(run);
    let run = Run::open(&path, &client).unwrap();
    assert_eq!((run.tally().of(State::Unknown), run.resend_unknown().unwrap()), (1, 1));
    assert_eq!((run.work(LONG).unwrap(), run.tally().rows), (Pace::Done, [0, 0, 2, 0, 0, 0]));
    drop(run);
    assert_eq!(Journal::open(&path).unwrap().tally().unwrap().rows, [0, 0, 2, 0, 0, 0]);
}
