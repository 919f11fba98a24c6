//! `bulk plan`: what is told of a list before anything is sent.

use crate::desk::{Desk, Done};
use crate::support::closed::closed_port;
use ihuyi::bulk::{Journal, Order, Row, State};
use ihuyi::codes::own;
use serde_json::{Value, json};
use std::path::Path;

/// A list of an office, with a text that uses most of its columns.
const TEXT: &str = "{姓名}您好，您的订单 {订单号} 应付 {金额} 元，{到期日} 到期。";
/// What became of each row, in words that the test's reader sees in tests/bulk/office/make.py.
const PLANNED: [u64; 10] = [4, 5, 6, 7, 8, 9, 20, 21, 24, 25];

/// A desk with the office's lists on it.
fn desk() -> Desk {
    let desk = Desk::new();
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bulk/office");
    for name in ["office.xlsx", "office.csv", "office.ods", "office.xls"] {
        std::fs::copy(office.join(name), desk.path(name)).unwrap();
    }
    desk
}

fn rows(desk: &Desk, journal: &str, order: Order) -> Vec<Row> {
    Journal::open(&desk.path(journal)).unwrap().rows(order, 1, 10_000).unwrap().rows
}

fn plan(desk: &Desk, list: &str, more: &[&str]) -> Value {
    let fixed = ["bulk", "plan", list, "--journal", "list.journal", "--json"];
    let done = desk.ihuyi(&[&fixed, more].concat());
    let value = done.json();
    assert_eq!(done.code, value["exit_code"].as_i64().map(|code| code as i32), "{done:?}");
    value
}

/// Which rows each kind names.
fn mended(value: &Value) -> Vec<(String, Vec<u64>)> {
    let kinds = value["mended"].as_array().unwrap();
    let rows = |kind: &Value| serde_json::from_value(kind["rows"].clone()).unwrap();
    kinds.iter().map(|kind| (kind["kind"].as_str().unwrap().to_owned(), rows(kind))).collect()
}

fn left_out(value: &Value) -> Vec<(u64, i64)> {
    let rows = value["left_out"].as_array().unwrap();
    rows.iter().map(|row| (row["row"].as_u64().unwrap(), row["code"].as_i64().unwrap())).collect()
}

fn width(line: &str) -> usize {
    unicode_width::UnicodeWidthStr::width_cjk(line)
}

#[test]
fn the_preview_is_as_it_is_written_down() {
    let desk = desk();
    for lang in ["zh", "en"] {
        let journal = format!("{lang}.journal");
        let args = ["--template", TEXT, "--reference-column", "订单号", "--hours", "9:00-20:30", "--rate", "20"];
        let done =
            desk.ihuyi(&[&["bulk", "plan", "office.xlsx", "--lang", lang, "--journal", &journal][..], &args].concat());
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
        for line in done.out.lines() {
            assert!(width(line) < 80, "{} columns: {line}", width(line));
        }
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/bulk/office/plan.{lang}.txt"));
        if std::env::var_os("IHUYI_BLESS").is_some() {
            std::fs::write(&golden, &done.out).unwrap();
        }
        let wanted = std::fs::read_to_string(&golden).unwrap().replace("\r\n", "\n");
        assert_eq!(done.out, wanted, "{}", golden.display());
    }
    assert_eq!(desk.sandbox.accepted(), 0, "a plan sends nothing");
}

