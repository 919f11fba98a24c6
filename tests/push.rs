//! Push bodies: what the gateway posts, what tools make of it, and what strangers send.

use ihuyi::codes::own;
use ihuyi::push::{ANSWER, MAX_BODY, Push, Receipt, Reply, TemplateReview, parse};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::prelude::*;

fn receipt(body: &str) -> Receipt {
    match parse(body.as_bytes()) {
        Ok(Push::Receipt(r)) => r,
        other => panic!("{body}: {other:?}"),
    }
}

fn reply(body: &str) -> Reply {
    match parse(body.as_bytes()) {
        Ok(Push::Reply(r)) => r,
        other => panic!("{body}: {other:?}"),
    }
}

fn review(body: &str) -> TemplateReview {
    match parse(body.as_bytes()) {
        Ok(Push::TemplateReview(r)) => r,
        other => panic!("{body}: {other:?}"),
    }
}

const RECEIPT: &str =
    "code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000001234567890&report_time=2023-11-15+06%3A13%3A20";

#[test]
fn a_receipt() {
    let r = receipt(RECEIPT);
    assert_eq!(r.code, 2);
    assert!(r.delivered);
    assert_eq!(r.msg, "DELIVRD");
    assert_eq!(r.status.unwrap().status, "DELIVRD");
    assert_eq!(r.mobilephone, "13800000000");
    assert_eq!(r.id.as_deref(), Some("17000000001234567890"));
    assert_eq!(r.report_time.as_deref(), Some("2023-11-15 06:13:20"));
    assert!(!r.gb18030);
    assert_eq!(ANSWER, "success");
}

#[test]
fn a_failure_is_a_receipt_too_and_so_is_code_0() {
    let r = receipt("code=0&msg=MK%3A0012&mobilephone=13800000000&smsid=1");
    assert_eq!((r.code, r.delivered), (0, false));
    assert_eq!(r.status.unwrap().status, "MK:0012");
    let r = receipt("code=-7&msg=%E5%8F%91%E9%80%81%E5%A4%B1%E8%B4%A5&mobilephone=13800000000&smsid=1");
    assert_eq!((r.code, r.delivered, r.msg.as_str()), (-7, false, "发送失败"));
    assert!(r.status.is_none());
    assert!(!receipt("code=1&mobilephone=13800000000&smsid=1").delivered);
}

#[test]
fn every_id_field_and_every_spelling() {
    for name in ["smsid", "task_id", "voiceid", "ismsid"] {
        assert_eq!(receipt(&format!("code=2&mobilephone=13800000000&{name}=042")).id.as_deref(), Some("042"), "{name}");
    }
    // An empty one or 0 is none, and does not hide another.
    assert_eq!(receipt("code=2&mobilephone=13800000000&smsid=0").id, None);
    assert_eq!(receipt("code=2&mobilephone=13800000000").id, None);
    assert_eq!(receipt("code=2&mobilephone=13800000000&smsid=&voiceid=9").id.as_deref(), Some("9"));
    assert_eq!(receipt("code=2&mobile=13800000000&smsid=1").mobilephone, "13800000000");
    let r = receipt("code=2&mobilephone=13800000000&smsid=1&reportTime=2023-11-15%2006:13:20");
    assert_eq!(r.report_time.as_deref(), Some("2023-11-15 06:13:20"));
    assert_eq!(receipt("code=2&mobilephone=1+2025550100&ismsid=16236437872836").mobilephone, "1 2025550100");
    assert_eq!(receipt("code=2&mobilephone=13800000000&smsid=1").report_time, None);
    assert_eq!(receipt("code=2&mobilephone=13800000000&smsid=1").msg, "");
}

#[test]
fn a_reply() {
    for time in ["reply_time", "replyTime"] {
        let r = reply(&format!("mobilephone=13800000000&content=T%2BD+1%261&smsid=17&{time}=2017-05-24+17%3A46%3A50"));
        assert_eq!(r.mobilephone, "13800000000");
        assert_eq!(r.content, "T+D 1&1");
        assert_eq!(r.smsid.as_deref(), Some("17"));
        assert_eq!(r.reply_time.as_deref(), Some("2017-05-24 17:46:50"));
    }
    // The text is the sender's, blanks and line breaks included, and may be nothing.
    assert_eq!(reply("mobile=13800000000&content=+a%0D%0A").content, " a\r\n");
    assert_eq!(reply("mobilephone=13800000000&content=").content, "");
    assert_eq!(reply("mobilephone=13800000000&content=T").reply_time, None);
    // A reply time is a reply's alone: a code beside it makes no receipt of it.
    assert_eq!(reply("code=2&mobilephone=13800000000&content=T&reply_time=2017-05-24").content, "T");
}

