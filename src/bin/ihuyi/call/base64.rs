//! Bytes as text that JSON can carry: RFC 4648, with its padding.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().enumerate().fold(0u32, |bits, (n, byte)| bits | u32::from(*byte) << (16 - 8 * n));
        for n in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * n)) as usize & 63];
            text.push(if n <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Adds the bytes that the text stands for. False, with some of them added: it is none.
pub fn decode_into(text: &str, bytes: &mut Vec<u8>) -> bool {
    let plain = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    if text.len() % 4 != 0 || plain.len() % 4 == 1 {
        return false;
    }
    for four in plain.as_bytes().chunks(4) {
        let mut bits = 0u32;
        for (n, letter) in four.iter().enumerate() {
            let Some(value) = LETTERS.iter().position(|known| known == letter) else { return false };
            bits |= (value as u32) << (18 - 6 * n);
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
        // What is left over stands for nothing: two texts must not mean the same bytes.
        if bits.to_be_bytes()[four.len()..].iter().any(|byte| *byte != 0) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (bytes, text) in
            [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xFF\xFE\xFD\xFC", "//79/A==")]
        {
            assert_eq!(encode(bytes), text);
            let mut back = Vec::new();
            assert!(decode_into(text, &mut back), "{text}");
            assert_eq!(back, bytes, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", "Zm-v", "=", "====", "Z===", "中文"] {
            assert!(!decode_into(text, &mut Vec::new()), "{text}");
        }
    }
}
