//! `bulk run` and `bulk resume`: what they print, how they end, and that they can be stopped.

use crate::desk::{Desk, Done, arg, terms};
use crate::support::eventually;
use crate::support::sandbox::KEY;
use ihuyi::codes::own;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// How often the gateway took a message for each number.
fn accepted(desk: &Desk) -> HashMap<String, u32> {
    let mut times = HashMap::new();
    for entry in desk.sandbox.ledger() {
        if entry["accepted"] == true {
            *times.entry(entry["mobile"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    times
}

fn rows(desk: &Desk, journal: &Path) -> Value {
    desk.ihuyi(&["bulk", "status", "--journal", arg(journal), "--json"]).json()["rows"].clone()
}

#[test]
fn a_list_is_sent_once_whatever_is_typed_after() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 40);
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--json"]);
    let object = done.json();
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{object}");
    let shown = ["command", "outcome", "code", "exit_code", "halted", "stopped", "resent", "unknown", "refusals"];
    let shown: Vec<&Value> = shown.iter().map(|name| &object[name]).collect();
    assert_eq!(json!(shown), json!(["bulk run", "accepted", 0, 0, null, false, 0, [], []]));
    assert_eq!((&object["rows"]["accepted"], &object["rows"]["total"]), (&json!(40), &json!(40)));
    assert_eq!(object["segments"], 40);
    assert!(object["rate"].as_f64().unwrap() > 0.0 && object["seconds"].is_number());
    let times = accepted(&desk);
    assert!(times.len() == 40 && times.values().all(|times| *times == 1));

    // Whoever starts it again has forgotten that he has.
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal)]);
    assert!(done.code == Some(2) && done.err.contains("ihuyi bulk resume --journal"), "{done:?}");
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--lang", "zh", "--json"]);
    let object = done.json();
    assert_eq!((done.code, &object["outcome"], &object["code"]), (Some(2), &json!("refused"), &json!(-101)));
    assert!(object["message"].as_str().unwrap().contains("40 行中 40 行已有结果"), "{object}");
    let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal)]);
    assert!(done.code == Some(0) && done.out.contains("0 of them in this run"), "{done:?}");
    assert_eq!(desk.sandbox.ledger().len(), 40);
}

#[test]
fn what_was_refused_is_three_and_says_why() {
    let desk = Desk::new();
    let list = [("13800000000", "您好"), ("19900004072", "您好"), ("19900004072", "再见"), ("19900000407", "您好")];
    let journal = desk.journal("list.journal", ihuyi::bulk::Terms { repeats: true, ..terms() }, &list);
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--lang", "zh"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    for part in
        ["全部结束：这次发送 4 行", "已受理       1  计费 1 条", "被拒绝       3", "4072   2 行  ", "407    1 行  "]
    {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let object = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--json"]).json();
    let refusals = object["refusals"].as_array().unwrap();
    assert_eq!((&refusals[0]["code"], &refusals[0]["rows"]), (&json!(4072), &json!(2)), "{object}");
    assert_eq!((&refusals[1]["code"], &refusals[1]["rows"]), (&json!(407), &json!(1)), "{object}");
}

/// Whoever asks how far it is may not be who may see the list, or the account.
#[test]
fn what_the_gateway_says_of_numbers_and_keys_is_not_kept() {
    let desk = Desk::new();
    for (code, ends) in [("4072", 3), ("405", 4)] {
        let journal = desk.journal(&format!("{code}.journal"), terms(), &[("13800000000", "您好")]);
        let body = format!("{{\"code\":{code},\"msg\":\"13800000000 by {KEY}\",\"smsid\":\"0\"}}");
        let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        desk.sandbox.fault(json!({ "kind": "raw", "text": text }));
        let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal)]);
        assert_eq!(done.code, Some(ends), "{done:?}");
        // Neither is shown, or `Done` would say so.
        for status in [
            &["bulk", "status", "--journal", arg(&journal)][..],
            &["bulk", "status", "--json", "--journal", arg(&journal)],
        ] {
            let status = desk.ihuyi(status);
            assert!(status.out.contains("138****0000 by 0123…"), "{status:?}");
        }
        let export = format!("{code}.csv");
        assert_eq!(desk.ihuyi(&["bulk", "export", &export, "--journal", arg(&journal)]).code, Some(0));
        assert!(!std::fs::read_to_string(desk.path(&export)).unwrap().contains(KEY));
    }
}

