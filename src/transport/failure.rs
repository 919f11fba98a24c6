//! What the HTTP client's errors mean to the person who sent a message.

use super::watch::{Trace, Trouble};
use crate::answer::Failure;
use crate::codes::own;
use rustls::{AlertDescription, CertificateError, PeerIncompatible};
use ureq::http::Uri;
use ureq::{Error, Timeout};

/// A state that cannot be reached.
pub fn defect() -> Failure {
    Failure::new(own::PANIC, "程序内部错误，未发送。", "A defect of the library; nothing was sent.")
}

/// The failure of a call to `url`. The URL's host is shown, never its query.
pub fn explain(error: Error, trace: Trace, url: &str, proxy: Option<&ureq::Proxy>) -> Failure {
    if trace.left() {
        return unknown(&error);
    }
    let uri = url.parse::<Uri>().unwrap_or_default();
    let host = uri.authority().map(|a| a.to_string()).unwrap_or_default();
    let proxy = proxy.filter(|proxy| !proxy.is_no_proxy(&uri));
    match trace.trouble {
        Some(Trouble::Tls(error)) => return tls(&error, &host),
        Some(Trouble::LookupsHang) => {
            return Failure::new(
                own::BUSY,
                "已有太多域名解析在等待，未发送。请检查本机的 DNS 设置，稍后再试。",
                "Too many name lookups hang already; nothing was sent. Check this machine's DNS and try again later.",
            );
        }
        Some(Trouble::Name(reason)) if proxy.is_none() => return name(&host, &reason),
        _ => {}
    }
    match error {
        Error::Timeout(Timeout::Global | Timeout::PerCall) => Failure::new(
            own::DEADLINE,
            format!("总时限内未能连上 {host}，请求没有发出。请检查网络，或加大 timeout。"),
            format!("The time limit was over before the request to {host} left. Check the network, or raise timeout."),
        ),
        Error::Timeout(_) => Failure::new(
            own::CONNECT_TIMEOUT,
            format!("连接 {host} 超时，未发送。请检查网络和防火墙，或加大 connect_timeout。"),
            format!(
                "No connection to {host} within the time limit; nothing was sent. Check network and firewall, or raise connect_timeout."
            ),
        ),
        other if proxy.is_some() => {
            let through = proxy.map_or(String::new(), |proxy| format!("{}:{}", proxy.host(), proxy.port()));
            Failure::new(
                own::PROXY,
                format!("无法通过代理 {through} 连接 {host}，未发送：{other}。请检查 proxy 设置。"),
                format!(
                    "No connection to {host} through the proxy {through}; nothing was sent: {other}. Check the setting proxy."
                ),
            )
        }
        Error::HostNotFound => name(&host, "no address"),
        Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Failure::new(
            own::TLS,
            format!("与 {host} 的 TLS 握手被对方中断，未发送。请检查地址和端口，以及途中的代理和防火墙。"),
            format!(
                "{host} closed the connection during the TLS handshake; nothing was sent. Check address and port, and proxies and firewalls on the way."
            ),
        ),
        Error::Io(error) => Failure::new(
            own::CONNECT,
            format!("无法连接 {host}，未发送：{error}。请检查网络、防火墙和 gateway 设置。"),
            format!(
                "Cannot connect to {host}; nothing was sent: {error}. Check network, firewall and the setting gateway."
            ),
        ),
        other => Failure::new(
            own::CONNECT,
            format!("请求没有发出：{other}。请检查 gateway、method 等设置。"),
            format!("The request was not made: {other}. Check the settings gateway and method."),
        ),
    }
}

fn name(host: &str, reason: &str) -> Failure {
    Failure::new(
        own::NAME,
        format!("无法解析域名 {host}，未发送：{reason}。请检查本机的 DNS 设置和网络。"),
        format!(
            "The name {host} cannot be looked up; nothing was sent: {reason}. Check this machine's DNS and network."
        ),
    )
}

/// Why a TLS handshake with `host` failed, and what to do.
pub fn tls(error: &rustls::Error, host: &str) -> Failure {
    use CertificateError as C;
    // Said by a server that goes on in an old version all the same, and by one that knows that it must not.
    if matches!(
        error,
        rustls::Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)
            | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)
    ) {
        return Failure::new(
            own::TLS,
            format!(
                "{host} 最高只会 TLS 1.1，已不安全；本库只用 TLS 1.2 和 1.3，未发送。请检查 gateway 的地址和端口；若途中有解开 TLS 的代理或防火墙，请升级它。"
            ),
            format!(
                "{host} speaks nothing newer than TLS 1.1, which is not safe any more, and this library speaks TLS 1.2 and 1.3; nothing was sent. Check address and port in the setting gateway; a proxy or firewall that opens TLS on the way has to be updated."
            ),
        );
    }
    let rustls::Error::InvalidCertificate(reason) = error else {
        return Failure::new(
            own::TLS,
            format!(
                "与 {host} 的 TLS 握手失败，未发送：{error}。请检查地址和端口（对方可能是 http 端口），以及途中的代理和防火墙。"
            ),
            format!(
                "The TLS handshake with {host} failed; nothing was sent: {error}. Check address and port (it may speak plain http), and proxies and firewalls on the way."
            ),
        );
    };
    let (zh, en) = match reason {
        C::Expired | C::ExpiredContext { .. } => {
            ("证书已过期。请先核对本机的日期和时间", "it has expired. Check this machine's date and time first")
        }
        C::NotValidYet | C::NotValidYetContext { .. } => {
            ("证书尚未生效。请先核对本机的日期和时间", "it is not valid yet. Check this machine's date and time first")
        }
        C::NotValidForName | C::NotValidForNameContext { .. } => (
            "证书不是发给这个域名的。请检查 gateway 设置，或网络是否被劫持",
            "it was issued for another name. Check the setting gateway, and whether the network is tampered with",
        ),
        C::UnknownIssuer => (
            "签发机构不受信任。如使用沙箱或公司代理，请用 ca_file 指定其根证书",
            "its issuer is not trusted. For a sandbox or a company proxy, name its root in the setting ca_file",
        ),
        _ => ("证书无效", "it is not valid"),
    };
    Failure::new(
        own::CERTIFICATE,
        format!("{host} 的证书不能接受，未发送：{zh}。"),
        format!("The certificate of {host} is not accepted; nothing was sent: {en}."),
    )
}

fn unknown(error: &Error) -> Failure {
    let (zh, en) = match error {
        Error::Timeout(_) => ("时限内没有等到回复", "no reply within the time limit"),
        Error::BodyExceedsLimit(_) => ("回复大得不像网关的回复", "the reply is far larger than any of the gateway's"),
        Error::Io(_) => ("连接在收到完整回复之前中断", "the connection broke before the reply was complete"),
        _ => ("收到的不是完整的 HTTP 回复", "what came back is not a whole HTTP reply"),
    };
    cause(zh, en)
}

/// The request left. What follows from that depends on what was asked, and is said by who asked.
pub fn cause(zh: &str, en: &str) -> Failure {
    Failure::new(own::UNKNOWN, zh, en)
}
