//! The header, the ABI's text and the settings pages are generated, committed, and compared here.
//!
//! `IHUYI_BLESS=1 cargo test --features program --test header` writes them anew.

mod abi;
mod generate;
mod plain;

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed file with what it should be, or writes it when blessing.
fn committed(path: &str, expected: &str) {
    let file: PathBuf = root().join(path);
    if std::env::var_os("IHUYI_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, expected).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = found
        .lines()
        .zip(expected.lines())
        .position(|(a, b)| a != b)
        .map_or_else(|| "at its end".to_owned(), |n| format!("in line {}", n + 1));
    assert!(found == expected, "{path} differs from its sources {differs}; run `make header` and commit the result");
}

#[test]
fn the_header_is_up_to_date() {
    committed("include/ihuyi.h", &generate::header());
}

#[test]
fn the_abi_text_is_up_to_date() {
    committed("include/ihuyi.abi", &abi::describe(&generate::header()));
}

#[test]
fn the_plain_headers_are_up_to_date() {
    let abi = abi::describe(&generate::header());
    committed("bindings/php/ihuyi-ffi.h", &plain::header(&abi, plain::Platform::Plain));
    committed("bindings/php/ihuyi-ffi-win32.h", &plain::header(&abi, plain::Platform::Win32));
}

#[test]
fn the_settings_pages_are_up_to_date() {
    committed("docs/settings.md", &ihuyi::config::markdown(ihuyi::codes::Lang::En));
    committed("docs/settings.zh-CN.md", &ihuyi::config::markdown(ihuyi::codes::Lang::Zh));
}

#[test]
fn every_exported_function_is_declared() {
    // Not through the generator: it must not be able to hide what it leaves out.
    let header = generate::header();
    let mut exported = 0;
    for file in std::fs::read_dir(root().join("src/ffi")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for (at, _) in source.match_indices("#[unsafe(no_mangle)]") {
            let declaration = source[at..].split_once("fn ").unwrap().1;
            let name = declaration.split_once('(').unwrap().0;
            assert!(header.contains(&format!("IHUYI_CALL {name}(")), "{name} is exported and not declared");
            exported += 1;
        }
    }
    assert_eq!(exported, header.matches("IHUYI_API ").count() - header.matches("#define IHUYI_API ").count());
}

#[test]
fn every_exported_function_stops_panics() {
    for name in ihuyi::ffi::SECTIONS {
        let source = std::fs::read_to_string(root().join(format!("src/ffi/{name}.rs"))).unwrap();
        for body in source.split("#[unsafe(no_mangle)]").skip(1) {
            let body = body.split("\n}\n").next().unwrap();
            let function = body.split_once("fn ").unwrap().1.split_once('(').unwrap().0;
            // Behind the declaration: a function's own name guards nothing.
            let block = body.split_once("{\n").unwrap().1;
            let guarded = [
                "guard(",
                "answering(",
                "asking(",
                "made(",
                "submit(",
                "telling(",
                "deciding(",
                "filling(",
                "standing(",
            ]
            .iter()
            .any(|g| block.contains(g));
            let constant = matches!(function, "ihuyi_version" | "ihuyi_abi_version");
            assert!(guarded || constant, "{function} has no panic guard");
        }
    }
}

#[test]
fn names_in_comments_exist() {
    let header = generate::header();
    let mut named = 0;
    for line in header.lines().filter(|l| l.trim_start().starts_with(['*', '/'])) {
        for word in line.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
            // The declaration, and not the comment itself.
            let is_function = header.contains(&format!("IHUYI_CALL {word}("));
            let is_type = header.contains(&format!("}} {word};")) || header.contains(&format!("struct {word} {word};"));
            let is_macro = word.ends_with('_') || header.contains(&format!("#define {word} "));
            if word.starts_with("ihuyi_") {
                named += 1;
                assert!(is_function || is_type, "the comment names {word}, which is not there: {line}");
            } else if word.starts_with("IHUYI_") && word != "IHUYI_H" {
                let variable = ihuyi::config::settings().any(|s| s.variable() == word);
                assert!(is_macro || variable, "the comment names {word}, which is not there: {line}");
            }
        }
    }
    assert!(named > 5, "{named}");
}

#[test]
fn the_three_functions_never_change() {
    let header = generate::header();
    let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
    for promise in [
        "int32_t IHUYI_CALL ihuyi_send(const char *account, const char *password, const char *mobile, const char *content, ihuyi_result *result);",
        "int32_t IHUYI_CALL ihuyi_voice(const char *account, const char *password, const char *mobile, const char *code, ihuyi_result *result);",
        "const char *IHUYI_CALL ihuyi_strerror(int32_t code);",
    ] {
        assert!(header.contains(promise), "{promise}");
    }
}

#[test]
fn families_have_the_numbers_of_the_table() {
    use ihuyi::codes::Family;
    let header = generate::header();
    for family in Family::ALL {
        let line = format!("#define IHUYI_FAMILY_{} {}\n", family.name().to_uppercase(), family as i32);
        assert!(header.contains(&line), "{line}");
    }
    assert_eq!(header.matches("#define IHUYI_FAMILY_").count(), Family::ALL.len());
}