#[test]
fn what_nobody_knows_is_five_and_is_sent_again_only_when_asked() {
    let desk = Desk::new();
    let journal = desk.journal("list.journal", terms(), &[("13800000000", "您好"), ("13800000001", "您好")]);
    desk.sandbox.fault(json!({ "kind": "reset_after", "match": { "mobile": "13800000001" } }));
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal)]);
    assert_eq!(done.code, Some(5), "{done:?}");
    // What is safe comes first, ready to be copied; what is not is told with what it does.
    let mut from = 0;
    for part in [
        "unknown      1",
        "row 3  138****0001",
        "Once there are receipts:\n  ihuyi bulk resume --journal",
        "list-result.csv --journal",
        "--resend-unknown",
        "gets a second",
    ] {
        let at = done.out[from..].find(part).unwrap_or_else(|| panic!("{part}: {}", done.out));
        from += at + part.len();
    }
    assert!(
        !done.out.lines().any(|line| line.trim().starts_with("ihuyi bulk resume --resend-unknown")),
        "{}",
        done.out
    );
    // To go on is not to send again.
    let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal), "--json"]);
    let object = done.json();
    assert_eq!((done.code, &object["outcome"]), (Some(5), &json!("unknown")), "{object}");
    assert_eq!((&object["unknown"][0]["row"], &object["unknown"][0]["mobile"]), (&json!(3), &json!("138****0001")));
    assert_eq!(desk.sandbox.ledger().len(), 2);
    assert_eq!(desk.ihuyi(&["bulk", "export", "u.csv", "--only", "unknown", "--journal", arg(&journal)]).code, Some(0));
    let exported = std::fs::read_to_string(desk.path("u.csv")).unwrap();
    assert!(exported.lines().count() == 2 && exported.contains("3,13800000001,您好,,unknown,-300,"), "{exported}");

    let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal), "--resend-unknown", "--json"]);
    let object = done.json();
    assert_eq!((done.code, &object["resent"], &object["rows"]["accepted"]), (Some(0), &json!(1), &json!(2)));
    assert_eq!(accepted(&desk)["13800000001"], 2);
}

/// What goes out a second time is counted before it does, and after.
#[test]
fn second_sends_are_told() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 4);
    for mobile in ["13800000001", "13800000002"] {
        desk.sandbox.fault(json!({ "kind": "reset_after", "match": { "mobile": mobile } }));
    }
    assert_eq!(desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--quiet"]).code, Some(5));
    let done = desk.ihuyi(&["bulk", "resume", "--resend-unknown", "--journal", arg(&journal), "--lang", "zh"]);
    assert!(done.err.contains("待发送 2 行（其中 2 行是第二次发送"), "{done:?}");
    assert!(done.out.contains("有 2 行是结果未知后的第二次发送"), "{done:?}");
    let done = desk.ihuyi(&["bulk", "resume", "--resend-unknown", "--journal", arg(&journal), "--lang", "zh"]);
    assert!(done.code == Some(0) && !done.err.contains("第二次") && !done.out.contains("第二次"), "{done:?}");
}

/// A wrong key stops it, and whoever reads that learns what it means and what to do.
#[test]
fn a_wrong_key_is_explained() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 3);
    let run = |command: &str, lang: &str| {
        let args = ["bulk", command, "--journal", arg(&journal), "--lang", lang];
        Done::of(desk.command(&args).env("IHUYI_APIKEY", "fedcba9876543210fedcba9876543210").output().unwrap())
    };
    let (zh, en) = (run("run", "zh"), run("resume", "en"));
    let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--lang", "zh"]);
    assert_eq!((zh.code, en.code, status.code), (Some(4), Some(4), Some(0)), "{zh:?} {en:?}");
    let code: i32 = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--json"]).json()["halted"]["code"]
        .as_i64()
        .unwrap() as i32;
    let explained = ihuyi::codes::explain(ihuyi::codes::Table::Sms, code);
    for (out, lang) in
        [(&zh.out, ihuyi::codes::Lang::Zh), (&status.out, ihuyi::codes::Lang::Zh), (&en.out, ihuyi::codes::Lang::En)]
    {
        // Lines end where the terminal's do.
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        for words in [explained.meaning(lang), explained.advice(lang)] {
            assert!(!words.is_empty() && plain(out).contains(&plain(words)), "{words}: {out}");
        }
    }
    assert_eq!(desk.sandbox.accepted(), 0);
}

