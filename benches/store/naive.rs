//! What one writes on the spot: correct for one user at a time, and without a thought of the store that grows. Each holds a number to one
//! message an hour and five a day, and nothing else.

use crate::fill::now;
use crate::name;
use crate::server::Server;
use std::collections::HashMap;
use std::path::Path;

/// A list of times for each number; old ones are thrown away when the number comes again.
pub struct Memory(HashMap<String, Vec<u64>>);

impl Memory {
    pub fn filled(numbers: u64) -> Memory {
        let now = now();
        Memory((0..numbers).map(|n| (name(n), vec![now])).collect())
    }

    pub fn admit(&mut self, n: u64) -> bool {
        let now = now();
        let times = self.0.entry(name(n)).or_default();
        times.retain(|at| now - at < 86_400_000);
        if times.len() >= 5 || times.iter().any(|at| now - at < 3_600_000) {
            return false;
        }
        times.push(now);
        true
    }
}

/// One table of numbers and times, two questions and an insert, with SQLite as it comes.
pub struct Sqlite(rusqlite::Connection);

impl Sqlite {
    pub fn filled(path: &Path, numbers: u64) -> Sqlite {
        let mut connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch("PRAGMA synchronous = OFF; CREATE TABLE sent(mobile TEXT, at INTEGER)").unwrap();
        let (transaction, at) = (connection.transaction().unwrap(), now() as i64);
        {
            let mut insert = transaction.prepare("INSERT INTO sent VALUES(?, ?)").unwrap();
            for n in 0..numbers {
                insert.execute(rusqlite::params![name(n), at]).unwrap();
            }
        }
        transaction.commit().unwrap();
        connection.execute_batch("CREATE INDEX sent_mobile ON sent(mobile); PRAGMA synchronous = FULL").unwrap();
        Sqlite(connection)
    }

    pub fn admit(&self, n: u64) -> bool {
        let count = |window: i64| -> i64 {
            let since = now() as i64 - window;
            let question = "SELECT count(*) FROM sent WHERE mobile = ? AND at > ?";
            self.0.query_row(question, rusqlite::params![name(n), since], |row| row.get(0)).unwrap()
        };
        if count(3_600_000) >= 1 || count(86_400_000) >= 5 {
            return false;
        }
        self.0.execute("INSERT INTO sent VALUES(?, ?)", rusqlite::params![name(n), now() as i64]).unwrap();
        true
    }
}

/// A counter with an expiry for each window: INCR, and EXPIRE when it is the first.
pub struct Redis(redis::Connection);

impl Redis {
    pub fn filled(server: &Server, numbers: u64) -> Redis {
        let mut connection = redis::Client::open(server.url("")).unwrap().get_connection().unwrap();
        let mut n = 0;
        while n < numbers {
            let mut pipe = redis::pipe();
            let end = (n + 5000).min(numbers);
            for one in n..end {
                pipe.cmd("SET").arg(format!("minute:{}", name(one))).arg(1).arg("EX").arg(3600).ignore();
            }
            pipe.query::<()>(&mut connection).unwrap();
            n = end;
        }
        Redis(connection)
    }

    pub fn admit(&mut self, n: u64) -> bool {
        [("minute", 3600, 1), ("day", 86_400, 5)].into_iter().all(|(window, seconds, most)| {
            let key = format!("{window}:{}", name(n));
            let count: i64 = redis::cmd("INCR").arg(&key).query(&mut self.0).unwrap();
            if count == 1 {
                redis::cmd("EXPIRE").arg(&key).arg(seconds).exec(&mut self.0).unwrap();
            }
            count <= most
        })
    }
}
