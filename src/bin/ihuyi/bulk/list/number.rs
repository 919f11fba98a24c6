//! A cell that should hold one mobile number: what had to be understood for it to be one, and what nobody can know any more.

use super::cell::trimmed;
use super::{Cell, Kind};
use ihuyi::answer::Failure;
use ihuyi::codes::{gateway, own};
use ihuyi::service::Service;
use std::borrow::Cow;

/// Why a cell was not plain, and is understood all the same. The first ones are about numbers, the others about what a text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    FullWidth,
    Blanks,
    Prefix,
    Number,
    Fraction,
    Marks,
    Invisible,
    TextBlanks,
    TextNumber,
    TextDate,
    /// A cell of a CSV file, used or not, goes over several lines.
    Lines,
}

impl Mend {
    pub const ALL: [Mend; 11] = [
        Mend::FullWidth,
        Mend::Blanks,
        Mend::Prefix,
        Mend::Number,
        Mend::Fraction,
        Mend::Marks,
        Mend::Invisible,
        Mend::TextBlanks,
        Mend::TextNumber,
        Mend::TextDate,
        Mend::Lines,
    ];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Mend::FullWidth => "full_width",
            Mend::Blanks => "blanks",
            Mend::Prefix => "prefix_86",
            Mend::Number => "stored_as_number",
            Mend::Fraction => "stored_as_float",
            Mend::Marks => "quotation_marks",
            Mend::Invisible => "invisible",
            Mend::TextBlanks => "text_blanks",
            Mend::TextNumber => "text_number",
            Mend::TextDate => "text_date",
            Mend::Lines => "several_lines",
        }
    }

    /// What it is: Chinese, English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Mend::FullWidth => ("号码是全角字符", "number: full-width digits"),
            Mend::Blanks => ("号码里有空格或短横线", "number: blanks or dashes"),
            Mend::Prefix => ("号码带 +86、86 或 0086", "number: with +86, 86 or 0086"),
            Mend::Number => ("号码存为数值，不是文本", "number: stored as a number"),
            Mend::Fraction => ("号码带小数点或科学计数", "number: decimal point, exponent"),
            Mend::Marks => ("号码前后有引号", "number: quotation marks"),
            Mend::Invisible => ("号码里有看不见的字符", "number: invisible characters"),
            Mend::TextBlanks => ("内容前后有空格，已去掉", "text: blanks around, taken off"),
            Mend::TextNumber => ("内容存为数值，不带格式", "text: a number, without format"),
            Mend::TextDate => ("内容存为日期，如 2026-01-31", "text: a date, as 2026-01-31"),
            Mend::Lines => ("单元格在引号里跨了几行", "a quoted cell over several lines"),
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mends(u16);

impl Mends {
    pub fn add(&mut self, mend: Mend) {
        self.0 |= mend.bit();
    }

    pub fn join(&mut self, others: Mends) {
        self.0 |= others.0;
    }

    pub const fn has(self, mend: Mend) -> bool {
        self.0 & mend.bit() != 0
    }
}

/// A number as it is handed to the check, and what was understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Number<'a> {
    pub text: Cow<'a, str>,
    pub mends: Mends,
}

