//! What a caller tells about a request: lines of `key = value`. Pure.

use crate::answer::Failure;
use crate::codes::own;
use crate::message::mask_name;
use std::net::{IpAddr, Ipv6Addr};

/// No key's value is longer, in bytes.
const VALUE_LIMIT: usize = 512;
/// No request has more keys.
const KEYS_LIMIT: usize = 32;

/// What a request says of the picture challenge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Passed {
    /// Nothing.
    #[default]
    No,
    /// The caller has checked a challenge of its own.
    Elsewhere,
    /// An answer to one of ours.
    Answer {
        /// The picture's id.
        id: String,
        /// What was read in it.
        answer: String,
    },
}

/// What a caller tells about a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// What limits count by, in the caller's own words: kind and value, as `ip` and `192.0.2.7`.
    pub keys: Vec<(String, String)>,
    /// The picture challenge.
    pub captcha: Passed,
    /// The way that is wished for, where there are several: `sms`, `voice`, `auto`.
    pub channel: Option<String>,
}

impl Circumstances {
    /// Parses the lines; empty ones do not count. Every name is a key to count by, but `captcha` (`passed`), `captcha_id`, `captcha_answer` and
    /// `channel`. An address is brought into one form, an IPv6 address to the /64 that one connection has, and `net` is made of it.
    pub fn parse(text: &str) -> Result<Circumstances, Failure> {
        let mut found = Circumstances::default();
        let (mut id, mut answer) = (None, None);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let Some((name, value)) = line.split_once('=') else { return Err(no_line(line)) };
            let (name, value) = (kind(name), value.trim());
            if name.is_empty() || name.len() > 64 {
                return Err(no_line(line));
            }
            if value.len() > VALUE_LIMIT {
                return Err(too_long(&name));
            }
            match name.as_str() {
                "captcha" => found.captcha = passed(value)?,
                "captcha_id" => id = Some(value.to_owned()),
                "captcha_answer" => answer = Some(value.to_owned()),
                "channel" => found.channel = Some(value.to_owned()).filter(|v| !v.is_empty()),
                _ => found.key(name, value)?,
            }
        }
        if id.is_some() || answer.is_some() {
            let [id, answer] = [id, answer].map(Option::unwrap_or_default);
            // Both empty is a form that had none to fill in.
            if !(id.is_empty() && answer.is_empty()) {
                found.captcha = Passed::Answer { id, answer };
            }
        }
        if found.keys.len() > KEYS_LIMIT {
            return Err(Failure::new(
                own::ARGUMENT,
                format!("键太多（最多 {KEYS_LIMIT} 个），未发送。"),
                format!("There are more than {KEYS_LIMIT} keys; nothing was sent."),
            ));
        }
        Ok(found)
    }

    /// Adds a key; one without a value counts for nobody, and of two of a kind the later holds.
    fn key(&mut self, kind: String, value: &str) -> Result<(), Failure> {
        if value.is_empty() {
            return Ok(());
        }
        let mut put = |kind: String, value: String| {
            self.keys.retain(|(known, _)| *known != kind);
            self.keys.push((kind, value));
        };
        if kind != "ip" {
            put(kind, value.to_owned());
            return Ok(());
        }
        // A visitor who can write anything in here, as into a header that a page passes on, would have as many addresses as he likes.
        let (one, net) = nets(address(value).ok_or_else(no_address)?);
        put("net".to_owned(), net);
        put(kind, one);
        Ok(())
    }

    /// The value of a key.
    pub fn get(&self, kind: &str) -> Option<&str> {
        self.keys.iter().find(|(known, _)| known == kind).map(|(_, value)| value.as_str())
    }
}

/// An address as servers write it: bare, with a port, in brackets, with a zone.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<std::net::SocketAddr>() {
        return Some(address.ip());
    }
    let bare = text.trim_start_matches('[').split([']', '%']).next().unwrap_or(text);
    bare.parse().ok()
}

/// What counts as one visitor, and as one neighbourhood.
fn nets(address: IpAddr) -> (String, String) {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            (v4.to_string(), format!("{a}.{b}.{c}.0/24"))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => nets(IpAddr::V4(v4)),
            None => {
                let bits = u128::from(v6);
                let net = |keep: u32| Ipv6Addr::from(bits >> (128 - keep) << (128 - keep));
                (net(64).to_string(), format!("{}/48", net(48)))
            }
        },
    }
}

