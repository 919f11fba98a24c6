//! What else a caller may say of one submission: lines of `key = value`. Later versions know more keys; an unknown one is never ignored.

use super::mask_name;
use crate::answer::Failure;
use crate::codes::own;

const KEYS: &str = "schedule";

/// The options of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Marketing only: when to send.
    pub schedule: Option<String>,
}

impl Options {
    /// Parses the lines; empty ones do not count.
    pub fn parse(text: &str) -> Result<Options, Failure> {
        let mut options = Options::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let shown = mask_name(line.split('=').next().unwrap_or(""));
            let Some((key, value)) = line.split_once('=') else {
                return Err(Failure::new(
                    own::VALUE,
                    format!("选项“{shown}”不是“键 = 值”，未发送。可用的键：{KEYS}。"),
                    format!("The option \"{shown}\" is not key = value; nothing was sent. Keys: {KEYS}."),
                ));
            };
            match key.trim().to_ascii_lowercase().as_str() {
                "schedule" | "stime" => options.schedule = Some(value.trim().to_owned()),
                _ => {
                    return Err(Failure::new(
                        own::SETTING,
                        format!("没有这个选项：“{shown}”，未发送。可用的键：{KEYS}。"),
                        format!("There is no such option: \"{shown}\"; nothing was sent. Keys: {KEYS}."),
                    ));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let options = Options::parse("\n Schedule = 2026-01-31 09:30:00 \r\n").unwrap();
        assert_eq!(options.schedule.as_deref(), Some("2026-01-31 09:30:00"));
        assert_eq!(Options::parse("").unwrap(), Options::default());
        assert_eq!(Options::parse("schedule").unwrap_err().code, own::VALUE);
        assert_eq!(Options::parse("shedule = x").unwrap_err().code, own::SETTING);
    }
}
