//! One host of the gateway, from its name to its clock. No message is sent: the one request made here is HEAD /.

use super::clock::{now, unix};
use super::finding::{Findings, Level};
use super::tls::{self, Tls};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::service::Service;
use rustls::client::danger::ServerCertVerifier;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use ureq::http::Uri;

/// A clock further off than this is worth a word.
const CLOCK_NOTE_SECONDS: i64 = 5;
/// A clock further off than this will be refused: the vendor's newer interfaces allow a minute.
const CLOCK_WRONG_SECONDS: i64 = 60;
/// So many of a name's addresses are tried.
const ADDRESSES: usize = 4;
/// A reply's head is far smaller.
const HEAD_LIMIT: usize = 16 * 1024;

/// What was seen of a host.
#[derive(Default)]
pub struct Host {
    pub name: String,
    pub port: u16,
    /// Whether it is spoken to over TLS.
    pub secure: bool,
    pub services: Vec<Service>,
    pub addresses: Vec<IpAddr>,
    pub tries: Vec<Try>,
    pub tls: Option<Tls>,
    pub http_status: Option<u16>,
    /// Seconds that the host's clock is ahead of this machine's.
    pub clock_skew: Option<i64>,
    /// Not looked at, because a proxy stands between.
    pub skipped: bool,
}

/// One address.
pub struct Try {
    pub address: SocketAddr,
    /// How long the connection took, or why there is none.
    pub outcome: Result<Duration, String>,
}

impl Host {
    /// The host of a URL.
    pub fn of(url: &str) -> Host {
        let url: Uri = url.parse().unwrap_or_default();
        let secure = url.scheme_str() != Some("http");
        let name = url.host().unwrap_or("").to_owned();
        let name = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(&name).to_owned();
        let port = url.port_u16().unwrap_or(if secure { 443 } else { 80 });
        Host { name, port, secure, ..Host::default() }
    }

    /// `host:port`
    pub fn title(&self) -> String {
        if self.name.contains(':') {
            format!("[{}]:{}", self.name, self.port)
        } else {
            format!("{}:{}", self.name, self.port)
        }
    }

    /// Whether a request can be made: connected, and hands shaken where they must be.
    pub fn usable(&self) -> bool {
        let connected = self.tries.iter().any(|attempt| attempt.outcome.is_ok());
        connected && (!self.secure || self.tls.as_ref().is_some_and(|tls| tls.failure.is_none()))
    }

    /// Looks at everything, as far as it goes.
    pub fn look(&mut self, config: &Config, verifier: &Arc<dyn ServerCertVerifier>, findings: &mut Findings) {
        let limit = config.connect_timeout;
        let title = self.title();
        match resolve(&self.name, self.port, limit) {
            Ok(addresses) => self.addresses = addresses,
            Err(failure) => return findings.failure(&title, &failure),
        }
        let Some(stream) = self.connect(limit) else { return self.unreachable(findings) };
        let mut head = None;
        if self.secure {
            let (seen, stream) = tls::look(stream, &self.name, verifier, limit);
            let mut seen = match seen {
                Ok(seen) => seen,
                Err(failure) => return findings.failure(&title, &failure),
            };
            if stream.is_some() {
                seen.other =
                    self.reconnect(limit).and_then(|stream| tls::other(stream, &self.name, &seen, verifier, limit));
            }
            tls::judge(&title, &seen, findings);
            self.tls = Some(seen);
            if let Some(mut stream) = stream {
                head = self.ask(&mut stream);
            }
        } else {
            let mut stream = stream;
            head = self.ask(&mut stream);
        }
        if let Some((status, date)) = head {
            self.http_status = Some(status);
            self.clock_skew = date.map(|date| date - now());
        }
        self.clock(findings);
    }

    fn connect(&mut self, limit: Duration) -> Option<TcpStream> {
        let addresses: Vec<SocketAddr> =
            self.addresses.iter().take(ADDRESSES).map(|address| SocketAddr::new(*address, self.port)).collect();
        let mut found = None;
        for address in addresses {
            let start = Instant::now();
            let outcome = match TcpStream::connect_timeout(&address, limit) {
                Ok(stream) => {
                    found = found.or(Some(stream));
                    Ok(start.elapsed())
                }
                Err(error) => Err(error.to_string()),
            };
            self.tries.push(Try { address, outcome });
        }
        found.filter(|stream| limited(stream, limit))
    }

    /// Another connection to the address that answered.
    fn reconnect(&self, limit: Duration) -> Option<TcpStream> {
        let good = self.tries.iter().find(|attempt| attempt.outcome.is_ok())?;
        TcpStream::connect_timeout(&good.address, limit).ok().filter(|stream| limited(stream, limit))
    }

