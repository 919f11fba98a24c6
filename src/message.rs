//! What is sent, to whom: numbers and texts are parsed, normalised, checked and counted here, before anything is signed. Pure.
//!
//! A check refuses only what the gateway certainly would, with the gateway's own number. What is merely likely to be refused goes through:
//! the gateway knows the account's templates and limits, this code does not.

mod content;
mod number;
mod options;

use crate::answer::Failure;
use crate::codes::{gateway, own};
use crate::service::Service;

pub(crate) use content::signature_fault;
pub use content::{billed_segments, is_emoji, signature_at_an_end};
pub use number::normalise;
pub use options::Options;
pub(crate) use options::{pairs, unknown_option};

/// No template is longer, in bytes. The vendor publishes no limit, but the texts made of one have at most 500 characters.
const TEMPLATE_LIMIT: usize = 64 << 10;

/// One submission, as the caller gives it.
#[derive(Clone, Copy)]
pub struct Submission<'a> {
    /// Which product.
    pub service: Service,
    /// The number; for marketing a list with commas.
    pub mobile: &'a str,
    /// The full text; the code of a voice call; with a template id, the variables joined with `|`.
    pub content: &'a str,
    /// An approved template's id. None: `content` is the full text.
    pub template_id: Option<&'a str>,
    /// Marketing only: when to send, as `YYYY-MM-DD HH:MM:SS` in China Standard Time, or Unix seconds. None: now.
    pub schedule: Option<&'a str>,
}

/// The settings that checks depend on.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// Longest content in characters, where the setting overrides the service's own.
    pub content: Option<usize>,
    /// Longest variable in template mode. None: the account's limit is not known here.
    pub variable: Option<usize>,
    /// The signature that the gateway appends, without its brackets.
    pub signature: &'a str,
}

/// A submission that passed the checks: exactly what is signed and sent, and what it will be billed as.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    /// The number or list as the gateway wants it.
    pub mobile: String,
    /// The content, byte for byte the caller's.
    pub content: String,
    /// The template id, if one was given.
    pub template_id: Option<String>,
    /// The schedule, if one was given.
    pub schedule: Option<String>,
    /// What it costs.
    pub bill: Bill,
}

/// What a submission is billed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bill {
    /// Characters counted, signature included; 0 when that cannot be known here.
    pub characters: u32,
    /// Billed messages per recipient; 0 when that cannot be known here.
    pub segments: u32,
    /// Recipients.
    pub recipients: u32,
}

/// Checks a submission. Costs nothing and asks nobody.
pub fn check(submission: &Submission, limits: &Limits) -> Result<Checked, Failure> {
    let service = submission.service;
    let mobile = normalise(service, submission.mobile)?;
    let template_id = submission.template_id.map(|id| check_template_id(service, id)).transpose()?;
    content::check(service, submission.content, template_id.is_some(), limits)?;
    let schedule = submission.schedule.map(|time| check_schedule(service, time)).transpose()?;
    let mut bill = content::bill(service, submission.content, template_id.is_some(), limits.signature);
    bill.recipients = 1 + mobile.matches(',').count() as u32;
    Ok(Checked { mobile, content: submission.content.to_owned(), template_id, schedule, bill })
}

/// Checks the text of a template that is handed in for review.
pub fn check_template(text: &str) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::new(
            gateway::CONTENT_EMPTY,
            "模板内容为空，未提交。请写上完整的模板文本，变量写成【变量】。",
            "The template text is empty; nothing was submitted. Give the whole text, with 【变量】 for each variable.",
        ));
    }
    if text.len() > TEMPLATE_LIMIT {
        return Err(Failure::new(
            own::TOO_LARGE,
            format!("模板内容过长（{} 字节），未提交。请缩短。", text.len()),
            format!("The template text has {} bytes; nothing was submitted. Shorten it.", text.len()),
        ));
    }
    content::refuse_control_characters(text)
}

/// The numbers of a list that [`normalise`] has seen; none of an empty text.
pub fn numbers(list: &str) -> Vec<&str> {
    list.split(',').filter(|number| !number.is_empty()).collect()
}

