//! Lists as they come: charsets, delimiters, sheets, and files that are something else.

use crate::desk::{Desk, Done};
use ihuyi::bulk::{Journal, Order};
use serde_json::Value;
use std::io::Write;

fn done(desk: &Desk, bytes: &[u8], more: &[&str]) -> Done {
    std::fs::write(desk.path("list"), bytes).unwrap();
    let _ = std::fs::remove_file(desk.path("list.journal"));
    let fixed = ["bulk", "plan", "list", "--offline", "--json", "--lang", "zh", "--journal", "list.journal"];
    let text: &[&str] = if more.contains(&"--text") { &[] } else { &["--template", "{姓名}您好"] };
    desk.ihuyi(&[&fixed, text, more].concat())
}

/// The plan's form, and the texts.
fn planned(desk: &Desk, bytes: &[u8], more: &[&str]) -> (Value, Vec<String>) {
    let done = done(desk, bytes, more);
    assert_eq!(done.code, Some(0), "{done:?}");
    let rows = Journal::open(&desk.path("list.journal")).unwrap().rows(Order::All, 1, 100_000).unwrap().rows;
    (done.json()["list"]["form"].clone(), rows.into_iter().map(|row| row.content).collect())
}

fn refused(desk: &Desk, bytes: &[u8], more: &[&str]) -> String {
    let done = done(desk, bytes, more);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(!desk.path("list.journal").exists());
    done.json()["message"].as_str().unwrap().to_owned()
}

const LIST: &str = "姓名,手机号\n张三,13800000000\n𠮷野,13800000001\n";

#[test]
fn charsets_are_found_over_the_whole_file_and_said() {
    let desk = Desk::new();
    let texts = ["张三您好", "𠮷野您好"];
    let gbk = encoding_rs::GB18030.encode(LIST).0.into_owned();
    let utf16 = |mark: u16, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(mark).chain(LIST.encode_utf16()).flat_map(bytes).collect()
    };
    for (bytes, charset, found) in [
        (LIST.as_bytes().to_vec(), "UTF-8", "valid"),
        ([b"\xEF\xBB\xBF", LIST.as_bytes()].concat(), "UTF-8", "mark"),
        (utf16(0xFEFF, u16::to_le_bytes), "UTF-16LE", "mark"),
        (utf16(0xFEFF, u16::to_be_bytes), "UTF-16BE", "mark"),
        (gbk.clone(), "GBK", "not_utf8"),
    ] {
        let (form, contents) = planned(&desk, &bytes, &[]);
        assert_eq!((form["charset"].as_str(), form["charset_found"].as_str()), (Some(charset), Some(found)), "{form}");
        assert_eq!(contents, texts, "{charset}");
    }
}

#[test]
fn a_name_at_the_end_decides_as_much_as_the_titles() {
    let desk = Desk::new();
    let mut text = String::from("name,mobile\n");
    (0..20_000).for_each(|n| text.push_str(&format!("Tom,{}\n", 13_800_000_000u64 + n)));
    let ascii = done(&desk, text.as_bytes(), &["--text", "您好"]);
    assert_eq!(ascii.json()["list"]["form"]["charset_found"], "ascii");
    text.push_str("张三,13900000000\n");
    let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
    std::fs::write(desk.path("late"), &bytes).unwrap();
    let args = ["bulk", "plan", "late", "--offline", "--json", "--template", "{name}", "--journal", "late.journal"];
    let late = desk.ihuyi(&args);
    assert_eq!((late.code, &late.json()["list"]["form"]["charset"]), (Some(0), &Value::from("GBK")));
    let last = Journal::open(&desk.path("late.journal")).unwrap().rows(Order::All, 20_001, 9).unwrap().rows;
    assert_eq!((last[0].content.as_str(), last[0].line), ("张三", 20_002));
}

