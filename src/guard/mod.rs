//! Limits that keep a stranger from spending the site's money: counted before anything is sent.
//!
//! call, lists, picture challenge, breaker and limits (one decision of the store), ruling. What is counted is in [`rules`], what it is counted
//! by in [`circumstances`]; the store sees neither numbers nor addresses, only keyed digests of them.

pub mod circumstances;
pub mod lists;
pub mod reference;
pub mod rules;
mod words;

use crate::answer::Failure;
use crate::captcha;
use crate::message::normalise;
use crate::secret::Vault;
use crate::service::Service;
use crate::store::{self, Ask, Count, Decision, Key, Limit, Receipt};
use circumstances::{Circumstances, Passed};
use lists::Entry;
use rules::Rule;
use std::collections::HashMap;
use std::time::Duration;

pub use words::seconds;

/// The breaker when none is set: below a hundred an hour a shop's bad day looks like an attack.
pub const BREAKER: &str = "100/1h 20%";
/// How far back the picture challenge's `after N` looks.
const DEMAND_WINDOW: Duration = Duration::from_secs(86_400);
/// The kind of a key that is a number.
const MOBILE: &str = "mobile";
/// With limits by number, a list is no longer: each number is counted for itself, in one decision.
const LIST: usize = 1000;
/// By what kinds of keys it counts.
const DEMAND_KINDS: [&str; 5] = ["mobile", "ip", "net", "device", "session"];

/// The settings of this room.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether plain sends are held to the limits.
    pub on: bool,
    /// Whether plain sends go out while the store cannot be used.
    pub open: bool,
    /// The limits.
    pub rules: Vec<Rule>,
    /// The breaker.
    pub breaker: Option<Breaker>,
    /// Who has no limits.
    pub allow: Vec<Entry>,
    /// For whom nothing is sent.
    pub deny: Vec<Entry>,
    /// When a picture challenge is demanded.
    pub captcha: Demand,
    /// Its characters.
    pub captcha_length: usize,
    /// How long a reference is remembered.
    pub reference_ttl: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            on: false,
            open: false,
            rules: rules::parse(rules::DEFAULT).expect("the default limits are limits"),
            breaker: breaker(BREAKER).ok(),
            allow: Vec::new(),
            deny: Vec::new(),
            captcha: Demand::Never,
            captcha_length: 5,
            reference_ttl: Duration::from_secs(7 * 86_400),
        }
    }
}

/// When the breaker trips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// Up to so many codes in the window it never does.
    pub events: u32,
    /// The window.
    pub window: Duration,
    /// It does when fewer than so many percent of them were entered.
    pub percent: u32,
}

/// Reads `100/1h 20%`; an error says what is wrong: Chinese, English.
pub fn breaker(text: &str) -> Result<Breaker, (&'static str, &'static str)> {
    let read = || {
        let (amount, percent) = text.trim().split_once(char::is_whitespace)?;
        let (events, window) = amount.split_once('/')?;
        let percent =
            percent.trim().trim_end_matches('%').parse().ok().filter(|percent| (1..=100).contains(percent))?;
        let window = rules::duration(window).filter(|window| (60..=86_400).contains(&window.as_secs()))?;
        let events = events.trim().parse().ok().filter(|events| (1..=1_000_000).contains(events))?;
        Some(Breaker { events, window, percent })
    };
    read().ok_or(("应写成“条数/时间 百分比%”，如 100/1h 20%", "wants count/time percent%, as 100/1h 20%"))
}

/// When a picture challenge is demanded before a one-time code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Never.
    Never,
    /// Always.
    Always,
    /// After so many sends for the same number or source within 24 hours.
    After(u32),
}

/// Reads `never`, `always`, `after N`; an error says what is wrong: Chinese, English.
pub fn demand(text: &str) -> Result<Demand, (&'static str, &'static str)> {
    const FORM: (&str, &str) = ("应为 never、always 或 after 次数", "is neither never, always nor after N");
    let lower = text.trim().to_ascii_lowercase();
    match (lower.as_str(), lower.strip_prefix("after")) {
        ("never" | "off" | "no", _) => Ok(Demand::Never),
        ("always" | "on" | "yes", _) => Ok(Demand::Always),
        (_, Some(number)) => number.trim().parse().ok().filter(|n| *n <= 1000).map(Demand::After).ok_or(FORM),
        _ => Err(FORM),
    }
}

