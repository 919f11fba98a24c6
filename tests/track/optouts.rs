//! Who answers that he wants no more messages.

use crate::record;
use crate::world::{MOBILE, World};
use ihuyi::bulk::optout::{self, OptedOut};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::config::Config;

fn reply(mobile: &str, content: &str) -> String {
    format!("mobilephone={mobile}&content={content}&smsid=17000000004051283667&reply_time=2017-05-24+17%3A46%3A50")
}

fn out(client: &Client, number: &str) -> Option<OptedOut> {
    optout::is_out(&client.vault().unwrap(), number).unwrap()
}

#[test]
fn an_answer_is_heard_for_every_spelling_of_its_number() {
    let world = World::new(&[]);
    let client = world.client();
    record(&client, &reply("13800000001", "%E9%80%80%E8%AE%A2%E5%9B%9ET")).unwrap();
    record(&client, &reply("13800000002", "N%E3%80%82")).unwrap();
    record(&client, &reply(MOBILE, "%EF%BC%B4")).unwrap();
    assert_eq!(out(&client, "13800000001"), None);
    assert_eq!(out(&client, "13800000003"), None);
    let known = Some(OptedOut { word: "T".to_owned(), time: "2017-05-24 17:46:50".to_owned() });
    // Another process, later.
    let client = world.client();
    for spelling in [MOBILE, "+86 138 0000 0000", "0086-13800000000", "8613800000000"] {
        assert_eq!(out(&client, spelling), known, "{spelling}");
    }
    assert_eq!(out(&client, "13800000002").unwrap().word, "N");
    // The gateway's second try, and another word later: the first one stays.
    record(&client, &reply(MOBILE, "%EF%BC%B4")).unwrap();
    record(&client, &reply(MOBILE, "TD")).unwrap();
    assert_eq!(out(&client, MOBILE), known);
}

#[test]
fn what_is_no_number_is_not_kept() {
    let world = World::new(&[]);
    let client = world.client();
    for number in ["abc", "12"] {
        record(&client, &reply(number, "T")).unwrap();
        assert_eq!(out(&client, number), None);
    }
}

#[test]
fn the_owner_adds_and_removes() {
    let world = World::new(&[]);
    let client = world.client();
    let vault = client.vault().unwrap();
    assert!(!optout::remove(&vault, MOBILE).unwrap());
    assert!(optout::add(&vault, MOBILE).unwrap());
    assert!(!optout::add(&vault, "+8613800000000").unwrap());
    let known = out(&client, MOBILE).unwrap();
    assert_eq!((known.word.as_str(), known.time.len()), ("", 19));
    assert!(optout::remove(&vault, MOBILE).unwrap());
    assert_eq!(out(&client, MOBILE), None);
}

#[test]
fn the_store_tells_no_number_and_no_word() {
    let world = World::new(&[]);
    record(&world.client(), &reply(MOBILE, "STOP")).unwrap();
    let db = rusqlite::Connection::open(world.folder.join("codes.db")).unwrap();
    db.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    let bytes = std::fs::read(world.folder.join("codes.db")).unwrap();
    assert!(bytes.len() > 4096);
    for word in [MOBILE, "STOP", "2017-05-24"] {
        assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
    }
}

#[test]
fn to_ask_makes_no_store() {
    let world = World::new(&[]);
    let client = world.client();
    assert!(optout::vault(&client).unwrap().is_none());
    assert_eq!(std::fs::read_dir(&world.folder).unwrap().count(), 0);
    record(&client, &reply(MOBILE, "T")).unwrap();
    let vault = optout::vault(&client).unwrap().unwrap();
    assert!(optout::is_out(&vault, MOBILE).unwrap().is_some());
    // Without its key a store is no empty list.
    std::fs::remove_file(world.folder.join("secret.key")).unwrap();
    let failure = optout::vault(&world.client()).err().unwrap();
    assert_eq!(failure.code, own::SECRET);
    // Nor is a place where none can be.
    let mut config = Config::default();
    config.set("store", &format!("sqlite:{}/secret.key/codes.db", world.folder.display())).unwrap();
    config.set("secret", "0123456789abcdef0123456789abcdef").unwrap();
    std::fs::write(world.folder.join("secret.key"), "x").unwrap();
    let failure = optout::vault(&Client::new(config)).err().unwrap();
    assert_eq!(failure.code, own::STORE);
}
