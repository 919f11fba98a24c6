//! What one-time codes and limits remember, and where: in memory, in an SQLite file, in Redis.
//!
//! A store knows neither numbers nor addresses nor codes. It is given [`Key`]s, which are keyed digests, and sealed values; whoever takes a
//! store away learns nothing from it.
//!
//! Every method is one decision: it happens as a whole or not at all, whoever else asks at the same time, and what it counted is still
//! counted after the process was killed. A method that fails has decided nothing that its caller may rely on; a count that it may have
//! made all the same only ever makes the limits tighter.
//!
//! # Time
//!
//! A store keeps a clock of its own, in milliseconds, that never goes back: the machine's clock (Redis: the server's), and what that one has
//! been set back since the store was made. So a clock set back does not reopen a spent limit and makes nobody wait longer than a window;
//! one set forward ends the windows it jumps over, once.

mod clock;
mod fault;
mod memory;
mod open;
mod process;
mod redis;
mod rule;
mod sqlite;

use crate::answer::Failure;
use std::time::Duration;

pub use clock::Clock;
pub use open::{Place, at, forget, open};
pub(crate) use sqlite::{busy, empty};

/// What a thing that is counted or kept is called in a store: a keyed digest of what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub [u8; 16]);

impl Key {
    /// In hexadecimal, lower case.
    pub fn hex(&self) -> String {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')).collect()
    }
}

/// At most so many events within any stretch of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many; 0 lets none through.
    pub most: u32,
    /// The stretch, which slides: whole milliseconds, at least one.
    pub window: Duration,
}

/// One thing whose events are counted, and the limits on it. All of them look at the same events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The thing.
    pub key: Key,
    /// The limits; at least one.
    pub limits: Vec<Limit>,
}

/// Stops everything while far fewer events pass than happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// What is counted.
    pub key: Key,
    /// How far it looks back, in twelve equal steps.
    pub window: Duration,
    /// It stays shut up to so many events in the window.
    pub events: u32,
    /// It trips when fewer than so many of a hundred events have passed.
    pub percent: u32,
}

/// What is asked of [`Store::admit`].
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Everything that is counted. No key stands here twice.
    pub counts: Vec<Count>,
    /// The breaker, if one stands before it.
    pub breaker: Option<Breaker>,
    /// Only look: count nothing.
    pub dry: bool,
}

/// A limit that has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    /// Which of the counts.
    pub count: usize,
    /// Which of its limits.
    pub limit: usize,
    /// After this there is room again. Never longer than the limit's window; at least a millisecond.
    pub wait: Duration,
}

/// What [`Store::admit`] decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Every limit had room, and (unless it was only a look) the event is counted in each.
    Admitted {
        /// To take it back with.
        receipt: Receipt,
        /// How long it will be until the same could be admitted again; zero when it could be at once.
        wait: Duration,
    },
    /// Nothing was counted, because of these; never empty.
    Denied(Vec<Full>),
    /// Nothing was counted, because the breaker has tripped; it looks again after this.
    Tripped(Duration),
}

/// What was counted: the keys and the places of the event in them, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Each key with the number of its event.
    pub events: Vec<(Key, u64)>,
    /// The breaker's key, and the step its event was counted in.
    pub breaker: Option<(Key, i64)>,
}

/// A value that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// As it was put.
    pub value: Vec<u8>,
    /// How often it was spent.
    pub spent: u32,
    /// How long it still lives; zero when its life is over and it is only remembered.
    pub life: Duration,
}

/// What [`Store::spend`] came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spent {
    /// There is no such record.
    None,
    /// Its life is over.
    Expired,
    /// It was spent as often as it may be.
    Over,
    /// Spent once more; the record says how often that makes.
    Yes(Record),
}

/// How [`Store::put`] treats a record that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// Leaves it as it is, and says so.
    New,
    /// Gives it the new value and the new life; how often it was spent stays. Where there is none, nothing happens.
    Renew,
}

/// How long a record lives, and how long it is remembered after that, so that whoever comes late can be told so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// It lives for this long from now.
    pub live: Duration,
    /// And is remembered for this long afterwards.
    pub remember: Duration,
}

/// How much of a limit is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Events in the window, counted up to `most`.
    pub used: u32,
    /// How long until there is room; zero when there is.
    pub wait: Duration,
}

/// A place that remembers. All implementations pass the same tests (`tests/store`).
pub trait Store: Send + Sync {
    /// Another number when another store may have come to this place: the file of a path, what a server's connections lead to, a child's
    /// memory. Cheap enough to be asked before each call.
    fn incarnation(&self) -> Result<u64, Failure>;

    /// Counts one event in every count, if every limit of each has room and the breaker has not tripped; otherwise counts it in none.
    fn admit(&self, ask: &Ask) -> Result<Decision, Failure>;

    /// Takes an admitted event back, as if it had not happened. Once only; what is no longer remembered is passed over.
    fn refund(&self, receipt: &Receipt) -> Result<(), Failure>;

    /// Tells the breaker that an event has passed.
    fn pass(&self, breaker: &Breaker) -> Result<(), Failure>;

    /// How much of each limit is used. Counts nothing.
    fn usage(&self, counts: &[Count]) -> Result<Vec<Vec<Usage>>, Failure>;

    /// Events and passed events of a breaker in its window.
    fn tally(&self, breaker: &Breaker) -> Result<(u32, u32), Failure>;

    /// Forgets every event of a key, and what a breaker of this key has counted. Says whether there was any.
    fn forget(&self, key: Key) -> Result<bool, Failure>;

    /// Keeps a value. Says whether it was written: see [`Put`].
    fn put(&self, key: Key, value: &[u8], life: Life, how: Put) -> Result<bool, Failure>;

    /// Keeps many values of one life, and says of each whether it was written. Each is a decision of its own; a store that writes many as fast
    /// as one does so.
    fn put_all(&self, records: &[(Key, Vec<u8>)], life: Life, how: Put) -> Result<Vec<bool>, Failure> {
        records.iter().map(|(key, value)| self.put(*key, value, life, how)).collect()
    }

    /// Takes many records out, in the same way.
    fn take_all(&self, keys: &[Key]) -> Result<(), Failure> {
        keys.iter().try_for_each(|key| self.take(*key).map(|_| ()))
    }

    /// Looks at a record, one whose life is over included.
    fn look(&self, key: Key) -> Result<Option<Record>, Failure>;

    /// Counts one use of a living record that was used fewer than `most` times.
    fn spend(&self, key: Key, most: u32) -> Result<Spent, Failure>;

    /// Takes a record out. Of any number of callers, one gets it.
    fn take(&self, key: Key) -> Result<Option<Record>, Failure>;

    /// Removes everything whose time is over. Each decision removes a little as it goes; this is for whoever wants the room back now.
    /// Says how many events and records went (Redis: none, it removes them itself).
    fn purge(&self) -> Result<u64, Failure>;
}
