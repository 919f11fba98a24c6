//! 易语言: the tables of constants, types and DLL commands, as they are pasted into its editor.

use crate::Source;
use crate::abi::Abi;
use crate::form::{self, Argument, At, Constant, Convention, Function, Language, Member, Struct, Use};
use crate::lex::{Cursor, Read, Rules, Token, tokens};
use crate::win32::{self, Numbers};

const RULES: Rules = Rules {
    line_comments: &["'"],
    block_comments: &[],
    hash_lines: false,
    dollar_directives: false,
    quotes: &['"'],
    backslash: false,
    triple_quotes: false,
};

struct Eyuyan;

impl Language for Eyuyan {
    fn kind(&self, c: &str, place: Use) -> Option<String> {
        Some(match (c, place) {
            ("int32_t" | "uint32_t", _) => "整数型".to_owned(),
            _ if win32::handle(c) => "整数型".to_owned(),
            ("char", Use::Member) => "字节型".to_owned(),
            ("const char *", _) => "文本型".to_owned(),
            ("void", Use::Return) => "nothing".to_owned(),
            (_, Use::Argument) => format!("{} 传址", c.strip_suffix(" *")?),
            _ => return None,
        })
    }

    fn width(&self, kind: &str) -> Option<usize> {
        match kind {
            "字节型" => Some(1),
            "整数型" => Some(4),
            _ => None,
        }
    }
}

pub fn check(abi: &Abi, constants: &Source, types: &Source, commands: &Source, calls: &Source) -> Read<Vec<String>> {
    let mut errors = Vec::new();
    let (mut numbers, mut structs, mut functions) = (Vec::new(), Vec::new(), Vec::new());
    rows(constants, |cursor, at| {
        cursor.take("常量")?;
        let name = cursor.word()?.to_owned();
        cursor.take(",")?;
        let wants = cursor.wants("a number in quotes");
        let value = cursor.text()?.parse().map_err(|_| wants)?;
        cursor.take(", 公开")?;
        numbers.push(Constant { at, name, value });
        Ok(())
    })?;
    rows(types, |cursor, at| structure(abi, cursor, at, &mut structs, &mut errors))?;
    rows(commands, |cursor, at| command(cursor, at, &mut functions, &mut errors))?;
    let wanted = win32::constants(abi, &Numbers::Sizes);
    errors.extend(form::constants(&wanted, &numbers, &win32::Named, &constants.path));
    errors.extend(form::structs(&abi.structs, &structs, &Eyuyan, &types.path));
    errors.extend(form::functions(&abi.functions, &functions, &Eyuyan, Convention::Promised, &commands.path));
    let tokens = tokens(&calls.path, &calls.text, &RULES)?;
    errors.extend(win32::strangers(abi, &calls.path, &tokens, &[]));
    errors.extend(win32::charset(calls, "互亿设置 (“charset”, “gbk”)"));
    Ok(errors)
}

/// The rows of a table, each read to its end.
fn rows(source: &Source, mut row: impl FnMut(&mut Cursor, At) -> Read<()>) -> Read<()> {
    let Source { path, text } = source;
    let tokens = tokens(path, text, &RULES)?;
    let mut lines = win32::lines(&tokens);
    let first: &[Token] = lines.next().unwrap_or_default();
    Cursor::new(path, first).take(". 版本 2")?;
    for line in lines {
        let mut cursor = Cursor::new(path, line);
        let at = At { path: path.clone(), line: cursor.line() };
        cursor.take(".")?;
        row(&mut cursor, at)?;
        if cursor.peek().is_some() {
            return Err(cursor.wants("the line's end"));
        }
    }
    Ok(())
}

fn structure(abi: &Abi, cursor: &mut Cursor, at: At, out: &mut Vec<Struct>, errors: &mut Vec<String>) -> Read<()> {
    if cursor.accept("数据类型") {
        let name = cursor.word()?.to_owned();
        cursor.take(", 公开 ,")?;
        let said = cursor.length()?;
        cursor.take("字节")?;
        if let Some(layout) = abi.structs.iter().find(|s| s.name == name && s.size != said) {
            errors.push(format!("{at}: {name} is said to be of {said} bytes, expected {}", layout.size));
        }
        out.push(Struct { at, name, members: Vec::new() });
        return Ok(());
    }
    cursor.take("成员")?;
    let into = out.last_mut().ok_or_else(|| format!("{at}: a member before any type"))?;
    let name = cursor.word()?.to_owned();
    cursor.take(",")?;
    let kind = cursor.word()?.to_owned();
    let mut length = None;
    if cursor.accept(",") {
        cursor.take(",")?;
        let wants = cursor.wants("a length in quotes");
        length = Some(cursor.text()?.parse().map_err(|_| wants)?);
    }
    into.members.push(Member { at, name, kind, length });
    Ok(())
}

fn command(cursor: &mut Cursor, at: At, out: &mut Vec<Function>, errors: &mut Vec<String>) -> Read<()> {
    if cursor.accept("DLL命令") {
        let name = cursor.word()?.to_owned();
        cursor.take(",")?;
        let returns = if cursor.is(",") { "nothing" } else { cursor.word()? }.to_owned();
        cursor.take(",")?;
        let library = cursor.text()?;
        cursor.take(",")?;
        let symbol = cursor.text()?;
        cursor.take(", 公开 ,")?;
        // The remark.
        while cursor.next().is_some() {}
        if library != "ihuyi.dll" {
            errors.push(format!("{at}: {name} is of {library}, expected ihuyi.dll"));
        }
        let bare = symbol.trim_start_matches('@');
        if bare != name {
            errors.push(format!("{at}: {name} is bound to {bare}, expected {name}"));
        }
        // An @ before the name is 易语言's word for the C convention.
        let convention = if bare == symbol { Convention::Promised } else { Convention::Plain };
        out.push(Function { at, name, returns, arguments: Vec::new(), convention });
        return Ok(());
    }
    cursor.take("参数")?;
    let into = out.last_mut().ok_or_else(|| format!("{at}: a parameter before any command"))?;
    let name = cursor.word()?.to_owned();
    cursor.take(",")?;
    let mut kind = cursor.word()?.to_owned();
    if cursor.accept(",") {
        cursor.take("传址")?;
        kind.push_str(" 传址");
    }
    into.arguments.push(Argument { name: Some(name), kind });
    Ok(())
}
