//! The inbox page: what is served, what it is told, what it is never told, and who may drive it.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};
use support::eventually;
use support::http::{Answer, exchange, post};
use support::sandbox::{KEY, Sandbox};

const TEXT: &str = "您的验证码是：1234。请不要把验证码泄露给其他人。";
const MOBILE: &str = "13800000000";
const TARGET: &str = "/webservice/sms.php?method=Submit";

fn get(sandbox: &Sandbox, target: &str, headers: &str) -> Answer {
    let request = format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
    exchange(sandbox.authority(), request.as_bytes())
}

fn local(sandbox: &Sandbox, target: &str) -> Answer {
    get(sandbox, target, &format!("Host: {}\r\n", sandbox.authority()))
}

fn submit(sandbox: &Sandbox, password: &str, mobile: &str, content: &str) -> Answer {
    let form = [("account", "C00000000"), ("password", password), ("mobile", mobile), ("content", content)];
    exchange(sandbox.authority(), &post("h", TARGET, &form))
}

/// The events that a page is told, as they come.
struct Events(BufReader<TcpStream>);

impl Events {
    fn of(sandbox: &Sandbox) -> Events {
        let mut stream = TcpStream::connect(sandbox.authority()).unwrap();
        write!(stream, "GET /_sandbox/events HTTP/1.1\r\nHost: {}\r\n\r\n", sandbox.authority()).unwrap();
        let mut events = Events(BufReader::new(stream));
        let head: Vec<String> = std::iter::from_fn(|| Some(events.line()).filter(|line| !line.is_empty())).collect();
        assert!(head[0].starts_with("HTTP/1.1 200"), "{head:?}");
        let kind = head.iter().find(|line| line.to_lowercase().starts_with("content-type:")).unwrap();
        assert!(kind.contains("text/event-stream"), "{kind}");
        events
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0, "the events end");
        line.trim_end().to_owned()
    }

    /// Name and data of the next. What is between, pieces' lengths and comments, is no event.
    fn next(&mut self) -> (String, Value) {
        let name = loop {
            if let Some(name) = self.line().strip_prefix("event: ") {
                break name.to_owned();
            }
        };
        let data = self.line();
        (name, serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap())
    }

    fn until(&mut self, wanted: &str) -> Value {
        loop {
            let (name, data) = self.next();
            if name == wanted {
                return data;
            }
        }
    }
}

#[test]
fn the_page_is_at_the_base_url_and_needs_nothing_from_elsewhere() {
    let sandbox = Sandbox::start();
    let page = local(&sandbox, "/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    let text = page.text();
    let parts: Vec<&str> = ["src=\"", "href=\""]
        .iter()
        .flat_map(|mark| text.split(mark).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|part| *part != "#")
        .collect();
    assert!(parts.len() >= 3);
    let mut known = parts.clone();
    let main = local(&sandbox, "/_sandbox/page/main.js").text();
    let modules: Vec<String> = main
        .split("from \"./")
        .skip(1)
        .map(|rest| format!("/_sandbox/page/{}", rest.split('"').next().unwrap()))
        .collect();
    known.extend(modules.iter().map(String::as_str));
    for part in known {
        assert!(part.starts_with("/_sandbox/page/"), "{part}");
        let answer = local(&sandbox, part);
        assert_eq!((answer.status, answer.header("x-content-type-options")), (200, Some("nosniff")), "{part}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{part}");
    }
    for missing in ["/_sandbox/page/none.js", "/_sandbox/page/..%2fmod.rs", "/index.html"] {
        assert_eq!(local(&sandbox, missing).status, 404, "{missing}");
    }
    assert_eq!(
        exchange(sandbox.authority(), &post(sandbox.authority(), "/", &[])).status,
        404,
        "the gateway has nothing there"
    );
    assert!(sandbox.ledger().is_empty(), "the page is no call of the gateway");
}

#[test]
fn a_page_is_told_everything_at_first_and_then_every_change() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    submit(&sandbox, KEY, MOBILE, TEXT);
    let mut events = Events::of(&sandbox);
    let names = [(); 4].map(|()| events.next());
    assert_eq!(names.each_ref().map(|(name, _)| name.as_str()), ["start", "clock", "faults", "calls"]);
    let run = names[0].1["run"].clone();
    assert_eq!(
        names[3].1[0]["phones"],
        json!([{"mobile": MOBILE, "segments": 1, "text": format!("【互亿无线】{TEXT}")}])
    );

    // A text like markup comes as it was sent; one refused comes with what the gateway says.
    let hostile = "</script><img src=x onerror=alert(1)>";
    submit(&sandbox, KEY, MOBILE, hostile);
    let call = events.until("calls")[0].clone();
    assert_eq!((&call["seq"], &call["content"], &call["accepted"]), (&json!(2), &json!(hostile), &json!(true)));
    submit(&sandbox, KEY, "19900004051", TEXT);
    let call = events.until("calls")[0].clone();
    assert_eq!((&call["code"], &call["msg"], &call["phones"]), (&json!(4051), &json!("剩余条数不足"), &json!([])));

    sandbox.clock(json!({"advance": 60, "stop": true}));
    assert_eq!(events.until("clock")["stopped"], true);
    sandbox.fault(json!({"kind": "html"}));
    assert_eq!(events.until("faults")["faults"][0]["struck"], 0);
    submit(&sandbox, KEY, MOBILE, TEXT);
    assert_eq!(events.until("faults")["faults"][0]["struck"], 1);
    assert_eq!(events.until("calls")[0]["code"], json!(null));

    sandbox.reset();
    let start = events.until("start");
    assert_ne!(start["run"], run, "another run");
}

