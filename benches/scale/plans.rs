//! The sites that are simulated.

use crate::attack::{Attack, Kind};
use crate::day::{Plan, Policy};
use ihuyi::guard::{self, rules};

/// One shop, with the settings as they come.
pub fn shop() -> Plan {
    Plan {
        users: 20_000,
        codes: 2_000,
        share: 1,
        policies: vec![Policy {
            from: 0,
            limits: rules::DEFAULT.to_owned(),
            breaker: guard::BREAKER,
            captcha: "never",
            unlocks: false,
        }],
        attack: None,
        seed: 1,
    }
}

/// A hundred servers: ten million codes a day, of a hundred million users. One in twenty is simulated.
pub fn hundred() -> Plan {
    Plan { users: 100_000_000, codes: 10_000_000, share: 20, ..shop() }
}

/// Ten servers: two hundred thousand codes a day.
pub fn ten() -> Plan {
    Plan { users: 2_000_000, codes: 200_000, ..shop() }
}

/// What docs/scale.md gives a site that is larger than a shop: more for an address that many share, the site by the minute, and a breaker that
/// is as strict as so many people allow.
pub fn fitted(site: u32, breaker: &'static str) -> Policy {
    let limits = format!(
        "sms:mobile 1/60s, sms:mobile 5/1d, ip 60/1h, ip 600/1d, net 3000/1h, device 10/1h, device 30/1d, session 10/1h, site {site}/60s, \
         captcha:ip 60/1h"
    );
    Policy { limits, breaker, ..shop().policies.remove(0) }
}

/// The settings of [`ten`].
pub fn fitted_to_ten() -> Policy {
    fitted(1_000, "500/10m 60%")
}

/// The settings of [`hundred`].
pub fn fitted_to_hundred() -> Policy {
    fitted(40_000, "5000/10m 60%")
}

/// The same from an hour on with a picture before each code, and the breaker unlocked: what an operator does who has seen the attack.
pub fn with_pictures(mut plan: Plan, from: usize) -> Plan {
    let last = plan.policies.last().unwrap().clone();
    plan.policies.push(Policy { from, captcha: "always", unlocks: true, ..last });
    plan
}

/// Six hours from ten o'clock on, by so many requests an hour from so many addresses.
pub fn attacked(plan: Plan, kind: Kind, per_hour: u64, addresses: u64) -> Plan {
    let attack = Attack { kind, from: 10, hours: 6, per_hour, addresses, phones: 200, solves: 0 };
    Plan { attack: Some(attack), ..plan }
}
