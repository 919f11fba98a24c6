//! C++ declares nothing itself: `ihuyi.hpp` stands on `ihuyi.h`, which is read here as C, apart from what generates it. Of the wrapper are
//! read the enums, and the names that it uses.

use crate::abi::Abi;
use crate::c::{self, C, RULES};
use crate::enums::{self, Enum, Style};
use crate::form::{self, Convention};
use crate::lex::{Cursor, Kind, Read, tokens};
use crate::{Slip, Source};

pub const FILES: &[&str] = &["../../include/ihuyi.h", "ihuyi.hpp"];

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [header, wrapper] = sources else { unreachable!("FILES has two") };
    let mut errors = plain(abi, header)?;
    errors.extend(wrapping(abi, wrapper)?);
    Ok(errors)
}

fn plain(abi: &Abi, source: &Source) -> Read<Vec<String>> {
    let path = &source.path;
    let c::Header { declarations: found, directives } = c::header(path, &source.text)?;
    let mut errors = form::functions(&abi.functions, &found.functions, &C, Convention::Promised, path);
    errors.extend(form::structs(&abi.structs, &found.structs, &C, path));
    errors.extend(form::opaque(&abi.opaque, &found.opaque, path));
    errors.extend(form::constants(&abi.constants, &found.constants, &C, path));
    for layout in &abi.structs {
        let zeros = layout.members.iter().skip(1).map(|m| if m.length.is_some() { ", {0}" } else { ", 0" });
        let wanted = format!(
            "#define {}_INIT {{ sizeof({}){} }}",
            layout.name.to_uppercase(),
            layout.name,
            zeros.collect::<String>()
        );
        let name = &wanted[..wanted.find(" {").unwrap_or(wanted.len())];
        match directives.iter().find(|(_, text)| text.split(" {").next() == Some(name)) {
            Some((_, text)) if *text == wanted => {}
            Some((at, text)) => errors.push(format!("{at}: `{text}`, expected `{wanted}`")),
            None => errors.push(format!("{path}:1: `{wanted}` is expected and not there")),
        }
    }
    Ok(errors)
}

fn wrapping(abi: &Abi, source: &Source) -> Read<Vec<String>> {
    let path = &source.path;
    let tokens = tokens(path, &source.text, &RULES)?;
    let mut errors = Vec::new();
    if !tokens.iter().any(|t| t.kind == Kind::Directive && t.text == "#include \"ihuyi.h\"") {
        errors.push(format!("{path}:1: `#include \"ihuyi.h\"` is expected and not there"));
    }
    for token in &tokens {
        let at = format!("{path}:{}", token.line);
        match token.kind {
            Kind::Directive => {
                let defined = token.text.strip_prefix("#define ").or(token.text.strip_prefix("#undef "));
                if defined.is_some_and(|name| !name.starts_with("IHUYI_CPP_") && !name.starts_with("IHUYI_HPP")) {
                    errors.push(format!("{at}: {}, expected only names in IHUYI_CPP_", token.text));
                }
            }
            Kind::Word if matches!(&*token.text, "extern" | "dlsym" | "GetProcAddress") => {
                errors.push(format!("{at}: {}, expected no declaration beside ihuyi.h", token.text));
            }
            Kind::Word if !known(abi, &token.text) => {
                errors.push(format!("{at}: {} is not in include/ihuyi.abi, expected none", token.text));
            }
            _ => {}
        }
    }
    let cursor = Cursor::new(path, &tokens);
    for function in &abi.functions {
        if cursor.occurrences(&format!("{} (", function.name)).is_empty() {
            errors
                .push(format!("{path}:1: the function {} is called nowhere, expected a wrapper of it", function.name));
        }
    }
    for of in &ENUMS {
        errors.extend(enums::check(abi, &cursor, &STYLE, of)?);
    }
    Ok(errors)
}

/// Whether a word that looks like one of the library's is one.
fn known(abi: &Abi, word: &str) -> bool {
    if word.starts_with("IHUYI_") {
        let made = word.starts_with("IHUYI_CPP_") || word == "IHUYI_VERSION";
        let init = abi.structs.iter().any(|s| word == format!("{}_INIT", s.name.to_uppercase()));
        return made || init || abi.constants.iter().any(|c| c.name == word);
    }
    !word.starts_with("ihuyi_")
        || abi.functions.iter().any(|f| f.name == word)
        || abi.structs.iter().any(|s| s.name == word)
        || abi.opaque.iter().any(|o| o.1 == word)
}

/// Lower case, and a plural where that is a keyword.
fn lower(name: &str) -> String {
    let name = name.to_lowercase();
    if name == "template" { "templates".to_owned() } else { name }
}

const STYLE: Style = Style { open: "=", qualifier: None, close: None, end: "}" };

