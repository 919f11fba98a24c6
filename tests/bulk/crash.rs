//! A run that is killed again and again while the gateway fails in every way it can: no number twice, no row lost.
//!
//! `IHUYI_BULK_ROWS`, `IHUYI_BULK_KILLS` and `IHUYI_BULK_SEED` make it longer, or the same once more:
//! `IHUYI_BULK_ROWS=100000 IHUYI_BULK_KILLS=50 cargo test --release --features program --test bulk crash -- --nocapture`.

use crate::desk::{Desk, arg, numbers};
use ihuyi::bulk::{Journal, Order, State};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

pub const CONNECTIONS: usize = 8;
/// The time limit of the programs, seconds: longer than a machine stands still.
pub const LIMIT: &str = "4";
/// One row of so many meets a fault of the gateway's.
const FAULTY: u64 = 25;

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

/// The seed of this run.
fn seed(rows: u64) -> u64 {
    given("IHUYI_BULK_SEED", u64::from(std::process::id()) << 20 | rows)
}

/// Some way to fail, for the request to this number. `accept` says whether the gateway takes the message all the same.
fn fault(dice: &mut Dice, mobile: &str) -> Value {
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
        _ => json!({"kind": "delay", "ms": 5000, "accept": accept}),
    };
    fault["match"] = json!({ "mobile": mobile });
    fault
}

/// Lets the gateway fail at rows all over the list, in every way it can. Which rows these are is decided before anything is sent: whether a
/// program is fast or slow, it meets them all. Where everything fails a run stops by itself, so they are few.
pub fn spoil(desk: &Desk, rows: u64) {
    let mut dice = Dice(!seed(rows));
    let mut faults = Vec::new();
    for mobile in numbers(rows) {
        if dice.roll(FAULTY) == 0 {
            faults.push(fault(&mut dice, &mobile));
        }
    }
    for some in faults.chunks(500) {
        desk.sandbox.fault(json!(some));
    }
}

fn start(desk: &Desk, path: &Path, again: bool) -> Child {
    let command = if again { "resume" } else { "run" };
    let connections = CONNECTIONS.to_string();
    desk.command(&["bulk", command, "--journal", arg(path), "--connections", &connections, "--quiet"])
        .env("IHUYI_TIMEOUT", LIMIT)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills it when so many rows have ended and so many microseconds are over; false where it ended before that.
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
    spoil(&desk, rows);
    let start = |again| start(&desk, &path, again);
    through(&Story { desk: &desk, path: &path, rows, kills, start: &start });
    let code = start(true).wait().unwrap().code();
    assert_eq!(code, Some(5), "some rows are of unknown end, and all others have ended");
    compare(&desk, &path, rows, kills);
}

/// Kills one program after the other; then the gateway works again, and rows are left.
pub fn through(story: &Story) {
    let Story { desk, path, rows, kills, start } = *story;
    let seed = seed(rows);
    println!("{rows} rows, {kills} kills, IHUYI_BULK_SEED={seed}");
    let mut dice = Dice(seed);
    // Each at a place of its own in the list, some of them before the program has begun.
    let mut moments: Vec<u64> = (0..kills).map(|_| dice.roll(rows * 95 / 100)).collect();
    moments.sort_unstable();
    let mut again = false;
    for moment in &moments {
        // One that stopped by itself, because nothing came through for a while, goes on.
        while !killed(start(again), path, *moment, dice.roll(20_000)) {
            again = true;
        }
        again = true;
    }
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
