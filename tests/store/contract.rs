//! What every store does.

use crate::support::{Bench, DAY, HOUR, MINUTE, SECOND, START, breaker, count, key, ms};
use ihuyi::store::{Ask, Breaker, Count, Decision, Life, Put, Receipt, Record, Spent};

macro_rules! contract {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::$name(&super::Bench::memory()) })*
        }
        mod sqlite {
            $(#[test] fn $name() { super::$name(&super::Bench::sqlite()) })*
        }
        #[cfg(unix)]
        mod redis {
            $(#[test] fn $name() { super::$name(&super::Bench::redis(stringify!($name))) })*
        }
    };
}

contract! {
    one_a_minute
    the_window_slides
    several_limits_look_at_the_same_events
    all_without_room_are_named
    nothing_is_counted_when_one_has_no_room
    none_of_none_is_never_admitted
    the_smallest_window
    a_large_limit
    a_look_counts_nothing
    a_smaller_limit_forgets_nothing
    a_shorter_window_forgets_nothing
    what_is_taken_back_did_not_happen
    taking_back_twice_takes_one
    taking_back_what_is_gone_does_nothing
    a_taken_event_among_others
    usage_counts_what_is_in_the_window
    forgetting
    a_clock_set_back
    a_clock_set_back_a_little
    a_clock_set_forward
    a_clock_that_goes_mad
    nobody_waits_longer_than_a_window
    a_breaker_trips_and_closes
    a_breaker_counts_what_was_admitted
    a_breaker_forgets_old_steps
    records_are_kept
    records_are_renewed
    records_are_spent
    records_are_taken
    many_records_at_once
    records_end
    values_of_any_bytes
    keys_of_one_thing_do_not_meet
    purging
    random_histories_agree_with_the_definition
}

fn one_a_minute(b: &Bench) {
    let counts = [count(1, &[(1, MINUTE)])];
    b.yes(&counts, MINUTE);
    assert_eq!(b.no(&counts), [(0, 0, MINUTE)]);
    b.at(MINUTE - 1);
    assert_eq!(b.no(&counts), [(0, 0, 1)]);
    b.at(MINUTE);
    b.yes(&counts, MINUTE);
    assert_eq!(b.no(&counts), [(0, 0, MINUTE)]);
    // Another number is another's.
    b.yes(&[count(2, &[(1, MINUTE)])], MINUTE);
}

fn the_window_slides(b: &Bench) {
    let counts = [count(1, &[(3, 10 * SECOND)])];
    b.yes(&counts, 0);
    b.at(4 * SECOND);
    b.yes(&counts, 0);
    b.at(9 * SECOND);
    b.yes(&counts, SECOND);
    assert_eq!(b.no(&counts), [(0, 0, SECOND)]);
    b.at(10 * SECOND);
    b.yes(&counts, 4 * SECOND);
    b.at(14 * SECOND - 1);
    assert_eq!(b.no(&counts), [(0, 0, 1)]);
    b.at(14 * SECOND);
    b.yes(&counts, 5 * SECOND);
    b.at(100 * SECOND);
    b.yes(&counts, 0);
}

fn several_limits_look_at_the_same_events(b: &Bench) {
    let counts = [count(1, &[(1, MINUTE), (3, DAY)])];
    for minute in 0..3 {
        b.at(minute * MINUTE);
        b.yes(&counts, if minute < 2 { MINUTE } else { DAY - 2 * MINUTE });
    }
    b.at(3 * MINUTE);
    assert_eq!(b.no(&counts), [(0, 1, DAY - 3 * MINUTE)]);
    b.at(DAY - 1);
    assert_eq!(b.no(&counts), [(0, 1, 1)]);
    b.at(DAY);
    b.yes(&counts, MINUTE);
}

fn all_without_room_are_named(b: &Bench) {
    let counts = [count(1, &[(1, MINUTE), (1, DAY)]), count(2, &[(5, MINUTE)]), count(3, &[(1, HOUR)])];
    b.yes(&counts, DAY);
    b.at(SECOND);
    assert_eq!(b.no(&counts), [(0, 0, MINUTE - SECOND), (0, 1, DAY - SECOND), (2, 0, HOUR - SECOND)]);
    b.at(MINUTE);
    assert_eq!(b.no(&counts), [(0, 1, DAY - MINUTE), (2, 0, HOUR - MINUTE)]);
}

