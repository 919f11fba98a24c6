//! The one door: check, sign, submit once, read the answer.

use crate::answer::{Answer, Failure, Message, Outcome, Stake};
use crate::codes::{Table, gateway, own};
use crate::config::{Api, Config, Format, Method};
use crate::guard::{self, reference};
use crate::message::{self, Bill, Options, Submission};
use crate::reply::{self, Verdict};
use crate::secret::{Keeper, Vault, random_id};
use crate::service::Service;
use crate::sign::{self, PasswordMode};
use crate::track;
use crate::transport::{self, Miss, Reply, Request, Wires, cause};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use ureq::http::Uri;
use zeroize::Zeroizing;

/// A clock that is nearer than this to the gateway's is not why a time stamp was called expired.
const SAME_CLOCK_SECONDS: i64 = 5;
/// A gateway's clock that is farther from this machine's is not believed. Every mistake about time zones and the day is nearer; and whoever plays
/// the gateway must not have a request signed for a day on which this machine does not send it.
const FARTHEST_CLOCK_SECONDS: i64 = 2 * 86_400;
/// The host that speaks JSON.
const REST: &str = "https://api.ihuyi.com";
/// No account and no key is longer, in bytes.
const CREDENTIAL_LIMIT: usize = 4096;
/// Form encoding: everything but letters, digits and `*-._` is escaped; a blank becomes `%20`, which every server reads.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// A client: settings, connections, and what was learned about the clock. Shared by reference between any number of threads.
#[derive(Default)]
pub struct Client {
    config: Config,
    wires: Wires,
    keeper: Keeper,
    /// Seconds that the gateway's clock is ahead of this machine's.
    skew: AtomicI64,
}

/// Where a submission is written down.
struct Trail<'a> {
    vault: &'a Vault<'a>,
    /// What it is called there; None: what comes up.
    local: Option<&'a str>,
}

/// Account and key for one call.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The console's APIID.
    pub account: &'a str,
    /// The console's APIKEY.
    pub apikey: &'a str,
}

/// What is asked of the gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Submit,
    Balance,
    AddTemplate,
}

impl Ask {
    fn method(self) -> &'static str {
        match self {
            Ask::Submit => "Submit",
            Ask::Balance => "GetNum",
            Ask::AddTemplate => "AddTemplate",
        }
    }

    fn stake(self) -> Stake {
        match self {
            Ask::Submit => Stake::Message,
            Ask::Balance => Stake::Question,
            Ask::AddTemplate => Stake::Template,
        }
    }
}

/// A request before it is signed: the parts that the signature covers, and the others.
struct Unsigned<'a> {
    by: Credentials<'a>,
    service: Service,
    ask: Ask,
    mobile: &'a str,
    content: &'a str,
    extra: Vec<(&'static str, &'a str)>,
}

impl Client {
    /// A client with these settings.
    pub fn new(config: Config) -> Client {
        Client { config, ..Client::default() }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Changes one setting. Connections are made anew, so that the change holds from the next call on.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        self.config.set(key, value)?;
        self.wires = Wires::default();
        self.keeper = Keeper::default();
        Ok(())
    }

    /// A client with the same settings and connections of its own.
    pub fn twin(&self) -> Client {
        let skew = AtomicI64::new(self.skew.load(Ordering::Relaxed));
        Client { config: self.config.clone(), skew, ..Client::default() }
    }

    /// A client with one setting changed, which leaves this one and the calls that run on it as they are.
    pub fn with(&self, key: &str, value: &str) -> Result<Client, Failure> {
        let mut client = self.twin();
        client.config.set(key, value)?;
        Ok(client)
    }

