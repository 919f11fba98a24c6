//! What the store keeps of one verification, before it is sealed. Pure.

use super::Way;
use zeroize::Zeroizing;

const VERSION: u8 = 1;

/// One verification.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// What the code is derived from.
    pub nonce: [u8; 16],
    /// Its digits.
    pub digits: u8,
    /// The way it went last.
    pub way: Way,
    /// What the code is for.
    pub purpose: String,
    /// The number it was sent to.
    pub mobile: Zeroizing<String>,
    /// The site that asked; empty when it gave no name.
    pub site: String,
    /// Whether the breaker has counted a send of it.
    pub watched: bool,
}

/// Beside the way: the breaker has not counted it.
const UNWATCHED: u8 = 0x80;

impl Record {
    /// The record as bytes.
    pub fn write(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes =
            Zeroizing::new(vec![VERSION, self.digits, self.way as u8 | if self.watched { 0 } else { UNWATCHED }]);
        bytes.extend_from_slice(&self.nonce);
        for text in [&self.purpose, &*self.mobile, &self.site] {
            bytes.extend_from_slice(&(text.len() as u16).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    /// The record of these bytes; None when they are of another version, or none at all.
    pub fn read(bytes: &[u8]) -> Option<Record> {
        let (&[version, digits, way], rest) = bytes.split_first_chunk()?;
        let (nonce, mut rest) = rest.split_first_chunk::<16>()?;
        let mut text = || -> Option<String> {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let (text, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
            rest = after;
            String::from_utf8(text.to_vec()).ok()
        };
        let (purpose, mobile, site) = (text()?, Zeroizing::new(text()?), text()?);
        let watched = way & UNWATCHED == 0;
        let way = if way & !UNWATCHED == Way::Voice as u8 { Way::Voice } else { Way::Sms };
        let record = Record { nonce: *nonce, digits, way, purpose, mobile, site, watched };
        (version == VERSION && rest.is_empty()).then_some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_and_a_cut_one_does_not() {
        let record = |watched, way| Record {
            nonce: [7; 16],
            digits: 6,
            way,
            purpose: "注册".to_owned(),
            mobile: Zeroizing::new("13800000000".to_owned()),
            site: String::new(),
            watched,
        };
        for (watched, way) in [(true, Way::Voice), (true, Way::Sms), (false, Way::Voice), (false, Way::Sms)] {
            let record = record(watched, way);
            assert!(Record::read(&record.write()).is_some_and(|found| found == record));
        }
        let bytes = record(true, Way::Voice).write();
        for length in 0..bytes.len() {
            assert!(Record::read(&bytes[..length]).is_none());
        }
        assert!(Record::read(&[bytes.as_slice(), &[0]].concat()).is_none());
    }
}
