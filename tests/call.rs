//! `ihuyi call`: the C interface as JSON, one call for each process.

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use support::closed::closed_port;
use support::sandbox::{KEY, Sandbox};

const MOBILE: &str = "13800000000";
const TEXT: &str = "您的验证码是：1234。请不要把验证码泄露给其他人。";

/// A sandbox, and a folder that goes away with the test.
struct Caller {
    sandbox: Sandbox,
    folder: PathBuf,
}

impl Caller {
    fn new(name: &str) -> Caller {
        let folder = std::env::temp_dir().join(format!("ihuyi-call-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Caller { sandbox: Sandbox::with(&["--no-limits"]), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
        command.arg("call").args(args).env_clear().current_dir(&self.folder).env("HOME", &self.folder);
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command.env("IHUYI_GATEWAY", &self.sandbox.url).env("IHUYI_TIMEOUT", "30");
        command.env("IHUYI_ACCOUNT", "C00000000").env("IHUYI_APIKEY", KEY);
        command.env("IHUYI_STORE", format!("sqlite:{}", self.path("codes.db")));
        // A limit that no run of these tests outlasts.
        command.env("IHUYI_SECRET_FILE", self.path("key")).env("IHUYI_LIMITS", "sms:mobile 1/1d");
        command
    }

    fn call(&self, request: &Value) -> Value {
        run(self.command(&[]), request.to_string().as_bytes(), 0)
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs it: exactly one line, nothing on standard error, this exit code.
fn run(mut command: Command, request: &[u8], code: i32) -> Value {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever has read enough may be gone.
    let _ = child.stdin.take().unwrap().write_all(request);
    let done = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!((done.status.code(), err.as_str(), out.lines().count()), (Some(code), "", 1), "{out}{err}");
    assert!(!out.contains(KEY), "the key is shown: {out}");
    serde_json::from_str(&out).unwrap()
}

/// The members of a struct in the header, but for its size.
fn members(name: &str) -> BTreeSet<String> {
    let header = include_str!("../include/ihuyi.h");
    let (_, rest) = header.split_once(&format!("typedef struct ihuyi_{name} {{")).unwrap();
    let (body, _) = rest.split_once('}').unwrap();
    let fields = body.lines().map(str::trim).filter(|line| line.ends_with(';'));
    let names = fields.map(|line| line.rsplit(' ').next().unwrap().trim_end_matches(';').split('[').next().unwrap());
    names.filter(|name| *name != "struct_size").map(str::to_owned).collect()
}

#[test]
fn every_call_answers_with_every_member_of_the_struct() {
    let caller = Caller::new("members");
    let picture = caller.call(&json!({"call": "captcha_new"}));
    let started = caller.call(&json!({"call": "verify_start", "arguments": {"purpose": "login", "mobile": MOBILE}}));
    let id = &started["verification"]["id"];
    let decision = json!({"service": "sms", "mobile": MOBILE, "keys": "ip = 192.0.2.7"});
    let box_ = json!({"account": "C00000000", "password": KEY, "mobile": MOBILE});
    let with = |more: Value| {
        let mut all = box_.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    for (call, arguments, returned, told) in [
        ("send", with(json!({"content": TEXT})), 2, ""),
        ("voice", with(json!({"code": "1234"})), 2, ""),
        ("new", json!({}), 0, ""),
        ("submit", json!({"service": "sms", "mobile": MOBILE, "content": TEXT}), 2, ""),
        ("balance", json!({}), 2, ""),
        ("add_template", json!({"content": "您的订单【变量】已发货。"}), 2, ""),
        ("explain", json!({"service": "sms", "code": 4051, "lang": "en"}), 0, "explanation"),
        ("segments", json!({"content": TEXT}), 0, ""),
        ("push_parse", json!({"body": "code=2&mobilephone=13800000000&smsid=1&msg=DELIVRD"}), 0, "push"),
        ("push_record", json!({"body": "mobilephone=13800000000&content=TD&smsid=1"}), 0, "push"),
        ("inbox", json!({"after": 0}), 0, "push"),
        ("inbox", json!({}), 0, "push"),
        ("status", json!({"what": "1"}), -461, "delivery"),
        ("status", json!({"id": "1"}), -461, "delivery"),
        ("verify_resend", json!({"id": id, "keys": "device = d"}), -401, "verification"),
        ("verify_check", json!({"id": id, "code": "x"}), -421, "verification"),
        ("guard_ask", decision.clone(), -401, "decision"),
        ("guard_status", decision, -401, "decision"),
        ("guard_unlock", json!({"kind": "mobile", "value": MOBILE}), 0, ""),
        ("captcha_check", json!({"id": picture["captcha"]["id"], "answer": "?"}), -405, ""),
    ] {
        let answer = caller.call(&json!({"call": call, "arguments": arguments}));
        assert_eq!(answer["returned"], returned, "{call}: {answer}");
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
        if call == "explain" {
            assert!(answer.get("result").is_none());
        } else {
            assert_eq!(keys(&answer["result"]), members("result"), "{call}");
            assert_eq!(answer["result"]["code"], returned, "{call}: {answer}");
        }
        if !told.is_empty() {
            assert_eq!(keys(&answer[told]), members(told), "{call}");
        }
    }
    for (answer, told) in [(&picture, "captcha"), (&started, "verification")] {
        assert_eq!(answer[told].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>(), members(told));
    }
    let png = picture["captcha"]["png"]["base64"].as_str().unwrap();
    assert_eq!(picture["captcha"]["data_uri"], format!("data:image/png;base64,{png}"));
    assert!(png.starts_with("iVBORw0KGgo"), "{png}");
    let version = caller.call(&json!({"call": "version"}));
    assert_eq!(version, json!({"returned": 0, "version": env!("CARGO_PKG_VERSION"), "abi": 1}));
    let text = caller.call(&json!({"call": "strerror", "arguments": {"code": 4051}}));
    assert_eq!(text, json!({"returned": 0, "text": "剩余条数不足"}));
}

#[test]
fn a_text_arrives_as_it_was_written_in_either_charset() {
    let caller = Caller::new("charset");
    let answer =
        caller.call(&json!({"call": "submit", "arguments": {"service": "sms", "mobile": MOBILE, "content": TEXT}}));
    assert_eq!(
        (&answer["returned"], &answer["result"]["outcome"], &answer["result"]["characters"]),
        (&json!(2), &json!(1), &json!(32))
    );
    // 您的验证码是：1234。请不要把验证码泄露给其他人。
    let gbk = "xPq1xNHp1qTC68rHo7oxMjM0oaPH67K70qqw0dHp1qTC69C5wra4+Mbky/vIy6Gj";
    let client = json!({"settings": [["charset", "gbk"]]});
    let made = caller.call(&json!({"call": "new", "client": client}));
    assert_eq!((&made["returned"], &made["charset"]), (&json!(0), &json!("gbk")));
    let gbk = json!({"base64": gbk});
    let with = |content: &Value| json!({"service": "sms", "mobile": MOBILE, "content": content});
    let answer = caller.call(&json!({"call": "submit", "client": client, "arguments": with(&gbk)}));
    assert_eq!(answer["returned"], 2, "{answer}");
    // 提交成功
    assert_eq!(answer["result"]["message"], json!({"base64": "zOG9u7PJuaY="}));
    // The same bytes promised as UTF-8: the library's own strict error, as in C.
    let answer = caller.call(&json!({"call": "submit", "arguments": with(&gbk)}));
    assert_eq!((&answer["returned"], &answer["result"]["flags"]), (&json!(-103), &json!(1)));
    assert!(answer["result"]["message"].as_str().unwrap().contains("看起来是 GBK"), "{answer}");
    assert_eq!(caller.sandbox.accepted(), 2);
    assert_eq!(caller.sandbox.inbox()[0]["content"].as_str().map(|text| text.contains(TEXT)), Some(true));
}

#[test]
fn settings_are_made_in_order_and_the_first_failure_is_the_answer() {
    let caller = Caller::new("settings");
    let submit = |client: Value| json!({"call": "submit", "client": client, "arguments": {"service": "sms", "mobile": MOBILE, "content": TEXT}});
    for call in ["new", "submit", "balance"] {
        let mut request = submit(json!({"settings": [["timeout", "5"], ["acount", "x"], ["charset", "klingon"]]}));
        request["call"] = json!(call);
        request["arguments"] = json!({});
        let answer = caller.call(&request);
        assert_eq!((&answer["returned"], &answer["result"]["outcome"]), (&json!(-120), &json!(2)), "{answer}");
        assert!(answer["result"]["message"].as_str().unwrap().contains("account"), "{answer}");
    }
    // A later setting beats an earlier one, and null is the default.
    let answer = caller.call(&submit(json!({"settings": [["account", "C99999999"], ["account", "C00000000"]]})));
    assert_eq!(answer["returned"], 2, "{answer}");
    let answer = caller.call(&submit(json!({"settings": [["apikey", null]]})));
    assert_eq!((&answer["returned"], &answer["result"]["flags"]), (&json!(402), &json!(1)), "{answer}");
    assert_eq!(caller.sandbox.ledger().len(), 1);
}

/// As a shell's `<(sops -d …)` hands them over: what is read of a pipe once is gone.
#[cfg(unix)]
#[test]
fn settings_in_a_pipe_are_all_in_force() {
    let caller = Caller::new("pipe");
    std::fs::write(caller.path("good.ini"), format!("account = C00000000\napikey = {KEY}\n")).unwrap();
    std::fs::write(caller.path("request.json"), json!({"call": "balance"}).to_string()).unwrap();
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_ihuyi");
    command.args(["-c", r#"cat good.ini | "$0" call --config /dev/fd/3 3<&0 <request.json"#, program]);
    command.env_clear().current_dir(&caller.folder).env("PATH", "/usr/bin:/bin").env("HOME", &caller.folder);
    command.env("IHUYI_GATEWAY", &caller.sandbox.url);
    assert_eq!(run(command, b"", 0)["returned"], 2);
}

#[test]
fn a_file_of_settings_by_the_command_line_or_by_the_request() {
    let caller = Caller::new("files");
    let closed = format!("http://{}", closed_port());
    let good = format!("account = C00000000\napikey = {KEY}\ngateway = {}\n", caller.sandbox.url);
    std::fs::write(caller.path("good.ini"), good).unwrap();
    std::fs::write(caller.path("bad.ini"), "account = C00000000\nnonsense\n").unwrap();
    let bare = |args: &[&str]| {
        let mut command = caller.command(args);
        for name in ["IHUYI_GATEWAY", "IHUYI_ACCOUNT", "IHUYI_APIKEY"] {
            command.env_remove(name);
        }
        command
    };
    let balance = json!({"call": "balance"}).to_string();
    let open = |path: Value| json!({"call": "open", "client": {"open": path}}).to_string();
    assert_eq!(run(bare(&["--config", &caller.path("good.ini")]), balance.as_bytes(), 0)["returned"], 2);
    // The environment beats the file, and the box functions have the same settings.
    let mut command = bare(&["--config", &caller.path("good.ini")]);
    command.env("IHUYI_GATEWAY", &closed);
    assert_eq!(run(command, balance.as_bytes(), 0)["returned"], -202);
    let arguments = json!({"account": "C00000000", "password": KEY, "mobile": MOBILE, "content": TEXT});
    let send = json!({"call": "send", "arguments": arguments}).to_string();
    assert_eq!(run(bare(&["--config", &caller.path("good.ini")]), send.as_bytes(), 0)["returned"], 2);
    for call in [&balance, &send] {
        let answer = run(bare(&["--config", &caller.path("bad.ini")]), call.as_bytes(), 0);
        assert_eq!(answer["returned"], -123, "{answer}");
        assert!(answer["result"]["message"].as_str().unwrap().contains("第 2 行"), "{answer}");
    }
    // The table of codes needs no settings.
    let text = json!({"call": "strerror", "arguments": {"code": 2}}).to_string();
    assert_eq!(run(bare(&["--config", &caller.path("bad.ini")]), text.as_bytes(), 0)["text"], "提交成功");
    for (path, returned) in [
        (json!(caller.path("good.ini")), 0),
        (json!(caller.path("bad.ini")), -123),
        (json!(caller.path("none.ini")), -122),
        (Value::Null, -101),
    ] {
        let answer = run(bare(&[]), open(path).as_bytes(), 0);
        assert_eq!(answer["returned"], returned, "{answer}");
    }
    assert_eq!(caller.sandbox.accepted(), 1);
}

#[test]
fn what_is_not_understood_does_nothing_and_repeats_nothing() {
    let caller = Caller::new("refused");
    for request in [
        "",
        "13800000000",
        r#"{"call":"submit","arguments":{"phone":"13800000000"}}"#,
        r#"{"call":"13800000000"}"#,
        r#"{"call":"submit","arguments":{"mobile":13800000000}}"#,
    ] {
        let answer = run(caller.command(&[]), request.as_bytes(), 2);
        assert_eq!(answer["returned"], -101, "{answer}");
        assert_eq!((&answer["result"]["outcome"], &answer["result"]["flags"]), (&json!(2), &json!(1)), "{answer}");
        assert!(!answer.to_string().contains("1380"), "{answer}");
    }
    let large = json!({"call": "submit", "arguments": {"content": "x".repeat(1 << 20)}}).to_string();
    assert_eq!(run(caller.command(&[]), large.as_bytes(), 2)["returned"], -106);
    // Understood, and nothing that C could be given.
    let nul = json!({"call": "submit", "arguments": {"service": "sms", "mobile": MOBILE, "content": "a\0b"}});
    let answer = caller.call(&nul);
    assert_eq!((&answer["returned"], &answer["result"]["flags"]), (&json!(-104), &json!(1)), "{answer}");
    assert!(caller.sandbox.ledger().is_empty());
}

#[test]
fn the_words_are_the_librarys_and_not_the_terminals() {
    let caller = Caller::new("words");
    let message = |lang: Option<&str>, locale: &str| {
        let mut command = caller.command(&[]);
        command.env("LC_ALL", locale).envs(lang.map(|lang| ("IHUYI_LANG", lang)));
        run(command, b"{}", 2)["result"]["message"].as_str().unwrap().to_owned()
    };
    let is_chinese = |text: &str| text.contains("没有执行");
    assert!(is_chinese(&message(None, "en_US.UTF-8")));
    assert!(is_chinese(&message(Some("zh"), "en_US.UTF-8")));
    assert!(!is_chinese(&message(Some("en"), "zh_CN.UTF-8")));
}
