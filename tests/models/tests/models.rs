//! The models: each is run with every order of its threads' steps. Those with a planted mistake show that it is found.

use ihuyi_models::answer::{Answer, Failure, Outcome};
use ihuyi_models::bulk::{State, ledger};
use ihuyi_models::client::Client;
use ihuyi_models::codes::own;
use ihuyi_models::secret::Config;
use ihuyi_models::store::Store;
use ihuyi_models::store::sqlite::work::Work;
use ihuyi_models::transport::Wires;
use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::thread;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// Every order, with so many changes from one thread to another where one could have gone on; LOOM_MAX_PREEMPTIONS says another number.
fn all_orders(changes: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(changes);
    builder.max_branches = 10_000;
    let orders = Arc::new(AtomicUsize::new(0));
    let counted = orders.clone();
    builder.check(move || {
        counted.fetch_add(1, Relaxed);
        model();
    });
    let orders = orders.load(Relaxed);
    println!("{orders} orders");
    // One alone would say nothing.
    assert!(orders > 20, "{orders}");
}

// ---- A list

/// What of a list is tried.
#[derive(Clone, Copy)]
struct List {
    rows: usize,
    threads: usize,
    /// Somebody stops it meanwhile.
    stopped: bool,
    /// The first request does not reach the gateway.
    unreached: bool,
    /// So many numbers at the head of the list have opted out since it was planned.
    out: usize,
    /// The store cannot say the first time who has.
    closed: bool,
}

const PLAIN: List = List { rows: 2, threads: 2, stopped: false, unreached: false, out: 0, closed: false };
const STOPPED: List = List { stopped: true, ..PLAIN };
const UNREACHED: List = List { unreached: true, ..PLAIN };

macro_rules! list {
    ($run:ident, $list:expr) => {{
        use ihuyi_models::bulk::$run::{Pace, Run};
        let list: List = $list;
        let client = Box::leak(Box::new(Client::default()));
        let owned: *mut Client = client;
        if list.unreached {
            *client.first.lock().unwrap() = Some(Answer::of(Outcome::NotSent, own::CONNECT));
        }
        *client.out.lock().unwrap() = (0..list.out).map(|row| format!("1380000000{row}")).collect();
        if list.closed {
            *client.closed.lock().unwrap() = Some(Failure::new(own::STORE, "", ""));
        }
        let client: &'static Client = client;
        let run = Arc::new(Run::open(Path::new(&list.rows.to_string()), client).unwrap());
        let work = |run: Arc<Run<'static>>| move || run.work(Duration::MAX).unwrap();
        let others: Vec<_> = (1..list.threads).map(|_| thread::spawn(work(run.clone()))).collect();
        let mut paces = Vec::new();
        if list.stopped {
            let mine = thread::spawn(work(run.clone()));
            run.stop();
            paces.push(mine.join().unwrap());
        } else {
            paces.push(work(run.clone())());
        }
        paces.extend(others.into_iter().map(|other| other.join().unwrap()));
        for pace in &paces {
            let fits = match pace {
                Pace::Done => true,
                Pace::Stopped => list.stopped,
                Pace::Pause(..) => list.unreached || list.closed,
                _ => false,
            };
            assert!(fits, "{pace:?}");
        }
        // Nobody is at work any more: all that was marked has ended or was given back, and what was answered is written down.
        let (tally, sent) = (run.tally(), client.seen.lock().unwrap().len());
        assert_eq!(tally.of(State::Sending), 0, "a row is left on its way");
        assert_eq!(tally.of(State::Accepted), sent);
        let told: Vec<_> = client.seen.lock().unwrap().intersection(&client.out.lock().unwrap()).cloned().collect();
        assert!(told.is_empty(), "{told:?} opted out and got a message");
        if !list.stopped && !list.unreached && !list.closed {
            assert_eq!(sent, list.rows - list.out);
            assert_eq!((tally.of(State::LeftOut), run.opted_out().rows as usize), (list.out, list.out));
        }
        drop(run);
        assert_eq!(ledger::left().iter().filter(|row| **row == State::Accepted).count(), sent);
        // Only this run had it.
        drop(unsafe { Box::from_raw(owned) });
    }};
}

#[test]
fn each_row_is_sent_once_and_no_thread_is_left_waiting() {
    all_orders(3, || list!(run, PLAIN));
}

#[test]
fn more_rows_than_threads() {
    all_orders(2, || list!(run, List { rows: 4, ..PLAIN }));
}

#[test]
fn three_threads() {
    all_orders(2, || list!(run, List { rows: 3, threads: 3, ..PLAIN }));
}

#[test]
fn a_list_that_is_stopped_leaves_no_row_on_its_way() {
    all_orders(3, || list!(run, STOPPED));
}

#[test]
fn a_pause_is_everybodys() {
    all_orders(3, || list!(run, UNREACHED));
}

#[test]
fn who_has_opted_out_gets_nothing() {
    all_orders(3, || list!(run, List { rows: 3, out: 1, ..PLAIN }));
    all_orders(3, || list!(run, List { out: 2, ..PLAIN }));
}

#[test]
fn nobody_waits_for_ever_where_a_store_cannot_say_who_has() {
    all_orders(3, || list!(run, List { closed: true, ..PLAIN }));
}

#[test]
#[should_panic(expected = "deadlock")]
fn planted_a_leader_that_tells_nobody() {
    all_orders(3, || list!(run_tells_nobody, PLAIN));
}

#[test]
#[should_panic(expected = "a row is left on its way")]
fn planted_the_last_thread_keeps_what_is_marked() {
    all_orders(3, || list!(run_keeps_what_is_marked, STOPPED));
}

