//! A proxy that drips its answer to CONNECT costs no more than the time limits say.

use ihuyi::answer::Outcome;
use ihuyi::client::Client;
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::service::Service;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

#[test]
fn a_proxy_that_drips_ends_at_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            // Each byte comes well within any limit for a single read, and there is no last one: a call without a limit never ends.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
            while stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    });
    for (limits, code) in [
        ([("connect_timeout", "300ms"), ("timeout", "60")], own::CONNECT_TIMEOUT),
        ([("connect_timeout", "60"), ("timeout", "300ms")], own::DEADLINE),
    ] {
        let mut config = Config::default();
        let settings =
            [("account", "C00000000"), ("apikey", "k"), ("gateway", "https://gateway.invalid"), ("proxy", &proxy)];
        for (key, value) in settings.into_iter().chain(limits) {
            config.set(key, value).unwrap();
        }
        let answer = Client::new(config).submit(&Submission {
            service: Service::Sms,
            mobile: "13800000000",
            content: "您好",
            template_id: None,
            schedule: None,
        });
        assert_eq!((answer.outcome, answer.code), (Outcome::NotSent, code), "{limits:?}: {answer:?}");
    }
}
