//! What the integration tests share.

#![allow(dead_code)] // each test crate uses a part of it

pub mod http;
pub mod sandbox;
