//! Where codes, counts and the secret are kept: whose the files are, and whether the account that runs this may use them.

use super::finding::{Findings, Level};
use ihuyi::access::{self, Seen};
use ihuyi::codes::Lang;
use ihuyi::config::Config;
use ihuyi::planted;
use ihuyi::secret;
use ihuyi::service::Service;
use ihuyi::store::{self, Place};
use ihuyi::verify::Channel;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What was seen.
pub struct Kept {
    /// As whom this runs.
    account: String,
    /// The store, as it may be shown.
    store: String,
    file: Option<File>,
    /// None: the secret is no file's.
    secret: Option<File>,
}

/// A file that may not be there yet.
struct File {
    path: PathBuf,
    seen: Option<Seen>,
    /// Whether this account may use it, or make it.
    usable: bool,
}

/// Looks at both; None: the settings name no place, and the account has none. Makes nothing.
pub fn look(config: &Config, findings: &mut Findings) -> Option<Kept> {
    voice(config, findings);
    let kept = match secret::kept(config) {
        Ok(kept) => kept,
        Err(failure) => {
            findings.failure("store", &failure);
            return None;
        }
    };
    let file = match &kept.store {
        Place::Sqlite(path) => Some(File::at(path, "store", findings)),
        Place::Memory(_) => {
            findings.add(
                Level::Note,
                "store",
                (
                    "memory: 只在一个进程里有效；PHP、ASP 等多进程的网站里，验证码和计数各进程互不相见",
                    "memory: lives in one process; in a site of several, as with PHP or ASP, they do not see each other's codes and counts",
                ),
                ("这样的网站请用 sqlite:/路径", "for such a site take sqlite:/PATH"),
            );
            None
        }
        Place::Redis(_) => {
            if let Err(failure) = store::at(&kept.store) {
                findings.failure("store", &failure);
            }
            None
        }
    };
    let secret = kept.secret.as_deref().map(|path| File::at(path, "secret_file", findings));
    if let Some(secret) = &secret {
        rights(secret, findings);
        lost(file.as_ref(), secret, findings);
    }
    Some(Kept { account: access::me(), store: kept.store.to_string(), file, secret })
}

impl File {
    fn at(path: &Path, setting: &str, findings: &mut Findings) -> File {
        let seen = access::look(path);
        let usable = match &seen {
            Some(seen) => seen.usable,
            None => path.parent().and_then(access::nearest).is_some_and(|above| above.usable),
        };
        if !usable {
            let me = access::me();
            let (zh, en) = access::refused(path, setting);
            findings.add(
                Level::Warning,
                &path.display().to_string(),
                (
                    &format!("当前帐号 {me} 用不了这个文件，以它运行的发送会得到 -441 或 -442"),
                    &format!("the account {me} cannot use this file; what it sends is answered -441 or -442"),
                ),
                (
                    &format!("{zh}。网站若以别的帐号运行，请以那个帐号再看：sudo -u 帐号 ihuyi doctor"),
                    &format!("{en}. Where the site runs as another account, look again as that one: sudo -u ACCOUNT ihuyi doctor"),
                ),
            );
        }
        believed(path, setting, findings);
        File { path: path.to_owned(), seen, usable }
    }

    fn mode(&self) -> Option<String> {
        Some(format!("{:03o}", self.seen.as_ref()?.mode? & 0o777))
    }

    fn line(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let Some(seen) = &self.seen else {
            return match (self.usable, zh) {
                (true, true) => "还没有，第一次用到时建立".to_owned(),
                (true, false) => "not there yet; made when it is first needed".to_owned(),
                (false, true) => "看不到，当前帐号也建不了".to_owned(),
                (false, false) => "not to be seen, nor to be made by this account".to_owned(),
            };
        };
        let usable = match (seen.usable, zh) {
            (true, true) => "当前帐号可读写",
            (true, false) => "this account may use it",
            (false, true) => "当前帐号不能读写",
            (false, false) => "this account may not use it",
        };
        match (&seen.owner, self.mode(), zh) {
            (Some(owner), Some(mode), true) => format!("属于 {owner}，权限 {mode}，{usable}"),
            (Some(owner), Some(mode), false) => format!("belongs to {owner}, mode {mode}; {usable}"),
            _ => usable.to_owned(),
        }
    }

