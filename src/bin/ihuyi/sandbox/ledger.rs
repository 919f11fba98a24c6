//! What the gateway saw and did, kept apart from what it told the client.

use serde::Serialize;

use super::accounts::PasswordMode;
use super::product::Product;

/// How much of a raw body the ledger shows; `content` is always whole.
const RAW_LIMIT: usize = 64 << 10;

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

/// Text of a request with its password made unreadable, in every spelling that a form has for it.
pub fn masked(bytes: &[u8], password: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(RAW_LIMIT)]).into_owned();
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("password=") {
        let value = at + "password=".len();
        shown.push_str(&rest[..value]);
        shown.push_str("***");
        rest = rest[value..].trim_start_matches(|c: char| c != '&' && !c.is_whitespace());
    }
    shown.push_str(rest);
    match std::str::from_utf8(password) {
        Ok(password) if password.len() >= 6 => shown.replace(password, "***"),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_of_the_password_is_shown() {
        let key = b"0123456789abcdef";
        assert_eq!(masked(b"account=C&password=0123456789abcdef&mobile=1", key), "account=C&password=***&mobile=1");
        assert_eq!(masked(b"name=\"password\"\r\n\r\n0123456789abcdef\r\n", key), "name=\"password\"\r\n\r\n***\r\n");
        assert_eq!(masked(b"password=%30123456789abcdef", key), "password=***");
    }
}
