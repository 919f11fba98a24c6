//! `ihuyi serve`: the library for whoever on this machine can load none, and the receiver of the gateway's pushes.

mod body;
mod clients;
mod conversation;
mod helper;
mod http;
mod listen;
mod log;
mod memories;
mod metrics;
mod notify;
mod patience;
mod pool;
mod push;
mod refused;
mod rights;
mod secret;
#[cfg(unix)]
mod users;

use clap::ValueHint;
use conversation::{Leave, room, take};
use helper::{Helper, Sizes};
use http::Peer;
use ihuyi::answer::Failure;
use listen::Address;
use push::{Door, Net};
use refused::refused;
#[cfg(unix)]
use rights::Caller;
use secret::Secret;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};

/// How long the last answers may take to be read when the helper is stopped.
const READ: Duration = Duration::from_secs(1);

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to answer: unix:/PATH, 127.0.0.1:PORT or [::1]:PORT; can be repeated
    #[arg(long, value_name = "ADDRESS", required = true)]
    listen: Vec<String>,
    /// Group whose members may use the socket; everybody else is refused
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// File with the token for the port; made where there is none
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    token_file: Option<PathBuf>,
    /// INI file with account and key
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Calls made at one time; default: 16
    #[arg(long, value_name = "N", default_value_t = 16, hide_default_value = true)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=512))]
    workers: u16,
    /// Calls that may wait; default: 256
    #[arg(long, value_name = "N", default_value_t = 256, hide_default_value = true)]
    queue: u16,
    /// Seconds that a call may wait; default: 5
    #[arg(long, value_name = "SECONDS", default_value = "5", hide_default_value = true, value_parser = seconds)]
    wait: Duration,
    /// Seconds in which a request must have come; default: 10
    #[arg(long, value_name = "SECONDS", default_value = "10", hide_default_value = true, value_parser = seconds)]
    read_timeout: Duration,
    /// Seconds that calls may still run when the helper is stopped; default: 20
    #[arg(long, value_name = "SECONDS", default_value = "20", hide_default_value = true, value_parser = seconds)]
    drain: Duration,
    /// File that log lines are added to; default: standard error
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    log: Option<PathBuf>,
    /// Where the gateway's pushes come in, as 127.0.0.1:8090; can be repeated
    #[arg(long, value_name = "ADDRESS", requires = "push_secret_file")]
    push_listen: Vec<SocketAddr>,
    /// File with the secret of the path /push/SECRET; made where there is none
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    push_secret_file: Option<PathBuf>,
    /// Take pushes from this address or range alone; can be repeated
    #[arg(long, value_name = "ADDRESS")]
    push_from: Vec<String>,
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds: f64 = text.parse().map_err(|_| "no number")?;
    if (0.001..=3600.0).contains(&seconds) { Ok(Duration::from_secs_f64(seconds)) } else { Err("out of range") }
}

/// Runs until it is told to stop.
pub fn run(args: &Args) -> Result<u8, Failure> {
    #[cfg(unix)]
    users::keep_no_core();
    let no_runtime =
        |error: std::io::Error| refused(&format!("无法启动：{error}"), &format!("it cannot start: {error}"));
    // Few threads: this side only waits. The calls have threads of their own.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(no_runtime)?;
    let ended = runtime.block_on(serve(args));
    // A silent connection shall not hold up the end.
    runtime.shutdown_background();
    ended.map(|()| crate::exit::OK)
}

/// What is listened on. A socket goes away with it.
enum Listener {
    #[cfg(unix)]
    Unix(listen::Socket),
    Tcp(TcpListener),
}

