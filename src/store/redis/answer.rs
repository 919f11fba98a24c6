//! What a server answers, read from the bytes: the protocol's second version, which is what a connection begins with.
//!
//! Not by the redis package's own reader: it knows all of the third version too, with numbers of any length, and is fifty times as large.

use redis::{ErrorKind, RedisError, RedisResult, Value};

/// No answer is longer: what is kept is small.
pub const LONGEST: usize = 16 << 20;

/// Lists in lists: the scripts answer with two.
const DEEPEST: usize = 16;

pub fn strange() -> RedisError {
    RedisError::from((ErrorKind::ParseError, "no answer of Redis"))
}

/// Where the first answer in these bytes ends; None while it is not complete. Of the kinds there are, only those of the protocol's second
/// version, which is what a connection begins with.
pub fn end(said: &[u8]) -> RedisResult<Option<usize>> {
    let (mut values, mut at) = (1_usize, 0);
    while values > 0 {
        let rest = said.get(at..).unwrap_or_default();
        let Some(line) = rest.windows(2).position(|two| two == b"\r\n").map(|n| &rest[..n]) else {
            // Something else may never have an end of a line.
            let known = rest.first().is_none_or(|kind| b"+-:$*".contains(kind));
            return if known { Ok(None) } else { Err(strange()) };
        };
        at += line.len() + 2;
        values -= 1;
        let length = || std::str::from_utf8(&line[1..]).ok().and_then(|digits| digits.parse::<i64>().ok());
        match line.first() {
            Some(b'+' | b'-' | b':') => {}
            Some(b'$') => match length().ok_or_else(strange)? {
                n @ 0.. if n <= LONGEST as i64 => at += n as usize + 2,
                -1 => {}
                _ => return Err(strange()),
            },
            Some(b'*') => match length().ok_or_else(strange)? {
                n @ 0.. if n <= LONGEST as i64 => values += n as usize,
                -1 => {}
                _ => return Err(strange()),
            },
            _ => return Err(strange()),
        }
    }
    Ok((at <= said.len()).then_some(at))
}

/// The answer in these bytes, which hold one and no more. The outer error is that of bytes that are no answer, the inner one what the server
/// refused with.
pub fn read(said: &[u8]) -> RedisResult<RedisResult<Value>> {
    value(&mut { said }, DEEPEST)
}

fn value(rest: &mut &[u8], deep: usize) -> RedisResult<RedisResult<Value>> {
    let end = rest.windows(2).position(|two| two == b"\r\n").ok_or_else(strange)?;
    let (&kind, text) = rest[..end].split_first().ok_or_else(strange)?;
    let text = std::str::from_utf8(text).map_err(|_| strange())?;
    *rest = &rest[end + 2..];
    let number = || text.parse::<i64>().map_err(|_| strange());
    Ok(Ok(match kind {
        b'+' if text == "OK" => Value::Okay,
        b'+' => Value::SimpleString(text.to_owned()),
        b'-' => return Ok(Err(refusal(text))),
        b':' => Value::Int(number()?),
        b'$' | b'*' if number()? < 0 => Value::Nil,
        b'$' => {
            let length = usize::try_from(number()?).ok().filter(|&n| n <= LONGEST).ok_or_else(strange)?;
            let bytes = rest.get(..length).ok_or_else(strange)?;
            *rest = rest[length..].strip_prefix(b"\r\n").ok_or_else(strange)?;
            Value::BulkString(bytes.to_vec())
        }
        b'*' if deep > 0 => {
            let (mut values, mut refused) = (Vec::new(), None);
            for _ in 0..number()? {
                match value(rest, deep - 1)? {
                    Ok(value) => values.push(value),
                    Err(error) => refused = refused.or(Some(error)),
                }
            }
            return Ok(refused.map_or(Ok(Value::Array(values)), Err));
        }
        _ => return Err(strange()),
    }))
}

/// What a server refuses with: a word that programs know, and a text.
fn refusal(text: &str) -> RedisError {
    let (code, detail) = match text.split_once(' ') {
        Some((code, detail)) => (code, Some(detail.to_owned())),
        None => (text, None),
    };
    let kind = match code {
        "ERR" => ErrorKind::ResponseError,
        "EXECABORT" => ErrorKind::ExecAbortError,
        "LOADING" => ErrorKind::BusyLoadingError,
        "NOSCRIPT" => ErrorKind::NoScriptError,
        "MOVED" => ErrorKind::Moved,
        "ASK" => ErrorKind::Ask,
        "TRYAGAIN" => ErrorKind::TryAgain,
        "CLUSTERDOWN" => ErrorKind::ClusterDown,
        "CROSSSLOT" => ErrorKind::CrossSlot,
        "MASTERDOWN" => ErrorKind::MasterDown,
        "READONLY" => ErrorKind::ReadOnly,
        "NOTBUSY" => ErrorKind::NotBusy,
        "NOSUB" => ErrorKind::NoSub,
        _ => return redis::make_extension_error(code.to_owned(), detail),
    };
    // The package's own words.
    let words = "An error was signalled by the server";
    match detail {
        Some(detail) => RedisError::from((kind, words, detail)),
        None => RedisError::from((kind, words)),
    }
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
            assert_eq!(read(answer).unwrap().unwrap(), redis::parse_redis_value(answer).unwrap(), "{answer:?}");
        }
    }

    #[test]
    fn a_refusal_is_told_as_the_redis_package_tells_it() {
        let codes = "ERR EXECABORT LOADING NOSCRIPT MOVED ASK TRYAGAIN CLUSTERDOWN CROSSSLOT MASTERDOWN READONLY NOTBUSY NOSUB WRONGPASS OOM";
        for code in codes.split(' ').chain(["", "err"]) {
            for rest in ["", " 866 127.0.0.1:7001", " a  b"] {
                let said = [b"-", code.as_bytes(), rest.as_bytes(), b"\r\n"].concat();
                for said in [said.clone(), [b"*2\r\n:1\r\n", &said[..]].concat()] {
                    let ours = read(&said).unwrap().unwrap_err();
                    let theirs = redis::parse_redis_value(&said).unwrap().extract_error().unwrap_err();
                    let told = |error: &RedisError| {
                        (error.kind(), error.code().map(str::to_owned), error.detail().map(str::to_owned))
                    };
                    assert_eq!(told(&ours), told(&theirs), "{said:?}");
                    assert_eq!(ours.to_string(), theirs.to_string());
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
