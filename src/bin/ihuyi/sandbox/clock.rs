//! The sandbox's own time: the machine's, moved or stopped at will, so that a test of "5 a day" does not take a day.

use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

#[derive(Debug, Clone, Copy, Default)]
struct Setting {
    /// Added to the machine's time, in milliseconds.
    offset: i64,
    /// The time at which the clock stands still, in milliseconds since 1970.
    stopped: Option<i64>,
}

pub struct Clock {
    setting: Mutex<Setting>,
    changed: watch::Sender<u64>,
}

impl Clock {
    pub fn new() -> Clock {
        Clock { setting: Mutex::new(Setting::default()), changed: watch::Sender::new(0) }
    }

    /// Milliseconds since 1970.
    pub fn millis(&self) -> i64 {
        let setting = *self.setting.lock().unwrap();
        setting.stopped.unwrap_or_else(|| machine() + setting.offset)
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        self.millis().div_euclid(1000)
    }

    /// How far the clock is ahead of the machine's, in seconds.
    pub fn offset(&self) -> i64 {
        (self.millis() - machine() + 500).div_euclid(1000)
    }

    /// How the clock was set: stays the same until it is set again.
    pub fn setting(&self) -> (i64, Option<i64>) {
        let setting = *self.setting.lock().unwrap();
        (setting.offset, setting.stopped)
    }

    pub fn stopped(&self) -> bool {
        self.setting.lock().unwrap().stopped.is_some()
    }

    pub fn set(&self, millis: i64) {
        self.change(|setting| match &mut setting.stopped {
            Some(at) => *at = millis,
            None => setting.offset = millis.saturating_sub(machine()),
        });
    }

    pub fn stop(&self, stop: bool) {
        let now = self.millis();
        self.change(|setting| {
            setting.offset = now - machine();
            setting.stopped = stop.then_some(now);
        });
    }

    pub fn reset(&self) {
        self.change(|setting| *setting = Setting::default());
    }

    fn change(&self, change: impl FnOnce(&mut Setting)) {
        change(&mut self.setting.lock().unwrap());
        self.changed.send_modify(|version| *version += 1);
    }

    /// Waits until the virtual clock shows `due`, however it gets there.
    pub async fn until(&self, due: i64) {
        let mut changed = self.changed.subscribe();
        loop {
            let left = due - self.millis();
            if left <= 0 {
                return;
            }
            let running = !self.stopped();
            tokio::select! {
                () = tokio::time::sleep(std::time::Duration::from_millis(left as u64)), if running => {}
                _ = changed.changed() => {}
            }
        }
    }
}

/// The machine's time in milliseconds since 1970.
pub fn machine() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Year, month, day, hour, minute, second and weekday (0 is Sunday) of Unix seconds, in UTC.
fn civil(unix: i64) -> (i64, i64, i64, i64, i64, i64, i64) {
    let (days, second) = (unix.div_euclid(86_400), unix.rem_euclid(86_400));
    // Howard Hinnant's days-to-civil: years begin in March, so that the leap day is a year's last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day, second / 3600, second / 60 % 60, second % 60, (days + 4).rem_euclid(7))
}

/// An HTTP `Date`.
pub fn http_date(unix: i64) -> String {
    let (year, month, day, h, m, s, weekday) = civil(unix);
    let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][weekday as usize];
    let month =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][(month - 1) as usize];
    format!("{weekday}, {day:02} {month} {year:04} {h:02}:{m:02}:{s:02} GMT")
}

/// China's wall clock as the vendor writes it: `2023-11-15 06:13:20`.
pub fn beijing(unix: i64) -> String {
    let (year, month, day, h, m, s, _) = civil(unix + 8 * 3600);
    format!("{year:04}-{month:02}-{day:02} {h:02}:{m:02}:{s:02}")
}

/// The number of China's day, for limits that end at its midnight.
pub fn beijing_day(unix: i64) -> i64 {
    (unix + 8 * 3600).div_euclid(86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_http_and_the_vendor_write_them() {
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_709_164_800), "Thu, 29 Feb 2024 00:00:00 GMT");
        assert_eq!(beijing(1_700_000_000), "2023-11-15 06:13:20");
        assert_eq!(beijing_day(1_699_977_600), beijing_day(1_699_977_599) + 1);
    }

    #[test]
    fn the_clock_can_be_set_and_stopped() {
        let clock = Clock::new();
        clock.set(1_700_000_000_000);
        assert_eq!(clock.now(), 1_700_000_000);
        clock.stop(true);
        clock.set(1_700_000_005_000);
        assert_eq!(clock.millis(), 1_700_000_005_000);
        clock.stop(false);
        assert!((1_700_000_005..1_700_000_065).contains(&clock.now()));
        clock.reset();
        assert_eq!(clock.offset(), 0);
    }
}
