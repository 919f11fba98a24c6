//! The members of `Ihuyi.Sms` for one-time codes, limits and the picture challenge.
//!
//! What a visitor can cause - a code that is wrong or left out, an id that is none, a limit that is full - raises no error: the object that is
//! returned tells it, and the properties of the last call say why. Only the page's own mistakes raise.

use super::fault::{Fault, argument};
use super::object::Object;
use super::records::{Decided, Picture, Verified};
use super::sms::{Settled, Sms};
use super::variant::{Argument, Value};
use crate::answer::Answer;
use crate::captcha;
use crate::client::Client;
use crate::codes::{Table, own};
use crate::ffi::guard::ruling;
use crate::guard::{self, Decide, circumstances::Circumstances};
use crate::service::Service;
use crate::verify::{self, Verification, Way};

impl Sms {
    pub fn verify_start(&self, purpose: &str, mobile: &str, keys: &Argument) -> Settled {
        let told = Circumstances::parse(&lines(keys)?)?;
        self.verify(told.channel.as_deref(), |client| verify::start(client, purpose, mobile, &told))
    }

    pub fn verify_resend(&self, id: &str, channel: &str, keys: &Argument) -> Settled {
        let told = Circumstances::parse(&lines(keys)?)?;
        let wish = Some(channel).filter(|channel| !channel.is_empty()).or(told.channel.as_deref());
        self.verify(wish, |client| verify::resend(client, id, wish, &told))
    }

    pub fn verify_check(&self, id: &str, code: &str) -> Settled {
        let (verified, answer) = self.told(|client| verify::check(client, id, code));
        if answer.code == own::ARGUMENT {
            // A form that was sent off empty is the visitor's slip, which no page should stop at.
            self.note(answer, Table::Own);
        } else {
            self.keep(answer, Table::Own)?;
        }
        Ok(Value::Object(Object::create(verified)))
    }

    /// A send; the wish decides whose table explains a refusal, where no way was found.
    fn verify(&self, wish: Option<&str>, call: impl FnOnce(&Client) -> (Verification, Answer)) -> Settled {
        let wished = wish.is_some_and(|wish| wish.trim().eq_ignore_ascii_case("voice"));
        let (verified, answer) = self.told(call);
        let by_voice = wished || verified.verification.way == Way::Voice;
        self.keep(answer, Table::submit(if by_voice { Service::Voice } else { Service::Sms }))?;
        Ok(Value::Object(Object::create(verified)))
    }

    fn told(&self, call: impl FnOnce(&Client) -> (Verification, Answer)) -> (Verified, Answer) {
        let mut verification = Verification::default();
        let answer = self.asked(|client| {
            let (told, answer) = call(client);
            verification = told;
            Ok(answer)
        });
        // A code that is out, or may be, has an id. The gateway has a refusal of number 0, which is no right check.
        let ok = answer.is_done() || !verification.id.is_empty();
        (Verified { verification, ok, code: answer.code }, answer)
    }

    pub fn decide(&self, decide: Decide, service: &str, mobile: &str, keys: &Argument) -> Settled {
        let keys = lines(keys)?;
        let mut ruled = None;
        self.ask(Table::Own, |client| {
            let mut ruling = ruling(client, service, mobile, &keys, decide)?;
            let answer = ruling.failure.take().map_or_else(Answer::done, Answer::failed);
            ruled = Some((answer.is_done(), ruling));
            Ok(answer)
        })?;
        // When the store could not be asked nothing is allowed.
        let (allowed, ruling) = ruled.unwrap_or_default();
        Ok(Value::Object(Object::create(Decided { allowed, ruling })))
    }

    pub fn unlock(&self, kind: &str, value: &str) -> Settled {
        self.ask(Table::Own, |client| {
            guard::unlock(&client.vault()?, &client.config().guard, kind, value).map(|_| Answer::done())
        })
    }

    pub fn captcha_new(&self, keys: &Argument) -> Settled {
        let told = Circumstances::parse(&lines(keys)?)?;
        let mut made = None;
        self.ask(Table::Own, |client| {
            let (ruling, challenge) = captcha::new(&client.vault()?, &client.config().guard, &told)?;
            made = challenge;
            Ok(ruling.failure.map_or_else(Answer::done, Answer::failed))
        })?;
        Ok(Value::Object(Object::create(Picture { challenge: made })))
    }

    pub fn captcha_check(&self, id: &str, answer: &str) -> Settled {
        let code =
            self.ask(Table::Own, |client| captcha::check(&client.vault()?, id, answer).map(|()| Answer::done()))?;
        Ok(Value::Truth(matches!(code, Value::Number(0))))
    }
}

/// What limits count by, as lines of `name=value`: one text, or an array of lines. In an array no value can pass for another line.
fn lines(keys: &Argument) -> Result<String, Fault> {
    if keys.is_absent() {
        return Ok(String::new());
    }
    let Some(list) = keys.list("keys")? else { return keys.text("keys") };
    if let Some(at) = list.iter().position(|line| line.contains(['\r', '\n'])) {
        return Err(argument(
            format!("keys 的第 {} 项里有换行，未发送。一项只能是一个“名=值”。", at + 1),
            format!("Entry {} of keys holds a line break; nothing was sent. Each entry is one name=value.", at + 1),
        ));
    }
    Ok(list.join("\n"))
}
