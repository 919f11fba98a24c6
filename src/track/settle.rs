//! What a receipt makes of a submission that ended unknown.
//!
//! The rule: a receipt settles an unknown submission only when its id is not known and exactly one unknown submission to that number lies in
//! its time. With two such submissions, or two such ids, nothing is settled, and both are told as unknown: a guess would be worse.

use super::{Desk, receipts, sent, text};
use crate::answer::Failure;
use crate::store::{Clock, Key};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Whether a submission to this number has no id yet.
pub fn expects(desk: &Desk, name: &str) -> Result<bool, Failure> {
    for n in 0..sent::SLOTS {
        if desk.read(sent::slot(desk, name, n))?.is_some() {
            return Ok(true);
        }
    }
    Ok(desk.read(sent::crowd(desk, name))?.is_some())
}

/// A submission in a slot.
pub struct Open {
    key: Key,
    /// What is known of it.
    pub facts: Value,
}

/// The submissions to a number that have no id.
pub fn open(desk: &Desk, name: &str) -> Result<Vec<Open>, Failure> {
    let mut open = Vec::new();
    for n in 0..sent::SLOTS {
        let key = sent::slot(desk, name, n);
        let Some(facts) = desk.read(key)? else { continue };
        open.push(Open { key, facts });
    }
    Ok(open)
}

/// Settles what can be settled for a number. Cut off anywhere, it is taken up where it was by the next one.
pub fn settle(desk: &Desk, name: &str, ttl: Duration) -> Result<(), Failure> {
    let now = Clock::System.now();
    let runs = |facts: &Value| facts["until"].as_i64().is_some_and(|until| now <= until);
    let mut unknown = Vec::new();
    for slot in open(desk, name)? {
        let at = settled(desk, &text(&slot.facts["local"]));
        match slot.facts["id"].as_str() {
            // Accepted, and perhaps cut off before it could be found by its id.
            Some(id) => {
                find_by(desk, id, &slot.facts, name, false, ttl)?;
                // The slot of one that runs is its own to give back; that of another goes with who says first what became of it. Two that
                // gave it back could take it from a third, who has it since.
                if !runs(&slot.facts) && desk.write(at, &json!({ "id": id }), ttl)? {
                    desk.take(slot.key)?;
                }
            }
            None => match desk.read(at)? {
                // Settled, and perhaps cut off then.
                Some(known) => {
                    find_by(desk, &text(&known["id"]), &slot.facts, name, true, ttl)?;
                }
                None => unknown.push(slot),
            },
        }
    }
    let held = claim_known(desk, name, ttl)?;
    let ids: BTreeSet<String> = held.iter().map(|(_, receipt)| text(&receipt["id"])).collect();
    let (&[Open { ref facts, .. }], Some(id), 1) = (unknown.as_slice(), ids.first(), ids.len()) else { return Ok(()) };
    let first = held.iter().filter_map(|(_, receipt)| receipt["came"].as_i64()).min().unwrap_or(0);
    let in_time = facts["time"].as_i64().is_some_and(|time| time <= first);
    let service = text(&facts["service"]);
    let fits = held.iter().all(|(_, receipt)| receipts::is_of(&receipt["field"], &service));
    // While it runs, its own answer may still come.
    if !in_time || !fits || runs(facts) || desk.read(sent::crowd(desk, name))?.is_some() {
        return Ok(());
    }
    let local = text(&facts["local"]);
    // Of two that settle at once, the first.
    if !desk.write(settled(desk, &local), &json!({ "id": id }), ttl)? {
        return Ok(());
    }
    let numbers = find_by(desk, id, facts, name, true, ttl)?;
    for (place, receipt) in held {
        receipts::claim(desk, id, name, &receipt, place, ttl)?;
    }
    // One id is one submission: its slots at its other numbers are done with, too.
    for number in &numbers {
        for slot in open(desk, number)? {
            if slot.facts["local"] == local.as_str() {
                desk.take(slot.key)?;
            }
        }
    }
    Ok(())
}

/// Makes a submission in a slot of this number found by its id, and says which numbers it went to.
fn find_by(
    desk: &Desk,
    id: &str,
    facts: &Value,
    name: &str,
    settled: bool,
    ttl: Duration,
) -> Result<Vec<String>, Failure> {
    let numbers = sent::numbers(desk, facts, name)?;
    sent::found_by(desk, id, facts, &numbers, settled, ttl)?;
    Ok(numbers)
}

/// Hands receipts whose id has become known to their messages, and returns the others.
pub fn claim_known(desk: &Desk, name: &str, ttl: Duration) -> Result<Vec<(Key, Value)>, Failure> {
    let mut held = Vec::new();
    for n in 0..receipts::UNCLAIMED {
        let key = receipts::unclaimed(desk, name, n);
        let Some(receipt) = desk.read(key)? else { continue };
        let id = text(&receipt["id"]);
        if desk.read(sent::sent(desk, &id))?.is_some() {
            receipts::claim(desk, &id, name, &receipt, key, ttl)?;
        } else {
            held.push((key, receipt));
        }
    }
    Ok(held)
}

/// Where it stands what id an unknown submission turned out to have.
pub fn settled(desk: &Desk, local: &str) -> Key {
    desk.key(&["track settled", local])
}
