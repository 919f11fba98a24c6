//! A reference at the store's edge: another machine's time, an answer that never came, a call that died.

use ihuyi::answer::{Answer, Failure, Outcome};
use ihuyi::guard::reference::{self, Begun, Claim, Event};
use ihuyi::secret::{Secret, Vault};
use ihuyi::store::{
    Ask, Breaker, Clock, Count, Decision, Key, Life, Place, Put, Receipt, Record, Spent, Store, Usage, open,
};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const START: i64 = 1_700_000_000_000;
const RUNNING: Duration = Duration::from_secs(45);

fn event(resend: bool) -> Event<'static> {
    let ttl = Duration::from_secs(7 * 86_400);
    Event { parts: &["sms", "13800000000", "text"], tracked: None, ttl, running: RUNNING, resend }
}

#[track_caller]
fn first(begun: Result<Begun, Failure>) -> Claim {
    match begun.unwrap() {
        Begun::First(claim) => claim,
        Begun::Again(answer) => panic!("{answer:?}"),
    }
}

#[track_caller]
fn again(begun: Result<Begun, Failure>) -> Box<Answer> {
    match begun.unwrap() {
        Begun::First(_) => panic!("this call would send"),
        Begun::Again(answer) => answer,
    }
}

#[test]
fn how_long_a_call_may_still_run_is_told_by_the_stores_clock() {
    let time = Arc::new(AtomicI64::new(START));
    let secret = Secret::new(&[7; 32]);
    let vault =
        Vault { store: open(&Place::Memory(String::new()), Clock::Set(time.clone())).unwrap(), secret: &secret };
    let mut claims = vec![first(reference::begin(&vault, "order-1", &event(false)))];
    for round in 0..2 {
        // It may still be on its way, and a machine whose own clock is years ahead does not know better.
        time.fetch_add(RUNNING.as_millis() as i64 - 1, Ordering::SeqCst);
        assert_eq!(again(reference::begin(&vault, "order-1", &event(true))).outcome, Outcome::Unknown, "{round}");
        // Now it cannot be any more: of two that give it up, one sends.
        time.fetch_add(2, Ordering::SeqCst);
        assert_eq!(again(reference::begin(&vault, "order-1", &event(false))).outcome, Outcome::Unknown, "{round}");
        claims.push(first(reference::begin(&vault, "order-1", &event(true))));
        again(reference::begin(&vault, "order-1", &event(true)));
    }
}

#[test]
fn a_call_whose_own_claim_was_put_without_an_answer_is_the_first() {
    let secret = Secret::new(&[7; 32]);
    let vault = Vault {
        store: Arc::new(Repeats(open(&Place::Memory(String::new()), Clock::System).unwrap())),
        secret: &secret,
    };
    let claim = first(reference::begin(&vault, "order-1", &event(false)));
    assert_eq!(again(reference::begin(&vault, "order-1", &event(false))).outcome, Outcome::Unknown);
    // Nothing was sent after all: the reference is free.
    claim.end(&vault, &Answer::failed(Failure::new(ihuyi::codes::own::CONNECT, "", "")));
    first(reference::begin(&vault, "order-1", &event(false)));
}

#[test]
fn a_turn_that_was_counted_and_not_taken_can_be_taken_later() {
    let time = Arc::new(AtomicI64::new(START));
    let wait = |more: i64| time.fetch_add(RUNNING.as_millis() as i64 + more, Ordering::SeqCst);
    let secret = Secret::new(&[7; 32]);
    let store = open(&Place::Memory(String::new()), Clock::Set(time.clone())).unwrap();
    let vault = Vault { store: store.clone(), secret: &secret };
    first(reference::begin(&vault, "order-1", &event(false)));
    wait(1);
    // Its turn is counted, and nobody tells it so.
    let repeats = Vault { store: Arc::new(Repeats(store)), secret: &secret };
    again(reference::begin(&repeats, "order-1", &event(true)));
    let claim = first(reference::begin(&vault, "order-1", &event(true)));
    again(reference::begin(&vault, "order-1", &event(true)));
    claim.end(&vault, &accepted("1"));
    wait(1);
    assert_eq!(again(reference::begin(&vault, "order-1", &event(true))).id, "1");
}

