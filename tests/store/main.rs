//! The stores: one suite for all of them, and what each of them alone has to stand.

// Where there is no Redis, a part of what the tests share is idle.
#![cfg_attr(not(unix), allow(dead_code))]

#[cfg(unix)]
mod child;
#[cfg(unix)]
#[path = "../support/closed.rs"]
mod closed;
#[cfg(unix)]
mod cluster;
mod contract;
mod file;
mod place;
#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod redis;
#[cfg(unix)]
mod server;
mod support;
#[cfg(unix)]
mod tls;
