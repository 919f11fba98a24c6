//! What a client holds in memory: counted by the allocator, byte by byte, so that a page more or less of the system's is no excuse.

use ihuyi::answer::Outcome;
use ihuyi::client::Client;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::service::Service;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex};

/// The system's allocator, which counts for those threads that asked for it. The servers here are in the same process and did not.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static COUNT: Cell<Option<&'static AtomicIsize>> = const { Cell::new(None) };
}

fn count(bytes: usize, sign: isize) {
    // A thread that ends has no cell any more.
    if let Ok(Some(count)) = COUNT.try_with(Cell::get) {
        count.fetch_add(sign * bytes as isize, Ordering::SeqCst);
    }
}

// Everything is the system's; nothing is done beside it but to count.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), -1);
        count(size, 1);
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        unsafe { System.dealloc(old, layout) }
    }
}

/// Runs it with what this thread allocates counted.
fn counted<T>(count: &'static AtomicIsize, run: impl FnOnce() -> T) -> T {
    COUNT.set(Some(count));
    let done = run();
    COUNT.set(None);
    done
}

/// A certificate for 127.0.0.1 that is its own authority, and the file for the client to trust. No tickets: what is kept of them belongs to a
/// server and not to a connection, and comes to an end after some.
fn identity(name: &str) -> (Arc<ServerConfig>, PathBuf) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.key_pair.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    config.send_tls13_tickets = 0;
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("footprint-{name}-{}.pem", std::process::id()));
    std::fs::write(&file, made.cert.pem()).unwrap();
    (Arc::new(config), file)
}

/// Answers wait here while it is closed.
#[derive(Default)]
struct Gate {
    closed: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn close(&self, closed: bool) {
        *self.closed.lock().unwrap() = closed;
        self.opened.notify_all();
    }

    fn pass(&self) {
        let mut closed = self.closed.lock().unwrap();
        while *closed {
            closed = self.opened.wait(closed).unwrap();
        }
    }
}

enum Event {
    /// A whole request has reached the server.
    Asked,
    Answered(Outcome),
}

/// Answers requests well, when the gate lets it.
fn converse(mut stream: impl Read + Write, gate: &Gate, events: &Sender<Event>) {
    loop {
        let mut text = String::new();
        let mut chunk = [0; 4096];
        while !text.contains("format=json") {
            match stream.read(&mut chunk) {
                Ok(n @ 1..) => text.push_str(&String::from_utf8_lossy(&chunk[..n])),
                _ => return,
            }
        }
        let _ = events.send(Event::Asked);
        gate.pass();
        let body = r#"{"code":2,"msg":"提交成功","smsid":"16842079209571524017"}"#;
        if write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).is_err() {
            return;
        }
    }
}

/// Its address.
fn server(tls: Option<Arc<ServerConfig>>, gate: Arc<Gate>, events: Sender<Event>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (tls, gate, events, stream) = (tls.clone(), gate.clone(), events.clone(), stream.unwrap());
            std::thread::spawn(move || match tls {
                Some(config) => {
                    converse(StreamOwned::new(ServerConnection::new(config).unwrap(), stream), &gate, &events)
                }
                None => converse(stream, &gate, &events),
            });
        }
    });
    url
}

fn client(url: &str, ca: &str, keep_alive: &str, method: &str) -> Client {
    let mut config = Config::default();
    for (key, value) in [
        ("account", "C00000000"),
        ("apikey", "0123456789abcdef0123456789abcdef"),
        ("gateway", url),
        ("ca_file", ca),
        ("keep_alive", keep_alive),
        ("method", method),
        ("content_limit", "1000"),
        ("timeout", "600"),
    ] {
        if !value.is_empty() {
            config.set(key, value).unwrap();
        }
    }
    Client::new(config)
}

fn send(client: &Client, content: &str) -> Outcome {
    let mobile = "13800000000";
    client.submit(&Submission { service: Service::Sms, mobile, content, template_id: None, schedule: None }).outcome
}

const CONTENT: &str = "您的验证码是：123456。请不要把验证码泄露给其他人。";

/// Bytes for each connection that a request waits on, and for each that is kept.
struct Cost {
    waiting: isize,
    kept: isize,
}

