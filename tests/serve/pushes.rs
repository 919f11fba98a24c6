//! The receiver of pushes: what it takes, what it turns away, and that nothing grows.

use crate::gate::Gate;
use crate::helper::*;
use crate::support::http::{Answer, converse, encode};
use crate::support::sandbox::Sandbox;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A helper that receives pushes, and its secret path.
fn receiving(gateway: &str, options: &[&str]) -> (Helper, String) {
    let folder = Arc::new(Folder::new());
    let file = folder.path("push");
    let plan = Plan::of(gateway).with(&["--push-listen", "127.0.0.1:0", "--push-secret-file", &file]).with(options);
    let helper = Helper::start_in(folder, plan);
    let secret = std::fs::read_to_string(file).unwrap();
    let path = format!("/push/{}", secret.trim());
    (helper, path)
}

fn push(helper: &Helper, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    converse(TcpStream::connect(&helper.push).unwrap(), &post(path, headers, body.as_bytes()))
}

fn receipt(id: &str, mobile: &str, status: &str) -> String {
    let code = if status == "DELIVRD" { "2" } else { "0" };
    encode(&[
        ("code", code),
        ("msg", status),
        ("mobilephone", mobile),
        ("smsid", id),
        ("report_time", "2026-01-31 09:30:00"),
    ])
}

fn taken(answer: &Answer) {
    assert_eq!((answer.status, answer.text().as_str()), (200, "success"));
}

/// Nothing is told: neither why, nor that there is anything.
fn turned_away(answer: &Answer, status: u16) {
    assert_eq!((answer.status, answer.text().as_str()), (status, ""));
}

fn id_of(told: &Value) -> String {
    assert_eq!(told["returned"], 2, "{told}");
    told["result"]["message_id"].as_str().unwrap().to_owned()
}

fn status(helper: &Helper, what: &str) -> Value {
    helper.call(&json!({"call": "status", "arguments": {"what": what}}))["delivery"].clone()
}

/// Records in the store.
fn rows(helper: &Helper) -> i64 {
    let db = rusqlite::Connection::open(helper.folder.path("ihuyi.db")).unwrap();
    let tables: Vec<String> = db
        .prepare("select name from sqlite_master where type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let count =
        |table: &String| db.query_row(&format!("select count(*) from \"{table}\""), [], |row| row.get::<_, i64>(0));
    tables.iter().map(|table| count(table).unwrap()).sum()
}

#[test]
fn receipts_in_any_order_and_any_number_come_to_the_same() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (helper, path) = receiving(&sandbox.url, &[]);
    for (order, state) in [
        (&["DELIVRD"][..], 2),
        (&["DELIVRD", "DELIVRD", "DELIVRD"], 2),
        (&["MK:0001", "DELIVRD"], 2),
        (&["DELIVRD", "MK:0001", "MK:0001"], 2),
        (&["MK:0001", "MK:0001"], 3),
        (&[], 1),
    ] {
        let id = id_of(&helper.submit(MOBILE, ""));
        for one in order {
            taken(&push(&helper, &path, &[], &receipt(&id, MOBILE, one)));
        }
        let told = status(&helper, &id);
        assert_eq!((&told["state"], &told["mobile"]), (&json!(state), &json!("138****0000")), "{order:?}: {told}");
    }
    // As a query, too; and what the sandbox itself pushes.
    let id = id_of(&helper.submit(MOBILE, ""));
    let query = get(&format!("{path}?{}", receipt(&id, MOBILE, "DELIVRD")), &[]);
    taken(&converse(TcpStream::connect(&helper.push).unwrap(), &query));
    assert_eq!(status(&helper, &id)["state"], 2);
    let id = id_of(&helper.submit(MOBILE, ""));
    sandbox.post("receipt", &json!({"id": id, "url": format!("http://{}{path}", helper.push)}));
    crate::support::eventually("the sandbox's receipt", || (status(&helper, &id)["state"] == 2).then_some(()));
    // A reply, doubled and then another.
    for content in ["好的", "好的", "TD"] {
        let body = encode(&[
            ("mobilephone", MOBILE),
            ("content", content),
            ("smsid", &id),
            ("reply_time", "2026-01-31 09:30:00"),
        ]);
        taken(&push(&helper, &path, &[], &body));
    }
    let next = |after: &Value| helper.call(&json!({"call": "inbox", "arguments": {"after": after}}))["push"].clone();
    let first = next(&json!(0));
    let second = next(&first["number"]);
    assert_eq!(
        (&first["content"], &second["content"], &second["mobile"]),
        (&json!("好的"), &json!("TD"), &json!(MOBILE))
    );
    assert_eq!(next(&second["number"])["number"], 0);
}

