//! A gateway of the test's own: it says what has come and answers when it is told to.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct State {
    /// Answers that may be given.
    leave: usize,
    requests: usize,
    open: usize,
    most_open: usize,
}

pub struct Gate {
    pub url: String,
    state: Arc<(Mutex<State>, Condvar)>,
    came: Mutex<Receiver<()>>,
}

impl Gate {
    pub fn new() -> Gate {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::<(Mutex<State>, Condvar)>::default();
        let (send, came) = channel();
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (state, send) = (shared.clone(), send.clone());
                std::thread::spawn(move || serve(stream, &state, &send));
            }
        });
        Gate { url, state, came: Mutex::new(came) }
    }

    /// Waits until a request has come.
    pub fn has_one(&self) {
        self.came.lock().unwrap().recv().unwrap();
    }

    /// Lets so many be answered.
    pub fn answer(&self, requests: usize) {
        self.state.0.lock().unwrap().leave += requests;
        self.state.1.notify_all();
    }

    pub fn requests(&self) -> usize {
        self.state.0.lock().unwrap().requests
    }

    /// The most connections that were open at one time.
    pub fn most_open(&self) -> usize {
        self.state.0.lock().unwrap().most_open
    }
}

fn serve(mut stream: TcpStream, state: &(Mutex<State>, Condvar), came: &Sender<()>) {
    let open = |more: isize| {
        let mut state = state.0.lock().unwrap();
        state.open = state.open.saturating_add_signed(more);
        state.most_open = state.most_open.max(state.open);
    };
    open(1);
    let mut seen = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(n @ 1..) = stream.read(&mut piece) {
        seen.extend_from_slice(&piece[..n]);
        // The form's last field tells that all of it is there.
        if !seen.windows(12).any(|field| field == b"&format=json") {
            continue;
        }
        seen.clear();
        let id = {
            let mut now = state.0.lock().unwrap();
            now.requests += 1;
            now.requests
        };
        let _ = came.send(());
        let mut now = state.0.lock().unwrap();
        while now.leave == 0 {
            now = state.1.wait(now).unwrap();
        }
        now.leave -= 1;
        drop(now);
        let body = format!("{{\"code\":2,\"msg\":\"提交成功\",\"smsid\":\"1700000000{id:010}\"}}");
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        if stream.write_all(format!("{head}{body}").as_bytes()).is_err() {
            break;
        }
    }
    open(-1);
}
