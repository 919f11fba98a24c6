//! The members of `Ihuyi.Sms` for what the gateway posts, and for what became of a message.
//!
//! Only a body that is no push raises. A store that cannot be used and a message that nobody remembers do not: the object that is returned is
//! empty then, its `Answer` too, so that a page which answers with it is pushed to again.

use super::fault::{Fault, argument};
use super::object::Object;
use super::records::{Followed, Pushed};
use super::sms::{Settled, Sms};
use super::variant::{Argument, Value};
use crate::answer::Answer;
use crate::codes::Table;
use crate::push;
use crate::track;

impl Sms {
    pub fn parse_push(&self, body: &Argument) -> Settled {
        let push = push::parse(&bytes(body)?)?;
        self.keep(Answer::done(), Table::Own)?;
        Ok(object(Pushed { push: Some(push), number: 0, lang: self.lang() }))
    }

    pub fn record_push(&self, body: &Argument) -> Settled {
        let push = push::parse(&bytes(body)?)?;
        let mut recorded = None;
        self.ask(Table::Own, |client| {
            recorded = Some(track::record(&client.vault()?, &client.config().track, &push)?);
            Ok(Answer::done())
        })?;
        let push = recorded.is_some().then_some(push);
        Ok(object(Pushed { push, number: recorded.unwrap_or(0), lang: self.lang() }))
    }

    pub fn inbox(&self, after: &Argument) -> Settled {
        let after = number(after)?;
        let mut item = None;
        self.ask(Table::Own, |client| {
            item = track::after(&client.vault()?, &client.config().track, after)?;
            Ok(Answer::done())
        })?;
        let (push, number) = item.map_or((None, 0), |item| (Some(item.push), item.number));
        Ok(object(Pushed { push, number, lang: self.lang() }))
    }

    pub fn status(&self, what: &str) -> Settled {
        let mut delivery = None;
        self.ask(Table::Own, |client| {
            delivery = Some(track::status(&client.vault()?, client.config().track.ttl, what)?);
            Ok(Answer::done())
        })?;
        Ok(Value::Object(Object::create(Followed { delivery, lang: self.lang() })))
    }
}

fn object(pushed: Pushed) -> Value {
    Value::Object(Object::create(pushed))
}

/// What was posted: text, or bytes as `Request.BinaryRead` gives them.
fn bytes(body: &Argument) -> Result<Vec<u8>, Fault> {
    Ok(match body.bytes("body")? {
        Some(bytes) => bytes,
        None => body.text("body")?.into_bytes(),
    })
}

/// The number of an entry of the inbox, or of a row of a list, that was read last.
pub fn number(after: &Argument) -> Result<u32, Fault> {
    if after.is_absent() {
        return Ok(0);
    }
    after.text("after")?.trim().parse().map_err(|_| {
        argument(
            "参数 after 应为上次读到的 Number 或 RowNumber（不小于 0 的整数）；从头读起用 0。",
            "The argument after is the Number or RowNumber that was read last, a whole number of 0 or more; to begin, give 0.",
        )
    })
}