fn nothing_is_counted_when_one_has_no_room(b: &Bench) {
    let (full, free) = (count(1, &[(1, DAY)]), count(2, &[(2, DAY)]));
    b.yes(std::slice::from_ref(&full), DAY);
    for _ in 0..5 {
        assert_eq!(b.no(&[free.clone(), full.clone()]), [(1, 0, DAY)]);
    }
    assert_eq!(b.usage(&free), [(0, 0)]);
    b.yes(std::slice::from_ref(&free), 0);
    b.yes(&[free], DAY);
}

fn none_of_none_is_never_admitted(b: &Bench) {
    let counts = [count(1, &[(0, HOUR), (5, DAY)])];
    assert_eq!(b.no(&counts), [(0, 0, HOUR)]);
    b.at(DAY);
    assert_eq!(b.no(&counts), [(0, 0, HOUR)]);
    assert_eq!(b.usage(&counts[0]), [(0, HOUR), (0, 0)]);
}

fn the_smallest_window(b: &Bench) {
    let counts = [count(1, &[(2, 1)])];
    b.yes(&counts, 0);
    b.yes(&counts, 1);
    assert_eq!(b.no(&counts), [(0, 0, 1)]);
    b.at(1);
    b.yes(&counts, 0);
}

fn a_large_limit(b: &Bench) {
    let limits: &[(u32, i64)] = &[(2_000, DAY), (u32::MAX, DAY)];
    let counts = [count(1, limits)];
    for n in 0..2_000 {
        b.at(n);
        b.yes(&counts, if n < 1_999 { 0 } else { DAY - n });
    }
    b.at(2_000);
    assert_eq!(b.no(&counts), [(0, 0, DAY - 2_000)]);
    assert_eq!(b.usage(&counts[0]), [(2_000, DAY - 2_000), (2_000, 0)]);
    b.at(DAY + 500);
    assert_eq!(b.usage(&counts[0]), [(1_499, 0), (1_499, 0)]);
    for _ in 0..501 {
        b.admit(&counts);
    }
    assert_eq!(b.no(&counts), [(0, 0, 1)]);
}

fn a_look_counts_nothing(b: &Bench) {
    let ask = Ask { counts: vec![count(1, &[(1, MINUTE)])], breaker: Some(breaker(9, HOUR, 0, 50)), dry: true };
    for _ in 0..3 {
        let yes = Decision::Admitted { receipt: Receipt::default(), wait: ms(0) };
        assert_eq!(b.store.admit(&ask).unwrap(), yes);
    }
    assert_eq!(b.usage(&ask.counts[0]), [(0, 0)]);
    assert_eq!(b.store.tally(&ask.breaker.unwrap()).unwrap(), (0, 0));
    b.yes(&ask.counts, MINUTE);
    assert!(matches!(b.store.admit(&ask).unwrap(), Decision::Denied(full) if full.len() == 1));
}

fn a_smaller_limit_forgets_nothing(b: &Bench) {
    let (large, small) = ([count(1, &[(5, DAY)])], [count(1, &[(100, SECOND)])]);
    for _ in 0..4 {
        b.yes(&large, 0);
    }
    b.at(2 * SECOND);
    b.yes(&small, 0);
    assert_eq!(b.no(&large), [(0, 0, DAY - 2 * SECOND)]);
    // The limits of this call are what counts.
    assert_eq!(b.no(&[count(1, &[(3, DAY)])]), [(0, 0, DAY - 2 * SECOND)]);
    b.yes(&[count(1, &[(7, DAY)])], 0);
}

fn a_shorter_window_forgets_nothing(b: &Bench) {
    let (long, short) = ([count(1, &[(3, DAY)])], [count(1, &[(3, SECOND)])]);
    b.yes(&long, 0);
    for second in [1, 10, 20] {
        b.at(second * SECOND);
        b.yes(&short, 0);
    }
    // Time for a sweep to look at everything, should it think that the short ones are over.
    b.at(HOUR);
    for other in 100..200 {
        b.yes(&[count(other, &[(1, 1)])], 1);
    }
    b.at(2 * HOUR);
    assert_eq!(b.no(&long), [(0, 0, DAY - 2 * HOUR + SECOND)]);
    assert_eq!(b.usage(&count(1, &[(9, DAY)])), [(4, 0)]);
}

fn what_is_taken_back_did_not_happen(b: &Bench) {
    let counts = [count(1, &[(2, DAY)]), count(2, &[(2, DAY)])];
    b.yes(&counts, 0);
    b.at(SECOND);
    let receipt = b.yes(&counts, DAY - SECOND);
    b.no(&counts);
    b.store.refund(&receipt).unwrap();
    assert_eq!(b.usage(&counts[0]), [(1, 0)]);
    b.at(2 * SECOND);
    b.yes(&counts, DAY - 2 * SECOND);
    b.no(&counts);
}

