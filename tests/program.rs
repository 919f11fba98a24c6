//! The program `ihuyi`, driven as a shell drives it: arguments, environment and input in; output, complaints and an exit code out.

mod support;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use support::closed::closed_port;
use support::sandbox::{KEY, Sandbox};

const ACCOUNT: &str = "C00000000";
const MOBILE: &str = "13800000000";
const TEXT: &str = "您的验证码是：4711。请不要把验证码泄露给其他人。";

/// A directory that goes away with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ihuyi-program-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One run: nothing of the developer's own environment reaches it.
struct Run {
    command: Command,
    input: Vec<u8>,
    _home: Scratch,
}

struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Done {
    fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object on one line: {}", self.out);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn ihuyi(args: &[&str]) -> Run {
    let home = Scratch::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
    command.args(args).env_clear().env("HOME", &home.0).current_dir(&home.0);
    // Without it, Windows finds neither sockets nor random numbers.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    Run { command, input: Vec::new(), _home: home }
}

impl Run {
    fn env(mut self, name: &str, value: &str) -> Run {
        self.command.env(name, value);
        self
    }

    fn keys(self) -> Run {
        self.env("IHUYI_ACCOUNT", ACCOUNT).env("IHUYI_APIKEY", KEY)
    }

    fn input(mut self, input: impl Into<Vec<u8>>) -> Run {
        self.input = input.into();
        self
    }

    fn run(mut self) -> Done {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        // A program that does not read its input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(&self.input);
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        let done = Done {
            code: status.code().unwrap(),
            out: String::from_utf8_lossy(&stdout).into_owned(),
            err: String::from_utf8_lossy(&stderr).into_owned(),
        };
        for text in [&done.out, &done.err] {
            assert!(!text.contains(KEY), "the key is shown: {text}");
            assert!(!text.contains(MOBILE), "the number is shown: {text}");
        }
        done
    }
}

/// A server that answers one request with these bytes, and closes. Its base URL.
fn answering(reply: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        let mut piece = [0; 4096];
        // Head and form: the form's last field tells that all of it is there.
        while !seen.windows(12).any(|field| field == b"&format=json") {
            let n = stream.read(&mut piece).unwrap();
            assert!(n > 0);
            seen.extend_from_slice(&piece[..n]);
        }
        stream.write_all(reply).unwrap();
    });
    url
}

/// An address that refuses.
fn closed() -> String {
    format!("http://{}", closed_port())
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

#[test]
fn the_language_is_the_locales_and_lang_wins() {
    let help = |env: &[(&str, &str)], args: &[&str]| {
        let run = ihuyi(&[args, &["--help"]].concat());
        let done = env.iter().fold(run, |run, (name, value)| run.env(name, value)).run();
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{env:?}");
        has_chinese(&done.out)
    };
    assert!(!help(&[], &[]));
    assert!(help(&[("LANG", "zh_CN.UTF-8")], &[]));
    assert!(help(&[("LC_ALL", "zh_TW"), ("LANG", "en_US.UTF-8")], &[]));
    assert!(!help(&[("LC_ALL", ""), ("LC_MESSAGES", "en_US"), ("LANG", "zh_CN.UTF-8")], &[]));
    assert!(!help(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], &[]));
    assert!(!help(&[("LANG", "zh_CN.UTF-8")], &["--lang", "en"]));
    assert!(help(&[("LANG", "de_DE.UTF-8")], &["--lang=zh"]));
    assert!(help(&[("LANG", "en_US.UTF-8"), ("IHUYI_LANG", "zh")], &[]));
}

#[test]
fn help_is_chinese_down_to_its_headings() {
    for command in [
        &[][..],
        &["send"],
        &["voice"],
        &["balance"],
        &["doctor"],
        &["explain"],
        &["push"],
        &["man"],
        &["sandbox"],
        &["bulk"],
        &["bulk", "plan"],
        &["bulk", "resume"],
        &["bulk", "export"],
    ] {
        let done = ihuyi(&[command, &["--help"]].concat()).env("LANG", "zh_CN.UTF-8").run();
        assert!(done.out.contains("用法：ihuyi") && done.out.contains("选项:"), "{}", done.out);
        for english in ["Usage", "Options", "Arguments", "Commands", "Print ", "[OPTIONS]", "default:", "possible"] {
            assert!(!done.out.contains(english), "{english} in {}", done.out);
        }
    }
    let done = ihuyi(&["send", "--help"]).env("LANG", "zh_CN.UTF-8").run();
    assert!(done.out.contains("发送一条短信") && done.out.contains("APIKEY"), "{}", done.out);
}

#[test]
fn the_sandbox_speaks_the_language_that_was_asked_for() {
    let banner = |args: &[&str], lang: &str| {
        let scratch = Scratch::new();
        let ca_file = scratch.file("ca.pem", "");
        let mut run = ihuyi(&[&["sandbox", "--listen", "127.0.0.1:0", "--ca-file", &ca_file], args].concat());
        let mut child = run.command.env("LANG", lang).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let fourth = lines.map(Result::unwrap).nth(3).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        has_chinese(&fourth)
    };
    assert!(banner(&[], "zh_CN.UTF-8"));
    assert!(banner(&["--lang", "zh"], "en_US.UTF-8"));
    assert!(!banner(&["--lang", "en"], "zh_CN.UTF-8"));
}

