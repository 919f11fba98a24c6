//! The control API under `/_sandbox`: what a test reads and sets.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::accounts::Account;
use super::events::events;
use super::faults::{Fault, TlsFault};
use super::fields::{boolean, known, number, signed, text};
use super::limits::Limits;
use super::listen::no_such_path;
use super::product::Product;
use super::state::Sandbox;
use super::templates::{Review, Template};
use super::words::{Words, nearest};
use super::{page, push};

type Shared = State<Arc<Sandbox>>;

const ENDPOINTS: [&str; 14] = [
    "inbox",
    "ledger",
    "connections",
    "reset",
    "clock",
    "limits",
    "faults",
    "templates",
    "accounts",
    "receipt",
    "reply",
    "template-review",
    "pushes",
    "events",
];

pub fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/", get(page::index).fallback(no_such_path))
        .route("/_sandbox/page/{name}", get(page::part))
        .route("/_sandbox/events", get(events))
        .route("/_sandbox", get(index))
        .route("/_sandbox/", get(index))
        .route("/_sandbox/inbox", get(inbox))
        .route("/_sandbox/ledger", get(ledger))
        .route("/_sandbox/connections", get(connections))
        .route("/_sandbox/reset", post(reset))
        .route("/_sandbox/clock", get(clock).post(set_clock))
        .route("/_sandbox/limits", get(limits).post(set_limits))
        .route("/_sandbox/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/_sandbox/templates", get(templates).post(set_templates))
        .route("/_sandbox/accounts", get(accounts).post(set_account))
        .route("/_sandbox/pushes", get(pushes))
        .route("/_sandbox/{name}", post(fire).get(unknown))
        .method_not_allowed_fallback(wrong_method)
        // A test may post at length; the gateway itself has a limit of its own.
        .layer(axum::extract::DefaultBodyLimit::max(64 << 20))
}

fn answer(value: Value) -> Response {
    let mut text = value.to_string();
    text.push('\n');
    // Nothing that a message says may be taken for a page.
    ([("content-type", "application/json; charset=utf-8"), ("x-content-type-options", "nosniff")], text).into_response()
}

pub fn refusal(status: StatusCode, words: &Words) -> Response {
    let mut response = answer(json!({"error": words.to_string(), "zh": words.zh, "en": words.en}));
    *response.status_mut() = status;
    response
}

impl IntoResponse for Words {
    fn into_response(self) -> Response {
        refusal(StatusCode::BAD_REQUEST, &self)
    }
}

/// The body as JSON, whatever type it says it has: curl calls everything a form.
fn value(body: &[u8]) -> Result<Value, Words> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(json!({}));
    }
    serde_json::from_slice(body)
        .map_err(|error| Words::new(format!("请求体不是 JSON：{error}"), format!("the body is not JSON: {error}")))
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Words> {
    match value(body)? {
        Value::Object(map) => Ok(map),
        _ => Err(Words::new("请求体应为 JSON 对象", "the body must be a JSON object")),
    }
}

async fn index() -> Response {
    answer(json!({"sandbox": "ihuyi", "endpoints": ENDPOINTS.map(|name| format!("/_sandbox/{name}"))}))
}

async fn unknown(Path(name): Path<String>) -> Response {
    let near = nearest(&name, ENDPOINTS).unwrap_or("");
    let words = match name.as_str() {
        "reset" | "receipt" | "reply" | "template-review" => {
            let words = Words::new(format!("{name} 需用 POST"), format!("{name} wants POST"));
            return refusal(StatusCode::METHOD_NOT_ALLOWED, &words);
        }
        _ => Words::new(
            format!("没有 /_sandbox/{name}，最接近的是 {near}"),
            format!("there is no /_sandbox/{name}; the nearest is {near}"),
        ),
    };
    refusal(StatusCode::NOT_FOUND, &words)
}

async fn wrong_method() -> Response {
    let words = Words::new("此路径不支持这种请求方法", "this path does not know the method");
    refusal(StatusCode::METHOD_NOT_ALLOWED, &words)
}

async fn inbox(State(sandbox): Shared) -> Response {
    answer(json!(sandbox.lock().inbox))
}

async fn ledger(State(sandbox): Shared, Query(query): Query<Vec<(String, String)>>) -> Response {
    let inner = sandbox.lock();
    let wanted = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let (method, service, seq) = (wanted("method"), wanted("service"), wanted("seq"));
    let entries: Vec<_> = inner
        .ledger
        .iter()
        .filter(|entry| method.is_none_or(|method| entry.method == Some(method)))
        .filter(|entry| service.is_none_or(|service| entry.service.name() == service))
        .filter(|entry| seq.is_none_or(|seq| entry.seq.to_string() == seq))
        .collect();
    answer(json!(entries))
}

