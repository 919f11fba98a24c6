//! Small encodings: hexadecimal, base64 and gzip, as a test writes or wants them.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Over several lines, and with or without its padding.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    LENIENT.decode(text.split_whitespace().collect::<String>()).ok()
}

/// Stored and not compressed, so that whoever looks at the bytes can read them.
pub fn gzip(data: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::none());
    out.write_all(data).and_then(|()| out.finish()).expect("memory takes every byte")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_decode() {
        assert_eq!(from_hex("e4 b8AD"), Some("中".as_bytes().to_vec()));
        assert_eq!(from_hex("e4b"), None);
        assert_eq!(from_base64("5Lit"), Some("中".as_bytes().to_vec()));
        assert_eq!(from_base64("YQ=="), Some(b"a".to_vec()));
        assert_eq!(from_base64("5L\n it"), from_base64("5Lit"));
        assert_eq!(from_base64("YQ"), from_base64("YQ=="));
        assert_eq!(from_base64("Y!"), None);
    }
}