#[test]
fn whoever_does_not_know_the_path_changes_nothing_and_learns_nothing() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (helper, path) = receiving(&sandbox.url, &[]);
    let id = id_of(&helper.submit(MOBILE, ""));
    let forged = receipt(&id, MOBILE, "MK:0001");
    for wrong in [
        "/",
        "/push",
        "/push/",
        "/push/x",
        &path[..path.len() - 1],
        &format!("{path}0"),
        &format!("{path}/"),
        &format!("/x{path}"),
        &path.to_uppercase(),
    ] {
        turned_away(&push(&helper, wrong, &[], &forged), 404);
    }
    for method in ["PUT", "DELETE", "HEAD", "OPTIONS"] {
        let answer =
            converse(TcpStream::connect(&helper.push).unwrap(), &request(method, &path, &[], forged.as_bytes()));
        turned_away(&answer, 404);
    }
    // What only the helper's callers may ask is not there.
    for path in ["/call", "/health", "/metrics", "/reload"] {
        turned_away(&push(&helper, path, &[], &forged), 404);
    }
    assert_eq!(status(&helper, &id)["state"], 1);
    // Known, and not understood.
    for body in
        ["", "nonsense", "code=2", &format!("{}%00", receipt(&id, MOBILE, "DELIVRD")).replace("DELIVRD", "%FF"), "a\0b"]
    {
        turned_away(&push(&helper, &path, &[], body), 400);
    }
    assert_eq!(status(&helper, &id)["state"], 1);
}

#[test]
fn a_list_of_addresses_holds_and_a_proxy_here_may_name_another() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (helper, path) = receiving(&sandbox.url, &["--push-from", "192.0.2.0/24", "--push-from", "2001:db8::1"]);
    let id = id_of(&helper.submit(MOBILE, ""));
    let body = receipt(&id, MOBILE, "DELIVRD");
    for chain in ["203.0.113.9", "192.0.2.7, 203.0.113.9", "nonsense", "", "192.0.2.7:80", "::1"] {
        turned_away(&push(&helper, &path, &[("X-Forwarded-For", chain)], &body), 403);
    }
    turned_away(&push(&helper, &path, &[], &body), 403);
    assert_eq!(status(&helper, &id)["state"], 1);
    // The list is no substitute for the secret.
    turned_away(&push(&helper, "/push/x", &[("X-Forwarded-For", "192.0.2.7")], &body), 404);
    for chain in ["192.0.2.7", "203.0.113.9, 192.0.2.255", "2001:db8::1", "::ffff:192.0.2.1"] {
        taken(&push(&helper, &path, &[("X-Forwarded-For", chain)], &body));
    }
    assert_eq!(status(&helper, &id)["state"], 2);
}

#[test]
fn large_bodies_are_refused_and_leave_nothing_behind() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (helper, path) = receiving(&sandbox.url, &[]);
    let id = id_of(&helper.submit(MOBILE, ""));
    let large = format!("{}&x={}", receipt(&id, MOBILE, "DELIVRD"), "x".repeat(10 << 20));
    turned_away(&push(&helper, &path, &[], &large), 413);
    turned_away(&push(&helper, &path, &[], &large[..(64 << 10) + 1]), 413);
    #[cfg(target_os = "linux")]
    let before = helper.memory();
    for _ in 0..30 {
        turned_away(&push(&helper, &path, &[], &large), 413);
    }
    #[cfg(target_os = "linux")]
    assert!(helper.memory() < before + (10 << 20), "{before} bytes, then {}", helper.memory());
    assert_eq!(status(&helper, &id)["state"], 1);
    // The same one as large as may be.
    let fits = &large[..64 << 10];
    taken(&push(&helper, &path, &[], fits));
    assert_eq!(status(&helper, &id)["state"], 2);
}

