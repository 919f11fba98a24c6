//! C#: the constants of the class `Abi`, the delegates and structs of `Native`, the fields that hold the functions, and the enums.

use crate::abi::Abi;
use crate::enums::{self, Enum, Style};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, Token, tokens};
use crate::{Slip, Source};

pub const FILES: &[&str] = &["Ihuyi.cs"];

const RULES: Rules = Rules {
    line_comments: &["//"],
    block_comments: &[("/*", "*/")],
    hash_lines: true,
    dollar_directives: false,
    quotes: &['"', '\''],
    backslash: true,
    triple_quotes: false,
};

/// A function is looked for by the name of its delegate's type.
const BY_NAME: &str = "Loader . Symbol ( module , type . Name )";

struct CSharp;

impl Language for CSharp {
    /// Texts go in as arrays, which the runtime pins, and come out as addresses; so does a client, of which nothing else is known.
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t", _) => "int".to_owned(),
            ("uint32_t", _) => "uint".to_owned(),
            ("char", Use::Member) => "byte[]".to_owned(),
            ("const char *", Use::Argument) => "byte[]".to_owned(),
            ("const char *", Use::Return) => "IntPtr".to_owned(),
            ("void", Use::Return) => "void".to_owned(),
            ("ihuyi_client *" | "const ihuyi_client *", _) => "IntPtr".to_owned(),
            _ => format!("ref {}", c.strip_suffix(" *")?),
        })
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "byte[]" => Some(1),
            "int" | "uint" => Some(4),
            _ => None,
        }
    }
}

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [Source { path, text }] = sources else { unreachable!("FILES has one") };
    let tokens = tokens(path, text, &RULES)?;
    let cursor = Cursor::new(path, &tokens);
    let mut errors = Vec::new();
    let constants = constants(&cursor)?;
    let found = native(&cursor)?;
    errors.extend(form::functions(&abi.functions, &found.functions, &CSharp, Convention::Promised, path));
    errors.extend(form::structs(&abi.structs, &found.structs, &CSharp, path));
    errors.extend(form::constants(&abi.constants, &constants, &CSharp, path));
    errors.extend(fields(abi, &cursor)?);
    errors.extend(elsewhere(path, &tokens, &found));
    errors.extend(cursor.only(BY_NAME).err());
    for of in &ENUMS {
        errors.extend(enums::check(abi, &cursor, &STYLE, of)?);
    }
    Ok(errors)
}

fn constants(cursor: &Cursor) -> Read<Vec<Constant>> {
    let mut cursor = cursor.only("public static class Abi {")?;
    let mut out = Vec::new();
    while !cursor.accept("}") {
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        cursor.take("public const int")?;
        let name = cursor.word()?.to_owned();
        cursor.take("=")?;
        out.push(Constant { at, name, value: cursor.integer()? });
        cursor.take(";")?;
    }
    Ok(out)
}

fn native(cursor: &Cursor) -> Read<Declarations> {
    let mut cursor = cursor.only("internal static class Native {")?;
    let mut out = Declarations::default();
    while !cursor.accept("}") {
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        cursor.take("[")?;
        if cursor.accept("UnmanagedFunctionPointer") {
            out.functions.push(delegate(&mut cursor, at)?);
        } else {
            out.structs.push(structure(&mut cursor, at)?);
        }
    }
    Ok(out)
}

fn delegate(cursor: &mut Cursor, at: At) -> Read<Function> {
    cursor.take("( CallingConvention .")?;
    let wants = cursor.wants("Winapi");
    let convention = match cursor.word()? {
        "Winapi" => Convention::Promised,
        // mono on 32-bit Linux does what it is told.
        "StdCall" => Convention::Stdcall,
        "Cdecl" => Convention::Plain,
        _ => return Err(wants),
    };
    cursor.take(") ] public delegate")?;
    let returns = cursor.word()?.to_owned();
    let name = cursor.word()?.to_owned();
    cursor.take("(")?;
    let mut arguments = Vec::new();
    while !cursor.accept(")") {
        let reference = if cursor.accept("ref") { "ref " } else { "" };
        let kind = format!("{reference}{}", kind(cursor)?);
        // With @, a keyword is a name.
        cursor.accept("@");
        arguments.push(Argument { kind, name: Some(cursor.word()?.to_owned()) });
        if !cursor.is(")") {
            cursor.take(",")?;
        }
    }
    cursor.take(";")?;
    Ok(Function { at, name, returns, arguments, convention })
}

