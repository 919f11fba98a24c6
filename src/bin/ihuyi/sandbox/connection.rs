//! One TCP connection, as the control API tells of it and as its request handlers reach it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Mutex;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

/// What is done to a connection once a fault has taken it from the HTTP server, in order; then it is dropped.
#[derive(Debug, Clone)]
pub enum Step {
    Write(Bytes),
    /// One byte at a time, so many milliseconds apart.
    Drip(Bytes, u64),
    /// An orderly end.
    Close,
    /// RST instead of an end.
    Reset,
    /// Reads on and says nothing, until the client gives up.
    Hang,
}

#[derive(Debug, Default)]
struct Facts {
    tls: bool,
    tls_version: Option<&'static str>,
    server_name: Option<String>,
    requests: u32,
    control_requests: u32,
    opened: i64,
    closed: Option<i64>,
    ended: Option<String>,
    age: u64,
}

pub struct Connection {
    pub id: u64,
    pub peer: SocketAddr,
    facts: Mutex<Facts>,
    heads: Mutex<VecDeque<Vec<u8>>>,
    takeover: UnboundedSender<Vec<Step>>,
}

impl Connection {
    pub fn new(id: u64, peer: SocketAddr, opened: i64, age: u64, takeover: UnboundedSender<Vec<Step>>) -> Connection {
        let facts = Mutex::new(Facts { opened, age, ..Facts::default() });
        Connection { id, peer, facts, heads: Mutex::default(), takeover }
    }

    pub fn secured(&self, version: Option<&'static str>, server_name: Option<String>) {
        let mut facts = self.facts.lock().unwrap();
        facts.tls = true;
        facts.tls_version = version;
        facts.server_name = server_name;
    }

    pub fn tls(&self) -> bool {
        self.facts.lock().unwrap().tls
    }

    pub fn closed(&self, now: i64, why: Option<String>) {
        let mut facts = self.facts.lock().unwrap();
        facts.closed.get_or_insert(now);
        if facts.ended.is_none() {
            facts.ended = why;
        }
    }

    /// Counts a request; true when the connection is older than the latest reset and must be listed anew.
    pub fn served(&self, control: bool, age: u64) -> bool {
        let mut facts = self.facts.lock().unwrap();
        let outdated = facts.age != age;
        if outdated {
            facts.age = age;
            facts.requests = 0;
            facts.control_requests = 0;
        }
        if control {
            facts.control_requests += 1;
        } else {
            facts.requests += 1;
        }
        outdated
    }

    pub fn push_head(&self, head: Vec<u8>) {
        self.heads.lock().unwrap().push_back(head);
    }

    /// The head of the request now at hand, as it was sent.
    pub fn pop_head(&self) -> Vec<u8> {
        self.heads.lock().unwrap().pop_front().unwrap_or_default()
    }

    /// Takes the connection from the HTTP server; the caller's answer is never asked for.
    pub async fn take_over(&self, steps: Vec<Step>) -> ! {
        let _ = self.takeover.send(steps);
        std::future::pending().await
    }

    pub fn as_json(&self) -> Value {
        let facts = self.facts.lock().unwrap();
        json!({
            "id": self.id,
            "peer": self.peer.to_string(),
            "tls": facts.tls,
            "tls_version": facts.tls_version,
            "server_name": facts.server_name,
            "requests": facts.requests,
            "control_requests": facts.control_requests,
            "opened": facts.opened,
            "closed": facts.closed,
            "ended": facts.ended,
        })
    }
}
