//! A text with named columns in it: `{姓名}您好，…`. Pure.

use crate::answer::Failure;
use crate::codes::own;

/// So many names an error lists; a list with more columns is named by its first.
const NAMES_SHOWN: usize = 20;

/// A text with places for columns.
#[derive(Debug, Clone)]
pub struct Template {
    parts: Vec<Part>,
    columns: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// An index into the titles.
    Column(usize),
}

impl Template {
    /// Reads a text; `columns` are the list's titles. A name that is no column is an error that lists the columns. `{{` and `}}` are braces.
    ///
    /// Blanks in a name and in a title do not count, and full-width letters are the narrow ones: `姓　名` is `姓名`.
    pub fn parse(text: &str, columns: &[String]) -> Result<Template, Failure> {
        let mut template = Template { parts: Vec::new(), columns: Vec::new() };
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..at + 1];
            let behind = &rest[at + 1..];
            if let Some(behind) = behind.strip_prefix(brace) {
                plain.push_str(brace);
                rest = behind;
                continue;
            }
            let end = behind.find(['{', '}']).filter(|end| brace == "{" && behind[*end..].starts_with('}'));
            let Some(end) = end else { return Err(single_brace(text, &rest[at..])) };
            let column = find(&behind[..end], columns)?;
            if !plain.is_empty() {
                template.parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            template.parts.push(Part::Column(column));
            if !template.columns.contains(&column) {
                template.columns.push(column);
            }
            rest = &behind[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            template.parts.push(Part::Text(plain));
        }
        match template.parts.iter().find_map(|part| other_brackets(part, columns)) {
            Some(failure) => Err(failure),
            None => Ok(template),
        }
    }

    /// A text that is the same for everybody; braces are braces.
    pub fn plain(text: &str) -> Template {
        Template { parts: vec![Part::Text(text.to_owned())], columns: Vec::new() }
    }

    /// Which columns it uses, as indexes into the titles.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The text with a row's cells in it, written into `out`, which is emptied first. Err: the index of a column whose cell is empty.
    /// A cell beyond the row's end is empty.
    pub fn fill(&self, cells: &[&str], out: &mut String) -> Result<(), usize> {
        out.clear();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Column(column) => match cells.get(*column) {
                    Some(cell) if !cell.trim().is_empty() => out.push_str(cell),
                    _ => return Err(*column),
                },
            }
        }
        Ok(())
    }
}

/// A name as it is compared: without blanks, the full-width forms of ASCII made narrow, in lower case.
pub fn folded(name: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        c => c,
    };
    name.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

/// The column of this name. As it is written, or else as it is compared.
fn find(name: &str, columns: &[String]) -> Result<usize, Failure> {
    let name = name.trim();
    let wanted = folded(name);
    if wanted.is_empty() {
        return Err(Failure::new(
            own::VALUE,
            "模板里有一对空的花括号 {}，没有建立计划。请在里面写列名，例如 {姓名}；要发出花括号本身，写成 {{ 和 }}。",
            "The template has an empty pair of braces {}; no plan was made. Write a column's name into it, as in {name}; for braces themselves write {{ and }}.",
        ));
    }
    let which = |same: &dyn Fn(&String) -> bool| -> Vec<usize> {
        columns.iter().enumerate().filter(|(_, title)| same(title)).map(|(index, _)| index).collect()
    };
    let exact = which(&|title| title == name);
    let found = if exact.is_empty() { which(&|title| folded(title) == wanted) } else { exact };
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(no_column(name, columns)),
        several => Err(ambiguous(name, several)),
    }
}

fn no_column(name: &str, columns: &[String]) -> Failure {
    let shown = crate::message::mask_name(name);
    let names: Vec<&str> = columns.iter().map(String::as_str).filter(|title| !title.is_empty()).collect();
    let more = names.len().saturating_sub(NAMES_SHOWN);
    let listed = &names[..names.len() - more];
    let (more_zh, more_en) = match more {
        0 => (String::new(), String::new()),
        more => (format!("，另有 {more} 列"), format!(", and {more} more")),
    };
    Failure::new(
        own::VALUE,
        format!(
            "名单里没有名为“{shown}”的列，没有建立计划。有这些列：{}{more_zh}。请改正模板里的 {{{shown}}}。",
            listed.join("、")
        ),
        format!(
            "The list has no column called \"{shown}\"; no plan was made. There are: {}{more_en}. Mend {{{shown}}} in the template.",
            listed.join(", ")
        ),
    )
}

fn ambiguous(name: &str, found: &[usize]) -> Failure {
    let places: Vec<String> = found.iter().map(|index| (index + 1).to_string()).collect();
    Failure::new(
        own::VALUE,
        format!(
            "名单里有 {} 列都叫“{name}”（第 {} 列），不知道该用哪一列，没有建立计划。请在表里给其中的列改名。",
            found.len(),
            places.join("、")
        ),
        format!(
            "{} columns of the list are called \"{name}\" (columns {}), and which is meant is not known; no plan was made. Give them different titles in the list.",
            found.len(),
            places.join(", ")
        ),
    )
}

fn single_brace(text: &str, rest: &str) -> Failure {
    let at = text[..text.len() - rest.len()].chars().count() + 1;
    Failure::new(
        own::VALUE,
        format!(
            "模板第 {at} 个字符的花括号没有成对，没有建立计划。列名写成 {{姓名}}；要发出花括号本身，写成 {{{{ 和 }}}}。"
        ),
        format!(
            "The brace at character {at} of the template stands alone; no plan was made. A column is written {{name}}; for braces themselves write {{{{ and }}}}."
        ),
    )
}

