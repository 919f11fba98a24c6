//! What only a Redis server can do, or do to us.

use crate::closed::closed_port;
use crate::server::{Server, free_port};
use crate::support::{Bench, HOUR, MINUTE, breaker, count, eventually, key, ms};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::store::{Ask, Clock, Decision, Life, Place, Put, Receipt, Store, open};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

fn opened(url: &str) -> Result<Arc<dyn Store>, Failure> {
    open(&Place::parse(url).unwrap(), Clock::System)
}

fn admit(store: &Arc<dyn Store>) -> Result<bool, Failure> {
    let ask = Ask { counts: vec![count(1, &[(2, HOUR)])], ..Ask::default() };
    store.admit(&ask).map(|decision| matches!(decision, Decision::Admitted { .. }))
}

#[track_caller]
fn refused<T>(result: Result<T, Failure>, said: &str) {
    let failure = result.err().expect("it was not refused");
    assert_eq!(failure.code, own::STORE, "{failure}");
    assert!(failure.en.contains(said), "{failure}");
    assert!(failure.en.contains("127.0.0.1") && failure.zh.contains("127.0.0.1"), "{failure}");
    for secret in ["hunter2", "swordfish", "hunter%32"] {
        assert!(!format!("{failure} {failure:?}").contains(secret), "{failure}");
    }
}

/// Slots of a cluster.
const SLOTS: usize = 16_384;

/// A client of another make, for looking.
pub fn looker(server: &Server) -> ::redis::Connection {
    ::redis::Client::open(server.bare_url()).unwrap().get_connection().unwrap()
}

pub fn ask_redis<T: ::redis::FromRedisValue>(connection: &mut ::redis::Connection, words: &[&str]) -> T {
    let mut command = ::redis::cmd(words[0]);
    command.arg(&words[1..]);
    command.query(connection).unwrap()
}

#[test]
fn the_password_is_asked_for_and_never_shown() {
    let server =
        Server::start(&["--requirepass", "hunter2", "--user", "guard", "on", ">swordfish", "~*", "&*", "+@all"]);
    let url = |login: &str, rest: &str| format!("redis://{login}@127.0.0.1:{}{rest}?timeout=30", server.port);
    for login in [":hunter2", "default:hunter2", ":hunter%32", "guard:swordfish"] {
        let store = opened(&url(login, "")).unwrap();
        store.forget(key(1)).unwrap();
        assert!(admit(&store).unwrap(), "{login}");
    }
    refused(opened(&server.url("")), "wants a password");
    for login in [":swordfish", "guard:hunter2", "nobody:hunter2"] {
        refused(opened(&url(login, "")), "wrong");
    }
    refused(opened(&url(":hunter2", "/9999")), "database");
}

#[test]
fn a_user_without_the_right_to_scripts_is_told_so() {
    let server = Server::start(&["--user", "poor", "on", ">hunter2", "~*", "+get"]);
    refused(opened(&format!("redis://poor:hunter2@127.0.0.1:{}?timeout=30", server.port)), "may not run scripts");
    let server = Server::start(&["--rename-command", "AUTH", ""]);
    // It repeats what it does not know, password and all.
    refused(opened(&format!("redis://:hunter2@127.0.0.1:{}?timeout=30", server.port)), "did not let us in");
}

#[test]
fn what_is_no_redis_server_is_refused() {
    refused(opened(&format!("redis://:hunter2@{}", closed_port())), "no connection");
    // Answers with these bytes, whatever is said.
    let answering = |bytes: &'static [u8], connections: usize| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let mut held = Vec::new();
            for _ in 0..connections {
                let (mut stream, _) = listener.accept().unwrap();
                if bytes != b"silence" {
                    let _ = stream.read(&mut [0; 4096]);
                    let _ = stream.write_all(bytes);
                    held.push(stream.try_clone().unwrap());
                    continue;
                }
                // Held until the client gives up.
                let mut all = Vec::new();
                let _ = stream.read_to_end(&mut all);
            }
        });
        (address, server)
    };
    for (bytes, said) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], "makes no sense"),
        (b"", ""),
        (b"\xff\xfe\r\n", "makes no sense"),
        (b"-ERR unknown command 'EVALSHA'\r\n", "makes no sense"),
        (b"-READONLY You can't write against a read only replica.\r\n", "replica"),
        (b"-OOM command not allowed\r\n", "memory is full"),
        (b"-LOADING Redis is loading\r\n", "loading"),
        (b"-MOVED 1 nowhere\r\n", "makes no sense"),
        (b"silence", "within 0.2 seconds"),
        (b"+OK\r\n", "makes no sense"),
        (b"*3\r\n$1\r\nx\r\n:-1\r\n:0\r\n", "makes no sense"),
        (b"*3\r\n$1\r\nx\r\n:0\r\n", "connection broke"),
    ] {
        let (address, server) = answering(bytes, 1);
        // What is never answered ends with its time; what is, on a machine that stands still, does not.
        let timeout = if [&b""[..], b"silence"].contains(&bytes) { "0.2" } else { "30" };
        refused(opened(&format!("redis://{address}?timeout={timeout}")), said);
        server.join().unwrap();
    }
}

