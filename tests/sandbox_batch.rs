//! The sandbox's v1 bulk interface: what it takes, what it refuses, and that a request's id is known again for two hours.

mod support;

use md5::{Digest, Md5};
use serde_json::{Value, json};
use support::http::{Answer, exchange};
use support::sandbox::{KEY, Sandbox};

const PATH: &str = "/sms-yx/v1/batchSend";
const FIRST: &str = "00000000-0000-4000-8000-000000000000";
const TIME: i64 = 1_700_000_000;

/// A stopped clock at the time of the reference's vector.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.clock(json!({"now": TIME, "stop": true}));
    sandbox
}

fn signature(request_id: &str, time: i64) -> String {
    let text = format!("api_id=sms-yx-00000000&api_key={KEY}&request_id={request_id}&timestamp={time}");
    format!("{:x}", Md5::digest(text))
}

/// A request that is in order.
fn order(request_id: &str, phones: &[&str]) -> Value {
    json!({
        "api_id": "sms-yx-00000000",
        "signature": signature(request_id, TIME),
        "timestamp": TIME,
        "request_id": request_id,
        "product_id": 1018,
        "phone": phones,
        "sign_name": "我的店",
        "content": "周年庆全场五折，回T退订",
    })
}

fn ask(sandbox: &Sandbox, body: &str) -> Answer {
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    exchange(sandbox.authority(), format!("{head}{body}").as_bytes())
}

fn code(sandbox: &Sandbox, body: &Value) -> Value {
    let answer = ask(sandbox, &body.to_string());
    assert_eq!(answer.status, 200);
    serde_json::from_str::<Value>(&answer.text()).unwrap()["code"].clone()
}

#[test]
fn a_request_is_taken_with_a_line_for_each_number() {
    let sandbox = sandbox();
    assert_eq!(signature(FIRST, TIME), "552c965963a2fbcd07f089c1f8baa4af", "the reference's vector");
    let answer = ask(&sandbox, &order(FIRST, &["13800000000", "13800000001"]).to_string());
    let told: Value = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!((&told["code"], told["task_id"].as_str().unwrap().len()), (&json!(2), 20));
    let ledger = sandbox.ledger();
    let lines: Vec<_> =
        ledger.iter().map(|line| (line["mobile"].as_str().unwrap(), line["accepted"] == true)).collect();
    assert_eq!(lines, [("13800000000", true), ("13800000001", true)]);
    assert!(ledger.iter().all(|line| line["id"] == told["task_id"] && line["service"] == "marketing"));
    // The request stands there once.
    assert!(ledger[0]["raw"]["body"].as_str().unwrap().contains(FIRST) && ledger[1]["raw"]["body"] == "");
    let inbox = sandbox.inbox();
    assert_eq!(inbox.len(), 2);
    assert_eq!(inbox[1]["text"], "【我的店】周年庆全场五折，回T退订");
    assert!(!sandbox.get("ledger").to_string().contains(KEY));
}

#[test]
fn the_same_id_is_the_same_request_for_two_hours() {
    let sandbox = sandbox();
    let body = |time: i64| {
        let mut body = order(FIRST, &["13800000000"]);
        body["timestamp"] = json!(time);
        body["signature"] = json!(signature(FIRST, time));
        body
    };
    let first = ask(&sandbox, &body(TIME).to_string()).text();
    for later in [TIME, TIME + 7199] {
        sandbox.clock(json!({"now": later}));
        assert_eq!(ask(&sandbox, &body(later).to_string()).text(), first, "the same answer");
    }
    let ledger = sandbox.ledger();
    let accepted: Vec<bool> = ledger.iter().map(|line| line["accepted"] == true).collect();
    assert_eq!((accepted, sandbox.inbox().len()), (vec![true, false, false], 1));
    assert!(ledger[2]["warnings"][0].as_str().unwrap().contains("7199"), "{}", ledger[2]["warnings"]);
    // Later it is another one; and so is another id at once.
    sandbox.clock(json!({"now": TIME + 7200}));
    assert_eq!(code(&sandbox, &body(TIME + 7200)), 2);
    assert_eq!(sandbox.inbox().len(), 2);
    sandbox.clock(json!({"now": TIME}));
    assert_eq!(code(&sandbox, &order("another", &["13800000000"])), 2);
    assert_eq!(sandbox.inbox().len(), 3);
}