#[test]
#[should_panic(expected = "opted out and got a message")]
fn planted_a_run_that_asks_nobody_who_has_opted_out() {
    all_orders(3, || list!(run_asks_nobody, List { out: 1, ..PLAIN }));
}

// ---- Decisions in one transaction

macro_rules! together {
    ($together:ident, $threads:expr) => {{
        use ihuyi_models::store::sqlite::$together::Queue;
        let queue = Arc::new(Queue::default());
        let disk = Arc::new(loom::sync::Mutex::new(Work::default()));
        let decide = |mine: u32| {
            let (queue, disk) = (queue.clone(), disk.clone());
            move || {
                let ticket = queue.leave(move |work| {
                    work.0.push(mine);
                    Ok(mine)
                });
                if let Some(_turn) = queue.turn(&ticket) {
                    queue.make(
                        |make| {
                            make(&mut disk.lock().unwrap()).unwrap();
                            Ok(())
                        },
                        |_| Failure::new(0, "", ""),
                    );
                }
                assert_eq!(ticket.value().expect("it was made"), mine);
            }
        };
        let others: Vec<_> = (1..$threads).map(|mine| thread::spawn(decide(mine))).collect();
        decide(0)();
        others.into_iter().for_each(|other| other.join().unwrap());
        let mut made = disk.lock().unwrap().0.clone();
        made.sort();
        assert_eq!(made, (0..$threads).collect::<Vec<u32>>());
    }};
}

#[test]
fn each_decision_is_made_once_and_no_thread_is_left_waiting() {
    all_orders(3, || together!(together, 2));
    all_orders(2, || together!(together, 3));
}

#[test]
#[should_panic(expected = "deadlock")]
fn planted_a_turn_that_tells_nobody() {
    all_orders(3, || together!(together_tells_nobody, 2));
}

#[test]
#[should_panic(expected = "deadlock")]
fn planted_a_turn_that_tells_before_it_ends() {
    all_orders(3, || together!(together_tells_early, 2));
}

// ---- A client's secret

/// A store that is another one, made with another secret, from some moment on.
struct Changing(AtomicU64);

impl Store for Changing {
    fn incarnation(&self) -> Result<u64, Failure> {
        Ok(self.0.load(Ordering::SeqCst))
    }

    fn secret(&self) -> u32 {
        self.0.load(Ordering::SeqCst) as u32
    }
}

macro_rules! keeper {
    ($keeper:ident) => {{
        use ihuyi_models::secret::$keeper::Keeper;
        let keeper = Arc::new(Keeper::default());
        let changing = Arc::new(Changing(AtomicU64::new(1)));
        let other = {
            let (keeper, config) = (keeper.clone(), Config(changing.clone()));
            // Whatever it comes to: it began before the change, or did not.
            thread::spawn(move || drop(keeper.vault(&config)))
        };
        let config = Config(changing.clone());
        if let Ok(vault) = keeper.vault(&config) {
            assert_eq!(vault.secret.0, 1);
        }
        changing.0.store(2, Ordering::SeqCst);
        assert!(keeper.vault(&config).is_err(), "another's store was taken for ours");
        other.join().unwrap();
        assert!(keeper.vault(&config).is_err(), "another's store was taken for ours");
    }};
}

#[test]
fn a_store_that_was_put_in_anothers_place_is_noticed() {
    all_orders(4, || keeper!(keeper));
}

#[test]
#[should_panic(expected = "another's store was taken for ours")]
fn planted_a_keeper_that_believes_the_second_look() {
    all_orders(4, || keeper!(keeper_believes_the_second_look));
}

// ---- Values that are made once

/// What was written before the value was handed out, and whether it is dropped.
struct Value {
    written: UnsafeCell<u32>,
    _alive: loom::sync::Arc<()>,
}

// Only read once it is there.
unsafe impl Send for Value {}
unsafe impl Sync for Value {}

macro_rules! process {
    ($process:ident) => {{
        use ihuyi_models::store::$process::PerProcess;
        let shared = Arc::new(PerProcess::<Value>::new());
        let look = |shared: Arc<PerProcess<Value>>| {
            move || {
                let made = shared.here(|_| {
                    let value = Value { written: UnsafeCell::new(0), _alive: loom::sync::Arc::new(()) };
                    value.written.with_mut(|written| unsafe { *written = 7 });
                    Ok(value)
                });
                let value = made.unwrap();
                assert_eq!(value.written.with(|written| unsafe { *written }), 7);
                std::ptr::from_ref(value) as usize
            }
        };
        let others = [thread::spawn(look(shared.clone())), thread::spawn(look(shared.clone()))];
        let mine = look(shared.clone())();
        for other in others {
            assert_eq!(other.join().unwrap(), mine, "two threads have a value each");
        }
    }};
}

#[test]
fn a_value_of_the_process_is_everybodys_and_whole() {
    all_orders(3, || process!(process));
}

#[test]
#[should_panic(expected = "Causality violation")]
fn planted_a_value_that_is_handed_out_without_what_was_written() {
    all_orders(3, || process!(process_published_relaxed));
}

#[test]
fn the_connections_of_a_client_are_everybodys_and_whole() {
    all_orders(3, || {
        let wires = Arc::new(Wires::default());
        let look = |wires: Arc<Wires>| {
            move || {
                let wire = wires.here(&ihuyi_models::Config::default()).unwrap();
                assert_eq!(wire.read(), 7);
                std::ptr::from_ref(wire) as usize
            }
        };
        let others = [thread::spawn(look(wires.clone())), thread::spawn(look(wires.clone()))];
        let mine = look(wires.clone())();
        for other in others {
            assert_eq!(other.join().unwrap(), mine, "two threads have connections each");
        }
    });
}
