//! What the tests of the stores share.

use ihuyi::store::{Ask, Breaker, Clock, Count, Decision, Key, Limit, Place, Receipt, Store, open};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

/// An afternoon in 2027.
pub const START: i64 = 1_800_000_000_000;

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// A store, and the clock that it goes by.
pub struct Bench {
    pub store: Arc<dyn Store>,
    clock: Arc<AtomicI64>,
    _folder: Option<Folder>,
}

impl Bench {
    pub fn new(place: &Place, folder: Option<Folder>) -> Bench {
        let clock = Arc::new(AtomicI64::new(START));
        let store = open(place, Clock::Set(clock.clone())).unwrap();
        Bench { store, clock, _folder: folder }
    }

    pub fn memory() -> Bench {
        Bench::new(&Place::Memory(String::new()), None)
    }

    pub fn sqlite() -> Bench {
        let folder = Folder::new();
        Bench::new(&Place::Sqlite(folder.path.join("store.db")), Some(folder))
    }

    /// With a prefix of its own on the server that the tests share.
    #[cfg(unix)]
    pub fn redis(prefix: &str) -> Bench {
        let url = crate::server::Server::shared().url(&format!("?prefix={prefix}"));
        Bench::new(&Place::Redis(url.into()), None)
    }

    /// Sets the clock, counted from [`START`].
    pub fn at(&self, millis: i64) {
        self.clock.store(START + millis, Ordering::SeqCst);
    }

    pub fn admit(&self, counts: &[Count]) -> Decision {
        self.store.admit(&Ask { counts: counts.to_vec(), ..Ask::default() }).unwrap()
    }

    /// Admitted, with this wait; gives the receipt.
    #[track_caller]
    pub fn yes(&self, counts: &[Count], wait: i64) -> Receipt {
        match self.admit(counts) {
            Decision::Admitted { receipt, wait: said } if said == ms(wait) => receipt,
            other => panic!("not admitted with a wait of {wait}: {other:?}"),
        }
    }

    /// Denied; gives (count, limit, wait) of each limit without room.
    #[track_caller]
    pub fn no(&self, counts: &[Count]) -> Vec<(usize, usize, i64)> {
        match self.admit(counts) {
            Decision::Denied(full) => {
                full.iter().map(|full| (full.count, full.limit, full.wait.as_millis() as i64)).collect()
            }
            other => panic!("not denied: {other:?}"),
        }
    }

    /// (used, wait) of each limit of one count.
    pub fn usage(&self, count: &Count) -> Vec<(u32, i64)> {
        let usages = self.store.usage(std::slice::from_ref(count)).unwrap();
        usages[0].iter().map(|usage| (usage.used, usage.wait.as_millis() as i64)).collect()
    }
}

pub fn ms(millis: i64) -> Duration {
    Duration::from_millis(millis as u64)
}

pub fn key(n: u32) -> Key {
    // Spread as digests are.
    let mut key = [0; 16];
    key[..4].copy_from_slice(&n.wrapping_mul(0x9E37_79B1).to_be_bytes());
    key[12..].copy_from_slice(&n.to_be_bytes());
    Key(key)
}

/// A count of key n with (most, window) each.
pub fn count(n: u32, limits: &[(u32, i64)]) -> Count {
    Count {
        key: key(n),
        limits: limits.iter().map(|(most, window)| Limit { most: *most, window: ms(*window) }).collect(),
    }
}

pub fn breaker(n: u32, window: i64, events: u32, percent: u32) -> Breaker {
    Breaker { key: key(n), window: ms(window), events, percent }
}

/// A folder of its own, removed when dropped.
pub struct Folder {
    pub path: PathBuf,
}

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("store-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // Left by a process of the same number.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder { path }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Asks until the answer is there. What never comes fails the test after a minute instead of hanging it.
pub fn eventually<T>(what: &str, ask: impl Fn() -> Option<T>) -> T {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(std::time::Instant::now() < deadline, "never seen: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
