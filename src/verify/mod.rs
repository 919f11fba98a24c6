//! One-time codes: start, resend, check.
//!
//! `start` gives an id that the site keeps in the visitor's session. Everything after goes by this id, so a stranger who starts a code for the
//! same number, or guesses ids, can neither use up the owner's checks nor learn anything. The code is not kept anywhere: it is
//! [drawn](code) from a nonce in the store and a secret outside it, and the record with the nonce and the number is sealed with that secret.
//!
//! A check counts before it compares, in one decision of the store; the right code takes the record out, which one caller can do.

pub mod code;
mod record;

use crate::answer::{Answer, Failure, Outcome};
use crate::client::Client;
use crate::codes::{gateway, own};
use crate::guard::{self, Ruling, circumstances::Circumstances};
use crate::message::{Submission, mask_name, normalise};
use crate::secret::{Vault, random, random_id};
use crate::service::Service;
use crate::store::{Count, Key, Life, Limit, Put, Spent};
use record::Record;
use std::time::Duration;
use zeroize::Zeroizing;

/// The message when none is set: the gateway's own template, byte for byte, which every account may use.
pub const TEXT: &str = "您的验证码是：{code}。请不要把验证码泄露给其他人。";
/// The marks of the code's place, the vendor's own among them.
const PLACES: [&str; 2] = ["{code}", "【变量】"];
/// How long after its life a code is remembered, so that a late user hears "expired".
const REMEMBER: Duration = Duration::from_secs(3600);
/// How far the limit of sends for one code looks back: further than one can live.
const SENDS_WINDOW: Duration = Duration::from_secs(86_400);
/// The limit's name.
const SENDS: &str = "verify_sends";
/// A call reads out no longer code.
const SPOKEN: usize = 6;
/// No purpose is longer, in bytes.
const PURPOSE_LIMIT: usize = 48;

/// The settings of this room.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// Digits of a code.
    pub digits: usize,
    /// How long it is good after it was last sent.
    pub ttl: Duration,
    /// How often it may be checked.
    pub checks: u32,
    /// How often it may be sent.
    pub sends: u32,
    /// The message, with the code's place.
    pub text: String,
    /// The template that is sent instead.
    pub template_id: Option<String>,
    /// Its variables, with the code's place.
    pub variables: String,
    /// The way.
    pub channel: Channel,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            digits: 6,
            ttl: Duration::from_secs(300),
            checks: 5,
            sends: 5,
            text: TEXT.to_owned(),
            template_id: None,
            variables: PLACES[0].to_owned(),
            channel: Channel::Sms,
        }
    }
}

/// Whether a text has a place for the code.
pub fn has_place(text: &str) -> bool {
    PLACES.iter().any(|place| text.contains(place))
}

/// The way that is wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A text message.
    Sms,
    /// A call.
    Voice,
    /// A text message first; a call when it is asked for again, or when the gateway refuses the text for this number's daily limit.
    Auto,
}

impl Channel {
    /// The channel of this name.
    pub fn parse(name: &str) -> Option<Channel> {
        match name.trim().to_ascii_lowercase().as_str() {
            "sms" => Some(Channel::Sms),
            "voice" => Some(Channel::Voice),
            "auto" => Some(Channel::Auto),
            _ => None,
        }
    }
}

/// The way a code went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(i32)]
pub enum Way {
    /// Not at all.
    #[default]
    None = 0,
    /// As a text message.
    Sms = 1,
    /// In a call.
    Voice = 2,
}

impl Way {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Way::None => "",
            Way::Sms => "sms",
            Way::Voice => "voice",
        }
    }

    fn service(self) -> Service {
        if self == Way::Voice { Service::Voice } else { Service::Sms }
    }
}

