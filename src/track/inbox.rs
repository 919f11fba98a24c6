//! Replies and template reviews, in the order in which they came.
//!
//! The same push comes up to three times; it is kept once. Each has a number, which rises; who reads remembers the last one that he has read.

use super::{Desk, Settings, cut, text};
use crate::answer::Failure;
use crate::codes::own;
use crate::push::{Push, Reply, TemplateReview};
use crate::secret::Vault;
use crate::store::{Ask, Clock, Count, Decision, Key, Life, Limit, Put, Spent};
use serde_json::{Value, json};
use std::time::Duration;

/// A day's pushes. Users who answer are far fewer; who forges pushes cannot fill a disk.
const A_DAY: u32 = 20_000;
const DAY: Duration = Duration::from_secs(86_400);
/// The gateway repeats a push for three minutes.
const AGAIN: Duration = Duration::from_secs(600);
/// How old a number may be that is put in its place.
const FRESH: Duration = Duration::from_secs(5);
/// How long a reader waits for a number before the one that he has found. Longer, by what two machines' clocks may differ.
const PATIENCE: Duration = Duration::from_secs(10);
/// Entries that are over and looked for all the same.
const LOOKS: u32 = 500;
/// As much of a reply as the C struct has room for.
const CONTENT: usize = 4095;
/// As much of a review's reason.
const MSG: usize = 255;
/// Numbers go on rising for as long as the store is there: who reads keeps one.
const EVER: Duration = Duration::from_secs(100 * 365 * 86_400);

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number; at least 1.
    pub number: u32,
    /// A reply or a template review.
    pub push: Push,
}

/// Keeps a reply or a template review and returns its number; one that is there already is not kept twice.
pub fn keep(vault: &Vault, settings: &Settings, push: &Push) -> Result<u32, Failure> {
    let desk = Desk { vault };
    let value = value_of(push);
    let [entry, before] = names(&desk, &value);
    for entry in [entry, before] {
        let Some(drawn) = Drawn::read(&desk, entry)? else { continue };
        if desk.read(place(&desk, drawn.number))?.is_some() {
            return Ok(drawn.number);
        }
        // Whoever drew it has not put it in its place: he is about to, or was cut off.
        if drawn.is_fresh() {
            return drawn.fill(&desk, &value, settings.ttl);
        }
        let anew = Drawn { number: next(&desk)?, at: now() };
        desk.rewrite(entry, &anew.value(), settings.ttl)?;
        return anew.fill(&desk, &value, settings.ttl);
    }
    room(&desk)?;
    loop {
        let drawn = Drawn { number: next(&desk)?, at: now() };
        let won = desk.write(entry, &drawn.value(), settings.ttl)?;
        let drawn = if won { drawn } else { drawn.give_up(&desk, entry, settings.ttl)? };
        if drawn.is_fresh() {
            return drawn.fill(&desk, &value, settings.ttl);
        }
        // So slow a disk that readers may have passed this number: another one.
        desk.take(entry)?;
    }
}

/// A number, and when it was drawn. Between that and its place there is a moment, and readers wait for it.
struct Drawn {
    number: u32,
    at: i64,
}

impl Drawn {
    fn read(desk: &Desk, entry: Key) -> Result<Option<Drawn>, Failure> {
        let Some(value) = desk.read(entry)? else { return Ok(None) };
        let number = value["number"].as_u64().and_then(|number| u32::try_from(number).ok());
        Ok(number.map(|number| Drawn { number, at: value["at"].as_i64().unwrap_or(0) }))
    }

    fn value(&self) -> Value {
        json!({ "number": self.number, "at": self.at })
    }

    fn is_fresh(&self) -> bool {
        (now() - self.at).unsigned_abs() < FRESH.as_millis() as u64
    }

    /// Somebody else was first with this push: readers need not wait for our number. Returns his.
    fn give_up(self, desk: &Desk, entry: Key, ttl: Duration) -> Result<Drawn, Failure> {
        let first = Drawn::read(desk, entry)?;
        match first {
            Some(first) => {
                desk.write(place(desk, self.number), &Value::Null, ttl)?;
                Ok(first)
            }
            None => Ok(self),
        }
    }

    fn fill(&self, desk: &Desk, value: &Value, ttl: Duration) -> Result<u32, Failure> {
        let kept = json!({ "push": value, "kept": now() });
        desk.write(place(desk, self.number), &kept, ttl)?;
        Ok(self.number)
    }
}