/// `--set charset=gbk` holds for every word, those before the settings are read and about the command line, too.
#[test]
fn a_gbk_terminal_reads_all_of_it() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 2);
    let charset = ["--set", "charset=gbk", "--lang", "zh"];
    for (args, code, says) in [
        (&["bulk", "run", "--journal", "none.journal"][..], 2, "没有这个文件"),
        (&["bulk", "resume", "--journal", "none.journal"], 2, "没有这个文件"),
        (&["bulk", "status", "--journal", "none.journal"], 2, "没有这个文件"),
        (&["bulk", "export", "x.csv", "--journal", "none.journal"], 2, "没有这个文件"),
        (&["bulk", "plan", "none.csv", "--text", "-", "--journal", "new.journal"], 2, "none.csv"),
        (&["bulk", "run", "--journal", arg(&journal), "--connections", "0"], 2, "用法"),
        (&["bulk", "status", "--journal", arg(&journal)], 0, "还没有开始发送"),
        (&["bulk", "export", "all.csv", "--journal", arg(&journal)], 0, "请妥善保管"),
        (&["bulk", "run", "--journal", arg(&journal)], 0, "全部结束"),
    ] {
        let output = desk.command(&[args, &charset[..]].concat()).output().unwrap();
        let bytes = [output.stdout, output.stderr].concat();
        let (text, _, is_wrong) = encoding_rs::GBK.decode(&bytes);
        assert!(!is_wrong && text.contains(says), "{args:?}: {text}");
        assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
        // Nothing of it is in UTF-8.
        assert!(std::str::from_utf8(&bytes).is_err(), "{args:?}");
    }
    // The file is what Excel reads, whatever the terminal.
    assert!(std::fs::read_to_string(desk.path("all.csv")).unwrap().contains("手机号码"));
    for setting in ["charset=klingon", "timeout=5", "charset"] {
        let done = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--set", setting]);
        assert!(done.code == Some(2) && done.err.contains("--set"), "{done:?}");
    }
}

#[test]
fn a_receipt_settles_it_when_it_goes_on() {
    let desk = Desk::new();
    let journal = desk.journal("list.journal", terms(), &[("13800000000", "您好"), ("13800000001", "您好")]);
    desk.sandbox.fault(json!({ "kind": "reset_after", "match": { "mobile": "13800000001" } }));
    let track = ["--set", "track=on"];
    let done = desk.ihuyi(&[&["bulk", "run", "--journal", arg(&journal)], &track[..]].concat());
    assert_eq!(done.code, Some(5), "{done:?}");
    let ledger = desk.sandbox.ledger();
    let entry = ledger.iter().find(|entry| entry["mobile"] == "13800000001").unwrap();
    let receipt = format!("code=2&msg=DELIVRD&mobilephone=13800000001&smsid={}", entry["id"].as_str().unwrap());
    let client = desk.client(&[("track", "on")]);
    let push = ihuyi::push::parse(receipt.as_bytes()).unwrap();
    ihuyi::track::record(&client.vault().unwrap(), &client.config().track, &push).unwrap();
    let done = desk.ihuyi(&[&["bulk", "resume", "--journal", arg(&journal), "--json"], &track[..]].concat());
    let object = done.json();
    assert_eq!((done.code, &object["settled"], &object["rows"]["accepted"]), (Some(0), &json!(1), &json!(2)));
    assert_eq!(desk.sandbox.ledger().len(), 2);
}

#[test]
fn an_empty_account_stops_it_and_a_filled_one_goes_on() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 5);
    let balance = |left: u32| {
        desk.sandbox.post("accounts", &json!({ "id": "C00000000", "balance": left, "service": "sms" }));
    };
    balance(2);
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--connections", "1"]);
    assert_eq!(done.code, Some(4), "{done:?}");
    for part in ["Stopped, still to be sent: 3 rows.", "Why it stopped: ", "(4051)", "To go on:\n  ihuyi bulk resume"] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal)]).out;
    assert!(status.contains("it stands still") && status.contains("(4051)"), "{status}");
    let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal), "--connections", "1", "--json"]);
    let object = done.json();
    assert_eq!((done.code, &object["outcome"]), (Some(4), &json!("not_sent")), "{object}");
    assert_eq!((&object["halted"]["code"], &object["code"]), (&json!(4051), &json!(4051)));
    assert_eq!(object["rows"]["planned"], 3);
    balance(100);
    let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal), "--json"]);
    assert_eq!((done.code, &done.json()["halted"]), (Some(0), &Value::Null), "{done:?}");
    let times = accepted(&desk);
    assert!(times.len() == 5 && times.values().all(|times| *times == 1));
}

