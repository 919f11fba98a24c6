//! The receiver of pushes: what the gateway tells afterwards is remembered first, then answered with `success`.
//!
//! Pushes carry no signature, so the path is the secret. Whoever does not know it learns nothing, not even that there is one.

use super::body::{self, Bad};
use super::helper::Helper;
use super::http::{last, page};
use super::log;
use super::refused::refused;
use super::secret::Secret;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Response};
use hyper::Request;
use hyper::body::Incoming;
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// The gateway's pushes have some hundred bytes.
const LIMIT: usize = 64 << 10;
/// How long a push waits for the store.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whose pushes are taken, and under which path.
pub struct Door {
    pub secret: Secret,
    pub from: Vec<Net>,
}

/// An address, or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Net {
    address: IpAddr,
    bits: u32,
}

impl Net {
    /// `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
    pub fn parse(text: &str) -> Result<Net, Failure> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address = address.parse::<IpAddr>().ok().map(|address| address.to_canonical());
        let width = |address: IpAddr| if address.is_ipv4() { 32 } else { 128 };
        let net = address.and_then(|address| {
            let bits = bits.map_or(Some(width(address)), |bits| bits.parse().ok())?;
            (bits <= width(address)).then_some(Net { address, bits })
        });
        net.ok_or_else(|| {
            refused(
                &format!("--push-from {text}：应为地址或网段，如 192.0.2.7 或 192.0.2.0/24"),
                &format!("--push-from {text}: wanted is an address or a range, as 192.0.2.7 or 192.0.2.0/24"),
            )
        })
    }

    fn has(self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(v4) => u128::from(u32::from(v4)) << 96,
            IpAddr::V6(v6) => v6.into(),
        };
        let differs = bits(self.address) ^ bits(address);
        self.address.is_ipv4() == address.is_ipv4() && (self.bits == 0 || differs >> (128 - self.bits) == 0)
    }
}

/// Where a push comes from. What a proxy says is heeded only when the proxy is on this machine, and only its own word, the last.
fn origin(peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer.to_canonical();
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    match last {
        Some(chain) if peer.is_loopback() => {
            let last = chain.to_str().ok()?.rsplit(',').next()?.trim();
            last.parse::<IpAddr>().ok().map(|address| address.to_canonical())
        }
        _ => Some(peer),
    }
}

/// Answers one request.
pub async fn answer(helper: Arc<Helper>, door: Arc<Door>, peer: IpAddr, request: Request<Incoming>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if !door.from.is_empty() {
        let origin = origin(peer, &parts.headers);
        if !origin.is_some_and(|address| door.from.iter().any(|net| net.has(address))) {
            return turned_away(&helper, 403, "address");
        }
    }
    let given = parts.uri.path().strip_prefix("/push/").unwrap_or_default();
    if !door.secret.is(given.as_bytes()) {
        return turned_away(&helper, 404, "secret");
    }
    let text = match parts.method {
        Method::GET => parts.uri.query().unwrap_or_default().as_bytes().to_vec(),
        Method::POST => match body::read(body, LIMIT, helper.reading).await {
            Ok(body) => body.to_vec(),
            Err(Bad::TooLarge) => return turned_away(&helper, 413, "too_large"),
            Err(Bad::TooSlow | Bad::Broken) => return turned_away(&helper, 408, "incomplete"),
        },
        _ => return turned_away(&helper, 404, "method"),
    };
    record(&helper, text).await
}

async fn record(helper: &Arc<Helper>, text: Vec<u8>) -> Response<Body> {
    let recording = helper.clone();
    let job = move || match recording.record(&text) {
        Ok(told) => told,
        // The settings are bad, which a reload does not let happen.
        Err(answer) => {
            (answer.get("returned").and_then(serde_json::Value::as_i64).map_or(own::PANIC, |code| code as i32), 0)
        }
    };
    let (code, kind) = match helper.pushes.run(PATIENCE, job).await {
        Ok((code, kind)) => (code, named(kind)),
        Err(_) => (own::HELPER_BUSY, named(0)),
    };
    let (status, result, text) = match code {
        own::OK => (200, "recorded", "success"),
        own::PUSH | own::TOO_LARGE | own::ENCODING | own::CONTROL_CHARACTER => (400, "unreadable", ""),
        own::LIMIT => (503, "too_many", ""),
        _ => (503, "not_recorded", ""),
    };
    helper.metrics.push(kind, result);
    log::line(&format!("push kind={kind} result={result} code={code}"));
    page(status, "text/plain; charset=utf-8", text.to_owned())
}

fn named(kind: i32) -> &'static str {
    use ihuyi::ffi::push::{IHUYI_PUSH_RECEIPT, IHUYI_PUSH_REPLY, IHUYI_PUSH_TEMPLATE_REVIEW};
    match kind {
        IHUYI_PUSH_RECEIPT => "receipt",
        IHUYI_PUSH_REPLY => "reply",
        IHUYI_PUSH_TEMPLATE_REVIEW => "template_review",
        _ => "unknown",
    }
}

fn turned_away(helper: &Helper, status: u16, reason: &'static str) -> Response<Body> {
    helper.metrics.push("unknown", reason);
    log::refusal(("push", reason), &format!("push refused reason={reason}"));
    last(page(status, "text/plain; charset=utf-8", String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn nets() {
        for (net, inside, outside) in [
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("0.0.0.0/0", "203.0.113.1", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
            ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.6"),
        ] {
            let parsed = Net::parse(net).unwrap();
            assert!(parsed.has(address(inside)) && !parsed.has(address(outside)), "{net}");
        }
        for bad in ["", "x", "192.0.2.0/33", "192.0.2.0/", "192.0.2", "2001:db8::/129", "192.0.2.0/-1"] {
            assert!(Net::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_proxys_word_is_taken_from_this_machine_alone_and_only_its_last() {
        let with = |chain: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in chain {
                headers.append("x-forwarded-for", axum::http::HeaderValue::from_static(value));
            }
            headers
        };
        let near = address("127.0.0.1");
        assert_eq!(origin(near, &with(&[])), Some(near));
        assert_eq!(origin(near, &with(&["192.0.2.9, 192.0.2.7"])), Some(address("192.0.2.7")));
        assert_eq!(origin(near, &with(&["192.0.2.9", "192.0.2.7"])), Some(address("192.0.2.7")));
        assert_eq!(origin(near, &with(&["nonsense"])), None);
        assert_eq!(origin(address("203.0.113.5"), &with(&["192.0.2.7"])), Some(address("203.0.113.5")));
        assert_eq!(origin(address("::ffff:203.0.113.5"), &with(&[])), Some(address("203.0.113.5")));
    }
}
