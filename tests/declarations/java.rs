//! Java over JNA: the constants, functions and structs of the class `Abi`; in `Loader`, where stdcall is chosen; and the enums.
//!
//! Java has no unsigned numbers, so that `uint32_t` is not told from `int32_t` here.

use crate::Source;
use crate::abi::Abi;
use crate::c;
use crate::enums::{self, Enum, Style};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Read, Rules, Token, tokens};

pub const FILES: &[&str] = &[
    "src/main/java/ihuyi/Abi.java",
    "src/main/java/ihuyi/Loader.java",
    "src/main/java/ihuyi/Outcome.java",
    "src/main/java/ihuyi/Family.java",
    "src/main/java/ihuyi/Push.java",
    "src/main/java/ihuyi/State.java",
    "src/main/java/ihuyi/Progress.java",
    "src/main/java/ihuyi/Row.java",
];

const RULES: Rules = Rules { hash_lines: false, ..c::RULES };

/// JNA takes stdcall from the interface that is loaded: 32-bit Windows alone gets that.
const CHOICE: &str = "{ if ( Platform . isWindows ( ) & & ! Platform . is64Bit ( ) ) return Native . load ( name , Plain . Win32Functions . \
                      class ) ; return Native . load ( name , Plain . Functions . class ) ; }";

const STDCALL: &str = "interface Win32Functions extends Functions , StdCallLibrary { }";

struct Java;

impl Language for Java {
    /// Texts go in as arrays and come out as addresses; so do a client and a list. A struct is passed by its address without a word.
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t" | "uint32_t", _) => "int".to_owned(),
            ("char", Use::Member) => "byte[]".to_owned(),
            ("const char *", Use::Argument) => "byte[]".to_owned(),
            ("const char *", Use::Return) => "Pointer".to_owned(),
            ("void", Use::Return) => "void".to_owned(),
            ("ihuyi_client *" | "const ihuyi_client *" | "ihuyi_bulk *" | "const ihuyi_bulk *", _) => {
                "Pointer".to_owned()
            }
            _ => c.strip_suffix(" *")?.to_owned(),
        })
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "byte[]" => Some(1),
            "int" => Some(4),
            _ => None,
        }
    }
}

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [source, loader, enums @ ..] = sources else { unreachable!("FILES has more") };
    let path = &source.path;
    let tokens = read(source)?;
    let found = declarations(&Cursor::new(path, &tokens))?;
    let mut errors = form::functions(&abi.functions, &found.functions, &Java, Convention::Promised, path);
    errors.extend(form::structs(&abi.structs, &found.structs, &Java, path));
    errors.extend(form::constants(&abi.constants, &found.constants, &Java, path));
    errors.extend(loading(loader)?);
    for (source, of) in enums.iter().zip(&ENUMS) {
        let tokens = read(source)?;
        errors.extend(enums::check(abi, &Cursor::new(&source.path, &tokens), &STYLE, of)?);
    }
    Ok(errors)
}

fn read(source: &Source) -> Read<Vec<Token>> {
    tokens(&source.path, &source.text, &RULES)
}

fn loading(source: &Source) -> Read<Vec<String>> {
    let tokens = read(source)?;
    let cursor = Cursor::new(&source.path, &tokens);
    let mut errors: Vec<String> = cursor.only(CHOICE).err().into_iter().collect();
    let loads = cursor.occurrences("Native . load (");
    if let Some(load) = loads.get(2) {
        errors.push(format!("{}:{}: Native.load, expected two of them", load.path, load.line()));
    }
    Ok(errors)
}

fn declarations(cursor: &Cursor) -> Read<Declarations> {
    let mut cursor = cursor.only("public final class Abi {")?;
    let mut out = Declarations::default();
    while cursor.are("public static final int") {
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        cursor.take("public static final int")?;
        let name = cursor.word()?.to_owned();
        cursor.take("=")?;
        out.constants.push(Constant { at, name, value: cursor.integer()? });
        cursor.take(";")?;
    }
    cursor.take(
        "private Abi ( ) { } static final class Plain { private Plain ( ) { } interface Functions extends Library {",
    )?;
    while !cursor.accept("}") {
        out.functions.push(function(&mut cursor)?);
    }
    cursor.take(STDCALL)?;
    while !cursor.accept("}") {
        out.structs.push(structure(&mut cursor)?);
    }
    cursor.take("}")?;
    if cursor.peek().is_some() {
        return Err(cursor.wants("the end"));
    }
    Ok(out)
}

