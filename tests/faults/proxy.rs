//! A proxy on this machine, between client and gateway, that counts bytes and breaks one thing when it is told to.
//!
//! It knows nothing of HTTP or TLS but where their messages and records end. What passed is counted before it passes on, so that whoever
//! holds an answer finds in the count all that led to it.

use super::place::Place;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// The direction of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Request = 0,
    Reply = 1,
}

/// What is done at the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// RST to both sides.
    Reset,
    /// An orderly end (FIN) to both sides. What they say after that is read and dropped.
    Close,
    /// The rest comes a moment later.
    Split,
    /// Nothing more passes, until the client gives up.
    Stall,
    /// The byte at the place is changed by these bits.
    Flip(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub way: Way,
    pub place: Place,
    pub act: Act,
}

/// What a connection carried since the proxy was armed.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// What the client and the gateway sent, whether it passed or not.
    pub came: [Vec<u8>; 2],
    /// How many bytes of that were handed on.
    pub passed: [usize; 2],
    /// How much of the gateway's had passed when the client sent its first encrypted record: all of the handshake that it needs.
    pub flight: Option<usize>,
    /// Which byte of which direction was changed.
    pub flipped: Option<(Way, usize)>,
}

#[derive(Default)]
struct State {
    fault: Option<Fault>,
    /// The connection is broken as soon as it is there.
    refuse: Option<Act>,
    /// Counts up whenever the proxy is armed.
    round: usize,
    seen: Vec<Seen>,
    /// Connections that have not ended.
    live: usize,
    struck: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// No connection is taken any more.
    over: AtomicBool,
}

pub struct Proxy {
    /// `127.0.0.1:PORT`
    pub authority: String,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

/// So that no thread of a test is left when the process ends: LeakSanitizer took what such a thread holds for lost.
impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // It waits for a connection and looks only then.
        let woken = TcpStream::connect(&self.authority).is_ok();
        if let (true, Some(listening)) = (woken, self.listening.take()) {
            let _ = listening.join();
        }
    }
}

impl Proxy {
    pub fn before(gateway: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared::default());
        let (gateway, at_work) = (gateway.to_owned(), shared.clone());
        let listening = std::thread::spawn(move || {
            for client in listener.incoming() {
                if at_work.over.load(Ordering::SeqCst) {
                    break;
                }
                let (client, shared) = (client.unwrap(), at_work.clone());
                client.set_nodelay(true).unwrap();
                let gateway = TcpStream::connect(&gateway).expect("the sandbox accepts connections");
                gateway.set_nodelay(true).unwrap();
                let (round, place, refuse) = shared.welcome();
                std::thread::spawn(move || {
                    let carrier = Carrier { ends: [client, gateway], shared: &shared, round, place };
                    carrier.carry(refuse);
                    shared.state.lock().unwrap().live -= 1;
                    shared.changed.notify_all();
                });
            }
        });
        Proxy { authority, shared, listening: Some(listening) }
    }

    /// Forgets what was seen; the fault strikes once, at whichever connection comes to its place first.
    pub fn arm(&self, fault: Option<Fault>) {
        self.arm_with(fault, None);
    }

    /// The next connection is broken before anything is read from it.
    pub fn arm_at_once(&self, act: Act) {
        self.arm_with(None, Some(act));
    }

    fn arm_with(&self, fault: Option<Fault>, refuse: Option<Act>) {
        let mut state = self.shared.state.lock().unwrap();
        let round = state.round + 1;
        *state = State { fault, refuse, round, seen: Vec::new(), live: state.live, struck: false };
    }

    /// What each connection carried since the proxy was armed. One that was made before and carried nothing since is not among them.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.state.lock().unwrap().seen.clone()
    }

    /// The same, when all of them have ended.
    pub fn seen_at_the_end(&self) -> Vec<Seen> {
        self.wait("connections end", |state| state.live == 0);
        self.seen()
    }

    /// Waits until the fault has struck, and the connection is as broken as it will be.
    pub fn struck(&self) {
        self.wait("the fault strikes", |state| state.struck);
    }

    /// What never comes fails the test after a minute instead of hanging it.
    fn wait(&self, what: &str, come: impl Fn(&State) -> bool) {
        let state = self.shared.state.lock().unwrap();
        let limit = Duration::from_secs(60);
        let (_state, waited) = self.shared.changed.wait_timeout_while(state, limit, |state| !come(state)).unwrap();
        assert!(!waited.timed_out(), "never seen: {what}");
    }
}

impl Shared {
    /// A connection was made: the round, its place in the list of what was seen, and whether it is broken at once.
    fn welcome(&self) -> (usize, usize, Option<Act>) {
        let mut state = self.state.lock().unwrap();
        state.live += 1;
        state.seen.push(Seen::default());
        (state.round, state.seen.len() - 1, state.refuse.take())
    }
}

/// What is to be done with bytes that came: these pass, then something happens, then these pass.
struct Order {
    first: Vec<u8>,
    act: Option<Act>,
    rest: Vec<u8>,
}

