//! The command line of `ihuyi bulk`, in English; `chinese` translates it.

use super::optout::Optout;
use super::plan_args::Plan;
use super::summary::name;
use crate::args::Access;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Subcommand, ValueHint};
use ihuyi::bulk::State;
use ihuyi::charset::Charset;
use std::path::PathBuf;

#[derive(Args)]
pub struct Bulk {
    #[command(subcommand)]
    pub command: BulkCommand,
}

#[derive(Subcommand)]
pub enum BulkCommand {
    /// Check a list as a whole and write it into a journal; sends nothing
    Plan(Box<Plan>),
    /// Send from a new journal
    Run(Send),
    /// Show how far a journal is
    Status(Status),
    /// Go on with a journal where it stopped
    Resume(Resume),
    /// Write a journal's rows and what became of them into a CSV file
    Export(Export),
    /// Who has opted out of all lists: look, add, remove
    Optout(Optout),
}

impl BulkCommand {
    /// The command's name, as typed.
    pub fn name(&self) -> &'static str {
        match self {
            BulkCommand::Plan(_) => "bulk plan",
            BulkCommand::Run(_) => "bulk run",
            BulkCommand::Status(_) => "bulk status",
            BulkCommand::Resume(_) => "bulk resume",
            BulkCommand::Export(_) => "bulk export",
            BulkCommand::Optout(args) => args.name(),
        }
    }

    /// Whether it submits messages.
    pub fn sends(&self) -> bool {
        matches!(self, BulkCommand::Run(_) | BulkCommand::Resume(_))
    }
}

// What both commands take that send.
#[derive(Args)]
pub struct Send {
    /// The journal that bulk plan made
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub journal: PathBuf,
    /// How many messages are on their way at one time, 1 to 64; default: 4
    #[arg(long, value_name = "N", default_value_t = 4, hide_default_value = true)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    pub connections: u16,
    /// At most so many messages a second, whatever was planned; 0: as fast as the connections allow
    #[arg(long, value_name = "N")]
    pub rate: Option<u32>,
    /// Show no progress, only how it ended
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub access: Access,
}

#[derive(Args)]
pub struct Resume {
    /// Send rows of unknown end again; some of them may have been sent already
    #[arg(long)]
    pub resend_unknown: bool,
    #[command(flatten)]
    pub send: Send,
}

#[derive(Args)]
pub struct Status {
    /// The journal
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub journal: PathBuf,
    #[command(flatten)]
    pub terminal: Terminal,
}

// What a command takes that uses no settings. The charset is found in the command line before it is read.
#[derive(Args)]
#[command(next_help_heading = "Settings")]
pub struct Terminal {
    /// The terminal's charset, as --set charset=gbk
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = charset)]
    pub settings: Vec<String>,
}

fn charset(setting: &str) -> Result<String, String> {
    let known = setting.split_once('=').filter(|(key, _)| crate::settings::normal(key) == "charset");
    match known.and_then(|(_, value)| Charset::parse(value.trim())) {
        Some(_) => Ok(setting.to_owned()),
        None => Err("--set charset=gbk, gb18030, utf-8".to_owned()),
    }
}

#[derive(Args)]
pub struct Export {
    /// The CSV file to write, in UTF-8 as Excel reads it; must not be there yet
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The journal
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub journal: PathBuf,
    /// Only these rows: planned, sending, accepted, refused, unknown or left_out; or by the Chinese names that status shows
    #[arg(long, value_name = "STATE", value_parser = states(), hide_possible_values = true)]
    pub only: Option<String>,
    #[command(flatten)]
    pub terminal: Terminal,
}

fn states() -> PossibleValuesParser {
    PossibleValuesParser::new(State::ALL.map(|state| PossibleValue::new(state.name()).alias(name(state, true))))
}
