//! `include/ihuyi.h`, section by section: each file of `src/ffi` becomes one, its introduction first, then its types, then its functions.

use crate::root;
use ihuyi::codes;
use ihuyi::ffi::SECTIONS;

/// The widest line of a declaration.
const WIDTH: usize = 120;

pub fn header() -> String {
    let mut out = read("src/ffi/preamble.h");
    let version = env!("CARGO_PKG_VERSION");
    out.push_str(&format!("\n/** The release that this header belongs to; `ihuyi_version` tells the library's. */\n#define IHUYI_VERSION \"{version}\"\n"));
    out.push_str("\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n");
    for name in SECTIONS {
        let source = read(&format!("src/ffi/{name}.rs"));
        out.push_str(&introduction(&source));
        out.push('\n');
        out.push_str(&declarations(name, &source));
        if name == "result" {
            out.push_str(&code_constants());
        }
    }
    out.push_str("\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* IHUYI_H */\n");
    out
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The `//!` lines as a banner.
fn introduction(source: &str) -> String {
    let mut lines =
        source.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let title = lines.next().and_then(|line| line.strip_prefix("# ")).expect("a section has a title");
    let mut out = format!("\n/* ---- {title} {}\n", "-".repeat(100usize.saturating_sub(title.chars().count())));
    for line in lines {
        out.push_str(format!(" * {line}").replace('`', "").trim_end());
        out.push('\n');
    }
    format!(
        "{} */\n",
        out.trim_end_matches([' ', '*']).trim_end_matches('\n').to_owned()
            + if out.matches('\n').count() > 2 { "\n" } else { "" }
    )
}

/// What cbindgen makes of the file. It leaves `extern "system"` out, so it is shown `extern "C"`; the convention comes back as a macro.
fn declarations(name: &str, source: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.rs", std::process::id()));
    let thread = format!("{:?}", std::thread::current().id()).replace(|c: char| !c.is_alphanumeric(), "");
    let file = file.with_extension(format!("{thread}.rs"));
    std::fs::write(&file, source.replace("extern \"system\"", "extern \"C\"")).unwrap();
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        no_includes: true,
        export: cbindgen::ExportConfig { include: defined(source), ..Default::default() },
        documentation: true,
        documentation_style: cbindgen::DocumentationStyle::Doxy,
        documentation_length: cbindgen::DocumentationLength::Full,
        style: cbindgen::Style::Both,
        tab_width: 4,
        line_length: 10_000,
        sort_by: cbindgen::SortKey::None,
        function: cbindgen::FunctionConfig {
            args: cbindgen::Layout::Horizontal,
            sort_by: Some(cbindgen::SortKey::None),
            ..Default::default()
        },
        ..Default::default()
    };
    let bindings = cbindgen::Builder::new()
        .with_config(config)
        .with_src(&file)
        .generate()
        .unwrap_or_else(|e| panic!("{name}: {e}"));
    std::fs::remove_file(&file).unwrap();
    let mut raw = Vec::new();
    bindings.write(&mut raw);
    let mut out = String::new();
    for line in String::from_utf8(raw).unwrap().lines() {
        if let Some(function) = function(line) {
            out.push_str(&function);
        } else if let Some(opaque) = line.strip_prefix("typedef struct ").filter(|l| l.ends_with(';')) {
            let name = opaque.trim_end_matches(';').split(' ').next().unwrap();
            out.push_str(&format!("typedef struct {name} {name};\n"));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    let mut out = compact(&out);
    for name in structs(&out) {
        out.push_str(&initialiser(&out.clone(), &name));
    }
    out
}

/// The structs of this file: cbindgen leaves out those that no function of the same file takes.
fn defined(source: &str) -> Vec<String> {
    let names = source.lines().filter_map(|line| line.strip_prefix("pub struct ihuyi_")?.split([' ', '(']).next());
    names.map(|name| format!("ihuyi_{name}")).collect()
}

/// `/** one line */` for comments of one line.
fn compact(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < lines.len() {
        if let [open, line, close, ..] = &lines[at..] {
            let indent = &open[..open.len() - open.trim_start().len()];
            if open.trim() == "/**" && close.trim() == "*/" && line.len() <= WIDTH + 8 {
                out.push_str(&format!("{indent}/** {} */\n", line.trim().trim_start_matches("* ")));
                at += 3;
                continue;
            }
        }
        out.push_str(lines[at]);
        out.push('\n');
        at += 1;
    }
    out
}

/// A declaration with the macros in place, wrapped.
fn function(line: &str) -> Option<String> {
    let (head, arguments) = line.strip_suffix(");")?.split_once('(')?;
    let at = head.rfind("ihuyi_")?;
    let (kind, name) = head.split_at(at);
    if kind.starts_with([' ', '*', '/', '#']) {
        return None;
    }
    let kind = kind.trim_start_matches("struct ");
    let mut out = format!("IHUYI_API {kind}IHUYI_CALL {name}(");
    let mut width = out.len();
    let arguments: Vec<String> = arguments.split(", ").map(|a| a.replace("struct ihuyi_", "ihuyi_")).collect();
    for (i, argument) in arguments.iter().enumerate() {
        let last = i + 1 == arguments.len();
        if width + argument.len() + 2 > WIDTH {
            out.truncate(out.trim_end().len());
            out.push_str("\n    ");
            width = 4;
        }
        out.push_str(argument);
        out.push_str(if last { ");\n" } else { ", " });
        width += argument.len() + 2;
    }
    Some(out)
}

/// The structs with members that this text defines.
pub fn structs(text: &str) -> Vec<String> {
    text.lines().filter_map(|l| l.strip_prefix("} ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// The members of a struct: type, name, array length.
pub fn members(text: &str, name: &str) -> Vec<(String, String, usize)> {
    let end = text.find(&format!("}} {name};")).unwrap();
    let start = text[..end].rfind("typedef struct").unwrap();
    let body =
        text[start..end].lines().skip(1).map(str::trim).filter(|l| l.ends_with(';') && !l.starts_with(['*', '/']));
    let member = |line: &str| {
        let (kind, rest) = line.trim_end_matches(';').split_once(' ').unwrap();
        let (name, length) =
            rest.split_once('[').map_or((rest, 1), |(n, l)| (n, l.trim_end_matches(']').parse().unwrap()));
        (kind.to_owned(), name.to_owned(), length)
    };
    body.map(member).collect()
}

/// `IHUYI_..._INIT`: the size, and zero for every other member, each spelled out so that no compiler warns of a missing one.
fn initialiser(text: &str, name: &str) -> String {
    let rest = members(text, name).into_iter().skip(1);
    let zeros: Vec<&str> = rest.map(|(kind, ..)| if kind == "char" { "{0}" } else { "0" }).collect();
    let upper = name.to_uppercase();
    format!("\n/** What a fresh {name} holds. */\n#define {upper}_INIT {{ sizeof({name}), {} }}\n", zeros.join(", "))
}

/// Every code that has a name, ours and the gateway's.
fn code_constants() -> String {
    let mut out =
        String::from("\n/* Codes, by name. docs/codes.md and docs/codes.zh-CN.md have a paragraph on each. */\n\n");
    for constant in codes::constants() {
        out.push_str(&format!(
            "/** {} */\n#define {} {}\n",
            constant.comment,
            constant.name,
            if constant.value < 0 { format!("({})", constant.value) } else { constant.value.to_string() }
        ));
    }
    out
}