#[test]
fn of_two_that_take_over_at_once_one_sends_wherever_the_other_is_interrupted() {
    let secret = Secret::new(&[7; 32]);
    let mut sent = Vec::new();
    for at in 0.. {
        let time = Arc::new(AtomicI64::new(START));
        let store = open(&Place::Memory(String::new()), Clock::Set(time.clone())).unwrap();
        let vault = Vault { store: store.clone(), secret: &secret };
        first(reference::begin(&vault, "order-1", &event(false)));
        time.fetch_add(RUNNING.as_millis() as i64 + 1, Ordering::SeqCst);
        let second = Arc::new(Mutex::new(None));
        let between = {
            let (store, second) = (store.clone(), second.clone());
            move || {
                let secret = Secret::new(&[7; 32]);
                let vault = Vault { store: store.clone(), secret: &secret };
                *second.lock().unwrap() = Some(reference::begin(&vault, "order-1", &event(true)).unwrap());
            }
        };
        let interrupted = Interrupted { store, left: AtomicI64::new(at), between: Box::new(between) };
        let mine = Vault { store: Arc::new(interrupted), secret: &secret };
        let begun = reference::begin(&mine, "order-1", &event(true)).unwrap();
        let Some(other) = second.lock().unwrap().take() else { break };
        let claims: Vec<Claim> = [begun, other]
            .into_iter()
            .filter_map(|begun| if let Begun::First(claim) = begun { Some(claim) } else { None })
            .collect();
        sent.push(claims.len());
        // What it came to is remembered, whoever else has written in between.
        for claim in claims {
            claim.end(&vault, &accepted("7"));
            time.fetch_add(RUNNING.as_millis() as i64 + 1, Ordering::SeqCst);
            assert_eq!(again(reference::begin(&vault, "order-1", &event(true))).id, "7", "{at}");
        }
    }
    assert!(sent.len() >= 4 && sent.iter().all(|sent| *sent <= 1), "{sent:?}");
    // Where neither is sure, neither sends; that is one place in all.
    assert!(sent.iter().filter(|sent| **sent == 0).count() <= 1, "{sent:?}");
}

fn accepted(id: &str) -> Answer {
    Answer { outcome: Outcome::Accepted, code: 2, id: id.to_owned(), ..Answer::done() }
}

/// A server that has done what it was asked and was gone before it said so, each time: whoever asks it asks once more.
struct Repeats(Arc<dyn Store>);

impl Repeats {
    fn ask<T>(&self, ask: impl Fn(&dyn Store) -> T) -> T {
        ask(&*self.0);
        ask(&*self.0)
    }
}

/// Somebody else does all of his between two of this one's questions: before the one that this many come before.
struct Interrupted {
    store: Arc<dyn Store>,
    left: AtomicI64,
    between: Box<dyn Fn() + Send + Sync>,
}

impl Interrupted {
    fn ask<T>(&self, ask: impl Fn(&dyn Store) -> T) -> T {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            (self.between)();
        }
        ask(&*self.store)
    }
}

/// What a reference asks of a store, by the type's own `ask`; it asks nothing else.
macro_rules! asks {
    ($type:ty) => {
        impl Store for $type {
            fn put(&self, key: Key, value: &[u8], life: Life, how: Put) -> Result<bool, Failure> {
                self.ask(|store| store.put(key, value, life, how))
            }
            fn look(&self, key: Key) -> Result<Option<Record>, Failure> {
                self.ask(|store| store.look(key))
            }
            fn take(&self, key: Key) -> Result<Option<Record>, Failure> {
                self.ask(|store| store.take(key))
            }
            fn spend(&self, key: Key, most: u32) -> Result<Spent, Failure> {
                self.ask(|store| store.spend(key, most))
            }
            fn incarnation(&self) -> Result<u64, Failure> {
                unreachable!()
            }
            fn admit(&self, _: &Ask) -> Result<Decision, Failure> {
                unreachable!()
            }
            fn refund(&self, _: &Receipt) -> Result<(), Failure> {
                unreachable!()
            }
            fn pass(&self, _: &Breaker) -> Result<(), Failure> {
                unreachable!()
            }
            fn usage(&self, _: &[Count]) -> Result<Vec<Vec<Usage>>, Failure> {
                unreachable!()
            }
            fn tally(&self, _: &Breaker) -> Result<(u32, u32), Failure> {
                unreachable!()
            }
            fn forget(&self, _: Key) -> Result<bool, Failure> {
                unreachable!()
            }
            fn purge(&self) -> Result<u64, Failure> {
                unreachable!()
            }
        }
    };
}
asks!(Repeats);
asks!(Interrupted);
