//! Delphi and Free Pascal: the interface of the unit, declaration by declaration.

use crate::abi::Abi;
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, Token, tokens};
use crate::{Source, pascal_code};

pub const FILES: &[&str] = &["IhuyiApi.pas", "Ihuyi.pas"];

pub const RULES: Rules = Rules {
    line_comments: &["//"],
    block_comments: &[("{", "}"), ("(*", "*)")],
    hash_lines: false,
    dollar_directives: true,
    quotes: &['\''],
    backslash: false,
    triple_quotes: false,
};

/// Where stdcall is chosen: 32-bit Windows alone.
const STDCALL: &str = "{$IFDEF WIN32} {$DEFINE IHUYI_STDCALL} {$ENDIF}";

struct Pascal;

impl Language for Pascal {
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t", _) => "Integer".to_owned(),
            ("uint32_t", _) => "Cardinal".to_owned(),
            ("char", Use::Member) => "AnsiChar".to_owned(),
            ("const char *", _) => "PAnsiChar".to_owned(),
            ("void", Use::Return) => "nothing".to_owned(),
            _ => format!("P{}", c.trim_start_matches("const ").strip_suffix(" *")?),
        })
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "AnsiChar" => Some(1),
            "Integer" | "Cardinal" => Some(4),
            _ => None,
        }
    }

    /// Pascal does not tell `IHUYI_ABI_VERSION` from the function `ihuyi_abi_version`.
    fn constant(&self, name: &str) -> String {
        name.replace("IHUYI_ABI_VERSION", "IHUYI_ABI_NEEDED")
    }

    /// `Result` and `out` mean something to Pascal.
    fn argument(&self, name: &str) -> String {
        match name {
            "result" => "details".to_owned(),
            "out" => "answer".to_owned(),
            _ => name.to_owned(),
        }
    }
}

pub fn check(abi: &Abi, sources: &[Source]) -> Read<Vec<String>> {
    let [Source { path, text }, upper] = sources else { unreachable!("FILES has two") };
    let tokens = tokens(path, text, &RULES)?;
    let mut cursor = Cursor::new(path, &tokens);
    let mut errors = directives(path, &tokens);
    cursor.take("unit IhuyiApi ;")?;
    while cursor.peek().is_some_and(|t| t.kind == Kind::Directive) {
        cursor.next();
    }
    cursor.take("interface")?;
    let found = interface(&mut cursor)?;
    errors.extend(form::functions(&abi.functions, &found.functions, &Pascal, Convention::Promised, path));
    errors.extend(form::structs(&abi.structs, &found.structs, &Pascal, path));
    errors.extend(form::opaque(&abi.opaque, &found.opaque, path));
    errors.extend(form::constants(&abi.constants, &found.constants, &Pascal, path));
    errors.extend(pascal_code::asserted(abi, &cursor)?);
    errors.extend(pascal_code::bound(abi, &cursor)?);
    errors.extend(pascal_code::ordinals(abi, upper)?);
    Ok(errors)
}

/// What the switches say of convention, alignment and the width of `Integer`.
fn directives(path: &str, tokens: &[Token]) -> Vec<String> {
    let mut errors = Vec::new();
    let is = |t: &Token, what: &[&str]| t.kind == Kind::Directive && what.iter().any(|w| t.text.starts_with(w));
    let mut wants = |expected: &str, wanted: bool, others: Option<&Token>| {
        if !wanted {
            errors.push(format!("{path}:1: `{expected}` is expected and not there"));
        }
        if let Some(token) = others {
            errors.push(format!("{path}:{}: {}, expected {expected} alone", token.line, token.text));
        }
    };
    let chosen: Vec<&str> = STDCALL.split_inclusive('}').map(str::trim).collect();
    let chosen = tokens.windows(3).position(|some| some.iter().map(|t| &*t.text).eq(chosen.iter().copied()));
    let mut defines = tokens.iter().enumerate().filter(|(n, t)| {
        is(t, &["{$DEFINE IHUYI_STDCALL", "{$UNDEF IHUYI_STDCALL"]) && chosen.is_none_or(|at| *n != at + 1)
    });
    wants(STDCALL, chosen.is_some(), defines.next().map(|(_, token)| token));
    let align = |t: &&Token| is(t, &["{$ALIGN", "{$A+", "{$A-", "{$A1", "{$A2", "{$A4", "{$A8", "{$PACKRECORDS"]);
    let mut aligned = tokens.iter().filter(align);
    let first = aligned.next().is_some_and(|t| t.text == "{$ALIGN 8}");
    wants("{$ALIGN 8}", first, aligned.next());
    let mode = |t: &&Token| is(t, &["{$MODE"]);
    let delphi = |t: &Token| t.text == "{$MODE DELPHI}" || t.text == "{$MODE DELPHIUNICODE}";
    let other = tokens.iter().filter(mode).find(|t| !delphi(t));
    wants("{$MODE DELPHI}", tokens.iter().any(delphi), other);
    let external = tokens.iter().find(|t| t.kind == Kind::Word && t.text.eq_ignore_ascii_case("external"));
    wants("late binding", true, external);
    errors
}

