//! Every setting of a client: from code, from the environment, from an INI file.
//!
//! What is set in code beats the environment, which beats the file, which beats the default.

mod ini;
mod settings;

use crate::answer::Failure;
use crate::bulk;
use crate::charset::Charset;
use crate::codes::Lang;
use crate::guard;
use crate::message::Limits;
use crate::service::Service;
use crate::sign::PasswordMode;
use crate::store::Place;
use crate::track;
use crate::verify;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

pub use ini::{Entry, Ini};
pub(crate) use settings::read_file;
pub use settings::{Setting, markdown, settings, shown_store};

/// The format that is asked of the gateway. Either is understood whatever was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The gateway's default.
    Xml,
    /// What this library asks for: its frame leaves less to doubt.
    #[default]
    Json,
}

/// The HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Nothing secret or personal in a URL. The default.
    #[default]
    Post,
    /// For networks that let nothing else through.
    Get,
}

/// Which of the gateway's two doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Api {
    /// The documented webservice of each product. The default.
    #[default]
    Webservice,
    /// `https://api.ihuyi.com/<product>/<Method>.json`; products that have none there keep to the webservice.
    Rest,
}

/// Whether a proxy is used.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Proxy {
    /// Straight to the gateway. The default: a web server's environment can be set by its visitors.
    #[default]
    None,
    /// As `https_proxy`, `all_proxy` and `no_proxy` of the environment say.
    Env,
    /// This one: `http://[user:password@]host:port`.
    Url(Zeroizing<String>),
}

/// Account and key of one product.
#[derive(Clone, Default, PartialEq, Eq)]
struct Credentials {
    account: Option<String>,
    apikey: Option<Zeroizing<String>>,
}

/// Every setting, with its value.
#[derive(Clone)]
pub struct Config {
    credentials: [Credentials; Service::ALL.len()],
    /// One base URL for every product instead of the vendor's hosts: a sandbox, or a relay.
    pub gateway: Option<String>,
    /// Which of the gateway's two doors.
    pub api: Api,
    /// The reply format that is asked for.
    pub format: Format,
    /// The HTTP method.
    pub method: Method,
    /// What travels in the `password` field.
    pub password_mode: PasswordMode,
    /// Name lookup, connection, proxy and TLS handshake together.
    pub connect_timeout: Duration,
    /// The whole call.
    pub timeout: Duration,
    /// How long an idle connection is kept for the next call; zero keeps none.
    pub keep_alive: Duration,
    /// The proxy.
    pub proxy: Proxy,
    /// A PEM file with further roots.
    pub ca_file: Option<PathBuf>,
    /// Whether plain http to another machine is allowed.
    pub allow_http: bool,
    /// The encoding of the caller's text.
    pub charset: Charset,
    /// The language of the library's own words.
    pub lang: Lang,
    /// The signature that the gateway appends, without its brackets.
    pub signature: String,
    /// Overrides the longest content.
    pub content_limit: Option<usize>,
    /// The longest variable in template mode, where the account's limit is known.
    pub variable_limit: Option<usize>,
    /// Where codes and counts are kept; None: an SQLite file in the default folder.
    pub store: Option<Place>,
    /// What codes are made with and numbers are sealed with; None: the key file.
    pub secret: Option<Zeroizing<String>>,
    /// The key file; None: one in the default folder.
    pub secret_file: Option<PathBuf>,
    /// Limits, lists, and the picture challenge.
    pub guard: guard::Settings,
    /// One-time codes.
    pub verify: verify::Settings,
    /// What becomes of messages.
    pub track: track::Settings,
    /// The v1 bulk interface.
    pub batch: bulk::Batch,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            credentials: Default::default(),
            gateway: None,
            api: Api::default(),
            format: Format::default(),
            method: Method::default(),
            password_mode: PasswordMode::default(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
            keep_alive: Duration::from_secs(3),
            proxy: Proxy::default(),
            ca_file: None,
            allow_http: false,
            charset: Charset::default(),
            lang: Lang::default(),
            signature: "互亿无线".to_owned(),
            content_limit: None,
            variable_limit: None,
            store: None,
            secret: None,
            secret_file: None,
            guard: guard::Settings::default(),
            verify: verify::Settings::default(),
            track: track::Settings::default(),
            batch: bulk::Batch::default(),
        }
    }
}

impl Config {
    /// The defaults, and what the environment says (`IHUYI_ACCOUNT`, `IHUYI_GATEWAY`, …).
    pub fn from_env() -> Result<Config, Failure> {
        let mut config = Config::default();
        config.add(Ok(None))?;
        Ok(config)
    }

    /// The defaults, an INI file, and what the environment says.
    pub fn from_file(path: &Path) -> Result<Config, Failure> {
        Config::from_ini(&Ini::read(path)?)
    }

    /// The same of an INI file that was read before.
    pub fn from_ini(ini: &Ini) -> Result<Config, Failure> {
        let mut config = Config::default();
        config.add(Ok(Some(ini)))?;
        Ok(config)
    }

