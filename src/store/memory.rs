//! A store in this process's memory: for one long-lived process, and for tests. It is gone when the process ends.

use super::clock::{Clock, Steady, millis, stretch};
use super::process::PerProcess;
use super::{Ask, Breaker, Count, Decision, Key, Life, Put, Receipt, Record, Spent, Store, Usage, rule};
use crate::answer::Failure;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A map that grows doubles, and moves all it holds: a second's work with ten million keys. So it is many maps, chosen by the key's first
/// byte, and each one's doubling is short.
const PARTS: usize = 256;

/// Looked at for expiry per decision. Each decision adds fewer.
const SWEEP: usize = 8;

/// Expired events of one log that go per decision.
const TRIM: usize = 64;

/// The length of a slot of the due list.
const SLOT: i64 = 60_000;

pub(super) struct Memory {
    clock: Clock,
    // A child of fork() begins with an empty one: another thread may have been changing this one at that moment.
    here: PerProcess<Mutex<State>>,
}

#[derive(Default)]
struct State {
    steady: Steady,
    /// The newest event's number, of all logs together: none is given twice.
    number: u64,
    logs: Parts<Log>,
    tallies: Parts<Tally>,
    records: Parts<Kept>,
    /// What has to be looked at when its time may be over, by slots of time. Everything that is kept knows its slot; a reminder in any
    /// other is of something that went before.
    due: BTreeMap<i64, Vec<Due>>,
}

#[derive(Clone, Copy)]
enum Due {
    Log(Key),
    Tally(Key),
    Record(Key),
}

/// The events of a key, oldest first.
#[derive(Default)]
struct Log {
    events: VecDeque<(i64, u64)>,
    /// The longest window that it was ever counted with: for so long its events are remembered.
    window: i64,
    slot: i64,
}

#[derive(Default)]
struct Tally {
    /// Events and passed events of each step.
    steps: BTreeMap<i64, (i64, i64)>,
    until: i64,
    slot: i64,
}

struct Kept {
    value: Vec<u8>,
    spent: u32,
    live: i64,
    until: i64,
    slot: i64,
}

struct Parts<T>(Vec<HashMap<Key, T>>);

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Parts((0..PARTS).map(|_| HashMap::new()).collect())
    }
}

impl<T> Parts<T> {
    fn of(&mut self, key: Key) -> &mut HashMap<Key, T> {
        &mut self.0[usize::from(key.0[0]) % PARTS]
    }

    fn get(&mut self, key: Key) -> Option<&mut T> {
        self.of(key).get_mut(&key)
    }
}

/// What is kept until its time is over.
trait Mortal {
    fn until(&self) -> i64;
    fn slot(&mut self) -> &mut i64;
}

impl Mortal for Log {
    /// When its last event is forgotten.
    fn until(&self) -> i64 {
        self.events.back().map_or(0, |(at, _)| at + self.window)
    }

    fn slot(&mut self) -> &mut i64 {
        &mut self.slot
    }
}

impl Mortal for Tally {
    fn until(&self) -> i64 {
        self.until
    }

    fn slot(&mut self) -> &mut i64 {
        &mut self.slot
    }
}

impl Mortal for Kept {
    fn until(&self) -> i64 {
        self.until
    }

    fn slot(&mut self) -> &mut i64 {
        &mut self.slot
    }
}

/// Notes that this has to be looked at after that time; the slot, which is never 0.
fn remind(due: &mut BTreeMap<i64, Vec<Due>>, until: i64, what: Due) -> i64 {
    let slot = until / SLOT + 1;
    due.entry(slot).or_default().push(what);
    slot
}

/// Drops what a reminder in this slot is of, if its time is over; otherwise it is reminded of later.
fn expire<T: Mortal>(
    parts: &mut Parts<T>,
    due: &mut BTreeMap<i64, Vec<Due>>,
    key: Key,
    slot: i64,
    now: i64,
    kind: fn(Key) -> Due,
) {
    let map = parts.of(key);
    let Some(kept) = map.get_mut(&key) else { return };
    if *kept.slot() != slot {
        return;
    }
    if kept.until() > now {
        *kept.slot() = remind(due, kept.until(), kind(key));
    } else {
        map.remove(&key);
    }
}