/// One client with so many connections at once.
fn cost(bytes: &'static AtomicIsize, tls: bool, connections: usize, method: &str, content: &str) -> Cost {
    let why = format!("tls {tls}, {connections} connections, {method}, {} bytes of text", content.len());
    let (config, file) = identity(&why.replace(' ', "-"));
    let gate = Arc::new(Gate::default());
    let (sender, events) = channel();
    let url = server(tls.then_some(config), gate.clone(), sender.clone());
    let held = || bytes.load(Ordering::SeqCst);
    let client = counted(bytes, || client(&url, if tls { file.to_str().unwrap() } else { "" }, "600", method));
    assert_eq!(counted(bytes, || send(&client, content)), Outcome::Accepted);
    assert!(matches!(events.recv().unwrap(), Event::Asked));
    let one = held();
    gate.close(true);
    let mut waiting = 0;
    std::thread::scope(|scope| {
        for _ in 0..connections {
            let (client, sender) = (&client, sender.clone());
            scope.spawn(move || {
                let outcome = counted(bytes, || send(client, content));
                sender.send(Event::Answered(outcome)).unwrap();
            });
        }
        let mut answers = 0;
        for n in 1..=2 * connections {
            match events.recv().unwrap() {
                Event::Asked => {}
                Event::Answered(outcome) => {
                    answers += 1;
                    assert!(n > connections && outcome == Outcome::Accepted, "{outcome:?}");
                }
            }
            if n == connections {
                waiting = held() - one;
                gate.close(false);
            }
        }
        assert_eq!(answers, connections);
    });
    // The client keeps no more than this.
    let kept = connections.min(16);
    let cost = Cost { waiting: waiting / (connections as isize - 1), kept: (held() - one) / (kept as isize - 1) };
    std::fs::remove_file(file).unwrap();
    println!("{why}: {} waiting, {} kept", cost.waiting, cost.kept);
    cost
}

#[test]
fn a_connection_costs_little() {
    static BYTES: AtomicIsize = AtomicIsize::new(0);
    for connections in [16, 64] {
        let plain = cost(&BYTES, false, connections, "post", CONTENT);
        assert!(plain.kept < 7 << 10 && plain.waiting < 11 << 10);
        let tls = cost(&BYTES, true, connections, "post", CONTENT);
        assert!(tls.kept < 20 << 10 && tls.waiting < 24 << 10);
    }
}

#[test]
fn what_a_long_request_needed_is_given_back() {
    static BYTES: AtomicIsize = AtomicIsize::new(0);
    for method in ["post", "get"] {
        let long = cost(&BYTES, true, 16, method, &"长".repeat(1_000));
        assert!(long.waiting > 30 << 10, "it needs more than others");
        // The HTTP client's pool keeps the URL that a connection was made for, and a GET's is all of it.
        let url = if method == "get" { 9_500 } else { 0 };
        assert!(long.kept < (14 << 10) + url);
    }
}

#[test]
fn an_idle_client_holds_little_and_leaves_nothing() {
    static BYTES: AtomicIsize = AtomicIsize::new(0);
    let held = || BYTES.load(Ordering::SeqCst);
    let (config, file) = identity("idle");
    for (tls, keep_alive) in [(None, "600"), (Some(config.clone()), "600"), (Some(config), "0")] {
        let ca = if tls.is_some() { file.to_str().unwrap() } else { "" };
        let (sender, _events) = channel();
        let why = format!("tls {}, keep_alive {keep_alive}", tls.is_some());
        let url = server(tls, Arc::default(), sender);
        // What is made once for the process is none of a client's.
        send(&client(&url, ca, keep_alive, "post"), CONTENT);
        let before = held();
        for _ in 0..10 {
            let made = counted(&BYTES, || client(&url, ca, keep_alive, "post"));
            let fresh = held() - before;
            assert_eq!(counted(&BYTES, || send(&made, CONTENT)), Outcome::Accepted, "{why}");
            let idle = held() - before;
            println!("{why}: {fresh} bytes when made, {idle} when it has sent");
            assert!(fresh < 2 << 10 && idle < 48 << 10, "{why}");
            counted(&BYTES, || drop(made));
            assert_eq!(held(), before, "{why}");
        }
    }
    std::fs::remove_file(file).unwrap();
}