impl Number<'_> {
    /// Reads a cell. Err: it cannot be a number, and nobody can know which was meant. Whether it is one, the check says.
    pub fn read(cell: Option<&Cell>, service: Service) -> Result<Number<'_>, Failure> {
        let Some(cell) = cell else { return Ok(Number { text: Cow::Borrowed(""), mends: Mends::default() }) };
        let raw = cell.text.as_str();
        if cell.kind == Kind::Text && raw.len() == 11 && raw.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Number { text: Cow::Borrowed(raw), mends: Mends::default() });
        }
        if cell.kind == Kind::Error {
            return Err(formula(raw));
        }
        if cell.kind == Kind::Lost {
            return Err(lost(raw));
        }
        let mut mends = Mends::default();
        let mut text = Cow::Borrowed(raw);
        if text.contains(is_invisible) {
            text = Cow::Owned(text.replace(is_invisible, ""));
            mends.add(Mend::Invisible);
        }
        let inner = unquoted(&text);
        if inner.len() != trimmed(&text).len() {
            text = Cow::Owned(inner.to_owned());
            mends.add(Mend::Marks);
        }
        if let Some(whole) = whole(trimmed(&text))? {
            text = Cow::Owned(whole);
            mends.add(Mend::Fraction);
        }
        if several(&text) {
            return Err(several_numbers(raw));
        }
        if cell.kind == Kind::Number && !text.is_empty() {
            mends.add(Mend::Number);
        }
        if text.contains(|c| matches!(c, '０'..='９' | '＋' | '－' | '\u{3000}')) {
            mends.add(Mend::FullWidth);
        }
        // An international number has its blank.
        if service != Service::International {
            if text.contains(|c: char| matches!(c, '-' | '－' | '‐' | '‑' | '–') || c.is_whitespace()) {
                mends.add(Mend::Blanks);
            }
            if has_prefix(&text) {
                mends.add(Mend::Prefix);
            }
        }
        Ok(Number { text, mends })
    }
}

/// What comes along when a number is copied out of an address book or a web page.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

/// Without what keeps a spreadsheet from taking it for a number: `'138…`, `="138…"`, `"138…"`.
fn unquoted(text: &str) -> &str {
    let text = trimmed(text);
    let text = text.strip_prefix('=').filter(|rest| rest.starts_with('"')).unwrap_or(text);
    let text = text.trim_matches(['"', '\'', '‘', '’', '“', '”', '`']);
    trimmed(text)
}

/// The whole number that `13800000000.0` and `1.3800000000E+10` stand for, None where there is no such form. Err: digits are lost.
fn whole(text: &str) -> Result<Option<String>, Failure> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((number, fraction)) = text.split_once('.') {
        if digits(number) && number.len() > 6 && !fraction.is_empty() && fraction.bytes().all(|b| b == b'0') {
            return Ok(Some(number.to_owned()));
        }
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return Ok(None) };
    let (number, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let valid = digits(number) && (fraction.is_empty() || digits(fraction)) && digits(exponent);
    let Some(exponent) = exponent.parse::<usize>().ok().filter(|_| valid) else { return Ok(None) };
    if fraction.len() < exponent {
        // Ten of eleven digits can be there.
        let text = if mantissa.len() > 4 { format!("{}…E+{exponent}", &mantissa[..4]) } else { text.to_owned() };
        return Err(Failure::new(
            gateway::MOBILE_FORMAT,
            format!("号码被存成了 {text}，后面的数字已经丢失，未列入。请从原始数据补上完整号码，并把该列设为文本。"),
            format!(
                "The number was stored as {text} and its last digits are lost; left out. Enter it again from its source, and format the column as text."
            ),
        ));
    }
    let whole = format!("{number}{}", &fraction[..exponent]);
    Ok(fraction[exponent..].bytes().all(|b| b == b'0').then_some(whole))
}

/// Whether two and more numbers stand in it.
fn several(text: &str) -> bool {
    let parts = text.split([',', '，', '、', ';', '；', '/', '／', '|', '\n', '\\']);
    let long = |part: &&str| part.chars().filter(|c| c.is_numeric()).count() >= 7;
    let parts = parts.filter(long).count();
    // Parted by blanks alone: nothing that is one number has so many digits.
    parts > 1 || (parts == 1 && text.split_whitespace().filter(|part| part.len() >= 11).count() > 1)
}

fn has_prefix(text: &str) -> bool {
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '+' | '＋' => digits.push('+'),
            _ => {}
        }
    }
    digits.starts_with("+86") || (digits.starts_with("86") && digits.len() == 13) || digits.starts_with("0086")
}

fn several_numbers(raw: &str) -> Failure {
    let shown = super::masked(trimmed(raw));
    Failure::new(
        gateway::MOBILE_FORMAT,
        format!("一个单元格里有几个号码（{shown}），不知道该发给哪个，未列入。请每行只留一个号码。"),
        format!(
            "Several numbers are in one cell ({shown}), and which is meant is not known; left out. Keep one number in each row."
        ),
    )
}

