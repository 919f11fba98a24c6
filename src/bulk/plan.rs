//! Everything that can be known of a list before its first message is sent.

use super::{Entry, Terms};
use crate::answer::Failure;
use crate::client::Client;
use std::path::Path;

/// Checks the rows of a list one after the other and writes them into a journal, which is there only once the whole list is in it.
pub struct Planner<'a> {
    _client: &'a Client,
}

/// What a plan comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// Rows that will be sent.
    pub rows: u64,
    /// Rows that were left out.
    pub left_out: u64,
    /// Billed messages of all of them; of a template that only the gateway knows, the rows.
    pub segments: u64,
    /// How many rows are billed as how many messages: index 1 are the rows of one. The last is "so many and more".
    pub by_segments: [u64; 9],
    /// The longest text: characters, signature included, and its row in the list.
    pub longest: (u32, u64),
}

impl<'a> Planner<'a> {
    /// A plan for a journal at this path, where nothing may be yet. `client` tells account, limits, and who has opted out.
    pub fn new(_path: &Path, _terms: Terms, _client: &'a Client) -> Result<Planner<'a>, Failure> {
        todo!()
    }

    /// Checks a row. Ok(Err(why)): it is in the journal as left out. An Err is about the journal or the store.
    pub fn add(&mut self, _entry: &Entry) -> Result<Result<(), Failure>, Failure> {
        todo!()
    }

    /// A row of which not even a text could be made.
    pub fn leave_out(&mut self, _line: u64, _mobile: &str, _why: &Failure) -> Result<(), Failure> {
        todo!()
    }

    /// The list is over. Numbers that stand in it several times are found now; `repeated` is told of each row that is left out for it, and
    /// of the row where the number stands first. Then the journal is put in its place.
    pub fn finish(self, _repeated: &mut dyn FnMut(u64, u64)) -> Result<Sum, Failure> {
        todo!()
    }
}