/// What a site needs to know of a verification. What a call does not tell is empty, or 0.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// What the site keeps in the visitor's session; empty when no code was made.
    pub id: String,
    /// After a right check: what the code was for.
    pub purpose: String,
    /// After a right check: the number that it was sent to.
    pub mobile: String,
    /// The way the code went.
    pub way: Way,
    /// Digits of the code.
    pub digits: u32,
    /// How long until it can be asked for again; after a limit, until there is room.
    pub wait: Duration,
    /// How long the code is still good.
    pub valid: Duration,
    /// How many checks are left.
    pub left: u32,
    /// The limit that stopped it, by name.
    pub limit: String,
}

impl Verification {
    fn stopped(ruling: &Ruling) -> Verification {
        Verification { wait: ruling.wait, limit: ruling.limit.clone(), ..Verification::default() }
    }

    /// What was not sent does not count, and can be tried again at once.
    fn not_arrived(ruling: &Ruling, answer: &Answer) -> Verification {
        let wait = if answer.outcome == Outcome::NotSent { Duration::ZERO } else { ruling.wait };
        Verification { wait, ..Verification::stopped(ruling) }
    }
}

/// Makes a code for a purpose and a number, and sends it.
///
/// After the outcome "unknown" the code is good and the send is counted: it may have arrived.
pub fn start(client: &Client, purpose: &str, mobile: &str, told: &Circumstances) -> (Verification, Answer) {
    begin(client, purpose, mobile, told).unwrap_or_else(failed)
}

fn failed(failure: Failure) -> (Verification, Answer) {
    (Verification::default(), Answer::failed(failure))
}

fn begin(
    client: &Client,
    purpose: &str,
    mobile: &str,
    told: &Circumstances,
) -> Result<(Verification, Answer), Failure> {
    let settings = &client.config().verify;
    let purpose = purpose_of(purpose)?;
    let mobile = Zeroizing::new(normalise(Service::Sms, mobile)?);
    let channel = channel(told.channel.as_deref(), settings)?;
    let way = if channel == Channel::Voice { Way::Voice } else { Way::Sms };
    let vault = client.vault()?;
    let id = random_id()?;
    let site = told.get("site").unwrap_or("").to_owned();
    let record = Record {
        nonce: random()?,
        digits: settings.digits as u8,
        way,
        purpose: purpose.to_owned(),
        mobile,
        site,
        watched: false,
    };
    let mut delivery = Delivery { client, vault: &vault, key: key(&vault, &id), record, told };
    delivery.check(way)?;
    let ruling = delivery.ask(way)?;
    if let Some(failure) = &ruling.failure {
        return Ok((Verification::stopped(&ruling), Answer::failed(failure.clone())));
    }
    delivery.record.watched = ruling.is_watched();
    // Before it is sent: whatever happens from here on, a code that arrives can be entered.
    if let Err(failure) = delivery.keep(way, Put::New) {
        guard::refund(&vault, &ruling);
        return Err(failure);
    }
    let (went, ruling, answer) = delivery.send(way, ruling, channel);
    if !arrived(&answer) {
        // Nobody has this code; what cannot be removed runs out by itself.
        let _ = vault.store.take(delivery.key);
        return Ok((Verification::not_arrived(&ruling, &answer), answer));
    }
    if went != way {
        let _ = delivery.keep(went, Put::Renew);
    }
    Ok((delivery.told(id, went, ruling.wait, settings.checks), answer))
}

/// Sends the code of a verification again: the same one. None: the way that the settings choose.
pub fn resend(client: &Client, id: &str, channel: Option<&str>, told: &Circumstances) -> (Verification, Answer) {
    again(client, id, channel, told).unwrap_or_else(failed)
}

