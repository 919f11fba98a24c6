//! One code from start to check, and what may come between.

use crate::support::closed::closed_port;
use crate::support::sandbox::KEY;
use crate::world::{MOBILE, World, told, wrong};
use ihuyi::answer::Outcome;
use ihuyi::codes::own;
use ihuyi::message::{Options, Submission};
use ihuyi::service::Service;
use ihuyi::verify::{self, Way};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

/// A plain message.
const SHIPPED: Submission = Submission {
    service: Service::Sms,
    mobile: MOBILE,
    content: "您的订单已发货。",
    template_id: None,
    schedule: None,
};

#[test]
fn a_code_is_sent_and_is_right_once() {
    let world = World::new(&[]);
    let client = world.client();
    let (started, answer) = verify::start(&client, "register", " +86 138-0000-0000", &told("ip = 192.0.2.7"));
    assert_eq!((answer.code, answer.outcome, started.way, started.digits), (2, Outcome::Accepted, Way::Sms, 6));
    assert!(started.wait > Duration::from_secs(30) && started.wait <= Duration::from_secs(60), "{:?}", started.wait);
    assert_eq!((started.valid, started.left), (Duration::from_secs(300), 5));
    let content = world.sandbox.inbox()[0]["content"].as_str().unwrap().to_owned();
    let code = world.code(MOBILE);
    // The gateway's own template, byte for byte.
    assert!(content.ends_with(&format!("您的验证码是：{code}。请不要把验证码泄露给其他人。")), "{content}");
    let (checked, answer) = verify::check(&client, &started.id, &wrong(&code));
    assert_eq!((answer.code, checked.left, checked.mobile.as_str()), (own::CODE_WRONG, 4, ""));
    let (checked, answer) = verify::check(&client, &started.id, &code);
    assert_eq!((answer.code, checked.mobile.as_str(), checked.purpose.as_str()), (0, MOBILE, "register"));
    for entered in [&code, "000000"] {
        let (checked, answer) = verify::check(&client, &started.id, entered);
        assert_eq!((answer.code, checked.mobile.as_str()), (own::CODE_NONE, ""));
    }
}

#[test]
fn five_wrong_checks_are_the_end_whoever_makes_them() {
    let world = World::new(&[]);
    let client = world.client();
    let (started, _) = verify::start(&client, "register", MOBILE, &told(""));
    let code = world.code(MOBILE);
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let check =
            || (0..20).map(|_| verify::check(&world.client(), &started.id, &wrong(&code)).1.code).collect::<Vec<_>>();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(check)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let count = |code| codes.iter().filter(|found| **found == code).count();
    // The fifth wrong one is told that there are no more.
    assert_eq!((count(own::CODE_WRONG), count(own::CODE_LOCKED)), (4, 156));
    assert_eq!(verify::check(&client, &started.id, &code).1.code, own::CODE_LOCKED);
    assert_eq!(verify::resend(&client, &started.id, None, &told("")).1.code, own::CODE_LOCKED);
}

#[test]
fn of_sixty_four_at_once_with_the_right_code_one_succeeds() {
    let world = World::new(&[("limits", "none"), ("breaker", "off")]);
    for round in 0..5 {
        let client = world.client();
        let (started, _) = verify::start(&client, "register", MOBILE, &told(""));
        let code = world.code(MOBILE);
        let start = std::sync::Barrier::new(64);
        let right = std::thread::scope(|scope| {
            let check = || {
                start.wait();
                verify::check(&client, &started.id, &code).1.code == 0
            };
            let threads: Vec<_> = (0..64).map(|_| scope.spawn(check)).collect();
            threads.into_iter().filter_map(|thread| thread.join().unwrap().then_some(())).count()
        });
        assert_eq!(right, 1, "round {round}");
    }
}

