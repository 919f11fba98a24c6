//! Visual FoxPro: `DECLARE` statements, and a header with the constants and the places of the structs' members.

use crate::Source;
use crate::abi::Abi;
use crate::form::{self, Argument, At, Constant, Convention, Function, Language, Use};
use crate::lex::{Cursor, Read, Rules, tokens};
use crate::win32::{self, Numbers};

const RULES: Rules = Rules {
    line_comments: &["&&"],
    block_comments: &[],
    hash_lines: false,
    dollar_directives: false,
    quotes: &['"', '\''],
    backslash: false,
    triple_quotes: false,
};

struct FoxPro;

impl Language for FoxPro {
    /// A struct is a text that is handed over by its address and comes back changed.
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t" | "uint32_t", _) => "INTEGER".to_owned(),
            _ if win32::handle(c) => "INTEGER".to_owned(),
            ("const char *", _) => "STRING".to_owned(),
            ("void", Use::Return) => "nothing".to_owned(),
            (_, Use::Argument) if c.ends_with(" *") => "STRING @".to_owned(),
            _ => return None,
        })
    }

    fn width(&self, _: &str) -> Option<usize> {
        None
    }
}

/// A line that begins with an asterisk is a comment; inside a line it multiplies.
fn without_comments(text: &str) -> String {
    let line = |line: &str| if line.trim_start().starts_with('*') { String::new() } else { line.to_owned() };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

pub fn check(abi: &Abi, program: &Source, header: &Source) -> Read<Vec<String>> {
    let Source { path, text } = program;
    let tokens = tokens(path, &without_comments(text), &RULES)?;
    let mut errors = win32::strangers(abi, path, &tokens, &["ihuyi_vfp"]);
    let mut found = Vec::new();
    for line in win32::lines(&tokens) {
        let mut cursor = Cursor::new(path, line);
        let at = At { path: path.clone(), line: cursor.line() };
        if cursor.accept("DECLARE") {
            found.extend(declare(&mut cursor, at, &mut errors)?);
        } else if cursor.is("#") {
            cursor.take("# INCLUDE ihuyi_vfp . h")?;
        }
    }
    errors.extend(form::functions(&abi.functions, &found, &FoxPro, Convention::Promised, path));
    errors.extend(win32::charset(program, "IhuyiSet(\"charset\", \"gbk\")"));
    errors.extend(numbers(abi, header)?);
    Ok(errors)
}

fn declare(cursor: &mut Cursor, at: At, errors: &mut Vec<String>) -> Read<Option<Function>> {
    let mut words = vec![cursor.word()?.to_owned()];
    while !cursor.accept("IN") {
        words.push(cursor.word()?.to_owned());
    }
    let name = words.pop().unwrap_or_default();
    let returns = if words.is_empty() { "nothing".to_owned() } else { words.join(" ") };
    if cursor.accept("kernel32") {
        let stranger = !name.starts_with("ihuyi_");
        errors.extend((!stranger).then(|| format!("{at}: {name} is of kernel32, expected ihuyi.dll")));
        return Ok(None);
    }
    cursor.take("ihuyi . dll")?;
    let mut arguments = Vec::new();
    while cursor.peek().is_some() {
        let mut kind = cursor.word()?.to_owned();
        if cursor.accept("@") {
            kind.push_str(" @");
        }
        arguments.push(Argument { name: Some(cursor.word()?.to_owned()), kind });
        if cursor.peek().is_some() {
            cursor.take(",")?;
        }
    }
    Ok(Some(Function { at, name, returns, arguments, convention: Convention::Promised }))
}

fn numbers(abi: &Abi, header: &Source) -> Read<Vec<String>> {
    let Source { path, text } = header;
    let tokens = tokens(path, &without_comments(text), &RULES)?;
    let mut found = Vec::new();
    for line in win32::lines(&tokens) {
        let mut cursor = Cursor::new(path, line);
        let at = At { path: path.clone(), line: cursor.line() };
        cursor.take("# DEFINE")?;
        found.push(Constant { at, name: cursor.word()?.to_owned(), value: cursor.integer()? });
        if cursor.peek().is_some() {
            return Err(cursor.wants("the line's end"));
        }
    }
    Ok(form::constants(&win32::constants(abi, &Numbers::Offsets), &found, &win32::Named, path))
}
