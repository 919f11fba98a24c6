//! The Rust interface as a runner: `--serve` answers on standard output what standard input asks.

mod guarded;
mod listed;
mod tracked;

use crate::line::Fields;
use ihuyi::answer::{Answer, Failure};
use ihuyi::bulk::Task;
use ihuyi::captcha;
use ihuyi::client::{Client, Credentials};
use ihuyi::codes::{self, Lang, Table};
use ihuyi::config::Config;
use ihuyi::guard;
use ihuyi::message::{self, Options, Submission};
use ihuyi::service::Service;
use ihuyi::verify;
use std::collections::HashSet;
use std::io::{BufRead, Write};
use std::path::Path;

/// Until the input ends.
pub fn serve() {
    let mut runner = Own { client: None, list: None };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match Fields::read(rest) {
            Ok(fields) => runner.answer(verb, &fields),
            Err(e) => Err(Stop::Defect(e)),
        };
        let fields = answer.unwrap_or_else(|stop| match stop {
            Stop::Inexpressible(what) => vec![("inexpressible", what.to_owned())],
            Stop::Defect(what) => vec![("error", what)],
        });
        let fields = fields.iter().map(|(name, value)| (*name, value.as_bytes()));
        writeln!(out, "{}", Fields::write(fields)).unwrap();
        out.flush().unwrap();
    }
}

type Reply = Vec<(&'static str, String)>;

enum Stop {
    Inexpressible(&'static str),
    Defect(String),
}

struct Own {
    client: Option<Client>,
    list: Option<Task<'static>>,
}

/// The argument as text. There is no null for text in Rust: `&str` is there.
fn text<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Stop> {
    let bytes = fields.0.get(name).ok_or(Stop::Inexpressible("null"))?;
    std::str::from_utf8(bytes).map_err(|_| Stop::Inexpressible("bytes"))
}

impl Own {
    /// The argument as text of the client's charset. Rust's own never crosses that border: text that is refused there cannot be said here.
    fn text<'a>(&self, fields: &'a Fields, name: &str) -> Result<&'a str, Stop> {
        let text = text(fields, name)?;
        let charset = self.client()?.config().charset;
        let crossed = charset.decode(&charset.encode(text), ("", "")).is_ok();
        if crossed { Ok(text) } else { Err(Stop::Inexpressible("bytes")) }
    }
}

/// The argument where `None` can be said.
fn optional<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, Stop> {
    fields.0.get(name).map(|_| text(fields, name)).transpose()
}

fn number(fields: &Fields, name: &str) -> Result<i64, Stop> {
    fields.number(name).ok_or_else(|| Stop::Defect(format!("{name} is no number")))
}

impl Own {
    fn client(&self) -> Result<&Client, Stop> {
        self.client.as_ref().ok_or(Stop::Inexpressible("null"))
    }