#[test]
fn a_template_review() {
    let r = review("code=2&msg=%E5%AE%A1%E6%A0%B8%E9%80%9A%E8%BF%87&templateid=10001");
    assert_eq!((r.code, r.approved, r.msg.as_str(), r.templateid.as_str()), (2, true, "审核通过", "10001"));
    let r = review("templateid=10001&code=0&msg=");
    assert_eq!((r.code, r.approved, r.msg.as_str()), (0, false, ""));
}

#[test]
fn what_else_stands_in_a_body_does_not_matter() {
    let plain = receipt(RECEIPT);
    let fields: Vec<&str> = RECEIPT.split('&').collect();
    let backwards: Vec<&str> = fields.iter().rev().copied().collect();
    for body in [
        backwards.join("&"),
        format!("?{RECEIPT}"),
        format!("{RECEIPT}\r\n"),
        format!("\u{feff}{RECEIPT}\n"),
        format!("&{RECEIPT}&&"),
        format!("{RECEIPT}&new=1&new=2&x[]=%FF&=&templateid=7&content=extra"),
        RECEIPT.replace("mobilephone", "%6dobilephone"),
        RECEIPT.replace("smsid=", "smsid=%20").replace("code=2", "code=+2+"),
    ] {
        assert_eq!(receipt(&body), plain, "{body}");
    }
}

#[test]
fn other_encodings() {
    // 发送失败 in GBK, escaped and raw; then 㐂, which only GB18030 has, in four bytes.
    for msg in [&b"%B7%A2%CB%CD%CA%A7%B0%DC"[..], b"\xB7\xA2\xCB\xCD\xCA\xA7\xB0\xDC"] {
        let body = [b"code=0&mobilephone=13800000000&smsid=1&msg=", msg, b"&report_time=x"].concat();
        let Ok(Push::Receipt(r)) = parse(&body) else { panic!("{body:?}") };
        assert_eq!(r.msg, "发送失败");
        assert!(r.gb18030);
    }
    let r = reply("mobilephone=13800000000&content=%81%39%EF%32");
    assert!(r.gb18030);
    assert_eq!(r.content.chars().count(), 1);
    // Raw UTF-8 is UTF-8.
    let r = reply("mobilephone=13800000000&content=好的👍");
    assert_eq!((r.content.as_str(), r.gb18030), ("好的👍", false));
    // Neither: the field is named, what it holds is not.
    let e = parse(b"code=0&mobilephone=13800000000&smsid=1&msg=%FF%FF").unwrap_err();
    assert_eq!(e.code, own::ENCODING);
    assert!(e.zh.contains("msg") && e.en.contains("msg"), "{e}");
    assert!(!e.en.contains("13800000000") && !e.en.contains("FF"));
}

#[test]
fn what_is_no_push_is_refused_with_the_reason() {
    let cases: &[(&str, &str)] = &[
        ("", "empty"),
        ("\r\n", "empty"),
        ("?", "empty"),
        ("hello", "neither code"),
        ("{\"code\":2}", "JSON"),
        ("<xml/>", "XML"),
        ("------x\r\nContent-Disposition: form-data", "multipart"),
        ("code=2&code=2&mobilephone=13800000000&smsid=1", "field code appears twice"),
        ("code=2&mobile=13800000000&mobilephone=13800000000&smsid=1", "same thing"),
        ("mobilephone=1&content=a&reply_time=x&replyTime=x", "same thing"),
        ("code=&mobilephone=13800000000&smsid=1", "field code is missing or empty"),
        ("code=two&mobilephone=13800000000&smsid=1", "not an integer"),
        ("code=99999999999&mobilephone=13800000000&smsid=1", "not an integer"),
        ("code=2&smsid=1", "field mobilephone is missing"),
        ("code=2&mobilephone=+&smsid=1", "field mobilephone is missing"),
        ("content=hello", "field mobilephone is missing"),
        ("mobilephone=13800000000&reply_time=x", "lacks the field content"),
        ("mobilephone=13800000000&smsid=1", "neither code"),
        ("templateid=1&msg=x", "field code is missing"),
        ("templateid=&code=2", "field templateid is missing"),
        ("code=2&mobilephone=138%0000000000&smsid=1", "NUL"),
    ];
    for (body, reason) in cases {
        let e = parse(body.as_bytes()).expect_err(body);
        assert_eq!(e.code, own::PUSH, "{body}");
        assert!(e.en.contains(reason), "{body}: {e}");
        assert!(e.zh.contains("应为网关 POST 来的表单"), "{}", e.zh);
        assert!(e.en.contains("Expected the form it posts"), "{e}");
        assert!(!e.en.contains("13800000000") && !e.zh.contains("13800000000"));
    }
}

