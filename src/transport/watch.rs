//! Notes the moment the system takes a byte of the request. From then on nobody can know what the gateway did, until it answers.
//!
//! The note is kept per thread: the HTTP client does all its writing on the thread that called.
//!
//! Head and body of a request are gathered here and leave together, in one TLS record and one system call.

use super::buffers::{GATHER, KEPT};
use super::dial::remaining;
use std::cell::RefCell;
use ureq::unversioned::transport::time::Instant;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// What is known of the call at hand on this thread.
#[derive(Debug, Default)]
pub struct Trace {
    /// How many bytes the system had taken for this call before it was handed the first of the request.
    asked: Option<usize>,
    /// Bytes that the system took for this call, of whatever kind.
    taken: usize,
    /// The HTTP status that came back; 0 while none has.
    pub status: u16,
    /// A connection through a proxy is being made: its time limit is the connection's.
    pub connecting: bool,
    /// What a connector knows of its own failure that the HTTP client's error type has no room for.
    pub trouble: Option<Trouble>,
}

/// Whether a write that fails has written nothing. Linux takes what it can and says how much that was; it fails only when it takes nothing
/// at all. Elsewhere a write may fail although the system took a part.
const FAILURE_IS_WHOLE: bool = cfg!(target_os = "linux");

impl Trace {
    /// A byte of the request has been handed over, or may have been.
    pub fn left(&self) -> bool {
        self.asked.is_some_and(|before| self.taken > before || !FAILURE_IS_WHOLE)
    }
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
        asked: trace.asked,
        taken: trace.taken,
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
    CALL.with_borrow(Trace::left)
}

/// The first byte of the request is about to be handed over, or another one.
fn ask() {
    CALL.with_borrow_mut(|trace| {
        trace.asked.get_or_insert(trace.taken);
    });
}

/// The system took so many bytes.
pub fn took(bytes: usize) {
    CALL.with_borrow_mut(|trace| trace.taken += bytes);
}

/// A byte of the request leaves.
#[cfg(test)]
pub fn leave() {
    ask();
    took(1);
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
        let mut gathered = std::mem::take(&mut self.gathered);
        let mut rest = gathered.as_slice();
        while !rest.is_empty() {
            let output = self.inner.buffers().output();
            let amount = rest.len().min(output.len());
            output[..amount].copy_from_slice(&rest[..amount]);
            // Before the write: a write that fails may have written, and TLS keeps what it could not write for later.
            if self.limit.is_none() {
                ask();
            }
            self.inner.transmit_output(amount, timeout)?;
            rest = &rest[amount..];
        }
        if gathered.capacity() <= KEPT {
            gathered.clear();
            self.gathered = gathered;
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::transport::buffers::Room;
    use crate::transport::socket::Socket;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::time::Duration;

    fn within(limit: Duration) -> NextTimeout {
        NextTimeout { after: limit.into(), reason: ureq::Timeout::Global, per_read: None, per_write: None }
    }

    fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (client, listener.accept().unwrap().0)
    }

    /// Asks on a connection, and says whether that failed and whether a byte left.
    fn ask_on(transport: impl Transport, limit: Duration) -> (bool, bool) {
        begin();
        let mut watched = Watched { inner: transport, limit: None, gathered: Vec::new() };
        watched.buffers().output()[..7].copy_from_slice(b"request");
        watched.transmit_output(7, within(limit)).unwrap();
        assert!(!has_left(), "it is gathered first");
        (watched.await_input(within(limit)).is_err(), has_left())
    }

    fn socket(stream: TcpStream) -> Socket {
        Socket::new(stream)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn what_was_written_has_left() {
        let (client, mut server) = pair();
        server.write_all(b"reply").unwrap();
        assert_eq!(ask_on(socket(client), LONG), (false, true));
        let (client, server) = pair();
        // It ends; what is written after that is taken all the same.
        drop(server);
        assert!(ask_on(socket(client), LONG).1);
    }

    #[test]
    fn a_write_that_fails_whole_has_not() {
        let (mut client, server) = pair();
        client.write_all(b"not read").unwrap();
        // Closed with something unread: that is an RST.
        drop(server);
        client.read(&mut [0]).unwrap_err();
        assert_eq!(ask_on(socket(client), LONG), (true, false));
        let (client, _server) = pair();
        assert_eq!(ask_on(socket(client), Duration::ZERO), (true, false));
    }

    /// As TLS does: it keeps what it could not write, says nothing of that, and tries again before it reads.
    #[derive(Debug)]
    struct Late {
        buffers: Room,
        takes: usize,
    }

    impl Transport for Late {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), ureq::Error> {
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
            took(self.takes);
            Err(std::io::Error::from(std::io::ErrorKind::BrokenPipe).into())
        }

        fn is_open(&mut self) -> bool {
            false
        }
    }

    #[test]
    fn what_is_written_late_has_left_then() {
        for takes in [0, 1] {
            let late = Late { buffers: Room::default(), takes };
            assert_eq!(ask_on(late, LONG), (true, takes == 1));
        }
    }

    #[test]
    fn what_came_before_the_request_is_none_of_it() {
        begin();
        took(300);
        assert!(!has_left());
        ask();
        assert!(!has_left());
        took(1);
        assert!(has_left());
        ask();
        assert!(has_left());
    }
}
