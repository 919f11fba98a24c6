//! `bulk export`: a journal as a CSV file.

use super::args::Export;
use crate::output::Out;
use ihuyi::answer::Failure;

pub fn run(args: &Export, _: &mut Out) -> Result<u8, Failure> {
    let _ = (&args.file, &args.journal, &args.only);
    todo!()
}