#[test]
fn every_oddity_is_named_by_its_row() {
    let desk = desk();
    let value = plan(&desk, "office.xlsx", &["--lang", "en", "--template", TEXT, "--reference-column", "a"]);
    let named = |kind: &str, rows: &[u64]| (kind.to_owned(), rows.to_vec());
    assert_eq!(
        mended(&value),
        [
            named("full_width", &[5]),
            named("blanks", &[6, 7]),
            named("prefix_86", &[7, 17]),
            named("stored_as_number", &[8]),
            named("stored_as_float", &[9]),
            named("quotation_marks", &[20]),
            named("invisible", &[21]),
            named("text_blanks", &[24]),
            named("text_number", &[4, 5, 6, 7, 8, 9, 17, 20, 21, 24, 25]),
            named("text_date", &[4, 5, 6, 7, 8, 9, 17, 20, 21, 24, 25]),
        ]
    );
    let argument = i64::from(own::ARGUMENT);
    assert_eq!(
        left_out(&value),
        [
            (10, 406),
            (11, 406),
            (12, 406),
            (13, 406),
            (14, 403),
            (15, argument),
            (17, argument),
            (18, 406),
            (19, 4074),
            (22, argument),
            (23, 4073),
            (26, 403)
        ]
    );
    let list = &value["list"];
    assert_eq!(list["passed_over"], json!([{ "row": 1, "text": "2026 年会员名单（市场部 139****0000）" }]));
    assert_eq!((&list["title_row"], &list["empty_rows"]), (&json!(3), &json!(1)));
    assert_eq!(list["form"], json!({ "kind": "xlsx", "sheet": "会员", "sheets_not_read": ["说明"] }));
    assert_eq!(value["balance"], json!({ "left": 10_000_000, "enough": true }));
    assert_eq!((&value["sum"]["rows"], &value["sum"]["left_out"]), (&json!(10), &json!(12)));
    assert_eq!(value["next"], "ihuyi bulk run --journal list.journal");

    // What the journal holds is what was told, and each reason is there in both languages.
    let all = rows(&desk, "list.journal", Order::All);
    let planned: Vec<u64> = all.iter().filter(|row| row.state == State::Planned).map(|row| row.line).collect();
    assert_eq!((planned.as_slice(), all.len()), (&PLANNED[..], 22));
    for (row, told) in all.iter().filter(|row| row.state == State::LeftOut).zip(value["left_out"].as_array().unwrap()) {
        assert_eq!((row.en.as_str(), row.line), (told["message"].as_str().unwrap(), told["row"].as_u64().unwrap()));
        assert!(row.zh.contains("未") && row.zh != row.en, "{row:?}");
    }
    let first = &all[0];
    assert_eq!(
        (first.mobile.as_str(), first.content.as_str(), first.reference.as_str(), first.segments),
        ("13800000001", "张三您好，您的订单 A-4 应付 12.5 元，2026-01-31 到期。", "A-4", 1)
    );
}

#[test]
fn the_same_list_in_another_form_is_the_same_plan() {
    let desk = desk();
    let args = ["--template", TEXT, "--reference-column", "订单号", "--offline"];
    let mut plans = Vec::new();
    for (kind, list) in [("xlsx", "office.xlsx"), ("csv", "office.csv"), ("ods", "office.ods"), ("xls", "office.xls")] {
        let journal = format!("{kind}.journal");
        let done = desk.ihuyi(&[&["bulk", "plan", list, "--json", "--journal", &journal][..], &args].concat());
        assert_eq!(done.json()["list"]["form"]["kind"], kind);
        let rows = rows(&desk, &journal, Order::All);
        let told: Vec<_> = rows
            .into_iter()
            .map(|row| {
                (
                    row.line,
                    row.state,
                    row.code,
                    row.content,
                    row.reference,
                    (row.state == State::Planned).then_some(row.mobile),
                )
            })
            .collect();
        plans.push(told);
    }
    assert_eq!(plans[0].len(), 22);
    for plan in &plans[1..] {
        for (one, other) in plans[0].iter().zip(plan) {
            assert_eq!(one, other);
        }
        assert_eq!(plan.len(), 22);
    }
}

