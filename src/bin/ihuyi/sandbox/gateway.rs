//! The gateway's decisions: which checks, in which order, and what follows from passing them.

use std::net::IpAddr;

use super::accounts::{PasswordMode, Proof};
use super::codes::{self, Method, Named};
use super::content;
use super::encoding::to_hex;
use super::faults::{Fault, Kind};
use super::ledger::{Entry, Message, Raw, masked};
use super::numbers;
use super::params::{BodyKind, Params};
use super::product::Product;
use super::reply::{Reply, Value};
use super::route::Route;
use super::state::{Inner, Sandbox};
use super::templates::{Fit, Review, Template};

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
struct Passed {
    phones: Vec<String>,
    text: String,
    segments: u32,
}

struct Asked<'a> {
    call: &'a Call,
    product: Product,
    method: Method,
    account: String,
    mobile: String,
    content: &'a [u8],
    template_id: Option<String>,
    now: i64,
    /// How wrong the gateway's own clock is, where a fault makes it so.
    skew: i64,
    warnings: Vec<String>,
    mode: Option<PasswordMode>,
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
    let verdict = match (processed, method) {
        (false, _) => None,
        (true, None) => Some(Err(0)),
        (true, Some(_)) => Some(asked.check(sandbox, &mut inner)),
    };
    let (code, passed) = match verdict {
        None => (None, None),
        Some(Err(code)) => (Some(code), None),
        Some(Ok(passed)) => (Some(2), Some(passed)),
    };
    let seq = inner.ledger.len() + 1;
    let mut delivered = Vec::new();
    let mut id = None;
    let mut segments = 0;
    let mut last = match asked.method {
        Method::Submit => (product.id_field(), Value::Text("0".to_owned())),
        // Documented as text; the JSON skin's only known reader takes a number.
        Method::GetNum if call.route.rest => ("num", Value::Number("0".to_owned())),
        Method::GetNum => ("num", Value::Text("0".to_owned())),
        Method::AddTemplate => ("templateid", Value::Number("0".to_owned())),
    };
    if let Some(passed) = passed {
        match asked.method {
            Method::Submit => {
                let given = sandbox.message_id(product, asked.now);
                segments = passed.segments;
                delivered = asked.deliver(&mut inner, passed, &given, seq);
                last.1 = Value::Text(given.clone());
                id = Some(given);
            }
            Method::GetNum => {
                let left = inner.accounts[&asked.account].balance.get(&product).copied().unwrap_or(0).to_string();
                last.1 = if call.route.rest { Value::Number(left) } else { Value::Text(left) };
            }
            Method::AddTemplate => {
                let number = inner.next_template;
                inner.next_template += 1;
                inner.templates.push(Template {
                    id: number,
                    service: product,
                    text: passed.text,
                    state: Review::Pending,
                });
                last.1 = Value::Number(number.to_string());
                id = Some(number.to_string());
            }
        }
    }
    let named = Named {
        per_day: inner.limits.per_day,
        verification_per_day: inner.limits.verification_per_day,
        blacklist_after: inner.limits.blacklist_after,
    };
    // A call that is not processed is refused where the fault leaves a reply to be seen; faults about the id replace that by a 2.
    let told = code.unwrap_or(if call.route.rest && product == Product::International { 1 } else { 0 });
    let msg = codes::text(product, asked.method, told, named);
    let reply = Reply::new(asked.method, &call.route.host, json, told, msg, last);
    let entry = asked.entry(seq, json, code, id, segments, fault.as_ref(), method);
    inner.inbox.extend(delivered.iter().cloned());
    inner.ledger.push(entry);
    Outcome { reply, fault, skew, delivered }
}

