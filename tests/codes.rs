//! The tables of codes against what the vendor's public material says, typed here a second time.

use std::collections::{BTreeMap, HashMap, HashSet};

use ihuyi::codes::carrier::carrier_statuses;
use ihuyi::codes::{
    Family, Lang, Published, Table, all, carrier_status, constants, explain, family, gateway, markdown, own, strerror,
};
use ihuyi::service::Service;
use proptest::prelude::*;

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

const SMS: &[(i32, &str)] = &[
    (0, "提交失败"),
    (2, "提交成功"),
    (400, "非法ip访问"),
    (401, "帐号不能为空"),
    (402, "密码不能为空"),
    (403, "手机号码不能为空"),
    (4030, "手机号码已被列入黑名单"),
    (404, "短信内容不能为空"),
    (405, "API ID或API KEY不正确"),
    (4050, "账号被冻结"),
    (40501, "动态密码已过期"),
    (40502, "动态密码校验失败"),
    (4051, "剩余条数不足"),
    (4052, "访问ip与备案ip不符"),
    (4053, "用户不存在"),
    (406, "手机格式不正确"),
    (407, "短信内容含有敏感字符"),
    (4070, "签名格式不正确"),
    (4071, "签名格式不正确"),
    (4072, "签名格式不正确"),
    (40722, "变量内容超过指定的长度【8】"),
    (4073, "短信内容超出长度限制"),
    (4074, "短信内容包含emoji符号"),
    (4075, "签名未通过审核"),
    (408, "发送超限([20]条),已加入黑名单,可登入平台解除"),
    (4080, "同一手机号码同一秒钟之内发送频率不能超过1条"),
    (4082, "超出同一手机号一天之内【5】条短信限制"),
    (4085, "同一手机号验证码短信发送超出【5】条"),
    (4086, "手机操作过过于频繁"),
];

const VOICE: &[(i32, &str)] = &[
    (0, "提交失败"),
    (2, "提交成功"),
    (400, "非法ip访问"),
    (401, "帐号不能为空"),
    (402, "密码不能为空"),
    (403, "手机号码不能为空"),
    (4030, "手机号码已被列入黑名单"),
    (404, "语音内容不能为空"),
    (405, "用户名或密码不正确"),
    (4050, "账号被冻结"),
    (4051, "剩余条数不足"),
    (4052, "访问ip与备案ip不符"),
    (406, "手机格式不正确"),
    (407, "短信内容含有敏感字符"),
    (4070, "语音验证码内容必须为4-6位数字"),
    (408, "您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。"),
];

const VOICE_NOTICE: &[(i32, &str)] = &[
    (0, "提交失败"),
    (1, ""),
    (2, "提交成功"),
    (400, "非法ip访问"),
    (401, "帐号不能为空"),
    (402, "密码不能为空"),
    (403, "手机号码不能为空"),
    (4030, "手机号码已被列入黑名单"),
    (404, "语音内容不能为空"),
    (405, "用户名或密码不正确"),
    (4050, "账号被冻结"),
    (40505, ""),
    (4051, "剩余条数不足"),
    (4052, "访问ip与备案ip不符"),
    (406, "手机格式不正确"),
    (407, ""),
    (4071, "没有提交备案模板"),
    (4072, "提交的语音内容必须与报备过的模板格式相匹配"),
    (40722, "变量内容超过指的的长度"),
    (4073, "短信内容超出长度限制"),
    (4077, ""),
    (408, "您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。"),
    (4080, ""),
    (4081, ""),
    (4086, ""),
];

const GET_NUM: &[(i32, &str)] = &[
    (2, "查询成功"),
    (400, "非法ip访问"),
    (401, "帐号不能为空"),
    (402, "密码不能为空"),
    (405, "用户名或密码不正确"),
    (4050, "账号被冻结"),
    (4053, "用户不存在"),
];

const ADD_TEMPLATE: &[(i32, &str)] = &[
    (2, "添加成功"),
    (400, "非法ip访问"),
    (401, "帐号不能为空"),
    (402, "密码不能为空"),
    (404, "模板内容不能为空"),
    (405, "用户名或密码不正确"),
    (4050, "账号被冻结"),
    (407, "模板内容含有敏感字符"),
];

/// What differs from the SMS table for international messages.
const INTERNATIONAL: &[(i32, &str)] = &[(1, "提交失败"), (405, "用户名或密码错误")];

