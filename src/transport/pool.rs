//! Connections that are kept for the next call.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use ureq::http::Uri;
use ureq::unversioned::transport::Transport;

/// How many idle connections are kept.
const MOST: usize = 16;

/// A connection, and where it leads.
#[derive(Debug)]
pub struct Connection {
    uri: Uri,
    pub transport: Box<dyn Transport>,
    since: Instant,
}

impl Connection {
    pub fn new(uri: Uri, transport: Box<dyn Transport>) -> Connection {
        Connection { uri, transport, since: Instant::now() }
    }

    fn leads_to(&self, uri: &Uri) -> bool {
        fn place(uri: &Uri) -> (Option<&str>, Option<&str>) {
            (uri.scheme_str(), uri.authority().map(|authority| authority.as_str()))
        }
        place(&self.uri) == place(uri)
    }
}

/// Idle connections, the one that was used last behind the others.
#[derive(Debug)]
pub struct Pool {
    idle: Mutex<VecDeque<Connection>>,
    /// None is kept longer.
    age: Duration,
}

impl Pool {
    pub fn new(age: Duration) -> Pool {
        Pool { idle: Mutex::default(), age }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that leads there, on which nothing has been said since its last reply. What is not so is closed.
    pub fn take(&self, uri: &Uri) -> Option<Connection> {
        loop {
            // Looked at without the lock: that is a call of the system.
            let mut connection = self.newest(uri)?;
            if connection.transport.is_open() {
                return Some(connection);
            }
        }
    }

    fn newest(&self, uri: &Uri) -> Option<Connection> {
        let mut idle = self.lock();
        let now = Instant::now();
        while idle.front().is_some_and(|oldest| now.duration_since(oldest.since) >= self.age) {
            idle.pop_front();
        }
        let at = idle.iter().rposition(|connection| connection.leads_to(uri))?;
        idle.remove(at)
    }

    /// Keeps a connection whose reply was read to its end. Whether the server has said more is seen when it is taken out: a byte that came
    /// meanwhile is still there then.
    pub fn put(&self, mut connection: Connection) {
        if self.age.is_zero() || !connection.transport.buffers().input().is_empty() {
            return;
        }
        connection.since = Instant::now();
        let mut idle = self.lock();
        idle.push_back(connection);
        if idle.len() > MOST {
            idle.pop_front();
        }
    }
}