impl Log {
    /// The time of the n-th newest event.
    fn nth(&self, n: u32) -> Option<i64> {
        let index = self.events.len().checked_sub(n as usize)?;
        self.events.get(index).map(|(at, _)| *at)
    }
}

impl Kept {
    fn record(&self, now: i64) -> Record {
        Record { value: self.value.clone(), spent: self.spent, life: stretch(self.live - now) }
    }
}

impl Memory {
    pub fn new(clock: Clock) -> Memory {
        Memory { clock, here: PerProcess::new() }
    }

    /// The state, locked, and the steady time. A panic under the lock (there is none that we know) leaves counts as they were, one at most
    /// half made: better than to send nothing ever after.
    fn enter(&self) -> Result<(MutexGuard<'_, State>, i64), Failure> {
        let state = self.here.here(|_| Ok(Mutex::default()))?;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.steady.at(self.clock.now());
        Ok((state, now))
    }
}

impl State {
    fn sum(&mut self, breaker: &Breaker, now: i64) -> (i64, i64) {
        let step = breaker.step(now);
        let Some(tally) = self.tallies.get(breaker.key) else { return (0, 0) };
        let steps = tally.steps.range(step - (rule::STEPS - 1)..=step);
        steps.fold((0, 0), |(events, passed), (_, (e, p))| (events + e, passed + p))
    }

    fn count(&mut self, count: &Count, now: i64) -> u64 {
        self.number = (self.number + 1).max((now as u64) << 16);
        let log = self.logs.of(count.key).entry(count.key).or_default();
        log.window = log.window.max(rule::longest(count));
        for _ in 0..TRIM {
            if log.events.front().is_none_or(|(at, _)| at + log.window > now) {
                break;
            }
            log.events.pop_front();
        }
        log.events.push_back((now, self.number));
        if log.slot == 0 {
            log.slot = remind(&mut self.due, log.until(), Due::Log(count.key));
        }
        self.number
    }

    /// Adds to the step of now, and drops those that have left the window.
    fn tally(&mut self, breaker: &Breaker, now: i64, events: i64, passed: i64) -> i64 {
        let step = breaker.step(now);
        let tally = self.tallies.of(breaker.key).entry(breaker.key).or_default();
        tally.steps.retain(|old, _| *old > step - rule::STEPS);
        let sums = tally.steps.entry(step).or_default();
        sums.0 += events;
        sums.1 += passed;
        tally.until = tally.until.max(breaker.step_until(step));
        if tally.slot == 0 {
            tally.slot = remind(&mut self.due, tally.until, Due::Tally(breaker.key));
        }
        step
    }

    /// Looks at up to so many things that are due, and drops those whose time is over.
    fn sweep(&mut self, now: i64) {
        for _ in 0..SWEEP {
            // One that is not over yet would be looked at again and again.
            let Some(mut slot) = self.due.first_entry().filter(|slot| *slot.key() <= now / SLOT) else { return };
            let number = *slot.key();
            let due = slot.get_mut().pop();
            if slot.get().is_empty() {
                slot.remove();
            }
            match due {
                Some(Due::Log(key)) => expire(&mut self.logs, &mut self.due, key, number, now, Due::Log),
                Some(Due::Tally(key)) => expire(&mut self.tallies, &mut self.due, key, number, now, Due::Tally),
                Some(Due::Record(key)) => expire(&mut self.records, &mut self.due, key, number, now, Due::Record),
                None => {}
            }
        }
    }

    /// A record that is still remembered.
    fn kept(&mut self, key: Key, now: i64) -> Option<&mut Kept> {
        self.records.get(key).filter(|kept| kept.until > now)
    }
}

impl Store for Memory {
    fn incarnation(&self) -> Result<u64, Failure> {
        Ok(std::process::id().into())
    }

