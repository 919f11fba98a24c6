//! `bulk optout`: who has opted out; adding and removing by hand. Replies such as `T` are heard where pushes are recorded.

use crate::args::Access;
use crate::exit;
use crate::guard::stored;
use crate::output::Out;
use crate::settings::{self, Settings};
use crate::submit;
use crate::text;
use clap::{Args, Subcommand};
use ihuyi::answer::Failure;
use ihuyi::bulk::optout;
use ihuyi::client::Client;
use ihuyi::message::{mask, normalise};
use ihuyi::secret::Vault;
use ihuyi::service::Service;
use serde_json::{Value, json};
use std::ffi::OsString;

#[derive(Args)]
pub struct Optout {
    #[command(subcommand)]
    pub command: OptoutCommand,
}

#[derive(Subcommand)]
pub enum OptoutCommand {
    /// Say whether numbers have opted out
    Check(Numbers),
    /// Leave these numbers out of every plan, and of what is still to be sent
    Add(Numbers),
    /// Let these numbers be planned again
    Remove(Numbers),
}

#[derive(Args)]
pub struct Numbers {
    /// The number; several are allowed
    #[arg(required = true, value_name = "NUMBER")]
    pub numbers: Vec<OsString>,
    #[command(flatten)]
    pub access: Access,
}

impl Optout {
    /// The command's name, as typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            OptoutCommand::Check(_) => "bulk optout check",
            OptoutCommand::Add(_) => "bulk optout add",
            OptoutCommand::Remove(_) => "bulk optout remove",
        }
    }
}

pub fn run(args: &Optout, out: &mut Out) -> Result<u8, Failure> {
    let (OptoutCommand::Check(asked) | OptoutCommand::Add(asked) | OptoutCommand::Remove(asked)) = &args.command;
    let Settings { config, .. } = settings::load(&asked.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    // All of them are looked at before the first is changed.
    let numbers = asked.numbers.iter().map(|number| number_of(number, out)).collect::<Result<Vec<_>, Failure>>()?;
    let client = Client::new(config);
    let (store, _) = stored(client.config())?;
    let vault = match args.command {
        OptoutCommand::Add(_) => Some(client.vault()?),
        OptoutCommand::Check(_) | OptoutCommand::Remove(_) => optout::vault(&client)?,
    };
    let told =
        numbers.iter().map(|number| Told::of(args, vault.as_ref(), number)).collect::<Result<Vec<_>, Failure>>()?;
    if out.json {
        let told: Vec<Value> = told.iter().map(Told::object).collect();
        out.object(&json!({
            "command": args.name(), "outcome": "ok", "code": 0, "numbers": told, "store": store,
            "store_exists": vault.is_some(), "exit_code": exit::OK,
        }));
        return Ok(exit::OK);
    }
    let mut lines: Vec<String> = told.iter().map(|told| told.line(out)).collect();
    if vault.is_none() {
        lines.push(
            out.pick("store 还不存在，没有退订记录。", "There is no such store yet, and so nobody has opted out.")
                .into(),
        );
    }
    // Another account's default store is another one, and looks just as plausible.
    lines.push(format!("store: {store}"));
    out.result(&lines.join("\n"));
    Ok(exit::OK)
}

fn number_of(number: &OsString, out: &mut Out) -> Result<String, Failure> {
    let number = text::word(number, out.charset(), ("手机号码", "the number"))?;
    submit::hide(&number, out);
    normalise(Service::Sms, &number).or_else(|failure| normalise(Service::International, &number).map_err(|_| failure))
}

/// What is said of a number.
struct Told {
    mobile: String,
    /// Whether it is out now.
    out: bool,
    /// Whether this command made it so.
    changed: bool,
    word: String,
    time: String,
}

impl Told {
    fn of(args: &Optout, vault: Option<&Vault>, number: &str) -> Result<Told, Failure> {
        let mut told =
            Told { mobile: mask(number), out: false, changed: false, word: String::new(), time: String::new() };
        let Some(vault) = vault else { return Ok(told) };
        told.changed = match args.command {
            OptoutCommand::Check(_) => false,
            OptoutCommand::Add(_) => optout::add(vault, number)?,
            OptoutCommand::Remove(_) => optout::remove(vault, number)?,
        };
        if let Some(known) = optout::is_out(vault, number)? {
            told.out = true;
            told.word = known.word;
            told.time = known.time;
        }
        Ok(told)
    }

    fn object(&self) -> Value {
        json!({
            "mobile": self.mobile,
            "opted_out": self.out,
            "changed": self.changed,
            "word": Some(&self.word).filter(|word| !word.is_empty()),
            "time": Some(&self.time).filter(|time| !time.is_empty()),
        })
    }

    fn line(&self, out: &Out) -> String {
        let state = match (self.out, self.changed) {
            (true, true) => out.pick("已加入退订名单", "is opted out from now on"),
            (true, false) => out.pick("已退订", "has opted out"),
            (false, true) => out.pick("已移出退订名单", "may be planned again"),
            (false, false) => out.pick("没有退订", "has not opted out"),
        };
        // What a stranger wrote is not let loose on the terminal.
        let time: String = self.time.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let why = if self.changed || !self.out {
            String::new()
        } else if self.word.is_empty() {
            format!("  {time}  {}", out.pick("手工加入", "added by hand"))
        } else {
            format!("  {time}  {}{}", out.pick("回复：", "answered "), self.word)
        };
        format!("{}  {state}{why}", self.mobile)
    }
}
