//! Everything the sandbox remembers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;

use super::accounts::Account;
use super::clock::Clock;
use super::connection::Connection;
use super::faults::{Fault, TlsFault};
use super::ledger::{Entry, Message, Push};
use super::limits::{Counters, Limits};
use super::product::Product;
use super::templates::Template;

/// What the command line settled; a reset returns to it.
#[derive(Debug, Clone)]
pub struct Config {
    pub accounts: Vec<Account>,
    pub strict_accounts: bool,
    pub md5_allowed: bool,
    pub strict_templates: bool,
    pub templates: Vec<Template>,
    pub limits: Limits,
    pub signature: String,
    pub sensitive: Vec<String>,
    pub allow_remote: bool,
    pub push_url: Option<String>,
    /// Milliseconds on the virtual clock between one attempt and the next.
    pub push_delays: Vec<i64>,
    pub auto_receipts: bool,
}

#[derive(Default)]
pub struct Inner {
    pub inbox: Vec<Message>,
    pub ledger: Vec<Entry>,
    pub faults: Vec<Fault>,
    pub tls_fault: Option<TlsFault>,
    pub limits: Limits,
    pub counters: Counters,
    pub templates: Vec<Template>,
    pub next_template: u64,
    pub strict_templates: bool,
    pub accounts: BTreeMap<String, Account>,
    pub pushes: Vec<Push>,
    pub connections: Vec<Arc<Connection>>,
    pub batches: super::batch::Taken,
}

pub struct Sandbox {
    pub config: Config,
    pub clock: Clock,
    inner: Mutex<Inner>,
    serial: AtomicU64,
    /// Counts resets, so that what was begun before one is not recorded after it.
    age: AtomicU64,
    /// The machine's time at the start.
    started: i64,
    changed: watch::Sender<u64>,
}

impl Sandbox {
    pub fn new(config: Config) -> Sandbox {
        let sandbox = Sandbox {
            clock: Clock::new(),
            inner: Mutex::new(Inner::default()),
            // Ids of two runs shall not coincide, though they need not be unguessable.
            serial: AtomicU64::new(super::clock::machine() as u64 % 1_000_000_007),
            age: AtomicU64::new(0),
            started: super::clock::machine(),
            changed: watch::Sender::new(0),
            config,
        };
        sandbox.reset();
        sandbox
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic in one request must not take the whole sandbox down with it.
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub fn age(&self) -> u64 {
        self.age.load(Ordering::SeqCst)
    }

    /// A word for the time from one reset to the next, another for each.
    pub fn run(&self) -> String {
        format!("{}-{}", self.started, self.age())
    }

    /// Tells the inbox pages that something is not as it was.
    pub fn touch(&self) {
        self.changed.send_modify(|version| *version += 1);
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Back to how the command line left it.
    pub fn reset(&self) {
        let config = &self.config;
        let mut inner = self.lock();
        self.age.fetch_add(1, Ordering::SeqCst);
        *inner = Inner {
            limits: config.limits.clone(),
            templates: config.templates.clone(),
            next_template: 10_001,
            strict_templates: config.strict_templates,
            accounts: config.accounts.iter().map(|account| (account.id.clone(), account.clone())).collect(),
            ..Inner::default()
        };
        self.clock.reset();
        drop(inner);
        self.touch();
    }

    /// A serial number as the product forms it: 20 digits that begin with the time for text messages, 9 for voice, 14 for international.
    pub fn message_id(&self, product: Product, now: i64) -> String {
        let serial = self.serial.fetch_add(1, Ordering::SeqCst);
        // Factors without common divisor with the range: consecutive serials look unrelated and none repeats.
        match product {
            Product::Sms | Product::Marketing => {
                format!("{:010}{:010}", now.rem_euclid(10_000_000_000), spread(serial, 7_368_787_403, 10_000_000_000))
            }
            Product::Voice | Product::VoiceNotice => {
                format!("{}", 100_000_000 + spread(serial, 641_358_449, 900_000_000))
            }
            Product::International => {
                format!("{:010}{:04}", now.rem_euclid(10_000_000_000), spread(serial, 7_919, 10_000))
            }
        }
    }
}

fn spread(serial: u64, factor: u64, range: u64) -> u64 {
    (u128::from(serial) * u128::from(factor) % u128::from(range)) as u64
}
