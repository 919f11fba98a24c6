//! The inbox page's news: everything there is at the start, then every change, as server-sent events.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::faults::{self, Fault, TlsFault};
use super::ledger::{Entry, Push};
use super::state::{Inner, Sandbox};

/// As many calls as one event tells of at most.
const BATCH: usize = 200;
/// Characters of a content that are told; a refused one may be of any length.
const CONTENT: usize = 2000;
/// Changes in quick succession are told together.
const PAUSE: Duration = Duration::from_millis(30);
/// How long nothing may be said. A comment shows whoever stands between that the line is still used.
const QUIET: Duration = Duration::from_secs(15);

pub async fn events(State(sandbox): State<Arc<Sandbox>>) -> Response {
    let (send, receive) = mpsc::channel(16);
    tokio::spawn(tell(sandbox, send));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::new(Stream(receive))).into_response()
}

struct Stream(mpsc::Receiver<Bytes>);

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Ends when the page has gone.
async fn tell(sandbox: Arc<Sandbox>, send: mpsc::Sender<Bytes>) {
    let mut changed = sandbox.changes();
    let mut told = None;
    loop {
        changed.mark_unchanged();
        for event in news(&sandbox, &mut told) {
            if send.send(event).await.is_err() {
                return;
            }
        }
        tokio::select! {
            () = send.closed() => return,
            waited = tokio::time::timeout(QUIET, changed.changed()) => match waited {
                Ok(_) => tokio::time::sleep(PAUSE).await,
                Err(_) if send.send(Bytes::from_static(b": \n\n")).await.is_err() => return,
                Err(_) => {}
            },
        }
    }
}

/// How far a page has been told.
struct Told {
    age: u64,
    calls: usize,
    messages: usize,
    /// State and tries of each push.
    pushes: Vec<(&'static str, usize)>,
    clock: Option<(i64, Option<i64>)>,
    faults: Value,
}

fn news(sandbox: &Sandbox, told: &mut Option<Told>) -> Vec<Bytes> {
    let mut events = Vec::new();
    let mut say = |name: &str, data: Value| events.push(Bytes::from(format!("event: {name}\ndata: {data}\n\n")));
    let inner = sandbox.lock();
    if told.as_ref().is_none_or(|told| told.age != sandbox.age()) {
        say("start", start(sandbox));
    }
    let told = match told {
        Some(known) if known.age == sandbox.age() => known,
        other => other.insert(Told {
            age: sandbox.age(),
            calls: 0,
            messages: 0,
            pushes: Vec::new(),
            clock: None,
            faults: Value::Null,
        }),
    };
    let clock = &sandbox.clock;
    if told.clock != Some(clock.setting()) {
        told.clock = Some(clock.setting());
        say("clock", json!({"now": clock.millis(), "offset": clock.offset(), "stopped": clock.stopped()}));
    }
    let faults = json!({
        "faults": inner.faults.iter().map(Fault::as_json).collect::<Vec<_>>(),
        "tls": inner.tls_fault.map(TlsFault::name),
    });
    if told.faults != faults {
        say("faults", faults.clone());
        told.faults = faults;
    }
    for batch in inner.ledger[told.calls..].chunks(BATCH) {
        say("calls", Value::Array(batch.iter().map(|entry| call(entry, &inner, &mut told.messages)).collect()));
    }
    told.calls = inner.ledger.len();
    let mut changed = Vec::new();
    for (index, push) in inner.pushes.iter().enumerate() {
        let now = (push.state, push.attempts.len());
        match told.pushes.get_mut(index) {
            Some(known) if *known == now => continue,
            Some(known) => *known = now,
            None => told.pushes.push(now),
        }
        changed.push(push);
    }
    for batch in changed.chunks(BATCH) {
        say("pushes", json!(batch.iter().map(|push| pushed(push)).collect::<Vec<_>>()));
    }
    events
}

/// What stays as it is until the sandbox is reset.
fn start(sandbox: &Sandbox) -> Value {
    json!({
        "run": sandbox.run(),
        "push_url": sandbox.config.push_url,
        "faults": faults::kinds(),
        "tls": TlsFault::names(),
    })
}

/// A call without what is fetched when it is looked at, and the phones that it reached.
fn call(entry: &Entry, inner: &Inner, messages: &mut usize) -> Value {
    let mut phones = Vec::new();
    while let Some(message) = inner.inbox.get(*messages).filter(|message| message.seq <= entry.seq) {
        phones.push(json!({"mobile": message.mobile, "text": message.text, "segments": message.segments}));
        *messages += 1;
    }
    json!({
        "seq": entry.seq,
        "time": entry.time,
        "service": entry.service,
        "method": entry.method,
        "accepted": entry.accepted,
        "code": entry.code,
        "msg": entry.msg,
        "id": entry.id,
        "mobile": short(&entry.mobile),
        "content": short(&entry.content),
        "template_id": entry.template_id,
        "fault": entry.fault,
        "warnings": entry.warnings.len(),
        "phones": phones,
    })
}

fn pushed(push: &Push) -> Value {
    let last = push.attempts.last();
    json!({
        "id": push.id,
        "kind": push.kind,
        "body": push.body,
        "state": push.state,
        "due": push.due,
        "after": push.after,
        "tries": push.attempts.len(),
        "status": last.and_then(|last| last.status),
        "answer": last.map(|last| &last.answer),
        "error": last.and_then(|last| last.error.as_ref()),
    })
}

fn short(text: &str) -> String {
    match text.char_indices().nth(CONTENT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
