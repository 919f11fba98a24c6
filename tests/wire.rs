//! What the transport promises, against servers of a few lines written here: when a failure is "not sent" and when it is "unknown",
//! that nothing is tried twice, what the time limits cover, what happens to connections and proxies.

#[path = "support/closed.rs"]
mod closed;

use closed::closed_port;
use ihuyi::answer::{Answer, Outcome};
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::service::Service;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const OK: &str = r#"{"code":2,"msg":"提交成功","smsid":"16842079209571524017"}"#;

fn client(settings: &[(&str, &str)]) -> Client {
    let mut config = Config::default();
    config.set("account", "C00000000").unwrap();
    config.set("apikey", "0123456789abcdef0123456789abcdef").unwrap();
    for (key, value) in settings {
        config.set(key, value).unwrap();
    }
    Client::new(config)
}

fn send(client: &Client) -> Answer {
    client.submit(&Submission {
        service: Service::Sms,
        mobile: "13800000000",
        content: "您好",
        template_id: None,
        schedule: None,
    })
}

/// A server that treats each connection with `serve`, which is told the connection's number. Returns its base URL.
fn server(serve: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serve = std::sync::Arc::new(serve);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let serve = serve.clone();
            std::thread::spawn(move || serve(number, stream.unwrap()));
        }
    });
    url
}

/// Reads one request: head and body. None when the peer closed instead.
fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(|n| n.parse::<usize>().unwrap()));
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
        }
    }
}

fn reply(stream: &mut TcpStream, head: &str, body: &str) {
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
}

/// A server that answers every request well and tells the connection's number of each.
fn good_server() -> (String, Receiver<usize>) {
    let (seen, requests) = channel();
    let url = server(move |number, mut stream| {
        while request(&mut stream).is_some() {
            seen.send(number).unwrap();
            reply(&mut stream, "200 OK", OK);
        }
    });
    (url, requests)
}

/// However long a test stands still between two calls, the connection of the first is there for the second.
const KEPT: (&str, &str) = ("keep_alive", "600");

fn expect(answer: &Answer, outcome: Outcome, code: i32) {
    assert_eq!((answer.outcome, answer.code), (outcome, code), "{answer:?}");
}

#[test]
fn a_connection_is_kept_for_the_next_call() {
    let (url, requests) = good_server();
    let client = client(&[("gateway", &url), KEPT]);
    for _ in 0..3 {
        expect(&send(&client), Outcome::Accepted, 2);
    }
    assert_eq!(requests.try_iter().collect::<Vec<_>>(), [0, 0, 0]);
    // Without a setting as well, for a few seconds, which a machine that stands still may miss.
    let is_kept = || {
        let (url, requests) = good_server();
        let client = self::client(&[("gateway", &url)]);
        [send(&client), send(&client)].iter().for_each(|answer| expect(answer, Outcome::Accepted, 2));
        requests.try_iter().collect::<Vec<_>>() == [0, 0]
    };
    assert!((0..20).any(|_| is_kept()));
}