fn again(
    client: &Client,
    id: &str,
    wish: Option<&str>,
    told: &Circumstances,
) -> Result<(Verification, Answer), Failure> {
    let settings = &client.config().verify;
    let channel = channel(wish.filter(|wish| !wish.trim().is_empty()).or(told.channel.as_deref()), settings)?;
    let vault = client.vault()?;
    let key = key(&vault, id);
    let found = vault.store.look(key)?.ok_or_else(none)?;
    if found.life.is_zero() {
        return Err(expired());
    }
    if found.spent >= settings.checks {
        return Err(locked());
    }
    let record = read(&vault, key, &found.value)?;
    let way = match channel {
        Channel::Sms => Way::Sms,
        Channel::Voice => Way::Voice,
        Channel::Auto => {
            if can_call(client, &record) {
                Way::Voice
            } else {
                Way::Sms
            }
        }
    };
    // It counts for the site that started it, whether that is named again or not.
    let mut told = told.clone();
    if told.get("site").is_none() && !record.site.is_empty() {
        told.keys.push(("site".to_owned(), record.site.clone()));
    }
    let mut delivery = Delivery { client, vault: &vault, key, record, told: &told };
    delivery.check(way)?;
    let ruling = delivery.ask(way)?;
    if let Some(failure) = &ruling.failure {
        let stopped = Verification::stopped(&ruling);
        return Ok((Verification { valid: found.life, ..stopped }, Answer::failed(failure.clone())));
    }
    let (way, ruling, answer) = delivery.send(way, ruling, channel);
    if !arrived(&answer) {
        return Ok((Verification { valid: found.life, ..Verification::not_arrived(&ruling, &answer) }, answer));
    }
    delivery.record.watched |= ruling.is_watched();
    // The message is out; a store that fails now leaves the code as good as it was.
    let _ = delivery.keep(way, Put::Renew);
    let left = settings.checks - found.spent;
    Ok((delivery.told(id.trim().to_owned(), way, ruling.wait, left), answer))
}

/// Checks a code that was entered. Right once, and once only.
pub fn check(client: &Client, id: &str, entered: &str) -> (Verification, Answer) {
    compare(client, id, entered).unwrap_or_else(failed)
}

fn compare(client: &Client, id: &str, entered: &str) -> Result<(Verification, Answer), Failure> {
    let settings = &client.config().verify;
    let entered = code::typed(entered);
    if entered.is_empty() {
        return Err(Failure::new(
            own::ARGUMENT,
            "没有填验证码，没有计入校验次数。",
            "No code was entered; it does not count as a check.",
        ));
    }
    let vault = client.vault()?;
    let key = key(&vault, id);
    let found = match vault.store.spend(key, settings.checks)? {
        Spent::None => return Err(none()),
        Spent::Expired => return Err(expired()),
        Spent::Over => return Err(locked()),
        Spent::Yes(found) => found,
    };
    let record = read(&vault, key, &found.value)?;
    let right = draw(&vault, &record);
    if code::same(&right, &entered) {
        // Of any number of callers with the right code, one takes the record out.
        vault.store.take(key)?.ok_or_else(none)?;
        // Of a send that no limit was asked about the breaker knows nothing, and must not take it for one of its own.
        if record.watched {
            guard::entered(&vault, &client.config().guard, &record.site);
        }
        let digits = record.digits.into();
        let mobile = record.mobile.to_string();
        let told = Verification { mobile, purpose: record.purpose, way: record.way, digits, ..Verification::default() };
        return Ok((told, Answer::done()));
    }
    let left = settings.checks.saturating_sub(found.spent);
    if left == 0 {
        return Err(locked());
    }
    let wrong = Failure::new(
        own::CODE_WRONG,
        format!("验证码不对，还可以试 {left} 次。"),
        format!("The code is wrong; {left} more may be tried."),
    );
    let digits = record.digits.into();
    let told = Verification { left, digits, valid: found.life, way: record.way, ..Verification::default() };
    Ok((told, Answer::failed(wrong)))
}

/// One send of one verification.
struct Delivery<'a> {
    client: &'a Client,
    vault: &'a Vault<'a>,
    key: Key,
    record: Record,
    told: &'a Circumstances,
}

