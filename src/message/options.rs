//! What else a caller may say of one submission: lines of `key = value`. Later versions know more keys; an unknown one is never ignored.

use super::mask_name;
use crate::answer::Failure;
use crate::codes::own;
use crate::guard::circumstances::Circumstances;

const KEYS: &str = "schedule, reference, resend, captcha, captcha_id, captcha_answer, key.NAME";

/// The options of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Marketing only: when to send.
    pub schedule: Option<String>,
    /// The business event: a repeated send of the same one returns the first one's answer.
    pub reference: Option<String>,
    /// Sends again although the first send of this reference ended unknown.
    pub resend: bool,
    /// What the limits count by (`key.ip = 192.0.2.7`), and the picture challenge.
    pub told: Circumstances,
}

impl Options {
    /// Parses the lines; empty ones do not count.
    pub fn parse(text: &str) -> Result<Options, Failure> {
        let mut options = Options::default();
        let mut told = String::new();
        for (key, value) in pairs(text, KEYS)? {
            match key.as_str() {
                "schedule" | "stime" => options.schedule = Some(value.to_owned()),
                "reference" => options.reference = Some(value.to_owned()),
                "resend" => options.resend = matches!(value.to_ascii_lowercase().as_str(), "yes" | "true" | "1"),
                "captcha" | "captcha_id" | "captcha_answer" => told.push_str(&format!("{key} = {value}\n")),
                _ if key.starts_with("key.") => told.push_str(&format!("{} = {value}\n", &key[4..])),
                _ => return Err(unknown_option(&key, KEYS)),
            }
        }
        options.told = Circumstances::parse(&told)?;
        Ok(options)
    }
}

/// The lines of `key = value`, the keys in lower case; empty lines do not count. `keys` names those that there are.
pub(crate) fn pairs<'t>(text: &'t str, keys: &str) -> Result<Vec<(String, &'t str)>, Failure> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &'t str| match line.split_once('=') {
        Some((key, value)) => Ok((key.trim().to_ascii_lowercase(), value.trim())),
        None => {
            let shown = mask_name(line);
            Err(Failure::new(
                own::VALUE,
                format!("选项“{shown}”不是“键 = 值”，未发送。可用的键：{keys}。"),
                format!("The option \"{shown}\" is not key = value; nothing was sent. Keys: {keys}."),
            ))
        }
    };
    lines.map(pair).collect()
}

/// No option is called so.
pub(crate) fn unknown_option(key: &str, keys: &str) -> Failure {
    let shown = mask_name(key);
    Failure::new(
        own::SETTING,
        format!("没有这个选项：“{shown}”，未发送。可用的键：{keys}。"),
        format!("There is no such option: \"{shown}\"; nothing was sent. Keys: {keys}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let options = Options::parse("\n Schedule = 2026-01-31 09:30:00 \r\n").unwrap();
        assert_eq!(options.schedule.as_deref(), Some("2026-01-31 09:30:00"));
        assert_eq!(Options::parse("").unwrap(), Options::default());
        let options =
            Options::parse("reference = order-1-paid\nresend = yes\nkey.ip = 192.0.2.7\ncaptcha = passed").unwrap();
        assert_eq!((options.reference.as_deref(), options.resend), (Some("order-1-paid"), true));
        assert_eq!(options.told.get("ip"), Some("192.0.2.7"));
        assert_eq!(Options::parse("schedule").unwrap_err().code, own::VALUE);
        assert_eq!(Options::parse("shedule = x").unwrap_err().code, own::SETTING);
    }
}