#[test]
fn or_not_when_told_so() {
    let (url, requests) = good_server();
    let client = client(&[("gateway", &url), ("keep_alive", "0")]);
    for _ in 0..2 {
        expect(&send(&client), Outcome::Accepted, 2);
    }
    assert_eq!(requests.try_iter().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_kept_connection_that_the_server_closed_is_noticed_before_a_byte_is_written() {
    let (closed, is_closed) = channel();
    let url = server(move |_, mut stream| {
        request(&mut stream).unwrap();
        reply(&mut stream, "200 OK", OK);
        stream.shutdown(std::net::Shutdown::Both).unwrap();
        drop(stream);
        closed.send(()).unwrap();
    });
    let client = client(&[("gateway", &url)]);
    for _ in 0..3 {
        expect(&send(&client), Outcome::Accepted, 2);
        is_closed.recv().unwrap();
    }
}

#[test]
fn a_connection_that_dies_after_the_request_is_unknown_and_tried_no_more() {
    let (seen, requests) = channel();
    let url = server(move |_, mut stream| {
        request(&mut stream);
        seen.send(()).unwrap();
    });
    let client = client(&[("gateway", &url)]);
    let answer = send(&client);
    expect(&answer, Outcome::Unknown, own::UNKNOWN);
    assert!(!answer.local);
    requests.recv().unwrap();
    // Another connection would have been opened before the call returned, and served before this one.
    expect(&send(&client), Outcome::Unknown, own::UNKNOWN);
    requests.recv().unwrap();
    assert!(requests.try_recv().is_err());
}

#[test]
fn a_reused_connection_that_dies_is_unknown_too() {
    let (seen, requests) = channel();
    let url = server(move |number, mut stream| {
        request(&mut stream).unwrap();
        seen.send(number).unwrap();
        reply(&mut stream, "200 OK", OK);
        if request(&mut stream).is_some() {
            seen.send(number).unwrap();
        }
    });
    let client = client(&[("gateway", &url), KEPT]);
    expect(&send(&client), Outcome::Accepted, 2);
    expect(&send(&client), Outcome::Unknown, own::UNKNOWN);
    // The second request was seen once, on the same connection, and nowhere else.
    assert_eq!([requests.recv().unwrap(), requests.recv().unwrap()], [0, 0]);
    assert!(requests.try_recv().is_err());
}

#[test]
fn a_port_that_nobody_listens_on() {
    let url = format!("http://{}", closed_port());
    expect(&send(&client(&[("gateway", &url)])), Outcome::NotSent, own::CONNECT);
}

#[test]
fn the_next_address_is_tried_only_before_anything_was_sent() {
    // "localhost" is ::1 and 127.0.0.1 on most machines: first the server listens on one of them, then on both.
    let (seen, requests) = channel();
    let listen = |address: (&str, u16)| {
        let listener = TcpListener::bind(address)?;
        let port = listener.local_addr()?.port();
        let seen = seen.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                request(&mut stream.unwrap()).unwrap();
                seen.send(()).unwrap();
            }
        });
        std::io::Result::Ok(port)
    };
    let port = listen(("127.0.0.1", 0)).unwrap();
    for _ in 0..2 {
        let answer = send(&client(&[("gateway", &format!("http://localhost:{port}"))]));
        expect(&answer, Outcome::Unknown, own::UNKNOWN);
        requests.recv().unwrap();
        assert!(requests.try_recv().is_err());
        // Where there is no ::1, the second round is the first once more.
        let _ = listen(("::1", port));
    }
}

#[test]
fn a_name_that_no_resolver_takes() {
    let answer = send(&client(&[("gateway", "https://a..b")]));
    expect(&answer, Outcome::NotSent, own::NAME);
}

const LIMIT: Duration = Duration::from_millis(500);

/// What a server costs that answers well once and then as told. On a machine that stands still the time may be over at any moment of a call:
/// before the request has left, which is "not sent" and nothing has come of it, or before a good answer is there. Then it is tried again.
fn costs_the_time_limit(second: impl Fn(&mut TcpStream) + Send + Sync + 'static) {
    let (saw, seen) = channel();
    let url = server(move |_, mut stream| {
        request(&mut stream);
        reply(&mut stream, "200 OK", OK);
        if request(&mut stream).is_some() {
            let _ = saw.send(());
            second(&mut stream);
        }
    });
    let client = client(&[("gateway", &url), ("timeout", &format!("{}ms", LIMIT.as_millis())), KEPT]);
    let mut unknown = 0;
    for _ in 0..100 {
        let (first, second) = (send(&client), send(&client));
        for answer in [&first, &second] {
            match answer.outcome {
                Outcome::Accepted => {}
                Outcome::Unknown => unknown += 1,
                _ => expect(answer, Outcome::NotSent, own::DEADLINE),
            }
        }
        if first.outcome == Outcome::Accepted && second.outcome == Outcome::Unknown {
            expect(&second, Outcome::Unknown, own::UNKNOWN);
            assert!(second.elapsed >= LIMIT, "{second:?}");
            // What was "not sent" never came.
            assert!(seen.try_iter().count() <= unknown);
            return;
        }
    }
    panic!("of a hundred calls on a kept connection none came to its time limit after its request had left");
}

