//! Calls: they mean what they mean in C, and what is no call does nothing.

use crate::helper::*;
use crate::support::eventually;
use crate::support::http::converse;
use crate::support::sandbox::Sandbox;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// The same request to the program once per call.
fn once(helper: &Helper, gateway: &str, request: &Value) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
    command.arg("call").env_clear().env("HOME", &helper.folder.0).env("IHUYI_GATEWAY", gateway);
    command.env("IHUYI_ACCOUNT", "C00000000").env("IHUYI_APIKEY", KEY).env("IHUYI_TIMEOUT", "60");
    command.env("IHUYI_STORE", format!("sqlite:{}", helper.folder.path("ihuyi.db")));
    command.env("IHUYI_SECRET_FILE", helper.folder.path("secret.key")).env("IHUYI_TRACK", "on");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(request.to_string().as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

/// Without what differs from call to call.
fn plain(mut answer: Value) -> Value {
    for (of, member) in [
        ("result", "elapsed_ms"),
        ("result", "message_id"),
        ("verification", "id"),
        ("captcha", "id"),
        ("captcha", "png"),
        ("captcha", "png_size"),
        ("captcha", "data_uri"),
    ] {
        if let Some(members) = answer.get_mut(of).and_then(Value::as_object_mut) {
            assert!(members.remove(member).is_some(), "{member}");
        }
    }
    answer
}

#[test]
fn a_call_is_the_same_call_both_ways() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    let gbk = json!({"settings": [["charset", "gbk"]]});
    for request in [
        json!({"call": "version"}),
        json!({"call": "strerror", "arguments": {"code": 4072}}),
        json!({"call": "new"}),
        json!({"call": "new", "client": gbk}),
        json!({"call": "new", "client": {"settings": [["acount", "x"]]}}),
        json!({"call": "open"}),
        submission(MOBILE, ""),
        submission("19900004051", ""),
        submission("123", ""),
        submission(MOBILE, "reference = one"),
        json!({"call": "submit", "client": gbk, "arguments": {"service": "sms", "mobile": MOBILE, "content": {"base64": "xOM="}}}),
        json!({"call": "submit", "arguments": {"service": "sms", "mobile": MOBILE, "content": {"base64": "xOM="}}}),
        json!({"call": "submit", "arguments": {"service": "fax", "mobile": MOBILE, "content": "x"}}),
        json!({"call": "submit", "arguments": {}}),
        json!({"call": "send", "arguments": {"account": "C00000000", "password": KEY, "mobile": MOBILE, "content": TEXT}}),
        json!({"call": "voice", "arguments": {"account": "V00000000", "password": KEY, "mobile": MOBILE, "code": "4711"}}),
        json!({"call": "explain", "arguments": {"code": -300, "lang": "en"}}),
        json!({"call": "explain", "arguments": {"code": 2, "lang": "tlh"}}),
        json!({"call": "segments", "arguments": {"content": TEXT}}),
        json!({"call": "push_parse", "arguments": {"body": "code=2&mobilephone=13800000000&smsid=7&msg=MK:0001"}}),
        json!({"call": "push_parse", "arguments": {"body": "x"}}),
        json!({"call": "guard_status", "arguments": {"mobile": "13700000000"}}),
        json!({"call": "verify_check", "arguments": {"id": "x", "code": "1"}}),
        json!({"call": "captcha_new"}),
        json!({"call": "captcha_check", "arguments": {"id": "x", "answer": "y"}}),
        json!({"call": "status", "arguments": {"what": "nowhere"}}),
        json!({"call": "inbox", "arguments": {"after": 0}}),
    ] {
        let (one, other) = (plain(once(&helper, &sandbox.url, &request)), plain(helper.call(&request)));
        if request["arguments"]["options"] == "reference = one" {
            assert_eq!((&one["result"]["flags"], &other["result"]["flags"]), (&json!(0), &json!(8)), "{request}");
        } else {
            assert_eq!(one, other, "{request}");
        }
    }
}