impl Delivery<'_> {
    /// Fails where the gateway certainly would: then nothing is counted.
    fn check(&self, way: Way) -> Result<(), Failure> {
        if way == Way::Voice && usize::from(self.record.digits) > SPOKEN {
            return Err(Failure::new(
                own::VALUE,
                "语音最多读 6 位数字，未发送。请把 verify_digits 设为 4 至 6，或只用短信。",
                "A call reads six digits at most; nothing was sent. Set verify_digits to 4 to 6, or use texts only.",
            ));
        }
        self.with(way, |submission| self.client.check(submission).map(|_| ()))
    }

    fn with<T>(&self, way: Way, body: impl FnOnce(&Submission) -> T) -> T {
        let settings = &self.client.config().verify;
        let code = draw(self.vault, &self.record);
        let template = settings.template_id.as_deref().filter(|_| way == Way::Sms);
        let content = match (way, template) {
            (Way::Voice, _) => code,
            (_, Some(_)) => filled(&settings.variables, &code, settings.ttl),
            (_, None) => filled(&settings.text, &code, settings.ttl),
        };
        body(&Submission {
            service: way.service(),
            mobile: &self.record.mobile,
            content: &content,
            template_id: template,
            schedule: None,
        })
    }

    fn ask(&self, way: Way) -> Result<Ruling, Failure> {
        let key = self.vault.secret.key(&["verify sends", &self.key.hex()]);
        let most = self.client.config().verify.sends;
        let count = Count { key, limits: vec![Limit { most, window: SENDS_WINDOW }] };
        let request = guard::Request {
            scope: way.service().name(),
            purpose: &self.record.purpose,
            mobiles: &[self.record.mobile.as_str()],
            told: self.told,
            extra: vec![(SENDS, count)],
            is_code: true,
        };
        guard::ask(self.vault, &self.client.config().guard, &request)
    }

    /// Submits, and falls over to a call where that is wished for and of use.
    fn send(&self, way: Way, ruling: Ruling, channel: Channel) -> (Way, Ruling, Answer) {
        let answer = self.submit(way, &ruling);
        if !(channel == Channel::Auto
            && way == Way::Sms
            && answer.outcome == Outcome::Refused
            && falls_over(answer.code))
        {
            return (way, ruling, answer);
        }
        // Whatever keeps the call from being made, the gateway's own refusal of the text is what the caller should hear. The challenge was
        // passed for this request already, and an answer to it can be taken only once.
        let told = Circumstances { captcha: passed(self.told), ..self.told.clone() };
        let call = Delivery { told: &told, record: self.record.clone(), ..*self };
        if !can_call(self.client, &self.record) || call.check(Way::Voice).is_err() {
            return (way, ruling, answer);
        }
        match call.ask(Way::Voice) {
            Ok(second) if second.failure.is_none() => {
                let answer = call.submit(Way::Voice, &second);
                (Way::Voice, second, answer)
            }
            _ => (way, ruling, answer),
        }
    }

    fn submit(&self, way: Way, ruling: &Ruling) -> Answer {
        let answer = self.with(way, |submission| self.client.submit_counted(submission));
        match answer.outcome {
            Outcome::NotSent => guard::refund(self.vault, ruling),
            Outcome::Refused => guard::refused(self.vault, ruling),
            Outcome::Accepted | Outcome::Unknown => {}
        }
        answer
    }

    fn keep(&self, way: Way, how: Put) -> Result<bool, Failure> {
        let record = Record { way, ..self.record.clone() };
        let sealed = self.vault.secret.seal(self.key, &record.write())?;
        let life = Life { live: self.client.config().verify.ttl, remember: REMEMBER };
        self.vault.store.put(self.key, &sealed, life, how)
    }

    fn told(&self, id: String, way: Way, wait: Duration, left: u32) -> Verification {
        let digits = self.record.digits.into();
        let valid = self.client.config().verify.ttl;
        Verification { id, way, digits, wait, valid, left, ..Verification::default() }
    }
}

