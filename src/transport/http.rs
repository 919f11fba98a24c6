//! HTTP/1.1, as far as one request and its reply need it: a head and a form out; a head and a body of any framing in. Pure.
//!
//! Why not the HTTP client's own: it builds a map of headers, a copy of its settings and a plan of time limits for each request, which were two
//! fifths of all instructions of a send. Connections are still made by its parts.

use crate::reply;
use flate2::read::MultiGzDecoder;
use std::io::{Error, ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use ureq::http::Uri;

/// No head of a reply is longer, nor has more fields.
pub const HEAD_LIMIT: usize = 64 * 1024;
const FIELDS_LIMIT: usize = 128;
/// The line before a chunk: its size, and what a server may add.
const SIZE_LINE_LIMIT: usize = 256;

/// Who asks.
pub const AGENT: &str = concat!("ihuyi/", env!("CARGO_PKG_VERSION"));

/// A reply that is none of HTTP's.
fn malformed(what: &'static str) -> ureq::Error {
    ureq::Error::Other(what.into())
}

/// The connection's end before the reply's.
pub fn cut_short() -> ureq::Error {
    ureq::Error::Io(Error::from(ErrorKind::UnexpectedEof))
}

/// A form that is posted, and what it is.
pub struct Form<'a> {
    pub content_type: &'static str,
    pub body: &'a str,
}

/// The bytes of a request. Without a form it is a GET.
pub fn request(uri: &Uri, form: Option<&Form>) -> Vec<u8> {
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let host = uri.host().unwrap_or("");
    let mut out = Vec::with_capacity(256 + target.len() + form.map_or(0, |form| form.body.len()));
    out.extend_from_slice(if form.is_some() { b"POST " } else { b"GET " });
    out.extend_from_slice(target.as_bytes());
    out.extend_from_slice(b" HTTP/1.1\r\nhost: ");
    out.extend_from_slice(host.as_bytes());
    let usual = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    // Writing to memory does not fail.
    if let Some(port) = uri.port_u16().filter(|port| *port != usual) {
        let _ = write!(out, ":{port}");
    }
    out.extend_from_slice(b"\r\nuser-agent: ");
    out.extend_from_slice(AGENT.as_bytes());
    out.extend_from_slice(b"\r\naccept: */*\r\n");
    match form {
        Some(form) => {
            out.extend_from_slice(b"content-type: ");
            out.extend_from_slice(form.content_type.as_bytes());
            let _ = write!(out, "\r\ncontent-length: {}\r\n\r\n", form.body.len());
            out.extend_from_slice(form.body.as_bytes());
        }
        // A GET may be answered from a cache: with the same text, an old "accepted" for a message that was never taken.
        None => out.extend_from_slice(b"cache-control: no-cache, no-store\r\npragma: no-cache\r\n\r\n"),
    }
    out
}

/// The head of a reply.
#[derive(Debug)]
pub struct Head {
    pub status: u16,
    /// The server's clock, Unix seconds.
    pub date: Option<i64>,
    /// The connection may be used again when the body has been read to its end.
    pub stays: bool,
    pub body: Body,
    gzip: bool,
}

/// What the beginning of the input is.
#[derive(Debug)]
pub enum Parsed {
    /// A part of a head.
    Part,
    /// So many bytes that announce the reply and are none.
    Interim(usize),
    /// So many bytes are the head.
    Head(usize, Head),
}

