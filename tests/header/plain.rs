//! The header for readers without a preprocessor, as PHP's FFI: one declaration a line, and the two directives that PHP reads itself.

use std::fmt::Write;

/// The platforms that it differs for.
#[derive(Clone, Copy, PartialEq)]
pub enum Platform {
    /// The C convention is the only one.
    Plain,
    /// 32-bit Windows: stdcall.
    Win32,
}

/// Made from the text of `include/ihuyi.abi`.
pub fn header(abi: &str, platform: Platform) -> String {
    let (library, convention) = match platform {
        Platform::Plain => ("libihuyi.so.1", ""),
        Platform::Win32 => ("ihuyi.dll", "__stdcall "),
    };
    let mut out = format!("#define FFI_SCOPE \"IHUYI\"\n#define FFI_LIB \"{library}\"\n");
    let mut lines = abi.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("struct ") {
            let name = name.split(' ').next().unwrap();
            write!(out, "typedef struct {name} {{").unwrap();
            while let Some(member) = lines.next_if(|line| line.starts_with("  member ")) {
                let mut words = member.split_whitespace().skip(1);
                let (member, kind) = (words.next().unwrap(), words.next().unwrap());
                let (kind, length) = kind.split_at(kind.find('[').unwrap_or(kind.len()));
                write!(out, " {kind} {member}{length};").unwrap();
            }
            writeln!(out, " }} {name};").unwrap();
        }
    }
    let functions = || abi.lines().filter_map(|line| line.strip_prefix("function "));
    // What is pointed to and has no members: a handle.
    let mut known: Vec<&str> = abi.lines().filter_map(|line| line.strip_prefix("struct ")?.split(' ').next()).collect();
    for name in functions().flat_map(|function| function.split(" *").filter_map(|part| part.rsplit(['(', ' ']).next()))
    {
        if name.starts_with("ihuyi_") && !known.contains(&name) {
            writeln!(out, "typedef struct {name} {name};").unwrap();
            known.push(name);
        }
    }
    for function in functions() {
        let name = function[..function.find('(').unwrap()].rfind("ihuyi_").unwrap();
        writeln!(out, "{}{convention}{};", &function[..name], &function[name..]).unwrap();
    }
    out
}