#[test]
fn a_group_message_is_one_call_on_several_phones() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let form = [
        ("account", "M00000000"),
        ("password", KEY),
        ("mobile", "13600000001,13600000002"),
        ("content", "【测试】优惠，退订回T"),
    ];
    exchange(sandbox.authority(), &post("h", "/yx/webservice/sms.php?method=Submit", &form));
    let calls = Events::of(&sandbox).until("calls");
    let mobiles: Vec<&Value> = calls[0]["phones"].as_array().unwrap().iter().map(|phone| &phone["mobile"]).collect();
    assert_eq!(json!(mobiles), json!(["13600000001", "13600000002"]));
}

#[test]
fn no_secret_is_in_the_events_or_in_a_call_that_is_looked_at() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let secret = "a-password-of-somebodys";
    let json_body = format!(r#"{{"account":"C00000000","password":"{secret}"}}"#);
    let basic = format!(
        "POST /sms/Submit.json HTTP/1.1\r\nHost: h\r\nAuthorization: Basic {secret}\r\nCookie: k={secret}\r\nReferer: http://h/?password={secret}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json_body}",
        json_body.len()
    );
    exchange(sandbox.authority(), basic.as_bytes());
    let multipart = "--X\r\nContent-Disposition: form-data; name=\"account\"\r\n\r\nC00000000\r\n--X\r\n\
        Content-Disposition: form-data; name=\"password\"\r\n\r\nab1\r\n--X--\r\n";
    let request = format!(
        "POST {TARGET} HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{multipart}",
        multipart.len()
    );
    exchange(sandbox.authority(), request.as_bytes());
    submit(&sandbox, secret, MOBILE, TEXT);
    // The key in the wrong field, and a password that fits to it.
    submit(&sandbox, KEY, KEY, TEXT);
    let target = format!("{TARGET}&account=C00000000&Pass%77ord={secret}&mobile={MOBILE}");
    local(&sandbox, &target);

    let looked_at: Vec<Value> =
        (1..=5).map(|seq| sandbox.get(&format!("ledger?seq={seq}"))[0]["raw"].clone()).collect();
    for (index, raw) in looked_at.iter().enumerate() {
        let shown = raw.to_string();
        assert!(shown.contains("***"), "{index}: {shown}");
        for word in [secret, KEY, "ab1"] {
            assert!(!shown.contains(word), "{index}: {shown}");
        }
    }
    let told = Events::of(&sandbox).until("calls").to_string();
    assert!(!told.contains(secret) && !told.contains("raw"), "{told}");
    let one = sandbox.get("ledger?seq=3");
    assert_eq!(one.as_array().unwrap().len(), 1);
    assert!(one[0]["answer"].as_str().unwrap().contains("<code>405</code>"), "{one}");
    assert_eq!(one[0]["msg"], "用户名或密码不正确");
}