/// Reads a head.
pub fn head(input: &[u8]) -> Result<Parsed, ureq::Error> {
    let mut fields = [const { MaybeUninit::uninit() }; FIELDS_LIMIT];
    let mut response = httparse::Response::new(&mut []);
    let parsed = httparse::ParserConfig::default()
        .parse_response_with_uninit_headers(&mut response, input, &mut fields)
        .map_err(|_| malformed("the head of the reply is not HTTP"))?;
    let httparse::Status::Complete(length) = parsed else {
        return if input.len() > HEAD_LIMIT { Err(too_long(input.len())) } else { Ok(Parsed::Part) };
    };
    if length > HEAD_LIMIT {
        return Err(too_long(length));
    }
    let status = response.code.filter(|status| *status >= 100).ok_or_else(|| malformed("no HTTP status"))?;
    // 101 leaves HTTP; that is a reply, though none of ours.
    if status < 200 && status != 101 {
        return Ok(Parsed::Interim(length));
    }
    let old = response.version == Some(0);
    let (mut date, mut length_told, mut chunked, mut close, mut keep, mut gzip) =
        (None, None, false, false, false, false);
    for field in response.headers.iter() {
        let is = |name: &str| field.name.eq_ignore_ascii_case(name);
        if is("content-length") {
            length_told = Some(content_length(field.value, length_told)?);
        } else if is("date") {
            date = date.or_else(|| unix_seconds(field.value));
        } else if is("transfer-encoding") {
            chunked |= lists(field.value, "chunked");
        } else if is("connection") {
            close |= lists(field.value, "close");
            keep |= lists(field.value, "keep-alive");
        } else if is("content-encoding") {
            gzip = field.value.eq_ignore_ascii_case(b"gzip");
        }
    }
    let body = match length_told {
        _ if matches!(status, 101 | 204 | 304) => Body::Length(0),
        _ if chunked && !old => Body::Chunked(Chunk::Size),
        Some(length) => Body::Length(length),
        None => Body::UntilClosed,
    };
    let stays = !close && (!old || keep) && status != 101 && !matches!(body, Body::UntilClosed);
    Ok(Parsed::Head(length, Head { status, date, stays, body, gzip }))
}

fn too_long(length: usize) -> ureq::Error {
    ureq::Error::LargeResponseHeader(length, HEAD_LIMIT)
}

fn unix_seconds(date: &[u8]) -> Option<i64> {
    let time = httpdate::parse_http_date(std::str::from_utf8(date).ok()?).ok()?;
    Some(time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() as i64)
}

/// Whether a list has this word.
fn lists(value: &[u8], word: &str) -> bool {
    value.split(|byte| *byte == b',').any(|element| element.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
}

/// A length may be said several times, but only one.
fn content_length(value: &[u8], before: Option<u64>) -> Result<u64, ureq::Error> {
    let mut length = before;
    for element in value.split(|byte| *byte == b',') {
        let digits = element.trim_ascii();
        let told = std::str::from_utf8(digits)
            .ok()
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| malformed("Content-Length is no number"))?;
        if length.is_some_and(|length| length != told) {
            return Err(malformed("two lengths of one reply"));
        }
        length = Some(told);
    }
    length.ok_or_else(|| malformed("Content-Length is empty"))
}

/// How much of a body is still to come.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    Length(u64),
    Chunked(Chunk),
    UntilClosed,
}

/// What comes next of a body in chunks.
#[derive(Debug, PartialEq, Eq)]
pub enum Chunk {
    Size,
    Data(usize),
    /// The end of the line behind a chunk.
    Line,
    /// Fields behind the last chunk, and an empty line.
    Trailer,
    Ended,
}

