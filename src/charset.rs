//! Text at the border: strict in both directions. Nothing is dropped, nothing is replaced.

use crate::answer::Failure;
use crate::codes::own;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use std::borrow::Cow;
use std::ffi::CStr;

/// Every encoding that a setting can choose, by the name that users write: ours for the two that matter, the standard's for the others.
static NAMES: &[(&Encoding, &CStr)] = &[
    (UTF_8, c"utf-8"),
    (GB18030, c"gbk"),
    (encoding_rs::BIG5, c"Big5"),
    (encoding_rs::EUC_JP, c"EUC-JP"),
    (encoding_rs::EUC_KR, c"EUC-KR"),
    (encoding_rs::IBM866, c"IBM866"),
    (encoding_rs::ISO_8859_2, c"ISO-8859-2"),
    (encoding_rs::ISO_8859_3, c"ISO-8859-3"),
    (encoding_rs::ISO_8859_4, c"ISO-8859-4"),
    (encoding_rs::ISO_8859_5, c"ISO-8859-5"),
    (encoding_rs::ISO_8859_6, c"ISO-8859-6"),
    (encoding_rs::ISO_8859_7, c"ISO-8859-7"),
    (encoding_rs::ISO_8859_8, c"ISO-8859-8"),
    (encoding_rs::ISO_8859_8_I, c"ISO-8859-8-I"),
    (encoding_rs::ISO_8859_10, c"ISO-8859-10"),
    (encoding_rs::ISO_8859_13, c"ISO-8859-13"),
    (encoding_rs::ISO_8859_14, c"ISO-8859-14"),
    (encoding_rs::ISO_8859_15, c"ISO-8859-15"),
    (encoding_rs::ISO_8859_16, c"ISO-8859-16"),
    (encoding_rs::KOI8_R, c"KOI8-R"),
    (encoding_rs::KOI8_U, c"KOI8-U"),
    (encoding_rs::MACINTOSH, c"macintosh"),
    (encoding_rs::SHIFT_JIS, c"Shift_JIS"),
    (encoding_rs::WINDOWS_874, c"windows-874"),
    (encoding_rs::WINDOWS_1250, c"windows-1250"),
    (encoding_rs::WINDOWS_1251, c"windows-1251"),
    (encoding_rs::WINDOWS_1252, c"windows-1252"),
    (encoding_rs::WINDOWS_1253, c"windows-1253"),
    (encoding_rs::WINDOWS_1254, c"windows-1254"),
    (encoding_rs::WINDOWS_1255, c"windows-1255"),
    (encoding_rs::WINDOWS_1256, c"windows-1256"),
    (encoding_rs::WINDOWS_1257, c"windows-1257"),
    (encoding_rs::WINDOWS_1258, c"windows-1258"),
    (encoding_rs::X_MAC_CYRILLIC, c"x-mac-cyrillic"),
    (encoding_rs::X_USER_DEFINED, c"x-user-defined"),
];

/// The encoding of the caller's text and of the library's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Default for Charset {
    fn default() -> Charset {
        Charset(UTF_8)
    }
}

impl Charset {
    /// UTF-8.
    pub const UTF_8: Charset = Charset(UTF_8);

    /// The charset of this name: `utf-8`, `gbk` (also `gb2312`, `gb18030`, `cp936`, `936`), or another name of the WHATWG Encoding Standard,
    /// as `big5`. GBK is read and written as its superset GB18030. UTF-16 is none: its text holds NUL bytes.
    pub fn parse(name: &str) -> Option<Charset> {
        let name = name.trim().to_ascii_lowercase();
        let found = match name.as_str() {
            "utf8" | "utf-8" | "65001" | "cp65001" => UTF_8,
            "936" | "cp936" | "ansi" => GB18030,
            "950" | "cp950" => encoding_rs::BIG5,
            other => Encoding::for_label_no_replacement(other.as_bytes())?,
        };
        if found == encoding_rs::UTF_16LE || found == encoding_rs::UTF_16BE || found == encoding_rs::ISO_2022_JP {
            return None;
        }
        Some(Charset(if found == GBK { GB18030 } else { found }))
    }

