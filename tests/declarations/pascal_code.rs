//! Delphi and Free Pascal: what the code says once more. The offsets that it asserts at start-up, the names that it asks the library for, and
//! the upper unit's lists, which go by their order.

use crate::Source;
use crate::abi::Abi;
use crate::enums::{self, Enum};
use crate::form::{At, Constant};
use crate::lex::{Cursor, Read, tokens};
use crate::pascal::RULES;
use std::collections::BTreeMap;

/// The sizes and offsets that `CheckRecords` asserts: all of them, and right.
pub fn asserted(abi: &Abi, cursor: &Cursor) -> Read<Vec<String>> {
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

/// Every variable is given the function of its own name: `@x := Need('x')`, or `Symbol` for what may be missing.
pub fn bound(abi: &Abi, cursor: &Cursor) -> Read<Vec<String>> {
    let (path, start) = (cursor.path, cursor.only("procedure BindFunctions ; begin")?.line());
    let (mut errors, mut names) = (Vec::new(), Vec::new());
    for mut cursor in cursor.occurrences("@") {
        let line = cursor.line();
        let Ok(variable) = cursor.word() else { continue };
        let needed = cursor.are(": = Need (");
        if !needed && !cursor.are(": = Symbol (") {
            continue;
        }
        cursor.take(if needed { ": = Need (" } else { ": = Symbol (" })?;
        let symbol = cursor.text()?;
        if symbol != variable {
            errors.push(format!("{path}:{line}: {variable} is bound to {symbol}, expected {variable}"));
        }
        if needed {
            names.push(variable);
        }
    }
    let missing = abi.functions.iter().filter(|f| !names.contains(&&*f.name));
    errors
        .extend(missing.map(|f| format!("{path}:{start}: {0} is bound nowhere, expected @{0} := Need('{0}')", f.name)));
    Ok(errors)
}

/// The upper unit's enum and its table of classes, which go by their order.
pub fn ordinals(abi: &Abi, source: &Source) -> Read<Vec<String>> {
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

const ENUMS: [Enum; 6] = [
    Enum {
        head: "TIhuyiOutcome = (",
        prefix: "IHUYI_OUTCOME_",
        name: |name| format!("io{}", enums::pascal_case(name)),
        own: Some(("ioNone", 0)),
    },
    Enum {
        head: "TIhuyiChannel = (",
        prefix: "IHUYI_CHANNEL_",
        name: |name| format!("ic{}", enums::pascal_case(name)),
        own: Some(("icNone", 0)),
    },
    Enum {
        head: "TIhuyiDeliveryState = (",
        prefix: "IHUYI_STATE_",
        name: |name| format!("id{}", enums::pascal_case(name)),
        own: Some(("idNone", 0)),
    },
    Enum {
        head: "TIhuyiBulkState = (",
        prefix: "IHUYI_BULK_",
        name: |name| format!("ib{}", enums::pascal_case(name)),
        own: Some(("ibNone", 0)),
    },
    Enum {
        head: "TIhuyiRowState = (",
        prefix: "IHUYI_ROW_",
        name: |name| format!("ir{}", enums::pascal_case(name)),
        own: Some(("irNone", 0)),
    },
    Enum {
        head: "Families : array [ IHUYI_FAMILY_NONE . . IHUYI_FAMILY_STORE ] of EIhuyiClass = (",
        prefix: "IHUYI_FAMILY_",
        name: |name| match name {
            "NONE" => "EIhuyi".to_owned(),
            "UNKNOWN" => "EIhuyiOutcomeUnknown".to_owned(),
            _ => format!("EIhuyi{}", enums::pascal_case(name)),
        },
        own: None,
    },
];
