//! What the gateway tells afterwards, and what became of a message, through the Rust interface.

use super::{Own, Reply, Stop, result};
use crate::line::Fields;
use ihuyi::answer::{Answer, Failure};
use ihuyi::client::Client;
use ihuyi::codes::Lang;
use ihuyi::push::{self, Push};
use ihuyi::track;

impl Own {
    pub(super) fn push(&self, f: &Fields) -> Result<Reply, Stop> {
        let lang = self.client.as_ref().map_or(Lang::Zh, |client| client.config().lang);
        match push::parse(body(f)?) {
            Err(failure) => result(&Answer::failed(failure), lang),
            Ok(push) => Ok(told(&push, 0, lang)),
        }
    }

    pub(super) fn recorded(&self, f: &Fields) -> Result<Reply, Stop> {
        let (client, body) = (self.client()?, body(f)?);
        let record = || {
            let push = push::parse(body)?;
            let number = track::record(&client.vault()?, &client.config().track, &push)?;
            Ok(told(&push, number, client.config().lang))
        };
        answered(client, record())
    }

    pub(super) fn inbox(&self, f: &Fields) -> Result<Reply, Stop> {
        let client = self.client()?;
        let after = f.number("after").and_then(|after| u32::try_from(after).ok());
        let after = after.ok_or_else(|| Stop::Defect("after is no number".to_owned()))?;
        let next = || {
            let item = track::after(&client.vault()?, &client.config().track, after)?;
            Ok(item.map_or_else(nothing, |item| told(&item.push, item.number, client.config().lang)))
        };
        answered(client, next())
    }

    pub(super) fn status(&self, f: &Fields) -> Result<Reply, Stop> {
        let (client, what) = (self.client()?, self.text(f, "what")?);
        let ask = || {
            let known = track::status(&client.vault()?, client.config().track.ttl, what)?;
            let explanation = known.explanation(client.config().lang);
            Ok(vec![
                ("state", (known.state as i32).to_string()),
                ("code", known.code.to_string()),
                ("flags", if known.settled { "16" } else { "0" }.to_owned()),
                ("recipients", known.recipients.to_string()),
                ("delivered", known.delivered.to_string()),
                ("failed", known.failed.to_string()),
                ("service", known.service),
                ("message_id", known.id),
                ("mobile", known.mobile),
                ("status", known.status),
                ("explanation", explanation),
                ("submitted", known.submitted),
                ("reported", known.reported),
            ])
        };
        answered(client, ask())
    }
}

/// A body is bytes, null is the empty one in C only.
fn body(f: &Fields) -> Result<&[u8], Stop> {
    f.0.get("body").map(Vec::as_slice).ok_or(Stop::Inexpressible("null"))
}

fn answered(client: &Client, reply: Result<Reply, Failure>) -> Result<Reply, Stop> {
    reply.or_else(|failure| result(&Answer::failed(failure), client.config().lang))
}

fn told(push: &Push, number: u32, lang: Lang) -> Reply {
    let row = push.row(lang);
    vec![
        ("kind", (row.kind as i32).to_string()),
        ("code", row.code.to_string()),
        ("success", i32::from(row.success).to_string()),
        ("message_id", row.message_id.to_owned()),
        ("mobile", row.mobile.to_owned()),
        ("status", row.status.to_owned()),
        ("explanation", row.explanation.clone()),
        ("time", row.time.to_owned()),
        ("template_id", row.template_id.to_owned()),
        ("content", row.content.to_owned()),
        ("answer", push::ANSWER.to_owned()),
        ("number", number.to_string()),
    ]
}

/// What the C interface has for `None`.
fn nothing() -> Reply {
    let texts = ["message_id", "mobile", "status", "explanation", "time", "template_id", "content", "answer"];
    let numbers = ["kind", "code", "success", "number"].map(|name| (name, "0".to_owned()));
    numbers.into_iter().chain(texts.map(|name| (name, String::new()))).collect()
}
