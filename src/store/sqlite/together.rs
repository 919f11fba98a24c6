//! Decisions of several threads in one transaction.
//!
//! A commit waits for the disk, and the disk does one after the other. So whoever comes while a commit is on its way leaves its decision
//! here; the thread that gets the connection next makes all that have gathered, each for itself, and commits them at once. No decision is
//! told before its commit has reached the disk, and each waits for two commits at most, however many there are.

use super::work::Work;
use crate::answer::Failure;
use crate::store::fault;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

type Run = Box<dyn FnOnce(&mut Work) -> rusqlite::Result<()> + Send>;

/// What a decision came to, once it is made.
type End = Mutex<Option<Result<(), Failure>>>;

/// What has gathered, and whether somebody is making what has.
#[derive(Default)]
pub struct Queue {
    state: Mutex<State>,
    /// Told when a batch is over.
    over: Condvar,
}

#[derive(Default)]
struct State {
    jobs: Vec<Job>,
    led: bool,
}

struct Job {
    run: Run,
    end: Arc<End>,
}

/// A decision that was left, from its caller's side.
pub struct Ticket<T> {
    value: Arc<Mutex<Option<T>>>,
    end: Arc<End>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing here is ever half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    /// Leaves a decision.
    pub fn leave<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Work) -> rusqlite::Result<T> + Send + 'static,
    ) -> Ticket<T> {
        let ticket = Ticket { value: Arc::default(), end: Arc::default() };
        let value = ticket.value.clone();
        let run: Run = Box::new(move |work| f(work).map(|made| *locked(&value) = Some(made)));
        locked(&self.state).jobs.push(Job { run, end: ticket.end.clone() });
        ticket
    }

    /// Waits until a decision was made by another thread, or until it is this thread's turn to make what has gathered: then the turn lasts
    /// as long as what this returns.
    pub fn turn<T>(&self, ticket: &Ticket<T>) -> Option<Turn<'_>> {
        self.wait(&ticket.end)
    }

    fn wait(&self, end: &End) -> Option<Turn<'_>> {
        let mut state = locked(&self.state);
        loop {
            if locked(end).is_some() {
                return None;
            }
            if !state.led {
                state.led = true;
                return Some(Turn(self));
            }
            state = self.over.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// In one's turn: makes everything that has gathered by one call of `commit`; `failure` tells what an error means.
    pub fn make(
        &self,
        commit: impl FnOnce(&mut dyn FnMut(&mut Work) -> rusqlite::Result<()>) -> Result<(), Failure>,
        failure: impl Fn(&rusqlite::Error) -> Failure,
    ) {
        let jobs = std::mem::take(&mut locked(&self.state).jobs);
        let alone = jobs.len() == 1;
        let (mut runs, ends): (Vec<Option<Run>>, Vec<_>) = jobs.into_iter().map(|job| (Some(job.run), job.end)).unzip();
        let mut failures: Vec<Option<Failure>> = vec![None; ends.len()];
        let committed = commit(&mut |work| {
            for (run, failed) in runs.iter_mut().zip(&mut failures) {
                let Some(run) = run.take() else { continue };
                if alone {
                    return run(work);
                }
                // One that fails takes nothing of the others with it.
                work.run("SAVEPOINT one", &[])?;
                if let Err(error) = run(work) {
                    *failed = Some(failure(&error));
                    work.run("ROLLBACK TO one", &[])?;
                }
                work.run("RELEASE one", &[])?;
            }
            Ok(())
        });
        for (end, failed) in ends.iter().zip(failures) {
            *locked(end) = Some(committed.clone().and_then(|()| failed.map_or(Ok(()), Err)));
        }
    }
}

/// The turn of one thread. It ends however the thread leaves.
pub struct Turn<'a>(&'a Queue);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        locked(&self.0.state).led = false;
        self.0.over.notify_all();
    }
}

impl<T> Ticket<T> {
    /// What it came to.
    pub fn value(self) -> Result<T, Failure> {
        // Neither made nor waiting any more: the thread that had taken it was torn away in the middle.
        locked(&self.end).take().ok_or_else(fault::defect)??;
        locked(&self.value).take().ok_or_else(fault::defect)
    }
}
