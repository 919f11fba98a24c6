//! The command line, in English; `chinese` translates it.

use crate::bulk::args::Bulk;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueHint};
use ihuyi::service::Service;
use std::ffi::OsString;
use std::path::PathBuf;

/// Send text messages and voice codes through the ihuyi gateway
#[derive(Parser)]
#[command(
    name = "ihuyi",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

// What every command takes. (A doc comment here would become the program's own help.)
#[derive(Args)]
pub struct Common {
    /// Print exactly one JSON object on standard output, errors included
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of texts and help; default: the locale's
    #[arg(long, global = true, value_name = "zh|en", value_parser = ["zh", "en"], hide_possible_values = true)]
    pub lang: Option<String>,
    /// Print help
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Print the version
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

// What every command takes that uses settings.
#[derive(Args)]
#[command(next_help_heading = "Settings")]
pub struct Access {
    /// INI file with account and key
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Account (the console's APIID) for the service at hand
    #[arg(long, value_name = "APIID")]
    pub account: Option<String>,
    /// File that holds the APIKEY for the service at hand
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub apikey_file: Option<String>,
    /// APIKEY for the service at hand; visible to other users of this machine, so prefer --apikey-file or IHUYI_APIKEY
    #[arg(long, value_name = "APIKEY")]
    pub apikey: Option<String>,
    /// One base URL for every service: the sandbox's, or a relay's
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub gateway: Option<String>,
    /// Time limit of the whole call in seconds, or as 500ms; default: 15
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<String>,
    /// Where codes and counts are kept: sqlite:/PATH, redis://HOST or memory:
    #[arg(long, value_name = "URL")]
    pub store: Option<String>,
    /// Any setting by its name, as --set charset=gbk; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub settings: Vec<String>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Send a text message
    Send(Send),
    /// Call a number and read out a code
    Voice(Voice),
    /// Ask how many messages are left
    Balance(Balance),
    /// Hand in an SMS template for review
    AddTemplate(AddTemplate),
    /// Count the billed messages of a text, without sending it
    Segments(Segments),
    /// Say what a code means and what to do; without a code, the whole table
    Explain(Explain),
    /// One-time codes: make and send one, send it again, check one
    Verify(Verify),
    /// Limits: what is used of them, and freeing what they hold back
    Guard(Guard),
    /// A picture challenge: make one, check an answer
    Captcha(Captcha),
    /// A list of thousands, each sent once: plan, run, status, resume, export
    Bulk(Bulk),
    /// Say what a push of the gateway (receipt, reply, template review) holds
    Push(Push),
    /// Say what became of a message, as far as receipts told
    Status(Status),
    /// Show what users replied, and the verdicts on templates
    Inbox(Inbox),
    /// Look for what is wrong: settings, name, TLS, clock, account, balance, store; sends nothing
    Doctor(Doctor),
    /// Make one call of the C interface: a JSON request on standard input, a JSON answer on standard output
    Call(Call),
    /// Run the library for others on this machine: calls as JSON over a Unix socket or a local port; receives pushes
    Serve(Box<crate::serve::Args>),
    /// Run the gateway on this machine, to develop and test against, with an inbox for a browser; sends nothing
    Sandbox(Box<crate::sandbox::Args>),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, or write all of them
    Man(Man),
}

#[derive(Args)]
pub struct Send {
    /// The number; for international: country code, blank, number; for marketing: a list with commas
    pub mobile: OsString,
    /// The text, or `-` to read it from standard input; with --template the variables, joined with `|`
    pub text: OsString,
    /// Which service: sms, voice, voice_notice, international, marketing; default: sms
    #[arg(long, short, default_value = "sms", value_name = "SERVICE", value_parser = service(), ignore_case = true)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub service: Service,
    /// Number of an approved template
    #[arg(long, short, value_name = "ID")]
    pub template: Option<String>,
    /// When to send (marketing only): "2026-01-31 09:30:00" in China Standard Time, or Unix seconds
    #[arg(long, value_name = "TIME")]
    pub schedule: Option<String>,
    /// The business event, as order-1001-paid: sent once, however often it is asked for
    #[arg(long, value_name = "TEXT")]
    pub reference: Option<String>,
    /// Send it after all although the first send of this reference ended unknown
    #[arg(long, requires = "reference")]
    pub resend: bool,
    #[command(flatten)]
    pub told: Told,
    #[command(flatten)]
    pub access: Access,
}

// What limits count by.
#[derive(Args, Clone)]
pub struct Told {
    /// What limits count by, as ip=192.0.2.7; can be repeated
    #[arg(long = "key", value_name = "NAME=VALUE")]
    pub keys: Vec<String>,
}

#[derive(Args)]
pub struct Verify {
    #[command(subcommand)]
    pub command: VerifyCommand,
}

#[derive(Subcommand)]
pub enum VerifyCommand {
    /// Make a code for a purpose and a number, and send it; prints the id to check it with
    Start(VerifyStart),
    /// Send the same code again
    Resend(VerifyResend),
    /// Check a code that was entered; right once
    Check(VerifyCheck),
}

#[derive(Args)]
pub struct VerifyStart {
    /// What the code is for, as register
    pub purpose: OsString,
    /// The number
    pub mobile: OsString,
    /// Print the id alone
    #[arg(long)]
    pub id: bool,
    /// sms, voice, or auto; default: the setting verify_channel
    #[arg(long, value_name = "CHANNEL", value_parser = ["sms", "voice", "auto"], hide_possible_values = true)]
    pub channel: Option<String>,
    #[command(flatten)]
    pub told: Told,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct VerifyResend {
    /// The id that verify start printed
    pub id: OsString,
    /// sms, voice, or auto; default: the setting verify_channel, where auto now means a call
    #[arg(long, value_name = "CHANNEL", value_parser = ["sms", "voice", "auto"], hide_possible_values = true)]
    pub channel: Option<String>,
    #[command(flatten)]
    pub told: Told,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct VerifyCheck {
    /// The id that verify start printed
    pub id: OsString,
    /// The code that was entered, or `-` to read it from standard input
    pub code: OsString,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Guard {
    #[command(subcommand)]
    pub command: GuardCommand,
}

#[derive(Subcommand)]
pub enum GuardCommand {
    /// Show how much of each limit is used, for a number and other keys
    Status(GuardStatus),
    /// Forget what is counted for a number, an address or another key, or the breaker's count
    Unlock(GuardUnlock),
}

#[derive(Args)]
pub struct GuardStatus {
    /// The number
    #[arg(long, value_name = "NUMBER")]
    pub mobile: Option<OsString>,
    /// Which service: sms, voice, ...; default: sms
    #[arg(long, short, default_value = "sms", value_name = "SERVICE", value_parser = service(), ignore_case = true)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub service: Service,
    /// The purpose of a one-time code
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: Option<OsString>,
    #[command(flatten)]
    pub told: Told,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct GuardUnlock {
    /// mobile, ip, or another kind of key; or breaker
    pub kind: String,
    /// The number, the address, ...
    pub value: Option<OsString>,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Captcha {
    #[command(subcommand)]
    pub command: CaptchaCommand,
}

#[derive(Subcommand)]
pub enum CaptchaCommand {
    /// Make a picture challenge; prints its id
    New(CaptchaNew),
    /// Check the answer to a picture; it is taken once
    Check(CaptchaCheck),
}

#[derive(Args)]
pub struct CaptchaNew {
    /// Where the picture goes, a PNG file
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    #[command(flatten)]
    pub told: Told,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct CaptchaCheck {
    /// The id that captcha new printed
    pub id: OsString,
    /// What was read in the picture
    pub answer: OsString,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Voice {
    /// The number
    pub mobile: OsString,
    /// 4 to 6 digits, or `-` to read them from standard input
    pub code: OsString,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Balance {
    /// Which service; default: sms
    #[arg(default_value = "sms", value_parser = service(), ignore_case = true)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub service: Service,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct AddTemplate {
    /// The template's text with 【变量】 in place of each variable, or `-` to read it from standard input
    pub text: OsString,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Segments {
    /// The text, or `-` to read it from standard input
    pub text: OsString,
    /// Which service; default: sms
    #[arg(long, short, default_value = "sms", value_name = "SERVICE", value_parser = service(), ignore_case = true)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub service: Service,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Explain {
    /// A code of the gateway or of this program, or a carrier's status as DB:0142
    #[arg(allow_negative_numbers = true)]
    pub code: Option<String>,
    /// Only this service's meaning
    #[arg(long, short, value_name = "SERVICE", value_parser = service(), ignore_case = true, hide_possible_values = true)]
    pub service: Option<Service>,
}

#[derive(Args)]
pub struct Push {
    /// File with the body of the gateway's POST; default: standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
}

#[derive(Args)]
pub struct Status {
    /// The id that the gateway gave, the reference, or the number of a message of unknown end
    #[arg(value_name = "ID|REFERENCE")]
    pub what: OsString,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Inbox {
    /// Only those behind the one of this number; default: 0, all
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub after: u32,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Doctor {
    /// Which services; default: those that have an account
    #[arg(value_name = "SERVICE", value_parser = service(), ignore_case = true, hide_possible_values = true)]
    pub services: Vec<Service>,
    /// All five services, with or without an account
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Call {
    /// INI file with account and key
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

#[derive(Args)]
pub struct Completions {
    /// bash, zsh, fish, powershell or elvish
    #[arg(hide_possible_values = true)]
    pub shell: clap_complete::Shell,
}

#[derive(Args)]
pub struct Man {
    /// Write ihuyi.1 and a page for each command into this directory
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
}

impl Command {
    /// The command's name, as typed.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Send(_) => "send",
            Command::Voice(_) => "voice",
            Command::Balance(_) => "balance",
            Command::AddTemplate(_) => "add-template",
            Command::Segments(_) => "segments",
            Command::Explain(_) => "explain",
            Command::Verify(Verify { command }) => match command {
                VerifyCommand::Start(_) => "verify start",
                VerifyCommand::Resend(_) => "verify resend",
                VerifyCommand::Check(_) => "verify check",
            },
            Command::Guard(Guard { command }) => match command {
                GuardCommand::Status(_) => "guard status",
                GuardCommand::Unlock(_) => "guard unlock",
            },
            Command::Captcha(Captcha { command }) => match command {
                CaptchaCommand::New(_) => "captcha new",
                CaptchaCommand::Check(_) => "captcha check",
            },
            Command::Bulk(Bulk { command }) => command.name(),
            Command::Push(_) => "push",
            Command::Status(_) => "status",
            Command::Inbox(_) => "inbox",
            Command::Doctor(_) => "doctor",
            Command::Call(_) => "call",
            Command::Serve(_) => "serve",
            Command::Sandbox(_) => "sandbox",
            Command::Completions(_) => "completions",
            Command::Man(_) => "man",
        }
    }

    /// Whether it asks the gateway for something that must not be asked twice.
    pub fn sends(&self) -> bool {
        match self {
            Command::Send(_) | Command::Voice(_) | Command::AddTemplate(_) | Command::Call(_) => true,
            Command::Verify(Verify { command }) => !matches!(command, VerifyCommand::Check(_)),
            Command::Bulk(Bulk { command }) => command.sends(),
            _ => false,
        }
    }
}

/// A service by any of its names; the main ones are what a shell completes.
pub fn service() -> impl TypedValueParser<Value = Service> {
    let values = Service::ALL.map(|s| PossibleValue::new(s.name()).aliases(s.facts().aliases.iter().copied()));
    PossibleValuesParser::new(values).try_map(|name| Service::parse(&name).ok_or("no such service"))
}
