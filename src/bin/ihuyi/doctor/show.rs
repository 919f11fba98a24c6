//! The report, for people and for machines.

use super::account::{self, Account};
use super::certificate;
use super::finding::{Findings, Level};
use super::host::Host;
use super::kept::{self, Kept};
use super::machine::{self, InForce};
use super::tls;
use crate::exit;
use crate::settings::Settings;
use ihuyi::codes::Lang;
use serde_json::{Value, json};

/// All that was seen.
pub struct Report {
    pub settings: Settings,
    pub in_force: Vec<InForce>,
    pub hosts: Vec<Host>,
    pub accounts: Vec<Account>,
    pub kept: Option<Kept>,
    pub findings: Findings,
}

/// The report as text.
pub fn text(report: &Report) -> String {
    let lang = report.findings.lang;
    let pick = |zh, en| crate::lang::pick(lang, zh, en);
    let mut out = format!("ihuyi {}\n\n{}", env!("CARGO_PKG_VERSION"), pick("设置", "Settings"));
    match &report.settings.file {
        Some(path) => out.push_str(&format!("  ({})\n", path.display())),
        None => out.push_str(pick("  （没有 INI 文件）\n", "  (no INI file)\n")),
    }
    for setting in report.in_force.iter().filter(|setting| setting.origin.is_some()) {
        let origin = machine::origin(lang, setting.origin.as_ref());
        out.push_str(&format!("  {} = {}    [{origin}]\n", setting.key, setting.value));
    }
    out.push_str(pick("  其余为默认值\n", "  the others have their defaults\n"));
    for host in &report.hosts {
        out.push_str(&host_text(lang, host));
    }
    out.push_str(&format!("\n{}\n", pick("帐号与余额", "Accounts and balance")));
    for seen in &report.accounts {
        out.push_str(&format!("  {}\n", account::line(lang, seen)));
    }
    if let Some(kept) = &report.kept {
        out.push_str(&kept::text(lang, kept));
    }
    out.push_str(&findings_text(report));
    out
}

fn host_text(lang: Lang, host: &Host) -> String {
    let pick = |zh, en| crate::lang::pick(lang, zh, en);
    let services = host.services.iter().map(|s| if lang == Lang::Zh { s.facts().zh } else { s.facts().en });
    let services = services.collect::<Vec<_>>().join(pick("、", ", "));
    let mut out = format!("\n{} {}  ({services})\n", pick("主机", "Host"), host.title());
    let mut line = |label: &str, text: String| out.push_str(&format!("  {label}  {text}\n"));
    if host.skipped {
        line(
            pick("代理", "proxy"),
            pick("经代理连接，不直接查看", "reached through a proxy; not looked at directly").to_owned(),
        );
        return out;
    }
    let addresses: Vec<String> = host.addresses.iter().map(ToString::to_string).collect();
    let none = pick("没有查到地址", "no address");
    line(pick("域名", "name   "), if addresses.is_empty() { none.to_owned() } else { addresses.join(" ") });
    for attempt in &host.tries {
        let outcome = match &attempt.outcome {
            Ok(time) => format!("{} ms", time.as_millis()),
            Err(reason) => reason.clone(),
        };
        line(pick("连接", "connect"), format!("{}  {outcome}", attempt.address));
    }
    if !host.secure {
        line("TLS    ", pick("没有：不加密的 http，只适合沙箱", "none: plain http, fit for a sandbox only").to_owned());
    }
    if let Some(seen) = &host.tls {
        tls_text(lang, seen, &mut line);
    }
    if let Some(skew) = host.clock_skew {
        line(
            pick("时钟", "clock  "),
            if lang == Lang::Zh {
                format!("网关比本机 {skew:+} 秒")
            } else {
                format!("the gateway's is {skew:+} s")
            },
        );
    }
    out
}