#[test]
fn a_receipt_may_wait_for_the_virtual_clock() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    submit(&sandbox, KEY, MOBILE, TEXT);
    let application = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", application.local_addr().unwrap());
    sandbox.post("receipt", &json!({"mobile": MOBILE, "url": url, "delay": 3600}));
    let mut events = Events::of(&sandbox);
    let told = events.until("pushes")[0].clone();
    assert_eq!(
        (&told["state"], &told["due"], &told["tries"], &told["after"]),
        (&json!("pending"), &json!(1_700_003_600), &json!(0), &json!(1))
    );
    sandbox.clock(json!({"advance": 3599}));
    application.set_nonblocking(true).unwrap();
    assert!(application.accept().is_err(), "a second too early");
    application.set_nonblocking(false).unwrap();
    sandbox.clock(json!({"advance": 1}));
    let (stream, _) = application.accept().unwrap();
    stream.set_nonblocking(false).unwrap();
    let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
    let length: usize =
        lines.by_ref().find_map(|line| line.strip_prefix("Content-Length: ").map(|n| n.parse().unwrap())).unwrap();
    assert!(length > 0);
    write!(&stream, "HTTP/1.0 200 OK\r\nContent-Length: 7\r\n\r\nsuccess").unwrap();
    // The length of the body is not waited for: what counts here is when it came, and the time in it.
    drop(stream);
    let push = eventually("the push", || {
        sandbox.pushes().pop().filter(|push| !push["attempts"].as_array().unwrap().is_empty())
    });
    assert!(push["body"].as_str().unwrap().contains("report_time=2023-11-15+07%3A13%3A20"), "{push}");
    assert_eq!(push["attempts"][0]["time"], 1_700_003_600);
    let answer = sandbox.try_post("receipt", &json!({"mobile": MOBILE, "url": url, "delay": -1}));
    assert!(answer["en"].as_str().unwrap().contains("delay"), "{answer}");
}

#[test]
fn no_page_of_another_origin_drives_it_and_no_other_name_reaches_it() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    submit(&sandbox, KEY, MOBILE, TEXT);
    let here = sandbox.authority().to_owned();
    let ask = |method: &str, target: &str, headers: &str| {
        let request =
            format!("{method} {target} HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n{headers}\r\n{{}}");
        exchange(&here, request.as_bytes())
    };
    let host = format!("Host: {here}\r\n");
    for (what, headers) in [
        ("another site", format!("{host}Origin: http://evil.example\r\n")),
        ("another port", format!("{host}Origin: http://127.0.0.1:1\r\n")),
        ("a file or a sandboxed frame", format!("{host}Origin: null\r\n")),
        ("a form without an origin", format!("{host}Sec-Fetch-Site: cross-site\r\n")),
        ("a name that was made to point here", "Host: evil.example\r\nOrigin: http://evil.example\r\n".to_owned()),
    ] {
        for (method, target) in
            [("POST", "/_sandbox/reset"), ("POST", "/_sandbox/faults"), ("DELETE", "/_sandbox/faults")]
        {
            let answer = ask(method, target, &headers);
            assert_eq!(answer.status, 403, "{what}: {method} {target} {}", answer.text());
            let words: Value = serde_json::from_str(&answer.text()).unwrap();
            assert!(words["zh"].as_str().is_some_and(|zh| !zh.is_ascii()) && words["en"].is_string(), "{words}");
        }
    }
    for target in ["/", "/_sandbox/inbox", "/_sandbox/accounts", "/_sandbox/events"] {
        assert_eq!(get(&sandbox, target, "Host: evil.example\r\n").status, 403, "{target}");
    }
    assert_eq!(sandbox.inbox().len(), 1, "nothing was cleared");

    // The gateway itself is asked under every name, as ever.
    submit(&sandbox, KEY, MOBILE, TEXT);
    assert_eq!(sandbox.inbox().len(), 2);
    let own = format!("{host}Origin: http://{here}\r\nSec-Fetch-Site: same-origin\r\n");
    assert_eq!(ask("POST", "/_sandbox/reset", &own).status, 200, "the page's own");
    assert!(sandbox.inbox().is_empty());
    let port = here.rsplit(':').next().unwrap();
    assert_eq!(ask("POST", "/_sandbox/reset", &format!("Host: localhost:{port}\r\n")).status, 200);
}
