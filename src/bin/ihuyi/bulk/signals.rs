//! Being told to stop: Ctrl-C, the service manager, a terminal that is closed.

use ihuyi::answer::Failure;
use ihuyi::codes::own;

/// Calls `told` at every such signal, until the program ends. From now on none of them ends it by itself.
pub fn listen(told: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| cannot(&error))?;
    let mut signals = {
        let _guard = runtime.enter();
        Signals::new().map_err(|error| cannot(&error))?
    };
    let listening = move || {
        runtime.block_on(async {
            while signals.next().await {
                told();
            }
        });
    };
    std::thread::Builder::new().spawn(listening).map(drop).map_err(|error| cannot(&error))
}

fn cannot(error: &std::io::Error) -> Failure {
    Failure::new(
        own::ARGUMENT,
        format!("无法接收停止信号（Ctrl-C）：{error}。没有开始发送。"),
        format!("The signals to stop (Ctrl-C) cannot be heard: {error}. Nothing was sent."),
    )
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// None: whoever started the program wants it to outlive the terminal (nohup).
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: if hangup_is_ignored() { None } else { Some(signal(SignalKind::hangup())?) },
        })
    }

    async fn next(&mut self) -> bool {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        let signal = tokio::select! {
            signal = self.interrupt.recv() => signal,
            signal = self.terminate.recv() => signal,
            signal = hangup => signal,
        };
        signal.is_some()
    }
}

/// Where the system does not tell, it is left as it is.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    const HANGUP: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_none_or(|mask| mask & HANGUP != 0)
}

#[cfg(windows)]
struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
    quit: tokio::signal::windows::CtrlBreak,
    /// The window is closed: Windows waits a few seconds.
    close: tokio::signal::windows::CtrlClose,
}

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Signals> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close};
        Ok(Signals { interrupt: ctrl_c()?, quit: ctrl_break()?, close: ctrl_close()? })
    }

    async fn next(&mut self) -> bool {
        let signal = tokio::select! {
            signal = self.interrupt.recv() => signal,
            signal = self.quit.recv() => signal,
            signal = self.close.recv() => signal,
        };
        signal.is_some()
    }
}