fn tls_text(lang: Lang, seen: &tls::Tls, line: &mut impl FnMut(&str, String)) {
    let pick = |zh, en| crate::lang::pick(lang, zh, en);
    let (versions, suites) = tls::offered();
    let count = suites.len();
    line(
        pick("TLS 提供", "TLS offered"),
        format!(
            "{}{}",
            versions.join(" "),
            if lang == Lang::Zh { format!("，{count} 个加密套件") } else { format!(", {count} cipher suites") }
        ),
    );
    if let Some(version) = seen.version {
        let parts = [Some(version), seen.suite.as_deref(), seen.group.as_deref()];
        line(pick("TLS 协商", "TLS agreed"), parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    }
    if let Some((version, taken)) = seen.other {
        let word = if taken { pick("也接受", "taken too") } else { pick("不接受", "not taken") };
        line("   ", format!("{version}: {word}"));
    }
    if let Some(shown) = &seen.certificate {
        let (from, until) = (certificate::date(shown.not_before), certificate::date(shown.not_after));
        let (subject, issuer) = (&shown.subject, &shown.issuer);
        line(
            pick("证书", "certificate"),
            if lang == Lang::Zh {
                format!("{subject}，签发者 {issuer}，{from} 至 {until}")
            } else {
                format!("{subject}, issued by {issuer}, {from} to {until}")
            },
        );
    }
}

fn findings_text(report: &Report) -> String {
    let lang = report.findings.lang;
    let pick = |zh, en| crate::lang::pick(lang, zh, en);
    let mut out = String::from("\n");
    for finding in &report.findings.list {
        out.push_str(&format!("[{}] {}: {}\n", finding.level.words(lang), finding.about, finding.what));
        if !finding.advice.is_empty() {
            out.push_str(&format!("    {}{}\n", pick("处理：", "what to do: "), finding.advice));
        }
    }
    let count = report.findings.to_mend();
    out.push_str(&match (count, lang) {
        (0, Lang::Zh) => "没有需要处理的问题。未发送任何内容。\n".to_owned(),
        (0, Lang::En) => "Nothing to mend. Nothing was sent.\n".to_owned(),
        (_, Lang::Zh) => format!("有 {count} 处需要处理。未发送任何内容。\n"),
        (_, Lang::En) => format!("To mend: {count}. Nothing was sent.\n"),
    });
    out
}

/// The report as the one JSON object.
pub fn object(report: &Report) -> Value {
    let lang = report.findings.lang;
    let (versions, suites) = tls::offered();
    let findings = report.findings.list.iter().map(|finding| {
        json!({
            "level": finding.level.name(),
            "about": finding.about,
            "message": finding.what,
            "advice": Some(&finding.advice).filter(|advice| !advice.is_empty()),
        })
    });
    let settings = report.in_force.iter().map(|setting| {
        json!({ "key": setting.key, "value": setting.value, "origin": machine::origin(lang, setting.origin.as_ref()), "default": setting.origin.is_none() })
    });
    json!({
        "command": "doctor",
        "outcome": if report.findings.to_mend() == 0 { "ok" } else { "findings" },
        "code": 0,
        "version": env!("CARGO_PKG_VERSION"),
        "file": report.settings.file.as_ref().map(|path| path.display().to_string()),
        "settings": settings.collect::<Vec<_>>(),
        "tls_offered": { "versions": versions, "cipher_suites": suites },
        "hosts": report.hosts.iter().map(host_object).collect::<Vec<_>>(),
        "accounts": report.accounts.iter().map(|seen| account_object(lang, seen)).collect::<Vec<_>>(),
        "kept": report.kept.as_ref().map(kept::object),
        "findings": findings.collect::<Vec<_>>(),
        "problems": report.findings.list.iter().filter(|f| f.level == Level::Problem).count(),
        "exit_code": exit_code(report),
    })
}

/// 0 when nothing is to be mended.
pub fn exit_code(report: &Report) -> u8 {
    if report.findings.to_mend() == 0 { exit::OK } else { exit::FINDINGS }
}

fn host_object(host: &Host) -> Value {
    let tries = host.tries.iter().map(|attempt| {
        json!({
            "address": attempt.address.to_string(),
            "connect_ms": attempt.outcome.as_ref().ok().map(|time| time.as_millis() as u64),
            "error": attempt.outcome.as_ref().err(),
        })
    });
    let tls = host.tls.as_ref().map(|seen| {
        let certificate = seen.certificate.as_ref().map(|shown| {
            json!({
                "subject": shown.subject,
                "issuer": shown.issuer,
                "names": shown.names,
                "not_before": certificate::date(shown.not_before),
                "not_after": certificate::date(shown.not_after),
            })
        });
        let taken: Vec<&str> =
            seen.version.into_iter().chain(seen.other.filter(|(_, taken)| *taken).map(|(name, _)| name)).collect();
        json!({
            "version": seen.version,
            "cipher_suite": seen.suite,
            "group": seen.group,
            "versions_taken": taken,
            "accepted": seen.failure.is_none(),
            "code": seen.failure.as_ref().map(|failure| failure.code),
            "certificate": certificate,
        })
    });
    json!({
        "host": host.name,
        "port": host.port,
        "secure": host.secure,
        "proxied": host.skipped,
        "services": host.services.iter().map(|service| service.name()).collect::<Vec<_>>(),
        "addresses": host.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "connections": tries.collect::<Vec<_>>(),
        "tls": tls,
        "http_status": host.http_status,
        "clock_skew_seconds": host.clock_skew,
    })
}

fn account_object(lang: Lang, seen: &Account) -> Value {
    json!({
        "service": seen.service.name(),
        "account": seen.account,
        "apikey": seen.apikey,
        "outcome": seen.answer.as_ref().map(|answer| answer.outcome.name()),
        "code": seen.answer.as_ref().map(|answer| answer.code),
        "message": seen.answer.as_ref().map(|answer| answer.words(lang)),
        "balance": seen.answer.as_ref().and_then(|answer| answer.balance),
    })
}
