//! Real Redis servers for the tests: Debian's redis-server, on a port of 127.0.0.1, in a folder of its own, gone with the test.

use crate::support::{Folder, eventually};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
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

/// A port that was free a moment ago. Redis cannot choose one itself, so whoever starts it tries again when it was taken meanwhile.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
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

    pub fn url(&self, query: &str) -> String {
        format!("redis://127.0.0.1:{}{query}", self.port)
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
