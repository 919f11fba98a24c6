//! The people of a site: when they come, where they come from, and what they do. All of this is assumed, and nothing of it measured at a
//! real site; it stands here in one place to be changed.

use crate::chance::mix;
use ihuyi::guard::circumstances::Circumstances;
use std::time::Duration;

/// Of a thousand people of a day, so many come in each hour.
const BY_HOUR: [u64; 24] = [14, 8, 5, 4, 4, 7, 15, 28, 44, 58, 64, 60, 58, 52, 52, 54, 54, 52, 54, 64, 78, 76, 58, 37];
/// Of a hundred messages so many never come, so many are forgotten, and of the codes so many are mistyped at first.
pub const LOST: u64 = 3;
pub const FORGETS: u64 = 4;
pub const MISTYPES: u64 = 8;
/// Of a hundred who will get their message, so many ask again before it is there.
pub const IMPATIENT: u64 = 5;
/// Nobody asks for more messages, or comes back more often after being told to wait.
pub const PATIENCE: u32 = 3;
/// Nobody waits longer than this.
pub const LONGEST: Duration = Duration::from_secs(600);

/// So many phones share a carrier's address (NAT), all of them users of this site: the hardest case for limits by address.
const BEHIND_ONE: u64 = 400;
/// So many phones with an IPv6 address of their own are in one /48.
const IN_ONE_48: u64 = 4_000;

/// How many come in an hour.
pub fn of_the_hour(hour: usize, codes: u64) -> u64 {
    codes * BY_HOUR[hour] / 1000
}

/// Somebody who wants a code.
#[derive(Clone)]
pub struct Person {
    pub mobile: String,
    pub told: Circumstances,
    /// Messages that were sent to them.
    pub sent: u32,
    /// How often they came back after being told to wait.
    pub waits: u32,
}

impl Person {
    /// This one of so many users: a quarter of them is behind a carrier's addresses, three tenths are at home, two to an address, and the rest
    /// are phones with an IPv6 address.
    pub fn new(user: u64, users: u64) -> Person {
        let kind = mix(user) % 100;
        // Each kind's users lie as close together as there are that many of them.
        let among = |percent: u64| mix(user ^ 0x5EED) % (users * percent / 100).max(1);
        let [_, a, b, c] = match kind {
            0..25 => (0xAC10_0000 + (among(25) / BEHIND_ONE) as u32).to_be_bytes(),
            25..55 => (0x0A00_0000 + (among(30) / 2) as u32).to_be_bytes(),
            _ => [0; 4],
        };
        let address = match kind {
            0..25 => format!("172.{a}.{b}.{c}"),
            25..55 => format!("10.{a}.{b}.{c}"),
            _ => {
                let one = among(45);
                format!("2001:db8:{:x}:{:x}::1", one / IN_ONE_48, one % IN_ONE_48)
            }
        };
        let told = Circumstances::parse(&format!("ip = {address}")).unwrap();
        Person { mobile: format!("138{user:08}"), told, sent: 0, waits: 0 }
    }
}
