//! What is known of a message.

use super::{Desk, receipts, sent, settle, text, time};
use crate::answer::Failure;
use crate::codes::{Lang, carrier_status, own};
use crate::guard::reference;
use crate::message::mask_name;
use crate::secret::Vault;
use serde_json::Value;
use std::time::Duration;

/// How far a message has come. The numbers are the C header's `IHUYI_STATE_...` and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum State {
    /// The gateway took it; receipts are missing.
    Accepted = 1,
    /// Every phone has got it.
    Delivered = 2,
    /// Every receipt is there, and one at least says that a phone has not got it.
    Failed = 3,
    /// It left, and nobody knows whether the gateway took it.
    Unknown = 4,
}

/// What is known of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// How far it has come.
    pub state: State,
    /// The code of the receipt: 2 is delivered. 0 while there is none; of several numbers the first that failed, if one did.
    pub code: i32,
    /// Whether the id was learned from a receipt, because the submission ended unknown.
    pub settled: bool,
    /// How many numbers it went to.
    pub recipients: u32,
    /// How many of them have got it, by their receipts.
    pub delivered: u32,
    /// How many have not, by their receipts.
    pub failed: u32,
    /// The service's name.
    pub service: String,
    /// The gateway's id; empty while it is not known.
    pub id: String,
    /// The first number, masked.
    pub mobile: String,
    /// The status text of the receipt that `code` is of.
    pub status: String,
    /// When it was submitted, `YYYY-MM-DD HH:MM:SS`, China time.
    pub submitted: String,
    /// When the carrier reported, as the gateway wrote it.
    pub reported: String,
}

impl Delivery {
    /// What the carrier's status means and what to do, where something is known of it.
    pub fn explanation(&self, lang: Lang) -> String {
        carrier_status(&self.status).map_or(String::new(), |status| status.sentences(lang))
    }
}

/// What is known of a message, by its id, by the reference it was sent with, or, for one of unknown end, by its number.
pub fn status(vault: &Vault, ttl: Duration, what: &str) -> Result<Delivery, Failure> {
    let desk = Desk { vault };
    let what = what.trim();
    let found = match by_id(&desk, ttl, what)? {
        Some(found) => Some(found),
        None => match by_reference(&desk, ttl, what)? {
            Some(found) => Some(found),
            None => by_number(&desk, ttl, what)?,
        },
    };
    found.ok_or_else(|| {
        let shown = mask_name(what);
        Failure::new(
            own::NO_STATUS,
            format!(
                "没有“{shown}”的记录。流水号、reference 或结果未知的号码都可以查；只有发送时 track = on 的短信有记录，查询要用同一个 store。"
            ),
            format!(
                "Nothing is remembered of \"{shown}\". Ask by id, by reference, or by the number of a message of unknown end; only those sent with track = on are remembered, in the store that they were sent with."
            ),
        )
    })
}

fn by_id(desk: &Desk, ttl: Duration, id: &str) -> Result<Option<Delivery>, Failure> {
    let known = match desk.read(sent::sent(desk, id))? {
        Some(known) => known,
        // A receipt with this id may wait for a submission that has ended since.
        None => {
            let Some(holder) = desk.read(receipts::holder(desk, id))? else { return Ok(None) };
            settle::settle(desk, &text(&holder["number"]), ttl)?;
            let Some(known) = desk.read(sent::sent(desk, id))? else { return Ok(None) };
            known
        }
    };
    let mut delivery = of(&known, State::Accepted);
    let numbers: Vec<String> = known["numbers"].as_array().map(|n| n.iter().map(text).collect()).unwrap_or_default();
    for number in &numbers {
        let Some(receipt) = receipt(desk, ttl, id, number)? else { continue };
        let good = receipt["delivered"] == true;
        if good {
            delivery.delivered += 1;
        } else {
            delivery.failed += 1;
        }
        // One that failed is what somebody has to look at.
        if (delivery.delivered + delivery.failed == 1) || (!good && delivery.failed == 1) {
            delivery.code = receipt["code"].as_i64().and_then(|code| i32::try_from(code).ok()).unwrap_or(0);
            delivery.status = text(&receipt["msg"]);
            delivery.reported = text(&receipt["reported"]);
        }
    }
    if delivery.delivered + delivery.failed >= delivery.recipients {
        delivery.state = if delivery.failed == 0 { State::Delivered } else { State::Failed };
    }
    Ok(Some(delivery))
}

/// The receipt of a message for a number; one that came before the gateway's own answer, when the id was not known yet, included.
fn receipt(desk: &Desk, ttl: Duration, id: &str, number: &str) -> Result<Option<Value>, Failure> {
    if let Some(receipt) = receipts::of(desk, id, number)? {
        return Ok(Some(receipt));
    }
    settle::claim_known(desk, number, ttl)?;
    receipts::of(desk, id, number)
}

fn by_reference(desk: &Desk, ttl: Duration, reference: &str) -> Result<Option<Delivery>, Failure> {
    let Some(known) = reference::recorded(desk.vault, ttl, reference)? else { return Ok(None) };
    if !known.id.is_empty() {
        // A submission without a trace was sent while track was off.
        return by_id(desk, ttl, &known.id);
    }
    let Some(name) = &known.number else { return Ok(None) };
    let same = |slot: &settle::Open| slot.facts["local"] == known.local.as_str();
    Ok(settle::open(desk, name)?.into_iter().find(same).map(|slot| of(&slot.facts, State::Unknown)))
}

/// The newest submission to a number whose end is unknown.
fn by_number(desk: &Desk, ttl: Duration, number: &str) -> Result<Option<Delivery>, Failure> {
    if super::digits(number).len() < 5 || number.chars().any(char::is_alphabetic) {
        return Ok(None);
    }
    let name = desk.number(number);
    settle::settle(desk, &name, ttl)?;
    let newest = settle::open(desk, &name)?.into_iter().max_by_key(|slot| slot.facts["time"].as_i64());
    Ok(newest.map(|slot| of(&slot.facts, State::Unknown)))
}

fn of(facts: &Value, state: State) -> Delivery {
    Delivery {
        state,
        code: 0,
        settled: facts["settled"] == true,
        recipients: facts["recipients"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        delivered: 0,
        failed: 0,
        service: text(&facts["service"]),
        id: text(&facts["id"]),
        mobile: text(&facts["mobile"]),
        status: String::new(),
        submitted: facts["time"].as_i64().map(time::china).unwrap_or_default(),
        reported: String::new(),
    }
}

/// The id that a submission of unknown end turned out to have, as far as receipts tell; empty while they do not.
pub(crate) fn settled_id(vault: &Vault, ttl: Duration, local: &str, name: &str) -> Result<String, Failure> {
    let desk = Desk { vault };
    settle::settle(&desk, name, ttl)?;
    Ok(desk.read(settle::settled(&desk, local))?.map(|known| text(&known["id"])).unwrap_or_default())
}
