//! Faults on demand: each is seen by the client as asked for, and the ledger tells what really happened.

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};
use support::eventually;
use support::http::{Answer, converse, exchange, is_silent, post};
use support::sandbox::{KEY, Sandbox};

const SMS: &str = "/webservice/sms.php?method=Submit";
const JSON: &str = "/sms/Submit.json";
const MOBILE: &str = "13800000000";
const ACCEPTED: &str = "<code>2</code>\n<msg>提交成功</msg>\n";

fn request(target: &str) -> Vec<u8> {
    post("h", target, &[("account", "C00000000"), ("password", KEY), ("mobile", MOBILE), ("content", "您好")])
}

fn ask(sandbox: &Sandbox, target: &str) -> Answer {
    exchange(sandbox.authority(), &request(target))
}

/// What a client is told under a fault, and whether the gateway took the message.
fn under(sandbox: &Sandbox, fault: Value, target: &str) -> (Answer, bool) {
    let before = sandbox.accepted();
    let name = fault["kind"].as_str().unwrap().to_owned();
    sandbox.fault(fault);
    let answer = ask(sandbox, target);
    let ledger = sandbox.ledger();
    assert_eq!(ledger.last().unwrap()["fault"], name.as_str());
    assert_eq!(sandbox.inbox().len(), sandbox.accepted(), "what is accepted is delivered");
    (answer, sandbox.accepted() > before)
}

fn was_reset(answer: &Answer) -> bool {
    matches!(&answer.ended, Err(error) if error.kind() == ErrorKind::ConnectionReset)
}

#[test]
fn connections_end_as_asked_and_the_ledger_knows_whether_the_message_went() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (kind, reset, accepted) in [
        ("reset_before", true, false),
        ("reset_after", true, true),
        ("close_before", false, false),
        ("close_after", false, true),
    ] {
        let (answer, went) = under(&sandbox, json!({"kind": kind}), SMS);
        assert_eq!((answer.status, was_reset(&answer), went), (0, reset, accepted), "{kind}");
        assert_eq!(ask(&sandbox, SMS).code(), 2, "{kind} strikes once");
    }
    let connections = sandbox.connections();
    assert!(connections.iter().all(|one| one["requests"] == 1));
    eventually("four connections that a fault ended", || {
        (sandbox.connections().iter().filter(|one| one["ended"] == "fault").count() == 4).then_some(())
    });
}

#[test]
fn a_silent_gateway_may_or_may_not_have_taken_the_message() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for accept in [false, true] {
        sandbox.reset();
        sandbox.limits(json!({"enabled": false}));
        sandbox.fault(json!({"kind": "silent", "accept": accept}));
        let mut stream = TcpStream::connect(sandbox.authority()).unwrap();
        stream.write_all(&request(SMS)).unwrap();
        let entry = eventually("the submission", || sandbox.ledger().pop());
        assert_eq!(entry["accepted"], accept);
        assert!(is_silent(&mut stream));
    }
}

#[test]
fn a_delayed_reply_is_decided_before_the_delay() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.fault(json!({"kind": "delay", "ms": 3_600_000}));
    let mut stream = TcpStream::connect(sandbox.authority()).unwrap();
    stream.write_all(&request(SMS)).unwrap();
    // The ledger is asked until it knows; the reply is an hour away.
    eventually("the acceptance", || (sandbox.accepted() == 1).then_some(()));
    drop(stream);
    let (answer, went) = under(&sandbox, json!({"kind": "delay", "ms": 1}), SMS);
    assert_eq!((answer.code(), went), (2, true));
}

#[test]
fn bodies_are_cut_miscounted_and_dripped() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let length = |answer: &Answer| answer.header("content-length").unwrap().parse::<usize>().unwrap();
    let whole = ask(&sandbox, SMS).body.len();
    let (answer, went) = under(&sandbox, json!({"kind": "cut_body", "bytes": 20}), SMS);
    assert_eq!((answer.body.len(), length(&answer), went), (20, whole, true));
    let (answer, _) = under(&sandbox, json!({"kind": "wrong_length", "delta": 7}), SMS);
    assert_eq!((answer.body.len(), length(&answer)), (whole, whole + 7));
    let (answer, _) = under(&sandbox, json!({"kind": "wrong_length", "delta": -7}), SMS);
    assert_eq!((answer.body.len(), length(&answer)), (whole, whole - 7));
    let (answer, went) = under(&sandbox, json!({"kind": "slow_bytes", "ms": 0}), SMS);
    assert_eq!((answer.body.len(), answer.code(), went), (whole, 2, true));
    let (answer, went) = under(&sandbox, json!({"kind": "huge_body", "bytes": 10_000_000}), SMS);
    assert_eq!((answer.body.len(), answer.code(), went), (10_000_000, 2, true));
    let (answer, went) = under(&sandbox, json!({"kind": "close_idle"}), SMS);
    assert_eq!((answer.code(), answer.header("connection"), went), (2, None, true));
}

