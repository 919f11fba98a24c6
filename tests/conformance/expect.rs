//! Comparing: what a case expects with what came.

use crate::line::Fields;
use encoding_rs::Encoding;
use ihuyi::codes::Family;
use serde_json::{Map, Value};

/// The fields of an answer.
pub fn fields(expected: &Map<String, Value>, answer: &Fields, charset: &'static Encoding) -> Result<(), String> {
    for (name, expected) in expected {
        if expected.is_null() {
            match answer.0.get(name) {
                None => continue,
                Some(_) => return Err(format!("{name} is there, expected none")),
            }
        }
        let Some(found) = answer.0.get(name) else { return Err(format!("{name} is missing, expected {expected}")) };
        let found = text(found, charset).map_err(|e| format!("{name}: {e}"))?;
        let expected = number_of(name, expected);
        let found = match found.parse::<i64>() {
            Ok(number) if expected.is_number() => Value::from(number),
            _ => Value::String(found),
        };
        compare(&expected, &found).map_err(|e| format!("{name} {e}"))?;
    }
    Ok(())
}

/// An exception was raised exactly when the call did not succeed, and its class is the code's family.
pub fn raised(call: &str, answer: &Fields, exceptions: bool) -> Result<(), String> {
    // No code is this number.
    let code = answer.number("code").unwrap_or(i64::MIN);
    let success = match call {
        "send" | "voice" | "submit" | "balance" | "add_template" | "verify_start" | "verify_resend" => code == 2,
        "new" | "open" | "set" | "bulk_open" | "segments" | "guard_unlock" | "captcha_new" => code == 0,
        // These ask a question, and what is no "yes" is an answer, too.
        "verify_check" => code == 0 || (-424..=-421).contains(&code),
        // A row that is left out stops no other.
        "bulk_add" => code == 0 || answer.number("flags").is_some_and(|flags| flags & 32 != 0),
        "bulk_run" | "bulk_status" => answer.0.contains_key("rows"),
        "bulk_next" => answer.0.contains_key("line"),
        "guard_ask" | "guard_status" => code == 0 || (-405..=-401).contains(&code),
        "captcha_check" => [0, -405].contains(&code),
        "push_parse" | "push_record" | "inbox" => answer.0.contains_key("answer"),
        "status" => answer.0.contains_key("state"),
        "explain" => answer.0.contains_key("meaning"),
        _ => true,
    };
    let raised = answer.plain("raised");
    if !exceptions || success {
        return match raised {
            None => Ok(()),
            Some(class) => Err(format!("raised {class}, expected no exception")),
        };
    }
    let number = answer.number("family").ok_or("an exception without a family")?;
    let family = Family::ALL.into_iter().find(|family| *family as i64 == number);
    let word = family.map(Family::name).ok_or(format!("no family has the number {number}"))?;
    if raised == Some(word) { Ok(()) } else { Err(format!("raised {raised:?}, and the code's family is {word}")) }
}

/// An entry of the sandbox's ledger, or an object in one.
pub fn entry(expected: &Map<String, Value>, found: &Value) -> Result<(), String> {
    for (name, expected) in expected {
        let found = &found[name];
        match expected {
            Value::Object(parts) if found.is_object() => entry(parts, found),
            _ => compare(expected, found),
        }
        .map_err(|e| format!("{name} {e}"))?;
    }
    Ok(())
}

/// The numbers that a case may give by a word.
fn number_of(name: &str, expected: &Value) -> Value {
    let word = |words: &[(&str, i64)], text: &str| {
        let found = words.iter().find(|(word, _)| *word == text);
        found.unwrap_or_else(|| panic!("{name} is never {text:?}")).1
    };
    match (name, expected) {
        ("outcome", Value::String(text)) => {
            word(&[("none", 0), ("accepted", 1), ("refused", 2), ("not_sent", 3), ("unknown", 4)], text).into()
        }
        ("flags", Value::Array(flags)) => {
            let known =
                [("local", 1), ("clock_corrected", 2), ("cut", 4), ("repeated", 8), ("settled", 16), ("left_out", 32)];
            flags.iter().map(|flag| word(&known, flag.as_str().unwrap())).sum::<i64>().into()
        }
        ("state", Value::String(text)) => {
            word(&[("accepted", 1), ("delivered", 2), ("failed", 3), ("unknown", 4)], text).into()
        }
        ("phase", Value::String(text)) => {
            word(&[("planning", 1), ("ready", 2), ("paused", 3), ("halted", 4), ("done", 5)], text).into()
        }
        ("stands", Value::String(text)) => {
            let known =
                [("planned", 1), ("sending", 2), ("accepted", 3), ("refused", 4), ("unknown", 5), ("left_out", 6)];
            word(&known, text).into()
        }
        ("channel", Value::String(text)) => word(&[("none", 0), ("sms", 1), ("voice", 2)], text).into(),
        ("family", Value::String(text)) => word(&Family::ALL.map(|f| (f.name(), f as i64)), text).into(),
        _ => expected.clone(),
    }
}

fn compare(expected: &Value, found: &Value) -> Result<(), String> {
    let text = found.as_str().unwrap_or("");
    let holds = match expected {
        Value::Object(rule) => {
            let all = |value: &Value, test: &dyn Fn(&str) -> bool| match value {
                Value::String(part) => test(part),
                Value::Array(parts) => parts.iter().all(|part| test(part.as_str().unwrap())),
                other => panic!("{other}: a text or a list of texts"),
            };
            assert!(!rule.is_empty(), "an empty rule");
            rule.iter().all(|(name, value)| match name.as_str() {
                "contains" => all(value, &|part| text.contains(part)),
                "lacks" => all(value, &|part| !text.contains(part)),
                "begins" => all(value, &|part| text.starts_with(part)),
                "ends" => all(value, &|part| text.ends_with(part)),
                "between" => {
                    let [least, most] = [0, 1].map(|n| value[n].as_i64().expect("two numbers"));
                    text.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number))
                }
                "digits" => Some(text.len() as u64) == value.as_u64() && text.bytes().all(|byte| byte.is_ascii_digit()),
                "empty" => value.as_bool() == Some(text.is_empty()),
                "bytes" => value.as_u64() == Some(text.len() as u64),
                other => panic!("no such rule: {other}"),
            })
        }
        expected => expected == found,
    };
    if holds { Ok(()) } else { Err(format!("is {found}, expected {expected}")) }
}

fn text(bytes: &[u8], charset: &'static Encoding) -> Result<String, String> {
    let decoded = charset.decode_without_bom_handling_and_without_replacement(bytes);
    decoded.map(String::from).ok_or_else(|| format!("is not {}: {}", charset.name(), bytes.escape_ascii()))
}

/// An answer for people.
pub fn show(answer: &Fields, charset: &'static Encoding) -> String {
    let shown = |(name, value): (&String, &Vec<u8>)| {
        format!("{name}={}", text(value, charset).unwrap_or_else(|_| value.escape_ascii().to_string()))
    };
    answer.0.iter().map(shown).collect::<Vec<_>>().join(" ")
}