#[test]
fn charsets_that_cannot_be() {
    let desk = Desk::new();
    let neither = refused(&desk, b"\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\n\xFF\xFF,13800000000\n", &[]);
    assert!(neither.contains("UTF-8（第 1 行起）") && neither.contains("GBK（第 2 行起）"), "{neither}");
    let told = refused(&desk, &encoding_rs::GB18030.encode(LIST).0, &["--charset", "utf-8"]);
    assert!(told.contains("第 1 行有不是 UTF-8 的内容"), "{told}");
    let nul: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let unmarked = refused(&desk, &nul, &[]);
    assert!(unmarked.contains("--charset utf-16le") || unmarked.contains("GBK"), "{unmarked}");
    assert_eq!(planned(&desk, &nul, &["--charset", "utf-16le"]).1, ["张三您好", "𠮷野您好"]);
    // One row of a UTF-8 list was put in from a GBK one; all of it would be GBK, and nonsense.
    let mut mixed: Vec<u8> = LIST.as_bytes().repeat(5);
    mixed.extend_from_slice(&encoding_rs::GB18030.encode("李四,13800000002\n").0);
    mixed.extend_from_slice(LIST.as_bytes());
    let said = refused(&desk, &mixed, &[]);
    assert!(said.contains("第 16 行却不是") && said.contains("--charset gbk"), "{said}");
    let (form, _) = planned(&desk, &encoding_rs::GB18030.encode(&LIST.repeat(5)).0, &[]);
    assert_eq!(form["charset"], "GBK");
    let big5 = encoding_rs::BIG5.encode("姓名,手機\n張三,13800000000\n").0.into_owned();
    assert_eq!(planned(&desk, &big5, &["--charset", "big5"]).1, ["張三您好"]);
    assert!(refused(&desk, LIST.as_bytes(), &["--charset", "klingon"]).contains("klingon"));
}

#[test]
fn delimiters_are_found_and_said() {
    let desk = Desk::new();
    for delimiter in [",", ";", "\t", "|", "，"] {
        let (form, contents) = planned(&desk, LIST.replace(',', delimiter).as_bytes(), &[]);
        assert_eq!((form["delimiter"].as_str(), contents.len()), (Some(delimiter), 2), "{form}");
    }
    let (form, contents) = planned(&desk, LIST.replace(',', "#").as_bytes(), &["--delimiter", "#"]);
    assert_eq!((form["delimiter"].as_str(), contents[0].as_str()), (Some("#"), "张三您好"));
    let (form, contents) = planned(&desk, "手机号\r\n13800000000\r\n".as_bytes(), &["--text", "您好"]);
    assert_eq!((&form["delimiter"], contents.len()), (&Value::Null, 1));
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let desk = Desk::new();
    let text = "姓名,手机号\r\n\"张\r\n三\",13800000000\r\n\r\n,,\r\n李四,1\r\n";
    let done = done(&desk, text.as_bytes(), &[]);
    let value = done.json();
    assert_eq!((&value["samples"][0]["row"], &value["left_out"][0]["row"]), (&Value::from(2), &Value::from(5)));
    assert_eq!(value["list"]["empty_rows"], 2);
    let lines = value["mended"].as_array().unwrap().iter().find(|kind| kind["kind"] == "several_lines").unwrap();
    assert_eq!(lines["rows"], serde_json::json!([2]), "{lines}");
    let open = refused(&desk, "姓名,手机号\n\"张三,13800000000\n李四,13800000001\n".as_bytes(), &[]);
    assert!(open.contains("第 2 行有一个引号没有成对"), "{open}");
    // The mark that opens 李四 would close 张三, and two rows would be one.
    let torn = "姓名,手机号\n\"张三,13800000000\n王五,13800000001\n\"李四,13800000002\n";
    let torn = refused(&desk, torn.as_bytes(), &[]);
    assert!(torn.contains("第 2 行有一个引号没有成对"), "{torn}");
}

#[test]
fn columns_are_named_where_titles_do_not_tell() {
    let desk = Desk::new();
    let none = refused(&desk, "张三,13800000000\n".as_bytes(), &["--text", "您好"]);
    assert!(none.contains("--mobile-column") && none.contains("138****0000"), "{none}");
    let two = refused(&desk, "手机,姓名,联系电话\n1,张三,2\n".as_bytes(), &[]);
    assert!(two.contains("A 手机、C 联系电话"), "{two}");
    let text = "手机,姓名,联系电话\n13800000000,张三,13800000001\n";
    for wanted in ["联系电话", "c"] {
        let (_, contents) = planned(&desk, text.as_bytes(), &["--mobile-column", wanted]);
        assert_eq!(contents, ["张三您好"], "{wanted}");
        let rows = Journal::open(&desk.path("list.journal")).unwrap().rows(Order::All, 1, 9).unwrap().rows;
        assert_eq!(rows[0].mobile, "13800000001", "{wanted}");
    }
    let done = done(&desk, "张三,13800000000\n".as_bytes(), &["--mobile-column", "B", "--text", "您好"]);
    let value = done.json();
    assert_eq!((&value["list"]["title_row"], &value["sum"]["rows"]), (&Value::Null, &Value::from(1)));
}