async fn serve(args: &Args) -> Result<(), Failure> {
    if let Some(path) = &args.log {
        log::into(path).map_err(|error| {
            let path = path.display();
            refused(&format!("无法写日志 {path}：{error}"), &format!("the log {path} cannot be written: {error}"))
        })?;
    }
    let addresses = args.listen.iter().map(|text| Address::parse(text)).collect::<Result<Vec<_>, Failure>>()?;
    let group = group(args.group.as_deref())?;
    let token = token(&addresses, args.token_file.as_deref(), group)?;
    let door = match &args.push_secret_file {
        None => None,
        Some(path) => {
            let from = args.push_from.iter().map(|text| Net::parse(text)).collect::<Result<Vec<_>, Failure>>()?;
            Some(Arc::new(Door { secret: Secret::read_or_make(path, None)?, from }))
        }
    };
    let sizes = Sizes {
        workers: args.workers.into(),
        queue: args.queue.into(),
        patience: args.wait,
        reading: args.read_timeout,
    };
    let mut signals = Signals::new()?;
    let helper = Arc::new(Helper::start(args.config.clone(), &sizes)?);
    let mut listeners = Vec::new();
    for address in &addresses {
        listeners.push(match address {
            #[cfg(unix)]
            Address::Unix(path) => Listener::Unix(listen::Socket::bind(path, group)?),
            #[cfg(not(unix))]
            Address::Unix(_) => continue,
            Address::Tcp(address) => Listener::Tcp(listen::tcp(*address).await?),
        });
    }
    let mut push_listeners = Vec::new();
    for address in &args.push_listen {
        push_listeners.push(listen::tcp(*address).await?);
    }
    let room = room(listeners.len() + push_listeners.len());
    announce(&addresses, &listeners, &push_listeners, &helper);

    let (stop, stopping) = watch::channel(false);
    let (alive, mut gone) = mpsc::channel(1);
    // Each address has room of its own: who may not use one of them cannot fill the others.
    let leave = || Leave {
        stop: stopping.clone(),
        alive: alive.clone(),
        room: Arc::new(Semaphore::new(room)),
        reading: args.read_timeout,
    };
    for listener in listeners {
        tokio::spawn(answer_calls(listener, helper.clone(), group, token.clone(), leave()));
    }
    if let Some(door) = door {
        for listener in push_listeners {
            tokio::spawn(answer_pushes(listener, helper.clone(), door.clone(), leave()));
        }
    }
    drop(alive);
    notify::tell("READY=1");

    while signals.next().await == Signal::Reload {
        let helper = helper.clone();
        // Files are read.
        let _ = tokio::task::spawn_blocking(move || helper.reload()).await;
    }
    notify::tell("STOPPING=1");
    log::line("stopping");
    helper.is_draining.store(true, Ordering::Relaxed);
    // The listeners end, and their sockets are gone; connections end with the answer that they wait for.
    let _ = stop.send(true);
    let deadline = tokio::time::Instant::now() + args.drain;
    let (calls, pushes) = tokio::join!(helper.calls.drain(args.drain), helper.pushes.drain(args.drain));
    // No call runs any more: whoever has not read his answer soon does not read.
    let deadline = deadline.min(tokio::time::Instant::now() + READ);
    let _ = tokio::time::timeout_at(deadline, gone.recv()).await;
    let (_, running) = helper.calls.load();
    log::line(&format!("stopped in_time={} running={running}", calls && pushes));
    Ok(())
}

async fn answer_calls(
    listener: Listener,
    helper: Arc<Helper>,
    #[cfg_attr(not(unix), allow(unused_variables))] group: Option<u32>,
    token: Option<Arc<Secret>>,
    leave: Leave,
) {
    match (listener, token) {
        #[cfg(unix)]
        (Listener::Unix(socket), _) => {
            let meet = |stream: &tokio::net::UnixStream| {
                let peer = stream.peer_cred().map(|peer| (peer.uid(), peer.gid())).ok();
                let helper = helper.clone();
                async move {
                    let peer = Peer::Unix(let_in(peer, group).await);
                    move |request| http::answer(helper.clone(), peer.clone(), request)
                }
            };
            take(socket, meet, leave).await;
        }
        (Listener::Tcp(listener), Some(token)) => {
            let meet = |_: &tokio::net::TcpStream| {
                let (helper, peer) = (helper.clone(), Peer::Tcp(token.clone()));
                async move { move |request| http::answer(helper.clone(), peer.clone(), request) }
            };
            take(listener, meet, leave).await;
        }
        // Without a token nobody could be let in: `token` sees to it.
        (Listener::Tcp(_), None) => {}
    }
}

