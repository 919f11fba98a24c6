//! What a decision costs, in memory, in SQLite and in Redis, with a thousand, a million and ten million numbers remembered; beside what one
//! writes on the spot for the same purpose. Then how many are admitted by 64 threads at once.
//!
//! `cargo bench --features program --bench store`; with `-- 1000000` only up to so many numbers, with `-- redis` only these stores, with
//! `-- threads` only the threads. The sizes of one store stand side by side and are asked in turn, a little each, so that what the machine does meanwhile hits all of them alike. It
//! needs about 5 GB of memory, 3 GB of disk and a quarter of an hour for ten million. Debian's redis-server is started here, without
//! persistence.

mod fill;
mod naive;
#[path = "../../tests/store/server.rs"]
#[allow(dead_code)]
mod server;
#[path = "../../tests/store/support.rs"]
#[allow(dead_code)]
mod support;

use ihuyi::guard::circumstances::Circumstances;
use ihuyi::guard::{self, rules};
use ihuyi::secret::{Secret, Vault};
use ihuyi::store::{self, Clock, Key, Place, Store};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// What is decided: a number, an address, the site, as `verify start` asks; with windows that no run outlasts.
const LIMITS: &str = "sms:mobile 1/1h, sms:mobile 5/1d, ip 1000000/1d, site 1000000/1d";
/// Turns, and decisions of each size in each turn.
const TURNS: u64 = 40;
const EACH: u64 = 500;
/// Threads at once, and decisions of each.
const THREADS: u64 = 64;
const EACH_THREAD: u64 = 1_000;
pub const DAY: Duration = Duration::from_secs(86_400);

/// A store of one size, and what its decisions took.
struct Subject {
    store: &'static str,
    numbers: u64,
    admit: Box<dyn FnMut(u64) -> bool>,
    asked: u64,
    admitted: u64,
    spent: Vec<Duration>,
}

impl Subject {
    fn new(store: &'static str, numbers: u64, admit: impl FnMut(u64) -> bool + 'static) -> Subject {
        Subject { store, numbers, admit: Box::new(admit), asked: 0, admitted: 0, spent: Vec::new() }
    }

    /// Decides for numbers all over what is remembered: nine in ten were sent to within the hour and are stopped, one in ten is new.
    fn turn(&mut self) {
        for n in self.asked..self.asked + EACH {
            let which = if n % 10 == 0 { self.numbers + n } else { fill::mix(n) % self.numbers };
            let start = Instant::now();
            let admitted = (self.admit)(which);
            self.spent.push(start.elapsed());
            self.admitted += u64::from(admitted);
        }
        self.asked += EACH;
    }

    fn row(mut self) -> Row {
        let Subject { store, numbers, .. } = self;
        assert_eq!(self.admitted, self.asked / 10, "{store} let through what it should not, or not what it should");
        let whole: Duration = self.spent.iter().sum();
        self.spent.sort_unstable();
        let at = |percent: usize| self.spent[(self.spent.len() - 1) * percent / 100];
        let per_second = self.asked as f64 / whole.as_secs_f64();
        Row { store, numbers, per_second, median: at(50), p99: at(99) }
    }
}

