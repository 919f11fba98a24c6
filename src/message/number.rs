//! Phone numbers: what people type, and what the gateway wants.

use super::mask;
use crate::answer::Failure;
use crate::codes::{gateway, own};
use crate::service::Service;
use std::collections::HashSet;

/// The most numbers in one call: what the vendor allows in its newer bulk interface; for this one it publishes nothing.
const LIST_NUMBERS: usize = 10_000;
/// So many numbers with `+86`, dashes and separators fit into this; a longer text is no list of them.
const LIST_BYTES: usize = 256 * 1024;

/// ITU-T E.164 country codes of one and two digits; all others have three.
const SHORT_COUNTRY_CODES: &[&str] = &[
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
    "86", "90", "91", "92", "93", "94", "95", "98",
];

/// The number as the gateway wants it, or 403 (empty) or 406 (no number of that kind).
///
/// Mainland: 11 digits from 13 to 19; `+86`, `86`, `0086`, blanks and dashes are taken off. International: country code, one blank, number.
/// Voice notification: a mainland mobile, or a landline with its area code. Marketing: a list with commas; a number given twice is sent to once.
pub fn normalise(service: Service, input: &str) -> Result<String, Failure> {
    let input = input.trim_matches(is_blank);
    if input.is_empty() {
        return Err(Failure::new(
            gateway::MOBILE_EMPTY,
            "手机号码不能为空，未发送。请给出收信人的号码。",
            "The mobile number is empty; nothing was sent. Give the recipient's number.",
        ));
    }
    let number = match service {
        Service::Sms | Service::Voice => mainland(input),
        Service::VoiceNotice => mainland(input).or_else(|| landline(input)),
        Service::International => international(input),
        Service::Marketing => return list(input),
    };
    number.ok_or_else(|| refused(service, input))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '‐' | '‑' | '–')
}

/// Digits only, with `+` kept in front; full-width forms of a Chinese keyboard count. None when anything else is in there.
fn squeeze(input: &str) -> Option<String> {
    let mut out = String::with_capacity(16);
    for (at, c) in input.chars().enumerate() {
        match c {
            '0'..='9' => out.push(c),
            '０'..='９' => out.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            // Only in front: after a dash it is no sign of a country code.
            '+' | '＋' if at == 0 => out.push('+'),
            _ if is_blank(c) || is_dash(c) => {}
            _ => return None,
        }
        if out.len() > 24 {
            return None;
        }
    }
    Some(out)
}

fn mainland(input: &str) -> Option<String> {
    let digits = squeeze(input)?;
    let digits = match digits.strip_prefix('+') {
        Some(rest) => rest.strip_prefix("86")?,
        None => match digits.len() {
            13 => digits.strip_prefix("86")?,
            15 => digits.strip_prefix("0086")?,
            _ => &digits,
        },
    };
    let bytes = digits.as_bytes();
    (bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])).then(|| digits.to_owned())
}

/// An area code with its leading 0 and a number of 7 or 8 digits.
fn landline(input: &str) -> Option<String> {
    let digits = squeeze(input)?;
    let digits = match digits.strip_prefix("+86").or_else(|| digits.strip_prefix("0086")) {
        // From abroad the area code is written without its 0.
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits.strip_prefix("860").map_or(digits.clone(), |rest| format!("0{rest}")),
    };
    let bytes = digits.as_bytes();
    ((10..=12).contains(&bytes.len()) && bytes[0] == b'0' && (b'1'..=b'9').contains(&bytes[1])).then_some(digits)
}

/// Country code, blank, number. A written separator must agree with the table of country codes; without one the table says where to part.
fn international(input: &str) -> Option<String> {
    let digits = squeeze(input)?;
    let (marked, digits) = match digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, digits.as_str()),
    };
    let length = SHORT_COUNTRY_CODES.iter().find(|code| digits.starts_with(**code)).map_or(3, |code| code.len());
    let (code, number) = digits.split_at_checked(length)?;
    // Nothing says that this begins with a country code, unless something parts it from the rest.
    let parted = || squeeze(input.split(|c: char| is_blank(c) || is_dash(c)).next()?).filter(|first| first == code);
    let valid = !code.starts_with('0') && number.len() >= 4 && digits.len() <= 15 && (marked || parted().is_some());
    valid.then(|| format!("{code} {number}"))
}