fn passed(value: &str) -> Result<Passed, Failure> {
    match value.to_ascii_lowercase().as_str() {
        "passed" | "yes" | "true" | "1" => Ok(Passed::Elsewhere),
        "" | "no" | "false" | "0" | "failed" => Ok(Passed::No),
        _ => Err(Failure::new(
            own::VALUE,
            "captcha 应为 passed 或 no，未发送。本库的图片请用 captcha_id 和 captcha_answer。",
            "captcha is passed or no; nothing was sent. For the library's own pictures give captcha_id and captcha_answer.",
        )),
    }
}

/// A kind's name in its one form: of a key, in limits, in lists.
pub fn kind(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace('-', "_")
}

fn no_address() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "ip 的值不是一个地址，未发送。请给出访客的一个 IP（如 192.0.2.7）；X-Forwarded-For 里可能有好几个，也可能是伪造的，只取自己的代理写的那一个；没有就不要给 ip。",
        "The value of ip is no address; nothing was sent. Give the visitor's one address, as 192.0.2.7: X-Forwarded-For may hold several, and forged ones; take the one that your own proxy wrote. Where there is none, leave ip out.",
    )
}

fn no_line(line: &str) -> Failure {
    let shown = mask_name(line.split('=').next().unwrap_or(""));
    Failure::new(
        own::VALUE,
        format!("“{shown}”不是“键 = 值”，未发送。每行一个，如 ip = 192.0.2.7。"),
        format!("\"{shown}\" is not key = value; nothing was sent. Give one a line, as ip = 192.0.2.7."),
    )
}

fn too_long(name: &str) -> Failure {
    let shown = mask_name(name);
    Failure::new(
        own::TOO_LARGE,
        format!("键 {shown} 的值过长（最多 {VALUE_LIMIT} 字节），未发送。"),
        format!("The value of {shown} has more than {VALUE_LIMIT} bytes; nothing was sent."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str, kind: &str) -> Option<String> {
        Circumstances::parse(text).unwrap().get(kind).map(str::to_owned)
    }

    #[test]
    fn one_visitor_is_one_key_however_the_address_is_written() {
        for text in ["192.0.2.7", "::ffff:192.0.2.7", "192.0.2.7:443", "[::ffff:192.0.2.7]:80"] {
            assert_eq!(key(&format!("IP = {text}"), "ip").as_deref(), Some("192.0.2.7"), "{text}");
            assert_eq!(key(&format!("ip={text}"), "net").as_deref(), Some("192.0.2.0/24"), "{text}");
        }
        for text in ["2001:db8:1:2:3:4:5:6", "2001:0DB8:1:2::1", "[2001:db8:1:2::9]:443", "2001:db8:1:2::7%eth0"] {
            assert_eq!(key(&format!("ip = {text}"), "ip").as_deref(), Some("2001:db8:1:2::"), "{text}");
            assert_eq!(key(&format!("ip = {text}"), "net").as_deref(), Some("2001:db8:1::/48"), "{text}");
        }
        for text in ["proxy", "unknown", "192.0.2.7, 10.0.0.1", "192.0.2", "1"] {
            let failure = Circumstances::parse(&format!("ip = {text}")).unwrap_err();
            assert!(failure.code == own::ARGUMENT && !failure.to_string().contains("10.0.0.1"), "{text}: {failure}");
        }
        assert_eq!(key("ip =", "ip"), None);
    }

    #[test]
    fn names_that_are_no_keys() {
        let told = Circumstances::parse("captcha = passed\nchannel=voice\r\nsession = abc\n\nuser=").unwrap();
        assert_eq!((told.captcha, told.channel.as_deref()), (Passed::Elsewhere, Some("voice")));
        assert_eq!(told.keys, [("session".to_owned(), "abc".to_owned())]);
        let told = Circumstances::parse("captcha-id = x\ncaptcha_answer = k7m").unwrap();
        assert_eq!(told.captcha, Passed::Answer { id: "x".into(), answer: "k7m".into() });
        assert_eq!(Circumstances::parse("captcha_id=\ncaptcha_answer=").unwrap().captcha, Passed::No);
    }

    #[test]
    fn what_is_no_line_is_refused() {
        assert_eq!(Circumstances::parse("ip").unwrap_err().code, own::VALUE);
        assert_eq!(Circumstances::parse("= x").unwrap_err().code, own::VALUE);
        assert_eq!(Circumstances::parse("captcha = perhaps").unwrap_err().code, own::VALUE);
        assert_eq!(Circumstances::parse(&format!("ip = {}", "1".repeat(513))).unwrap_err().code, own::TOO_LARGE);
        assert_eq!(kind(" User-ID "), "user_id");
        let many: String = (0..33).map(|n| format!("k{n} = v\n")).collect();
        assert_eq!(Circumstances::parse(&many).unwrap_err().code, own::ARGUMENT);
    }
}
