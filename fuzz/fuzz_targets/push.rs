//! The body of a push.
#![no_main]

use ihuyi::codes::{Lang, own};
use ihuyi::push::{Kind, Push, parse};
use ihuyi_fuzz::texts;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

ihuyi_fuzz::target!(one);

fn one(data: &[u8]) {
    match parse(data) {
        Err(failure) => {
            assert!([own::PUSH, own::ENCODING, own::TOO_LARGE].contains(&failure.code), "{failure}");
            texts::shows_no_number(&failure, &String::from_utf8_lossy(data));
        }
        Ok(push) => {
            sound(&push);
            again(&push);
        }
    }
}

/// Every text fits a C string, the code and the success agree, and a debug text shows no number.
fn sound(push: &Push) {
    for lang in [Lang::Zh, Lang::En] {
        let row = push.row(lang);
        for text in [row.message_id, row.mobile, row.status, row.time, row.template_id, row.content, &row.explanation] {
            assert!(!text.contains('\0'), "a NUL in {text:?}");
        }
        assert!(row.message_id != "0", "no id is written as no id");
        assert_eq!(row.success, row.code == 2 && row.kind != Kind::Reply);
        if row.mobile.len() >= 11 && row.mobile.bytes().all(|b| b.is_ascii_digit()) {
            let elsewhere = [row.message_id, row.status, row.time].iter().any(|text| text.contains(row.mobile));
            assert!(elsewhere || !format!("{push:?}").contains(row.mobile), "a debug text shows a number");
        }
    }
}

/// The event, written anew as the gateway writes it, is the same event.
fn again(push: &Push) {
    let code;
    let fields: Vec<(&str, &str)> = match push {
        Push::Receipt(receipt) => {
            code = receipt.code.to_string();
            let mut fields =
                vec![("code", code.as_str()), ("msg", &receipt.msg), ("mobilephone", &receipt.mobilephone)];
            fields.extend(receipt.id.as_deref().map(|id| (receipt.field, id)));
            fields.extend(receipt.report_time.as_deref().map(|time| ("report_time", time)));
            fields
        }
        Push::Reply(reply) => {
            let mut fields = vec![("mobile", reply.mobilephone.as_str()), ("content", &reply.content)];
            fields.extend(reply.smsid.as_deref().map(|id| ("smsid", id)));
            fields.extend(reply.reply_time.as_deref().map(|time| ("reply_time", time)));
            fields
        }
        Push::TemplateReview(review) => {
            code = review.code.to_string();
            vec![("code", code.as_str()), ("msg", &review.msg), ("templateid", &review.templateid)]
        }
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))).collect();
    let mut same = push.clone();
    match &mut same {
        Push::Receipt(receipt) => receipt.gb18030 = false,
        Push::Reply(reply) => reply.gb18030 = false,
        Push::TemplateReview(review) => review.gb18030 = false,
    }
    let once_more = parse(pairs.join("&").as_bytes()).expect("what was read can be written");
    assert!(once_more == same, "{once_more:?} instead of {same:?}");
}
