//! Text messages and voice codes through the ihuyi (互亿无线) gateway.
//!
//! This crate is the core behind the C ABI of `libihuyi` and behind the program `ihuyi`. Data flows one way:
//! call, [check](message), [sign], [submit once](transport), [read](reply), [outcome](answer).
//!
//! ```no_run
//! use ihuyi::answer::Outcome;
//! use ihuyi::client::Client;
//! use ihuyi::config::Config;
//! use ihuyi::message::Submission;
//! use ihuyi::service::Service;
//!
//! let mut config = Config::from_env()?;
//! config.set("account", "C00000000")?;
//! let client = Client::new(config);
//! let answer = client.submit(&Submission {
//!     service: Service::Sms,
//!     mobile: "13800000000",
//!     content: "您的验证码是：1234。请不要把验证码泄露给其他人。",
//!     template_id: None,
//!     schedule: None,
//! });
//! match answer.outcome {
//!     Outcome::Accepted => println!("{}", answer.id),
//!     Outcome::Unknown => println!("do not resend blindly"),
//!     Outcome::Refused | Outcome::NotSent => println!("{}", answer.code),
//! }
//! # Ok::<(), ihuyi::answer::Failure>(())
//! ```
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod access;
pub mod answer;
pub mod bulk;
pub mod captcha;
pub mod charset;
pub mod client;
pub mod codes;
mod com;
pub mod config;
pub mod ffi;
pub mod guard;
pub mod message;
pub mod planted;
pub mod push;
pub mod reply;
pub mod secret;
pub mod service;
pub mod sign;
pub mod store;
pub mod track;
pub mod transport;
pub mod verify;