fn expected(table: Table) -> BTreeMap<i32, &'static str> {
    let rows: Vec<&[(i32, &str)]> = match table {
        Table::Sms | Table::Marketing => vec![SMS],
        Table::Voice => vec![VOICE],
        Table::VoiceNotice => vec![VOICE_NOTICE],
        Table::International => vec![SMS, INTERNATIONAL],
        Table::GetNum => vec![GET_NUM],
        Table::AddTemplate => vec![ADD_TEMPLATE],
        Table::Own => vec![],
    };
    rows.into_iter().flatten().copied().collect()
}

#[test]
fn each_table_has_exactly_the_published_codes_in_the_vendors_words() {
    for table in Table::ALL.into_iter().filter(|t| *t != Table::Own) {
        let wanted = expected(table);
        let listed: Vec<i32> = all().filter(|(t, _)| *t == table).map(|(_, code)| code).collect();
        assert_eq!(listed.iter().copied().collect::<HashSet<_>>().len(), listed.len(), "{table:?} lists a code twice");
        let listed: BTreeMap<i32, &str> = listed.into_iter().map(|code| (code, explain(table, code).vendor)).collect();
        assert_eq!(listed, wanted, "{table:?}");
        for code in wanted.keys() {
            let e = explain(table, *code);
            assert!(e.known && e.borrowed.is_none() && e.source.is_some(), "{table:?} {code}");
        }
    }
}

#[test]
fn every_text_is_there_in_both_languages() {
    for (table, code) in all() {
        let e = explain(table, code);
        assert_eq!(e.code, code);
        assert!(e.known, "{table:?} {code}");
        assert!(e.name.is_some_and(|n| n.starts_with("IHUYI_")), "{table:?} {code} has no constant");
        for lang in LANGS {
            for text in [e.text(lang), e.meaning(lang), e.cause(lang), e.advice(lang)] {
                assert!(!text.trim().is_empty(), "{table:?} {code} lacks a text in {lang:?}");
                assert!(!text.contains(['\n', '\r']), "{table:?} {code}: {text}");
                let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(lang == Lang::En || chinese, "{table:?} {code} has no Chinese in {text}");
            }
        }
        // English may quote the vendor, and otherwise has no Chinese in it.
        let quotes = ["退订回T", "您的验证码是", "没有提交备案模板", "提交的短信内容", "【", "："];
        for text in [e.text_en, e.meaning_en, e.cause_en, e.advice_en] {
            let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!chinese || quotes.iter().any(|q| text.contains(q)), "{table:?} {code}: {text}");
        }
    }
}

#[test]
fn a_code_with_two_meanings_is_explained_by_service_and_named_twice() {
    for (code, parts) in [
        (404, &["短信内容不能为空", "语音内容不能为空", "模板内容不能为空"][..]),
        (405, &["API ID或API KEY不正确", "用户名或密码不正确"]),
        (407, &["短信内容含有敏感字符", "模板内容含有敏感字符"]),
        (4070, &["短信：签名格式不正确", "语音验证码：语音验证码内容必须为4-6位数字"]),
        (
            408,
            &[
                "发送超限([20]条),已加入黑名单,可登入平台解除",
                "您的帐户疑被恶意利用，已被自动冻结，如有疑问请与客服联系。",
            ],
        ),
    ] {
        for part in parts {
            assert!(strerror(code).contains(part), "{code}: {}", strerror(code));
        }
    }
    for code in [404, 4070, 408] {
        assert_ne!(explain(Table::Sms, code).meaning_zh, explain(Table::Voice, code).meaning_zh, "{code}");
        assert_ne!(explain(Table::Sms, code).meaning_en, explain(Table::Voice, code).meaning_en, "{code}");
    }
    assert_ne!(explain(Table::Sms, 407).meaning_zh, explain(Table::AddTemplate, 407).meaning_zh);
    assert_ne!(explain(Table::Sms, 406).meaning_zh, explain(Table::International, 406).meaning_zh);
    assert_eq!(explain(Table::Sms, 4070).name, Some("IHUYI_CODE_SIGNATURE_FORMAT"));
    assert_eq!(explain(Table::Voice, 4070).name, Some("IHUYI_CODE_VOICE_DIGITS"));
    assert_eq!(explain(Table::Sms, 408).name, Some("IHUYI_CODE_NUMBER_LIMIT"));
    assert_eq!(explain(Table::VoiceNotice, 408).name, Some("IHUYI_CODE_VOICE_FROZEN"));
}

