//! PHP: the two headers that `\FFI` reads, as C, and which of them is taken where; the classes of constants; and what is declared to find out
//! what a file is, before its header is read.

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
    "ihuyi-check.php",
    "src/BulkState.php",
    "src/Channel.php",
    "src/Code.php",
    "src/Family.php",
    "src/Flag.php",
    "src/Outcome.php",
    "src/PushKind.php",
    "src/RowState.php",
    "src/State.php",
];

/// A line that begins with `#` is an attribute's.
const RULES: Rules = Rules { hash_lines: false, ..c::RULES };

/// The header of 32-bit Windows is taken there and nowhere else.
const CHOICE: &str = "$ win32 = DIRECTORY_SEPARATOR = = = \\\\ & & PHP_INT_SIZE = = = 4 ; return dirname ( dirname ( __DIR__ ) ) . \
                      ( $ win32 ? /ihuyi-ffi-win32.h : /ihuyi-ffi.h ) ;";

/// Each source that loads a library has it for itself.
const ABI_VERSION: &str = "IHUYI_ABI_VERSION";

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
            ("CHANNEL_", "Channel"),
            ("STATE_", "State"),
            ("BULK_", "BulkState"),
            ("ROW_", "RowState"),
        ];
        let class = classes.iter().find_map(|(prefix, class)| name.strip_prefix(prefix).map(|rest| (class, rest)));
        match class {
            Some((class, rest)) => format!("{class}::{rest}"),
            None if name == "ABI_VERSION" => "self::ABI_VERSION".to_owned(),
            None => format!("Code::{name}"),
        }
    }
}

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [plain, win32, library, native, page, classes @ ..] = sources else { unreachable!("FILES has more") };
    let mut errors = header(abi, plain, Convention::Plain)?;
    errors.extend(header(abi, win32, Convention::Stdcall)?);
    let texts = shown(library)?;
    errors.extend(Cursor::new(&library.path, &texts).only(CHOICE).err());
    errors.extend(probing(abi, native)?);
    errors.extend(probing(abi, page)?);
    let mut constants = Vec::new();
    for source in classes {
        constants.extend(class(source)?);
    }
    let wanted: Vec<Constant> = abi.constants.iter().filter(|c| c.name != ABI_VERSION).cloned().collect();
    errors.extend(form::constants(&wanted, &constants, &Classes, &classes[0].path));
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

/// What a source declares before any header is read: the ABI version that it needs, and the functions that tell what a file is. They take
/// nothing, so that stdcall is no different.
fn probing(abi: &Abi, source: &Source) -> Read<Vec<String>> {
    let path = &source.path;
    let texts = tokens(path, &source.text, &RULES)?;
    let cursor = Cursor::new(path, &texts);
    let mut version = cursor.only("const ABI_VERSION =")?;
    let at = At { path: path.clone(), line: version.line() };
    let found = Constant { at, name: "self::ABI_VERSION".to_owned(), value: version.integer()? };
    let wanted: Vec<Constant> = abi.constants.iter().filter(|c| c.name == ABI_VERSION).cloned().collect();
    let mut errors = form::constants(&wanted, &[found], &Classes, path);
    let mut probe = cursor.only("const PROBE =")?;
    let line = probe.line();
    let text = probe.text()?;
    probe.take(";")?;
    for mut found in c::header(path, text)?.declarations.functions {
        found.at.line = line;
        match abi.functions.iter().find(|f| f.name == found.name) {
            Some(function) if function.arguments.is_empty() => {
                errors.extend(form::function(function, &found, &C, Convention::Plain));
            }
            _ => errors.push(format!("{}: {} in PROBE, expected only what takes nothing", found.at, found.name)),
        }
    }
    for cdef in cursor.occurrences("FFI : : cdef (") {
        if !cdef.are("self : : PROBE") && !cdef.are("Library : : declarations ( )") {
            errors.push(cdef.wants("self::PROBE or Library::declarations()"));
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
        // Without a word before it, which PHP 5.6 does not know.
        cursor.take("const")?;
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