    /// The store of codes and counts, and the secret that fits it.
    pub fn vault(&self) -> Result<Vault<'_>, Failure> {
        self.keeper.vault(&self.config)
    }

    /// Sends a text message or makes a call. The gateway is asked once, or twice when it calls our clock wrong; it never accepts twice.
    pub fn submit(&self, submission: &Submission) -> Answer {
        self.submit_with(submission, &Options::default())
    }

    /// The same with a reference, and with what the limits count by. The options' schedule is the submission's, not looked at here.
    pub fn submit_with(&self, submission: &Submission, options: &Options) -> Answer {
        self.guarded(self.credentials(submission.service), submission, options, None)
    }

    /// The same for a row of a list, which is written down under this name where the settings say so: [`track::settled_id`] finds by it the id
    /// that a receipt gave.
    pub(crate) fn submit_listed(&self, submission: &Submission, local: &str) -> Answer {
        self.guarded(self.credentials(submission.service), submission, &Options::default(), Some(local))
    }

    /// The same with an account and key that are not the settings'.
    pub fn submit_as(&self, by: Credentials, submission: &Submission) -> Answer {
        self.guarded(by, submission, &Options::default(), None)
    }

    /// Between the caller and the wire: the limits, when they are switched on, and the reference, when there is one. `listed` is what the
    /// submission is called where it is written down; without it the reference's name, or what comes up.
    fn guarded(&self, by: Credentials, submission: &Submission, options: &Options, listed: Option<&str>) -> Answer {
        let settings = &self.config.guard;
        if !settings.on && options.reference.is_none() {
            return self.submit_traced(by, submission, listed);
        }
        // What the gateway would refuse is not counted.
        let checked =
            match present(by, submission.service).and_then(|()| message::check(submission, &self.config.limits())) {
                Ok(checked) => checked,
                Err(_) => return self.submit_now(by, submission, None),
            };
        let service = submission.service.name();
        let stopped = |failure| Answer::failed(failure).of(Table::submit(submission.service));
        let mobiles = message::numbers(&checked.mobile);
        let request = guard::Request {
            scope: service,
            purpose: "",
            mobiles: &mobiles,
            told: &options.told,
            extra: Vec::new(),
            is_code: false,
        };
        let vault = match self.vault() {
            Ok(vault) => vault,
            // Whom nothing is sent to is known without a store.
            Err(_) if settings.open && options.reference.is_none() => {
                return guard::denied(settings, &request)
                    .map_or_else(|| self.submit_now(by, submission, None), stopped);
            }
            Err(failure) => return stopped(failure),
        };
        let template = checked.template_id.as_deref().unwrap_or("");
        let parts = [service, by.account, &checked.mobile, &checked.content, template];
        let claim = match &options.reference {
            None => None,
            Some(reference) => {
                let event = reference::Event {
                    parts: &parts,
                    tracked: mobiles
                        .first()
                        .filter(|_| self.config.track.on)
                        .map(|first| (*first, self.config.track.ttl)),
                    ttl: settings.reference_ttl,
                    running: self.running(),
                    resend: options.resend,
                };
                match reference::begin(&vault, reference, &event) {
                    Ok(reference::Begun::First(claim)) => Some(claim),
                    Ok(reference::Begun::Again(answer)) => return answer.of(Table::submit(submission.service)),
                    Err(failure) => return stopped(failure),
                }
            }
        };
        let local = claim.as_ref().map(reference::Claim::local).or(listed);
        let trail = Some(Trail { vault: &vault, local }).filter(|_| self.config.track.on);
        let ruling = if settings.on { guard::ask(&vault, settings, &request) } else { Ok(guard::Ruling::default()) };
        let (answer, ruling) = match ruling {
            Ok(guard::Ruling { failure: Some(failure), .. }) => (stopped(failure), None),
            Ok(ruling) => (self.submit_now(by, submission, trail), Some(ruling)),
            // All that fails here is the store.
            Err(_) if settings.open => (self.submit_now(by, submission, trail), None),
            Err(failure) => (stopped(failure), None),
        };
        if let Some(ruling) = ruling.filter(|_| answer.outcome == Outcome::NotSent) {
            guard::refund(&vault, &ruling);
        }
        if let Some(claim) = claim {
            claim.end(&vault, &answer);
        }
        answer
    }

    /// Fails where a service's account or key is missing, or could not be the console's.
    pub(crate) fn present(&self, service: Service) -> Result<(), Failure> {
        present(self.credentials(service), service)
    }

    /// What would be refused here, before anything is counted or sent.
    pub(crate) fn check(&self, submission: &Submission) -> Result<message::Checked, Failure> {
        self.present(submission.service)?;
        message::check(submission, &self.config.limits())
    }

    /// Checks, signs, submits, with the settings' account; limits have been seen to.
    pub(crate) fn submit_counted(&self, submission: &Submission) -> Answer {
        self.submit_traced(self.credentials(submission.service), submission, None)
    }

    /// Submits, and writes down what becomes of it where the settings say so.
    fn submit_traced(&self, by: Credentials, submission: &Submission, local: Option<&str>) -> Answer {
        if !self.config.track.on {
            return self.submit_now(by, submission, None);
        }
        match self.vault() {
            Ok(vault) => self.submit_now(by, submission, Some(Trail { vault: &vault, local })),
            Err(_) if self.config.guard.open => self.submit_now(by, submission, None),
            Err(failure) => Answer::failed(failure).of(Table::submit(submission.service)),
        }
    }

    /// A call ends within its time limit; what is left is for the store on either side of it.
    fn running(&self) -> Duration {
        self.config.timeout + Duration::from_secs(30)
    }

    /// Writes a submission down before it leaves. None where none are, and where the store is down and that may be so.
    fn trace(&self, trail: &Option<Trail>, service: Service, numbers: &str) -> Result<Option<track::Trace>, Failure> {
        let Some(Trail { vault, local }) = trail else { return Ok(None) };
        let made = || {
            let name = local.map_or_else(random_id, |local| Ok(local.to_owned()))?;
            let numbers = message::numbers(numbers);
            let trace = track::begin(vault, self.config.track.ttl, self.running(), &name, service, &numbers)?;
            Ok(if local.is_some() { trace.named() } else { trace })
        };
        match made() {
            Ok(trace) => Ok(Some(trace)),
            Err(_) if self.config.guard.open => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    fn submit_now(&self, by: Credentials, submission: &Submission, trail: Option<Trail>) -> Answer {
        let start = Instant::now();
        let service = submission.service;
        let checked = present(by, service)
            .and_then(|()| message::check(submission, &self.config.limits()))
            .and_then(|checked| self.trace(&trail, service, &checked.mobile).map(|trace| (checked, trace)));
        let (mut answer, bill) = match checked {
            Err(failure) => (Answer::failed(failure), Bill::default()),
            Ok((checked, trace)) => {
                let extra = [("templateid", checked.template_id.as_deref()), ("stime", checked.schedule.as_deref())];
                let extra = extra.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
                let request = Unsigned {
                    by,
                    service,
                    ask: Ask::Submit,
                    mobile: &checked.mobile,
                    content: &checked.content,
                    extra,
                };
                let answer = self.call(&request, start);
                if let (Some(trace), Some(Trail { vault, .. })) = (trace, &trail) {
                    trace.end(vault, &answer);
                }
                (answer, checked.bill)
            }
        };
        answer.characters = bill.characters;
        answer.segments = bill.segments;
        answer.recipients = bill.recipients;
        answer.elapsed = start.elapsed();
        answer.of(Table::submit(service))
    }

    /// Asks how many messages are left on a product's account.
    pub fn balance(&self, service: Service) -> Answer {
        let start = Instant::now();
        let by = self.credentials(service);
        let request = Unsigned { by, service, ask: Ask::Balance, mobile: "", content: "", extra: Vec::new() };
        let mut answer = match present(by, service) {
            Err(failure) => Answer::failed(failure),
            Ok(()) => self.call(&request, start),
        };
        answer.elapsed = start.elapsed();
        answer.of(Table::GetNum)
    }

    /// Hands a template in for review. SMS only; the verdict of the review comes as a push.
    pub fn add_template(&self, text: &str) -> Answer {
        let start = Instant::now();
        let by = self.credentials(Service::Sms);
        let request =
            Unsigned { by, service: Service::Sms, ask: Ask::AddTemplate, mobile: "", content: text, extra: Vec::new() };
        let mut answer = match present(by, Service::Sms).and_then(|()| message::check_template(text)) {
            Err(failure) => Answer::failed(failure),
            Ok(()) => self.call(&request, start),
        };
        answer.elapsed = start.elapsed();
        answer.of(Table::AddTemplate)
    }

    fn credentials(&self, service: Service) -> Credentials<'_> {
        let (account, apikey) = self.config.credentials(service);
        Credentials { account, apikey }
    }

    /// One submission, and one more only after the gateway itself said that our clock is wrong and told its own.
    fn call(&self, request: &Unsigned, start: Instant) -> Answer {
        let deadline = start + self.config.timeout;
        let time = self.time();
        let first = match self.once(request, time, deadline) {
            Err(miss) => return missed(request.ask, miss),
            Ok(first) => first,
        };
        if !self.clock_is_wrong(request, &first, time) {
            return self.judge(request, first);
        }
        match self.once(request, self.time(), deadline) {
            Ok(second) => Answer { clock_corrected: true, ..self.judge(request, second) },
            Err(miss) => {
                let made = miss.failure.outcome() == Outcome::Unknown;
                let status = if miss.status == 0 { first.0.status } else { miss.status };
                Answer { clock_corrected: made, ..missed(request.ask, Miss { status, ..miss }) }
            }
        }
    }

    /// Seconds since 1970 by the gateway's clock, as far as it is known.
    pub(crate) fn time(&self) -> i64 {
        unix_now() + self.skew.load(Ordering::Relaxed)
    }

    /// Whether the reply says that `time` was wrong, and how wrong; learns it.
    fn clock_is_wrong(&self, request: &Unsigned, answered: &(Reply, Verdict), time: i64) -> bool {
        let (reply, verdict) = answered;
        let Some(date) = reply.date else { return false };
        let skew = date.saturating_sub(unix_now());
        if verdict.code != gateway::PASSWORD_EXPIRED
            || !self.signs(request.ask)
            || (date - time).abs() < SAME_CLOCK_SECONDS
            || skew.abs() > FARTHEST_CLOCK_SECONDS
        {
            return false;
        }
        self.skew.store(skew, Ordering::Relaxed);
        true
    }

    fn signs(&self, ask: Ask) -> bool {
        self.config.password_mode == PasswordMode::Dynamic && ask != Ask::AddTemplate
    }

    /// Signs, submits, and reads the verdict. An error says whether the request left.
    fn once(&self, request: &Unsigned, time: i64, deadline: Instant) -> Result<(Reply, Verdict), Miss> {
        let url = self.endpoint(request.service, request.ask)?;
        let form = self.form(request, &time.to_string());
        let wire = self.wires.here(&self.config)?;
        let sent = Request { method: self.config.method, url: &url, content_type: transport::FORM, body: &form };
        let reply = wire.exchange(&sent, deadline)?;
        let status = reply.status;
        if status != 200 {
            let zh = format!("网关回了 HTTP {status}，不是结果");
            let en = format!("the gateway answered HTTP {status}, which is no verdict");
            return Err(Miss { failure: cause(&zh, &en), status });
        }
        match reply::parse(&reply.body) {
            Ok(verdict) => Ok((reply, verdict)),
            Err((zh, en)) => Err(Miss { failure: cause(zh, en), status }),
        }
    }

    fn form(&self, request: &Unsigned, time: &str) -> Zeroizing<String> {
        let Credentials { account, apikey } = request.by;
        let (mobile, content) = (request.mobile, request.content);
        let signed = self.signs(request.ask);
        let password = Zeroizing::new(match (self.config.password_mode, request.ask) {
            (PasswordMode::Plain, _) => apikey.to_owned(),
            (PasswordMode::Dynamic, Ask::Submit) => sign::submission(account, apikey, mobile, content, time),
            (PasswordMode::Dynamic, Ask::Balance) => sign::query(account, apikey, time),
            // No dynamic form is documented for AddTemplate; the key's digest is.
            (PasswordMode::Dynamic, Ask::AddTemplate) | (PasswordMode::Md5, _) => sign::key_digest(apikey),
        });
        let format = if self.config.format == Format::Json { "json" } else { "xml" };
        let mut fields = vec![("account", account), ("password", password.as_str())];
        fields.extend([("mobile", mobile), ("content", content)].into_iter().filter(|(_, value)| !value.is_empty()));
        fields.extend(request.extra.iter().copied());
        fields.extend(signed.then_some(("time", time)));
        fields.push(("format", format));
        let mut form = Zeroizing::new(String::with_capacity(256 + content.len() * 3));
        for (name, value) in fields {
            if !form.is_empty() {
                form.push('&');
            }
            form.push_str(name);
            form.push('=');
            form.extend(utf8_percent_encode(value, FORM));
        }
        form
    }

    /// Where a product's submissions go, with the setting `gateway` heeded. Fails where they would go over plain http to another machine.
    pub fn url(&self, service: Service) -> Result<String, Failure> {
        self.endpoint(service, Ask::Submit)
    }

    fn endpoint(&self, service: Service, ask: Ask) -> Result<String, Failure> {
        let facts = service.facts();
        let method = ask.method();
        let rest = facts.rest.filter(|_| self.config.api == Api::Rest && ask != Ask::AddTemplate);
        let Some(base) = self.base()? else {
            return Ok(match rest {
                Some(product) => format!("{REST}/{product}/{method}.json"),
                None => format!("https://{}{}?method={method}", facts.host, facts.path),
            });
        };
        Ok(match rest {
            Some(product) => format!("{base}/{product}/{method}.json"),
            None => format!("{base}{}{}?method={method}", facts.prefix, facts.path),
        })
    }

    /// Where everything goes instead of the vendor's hosts, if anywhere.
    fn base(&self) -> Result<Option<&str>, Failure> {
        let Some(base) = &self.config.gateway else { return Ok(None) };
        if !self.config.allow_http {
            self.refuse_plain(base)?;
        }
        Ok(Some(base))
    }

    /// Fails where others could read what is sent.
    fn refuse_plain(&self, base: &str) -> Result<(), Failure> {
        // The setting keeps the scheme as it was written.
        if !base.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://")) {
            return Ok(());
        }
        let url = base.parse::<Uri>().ok();
        let Some(url) = url.filter(|url| url.host().is_some_and(is_this_machine)) else {
            return Err(Failure::new(
                own::PLAIN_HTTP,
                format!(
                    "网关地址 {base} 是不加密的 http，APIKEY 和内容会被旁人看到，未发送。请改用 https，或明确设置 allow_http = yes。"
                ),
                format!(
                    "The gateway {base} is plain http to another machine, where others can read what is sent; nothing was. Use https, or set allow_http = yes."
                ),
            ));
        };
        // To a proxy "this machine" is the proxy's own.
        match transport::proxy_for(&self.config, &url)? {
            Some(proxy) if !is_this_machine(proxy.host()) => Err(Failure::new(
                own::PLAIN_HTTP,
                format!(
                    "网关地址 {base} 是不加密的 http，却要经过另一台机器上的代理 {}，APIKEY 和内容会被旁人看到，未发送。请设置 proxy = none，或明确设置 allow_http = yes。",
                    proxy.host()
                ),
                format!(
                    "The gateway {base} is plain http, and the proxy {} on another machine is on the way to it, so others can read what is sent; nothing was. Set proxy = none, or allow_http = yes.",
                    proxy.host()
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Posts a JSON object to a path of the JSON host, once, and returns the whole answer, whatever its status.
    pub(crate) fn post_json(&self, path: &str, body: &str) -> Result<Reply, Miss> {
        let deadline = Instant::now() + self.config.timeout;
        let url = format!("{}{path}", self.base()?.unwrap_or(REST));
        let sent = Request { method: Method::Post, url: &url, content_type: transport::JSON, body };
        self.wires.here(&self.config)?.exchange(&sent, deadline)
    }

    /// The outcome that a verdict means.
    fn judge(&self, request: &Unsigned, (reply, verdict): (Reply, Verdict)) -> Answer {
        let mut answer = Answer {
            outcome: Outcome::Refused,
            code: verdict.code,
            http_status: reply.status,
            message: Message::Gateway(verdict.message),
            ..Answer::done()
        };
        if verdict.code != gateway::ACCEPTED {
            return answer;
        }
        let missing = match request.ask {
            Ask::Submit => verdict.id.map(|id| answer.id = id).is_none().then_some(("没有流水号", "no id")),
            Ask::AddTemplate => {
                verdict.template_id.map(|id| answer.id = id).is_none().then_some(("没有模板编号", "no template id"))
            }
            Ask::Balance => {
                answer.balance = verdict.number.and_then(|n| n.parse().ok());
                answer.balance.is_none().then_some(("没有条数", "no number"))
            }
        };
        match missing {
            None => answer.outcome = Outcome::Accepted,
            Some((zh, en)) => {
                let (zh, en) = (format!("网关说成功却{zh}"), format!("the gateway said success and gave {en}"));
                let failure = Failure::unknown(request.ask.stake(), &zh, &en);
                answer.outcome = Outcome::Unknown;
                answer.code = failure.code;
                answer.message = Message::Own(failure);
            }
        }
        answer
    }
}

/// The answer of a call without a verdict.
fn missed(ask: Ask, Miss { failure, status }: Miss) -> Answer {
    let failure = match failure.outcome() {
        Outcome::Unknown => Failure::unknown(ask.stake(), &failure.zh, &failure.en),
        _ => failure,
    };
    Answer { http_status: status, ..Answer::failed(failure) }
}

/// Account and key are there, and could be the console's.
fn present(by: Credentials, service: Service) -> Result<(), Failure> {
    let facts = service.facts();
    if by.account.is_empty() {
        return Err(Failure::new(
            401,
            format!(
                "帐号为空，未发送。请给出{}的 APIID（控制台里的）：作为参数，或环境变量 IHUYI_ACCOUNT，或 INI 文件里的 account。还没有账户可以先用沙箱试：ihuyi sandbox。",
                facts.zh
            ),
            format!(
                "The account is empty; nothing was sent. Give the console's APIID for {}: as the argument, in IHUYI_ACCOUNT, or as account in an INI file. To try without an account: ihuyi sandbox.",
                facts.en
            ),
        ));
    }
    if by.apikey.is_empty() {
        return Err(Failure::new(
            402,
            format!(
                "密码为空，未发送。请给出{}的 APIKEY（控制台里的）：作为参数，或环境变量 IHUYI_APIKEY，或 INI 文件里的 apikey。",
                facts.zh
            ),
            format!(
                "The password is empty; nothing was sent. Give the console's APIKEY for {}: as the argument, in IHUYI_APIKEY, or as apikey in an INI file.",
                facts.en
            ),
        ));
    }
    // Settings are looked at when they are set; the box functions' arguments come this way only.
    for (value, zh, en) in [(by.account, "帐号", "account"), (by.apikey, "密码", "password")] {
        if value.len() > CREDENTIAL_LIMIT {
            return Err(Failure::new(
                own::TOO_LARGE,
                format!("{zh}过长（{} 字节），未发送。请检查是否传错了参数。", value.len()),
                format!("The {en} has {} bytes; nothing was sent. Check that the arguments are in order.", value.len()),
            ));
        }
        if value.chars().any(char::is_control) {
            return Err(Failure::new(
                own::CONTROL_CHARACTER,
                format!("{zh}中有控制字符，未发送。请从控制台重新复制。"),
                format!("The {en} holds a control character; nothing was sent. Copy it from the console again."),
            ));
        }
    }
    Ok(())
}

fn unix_now() -> i64 {
    // A clock before 1970 is as wrong as any other: the gateway will say so.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(settings: &[(&str, &str)]) -> Client {
        let mut config = Config::default();
        for (key, value) in settings {
            config.set(key, value).unwrap();
        }
        Client::new(config)
    }

    const KEYS: [(&str, &str); 2] = [("account", "C00000000"), ("apikey", "0123456789abcdef0123456789abcdef")];

    fn unsigned(ask: Ask) -> Unsigned<'static> {
        let by = Credentials { account: KEYS[0].1, apikey: KEYS[1].1 };
        Unsigned {
            by,
            service: Service::Sms,
            ask,
            mobile: "13800000000",
            content: "a&b=c%+#\"'\n你",
            extra: vec![("templateid", "1")],
        }
    }

    #[test]
    fn every_byte_of_the_content_survives_the_form() {
        let form = client(&KEYS).form(&unsigned(Ask::Submit), "1700000000");
        assert!(
            form.contains("&content=a%26b%3Dc%25%2B%23%22%27%0A%E4%BD%A0&templateid=1&time=1700000000&format=json"),
            "{}",
            *form
        );
        assert!(!form.contains("0123456789abcdef"), "the key itself travelled");
    }

    #[test]
    fn password_modes() {
        let password = |mode, ask| {
            let form = client(&[KEYS[0], KEYS[1], ("password_mode", mode)]).form(&unsigned(ask), "1700000000");
            let value = form.split('&').find_map(|f| f.strip_prefix("password=")).unwrap().to_owned();
            (value, form.contains("&time="))
        };
        // echo -n 0123456789abcdef0123456789abcdef | md5sum
        assert_eq!(password("md5", Ask::Submit), ("8516ac99dc60603295de7bdb6a153530".to_owned(), false));
        assert_eq!(password("plain", Ask::Submit), (KEYS[1].1.to_owned(), false));
        assert_eq!(password("dynamic", Ask::Balance), ("6715321f9e52d26f945b0894c0346b76".to_owned(), true));
        assert_eq!(password("dynamic", Ask::AddTemplate), (sign::key_digest(KEYS[1].1), false));
    }

    #[test]
    fn endpoints() {
        let url = |settings: &[(&str, &str)], service, ask| client(settings).endpoint(service, ask).unwrap();
        assert_eq!(url(&[], Service::Sms, Ask::Submit), "https://106.ihuyi.com/webservice/sms.php?method=Submit");
        assert_eq!(
            url(&[], Service::VoiceNotice, Ask::Balance),
            "https://api.vm.ihuyi.com/webservice/voice.php?method=GetNum"
        );
        let rest = [("api", "rest")];
        assert_eq!(url(&rest, Service::International, Ask::Submit), "https://api.ihuyi.com/isms/Submit.json");
        assert_eq!(
            url(&rest, Service::Voice, Ask::Submit),
            "https://api.voice.ihuyi.com/webservice/voice.php?method=Submit"
        );
        assert_eq!(
            url(&rest, Service::Sms, Ask::AddTemplate),
            "https://106.ihuyi.com/webservice/sms.php?method=AddTemplate"
        );
        let base = [("gateway", "http://127.0.0.1:8088/")];
        assert_eq!(url(&base, Service::Sms, Ask::Submit), "http://127.0.0.1:8088/webservice/sms.php?method=Submit");
        assert_eq!(
            url(&base, Service::Marketing, Ask::Submit),
            "http://127.0.0.1:8088/yx/webservice/sms.php?method=Submit"
        );
        assert_eq!(
            url(&base, Service::VoiceNotice, Ask::Submit),
            "http://127.0.0.1:8088/vm/webservice/voice.php?method=Submit"
        );
    }

    #[test]
    fn plain_http_only_to_this_machine() {
        for base in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://example.com"] {
            assert!(client(&[("gateway", base)]).endpoint(Service::Sms, Ask::Submit).is_ok(), "{base}");
        }
        for base in [
            "http://10.0.0.1",
            "http://example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "HTTP://example.com",
        ] {
            let failure = client(&[("gateway", base)]).endpoint(Service::Sms, Ask::Submit).unwrap_err();
            assert_eq!(failure.code, own::PLAIN_HTTP, "{base}");
            assert!(client(&[("gateway", base), ("allow_http", "yes")]).endpoint(Service::Sms, Ask::Submit).is_ok());
        }
    }

    #[test]
    fn this_machine_is_another_one_to_a_proxy_elsewhere() {
        let through = |base: &str, proxy: &str, allow: &str| {
            let client = client(&[("gateway", base), ("proxy", proxy), ("allow_http", allow)]);
            client.endpoint(Service::Sms, Ask::Submit).map(drop).map_err(|failure| failure.code)
        };
        for base in ["http://127.0.0.1:1", "http://localhost:1", "HTTP://[::1]:1"] {
            assert_eq!(through(base, "http://192.0.2.1:3128", "no"), Err(own::PLAIN_HTTP), "{base}");
            assert_eq!(through(base, "http://192.0.2.1:3128", "yes"), Ok(()), "{base}");
            assert_eq!(through(base, "http://127.0.0.1:3128", "no"), Ok(()), "{base}");
        }
        assert_eq!(through("https://127.0.0.1:1", "http://192.0.2.1:3128", "no"), Ok(()));
    }

    #[test]
    fn what_is_missing_is_said_before_anything_else() {
        let submission =
            Submission { service: Service::Voice, mobile: "", content: "", template_id: None, schedule: None };
        assert_eq!(client(&[]).submit(&submission).code, 401);
        let answer = client(&KEYS[..1]).submit(&submission);
        assert_eq!((answer.code, answer.local, answer.outcome), (402, true, Outcome::Refused));
        assert_eq!(client(&KEYS).submit(&submission).code, 403);
        assert_eq!(client(&KEYS).add_template(" ").code, 404);
    }
}