#[test]
fn strerror_says_what_the_vendor_says() {
    for (code, words) in SMS.iter().filter(|(c, _)| ![0, 404, 405, 407, 4070, 408].contains(c)) {
        assert_eq!(strerror(*code), *words, "{code}");
    }
    assert!(strerror(0).starts_with("提交失败"), "{}", strerror(0));
    assert_eq!(strerror(1), "提交失败");
    for code in [40505, 4077, 4081] {
        assert!(strerror(code).contains("未公布"), "{code}: {}", strerror(code));
    }
    assert!(strerror(own::UNKNOWN).contains("结果未知"));
    assert!(strerror(own::UNKNOWN).contains("不要直接重发"));
}

#[test]
fn template_codes_begin_with_what_they_mean_in_practice() {
    let none = explain(Table::Sms, 4071);
    assert_eq!(none.vendor, "签名格式不正确");
    assert!(none.meaning_zh.starts_with("实际含义是账户还没有提交备案模板"), "{}", none.meaning_zh);
    assert!(none.meaning_zh.contains("「没有提交备案模板」"));
    assert!(none.meaning_en.starts_with("In practice: the account has no registered template"));
    let mismatch = explain(Table::Sms, 4072);
    assert_eq!(mismatch.vendor, "签名格式不正确");
    assert!(mismatch.meaning_zh.starts_with("实际含义是短信内容与任何一个审核通过的模板都对不上"));
    assert!(mismatch.meaning_zh.contains("「提交的短信内容与审核通过的模板内容不匹配」"));
    assert!(mismatch.meaning_en.starts_with("In practice: the content matches none"));
    assert!(mismatch.variants.contains(&"你提交过来的短信内容必须与报备过的模板格式相匹配"));
    for code in [4071, 4072] {
        for text in [explain(Table::Sms, code).text_zh, explain(Table::Sms, code).text_en] {
            assert!(text.contains("模板") || text.contains("template"), "{text}");
        }
    }
}

#[test]
fn a_code_of_another_table_is_borrowed_and_says_so() {
    let e = explain(Table::Voice, 40501);
    assert!(!e.known);
    assert_eq!(e.borrowed, Some(Table::Sms));
    assert_eq!(e.vendor, "");
    assert_eq!(e.text_zh, "动态密码已过期");
    assert_eq!(e.anchor, "code-40501");
    let e = explain(Table::Sms, 40505);
    assert_eq!((e.known, e.borrowed), (false, Some(Table::VoiceNotice)));
    // Nobody published the marketing and international tables; what is taken over says where from.
    assert_eq!(explain(Table::Marketing, 4051).source, Some(gateway::Source::SmsTable));
    assert_eq!(explain(Table::International, 40501).source, Some(gateway::Source::SmsTable));
    assert_eq!(explain(Table::International, 4051).source, Some(gateway::Source::PostsCode));
    assert_eq!(explain(Table::International, 405).source, Some(gateway::Source::Posts));
    assert_eq!(explain(Table::AddTemplate, 400).source, Some(gateway::Source::DocumentSlip));
}

#[test]
fn unlisted_codes_get_a_usable_answer() {
    for (table, code) in
        [(Table::Sms, 4999), (Table::GetNum, i32::MAX), (Table::Own, 77), (Table::Sms, -1), (Table::Own, i32::MIN)]
    {
        let e = explain(table, code);
        assert_eq!((e.code, e.known, e.name, e.borrowed), (code, false, None, None));
        assert_eq!((e.vendor, e.anchor.as_str()), ("", "unlisted"));
        for lang in LANGS {
            assert!(!e.text(lang).is_empty() && !e.meaning(lang).is_empty() && !e.advice(lang).is_empty());
        }
    }
    assert!(strerror(4999).contains("未公布"));
    assert!(strerror(-1).contains("本版本没有这个代码"));
}

#[test]
fn negative_codes_are_the_librarys_own_in_every_table() {
    for table in Table::ALL {
        let e = explain(table, own::UNKNOWN);
        assert!(e.known);
        assert_eq!(e.name, Some("IHUYI_E_UNKNOWN"));
        assert_eq!(e.anchor, "code--300");
    }
    // 0 is the one number with an owner on each side.
    assert_eq!(explain(Table::Own, 0).name, Some("IHUYI_OK"));
    assert_eq!(explain(Table::Own, 0).anchor, "code-ok");
    assert_eq!(explain(Table::Sms, 0).name, Some("IHUYI_CODE_FAILED"));
}