fn taking_back_twice_takes_one(b: &Bench) {
    let counts = [count(1, &[(3, DAY)])];
    let first = b.yes(&counts, 0);
    b.store.refund(&first).unwrap();
    let second = b.yes(&counts, 0);
    assert_ne!(first, second);
    b.store.refund(&first).unwrap();
    assert_eq!(b.usage(&counts[0]), [(1, 0)]);
    b.yes(&counts, 0);
    b.store.refund(&first).unwrap();
    b.store.refund(&second).unwrap();
    b.store.refund(&second).unwrap();
    assert_eq!(b.usage(&counts[0]), [(1, 0)]);
}

fn taking_back_what_is_gone_does_nothing(b: &Bench) {
    let counts = [count(1, &[(3, MINUTE)])];
    let old = b.yes(&counts, 0);
    assert!(b.store.forget(key(1)).unwrap());
    b.yes(&counts, 0);
    b.store.refund(&old).unwrap();
    assert_eq!(b.usage(&counts[0]), [(1, 0)]);
    b.at(HOUR);
    b.store.purge().unwrap();
    b.yes(&counts, 0);
    b.store.refund(&old).unwrap();
    assert_eq!(b.usage(&counts[0]), [(1, 0)]);
    b.store.refund(&Receipt::default()).unwrap();
    b.store
        .refund(&Receipt { events: vec![(key(1), 0), (key(1), u64::MAX), (key(77), 1)], breaker: Some((key(1), -5)) })
        .unwrap();
    assert_eq!(b.usage(&counts[0]), [(1, 0)]);
}

fn a_taken_event_among_others(b: &Bench) {
    let counts = [count(1, &[(5, DAY)])];
    let mut receipts = Vec::new();
    for second in 0..5 {
        b.at(second * SECOND);
        receipts.push(b.admit(&counts));
    }
    let take_back = |decision: &Decision| match decision {
        Decision::Admitted { receipt, .. } => b.store.refund(receipt).unwrap(),
        other => panic!("{other:?}"),
    };
    b.at(10 * SECOND);
    assert_eq!(b.no(&counts), [(0, 0, DAY - 10 * SECOND)]);
    // The oldest, one in the middle: what is left are those of 1, 3 and 4 seconds.
    take_back(&receipts[0]);
    take_back(&receipts[2]);
    assert_eq!(b.usage(&counts[0]), [(3, 0)]);
    b.yes(&counts, 0);
    b.yes(&counts, DAY - 9 * SECOND);
    take_back(&receipts[1]);
    take_back(&receipts[1]);
    b.yes(&counts, DAY - 7 * SECOND);
    take_back(&receipts[4]);
    take_back(&receipts[3]);
    assert_eq!(b.usage(&counts[0]), [(3, 0)]);
}

fn usage_counts_what_is_in_the_window(b: &Bench) {
    let wide = count(1, &[(1_000, DAY)]);
    for second in 0..100 {
        b.at(second * SECOND);
        b.yes(std::slice::from_ref(&wide), 0);
    }
    let asked =
        count(1, &[(5, MINUTE), (60, MINUTE), (61, MINUTE), (1_000, HOUR), (100, HOUR), (99, HOUR), (1, 1), (2, 1)]);
    let usages = [
        (5, 56 * SECOND), // the fifth newest is of 95 s
        (60, SECOND),     // the sixtieth of 40 s
        (60, 0),          // that of 39 s has just left
        (100, 0),
        (100, HOUR - 99 * SECOND),
        (99, HOUR - 98 * SECOND),
        (1, 1),
        (1, 0),
    ];
    assert_eq!(b.usage(&asked), usages);
    b.at(DAY + 49 * SECOND);
    assert_eq!(b.usage(&wide), [(50, 0)]);
    let usages = b.store.usage(&[count(2, &[(1, DAY)]), wide]).unwrap();
    assert_eq!((usages.len(), usages[0][0].used, usages[1][0].used), (2, 0, 50));
    assert!(b.store.usage(&[]).unwrap().is_empty());
}