/// The next entry after this number; None when there is no more, or when one with a lower number is about to be there.
pub fn after(vault: &Vault, settings: &Settings, number: u32) -> Result<Option<Item>, Failure> {
    let desk = Desk { vault };
    let last = vault.store.look(counter(&desk))?.map_or(0, |record| record.spent);
    // Older ones are over: no more than a day's come in a day.
    let days = u32::try_from(settings.ttl.as_secs() / DAY.as_secs()).unwrap_or(u32::MAX);
    let oldest = last.saturating_sub(A_DAY.saturating_mul(days.saturating_add(2)));
    let passed = desk.read(gone(&desk))?.and_then(|gone| gone.as_u64()).and_then(|gone| u32::try_from(gone).ok());
    let begin = number.max(oldest).max(passed.unwrap_or(0));
    let (mut found, mut gap) = (None, false);
    for number in begin.saturating_add(1)..=last {
        match desk.read(place(&desk, number))? {
            Some(Value::Null) => {}
            Some(value) => {
                found = Some((number, value));
                break;
            }
            None => gap = true,
        }
    }
    let end = found.as_ref().map_or(last, |(number, _)| number - 1);
    if end - begin.min(end) > LOOKS {
        // All of these are over, but the newest, which may be on their way; the next reader need not look again.
        desk.set(gone(&desk), &end.saturating_sub(LOOKS).into(), EVER)?;
    }
    let Some((number, value)) = found else { return Ok(None) };
    let kept = value["kept"].as_i64().unwrap_or(0);
    if gap && (now() - kept).unsigned_abs() < PATIENCE.as_millis() as u64 {
        return Ok(None);
    }
    Ok(push_of(&value["push"]).map(|push| Item { number, push }))
}

/// Where it stands up to which number all entries are over.
fn gone(desk: &Desk) -> Key {
    desk.key(&["track inbox gone"])
}

fn now() -> i64 {
    Clock::System.now()
}

/// What a push is called: the same in all its fields is the same push. A reply that does not say when it was sent is another one after a
/// while, since a user may well give the same answer twice; the second name is the one that it would have had just before.
fn names(desk: &Desk, value: &Value) -> [Key; 2] {
    let timeless = value["kind"] == "reply" && value["time"].is_null();
    let while_ago = if timeless { now() / AGAIN.as_millis() as i64 } else { 1 };
    [while_ago, while_ago - i64::from(timeless)].map(|n| desk.key(&["track inbox", &value.to_string(), &n.to_string()]))
}

fn place(desk: &Desk, number: u32) -> Key {
    desk.key(&["track inbox at", &number.to_string()])
}

fn counter(desk: &Desk) -> Key {
    desk.key(&["track inbox last"])
}

fn next(desk: &Desk) -> Result<u32, Failure> {
    let counter = counter(desk);
    for _ in 0..2 {
        if let Spent::Yes(record) = desk.vault.store.spend(counter, u32::MAX)? {
            return Ok(record.spent);
        }
        desk.vault.store.put(counter, b"", Life { live: EVER, remember: Duration::ZERO }, Put::New)?;
    }
    Err(super::spoiled())
}

fn room(desk: &Desk) -> Result<(), Failure> {
    let limits = vec![Limit { most: A_DAY, window: DAY }];
    let counts = vec![Count { key: desk.key(&["track inbox pushes"]), limits }];
    match desk.vault.store.admit(&Ask { counts, ..Ask::default() })? {
        Decision::Admitted { .. } => Ok(()),
        _ => Err(Failure::new(
            own::LIMIT,
            format!(
                "一天内收到的回复超过了 {A_DAY} 条，这一条没有记录，请不要回答 success。可能有人在伪造推送，请更换推送地址。"
            ),
            format!(
                "More than {A_DAY} replies came in a day, and this one was not remembered; do not answer success. Somebody may be forging pushes: change the address they go to."
            ),
        )),
    }
}

fn value_of(push: &Push) -> Value {
    match push {
        Push::Reply(reply) => json!({
            "kind": "reply",
            "mobile": reply.mobilephone,
            "content": cut(&reply.content, CONTENT),
            "id": reply.smsid,
            "time": reply.reply_time,
        }),
        Push::TemplateReview(review) => json!({
            "kind": "review",
            "code": review.code,
            "msg": cut(&review.msg, MSG),
            "template": review.templateid,
        }),
        Push::Receipt(_) => Value::Null,
    }
}

fn push_of(value: &Value) -> Option<Push> {
    let some = |name: &str| value[name].as_str().map(str::to_owned);
    match value["kind"].as_str()? {
        "reply" => Some(Push::Reply(Reply {
            mobilephone: text(&value["mobile"]),
            content: text(&value["content"]),
            smsid: some("id"),
            reply_time: some("time"),
            gb18030: false,
        })),
        "review" => {
            let code = i32::try_from(value["code"].as_i64()?).ok()?;
            Some(Push::TemplateReview(TemplateReview {
                code,
                approved: code == 2,
                msg: text(&value["msg"]),
                templateid: text(&value["template"]),
                gb18030: false,
            }))
        }
        _ => None,
    }
}
