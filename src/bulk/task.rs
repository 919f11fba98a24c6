//! A list as a program works on it: rows are added, the plan is written, and the list is sent from, a slice of time after the other.

use super::options::Options;
use super::{Entry, Journal, Order, Pace, Place, Planner, Row, Run, State, Tally, words};
use crate::answer::Failure;
use crate::client::Client;
use crate::codes::own;
use crate::message::Bill;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// A list: a plan that is being made, or the journal that it became. Any number of threads may work on it.
pub struct Task<'a> {
    client: &'a Client,
    path: Place,
    rate: Option<u32>,
    /// Held for as long as a row is checked, or the plan is written.
    plan: Mutex<Plan<'a>>,
    /// What the plan comes to, for whoever asks meanwhile. Taken while `plan` is held, never the other way round.
    planned: Mutex<Planned>,
    /// There once the plan is written.
    run: OnceLock<Run<'a>>,
    held: Mutex<Option<Held>>,
}

enum Plan<'a> {
    Made {
        planner: Box<Planner<'a>>,
        lines: u64,
    },
    Written,
    /// It could not be written.
    Lost,
}

/// What a plan comes to so far.
#[derive(Default)]
struct Planned {
    tally: Tally,
    segments: u64,
    is_lost: bool,
}

impl Planned {
    fn lost() -> Planned {
        Planned { is_lost: true, ..Planned::default() }
    }
}

/// Why nothing is sent at the moment.
struct Held {
    why: Failure,
    /// None: somebody has to mend it.
    until: Option<Instant>,
}

/// Where a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Phase {
    /// Rows can be added; nothing is on the disk.
    Planning = 1,
    /// Rows wait to be sent.
    Ready = 2,
    /// Nothing can be sent for a while.
    Paused = 3,
    /// Nothing is sent before somebody has mended something.
    Halted = 4,
    /// No row waits.
    Done = 5,
}

/// How far a list is.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Where it stands.
    pub phase: Phase,
    /// How long a pause lasts.
    pub wait: Duration,
    /// Why it pauses, or was halted.
    pub why: Option<Failure>,
    /// How many rows stand where.
    pub tally: Tally,
    /// Billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one.
    pub segments: u64,
}

impl<'a> Task<'a> {
    /// Begins a plan where there is no file, and takes over the journal that is there.
    pub fn open(path: &Path, options: &Options, client: &'a Client) -> Result<Task<'a>, Failure> {
        if path.as_os_str().is_empty() {
            return Err(words::no_path());
        }
        // A name without its folder would be another file's once the program has changed its folder.
        let path = &Place::from(&std::path::absolute(path).map_err(|error| words::unmade(path, &error))?);
        // Without a look through a link: whatever is there is not replaced.
        let is_there = path.symlink_metadata().is_ok();
        let plan = if is_there {
            if let Some((key, planned, said)) = options.differs(Journal::open(path)?.terms()) {
                return Err(words::other_terms(path, key, &planned, &said));
            }
            Plan::Written
        } else {
            let planner = Box::new(Planner::new(path, options.terms.clone(), client)?);
            Plan::Made { planner, lines: 0 }
        };
        let task = Task {
            client,
            path: path.clone(),
            rate: options.rate(),
            plan: Mutex::new(plan),
            planned: Mutex::default(),
            run: OnceLock::new(),
            held: Mutex::new(None),
        };
        if is_there {
            // What receipts told since the last time is no longer unknown.
            // A store that cannot be asked leaves them unknown, and keeps nobody from the list.
            let _ = task.run()?.settle();
        }
        Ok(task)
    }

    /// Whose settings it goes by.
    pub fn client(&self) -> &'a Client {
        self.client
    }

    /// Adds a row to the plan. Ok(Err(why)): it is in the plan as left out. An Err is about the plan, or the store.
    pub fn add(&self, mobile: &str, content: &str, reference: &str) -> Result<Result<Bill, Failure>, Failure> {
        self.put(|planner, line| planner.add(&Entry { line, mobile, content, reference }))
    }

    /// Adds a row of which not even a text could be made: it is left out, and `why` comes back.
    pub fn leave_out(&self, mobile: &str, reference: &str, why: Failure) -> Result<Result<Bill, Failure>, Failure> {
        self.put(|planner, line| planner.leave_out(line, mobile, reference, &why).map(|()| Err(why)))
    }