    fn unreachable(&self, findings: &mut Findings) {
        let reasons: Vec<String> = self.tries.iter().filter_map(|t| t.outcome.clone().err()).collect();
        let reason = reasons.first().map_or("", String::as_str);
        findings.add(
            Level::Problem,
            &self.title(),
            (&format!("无法连接：{reason}"), &format!("cannot connect: {reason}")),
            (
                "检查网络、防火墙（出站端口）和 gateway 设置；只能经代理上网时设 proxy",
                "check network, firewall (outgoing port) and the setting gateway; where only a proxy leads out, set proxy",
            ),
        );
    }

    fn ask(&self, stream: &mut (impl Read + Write)) -> Option<(u16, Option<i64>)> {
        let host = if self.port == if self.secure { 443 } else { 80 } { self.name.clone() } else { self.title() };
        let agent = concat!("ihuyi/", env!("CARGO_PKG_VERSION"));
        let request = format!("HEAD / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).and_then(|()| stream.flush()).ok()?;
        let mut head = Vec::new();
        let mut piece = [0; 2048];
        while head.len() < HEAD_LIMIT && !head.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => break,
                Ok(n) => head.extend_from_slice(&piece[..n]),
            }
        }
        parse_head(&String::from_utf8_lossy(&head))
    }

    fn clock(&self, findings: &mut Findings) {
        let Some(skew) = self.clock_skew.filter(|skew| skew.abs() > CLOCK_NOTE_SECONDS) else { return };
        let level = if skew.abs() > CLOCK_WRONG_SECONDS { Level::Warning } else { Level::Note };
        let (zh, en) = if skew > 0 { ("慢", "behind") } else { ("快", "ahead of") };
        let seconds = skew.abs();
        findings.add(
            level,
            &self.title(),
            (
                &format!("本机时钟比网关{zh} {seconds} 秒；动态密码含时间，差得多会被拒（40501，本程序会自动校正一次）"),
                &format!("this machine's clock is {seconds} s {en} the gateway's; the signed password holds the time, and a large error is refused (40501, which is corrected once by itself)"),
            ),
            ("校准本机时钟（启用 NTP / Windows 时间服务）", "set the clock: switch on NTP, or the Windows Time service"),
        );
    }
}

/// The system's resolver takes no time limit, so it is asked on a thread that may be left behind.
fn resolve(name: &str, port: u16, limit: Duration) -> Result<Vec<IpAddr>, Failure> {
    let failed = |reason: &str| {
        Failure::new(
            own::NAME,
            format!("无法解析域名 {name}：{reason}。请检查本机的 DNS 设置和网络。"),
            format!("The name {name} cannot be looked up: {reason}. Check this machine's DNS and network."),
        )
    };
    if let Ok(address) = name.parse() {
        return Ok(vec![address]);
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let wanted = name.to_owned();
    std::thread::spawn(move || {
        let found = (wanted.as_str(), port).to_socket_addrs();
        // Nobody listens any more when the time limit was first.
        let _ = sender.send(found.map(|found| found.map(|address| address.ip()).collect::<Vec<_>>()));
    });
    match receiver.recv_timeout(limit) {
        Ok(Ok(found)) if !found.is_empty() => Ok(found),
        Ok(Ok(_)) => Err(failed("no address")),
        Ok(Err(error)) => Err(failed(&error.to_string())),
        Err(_) => Err(failed("time-out")),
    }
}

fn limited(stream: &TcpStream, limit: Duration) -> bool {
    stream.set_read_timeout(Some(limit)).is_ok() && stream.set_write_timeout(Some(limit)).is_ok()
}

fn parse_head(head: &str) -> Option<(u16, Option<i64>)> {
    let mut lines = head.lines();
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let date = lines.take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("date").then(|| httpdate::parse_http_date(value.trim()).ok())?
    });
    Some((status, date.map(unix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_urls() {
        let title = |url| Host::of(url).title();
        assert_eq!(title("https://106.ihuyi.com/webservice/sms.php?method=Submit"), "106.ihuyi.com:443");
        assert_eq!(title("http://[::1]:8088/x"), "[::1]:8088");
        assert!(!Host::of("http://localhost").secure);
    }

    #[test]
    fn heads() {
        let head = "HTTP/1.1 404 Not Found\r\nServer: x\r\ndate: Tue, 14 Nov 2023 22:13:20 GMT\r\n\r\n";
        assert_eq!(parse_head(head), Some((404, Some(1_700_000_000))));
        assert_eq!(parse_head("HTTP/1.0 200\r\n\r\n"), Some((200, None)));
        assert_eq!(parse_head("SSH-2.0-x\r\n"), None);
    }
}
