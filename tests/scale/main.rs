//! What docs/scale.md says of limits and breaker under a day's traffic, held in small: the simulation of benches/scale with five hundred codes
//! a day and three hours of strangers.

#[path = "../../benches/scale/attack.rs"]
#[allow(dead_code)]
mod attack;
#[path = "../../benches/scale/chance.rs"]
mod chance;
#[path = "../../benches/scale/day.rs"]
#[allow(dead_code)]
mod day;
#[path = "../../benches/scale/people.rs"]
mod people;
#[path = "../../benches/scale/plans.rs"]
#[allow(dead_code)]
mod plans;

use attack::{Attack, Kind};
use day::{Hour, Plan};

const PEOPLE: usize = 0;
const STRANGERS: usize = 1;
/// When the strangers come, and for how long.
const FROM: usize = 10;
const HOURS: usize = 3;

fn shop() -> Plan {
    Plan { users: 5_000, codes: 500, ..plans::shop() }
}

fn attacked(kind: Kind) -> Plan {
    let attack = Attack { kind, from: FROM, hours: HOURS, per_hour: 2_000, addresses: 2_000, phones: 20, solves: 0 };
    Plan { attack: Some(attack), ..shop() }
}

fn sum(day: &[Hour]) -> Hour {
    day.iter().fold(Hour::default(), Hour::and)
}

fn whole(plan: &Plan) -> Hour {
    sum(&day::run(plan))
}

#[test]
fn the_same_seed_is_the_same_day_and_another_is_another() {
    let plan = attacked(Kind::Feeding);
    let day = day::run(&plan);
    assert_eq!(day, day::run(&plan));
    assert_ne!(day, day::run(&Plan { seed: 2, ..plan }));
}

#[test]
fn nobody_is_turned_away_in_a_shop_that_is_left_alone() {
    let day = whole(&shop());
    assert_eq!((day.people, day.turned_away, day.trips), (498, 0, 0));
    // Who asks twice within a minute waits, and has the first code.
    assert_eq!(day.asked[PEOPLE] - day.sent[PEOPLE], day.stopped_by("mobile"));
    assert!(day.stopped_by("mobile") > 0 && day.entered > day.people * 9 / 10, "{day:?}");
}

#[test]
fn one_number_gets_five_messages_and_only_its_owner_is_turned_away() {
    let day = whole(&attacked(Kind::One));
    assert_eq!((day.asked[STRANGERS], day.sent[STRANGERS], day.turned_away), (6_000, 5, 1));
}

#[test]
fn few_addresses_get_what_addresses_may() {
    let day = day::run(&attacked(Kind::Few));
    for hour in &day {
        assert!(hour.sent[STRANGERS] <= 20 * 30);
    }
    // Here the breaker stops them sooner, and people with them.
    let whole = sum(&day);
    assert!(whole.sent[STRANGERS] < 600 && whole.trips > 0 && whole.turned_away > 0, "{whole:?}");
}

#[test]
fn a_botnet_is_ended_by_the_breaker_and_people_pay_for_it() {
    let day = day::run(&attacked(Kind::Botnet));
    for (n, hour) in day.iter().enumerate() {
        // A hundred, or four for each code that was entered within the window.
        let entered = hour.entered + if n > 0 { day[n - 1].entered } else { 0 };
        assert!(hour.sent[STRANGERS] <= 101.max(5 * entered), "hour {n}: {hour:?}");
    }
    let during = sum(&day[FROM..FROM + HOURS]);
    assert!(during.stopped_by("breaker") > during.asked[STRANGERS] * 9 / 10, "{during:?}");
    assert!(during.turned_away > during.people / 2, "{during:?}");
    // An hour after the last of them all is as before.
    let after = sum(&day[FROM + HOURS + 1..]);
    assert_eq!((after.turned_away, after.sent[STRANGERS]), (0, 0));
}

#[test]
fn pictures_and_an_unlocked_breaker_give_the_site_back_to_its_people() {
    // Slowly, so that what they got is spread over the hour that the breaker looks back.
    let mut slow = attacked(Kind::Botnet);
    slow.attack.as_mut().unwrap().per_hour = 300;
    let day = day::run(&plans::with_pictures(slow, FROM + 1));
    assert!(day[FROM].turned_away > 0);
    let from_then_on = sum(&day[FROM + 1..]);
    let stopped = from_then_on.stopped_by("breaker");
    assert_eq!((from_then_on.turned_away, from_then_on.sent[STRANGERS], from_then_on.trips, stopped), (0, 0, 0, 0));
    // Of a hundred pictures they read five: then that many come through, and the breaker has its say again.
    let mut readers = plans::with_pictures(attacked(Kind::Botnet), 0);
    readers.attack.as_mut().unwrap().solves = 5;
    let read = whole(&readers);
    assert!((100..=400).contains(&read.sent[STRANGERS]) && read.stopped_by("captcha") > 5_000, "{read:?}");
}

#[test]
fn phones_whose_codes_are_entered_get_five_each_and_the_breaker_sees_nothing() {
    let day = whole(&attacked(Kind::Phones));
    assert_eq!((day.sent[STRANGERS], day.trips, day.turned_away), (20 * 5, 0, 0));
}

#[test]
fn a_breaker_can_be_fed() {
    let [fed, hungry] = [Kind::Feeding, Kind::Botnet].map(|kind| whole(&attacked(kind)));
    assert!(fed.sent[STRANGERS] > hungry.sent[STRANGERS], "{} {}", fed.sent[STRANGERS], hungry.sent[STRANGERS]);
    // Each phone of theirs has five codes to feed it with, each of which buys four more.
    assert!(fed.sent[STRANGERS] - hungry.sent[STRANGERS] <= 20 * 5 * 5);
}

/// One in a thousand of a site of ten million codes a day.
#[test]
fn a_large_site_needs_other_limits_than_a_shop() {
    let plain = Plan { share: 1_000, ..plans::hundred() };
    let fitted = Plan { policies: vec![plans::fitted_to_hundred()], ..plain.clone() };
    let [first, second] = [&plain, &fitted].map(whole);
    // The site's own limit ends the day at ten thousand messages.
    assert_eq!(first.sent[PEOPLE], 10_000);
    assert!(first.turned_away > first.people * 9 / 10, "{first:?}");
    // So small a part of a site has a breaker of five messages, and is not always as calm as the whole.
    assert!(second.turned_away < second.people / 100, "{second:?}");
}

/// Where most codes are entered, a breaker that trips below a fifth lets four strangers in for each person.
#[test]
fn a_large_site_needs_another_breaker_than_a_shop() {
    let strict = Plan { share: 2_000, policies: vec![plans::fitted_to_hundred()], ..plans::hundred() };
    let mut lax = strict.clone();
    lax.policies[0].breaker = ihuyi::guard::BREAKER;
    let got = |plan: Plan| whole(&plans::attacked(plan, Kind::Botnet, 2_000_000, 100_000)).sent[STRANGERS];
    let [strict, lax] = [strict, lax].map(got);
    assert!(lax > 10 * strict, "{strict} {lax}");
}
