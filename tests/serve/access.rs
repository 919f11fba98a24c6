//! Who is let in, and what the others get.

use crate::helper::*;
use crate::support::sandbox::Sandbox;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

const NOBODY: u32 = 65_534;
const GROUP: u32 = 54_321;

fn denied(answer: &crate::support::http::Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let told = object(answer);
    assert_eq!(
        (&told["returned"], &told["result"]["flags"], &told["result"]["family"]),
        (&json!(-502), &json!(1), &json!(9))
    );
    assert_eq!(told["result"]["outcome"], 2, "{told}");
}

#[test]
fn a_socket_is_for_its_user_and_the_group() {
    needs_root();
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url).with(&["--group", &GROUP.to_string()]));
    std::fs::set_permissions(&helper.folder.0, PermissionsExt::from_mode(0o755)).unwrap();
    let made = std::fs::metadata(helper.socket()).unwrap();
    assert_eq!((made.mode() & 0o777, made.gid()), (0o660, GROUP));
    let call = post("/call", &[], submission(MOBILE, "").to_string().as_bytes());
    assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
    // In the group, as his own one.
    let answer = ask_as(NOBODY, GROUP, &helper.socket(), call.clone()).unwrap();
    assert_eq!((answer.status, &object(&answer)["returned"]), (200, &json!(2)));
    assert_eq!(sandbox.accepted(), 2);
    // Out of it: the file's own rights keep him away.
    let away = ask_as(NOBODY, NOBODY, &helper.socket(), call.clone()).map(|answer| answer.status);
    assert_eq!(away.unwrap_err().kind(), ErrorKind::PermissionDenied);
    // And where somebody opened the file to all, the helper does, on every path.
    std::fs::set_permissions(helper.socket(), PermissionsExt::from_mode(0o666)).unwrap();
    for request in [
        call.clone(),
        post("/call", &[], br#"{"call":"version"}"#),
        get("/health", &[]),
        get("/metrics", &[]),
        post("/reload", &[], b""),
        get("/", &[]),
        b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec(),
    ] {
        denied(&ask_as(NOBODY, NOBODY, &helper.socket(), request).unwrap(), 403);
    }
    assert_eq!(sandbox.accepted(), 2);
    assert_eq!(helper.metric("ihuyi_refused_total{reason=\"peer\"}"), 7);
    helper.logged("denied reason=peer uid=65534");
    // Only the helper's own user may make it read its settings again.
    denied(&ask_as(NOBODY, GROUP, &helper.socket(), post("/reload", &[], b"")).unwrap(), 403);
}

#[test]
fn any_user_can_run_it_for_himself() {
    use std::os::unix::process::CommandExt;
    needs_root();
    let sandbox = Sandbox::with(&["--no-limits"]);
    let folder = Folder::new();
    std::os::unix::fs::chown(&folder.0, Some(NOBODY), Some(NOBODY)).unwrap();
    std::fs::set_permissions(&folder.0, PermissionsExt::from_mode(0o755)).unwrap();
    let socket = folder.path("s");
    let start = |options: &[&str]| {
        let listen = format!("unix:{socket}");
        let mut command = Plan::of(&sandbox.url).with(&["--listen", &listen]).with(options).command(&folder);
        command.uid(NOBODY).gid(NOBODY).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command.spawn().unwrap()
    };
    // Not for a group that he is not in.
    let done = start(&["--group", &GROUP.to_string()]).wait_with_output().unwrap();
    let words = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.code() == Some(2) && words.contains("cannot be given to the group"), "{words}");
    assert!(!std::path::Path::new(&socket).exists());
    let mut helper = start(&["--group", &NOBODY.to_string()]);
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(helper.stdout.as_mut().unwrap()), &mut line).unwrap();
    assert_eq!(line.trim_end(), format!("unix:{socket}"));
    let call = post("/call", &[], submission(MOBILE, "").to_string().as_bytes());
    // Himself, somebody of his group, and root; nobody else, whatever the file's rights say.
    std::fs::set_permissions(&socket, PermissionsExt::from_mode(0o666)).unwrap();
    for (user, group, status) in [(NOBODY, NOBODY, 200), (12_345, NOBODY, 200), (0, 0, 200), (12_345, 12_345, 403)] {
        let answer = ask_as(user, group, std::path::Path::new(&socket), call.clone()).unwrap();
        assert_eq!(answer.status, status, "{user} {group}: {}", answer.text());
    }
    helper.kill().unwrap();
    helper.wait().unwrap();
    assert_eq!(sandbox.accepted(), 3);
}

