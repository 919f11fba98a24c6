//! One HTTPS request, one reply, and the one question that matters when it fails: had a byte of the request left?
//!
//! Connections are made by a chain of the HTTP client's parts and ours: `dial` looks names up and connects, `tls` finishes the handshake
//! before anything is written, `watch` notes the moment the first byte of the request is handed over. `pool` keeps them, `http` is what is
//! said on them. Nothing is ever tried twice here but the addresses of a name, before any of them has accepted a connection.

mod dial;
mod failure;
mod http;
mod pool;
mod proxy;
mod socket;
mod tls;
mod watch;

use crate::answer::Failure;
use crate::config::{Config, Method};
use crate::reply;
use once_cell::race::OnceBox;
use pool::{Connection, Pool};
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::http::Uri;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, Transport, time};

pub(crate) use failure::cause;
pub use failure::tls as tls_failure;
pub use tls::verifier;
#[cfg(test)]
pub(crate) use watch::leave;
pub(crate) use watch::{begin, has_left};

/// What goes out.
pub struct Request<'a> {
    /// POST with `body`, or GET with it behind the URL.
    pub method: Method,
    /// The URL; may have a query already.
    pub url: &'a str,
    /// What `body` is: [`FORM`] or [`JSON`].
    pub content_type: &'static str,
    /// Form-encoded fields; of a POST also JSON.
    pub body: &'a str,
}

/// Form-encoded fields.
pub const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
/// A JSON object.
pub const JSON: &str = "application/json; charset=utf-8";

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The server's clock, Unix seconds.
    pub date: Option<i64>,
    /// The whole body, decompressed, not longer than [`reply::LIMIT`].
    pub body: Vec<u8>,
}

/// Makes a connection.
type Connect = dyn Fn(&ConnectionDetails) -> Result<Box<dyn Transport>, ureq::Error> + Send + Sync;

/// The connections of one process. After `fork()` the child has none of them: see [`Wires`].
pub struct Wire {
    settings: ureq::config::Config,
    connect: Arc<Connect>,
    connect_timeout: Duration,
    pool: Pool,
}

/// A request without a readable reply.
#[derive(Debug, Clone)]
pub struct Miss {
    /// Its code says what became of the request: one of the -200s when no byte of it left, `UNKNOWN` when one did.
    pub failure: Failure,
    /// The HTTP status, when at least a head came back; otherwise 0.
    pub status: u16,
}

impl From<Failure> for Miss {
    fn from(failure: Failure) -> Miss {
        Miss { failure, status: 0 }
    }
}

impl Wire {
    fn new(config: &Config) -> Result<Wire, Failure> {
        let proxy = proxy::named(config)?;
        let proxied = proxy.is_some();
        let settings = ureq::Agent::config_builder().proxy(proxy).user_agent(http::AGENT).build();
        let chain =
            ().chain(ConnectProxyConnector::default())
                .chain(dial::Dial::default())
                .chain(tls::Tls::new(config)?)
                .chain(watch::Watch { proxied });
        let connect = move |details: &ConnectionDetails| -> Result<Box<dyn Transport>, ureq::Error> {
            Ok(Box::new(chain.connect(details, None)?.ok_or(ureq::Error::ConnectionFailed)?))
        };
        let (connect, connect_timeout) = (Arc::new(connect), config.connect_timeout);
        Ok(Wire { settings, connect, connect_timeout, pool: Pool::new(config.keep_alive) })
    }

    /// Sends the request once and reads the whole reply, all before the deadline.
    pub fn exchange(&self, request: &Request, deadline: Instant) -> Result<Reply, Miss> {
        watch::begin();
        self.run(request, deadline).map_err(|error| {
            let trace = watch::seen();
            let status = trace.status;
            Miss { failure: failure::explain(error, trace, request.url, self.settings.proxy()), status }
        })
    }

    fn run(&self, request: &Request, deadline: Instant) -> Result<Reply, ureq::Error> {
        let (url, form) = match request.method {
            Method::Post => (None, Some(http::Form { content_type: request.content_type, body: request.body })),
            Method::Get => {
                let joint = if request.url.contains('?') { '&' } else { '?' };
                (Some(format!("{}{joint}{}", request.url, request.body)), None)
            }
        };
        let uri: Uri =
            url.as_deref().unwrap_or(request.url).parse().map_err(|_| ureq::Error::BadUri("no URL".to_owned()))?;
        left(deadline)?;
        let mut connection = match self.pool.take(&uri) {
            Some(kept) => kept,
            None => Connection::new(uri.clone(), self.connection(&uri, deadline)?),
        };
        let transport = &mut *connection.transport;
        write(transport, &http::request(&uri, form.as_ref()), deadline)?;
        let mut head = read_head(transport, deadline)?;
        watch::answered(head.status);
        let (body, ended) = read_body(transport, &mut head.body, deadline)?;
        if head.stays && !ended {
            self.pool.put(connection);
        }
        let body = head.unpacked(body)?;
        if body.len() > reply::LIMIT {
            return Err(ureq::Error::BodyExceedsLimit(reply::LIMIT as u64));
        }
        Ok(Reply { status: head.status, date: head.date, body })
    }

