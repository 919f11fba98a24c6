//! Which store a setting means, and the stores of this process.

use super::memory::Memory;
use super::process::PerProcess;
use super::redis::{Address, Redis};
use super::sqlite::Sqlite;
use super::{Clock, Store};
use crate::answer::Failure;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Where a store is.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// In this process, for as long as it runs; those of one name are one.
    Memory(String),
    /// In this file.
    Sqlite(PathBuf),
    /// On this Redis or Valkey server: `redis[s]://[[user]:password@]host[:port][/database][?prefix=…&timeout=…&ca=…]`.
    Redis(Zeroizing<String>),
}

/// Chinese, English.
type Words = (&'static str, &'static str);

impl Place {
    /// The place that a setting's text means: `memory:`, `sqlite:/path`, `redis://…`, `rediss://…`. An error says why it is none: Chinese, English.
    pub fn parse(text: &str) -> Result<Place, (&'static str, &'static str)> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(("含有控制字符", "holds a control character"));
        }
        let Some((scheme, rest)) = text.split_once(':') else { return Err(UNKNOWN) };
        match scheme.to_ascii_lowercase().as_str() {
            "memory" => Ok(Place::Memory(rest.to_owned())),
            "sqlite" => file(rest).map(Place::Sqlite),
            "redis" | "rediss" => Address::parse(text).map(|_| Place::Redis(Zeroizing::new(text.to_owned()))),
            _ => Err(UNKNOWN),
        }
    }
}

const UNKNOWN: Words = (
    "应为 memory:、sqlite:/绝对路径、redis://主机 或 rediss://主机",
    "is none of memory:, sqlite:/absolute/path, redis://host, rediss://host",
);

/// A web server's current folder is anybody's guess, and what lies below a web root can be downloaded: so the path is written in full.
fn file(path: &str) -> Result<PathBuf, Words> {
    // sqlite:///var/lib/x.db, as others write it.
    let path = path.strip_prefix("//").filter(|rest| Path::new(rest).is_absolute()).unwrap_or(path);
    let file = Path::new(path);
    if path.is_empty() {
        return Err(("sqlite: 后面缺少文件路径", "names no file behind sqlite:"));
    }
    if !file.is_absolute() {
        return Err((
            "sqlite: 后面必须是绝对路径，而且不要放在网站目录里",
            "needs an absolute path behind sqlite:, and not one below a web root",
        ));
    }
    if path.ends_with(['/', std::path::MAIN_SEPARATOR]) || file.file_name().is_none() {
        return Err(("sqlite: 后面是文件夹，不是文件", "names a folder and no file behind sqlite:"));
    }
    Ok(file.to_owned())
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Memory(name) => f.debug_tuple("Memory").field(name).finish(),
            Place::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Place::Redis(url) => f.debug_tuple("Redis").field(&host(url)).finish(),
        }
    }
}

/// As a setting has it, but for a user and a password.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Memory(name) => write!(f, "memory:{name}"),
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Place::Redis(url) => write!(f, "redis://{}", host(url)),
        }
    }
}

/// Whatever is before the last @ may be a password, also in what is no URL at all.
fn host(url: &str) -> &str {
    let host = url.rsplit('@').next().unwrap_or_default();
    host.rsplit("//").next().unwrap_or_default()
}

/// Opens a store with a clock of its own, for tests and measurements.
pub fn open(place: &Place, clock: Clock) -> Result<Arc<dyn Store>, Failure> {
    Ok(match place {
        Place::Memory(_) => Arc::new(Memory::new(clock)),
        Place::Sqlite(path) => Arc::new(Sqlite::open(path, clock)?),
        Place::Redis(url) => Arc::new(Redis::open(url, clock)?),
    })
}

/// The stores of a process: few, so they are looked through.
type Stores = Mutex<Vec<(Place, Arc<dyn Store>)>>;

static STORES: PerProcess<Stores> = PerProcess::new();

/// This process's store at a place, opened when it is first asked for. A child of `fork()` opens its own.
///
/// One that could not be opened is tried again at the next call.
pub fn at(place: &Place) -> Result<Arc<dyn Store>, Failure> {
    let stores = STORES.here(|_| Ok(Mutex::default()))?;
    let find = |stores: &MutexGuard<'_, Vec<(Place, Arc<dyn Store>)>>| {
        stores.iter().find(|(p, _)| p == place).map(|(_, store)| store.clone())
    };
    if let Some(store) = find(&lock(stores)) {
        return Ok(store);
    }
    // Outside the lock: a server that does not answer must not hold up whoever wants another place.
    let opened = open(place, Clock::System)?;
    let mut stores = lock(stores);
    // Somebody else was faster: theirs may have counted already.
    Ok(find(&stores).unwrap_or_else(|| {
        stores.push((place.clone(), opened.clone()));
        opened
    }))
}

/// Lets go of this process's store at a place. What is in memory is gone with it, once no call uses it any more.
pub fn forget(place: &Place) {
    if let Ok(stores) = STORES.here(|_| Ok(Mutex::default())) {
        lock(stores).retain(|(known, _)| known != place);
    }
}

fn lock(stores: &Stores) -> MutexGuard<'_, Vec<(Place, Arc<dyn Store>)>> {
    stores.lock().unwrap_or_else(PoisonError::into_inner)
}
