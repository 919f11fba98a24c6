//! A call's way through the gateway: from what was asked to what is answered, delivered and written down.

use std::net::IpAddr;

use super::accounts::PasswordMode;
use super::codes::{self, Method, Named};
use super::encoding::to_hex;
use super::faults::{Fault, Kind};
use super::ledger::{Entry, Message, Raw};
use super::mask::Secrets;
use super::numbers;
use super::params::{BodyKind, Params};
use super::product::Product;
use super::reply::{Reply, Value};
use super::route::Route;
use super::state::{Inner, Sandbox};
use super::templates::{Review, Template};

/// A call as it arrived.
pub struct Call {
    pub connection: u64,
    pub peer: IpAddr,
    pub tls: bool,
    pub route: Route,
    pub params: Params,
    pub kind: BodyKind,
    pub http_method: String,
    pub target: Vec<u8>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What is to be told, and what is to go wrong in the telling.
pub struct Outcome {
    pub reply: Reply,
    pub fault: Option<Fault>,
    /// The gateway's clock as this call sees it, minus the sandbox's.
    pub skew: i64,
    pub delivered: Vec<Message>,
}

/// What a message that passed every check comes to.
pub struct Passed {
    pub phones: Vec<String>,
    pub text: String,
    pub segments: u32,
}

/// A call and what is known of it so far.
pub struct Asked<'a> {
    pub call: &'a Call,
    pub product: Product,
    pub method: Method,
    pub account: String,
    pub mobile: String,
    pub content: &'a [u8],
    pub template_id: Option<String>,
    pub now: i64,
    /// How wrong the gateway's own clock is, where a fault makes it so.
    pub skew: i64,
    pub warnings: Vec<String>,
    pub mode: Option<PasswordMode>,
}

pub fn process(sandbox: &Sandbox, call: &Call) -> Outcome {
    let params = &call.params;
    let account = params.text("account");
    let mobile = params.text("mobile");
    let product = call.route.product(&account);
    let named = params.text("method");
    let method = call.route.method.or_else(|| Method::from_name(named.trim()));
    let json = call.route.rest || params.text("format").eq_ignore_ascii_case("json");

    let mut inner = sandbox.lock();
    let mut fault = None;
    for candidate in &mut inner.faults {
        if fault.is_none() && candidate.strikes(product, &mobile, method) {
            fault = Some(candidate.clone());
        }
    }
    let skew = match fault.as_ref().map(|fault| &fault.kind) {
        Some(Kind::WrongClock { offset }) => *offset,
        _ => 0,
    };
    let mut asked = Asked {
        call,
        product,
        method: method.unwrap_or(Method::Submit),
        account,
        mobile,
        content: params.bytes("content"),
        template_id: params.has("templateid").then(|| params.text("templateid")),
        now: sandbox.clock.now(),
        skew,
        warnings: Vec::new(),
        mode: None,
    };
    asked.look(&named);

    let processed = fault.as_ref().is_none_or(|fault| fault.accept);
    let seq = inner.ledger.len() + 1;
    let decision = match (processed, method) {
        (false, _) => asked.undecided(),
        (true, None) => Decision { code: Some(0), ..asked.undecided() },
        (true, Some(_)) => match asked.check(sandbox, &mut inner) {
            Ok(passed) => asked.act(sandbox, &mut inner, passed, seq),
            Err(code) => Decision { code: Some(code), ..asked.undecided() },
        },
    };
    let limits = &inner.limits;
    let named = Named {
        per_day: limits.per_day,
        verification_per_day: limits.verification_per_day,
        blacklist_after: limits.blacklist_after,
    };
    // A call that is not processed is refused where the fault leaves a reply to be seen.
    let told = decision.code.unwrap_or(if call.route.rest && product == Product::International { 1 } else { 0 });
    let msg = codes::text(product, asked.method, told, named);
    let reply = Reply::new(asked.method, &call.route.host, json, told, msg.clone(), decision.last.clone());
    let delivered = decision.delivered.clone();
    inner.inbox.extend(delivered.iter().cloned());
    let secrets = Secrets::of(params.bytes("password"), inner.accounts.values());
    let mut entry = asked.entry(seq, decision, &secrets);
    entry.msg = msg;
    entry.answer = reply.body();
    entry.method = method.map(Method::name);
    entry.format = if json { "json" } else { "xml" };
    entry.fault = fault.as_ref().map(|fault| fault.name().to_owned());
    inner.ledger.push(entry);
    Outcome { reply, fault, skew, delivered }
}

