//! Account and key of a service, tried by asking for the balance: that is free and sends nothing.

use super::finding::{Findings, Level};
use super::machine::tail;
use crate::meaning;
use ihuyi::answer::{Answer, Message, Outcome};
use ihuyi::client::Client;
use ihuyi::codes::Lang;
use ihuyi::service::Service;

/// What was learned of a service's account.
pub struct Account {
    pub service: Service,
    pub account: String,
    /// The last characters.
    pub apikey: String,
    /// None: not asked, because something else is wrong first.
    pub answer: Option<Answer>,
}

/// Looks at the account; asks the gateway if `reachable`. That there is none is a finding if it is `wanted`.
pub fn look(client: &Client, service: Service, reachable: bool, wanted: bool, findings: &mut Findings) -> Account {
    let (account, apikey) = client.config().credentials(service);
    let mut seen = Account { service, account: account.to_owned(), apikey: tail(apikey), answer: None };
    other_product(service, account, findings);
    // Without both no request is made: the answer's words name what is missing. One without the other is missed in any case.
    let ask = match (account.is_empty(), apikey.is_empty()) {
        (false, false) => reachable,
        (true, true) => wanted,
        _ => true,
    };
    if ask {
        let answer = client.balance(service);
        judge(service, &answer, findings);
        seen.answer = Some(answer);
    }
    seen
}

/// `V12345678` is a voice account: the vendor's ids say which product they are for.
fn other_product(service: Service, account: &str, findings: &mut Findings) {
    let letters = account.trim_end_matches(|c: char| c.is_ascii_digit());
    if account.len() - letters.len() != 8 || letters == service.facts().account_prefix {
        return;
    }
    let Some(other) = Service::ALL.into_iter().find(|other| other.facts().account_prefix == letters) else { return };
    let (name, of) = (service.facts(), other.facts());
    findings.add(
        Level::Note,
        service.name(),
        (
            &format!("帐号 {account} 看起来是{}的，不是{}的；每个产品的帐号和密钥各不相同", of.zh, name.zh),
            &format!(
                "the account {account} looks like one for {}, not for {}; each product has its own account and key",
                of.en, name.en
            ),
        ),
        (
            &format!("在控制台的{}页面查看 APIID 和 APIKEY，设置 {}", name.zh, setting(service)),
            &format!("see the console's page of {} for APIID and APIKEY, and set {}", name.zh, setting(service)),
        ),
    );
}

fn setting(service: Service) -> String {
    let prefix = if service == Service::Sms { String::new() } else { format!("{}_", service.name()) };
    format!("{prefix}account, {prefix}apikey")
}

fn judge(service: Service, answer: &Answer, findings: &mut Findings) {
    let lang = findings.lang;
    match (&answer.message, answer.outcome) {
        (_, Outcome::Accepted) if answer.balance == Some(0) => findings.add(
            Level::Warning,
            service.name(),
            ("余额为 0 条，发送会被拒绝（4051）", "no messages are left; sending will be refused (4051)"),
            ("在控制台充值", "buy more in the console"),
        ),
        (_, Outcome::Accepted) => {}
        (Message::Own(_), Outcome::Unknown) => findings.add(
            Level::Problem,
            service.name(),
            ("查询余额没有得到可读的答复", "the balance query got no readable answer"),
            (
                "再试一次；若一直如此，用 --json 的输出反馈，并检查 gateway、代理和防火墙",
                "try again; if it stays so, check gateway, proxy and firewall, and report the output of --json",
            ),
        ),
        (Message::Own(failure), _) => findings.failure(service.name(), failure),
        (Message::Gateway(words), _) => {
            let code = answer.code;
            let meaning = meaning::of("doctor", service, code, lang);
            let (means, advice) = (meaning.meaning, meaning.advice);
            let what = (
                &*format!("网关拒绝（{code}）：{words}。{means}"),
                &*format!("refused by the gateway ({code}): {words}. {means}"),
            );
            findings.add(Level::Problem, service.name(), what, (advice, advice));
        }
    }
    if answer.clock_corrected {
        findings.add(
            Level::Warning,
            service.name(),
            (
                "网关认为本机时钟不准，已按它的时钟重新签名",
                "the gateway called this machine's clock wrong; the request was signed anew by its clock",
            ),
            (
                "校准本机时钟（启用 NTP / Windows 时间服务）",
                "set the clock: switch on NTP, or the Windows Time service",
            ),
        );
    }
}

/// One line about the account.
pub fn line(lang: Lang, seen: &Account) -> String {
    let zh = lang == Lang::Zh;
    let name = if zh { seen.service.facts().zh } else { seen.service.facts().en };
    let account =
        if seen.account.is_empty() { if zh { "（无帐号）" } else { "(no account)" } } else { &seen.account };
    let balance = seen.answer.as_ref().map(|answer| (answer.balance, answer.code));
    let balance = match (balance, zh) {
        (Some((Some(left), _)), true) => format!("剩余 {left} 条"),
        (Some((Some(left), _)), false) => format!("{left} left"),
        (Some((None, code)), true) => format!("失败（{code}）"),
        (Some((None, code)), false) => format!("failed ({code})"),
        (None, true) => "未查询".to_owned(),
        (None, false) => "not asked".to_owned(),
    };
    format!("{name}  {account} {}  {balance}", seen.apikey)
}
