//! The sandbox's decisions: passwords, the order of checks, numbers, texts, templates, limits, balances.

mod support;

use serde_json::json;
use support::http::{Answer, exchange, post};
use support::sandbox::{KEY, Sandbox};

const TEXT: &str = "您的验证码是：1234。请不要把验证码泄露给其他人。";
const MOBILE: &str = "13800000000";
const SMS: &str = "/webservice/sms.php?method=Submit";

fn call(sandbox: &Sandbox, target: &str, form: &[(&str, &str)]) -> Answer {
    exchange(sandbox.authority(), &post("h", target, form))
}

fn submit(sandbox: &Sandbox, target: &str, account: &str, mobile: &str, content: &str) -> i64 {
    call(sandbox, target, &[("account", account), ("password", KEY), ("mobile", mobile), ("content", content)]).code()
}

fn sms(sandbox: &Sandbox, mobile: &str, content: &str) -> i64 {
    submit(sandbox, SMS, "C00000000", mobile, content)
}

/// A stopped clock at the time of the reference's vectors.
fn at_vector_time(options: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with(options);
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    sandbox
}

#[test]
fn dynamic_passwords_are_checked_against_the_published_formula() {
    let sandbox = at_vector_time(&["--no-limits"]);
    sandbox.limits(json!({"variable_length": 0}));
    sandbox.post("templates", &json!({"id": 3, "text": "单号【变量】联系人【变量】金额【变量】"}));
    let ask = |target: &str, account: &str, password: &str, mobile: &str, content: &str, template: &str| {
        let form = [
            ("account", account),
            ("password", password),
            ("mobile", mobile),
            ("content", content),
            ("templateid", template),
            ("time", "1700000000"),
        ];
        call(&sandbox, target, &form).code()
    };
    let voice = "/webservice/voice.php?method=Submit";
    let isms = "/webservice/isms.php?method=Submit";
    let bulk = "新品上市，全场八折。退订回T【测试】";
    let foreign = "1 2025550100";
    let both = "13800000000,13800000001";
    for (target, account, password, mobile, content, template, code) in [
        (SMS, "C00000000", "680adc17eee8876563df6588a1551578", MOBILE, TEXT, "", 2),
        (SMS, "C00000000", "90dbcd356626ec8ac8794a4e3dafd83f", MOBILE, TEXT, "", 40502),
        (SMS, "C00000000", "31a54fdb9b567b340a59f034c8e763ad", MOBILE, TEXT, "", 40502),
        (SMS, "C00000000", "680ADC17EEE8876563DF6588A1551578", MOBILE, TEXT, "", 40502),
        (SMS, "C00000000", "4f7f9ee4be5ead83d492579aeaf075d6", MOBILE, "1234", "1", 2),
        (SMS, "C00000000", "cd1148446532fb3b7962c6211c60f138", MOBILE, "20180515006|张三|100元", "3", 2),
        (SMS, "C00000000", "6715321f9e52d26f945b0894c0346b76", MOBILE, TEXT, "", 40502),
        (voice, "V00000000", "df814cde9cd0493f7664e20cab34acaa", MOBILE, "1125", "", 2),
        (isms, "I00000000", "6897e09a5e938f80892f606fc5ac0230", foreign, "Your verification code is 1125", "", 2),
        (SMS, "M00000000", "7fc8760201f1f31f0475b45a7ca90403", both, bulk, "", 2),
    ] {
        assert_eq!(ask(target, account, password, mobile, content, template), code, "{account} {password}");
    }
    let ledger = sandbox.ledger();
    let warned = |index: usize, words: &str| ledger[index]["warnings"].to_string().contains(words);
    assert!(warned(1, "GBK") && warned(2, "colon") && warned(3, "upper-case") && warned(6, "leaves out"));
    assert!(ledger.iter().all(|entry| entry["password_mode"] == "dynamic"));
    let balance = |password: &str, time: &str| {
        let form = [("account", "C00000000"), ("password", password), ("time", time)];
        call(&sandbox, "/webservice/sms.php?method=GetNum", &form).code()
    };
    assert_eq!(balance("6715321f9e52d26f945b0894c0346b76", "1700000000"), 2);
    assert_eq!(balance("6715321f9e52d26f945b0894c0346b77", "1700000000"), 40502);
}

