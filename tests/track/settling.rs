//! Submissions of unknown end, and the receipts that settle them - or may not.

use crate::world::{MOBILE, World};
use crate::{receipt, record, send, status};
use ihuyi::answer::Outcome;
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::service::Service;
use ihuyi::track::{self, State};
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// A send whose answer is lost, and the id that the gateway gave it.
fn lost(world: &World, client: &Client, reference: &str) -> String {
    world.sandbox.fault(json!({"kind": "reset_after"}));
    let answer = send(client, MOBILE, reference, false);
    assert_eq!((answer.outcome, answer.code), (Outcome::Unknown, own::UNKNOWN));
    world.sandbox.inbox().last().unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn its_receipt_settles_it_and_its_reference_then_tells() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let id = lost(&world, &client, "order-1");
    for what in ["order-1", MOBILE] {
        let known = status(&client, what).unwrap();
        assert_eq!((known.state, known.id.as_str(), known.mobile.as_str()), (State::Unknown, "", "138****0000"));
    }
    assert_eq!(send(&client, MOBILE, "order-1", false).outcome, Outcome::Unknown);
    record(&client, &receipt(&id, MOBILE, 2, "DELIVRD")).unwrap();
    for what in ["order-1", id.as_str()] {
        let known = status(&client, what).unwrap();
        assert_eq!((known.state, known.id.as_str(), known.settled), (State::Delivered, id.as_str(), true), "{what}");
    }
    // Neither asking again nor insisting sends a second one.
    for resend in [false, true] {
        let again = send(&client, MOBILE, "order-1", resend);
        assert_eq!((again.outcome, again.code, again.repeated), (Outcome::Accepted, 2, true));
        assert_eq!(again.id, id);
    }
    assert_eq!(world.sandbox.accepted(), 1);
    assert_eq!(status(&client, MOBILE).unwrap_err().code, own::NO_STATUS);
}

#[test]
fn a_failed_delivery_settles_as_well() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let id = lost(&world, &client, "order-1");
    record(&client, &receipt(&id, MOBILE, 9, "UNDELIV")).unwrap();
    let known = status(&client, "order-1").unwrap();
    assert_eq!((known.state, known.settled, known.code), (State::Failed, true, 9));
}

#[test]
fn two_that_are_unknown_stay_so_whatever_comes() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let [first, second] = ["order-1", "order-2"].map(|reference| lost(&world, &client, reference));
    record(&client, &receipt(&first, MOBILE, 2, "DELIVRD")).unwrap();
    record(&client, &receipt(&second, MOBILE, 2, "DELIVRD")).unwrap();
    for reference in ["order-1", "order-2"] {
        assert_eq!(status(&client, reference).unwrap().state, State::Unknown);
        assert_eq!(send(&client, MOBILE, reference, false).outcome, Outcome::Unknown);
    }
    assert_eq!(status(&client, &first).unwrap_err().code, own::NO_STATUS);
    assert_eq!(world.sandbox.accepted(), 2);
}

#[test]
fn two_receipts_that_fit_one_submission_settle_nothing() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    // While it runs, receipts are kept; when its end is unknown, there are two that could be its.
    let trace = track::begin(&vault, DAY, DAY, "a", Service::Sms, &[MOBILE]).unwrap();
    for id in ["17000000000000000001", "17000000000000000002"] {
        record(&client, &receipt(id, MOBILE, 2, "DELIVRD")).unwrap();
    }
    let failure = ihuyi::answer::Failure::unknown(ihuyi::answer::Stake::Message, "断开", "cut off");
    trace.end(&vault, &ihuyi::answer::Answer::failed(failure));
    assert_eq!(status(&client, MOBILE).unwrap().state, State::Unknown);
}

#[test]
fn one_that_runs_is_not_settled_by_another_message_s_receipt() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    let trace = track::begin(&vault, DAY, DAY, "a", Service::Sms, &[MOBILE]).unwrap();
    record(&client, &receipt("17000000000000000001", MOBILE, 2, "DELIVRD")).unwrap();
    let accepted = |id: &str| ihuyi::answer::Answer {
        id: id.to_owned(),
        outcome: Outcome::Accepted,
        code: 2,
        ..ihuyi::answer::Answer::done()
    };
    trace.end(&vault, &accepted("17000000000000000009"));
    assert_eq!(status(&client, "17000000000000000009").unwrap().state, State::Accepted);
    assert_eq!(status(&client, "17000000000000000001").unwrap_err().code, own::NO_STATUS);
}

#[test]
fn an_older_receipt_is_of_no_later_message() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    // It waits, because a submission runs; that one then is refused.
    let trace = track::begin(&vault, DAY, DAY, "a", Service::Sms, &[MOBILE]).unwrap();
    record(&client, &receipt("17000000000000000001", MOBILE, 2, "DELIVRD")).unwrap();
    let refused = ihuyi::answer::Failure::new(4072, "模板不符", "no template");
    trace.end(&vault, &ihuyi::answer::Answer::failed(refused));
    std::thread::sleep(Duration::from_millis(3));
    lost(&world, &client, "order-1");
    assert_eq!(status(&client, "order-1").unwrap().state, State::Unknown);
}

