//! One HTTPS request, one reply, and the one question that matters when it fails: had a byte of the request left?
//!
//! The connector chain is put together here from the HTTP client's parts: `dial` looks names up and connects, `tls` finishes the handshake
//! before anything is written, `watch` notes the moment the first byte of the request is handed over. Nothing is ever tried twice here
//! but the addresses of a name, before any of them has accepted a connection.

mod dial;
mod failure;
mod tls;
mod watch;

use crate::answer::Failure;
use crate::codes::own;
use crate::config::{Config, Method, Proxy};
use crate::reply;
use once_cell::race::OnceBox;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::unversioned::transport::{ConnectProxyConnector, Connector};

pub(crate) use failure::lost;
pub use failure::tls as tls_failure;
pub use tls::verifier;
pub(crate) use watch::has_left;

/// How many idle connections are kept to one host.
const IDLE_PER_HOST: usize = 16;

/// What goes out.
pub struct Request<'a> {
    /// POST with `form` as the body, or GET with `form` behind the URL.
    pub method: Method,
    /// The URL; may have a query already.
    pub url: &'a str,
    /// Form-encoded fields.
    pub form: &'a str,
}

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
    proxied: bool,
}

impl Wire {
    fn new(config: &Config) -> Result<Wire, Failure> {
        let proxy = match &config.proxy {
            Proxy::None => None,
            Proxy::Env => environment_proxy()?,
            Proxy::Url(url) => ureq::Proxy::new(url).ok(),
        };
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
        Ok(Wire { agent: ureq::Agent::with_parts(settings, chain, dial::Later), proxied })
    }

    /// Sends the request once and reads the whole reply, all before the deadline.
    ///
    /// The failure's code says what became of the request: one of the -200s when no byte of it left, `UNKNOWN` when one did.
    pub fn exchange(&self, request: &Request, deadline: Instant) -> Result<Reply, Failure> {
        watch::begin();
        let left = deadline.saturating_duration_since(Instant::now());
        let outcome =
            if left.is_zero() { Err(ureq::Error::Timeout(ureq::Timeout::Global)) } else { self.run(request, left) };
        outcome.map_err(|error| failure::explain(error, watch::end(), request.url, self.proxied))
    }

    fn run(&self, request: &Request, limit: Duration) -> Result<Reply, ureq::Error> {
        let mut response = match request.method {
            Method::Post => self
                .agent
                .post(request.url)
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .config()
                .timeout_global(Some(limit))
                .build()
                .send(request.form)?,
            Method::Get => {
                let joint = if request.url.contains('?') { '&' } else { '?' };
                let url = format!("{}{joint}{}", request.url, request.form);
                self.agent.get(&url).config().timeout_global(Some(limit)).build().call()?
            }
        };
        let date = response.headers().get("date").and_then(|date| date.to_str().ok()).and_then(unix_seconds);
        let status = response.status().as_u16();
        let mut body = Vec::with_capacity(512);
        response.body_mut().as_reader().take(reply::LIMIT as u64 + 1).read_to_end(&mut body)?;
        if body.len() > reply::LIMIT {
            return Err(ureq::Error::BodyExceedsLimit(reply::LIMIT as u64));
        }
        Ok(Reply { status, date, body })
    }
}

/// The environment's proxy. A kind that is not spoken here must not mean going past it.
fn environment_proxy() -> Result<Option<ureq::Proxy>, Failure> {
    let found = ureq::Proxy::try_from_env();
    match found.as_ref().map(ureq::Proxy::protocol) {
        None | Some(ureq::ProxyProtocol::Http) => Ok(found),
        Some(_) => Err(Failure::new(
            own::PROXY,
            "环境变量里的代理不是 http:// 代理，未发送。请改用 http 代理，或设置 proxy = none 直连。",
            "The environment's proxy is not an http:// one; nothing was sent. Use an http proxy, or set proxy = none to go without.",
        )),
    }
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
