//! Texts: what the gateway would refuse, and what it would bill.

use super::{Bill, Limits};
use crate::answer::Failure;
use crate::codes::{gateway, own};
use crate::service::Service;

/// Up to here a text is one message.
const ONE_MESSAGE: u32 = 70;
/// A longer text is billed by this many characters.
const PER_SEGMENT: u32 = 67;
/// How the vendor's documents and its clients write the opt-out, and what carriers accept beside it.
const OPT_OUTS: [&str; 6] = ["退订", "回T", "回复T", "回TD", "拒收", "回复TD"];

pub(super) fn check(service: Service, content: &str, template: bool, limits: &Limits) -> Result<(), Failure> {
    if content.trim().is_empty() {
        return Err(empty(service));
    }
    if service == Service::Voice {
        return check_code(content);
    }
    let length = content.chars().count();
    let limit = limits.content.unwrap_or(service.facts().content_limit);
    if length > limit {
        return Err(Failure::new(
            gateway::CONTENT_TOO_LONG,
            format!("内容有 {length} 个字，超出 {limit} 个字的限制，未发送。请缩短内容，或拆成几条。"),
            format!(
                "The content has {length} characters, more than the {limit} allowed; nothing was sent. Shorten it or split it."
            ),
        ));
    }
    refuse_control_characters(content)?;
    // Only the tables of these two know 4074 and 4070.
    let text_message = matches!(service, Service::Sms | Service::Marketing);
    if text_message {
        refuse_emoji(content)?;
    }
    if template {
        return check_variables(content, limits.variable);
    }
    if text_message {
        check_signature(content)?;
    }
    if service == Service::Marketing {
        check_opt_out(content)?;
    }
    Ok(())
}

fn empty(service: Service) -> Failure {
    match service {
        Service::Voice => Failure::new(
            gateway::CONTENT_EMPTY,
            "语音验证码内容不能为空，未发送。请给出 4 至 6 位数字。",
            "The voice code is empty; nothing was sent. Give 4 to 6 digits.",
        ),
        Service::VoiceNotice => Failure::new(
            gateway::CONTENT_EMPTY,
            "语音通知内容不能为空，未发送。",
            "The voice notification's content is empty; nothing was sent.",
        ),
        _ => Failure::new(
            gateway::CONTENT_EMPTY,
            "短信内容不能为空，未发送。",
            "The content is empty; nothing was sent.",
        ),
    }
}

fn check_code(content: &str) -> Result<(), Failure> {
    if (4..=6).contains(&content.len()) && content.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(Failure::new(
        gateway::SIGNATURE_FORMAT,
        "语音验证码内容必须为 4 至 6 位数字，不能带文字或空格，未发送。",
        "A voice code is 4 to 6 digits and nothing else, no text and no blanks; nothing was sent.",
    ))
}

pub(super) fn refuse_control_characters(content: &str) -> Result<(), Failure> {
    let found = content.chars().enumerate().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    let Some((at, c)) = found else { return Ok(()) };
    let at = at + 1;
    let c = c as u32;
    Err(Failure::new(
        own::CONTROL_CHARACTER,
        format!("内容第 {at} 个字符是控制字符 U+{c:04X}，未发送。请检查文本来源；只允许制表符和换行。"),
        format!(
            "Character {at} of the content is the control character U+{c:04X}; nothing was sent. Check where the text comes from; only tabs and line breaks may be there."
        ),
    ))
}

fn refuse_emoji(content: &str) -> Result<(), Failure> {
    let Some((at, c)) = content.chars().enumerate().find(|(_, c)| is_emoji(*c)) else { return Ok(()) };
    let at = at + 1;
    let c = c as u32;
    Err(Failure::new(
        gateway::EMOJI,
        format!("内容第 {at} 个字符是 emoji（U+{c:04X}），网关不接受，未发送。请去掉 emoji。"),
        format!(
            "Character {at} of the content is an emoji (U+{c:04X}), which the gateway refuses; nothing was sent. Take it out."
        ),
    ))
}

/// Whether the gateway would certainly see an emoji: pictographs beyond the Basic Multilingual Plane, and the selector and the key cap that
/// ask for emoji form. Letters beyond that plane are none: they stand in people's names.
pub fn is_emoji(c: char) -> bool {
    matches!(c as u32,
        0xFE0F | 0x20E3
        | 0x1F000..=0x1F0FF                       // mahjong, dominoes, cards
        | 0x1F1E6..=0x1F1FF                       // regional indicators: flags
        | 0x1F300..=0x1F64F                       // pictographs, emoticons
        | 0x1F680..=0x1F6FF                       // transport
        | 0x1F7E0..=0x1F7F0                       // coloured shapes
        | 0x1F900..=0x1F9FF | 0x1FA70..=0x1FAFF   // supplemental pictographs
    )
}

