//! PHP: the two headers that `\FFI` reads, as C; the classes of constants; and in the class that knows `\FFI`, which header is taken where,
//! the two functions that it declares to find out what a file is, and the ABI version.

use crate::Source;
use crate::abi::Abi;
use crate::c::{self, C};
use crate::form::{self, At, Constant, Convention, Language, Use};
use crate::lex::{Cursor, Kind, Read, Rules, Token, tokens};

pub const FILES: &[&str] = &[
    "ihuyi-ffi.h",
    "ihuyi-ffi-win32.h",
    "src/Internal/Library.php",
    "src/Internal/Native.php",
    "src/Code.php",
    "src/Family.php",
    "src/Flag.php",
    "src/Outcome.php",
    "src/PushKind.php",
];

const RULES: Rules = Rules {
    line_comments: &["//"],
    block_comments: &[("/*", "*/")],
    // Of attributes: a line that begins with `#` is nothing else here.
    hash_lines: false,
    dollar_directives: false,
    quotes: &['"', '\''],
    backslash: true,
    triple_quotes: false,
};

/// The header of 32-bit Windows is taken there and nowhere else.
const CHOICE: &str = "$ win32 = PHP_OS_FAMILY = = = Windows & & PHP_INT_SIZE = = = 4 ; return dirname ( __DIR__ , 2 ) . \
                      ( $ win32 ? /ihuyi-ffi-win32.h : /ihuyi-ffi.h ) ;";

/// `IHUYI_CODE_X` is `Code::X` and so with the other classes; what has no class of its own is in `Code`, as `Code::E_X` and `Code::OK`.
struct Classes;

impl Language for Classes {
    fn kind(&self, _: &str, _: Use) -> Option<String> {
        None
    }

    fn width(&self, _: &str) -> Option<usize> {
        None
    }

    fn constant(&self, name: &str) -> String {
        let name = name.trim_start_matches("IHUYI_");
        let classes = [
            ("OUTCOME_", "Outcome"),
            ("FLAG_", "Flag"),
            ("FAMILY_", "Family"),
            ("PUSH_", "PushKind"),
            ("CODE_", "Code"),
        ];
        let class = classes.iter().find_map(|(prefix, class)| name.strip_prefix(prefix).map(|rest| (class, rest)));
        match class {
            Some((class, rest)) => format!("{class}::{rest}"),
            None if name == "ABI_VERSION" => "Native::ABI_VERSION".to_owned(),
            None => format!("Code::{name}"),
        }
    }
}

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [plain, win32, library, native, classes @ ..] = sources else { unreachable!("FILES has more") };
    let mut errors = header(abi, plain, Convention::Plain)?;
    errors.extend(header(abi, win32, Convention::Stdcall)?);
    let texts = shown(library)?;
    errors.extend(Cursor::new(&library.path, &texts).only(CHOICE).err());
    let texts = tokens(&native.path, &native.text, &RULES)?;
    let cursor = Cursor::new(&native.path, &texts);
    errors.extend(probe(abi, &cursor)?);
    let mut version = cursor.only("private const ABI_VERSION =")?;
    let at = At { path: native.path.clone(), line: version.line() };
    let mut constants = vec![Constant { at, name: "Native::ABI_VERSION".to_owned(), value: version.integer()? }];
    for cdef in cursor.occurrences("FFI : : cdef (") {
        if !cdef.are("self : : PROBE") && !cdef.are("Library : : declarations ( )") {
            errors.push(cdef.wants("self::PROBE or Library::declarations()"));
        }
    }
    for source in classes {
        constants.extend(class(source)?);
    }
    errors.extend(form::constants(&abi.constants, &constants, &Classes, &classes[0].path));
    Ok(errors)
}

fn header(abi: &Abi, source: &Source, convention: Convention) -> Read<Vec<String>> {
    let path = &source.path;
    let c::Header { declarations: found, directives } = c::header(path, &source.text)?;
    let mut errors = form::functions(&abi.functions, &found.functions, &C, convention, path);
    errors.extend(form::structs(&abi.structs, &found.structs, &C, path));
    errors.extend(form::opaque(&abi.opaque, &found.opaque, path));
    // PHP has no preprocessor: it knows these two, and only at the top.
    for (n, (at, text)) in directives.iter().enumerate() {
        let wanted = ["#define FFI_SCOPE \"", "#define FFI_LIB \""].get(n);
        if at.line != n + 1 || wanted.is_none_or(|wanted| !text.starts_with(wanted)) {
            errors.push(format!("{at}: {text}, expected FFI_SCOPE and FFI_LIB in the first two lines"));
        }
    }
    Ok(errors)
}

/// The tokens of a source, its texts among them as words, for patterns.
fn shown(source: &Source) -> Read<Vec<Token>> {
    let mut tokens = tokens(&source.path, &source.text, &RULES)?;
    tokens.iter_mut().filter(|t| t.kind == Kind::Text).for_each(|t| t.kind = Kind::Word);
    Ok(tokens)
}

/// The functions that are declared before the header is read. They take nothing, so that stdcall is no different.
fn probe(abi: &Abi, cursor: &Cursor) -> Read<Vec<String>> {
    let mut cursor = cursor.only("private const PROBE =")?;
    let line = cursor.line();
    let text = cursor.text()?;
    cursor.take(";")?;
    let mut errors = Vec::new();
    for mut found in c::header(cursor.path, text)?.declarations.functions {
        found.at.line = line;
        match abi.functions.iter().find(|f| f.name == found.name) {
            Some(function) if function.arguments.is_empty() => {
                errors.extend(form::function(function, &found, &C, Convention::Plain));
            }
            _ => errors.push(format!(
                "{}: {} in PROBE, expected functions of the ABI without arguments",
                found.at, found.name
            )),
        }
    }
    Ok(errors)
}

fn class(source: &Source) -> Read<Vec<Constant>> {
    let tokens = tokens(&source.path, &source.text, &RULES)?;
    let mut cursor = Cursor::new(&source.path, &tokens).only("namespace Ihuyi ; final class")?;
    let class = cursor.word()?;
    cursor.take("{")?;
    let mut out = Vec::new();
    while !cursor.accept("}") {
        let at = At { path: source.path.clone(), line: cursor.line() };
        if cursor.are("private function __construct") {
            // Nobody makes one.
            cursor.take("private function __construct ( ) { }")?;
            continue;
        }
        cursor.take("public const")?;
        let name = format!("{class}::{}", cursor.word()?);
        cursor.take("=")?;
        out.push(Constant { at, name, value: cursor.integer()? });
        cursor.take(";")?;
    }
    if cursor.peek().is_some() {
        return Err(cursor.wants("the end"));
    }
    Ok(out)
}