async fn connections(State(sandbox): Shared) -> Response {
    let inner = sandbox.lock();
    answer(Value::Array(inner.connections.iter().map(|connection| connection.as_json()).collect()))
}

async fn reset(State(sandbox): Shared) -> Response {
    sandbox.reset();
    answer(json!({"ok": true}))
}

async fn clock(State(sandbox): Shared) -> Response {
    let clock = &sandbox.clock;
    answer(json!({"now": clock.now(), "offset": clock.offset(), "stopped": clock.stopped()}))
}

async fn set_clock(state: Shared, body: Bytes) -> Result<Response, Words> {
    let map = object(&body)?;
    known(&map, ["now", "advance", "offset", "stop"].into_iter())?;
    let clock = &state.0.clock;
    if let Some(now) = number(&map, "now")? {
        clock.set(now * 1000);
    }
    if let Some(offset) = signed(&map, "offset")? {
        clock.set(super::clock::machine() + offset * 1000);
    }
    if let Some(advance) = signed(&map, "advance")? {
        clock.set(clock.millis().saturating_add(advance * 1000));
    }
    if let Some(stop) = boolean(&map, "stop")? {
        clock.stop(stop);
    }
    state.0.touch();
    Ok(self::clock(state).await)
}

async fn limits(State(sandbox): Shared) -> Response {
    answer(json!(sandbox.lock().limits))
}

async fn set_limits(State(sandbox): Shared, body: Bytes) -> Result<Response, Words> {
    let map = object(&body)?;
    let mut inner = sandbox.lock();
    // What is not named stays as it is.
    let Value::Object(mut merged) = json!(inner.limits) else { unreachable!("a struct is an object") };
    known(&map, merged.keys().map(String::as_str).collect::<Vec<_>>().into_iter())?;
    merged.extend(map);
    let limits: Limits = serde_json::from_value(Value::Object(merged))
        .map_err(|error| Words::new(format!("数值有误：{error}"), format!("a value is wrong: {error}")))?;
    inner.limits = limits;
    Ok(answer(json!(inner.limits)))
}

async fn faults(State(sandbox): Shared) -> Response {
    let inner = sandbox.lock();
    let list: Vec<Value> = inner.faults.iter().map(Fault::as_json).collect();
    answer(json!({"faults": list, "tls": inner.tls_fault.map(TlsFault::name)}))
}

/// One fault or a list of them; all are understood before any is set.
async fn add_faults(state: Shared, body: Bytes) -> Result<Response, Words> {
    let wanted = match value(&body)? {
        Value::Array(list) => list,
        one => vec![one],
    };
    let mut parsed = Vec::new();
    let mut tls = None;
    for source in &wanted {
        match source.get("tls") {
            Some(Value::Null) => tls = Some(None),
            Some(Value::String(name)) => tls = Some(Some(TlsFault::parse(name)?)),
            Some(_) => return Err(Words::new("tls 应为字符串", "tls must be a string")),
            None => parsed.push(Fault::parse(source)?),
        }
    }
    {
        let mut inner = state.0.lock();
        inner.faults.retain(|fault| !fault.spent());
        inner.faults.extend(parsed);
        if let Some(tls) = tls {
            inner.tls_fault = tls;
        }
    }
    state.0.touch();
    Ok(faults(state).await)
}

async fn clear_faults(state: Shared) -> Response {
    {
        let mut inner = state.0.lock();
        inner.faults.clear();
        inner.tls_fault = None;
    }
    state.0.touch();
    faults(state).await
}

async fn templates(State(sandbox): Shared) -> Response {
    let inner = sandbox.lock();
    answer(json!({"strict": inner.strict_templates, "templates": inner.templates}))
}

