//! `bulk run` and `bulk resume`: send from a journal.

use super::args::{Resume, Send};
use crate::output::Out;
use ihuyi::answer::Failure;

pub fn run(args: &Send, out: &mut Out) -> Result<u8, Failure> {
    let _ = (&args.journal, args.connections, args.rate, args.quiet, &args.access, out);
    todo!()
}

pub fn resume(args: &Resume, out: &mut Out) -> Result<u8, Failure> {
    let _ = args.resend_unknown;
    run(&args.send, out)
}
