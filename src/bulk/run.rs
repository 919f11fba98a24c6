//! Sends from a journal. Any number of threads may work on one run; each call of [`Run::work`] sends on its caller's thread.

use super::{Journal, Tally};
use crate::answer::Failure;
use crate::client::Client;
use std::path::Path;
use std::time::Duration;

/// A journal that this process sends from, alone.
pub struct Run<'a> {
    _client: &'a Client,
}

/// Why [`Run::work`] came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pace {
    /// Every row has ended, or is in another thread's hands and nothing waits.
    Done,
    /// The time is over.
    Budget,
    /// [`Run::stop`] was called.
    Stopped,
    /// Nothing can be sent for so long, because of this: outside the hours, the network or the breaker. Work goes on after that.
    Pause(Duration, Failure),
    /// Nothing more is sent until somebody has mended this: an account's error, or a gateway that gives no verdict on anything.
    Halted(Failure),
}

impl<'a> Run<'a> {
    /// Takes a journal over. Rows that an ended run left on their way become unknown. Fails where another process sends from it.
    pub fn open(_path: &Path, _client: &'a Client) -> Result<Run<'a>, Failure> {
        todo!()
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        todo!()
    }

    /// Sends row after row on this thread, for so long at most and what the last call takes.
    pub fn work(&self, _budget: Duration) -> Result<Pace, Failure> {
        todo!()
    }

    /// No thread begins another row. What is on its way is ended.
    pub fn stop(&self) {
        todo!()
    }

    /// How many rows stand where now, without asking the disk.
    pub fn tally(&self) -> Tally {
        todo!()
    }

    /// Looks for rows of unknown end that a receipt has told of meanwhile (setting `track`); they become accepted. Says how many.
    pub fn settle(&self) -> Result<u64, Failure> {
        todo!()
    }

    /// Gives up rows of unknown end: they are planned again. Some may have been sent; whoever asks for this knows. Says how many.
    pub fn resend_unknown(&self) -> Result<u64, Failure> {
        todo!()
    }
}