#[test]
fn ids_that_nobody_knows_are_not_kept() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (helper, path) = receiving(&sandbox.url, &[]);
    id_of(&helper.submit(MOBILE, ""));
    let before = rows(&helper);
    for n in 0..200 {
        taken(&push(&helper, &path, &[], &receipt(&format!("9900000000000000{n:04}"), MOBILE, "DELIVRD")));
        taken(&push(&helper, &path, &[], &receipt(&format!("9900000000000000{n:04}"), "13900000000", "DELIVRD")));
    }
    assert_eq!(rows(&helper), before);
}

#[test]
fn too_many_receipts_for_one_unknown_message_are_not_taken() {
    let gate = Gate::new();
    let (helper, path) = receiving(&gate.url, &[]);
    // A submission on its way: its id is not known.
    let waiting = helper.connect();
    write(&waiting, &post("/call", &[], submission(MOBILE, "").to_string().as_bytes()));
    gate.has_one();
    let told: Vec<u16> =
        (0..20).map(|n| push(&helper, &path, &[], &receipt(&format!("99{n}"), MOBILE, "DELIVRD")).status).collect();
    let kept = told.iter().take_while(|status| **status == 200).count();
    assert!((1..20).contains(&kept) && told[kept..].iter().all(|status| *status == 503), "{told:?}");
    gate.answer(1);
    assert!(rest(&waiting).starts_with(b"HTTP/1.1 200"));
}

#[test]
fn whoever_knocks_on_and_on_does_not_fill_the_log() {
    let (helper, path) = receiving("http://127.0.0.1:1", &[]);
    for _ in 0..300 {
        turned_away(&push(&helper, "/push/x", &[], "a=b"), 404);
    }
    let request = crate::helper::request("PUT", &path, &[], b"a=b");
    turned_away(&converse(TcpStream::connect(&helper.push).unwrap(), &request), 404);
    // It came last, so everything before it is there.
    helper.logged("push refused reason=method");
    let log = helper.log();
    // A slow machine may be at it for more than a minute.
    assert!((1..10).contains(&log.matches("push refused reason=secret").count()), "{log}");
    assert_eq!(helper.metric("ihuyi_pushes_total{kind=\"unknown\",result=\"secret\"}"), 300);
}

