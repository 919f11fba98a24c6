//! The mistakes that are planted: each of a kind that somebody has made, or could.

pub mod cpp;
pub mod csharp;
pub mod java;
pub mod pascal;
pub mod php;
pub mod python;
pub mod win32;
