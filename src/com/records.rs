//! What `Explain` and `ParsePush` return: objects that can only be read.

use super::fault::Fault;
use super::guid;
use super::members::{Member, explanation, push};
use super::object::Automation;
use super::variant::{Argument, Value};
use crate::codes::{self, Lang};
use crate::push::{ANSWER, Kind, Push};
use windows_sys::Win32::Foundation::DISP_E_MEMBERNOTFOUND;
use windows_sys::core::GUID;

/// Not reached: these have nothing that can be set.
fn nothing_to_set() -> Result<(), Fault> {
    Err(Fault::System(DISP_E_MEMBERNOTFOUND))
}

/// A code, explained.
pub struct Explanation {
    pub about: codes::Explanation,
    pub lang: Lang,
}

impl Automation for Explanation {
    const MEMBERS: &'static [Member] = explanation::MEMBERS;
    const INTERFACE: GUID = guid::EXPLANATION;

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        let Explanation { about, lang } = self;
        Ok(match id {
            explanation::PARAGRAPH => Value::Text(about.paragraph(*lang)),
            explanation::CODE => Value::Number(about.code.into()),
            explanation::KNOWN => Value::Truth(about.known),
            explanation::FAMILY => Value::Number(about.family as i64),
            explanation::NAME => about.name.unwrap_or("").into(),
            explanation::TEXT => about.title(*lang).into(),
            explanation::MEANING => about.meaning(*lang).into(),
            explanation::CAUSE => about.cause(*lang).into(),
            explanation::ADVICE => about.advice(*lang).into(),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }

    fn put(&self, _: i32, _: &Argument) -> Result<(), Fault> {
        nothing_to_set()
    }
}

/// What the gateway told of a message.
pub struct Pushed {
    pub push: Push,
    pub lang: Lang,
}

impl Automation for Pushed {
    const MEMBERS: &'static [Member] = push::MEMBERS;
    const INTERFACE: GUID = guid::PUSH;

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        let row = self.push.row(self.lang);
        Ok(match id {
            push::KIND => match row.kind {
                Kind::Receipt => "receipt",
                Kind::Reply => "reply",
                Kind::TemplateReview => "template",
            }
            .into(),
            push::CODE => Value::Number(row.code.into()),
            push::SUCCESS => Value::Truth(row.success),
            push::MESSAGE_ID => row.message_id.into(),
            push::MOBILE => row.mobile.into(),
            push::STATUS => row.status.into(),
            push::EXPLANATION => Value::Text(row.explanation),
            push::TIME => row.time.into(),
            push::TEMPLATE_ID => row.template_id.into(),
            push::CONTENT => row.content.into(),
            push::ANSWER => ANSWER.into(),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }

    fn put(&self, _: i32, _: &Argument) -> Result<(), Fault> {
        nothing_to_set()
    }
}
