//! INI files: `key = value` lines, `;` and `#` comments, sections for products.
//!
//! Written by hand on Chinese Windows, such a file is UTF-8 with or without a mark, or GBK: all three are read.

use super::{Config, settings};
use crate::answer::Failure;
use crate::codes::own;
use crate::message::mask_name;
use crate::service::Service;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// An INI file has some ten lines.
const LIMIT: u64 = 64 * 1024;

/// One `key = value` of an INI file.
pub struct Entry {
    /// The setting's full name: `voice_account` for `account` under `[voice]`. As it was written, so not necessarily a name that exists.
    pub key: String,
    /// The value, without quotes. Can be a secret.
    pub value: Zeroizing<String>,
    /// The line it stands on, counted from 1.
    pub line: usize,
}

/// An INI file as it was read: whatever becomes of it, all that is made of this is made of the same settings. A pipe cannot even be read twice.
pub struct Ini {
    path: PathBuf,
    /// What it says, in its order.
    pub entries: Vec<Entry>,
}

impl Ini {
    /// Reads a file. Whether its settings are any is seen when they are applied, as by [`Config::from_ini`].
    pub fn read(path: &Path) -> Result<Ini, Failure> {
        let entries = parse(&text(path)?, path)?;
        Ok(Ini { path: path.to_owned(), entries })
    }

    pub(super) fn apply(&self, config: &mut Config) -> Result<(), Failure> {
        apply(config, &self.entries, &self.path)
    }
}

fn text(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = settings::read_file(path, LIMIT)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Zeroizing::new(text.to_owned()));
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        Failure::new(
            own::INI,
            format!("配置文件 {} 既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8。", path.display()),
            format!("{} is neither UTF-8 nor GBK. Save it as UTF-8.", path.display()),
        )
    })?;
    Ok(Zeroizing::new(text.into_owned()))
}

fn apply(config: &mut Config, entries: &[Entry], path: &Path) -> Result<(), Failure> {
    entries.iter().try_for_each(|entry| config.set(&entry.key, &entry.value).map_err(|f| at(path, entry.line, f)))
}

/// The failure, with the line that is to blame.
fn at(path: &Path, line: usize, failure: Failure) -> Failure {
    Failure {
        code: failure.code,
        zh: format!("配置文件 {} 第 {line} 行：{}", path.display(), failure.zh),
        en: format!("{}, line {line}: {}", path.display(), failure.en),
    }
}

fn parse(text: &str, path: &Path) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    let mut prefix = String::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with([';', '#']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            prefix = section(name).map_err(|failure| at(path, number, failure))?;
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            let failure = Failure::new(
                own::INI,
                "既不是 [节]、注释，也不是“键 = 值”。",
                "neither a [section], a comment nor key = value.",
            );
            return Err(at(path, number, failure));
        };
        let value = value.trim_end();
        let commented = has_comment(value);
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        if quoted.is_none() && commented {
            return Err(at(path, number, comment(key.trim())));
        }
        let value = Zeroizing::new(quoted.unwrap_or(value).to_owned());
        entries.push(Entry { key: format!("{prefix}{}", key.trim()), value, line: number });
    }
    Ok(entries)
}

/// Whether a blank and then `;` or `#` stand in what follows the `=`. To most other readers a comment begins there; to drop it would cut a text
/// that means it, and to keep it would make a folder of it.
fn has_comment(value: &str) -> bool {
    value.char_indices().any(|(at, c)| c.is_whitespace() && value[at + c.len_utf8()..].starts_with([';', '#']))
}

fn comment(key: &str) -> Failure {
    let key = mask_name(key);
    Failure::new(
        own::VALUE,
        format!("{key} 的值后面像是有注释。注释请单独写一行；如果分号或井号就是值的一部分，请把整个值放在双引号里。"),
        format!(
            "a comment seems to stand behind the value of {key}. Put it on a line of its own; where the ; or # belongs to the value, put the value in double quotes."
        ),
    )
}

