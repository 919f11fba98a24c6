//! Remembers many numbers quickly, in the form that the stores themselves write.

use crate::server::Server;
use crate::{DAY, number};
use ihuyi::store::{Ask, Count, Limit, Store};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Numbers that look like chance and are the same in every run.
pub fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

pub fn memory(store: &dyn Store, numbers: u64) {
    let limits = vec![Limit { most: 1, window: Duration::from_secs(3600) }, Limit { most: 5, window: DAY }];
    for n in 0..numbers {
        let counts = vec![Count { key: number(n), limits: limits.clone() }];
        store.admit(&Ask { counts, ..Ask::default() }).unwrap();
    }
}

pub fn sqlite(path: &Path, numbers: u64) {
    // In the order of the keys, or ten million of them take an hour.
    let mut keys: Vec<[u8; 16]> = (0..numbers).map(|n| number(n).0).collect();
    keys.sort_unstable();
    let mut connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    let transaction = connection.transaction().unwrap();
    let (now, until) = (now() as i64, (now() + 86_400_000) as i64);
    {
        let mut insert =
            transaction.prepare("INSERT INTO event(key, seq, id, at, until) VALUES(?, 1, ?, ?, ?)").unwrap();
        for (n, key) in keys.iter().enumerate() {
            insert.execute(rusqlite::params![key, n as i64, now, until]).unwrap();
        }
    }
    transaction.commit().unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// By a script on the server, a few thousand at a time.
pub fn redis(server: &Server, numbers: u64) {
    let client = redis::Client::open(server.url("")).unwrap();
    let mut connection = client.get_connection().unwrap();
    // What the store's own script writes for one event; the key's name is taken from one that it wrote.
    let script = redis::Script::new(
        "for i = 2, #ARGV do redis.call('ZADD', ARGV[1] .. ARGV[i], 'NX', '-86400000', 'w') \
         redis.call('ZADD', ARGV[1] .. ARGV[i], KEYS[1], string.format('%016.0f', KEYS[1] * 128)) \
         redis.call('PEXPIRE', ARGV[1] .. ARGV[i], 90000000) end return 1",
    );
    let prefix = prefix(server, &mut connection);
    let now = now().to_string();
    let mut n = 0;
    while n < numbers {
        let mut call = script.prepare_invoke();
        call.key(&now).arg(&prefix);
        let end = (n + 5000).min(numbers);
        for one in n..end {
            call.arg(number(one).hex());
        }
        let _: i64 = call.invoke(&mut connection).unwrap();
        n = end;
    }
}

/// What stands before a key's digits in the names that the store gives.
fn prefix(server: &Server, connection: &mut redis::Connection) -> String {
    let place = ihuyi::store::Place::parse(&server.url("")).unwrap_or_else(|(_, why)| panic!("{why}"));
    let store = ihuyi::store::open(&place, ihuyi::store::Clock::System).unwrap();
    let key = ihuyi::store::Key([7; 16]);
    let limits = vec![Limit { most: 1, window: DAY }];
    store.admit(&Ask { counts: vec![Count { key, limits }], ..Ask::default() }).unwrap();
    let digits = key.hex();
    let names: Vec<String> = redis::cmd("KEYS").arg(format!("*{digits}")).query(connection).unwrap();
    names[0].strip_suffix(&digits).unwrap().to_owned()
}