fn check_variables(content: &str, limit: Option<usize>) -> Result<(), Failure> {
    let Some(limit) = limit else { return Ok(()) };
    let long = content.split('|').enumerate().map(|(i, v)| (i + 1, v.chars().count())).find(|(_, n)| *n > limit);
    let Some((which, length)) = long else { return Ok(()) };
    Err(Failure::new(
        gateway::VARIABLE_TOO_LONG,
        format!("第 {which} 个变量有 {length} 个字，超过设置 variable_limit 的 {limit} 个字，未发送。"),
        format!(
            "Variable {which} has {length} characters, more than the {limit} of the setting variable_limit; nothing was sent."
        ),
    ))
}

/// The text between 【 and 】 when the content begins or ends with such brackets: there the gateway takes it for a signature.
pub fn signature_at_an_end(content: &str) -> Option<&str> {
    let content = content.trim();
    if let Some(inner) = content.strip_suffix('】') {
        return inner.rfind('【').map(|at| &inner[at + '【'.len_utf8()..]);
    }
    let inner = content.strip_prefix('【')?;
    inner.find('】').map(|at| &inner[..at])
}

/// Why a signature's form is wrong, if it is: the vendor asks for 2 to 30 characters without special symbols.
pub(crate) fn signature_fault(signature: &str) -> Option<(&'static str, &'static str)> {
    let length = signature.chars().count();
    if !(2..=30).contains(&length) {
        return Some(("签名应为 2 至 30 个字", "does not have 2 to 30 characters"));
    }
    if signature.chars().any(char::is_control) {
        return Some(("签名不能含有控制字符", "holds a control character"));
    }
    if signature.contains(['-', '.', '+', '#', '【', '】', '[', ']']) {
        return Some(("签名不能含有 - . + # 或括号", "holds one of - . + # or a bracket"));
    }
    None
}

fn check_signature(content: &str) -> Result<(), Failure> {
    let Some((zh, en)) = signature_at_an_end(content).and_then(signature_fault) else { return Ok(()) };
    Err(Failure::new(
        gateway::SIGNATURE_FORMAT,
        format!("内容首尾的【】会被当作签名，但格式不正确：{zh}。未发送。一般短信无需自带签名，平台会加上。"),
        format!(
            "Brackets 【】 at an end of the content are taken for the signature, and this one {en}. Nothing was sent. Leave the signature out; the platform adds it."
        ),
    ))
}

/// Marketing texts carry their own signature, and tell the reader how to opt out.
fn check_opt_out(content: &str) -> Result<(), Failure> {
    let text = content.trim();
    if signature_at_an_end(text).is_none() {
        return Err(Failure::new(
            gateway::SIGNATURE_FORMAT,
            "营销短信要自带签名，例如结尾写【您的签名】。未发送。",
            "A marketing text carries its own signature, as in 【name】 at its end. Nothing was sent.",
        ));
    }
    let body = match text.strip_suffix('】') {
        Some(inner) => inner.rfind('【').map_or(text, |at| &inner[..at]),
        None => text,
    };
    let body = body.to_uppercase();
    if OPT_OUTS.iter().any(|words| body.contains(words)) {
        return Ok(());
    }
    Err(Failure::new(
        own::OPT_OUT,
        "营销短信必须写明退订方式，例如在末尾、签名之前写“退订回T”。未发送。",
        "A marketing text must say how to opt out, as in 退订回T at its end before the signature. Nothing was sent.",
    ))
}

/// Billed messages for this many characters, signature included: 70 make one, longer texts are billed by 67.
/// Source: the vendor's user guide.
pub fn billed_segments(characters: u32) -> u32 {
    match characters {
        0 => 0,
        1..=ONE_MESSAGE => 1,
        n => n.div_ceil(PER_SEGMENT),
    }
}

