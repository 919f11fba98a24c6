//! C, as far as a header of plain declarations needs it. Types are spelled `int32_t`, `const char *`, `ihuyi_result *`.

use crate::form::{Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, tokens};

/// Of the languages that look like C, too.
pub const RULES: Rules = Rules {
    line_comments: &["//"],
    block_comments: &[("/*", "*/")],
    hash_lines: true,
    dollar_directives: false,
    quotes: &['"', '\''],
    backslash: true,
    triple_quotes: false,
};

/// C says what C says.
pub struct C;

impl Language for C {
    fn kind(&self, c: &str, _: Use) -> Option<String> {
        Some(c.to_owned())
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "char" => Some(1),
            "int32_t" | "uint32_t" => Some(4),
            _ => None,
        }
    }
}

/// A header, and its preprocessor's lines.
pub struct Header {
    pub declarations: Declarations,
    pub directives: Vec<(At, String)>,
}

pub fn header(path: &str, source: &str) -> Read<Header> {
    let tokens = tokens(path, source, &RULES)?;
    let mut cursor = Cursor::new(path, &tokens);
    let mut out = Header { declarations: Declarations::default(), directives: Vec::new() };
    let mut braces = 0;
    while let Some(token) = cursor.peek() {
        let at = At { path: path.to_owned(), line: token.line };
        if token.kind == Kind::Directive {
            out.directives.push((at, token.text.clone()));
            cursor.next();
        } else if cursor.is("typedef") {
            typedef(&mut cursor, at, &mut out.declarations)?;
        } else if cursor.is("extern") {
            cursor.take("extern")?;
            match cursor.text()? {
                "C" => cursor.take("{")?,
                other => return Err(format!("{at}: extern \"{other}\", expected extern \"C\"")),
            }
            braces += 1;
        } else if braces > 0 && cursor.accept("}") {
            braces -= 1;
        } else {
            cursor.accept("IHUYI_API");
            out.declarations.functions.push(function(&mut cursor)?);
            cursor.take(";")?;
        }
    }
    let promised = promised(&out.directives);
    for function in out.declarations.functions.iter_mut().filter(|f| f.convention == Convention::Promised) {
        if !promised {
            function.convention = Convention::Plain;
        }
    }
    out.declarations.constants = constants(&out.directives)?;
    Ok(out)
}

/// Whether `IHUYI_CALL` is stdcall on 32-bit Windows and nothing elsewhere.
fn promised(directives: &[(At, String)]) -> bool {
    let wanted = [
        "#ifndef IHUYI_CALL",
        "#if defined(_WIN32) && !defined(_WIN64)",
        "#define IHUYI_CALL __stdcall",
        "#else",
        "#define IHUYI_CALL",
        "#endif",
        "#endif",
    ];
    let defines = directives.iter().filter(|(_, text)| text.starts_with("#define IHUYI_CALL")).count();
    defines == 2 && directives.windows(wanted.len()).any(|some| some.iter().map(|(_, text)| text).eq(wanted))
}

/// The macros that are numbers. One that is nothing known either is an error.
fn constants(directives: &[(At, String)]) -> Read<Vec<Constant>> {
    let mut out = Vec::new();
    for (at, text) in directives {
        let Some(define) = text.strip_prefix("#define ") else { continue };
        let (name, value) = define.split_once(char::is_whitespace).unwrap_or((define, ""));
        let bare = value.trim().trim_start_matches('(').trim_end_matches(')');
        if let Ok(value) = bare.parse() {
            out.push(Constant { at: at.clone(), name: name.to_owned(), value });
        } else if !(bare.is_empty() || ["extern", "__stdcall"].contains(&bare) || bare.starts_with(['"', '{'])) {
            return Err(format!("{at}: cannot read the value of {name}, expected a number"));
        }
    }
    Ok(out)
}

fn typedef(cursor: &mut Cursor, at: At, out: &mut Declarations) -> Read<()> {
    cursor.take("typedef struct")?;
    let name = cursor.word()?.to_owned();
    if cursor.accept("{") {
        let mut members = Vec::new();
        while !cursor.accept("}") {
            let at = At { path: cursor.path.to_owned(), line: cursor.line() };
            let kind = kind(cursor)?;
            let name = cursor.word()?.to_owned();
            let length = if cursor.accept("[") { Some(cursor.length()?) } else { None };
            cursor.take(if length.is_some() { "] ;" } else { ";" })?;
            members.push(Member { at, name, kind, length });
        }
        out.structs.push(Struct { at, name: name.clone(), members });
    } else {
        out.opaque.push((at, name.clone()));
    }
    cursor.take(&format!("{name} ;"))
}

/// A function's declaration up to its `)`.
pub fn function(cursor: &mut Cursor) -> Read<Function> {
    let at = At { path: cursor.path.to_owned(), line: cursor.line() };
    let returns = kind(cursor)?;
    let convention = if cursor.accept("IHUYI_CALL") {
        Convention::Promised
    } else if cursor.accept("__stdcall") {
        Convention::Stdcall
    } else {
        Convention::Plain
    };
    let name = cursor.word()?.to_owned();
    cursor.take("(")?;
    let mut arguments = Vec::new();
    if !cursor.are("void )") {
        loop {
            let kind = kind(cursor)?;
            arguments.push(Argument { kind, name: Some(cursor.word()?.to_owned()) });
            if !cursor.accept(",") {
                break;
            }
        }
    } else {
        cursor.take("void")?;
    }
    cursor.take(")")?;
    Ok(Function { at, name, returns, arguments, convention })
}

fn kind(cursor: &mut Cursor) -> Read<String> {
    let mut kind = String::new();
    if cursor.accept("const") {
        kind.push_str("const ");
    }
    kind.push_str(cursor.word()?);
    if cursor.accept("*") {
        kind.push_str(" *");
    }
    Ok(kind)
}