    fn answer(&mut self, verb: &str, f: &Fields) -> Result<Reply, Stop> {
        match verb {
            "hello" => Ok(vec![
                ("binding", "rust".to_owned()),
                ("language", "Rust".to_owned()),
                ("strings", "unicode".to_owned()),
                ("exceptions", "no".to_owned()),
                ("library", "in the process".to_owned()),
                ("version", env!("CARGO_PKG_VERSION").to_owned()),
                ("abi", ihuyi::ffi::version::IHUYI_ABI_VERSION.to_string()),
            ]),
            "send" => boxed(f, Service::Sms, "content"),
            "voice" => boxed(f, Service::Voice, "code"),
            "strerror" => Ok(vec![("text", codes::strerror(number(f, "code")? as i32).to_owned())]),
            "new" => self.made(Config::from_env()),
            "open" => self.made(Config::from_file(Path::new(text(f, "path")?))),
            "set" => {
                let client = self.client.as_mut().ok_or(Stop::Inexpressible("null"))?;
                let set = client.set(text(f, "key")?, optional(f, "value")?.unwrap_or(""));
                result(&set.map_or_else(Answer::failed, |()| Answer::done()), client.config().lang)
            }
            "free" => {
                self.client = None;
                Ok(Vec::new())
            }
            "submit" => {
                let client = self.client()?;
                let submit = || {
                    let service = named(text(f, "service")?)?;
                    let options = Options::parse(optional(f, "options")?.unwrap_or(""))?;
                    let submission = Submission {
                        service,
                        mobile: text(f, "mobile")?,
                        content: self.text(f, "content")?,
                        template_id: optional(f, "template_id")?.filter(|id| !id.is_empty()),
                        schedule: options.schedule.as_deref(),
                    };
                    Ok(client.submit_with(&submission, &options))
                };
                said(submit(), client.config().lang)
            }
            "balance" => {
                let client = self.client()?;
                let service = optional(f, "service")?.filter(|name| !name.is_empty()).map_or(Ok(Service::Sms), named);
                said(service.map(|service| client.balance(service)), client.config().lang)
            }
            "add_template" => {
                let client = self.client()?;
                result(&client.add_template(text(f, "content")?), client.config().lang)
            }
            "explain" => self.explain(f),
            "segments" => {
                let client = self.client()?;
                let content = text(f, "content")?;
                let service = optional(f, "service")?.filter(|name| !name.is_empty()).map_or(Ok(Service::Sms), named);
                let count = |service| match message::bill(service, content, false, &client.config().signature) {
                    Ok(bill) => Answer::billed(bill),
                    Err(failure) => Answer::failed(failure),
                };
                said(service.map(count), client.config().lang)
            }
            "push_parse" => self.push(f),
            "push_record" => self.recorded(f),
            "status" => self.status(f),
            "inbox" => self.inbox(f),
            "bulk_open" => self.opened(f),
            "bulk_add" => self.added(f),
            "bulk_run" => self.worked(f),
            "bulk_status" => self.standing(),
            "bulk_next" => self.next(f),
            "bulk_close" => {
                self.list = None;
                Ok(Vec::new())
            }
            "parallel" => self.parallel(f),
            "verify_start" => {
                let (client, purpose, mobile) = (self.client()?, self.text(f, "purpose")?, self.text(f, "mobile")?);
                self.verified(self.told(f)?.map(|told| verify::start(client, purpose, mobile, &told)))
            }
            "verify_resend" => {
                let (client, id, channel) = (self.client()?, text(f, "id")?, optional(f, "channel")?);
                self.verified(self.told(f)?.map(|told| verify::resend(client, id, channel, &told)))
            }
            "verify_check" => {
                let (client, id, code) = (self.client()?, text(f, "id")?, self.text(f, "code")?);
                self.verified(Ok(verify::check(client, id, code)))
            }
            "guard_ask" => self.ruled(f, guard::ask),
            "guard_status" => self.ruled(f, guard::look),
            "guard_unlock" => {
                let (client, kind, value) = (self.client()?, text(f, "kind")?, optional(f, "value")?.unwrap_or(""));
                let unlock = || guard::unlock(&client.vault()?, &client.config().guard, kind, value);
                result(&unlock().map_or_else(Answer::failed, |_| Answer::done()), client.config().lang)
            }
            "captcha_new" => self.pictured(f),
            "captcha_check" => {
                let (client, id, answer) = (self.client()?, text(f, "id")?, self.text(f, "answer")?);
                let check = || captcha::check(&client.vault()?, id, answer);
                result(&check().map_or_else(Answer::failed, |()| Answer::done()), client.config().lang)
            }
            other => Err(Stop::Defect(format!("no verb {other}"))),
        }
    }

    fn made(&mut self, config: Result<Config, Failure>) -> Result<Reply, Stop> {
        self.client = None;
        let answer = match config {
            Ok(config) => {
                self.client = Some(Client::new(config));
                Answer::done()
            }
            Err(failure) => Answer::failed(failure),
        };
        let mut reply = result(&answer, Lang::Zh)?;
        if self.client.is_some() {
            reply.push(("ok", "1".to_owned()));
        }
        Ok(reply)
    }

    fn explain(&self, f: &Fields) -> Result<Reply, Stop> {
        let lang = self.client.as_ref().map_or(Lang::Zh, |client| client.config().lang);
        let lang = match optional(f, "lang")?.filter(|lang| !lang.is_empty()) {
            None => lang,
            // An enum: there is no third language to ask for.
            Some(name) => Lang::parse(name).ok_or(Stop::Inexpressible("name"))?,
        };
        let table = match optional(f, "service")?.unwrap_or("") {
            "" => Table::Sms,
            "balance" => Table::GetNum,
            "template" => Table::AddTemplate,
            name => match named(name) {
                Ok(service) => Table::submit(service),
                Err(Refusal::Stop(stop)) => return Err(stop),
                Err(Refusal::Failure(failure)) => return result(&Answer::failed(failure), lang),
            },
        };
        let told = codes::explain(table, number(f, "code")? as i32);
        let words = if told.vendor.is_empty() { told.text(lang) } else { told.vendor };
        Ok(vec![
            ("code", told.code.to_string()),
            ("known", i32::from(told.known).to_string()),
            ("family", (told.family as i32).to_string()),
            ("name", told.name.unwrap_or("").to_owned()),
            ("text", words.to_owned()),
            ("meaning", told.meaning(lang).to_owned()),
            ("cause", told.cause(lang).to_owned()),
            ("advice", told.advice(lang).to_owned()),
        ])
    }