/// What is asked for.
pub struct Request<'a> {
    /// The service's name, or [`rules::CAPTCHA`].
    pub scope: &'a str,
    /// The purpose of a one-time code; empty for a plain send.
    pub purpose: &'a str,
    /// The numbers, as [`normalise`] gives them; none where only the keys count.
    pub mobiles: &'a [&'a str],
    /// What the caller tells.
    pub told: &'a Circumstances,
    /// Limits of the asking room itself, each with its name.
    pub extra: Vec<(&'static str, Count)>,
    /// Whether it is a one-time code: the breaker and the picture challenge are about these.
    pub is_code: bool,
}

/// What was decided, and what a page can tell its user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ruling {
    /// Why it may not be sent; None: it may.
    pub failure: Option<Failure>,
    /// How long until the same can be asked for again.
    pub wait: Duration,
    /// The name of the limit that decided, as `sms:mobile 1/60s`; empty when none did.
    pub limit: String,
    receipt: Receipt,
}

impl Ruling {
    fn stopped(failure: Failure) -> Ruling {
        Ruling { failure: Some(failure), ..Ruling::default() }
    }

    /// Whether the breaker has counted it, so that it is to be told when the code is entered.
    pub fn is_watched(&self) -> bool {
        self.receipt.breaker.is_some()
    }

    /// A picture comes first, whether always or after so many sends: for the caller it is the same.
    fn challenged() -> Ruling {
        Ruling { limit: "captcha".to_owned(), ..Ruling::stopped(words::captcha_needed()) }
    }
}

/// One limit and how much of it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name, as `sms:mobile 1/60s`.
    pub limit: String,
    /// Sends that count.
    pub used: u32,
    /// How many may.
    pub most: u32,
    /// How long until there is room; zero when there is.
    pub wait: Duration,
}

/// A request with what is counted for it.
struct Counted {
    counts: Vec<Count>,
    /// The name of each limit of each count.
    names: Vec<Vec<String>>,
    /// How many of the counts are limits; the others only demand a picture challenge.
    hard: usize,
}

/// [`ask`] or [`look`].
pub type Decide = fn(&Vault, &Settings, &Request) -> Result<Ruling, Failure>;

/// Decides, and counts what it lets through.
pub fn ask(vault: &Vault, settings: &Settings, request: &Request) -> Result<Ruling, Failure> {
    decide(vault, settings, request, false)
}

/// Decides as [`ask`] would, and counts nothing; an answer to a picture is not looked at.
pub fn look(vault: &Vault, settings: &Settings, request: &Request) -> Result<Ruling, Failure> {
    decide(vault, settings, request, true)
}

/// Why nothing is sent for such a request, whatever is counted: for this no store is asked.
pub fn denied(settings: &Settings, request: &Request) -> Option<Failure> {
    lists::names(&settings.deny, &keys(request)).then(words::denied)
}

