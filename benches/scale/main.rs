//! What limits and breaker make of a day's traffic with an attack in it; and what Redis needs to remember a number.
//!
//! `cargo bench --bench scale` prints the tables of docs/scale.md, with `-- shop`, `-- ten`, `-- hundred` or `-- redis` only those; `-- seed=7` is another
//! day. The days need no network and take some minutes; `redis` starts Debian's redis-server.

mod attack;
mod chance;
mod day;
mod people;
mod plans;
#[cfg(unix)]
mod redis;
#[cfg(unix)]
#[path = "../../tests/store/server.rs"]
#[allow(dead_code)]
mod server;
#[path = "../../tests/store/support.rs"]
#[allow(dead_code)]
mod support;

use attack::Kind;
use day::{Hour, Plan, Policy};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let seed = words.iter().find_map(|word| word.strip_prefix("seed=")).map_or(1, |seed| seed.parse().unwrap());
    let names: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.starts_with("seed=")).collect();
    let chosen = |name: &str| names.is_empty() || names.contains(&name);
    if chosen("shop") {
        shop(seed);
    }
    if chosen("ten") {
        ten(seed);
    }
    if chosen("hundred") {
        hundred(seed);
    }
    #[cfg(unix)]
    if chosen("redis") {
        redis::measure();
    }
}

fn shop(seed: u64) {
    let shop = Plan { seed, ..plans::shop() };
    let attacked = |kind| plans::attacked(shop.clone(), kind, 20_000, 10_000);
    by_hour("A shop, the defaults, many numbers from the botnet", &attacked(Kind::Botnet), 8..19);
    let pictures = plans::with_pictures(attacked(Kind::Botnet), 12);
    by_hour("The same, and from 12 o'clock a picture before each code", &pictures, 8..19);
    heads("A shop: the whole day");
    sum("no attack", &shop);
    for kind in Kind::ALL {
        sum(kind.name(), &attacked(kind));
    }
    sum("the botnet; pictures from 12 o'clock", &pictures);
    sum("the botnet; pictures always", &plans::with_pictures(attacked(Kind::Botnet), 0));
}

fn ten(seed: u64) {
    large(
        "Two hundred thousand codes a day: the whole day",
        &Plan { seed, ..plans::ten() },
        plans::fitted_to_ten(),
        (200_000, 20_000, 2_000),
    );
}

fn hundred(seed: u64) {
    large(
        "Ten million codes a day: the whole day",
        &Plan { seed, ..plans::hundred() },
        plans::fitted_to_hundred(),
        (2_000_000, 100_000, 20_000),
    );
}

/// A site under attack by so many requests an hour, addresses, and phones of the strangers' own.
fn large(title: &str, plain: &Plan, policy: Policy, (per_hour, addresses, phones): (u64, u64, u64)) {
    let fitted = Plan { policies: vec![policy], ..plain.clone() };
    let mut lax = fitted.clone();
    lax.policies[0].breaker = ihuyi::guard::BREAKER;
    let attacked = |plan: &Plan, kind| {
        let mut plan = plans::attacked(plan.clone(), kind, per_hour, addresses);
        plan.attack.as_mut().unwrap().phones = phones;
        plan
    };
    heads(title);
    sum("no attack, the defaults", plain);
    sum("no attack, fitted", &fitted);
    sum("the botnet, fitted but for the breaker", &attacked(&lax, Kind::Botnet));
    sum("the botnet, fitted", &attacked(&fitted, Kind::Botnet));
    sum("the botnet, feeding the breaker", &attacked(&fitted, Kind::Feeding));
    sum("the same, pictures from 12 o'clock", &plans::with_pictures(attacked(&fitted, Kind::Feeding), 12));
}

const HEADS: &str = "people | asked by people | by strangers | sent to people | sent to strangers | stopped: number | address | site | breaker \
     | picture | breaker trips | minutes paused | codes entered | people turned away | what strangers cost, yuan |";
/// A message's price in hundredths of a yuan: assumed.
const PRICE: u64 = 5;

fn heads(title: &str) {
    println!("\n{title}\n\n| day | {HEADS}\n|{}", "---|".repeat(16));
}

fn by_hour(title: &str, plan: &Plan, hours: std::ops::Range<usize>) {
    println!("\n{title}\n\n| hour | {HEADS}\n|{}", "---|".repeat(16));
    let day = day::run(plan);
    for hour in hours {
        row(&hour.to_string(), &day[hour]);
    }
}

fn sum(name: &str, plan: &Plan) {
    row(name, &day::run(plan).iter().fold(Hour::default(), Hour::and));
}

fn row(name: &str, hour: &Hour) {
    let stopped = |what| hour.stopped_by(what);
    let columns = [
        hour.people,
        hour.asked[0],
        hour.asked[1],
        hour.sent[0],
        hour.sent[1],
        stopped("mobile"),
        stopped("ip ") + stopped("net "),
        stopped("site "),
        stopped("breaker"),
        stopped("captcha"),
        hour.trips,
        hour.paused / 60,
        hour.entered,
        hour.turned_away,
        hour.sent[1] * PRICE / 100,
    ];
    let columns: Vec<String> = columns.iter().map(u64::to_string).collect();
    println!("| {name} | {} |", columns.join(" | "));
}