#[test]
fn what_becomes_of_a_message_is_remembered_unless_the_settings_say_otherwise() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (track, state) in [("", 1), ("on", 1), ("off", 0)] {
        let helper = Helper::start(Plan::of(&sandbox.url).env("IHUYI_TRACK", track));
        let id = helper.submit(MOBILE, "")["result"]["message_id"].clone();
        let told = helper.call(&json!({"call": "status", "arguments": {"id": id}}));
        assert_eq!(told["delivery"]["state"], state, "{track}: {told}");
        // The box function's message is no other.
        let arguments = json!({"account": "C00000000", "password": KEY, "mobile": MOBILE, "content": TEXT});
        let id = helper.call(&json!({"call": "send", "arguments": arguments}))["result"]["message_id"].clone();
        let told = helper.call(&json!({"call": "status", "arguments": {"id": id}}));
        assert_eq!(told["delivery"]["state"], state, "{track}: {told}");
    }
}

#[test]
fn what_is_no_call_does_nothing() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    let code = |answer: crate::support::http::Answer, status: u16| {
        assert_eq!(answer.status, status, "{}", answer.text());
        let told = object(&answer);
        assert!(!answer.text().contains("1380"), "{told}");
        told["returned"].as_i64().unwrap()
    };
    for body in
        ["", "13800000000", "{", r#"{"call":"sesame"}"#, r#"{"call":"submit","arguments":{"phone":"13800000000"}}"#]
    {
        assert_eq!(code(helper.ask(&post("/call", &[], body.as_bytes())), 400), -101, "{body}");
    }
    let nul = json!({"call": "submit", "arguments": {"content": "\0"}}).to_string();
    assert_eq!(code(helper.ask(&post("/call", &[], nul.as_bytes())), 200), -104);
    assert_eq!(code(helper.ask(&get("/nowhere", &[])), 404), -101);
    assert_eq!(code(helper.ask(&get("/call", &[])), 405), -101);
    assert_eq!(code(helper.ask(&post("/health", &[], b"")), 405), -101);
    // Larger than any request that makes sense: a little, and a lot.
    for size in [1 << 20, 8 << 20] {
        let large = json!({"call": "submit", "arguments": {"content": "x".repeat(size)}}).to_string();
        assert_eq!(code(helper.ask(&post("/call", &[], large.as_bytes())), 413), -106);
    }
    // So large that not even the answer waits for the end of it.
    let mut stream = helper.connect();
    stream.write_all(b"POST /call HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n{").unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 413");
    // No HTTP at all.
    let answer = converse(helper.connect(), b"\x16\x03\x01\x00\x00 nonsense\r\n\r\n");
    assert_eq!(answer.status, 400);
    assert!(sandbox.ledger().is_empty());
    assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
}

#[test]
fn whoever_sends_slowly_is_not_waited_for() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url).with(&["--read-timeout", "0.2"]));
    let call = submission(MOBILE, "").to_string();
    let request = post("/call", &[], call.as_bytes());
    // Each ends by itself.
    let after = |part: &[u8]| {
        let stream = helper.connect();
        write(&stream, part);
        let told = rest(&stream);
        assert!(told.is_empty() || told.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&told));
        told
    };
    assert!(after(b"").is_empty());
    after(b"POST /call HTTP/1.1\r\nHost: x\r\nX-");
    // Whoever writes nothing until his time is over, on a machine that stands still, is told nothing.
    eventually("whose body is not whole is told", || {
        Some(after(&request[..request.len() - 1])).filter(|told| !told.is_empty())
    });
    assert!(sandbox.ledger().is_empty());
}

#[test]
fn one_connection_serves_call_after_call() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    let mut stream = helper.connect();
    for _ in 0..20 {
        let body = submission(MOBILE, "").to_string();
        let head = format!("POST /call HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut seen = Vec::new();
        let mut byte = [0];
        while !seen.ends_with(b"}\n") {
            stream.read_exact(&mut byte).unwrap();
            seen.push(byte[0]);
        }
        assert!(seen.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&seen));
    }
    // The same settings are the same client, which keeps its connection to the gateway.
    let client = json!({"settings": [["timeout", "50"], ["lang", "en"]]});
    for _ in 0..5 {
        let mut request = submission(MOBILE, "");
        request["client"] = client.clone();
        assert_eq!(helper.call(&request)["returned"], 2);
    }
    assert_eq!((sandbox.accepted(), sandbox.connections().len(), &helper.health()["clients"]), (25, 2, &json!(2)));
}

