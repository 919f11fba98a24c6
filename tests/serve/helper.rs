//! A helper for the length of a test, and what it is asked.

use crate::support::eventually;
use crate::support::http::{Answer, converse};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

pub const KEY: &str = crate::support::sandbox::KEY;
pub const MOBILE: &str = "13800000000";
pub const TEXT: &str = "您的验证码是：4711。请不要把验证码泄露给其他人。";

/// A folder that goes away with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ihuyi-serve-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How a helper is started.
pub struct Plan<'a> {
    pub gateway: &'a str,
    pub options: Vec<String>,
    pub env: Vec<(&'a str, String)>,
    /// How many files it may open, and how many it may let itself open.
    pub files: Option<(u64, u64)>,
}

impl Plan<'_> {
    pub fn of(gateway: &str) -> Plan<'_> {
        Plan { gateway, options: Vec::new(), env: Vec::new(), files: None }
    }

    pub fn with(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(|option| (*option).to_owned()));
        self
    }
}

impl<'a> Plan<'a> {
    pub fn env(mut self, name: &'a str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    /// The command, with a store and a key in this folder, and nothing of the developer's own environment.
    pub fn command(&self, folder: &Folder) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
        command.arg("serve").args(&self.options).env_clear().current_dir(&folder.0).env("HOME", &folder.0);
        command.env("LC_ALL", "C.UTF-8").env("IHUYI_GATEWAY", self.gateway).env("IHUYI_TIMEOUT", "60");
        // However long a test stands still, a connection to the gateway that was kept is there.
        command.env("IHUYI_KEEP_ALIVE", "600");
        command.env("IHUYI_ACCOUNT", "C00000000").env("IHUYI_APIKEY", KEY);
        command.env("IHUYI_STORE", format!("sqlite:{}", folder.path("ihuyi.db")));
        command.env("IHUYI_SECRET_FILE", folder.path("secret.key"));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        if let Some((soft, hard)) = self.files {
            let limited = move || {
                let limit = libc::rlimit { rlim_cur: soft, rlim_max: hard };
                match unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) } {
                    0 => Ok(()),
                    _ => Err(std::io::Error::last_os_error()),
                }
            };
            unsafe { std::os::unix::process::CommandExt::pre_exec(&mut command, limited) };
        }
        command
    }
}

pub struct Helper {
    pub child: Child,
    pub folder: Arc<Folder>,
    /// `127.0.0.1:PORT` of the port, where there is one.
    pub port: String,
    /// The same of the push receiver.
    pub push: String,
    log: Arc<Mutex<String>>,
    _stdout: BufReader<std::process::ChildStdout>,
}

impl Helper {
    /// With a socket.
    pub fn start(plan: Plan) -> Helper {
        Helper::start_in(Arc::new(Folder::new()), plan)
    }

    pub fn start_in(folder: Arc<Folder>, plan: Plan) -> Helper {
        let socket = format!("unix:{}", folder.path("s"));
        let plan = plan.with(&["--listen", &socket]);
        let listeners =
            plan.options.iter().filter(|option| *option == "--listen" || *option == "--push-listen").count();
        let mut child = plan
            .command(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = Arc::new(Mutex::new(String::new()));
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let kept = log.clone();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (mut port, mut push) = (String::new(), String::new());
        for _ in 0..listeners {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "the helper ended: {}", log.lock().unwrap());
            let line = line.trim_end();
            if let Some(address) = line.strip_prefix("push http://") {
                push = address.to_owned();
            } else if let Some(address) = line.strip_prefix("http://") {
                port = address.to_owned();
            }
        }
        Helper { child, folder, port, push, log, _stdout: stdout }
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.0.join("s")
    }

    pub fn connect(&self) -> UnixStream {
        UnixStream::connect(self.socket()).expect("the helper accepts connections")
    }

    /// A request over the socket.
    pub fn ask(&self, request: &[u8]) -> Answer {
        converse(self.connect(), request)
    }

