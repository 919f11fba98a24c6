//! What is forged, foreign or repeated does not make the store grow.

use crate::world::{MOBILE, World};
use crate::{receipt, record, send};
use ihuyi::codes::own;
use ihuyi::service::Service;
use ihuyi::track;
use std::time::Duration;

/// How many rows the world's store has.
pub fn rows(world: &World) -> i64 {
    let path = world.folder.join("codes.db");
    let store = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables = store.prepare("select name from sqlite_master where type = 'table'").unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    names
        .iter()
        .map(|name| store.query_row(&format!("select count(*) from {name}"), [], |row| row.get::<_, i64>(0)).unwrap())
        .sum()
}

#[test]
fn receipts_that_are_not_ours_leave_nothing() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let sent = send(&client, MOBILE, "", false);
    record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap();
    let before = rows(&world);
    for n in 0..2000 {
        record(&client, &receipt(&format!("999{n:017}"), &format!("139{n:08}"), 2, "DELIVRD")).unwrap();
        record(&client, &receipt(&format!("998{n:017}"), MOBILE, 2, "DELIVRD")).unwrap();
        record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap();
    }
    assert_eq!(rows(&world), before);
}

#[test]
fn forged_receipts_to_a_number_that_waits_find_room_for_eight() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    let hour = Duration::from_secs(3600);
    drop(track::begin(&vault, hour, hour, "a", Service::Sms, &[MOBILE]).unwrap());
    let codes: Vec<i32> = (0..50)
        .map(|n| record(&client, &receipt(&format!("999{n:017}"), MOBILE, 2, "DELIVRD")).map_or_else(|f| f.code, |_| 0))
        .collect();
    assert_eq!(
        (codes.iter().filter(|c| **c == 0).count(), codes.iter().filter(|c| **c == own::LIMIT).count()),
        (8, 42)
    );
}

#[test]
fn a_message_that_is_done_leaves_two_records() {
    let world = World::new(&[("track", "on")]);
    let client = world.client();
    let first = send(&client, MOBILE, "", false);
    record(&client, &receipt(&first.id, MOBILE, 2, "DELIVRD")).unwrap();
    let before = rows(&world);
    for _ in 0..10 {
        let sent = send(&client, MOBILE, "", false);
        record(&client, &receipt(&sent.id, MOBILE, 2, "DELIVRD")).unwrap();
    }
    assert_eq!(rows(&world) - before, 20);
    // One that was refused leaves none.
    let before = rows(&world);
    assert_eq!(send(&client, "19900004072", "", false).code, 4072);
    assert_eq!(rows(&world), before);
}

#[test]
fn a_long_list_is_written_down_in_a_few_commits() {
    let world = World::new(&[("track", "on"), ("timeout", "5")]);
    let client = world.client();
    let vault = client.vault().unwrap();
    let numbers: Vec<String> = (0..3000).map(|n| format!("139{n:08}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let hour = Duration::from_secs(3600);
    let before = rows(&world);
    let trace = track::begin(&vault, hour, hour, "list", Service::Marketing, &numbers).unwrap();
    // A slot for each number, and the list of them.
    assert_eq!(rows(&world) - before, 3001);
    let answer = ihuyi::answer::Answer {
        id: "17000000000000000001".to_owned(),
        outcome: ihuyi::answer::Outcome::Accepted,
        code: 2,
        ..ihuyi::answer::Answer::done()
    };
    trace.end(&vault, &answer);
    // The list, and the message.
    assert_eq!(rows(&world) - before, 2);
    let known = crate::status(&client, "17000000000000000001").unwrap();
    assert_eq!((known.recipients, known.delivered), (3000, 0));
}
