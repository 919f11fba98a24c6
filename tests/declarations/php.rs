//! PHP: the two headers that `\FFI` reads, as C; the classes of constants; and in the class that knows `\FFI`, which header is taken where,
//! the two functions that it declares to find out what a file is, and the ABI version.

use crate::abi::Abi;
use crate::c::{self, C};
use crate::form::{self, At, Constant, Convention, Language, Use};
use crate::lex::{Cursor, Kind, Read, Rules, Token, tokens};
use crate::{Slip, Source};

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

pub const SLIPS: &[Slip] = &[
    Slip {
        what: "drop a function",
        file: "ihuyi-ffi.h",
        find: "void ihuyi_client_free(ihuyi_client *client);\n",
        replace: "",
        named: "the function ihuyi_client_free is missing",
    },
    Slip {
        what: "swap two arguments' types",
        file: "ihuyi-ffi.h",
        find: "const char *service, int32_t code, const char *lang",
        replace: "int32_t service, const char *code, const char *lang",
        named: "argument 2 of ihuyi_explain (service) is int32_t, expected const char *",
    },
    Slip {
        what: "swap two arguments' names",
        file: "ihuyi-ffi.h",
        find: "ihuyi_send(const char *account, const char *password,",
        replace: "ihuyi_send(const char *password, const char *account,",
        named: "argument 1 of ihuyi_send (account) is called password, expected account",
    },
    Slip {
        what: "change an array's length",
        file: "ihuyi-ffi-win32.h",
        find: "char message[512];",
        replace: "char message[511];",
        named: "member 13 of ihuyi_result is message of type char, 511 times, expected message of type char, 512 times",
    },
    Slip {
        what: "take stdcall away",
        file: "ihuyi-ffi-win32.h",
        find: "int32_t __stdcall ihuyi_push_parse(",
        replace: "int32_t ihuyi_push_parse(",
        named: "ihuyi_push_parse is called by the C convention everywhere, expected stdcall everywhere",
    },
    Slip {
        what: "the plain header on 32-bit Windows",
        file: "Library.php",
        find: "PHP_OS_FAMILY === 'Windows' && PHP_INT_SIZE === 4",
        replace: "PHP_OS_FAMILY === 'Windows' && PHP_INT_SIZE === 2",
        named: "cannot read `2`, expected 4 of",
    },
    Slip {
        what: "rename a symbol",
        file: "ihuyi-ffi.h",
        find: "ihuyi_add_template(",
        replace: "ihuyi_template_add(",
        named: "the function ihuyi_template_add is not in include/ihuyi.abi",
    },
    Slip {
        what: "another type in the probe",
        file: "Native.php",
        find: "int32_t ihuyi_abi_version(void);",
        replace: "uint32_t ihuyi_abi_version(void);",
        named: "ihuyi_abi_version returns uint32_t, expected int32_t",
    },
    Slip {
        what: "change a constant",
        file: "Code.php",
        find: "E_BUSY = -208;",
        replace: "E_BUSY = -209;",
        named: "Code::E_BUSY is -209, expected -208 (IHUYI_E_BUSY)",
    },
    Slip {
        what: "drop a constant",
        file: "Outcome.php",
        find: "public const UNKNOWN = 4;",
        replace: "",
        named: "the constant Outcome::UNKNOWN is missing",
    },
    Slip {
        what: "a constant too many",
        file: "PushKind.php",
        find: "public const REPLY = 2;",
        replace: "public const REPLY = 2;\n    public const CALL = 4;",
        named: "the constant PushKind::CALL is not in include/ihuyi.abi",
    },
    Slip {
        what: "another ABI version",
        file: "Native.php",
        find: "const ABI_VERSION = 1;",
        replace: "const ABI_VERSION = 2;",
        named: "Native::ABI_VERSION is 2, expected 1",
    },
];