    fn admit(&self, ask: &Ask) -> Result<Decision, Failure> {
        let (mut state, now) = self.enter()?;
        state.sweep(now);
        if let Some(breaker) = &ask.breaker {
            let sum = state.sum(breaker, now);
            if let Some(wait) = breaker.tripped(sum, now) {
                return Ok(Decision::Tripped(wait));
            }
        }
        let nth = |count: usize, n| Ok::<_, Failure>(state.logs.get(ask.counts[count].key).and_then(|log| log.nth(n)));
        let (full, wait) = rule::look(&ask.counts, now, nth)?;
        if !full.is_empty() {
            return Ok(Decision::Denied(full));
        }
        if ask.dry {
            return Ok(Decision::Admitted { receipt: Receipt::default(), wait: Default::default() });
        }
        let events = ask.counts.iter().map(|count| (count.key, state.count(count, now))).collect();
        let breaker = ask.breaker.as_ref().map(|breaker| (breaker.key, state.tally(breaker, now, 1, 0)));
        Ok(Decision::Admitted { receipt: Receipt { events, breaker }, wait })
    }

    fn refund(&self, receipt: &Receipt) -> Result<(), Failure> {
        let (mut state, _) = self.enter()?;
        for (key, number) in &receipt.events {
            let Some(log) = state.logs.get(*key) else { continue };
            if let Ok(index) = log.events.binary_search_by_key(number, |(_, number)| *number) {
                log.events.remove(index);
            }
        }
        if let Some((key, step)) = receipt.breaker {
            let sums = state.tallies.get(key).and_then(|tally| tally.steps.get_mut(&step));
            if let Some((events, _)) = sums {
                *events = (*events - 1).max(0);
            }
        }
        Ok(())
    }

    fn pass(&self, breaker: &Breaker) -> Result<(), Failure> {
        let (mut state, now) = self.enter()?;
        state.sweep(now);
        state.tally(breaker, now, 0, 1);
        Ok(())
    }

    fn usage(&self, counts: &[Count]) -> Result<Vec<Vec<Usage>>, Failure> {
        let (mut state, now) = self.enter()?;
        let none = Log::default();
        let mut usages = Vec::new();
        for count in counts {
            let log = state.logs.get(count.key).map_or(&none, |log| &*log);
            let mut usage = Vec::new();
            for limit in &count.limits {
                let since = now - rule::window(limit);
                let inside = log.events.len() - log.events.partition_point(|(at, _)| *at <= since);
                let wait = rule::wait(limit, now, |n| Ok::<_, Failure>(log.nth(n)))?;
                usage.push(Usage { used: inside.min(limit.most as usize) as u32, wait: wait.unwrap_or_default() });
            }
            usages.push(usage);
        }
        Ok(usages)
    }

    fn tally(&self, breaker: &Breaker) -> Result<(u32, u32), Failure> {
        let (mut state, now) = self.enter()?;
        Ok(rule::told(state.sum(breaker, now)))
    }

    fn forget(&self, key: Key) -> Result<bool, Failure> {
        let (mut state, now) = self.enter()?;
        let log = state.logs.of(key).remove(&key).is_some_and(|log| log.until() > now);
        let tally = state.tallies.of(key).remove(&key).is_some_and(|tally| tally.until > now);
        Ok(log || tally)
    }

    fn put(&self, key: Key, value: &[u8], life: Life, how: Put) -> Result<bool, Failure> {
        let (mut state, now) = self.enter()?;
        state.sweep(now);
        let live = now + millis(life.live);
        let until = live + millis(life.remember);
        match (state.kept(key, now), how) {
            (Some(_), Put::New) | (None, Put::Renew) => return Ok(false),
            (Some(kept), Put::Renew) => {
                *kept = Kept { value: value.to_vec(), spent: kept.spent, live, until, slot: kept.slot };
            }
            (None, Put::New) => {
                let slot = remind(&mut state.due, until, Due::Record(key));
                state.records.of(key).insert(key, Kept { value: value.to_vec(), spent: 0, live, until, slot });
            }
        }
        Ok(true)
    }

