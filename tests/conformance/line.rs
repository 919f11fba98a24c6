//! The runner's line: fields as `name=value` joined with `&`, values percent-encoded bytes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use std::collections::BTreeMap;

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~').remove(b'-');

/// The fields of an answer.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub BTreeMap<String, Vec<u8>>);

impl Fields {
    /// From a line without its end.
    pub fn read(line: &str) -> Result<Fields, String> {
        let mut fields = BTreeMap::new();
        for pair in line.split('&').filter(|pair| !pair.is_empty()) {
            let Some((name, value)) = pair.split_once('=') else { return Err(format!("no field: {pair:?}")) };
            let value: Vec<u8> = percent_decode_str(value).collect();
            if fields.insert(name.to_owned(), value).is_some() {
                return Err(format!("the field {name} twice"));
            }
        }
        Ok(Fields(fields))
    }

    /// As a line without its end.
    pub fn write<'a>(fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
        let pairs = fields.into_iter().map(|(name, value)| format!("{name}={}", percent_encode(value, KEPT)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// A field that is ASCII.
    pub fn plain(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.plain(name)?.parse().ok()
    }
}
