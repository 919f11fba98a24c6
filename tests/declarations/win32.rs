//! The languages of 32-bit Windows that call the DLL without COM: VB6, VBA, Visual FoxPro, PowerBuilder and 易语言. Each has its parser;
//! here is what they share.

use crate::abi::{self, Abi};
use crate::form::{At, Constant, Language, Use};
use crate::lex::{Kind, Read, Token};
use crate::{Source, basic, eyuyan, foxpro, powerscript};

pub const FILES: &[&str] = &[
    "vb6/Ihuyi.bas",
    "vba/Ihuyi.bas",
    "vfp/ihuyi.prg",
    "vfp/ihuyi_vfp.h",
    "powerbuilder/pb10/n_ihuyi.sru",
    "powerbuilder/pb9/n_ihuyi.sru",
    "eyuyan/constants.txt",
    "eyuyan/types.txt",
    "eyuyan/commands.txt",
    "eyuyan/calls.txt",
];

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [vb6, vba, prg, header, pb10, pb9, constants, types, commands, calls] = sources else {
        unreachable!("FILES has ten");
    };
    let mut errors = basic::check(abi, vb6, basic::Dialect::Vb6)?;
    errors.extend(basic::check(abi, vba, basic::Dialect::Vba)?);
    errors.extend(foxpro::check(abi, prg, header)?);
    errors.extend(powerscript::check(abi, pb10, powerscript::Strings::Unicode)?);
    errors.extend(powerscript::check(abi, pb9, powerscript::Strings::Ansi)?);
    errors.extend(eyuyan::check(abi, constants, types, commands, calls)?);
    Ok(errors)
}

/// The tokens of one line after the other: these languages end their declarations with the line.
pub fn lines(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens.chunk_by(|a, b| a.line == b.line)
}

/// None of them tells `IHUYI_ABI_VERSION` from the function `ihuyi_abi_version`.
pub fn renamed(name: &str) -> String {
    name.replace("IHUYI_ABI_VERSION", "IHUYI_ABI_NEEDED")
}

/// What a source of these languages has for numbers.
pub enum Numbers {
    /// The constants and the sizes of the structs.
    Sizes,
    /// And where each member is: for languages whose structs are bytes.
    Offsets,
}

/// The constants of the ABI and the numbers of its structs.
pub fn constants(abi: &Abi, numbers: &Numbers) -> Vec<Constant> {
    let at = At { path: abi::PATH.to_owned(), line: 1 };
    let number = |name: String, value: usize| Constant { at: at.clone(), name, value: value as i64 };
    let mut all = abi.constants.clone();
    for layout in &abi.structs {
        let name = layout.name.to_uppercase();
        all.push(number(format!("{name}_SIZE"), layout.size));
        if matches!(numbers, Numbers::Sizes) {
            continue;
        }
        for (member, offset) in layout.members.iter().zip(&layout.offsets) {
            let called = member.name.to_uppercase();
            all.push(number(format!("{name}_AT_{called}"), *offset));
            all.extend(member.length.map(|length| number(format!("{name}_LEN_{called}"), length)));
        }
    }
    all
}

/// Whether a C type is a handle: these languages have its address, and nothing behind it.
pub fn handle(c: &str) -> bool {
    matches!(c.trim_start_matches("const "), "ihuyi_client *" | "ihuyi_bulk *")
}

/// The constants are compared by their names and values alone.
pub struct Named;

impl Language for Named {
    fn kind(&self, _: &str, _: Use) -> Option<String> {
        None
    }

    fn width(&self, _: &str) -> Option<usize> {
        None
    }

    fn constant(&self, name: &str) -> String {
        renamed(name)
    }
}

/// Names that look like the library's and are not: a slip of the pen in code that no compiler here reads.
pub fn strangers(abi: &Abi, path: &str, tokens: &[Token], own: &[&str]) -> Vec<String> {
    let constants = constants(abi, &Numbers::Offsets);
    let known = |word: &str| {
        own.contains(&word)
            || constants.iter().any(|c| renamed(&c.name) == word)
            || abi.functions.iter().any(|f| f.name == word)
            || abi.structs.iter().any(|s| s.name == word)
    };
    let looks = |t: &&Token| t.kind == Kind::Word && t.text.to_lowercase().starts_with("ihuyi_") && !known(&t.text);
    tokens
        .iter()
        .filter(looks)
        .map(|t| format!("{path}:{}: {} is not in include/ihuyi.abi, expected none", t.line, t.text))
        .collect()
}

/// The module says once, and by itself, in which charset it speaks.
pub fn charset(source: &Source, statement: &str) -> Vec<String> {
    let path = &source.path;
    let quoted = |line: &str| line.contains("\"charset\"") || line.contains("“charset”");
    let comment = |line: &str| ["'", "*", "//"].iter().any(|mark| line.trim_start().starts_with(mark));
    let places: Vec<(usize, &str)> =
        source.text.lines().enumerate().filter(|(_, line)| quoted(line) && !comment(line)).collect();
    if places.is_empty() {
        return vec![format!("{path}:1: `{statement}` is expected and not there")];
    }
    let others = places.iter().enumerate().filter(|(n, (_, line))| *n > 0 || !line.contains(statement));
    others.map(|(_, (n, line))| format!("{path}:{}: `{}`, expected `{statement}` once", n + 1, line.trim())).collect()
}