/// `[voice]` makes `account` mean `voice_account`; `[sms]` and `[ihuyi]` add nothing.
fn section(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    match Service::parse(name) {
        Some(Service::Sms) => Ok(String::new()),
        Some(service) => Ok(format!("{}_", service.name())),
        None if name.eq_ignore_ascii_case("ihuyi") => Ok(String::new()),
        None if name.eq_ignore_ascii_case("batch") => Ok("batch_".to_owned()),
        None => {
            let names = Service::ALL.map(Service::name).join(" ");
            let shown = mask_name(name);
            Err(Failure::new(
                own::INI,
                format!("没有名为 [{shown}] 的节；可用：ihuyi {names} batch。"),
                format!("no section is called [{shown}]; there are: ihuyi {names} batch."),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, Failure> {
        let mut config = Config::default();
        let path = Path::new("ihuyi.ini");
        parse(text, path).and_then(|entries| apply(&mut config, &entries, path)).map(|()| config)
    }

    #[test]
    fn a_file_as_people_write_it() {
        let config = parsed(
            "; comment\n# another\n[ihuyi]\naccount = C00000000\r\nAPIKEY=\"k;#=\"\n\n[voice]\naccount=V00000000\n[通知]\n",
        );
        assert!(config.unwrap_err().en.starts_with("ihuyi.ini, line 9: no section is called [通知]"));
        let config =
            parsed("account = C00000000\napikey=\"k;#=\"\n[语音]\naccount=V00000000\n[sms]\ntimeout = 3\n").unwrap();
        assert_eq!(config.credentials(Service::Sms), ("C00000000", "k;#="));
        assert_eq!(config.credentials(Service::Voice).0, "V00000000");
        assert_eq!(config.timeout.as_secs(), 3);
        let config = parsed("[batch]\naccount = sms-yx-00000000\nproduct = 1018\n").unwrap();
        assert_eq!((config.batch.account.as_deref(), config.batch.product), (Some("sms-yx-00000000"), Some(1018)));
    }

    #[test]
    fn a_comment_behind_a_value_is_refused_and_never_taken_for_one() {
        let full = if cfg!(windows) { r"C:\key" } else { "/key" };
        for line in [
            &format!("secret_file = {full} ; the key"),
            "timeout = 3 # seconds",
            "timeout = 3\t;seconds",
            "signature = ; none",
            "signature = \"店铺\" ; ours",
            "deny = mobile 170* # all of them",
        ] {
            let failure = parsed(&format!("account = C00000000\n{line}")).map(|_| ()).unwrap_err();
            assert_eq!(failure.code, own::VALUE, "{line}: {failure}");
            assert!(failure.zh.contains("第 2 行") && failure.en.contains("line 2: a comment"), "{failure}");
            assert!(failure.en.contains(line.split(' ').next().unwrap()) && !failure.en.contains("170"), "{failure}");
        }
        // No blank in front, or quotes around it: that is meant.
        let config = parsed("apikey = a;b#c\nverify_text = \"{code} ; @shop.example #{code}\"\n").unwrap();
        assert_eq!(config.credentials(Service::Sms).1, "a;b#c");
        assert_eq!(config.verify.text, "{code} ; @shop.example #{code}");
        assert!(!parsed("apikey = s3cret ; mine").map(|_| ()).unwrap_err().to_string().contains("s3cret"));
    }

    #[test]
    fn errors_name_the_line_and_never_the_value_of_a_key() {
        let failure = parsed("account = C00000000\nacount = x").unwrap_err();
        assert!(failure.zh.contains("第 2 行") && failure.zh.contains("account"), "{}", failure.zh);
        assert_eq!(parsed("nonsense").unwrap_err().code, own::INI);
        assert!(!parsed("apikey = s3cret\u{7}").unwrap_err().to_string().contains("s3cret"));
    }
}