#[test]
fn the_group_may_read_the_token() {
    needs_root();
    let folder = std::sync::Arc::new(Folder::new());
    let (token, group) = (folder.path("token"), GROUP.to_string());
    let options = ["--listen", "127.0.0.1:0", "--token-file", &token, "--group", &group];
    let start = || Helper::start_in(folder.clone(), Plan::of("http://127.0.0.1:1").with(&options));
    let rights = || std::fs::metadata(&token).map(|file| (file.mode() & 0o777, file.uid(), file.gid())).unwrap();
    let helper = start();
    assert_eq!(rights(), (0o640, 0, GROUP));
    let text = helper.token();
    let bearer = format!("Bearer {text}");
    assert_eq!(helper.ask_port("/health", &[("Authorization", &bearer)], "").status, 200);
    drop(helper);
    // A first start that ended right after it made the file left it so.
    std::os::unix::fs::chown(&token, None, Some(0)).unwrap();
    std::fs::set_permissions(&token, PermissionsExt::from_mode(0o600)).unwrap();
    let helper = start();
    assert_eq!((rights(), helper.token()), ((0o640, 0, GROUP), text.clone()));
    drop(helper);
    // Somebody else's is left alone.
    std::os::unix::fs::chown(&token, Some(NOBODY), Some(0)).unwrap();
    std::fs::set_permissions(&token, PermissionsExt::from_mode(0o600)).unwrap();
    let helper = start();
    assert_eq!((rights(), helper.token()), ((0o600, NOBODY, 0), text));
}

#[test]
fn without_a_group_nobody_else_is_let_in() {
    needs_root();
    let sandbox = Sandbox::with(&["--no-limits"]);
    let helper = Helper::start(Plan::of(&sandbox.url));
    std::fs::set_permissions(&helper.folder.0, PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::set_permissions(helper.socket(), PermissionsExt::from_mode(0o666)).unwrap();
    denied(&ask_as(NOBODY, 0, &helper.socket(), get("/health", &[])).unwrap(), 403);
}

#[test]
fn a_port_is_for_whoever_has_the_token() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let folder = std::sync::Arc::new(Folder::new());
    let token_file = folder.path("token");
    let plan = || Plan::of(&sandbox.url).with(&["--listen", "127.0.0.1:0", "--token-file", &token_file]);
    let helper = Helper::start_in(folder.clone(), plan());
    let token = helper.token();
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{}", token.len());
    assert_eq!(std::fs::metadata(&token_file).unwrap().mode() & 0o777, 0o600);
    let bearer = format!("Bearer {token}");
    let call = submission(MOBILE, "").to_string();
    let good = [("Authorization", bearer.as_str())];
    assert_eq!(object(&helper.ask_port("/call", &good, &call))["returned"], 2);
    assert_eq!(helper.ask_port("/health", &good, "").status, 200);
    for host in ["127.0.0.1", "[::1]:1", "localhost:80"] {
        assert_eq!(helper.ask_port("/health", &[good[0], ("Host", host)], "").status, 200, "{host}");
    }
    let wrong = format!("Bearer {}{}", &token[..63], if token.ends_with('0') { '1' } else { '0' });
    let twice = format!("Bearer {token}{token}");
    let basic = format!("Basic {token}");
    for path in ["/call", "/health", "/metrics", "/reload", "/", "/nowhere"] {
        let body = if path == "/call" { call.as_str() } else { "" };
        for headers in [
            &[][..],
            &[("Authorization", "")],
            &[("Authorization", "Bearer ")],
            &[("Authorization", &token)],
            &[("Authorization", &wrong)],
            &[("Authorization", &twice)],
            &[("Authorization", &basic)],
        ] {
            denied(&helper.ask_port(path, headers, body), 401);
        }
        // What a browser would send, with the token even.
        for headers in [
            [good[0], ("Origin", "https://example.com")],
            [good[0], ("Origin", "null")],
            [good[0], ("Host", "example.com")],
            [good[0], ("Host", "127.0.0.1.example.com:80")],
        ] {
            denied(&helper.ask_port(path, &headers, body), 403);
        }
    }
    assert_eq!(sandbox.accepted(), 1);
    denied(&helper.ask_port("/reload", &good, "x"), 403);
    // The token stays what it is when the helper is started again.
    drop(helper);
    let helper = Helper::start_in(folder, plan());
    assert_eq!(helper.ask_port("/health", &good, "").status, 200);
}