#[test]
fn a_silent_server_costs_the_time_limit_and_is_unknown() {
    costs_the_time_limit(|stream| {
        // Reads on until the client gives up.
        let _ = stream.read(&mut [0]);
    });
}

#[test]
fn slow_bytes_do_not_prolong_the_time_limit() {
    costs_the_time_limit(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        // Each byte comes well within any limit for a single read; the total is what ends it.
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
}

#[test]
fn a_handshake_that_never_ends_is_not_sent() {
    let url = server(|_, mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let https = url.replace("http://", "https://");
    expect(
        &send(&client(&[("gateway", &https), ("connect_timeout", "200ms")])),
        Outcome::NotSent,
        own::CONNECT_TIMEOUT,
    );
    expect(&send(&client(&[("gateway", &https), ("timeout", "200ms")])), Outcome::NotSent, own::DEADLINE);
}

#[test]
fn a_server_that_speaks_no_tls_is_not_sent() {
    let url = server(|_, mut stream| {
        let _ = stream.read(&mut [0; 64]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    expect(&send(&client(&[("gateway", &url.replace("http://", "https://"))])), Outcome::NotSent, own::TLS);
}

/// What a server of TLS 1.0 or 1.1 says to whoever offers 1.2 and 1.3: its own version all the same, or the alert that there is none in common.
#[test]
fn a_server_of_old_tls_is_not_sent_and_says_what_to_do() {
    let hello = |version: u8| {
        // Version, random, no session, ECDHE_RSA with AES-128-CBC, no compression.
        let body = [&[3, version][..], &[7; 32], &[0, 0xC0, 0x13, 0]].concat();
        let handshake = [&[2, 0, 0, body.len() as u8][..], &body].concat();
        [&[22, 3, version, 0, handshake.len() as u8][..], &handshake].concat()
    };
    for said in [hello(1), hello(2), vec![21, 3, 1, 0, 2, 2, 70], vec![21, 3, 2, 0, 2, 2, 70]] {
        let (heard, requests) = channel();
        let url = server(move |_, mut stream| {
            let mut received = vec![0; 16 << 10];
            let length = stream.read(&mut received).unwrap();
            let _ = stream.write_all(&said);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            received.truncate(length);
            let _ = stream.read_to_end(&mut received);
            heard.send(received).unwrap();
        });
        let answer = send(&client(&[("gateway", &url.replace("http://", "https://"))]));
        expect(&answer, Outcome::NotSent, own::TLS);
        let ihuyi::answer::Message::Own(failure) = &answer.message else { panic!("{answer:?}") };
        assert!(
            failure.en.contains("TLS 1.1") && failure.en.contains("TLS 1.2") && failure.en.contains("gateway"),
            "{failure}"
        );
        assert!(
            failure.zh.contains("TLS 1.1") && failure.zh.contains("未发送") && failure.zh.contains("升级"),
            "{failure}"
        );
        // A result has room for 512 bytes.
        assert!(failure.en.len() < 512 && failure.zh.len() < 512, "{failure}");
        let received = requests.recv().unwrap();
        assert!(!received.windows(7).any(|bytes| bytes == b"account"), "the request went out");
    }
}

#[test]
fn a_big_marketing_list_goes_out_whole() {
    let (seen, requests) = channel();
    let url = server(move |_, mut stream| {
        seen.send(request(&mut stream).unwrap()).unwrap();
        reply(&mut stream, "200 OK", OK);
    });
    // As many as a list may have.
    let list: Vec<String> = (0..10_000).map(|n| format!("1380000{n:04}")).collect();
    let submission = Submission {
        service: Service::Marketing,
        mobile: &list.join(","),
        content: "新品上市。退订回T【测试】",
        template_id: None,
        schedule: None,
    };
    let answer = client(&[("gateway", &url)]).submit(&submission);
    expect(&answer, Outcome::Accepted, 2);
    assert_eq!(answer.recipients, 10_000);
    assert!(requests.recv().unwrap().contains(&format!("mobile={}&", list.join("%2C"))));
}

/// The head of a gzip file, and the beginning of a block that is packed by the codes that every reader knows.
struct Bomb {
    bytes: Vec<u8>,
    bits: u32,
    held: u32,
}

impl Bomb {
    fn new() -> Bomb {
        let mut bomb = Bomb { bytes: vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255], bits: 0, held: 0 };
        // The last block; of fixed codes; one blank.
        for (value, width) in [(1, 1), (1, 2)] {
            bomb.put(value, width);
        }
        bomb.code(0x30 + u32::from(b' '), 8);
        bomb
    }

    fn put(&mut self, value: u32, width: u32) {
        self.bits |= value << self.held;
        self.held += width;
        while self.held >= 8 {
            self.bytes.push(self.bits as u8);
            self.bits >>= 8;
            self.held -= 8;
        }
    }

    /// A code begins with its highest bit.
    fn code(&mut self, value: u32, width: u32) {
        self.put(value.reverse_bits() >> (32 - width), width);
    }

    /// Another 258 blanks: the longest copy of what is one byte back, in 13 bits.
    fn blanks(&mut self) {
        self.code(0b1100_0101, 8);
        self.code(0, 5);
    }
}

/// A small reply that becomes a large one, of fifty thousand bytes and without end: it is unpacked as far as a reply may be long.
#[test]
fn a_reply_that_is_packed_a_thousandfold_is_read_no_farther_than_any_other() {
    for rounds in [1, usize::MAX] {
        let (hung_up, told) = channel();
        let url = server(move |_, mut stream| {
            if request(&mut stream).is_none() {
                return;
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
            let mut bomb = Bomb::new();
            for _ in 0..rounds {
                // Eight copies are 13 bytes, which become two thousand.
                (0..8 * 4000).for_each(|_| bomb.blanks());
                if stream.write_all(&std::mem::take(&mut bomb.bytes)).is_err() {
                    return hung_up.send(()).unwrap();
                }
            }
        });
        let answer = send(&client(&[("gateway", &url), ("timeout", "600")]));
        expect(&answer, Outcome::Unknown, own::UNKNOWN);
        let ihuyi::answer::Message::Own(failure) = &answer.message else { panic!("{answer:?}") };
        // Neither that the time was over nor that it broke off.
        assert!(failure.en.contains("far larger than any of the gateway's"), "{failure}");
        if rounds > 1 {
            told.recv().unwrap();
        }
    }
}

#[test]
fn get_writes_the_fields_into_the_url() {
    let (seen, requests) = channel();
    let url = server(move |_, mut stream| {
        seen.send(request(&mut stream).unwrap()).unwrap();
        reply(&mut stream, "200 OK", OK);
    });
    expect(&send(&client(&[("gateway", &url), ("method", "get"), ("format", "xml")])), Outcome::Accepted, 2);
    let request = requests.recv().unwrap();
    let line = request.lines().next().unwrap();
    assert!(line.starts_with("GET /webservice/sms.php?method=Submit&account=C00000000&password="), "{line}");
    assert!(
        line.contains("&mobile=13800000000&content=%E6%82%A8%E5%A5%BD&time=") && line.ends_with("&format=xml HTTP/1.1"),
        "{line}"
    );
}

mod proxies {
    use super::*;

    /// A CONNECT proxy that joins the client to the target, or answers with `refusal`.
    fn proxy(refusal: Option<&'static str>) -> (String, Receiver<String>) {
        let (seen, lines) = channel();
        let url = server(move |_, mut stream| {
            let Some(head) = request(&mut stream) else { return };
            seen.send(head.clone()).unwrap();
            if let Some(refusal) = refusal {
                let _ = stream.write_all(refusal.as_bytes());
                return;
            }
            let target = TcpStream::connect(head.split(' ').nth(1).unwrap()).unwrap();
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            let (mut from, mut to) = (stream.try_clone().unwrap(), target.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Write);
            });
            let (mut from, mut to) = (target, stream);
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(std::net::Shutdown::Write);
        });
        (url, lines)
    }

    #[test]
    fn through_it() {
        let (url, requests) = good_server();
        let (proxy, lines) = proxy(None);
        let proxy = proxy.replace("http://", "http://user:p%40ss@");
        expect(&send(&client(&[("gateway", &url), ("proxy", &proxy)])), Outcome::Accepted, 2);
        assert_eq!(requests.try_iter().count(), 1);
        let connect = lines.recv().unwrap();
        assert!(connect.starts_with("CONNECT 127.0.0.1:"), "{connect}");
        // user:p@ss
        assert!(connect.contains("Proxy-Authorization: Basic dXNlcjpwQHNz"), "{connect}");
    }

    #[test]
    fn one_that_refuses_means_not_sent() {
        let (url, requests) = good_server();
        let (proxy, _lines) = proxy(Some("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
        expect(&send(&client(&[("gateway", &url), ("proxy", &proxy)])), Outcome::NotSent, own::PROXY);
        assert_eq!(requests.try_iter().count(), 0);
    }

    #[test]
    fn one_that_is_not_there_means_not_sent() {
        let (url, requests) = good_server();
        let proxy = format!("http://{}", closed_port());
        expect(&send(&client(&[("gateway", &url), ("proxy", &proxy)])), Outcome::NotSent, own::PROXY);
        assert_eq!(requests.try_iter().count(), 0);
    }

    #[test]
    fn what_breaks_behind_it_is_unknown() {
        let url = server(|_, mut stream| {
            request(&mut stream);
        });
        let (proxy, _lines) = proxy(None);
        expect(&send(&client(&[("gateway", &url), ("proxy", &proxy)])), Outcome::Unknown, own::UNKNOWN);
    }
}

mod clock {
    use super::*;

    const EXPIRED: &str = r#"{"code":40501,"msg":"动态密码已过期","smsid":"0"}"#;

    /// A gateway whose clock is `date`; tells the `time` of each request, and answers with the next of `bodies`.
    fn gateway(date: impl Into<String>, bodies: &'static [Option<&'static str>]) -> (String, Receiver<String>) {
        let date = date.into();
        let (seen, times) = channel();
        let next = std::sync::atomic::AtomicUsize::new(0);
        let url = server(move |_, mut stream| {
            while let Some(request) = request(&mut stream) {
                let time = request.split('&').find_map(|f| f.strip_prefix("time=")).unwrap_or("").to_owned();
                seen.send(time).unwrap();
                match bodies.get(next.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) {
                    Some(Some(body)) => reply(&mut stream, &format!("200 OK\r\nDate: {date}"), body),
                    _ => return,
                }
            }
        });
        (url, times)
    }

    const DAY: i64 = 86_400;

    /// A clock so many seconds from this machine's.
    fn ahead(seconds: i64) -> String {
        let now = std::time::SystemTime::now();
        let by = std::time::Duration::from_secs(seconds.unsigned_abs());
        httpdate::fmt_http_date(if seconds < 0 { now - by } else { now + by })
    }

    /// How many days a request was signed ahead of this machine's clock.
    fn days(time: &str) -> i64 {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
        (time.parse::<i64>().unwrap() - now + DAY / 2).div_euclid(DAY)
    }

    #[test]
    fn a_wrong_clock_is_learned_and_the_request_made_once_more() {
        for off in [1, -1] {
            let (url, times) = gateway(ahead(off * DAY), &[Some(EXPIRED), Some(OK), Some(OK)]);
            let client = client(&[("gateway", &url)]);
            let answer = send(&client);
            expect(&answer, Outcome::Accepted, 2);
            assert!(answer.clock_corrected);
            // And it stays learned.
            let answer = send(&client);
            expect(&answer, Outcome::Accepted, 2);
            assert!(!answer.clock_corrected);
            let times: Vec<i64> = times.try_iter().map(|time| days(&time)).collect();
            assert_eq!(times, [0, off, off]);
        }
    }

    /// Whoever plays the gateway can have nothing signed for a time of his choosing: not at once, and not by steps.
    #[test]
    fn a_clock_that_is_far_away_is_not_believed() {
        for off in [3 * DAY, -3 * DAY, 2 * DAY + 60, 365 * DAY, 5000 * 365 * DAY, -20 * 365 * DAY] {
            let (url, times) = gateway(ahead(off), &[Some(EXPIRED), Some(OK)]);
            let client = client(&[("gateway", &url)]);
            let answer = send(&client);
            expect(&answer, Outcome::Refused, 40501);
            assert!(!answer.clock_corrected);
            send(&client);
            let times: Vec<i64> = times.try_iter().map(|time| days(&time)).collect();
            assert_eq!(times, [0, 0], "{off}");
        }
        let url = server(|_, mut stream| {
            // Each time a day and a half ahead of what it was asked with.
            while let Some(request) = request(&mut stream) {
                let time = request.split('&').find_map(|f| f.strip_prefix("time=")).unwrap().parse::<u64>().unwrap();
                let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(time + 3 * DAY as u64 / 2);
                reply(&mut stream, &format!("200 OK\r\nDate: {}", httpdate::fmt_http_date(date)), EXPIRED);
            }
        });
        let client = client(&[("gateway", &url)]);
        let corrected: Vec<bool> = (0..4).map(|_| send(&client).clock_corrected).collect();
        assert_eq!(corrected, [true, false, false, false]);
    }

    #[test]
    fn twice_expired_is_refused_and_tried_no_more() {
        let (url, times) = gateway(ahead(DAY), &[Some(EXPIRED), Some(EXPIRED), Some(OK)]);
        let answer = send(&client(&[("gateway", &url)]));
        expect(&answer, Outcome::Refused, 40501);
        assert_eq!(times.try_iter().count(), 2);
    }

    #[test]
    fn a_second_request_that_is_lost_is_unknown() {
        let (url, times) = gateway(ahead(DAY), &[Some(EXPIRED), None]);
        expect(&send(&client(&[("gateway", &url)])), Outcome::Unknown, own::UNKNOWN);
        assert_eq!(times.try_iter().count(), 2);
    }

    /// The first one was refused, so there is nothing that the gateway could send.
    #[test]
    fn a_second_request_that_cannot_leave_is_not_sent() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let gateway = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // Before the answer, so that whoever has it finds nobody there.
            drop(listener);
            request(&mut stream).unwrap();
            reply(&mut stream, &format!("200 OK\r\nConnection: close\r\nDate: {}", ahead(DAY)), EXPIRED);
        });
        let answer = send(&client(&[("gateway", &url)]));
        gateway.join().unwrap();
        expect(&answer, Outcome::NotSent, own::CONNECT);
        assert!(!answer.clock_corrected);
    }

    #[test]
    fn no_second_request_without_a_reason() {
        // No Date to learn from; a Date that is ours; a password that is not dynamic; another code.
        for date in ["nonsense", &httpdate::fmt_http_date(std::time::SystemTime::now())] {
            let (url, times) = gateway(date, &[Some(EXPIRED), Some(OK)]);
            expect(&send(&client(&[("gateway", &url)])), Outcome::Refused, 40501);
            assert_eq!(times.try_iter().count(), 1, "{date}");
        }
        let (url, times) = gateway(ahead(DAY), &[Some(EXPIRED), Some(OK)]);
        expect(&send(&client(&[("gateway", &url), ("password_mode", "plain")])), Outcome::Refused, 40501);
        assert_eq!(times.try_iter().count(), 1);
        let (url, times) = gateway(ahead(DAY), &[Some(r#"{"code":40502,"msg":"","smsid":"0"}"#), Some(OK)]);
        expect(&send(&client(&[("gateway", &url)])), Outcome::Refused, 40502);
        assert_eq!(times.try_iter().count(), 1);
    }
}