#[test]
fn a_dynamic_password_lasts_as_long_as_its_window() {
    let sandbox = at_vector_time(&["--no-limits"]);
    let at = |time: &str| {
        let form = [
            ("account", "C00000000"),
            ("password", "680adc17eee8876563df6588a1551578"),
            ("mobile", MOBILE),
            ("content", TEXT),
            ("time", time),
        ];
        call(&sandbox, SMS, &form).code()
    };
    let code = || at("1700000000");
    for (now, expected) in [(300, 2), (301, 40501), (-300, 2), (-301, 40501)] {
        sandbox.clock(json!({"now": 1_700_000_000i64 + now}));
        assert_eq!(code(), expected, "{now}");
    }
    for time in ["-9223372036854775808", "9223372036854775807", "99999999999999999999", "1700000000.0", "x", " "] {
        assert_eq!(at(time), 40501, "{time}");
    }
    sandbox.limits(json!({"password_window": 60}));
    sandbox.clock(json!({"now": 1_700_000_061}));
    assert_eq!(code(), 40501);
}

#[test]
fn clear_and_md5_passwords_are_told_from_dynamic_ones_even_when_a_time_comes_along() {
    let sandbox = Sandbox::with(&["--no-limits", "--account", "C00000009:secret-key"]);
    let code = |sandbox: &Sandbox, password: &str, time: &str| {
        let form =
            [("account", "C00000009"), ("password", password), ("mobile", MOBILE), ("content", TEXT), ("time", time)];
        call(sandbox, SMS, &form).code()
    };
    // md5("secret-key")
    let digest = "33b9b3de94a42d19f47df7021954eaa8";
    assert_eq!(code(&sandbox, "secret-key", ""), 2);
    assert_eq!(code(&sandbox, "secret-key", "1"), 2);
    assert_eq!(code(&sandbox, "wrong-key", ""), 405);
    assert_eq!(code(&sandbox, "wrong-key", "1"), 40501);
    assert_eq!(code(&sandbox, digest, ""), 2);
    assert_eq!(code(&sandbox, &digest.to_uppercase(), ""), 2);
    let modes: Vec<_> = sandbox.ledger().iter().map(|entry| entry["password_mode"].clone()).collect();
    assert_eq!(json!(modes), json!(["clear", "clear", null, "dynamic", "md5", "md5"]));
    let strict = Sandbox::with(&["--no-md5", "--account", "C00000009:secret-key"]);
    assert_eq!(code(&strict, digest, ""), 405);
}

#[test]
fn an_account_may_be_tied_to_its_product() {
    let lax = Sandbox::with(&["--no-limits"]);
    let strict = Sandbox::with(&["--no-limits", "--strict-accounts"]);
    for (target, account, ties) in [
        ("/sms/Submit.json", "C00000000", 2),
        ("/sms/Submit.json", "V00000000", 405),
        ("/vm/Submit.json", "VM00000000", 2),
        ("/vm/Submit.json", "V00000000", 405),
    ] {
        assert_eq!(submit(&lax, target, account, MOBILE, TEXT), 2, "{account}");
        assert_eq!(submit(&strict, target, account, MOBILE, TEXT), ties, "{account}");
        let warned = lax.ledger().last().unwrap()["warnings"].to_string().contains("another service's");
        assert_eq!(warned, ties == 405, "{account}");
    }
}

