//! C#: the constants of the class `Abi`, the delegates and structs of `Native`, the fields that hold the functions, and the enums.

use crate::Source;
use crate::abi::Abi;
use crate::c;
use crate::enums::{self, Enum, Style};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, Token, tokens};

pub const FILES: &[&str] = &["Ihuyi.cs"];

const RULES: Rules = c::RULES;

/// A function is looked for by the name of its delegate's type.
const BY_NAME: &str = "Loader . Symbol ( module , type . Name )";

struct CSharp;

impl Language for CSharp {
    /// Texts go in as arrays, which the runtime pins, and come out as addresses; so do a client and a list, of which nothing else is known.
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t", _) => "int".to_owned(),
            ("uint32_t", _) => "uint".to_owned(),
            ("char", Use::Member) => "byte[]".to_owned(),
            ("const char *", Use::Argument) => "byte[]".to_owned(),
            ("const char *", Use::Return) => "IntPtr".to_owned(),
            ("void", Use::Return) => "void".to_owned(),
            ("ihuyi_client *" | "const ihuyi_client *" | "ihuyi_bulk *" | "const ihuyi_bulk *", _) => {
                "IntPtr".to_owned()
            }
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

const ENUMS: [Enum; 6] = [
    Enum { head: "public enum Outcome {", prefix: "IHUYI_OUTCOME_", name: enums::pascal_case, own: Some(("None", 0)) },
    Enum { head: "public enum Family {", prefix: "IHUYI_FAMILY_", name: enums::pascal_case, own: None },
    Enum { head: "public enum PushKind {", prefix: "IHUYI_PUSH_", name: enums::pascal_case, own: None },
    Enum { head: "public enum State {", prefix: "IHUYI_STATE_", name: enums::pascal_case, own: None },
    Enum { head: "public enum BulkState {", prefix: "IHUYI_BULK_", name: enums::pascal_case, own: None },
    Enum { head: "public enum RowState {", prefix: "IHUYI_ROW_", name: enums::pascal_case, own: None },
];