#[test]
fn http_answers_that_are_not_the_gateways_come_with_or_without_the_message_taken() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let moved = json!({"kind": "status", "status": 301, "location": "http://127.0.0.1:9/"});
    let (answer, went) = under(&sandbox, moved, SMS);
    assert_eq!((answer.status, answer.header("location"), went), (301, Some("http://127.0.0.1:9/"), false));
    let (answer, went) = under(&sandbox, json!({"kind": "status", "body": "down", "accept": true}), SMS);
    assert_eq!((answer.status, answer.text().as_str(), went), (500, "down", true));
    let (answer, went) = under(&sandbox, json!({"kind": "html"}), SMS);
    assert_eq!((answer.status, answer.header("content-type"), went), (200, Some("text/html"), false));
    for raw in [json!({"text": "nonsense"}), json!({"hex": "6e6f6e73656e7365"}), json!({"base64": "bm9uc2Vuc2U="})] {
        let mut fault = raw;
        fault["kind"] = json!("raw");
        sandbox.fault(fault);
        let mut received = String::new();
        let mut stream = TcpStream::connect(sandbox.authority()).unwrap();
        stream.write_all(&request(SMS)).unwrap();
        stream.read_to_string(&mut received).unwrap();
        assert_eq!(received, "nonsense");
    }
}

#[test]
fn replies_are_distorted_one_way_at_a_time() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let text = |fault: Value, target: &str| {
        let (answer, went) = under(&sandbox, fault, target);
        assert!(went);
        answer.text()
    };
    assert!(text(json!({"kind": "wrong_root", "root": "Other"}), SMS).contains("<Other xmlns="));
    assert!(text(json!({"kind": "empty_elements"}), SMS).contains("<code></code>\n<msg></msg>\n<smsid></smsid>"));
    assert!(text(json!({"kind": "no_id"}), SMS).ends_with(&format!("{ACCEPTED}</SubmitResult>")));
    assert_eq!(text(json!({"kind": "no_id"}), JSON), r#"{"code":2,"msg":"提交成功"}"#);
    assert_eq!(text(json!({"kind": "zero_id"}), JSON), r#"{"code":2,"msg":"提交成功","smsid":"0"}"#);
    assert!(text(json!({"kind": "code_string"}), JSON).starts_with(r#"{"code":"2","#));
    for literal in ["-1", "2.0", "1099511627776", "null"] {
        let fault = || json!({"kind": "code_text", "text": literal});
        assert!(text(fault(), JSON).starts_with(&format!("{{\"code\":{literal},")), "{literal}");
        assert!(text(fault(), SMS).contains(&format!("<code>{literal}</code>")), "{literal}");
    }
    assert!(text(json!({"kind": "long_id", "digits": 40}), JSON).contains(&format!("\"{}\"", "9".repeat(40))));
    let numeric = text(json!({"kind": "numeric_id"}), JSON);
    assert!(numeric.rsplit(':').next().unwrap().trim_end_matches('}').bytes().all(|b| b.is_ascii_digit()), "{numeric}");
    let twice = text(json!({"kind": "duplicate_code"}), SMS);
    assert_eq!(twice.matches("<code>").count(), 2);
}

#[test]
fn bytes_are_distorted_under_an_unchanged_declaration() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (answer, _) = under(&sandbox, json!({"kind": "bom"}), SMS);
    assert!(answer.body.starts_with(b"\xef\xbb\xbf<?xml"));
    let (answer, _) = under(&sandbox, json!({"kind": "gbk"}), SMS);
    assert!(answer.body.windows(4).any(|four| four == b"\xcc\xe1\xbd\xbb"), "提交 in GBK");
    assert_eq!(answer.header("content-type"), Some("text/xml; charset=utf-8"));
    let (answer, _) = under(&sandbox, json!({"kind": "gzip"}), SMS);
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    // An independent decoder reads what was written.
    sandbox.fault(json!({"kind": "gzip"}));
    let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
    let form = [("account", "C00000000"), ("password", KEY), ("mobile", MOBILE), ("content", "您好")];
    let mut response = agent.post(format!("{}{SMS}", sandbox.url)).send_form(form).unwrap();
    assert!(response.body_mut().read_to_string().unwrap().contains(ACCEPTED));
}

#[test]
fn a_message_that_is_not_let_in_is_refused_where_a_reply_is_seen() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (kind, told) in [("wrong_root", 0), ("bom", 0), ("gzip", 0), ("zero_id", 2), ("no_id", 2)] {
        let (answer, went) = under(&sandbox, json!({"kind": kind, "accept": false}), SMS);
        assert_eq!((answer.code(), went), (told, false), "{kind}");
        assert_eq!(sandbox.ledger().last().unwrap()["code"], json!(null));
    }
}

#[test]
fn a_wrong_clock_refuses_dynamic_passwords_until_it_is_learned() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    sandbox.fault(json!({"kind": "wrong_clock", "offset": 3600}));
    let send = |password: &str, time: &str| {
        let form =
            [("account", "C00000000"), ("password", password), ("mobile", MOBILE), ("content", "1234"), ("time", time)];
        exchange(sandbox.authority(), &post("h", SMS, &form))
    };
    let answer = send("4f7f9ee4be5ead83d492579aeaf075d6", "1700000000");
    assert_eq!((answer.code(), answer.header("date")), (40501, Some("Tue, 14 Nov 2023 23:13:20 GMT")));
    // md5("C00000000" KEY "13800000000" "1234" "1700003600")
    assert_eq!(send("9396f02f72ddce775e09d7527ee43f51", "1700003600").code(), 2);
    assert_eq!(send(KEY, "1700000000").code(), 2, "a clear key knows no time");
    sandbox.clear_faults();
    assert_eq!(send("4f7f9ee4be5ead83d492579aeaf075d6", "1700000000").code(), 2);
}

