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
    let sub = args.iter().skip(1).position(|arg| command.get_subcommands().any(|sub| *arg == *sub.get_name()));
    let (before, name) = match sub {
        Some(at) => (&args[1..=at], args[at + 1].to_str().unwrap_or("")),
        None => (&args[1.min(args.len())..], ""),
    };
    let words = misplaced(error, before, name, command, out.lang).unwrap_or_else(|| words(error, out.lang));
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
        let help = if name.is_empty() { "ihuyi --help".to_owned() } else { format!("ihuyi {name} --help") };
        let (zh, en) = (format!("用法见 {help}。"), format!("See {help}."));
        out.complaint(&format!("ihuyi: {words}\n{}", pick(out.lang, &zh, &en)));
    }
    exit::USAGE
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
        other => other,
    }
}

/// What is missing, each with the value that it wants, in Chinese.
fn missing(args: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for arg in args.split(' ') {
        match names.last_mut() {
            Some(option) if option.starts_with("--") && !option.contains(' ') && arg.starts_with('<') => {
                option.push_str(&format!(" {}", chinese(arg)));
            }
            _ => names.push(chinese(arg).to_owned()),
        }
    }
    names
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
            (format!("缺少参数：{}。", missing(&arg).join("、")), format!("missing: {arg}."))
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

    #[test]
    fn an_option_stands_with_its_value() {
        assert_eq!(missing("--journal <FILE> <FILE>"), ["--journal 文件", "文件"]);
        assert_eq!(missing("<MOBILE> <TEXT>"), ["手机号码", "内容"]);
    }
}
