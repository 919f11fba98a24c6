//! `ihuyi bulk`: a list of thousands, each sent once.

pub mod args;
mod crew;
mod export;
mod findings;
mod list;
pub mod optout;
mod plan;
mod plan_args;
mod plan_json;
mod preview;
mod progress;
mod run;
mod signals;
mod status;
mod summary;
mod width;

use crate::output::Out;
use args::{Bulk, BulkCommand};
use ihuyi::answer::Failure;

pub fn run(args: &Bulk, out: &mut Out) -> Result<u8, Failure> {
    match &args.command {
        BulkCommand::Plan(args) => plan::run(args, out).map_err(list::hidden),
        BulkCommand::Run(args) => run::run(args, out),
        BulkCommand::Status(args) => status::run(args, out),
        BulkCommand::Resume(args) => run::resume(args, out),
        BulkCommand::Export(args) => export::run(args, out),
        BulkCommand::Optout(args) => optout::run(args, out),
    }
}
