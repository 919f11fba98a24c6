//! A message that was accepted, and its receipts.

use crate::world::{MOBILE, World};
use crate::{receipt, record, send, status};
use ihuyi::answer::Outcome;
use ihuyi::codes::{Lang, own};
use ihuyi::message::Submission;
use ihuyi::service::Service;
use ihuyi::track::State;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn from_accepted_to_delivered_by_id_and_by_reference() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let sent = send(&client, MOBILE, "order-1", false);
    assert_eq!(sent.outcome, Outcome::Accepted);
    for what in [sent.id.as_str(), "order-1", " order-1 "] {
        let known = status(&client, what).unwrap();
        assert_eq!(
            (known.state, known.id.as_str(), known.recipients),
            (State::Accepted, sent.id.as_str(), 1),
            "{what}"
        );
        assert_eq!((known.mobile.as_str(), known.service.as_str(), known.code), ("138****0000", "sms", 0));
        assert_eq!(known.submitted.len(), "2017-08-02 14:31:51".len());
    }
    assert_eq!(record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap(), 0);
    let known = status(&client, "order-1").unwrap();
    assert_eq!((known.state, known.code, known.delivered, known.failed), (State::Delivered, 2, 1, 0));
    assert_eq!((known.status.as_str(), known.reported.as_str()), ("DELIVRD", "2023-11-15 06:13:20"));
    assert!(!known.settled && known.explanation(Lang::En).contains("delivered"));
    // Another process, another client: the same.
    assert_eq!(status(&world.client(), &sent.id).unwrap(), known);
}

#[test]
fn what_was_sent_untracked_is_not_remembered() {
    let world = World::new(&[]);
    let client = world.client();
    let sent = send(&client, MOBILE, "order-1", false);
    record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap();
    for what in [sent.id.as_str(), "order-1", "order-2", "", MOBILE] {
        let failure = status(&client, what).unwrap_err();
        assert_eq!(failure.code, own::NO_STATUS, "{what}");
        assert!(!failure.zh.contains(MOBILE) && !failure.en.contains(MOBILE), "{failure}");
    }
}

#[test]
fn one_time_codes_and_box_calls_are_tracked_too() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let told = ihuyi::guard::circumstances::Circumstances::parse("").unwrap();
    let (_, answer) = ihuyi::verify::start(&client, "register", MOBILE, &told);
    assert_eq!(status(&client, &answer.id).unwrap().state, State::Accepted);
    let by = ihuyi::client::Credentials { account: "C00000000", apikey: crate::support::sandbox::KEY };
    let submission = Submission {
        service: Service::Sms,
        mobile: MOBILE,
        content: "您的订单已发货。",
        template_id: None,
        schedule: None,
    };
    let answer = client.submit_as(by, &submission);
    assert_eq!(status(&client, &answer.id).unwrap().state, State::Accepted);
}

#[test]
fn a_receipt_for_another_number_is_of_no_message() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let sent = send(&client, MOBILE, "", false);
    record(&client, &receipt(&sent.id, "13800000001", 9, "UNDELIV")).unwrap();
    assert_eq!(status(&client, &sent.id).unwrap().state, State::Accepted);
    // However the gateway writes the number.
    record(&client, &receipt(&sent.id, "%2B86+138-0000-0000", 9, "UNDELIV")).unwrap();
    assert_eq!(status(&client, &sent.id).unwrap().state, State::Failed);
}

#[test]
fn a_list_is_done_when_all_have_reported() {
    let world = World::new(&[
        ("track", "on"),
        ("marketing_account", "M00000000"),
        ("marketing_apikey", crate::support::sandbox::KEY),
    ]);
    let client = world.client();
    let submission = Submission {
        service: Service::Marketing,
        mobile: "13800000000,13800000001,13800000002",
        content: "本店周年庆，全场八折，拒收请回复退订回T【互亿无线】",
        template_id: None,
        schedule: None,
    };
    let sent = client.submit(&submission);
    assert_eq!(sent.outcome, Outcome::Accepted, "{} {:?}", sent.code, sent.message);
    let body =
        |mobile: &str, code: i32, status: &str| receipt(&sent.id, mobile, code, status).replace("smsid", "task_id");
    record(&client, &body("13800000000", 2, "DELIVRD")).unwrap();
    record(&client, &body("13800000001", 9, "MK%3A0001")).unwrap();
    let known = status(&client, &sent.id).unwrap();
    assert_eq!((known.state, known.recipients, known.delivered, known.failed), (State::Accepted, 3, 1, 1));
    assert_eq!((known.code, known.status.as_str()), (9, "MK:0001"));
    record(&client, &body("13800000002", 2, "DELIVRD")).unwrap();
    let known = status(&client, &sent.id).unwrap();
    assert_eq!((known.state, known.delivered, known.failed, known.code), (State::Failed, 2, 1, 9));
}

