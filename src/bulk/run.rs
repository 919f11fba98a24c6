//! Sends from a journal. Any number of threads may work on one run; each call of [`Run::work`] sends on its caller's thread.

mod hands;
mod repeats;

use super::ledger::{End, Gone, Item, Job, Ledger, Want};
use super::lock::Lock;
use super::time::Time;
use super::{Journal, Place, State, Tally, Terms, batch, whole, words};
use crate::answer::{Answer, Failure};
use crate::client::Client;
use crate::codes::gateway;
use crate::message::Submission;
use crate::store::Clock;
use crate::track;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hands::Hands;
use repeats::Repeats;

/// So many rows of unknown end are looked up between two writes.
const SETTLED_AT_ONCE: usize = 1000;

/// With limits by number, a longer list is not sent.
const LIMITED: u32 = 1000;

/// The account that a plan is sent by.
pub(super) fn account<'a>(terms: &Terms, client: &'a Client) -> &'a str {
    if terms.batch { client.config().batch.account() } else { client.config().credentials(terms.service).0 }
}

/// The gateway that a plan is sent to; empty: the vendor's own.
pub(super) fn gateway_of(client: &Client) -> &str {
    client.config().gateway.as_deref().unwrap_or_default()
}

/// A journal that this process sends from, alone.
pub struct Run<'a> {
    client: &'a Client,
    journal: Journal,
    time: Time,
    /// At most so many messages a second; 0: as fast as it goes.
    rate: AtomicU32,
    stopped: AtomicBool,
    hands: Mutex<Hands>,
    /// Told whenever something has changed in there.
    changed: Condvar,
    /// Taken after `hands` was let go of, never while it is held.
    ledger: Mutex<Ledger>,
    tally: Mutex<(Tally, Gone)>,
    /// Let go of last.
    lock: Lock,
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
    pub fn open(path: impl Into<Place>, client: &'a Client) -> Result<Run<'a>, Failure> {
        Run::with_clock(path, client, Clock::System)
    }

    /// The same with a clock of its own, for tests.
    pub fn with_clock(path: impl Into<Place>, client: &'a Client, clock: Clock) -> Result<Run<'a>, Failure> {
        let path: &Place = &path.into();
        let journal = Journal::open(path)?;
        let account = account(journal.terms(), client);
        if account != journal.account() {
            return Err(words::another_account(path, journal.account(), account));
        }
        let gateway = gateway_of(client);
        if gateway != journal.gateway() {
            return Err(words::another_gateway(path, journal.gateway(), gateway));
        }
        if journal.terms().batch {
            batch::check(journal.terms(), client.config())?;
        }
        let lock = Lock::take(path)?;
        journal.is_whole()?;
        whole::drop_planning(path);
        let together = journal.terms().together();
        let limited = client.config().guard.on && !journal.terms().batch;
        let together = if limited { together.min(LIMITED) } else { together };
        let mut ledger = Ledger::open(&journal, together, &words::left(), clock.now())?;
        let hands = Hands::with(Repeats::of(ledger.take_again()), path.caller());
        Ok(Run {
            client,
            rate: journal.terms().rate.into(),
            journal,
            time: Time::new(clock),
            stopped: AtomicBool::new(false),
            hands: Mutex::new(hands),
            changed: Condvar::new(),
            tally: Mutex::new((ledger.tally(), ledger.gone())),
            ledger: Mutex::new(ledger),
            lock,
        })
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// At most so many messages a second, for this run, whatever the plan says; 0: as fast as the connections allow.
    pub fn at_most(&self, rate: u32) {
        self.rate.store(rate, Ordering::Relaxed);
    }

    /// Sends row after row on this thread, for so long at most and what the last call takes.
    pub fn work(&self, budget: Duration) -> Result<Pace, Failure> {
        self.lock.is_ours(self.journal.path())?;
        // A time that cannot be told is never over.
        let until = Instant::now().checked_add(budget);
        let mut seat = Seat::take(self);
        let mut ended = None;
        loop {
            match self.turn(&mut seat, ended.take(), until)? {
                hands::Turn::Send(mut job, epoch) => {
                    let since = Instant::now();
                    let answer = self.send(&mut job);
                    ended = Some(hands::Ended { job, epoch, answer, took: since.elapsed() });
                }
                hands::Turn::Over(pace) => return Ok(pace),
            }
        }
    }

    /// One request, on this thread.
    fn send(&self, job: &mut Job) -> Answer {
        let terms = self.journal.terms();
        if terms.batch {
            return self.post(job);
        }
        let mobiles: Vec<&str> = job.items.iter().map(|item| item.mobile.as_str()).collect();
        let submission = Submission {
            service: terms.service,
            mobile: &mobiles.join(","),
            content: job.content(),
            template_id: terms.template_id.as_deref(),
            schedule: terms.schedule.as_deref(),
        };
        self.client.submit_listed(&submission, &job.local(self.journal.name()))
    }

    /// No thread begins another row. What is on its way is ended.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        // With the lock, so that nobody is between looking and waiting.
        drop(self.hands());
        self.changed.notify_all();
    }

    /// How many rows stand where now, without asking the disk.
    pub fn tally(&self) -> Tally {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Rows that this run has left out because their numbers opted out after the plan was made.
    pub fn opted_out(&self) -> Gone {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Whether a request is to be made again, of this run or of the one before.
    pub fn waits(&self) -> bool {
        self.hands().repeats.is_first()
    }

    /// Looks for rows of unknown end that a receipt has told of meanwhile (setting `track`); they become accepted. Says how many.
    pub fn settle(&self) -> Result<u64, Failure> {
        // Where nothing is unknown the store need not even be there.
        if !self.client.config().track.on || self.tally().of(State::Unknown) == 0 {
            return Ok(0);
        }
        self.look_up().map_err(|why| words::unsettled(&why))
    }

    fn look_up(&self) -> Result<u64, Failure> {
        let vault = self.client.vault()?;
        let ttl = self.client.config().track.ttl;
        let (mut from, mut settled) = (0, 0);
        loop {
            let rows = self.with_ledger(|ledger| ledger.unknown(from, SETTLED_AT_ONCE))?;
            let Some((last, _)) = rows.last() else { return Ok(settled) };
            from = last.id + 1;
            // A receipt of one number tells of the whole list that it went in.
            let mut known: HashMap<&str, String> = HashMap::new();
            for (item, local) in &rows {
                if !known.contains_key(local.as_str()) {
                    let id = track::settled_id(&vault, ttl, local, &track::name(&vault, &item.mobile))?;
                    if !id.is_empty() {
                        known.insert(local, id);
                    }
                }
            }
            let (zh, en) = words::settled();
            let end = |id: &String| End::Final {
                state: State::Accepted,
                code: gateway::ACCEPTED,
                id: id.clone(),
                zh: zh.to_owned(),
                en: en.to_owned(),
                at: self.time.wall(),
            };
            let told: Vec<(Item, End)> =
                rows.iter().filter_map(|(item, local)| Some((item.clone(), end(known.get(local.as_str())?)))).collect();
            if !told.is_empty() {
                settled += self.with_ledger(|ledger| ledger.settle(&told))?;
            }
        }
    }

    /// Gives up rows of unknown end: they are planned again. Some may have been sent; whoever asks for this knows. Says how many.
    pub fn resend_unknown(&self) -> Result<u64, Failure> {
        self.with_ledger(Ledger::forget_unknown)
    }

    /// Calls `f` with the ledger, and shows what it came to.
    fn with_ledger<T>(&self, f: impl FnOnce(&mut Ledger) -> Result<T, Failure>) -> Result<T, Failure> {
        self.lock.is_ours(self.journal.path())?;
        // Whatever panicked in there, what is on the disk is whole, and rows of unknown end stay so.
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let value = f(&mut ledger);
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner) = (ledger.tally(), ledger.gone());
        value
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was handed in and not written, and what was marked and not begun: written now, as far as it can be.
impl Drop for Run<'_> {
    fn drop(&mut self) {
        if self.lock.is_ours(self.journal.path()).is_err() {
            return;
        }
        let left = self.hands().leftovers();
        // What cannot be written stays marked, and is of unknown end when the journal is opened again.
        let _ = self.with_ledger(|ledger| {
            ledger.commit(&left, Want::default(), None, &mut |_| Ok(None))?;
            ledger.close()
        });
    }
}

/// A thread that is at work.
struct Seat<'a, 'b> {
    run: &'a Run<'b>,
    /// It has done something, or looked in vain for it: a call does that even where it has no time.
    tried: bool,
    left: bool,
}

impl<'a, 'b> Seat<'a, 'b> {
    fn take(run: &'a Run<'b>) -> Seat<'a, 'b> {
        run.hands().seats += 1;
        Seat { run, tried: false, left: false }
    }
}

impl Drop for Seat<'_, '_> {
    fn drop(&mut self) {
        if !self.left {
            self.run.hands().seats -= 1;
        }
    }
}
