//! What a server says on a kept TLS connection beyond its reply must never be taken for the reply to the next request: such a connection
//! is not used again.

use ihuyi::answer::{Answer, Outcome};
use ihuyi::client::Client;
use ihuyi::config::Config;
use ihuyi::message::Submission;
use ihuyi::service::Service;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A certificate for 127.0.0.1 that is its own authority, and the file for the client to trust.
fn identity(name: &str) -> (Arc<ServerConfig>, std::path::PathBuf) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.key_pair.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let file =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("wire_tls-{name}-{}.pem", std::process::id()));
    std::fs::write(&file, made.cert.pem()).unwrap();
    (Arc::new(config), file)
}

fn reply(id: &str, padding: usize) -> Vec<u8> {
    let body = format!(r#"{{"code":2,"msg":"提交成功","smsid":"{id}"}}{}"#, " ".repeat(padding));
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The bytes of one TLS record (or more) that hold this plaintext.
fn sealed(tls: &mut ServerConnection, plaintext: &[u8]) -> Vec<u8> {
    tls.writer().write_all(plaintext).unwrap();
    let mut bytes = Vec::new();
    while tls.wants_write() {
        tls.write_tls(&mut bytes).unwrap();
    }
    bytes
}

/// Reads one request. None when the client closed instead.
fn request(tls: &mut ServerConnection, stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    loop {
        // What came together with the end of the handshake waits here already.
        let mut chunk = [0; 4096];
        while let Ok(n @ 1..) = tls.reader().read(&mut chunk) {
            text.push_str(&String::from_utf8_lossy(&chunk[..n]));
        }
        if text.contains("format=json") {
            return Some(text);
        }
        if tls.read_tls(stream).ok()? == 0 {
            return None;
        }
        tls.process_new_packets().ok()?;
    }
}

/// Answers the first request of its first connection, and says in the same breath what nobody asked for: `stray` bytes of a second reply,
/// the rest of which follows the next request. Other connections are answered well.
fn serve(config: Arc<ServerConfig>, padding: usize, stray: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let connections = AtomicUsize::new(0);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut tls = ServerConnection::new(config.clone()).unwrap();
            while tls.is_handshaking() {
                tls.complete_io(&mut stream).unwrap();
            }
            let first = connections.fetch_add(1, Ordering::SeqCst) == 0;
            if request(&mut tls, &mut stream).is_none() {
                continue;
            }
            if !first {
                let good = sealed(&mut tls, &reply("2000002", 0));
                stream.write_all(&good).unwrap();
                continue;
            }
            let mut bytes = sealed(&mut tls, &reply("1000001", padding));
            let stale = sealed(&mut tls, &reply("9999999", 0));
            let stray = stray.min(stale.len());
            bytes.extend_from_slice(&stale[..stray]);
            stream.write_all(&bytes).unwrap();
            // Only a client that took this connection again gets to see the rest.
            if request(&mut tls, &mut stream).is_some() {
                let _ = stream.write_all(&stale[stray..]);
            }
        }
    });
    url
}

fn client(url: &str, ca_file: &std::path::Path, more: &[(&str, &str)]) -> Client {
    let mut config = Config::default();
    let settings = [
        ("account", "C00000000"),
        ("apikey", "0123456789abcdef0123456789abcdef"),
        ("gateway", url),
        ("ca_file", ca_file.to_str().unwrap()),
        ("keep_alive", "60"),
    ];
    for (key, value) in settings.iter().chain(more) {
        config.set(key, value).unwrap();
    }
    Client::new(config)
}

fn send(client: &Client, content: &str) -> Answer {
    let mobile = "13800000000";
    client.submit(&Submission { service: Service::Sms, mobile, content, template_id: None, schedule: None })
}

#[test]
fn what_was_said_beyond_the_reply_is_no_reply() {
    let (identity, ca_file) = identity("beyond");
    for padding in [0, 3_900, 4_000, 4_050, 4_200, 20_000] {
        // Less than a record's head, a part of the record, all of it.
        for stray in [1, 5, 40, usize::MAX] {
            let client = client(&serve(identity.clone(), padding, stray), &ca_file, &[]);
            let why = format!("padding {padding}, stray {stray}");
            let first = send(&client, "您好");
            assert_eq!((first.outcome, first.id.as_str()), (Outcome::Accepted, "1000001"), "{why}: {first:?}");
            let second = send(&client, "您好");
            assert_eq!((second.outcome, second.id.as_str()), (Outcome::Accepted, "2000002"), "{why}: {second:?}");
        }
    }
    std::fs::remove_file(ca_file).unwrap();
}

/// Counts the heads of the TLS records that are read.
struct Counted<'a> {
    stream: &'a mut TcpStream,
    records: usize,
    rest: usize,
    head: Vec<u8>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.stream.read(buf)?;
        for &byte in &buf[..n] {
            if self.rest > 0 {
                self.rest -= 1;
                continue;
            }
            self.head.push(byte);
            if let [_, _, _, high, low] = self.head[..] {
                self.rest = usize::from(u16::from_be_bytes([high, low]));
                self.records += 1;
                self.head.clear();
            }
        }
        Ok(n)
    }
}

#[test]
fn head_and_body_are_one_record() {
    let (identity, ca_file) = identity("record");
    for (method, content) in [("post", "您好".to_owned()), ("post", "长".repeat(1_000)), ("get", "长".repeat(1_000))]
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let config = identity.clone();
        let server = std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let mut tls = ServerConnection::new(config).unwrap();
            while tls.is_handshaking() {
                tls.complete_io(&mut stream).unwrap();
            }
            let mut counts = Vec::new();
            for _ in 0..3 {
                let mut reader = Counted { stream: &mut stream, records: 0, rest: 0, head: Vec::new() };
                let (mut text, mut chunk) = (String::new(), [0; 4096]);
                loop {
                    while let Ok(n @ 1..) = tls.reader().read(&mut chunk) {
                        text.push_str(&String::from_utf8_lossy(&chunk[..n]));
                    }
                    if text.contains("format=json") {
                        break;
                    }
                    tls.read_tls(&mut reader).unwrap();
                    tls.process_new_packets().unwrap();
                }
                counts.push(reader.records);
                let good = sealed(&mut tls, &reply("1000001", 0));
                stream.write_all(&good).unwrap();
            }
            counts
        });
        let client = client(&url, &ca_file, &[("method", method), ("content_limit", "1000")]);
        for _ in 0..3 {
            let answer = send(&client, &content);
            assert_eq!(answer.outcome, Outcome::Accepted, "{answer:?}");
        }
        // With the first request the end of the handshake may have come.
        assert_eq!(server.join().unwrap()[1..], [1, 1], "{method}, {} bytes", content.len());
    }
    std::fs::remove_file(ca_file).unwrap();
}
