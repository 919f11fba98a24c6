//! A list of thousands, each sent once: a plan that is checked as a whole, and a journal that survives a crash.
//!
//! [`Planner`] checks every row of a list before anything is sent and writes the list into a journal, a file of SQLite's. [`Run`] sends from
//! the journal. Each row is written "sending" before its request leaves and with its outcome afterwards, both on the disk before the next step.
//! So whenever the process is killed, the rows that were on their way are known: they are of unknown end, and are never sent again by themselves.
//!
//! The journal holds numbers and texts as they are: it is the list. Only its owner may read it.

mod batch;
mod file;
mod hours;
mod journal;
mod ledger;
mod lock;
mod maker;
mod options;
pub mod optout;
mod pauses;
mod place;
mod plan;
mod process;
mod run;
mod task;
mod template;
mod terms;
mod time;
mod whole;
mod words;

pub use batch::Batch;
pub use hours::Hours;
pub use journal::{Answered, Journal, Order, Page};
pub use ledger::Gone;
pub use options::Options;
pub use place::{Caller, Place};
pub use plan::{Planner, Repeated, Sum};
pub use run::{Pace, Run};
pub use task::{Phase, Standing, Task};
pub use template::{Template, folded};

use crate::codes::Lang;
use crate::service::Service;

/// What holds for every row of a plan. Kept in the journal, so that a run that goes on later goes on as it was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which product.
    pub service: Service,
    /// An approved template's id: then each row's content is its variables, joined with `|`.
    pub template_id: Option<String>,
    /// Marketing only: when the gateway is to send.
    pub schedule: Option<String>,
    /// Nothing is sent outside these hours of the day, China Standard Time.
    pub hours: Option<Hours>,
    /// At most so many messages a second; 0: as fast as the connections allow.
    pub rate: u32,
    /// Marketing only: up to so many numbers that get the same text go in one request, with one outcome for all; 1: each alone.
    pub list: u32,
    /// Marketing only: through the gateway's v1 bulk interface, up to [`Terms::BATCH`] numbers of one text in a signed request that can be
    /// repeated safely. Unproven: what it answers is not public.
    pub batch: bool,
    /// Whether a number that stands in several rows gets a message for each; otherwise the later ones are left out.
    pub repeats: bool,
}

impl Terms {
    /// As many numbers as one request of the v1 bulk interface takes.
    pub const BATCH: u32 = 10_000;
    /// As many numbers as a list of the legacy interface has at most.
    pub const LIST: u32 = 10_000;

    /// What holds where nothing is said.
    pub fn plain(service: Service) -> Terms {
        Terms {
            service,
            template_id: None,
            schedule: None,
            hours: None,
            rate: 0,
            list: 1,
            batch: false,
            repeats: false,
        }
    }

    /// Up to so many rows of one text go in one request, and end together.
    pub fn together(&self) -> u32 {
        match self.service {
            Service::Marketing if self.batch => Terms::BATCH,
            Service::Marketing => self.list.max(1),
            // No other product takes a list.
            _ => 1,
        }
    }
}

/// One row of a list, as its reader gives it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The row in the list as whoever made it counts: in a spreadsheet from 1, titles included.
    pub line: u64,
    /// The number as it stands there.
    pub mobile: &'a str,
    /// The text as it will be sent; with a template id, the variables.
    pub content: &'a str,
    /// What the row is called elsewhere, an order's number perhaps; empty: nothing.
    pub reference: &'a str,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum State {
    /// It waits.
    Planned = 0,
    /// Its request may be on its way. Of a run that ended: its end is unknown.
    Sending = 1,
    /// The gateway took it.
    Accepted = 2,
    /// The gateway, or a check of our own, refused it. Nothing was sent.
    Refused = 3,
    /// It may have been sent, and may not. Never sent again by itself.
    Unknown = 4,
    /// The plan left it out, or a run, because its number had opted out by then; its words say why.
    LeftOut = 5,
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] =
        [State::Planned, State::Sending, State::Accepted, State::Refused, State::Unknown, State::LeftOut];

    /// The name used in JSON and CSV.
    pub const fn name(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Sending => "sending",
            State::Accepted => "accepted",
            State::Refused => "refused",
            State::Unknown => "unknown",
            State::LeftOut => "left_out",
        }
    }
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the journal, from 1 on.
    pub id: u64,
    /// Its row in the list.
    pub line: u64,
    /// The number as the gateway wants it; as it stood in the list where it is none.
    pub mobile: String,
    /// The text, or the template's variables.
    pub content: String,
    /// What it is called elsewhere; empty: nothing.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// The last answer's code; 0 before there is one.
    pub code: i32,
    /// The gateway's id.
    pub message_id: String,
    /// Why: the gateway's words, or our own, Chinese.
    pub zh: String,
    /// The same in English where the words are our own; the gateway's words as they came.
    pub en: String,
    /// When it came to where it stands, milliseconds since 1970; 0: never sent. Of a row whose run ended before there was an answer: when it was
    /// about to be sent.
    pub at: i64,
    /// Billed messages.
    pub segments: u32,
}

impl Row {
    /// As the next run finds it, where nobody waits for the answer to a row that is on its way: of unknown end. Not for the v1 bulk interface,
    /// which is asked again.
    pub fn adrift(self) -> Row {
        if self.state != State::Sending {
            return self;
        }
        let left = words::left();
        Row { state: State::Unknown, code: left.code, zh: left.zh, en: left.en, ..self }
    }

    /// Its words in one language.
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// How many rows stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// By [`State`], as a number.
    pub rows: [u64; 6],
    /// Billed messages of the accepted ones.
    pub segments: u64,
}

impl Tally {
    /// How many stand there.
    pub fn of(&self, state: State) -> u64 {
        self.rows[state as usize]
    }

    /// All rows that are to be sent: without those left out.
    pub fn total(&self) -> u64 {
        self.rows.iter().sum::<u64>() - self.of(State::LeftOut)
    }

    /// Those that nothing more will become of by itself.
    pub fn ended(&self) -> u64 {
        self.of(State::Accepted) + self.of(State::Refused) + self.of(State::Unknown)
    }
}