fn function(cursor: &mut Cursor) -> Read<Function> {
    let at = At { path: cursor.path.to_owned(), line: cursor.line() };
    let returns = kind(cursor)?;
    let name = cursor.word()?.to_owned();
    cursor.take("(")?;
    let mut arguments = Vec::new();
    while !cursor.accept(")") {
        let kind = kind(cursor)?;
        arguments.push(Argument { kind, name: Some(cursor.word()?.to_owned()) });
        if !cursor.is(")") {
            cursor.take(",")?;
        }
    }
    cursor.take(";")?;
    Ok(Function { at, name, returns, arguments, convention: Convention::Promised })
}

/// A struct: JNA lays its members out in the order that the annotation tells.
fn structure(cursor: &mut Cursor) -> Read<Struct> {
    cursor.take("@ Structure . FieldOrder ( {")?;
    let mut order = Vec::new();
    while !cursor.accept("}") {
        order.push(cursor.text()?.to_owned());
        if !cursor.is("}") {
            cursor.take(",")?;
        }
    }
    cursor.take(")")?;
    let at = At { path: cursor.path.to_owned(), line: cursor.line() };
    cursor.take("public static class")?;
    let name = cursor.word()?.to_owned();
    cursor.take("extends Structure {")?;
    let mut members = Vec::new();
    let constructor = format!("public {name} ( ) {{ struct_size = size ( ) ; }} }}");
    while !cursor.are(&constructor) {
        members.push(member(cursor)?);
    }
    cursor.take(&constructor)?;
    let found: Vec<&String> = members.iter().map(|m: &Member| &m.name).collect();
    if let Some(n) = (0..order.len().max(found.len())).find(|n| order.get(*n) != found.get(*n).copied()) {
        let (is, must) = (order.get(n).map_or("nothing", |s| s), found.get(n).map_or("nothing", |s| s));
        return Err(format!("{at}: name {} in the FieldOrder of {name} is {is}, expected {must}", n + 1));
    }
    Ok(Struct { at, name, members })
}

fn member(cursor: &mut Cursor) -> Read<Member> {
    let at = At { path: cursor.path.to_owned(), line: cursor.line() };
    cursor.take("public")?;
    let kind = kind(cursor)?;
    let name = cursor.word()?.to_owned();
    let mut length = None;
    if cursor.accept("=") {
        cursor.take("new byte [")?;
        length = Some(cursor.length()?);
        cursor.take("]")?;
    }
    cursor.take(";")?;
    Ok(Member { at, name, kind, length })
}

fn kind(cursor: &mut Cursor) -> Read<String> {
    let mut kind = cursor.word()?.to_owned();
    if cursor.accept("[") {
        cursor.take("]")?;
        kind.push_str("[]");
    }
    Ok(kind)
}

const STYLE: Style = Style { open: "(", qualifier: Some("Abi ."), close: Some(")"), end: ";" };

const ENUMS: [Enum; 6] = [
    Enum { head: "public enum Outcome {", prefix: "IHUYI_OUTCOME_", name: enums::upper, own: Some(("NONE", 0)) },
    Enum { head: "public enum Family {", prefix: "IHUYI_FAMILY_", name: enums::upper, own: Some(("OTHER", -1)) },
    Enum { head: "public enum Kind {", prefix: "IHUYI_PUSH_", name: enums::upper, own: Some(("OTHER", -1)) },
    Enum { head: "public enum State {", prefix: "IHUYI_STATE_", name: enums::upper, own: Some(("OTHER", -1)) },
    Enum { head: "public enum State {", prefix: "IHUYI_BULK_", name: enums::upper, own: Some(("OTHER", -1)) },
    Enum { head: "public enum State {", prefix: "IHUYI_ROW_", name: enums::upper, own: Some(("OTHER", -1)) },
];
