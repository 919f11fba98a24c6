//! What all connections share: settings, clients, threads, counts.

use super::clients::{Clients, Wanted};
use super::log;
use super::metrics::Metrics;
use super::pool::{Lost, Pool};
use super::rights::{self, Caller};
use crate::call::abi::{self, Members};
use crate::call::base::Base;
use crate::call::request::{Client, Request};
use crate::call::{answer, boxed, opens};
use ihuyi::answer::{Failure, Stake};
use ihuyi::charset::Charset;
use ihuyi::codes::{Lang, own};
use ihuyi::ffi;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// The settings whose default is another one here.
const ASSUMED: [(&str, &str); 1] = [("track", "on")];

/// Threads that remember pushes. They wait for the disk, which writes what several of them have at once.
const PUSHES: usize = 8;

/// What a call came to, and with which HTTP status that is said.
pub struct Told {
    pub status: u16,
    pub answer: Members,
}

pub struct Helper {
    named: Option<PathBuf>,
    base: RwLock<(Arc<Base>, u64)>,
    /// One at a time: what was read last is what is in force.
    reloading: Mutex<()>,
    pub clients: Clients,
    pub calls: Pool,
    pub pushes: Pool,
    pub metrics: Metrics,
    /// How long a call waits for a free thread.
    pub patience: Duration,
    /// How long a request may take to come.
    pub reading: Duration,
    pub is_draining: AtomicBool,
}

/// How many threads there are, and how many calls may wait for one.
pub struct Sizes {
    pub workers: usize,
    pub queue: usize,
    pub patience: Duration,
    pub reading: Duration,
}

impl Helper {
    pub fn start(named: Option<PathBuf>, sizes: &Sizes) -> Result<Helper, Failure> {
        let base = Base::find(named.as_deref(), &ASSUMED);
        if let Some(failure) = base.failure() {
            return Err(failure.clone());
        }
        let no_thread = |error: std::io::Error| {
            Failure::new(
                own::ARGUMENT,
                format!("无法启动线程：{error}。请检查进程的限制（ulimit -u）。"),
                format!("No thread can be started: {error}. Look at the process's limits (ulimit -u)."),
            )
        };
        Ok(Helper {
            named,
            base: RwLock::new((Arc::new(base), 0)),
            reloading: Mutex::new(()),
            clients: Clients::default(),
            calls: Pool::start("call", sizes.workers, sizes.queue).map_err(no_thread)?,
            pushes: Pool::start("push", PUSHES, 1024).map_err(no_thread)?,
            metrics: Metrics::default(),
            patience: sizes.patience,
            reading: sizes.reading,
            is_draining: AtomicBool::new(false),
        })
    }

    fn base(&self) -> (Arc<Base>, u64) {
        let base = self.base.read().unwrap_or_else(PoisonError::into_inner);
        (base.0.clone(), base.1)
    }

    /// How to speak to whoever says nothing of it.
    pub fn speech(&self) -> (Charset, Lang) {
        self.base().0.speech()
    }

    pub fn settings_file(&self) -> Option<PathBuf> {
        self.base().0.file().map(PathBuf::from)
    }

    /// Reads the settings again. A file that cannot be read leaves the old ones; it says why.
    pub fn reload(&self) -> Result<(), Failure> {
        let _alone = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let base = match self.read_again() {
            Ok(base) => base,
            Err(failure) => {
                self.metrics.reload("refused");
                log::line(&format!("reload=refused code={} why={:?}", failure.code, failure.words(self.speech().1)));
                return Err(failure);
            }
        };
        {
            let mut old = self.base.write().unwrap_or_else(PoisonError::into_inner);
            *old = (Arc::new(base), old.1 + 1);
        }
        self.clients.clear();
        self.metrics.reload("done");
        log::line("reload=done");
        Ok(())
    }

    fn read_again(&self) -> Result<Base, Failure> {
        let named = self.named.as_deref();
        if let Some(path) = Base::place(named).filter(|path| path.metadata().is_ok_and(|found| !found.is_file())) {
            return Err(spent(&path));
        }
        let base = Base::find(named, &ASSUMED);
        base.failure().cloned().map_or(Ok(base), Err)
    }

    pub fn failed(&self, failure: &Failure, client: &Client) -> Members {
        let (charset, lang) = self.speech();
        answer::failed(failure, client.speech(charset, lang))
    }

