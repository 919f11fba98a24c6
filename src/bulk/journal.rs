//! The file that a list is sent from.

use super::{Row, State, Tally, Terms};
use crate::answer::Failure;
use std::path::Path;

/// A journal, to be looked at: any number of processes may, while one sends.
pub struct Journal;

/// Which rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// All, as they stood in the list.
    All,
    /// Only those that stand there.
    Of(State),
}

/// A part of the rows.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// What to ask with for the next part; None: that was the last.
    pub next: Option<u64>,
}

impl Journal {
    /// Opens a journal that is there; says so where the file is none, or of a newer version.
    pub fn open(_path: &Path) -> Result<Journal, Failure> {
        todo!()
    }

    /// What it is called in references, for good: 16 hexadecimal digits.
    pub fn name(&self) -> &str {
        todo!()
    }

    /// What holds for every row.
    pub fn terms(&self) -> &Terms {
        todo!()
    }

    /// The account that the plan was made for: it is not sent by another one's.
    pub fn account(&self) -> &str {
        todo!()
    }

    /// When the plan was made, milliseconds since 1970.
    pub fn made(&self) -> i64 {
        todo!()
    }

    /// How many rows stand where. A look at a few numbers, however long the list is.
    pub fn tally(&self) -> Result<Tally, Failure> {
        todo!()
    }

    /// Some rows, from this number in the journal on. `most` at most.
    pub fn rows(&self, _order: Order, _from: u64, _most: usize) -> Result<Page, Failure> {
        todo!()
    }

    /// Why the last run stopped: the account's error that nothing could be sent with, for instance. None where none did.
    pub fn halted(&self) -> Result<Option<Failure>, Failure> {
        todo!()
    }

    /// Whether a process sends from it at the moment.
    pub fn is_running(&self) -> Result<bool, Failure> {
        todo!()
    }
}
