//! The connections to a server: kept for the next call, and to the node of a cluster that has the keys.

use super::address::{Address, endpoint};
use super::answer::{Fault, Value};
use super::script::Call;
use super::wire::Wire;
use super::words::Words;
use crate::answer::Failure;
use crate::config::Config;
use crate::store::fault;
use rustls::ClientConfig;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So many connections are kept when they are not used.
const IDLE: usize = 8;

/// One that was not used for so long is not kept: a firewall in between may have forgotten it without a word.
const STALE: Duration = Duration::from_secs(30);

/// A cluster's nodes may send a caller on; never for ever.
const REDIRECTIONS: usize = 4;

/// How soon a cluster that moves keys is asked again.
const MOVING: Duration = Duration::from_millis(20);

pub struct Pool {
    state: Mutex<State>,
    tls: Option<Arc<ClientConfig>>,
    /// How many connections were made.
    made: AtomicU64,
}

#[derive(Default)]
struct State {
    idle: Vec<Wire>,
    /// The node that was said to have the keys.
    node: Option<(String, u16)>,
}

/// Why a call came to nothing.
enum Trouble {
    Connect(std::io::Error),
    /// The server did not let us in; the first word of what it said. The rest may repeat the password.
    Login(String),
    Call(Fault),
}

impl Pool {
    pub fn new(address: &Address) -> Result<Pool, Failure> {
        let tls = if address.tls { Some(Arc::new(tls(address)?)) } else { None };
        Ok(Pool { state: Mutex::default(), tls, made: AtomicU64::new(0) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many connections were made by now: behind a new one there may be another server, or the old one without what it knew. One that
    /// broke meanwhile is replaced first.
    pub fn incarnation(&self, address: &Address) -> Result<u64, Failure> {
        let (wire, _) = self.take(address).map_err(|trouble| failure(address, &trouble))?;
        self.keep(wire);
        Ok(self.made.load(Ordering::Relaxed))
    }

    /// Runs a script and gives its answer.
    ///
    /// A kept connection that turns out closed is replaced once. The server may have run the script before the connection broke, and then it
    /// runs twice: that counts too much, never too little; a record that was put is said to be there already, one that was taken to be gone.
    pub fn run(&self, address: &Address, call: &Call) -> Result<Value, Failure> {
        self.attempt(address, call).map_err(|trouble| failure(address, &trouble))
    }

    fn attempt(&self, address: &Address, call: &Call) -> Result<Value, Trouble> {
        let mut asked: Option<(String, u16)> = None;
        let mut redirections = 0;
        let mut fresh = false;
        let since = Instant::now();
        loop {
            let (mut wire, kept) = match (&asked, fresh) {
                (None, false) => self.take(address)?,
                (None, true) => (self.connect(address)?, false),
                (Some((host, port)), _) => (self.enter(address, host, *port)?, false),
            };
            match call.run(&mut wire, asked.is_some()) {
                Err(error) if kept && broken(&error) => fresh = true,
                Err(error) if matches!(error.code(), "MOVED" | "ASK") && redirections < REDIRECTIONS => {
                    let Some(node) = node(address, &error) else { return Err(Trouble::Call(error)) };
                    redirections += 1;
                    if error.code() == "ASK" {
                        asked = Some(node);
                    } else {
                        asked = None;
                        let mut state = self.state();
                        state.idle.clear();
                        state.node = Some(node);
                    }
                }
                // The keys are being moved to another node, and are not all on one at the moment.
                Err(error) if error.code() == "TRYAGAIN" && since.elapsed() < address.timeout => {
                    std::thread::sleep(MOVING);
                    asked = None;
                    redirections = 0;
                }
                answer => {
                    if asked.is_none() && wire.good {
                        self.keep(wire);
                    }
                    return answer.map_err(Trouble::Call);
                }
            }
        }
    }

    /// A connection, and whether it was used before.
    fn take(&self, address: &Address) -> Result<(Wire, bool), Trouble> {
        while let Some(mut wire) = { self.state().idle.pop() } {
            if wire.used.elapsed() < STALE && wire.is_silent() {
                return Ok((wire, true));
            }
        }
        self.connect(address).map(|wire| (wire, false))
    }

    fn keep(&self, wire: Wire) {
        let mut state = self.state();
        if state.idle.len() < IDLE {
            state.idle.push(wire);
        }
    }

    fn connect(&self, address: &Address) -> Result<Wire, Trouble> {
        let node = self.state().node.clone();
        if let Some((host, port)) = node {
            match self.enter(address, &host, port) {
                // That node is gone: whoever we were told of at first knows another.
                Err(Trouble::Connect(_)) => self.state().node = None,
                done => return done,
            }
        }
        self.enter(address, &address.host, address.port)
    }

    /// Connects, and logs in.
    fn enter(&self, address: &Address, host: &str, port: u16) -> Result<Wire, Trouble> {
        let mut wire = Wire::connect(host, port, self.tls.as_ref(), address.timeout).map_err(Trouble::Connect)?;
        self.made.fetch_add(1, Ordering::Relaxed);
        if let Some(password) = &address.password {
            let mut auth = Words::new("AUTH");
            if let Some(user) = &address.user {
                auth.arg(user);
            }
            auth.arg(password.as_str());
            login(&mut wire, &auth)?;
        }
        if address.database != 0 {
            login(&mut wire, Words::new("SELECT").arg(address.database))?;
        }
        Ok(wire)
    }
}

fn login(wire: &mut Wire, command: &Words) -> Result<(), Trouble> {
    match wire.call(command) {
        Ok(_) => Ok(()),
        Err(fault @ Fault::Io(_)) => Err(Trouble::Call(fault)),
        Err(fault) => Err(Trouble::Login(fault.code().to_owned())),
    }
}

/// The node that the server names, at this address's host when it names only a port.
fn node(address: &Address, fault: &Fault) -> Option<(String, u16)> {
    let Fault::Refused { detail, .. } = fault else { return None };
    // Before it stands the slot.
    let text = detail.split_whitespace().nth(1)?;
    if let Some(port) = text.strip_prefix(':') {
        return Some((address.host.clone(), port.parse().ok()?));
    }
    // An IPv6 address is named without brackets.
    let (host, port) = text.rsplit_once(':')?;
    let bracketed = if host.contains(':') { format!("[{host}]:{port}") } else { text.to_owned() };
    let (host, port) = endpoint(&bracketed)?;
    Some((host, port?))
}

fn broken(fault: &Fault) -> bool {
    matches!(fault, Fault::Io(_)) && !fault.is_late()
}

fn tls(address: &Address) -> Result<ClientConfig, Failure> {
    let mut config = Config::default();
    config.ca_file = address.ca.clone();
    let verifier = crate::transport::verifier(&config).map_err(|failure| fault::store(failure.zh, failure.en))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fault::store(format!("无法准备 TLS：{error}。"), format!("TLS cannot be set up: {error}.")))?;
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// What a trouble means for whoever has to mend it.
fn failure(address: &Address, trouble: &Trouble) -> Failure {
    let server = format!("{}:{}", address.host, address.port);
    let (zh, en) = match trouble {
        Trouble::Connect(error) => connect_words(error),
        Trouble::Login(code) if matches!(code.as_str(), "WRONGPASS" | "NOAUTH" | "NOPERM") => (
            "用户或密码不对。请检查 store 设置里的用户和密码".to_owned(),
            "the user or the password is wrong. Check them in the setting store".to_owned(),
        ),
        Trouble::Login(code) => (
            format!("没有让我们登录（{}）。请检查 store 设置里的用户、密码和库号", clean(code)),
            format!("it did not let us in ({}). Check user, password and database in the setting store", clean(code)),
        ),
        Trouble::Call(fault) if fault.is_late() => (
            format!("在 {} 秒内没有应答。请检查服务器负载和网络", address.timeout.as_secs_f32()),
            format!(
                "it did not answer within {} seconds. Check its load and the network",
                address.timeout.as_secs_f32()
            ),
        ),
        Trouble::Call(Fault::Io(error)) => (
            format!("连接中断（{}）。请检查服务器是否重启、是否需要 rediss://", clean(&error.to_string())),
            format!(
                "the connection broke ({}). Check whether it was restarted, and whether it wants rediss://",
                clean(&error.to_string())
            ),
        ),
        Trouble::Call(fault) => call_words(fault),
    };
    fault::store(
        format!("store 的 Redis 服务器 {server} 用不了：{zh}。"),
        format!("The store's Redis server {server} cannot be used: {en}."),
    )
}

fn connect_words(error: &std::io::Error) -> (String, String) {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match (tls, error.kind()) {
        (Some(rustls::Error::InvalidCertificate(reason)), _) => (
            format!("它的证书未被接受（{reason:?}）。自建 CA 请在地址里加 ?ca=/证书路径"),
            format!("its certificate was not accepted ({reason:?}). For a CA of your own add ?ca=/path to the URL"),
        ),
        (Some(error), _) => (
            format!("TLS 握手失败（{error}）。请确认该端口用 TLS"),
            format!("the TLS handshake failed ({error}). Make sure that this port speaks TLS"),
        ),
        (None, std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock) => (
            "连接超时。请检查地址、端口和防火墙".to_owned(),
            "connecting took too long. Check host, port and firewall".to_owned(),
        ),
        _ => (
            format!("无法连接（{error}）。请检查它是否在运行，以及地址和端口"),
            format!("no connection ({error}). Check that it runs, and host and port"),
        ),
    }
}

fn call_words(fault: &Fault) -> (String, String) {
    let (code, detail) = match fault {
        Fault::Refused { code, detail } => (code.as_str(), detail.as_str()),
        _ => ("", ""),
    };
    let said = clean(&format!("{code} {detail}"));
    let (zh, en) = match code {
        "NOAUTH" => ("需要密码。请在 store 设置里写上", "it wants a password. Put it into the setting store"),
        "NOPERM" => (
            "该用户没有运行脚本或读写这些键的权限",
            "this user may not run scripts or use these keys; give it that right",
        ),
        "READONLY" => {
            ("它是只读的副本。请写主服务器的地址", "it is a replica that cannot be written. Give the primary's address")
        }
        "OOM" => ("内存已满。请调大 maxmemory", "its memory is full. Raise maxmemory"),
        "MISCONF" => (
            "它无法保存到磁盘，因而拒绝写入。请查看它的日志",
            "it cannot save to its disk and refuses to write. Look into its log",
        ),
        "LOADING" => ("它正在载入数据。请稍候", "it is still loading its data. Wait a little"),
        "CLUSTERDOWN" | "MASTERDOWN" | "TRYAGAIN" => {
            ("集群暂时不可用。请查看 cluster info", "its cluster is down or being changed. Look at cluster info")
        }
        "BUSY" => ("它正忙于别的脚本", "it is busy with another script"),
        _ => ("它的答复无法理解", "its answer makes no sense"),
    };
    (format!("{zh}（{said}）"), format!("{en} ({said})"))
}

/// What a server said, as it may be shown.
fn clean(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(200).collect()
}