#[test]
fn others_say_who_pays_and_the_helper_says_the_rest() {
    let sandbox = Sandbox::with(&["--no-limits", "--account", "C11111111:abcdefabcdefabcdefabcdefabcdefab"]);
    let elsewhere = Sandbox::with(&["--no-limits"]);
    let folder = std::sync::Arc::new(Folder::new());
    let token_file = folder.path("token");
    let helper = Helper::start_in(
        folder,
        Plan::of(&sandbox.url).with(&["--listen", "127.0.0.1:0", "--token-file", &token_file]),
    );
    let bearer = format!("Bearer {}", helper.token());
    let with = |settings: Value| {
        let mut request = submission(MOBILE, "");
        request["client"] = settings;
        request
    };
    let ask = |request: &Value| object(&helper.ask_port("/call", &[("Authorization", &bearer)], &request.to_string()));
    let ini = helper.folder.write("x.ini", "account = C00000000\n");
    for (client, name) in [
        (json!({"settings": [["gateway", elsewhere.url]]}), "gateway"),
        (json!({"settings": [["account", "C00000000"], ["Proxy", "http://127.0.0.1:1"]]}), "proxy"),
        (json!({"settings": [["store", "memory:"]]}), "store"),
        (json!({"settings": [["apikey-file", "/etc/passwd"]]}), "apikey_file"),
        (json!({"settings": [["secret_file", "/etc/passwd"]]}), "secret_file"),
        (json!({"settings": [["allow_http", "yes"]]}), "allow_http"),
        (json!({"settings": [["limits", "none"]]}), "limits"),
        (json!({"settings": [[null, "x"]]}), "?"),
        (json!({"open": ini}), "open"),
    ] {
        let told = ask(&with(client));
        let message = told["result"]["message"].as_str().unwrap();
        assert_eq!(
            (&told["returned"], &told["result"]["outcome"], &told["result"]["flags"]),
            (&json!(-504), &json!(2), &json!(1))
        );
        assert!(message.contains(&format!("设置 {name}")), "{message}");
    }
    // What lifts the site's limits, or says what became of anybody's message, is not his; nor how long a thread is held.
    for (request, words) in [
        (json!({"call": "guard_unlock", "arguments": {"kind": "mobile", "value": MOBILE}}), "guard unlock"),
        (json!({"call": "guard_unlock", "arguments": {"kind": "breaker"}}), "guard unlock"),
        (json!({"call": "push_record", "arguments": {"body": "a=b"}}), "--push-listen"),
        (with(json!({"settings": [["timeout", "61"]]})), "60"),
    ] {
        let told = ask(&request);
        assert_eq!((&told["returned"], &told["result"]["outcome"]), (&json!(-504), &json!(2)), "{told}");
        assert!(told["result"]["message"].as_str().unwrap().contains(words), "{told}");
        // The helper's own user asks the same and gets another answer.
        assert_ne!(helper.call(&request)["returned"], -504);
    }
    let sent = sandbox.accepted();
    assert_eq!(sent, 1);
    // In the words that he asked for.
    let told = ask(&with(json!({"settings": [["lang", "en"], ["gateway", "x"]]})));
    assert!(told["result"]["message"].as_str().unwrap().contains("the setting gateway"), "{told}");
    assert!(sandbox.accepted() == sent && elsewhere.ledger().is_empty());
    let paying = json!({"settings": [
        ["account", "C11111111"], ["apikey", "abcdefabcdefabcdefabcdefabcdefab"], ["charset", "utf-8"],
        ["lang", "en"], ["signature", "我的店"], ["timeout", "30"], ["connect_timeout", "5"],
    ]});
    assert_eq!(ask(&with(paying))["returned"], 2);
    assert_eq!(sandbox.ledger()[sent]["account"], "C11111111");
    // The helper's own user may say anything.
    assert_eq!(helper.call(&with(json!({"settings": [["gateway", elsewhere.url]]})))["returned"], 2);
    assert_eq!(helper.call(&json!({"call": "open", "client": {"open": ini}}))["returned"], 0);
    assert_eq!((sandbox.accepted(), elsewhere.accepted()), (sent + 1, 1));
}

