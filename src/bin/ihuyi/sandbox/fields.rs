//! Members of the JSON objects that the control API takes, each with its type.

use serde_json::{Map, Value};

use super::words::{Words, nearest};

/// No number that makes sense here is beyond this, and none within it overflows anything.
const FARTHEST: i64 = 1_000_000_000_000;

/// Refuses keys that mean nothing here: a mistyped one would otherwise be a fault that never comes.
pub fn known<'a>(map: &Map<String, Value>, keys: impl Iterator<Item = &'a str>) -> Result<(), Words> {
    let keys: Vec<&str> = keys.collect();
    match map.keys().find(|key| !keys.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let near = nearest(key, keys.iter().copied()).unwrap_or("");
            Err(Words::new(
                format!("没有名为 {key} 的参数，最接近的是 {near}"),
                format!("there is no parameter {key}; the nearest is {near}"),
            ))
        }
    }
}

fn wrong_type(key: &str, zh: &str, en: &str) -> Words {
    Words::new(format!("{key} 应为{zh}"), format!("{key} must be {en}"))
}

pub fn text(map: &Map<String, Value>, key: &str) -> Result<Option<String>, Words> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong_type(key, "字符串", "a string")),
    }
}

pub fn signed(map: &Map<String, Value>, key: &str) -> Result<Option<i64>, Words> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(number) if (-FARTHEST..=FARTHEST).contains(&number) => Ok(Some(number)),
            Some(_) => Err(wrong_type(key, "不太大的整数", "an integer of a reasonable size")),
            None => Err(wrong_type(key, "整数", "an integer")),
        },
    }
}

pub fn number(map: &Map<String, Value>, key: &str) -> Result<Option<i64>, Words> {
    match signed(map, key)? {
        Some(negative) if negative < 0 => Err(wrong_type(key, "非负整数", "an integer of 0 or more")),
        other => Ok(other),
    }
}

pub fn boolean(map: &Map<String, Value>, key: &str) -> Result<Option<bool>, Words> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_bool().map(Some).ok_or_else(|| wrong_type(key, " true 或 false", "true or false")),
    }
}
