//! `bulk plan`: a list becomes a journal.

use super::plan_args::Plan;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::codes::own;

pub fn run(args: &Plan, _: &mut Out) -> Result<u8, Failure> {
    let (list, journal, _) = (args.list.display(), args.journal.display(), &args.access);
    Err(Failure::new(
        own::FILE,
        format!("还不能读取 {list}，没有生成 {journal}。"),
        format!("{list} cannot be read yet; {journal} was not made."),
    ))
}