#[test]
fn whoever_is_strict_gets_no_journal() {
    let desk = desk();
    let value = plan(&desk, "office.xlsx", &["--template", TEXT, "--strict"]);
    assert_eq!((&value["exit_code"], &value["journal"], &value["next"]), (&json!(3), &json!(null), &json!(null)));
    assert_eq!(left_out(&value).len(), 12);
    assert!(!desk.path("list.journal").exists() && !desk.path("list.journal.planning").exists());
    let none = "手机号,姓名\n1380000000,张三\n,李四\n";
    std::fs::write(desk.path("none.csv"), none).unwrap();
    let done = desk.ihuyi(&["bulk", "plan", "none.csv", "--text", "您好", "--journal", "list.journal", "--lang", "zh"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.out.contains("没有一行可以发送") && done.out.contains("第 3 行"), "{done:?}");
    assert!(!desk.path("list.journal").exists());
    // One that has nothing to be strict about is planned.
    std::fs::write(desk.path("good.csv"), "手机号\n13800000000\n").unwrap();
    assert_eq!(plan(&desk, "good.csv", &["--text", "您好", "--strict"])["exit_code"], 0);
    let done = desk.ihuyi(&["bulk", "plan", "good.csv", "--text", "您好", "--journal", "list.journal"]);
    assert_eq!(done.code, Some(2), "a journal that is there stays: {done:?}");
}

#[test]
fn who_has_opted_out_is_left_out() {
    let desk = desk();
    let list: String = "手机号\n13800000000\n13800000001\n".to_owned();
    std::fs::write(desk.path("list.csv"), list).unwrap();
    let value = plan(&desk, "list.csv", &["--text", "您好"]);
    assert_eq!((&value["sum"]["rows"], &value["opt_outs_asked"]), (&json!(2), &json!(false)));
    assert!(!desk.path("codes.db").exists(), "asking makes no store");
    let args = ["bulk", "plan", "list.csv", "--text", "您好", "--lang", "zh", "--journal", "zh.journal"];
    let said = desk.ihuyi(&args).out;
    assert!(said.contains("退订名单是空的（还没有记录过退订）。") && !said.contains("store"), "{said}");
    std::fs::remove_file(desk.path("list.journal")).unwrap();
    assert_eq!(desk.ihuyi(&["bulk", "optout", "add", "13800000001"]).code, Some(0));
    let value = plan(&desk, "list.csv", &["--text", "您好"]);
    assert_eq!((&value["sum"]["rows"], &value["opt_outs_asked"]), (&json!(1), &json!(true)));
    assert_eq!(left_out(&value), [(3, i64::from(own::DENIED))]);
}

#[test]
fn the_balance_is_compared() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n13800000001\n13800000002\n").unwrap();
    desk.sandbox.post("accounts", &json!({ "id": "C00000000", "balance": 2 }));
    let args = ["bulk", "plan", "list.csv", "--text", "您好", "--lang", "zh", "--journal"];
    let done = desk.ihuyi(&[&args[..], &["short.journal"]].concat());
    assert!(done.out.contains("还差 1 条"), "{done:?}");
    std::fs::write(desk.path("many.csv"), format!("手机号\n{}", crate::desk::numbers(2345).join("\n"))).unwrap();
    let done = desk.ihuyi(&["bulk", "plan", "many.csv", "--text", "您好", "--lang", "zh", "--journal", "many.journal"]);
    assert!(done.out.contains("还差 2,343 条"), "as all numbers of the sum: {done:?}");
    assert_eq!(done.code, Some(0), "whoever tops up can send: {done:?}");
    // Whether the gateway can be asked does not decide whether there is a plan.
    let closed = format!("http://{}", closed_port());
    let value = plan(&desk, "list.csv", &["--text", "您好", "--gateway", &closed]);
    assert_eq!((&value["exit_code"], &value["balance"]["code"]), (&json!(0), &json!(own::CONNECT)));
    let done = desk.ihuyi(&[&args[..], &["offline.journal", "--offline", "--gateway", &closed]].concat());
    assert_eq!((done.code, done.out.contains("余额")), (Some(0), false), "{done:?}");
}

