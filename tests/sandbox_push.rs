//! Receipts, replies and template reviews, as an application on this machine receives them.

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};
use support::eventually;
use support::http::{exchange, post};
use support::sandbox::{KEY, Sandbox};

/// An application that is pushed to.
struct Receiver(TcpListener);

impl Receiver {
    fn new() -> Receiver {
        Receiver(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn url(&self) -> String {
        format!("http://{}/receipt?from=gateway", self.0.local_addr().unwrap())
    }

    /// Waits for a push and answers it; gives back its head and body.
    fn answer(&self, status: &str, words: &str) -> (String, String) {
        let (mut stream, _) = self.0.accept().unwrap();
        let (head, body) = read_request(&mut stream);
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{words}", words.len())
            .unwrap();
        (head, body)
    }
}

fn read_request(stream: &mut TcpStream) -> (String, String) {
    let mut received = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = stream.read(&mut piece).unwrap();
        assert!(count > 0, "the push breaks off");
        received.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&received).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
        if body.len() == length.parse::<usize>().unwrap() {
            return (head.to_owned(), body.to_owned());
        }
    }
}

fn submit(sandbox: &Sandbox, target: &str, account: &str, content: &str) -> String {
    let form = [("account", account), ("password", KEY), ("mobile", "13800000000"), ("content", content)];
    assert_eq!(exchange(sandbox.authority(), &post("h", target, &form)).code(), 2);
    sandbox.inbox().last().unwrap()["id"].as_str().unwrap().to_owned()
}

/// The latest push once it is as awaited: it is recorded just after the application has answered.
fn wait_for(sandbox: &Sandbox, awaited: impl Fn(&Value) -> bool) -> Value {
    eventually("the push", || sandbox.pushes().pop().filter(&awaited))
}

fn attempts(push: &Value) -> usize {
    push["attempts"].as_array().unwrap().len()
}

#[test]
fn a_receipt_is_a_form_with_the_documented_fields() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    let receiver = Receiver::new();
    let sms = submit(&sandbox, "/sms/Submit.json", "C00000000", "您好");
    sandbox.post("receipt", &json!({"id": sms, "url": receiver.url()}));
    let (head, body) = receiver.answer("200 OK", " success\n");
    assert!(head.starts_with("POST /receipt?from=gateway HTTP/1."), "{head}");
    assert!(head.contains("Content-Type: application/x-www-form-urlencoded"), "{head}");
    let expected =
        format!("code=2&msg=DELIVRD&mobilephone=13800000000&smsid={sms}&report_time=2023-11-15+06%3A13%3A20");
    assert_eq!(body, expected);
    let push = wait_for(&sandbox, |push| push["state"] == "done");
    assert_eq!((attempts(&push), &push["attempts"][0]["status"]), (1, &json!(200)));

    let voice = submit(&sandbox, "/webservice/voice.php?method=Submit", "V00000000", "1125");
    sandbox.post("receipt", &json!({"id": voice, "url": receiver.url(), "code": 0, "msg": "CL26:-37"}));
    let (_, body) = receiver.answer("200 OK", "success");
    assert!(body.starts_with(&format!("code=0&msg=CL26%3A-37&mobilephone=13800000000&voiceid={voice}&")), "{body}");

    sandbox.post(
        "receipt",
        &json!({"id": sms, "url": receiver.url(), "field": "task_id", "fields": {"extra": "1", "report_time": null}}),
    );
    let (_, body) = receiver.answer("200 OK", "success");
    assert!(body.ends_with(&format!("&task_id={sms}&extra=1")), "{body}");
}

#[test]
fn a_push_is_tried_three_times_on_the_virtual_clock() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    let receiver = Receiver::new();
    sandbox.post("receipt", &json!({"id": "1", "mobile": "13800000000", "url": receiver.url()}));
    receiver.answer("200 OK", "ok");
    assert_eq!(wait_for(&sandbox, |push| attempts(push) == 1)["state"], "pending");
    sandbox.clock(json!({"advance": 60}));
    receiver.answer("500 Internal Server Error", "");
    wait_for(&sandbox, |push| attempts(push) == 2);
    sandbox.clock(json!({"advance": 60}));
    assert_eq!(attempts(sandbox.pushes().last().unwrap()), 2, "the second pause is twice the first");
    sandbox.clock(json!({"advance": 60}));
    receiver.answer("200 OK", "success!");
    let push = wait_for(&sandbox, |push| push["state"] == "failed");
    let times: Vec<_> = push["attempts"].as_array().unwrap().iter().map(|attempt| attempt["time"].clone()).collect();
    assert_eq!(json!(times), json!([1_700_000_000, 1_700_000_060, 1_700_000_180]));
}

#[test]
fn success_ends_the_tries() {
    let sandbox = Sandbox::with(&["--push-delays", "0,0"]);
    let receiver = Receiver::new();
    sandbox.post("receipt", &json!({"id": "1", "url": receiver.url()}));
    receiver.answer("200 OK", "failed");
    receiver.answer("200 OK", "success");
    assert_eq!(attempts(&wait_for(&sandbox, |push| push["state"] == "done")), 2);
}

#[test]
fn replies_and_reviews_have_fields_of_their_own() {
    let receiver = Receiver::new();
    let sandbox = Sandbox::with(&["--push-url", &receiver.url()]);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    let id = submit(&sandbox, "/sms/Submit.json", "C00000000", "您好");
    sandbox.post("reply", &json!({"mobile": "13800000000", "content": "退订"}));
    let (_, body) = receiver.answer("200 OK", "success");
    assert_eq!(
        body,
        format!("mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&smsid={id}&reply_time=2023-11-15+06%3A13%3A20")
    );
    let form = [("account", "C00000000"), ("password", KEY), ("content", "预约【变量】成功。")];
    exchange(sandbox.authority(), &post("h", "/webservice/sms.php?method=AddTemplate", &form));
    sandbox.post("template-review", &json!({"templateid": 10001, "code": 0, "msg": "含营销内容"}));
    let (_, body) = receiver.answer("200 OK", "success");
    assert!(body.starts_with("code=0&msg=") && body.ends_with("&templateid=10001"), "{body}");
    let state = || sandbox.get("templates")["templates"].as_array().unwrap().last().unwrap()["state"].clone();
    assert_eq!(state(), "rejected");
    sandbox.post("template-review", &json!({"templateid": 10001}));
    receiver.answer("200 OK", "success");
    assert_eq!(state(), "approved");
}

#[test]
fn receipts_come_by_themselves_when_asked_for_at_the_start() {
    let receiver = Receiver::new();
    let sandbox = Sandbox::with(&["--no-limits", "--auto-receipts", "--push-url", &receiver.url()]);
    let id = submit(&sandbox, "/sms/Submit.json", "C00000000", "您好");
    assert!(receiver.answer("200 OK", "success").1.contains(&format!("smsid={id}")));
}

#[test]
fn pushes_stay_on_this_machine() {
    let sandbox = Sandbox::start();
    for url in ["http://192.0.2.1/", "https://127.0.0.1/", "nonsense"] {
        let answer = sandbox.try_post("receipt", &json!({"id": "1", "url": url}));
        assert!(answer.get("error").is_some(), "{url}: {answer}");
    }
    assert!(sandbox.pushes().is_empty());
}
