//! Python: `api.py` is read statement by statement; of `_library.py`, how the library is loaded and that the table's types are set.

use crate::Source;
use crate::abi::Abi;
use crate::enums::{self, Enum, Style};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, tokens};

pub const FILES: &[&str] = &["src/ihuyi/api.py", "src/ihuyi/_library.py", "src/ihuyi/results.py"];

const RULES: Rules = Rules {
    line_comments: &["#"],
    block_comments: &[],
    hash_lines: false,
    dollar_directives: false,
    quotes: &['"', '\''],
    backslash: true,
    triple_quotes: true,
};

/// The stdcall loader on 32-bit Windows alone, said in one of two ways.
const LOADERS: [&str; 2] = [
    "_load = ctypes . CDLL if sys . platform = = win32 and ctypes . sizeof ( ctypes . c_void_p ) = = 4 : _load = ctypes . WinDLL",
    "if sys . platform = = win32 and ctypes . sizeof ( ctypes . c_void_p ) = = 4 : _load = ctypes . WinDLL else : _load = ctypes . CDLL",
];

/// What sets the declared types, and loads by the loader above.
const USES: [&str; 3] = [
    "= _load ( path )",
    "for name , result , arguments in api . FUNCTIONS :",
    "function . restype , function . argtypes = result , arguments",
];

struct Python;

impl Language for Python {
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t", _) => "c_int32".to_owned(),
            ("uint32_t", _) => "c_uint32".to_owned(),
            ("char", Use::Member) => "c_char".to_owned(),
            ("const char *", _) => "c_char_p".to_owned(),
            ("void", Use::Return) => "None".to_owned(),
            _ => format!("POINTER({})", c.trim_start_matches("const ").strip_suffix(" *")?),
        })
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "c_char" => Some(1),
            "c_int32" | "c_uint32" => Some(4),
            _ => None,
        }
    }
}

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [api, library, results] = sources else { unreachable!("FILES has three") };
    let found = declarations(api)?;
    let mut errors = form::functions(&abi.functions, &found.functions, &Python, Convention::Promised, &api.path);
    errors.extend(form::structs(&abi.structs, &found.structs, &Python, &api.path));
    errors.extend(form::opaque(&abi.opaque, &found.opaque, &api.path));
    errors.extend(form::constants(&abi.constants, &found.constants, &Python, &api.path));
    errors.extend(loading(library)?);
    errors.extend(enums(abi, results)?);
    Ok(errors)
}

fn loading(source: &Source) -> Read<Vec<String>> {
    let path = &source.path;
    let mut tokens = tokens(path, &source.text, &RULES)?;
    // What the variable may hold for mypy is nothing to Python.
    if let Some(at) = tokens.windows(2).position(|some| some[0].text == "_load" && some[1].text == ":") {
        let end = tokens[at..].iter().position(|t| t.text == "=").unwrap_or(1);
        tokens.drain(at + 1..at + end);
    }
    // So that a pattern of words finds the one text in it.
    tokens.iter_mut().filter(|t| t.kind == Kind::Text && t.text == "win32").for_each(|t| t.kind = Kind::Word);
    let cursor = Cursor::new(path, &tokens);
    let mut errors = Vec::new();
    let [first, second] = LOADERS.map(|said| cursor.only(said).err());
    errors.extend(first.and(second));
    for wanted in USES {
        errors.extend(cursor.only(wanted).err());
    }
    let loaders = ["WinDLL", "CDLL", "OleDLL", "PyDLL", "LoadLibrary", "CFUNCTYPE", "WINFUNCTYPE", "windll", "cdll"];
    for name in loaders {
        let mut found = tokens.iter().filter(|t| t.kind == Kind::Word && t.text == name);
        let allowed = usize::from(["WinDLL", "CDLL"].contains(&name));
        errors.extend(found.nth(allowed).map(|t| format!("{path}:{}: {name}, expected {allowed} of it", t.line)));
    }
    let mut set = cursor.occurrences("_load =");
    if set.len() > 2 {
        errors.push(format!("{path}:{}: _load is set again, expected its two loaders alone", set.remove(2).line()));
    }
    Ok(errors)
}

fn declarations(source: &Source) -> Read<Declarations> {
    let tokens = tokens(&source.path, &source.text, &RULES)?;
    let mut cursor = Cursor::new(&source.path, &tokens);
    let mut out = Declarations::default();
    while let Some(token) = cursor.peek() {
        let at = At { path: source.path.clone(), line: token.line };
        if token.indent != Some(0) {
            return Err(cursor.wants("a statement that begins its line"));
        }
        if token.kind == Kind::Text {
            cursor.text()?;
        } else if cursor.is("from") {
            import(&mut cursor)?;
        } else if cursor.is("class") {
            class(&mut cursor, at, &mut out)?;
        } else if cursor.accept("FUNCTIONS") {
            out.functions = table(&mut cursor)?;
        } else {
            let name = cursor.word()?.to_owned();
            cursor.take("=")?;
            out.constants.push(Constant { at, name, value: cursor.integer()? });
        }
    }
    Ok(out)
}

