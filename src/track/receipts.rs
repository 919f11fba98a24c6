//! Receipts: each is kept under the id and the number that it names, once as delivered and once as failed at most.
//!
//! A receipt whose id is not known is kept only while a submission to its number has no id: anything else is not ours, and would only grow.

use super::{Desk, Settings, WINDOW, cut, sent, settle};
use crate::answer::Failure;
use crate::codes::own;
use crate::push::Receipt;
use crate::secret::Vault;
use crate::store::{Clock, Key};
use serde_json::{Value, json};
use std::time::Duration;

/// A status text is a carrier's word or a sentence; the C struct has room for so many bytes.
const MSG: usize = 255;

/// Receipts to one number that nobody has claimed, at one time.
pub(super) const UNCLAIMED: usize = 8;

/// Remembers a receipt.
pub fn record(vault: &Vault, settings: &Settings, receipt: &Receipt) -> Result<(), Failure> {
    // Without an id it says of no message what became of it.
    let Some(id) = receipt.id.as_deref() else { return Ok(()) };
    let desk = Desk { vault };
    let name = desk.number(&receipt.mobilephone);
    let facts = json!({
        "id": id,
        "code": receipt.code,
        "delivered": receipt.delivered,
        "field": receipt.field,
        "msg": cut(&receipt.msg, MSG),
        "reported": receipt.report_time,
        "came": Clock::System.now(),
    });
    let known = |known: Value| {
        // To a number that this message did not go to: no receipt of the gateway's.
        let ours = known["numbers"].as_array().is_some_and(|numbers| numbers.iter().any(|number| *number == name));
        if ours { keep(&desk, id, &name, &facts, settings.ttl) } else { Ok(()) }
    };
    if let Some(found) = desk.read(sent::sent(&desk, id))? {
        return known(found);
    }
    if !settle::expects(&desk, &name)? {
        // Between the two looks it may have been written down: it is found by its id before its slot is free.
        return desk.read(sent::sent(&desk, id))?.map_or(Ok(()), known);
    }
    if !hold(&desk, id, &name, &facts)? {
        return Err(Failure::new(
            own::LIMIT,
            "这个号码有太多对不上的回执，这一条没有记录，请不要回答 success。可能有人在伪造推送，请更换推送地址。",
            "Too many receipts to this number fit no message, and this one was not remembered; do not answer success. Somebody may be forging pushes: change the address they go to.",
        ));
    }
    // Whoever asks by the id finds the number by this.
    desk.write(holder(&desk, id), &json!({ "number": name }), WINDOW)?;
    settle::settle(&desk, &name, settings.ttl)
}

/// Whether a receipt whose id came under this field can be of a message of this service. The vendor tells what field a receipt of short
/// and of marketing messages has; what it does not tell settles nothing.
pub(super) fn is_of(field: &Value, service: &str) -> bool {
    match field.as_str() {
        Some("task_id") => service == "marketing",
        Some("voiceid") => matches!(service, "voice" | "voice_notice"),
        Some("ismsid") => service == "international",
        _ => matches!(service, "sms" | "international"),
    }
}

/// Where the number stands that a receipt with this id waits at.
pub(super) fn holder(desk: &Desk, id: &str) -> Key {
    desk.key(&["track holder", id])
}

/// Keeps a receipt of a known message. The first one stays; one of the other kind stands beside it.
pub(super) fn keep(desk: &Desk, id: &str, name: &str, facts: &Value, ttl: Duration) -> Result<(), Failure> {
    desk.write(place(desk, id, name, facts["delivered"] == true), facts, ttl).map(|_| ())
}

/// Hands a receipt that waited at `held` to its message.
pub(super) fn claim(desk: &Desk, id: &str, name: &str, facts: &Value, held: Key, ttl: Duration) -> Result<(), Failure> {
    keep(desk, id, name, facts, ttl)?;
    desk.take(held)?;
    desk.take(holder(desk, id))
}

/// What a receipt said of a message and a number. A phone that has got it keeps it, whatever comes later or came before.
pub(super) fn of(desk: &Desk, id: &str, name: &str) -> Result<Option<Value>, Failure> {
    match desk.read(place(desk, id, name, true))? {
        Some(delivered) => Ok(Some(delivered)),
        None => desk.read(place(desk, id, name, false)),
    }
}

fn place(desk: &Desk, id: &str, name: &str, delivered: bool) -> Key {
    desk.key(&["track receipt", id, name, if delivered { "delivered" } else { "failed" }])
}

/// Keeps a receipt that nobody has claimed yet; false when there is no room for another.
fn hold(desk: &Desk, id: &str, name: &str, facts: &Value) -> Result<bool, Failure> {
    for n in 0..UNCLAIMED {
        let key = unclaimed(desk, name, n);
        if desk.write(key, facts, WINDOW)? {
            return Ok(true);
        }
        let same = |held: Value| held["id"] == id && held["delivered"] == facts["delivered"];
        if desk.read(key)?.is_some_and(same) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn unclaimed(desk: &Desk, name: &str, n: usize) -> Key {
    desk.key(&["track unclaimed", name, &n.to_string()])
}
