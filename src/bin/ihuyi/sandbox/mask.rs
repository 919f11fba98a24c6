//! Requests as they may be shown: without the password, in whatever spelling it came.

use super::accounts::{Account, md5_hex};

/// How much of a raw body is shown.
const RAW_LIMIT: usize = 64 << 10;

/// Below this a secret's characters are too likely to mean something else; the password's own field is masked all the same.
const SHORT: usize = 6;

const NAME: &str = "password";
const MASK: &str = "***";

/// The words that must not be legible anywhere in a request.
pub struct Secrets(Vec<String>);

impl Secrets {
    /// What the request gave for a password, and the keys of every account, which end up in the oddest fields.
    pub fn of<'a>(password: &[u8], accounts: impl Iterator<Item = &'a Account>) -> Secrets {
        let mut words: Vec<String> = String::from_utf8(password.to_vec()).into_iter().collect();
        for account in accounts {
            let hash = md5_hex(&[account.key.as_bytes()]);
            words.extend([hash.to_ascii_uppercase(), hash, account.key.clone()]);
        }
        words.retain(|word| word.len() >= SHORT);
        words.sort();
        words.dedup();
        Secrets(words)
    }

    pub fn masked(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(RAW_LIMIT)]);
        self.0.iter().fold(fields(&pairs(&text)), |text, secret| text.replace(secret, MASK))
    }

    /// A header's value; those that carry nothing but secrets carry nothing.
    pub fn header(&self, name: &str, value: &str) -> String {
        match name {
            "authorization" | "proxy-authorization" | "cookie" => MASK.to_owned(),
            _ => self.masked(value.as_bytes()),
        }
    }
}

/// Form fields, the name escaped or not. A raw blank does not end a value: clients in the field send them.
fn pairs(text: &str) -> String {
    let mask = |pair: &str| {
        let (name, _) = pair.split_once('=')?;
        let plain = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
        plain.trim().eq_ignore_ascii_case(NAME).then(|| format!("{name}={MASK}"))
    };
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(['&', '?', '\r', '\n']) {
        let pair = piece.trim_end_matches(['&', '?', '\r', '\n']);
        match mask(pair) {
            Some(masked) => shown.push_str(&(masked + &piece[pair.len()..])),
            None => shown.push_str(piece),
        }
    }
    shown
}

/// The fields of JSON, XML and multipart bodies.
fn fields(text: &str) -> String {
    // Only ASCII changes its case, so that a place in one is the same place in the other.
    let lower = text.to_ascii_lowercase();
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    while let Some(at) = lower[done..].find(NAME) {
        let after = done + at + NAME.len();
        let (skip, length) = value(&text[..done + at], &text[after..]).unwrap_or((0, 0));
        shown.push_str(&text[done..after + skip]);
        if length > 0 {
            shown.push_str(MASK);
        }
        done = after + skip + length;
    }
    shown.push_str(&text[done..]);
    shown
}

/// Where behind the name its value begins, and how long it is.
fn value(before: &str, after: &str) -> Option<(usize, usize)> {
    let till = |skip: usize, ends: &[char]| Some((skip, after[skip..].find(ends).unwrap_or(after.len() - skip)));
    if before.ends_with("name=\"") || before.ends_with("name=") {
        let skip = after.find("\r\n\r\n")? + 4;
        return Some((skip, after[skip..].find("\r\n--").unwrap_or(after.len() - skip)));
    }
    if after.starts_with('>') {
        return till(1, &['<']);
    }
    let colon = after.strip_prefix(['"', '\''])?.trim_start().strip_prefix(':')?.trim_start();
    let skip = after.len() - colon.len();
    let Some(quote) = colon.chars().next().filter(|c| "\"'".contains(*c)) else {
        return till(skip, &[',', '}', ' ', '\r', '\n']);
    };
    let mut escaped = false;
    let end = colon[1..].find(|c| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    Some((skip + 1, end.unwrap_or(colon.len() - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_of_the_password_is_shown() {
        let secrets = Secrets::of(b"0123456789abcdef", std::iter::empty());
        for (sent, shown) in [
            ("account=C&password=0123456789abcdef&mobile=1", "account=C&password=***&mobile=1"),
            ("name=\"password\"\r\n\r\n0123456789abcdef\r\n--X", "name=\"password\"\r\n\r\n***\r\n--X"),
            ("name=\"password\"\r\n\r\nabc\r\n--X\r\nabc", "name=\"password\"\r\n\r\n***\r\n--X\r\nabc"),
            ("password=%30123456789abcdef", "password=***"),
            ("/sms?Password=a b&x=1", "/sms?Password=***&x=1"),
            ("a=1&p%61ssword=xyz\r\n", "a=1&p%61ssword=***\r\n"),
            (r#"{"password": "a\"b", "x":"abc"}"#, r#"{"password": "***", "x":"abc"}"#),
            (r#"{"password":1234,"x":1}"#, r#"{"password":***,"x":1}"#),
            ("<v:Password>abc</v:Password>", "<v:Password>***</v:Password>"),
            ("content=password%20please", "content=password%20please"),
            ("x=0123456789abcdef", "x=***"),
        ] {
            assert_eq!(secrets.masked(sent.as_bytes()), shown, "{sent}");
        }
    }

    #[test]
    fn an_accounts_key_is_shown_nowhere_nor_its_hash() {
        let account = Account::new("C00000000", "0123456789abcdef0123456789abcdef", 1);
        let secrets = Secrets::of(b"", [&account].into_iter());
        let hash = md5_hex(&[account.key.as_bytes()]);
        let sent = format!("content={}&x={hash}&y={}", account.key, hash.to_uppercase());
        assert_eq!(secrets.masked(sent.as_bytes()), "content=***&x=***&y=***");
        assert_eq!(secrets.header("referer", &format!("http://h/?k={hash}")), "http://h/?k=***");
        assert_eq!(secrets.header("authorization", "Basic eDp5"), "***");
    }
}
