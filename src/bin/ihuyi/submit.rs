//! `send`, `voice`, `balance`, `add-template`: what asks the gateway.

use crate::args::{Access, AddTemplate, Balance, Send, Voice};
use crate::output::Out;
use crate::report::{self, Asked};
use crate::settings::{self, Settings};
use crate::text;
use crate::told;
use ihuyi::answer::Failure;
use ihuyi::client::Client;
use ihuyi::message::{self, Options, Submission};
use ihuyi::service::Service;
use std::ffi::OsStr;

const MOBILE: (&str, &str) = ("手机号码", "the number");
const CONTENT: (&str, &str) = ("内容", "the text");

/// A message, in the words of the command line.
struct Wanted<'a> {
    command: &'static str,
    service: Service,
    mobile: &'a OsStr,
    content: &'a OsStr,
    template: Option<&'a str>,
    schedule: Option<&'a str>,
    options: Options,
}

pub fn send(args: &Send, out: &mut Out) -> Result<u8, Failure> {
    let wanted = Wanted {
        command: "send",
        service: args.service,
        mobile: &args.mobile,
        content: &args.text,
        template: args.template.as_deref(),
        schedule: args.schedule.as_deref(),
        options: Options {
            reference: args.reference.clone(),
            resend: args.resend,
            told: told::circumstances(&args.told)?,
            ..Options::default()
        },
    };
    submit(&args.access, &wanted, out)
}

pub fn voice(args: &Voice, out: &mut Out) -> Result<u8, Failure> {
    let wanted = Wanted {
        command: "voice",
        service: Service::Voice,
        mobile: &args.mobile,
        content: &args.code,
        template: None,
        schedule: None,
        options: Options::default(),
    };
    submit(&args.access, &wanted, out)
}

fn submit(access: &Access, wanted: &Wanted, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(access, wanted.service, out)?;
    let mobile = text::word(wanted.mobile, out.charset(), MOBILE)?;
    let content = text::argument(wanted.content, out.charset(), CONTENT)?;
    let masked = mask(&mobile);
    // As it was typed, and as the gateway gets to see it.
    let normal = message::normalise(wanted.service, &mobile).unwrap_or_default();
    for number in numbers(&mobile).chain(numbers(&normal)) {
        out.hide(number, &message::mask(number));
    }
    let submission = Submission {
        service: wanted.service,
        mobile: &mobile,
        content: &content,
        template_id: wanted.template,
        schedule: wanted.schedule,
    };
    let answer = Client::new(config).submit_with(&submission, &wanted.options);
    let secret = (wanted.service == Service::Voice).then_some(content.as_str());
    let asked = Asked { command: wanted.command, service: wanted.service, mobile: masked, secret };
    Ok(report::answer(out, &asked, &answer))
}

/// The numbers of a list, as the library parts them.
fn numbers(mobile: &str) -> impl Iterator<Item = &str> {
    mobile.split([',', '，', '、', ';', '；', '\n']).map(str::trim)
}

/// From now on the number is masked, as it was typed and as the gateway gets to see it.
pub fn hide(mobile: &str, out: &mut Out) {
    let normal = message::normalise(Service::Sms, mobile).unwrap_or_default();
    for number in [mobile.trim(), &normal] {
        out.hide(number, &message::mask(number));
    }
}

/// One number masked; of a list the first, and how many more there are.
pub fn mask(mobile: &str) -> String {
    match numbers(mobile).collect::<Vec<_>>().as_slice() {
        [] | [""] => String::new(),
        [one] => message::mask(one),
        [first, rest @ ..] => format!("{} +{}", message::mask(first), rest.len()),
    }
}

pub fn balance(args: &Balance, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, args.service, out)?;
    let answer = Client::new(config).balance(args.service);
    let asked = Asked { command: "balance", service: args.service, mobile: String::new(), secret: None };
    Ok(report::answer(out, &asked, &answer))
}

pub fn add_template(args: &AddTemplate, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    let text = text::argument(&args.text, out.charset(), ("模板内容", "the template"))?;
    let answer = Client::new(config).add_template(&text);
    let asked = Asked { command: "add-template", service: Service::Sms, mobile: String::new(), secret: None };
    Ok(report::answer(out, &asked, &answer))
}