    /// Adds what a file and then the environment say. After a failure the settings that could be read are there all the same: what is
    /// wrong must be told in the caller's charset, if that much is known.
    pub(crate) fn add(&mut self, ini: Result<Option<&Ini>, Failure>) -> Result<(), Failure> {
        let file = ini.and_then(|ini| ini.map_or(Ok(()), |ini| ini.apply(self)));
        let env = self.read_env(|name| std::env::var_os(name));
        file.and(env)
    }

    fn read_env(&mut self, get: impl Fn(&str) -> Option<std::ffi::OsString>) -> Result<(), Failure> {
        for setting in settings() {
            let name = setting.variable();
            let Some(value) = get(&name) else { continue };
            let value =
                value.into_string().map_err(|_| settings::bad_value(setting, "?", "不是文本", "is not text"))?;
            // A variable that is set to nothing is as good as not set: shells have no easy way to unset one for a single command.
            if !value.trim().is_empty() {
                self.apply(setting, &value).map_err(|failure| Failure {
                    zh: format!("环境变量 {name}：{}", failure.zh),
                    en: format!("Environment variable {name}: {}", failure.en),
                    ..failure
                })?;
            }
        }
        Ok(())
    }

    /// Sets one setting from text. An unknown key fails and names the nearest one.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        let setting = settings::find(key)?;
        self.apply(setting, value)
    }

    /// What signs a product's calls: its own account and key, or the general ones. Empty where there is none.
    pub fn credentials(&self, service: Service) -> (&str, &str) {
        let [own, general] = [service, Service::Sms].map(|s| &self.credentials[s as usize]);
        let account = own.account.as_deref().or(general.account.as_deref());
        let apikey = own.apikey.as_ref().or(general.apikey.as_ref());
        (account.unwrap_or(""), apikey.map_or("", |key| key.as_str()))
    }

    /// Whether a product has an account of its own, and not just the general one.
    pub fn has_own_account(&self, service: Service) -> bool {
        self.credentials[service as usize].account.is_some()
    }

    /// The settings that checks depend on.
    pub fn limits(&self) -> Limits<'_> {
        Limits { content: self.content_limit, variable: self.variable_limit, signature: &self.signature }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither keys nor a proxy's password: a Debug line ends up in logs.
        f.debug_struct("Config").field("gateway", &self.gateway).field("api", &self.api).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::own;

    #[test]
    fn a_product_without_its_own_account_uses_the_general_one() {
        let mut config = Config::default();
        config.set("account", "C00000000").unwrap();
        config.set("apikey", "k").unwrap();
        assert_eq!(config.credentials(Service::Voice), ("C00000000", "k"));
        config.set("voice_account", "V00000000").unwrap();
        config.set("voice_apikey", "v").unwrap();
        assert_eq!(config.credentials(Service::Voice), ("V00000000", "v"));
        assert_eq!(config.credentials(Service::Sms), ("C00000000", "k"));
        assert_eq!(Config::default().credentials(Service::Sms), ("", ""));
    }

    #[test]
    fn nothing_is_the_default() {
        let mut config = Config::default();
        for setting in settings() {
            config.set(setting.key, " ").unwrap();
        }
        config.set("timeout", "3").unwrap();
        config.set("timeout", "").unwrap();
        config.set("account", "C00000000").unwrap();
        config.set("account", "").unwrap();
        assert_eq!((config.timeout.as_secs(), config.credentials(Service::Sms).0), (15, ""));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        for (typed, meant) in
            [("acount", "account"), ("APIKEYS", "apikey"), ("time_out", "timeout"), ("voice_key", "voice_apikey")]
        {
            let failure = Config::default().set(typed, "x").unwrap_err();
            assert_eq!(failure.code, own::SETTING);
            assert!(failure.zh.contains(meant) && failure.en.contains(meant), "{typed}: {}", failure.en);
        }
        assert_eq!(Config::default().set("", "x").unwrap_err().code, own::SETTING);
        assert!(Config::default().set(&"k".repeat(100_000), "x").unwrap_err().en.len() < 400);
    }

    #[test]
    fn keys_are_case_blind_and_take_dashes() {
        let mut config = Config::default();
        config.set(" Connect-Timeout ", "2.5").unwrap();
        assert_eq!(config.connect_timeout, Duration::from_millis(2500));
    }

    #[test]
    fn a_secret_is_in_no_debug_text_and_no_error() {
        let mut config = Config::default();
        config.set("apikey", "0123456789abcdef0123456789abcdef").unwrap();
        assert!(!format!("{config:?}").contains("0123456789"));
        let failure = config.set("apikey", "0123456789\nabcdef").unwrap_err();
        assert!(!failure.to_string().contains("0123456789"), "{failure}");
        for (key, value) in [
            ("proxy", "ftp://user:sesame@host"),
            ("gateway", "http://user:sesame@host/"),
            ("sesame0123456789sesame0123456789", "apikey"),
        ] {
            let failure = config.set(key, value).unwrap_err();
            assert!(!failure.to_string().contains("sesame"), "{failure}");
        }
        // Key and value in each other's place.
        let failure = config.set("0123456789abcdef0123456789abcdef", "apikey").unwrap_err();
        assert!(!failure.to_string().contains("01234567"), "{failure}");
    }

    #[test]
    fn values_are_checked() {
        let code = |key: &str, value: &str| Config::default().set(key, value).map_or_else(|f| f.code, |()| 0);
        for (key, good) in [
            ("gateway", "http://127.0.0.1:8088"),
            ("gateway", "https://relay.example/ihuyi/"),
            ("gateway", "http://[::1]:8088"),
            ("gateway", ""),
            ("api", "rest"),
            ("format", "XML"),
            ("method", "get"),
            ("password_mode", "md5"),
            ("timeout", "500ms"),
            ("timeout", "15s"),
            ("keep_alive", "0"),
            ("proxy", "env"),
            ("proxy", "none"),
            ("proxy", "http://user:p%40ss@127.0.0.1:3128"),
            ("allow_http", "yes"),
            ("charset", "gb2312"),
            ("lang", "en_US.UTF-8"),
            ("signature", "【我的店】"),
            ("content_limit", "600"),
            ("variable_limit", "8"),
            ("store", "memory:"),
            ("store", "sqlite:/var/lib/ihuyi/ihuyi.db"),
            ("store", "redis://:p%40ss@127.0.0.1:6379/1?prefix=shop"),
            ("secret", "0123456789abcdef0123456789abcdef"),
            ("secret_file", "/etc/ihuyi/secret.key"),
            ("limits", "sms:mobile 1/60s, ip 10/1h"),
            ("limits", "none"),
            ("breaker", "100/1h 20%"),
            ("breaker", "off"),
            ("allow", "ip 10.0.0.0/8"),
            ("deny", "mobile 170*, mobile 13800000000"),
            ("captcha", "after 3"),
            ("captcha", "always"),
            ("captcha_length", "6"),
            ("guard", "on"),
            ("guard_open", "yes"),
            ("reference_ttl", "30d"),
            ("verify_digits", "8"),
            ("verify_ttl", "10m"),
            ("verify_checks", "3"),
            ("verify_sends", "3"),
            ("verify_text", "您的验证码是：{code}，{minutes}分钟内有效。"),
            ("verify_text", "您的验证码是：【变量】。"),
            ("verify_template_id", "1"),
            ("verify_template", "{code}|{minutes}"),
            ("verify_channel", "auto"),
            ("batch_account", "sms-yx-00000000"),
            ("batch_product", "1018"),
            ("batch_sign", "【我的店】"),
        ] {
            assert_eq!(code(key, good), 0, "{key} = {good}");
        }
        for (key, bad) in [
            ("gateway", "127.0.0.1:8088"),
            ("gateway", "ftp://127.0.0.1"),
            ("gateway", "http://"),
            ("gateway", "http://a b/"),
            ("gateway", "http://u:p@127.0.0.1/"),
            ("gateway", "http://127.0.0.1/?x=1"),
            ("timeout", "0"),
            ("timeout", "-1"),
            ("timeout", "NaN"),
            ("timeout", "1e9"),
            ("timeout", "soon"),
            ("method", "put"),
            ("charset", "utf-16"),
            ("account", "C000 00000"),
            ("account", "账号"),
            ("apikey", "a\nb"),
            ("signature", "店"),
            ("content_limit", "0"),
            ("proxy", "socks5://127.0.0.1:1080"),
            ("store", "mysql://127.0.0.1/"),
            ("secret", "short"),
            ("secret_file", "secret.key"),
            ("limits", "mobile 1"),
            ("limits", "sms:mobile 1/0s"),
            ("breaker", "100"),
            ("deny", "mobile"),
            ("captcha", "after x"),
            ("captcha_length", "7"),
            ("guard", "perhaps"),
            ("reference_ttl", "0"),
            ("verify_digits", "9"),
            ("verify_ttl", "1d"),
            ("verify_checks", "0"),
            ("verify_text", "您好"),
            ("verify_template_id", "x"),
            ("verify_channel", "fax"),
            ("batch_account", "账号"),
            ("batch_product", "0"),
            ("batch_sign", "店"),
            ("allow_http", "perhaps"),
        ] {
            assert_eq!(code(key, bad), own::VALUE, "{key} = {bad}");
        }
        assert_eq!(code("ca_file", "/nonexistent/ca.pem"), own::FILE);
        assert_eq!(code("apikey_file", "/nonexistent/key"), own::FILE);
    }

    #[test]
    fn the_environment_is_read_and_blames_its_variable() {
        let mut config = Config::default();
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| std::ffi::OsString::from(v))
        };
        config
            .read_env(env(&[
                ("IHUYI_GATEWAY", "http://127.0.0.1:1"),
                ("IHUYI_VOICE_ACCOUNT", "V1"),
                ("IHUYI_CHARSET", ""),
            ]))
            .unwrap();
        assert_eq!(config.gateway.as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(config.credentials(Service::Voice).0, "V1");
        let failure = config.read_env(env(&[("IHUYI_TIMEOUT", "soon")])).unwrap_err();
        assert!(failure.en.contains("IHUYI_TIMEOUT"), "{failure}");
    }
}