/// A run whose last row gets no answer, with what happens while it waits for that.
fn ends_after(desk: &Desk, journal: &Path, rows: usize, more: &[&str], meanwhile: impl FnOnce()) -> Done {
    let last = (13_800_000_000 + rows as u64 - 1).to_string();
    desk.sandbox.fault(json!({ "kind": "silent", "accept": true, "match": { "mobile": last } }));
    let usual = ["bulk", "run", "--journal", arg(journal), "--connections", "1", "--timeout", "3"];
    let child = desk.start(&[&usual[..], more].concat());
    eventually("the last waits", || (desk.sandbox.accepted() == rows).then_some(()));
    meanwhile();
    Done::of(child.wait_with_output().unwrap())
}

/// What cannot be looked up after the sending takes no row's result away.
#[test]
fn a_store_that_is_lost_at_the_end_leaves_what_was_sent_as_it_is() {
    for (lang, says) in [("en", "Receipts could not be looked up"), ("zh", "没能查到回执")] {
        let desk = Desk::new();
        let journal = desk.many("list.journal", 21);
        let lost = || {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(desk.path(&format!("codes.db{end}")));
            }
            std::fs::create_dir(desk.path("codes.db")).unwrap();
        };
        let settings = ["--set", "track=on", "--lang", lang];
        let done = ends_after(&desk, &journal, 21, &[&settings[..], &["--json"]].concat(), lost);
        let object = done.json();
        assert_eq!((done.code, &object["outcome"]), (Some(5), &json!("unknown")), "{object}");
        assert_eq!((&object["code"], &object["exit_code"]), (&json!(own::STORE), &json!(5)), "{object}");
        let words = object["message"].as_str().unwrap();
        assert!(words.contains(says), "{words}");
        assert!(!["没有发", "未发送", "not sent", "nothing was"].iter().any(|claim| words.contains(claim)), "{words}");
        let rows = ["accepted", "unknown", "planned"].map(|state| object["rows"][state].clone());
        assert_eq!(json!(rows), json!([20, 1, 0]), "{object}");
        // For people, too.
        std::fs::remove_dir_all(desk.path("codes.db")).unwrap();
        desk.sandbox.reset();
        let journal = desk.many("again.journal", 3);
        let done = ends_after(&desk, &journal, 3, &settings, lost);
        assert_eq!(done.code, Some(5), "{done:?}");
        let plain: String = done.out.split_whitespace().collect();
        assert!(plain.contains(&says.split_whitespace().collect::<String>()), "{done:?}");
    }
}

/// A journal that can no longer be read is no command line that was wrong: messages have left.
#[test]
fn a_journal_that_is_spoilt_at_the_end_takes_nothing_back() {
    for lang in ["en", "zh"] {
        // All but its first page, and all.
        for from in [4096, 0] {
            let desk = Desk::new();
            let journal = desk.many("list.journal", 21);
            let spoil = || {
                use std::io::{Seek, Write};
                let mut file = std::fs::File::options().write(true).open(&journal).unwrap();
                let length = file.metadata().unwrap().len();
                file.seek(std::io::SeekFrom::Start(from)).unwrap();
                file.write_all(&vec![0x5A; (length - from) as usize]).unwrap();
            };
            let done = ends_after(&desk, &journal, 21, &["--json", "--lang", lang], spoil);
            let object = done.json();
            assert_eq!((done.code, &object["outcome"]), (Some(5), &json!("unknown")), "{object}");
            let rows = ["accepted", "unknown", "sending", "planned"].map(|state| object["rows"][state].clone());
            assert_eq!(json!(rows), json!([20, 1, 0, 0]), "{object}");
            assert_eq!(object["code"], own::FILE, "{object}");
            let words = object["message"].as_str().unwrap();
            for claim in ["没有发", "未发送", "not sent", "nothing was", "bulk plan"] {
                assert!(!words.contains(claim), "{words}");
            }
        }
    }
}

#[test]
fn quiet_says_only_how_it_ended() {
    let desk = Desk::new();
    let journal = desk.many("loud.journal", 3);
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal)]);
    assert!(done.err.contains("3 rows to be sent, 4 connections") && done.out.contains("All rows have ended"));
    // It is no terminal: nothing is drawn.
    assert!(!done.err.contains('\r'), "{done:?}");
    let journal = desk.many("quiet.journal", 3);
    let done = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--quiet"]);
    assert!(done.err.is_empty() && done.out.contains("All rows have ended"), "{done:?}");
}