fn forgetting(b: &Bench) {
    assert!(!b.store.forget(key(1)).unwrap());
    let counts = [count(1, &[(1, HOUR)]), count(2, &[(1, HOUR)])];
    b.yes(&counts, HOUR);
    assert!(b.store.forget(key(1)).unwrap());
    assert!(!b.store.forget(key(1)).unwrap());
    assert_eq!(b.no(&counts), [(1, 0, HOUR)]);
    b.store.pass(&breaker(3, HOUR, 0, 50)).unwrap();
    assert!(b.store.forget(key(3)).unwrap());
    assert!(!b.store.forget(key(3)).unwrap());
    assert_eq!(b.store.tally(&breaker(3, HOUR, 0, 50)).unwrap(), (0, 0));
    // What is over is forgotten, whether or not it has been swept away.
    b.at(2 * HOUR);
    assert!(!b.store.forget(key(2)).unwrap());
}

fn a_clock_set_back(b: &Bench) {
    let counts = [count(1, &[(1, MINUTE), (2, DAY)])];
    b.at(0);
    b.yes(&counts, MINUTE);
    b.at(-30 * DAY);
    // Not open again; and the minute is over after a minute by the clock that is there.
    assert_eq!(b.no(&counts), [(0, 0, MINUTE)]);
    b.at(-30 * DAY + MINUTE - 1);
    assert_eq!(b.no(&counts), [(0, 0, 1)]);
    b.at(-30 * DAY + MINUTE);
    b.yes(&counts, DAY - MINUTE);
    b.at(-30 * DAY + DAY - 1);
    assert_eq!(b.no(&counts), [(0, 1, 1)]);
    b.at(-30 * DAY + DAY);
    b.yes(&counts, MINUTE);
    // Set right again, which is forward: open at most once more.
    b.at(0);
    b.yes(&counts, MINUTE);
    b.no(&counts);
}

fn a_clock_set_back_a_little(b: &Bench) {
    let counts = [count(1, &[(1, MINUTE)])];
    // Not every decision writes the clock: back by less than a second must be seen all the same, and who waits as long as was said is let in.
    b.yes(&[count(2, &[(1, MINUTE)])], MINUTE);
    b.at(300);
    b.yes(&counts, MINUTE);
    b.at(200);
    assert_eq!(b.usage(&counts[0]), [(1, MINUTE)]);
    assert_eq!(b.no(&counts), [(0, 0, MINUTE)]);
    b.at(100);
    assert_eq!(b.no(&counts), [(0, 0, MINUTE)]);
    b.at(100 + MINUTE - 1);
    assert_eq!(b.no(&counts), [(0, 0, 1)]);
    b.at(100 + MINUTE);
    b.yes(&counts, MINUTE);
}

fn a_clock_set_forward(b: &Bench) {
    let counts = [count(1, &[(1, DAY)])];
    b.yes(&counts, DAY);
    b.at(10_000 * DAY);
    b.yes(&counts, DAY);
    assert_eq!(b.no(&counts), [(0, 0, DAY)]);
    // Back to the truth: still one a day.
    b.at(HOUR);
    assert_eq!(b.no(&counts), [(0, 0, DAY)]);
    b.at(HOUR + DAY);
    b.yes(&counts, DAY);
}

fn a_clock_that_goes_mad(b: &Bench) {
    let counts = [count(1, &[(1, DAY)])];
    b.yes(&counts, DAY);
    for mad in [i64::MAX / 2, -i64::MAX / 2, 0, -START, 1, i64::MAX / 2] {
        b.at(mad);
        let _ = b.admit(&counts);
        assert_eq!(b.no(&counts), [(0, 0, DAY)], "{mad}");
        b.store.put(key(5), b"x", Life { live: ms(DAY), remember: ms(DAY) }, Put::New).unwrap();
        assert!(b.store.look(key(5)).unwrap().is_some());
    }
}

fn nobody_waits_longer_than_a_window(b: &Bench) {
    let counts = [count(1, &[(2, MINUTE)])];
    let mut random = Random(7);
    let mut wall = 0;
    for _ in 0..400 {
        // Hours forward and back between the calls of somebody who waits.
        wall += random.below(8 * HOUR as u64) as i64 - 4 * HOUR;
        b.at(wall);
        if let Decision::Denied(full) = b.admit(&counts) {
            assert!(full[0].wait <= ms(MINUTE), "{full:?}");
            wall += full[0].wait.as_millis() as i64;
            b.at(wall);
            assert!(matches!(b.admit(&counts), Decision::Admitted { .. }));
        }
    }
}

