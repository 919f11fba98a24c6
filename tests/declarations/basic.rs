//! Visual Basic 6 and VBA: the declarations at the head of a module. VBA has two sets of them, for what has `LongPtr` and what has not.

use crate::Source;
use crate::abi::Abi;
use crate::enums::{self, Enum, Style};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Read, Rules, Token, tokens};
use crate::win32::{self, Numbers};

#[derive(Clone, Copy, PartialEq)]
pub enum Dialect {
    Vb6,
    Vba,
}

const RULES: Rules = Rules {
    line_comments: &["'"],
    block_comments: &[],
    hash_lines: false,
    dollar_directives: false,
    quotes: &['"'],
    backslash: false,
    triple_quotes: false,
};

/// A Basic whose addresses are of this type.
struct Basic {
    address: &'static str,
}

impl Language for Basic {
    /// Texts go in as the first byte of an array: VB would convert a String on the way.
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t" | "uint32_t", Use::Argument) => "ByVal Long".to_owned(),
            ("int32_t" | "uint32_t", _) => "Long".to_owned(),
            ("char", Use::Member) => "Byte".to_owned(),
            ("const char *", Use::Argument) => "ByRef Byte".to_owned(),
            (_, Use::Argument) if win32::handle(c) => format!("ByVal {}", self.address),
            ("const char *", Use::Return) => self.address.to_owned(),
            (_, Use::Return) if win32::handle(c) => self.address.to_owned(),
            ("void", Use::Return) => "nothing".to_owned(),
            _ => format!("ByRef {}", c.strip_suffix(" *")?),
        })
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "Byte" => Some(1),
            "Long" => Some(4),
            _ => None,
        }
    }
}

/// Which of the two sets a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Branch {
    Both,
    New,
    Old,
}

#[derive(Default)]
struct Module {
    declared: Declarations,
    /// Each function with its branch.
    functions: Vec<(Branch, Function)>,
    outcomes: Vec<Constant>,
    errors: Vec<String>,
}

pub fn check(abi: &Abi, source: &Source, dialect: Dialect) -> Read<Vec<String>> {
    let Source { path, text } = source;
    let tokens = tokens(path, text, &RULES)?;
    let mut module = Module::default();
    let mut branch = Branch::Both;
    let mut lines = win32::lines(&tokens);
    while let Some(line) = lines.next() {
        let mut cursor = Cursor::new(path, line);
        let at = At { path: path.clone(), line: cursor.line() };
        if cursor.accept("#") {
            branch = condition(&mut cursor)?;
        } else if ["Declare", "Const", "Type", "Enum"].iter().any(|word| cursor.is(word)) {
            return Err(cursor.wants("Public or Private before it"));
        } else if cursor.are("Public Declare") || cursor.are("Private Declare") {
            declare(&mut cursor, at, branch, &mut module)?;
        } else if cursor.are("Public Const") || cursor.are("Private Const") {
            constant(&mut cursor, at, &mut module)?;
        } else if cursor.are("Public Type") || cursor.are("Private Type") {
            structure(&mut cursor, at, &mut lines, &mut module)?;
        } else if cursor.are("Public Enum") || cursor.are("Private Enum") {
            outcomes(abi, &mut cursor, &mut lines, &mut module)?;
        } else {
            continue;
        }
        if cursor.peek().is_some() {
            return Err(cursor.wants("the line's end"));
        }
    }
    let mut errors = std::mem::take(&mut module.errors);
    let sets: &[(Branch, &str)] = match dialect {
        Dialect::Vb6 => &[(Branch::Both, "Long")],
        Dialect::Vba => &[(Branch::New, "LongPtr"), (Branch::Old, "Long")],
    };
    for (set, address) in sets {
        let language = Basic { address };
        let of = |(branch, function): &(Branch, Function)| (branch == set).then(|| function.clone());
        let found: Vec<Function> = module.functions.iter().filter_map(of).collect();
        errors.extend(form::functions(&abi.functions, &found, &language, Convention::Promised, path));
    }
    let astray = module.functions.iter().filter(|(branch, _)| !sets.iter().any(|(set, _)| set == branch));
    errors.extend(astray.map(|(_, f)| format!("{}: {} stands on the wrong side of #If VBA7", f.at, f.name)));
    errors.extend(form::structs(&abi.structs, &module.declared.structs, &Basic { address: "Long" }, path));
    let wanted = win32::constants(abi, &Numbers::Sizes);
    errors.extend(form::constants(&wanted, &module.declared.constants, &win32::Named, path));
    errors.extend(enums::compare(abi, &At { path: path.clone(), line: 1 }, module.outcomes, &OUTCOMES));
    errors.extend(win32::strangers(abi, path, &tokens, &[]));
    let spoken = if dialect == Dialect::Vb6 { "gbk" } else { "utf-8" };
    errors.extend(win32::charset(source, &format!("IhuyiSet \"charset\", \"{spoken}\"")));
    Ok(errors)
}

