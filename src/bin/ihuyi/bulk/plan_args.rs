//! The command line of `ihuyi bulk plan`.

use crate::args::Access;
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Args)]
pub struct Plan {
    /// The list: a spreadsheet (xlsx) or a CSV file
    #[arg(value_hint = ValueHint::FilePath)]
    pub list: PathBuf,
    /// Where the journal goes; must not be there yet
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub journal: PathBuf,
    #[command(flatten)]
    pub access: Access,
}
