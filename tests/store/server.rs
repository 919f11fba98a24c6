//! Real Redis servers for the tests: Debian's redis-server, on a port of 127.0.0.1, in a folder of its own, gone with the test.

use crate::support::{Folder, eventually};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

pub struct Server {
    pub port: u16,
    arguments: Vec<String>,
    folder: Arc<Folder>,
    process: Option<Running>,
}

/// A server that runs. The shell in between kills it when its input ends, however this program does: its input is a pipe from here.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// A port that is free, which Redis cannot choose itself. It is below those that the system gives to whoever asks for any, so that none of
/// these takes it, not even while a server that was killed has yet to come back; and no two servers of this process have the same. Another
/// program may have it all the same: whoever starts a server tries again when it was taken.
pub fn free_port() -> u16 {
    const LOWEST: u16 = 20_000;
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let given: u16 = range.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(32_768);
    let own = given.saturating_sub(LOWEST);
    if own < 1_000 {
        return TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    }
    // Two processes begin at places of their own.
    let next = NEXT.get_or_init(|| AtomicU16::new((std::process::id().wrapping_mul(487) % u32::from(own)) as u16));
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let ports = std::iter::repeat_with(|| LOWEST + next.fetch_add(1, Ordering::Relaxed) % own);
    ports.take(usize::from(own)).find(free).expect("of thousands of ports one is free")
}

impl Server {
    /// Starts one with these arguments besides the usual; `{port}` in them is its port.
    pub fn start(arguments: &[&str]) -> Server {
        Server::start_in(Arc::new(Folder::new()), arguments)
    }

    pub fn start_in(folder: Arc<Folder>, arguments: &[&str]) -> Server {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        for _ in 0..20 {
            let port = free_port();
            if let Some(process) = launch(&folder, port, &arguments) {
                return Server { port, arguments, folder, process: Some(process) };
            }
        }
        panic!("redis-server found no free port in twenty tries");
    }

    /// One for all tests that need nothing special of it.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Server::start(&[]))
    }

    /// For a store, which waits for this server however busy the machine is, unless the query says for how long.
    pub fn url(&self, query: &str) -> String {
        let patience = match query {
            _ if query.contains("timeout=") => "",
            _ if query.contains('?') => "&timeout=30",
            _ => "?timeout=30",
        };
        format!("{}{query}{patience}", self.bare_url())
    }

    /// For a client of another make.
    pub fn bare_url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it, and waits until it is gone.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again, on the same port and in the same folder.
    pub fn again(&mut self) {
        // A connection that somebody made may have taken the port for a while.
        let start = || launch(&self.folder, self.port, &self.arguments);
        self.process = Some(eventually("the port of the server that was killed", start));
    }

    /// Says something to it, and gives the first line of the answer.
    pub fn command(&self, words: &[&str]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let mut text = format!("*{}\r\n", words.len());
        for word in words {
            text.push_str(&format!("${}\r\n{word}\r\n", word.len()));
        }
        stream.write_all(text.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

/// None when the port was taken.
fn launch(folder: &Folder, port: u16, arguments: &[String]) -> Option<Running> {
    let log = folder.path.join(format!("redis-{port}.log"));
    let _ = std::fs::remove_file(&log);
    let mut command = Command::new("sh");
    command.args(["-c", r#"redis-server "$@" >>"$0" 2>&1 & cat >/dev/null; kill -KILL $!; wait"#]).arg(&log);
    let shown = port.to_string();
    command
        .args(["--port", &shown, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
        .arg(&folder.path);
    command.args(arguments.iter().map(|argument| argument.replace("{port}", &shown)));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let process = Running(command.spawn().unwrap());
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        if said.contains("eady to accept connections") {
            return Some(process);
        }
        let taken = said.contains("ddress already in use");
        let missing = said.contains("not found");
        if taken || missing || said.contains("# Fatal") || said.contains("FATAL") || Instant::now() > deadline {
            assert!(!missing, "these tests need redis-server (Debian: apt-get install redis-server): {said}");
            assert!(taken, "redis-server did not start: {said}");
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
