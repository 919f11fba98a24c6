//! The threads that send, and whoever watches them: the caller's thread shows how far it is and hears the signals.

use super::progress::{Doing, Meter, Progress};
use super::signals::{self, Told};
use super::summary::duration;
use crate::output::Out;
use ihuyi::answer::Failure;
use ihuyi::bulk::{Pace, Run};
use ihuyi::codes::own;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a thread sends before it looks up.
const SLICE: Duration = Duration::from_secs(1);
/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(200);

/// Why nothing more is sent.
#[derive(Debug, Default)]
pub struct End {
    /// Somebody has to mend this first.
    pub halted: Option<Failure>,
    /// The journal could not be read or written.
    pub failed: Option<Failure>,
    /// It was told to stop.
    pub is_stopped: bool,
}

/// What a thread tells.
enum Event {
    Pauses(Duration, Failure),
    Halts(Failure),
    Fails(Failure),
    /// It is over, however it ended.
    Gone,
    /// The program was told to stop.
    Signal(Told),
}

/// Sends on so many threads until all rows have ended, something halts it, or the program is told to stop. Told a second time, it ends with
/// what `at_once` says.
pub fn work(
    run: &Run,
    connections: usize,
    progress: &mut Progress,
    out: &Out,
    at_once: &dyn Fn() -> Result<u8, Failure>,
) -> Result<End, Failure> {
    let (tell, told) = channel();
    let signal = tell.clone();
    signals::listen(move |told| {
        // Nobody listens any more: it has ended.
        let _ = signal.send(Event::Signal(told));
    })?;
    let rest = Rest::default();
    Ok(std::thread::scope(|scope| {
        for number in 0..connections {
            let leaving = Leaving(tell.clone());
            let rest = &rest;
            let started = std::thread::Builder::new().spawn_scoped(scope, move || send(run, rest, &leaving.0));
            // Fewer than were asked for are slower, and right. One that was not started is gone, as its end tells.
            if let (0, Err(error)) = (number, started) {
                let _ = tell.send(Event::Fails(no_thread(&error)));
            }
        }
        let mut watch = Watch {
            run,
            out,
            progress,
            rest: &rest,
            meter: Meter::default(),
            end: End::default(),
            pause: None,
            told: None,
        };
        watch.until_all_are_gone(&told, connections, at_once);
        watch.end
    }))
}

fn no_thread(error: &std::io::Error) -> Failure {
    Failure::new(
        own::ARGUMENT,
        format!("无法启动发送线程：{error}。没有发送。请减少 --connections，或稍后 resume。"),
        format!("No thread could be started: {error}. Nothing was sent. Take fewer --connections, or resume later."),
    )
}

/// One thread's work.
fn send(run: &Run, rest: &Rest, tell: &Sender<Event>) {
    loop {
        let event = match run.work(SLICE) {
            Ok(Pace::Budget) => continue,
            Ok(Pace::Done | Pace::Stopped) => return,
            Ok(Pace::Pause(time, why)) => {
                let _ = tell.send(Event::Pauses(time, why));
                if rest.for_at_most(time) {
                    continue;
                }
                return;
            }
            Ok(Pace::Halted(why)) => Event::Halts(why),
            Err(why) => Event::Fails(why),
        };
        let _ = tell.send(event);
        return;
    }
}

/// Tells that a thread is gone, even where a defect ended it.
struct Leaving(Sender<Event>);

impl Drop for Leaving {
    fn drop(&mut self) {
        let _ = self.0.send(Event::Gone);
    }
}

/// A sleep that ends when the run does.
#[derive(Default)]
struct Rest {
    over: Mutex<bool>,
    woken: Condvar,
}

impl Rest {
    /// Sleeps; false: it is over.
    fn for_at_most(&self, time: Duration) -> bool {
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.woken.wait_timeout_while(over, time, |over| !*over);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn end(&self) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }
}

/// A pause that goes on.
struct Pause {
    until: Instant,
    code: i32,
    /// How many rows had ended when it was said: where none has since, it need not be said again.
    ended: u64,
}

struct Watch<'a, 'b> {
    run: &'a Run<'a>,
    out: &'a Out,
    progress: &'a mut Progress<'b>,
    rest: &'a Rest,
    meter: Meter,
    end: End,
    pause: Option<Pause>,
    /// Who told it to stop first, and when.
    told: Option<(Told, Instant)>,
}

impl Watch<'_, '_> {
    fn until_all_are_gone(
        &mut self,
        told: &Receiver<Event>,
        mut threads: usize,
        at_once: &dyn Fn() -> Result<u8, Failure>,
    ) {
        let mut next = Instant::now();
        while threads > 0 {
            match told.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Event::Gone) => threads -= 1,
                Ok(Event::Pauses(time, why)) => self.pauses(time, &why),
                Ok(Event::Halts(why)) => {
                    self.end.halted.get_or_insert(why);
                    self.rest.end();
                }
                Ok(Event::Fails(why)) => {
                    self.end.failed.get_or_insert(why);
                    self.stop();
                }
                Ok(Event::Signal(told)) => match self.told {
                    None => self.stops(told),
                    Some((first, when)) if told.is_urgent(first, when.elapsed()) => self.end_at_once(at_once),
                    Some(_) => {}
                },
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    self.show();
                    next = Instant::now() + TICK;
                }
            }
        }
        // How it stood at the end stays to be seen on nothing but the summary.
        self.progress.end();
    }

    fn show(&mut self) {
        let (now, tally) = (Instant::now(), self.run.tally());
        let rate = self.meter.rate(now, tally.ended());
        let doing = match &self.pause {
            _ if self.end.is_stopped => Doing::Ends,
            Some(pause) if pause.until > now => Doing::Waits(pause.until - now),
            _ => Doing::Sends(rate),
        };
        self.progress.show(&tally, doing);
    }

    fn pauses(&mut self, time: Duration, why: &Failure) {
        let ended = self.run.tally().ended();
        let is_news = self.pause.as_ref().is_none_or(|pause| pause.code != why.code || pause.ended != ended);
        self.pause = Some(Pause { until: Instant::now() + time, code: why.code, ended });
        if !is_news {
            return;
        }
        let seconds = time.as_secs().max(1);
        let (zh, en) = match seconds {
            ..60 => (format!("{seconds} 秒"), format!("{seconds} s")),
            _ => (duration(seconds as f64, true), duration(seconds as f64, false)),
        };
        let (zh, en) = (
            format!("暂停，{zh}后自动继续：{}（{}）", why.zh, why.code),
            format!("Paused; it goes on by itself in {en}: {} ({})", why.en, why.code),
        );
        self.progress.note(self.out.pick(&zh, &en));
    }

    fn stop(&mut self) {
        self.run.stop();
        self.rest.end();
    }

    fn stops(&mut self, told: Told) {
        self.told = Some((told, Instant::now()));
        self.end.is_stopped = true;
        self.stop();
        self.progress.note(self.out.pick(
            "正在停下：不再发新的，等在途的有了结果。再按一次 Ctrl-C 立即结束（在途的结果就不知道了）。",
            "Stopping: no more are sent, and those on their way are waited for. Ctrl-C once more ends it at once (and leaves those unknown).",
        ));
        self.show();
    }

    /// Nothing is waited for: what is on its way will be of unknown end, and that only.
    fn end_at_once(&mut self, at_once: &dyn Fn() -> Result<u8, Failure>) {
        self.progress.end();
        // What cannot be written stays marked, and is of unknown end, too.
        let _ = self.run.write_down();
        let code = at_once().unwrap_or(crate::exit::UNKNOWN);
        std::process::exit(code.into());
    }
}