/// What a text would be billed as, without sending it. A text with control characters is refused as [`check`] does.
pub fn bill(service: Service, content: &str, template: bool, signature: &str) -> Result<Bill, Failure> {
    content::refuse_control_characters(content)?;
    Ok(Bill { recipients: 1, ..content::bill(service, content, template, signature) })
}

fn check_template_id(service: Service, id: &str) -> Result<String, Failure> {
    let id = id.trim();
    if !service.facts().templates {
        return Err(Failure::new(
            own::TEMPLATE,
            format!("{}没有模板方式，不能带模板编号。去掉模板编号，直接给出内容。", service.facts().zh),
            format!(
                "{} has no template mode. Leave the template id out and give the content itself.",
                service.facts().en
            ),
        ));
    }
    if id.is_empty() || id.len() > 18 || !id.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::new(
            own::TEMPLATE,
            "模板编号必须是数字（控制台“模板管理”里的编号），未发送。",
            "A template id is a number (see the console's list of templates). Nothing was sent.",
        ));
    }
    Ok(id.to_owned())
}

fn check_schedule(service: Service, time: &str) -> Result<String, Failure> {
    let time = time.trim();
    if service != Service::Marketing {
        return Err(Failure::new(
            own::UNSUPPORTED,
            format!("{}不能定时发送，只有会员营销短信可以。未发送。", service.facts().zh),
            format!("{} has no scheduled sending, only marketing SMS has. Nothing was sent.", service.facts().en),
        ));
    }
    let unix = time.len() == 10 && time.bytes().all(|b| b.is_ascii_digit());
    if unix || is_date_and_time(time) {
        return Ok(time.to_owned());
    }
    Err(Failure::new(
        own::SCHEDULE,
        "定时时间格式不对，未发送。请写成 2026-01-31 09:30:00（北京时间），或 10 位 Unix 秒数。",
        "The scheduled time is not understood; nothing was sent. Write 2026-01-31 09:30:00 (China Standard Time) or 10-digit Unix seconds.",
    ))
}

/// `YYYY-MM-DD HH:MM:SS` with fields in range; whether the day exists in its month is left to the gateway.
fn is_date_and_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 19
        && bytes.iter().enumerate().all(|(i, b)| match i {
            4 | 7 => *b == b'-',
            10 => *b == b' ',
            13 | 16 => *b == b':',
            _ => b.is_ascii_digit(),
        });
    let field = |at: usize| text[at..at + 2].parse::<u8>().unwrap_or(99);
    shape
        && (1..=12).contains(&field(5))
        && (1..=31).contains(&field(8))
        && field(11) < 24
        && field(14) < 60
        && field(17) < 60
}

/// A number for logs and error texts: `138****0000`. Never the whole of it.
pub fn mask(number: &str) -> String {
    // As everybody types them: full-width ones look like something else beside a number that is masked.
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '＋' => '+',
        c => c,
    };
    let digits: Vec<char> = number.chars().map(narrow).collect();
    let (head, tail) = match digits.len() {
        0..=4 => (0, 0),
        5..=8 => (1, 1),
        n => (3, if n > 40 { 0 } else { 4 }),
    };
    let mut out: String = digits[..head].iter().collect();
    out.push_str("****");
    out.extend(&digits[digits.len() - tail..]);
    out
}

/// As long as the shortest thing that is not shown, a phone number; a key has 32.
const SECRET: usize = 11;

/// A text that an error shows, without what could be a key or a number: each run of 11 hexadecimal digits and more is shown by its first
/// four. Values change places easily.
pub(crate) fn mask_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, run) = rest.split_at(at);
        let (run, behind) = run.split_at(run.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(run.len()));
        out.push_str(before);
        if run.len() < SECRET {
            out.push_str(run);
        } else {
            out.push_str(&run[..4]);
            out.push('…');
        }
        rest = behind;
    }
    out + rest
}

/// A setting's or an option's name that nobody knows, as an error may show it. Name and value change places easily, and then it is a key.
pub fn mask_name(name: &str) -> String {
    /// The longest real one has 24.
    const LONGEST: usize = 28;
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(200).collect();
    let secret = name.len() >= SECRET && name.bytes().all(|b| b.is_ascii_hexdigit());
    // A number or an address that stands where a name should.
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let secret = secret || digits >= 7;
    if name.len() <= LONGEST && !secret { name } else { name.chars().take(4).chain(['…']).collect() }
}

