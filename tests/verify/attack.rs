//! An attack on a page that sends codes: many requests from many addresses for many numbers, and one number from everywhere.

use crate::world::{World, told};
use ihuyi::codes::own;
use ihuyi::verify;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const REQUESTS: usize = 100_000;
const ADDRESSES: u64 = 1_000;
const NUMBERS: u64 = 10_000;
const THREADS: usize = 16;
/// The defaults, with windows that no run of this test outlasts.
const LIMITS: &str = "sms:mobile 1/1h, sms:mobile 5/1d, ip 30/1h, ip 200/1d, net 300/1h, site 10000/1d";

/// Numbers that look like chance and are the same in every run.
fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A hundred neighbourhoods of ten addresses each.
fn address(n: u64) -> String {
    format!("198.18.{}.{}", n / 10, n % 10 + 1)
}

#[test]
fn no_more_is_sent_than_the_limits_say() {
    let world = World::new(&[("limits", LIMITS), ("breaker", "off")]);
    let client = world.client();
    let next = AtomicUsize::new(0);
    let told_code = std::sync::Mutex::new(HashMap::<i32, usize>::new());
    let worker = || {
        let mut waits = Vec::new();
        let mut codes = HashMap::<i32, usize>::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= REQUESTS {
                break;
            }
            let chance = mix(n as u64);
            // A third of it comes from ten busy addresses.
            let from = if chance.is_multiple_of(3) { chance / 3 % 10 } else { chance / 3 % ADDRESSES };
            let mobile = format!("138{:08}", mix(chance) % NUMBERS);
            let began = Instant::now();
            let (_, answer) = verify::start(&client, "register", &mobile, &told(&format!("ip = {}", address(from))));
            if answer.code == own::LIMIT {
                waits.push(began.elapsed());
            }
            *codes.entry(answer.code).or_default() += 1;
        }
        let mut all = told_code.lock().unwrap();
        for (code, count) in codes {
            *all.entry(code).or_default() += count;
        }
        waits
    };
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(worker)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let codes = told_code.into_inner().unwrap();
    assert_eq!(codes.values().sum::<usize>(), REQUESTS);
    let inbox = world.sandbox.inbox();
    let accepted = codes[&2];
    assert_eq!((inbox.len(), codes.len()), (accepted, 2), "{codes:?}");
    let mut per_number = HashMap::<&str, usize>::new();
    for message in &inbox {
        *per_number.entry(message["mobile"].as_str().unwrap()).or_default() += 1;
    }
    assert!(per_number.values().all(|sent| *sent == 1), "a number got more than one");
    assert!(accepted <= NUMBERS as usize && accepted > NUMBERS as usize / 2, "{accepted}");
    waits.sort_unstable();
    let at = |percent: usize| waits[(waits.len() - 1) * percent / 100];
    println!(
        "{REQUESTS} requests: {accepted} sent, {} stopped; a stopped one took {:?} (median), {:?} (99 %)",
        waits.len(),
        at(50),
        at(99)
    );
}

#[test]
fn one_number_from_everywhere_gets_one_message() {
    let world = World::new(&[("limits", LIMITS), ("breaker", "off")]);
    let client = world.client();
    let sent = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..THREADS as u64 {
            let (client, sent) = (&client, &sent);
            scope.spawn(move || {
                for n in 0..ADDRESSES / THREADS as u64 {
                    let keys = told(&format!("ip = {}", address(thread * 60 + n)));
                    let (_, answer) = verify::start(client, "register", "13800000000", &keys);
                    sent.fetch_add((answer.code == 2).into(), Ordering::Relaxed);
                    assert!(matches!(answer.code, 2 | own::LIMIT), "{}", answer.code);
                }
            });
        }
    });
    assert_eq!((sent.into_inner(), world.sandbox.accepted()), (1, 1));
}

#[test]
fn an_address_gets_no_more_than_its_share_however_many_numbers_it_names() {
    let world = World::new(&[("limits", LIMITS), ("breaker", "off")]);
    let client = world.client();
    let mut sent = 0;
    for n in 0..200 {
        // An IPv6 neighbour who takes a new address for each request is one visitor.
        let keys = told(&format!("ip = 2001:db8:1:2::{n:x}"));
        sent += usize::from(verify::start(&client, "register", &format!("139{n:08}"), &keys).1.code == 2);
    }
    assert_eq!((sent, world.sandbox.accepted()), (30, 30));
}

#[test]
fn those_who_have_no_limits_do_not_hold_the_breaker_for_others() {
    let world = World::new(&[("limits", "site 10000/1d"), ("breaker", "10/1h 20%"), ("allow", "ip 192.0.2.0/24")]);
    let client = world.client();
    let staff = |n: u64| {
        let (started, answer) = verify::start(&client, "login", &format!("139{n:08}"), &told("ip = 192.0.2.7"));
        assert_eq!(answer.code, 2);
        let code = world.code(&format!("139{n:08}"));
        assert_eq!(verify::check(&client, &started.id, &code).1.code, 0);
    };
    (0..20).for_each(staff);
    let attack = |n: u64| verify::start(&client, "login", &format!("138{n:08}"), &told("ip = 198.18.0.1")).1.code;
    let codes: Vec<i32> = (0..12).map(attack).collect();
    assert_eq!(codes[..11], [2; 11]);
    assert_eq!(codes[11], own::BREAKER);
    // And they are not held by it.
    staff(20);
}
