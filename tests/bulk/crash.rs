//! A run that is killed again and again while the gateway fails in every way it can: no number twice, no row lost.
//!
//! `IHUYI_BULK_ROWS`, `IHUYI_BULK_KILLS` and `IHUYI_BULK_SEED` make it longer, or the same once more:
//! `IHUYI_BULK_ROWS=100000 IHUYI_BULK_KILLS=50 cargo test --release --features program --test bulk crash -- --nocapture`.

use crate::desk::{Desk, arg};
use ihuyi::bulk::{Journal, Order, State};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub const CONNECTIONS: usize = 8;

/// SplitMix64: the same moments from the same seed, as far as a kill's moment can be the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }
}

fn given(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number: {text}")))
}

/// Some way to fail, for one of the next requests. `accept` says whether the gateway takes the message all the same.
fn fault(dice: &mut Dice) -> Value {
    let accept = dice.roll(2) == 1;
    let mut fault = match dice.roll(20) {
        0..2 => json!({"kind": "reset_before"}),
        2..4 => json!({"kind": "reset_after"}),
        4..6 => json!({"kind": "close_before"}),
        6..8 => json!({"kind": "close_after"}),
        8..10 => json!({"kind": "status", "status": 500, "accept": accept}),
        10..12 => json!({"kind": "html", "accept": accept}),
        12..14 => json!({"kind": "cut_body", "accept": accept}),
        14..16 => json!({"kind": "wrong_length", "accept": accept}),
        // Within the time limit, and beyond it.
        16..19 => json!({"kind": "delay", "ms": 5 + dice.roll(40)}),
        _ => json!({"kind": "delay", "ms": 1500, "accept": accept}),
    };
    fault["skip"] = dice.roll(100).into();
    fault
}

fn start(desk: &Desk, path: &Path, again: bool) -> Child {
    let command = if again { "resume" } else { "run" };
    let connections = CONNECTIONS.to_string();
    desk.command(&["bulk", command, "--journal", arg(path), "--connections", &connections, "--quiet"])
        .env("IHUYI_TIMEOUT", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills it when so many rows have ended and so many microseconds are over; false where it ended before.
fn killed(child: Child, path: &Path, moment: u64, micros: u64) -> bool {
    let child = std::cell::RefCell::new(child);
    let is_over = || child.borrow_mut().try_wait().unwrap().is_some();
    crate::support::eventually("progress", || (ended(path) >= moment || is_over()).then_some(()));
    std::thread::sleep(Duration::from_micros(micros));
    let was_over = is_over();
    let mut child = child.into_inner();
    child.kill().unwrap();
    child.wait().unwrap();
    !was_over || ended(path) >= moment
}

/// How many rows have ended, as anybody may look while another process sends; none while the list is planned.
fn ended(path: &Path) -> u64 {
    if path.exists() { Journal::open(path).unwrap().tally().unwrap().ended() } else { 0 }
}

/// A list that is sent by programs, each of which is killed.
pub struct Story<'a> {
    pub desk: &'a Desk,
    pub path: &'a Path,
    pub rows: u64,
    pub kills: u64,
    /// Starts one; told whether it is not the first.
    pub start: &'a dyn Fn(bool) -> Child,
}

#[test]
fn killed_at_any_moment_it_sends_no_row_twice_and_loses_none() {
    let (rows, kills) = (given("IHUYI_BULK_ROWS", 2000), given("IHUYI_BULK_KILLS", 12));
    let desk = Desk::new();
    let path = desk.many("june.db", rows);
    let start = |again| start(&desk, &path, again);
    through(&Story { desk: &desk, path: &path, rows, kills, start: &start });
    let code = start(true).wait().unwrap().code();
    assert_eq!(code, Some(5), "some rows are of unknown end, and all others have ended");
    compare(&desk, &path, rows, kills);
}

/// Kills one program after the other, while the gateway fails in every way it can; then it works again, and rows are left.
pub fn through(story: &Story) {
    let Story { desk, path, rows, kills, start } = *story;
    let seed = given("IHUYI_BULK_SEED", u64::from(std::process::id()) << 20 | rows);
    println!("{rows} rows, {kills} kills, IHUYI_BULK_SEED={seed}");
    let mut dice = Dice(seed);
    // Each at a place of its own in the list, some of them before the program has begun.
    let mut moments: Vec<u64> = (0..kills).map(|_| dice.roll(rows * 95 / 100)).collect();
    moments.sort_unstable();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (mut other, over) = (Dice(dice.roll(u64::MAX)), &over);
        scope.spawn(move || {
            while !over.load(Ordering::SeqCst) {
                // No more than a few wait at a time: where everything fails, a run stops by itself.
                let faults = desk.sandbox.get("faults");
                let waits = |fault: &&Value| fault["struck"].as_u64() < fault["times"].as_u64();
                if faults["faults"].as_array().unwrap().iter().filter(waits).count() < 3 {
                    desk.sandbox.fault(fault(&mut other));
                }
                std::thread::sleep(Duration::from_millis(3));
            }
        });
        // However this ends, the other thread does.
        let _over = Over(over);
        let mut again = false;
        for moment in &moments {
            // One that stopped by itself, because nothing came through for a while, goes on.
            while !killed(start(again), path, *moment, dice.roll(20_000)) {
                again = true;
            }
            again = true;
        }
    });
    desk.sandbox.clear_faults();
}

/// The sandbox's ledger beside the journal.
pub fn compare(desk: &Desk, path: &Path, rows: u64, kills: u64) {
    let mut ledger: HashMap<String, Value> = HashMap::new();
    for entry in desk.sandbox.ledger() {
        let mobile = entry["mobile"].as_str().unwrap().to_owned();
        let before = ledger.insert(mobile, entry);
        assert!(before.is_none(), "submitted twice: {before:?}");
    }
    let journal = Journal::open(path).unwrap();
    let all = journal.rows(Order::All, 0, usize::MAX).unwrap().rows;
    assert_eq!(all.len() as u64, rows);
    let (mut faults, mut killed, mut taken) = (0, 0, 0);
    for row in &all {
        let entry = ledger.get(&row.mobile);
        let is_taken = entry.is_some_and(|entry| entry["accepted"] == true);
        match row.state {
            State::Accepted => {
                assert!(is_taken, "the gateway knows nothing of {row:?}");
                assert_eq!(entry.unwrap()["id"].as_str(), Some(row.message_id.as_str()));
            }
            State::Unknown => {
                let by_fault = entry.is_some_and(|entry| !entry["fault"].is_null());
                faults += u64::from(by_fault);
                killed += u64::from(!by_fault);
                taken += u64::from(is_taken);
            }
            other => panic!("{other:?}: {row:?}"),
        }
    }
    let tally = journal.tally().unwrap();
    let unknown = faults + killed;
    assert_eq!(tally.rows, [0, 0, rows - unknown, 0, unknown, 0]);
    // What the gateway took is accepted or unknown: of rows of one outcome there is no third.
    assert_eq!(desk.sandbox.accepted() as u64, tally.of(State::Accepted) + taken);
    println!(
        "{} submitted, {} accepted; unknown: {faults} by faults of the gateway, {killed} by {kills} kills; {taken} of the unknown were taken",
        ledger.len(),
        tally.of(State::Accepted),
    );
    // Otherwise nothing went wrong but the kills.
    assert!(faults * 200 > rows, "{faults} faults are few");
    // A kill costs what was on its way, over or about to leave: three for each connection, as the page says.
    assert!(killed <= kills * 3 * CONNECTIONS as u64, "{killed} rows are unknown by {kills} kills");
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
