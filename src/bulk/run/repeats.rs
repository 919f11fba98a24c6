//! Requests of the v1 bulk interface that are made again: the same id, so that the gateway sends nothing twice, however often it is asked.

use super::Run;
use super::hands::Hands;
use crate::answer::{Answer, Failure, Outcome};
use crate::bulk::ledger::{End, Job};
use crate::bulk::{batch, pauses, words};

/// What waits to be made again. Its rows stay marked in the journal, and are found there again by the next run.
#[derive(Default)]
pub struct Repeats {
    waiting: Vec<Repeat>,
    /// So many are on their way.
    out: u32,
}

struct Repeat {
    job: Job,
    /// When, by the run's own clock.
    due: i64,
    /// What came of it last.
    answer: Answer,
}

impl Repeats {
    /// What a run before this one left.
    pub fn of(jobs: Vec<Job>) -> Repeats {
        let answer = || Answer::failed(words::left());
        let waiting = jobs.into_iter().map(|job| Repeat { job, due: i64::MIN, answer: answer() });
        Repeats { waiting: waiting.collect(), out: 0 }
    }

    /// Whether some have to end before anything else begins: what the gateway has no answer for once, it may not have for a whole list.
    pub fn is_first(&self) -> bool {
        self.out > 0 || !self.waiting.is_empty()
    }

    /// One whose time has come.
    pub fn take(&mut self, now: i64) -> Option<Job> {
        let at = self.waiting.iter().position(|repeat| repeat.due <= now)?;
        self.out += 1;
        Some(self.waiting.swap_remove(at).job)
    }

    /// When the first is due.
    pub fn due(&self) -> Option<i64> {
        self.waiting.iter().map(|repeat| repeat.due).min()
    }

    /// What is said of the one that is due first.
    pub fn why(&self) -> Option<Failure> {
        self.waiting.iter().min_by_key(|repeat| repeat.due).map(|repeat| words::again(repeat.job.tries))
    }
}

impl Run<'_> {
    /// One request of this interface, on this thread.
    pub(super) fn post(&self, job: &mut Job) -> Answer {
        let mobiles: Vec<&str> = job.items.iter().map(|item| item.mobile.as_str()).collect();
        let post = batch::Post {
            request_id: &batch::request_id(&job.local(self.journal.name())),
            mobiles: &mobiles,
            content: job.content(),
            again: job.tries > 0,
        };
        let (answer, raw) = batch::post(self.client, &post);
        job.raw = raw.map(|raw| (self.time.wall(), raw));
        answer
    }

    /// What becomes of a request that was made: its end, or another try later.
    pub(super) fn hear(&self, hands: &mut Hands, mut job: Job, answer: Answer, epoch: u64) -> (Job, End) {
        let now = self.time.now();
        if job.tries > 0 {
            hands.repeats.out = hands.repeats.out.saturating_sub(1);
        }
        // What may have left goes back to the planned rows for nothing that is said of a later try: planned anew it would be another request.
        let pause = match answer.outcome {
            Outcome::Unknown => {
                hands.pauses.undecided(epoch);
                job.tries += 1;
                batch::PAUSES.get(job.tries as usize - 1).copied()
            }
            // One that did not leave this time is no further try; the whole run pauses for what kept it back.
            Outcome::NotSent if job.tries > 0 => {
                hands.pauses.note(&answer, epoch, hands.seats, now, self.time.wall());
                Some(0)
            }
            // A setting, as a rule: somebody has to mend it.
            Outcome::Refused if job.tries > 0 => {
                hands.pauses.undecided(epoch);
                let (zh, en) = pauses::said(&answer);
                let (caller, rows) = (self.journal.path().caller(), job.items.len());
                self.halt(hands, words::batch_held(caller, rows, answer.code, &zh, &en));
                Some(0)
            }
            _ => None,
        };
        if let Some(pause) = pause {
            let told = Job { items: job.items[..1].to_vec(), raw: job.raw.take(), ..job };
            hands.repeats.waiting.push(Repeat { job, due: now + pause, answer });
            return (told, End::Again);
        }
        let end = hands.pauses.note(&answer, epoch, hands.seats, now, self.time.wall());
        self.has_ended(hands, &job, &answer);
        (job, end)
    }

    /// What would be made again so late that the gateway may not know it any more is of unknown end.
    pub(super) fn give_up(&self, hands: &mut Hands) {
        let wall = self.time.wall();
        let is_late = |repeat: &Repeat| !(0..batch::KNOWN_AGAIN).contains(&(wall - repeat.job.began));
        while let Some(at) = hands.repeats.waiting.iter().position(is_late) {
            let Repeat { job, answer, .. } = hands.repeats.waiting.swap_remove(at);
            // Whatever kept it back last, it may have left before.
            let answer = if answer.outcome == Outcome::Unknown { answer } else { Answer::failed(words::left()) };
            let end = hands.pauses.note(&answer, 0, hands.seats, self.time.now(), wall);
            self.has_ended(hands, &job, &answer);
            hands.ended.push((job, end));
        }
    }

    /// An interface that nobody has seen the answers of is not left alone with a whole list: what it refused, or gave no verdict on, is looked
    /// at by somebody first.
    fn has_ended(&self, hands: &mut Hands, job: &Job, answer: &Answer) {
        // What a check of our own refused, the gateway has not seen.
        let is_refused = answer.outcome == Outcome::Refused && !answer.local;
        if !is_refused && answer.outcome != Outcome::Unknown {
            return;
        }
        let (zh, en) = pauses::said(answer);
        self.halt(hands, words::batch_halted(self.journal.path().caller(), job.items.len(), is_refused, &zh, &en));
    }

    /// Nothing more leaves, because of this; the journal is told.
    fn halt(&self, hands: &mut Hands, why: Failure) {
        hands.untold |= hands.pauses.halted().is_none();
        hands.pauses.halt(why);
        self.changed.notify_all();
    }
}
