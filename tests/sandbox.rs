//! The sandbox on the wire: what it says at its start, how it lays out its replies, which requests it understands.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;

use serde_json::json;
use support::http::{Answer, encode, exchange, post};
use support::sandbox::{KEY, Sandbox};

const TEXT: &str = "您的验证码是：1234。请不要把验证码泄露给其他人。";
const MOBILE: &str = "13800000000";

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ihuyi"))
}

fn submit(sandbox: &Sandbox, host: &str, target: &str, account: &str, mobile: &str, content: &str) -> Answer {
    let form = [("account", account), ("password", KEY), ("mobile", mobile), ("content", content)];
    exchange(sandbox.authority(), &post(host, target, &form))
}

/// What the sandbox says when it will not start. One that starts after all is ended, not waited for.
fn refusal(listen: &str) -> String {
    let mut child = program()
        .args(["sandbox", "--listen", listen])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    if !first.is_empty() {
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!((first.as_str(), output.status.code()), ("", Some(1)));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn only_this_machine_is_listened_to_unless_told_otherwise() {
    let words = refusal("0.0.0.0:0");
    assert!(words.contains("本机") && words.contains("--allow-remote") && words.contains("loopback"), "{words}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let words = refusal(&address);
    assert!(words.contains(&address) && words.contains("占用") && words.contains("taken"), "{words}");
}

#[test]
fn many_at_once_are_each_taken_once_under_an_id_of_their_own() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let services = [("/sms/Submit.json", "C00000000"), ("/webservice/voice.php?method=Submit", "V00000000")];
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for turn in 0..25 {
                    let (target, account) = services[turn % 2];
                    let answer = submit(sandbox, "h", target, account, MOBILE, &format!("{:04}", thread * 25 + turn));
                    assert_eq!(answer.code(), 2);
                }
            });
        }
    });
    let inbox = sandbox.inbox();
    let distinct =
        |key: &str| inbox.iter().map(|m| m[key].as_str().unwrap()).collect::<std::collections::HashSet<_>>().len();
    assert_eq!((inbox.len(), distinct("id"), distinct("content")), (400, 400, 400));
    let order: Vec<u64> = sandbox.ledger().iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(order, (1..=400).collect::<Vec<_>>());
}

#[test]
fn what_is_printed_follows_the_locale() {
    for (locale, word) in [("zh_CN.UTF-8", "帐号"), ("C", "Accounts")] {
        let ca_file = format!("{}/locale-{locale}.pem", env!("CARGO_TARGET_TMPDIR"));
        let mut child = program()
            .args(["sandbox", "--listen", "127.0.0.1:0", "--ca-file", &ca_file])
            .env("LC_ALL", locale)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let found = lines.take(12).any(|line| line.contains(word));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found, "{locale}");
    }
}

#[test]
fn an_xml_reply_has_one_element_to_a_line_and_the_hosts_namespace() {
    let sandbox = Sandbox::start();
    let answer = submit(&sandbox, "106.ihuyi.cn", "/webservice/sms.php?method=Submit", "C00000000", MOBILE, TEXT);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/xml; charset=utf-8"));
    let id = sandbox.inbox()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        answer.text(),
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SubmitResult xmlns=\"http://106.ihuyi.cn/\">\n<code>2</code>\n\
             <msg>提交成功</msg>\n<smsid>{id}</smsid>\n</SubmitResult>"
        )
    );
    let answer = submit(&sandbox, "106.ihuyi.com", "/webservice/sms.php?method=Submit", "C00000001", MOBILE, TEXT);
    assert_eq!(
        answer.text(),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SubmitResult xmlns=\"http://106.ihuyi.com/\">\n<code>405</code>\n\
         <msg>用户名或密码不正确</msg>\n<smsid>0</smsid>\n</SubmitResult>"
    );
}

