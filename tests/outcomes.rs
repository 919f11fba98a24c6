//! Every outcome of every service over real sockets, HTTP and TLS, and the fault matrix: what the caller is told, held against what the
//! sandbox's ledger says the gateway did.

mod support;

use ihuyi::answer::{Answer, Outcome};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::service::Service;
use serde_json::{Value, json};
use std::time::Duration;
use support::closed::closed_port;
use support::eventually;
use support::sandbox::{KEY, Sandbox};

const TEXT: &str = "您的验证码是：1234。请不要把验证码泄露给其他人。";

fn client(settings: &[(&str, &str)]) -> Client {
    let mut config = Config::default();
    for service in Service::ALL {
        let prefix = if service == Service::Sms { String::new() } else { format!("{}_", service.name()) };
        config.set(&format!("{prefix}account"), &format!("{}00000000", service.facts().account_prefix)).unwrap();
        config.set(&format!("{prefix}apikey"), KEY).unwrap();
    }
    for (key, value) in settings {
        config.set(key, value).unwrap();
    }
    Client::new(config)
}

/// The four ways to a sandbox: plain and TLS, each asking for XML and for JSON.
fn ways(sandbox: &Sandbox) -> Vec<(String, Client)> {
    let mut out = Vec::new();
    for url in [&sandbox.url, &sandbox.tls_url] {
        for format in ["xml", "json"] {
            let settings =
                [("gateway", url.as_str()), ("ca_file", &sandbox.ca_file), ("format", format), ("timeout", "10")];
            out.push((format!("{} {format}", &url[..5]), client(&settings)));
        }
    }
    out
}

fn number(service: Service) -> &'static str {
    if service == Service::International { "1 2025550100" } else { "13800000000" }
}

/// A number that the sandbox answers with this code.
fn magic(service: Service, code: u32) -> String {
    format!("{}199{code:08}", if service == Service::International { "1 " } else { "" })
}

fn content(service: Service) -> &'static str {
    match service {
        Service::Sms => TEXT,
        Service::Voice => "1125",
        Service::VoiceNotice => "您的订单号是：9633。已由顺风快递发出，请注意查收。",
        Service::International => "Your verification code is 1125",
        Service::Marketing => "新品上市，全场八折。退订回T【测试】",
    }
}

fn send_to(client: &Client, service: Service, mobile: &str) -> Answer {
    client.submit(&Submission { service, mobile, content: content(service), template_id: None, schedule: None })
}

fn send(client: &Client, service: Service) -> Answer {
    send_to(client, service, number(service))
}

#[track_caller]
fn expect(answer: &Answer, outcome: Outcome, code: i32, why: &str) {
    assert_eq!((answer.outcome, answer.code), (outcome, code), "{why}: {answer:?}");
}

#[test]
fn accepted_is_in_the_inbox_once_and_byte_for_byte() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        for service in Service::ALL {
            sandbox.reset();
            sandbox.limits(json!({"enabled": false}));
            let answer = send(&client, service);
            let why = format!("{way} {}", service.name());
            expect(&answer, Outcome::Accepted, 2, &why);
            assert_eq!((answer.http_status, answer.local), (200, false), "{why}");
            let inbox = sandbox.inbox();
            assert_eq!(inbox.len(), 1, "{why}");
            let message = &inbox[0];
            assert_eq!(message["service"], service.name(), "{why}");
            assert_eq!(message["mobile"], number(service), "{why}");
            assert_eq!(message["content"], content(service), "{why}");
            assert_eq!(message["id"], answer.id, "{why}");
        }
    }
}

#[test]
fn refused_by_the_gateway_is_its_own_number() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        for service in Service::ALL {
            for code in [4051, 408, 0] {
                let answer = send_to(&client, service, &magic(service, code));
                let why = format!("{way} {} {code}", service.name());
                expect(&answer, Outcome::Refused, code as i32, &why);
                assert!(!answer.local && answer.id.is_empty(), "{why}");
            }
        }
    }
    assert_eq!(sandbox.accepted(), 0);
}

