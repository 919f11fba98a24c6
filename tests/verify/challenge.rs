//! The picture challenge between a page and its code.

use crate::world::{MOBILE, World, told};
use ihuyi::captcha;
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::guard::circumstances::Circumstances;
use ihuyi::verify;

fn picture(client: &Client, lines: &str) -> Result<String, i32> {
    let vault = client.vault().unwrap();
    let (ruling, challenge) = captcha::new(&vault, &client.config().guard, &told(lines)).unwrap();
    challenge.map(|challenge| challenge.id).ok_or_else(|| ruling.failure.unwrap().code)
}

#[test]
fn a_picture_is_demanded_and_a_wrong_answer_uses_it_up() {
    let world = World::new(&[("captcha", "always")]);
    let client = world.client();
    let start = |lines: &str| verify::start(&client, "register", MOBILE, &told(lines)).1.code;
    assert_eq!(start(""), own::CAPTCHA_NEEDED);
    let id = picture(&client, "").unwrap();
    for _ in 0..2 {
        assert_eq!(start(&format!("captcha_id = {id}\ncaptcha_answer = 0000")), own::CAPTCHA_WRONG);
    }
    assert_eq!(start("captcha_id = \ncaptcha_answer = 0000"), own::CAPTCHA_WRONG);
    assert_eq!(world.sandbox.accepted(), 0);
    // Another service has checked.
    assert_eq!(start("captcha = passed"), 2);
}

#[test]
fn after_some_sends_a_source_has_to_pass_one() {
    let world = World::new(&[("captcha", "after 2"), ("limits", "none")]);
    let client = world.client();
    let start = |mobile: &str, ip: &str, more: &str| {
        verify::start(&client, "register", mobile, &told(&format!("ip = {ip}\n{more}"))).1.code
    };
    assert_eq!(start("13800000000", "192.0.2.7", ""), 2);
    assert_eq!(start("13800000001", "192.0.2.7", ""), 2);
    assert_eq!(start("13800000002", "192.0.2.7", ""), own::CAPTCHA_NEEDED);
    assert_eq!(start("13800000002", "198.51.100.7", ""), 2);
    assert_eq!(start("13800000003", "192.0.2.7", "captcha = passed"), 2);
    assert_eq!(start("13800000004", "192.0.2.7", ""), own::CAPTCHA_NEEDED);
}

#[test]
fn pictures_are_counted_for_an_address() {
    let world = World::new(&[("limits", "captcha:ip 3/1h")]);
    let client = world.client();
    for _ in 0..3 {
        assert!(picture(&client, "ip = 192.0.2.7").is_ok());
    }
    assert_eq!(picture(&client, "ip = 192.0.2.7"), Err(own::LIMIT));
    assert!(picture(&client, "ip = 198.51.100.7").is_ok());
}

/// What is read in a picture cannot be read by a test; that the right answer is taken once is shown with an answer that the store was given.
#[test]
fn the_right_answer_is_taken_once_by_one_of_many() {
    let world = World::new(&[]);
    let client = world.client();
    let vault = client.vault().unwrap();
    let id = captcha::keep(&vault, "KXT4P").unwrap();
    let right = std::thread::scope(|scope| {
        let take = || captcha::take(&client.vault().unwrap(), &id, " kxt 4p ").unwrap();
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(take)).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap().then_some(())).count()
    });
    assert_eq!(right, 1);
    let id = captcha::keep(&vault, "KXT4P").unwrap();
    let told = Circumstances::parse(&format!("captcha_id = {id}\ncaptcha_answer = ＫＸＴ４Ｐ")).unwrap();
    assert_eq!(verify::start(&client, "register", MOBILE, &told).1.code, 2);
    assert!(!captcha::take(&vault, &id, "KXT4P").unwrap());
}
