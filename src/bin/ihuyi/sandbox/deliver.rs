//! Puts the gateway's answer on the wire, distorted where a fault wants it distorted.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use bytes::Bytes;

use super::clock::http_date;
use super::connection::{Connection, Step};
use super::encoding::gzip;
use super::faults::Kind;
use super::gateway::Outcome;
use super::reply::{Reply, Value};
use super::state::Sandbox;

/// Marks a response whose `Date` is not the sandbox's.
#[derive(Debug, Clone, Copy)]
pub enum DateFault {
    Skewed(i64),
    Dropped,
}

/// A response before it is known who writes it: the HTTP server, or a fault byte by byte.
struct Draft {
    status: u16,
    content_type: &'static str,
    extra: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Draft {
    fn html(status: u16, body: String) -> Draft {
        Draft { status, content_type: "text/html", extra: Vec::new(), body: body.into_bytes() }
    }

    fn response(self) -> Response<Body> {
        let mut builder = Response::builder()
            .status(StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
            .header(header::CONTENT_TYPE, self.content_type);
        for (name, value) in self.extra {
            builder = builder.header(name, value);
        }
        // A Location that is no legal header value is the only way to fail here.
        builder.body(Body::from(self.body)).unwrap_or_else(|_| Response::new(Body::empty()))
    }

    fn head(&self, date: i64, length: i64) -> Vec<u8> {
        let reason = StatusCode::from_u16(self.status).ok().and_then(|s| s.canonical_reason()).unwrap_or("");
        format!(
            "HTTP/1.1 {} {reason}\r\nServer: ihuyi-sandbox\r\nDate: {}\r\nContent-Type: {}\r\nContent-Length: {length}\r\n\r\n",
            self.status,
            http_date(date),
            self.content_type
        )
        .into_bytes()
    }

    fn whole(&self, date: i64) -> Bytes {
        [self.head(date, self.body.len() as i64), self.body.clone()].concat().into()
    }
}

pub async fn deliver(sandbox: &Sandbox, connection: &Connection, outcome: Outcome) -> Response<Body> {
    let Outcome { mut reply, fault, skew, .. } = outcome;
    let Some(fault) = fault else { return plain(&reply).response() };
    if fault.delay > 0 {
        tokio::time::sleep(Duration::from_millis(fault.delay)).await;
    }
    let date = sandbox.clock.now() + skew;
    let steps = match &fault.kind {
        Kind::Silent => vec![Step::Hang],
        Kind::ResetBefore | Kind::ResetAfter => vec![Step::Reset],
        Kind::CloseBefore | Kind::CloseAfter => vec![Step::Close],
        Kind::CloseIdle => vec![Step::Write(plain(&reply).whole(date)), Step::Close],
        Kind::SlowBytes { ms } => vec![Step::Drip(plain(&reply).whole(date), *ms), Step::Close],
        Kind::Raw { bytes } => vec![Step::Write(bytes.clone().into()), Step::Close],
        Kind::CutBody { bytes } => {
            let draft = plain(&reply);
            let cut = &draft.body[..(*bytes).min(draft.body.len().saturating_sub(1))];
            vec![Step::Write([&draft.head(date, draft.body.len() as i64), cut].concat().into()), Step::Close]
        }
        Kind::WrongLength { delta } => {
            let draft = plain(&reply);
            let length = (draft.body.len() as i64).saturating_add(*delta).max(0);
            vec![Step::Write([draft.head(date, length), draft.body].concat().into()), Step::Close]
        }
        _ => Vec::new(),
    };
    if !steps.is_empty() {
        connection.take_over(steps).await;
    }
    let draft = match &fault.kind {
        Kind::Status { status, location, body } => {
            let default = || format!("<html><body><h1>{status}</h1></body></html>\n");
            let mut draft = Draft::html(*status, body.clone().unwrap_or_else(default));
            draft.extra.extend(location.iter().map(|location| ("location", location.clone())));
            draft
        }
        Kind::Html => Draft::html(
            200,
            "<!DOCTYPE html>\n<html><head><title>系统维护</title></head><body><p>系统维护中，请稍后再试。</p></body></html>\n".into(),
        ),
        kind => {
            distort_reply(&mut reply, kind);
            let mut draft = plain(&reply);
            distort_bytes(&mut draft, kind);
            draft
        }
    };
    let mut response = draft.response();
    match &fault.kind {
        Kind::WrongClock { offset } => {
            response.extensions_mut().insert(DateFault::Skewed(*offset));
        }
        Kind::DropDate => {
            response.extensions_mut().insert(DateFault::Dropped);
        }
        _ => {}
    }
    response
}

fn plain(reply: &Reply) -> Draft {
    Draft { status: 200, content_type: reply.content_type(), extra: Vec::new(), body: reply.body().into_bytes() }
}

fn distort_reply(reply: &mut Reply, kind: &Kind) {
    // Faults about the id of an accepted message show a 2 even when the message was not let in.
    if matches!(kind, Kind::NoId | Kind::ZeroId | Kind::LongId { .. } | Kind::NumericId) {
        reply.replace("code", Value::Number("2".to_owned()));
        reply.replace("msg", Value::Text("提交成功".to_owned()));
    }
    let (id, given) = match &reply.fields[2] {
        (name, Value::Number(given) | Value::Text(given)) => (*name, given.clone()),
    };
    match kind {
        Kind::WrongRoot { root } => reply.root = root.clone(),
        Kind::EmptyElements => {
            for (_, value) in &mut reply.fields {
                *value = Value::Text(String::new());
            }
        }
        Kind::NoId => {
            reply.fields.pop();
        }
        Kind::ZeroId => reply.replace(id, Value::Text("0".to_owned())),
        Kind::CodeString => {
            if let Some((_, Value::Number(code))) = reply.fields.first().cloned() {
                reply.replace("code", Value::Text(code));
            }
        }
        Kind::CodeText { text } => reply.replace("code", Value::Number(text.clone())),
        Kind::LongId { digits } => reply.replace(id, Value::Text("9".repeat(*digits))),
        Kind::NumericId => reply.replace(id, Value::Number(given)),
        Kind::DuplicateCode => reply.fields.push(("code", Value::Number("405".to_owned()))),
        _ => {}
    }
}

fn distort_bytes(draft: &mut Draft, kind: &Kind) {
    match kind {
        Kind::HugeBody { bytes } => draft.body.resize((*bytes).max(draft.body.len()), b' '),
        Kind::Gzip => {
            draft.body = gzip(&draft.body);
            draft.extra.push(("content-encoding", "gzip".to_owned()));
        }
        Kind::Bom => draft.body.splice(..0, *b"\xef\xbb\xbf").for_each(drop),
        Kind::Gbk => {
            let text = String::from_utf8_lossy(&draft.body).into_owned();
            draft.body = encoding_rs::GBK.encode(&text).0.into_owned();
        }
        _ => {}
    }
}