/// Whatever comes as an answer of a script: it is an error and no panic.
#[test]
fn answers_of_another_shape_are_errors() {
    let answers: [&[u8]; 18] = [
        b":7\r\n",
        b":-1\r\n",
        b"$-1\r\n",
        b"*0\r\n",
        b"*1\r\n:0\r\n",
        b"*1\r\n:9\r\n",
        b"*2\r\n:0\r\n:0\r\n",
        b"*2\r\n:1\r\n:0\r\n",
        b"*4\r\n:1\r\n:9\r\n:0\r\n:5\r\n",
        b"*4\r\n:1\r\n:0\r\n:9\r\n:5\r\n",
        b"*4\r\n:1\r\n:-1\r\n:0\r\n:5\r\n",
        b"*2\r\n:3\r\n$1\r\nx\r\n",
        b"*4\r\n:3\r\n:1\r\n:1\r\n:1\r\n",
        b"*3\r\n$1\r\nx\r\n:-1\r\n:5\r\n",
        b"*3\r\n$1\r\nx\r\n:99999999999\r\n:5\r\n",
        b"*3\r\n:0\r\n:0\r\n$1\r\nx\r\n",
        b"+PONG\r\n",
        b"$3\r\nabc\r\n",
    ];
    for answer in answers {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // The look of opening is answered well, everything after it in this way.
                let mut first = true;
                while matches!(stream.read(&mut [0; 8192]), Ok(1..)) {
                    let _ = stream.write_all(if first { b"$-1\r\n" } else { answer });
                    first = false;
                }
            }
        });
        let store = opened(&format!("redis://{address}?timeout=30")).unwrap();
        let one = count(1, &[(1, HOUR)]);
        let all = |store: &Arc<dyn Store>| -> Vec<Result<(), Failure>> {
            let ask = Ask { counts: vec![one.clone()], breaker: Some(breaker(2, HOUR, 1, 1)), dry: false };
            vec![
                store.admit(&ask).map(drop),
                store.refund(&Receipt { events: vec![(key(1), 1)], breaker: None }),
                store.pass(&breaker(2, HOUR, 1, 1)),
                store.usage(std::slice::from_ref(&one)).map(drop),
                store.tally(&breaker(2, HOUR, 1, 1)).map(drop),
                store.forget(key(1)).map(drop),
                store.put(key(1), b"x", Life { live: ms(1), remember: ms(1) }, Put::New).map(drop),
                store.look(key(1)).map(drop),
                store.spend(key(1), 1).map(drop),
                store.take(key(1)).map(drop),
            ]
        };
        let failures: Vec<Failure> = all(&store).into_iter().filter_map(Result::err).collect();
        // Each of these is the right shape for two methods at most.
        assert!(failures.len() >= 7, "{:?}: {}", String::from_utf8_lossy(answer), failures.len());
        assert!(failures.iter().all(|failure| failure.code == own::STORE));
    }
}

/// Each connection gets one of these rows of answers, and is closed when it asks for more. An answer with a ! is said without being asked, when
/// the test lets it; then the test is told.
fn scripted(rows: &'static [&'static [&'static [u8]]]) -> (std::net::SocketAddr, Sender<()>, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let ((go, let_go), (tell, told)) = (channel(), channel());
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for row in rows {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in *row {
                if let Some(unasked) = answer.strip_prefix(b"!") {
                    let_go.recv().unwrap();
                    stream.write_all(unasked).unwrap();
                    tell.send(()).unwrap();
                    held.push(stream.try_clone().unwrap());
                } else {
                    assert!(stream.read(&mut [0; 8192]).unwrap() > 0);
                    stream.write_all(answer).unwrap();
                }
            }
            if held.is_empty() {
                let _ = stream.read(&mut [0; 8192]);
            }
        }
    });
    (address, go, told)
}

