//! A request's parameters, merged as PHP's `$_REQUEST` merges them. Values are bytes: what a client sent in GBK must stay visible as such.

use std::collections::HashMap;

/// What a body was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    Empty,
    Form,
    Multipart,
    /// A form without a Content-Type, as clients with the header mistyped send it.
    BareForm,
    /// A type that PHP does not parse into parameters.
    Unread,
}

#[derive(Debug, Default, Clone)]
pub struct Params {
    values: HashMap<String, Vec<u8>>,
}

impl Params {
    /// The query first, the body over it: PHP's default `request_order` is "GP".
    pub fn merge(query: &[u8], content_type: Option<&str>, body: &[u8]) -> (Params, BodyKind) {
        let mut params = Params::default();
        params.form(query);
        let kind = match content_type.map(str::trim) {
            _ if body.is_empty() => BodyKind::Empty,
            None | Some("") => BodyKind::BareForm,
            Some(given) => {
                let essence = given.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
                match essence.as_str() {
                    "application/x-www-form-urlencoded" => BodyKind::Form,
                    "multipart/form-data" => BodyKind::Multipart,
                    _ => BodyKind::Unread,
                }
            }
        };
        match kind {
            BodyKind::Form | BodyKind::BareForm => params.form(body),
            BodyKind::Multipart => params.multipart(boundary(content_type.unwrap_or("")), body),
            BodyKind::Empty | BodyKind::Unread => {}
        }
        (params, kind)
    }

    fn form(&mut self, text: &[u8]) {
        for pair in text.split(|&b| b == b'&') {
            if pair.is_empty() {
                continue;
            }
            let (name, value) = match pair.iter().position(|&b| b == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            self.set(&String::from_utf8_lossy(&decode(name)), decode(value));
        }
    }

    fn multipart(&mut self, boundary: Option<String>, body: &[u8]) {
        let Some(boundary) = boundary else { return };
        let mark = format!("--{boundary}").into_bytes();
        let mut rest = match find(body, &mark) {
            Some(at) => &body[at + mark.len()..],
            None => return,
        };
        // A part's end is CRLF and the mark; the last mark is followed by two dashes.
        let end = [b"\r\n", &mark[..]].concat();
        while !rest.starts_with(b"--") {
            let Some(head_end) = find(rest, b"\r\n\r\n") else { return };
            let head = String::from_utf8_lossy(&rest[..head_end]).into_owned();
            let content = &rest[head_end + 4..];
            let Some(stop) = find(content, &end) else { return };
            if let Some(name) = part_name(&head) {
                self.set(&name, content[..stop].to_vec());
            }
            rest = &content[stop + end.len()..];
        }
    }

    fn set(&mut self, name: &str, value: Vec<u8>) {
        // PHP drops blanks before a name, and the last value of a repeated name wins.
        self.values.insert(name.trim_start().to_owned(), value);
    }

    pub fn bytes(&self, name: &str) -> &[u8] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value as text, what is not UTF-8 replaced.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(self.bytes(name)).into_owned()
    }

    pub fn has(&self, name: &str) -> bool {
        !self.bytes(name).is_empty()
    }
}

/// Undoes form encoding; a `%` that begins no escape stands for itself, as in PHP.
fn decode(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|&b| if b == b'+' { b' ' } else { b }).collect();
    percent_encoding::percent_decode(&spaced).collect()
}

fn boundary(content_type: &str) -> Option<String> {
    let at = content_type.to_ascii_lowercase().find("boundary=")?;
    let value = content_type[at + "boundary=".len()..].trim();
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(';').next()?.trim(),
    };
    (!value.is_empty()).then(|| value.to_owned())
}

fn part_name(head: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    line.split(';').skip(1).find_map(|piece| {
        let value = piece.trim().strip_prefix("name=")?;
        Some(value.trim_matches('"').to_owned())
    })
}

pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(query: &str, content_type: Option<&str>, body: &[u8]) -> Params {
        Params::merge(query.as_bytes(), content_type, body).0
    }

    #[test]
    fn the_body_wins_over_the_query_and_the_last_over_the_first() {
        let params = merged("a=1&b=2&b=3", Some("application/x-www-form-urlencoded; charset=UTF-8"), b"a=9");
        assert_eq!(params.text("a"), "9");
        assert_eq!(params.text("b"), "3");
    }

    #[test]
    fn escapes_raw_bytes_and_stray_percents_are_understood() {
        let params = merged("", None, "content=100% 中+a%2Bb%26%e4%b8%ad".as_bytes());
        assert_eq!(params.text("content"), "100% 中 a+b&中");
    }

    #[test]
    fn multipart_values_keep_their_line_breaks() {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nline 1\r\nline 2\r\n--XX\r\n\
            Content-Disposition: form-data; name=\"mobile\"\r\nContent-Type: text/plain\r\n\r\n13800000000\r\n--XX--\r\n";
        let (params, kind) = Params::merge(b"", Some("multipart/form-data; boundary=XX"), body);
        assert_eq!(kind, BodyKind::Multipart);
        assert_eq!(params.text("content"), "line 1\r\nline 2");
        assert_eq!(params.text("mobile"), "13800000000");
    }

    #[test]
    fn a_json_body_holds_no_parameters() {
        let (params, kind) = Params::merge(b"", Some("application/json"), br#"{"account":"C00000000"}"#);
        assert_eq!(kind, BodyKind::Unread);
        assert!(!params.has("account"));
    }
}
