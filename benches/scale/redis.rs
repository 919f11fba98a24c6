//! What a Redis server needs to remember a number, and how long it works for each decision: a real server, filled by the library itself.

use crate::server::Server;
use ihuyi::answer::{Answer, Outcome};
use ihuyi::guard::circumstances::Circumstances;
use ihuyi::guard::{self, rules};
use ihuyi::secret::{Secret, Vault};
use ihuyi::service::Service;
use ihuyi::store::{self, Breaker, Clock, Count, Key, Life, Limit, Place, Put, Spent};
use ihuyi::track;
use std::time::Duration;

/// Enough that the server's own tables weigh as much for each as with a hundred million: they are a power of two in size, a quarter empty at both.
const MANY: u64 = 100_000;
/// Of what takes several decisions each.
const FEWER: u64 = 25_000;
const DAY: Duration = Duration::from_secs(86_400);

pub fn measure() {
    let server = Server::start(&[]);
    let mut looker = redis::Client::open(server.url("")).unwrap().get_connection().unwrap();
    let place = Place::parse(&server.url("")).unwrap_or_else(|(_, why)| panic!("{why}"));
    let secret = Secret::new(b"the secret of a measurement");
    let vault = Vault { store: store::open(&place, Clock::System).unwrap(), secret: &secret };
    println!(
        "\nRedis: what is remembered\n\n| what | how many | keys each | bytes each | the server's CPU for each call |\n|---|---|---|---|---|"
    );
    let mut row = |name: &str, many: u64, fill: &mut dyn FnMut(u64)| {
        let _: () = redis::cmd("FLUSHALL").query(&mut looker).unwrap();
        // So that neither the first key of all nor the scripts count.
        fill(many);
        let (memory, keys, before) = (used(&mut looker), size(&mut looker), processor(&mut looker));
        let _: () = redis::cmd("CONFIG").arg("RESETSTAT").query(&mut looker).unwrap();
        (0..many).for_each(&mut *fill);
        let [memory, keys] = [used(&mut looker) - memory, size(&mut looker) - keys].map(|sum| sum as f64 / many as f64);
        let work = (processor(&mut looker) - before) * 1e6 / calls(&mut looker);
        println!("| {name} | {many} | {keys:.1} | {memory:.0} | {work:.0} µs |");
    };
    row("a number, with one message", MANY, &mut asking(&vault, "sms:mobile 1/60s, sms:mobile 5/1d", false));
    row("a number, with five messages", FEWER, &mut |n| {
        let mut ask = asking(&vault, "sms:mobile 5/1d", false);
        (0..5).for_each(|_| ask(n));
    });
    row("an address and its neighbourhood", MANY, &mut asking(&vault, "ip 30/1h, ip 200/1d, net 300/1h", false));
    row("one more message of a site", MANY, &mut asking(&vault, "site 1000000/1d", false));
    row("a code that waits", MANY, &mut |n| {
        let key = key(&vault, "verify", n);
        // As many bytes as a code's record has with the purpose `register`.
        let sealed = vault.secret.seal(key, &[7; 44]).unwrap();
        let life = Life { live: Duration::from_secs(300), remember: Duration::from_secs(3_600) };
        assert!(vault.store.put(key, &sealed, life, Put::New).unwrap());
    });
    row("a code kept, checked, taken out, told to the breaker", FEWER, &mut |n| {
        let key = key(&vault, "verify", n);
        let life = Life { live: Duration::from_secs(300), remember: Duration::from_secs(3_600) };
        assert!(vault.store.put(key, &[7; 73], life, Put::New).unwrap());
        assert!(matches!(vault.store.spend(key, 5).unwrap(), Spent::Yes(_)));
        assert!(vault.store.take(key).unwrap().is_some());
        let window = Duration::from_secs(3_600);
        vault.store.pass(&Breaker { key: Key([9; 16]), window, events: 100, percent: 20 }).unwrap();
    });
    row("a message's track (track = on)", FEWER, &mut |n| {
        let (ttl, local) = (Duration::from_secs(7 * 86_400), format!("{n:026}"));
        let trace = track::begin(&vault, ttl, Duration::from_secs(10), &local, Service::Sms, &[&number(n)]).unwrap();
        let answer = Answer { outcome: Outcome::Accepted, id: format!("1795982322836{n:07}"), ..Answer::done() };
        trace.end(&vault, &answer);
    });
    // The site's own limit would end it at 10,000.
    let limits = rules::DEFAULT.replace("site 10000/1d", "site 40000/60s");
    row("all of a code's decision: number, address, site, breaker", FEWER, &mut asking(&vault, &limits, true));
}

fn number(n: u64) -> String {
    format!("138{n:08}")
}

fn key(vault: &Vault, what: &str, n: u64) -> Key {
    vault.secret.key(&[what, &n.to_string()])
}

/// Asks for another number from another neighbourhood each time; for a code, as `verify start` does.
fn asking<'a>(vault: &'a Vault<'a>, limits: &str, is_code: bool) -> impl FnMut(u64) + 'a {
    let rules = rules::parse(limits).unwrap_or_else(|(_, why)| panic!("{why}"));
    // It counts, and never trips: nobody enters anything here.
    let breaker = guard::breaker("1000000/1h 1%").ok();
    let settings = guard::Settings { rules, breaker, ..guard::Settings::default() };
    move |n| {
        let told = format!("ip = {}.{}.{}.7", 10 + n / 65_536, n / 256 % 256, n % 256);
        let told = Circumstances::parse(&told).unwrap();
        let sends = Count { key: key(vault, "sends", n), limits: vec![Limit { most: 5, window: DAY }] };
        let request = guard::Request {
            scope: "sms",
            purpose: "register",
            mobiles: &[&number(n)],
            told: &told,
            extra: if is_code { vec![("verify_sends", sends)] } else { Vec::new() },
            is_code,
        };
        assert!(guard::ask(vault, &settings, &request).unwrap().failure.is_none());
    }
}

fn used(looker: &mut redis::Connection) -> i64 {
    field(looker, "memory", "used_memory:")
}

fn size(looker: &mut redis::Connection) -> i64 {
    redis::cmd("DBSIZE").query(looker).unwrap()
}

/// Scripts that ran.
fn calls(looker: &mut redis::Connection) -> f64 {
    let info: String = redis::cmd("INFO").arg("commandstats").query(looker).unwrap();
    let line = info.lines().find_map(|line| line.strip_prefix("cmdstat_evalsha:calls=")).unwrap();
    line.split(',').next().unwrap().parse().unwrap()
}

/// Seconds of the processor that the server has used: what else the machine does is not in it, and reading and answering is.
fn processor(looker: &mut redis::Connection) -> f64 {
    field::<f64>(looker, "cpu", "used_cpu_user:") + field::<f64>(looker, "cpu", "used_cpu_sys:")
}

fn field<T: std::str::FromStr<Err: std::fmt::Debug>>(looker: &mut redis::Connection, section: &str, name: &str) -> T {
    let info: String = redis::cmd("INFO").arg(section).query(looker).unwrap();
    info.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().parse().unwrap()
}