    /// A call over the socket, as this user.
    pub fn call(&self, request: &Value) -> Value {
        let answer = self.ask(&post("/call", &[], request.to_string().as_bytes()));
        assert_eq!(answer.status, 200, "{}", answer.text());
        object(&answer)
    }

    pub fn submit(&self, mobile: &str, options: &str) -> Value {
        self.call(&submission(mobile, options))
    }

    /// A request to the port, with this token.
    pub fn ask_port(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let request = if body.is_empty() { get(path, headers) } else { post(path, headers, body.as_bytes()) };
        converse(TcpStream::connect(&self.port).unwrap(), &request)
    }

    pub fn token(&self) -> String {
        std::fs::read_to_string(self.folder.path("token")).unwrap().trim().to_owned()
    }

    pub fn metrics(&self) -> String {
        self.ask(&get("/metrics", &[])).text()
    }

    /// A number of the metrics; 0 where it does not stand.
    pub fn metric(&self, name: &str) -> u64 {
        let metrics = self.metrics();
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |number| number.parse().unwrap())
    }

    pub fn health(&self) -> Value {
        object(&self.ask(&get("/health", &[])))
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits for a line of the log.
    pub fn logged(&self, what: &str) {
        eventually(what, || self.log().contains(what).then_some(()));
    }

    pub fn signal(&self, signal: i32) {
        let done = unsafe { libc::kill(self.child.id() as i32, signal) };
        assert_eq!(done, 0);
    }

    pub fn ended(&mut self) -> ExitStatus {
        let child = Mutex::new(&mut self.child);
        eventually("the helper's end", || child.lock().unwrap().try_wait().unwrap())
    }

    /// Bytes of memory.
    #[cfg(target_os = "linux")]
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a start that must fail says, and with which exit code.
pub fn refused(folder: &Folder, options: &[&str]) -> (i32, String) {
    let done = Plan::of("http://127.0.0.1:1").with(options).command(folder).output().unwrap();
    assert!(done.stdout.is_empty());
    (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
}

pub fn submission(mobile: &str, options: &str) -> Value {
    let arguments = json!({"service": "sms", "mobile": mobile, "content": TEXT, "options": options});
    json!({"call": "submit", "arguments": arguments})
}

pub fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    request("GET", path, headers, b"")
}

pub fn post(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    request("POST", path, headers, body)
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "Host") {
        head.push_str("Host: localhost\r\n");
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

pub fn object(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let text = answer.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// For tests of what other users and groups may do.
pub fn needs_root() {
    let is_root = unsafe { libc::geteuid() } == 0;
    assert!(
        is_root,
        "run this test as root: nobody else can act in another user's name, or for a group that he is not in"
    );
}

/// What a connection made by another user comes to. The rights of one thread alone are changed.
#[cfg(target_os = "linux")]
pub fn as_user<T: Send + 'static>(user: u32, group: u32, what: impl FnOnce() -> T + Send + 'static) -> T {
    needs_root();
    let thread = std::thread::spawn(move || {
        // Not the C library's functions: those change all threads.
        unsafe {
            assert_eq!(libc::syscall(libc::SYS_setgroups, 0, std::ptr::null::<u32>()), 0);
            assert_eq!(libc::syscall(libc::SYS_setresgid, group, group, group), 0);
            assert_eq!(libc::syscall(libc::SYS_setresuid, user, user, user), 0);
        }
        what()
    });
    thread.join().unwrap()
}

/// A request over a socket, as another user would make it.
#[cfg(target_os = "linux")]
pub fn ask_as(user: u32, group: u32, socket: &Path, request: Vec<u8>) -> std::io::Result<Answer> {
    let socket = socket.to_owned();
    as_user(user, group, move || UnixStream::connect(socket).map(|stream| converse(stream, &request)))
}

/// Reads what is there until the connection ends.
pub fn rest(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    bytes
}

/// Writes without caring whether anybody reads.
pub fn write(mut stream: impl Write, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}