    fn parallel(&self, f: &Fields) -> Result<Reply, Stop> {
        let client = self.client()?;
        let (workers, times, first) = (number(f, "workers")?, number(f, "times")?, number(f, "mobile")?);
        let service = match named(text(f, "service")?) {
            Ok(service) => service,
            Err(Refusal::Stop(stop)) => return Err(stop),
            Err(Refusal::Failure(failure)) => return result(&Answer::failed(failure), Lang::Zh),
        };
        let content = text(f, "content")?;
        let work = |worker: i64| -> Vec<Answer> {
            let submit = |i: i64| {
                let mobile = (first + worker * times + i).to_string();
                client.submit(&Submission { service, mobile: &mobile, content, template_id: None, schedule: None })
            };
            (0..times).map(submit).collect()
        };
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let count = |outcome: i32| answers.iter().filter(|a| a.outcome as i32 == outcome).count().to_string();
        let ids: HashSet<&str> = answers.iter().map(|a| a.id.as_str()).filter(|id| !id.is_empty()).collect();
        Ok(vec![
            ("accepted", count(1)),
            ("refused", count(2)),
            ("not_sent", count(3)),
            ("unknown", count(4)),
            ("ids", ids.len().to_string()),
        ])
    }
}

enum Refusal {
    Stop(Stop),
    Failure(Failure),
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Refusal {
        Refusal::Stop(stop)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::Failure(failure)
    }
}

/// The service. An enum: a name that is none cannot be asked for.
fn named(name: &str) -> Result<Service, Refusal> {
    Service::parse(name).ok_or(Refusal::Stop(Stop::Inexpressible("name")))
}

/// The default client with an account and a key of the call's own.
fn boxed(f: &Fields, service: Service, content: &str) -> Result<Reply, Stop> {
    // What comes from the clipboard has blanks around it; the functions for C take them off.
    let by = Credentials { account: text(f, "account")?.trim(), apikey: text(f, "password")?.trim() };
    let submission = Submission {
        service,
        mobile: text(f, "mobile")?,
        content: text(f, content)?,
        template_id: None,
        schedule: None,
    };
    match ihuyi::ffi::default_client() {
        Ok(client) => result(&client.submit_as(by, &submission), client.config().lang),
        Err(failure) => result(&Answer::failed(failure), Lang::Zh),
    }
}

fn said(answer: Result<Answer, Refusal>, lang: Lang) -> Result<Reply, Stop> {
    match answer {
        Ok(answer) => result(&answer, lang),
        Err(Refusal::Failure(failure)) => result(&Answer::failed(failure), lang),
        Err(Refusal::Stop(stop)) => Err(stop),
    }
}

fn result(answer: &Answer, lang: Lang) -> Result<Reply, Stop> {
    let words = answer.words(lang);
    // Texts have no end here that could cut them.
    if words.len() > 511 || answer.id.len() > 63 {
        return Err(Stop::Inexpressible("cut"));
    }
    let flags = |answer: &Answer| {
        i32::from(answer.local)
            + 2 * i32::from(answer.clock_corrected)
            + 8 * i32::from(answer.repeated)
            + 32 * i32::from(answer.left_out)
    };
    Ok(vec![
        ("code", answer.code.to_string()),
        ("outcome", if answer.is_done() { 0 } else { answer.outcome as i32 }.to_string()),
        ("http_status", answer.http_status.to_string()),
        ("flags", (flags(answer)).to_string()),
        ("segments", answer.segments.to_string()),
        ("characters", answer.characters.to_string()),
        ("recipients", answer.recipients.to_string()),
        ("balance", answer.balance.unwrap_or(-1).to_string()),
        ("message_id", answer.id.clone()),
        ("message", words.to_owned()),
        ("family", (answer.family as i32).to_string()),
    ])
}
