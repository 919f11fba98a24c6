//! One connection to a server: plain or TLS, and each call within a time limit.

use super::answer::{self, Fault, LONGEST, Value};
use super::words::Words;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub struct Wire {
    stream: Stream,
    timeout: Duration,
    /// When it was last used.
    pub used: Instant,
    /// False after an error that leaves it unclear what the server will say next.
    pub good: bool,
}

enum Stream {
    Plain(Timed),
    Tls(Box<StreamOwned<ClientConnection, Timed>>),
}

impl Wire {
    /// Connects; the TLS handshake is done as well, within the limit for all of it.
    pub fn connect(host: &str, port: u16, tls: Option<&Arc<ClientConfig>>, timeout: Duration) -> Result<Wire> {
        let mut sock = Timed { sock: dial(host, port, timeout)?, until: Instant::now() + timeout };
        let stream = match tls {
            None => Stream::Plain(sock),
            Some(config) => {
                let name = ServerName::try_from(host.to_owned()).map_err(Error::other)?;
                let mut session = ClientConnection::new(config.clone(), name).map_err(Error::other)?;
                while session.is_handshaking() {
                    session.complete_io(&mut sock)?;
                }
                Stream::Tls(Box::new(StreamOwned::new(session, sock)))
            }
        };
        Ok(Wire { stream, timeout, used: Instant::now(), good: true })
    }

    /// Whether the server has neither closed it nor said anything that nobody asked for.
    pub fn is_silent(&mut self) -> bool {
        let sock = match &mut self.stream {
            Stream::Plain(timed) => &timed.sock,
            Stream::Tls(stream) => &stream.sock.sock,
        };
        let looked = sock.set_nonblocking(true).and_then(|()| sock.peek(&mut [0]));
        let blocking = sock.set_nonblocking(false);
        blocking.is_ok() && looked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    fn timed(&mut self) -> &mut Timed {
        match &mut self.stream {
            Stream::Plain(timed) => timed,
            Stream::Tls(stream) => &mut stream.sock,
        }
    }

    /// Says a command and gives the answer.
    pub fn call(&mut self, command: &Words) -> answer::Result<Value> {
        let command = &command.command();
        self.timed().until = Instant::now() + self.timeout;
        // Until the answer is here in full.
        let was_good = std::mem::replace(&mut self.good, false);
        let answer = match &mut self.stream {
            Stream::Plain(stream) => ask(stream, command),
            Stream::Tls(stream) => ask(stream, command),
        };
        let (answer, silent) = answer?;
        self.good = was_good && silent;
        self.used = Instant::now();
        // A refusal is an answer too: the connection is as good as it was.
        answer
    }
}

/// Says a command and reads the answer. What was said beyond that was asked by nobody, and would be taken for the answer to the next command.
fn ask(mut stream: impl Read + Write, command: &[u8]) -> answer::Result<(answer::Result<Value>, bool)> {
    stream.write_all(command)?;
    stream.flush()?;
    let mut said = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        match stream.read(&mut chunk)? {
            0 => return Err(Error::from(ErrorKind::UnexpectedEof).into()),
            n => said.extend_from_slice(&chunk[..n]),
        }
        if let Some(end) = answer::end(&said)? {
            return Ok((answer::read(&said[..end])?, end == said.len()));
        }
        if said.len() > LONGEST {
            return Err(Fault::Strange);
        }
    }
}

/// Tries the addresses in turn; each gets half of the time that is left, the last one all of it.
fn dial(host: &str, port: u16, timeout: Duration) -> Result<TcpStream> {
    let until = Instant::now() + timeout;
    let addresses: Vec<_> = (host, port).to_socket_addrs()?.take(8).collect();
    let mut failure = Error::new(ErrorKind::NotFound, "no such host");
    for (n, address) in addresses.iter().enumerate() {
        let left = until.saturating_duration_since(Instant::now());
        let share = if n + 1 == addresses.len() { left } else { left / 2 };
        if share.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        match TcpStream::connect_timeout(address, share) {
            Ok(sock) => {
                sock.set_nodelay(true)?;
                return Ok(sock);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// A socket with a time at which everything has to be done.
struct Timed {
    sock: TcpStream,
    until: Instant,
}

impl Timed {
    fn left(&self) -> Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Timed {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        self.sock.set_read_timeout(self.left()?)?;
        self.sock.read(buf)
    }
}

impl Write for Timed {
    fn write(&mut self, buf: &[u8]) -> Result<usize> {
        self.sock.set_write_timeout(self.left()?)?;
        self.sock.write(buf)
    }

    fn flush(&mut self) -> Result<()> {
        self.sock.flush()
    }
}
