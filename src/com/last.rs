//! What each thread's last call came to, of an `Ihuyi.Sms` and of the lists that it opened.

use super::fault::raises;
use super::sms::Settled;
use super::variant::Value;
use crate::answer::{Answer, Message};
use crate::codes::{Lang, Table};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

/// Answers kept, one for each thread; the oldest goes when there are more, because threads end without a word.
const ANSWERS: usize = 1024;

/// What a call came to, the table that explains its code, and the language to speak of it in.
pub struct Last {
    pub answer: Answer,
    pub table: Table,
    pub lang: Lang,
}

/// What each thread's last call came to.
#[derive(Default)]
pub struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_thread: HashMap<ThreadId, (u64, Arc<Last>)>,
    calls: u64,
    /// More than one thread has called.
    shared: bool,
}

impl Answers {
    /// Keeps what this thread's call came to; its code, or an error where that is the caller's own. A row that a list leaves out is none.
    pub fn keep(&self, last: Last) -> Settled {
        let code = last.answer.code;
        let raised = match &last.answer.message {
            Message::Own(failure) if raises(code) && !last.answer.left_out => Some(failure.clone()),
            _ => None,
        };
        self.note(last);
        raised.map_or(Ok(Value::Number(code.into())), |failure| Err(failure.into()))
    }

    /// Keeps what this thread's call came to, and raises nothing.
    pub fn note(&self, last: Last) {
        let mut kept = self.kept();
        kept.calls += 1;
        let calls = kept.calls;
        kept.by_thread.insert(std::thread::current().id(), (calls, Arc::new(last)));
        kept.shared |= kept.by_thread.len() > 1;
        if kept.by_thread.len() > ANSWERS
            && let Some(oldest) = kept.by_thread.iter().min_by_key(|(_, (call, _))| *call).map(|(thread, _)| *thread)
        {
            kept.by_thread.remove(&oldest);
        }
    }

    /// This thread's; where only one thread has ever called, that one's, for a host that reads the result on another.
    pub fn last(&self) -> Option<Arc<Last>> {
        let kept = self.kept();
        let only = || kept.by_thread.values().next().filter(|_| !kept.shared);
        kept.by_thread.get(&std::thread::current().id()).or_else(only).map(|(_, last)| last.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
