//! HTTP on the helper's own listeners: who asks, for what, and the answer.

use super::body::{self, Bad};
use super::helper::{Helper, Told};
use super::log;
use super::rights::Caller;
use super::secret::Secret;
use crate::call::LIMIT;
use crate::call::answer;
use crate::call::request::{self, Client, Refusal};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, header};
use hyper::Request;
use hyper::body::Incoming;
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What is known of the other end when a connection is made.
#[cfg_attr(not(unix), allow(dead_code))] // where there are sockets
#[derive(Clone)]
pub enum Peer {
    /// A process of this machine, let in or not; its user, where the system told.
    #[cfg_attr(not(unix), allow(dead_code))]
    Unix(Result<Caller, Option<u32>>),
    /// Anybody on this machine: the token decides.
    Tcp(Arc<Secret>),
}

/// How long the request of somebody who is not let in is read for.
const PASSED_OVER: Duration = Duration::from_secs(5);

/// Answers one request.
pub async fn answer(helper: Arc<Helper>, peer: Peer, request: Request<Incoming>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let caller = match caller(&peer, &parts.headers) {
        Ok(caller) => caller,
        Err(denied) => {
            // What is not read when the connection is closed breaks it, and the answer may be lost with it.
            let _ = body::read(body, 0, helper.reading.min(PASSED_OVER)).await;
            return deny(&helper, &denied);
        }
    };
    match (&parts.method, parts.uri.path()) {
        (&Method::POST, "/call") => call(&helper, caller, body).await,
        (&Method::GET | &Method::HEAD, "/health") => page(200, JSON, health(&helper)),
        (&Method::GET | &Method::HEAD, "/metrics") => page(200, METRICS, helper.metrics.page(helper.calls.load())),
        (&Method::POST, "/reload") => reload(&helper, caller).await,
        (_, "/call" | "/health" | "/metrics" | "/reload") => failure(&helper, 405, &no_such()),
        _ => failure(&helper, 404, &no_such()),
    }
}

/// With the charset, because old Windows components read an answer that names none in the code page of their system.
const JSON: &str = "application/json; charset=utf-8";
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

async fn call(helper: &Arc<Helper>, caller: Caller, body: Incoming) -> Response<Body> {
    let body = match body::read(body, LIMIT, helper.reading).await {
        Ok(body) => body,
        Err(Bad::TooLarge) => {
            helper.metrics.refused("too_large");
            return failure(helper, 413, &request::too_large(LIMIT));
        }
        Err(Bad::TooSlow | Bad::Broken) => {
            helper.metrics.refused("incomplete");
            return failure(helper, 408, &incomplete());
        }
    };
    match request::parse(&body) {
        Ok(request) => {
            drop(body);
            let Told { status, answer } = helper.call(caller, request).await;
            page(status, JSON, answer::line(answer))
        }
        Err(Refusal::Impossible(why)) => failure(helper, 200, &why),
        Err(Refusal::Unreadable(why)) => {
            helper.metrics.refused("unreadable");
            failure(helper, 400, &why)
        }
    }
}

async fn reload(helper: &Arc<Helper>, caller: Caller) -> Response<Body> {
    if !caller.is_trusted() {
        return deny(helper, &Denied { status: 403, reason: "reload", user: None });
    }
    let reloading = helper.clone();
    // Files are read.
    match tokio::task::spawn_blocking(move || reloading.reload()).await {
        Ok(Ok(())) => page(200, JSON, "{\"returned\":0}\n".to_owned()),
        Ok(Err(why)) => failure(helper, 200, &why),
        Err(_) => failure(
            helper,
            500,
            &Failure::new(own::PANIC, "重新读取设置时出错。", "Reading the settings again failed."),
        ),
    }
}

fn health(helper: &Helper) -> String {
    let (waiting, running) = helper.calls.load();
    let status = if helper.is_draining.load(Ordering::Relaxed) { "draining" } else { "ok" };
    let health = json!({
        "status": status,
        "version": env!("CARGO_PKG_VERSION"),
        "waiting": waiting,
        "running": running,
        "clients": helper.clients.count(),
    });
    format!("{health}\n")
}

/// Why somebody is not let in.
struct Denied {
    status: u16,
    reason: &'static str,
    user: Option<u32>,
}

