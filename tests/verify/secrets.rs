//! Codes, keys and numbers are found nowhere: not in the files of the store, not in errors, not in what is printed for debugging.

use crate::world::{MOBILE, World, told, wrong};
use ihuyi::codes::Lang;
use ihuyi::message::{Options, Submission};
use ihuyi::service::Service;
use ihuyi::verify;

const ADDRESS: &str = "192.0.2.77";
const SECRET: &str = "a-secret-of-these-tests-0123456789abcdef";

/// The bytes of every file in the folder.
fn bytes(world: &World) -> Vec<(String, Vec<u8>)> {
    let read =
        |entry: std::fs::DirEntry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap());
    std::fs::read_dir(&world.folder).unwrap().map(|entry| read(entry.unwrap())).collect()
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

#[test]
fn the_store_and_the_errors_hold_no_secret() {
    let world = World::new(&[("secret", SECRET), ("verify_digits", "8"), ("guard", "on"), ("captcha", "after 3")]);
    let client = world.client();
    let keys = format!("ip = {ADDRESS}\nsession = session-of-a-visitor\nsite = shop.example");
    let (started, answer) = verify::start(&client, "register", MOBILE, &told(&keys));
    let code = world.code(MOBILE);
    let mut said = vec![answer];
    said.push(verify::check(&client, &started.id, &wrong(&code)).1);
    said.push(verify::start(&client, "register", MOBILE, &told(&keys)).1);
    said.push(verify::resend(&client, &started.id, None, &told(&keys)).1);
    let plain = Submission {
        service: Service::Sms,
        mobile: "13900000001",
        content: "您的订单 20260001 已发货。",
        template_id: None,
        schedule: None,
    };
    let options = Options { reference: Some("order-20260001".to_owned()), told: told(&keys), ..Options::default() };
    said.push(client.submit_with(&plain, &options));
    said.push(client.submit_with(&plain, &options));
    said.push(verify::check(&client, "no such id", &code).1);
    // A number where something else should stand.
    said.push(verify::start(&client, &format!("{MOBILE},x"), "register", &told(&keys)).1);
    let failure = ihuyi::guard::circumstances::Circumstances::parse(&format!("{MOBILE} x")).unwrap_err();
    said.push(ihuyi::answer::Answer::failed(failure));
    let secrets = [
        MOBILE,
        "13900000001",
        &code,
        SECRET,
        ADDRESS,
        "session-of-a-visitor",
        "shop.example",
        &started.id,
        "order-20260001",
        "您的订单",
        crate::support::sandbox::KEY,
    ];
    let files = bytes(&world);
    assert!(
        files.iter().any(|(name, bytes)| name == "codes.db" && !bytes.is_empty()),
        "the store is where it should be"
    );
    for (name, bytes) in &files {
        for secret in secrets {
            assert!(!holds(bytes, secret), "{name} holds {secret}");
        }
    }
    for answer in &said {
        let shown = format!("{} {} {answer:?}", answer.words(Lang::Zh), answer.words(Lang::En));
        for secret in [MOBILE, "13900000001", &code, SECRET, ADDRESS, "session-of-a-visitor"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    assert!(!format!("{:?}", client.config()).contains(SECRET));
    // The measure can fail: what stands in clear is found.
    assert!(files.iter().any(|(_, bytes)| holds(bytes, "SQLite format 3")));
}

#[test]
fn another_secret_is_noticed_and_reads_nothing() {
    let world = World::new(&[("secret", SECRET)]);
    let (started, _) = verify::start(&world.client(), "register", MOBILE, &told(""));
    let other = world.with(&[("secret", "another-secret-0123456789abcdef0123456789")]);
    let (_, answer) = verify::check(&other, &started.id, &world.code(MOBILE));
    assert_eq!(answer.code, ihuyi::codes::own::SECRET);
    assert_eq!(verify::check(&world.client(), &started.id, &world.code(MOBILE)).1.code, 0);
}

/// A long-lived process sees that its store was replaced: by one of another secret, and by none, which is made anew.
#[cfg(unix)]
#[test]
fn a_store_that_was_replaced_is_looked_at_again() {
    let world = World::new(&[("secret", SECRET)]);
    let client = world.client();
    assert_eq!(verify::start(&client, "register", MOBILE, &told("")).1.code, 2);
    let move_to = |from: &str, to: &str| {
        for end in ["", "-wal", "-shm"] {
            let name = |name: &str| world.folder.join(format!("{name}{end}"));
            let _ = std::fs::rename(name(from), name(to));
        }
    };
    let other = format!("sqlite:{}", world.folder.join("other.db").display());
    let stranger = world.with(&[("secret", "another-secret-0123456789abcdef0123456789"), ("store", &other)]);
    assert_eq!(verify::start(&stranger, "register", MOBILE, &told("")).1.code, 2);
    move_to("codes.db", "old.db");
    move_to("other.db", "codes.db");
    let accepted = world.sandbox.accepted();
    let (_, answer) = verify::start(&client, "register", "13800000001", &told(""));
    assert_eq!(answer.code, ihuyi::codes::own::SECRET, "{}", answer.words(Lang::En));
    assert_eq!(world.sandbox.accepted(), accepted);
    move_to("codes.db", "strangers.db");
    let (started, answer) = verify::start(&client, "register", "13800000001", &told(""));
    assert_eq!(answer.code, 2, "{}", answer.words(Lang::En));
    assert_eq!(verify::check(&client, &started.id, &world.code("13800000001")).1.code, 0);
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new(&[]);
    let (_, answer) = verify::start(&world.client(), "register", MOBILE, &told(""));
    assert_eq!(answer.code, 2);
    let files: Vec<_> = std::fs::read_dir(&world.folder).unwrap().map(|entry| entry.unwrap()).collect();
    assert!(files.len() >= 2);
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{:?} {mode:o}", file.path());
    }
}