/// Under their own names: otherwise c_int32 could be anything.
fn import(cursor: &mut Cursor) -> Read<()> {
    cursor.take("from")?;
    let module = cursor.word()?;
    if !["ctypes", "typing"].contains(&module) {
        return Err(cursor.wants(&format!("an import from ctypes or typing, and not from {module}")));
    }
    cursor.take("import")?;
    cursor.word()?;
    while cursor.accept(",") {
        cursor.word()?;
    }
    Ok(())
}

fn class(cursor: &mut Cursor, at: At, out: &mut Declarations) -> Read<()> {
    cursor.take("class")?;
    let name = cursor.word()?.to_owned();
    cursor.take("( Structure ) :")?;
    if cursor.peek().is_some_and(|t| t.kind == Kind::Text) {
        cursor.text()?;
    }
    if cursor.peek().is_none_or(|t| t.indent == Some(0)) {
        out.opaque.push((at, name));
        return Ok(());
    }
    cursor.take("_fields_ = [")?;
    let mut members = Vec::new();
    while !cursor.accept("]") {
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        cursor.take("(")?;
        let name = cursor.text()?.to_owned();
        cursor.take(",")?;
        let kind = kind(cursor)?;
        let length = if cursor.accept("*") { Some(cursor.length()?) } else { None };
        cursor.take(")")?;
        if !cursor.is("]") {
            cursor.take(",")?;
        }
        members.push(Member { at, name, kind, length });
    }
    out.structs.push(Struct { at, name, members });
    Ok(())
}

/// `FUNCTIONS`, with its annotation or without.
fn table(cursor: &mut Cursor) -> Read<Vec<Function>> {
    if cursor.accept(":") {
        cursor.word()?;
        cursor.skip_group("[", "]")?;
    }
    cursor.take("= [")?;
    let mut out = Vec::new();
    while !cursor.accept("]") {
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        cursor.take("(")?;
        let name = cursor.text()?.to_owned();
        cursor.take(",")?;
        let returns = kind(cursor)?;
        cursor.take(", [")?;
        let mut arguments = Vec::new();
        while !cursor.accept("]") {
            arguments.push(Argument { name: None, kind: kind(cursor)? });
            if !cursor.is("]") {
                cursor.take(",")?;
            }
        }
        cursor.take(")")?;
        if !cursor.is("]") {
            cursor.take(",")?;
        }
        out.push(Function { at, name, returns, arguments, convention: Convention::Promised });
    }
    Ok(out)
}

fn kind(cursor: &mut Cursor) -> Read<String> {
    let word = cursor.word()?;
    if word != "POINTER" {
        return Ok(word.to_owned());
    }
    cursor.take("(")?;
    let to = cursor.word()?;
    cursor.take(")")?;
    Ok(format!("POINTER({to})"))
}

/// The upper layer's enums, each to the end of its block.
fn enums(abi: &Abi, source: &Source) -> Read<Vec<String>> {
    let tokens = tokens(&source.path, &source.text, &RULES)?;
    let all = Cursor::new(&source.path, &tokens);
    let mut errors = Vec::new();
    for of in &ENUMS {
        let mut cursor = all.only(of.head)?;
        let start = At { path: source.path.clone(), line: cursor.line() };
        if cursor.peek().is_some_and(|t| t.kind == Kind::Text) {
            cursor.text()?;
        }
        let mut found = Vec::new();
        while cursor.peek().is_some_and(|t| t.indent == Some(4)) {
            found.push(enums::one(&mut cursor, abi, &STYLE)?);
        }
        errors.extend(enums::compare(abi, &start, found, of));
    }
    Ok(errors)
}

const STYLE: Style = Style { open: "=", qualifier: Some("api ."), close: None, end: "" };

const ENUMS: [Enum; 8] = [
    Enum {
        head: "class Outcome ( enum . IntEnum ) :",
        prefix: "IHUYI_OUTCOME_",
        name: enums::upper,
        own: Some(("DONE", 0)),
    },
    Enum { head: "class Flag ( enum . IntFlag ) :", prefix: "IHUYI_FLAG_", name: enums::upper, own: None },
    Enum { head: "class Family ( enum . IntEnum ) :", prefix: "IHUYI_FAMILY_", name: enums::upper, own: None },
    Enum {
        head: "class Channel ( enum . IntEnum ) :",
        prefix: "IHUYI_CHANNEL_",
        name: enums::upper,
        own: Some(("NONE", 0)),
    },
    Enum { head: "class PushKind ( enum . IntEnum ) :", prefix: "IHUYI_PUSH_", name: enums::upper, own: None },
    Enum { head: "class State ( enum . IntEnum ) :", prefix: "IHUYI_STATE_", name: enums::upper, own: None },
    Enum { head: "class BulkState ( enum . IntEnum ) :", prefix: "IHUYI_BULK_", name: enums::upper, own: None },
    Enum { head: "class RowState ( enum . IntEnum ) :", prefix: "IHUYI_ROW_", name: enums::upper, own: None },
];
