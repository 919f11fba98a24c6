//! Python: `api.py` is read statement by statement; of `_library.py`, how the library is loaded and that the table's types are set.

use crate::abi::Abi;
use crate::enums::{self, Enum, Style};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, tokens};
use crate::{Slip, Source};

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

const ENUMS: [Enum; 4] = [
    Enum {
        head: "class Outcome ( enum . IntEnum ) :",
        prefix: "IHUYI_OUTCOME_",
        name: enums::upper,
        own: Some(("DONE", 0)),
    },
    Enum { head: "class Flag ( enum . IntFlag ) :", prefix: "IHUYI_FLAG_", name: enums::upper, own: None },
    Enum { head: "class Family ( enum . IntEnum ) :", prefix: "IHUYI_FAMILY_", name: enums::upper, own: None },
    Enum { head: "class PushKind ( enum . IntEnum ) :", prefix: "IHUYI_PUSH_", name: enums::upper, own: None },
];

pub const SLIPS: &[Slip] = &[
    Slip {
        what: "drop a function",
        file: "api.py",
        find: "    (\"ihuyi_client_free\", None, [POINTER(ihuyi_client)]),\n",
        replace: "",
        named: "the function ihuyi_client_free is missing",
    },
    Slip {
        what: "swap two arguments' types",
        file: "api.py",
        find: "c_char_p, c_int32, c_char_p, POINTER(ihuyi_explanation)]",
        replace: "c_int32, c_char_p, c_char_p, POINTER(ihuyi_explanation)]",
        named: "argument 2 of ihuyi_explain (service) is c_int32, expected c_char_p",
    },
    Slip {
        what: "forget an argument",
        file: "api.py",
        find: "(\"ihuyi_charset\", c_char_p, [POINTER(ihuyi_client)])",
        replace: "(\"ihuyi_charset\", c_char_p, [])",
        named: "ihuyi_charset takes 0 arguments, expected 1",
    },
    Slip {
        what: "return an int for a text",
        file: "api.py",
        find: "(\"ihuyi_version\", c_char_p, [])",
        replace: "(\"ihuyi_version\", c_int32, [])",
        named: "ihuyi_version returns c_int32, expected c_char_p",
    },
    Slip {
        what: "change a constant",
        file: "api.py",
        find: "IHUYI_E_BUSY = -208",
        replace: "IHUYI_E_BUSY = 208",
        named: "IHUYI_E_BUSY is 208, expected -208",
    },
    Slip {
        what: "drop a constant",
        file: "api.py",
        find: "IHUYI_E_PANIC = -900\n",
        replace: "",
        named: "the constant IHUYI_E_PANIC is missing",
    },
    Slip {
        what: "lose a sign",
        file: "api.py",
        find: "\"\"\"What a call came to. The caller sets struct_size.\"\"\"\n\n    _fields_ = [\n        (\"struct_size\", c_uint32)",
        replace: "_fields_ = [\n        (\"struct_size\", c_int32)",
        named: "member 1 of ihuyi_result is struct_size of type c_int32, expected struct_size of type c_uint32",
    },
    Slip {
        what: "change an array's length",
        file: "api.py",
        find: "(\"message\", c_char * 512)",
        replace: "(\"message\", c_char * 500)",
        named: "ihuyi_result is of 608 bytes, expected 620",
    },
    Slip {
        what: "a member too many",
        file: "api.py",
        find: "(\"answer\", c_char * 16),",
        replace: "(\"answer\", c_char * 16),\n        (\"more\", c_int32),",
        named: "ihuyi_push has the member more, expected none",
    },
    Slip {
        what: "take stdcall away",
        file: "_library.py",
        find: "_load = ctypes.WinDLL",
        replace: "_load = ctypes.CDLL",
        named: "cannot read `CDLL`, expected WinDLL of",
    },
    Slip {
        what: "stdcall on 64-bit Windows, too",
        file: "_library.py",
        find: "if sys.platform == \"win32\" and ctypes.sizeof(ctypes.c_void_p) == 4:",
        replace: "if sys.platform == \"win32\":",
        named: "expected and of",
    },
    Slip {
        what: "load without the table's types",
        file: "_library.py",
        find: "function.restype, function.argtypes = result, arguments",
        replace: "function.restype = result",
        named: "cannot read `=`, expected , of `function . restype , function . argtypes = result , arguments`",
    },
    Slip {
        what: "rename a symbol",
        file: "api.py",
        find: "(\"ihuyi_add_template\",",
        replace: "(\"ihuyi_addtemplate\",",
        named: "the function ihuyi_addtemplate is not in include/ihuyi.abi",
    },
    Slip {
        what: "declare what cannot be read",
        file: "api.py",
        find: "IHUYI_OK = 0",
        replace: "IHUYI_OK = int()",
        named: "cannot read `int`, expected a number",
    },
    Slip {
        what: "give an enumerator another's value",
        file: "results.py",
        find: "LIMIT = api.IHUYI_FAMILY_LIMIT",
        replace: "LIMIT = api.IHUYI_FAMILY_GATEWAY",
        named: "LIMIT is 7, expected 6 (IHUYI_FAMILY_LIMIT)",
    },
];
