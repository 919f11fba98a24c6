//! The library's own sources with loom's locks (`build.rs`), and around them as much of the rest as they ask for: a disk, a gateway and a
//! store that do what they are told at once, and look whether they are asked for anything twice.
//!
//! The tests are the models: loom runs each with every order in which its threads can take their steps, up to a number of changes from one to
//! another (`LOOM_MAX_PREEMPTIONS`), and with every value that the atomics' orderings allow to be read. No wait here ends by itself: what depends on
//! a time limit to go on is a deadlock, and found as one.

// Most of what is copied here is not called.
#![allow(dead_code, unused_imports, clippy::let_unit_value, clippy::new_without_default, clippy::unit_arg)]

pub mod bulk;
pub mod once;
pub mod secret;
pub mod store;
pub mod transport;

pub mod once_relaxed {
    include!(concat!(env!("OUT_DIR"), "/once_relaxed.rs"));
}

/// What an error of SQLite's is here: none ever comes.
pub mod rusqlite {
    #[derive(Debug)]
    pub struct Error;
    pub type Result<T> = std::result::Result<T, Error>;
}

/// What the sources find in `std::sync`.
pub mod sync {
    pub use loom::sync::{Condvar, Mutex, MutexGuard, atomic};
    pub use std::sync::{Arc, PoisonError};
}

/// A time that stands still, so that each order of steps is the same every time.
pub mod time {
    pub use std::time::Duration;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Instant;

    impl Instant {
        pub fn now() -> Instant {
            Instant
        }

        pub fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        pub fn checked_add(&self, _: Duration) -> Option<Instant> {
            None
        }

        pub fn saturating_duration_since(&self, _: Instant) -> Duration {
            Duration::ZERO
        }
    }
}

pub mod codes {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Family {
        None,
        Account,
        Balance,
        Setting,
    }

    /// The library's numbers, which nothing here depends on.
    pub mod own {
        pub const LIMIT: i32 = -1;
        pub const STORE: i32 = -2;
        pub const BREAKER: i32 = -3;
        pub const SECRET: i32 = -4;
        pub const STORE_VERSION: i32 = -5;
        pub const CONNECT: i32 = -6;
    }

    pub mod gateway {
        pub const ACCEPTED: i32 = 2;
    }
}

pub mod answer {
    use crate::codes::Family;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Outcome {
        Accepted,
        Refused,
        NotSent,
        Unknown,
    }

    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Failure {
        pub code: i32,
        pub zh: String,
        pub en: String,
    }

    impl Failure {
        pub fn new(code: i32, zh: impl Into<String>, en: impl Into<String>) -> Failure {
            Failure { code, zh: zh.into(), en: en.into() }
        }
    }

    pub enum Message {
        Gateway(String),
        Own(Failure),
    }

    pub struct Answer {
        pub outcome: Outcome,
        pub code: i32,
        pub family: Family,
        pub local: bool,
        pub id: String,
        pub message: Message,
    }

    impl Answer {
        pub fn of(outcome: Outcome, code: i32) -> Answer {
            let message = Message::Own(Failure::new(code, "", ""));
            Answer { outcome, code, family: Family::None, local: false, id: String::new(), message }
        }

        pub fn failed(failure: Failure) -> Answer {
            Answer::of(Outcome::Unknown, failure.code)
        }
    }
}

pub mod message {
    pub struct Submission<'a> {
        pub service: (),
        pub mobile: &'a str,
        pub content: &'a str,
        pub template_id: Option<&'a str>,
        pub schedule: Option<&'a str>,
    }

    pub fn mask(number: &str) -> String {
        number.to_owned()
    }
}

/// A gateway: it takes every row, and looks that none comes twice. And a store, which knows who wants no more messages.
pub mod client {
    use crate::answer::{Answer, Failure, Outcome};
    use crate::message::Submission;
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    /// Not loom's: what happens in here is one step.
    #[derive(Default)]
    pub struct Client {
        config: crate::Config,
        pub seen: Mutex<BTreeSet<String>>,
        /// The answer to the first request, if it is no acceptance.
        pub first: Mutex<Option<Answer>>,
        /// These numbers have opted out.
        pub out: Mutex<BTreeSet<String>>,
        /// Why the store cannot be asked the first time.
        pub closed: Mutex<Option<Failure>>,
    }

    impl Client {
        pub fn config(&self) -> &crate::Config {
            &self.config
        }

        pub fn submit_listed(&self, submission: &Submission, _: &str) -> Answer {
            if let Some(answer) = self.first.lock().unwrap().take() {
                return answer;
            }
            assert!(
                self.seen.lock().unwrap().insert(submission.mobile.to_owned()),
                "{} was sent to twice",
                submission.mobile
            );
            Answer::of(Outcome::Accepted, crate::codes::gateway::ACCEPTED)
        }

        pub fn vault(&self) -> Result<(), Failure> {
            Ok(())
        }
    }
}

#[derive(Default)]
pub struct Config {
    pub batch: Account,
    pub gateway: Option<String>,
    pub guard: On,
    pub track: On,
}

#[derive(Default)]
pub struct Account;

impl Account {
    pub fn account(&self) -> &str {
        ""
    }
}

#[derive(Default)]
pub struct On {
    pub on: bool,
    pub ttl: time::Duration,
}

impl Config {
    pub fn credentials(&self, _: ()) -> (&str, &str) {
        ("", "")
    }
}

pub mod config {
    pub use super::Config;
}

pub mod track {
    use crate::answer::Failure;

    pub fn name(_: &(), _: &str) -> String {
        String::new()
    }

    pub fn settled_id(_: &(), _: crate::time::Duration, _: &str, _: &str) -> Result<String, Failure> {
        Ok(String::new())
    }
}
