//! `bulk status`: how far a journal is.

use super::args::Status;
use crate::output::Out;
use ihuyi::answer::Failure;

pub fn run(args: &Status, _: &mut Out) -> Result<u8, Failure> {
    let _ = &args.journal;
    todo!()
}
