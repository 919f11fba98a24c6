//! Where a Redis server is, and how to get in.

use percent_encoding::percent_decode_str;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// Chinese, English.
type Words = (&'static str, &'static str);

pub struct Address {
    pub host: String,
    pub port: u16,
    pub tls: bool,
    /// A further file of roots to trust.
    pub ca: Option<PathBuf>,
    pub user: Option<String>,
    pub password: Option<Zeroizing<String>>,
    pub database: u16,
    /// All keys begin with it, in the braces that keep them on one node of a cluster.
    pub prefix: String,
    /// For connecting with all that belongs to it, and for each answer.
    pub timeout: Duration,
}

impl Address {
    /// `redis[s]://[[user]:password@]host[:port][/database][?prefix=…&timeout=…&ca=…]`
    pub fn parse(url: &str) -> Result<Address, Words> {
        const FORM: Words = (
            "应为 redis://[用户:密码@]主机[:端口][/库号]，或 rediss:// 开头",
            "is not redis://[user:password@]host[:port][/database], nor the same with rediss://",
        );
        if url.bytes().any(|b| b.is_ascii_whitespace() || b.is_ascii_control()) || url.contains('#') {
            return Err((
                "Redis 地址里有空格、控制字符或 #；密码里的请写成 %20、%23 这样的形式",
                "has a blank, a control character or a # in the Redis URL; write those of a password as %20 or %23",
            ));
        }
        let (scheme, rest) = url.split_once("://").ok_or(FORM)?;
        let tls = scheme.eq_ignore_ascii_case("rediss");
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        // The last one: some write an @ in a password as it is.
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        let (user, password) = login.map(credentials).transpose()?.unwrap_or_default();
        let (host, port) =
            endpoint(host).ok_or(("Redis 地址里的主机或端口无效", "has no valid host or port in the Redis URL"))?;
        let database = match path {
            "" => 0,
            number => number.parse().map_err(|_| {
                ("Redis 地址里的库号应为整数", "has something else than a number for the Redis database")
            })?,
        };
        let mut address = Address {
            host,
            port: port.unwrap_or(6379),
            tls,
            ca: None,
            user,
            password,
            database,
            prefix: "ihuyi".to_owned(),
            timeout: Duration::from_secs(2),
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            address.option(name, &decoded(value)?)?;
        }
        Ok(address)
    }

    fn option(&mut self, name: &str, value: &str) -> Result<(), Words> {
        match name {
            "prefix" => {
                let good = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
                if !(1..=64).contains(&value.len()) || !value.chars().all(good) {
                    return Err((
                        "Redis 地址的 prefix 应为 1 至 64 个英文字母、数字或 - _ . :",
                        "needs 1 to 64 letters, digits or - _ . : as the prefix in the Redis URL",
                    ));
                }
                self.prefix = value.to_owned();
            }
            "timeout" => {
                self.timeout = seconds(value).ok_or((
                    "Redis 地址的 timeout 应为 0.001 至 60 之间的秒数",
                    "needs a number of seconds from 0.001 to 60 as the timeout in the Redis URL",
                ))?;
            }
            "ca" if !self.tls => {
                return Err(("ca 只用于 rediss://", "has a ca in the Redis URL, which only rediss:// can use"));
            }
            "ca" => {
                if !Path::new(value).is_absolute() {
                    return Err(("Redis 地址的 ca 应为绝对路径", "needs an absolute path as the ca in the Redis URL"));
                }
                self.ca = Some(value.into());
            }
            _ => {
                return Err((
                    "Redis 地址的参数只能是 prefix、timeout、ca",
                    "has another option than prefix, timeout and ca in the Redis URL",
                ));
            }
        }
        Ok(())
    }
}

/// A host and a port, as they stand in a URL, and as a cluster's nodes name each other.
pub fn endpoint(text: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, port.strip_prefix(':').or(port.is_empty().then_some("")))
        }
        None => {
            let (host, port) = text.split_once(':').unwrap_or((text, ""));
            (host, Some(port))
        }
    };
    let good = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    let port = match port? {
        "" => None,
        port => Some(port.parse().ok().filter(|port| *port > 0)?),
    };
    good.then(|| (host.to_owned(), port))
}

/// `user:password`, `:password`, or nothing before the @.
fn credentials(login: &str) -> Result<(Option<String>, Option<Zeroizing<String>>), Words> {
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    if password.is_empty() && !user.is_empty() {
        return Err((
            "Redis 地址里有用户没有密码；只有密码时请写成 redis://:密码@主机",
            "has a user and no password in the Redis URL; a password alone is written redis://:password@host",
        ));
    }
    let present = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok((present(decoded(user)?), present(decoded(password)?).map(Zeroizing::new)))
}

fn decoded(text: &str) -> Result<String, Words> {
    const WRONG: Words =
        ("Redis 地址里的 % 写法无效", "has a % in the Redis URL that is not followed by two hex digits of UTF-8");
    let hex = |rest: &str| rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(hex) {
        return Err(WRONG);
    }
    percent_decode_str(text).decode_utf8().map(|text| text.into_owned()).map_err(|_| WRONG)
}

/// As the settings write them: `2`, `0.5`, `500ms`.
fn seconds(text: &str) -> Option<Duration> {
    let (number, scale) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds = number.parse::<f64>().ok()? * scale;
    (0.001..=60.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}