impl Body {
    /// Moves what it can of the input to `out`; returns how many bytes of the input that were.
    pub fn read(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, ureq::Error> {
        match self {
            Body::Length(left) => {
                let n = input.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                out.extend_from_slice(&input[..n]);
                *left -= n as u64;
                Ok(n)
            }
            Body::UntilClosed => {
                out.extend_from_slice(input);
                Ok(input.len())
            }
            Body::Chunked(chunk) => {
                let mut used = 0;
                while let Some(n) = chunk.read(&input[used..], out)? {
                    used += n;
                    if out.len() > reply::LIMIT {
                        break;
                    }
                }
                Ok(used)
            }
        }
    }

    /// The whole body has been read.
    pub fn is_whole(&self) -> bool {
        matches!(self, Body::Length(0) | Body::Chunked(Chunk::Ended))
    }

    /// The connection's end is the body's, too: because nothing else is, or because all that is left are the fields behind it.
    pub fn may_end_here(&self) -> bool {
        matches!(self, Body::UntilClosed | Body::Chunked(Chunk::Trailer))
    }
}

impl Chunk {
    /// One step. None: there is no further step with this input.
    fn read(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Option<usize>, ureq::Error> {
        let (next, used) = match self {
            Chunk::Ended => return Ok(None),
            Chunk::Data(left) => {
                let n = input.len().min(*left);
                if n == 0 {
                    return Ok(None);
                }
                out.extend_from_slice(&input[..n]);
                (if n == *left { Chunk::Line } else { Chunk::Data(*left - n) }, n)
            }
            Chunk::Size | Chunk::Line | Chunk::Trailer => {
                let limit = if matches!(self, Chunk::Trailer) { HEAD_LIMIT } else { SIZE_LINE_LIMIT };
                let Some(end) = input.windows(2).position(|bytes| bytes == b"\r\n") else {
                    return if input.len() > limit { Err(malformed("a line that does not end")) } else { Ok(None) };
                };
                let line = &input[..end];
                let next = match self {
                    Chunk::Size => match chunk_size(line)? {
                        0 => Chunk::Trailer,
                        size => Chunk::Data(size),
                    },
                    Chunk::Line if line.is_empty() => Chunk::Size,
                    Chunk::Line => return Err(malformed("a chunk that is longer than it says")),
                    _ if line.is_empty() => Chunk::Ended,
                    _ => Chunk::Trailer,
                };
                (next, end + 2)
            }
        };
        *self = next;
        Ok(Some(used))
    }
}

fn chunk_size(line: &[u8]) -> Result<usize, ureq::Error> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    std::str::from_utf8(digits)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .and_then(|text| usize::from_str_radix(text, 16).ok())
        .ok_or_else(|| malformed("the size of a chunk is no number"))
}

impl Head {
    /// The body as it was before it was compressed; longer than the limit where it is too long.
    pub fn unpacked(&self, body: Vec<u8>) -> Result<Vec<u8>, ureq::Error> {
        if !self.gzip || body.is_empty() {
            return Ok(body);
        }
        let mut out = Vec::with_capacity(2 * body.len());
        let mut unpacking = MultiGzDecoder::new(body.as_slice()).take(reply::LIMIT as u64 + 1);
        unpacking.read_to_end(&mut out).map_err(|_| malformed("the reply cannot be unpacked"))?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a reply that comes in pieces of so many bytes and then ends: status, body, whether the connection stays, what is left over.
    fn reading(reply: &[u8], piece: usize) -> Result<(u16, Vec<u8>, bool, usize), ureq::Error> {
        let mut pieces = reply.chunks(piece);
        let mut input: Vec<u8> = Vec::new();
        let mut read = loop {
            match head(&input)? {
                Parsed::Head(length, head) => {
                    input.drain(..length);
                    break head;
                }
                Parsed::Interim(length) => drop(input.drain(..length)),
                Parsed::Part => input.extend_from_slice(pieces.next().ok_or_else(cut_short)?),
            }
        };
        let (mut body, mut stays) = (Vec::new(), read.stays);
        loop {
            let used = read.body.read(&input, &mut body)?;
            input.drain(..used);
            if read.body.is_whole() {
                break;
            }
            match pieces.next() {
                Some(more) => input.extend_from_slice(more),
                None if read.body.may_end_here() => {
                    stays = false;
                    break;
                }
                None => return Err(cut_short()),
            }
        }
        let left = input.len() + pieces.map(<[u8]>::len).sum::<usize>();
        Ok((read.status, read.unpacked(body)?, stays, left))
    }

    /// The same whatever the pieces.
    fn read(reply: &[u8]) -> Result<(u16, String, bool, usize), String> {
        let told = |piece| match reading(reply, piece) {
            Ok((status, body, stays, left)) => Ok((status, String::from_utf8(body).unwrap(), stays, left)),
            Err(error) => Err(error.to_string()),
        };
        let whole = told(reply.len().max(1));
        for piece in 1..reply.len().min(300) {
            assert_eq!(told(piece).is_ok(), whole.is_ok(), "in pieces of {piece}");
            if whole.is_ok() {
                assert_eq!(told(piece), whole, "in pieces of {piece}");
            }
        }
        whole
    }

    fn good(head: &str, body: &str) -> (u16, String, bool, usize) {
        read(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap()
    }

    #[test]
    fn a_body_ends_where_its_head_says() {
        let ok = |body: &str, stays| (200, body.to_owned(), stays, 0);
        assert_eq!(good("HTTP/1.1 200 OK\r\nContent-Length: 4", "body"), ok("body", true));
        assert_eq!(good("HTTP/1.1 200\r\ncontent-length:0", ""), ok("", true));
        assert_eq!(good("HTTP/1.1 200 OK\r\nContent-Length: 4, 04\r\nContent-Length: 4", "body"), ok("body", true));
        assert_eq!(good("HTTP/1.1 200 OK\r\nContent-Length: 2", "body"), (200, "bo".to_owned(), true, 2));
        assert_eq!(good("HTTP/1.1 200 OK", "until it ends"), ok("until it ends", false));
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked";
        assert_eq!(good(chunked, "3\r\nbod\r\n1 ; x=y\r\ny\r\n0\r\n\r\n"), ok("body", true));
        assert_eq!(good(chunked, "4\r\nbody\r\n0\r\nX: y\r\nZ:\r\n\r\n"), ok("body", true));
        // Ends before the last empty line: the body is whole, the connection is not to be used again.
        assert_eq!(good(chunked, "4\r\nbody\r\n0\r\n"), ok("body", false));
        // Chunks count, not a length beside them; HTTP/1.0 has none.
        assert_eq!(good(&format!("{chunked}\r\nContent-Length: 1"), "4\r\nbody\r\n0\r\n\r\n"), ok("body", true));
        assert_eq!(good("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2", "ab"), ok("ab", false));
        for nothing in ["204 No Content", "304 Not Modified"] {
            let (status, body, stays, _) = good(&format!("HTTP/1.1 {nothing}\r\nContent-Length: 4"), "");
            assert_eq!((status / 100 == 2 || status == 304, body.as_str(), stays), (true, "", true), "{nothing}");
        }
    }

    #[test]
    fn a_connection_stays_when_both_may_expect_that() {
        let stays = |first: &str, field: &str| good(&format!("{first}\r\nContent-Length: 0\r\n{field}"), "").2;
        assert!(stays("HTTP/1.1 200 OK", "Connection: keep-alive"));
        assert!(!stays("HTTP/1.1 200 OK", "Connection: Close"));
        assert!(!stays("HTTP/1.1 200 OK", "Connection: x, close"));
        assert!(stays("HTTP/1.1 200 OK", "Connection: closed"));
        assert!(!stays("HTTP/1.0 200 OK", "X: y"));
        assert!(stays("HTTP/1.0 200 OK", "Connection: Keep-Alive"));
        assert!(!stays("HTTP/1.1 101 Switching Protocols", "Upgrade: x"));
    }

    #[test]
    fn what_announces_a_reply_is_none() {
        let hints = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 500 Oh\r\nContent-Length: 1";
        assert_eq!(good(hints, "x"), (500, "x".to_owned(), true, 0));
    }

    #[test]
    fn the_servers_clock() {
        let date = |field: &str| match head(format!("HTTP/1.1 200 OK\r\n{field}\r\n\r\n").as_bytes()).unwrap() {
            Parsed::Head(_, head) => head.date,
            other => panic!("{other:?}"),
        };
        assert_eq!(date("DATE: Tue, 14 Nov 2023 22:13:20 GMT"), Some(1_700_000_000));
        assert_eq!(date("Date: soon"), None);
        assert_eq!(date("X: y"), None);
    }

    #[test]
    fn what_is_no_reply() {
        let ok = "HTTP/1.1 200 OK\r\n";
        for (head, body) in [
            ("", ""),
            ("HTTP/2 200 OK", ""),
            ("HTTP/1.1 099 Low", ""),
            ("HTTP/1.1 two OK", ""),
            ("SSH-2.0-OpenSSH", ""),
            (&format!("{ok}no colon"), ""),
            (&format!("{ok}Content-Length: -1"), ""),
            (&format!("{ok}Content-Length: +1"), "x"),
            (&format!("{ok}Content-Length:"), ""),
            (&format!("{ok}Content-Length: 1,"), "x"),
            (&format!("{ok}Content-Length: 1\r\nContent-Length: 2"), "xx"),
            (&format!("{ok}Content-Length: 99999999999999999999"), ""),
            (&format!("{ok}Content-Length: 3"), "xx"),
            (&format!("{ok}Transfer-Encoding: chunked"), "3\r\nbody\r\n0\r\n\r\n"),
            (&format!("{ok}Transfer-Encoding: chunked"), "+3\r\nbod\r\n0\r\n\r\n"),
            (&format!("{ok}Transfer-Encoding: chunked"), "\r\nbod\r\n0\r\n\r\n"),
            (&format!("{ok}Transfer-Encoding: chunked"), "3\r\nbod\r\n"),
            (&format!("{ok}Transfer-Encoding: chunked"), "3\r\nbo"),
            (&format!("{ok}Transfer-Encoding: chunked"), "fffffffffffffffff\r\n"),
            (&format!("{ok}Content-Encoding: gzip\r\nContent-Length: 3"), "xxx"),
        ] {
            read(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap_err();
        }
        let many = "A: b\r\n".repeat(FIELDS_LIMIT + 1);
        reading(format!("{ok}{many}\r\n").as_bytes(), 1 << 20).unwrap_err();
        let long = "x".repeat(HEAD_LIMIT);
        reading(format!("{ok}A: {long}\r\n\r\n").as_bytes(), 1 << 20).unwrap_err();
        reading(format!("{ok}A: {long}").as_bytes(), 1 << 20).unwrap_err();
        let endless = "0".repeat(SIZE_LINE_LIMIT + 1);
        reading(format!("{ok}Transfer-Encoding: chunked\r\n\r\n{endless}").as_bytes(), 1 << 20).unwrap_err();
    }

    #[test]
    fn a_packed_reply_is_unpacked_as_far_as_one_is_read() {
        let packed = |text: &[u8]| {
            let mut packing = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packing.write_all(text).unwrap();
            let body = packing.finish().unwrap();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nContent-Length: {}\r\n\r\n", body.len());
            [head.into_bytes(), body].concat()
        };
        assert_eq!(reading(&packed(b"{\"code\":2}"), 7).unwrap().1, b"{\"code\":2}");
        assert_eq!(reading(&packed(&vec![b' '; 1 << 24]), 1 << 20).unwrap().1.len(), reply::LIMIT + 1);
    }

    #[test]
    fn requests() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        let form = Form { content_type: "a/b", body: "x=1&y=2" };
        let text = |uri: &Uri, form| String::from_utf8(request(uri, form)).unwrap();
        assert_eq!(
            text(&uri("https://example.com/a?b=c#d"), Some(&form)),
            format!(
                "POST /a?b=c HTTP/1.1\r\nhost: example.com\r\nuser-agent: {AGENT}\r\naccept: */*\r\ncontent-type: a/b\r\ncontent-length: 7\r\n\r\nx=1&y=2"
            )
        );
        assert_eq!(
            text(&uri("http://[::1]:8088"), None),
            format!(
                "GET / HTTP/1.1\r\nhost: [::1]:8088\r\nuser-agent: {AGENT}\r\naccept: */*\r\ncache-control: no-cache, no-store\r\npragma: no-cache\r\n\r\n"
            )
        );
        for (url, host) in
            [("http://a:80/", "a"), ("https://a:443/", "a"), ("https://a:80/", "a:80"), ("http://a:443/", "a:443")]
        {
            assert!(text(&uri(url), None).contains(&format!("\r\nhost: {host}\r\n")), "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_reply_panics(reply in proptest::collection::vec(proptest::num::u8::ANY, 0..200), piece in 1usize..50) {
            let _ = reading(&reply, piece);
            let _ = reading(&[b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".as_slice(), &reply].concat(), piece);
        }

        #[test]
        fn no_chunks_panic(body in "[0-9a-f;\r\n ]{0,40}", piece in 1usize..50) {
            let _ = reading(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{body}").as_bytes(), piece);
        }
    }
}
