//! One-time codes, limits and pictures through the Rust interface.

use super::{Own, Refusal, Reply, Stop, named, optional, result};
use crate::line::Fields;
use ihuyi::answer::{Answer, Failure};
use ihuyi::captcha;
use ihuyi::guard::{self, Decide, Ruling, circumstances::Circumstances};
use ihuyi::message;
use ihuyi::service::Service;
use ihuyi::verify::Verification;

impl Own {
    pub(super) fn told(&self, f: &Fields) -> Result<Result<Circumstances, Failure>, Stop> {
        let keys = f.0.get("keys").map(|_| self.text(f, "keys")).transpose()?;
        Ok(Circumstances::parse(keys.unwrap_or("")))
    }

    pub(super) fn verified(&self, came: Result<(Verification, Answer), Failure>) -> Result<Reply, Stop> {
        let (told, answer) = came.unwrap_or_else(|failure| (Verification::default(), Answer::failed(failure)));
        let mut reply = result(&answer, self.client()?.config().lang)?;
        reply.extend([
            ("id", told.id),
            ("channel", (told.way as i32).to_string()),
            ("digits", told.digits.to_string()),
            ("wait", guard::seconds(told.wait).to_string()),
            ("valid", guard::seconds(told.valid).to_string()),
            ("left", told.left.to_string()),
            ("purpose", told.purpose),
            ("mobile", told.mobile),
            ("limit", told.limit),
        ]);
        Ok(reply)
    }

    pub(super) fn ruled(&self, f: &Fields, decide: Decide) -> Result<Reply, Stop> {
        let client = self.client()?;
        let service = match optional(f, "service")?.filter(|name| !name.is_empty()).map_or(Ok(Service::Sms), named) {
            Ok(service) => service,
            Err(Refusal::Stop(stop)) => return Err(stop),
            Err(Refusal::Failure(failure)) => return result(&Answer::failed(failure), client.config().lang),
        };
        let (mobile, told) = (optional(f, "mobile")?.unwrap_or(""), self.told(f)?);
        let decided = || {
            let mobile = if mobile.is_empty() { String::new() } else { message::normalise(service, mobile)? };
            let mobiles = message::numbers(&mobile);
            let request = guard::Request {
                scope: service.name(),
                purpose: "",
                mobiles: &mobiles,
                told: &told?,
                extra: Vec::new(),
                is_code: false,
            };
            decide(&client.vault()?, &client.config().guard, &request)
        };
        let (ruling, answer) = match decided() {
            Ok(ruling) => {
                let answer = ruling.failure.clone().map_or_else(Answer::done, Answer::failed);
                (ruling, answer)
            }
            Err(failure) => (Ruling::default(), Answer::failed(failure)),
        };
        let mut reply = result(&answer, client.config().lang)?;
        let (wait, limit) = (guard::seconds(ruling.wait).to_string(), ruling.limit);
        reply.extend([("allowed", i32::from(answer.is_done()).to_string()), ("wait", wait), ("limit", limit)]);
        Ok(reply)
    }

    pub(super) fn pictured(&self, f: &Fields) -> Result<Reply, Stop> {
        let client = self.client()?;
        let told = self.told(f)?;
        let made = || captcha::new(&client.vault()?, &client.config().guard, &told?);
        let (answer, picture) = match made() {
            Ok((ruling, picture)) => (ruling.failure.map_or_else(Answer::done, Answer::failed), picture),
            Err(failure) => (Answer::failed(failure), None),
        };
        let mut reply = result(&answer, client.config().lang)?;
        if let Some(picture) = picture {
            reply.extend([
                ("id", picture.id),
                ("length", picture.length.to_string()),
                ("valid", captcha::TTL.as_secs().to_string()),
                ("png", picture.png.iter().map(|byte| format!("{byte:02x}")).collect()),
                ("data_uri", captcha::data_uri(&picture.png)),
            ]);
        }
        Ok(reply)
    }
}