#[test]
fn refused_here_never_reaches_the_gateway() {
    let sandbox = Sandbox::start();
    for (way, client) in ways(&sandbox) {
        for service in Service::ALL {
            expect(&send_to(&client, service, ""), Outcome::Refused, 403, &way);
            let answer = send_to(&client, service, "not a number");
            expect(&answer, Outcome::Refused, 406, &way);
            assert!(answer.local && answer.http_status == 0, "{way}");
        }
    }
    assert_eq!(sandbox.ledger().len(), 0);
}

#[test]
fn not_sent_and_unknown_for_every_service() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for scheme in ["http", "https"] {
        let gone = client(&[("gateway", &format!("{scheme}://{}", closed_port()))]);
        for service in Service::ALL {
            expect(&send(&gone, service), Outcome::NotSent, own::CONNECT, scheme);
        }
    }
    for (way, client) in ways(&sandbox) {
        for service in Service::ALL {
            sandbox.reset();
            sandbox.limits(json!({"enabled": false}));
            sandbox.fault(json!({"kind": "reset_after"}));
            expect(&send(&client, service), Outcome::Unknown, own::UNKNOWN, &way);
            assert_eq!((sandbox.ledger().len(), sandbox.accepted()), (1, 1), "{way} {}", service.name());
        }
    }
}

/// What one faulty answer must come to: the fault, the outcome, the code, and the HTTP status of an answer that came whole.
fn matrix() -> Vec<(Value, Outcome, i32, Option<u16>)> {
    let broken = |fault: Value| (fault, Outcome::Unknown, own::UNKNOWN, None);
    let none = |fault: Value| (fault, Outcome::Unknown, own::UNKNOWN, Some(0));
    let unknown = |status: u16, fault: Value| (fault, Outcome::Unknown, own::UNKNOWN, Some(status));
    let accepted = |fault: Value| (fault, Outcome::Accepted, 2, Some(200));
    vec![
        none(json!({"kind": "reset_before"})),
        none(json!({"kind": "reset_after"})),
        none(json!({"kind": "close_before"})),
        none(json!({"kind": "close_after"})),
        broken(json!({"kind": "cut_body", "bytes": 0})),
        broken(json!({"kind": "cut_body", "bytes": 40})),
        broken(json!({"kind": "wrong_length", "delta": 10})),
        unknown(200, json!({"kind": "wrong_length", "delta": -10})),
        unknown(301, json!({"kind": "status", "status": 301, "location": "/webservice/sms.php?method=Submit"})),
        unknown(307, json!({"kind": "status", "status": 307, "location": "/webservice/sms.php?method=Submit"})),
        unknown(500, json!({"kind": "status", "status": 500})),
        unknown(503, json!({"kind": "status", "status": 503, "accept": true})),
        unknown(204, json!({"kind": "status", "status": 204})),
        unknown(200, json!({"kind": "html"})),
        broken(json!({"kind": "huge_body", "bytes": 10_485_760})),
        unknown(200, json!({"kind": "empty_elements"})),
        unknown(200, json!({"kind": "no_id"})),
        unknown(200, json!({"kind": "zero_id"})),
        unknown(200, json!({"kind": "code_text", "text": "-2"})),
        unknown(200, json!({"kind": "code_text", "text": "2.0"})),
        unknown(200, json!({"kind": "code_text", "text": "1099511627776"})),
        unknown(200, json!({"kind": "duplicate_code"})),
        unknown(200, json!({"kind": "raw", "text": "HTTP/1.1 200 OK\r\n\r\n"})),
        none(json!({"kind": "raw", "text": "SSH-2.0-OpenSSH_9.2\r\n"})),
        broken(json!({"kind": "raw", "text": "HTTP/1.1 200 OK\r\nContent-Length: nine\r\n\r\n{}"})),
        accepted(json!({"kind": "gzip"})),
        accepted(json!({"kind": "wrong_root"})),
        accepted(json!({"kind": "bom"})),
        accepted(json!({"kind": "gbk"})),
        accepted(json!({"kind": "code_string"})),
        accepted(json!({"kind": "numeric_id"})),
        accepted(json!({"kind": "long_id", "digits": 20})),
        accepted(json!({"kind": "long_id", "digits": 60})),
        accepted(json!({"kind": "drop_date"})),
        accepted(json!({"kind": "delay", "ms": 50})),
        accepted(json!({"kind": "close_idle"})),
    ]
}