#[test]
fn files_that_are_something_else() {
    let desk = Desk::new();
    assert!(refused(&desk, b"", &[]).contains("是空的"));
    assert!(refused(&desk, b"\n\n", &[]).contains("一行内容也没有"));
    let page = "<html><table><tr><td>手机号</td></tr></table></html>";
    assert!(refused(&desk, page.as_bytes(), &[]).contains("网页"));
    assert!(refused(&desk, b"PK\x03\x04 and nothing of a spreadsheet", &[]).contains("打不开"));
    assert!(refused(&desk, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing", &[]).contains("密码"));
    assert!(refused(&desk, LIST.as_bytes(), &["--sheet", "会员"]).contains("--sheet"));
    let folder = desk.ihuyi(&["bulk", "plan", ".", "--text", "x", "--journal", "list.journal", "--json"]);
    assert_eq!(folder.code, Some(2), "{folder:?}");
    let none = desk.ihuyi(&["bulk", "plan", "none.xlsx", "--text", "x", "--journal", "list.journal", "--json"]);
    assert_eq!((none.code, none.json()["code"].as_i64()), (Some(2), Some(-122)), "{none:?}");
}

#[test]
fn sheets_by_their_names() {
    let desk = Desk::new();
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bulk/office/office.xlsx");
    let bytes = std::fs::read(office).unwrap();
    let (form, contents) = planned(&desk, &bytes, &["--sheet", "会员"]);
    assert_eq!((form["sheet"].as_str(), contents.len()), (Some("会员"), 22));
    let other = refused(&desk, &bytes, &["--sheet", "说明"]);
    assert!(other.contains("会员") && other.contains("--sheet"), "{other}");
    let none = refused(&desk, &bytes, &["--sheet", "没有"]);
    assert!(none.contains("会员、说明"), "{none}");
    assert!(refused(&desk, &bytes, &["--charset", "gbk"]).contains("--charset"));
    // A spreadsheet that was cut off on its way.
    let cut = refused(&desk, &bytes[..bytes.len() - 700], &[]);
    assert!(cut.contains("打不开"), "{cut}");
}

/// A packed spreadsheet of these parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An xlsx whose only sheet has these rows.
fn xlsx(rows: &str, strings: &[u8]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns:r=\"{relations}\"><sheets><sheet name=\"a 139 0000 0000\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    packed(&[
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn titled(rows: &str) -> String {
    format!("<row r=\"1\">{}{}</row>{rows}", text("A1", "姓名"), text("B1", "手机号"))
}

#[test]
fn cells_that_no_sheet_has() {
    let desk = Desk::new();
    let row = |n: u32, more: &str| {
        format!(
            "<row r=\"{n}\">{}{}{more}</row>",
            text(&format!("A{n}"), "张三"),
            text(&format!("B{n}"), "13800000000")
        )
    };
    assert_eq!(planned(&desk, &xlsx(&titled(&row(2, "")), b"<sst/>"), &[]).1, ["张三您好"]);
    for (rows, why) in [
        (row(2, &text("ZZZZZZ2", "x")), "读到一半出错"),
        (row(2, &text("XFE2", "x")), "读到一半出错"),
        (row(1_048_577, ""), "读到一半出错"),
        (row(2, &text("B2", "13800000001")), "B2 twice"),
        (row(3, "") + &row(2, ""), "row 2 after row 3"),
    ] {
        let said = refused(&desk, &xlsx(&titled(&rows), b"<sst/>"), &[]);
        assert!(said.contains(why), "{why}: {said}");
    }
}

#[test]
fn small_files_that_become_large_ones() {
    let desk = Desk::new();
    let row = format!("<row r=\"2\">{}{}</row>", text("A2", "张三"), text("B2", "13800000000"));
    let strings = "<sst>".to_owned() + &"<si><t>xxxxxxxxxxxxxxxx</t></si>".repeat(2000) + "</sst>";
    let size = strings.len() as u32;
    let bytes = xlsx(&titled(&row), strings.as_bytes());
    assert_eq!(planned(&desk, &bytes, &[]).1, ["张三您好"]);
    // What the file says of its size is believed only where it is more than there is.
    for (said, why) in
        [(3_000_000_000u32, "解开后有 2861 MB"), (70 << 20, "解开后有 70 MB"), (1000, "比它自己写的还大")]
    {
        let mut bytes = bytes.clone();
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(&size.to_le_bytes())).collect();
        assert!(!places.is_empty());
        places.into_iter().for_each(|at| bytes[at..at + 4].copy_from_slice(&said.to_le_bytes()));
        let failure = refused(&desk, &bytes, &[]);
        assert!(failure.contains(why), "{failure}");
    }
    let cell = |times: u64, text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let ods = |times: u64| {
        let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
        let first = row(&(cell(1, "姓名") + &cell(1, "手机号")));
        let second = row(&(cell(1, "张三") + &cell(1, "13800000000") + &cell(times, "x")));
        let content = format!("<office:body><table:table table:name=\"a\">{first}{second}</table:table></office:body>");
        packed(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest:manifest/>"),
            ("content.xml", content.as_bytes()),
        ])
    };
    // Attributes of which each would be compared with each.
    let many: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    for hidden in ["", "<!-- <a \" -->", "<![CDATA[ <a ' ]]>"] {
        let row = row.replacen("<row ", &format!("{hidden}<row{many} "), 1);
        let said = refused(&desk, &xlsx(&titled(&row), strings.as_bytes()), &[]);
        assert!(said.contains("几百个属性"), "{said}");
    }
    assert_eq!(planned(&desk, &ods(3), &[]).1, ["张三您好"]);
    let said = refused(&desk, &ods(2_000_000_000), &[]);
    assert!(said.contains("重复太多次"), "{said}");
}

#[test]
fn numbers_that_a_spreadsheet_has_spoilt_are_left_out() {
    let desk = Desk::new();
    let row = |n: u32, order: &str, mobile: &str| {
        format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{order}</v></c><c r=\"B{n}\"><v>{mobile}</v></c></row>")
    };
    let rows = [
        row(2, "123456789012345", "13800000000"),
        row(3, "1234567890123456789", "13800000001"),
        row(4, "1e400", "13800000002"),
        row(5, "NaN", "13800000003"),
        row(6, "7", "1380000000412345678"),
    ];
    let bytes = xlsx(&titled(&rows.concat()), b"<sst/>");
    for more in [&[][..], &["--text", "您好", "--reference-column", "姓名"]] {
        let value = done(&desk, &bytes, more).json();
        let left = value["left_out"].as_array().unwrap();
        let lines: Vec<u64> = left.iter().map(|row| row["row"].as_u64().unwrap()).collect();
        assert_eq!((&value["sum"]["rows"], lines), (&Value::from(1), vec![3, 4, 5, 6]), "{value}");
        assert!(left[0]["message"].as_str().unwrap().contains("1.235E18 超过 15 位"), "{value}");
    }
}