#[test]
fn a_command_line_that_cannot_be_meant() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 1);
    for args in [
        &["bulk", "run"][..],
        &["bulk", "run", "--journal", arg(&journal), "--connections", "0"],
        &["bulk", "run", "--journal", arg(&journal), "--connections", "65"],
        &["bulk", "run", "--journal", arg(&journal), "--resend-unknown"],
        &["bulk", "run", "--journal", "nothing.journal"],
        &["bulk", "run", "--journal", arg(&journal), "--set", "acount=x"],
    ] {
        let done = desk.ihuyi(args);
        assert!(done.code == Some(2) && done.out.is_empty() && !done.err.is_empty(), "{args:?}: {done:?}");
    }
    assert_eq!(rows(&desk, &journal)["planned"], 1);
    assert!(desk.sandbox.ledger().is_empty());
}

#[cfg(unix)]
mod signals {
    use super::*;

    /// With the delays of these tests no run comes to the end of so many, however late it is told to stop.
    const ROWS: u64 = 900;

    fn tell(child: &std::process::Child, signal: i32) {
        let done = unsafe { libc::kill(child.id() as i32, signal) };
        assert_eq!(done, 0);
    }

    /// Tells it again and again until it has ended: one signal that comes while another one waits to be heard is none.
    fn insist(mut child: std::process::Child, signal: i32) -> Done {
        eventually("it ends", || {
            tell(&child, signal);
            child.try_wait().unwrap()
        });
        Done::of(child.wait_with_output().unwrap())
    }

