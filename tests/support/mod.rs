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