#[test]
fn the_sandbox_says_how_to_use_it() {
    for (args, accounts) in [(&[][..], "good for every service"), (&["--strict-accounts"], "its own service only")] {
        let scratch = Scratch::new();
        let ca_file = scratch.0.join("ca.pem").to_str().unwrap().to_owned();
        let mut run = ihuyi(&[&["sandbox", "--listen", "127.0.0.1:0", "--ca-file", &ca_file], args].concat());
        let mut child = run.command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let banner: Vec<String> = lines.take_while(|line| !line.starts_with("Inbox")).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        let https = banner[1].split(' ').next().unwrap();
        let all = banner.join("\n");
        for part in [accounts, "Ctrl-C", &format!("IHUYI_GATEWAY={https} "), "IHUYI_ACCOUNT=C00000000 IHUYI_APIKEY="] {
            assert!(cfg!(windows) || all.contains(part), "{part}: {all}");
        }
    }
}

#[test]
fn the_exit_codes_stand_in_the_help() {
    let done = ihuyi(&["--help"]).run();
    for code in 0..=8 {
        assert!(done.out.contains(&format!("\n  {code}  ")), "{code}: {}", done.out);
    }
}

#[test]
fn accepted_is_zero() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let done = ihuyi(&["send", MOBILE, TEXT]).keys().env("IHUYI_GATEWAY", &sandbox.url).run();
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    let id = sandbox.inbox()[0]["id"].as_str().unwrap().to_owned();
    assert!(done.out.starts_with("Accepted: 138****0000") && done.out.contains(&id), "{}", done.out);
    assert!(!done.out.contains("4711"));

    let run = ihuyi(&["voice", MOBILE, "4711", "--json"]).keys();
    let done = run.env("IHUYI_GATEWAY", &sandbox.tls_url).env("IHUYI_CA_FILE", &sandbox.ca_file).run();
    let object = done.json();
    assert_eq!(done.code, 0, "{}", done.out);
    let shown = ["command", "outcome", "code", "service", "mobile", "segments", "recipients", "local", "exit_code"];
    let shown: Vec<&Value> = shown.iter().map(|name| &object[name]).collect();
    assert_eq!(json!(shown), json!(["voice", "accepted", 2, "voice", "138****0000", 1, 1, false, 0]));
    assert_eq!(object["http_status"], 200);
    assert_eq!(object["clock_corrected"], false);
    assert!(object["id"].is_string() && object["elapsed_ms"].is_u64() && object["explanation"].is_string());
    assert_eq!(sandbox.inbox().len(), 2);
    assert_eq!(sandbox.accepted(), 2);
}

/// Whoever is told 1 sends again, so a message that was accepted is told by nothing but 0.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_one_but_what_was_accepted_stays_zero() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let full = |args: &[&str]| {
        let mut run = ihuyi(args).keys().env("IHUYI_GATEWAY", &sandbox.url);
        run.command.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
        run.command.stderr(std::process::Stdio::piped());
        let done = run.command.output().unwrap();
        (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    for args in [&["explain", "4072"][..], &["segments", TEXT], &["balance"]] {
        let (code, said) = full(args);
        assert_eq!(code, 1, "{args:?}: {said}");
        assert!(said.contains("cannot write to standard output"), "{args:?}: {said}");
    }
    let (code, said) = full(&["send", MOBILE, TEXT]);
    assert_eq!((code, sandbox.inbox().len()), (0, 1), "{said}");
    assert!(said.contains("cannot write to standard output"), "{said}");
}

#[test]
fn every_service_and_its_options() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let run = |args: &[&str]| {
        let done = ihuyi(args).keys().env("IHUYI_GATEWAY", &sandbox.url).env("LANG", "zh_CN.UTF-8").run();
        assert_eq!(done.code, 0, "{args:?}: {}{}", done.out, done.err);
        done.out
    };
    run(&["send", MOBILE, "1234", "--template", "1"]);
    run(&["send", "-s", "vm", MOBILE, "您的订单号是：9633。已由顺风快递发出，请注意查收。"]);
    run(&["send", "--service", "international", "1 2025550100", "Your verification code is 1125"]);
    let list = format!("{MOBILE},13800000001");
    let out =
        run(&["send", "-s", "marketing", &list, "新品上市。退订回T【测试】", "--schedule", "2030-01-31 09:30:00"]);
    assert!(out.contains("138****0000 +1") && out.contains("共 2 条") && !out.contains("13800000001"), "{out}");
    assert!(run(&["balance"]).contains("剩余"));
    assert!(run(&["balance", "voice"]).contains("语音验证码"));
    assert!(run(&["add-template", "您的验证码是：【变量】。"]).contains("模板编号"));
    let services: Vec<Value> = sandbox.inbox().iter().map(|message| message["service"].clone()).collect();
    for service in ["sms", "voice_notice", "international"] {
        assert!(services.contains(&json!(service)), "{services:?}");
    }
}