#[test]
fn own_numbers_are_unique_and_in_their_groups() {
    let own_codes: Vec<i32> = all().filter(|(t, _)| *t == Table::Own).map(|(_, c)| c).collect();
    assert_eq!(own_codes.iter().collect::<HashSet<_>>().len(), own_codes.len());
    for code in &own_codes {
        let name = explain(Table::Own, *code).name.unwrap();
        match code {
            0 => assert_eq!(name, "IHUYI_OK"),
            -119..=-101
            | -129..=-120
            | -219..=-201
            | -409..=-401
            | -429..=-421
            | -449..=-441
            | -469..=-461
            | -509..=-501 => {
                assert!(name.starts_with("IHUYI_E_"), "{name}")
            }
            -300 => assert_eq!(name, "IHUYI_E_UNKNOWN"),
            -900 => assert_eq!(name, "IHUYI_E_PANIC"),
            _ => panic!("{name} = {code} is in no group"),
        }
    }
    // Released numbers never change their name.
    let fixed = [
        ("ARGUMENT", own::ARGUMENT, -101),
        ("STRUCT_SIZE", own::STRUCT_SIZE, -102),
        ("ENCODING", own::ENCODING, -103),
        ("CONTROL_CHARACTER", own::CONTROL_CHARACTER, -104),
        ("SERVICE", own::SERVICE, -105),
        ("TOO_LARGE", own::TOO_LARGE, -106),
        ("TEMPLATE", own::TEMPLATE, -107),
        ("OPT_OUT", own::OPT_OUT, -108),
        ("SCHEDULE", own::SCHEDULE, -109),
        ("PUSH", own::PUSH, -110),
        ("UNSUPPORTED", own::UNSUPPORTED, -111),
        ("SETTING", own::SETTING, -120),
        ("VALUE", own::VALUE, -121),
        ("FILE", own::FILE, -122),
        ("INI", own::INI, -123),
        ("PLAIN_HTTP", own::PLAIN_HTTP, -124),
        ("NAME", own::NAME, -201),
        ("CONNECT", own::CONNECT, -202),
        ("CONNECT_TIMEOUT", own::CONNECT_TIMEOUT, -203),
        ("CERTIFICATE", own::CERTIFICATE, -204),
        ("TLS", own::TLS, -205),
        ("PROXY", own::PROXY, -206),
        ("DEADLINE", own::DEADLINE, -207),
        ("BUSY", own::BUSY, -208),
        ("UNKNOWN", own::UNKNOWN, -300),
        ("LIMIT", own::LIMIT, -401),
        ("BREAKER", own::BREAKER, -402),
        ("DENIED", own::DENIED, -403),
        ("CAPTCHA_NEEDED", own::CAPTCHA_NEEDED, -404),
        ("CAPTCHA_WRONG", own::CAPTCHA_WRONG, -405),
        ("REFERENCE", own::REFERENCE, -406),
        ("CODE_WRONG", own::CODE_WRONG, -421),
        ("CODE_EXPIRED", own::CODE_EXPIRED, -422),
        ("CODE_NONE", own::CODE_NONE, -423),
        ("CODE_LOCKED", own::CODE_LOCKED, -424),
        ("STORE", own::STORE, -441),
        ("SECRET", own::SECRET, -442),
        ("STORE_VERSION", own::STORE_VERSION, -443),
        ("NO_STATUS", own::NO_STATUS, -461),
        ("HELPER", own::HELPER, -501),
        ("HELPER_DENIED", own::HELPER_DENIED, -502),
        ("HELPER_BUSY", own::HELPER_BUSY, -503),
        ("HELPER_SETTING", own::HELPER_SETTING, -504),
        ("PANIC", own::PANIC, -900),
    ];
    for (name, constant, number) in fixed {
        assert_eq!(constant, number, "{name}");
        assert_eq!(explain(Table::Own, number).name, Some(format!("IHUYI_E_{name}").as_str()));
    }
    // Every constant of own.rs has a row: read from the source, so that a new one cannot be forgotten.
    let source = include_str!("../src/codes/own.rs");
    let declared: HashSet<i32> = source
        .lines()
        .filter_map(|l| l.strip_prefix("pub const ")?.split_once("i32 = "))
        .map(|(_, value)| value.trim_end_matches(';').parse().unwrap())
        .collect();
    assert_eq!(declared, own_codes.into_iter().collect());
}