#[test]
fn clients_are_few_and_a_memory_is_its_owners() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    for n in 0..80 {
        let client = json!({"settings": [["signature", format!("店{n}")]]});
        assert_eq!(helper.call(&json!({"call": "new", "client": client}))["returned"], 0);
    }
    assert_eq!(helper.health()["clients"], 32);
    let ask = |owner: Value, store: &str| {
        // A limit that no run of this test outlasts.
        let client = json!({"own": owner, "settings": [["store", store], ["limits", "sms:mobile 1/1d"]]});
        let arguments = json!({"mobile": MOBILE});
        helper.call(&json!({"call": "guard_ask", "client": client, "arguments": arguments}))["returned"].clone()
    };
    assert_eq!(ask(Value::Null, "memory:"), -101);
    assert_eq!([ask(json!("a"), "memory:"), ask(json!("a"), "memory:")], [json!(0), json!(-401)]);
    assert_eq!(
        [ask(json!("b"), "memory:"), ask(json!("a"), "memory:x"), ask(json!("b"), "memory:")],
        [json!(0), json!(0), json!(-401)]
    );
    // Clients go, and their memory does not.
    for n in 0..40 {
        assert_eq!(ask(json!(n.to_string()), "memory:"), 0);
    }
    assert_eq!((ask(json!("a"), "memory:"), &helper.health()["clients"]), (json!(-401), &json!(32)));
}

/// Each call is a connection of its own, as from processes that know nothing of each other; and the program counts in the same store.
#[test]
fn all_who_call_share_one_set_of_limits() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    let start =
        json!({"call": "verify_start", "arguments": {"purpose": "login", "mobile": MOBILE, "keys": "ip=192.0.2.7"}});
    let mut told: Vec<_> = std::thread::scope(|scope| {
        let callers: Vec<_> =
            (0..8).map(|_| scope.spawn(|| helper.call(&start)["returned"].as_i64().unwrap())).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    told.sort_unstable();
    assert_eq!(told, [-401, -401, -401, -401, -401, -401, -401, 2]);
    assert_eq!(once(&helper, &sandbox.url, &start)["returned"], -401);
    assert_eq!(sandbox.accepted(), 1);
}

#[test]
fn one_reference_is_one_message_whatever_becomes_of_the_client() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    let submit = |mobile: &str, owner: &str, settings: &[[&str; 2]]| {
        let settings: Vec<_> = [&[["store", "memory:a"]], settings].concat();
        let mut request = submission(mobile, "reference = one");
        request["client"] = json!({"own": owner, "settings": settings});
        let told = helper.call(&request);
        // Another one that is under way has no answer yet.
        assert!(told["returned"] == 2 || told["returned"] == -300, "{told}");
        told["result"]["message_id"].as_str().unwrap().to_owned()
    };
    let id = submit(MOBILE, "me", &[]);
    assert_ne!(id, "");
    assert_eq!(submit(MOBILE, "me", &[]), id);
    // A setting more, in another spelling, and after the settings were read again.
    assert_eq!(submit(MOBILE, "me", &[["timeout", "20"]]), id);
    assert_eq!(submit(MOBILE, "me", &[["Store", " Memory:a "]]), id);
    assert_eq!(object(&helper.ask(&post("/reload", &[], b"")))["returned"], 0);
    assert_eq!(submit(MOBILE, "me", &[]), id);
    // And however many begin at once with a client that there was not before.
    for n in 0..20 {
        let owner = format!("at once {n}");
        let mut ids = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..6).map(|_| scope.spawn(|| submit(MOBILE, &owner, &[]))).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect::<Vec<_>>()
        });
        ids.retain(|id| !id.is_empty());
        assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
    assert_eq!(sandbox.accepted(), 21);
}

#[test]
fn a_file_that_changes_is_another_client() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    let open = |text: &str| {
        let path = helper.folder.write("x.ini", text);
        helper.call(&json!({"call": "open", "client": {"open": path}}))
    };
    assert_eq!(open("charset = gbk\n")["charset"], "gbk");
    assert_eq!(open("charset = big5\n")["charset"], "Big5");
    assert_eq!(open("nonsense\n")["returned"], -123);
}