#[test]
fn the_fault_matrix() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        for (fault, outcome, code, status) in matrix() {
            sandbox.reset();
            sandbox.limits(json!({"enabled": false}));
            sandbox.fault(fault.clone());
            let answer = send(&client, Service::Sms);
            let why = format!("{way} {fault}");
            expect(&answer, outcome, code, &why);
            assert_eq!(answer.http_status, status.unwrap_or(answer.http_status), "{why}: {answer:?}");
            let (tries, accepted) = (sandbox.ledger().len(), sandbox.accepted());
            // Never a second try, and so never a second message.
            assert_eq!(tries, 1, "{why}");
            match outcome {
                Outcome::Accepted => {
                    assert_eq!(accepted, 1, "{why}");
                    assert_eq!(sandbox.inbox()[0]["content"], TEXT, "{why}");
                }
                Outcome::Unknown => assert!(accepted <= 1, "{why}"),
                _ => assert_eq!(accepted, 0, "{why}"),
            }
        }
    }
}

#[test]
fn the_id_is_the_gateways_to_the_last_digit() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        sandbox.reset();
        sandbox.limits(json!({"enabled": false}));
        sandbox.fault(json!({"kind": "numeric_id"}));
        let answer = send(&client, Service::Sms);
        assert_eq!(sandbox.ledger()[0]["id"], answer.id, "{way}");
        // More digits than any integer has.
        sandbox.fault(json!({"kind": "long_id", "digits": 60}));
        assert_eq!(send(&client, Service::Sms).id, "9".repeat(60), "{way}");
    }
}

#[test]
fn time_limits_are_for_the_whole_call() {
    /// Whose requests the faults strike. What else is sent makes the connection that this goes over.
    const STRUCK: &str = "13900000000";
    let sandbox = Sandbox::with(&["--no-limits"]);
    let calls = || -> Vec<Value> { sandbox.ledger().into_iter().filter(|entry| entry["mobile"] == STRUCK).collect() };
    for url in [&sandbox.url, &sandbox.tls_url] {
        let limit = Duration::from_millis(400);
        let settings =
            [("gateway", url.as_str()), ("ca_file", &sandbox.ca_file), ("timeout", "400ms"), ("keep_alive", "600")];
        let client = client(&settings);
        for (mut fault, accepted) in [
            (json!({"kind": "silent"}), false),
            (json!({"kind": "silent", "accept": true}), true),
            (json!({"kind": "slow_bytes", "ms": 50}), true),
        ] {
            fault["match"] = json!({ "mobile": STRUCK });
            let why = format!("{url} {fault}");
            sandbox.reset();
            sandbox.limits(json!({"enabled": false}));
            sandbox.fault(fault);
            // On a machine that stands still the time may be over before the request has left. Then it is "not sent", nothing has come of it,
            // and it is tried again.
            let left = (0..100).find_map(|_| {
                let _connects = send(&client, Service::Sms);
                let answer = send_to(&client, Service::Sms, STRUCK);
                if answer.outcome == Outcome::NotSent {
                    expect(&answer, Outcome::NotSent, own::DEADLINE, &why);
                    return None;
                }
                Some(answer)
            });
            let answer = left.unwrap_or_else(|| panic!("{why}: it never left"));
            expect(&answer, Outcome::Unknown, own::UNKNOWN, &why);
            assert!(answer.elapsed >= limit, "{why}: {answer:?}");
            eventually("the call that left", || (!calls().is_empty()).then_some(()));
            let accepted_ones: Vec<bool> = calls().iter().map(|entry| entry["accepted"] == true).collect();
            assert_eq!(accepted_ones, [accepted], "{why}");
        }
    }
}

