//! The listening socket: one port for plain HTTP and TLS, told apart by the first byte.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::clock::http_date;
use super::connection::Connection;
use super::deliver::{DateFault, deliver};
use super::faults::TlsFault;
use super::gateway::{self, Call, Outcome};
use super::head::split_line;
use super::params::Params;
use super::route::Route;
use super::state::Sandbox;
use super::tls::Certificates;
use super::wire::{Stream, Wire};
use super::{batch, control, guard, push};

const BODY_LIMIT: usize = 64 << 20;

pub async fn serve(sandbox: Arc<Sandbox>, listener: TcpListener, certificates: Arc<Certificates>) {
    let router = control::router().fallback(gateway_call).with_state(sandbox.clone());
    let next = AtomicU64::new(1);
    loop {
        let Ok((tcp, peer)) = listener.accept().await else {
            // Out of file handles, mostly: the next one may be luckier.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        let _ = tcp.set_nodelay(true);
        let id = next.fetch_add(1, Ordering::Relaxed);
        let (send, takeover) = mpsc::unbounded_channel();
        let connection = Arc::new(Connection::new(id, peer, sandbox.clock.now(), sandbox.age(), send));
        sandbox.lock().connections.push(connection.clone());
        let (sandbox, certificates, router) = (sandbox.clone(), certificates.clone(), router.clone());
        tokio::spawn(async move {
            let ended = match secure(&sandbox, &certificates, &connection, tcp).await {
                Ok(Some(stream)) => {
                    converse(&sandbox, router, Wire::new(stream, connection.clone()), &connection, takeover).await
                }
                Ok(None) => Some("TLS fault".to_owned()),
                Err(error) => Some(format!("TLS: {error}")),
            };
            connection.closed(sandbox.clock.now(), ended);
        });
    }
}

/// The stream that HTTP is spoken over; `None` when a TLS fault has already had its way.
async fn secure(
    sandbox: &Sandbox,
    certificates: &Certificates,
    connection: &Connection,
    mut tcp: TcpStream,
) -> std::io::Result<Option<Stream>> {
    let mut first = [0];
    if tcp.peek(&mut first).await? == 0 || first[0] != 0x16 {
        return Ok(Some(Stream::Plain(tcp)));
    }
    connection.secured(None, None);
    let fault = sandbox.lock().tls_fault;
    match fault {
        Some(TlsFault::Close) => {
            let _ = tcp.read(&mut [0; 4096]).await?;
            return Ok(None);
        }
        Some(TlsFault::Silent) => {
            while tcp.read(&mut [0; 4096]).await? > 0 {}
            return Ok(None);
        }
        Some(TlsFault::Plain) => {
            let _ = tcp.read(&mut [0; 4096]).await?;
            let body = "<html><body><h1>400 Bad Request</h1></body></html>\n";
            let head = format!(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            tcp.write_all(head.as_bytes()).await?;
            tcp.write_all(body.as_bytes()).await?;
            tcp.shutdown().await?;
            return Ok(None);
        }
        _ => {}
    }
    let config = certificates.config(fault).map_err(std::io::Error::other)?;
    let tls = TlsAcceptor::from(config).accept(tcp).await?;
    let session = tls.get_ref().1;
    let version = match session.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_2) => Some("1.2"),
        Some(rustls::ProtocolVersion::TLSv1_3) => Some("1.3"),
        _ => None,
    };
    connection.secured(version, session.server_name().map(str::to_owned));
    Ok(Some(Stream::Tls(Box::new(tls))))
}