#[test]
fn a_resend_repeats_the_code_by_either_way() {
    let world = World::new(&[("limits", "none"), ("verify_sends", "4")]);
    let client = world.client();
    let (started, _) = verify::start(&client, "register", MOBILE, &told(""));
    let code = world.code(MOBILE);
    for (wish, way) in [(Some("sms"), Way::Sms), (Some("voice"), Way::Voice), (None, Way::Sms)] {
        let (again, answer) = verify::resend(&client, &started.id, wish, &told(""));
        assert_eq!((answer.code, again.way, again.id.as_str()), (2, way, started.id.as_str()));
        assert_eq!(world.code(MOBILE), code);
    }
    let (again, answer) = verify::resend(&client, &started.id, None, &told(""));
    assert_eq!((answer.code, again.limit.as_str()), (own::LIMIT, "verify_sends"));
    assert_eq!(verify::check(&client, &started.id, &code).1.code, 0);
    assert_eq!(verify::resend(&client, &started.id, None, &told("")).1.code, own::CODE_NONE);
}

#[test]
fn a_second_request_waits_and_is_told_how_long() {
    let world = World::new(&[]);
    let client = world.client();
    let (started, _) = verify::start(&client, "register", MOBILE, &told(""));
    let (second, answer) = verify::start(&client, "register", MOBILE, &told(""));
    assert_eq!((answer.code, answer.outcome, second.id.as_str()), (own::LIMIT, Outcome::NotSent, ""));
    assert_eq!(second.limit, "sms:mobile 1/60s");
    assert!(second.wait <= Duration::from_secs(60) && second.wait > Duration::from_secs(30));
    let (again, answer) = verify::resend(&client, &started.id, None, &told(""));
    assert_eq!((answer.code, again.limit.as_str()), (own::LIMIT, "sms:mobile 1/60s"));
    assert_eq!(world.sandbox.accepted(), 1);
    // The code is as good as before.
    assert_eq!(verify::check(&client, &started.id, &world.code(MOBILE)).1.code, 0);
}

#[test]
fn auto_falls_over_to_a_call_for_a_daily_limit_and_for_nothing_else() {
    let world = World::new(&[("limits", "none"), ("breaker", "off"), ("verify_channel", "auto")]);
    let client = world.client();
    for code in [4082, 4085, 4080, 408, 4030, 405, 4051, 4072, 407, 0] {
        world.sandbox.reset();
        // The sandbox answers the next text with this code.
        world.sandbox.fault(json!({
            "kind": "code_text", "text": code.to_string(), "accept": false, "match": { "service": "sms", "method": "Submit" },
        }));
        let (started, answer) = verify::start(&client, "register", MOBILE, &told(""));
        if matches!(code, 4082 | 4085) {
            assert_eq!((answer.code, started.way), (2, Way::Voice), "{code}");
            assert_eq!(verify::check(&client, &started.id, &world.code(MOBILE)).1.code, 0, "{code}");
        } else {
            assert_eq!((answer.code, started.way, started.id.as_str()), (code, Way::None, ""));
            assert_eq!(world.sandbox.accepted(), 0, "{code}");
        }
    }
    world.sandbox.reset();
    let (started, _) = verify::start(&client, "register", MOBILE, &told(""));
    let code = world.code(MOBILE);
    let (again, answer) = verify::resend(&client, &started.id, None, &told(""));
    assert_eq!((answer.code, again.way), (2, Way::Voice));
    assert_eq!(world.code(MOBILE), code);
}

#[test]
fn after_an_unknown_outcome_the_code_is_good_and_the_send_is_counted() {
    let world = World::new(&[]);
    let client = world.client();
    world.sandbox.fault(json!({ "kind": "reset_after" }));
    let (started, answer) = verify::start(&client, "register", MOBILE, &told(""));
    assert_eq!(answer.outcome, Outcome::Unknown);
    let code = world.code(MOBILE);
    world.sandbox.clear_faults();
    assert_eq!(verify::start(&client, "register", MOBILE, &told("")).1.code, own::LIMIT);
    assert_eq!(verify::check(&client, &started.id, &code).1.code, 0);
}

#[test]
fn what_was_not_sent_is_not_counted_and_leaves_no_code() {
    let world = World::new(&[]);
    let closed = world.with(&[("gateway", &format!("http://{}", closed_port()))]);
    for _ in 0..3 {
        let (started, answer) = verify::start(&closed, "register", MOBILE, &told("ip = 192.0.2.7"));
        assert_eq!((answer.code, answer.outcome, started.id.as_str()), (own::CONNECT, Outcome::NotSent, ""));
        assert!(started.wait.is_zero(), "nobody has to wait for it: {:?}", started.wait);
    }
    assert_eq!(verify::start(&world.client(), "register", MOBILE, &told("ip = 192.0.2.7")).1.code, 2);
}