#[test]
fn variables_of_an_approved_template() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号,姓名,金额\n13800000000,张三,12.50\n13800000001,李|四,3\n").unwrap();
    let value = plan(&desk, "list.csv", &["--template-id", "1", "--variables", "{姓名}|{金额}"]);
    assert_eq!((&value["template_id"], &value["sum"]["rows"]), (&json!("1"), &json!(1)));
    assert_eq!(left_out(&value), [(3, i64::from(own::ARGUMENT))]);
    assert_eq!(rows(&desk, "list.journal", Order::Of(State::Planned))[0].content, "张三|12.50");
    let journal = Journal::open(&desk.path("list.journal")).unwrap();
    assert_eq!(journal.terms().template_id.as_deref(), Some("1"));
    for wrong in
        [&["--template-id", "1"][..], &["--variables", "{姓名}"], &["--text", "x", "--template", "{姓名}"], &[]]
    {
        let done = desk.ihuyi(&[&["bulk", "plan", "list.csv", "--journal", "other.journal"], wrong].concat());
        assert_eq!(done.code, Some(2), "{wrong:?}: {done:?}");
    }
    assert!(!desk.path("other.journal").exists());
}

#[test]
fn terms_stand_in_the_journal() {
    let desk = desk();
    let text = "新品上市。退订回T【测试商城】";
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n13800000001\n").unwrap();
    let args = ["--service", "marketing", "--list", "50", "--schedule", "2026-01-31 09:30:00", "--rate", "5"];
    let keys =
        ["--account", "M00000000", "--apikey-file", "key", "--text", text, "--hours", "09:00-20:30", "--repeats"];
    std::fs::write(desk.path("key"), crate::support::sandbox::KEY).unwrap();
    let value = plan(&desk, "list.csv", &[&args[..], &keys].concat());
    assert_eq!(value["exit_code"], 0, "{value}");
    let journal = Journal::open(&desk.path("list.journal")).unwrap();
    let terms = journal.terms();
    assert_eq!((journal.account(), terms.list, terms.rate, terms.repeats), ("M00000000", 50, 5, true));
    assert_eq!(terms.schedule.as_deref(), Some("2026-01-31 09:30:00"));
    assert_eq!(terms.hours.map(|hours| hours.to_string()).as_deref(), Some("09:00-20:30"));
    for wrong in [&["--list", "2"][..], &["--hours", "9"], &["--hours", "25:00-26:00"]] {
        let fixed = ["bulk", "plan", "list.csv", "--journal", "other.journal", "--text", "您好"];
        let done = desk.ihuyi(&[&fixed, wrong].concat());
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{wrong:?}: {done:?}");
    }
}

#[test]
fn of_thousands_left_out_the_first_are_told_and_all_are_kept() {
    let desk = desk();
    let list: String = (0..3000).map(|n| format!("{n}\n")).collect();
    std::fs::write(desk.path("list.csv"), format!("手机号\n{list}13800000000\n13800000000\n")).unwrap();
    let args = ["bulk", "plan", "list.csv", "--text", "您好", "--lang", "en", "--journal"];
    let done = desk.ihuyi(&[&args[..], &["one.journal"]].concat());
    assert!(done.out.contains("Left out and not sent, 3,001; the first 20:\n"), "{done:?}");
    assert!(done.out.contains("bulk export one-left-out.csv --journal one.journal --only left_out"), "{done:?}");
    assert!(done.out.lines().count() < 120, "{done:?}");
    let value = plan(&desk, "list.csv", &["--text", "您好"]);
    assert_eq!((left_out(&value).len(), &value["left_out_not_shown"]), (1000, &json!(2001)));
    assert_eq!(rows(&desk, "list.journal", Order::Of(State::LeftOut)).len(), 3001);
}

#[test]
fn what_the_text_is_made_of_is_said() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号,姓名,姓名\n13800000000,张三,李四\n").unwrap();
    for (template, words) in [
        ("您好", "没有用到任何一列"),
        ("{名字}您好", "有这些列：手机号、姓名"),
        ("{姓名}您好", "第 2、3 列"),
        ("【手机号】您好", "请用半角花括号"),
        ("{手机号", "花括号没有成对"),
    ] {
        let args = ["bulk", "plan", "list.csv", "--template", template, "--journal", "list.journal", "--lang", "zh"];
        let done = desk.ihuyi(&args);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{done:?}");
        assert!(done.err.contains(words), "{template}: {done:?}");
    }
    assert!(!desk.path("list.journal").exists());
    // The number in a text is masked where it is shown, and whole in the journal.
    let value = plan(&desk, "list.csv", &["--template", "您的帐号是 {手机号}。"]);
    assert_eq!(value["samples"][0]["text"], "您的帐号是 138****0000。");
    assert_eq!(rows(&desk, "list.journal", Order::All)[0].content, "您的帐号是 13800000000。");
}

