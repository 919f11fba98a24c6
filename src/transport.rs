//! One HTTPS request, one reply, and the one question that matters when it fails: had a byte of the request left?
//!
//! The connector chain is put together here from the HTTP client's parts: `dial` looks names up and connects, `tls` finishes the handshake
//! before anything is written, `watch` notes the moment the first byte of the request is handed over. Nothing is ever tried twice here
//! but the addresses of a name, before any of them has accepted a connection.

mod buffers;
mod dial;
#[cfg(unix)]
mod early;
mod failure;
mod proxy;
mod socket;
mod tls;
mod watch;

use crate::answer::Failure;
use crate::config::{Config, Method};
use crate::reply;
use once_cell::race::OnceBox;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::unversioned::transport::{ConnectProxyConnector, Connector};

pub(crate) use failure::cause;
pub use failure::tls as tls_failure;
pub use tls::verifier;
#[cfg(test)]
pub(crate) use watch::leave;
pub(crate) use watch::{begin, has_left};

/// How many idle connections are kept to one host.
const IDLE_PER_HOST: usize = 16;

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

/// The HTTP client of one process. After `fork()` the child has none of it: see [`Wires`].
pub struct Wire {
    agent: ureq::Agent,
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
        let idle = if config.keep_alive.is_zero() { 0 } else { IDLE_PER_HOST };
        let settings = ureq::Agent::config_builder()
            .proxy(proxy)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(config.connect_timeout))
            .max_idle_age(config.keep_alive)
            .max_idle_connections(idle)
            .max_idle_connections_per_host(idle)
            .user_agent(concat!("ihuyi/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("")
            .build();
        let chain =
            ().chain(ConnectProxyConnector::default())
                .chain(dial::Dial::default())
                .chain(tls::Tls::new(config)?)
                .chain(watch::Watch { proxied });
        Ok(Wire { agent: ureq::Agent::with_parts(settings, chain, dial::Later) })
    }

    /// Sends the request once and reads the whole reply, all before the deadline.
    pub fn exchange(&self, request: &Request, deadline: Instant) -> Result<Reply, Miss> {
        watch::begin();
        let left = deadline.saturating_duration_since(Instant::now());
        let outcome =
            if left.is_zero() { Err(ureq::Error::Timeout(ureq::Timeout::Global)) } else { self.run(request, left) };
        outcome.map_err(|error| {
            let trace = watch::seen();
            let status = trace.status;
            Miss { failure: failure::explain(error, trace, request.url, self.agent.config().proxy()), status }
        })
    }

    fn run(&self, request: &Request, limit: Duration) -> Result<Reply, ureq::Error> {
        match request.method {
            Method::Post => buffers::make_room(request.url.len(), request.body.len()),
            Method::Get => buffers::make_room(request.url.len() + 1 + request.body.len(), 0),
        }
        let mut response = match request.method {
            Method::Post => self
                .agent
                .post(request.url)
                .header("Content-Type", request.content_type)
                .config()
                .timeout_global(Some(limit))
                .build()
                .send(request.body)?,
            Method::Get => {
                let joint = if request.url.contains('?') { '&' } else { '?' };
                let url = format!("{}{joint}{}", request.url, request.body);
                // A GET may be answered from a cache: with the same text, an old "accepted" for a message that was never taken.
                let get =
                    self.agent.get(&url).header("Cache-Control", "no-cache, no-store").header("Pragma", "no-cache");
                get.config().timeout_global(Some(limit)).build().call()?
            }
        };
        let date = response.headers().get("date").and_then(|date| date.to_str().ok()).and_then(unix_seconds);
        let status = response.status().as_u16();
        watch::answered(status);
        let mut body = Vec::with_capacity(512);
        response.body_mut().as_reader().take(reply::LIMIT as u64 + 1).read_to_end(&mut body)?;
        if body.len() > reply::LIMIT {
            return Err(ureq::Error::BodyExceedsLimit(reply::LIMIT as u64));
        }
        Ok(Reply { status, date, body })
    }
}

/// The proxy that a URL is asked for through.
pub fn proxy_for(config: &Config, url: &ureq::http::Uri) -> Result<Option<ureq::Proxy>, Failure> {
    Ok(proxy::named(config)?.filter(|proxy| !proxy.is_no_proxy(url)))
}

/// Whether the settings name a proxy; an error when they name one that cannot be used.
pub fn proxy_in_use(config: &Config) -> Result<bool, Failure> {
    Ok(proxy::named(config)?.is_some())
}

fn unix_seconds(date: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(date).ok()?;
    Some(time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() as i64)
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
