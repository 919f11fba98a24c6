//! What becomes of a message: each submission is written down before it leaves, and receipts are matched to it.
//!
//! The room `sent` writes down what leaves, `receipts` what comes back, `settle` finds the id of a submission that ended unknown, `inbox` keeps
//! replies and template reviews, and [`status()`] tells. Every record is a value of the store that is written once, so that pushes may come
//! late, doubled, in any order and from several processes at once: what is known at the end is the same.

mod inbox;
mod receipts;
mod sent;
mod settle;
mod status;
mod time;

use crate::answer::Failure;
use crate::bulk::optout;
use crate::codes::own;
use crate::push::Push;
use crate::secret::Vault;
use crate::store::{Key, Life, Put, Record};
use serde_json::Value;
use std::time::Duration;

pub use inbox::{Item, after};
pub use sent::{Trace, begin};
pub(crate) use status::settled_id;
pub use status::{Delivery, State, status};
pub use time::china;

/// How long receipts are waited for: a submission that ended unknown can be settled for so long, and a receipt that nobody claims is kept so
/// long. Carriers try for two days at most.
const WINDOW: Duration = Duration::from_secs(72 * 3600);

/// The settings of this room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether submissions are written down.
    pub on: bool,
    /// How long they, their receipts and the inbox are kept.
    pub ttl: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { on: false, ttl: Duration::from_secs(7 * 86_400) }
    }
}

/// Remembers a push. An error means that it is not remembered: the gateway should push it again. Returns the number that the inbox gave it;
/// 0 for a receipt.
pub fn record(vault: &Vault, settings: &Settings, push: &Push) -> Result<u32, Failure> {
    match push {
        Push::Receipt(receipt) => receipts::record(vault, settings, receipt).map(|()| 0),
        Push::Reply(reply) => {
            // Whoever opts out is heard even where the inbox has no room.
            optout::hear(vault, reply)?;
            inbox::keep(vault, settings, push)
        }
        Push::TemplateReview(_) => inbox::keep(vault, settings, push),
    }
}

/// What a number is called inside records that are not of this room.
pub(crate) fn name(vault: &Vault, number: &str) -> String {
    Desk { vault }.number(number)
}

/// What a number is called in the records, however it is written: `+86 138…`, `0086138…` and `138…` are one.
fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.trim_start_matches('0');
    match bare.strip_prefix("86") {
        Some(rest) if rest.len() == 11 && rest.starts_with('1') => rest.to_owned(),
        _ if bare.is_empty() => digits,
        _ => bare.to_owned(),
    }
}

/// A record's place, and what is sealed in it.
struct Desk<'a> {
    vault: &'a Vault<'a>,
}

impl Desk<'_> {
    fn key(&self, parts: &[&str]) -> Key {
        self.vault.secret.key(parts)
    }

    /// What a number is called inside other records.
    fn number(&self, number: &str) -> String {
        self.key(&["track number", &digits(number)]).hex()
    }

    /// Writes a value where there is none, and says whether there was none. What is over is none.
    fn write(&self, key: Key, value: &Value, life: Duration) -> Result<bool, Failure> {
        let sealed = self.vault.secret.seal(key, value.to_string().as_bytes())?;
        let life = Life { live: life, remember: Duration::ZERO };
        // Twice at most: what is over is taken out of the way.
        for _ in 0..2 {
            if self.vault.store.put(key, &sealed, life, Put::New)? {
                return Ok(true);
            }
            match self.vault.store.look(key)? {
                Some(record) if record.life.is_zero() => drop(self.vault.store.take(key)?),
                Some(_) => return Ok(false),
                None => {}
            }
        }
        self.vault.store.put(key, &sealed, life, Put::New)
    }

    fn rewrite(&self, key: Key, value: &Value, life: Duration) -> Result<bool, Failure> {
        let sealed = self.vault.secret.seal(key, value.to_string().as_bytes())?;
        self.vault.store.put(key, &sealed, Life { live: life, remember: Duration::ZERO }, Put::Renew)
    }

    /// Writes a value whether there is one or not.
    fn set(&self, key: Key, value: &Value, life: Duration) -> Result<(), Failure> {
        if !self.write(key, value, life)? {
            self.rewrite(key, value, life)?;
        }
        Ok(())
    }

    /// The same value in many places, as `write` and `rewrite` do with one; says of each whether it was written.
    fn all(&self, keys: &[Key], value: &Value, life: Duration, how: Put) -> Result<Vec<bool>, Failure> {
        let text = value.to_string();
        let sealed = |key: &Key| Ok((*key, self.vault.secret.seal(*key, text.as_bytes())?));
        let records = keys.iter().map(sealed).collect::<Result<Vec<_>, Failure>>()?;
        self.vault.store.put_all(&records, Life { live: life, remember: Duration::ZERO }, how)
    }

    fn read(&self, key: Key) -> Result<Option<Value>, Failure> {
        let Some(Record { value, life, .. }) = self.vault.store.look(key)? else { return Ok(None) };
        if life.is_zero() {
            return Ok(None);
        }
        serde_json::from_slice(&self.vault.secret.open(key, &value)?).map(Some).map_err(|_| spoiled())
    }

    fn take(&self, key: Key) -> Result<(), Failure> {
        self.vault.store.take(key).map(|_| ())
    }
}

fn spoiled() -> Failure {
    Failure::new(
        own::STORE,
        "store 里关于短信去向的记录读不懂。请确认只有同一版本或更新版本的 ihuyi 在写它。",
        "A record in the store of what became of a message is unreadable. See that nothing but this or a newer ihuyi writes there.",
    )
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

/// As much of a text as fits, between two characters: what strangers may post does not fill a disk.
fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::{cut, digits};

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("好的", 6), "好的");
        assert_eq!(cut("好的", 5), "好");
        assert_eq!(cut("ab", 1), "a");
        assert_eq!(cut("好", 2), "");
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for spelling in ["13800000000", "+86 138 0000 0000", "8613800000000", "0086-13800000000"] {
            assert_eq!(digits(spelling), "13800000000", "{spelling}");
        }
        assert_eq!(digits("1 2025550123"), "12025550123");
        assert_eq!(digits("01012345678"), "1012345678");
        assert_ne!(digits("8610000000"), digits("10000000"));
        assert_eq!(digits("000"), "000");
    }
}
