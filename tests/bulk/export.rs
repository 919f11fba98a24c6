//! `bulk status` and `bulk export`.

use crate::desk::{Desk, arg, terms};
use ihuyi::bulk::Terms;
use serde_json::json;

/// A file as a spreadsheet reads it: the titles, and the rows.
fn read(desk: &Desk, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let bytes = std::fs::read(desk.path(name)).unwrap();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("Excel wants a mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    (rows.next().unwrap(), rows.collect())
}

#[test]
fn every_row_is_in_the_file_and_nothing_in_it_is_calculated() {
    let desk = Desk::new();
    let journal = desk.journal(
        "list.journal",
        Terms { repeats: true, ..terms() },
        &[
            ("13800000000", "=HYPERLINK(\"http://example.com\")"),
            ("13800000001", "逗号,引号\"和\n换行"),
            ("12345", "您好"),
            ("+8613800000002", "0012"),
        ],
    );
    let done = desk.ihuyi(&["bulk", "export", "all.csv", "--journal", arg(&journal)]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    let (titles, rows) = read(&desk, "all.csv");
    assert_eq!(titles.join(" "), "row number text reference state code id words time segments");
    let shown: Vec<Vec<&str>> = rows.iter().map(|row| [0, 1, 2, 4].map(|at| row[at].as_str()).into()).collect();
    assert_eq!(
        shown,
        [
            ["2", "13800000000", "'=HYPERLINK(\"http://example.com\")", "planned"],
            ["3", "13800000001", "逗号,引号\"和\n换行", "planned"],
            ["4", "12345", "您好", "left_out"],
            ["5", "13800000002", "0012\t", "planned"],
        ]
    );
    assert!(rows[2][5] == "406" && !rows[2][7].is_empty(), "{rows:?}");
    let raw = std::fs::read_to_string(desk.path("all.csv")).unwrap();
    assert!(raw.ends_with("\r\n"));
    // It is the list: nobody else may read it.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(desk.path("all.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_file_that_is_there_stays() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 3);
    std::fs::write(desk.path("mine.csv"), "mine").unwrap();
    for json in [&[][..], &["--json"]] {
        let done = desk.ihuyi(&[&["bulk", "export", "mine.csv", "--journal", arg(&journal)], json].concat());
        assert_eq!(done.code, Some(2), "{done:?}");
        assert!(format!("{}{}", done.out, done.err).contains("mine.csv is there already"), "{done:?}");
    }
    assert_eq!(std::fs::read_to_string(desk.path("mine.csv")).unwrap(), "mine");
    let done = desk.ihuyi(&["bulk", "export", "no/such/folder.csv", "--journal", arg(&journal)]);
    assert!(done.code == Some(2) && done.err.contains("there is no folder no/such"), "{done:?}");
    let done = desk.ihuyi(&["bulk", "export", "no/such/folder.csv", "--journal", arg(&journal), "--lang", "zh"]);
    assert!(done.err.contains("文件夹 no/such 不存在") && !done.err.contains("os error"), "{done:?}");
    // What is no journal makes no file.
    for what in ["mine.csv", "nothing.journal"] {
        let done = desk.ihuyi(&["bulk", "export", "new.csv", "--journal", arg(&desk.path(what))]);
        assert!(done.code != Some(0) && !desk.path("new.csv").exists(), "{done:?}");
    }
    assert!(!desk.path("nothing.journal").exists());
}

#[test]
fn only_what_was_asked_for_and_in_the_readers_language() {
    let desk = Desk::new();
    let journal =
        desk.journal("list.journal", terms(), &[("13800000000", "您好"), ("12345", "您好"), ("13800000000", "您好")]);
    let export = |file: &str, only: &str, lang: &str| {
        let args = ["bulk", "export", file, "--journal", arg(&journal), "--only", only, "--lang", lang, "--json"];
        let done = desk.ihuyi(&args);
        assert_eq!(done.code, Some(0), "{done:?}");
        (done.json(), read(&desk, file))
    };
    let (object, (titles, rows)) = export("out.csv", "left_out", "zh");
    assert_eq!((&object["rows"], &object["command"], rows.len()), (&json!(2), &json!("bulk export"), 2));
    assert_eq!(titles[..5].join(" "), "行号 手机号码 内容 业务编号 结果");
    assert_eq!((rows[0][0].as_str(), rows[1][0].as_str()), ("3", "4"));
    assert!(rows.iter().all(|row| row[4] == "未列入计划"), "{rows:?}");
    assert!(rows[1][7].contains("第 2 行"), "{rows:?}");
    let (object, (titles, rows)) = export("none.csv", "accepted", "en");
    assert_eq!((&object["rows"], titles.len(), rows.len()), (&json!(0), 10, 0));
    let done = desk.ihuyi(&["bulk", "export", "x.csv", "--journal", arg(&journal), "--only", "sent"]);
    assert!(done.code == Some(2) && done.err.contains("left_out"), "{done:?}");
}

/// The words that the table of `status` shows are taken as well.
#[test]
fn states_have_their_chinese_names() {
    let desk = Desk::new();
    let journal =
        desk.journal("list.journal", terms(), &[("13800000000", "您好"), ("19900004072", "您好"), ("1", "您好")]);
    assert_eq!(desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--quiet"]).code, Some(3));
    let states = [("已受理", 1), ("被拒绝", 1), ("结果未知", 0), ("待发送", 0), ("在途", 0), ("未列入计划", 1)];
    for (name, expected) in states {
        let file = format!("{name}.csv");
        let done = desk.ihuyi(&["bulk", "export", &file, "--only", name, "--journal", arg(&journal), "--lang", "zh"]);
        assert_eq!(done.code, Some(0), "{done:?}");
        let (_, rows) = read(&desk, &file);
        assert!(rows.len() == expected && rows.iter().all(|row| row[4] == name), "{name}: {rows:?}");
    }
    let help = desk.ihuyi(&["bulk", "export", "--help", "--lang", "zh"]).out;
    assert!(states.iter().all(|(name, _)| help.contains(name)), "{help}");
}

/// The column's sum is what the screen says is billed.
#[test]
fn only_what_was_accepted_is_billed() {
    let desk = Desk::new();
    let long = "您".repeat(100);
    let list = [("13800000000", long.as_str()), ("19900004072", long.as_str()), ("13800000001", "您好"), ("1", "您好")];
    let journal = desk.journal("list.journal", terms(), &list);
    let billed = |file: &str| {
        assert_eq!(desk.ihuyi(&["bulk", "export", file, "--journal", arg(&journal)]).code, Some(0));
        read(&desk, file).1.iter().map(|row| row[9].clone()).collect::<Vec<_>>()
    };
    assert_eq!(billed("before.csv"), ["", "", "", ""]);
    let object = desk.ihuyi(&["bulk", "run", "--journal", arg(&journal), "--json"]).json();
    let after = billed("after.csv");
    assert_eq!(after, ["2", "", "1", ""]);
    assert_eq!(object["segments"], 3);
}

/// The file that is proposed is called after the journal, and lies beside it.
#[test]
fn the_proposed_file_is_the_journals_own() {
    let desk = Desk::new();
    let journal = desk.many("取货.journal", 1);
    for (lang, file) in [("zh", "取货-结果.csv"), ("en", "取货-result.csv")] {
        let done = desk.ihuyi(&["bulk", "resume", "--journal", "取货.journal", "--lang", lang]);
        assert!(done.out.contains(&format!("\n  ihuyi bulk export {file} --journal 取货.journal\n")), "{done:?}");
    }
    let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--lang", "zh"]).out;
    assert!(status.contains(&format!("export {} --journal", arg(&desk.path("取货-结果.csv")))), "{status}");
}

/// Killed while it writes, it leaves nothing that looks like the list.
#[test]
fn a_file_that_is_not_whole_has_not_its_name() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 20_000);
    let mut child = desk.start(&["bulk", "export", "all.csv", "--journal", arg(&journal)]);
    let parts = || -> Vec<String> {
        let names = std::fs::read_dir(journal.parent().unwrap()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("all.csv")).collect()
    };
    let seen = crate::support::eventually("it writes", || Some(parts()).filter(|names| !names.is_empty()));
    let _ = child.kill();
    let _ = child.wait();
    // It may have been quicker; but then all of it is there.
    if seen != ["all.csv"] && parts() != ["all.csv"] {
        assert!(!desk.path("all.csv").exists(), "{seen:?}");
        assert_eq!(desk.ihuyi(&["bulk", "export", "all.csv", "--journal", arg(&journal)]).code, Some(0));
    }
    assert_eq!(read(&desk, "all.csv").1.len(), 20_000);
}

/// What `status` counts as of unknown end after a kill is what the command writes that it gives for it.
#[test]
fn what_was_on_its_way_when_it_was_killed_is_in_the_file_of_unknown_rows() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 20);
    desk.sandbox.fault(json!({"kind": "reset_after", "match": {"mobile": "13800000001"}}));
    for at in [5, 6, 9] {
        let mobile = format!("138000000{at:02}");
        desk.sandbox.fault(json!({"kind": "silent", "accept": true, "match": {"mobile": mobile}}));
    }
    let args = ["bulk", "run", "--journal", arg(&journal), "--connections", "3", "--timeout", "600"];
    let mut child = desk.start(&args);
    crate::support::eventually("three wait", || (desk.sandbox.accepted() == 10).then_some(()));
    let export = |file: &str, more: &[&str]| {
        let done = desk.ihuyi(&[&["bulk", "export", file, "--journal", arg(&journal), "--json"], more].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        let (_, rows) = read(&desk, file);
        assert_eq!(done.json()["rows"], rows.len(), "{done:?}");
        rows
    };
    // While somebody waits for them they are on their way.
    let running = export("running.csv", &["--only", "sending"]);
    assert!(running.len() >= 3, "{running:?}");
    let _ = child.kill();
    let _ = child.wait();
    let status = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--json"]).json();
    let listed: Vec<String> = status["unknown"].as_array().unwrap().iter().map(|row| row["row"].to_string()).collect();
    assert!(listed.len() >= 4 && status["rows"]["unknown"] == listed.len(), "{status}");
    let unknown = export("unknown.csv", &["--only", "unknown"]);
    assert_eq!(unknown.iter().map(|row| row[0].clone()).collect::<Vec<_>>(), listed);
    // As the next run will have them.
    assert!(unknown.iter().all(|row| row[4] == "unknown" && row[5] == "-300" && !row[7].is_empty()), "{unknown:?}");
    assert!(export("sending.csv", &["--only", "sending"]).is_empty());
    let all = export("all.csv", &[]);
    assert_eq!(all.iter().filter(|row| row[4] == "unknown").count(), listed.len());
    assert!(all.len() == 20 && all.iter().all(|row| row[4] != "sending"), "{all:?}");
    let done = desk.ihuyi(&["bulk", "resume", "--journal", arg(&journal)]);
    assert_eq!(done.code, Some(5), "{done:?}");
    let states = |rows: &[Vec<String>]| rows.iter().map(|row| row[..8].to_vec()).collect::<Vec<_>>();
    assert_eq!(states(&export("after.csv", &["--only", "unknown"])), states(&unknown));
}

