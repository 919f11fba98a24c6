//! Notes the moment a byte of the request is handed to the socket. From then on nobody can know what the gateway did, until it answers.
//!
//! The note is kept per thread: the HTTP client does all its writing on the thread that called.
//!
//! Head and body of a request are gathered here and leave together, in one TLS record and one system call.

use super::dial::remaining;
use std::cell::RefCell;
use ureq::unversioned::transport::time::Instant;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// What is known of the call at hand on this thread.
#[derive(Debug, Default)]
pub struct Trace {
    /// A byte of the request has been handed over.
    pub left: bool,
    /// The HTTP status that came back; 0 while none has.
    pub status: u16,
    /// A connection through a proxy is being made: its time limit is the connection's.
    pub connecting: bool,
    /// What a connector knows of its own failure that the HTTP client's error type has no room for.
    pub trouble: Option<Trouble>,
}

/// Failures that need more words than the HTTP client's.
#[derive(Debug)]
pub enum Trouble {
    /// Too many name lookups hang.
    LookupsHang,
    /// The name was looked up in vain; the system's words.
    Name(String),
    /// The TLS handshake failed.
    Tls(rustls::Error),
}

thread_local! {
    static CALL: RefCell<Trace> = RefCell::default();
}

/// A new call begins on this thread.
pub fn begin() {
    CALL.with_borrow_mut(|trace| *trace = Trace::default());
}

/// What was noted so far. That bytes left stays noted until the next call begins: whatever goes wrong from here on, they did.
pub fn seen() -> Trace {
    CALL.with_borrow_mut(|trace| Trace {
        left: trace.left,
        status: trace.status,
        connecting: false,
        trouble: trace.trouble.take(),
    })
}

/// The head of a reply came back.
pub fn answered(status: u16) {
    CALL.with_borrow_mut(|trace| trace.status = status);
}

/// Whether a byte of the request at hand on this thread left.
pub fn has_left() -> bool {
    CALL.with_borrow(|trace| trace.left)
}

/// A byte of the request is about to be handed over.
pub fn leave() {
    CALL.with_borrow_mut(|trace| trace.left = true);
}

/// Notes a connector's failure.
pub fn note(trouble: Trouble) {
    CALL.with_borrow_mut(|trace| trace.trouble = Some(trouble));
}

/// The last connector of the chain: wraps the finished connection.
#[derive(Debug)]
pub struct Watch {
    /// With a proxy, the chain runs once for the proxy itself; what is written then is CONNECT and not the request.
    pub proxied: bool,
}

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        let to_proxy = self.proxied && details.config.proxy().is_none();
        CALL.with_borrow_mut(|trace| trace.connecting = to_proxy);
        let limit = to_proxy.then_some((details.now, details.timeout));
        Ok(chained.map(|inner| Watched { inner, limit, gathered: Vec::new() }))
    }
}

/// What is gathered before it is handed over all the same: one TLS record's worth.
const GATHER: usize = 16 * 1024;

/// A connection whose writes are gathered and noted.
#[derive(Debug)]
pub struct Watched<T> {
    inner: T,
    /// Only of a connection to a proxy: when it was begun, and the limit for making it. What is written to it by itself is no request.
    limit: Option<(Instant, NextTimeout)>,
    gathered: Vec<u8>,
}

impl<T: Transport> Watched<T> {
    /// What is left of the time for this read or write. The HTTP client gives each read of a proxy's answer the whole limit anew, so a
    /// proxy that drips would never end; here the limit is counted from its beginning.
    fn within(&self, timeout: NextTimeout) -> NextTimeout {
        match self.limit {
            Some((began, limit)) if CALL.with_borrow(|trace| trace.connecting) => {
                remaining(limit, began, Instant::now())
            }
            _ => timeout,
        }
    }

    /// Hands over what was gathered.
    fn flush(&mut self, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let timeout = self.within(timeout);
        // Taken out first: after an error nothing of it may ever be written again.
        let gathered = std::mem::take(&mut self.gathered);
        let mut rest = gathered.as_slice();
        while !rest.is_empty() {
            let output = self.inner.buffers().output();
            let amount = rest.len().min(output.len());
            output[..amount].copy_from_slice(&rest[..amount]);
            // Before the write: a write that fails may have written.
            if self.limit.is_none() {
                leave();
            }
            self.inner.transmit_output(amount, timeout)?;
            rest = &rest[amount..];
        }
        Ok(())
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let output = &self.inner.buffers().output()[..amount];
        self.gathered.extend_from_slice(output);
        if self.gathered.len() < GATHER { Ok(()) } else { self.flush(timeout) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.flush(timeout)?;
        self.inner.await_input(self.within(timeout))
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
