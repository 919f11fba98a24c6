//! Complaints about the command line, in the reader's language, without repeating what may be secret.

use crate::exit;
use crate::lang::pick;
use crate::output::Out;
use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use ihuyi::answer::Outcome;
use ihuyi::codes::{Lang, own};
use serde_json::json;
use std::ffi::OsString;

/// Prints help, the version, or what is wrong with the command line; says with which exit code.
pub fn report(error: &Error, args: &[OsString], command: &Command, out: &Out) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // clap's own printing knows whether the terminal has colours.
            match error.print() {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return exit::UNEXPECTED,
                _ => return exit::OK,
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !out.json => {
            let _ = error.print();
            return exit::USAGE;
        }
        _ => {}
    }
    let path = path(args, command);
    let sub = args.iter().skip(1).position(|arg| command.get_subcommands().any(|sub| *arg == *sub.get_name()));
    let (before, name) = match sub {
        Some(at) => (&args[1..=at], args[at + 1].to_str().unwrap_or("")),
        None => (&args[1.min(args.len())..], ""),
    };
    let words = misplaced(error, before, name, command, out.lang)
        .or_else(|| bare_journal(error, args, &path, command, out.lang))
        .unwrap_or_else(|| words(error, out.lang) + torn(error, args, out.lang));
    if out.json {
        out.object(&json!({
            "command": null,
            "outcome": Outcome::Refused.name(),
            "code": own::ARGUMENT,
            "message": words,
            "local": true,
            "exit_code": exit::USAGE,
        }));
    } else {
        let help = [&["ihuyi"][..], &path, &["--help"]].concat().join(" ");
        let (zh, en) = (format!("用法见 {help}。"), format!("See {help}."));
        out.complaint(&format!("ihuyi: {words}\n{}", pick(out.lang, &zh, &en)));
    }
    exit::USAGE
}

/// The commands that a command line names, each below the one before: `bulk`, `plan`.
fn path<'a>(args: &[OsString], command: &'a Command) -> Vec<&'a str> {
    let mut path = Vec::new();
    let mut command = command;
    for arg in args.iter().skip(1).take_while(|arg| *arg != "--") {
        if let Some(sub) = command.get_subcommands().find(|sub| *arg == *sub.get_name()) {
            path.push(sub.get_name());
            command = sub;
        }
    }
    path
}

/// A journal that stands where none is expected: `bulk run june.journal`.
fn bare_journal(error: &Error, args: &[OsString], path: &[&str], command: &Command, lang: Lang) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return None };
    let asked = path.iter().try_fold(command, |command, name| command.find_subcommand(name))?;
    let wanted = asked.get_arguments().any(|arg| arg.get_long() == Some("journal"));
    let is_named = args.iter().any(|arg| arg.to_str().is_some_and(|arg| arg.split('=').next() == Some("--journal")));
    if !wanted || is_named || given.starts_with('-') {
        return None;
    }
    let (shown, path) = (discreet(given), path.join(" "));
    // What ends as a list or a result does is rather one of these.
    let is_table = [".csv", ".xlsx", ".xls", ".ods"].iter().any(|end| given.to_ascii_lowercase().ends_with(end));
    let (zh, en) = if is_table || shown == "…" { ("文件", "FILE") } else { (&*shown, &*shown) };
    Some(match lang {
        Lang::Zh => format!("多余的参数“{shown}”。任务文件要写在 --journal 之后：ihuyi {path} --journal {zh} …。"),
        Lang::En => {
            format!("unexpected argument \"{shown}\". A journal stands behind --journal: ihuyi {path} --journal {en} …")
        }
    })
}

/// A text in single quotation marks, which cmd of Windows does not know, so that it came in pieces.
fn torn(error: &Error, args: &[OsString], lang: Lang) -> &'static str {
    let quoted = |arg: &OsString| arg.to_str().is_some_and(|arg| arg.starts_with('\'') && !arg.ends_with('\''));
    if error.kind() != ErrorKind::UnknownArgument || !args.iter().any(quoted) {
        return "";
    }
    pick(
        lang,
        "Windows 的 cmd 不认单引号，请用双引号 \" 括起内容。",
        " cmd of Windows does not know single quotation marks: put the text into double ones, \".",
    )
}

/// A command's option in front of the command.
fn misplaced(error: &Error, before: &[OsString], name: &str, command: &Command, lang: Lang) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return None };
    let long = given.strip_prefix("--")?.split('=').next()?;
    let in_front =
        before.iter().any(|arg| arg.to_str().is_some_and(|arg| arg.split('=').next() == given.split('=').next()));
    let has = |sub: &Command| sub.get_arguments().any(|arg| arg.get_long() == Some(long));
    if !in_front || !command.get_subcommands().filter(|sub| name.is_empty() || sub.get_name() == name).any(has) {
        return None;
    }
    let shown = if name.is_empty() { pick(lang, "命令", "COMMAND") } else { name };
    Some(match lang {
        Lang::Zh => format!("--{long} 要写在命令之后：ihuyi {shown} --{long} …。"),
        Lang::En => format!("--{long} stands after the command: ihuyi {shown} --{long} …"),
    })
}

