//! `ihuyi serve`, driven as its callers drive it: over its socket and its port, with the sandbox or a gateway of the test's own behind it.

#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod calls;
mod gate;
mod helper;
mod kill;
mod pushes;
mod queue;
mod reading;
mod starting;
mod stopping;
