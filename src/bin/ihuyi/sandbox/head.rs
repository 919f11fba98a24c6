//! Finds the requests in a byte stream and mends the request lines that a strict HTTP parser refuses but the real gateway serves.
//!
//! Clients in the field put raw blanks and raw UTF-8 into the request line. Bodies are only counted, never changed.

/// How much of a request head is gathered before it is passed on unmended.
const HEAD_LIMIT: usize = 1 << 20;

#[derive(Debug)]
enum State {
    Head(Vec<u8>),
    Body(u64),
    ChunkSize(Vec<u8>),
    ChunkData(u64),
    Trailer(Vec<u8>),
    /// Beyond understanding: everything goes through as it is, and the parser behind decides.
    Raw,
}

#[derive(Debug)]
pub struct Framing {
    state: State,
}

impl Framing {
    pub fn new() -> Framing {
        Framing { state: State::Head(Vec::new()) }
    }

    /// Takes bytes from the client, appends to `out` what the parser shall see, and calls `head` with each request's head as it was sent.
    pub fn feed(&mut self, mut data: &[u8], out: &mut Vec<u8>, mut head: impl FnMut(Vec<u8>)) {
        while !data.is_empty() {
            match &mut self.state {
                State::Raw => {
                    out.extend_from_slice(data);
                    return;
                }
                State::Head(buffer) => {
                    let known = buffer.len();
                    buffer.extend_from_slice(data);
                    // Empty lines before a request are legal and mean nothing.
                    let blank = buffer.iter().take_while(|&&b| b == b'\r' || b == b'\n').count();
                    let Some(end) = head_end(buffer, known.saturating_sub(3).max(blank)) else {
                        if buffer.len() > HEAD_LIMIT {
                            out.append(buffer);
                            self.state = State::Raw;
                        }
                        return;
                    };
                    data = &data[end - known..];
                    let sent = buffer[blank..end].to_vec();
                    out.extend_from_slice(&mend(&sent));
                    self.state = body_state(&sent);
                    head(sent);
                }
                State::Body(left) => {
                    let take = data.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    out.extend_from_slice(&data[..take]);
                    data = &data[take..];
                    *left -= take as u64;
                    if *left == 0 {
                        self.state = State::Head(Vec::new());
                    }
                }
                State::ChunkSize(line) => {
                    data = take_line(line, data, out);
                    if line.ends_with(b"\n") {
                        let digits = String::from_utf8_lossy(line);
                        let digits = digits.split(';').next().unwrap_or("").trim();
                        self.state = match u64::from_str_radix(digits, 16) {
                            Ok(0) => State::Trailer(Vec::new()),
                            // The line break after the data is counted with it.
                            Ok(size) => State::ChunkData(size.saturating_add(2)),
                            Err(_) => State::Raw,
                        };
                    }
                }
                State::ChunkData(left) => {
                    let take = data.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    out.extend_from_slice(&data[..take]);
                    data = &data[take..];
                    *left -= take as u64;
                    if *left == 0 {
                        self.state = State::ChunkSize(Vec::new());
                    }
                }
                State::Trailer(line) => {
                    data = take_line(line, data, out);
                    if line.ends_with(b"\n") {
                        let last = line.as_slice() == b"\r\n" || line.as_slice() == b"\n";
                        self.state = if last { State::Head(Vec::new()) } else { State::Trailer(Vec::new()) };
                    }
                }
            }
        }
    }

    /// What was held back when the client stopped sending.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if let State::Head(buffer) = &mut self.state {
            out.append(buffer);
        }
    }
}

fn take_line<'a>(line: &mut Vec<u8>, data: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let take = data.iter().position(|&b| b == b'\n').map_or(data.len(), |at| at + 1);
    line.extend_from_slice(&data[..take]);
    out.extend_from_slice(&data[..take]);
    &data[take..]
}

/// The index after the empty line that ends a head, whatever its line breaks are.
fn head_end(buffer: &[u8], from: usize) -> Option<usize> {
    (from..buffer.len()).find_map(|at| {
        let rest = &buffer[at..];
        if rest.starts_with(b"\n\n") {
            Some(at + 2)
        } else if rest.starts_with(b"\n\r\n") {
            Some(at + 3)
        } else {
            None
        }
    })
}

fn body_state(head: &[u8]) -> State {
    let (mut length, mut chunked) = (0, false);
    for line in head.split(|&b| b == b'\n').skip(1) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "transfer-encoding" => chunked = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    match (chunked, length) {
        (true, _) => State::ChunkSize(Vec::new()),
        (false, 0) => State::Head(Vec::new()),
        (false, length) => State::Body(length),
    }
}

/// The head with its request target percent-encoded where it is not ASCII or not legal.
fn mend(head: &[u8]) -> Vec<u8> {
    let line_end = head.iter().position(|&b| b == b'\n').unwrap_or(head.len());
    let Some((method, target, version)) = split_line(&head[..line_end]) else { return head.to_vec() };
    let mut mended = Vec::with_capacity(head.len() + 32);
    mended.extend_from_slice(method);
    mended.push(b' ');
    for &byte in target {
        match byte {
            0..=b' ' | 0x7f.. | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                mended.extend_from_slice(format!("%{byte:02X}").as_bytes());
            }
            _ => mended.push(byte),
        }
    }
    mended.push(b' ');
    mended.extend_from_slice(version);
    mended.extend_from_slice(b"\r\n");
    mended.extend_from_slice(&head[(line_end + 1).min(head.len())..]);
    mended
}

/// Method, target and version of a request line: the version is what follows the last blank, so that blanks may stand in the target.
pub fn split_line(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let first = line.iter().position(|&b| b == b' ')?;
    let last = line.iter().rposition(|&b| b == b' ')?;
    let version = &line[last + 1..];
    (last > first && version.starts_with(b"HTTP/")).then(|| (&line[..first], &line[first + 1..last], version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(pieces: &[&[u8]]) -> (String, Vec<String>) {
        let (mut framing, mut out, mut heads) = (Framing::new(), Vec::new(), Vec::new());
        for piece in pieces {
            framing.feed(piece, &mut out, |head| heads.push(String::from_utf8_lossy(&head).into_owned()));
        }
        (String::from_utf8(out).unwrap(), heads)
    }

    #[test]
    fn raw_blanks_and_raw_utf8_in_the_target_are_mended() {
        let (out, heads) = fed(&["GET /x?content=a b 中 HTTP/1.1\r\nHost: h\r\n\r\n".as_bytes()]);
        assert_eq!(out, "GET /x?content=a%20b%20%E4%B8%AD HTTP/1.1\r\nHost: h\r\n\r\n");
        assert!(heads[0].starts_with("GET /x?content=a b 中 HTTP/1.1"));
    }

    #[test]
    fn requests_are_found_whatever_way_the_bytes_arrive() {
        let text = "POST /a HTTP/1.1\r\nContent-Length: 4\r\n\r\nGET POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\
            5\r\nGET /\r\n0\r\n\r\nGET /c d HTTP/1.1\n\n";
        let expected = text.replace("/c d HTTP/1.1\n", "/c%20d HTTP/1.1\r\n");
        for size in 1..text.len() {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            let (out, heads) = fed(&pieces);
            assert_eq!(out, expected, "in pieces of {size}");
            assert_eq!(heads.len(), 3, "in pieces of {size}");
        }
    }
}
