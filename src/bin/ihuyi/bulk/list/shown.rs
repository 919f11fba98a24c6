//! Words of a list as they may be shown: with no number of anybody's in them, and nothing that a terminal would obey.

use ihuyi::answer::Failure;
use ihuyi::message::mask;

/// Without mobile numbers, however they are written: 138 0000 0000 and 138-0000-0000 are some, too. Other digits stay.
pub fn hide(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(char::is_numeric) {
        let (before, digits) = rest.split_at(at);
        out.push_str(before);
        rest = match mobile(digits) {
            Some((number, length)) => {
                out.push_str(&mask(&number));
                &digits[length..]
            }
            None => {
                let run = digits.find(|c: char| !c.is_numeric()).unwrap_or(digits.len());
                out.push_str(&digits[..run]);
                &digits[run..]
            }
        };
    }
    out + rest
}

/// A text without what could be a number: each run of seven digits and more is masked.
pub fn hide_digits(text: &str) -> String {
    let text = hide(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(char::is_numeric) {
        let (before, run) = rest.split_at(at);
        let (run, behind) = run.split_at(run.find(|c: char| !c.is_numeric()).unwrap_or(run.len()));
        out.push_str(before);
        if run.chars().count() < 7 {
            out.push_str(run);
        } else {
            out.push_str(&mask(run));
        }
        rest = behind;
    }
    out + rest
}

/// A cell as it is shown, most of it hidden. Nothing stays nothing.
pub fn masked(raw: &str) -> String {
    if raw.is_empty() { String::new() } else { mask(raw) }
}

/// The mobile number that a text begins with, and its length there. It ends where its last digits do.
fn mobile(text: &str) -> Option<(String, usize)> {
    let mut number = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let goes_on = next.is_some_and(char::is_numeric);
        match digit(c) {
            Some(digit) => number.push(digit),
            None if goes_on && parts(c) => {}
            None => return None,
        }
        let bare = number.strip_prefix("0086").or_else(|| number.strip_prefix("86")).unwrap_or(&number).as_bytes();
        if !goes_on && bare.len() == 11 && bare[0] == b'1' && bare[1] >= b'3' {
            return Some((number, at + c.len_utf8()));
        }
        if number.len() > 15 {
            return None;
        }
    }
    None
}

/// A digit, full-width ones among them.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        _ => None,
    }
}

/// What stands between the digits of one number.
fn parts(c: char) -> bool {
    matches!(c, '-' | '－' | '‐' | '‑' | '–' | '.' | '\u{200B}'..='\u{200F}') || c.is_whitespace()
}

/// Without characters that a terminal obeys, or that turn a line around.
pub fn printable(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let plain = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    text.chars().filter(|c| !turns(c)).map(plain).collect()
}

/// A failure as it may be shown.
pub fn hidden(failure: Failure) -> Failure {
    let shown = |text: &str| printable(&hide(text));
    Failure::new(failure.code, shown(&failure.zh), shown(&failure.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_hidden_however_they_are_written() {
        for (text, wanted) in [
            ("回电 13800000000。", "回电 138****0000。"),
            ("138 0000 0000", "138****0000"),
            ("+86 138-0000-0000！", "+861****0000！"),
            ("１３８　００００　００００", "138****0000"),
            ("13800000000/13900000001", "138****0000/139****0001"),
            ("13800000000 13900000001", "138****0000 139****0001"),
            ("12 13800000000", "12 138****0000"),
            ("A13800000000B", "A138****0000B"),
            ("8613800000000", "861****0000"),
        ] {
            assert_eq!(hide(text), wanted, "{text}");
        }
        for text in
            ["订单 202601310001", "130000000000", "2026-01-31 09:30", "138 0000", "", "12.5 元", "440300200001010000"]
        {
            assert_eq!(hide(text), text);
        }
    }

    #[test]
    fn a_masked_number_is_as_everybody_types_it() {
        assert_eq!(masked("＋８６１３８００００００００"), "+86****0000");
        assert_eq!(
            (masked("").as_str(), hide_digits("电话 １３８００００００００").as_str()),
            ("", "电话 138****0000")
        );
    }

    #[test]
    fn a_telephone_is_hidden_too() {
        assert_eq!(hide_digits("138 0000 0000、021-51000029"), "138****0000、021-5****9");
    }

    #[test]
    fn a_terminal_obeys_nothing_of_it() {
        assert_eq!(printable("a\u{1b}[31m\u{7}b\u{9b}\r\n\u{202E}c"), "a [31m b  \nc");
        let failure = hidden(Failure::new(1, "列 13800000000\u{1b}", "\u{1b}138 0000 0000"));
        assert_eq!((failure.zh.as_str(), failure.en.as_str()), ("列 138****0000 ", " 138****0000"));
    }
}
