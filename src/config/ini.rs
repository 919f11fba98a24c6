//! INI files: `key = value` lines, `;` and `#` comments, sections for products.
//!
//! Written by hand on Chinese Windows, such a file is UTF-8 with or without a mark, or GBK: all three are read.

use super::{Config, settings};
use crate::answer::Failure;
use crate::codes::own;
use crate::service::Service;
use std::path::Path;
use zeroize::Zeroizing;

/// An INI file has some ten lines.
const LIMIT: u64 = 64 * 1024;

pub(super) fn read(config: &mut Config, path: &Path) -> Result<(), Failure> {
    let bytes = settings::read_file(path, LIMIT)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Zeroizing::new(text.to_owned()),
        Err(_) => {
            let text =
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
                    Failure::new(
                        own::INI,
                        format!("配置文件 {} 既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8。", path.display()),
                        format!("{} is neither UTF-8 nor GBK. Save it as UTF-8.", path.display()),
                    )
                })?;
            Zeroizing::new(text.into_owned())
        }
    };
    parse(config, &text, path)
}

fn parse(config: &mut Config, text: &str, path: &Path) -> Result<(), Failure> {
    let mut prefix = String::new();
    for (index, line) in text.lines().enumerate() {
        let at = |failure: Failure| Failure {
            code: failure.code,
            zh: format!("配置文件 {} 第 {} 行：{}", path.display(), index + 1, failure.zh),
            en: format!("{}, line {}: {}", path.display(), index + 1, failure.en),
        };
        let line = line.trim();
        if line.is_empty() || line.starts_with([';', '#']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            prefix = section(name).map_err(at)?;
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            return Err(at(Failure::new(
                own::INI,
                "既不是 [节]、注释，也不是“键 = 值”。",
                "neither a [section], a comment nor key = value.",
            )));
        };
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        config.set(&format!("{prefix}{}", key.trim()), quoted.unwrap_or(value)).map_err(at)?;
    }
    Ok(())
}

/// `[voice]` makes `account` mean `voice_account`; `[sms]` and `[ihuyi]` add nothing.
fn section(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    match Service::parse(name) {
        Some(Service::Sms) => Ok(String::new()),
        Some(service) => Ok(format!("{}_", service.name())),
        None if name.eq_ignore_ascii_case("ihuyi") => Ok(String::new()),
        None => {
            let names = Service::ALL.map(Service::name).join(" ");
            let shown: String = name.chars().take(40).collect();
            Err(Failure::new(
                own::INI,
                format!("没有名为 [{shown}] 的节；可用：ihuyi {names}。"),
                format!("no section is called [{shown}]; there are: ihuyi {names}."),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, Failure> {
        let mut config = Config::default();
        parse(&mut config, text, Path::new("ihuyi.ini")).map(|()| config)
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
    }

    #[test]
    fn errors_name_the_line_and_never_the_value_of_a_key() {
        let failure = parsed("account = C00000000\nacount = x").unwrap_err();
        assert!(failure.zh.contains("第 2 行") && failure.zh.contains("account"), "{}", failure.zh);
        assert_eq!(parsed("nonsense").unwrap_err().code, own::INI);
        assert!(!parsed("apikey = s3cret\u{7}").unwrap_err().to_string().contains("s3cret"));
    }
}
