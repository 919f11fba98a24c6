//! The accounts that the sandbox knows, and how a password proves one.

use std::collections::BTreeMap;
use std::net::IpAddr;

use md5::{Digest, Md5};
use serde::Serialize;

use super::product::Product;

pub const DEFAULT_KEY: &str = "0123456789abcdef0123456789abcdef";
/// The last one is of the v1 bulk interface, and good for nothing else.
pub const DEFAULT_ACCOUNTS: [&str; 6] =
    ["C00000000", "V00000000", "VM00000000", "I00000000", "M00000000", "sms-yx-00000000"];

#[derive(Debug, Clone, Serialize)]
pub struct Account {
    pub id: String,
    #[serde(rename = "apikey")]
    pub key: String,
    pub frozen: bool,
    /// The addresses it may be used from; empty is everywhere.
    pub ips: Vec<IpAddr>,
    pub balance: BTreeMap<Product, i64>,
}

impl Account {
    pub fn new(id: &str, key: &str, balance: i64) -> Account {
        let balance = Product::ALL.into_iter().map(|product| (product, balance)).collect();
        Account { id: id.to_owned(), key: key.to_owned(), frozen: false, ips: Vec::new(), balance }
    }
}

/// Which of the ways to prove an account a request took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordMode {
    Clear,
    Md5,
    Dynamic,
}

/// What a password is checked against.
pub struct Proof<'a> {
    pub account: &'a [u8],
    pub password: &'a [u8],
    pub time: &'a [u8],
    /// Mobile and content as they were sent, before any encoding; `None` for GetNum, which signs neither.
    pub message: Option<(&'a [u8], &'a [u8])>,
    /// The gateway's idea of now.
    pub now: i64,
    pub window: i64,
    pub md5_allowed: bool,
    pub dynamic_allowed: bool,
}

impl Proof<'_> {
    /// The mode that a password claims to be, and the code it is refused with.
    pub fn check(&self, key: &str, warnings: &mut Vec<String>) -> (Option<PasswordMode>, Result<(), i64>) {
        if self.password == key.as_bytes() {
            return (Some(PasswordMode::Clear), Ok(()));
        }
        if self.md5_allowed && self.password.eq_ignore_ascii_case(md5_hex(&[key.as_bytes()]).as_bytes()) {
            return (Some(PasswordMode::Md5), Ok(()));
        }
        if self.time.is_empty() || !self.dynamic_allowed {
            return (None, Err(405));
        }
        // Clear keys travel with a time too: only what is neither key nor its md5 is a dynamic password.
        let sent: Option<i64> = std::str::from_utf8(self.time).ok().and_then(|text| text.parse().ok());
        let fresh = sent.is_some_and(|sent| self.now.abs_diff(sent) <= self.window.unsigned_abs());
        if !fresh {
            return (Some(PasswordMode::Dynamic), Err(40501));
        }
        if self.password == self.expected(key).as_bytes() {
            return (Some(PasswordMode::Dynamic), Ok(()));
        }
        self.diagnose(key, warnings);
        (Some(PasswordMode::Dynamic), Err(40502))
    }

    fn expected(&self, key: &str) -> String {
        match self.message {
            Some((mobile, content)) => self.submit_hash(key, mobile, content),
            None => md5_hex(&[self.account, key.as_bytes(), self.time]),
        }
    }

    fn submit_hash(&self, key: &str, mobile: &[u8], content: &[u8]) -> String {
        md5_hex(&[self.account, key.as_bytes(), mobile, content, self.time])
    }

    /// Looks for the usual ways to get the hash wrong, for the ledger.
    fn diagnose(&self, key: &str, warnings: &mut Vec<String>) {
        let mut explain = |hash: String, what: &str| {
            if self.password == hash.as_bytes() {
                warnings.push(what.to_owned());
            }
        };
        explain(
            self.expected(key).to_uppercase(),
            "动态密码须为小写十六进制 / the dynamic password is in upper-case hex",
        );
        explain(
            md5_hex(&[self.account, key.as_bytes(), self.time]),
            "动态密码缺少 mobile 与 content / the dynamic password leaves out mobile and content",
        );
        explain(
            md5_hex(&[key.as_bytes(), self.time]),
            "动态密码按 md5(APIKEY+time) 计算，公式有误 / the dynamic password is md5(APIKEY+time), which is not the formula",
        );
        let Some((mobile, content)) = self.message else { return };
        if let Ok(text) = std::str::from_utf8(content) {
            let (gbk, _, _) = encoding_rs::GB18030.encode(text);
            explain(
                self.submit_hash(key, mobile, &gbk),
                "动态密码按 GBK 字节计算，应为 UTF-8 / the dynamic password was computed over GBK bytes instead of UTF-8",
            );
            let escaped: String = form_urlencoded::byte_serialize(content).collect();
            explain(
                self.submit_hash(key, mobile, escaped.as_bytes()),
                "动态密码按编码后的 content 计算，应为编码前 / the dynamic password was computed over the percent-encoded content",
            );
            explain(
                self.submit_hash(key, mobile, text.replace(':', "：").as_bytes()),
                "动态密码按全角冒号计算，content 却是半角 / the dynamic password has a full-width colon where content has an ASCII one",
            );
            explain(
                self.submit_hash(key, mobile, text.replace('：', ":").as_bytes()),
                "动态密码按半角冒号计算，content 却是全角 / the dynamic password has an ASCII colon where content has a full-width one",
            );
        }
    }
}

pub fn md5_hex(parts: &[&[u8]]) -> String {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
