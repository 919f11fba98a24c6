//! Submissions: written down before they leave, so that not even a process that is killed loses one.
//!
//! For each number there is a row of slots. One is taken before the request leaves and given back when the gateway has answered; what stays
//! in a slot is a submission whose end nobody knows.

use super::{Desk, WINDOW, settle, text};
use crate::answer::{Answer, Failure, Outcome};
use crate::message::mask;
use crate::secret::Vault;
use crate::service::Service;
use crate::store::{Clock, Key, Put};
use serde_json::{Value, json};
use std::time::Duration;

/// Submissions to one number whose end is unknown, at one time. Two are too many to tell apart already.
pub(super) const SLOTS: usize = 4;

/// What writing down the end may take for each further number.
const AFTER: Duration = Duration::from_millis(10);
/// Up to so many numbers, receipts that came while it ran are handed over at once; those of a longer list when somebody asks.
const AT_ONCE: usize = 50;

/// A submission that is written down.
pub struct Trace {
    /// What is known of it.
    facts: Value,
    /// Each number with its slot, where it got one.
    slots: Vec<(String, Option<Key>)>,
    ttl: Duration,
    /// Whether somebody will ask for it by what it is called in the records.
    named: bool,
}

/// Writes a submission down. It may still run for `running`.
pub fn begin(
    vault: &Vault,
    ttl: Duration,
    running: Duration,
    local: &str,
    service: Service,
    numbers: &[&str],
) -> Result<Trace, Failure> {
    let desk = Desk { vault };
    let now = Clock::System.now();
    let names: Vec<String> = numbers.iter().map(|number| desk.number(number)).collect();
    let facts = json!({
        "local": local,
        "service": service.name(),
        "mobile": numbers.first().map(|number| mask(number)),
        "time": now,
        "until": now.saturating_add_unsigned((running + AFTER * (names.len() as u32).saturating_sub(1)).as_millis() as u64),
        "recipients": numbers.len(),
    });
    if names.len() > 1 {
        desk.write(list(&desk, local), &json!(names), ttl.max(WINDOW))?;
    }
    let first: Vec<Key> = names.iter().map(|name| slot(&desk, name, 0)).collect();
    let taken = desk.all(&first, &facts, WINDOW, Put::New)?;
    let mut slots = Vec::with_capacity(names.len());
    for ((name, first), taken) in names.into_iter().zip(first).zip(taken) {
        let slot = if taken { Some(first) } else { occupy(&desk, &name, &facts)? };
        slots.push((name, slot));
    }
    Ok(Trace { facts, slots, ttl, named: false })
}

/// The first free slot of a number; none when all are taken, which is then written down, too.
fn occupy(desk: &Desk, name: &str, facts: &Value) -> Result<Option<Key>, Failure> {
    for n in 0..SLOTS {
        let key = slot(desk, name, n);
        if desk.write(key, facts, WINDOW)? {
            return Ok(Some(key));
        }
    }
    desk.set(crowd(desk, name), &json!({}), WINDOW)?;
    Ok(None)
}

pub(super) fn slot(desk: &Desk, name: &str, n: usize) -> Key {
    desk.key(&["track slot", name, &n.to_string()])
}

/// While this is there, a number had more unknown submissions than slots, and none is settled.
pub(super) fn crowd(desk: &Desk, name: &str) -> Key {
    desk.key(&["track crowd", name])
}

/// Where the numbers of a submission to several stand: in each slot they would be too many.
fn list(desk: &Desk, local: &str) -> Key {
    desk.key(&["track list", local])
}

/// The numbers of a submission that is in a slot of one of them.
pub(super) fn numbers(desk: &Desk, facts: &Value, name: &str) -> Result<Vec<String>, Failure> {
    if facts["recipients"].as_u64().is_none_or(|recipients| recipients < 2) {
        return Ok(vec![name.to_owned()]);
    }
    let known = desk.read(list(desk, &text(&facts["local"])))?;
    let names = known.as_ref().and_then(Value::as_array).map(|names| names.iter().map(text).collect());
    Ok(names.unwrap_or_else(|| vec![name.to_owned()]))
}

/// Where a submission is found by the gateway's id.
pub(super) fn sent(desk: &Desk, id: &str) -> Key {
    desk.key(&["track sent", id])
}

impl Trace {
    /// Writes down what it came to. What cannot be written stays in its slot, as a submission of unknown end.
    pub fn end(self, vault: &Vault, answer: &Answer) {
        let _ = self.written(&Desk { vault }, answer);
    }

    fn written(mut self, desk: &Desk, answer: &Answer) -> Result<(), Failure> {
        match answer.outcome {
            Outcome::Accepted => self.accepted(desk, &answer.id),
            Outcome::Unknown => {
                // From now on nothing runs that could still tell.
                self.facts["until"] = 0.into();
                desk.all(&self.keys(), &self.facts, WINDOW, Put::Renew)?;
                self.settle(desk)
            }
            Outcome::Refused | Outcome::NotSent => self.free(desk),
        }
    }

    fn keys(&self) -> Vec<Key> {
        self.slots.iter().filter_map(|(_, slot)| *slot).collect()
    }

    /// The same, for a submission that a reference stands for: it learns the id from these records when its own were cut off.
    pub fn named(self) -> Trace {
        Trace { named: true, ..self }
    }

    /// First the slots learn the id, then it is found by its id, then the slots are free: wherever this ends, nothing is lost, and no slot of
    /// an accepted submission is taken for an unknown one.
    fn accepted(mut self, desk: &Desk, id: &str) -> Result<(), Failure> {
        self.facts["id"] = id.into();
        desk.all(&self.keys(), &self.facts, WINDOW, Put::Renew)?;
        let numbers: Vec<String> = self.slots.iter().map(|(name, _)| name.clone()).collect();
        found_by(desk, id, &self.facts, &numbers, false, self.ttl)?;
        if self.named {
            let local = text(&self.facts["local"]);
            desk.write(settle::settled(desk, &local), &json!({ "id": id }), self.ttl)?;
        }
        self.free(desk)
    }

    /// Gives the slots back. Nobody else does while the submission runs, so they are its own.
    fn free(&self, desk: &Desk) -> Result<(), Failure> {
        desk.vault.store.take_all(&self.keys())?;
        self.settle(desk)
    }

    /// A receipt may have been faster than the gateway's own answer; and one that waited for this submission to end may settle another.
    fn settle(&self, desk: &Desk) -> Result<(), Failure> {
        if self.slots.len() > AT_ONCE {
            return Ok(());
        }
        self.slots.iter().try_for_each(|(name, _)| settle::settle(desk, name, self.ttl))
    }
}

/// Makes a submission found by its id.
pub(super) fn found_by(
    desk: &Desk,
    id: &str,
    facts: &Value,
    numbers: &[String],
    settled: bool,
    ttl: Duration,
) -> Result<(), Failure> {
    let mut record = facts.clone();
    record["id"] = id.into();
    record["numbers"] = json!(numbers);
    record["settled"] = settled.into();
    // Its receipt must find it for as long as receipts come.
    desk.write(sent(desk, id), &record, ttl.max(WINDOW)).map(|_| ())
}
