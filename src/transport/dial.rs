//! Looks a name up, within the time limit, and connects to its addresses in turn.

use super::watch::{self, Trouble};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use ureq::http::Uri;
use ureq::unversioned::resolver::{ArrayVec, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::time::{Duration, Instant};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport};

/// A lookup that hangs keeps its thread until the system's resolver gives up. No more than these hang at once.
const LOOKUPS: usize = 16;

/// The HTTP client asks for addresses before it looks into its pool. They are looked up only when a connection is really made, by [`Dial`].
#[derive(Debug)]
pub struct Later;

impl Resolver for Later {
    fn resolve(&self, _: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

/// The connector.
#[derive(Debug, Default)]
pub struct Dial {
    tcp: TcpConnector,
    hanging: Arc<AtomicUsize>,
}

impl<In: Transport> Connector<In> for Dial {
    type Out = Coarse<<TcpConnector as Connector<In>>::Out>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        if chained.is_some() {
            return Ok(self.tcp.connect(details, chained)?.map(Coarse));
        }
        let addrs = self.look_up(details.uri, details.timeout)?;
        let now = (details.current_time)();
        let details = ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now,
            timeout: remaining(details.timeout, details.now, now),
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        Ok(self.tcp.connect(&details, chained)?.map(Coarse))
    }
}

/// Time limits in steps of this. A socket is told its limit only when that changes, and what is left of a call's limit changes always.
const STEP: std::time::Duration = std::time::Duration::from_millis(20);

/// A socket whose limits are rounded up to the next [`STEP`]: two system calls fewer for each message, and a limit that is kept to 20 ms.
#[derive(Debug)]
pub struct Coarse<T>(T);

fn rounded(timeout: NextTimeout) -> NextTimeout {
    let after = match timeout.after {
        Duration::Exact(left) if !left.is_zero() => {
            let steps = left.as_millis() as u64 / STEP.as_millis() as u64 + 1;
            Duration::from_millis(steps.saturating_mul(STEP.as_millis() as u64))
        }
        after => after,
    };
    NextTimeout { after, ..timeout }
}

impl<T: Transport> Transport for Coarse<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.0.transmit_output(amount, rounded(timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.0.await_input(rounded(timeout))
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

/// What is left of a time limit that began at `start`.
pub fn remaining(timeout: NextTimeout, start: Instant, now: Instant) -> NextTimeout {
    let after = match (timeout.after, start, now) {
        (Duration::Exact(limit), Instant::Exact(start), Instant::Exact(now)) => {
            Duration::Exact(limit.saturating_sub(now.saturating_duration_since(start)))
        }
        (after, ..) => after,
    };
    NextTimeout { after, ..timeout }
}

impl Dial {
    fn look_up(&self, uri: &Uri, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let bad = || ureq::Error::BadUri("no host".to_owned());
        let host = uri.host().ok_or_else(bad)?;
        let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
        let port = uri.port_u16().unwrap_or(default);
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(list([SocketAddr::new(address, port)].into_iter()));
        }
        let addresses = self.ask_system(host.to_owned(), port, timeout)?;
        let addresses = list(addresses.into_iter());
        if addresses.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(addresses) }
    }

    /// The system's resolver takes no time limit, so it is asked on a thread that may be left behind.
    fn ask_system(&self, host: String, port: u16, timeout: NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> {
        let place = Place::take(&self.hanging).ok_or_else(|| {
            watch::note(Trouble::LookupsHang);
            ureq::Error::HostNotFound
        })?;
        let (sender, receiver) = mpsc::sync_channel(1);
        let started = std::thread::Builder::new().name("ihuyi-lookup".to_owned()).spawn(move || {
            let found = (host.as_str(), port).to_socket_addrs().map(|found| found.collect::<Vec<_>>());
            drop(place);
            // Nobody listens any more when the time limit was first.
            let _ = sender.send(found);
        });
        started.map_err(ureq::Error::Io)?;
        let limit = match timeout.after {
            Duration::Exact(limit) => limit,
            Duration::NotHappening => std::time::Duration::from_secs(600),
        };
        match receiver.recv_timeout(limit) {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                watch::note(Trouble::Name(error.to_string()));
                Err(ureq::Error::HostNotFound)
            }
            Err(RecvTimeoutError::Timeout) => Err(ureq::Error::Timeout(timeout.reason)),
            Err(RecvTimeoutError::Disconnected) => Err(ureq::Error::Io(ErrorKind::Other.into())),
        }
    }
}

fn list(found: impl Iterator<Item = SocketAddr>) -> ResolvedSocketAddrs {
    let mut out = ArrayVec::from_fn(|_| SocketAddr::from(([0, 0, 0, 0], 0)));
    for address in found.take(16) {
        out.push(address);
    }
    out
}

/// One of the [`LOOKUPS`], given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(count: &Arc<AtomicUsize>) -> Option<Place> {
        let taken = count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| (n < LOOKUPS).then_some(n + 1));
        taken.ok().map(|_| Place(count.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_lookups_hang() {
        let count = Arc::new(AtomicUsize::new(0));
        let mut places: Vec<_> = (0..LOOKUPS).map(|_| Place::take(&count).unwrap()).collect();
        assert!(Place::take(&count).is_none());
        places.pop();
        assert!(Place::take(&count).is_some());
    }
}