fn decide(vault: &Vault, settings: &Settings, request: &Request, dry: bool) -> Result<Ruling, Failure> {
    let keys = keys(request);
    if lists::names(&settings.deny, &keys) {
        return Ok(Ruling::stopped(words::denied()));
    }
    let passed = match &request.told.captcha {
        Passed::No => false,
        // A look leaves the answer to whoever asks.
        Passed::Answer { id, answer } if !dry && !captcha::take(vault, id, answer)? => {
            return Ok(Ruling::stopped(words::captcha_wrong()));
        }
        Passed::Elsewhere | Passed::Answer { .. } => true,
    };
    if lists::names(&settings.allow, &keys) {
        return Ok(Ruling::default());
    }
    let demanded = request.is_code && !passed;
    if demanded && settings.captcha == Demand::Always {
        return Ok(Ruling::challenged());
    }
    let after = match settings.captcha {
        Demand::After(most) if demanded => Some(most),
        _ => None,
    };
    let breaker = settings.breaker.filter(|_| request.is_code).map(|rule| rule.at(vault, site(&keys)));
    if request.mobiles.len() > LIST && settings.rules.iter().any(|rule| rule.kind == MOBILE) {
        return Ok(Ruling::stopped(words::long_list(LIST)));
    }
    let counted = count(vault, settings, request, &keys, after);
    let ask = Ask { counts: counted.counts, breaker, dry };
    Ok(match vault.store.admit(&ask)? {
        // A picture can be passed at once: what demands one is nothing to wait for.
        Decision::Admitted { receipt, .. } if after.is_some() && !dry => {
            let usages = vault.store.usage(&ask.counts[..counted.hard])?;
            let wait = usages.iter().flatten().map(|usage| usage.wait).max().unwrap_or_default();
            Ruling { wait, receipt, ..Ruling::default() }
        }
        Decision::Admitted { receipt, wait } => Ruling { wait, receipt, ..Ruling::default() },
        Decision::Tripped(wait) => {
            Ruling { wait, limit: "breaker".to_owned(), ..Ruling::stopped(words::tripped(wait)) }
        }
        Decision::Denied(full) => {
            // A limit cannot be solved by looking at a picture, so it is told first; of several the one that lasts longest.
            let limits = full.iter().filter(|full| full.count < counted.hard).max_by_key(|full| full.wait);
            match limits {
                Some(full) => {
                    let name = &counted.names[full.count][full.limit];
                    Ruling { wait: full.wait, limit: name.clone(), ..Ruling::stopped(words::full(name, full.wait)) }
                }
                None => Ruling::challenged(),
            }
        }
    })
}

/// Takes back what a ruling counted: nothing was sent after all.
pub fn refund(vault: &Vault, ruling: &Ruling) {
    // A count that stays only makes the limits tighter.
    let _ = vault.store.refund(&ruling.receipt);
}

/// Takes back what a ruling counted for the breaker: the gateway refused it, so nobody could enter a code. For the number and the address it
/// still counts, because the gateway was asked.
pub fn refused(vault: &Vault, ruling: &Ruling) {
    let breaker = Receipt { events: Vec::new(), breaker: ruling.receipt.breaker };
    if breaker.breaker.is_some() {
        let _ = vault.store.refund(&breaker);
    }
}

/// Tells the breaker that a code was entered which it has counted: see [`Ruling::is_watched`].
pub fn entered(vault: &Vault, settings: &Settings, site: &str) {
    if let Some(breaker) = settings.breaker {
        // A pass that is not counted only makes the breaker trip earlier.
        let _ = vault.store.pass(&breaker.at(vault, site));
    }
}

/// How much of every limit is used that such a request would be held to, and the breaker's state at the end.
pub fn status(vault: &Vault, settings: &Settings, request: &Request) -> Result<Vec<Line>, Failure> {
    let keys = keys(request);
    let breaker = settings.breaker.filter(|_| request.is_code).map(|rule| (rule, rule.at(vault, site(&keys))));
    let counted = count(vault, settings, request, &keys, None);
    let usages = vault.store.usage(&counted.counts)?;
    let mut lines = Vec::new();
    for ((count, names), usages) in counted.counts.iter().zip(&counted.names).zip(&usages) {
        for ((limit, name), usage) in count.limits.iter().zip(names).zip(usages) {
            lines.push(Line { limit: name.clone(), used: usage.used, most: limit.most, wait: usage.wait });
        }
    }
    if let Some((rule, breaker)) = breaker {
        let (sent, entered) = vault.store.tally(&breaker)?;
        let limit = format!("breaker {}% ({entered})", rule.percent);
        lines.push(Line { limit, used: sent, most: rule.events, wait: Duration::ZERO });
    }
    Ok(lines)
}

/// The kinds of keys that anything is counted by, each once.
pub fn kinds(settings: &Settings) -> Vec<String> {
    let demanded = matches!(settings.captcha, Demand::After(_)).then_some(DEMAND_KINDS).into_iter().flatten();
    let mut kinds: Vec<String> = Vec::new();
    for kind in settings.rules.iter().map(|rule| rule.kind.as_str()).chain(demanded) {
        if !kinds.iter().any(|known| known == kind) {
            kinds.push(kind.to_owned());
        }
    }
    kinds
}