fn a_breaker_trips_and_closes(b: &Bench) {
    let breaker = breaker(1, HOUR, 10, 20);
    let ask = Ask { counts: Vec::new(), breaker: Some(breaker), dry: false };
    // A step is five minutes; START is on the edge of one.
    let admitted = |receipt: &Receipt| assert_eq!(receipt.breaker.unwrap().0, key(1));
    for n in 0..11 {
        match b.store.admit(&ask).unwrap() {
            Decision::Admitted { receipt, .. } => admitted(&receipt),
            other => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(b.store.tally(&breaker).unwrap(), (11, 0));
    assert_eq!(b.store.admit(&ask).unwrap(), Decision::Tripped(ms(5 * MINUTE)));
    b.at(2 * MINUTE);
    assert_eq!(b.store.admit(&ask).unwrap(), Decision::Tripped(ms(3 * MINUTE)));
    // Two of eleven are too few, three are enough.
    b.store.pass(&breaker).unwrap();
    b.store.pass(&breaker).unwrap();
    assert_eq!(b.store.admit(&ask).unwrap(), Decision::Tripped(ms(3 * MINUTE)));
    assert_eq!(b.store.admit(&Ask { dry: true, ..ask.clone() }).unwrap(), Decision::Tripped(ms(3 * MINUTE)));
    b.store.pass(&breaker).unwrap();
    assert_eq!(b.store.tally(&breaker).unwrap(), (11, 3));
    assert!(matches!(b.store.admit(&ask).unwrap(), Decision::Admitted { .. }));
    assert_eq!(b.store.tally(&breaker).unwrap(), (12, 3));
    for _ in 0..3 {
        b.store.admit(&ask).unwrap();
    }
    // Fifteen; three of them are exactly a fifth.
    assert_eq!(b.store.tally(&breaker).unwrap(), (15, 3));
    b.store.admit(&ask).unwrap();
    assert_eq!(b.store.admit(&ask).unwrap(), Decision::Tripped(ms(3 * MINUTE)));
    assert!(b.store.forget(key(1)).unwrap());
    assert!(matches!(b.store.admit(&ask).unwrap(), Decision::Admitted { .. }));
}

fn a_breaker_counts_what_was_admitted(b: &Bench) {
    let breaker = breaker(1, HOUR, 100, 20);
    let ask = Ask { counts: vec![count(2, &[(1, MINUTE)])], breaker: Some(breaker), dry: false };
    let Decision::Admitted { receipt, .. } = b.store.admit(&ask).unwrap() else { panic!() };
    assert!(matches!(b.store.admit(&ask).unwrap(), Decision::Denied(_)));
    assert_eq!(b.store.tally(&breaker).unwrap(), (1, 0));
    b.store.pass(&breaker).unwrap();
    b.at(MINUTE);
    b.store.admit(&ask).unwrap();
    b.at(10 * MINUTE);
    b.store.refund(&receipt).unwrap();
    assert_eq!(b.store.tally(&breaker).unwrap(), (1, 1));
    // While it has tripped, the counts are left alone.
    let shut = Ask {
        counts: vec![count(3, &[(1, DAY)])],
        breaker: Some(Breaker { events: 0, percent: 200, ..breaker }),
        dry: false,
    };
    assert!(matches!(b.store.admit(&shut).unwrap(), Decision::Tripped(_)));
    assert_eq!(b.usage(&shut.counts[0]), [(0, 0)]);
}

fn a_breaker_forgets_old_steps(b: &Bench) {
    let breaker = breaker(1, 12 * MINUTE, 2, 50);
    let ask = Ask { counts: Vec::new(), breaker: Some(breaker), dry: false };
    for minute in 0..3 {
        b.at(minute * MINUTE);
        b.store.admit(&ask).unwrap();
    }
    assert_eq!(b.store.tally(&breaker).unwrap(), (3, 0));
    assert_eq!(b.store.admit(&ask).unwrap(), Decision::Tripped(ms(MINUTE)));
    b.at(12 * MINUTE - 1);
    assert_eq!(b.store.admit(&ask).unwrap(), Decision::Tripped(ms(1)));
    b.at(12 * MINUTE);
    assert_eq!(b.store.tally(&breaker).unwrap(), (2, 0));
    assert!(matches!(b.store.admit(&ask).unwrap(), Decision::Admitted { .. }));
    b.at(DAY);
    assert_eq!(b.store.tally(&breaker).unwrap(), (0, 0));
    assert!(!b.store.forget(key(1)).unwrap());
}

fn life(live: i64, remember: i64) -> Life {
    Life { live: ms(live), remember: ms(remember) }
}

fn record(value: &[u8], spent: u32, life: i64) -> Record {
    Record { value: value.to_vec(), spent, life: ms(life) }
}

fn records_are_kept(b: &Bench) {
    assert_eq!(b.store.look(key(1)).unwrap(), None);
    assert!(b.store.put(key(1), b"one", life(MINUTE, HOUR), Put::New).unwrap());
    assert!(!b.store.put(key(1), b"two", life(DAY, HOUR), Put::New).unwrap());
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"one", 0, MINUTE)));
    b.at(MINUTE - 1);
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"one", 0, 1)));
    b.at(MINUTE);
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"one", 0, 0)));
    // Its life is over and it is still there.
    assert!(!b.store.put(key(1), b"two", life(DAY, HOUR), Put::New).unwrap());
    b.at(MINUTE + HOUR - 1);
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"one", 0, 0)));
    b.at(MINUTE + HOUR);
    assert_eq!(b.store.look(key(1)).unwrap(), None);
    assert!(b.store.put(key(1), b"three", life(MINUTE, 0), Put::New).unwrap());
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"three", 0, MINUTE)));
}

