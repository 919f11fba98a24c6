//! Allow and deny lists: `mobile 13800000000, mobile 170*, ip 10.0.0.0/8`. Pure.

use super::circumstances;
use super::rules::entries;
use crate::message::normalise;
use crate::service::Service;
use std::net::IpAddr;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    kind: String,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Exactly(String),
    Prefix(String),
    Net(IpAddr, u8),
}

/// Reads a list; an error says what is wrong: Chinese, English.
pub fn parse(text: &str) -> Result<Vec<Entry>, (&'static str, &'static str)> {
    entries(text).map(entry).collect()
}

fn entry(text: &str) -> Result<Entry, (&'static str, &'static str)> {
    const FORM: (&str, &str) = (
        "每条应写成“种类 值”，如 mobile 13800000000、mobile 170*、ip 10.0.0.0/8",
        "wants each as kind value, as mobile 13800000000, mobile 170*, ip 10.0.0.0/8",
    );
    let (kind, value) = text.split_once(char::is_whitespace).ok_or(FORM)?;
    let (kind, value) = (circumstances::kind(kind), value.trim());
    let what = match (value.split_once('/'), value.strip_suffix('*')) {
        (Some((address, bits)), _) if kind == "ip" => {
            let address = plain(address.trim()).ok_or(FORM)?;
            let bits: u8 = bits.trim().parse().map_err(|_| FORM)?;
            if bits > width(address) {
                return Err(FORM);
            }
            What::Net(address, bits.min(visitor(address)))
        }
        // A bare asterisk would be everybody, which nobody means on either list.
        (_, Some("")) => return Err(FORM),
        (_, Some(prefix)) if kind == "mobile" => {
            let digits: String = prefix.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let digits = digits.strip_prefix("+86").unwrap_or(&digits);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(FORM);
            }
            What::Prefix(digits.to_owned())
        }
        (_, Some(prefix)) => What::Prefix(prefix.to_owned()),
        // A number in any spelling, in the one form that it is compared in.
        _ if kind == "mobile" => {
            let services = [Service::VoiceNotice, Service::International].into_iter();
            What::Exactly(services.into_iter().find_map(|service| normalise(service, value).ok()).ok_or(FORM)?)
        }
        _ if kind == "ip" => {
            let address = plain(value).ok_or(FORM)?;
            What::Net(address, visitor(address))
        }
        _ => What::Exactly(value.to_owned()),
    };
    Ok(Entry { kind, what })
}

/// An address in the form of the keys: an IPv4 one as such, however it is written.
fn plain(text: &str) -> Option<IpAddr> {
    Some(match text.parse::<IpAddr>().ok()? {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 => v4,
    })
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The bits that tell visitors apart: an IPv6 key is the /64 that one connection has.
fn visitor(address: IpAddr) -> u8 {
    width(address).min(64)
}

/// The address as a number, left-aligned in 128 bits.
fn bits_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)) << 96,
        IpAddr::V6(v6) => v6.into(),
    }
}

/// Whether a list names one of these keys.
pub fn names(list: &[Entry], keys: &[(String, String)]) -> bool {
    list.iter().any(|entry| keys.iter().any(|(kind, value)| *kind == entry.kind && entry.what.is(value)))
}

impl What {
    fn is(&self, value: &str) -> bool {
        match self {
            What::Exactly(this) => this == value,
            What::Prefix(prefix) => value.starts_with(prefix.as_str()),
            What::Net(net, bits) => {
                let Ok(address) = value.parse::<IpAddr>() else { return false };
                let far = 128 - u32::from(*bits);
                let masked = |address| bits_of(address).checked_shr(far).unwrap_or(0);
                address.is_ipv4() == net.is_ipv4() && masked(address) == masked(*net)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(list: &str, kind: &str, value: &str) -> bool {
        names(&parse(list).unwrap(), &[(kind.to_owned(), value.to_owned())])
    }

    #[test]
    fn numbers_and_prefixes() {
        let list = "mobile 13800000000, mobile 170*, device x1";
        assert!(
            named(list, "mobile", "13800000000") && named(list, "mobile", "17000000000") && named(list, "device", "x1")
        );
        assert!(
            !named(list, "mobile", "13800000001") && !named(list, "ip", "13800000000") && !named(list, "device", "x12")
        );
    }

    #[test]
    fn spellings() {
        let list = "mobile +86 138-0000-0000, mobile +86170*, ip ::ffff:192.0.2.7, User-ID 7";
        assert!(named(list, "mobile", "13800000000") && named(list, "mobile", "17012345678"));
        assert!(named(list, "ip", "192.0.2.7") && named(list, "user_id", "7"));
        for bad in ["mobile hello", "mobile 138x*", "mobile 1"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses() {
        assert!(named("ip 10.0.0.0/8", "ip", "10.255.1.2") && !named("ip 10.0.0.0/8", "ip", "11.0.0.1"));
        assert!(named("ip 192.0.2.7", "ip", "192.0.2.7") && !named("ip 192.0.2.7", "ip", "192.0.2.8"));
        assert!(named("ip 2001:db8::/32", "ip", "2001:db8:1::1") && !named("ip 2001:db8::/32", "ip", "2001:db9::1"));
        assert!(
            named("ip 2001:db8:1:2::9", "ip", "2001:db8:1:2::") && !named("ip 2001:db8:1:2::9", "ip", "2001:db8:1:3::")
        );
        assert!(named("ip 0.0.0.0/0", "ip", "192.0.2.8") && !named("ip 0.0.0.0/0", "ip", "::1"));
        for bad in ["ip 10.0.0.0/33", "ip 10.0.0/8", "ip x", "mobile *", "mobile", "ip 10.0.0.0/x"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