pub(super) fn bill(service: Service, content: &str, template: bool, signature: &str) -> Bill {
    let characters = content.chars().count() as u32;
    match service {
        // A call is one unit however long it speaks; the vendor publishes no rule about characters.
        Service::Voice => Bill { characters, segments: 1, recipients: 0 },
        // The template's text is known to the gateway alone, and the vendor publishes no counting rule for these two.
        _ if template => Bill::default(),
        Service::VoiceNotice | Service::International => Bill { characters, segments: 0, recipients: 0 },
        Service::Marketing => Bill { characters, segments: billed_segments(characters), recipients: 0 },
        Service::Sms => {
            let added = if signature_at_an_end(content).is_some() { 0 } else { signature.chars().count() as u32 + 2 };
            Bill { characters: characters + added, segments: billed_segments(characters + added), recipients: 0 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { content: None, variable: None, signature: "互亿无线" };

    fn code(service: Service, content: &str) -> i32 {
        check(service, content, false, &LIMITS).map_or_else(|f| f.code, |()| 2)
    }

    #[test]
    fn segments_at_every_edge() {
        let published = [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4), (500, 8)];
        for (characters, segments) in published {
            assert_eq!(billed_segments(characters), segments, "{characters}");
        }
        assert_eq!(billed_segments(0), 0);
    }

    #[test]
    fn the_signature_counts() {
        let bill = |n: usize| bill(Service::Sms, &"字".repeat(n), false, "互亿无线");
        assert_eq!((bill(64).characters, bill(64).segments), (70, 1));
        assert_eq!((bill(65).characters, bill(65).segments), (71, 2));
        let own = super::bill(Service::Sms, &format!("{}【我的店】", "字".repeat(65)), false, "互亿无线");
        assert_eq!((own.characters, own.segments), (70, 1));
    }

    #[test]
    fn what_cannot_be_known_is_not_guessed() {
        assert_eq!(bill(Service::Sms, "a|b", true, "x").segments, 0);
        assert_eq!(bill(Service::International, "hello", false, "x").segments, 0);
        assert_eq!(bill(Service::Voice, "1234", false, "x").segments, 1);
    }

    #[test]
    fn voice_codes() {
        for good in ["1234", "12345", "000000"] {
            assert_eq!(code(Service::Voice, good), 2);
        }
        for bad in ["123", "1234567", "12 34", "12a4", "１２３４", "-123", "1234\n", "您的验证码1234"] {
            assert_eq!(code(Service::Voice, bad), 4070, "{bad}");
        }
        assert_eq!(code(Service::Voice, " "), 404);
    }

    #[test]
    fn length_limits_are_characters() {
        assert_eq!(code(Service::Sms, &"字".repeat(500)), 2);
        assert_eq!(code(Service::Sms, &"字".repeat(501)), 4073);
        assert_eq!(code(Service::VoiceNotice, &"字".repeat(181)), 4073);
        let wide = Limits { content: Some(600), ..LIMITS };
        assert!(check(Service::Sms, &"字".repeat(600), false, &wide).is_ok());
    }

    #[test]
    fn emoji_but_not_names() {
        for bad in ["好😀", "👍🏽", "🇨🇳", "1️⃣", "❤️", "🀄", "🫠"] {
            assert_eq!(code(Service::Sms, bad), 4074, "{bad}");
        }
        // 𠮷 and 𬭚 stand in people's names; ★ ℃ ① ☎ ✓ are symbols of the basic plane.
        for good in ["𠮷野家", "𬭚先生", "★℃①☎✓", "ａｂｃ"] {
            assert_eq!(code(Service::Sms, good), 2, "{good}");
        }
    }

    #[test]
    fn control_characters() {
        assert_eq!(code(Service::Sms, "a\tb\r\nc"), 2);
        for bad in ["a\0b", "a\u{1}b", "a\u{1B}[0m", "a\u{7F}", "a\u{85}"] {
            assert_eq!(code(Service::Sms, bad), own::CONTROL_CHARACTER, "{bad:?}");
        }
    }

    #[test]
    fn signature_form() {
        for good in ["您好【我的店】", "【我的店】您好", "订单【12】已发货", "a【b"] {
            assert_eq!(code(Service::Sms, good), 2, "{good}");
        }
        assert_eq!(code(Service::International, "ok【A】😀"), 2);
        for bad in ["您好【店】", "您好【a.b】", "【a-b】您好", "您好【】", "您好【a#1】"] {
            assert_eq!(code(Service::Sms, bad), 4070, "{bad}");
        }
        assert_eq!(code(Service::Sms, &format!("您好【{}】", "字".repeat(31))), 4070);
    }

    #[test]
    fn marketing_says_how_to_opt_out() {
        for good in [
            "新品上市。退订回T【测试】",
            "新品上市。退订回TD【测试】",
            "【测试】新品上市，回T退订",
            "促销。拒收请回复R【测试】",
        ] {
            assert_eq!(code(Service::Marketing, good), 2, "{good}");
        }
        assert_eq!(code(Service::Marketing, "新品上市【测试】"), own::OPT_OUT);
        assert_eq!(code(Service::Marketing, "新品上市。退订回T"), 4070);
        assert_eq!(code(Service::Marketing, "促销。退订回T，客服电话400-800-8888【测试】"), 2);
        assert_eq!(code(Service::Marketing, "新品上市【退订】"), own::OPT_OUT);
    }

    #[test]
    fn variables_only_where_the_limit_is_known() {
        let long = "20180515006|张三|100元";
        assert!(check(Service::Sms, long, true, &LIMITS).is_ok());
        let eight = Limits { variable: Some(8), ..LIMITS };
        assert_eq!(check(Service::Sms, long, true, &eight).unwrap_err().code, 40722);
        assert!(check(Service::Sms, "12345678|张三", true, &eight).is_ok());
    }
}
