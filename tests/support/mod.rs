//! What the integration tests share.

#![allow(dead_code)] // each test crate uses a part of it

pub mod closed;
pub mod http;
pub mod sandbox;

use std::time::{Duration, Instant};

/// Asks until the answer is there. What never comes fails the test after a minute instead of hanging it.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "never seen: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Whether this is root, who needs no namespace of users to mount what he likes.
#[cfg(unix)]
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
}

/// Copies a program that is to be run. Not by this process: a child that another thread forks just then has the copy open for writing until it
/// becomes another program, and what is open for writing cannot be run.
#[cfg(unix)]
pub fn copy_program(from: &str, to: &std::path::Path) {
    let done = std::process::Command::new("cp").arg("--").arg(from).arg(to).status().unwrap();
    assert!(done.success(), "{from}: {done}");
}
