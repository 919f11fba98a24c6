//! What a decision costs, in memory, in SQLite and in Redis, with a thousand, a million and ten million numbers remembered; beside what one
//! writes on the spot for the same purpose.
//!
//! `cargo bench --features program --bench store`; with `-- 1000000` only up to so many numbers, with `-- redis` only these stores. The sizes
//! of one store stand side by side and are asked in turn, a little each, so that what the machine does meanwhile hits all of them alike. It
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
    let named: Vec<&str> = ["memory", "sqlite", "redis"]
        .into_iter()
        .filter(|name| arguments.iter().any(|argument| argument == name))
        .collect();
    let chosen = |name: &str| named.is_empty() || named.contains(&name);
    let folder = std::env::temp_dir().join(format!("ihuyi-bench-store-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    println!(
        "| store | numbers remembered | decisions a second | median | 99 % | a median decision against the smallest |\n|---|---|---|---|---|---|"
    );
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
    std::fs::remove_dir_all(&folder).unwrap();
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
    let store = store::open(&Place::Memory(format!("bench-{numbers}")), Clock::System).unwrap();
    fill::memory(&*store, numbers);
    measured("memory", numbers, store)
}

fn sqlite(folder: &Path, numbers: u64) -> Subject {
    let path = folder.join(format!("codes-{numbers}.db"));
    let place = Place::Sqlite(path.clone());
    drop(store::open(&place, Clock::System).unwrap());
    fill::sqlite(&path, numbers);
    measured("SQLite", numbers, store::open(&place, Clock::System).unwrap())
}

fn redis(numbers: u64) -> Subject {
    let server = server::Server::start(&[]);
    let place = Place::parse(&server.url("")).unwrap_or_else(|(_, why)| panic!("{why}"));
    let store = store::open(&place, Clock::System).unwrap();
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

/// A whole decision: keyed digests of what is counted, and one call of the store.
fn measured(name_of_store: &'static str, numbers: u64, store: Arc<dyn Store>) -> Subject {
    let limits = rules::parse(LIMITS).unwrap_or_else(|(_, why)| panic!("{why}"));
    let settings = guard::Settings { rules: limits, breaker: None, ..guard::Settings::default() };
    let told: Vec<Circumstances> =
        (0..1000).map(|n| Circumstances::parse(&format!("ip = 198.18.{}.{}", n / 250, n % 250)).unwrap()).collect();
    Subject::new(name_of_store, numbers, move |n| {
        let vault = Vault { store: store.clone(), secret: secret() };
        let request = guard::Request {
            scope: "sms",
            purpose: "",
            mobiles: &[&name(n)],
            told: &told[n as usize % told.len()],
            extra: Vec::new(),
            is_code: false,
        };
        guard::ask(&vault, &settings, &request).unwrap().failure.is_none()
    })
}
