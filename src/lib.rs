//! Text messages and voice codes through the ihuyi (互亿无线) gateway.
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod codes;
pub mod service;