#[test]
fn constants_have_unique_c_names_and_cover_every_code() {
    let list: Vec<_> = constants().collect();
    let mut values: HashMap<&str, i32> = HashMap::new();
    for c in &list {
        assert!(values.insert(c.name, c.value).is_none(), "{} twice", c.name);
        assert!(c.name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'), "{}", c.name);
        for comment in [c.comment, c.comment_zh] {
            assert!(!comment.is_empty() && !comment.contains(['\n', '\r']) && !comment.contains("*/"), "{}", c.name);
        }
    }
    for (table, code) in all() {
        let name = explain(table, code).name.unwrap();
        assert_eq!(values.get(name), Some(&code), "{name}");
    }
    assert_eq!(values["IHUYI_OK"], 0);
    assert_eq!(values["IHUYI_ACCEPTED"], 2);
    assert_eq!(values["IHUYI_CODE_TEMPLATE_MISMATCH"], 4072);
    assert_eq!(values["IHUYI_CODE_VOICE_DIGITS"], 4070);
    assert_eq!(list[0].name, "IHUYI_OK");
    assert_eq!(list.last().unwrap().name, "IHUYI_E_PANIC");
}

#[test]
fn services_and_languages_are_found() {
    let tables: HashSet<Table> = Service::ALL.into_iter().map(Table::submit).collect();
    assert_eq!(tables.len(), Service::ALL.len());
    assert_eq!(Table::submit(Service::Voice), Table::Voice);
    for zh in ["zh", "ZH", "zh-CN", "zh_CN.UTF-8", "zh_CN.GBK", "zh-Hans", " zh "] {
        assert_eq!(Lang::parse(zh), Some(Lang::Zh), "{zh}");
    }
    for en in ["en", "en_US.UTF-8", "EN-gb", "C", "C.UTF-8", "POSIX"] {
        assert_eq!(Lang::parse(en), Some(Lang::En), "{en}");
    }
    for other in ["", "de", "zhx", "ja_JP.UTF-8"] {
        assert_eq!(Lang::parse(other), None, "{other}");
    }
}

#[test]
fn carrier_statuses_are_found_however_they_are_written() {
    for exact in [
        "DELIVRD", "UNDELIV", "EXPIRED", "REJECTD", "REJECT", "DB:0140", "DB:0141", "DB:0142", "AP:17", "CL26:-37",
        "BLACK", "BLOCKED", "BLACK-Y", "HD:0001", "00138", "00139", "00140", "00141", "00142", "ID:0076", "MK:0001",
        "MK:0012", "MI:0059", "MA:0001", "MA:0022",
    ] {
        let row = carrier_status(exact).unwrap_or_else(|| panic!("{exact}"));
        assert_eq!((row.status, row.family), (exact, false));
        let bent = format!(" {} ", exact.to_lowercase().replace(':', " : "));
        assert_eq!(carrier_status(&bent).unwrap().status, exact, "{bent}");
        assert_eq!(carrier_status(&exact.replace(':', "")).unwrap().status, exact);
    }
    for (member, prefix) in [
        ("MK:0005", "MK:"),
        ("MK0005", "MK:"),
        ("mk：0005", "MK:"),
        ("MN:0001", "MN:"),
        ("MN00013", "MN:"),
        ("MI:0010", "MI:"),
        ("LT:0011", "LT:"),
        ("MA:0006", "MA:"),
        ("DB:0309", "DB:"),
        ("ID:0013", "ID:"),
    ] {
        let row = carrier_status(member).unwrap_or_else(|| panic!("{member}"));
        assert_eq!((row.status, row.family), (prefix, true), "{member}");
    }
    for none in ["", "  ", ":", "发送成功", "MADE", "MK", "MK:", "DELIVRDX", "138", "LT", &"9".repeat(100)] {
        assert!(carrier_status(none).is_none(), "{none}");
    }
    let published: HashSet<&str> =
        carrier_statuses().filter(|r| r.published == Published::Vendor).map(|r| r.status).collect();
    assert_eq!(published, HashSet::from(["DB:0142", "AP:17", "CL26:-37"]));
    assert_eq!(carrier_status("BLACK-Y").unwrap().published, Published::SeenOnce);
    for row in carrier_statuses() {
        for lang in LANGS {
            assert!(!row.text(lang).is_empty() && !row.advice(lang).is_empty(), "{}", row.status);
            // The page shows them in a table.
            assert!(!row.text(lang).contains('|') && !row.advice(lang).contains('|'), "{}", row.status);
        }
    }
}

/// The ids of a page, in order.
fn ids(page: &str) -> Vec<&str> {
    page.split("<a id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_code_has_one_anchor_and_every_link_arrives() {
    for lang in LANGS {
        let page = markdown(lang);
        let ids = ids(&page);
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "an anchor stands twice");
        for (table, code) in all() {
            assert!(unique.contains(explain(table, code).anchor.as_str()), "{table:?} {code}");
        }
        assert!(unique.contains("unlisted"));
        for row in carrier_statuses() {
            assert!(unique.contains(row.anchor().as_str()), "{}", row.anchor());
        }
        for target in page.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            assert!(unique.contains(target), "a link leads to #{target}, which is not there");
        }
    }
}