    fn look(&self, key: Key) -> Result<Option<Record>, Failure> {
        let (mut state, now) = self.enter()?;
        Ok(state.kept(key, now).map(|kept| kept.record(now)))
    }

    fn spend(&self, key: Key, most: u32) -> Result<Spent, Failure> {
        let (mut state, now) = self.enter()?;
        Ok(match state.kept(key, now) {
            None => Spent::None,
            Some(kept) if kept.live <= now => Spent::Expired,
            Some(kept) if kept.spent >= most => Spent::Over,
            Some(kept) => {
                kept.spent += 1;
                Spent::Yes(kept.record(now))
            }
        })
    }

    fn take(&self, key: Key) -> Result<Option<Record>, Failure> {
        let (mut state, now) = self.enter()?;
        let kept = state.records.of(key).remove(&key).filter(|kept| kept.until > now);
        Ok(kept.map(|kept| kept.record(now)))
    }

    fn purge(&self) -> Result<u64, Failure> {
        let (mut state, now) = self.enter()?;
        let mut gone = 0;
        for map in &mut state.logs.0 {
            map.retain(|_, log| {
                let over = log.events.partition_point(|(at, _)| at + log.window <= now);
                log.events.drain(..over);
                log.events.shrink_to_fit();
                gone += over as u64;
                !log.events.is_empty()
            });
            map.shrink_to_fit();
        }
        for map in &mut state.tallies.0 {
            map.retain(|_, tally| tally.until > now);
        }
        for map in &mut state.records.0 {
            let before = map.len();
            map.retain(|_, kept| kept.until > now);
            gone += (before - map.len()) as u64;
            map.shrink_to_fit();
        }
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Limit;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::time::Duration;

    fn sizes(store: &Memory) -> [usize; 4] {
        let (state, _) = store.enter().unwrap();
        let due = state.due.values().map(Vec::len).sum();
        [
            state.logs.0.iter().map(HashMap::len).sum(),
            state.tallies.0.iter().map(HashMap::len).sum(),
            state.records.0.iter().map(HashMap::len).sum(),
            due,
        ]
    }

    fn key(n: u32) -> Key {
        Key(std::array::from_fn(|i| n.to_le_bytes()[i % 4]))
    }

    #[test]
    fn what_is_over_goes_by_itself_and_is_reminded_of_once() {
        let clock = Arc::new(AtomicI64::new(1_800_000_000_000));
        let store = Memory::new(Clock::Set(clock.clone()));
        let second = Duration::from_secs(1);
        let breaker = |n| Breaker { key: key(n), window: second, events: 1, percent: 1 };
        let count = |n| Count { key: key(n), limits: vec![Limit { most: 9, window: second }] };
        let life = Life { live: second, remember: second };
        for n in 0..1_000 {
            // Everything comes, goes by other means, and comes again.
            for _ in 0..3 {
                let ask = Ask { counts: vec![count(n)], breaker: Some(breaker(n)), dry: false };
                let Decision::Admitted { receipt, .. } = store.admit(&ask).unwrap() else { panic!() };
                store.refund(&receipt).unwrap();
                store.admit(&ask).unwrap();
                store.put(key(n), b"x", life, Put::New).unwrap();
                store.take(key(n)).unwrap();
                store.put(key(n), b"x", life, Put::New).unwrap();
                store.forget(key(n)).unwrap();
                store.admit(&ask).unwrap();
            }
        }
        assert_eq!(sizes(&store)[..3], [1_000; 3]);
        for round in 0..3_000 {
            clock.fetch_add(SLOT / 100, Ordering::SeqCst);
            store.admit(&Ask { counts: vec![count(5_000 + round % 10)], ..Ask::default() }).unwrap();
        }
        // What is left is the latest of those ten, however often they came.
        let [logs, tallies, records, due] = sizes(&store);
        assert!((1..=10).contains(&logs) && due <= 20, "{logs} {due}");
        assert_eq!((tallies, records), (0, 0));
        clock.fetch_add(10 * SLOT, Ordering::SeqCst);
        assert!(store.purge().unwrap() > 0);
        assert_eq!(sizes(&store)[..3], [0; 3]);
    }
}
