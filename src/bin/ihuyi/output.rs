//! Standard output and standard error: results on the one, complaints on the other, secrets on neither.

use ihuyi::charset::Charset;
use ihuyi::codes::Lang;
use serde_json::Value;
use std::cell::Cell;
use std::io::{ErrorKind, IsTerminal, Write};

/// How this run speaks.
pub struct Out {
    /// The reader's language.
    pub lang: Lang,
    /// One JSON object instead of text.
    pub json: bool,
    /// What arguments, input and text are in: the terminal's, unless the command line names another.
    charset: Charset,
    /// What the command line names, which JSON follows too.
    named: Option<Charset>,
    /// What must not be shown, and what is shown instead.
    hidden: Vec<(String, String)>,
    failed: Cell<bool>,
}

impl Out {
    pub fn new(lang: Lang, json: bool) -> Out {
        Out { lang, json, charset: crate::text::terminal(), named: None, hidden: Vec::new(), failed: Cell::new(false) }
    }

    /// One of two texts.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        crate::lang::pick(self.lang, zh, en)
    }

    /// From now on text is read and written in this charset, whatever the terminal's.
    pub fn speak(&mut self, charset: Charset) {
        self.charset = charset;
        self.named = Some(charset);
    }

    /// What arguments and input are in.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// From now on `shown` is printed wherever `secret` would be. Whatever a server answers, it cannot make this program show a key.
    pub fn hide(&mut self, secret: &str, shown: &str) {
        // Anything shorter stands by chance in innocent text.
        if secret.chars().count() >= 4 {
            self.hidden.push((secret.to_owned(), shown.to_owned()));
        }
    }

    /// Whether something could not be written, other than to a reader who went away.
    pub fn failed(&self) -> bool {
        self.failed.get()
    }

    /// A result, for people.
    pub fn result(&self, text: &str) {
        let stdout = std::io::stdout();
        let bytes = self.bytes(text, stdout.is_terminal());
        self.write(stdout.lock(), &bytes);
    }

    /// A result, for machines: the one JSON object.
    pub fn object(&self, value: &Value) {
        let text = self.scrubbed(value).to_string();
        // Escapes read the same in every charset.
        let text = if self.named.is_none_or(|named| named == Charset::UTF_8) { text } else { escape(&text) };
        self.write(std::io::stdout().lock(), format!("{text}\n").as_bytes());
    }

    /// A complaint, for people.
    pub fn complaint(&self, text: &str) {
        let stderr = std::io::stderr();
        let bytes = self.bytes(text, stderr.is_terminal());
        // Where nobody can be told, nobody can be told that either.
        let _ = stderr.lock().write_all(&bytes);
    }

    /// A part of a line that is drawn on the terminal again and again.
    pub fn draw(&self, part: &str) {
        let bytes = self.encoded(self.scrub(part), true);
        let _ = std::io::stderr().lock().write_all(&bytes);
    }

    fn bytes(&self, text: &str, terminal: bool) -> Vec<u8> {
        let mut text = self.scrub(text);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        self.encoded(text, terminal)
    }

    fn encoded(&self, text: String, terminal: bool) -> Vec<u8> {
        // A Windows console is written to in Unicode, whatever its code page.
        if cfg!(windows) && terminal { text.into_bytes() } else { self.charset.encode(&text).into_owned() }
    }

    fn scrub(&self, text: &str) -> String {
        self.hidden.iter().fold(text.to_owned(), |text, (secret, shown)| text.replace(secret, shown))
    }

    /// Only in strings: a number that looks like a secret is a number. An id is the gateway's and no text.
    fn scrubbed(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.scrub(text)),
            Value::Array(items) => items.iter().map(|item| self.scrubbed(item)).collect(),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| {
                    (name.clone(), if name == "id" { value.clone() } else { self.scrubbed(value) })
                });
                Value::Object(members.collect())
            }
            other => other.clone(),
        }
    }

    fn write(&self, mut to: impl Write, bytes: &[u8]) {
        match to.write_all(bytes).and_then(|()| to.flush()) {
            Ok(()) => {}
            // `ihuyi explain | head -1`: the reader has what it wanted.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            Err(error) => {
                self.failed.set(true);
                let what = self.pick("无法写到标准输出", "cannot write to standard output");
                self.complaint(&format!("ihuyi: {what}: {error}"));
            }
        }
    }
}

fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_json() {
        let text = serde_json::json!({ "a": "中𠮷\n" }).to_string();
        let escaped = escape(&text);
        assert!(escaped.is_ascii());
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), serde_json::from_str::<Value>(&text).unwrap());
    }

    #[test]
    fn what_is_hidden_stays_hidden() {
        let mut out = Out::new(Lang::En, false);
        out.hide("13800000000", "138****0000");
        out.hide("12", "?");
        assert_eq!(out.scrub("to 13800000000, 12"), "to 138****0000, 12");
    }
}