    fn object(&self) -> Value {
        json!({
            "path": self.path.display().to_string(),
            "exists": self.seen.is_some(),
            "owner": self.seen.as_ref().and_then(|seen| seen.owner.clone()),
            "mode": self.mode(),
            "usable": self.usable,
        })
    }
}

/// The library uses nothing that somebody else may have put there.
fn believed(path: &Path, setting: &str, findings: &mut Findings) {
    let (zh, en) = planted::another(setting);
    let Err((zh, en)) = planted::database(path, (&zh, &en), &|_| true) else { return };
    findings.add(
        Level::Problem,
        &path.display().to_string(),
        (
            "可能是别人放在那里的，不会使用（-441 或 -442）",
            "somebody else may have put it there: it is not used (-441 or -442)",
        ),
        (&zh, &en),
    );
}

/// The library uses no key that others may read.
fn rights(secret: &File, findings: &mut Findings) {
    let Some(mode) = secret.seen.as_ref().and_then(|seen| seen.mode).filter(|mode| mode & 0o027 != 0) else { return };
    let path = secret.path.display();
    findings.add(
        Level::Problem,
        &path.to_string(),
        (
            &format!("密钥文件的权限太宽（{:03o}），不会使用它（-442）", mode & 0o777),
            &format!("the key file is open to others ({:03o}) and is not used (-442)", mode & 0o777),
        ),
        (&format!("chmod 600 {path}"), &format!("chmod 600 {path}")),
    );
}

/// A store without its key cannot be read any more.
fn lost(store: Option<&File>, secret: &File, findings: &mut Findings) {
    let gone = secret.seen.is_none() && secret.usable;
    let Some(store) = store.filter(|store| gone && store.seen.is_some()) else { return };
    findings.add(
        Level::Problem,
        &secret.path.display().to_string(),
        ("store 已有，它的密钥文件却不在（-442）", "the store is there and its key file is not (-442)"),
        (
            &format!("恢复密钥文件；丢了就把 {} 连同 -wal、-shm 一起移走，会重新建立", store.path.display()),
            &format!(
                "restore it; if it is lost, move {} away together with its -wal and -shm, and both are made anew",
                store.path.display()
            ),
        ),
    );
}

/// A voice account is another one than that for texts: without one, no code is ever called through.
fn voice(config: &Config, findings: &mut Findings) {
    let what = match config.verify.channel {
        Channel::Sms => return,
        _ if config.has_own_account(Service::Voice) => return,
        Channel::Auto => (
            "设为 auto，却没有单独的语音账户：验证码永远不会改打电话",
            "is auto without a voice account of its own: codes never fall over to a call",
        ),
        Channel::Voice => (
            "设为 voice，却没有单独的语音账户：网关多半会以 405 拒绝",
            "is voice without a voice account of its own: the gateway will likely refuse with 405",
        ),
    };
    let advice = (
        "把控制台语音验证码页面的 APIID 和 APIKEY 设为 voice_account、voice_apikey，或改 verify_channel = sms",
        "set voice_account and voice_apikey to APIID and APIKEY of the console's page of voice codes, or set verify_channel = sms",
    );
    findings.add(Level::Warning, "verify_channel", what, advice);
}

/// The section of the report.
pub fn text(lang: Lang, kept: &Kept) -> String {
    let pick = |zh, en| crate::lang::pick(lang, zh, en);
    let account = &kept.account;
    let mut out = match lang {
        Lang::Zh => {
            format!("\n验证码与计数\n  帐号   {account}（算数的是网站自己的帐号：sudo -u 那个帐号 ihuyi doctor）\n")
        }
        Lang::En => format!(
            "\nCodes and counts\n  account  {account} (the site's own is the one that matters: sudo -u IT ihuyi doctor)\n"
        ),
    };
    let store = kept.file.as_ref().map_or_else(String::new, |file| format!("  {}", file.line(lang)));
    out.push_str(&format!("  {}{}{store}\n", pick("store  ", "store    "), kept.store));
    match &kept.secret {
        Some(file) => {
            out.push_str(&format!("  {}{}  {}\n", pick("密钥   ", "key file "), file.path.display(), file.line(lang)))
        }
        None => out.push_str(pick("  密钥   没有文件\n", "  key file none\n")),
    }
    out
}

/// The same for machines.
pub fn object(kept: &Kept) -> Value {
    json!({
        "account": kept.account,
        "store": kept.store,
        "store_file": kept.file.as_ref().map(File::object),
        "secret_file": kept.secret.as_ref().map(File::object),
    })
}
