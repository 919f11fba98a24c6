//! Text in the columns of a terminal: a Chinese character takes two of them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Lines have at most so many columns. The eightieth stays free: some terminals go to the next line when it is written.
pub const LINE: usize = 79;

/// How many columns a text takes. What may take one or two, as `…` and `“`, is counted as two: Chinese terminals write it so.
pub fn width(text: &str) -> usize {
    text.width_cjk()
}

/// The text with blanks behind it, to so many columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text with blanks before it, to so many columns.
pub fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text in lines of at most so many columns. Latin words stay whole where they can, and a Chinese full stop or comma begins no line.
pub fn fold(text: &str, columns: usize) -> Vec<String> {
    text.lines().flat_map(|line| fold_line(line, columns)).collect()
}

fn fold_line(line: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut now = String::new();
    for piece in pieces(line) {
        if width(&now) + width(piece.trim_end()) <= columns {
            now.push_str(piece);
            continue;
        }
        if !now.is_empty() {
            lines.push(std::mem::take(&mut now));
        }
        // What is longer than a line is cut where the line ends.
        for c in piece.chars() {
            if width(&now) + c.width_cjk().unwrap_or(0) > columns {
                lines.push(std::mem::take(&mut now));
            }
            now.push(c);
        }
    }
    lines.push(now);
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// What a line is not broken within: a Latin word with the blanks behind it, or one wide character with the punctuation behind it.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut last) = (0, None::<char>);
    for (at, c) in line.char_indices() {
        let breaks = last.is_some_and(|last| {
            let wide = is_wide(c) || is_wide(last);
            (last.is_whitespace() && !c.is_whitespace()) || (wide && !CLOSING.contains(c) && !OPENING.contains(last))
        });
        if breaks && !c.is_whitespace() {
            pieces.push(&line[start..at]);
            start = at;
        }
        last = Some(c);
    }
    pieces.push(&line[start..]);
    pieces
}

const CLOSING: &str = "，。、；：！？）】》”’…";
const OPENING: &str = "（【《“‘";

fn is_wide(c: char) -> bool {
    c.width_cjk() == Some(2)
}

/// A label, and text beside it in lines that begin under each other.
pub fn beside(label: &str, columns: usize, text: &str) -> String {
    let mut out = String::new();
    let lines = fold(text, LINE.saturating_sub(columns));
    for (at, line) in lines.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        out.push_str(pad(label, columns).as_str());
        out.push_str(line);
        out.push('\n');
    }
    if lines.is_empty() {
        out.push_str(label);
        out.push('\n');
    }
    out
}

/// A number with a comma at the thousands.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// So many rows, in English.
pub fn rows(n: u64) -> String {
    format!("{} {}", count(n), one_or(n, "row", "rows"))
}

/// The English word that fits so many.
pub fn one_or(n: u64, one: &'static str, more: &'static str) -> &'static str {
    if n == 1 { one } else { more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_may() {
        assert_eq!(fold("您的订单已发货。", 8), ["您的订单", "已发货。"]);
        assert_eq!(fold("您的订单。已", 8), ["您的订", "单。已"]);
        assert_eq!(fold("your order was sent", 10), ["your order", "was sent"]);
        assert_eq!(fold("abcdefghijkl", 5), ["abcde", "fghij", "kl"]);
        assert_eq!(fold("您好ABC，再见", 8), ["您好", "ABC，再", "见"]);
        assert_eq!(fold("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(fold("", 8), Vec::<String>::new());
    }

    #[test]
    fn no_line_is_too_long() {
        let text = "【测试商城】尊敬的 VIP 会员“张三”您好…… your order 20260131-000001 (12.50) 已于 2026-01-31 发货，退订回T。".repeat(5);
        for columns in 2..80 {
            let lines = fold(&text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&lines.concat()), bare(&text), "{columns}");
        }
    }

    #[test]
    fn columns_align() {
        assert_eq!((pad("名单", 6).as_str(), pad_left("12", 4).as_str()), ("名单  ", "  12"));
        assert_eq!(beside("名单", 6, "a"), "名单  a\n");
        assert_eq!(
            (count(0).as_str(), count(999).as_str(), count(1000).as_str(), count(1_234_567).as_str()),
            ("0", "999", "1,000", "1,234,567")
        );
    }
}