#[test]
fn a_store_that_is_down_stops_codes_and_lets_plain_sends_through_only_when_told() {
    let world = World::new(&[("guard", "on")]);
    let below = format!("sqlite:{}", world.folder.join("secret.key").join("codes.db").display());
    let _ = world.client().vault().unwrap();
    let client = world.with(&[("store", &below)]);
    let (_, answer) = verify::start(&client, "register", MOBILE, &told(""));
    assert_eq!((answer.code, answer.outcome), (own::STORE, Outcome::NotSent));
    assert_eq!(client.submit(&SHIPPED).code, own::STORE);
    assert_eq!(world.sandbox.accepted(), 0);
    let open = world.with(&[("store", &below), ("guard_open", "yes")]);
    assert_eq!(open.submit(&SHIPPED).code, 2);
    assert_eq!(verify::start(&open, "register", MOBILE, &told("")).1.code, own::STORE);
    // A reference that cannot be remembered could send twice.
    let options = Options { reference: Some("order-1".to_owned()), ..Options::default() };
    assert_eq!(open.submit_with(&SHIPPED, &options).code, own::STORE);
    assert_eq!(world.sandbox.accepted(), 1);
    // Whom nothing is sent to needs no store to be known.
    let denying = world.with(&[("store", &below), ("guard_open", "yes"), ("deny", &format!("mobile {MOBILE}"))]);
    assert_eq!(denying.submit(&SHIPPED).code, own::DENIED);
    assert_eq!(world.sandbox.accepted(), 1);
}

#[test]
fn a_list_that_no_limit_can_count_is_no_store_that_is_down() {
    let world = World::new(&[
        ("guard", "on"),
        ("guard_open", "yes"),
        ("limits", "mobile 1/1d"),
        ("marketing_account", "M00000000"),
        ("marketing_apikey", KEY),
    ]);
    let list: Vec<String> = (0..1001).map(|n| (13_800_000_000_u64 + n).to_string()).collect();
    let offer = Submission {
        service: Service::Marketing,
        mobile: &list.join(","),
        content: "新品上市。退订回T【测试】",
        template_id: None,
        schedule: None,
    };
    let answer = world.client().submit(&offer);
    assert_eq!((answer.code, answer.outcome), (own::TOO_LARGE, Outcome::Refused));
    assert_eq!(world.sandbox.accepted(), 0);
    let shorter = Submission { mobile: &list[1..].join(","), ..offer };
    assert_eq!(world.client().submit(&shorter).code, 2);
}

#[test]
fn one_event_is_one_message_however_many_ask() {
    let world = World::new(&[]);
    let client = world.client();
    let options =
        |reference: &str, resend| Options { reference: Some(reference.to_owned()), resend, ..Options::default() };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let send = || client.submit_with(&SHIPPED, &options("order-1-shipped", false));
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(world.sandbox.accepted(), 1);
    let first = answers.iter().find(|answer| !answer.repeated).expect("one of them sent it");
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    // Whoever asked while it was on its way was told that nobody knows; whoever asks now is told.
    let later = client.submit_with(&SHIPPED, &options("order-1-shipped", false));
    assert_eq!((&later.id, later.code, later.repeated), (&first.id, 2, true));
    let other = Submission { content: "您的订单已签收。", ..SHIPPED };
    assert_eq!(client.submit_with(&other, &options("order-1-shipped", false)).code, own::REFERENCE);
    // Unknown stays unknown until the caller says so; accepted never goes again.
    world.sandbox.fault(json!({ "kind": "reset_after", "times": 1 }));
    assert_eq!(client.submit_with(&SHIPPED, &options("order-2", false)).outcome, Outcome::Unknown);
    world.sandbox.clear_faults();
    let sent = world.sandbox.accepted();
    let again = client.submit_with(&SHIPPED, &options("order-2", false));
    assert_eq!((again.outcome, again.repeated, world.sandbox.accepted()), (Outcome::Unknown, true, sent));
    assert_eq!(client.submit_with(&SHIPPED, &options("order-2", true)).outcome, Outcome::Accepted);
    assert_eq!(client.submit_with(&SHIPPED, &options("order-2", true)).outcome, Outcome::Accepted);
    assert_eq!(world.sandbox.accepted(), sent + 1);
    // What was refused or not sent may be sent when it is mended.
    let empty = Submission { content: "", ..SHIPPED };
    assert_eq!(client.submit_with(&empty, &options("order-3", false)).code, 404);
    let closed = world.with(&[("gateway", &format!("http://{}", closed_port()))]);
    assert_eq!(closed.submit_with(&SHIPPED, &options("order-3", false)).code, own::CONNECT);
    assert_eq!(client.submit_with(&SHIPPED, &options("order-3", false)).code, 2);
}

