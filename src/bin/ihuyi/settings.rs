//! Where account, key and everything else come from: command line, environment, INI file, defaults, in that order.

use crate::args::Access;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::codes::{Lang, own};
use ihuyi::config::{self, Config, Ini};
use ihuyi::service::Service;
use ihuyi::store::Place;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Settings, and where each came from.
pub struct Settings {
    pub config: Config,
    /// The INI file, if there is one.
    pub file: Option<PathBuf>,
    /// What was said, in the order in which it was applied: a later entry beats an earlier one.
    pub said: Vec<Said>,
}

/// One setting that was given somewhere.
pub struct Said {
    pub key: String,
    pub value: Zeroizing<String>,
    pub origin: Origin,
}

/// Where a setting was given.
#[derive(Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the INI file.
    File(usize),
    /// This environment variable.
    Environment(String),
    /// This option.
    Option(String),
}

/// Reads everything. The account and key on the command line are those of `service`.
pub fn load(access: &Access, service: Service, out: &mut Out) -> Result<Settings, Failure> {
    let file = match &access.config {
        Some(path) => Some(path.clone()),
        None => usual_file(),
    };
    let mut said = Vec::new();
    let mut config = match &file {
        Some(path) => {
            let ini = Ini::read(path)?;
            let config = Config::from_ini(&ini)?;
            for entry in ini.entries {
                said.push(Said { key: normal(&entry.key), value: entry.value, origin: Origin::File(entry.line) });
            }
            config
        }
        None => Config::from_env()?,
    };
    said.extend(environment());
    for option in options(access, service)? {
        config.set(&option.key, &option.value)?;
        said.push(option);
    }
    // The library's own words in a result are in the language of the rest.
    config.lang = out.lang;
    // Only what the command line itself says concerns the terminal.
    if said.iter().any(|said| said.key == "charset" && matches!(said.origin, Origin::Option(_))) {
        out.speak(config.charset);
    }
    for service in Service::ALL {
        out.hide(config.credentials(service).1, "***");
    }
    out.hide(config.batch.key(), "***");
    warn(&said, out);
    Ok(Settings { config, file, said })
}

/// The program looks into no file of the current directory: that directory can be somebody else's.
pub fn usual_file() -> Option<PathBuf> {
    if let Some(path) = directory("IHUYI_CONFIG") {
        return Some(path);
    }
    usual_places().into_iter().find(|path| path.is_file())
}

/// Where the INI file is looked for; the first that exists is read.
#[cfg(not(windows))]
pub fn usual_places() -> Vec<PathBuf> {
    let home = directory("XDG_CONFIG_HOME").or_else(|| directory("HOME").map(|home| home.join(".config")));
    let own = home.filter(|path| path.is_absolute()).map(|path| path.join("ihuyi").join("ihuyi.ini"));
    own.into_iter().chain([PathBuf::from("/etc/ihuyi/ihuyi.ini")]).collect()
}

/// Where the INI file is looked for; the first that exists is read. Not in `ProgramData`, where any user may make a directory.
#[cfg(windows)]
pub fn usual_places() -> Vec<PathBuf> {
    let own = directory("APPDATA").map(|path| path.join("ihuyi").join("ihuyi.ini"));
    let beside = std::env::current_exe().ok().and_then(|path| Some(path.parent()?.join("ihuyi.ini")));
    own.into_iter().chain(beside).collect()
}

