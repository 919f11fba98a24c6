//! The few fields of a certificate that tell a person whose it is and until when. Reads only; whether it is valid, others decide.

/// What is shown of a certificate.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    /// Unix seconds.
    pub not_before: i64,
    /// Unix seconds.
    pub not_after: i64,
    /// The host names it was issued for.
    pub names: Vec<String>,
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const VERSION: u8 = 0xA0;
const EXTENSIONS: u8 = 0xA3;
const DNS_NAME: u8 = 0x82;
/// id-at-commonName, id-at-organizationName, id-ce-subjectAltName (RFC 5280).
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0A];
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1D, 0x11];

/// Reads a certificate in DER; None where it is none.
pub fn read(der: &[u8]) -> Option<Certificate> {
    let (certificate, _) = expect(der, SEQUENCE)?;
    let (body, _) = expect(certificate, SEQUENCE)?;
    let rest = expect(body, VERSION).map_or(body, |(_, rest)| rest);
    let (_, rest) = expect(rest, INTEGER)?;
    let (_, rest) = expect(rest, SEQUENCE)?;
    let (issuer, rest) = expect(rest, SEQUENCE)?;
    let (validity, rest) = expect(rest, SEQUENCE)?;
    let (subject, rest) = expect(rest, SEQUENCE)?;
    let (_, mut rest) = expect(rest, SEQUENCE)?;
    let (not_before, validity) = time(validity)?;
    let (not_after, _) = time(validity)?;
    let mut names = Vec::new();
    while let Some((tag, content, after)) = element(rest) {
        if tag == EXTENSIONS {
            names = alternative_names(content).unwrap_or_default();
        }
        rest = after;
    }
    Some(Certificate { subject: name(subject), issuer: name(issuer), not_before, not_after, names })
}

/// One element: its tag, its content, what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F)).filter(|(b, _)| b.len() <= 3)?;
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn expect(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    element(der).filter(|(tag, ..)| *tag == wanted).map(|(_, content, rest)| (content, rest))
}

/// `CN=…, O=…` of a distinguished name.
fn name(mut der: &[u8]) -> String {
    let mut parts = Vec::new();
    while let Some((set, rest)) = expect(der, SET) {
        der = rest;
        let attribute = expect(set, SEQUENCE).and_then(|(pair, _)| expect(pair, OBJECT));
        let Some((object, value)) = attribute else { continue };
        let label = match object {
            COMMON_NAME => "CN",
            ORGANIZATION => "O",
            _ => continue,
        };
        if let Some((_, text, _)) = element(value) {
            parts.push(format!("{label}={}", printable(text)));
        }
    }
    parts.sort_unstable();
    parts.join(", ")
}

fn alternative_names(extensions: &[u8]) -> Option<Vec<String>> {
    let (mut list, _) = expect(extensions, SEQUENCE)?;
    while let Some((extension, rest)) = expect(list, SEQUENCE) {
        list = rest;
        let (object, value) = expect(extension, OBJECT)?;
        if object != ALTERNATIVE_NAMES {
            continue;
        }
        let (_, octets) = value.iter().position(|b| *b == OCTETS).map(|at| value.split_at(at))?;
        let (octets, _) = expect(octets, OCTETS)?;
        let (mut names, _) = expect(octets, SEQUENCE)?;
        let mut found = Vec::new();
        while let Some((tag, name, rest)) = element(names) {
            names = rest;
            if tag == DNS_NAME {
                found.push(printable(name));
            }
        }
        return Some(found);
    }
    None
}

/// Whatever a server puts there, it is not let loose on the terminal.
fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).take(100).collect()
}

/// UTCTime or GeneralizedTime, both ending in Z (RFC 5280), as Unix seconds.
fn time(der: &[u8]) -> Option<(i64, &[u8])> {
    let (tag, content, rest) = element(der)?;
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (year, text) = match tag {
        UTC_TIME => {
            let year: i64 = text.get(..2)?.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
        }
        GENERALIZED_TIME => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    let field = |at: usize| text.get(at..at + 2)?.parse::<i64>().ok();
    let (month, day) = (field(0)?, field(2)?);
    let seconds = field(4)? * 3600 + field(6)? * 60 + field(8)?;
    Some((days(year, month, day) * 86_400 + seconds, rest))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; the year is thought to begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// `2026-01-31` of Unix seconds, in UTC.
pub fn date(unix: i64) -> String {
    let days = unix.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    #[test]
    fn dates() {
        for (text, unix) in [("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2026-03-01", 1_772_323_200)] {
            assert_eq!(date(unix), text);
            let field = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
            assert_eq!(days(field(0..4), field(5..7), field(8..10)) * 86_400, unix);
        }
    }

    #[test]
    fn a_certificate() {
        let mut params =
            CertificateParams::new(vec!["gateway.example".to_owned(), "*.gateway.example".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2024, 2, 29);
        params.not_after = date_time_ymd(2051, 1, 31);
        params.distinguished_name.push(DnType::CommonName, "网关");
        params.distinguished_name.push(DnType::OrganizationName, "Example");
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        let read = read(certificate.der()).unwrap();
        assert_eq!((read.subject.as_str(), read.issuer.as_str()), ("CN=网关, O=Example", "CN=网关, O=Example"));
        assert_eq!((date(read.not_before), date(read.not_after)), ("2024-02-29".to_owned(), "2051-01-31".to_owned()));
        assert_eq!(read.names, ["gateway.example", "*.gateway.example"]);
    }

    #[test]
    fn rubbish_is_no_certificate() {
        assert_eq!(read(b""), None);
        assert_eq!(read(&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]), None);
        assert_eq!(read(&[0x30, 0x02, 0x30, 0x00]), None);
    }
}
