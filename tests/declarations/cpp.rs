//! C++ declares nothing itself: `ihuyi.hpp` stands on `ihuyi.h`, which is read here as C, apart from what generates it. Of the wrapper are
//! read the enums, and the names that it uses.

use crate::Source;
use crate::abi::Abi;
use crate::c::{self, C, RULES};
use crate::enums::{self, Enum, Style};
use crate::form::{self, Convention};
use crate::lex::{Cursor, Kind, Read, tokens};

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

const ENUMS: [Enum; 4] = [
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
    Enum { head: "enum class state : std : : int32_t {", prefix: "IHUYI_STATE_", name: lower, own: Some(("none", 0)) },
];