    /// The name that users write.
    pub fn name(self) -> &'static str {
        // Every name is ASCII; a test goes through them all.
        self.c_name().to_str().unwrap_or_default()
    }

    /// The same for C.
    pub fn c_name(self) -> &'static CStr {
        NAMES.iter().find(|(encoding, _)| *encoding == self.0).map_or(c"", |(_, name)| name)
    }

    /// The text of these bytes, or where and why they are none. `what` names the argument in the error: Chinese, English.
    pub fn decode<'a>(self, bytes: &'a [u8], what: (&str, &str)) -> Result<Cow<'a, str>, Failure> {
        if self.0 == UTF_8 {
            return match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(error) => Err(self.undecodable(bytes, error.valid_up_to(), what)),
            };
        }
        match self.0.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(_) if is_surely_utf8(bytes) => Err(self.mistaken(what)),
            Some(text) => Ok(text),
            None => Err(self.undecodable(bytes, self.first_bad_byte(bytes), what)),
        }
    }

    /// Text that would decode, into something that nobody wrote.
    fn mistaken(self, (what_zh, what_en): (&str, &str)) -> Failure {
        let name = self.name().to_uppercase();
        Failure::new(
            own::ENCODING,
            format!(
                "{what_zh}看起来是 UTF-8 编码，而设置是 charset = {name}：按此发送会变成乱码。请设置 charset = utf-8。未发送任何内容。"
            ),
            format!(
                "{what_en} looks like UTF-8, and the setting is charset = {name}: sent like this it would be garbled. Set charset = utf-8. Nothing was sent."
            ),
        )
    }

    /// The text as bytes of this charset. A character that the charset lacks is written as `\u{…}`: readable, and not lost.
    pub fn encode(self, text: &str) -> Cow<'_, [u8]> {
        if self.0 == UTF_8 {
            return Cow::Borrowed(text.as_bytes());
        }
        let (bytes, _, lossy) = self.0.encode(text);
        if !lossy {
            return Cow::Owned(bytes.into_owned());
        }
        let mut out = Vec::with_capacity(text.len());
        for c in text.chars() {
            self.push(c, &mut out);
        }
        Cow::Owned(out)
    }

    /// As much of the text as fits `room` bytes, cut between characters, and whether it was cut.
    pub fn encode_into(self, text: &str, room: usize) -> (Vec<u8>, bool) {
        let whole = self.encode(text);
        if whole.len() <= room {
            return (whole.into_owned(), false);
        }
        let mut out = Vec::with_capacity(room);
        for c in text.chars() {
            let before = out.len();
            self.push(c, &mut out);
            if out.len() > room {
                out.truncate(before);
                break;
            }
        }
        (out, true)
    }

    fn push(self, c: char, out: &mut Vec<u8>) {
        let mut utf8 = [0; 4];
        let (bytes, _, lossy) = self.0.encode(c.encode_utf8(&mut utf8));
        if lossy { out.extend(c.escape_unicode().map(|c| c as u8)) } else { out.extend_from_slice(&bytes) }
    }

    /// Where decoding first fails. A decoder says how much it read in all, not where the sequence that failed began: ask for ever longer prefixes.
    fn first_bad_byte(self, bytes: &[u8]) -> usize {
        let mut decoder = self.0.new_decoder_without_bom_handling();
        let mut scratch = String::with_capacity(bytes.len() * 4 + 16);
        match decoder.decode_to_string_without_replacement(bytes, &mut scratch, true) {
            (encoding_rs::DecoderResult::Malformed(bad, after), read) => read - usize::from(bad) - usize::from(after),
            (_, read) => read,
        }
    }

    fn undecodable(self, bytes: &[u8], offset: usize, (what_zh, what_en): (&str, &str)) -> Failure {
        let byte = bytes.get(offset).copied().unwrap_or(0);
        let (mut zh, mut en) = (
            format!(
                "{what_zh}不是有效的 {} 文本：第 {offset} 字节（0x{byte:02X}）无法解码。",
                self.name().to_uppercase()
            ),
            format!(
                "{what_en} is not valid {}: byte {offset} (0x{byte:02X}) does not decode.",
                self.name().to_uppercase()
            ),
        );
        if self.0 == UTF_8 && looks_like_gbk(bytes) {
            zh.push_str("看起来是 GBK 编码：请设置 charset = gbk，或先转成 UTF-8。");
            en.push_str(" It looks like GBK: set charset = gbk, or convert the text to UTF-8 first.");
        } else if self.0 != UTF_8 && std::str::from_utf8(bytes).is_ok() {
            zh.push_str("看起来是 UTF-8 编码：请设置 charset = utf-8。");
            en.push_str(" It looks like UTF-8: set charset = utf-8.");
        } else {
            zh.push_str("请检查文本的编码与 charset 设置是否一致。");
            en.push_str(" Check that the text's encoding and the setting charset agree.");
        }
        zh.push_str("未发送任何内容。");
        en.push_str(" Nothing was sent.");
        Failure::new(own::ENCODING, zh, en)
    }
}

/// Whether these bytes can hardly be anything but Chinese in UTF-8, though another charset takes them: nothing in them breaks UTF-8, and
/// at least four characters of three bytes are there. In GBK that would be six characters in a row, every third a rare one of a narrow
/// range. Three and fewer, as the well-known 联通, do happen.
fn is_surely_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|c| c.len_utf8() == 3).count() >= 4)
}