#[test]
fn a_kept_connection_that_breaks_is_replaced_once() {
    // The server goes away while it is asked.
    let (address, ..) = scripted(&[&[b"$-1\r\n"], &[b":1\r\n"]]);
    let store = opened(&format!("redis://{address}?timeout=30")).unwrap();
    assert!(store.forget(key(1)).unwrap());
    let (address, ..) = scripted(&[&[b"$-1\r\n"], &[]]);
    let store = opened(&format!("redis://{address}?timeout=30")).unwrap();
    refused(store.forget(key(1)), "connection broke");
}

#[test]
fn what_was_said_unasked_is_no_answer() {
    // In one breath with an answer, and later.
    let (address, ..) = scripted(&[&[b"$-1\r\n:1\r\n"], &[b":0\r\n"]]);
    let store = opened(&format!("redis://{address}?timeout=30")).unwrap();
    assert!(!store.forget(key(1)).unwrap());
    let (address, go, told) = scripted(&[&[b"$-1\r\n", b"!:1\r\n"], &[b":0\r\n"]]);
    let store = opened(&format!("redis://{address}?timeout=30")).unwrap();
    go.send(()).unwrap();
    told.recv().unwrap();
    assert!(!store.forget(key(1)).unwrap());
}

#[test]
fn a_server_that_comes_back_is_used_again() {
    let mut server = Server::start(&["--appendonly", "yes", "--appendfsync", "always"]);
    let store = opened(&server.url("")).unwrap();
    assert!(admit(&store).unwrap());
    server.kill();
    refused(admit(&store), "no connection");
    server.again();
    // It kept on disk what it was told, scripts not included.
    assert!(admit(&store).unwrap());
    assert!(!admit(&store).unwrap());
    // Restarted between two calls: the connection that was kept is closed, and nobody notices.
    server.kill();
    server.again();
    assert!(!admit(&store).unwrap());
    assert_eq!(server.command(&["SCRIPT", "FLUSH"]), "+OK");
    assert!(!admit(&store).unwrap());
}

#[test]
fn a_server_that_comes_back_may_be_another() {
    let mut server = Server::start(&[]);
    let store = opened(&server.url("")).unwrap();
    let first = store.incarnation().unwrap();
    assert!(admit(&store).unwrap());
    assert_eq!(store.incarnation().unwrap(), first);
    server.kill();
    refused(store.incarnation(), "no connection");
    server.again();
    // Told before the first decision, and not by it.
    assert_ne!(store.incarnation().unwrap(), first);
}