fn records_are_renewed(b: &Bench) {
    assert!(!b.store.put(key(1), b"none", life(MINUTE, HOUR), Put::Renew).unwrap());
    assert_eq!(b.store.look(key(1)).unwrap(), None);
    b.store.put(key(1), b"one", life(MINUTE, HOUR), Put::New).unwrap();
    assert_eq!(b.store.spend(key(1), 3).unwrap(), Spent::Yes(record(b"one", 1, MINUTE)));
    b.at(30 * SECOND);
    assert!(b.store.put(key(1), b"two", life(MINUTE, 0), Put::Renew).unwrap());
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"two", 1, MINUTE)));
    b.at(90 * SECOND - 1);
    assert_eq!(b.store.spend(key(1), 3).unwrap(), Spent::Yes(record(b"two", 2, 1)));
    b.at(90 * SECOND);
    assert_eq!(b.store.look(key(1)).unwrap(), None);
    assert!(!b.store.put(key(1), b"three", life(MINUTE, 0), Put::Renew).unwrap());
    // One that is only remembered lives again.
    b.store.put(key(2), b"one", life(MINUTE, HOUR), Put::New).unwrap();
    b.at(10 * MINUTE);
    assert_eq!(b.store.spend(key(2), 3).unwrap(), Spent::Expired);
    assert!(b.store.put(key(2), b"two", life(MINUTE, HOUR), Put::Renew).unwrap());
    assert_eq!(b.store.spend(key(2), 3).unwrap(), Spent::Yes(record(b"two", 1, MINUTE)));
}

fn records_are_spent(b: &Bench) {
    assert_eq!(b.store.spend(key(1), 3).unwrap(), Spent::None);
    b.store.put(key(1), b"code", life(MINUTE, HOUR), Put::New).unwrap();
    assert_eq!(b.store.spend(key(1), 0).unwrap(), Spent::Over);
    for n in 1..=3 {
        assert_eq!(b.store.spend(key(1), 3).unwrap(), Spent::Yes(record(b"code", n, MINUTE)));
    }
    assert_eq!(b.store.spend(key(1), 3).unwrap(), Spent::Over);
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"code", 3, MINUTE)));
    assert_eq!(b.store.spend(key(1), 4).unwrap(), Spent::Yes(record(b"code", 4, MINUTE)));
    b.at(MINUTE);
    assert_eq!(b.store.spend(key(1), 9).unwrap(), Spent::Expired);
    b.at(MINUTE + HOUR);
    assert_eq!(b.store.spend(key(1), 9).unwrap(), Spent::None);
}

fn records_are_taken(b: &Bench) {
    assert_eq!(b.store.take(key(1)).unwrap(), None);
    b.store.put(key(1), b"once", life(MINUTE, HOUR), Put::New).unwrap();
    b.store.spend(key(1), 5).unwrap();
    assert_eq!(b.store.take(key(1)).unwrap(), Some(record(b"once", 1, MINUTE)));
    assert_eq!(b.store.take(key(1)).unwrap(), None);
    assert_eq!(b.store.look(key(1)).unwrap(), None);
    assert_eq!(b.store.spend(key(1), 5).unwrap(), Spent::None);
    // How often it was spent went with it.
    b.store.put(key(1), b"again", life(MINUTE, HOUR), Put::New).unwrap();
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"again", 0, MINUTE)));
}

