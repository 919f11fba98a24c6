//! HTTP by hand: requests byte for byte, answers as far as they came.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back before the connection ended, and how it ended.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub ended: io::Result<()>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The verdict in an XML or JSON reply, found without any parser's help.
    pub fn code(&self) -> i64 {
        let text = self.text();
        let digits = ["<code>", "\"code\":"].iter().find_map(|mark| text.split_once(mark)).map_or("", |(_, rest)| rest);
        let digits: String = digits.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
        digits.parse().unwrap_or_else(|_| panic!("no code in {text:?}"))
    }

    fn parse(bytes: &[u8], ended: io::Result<()>) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 4..]));
        let head = String::from_utf8_lossy(head).into_owned();
        let mut lines = head.lines();
        let status =
            lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap_or(0);
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Answer { status, headers, body: body.to_vec(), ended }
    }
}

/// Sends the bytes and reads until the connection ends.
pub fn exchange(authority: &str, bytes: &[u8]) -> Answer {
    let stream = TcpStream::connect(authority).expect("the sandbox accepts connections");
    converse(stream, bytes)
}

pub fn converse(mut stream: impl Read + Write, bytes: &[u8]) -> Answer {
    let mut received = Vec::new();
    let ended = stream.write_all(bytes).and_then(|()| stream.read_to_end(&mut received)).map(drop);
    Answer::parse(&received, ended)
}

/// Nothing has come and nothing has ended: asked of a connection on which the gateway is known to have acted already.
pub fn is_silent(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("a read may be limited");
    let read = stream.read(&mut [0]);
    matches!(read, Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
}

/// A form POST, percent-encoded throughout.
pub fn post(host: &str, target: &str, form: &[(&str, &str)]) -> Vec<u8> {
    let body = encode(form);
    format!(
        "POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

pub fn encode(form: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    pairs.join("&")
}