#[test]
fn a_certificate_that_is_not_accepted_means_not_sent() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let settings = [("gateway", sandbox.tls_url.as_str()), ("ca_file", &sandbox.ca_file), ("keep_alive", "0")];
    let patient = client(&settings);
    let hasty = client(&[&settings[..], &[("connect_timeout", "500ms")]].concat());
    for (fault, code, words) in [
        ("expired", own::CERTIFICATE, "过期"),
        ("self_signed", own::CERTIFICATE, ""),
        ("wrong_name", own::CERTIFICATE, "域名"),
        ("unknown_ca", own::CERTIFICATE, "不受信任"),
        ("tls_close", own::TLS, ""),
        ("tls_silent", own::CONNECT_TIMEOUT, ""),
        ("plain", own::TLS, ""),
    ] {
        sandbox.fault(json!({"tls": fault}));
        let answer = send(if fault == "tls_silent" { &hasty } else { &patient }, Service::Sms);
        expect(&answer, Outcome::NotSent, code, fault);
        assert!(answer.words(Default::default()).contains(words), "{fault}: {answer:?}");
        sandbox.clear_faults();
    }
    assert_eq!(sandbox.ledger().len(), 0);
    for version in ["only_tls12", "only_tls13"] {
        sandbox.fault(json!({"tls": version}));
        expect(&send(&patient, Service::Sms), Outcome::Accepted, 2, version);
        sandbox.clear_faults();
    }
    // Without its root the sandbox is as unknown as any other.
    let stranger = client(&[("gateway", &sandbox.tls_url)]);
    expect(&send(&stranger, Service::Sms), Outcome::NotSent, own::CERTIFICATE, "no root");
    assert_eq!(sandbox.accepted(), 2);
}

#[test]
fn a_wrong_clock_costs_one_more_request_and_never_one_more_message() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for offset in [86_400i64, -86_400, 3_600, 700] {
        for (way, client) in ways(&sandbox) {
            sandbox.reset();
            sandbox.limits(json!({"enabled": false}));
            sandbox.clock(json!({"offset": offset}));
            let answer = send(&client, Service::Sms);
            let why = format!("{way} {offset}");
            expect(&answer, Outcome::Accepted, 2, &why);
            assert!(answer.clock_corrected, "{why}");
            assert_eq!((sandbox.ledger().len(), sandbox.accepted()), (2, 1), "{why}");
            // Learned: the next message needs one request, and so does the balance.
            assert!(!send(&client, Service::Voice).clock_corrected, "{why}");
            expect(&client.balance(Service::Sms), Outcome::Accepted, 2, &why);
        }
    }
}

#[test]
fn a_clock_that_cannot_be_learned_is_refused_after_one_request() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        sandbox.reset();
        sandbox.clock(json!({"offset": 90_000}));
        sandbox.fault(json!({"kind": "drop_date"}));
        let answer = send(&client, Service::Sms);
        expect(&answer, Outcome::Refused, 40501, &way);
        assert!(!answer.clock_corrected, "{way}");
        // The clock is right, and the gateway says all the same that it is not.
        sandbox.clock(json!({"offset": 0}));
        expect(&send_to(&client, Service::Sms, &magic(Service::Sms, 40501)), Outcome::Refused, 40501, &way);
        assert_eq!((sandbox.ledger().len(), sandbox.accepted()), (2, 0), "{way}");
    }
}

#[test]
fn a_second_request_that_is_lost_is_unknown() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        sandbox.reset();
        sandbox.limits(json!({"enabled": false}));
        sandbox.clock(json!({"offset": 100_000}));
        sandbox.fault(json!({"kind": "reset_after", "skip": 1}));
        expect(&send(&client, Service::Sms), Outcome::Unknown, own::UNKNOWN, &way);
        assert_eq!((sandbox.ledger().len(), sandbox.accepted()), (2, 1), "{way}");
    }
}

