//! One business event, one message: a caller's reference makes a repeated send return what the first one came to.

use crate::answer::{Answer, Failure, Message, Outcome, Stake};
use crate::codes::{gateway, own};
use crate::secret::{Vault, random_id};
use crate::store::{Key, Life, Put, Spent};
use crate::track;
use serde_json::{Value, json};
use std::time::Duration;

/// No reference is longer, in bytes.
const LIMIT: usize = 256;

/// A reference in use by this call.
pub struct Claim {
    key: Key,
    life: Life,
    /// How long a call may run.
    running: Duration,
    /// What the submission is called in the records of what becomes of it.
    local: String,
    /// Its first number, as those records call it; None where none are kept.
    number: Option<String>,
    /// The message, so that the reference cannot stand for another one.
    print: String,
    /// How often the reference was taken over.
    turn: u32,
    /// What was known before this call took over: if this one sends nothing, it still holds.
    before: Option<Value>,
}

/// Whether this call is the first.
pub enum Begun {
    /// It is; what it comes to is to be told.
    First(Claim),
    /// It is not: this is what the first one came to.
    Again(Box<Answer>),
}

/// What is remembered of a reference, for whoever asks what became of the message.
pub struct Recorded {
    /// What the submission is called in the records.
    pub local: String,
    /// Its first number, as the records call it.
    pub number: Option<String>,
    /// The gateway's id; empty while it is not known.
    pub id: String,
}

/// Looks a reference up.
pub fn recorded(vault: &Vault, ttl: Duration, reference: &str) -> Result<Option<Recorded>, Failure> {
    let key = vault.secret.key(&["reference", reference.trim()]);
    let Some(record) = vault.store.look(key)?.filter(|record| !record.life.is_zero()) else { return Ok(None) };
    let known: Value = serde_json::from_slice(&vault.secret.open(key, &record.value)?).map_err(|_| spoiled())?;
    let (local, number) = (text(&known["local"]), known["number"].as_str().map(str::to_owned));
    let id = match (text(&known["id"]), &number) {
        (id, Some(number)) if id.is_empty() => track::settled_id(vault, ttl, &local, number)?,
        (id, _) => id,
    };
    Ok(Some(Recorded { local, number, id }))
}

/// A message that a reference is claimed for.
pub struct Event<'a> {
    /// The message, by its parts: the same reference with other ones is a mistake.
    pub parts: &'a [&'a str],
    /// Its first number, where what becomes of it is written down; and how long that is kept.
    pub tracked: Option<(&'a str, Duration)>,
    /// How long the reference is remembered.
    pub ttl: Duration,
    /// How long a call may run.
    pub running: Duration,
    /// Whether a send of unknown end is given up.
    pub resend: bool,
}