#[test]
fn words_of_a_list_are_shown_without_numbers_and_without_commands() {
    let desk = Desk::new();
    let list = "找 139 0000 0009\u{1b}]0;x\u{7},,\n姓名\u{1b}[31m,手机号,备注\n张三,13800000000,回电 139-0000-0001 或 +86 139 0000 0002\n李四,13800000001,\n";
    std::fs::write(desk.path("list"), list).unwrap();
    for lang in ["zh", "en"] {
        let fixed = ["bulk", "plan", "list", "--offline", "--lang", lang];
        let args = ["--template", "{手机号}，{备注}", "--journal"];
        let done = desk.ihuyi(&[&fixed, &args[..], &[&format!("{lang}.journal")]].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        let json = desk.ihuyi(&[&fixed, &args[..], &[&format!("{lang}.json"), "--json"]].concat());
        assert_eq!(json.json()["samples"][0]["text"], "138****0000，回电 139****0001 或 +861****0002");
        let bad = desk.ihuyi(&[&fixed, &args[..], &["no.journal", "--reference-column", "x"]].concat());
        assert_eq!(bad.code, Some(2), "{bad:?}");
        for said in [&done.out, &json.out, &bad.err] {
            assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
            assert!(!said.contains("0000 000") && !said.contains("0000-000"), "{said}");
        }
        assert!(done.out.contains("139****0009") && done.out.contains("139****0001"), "{}", done.out);
    }
    // Sheets have names, too.
    let sheet = xlsx(&titled(&format!("<row r=\"2\">{}</row>", text("B2", "13800000000"))), b"<sst/>");
    let form = planned(&desk, &sheet, &["--text", "您好"]).0;
    assert_eq!(form["sheet"], "a 139****0000");
}
