//! Behind a proxy of the setting `proxy`: the connection to it breaks at every byte of CONNECT and its answer, of the request and its reply.

use super::judge::Wire;
use super::matrix::{Ask, Matrix, Plan, Through, Way, sandbox, thinned};
use super::place::{Place, whole_message};
use super::plain::every_offset;
use super::proxy::Fault;
use ihuyi::answer::Outcome;
use ihuyi::service::Service;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

const WAY: Way = Way { scheme: "http", settings: &[("method", "post"), ("format", "json")], through: Through::Proxy };

/// A proxy that does what CONNECT asks.
fn proxy() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            std::thread::spawn(move || join(client));
        }
    });
    authority
}

/// Joins a client to where it asks for, if it does so to the end.
fn join(mut client: TcpStream) -> Option<()> {
    let mut head = Vec::new();
    while whole_message(&head).is_none() {
        let mut byte = [0];
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let line = String::from_utf8(head).unwrap();
    let mut gateway = TcpStream::connect(line.split(' ').nth(1).unwrap()).unwrap();
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let (mut from, mut to) = (client.try_clone().unwrap(), gateway.try_clone().unwrap());
    let there = std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let _ = std::io::copy(&mut gateway, &mut client);
    let _ = client.shutdown(Shutdown::Write);
    there.join().ok()
}

#[test]
fn at_every_byte() {
    let sandbox = sandbox();
    let mut matrix = Matrix::new(&sandbox, Ask::Submit(Service::Sms), WAY);
    matrix.before = Some(proxy());
    matrix.title += ", proxied";
    let seen = matrix.clean();
    let heads = seen.came.each_ref().map(|stream| whole_message(stream).unwrap());
    for run in matrix.judge(Wire::Tunnel, &thinned(every_offset(&seen), 3)) {
        // Nothing is asked of a proxy that has not answered.
        if let Plan::Fault(Fault { way, place: Place::Byte(n), .. }) = run.plan {
            let early = n < heads[way as usize] && !run.sure;
            assert!(!early || run.answer.outcome == Outcome::NotSent, "{:?}: {:?}", run.plan, run.answer);
        }
    }
}
