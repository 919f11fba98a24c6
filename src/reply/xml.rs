//! XML replies, by local name. No DTD, no entities but the five and character references.

use super::{Fields, Unreadable};
use quick_xml::Reader;
use quick_xml::events::Event;

const NOT_WHOLE: Unreadable = ("回复不是完整的 XML", "the reply is not whole XML");

pub(super) fn fields(text: &str) -> Result<Fields, Unreadable> {
    let mut reader = Reader::from_str(text);
    let mut fields = Fields::new();
    let mut depth = 0usize;
    let mut closed = false;
    loop {
        match reader.read_event().map_err(|_| NOT_WHOLE)? {
            Event::Eof => return if closed { Ok(fields) } else { Err(NOT_WHOLE) },
            Event::DocType(_) => return Err(("回复带有 DTD，不予解析", "the reply has a DTD, which is not read")),
            Event::Start(tag) => {
                if depth == 0 && closed {
                    return Err(NOT_WHOLE);
                }
                depth += 1;
                match depth {
                    2 => fields.push((local(tag.local_name().as_ref()), String::new())),
                    // A field holds text alone; something nested in it is not the reply that is documented.
                    3.. => nested(&mut fields),
                    _ => {}
                }
            }
            Event::Empty(tag) => match depth {
                0 => return Err(("回复里没有 code", "the reply has no code")),
                1 => fields.push((local(tag.local_name().as_ref()), String::new())),
                _ => nested(&mut fields),
            },
            Event::End(_) => {
                depth = depth.checked_sub(1).ok_or(NOT_WHOLE)?;
                closed |= depth == 0;
            }
            Event::Text(bytes) => {
                let text = bytes.decode().map_err(|_| NOT_WHOLE)?;
                if depth == 0 && !text.trim().is_empty() {
                    return Err(NOT_WHOLE);
                }
                append(&mut fields, depth, &text);
            }
            Event::CData(bytes) => append(&mut fields, depth, &bytes.decode().map_err(|_| NOT_WHOLE)?),
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c,
                    Ok(None) => named(&reference.decode().map_err(|_| NOT_WHOLE)?)?,
                    Err(_) => return Err(NOT_WHOLE),
                };
                append(&mut fields, depth, c.encode_utf8(&mut [0; 4]));
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn append(fields: &mut Fields, depth: usize, text: &str) {
    if let (2, Some((_, value))) = (depth, fields.last_mut()) {
        value.push_str(text);
    }
}

/// Makes the field at hand unreadable as a number, and leaves a nested `msg` out.
fn nested(fields: &mut Fields) {
    if let Some((_, value)) = fields.last_mut() {
        value.push('\u{FFFD}');
    }
}

fn named(name: &str) -> Result<char, Unreadable> {
    match name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(("回复里有未定义的实体", "the reply has an undefined entity")),
    }
}
