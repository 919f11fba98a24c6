//! Being told to stop: Ctrl-C, the service manager, a terminal that is closed.

use ihuyi::access;
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use std::time::Duration;

/// What follows the first signal sooner than this may be that one once more: a supervisor tells the process, and then its whole group.
const ECHO: Duration = Duration::from_secs(1);

/// Who tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Somebody at the keyboard.
    Interrupt,
    /// The service manager, or `kill`.
    Terminate,
    /// The terminal is closed.
    Hangup,
}

impl Told {
    /// Whether this one, so long after the first, means: at once. A terminal that is closed says so more than once, by its shell and by the
    /// kernel, and means nothing by it.
    pub fn is_urgent(self, first: Told, since: Duration) -> bool {
        match self {
            Told::Hangup => false,
            Told::Interrupt if first == Told::Interrupt => true,
            Told::Interrupt | Told::Terminate => since >= ECHO,
        }
    }
}

/// Calls `told` at every such signal, until the program ends. From now on none of them ends it by itself.
pub fn listen(told: impl Fn(Told) + Send + 'static) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| cannot(&error))?;
    let mut signals = {
        let _guard = runtime.enter();
        Signals::new().map_err(|error| cannot(&error))?
    };
    let listening = move || {
        runtime.block_on(async {
            while let Some(who) = signals.next().await {
                told(who);
            }
        });
    };
    std::thread::Builder::new().spawn(listening).map(drop).map_err(|error| cannot(&error))
}

fn cannot(error: &std::io::Error) -> Failure {
    let (zh, en) = access::trouble(error);
    Failure::new(
        own::ARGUMENT,
        format!("无法接收停止信号（Ctrl-C）：{zh}。没有开始发送。"),
        format!("The signals to stop (Ctrl-C) cannot be heard: {en}. Nothing was sent."),
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

    async fn next(&mut self) -> Option<Told> {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            signal = self.interrupt.recv() => signal.map(|()| Told::Interrupt),
            signal = self.terminate.recv() => signal.map(|()| Told::Terminate),
            signal = hangup => signal.map(|()| Told::Hangup),
        }
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

    async fn next(&mut self) -> Option<Told> {
        tokio::select! {
            signal = self.interrupt.recv() => signal.map(|()| Told::Interrupt),
            signal = self.quit.recv() => signal.map(|()| Told::Terminate),
            signal = self.close.recv() => signal.map(|()| Told::Hangup),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_somebody_who_insists_ends_it_at_once() {
        let (soon, late) = (Duration::ZERO, ECHO);
        for first in [Told::Interrupt, Told::Terminate, Told::Hangup] {
            assert!(!Told::Hangup.is_urgent(first, soon) && !Told::Hangup.is_urgent(first, late), "{first:?}");
            assert!(!Told::Terminate.is_urgent(first, soon) && Told::Terminate.is_urgent(first, late), "{first:?}");
            assert_eq!(Told::Interrupt.is_urgent(first, soon), first == Told::Interrupt, "{first:?}");
            assert!(Told::Interrupt.is_urgent(first, late), "{first:?}");
        }
    }
}