#[test]
fn size_is_limited() {
    let head = format!("{RECEIPT}&x=");
    let fits = head.clone() + &"a".repeat(MAX_BODY - head.len());
    assert_eq!(receipt(&fits), receipt(RECEIPT));
    let e = parse((fits + "a").as_bytes()).unwrap_err();
    assert_eq!(e.code, own::TOO_LARGE);
    assert!(e.zh.contains("65537") && e.en.contains("65537"));
}

#[test]
fn debug_hides_numbers_and_words() {
    let shown = format!("{:?}", parse(RECEIPT.as_bytes()).unwrap());
    assert!(shown.contains("138****0000") && !shown.contains("13800000000"), "{shown}");
    assert!(shown.contains("DELIVRD"), "{shown}");
    let shown = format!("{:?}", parse(b"code=0&mobilephone=13800000000&smsid=1&msg=no+13800000000+please").unwrap());
    assert!(!shown.contains("13800000000"), "{shown}");
    let shown = format!("{:?}", parse(b"mobilephone=13800000000&content=my+code+is+482913").unwrap());
    assert!(shown.contains("138****0000") && !shown.contains("482913") && !shown.contains("13800000000"), "{shown}");
    let shown = format!("{:?}", parse(b"mobilephone=10086&content=x").unwrap());
    assert!(!shown.contains("10086"), "{shown}");
}

fn encode(text: &str, plus: bool) -> String {
    let encoded = percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string();
    if plus { encoded.replace("%20", "+") } else { encoded }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(body in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = parse(&body).map(|push| format!("{push:?}"));
    }

    #[test]
    fn near_misses_are_answered(body in "[?]?((code|msg|mobilephone|mobile|smsid|content|replyTime|templateid|x)(=|%3D)?(2|0|%|%E4|%zz|[+]|%00|\u{7528}){0,4}[&=]?){0,6}") {
        let _ = parse(body.as_bytes()).map(|push| format!("{push:?}"));
    }

    #[test]
    fn a_reply_comes_back_as_it_was_sent(
        mobile in "1[3-9][0-9]{9}", content in "[^\u{0}]{0,80}", id in "[1-9A-Za-z_-][0-9A-Za-z_-]{0,24}", plus: bool
    ) {
        let body = format!("mobilephone={mobile}&content={}&smsid={}", encode(&content, plus), encode(&id, plus));
        let Ok(Push::Reply(r)) = parse(body.as_bytes()) else { panic!("{body}") };
        prop_assert_eq!(r.mobilephone, mobile);
        prop_assert_eq!(r.content, content);
        prop_assert_eq!(r.smsid, Some(id));
        prop_assert!(!r.gb18030);
    }

    #[test]
    fn a_receipt_comes_back_as_it_was_sent(
        code: i32, mobile in "1[3-9][0-9]{9}", msg in "[^\u{0}]{0,80}", id in "[1-9][0-9]{0,30}", plus: bool
    ) {
        let body = format!("smsid={id}&msg={}&mobilephone={mobile}&code={code}", encode(&msg, plus));
        let Ok(Push::Receipt(r)) = parse(body.as_bytes()) else { panic!("{body}") };
        prop_assert_eq!((r.code, r.delivered), (code, code == 2));
        prop_assert_eq!(r.mobilephone, mobile);
        prop_assert_eq!(r.msg, msg);
        prop_assert_eq!(r.id, Some(id));
    }
}