    fn connection(&self, uri: &Uri, deadline: Instant) -> Result<Box<dyn Transport>, ureq::Error> {
        let whole = left(deadline)?;
        let own = NextTimeout { after: self.connect_timeout.into(), reason: ureq::Timeout::Connect, ..whole };
        let details = ConnectionDetails {
            uri,
            addrs: dial::Later.empty(),
            resolver: &dial::Later,
            config: &self.settings,
            request_level: false,
            now: time::Instant::now(),
            timeout: if whole.after < own.after { whole } else { own },
            current_time: Arc::new(time::Instant::now),
            run_connector: self.connect.clone(),
            register_shutdown: Arc::new(|_| Ok(())),
        };
        let transport = (self.connect)(&details)?;
        if details.needs_tls() && !transport.is_tls() {
            return Err(ureq::Error::TlsRequired);
        }
        Ok(transport)
    }
}

/// What is left of the whole call's time; an error when nothing is.
fn left(deadline: Instant) -> Result<NextTimeout, ureq::Error> {
    let (left, reason) = (deadline.saturating_duration_since(Instant::now()), ureq::Timeout::Global);
    if left.is_zero() {
        return Err(ureq::Error::Timeout(reason));
    }
    Ok(NextTimeout { after: left.into(), reason, per_read: None, per_write: None })
}

/// Hands the request over, which leaves before the reply is read.
fn write(transport: &mut dyn Transport, mut bytes: &[u8], deadline: Instant) -> Result<(), ureq::Error> {
    let timeout = left(deadline)?;
    while !bytes.is_empty() {
        let output = transport.buffers().output();
        let amount = bytes.len().min(output.len());
        output[..amount].copy_from_slice(&bytes[..amount]);
        transport.transmit_output(amount, timeout)?;
        bytes = &bytes[amount..];
    }
    Ok(())
}

/// Reads what comes. False: nothing more does.
fn read(transport: &mut dyn Transport, deadline: Instant) -> Result<bool, ureq::Error> {
    if transport.buffers().input_append_buf().is_empty() {
        return Err(ureq::Error::LargeResponseHeader(transport.buffers().input().len(), http::HEAD_LIMIT));
    }
    transport.await_input(left(deadline)?)
}

fn read_head(transport: &mut dyn Transport, deadline: Instant) -> Result<http::Head, ureq::Error> {
    loop {
        if !read(transport, deadline)? {
            return Err(http::cut_short());
        }
        loop {
            match http::head(transport.buffers().input())? {
                http::Parsed::Part => break,
                http::Parsed::Interim(length) => transport.buffers().input_consume(length),
                http::Parsed::Head(length, head) => {
                    transport.buffers().input_consume(length);
                    return Ok(head);
                }
            }
        }
    }
}

/// The body, and whether the connection's end was its end.
fn read_body(
    transport: &mut dyn Transport,
    body: &mut http::Body,
    deadline: Instant,
) -> Result<(Vec<u8>, bool), ureq::Error> {
    let mut out = Vec::with_capacity(512);
    loop {
        let used = body.read(transport.buffers().input(), &mut out)?;
        transport.buffers().input_consume(used);
        if body.is_whole() {
            return Ok((out, false));
        }
        if out.len() > reply::LIMIT {
            return Err(ureq::Error::BodyExceedsLimit(reply::LIMIT as u64));
        }
        let more = match read(transport, deadline) {
            // A server may end in many ways where the end is all that it has to say.
            Err(ureq::Error::Io(error)) if body.may_end_here() && is_an_end(error.kind()) => false,
            more => more?,
        };
        if !more {
            return if body.may_end_here() { Ok((out, true)) } else { Err(http::cut_short()) };
        }
    }
}

fn is_an_end(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

/// Whether the settings name a proxy; an error when they name one that cannot be used.
pub fn proxy_in_use(config: &Config) -> Result<bool, Failure> {
    Ok(proxy::named(config)?.is_some())
}

/// A client's connections, per process.
///
/// A child of `fork()` inherits the parent's sockets and TLS keys, and perhaps a pool that was locked at that moment. It must use none of it.
/// So the process id is looked at first, without a lock, and a child hangs its own [`Wire`] behind the one it inherited.
#[derive(Default)]
pub struct Wires {
    first: OnceBox<Node>,
}

struct Node {
    process: u32,
    wire: Option<Arc<Wire>>,
    next: OnceBox<Node>,
}

impl Wires {
    /// This process's connections, made on first use.
    pub fn here(&self, config: &Config) -> Result<&Wire, Failure> {
        let process = std::process::id();
        let make = || {
            Wire::new(config).map(|wire| Box::new(Node { process, wire: Some(Arc::new(wire)), next: OnceBox::new() }))
        };
        let mut node = self.first.get_or_try_init(make)?;
        while node.process != process {
            node = node.next.get_or_try_init(make)?;
        }
        // Taken only when the node is dropped.
        node.wire.as_deref().ok_or_else(failure::defect)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            std::mem::forget(self.wire.take());
        }
    }
}
