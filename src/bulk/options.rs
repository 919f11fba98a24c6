//! What a program says of a list when it begins one: lines of `key = value`. A program that begins again says the same, and the journal that is
//! there is held against it.

use super::{Hours, Terms};
use crate::answer::Failure;
use crate::codes::own;
use crate::message::{pairs, unknown_option};
use crate::service::{Service, named};

const KEYS: &str = "service, template_id, schedule, hours, rate, list, batch, repeats";

/// The options of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What a new plan is made with: what was not said is as it is by itself.
    pub terms: Terms,
    /// The keys that were given.
    said: Vec<String>,
}

impl Options {
    /// Parses the lines; empty ones do not count.
    pub fn parse(text: &str) -> Result<Options, Failure> {
        let mut options = Options { terms: Terms::plain(Service::Sms), said: Vec::new() };
        let terms = &mut options.terms;
        for (key, value) in pairs(text, KEYS)? {
            let words = || Some(value.to_owned()).filter(|value| !value.is_empty());
            match key.as_str() {
                "service" => terms.service = named(value)?,
                "template_id" => terms.template_id = words(),
                "schedule" => terms.schedule = words(),
                "hours" if value.is_empty() => terms.hours = None,
                "hours" => {
                    let takes = ("09:00-20:30（北京时间）", "FROM-TO as 09:00-20:30, China Standard Time");
                    terms.hours = Some(Hours::parse(value).ok_or_else(|| bad(&key, takes))?);
                }
                "rate" => terms.rate = number(&key, value, 0, 1_000_000)?,
                "list" => terms.list = number(&key, value, 1, Terms::LIST)?,
                "batch" => terms.batch = truth(&key, value)?,
                "repeats" => terms.repeats = truth(&key, value)?,
                _ => return Err(unknown_option(&key, KEYS)),
            }
            options.said.push(key);
        }
        Ok(options)
    }

    /// How fast this run goes, where that was said.
    pub fn rate(&self) -> Option<u32> {
        self.said.iter().any(|key| key == "rate").then_some(self.terms.rate)
    }

    /// The first thing that was said and is not so in a plan that is there: its key, how it was planned, how it was said. A rate is of each run.
    pub fn differs(&self, planned: &Terms) -> Option<(&str, String, String)> {
        let said = self.said.iter().map(String::as_str).filter(|key| *key != "rate");
        said.map(|key| (key, shown(planned, key), shown(&self.terms, key))).find(|(_, planned, said)| planned != said)
    }
}

/// One of the terms as its option is written.
fn shown(terms: &Terms, key: &str) -> String {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    match key {
        "service" => terms.service.name().to_owned(),
        "template_id" => terms.template_id.clone().unwrap_or_default(),
        "schedule" => terms.schedule.clone().unwrap_or_default(),
        "hours" => terms.hours.map(|hours| hours.to_string()).unwrap_or_default(),
        "list" => terms.list.to_string(),
        "batch" => yes(terms.batch),
        _ => yes(terms.repeats),
    }
}

fn bad(key: &str, (zh, en): (&str, &str)) -> Failure {
    Failure::new(
        own::VALUE,
        format!("选项 {key} 应写成 {zh}，未发送，也没有建立计划。"),
        format!("The option {key} takes {en}; nothing was sent, and no plan was made."),
    )
}

fn number(key: &str, value: &str, least: u32, most: u32) -> Result<u32, Failure> {
    let plain = value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse().ok().filter(|number| plain && (least..=most).contains(number));
    number
        .ok_or_else(|| bad(key, (&format!("{least} 到 {most} 的整数"), &format!("a whole number, {least} to {most}"))))
}

fn truth(key: &str, value: &str) -> Result<bool, Failure> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Ok(true),
        "no" | "false" | "off" | "0" => Ok(false),
        _ => Err(bad(key, ("yes 或 no", "yes or no"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let none = Options::parse("").unwrap();
        assert_eq!((none.terms, none.said.len()), (Terms::plain(Service::Sms), 0));
        let text =
            "Service = yx\r\n hours=9:00-20:30\nrate = 20\nlist = 100\nrepeats = yes\n\nschedule = 2026-01-31 09:30:00";
        let wanted = Terms {
            schedule: Some("2026-01-31 09:30:00".to_owned()),
            hours: Some(Hours { from: 540, to: 1230 }),
            rate: 20,
            list: 100,
            repeats: true,
            ..Terms::plain(Service::Marketing)
        };
        assert_eq!(Options::parse(text).unwrap().terms, wanted);
        let rest = Options::parse("template_id = 309\nbatch = on").unwrap().terms;
        assert_eq!((rest.template_id.as_deref(), rest.batch), (Some("309"), true));
    }

    #[test]
    fn what_is_no_option() {
        let codes = [
            ("rate", own::VALUE),
            ("rate = -1", own::VALUE),
            ("rate = 1000001", own::VALUE),
            ("list = 0", own::VALUE),
            ("list = 10001", own::VALUE),
            ("hours = 9", own::VALUE),
            ("repeats = maybe", own::VALUE),
            ("service = pigeon", own::SERVICE),
            ("resend = yes", own::SETTING),
        ];
        for (text, code) in codes {
            assert_eq!(Options::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn what_was_said_is_held_against_a_plan() {
        let planned = Terms { hours: Some(Hours { from: 540, to: 1230 }), rate: 5, ..Terms::plain(Service::Sms) };
        for same in ["", "rate = 9", "hours = 09:00 - 20:30\nservice = sms", "template_id =\nbatch = no"] {
            assert_eq!(Options::parse(same).unwrap().differs(&planned), None, "{same}");
        }
        let others = [
            ("repeats = yes", ("repeats", "no", "yes")),
            ("hours =", ("hours", "09:00-20:30", "")),
            ("service = sms\nlist = 2", ("list", "1", "2")),
            ("template_id = 309", ("template_id", "", "309")),
        ];
        for (text, (key, was, is)) in others {
            let options = Options::parse(text).unwrap();
            assert_eq!(options.differs(&planned), Some((key, was.to_owned(), is.to_owned())), "{text}");
        }
        assert_eq!(Options::parse("rate = 9").unwrap().rate(), Some(9));
        assert_eq!(Options::parse("").unwrap().rate(), None);
    }
}