/// By what stands in the store: neither time is waited for.
#[test]
fn a_code_is_kept_for_five_minutes_and_a_reference_for_seven_days() {
    for (seconds, begin) in [(300, "code"), (7 * 86_400, "reference")] {
        let world = World::new(&[]);
        let client = world.client();
        let before = now_ms();
        if begin == "code" {
            assert_eq!(verify::start(&client, "register", MOBILE, &told("")).1.code, 2);
        } else {
            let options = Options { reference: Some("order-1-shipped".to_owned()), ..Options::default() };
            assert_eq!(client.submit_with(&SHIPPED, &options).code, 2);
        }
        let after = now_ms();
        let file = rusqlite::Connection::open(world.folder.join("codes.db")).unwrap();
        let lives = file
            .prepare("SELECT live FROM record")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect::<Vec<i64>>();
        let expected = before + seconds * 1000..=after + seconds * 1000;
        assert!(lives.iter().any(|live| expected.contains(live)), "{begin}: {lives:?}, not in {expected:?}");
    }
}

fn now_ms() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64
}

#[test]
fn plain_sends_are_held_to_the_limits_when_the_guard_is_on() {
    let world = World::new(&[("guard", "on"), ("limits", "sms:mobile 2/1h, ip 3/1h, marketing:site 1/1h")]);
    let client = world.client();
    let send = |mobile: &str, ip: &str| {
        let options = Options { told: told(&format!("ip = {ip}")), ..Options::default() };
        client.submit_with(&Submission { mobile, ..SHIPPED }, &options).code
    };
    let codes =
        ["13800000000", "13800000000", "13800000000", "13800000001", "13800000002"].map(|m| send(m, "192.0.2.7"));
    assert_eq!(codes, [2, 2, own::LIMIT, 2, own::LIMIT]);
    assert_eq!(send("13800000002", "192.0.2.8"), 2);
    // What would be refused is not counted.
    assert_eq!(send("1", "192.0.2.8"), 406);
    let sent: HashMap<String, usize> = world.sandbox.inbox().iter().fold(HashMap::new(), |mut sent, message| {
        *sent.entry(message["mobile"].as_str().unwrap().to_owned()).or_default() += 1;
        sent
    });
    assert_eq!(sent.values().sum::<usize>(), 4);
}

#[test]
fn the_breaker_trips_while_few_codes_are_entered_and_not_otherwise() {
    let world = World::new(&[("limits", "none"), ("breaker", "10/1h 20%")]);
    let client = world.client();
    let start = || verify::start(&client, "register", MOBILE, &told(""));
    let mut sent = 0;
    let tripped = loop {
        let (started, answer) = start();
        if answer.code != 2 {
            break (started, answer);
        }
        sent += 1;
        assert!(sent <= 50, "it never trips");
    };
    assert_eq!((sent, tripped.1.code, tripped.1.outcome), (11, own::BREAKER, Outcome::NotSent));
    assert!(tripped.0.limit == "breaker" && tripped.0.wait <= Duration::from_secs(300));
    let vault = client.vault().unwrap();
    assert!(ihuyi::guard::unlock(&vault, &client.config().guard, "breaker", "").unwrap());
    // Where one in four is entered it goes on.
    for round in 0..40 {
        let (started, answer) = start();
        assert_eq!(answer.code, 2, "round {round}");
        if round % 4 == 0 {
            assert_eq!(verify::check(&client, &started.id, &world.code(MOBILE)).1.code, 0);
        }
    }
}

