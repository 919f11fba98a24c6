//! What can be told without the network: settings, files, environment, charset.

use super::finding::{Findings, Level};
use crate::settings::{self, Origin, Settings};
use crate::text;
use ihuyi::charset::Charset;
use ihuyi::codes::Lang;
use ihuyi::config::{self, Config, Proxy};
use ihuyi::transport;
use std::path::Path;

/// A setting in force, as it may be shown.
pub struct InForce {
    pub key: &'static str,
    pub value: String,
    /// None: the default.
    pub origin: Option<Origin>,
}

/// Every setting: the last that was said of it, or the default.
pub fn in_force(settings: &Settings) -> Vec<InForce> {
    let all = config::settings().map(|setting| match settings.said.iter().rev().find(|said| said.key == setting.key) {
        Some(said) => {
            InForce { key: setting.key, value: shown(setting.key, &said.value), origin: Some(said.origin.clone()) }
        }
        None => InForce { key: setting.key, value: setting.default.to_owned(), origin: None },
    });
    all.collect()
}

fn shown(key: &str, value: &str) -> String {
    match key {
        "proxy" => match value.rsplit_once('@') {
            Some((_, host)) => format!("http://***@{host}"),
            None => value.to_owned(),
        },
        "store" => config::shown_store(value),
        key if settings::is_secret(key) => tail(value),
        _ => value.to_owned(),
    }
}

/// The last four characters of a key that has enough others.
pub fn tail(key: &str) -> String {
    let count = key.chars().count();
    match count {
        0 => String::new(),
        1..=11 => "***".to_owned(),
        _ => format!("…{}", key.chars().skip(count - 4).collect::<String>()),
    }
}

/// Looks at all of it.
pub fn look(settings: &Settings, findings: &mut Findings) {
    files(settings, findings);
    misspelt(findings);
    proxies(&settings.config, findings);
    charset(settings.config.charset, findings);
    gateway(&settings.config, findings);
}

fn files(settings: &Settings, findings: &mut Findings) {
    let is_key = |key: &str| key.ends_with("apikey");
    if let Some(path) = &settings.file {
        let holds_key = settings.said.iter().any(|said| matches!(said.origin, Origin::File(_)) && is_key(&said.key));
        file(path, holds_key, findings);
    }
    for said in settings.said.iter().filter(|said| said.key.ends_with("apikey_file")) {
        file(Path::new(said.value.trim()), true, findings);
    }
}

fn file(path: &Path, holds_key: bool, findings: &mut Findings) {
    let Some((readable, writable)) = settings::open_to_others(path) else { return };
    let about = path.display().to_string();
    let advice = (&*format!("chmod o-rwx {about}"), &*format!("chmod o-rwx {about}"));
    if writable {
        let what = ("本机任何用户都能改这个文件", "any user of this machine can change this file");
        findings.add(Level::Problem, &about, what, advice);
    } else if readable && holds_key {
        let what =
            ("文件里有 APIKEY，而本机任何用户都能读它", "it holds an APIKEY, and any user of this machine can read it");
        findings.add(Level::Warning, &about, what, advice);
    }
}

/// A variable that looks like one of ours and sets nothing is a typing error.
fn misspelt(findings: &mut Findings) {
    let mut names: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    names.sort_unstable();
    for name in names {
        let Some(key) = name.strip_prefix("IHUYI_") else { continue };
        if name == "IHUYI_CONFIG" || config::settings().any(|setting| setting.variable() == name) {
            continue;
        }
        // The words of an unknown setting name the nearest one.
        let Err(failure) = Config::default().set(key, "") else { continue };
        let advice = ("改正名字，或去掉这个变量", "mend the name, or unset the variable");
        findings.add(Level::Warning, &name, (&failure.zh, &failure.en), advice);
    }
}

fn proxies(config: &Config, findings: &mut Findings) {
    if config.proxy != Proxy::None {
        return;
    }
    let names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
    let set: Vec<&str> =
        names.into_iter().filter(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty())).collect();
    if set.is_empty() {
        return;
    }
    // Not every one of them is good for the library, nor every kind of proxy.
    let mut env = Config::default();
    env.proxy = Proxy::Env;
    let advice = if transport::proxy_in_use(&env).is_ok_and(|used| used) {
        ("如果只有经代理才能上网，请设 proxy = env", "if the network is reached through a proxy only, set proxy = env")
    } else {
        (
            "如果只有经代理才能上网，请设 proxy = http://主机:端口",
            "if the network is reached through a proxy only, set proxy = http://host:port",
        )
    };
    findings.add(
        Level::Note,
        &set.join(" "),
        (
            "设了代理变量，但不会使用：在有些网站上，访客可以改变它们",
            "set, and not used: on some web servers a visitor can change them",
        ),
        advice,
    );
}

/// The terminal's charset by the locale, against the setting.
fn charset(charset: Charset, findings: &mut Findings) {
    let Some((name, value)) = text::locale() else { return };
    let terminal = text::terminal();
    if terminal == charset {
        return;
    }
    let (terminal, charset) = (terminal.name(), charset.name());
    findings.add(
        Level::Note,
        "charset",
        (
            &format!("按 {name}={value}，这个终端用 {terminal}；设置 charset = {charset} 只管调用本库的程序，不管命令行"),
            &format!(
                "by {name}={value} this terminal speaks {terminal}; the setting charset = {charset} is for hosts of the library, not for the command line"
            ),
        ),
        (
            "若终端用的其实是别的编码，请改 locale，或在命令后加 --set charset=编码",
            "where the terminal speaks another, set the locale right, or put --set charset=NAME after the command",
        ),
    );
}

fn gateway(config: &Config, findings: &mut Findings) {
    let Some(gateway) = &config.gateway else { return };
    findings.add(
        Level::Note,
        "gateway",
        (
            &format!("所有消息都发往 {gateway}，不是互亿无线的官方地址"),
            &format!("all messages go to {gateway}, not to the vendor's own hosts"),
        ),
        (
            "沙箱或中转时正常；正式发送请去掉 gateway",
            "right for the sandbox or a relay; to send for real, take gateway away",
        ),
    );
}

/// Where a setting came from, in words.
pub fn origin(lang: Lang, origin: Option<&Origin>) -> String {
    match (origin, lang) {
        (None, Lang::Zh) => "默认".to_owned(),
        (None, Lang::En) => "default".to_owned(),
        (Some(Origin::File(line)), Lang::Zh) => format!("INI 文件第 {line} 行"),
        (Some(Origin::File(line)), Lang::En) => format!("INI file, line {line}"),
        (Some(Origin::Environment(name)), Lang::Zh) => format!("环境变量 {name}"),
        (Some(Origin::Environment(name)), Lang::En) => format!("environment {name}"),
        (Some(Origin::Option(name)), Lang::Zh) => format!("命令行 {name}"),
        (Some(Origin::Option(name)), Lang::En) => format!("command line {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_as_they_are_shown() {
        assert_eq!(shown("voice_apikey", "0123456789abcdef0123456789abcdef"), "…cdef");
        assert_eq!(shown("apikey", "short"), "***");
        assert_eq!(shown("proxy", "http://user:p@ss@host:3128"), "http://***@host:3128");
        assert_eq!(shown("proxy", "env"), "env");
        assert_eq!(shown("apikey_file", "/etc/key"), "/etc/key");
        assert_eq!(shown("store", "redis://user:p@ss@host/1"), "redis://host/1");
    }
}
