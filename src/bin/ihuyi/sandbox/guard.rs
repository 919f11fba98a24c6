//! Keeps web pages of other origins away from the control API, which has no password.
//!
//! A browser lets any page post to 127.0.0.1, and a name of the page's own may be made to point there (DNS rebinding).
//! Programs send neither an `Origin` nor strange names and notice nothing.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, Uri, header};

use super::words::Words;

/// Why a call of the control API is not answered, where it is not.
pub fn refusal(method: &Method, uri: &Uri, headers: &HeaderMap, allow_remote: bool) -> Option<Words> {
    let text = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).to_lowercase());
    let host = uri.authority().map(|named| named.as_str().to_lowercase()).or_else(|| text(header::HOST.as_str()));
    // Whoever opened the sandbox to others gave it a name, and which is not known here.
    if let Some(host) = host.as_deref().filter(|host| !allow_remote && !is_local(host)) {
        return Some(Words::new(
            format!("控制接口只认 IP 地址或 localhost，不认 {host}"),
            format!("the control API is reached by an IP address or as localhost, not as {host}"),
        ));
    }
    let foreign = match text(header::ORIGIN.as_str()) {
        Some(origin) => {
            let named = origin.split_once("://").map(|(_, named)| named);
            named.is_none() || named != host.as_deref()
        }
        // What a browser says instead where it leaves the origin out. Reading is what a link from elsewhere does.
        None => !method.is_safe() && matches!(text("sec-fetch-site").as_deref(), Some("cross-site" | "same-site")),
    };
    foreign.then(|| {
        Words::new("控制接口不接受其他网站的请求", "the control API takes no requests from pages of another origin")
    })
}

/// No name that somebody else can make point here.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    name.is_empty() || name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &Method, headers: &[(&'static str, &str)], allow_remote: bool) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        refusal(method, &Uri::from_static("/_sandbox/reset"), &headers, allow_remote).is_some()
    }

    #[test]
    fn pages_of_other_origins_and_names_of_others_are_refused() {
        let (host, name) = (("host", "127.0.0.1:8088"), ("host", "evil.example:8088"));
        for (headers, expected) in [
            (vec![], false),
            (vec![host], false),
            (vec![("host", "localhost:8088")], false),
            (vec![("host", "[::1]:8088")], false),
            (vec![name], true),
            (vec![("host", "127.0.0.1.evil.example")], true),
            (vec![host, ("origin", "http://127.0.0.1:8088")], false),
            (vec![("host", "LOCALHOST:8088"), ("origin", "http://localhost:8088")], false),
            (vec![host, ("origin", "http://127.0.0.1:8089")], true),
            (vec![host, ("origin", "http://evil.example")], true),
            (vec![host, ("origin", "null")], true),
            (vec![host, ("sec-fetch-site", "cross-site")], true),
            (vec![host, ("sec-fetch-site", "same-origin")], false),
        ] {
            assert_eq!(refused(&Method::POST, &headers, false), expected, "{headers:?}");
        }
        assert!(!refused(&Method::GET, &[host, ("sec-fetch-site", "cross-site")], false), "a link");
        assert!(refused(&Method::GET, &[host, ("origin", "http://evil.example")], false));
        assert!(!refused(&Method::POST, &[("host", "sandbox:8088")], true));
        assert!(refused(&Method::POST, &[("host", "sandbox:8088"), ("origin", "http://evil.example")], true));
    }
}
