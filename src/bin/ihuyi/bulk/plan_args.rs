//! The command line of `ihuyi bulk plan`.

use crate::args::{Access, service};
use clap::{ArgGroup, Args, ValueHint};
use ihuyi::service::Service;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true).args(["template", "text", "template_id"]))]
pub struct Plan {
    /// The list: a spreadsheet (xlsx, xls, ods) or a CSV file
    #[arg(value_hint = ValueHint::FilePath)]
    pub list: PathBuf,
    /// Where the journal goes; must not be there yet
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub journal: PathBuf,
    /// The text, with a column's title in braces where its cells go, as "Dear {name}, ..."
    #[arg(long, short, value_name = "TEXT")]
    pub template: Option<OsString>,
    /// The text, the same for everybody
    #[arg(long, value_name = "TEXT")]
    pub text: Option<OsString>,
    /// Number of an approved template; with --variables
    #[arg(long, value_name = "ID", requires = "variables")]
    pub template_id: Option<String>,
    /// The approved template's variables in their order, as "{name}|{amount}"
    #[arg(long, value_name = "TEXT", requires = "template_id")]
    pub variables: Option<OsString>,
    /// Which service: sms, voice, voice_notice, international, marketing; default: sms
    #[arg(long, short, default_value = "sms", value_name = "SERVICE", value_parser = service(), ignore_case = true)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub service: Service,
    /// The sheet to read; default: the first
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<OsString>,
    /// The column of numbers, by its title or letter; default: the one whose title says so
    #[arg(long, value_name = "NAME|LETTER")]
    pub mobile_column: Option<OsString>,
    /// A column that says what a row is called elsewhere, as an order's number
    #[arg(long, value_name = "NAME|LETTER")]
    pub reference_column: Option<OsString>,
    /// A CSV file's charset: utf-8, gbk, ...; default: found by looking at all of it
    #[arg(long, value_name = "NAME")]
    pub charset: Option<String>,
    /// What parts a CSV file's cells: one character, or tab; default: found by looking at the titles
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<OsString>,
    /// Send only within these hours of the day, China Standard Time, as 09:00-20:30
    #[arg(long, value_name = "FROM-TO")]
    pub hours: Option<String>,
    /// At most so many messages a second; 0: as fast as the connections allow; default: 0
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub rate: u32,
    /// Marketing only: when the gateway is to send, "2026-01-31 09:30:00" in China Standard Time, or Unix seconds
    #[arg(long, value_name = "TIME")]
    pub schedule: Option<String>,
    /// Marketing only: up to so many rows of the same text in one request, with one outcome for all; default: 1
    #[arg(long = "list", value_name = "N", default_value_t = 1, hide_default_value = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub together: u32,
    /// Marketing only: through the v1 bulk interface (sms-yx), up to 10000 rows of the same text in one request; what it answers is not
    /// public, so this is unproven against the real gateway
    #[arg(long, conflicts_with_all = ["together", "schedule", "template_id"])]
    pub batch: bool,
    /// Send a message for each row of a number that stands in several; otherwise for the first only
    #[arg(long)]
    pub repeats: bool,
    /// Make no journal if any row would be left out
    #[arg(long)]
    pub strict: bool,
    /// Do not ask the gateway for the balance
    #[arg(long)]
    pub offline: bool,
    #[command(flatten)]
    pub access: Access,
}