fn structure(cursor: &mut Cursor, at: At) -> Read<Struct> {
    cursor.take("StructLayout ( LayoutKind . Sequential ) ] public struct")?;
    let name = cursor.word()?.to_owned();
    cursor.take("{")?;
    let mut members = Vec::new();
    while !cursor.accept("}") {
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        let mut length = None;
        if cursor.accept("[") {
            cursor.take("MarshalAs ( UnmanagedType . ByValArray , SizeConst =")?;
            length = Some(cursor.length()?);
            cursor.take(") ]")?;
        }
        cursor.take("public")?;
        let kind = kind(cursor)?;
        let name = cursor.word()?.to_owned();
        cursor.take(";")?;
        members.push(Member { at, name, kind, length });
    }
    Ok(Struct { at, name, members })
}

fn kind(cursor: &mut Cursor) -> Read<String> {
    let mut kind = cursor.word()?.to_owned();
    if cursor.accept("[") {
        cursor.take("]")?;
        kind.push_str("[]");
    }
    Ok(kind)
}

/// The fields that hold the functions, each of the type with its own name.
fn fields(abi: &Abi, cursor: &Cursor) -> Read<Vec<String>> {
    let start = cursor.only("internal sealed class Library {")?;
    let mut errors = Vec::new();
    let mut names = Vec::new();
    for mut field in start.occurrences("public Native .") {
        let at = format!("{}:{}", field.path, field.line());
        let (kind, name) = (field.word()?, field.word()?);
        field.take(";")?;
        if kind != name {
            errors.push(format!("{at}: the field {name} is of the type {kind}, expected {name}"));
        }
        names.push(name);
    }
    let missing = abi.functions.iter().filter(|f| !names.contains(&&*f.name));
    let at = format!("{}:{}", start.path, start.line());
    errors.extend(missing.map(|f| format!("{at}: no field holds {0}, expected public Native.{0} {0};", f.name)));
    Ok(errors)
}

/// Other ways to declare what the library has.
fn elsewhere(path: &str, tokens: &[Token], found: &Declarations) -> Vec<String> {
    let mut errors = Vec::new();
    for some in tokens.windows(3) {
        let library = some[2].kind == Kind::Text && some[2].text.to_lowercase().contains("ihuyi");
        if some[0].text == "DllImport" && library {
            let at = format!("{path}:{}", some[0].line);
            errors.push(format!("{at}: DllImport of {}, expected delegates in Native alone", some[2].text));
        }
    }
    let native = [("UnmanagedFunctionPointer", found.functions.len()), ("StructLayout", found.structs.len())];
    for (name, times) in native {
        let all = tokens.iter().filter(|t| t.text == name).map(|t| t.line);
        let inside = |line: &usize| {
            found.functions.iter().map(|f| &f.at).chain(found.structs.iter().map(|s| &s.at)).any(|at| at.line == *line)
        };
        let outside: Vec<usize> = all.clone().filter(|line| !inside(line)).collect();
        errors.extend(outside.iter().map(|line| format!("{path}:{line}: {name}, expected it in Native alone")));
        if outside.is_empty() && all.count() != times {
            errors.push(format!("{path}:1: {name} comes more than {times} times, expected it in Native alone"));
        }
    }
    errors
}

const STYLE: Style = Style { open: "=", qualifier: Some("Abi ."), close: None, end: "}" };

const ENUMS: [Enum; 3] = [
    Enum { head: "public enum Outcome {", prefix: "IHUYI_OUTCOME_", name: enums::pascal_case, own: Some(("None", 0)) },
    Enum { head: "public enum Family {", prefix: "IHUYI_FAMILY_", name: enums::pascal_case, own: None },
    Enum { head: "public enum PushKind {", prefix: "IHUYI_PUSH_", name: enums::pascal_case, own: None },
];

