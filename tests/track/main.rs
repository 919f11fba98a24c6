//! What becomes of a message, against the sandbox gateway and real stores.

#[path = "../support/mod.rs"]
mod support;
#[path = "../verify/world.rs"]
#[allow(dead_code)]
mod world;

mod fate;
mod growth;
mod inbox;
mod optouts;
mod settling;

use ihuyi::client::Client;
use ihuyi::message::{Options, Submission};
use ihuyi::service::Service;
use ihuyi::track::{self, Delivery};
use ihuyi::{answer::Answer, answer::Failure, push};

/// Hands a push in, as a site does.
fn record(client: &Client, body: &str) -> Result<u32, Failure> {
    let push = push::parse(body.as_bytes())?;
    track::record(&client.vault()?, &client.config().track, &push)
}

fn receipt(id: &str, mobile: &str, code: i32, status: &str) -> String {
    format!("code={code}&msg={status}&mobilephone={mobile}&smsid={id}&report_time=2023-11-15+06%3A13%3A20")
}

fn status(client: &Client, what: &str) -> Result<Delivery, Failure> {
    track::status(&client.vault()?, client.config().track.ttl, what)
}

fn send(client: &Client, mobile: &str, reference: &str, resend: bool) -> Answer {
    let submission =
        Submission {
            service: Service::Sms, mobile, content: "您的订单已发货。", template_id: None, schedule: None
        };
    let reference = Some(reference.to_owned()).filter(|reference| !reference.is_empty());
    client.submit_with(&submission, &Options { reference, resend, ..Options::default() })
}