    fn put<T>(&self, put: impl FnOnce(&mut Planner<'a>, u64) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut plan = self.plan();
        match &mut *plan {
            Plan::Made { planner, lines } => {
                let done = put(planner, *lines + 1);
                match &done {
                    // Which rows are in the file after an error of the file, nobody knows.
                    Err(failure) if matches!(failure.code, own::FILE | own::TOO_LARGE) => {
                        *plan = Plan::Lost;
                        *self.planned() = Planned::lost();
                    }
                    Err(_) => {}
                    Ok(_) => {
                        *lines += 1;
                        let mut planned = self.planned();
                        (planned.tally, planned.segments) = planner.so_far();
                    }
                }
                done
            }
            Plan::Written => Err(words::planned(&self.path)),
            Plan::Lost => Err(words::lost(&self.path)),
        }
    }

    /// Sends on this thread for so long at most and what the last call takes. The first call writes the plan; with no time at all that is all it
    /// does, and later ones look what receipts have told.
    pub fn work(&self, budget: Duration) -> Result<Standing, Failure> {
        let run = self.run()?;
        if budget.is_zero() {
            run.settle()?;
            return Ok(self.standing());
        }
        let held = match run.work(budget)? {
            Pace::Done | Pace::Budget | Pace::Stopped => None,
            Pace::Pause(wait, why) => Some(Held { why, until: Instant::now().checked_add(wait) }),
            Pace::Halted(why) => Some(Held { why, until: None }),
        };
        *self.held() = held;
        let standing = self.standing();
        if standing.phase == Phase::Done
            && standing.tally.of(State::Unknown) > 0
            && run.settle().is_ok_and(|told| told > 0)
        {
            return Ok(self.standing());
        }
        Ok(standing)
    }

    /// How far it is, without asking anybody, and without waiting for whoever adds a row, writes the plan or sends.
    pub fn standing(&self) -> Standing {
        let mut standing = {
            let planned = self.planned();
            let (phase, why) = match planned.is_lost {
                true => (Phase::Halted, Some(words::lost(&self.path))),
                false => (Phase::Planning, None),
            };
            Standing { phase, wait: Duration::ZERO, why, tally: planned.tally, segments: planned.segments }
        };
        let Some(run) = self.run.get() else { return standing };
        standing.tally = run.tally();
        standing.segments = standing.segments.saturating_sub(run.opted_out().segments);
        let waits = standing.tally.of(State::Planned) > 0 || run.waits();
        standing.phase = if waits { Phase::Ready } else { Phase::Done };
        let mut held = self.held();
        if held.as_ref().and_then(|held| held.until).is_some_and(|until| until <= Instant::now()) {
            *held = None;
        }
        // A pause is for what waits: with nothing left the list is done at any hour.
        if let Some(Held { why, until }) = held.as_ref().filter(|held| waits || held.until.is_none()) {
            standing.phase = if until.is_some() { Phase::Paused } else { Phase::Halted };
            standing.wait = until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
            standing.why = Some(why.clone());
        }
        standing
    }

    /// The first row behind this number that stands there, or of all; None: there is no more. Only once the plan is written.
    pub fn next(&self, state: Option<State>, after: u64) -> Result<Option<Row>, Failure> {
        let Some(run) = self.run.get() else { return Err(words::unplanned(&self.path)) };
        let order = state.map_or(Order::All, Order::Of);
        Ok(run.journal().rows(order, after.saturating_add(1), 1)?.rows.pop())
    }

    /// The journal to send from. Where the plan is not written yet, that is done now.
    fn run(&self) -> Result<&Run<'a>, Failure> {
        if let Some(run) = self.run.get() {
            return Ok(run);
        }
        // Held until the journal is open: of several threads one opens it.
        let mut plan = self.plan();
        if let Some(run) = self.run.get() {
            return Ok(run);
        }
        if let Plan::Made { lines: 0, .. } = &*plan {
            return Err(words::no_rows(&self.path));
        }
        // What the plan came to is known to whoever made it; a journal that was there is asked.
        let mut segments = None;
        if let Plan::Made { .. } = &*plan {
            let made = std::mem::replace(&mut *plan, Plan::Lost);
            if let Plan::Made { planner, .. } = made {
                let written = planner.finish(&mut |_, _| ());
                if written.is_err() {
                    *self.planned() = Planned::lost();
                }
                segments = Some(written?.segments);
            }
            *plan = Plan::Written;
        }
        if let Plan::Lost = &*plan {
            return Err(words::lost(&self.path));
        }
        let run = Run::open(&self.path, self.client)?;
        if let Some(rate) = self.rate {
            run.at_most(rate);
        }
        let segments = segments.map_or_else(|| run.journal().segments(), Ok)?;
        self.planned().segments = segments;
        Ok(self.run.get_or_init(|| run))
    }

    fn plan(&self) -> MutexGuard<'_, Plan<'a>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn planned(&self) -> MutexGuard<'_, Planned> {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::sync::mpsc::channel;

    #[test]
    fn who_only_asks_does_not_wait_for_the_plan() {
        let folder = std::env::temp_dir().join(format!("ihuyi-task-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = Config::default();
        let store = format!("sqlite:{}", folder.join("store.db").display());
        for (key, value) in
            [("account", "C00000000"), ("apikey", "0123456789abcdef0123456789abcdef"), ("store", &store)]
        {
            config.set(key, value).unwrap();
        }
        let client = Client::new(config);
        let task = Task::open(&folder.join("list.journal"), &Options::parse("").unwrap(), &client).unwrap();
        task.add("13800000000", "您的订单已发货。", "").unwrap().unwrap();
        task.add("1380000000", "您的订单已发货。", "").unwrap().unwrap_err();
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            // As a thread has it that writes the plan.
            let written = task.plan();
            scope.spawn(|| drop(tell.send(task.standing())));
            let standing = told.recv_timeout(Duration::from_secs(60)).expect("it waits for the plan");
            assert_eq!(
                (standing.phase, standing.tally.rows, standing.segments),
                (Phase::Planning, [1, 0, 0, 0, 0, 1], 1)
            );
            drop(written);
        });
        drop(task);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