/// One connection.
struct Carrier<'a> {
    /// The client's and the gateway's.
    ends: [TcpStream; 2],
    shared: &'a Shared,
    round: usize,
    /// Its place in the list of what was seen.
    place: usize,
}

impl Carrier<'_> {
    fn carry(mut self, refuse: Option<Act>) {
        if let Some(act) = refuse {
            return self.strike(act);
        }
        let mut chunk = [0; 64 * 1024];
        let mut open = [true, true];
        loop {
            let ready = wait_for_input(&self.ends, open);
            for way in [Way::Request, Way::Reply] {
                if !ready[way as usize] {
                    continue;
                }
                let n = self.ends[way as usize].read(&mut chunk).unwrap_or(0);
                if n == 0 && way == Way::Request {
                    // The client has what it wanted, or has given up. What the gateway says now is nobody's.
                    let _ = self.ends[1].shutdown(Shutdown::Write);
                    return drain(&mut self.ends[1]);
                }
                if n == 0 {
                    open[1] = false;
                    let _ = self.ends[0].shutdown(Shutdown::Write);
                    continue;
                }
                let Order { first, act, rest } = self.judge(way, &chunk[..n]);
                let to = 1 - way as usize;
                let _ = self.ends[to].write_all(&first);
                match act {
                    Some(Act::Split) => std::thread::sleep(Duration::from_millis(1)),
                    None | Some(Act::Flip(_)) => {}
                    Some(act) => return self.strike(act),
                }
                let _ = self.ends[to].write_all(&rest);
            }
        }
    }

    /// Counts what came, and finds out whether the fault strikes in it.
    fn judge(&mut self, way: Way, bytes: &[u8]) -> Order {
        let mut state = self.shared.state.lock().unwrap();
        if state.round != self.round {
            // A kept connection, in use again.
            self.round = state.round;
            self.place = state.seen.len();
            state.seen.push(Seen::default());
        }
        let State { fault, seen, .. } = &mut *state;
        let seen = &mut seen[self.place];
        let stream = &mut seen.came[way as usize];
        let before = stream.len();
        stream.extend_from_slice(bytes);
        let here = fault.filter(|fault| fault.way == way);
        let here = here.and_then(|fault| Some((fault.act, fault.place.offset(stream)?)));
        let here = here.filter(|(act, offset)| match act {
            Act::Flip(_) | Act::Split => (before..stream.len()).contains(offset),
            _ => (before..=stream.len()).contains(offset),
        });
        let mut order = Order { first: bytes.to_vec(), act: None, rest: Vec::new() };
        if let Some((act, offset)) = here {
            *fault = None;
            order.act = Some(act);
            match act {
                Act::Flip(bits) => {
                    order.first[offset - before] ^= bits;
                    seen.flipped = Some((way, offset));
                }
                _ => order.rest = order.first.split_off(offset - before),
            }
        }
        let rest = if order.act == Some(Act::Split) { order.rest.len() } else { 0 };
        seen.passed[way as usize] += order.first.len() + rest;
        if way == Way::Request && seen.flight.is_none() && super::place::records(&seen.came[0]).any(|r| r.kind == 23) {
            seen.flight = Some(seen.passed[1]);
        }
        order
    }

    fn strike(mut self, act: Act) {
        let shared = self.shared;
        let struck = || {
            shared.state.lock().unwrap().struck = true;
            shared.changed.notify_all();
        };
        match act {
            Act::Reset => {
                for end in &self.ends {
                    reset_when_dropped(end);
                }
                drop(self);
                struck();
            }
            Act::Close => {
                // The gateway first: when the client knows, the gateway has nothing more to wait for.
                for end in [1, 0] {
                    let _ = self.ends[end].shutdown(Shutdown::Write);
                }
                struck();
                drain(&mut self.ends[0]);
                drain(&mut self.ends[1]);
            }
            Act::Stall => {
                struck();
                drain(&mut self.ends[0]);
            }
            Act::Split | Act::Flip(_) => unreachable!("they end nothing"),
        }
    }
}

/// Reads to the end, however it ends.
fn drain(stream: &mut TcpStream) {
    while stream.read(&mut [0; 4096]).is_ok_and(|n| n > 0) {}
}

/// Which of the two have something to read, or have ended.
fn wait_for_input(ends: &[TcpStream; 2], open: [bool; 2]) -> [bool; 2] {
    let mut polled = [0, 1].map(|n: usize| libc::pollfd {
        fd: if open[n] { ends[n].as_raw_fd() } else { -1 },
        events: libc::POLLIN,
        revents: 0,
    });
    // Both descriptors are open as long as their streams, and the array holds two.
    let count = unsafe { libc::poll(polled.as_mut_ptr(), 2, -1) };
    assert!(count > 0, "{}", std::io::Error::last_os_error());
    polled.map(|one| one.revents != 0)
}

/// Closing will send RST, and throw away what was not sent yet.
fn reset_when_dropped(stream: &TcpStream) {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let size = size_of::<libc::linger>() as libc::socklen_t;
    // The option's value is a linger, of the length given.
    let done = unsafe {
        libc::setsockopt(stream.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, (&raw const linger).cast(), size)
    };
    assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
}