#[test]
fn the_page_holds_every_meaning_and_every_wording() {
    for lang in LANGS {
        let page = markdown(lang);
        for (table, code) in all() {
            let e = explain(table, code);
            for text in [e.text(lang), e.meaning(lang), e.cause(lang), e.advice(lang), e.vendor, e.name.unwrap()] {
                assert!(page.contains(text), "{table:?} {code}: {text}");
            }
            for variant in e.variants {
                assert!(page.contains(variant), "{table:?} {code}: {variant}");
            }
        }
    }
}

#[test]
fn the_committed_pages_are_up_to_date() {
    for (lang, name) in [(Lang::En, "codes.md"), (Lang::Zh, "codes.zh-CN.md")] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        let rendered = markdown(lang);
        if std::env::var_os("IHUYI_BLESS").is_some_and(|v| v == "1") {
            std::fs::write(&path, &rendered).unwrap();
        }
        // A checkout on Windows may have turned the line ends.
        let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            committed == rendered,
            "docs/{name} is not what src/codes renders; run: IHUYI_BLESS=1 cargo test --test codes"
        );
    }
}

proptest! {
    #[test]
    fn every_number_has_words(code: i32) {
        prop_assert!(!strerror(code).is_empty());
        for table in Table::ALL {
            let e = explain(table, code);
            prop_assert_eq!(e.code, code);
            prop_assert!(!e.text_zh.is_empty() && !e.advice_en.is_empty());
        }
    }

    #[test]
    fn small_numbers_have_words(code in -1000..100_000) {
        prop_assert!(!strerror(code).is_empty());
    }

    #[test]
    fn any_text_may_be_asked_for_as_a_status(text in any::<String>()) {
        let _ = carrier_status(&text);
    }
}

#[test]
fn families_follow_the_service_and_no_success_has_one() {
    assert_eq!(family(Table::Sms, 4070), Family::Content);
    assert_eq!(family(Table::Sms, 408), Family::Limit);
    // The voice service freezes the account where SMS blacklists the number.
    assert_eq!(family(Table::Voice, 408), Family::Account);
    assert_eq!(family(Table::Sms, 0), Family::Gateway);
    assert_eq!(family(Table::Own, 0), Family::None);
    for (table, code) in all() {
        let found = family(table, code);
        assert_eq!(found == Family::None, code == 2 || (table == Table::Own && code == 0), "{table:?} {code}");
        match code {
            -299..=-200 | own::HELPER | own::HELPER_BUSY => assert_eq!(found, Family::Network, "{code}"),
            own::UNKNOWN => assert_eq!(found, Family::Unknown),
            own::PANIC => assert_eq!(found, Family::Internal),
            i32::MIN..0 => assert!(!matches!(found, Family::Network | Family::Unknown | Family::Internal), "{code}"),
            _ => assert!(
                !matches!(
                    found,
                    Family::Argument | Family::Setting | Family::Network | Family::Unknown | Family::Internal
                ),
                "{code}"
            ),
        }
    }
    // A newer gateway's refusal is a refusal, a newer library's code a defect here until somebody looks it up.
    assert_eq!(family(Table::Sms, 123456), Family::Gateway);
    assert_eq!(family(Table::Sms, -4711), Family::Internal);
}