/// Whether bytes that are not UTF-8 decode as GBK and look like Chinese when they do.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(bytes) else { return false };
    let (mut chinese, mut foreign) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{3000}'..='\u{303F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}' => chinese += 1,
            _ => foreign += 1,
        }
    }
    chinese > foreign
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHAT: (&str, &str) = ("短信内容", "the content");

    #[test]
    fn names() {
        for name in ["gbk", "GB2312", "gb18030", "936", "CP936"] {
            assert_eq!(Charset::parse(name).unwrap().name(), "gbk", "{name}");
        }
        assert_eq!(Charset::parse(" UTF-8 ").unwrap(), Charset::UTF_8);
        assert_eq!(Charset::parse("big5").unwrap().name(), "Big5");
        for name in ["utf-16", "utf-16le", "klingon", ""] {
            assert!(Charset::parse(name).is_none(), "{name}");
        }
    }

    #[test]
    fn every_charset_has_a_name_that_leads_back_to_it() {
        // All of the standard's 40 but GBK, which is read as GB18030, and those that no NUL-terminated text can be in.
        assert_eq!(NAMES.len(), 35);
        for (encoding, name) in NAMES {
            let name = name.to_str().unwrap();
            assert!(name.is_ascii());
            assert_eq!(Charset::parse(name), Some(Charset(encoding)), "{name}");
            assert_eq!(Charset(encoding).name(), name);
        }
    }

    #[test]
    fn gbk_promised_as_utf8_is_recognised_and_located() {
        let gbk = Charset::parse("gbk").unwrap();
        let bytes = [b"ab".as_slice(), &gbk.encode("您好，世界")].concat();
        let failure = Charset::UTF_8.decode(&bytes, WHAT).unwrap_err();
        assert_eq!(failure.code, own::ENCODING);
        assert!(failure.zh.contains("第 2 字节") && failure.zh.contains("看起来是 GBK"), "{}", failure.zh);
        assert!(failure.en.contains("byte 2 (0xC4)") && failure.en.contains("looks like GBK"), "{}", failure.en);
    }

    #[test]
    fn utf8_promised_as_gbk_is_recognised_when_it_is_sure() {
        let gbk = Charset::parse("gbk").unwrap();
        for text in ["您好您好", "中国人民", "您的验证码是：1234"] {
            let failure = gbk.decode(text.as_bytes(), WHAT).unwrap_err();
            assert_eq!(failure.code, own::ENCODING, "{text}");
        }
        // GBK that happens to be UTF-8 as well, and GBK that is nothing else.
        assert_eq!(gbk.decode(&gbk.encode("联通"), WHAT).unwrap(), "联通");
        assert_eq!(gbk.decode(&gbk.encode("您的验证码是：1234"), WHAT).unwrap(), "您的验证码是：1234");
        assert_eq!(gbk.decode(b"ascii only", WHAT).unwrap(), "ascii only");
    }

    #[test]
    fn latin1_is_not_called_gbk() {
        let failure = Charset::UTF_8.decode(b"caf\xE9", WHAT).unwrap_err();
        assert!(!failure.en.contains("looks like GBK"), "{}", failure.en);
    }

    #[test]
    fn offset_of_a_bad_byte_in_gbk() {
        let gbk = Charset::parse("gbk").unwrap();
        let bytes = [&gbk.encode("您好")[..], b"\xFF", b"x"].concat();
        let failure = gbk.decode(&bytes, WHAT).unwrap_err();
        assert!(failure.en.contains("byte 4 (0xFF)"), "{}", failure.en);
        let cut = &gbk.encode("您好")[..3];
        let failure = gbk.decode(cut, WHAT).unwrap_err();
        assert!(failure.en.contains("byte 2 (0xBA)"), "{}", failure.en);
    }

    #[test]
    fn every_two_byte_character_of_gb18030_comes_back() {
        let gbk = Charset::parse("gbk").unwrap();
        let (mut same, mut other) = (0, vec![]);
        for lead in 0x81..=0xFEu8 {
            for trail in (0x40..=0x7E).chain(0x80..=0xFEu8) {
                let text = gbk.decode(&[lead, trail], WHAT).unwrap().into_owned();
                if *gbk.encode(&text) == [lead, trail] { same += 1 } else { other.push([lead, trail]) }
            }
        }
        // A3A0 decodes to the ideographic space, which is written as A1A1: the one exception of the Encoding Standard.
        assert_eq!((same, other), (23_939, vec![[0xA3, 0xA0]]));
    }

    #[test]
    fn cut_between_characters() {
        let gbk = Charset::parse("gbk").unwrap();
        assert_eq!(gbk.encode_into("你好a", 4), (gbk.encode("你好").into_owned(), true));
        assert_eq!(gbk.encode_into("你好a", 3).0, gbk.encode("你").into_owned());
        assert_eq!(Charset::UTF_8.encode_into("你好", 5), ("你".as_bytes().to_vec(), true));
        assert_eq!(Charset::UTF_8.encode_into("你好", 6), ("你好".as_bytes().to_vec(), false));
    }

    #[test]
    fn what_a_charset_lacks_is_spelled_out() {
        let big5 = Charset::parse("big5").unwrap();
        assert_eq!(&*big5.encode("a国"), br"a\u{56fd}");
    }
}
