//! What a server answers, read from the bytes: the protocol's second version, which is what a connection begins with.

use std::io::{Error, ErrorKind};

/// No answer is longer: what is kept is small.
pub const LONGEST: usize = 16 << 20;

/// Lists in lists: the scripts answer with two.
const DEEPEST: usize = 16;

/// An answer.
#[derive(Debug, PartialEq)]
pub enum Value {
    Nil,
    Int(i64),
    /// A word like OK.
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Value>),
}

pub type Result<T> = std::result::Result<T, Fault>;

/// Why there is none.
#[derive(Debug)]
pub enum Fault {
    /// The connection broke, or the time was over.
    Io(Error),
    /// Bytes that are no answer of such a server.
    Strange,
    /// What the server refused with: a word that programs know, and a text.
    Refused { code: String, detail: String },
}

impl Fault {
    /// The word that a refusal begins with; empty otherwise.
    pub fn code(&self) -> &str {
        match self {
            Fault::Refused { code, .. } => code,
            _ => "",
        }
    }

    /// Nothing came in time.
    pub fn is_late(&self) -> bool {
        // Unix says the one, Windows the other.
        matches!(self, Fault::Io(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Io(error)
    }
}

/// Where the first answer in these bytes ends; None while it is not complete. Of the kinds there are, only those of the protocol's second
/// version, which is what a connection begins with.
pub fn end(said: &[u8]) -> Result<Option<usize>> {
    let (mut values, mut at) = (1_usize, 0);
    while values > 0 {
        let rest = said.get(at..).unwrap_or_default();
        let Some(line) = rest.windows(2).position(|two| two == b"\r\n").map(|n| &rest[..n]) else {
            // Something else may never have an end of a line.
            let known = rest.first().is_none_or(|kind| b"+-:$*".contains(kind));
            return if known { Ok(None) } else { Err(Fault::Strange) };
        };
        at += line.len() + 2;
        values -= 1;
        let length = || std::str::from_utf8(&line[1..]).ok().and_then(|digits| digits.parse::<i64>().ok());
        match line.first() {
            Some(b'+' | b'-' | b':') => {}
            Some(b'$') => match length().ok_or(Fault::Strange)? {
                n @ 0.. if n <= LONGEST as i64 => at += n as usize + 2,
                -1 => {}
                _ => return Err(Fault::Strange),
            },
            Some(b'*') => match length().ok_or(Fault::Strange)? {
                n @ 0.. if n <= LONGEST as i64 => values += n as usize,
                -1 => {}
                _ => return Err(Fault::Strange),
            },
            _ => return Err(Fault::Strange),
        }
    }
    Ok((at <= said.len()).then_some(at))
}

/// The answer in these bytes, which hold one and no more. The outer error is that of bytes that are no answer, the inner one what the server
/// refused with.
pub fn read(said: &[u8]) -> Result<Result<Value>> {
    value(&mut { said }, DEEPEST)
}

fn value(rest: &mut &[u8], deep: usize) -> Result<Result<Value>> {
    let end = rest.windows(2).position(|two| two == b"\r\n").ok_or(Fault::Strange)?;
    let (&kind, text) = rest[..end].split_first().ok_or(Fault::Strange)?;
    let text = std::str::from_utf8(text).map_err(|_| Fault::Strange)?;
    *rest = &rest[end + 2..];
    let number = || text.parse::<i64>().map_err(|_| Fault::Strange);
    Ok(Ok(match kind {
        b'+' => Value::Text(text.to_owned()),
        b'-' => return Ok(Err(refusal(text))),
        b':' => Value::Int(number()?),
        b'$' | b'*' if number()? < 0 => Value::Nil,
        b'$' => {
            let length = usize::try_from(number()?).ok().filter(|&n| n <= LONGEST).ok_or(Fault::Strange)?;
            let bytes = rest.get(..length).ok_or(Fault::Strange)?;
            *rest = rest[length..].strip_prefix(b"\r\n").ok_or(Fault::Strange)?;
            Value::Bytes(bytes.to_vec())
        }
        b'*' if deep > 0 => {
            let (mut values, mut refused) = (Vec::new(), None);
            for _ in 0..number()? {
                match value(rest, deep - 1)? {
                    Ok(value) => values.push(value),
                    Err(error) => refused = refused.or(Some(error)),
                }
            }
            return Ok(refused.map_or(Ok(Value::List(values)), Err));
        }
        _ => return Err(Fault::Strange),
    }))
}

fn refusal(text: &str) -> Fault {
    let (code, detail) = text.split_once(' ').unwrap_or((text, ""));
    Fault::Refused { code: code.to_owned(), detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_answer_is_found_wherever_it_was_cut() {
        let answers: [&[u8]; 9] = [
            b"+OK\r\n",
            b"-ERR x\r\n",
            b":-12\r\n",
            b"$-1\r\n",
            b"$0\r\n\r\n",
            b"$4\r\n\r\n\r\n\r\n",
            b"*0\r\n",
            b"*-1\r\n",
            b"*3\r\n:1\r\n*2\r\n$1\r\n:\r\n+a\r\n$-1\r\n",
        ];
        for answer in answers {
            for cut in 0..answer.len() {
                assert_eq!(end(&answer[..cut]).unwrap(), None, "{answer:?} {cut}");
            }
            let more = [answer, b":1\r\n"].concat();
            assert_eq!(end(&more).unwrap(), Some(answer.len()), "{answer:?}");
            assert!(read(answer).unwrap().is_ok() || answer[0] == b'-', "{answer:?}");
        }
    }

    #[test]
    fn what_is_no_answer_is_an_error_at_once() {
        let strange: [&[u8]; 10] = [
            b"H",
            b"\xff",
            b"\r\n",
            b"$x\r\n",
            b"$-2\r\n",
            b"$99999999999\r\n",
            b"*9223372036854775807\r\n",
            b"*\r\n",
            b"%1\r\n",
            b"*1\r\n_\r\n",
        ];
        for said in strange {
            assert!(end(said).is_err(), "{said:?}");
        }
    }
    #[test]
    fn an_answer_is_read_as_the_redis_package_reads_it() {
        let answers: [&[u8]; 14] = [
            b"+OK\r\n",
            b"+PONG\r\n",
            b"+\r\n",
            b":-9223372036854775808\r\n",
            b":0\r\n",
            b"$-1\r\n",
            b"$0\r\n\r\n",
            b"$4\r\n\r\n\r\n\r\n",
            b"$2\r\n\xff\0\r\n",
            b"*0\r\n",
            b"*-1\r\n",
            b"*3\r\n:1\r\n*2\r\n$1\r\n:\r\n+a\r\n$-1\r\n",
            b"*2\r\n*0\r\n*-1\r\n",
            "+\u{4e2d}\r\n".as_bytes(),
        ];
        for answer in answers {
            let theirs = ours(redis::parse_redis_value(answer).unwrap());
            assert_eq!(read(answer).unwrap().unwrap(), theirs, "{answer:?}");
        }
    }

    /// The redis package's value as one of ours.
    fn ours(theirs: redis::Value) -> Value {
        match theirs {
            redis::Value::Nil => Value::Nil,
            redis::Value::Int(number) => Value::Int(number),
            redis::Value::Okay => Value::Text("OK".to_owned()),
            redis::Value::SimpleString(text) => Value::Text(text),
            redis::Value::BulkString(bytes) => Value::Bytes(bytes),
            redis::Value::Array(values) => Value::List(values.into_iter().map(ours).collect()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_refusal_is_told_as_the_redis_package_tells_it() {
        let codes = "ERR EXECABORT LOADING NOSCRIPT MOVED ASK TRYAGAIN CLUSTERDOWN CROSSSLOT MASTERDOWN READONLY NOTBUSY WRONGPASS OOM";
        for code in codes.split(' ').chain(["", "err"]) {
            for rest in ["", " 866 127.0.0.1:7001", " a  b"] {
                let said = [b"-", code.as_bytes(), rest.as_bytes(), b"\r\n"].concat();
                for said in [said.clone(), [b"*2\r\n:1\r\n", &said[..]].concat()] {
                    let Fault::Refused { code, detail } = read(&said).unwrap().unwrap_err() else { panic!("{said:?}") };
                    let theirs = redis::parse_redis_value(&said).unwrap().extract_error().unwrap_err();
                    assert_eq!(Some(code.as_str()), theirs.code(), "{said:?}");
                    // Where the server says no more than the word, theirs may have words of its own.
                    let told = theirs.detail().filter(|_| !rest.is_empty()).unwrap_or_default();
                    assert_eq!(detail, told, "{said:?}");
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_answer() {
        let mut deep = b"*1\r\n".repeat(DEEPEST + 1);
        deep.extend_from_slice(b":1\r\n");
        for said in [&b":x\r\n"[..], b":\r\n", b"+\xff\r\n", b"$1\r\nabc", b"*1\r\n:9223372036854775808\r\n", &deep] {
            let end = end(said).unwrap().unwrap();
            assert!(read(&said[..end]).is_err(), "{said:?}");
        }
        assert!(read(&deep[4..]).is_ok());
    }
}