#[test]
fn a_json_reply_has_code_msg_and_id_in_this_order() {
    let sandbox = Sandbox::start();
    let target = "/webservice/sms.php?method=Submit&format=json";
    let answer = submit(&sandbox, "106.ihuyi.com", target, "C00000000", MOBILE, TEXT);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let id = sandbox.inbox()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.text(), format!(r#"{{"code":2,"msg":"提交成功","smsid":"{id}"}}"#));
    let answer = submit(&sandbox, "106.ihuyi.com", target, "C00000000", "1380000", TEXT);
    assert_eq!(answer.text(), r#"{"code":406,"msg":"手机格式不正确，格式为11位的数字.","smsid":"0"}"#);
}

#[test]
fn every_product_answers_under_each_of_its_paths_with_its_own_serial_number() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    let sms = ("sms", "smsid", 20, MOBILE, TEXT);
    let voice = ("voice", "voiceid", 9, MOBILE, "1125");
    let notice = ("voice_notice", "voiceid", 9, "02151000029", "您的订单号是：9633。已由顺风快递发出，请注意查收。");
    let isms = ("international", "ismsid", 14, "1 2025550100", "Your verification code is 1125");
    let bulk = ("marketing", "smsid", 20, "13800000000,13800000001", "新品上市，全场八折。退订回T【测试】");
    for (host, target, account, (service, field, digits, mobile, content)) in [
        ("localhost", "/webservice/sms.php?method=Submit", "C00000000", sms),
        ("localhost", "/sms/Submit.json", "I00000000", sms),
        ("localhost", "/106.ihuyi.com/webservice/sms.php?method=Submit", "M00000000", sms),
        ("localhost", "/webservice/voice.php?method=Submit", "V00000000", voice),
        ("localhost", "/webservice/voice.php?method=Submit", "VM00000000", notice),
        ("api.vm.ihuyi.com", "/webservice/voice.php?method=Submit", "V00000000", notice),
        ("localhost", "/vm/webservice/voice.php?method=Submit", "V00000000", notice),
        ("localhost", "/vm/Submit.json", "V00000000", notice),
        ("localhost", "/webservice/isms.php?method=Submit", "I00000000", isms),
        ("api.ihuyi.com", "/isms/Submit.json", "I00000000", isms),
        ("localhost", "/webservice/sms.php?method=Submit", "M00000000", bulk),
        ("api.yx.ihuyi.com", "/webservice/sms.php?method=Submit", "C00000000", bulk),
        ("localhost", "/yx/webservice/sms.php?method=Submit", "C00000000", bulk),
    ] {
        let before = sandbox.inbox().len();
        let answer = submit(&sandbox, host, target, account, mobile, content);
        let inbox = sandbox.inbox();
        let phones = mobile.split(',').count();
        assert_eq!(inbox.len(), before + phones, "{host}{target} {account}: {}", answer.text());
        let message = &inbox[before];
        let id = message["id"].as_str().unwrap();
        let expected = if target.ends_with(".json") {
            format!("\"{field}\":\"{id}\"")
        } else {
            format!("<{field}>{id}</{field}>")
        };
        assert!(answer.text().contains(&expected), "{}", answer.text());
        assert_eq!(id.len(), digits, "{service} {id}");
        assert_eq!(id.starts_with("1700000000"), digits > 9, "{service} {id}");
        assert_eq!(message["service"], service);
        assert_eq!(message["content"], content);
    }
}

#[test]
fn a_balance_is_text_in_xml_and_a_number_in_the_json_skin() {
    let sandbox = Sandbox::with(&["--balance", "77"]);
    let form = [("account", "C00000000"), ("password", KEY)];
    let ask = |target| exchange(sandbox.authority(), &post("106.ihuyi.com", target, &form)).text();
    assert_eq!(
        ask("/webservice/sms.php?method=GetNum"),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GetNumResult xmlns=\"http://106.ihuyi.com/\">\n<code>2</code>\n\
         <msg>查询成功</msg>\n<num>77</num>\n</GetNumResult>"
    );
    assert_eq!(ask("/webservice/sms.php?method=GetNum&format=json"), r#"{"code":2,"msg":"查询成功","num":"77"}"#);
    assert_eq!(ask("/sms/GetNum.json"), r#"{"code":2,"msg":"查询成功","num":77}"#);
    for target in ["/vm/GetNum.json", "/isms/GetNum.json", "/webservice/voice.php?method=GetNum&format=json"] {
        assert!(ask(target).contains("77"), "{target}");
    }
    assert_eq!(sandbox.accepted(), 0);
}

#[test]
fn every_shape_of_request_seen_in_the_field_is_understood() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let form = format!("account=C00000000&password={KEY}&mobile={MOBILE}");
    let typed = "Content-Type: application/x-www-form-urlencoded\r\n";
    let parts: String =
        [("method", "Submit"), ("account", "C00000000"), ("password", KEY), ("mobile", MOBILE), ("content", TEXT)]
            .map(|(name, value)| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"))
            .concat();
    let escaped = encode(&[("content", TEXT)]);
    let with = |head: &str, headers: &str, body: &str| {
        format!(
            "{head} HTTP/1.1\r\nHost: h\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let path = "/webservice/sms.php";
    for (what, request, content) in [
        ("a GET", with(&format!("GET {path}?method=Submit&{form}&{escaped}"), "", ""), TEXT),
        ("raw UTF-8 in the target", with(&format!("GET {path}?method=Submit&{form}&content={TEXT}"), "", ""), TEXT),
        (
            "raw blanks in the target",
            with(&format!("GET {path}?method=Submit&{form}&content=a b 中"), "", ""),
            "a b 中",
        ),
        (
            "raw UTF-8 in the body",
            with(&format!("POST {path}?method=Submit"), typed, &format!("{form}&content={TEXT}")),
            TEXT,
        ),
        (
            "raw blanks in the body",
            with(&format!("POST {path}?method=Submit"), typed, &format!("{form}&content=a b")),
            "a b",
        ),
        (
            "multipart",
            with(
                &format!("POST {path}"),
                "Content-Type: multipart/form-data; boundary=b\r\n",
                &format!("{parts}--b--\r\n"),
            ),
            TEXT,
        ),
        ("method in the body", with(&format!("POST {path}"), typed, &format!("method=Submit&{form}&{escaped}")), TEXT),
        (
            "method with a blank",
            with(&format!("POST {path}?method= Submit"), typed, &format!("{form}&{escaped}")),
            TEXT,
        ),
        (
            "no Content-Type",
            with(
                &format!("POST {path}?method=Submit"),
                "ContentType: application/x-www-form-urlencoded\r\n",
                &format!("{form}&{escaped}"),
            ),
            TEXT,
        ),
        (
            "unknown parameters",
            with(&format!("POST {path}?method=Submit"), typed, &format!("{form}&{escaped}&sign=x&rd=1&stime=")),
            TEXT,
        ),
        (
            "a bare LF for line breaks",
            with(&format!("POST {path}?method=Submit"), typed, &format!("{form}&{escaped}")).replace("\r\n", "\n"),
            TEXT,
        ),
        (
            "an absolute target",
            with(&format!("POST http://106.ihuyi.com{path}?method=Submit"), typed, &format!("{form}&{escaped}")),
            TEXT,
        ),
        ("HTTP/1.0", format!("GET {path}?method=Submit&{form}&{escaped} HTTP/1.0\r\n\r\n"), TEXT),
        (
            "a body over the query",
            with(&format!("POST {path}?method=Submit&content=wrong"), typed, &format!("{form}&{escaped}")),
            TEXT,
        ),
    ] {
        sandbox.reset();
        sandbox.limits(json!({"enabled": false}));
        let answer = exchange(sandbox.authority(), request.as_bytes());
        assert_eq!(answer.code(), 2, "{what}: {}", answer.text());
        assert_eq!(sandbox.inbox()[0]["content"], content, "{what}");
    }
}

#[test]
fn legal_content_arrives_to_the_byte() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    for content in [
        "a&b=c+d%20e#f",
        "\"quoted\" 'text' <x> &amp;",
        "line 1\r\nline 2\n\ttab",
        "  blanks  ",
        "𠮷野家",
        "％＆＋＝",
        "\u{1}\u{7f}",
    ] {
        let target = "/webservice/sms.php?method=Submit";
        assert_eq!(submit(&sandbox, "h", target, "C00000000", MOBILE, content).code(), 2, "{content:?}");
        assert_eq!(sandbox.inbox().last().unwrap()["content"], content);
    }
}

#[test]
fn a_chunked_body_and_several_requests_on_one_connection_are_served() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let form = format!("account=C00000000&password={KEY}&mobile={MOBILE}&content=x");
    let first = format!(
        "POST /webservice/sms.php?method=Submit HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{form}\r\n0\r\n\r\n",
        form.len()
    );
    let second =
        format!("GET /webservice/sms.php?method=Submit&{form} y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    let answer = exchange(sandbox.authority(), format!("{first}{second}").as_bytes());
    assert_eq!(answer.text().matches("<code>2</code>").count(), 2, "{}", answer.text());
    let ledger = sandbox.ledger();
    assert_eq!(ledger[0]["connection"], ledger[1]["connection"]);
    assert_eq!(ledger[1]["content"], "x y");
    assert!(
        ledger[1]["raw"]["target"].as_str().unwrap().ends_with("content=x y"),
        "the target is shown as it was sent"
    );
    let connections = sandbox.connections();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0]["requests"], 2);
    assert_eq!(connections[0]["tls"], false);
}

#[test]
fn what_is_no_request_of_the_gateways_leaves_no_message() {
    let sandbox = Sandbox::start();
    let json_body = format!(r#"{{"account":"C00000000","password":"{KEY}"}}"#);
    let request = format!(
        "POST /sms/Submit.json HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json_body}",
        json_body.len()
    );
    assert_eq!(exchange(sandbox.authority(), request.as_bytes()).code(), 401);
    assert!(sandbox.ledger()[0]["warnings"][0].as_str().unwrap().contains("Content-Type"));
    assert_eq!(submit(&sandbox, "h", "/webservice/sms.php", "C00000000", MOBILE, TEXT).code(), 0);
    assert_eq!(submit(&sandbox, "h", "/webservice/mms.php", "C00000000", MOBILE, TEXT).status, 404);
    // A body that stops before its length was never a request.
    let mut stream = TcpStream::connect(sandbox.authority()).unwrap();
    let request = post("h", "/webservice/sms.php?method=Submit", &[("account", "C00000000")]);
    stream.write_all(&request[..request.len() - 1]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(sandbox.ledger().len(), 2);
    assert!(sandbox.inbox().is_empty());
}

#[test]
fn the_ledger_shows_requests_but_no_password() {
    let sandbox = Sandbox::start();
    submit(&sandbox, "106.ihuyi.com", "/webservice/sms.php?method=Submit", "C00000000", MOBILE, TEXT);
    let entry = &sandbox.ledger()[0];
    for (key, expected) in [
        ("seq", json!(1)),
        ("service", json!("sms")),
        ("method", json!("Submit")),
        ("accepted", json!(true)),
        ("code", json!(2)),
        ("account", json!("C00000000")),
        ("mobile", json!(MOBILE)),
        ("content", json!(TEXT)),
        ("password_mode", json!("clear")),
        ("tls", json!(false)),
        ("fault", json!(null)),
        ("warnings", json!([])),
    ] {
        assert_eq!(entry[key], expected, "{key}");
    }
    assert_eq!(entry["id"], sandbox.inbox()[0]["id"]);
    assert_eq!(entry["raw"]["method"], "POST");
    assert!(entry["raw"]["body"].as_str().unwrap().contains("password=***&mobile=13800000000"));
    assert!(!entry.to_string().contains(KEY));
}

#[test]
fn the_phone_shows_the_text_with_its_signature_and_the_bill_counts_both() {
    let sandbox = Sandbox::with(&["--no-limits", "--signature", "测试"]);
    let target = "/webservice/sms.php?method=Submit";
    for (content, shown, segments) in [
        ("您好".to_owned(), "【测试】您好".to_owned(), 1),
        ("字".repeat(66), format!("【测试】{}", "字".repeat(66)), 1),
        ("字".repeat(67), format!("【测试】{}", "字".repeat(67)), 2),
        ("【自带】您好".to_owned(), "【自带】您好".to_owned(), 1),
    ] {
        submit(&sandbox, "h", target, "C00000000", MOBILE, &content);
        let message = sandbox.inbox().pop().unwrap();
        assert_eq!(message["text"], shown);
        assert_eq!(message["segments"], segments, "{content}");
    }
}

#[test]
fn reset_leaves_nothing_behind() {
    let sandbox = Sandbox::start();
    submit(&sandbox, "h", "/webservice/sms.php?method=Submit", "C00000000", MOBILE, TEXT);
    sandbox.fault(json!([{"kind": "html", "times": 0}, {"tls": "expired"}]));
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    sandbox.limits(json!({"per_day": 1}));
    sandbox.post("templates", &json!({"strict": true}));
    sandbox.reset();
    assert!(sandbox.inbox().is_empty() && sandbox.ledger().is_empty() && sandbox.connections().is_empty());
    assert_eq!(sandbox.get("faults"), json!({"faults": [], "tls": null}));
    assert_eq!(sandbox.get("limits")["per_day"], 5);
    assert_eq!(sandbox.get("templates")["strict"], false);
    let clock = sandbox.get("clock");
    assert_eq!((clock["offset"].as_i64(), clock["stopped"].as_bool()), (Some(0), Some(false)));
}

#[test]
fn the_date_follows_the_virtual_clock() {
    let sandbox = Sandbox::start();
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    let date = || {
        let form = [("account", "C00000000"), ("password", KEY)];
        let answer = exchange(sandbox.authority(), &post("h", "/webservice/sms.php?method=GetNum", &form));
        answer.header("date").map(str::to_owned)
    };
    assert_eq!(date().as_deref(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    sandbox.clock(json!({"advance": 86_400}));
    assert_eq!(date().as_deref(), Some("Wed, 15 Nov 2023 22:13:20 GMT"));
    sandbox.fault(json!({"kind": "drop_date"}));
    assert_eq!(date(), None);
}

#[test]
fn the_control_api_says_what_is_wrong_in_both_languages() {
    let sandbox = Sandbox::start();
    for (name, body, part) in [
        ("faults", json!({"kind": "reset_afer"}), "the nearest is reset_after"),
        ("faults", json!({"tls": "expird"}), "the nearest is expired"),
        ("faults", json!({}), "kind"),
        ("limits", json!({"per_dya": 1}), "the nearest is per_day"),
        ("limits", json!({"per_day": -1}), "a value is wrong"),
        ("clock", json!({"nwo": 1}), "the nearest is now"),
        ("clock", json!({"now": i64::MAX}), "reasonable size"),
        ("clock", json!({"advance": i64::MIN}), "reasonable size"),
        ("receipt", json!({"mobile": "1"}), "no target"),
        ("recipt", json!({}), "the nearest is receipt"),
    ] {
        let answer = sandbox.try_post(name, &body);
        assert!(answer["en"].as_str().is_some_and(|en| en.contains(part)), "{name} {body}: {answer}");
        assert!(answer["zh"].as_str().is_some_and(|zh| !zh.is_ascii()), "{answer}");
    }
    assert_eq!(sandbox.get("faults")["faults"], json!([]));
    assert!(sandbox.try_post("inbox", &json!({}))["en"].as_str().is_some_and(|en| en.contains("method")));
    let answer = sandbox.get("ledgr");
    assert!(answer["en"].as_str().unwrap().contains("ledger"), "{answer}");
}
