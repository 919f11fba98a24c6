//! Who asks, and which settings he may give.

use crate::call::request::{Client, Request, Setting, Text, normal};
use crate::call::table::Function;
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::config::Config;
use ihuyi::service::Service;
use std::time::Duration;

/// Who asks.
#[cfg_attr(not(unix), allow(dead_code))] // a port tells nothing of who connects
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// A process of the helper's own user, or of root: it could do all of this itself.
    #[cfg_attr(not(unix), allow(dead_code))]
    Trusted(u32),
    /// A process of another user who is in the group.
    #[cfg_attr(not(unix), allow(dead_code))]
    Member(u32),
    /// Whoever has the token.
    Token,
}

impl Caller {
    pub fn is_trusted(self) -> bool {
        matches!(self, Caller::Trusted(_))
    }
}

/// For log lines.
impl std::fmt::Display for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Caller::Trusted(user) | Caller::Member(user) => write!(f, "uid:{user}"),
            Caller::Token => f.write_str("token"),
        }
    }
}

/// What anybody may set for himself: who pays, and how he is spoken to. Neither where requests go, nor what is read from or written to disk.
const FREE: [&str; 5] = ["charset", "lang", "signature", "timeout", "connect_timeout"];

/// Why this caller may not ask that. `longest` is the helper's own time limit.
pub fn refused(caller: Caller, request: &Request, longest: Duration) -> Option<Failure> {
    if caller.is_trusted() {
        return refusal(caller, &request.client);
    }
    let (zh, en) = match request.call.function {
        Function::GuardUnlock => (
            "本机服务只让运行它的用户（或 root）解除限制，没有执行。请以该用户运行 ihuyi guard unlock。",
            "The helper lets nobody but its own user (or root) lift a limit; nothing was done. Run ihuyi guard unlock as that user.",
        ),
        Function::PushRecord => (
            "本机服务只让运行它的用户（或 root）登记推送，没有执行。请让网关推到服务自己的接收地址（--push-listen），或由网站的代理转过去。",
            "The helper lets nobody but its own user (or root) record a push; nothing was done. Let the gateway push to the helper's own receiver (--push-listen), through the site's proxy for one.",
        ),
        _ => return refusal(caller, &request.client).or_else(|| too_long(&request.client, longest)),
    };
    Some(Failure::new(own::HELPER_SETTING, zh, en))
}

/// Why a client may not wait so long: its calls hold threads that are everybody's.
fn too_long(client: &Client, longest: Duration) -> Option<Failure> {
    let seconds = longest.as_secs_f64();
    let given = client.set("timeout").filter_map(|value| {
        let mut config = Config::default();
        // What is no number is refused where it is set.
        config.set("timeout", value.letters()).ok().map(|()| config.timeout)
    });
    given.max().filter(|given| *given > longest).map(|_| {
        Failure::new(
            own::HELPER_SETTING,
            format!("timeout 不能超过本机服务自己的 {seconds} 秒，没有发送。请改小，或在服务的配置文件里加大 timeout。"),
            format!("The timeout may not be longer than the helper's own, {seconds} seconds; nothing was sent. Give a shorter one, or raise timeout in the helper's own settings file."),
        )
    })
}

/// Why this caller may not have such a client.
fn refusal(caller: Caller, client: &Client) -> Option<Failure> {
    if !caller.is_trusted() {
        if client.open.is_some() {
            return Some(not_his("open"));
        }
        let keys = client.settings.iter().map(|(key, _)| key.as_ref().map(normal).unwrap_or_default());
        if let Some(key) = keys.into_iter().find(|key| !is_free(key)) {
            // Repeated only when it is a setting's name: anything else may be a secret in the wrong place.
            let is_name = ihuyi::config::settings().any(|setting| setting.key == key);
            return Some(not_his(if is_name { &key } else { "?" }));
        }
    }
    if in_memory(client) && client.owner.is_none() {
        return Some(Failure::new(
            own::ARGUMENT,
            "store = memory: 在本机服务里要同时给出 client.own（任意文本，每个 client 各用各的），没有执行。",
            "With store = memory: the helper wants client.own too, any text, another for each client; nothing was done.",
        ));
    }
    None
}