#[test]
fn no_secret_is_in_logs_metrics_or_answers() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let folder = std::sync::Arc::new(Folder::new());
    let (token_file, secret_file) = (folder.path("token"), folder.path("push"));
    let options = ["--listen", "127.0.0.1:0", "--token-file", &token_file];
    let pushes = ["--push-listen", "127.0.0.1:0", "--push-secret-file", &secret_file];
    let helper = Helper::start_in(folder, Plan::of(&sandbox.url).with(&options).with(&pushes));
    let secret = std::fs::read_to_string(&secret_file).unwrap().trim().to_owned();
    let id = helper.submit(MOBILE, "reference = order-4711")["result"]["message_id"].as_str().unwrap().to_owned();
    helper.submit(MOBILE, "reference = order-4711");
    helper.submit("19900004051", "");
    helper.submit("1380000", "");
    let start = json!({"call": "verify_start", "arguments": {"purpose": "geheim", "mobile": "13900000000", "keys": "ip=192.0.2.77"}});
    let started = helper.call(&start);
    let session = started["verification"]["id"].as_str().unwrap();
    let inbox = sandbox.inbox();
    let content = inbox.last().unwrap()["content"].as_str().unwrap();
    let code: String = content.chars().filter(char::is_ascii_digit).collect();
    helper.call(&json!({"call": "verify_check", "arguments": {"id": session, "code": "000000"}}));
    helper.call(&json!({"call": "send", "arguments": {"account": "C00000000", "password": KEY, "mobile": MOBILE, "content": TEXT}}));
    let setting = json!({"settings": [["apikey", "fedcba9876543210fedcba9876543210"], [KEY, "x"]]});
    helper.call(&json!({"call": "balance", "client": setting}));
    let wrong = format!("Bearer {}", "ab".repeat(32));
    helper.ask_port("/call", &[("Authorization", &wrong)], &submission(MOBILE, "").to_string());
    helper.ask(&post("/call", &[], format!("{{\"call\":\"{KEY}\",\"x\":\"{MOBILE}\"").as_bytes()));
    let push = |path: &str, body: &str| {
        let request = post(path, &[("Content-Type", "application/x-www-form-urlencoded")], body.as_bytes());
        crate::support::http::exchange(&helper.push, &request)
    };
    assert_eq!(
        push(&format!("/push/{secret}"), &format!("code=2&msg=DELIVRD&mobilephone={MOBILE}&smsid={id}")).text(),
        "success"
    );
    assert_eq!(
        push(&format!("/push/{secret}"), &format!("mobilephone={MOBILE}&content=geheim&smsid={id}")).text(),
        "success"
    );
    push(&format!("/push/{}", "cd".repeat(32)), "code=2");
    push(&format!("/push/{secret}"), "geheim");
    let shown = [helper.log(), helper.metrics(), helper.health().to_string()].concat();
    for hidden in [
        KEY,
        "fedcba98",
        MOBILE,
        "1380000",
        "13900000000",
        "19900004051",
        "order-4711",
        "geheim",
        "192.0.2.77",
        session,
        &id,
        &helper.token(),
        &secret,
        &wrong[7..],
        &"cd".repeat(32),
        "C00000000",
    ] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    // A part of a longer number, of a time or of a process, is no code.
    for code in ["4711", &code] {
        assert!(shown.split(|c: char| !c.is_ascii_digit()).all(|number| number != code), "{code} in {shown}");
    }
    assert!(shown.contains("ihuyi_calls_total{call=\"submit\",outcome=\"accepted\"} 2"), "{shown}");
    assert!(shown.contains("ihuyi_pushes_total{kind=\"receipt\",result=\"recorded\"} 1"), "{shown}");
}

#[test]
fn whoever_is_not_let_in_is_heard_out_before_he_is_told_so() {
    use std::io::{Read, Write};
    let folder = std::sync::Arc::new(Folder::new());
    let token = folder.path("token");
    let options = ["--listen", "127.0.0.1:0", "--token-file", &token];
    let helper = Helper::start_in(folder.clone(), Plan::of("http://127.0.0.1:1").with(&options));
    let request = post("/call", &[("Authorization", "Bearer wrong")], b"{\"call\": \"version\"}");
    let (head, body) = request.split_at(request.len() - 10);
    let mut stream = std::net::TcpStream::connect(&helper.port).unwrap();
    stream.write_all(head).unwrap();
    // A connection that is closed on somebody who still sends is broken for him, and the answer with it.
    stream.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
    let early = stream.read(&mut [0]).unwrap_err();
    assert!(matches!(early.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{early}");
    stream.set_read_timeout(None).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("-502"), "{answer}");
}