/// What the gateway made of a call.
struct Decision {
    /// None when a fault kept the call from being processed.
    code: Option<i64>,
    id: Option<String>,
    segments: u32,
    /// The reply's last field.
    last: (&'static str, Value),
    delivered: Vec<Message>,
}

impl Asked<'_> {
    /// The decision of a call that comes to nothing.
    fn undecided(&self) -> Decision {
        let last = match self.method {
            Method::Submit => (self.product.id_field(), Value::Text("0".to_owned())),
            Method::GetNum => ("num", self.balance_value("0".to_owned())),
            Method::AddTemplate => ("templateid", Value::Number("0".to_owned())),
        };
        Decision { code: None, id: None, segments: 0, last, delivered: Vec::new() }
    }

    /// Documented as text; the JSON skin's only known reader takes a number.
    fn balance_value(&self, left: String) -> Value {
        if self.call.route.rest { Value::Number(left) } else { Value::Text(left) }
    }

    /// Does what a call asked for that passed every check.
    fn act(&self, sandbox: &Sandbox, inner: &mut Inner, passed: Passed, seq: usize) -> Decision {
        let mut decision = Decision { code: Some(2), segments: passed.segments, ..self.undecided() };
        match self.method {
            Method::Submit => {
                let id = sandbox.message_id(self.product, self.now);
                decision.delivered = self.deliver(inner, passed, &id, seq);
                decision.last.1 = Value::Text(id.clone());
                decision.id = Some(id);
            }
            Method::GetNum => decision.last.1 = self.balance_value(self.balance(inner).to_string()),
            Method::AddTemplate => {
                let id = inner.next_template;
                inner.next_template += 1;
                let (service, text) = (self.product, passed.text);
                inner.templates.push(Template { id, service, text, state: Review::Pending });
                decision.last.1 = Value::Number(id.to_string());
                decision.id = Some(id.to_string());
            }
        }
        decision
    }

    /// The message is taken: it is billed, counted, and lands on its phones.
    fn deliver(&self, inner: &mut Inner, passed: Passed, id: &str, seq: usize) -> Vec<Message> {
        let submitted = String::from_utf8_lossy(self.content).into_owned();
        if let Some(balance) =
            inner.accounts.get_mut(&self.account).and_then(|account| account.balance.get_mut(&self.product))
        {
            *balance -= i64::from(passed.segments) * passed.phones.len() as i64;
        }
        let mut delivered = Vec::new();
        for phone in passed.phones {
            if numbers::magic(self.product, &phone).is_none() {
                let plain = self.plain(&passed.text);
                inner.counters.accepted(self.product, &phone, &plain, self.now);
            }
            delivered.push(Message {
                service: self.product,
                mobile: phone,
                content: submitted.clone(),
                id: id.to_owned(),
                text: passed.text.clone(),
                segments: passed.segments,
                time: self.now,
                template_id: self.template_id.clone(),
                account: self.account.clone(),
                seq,
            });
        }
        delivered
    }

    /// A shown text without the platform's signature.
    fn plain(&self, shown: &str) -> String {
        match shown.split_once('】') {
            Some((_, plain)) if self.product.signed_by_platform() => plain.to_owned(),
            _ => shown.to_owned(),
        }
    }

    fn entry(self, seq: usize, decision: Decision, secrets: &Secrets) -> Entry {
        let call = self.call;
        Entry {
            seq,
            service: self.product,
            method: None,
            accepted: decision.code == Some(2) && self.method == Method::Submit,
            code: decision.code,
            msg: String::new(),
            id: decision.id,
            account: self.account,
            mobile: self.mobile,
            content: String::from_utf8_lossy(self.content).into_owned(),
            content_hex: std::str::from_utf8(self.content).is_err().then(|| to_hex(self.content)),
            template_id: self.template_id,
            segments: decision.segments,
            time: self.now,
            password_mode: self.mode,
            format: "xml",
            connection: call.connection,
            tls: call.tls,
            fault: None,
            warnings: self.warnings,
            raw: Raw {
                method: call.http_method.clone(),
                target: secrets.masked(&call.target),
                headers: call.headers.iter().map(|(name, value)| (name.clone(), secrets.header(name, value))).collect(),
                body: secrets.masked(&call.body),
                body_length: call.body.len(),
            },
            answer: String::new(),
        }
    }
}
