//! The enums of a binding's upper layer: each name stands for the constant that it says it does, and none is forgotten.

use crate::abi::Abi;
use crate::form::{self, At, Constant, Language, Use};
use crate::lex::{Cursor, Kind, Read};

/// One enum of a language.
pub struct Enum {
    /// What comes before its first name.
    pub head: &'static str,
    /// Of the constants that it stands for.
    pub prefix: &'static str,
    /// From the constant's name without the prefix.
    pub name: fn(&str) -> String,
    /// A name of its own that no constant has, for what no call or only a newer library says.
    pub own: Option<(&'static str, i64)>,
}

/// How a language writes them.
pub struct Style {
    /// Between a name and its value.
    pub open: &'static str,
    /// Before a constant's name.
    pub qualifier: Option<&'static str>,
    /// Behind the value.
    pub close: Option<&'static str>,
    /// Behind the last.
    pub end: &'static str,
}

impl Language for Enum {
    fn kind(&self, _: &str, _: Use) -> Option<String> {
        None
    }

    fn width(&self, _: &str) -> Option<usize> {
        None
    }

    fn constant(&self, name: &str) -> String {
        (self.name)(name.trim_start_matches(self.prefix))
    }
}

/// An enum whose names are separated by commas.
pub fn check(abi: &Abi, cursor: &Cursor, style: &Style, of: &Enum) -> Read<Vec<String>> {
    let mut cursor = cursor.only(of.head)?;
    let start = At { path: cursor.path.to_owned(), line: cursor.line() };
    let mut found = Vec::new();
    while !cursor.accept(style.end) {
        found.push(one(&mut cursor, abi, style)?);
        if !cursor.is(style.end) {
            cursor.take(",")?;
        }
    }
    Ok(compare(abi, &start, found, of))
}

/// A name and its value.
pub fn one(cursor: &mut Cursor, abi: &Abi, style: &Style) -> Read<Constant> {
    let at = At { path: cursor.path.to_owned(), line: cursor.line() };
    let name = cursor.word()?.to_owned();
    cursor.take(style.open)?;
    let value = if cursor.is("-") || cursor.peek().is_some_and(|token| token.kind == Kind::Number) {
        cursor.integer()?
    } else {
        if let Some(qualifier) = style.qualifier {
            cursor.take(qualifier)?;
        }
        let wants = cursor.wants("a constant of include/ihuyi.abi");
        let name = cursor.word()?;
        abi.constants.iter().find(|c| c.name == name).ok_or(wants)?.value
    };
    if let Some(close) = style.close {
        cursor.take(close)?;
    }
    Ok(Constant { at, name, value })
}

pub fn compare(abi: &Abi, start: &At, mut found: Vec<Constant>, of: &Enum) -> Vec<String> {
    let wanted: Vec<Constant> = abi.constants.iter().filter(|c| c.name.starts_with(of.prefix)).cloned().collect();
    found.retain(|c| of.own != Some((c.name.as_str(), c.value)));
    let errors = form::constants(&wanted, &found, of, &start.path);
    let top = format!("{}:1:", start.path);
    errors.into_iter().map(|error| error.replace(&top, &format!("{start}:"))).collect()
}

/// `TEMPLATE_REVIEW` as it is.
pub fn upper(name: &str) -> String {
    name.to_owned()
}

/// `TEMPLATE_REVIEW` as `TemplateReview`.
pub fn pascal_case(name: &str) -> String {
    name.split('_').map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase())).collect()
}
