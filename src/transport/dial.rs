//! Looks a name up, within the time limit, and connects to its addresses in turn.

use super::socket::Socket;
use super::watch::{self, Trouble};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use ureq::http::Uri;
use ureq::unversioned::resolver::{ArrayVec, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::time::{Duration, Instant};
use ureq::unversioned::transport::{ConnectionDetails, Connector, Either, NextTimeout, Transport};

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
    hanging: Arc<AtomicUsize>,
}

impl<In: Transport> Connector<In> for Dial {
    type Out = Either<In, Socket>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(tunnel) = chained {
            return Ok(Some(Either::A(tunnel)));
        }
        let addresses = self.look_up(details.uri, details.timeout)?;
        let now = (details.current_time)();
        let stream = connect(&addresses, remaining(details.timeout, details.now, now))?;
        if details.config.no_delay() {
            stream.set_nodelay(true)?;
        }
        Ok(Some(Either::B(Socket::new(stream))))
    }
}

/// Tries the addresses in turn. Each gets half of the time that is left, the last one all of it, so that one that swallows packets leaves
/// some to the next. Whatever went wrong with one, nothing was sent to it.
fn connect(addresses: &[SocketAddr], timeout: NextTimeout) -> Result<TcpStream, ureq::Error> {
    let start = std::time::Instant::now();
    let mut failure = ureq::Error::HostNotFound;
    for (n, address) in addresses.iter().enumerate() {
        let attempt = match timeout.after {
            Duration::NotHappening => TcpStream::connect(address),
            Duration::Exact(limit) => {
                let left = limit.saturating_sub(start.elapsed());
                let share = if n + 1 == addresses.len() { left } else { left / 2 };
                if share.is_zero() {
                    return Err(ureq::Error::Timeout(timeout.reason));
                }
                TcpStream::connect_timeout(address, share)
            }
        };
        match attempt {
            Ok(stream) => return Ok(stream),
            Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => {
                failure = ureq::Error::Timeout(timeout.reason);
            }
            Err(error) => failure = error.into(),
        }
    }
    Err(failure)
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

    fn within(limit: std::time::Duration) -> NextTimeout {
        NextTimeout { after: limit.into(), reason: ureq::Timeout::Connect, per_read: None, per_write: None }
    }

    #[test]
    fn an_address_that_refuses_does_not_end_it() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let open = listener.local_addr().unwrap();
        // Nothing listens at port 0.
        let refuses = SocketAddr::from(([127, 0, 0, 1], 0));
        let long = std::time::Duration::from_secs(600);
        assert_eq!(connect(&[refuses, open], within(long)).unwrap().peer_addr().unwrap(), open);
        assert!(matches!(connect(&[refuses], within(long)), Err(ureq::Error::Io(_))));
        assert!(matches!(connect(&[open], within(std::time::Duration::ZERO)), Err(ureq::Error::Timeout(_))));
    }

    #[test]
    fn only_so_many_lookups_hang() {
        let count = Arc::new(AtomicUsize::new(0));
        let mut places: Vec<_> = (0..LOOKUPS).map(|_| Place::take(&count).unwrap()).collect();
        assert!(Place::take(&count).is_none());
        places.pop();
        assert!(Place::take(&count).is_some());
    }
}