    #[test]
    fn told_to_stop_it_ends_what_is_on_its_way_and_can_go_on() {
        let desk = Desk::new();
        for signal in [libc::SIGINT, libc::SIGTERM] {
            desk.sandbox.reset();
            let journal = desk.many(&format!("{signal}.journal"), ROWS);
            desk.sandbox.fault(json!({ "kind": "delay", "ms": 100, "times": 0 }));
            let child = desk.start(&["bulk", "run", "--journal", arg(&journal), "--connections", "3"]);
            eventually("some are sent", || (desk.sandbox.ledger().len() >= 6).then_some(()));
            tell(&child, signal);
            let done = Done::of(child.wait_with_output().unwrap());
            assert_eq!(done.code, Some(4), "{done:?}");
            assert!(done.err.contains("Stopping: no more are sent"), "{done:?}");
            assert!(done.out.contains("Stopped, still to be sent: "), "{done:?}");
            let now = rows(&desk, &journal);
            assert_eq!((&now["unknown"], &now["sending"]), (&json!(0), &json!(0)), "{now}");
            assert_eq!(now["accepted"], desk.sandbox.accepted(), "{now}");
            assert!(desk.sandbox.accepted() < ROWS as usize, "it was stopped before its end");

            desk.sandbox.clear_faults();
            let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal), "--json"]);
            assert_eq!(done.code, Some(0), "{done:?}");
            let times = accepted(&desk);
            assert!(times.len() == ROWS as usize && times.values().all(|times| *times == 1));
        }
    }

    #[test]
    fn told_twice_it_ends_at_once() {
        let desk = Desk::new();
        let journal = desk.many("list.journal", 9);
        desk.sandbox.fault(json!({ "kind": "silent", "accept": true, "times": 2 }));
        let args = ["bulk", "run", "--journal", arg(&journal), "--connections", "2", "--json", "--timeout", "600"];
        let child = desk.start(&args);
        eventually("both wait", || (desk.sandbox.ledger().len() == 2).then_some(()));
        let done = insist(child, libc::SIGINT);
        let object = done.json();
        assert_eq!((done.code, &object["stopped"]), (Some(4), &json!(true)), "{object}");
        // Nobody waits for them any more.
        let rows = ["sending", "unknown", "planned"].map(|state| object["rows"][state].clone());
        assert_eq!(json!(rows), json!([0, 2, 7]), "{object}");
        assert_eq!(object["unknown"].as_array().unwrap().len(), 2, "{object}");
        // The next run knows that nobody knows.
        let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal)]);
        assert_eq!(done.code, Some(5), "{done:?}");
        assert!(done.out.contains("Of unknown end, sent or not: 2 rows."), "{done:?}");
        let times = accepted(&desk);
        assert!(times.len() == 9 && times.values().all(|times| *times == 1));
    }

    #[test]
    fn a_terminal_that_is_closed_and_says_so_again_and_again_is_told_once() {
        let desk = Desk::new();
        let journal = desk.many("list.journal", ROWS);
        desk.sandbox.fault(json!({ "kind": "delay", "ms": 300, "times": 0 }));
        let args = ["bulk", "run", "--journal", arg(&journal), "--connections", "3"];
        let mut command = desk.command(&args);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        // Whether or not these tests run under nohup.
        let heed = || {
            unsafe { libc::signal(libc::SIGHUP, libc::SIG_DFL) };
            Ok(())
        };
        unsafe { std::os::unix::process::CommandExt::pre_exec(&mut command, heed) };
        let child = command.spawn().unwrap();
        eventually("some are on their way", || (desk.sandbox.ledger().len() >= 3).then_some(()));
        let done = insist(child, libc::SIGHUP);
        assert_eq!(done.code, Some(4), "{done:?}");
        let now = rows(&desk, &journal);
        assert_eq!((&now["unknown"], &now["sending"]), (&json!(0), &json!(0)), "{now}");
        assert_eq!(now["accepted"], desk.sandbox.accepted(), "{now}");
        assert!(desk.sandbox.accepted() < ROWS as usize, "it was stopped before its end");
    }

    #[test]
    fn ended_at_once_it_leaves_only_what_is_on_its_way() {
        let desk = Desk::new();
        let journal = desk.many("list.journal", 60);
        // Rows were marked ahead when these two are waited for.
        for number in ["13800000030", "13800000031"] {
            desk.sandbox.fault(json!({ "kind": "silent", "accept": true, "match": { "mobile": number } }));
        }
        let child = desk.start(&["bulk", "run", "--journal", arg(&journal), "--connections", "2", "--timeout", "600"]);
        eventually("both wait", || (desk.sandbox.ledger().len() == 32).then_some(()));
        let done = insist(child, libc::SIGINT);
        assert_eq!(done.code, Some(4), "{done:?}");
        let now = rows(&desk, &journal);
        assert_eq!((&now["accepted"], &now["unknown"], &now["planned"]), (&json!(30), &json!(2), &json!(28)), "{now}");
        // All of that is in the file itself, which may be moved alone.
        let moved = desk.path("moved.journal");
        std::fs::rename(&journal, &moved).unwrap();
        let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&moved), "--json"]);
        let now = &done.json()["rows"];
        assert_eq!((&now["accepted"], &now["unknown"]), (&json!(58), &json!(2)), "{now}");
        let times = accepted(&desk);
        assert!(times.len() == 60 && times.values().all(|times| *times == 1));
    }

    #[test]
    fn a_second_run_beside_the_first_is_refused() {
        let desk = Desk::new();
        let journal = desk.many("list.journal", 2);
        desk.sandbox.fault(json!({ "kind": "silent", "accept": true, "times": 2 }));
        let child = desk.start(&["bulk", "run", "--journal", arg(&journal), "--timeout", "600"]);
        eventually("it sends", || (desk.sandbox.ledger().len() == 2).then_some(()));
        for command in ["run", "resume"] {
            let done = desk.ihuyi(&["bulk", command, "--journal", arg(&journal)]);
            assert!(done.code == Some(2) && done.out.is_empty() && !done.err.is_empty(), "{done:?}");
        }
        let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--json"]).json();
        assert_eq!((&status["running"], &status["rows"]["sending"]), (&json!(true), &json!(2)), "{status}");
        tell(&child, libc::SIGKILL);
        let _ = child.wait_with_output().unwrap();
        // Killed, and what was on its way is listed before anybody goes on.
        let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--json"]).json();
        assert_eq!((&status["running"], status["unknown"].as_array().unwrap().len()), (&json!(false), 2), "{status}");
        assert_eq!((&status["rows"]["unknown"], &status["rows"]["sending"]), (&json!(2), &json!(0)), "{status}");
        let marked: Vec<_> = status["unknown"].as_array().unwrap().iter().map(|row| row["time"].clone()).collect();
        let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--lang", "zh"]).out;
        for part in ["全部结束", "结果未知     2", "2 行结果未知", "其中 2 行是发送中断时正在途中的"]
        {
            assert!(status.contains(part), "{part}: {status}");
        }
        assert!(!status.contains("在途  ") && !status.contains("待发送"), "{status}");
        // Whoever goes on finds them so, with the time at which they may have been sent.
        let object = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal), "--json"]).json();
        let times: Vec<_> = object["unknown"].as_array().unwrap().iter().map(|row| row["time"].clone()).collect();
        assert_eq!((&object["rows"]["unknown"], times), (&json!(2), marked), "{object}");
        assert_eq!(desk.sandbox.ledger().len(), 2);
    }
}