#[test]
fn faults_strike_whom_when_and_as_often_as_asked() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.fault(json!([
        {"kind": "html", "skip": 1, "times": 2, "match": {"service": "sms", "method": "Submit", "mobile": MOBILE}},
        {"kind": "status", "status": 503, "times": 0, "match": {"service": "voice"}},
    ]));
    let voice = || ask(&sandbox, "/webservice/voice.php?method=Submit").status;
    let kinds: Vec<bool> = (0..4).map(|_| ask(&sandbox, SMS).text().contains("<html>")).collect();
    assert_eq!(kinds, [false, true, true, false]);
    assert_eq!([voice(), voice(), voice()], [503, 503, 503]);
    let listed = sandbox.get("faults");
    assert_eq!(listed["faults"][0]["struck"], 2);
    sandbox.clear_faults();
    assert_eq!(voice(), 200);
}

#[test]
fn faults_reach_through_tls() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.fault(json!([{"kind": "reset_after"}, {"kind": "cut_body", "bytes": 5}]));
    let answer = secure(&sandbox, "localhost").map(|stream| converse(stream, &request(SMS))).unwrap();
    assert_eq!(answer.status, 0);
    assert!(answer.ended.is_err());
    let answer = secure(&sandbox, "localhost").map(|stream| converse(stream, &request(SMS))).unwrap();
    assert_eq!(answer.body, b"<?xml");
    assert_eq!(sandbox.accepted(), 2);
}

/// A TLS connection that trusts the sandbox's authority alone.
fn secure(sandbox: &Sandbox, name: &str) -> std::io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&sandbox.ca_file).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut session = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = TcpStream::connect(sandbox.authority())?;
    while session.is_handshaking() {
        session.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(session, stream))
}

#[test]
fn the_same_port_speaks_tls_under_every_name_a_client_may_use() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let names = [
        "localhost",
        "127.0.0.1",
        "106.ihuyi.com",
        "api.voice.ihuyi.com",
        "api.vm.ihuyi.com",
        "api.isms.ihuyi.com",
        "api.yx.ihuyi.com",
        "api.ihuyi.com",
    ];
    for name in names {
        let stream = secure(&sandbox, name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(converse(stream, &request(SMS)).code(), 2, "{name}");
    }
    assert!(secure(&sandbox, "example.com").is_err());
    assert!(sandbox.ledger().iter().all(|entry| entry["tls"] == true));
    let connections = sandbox.connections();
    let told = |one: &Value| one["tls"] == true && one["tls_version"] == "1.3";
    assert!(connections[..names.len()].iter().all(told), "{connections:?}");
    assert_eq!(connections[2]["server_name"], "106.ihuyi.com");
    eventually("the refused handshake", || {
        let last = sandbox.connections().pop()?;
        last["ended"].as_str().is_some_and(|why| why.starts_with("TLS")).then_some(())
    });
}

#[test]
fn tls_goes_wrong_as_asked_until_cleared() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (fault, part) in [
        ("expired", "expired"),
        ("self_signed", "invalid peer certificate"),
        ("wrong_name", "not valid for"),
        ("unknown_ca", "UnknownIssuer"),
        ("plain", "corrupt"),
        ("tls_close", "end of file"),
    ] {
        sandbox.fault(json!({"tls": fault}));
        let error =
            secure(&sandbox, "localhost").err().unwrap_or_else(|| panic!("{fault} lets the client in")).to_string();
        assert!(error.to_lowercase().contains(&part.to_lowercase()), "{fault}: {error}");
    }
    sandbox.fault(json!({"tls": "tls_silent"}));
    let mut stream = TcpStream::connect(sandbox.authority()).unwrap();
    stream.write_all(b"\x16\x03\x01").unwrap();
    eventually("the silent handshake", || {
        sandbox.connections().last().filter(|one| one["tls"] == true && one["closed"] == json!(null)).cloned()
    });
    assert!(is_silent(&mut stream));
    for (fault, version) in [("only_tls12", "1.2"), ("only_tls13", "1.3")] {
        sandbox.fault(json!({"tls": fault}));
        assert_eq!(converse(secure(&sandbox, "localhost").unwrap(), &request(SMS)).code(), 2);
        assert_eq!(sandbox.connections().last().unwrap()["tls_version"], version);
    }
    assert_eq!(sandbox.accepted(), 2, "nothing crossed a handshake that failed");
    sandbox.fault(json!({"tls": "expired"}));
    sandbox.clear_faults();
    assert!(secure(&sandbox, "localhost").is_ok());
}
