//! What the gateway looks at in a text: its length, its signature, its billing, its emoji.

/// Characters, of whatever alphabet: each counts as one.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Messages billed for a text with its signature: one up to 70 characters, beyond that one per 67.
pub fn segments(shown: &str) -> u32 {
    match length(shown) {
        0..=70 => 1,
        longer => longer.div_ceil(67) as u32,
    }
}

/// Emoji, but neither the signs of the GBK repertoire (★ ☆ ♀ ♂ ☉) nor letters beyond the BMP.
pub fn has_emoji(text: &str) -> bool {
    text.chars().any(|c| match c {
        '★' | '☆' | '♀' | '♂' | '☉' => false,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{20E3}' | '\u{2B50}' | '\u{2B55}' => true,
        _ => false,
    })
}

/// Whether a text is about a code to be typed in: such messages have a daily limit of their own.
pub fn is_verification(text: &str) -> bool {
    ["验证码", "校验码", "动态码", "verification code"].iter().any(|word| text.contains(word))
}

/// A signature that the caller wrote into the text: `【…】` at its start or its end.
pub fn own_signature(text: &str) -> Option<&str> {
    let at_start = text.strip_prefix('【').and_then(|rest| rest.split_once('】')).map(|(name, _)| name);
    let at_end = || text.strip_suffix('】').and_then(|rest| rest.rsplit_once('【')).map(|(_, name)| name);
    at_start.or_else(at_end)
}

/// 2 to 30 characters, none of `-.+#`.
pub fn signature_is_well_formed(name: &str) -> bool {
    (2..=30).contains(&length(name)) && !name.contains(['-', '.', '+', '#', '【', '】'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn billing_is_seventy_then_sixty_seven() {
        for (length, expected) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)] {
            assert_eq!(segments(&"字".repeat(length)), expected, "{length}");
        }
    }

    #[test]
    fn emoji_are_told_from_letters() {
        for text in ["好😀", "1\u{20E3}", "☎", "❤"] {
            assert!(has_emoji(text), "{text}");
        }
        for text in ["𠮷野家", "★", "☉", "￥", "①→", "您的验证码是：1234。"] {
            assert!(!has_emoji(text), "{text}");
        }
    }

    #[test]
    fn a_signature_in_the_text_is_seen_at_either_end() {
        assert_eq!(own_signature("【测试】您好"), Some("测试"));
        assert_eq!(own_signature("您好【测试】"), Some("测试"));
        assert_eq!(own_signature("您【测试】好"), None);
        assert!(signature_is_well_formed("互亿无线"));
        assert!(!signature_is_well_formed("a.b"));
        assert!(!signature_is_well_formed("一"));
    }
}