fn list(input: &str) -> Result<String, Failure> {
    if input.len() > LIST_BYTES {
        return Err(too_many());
    }
    let mut seen = HashSet::new();
    let mut numbers: Vec<String> = Vec::new();
    for item in input.split([',', '，', '、', ';', '；', '\n']) {
        let item = item.trim_matches(is_blank);
        if item.is_empty() {
            continue;
        }
        let number = mainland(item).ok_or_else(|| refused(Service::Marketing, item))?;
        if seen.insert(number.clone()) {
            numbers.push(number);
        }
        if numbers.len() > LIST_NUMBERS {
            return Err(too_many());
        }
    }
    if numbers.is_empty() { Err(refused(Service::Marketing, input)) } else { Ok(numbers.join(",")) }
}

fn too_many() -> Failure {
    Failure::new(
        own::TOO_LARGE,
        format!("一次最多 {LIST_NUMBERS} 个号码，未发送。请分批调用。"),
        format!("A call takes at most {LIST_NUMBERS} numbers; nothing was sent. Send the list in parts."),
    )
}

fn refused(service: Service, input: &str) -> Failure {
    let shown = mask(input);
    let (zh, en) = match service {
        Service::International => (
            "国际号码写成“国家代码 空格 号码”，例如 1 2025550100",
            "an international number is written as country code, blank, number, as in 1 2025550100",
        ),
        Service::VoiceNotice => (
            "应为 11 位手机号码，或带区号的固定电话（不加分隔符）",
            "a mobile number of 11 digits is expected, or a landline with its area code",
        ),
        Service::Marketing => (
            "每个号码应为 11 位手机号码，多个号码用英文逗号分隔",
            "each must be a mobile number of 11 digits; separate several with commas",
        ),
        Service::Sms | Service::Voice if input.contains([',', '，', ';', '、']) => (
            "此产品每次只能发给一个号码；多个号码请逐个调用",
            "this service takes one number per call; call it once for each",
        ),
        Service::Sms | Service::Voice => (
            "应为 11 位大陆手机号码（可带 +86、空格或短横线）",
            "a mainland mobile number of 11 digits is expected (+86, blanks and dashes may be there)",
        ),
    };
    let (found_zh, found_en) = found(input);
    Failure::new(
        gateway::MOBILE_FORMAT,
        format!("手机号码 {shown} 格式不正确（{found_zh}）：{zh}。未发送。"),
        format!("The number {shown} is not valid ({found_en}): {en}. Nothing was sent."),
    )
}

