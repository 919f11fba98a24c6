//! Text from the command line and from files, in the terminal's charset: the setting `charset` is for hosts of the library.

use crate::settings::normal;
use ihuyi::answer::Failure;
use ihuyi::charset::Charset;
use ihuyi::codes::own;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io::Read;

/// Nothing that the gateway takes or sends comes near.
const LIMIT: u64 = 64 * 1024;

/// The variables that say what the terminal speaks; the first that is set decides, as POSIX has it.
pub fn locale() -> Option<(&'static str, String)> {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let set = set.filter_map(|name| Some((name, std::env::var_os(name)?.to_string_lossy().into_owned())));
    set.into_iter().find(|(_, value)| !value.is_empty())
}

/// The terminal's charset by the locale; UTF-8 where it names none.
pub fn terminal() -> Charset {
    locale().and_then(|(_, value)| codeset(&value)).unwrap_or(Charset::UTF_8)
}

/// The charset that the command line names, `--set charset=gbk`; the last one counts. Needed before the command line is parsed: what is wrong with
/// it, and whatever fails before the settings are read, is said in this charset, too. Nothing behind `--` is an option.
pub fn named(args: &[OsString]) -> Option<Charset> {
    let mut found = None;
    let mut args = args.iter().skip(1).map(|arg| arg.to_str().unwrap_or("")).take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        let setting = if arg == "--set" { args.next() } else { arg.strip_prefix("--set=") };
        let value = setting.and_then(|setting| setting.split_once('=')).filter(|(key, _)| normal(key) == "charset");
        found = value.and_then(|(_, value)| Charset::parse(value.trim())).or(found);
    }
    found
}

/// What follows the dot: `zh_CN.GBK`, `zh_CN.gb18030@x`.
fn codeset(locale: &str) -> Option<Charset> {
    let (_, codeset) = locale.split('@').next()?.split_once('.')?;
    Charset::parse(codeset)
}

/// An argument: `-` means standard input, without the line break at its end. `what` names it in errors: Chinese, English.
pub fn argument(argument: &OsStr, charset: Charset, what: (&str, &str)) -> Result<String, Failure> {
    if argument != "-" {
        return word(argument, charset, what);
    }
    let bytes = read(&mut std::io::stdin().lock())?;
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    // What Windows PowerShell and Notepad put in front of UTF-8.
    let mark: &[u8] = if charset == Charset::UTF_8 { b"\xEF\xBB\xBF" } else { b"" };
    let bytes = bytes.strip_prefix(mark).unwrap_or(bytes);
    charset.decode(bytes, what).map(Cow::into_owned)
}

/// An argument as it is: bytes in the terminal's charset.
#[cfg(unix)]
pub fn word(argument: &OsStr, charset: Charset, what: (&str, &str)) -> Result<String, Failure> {
    use std::os::unix::ffi::OsStrExt;
    charset.decode(argument.as_bytes(), what).map(Cow::into_owned)
}

/// An argument as it is. Windows hands it over in Unicode whatever the charset.
#[cfg(not(unix))]
pub fn word(argument: &OsStr, _: Charset, what: (&str, &str)) -> Result<String, Failure> {
    Charset::UTF_8.decode(argument.as_encoded_bytes(), what).map(Cow::into_owned)
}

/// All of a reader, if it is as small as it should be.
pub fn read(from: &mut impl Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    from.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| {
        Failure::new(own::FILE, format!("无法读取输入：{error}。"), format!("The input cannot be read: {error}."))
    })?;
    if bytes.len() as u64 > LIMIT {
        return Err(Failure::new(
            own::TOO_LARGE,
            format!("输入超过 {LIMIT} 字节，不像是要发送的内容。"),
            format!("The input is larger than {LIMIT} bytes; it cannot be what is meant."),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_charset() {
        let gbk = Charset::parse("gbk");
        assert!(gbk.is_some());
        for name in ["zh_CN.GBK", "zh_CN.gb18030", "zh_CN.GB2312@x"] {
            assert_eq!(codeset(name), gbk, "{name}");
        }
        assert_eq!(codeset("zh_CN.UTF-8"), Some(Charset::UTF_8));
        for name in ["C", "zh_CN", "en_US@x.GBK", "zh_CN.none"] {
            assert_eq!(codeset(name), None, "{name}");
        }
    }
}