#[test]
fn connections_are_used_again() {
    let server = Server::start(&[]);
    let store = opened(&server.url("")).unwrap();
    for _ in 0..50 {
        admit(&store).unwrap();
    }
    let mut looker = looker(&server);
    let info: String = ask_redis(&mut looker, &["INFO", "stats"]);
    assert!(info.contains("total_connections_received:2\r\n"), "{info}");
    // One that the server closed for being idle is replaced.
    let killed: i64 = ask_redis(&mut looker, &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    assert_eq!(killed, 1);
    admit(&store).unwrap();
}

#[test]
fn every_key_has_its_tag_and_its_end() {
    let server = Server::start(&[]);
    let bench = Bench::new(&Place::Redis(server.url("/3?prefix=shop:1").into()), None);
    let breaker = breaker(2, HOUR, 100, 1);
    let ask =
        Ask { counts: vec![count(1, &[(5, HOUR)]), count(2, &[(5, MINUTE)])], breaker: Some(breaker), dry: false };
    bench.store.admit(&ask).unwrap();
    bench.store.pass(&breaker).unwrap();
    bench.store.put(key(3), b"x", Life { live: ms(HOUR), remember: ms(HOUR) }, Put::New).unwrap();
    bench.store.spend(key(3), 5).unwrap();
    bench.store.put(key(3), b"y", Life { live: ms(MINUTE), remember: ms(MINUTE) }, Put::Renew).unwrap();
    let mut looker = looker(&server);
    let size: i64 = ask_redis(&mut looker, &["DBSIZE"]);
    assert_eq!(size, 0);
    let _: String = ask_redis(&mut looker, &["SELECT", "3"]);
    let mut keys: Vec<String> = ask_redis(&mut looker, &["KEYS", "*"]);
    keys.sort();
    assert_eq!(keys.len(), 5, "{keys:?}");
    for name in keys {
        assert!(name.starts_with("{shop:1}:"), "{name}");
        let left: i64 = ask_redis(&mut looker, &["PTTL", &name]);
        let longest = if name.ends_with("clock") { 1_000 * 24 * HOUR } else { 3 * HOUR };
        assert!((1..longest).contains(&left), "{name}: {left}");
    }
    // Another prefix is another store.
    let other = Bench::new(&Place::Redis(server.url("/3?prefix=shop:2").into()), None);
    assert_eq!(other.usage(&ask.counts[0]), [(0, 0)]);
    assert_eq!(bench.usage(&ask.counts[0]), [(1, 0)]);
}

/// The server's own clock is the clock, and it is set by nobody here: all there is to see is that time passes.
#[test]
fn the_servers_clock_counts() {
    let store = opened(&Server::shared().url("?prefix=clock")).unwrap();
    let short = Ask { counts: vec![count(1, &[(1, 1)])], ..Ask::default() };
    let long = Ask { counts: vec![count(2, &[(1, HOUR)])], ..Ask::default() };
    store.admit(&long).unwrap();
    eventually("a millisecond", || matches!(store.admit(&short), Ok(Decision::Admitted { .. })).then_some(()));
    eventually("another millisecond", || matches!(store.admit(&short), Ok(Decision::Admitted { .. })).then_some(()));
    let Decision::Denied(full) = store.admit(&long).unwrap() else { panic!() };
    assert!(full[0].wait <= ms(HOUR) && full[0].wait > ms(HOUR / 2), "{full:?}");
}

/// Nodes that share the slots, as many to each; the id of each.
pub fn cluster<const N: usize>(arguments: &[&str]) -> ([Server; N], [String; N]) {
    let nodes: [(Server, String); N] = std::array::from_fn(|_| {
        let bus = free_port().to_string();
        // No node is to think that another one is lost because the machine stands still.
        let mut all = vec!["--cluster-enabled", "yes", "--cluster-port", &bus, "--cluster-node-timeout", "60000"];
        all.extend(arguments);
        (Server::start(&all), bus)
    });
    let mut lookers: [_; N] = std::array::from_fn(|n| looker(&nodes[n].0));
    for (n, looker) in lookers.iter_mut().enumerate() {
        let [from, to] = [n, n + 1].map(|n| (n * SLOTS).div_ceil(N));
        let _: String = ask_redis(looker, &["CLUSTER", "ADDSLOTSRANGE", &from.to_string(), &(to - 1).to_string()]);
        let _: String = ask_redis(looker, &["CLUSTER", "SET-CONFIG-EPOCH", &(n + 1).to_string()]);
    }
    for (server, bus) in &nodes[1..] {
        let _: String = ask_redis(&mut lookers[0], &["CLUSTER", "MEET", "127.0.0.1", &server.port.to_string(), bus]);
    }
    let ids = std::array::from_fn(|n| ask_redis::<String>(&mut lookers[n], &["CLUSTER", "MYID"]));
    for looker in lookers {
        let looker = std::cell::RefCell::new(looker);
        // A cluster that does without some of its slots says that it is up before it knows whose they are.
        let all = format!("cluster_slots_ok:{SLOTS}\r\n");
        eventually("a cluster that is up", || {
            let info: String = ask_redis(&mut looker.borrow_mut(), &["CLUSTER", "INFO"]);
            (info.contains("cluster_state:ok") && info.contains(&all)).then_some(())
        });
    }
    (nodes.map(|(server, _)| server), ids)
}

/// A prefix whose keys the second node has, and the slot.
fn prefix_of_the_second(a: &Server) -> (String, u32) {
    let mut looker = looker(a);
    (0..100)
        .map(|n| {
            let prefix = format!("p{n}");
            let slot: u32 = ask_redis(&mut looker, &["CLUSTER", "KEYSLOT", &format!("{{{prefix}}}:clock")]);
            (prefix, slot)
        })
        .find(|(_, slot)| *slot > 8191)
        .unwrap()
}

#[test]
fn a_node_that_sends_us_on_is_followed() {
    let ([a, mut b], ids) = cluster::<2>(&[]);
    let (prefix, slot) = prefix_of_the_second(&a);
    let bench = Bench::new(&Place::Redis(a.url(&format!("?prefix={prefix}")).into()), None);
    let hasty = Bench::new(&Place::Redis(a.url(&format!("?prefix={prefix}&timeout=1")).into()), None);
    let counts = [count(1, &[(2, HOUR)]), count(2, &[(5, HOUR)])];
    bench.yes(&counts, 0);
    bench.yes(&counts, HOUR);
    bench.no(&counts);
    bench.store.put(key(9), b"x", Life { live: ms(HOUR), remember: ms(0) }, Put::New).unwrap();
    assert_eq!(bench.store.take(key(9)).unwrap().unwrap().value, b"x");
    let mut looker_a = looker(&a);
    let calls = |looker: &mut ::redis::Connection| -> String {
        let info: String = ask_redis(looker, &["INFO", "commandstats"]);
        info.lines().find(|line| line.starts_with("cmdstat_evalsha")).unwrap_or_default().to_owned()
    };
    // The first node was asked when the store was opened, and never again.
    let before = calls(&mut looker_a);
    for _ in 0..20 {
        bench.usage(&counts[0]);
    }
    assert_eq!(calls(&mut looker_a), before);

    // The slot moves to the first node, and the second asks us to ask there.
    let mut looker_b = looker(&b);
    let slot = slot.to_string();
    let _: String = ask_redis(&mut looker_a, &["CLUSTER", "SETSLOT", &slot, "IMPORTING", &ids[1]]);
    let _: String = ask_redis(&mut looker_b, &["CLUSTER", "SETSLOT", &slot, "MIGRATING", &ids[0]]);
    let keys: Vec<String> = ask_redis(&mut looker_b, &["CLUSTER", "GETKEYSINSLOT", &slot, "10"]);
    assert_eq!(keys.len(), 3, "{keys:?}");
    let port = a.port.to_string();
    let mut migrate = vec!["MIGRATE", "127.0.0.1", &port, "", "0", "60000", "KEYS"];
    migrate.extend(keys.iter().map(String::as_str));
    let _: String = ask_redis(&mut looker_b, &migrate);
    assert_eq!(bench.no(&counts), [(0, 0, HOUR)]);
    // Meanwhile what is not on one of them yet cannot be decided; it was tried again until the time limit.
    let new = Ask { counts: vec![count(77, &[(1, HOUR)])], ..Ask::default() };
    eventually("words of the server's and not of the clock's", || {
        let failure = hasty.store.admit(&new).unwrap_err();
        assert_eq!(failure.code, own::STORE, "{failure}");
        failure.en.contains("TRYAGAIN").then_some(())
    });
    let _: String = ask_redis(&mut looker_a, &["CLUSTER", "SETSLOT", &slot, "NODE", &ids[0]]);
    let _: String = ask_redis(&mut looker_b, &["CLUSTER", "SETSLOT", &slot, "NODE", &ids[0]]);
    bench.no(&counts[..1]);

    // Gone, the second node troubles nobody any more.
    b.kill();
    bench.no(&counts[..1]);
}

#[test]
fn a_cluster_with_a_password_and_a_node_that_goes() {
    let ([a, mut b], _) = {
        let ([a, b], ids) = cluster::<2>(&[]);
        for server in [&a, &b] {
            let mut looker = looker(server);
            let _: String = ask_redis(&mut looker, &["CONFIG", "SET", "masterauth", "hunter2"]);
            let _: String = ask_redis(&mut looker, &["CONFIG", "SET", "requirepass", "hunter2"]);
        }
        ([a, b], ids)
    };
    let mut looker =
        ::redis::Client::open(format!("redis://:hunter2@127.0.0.1:{}", a.port)).unwrap().get_connection().unwrap();
    let prefix = (0..100)
        .map(|n| format!("p{n}"))
        .find(|prefix| ask_redis::<u32>(&mut looker, &["CLUSTER", "KEYSLOT", &format!("{{{prefix}}}:clock")]) > 8191);
    let store =
        opened(&format!("redis://:hunter2@127.0.0.1:{}?prefix={}&timeout=30", a.port, prefix.unwrap())).unwrap();
    assert!(admit(&store).unwrap());
    b.kill();
    refused(admit(&store), "cannot be used");
    refused(admit(&store), "cannot be used");
}
