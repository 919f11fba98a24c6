//! The reader's language: `--lang`, then `IHUYI_LANG`, then the locale.

use ihuyi::codes::Lang;
use std::ffi::OsString;

/// The language to speak. Needed before the command line is parsed, because help and complaints about it are in that language too.
pub fn choose(args: &[OsString]) -> Lang {
    asked(args).or_else(variable).unwrap_or_else(locale)
}

/// One of two texts.
pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

/// `--lang zh`, `--lang=zh`; the last one counts. Nothing behind `--` is an option.
fn asked(args: &[OsString]) -> Option<Lang> {
    let mut found = None;
    let mut args = args.iter().skip(1).map(|arg| arg.to_str().unwrap_or("")).take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        let value = if arg == "--lang" { args.next() } else { arg.strip_prefix("--lang=") };
        found = value.and_then(parse).or(found);
    }
    found
}

fn variable() -> Option<Lang> {
    parse(&std::env::var("IHUYI_LANG").ok()?)
}

/// The language of a name such as `zh`, `zh_CN.UTF-8`, `en-US`; None for any other language.
fn parse(name: &str) -> Option<Lang> {
    match name.get(..2)?.to_ascii_lowercase().as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The first of the three variables that is set decides, as POSIX has it.
fn locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(name) => parse(&name).unwrap_or(Lang::En),
        None => system(),
    }
}

#[cfg(not(windows))]
fn system() -> Lang {
    Lang::En
}

/// Windows knows no such variables; it is asked for the language of its own user interface.
#[cfg(windows)]
fn system() -> Lang {
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetUserDefaultUILanguage() -> u16;
    }
    const PRIMARY: u16 = 0x3FF;
    const CHINESE: u16 = 0x04;
    // SAFETY: takes nothing, returns a number, and exists since Windows 2000.
    let language = unsafe { GetUserDefaultUILanguage() };
    if language & PRIMARY == CHINESE { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_by(args: &[&str]) -> Option<Lang> {
        asked(&args.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn on_the_command_line() {
        assert_eq!(asked_by(&["ihuyi", "--lang", "zh", "send"]), Some(Lang::Zh));
        assert_eq!(asked_by(&["ihuyi", "send", "--lang=en"]), Some(Lang::En));
        assert_eq!(asked_by(&["ihuyi", "--lang=zh", "--lang=en"]), Some(Lang::En));
        assert_eq!(asked_by(&["ihuyi", "send", "--", "--lang=zh"]), None);
        assert_eq!(asked_by(&["ihuyi", "--lang"]), None);
        assert_eq!(asked_by(&["ihuyi", "--lang=fr"]), None);
    }

    #[test]
    fn names() {
        assert_eq!(parse("zh_TW.Big5"), Some(Lang::Zh));
        assert_eq!(parse("C"), None);
        assert_eq!(parse("中"), None);
    }
}
