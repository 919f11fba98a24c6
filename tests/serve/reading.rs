//! Callers who do not read what they are told, and connections that somebody else only holds.

use crate::helper::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// Asks and asks, and reads nothing, until no more can be written; whether that is because the helper has ended the connection.
fn asks_without_reading(stream: &mut UnixStream, patience: Duration) -> bool {
    let requests = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500);
    stream.set_write_timeout(Some(patience)).unwrap();
    loop {
        if let Err(error) = stream.write_all(&requests) {
            return error.kind() != std::io::ErrorKind::WouldBlock;
        }
    }
}

#[test]
fn whoever_reads_nothing_is_not_waited_for() {
    let helper = Helper::start(Plan::of("http://127.0.0.1:1").with(&["--read-timeout", "0.2"]));
    assert!(asks_without_reading(&mut helper.connect(), Duration::from_secs(60)));
    assert_eq!(helper.health()["status"], "ok");
}

#[test]
fn whoever_reads_nothing_does_not_hold_up_the_end() {
    let options = ["--read-timeout", "600", "--drain", "600"];
    let mut helper = Helper::start(Plan::of("http://127.0.0.1:1").with(&options));
    let mut stream = helper.connect();
    assert!(!asks_without_reading(&mut stream, Duration::from_millis(500)));
    helper.signal(libc::SIGTERM);
    assert_eq!(helper.ended().code(), Some(0));
    helper.logged("stopped in_time=true running=0");
}

#[test]
fn a_strangers_connection_ends_with_the_first_answer() {
    let folder = std::sync::Arc::new(Folder::new());
    let (token, secret) = (folder.path("token"), folder.path("push"));
    let options = ["--listen", "127.0.0.1:0", "--token-file", &token, "--read-timeout", "600"];
    let pushes = ["--push-listen", "127.0.0.1:0", "--push-secret-file", &secret];
    let helper = Helper::start_in(folder, Plan::of("http://127.0.0.1:1").with(&options).with(&pushes));
    for (address, path, status) in [(&helper.port, "/health", "401"), (&helper.push, "/push/x", "404")] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
        let told = String::from_utf8(rest(&stream)).unwrap();
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")) && told.contains("connection: close\r\n"), "{told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn connections_leave_files_to_the_calls() {
    let sandbox = crate::support::sandbox::Sandbox::with(&["--no-limits"]);
    let folder = std::sync::Arc::new(Folder::new());
    let secret = folder.path("push");
    let options = ["--push-listen", "127.0.0.1:0", "--push-secret-file", &secret, "--read-timeout", "600"];
    let mut plan = Plan::of(&sandbox.url).with(&options);
    plan.files = Some((100, 120));
    let helper = Helper::start_in(folder, plan);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", helper.child.id())).unwrap();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    assert_eq!(files.split_whitespace().take(2).collect::<Vec<_>>(), ["120", "120"]);
    let held: Vec<_> = (0..120).map(|_| TcpStream::connect(&helper.push).unwrap()).collect();
    let open = || std::fs::read_dir(format!("/proc/{}/fd", helper.child.id())).unwrap().count();
    let before = crate::support::eventually("connections are taken", || Some(open()).filter(|open| *open > 30));
    assert!(before < 90, "{before}");
    assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
    assert!(open() < 90, "{}", open());
    // As soon as the others leave, pushes come in again.
    drop(held);
    let mut stream = TcpStream::connect(&helper.push).unwrap();
    stream.write_all(b"GET /push/x HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 404");
}