#[test]
fn templates_and_balance_and_new_templates() {
    let sandbox = Sandbox::with(&["--no-limits", "--templates", "strict"]);
    for (way, client) in ways(&sandbox) {
        sandbox.reset();
        sandbox.limits(json!({"enabled": false}));
        let submission = Submission {
            service: Service::Sms,
            mobile: "+86 138-0000-0000",
            content: "1234",
            template_id: Some("1"),
            schedule: None,
        };
        expect(&client.submit(&submission), Outcome::Accepted, 2, &way);
        let message = &sandbox.inbox()[0];
        assert!(message["text"].as_str().unwrap().contains("您的验证码是：1234。"), "{way} {message}");
        let before = client.balance(Service::Sms);
        expect(&before, Outcome::Accepted, 2, &way);
        expect(&send(&client, Service::Sms), Outcome::Accepted, 2, &way);
        let after = client.balance(Service::Sms);
        assert_eq!(before.balance.unwrap() - after.balance.unwrap(), 1, "{way}");
        for service in Service::ALL {
            assert!(client.balance(service).balance.unwrap() > 0, "{way} {}", service.name());
        }
        let added = client.add_template("您的订单【变量】已发货。");
        expect(&added, Outcome::Accepted, 2, &way);
        assert!(added.id.parse::<u32>().is_ok(), "{way} {added:?}");
        // A text that no template matches.
        let other = Submission { content: "随便写的一句话", template_id: None, ..submission };
        expect(&client.submit(&other), Outcome::Refused, 4072, &way);
    }
}

#[test]
fn questions_have_the_four_outcomes_too() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for (way, client) in ways(&sandbox) {
        for fault in [json!({"kind": "html"}), json!({"kind": "empty_elements"}), json!({"kind": "close_after"})] {
            sandbox.fault(fault.clone());
            expect(&client.balance(Service::Sms), Outcome::Unknown, own::UNKNOWN, &format!("{way} {fault}"));
            sandbox.fault(fault.clone());
            expect(&client.add_template("您好【变量】"), Outcome::Unknown, own::UNKNOWN, &format!("{way} {fault}"));
        }
    }
    let wrong = client(&[("gateway", &sandbox.url), ("apikey", "wrong")]);
    assert_eq!(wrong.balance(Service::Sms).outcome, Outcome::Refused);
    assert_eq!(wrong.add_template("您好【变量】").code, 405);
    assert_eq!(send(&wrong, Service::Sms).code, 40502);
}

#[test]
fn every_password_mode_method_and_door() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for mode in ["dynamic", "plain", "md5"] {
        for method in ["post", "get"] {
            for api in ["webservice", "rest"] {
                let settings =
                    [("gateway", sandbox.url.as_str()), ("password_mode", mode), ("method", method), ("api", api)];
                let client = client(&settings);
                for service in Service::ALL {
                    sandbox.reset();
                    sandbox.limits(json!({"enabled": false}));
                    let why = format!("{mode} {method} {api} {}", service.name());
                    expect(&send(&client, service), Outcome::Accepted, 2, &why);
                    assert_eq!(sandbox.inbox()[0]["content"], content(service), "{why}");
                    assert_eq!(
                        sandbox.ledger()[0]["password_mode"],
                        if mode == "plain" { "clear" } else { mode },
                        "{why}"
                    );
                    expect(&client.balance(service), Outcome::Accepted, 2, &why);
                }
            }
        }
    }
}

#[test]
fn marketing_goes_to_each_of_the_list_once() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let client = client(&[("gateway", &sandbox.url)]);
    let answer = send_to(&client, Service::Marketing, "13800000000, 13800000001，+86 13800000000");
    expect(&answer, Outcome::Accepted, 2, "");
    assert_eq!((answer.recipients, answer.segments), (2, 1));
    let numbers: Vec<String> = sandbox.inbox().iter().map(|m| m["mobile"].as_str().unwrap().to_owned()).collect();
    assert_eq!(numbers, ["13800000000", "13800000001"]);
}