#[test]
fn a_code_expires_and_says_so() {
    let world = World::new(&[]);
    let client = world.client();
    let (started, _) = verify::start(&client, "register", MOBILE, &told(""));
    let code = world.code(MOBILE);
    // The shortest life is a minute, which no test waits for: the record's life is ended where it is kept.
    let file = rusqlite::Connection::open(world.folder.join("codes.db")).unwrap();
    assert!(file.execute("UPDATE record SET live = 1 WHERE live < ?", [i64::MAX / 2]).unwrap() > 0);
    for _ in 0..7 {
        let (checked, answer) = verify::check(&client, &started.id, &code);
        assert_eq!((answer.code, checked.mobile.as_str()), (own::CODE_EXPIRED, ""));
    }
    assert_eq!(verify::resend(&client, &started.id, Some("voice"), &told("")).1.code, own::CODE_EXPIRED);
    assert_eq!(world.sandbox.accepted(), 1);
}

#[test]
fn of_many_who_resend_an_unknown_one_sends() {
    let world = World::new(&[]);
    let client = world.client();
    let options = |resend| Options { reference: Some("order-9".to_owned()), resend, ..Options::default() };
    world.sandbox.fault(json!({ "kind": "reset_before", "times": 1 }));
    assert_eq!(client.submit_with(&SHIPPED, &options(false)).outcome, Outcome::Unknown);
    world.sandbox.clear_faults();
    let sent = world.sandbox.accepted();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let send = || client.submit_with(&SHIPPED, &options(true));
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(world.sandbox.accepted(), sent + 1);
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert_eq!(client.submit_with(&SHIPPED, &options(true)).outcome, Outcome::Accepted);
    assert_eq!(world.sandbox.accepted(), sent + 1);
}

#[test]
fn a_send_that_is_refused_after_an_unknown_leaves_it_unknown() {
    let world = World::new(&[]);
    let options = |resend| Options { reference: Some("order-9".to_owned()), resend, ..Options::default() };
    world.sandbox.fault(json!({ "kind": "reset_after", "times": 1 }));
    assert_eq!(world.client().submit_with(&SHIPPED, &options(false)).outcome, Outcome::Unknown);
    world.sandbox.clear_faults();
    let closed = world.with(&[("gateway", &format!("http://{}", closed_port()))]);
    assert_eq!(closed.submit_with(&SHIPPED, &options(true)).code, own::CONNECT);
    let again = world.client().submit_with(&SHIPPED, &options(false));
    assert_eq!((again.outcome, again.repeated, world.sandbox.accepted()), (Outcome::Unknown, true, 1));
}

#[test]
fn refusals_do_not_trip_the_breaker_and_a_picture_is_nothing_to_wait_for() {
    let world = World::new(&[("breaker", "3/1h 20%"), ("limits", "sms:mobile 1/60s"), ("captcha", "after 1")]);
    let client = world.client();
    for n in 0..10 {
        let mobile = format!("1390000000{n}");
        world.sandbox.fault(json!({ "kind": "code_text", "text": "4051", "accept": false }));
        assert_eq!(verify::start(&client, "register", &mobile, &told("captcha = passed")).1.code, 4051);
    }
    let (started, answer) = verify::start(&client, "register", MOBILE, &told(""));
    assert_eq!(answer.code, 2);
    assert!(started.wait <= Duration::from_secs(60) && started.wait > Duration::from_secs(30), "{:?}", started.wait);
}

#[test]
fn every_number_of_a_list_is_held_to_the_limits() {
    let world = World::new(&[("guard", "on"), ("limits", "marketing:mobile 1/1d"), ("deny", "mobile 170*")]);
    let client = world.with(&[("marketing_account", "M00000000"), ("marketing_apikey", crate::support::sandbox::KEY)]);
    let send = |mobile: &str| {
        let content = "新品上市，全场八折。退订回T【测试】";
        client
            .submit(&Submission { service: Service::Marketing, mobile, content, template_id: None, schedule: None })
            .code
    };
    assert_eq!(send("17000000000,13800000000"), own::DENIED);
    assert_eq!(send("13800000001,13800000000"), 2);
    assert_eq!(send("13800000002,13800000000"), own::LIMIT);
    assert_eq!(send("13800000002"), 2);
}
