//! The queue: bounded in length and in time, and nobody's who has gone.

use crate::gate::Gate;
use crate::helper::*;
use crate::support::eventually;
use serde_json::json;
use std::thread;

/// The body of a submission, ready to go.
fn call(n: usize) -> Vec<u8> {
    post("/call", &[], submission(&format!("138{n:08}"), "").to_string().as_bytes())
}

fn busy(answer: &crate::support::http::Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    let told = object(answer);
    let result = &told["result"];
    let shown = [&told["returned"], &result["outcome"], &result["flags"], &result["family"]];
    assert_eq!(shown, [&json!(-503), &json!(3), &json!(0), &json!(10)], "{told}");
}

#[test]
fn a_full_queue_turns_away_and_sends_nothing() {
    let gate = Gate::new();
    let plan = Plan::of(&gate.url).with(&["--workers", "1", "--queue", "1", "--wait", "600"]);
    let helper = Helper::start(plan);
    thread::scope(|scope| {
        let first = scope.spawn(|| helper.ask(&call(1)));
        gate.has_one();
        let second = scope.spawn(|| helper.ask(&call(2)));
        eventually("the second waits", || (helper.metric("ihuyi_queue_depth") == 1).then_some(()));
        assert_eq!(helper.metric("ihuyi_calls_in_flight"), 1);
        busy(&helper.ask(&call(3)));
        gate.answer(2);
        for one in [first, second] {
            assert_eq!(object(&one.join().unwrap())["returned"], 2);
        }
    });
    assert_eq!((gate.requests(), helper.metric("ihuyi_refused_total{reason=\"queue_full\"}")), (2, 1));
    gate.answer(1);
    assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
}

#[test]
fn what_waits_too_long_is_turned_away_and_not_sent() {
    let gate = Gate::new();
    let helper = Helper::start(Plan::of(&gate.url).with(&["--workers", "1", "--wait", "0.05"]));
    // On a machine that stands still even a worker that is free may come too late. Whoever is turned away asks again; says how often.
    let asks = |request: &[u8]| {
        let mut times = 0;
        loop {
            let answer = helper.ask(request);
            if answer.status != 503 {
                assert_eq!(object(&answer)["returned"], 2);
                return times;
            }
            busy(&answer);
            times += 1;
        }
    };
    let late = thread::scope(|scope| {
        let first = scope.spawn(|| asks(&call(1)));
        gate.has_one();
        busy(&helper.ask(&call(2)));
        gate.answer(1);
        first.join().unwrap()
    });
    gate.answer(1);
    let late = late + asks(&call(3));
    assert_eq!((gate.requests(), helper.metric("ihuyi_refused_total{reason=\"queue_wait\"}")), (2, 1 + late));
}

#[test]
fn a_caller_who_hangs_up_while_he_waits_is_not_sent_for() {
    let gate = Gate::new();
    let helper = Helper::start(Plan::of(&gate.url).with(&["--workers", "1", "--wait", "600"]));
    thread::scope(|scope| {
        let first = scope.spawn(|| helper.ask(&call(1)));
        gate.has_one();
        let gone = helper.connect();
        write(&gone, &call(2));
        eventually("the second waits", || (helper.metric("ihuyi_queue_depth") == 1).then_some(()));
        drop(gone);
        eventually("the second is gone", || (helper.metric("ihuyi_queue_depth") == 0).then_some(()));
        gate.answer(1);
        assert_eq!(object(&first.join().unwrap())["returned"], 2);
    });
    // Whoever hangs up while his call runs has made it all the same, and the fate of it is known.
    let gone = helper.connect();
    write(&gone, &post("/call", &[], submission("13800000004", "reference = four").to_string().as_bytes()));
    gate.has_one();
    drop(gone);
    gate.answer(1);
    helper.logged("outcome=accepted code=2");
    let told = eventually("the call ends", || {
        let told = helper.call(&json!({"call": "status", "arguments": {"what": "four"}}));
        (told["delivery"]["state"] == 1).then_some(told)
    });
    assert_eq!(told["delivery"]["mobile"], "138****0004");
    assert_eq!(gate.requests(), 2);
}

#[test]
fn no_more_connections_than_workers() {
    let gate = Gate::new();
    let helper = Helper::start(Plan::of(&gate.url).with(&["--workers", "3", "--wait", "600"]));
    thread::scope(|scope| {
        let callers: Vec<_> = (0..60)
            .map(|n| {
                scope.spawn({
                    let helper = &helper;
                    move || helper.ask(&call(n))
                })
            })
            .collect();
        for _ in 0..3 {
            gate.has_one();
        }
        eventually("all wait", || (helper.metric("ihuyi_queue_depth") == 57).then_some(()));
        assert_eq!(gate.requests(), 3);
        gate.answer(60);
        for caller in callers {
            assert_eq!(object(&caller.join().unwrap())["returned"], 2);
        }
    });
    assert_eq!((gate.requests(), gate.most_open()), (60, 3));
}