#[test]
fn refused_is_three() {
    // By a check of our own: no gateway is needed.
    let done = ihuyi(&["send", "12345", TEXT]).keys().env("IHUYI_GATEWAY", &closed()).run();
    assert_eq!((done.code, done.out.as_str()), (3, ""));
    assert!(done.err.contains("(406)") && done.err.contains("no request was made"), "{}", done.err);
    let done = ihuyi(&["send", MOBILE, TEXT, "--json"]).run();
    let object = done.json();
    assert_eq!((done.code, &object["code"], &object["local"]), (3, &json!(401), &json!(true)));

    // By the gateway.
    let sandbox = Sandbox::start();
    let done = ihuyi(&["send", "19900004051", TEXT]).keys().env("IHUYI_GATEWAY", &sandbox.url).run();
    assert_eq!((done.code, done.out.as_str()), (3, ""));
    for part in ["4051", "The gateway said: 剩余条数不足", "Meaning:", "Usual cause:", "What to do:"] {
        assert!(done.err.contains(part), "{part}: {}", done.err);
    }
    let run = ihuyi(&["send", "19900004051", TEXT, "--json", "--lang", "zh"]).keys();
    let object = run.env("IHUYI_GATEWAY", &sandbox.url).run().json();
    assert_eq!(
        (&object["outcome"], &object["code"], &object["local"]),
        (&json!("refused"), &json!(4051), &json!(false))
    );
    assert!(has_chinese(object["advice"].as_str().unwrap()));
}

#[test]
fn not_sent_is_four() {
    let done = ihuyi(&["send", MOBILE, TEXT]).keys().env("IHUYI_GATEWAY", &closed()).run();
    assert_eq!((done.code, done.out.as_str()), (4, ""));
    assert!(done.err.contains("Not sent (-202)") && done.err.contains("safe"), "{}", done.err);
    // A certificate mends itself no more than a proxy does: the sandbox's is trusted by nobody here.
    let sandbox = Sandbox::start();
    let gateway = sandbox.url.replacen("http:", "https:", 1);
    let done = ihuyi(&["send", MOBILE, TEXT]).keys().env("IHUYI_GATEWAY", &gateway).run();
    assert!(done.code == 4 && done.err.contains("mend the cause first"), "{}", done.err);
    assert!(!done.err.contains("later is safe"), "{}", done.err);
    let done = ihuyi(&["voice", MOBILE, "4711", "--json"]).keys().env("IHUYI_GATEWAY", &closed()).run();
    let object = done.json();
    assert_eq!((done.code, &object["outcome"], &object["id"]), (4, &json!("not_sent"), &Value::Null));
    assert!(!done.out.contains("4711"));
}

#[test]
fn unknown_is_five_and_says_so() {
    for reply in
        [&b""[..], b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]
    {
        let done = ihuyi(&["send", MOBILE, TEXT]).keys().env("IHUYI_GATEWAY", &answering(reply)).run();
        assert_eq!((done.code, done.out.as_str()), (5, ""));
        assert!(done.err.contains("Outcome unknown, do not resend blindly (-300)"), "{}", done.err);
        assert!(done.err.contains("What to do: "), "{}", done.err);
    }
    let run = ihuyi(&["send", MOBILE, TEXT, "--lang", "zh"]).keys();
    assert!(run.env("IHUYI_GATEWAY", &answering(b"")).run().err.contains("请勿盲目重发"));
    let run = ihuyi(&["send", MOBILE, TEXT, "--json"]).keys();
    let done = run.env("IHUYI_GATEWAY", &answering(b"")).run();
    assert_eq!((done.code, &done.json()["outcome"], &done.json()["code"]), (5, &json!("unknown"), &json!(-300)));
}