#[test]
fn checks_come_in_the_order_of_the_codes() {
    let sandbox = Sandbox::with(&["--sensitive", "敏感"]);
    let long = "字".repeat(501);
    for (account, password, mobile, content, code, msg) in [
        ("", "", "", "", 401, "帐号不能为空"),
        ("C00000000", "", "", "", 402, "密码不能为空"),
        ("C00000000", "x", "", "", 403, "手机号码不能为空"),
        ("C00000000", "x", "1", "", 404, "短信内容不能为空"),
        ("C00000000", "x", "1", "敏感", 405, "用户名或密码不正确"),
        ("C99999999", KEY, "1", "敏感", 405, "用户名或密码不正确"),
        ("C00000000", KEY, "1", "敏感", 406, "手机格式不正确，格式为11位的数字."),
        ("C00000000", KEY, "13800000009", "敏感", 4030, "手机号码已被列入黑名单"),
        ("C00000000", KEY, MOBILE, "敏感😀", 407, "短信内容含有敏感字符"),
        ("C00000000", KEY, MOBILE, "【a.b】😀", 4074, "短信内容包含emoji符号"),
        ("C00000000", KEY, MOBILE, "【a.b】您好", 4070, "签名格式不正确"),
        ("C00000000", KEY, MOBILE, long.as_str(), 4073, "短信内容超出长度限制"),
        ("C00000000", KEY, MOBILE, TEXT, 2, "提交成功"),
    ] {
        sandbox.post("accounts", &json!({"blacklist": "13800000009"}));
        let form = [("account", account), ("password", password), ("mobile", mobile), ("content", content)];
        let answer = call(&sandbox, SMS, &form);
        assert_eq!(answer.code(), code, "{}", answer.text());
        assert!(answer.text().contains(&format!("<msg>{msg}</msg>")), "{}", answer.text());
    }
    sandbox.post("accounts", &json!({"id": "C00000000", "frozen": true}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4050);
    sandbox.post("accounts", &json!({"id": "C00000000", "ips": ["192.0.2.1"]}));
    assert_eq!(sms(&sandbox, "", TEXT), 4052);
}

#[test]
fn voice_speaks_of_itself() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let voice = "/webservice/voice.php?method=Submit";
    for (content, code, msg) in [
        ("", 404, "语音内容不能为空"),
        ("123", 4070, "语音验证码内容必须为4-6位数字"),
        ("1234567", 4070, "语音验证码内容必须为4-6位数字"),
        ("12a4", 4070, "语音验证码内容必须为4-6位数字"),
        ("１２３４", 4070, "语音验证码内容必须为4-6位数字"),
        ("1234", 2, "提交成功"),
        ("123456", 2, "提交成功"),
    ] {
        let form = [("account", "V00000000"), ("password", KEY), ("mobile", MOBILE), ("content", content)];
        let answer = call(&sandbox, voice, &form);
        assert_eq!(answer.code(), code, "{content}");
        assert!(answer.text().contains(msg), "{}", answer.text());
    }
    assert_eq!(submit(&sandbox, "/vm/Submit.json", "VM00000000", MOBILE, &"字".repeat(180)), 2);
    assert_eq!(submit(&sandbox, "/vm/Submit.json", "VM00000000", MOBILE, &"字".repeat(181)), 4073);
}

#[test]
fn magic_numbers_give_each_code_for_each_product_and_deliver_nothing() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let codes = [
        0, 1, 400, 401, 402, 403, 4030, 404, 405, 4050, 40501, 40502, 4051, 4052, 4053, 406, 407, 4070, 4071, 4072,
        40722, 4073, 4074, 4075, 408, 4080, 4082, 4085, 4086, 12_345_678,
    ];
    for code in codes {
        let phone = format!("199{code:08}");
        let foreign = format!("1 {phone}");
        let list = format!("{MOBILE},{phone}");
        assert_eq!(sms(&sandbox, &phone, TEXT), code);
        assert_eq!(submit(&sandbox, "/webservice/voice.php?method=Submit", "V00000000", &phone, "1125"), code);
        assert_eq!(submit(&sandbox, "/vm/Submit.json", "VM00000000", &phone, TEXT), code);
        assert_eq!(submit(&sandbox, "/isms/Submit.json", "I00000000", &foreign, TEXT), code);
        assert_eq!(submit(&sandbox, SMS, "M00000000", &list, "退订回T【测试】"), code);
    }
    assert!(sandbox.inbox().is_empty());
    let form = [("account", "C00000000"), ("password", KEY), ("mobile", "19912345678"), ("content", TEXT)];
    assert!(call(&sandbox, SMS, &form).text().contains("<msg>未知</msg>"));
    assert_eq!(sms(&sandbox, "19900000002", TEXT), 2);
    assert_eq!(sandbox.inbox()[0]["mobile"], "19900000002");
}