#[test]
fn a_journal_that_cannot_be_made_is_about_the_command_line() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n").unwrap();
    std::fs::write(desk.path("file"), "").unwrap();
    for (journal, words) in
        [("none/x.journal", "文件夹 none 不存在"), ("file/x.journal", "文件夹 file 不是文件夹"), ("none", "")]
    {
        let args = ["bulk", "plan", "list.csv", "--text", "您好", "--lang", "zh", "--journal", journal];
        let done = desk.ihuyi(&args);
        if words.is_empty() {
            assert_eq!(done.code, Some(0), "{done:?}");
            continue;
        }
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{done:?}");
        assert!(done.err.contains(words) && !done.err.contains("设置"), "{done:?}");
        assert_eq!(desk.ihuyi(&[&args[..], &["--json"]].concat()).json()["exit_code"], 2);
    }
    let done = desk.ihuyi(&["bulk", "plan", "none.csv", "--text", "您好", "--lang", "zh", "--journal", "a.journal"]);
    assert!(done.code == Some(2) && done.err.contains("没有这个文件") && !done.err.contains("No such"), "{done:?}");
    // Somebody else plans into the same file.
    let lock = rusqlite::Connection::open(desk.path("taken.journal-lock")).unwrap();
    lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let done = desk.ihuyi(&["bulk", "plan", "list.csv", "--text", "您好", "--journal", "taken.journal"]);
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{done:?}");
    assert!(!desk.path("taken.journal").exists());
}

#[test]
fn a_text_that_nobody_can_be_sent_is_told_once() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n13800000001\n13800000002\n１３８００００\n").unwrap();
    std::fs::write(desk.path("key"), crate::support::sandbox::KEY).unwrap();
    let args = ["bulk", "plan", "list.csv", "--service", "marketing", "--account", "M00000000", "--apikey-file", "key"];
    let args = [&args[..], &["--text", "新品上市。退订回T", "--journal", "list.journal", "--lang"]].concat();
    let done = desk.ihuyi(&[&args[..], &["zh"]].concat());
    assert_eq!((done.code, done.out.matches("要自带签名").count()), (Some(3), 1), "{done:?}");
    assert!(done.out.contains("3 行都因为同一个原因") && done.out.contains("请按上面的原因改正内容和名单"), "{done:?}");
    // What else is wrong is told as ever, and a number in wide digits is shown as everybody types it.
    assert!(done.out.contains("未列入的 1 行") && done.out.contains("  第 5 行  1****0  "), "{done:?}");
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n13800000001\n").unwrap();
    let done = desk.ihuyi(&[&args[..], &["en"]].concat());
    assert!(done.out.contains("for one reason in 2 rows") && done.out.contains("Mend the text by"), "{done:?}");
    assert!(!done.out.contains("Left out and not sent"), "{done:?}");
    // A reason of a single row may be its own.
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n").unwrap();
    let done = desk.ihuyi(&[&args[..], &["zh"]].concat());
    assert!(done.out.contains("第 2 行") && done.out.contains("改正名单"), "{done:?}");
}

#[test]
fn what_a_shell_left_in_a_text_is_said() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号,姓名,金额\n13800000000,张三,12\n13800000001,李四,13\n").unwrap();
    for (text, kind) in [
        ("'{姓名}您好'", "引号 '"),
        ("\"{姓名}您好\"", "引号 \""),
        ("“{姓名}您好”", "引号 “"),
        ("‘{姓名}您好’", "引号 ‘"),
        ("{姓名}\\|{金额}", "反斜杠"),
        ("{姓名}说“您好”", ""),
        ("“{姓名}”您好", ""),
    ] {
        let _ = std::fs::remove_file(desk.path("list.journal"));
        let value = plan(&desk, "list.csv", &["--template", text, "--lang", "zh"]);
        let warnings = value["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), usize::from(!kind.is_empty()), "{text}: {value}");
        assert!(warnings.iter().all(|words| words.as_str().unwrap().contains(kind)), "{text}: {value}");
        let args = ["bulk", "plan", "list.csv", "--template", text, "--lang", "zh", "--journal"];
        let done = desk.ihuyi(&[&args[..], &["shown.journal", "--offline"]].concat());
        assert_eq!((done.code, done.out.contains("注意：内容")), (Some(0), !kind.is_empty()), "{done:?}");
        std::fs::remove_file(desk.path("shown.journal")).unwrap();
    }
}

