//! What a call comes to: one of four outcomes, and the code that explains it.

use crate::codes::{self, Family, Lang, Table, own};
use crate::message::Bill;
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

    /// What it means for whoever sent it, and whether to send again.
    pub const fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Outcome::Accepted, Lang::Zh) => "已受理：网关已接收，不要重发",
            (Outcome::Accepted, Lang::En) => "accepted: the gateway took it; do not send again",
            (Outcome::Refused, Lang::Zh) => "被拒绝：没有发出，改正原因后可以再发",
            (Outcome::Refused, Lang::En) => "refused: nothing was sent; mend the cause, then send again",
            (Outcome::NotSent, Lang::Zh) => "没有发出：可以稍后再发",
            (Outcome::NotSent, Lang::En) => "not sent: it is safe to send again later",
            (Outcome::Unknown, Lang::Zh) => "结果未知：可能已经发出，不要直接重发，以回执为准",
            (Outcome::Unknown, Lang::En) => {
                "unknown: it may have been sent; do not just send again, a receipt settles it"
            }
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

/// What was asked when nobody knows how it ended: it decides what asking again would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stake {
    /// A message, which must not go twice.
    Message,
    /// A template that was handed in.
    Template,
    /// A question, which costs nothing.
    Question,
}

impl Failure {
    /// The request left and nobody knows how it ended; the cause in Chinese and English, without a full stop.
    pub fn unknown(stake: Stake, zh: &str, en: &str) -> Failure {
        let (rest_zh, rest_en) = match stake {
            Stake::Message => (
                "短信可能已发出，也可能没有。请勿盲目重发；以回执或收信人为准",
                "the message may or may not have been accepted. Do not send it again blindly; a receipt settles it",
            ),
            Stake::Template => (
                "模板可能已提交，也可能没有。请先到控制台查看，再决定是否重新提交",
                "the template may or may not have been taken. Look into the console before handing it in again",
            ),
            Stake::Question => {
                ("没有得到答案。查询不产生费用，可以放心再试", "there is no answer. Asking costs nothing; ask again")
            }
        };
        Failure::new(
            own::UNKNOWN,
            format!("请求已发出，但{zh}：{rest_zh}。"),
            format!("The request left, but {en}: {rest_en}."),
        )
    }

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

    /// The outcome that this failure means when it ends a call: -300 is unknown; the network's, a limit of our own and a store that is down are
    /// not sent; the caller's are refused.
    pub fn outcome(&self) -> Outcome {
        match self.code {
            own::UNKNOWN => Outcome::Unknown,
            -299..=-200 | -999..=-900 | own::LIMIT | own::BREAKER | own::STORE | own::HELPER | own::HELPER_BUSY => {
                Outcome::NotSent
            }
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
    /// What the code is about.
    pub family: Family,
    /// HTTP status of the last reply, 0 when there was none.
    pub http_status: u16,
    /// A check of our own refused; no request was made and nothing was billed.
    pub local: bool,
    /// The gateway called our time stamp expired; the clock's error was learned from its reply and the request was made once more.
    pub clock_corrected: bool,
    /// An earlier call with the same reference came to this; nothing was sent now.
    pub repeated: bool,
    /// The row of a list that was added is in its plan, as left out.
    pub left_out: bool,
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
            family: codes::family(Table::Own, failure.code),
            http_status: 0,
            local: outcome == Outcome::Refused,
            clock_corrected: false,
            repeated: false,
            left_out: false,
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
        Answer { outcome: Outcome::Accepted, local: false, ..Answer::failed(Failure::new(own::OK, "", "")) }
    }

    /// The same of a call that says what something will be billed as.
    pub fn billed(bill: Bill) -> Answer {
        let Bill { characters, segments, recipients } = bill;
        Answer { characters, segments, recipients, ..Answer::done() }
    }

    /// Whether it is the answer of a call that asked no gateway and succeeded.
    pub fn is_done(&self) -> bool {
        self.code == own::OK && self.http_status == 0
    }

    /// The same answer with the family that its code has in this table: 4070 is about two things.
    pub fn of(self, table: Table) -> Answer {
        Answer { family: codes::family(table, self.code), ..self }
    }

    /// The message in the language asked for; the gateway's own words stay as they are.
    pub fn words(&self, lang: Lang) -> &str {
        match &self.message {
            Message::Gateway(text) => text,
            Message::Own(failure) => failure.words(lang),
        }
    }
}
