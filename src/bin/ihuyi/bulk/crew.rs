//! The threads that send, and whoever watches them: the caller's thread shows how far it is and hears the signals.

use super::progress::{Doing, Meter, Progress};
use super::signals::{self, Told};
use super::summary::duration;
use crate::output::Out;
use ihuyi::access;
use ihuyi::answer::Failure;
use ihuyi::bulk::{Pace, Run};
use ihuyi::codes::{Lang, own};
use ihuyi::track::china;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long a thread sends before it looks up.
const SLICE: Duration = Duration::from_secs(1);
/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(200);
/// A pause of so many seconds is told with the time of day at which it ends.
const CLOCK: u64 = 600;

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

/// How long a thread rests before it asks again how long a pause is: a computer that was asleep has not counted, and it is a later hour.
const LOOK: Duration = Duration::from_secs(60);

/// What a thread tells.
#[derive(Debug)]
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
    at_once: &dyn Fn() -> u8,
) -> Result<End, Failure> {
    let (tell, told) = channel();
    let signal = tell.clone();
    signals::listen(move |told| {
        // Nobody listens any more: it has ended.
        let _ = signal.send(Event::Signal(told));
    })?;
    let rest = Rest::looking_up_every(LOOK);
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

/// What is said of a pause that begins at this moment, milliseconds since 1970.
fn pause(time: Duration, now: i64, why: &Failure, planned: bool, lang: Lang) -> String {
    let seconds = time.as_secs().max(1);
    let zh = lang == Lang::Zh;
    let lasts = match seconds {
        ..60 if zh => format!("{seconds} 秒"),
        ..60 => format!("{seconds} s"),
        _ => duration(seconds as f64, zh),
    };
    let code = if planned { String::new() } else { why.code.to_string() };
    let (zh_code, en_code) = match code.as_str() {
        "" => (String::new(), String::new()),
        code => (format!("（{code}）"), format!(" ({code})")),
    };
    if seconds < CLOCK {
        return match zh {
            true => format!("暂停，{lasts}后自动继续：{}{zh_code}", why.zh),
            false => format!("Paused; it goes on by itself in {lasts}: {}{en_code}", why.en),
        };
    }
    // Rounded to a minute: `2026-01-31 03:00:00`.
    let until = china(now.saturating_add(time.as_millis() as i64 + 30_000));
    let until = until.get(11..16).unwrap_or_default();
    match zh {
        true => format!("暂停，到 {until}（北京时间）自动继续，约 {lasts}后：{}{zh_code}", why.zh),
        false => format!(
            "Paused until {until} China Standard Time (about {lasts}), then it goes on by itself: {}{en_code}",
            why.en
        ),
    }
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

fn no_thread(error: &std::io::Error) -> Failure {
    let (zh, en) = access::trouble(error);
    Failure::new(
        own::ARGUMENT,
        format!("无法启动发送线程：{zh}。没有发送。请减少 --connections，或稍后 resume。"),
        format!("No thread could be started: {en}. Nothing was sent. Take fewer --connections, or resume later."),
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
struct Rest {
    longest: Duration,
    over: Mutex<bool>,
    woken: Condvar,
}

impl Rest {
    fn looking_up_every(longest: Duration) -> Rest {
        Rest { longest, over: Mutex::default(), woken: Condvar::new() }
    }

    /// Sleeps, but no longer than until it is time to look up; false: it is over.
    fn for_at_most(&self, time: Duration) -> bool {
        let time = time.min(self.longest);
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
    fn until_all_are_gone(&mut self, told: &Receiver<Event>, mut threads: usize, at_once: &dyn Fn() -> u8) {
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
        let hours = self.run.journal().terms().hours;
        // The hours are what was planned, and no error: they have no code to look up.
        let planned = hours.is_some_and(|hours| why.en.contains(&hours.to_string()));
        self.progress.note(&pause(time, now(), why, planned, self.out.lang));
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
    fn end_at_once(&mut self, at_once: &dyn Fn() -> u8) {
        self.progress.end();
        // What cannot be written stays marked, and is of unknown end, too.
        let _ = self.run.close();
        std::process::exit(at_once().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ihuyi::bulk::{Entry, Hours, Planner, Terms};
    use ihuyi::client::Client;
    use ihuyi::config::Config;
    use ihuyi::service::Service;
    use ihuyi::store::Clock;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    /// Midnight in China.
    const MIDNIGHT: i64 = (1_800_000_000 / 86_400 * 86_400 - 8 * 3600) * 1000;

    #[test]
    fn a_pause_ends_when_its_hour_has_come_however_long_it_was_said_to_be() {
        let folder = std::env::temp_dir().join(format!("ihuyi-crew-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("list.journal");
        // Nobody answers there.
        let nobody = "127.0.0.1:1";
        let mut config = Config::default();
        for (key, value) in [
            ("account", "C00000000"),
            ("apikey", "0123456789abcdef0123456789abcdef"),
            ("gateway", &format!("http://{nobody}")),
        ] {
            config.set(key, value).unwrap();
        }
        let client = Client::new(config);
        let hours = Hours::parse("12:00-20:00");
        let (template_id, schedule) = (None, None);
        let terms = Terms {
            service: Service::Sms,
            template_id,
            schedule,
            hours,
            rate: 0,
            list: 1,
            batch: false,
            repeats: false,
        };
        let mut planner = Planner::new(&path, terms, &client).unwrap();
        let entry = Entry { line: 2, mobile: "13800000000", content: "您的订单已发货。", reference: "" };
        assert!(planner.add(&entry).unwrap().is_ok());
        planner.finish(&mut |_, _| ()).unwrap();

        let wall = Arc::new(AtomicI64::new(MIDNIGHT));
        let run = Run::with_clock(&path, &client, Clock::Set(Arc::clone(&wall))).unwrap();
        let rest = Rest::looking_up_every(Duration::from_millis(5));
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| send(&run, &rest, &tell));
            let Ok(Event::Pauses(time, why)) = told.recv() else { panic!("it is too early") };
            assert_eq!((time.as_secs(), why.code), (12 * 3600, own::LIMIT));
            // Asleep meanwhile, without twelve hours of waiting.
            wall.store(MIDNIGHT + 12 * 3_600_000, Ordering::SeqCst);
            let sends = |event: &Event| matches!(event, Event::Pauses(_, why) if why.code == own::CONNECT);
            let tried =
                std::iter::from_fn(|| told.recv_timeout(Duration::from_secs(60)).ok()).any(|event| sends(&event));
            rest.end();
            assert!(tried, "nothing is sent though the hour has come");
            thread.join().unwrap();
        });
        drop(run);
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[test]
    fn a_long_pause_is_told_by_the_clock_and_hours_are_no_error() {
        // 2026-01-31 16:08:00 in China.
        let now = 1_769_846_880_000;
        let night = Failure::new(own::LIMIT, "不在时段 03:00-20:00 内。", "outside 03:00-20:00.");
        let wait = Duration::from_millis(39_119_800);
        let zh = pause(wait, now, &night, true, Lang::Zh);
        assert_eq!(zh, "暂停，到 03:00（北京时间）自动继续，约 10 小时 51 分后：不在时段 03:00-20:00 内。");
        let en = pause(wait, now, &night, true, Lang::En);
        assert!(en.starts_with("Paused until 03:00 China Standard Time (about 10 h 51 min)"), "{en}");
        assert!(!zh.contains("401") && !en.contains("401") && !zh.contains("39119"));
        let down = Failure::new(own::CONNECT, "连不上。", "no connection.");
        assert_eq!(
            pause(Duration::from_secs(4), now, &down, false, Lang::Zh),
            format!("暂停，4 秒后自动继续：连不上。（{}）", own::CONNECT)
        );
    }
}
