//! What a step leaves behind for the ones after it: the id that was answered, and the code that the phone received.

use crate::case::Step;
use crate::driver::unhex;
use crate::line::Fields;
use crate::support::sandbox::Sandbox;
use ihuyi::captcha::data_uri;
use ihuyi::secret::Secret;
use ihuyi::store::{self, Clock, Place};
use std::path::Path;

/// What the places in a text stand for.
#[derive(Default)]
pub struct Places {
    steps: Vec<Left>,
    /// The right answer to the picture that was asked for first.
    solved: Option<String>,
    /// The ids of the messages that the gateway took, whatever the caller was told.
    taken: Vec<String>,
}

/// What is known after a step.
#[derive(Default, Clone)]
struct Left {
    /// The newest id that was answered.
    id: Option<String>,
    /// The newest code that the gateway took.
    code: Option<String>,
    /// The step's own message id.
    message: Option<String>,
}

const NAMES: [&str; 7] = ["{id", "{code", "{message:", "{taken:", "{wrong}", "{wide}", "{answer}"];

impl Places {
    /// The text with the places filled in that are known by now; the others stay.
    pub fn fill(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let mut put = |place: &str, value: Option<&str>| {
            if let Some(value) = value {
                text = text.replace(place, value);
            }
        };
        for (n, left) in self.steps.iter().enumerate() {
            put(&format!("{{id:{}}}", n + 1), left.id.as_deref());
            put(&format!("{{code:{}}}", n + 1), left.code.as_deref());
            put(&format!("{{message:{}}}", n + 1), left.message.as_deref());
        }
        for (n, id) in self.taken.iter().enumerate() {
            put(&format!("{{taken:{}}}", n + 1), Some(id));
        }
        let Left { id, code, .. } = self.last();
        put("{id}", id.as_deref());
        put("{code}", code.as_deref());
        put("{wrong}", code.as_deref().map(wrong).as_deref());
        put("{wide}", code.as_deref().map(wide).as_deref());
        put("{answer}", self.solved.as_deref());
        text
    }

    fn last(&self) -> Left {
        self.steps.last().cloned().unwrap_or_default()
    }

    /// Looks at what a step came to.
    pub fn after(&mut self, call: &str, answer: &Fields, sandbox: &Sandbox) {
        let filled = |name| answer.plain(name).filter(|text| !text.is_empty()).map(str::to_owned);
        let Left { mut id, mut code, .. } = self.last();
        id = filled("id").or(id);
        if ["verify_start", "verify_resend"].contains(&call) {
            let ledger = sandbox.ledger();
            let newest = ledger.iter().rev().find(|entry| entry["accepted"] == true);
            code = newest.and_then(|entry| digits(entry["content"].as_str()?)).or(code);
        }
        if call == "submit" {
            let ledger = sandbox.ledger();
            let taken = ledger.iter().filter(|entry| entry["accepted"] == true);
            self.taken = taken.filter_map(|entry| entry["id"].as_str().map(str::to_owned)).collect();
        }
        self.steps.push(Left { id, code, message: filled("message_id") });
    }

    /// No answer holds the code. In the ids it may come about by chance.
    pub fn hidden(&self, call: &str, answer: &Fields) -> Result<(), String> {
        let Some(code) = self.last().code else { return Ok(()) };
        if !call.starts_with("verify_") {
            return Ok(());
        }
        let shows = |(name, value): &(&String, &Vec<u8>)| {
            !["id", "message_id"].contains(&name.as_str()) && value.windows(code.len()).any(|w| w == code.as_bytes())
        };
        answer.0.iter().find(shows).map_or(Ok(()), |(name, _)| Err(format!("{name} shows the code that was sent")))
    }

    /// Finds the answer to the newest picture, once in a case, in the store that the runner's library keeps.
    pub fn solve(&mut self, file: &Path, secret: &str) -> Result<(), String> {
        if self.solved.is_some() {
            return Ok(());
        }
        let id = self.last().id.ok_or("{answer}: there is no picture yet")?;
        // In a copy: the file is in use, under Wine by a process whose locks are not this system's.
        let copy = file.with_extension("copy");
        for log in ["", "-wal"] {
            let [from, to] = [file, &copy].map(|path| format!("{}{log}", path.display()));
            std::fs::copy(&from, to).map_err(|e| format!("{from}: {e}"))?;
        }
        let secret = Secret::new(secret.as_bytes());
        let store = store::open(&Place::Sqlite(copy), Clock::System).map_err(|e| e.to_string())?;
        let record = store.look(secret.key(&["captcha", &id])).map_err(|e| e.to_string())?;
        let digest = record.ok_or("{answer}: the store does not know the picture")?.value;
        let right = |text: &String| secret.key(&["captcha answer", &id, text]).0.as_slice() == digest;
        let answer = texts(4).find(right).ok_or("{answer}: no text of 4 characters is it")?;
        self.solved = Some(answer);
        Ok(())
    }
}

/// Every text that a picture of so many characters can show.
fn texts(length: usize) -> impl Iterator<Item = String> {
    const SHOWN: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let texts = SHOWN.len().pow(length as u32);
    (0..texts).map(move |n| {
        (0..length).map(|place| char::from(SHOWN[n / SHOWN.len().pow(place as u32) % SHOWN.len()])).collect()
    })
}

/// The code in a message: the first number that is as long as one.
fn digits(content: &str) -> Option<String> {
    let mut numbers = content.split(|c: char| !c.is_ascii_digit());
    numbers.find(|number| (4..=8).contains(&number.len())).map(str::to_owned)
}

/// As long as the code, and not it.
fn wrong(code: &str) -> String {
    code.chars().map(|c| char::from(b'0' + (c as u8 - b'0' + 1) % 10)).collect()
}

/// The same code in full-width digits.
fn wide(code: &str) -> String {
    code.chars().map(|c| char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c)).collect()
}

/// A place that could not be filled in is a mistake of the case, but in a setting, where `{code}` is the library's own.
pub fn filled(step: &Step, arguments: &[(String, Option<Vec<u8>>)]) -> Result<(), String> {
    for (name, value) in arguments.iter().filter(|_| step.call != "set") {
        let text = String::from_utf8_lossy(value.as_deref().unwrap_or_default());
        if let Some(place) = NAMES.iter().find(|place| text.contains(**place)) {
            return Err(format!("{name}: nothing is known yet for {place}"));
        }
    }
    Ok(())
}

/// The two forms of a picture hold the same bytes.
pub fn picture(call: &str, answer: &Fields) -> Result<(), String> {
    if call != "captcha_new" || answer.number("code") != Some(0) {
        return Ok(());
    }
    let png = unhex(answer.plain("png").unwrap_or(""));
    if answer.plain("data_uri") == Some(&data_uri(&png)) {
        Ok(())
    } else {
        Err("data_uri is another picture than png".to_owned())
    }
}
