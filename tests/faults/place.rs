//! Where in a stream of bytes a fault strikes: at a byte, or at a part of a TLS record.

/// Bytes of a TLS record's head: type, version, length.
pub const HEAD: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// After so many bytes.
    Byte(usize),
    /// After the HTTP message that the stream begins with.
    Whole,
    /// In the TLS record of this number.
    Record(usize, Part),
}

/// A part of a TLS record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// After so many bytes of it.
    Byte(usize),
    Middle,
    /// Before its last byte.
    Last,
    End,
}

impl Place {
    /// Bytes before it; None while `stream`, what has come so far, does not tell. It is then beyond all of that.
    pub fn offset(self, stream: &[u8]) -> Option<usize> {
        match self {
            Place::Byte(n) => Some(n),
            Place::Whole => whole_message(stream),
            Place::Record(0, Part::Byte(n)) => Some(n),
            Place::Record(number, Part::Byte(n)) => Some(records(stream).nth(number - 1)?.end + n),
            Place::Record(number, part) => {
                let record = records(stream).nth(number)?;
                Some(match part {
                    Part::Byte(_) => unreachable!("above"),
                    Part::Middle => record.start + HEAD + (record.end - record.start - HEAD) / 2,
                    Part::Last => record.end - 1,
                    Part::End => record.end,
                })
            }
        }
    }
}

/// A TLS record: its type, and where it begins and ends.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    pub kind: u8,
    pub start: usize,
    pub end: usize,
}

/// The records whose heads have come; the last may end beyond the stream.
pub fn records(stream: &[u8]) -> impl Iterator<Item = Record> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let head = stream.get(start..start + HEAD)?;
        let end = start + HEAD + usize::from(u16::from_be_bytes([head[3], head[4]]));
        let record = Record { kind: head[0], start, end };
        start = end;
        Some(record)
    })
}

/// The length of the HTTP message that the stream begins with; None while its head is not whole.
pub fn whole_message(stream: &[u8]) -> Option<usize> {
    let head = stream.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&stream[..head]).expect("heads are ASCII");
    let length = text.lines().filter_map(|line| line.split_once(':')).find_map(|(name, value)| {
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().expect("a length"))
    });
    Some(head + length.unwrap_or(0))
}