fn interface(cursor: &mut Cursor) -> Read<Declarations> {
    let mut out = Declarations::default();
    let sections = ["uses", "const", "type", "var", "procedure", "function", "implementation"];
    let mut section = "";
    while !cursor.accept("implementation") {
        if let Some(next) = sections.iter().find(|s| cursor.is(s)) {
            cursor.take(next)?;
            section = next;
        }
        let at = At { path: cursor.path.to_owned(), line: cursor.line() };
        match section {
            "uses" => {
                while !cursor.accept(";") {
                    cursor.word()?;
                    cursor.accept(",");
                }
                section = "";
            }
            "const" => {
                let name = cursor.word()?.to_owned();
                cursor.take("=")?;
                out.constants.push(Constant { at, name, value: cursor.integer()? });
                cursor.take(";")?;
            }
            "type" => kind(cursor, at, &mut out)?,
            "var" => out.functions.push(variable(cursor, at)?),
            "procedure" | "function" => {
                wrapper(cursor)?;
                section = "";
            }
            _ => return Err(cursor.wants(&sections.join(", "))),
        }
    }
    Ok(out)
}

fn kind(cursor: &mut Cursor, at: At, out: &mut Declarations) -> Read<()> {
    let name = cursor.word()?.to_owned();
    cursor.take("=")?;
    if cursor.accept("^") {
        // The pointer to X is PX; the arguments are compared by that.
        cursor.take(name.strip_prefix('P').ok_or_else(|| cursor.wants("a pointer named P..."))?)?;
    } else if cursor.accept("class") {
        cursor.skip_group("(", ")")?;
    } else {
        cursor.take("record")?;
        let mut members = Vec::new();
        while !cursor.accept("end") {
            members.push(member(cursor)?);
        }
        if members.is_empty() {
            out.opaque.push((at, name));
        } else {
            out.structs.push(Struct { at, name, members });
        }
    }
    cursor.take(";")
}

fn member(cursor: &mut Cursor) -> Read<Member> {
    let at = At { path: cursor.path.to_owned(), line: cursor.line() };
    let name = cursor.word()?.to_owned();
    cursor.take(":")?;
    let mut length = None;
    if cursor.accept("array") {
        cursor.take("[ 0 . .")?;
        length = Some(cursor.length()? + 1);
        cursor.take("] of")?;
    }
    let kind = cursor.word()?.to_owned();
    cursor.take(";")?;
    Ok(Member { at, name, kind, length })
}

/// A variable that holds a function of the library.
fn variable(cursor: &mut Cursor, at: At) -> Read<Function> {
    let name = cursor.word()?.to_owned();
    cursor.take(":")?;
    let returning = !cursor.accept("procedure");
    if returning {
        cursor.take("function")?;
    }
    let mut arguments = Vec::new();
    if cursor.accept("(") {
        while !cursor.accept(")") {
            let mut names = vec![cursor.word()?];
            while cursor.accept(",") {
                names.push(cursor.word()?);
            }
            cursor.take(":")?;
            let kind = cursor.word()?;
            arguments.extend(names.iter().map(|n| Argument { name: Some(n.to_string()), kind: kind.to_owned() }));
            if !cursor.is(")") {
                cursor.take(";")?;
            }
        }
    }
    let mut returns = "nothing".to_owned();
    if returning {
        cursor.take(":")?;
        returns = cursor.word()?.to_owned();
    }
    cursor.take(";")?;
    let convention = convention(cursor)?;
    cursor.take(";")?;
    Ok(Function { at, name, returns, arguments, convention })
}

fn convention(cursor: &mut Cursor) -> Read<Convention> {
    if cursor.accept("stdcall") {
        return Ok(Convention::Stdcall);
    }
    if cursor.accept("cdecl") {
        return Ok(Convention::Plain);
    }
    for (directive, word) in [("{$IFDEF IHUYI_STDCALL}", "stdcall"), ("{$ELSE}", "cdecl")] {
        let wants = cursor.wants(directive);
        if cursor.directive()? != directive {
            return Err(wants);
        }
        cursor.take(word)?;
    }
    let wants = cursor.wants("{$ENDIF}");
    if cursor.directive()? == "{$ENDIF}" { Ok(Convention::Promised) } else { Err(wants) }
}

/// The unit's own functions, which are Pascal's and no declarations of the library's.
fn wrapper(cursor: &mut Cursor) -> Read<()> {
    let wants = cursor.wants("a name that does not begin with ihuyi_");
    if cursor.word()?.starts_with("ihuyi_") {
        return Err(wants);
    }
    if cursor.is("(") {
        cursor.skip_group("(", ")")?;
    }
    if cursor.accept(":") {
        cursor.word()?;
    }
    cursor.take(";")
}