async fn answer_pushes(listener: TcpListener, helper: Arc<Helper>, door: Arc<Door>, leave: Leave) {
    let meet = |stream: &tokio::net::TcpStream| {
        // Whoever is gone already is nobody.
        let peer = stream.peer_addr().map_or(std::net::Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
        let (helper, door) = (helper.clone(), door.clone());
        async move { move |request| push::answer(helper.clone(), door.clone(), peer, request) }
    };
    take(listener, meet, leave).await;
}

/// Whether a process of this user may use the socket.
#[cfg(unix)]
async fn let_in(peer: Option<(u32, u32)>, group: Option<u32>) -> Result<Caller, Option<u32>> {
    let Some((user, own_group)) = peer else { return Err(None) };
    if user == users::own() || user == 0 {
        return Ok(Caller::Trusted(user));
    }
    let Some(group) = group else { return Err(Some(user)) };
    // A directory service may take its time.
    let is_member = tokio::task::spawn_blocking(move || users::is_member(user, own_group, group)).await;
    if is_member.unwrap_or(false) { Ok(Caller::Member(user)) } else { Err(Some(user)) }
}

#[cfg(unix)]
fn group(name: Option<&str>) -> Result<Option<u32>, Failure> {
    let Some(name) = name else { return Ok(None) };
    users::group(name).map(Some).ok_or_else(|| {
        refused(
            &format!("--group {name}：没有这个组。请先建立：groupadd {name}"),
            &format!("--group {name}: there is no such group. Make it first: groupadd {name}"),
        )
    })
}

#[cfg(not(unix))]
fn group(name: Option<&str>) -> Result<Option<u32>, Failure> {
    match name {
        None => Ok(None),
        Some(_) => Err(refused(
            "--group 只用于 Unix 套接字；这个系统上请用令牌文件的权限决定谁能用",
            "--group is for Unix sockets; on this system the rights of the token file decide who may ask",
        )),
    }
}

/// The token that a port needs.
fn token(addresses: &[Address], file: Option<&Path>, group: Option<u32>) -> Result<Option<Arc<Secret>>, Failure> {
    match file {
        Some(file) => Secret::read_or_make(file, group).map(|token| Some(Arc::new(token))),
        None if addresses.iter().any(|address| matches!(address, Address::Tcp(_))) => Err(refused(
            "监听端口必须同时给出 --token-file：本机任何用户都连得上端口，只有令牌能区分他们",
            "a port needs --token-file: any user of this machine can connect to it, and only a token tells them apart",
        )),
        None => Ok(None),
    }
}

/// The addresses on standard output, one a line; for people and for whoever started it.
fn announce(addresses: &[Address], listeners: &[Listener], pushes: &[TcpListener], helper: &Helper) {
    let mut lines = String::new();
    for (address, listener) in addresses.iter().zip(listeners) {
        lines.push_str(&match (address, listener) {
            (Address::Unix(path), _) => format!("unix:{}\n", path.display()),
            (Address::Tcp(asked), Listener::Tcp(listener)) => {
                format!("http://{}\n", listener.local_addr().unwrap_or(*asked))
            }
            #[cfg(unix)]
            _ => continue,
        });
    }
    for listener in pushes {
        if let Ok(address) = listener.local_addr() {
            lines.push_str(&format!("push http://{address}\n"));
        }
    }
    let mut out = std::io::stdout().lock();
    // Whoever started it and does not listen need not.
    let _ = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
    let file = helper.settings_file().map_or("none".to_owned(), |file| format!("{:?}", file.display().to_string()));
    log::line(&format!("started version={} settings_file={file}", env!("CARGO_PKG_VERSION")));
}

#[derive(PartialEq, Eq)]
enum Signal {
    Reload,
    Stop,
}

#[cfg(unix)]
struct Signals {
    hangup: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Result<Signals, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let heard = |kind| signal(kind).map_err(|error| refused(&error.to_string(), &error.to_string()));
        Ok(Signals {
            hangup: heard(SignalKind::hangup())?,
            terminate: heard(SignalKind::terminate())?,
            interrupt: heard(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.hangup.recv() => Signal::Reload,
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.interrupt.recv() => Signal::Stop,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Result<Signals, Failure> {
        Ok(Signals)
    }

    async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Stop
    }
}
