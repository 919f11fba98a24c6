//! What a call comes to: one of four outcomes, and the code that explains it.

use crate::codes::{Lang, own};
use std::time::Duration;

/// How a submission ended. Callers branch on this; the code explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Outcome {
    /// The gateway said 2 and gave an id. Do not send again.
    Accepted = 1,
    /// The gateway said another code, or a check of our own found what it would refuse. Mend the cause, then send again.
    Refused = 2,
    /// Nothing that the gateway could act on left this machine. Sending again later is safe.
    NotSent = 3,
    /// The request left and no readable verdict came back. Do not send again blindly: a receipt settles it.
    Unknown = 4,
}

impl Outcome {
    /// The name used in the program's JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Refused => "refused",
            Outcome::NotSent => "not_sent",
            Outcome::Unknown => "unknown",
        }
    }
}

/// Why the library itself stopped a call or lost its answer: what happened, to what, and what to do next, in two languages.
///
/// Never holds a key, a code that was sent, or a whole phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// One of [`own`]'s codes, or the gateway's own number when a local check found what it would refuse.
    pub code: i32,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Failure {
    /// A failure with its words.
    pub fn new(code: i32, zh: impl Into<String>, en: impl Into<String>) -> Failure {
        Failure { code, zh: zh.into(), en: en.into() }
    }

    /// The words in one language.
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The outcome that this failure means when it ends a call: -300 is unknown, the network's are not sent, the caller's are refused.
    pub fn outcome(&self) -> Outcome {
        match self.code {
            own::UNKNOWN => Outcome::Unknown,
            -299..=-200 | -999..=-900 => Outcome::NotSent,
            _ => Outcome::Refused,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} / {} ({})", self.zh, self.en, self.code)
    }
}

impl std::error::Error for Failure {}

/// Who speaks in [`Answer::message`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The gateway's own words, as they came. They vary; never branch on them.
    Gateway(String),
    /// The library's.
    Own(Failure),
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Branch on this.
    pub outcome: Outcome,
    /// The gateway's code (0 and above), or one of ours (below 0).
    pub code: i32,
    /// HTTP status of the last reply, 0 when there was none.
    pub http_status: u16,
    /// A check of our own refused; no request was made and nothing was billed.
    pub local: bool,
    /// The gateway called our time stamp expired; the clock's error was learned from its reply and the request was made once more.
    pub clock_corrected: bool,
    /// Billed messages per recipient: 70 characters make one, longer texts are billed by 67. 0 when it cannot be known here.
    pub segments: u32,
    /// Characters counted for billing, signature included. 0 when it cannot be known here.
    pub characters: u32,
    /// Recipients of this call.
    pub recipients: u32,
    /// Messages left on the account, when that was asked.
    pub balance: Option<i64>,
    /// The gateway's id of the submission (or of the new template). Text: it can have more digits than any integer holds.
    pub id: String,
    /// What was said, and by whom.
    pub message: Message,
    /// From the call to its end.
    pub elapsed: Duration,
}

impl Answer {
    /// The answer of a call that this failure ended.
    pub fn failed(failure: Failure) -> Answer {
        let outcome = failure.outcome();
        Answer {
            outcome,
            code: failure.code,
            http_status: 0,
            local: outcome == Outcome::Refused,
            clock_corrected: false,
            segments: 0,
            characters: 0,
            recipients: 0,
            balance: None,
            id: String::new(),
            message: Message::Own(failure),
            elapsed: Duration::ZERO,
        }
    }

    /// The answer of a call that asks no gateway and succeeded.
    pub fn done() -> Answer {
        Answer { outcome: Outcome::Accepted, local: false, ..Answer::failed(Failure::new(0, "", "")) }
    }

    /// The message in the language asked for; the gateway's own words stay as they are.
    pub fn words(&self, lang: Lang) -> &str {
        match &self.message {
            Message::Gateway(text) => text,
            Message::Own(failure) => failure.words(lang),
        }
    }
}