#[test]
fn whatever_a_server_says_no_secret_is_shown() {
    // `run` looks for key and number in every output; the code is looked for here.
    const ECHO: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 117\r\n\r\n{\"code\":4072,\"msg\":\"0123456789abcdef0123456789abcdef 13800000000 471147 \\u001b[31m\",\"smsid\":\"0\"}                      ";
    for json in [&[][..], &["--json"]] {
        let run = ihuyi(&[&["voice", "+86 138-0000-0000", "471147"], json].concat()).keys();
        let done = run.env("IHUYI_GATEWAY", &answering(ECHO)).run();
        assert_eq!(done.code, 3, "{}{}", done.out, done.err);
        let all = format!("{}{}", done.out, done.err);
        assert!(!all.contains("471147") && !all.contains('\u{1b}') && all.contains("138****0000"), "{all}");
    }
}

#[test]
fn usage_and_settings_are_two() {
    for args in [
        &["send", MOBILE][..],
        &["bogus"],
        &["send", MOBILE, TEXT, MOBILE],
        &["send", MOBILE, TEXT, "--service", "klingon"],
        &["send", MOBILE, TEXT, "--set", "acount=x"],
        &["send", MOBILE, TEXT, "--set", KEY],
        &["send", MOBILE, TEXT, "--timeout", "soon"],
        &["send", MOBILE, TEXT, "--config", "nowhere.ini"],
        &["send", MOBILE, TEXT, "--apikey-file", "nowhere"],
        &["explain", "what"],
        &["push", "nowhere"],
    ] {
        let done = ihuyi(args).keys().run();
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{args:?}");
        assert!(!done.err.is_empty() && !has_chinese(&done.err), "{args:?}: {}", done.err);
        let done = ihuyi(&[args, &["--json", "--lang", "zh"]].concat()).keys().run();
        let object = done.json();
        assert_eq!((done.code, done.err.as_str()), (2, ""), "{args:?}");
        assert_eq!((&object["outcome"], &object["exit_code"]), (&json!("refused"), &json!(2)), "{args:?}");
        assert!(object["code"].as_i64().unwrap() < 0);
        assert!(has_chinese(object["message"].as_str().unwrap()), "{object}");
    }
    let done = ihuyi(&["send", MOBILE, TEXT]).keys().env("IHUYI_TIMEOUT", "soon").run();
    assert!(done.code == 2 && done.err.contains("IHUYI_TIMEOUT"), "{}", done.err);
    let complaint = |args: &[&str]| ihuyi(args).env("LANG", "zh_CN.UTF-8").run().err;
    let missing = complaint(&["send"]);
    assert!(missing.contains("缺少参数：手机号码、内容。") && missing.contains("ihuyi send --help"), "{missing}");
    let plan = complaint(&["bulk", "plan"]);
    let wanted = "缺少参数：--journal 文件、--template 内容 或 --text 内容 或 --template-id 编号、名单。";
    assert!(plan.contains(wanted) && plan.contains("用法见 ihuyi bulk plan --help。"), "{plan}");
    let plan = ihuyi(&["bulk", "plan", "x.csv", "--journal", "x.journal"]).env("LANG", "C").run().err;
    let wanted = "missing: --template <TEXT> or --text <TEXT> or --template-id <ID>.";
    assert!(plan.contains(wanted) && plan.contains("See ihuyi bulk plan --help."), "{plan}");
    for (args, wanted) in [
        (
            &["bulk", "run", "取货.journal"][..],
            "“取货.journal”。任务文件要写在 --journal 之后：ihuyi bulk run --journal 取货.journal",
        ),
        (&["bulk", "plan", "a.csv", "a.journal"], "ihuyi bulk plan --journal a.journal"),
        (&["bulk", "export", "a.journal", "结果.csv"], "ihuyi bulk export --journal 文件"),
    ] {
        let said = complaint(args);
        assert!(said.contains(wanted), "{args:?}: {said}");
    }
    // What cmd of Windows makes of a text in single quotation marks.
    let args = ["bulk", "plan", "a.csv", "--journal", "a.journal", "--template", "'{name},", "hello'"];
    assert!(
        complaint(&args).contains("多余的参数“hello'”") && complaint(&args).contains("请用双引号"),
        "{}",
        complaint(&args)
    );
    // Where the journal is named, it is something else that is too much.
    let said = complaint(&["bulk", "run", "a", "--journal", "a"]);
    assert!(said.contains("多余的参数“a”") && !said.contains("任务文件"), "{said}");
    assert!(complaint(&["--config", "a.ini", "send"]).contains("ihuyi send --config"));
    assert!(complaint(&["--nothing", "send"]).contains("多余"));
    assert_eq!(ihuyi(&[]).run().code, 2);
    assert_eq!(ihuyi(&["--version"]).run().out, format!("ihuyi {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_key_on_the_command_line_works_and_warns() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let balance =
        |args: &[&str]| ihuyi(&[&["balance", "--account", ACCOUNT, "--gateway", &sandbox.url], args].concat());
    for args in [&["--apikey", KEY][..], &["--set", &format!("apikey={KEY}")]] {
        let done = balance(args).run();
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.err.contains("warning") && done.err.contains("--apikey-file"), "{}", done.err);
        assert!(has_chinese(&balance(args).env("LANG", "zh_CN").run().err));
        assert_eq!(balance(&[args, &["--json"]].concat()).run().json()["outcome"], "accepted");
    }
    let scratch = Scratch::new();
    let done = balance(&["--apikey-file", &scratch.file("key", &format!("{KEY}\r\n"))]).run();
    assert_eq!((done.code, done.err.as_str()), (0, ""));
}

#[test]
fn where_settings_come_from() {
    let sandbox = Sandbox::with(&["--no-limits", "--strict-accounts"]);
    let scratch = Scratch::new();
    let ini = format!(
        "account = {ACCOUNT}\napikey = {KEY}\ngateway = {}\n[voice]\naccount = V00000000\napikey = {KEY}\n",
        sandbox.url
    );
    let path = scratch.file("ihuyi/ihuyi.ini", &ini);
    let code = |run: Run| run.run().code;
    assert_eq!(code(ihuyi(&["balance", "--config", &path])), 0);
    assert_eq!(code(ihuyi(&["balance", "voice", "--config", &path])), 0);
    assert_eq!(code(ihuyi(&["balance"]).env("IHUYI_CONFIG", &path)), 0);
    let home = scratch.0.to_str().unwrap();
    #[cfg(unix)]
    assert_eq!(code(ihuyi(&["balance"]).env("XDG_CONFIG_HOME", home)), 0);
    #[cfg(windows)]
    assert_eq!(code(ihuyi(&["balance"]).env("APPDATA", home)), 0);
    // A file in the current directory may be somebody else's.
    let mut run = ihuyi(&["balance"]);
    run.command.current_dir(scratch.0.join("ihuyi"));
    assert_eq!(run.run().code, 3);
    // The environment beats the file, the command line beats both, for the service at hand.
    assert_eq!(code(ihuyi(&["balance", "--config", &path]).env("IHUYI_GATEWAY", &closed())), 4);
    let run = ihuyi(&["balance", "--config", &path, "--gateway", &sandbox.url]).env("IHUYI_GATEWAY", &closed());
    assert_eq!(code(run), 0);
    let run = ihuyi(&["balance", "voice", "--config", &path, "--account", "V00000001", "--json"]).run();
    assert_eq!((run.code, &run.json()["code"]), (3, &json!(405)));
}

/// As a shell's `<(sops -d …)` hands it over: what is read of it once is gone.
#[cfg(unix)]
#[test]
fn settings_in_a_pipe_are_all_in_force() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let scratch = Scratch::new();
    let store = scratch.0.join("codes.db");
    let ini = format!(
        "account = {ACCOUNT}\napikey = {KEY}\ngateway = {}\nguard = on\nstore = sqlite:{}\nsecret_file = {}\nlimits = sms:mobile 1/1d\n",
        sandbox.url,
        store.display(),
        scratch.0.join("key").display()
    );
    let run = |args: &[&str]| ihuyi(args).input(ini.as_str()).run();
    let sent = run(&["send", MOBILE, TEXT, "--config", "/dev/stdin"]);
    assert_eq!((sent.code, sandbox.accepted()), (0, 1), "{}{}", sent.out, sent.err);
    // Its guard and its store, too.
    let sent = run(&["send", MOBILE, TEXT, "--config", "/dev/stdin"]);
    assert_eq!((sent.code, sandbox.accepted(), store.exists()), (4, 1, true), "{}{}", sent.out, sent.err);
    let seen = run(&["doctor", "--config", "/dev/stdin", "--json"]);
    assert!(seen.out.contains(&sandbox.url) && !seen.out.contains("ihuyi.com"), "{}{}", seen.out, seen.err);
}

/// In a file system of its own, where this machine's files are neither read nor touched.
#[cfg(target_os = "linux")]
#[test]
fn the_machines_own_file_is_read_last() {
    let sandbox = Sandbox::with(&["--no-limits", "--strict-accounts"]);
    let scratch = Scratch::new();
    let good =
        scratch.file("machine.ini", &format!("account = {ACCOUNT}\napikey = {KEY}\ngateway = {}\n", sandbox.url));
    let script = r#"
        mount -t tmpfs tmpfs /etc && mkdir /etc/ihuyi && cp "$2" /etc/ihuyi/ihuyi.ini || exit 90
        "$1" balance || exit 91
        # A user's own file comes before the machine's, and this one has no account.
        mkdir -p "$HOME/.config/ihuyi" && echo "lang = en" >"$HOME/.config/ihuyi/ihuyi.ini"
        "$1" balance && exit 92
        cp "$2" "$HOME/.config/ihuyi/ihuyi.ini" && rm /etc/ihuyi/ihuyi.ini
        "$1" balance || exit 93"#;
    let mut run = Command::new("unshare");
    run.args((!support::is_root()).then_some("--map-root-user"));
    run.args(["--mount", "--", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_ihuyi"), &good]);
    let done = run.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", &scratch.0).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{:?}: {said}", done.status);
}

#[test]
fn text_from_standard_input() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let send = |args: &[&str], input: &[u8]| {
        let done = ihuyi(args).keys().env("IHUYI_GATEWAY", &sandbox.url).input(input).run();
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    };
    send(&["send", MOBILE, "-"], format!("\u{FEFF}{TEXT}\r\n").as_bytes());
    send(&["voice", MOBILE, "-"], b"4711\n");
    let (gbk, _, _) = encoding_rs::GBK.encode(TEXT);
    send(&["send", MOBILE, "-", "--set", "charset=gbk"], &gbk);
    let contents: Vec<Value> = sandbox.inbox().iter().map(|message| message["content"].clone()).collect();
    assert_eq!(contents.iter().filter(|content| **content == json!(TEXT)).count(), 2, "{contents:?}");
    assert!(contents.contains(&json!("4711")));

    let done = ihuyi(&["send", MOBILE, "-"]).keys().env("IHUYI_GATEWAY", &sandbox.url).input(&*gbk).run();
    assert!(done.code == 2 && done.err.contains("looks like GBK"), "{}", done.err);
    let done = ihuyi(&["send", MOBILE, "-"]).keys().input(vec![b'x'; 100_000]).run();
    assert!(done.code == 2 && done.err.contains("-106"), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn a_gbk_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (gbk, _, _) = encoding_rs::GBK.encode(TEXT);
    for (options, locale) in
        [(&[][..], "zh_CN.GBK"), (&[], "zh_CN.gb18030"), (&["--set", "charset=gbk"], "zh_CN.UTF-8")]
    {
        let mut run = ihuyi(&[&["send", MOBILE], options].concat()).keys().env("LANG", locale);
        run.command.arg(std::ffi::OsStr::from_bytes(&gbk)).env("IHUYI_GATEWAY", &sandbox.url).env("IHUYI_LANG", "zh");
        let output = run.command.output().unwrap();
        assert_eq!(sandbox.inbox().last().unwrap()["content"], TEXT);
        let (text, _, bad) = encoding_rs::GBK.decode(&output.stdout);
        assert!(!bad && text.starts_with("已受理"), "{locale}: {text}");
    }
    assert_eq!(sandbox.inbox().len(), 3);
    // JSON reads the same in every charset.
    let run = ihuyi(&["balance", "--json", "--set", "charset=gbk", "--lang", "zh"]).keys();
    assert!(run.env("IHUYI_GATEWAY", &sandbox.url).run().out.is_ascii());
}

#[test]
fn the_librarys_charset_is_not_the_terminals() {
    let (sandbox, scratch) = (Sandbox::start(), Scratch::new());
    let path = scratch
        .file("ihuyi.ini", &format!("account = {ACCOUNT}\napikey = {KEY}\ngateway = {}\ncharset = gbk\n", sandbox.url));
    let done = ihuyi(&["send", MOBILE, TEXT, "--config", &path, "--lang", "zh"]).env("LC_ALL", "zh_CN.UTF-8").run();
    assert!(done.code == 0 && done.out.starts_with("已受理"), "{}{}", done.out, done.err);
    assert_eq!(sandbox.inbox()[0]["content"], TEXT);
    let run = ihuyi(&["balance", "--lang", "zh"]).keys().env("IHUYI_CHARSET", "gbk");
    let done = run.env("IHUYI_GATEWAY", &sandbox.url).run();
    assert!(done.out.contains("剩余"), "{}", done.out);
}

#[test]
fn segments_ask_nobody() {
    let count = |args: &[&str]| ihuyi(&[&["segments", "--json"], args].concat()).run().json();
    let object = count(&[&"字".repeat(65)]);
    assert_eq!((&object["segments"], &object["characters"]), (&json!(2), &json!(71)));
    let object = count(&["hello", "-s", "international"]);
    assert_eq!((&object["segments"], &object["characters"]), (&Value::Null, &json!(5)));
    assert!(ihuyi(&["segments", "您好", "--lang", "zh"]).run().out.contains("计费 1 条"));
}

#[test]
fn codes_explained_in_both_languages() {
    let (zh, en) = (ihuyi(&["explain", "--lang", "zh"]).run(), ihuyi(&["explain"]).run());
    assert_eq!((zh.code, en.code), (0, 0));
    assert_eq!(zh.out.lines().count(), en.out.lines().count());
    for code in ["4051", "40501", "4072", "-300"] {
        assert!(zh.out.contains(code) && en.out.contains(code), "{code}");
    }
    // What a marketing text must end with stands in English lines, too.
    let chinese = |text: &str| text.lines().filter(|line| has_chinese(line)).count();
    assert!(chinese(&zh.out) > 50 && chinese(&en.out) < 5, "{}", en.out);
    let all = ihuyi(&["explain", "--json"]).run().json();
    assert!(all["codes"].as_array().unwrap().len() > 50);

    // One number, two meanings.
    let both = ihuyi(&["explain", "4070", "--json"]).run().json();
    assert!(both["explanations"].as_array().unwrap().len() >= 2, "{both}");
    let one = ihuyi(&["explain", "4070", "-s", "voice", "--json"]).run().json();
    assert_eq!(one["explanations"].as_array().unwrap().len(), 1);
    let own = ihuyi(&["explain", "-300"]).run();
    assert!(own.code == 0 && own.out.contains("unknown"), "{}", own.out);
    let words = ihuyi(&["explain", "4072", "--lang", "zh"]).run().out;
    assert!(words.contains("公开码表的原文：") && words.contains("旧文档或实际回复："), "{words}");
    assert_eq!(ihuyi(&["explain", "DB:0142"]).run().code, 0);
    assert_eq!(ihuyi(&["explain", "123456"]).run().code, 0);
}

#[test]
fn pushes_are_read_and_the_answer_is_named() {
    let body = format!("code=2&msg=DELIVRD&mobilephone={MOBILE}&smsid=16842079209571524017");
    let done = ihuyi(&["push"]).input(format!("{body}\n")).run();
    assert_eq!(done.code, 0, "{}", done.err);
    for part in ["delivered", "16842079209571524017", "138****0000", "success"] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let scratch = Scratch::new();
    let object = ihuyi(&["push", "--json", &scratch.file("body", &body)]).run().json();
    assert_eq!(
        (&object["kind"], &object["delivered"], &object["answer"]),
        (&json!("receipt"), &json!(true), &json!("success"))
    );
    let done = ihuyi(&["push", "--lang", "zh"]).input("nonsense").run();
    assert!(done.code == 2 && has_chinese(&done.err), "{}", done.err);
}

#[test]
fn a_push_shows_its_number_nowhere() {
    // `run` looks for the number in every output.
    for number in [MOBILE, "8613800000000", "%2B86 138-0000-0000"] {
        for body in [
            format!("code=0&msg={MOBILE} MK:0012&mobilephone={number}&smsid=1"),
            format!("mobilephone={number}&content=call {MOBILE} or 8613800000000, not 13900000001&smsid=1"),
        ] {
            for json in [&[][..], &["--json"]] {
                let done = ihuyi(&[&["push"], json].concat()).input(body.as_str()).run();
                assert_eq!(done.code, 0, "{body}: {}", done.err);
                let text = if json.is_empty() { done.out.clone() } else { done.json().to_string() };
                assert!(text.contains("138****0000") && text.contains("success"), "{text}");
                // Another's number in a reply is what the reply says.
                assert!(!body.contains("call") || text.contains("13900000001"), "{text}");
            }
        }
    }
    let body = "mobilephone=1 2025550100&content=12025550100 or 2025550100&smsid=1";
    let object = ihuyi(&["push", "--json"]).input(body).run().json();
    assert!(!object["content"].as_str().unwrap().contains("2025550100"), "{object}");
    // A word in the number's place blanks out nothing.
    let object = ihuyi(&["push", "--json"]).input("mobilephone=success&content=TD&smsid=1").run().json();
    assert_eq!(object["answer"], "success");
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = ihuyi(&["completions", shell]).run();
        assert!(done.code == 0 && done.out.contains("add-template") && done.out.contains("resend-unknown"), "{shell}");
    }
    let page = ihuyi(&["man"]).run().out;
    assert!(page.contains(".TH ihuyi 1") && page.contains("Exit codes"), "{page}");
    let scratch = Scratch::new();
    assert_eq!(ihuyi(&["man", "--dir", scratch.0.to_str().unwrap()]).run().code, 0);
    for page in ["ihuyi.1", "ihuyi-send.1", "ihuyi-doctor.1", "ihuyi-sandbox.1", "ihuyi-bulk.1", "ihuyi-bulk-resume.1"]
    {
        assert!(std::fs::metadata(scratch.0.join(page)).unwrap().len() > 200, "{page}");
    }
    let new = scratch.0.join("share/man1");
    assert_eq!(ihuyi(&["man", "--dir", new.to_str().unwrap()]).run().code, 0);
    assert!(new.join("ihuyi-send.1").is_file());
    let file = scratch.file("file", "");
    assert_eq!(ihuyi(&["man", "--dir", &format!("{file}/x")]).run().code, 2);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut run = ihuyi(&["explain"]);
    let mut child = run.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

mod doctor {
    use super::*;

    fn findings(object: &Value, level: &str) -> Vec<String> {
        let all = object["findings"].as_array().unwrap();
        let all = all.iter().filter(|finding| finding["level"] == level);
        all.map(|finding| format!("{} {}", finding["about"].as_str().unwrap(), finding["message"])).collect()
    }

    #[test]
    fn all_is_well() {
        let sandbox = Sandbox::start();
        for lang in ["zh", "en"] {
            let done = ihuyi(&["doctor", "--lang", lang]).keys().env("IHUYI_GATEWAY", &sandbox.url).run();
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
            assert!(done.out.contains("…cdef") && done.out.contains("IHUYI_ACCOUNT"), "{}", done.out);
        }
        let run = ihuyi(&["doctor", "--json", "--all"]).keys().env("IHUYI_GATEWAY", &sandbox.tls_url);
        let done = run.env("IHUYI_CA_FILE", &sandbox.ca_file).run();
        let object = done.json();
        assert_eq!((done.code, &object["outcome"]), (0, &json!("ok")), "{object}");
        assert_eq!(object["accounts"].as_array().unwrap().len(), 5);
        let host = &object["hosts"][0];
        assert_eq!(
            (&host["secure"], &host["services"]),
            (&json!(true), &json!(["sms", "voice", "voice_notice", "international", "marketing"]))
        );
        assert!(host["tls"]["version"].as_str().unwrap().starts_with("TLS 1."), "{host}");
        assert!(host["tls"]["certificate"]["subject"].as_str().unwrap().contains("CN="), "{host}");
        assert!(host["clock_skew_seconds"].as_i64().unwrap().abs() <= 2, "{host}");
        assert!(sandbox.inbox().is_empty());
    }

    #[test]
    fn a_certificate_that_is_not_trusted_is_shown_and_no_key_travels() {
        let sandbox = Sandbox::start();
        let done = ihuyi(&["doctor", "--json"]).keys().env("IHUYI_GATEWAY", &sandbox.tls_url).run();
        let object = done.json();
        assert_eq!(done.code, 6);
        assert!(findings(&object, "problem")[0].contains("-204"), "{object}");
        let tls = &object["hosts"][0]["tls"];
        assert_eq!((&tls["accepted"], &tls["code"]), (&json!(false), &json!(-204)));
        assert!(tls["certificate"]["issuer"].as_str().unwrap().contains("sandbox"), "{tls}");
        assert_eq!(sandbox.ledger().len(), 0);
    }

    #[test]
    fn a_clock_that_is_wrong() {
        let sandbox = Sandbox::start();
        sandbox.clock(json!({ "offset": 7200 }));
        let done = ihuyi(&["doctor", "--json"]).keys().env("IHUYI_GATEWAY", &sandbox.url).run();
        let object = done.json();
        let skew = object["hosts"][0]["clock_skew_seconds"].as_i64().unwrap();
        assert!((skew - 7200).abs() <= 2, "{object}");
        assert_eq!(done.code, 6);
        assert!(findings(&object, "warning").iter().any(|what| what.contains("behind")), "{object}");
    }

    #[test]
    fn accounts_that_do_not_work() {
        let sandbox = Sandbox::start();
        let run = ihuyi(&["doctor", "--json"]).env("IHUYI_ACCOUNT", "C00000009").env("IHUYI_APIKEY", KEY);
        let done = run.env("IHUYI_GATEWAY", &sandbox.url).run();
        assert_eq!((done.code, &done.json()["accounts"][0]["code"]), (6, &json!(405)));
        let done = ihuyi(&["doctor"]).env("IHUYI_GATEWAY", &sandbox.url).run();
        assert!(done.code == 6 && done.out.contains("no account is set"), "{}", done.out);
        // Who asks for all services has not all of them.
        let done = ihuyi(&["doctor", "--all"]).env("IHUYI_GATEWAY", &sandbox.url).run();
        assert_eq!(done.code, 0, "{}", done.out);
        assert_eq!(ihuyi(&["doctor", "voice"]).env("IHUYI_GATEWAY", &sandbox.url).run().code, 6);
        let run = ihuyi(&["doctor", "voice"]).keys().env("IHUYI_GATEWAY", &closed());
        assert!(run.run().out.contains("cannot connect"));
    }

    #[test]
    fn half_an_account_is_missed_even_where_all_are_asked_for() {
        let sandbox = Sandbox::start();
        for half in ["account = V00000000", &format!("apikey = {KEY}")] {
            let scratch = Scratch::new();
            let ini = format!("gateway = {}\n[voice]\n{half}\n", sandbox.url);
            let done = ihuyi(&["doctor", "--all", "--json", "--config", &scratch.file("ihuyi.ini", &ini)]).run();
            let object = done.json();
            let problems = findings(&object, "problem");
            assert_eq!((done.code, problems.len()), (6, 1), "{object}");
            assert!(problems[0].starts_with("voice "), "{object}");
        }
        assert_eq!(sandbox.ledger().len(), 0);
    }

    #[test]
    fn a_port_without_tls() {
        // One that speaks something else, and one that never speaks.
        let (plain, silent) = (TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
        let url = |listener: &TcpListener| format!("https://{}", listener.local_addr().unwrap());
        // Only the one that is to take too long is given little time.
        let urls = [(url(&plain), "不是 TLS", "600"), (url(&silent), "1 秒内没有完成", "1")];
        std::thread::spawn(move || {
            for mut stream in plain.incoming().flatten() {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            }
        });
        for (url, what, seconds) in urls {
            let run = ihuyi(&["doctor", "--json", "--lang", "zh"]).keys().env("IHUYI_CONNECT_TIMEOUT", seconds);
            let object = run.env("IHUYI_GATEWAY", &url).env("IHUYI_TIMEOUT", seconds).run().json();
            let problems = findings(&object, "problem");
            assert!(problems.iter().any(|problem| problem.contains(what)), "{what}: {problems:?}");
            assert!(!problems.iter().any(|problem| problem.contains("os error")), "{problems:?}");
            for finding in object["findings"].as_array().unwrap() {
                assert!(!finding["advice"].as_str().unwrap().is_empty(), "{finding}");
            }
        }
    }

    #[test]
    fn what_the_machine_tells() {
        let sandbox = Sandbox::start();
        let scratch = Scratch::new();
        let path =
            scratch.file("ihuyi.ini", &format!("account = {ACCOUNT}\napikey = {KEY}\ngateway = {}\n", sandbox.url));
        let run = ihuyi(&["doctor", "--json", "--config", &path])
            .env("IHUYI_ACOUNT", "x")
            .env("https_proxy", "http://127.0.0.1:1")
            .env("LANG", "en_US.GBK");
        #[cfg(unix)]
        set_mode(Path::new(&path), 0o644);
        let done = run.run();
        let object = done.json();
        assert_eq!(done.code, 6);
        let all = object["findings"].to_string();
        for part in ["IHUYI_ACOUNT", "nearest is account", "https_proxy", "LANG=en_US.GBK"] {
            assert!(all.contains(part), "{part}: {all}");
        }
        let settings = object["settings"].as_array().unwrap();
        let apikey = settings.iter().find(|setting| setting["key"] == "apikey").unwrap();
        assert_eq!((&apikey["value"], &apikey["origin"]), (&json!("…cdef"), &json!("INI file, line 2")));
        if cfg!(unix) {
            assert!(findings(&object, "warning").iter().any(|what| what.contains("any user")), "{all}");
        }
    }

    #[test]
    fn a_proxy_is_the_librarys_choice() {
        let doctor = |name: &str, value: &str, setting: &str| {
            let run = ihuyi(&["doctor", "--json", "sms", "voice"]).keys().env("IHUYI_GATEWAY", "https://127.0.0.1:1");
            run.env(name, value).env("IHUYI_PROXY", setting).run().json()
        };
        // What cannot be used is said once, however many products and hosts would go through it.
        let object = doctor("https_proxy", "socks5://127.0.0.1:1", "env");
        let problems = findings(&object, "problem");
        assert!(problems.len() == 1 && problems[0].contains("https_proxy"), "{object}");
        assert_eq!(doctor("https_proxy", "http://127.0.0.1:1", "env")["hosts"][0]["proxied"], true);
        // A web server sets this one from what a visitor says.
        let object = doctor("HTTP_PROXY", "http://127.0.0.1:1", "env");
        assert_eq!(object["hosts"][0]["proxied"], false, "{object}");
        // Where it is not used, how to use it.
        let advice = |name: &str| doctor(name, "http://127.0.0.1:1", "none")["findings"].to_string();
        assert!(advice("https_proxy").contains("set proxy = env"));
        assert!(advice("HTTP_PROXY").contains("set proxy = http://"), "{}", advice("HTTP_PROXY"));
    }

    #[cfg(unix)]
    fn set_mode(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}
