//! A charset's name in the first line, then bytes: as text of that charset, and as UTF-8 to be written in it.
#![no_main]

use ihuyi::charset::Charset;
use ihuyi::codes::own;
use ihuyi_fuzz::texts;

ihuyi_fuzz::target!(one);

const WHAT: (&str, &str) = ("内容", "the content");

fn one(data: &[u8]) {
    let (name, bytes) = texts::line(data);
    let Some(charset) = Charset::parse(&String::from_utf8_lossy(name)) else { return };
    assert_eq!(Charset::parse(charset.name()), Some(charset), "its own name leads elsewhere");
    match charset.decode(bytes, WHAT) {
        Ok(text) => drop(comes_back(charset, &text)),
        Err(failure) => {
            assert_eq!(failure.code, own::ENCODING);
            located(charset, bytes, &failure.en);
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let ends = comes_back(charset, &text);
    for room in [0, 1, 2, 3, 5, 11, bytes.len() / 2, bytes.len()] {
        cut(charset, &text, room, &ends);
    }
}

/// Each character is written as what is read as itself, or spelled out. Where each one ends comes back.
fn comes_back(charset: Charset, text: &str) -> Vec<usize> {
    // The Encoding Standard writes these three as their neighbours.
    let japanese = ["EUC-JP", "Shift_JIS"].contains(&charset.name());
    let (mut pieces, mut ends) = (Vec::new(), Vec::new());
    for c in text.chars() {
        let piece = charset.encode(c.encode_utf8(&mut [0; 4])).into_owned();
        let spelled: String = c.escape_unicode().collect();
        if piece != spelled.as_bytes() && !(japanese && ['¥', '‾', '−'].contains(&c)) {
            let back = charset.decode(&piece, WHAT);
            assert_eq!(back.as_deref().ok(), Some(&*c.to_string()), "{c:?} in {} is {piece:02X?}", charset.name());
        }
        pieces.extend(piece);
        ends.push(pieces.len());
    }
    assert_eq!(*charset.encode(text), *pieces, "a text is not its characters");
    ends
}

/// The place that an error names is in the text, and nothing before it is wrong.
fn located(charset: Charset, bytes: &[u8], said: &str) {
    let Some((_, place)) = said.split_once(": byte ") else {
        assert!(said.contains("looks like UTF-8"), "an error without a place: {said}");
        return assert!(std::str::from_utf8(bytes).is_ok(), "it does not even decode as UTF-8");
    };
    let at = place.split(' ').next().and_then(|n| n.parse::<usize>().ok()).expect("a place is a number");
    assert!(at < bytes.len(), "{said}: there are {} bytes", bytes.len());
    assert!(said.contains(&format!("(0x{:02X})", bytes[at])), "{said}: that is not what stands there");
    if let Err(failure) = charset.decode(&bytes[..at], WHAT) {
        assert!(
            failure.en.contains("looks like UTF-8") && !failure.en.contains(": byte "),
            "{said}, and before: {failure}"
        );
    }
}

/// As much as fits, and not a byte more; whole characters only.
fn cut(charset: Charset, text: &str, room: usize, ends: &[usize]) {
    let whole = charset.encode(text);
    let (bytes, cut) = charset.encode_into(text, room);
    assert!(bytes.len() <= room, "{} bytes for a room of {room}", bytes.len());
    assert!(whole.starts_with(&bytes), "what was cut is no beginning");
    assert_eq!(cut, whole.len() > room);
    assert!(cut || *whole == *bytes);
    let longest = ends.iter().copied().take_while(|end| *end <= room).last().unwrap_or(0);
    assert_eq!(bytes.len(), longest, "cut within a character, or too early");
}