#[test]
fn what_is_wrong_is_refused_with_a_word_and_sends_nothing() {
    let sandbox = sandbox();
    let with = |name: &str, value: Value| {
        let mut body = order(FIRST, &["13800000000"]);
        body[name] = value;
        body
    };
    for (body, word) in [
        (with("signature", json!("552c965963a2fbcd07f089c1f8baa4ae")), "SignatureInvalid"),
        (with("request_id", json!("another")), "SignatureInvalid"),
        (with("timestamp", json!(TIME + 1)), "SignatureInvalid"),
        (with("timestamp", json!(TIME.to_string())), "InputDataInvalid"),
        (with("api_id", json!("C00000000")), "ApiIdInvalid"),
        (with("api_id", json!("sms-yx-00000001")), "ApiIdInvalid"),
        (with("product_id", json!("1018")), "InputDataInvalid"),
        (with("phone", json!([])), "InputDataInvalid"),
        (with("phone", json!("13800000000")), "InputDataInvalid"),
        (with("phone", json!(["13800000000", "138"])), "InputDataInvalid"),
        (with("phone", json!(vec!["13800000000"; 10_001])), "InputDataInvalid"),
        (with("sign_name", json!("")), "InputDataInvalid"),
        (with("content", json!("周年庆全场五折")), "InputDataInvalid"),
        (with("content", json!("周年庆全场五折，回T退订【我的店】")), "InputDataInvalid"),
        (json!({}), "ApiIdInvalid"),
        (json!([]), "InputDataInvalid"),
    ] {
        assert_eq!(code(&sandbox, &body), word, "{body}");
    }
    for off in [-61, 61] {
        sandbox.clock(json!({"now": TIME + off}));
        assert_eq!(code(&sandbox, &order(FIRST, &["13800000000"])), "TimestampExpired");
    }
    sandbox.clock(json!({"now": TIME}));
    sandbox.post("accounts", &json!({"id": "sms-yx-00000000", "balance": 1, "service": "marketing"}));
    assert_eq!(code(&sandbox, &order(FIRST, &["13800000000", "13800000001"])), "BalanceInsufficient");
    assert_eq!((sandbox.inbox().len(), sandbox.accepted()), (0, 0));
    assert!(sandbox.ledger().iter().all(|line| line["code"] == 0));
    // The limits of both: the last second, the last message, ten thousand numbers.
    sandbox.clock(json!({"now": TIME + 60}));
    assert_eq!(code(&sandbox, &order(FIRST, &["13800000000"])), 2);
    sandbox.post("accounts", &json!({"id": "sms-yx-00000000", "balance": 10_000, "service": "marketing"}));
    let many: Vec<String> = (0..10_000).map(|n| format!("138{n:08}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(code(&sandbox, &order("many", &many)), 2);
    assert_eq!(sandbox.accepted(), 10_001);
}

#[test]
fn only_posts_are_answered_and_no_other_account_is_good_here() {
    let sandbox = sandbox();
    let get = format!("GET {PATH} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert_eq!(exchange(sandbox.authority(), get.as_bytes()).status, 405);
    // Nor is its account good for anything else.
    let strict = Sandbox::with(&["--strict-accounts"]);
    let form = [("account", "sms-yx-00000000"), ("password", KEY), ("mobile", "13800000000"), ("content", "x")];
    let answer = exchange(strict.authority(), &support::http::post("h", "/webservice/sms.php?method=Submit", &form));
    assert_eq!(answer.code(), 405);
}

#[test]
fn faults_strike_it_like_a_submission() {
    let sandbox = sandbox();
    sandbox.fault(json!({"kind": "html", "match": {"service": "marketing", "method": "Submit"}}));
    assert!(ask(&sandbox, &order(FIRST, &["13800000000"]).to_string()).text().contains("<html>"));
    sandbox.fault(json!({"kind": "html", "accept": true, "match": {"mobile": "13800000001"}}));
    assert_eq!(code(&sandbox, &order("other", &["13800000000"])), 2);
    assert!(ask(&sandbox, &order("third", &["13800000001"]).to_string()).text().contains("<html>"));
    let codes: Vec<Value> = sandbox.ledger().iter().map(|line| line["code"].clone()).collect();
    assert_eq!(codes, [Value::Null, json!(2), json!(2)]);
    assert_eq!(sandbox.inbox().len(), 2);
}