#[test]
fn the_signature_that_is_counted_and_not_shown_is_named() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n").unwrap();
    let args = ["bulk", "plan", "list.csv", "--lang", "zh", "--set", "signature=测试商城", "--text"];
    let done = desk.ihuyi(&[&args[..], &["您好", "--journal", "without.journal"]].concat());
    assert!(done.out.contains("前 1 行将这样发出（字数含签名【测试商城】）：\n"), "{done:?}");
    assert!(done.out.contains("8 字，计 1 条") && done.out.contains("8 字（含签名），在第 2 行"), "{done:?}");
    // One that stands in the text is seen.
    let done = desk.ihuyi(&[&args[..], &["您好【测试商城】", "--journal", "with.journal"]].concat());
    assert!(done.out.contains("前 1 行将这样发出：\n") && !done.out.contains("含签名"), "{done:?}");
}

#[test]
fn a_list_without_titles_names_each_column_once() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "13800000000,张三\n13800000001,李四\n").unwrap();
    let args = ["bulk", "plan", "list.csv", "--lang", "zh", "--mobile-column", "A", "--template", "{B}您好"];
    let done = desk.ihuyi(&[&args[..], &["--journal", "list.journal"]].concat());
    assert!(done.out.contains("列      A | B\n") && done.out.contains("号码    A 列\n"), "{done:?}");
}

/// Whom to ask may stand among the titles.
#[test]
fn a_number_among_the_titles_is_masked() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "找 138 0000 0009,手机\n13800000000,13800000001\n").unwrap();
    let args = ["bulk", "plan", "list.csv", "--lang", "zh", "--text", "您好", "--reference-column", "A", "--journal"];
    let done = desk.ihuyi(&[&args[..], &["list.journal"]].concat());
    assert!(done.out.contains("列      A 找 138****0009 | B 手机\n"), "{done:?}");
    assert!(done.out.contains("编号    A 列“找 138****0009”\n"), "{done:?}");
    let value = desk.ihuyi(&[&args[..], &["json.journal", "--json"]].concat()).json();
    assert_eq!(value["list"]["titles"], json!(["找 138****0009", "手机"]));
    assert_eq!(value["list"]["reference_column"]["title"], "找 138****0009");
}

/// Whoever plans with a wrong key learns then that nothing could be sent, and what to do; a gateway that is away says nothing of that.
#[test]
fn a_wrong_key_is_told_by_the_plan() {
    let desk = desk();
    std::fs::write(desk.path("list.csv"), "手机号\n13800000000\n").unwrap();
    for (lang, told) in [("zh", "会在第一条就停下"), ("en", "would stop at its first message")] {
        let journal = format!("{lang}.journal");
        let args = ["bulk", "plan", "list.csv", "--text", "您好", "--journal", &journal, "--lang", lang];
        let done =
            Done::of(desk.command(&args).env("IHUYI_APIKEY", "fedcba9876543210fedcba9876543210").output().unwrap());
        assert!(done.code == Some(0) && done.out.replace("\n          ", "").contains(told), "{done:?}");
        let closed = format!("http://{}", closed_port());
        let done = desk.ihuyi(&[&args[..6], &["other.journal", "--lang", lang, "--gateway", &closed]].concat());
        assert!(done.code == Some(0) && !done.out.contains(told), "{done:?}");
        std::fs::remove_file(desk.path("other.journal")).unwrap();
    }
}
