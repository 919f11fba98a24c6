//! How the threads of a run hand rows to each other.
//!
//! A commit waits for the disk, and the disk does one after the other. So a thread whose request is over leaves what became of it here, and one
//! of them, the leader, writes down all that has gathered and marks as many requests as threads wait for one, at once. Where the disk is slow
//! beside the gateway, a few more are marked, so that the threads that finish during a commit need not wait for it; whatever is left of those
//! when the threads leave is planned again.

use super::super::ledger::{End, Given, Job, Ledger, Want};
use super::super::optout;
use super::super::pauses::{Pauses, Way};
use super::super::{Caller, words};
use super::repeats::Repeats;
use super::{Pace, Run, Seat};
use crate::answer::{Answer, Failure};
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A wait that nobody ends is looked at again after so long.
const LOOK: Duration = Duration::from_secs(1);
/// What waits no longer than this is waited for here; a longer wait is told to the caller (milliseconds).
const SHORT: i64 = 2000;
/// So late may a thread wake without the rate's suffering (microseconds).
const LATE: i64 = 20_000;
/// A disk that takes less than this part of a request's time is not worth marking rows ahead for.
const SLOW_DISK: f64 = 0.01;

/// So many requests at most are marked in the journal for each thread.
const MARKED: usize = 3;

/// What the threads share.
#[derive(Default)]
pub struct Hands {
    /// Threads at work.
    pub seats: u32,
    /// Threads that wait for a request to be marked.
    waiting: usize,
    /// A thread is writing.
    led: bool,
    /// Requests on their way.
    out: usize,
    /// Over and not written down.
    pub ended: Vec<(Job, End)>,
    /// Marked and not begun.
    marked: VecDeque<Job>,
    pub pauses: Pauses,
    /// To be made again.
    pub repeats: Repeats,
    /// The journal has yet to be told that the run was stopped for good.
    pub untold: bool,
    /// When the next message may leave, microseconds.
    slot: i64,
    /// What a commit and a request take of late, seconds.
    commit: f64,
    request: f64,
}

/// A request that is over.
pub struct Ended {
    pub job: Job,
    pub epoch: u64,
    pub answer: Answer,
    pub took: Duration,
}

/// What a thread does next.
pub enum Turn {
    Send(Job, u64),
    Over(Pace),
}

type Locked<'a> = MutexGuard<'a, Hands>;

impl Hands {
    /// Those of a run that begins with these.
    pub fn with(repeats: Repeats, caller: Caller) -> Hands {
        Hands { repeats, pauses: Pauses::of(caller), ..Hands::default() }
    }

    /// So many requests begin during a commit and are to be marked before it, but no more than three for four threads: what is marked is of
    /// unknown end when the process is killed.
    fn ahead(&self) -> usize {
        if self.seats < 2 || self.request <= 0.0 || self.commit < self.request * SLOW_DISK || self.pauses.is_careful() {
            return 0;
        }
        (f64::from(self.seats) * (self.commit / self.request).min(0.75)).ceil() as usize
    }

    /// So many requests are marked now. Marked in the journal are those on their way, those that are not begun and those that are not written
    /// down, and only a commit marks more: so when the process is killed, no more than [`MARKED`] for each thread are of unknown end.
    fn want(&self, ahead: usize) -> usize {
        let most = (MARKED * self.seats as usize).saturating_sub(self.out);
        (self.waiting + 1 + 3 * ahead).min(most.max(1)).saturating_sub(self.marked.len())
    }

    /// Something of this run that is not on the disk, or that is marked there and will not be begun.
    pub fn leftovers(&mut self) -> Vec<(Job, End)> {
        let mut left = std::mem::take(&mut self.ended);
        left.extend(self.marked.drain(..).map(|job| (job, End::Back { until: 0 })));
        left
    }
}