/// What stands in a command's place for an argument, in Chinese.
fn chinese(placeholder: &str) -> &str {
    match placeholder {
        "<MOBILE>" => "手机号码",
        "<TEXT>" => "内容",
        "<CODE>" => "验证码",
        "<ID|REFERENCE>" => "流水号或业务编号",
        "<SHELL>" => "shell 的名字",
        "<FILE>" => "文件",
        "<LIST>" => "名单",
        "<ID>" => "编号",
        other => other,
    }
}

/// What is missing, each with the value that it wants. clap writes `--journal <FILE>`, `<TEXT>`, and `<--text <TEXT>|--template <TEXT>>` where
/// one of several is wanted.
fn missing(args: &[String], lang: Lang) -> Vec<String> {
    args.iter()
        .map(|arg| {
            let group = arg.strip_prefix("<--").and_then(|arg| arg.strip_suffix('>'));
            let Some(group) = group else { return valued(arg, lang) };
            let several: Vec<String> = group.split("|--").map(|arg| valued(&format!("--{arg}"), lang)).collect();
            match (lang, several.len()) {
                (_, 1) => several.concat(),
                (Lang::Zh, _) => several.join(" 或 "),
                (Lang::En, _) => several.join(" or "),
            }
        })
        .collect()
}

/// An argument with its value's name: `--journal 文件`, `手机号码`.
fn valued(arg: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return arg.to_owned();
    }
    arg.split(' ').map(chinese).collect::<Vec<_>>().join(" ")
}

fn words(error: &Error, lang: Lang) -> String {
    let context = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (arg, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .map(context)
        .find(|near| !near.is_empty());
    let valid = context(ContextKind::ValidValue);
    let (zh, en) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            (format!("没有“{name}”这个命令。"), format!("there is no command \"{name}\"."))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("缺少命令。".to_owned(), "a command is missing.".to_owned())
        }
        ErrorKind::UnknownArgument => (
            format!("多余的参数“{arg}”。若内容以 - 开头，请在它前面加 --。"),
            format!("unexpected argument \"{arg}\". Where a text begins with -, put -- before it."),
        ),
        ErrorKind::MissingRequiredArgument => {
            // The command line's own names, and nothing that was typed.
            let names = match error.get(ContextKind::InvalidArg) {
                Some(ContextValue::Strings(names)) => names.as_slice(),
                _ => &[],
            };
            (
                format!("缺少参数：{}。", missing(names, Lang::Zh).join("、")),
                format!("missing: {}.", missing(names, Lang::En).join(", ")),
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            (format!("{arg} 缺少值。"), format!("{arg} wants a value."))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (format!("{arg} 的值“{value}”无效。"), format!("{arg}: \"{value}\" is not a valid value."))
        }
        ErrorKind::InvalidUtf8 => {
            ("有一个参数不是有效的 UTF-8 文本。".to_owned(), "an argument is not valid UTF-8.".to_owned())
        }
        ErrorKind::ArgumentConflict => {
            (format!("{arg} 不能这样重复或并用。"), format!("{arg} cannot be given twice or with what else is there."))
        }
        _ => ("命令行有误。".to_owned(), "the command line is not understood.".to_owned()),
    };
    let mut text = pick(lang, &zh, &en).to_owned();
    if !valid.is_empty() {
        text.push_str(&if lang == Lang::Zh { format!("可用：{valid}。") } else { format!(" There are: {valid}.") });
    }
    if let Some(near) = near {
        let near =
            if lang == Lang::Zh { format!("最接近的是 {near}。") } else { format!(" The nearest is {near}.") };
        text.push_str(&near);
    }
    text
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => discreet(text),
        ContextValue::Strings(texts) => texts.iter().map(|text| discreet(text)).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// An argument in the wrong place can be a number, a code or a key: what has many digits is not repeated.
fn discreet(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().filter(char::is_ascii_digit).count() >= 4 { "…".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::missing;
    use ihuyi::codes::Lang;

    #[test]
    fn an_option_stands_with_its_value() {
        let missing =
            |args: &[&str], lang| missing(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>(), lang);
        assert_eq!(missing(&["--journal <FILE>", "<FILE>"], Lang::Zh), ["--journal 文件", "文件"]);
        assert_eq!(missing(&["<MOBILE>", "<ID|REFERENCE>"], Lang::Zh), ["手机号码", "流水号或业务编号"]);
        let group = ["<--template <TEXT>|--text <TEXT>|--template-id <ID>>"];
        assert_eq!(missing(&group, Lang::Zh), ["--template 内容 或 --text 内容 或 --template-id 编号"]);
        assert_eq!(missing(&group, Lang::En), ["--template <TEXT> or --text <TEXT> or --template-id <ID>"]);
    }
}
