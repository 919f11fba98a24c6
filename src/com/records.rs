//! What members return that have more to tell than a value: objects that can only be read.

use super::fault::Fault;
use super::guid;
use super::members::{Member, captcha as picture, decision, delivery, explanation, push, verification};
use super::object::Automation;
use super::variant::{Argument, Value};
use crate::captcha::{self, Challenge};
use crate::codes::{self, Lang, own};
use crate::guard::{self, Ruling};
use crate::push::{ANSWER, Kind, Push};
use crate::track::{Delivery, State};
use crate::verify::Verification;
use std::time::Duration;
use windows_sys::Win32::Foundation::DISP_E_MEMBERNOTFOUND;
use windows_sys::core::GUID;

/// A code, explained.
pub struct Explanation {
    pub about: codes::Explanation,
    pub lang: Lang,
}

impl Automation for Explanation {
    fn members(&self) -> &'static [Member] {
        explanation::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::EXPLANATION
    }

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
}

/// What the gateway posted; everything is empty when it was not recorded, and where the inbox has no more.
pub struct Pushed {
    pub push: Option<Push>,
    /// Its number in the inbox.
    pub number: u32,
    pub lang: Lang,
}

impl Automation for Pushed {
    fn members(&self) -> &'static [Member] {
        push::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::PUSH
    }

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        let Some(push) = &self.push else {
            return Ok(match id {
                push::CODE | push::NUMBER => Value::Number(0),
                push::SUCCESS => Value::Truth(false),
                push::KIND..=push::NUMBER => "".into(),
                _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
            });
        };
        let row = push.row(self.lang);
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
            push::NUMBER => Value::Number(self.number.into()),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }
}

pub fn seconds(wait: Duration) -> Value {
    Value::Number(i64::try_from(guard::seconds(wait)).unwrap_or(i64::MAX))
}

/// A one-time code: after it was sent, or after it was checked.
pub struct Verified {
    pub verification: Verification,
    /// A code is out, or was right.
    pub ok: bool,
    /// What the call came to.
    pub code: i32,
}

impl Automation for Verified {
    fn members(&self) -> &'static [Member] {
        verification::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::VERIFICATION
    }

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        let told = &self.verification;
        Ok(match id {
            verification::OK => Value::Truth(self.ok),
            verification::STATUS => match self.code {
                _ if self.ok => "ok",
                own::CODE_WRONG => "wrong",
                own::CODE_EXPIRED => "expired",
                own::CODE_NONE => "none",
                own::CODE_LOCKED => "locked",
                _ => "",
            }
            .into(),
            verification::ID => told.id.as_str().into(),
            verification::CHANNEL => told.way.name().into(),
            verification::DIGITS => Value::Number(told.digits.into()),
            verification::WAIT => seconds(told.wait),
            verification::VALID => seconds(told.valid),
            verification::LEFT => Value::Number(told.left.into()),
            verification::MOBILE => told.mobile.as_str().into(),
            verification::PURPOSE => told.purpose.as_str().into(),
            verification::LIMIT => told.limit.as_str().into(),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }
}

/// What the limits say.
pub struct Decided {
    pub allowed: bool,
    pub ruling: Ruling,
}

impl Automation for Decided {
    fn members(&self) -> &'static [Member] {
        decision::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::DECISION
    }

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        Ok(match id {
            decision::ALLOWED => Value::Truth(self.allowed),
            decision::WAIT => seconds(self.ruling.wait),
            decision::LIMIT => self.ruling.limit.as_str().into(),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }
}

/// A picture challenge; everything is empty when there is none.
pub struct Picture {
    pub challenge: Option<Challenge>,
}

impl Automation for Picture {
    fn members(&self) -> &'static [Member] {
        picture::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::CAPTCHA
    }

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        let made = self.challenge.as_ref();
        let png = made.map_or(&[][..], |challenge| challenge.png.as_slice());
        Ok(match id {
            picture::ID => made.map_or("", |challenge| challenge.id.as_str()).into(),
            picture::DATA_URI => Value::Text(made.map_or_else(String::new, |_| captcha::data_uri(png))),
            picture::PNG => Value::Bytes(png.to_vec()),
            picture::LENGTH => Value::Number(made.map_or(0, |challenge| challenge.length as i64)),
            picture::VALID => seconds(made.map_or(Duration::ZERO, |_| captcha::TTL)),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }
}

/// What became of a message; everything is empty when nothing is remembered of it.
pub struct Followed {
    pub delivery: Option<Delivery>,
    pub lang: Lang,
}

impl Automation for Followed {
    fn members(&self) -> &'static [Member] {
        delivery::MEMBERS
    }

    fn interface(&self) -> &'static GUID {
        &guid::DELIVERY
    }

    fn call(&self, id: i32, _: &[Argument]) -> Result<Value, Fault> {
        let Some(told) = &self.delivery else {
            return Ok(match id {
                delivery::CODE | delivery::RECIPIENTS..=delivery::FAILED => Value::Number(0),
                delivery::SETTLED => Value::Truth(false),
                delivery::STATE..=delivery::REPORTED => "".into(),
                _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
            });
        };
        Ok(match id {
            delivery::STATE => match told.state {
                State::Accepted => "accepted",
                State::Delivered => "delivered",
                State::Failed => "failed",
                State::Unknown => "unknown",
            }
            .into(),
            delivery::CODE => Value::Number(told.code.into()),
            delivery::SETTLED => Value::Truth(told.settled),
            delivery::RECIPIENTS => Value::Number(told.recipients.into()),
            delivery::DELIVERED => Value::Number(told.delivered.into()),
            delivery::FAILED => Value::Number(told.failed.into()),
            delivery::SERVICE => told.service.as_str().into(),
            delivery::MESSAGE_ID => told.id.as_str().into(),
            delivery::MOBILE => told.mobile.as_str().into(),
            delivery::STATUS => told.status.as_str().into(),
            delivery::EXPLANATION => Value::Text(told.explanation(self.lang)),
            delivery::SUBMITTED => told.submitted.as_str().into(),
            delivery::REPORTED => told.reported.as_str().into(),
            _ => return Err(Fault::System(DISP_E_MEMBERNOTFOUND)),
        })
    }
}
