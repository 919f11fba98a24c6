//! Delphi and Free Pascal: the interface of the unit is read declaration by declaration; of the implementation, the offsets that it asserts at
//! start-up and the names that it asks the library for.

use crate::abi::Abi;
use crate::enums::{self, Enum};
use crate::form::{self, Argument, At, Constant, Convention, Declarations, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Kind, Read, Rules, Token, tokens};
use crate::{Slip, Source};
use std::collections::BTreeMap;

pub const FILES: &[&str] = &["IhuyiApi.pas", "Ihuyi.pas"];

const RULES: Rules = Rules {
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
    errors.extend(asserted(abi, &cursor)?);
    errors.extend(bound(abi, &cursor)?);
    errors.extend(ordinals(abi, upper)?);
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

/// The sizes and offsets that `CheckRecords` asserts: all of them, and right.
fn asserted(abi: &Abi, cursor: &Cursor) -> Read<Vec<String>> {
    let mut errors: Vec<String> = cursor.only("initialization CheckRecords ;").err().into_iter().collect();
    let mut cursor = cursor.only("procedure CheckRecords ; var")?;
    let mut records = BTreeMap::new();
    while !cursor.accept("begin") {
        let variable = cursor.word()?;
        cursor.take(":")?;
        records.insert(variable, cursor.word()?);
        cursor.take(";")?;
    }
    let start = cursor.line();
    let mut found = BTreeMap::new();
    while !cursor.accept("end") {
        let line = cursor.line();
        cursor.take("Same (")?;
        let said = cursor.text()?;
        cursor.take(",")?;
        let what = if cursor.accept("SizeOf") {
            cursor.take("(")?;
            let record = cursor.word()?;
            cursor.take(")")?;
            format!("size of {record}")
        } else {
            cursor.take("PAnsiChar ( @")?;
            let wants = cursor.wants("a record");
            let variable = cursor.word()?;
            cursor.take(".")?;
            let member = cursor.word()?;
            cursor.take(&format!(") - PAnsiChar ( @ {variable} )"))?;
            format!("{}.{member}", records.get(variable).ok_or(wants)?)
        };
        cursor.take(",")?;
        found.insert(what.clone(), (line, cursor.length()?));
        cursor.take(") ;")?;
        if said != what {
            errors.push(format!("{}:{line}: says {said} and compares {what}, expected the same", cursor.path));
        }
    }
    for layout in &abi.structs {
        let members =
            layout.members.iter().zip(&layout.offsets).map(|(m, at)| (format!("{}.{}", layout.name, m.name), *at));
        for (what, wanted) in members.chain([(format!("size of {}", layout.name), layout.size)]) {
            match found.remove(&what) {
                None => errors.push(format!("{}:{start}: {what} is not asserted, expected {wanted}", cursor.path)),
                Some((line, is)) if is != wanted => {
                    errors.push(format!("{}:{line}: {what} is asserted to be {is}, expected {wanted}", cursor.path));
                }
                Some(_) => {}
            }
        }
    }
    errors.extend(found.iter().map(|(what, (line, _))| format!("{}:{line}: {what}, expected nothing", cursor.path)));
    Ok(errors)
}

/// Every variable is given the function of its own name.
fn bound(abi: &Abi, cursor: &Cursor) -> Read<Vec<String>> {
    let mut errors = Vec::new();
    let path = cursor.path;
    for (place, asks) in
        [("procedure BindFunctions ; begin", "Need"), ("procedure BindLibrary ; var Found : Integer ; begin", "Symbol")]
    {
        let mut cursor = cursor.only(place)?;
        let (start, mut names) = (cursor.line(), Vec::new());
        while cursor.accept("@") {
            let line = cursor.line();
            let variable = cursor.word()?;
            cursor.take(&format!(": = {asks} ("))?;
            let symbol = cursor.text()?;
            cursor.take(") ;")?;
            if symbol != variable {
                errors.push(format!("{path}:{line}: {variable} is bound to {symbol}, expected {variable}"));
            }
            names.push(variable);
        }
        if asks == "Need" {
            cursor.take("end ;")?;
            let missing = abi.functions.iter().filter(|f| !names.contains(&&*f.name));
            errors.extend(
                missing.map(|f| format!("{path}:{start}: {} is bound nowhere, expected {asks}('{0}')", f.name)),
            );
        }
    }
    Ok(errors)
}

/// The upper unit's enum and its table of classes, which go by their order.
fn ordinals(abi: &Abi, source: &Source) -> Read<Vec<String>> {
    let tokens = tokens(&source.path, &source.text, &RULES)?;
    let all = Cursor::new(&source.path, &tokens);
    let mut errors = Vec::new();
    for of in &ENUMS {
        let mut cursor = all.only(of.head)?;
        let start = At { path: source.path.clone(), line: cursor.line() };
        let mut found = Vec::new();
        while !cursor.accept(")") {
            let at = At { path: source.path.clone(), line: cursor.line() };
            found.push(Constant { at, name: cursor.word()?.to_owned(), value: found.len() as i64 });
            if !cursor.is(")") {
                cursor.take(",")?;
            }
        }
        errors.extend(enums::compare(abi, &start, found, of));
    }
    Ok(errors)
}

const ENUMS: [Enum; 2] = [
    Enum {
        head: "TIhuyiOutcome = (",
        prefix: "IHUYI_OUTCOME_",
        name: |name| format!("io{}", enums::pascal_case(name)),
        own: Some(("ioNone", 0)),
    },
    Enum {
        head: "Families : array [ IHUYI_FAMILY_NONE . . IHUYI_FAMILY_INTERNAL ] of EIhuyiClass = (",
        prefix: "IHUYI_FAMILY_",
        name: |name| match name {
            "NONE" => "EIhuyi".to_owned(),
            "UNKNOWN" => "EIhuyiOutcomeUnknown".to_owned(),
            _ => format!("EIhuyi{}", enums::pascal_case(name)),
        },
        own: None,
    },
];

pub const SLIPS: &[Slip] = &[
    Slip {
        what: "drop a function",
        file: "IhuyiApi.pas",
        find: "  ihuyi_client_free: procedure(client: Pihuyi_client); {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};\n",
        replace: "",
        named: "the function ihuyi_client_free is missing",
    },
    Slip {
        what: "swap two arguments' types",
        file: "IhuyiApi.pas",
        find: "service: PAnsiChar; code: Integer;",
        replace: "service: Integer; code: PAnsiChar;",
        named: "argument 2 of ihuyi_explain (service) is Integer, expected PAnsiChar",
    },
    Slip {
        what: "swap two arguments' names",
        file: "IhuyiApi.pas",
        find: "ihuyi_voice: function(account: PAnsiChar; password: PAnsiChar;",
        replace: "ihuyi_voice: function(password: PAnsiChar; account: PAnsiChar;",
        named: "argument 1 of ihuyi_voice (account) is called password, expected account",
    },
    Slip {
        what: "change a constant",
        file: "IhuyiApi.pas",
        find: "IHUYI_E_BUSY = -208;",
        replace: "IHUYI_E_BUSY = -209;",
        named: "IHUYI_E_BUSY is -209, expected -208",
    },
    Slip {
        what: "change an array's length",
        file: "IhuyiApi.pas",
        find: "message: array[0..511] of AnsiChar;",
        replace: "message: array[0..512] of AnsiChar;",
        named: "member 13 of ihuyi_result is message of type AnsiChar, 513 times, expected message of type AnsiChar, 512 times",
    },
    Slip {
        what: "two members in another order",
        file: "IhuyiApi.pas",
        find: "    kind: Integer;\n    code: Integer;",
        replace: "    code: Integer;\n    kind: Integer;",
        named: "member 2 of ihuyi_push is code of type Integer, expected kind of type Integer",
    },
    Slip {
        what: "pack a record",
        file: "IhuyiApi.pas",
        find: "ihuyi_push = record",
        replace: "ihuyi_push = packed record",
        named: "cannot read `packed`, expected record",
    },
    Slip {
        what: "take one function's stdcall away",
        file: "IhuyiApi.pas",
        find: "ihuyi_abi_version: function: Integer; {$IFDEF IHUYI_STDCALL}stdcall{$ELSE}cdecl{$ENDIF};",
        replace: "ihuyi_abi_version: function: Integer; cdecl;",
        named: "ihuyi_abi_version is called by the C convention everywhere, expected stdcall on 32-bit Windows",
    },
    Slip {
        what: "stdcall on 64-bit Windows, too",
        file: "IhuyiApi.pas",
        find: "{$IFDEF WIN32}{$DEFINE IHUYI_STDCALL}{$ENDIF}",
        replace: "{$IFDEF MSWINDOWS}{$DEFINE IHUYI_STDCALL}{$ENDIF}",
        named: "`{$IFDEF WIN32} {$DEFINE IHUYI_STDCALL} {$ENDIF}` is expected and not there",
    },
    Slip {
        what: "rename a symbol",
        file: "IhuyiApi.pas",
        find: "ihuyi_add_template := Need('ihuyi_add_template')",
        replace: "ihuyi_add_template := Need('ihuyi_addtemplate')",
        named: "ihuyi_add_template is bound to ihuyi_addtemplate, expected ihuyi_add_template",
    },
    Slip {
        what: "bind one function nowhere",
        file: "IhuyiApi.pas",
        find: "  @ihuyi_balance := Need('ihuyi_balance');\n",
        replace: "",
        named: "ihuyi_balance is bound nowhere",
    },
    Slip {
        what: "assert a wrong offset",
        file: "IhuyiApi.pas",
        find: "PAnsiChar(@P.answer) - PAnsiChar(@P), 5300)",
        replace: "PAnsiChar(@P.answer) - PAnsiChar(@P), 5304)",
        named: "ihuyi_push.answer is asserted to be 5304, expected 5300",
    },
    Slip {
        what: "two outcomes in another order",
        file: "Ihuyi.pas",
        find: "ioAccepted, ioRefused, ioNotSent",
        replace: "ioAccepted, ioNotSent, ioRefused",
        named: "ioNotSent is 2, expected 3 (IHUYI_OUTCOME_NOT_SENT)",
    },
    Slip {
        what: "two families' classes in another order",
        file: "Ihuyi.pas",
        find: "(EIhuyi, EIhuyiAccount, EIhuyiBalance,",
        replace: "(EIhuyi, EIhuyiBalance, EIhuyiAccount,",
        named: "EIhuyiBalance is 1, expected 2 (IHUYI_FAMILY_BALANCE)",
    },
];