/// One measured store.
struct Row {
    store: &'static str,
    numbers: u64,
    per_second: f64,
    median: Duration,
    p99: Duration,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let most: u64 = arguments.iter().filter_map(|argument| argument.parse().ok()).next().unwrap_or(10_000_000);
    let sizes: Vec<u64> = [1_000, 1_000_000, 10_000_000].into_iter().filter(|numbers| *numbers <= most).collect();
    let named: Vec<&str> = ["memory", "sqlite", "redis", "threads"]
        .into_iter()
        .filter(|name| arguments.iter().any(|argument| argument == name))
        .collect();
    let chosen = |name: &str| named.is_empty() || named.contains(&name);
    let folder = std::env::temp_dir().join(format!("ihuyi-bench-store-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    if named != ["threads"] {
        println!(
            "| store | numbers remembered | decisions a second | median | 99 % | a median decision against the smallest |\n|---|---|---|---|---|---|"
        );
    }
    if chosen("memory") {
        race(sizes.iter().map(|numbers| memory(*numbers)));
        race(sizes.iter().map(|numbers| {
            let mut naive = naive::Memory::filled(*numbers);
            Subject::new("memory, naive", *numbers, move |n| naive.admit(n))
        }));
    }
    if chosen("sqlite") {
        race(sizes.iter().map(|numbers| sqlite(&folder, *numbers)));
        race(sizes.iter().map(|numbers| {
            let naive = naive::Sqlite::filled(&folder.join(format!("naive-{numbers}.db")), *numbers);
            Subject::new("SQLite, naive", *numbers, move |n| naive.admit(n))
        }));
    }
    if chosen("redis") {
        race(sizes.iter().map(|numbers| redis(*numbers)));
        race(sizes.iter().map(|numbers| {
            let server = server::Server::start(&[]);
            let mut naive = naive::Redis::filled(&server, *numbers);
            Subject::new("Redis, naive", *numbers, move |n| {
                let _ = &server;
                naive.admit(n)
            })
        }));
    }
    if chosen("threads") {
        println!("\n| store | threads | admitted decisions a second | median | 99 % |\n|---|---|---|---|---|");
        crowd("memory", open(&Place::Memory("bench-threads".to_owned())));
        crowd("SQLite", open(&Place::Sqlite(folder.join("threads.db"))));
        let server = server::Server::start(&[]);
        crowd("Redis", open(&Place::parse(&server.url("")).unwrap_or_else(|(_, why)| panic!("{why}"))));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn open(place: &Place) -> Arc<dyn Store> {
    store::open(place, Clock::System).unwrap()
}

/// Asks a store that was empty from many threads at once, for a new number each time, so that each decision is admitted and written.
fn crowd(name_of_store: &'static str, store: Arc<dyn Store>) {
    let decisions = Decisions::of(store);
    let start = Instant::now();
    let mut spent: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let decisions = &decisions;
                scope.spawn(move || {
                    let numbers = thread * EACH_THREAD..(thread + 1) * EACH_THREAD;
                    let timed = numbers.map(|n| {
                        let start = Instant::now();
                        assert!(decisions.admit(n), "{name_of_store} stopped what it should let through");
                        start.elapsed()
                    });
                    timed.collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let per_second = spent.len() as f64 / start.elapsed().as_secs_f64();
    spent.sort_unstable();
    let at = |percent: usize| spent[(spent.len() - 1) * percent / 100];
    println!("| {name_of_store} | {THREADS} | {per_second:.0} | {:.1?} | {:.1?} |", at(50), at(99));
}

/// Asks them in turn, and prints what it took.
fn race(subjects: impl Iterator<Item = Subject>) {
    let mut subjects: Vec<Subject> = subjects.collect();
    for _ in 0..TURNS {
        subjects.iter_mut().for_each(Subject::turn);
    }
    let rows: Vec<Row> = subjects.into_iter().map(Subject::row).collect();
    let smallest = rows[0].median.as_secs_f64();
    for Row { store, numbers, per_second, median, p99 } in rows {
        let ratio = median.as_secs_f64() / smallest;
        println!("| {store} | {numbers} | {per_second:.0} | {median:.1?} | {p99:.1?} | {ratio:.2} |");
    }
}

fn memory(numbers: u64) -> Subject {
    let store = open(&Place::Memory(format!("bench-{numbers}")));
    fill::memory(&*store, numbers);
    measured("memory", numbers, store)
}

fn sqlite(folder: &Path, numbers: u64) -> Subject {
    let path = folder.join(format!("codes-{numbers}.db"));
    let place = Place::Sqlite(path.clone());
    drop(open(&place));
    fill::sqlite(&path, numbers);
    measured("SQLite", numbers, open(&place))
}

fn redis(numbers: u64) -> Subject {
    let server = server::Server::start(&[]);
    let place = Place::parse(&server.url("")).unwrap_or_else(|(_, why)| panic!("{why}"));
    let store = open(&place);
    fill::redis(&server, numbers);
    let mut asked = measured("Redis", numbers, store);
    // The server lives as long as its subject.
    let mut admit = std::mem::replace(&mut asked.admit, Box::new(|_| false));
    asked.admit = Box::new(move |n| {
        let _ = &server;
        admit(n)
    });
    asked
}

fn secret() -> &'static Secret {
    static SECRET: OnceLock<Secret> = OnceLock::new();
    SECRET.get_or_init(|| Secret::new(b"the secret of a benchmark"))
}

fn name(n: u64) -> String {
    format!("138{n:08}")
}

/// What a number is called in the store.
fn number(n: u64) -> Key {
    secret().key(&["count", "sms", "mobile", &name(n)])
}

/// Whole decisions: keyed digests of what is counted, and one call of the store.
struct Decisions {
    store: Arc<dyn Store>,
    settings: guard::Settings,
    told: Vec<Circumstances>,
}

impl Decisions {
    fn of(store: Arc<dyn Store>) -> Decisions {
        let limits = rules::parse(LIMITS).unwrap_or_else(|(_, why)| panic!("{why}"));
        let settings = guard::Settings { rules: limits, breaker: None, ..guard::Settings::default() };
        let ip = |n: u64| Circumstances::parse(&format!("ip = 198.18.{}.{}", n / 250, n % 250)).unwrap();
        Decisions { store, settings, told: (0..1000).map(ip).collect() }
    }

    fn admit(&self, n: u64) -> bool {
        let vault = Vault { store: self.store.clone(), secret: secret() };
        let request = guard::Request {
            scope: "sms",
            purpose: "",
            mobiles: &[&name(n)],
            told: &self.told[n as usize % self.told.len()],
            extra: Vec::new(),
            is_code: false,
        };
        guard::ask(&vault, &self.settings, &request).unwrap().failure.is_none()
    }
}

fn measured(name_of_store: &'static str, numbers: u64, store: Arc<dyn Store>) -> Subject {
    let decisions = Decisions::of(store);
    Subject::new(name_of_store, numbers, move |n| decisions.admit(n))
}
