//! What the gateway saw and did, kept apart from what it told the client.

use serde::Serialize;

use super::accounts::PasswordMode;
use super::product::Product;

/// A message on a phone.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    pub service: Product,
    pub mobile: String,
    /// As submitted, to the byte.
    pub content: String,
    pub id: String,
    /// As the phone shows it: the template filled in, the signature in place.
    pub text: String,
    pub segments: u32,
    /// Virtual Unix seconds.
    pub time: i64,
    pub template_id: Option<String>,
    pub account: String,
    /// The ledger's entry.
    pub seq: usize,
}

/// A call that reached the gateway.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    pub seq: usize,
    pub service: Product,
    pub method: Option<&'static str>,
    /// Whether the gateway took a message. Never true of GetNum and AddTemplate.
    pub accepted: bool,
    /// The gateway's verdict, whatever the client was told; none when the call was not processed.
    pub code: Option<i64>,
    /// What the gateway says to the code.
    pub msg: String,
    pub id: Option<String>,
    pub account: String,
    pub mobile: String,
    pub content: String,
    /// The bytes in hexadecimal, when they are not UTF-8.
    pub content_hex: Option<String>,
    pub template_id: Option<String>,
    pub segments: u32,
    /// Virtual Unix seconds.
    pub time: i64,
    pub password_mode: Option<PasswordMode>,
    pub format: &'static str,
    pub connection: u64,
    pub tls: bool,
    pub fault: Option<String>,
    pub warnings: Vec<String>,
    pub raw: Raw,
    /// The gateway's reply, before a fault had its way with it.
    pub answer: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Raw {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The true length in bytes.
    pub body_length: usize,
}

/// A push, and what the application said to it.
#[derive(Debug, Clone, Serialize)]
pub struct Push {
    pub id: usize,
    pub kind: &'static str,
    pub url: String,
    pub body: String,
    /// `pending`, `done` or `failed`.
    pub state: &'static str,
    /// When the next try is due, in virtual Unix seconds.
    pub due: Option<i64>,
    /// The latest call in the ledger when it was asked for.
    pub after: usize,
    pub attempts: Vec<Attempt>,
}

/// One try of a push.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// Virtual Unix seconds.
    pub time: i64,
    pub status: Option<u16>,
    /// The answer's beginning.
    pub answer: String,
    pub error: Option<String>,
}