/// A column's name in brackets that are not those of a column: everybody would get the name itself. 【】 is how the gateway's console writes
/// variables, and ｛｝ what a Chinese keyboard gives.
fn other_brackets(part: &Part, columns: &[String]) -> Option<Failure> {
    let Part::Text(text) = part else { return None };
    for (open, close) in [('｛', '｝'), ('【', '】')] {
        let mut rest = text.as_str();
        while let Some(at) = rest.find(open) {
            rest = &rest[at + open.len_utf8()..];
            let Some(end) = rest.find(close) else { break };
            let name = folded(&rest[..end]);
            if let Some(title) = columns.iter().find(|title| !name.is_empty() && folded(title) == name) {
                return Some(Failure::new(
                    own::VALUE,
                    format!(
                        "模板里的 {open}{title}{close} 不会换成“{title}”列的内容，会原样发给每个人，所以没有建立计划。列名请用半角花括号：{{{title}}}。"
                    ),
                    format!(
                        "{open}{title}{close} in the template is no place for the column \"{title}\": everybody would get these very words, so no plan was made. Write {{{title}}}."
                    ),
                ));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn filled(text: &str, names: &[&str], cells: &[&str]) -> Result<String, usize> {
        let template = Template::parse(text, &titles(names)).unwrap();
        let mut out = String::from("what was there before");
        template.fill(cells, &mut out).map(|()| out)
    }

    fn refused(text: &str, names: &[&str]) -> Failure {
        let failure = Template::parse(text, &titles(names)).unwrap_err();
        assert_eq!(failure.code, own::VALUE, "{failure}");
        failure
    }

    #[test]
    fn columns_take_their_places() {
        let names = ["手机号", "姓名", "金额"];
        let cells = ["13800000000", "张三", "12.50"];
        assert_eq!(filled("{姓名}您好，应付{金额}元。{姓名}", &names, &cells).unwrap(), "张三您好，应付12.50元。张三");
        assert_eq!(filled("{姓名}", &names, &cells).unwrap(), "张三");
        assert_eq!(filled("{ 姓名 }，您好", &names, &cells).unwrap(), "张三，您好");
        assert_eq!(Template::parse("{金额}{姓名}{金额}", &titles(&names)).unwrap().columns(), [2, 1]);
    }

    #[test]
    fn braces_that_are_meant() {
        assert_eq!(filled("{{{a}}} {{a}} }}{{", &["a"], &["1"]).unwrap(), "{1} {a} }{");
        let mut out = String::new();
        let plain = Template::plain("{a} 【a】 {");
        plain.fill(&[], &mut out).unwrap();
        assert_eq!((out.as_str(), plain.columns()), ("{a} 【a】 {", &[][..]));
    }

    #[test]
    fn what_a_cell_holds_is_never_read_again() {
        assert_eq!(filled("{a}-{b}", &["a", "b"], &["{b}", "}{"]).unwrap(), "{b}-}{");
    }

    #[test]
    fn an_empty_cell_is_named() {
        let names = ["a", "b"];
        assert_eq!(filled("{a}{b}", &names, &["1", " \u{3000}"]), Err(1));
        assert_eq!(filled("{a}{b}", &names, &["1"]), Err(1));
        assert_eq!(filled("{a}", &names, &["1", ""]).unwrap(), "1");
    }

    #[test]
    fn titles_as_offices_write_them() {
        assert_eq!(filled("{姓名}", &["姓　名"], &["张三"]).unwrap(), "张三");
        assert_eq!(filled("{name}", &["ＮＡＭＥ "], &["张三"]).unwrap(), "张三");
        // The one that is written as it is asked for is meant.
        assert_eq!(filled("{Name}", &["name", "Name"], &["1", "2"]).unwrap(), "2");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let none = refused("{姓}", &["姓名", "", "金额"]);
        assert!(none.zh.contains("“姓”") && none.zh.contains("有这些列：姓名、金额。"), "{none}");
        assert!(none.en.contains("There are: 姓名, 金额."), "{none}");
        let many: Vec<String> = (0..30).map(|n| format!("c{n}")).collect();
        let many = Template::parse("{x}", &many).unwrap_err();
        assert!(many.zh.contains("c19，另有 10 列") && many.en.contains("c19, and 10 more"), "{many}");
        let twice = refused("{姓名}", &["姓名", "手机", "姓 名", "姓名"]);
        assert!(twice.zh.contains("第 1、4 列"), "{twice}");
        assert!(refused("{}", &["a"]).zh.contains("空的花括号"));
        for (text, at) in [("ab{", 3), ("ab}c", 3), ("{a", 1), ("您{a{b}", 2), ("{a}}", 4)] {
            let failure = refused(text, &["a", "b"]);
            assert!(failure.en.contains(&format!("at character {at} ")), "{text}: {failure}");
        }
    }

    #[test]
    fn a_name_in_the_wrong_brackets_is_not_sent_to_everybody() {
        for text in ["【姓名】您好", "您好，｛姓名｝", "{手机}【测试】【 姓名 】"] {
            let failure = refused(text, &["手机", "姓名"]);
            assert!(failure.zh.contains("{姓名}") && failure.en.contains("{姓名}"), "{failure}");
        }
        // Signatures and other brackets are what they are.
        assert_eq!(
            filled("{a}，新品上市。退订回T【测试商城】｛x｝", &["a"], &["1"]).unwrap(),
            "1，新品上市。退订回T【测试商城】｛x｝"
        );
    }
}
