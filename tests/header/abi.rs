//! `include/ihuyi.abi`: the promise as text, for bindings in other languages to be compared with. Made from the header's own declarations.

use crate::generate::{members, structs};

pub fn describe(header: &str) -> String {
    let mut out = String::from(
        "# What libihuyi promises, one item a line, made from include/ihuyi.h.\n\
         # convention: stdcall on 32-bit Windows, the platform's C convention everywhere else\n",
    );
    for line in header.lines() {
        if let Some(define) = line.strip_prefix("#define IHUYI_") {
            let Some((name, value)) = define.split_once(' ') else { continue };
            if let Ok(number) = value.trim_matches(['(', ')']).parse::<i64>() {
                out.push_str(&format!("constant IHUYI_{name} {number}\n"));
            }
        }
    }
    for name in structs(header) {
        let (mut offset, mut lines) = (0, String::new());
        for (kind, member, length) in members(header, &name) {
            let size = if kind == "char" { length } else { 4 };
            let shown = if kind == "char" { format!("char[{length}]") } else { kind };
            lines.push_str(&format!("  member {member} {shown} offset {offset}\n"));
            offset += size;
        }
        assert_eq!(offset, size_in_rust(&name), "{name}");
        out.push_str(&format!("struct {name} size {offset} align 4\n{lines}"));
    }
    for declaration in header.split("IHUYI_API ").skip(1).filter(|d| d.contains("IHUYI_CALL ihuyi_")) {
        let flat = declaration.split(';').next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        out.push_str(&format!("function {}\n", flat.replace("IHUYI_CALL ", "")));
    }
    out
}

/// Members are of four bytes or char arrays of a multiple of four, so no compiler pads; Rust's own layout is the witness.
fn size_in_rust(name: &str) -> usize {
    match name {
        "ihuyi_result" => size_of::<ihuyi::ffi::result::ihuyi_result>(),
        "ihuyi_explanation" => size_of::<ihuyi::ffi::explain::ihuyi_explanation>(),
        "ihuyi_push" => size_of::<ihuyi::ffi::push::ihuyi_push>(),
        "ihuyi_verification" => size_of::<ihuyi::ffi::verify::ihuyi_verification>(),
        "ihuyi_decision" => size_of::<ihuyi::ffi::guard::ihuyi_decision>(),
        "ihuyi_captcha" => size_of::<ihuyi::ffi::captcha::ihuyi_captcha>(),
        "ihuyi_delivery" => size_of::<ihuyi::ffi::track::ihuyi_delivery>(),
        "ihuyi_progress" => size_of::<ihuyi::ffi::bulk::ihuyi_progress>(),
        "ihuyi_row" => size_of::<ihuyi::ffi::bulk::ihuyi_row>(),
        other => panic!("a new struct: add {other} here"),
    }
}