/// Claims a reference for a message.
///
/// With `resend` a send of unknown outcome is given up, and this call becomes the first; of several at once, one of them. One that may still
/// be on its way, for `running` at most, is not given up.
pub fn begin(vault: &Vault, reference: &str, event: &Event) -> Result<Begun, Failure> {
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > LIMIT || reference.chars().any(char::is_control) {
        return Err(Failure::new(
            own::ARGUMENT,
            "reference 应为 1 至 256 字节的文字，未发送。例如 order-1001-paid。",
            "A reference is a text of 1 to 256 bytes; nothing was sent. For example order-1001-paid.",
        ));
    }
    let key = vault.secret.key(&["reference", reference]);
    let print = vault.secret.key(event.parts).hex();
    let life = Life { live: event.ttl, remember: Duration::ZERO };
    let number = event.tracked.map(|(number, _)| track::name(vault, number));
    let running = event.running;
    let mut claim = Claim { key, life, running, local: random_id()?, number, print, turn: 0, before: None };
    let pending = |claim: &Claim| claim.seal(vault, json!({ "print": claim.print }));
    // Twice at most: between the two looks another caller may have finished or given up.
    for _ in 0..2 {
        if vault.store.put(key, &pending(&claim)?, life, Put::New)? {
            return Ok(Begun::First(claim));
        }
        let Some(record) = vault.store.look(key)? else { continue };
        if record.life.is_zero() {
            vault.store.take(key)?;
            continue;
        }
        let known: Value = serde_json::from_slice(&vault.secret.open(key, &record.value)?).map_err(|_| spoiled())?;
        // A server may do what it is asked and be gone before it says so; asked once more, it finds what this very call has put.
        if known["local"] == claim.local {
            return Ok(Begun::First(claim));
        }
        if known["print"] != claim.print {
            return Err(Failure::new(
                own::REFERENCE,
                "这个 reference 已经用于另一条短信（号码或内容不同），未发送。请为每个业务事件用不同的 reference。",
                "This reference was used for another message (its number or text differs); nothing was sent. Give each event a reference of its own.",
            ));
        }
        let answer = settled(vault, event, &known)?;
        // Between counting a turn and writing so, what is known is of the turn before. Whoever counted it may have died there.
        let taken = known["turn"].as_u64() != Some(record.spent.into());
        let fresh = (taken || known["code"].is_null()) && is_fresh(&known, record.life);
        if !event.resend || answer.outcome != Outcome::Unknown || fresh {
            return Ok(Begun::Again(Box::new(answer)));
        }
        claim.turn = record.spent + 1;
        claim.before = Some(known);
        let won = claim.take_over(vault, &record.value, &pending(&claim)?)?;
        return Ok(if won { Begun::First(claim) } else { Begun::Again(Box::new(answer)) });
    }
    Ok(Begun::Again(Box::new(recall(&Value::Null))))
}

/// The first answer; where that was unknown and a receipt has told since, what it told.
fn settled(vault: &Vault, event: &Event, known: &Value) -> Result<Answer, Failure> {
    let answer = recall(known);
    let (Outcome::Unknown, Some((_, ttl)), Some(number)) = (answer.outcome, event.tracked, known["number"].as_str())
    else {
        return Ok(answer);
    };
    let id = track::settled_id(vault, ttl, &text(&known["local"]), number)?;
    if id.is_empty() {
        return Ok(answer);
    }
    let told = Failure::new(
        gateway::ACCEPTED,
        "网关当时没有答复；后来的回执表明它已经收下这条短信。",
        "The gateway gave no answer then; a receipt has told since that it took the message.",
    );
    Ok(Answer { outcome: Outcome::Accepted, code: gateway::ACCEPTED, id, message: Message::Own(told), ..answer })
}

impl Claim {
    /// What the submission is called in the records of what becomes of it.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// Becomes the first, of several that take over at once: one of them does. `known`: what this call has seen.
    fn take_over(&self, vault: &Vault, known: &[u8], pending: &[u8]) -> Result<bool, Failure> {
        // Counting the turns decides: each comes up once. Somebody who has counted the one before may have written so meanwhile, and sends.
        match vault.store.spend(self.key, self.turn)? {
            Spent::Yes(found) if found.value == known => {}
            _ => return Ok(false),
        }
        vault.store.put(self.key, pending, self.life, Put::Renew)?;
        // And whoever has counted the next one before this was written does not know of it, and sends.
        Ok(vault.store.look(self.key)?.is_some_and(|found| found.spent == self.turn))
    }

    /// Tells what the send came to. What is accepted or unknown is kept; after anything else the reference is free again, since nothing was sent.
    pub fn end(self, vault: &Vault, answer: &Answer) {
        // What cannot be written stays pending: a repetition then says "unknown", and sends nothing.
        let _ = self.settle(vault, answer);
    }

