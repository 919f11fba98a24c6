//! A gateway in this process, on the loopback: it says what it is told to, and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock};

/// So many at once; more than any target keeps.
const CONNECTIONS: usize = 64;

/// What the gateway answers with.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub content_type: Vec<u8>,
    pub body: Vec<u8>,
}

struct State {
    reply: Reply,
    asked: Vec<u8>,
    requests: usize,
}

static STATE: Mutex<State> =
    Mutex::new(State { reply: Reply { status: 200, content_type: vec![], body: vec![] }, asked: vec![], requests: 0 });

/// Its address, with a port of its own.
pub fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        // All at the start: while leaks are looked for, a thread that has just begun is taken for one that lost what it has.
        for _ in 0..CONNECTIONS {
            let listener = listener.try_clone().expect("the same port");
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let _ = serve(stream);
                }
            });
        }
        url
    })
}

/// What it says from now on.
pub fn says(reply: Reply) {
    STATE.lock().unwrap().reply = reply;
}

/// The body of the last request, and how many there have been.
pub fn asked() -> (Vec<u8>, usize) {
    let state = STATE.lock().unwrap();
    (state.asked.clone(), state.requests)
}

/// One connection, which is kept: closed ones would use up the machine's ports.
fn serve(stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let reply = {
            let mut state = STATE.lock().unwrap();
            state.asked = body;
            state.requests += 1;
            state.reply.clone()
        };
        let mut out = format!("HTTP/1.1 {} X\r\nContent-Type: ", reply.status).into_bytes();
        out.extend_from_slice(&reply.content_type);
        out.extend_from_slice(format!("\r\nContent-Length: {}\r\n\r\n", reply.body.len()).as_bytes());
        out.extend_from_slice(&reply.body);
        reader.get_mut().write_all(&out).ok()?;
    }
}
