//! Text messages and voice codes through the ihuyi (互亿无线) gateway.
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod answer;
pub mod charset;
pub mod client;
pub mod codes;
pub mod config;
pub mod ffi;
pub mod message;
pub mod reply;
pub mod service;
pub mod sign;
pub mod transport;
