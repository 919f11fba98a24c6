//! One-time codes, limits, references and the picture challenge, against the sandbox gateway and real stores.

#[path = "../support/mod.rs"]
mod support;

mod attack;
mod challenge;
mod compare;
mod flow;
mod place;
mod references;
mod secrets;
mod strangers;
mod world;