    fn settle(&self, vault: &Vault, answer: &Answer) -> Result<(), Failure> {
        // What somebody else has taken over since is not this call's to change.
        let Some(record) = vault.store.look(self.key)? else { return Ok(()) };
        let known: Value =
            serde_json::from_slice(&vault.secret.open(self.key, &record.value)?).map_err(|_| spoiled())?;
        if known["local"] != self.local && record.spent != self.turn {
            return Ok(());
        }
        match (answer.outcome, &self.before) {
            (Outcome::Accepted | Outcome::Unknown, _) => self.keep(vault, answer),
            (Outcome::Refused | Outcome::NotSent, None) => vault.store.take(self.key).map(|_| ()),
            (Outcome::Refused | Outcome::NotSent, Some(before)) => self.write(vault, before.clone()),
        }
    }

    fn keep(&self, vault: &Vault, answer: &Answer) -> Result<(), Failure> {
        let message = match &answer.message {
            Message::Gateway(text) => json!({ "gateway": text }),
            Message::Own(failure) => json!({ "code": failure.code, "zh": failure.zh, "en": failure.en }),
        };
        let value = json!({
            "print": self.print,
            "accepted": answer.outcome == Outcome::Accepted,
            "code": answer.code,
            "status": answer.http_status,
            "id": answer.id,
            "segments": answer.segments,
            "characters": answer.characters,
            "recipients": answer.recipients,
            "message": message,
        });
        self.write(vault, value)
    }

    fn write(&self, vault: &Vault, value: Value) -> Result<(), Failure> {
        vault.store.put(self.key, &self.seal(vault, value)?, self.life, Put::Renew).map(|_| ())
    }

    fn seal(&self, vault: &Vault, mut value: Value) -> Result<Vec<u8>, Failure> {
        value["turn"] = self.turn.into();
        // With what is left of its life, how old it is: by the store's clock, which is one for all. Two machines need not agree on the time.
        value["ttl"] = (self.life.live.as_millis() as u64).into();
        value["running"] = (self.running.as_millis() as u64).into();
        // What still holds of an earlier turn has these already.
        if value["local"].is_null() {
            value["local"] = self.local.as_str().into();
            value["number"] = self.number.as_deref().into();
        }
        vault.secret.seal(self.key, value.to_string().as_bytes())
    }
}

/// The first answer; a record without one is of a call that still runs, or died in the middle.
fn recall(known: &Value) -> Answer {
    let number = |name: &str| known[name].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let Some(code) = known["code"].as_i64().and_then(|code| i32::try_from(code).ok()) else {
        let failure = Failure::unknown(
            Stake::Message,
            "同一个 reference 的那次发送没有留下结果（还在进行，或中途被终止）",
            "the send with the same reference left no result (it still runs, or was cut off)",
        );
        return Answer { repeated: true, ..Answer::failed(failure) };
    };
    let message = &known["message"];
    let message = match message["gateway"].as_str() {
        Some(words) => Message::Gateway(words.to_owned()),
        None => Message::Own(Failure::new(code, text(&message["zh"]), text(&message["en"]))),
    };
    let outcome = if known["accepted"] == true { Outcome::Accepted } else { Outcome::Unknown };
    Answer {
        outcome,
        code,
        http_status: number("status") as u16,
        id: text(&known["id"]),
        segments: number("segments"),
        characters: number("characters"),
        recipients: number("recipients"),
        message,
        local: false,
        repeated: true,
        ..Answer::done()
    }
}

/// Whether a call that put this, or took it over since, may still be on its way; `life` is what is left of the record's.
fn is_fresh(known: &Value, life: Duration) -> bool {
    let (Some(ttl), Some(running)) = (known["ttl"].as_u64(), known["running"].as_u64()) else { return false };
    Duration::from_millis(ttl).saturating_sub(life) <= Duration::from_millis(running)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

fn spoiled() -> Failure {
    Failure::new(
        own::STORE,
        "store 里 reference 的记录读不懂，未发送。",
        "The record of this reference in the store is unreadable; nothing was sent.",
    )
}