/// A cell whose formula failed.
pub fn formula(error: &str) -> Failure {
    Failure::new(
        own::ARGUMENT,
        format!("单元格里是公式错误 {error}，未列入。请改正公式，或把值粘贴为文本。"),
        format!(
            "The cell holds the error {error} of a formula; left out. Mend the formula, or paste the value as text."
        ),
    )
}

/// A spreadsheet's number of more than 15 digits, or none at all. `text` is what is left of it.
pub fn lost(text: &str) -> Failure {
    Failure::new(
        own::ARGUMENT,
        format!(
            "单元格里的数值 {text} 超过 15 位或不是数，表格里只剩前 15 位，未列入。请从原始数据补上，并先把该列设为文本。"
        ),
        format!(
            "The cell holds the number {text}, of which a spreadsheet keeps no more than 15 digits; left out. Format the column as text, and enter it again from its source."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kind: Kind) -> Result<(String, Vec<Mend>), i32> {
        let cell = Cell { text: text.to_owned(), kind };
        let number = Number::read(Some(&cell), Service::Sms).map_err(|failure| failure.code)?;
        let mends = Mend::ALL.into_iter().filter(|mend| number.mends.has(*mend)).collect();
        Ok((number.text.into_owned(), mends))
    }

    #[test]
    fn what_is_understood() {
        for (text, mends) in [
            ("13800000000", &[][..]),
            ("１３８００００００００", &[Mend::FullWidth]),
            ("138 0000 0000", &[Mend::Blanks]),
            ("13800000000 ", &[Mend::Blanks]),
            ("\t13800000000", &[Mend::Blanks]),
            ("138-0000-0000", &[Mend::Blanks]),
            ("+8613800000000", &[Mend::Prefix]),
            ("8613800000000", &[Mend::Prefix]),
            ("0086 13800000000", &[Mend::Blanks, Mend::Prefix]),
            ("13800000000.0", &[Mend::Fraction]),
            ("1.3800000000E+10", &[Mend::Fraction]),
            ("'13800000000", &[Mend::Marks]),
            ("=\"13800000000\"", &[Mend::Marks]),
            ("\u{202D}13800000000\u{202C}", &[Mend::Invisible]),
        ] {
            let (number, found) = read(text, Kind::Text).unwrap();
            assert_eq!(found, mends, "{text:?}");
            let normal = ihuyi::message::normalise(Service::Sms, &number);
            assert_eq!(normal.unwrap(), "13800000000", "{text:?}");
        }
        assert_eq!(read("13800000000", Kind::Number).unwrap().1, [Mend::Number]);
        assert_eq!(read("", Kind::Text).unwrap(), (String::new(), Vec::new()));
        assert_eq!(Number::read(None, Service::Sms).unwrap().text, "");
    }

    #[test]
    fn what_nobody_can_know() {
        for text in ["1.38E+10", "1.380000000e10", "1E10"] {
            assert_eq!(read(text, Kind::Text), Err(406), "{text}");
        }
        for text in [
            "13800000000/13800000001",
            "13800000000、13800000001",
            "13800000000 13800000001",
            "13800000000;02151000029",
        ] {
            assert_eq!(read(text, Kind::Text), Err(406), "{text}");
        }
        assert_eq!(read("#N/A", Kind::Error), Err(own::ARGUMENT));
        assert_eq!(read("1.380E18", Kind::Lost), Err(own::ARGUMENT));
        let shown = |text| whole(text).unwrap_err().en;
        assert!(shown("1.38E+10").contains(" 1.38E+10 ") && shown("1.380000000e10").contains(" 1.38…E+10 "));
    }

    #[test]
    fn what_is_left_to_the_check() {
        for text in ["无", "1380000000O", "13800000000.5", "张三/13800000000", "E", "1e", "021-51000029"] {
            assert!(read(text, Kind::Text).is_ok(), "{text}");
        }
    }

    #[test]
    fn names_differ() {
        let names: std::collections::HashSet<_> = Mend::ALL.iter().map(|mend| mend.name()).collect();
        let words: std::collections::HashSet<_> = Mend::ALL.iter().map(|mend| mend.words().0).collect();
        assert_eq!((names.len(), words.len()), (11, 11));
    }
}