/// One connection, push after push; each is answered with `success`, or is pushed again as the gateway would.
fn pushed(helper: &Helper, path: &str, bodies: &[String]) {
    let stream = TcpStream::connect(&helper.push).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    for body in bodies {
        loop {
            let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
            let (mut status, mut length) = (String::new(), 0);
            answers.read_line(&mut status).unwrap();
            loop {
                let mut line = String::new();
                answers.read_line(&mut line).unwrap();
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut text = vec![0; length];
            answers.read_exact(&mut text).unwrap();
            match status.split(' ').nth(1) {
                Some("200") => {
                    assert_eq!(text, b"success");
                    break;
                }
                Some("503") => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_flood_is_taken_without_loss_and_without_growth() {
    const MESSAGES: usize = 600;
    const SENDERS: usize = 12;
    let sandbox = Sandbox::with(&["--no-limits"]);
    let (helper, path) = receiving(&sandbox.url, &[]);
    let number = |n: usize| format!("138{n:08}");
    let next = AtomicUsize::new(0);
    let sent: Vec<(String, String)> = thread::scope(|scope| {
        let send = || {
            let mut sent = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= MESSAGES {
                    return sent;
                }
                sent.push((id_of(&helper.submit(&number(n), "")), number(n)));
            }
        };
        let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(send)).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    // Each three times, an unknown one with each, far from each other in the order; every fifth failed.
    let mut bodies: Vec<String> = Vec::new();
    for round in 0..3 {
        for (n, (id, mobile)) in sent.iter().enumerate() {
            bodies.push(receipt(id, mobile, if n % 5 == 0 { "MK:0001" } else { "DELIVRD" }));
            bodies.push(receipt(&format!("99{round}{n:08}"), mobile, "DELIVRD"));
        }
    }
    let flood = || {
        let begun = std::time::Instant::now();
        thread::scope(|scope| {
            for part in 0..SENDERS {
                let part: Vec<String> = bodies.iter().skip(part).step_by(SENDERS).cloned().collect();
                let (helper, path) = (&helper, &path);
                scope.spawn(move || pushed(helper, path, &part));
            }
        });
        println!("{:.0} pushes a second", bodies.len() as f64 / begun.elapsed().as_secs_f64());
    };
    flood();
    for (n, (id, _)) in sent.iter().enumerate() {
        let told = status(&helper, id);
        assert_eq!(told["state"], if n % 5 == 0 { 3 } else { 2 }, "{told}");
    }
    let before = rows(&helper);
    #[cfg(target_os = "linux")]
    let memory = helper.memory();
    for _ in 0..3 {
        flood();
    }
    assert_eq!(rows(&helper), before);
    #[cfg(target_os = "linux")]
    assert!(helper.memory() < memory + (16 << 20), "{memory} bytes, then {}", helper.memory());
    let taken = helper.metric("ihuyi_pushes_total{kind=\"receipt\",result=\"recorded\"}");
    assert_eq!(taken, 4 * bodies.len() as u64);
}

/// What `ihuyi bulk optout` says, asked in the helper's store.
fn optout(helper: &Helper, args: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ihuyi"));
    command.args(["--json", "bulk", "optout"]).args(args).env_clear().current_dir(&helper.folder.0);
    command.env("IHUYI_STORE", format!("sqlite:{}", helper.folder.path("ihuyi.db")));
    let output = command.env("IHUYI_SECRET_FILE", helper.folder.path("secret.key")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(MOBILE), "{text}");
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["exit_code"], json!(output.status.code().unwrap()), "{told}");
    told
}

#[test]
fn a_reply_that_opts_out_is_heard_and_taken_back_by_hand() {
    let sandbox = Sandbox::start();
    let (helper, path) = receiving(&sandbox.url, &[]);
    let reply = |mobile: &str, content: &str| {
        encode(&[("mobilephone", mobile), ("content", content), ("reply_time", "2026-01-31 09:30:00")])
    };
    let state = |told: &Value, n: usize| (told["numbers"][n]["opted_out"].clone(), told["numbers"][n]["word"].clone());
    taken(&push(&helper, &path, &[], &reply(MOBILE, "ｔd。")));
    taken(&push(&helper, &path, &[], &reply("13800000001", "怎么退订？")));
    let told = optout(&helper, &["check", MOBILE, "13800000001"]);
    assert_eq!(told["command"], "bulk optout check");
    assert_eq!((state(&told, 0), state(&told, 1)), ((json!(true), json!("TD")), (json!(false), Value::Null)));
    assert_eq!(told["numbers"][0]["mobile"], "138****0000");
    assert_eq!(told["numbers"][0]["time"], "2026-01-31 09:30:00");
    let told = optout(&helper, &["remove", "+86 138 0000 0000", "13800000001"]);
    assert_eq!((&told["numbers"][0]["changed"], &told["numbers"][1]["changed"]), (&json!(true), &json!(false)));
    assert_eq!(state(&optout(&helper, &["check", MOBILE]), 0).0, json!(false));
    let told = optout(&helper, &["add", "13800000001", "1 2025550100"]);
    assert_eq!((state(&told, 0), state(&told, 1)), ((json!(true), Value::Null), (json!(true), Value::Null)));
    assert_eq!(state(&optout(&helper, &["check", "+1 2025550100"]), 0).0, json!(true));
    // One that is no number changes nothing, whatever stands beside it.
    let told = optout(&helper, &["remove", "13800000001", "138"]);
    assert_eq!((&told["exit_code"], &told["outcome"]), (&json!(2), &json!("refused")));
    assert_eq!(state(&optout(&helper, &["check", "13800000001"]), 0).0, json!(true));
}
