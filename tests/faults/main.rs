//! Faults in the network: every service through a proxy that cuts, splits, stalls and flips at every byte of request and reply, and under
//! TLS at every record. What the caller is told is held against what passed the proxy and against the sandbox's ledger.
//!
//! `IHUYI_FAULTS=all` runs the whole matrix. Without it SMS over HTTP is whole, and the rest is thinned out by fixed strides.

#![cfg(unix)] // an RST on purpose

#[path = "../support/mod.rs"]
mod support;

mod judge;
mod kept;
mod matrix;
mod place;
mod plain;
mod proxy;
mod stall;
mod tls;
mod tunnel;
