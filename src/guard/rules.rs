//! The limits as data: `sms:mobile 1/60s, ip 30/1h`. Pure.

use super::circumstances;
use crate::service::Service;
use std::time::Duration;

/// What a rule is about when it names no scope.
const EVERYWHERE: &str = "";
/// The scope of the picture challenge.
pub const CAPTCHA: &str = "captcha";
/// No window is longer.
const LONGEST: Duration = Duration::from_secs(31 * 86_400);
/// No rule lets more through: a store keeps as many events for a key.
const MOST: u32 = 1_000_000;
/// No list of rules is longer: each is looked at before every send.
const RULES: usize = 64;

/// What applies when nothing is set. Numbers: those of the gateway's own caps and of its advice (a minute between two, five a day; a call
/// costs more and rings); the rest is what a family behind one address needs, times a few.
pub const DEFAULT: &str = "sms:mobile 1/60s, sms:mobile 5/1d, voice:mobile 2/60s, voice:mobile 10/1d, ip 30/1h, ip 200/1d, net 300/1h, \
     device 10/1h, device 30/1d, session 10/1h, site 10000/1d, captcha:ip 60/1h";

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// A service (`sms`, `voice`, …), `captcha`, or a purpose of another name; empty: every send.
    pub scope: String,
    /// What is counted: `mobile`, `ip`, `net`, `site`, or any name that callers give keys by.
    pub kind: String,
    /// How many in the window.
    pub most: u32,
    /// The window, which slides.
    pub window: Duration,
}

/// Reads a list of rules; an error says what is wrong: Chinese, English.
pub fn parse(text: &str) -> Result<Vec<Rule>, (&'static str, &'static str)> {
    // `default` stands for what applies when nothing is set, so that something can be added to it.
    let whole = |entry| if entry == "default" { entries(DEFAULT).collect() } else { vec![entry] };
    let rules: Vec<Rule> = entries(text).flat_map(whole).map(rule).collect::<Result<_, _>>()?;
    if rules.len() > RULES {
        return Err(("最多 64 条", "holds more than 64 limits"));
    }
    Ok(rules)
}

/// What stands between commas or on lines of its own.
pub(super) fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '\n', ';']).map(str::trim).filter(|entry| !entry.is_empty())
}

fn rule(text: &str) -> Result<Rule, (&'static str, &'static str)> {
    const FORM: (&str, &str) = (
        "每条应写成“范围:种类 次数/时间”，如 sms:mobile 1/60s",
        "wants each as scope:kind count/time, as sms:mobile 1/60s",
    );
    let (name, amount) = text.rsplit_once(char::is_whitespace).ok_or(FORM)?;
    let (scope, kind) = name.trim().split_once(':').unwrap_or((EVERYWHERE, name.trim()));
    let (most, window) = amount.split_once('/').ok_or(FORM)?;
    let most = most.trim().parse().ok().filter(|most| *most <= MOST).ok_or(FORM)?;
    let window = duration(window).filter(|window| (Duration::from_secs(1)..=LONGEST).contains(window)).ok_or(FORM)?;
    let (scope, kind) = (scope.trim(), circumstances::kind(kind));
    // The vendor's names of a service are its names here, too.
    let scope = Service::parse(scope).map_or_else(|| scope.to_owned(), |service| service.name().to_owned());
    let plain = |name: &str| name.len() <= 64 && !name.contains(|c: char| c.is_control() || c.is_whitespace());
    if kind.is_empty() || !plain(&kind) || !plain(&scope) {
        return Err(FORM);
    }
    Ok(Rule { scope, kind, most, window })
}

/// `90`, `60s`, `5m`, `24h`, `7d`: seconds, minutes, hours, days.
pub fn duration(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_lowercase();
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let (number, unit) =
        units.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit))).unwrap_or((&text, 1000));
    // `/1m` of a limit, and `/m` as people write it.
    let number = if number.is_empty() { 1 } else { number.trim().parse::<u64>().ok()? };
    number.checked_mul(unit).map(Duration::from_millis)
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.scope != EVERYWHERE {
            write!(f, "{}:", self.scope)?;
        }
        write!(f, "{} {}/{}", self.kind, self.most, span(self.window))
    }
}

