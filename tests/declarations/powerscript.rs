//! PowerBuilder: the external functions of a user object, and its constants.

use crate::Source;
use crate::abi::Abi;
use crate::form::{self, Argument, At, Constant, Convention, Function, Language, Use};
use crate::lex::{Cursor, Read, Rules, tokens};
use crate::win32::{self, Numbers};

/// What a string is in this version.
#[derive(Clone, Copy, PartialEq)]
pub enum Strings {
    /// Since version 10; `;Ansi` converts them on the way.
    Unicode,
    Ansi,
}

const RULES: Rules = Rules {
    line_comments: &["//"],
    block_comments: &[("/*", "*/")],
    hash_lines: false,
    dollar_directives: false,
    quotes: &['"', '\''],
    backslash: false,
    triple_quotes: false,
};

struct PowerScript;

impl Language for PowerScript {
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t", _) => "long".to_owned(),
            ("uint32_t", _) => "ulong".to_owned(),
            _ if win32::handle(c) => "ulong".to_owned(),
            ("const char *", _) => "string".to_owned(),
            ("void", Use::Return) => "nothing".to_owned(),
            (_, Use::Argument) if c.ends_with(" *") => "REF blob".to_owned(),
            _ => return None,
        })
    }

    fn width(&self, _: &str) -> Option<usize> {
        None
    }
}

pub fn check(abi: &Abi, source: &Source, strings: Strings) -> Read<Vec<String>> {
    let Source { path, text } = source;
    let tokens = tokens(path, text, &RULES)?;
    let mut errors = win32::strangers(abi, path, &tokens, &[]);
    let (mut functions, mut constants, mut prototypes) = (Vec::new(), Vec::new(), false);
    for line in win32::lines(&tokens) {
        let mut cursor = Cursor::new(path, line);
        let at = At { path: path.clone(), line: cursor.line() };
        if cursor.are("type prototypes") || cursor.are("end prototypes") {
            prototypes = cursor.is("type");
        } else if prototypes {
            functions.extend(external(&mut cursor, at, strings, &mut errors)?);
        } else if cursor.is("FUNCTION") || cursor.is("SUBROUTINE") {
            return Err(cursor.wants("external functions between `type prototypes` and `end prototypes`"));
        } else if cursor.accept("CONSTANT") {
            cursor.take("long")?;
            let name = cursor.word()?.to_owned();
            cursor.take("=")?;
            constants.push(Constant { at, name, value: cursor.integer()? });
            if cursor.peek().is_some() {
                return Err(cursor.wants("the line's end"));
            }
        }
    }
    errors.extend(form::functions(&abi.functions, &functions, &PowerScript, Convention::Promised, path));
    let wanted = win32::constants(abi, &Numbers::Offsets);
    errors.extend(form::constants(&wanted, &constants, &win32::Named, path));
    errors.extend(win32::charset(source, "of_set(\"charset\", \"gbk\")"));
    Ok(errors)
}

fn external(cursor: &mut Cursor, at: At, strings: Strings, errors: &mut Vec<String>) -> Read<Option<Function>> {
    let returns = if cursor.accept("SUBROUTINE") {
        "nothing".to_owned()
    } else {
        cursor.take("FUNCTION")?;
        cursor.word()?.to_owned()
    };
    let name = cursor.word()?.to_owned();
    cursor.take("(")?;
    let mut arguments = Vec::new();
    while !cursor.accept(")") {
        let reference = if cursor.accept("REF") { "REF " } else { "" };
        let kind = format!("{reference}{}", cursor.word()?);
        arguments.push(Argument { name: Some(cursor.word()?.to_owned()), kind });
        if !cursor.is(")") {
            cursor.take(",")?;
        }
    }
    cursor.take("LIBRARY")?;
    let library = cursor.text()?;
    cursor.take("ALIAS FOR")?;
    let symbol = cursor.text()?;
    if cursor.peek().is_some() {
        return Err(cursor.wants("the line's end"));
    }
    let texts = returns == "string" || arguments.iter().any(|a| a.kind.ends_with("string"));
    let ansi = if texts && strings == Strings::Unicode { ";Ansi" } else { "" };
    let wanted = format!("{name}{ansi}");
    if symbol != wanted {
        errors.push(format!("{at}: {name} is ALIAS FOR {symbol}, expected {wanted}"));
    }
    if library == "kernel32.dll" && !name.starts_with("ihuyi_") {
        return Ok(None);
    }
    if library != "ihuyi.dll" {
        errors.push(format!("{at}: {name} is of {library}, expected ihuyi.dll"));
    }
    Ok(Some(Function { at, name, returns, arguments, convention: Convention::Promised }))
}
