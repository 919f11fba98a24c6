//! `include/ihuyi.abi`: what every binding is held against.

use crate::c;
use crate::form::{At, Constant, Convention, Function, Layout, Member};
use crate::lex::{Cursor, Read, Token, tokens};

pub const PATH: &str = "include/ihuyi.abi";

/// The line that says how functions are called. Where it changes, this test has to.
const CONVENTION: &str = "# convention: stdcall on 32-bit Windows, the platform's C convention everywhere else";

#[derive(Debug, Default)]
pub struct Abi {
    pub constants: Vec<Constant>,
    pub structs: Vec<Layout>,
    pub functions: Vec<Function>,
    /// The types that only pointers tell of.
    pub opaque: Vec<(At, String)>,
}

pub fn read(source: &str) -> Read<Abi> {
    let mut abi = Abi::default();
    if !source.lines().any(|line| line == CONVENTION) {
        return Err(format!("{PATH}: the line `{CONVENTION}` is expected and not there"));
    }
    for (n, line) in source.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let mut tokens: Vec<Token> = tokens(PATH, line, &c::RULES)?;
        tokens.iter_mut().for_each(|token| token.line = n + 1);
        let mut cursor = Cursor::new(PATH, &tokens);
        item(&mut cursor, At { path: PATH.to_owned(), line: n + 1 }, &mut abi)?;
        if cursor.peek().is_some() {
            return Err(cursor.wants("the line's end"));
        }
    }
    let pointers = abi.functions.iter().flat_map(|f| f.arguments.iter().map(|a| &a.kind).chain([&f.returns]));
    for kind in pointers {
        let name = kind.trim_start_matches("const ").trim_end_matches(" *");
        let known = abi.structs.iter().any(|s| s.name == name) || abi.opaque.iter().any(|o| o.1 == name);
        if name.starts_with("ihuyi_") && !known {
            abi.opaque.push((At { path: PATH.to_owned(), line: 1 }, name.to_owned()));
        }
    }
    Ok(abi)
}

fn item(cursor: &mut Cursor, at: At, abi: &mut Abi) -> Read<()> {
    if cursor.accept("constant") {
        abi.constants.push(Constant { at, name: cursor.word()?.to_owned(), value: cursor.integer()? });
    } else if cursor.accept("struct") {
        let name = cursor.word()?.to_owned();
        cursor.take("size")?;
        let size = cursor.length()?;
        cursor.take("align 4")?;
        abi.structs.push(Layout { name, members: Vec::new(), offsets: Vec::new(), size });
    } else if cursor.accept("member") {
        let name = cursor.word()?.to_owned();
        let kind = cursor.word()?.to_owned();
        let length = if cursor.accept("[") { Some(cursor.length()?) } else { None };
        cursor.take(if length.is_some() { "] offset" } else { "offset" })?;
        let into = abi.structs.last_mut().ok_or_else(|| format!("{at}: a member before any struct"))?;
        into.offsets.push(cursor.length()?);
        into.members.push(Member { at, name, kind, length });
    } else {
        cursor.take("function")?;
        abi.functions.push(Function { convention: Convention::Promised, ..c::function(cursor)? });
    }
    Ok(())
}
