//! Templates: texts with `【变量】` in them, approved by a reviewer, that a message must fit.

use serde::Serialize;

use super::content::length;
use super::product::Product;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    Pending,
    Approved,
    Rejected,
}

#[derive(Debug, Clone, Serialize)]
pub struct Template {
    pub id: u64,
    pub service: Product,
    pub text: String,
    pub state: Review,
}

/// A template's text between its variables: one more piece than variables.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('【') {
        let Some(close) = rest[open..].find('】') else { break };
        pieces.push(&rest[..open]);
        rest = &rest[open + close + '】'.len_utf8()..];
    }
    pieces.push(rest);
    pieces
}

/// How a message relates to a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    Fits(String),
    VariableTooLong,
    No,
}

impl Template {
    /// Template mode: the values, joined by `|`, in the template's order. A limit of 0 is none.
    pub fn fill(&self, content: &str, limit: usize) -> Fit {
        let pieces = pieces(&self.text);
        let values: Vec<&str> = if pieces.len() == 1 { Vec::new() } else { content.split('|').collect() };
        if values.len() != pieces.len() - 1 || values.iter().any(|value| value.is_empty()) {
            return Fit::No;
        }
        if limit > 0 && values.iter().any(|value| length(value) > limit) {
            return Fit::VariableTooLong;
        }
        let mut text = pieces[0].to_owned();
        for (value, piece) in values.iter().zip(&pieces[1..]) {
            text.push_str(value);
            text.push_str(piece);
        }
        Fit::Fits(text)
    }

    /// Full-text mode: the whole text, punctuation and blanks to the letter.
    pub fn matches(&self, content: &str, limit: usize) -> Fit {
        let pieces = pieces(&self.text);
        let Some(rest) = content.strip_prefix(pieces[0]) else { return Fit::No };
        if limit > 0 && fits(rest, &pieces[1..], limit) {
            return Fit::Fits(content.to_owned());
        }
        match (fits(rest, &pieces[1..], usize::MAX), limit) {
            (true, 0) => Fit::Fits(content.to_owned()),
            (true, _) => Fit::VariableTooLong,
            (false, _) => Fit::No,
        }
    }
}

/// Whether `text` is a value, a piece, a value, a piece ... to its end, no value empty or longer than `limit`.
fn fits(text: &str, pieces: &[&str], limit: usize) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    let ends = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]);
    let mut ends = ends.filter(|&at| at > 0).take(limit);
    if rest.is_empty() {
        return ends.any(|end| text[end..] == **piece);
    }
    ends.any(|end| text[end..].strip_prefix(piece).is_some_and(|after| fits(after, rest, limit)))
}

/// What the vendor lets everybody use while testing, and what its documents use as an example.
pub fn defaults() -> Vec<Template> {
    [
        (1, Product::Sms, "您的验证码是：【变量】。请不要把验证码泄露给其他人。"),
        (2, Product::Sms, "订单号：【变量1】，联系人：【变量2】，手机号：【变量3】，金额：【变量4】。"),
        (1361, Product::VoiceNotice, "您的订单号是：【变量】。已由【变量】发出，请注意查收。"),
        (1, Product::International, "Your verification code is 【变量】"),
    ]
    .into_iter()
    .map(|(id, service, text)| Template { id, service, text: text.to_owned(), state: Review::Approved })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template { id: 9, service: Product::Sms, text: text.to_owned(), state: Review::Approved }
    }

    #[test]
    fn values_are_filled_in_in_order() {
        let template = template("订单【变量1】由【变量2】发出");
        assert_eq!(template.fill("9633|顺风", 8), Fit::Fits("订单9633由顺风发出".to_owned()));
        assert_eq!(template.fill("9633", 8), Fit::No);
        assert_eq!(template.fill("9633|", 8), Fit::No);
        assert_eq!(template.fill("123456789|顺风", 8), Fit::VariableTooLong);
        assert!(matches!(template.fill("123456789|顺风", 0), Fit::Fits(_)));
    }

    #[test]
    fn a_full_text_must_match_to_the_letter() {
        let template = template("您的验证码是：【变量】。请不要把验证码泄露给其他人。");
        let text = |code: &str| format!("您的验证码是：{code}。请不要把验证码泄露给其他人。");
        assert!(matches!(template.matches(&text("1234"), 8), Fit::Fits(_)));
        assert_eq!(template.matches(&text("123456789"), 8), Fit::VariableTooLong);
        assert_eq!(template.matches(&text(""), 8), Fit::No);
        assert_eq!(template.matches(&text("1234").replace('：', ":"), 8), Fit::No);
        assert_eq!(template.matches(&text("1234").replace('。', " 。"), 8), Fit::No);
        assert_eq!(template.matches(&format!("{}x", text("1234")), 8), Fit::No);
    }

    #[test]
    fn variables_may_hold_what_looks_like_the_text_around_them() {
        let template = template("a【x】b【y】b");
        assert!(matches!(template.matches("abbbb", 8), Fit::Fits(_)));
        assert_eq!(template.matches("abb", 8), Fit::No);
    }
}
