//! Strangers who want messages sent that somebody else pays for. They have all the addresses of 198.18.0.0/15, which belong to nobody.

use crate::chance::mix;

/// What they do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A new number each time, from few addresses.
    Few,
    /// One number, from a botnet's addresses.
    One,
    /// A new number each time, from a botnet's addresses.
    Botnet,
    /// Phones of their own, whose codes they enter rightly, from few addresses.
    Phones,
    /// The botnet, and for one request in four a phone of their own whose code they enter: so that the breaker sees codes entered.
    Feeding,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Few, Kind::One, Kind::Botnet, Kind::Phones, Kind::Feeding];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Few => "many numbers from 20 addresses",
            Kind::One => "one number from the botnet",
            Kind::Botnet => "many numbers from the botnet",
            Kind::Phones => "phones of their own, codes entered",
            Kind::Feeding => "the botnet, feeding the breaker",
        }
    }
}

/// An attack.
#[derive(Clone)]
pub struct Attack {
    pub kind: Kind,
    pub from: usize,
    pub hours: usize,
    pub per_hour: u64,
    /// The botnet's addresses.
    pub addresses: u64,
    /// Their own phones.
    pub phones: u64,
    /// Of a hundred pictures they read so many.
    pub solves: u64,
}

/// One request.
pub struct Request {
    pub mobile: String,
    pub address: String,
    /// Whether the code will be entered.
    pub enters: bool,
}

const FEW: u64 = 20;
const HOUR: i64 = 3_600_000;

impl Attack {
    /// Whose number is attacked.
    pub fn owner(&self) -> Option<u64> {
        (self.kind == Kind::One).then_some(0)
    }

    /// When the nth request comes, after the first, where one in `share` of them does.
    pub fn at(&self, n: u64, share: u64) -> i64 {
        (i128::from(n) * i128::from(HOUR) * i128::from(share) / i128::from(self.per_hour)) as i64
    }

    pub fn request(&self, n: u64, share: u64) -> Request {
        let some = |all: u64| mix(n) % (all / share).max(1);
        let is_own = self.kind == Kind::Phones || self.kind == Kind::Feeding && n % 4 == 3;
        let mobile = match self.kind {
            Kind::One => "13800000000".to_owned(),
            _ if is_own => format!("139{:08}", mix(n) % (self.phones / share).max(1)),
            _ => format!("137{:08}", n % 100_000_000),
        };
        // Few addresses are five to a neighbourhood; a botnet's are all over the world, twenty to one.
        let (one, each) = match self.kind {
            Kind::Few | Kind::Phones => (some(FEW.max(share)), 5),
            _ => (some(self.addresses), 20),
        };
        let (net, host) = (one / each, one % each + 1);
        Request { mobile, address: format!("198.{}.{}.{host}", 18 + net / 256, net % 256), enters: is_own }
    }
}