fn caller(peer: &Peer, headers: &HeaderMap) -> Result<Caller, Denied> {
    let denied = |status, reason| Denied { status, reason, user: None };
    // A browser says for whose page it asks; no page has any business here.
    if headers.contains_key(header::ORIGIN) {
        return Err(denied(403, "origin"));
    }
    match peer {
        Peer::Unix(Ok(caller)) => Ok(*caller),
        Peer::Unix(Err(user)) => Err(Denied { status: 403, reason: "peer", user: *user }),
        Peer::Tcp(token) => {
            // A name that somebody else makes point here would let his page in.
            if !headers.get(header::HOST).is_some_and(|host| is_loopback(host.as_bytes())) {
                return Err(denied(403, "host"));
            }
            let given = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
            let bearer = given.filter(|given| given.len() > 7 && given[..7].eq_ignore_ascii_case(b"bearer "));
            match bearer {
                Some(given) if token.is(given[7..].trim_ascii()) => Ok(Caller::Token),
                Some(_) => Err(denied(401, "token")),
                None => Err(denied(401, "no_token")),
            }
        }
    }
}

/// `127.0.0.1:8089`, `[::1]:8089`, `localhost`.
fn is_loopback(host: &[u8]) -> bool {
    let Ok(host) = std::str::from_utf8(host) else { return false };
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, _)) => name,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn deny(helper: &Helper, denied: &Denied) -> Response<Body> {
    helper.metrics.refused(denied.reason);
    let user = denied.user.map_or(String::new(), |user| format!(" uid={user}"));
    log::refusal(("door", denied.reason), &format!("denied reason={}{user}", denied.reason));
    let (zh, en) = match denied.reason {
        "peer" => (
            "本机服务不认识这个用户，没有执行。请把网站所用的用户加入服务的组（--group），再重启 php-fpm 等进程。",
            "The helper does not let this user in; nothing was done. Add the site's user to the helper's group (--group), and restart php-fpm or what else runs as that user.",
        ),
        "origin" | "host" => (
            "本机服务不接受浏览器和别处转来的请求，没有执行。请从本机的程序直接访问，Host 写 127.0.0.1 或 localhost。",
            "The helper takes nothing from browsers and nothing that was passed on; nothing was done. Ask it from a program of this machine, with the Host 127.0.0.1 or localhost.",
        ),
        "reload" => (
            "只有运行本机服务的用户和 root 可以让它重新读取设置（通过 Unix 套接字，或发送 SIGHUP）。",
            "Only the helper's own user and root may make it read its settings again (over the Unix socket, or by SIGHUP).",
        ),
        _ => (
            "本机服务的令牌不对或没有给出，没有执行。请带上 Authorization: Bearer 令牌，令牌在 --token-file 的文件里。",
            "The helper's token is wrong or missing; nothing was done. Send Authorization: Bearer TOKEN; the token is in the file of --token-file.",
        ),
    };
    let response = failure(helper, denied.status, &Failure::new(own::HELPER_DENIED, zh, en));
    let mut response = last(response);
    if denied.status == 401 {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
    }
    response
}

fn no_such() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "没有这个地址或方法，没有执行。可用：POST /call、GET /health、GET /metrics、POST /reload。",
        "There is no such path or method; nothing was done. There are POST /call, GET /health, GET /metrics and POST /reload.",
    )
}

fn incomplete() -> Failure {
    Failure::new(
        own::ARGUMENT,
        "请求没有在时限内到齐，没有执行。",
        "The request did not come in full within the time limit; nothing was done.",
    )
}

fn failure(helper: &Helper, status: u16, failure: &Failure) -> Response<Body> {
    page(status, JSON, answer::line(helper.failed(failure, &Client::default())))
}

/// The connection ends with this answer: it may be a stranger's.
pub fn last(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}

pub fn page(status: u16, kind: &'static str, text: String) -> Response<Body> {
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, "no-store")
        .body(Body::from(text));
    // Of constants and a known status there is always a response.
    response.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machines_names_are_loopback() {
        for host in ["127.0.0.1", "127.0.0.1:8089", "localhost:1", "LOCALHOST", "[::1]:8089", "[::1]", "127.1.2.3:80"] {
            assert!(is_loopback(host.as_bytes()), "{host}");
        }
        for host in [
            "",
            "example.com",
            "127.0.0.1.example.com",
            "192.0.2.1:80",
            "[::2]:80",
            "localhost.example.com:80",
            "0.0.0.0:1",
        ] {
            assert!(!is_loopback(host.as_bytes()), "{host}");
        }
    }
}
