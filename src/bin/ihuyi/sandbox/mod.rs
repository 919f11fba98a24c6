//! `ihuyi sandbox`: the gateway on the developer's own machine.
//!
//! It shares no code with the library, not even a table: what both had in common, neither could test.

mod accounts;
mod batch;
mod checks;
mod clock;
mod codes;
mod connection;
mod content;
mod control;
mod deliver;
mod encoding;
mod events;
mod faults;
mod fields;
mod gateway;
mod guard;
mod head;
mod ledger;
mod limits;
mod listen;
mod mask;
mod numbers;
mod page;
mod params;
mod product;
mod push;
mod reply;
mod route;
mod state;
mod templates;
mod tls;
mod wire;
mod words;

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;

use accounts::{Account, DEFAULT_ACCOUNTS, DEFAULT_KEY};
use limits::Limits;
use product::Product;
use state::{Config, Sandbox};
use templates::{Review, Template};
use words::Words;

pub const DEFAULT_BALANCE: i64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TemplateMode {
    Lax,
    Strict,
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen; port 0 is any free one; default: 127.0.0.1:8088
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8088", hide_default_value = true)]
    listen: SocketAddr,
    /// Allow addresses beyond this machine, to listen on and to push to
    #[arg(long)]
    allow_remote: bool,
    /// Where to write the CA certificate; default: a file in the temporary directory, which goes away at the end
    #[arg(long, value_name = "PATH")]
    ca_file: Option<PathBuf>,
    /// Add an account; can be repeated
    #[arg(long, value_name = "ID:KEY")]
    account: Vec<String>,
    /// Tie each account to its own service
    #[arg(long)]
    strict_accounts: bool,
    /// Messages left on each account for each service; default: 10000
    #[arg(long, value_name = "N", default_value_t = DEFAULT_BALANCE, hide_default_value = true)]
    balance: i64,
    /// Refuse md5(APIKEY) as a password
    #[arg(long)]
    no_md5: bool,
    /// Full texts: lax takes any, strict only what matches an approved template; default: lax
    #[arg(long, value_name = "lax|strict", value_enum, default_value = "lax")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    templates: TemplateMode,
    /// Add an approved template, as in `sms:9:您的订单【变量】已发货。`; can be repeated
    #[arg(long, value_name = "SERVICE:ID:TEXT")]
    template: Vec<String>,
    /// Switch the frequency limits off
    #[arg(long)]
    no_limits: bool,
    /// Seconds that a dynamic password's time may be off; default: 300
    #[arg(long, value_name = "SECONDS", default_value_t = 300, hide_default_value = true)]
    password_window: i64,
    /// Signature that the platform puts before a text; default: 互亿无线
    #[arg(long, value_name = "NAME", default_value = "互亿无线", hide_default_value = true)]
    signature: String,
    /// Refuse texts with this word (407); can be repeated
    #[arg(long, value_name = "WORD")]
    sensitive: Vec<String>,
    /// Where receipts, replies and template reviews are posted
    #[arg(long, value_name = "URL")]
    push_url: Option<String>,
    /// Pauses before a push is tried again, in milliseconds of the virtual clock; default: 60000,120000
    #[arg(
        long,
        value_name = "MS,MS",
        value_delimiter = ',',
        default_value = "60000,120000",
        hide_default_value = true
    )]
    push_delays: Vec<i64>,
    /// Push a receipt for every accepted message; wants --push-url
    #[arg(long, requires = "push_url")]
    auto_receipts: bool,
}

impl Args {
    fn config(&self) -> Result<Config, Words> {
        let mut accounts: Vec<Account> =
            DEFAULT_ACCOUNTS.iter().map(|id| Account::new(id, DEFAULT_KEY, self.balance)).collect();
        for given in &self.account {
            let wrong = || Words::new("--account 应为 ID:KEY", "--account wants ID:KEY");
            let (id, key) =
                given.split_once(':').filter(|(id, key)| !id.is_empty() && !key.is_empty()).ok_or_else(wrong)?;
            accounts.retain(|account| account.id != id);
            accounts.push(Account::new(id, key, self.balance));
        }
        let mut templates = templates::defaults();
        for given in &self.template {
            let parsed = (|| {
                let (service, rest) = given.split_once(':')?;
                let (id, text) = rest.split_once(':')?;
                let service = Product::from_name(service).filter(|product| product.has_templates())?;
                Some(Template { id: id.parse().ok()?, service, text: text.to_owned(), state: Review::Approved })
            })();
            templates
                .push(parsed.ok_or_else(|| {
                    Words::new("--template 应为 SERVICE:ID:TEXT", "--template wants SERVICE:ID:TEXT")
                })?);
        }
        if let Some(url) = &self.push_url {
            push::check_target(url, self.allow_remote)?;
        }
        Ok(Config {
            accounts,
            strict_accounts: self.strict_accounts,
            md5_allowed: !self.no_md5,
            strict_templates: self.templates == TemplateMode::Strict,
            templates,
            limits: Limits { enabled: !self.no_limits, password_window: self.password_window, ..Limits::default() },
            signature: self.signature.clone(),
            sensitive: self.sensitive.clone(),
            allow_remote: self.allow_remote,
            push_url: self.push_url.clone(),
            push_delays: self.push_delays.clone(),
            auto_receipts: self.auto_receipts,
        })
    }
}

/// Runs until interrupted. Speaks Chinese, or else English.
pub fn run(args: &Args, chinese: bool) -> ExitCode {
    let outcome = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let outcome = runtime.block_on(start(args, chinese));
            // A silent connection shall not hold up the end.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(Words::new(format!("无法启动：{error}"), format!("cannot start: {error}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("ihuyi sandbox: {words}");
            ExitCode::FAILURE
        }
    }
}