    /// Makes the call that is asked for, as soon as a thread is free.
    pub async fn call(self: &Arc<Helper>, caller: Caller, request: Request) -> Told {
        let call = request.call;
        if let Some(failure) = rights::refused(caller, &request, ffi::default_timeout()) {
            self.metrics.refused("setting");
            let refused = format!("call={} caller={caller} refused code={}", call.name, failure.code);
            log::refusal((call.name, "setting"), &refused);
            return Told { status: 200, answer: self.failed(&failure, &request.client) };
        }
        let (charset, lang) = self.speech();
        let speech = request.client.speech(charset, lang);
        let asked = Instant::now();
        let job = {
            let helper = self.clone();
            move || {
                let waited = asked.elapsed();
                let begun = Instant::now();
                let answer = helper.perform(caller, &request);
                let took = begun.elapsed();
                let outcome = answer::outcome(&answer);
                helper.metrics.call(call.name, outcome, took);
                let code = answer.get("returned").and_then(serde_json::Value::as_i64).unwrap_or_default();
                log::line(&format!(
                    "call={} caller={caller} outcome={outcome} code={code} ms={} waited_ms={}",
                    call.name,
                    took.as_millis(),
                    waited.as_millis(),
                ));
                answer
            }
        };
        match self.calls.run(self.patience, job).await {
            Ok(answer) => Told { status: 200, answer },
            Err(Lost::Broken) => {
                log::line(&format!("call={} caller={caller} defect", call.name));
                Told { status: 500, answer: answer::failed(&defect(call.sends), speech) }
            }
            Err(lost) => {
                let reason = if lost == Lost::Full { "queue_full" } else { "queue_wait" };
                let reason = if self.is_draining.load(Ordering::Relaxed) { "stopping" } else { reason };
                self.metrics.refused(reason);
                log::refusal(
                    (call.name, reason),
                    &format!("call={} caller={caller} refused reason={reason}", call.name),
                );
                Told { status: 503, answer: answer::failed(&busy(reason), speech) }
            }
        }
    }

    fn perform(&self, caller: Caller, request: &Request) -> Members {
        if boxed(request) || !request.call.client {
            return abi::perform(request, None);
        }
        let (base, generation) = self.base();
        let wanted = Wanted { caller, generation, client: &request.client, open: opens(request) };
        match self.clients.get(&base, &wanted) {
            Ok(client) => abi::perform(request, Some(client.handle())),
            Err(answer) => answer,
        }
    }

    /// Remembers a push, with the helper's own settings; returns the code.
    pub fn record(&self, body: &[u8]) -> Result<(i32, i32), Members> {
        let (base, generation) = self.base();
        let own = Wanted { caller: Caller::Token, generation, client: &Client::default(), open: false };
        let client = self.clients.get(&base, &own)?;
        Ok(abi::record(client.handle(), body))
    }
}

fn busy(reason: &str) -> Failure {
    let (zh, en) = match reason {
        "stopping" => {
            ("本机服务正在停止，没有发送。请稍后再试。", "The helper is stopping; nothing was sent. Try again soon.")
        }
        "queue_full" => (
            "本机服务排队已满，没有发送。请稍后再试；经常如此时请加大 --workers，或查看网关是否很慢。",
            "The helper's queue is full; nothing was sent. Try again soon; if that is often so, raise --workers, or see whether the gateway is slow.",
        ),
        _ => (
            "本机服务太忙，排队过久，没有发送。请稍后再试；经常如此时请加大 --workers，或查看网关是否很慢。",
            "The helper is busy and this waited too long; nothing was sent. Try again soon; if that is often so, raise --workers, or see whether the gateway is slow.",
        ),
    };
    Failure::new(own::HELPER_BUSY, zh, en)
}

/// A pipe has given what it held: read again, it would be a file that sets nothing.
fn spent(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!(
            "配置文件 {path} 不是普通文件（是管道之类），只能在启动时读一次，没有重新读取，继续用旧的设置。要换设置，请重启服务，或改用普通文件。"
        ),
        format!(
            "{path} is no regular file (a pipe, say) and can be read only once, at the start: it was not read again, and the old settings stay. To change them, restart the helper, or name a regular file."
        ),
    )
}

fn defect(sends: bool) -> Failure {
    if sends {
        return Failure::unknown(Stake::Message, "本机服务内部出错", "the helper failed");
    }
    Failure::new(
        own::PANIC,
        "本机服务内部出错，没有发送。请把版本和操作步骤报告给开发者。",
        "A defect of the helper; nothing was sent. Please report it with the version and the steps.",
    )
}
