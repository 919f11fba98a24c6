//! Lists of thousands, each sent once: the library and the program `ihuyi bulk`, against the sandbox gateway.

#[path = "../support/mod.rs"]
mod support;

mod batch;
mod crash;
#[allow(dead_code)]
mod desk;
mod export;
mod file;
mod list;
mod optouts;
mod pages;
mod plan;
mod run;
mod sending;
mod task;
mod unknown;
mod whole;