impl Run<'_> {
    /// Hands in what ended, and gets what is next.
    pub(super) fn turn(&self, seat: &mut Seat, ended: Option<Ended>, until: Option<Instant>) -> Result<Turn, Failure> {
        let mut hands = self.hands();
        if let Some(ended) = ended {
            self.hand_in(&mut hands, ended);
        }
        let rate = i64::from(self.rate.load(Ordering::Relaxed));
        let (mut paced, mut looked) = (rate == 0, false);
        loop {
            let over = until.is_some_and(|until| Instant::now() >= until);
            self.give_up(&mut hands);
            let epoch = match self.way(&hands, over && seat.tried) {
                Err(pace) => return self.leave(seat, hands, pace),
                Ok(Some(epoch)) => epoch,
                // The one that goes first after a pause is on its way.
                Ok(None) if over => return self.leave(seat, hands, Pace::Budget),
                Ok(None) if !hands.led && !hands.ended.is_empty() => {
                    hands = self.lead(hands, 0, false)?.0;
                    continue;
                }
                Ok(None) => {
                    hands = self.wait(hands, i64::MAX, until);
                    continue;
                }
            };
            if let Some(job) = hands.repeats.take(self.time.now()) {
                hands.pauses.begin();
                hands.out += 1;
                seat.tried = true;
                return Ok(Turn::Send(job, epoch));
            }
            if hands.repeats.is_first() {
                let wait = hands.repeats.due().map(|due| due - self.time.now());
                if over {
                    return self.leave(seat, hands, Pace::Budget);
                }
                if !hands.led && !hands.ended.is_empty() {
                    hands = self.lead(hands, 0, false)?.0;
                } else if let Some(wait) = wait.filter(|wait| *wait > SHORT) {
                    let why = hands.repeats.why().unwrap_or_else(words::defect);
                    return self.leave(seat, hands, Pace::Pause(millis(wait), why));
                } else {
                    hands = self.wait(hands, wait.map_or(i64::MAX, |wait| wait * 1000), until);
                }
                continue;
            }
            if !paced {
                let now = self.time.micros();
                let step = 1_000_000 / rate;
                if hands.slot > now {
                    if over {
                        return self.leave(seat, hands, Pace::Budget);
                    }
                    if !hands.led && !hands.ended.is_empty() {
                        // What ended is not left lying while this thread sleeps.
                        hands = self.lead(hands, 0, false)?.0;
                        continue;
                    }
                    // All of them wait for the next one's time: who wakes first has it. A place in a queue would be lost with each notice.
                    let turn = hands.slot - now;
                    hands = self.wait(hands, turn, until);
                    continue;
                }
                // Who woke a little late does not make the others late, too; what was not used for longer is not made up for.
                hands.slot = hands.slot.max(now - LATE) + step;
                paced = true;
            }
            let ahead = if rate == 0 && self.journal.terms().together() == 1 { hands.ahead() } else { 0 };
            if !hands.led && !looked && hands.marked.len() <= ahead {
                looked = true;
                let want = if hands.pauses.is_careful() { 1 } else { hands.want(ahead) };
                let (again, given) = self.lead(hands, want, false)?;
                hands = again;
                if let Some(why) = given.barred.filter(|_| hands.marked.is_empty()) {
                    hands.untold |= hands.pauses.bar(why, self.time.now());
                    self.changed.notify_all();
                    (seat.tried, looked) = (true, false);
                    continue;
                }
                if hands.marked.is_empty() {
                    let repeat = hands.repeats.due();
                    let first = given.due.into_iter().chain(repeat).min();
                    let wait = first.map(|due| due - self.time.now());
                    seat.tried = true;
                    match wait {
                        None => return self.leave(seat, hands, Pace::Done),
                        Some(wait) if wait > SHORT => {
                            let why = hands.repeats.why().filter(|_| first == repeat);
                            let why = why.or_else(|| hands.pauses.limit().cloned()).unwrap_or_else(words::defect);
                            return self.leave(seat, hands, Pace::Pause(millis(wait), why));
                        }
                        Some(wait) => {
                            if wait > 0 {
                                hands = self.wait(hands, wait * 1000, until);
                            }
                            looked = false;
                        }
                    }
                }
                continue;
            }
            if let Some(job) = hands.marked.pop_front() {
                hands.pauses.begin();
                hands.out += 1;
                hands.slot += (job.items.len() as i64 - 1) * if rate == 0 { 0 } else { 1_000_000 / rate };
                seat.tried = true;
                return Ok(Turn::Send(job, epoch));
            }
            looked = false;
            if over {
                return self.leave(seat, hands, Pace::Budget);
            }
            hands.waiting += 1;
            hands = self.wait(hands, i64::MAX, until);
            hands.waiting -= 1;
        }
    }

    /// Whether this thread may begin a request, and in which epoch; None: another one goes first.
    fn way(&self, hands: &Hands, over: bool) -> Result<Option<u64>, Pace> {
        let way = hands.pauses.way(self.time.now());
        if let Way::Halted(why) = way {
            return Err(Pace::Halted(why));
        }
        if self.stopped.load(Ordering::SeqCst) {
            return Err(Pace::Stopped);
        }
        if let Way::Closed(wait, why) = way {
            return Err(Pace::Pause(millis(wait), why));
        }
        if let Some(hours) = self.journal.terms().hours {
            let wait = hours.wait(self.time.wall());
            if wait > 0 {
                return Err(Pace::Pause(millis(wait), words::hours(hours)));
            }
        }
        match way {
            _ if over => Err(Pace::Budget),
            Way::Free(epoch) => Ok(Some(epoch)),
            _ => Ok(None),
        }
    }

    fn hand_in(&self, hands: &mut Hands, Ended { job, epoch, answer, took }: Ended) {
        hands.out = hands.out.saturating_sub(1);
        let (careful, halted) = (hands.pauses.is_careful(), hands.pauses.halted().is_some());
        let (job, end) = if self.journal.terms().batch {
            self.hear(hands, job, answer, epoch)
        } else {
            (job, hands.pauses.note(&answer, epoch, hands.seats, self.time.now(), self.time.wall()))
        };
        hands.ended.push((job, end));
        hands.request = of_late(hands.request, took);
        hands.untold |= !halted && hands.pauses.halted().is_some();
        if careful || hands.pauses.is_careful() || hands.untold {
            self.changed.notify_all();
        }
    }

    /// Leaves with everything on the disk. The last of the threads gives back what was marked ahead.
    fn leave<'a>(&'a self, seat: &mut Seat, mut hands: Locked<'a>, pace: Pace) -> Result<Turn, Failure> {
        loop {
            let last = hands.seats == 1;
            let written = hands.ended.is_empty() && !hands.untold;
            if hands.led {
                hands = self.wait(hands, i64::MAX, None);
            } else if written && (!last || hands.marked.is_empty()) {
                hands.seats -= 1;
                seat.left = true;
                return Ok(Turn::Over(pace));
            } else {
                hands = self.lead(hands, 0, last)?.0;
            }
        }
    }

    /// Ends in order though threads still wait for an answer: what was handed in is written down, and what was marked and not begun given back.
    /// For a process that ends without them; what they hear later is not written any more. After [`Run::stop`].
    pub fn close(&self) -> Result<(), Failure> {
        let mut hands = self.hands();
        while hands.led {
            hands = self.wait(hands, i64::MAX, None);
        }
        drop(self.lead(hands, 0, true)?);
        self.with_ledger(Ledger::close)
    }

    /// Writes down what has gathered, and marks so many requests. With `release`, those that are marked and not begun are given back.
    fn lead<'a>(&'a self, mut hands: Locked<'a>, jobs: usize, release: bool) -> Result<(Locked<'a>, Given), Failure> {
        hands.led = true;
        let batch = if release { hands.leftovers() } else { std::mem::take(&mut hands.ended) };
        let halted = hands.pauses.halted().filter(|_| hands.untold).cloned();
        drop(hands);
        let led = Led(self);
        let since = Instant::now();
        let want = Want { jobs, now: self.time.now(), wall: self.time.wall() };
        // As late as can be, but before a row is marked: what is marked is of unknown end when the process is killed, and a request that is made
        // again has to have the same rows.
        let vault = if jobs > 0 { optout::vault(self.client) } else { Ok(None) };
        let mut ask = |number: &str| {
            let Some(vault) = vault.as_ref().map_err(Failure::clone)? else { return Ok(None) };
            Ok(optout::is_out(vault, number)?.map(|how| optout::left_out(number, &how, false)))
        };
        let done = self.with_ledger(|ledger| {
            // In one transaction: what is on the disk is told of once.
            ledger.commit(&batch, want, halted.as_ref(), &mut ask)
        });
        std::mem::forget(led);
        let mut hands = self.hands();
        hands.led = false;
        self.changed.notify_all();
        match done {
            Ok(mut given) => {
                if !batch.is_empty() || !given.jobs.is_empty() {
                    hands.commit = of_late(hands.commit, since.elapsed());
                }
                hands.untold &= halted.is_none();
                hands.marked.extend(given.jobs.drain(..));
                Ok((hands, given))
            }
            Err(failure) => {
                hands.ended.splice(0..0, batch);
                Err(failure)
            }
        }
    }

    /// Waits until something changes, for so many microseconds of the run's clock at most.
    fn wait<'a>(&'a self, hands: Locked<'a>, micros: i64, until: Option<Instant>) -> Locked<'a> {
        let left = until.map_or(LOOK, |until| until.saturating_duration_since(Instant::now()));
        let wait = self.time.sleep(micros).min(left).min(LOOK);
        self.changed.wait_timeout(hands, wait).unwrap_or_else(PoisonError::into_inner).0
    }
}

/// A thread that writes. Its turn ends however it leaves.
struct Led<'a, 'b>(&'a Run<'b>);

impl Drop for Led<'_, '_> {
    fn drop(&mut self) {
        self.0.hands().led = false;
        self.0.changed.notify_all();
    }
}

/// A mean that follows what it is of.
fn of_late(mean: f64, now: Duration) -> f64 {
    if mean == 0.0 { now.as_secs_f64() } else { mean + (now.as_secs_f64() - mean) / 8.0 }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(millis.max(0).unsigned_abs())
}