fn is_free(key: &str) -> bool {
    let prefixes = Service::ALL.iter().filter(|service| **service != Service::Sms).map(|service| service.name());
    let credential = |key: &str| key == "account" || key == "apikey";
    // Of the v1 bulk interface, which is no service with a name.
    let prefixes = prefixes.chain(["batch"]);
    let of_service =
        |prefix: &str| key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).is_some_and(credential);
    FREE.contains(&key) || credential(key) || prefixes.into_iter().any(of_service)
}

fn not_his(key: &str) -> Failure {
    Failure::new(
        own::HELPER_SETTING,
        format!(
            "本机服务只接受运行它的用户（或 root）给出设置 {key}，没有发送。请写进服务自己的配置文件；其他用户只能给出帐号、密钥、charset、lang、signature、timeout、connect_timeout。"
        ),
        format!(
            "The helper takes the setting {key} from nobody but its own user (or root); nothing was sent. Write it into the helper's own settings file; others may give accounts, keys, charset, lang, signature, timeout and connect_timeout."
        ),
    )
}

/// Whether its records end with the helper's memory.
pub fn in_memory(client: &Client) -> bool {
    client.settings.iter().any(|setting| memory(setting).is_some())
}

/// The name in `store = memory:NAME`.
pub fn memory((key, value): &Setting) -> Option<&str> {
    let is_store = key.as_ref().is_some_and(|key| normal(key) == "store");
    let (scheme, name) = value.as_ref().and_then(|value| Text::letters(value).trim().split_once(':'))?;
    (is_store && scheme.eq_ignore_ascii_case("memory")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(settings: &[(&str, &str)]) -> Client {
        let text = |text: &str| Text::new(text.as_bytes());
        Client { settings: settings.iter().map(|(key, value)| (text(key), text(value))).collect(), ..Client::default() }
    }

    #[test]
    fn others_may_say_who_pays_and_no_more() {
        let free = ["account", "apikey", "voice_account", " Voice-Apikey ", "marketing_apikey", "charset", "timeout"];
        let free = free.map(|key| (key, "x"));
        for caller in [Caller::Member(33), Caller::Token] {
            assert!(refusal(caller, &client(&free)).is_none());
            // Every other setting that there is, in any spelling.
            for setting in ihuyi::config::settings() {
                let refused = refusal(caller, &client(&[(setting.key, "x")])).map(|failure| failure.code);
                let spelled = setting.key.to_uppercase().replace('_', "-");
                assert_eq!(refused, refusal(caller, &client(&[(&spelled, "x")])).map(|failure| failure.code));
                let own = ["charset", "lang", "signature", "timeout", "connect_timeout"].contains(&setting.key)
                    || setting.key.ends_with("account")
                    || setting.key.ends_with("apikey");
                assert_eq!(refused, (!own).then_some(own::HELPER_SETTING), "{}", setting.key);
            }
            let opening = Client { open: Text::new(b"/etc/passwd"), ..Client::default() };
            assert_eq!(refusal(caller, &opening).map(|failure| failure.code), Some(own::HELPER_SETTING));
            let failure = refusal(caller, &client(&[("0123456789abcdef0123456789abcdef", "x")])).unwrap();
            assert!(!failure.to_string().contains("0123456789"), "{failure}");
        }
    }

    #[test]
    fn nobody_waits_longer_than_the_helper_itself() {
        let longest = Duration::from_secs(15);
        let code = |settings: &[(&str, &str)]| too_long(&client(settings), longest).map(|failure| failure.code);
        for fits in ["15", "0.5", "", "soon", "-1", "1e9"] {
            assert_eq!(code(&[("timeout", fits)]), None, "{fits}");
        }
        for longer in [&[("timeout", "15.1")][..], &[(" TimeOut", "60")], &[("timeout", "60"), ("timeout", "1")]] {
            assert_eq!(code(longer), Some(own::HELPER_SETTING), "{longer:?}");
        }
    }

    #[test]
    fn the_helpers_own_user_may_say_anything_but_memory_must_be_somebodys() {
        let caller = Caller::Trusted(0);
        assert!(refusal(caller, &client(&[("gateway", "http://127.0.0.1"), ("store", "sqlite:/x")])).is_none());
        for store in ["memory:", " Memory:x"] {
            let mut client = client(&[("Store", store)]);
            assert_eq!(refusal(caller, &client).map(|failure| failure.code), Some(own::ARGUMENT));
            client.owner = Text::new(b"me");
            assert!(refusal(caller, &client).is_none());
        }
    }
}