const ENUMS: [Enum; 3] = [
    Enum {
        head: "enum class outcome : std : : int32_t {",
        prefix: "IHUYI_OUTCOME_",
        name: lower,
        own: Some(("none", 0)),
    },
    Enum { head: "enum class family : std : : int32_t {", prefix: "IHUYI_FAMILY_", name: lower, own: None },
    Enum {
        head: "enum class push_kind : std : : int32_t {",
        prefix: "IHUYI_PUSH_",
        name: lower,
        own: Some(("none", 0)),
    },
];

pub const SLIPS: &[Slip] = &[
    Slip {
        what: "drop a function",
        file: "ihuyi.h",
        find: "IHUYI_API void IHUYI_CALL ihuyi_client_free(ihuyi_client *client);",
        replace: "",
        named: "the function ihuyi_client_free is missing",
    },
    Slip {
        what: "swap two arguments' types",
        file: "ihuyi.h",
        find: "const char *service, int32_t code,",
        replace: "int32_t service, const char *code,",
        named: "argument 2 of ihuyi_explain (service) is int32_t, expected const char *",
    },
    Slip {
        what: "lose a const",
        file: "ihuyi.h",
        find: "ihuyi_charset(const ihuyi_client *client)",
        replace: "ihuyi_charset(ihuyi_client *client)",
        named: "argument 1 of ihuyi_charset (client) is ihuyi_client *, expected const ihuyi_client *",
    },
    Slip {
        what: "change a constant",
        file: "ihuyi.h",
        find: "#define IHUYI_E_BUSY (-208)",
        replace: "#define IHUYI_E_BUSY (-209)",
        named: "IHUYI_E_BUSY is -209, expected -208",
    },
    Slip {
        what: "change an array's length",
        file: "ihuyi.h",
        find: "char message[512];",
        replace: "char message[256];",
        named: "member 13 of ihuyi_result is message of type char, 256 times, expected message of type char, 512 times",
    },
    Slip {
        what: "take one function's convention away",
        file: "ihuyi.h",
        find: "int32_t IHUYI_CALL ihuyi_voice(",
        replace: "int32_t ihuyi_voice(",
        named: "ihuyi_voice is called by the C convention everywhere, expected stdcall on 32-bit Windows",
    },
    Slip {
        what: "take stdcall away",
        file: "ihuyi.h",
        find: "#define IHUYI_CALL __stdcall",
        replace: "#define IHUYI_CALL __cdecl",
        named: "cannot read the value of IHUYI_CALL",
    },
    Slip {
        what: "stdcall on 64-bit Windows, too",
        file: "ihuyi.h",
        find: "#if defined(_WIN32) && !defined(_WIN64)",
        replace: "#if defined(_WIN32)",
        named: "ihuyi_send is called by the C convention everywhere, expected stdcall on 32-bit Windows",
    },
    Slip {
        what: "rename a symbol",
        file: "ihuyi.h",
        find: "IHUYI_CALL ihuyi_add_template(",
        replace: "IHUYI_CALL ihuyi_template_add(",
        named: "the function ihuyi_template_add is not in include/ihuyi.abi",
    },
    Slip {
        what: "forget a member in an initialiser",
        file: "ihuyi.h",
        find: "#define IHUYI_EXPLANATION_INIT { sizeof(ihuyi_explanation), 0,",
        replace: "#define IHUYI_EXPLANATION_INIT { sizeof(ihuyi_explanation),",
        named: "expected `#define IHUYI_EXPLANATION_INIT { sizeof(ihuyi_explanation), 0, 0, 0, 0, {0}",
    },
    Slip {
        what: "drop an enumerator",
        file: "ihuyi.hpp",
        find: "limit = IHUYI_FAMILY_LIMIT,",
        replace: "",
        named: "the constant limit is missing",
    },
    Slip {
        what: "give an enumerator another's value",
        file: "ihuyi.hpp",
        find: "refused = IHUYI_OUTCOME_REFUSED,",
        replace: "refused = IHUYI_OUTCOME_UNKNOWN,",
        named: "refused is 4, expected 2 (IHUYI_OUTCOME_REFUSED)",
    },
    Slip {
        what: "wrap one function no more",
        file: "ihuyi.hpp",
        find: "return ihuyi_strerror(code);",
        replace: "return std::to_string(code);",
        named: "the function ihuyi_strerror is called nowhere",
    },
    Slip {
        what: "declare beside the header",
        file: "ihuyi.hpp",
        find: "namespace detail {\n\n// A text",
        replace: "extern \"C\" int ihuyi_ping(void);\nnamespace detail {\n\n// A text",
        named: "ihuyi_ping is not in include/ihuyi.abi",
    },
];