fn condition(cursor: &mut Cursor) -> Read<Branch> {
    let (text, branch) = match () {
        () if cursor.is("If") => ("If VBA7 Then", Branch::New),
        () if cursor.is("Else") => ("Else", Branch::Old),
        () => ("End If", Branch::Both),
    };
    cursor.take(text)?;
    Ok(branch)
}

fn declare(cursor: &mut Cursor, at: At, branch: Branch, module: &mut Module) -> Read<()> {
    let public = cursor.accept("Public");
    if !public {
        cursor.take("Private")?;
    }
    cursor.take("Declare")?;
    let safe = cursor.accept("PtrSafe");
    let returning = !cursor.accept("Sub");
    if returning {
        cursor.take("Function")?;
    }
    let name = cursor.word()?.to_owned();
    cursor.take("Lib")?;
    let library = cursor.text()?;
    let symbol = if cursor.accept("Alias") { Some(cursor.text()?) } else { None };
    if safe != (branch == Branch::New) {
        let expected = if safe { "none here: only VBA7 knows it" } else { "PtrSafe: 64-bit Office wants it" };
        module.errors.push(format!("{at}: {name} has PtrSafe or not, expected {expected}"));
    }
    cursor.take("(")?;
    let mut arguments = Vec::new();
    while !cursor.accept(")") {
        let way = if cursor.accept("ByRef") { "ByRef" } else { "ByVal" };
        if way == "ByVal" {
            cursor.take("ByVal")?;
        }
        let called = cursor.word()?.to_owned();
        cursor.take("As")?;
        arguments.push(Argument { name: Some(called), kind: format!("{way} {}", cursor.word()?) });
        if !cursor.is(")") {
            cursor.take(",")?;
        }
    }
    let mut returns = "nothing".to_owned();
    if returning {
        cursor.take("As")?;
        returns = cursor.word()?.to_owned();
    }
    if library == "kernel32" && !public && !name.starts_with("ihuyi_") {
        return Ok(());
    }
    if library != "ihuyi.dll" {
        module.errors.push(format!("{at}: {name} is of {library}, expected ihuyi.dll"));
    }
    if !public {
        module.errors.push(format!("{at}: {name} is Private, expected Public"));
    }
    // VB's editor changes the case of names as it likes; the DLL's names have theirs.
    if symbol != Some(&name) {
        let is = symbol.unwrap_or("none");
        module.errors.push(format!("{at}: {name} has the Alias {is}, expected {name}"));
    }
    module.functions.push((branch, Function { at, name, returns, arguments, convention: Convention::Promised }));
    Ok(())
}

fn constant(cursor: &mut Cursor, at: At, module: &mut Module) -> Read<()> {
    let public = cursor.accept("Public");
    if !public {
        cursor.take("Private")?;
    }
    cursor.take("Const")?;
    let name = cursor.word()?.to_owned();
    cursor.take("As Long =")?;
    if !public && !name.starts_with("IHUYI_") {
        while cursor.next().is_some() {}
        return Ok(());
    }
    module.declared.constants.push(Constant { at, name, value: cursor.integer()? });
    Ok(())
}

fn structure<'a>(
    cursor: &mut Cursor,
    at: At,
    lines: &mut impl Iterator<Item = &'a [Token]>,
    module: &mut Module,
) -> Read<()> {
    cursor.take("Public Type")?;
    let name = cursor.word()?.to_owned();
    let mut members = Vec::new();
    for line in lines {
        let mut cursor = Cursor::new(cursor.path, line);
        if cursor.are("End Type") {
            break;
        }
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        let name = cursor.word()?.to_owned();
        let mut length = None;
        if cursor.accept("(") {
            cursor.take("0 To")?;
            length = Some(cursor.length()? + 1);
            cursor.take(")")?;
        }
        cursor.take("As")?;
        let kind = cursor.word()?.to_owned();
        if cursor.peek().is_some() {
            return Err(cursor.wants("the line's end"));
        }
        members.push(Member { at, name, kind, length });
    }
    module.declared.structs.push(Struct { at, name, members });
    Ok(())
}

fn outcomes<'a>(
    abi: &Abi,
    cursor: &mut Cursor,
    lines: &mut impl Iterator<Item = &'a [Token]>,
    module: &mut Module,
) -> Read<()> {
    cursor.take("Public Enum IhuyiOutcome")?;
    for line in lines {
        let mut cursor = Cursor::new(cursor.path, line);
        if cursor.are("End Enum") {
            break;
        }
        module.outcomes.push(enums::one(&mut cursor, abi, &STYLE)?);
    }
    Ok(())
}

const STYLE: Style = Style { open: "=", qualifier: None, close: None, end: "End" };

const OUTCOMES: Enum = Enum {
    head: "Public Enum IhuyiOutcome",
    prefix: "IHUYI_OUTCOME_",
    name: |name| format!("Ihuyi{}", enums::pascal_case(name)),
    own: Some(("IhuyiNone", 0)),
};