pub const SLIPS: &[Slip] = &[
    Slip {
        what: "drop a function",
        file: "Ihuyi.cs",
        find: "[UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate void ihuyi_client_free(IntPtr client);",
        replace: "",
        named: "the function ihuyi_client_free is missing",
    },
    Slip {
        what: "swap two arguments' types",
        file: "Ihuyi.cs",
        find: "byte[] service, int code, byte[] lang,",
        replace: "int service, byte[] code, byte[] lang,",
        named: "argument 2 of ihuyi_explain (service) is int, expected byte[]",
    },
    Slip {
        what: "swap two arguments' names",
        file: "Ihuyi.cs",
        find: "ihuyi_send(byte[] account, byte[] password,",
        replace: "ihuyi_send(byte[] password, byte[] account,",
        named: "argument 1 of ihuyi_send (account) is called password, expected account",
    },
    Slip {
        what: "pass a struct by value",
        file: "Ihuyi.cs",
        find: "delegate IntPtr ihuyi_client_new(ref ihuyi_result result);",
        replace: "delegate IntPtr ihuyi_client_new(ihuyi_result result);",
        named: "argument 1 of ihuyi_client_new (result) is ihuyi_result, expected ref ihuyi_result",
    },
    Slip {
        what: "change a constant",
        file: "Ihuyi.cs",
        find: "const int IHUYI_E_BUSY = -208;",
        replace: "const int IHUYI_E_BUSY = -207;",
        named: "IHUYI_E_BUSY is -207, expected -208",
    },
    Slip {
        what: "change an array's length",
        file: "Ihuyi.cs",
        find: "SizeConst = 4096)",
        replace: "SizeConst = 4095)",
        named: "ihuyi_push.answer is at offset 5299, expected 5300",
    },
    Slip {
        what: "let a number go through a sign",
        file: "Ihuyi.cs",
        find: "            public uint flags;\n            public int segments;",
        replace: "            public int flags;\n            public int segments;",
        named: "member 5 of ihuyi_result is flags of type int, expected flags of type uint",
    },
    Slip {
        what: "take stdcall away",
        file: "Ihuyi.cs",
        find: "(CallingConvention.Winapi)] public delegate int ihuyi_push_parse(",
        replace: "(CallingConvention.Cdecl)] public delegate int ihuyi_push_parse(",
        named: "ihuyi_push_parse is called by the C convention everywhere, expected stdcall on 32-bit Windows",
    },
    Slip {
        what: "leave the convention to the default",
        file: "Ihuyi.cs",
        find: "[UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_version();",
        replace: "public delegate IntPtr ihuyi_version();",
        named: "cannot read `public`, expected [",
    },
    Slip {
        what: "rename a symbol",
        file: "Ihuyi.cs",
        find: "delegate int ihuyi_add_template(",
        replace: "delegate int ihuyi_addTemplate(",
        named: "the function ihuyi_addTemplate is not in include/ihuyi.abi",
    },
    Slip {
        what: "hold a function in another's field",
        file: "Ihuyi.cs",
        find: "public Native.ihuyi_voice ihuyi_voice;",
        replace: "public Native.ihuyi_send ihuyi_voice;",
        named: "the field ihuyi_voice is of the type ihuyi_send, expected ihuyi_voice",
    },
    Slip {
        what: "declare beside the table",
        file: "Ihuyi.cs",
        find: "[DllImport(\"libdl.so.2\", CallingConvention = CallingConvention.Cdecl)]\n        private static extern IntPtr dlerror();",
        replace: "[DllImport(\"ihuyi\")] private static extern int ihuyi_abi_version();",
        named: "DllImport of ihuyi, expected delegates in Native alone",
    },
    Slip {
        what: "declare a delegate beside the table",
        file: "Ihuyi.cs",
        find: "        private const int RTLD_NOW = 2;",
        replace: "        [UnmanagedFunctionPointer(CallingConvention.Cdecl)] delegate int ihuyi_ping();",
        named: "UnmanagedFunctionPointer, expected it in Native alone",
    },
    Slip {
        what: "give an enumerator another's value",
        file: "Ihuyi.cs",
        find: "Limit = Abi.IHUYI_FAMILY_LIMIT,",
        replace: "Limit = Abi.IHUYI_FAMILY_GATEWAY,",
        named: "Limit is 7, expected 6 (IHUYI_FAMILY_LIMIT)",
    },
];
