//! Which proxy stands between, if any. One that is named and cannot be used must never mean going past it.

use crate::answer::Failure;
use crate::codes::own;
use crate::config::{Config, Proxy};

/// The environment variables of `proxy = env`, the first that is set counts. Not `HTTP_PROXY`: a web server sets it for its scripts
/// from a header that any visitor can send.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The proxy that the settings name.
pub fn named(config: &Config) -> Result<Option<ureq::Proxy>, Failure> {
    match &config.proxy {
        Proxy::None => Ok(None),
        Proxy::Env => from_environment(|name| std::env::var(name).ok()),
        Proxy::Url(url) => parse("proxy", url).map(Some),
    }
}

fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Option<ureq::Proxy>, Failure> {
    let first = |names: &[&'static str]| {
        let mut set = names.iter().filter_map(|name| Some((*name, get(name)?)));
        set.find(|(_, value)| !value.trim().is_empty())
    };
    let Some((name, value)) = first(&VARIABLES) else { return Ok(None) };
    // Commonly written without a scheme.
    let url = if value.contains("://") { value.trim().to_owned() } else { format!("http://{}", value.trim()) };
    let proxy = parse(name, &url)?;
    let Some((_, exceptions)) = first(&EXCEPTIONS) else { return Ok(Some(proxy)) };
    let mut builder = ureq::Proxy::builder(ureq::ProxyProtocol::Http).host(proxy.host()).port(proxy.port());
    if let Some(user) = proxy.username() {
        builder = builder.username(user);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    for host in exceptions.split(',').map(str::trim).filter(|host| !host.is_empty()) {
        builder = builder.no_proxy(host);
    }
    builder.build().map(Some).map_err(|_| unusable(name))
}

fn parse(name: &str, url: &str) -> Result<ureq::Proxy, Failure> {
    let plain = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    let proxy = ureq::Proxy::new(url).ok().filter(|_| plain);
    proxy.ok_or_else(|| unusable(name))
}

/// The value is not shown: it can hold a password.
fn unusable(name: &str) -> Failure {
    Failure::new(
        own::PROXY,
        format!(
            "{name} 里的代理地址不能用，未发送。应为 http://[用户名:密码@]主机:端口；不用代理请设置 proxy = none。"
        ),
        format!(
            "The proxy in {name} cannot be used; nothing was sent. It should be http://[user:password@]host:port; set proxy = none to go without."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pairs: &[(&str, &str)]) -> Result<Option<ureq::Proxy>, Failure> {
        from_environment(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn only_the_names_that_no_visitor_can_set() {
        assert!(
            found(&[("HTTP_PROXY", "http://127.0.0.1:1"), ("http_proxy", "http://127.0.0.1:1")]).unwrap().is_none()
        );
        let proxy = found(&[("ALL_PROXY", "http://127.0.0.1:1"), ("https_proxy", "127.0.0.2:3128")]).unwrap().unwrap();
        assert_eq!((proxy.host(), proxy.port()), ("127.0.0.2", 3128));
    }

    #[test]
    fn one_that_cannot_be_used_is_an_error_and_never_a_way_past_it() {
        for bad in ["http://pro xy:1", "quic://127.0.0.1:1", "socks5://127.0.0.1:1", "https://127.0.0.1:1", "http://"] {
            let failure = found(&[("https_proxy", bad)]).unwrap_err();
            assert_eq!(failure.code, own::PROXY, "{bad}");
        }
        let failure = found(&[("https_proxy", "ftp://user:sesame@127.0.0.1:1")]).unwrap_err();
        assert!(!failure.to_string().contains("sesame"), "{failure}");
    }

    #[test]
    fn exceptions_and_passwords_are_kept() {
        let pairs = [("https_proxy", "http://user:p%40ss@127.0.0.1:1"), ("NO_PROXY", "example.com, .example.org")];
        let proxy = found(&pairs).unwrap().unwrap();
        assert_eq!((proxy.username(), proxy.password()), (Some("user"), Some("p@ss")));
        for (url, past) in
            [("https://example.com/", true), ("https://a.example.org/", true), ("https://example.net/", false)]
        {
            assert_eq!(proxy.is_no_proxy(&url.parse().unwrap()), past, "{url}");
        }
    }
}