#[test]
fn a_process_that_was_killed_leaves_an_unknown_and_its_receipt_settles_it() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    // What a killed process leaves: begun, never ended, and no longer running.
    drop(track::begin(&vault, DAY, Duration::ZERO, "a", Service::Sms, &[MOBILE]).unwrap());
    std::thread::sleep(Duration::from_millis(3));
    assert_eq!(status(&client, MOBILE).unwrap().state, State::Unknown);
    record(&client, &receipt("17000000000000000001", MOBILE, 2, "DELIVRD")).unwrap();
    let known = status(&client, "17000000000000000001").unwrap();
    assert_eq!((known.state, known.settled), (State::Delivered, true));
}

#[test]
fn more_unknown_ones_than_are_kept_apart_settle_nothing() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    for n in 0..8 {
        drop(track::begin(&vault, DAY, Duration::ZERO, &n.to_string(), Service::Sms, &[MOBILE]).unwrap());
    }
    std::thread::sleep(Duration::from_millis(3));
    record(&client, &receipt("17000000000000000001", MOBILE, 2, "DELIVRD")).unwrap();
    assert_eq!(status(&client, "17000000000000000001").unwrap_err().code, own::NO_STATUS);
}

#[test]
fn many_receipts_at_once_settle_one_submission_once() {
    for _ in 0..20 {
        let mut config = ihuyi::config::Config::default();
        let store = format!("memory:{}", ihuyi::secret::random_id().unwrap());
        config.set("store", &store).unwrap();
        let client = Client::new(config);
        let vault = client.vault().unwrap();
        drop(track::begin(&vault, DAY, Duration::ZERO, "a", Service::Sms, &[MOBILE]).unwrap());
        std::thread::sleep(Duration::from_millis(2));
        let ids: Vec<String> = (0..6).map(|n| format!("1700000000000000000{n}")).collect();
        std::thread::scope(|scope| {
            for id in &ids {
                scope.spawn(|| record(&client, &receipt(id, MOBILE, 2, "DELIVRD")));
            }
        });
        let settled = ids.iter().filter(|id| status(&client, id).is_ok()).count();
        assert!(settled <= 1, "{settled} receipts claim one submission");
    }
}

#[test]
fn the_other_numbers_of_a_settled_list_wait_for_nothing_more() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    let numbers = [MOBILE, "13800000001", "13800000002"];
    drop(track::begin(&vault, DAY, Duration::ZERO, "list", Service::Marketing, &numbers).unwrap());
    // As long as it could still run, by what each number is given.
    std::thread::sleep(Duration::from_millis(60));
    let id = "17000000000000000001";
    let receipt = |id: &str, mobile: &str, code, status| receipt(id, mobile, code, status).replace("smsid", "task_id");
    record(&client, &receipt(id, "13800000001", 2, "DELIVRD")).unwrap();
    let known = status(&client, id).unwrap();
    assert_eq!((known.state, known.recipients, known.delivered, known.settled), (State::Accepted, 3, 1, true));
    for mobile in [MOBILE, "13800000002"] {
        // A foreign receipt finds nobody who waits.
        record(&client, &receipt("17000000000000000002", mobile, 2, "DELIVRD")).unwrap();
        record(&client, &receipt(id, mobile, 2, "DELIVRD")).unwrap();
    }
    assert_eq!(status(&client, id).unwrap().state, State::Delivered);
    assert_eq!(status(&client, "17000000000000000002").unwrap_err().code, own::NO_STATUS);
}

#[test]
fn a_receipt_of_another_product_settles_nothing() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let id = lost(&world, &client, "order-1");
    for field in ["voiceid", "task_id", "ismsid"] {
        let foreign = receipt("17000000000000000009", MOBILE, 2, "DELIVRD").replace("smsid", field);
        record(&client, &foreign).unwrap();
        assert_eq!(status(&client, "order-1").unwrap().state, State::Unknown, "{field}");
    }
    // Beside a foreign one its own is ambiguous.
    record(&client, &receipt(&id, MOBILE, 2, "DELIVRD")).unwrap();
    assert_eq!(status(&client, "order-1").unwrap().state, State::Unknown);
}

#[test]
fn a_receipt_that_waited_for_another_submission_settles_when_that_ends() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    let id = lost(&world, &client, "order-1");
    for outcome in [Outcome::Refused, Outcome::Accepted] {
        let trace = track::begin(&vault, DAY, DAY, "b", Service::Sms, &[MOBILE]).unwrap();
        record(&client, &receipt(&id, MOBILE, 2, "DELIVRD")).unwrap();
        let answer = match outcome {
            Outcome::Accepted => ihuyi::answer::Answer {
                id: "17000000000000000009".to_owned(),
                outcome,
                code: 2,
                ..ihuyi::answer::Answer::done()
            },
            _ => ihuyi::answer::Answer::failed(ihuyi::answer::Failure::new(4072, "模板不符", "no template")),
        };
        trace.end(&vault, &answer);
        let known = status(&client, &id).unwrap();
        assert_eq!((known.state, known.settled), (State::Delivered, true), "{outcome:?}");
    }
}

#[test]
fn an_id_is_asked_for_while_its_receipt_waits() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    // Killed a moment ago: it may still run for as far as anybody knows.
    drop(track::begin(&vault, DAY, Duration::from_millis(300), "a", Service::Sms, &[MOBILE]).unwrap());
    let id = "17000000000000000001";
    record(&client, &receipt(id, MOBILE, 2, "DELIVRD")).unwrap();
    let known = crate::support::eventually("the receipt to settle it", || status(&client, id).ok());
    assert_eq!((known.state, known.settled), (State::Delivered, true));
}
