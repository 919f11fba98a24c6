//! The command line, in English; `chinese` translates it.

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
    /// Say what a push of the gateway (receipt, reply, template review) holds
    Push(Push),
    /// Look for what is wrong: settings, name, TLS, clock, account, balance; sends nothing
    Doctor(Doctor),
    /// Run the gateway on this machine, to develop and test against; sends nothing
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
            Command::Push(_) => "push",
            Command::Doctor(_) => "doctor",
            Command::Sandbox(_) => "sandbox",
            Command::Completions(_) => "completions",
            Command::Man(_) => "man",
        }
    }

    /// Whether it asks the gateway for something that must not be asked twice.
    pub fn sends(&self) -> bool {
        matches!(self, Command::Send(_) | Command::Voice(_) | Command::AddTemplate(_))
    }
}

/// A service by any of its names; the main ones are what a shell completes.
fn service() -> impl TypedValueParser<Value = Service> {
    let values = Service::ALL.map(|s| PossibleValue::new(s.name()).aliases(s.facts().aliases.iter().copied()));
    PossibleValuesParser::new(values).try_map(|name| Service::parse(&name).ok_or("no such service"))
}