impl Asked<'_> {
    /// Notes what a developer would want to know, whether or not the gateway minds.
    fn look(&mut self, named: &str) {
        let mut warn = |zh: &str, en: &str| self.warnings.push(format!("{zh} / {en}"));
        if self.call.kind == BodyKind::Unread {
            warn(
                "请求体的 Content-Type 不是表单，参数未被读取",
                "the body's Content-Type is not a form's: its parameters are not read",
            );
        }
        if self.call.route.method.is_none() && Method::from_name(named.trim()).is_none() {
            warn("method 缺失或未知", "method is missing or unknown");
        }
        if std::str::from_utf8(self.content).is_err() {
            if encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(self.content).is_some() {
                warn("content 不是 UTF-8，看起来是 GBK", "content is not UTF-8; it looks like GBK");
            } else {
                warn("content 不是 UTF-8", "content is not UTF-8");
            }
        }
        if self.product == Product::International && self.mobile.starts_with("86 ") {
            warn("中国大陆号码应使用短信接口", "mainland numbers belong to the domestic service");
        }
    }

    /// The checks in the order in which the codes suggest that the gateway makes them.
    fn check(&mut self, sandbox: &Sandbox, inner: &mut Inner) -> Result<Passed, i64> {
        let params = &self.call.params;
        if let Some(account) = inner.accounts.get(&self.account) {
            if !account.ips.is_empty() && !account.ips.contains(&self.call.peer) {
                return Err(4052);
            }
        }
        let mut needed = vec![("account", 401), ("password", 402)];
        match self.method {
            Method::Submit => needed.extend([("mobile", 403), ("content", 404)]),
            Method::AddTemplate => needed.push(("content", 404)),
            Method::GetNum => {}
        }
        for (name, code) in needed {
            if !params.has(name) {
                return Err(code);
            }
        }
        self.authenticate(sandbox, inner)?;
        match self.method {
            Method::GetNum => Ok(Passed { phones: Vec::new(), text: String::new(), segments: 0 }),
            Method::AddTemplate => match std::str::from_utf8(self.content) {
                Ok(text) if self.is_sensitive(sandbox, text) => Err(407),
                Ok(text) => Ok(Passed { phones: Vec::new(), text: text.to_owned(), segments: 0 }),
                Err(_) => Err(0),
            },
            Method::Submit => self.check_message(sandbox, inner),
        }
    }

    fn authenticate(&mut self, sandbox: &Sandbox, inner: &Inner) -> Result<(), i64> {
        let params = &self.call.params;
        let foreign = sandbox.config.strict_accounts && Product::of_account(&self.account) != Some(self.product);
        let Some(account) = inner.accounts.get(&self.account).filter(|_| !foreign) else { return Err(405) };
        let proof = Proof {
            account: params.bytes("account"),
            password: params.bytes("password"),
            time: params.bytes("time"),
            message: (self.method == Method::Submit).then(|| (params.bytes("mobile"), params.bytes("content"))),
            now: self.now + self.skew,
            window: inner.limits.password_window,
            // AddTemplate documents the md5 form by name; elsewhere it is history, and a switch.
            md5_allowed: sandbox.config.md5_allowed || self.method == Method::AddTemplate,
            dynamic_allowed: self.method != Method::AddTemplate,
        };
        let (mode, verdict) = proof.check(&account.key, &mut self.warnings);
        self.mode = mode;
        verdict?;
        if account.frozen { Err(4050) } else { Ok(()) }
    }

    fn is_sensitive(&self, sandbox: &Sandbox, text: &str) -> bool {
        sandbox.config.sensitive.iter().any(|word| text.contains(word))
    }

    fn balance(&self, inner: &Inner) -> i64 {
        inner.accounts[&self.account].balance.get(&self.product).copied().unwrap_or(0)
    }

    fn check_message(&mut self, sandbox: &Sandbox, inner: &mut Inner) -> Result<Passed, i64> {
        if self.balance(inner) <= 0 {
            return Err(4051);
        }
        let phones = numbers::phones(self.product, &self.mobile).ok_or(406)?;
        let magic = phones.iter().find_map(|phone| numbers::magic(self.product, phone));
        if let Some(code) = magic.filter(|&code| code != 2) {
            return Err(code);
        }
        if phones.iter().any(|phone| inner.counters.blacklist.contains(phone)) {
            return Err(4030);
        }
        let text = self.check_content(sandbox, inner, magic.is_some())?;
        let shown = self.shown(sandbox, &text);
        let segments = match self.product {
            Product::Voice | Product::VoiceNotice => 1,
            _ => content::segments(&shown),
        };
        if magic.is_none() {
            self.check_frequency(inner, &phones, &text)?;
        }
        if self.balance(inner) < i64::from(segments) * phones.len() as i64 {
            return Err(4051);
        }
        Ok(Passed { phones, text: shown, segments })
    }

    /// The text that the phone shows, before its signature.
    fn check_content(&mut self, sandbox: &Sandbox, inner: &Inner, magic: bool) -> Result<String, i64> {
        let limits = &inner.limits;
        // Bytes that are not UTF-8 match no template, whatever they were meant to say.
        let text = std::str::from_utf8(self.content).map_err(|_| match self.product {
            Product::Voice => 4070,
            _ => 4072,
        })?;
        if self.product == Product::Voice {
            let digits = (4..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            return if digits { Ok(text.to_owned()) } else { Err(4070) };
        }
        if self.is_sensitive(sandbox, text) {
            return Err(407);
        }
        if content::has_emoji(text) {
            return Err(4074);
        }
        self.check_signature(sandbox, inner, text)?;
        let limit = match self.product {
            Product::VoiceNotice => limits.voice_content_length,
            _ => limits.content_length,
        };
        let too_long = |text: &str| limit > 0 && content::length(text) > limit;
        // Before the templates, which take their time over a long text.
        if too_long(text) {
            return Err(4073);
        }
        let text = match &self.template_id {
            Some(id) if self.product.has_templates() => self.fill_template(inner, id, text)?,
            _ if inner.strict_templates && !magic && self.product != Product::Marketing => {
                self.match_templates(inner, text)?
            }
            _ => text.to_owned(),
        };
        if too_long(&text) { Err(4073) } else { Ok(text) }
    }

    fn check_signature(&mut self, sandbox: &Sandbox, inner: &Inner, text: &str) -> Result<(), i64> {
        let own = content::own_signature(text);
        if self.product == Product::Marketing {
            if own.is_none() {
                self.warnings
                    .push("营销短信应自带签名【…】 / marketing texts carry their own signature 【…】".to_owned());
                if inner.strict_templates {
                    return Err(4070);
                }
            }
            if !text.contains("退订") {
                self.warnings.push(
                    "营销短信应含退订说明，如“退订回T” / marketing texts end with an opt-out such as 退订回T"
                        .to_owned(),
                );
            }
        }
        if !self.product.signed_by_platform() && self.product != Product::Marketing {
            return Ok(());
        }
        let Some(own) = own else { return Ok(()) };
        if !content::signature_is_well_formed(own) {
            return Err(4070);
        }
        if inner.strict_templates && own != sandbox.config.signature {
            return Err(4075);
        }
        Ok(())
    }

    fn templates<'a>(&self, inner: &'a Inner) -> Vec<&'a Template> {
        let mine = |template: &&Template| template.service == self.product && template.state == Review::Approved;
        inner.templates.iter().filter(mine).collect()
    }

    fn fill_template(&self, inner: &Inner, id: &str, values: &str) -> Result<String, i64> {
        let found = self.templates(inner).into_iter().find(|template| template.id.to_string() == id).ok_or(4071)?;
        verdict(found.fill(values, inner.limits.variable_length))
    }

    fn match_templates(&self, inner: &Inner, text: &str) -> Result<String, i64> {
        let templates = self.templates(inner);
        if templates.is_empty() {
            return Err(4071);
        }
        let fits: Vec<Fit> = templates.iter().map(|t| t.matches(text, inner.limits.variable_length)).collect();
        let best = fits.iter().find(|fit| matches!(fit, Fit::Fits(_)));
        let best = best.or_else(|| fits.iter().find(|fit| **fit == Fit::VariableTooLong));
        verdict(best.cloned().unwrap_or(Fit::No))
    }

    fn shown(&self, sandbox: &Sandbox, text: &str) -> String {
        if self.product.signed_by_platform() && content::own_signature(text).is_none() {
            format!("【{}】{text}", sandbox.config.signature)
        } else {
            text.to_owned()
        }
    }

    fn check_frequency(&mut self, inner: &mut Inner, phones: &[String], text: &str) -> Result<(), i64> {
        for phone in phones {
            let verification = content::is_verification(text);
            let limits = inner.limits.clone();
            let Some(code) = inner.counters.attempt(&limits, self.product, phone, text, verification, self.now) else {
                continue;
            };
            if code == 408 {
                // For text messages the number is locked out; for voice it is the account.
                match self.product {
                    Product::Voice | Product::VoiceNotice => {
                        if let Some(account) = inner.accounts.get_mut(&self.account) {
                            account.frozen = true;
                        }
                    }
                    _ => {
                        inner.counters.blacklist.insert(phone.clone());
                    }
                }
            }
            self.warnings.push("发送频率超限 / over a frequency limit".to_owned());
            return Err(code);
        }
        Ok(())
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

    #[allow(clippy::too_many_arguments)]
    fn entry(
        self,
        seq: usize,
        json: bool,
        code: Option<i64>,
        id: Option<String>,
        segments: u32,
        fault: Option<&Fault>,
        method: Option<Method>,
    ) -> Entry {
        let call = self.call;
        let password = call.params.bytes("password");
        Entry {
            seq,
            service: self.product,
            method: method.map(Method::name),
            accepted: code == Some(2) && self.method == Method::Submit,
            code,
            id,
            account: self.account,
            mobile: self.mobile,
            content: String::from_utf8_lossy(self.content).into_owned(),
            content_hex: std::str::from_utf8(self.content).is_err().then(|| to_hex(self.content)),
            template_id: self.template_id,
            segments,
            time: self.now,
            password_mode: self.mode,
            format: if json { "json" } else { "xml" },
            connection: call.connection,
            tls: call.tls,
            fault: fault.map(|fault| fault.name().to_owned()),
            warnings: self.warnings,
            raw: Raw {
                method: call.http_method.clone(),
                target: masked(&call.target, password),
                headers: call.headers.clone(),
                body: masked(&call.body, password),
                body_length: call.body.len(),
            },
        }
    }
}

fn verdict(fit: Fit) -> Result<String, i64> {
    match fit {
        Fit::Fits(text) => Ok(text),
        Fit::VariableTooLong => Err(40722),
        Fit::No => Err(4072),
    }
}
