//! A connection's socket. The HTTP client has one of its own; this one needs fewer system calls for each message, most of them when a kept
//! connection is looked at.

use super::buffers::Room;
use super::watch;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

/// Time limits in steps of this. A socket is told its limit only when that changes, and what is left of a call's limit changes always:
/// two system calls fewer for each message, and a limit that is kept to 20 ms.
const STEP: Duration = Duration::from_millis(20);

/// The socket.
pub struct Socket {
    stream: TcpStream,
    buffers: Room,
    /// The limits that the socket was told last.
    reading: Option<Duration>,
    writing: Option<Duration>,
}

impl Socket {
    pub fn new(stream: TcpStream) -> Socket {
        Socket { stream, buffers: Room::default(), reading: None, writing: None }
    }
}

/// The limit for one read or write, in steps; an error when it is over already.
fn limit(timeout: NextTimeout) -> Result<Option<Duration>, ureq::Error> {
    use ureq::unversioned::transport::time::Duration as Limit;
    match timeout.after {
        Limit::NotHappening => Ok(None),
        Limit::Exact(left) if left.is_zero() => Err(ureq::Error::Timeout(timeout.reason)),
        Limit::Exact(left) => {
            let steps = left.as_millis() / STEP.as_millis() + 1;
            Ok(Some(STEP.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX))))
        }
    }
}

/// A time-out of the socket is the call's.
fn failed(error: std::io::Error, timeout: NextTimeout) -> ureq::Error {
    match error.kind() {
        // Unix says the one, Windows the other.
        ErrorKind::WouldBlock | ErrorKind::TimedOut => ureq::Error::Timeout(timeout.reason),
        _ => error.into(),
    }
}

impl Transport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let limit = limit(timeout)?;
        if self.writing != limit {
            self.stream.set_write_timeout(limit)?;
            self.writing = limit;
        }
        let mut rest = &self.buffers.output()[..amount];
        while !rest.is_empty() {
            match self.stream.write(rest) {
                Ok(0) => return Err(std::io::Error::from(ErrorKind::WriteZero).into()),
                Ok(n) => {
                    watch::took(n);
                    rest = &rest[n..];
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error, timeout)),
            }
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let start = Instant::now();
        let whole = limit(timeout)?;
        let mut limit = whole;
        let amount = loop {
            if self.reading != limit {
                self.stream.set_read_timeout(limit)?;
                self.reading = limit;
            }
            match self.stream.read(self.buffers.input_append_buf()) {
                // A signal of the host's. A read with a limit is not taken up again by the system, so what is left is waited for here.
                Err(error) if error.kind() == ErrorKind::Interrupted => {
                    limit = whole.map(|whole| whole.saturating_sub(start.elapsed()));
                    if limit.is_some_and(|left| left.is_zero()) {
                        return Err(ureq::Error::Timeout(timeout.reason));
                    }
                }
                read => break read.map_err(|error| failed(error, timeout))?,
            }
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    /// Neither closed nor spoken to since it was read to the end: a look at the first byte finds none, without waiting for one.
    fn is_open(&mut self) -> bool {
        // It is asked of a connection between two requests.
        self.buffers.rest();
        matches!(self.peek(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    fn is_tls(&self) -> bool {
        false
    }
}

impl Socket {
    #[cfg(unix)]
    #[allow(unsafe_code)]
    fn peek(&self) -> std::io::Result<usize> {
        let mut byte = 0u8;
        let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
        // The buffer is one byte, as said, and the descriptor is open as long as the stream lives.
        let seen =
            unsafe { libc::recv(std::os::fd::AsRawFd::as_raw_fd(&self.stream), (&raw mut byte).cast(), 1, flags) };
        usize::try_from(seen).map_err(|_| std::io::Error::last_os_error())
    }

    /// Where a single read cannot be asked not to wait, the whole socket is.
    #[cfg(not(unix))]
    fn peek(&self) -> std::io::Result<usize> {
        self.stream.set_nonblocking(true)?;
        let seen = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false)?;
        seen
    }
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Socket")
    }
}