#[test]
fn a_store_that_is_down_stops_a_tracked_send_unless_it_may_go_open() {
    let world = World::new(&[("track", "on")]);
    let broken = format!("sqlite:{}", world.folder.join("no/such/folder/x.db").display());
    let client = world.with(&[("store", &broken)]);
    let answer = send(&client, MOBILE, "", false);
    assert_eq!((answer.code, answer.outcome), (own::STORE, Outcome::NotSent));
    assert_eq!(world.sandbox.accepted(), 0);
    let client = world.with(&[("store", &broken), ("guard_open", "yes")]);
    assert_eq!(send(&client, MOBILE, "", false).outcome, Outcome::Accepted);
}

#[test]
fn neither_number_nor_content_stands_in_the_store() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let sent = send(&client, MOBILE, "order-77", false);
    record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap();
    record(
        &client,
        &format!("mobilephone={MOBILE}&content=hello+there&smsid={}&reply_time=2023-11-15+06%3A13%3A20", sent.id),
    )
    .unwrap();
    drop(client);
    let mut seen = 0;
    for entry in std::fs::read_dir(&world.folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        seen += bytes.len();
        for secret in [MOBILE, "138****0000", "hello there", "order-77", sent.id.as_str(), "DELIVRD"] {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} in {}", path.display());
        }
    }
    assert!(seen > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Receipts of three messages in any order, any of them several times: the end is the same.
    #[test]
    fn order_and_repetition_change_nothing(order in Just(()).prop_flat_map(|()| {
        prop::collection::vec(0usize..4, 4..24).prop_shuffle()
    })) {
        let mut config = ihuyi::config::Config::default();
        config.set("store", "memory:").unwrap();
        let client = ihuyi::client::Client::new(config);
        let vault = client.vault().unwrap();
        let ids: Vec<String> = (0..3).map(|_| ihuyi::secret::random_id().unwrap()).collect();
        let hour = std::time::Duration::from_secs(3600);
        for id in &ids {
            let trace = ihuyi::track::begin(&vault, hour, hour, id, Service::Sms, &[MOBILE]).unwrap();
            let answer = ihuyi::answer::Answer { id: id.clone(), outcome: Outcome::Accepted, code: 2, ..ihuyi::answer::Answer::done() };
            trace.end(&vault, &answer);
        }
        // Delivered; failed; failed and delivered.
        let pushes = [(0, 2, "DELIVRD"), (1, 9, "UNDELIV"), (2, 9, "UNDELIV"), (2, 2, "DELIVRD")];
        for at in order.iter().copied().chain(0..4) {
            let (id, code, status) = pushes[at];
            record(&client, &receipt(&ids[id], MOBILE, code, status)).unwrap();
        }
        let states: Vec<State> = ids.iter().map(|id| status(&client, id).unwrap().state).collect();
        prop_assert_eq!(states, vec![State::Delivered, State::Failed, State::Delivered]);
    }
}

#[test]
fn a_receipt_that_comes_before_the_answer_is_not_lost() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let sent = send(&client, MOBILE, "", false);
    record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap();
    let before = crate::growth::rows(&world);
    // The gateway's answer is held back; its receipt is there first.
    world.sandbox.fault(json!({"kind": "delay", "ms": 400}));
    let id = std::thread::scope(|scope| {
        let sender = scope.spawn(|| send(&client, MOBILE, "", false));
        let id = crate::support::eventually("the message at the gateway", || {
            world.sandbox.inbox().get(1).map(|message| message["id"].as_str().unwrap().to_owned())
        });
        record(&world.client(), &receipt(&id, MOBILE, 2, "DELIVRD")).unwrap();
        assert_eq!(sender.join().unwrap().id, id);
        id
    });
    // Neither the slot nor the receipt that waited is left: the message and its receipt, as after any other.
    assert_eq!(crate::growth::rows(&world) - before, 2);
    assert_eq!(status(&client, &id).unwrap().state, State::Delivered);
}