/// Serves requests until the connection ends or a fault takes it over; says how it ended if not in good order.
async fn converse(
    sandbox: &Arc<Sandbox>,
    router: Router,
    wire: Wire,
    connection: &Arc<Connection>,
    mut takeover: mpsc::UnboundedReceiver<Vec<super::connection::Step>>,
) -> Option<String> {
    let router = TowerToHyperService::new(router);
    let service = service_fn(|mut request: hyper::Request<hyper::body::Incoming>| {
        let (router, sandbox) = (router.clone(), sandbox.clone());
        let control = request.uri().path() == "/" || request.uri().path().starts_with("/_sandbox");
        if connection.served(control, sandbox.age()) {
            sandbox.lock().connections.push(connection.clone());
        }
        request.extensions_mut().insert(connection.clone());
        if control {
            connection.pop_head();
        }
        async move {
            let refusal =
                guard::refusal(request.method(), request.uri(), request.headers(), sandbox.config.allow_remote);
            let mut response = match refusal.filter(|_| control) {
                Some(words) => control::refusal(StatusCode::FORBIDDEN, &words),
                None => {
                    let Ok(response) = router.call(request).await;
                    response
                }
            };
            stamp(&sandbox, &mut response);
            Ok::<_, Infallible>(response)
        }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    // The Date is the sandbox's; and a client may close its half once it has asked.
    http.auto_date_header(false).half_close(true).title_case_headers(true).header_read_timeout(None);
    http.max_buf_size(2 << 20);
    let mut conversation = http.serve_connection(TokioIo::new(wire), service);
    let steps = tokio::select! {
        ended = &mut conversation => return ended.err().map(|error| error.to_string()),
        Some(steps) = takeover.recv() => steps,
    };
    let wire = conversation.into_parts().io.into_inner();
    match wire.perform(steps).await {
        Ok(()) => Some("fault".to_owned()),
        Err(error) => Some(format!("fault: {error}")),
    }
}

fn stamp(sandbox: &Sandbox, response: &mut Response<Body>) {
    let date = match response.extensions().get::<DateFault>() {
        Some(DateFault::Dropped) => None,
        Some(DateFault::Skewed(offset)) => Some(sandbox.clock.now() + offset),
        None => Some(sandbox.clock.now()),
    };
    let headers = response.headers_mut();
    headers.insert(header::SERVER, HeaderValue::from_static("ihuyi-sandbox"));
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&http_date(date)).ok()) {
        headers.insert(header::DATE, date);
    }
}

/// Whatever is not the control API's is for the gateway.
async fn gateway_call(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response<Body> {
    let Some(connection) = request.extensions().get::<Arc<Connection>>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let head = connection.pop_head();
    let (parts, body) = request.into_parts();
    // A request whose body never came in full is none: the real gateway's script would not have run either.
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return StatusCode::BAD_REQUEST.into_response() };
    let text = |name: header::HeaderName| parts.headers.get(name).map(|v| String::from_utf8_lossy(v.as_bytes()));
    // A client that takes the sandbox for a proxy names the host in the request line.
    let host = match parts.uri.authority() {
        Some(authority) => authority.as_str().into(),
        None => text(header::HOST).unwrap_or_default(),
    };
    let line = head.split(|&b| b == b'\n').next().unwrap_or(&[]);
    let target = split_line(line).map_or_else(|| parts.uri.to_string().into_bytes(), |(_, target, _)| target.to_vec());
    let headers = || {
        let all = parts.headers.iter();
        all.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
    };
    if batch::is_path(parts.uri.path()) {
        if parts.method != axum::http::Method::POST {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        let call = batch::Call {
            connection: connection.id,
            peer: connection.peer.ip(),
            tls: connection.tls(),
            host: host.into_owned(),
            http_method: parts.method.to_string(),
            target,
            headers: headers(),
            body: body.to_vec(),
        };
        return answered(&sandbox, &connection, batch::process(&sandbox, &call)).await;
    }
    let Some(route) = Route::find(&host, parts.uri.path()) else {
        return no_such_path().await;
    };
    let query = parts.uri.query().unwrap_or("").as_bytes();
    let (params, kind) = Params::merge(query, text(header::CONTENT_TYPE).as_deref(), &body);
    let call = Call {
        connection: connection.id,
        peer: connection.peer.ip(),
        tls: connection.tls(),
        route,
        params,
        kind,
        http_method: parts.method.to_string(),
        target,
        headers: headers(),
        body: body.to_vec(),
    };
    answered(&sandbox, &connection, gateway::process(&sandbox, &call)).await
}

async fn answered(sandbox: &Arc<Sandbox>, connection: &Connection, outcome: Outcome) -> Response<Body> {
    sandbox.touch();
    push::announce(sandbox, &outcome.delivered);
    deliver(sandbox, connection, outcome).await
}

pub async fn no_such_path() -> Response<Body> {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_FOUND).into_response()
}

const NOT_FOUND: &str = "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>404 Not Found</h1>\n\
    <p>沙箱网关没有这个路径；可用的有 /webservice/sms.php、/webservice/voice.php、/webservice/isms.php、\
    /sms/Submit.json、/vm/Submit.json、/isms/Submit.json、/sms-yx/v1/batchSend 和 /_sandbox。</p>\n\
    <p>The sandbox gateway has no such path; see /_sandbox.</p>\n</body>\n</html>\n";