/// `{"strict": true}`, or a template `{"text": …, "service": …, "id": …, "state": …}`.
async fn set_templates(state: Shared, body: Bytes) -> Result<Response, Words> {
    let map = object(&body)?;
    known(&map, ["strict", "text", "service", "id", "state"].into_iter())?;
    {
        let mut inner = state.0.lock();
        let service = match text(&map, "service")?.as_deref() {
            None => Product::Sms,
            Some(name) => Product::from_name(name)
                .filter(|product| product.has_templates())
                .ok_or_else(|| Words::new(format!("{name} 没有模板"), format!("{name} has no templates")))?,
        };
        let review = match text(&map, "state")?.as_deref() {
            None | Some("approved") => Review::Approved,
            Some("pending") => Review::Pending,
            Some("rejected") => Review::Rejected,
            Some(other) => {
                return Err(Words::new(
                    format!("state 应为 approved、pending 或 rejected，而不是 {other}"),
                    format!("state must be approved, pending or rejected, not {other}"),
                ));
            }
        };
        if let Some(text) = text(&map, "text")? {
            let id = match number(&map, "id")? {
                Some(id) => id as u64,
                None => {
                    inner.next_template += 1;
                    inner.next_template - 1
                }
            };
            inner.templates.retain(|template| (template.id, template.service) != (id, service));
            inner.templates.push(Template { id, service, text, state: review });
        } else if let Some(id) = number(&map, "id")? {
            let found =
                inner.templates.iter_mut().find(|template| template.id == id as u64 && template.service == service);
            let missing = || Words::new(format!("没有模板 {id}"), format!("there is no template {id}"));
            found.ok_or_else(missing)?.state = review;
        }
        if let Some(strict) = boolean(&map, "strict")? {
            inner.strict_templates = strict;
        }
    }
    Ok(templates(state).await)
}

async fn accounts(State(sandbox): Shared) -> Response {
    let inner = sandbox.lock();
    answer(json!({
        "accounts": inner.accounts.values().collect::<Vec<_>>(),
        "blacklist": inner.counters.blacklist.iter().collect::<Vec<_>>(),
    }))
}

/// `{"id": …, "apikey": …, "balance": …, "frozen": …, "ips": […]}`, or `{"blacklist": number}`, `{"release": number}`.
async fn set_account(state: Shared, body: Bytes) -> Result<Response, Words> {
    let map = object(&body)?;
    known(&map, ["id", "apikey", "balance", "service", "frozen", "ips", "blacklist", "release"].into_iter())?;
    {
        let mut inner = state.0.lock();
        if let Some(mobile) = text(&map, "blacklist")? {
            inner.counters.blacklist.insert(mobile);
        }
        if let Some(mobile) = text(&map, "release")? {
            inner.counters.blacklist.remove(&mobile);
        }
        if let Some(id) = text(&map, "id")? {
            let key = text(&map, "apikey")?;
            if key.is_none() && !inner.accounts.contains_key(&id) {
                return Err(Words::new(
                    format!("没有帐号 {id}；新建须给出 apikey"),
                    format!("there is no account {id}; a new one needs apikey"),
                ));
            }
            let ips = match map.get("ips") {
                None | Some(Value::Null) => None,
                Some(list) => Some(
                    serde_json::from_value(list.clone())
                        .map_err(|_| Words::new("ips 应为 IP 地址的数组", "ips must be an array of IP addresses"))?,
                ),
            };
            let balance = signed(&map, "balance")?;
            let frozen = boolean(&map, "frozen")?;
            let service = match text(&map, "service")? {
                None => None,
                Some(name) => Some(Product::from_name(&name).ok_or_else(|| {
                    Words::new(format!("没有名为 {name} 的 service"), format!("there is no service {name}"))
                })?),
            };
            let account =
                inner.accounts.entry(id.clone()).or_insert_with(|| Account::new(&id, "", super::DEFAULT_BALANCE));
            if let Some(key) = key {
                account.key = key;
            }
            if let Some(ips) = ips {
                account.ips = ips;
            }
            if let Some(frozen) = frozen {
                account.frozen = frozen;
            }
            for (product, left) in &mut account.balance {
                if service.is_none_or(|wanted| wanted == *product) {
                    *left = balance.unwrap_or(*left);
                }
            }
        }
    }
    Ok(accounts(state).await)
}

async fn pushes(State(sandbox): Shared) -> Response {
    answer(json!(sandbox.lock().pushes))
}

async fn fire(State(sandbox): Shared, Path(name): Path<String>, body: Bytes) -> Result<Response, Words> {
    let Ok(kind) = push::kind(&name) else { return Ok(unknown(Path(name)).await) };
    let map = object(&body)?;
    known(
        &map,
        ["id", "mobile", "code", "msg", "url", "field", "content", "templateid", "fields", "delay"].into_iter(),
    )?;
    let id = push::fire(&sandbox, kind, &map)?;
    Ok(answer(json!({"push": id})))
}