fn directory(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// What the environment says, as [`Config::from_env`] reads it.
fn environment() -> impl Iterator<Item = Said> {
    config::settings().filter_map(|setting| {
        let name = setting.variable();
        let value = Zeroizing::new(std::env::var(&name).ok().filter(|value| !value.trim().is_empty())?);
        Some(Said { key: setting.key.to_owned(), value, origin: Origin::Environment(name) })
    })
}

/// Whether the environment says something of this setting.
pub fn in_environment(key: &str) -> bool {
    environment().any(|said| said.key == key)
}

fn options(access: &Access, service: Service) -> Result<Vec<Said>, Failure> {
    let mut said = Vec::new();
    for setting in &access.settings {
        let Some((key, value)) = setting.split_once('=') else {
            // Not shown: it may be a key that lost its name.
            return Err(Failure::new(
                own::VALUE,
                "--set 应写成 --set 设置名=值，例如 --set charset=gbk。未发送。",
                "--set takes NAME=VALUE, as in --set charset=gbk. Nothing was sent.",
            ));
        };
        let value = Zeroizing::new(value.to_owned());
        said.push(Said { key: normal(key), value, origin: Origin::Option(format!("--set {}", normal(key))) });
    }
    let prefix = match service {
        Service::Sms => String::new(),
        other => format!("{}_", other.name()),
    };
    let named = [
        ("--gateway", "gateway".to_owned(), &access.gateway),
        ("--timeout", "timeout".to_owned(), &access.timeout),
        ("--store", "store".to_owned(), &access.store),
        ("--account", format!("{prefix}account"), &access.account),
        ("--apikey-file", format!("{prefix}apikey_file"), &access.apikey_file),
        ("--apikey", format!("{prefix}apikey"), &access.apikey),
    ];
    for (option, key, value) in named {
        if let Some(value) = value {
            let value = Zeroizing::new(value.clone());
            said.push(Said { key, value, origin: Origin::Option(option.to_owned()) });
        }
    }
    Ok(said)
}

/// Whether this setting's value is a secret.
pub fn is_secret(key: &str) -> bool {
    config::settings().any(|setting| setting.key == key && setting.is_secret())
}

/// A setting's name as the library reads it.
pub fn normal(key: &str) -> String {
    key.trim().to_ascii_lowercase().replace('-', "_")
}

fn warn(said: &[Said], out: &Out) {
    let on_command_line = said
        .iter()
        .any(|said| matches!(said.origin, Origin::Option(_)) && said.key.ends_with("apikey") && !said.value.is_empty());
    if on_command_line {
        out.complaint(out.pick(
            "ihuyi: 警告：命令行上的 APIKEY 会被本机其他用户看到（ps），也会留在 shell 历史里。请改用 --apikey-file，或环境变量 IHUYI_APIKEY。",
            "ihuyi: warning: an APIKEY on the command line is visible to other users of this machine (ps) and stays in the shell's history. Use --apikey-file, or the environment variable IHUYI_APIKEY.",
        ));
    }
}

/// A store that ends with this process, where the next one is to know what this one was told.
pub fn warn_of_memory(config: &Config, out: &Out) {
    if matches!(config.store, Some(Place::Memory(_))) {
        out.complaint(out.pick(
            "ihuyi: 警告：store = memory: 只活在这一个进程里：命令一结束，编号、验证码和计数就没了，下一条命令和网站都看不到。请用 sqlite:/路径 或 redis://主机。",
            "ihuyi: warning: store = memory: ends with this process: ids, codes and counts are gone when the command is, and neither the next command nor the site sees them. Use sqlite:/PATH or redis://HOST.",
        ));
    }
}

/// The paragraph of the help that says where settings come from.
pub fn help(lang: Lang) -> String {
    let file = if cfg!(windows) {
        "%APPDATA%\\ihuyi\\ihuyi.ini\n  ihuyi.ini beside ihuyi.exe"
    } else {
        "$XDG_CONFIG_HOME/ihuyi/ihuyi.ini (~/.config/ihuyi/ihuyi.ini)\n  /etc/ihuyi/ihuyi.ini"
    };
    match lang {
        Lang::Zh => format!(
            "设置的来源（前者优先）：命令行、环境变量 IHUYI_*（如 IHUYI_ACCOUNT、\n\
             IHUYI_APIKEY）、INI 文件、默认值。\n\
             INI 文件：--config，其次 $IHUYI_CONFIG，再次为以下第一个存在的文件：\n  {file}\n"
        ),
        Lang::En => format!(
            "Settings come from the command line, then environment variables IHUYI_* (as\n\
             IHUYI_ACCOUNT, IHUYI_APIKEY), then an INI file, then defaults.\n\
             The INI file is --config, else $IHUYI_CONFIG, else the first that exists of:\n  {file}\n"
        ),
    }
}

/// Whether other users of this machine may read or change this file. None where that cannot be told cheaply.
#[cfg(unix)]
pub fn open_to_others(path: &Path) -> Option<(bool, bool)> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    Some((mode & 0o004 != 0, mode & 0o002 != 0))
}

/// Whether other users of this machine may read or change this file. None where that cannot be told cheaply.
#[cfg(not(unix))]
pub fn open_to_others(_: &Path) -> Option<(bool, bool)> {
    None
}