#[test]
fn a_list_of_several_pages_is_written_once_each() {
    let desk = Desk::new();
    let journal = desk.many("list.journal", 2_500);
    assert_eq!(desk.ihuyi(&["bulk", "export", "all.csv", "--journal", arg(&journal)]).code, Some(0));
    let (_, rows) = read(&desk, "all.csv");
    let lines: Vec<String> = rows.iter().map(|row| row[0].clone()).collect();
    let expected: Vec<String> = (2..2_502).map(|line| line.to_string()).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_plan_that_nobody_began() {
    let desk = Desk::new();
    let journal = desk.journal("list.journal", terms(), &[("13800000000", "您好"), ("12345", "您好")]);
    let done = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal)]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    for part in ["account C00000000", "Rows with a result: 0 of 1", "left out", "ihuyi bulk run --journal"] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let zh = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--lang", "zh"]).out;
    for part in ["还没有开始发送", "待发送", "未列入计划", "开始发送：\n  ihuyi bulk run"] {
        assert!(zh.contains(part), "{part}: {zh}");
    }
    let object = desk.ihuyi(&["bulk", "status", "--journal", arg(&journal), "--json"]).json();
    let shown = ["command", "outcome", "account", "service", "begun", "running", "halted", "exit_code"];
    let shown: Vec<_> = shown.iter().map(|name| &object[name]).collect();
    assert_eq!(json!(shown), json!(["bulk status", "ok", "C00000000", "sms", null, false, null, 0]));
    assert_eq!(
        object["rows"],
        json!({ "planned": 1, "sending": 0, "accepted": 0, "refused": 0, "unknown": 0, "left_out": 1, "total": 1 })
    );
    assert_eq!(object["name"].as_str().unwrap().len(), 16);
}

#[test]
fn one_row_is_no_rows() {
    let desk = Desk::new();
    std::fs::write(desk.path("list.csv"), "mobile\n13800000000\n138\n").unwrap();
    let mut said = String::new();
    for args in [
        &["plan", "list.csv", "--text", "您的订单已发货。"][..],
        &["run", "--connections", "1"],
        &["status"],
        &["export", "all.csv", "--only", "accepted"],
    ] {
        let done = desk.ihuyi(&[&["bulk"], args, &["--journal", "list.journal", "--lang", "en"]].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        said.push_str(&(done.out + &done.err));
    }
    for wrong in ["1 rows", "1 messages", "1 connections"] {
        assert!(!said.contains(wrong), "{said}");
    }
    for right in ["1 row to be sent, 1 connection.", "1 message: 1 row of 1", "all.csv is written: 1 row."] {
        assert!(said.contains(right), "{said}");
    }
}
