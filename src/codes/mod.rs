//! The tables: what every number means.
pub mod own;