/// What is there instead of a number: a masked one with a digit too few looks like a good one.
fn found(input: &str) -> (String, String) {
    let stranger = |c: &char| !(c.is_numeric() || is_blank(*c) || is_dash(*c) || matches!(c, '+' | '＋' | ',' | '，'));
    if let Some(at) = input.chars().position(|c| stranger(&c)) {
        return (format!("第 {} 个字符不是数字", at + 1), format!("character {} is no digit", at + 1));
    }
    let digits = input.chars().filter(|c| c.is_numeric()).count();
    (format!("共 {digits} 位数字"), format!("{digits} digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mainland_numbers_as_people_type_them() {
        for input in [
            "13800000000",
            " 138 0000 0000 ",
            "138-0000-0000",
            "+8613800000000",
            "+86 138 0000 0000",
            "8613800000000",
            "86-138-0000-0000",
            "008613800000000",
            "１３８００００００００",
            "＋86 13800000000",
            "\u{FEFF}13800000000\r\n",
            "138\u{A0}0000\u{3000}0000",
        ] {
            assert_eq!(normalise(Service::Sms, input).unwrap(), "13800000000", "{input:?}");
        }
    }

    #[test]
    fn what_is_no_mainland_number() {
        for input in [
            "1380000000",
            "138000000000",
            "12800000000",
            "23800000000",
            "abc",
            "1380000000O",
            "13800000000,13800000001",
            "+1 2025550100",
            "+8513800000000",
            "138+00000000",
            "13800000000x",
            "1380000\u{1F600}0000",
            "++8613800000000",
            "-",
            "+",
        ] {
            assert_eq!(normalise(Service::Sms, input).unwrap_err().code, 406, "{input:?}");
        }
        for input in ["", "  ", "\t\r\n", "\u{3000}"] {
            assert_eq!(normalise(Service::Voice, input).unwrap_err().code, 403, "{input:?}");
        }
    }

    #[test]
    fn an_error_never_shows_the_whole_number() {
        let failure = normalise(Service::Sms, "23800001234").unwrap_err();
        assert!(failure.zh.contains("238****1234") && !failure.zh.contains("23800001234"), "{}", failure.zh);
        let short = normalise(Service::Sms, "1380000000").unwrap_err();
        assert!(short.zh.contains("共 10 位数字") && short.en.contains("10 digits"), "{short}");
        assert!(normalise(Service::Sms, "1380000000O").unwrap_err().zh.contains("第 11 个字符不是数字"));
        let huge = "9".repeat(10_000_000);
        assert!(normalise(Service::Sms, &huge).unwrap_err().zh.len() < 300);
    }

    #[test]
    fn landlines_only_for_voice_notifications() {
        assert_eq!(normalise(Service::VoiceNotice, "021-51000029").unwrap(), "02151000029");
        assert_eq!(normalise(Service::VoiceNotice, "0755 12345678").unwrap(), "075512345678");
        assert_eq!(normalise(Service::VoiceNotice, "+86 13800000000").unwrap(), "13800000000");
        for input in ["+86 21 51000029", "+86 021-51000029", "8602151000029", "0086 21 51000029"] {
            assert_eq!(normalise(Service::VoiceNotice, input).unwrap(), "02151000029", "{input}");
        }
        assert_eq!(normalise(Service::Sms, "02151000029").unwrap_err().code, 406);
        assert_eq!(normalise(Service::VoiceNotice, "51000029").unwrap_err().code, 406);
    }

    #[test]
    fn international_numbers() {
        for input in [
            "1 2025550100",
            "+1 2025550100",
            "+1-202-555-0100",
            "001 202 555 0100",
            "+12025550100",
            "0012025550100",
            " 1  2025550100",
        ] {
            assert_eq!(normalise(Service::International, input).unwrap(), "1 2025550100", "{input:?}");
        }
        assert_eq!(normalise(Service::International, "+85251000000").unwrap(), "852 51000000");
        assert_eq!(normalise(Service::International, "+447700900000").unwrap(), "44 7700900000");
        for input in
            ["2025550100", "1 202", "1234 2025550100", "0 2025550100", "1 2025550100123456", "1 (202) 5550100", "x"]
        {
            assert_eq!(normalise(Service::International, input).unwrap_err().code, 406, "{input:?}");
        }
    }

    #[test]
    fn marketing_lists() {
        assert_eq!(
            normalise(Service::Marketing, "13800000000, +8613800000001，13800000000\n").unwrap(),
            "13800000000,13800000001"
        );
        assert_eq!(normalise(Service::Marketing, "13800000000").unwrap(), "13800000000");
        assert_eq!(normalise(Service::Marketing, "13800000000,12").unwrap_err().code, 406);
        assert_eq!(normalise(Service::Marketing, ",,").unwrap_err().code, 406);
        let list = |n: usize| (0..n).map(|n| format!("138{n:08}")).collect::<Vec<_>>().join(",");
        assert_eq!(normalise(Service::Marketing, &list(10_000)).unwrap().len(), 10_000 * 12 - 1);
        assert_eq!(normalise(Service::Marketing, &list(10_001)).unwrap_err().code, own::TOO_LARGE);
        assert_eq!(normalise(Service::Marketing, &list(800_000)).unwrap_err().code, own::TOO_LARGE);
    }

    #[test]
    fn country_codes_are_prefix_free() {
        for a in SHORT_COUNTRY_CODES.iter().copied() {
            for b in SHORT_COUNTRY_CODES.iter().copied() {
                assert!(a == b || !b.starts_with(a), "{a} {b}");
            }
        }
    }
}