async fn start(args: &Args, chinese: bool) -> Result<(), Words> {
    if !args.listen.ip().is_loopback() && !args.allow_remote {
        return Err(Words::new(
            format!("{} 不是本机地址；沙箱默认只监听本机，确需对外请加 --allow-remote", args.listen.ip()),
            format!(
                "{} is not a loopback address; add --allow-remote if others shall reach the sandbox",
                args.listen.ip()
            ),
        ));
    }
    let config = args.config()?;
    let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Words::new(
            format!("{} 已被占用；可用 --listen 127.0.0.1:0 任选端口", args.listen),
            format!("{} is taken; --listen 127.0.0.1:0 takes any free port", args.listen),
        ),
        _ => Words::new(
            format!("无法监听 {}：{error}", args.listen),
            format!("cannot listen on {}: {error}", args.listen),
        ),
    })?;
    let failed =
        |error: &dyn std::fmt::Display| Words::new(format!("无法启动：{error}"), format!("cannot start: {error}"));
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let certificates = tls::Certificates::new().map_err(|error| failed(&error))?;
    let ca_file = args
        .ca_file
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("ihuyi-sandbox-{}-ca.pem", address.port())));
    write_new(&ca_file, &certificates.authority_pem()).map_err(|error| {
        Words::new(
            format!("无法写入 {}：{error}", ca_file.display()),
            format!("cannot write {}: {error}", ca_file.display()),
        )
    })?;
    let sandbox = Arc::new(Sandbox::new(config));
    let ca_shown = std::path::absolute(&ca_file).unwrap_or_else(|_| ca_file.clone());
    // Whoever reads the first line alone and hangs up has all it wanted: the sandbox goes on.
    let _ = announce(args, address, &ca_shown, &sandbox, chinese);
    let serving = tokio::spawn(listen::serve(sandbox, listener, Arc::new(certificates)));
    let _ = interrupted().await;
    serving.abort();
    // A file that was asked for by name is the caller's.
    if args.ca_file.is_none() {
        let _ = std::fs::remove_file(&ca_file);
    }
    Ok(())
}

async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Replaces the file instead of writing through it: in a shared temporary directory the name may be a link that another planted.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Settings as the system's usual shell takes them.
fn pasted(settings: &[(&str, String)]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:[]".contains(c);
    if cfg!(windows) {
        let set = |(name, value): &(&str, String)| format!("$env:{name}='{}'", value.replace('\'', "''"));
        return settings.iter().map(set).collect::<Vec<_>>().join("; ");
    }
    let set = |(name, value): &(&str, String)| match value.chars().all(plain) {
        true => format!(" {name}={value}"),
        false => format!(" {name}='{}'", value.replace('\'', "'\\''")),
    };
    format!("export{}", settings.iter().map(set).collect::<String>())
}

fn announce(args: &Args, address: SocketAddr, ca_file: &Path, sandbox: &Sandbox, chinese: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let pick = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    writeln!(out, "http://{address}")?;
    writeln!(out, "https://{address} ca={}", ca_file.display())?;
    writeln!(out)?;
    writeln!(
        out,
        "{}",
        pick("互亿无线沙箱网关，不会发出任何真实短信。", "The ihuyi sandbox gateway. Nothing is really sent.")
    )?;
    writeln!(out, "{}", pick("按 Ctrl-C 结束。", "Ctrl-C stops it."))?;
    if let Some(account) = sandbox.config.accounts.first() {
        let shell = if cfg!(windows) { "PowerShell" } else { "shell" };
        let colon = pick("：", ":");
        writeln!(out, "{} {shell}{colon}", pick("粘贴到另一个", "To paste into another"))?;
        let settings = [
            ("IHUYI_GATEWAY", format!("https://{address}")),
            ("IHUYI_CA_FILE", ca_file.display().to_string()),
            ("IHUYI_ACCOUNT", account.id.clone()),
            ("IHUYI_APIKEY", account.key.clone()),
        ];
        writeln!(out, "{}", pasted(&settings))?;
    }
    writeln!(
        out,
        "{}",
        if args.strict_accounts {
            pick("帐号（只能用于各自的产品）与 APIKEY：", "Accounts (each good for its own service only) and APIKEYs:")
        } else {
            pick("帐号（任何产品可用）与 APIKEY：", "Accounts (each good for every service) and APIKEYs:")
        }
    )?;
    for account in &sandbox.config.accounts {
        let of = Product::of_account(&account.id).map_or("", Product::title);
        writeln!(out, "  {:<11} {}  {of}", account.id, account.key)?;
    }
    if args.templates == TemplateMode::Lax {
        writeln!(
            out,
            "{}",
            pick(
                "全文方式接受任何内容；真实网关会以 4072 拒绝与模板不符的内容（--templates strict）。",
                "Any full text is accepted; the real gateway refuses what matches no template with 4072 (--templates strict)."
            )
        )?;
    }
    if sandbox.config.limits.enabled {
        writeln!(
            out,
            "{}",
            pick(
                "发送频率限制已开启：同一号码每秒 1 条、每天 5 条（--no-limits 关闭）。",
                "Frequency limits are on: one message a second and five a day to one number (--no-limits switches them off)."
            )
        )?;
    }
    writeln!(
        out,
        "{}",
        pick(
            "号码 199 加 8 位代码得到该代码，如 19900004051。",
            "A number of 199 and a code in 8 digits is answered with that code, as 19900004051."
        )
    )?;
    writeln!(out, "{}http://{address}/", pick("收件箱（用浏览器打开）：", "Inbox, for a browser: "))?;
    out.flush()
}