/// A duration as [`duration`] reads it, in the largest unit that divides it.
fn span(window: Duration) -> String {
    let ms = window.as_millis();
    let units = [("d", 86_400_000), ("h", 3_600_000), ("s", 1000)];
    let whole = units.iter().find(|(name, unit)| ms % unit == 0 && !(*name != "s" && ms / unit == 0));
    whole.map_or_else(|| format!("{ms}ms"), |(name, unit)| format!("{}{name}", ms / unit))
}

impl Rule {
    /// Whether it is about a send of this service for this purpose.
    pub fn is_about(&self, scope: &str, purpose: &str) -> bool {
        self.scope == EVERYWHERE && scope != CAPTCHA
            || self.scope == scope
            || !self.is_of_a_service() && (!purpose.is_empty() && self.scope.eq_ignore_ascii_case(purpose))
    }

    /// Whether its scope is a service or the picture challenge: then it is that and no purpose, whatever purposes are called.
    fn is_of_a_service(&self) -> bool {
        self.scope == CAPTCHA || Service::ALL.iter().any(|service| service.name() == self.scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_written() {
        let rules = parse("sms:mobile 1/60s，VM:mobile 2/m\n ip 30/1h ; login:ip 5/1d,").unwrap();
        let shown: Vec<String> = rules.iter().map(Rule::to_string).collect();
        assert_eq!(shown, ["sms:mobile 1/60s", "voice_notice:mobile 2/60s", "ip 30/1h", "login:ip 5/1d"]);
        for rule in rules {
            assert_eq!(parse(&rule.to_string()).unwrap(), [rule]);
        }
        assert!(parse("").unwrap().is_empty());
        assert_eq!(parse(DEFAULT).unwrap().len(), 12);
        assert_eq!(parse("default, User-ID 3/1d").unwrap().len(), 13);
        assert_eq!(parse("default, User-ID 3/1d").unwrap()[12].kind, "user_id");
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for bad in [
            "mobile",
            "mobile 1",
            "mobile 1/0s",
            "mobile x/1h",
            "mobile -1/1h",
            "mobile 1/40d",
            " 1/1h",
            "mobile 1/1y",
            "a b 1/1h",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(parse(&vec!["ip 1/1h"; 65].join(",")).is_err());
    }

    #[test]
    fn a_rule_without_a_scope_is_about_every_send_and_not_about_pictures() {
        let about = |text: &str, scope, purpose| parse(text).unwrap()[0].is_about(scope, purpose);
        assert!(about("ip 1/1h", "sms", "") && about("ip 1/1h", "voice", "login") && !about("ip 1/1h", CAPTCHA, ""));
        assert!(about("sms:ip 1/1h", "sms", "login") && !about("sms:ip 1/1h", "voice", "login"));
        assert!(about("login:ip 1/1h", "sms", "login") && !about("login:ip 1/1h", "sms", ""));
        assert!(about("captcha:ip 1/1h", CAPTCHA, ""));
    }

    #[test]
    fn a_purpose_with_the_name_of_a_service_has_none_of_its_limits() {
        let about = |text: &str, scope, purpose| parse(text).unwrap()[0].is_about(scope, purpose);
        assert!(!about("sms:mobile 1/1h", "voice", "sms") && about("sms:mobile 1/1h", "sms", "sms"));
        assert!(!about("voice:mobile 1/1h", "sms", "voice") && !about("VM:mobile 1/1h", "sms", "voice_notice"));
        assert!(!about("captcha:ip 1/1h", "sms", CAPTCHA));
        assert!(about("calls:ip 1/1h", "sms", "Calls"));
    }
}