/// Forgets what is counted for a key: `mobile`, `ip` or any other kind with its value, or `breaker`. Says whether there was anything.
pub fn unlock(vault: &Vault, settings: &Settings, kind: &str, value: &str) -> Result<bool, Failure> {
    let kind = circumstances::kind(kind);
    if kind.is_empty() {
        return Err(words::no_value());
    }
    if kind == "breaker" {
        return vault.store.forget(vault.secret.key(&["breaker", value.trim()]));
    }
    let told = Circumstances::parse(&format!("{kind} = {}", value.trim()))?;
    let value = match kind.as_str() {
        MOBILE => [Service::VoiceNotice, Service::International]
            .into_iter()
            .find_map(|service| normalise(service, value).ok())
            .map_or_else(|| normalise(Service::Sms, value), Ok)?,
        "site" => value.trim().to_owned(),
        _ => told.get(&kind).ok_or_else(words::no_value)?.to_owned(),
    };
    let mut scopes: Vec<&str> =
        settings.rules.iter().filter(|rule| rule.kind == kind).map(|r| r.scope.as_str()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut keys: Vec<Key> =
        scopes.into_iter().map(|scope| vault.secret.key(&["count", scope, &kind, &value])).collect();
    keys.push(vault.secret.key(&["captcha after", &kind, &value]));
    let mut any = false;
    for key in keys {
        any |= vault.store.forget(key)?;
    }
    Ok(any)
}

/// Every key of a request. A site that is not named is the one there is.
fn keys(request: &Request) -> Vec<(String, String)> {
    let mut keys = request.told.keys.clone();
    // The number is the call's own argument, and no key that somebody spells as he likes.
    keys.retain(|(kind, _)| kind != MOBILE);
    keys.extend(request.mobiles.iter().map(|mobile| (MOBILE.to_owned(), (*mobile).to_owned())));
    if request.told.get("site").is_none() {
        keys.push(("site".to_owned(), String::new()));
    }
    keys
}

/// The site among a request's keys.
fn site(keys: &[(String, String)]) -> &str {
    keys.iter().find(|(kind, _)| kind == "site").map_or("", |(_, value)| value)
}

/// The counts of a request: rules about the same thing look at the same events.
fn count(
    vault: &Vault,
    settings: &Settings,
    request: &Request,
    keys: &[(String, String)],
    after: Option<u32>,
) -> Counted {
    let mut counts: Vec<Count> = Vec::new();
    let mut names: Vec<Vec<String>> = Vec::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    for rule in settings.rules.iter().filter(|rule| rule.is_about(request.scope, request.purpose)) {
        for (_, value) in keys.iter().filter(|(kind, _)| *kind == rule.kind) {
            let key = vault.secret.key(&["count", &rule.scope, &rule.kind, value]);
            let limit = Limit { most: rule.most, window: rule.window };
            let at = *places.entry(key).or_insert_with(|| {
                counts.push(Count { key, limits: Vec::new() });
                names.push(Vec::new());
                counts.len() - 1
            });
            counts[at].limits.push(limit);
            names[at].push(rule.to_string());
        }
    }
    for (name, count) in &request.extra {
        counts.push(count.clone());
        names.push(vec![(*name).to_owned(); count.limits.len()]);
    }
    let hard = counts.len();
    if let Some(most) = after {
        for (kind, value) in keys.iter().filter(|(kind, _)| DEMAND_KINDS.contains(&kind.as_str())) {
            let key = vault.secret.key(&["captcha after", kind, value]);
            counts.push(Count { key, limits: vec![Limit { most, window: DEMAND_WINDOW }] });
            names.push(vec!["captcha".to_owned()]);
        }
    }
    Counted { counts, names, hard }
}

impl Breaker {
    fn at(self, vault: &Vault, site: &str) -> store::Breaker {
        let key = vault.secret.key(&["breaker", site]);
        store::Breaker { key, window: self.window, events: self.events, percent: self.percent }
    }
}