#[test]
fn one_number_gets_one_message_a_second_and_five_a_day() {
    let sandbox = at_vector_time(&[]);
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4080);
    assert_eq!(sms(&sandbox, "13800000001", TEXT), 2, "another number is another matter");
    for _ in 2..=5 {
        sandbox.clock(json!({"advance": 1}));
        assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
    }
    sandbox.clock(json!({"advance": 1}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4085);
    assert_eq!(sms(&sandbox, MOBILE, "您的订单已发货。"), 4082);
    // A day ends at China's midnight, which is 16:00 in UTC.
    sandbox.clock(json!({"now": 1_700_063_999}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4085);
    sandbox.clock(json!({"now": 1_700_064_000}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
}

#[test]
fn who_hammers_is_blacklisted_until_released() {
    let sandbox = at_vector_time(&[]);
    let codes: Vec<i64> = (0..23).map(|_| sms(&sandbox, MOBILE, TEXT)).collect();
    assert_eq!(codes[0], 2);
    assert!(codes[1..20].iter().all(|&code| code == 4080), "{codes:?}");
    assert_eq!(codes[20..], [408, 4030, 4030]);
    assert_eq!(sandbox.get("accounts")["blacklist"], json!([MOBILE]));
    sandbox.clock(json!({"advance": 86_400}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4030);
    sandbox.post("accounts", &json!({"release": MOBILE}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
}

#[test]
fn voice_calls_one_number_twice_a_minute_and_ten_times_a_day() {
    let sandbox = at_vector_time(&[]);
    let voice = || submit(&sandbox, "/webservice/voice.php?method=Submit", "V00000000", MOBILE, "1125");
    let mut calls = 0;
    while calls < 10 {
        assert_eq!((voice(), voice(), calls), (2, 2, calls));
        if calls == 0 {
            assert_eq!(voice(), 0);
        }
        calls += 2;
        sandbox.clock(json!({"advance": 60}));
    }
    assert_eq!(voice(), 0);
    sandbox.limits(json!({"voice_code": 4086}));
    assert_eq!(voice(), 4086);
    // Thirteen attempts so far; the twenty-first freezes the account, as voice's own 408 says.
    let codes: Vec<i64> = (0..9).map(|_| voice()).collect();
    assert_eq!(codes[6..], [4086, 408, 4050]);
}

#[test]
fn limits_are_settable_and_can_be_switched_off() {
    let sandbox = at_vector_time(&["--no-limits"]);
    assert!((0..30).all(|_| sms(&sandbox, MOBILE, TEXT) == 2));
    sandbox.clock(json!({"advance": 86_400}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
    sandbox.clock(json!({"advance": 1}));
    sandbox.limits(json!({"enabled": true}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2, "yesterday's do not count today");
    sandbox.reset();
    sandbox.clock(json!({"now": 1_700_000_000, "stop": true}));
    sandbox.limits(json!({"enabled": true, "per_second": 0, "verification_per_day": 3, "same_text_per_minute": 2}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4086);
    assert_eq!(sms(&sandbox, MOBILE, &TEXT.replace("1234", "5678")), 2);
    let form = [("account", "C00000000"), ("password", KEY), ("mobile", MOBILE), ("content", "验证码9")];
    let answer = call(&sandbox, SMS, &form);
    assert!(answer.text().contains("同一手机号验证码短信发送超出3条"), "{}", answer.text());
}

#[test]
fn strict_templates_take_a_full_text_to_the_letter() {
    let sandbox =
        Sandbox::with(&["--no-limits", "--templates", "strict", "--template", "sms:9:您的订单【变量】已发货。"]);
    for (content, code) in [
        (TEXT, 2),
        ("您的订单9633已发货。", 2),
        ("您的订单123456789已发货。", 40722),
        ("您的验证码是:1234。请不要把验证码泄露给其他人。", 4072),
        ("您好，您的验证码是123456", 4072),
        ("【别家】您的订单9633已发货。", 4075),
    ] {
        assert_eq!(sms(&sandbox, MOBILE, content), code, "{content}");
    }
    let isms = |text| submit(&sandbox, "/isms/Submit.json", "I00000000", "1 2025550100", text);
    assert_eq!((isms("Your verification code is 1125"), isms("Hello")), (2, 4072));
    sandbox.post("templates", &json!({"strict": false}));
    assert_eq!(sms(&sandbox, MOBILE, "您好，您的验证码是123456"), 2);
}

#[test]
fn template_mode_fills_the_values_in() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let ask = |target: &str, template: &str, content: &str| {
        let form = [
            ("account", "C00000000"),
            ("password", KEY),
            ("mobile", MOBILE),
            ("content", content),
            ("templateid", template),
        ];
        call(&sandbox, target, &form).code()
    };
    assert_eq!(ask(SMS, "1", "1234"), 2);
    assert_eq!(ask("/vm/Submit.json", "1361", "9633|顺风快递"), 2);
    let inbox = sandbox.inbox();
    assert_eq!(inbox[0]["content"], "1234");
    assert_eq!(inbox[0]["text"], "【互亿无线】您的验证码是：1234。请不要把验证码泄露给其他人。");
    assert_eq!(inbox[0]["template_id"], "1");
    assert_eq!(inbox[1]["text"], "您的订单号是：9633。已由顺风快递发出，请注意查收。");
    assert_eq!(ask(SMS, "309190", "1234"), 4071);
    assert_eq!(ask(SMS, "1", "1234|5678"), 4072);
    assert_eq!(ask(SMS, "1", "123456789"), 40722);
    sandbox.limits(json!({"variable_length": 9}));
    assert_eq!(ask(SMS, "1", "123456789"), 2);
}

#[test]
fn a_template_is_added_reviewed_and_then_usable() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let add = |password: &str, content: &str| {
        let form = [("account", "C00000000"), ("password", password), ("content", content)];
        exchange(sandbox.authority(), &post("106.ihuyi.com", "/webservice/sms.php?method=AddTemplate", &form))
    };
    assert_eq!(add(KEY, "").code(), 404);
    assert!(add(KEY, "").text().contains("模板内容不能为空"));
    assert_eq!(add("wrong", "x【变量】").code(), 405);
    // md5 of the key is the form that the document names.
    assert_eq!(
        add("8516ac99dc60603295de7bdb6a153530", "预约【变量】成功。").text(),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<AddTemplateResult xmlns=\"http://106.ihuyi.com/\">\n<code>2</code>\n\
         <msg>添加成功</msg>\n<templateid>10001</templateid>\n</AddTemplateResult>"
    );
    let use_it = || {
        let form = [
            ("account", "C00000000"),
            ("password", KEY),
            ("mobile", MOBILE),
            ("content", "1234"),
            ("templateid", "10001"),
        ];
        call(&sandbox, SMS, &form).code()
    };
    assert_eq!(use_it(), 4071);
    sandbox.post("templates", &json!({"id": 10001, "state": "approved"}));
    assert_eq!(use_it(), 2);
}

#[test]
fn the_balance_falls_by_segments_and_ends_with_4051() {
    let sandbox = Sandbox::with(&["--no-limits", "--balance", "3"]);
    let long = "字".repeat(100);
    assert_eq!(sms(&sandbox, MOBILE, &long), 2);
    assert_eq!(sms(&sandbox, MOBILE, &long), 4051, "one is left, two are needed");
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 4051);
    let both = "13800000000,13800000001";
    assert_eq!(submit(&sandbox, SMS, "M00000000", both, "退订回T【测试】"), 2);
    assert_eq!(submit(&sandbox, SMS, "M00000000", both, "退订回T【测试】"), 4051);
    sandbox.post("accounts", &json!({"id": "C00000000", "balance": 1, "service": "sms"}));
    assert_eq!(sms(&sandbox, MOBILE, TEXT), 2);
}

#[test]
fn gbk_bytes_match_nothing_and_are_pointed_out() {
    let sandbox = Sandbox::start();
    let mut body = format!("account=C00000000&password={KEY}&mobile={MOBILE}&content=").into_bytes();
    body.extend_from_slice(b"\xc4\xfa\xb5\xc4\xd1\xe9\xd6\xa4\xc2\xeb");
    let mut request = format!(
        "POST {SMS} HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(&body);
    assert_eq!(exchange(sandbox.authority(), &request).code(), 4072);
    let entry = &sandbox.ledger()[0];
    assert_eq!(entry["content_hex"], "c4fab5c4d1e9d6a4c2eb");
    assert!(entry["warnings"][0].as_str().unwrap().contains("GBK"));
    assert!(sandbox.inbox().is_empty());
}