impl std::fmt::Debug for Submission<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        debug(f, "Submission", self.mobile, self.content)
    }
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        debug(f, "Checked", &self.mobile, &self.content)
    }
}

/// Content can be a one-time code: only its length is shown.
fn debug(f: &mut std::fmt::Formatter<'_>, name: &str, mobile: &str, content: &str) -> std::fmt::Result {
    f.debug_struct(name).field("mobile", &mask(mobile)).field("content_bytes", &content.len()).finish_non_exhaustive()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { content: None, variable: None, signature: "互亿无线" };

    fn sms<'a>(mobile: &'a str, content: &'a str) -> Submission<'a> {
        Submission { service: Service::Sms, mobile, content, template_id: None, schedule: None }
    }

    #[test]
    fn what_could_be_a_key_is_not_shown() {
        let key = "0123456789abcdef0123456789abcdef";
        assert_eq!(mask_keys(key), "0123…");
        assert_eq!(mask_keys("13800000000"), "1380…");
        assert_eq!(mask_keys(&format!("https://host/?apikey={key}&x=1")), "https://host/?apikey=0123…&x=1");
        for plain in ["", "15s", "https://127.0.0.1:8088", "/etc/ihuyi/apikey", "C00000000", "密钥文件"] {
            assert_eq!(mask_keys(plain), plain);
        }
    }

    #[test]
    fn a_text_with_control_characters_is_not_counted() {
        let bill = |content| bill(Service::Sms, content, false, "互亿无线");
        assert_eq!(bill("您\u{1}好").unwrap_err().code, own::CONTROL_CHARACTER);
        assert_eq!(bill("您\n好").unwrap().segments, 1);
    }

    #[test]
    fn the_number_is_looked_at_first() {
        assert_eq!(check(&sms("", ""), &LIMITS).unwrap_err().code, 403);
        assert_eq!(check(&sms("13800000000", ""), &LIMITS).unwrap_err().code, 404);
    }

    #[test]
    fn content_is_not_touched() {
        let content = " a&b=c%20+#\"'\r\n\t您好 ";
        assert_eq!(check(&sms("+86 138-0000-0000", content), &LIMITS).unwrap().content, content);
    }

    #[test]
    fn templates() {
        let with =
            |service, id| check(&Submission { service, template_id: Some(id), ..sms("13800000000", "1234") }, &LIMITS);
        assert_eq!(with(Service::Sms, " 1 ").unwrap().template_id.as_deref(), Some("1"));
        for id in ["", "x", "-1", "1.5", "１"] {
            assert_eq!(with(Service::Sms, id).unwrap_err().code, own::TEMPLATE, "{id}");
        }
        assert_eq!(with(Service::Voice, "1").unwrap_err().code, own::TEMPLATE);
    }

    #[test]
    fn schedules() {
        let at = |service, time| {
            let content = "新品上市。退订回T【测试】";
            check(&Submission { service, schedule: Some(time), ..sms("13800000000", content) }, &LIMITS)
                .map(|c| c.schedule.unwrap())
        };
        assert_eq!(at(Service::Marketing, "2026-01-31 09:30:00").unwrap(), "2026-01-31 09:30:00");
        assert_eq!(at(Service::Marketing, "1700000000").unwrap(), "1700000000");
        for time in ["", "tomorrow", "2026-13-01 00:00:00", "2026-01-01", "2026-01-01 24:00:00", "2026-01-01T00:00:00"]
        {
            assert_eq!(at(Service::Marketing, time).unwrap_err().code, own::SCHEDULE, "{time}");
        }
        assert_eq!(at(Service::Sms, "1700000000").unwrap_err().code, own::UNSUPPORTED);
    }

    #[test]
    fn masks() {
        assert_eq!(mask("13800000000"), "138****0000");
        assert_eq!(mask("1 2025550100"), "1 2****0100");
        assert_eq!(mask("＋８６１３８００００００００"), "+86****0000");
        assert_eq!(mask("1234"), "****");
        assert_eq!(mask("123456"), "1****6");
        assert_eq!(mask(""), "****");
        assert_eq!(mask(&"13800000000,".repeat(9)), "138****");
        assert!(!format!("{:?}", sms("13800000000", "code 4711")).contains("4711"));
    }
}