fn many_records_at_once(bench: &Bench) {
    let there = key(107);
    assert!(bench.store.put(there, b"before", life(MINUTE, 0), Put::New).unwrap());
    let records: Vec<(_, Vec<u8>)> = (0..20u8).map(|n| (key(100 + u32::from(n)), vec![n])).collect();
    let written = bench.store.put_all(&records, life(MINUTE, 0), Put::New).unwrap();
    // Each is a decision of its own: what was there stays, and the others are not kept from their places.
    assert_eq!(written.iter().enumerate().filter(|(_, written)| !**written).map(|(n, _)| n).collect::<Vec<_>>(), [7]);
    assert_eq!(bench.store.look(there).unwrap().unwrap().value, b"before");
    assert_eq!(bench.store.look(records[8].0).unwrap().unwrap().value, [8]);
    let other: Vec<(_, Vec<u8>)> = (10..25u8).map(|n| (key(100 + u32::from(n)), vec![n, n])).collect();
    let renewed = bench.store.put_all(&other, life(MINUTE, 0), Put::Renew).unwrap();
    assert_eq!(renewed, (10..25).map(|n| n < 20).collect::<Vec<_>>());
    assert_eq!(bench.store.look(records[12].0).unwrap().unwrap().value, [12, 12]);
    let keys: Vec<_> = records.iter().map(|(key, _)| *key).collect();
    bench.store.take_all(&keys).unwrap();
    assert!(keys.iter().all(|key| bench.store.look(*key).unwrap().is_none()));
    bench.store.take_all(&keys).unwrap();
    assert_eq!(bench.store.put_all(&[], life(MINUTE, 0), Put::New).unwrap(), Vec::<bool>::new());
}

fn records_end(b: &Bench) {
    b.store.put(key(1), b"a", life(MINUTE, MINUTE), Put::New).unwrap();
    b.at(MINUTE);
    assert_eq!(b.store.take(key(1)).unwrap(), Some(record(b"a", 0, 0)));
    b.store.put(key(1), b"b", life(MINUTE, MINUTE), Put::New).unwrap();
    b.at(3 * MINUTE);
    assert_eq!(b.store.take(key(1)).unwrap(), None);
    // No life and no remembering: gone at once.
    assert!(b.store.put(key(2), b"c", life(0, 0), Put::New).unwrap());
    assert_eq!(b.store.look(key(2)).unwrap(), None);
    assert!(b.store.put(key(2), b"d", life(0, MINUTE), Put::New).unwrap());
    assert_eq!(b.store.look(key(2)).unwrap(), Some(record(b"d", 0, 0)));
    // The clock set back prolongs no life.
    b.store.put(key(3), b"e", life(MINUTE, MINUTE), Put::New).unwrap();
    b.at(-DAY);
    assert_eq!(b.store.look(key(3)).unwrap(), Some(record(b"e", 0, MINUTE)));
    b.at(-DAY + MINUTE);
    assert_eq!(b.store.look(key(3)).unwrap(), Some(record(b"e", 0, 0)));
}

fn values_of_any_bytes(b: &Bench) {
    let all: Vec<u8> = (0..=255).collect();
    let long = all.repeat(400);
    for (n, value) in [&b""[..], b"\0", b"\r\n", "验证码".as_bytes(), &all, &long].iter().enumerate() {
        let key = key(n as u32);
        b.store.put(key, value, life(MINUTE, 0), Put::New).unwrap();
        assert_eq!(b.store.look(key).unwrap().unwrap().value, *value);
        assert_eq!(b.store.spend(key, 1).unwrap(), Spent::Yes(record(value, 1, MINUTE)));
        b.store.put(key, value, life(HOUR, 0), Put::Renew).unwrap();
        assert_eq!(b.store.take(key).unwrap().unwrap().value, *value);
    }
    for bytes in [[0; 16], [255; 16], *b"{:}\r\n *\0\"'\\{}::;"] {
        let key = ihuyi::store::Key(bytes);
        b.store.put(key, b"v", life(MINUTE, 0), Put::New).unwrap();
        assert!(b.store.look(key).unwrap().is_some());
        let count = Count { key, ..count(0, &[(1, MINUTE)]) };
        b.yes(std::slice::from_ref(&count), MINUTE);
        b.no(&[count]);
    }
}

fn keys_of_one_thing_do_not_meet(b: &Bench) {
    // An event, a tally and a record under the same key.
    let (limit, breaker) = (count(1, &[(1, HOUR)]), breaker(1, HOUR, 100, 1));
    b.yes(std::slice::from_ref(&limit), HOUR);
    b.store.pass(&breaker).unwrap();
    b.store.put(key(1), b"kept", life(HOUR, 0), Put::New).unwrap();
    assert!(b.store.forget(key(1)).unwrap());
    assert_eq!(b.store.look(key(1)).unwrap(), Some(record(b"kept", 0, HOUR)));
    b.yes(std::slice::from_ref(&limit), HOUR);
    b.store.take(key(1)).unwrap();
    b.no(&[limit]);
}

