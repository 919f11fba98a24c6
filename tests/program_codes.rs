//! `ihuyi verify`, `ihuyi guard`, `ihuyi captcha` and `ihuyi send --reference`, driven as a shell drives them.

mod support;

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};
use support::sandbox::{KEY, Sandbox};

const MOBILE: &str = "13800000000";

/// A sandbox, and a store in a folder that goes away with the test.
struct Shell {
    sandbox: Sandbox,
    folder: PathBuf,
}

impl Shell {
    fn new(name: &str) -> Shell {
        let folder = std::env::temp_dir().join(format!("ihuyi-program-codes-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Shell { sandbox: Sandbox::with(&["--no-limits"]), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Exit code, output, complaints.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        self.finish(Command::new(env!("CARGO_BIN_EXE_ihuyi")), args)
    }

    fn finish(&self, mut command: Command, args: &[&str]) -> (i32, String, String) {
        command.args(args).env_clear().current_dir(&self.folder).env("HOME", &self.folder);
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command.env("LC_ALL", "C.UTF-8").env("IHUYI_GATEWAY", &self.sandbox.url).env("IHUYI_TIMEOUT", "30");
        command.env("IHUYI_ACCOUNT", "C00000000").env("IHUYI_APIKEY", KEY);
        command.env("IHUYI_VOICE_ACCOUNT", "V00000000").env("IHUYI_VOICE_APIKEY", KEY);
        command
            .env("IHUYI_STORE", format!("sqlite:{}", self.path("codes.db")))
            .env("IHUYI_SECRET_FILE", self.path("key"));
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    fn json(&self, args: &[&str]) -> (i32, Value) {
        let (code, out, err) = self.run(&[args, &["--json"]].concat());
        assert!(err.is_empty() && out.lines().count() == 1, "{out}{err}");
        let value: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["exit_code"], code, "{value}");
        (code, value)
    }

    fn code(&self) -> String {
        let inbox = self.sandbox.inbox();
        let content = inbox.last().unwrap()["content"].as_str().unwrap().to_owned();
        content.split(|c: char| !c.is_ascii_digit()).max_by_key(|run| run.len()).unwrap().to_owned()
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_code_from_start_to_check() {
    let shell = Shell::new("flow");
    let (code, out, err) = shell.run(&["verify", "start", "register", MOBILE, "--key", "ip=192.0.2.7", "--id"]);
    assert_eq!((code, err.as_str(), out.lines().count()), (0, "", 1));
    let id = out.trim();
    assert!(id.len() == 26 && id.bytes().all(|b| b.is_ascii_alphanumeric()), "{id}");
    let right = shell.code();
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let (code, told) = shell.json(&["verify", "check", id, wrong]);
    assert_eq!((code, &told["code"], &told["verification"]["left"]), (7, &(-421).into(), &4.into()));
    let (code, told) = shell.json(&["verify", "check", id, &right]);
    assert_eq!((code, &told["outcome"], &told["verification"]["mobile"]), (0, &"ok".into(), &MOBILE.into()));
    assert_eq!(told["verification"]["purpose"], "register");
    assert!(!told["explanation"].as_str().unwrap().is_empty() && told["command"] == "verify check");
    let (code, told) = shell.json(&["verify", "check", id, &right]);
    assert_eq!((code, &told["code"]), (8, &(-423).into()));
    let (code, out, err) = shell.run(&["verify", "check", "nobody", &right, "--lang", "zh"]);
    assert!(code == 8 && out.is_empty() && err.contains("重新获取") && err.contains("(-423)"), "{err}");
}

#[test]
fn a_code_that_was_tried_too_often_is_over() {
    let shell = Shell::new("over");
    let (code, out, _) = shell.run(&["verify", "start", "register", MOBILE, "--key", "ip=192.0.2.7", "--id"]);
    assert_eq!(code, 0);
    let (id, right) = (out.trim(), shell.code());
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let tries: Vec<i32> = (0..5).map(|_| shell.run(&["verify", "check", id, wrong]).0).collect();
    assert_eq!(tries[..4], [7, 7, 7, 7], "{tries:?}");
    let (code, told) = shell.json(&["verify", "check", id, &right]);
    assert_eq!((code, &told["code"]), (8, &(-424).into()));
}

#[test]
fn a_limit_says_how_long_and_can_be_freed() {
    let shell = Shell::new("limit");
    let start = ["verify", "start", "login", MOBILE, "--key", "ip=192.0.2.7"];
    let (code, told) = shell.json(&start);
    assert_eq!((code, &told["mobile"]), (0, &"138****0000".into()));
    let id = told["verification"]["id"].as_str().unwrap().to_owned();
    let (code, told) = shell.json(&start);
    assert_eq!((code, &told["code"], &told["outcome"]), (4, &(-401).into(), &"not_sent".into()));
    assert_eq!(told["verification"]["limit"], "sms:mobile 1/60s");
    assert!((1..=60).contains(&told["verification"]["wait"].as_i64().unwrap()));
    let (code, out, err) = shell.run(&["verify", "resend", &id]);
    assert!(code == 4 && out.is_empty() && err.contains("sms:mobile 1/60s") && !err.contains(MOBILE), "{err}");
    // The other way has limits of its own.
    let (code, told) = shell.json(&["verify", "resend", &id, "--channel", "voice"]);
    assert_eq!((code, &told["verification"]["channel"], &told["service"]), (0, &"voice".into(), &"voice".into()));
    let (code, told) = shell.json(&["guard", "status", "--mobile", MOBILE, "--key", "ip=192.0.2.7"]);
    let used = |name: &str| {
        told["limits"].as_array().unwrap().iter().find(|line| line["limit"] == name).unwrap()["used"].clone()
    };
    assert_eq!((code, used("sms:mobile 1/60s"), used("ip 30/1h")), (0, 1.into(), 1.into()));
    let (code, told) = shell.json(&["guard", "unlock", "mobile", "+86 138 0000 0000"]);
    assert_eq!((code, &told["forgotten"]), (0, &true.into()));
    let (code, told) = shell.json(&["guard", "unlock", "mobile", MOBILE]);
    assert_eq!((code, &told["forgotten"]), (0, &false.into()));
    assert_eq!(shell.run(&start).0, 0);
    let (code, out, _) = shell.run(&["guard", "status", "--mobile", MOBILE, "--lang", "zh"]);
    assert!(
        code == 0 && out.contains("sms:mobile 1/60s") && out.contains("秒后有余量") && !out.contains(MOBILE),
        "{out}"
    );
}

#[test]
fn a_picture_is_made_and_answered_once() {
    let shell = Shell::new("picture");
    let file = shell.path("picture.png");
    let (code, told) = shell.json(&["captcha", "new", &file]);
    assert_eq!((code, &told["length"], &told["valid"]), (0, &5.into(), &300.into()));
    assert!(std::fs::read(&file).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    let id = told["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let (code, told) = shell.json(&["captcha", "check", &id, "0000"]);
        assert_eq!((code, &told["code"]), (7, &(-405).into()));
    }
    let demanded = ["verify", "start", "login", MOBILE, "--set", "captcha=always"];
    let (code, told) = shell.json(&demanded);
    assert_eq!((code, &told["code"], &told["outcome"]), (3, &(-404).into(), &"refused".into()));
    // A shell has commands and no functions.
    for words in [&told["message"], &told["advice"]] {
        let words = words.as_str().unwrap();
        assert!(words.contains("ihuyi captcha new FILE") && words.contains("--key captcha_id=ID"), "{words}");
        assert!(!words.contains("ihuyi_captcha_new"), "{words}");
    }
    let passed = [&demanded[..], &["--key", "captcha=passed"]].concat();
    assert_eq!(shell.json(&passed).1["code"], 2);
}

#[test]
fn an_event_is_sent_once() {
    let shell = Shell::new("event");
    let send = ["send", MOBILE, "您的订单已发货。", "--reference", "order-1001-shipped"];
    let (code, first) = shell.json(&send);
    assert_eq!((code, &first["repeated"]), (0, &false.into()));
    let (code, again) = shell.json(&send);
    assert_eq!((code, &again["repeated"], &again["id"]), (0, &true.into(), &first["id"]));
    assert_eq!(shell.sandbox.accepted(), 1);
    let (code, _, err) = shell.run(&["send", MOBILE, "另一条。", "--reference", "order-1001-shipped", "--lang", "en"]);
    assert!(code == 3 && err.contains("reference"), "{err}");
    let (code, _, err) = shell.run(&["send", MOBILE, "x", "--resend", "--lang", "en"]);
    assert!(code == 2 && err.contains("--reference"), "{err}");
}

#[test]
fn a_store_that_cannot_be_opened_sends_nothing_and_says_what_to_do() {
    let shell = Shell::new("store");
    for (store, code) in [("sqlite:relative.db", 2), ("mysql://x", 2), ("redis://127.0.0.1:1", 4)] {
        let (exit, _, err) = shell.run(&["verify", "start", "login", MOBILE, "--store", store, "--lang", "en"]);
        assert_eq!(exit, code, "{store}: {err}");
        assert!(!err.is_empty() && !err.contains(MOBILE), "{err}");
    }
    // Whichever command hears of it.
    let gone: [&[&str]; 4] = [
        &["verify", "start", "login", MOBILE],
        &["verify", "check", "nobody", "123456"],
        &["guard", "status", "--mobile", MOBILE],
        &["captcha", "new", "picture.png"],
    ];
    for command in gone {
        let (code, told) = shell.json(&[command, &["--store", "redis://127.0.0.1:1"]].concat());
        assert_eq!((code, &told["code"], &told["outcome"]), (4, &(-441).into(), &"not_sent".into()), "{command:?}");
    }
    let (_, _, err) = shell.run(&["verify", "start", "login", MOBILE, "--store", "redis://127.0.0.1:1"]);
    assert!(err.contains("mend the cause first"), "{err}");
    assert_eq!(shell.run(&["verify", "start", "login", MOBILE]).0, 0);
    std::fs::remove_file(shell.path("key")).unwrap();
    for command in &gone[..2] {
        let (code, told) = shell.json(command);
        assert_eq!((code, &told["code"], &told["outcome"]), (3, &(-442).into(), &"refused".into()), "{command:?}");
    }
    let (code, told) = shell.json(&["guard", "unlock", "mobile", MOBILE]);
    assert_eq!((code, &told["code"], &told["outcome"]), (3, &(-442).into(), &"refused".into()));
    assert_eq!(shell.sandbox.accepted(), 1);
}

#[test]
fn to_look_at_limits_makes_no_store_and_no_key() {
    let shell = Shell::new("look");
    let files = || std::fs::read_dir(&shell.folder).unwrap().count();
    let (code, told) = shell.json(&["guard", "status", "--mobile", MOBILE]);
    assert_eq!((code, &told["store_exists"], &told["limits"]), (0, &false.into(), &serde_json::json!([])));
    let (code, told) = shell.json(&["guard", "unlock", "mobile", MOBILE]);
    assert_eq!((code, &told["store_exists"], &told["forgotten"]), (0, &false.into(), &false.into()));
    let (code, out, _) = shell.run(&["guard", "status", "--lang", "zh"]);
    assert!(code == 0 && out.contains(&shell.path("codes.db")) && out.contains("还没有"), "{out}");
    let (_, told) = shell.json(&["doctor"]);
    let kept = &told["kept"];
    assert_eq!((&kept["store_file"]["exists"], &kept["secret_file"]["exists"]), (&false.into(), &false.into()));
    assert_eq!(files(), 0);
    assert_eq!(shell.run(&["verify", "start", "login", MOBILE]).0, 0);
    assert_eq!(shell.json(&["guard", "status", "--mobile", MOBILE]).1["store_exists"], true);
    // Nor does it make a key that would not be the store's.
    std::fs::remove_file(shell.path("key")).unwrap();
    let before = files();
    let (code, told) = shell.json(&["guard", "status", "--mobile", MOBILE]);
    assert_eq!((code, &told["code"]), (3, &(-442).into()));
    assert!(told["message"].as_str().unwrap().contains(&shell.path("key")), "{told}");
    assert_eq!(files(), before);
}

#[test]
fn what_nothing_is_counted_by_cannot_be_freed() {
    let shell = Shell::new("kinds");
    let (code, out, err) = shell.run(&["guard", "unlock", "mobil", MOBILE, "--lang", "en"]);
    assert!(code == 2 && out.is_empty() && err.contains("counts by mobil."), "{err}");
    assert!(err.contains("mobile ip net device session site breaker"), "{err}");
    for (limits, kind, code) in [("user 3/1d", "User", 0), ("user 3/1d", "ip", 2), ("none", "breaker", 0)] {
        let limits = format!("limits={limits}");
        let (exit, out, err) = shell.run(&["guard", "unlock", kind, "192.0.2.7", "--set", &limits, "--lang", "en"]);
        assert_eq!(exit, code, "{limits} {kind}: {out}{err}");
    }
    let (code, ..) =
        shell.run(&["guard", "unlock", "ip", "192.0.2.7", "--set", "limits=none", "--set", "captcha=after 3"]);
    assert_eq!(code, 0);
}

#[test]
fn a_store_that_ends_with_the_command_is_warned_of() {
    let shell = Shell::new("memory");
    let start = ["verify", "start", "login", MOBILE, "--id", "--store", "memory:"];
    let (code, out, err) = shell.run(&[&start[..], &["--lang", "en"]].concat());
    assert!(code == 0 && out.lines().count() == 1 && err.contains("ends with this process"), "{err}");
    let (code, _, err) = shell.run(&["verify", "check", out.trim(), "000000", "--store", "memory:", "--lang", "zh"]);
    assert!(code == 8 && err.contains("只活在这一个进程里"), "{err}");
}

#[test]
fn doctor_looks_at_the_store_the_key_and_the_way_of_codes() {
    let shell = Shell::new("doctor");
    assert_eq!(shell.run(&["verify", "start", "login", MOBILE]).0, 0);
    let about = |told: &Value| -> Vec<String> {
        let findings = told["findings"].as_array().unwrap().iter();
        findings
            .filter(|found| found["level"] != "note")
            .map(|found| found["about"].as_str().unwrap().to_owned())
            .collect()
    };
    let (code, told) = shell.json(&["doctor"]);
    assert_eq!((code, about(&told)), (0, Vec::new()), "{told}");
    let kept = &told["kept"];
    assert_eq!(kept["store"], format!("sqlite:{}", shell.path("codes.db")));
    for (file, path) in [("store_file", "codes.db"), ("secret_file", "key")] {
        let file = &kept[file];
        assert_eq!((&file["path"], &file["exists"]), (&shell.path(path).into(), &true.into()));
        assert_eq!(file["usable"], true);
        if cfg!(unix) {
            assert_eq!((&file["mode"], &file["owner"]), (&"600".into(), &kept["account"]));
        }
    }
    // A call is another account's.
    let auto = ["doctor", "--set", "verify_channel=auto"];
    assert!(about(&shell.json(&auto).1).is_empty());
    let (code, told) = shell.json(&[&auto[..], &["--set", "voice_account="]].concat());
    assert_eq!((code, about(&told)), (6, vec!["verify_channel".to_owned()]));
    let (_, told) = shell.json(&["doctor", "--store", "redis://user:sesame@127.0.0.1:1"]);
    assert!(about(&told).contains(&"store".to_owned()) && !told.to_string().contains("sesame"), "{told}");
    assert_eq!(told["kept"]["store"], "redis://127.0.0.1:1");
    #[cfg(unix)]
    {
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        std::fs::set_permissions(shell.path("key"), open).unwrap();
        assert_eq!(about(&shell.json(&["doctor"]).1), [shell.path("key")]);
        // Nor is a store used that everybody may write to.
        std::fs::set_permissions(shell.path("codes.db"), std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
        let (code, told) = shell.json(&["doctor"]);
        assert_eq!((code, about(&told)), (6, vec![shell.path("codes.db"), shell.path("key")]));
        assert!(told["findings"].to_string().contains("chmod o-w"), "{told}");
    }
    std::fs::remove_file(shell.path("key")).unwrap();
    let (code, out, _) = shell.run(&["doctor", "--lang", "zh"]);
    assert!(code == 6 && out.contains("密钥文件却不在") && out.contains("还没有"), "{out}");
}

/// A site's account that cannot use what root or somebody else has made. Who is no root takes the rights away from himself.
#[cfg(unix)]
#[test]
fn files_of_another_account_are_named_with_their_owner_and_what_to_do() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let shell = Shell::new("owner");
    assert_eq!(shell.run(&["verify", "start", "login", MOBILE]).0, 0);
    let root = std::fs::metadata(&shell.folder).unwrap().uid() == 0;
    // Where everybody may start it, wherever this was built.
    let program = shell.folder.join("ihuyi");
    support::copy_program(env!("CARGO_BIN_EXE_ihuyi"), &program);
    let run = || {
        let mut command = Command::new(&program);
        if root {
            command.uid(NOBODY).gid(NOBODY);
        }
        shell.finish(command, &["verify", "start", "login", "13800000001", "--lang", "en"])
    };
    let rights = |name: &str, mode: u32| {
        std::fs::set_permissions(shell.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let accepted = shell.sandbox.accepted();
    let said = |code: i32, name: &str| {
        let (exit, out, err) = run();
        let path = shell.path(name);
        let advice = if root { "Run chown " } else { "Run chmod u+rwX " };
        assert!(out.is_empty() && err.contains(&code.to_string()) && err.contains(advice), "{err}");
        assert!(err.contains(&path) && (!root || err.contains("belongs to root (mode 600)")), "{err}");
        exit
    };
    rights("key", if root { 0o600 } else { 0 });
    assert_eq!(said(-442, "key"), 3);
    if root {
        // The key is theirs now, the store is not.
        std::os::unix::fs::chown(shell.path("key"), Some(NOBODY), None).unwrap();
    } else {
        rights("key", 0o600);
        rights("codes.db", 0);
    }
    assert_eq!(said(-441, "codes.db"), 4);
    assert_eq!(shell.sandbox.accepted(), accepted);
    if !root {
        rights("codes.db", 0o600);
    }
}

#[test]
fn what_became_of_a_message_and_what_users_replied() {
    let shell = Shell::new("track");
    // Whoever only looks makes no store.
    let (code, told) = shell.json(&["status", "1"]);
    assert_eq!((code, &told["code"]), (3, &(-461).into()), "{told}");
    let (code, told) = shell.json(&["inbox"]);
    assert_eq!((code, &told["items"], &told["last"]), (0, &Value::Array(vec![]), &0.into()), "{told}");
    assert!(!PathBuf::from(shell.path("codes.db")).exists());

    let text = "您的验证码是：4711。请不要把验证码泄露给其他人。";
    let sent = shell.json(&["send", MOBILE, text, "--reference", "order-1", "--set", "track=on"]).1;
    let id = sent["id"].as_str().unwrap();
    for what in [id, "order-1"] {
        let (code, told) = shell.json(&["status", what]);
        assert_eq!((code, &told["delivery"]["state"], &told["delivery"]["id"]), (0, &"accepted".into(), &id.into()));
        assert_eq!((&told["delivery"]["mobile"], &told["delivery"]["code"]), (&"138****0000".into(), &Value::Null));
    }
    let record = |body: String| {
        let request = serde_json::json!({"call": "push_record", "arguments": {"body": body}}).to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
        command.arg("call").env_clear().env("HOME", &shell.folder);
        command
            .env("IHUYI_STORE", format!("sqlite:{}", shell.path("codes.db")))
            .env("IHUYI_SECRET_FILE", shell.path("key"));
        let piped = std::process::Stdio::piped;
        let mut child = command.stdin(piped()).stdout(piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), request.as_bytes()).unwrap();
        let told: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(told["returned"], 0, "{told}");
    };
    record(format!("code=0&msg=MK:0001&mobilephone={MOBILE}&smsid={id}&report_time=2026-01-31+09:30:00"));
    record(format!("mobilephone={MOBILE}&content=TD&smsid={id}&reply_time=2026-01-31+09:31:00"));
    record("code=2&msg=ok&templateid=10002".to_owned());
    let (code, told) = shell.json(&["status", "order-1"]);
    let delivery = &told["delivery"];
    assert_eq!(
        (code, &delivery["state"], &delivery["code"], &delivery["status"]),
        (0, &"failed".into(), &0.into(), &"MK:0001".into())
    );
    assert!(delivery["explanation"].as_str().is_some_and(|text| !text.is_empty()), "{told}");
    let (code, out, err) = shell.run(&["status", id]);
    assert_eq!((code, err.as_str()), (0, ""));
    for part in ["Not delivered", "138****0000", id, "MK:0001", "2026-01-31 09:30:00"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (_, told) = shell.json(&["inbox"]);
    let items = told["items"].as_array().unwrap();
    assert_eq!((items.len(), &told["last"]), (2, &items[1]["number"]), "{told}");
    assert_eq!(
        (&items[0]["kind"], &items[0]["content"], &items[0]["mobile"]),
        (&"reply".into(), &"TD".into(), &MOBILE.into())
    );
    assert_eq!(
        (&items[1]["kind"], &items[1]["approved"], &items[1]["id"]),
        (&"template_review".into(), &true.into(), &"10002".into())
    );
    let (_, rest) = shell.json(&["inbox", "--after", &items[0]["number"].to_string()]);
    assert_eq!(rest["items"].as_array().unwrap(), &items[1..]);
    let (code, out, _) = shell.run(&["inbox"]);
    assert!(code == 0 && out.lines().count() == 2 && out.contains("138****0000") && !out.contains(MOBILE), "{out}");
    let (code, out, err) = shell.run(&["status", "order-2"]);
    assert!(code == 3 && out.is_empty() && err.contains("Nothing is remembered"), "{err}");
}