/// Whether `auto` may mean a call: there is an account for calls, whose keys an account for texts does not have, and a call can read the code.
fn can_call(client: &Client, record: &Record) -> bool {
    client.config().has_own_account(Service::Voice) && usize::from(record.digits) <= SPOKEN
}

/// Whether the message may be with the user.
fn arrived(answer: &Answer) -> bool {
    matches!(answer.outcome, Outcome::Accepted | Outcome::Unknown)
}

/// Whether a call may do what the gateway refused a text for.
///
/// 4082 and 4085 are this number's daily caps of texts: a call has caps of its own. 4080 says that a text went to this number within the last
/// second, so one is there. 408 and 4030 say that the number is blacklisted, by the platform after too many messages or at its owner's wish: it
/// is to be left alone. Everything else is about the account, the text or the gateway, where a call would fare no better.
fn falls_over(code: i32) -> bool {
    matches!(code, gateway::DAILY_LIMIT | gateway::CODE_DAILY_LIMIT)
}

fn passed(told: &Circumstances) -> guard::circumstances::Passed {
    use guard::circumstances::Passed;
    if told.captcha == Passed::No { Passed::No } else { Passed::Elsewhere }
}

fn purpose_of(purpose: &str) -> Result<&str, Failure> {
    let purpose = purpose.trim();
    if purpose.is_empty()
        || purpose.len() > PURPOSE_LIMIT
        || purpose.chars().any(|c| c.is_control() || c == ':' || c == ',')
    {
        let shown = mask_name(purpose);
        return Err(Failure::new(
            own::ARGUMENT,
            format!("用途“{shown}”不对，未发送：应为 1 至 {PURPOSE_LIMIT} 字节的文字，如 register、login。"),
            format!(
                "The purpose \"{shown}\" is no text of 1 to {PURPOSE_LIMIT} bytes, as register or login; nothing was sent."
            ),
        ));
    }
    Ok(purpose)
}

fn channel(wish: Option<&str>, settings: &Settings) -> Result<Channel, Failure> {
    let Some(wish) = wish else { return Ok(settings.channel) };
    Channel::parse(wish).ok_or_else(|| {
        Failure::new(
            own::VALUE,
            "channel 应为 sms、voice 或 auto，未发送。",
            "channel is sms, voice or auto; nothing was sent.",
        )
    })
}

fn filled(text: &str, code: &str, ttl: Duration) -> Zeroizing<String> {
    let minutes = ttl.as_secs().div_ceil(60).to_string();
    let text = PLACES.iter().fold(text.to_owned(), |text, place| text.replace(place, code));
    Zeroizing::new(text.replace("{minutes}", &minutes))
}

fn draw(vault: &Vault, record: &Record) -> Zeroizing<String> {
    code::draw(vault.secret, &record.nonce, &record.purpose, &record.mobile, record.digits.into())
}

fn key(vault: &Vault, id: &str) -> Key {
    vault.secret.key(&["verify", &id.trim().to_ascii_lowercase()])
}

fn read(vault: &Vault, key: Key, sealed: &[u8]) -> Result<Record, Failure> {
    Record::read(&vault.secret.open(key, sealed)?).ok_or_else(|| {
        Failure::new(
            own::STORE,
            "store 里这个验证码的记录读不懂，请重新获取。",
            "The record of this code in the store is unreadable; ask for a new code.",
        )
    })
}

fn none() -> Failure {
    Failure::new(
        own::CODE_NONE,
        "没有等待校验的验证码（编号不存在，或验证码已经用过）。请重新获取。",
        "No code waits under this id: there never was one, or it was used. Ask for a new one.",
    )
}

fn expired() -> Failure {
    Failure::new(own::CODE_EXPIRED, "验证码已过期，请重新获取。", "The code's time is over. Ask for a new one.")
}

fn locked() -> Failure {
    Failure::new(
        own::CODE_LOCKED,
        "验证码填错次数过多，已作废，请重新获取。",
        "The code was entered wrongly too often and is dead. Ask for a new one.",
    )
}
