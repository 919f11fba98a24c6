//! Replies and template reviews.

use crate::record;
use crate::world::{MOBILE, World};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::push::{Push, Reply};
use ihuyi::track::{self, Item};
use std::collections::BTreeSet;

fn reply(content: &str, time: &str) -> String {
    let time = if time.is_empty() { String::new() } else { format!("&reply_time={time}") };
    format!("mobilephone={MOBILE}&content={content}&smsid=17000000004051283667{time}")
}

fn all(client: &Client) -> Vec<Item> {
    let mut items = Vec::new();
    let mut last = 0;
    while let Some(item) = track::after(&client.vault().unwrap(), &client.config().track, last).unwrap() {
        last = item.number;
        items.push(item);
    }
    items
}

#[test]
fn in_order_once_each_for_every_reader() {
    let world = World::new(&[]);
    let client = world.client();
    assert_eq!(all(&client), []);
    let bodies = [
        reply("T", "2017-05-24+17%3A46%3A50"),
        "code=2&msg=&templateid=10002".to_owned(),
        reply("%E5%A5%BD", "2017-05-24+17%3A46%3A51"),
        reply("T", "2017-05-25+08%3A00%3A00"),
    ];
    let numbers: Vec<u32> = bodies.iter().map(|body| record(&client, body).unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    // The gateway's second and third try.
    for (body, number) in bodies.iter().zip(&numbers).rev() {
        assert_eq!(record(&world.client(), body).unwrap(), *number);
    }
    let items = all(&world.client());
    assert_eq!(items.iter().map(|item| item.number).collect::<Vec<_>>(), numbers);
    assert!(
        matches!(&items[0].push, Push::Reply(Reply { content, mobilephone, .. }) if content == "T" && mobilephone == MOBILE)
    );
    assert!(matches!(&items[1].push, Push::TemplateReview(review) if review.approved && review.templateid == "10002"));
    assert!(matches!(&items[2].push, Push::Reply(Reply { content, .. }) if content == "好"));
    assert_eq!(all(&client), items);
    let last = track::after(&client.vault().unwrap(), &client.config().track, 3).unwrap().unwrap();
    assert_eq!(last.number, 4);
    for after in [4, 5, u32::MAX] {
        assert_eq!(track::after(&client.vault().unwrap(), &client.config().track, after).unwrap(), None);
    }
}

#[test]
fn a_reply_without_a_time_is_still_kept_once_for_its_repetitions() {
    let world = World::new(&[]);
    let client = world.client();
    let first = record(&client, &reply("1", "")).unwrap();
    assert_eq!(record(&client, &reply("1", "")).unwrap(), first);
    assert_ne!(record(&client, &reply("2", "")).unwrap(), first);
}

#[test]
fn the_same_push_from_many_threads_is_one() {
    let world = World::new(&[]);
    let client = world.client();
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let client = &client;
            scope.spawn(move || {
                for n in 0..20 {
                    // Each in another order.
                    let n = (n + thread) % 20;
                    record(client, &reply(&format!("text{n}"), "2017-05-24+17%3A46%3A50")).unwrap();
                }
            });
        }
    });
    let items = all(&client);
    let texts: BTreeSet<String> = items
        .iter()
        .map(|item| match &item.push {
            Push::Reply(reply) => reply.content.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((items.len(), texts.len()), (20, 20));
}

#[test]
fn what_is_no_push_is_not_kept() {
    let world = World::new(&[]);
    let client = world.client();
    for body in ["", "hello", "content=hello", "code=x&mobilephone=13800000000", "{}"] {
        assert_eq!(record(&client, body).unwrap_err().code, own::PUSH, "{body}");
    }
    assert_eq!(all(&client), []);
}

#[test]
fn a_reader_who_polls_misses_nothing() {
    let world = World::new(&[]);
    let client = world.client();
    let done = std::sync::atomic::AtomicU32::new(0);
    let (threads, each) = (6, 40);
    let seen = std::thread::scope(|scope| {
        for thread in 0..threads {
            let (client, done) = (&client, &done);
            scope.spawn(move || {
                for n in 0..each {
                    record(client, &reply(&format!("text{thread}-{n}"), "2017-05-24+17%3A46%3A50")).unwrap();
                }
                done.fetch_add(1, std::sync::atomic::Ordering::Release);
            });
        }
        let (mut last, mut seen) = (0, BTreeSet::new());
        loop {
            let all_in = done.load(std::sync::atomic::Ordering::Acquire) == threads;
            match track::after(&client.vault().unwrap(), &client.config().track, last).unwrap() {
                Some(item) => {
                    assert!(item.number > last);
                    last = item.number;
                    let Push::Reply(reply) = item.push else { panic!("{:?}", item.push) };
                    assert!(seen.insert(reply.content.clone()), "{} twice", reply.content);
                }
                None if all_in => break seen,
                None => std::thread::yield_now(),
            }
        }
    });
    assert_eq!(seen.len() as u32, threads * each);
}

#[test]
fn what_a_stranger_posts_is_kept_in_measure() {
    let world = World::new(&[]);
    let client = world.client();
    record(&client, &reply(&"%E5%A5%BD".repeat(5000), "2017-05-24+17%3A46%3A50")).unwrap();
    let Push::Reply(kept) = &all(&client)[0].push else { panic!("no reply") };
    assert_eq!(kept.content.len(), 4095);
    assert!(kept.content.chars().all(|c| c == '好'));
}
