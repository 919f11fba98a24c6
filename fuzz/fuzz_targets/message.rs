//! One submission a line: `service|mobile|content|template id|schedule|options`. A column that is not there was not given.
#![no_main]

use ihuyi::codes::own;
use ihuyi::message::{Checked, Limits, Options, Submission, bill, check, mask, normalise};
use ihuyi::service::Service;
use ihuyi_fuzz::texts;

ihuyi_fuzz::target!(one);

const LIMITS: Limits = Limits { content: None, variable: Some(20), signature: "互亿无线" };

fn one(data: &[u8]) {
    for line in data.split(|&b| b == b'\n').take(8) {
        submission(&texts::columns(line));
    }
}

fn submission(columns: &[Vec<u8>]) {
    let name = texts::text(columns, 0);
    let service = Service::parse(&name).unwrap_or(Service::ALL[name.len() % Service::ALL.len()]);
    let (mobile, content) = (texts::text(columns, 1), texts::text(columns, 2));
    let given = |at: usize| columns.get(at).map(|_| texts::text(columns, at));
    let (template_id, schedule) = (given(3), given(4));

    match normalise(service, &mobile) {
        Ok(number) => {
            shaped(service, &number);
            assert_eq!(
                normalise(service, &number).as_deref(),
                Ok(number.as_str()),
                "a number is not its own normal form"
            );
        }
        Err(failure) => {
            assert!([403, 406, own::TOO_LARGE].contains(&failure.code), "{failure}");
            texts::shows_no_number(&failure, &mobile);
        }
    }
    assert!(mask(&mobile).chars().count() <= 11, "a mask shows more than seven characters: {}", mask(&mobile));

    let submission = Submission {
        service,
        mobile: &mobile,
        content: &content,
        template_id: template_id.as_deref(),
        schedule: schedule.as_deref(),
    };
    match check(&submission, &LIMITS) {
        Ok(checked) => sound(&submission, &checked),
        Err(failure) => assert!(REFUSALS.contains(&failure.code), "{failure}"),
    }
    if let Ok(bill) = bill(service, &content, template_id.is_some(), LIMITS.signature) {
        assert_eq!(bill.segments, segments(service, bill.characters), "{bill:?}");
    }
    if let Err(failure) = Options::parse(&texts::text(columns, 5)) {
        assert!(failure.code < 0, "{failure}");
    }
}

const REFUSALS: [i32; 14] = [
    403,
    404,
    406,
    4070,
    4073,
    4074,
    40722,
    own::TOO_LARGE,
    own::CONTROL_CHARACTER,
    own::TEMPLATE,
    own::OPT_OUT,
    own::SCHEDULE,
    own::UNSUPPORTED,
    own::ARGUMENT,
];

/// A number as the gateway documents it.
fn shaped(service: Service, number: &str) {
    let mobile = |number: &str| {
        let bytes = number.as_bytes();
        bytes.len() == 11 && bytes[0] == b'1' && bytes[1] >= b'3' && bytes.iter().all(u8::is_ascii_digit)
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let right = match service {
        Service::Sms | Service::Voice => mobile(number),
        Service::VoiceNotice => mobile(number) || (number.starts_with('0') && digits(number) && number.len() <= 12),
        Service::International => number.split_once(' ').is_some_and(|(code, rest)| {
            digits(code) && digits(rest) && code.len() <= 3 && !code.starts_with('0') && code.len() + rest.len() <= 15
        }),
        Service::Marketing => {
            let list: Vec<&str> = number.split(',').collect();
            let once = list.iter().collect::<std::collections::HashSet<_>>().len();
            once == list.len() && list.into_iter().all(mobile)
        }
    };
    assert!(right, "{service:?}: {number:?} is no number");
}

fn sound(submission: &Submission, checked: &Checked) {
    assert_eq!(checked.content, submission.content, "the content was touched");
    assert!(!checked.content.trim().is_empty());
    assert!(!checked.content.chars().any(|c| c.is_control() && !"\t\r\n".contains(c)), "a control character goes out");
    assert!(checked.content.chars().count() <= submission.service.facts().content_limit, "too long, and goes out");
    assert_eq!(checked.bill.recipients as usize, checked.mobile.split(',').count());
    assert_eq!(checked.bill.segments, segments(submission.service, checked.bill.characters), "{:?}", checked.bill);
    if let Some(id) = &checked.template_id {
        assert!(!id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()), "{id:?} is no template id");
    }
    if let Some(time) = &checked.schedule {
        assert!(
            submission.service == Service::Marketing && time.bytes().all(|b| b" -:".contains(&b) || b.is_ascii_digit())
        );
    }
}

/// Up to 70 characters are one message, a longer text is billed by 67; a call is one; where the vendor publishes no rule, none is known.
fn segments(service: Service, characters: u32) -> u32 {
    match (service, characters) {
        (Service::Voice, _) => 1,
        (Service::VoiceNotice | Service::International, _) | (_, 0) => 0,
        (_, 1..=70) => 1,
        (_, more) => more.div_ceil(67),
    }
}
