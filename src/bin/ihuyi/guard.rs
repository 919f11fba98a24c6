//! `guard status`, `guard unlock`: what is used of the limits, and freeing what they hold back.

use crate::args::{Guard, GuardCommand, GuardStatus, GuardUnlock};
use crate::exit;
use crate::output::Out;
use crate::settings::{self, Settings};
use crate::submit;
use crate::text;
use crate::told;
use ihuyi::answer::Failure;
use ihuyi::client::Client;
use ihuyi::codes::{Lang, own};
use ihuyi::config::Config;
use ihuyi::guard::{self, Line, Request, circumstances, seconds};
use ihuyi::message::{mask_name, normalise, numbers};
use ihuyi::secret;
use ihuyi::service::Service;
use ihuyi::store::Place;
use serde_json::{Value, json};
use std::path::Path;

pub fn run(args: &Guard, out: &mut Out) -> Result<u8, Failure> {
    match &args.command {
        GuardCommand::Status(args) => status(args, out),
        GuardCommand::Unlock(args) => unlock(args, out),
    }
}

fn status(args: &GuardStatus, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, args.service, out)?;
    settings::warn_of_memory(&config, out);
    let mobile = match &args.mobile {
        Some(mobile) => {
            let mobile = text::word(mobile, out.charset(), ("手机号码", "the number"))?;
            submit::hide(&mobile, out);
            normalise(args.service, &mobile)?
        }
        None => String::new(),
    };
    let purpose = match &args.purpose {
        Some(purpose) => text::word(purpose, out.charset(), ("用途", "the purpose"))?,
        None => String::new(),
    };
    let mobiles = numbers(&mobile);
    let told = told::circumstances(&args.told)?;
    let request = Request {
        scope: args.service.name(),
        purpose: &purpose,
        mobiles: &mobiles,
        told: &told,
        extra: Vec::new(),
        is_code: true,
    };
    let client = Client::new(config);
    let (store, exists) = stored(client.config())?;
    let status = || guard::status(&client.vault()?, &client.config().guard, &request);
    let lines = if exists { status()? } else { Vec::new() };
    if out.json {
        let limits: Vec<Value> = lines.iter().map(object).collect();
        out.object(&json!({
            "command": "guard status", "outcome": "ok", "code": 0, "limits": limits, "store": store,
            "store_exists": exists, "exit_code": exit::OK,
        }));
    } else if exists {
        // Another account's default store is another one, and looks just as plausible.
        out.result(&format!("store: {store}\n{}", table(&lines, out.lang)));
    } else {
        out.result(&no_store(&store, out.lang));
    }
    Ok(exit::OK)
}

/// The store as it may be shown, and whether it is there: whoever only looks makes none, nor a key that would not be the site's.
pub fn stored(config: &Config) -> Result<(String, bool), Failure> {
    let kept = secret::kept(config)?;
    // What cannot be seen is told by whoever opens it.
    let is_there = |path: &Path| path.try_exists().unwrap_or(true);
    let store = kept.store.to_string();
    if matches!(&kept.store, Place::Sqlite(path) if !is_there(path)) {
        return Ok((store, false));
    }
    match kept.secret.filter(|path| !is_there(path)) {
        None => Ok((store, true)),
        Some(path) => {
            let path = path.display();
            Err(Failure::new(
                own::SECRET,
                format!(
                    "没有密钥文件 {path}，读不了 store {store}。请给出网站的 secret 或 secret_file；密钥丢了就换一个新的 store。"
                ),
                format!(
                    "There is no key file {path}, and without it the store {store} cannot be read. Give the site's secret or secret_file; if that is lost, take a new store."
                ),
            ))
        }
    }
}

fn no_store(store: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "store: {store}（还没有：从未用它计数）\n网站用的若是别的帐号或别的 store，请以那个帐号运行（sudo -u 帐号 ihuyi guard …），或给出 --store。"
        ),
        Lang::En => format!(
            "store: {store} (there is none yet: nothing was ever counted in it)\nWhere the site runs as another account or has another store, run this as that account (sudo -u ACCOUNT ihuyi guard ...), or give --store."
        ),
    }
}

fn object(line: &Line) -> Value {
    json!({ "limit": line.limit, "used": line.used, "most": line.most, "wait": seconds(line.wait) })
}

fn table(lines: &[Line], lang: Lang) -> String {
    let mut out = String::new();
    for line in lines {
        let (used, most, wait) = (line.used, line.most, seconds(line.wait));
        let rest = match (wait, lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("，{wait} 秒后有余量"),
            (_, Lang::En) => format!(", room in {wait} s"),
        };
        out.push_str(&format!("{:<24} {used:>6} / {most}{rest}\n", line.limit));
    }
    if out.is_empty() {
        out.push_str(match lang {
            Lang::Zh => "没有适用的限制。给出 --mobile 或 --key ip=… 再看。\n",
            Lang::En => "No limit applies. Give --mobile or --key ip=...\n",
        });
    }
    out
}

fn unlock(args: &GuardUnlock, out: &mut Out) -> Result<u8, Failure> {
    let Settings { config, .. } = settings::load(&args.access, Service::Sms, out)?;
    settings::warn_of_memory(&config, out);
    let value = match &args.value {
        Some(value) => text::word(value, out.charset(), ("值", "the value"))?,
        None => String::new(),
    };
    if args.kind.eq_ignore_ascii_case("mobile") {
        submit::hide(&value, out);
    }
    let client = Client::new(config);
    let settings = &client.config().guard;
    known(settings, &args.kind)?;
    let (store, exists) = stored(client.config())?;
    let unlock = || guard::unlock(&client.vault()?, settings, &args.kind, &value);
    let any = exists && unlock()?;
    if out.json {
        out.object(&json!({
            "command": "guard unlock", "outcome": "ok", "code": 0, "forgotten": any, "store": store,
            "store_exists": exists, "exit_code": exit::OK,
        }));
    } else if !exists {
        out.result(&no_store(&store, out.lang));
    } else {
        out.result(match (any, out.lang) {
            (true, Lang::Zh) => "已清除计数，可以再发。",
            (true, Lang::En) => "The counts are forgotten; it may send again.",
            (false, Lang::Zh) => "没有计数可清除。请核对值和 store：命令行与网站要用同一个。",
            (false, Lang::En) => "Nothing was counted. Compare the value, and the store: the command line and the site must use the same.",
        });
    }
    Ok(exit::OK)
}

/// Fails where nothing is counted by such a kind: a slip in its name would look like nothing to free.
fn known(settings: &guard::Settings, kind: &str) -> Result<(), Failure> {
    let mut kinds = guard::kinds(settings);
    kinds.push("breaker".to_owned());
    let kind = circumstances::kind(kind);
    if kind.is_empty() || kinds.contains(&kind) {
        return Ok(());
    }
    let (kind, kinds) = (mask_name(&kind), kinds.join(" "));
    Err(Failure::new(
        own::ARGUMENT,
        format!("没有限制按 {kind} 计数，没有什么可清除。现在的设置按这些计数：{kinds}。"),
        format!("Nothing was counted under this: no limit counts by {kind}. By the settings they count by: {kinds}."),
    ))
}