fn purging(b: &Bench) {
    for n in 0..50 {
        b.yes(&[count(n, &[(2, if n % 2 == 0 { MINUTE } else { DAY })])], 0);
        b.store.put(key(n), b"x", life(MINUTE, if n % 5 == 0 { 0 } else { DAY }), Put::New).unwrap();
        b.store.pass(&breaker(n, HOUR, 1, 1)).unwrap();
    }
    b.at(MINUTE);
    // Redis removes by itself, and sooner or later.
    let gone = b.store.purge().unwrap();
    assert!(gone == 35 || gone == 0, "{gone}");
    assert_eq!(b.store.purge().unwrap(), 0);
    for n in 0..50 {
        let used = u32::from(n % 2 == 1);
        let window = if n % 2 == 0 { MINUTE } else { DAY };
        assert_eq!(b.usage(&count(n, &[(2, window)]))[0].0, used, "{n}");
        assert_eq!(b.store.look(key(n)).unwrap().is_some(), n % 5 != 0, "{n}");
        assert_eq!(b.store.tally(&breaker(n, HOUR, 1, 1)).unwrap(), (0, 1));
    }
}

/// A small generator: the same numbers in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}

/// Admits, takes back and forgets at random, beside the plainest implementation there is: a list of times that is counted through.
fn random_histories_agree_with_the_definition(b: &Bench) {
    let mut random = Random(1);
    let limits: [&[(u32, i64)]; 3] = [&[(1, 50), (3, 400)], &[(5, 100)], &[(2, 7), (8, 300), (9, 1_000)]];
    let counts: Vec<Count> = (0..3).map(|n| count(n, limits[n as usize])).collect();
    let mut logs: [Vec<(i64, u64)>; 3] = Default::default();
    let mut receipts: Vec<Receipt> = Vec::new();
    let mut now = 0;
    for step in 0..1_500 {
        now += random.below(30) as i64;
        b.at(now);
        match random.below(20) {
            0 => {
                let n = random.below(3) as usize;
                b.store.forget(key(n as u32)).unwrap();
                logs[n].clear();
            }
            1..=4 if !receipts.is_empty() => {
                let receipt = receipts.swap_remove(random.below(receipts.len() as u64) as usize);
                b.store.refund(&receipt).unwrap();
                for (of, number) in &receipt.events {
                    let n = (0..3).find(|n| key(*n) == *of).unwrap();
                    logs[n as usize].retain(|(_, id)| id != number);
                }
            }
            _ => {
                let asked: Vec<usize> = (0..3).filter(|_| random.below(2) == 0).collect();
                let ask: Vec<Count> = asked.iter().map(|n| counts[*n].clone()).collect();
                let inside = |n: usize, window: i64| logs[n].iter().filter(|(at, _)| *at > now - window).count();
                let mut full = Vec::new();
                for (c, n) in asked.iter().enumerate() {
                    for (l, (most, window)) in limits[*n].iter().enumerate() {
                        if inside(*n, *window) >= *most as usize {
                            let oldest = logs[*n][logs[*n].len() - *most as usize].0;
                            full.push((c, l, oldest + window - now));
                        }
                    }
                }
                match b.admit(&ask) {
                    Decision::Admitted { receipt, .. } => {
                        assert_eq!(full, [], "step {step}");
                        for (n, (of, number)) in asked.iter().zip(&receipt.events) {
                            assert_eq!(*of, key(*n as u32));
                            logs[*n].push((now, *number));
                        }
                        receipts.push(receipt);
                    }
                    Decision::Denied(said) => {
                        let said: Vec<_> = said.iter().map(|f| (f.count, f.limit, f.wait.as_millis() as i64)).collect();
                        assert_eq!(said, full, "step {step}");
                    }
                    Decision::Tripped(_) => panic!("no breaker"),
                }
            }
        }
        let n = random.below(3) as usize;
        let used: Vec<u32> = b.usage(&counts[n]).iter().map(|(used, _)| *used).collect();
        let expected: Vec<u32> = limits[n]
            .iter()
            .map(|(most, window)| {
                logs[n].iter().filter(|(at, _)| *at > now - window).count().min(*most as usize) as u32
            })
            .collect();
        assert_eq!(used, expected, "step {step}");
    }
}
