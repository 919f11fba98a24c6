//! How often one number may be sent to, as the vendor publishes it, on the virtual clock.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::clock::beijing_day;
use super::product::Product;

/// The settings of an account. Every 0 means no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Whether anything is limited by how often. Lengths and the password's window hold regardless.
    pub enabled: bool,
    /// Messages to one number in one second (4080).
    pub per_second: u32,
    /// Messages to one number in a day (4082).
    pub per_day: u32,
    /// Messages with a code to one number in a day (4085).
    pub verification_per_day: u32,
    /// Attempts for one number in a day, refused ones included, after which it is blacklisted (408, then 4030).
    pub blacklist_after: u32,
    /// The same text to one number in a minute (4086). Off: the vendor publishes the limit but not its code.
    pub same_text_per_minute: u32,
    /// Voice codes to one number in a minute.
    pub voice_per_minute: u32,
    /// Voice codes to one number in a day.
    pub voice_per_day: u32,
    /// What a voice code beyond its limits is refused with. Not published.
    pub voice_code: i64,
    /// Characters of a template's variable (40722).
    pub variable_length: usize,
    /// Characters of a text (4073).
    pub content_length: usize,
    /// Characters of a voice notification (4073).
    pub voice_content_length: usize,
    /// Seconds that a dynamic password may be off (40501).
    pub password_window: i64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            enabled: true,
            per_second: 1,
            per_day: 5,
            verification_per_day: 5,
            blacklist_after: 20,
            same_text_per_minute: 0,
            voice_per_minute: 2,
            voice_per_day: 10,
            voice_code: 0,
            variable_length: 8,
            content_length: 500,
            voice_content_length: 180,
            password_window: 300,
        }
    }
}

#[derive(Debug, Default)]
struct Number {
    day: i64,
    attempts: u32,
    /// Second and text of what was accepted today.
    accepted: Vec<(i64, String)>,
}

/// What the gateway remembers of each number, per product.
#[derive(Debug, Default)]
pub struct Counters {
    numbers: HashMap<(Product, String), Number>,
    pub blacklist: HashSet<String>,
}

impl Counters {
    /// Counts an attempt and says what it is refused with, if anything. 408 is for the caller to act on.
    pub fn attempt(
        &mut self,
        limits: &Limits,
        product: Product,
        mobile: &str,
        text: &str,
        verification: bool,
        now: i64,
    ) -> Option<i64> {
        // Bulk marketing has its own rules, none of them published.
        if !limits.enabled || product == Product::Marketing {
            return None;
        }
        let number = self.today(product, mobile, now);
        number.attempts += 1;
        let over = |count: usize, limit: u32| limit > 0 && count >= limit as usize;
        let within = |seconds: i64| number.accepted.iter().filter(|(at, _)| *at > now - seconds).count();
        if over(number.attempts as usize - 1, limits.blacklist_after) {
            return Some(408);
        }
        match product {
            Product::Voice => {
                let refused =
                    over(within(60), limits.voice_per_minute) || over(number.accepted.len(), limits.voice_per_day);
                refused.then_some(limits.voice_code)
            }
            Product::VoiceNotice => None,
            _ => {
                let same = number.accepted.iter().filter(|(at, sent)| *at > now - 60 && sent == text).count();
                if over(number.accepted.iter().filter(|(at, _)| *at == now).count(), limits.per_second) {
                    Some(4080)
                } else if over(same, limits.same_text_per_minute) {
                    Some(4086)
                } else if verification && over(number.accepted.len(), limits.verification_per_day) {
                    Some(4085)
                } else if over(number.accepted.len(), limits.per_day) {
                    Some(4082)
                } else {
                    None
                }
            }
        }
    }

    /// Counts a message that went through.
    pub fn accepted(&mut self, product: Product, mobile: &str, text: &str, now: i64) {
        self.today(product, mobile, now).accepted.push((now, text.to_owned()));
    }

    /// What is remembered of a number: nothing of any other day.
    fn today(&mut self, product: Product, mobile: &str, now: i64) -> &mut Number {
        let number = self.numbers.entry((product, mobile.to_owned())).or_default();
        if number.day != beijing_day(now) {
            *number = Number { day: beijing_day(now), ..Number::default() };
        }
        number
    }
}
