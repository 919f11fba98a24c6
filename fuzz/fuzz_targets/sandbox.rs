//! What the sandbox gateway makes of a client's bytes: a content type in the first line, then the bytes of a connection, which are also read
//! as a body of that type.
#![no_main]

use head::Framing;
use params::{BodyKind, Params};

// The program's own files: it is no library.
#[allow(dead_code)]
#[path = "../../src/bin/ihuyi/sandbox/encoding.rs"]
mod encoding;
#[allow(dead_code)]
#[path = "../../src/bin/ihuyi/sandbox/head.rs"]
mod head;
#[allow(dead_code)]
#[path = "../../src/bin/ihuyi/sandbox/params.rs"]
mod params;

ihuyi_fuzz::target!(one);

fn one(data: &[u8]) {
    let (content_type, stream) = ihuyi_fuzz::texts::line(data);
    framed(stream);
    let content_type = String::from_utf8_lossy(content_type);
    merged(&content_type, stream);
    form(stream);
    multipart(stream);
    encodings(stream);
}

struct Fed {
    out: Vec<u8>,
    heads: Vec<Vec<u8>>,
}

fn feed(pieces: &mut dyn Iterator<Item = &[u8]>) -> Fed {
    let (mut framing, mut fed) = (Framing::new(), Fed { out: Vec::new(), heads: Vec::new() });
    for piece in pieces {
        framing.feed(piece, &mut fed.out, |head| fed.heads.push(head));
    }
    framing.finish(&mut fed.out);
    fed
}

/// However the bytes arrive, the same requests are found; what was mended needs no more mending; every head was sent like that.
fn framed(stream: &[u8]) {
    let whole = feed(&mut std::iter::once(stream));
    for size in [1, 2, 3, 7] {
        let pieces = feed(&mut stream.chunks(size));
        assert_eq!(whole.heads, pieces.heads, "other requests in pieces of {size}");
        assert_eq!(whole.out, pieces.out, "other bytes in pieces of {size}");
    }
    for head in &whole.heads {
        assert!(head.is_empty() || params::find(stream, head).is_some(), "a head that nobody sent");
        let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
        if let Some((method, _, version)) = head::split_line(line) {
            assert!(!method.contains(&b' ') && version.starts_with(b"HTTP/"));
        }
    }
    let again = feed(&mut std::iter::once(&whole.out[..]));
    assert_eq!(again.out, whole.out, "what was mended is mended again");
}

/// Merging is in order and of one kind, whatever comes.
fn merged(content_type: &str, body: &[u8]) {
    let (query, rest) = ihuyi_fuzz::texts::line(body);
    let (params, kind) = Params::merge(query, Some(content_type), rest);
    assert_eq!(kind == BodyKind::Empty, rest.is_empty());
    let (alone, _) = Params::merge(query, None, b"");
    if matches!(kind, BodyKind::Unread | BodyKind::Empty) {
        for name in ["account", "password", "mobile", "content", "time", "format"] {
            assert_eq!(params.bytes(name), alone.bytes(name), "a body that is not read changes {name}");
        }
    }
}

/// A value that was written as a form comes back.
fn form(value: &[u8]) {
    let encoded = percent_encoding::percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    let body = format!("a=1&content={encoded}&b");
    let (params, kind) = Params::merge(b"content=old&c=3", Some("application/x-www-form-urlencoded"), body.as_bytes());
    assert_eq!((kind, params.bytes("content")), (BodyKind::Form, value));
    assert_eq!((params.text("a"), params.text("c"), params.has("b")), ("1".to_owned(), "3".to_owned(), false));
}

/// And as the part of a multipart body, unless the mark stands in it.
fn multipart(value: &[u8]) {
    if params::find(value, b"\r\n--mark").is_some() {
        return;
    }
    let mut body = b"--mark\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n".to_vec();
    body.extend_from_slice(value);
    body.extend_from_slice(b"\r\n--mark\r\ncontent-disposition: form-data; name=b\r\n\r\n2\r\n--mark--\r\n");
    let (params, kind) = Params::merge(b"", Some("multipart/form-data; boundary=\"mark\""), &body);
    assert_eq!((kind, params.bytes("content"), params.text("b").as_str()), (BodyKind::Multipart, value, "2"));
}

fn encodings(bytes: &[u8]) {
    assert_eq!(encoding::from_hex(&encoding::to_hex(bytes)).as_deref(), Some(bytes));
    let text = String::from_utf8_lossy(bytes);
    if let Some(decoded) = encoding::from_base64(&text) {
        assert!(decoded.len() <= text.len() * 3 / 4);
    }
    if let Some(decoded) = encoding::from_hex(&text) {
        assert!(decoded.len() <= text.len() / 2);
    }
}
