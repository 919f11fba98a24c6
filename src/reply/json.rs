//! JSON replies. Values are kept as the text that came: an id of twenty digits survives no number type.

use super::{Fields, Unreadable};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

const NOT_WHOLE: Unreadable = ("回复不是完整的 JSON", "the reply is not whole JSON");

/// Every member, duplicates included: a map type would silently keep one of them.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

pub(super) fn fields(text: &str) -> Result<Fields, Unreadable> {
    let Members(members) = serde_json::from_str(text).map_err(|_| NOT_WHOLE)?;
    // The XML frame turned into JSON by somebody's proxy: {"SubmitResult":{…}}.
    let members = match members.as_slice() {
        [(name, only)] if name != "code" && only.get().starts_with('{') => {
            serde_json::from_str::<Members>(only.get()).map_err(|_| NOT_WHOLE)?.0
        }
        _ => members,
    };
    members.into_iter().map(field).filter_map(Result::transpose).collect()
}

/// Strings without their quotes, numbers as written; null is as good as absent, anything nested is nothing of ours.
fn field((name, value): (String, &RawValue)) -> Result<Option<(String, String)>, Unreadable> {
    let raw = value.get();
    Ok(match raw.as_bytes().first() {
        Some(b'"') => Some((name, serde_json::from_str(raw).map_err(|_| NOT_WHOLE)?)),
        Some(b'{' | b'[' | b'n') => None,
        _ => Some((name, raw.to_owned())),
    })
}
