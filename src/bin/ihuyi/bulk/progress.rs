//! The line that shows how far a run is: drawn again and again on a terminal, printed now and then elsewhere.

use super::width::{LINE, fold};
use crate::output::Out;
use ihuyi::bulk::{State, Tally};
use ihuyi::codes::Lang;
use std::collections::VecDeque;
use std::io::IsTerminal;
use std::time::{Duration, Instant};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What most terminals have, and all of them are taken to have whose width nobody tells.
const COLUMNS: usize = 80;
/// So many stay free: a terminal shows `^C` behind the line, and a Windows console goes on to the next line with the last column.
const FREE: usize = 3;
/// Where it is no terminal that is written to: how often.
const NOW_AND_THEN: Duration = Duration::from_secs(10);
/// How long a moment is of which the rate is told.
const MOMENT: Duration = Duration::from_secs(15);
/// A bar of fewer cells shows nothing.
const CELLS: usize = 4;

/// What a run does at the moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doing {
    /// It sends so many messages a second.
    Sends(f64),
    /// It waits for so long.
    Waits(Duration),
    /// It ends what is on its way.
    Ends,
}

/// How many rows came to an end lately.
#[derive(Default)]
pub struct Meter {
    seen: VecDeque<(Instant, u64)>,
}

impl Meter {
    /// So many have ended by now; so many a second it is.
    pub fn rate(&mut self, now: Instant, ended: u64) -> f64 {
        self.seen.push_back((now, ended));
        while self.seen.len() > 2 && now.duration_since(self.seen[0].0) > MOMENT {
            self.seen.pop_front();
        }
        let (then, before) = self.seen[0];
        let seconds = now.duration_since(then).as_secs_f64();
        if seconds > 0.0 { ended.saturating_sub(before) as f64 / seconds } else { 0.0 }
    }
}

enum Way {
    Terminal,
    Lines(Instant),
    Silent,
}

/// Shows how far a run is, and says what has to be said meanwhile.
pub struct Progress<'a> {
    out: &'a Out,
    way: Way,
    /// How many columns of the terminal's line are taken.
    drawn: usize,
}

impl<'a> Progress<'a> {
    pub fn new(out: &'a Out, quiet: bool) -> Progress<'a> {
        let way = match quiet || out.json {
            true => Way::Silent,
            false if std::io::stderr().is_terminal() => Way::Terminal,
            false => Way::Lines(Instant::now()),
        };
        Progress { out, way, drawn: 0 }
    }

    /// Shows how far it is.
    pub fn show(&mut self, tally: &Tally, doing: Doing) {
        match self.way {
            Way::Terminal => {
                let line = line(tally, doing, self.out.lang, columns().saturating_sub(FREE));
                let width = line.width();
                // Spaces and not an escape sequence: the console of Windows 7 would print that.
                let rest = self.drawn.saturating_sub(width);
                self.out.draw(&format!("\r{line}{}", " ".repeat(rest)));
                self.drawn = width;
            }
            Way::Lines(last) if last.elapsed() >= NOW_AND_THEN => {
                self.way = Way::Lines(Instant::now());
                self.out.complaint(&words(tally, doing, self.out.lang));
            }
            Way::Lines(_) | Way::Silent => {}
        }
    }

    /// Says something, above the line.
    pub fn note(&mut self, text: &str) {
        if !matches!(self.way, Way::Silent) {
            self.end();
            match self.way {
                Way::Terminal => self.out.complaint(&fold(text, LINE).join("\n")),
                _ => self.out.complaint(text),
            }
        }
    }

    /// Takes the line away.
    pub fn end(&mut self) {
        if self.drawn > 0 {
            self.out.draw(&format!("\r{}\r", " ".repeat(self.drawn + FREE - 1)));
            self.drawn = 0;
        }
    }
}

fn columns() -> usize {
    terminal_size::terminal_size_of(std::io::stderr()).map_or(COLUMNS, |(width, _)| width.0.into())
}

/// The line of a terminal: at most `room` columns, and each number where it was before.
fn line(tally: &Tally, doing: Doing, lang: Lang, room: usize) -> String {
    let words = words(tally, doing, lang);
    let cells = room.saturating_sub(words.width() + "[] ".len());
    if cells < CELLS {
        return cut(words, room);
    }
    // Letters of ASCII: how wide a block is, terminals in China and elsewhere do not agree.
    let full = match tally.total() {
        0 => cells,
        total => (u128::from(tally.ended()) * cells as u128 / u128::from(total)) as usize,
    };
    format!("[{}{}] {words}", "#".repeat(full), ".".repeat(cells - full))
}

/// The line without the bar.
fn words(tally: &Tally, doing: Doing, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let total = short(tally.total(), 7);
    // What goes wrong is few, or it is not worth a digit.
    let (many, few) = (total.len(), total.len().min(4));
    let (ended, accepted) = (short(tally.ended(), 7), short(tally.of(State::Accepted), 7));
    let (refused, unknown) = (short(tally.of(State::Refused), few), short(tally.of(State::Unknown), few));
    let counts = if zh {
        format!("{ended:>many$}/{total} 受理 {accepted:>many$} 拒绝 {refused:>few$} 未知 {unknown:>few$}")
    } else {
        format!("{ended:>many$}/{total} ok {accepted:>many$} refused {refused:>few$} unknown {unknown:>few$}")
    };
    let (speed, left) = match doing {
        Doing::Sends(rate) => {
            let unit = if zh { "秒" } else { "s" };
            let speed = if rate < 10.0 { format!("{rate:.1}") } else { short(rate as u64, 5) };
            let to_do = tally.total().saturating_sub(tally.ended()) as f64;
            let left = if rate > 0.0 { Duration::try_from_secs_f64(to_do / rate).ok() } else { None };
            (format!("{speed}/{unit}"), left)
        }
        Doing::Waits(wait) => ((if zh { "暂停" } else { "paused" }).to_owned(), Some(wait)),
        Doing::Ends => ((if zh { "收尾" } else { "ending" }).to_owned(), None),
    };
    let left = left.map_or_else(|| "-:--:--".to_owned(), clock);
    let label = if zh { "剩余" } else { "left" };
    format!("{counts} {} {label} {left:>7}", right(&speed, if zh { 8 } else { 7 }))
}

/// A number in so many digits at most: thousands, millions where it has more.
fn short(number: u64, digits: usize) -> String {
    let units = [("", 1), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000)];
    let fits = |text: &String| text.len() <= digits;
    let all = units.map(|(unit, size)| format!("{}{unit}", number / size));
    all.iter().find(|text| fits(text)).or(all.last()).cloned().unwrap_or_default()
}

/// `0:01:59`, `27h03m`, `5d03h`: seven columns at most of whatever lasts no lifetime.
fn clock(time: Duration) -> String {
    // Begun seconds count: nothing is at zero while it lasts.
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0..=9 => format!("{hours}:{minutes:02}:{seconds:02}"),
        10..=99 => format!("{hours}h{minutes:02}m"),
        _ => format!("{}d{:02}h", (hours / 24).min(999), hours % 24),
    }
}

/// Put to the right of so many columns.
fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())))
}

/// What fits into so many columns.
fn cut(mut text: String, room: usize) -> String {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += c.width().unwrap_or(0);
        taken > room
    });
    if let Some((at, _)) = end {
        text.truncate(at);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(accepted: u64, refused: u64, unknown: u64, planned: u64) -> Tally {
        Tally { rows: [planned, 0, accepted, refused, unknown, 0], segments: 0 }
    }

    #[test]
    fn the_line_in_both_languages() {
        let tally = tally(4_980, 5, 3, 5_012);
        assert_eq!(
            line(&tally, Doing::Sends(497.4), Lang::En, 77),
            "[###....]  4988/10000 ok  4980 refused    5 unknown    3   497/s left 0:00:11"
        );
        assert_eq!(
            line(&tally, Doing::Waits(Duration::from_millis(3_100)), Lang::Zh, 77),
            "[####......]  4988/10000 受理  4980 拒绝    5 未知    3     暂停 剩余 0:00:04"
        );
    }

    #[test]
    fn it_never_wraps_and_its_columns_stay() {
        let doings = [
            Doing::Sends(0.0),
            Doing::Sends(0.04),
            Doing::Sends(9.99),
            Doing::Sends(99_999.0),
            Doing::Sends(1e12),
            Doing::Waits(Duration::from_secs(u64::MAX)),
            Doing::Waits(Duration::ZERO),
            Doing::Ends,
        ];
        for lang in [Lang::Zh, Lang::En] {
            for total in [0, 1, 12, 9_999, 100_000, 1_000_000, 9_999_999, 123_456_789, 10_u64.pow(12)] {
                let mut widths = Vec::new();
                for part in [0, 1, 3, 10] {
                    for doing in doings {
                        let (refused, unknown) = (total / 100, total / 50);
                        let now = tally((total * part / 10).saturating_sub(refused + unknown), refused, unknown, 0);
                        let rest = total.saturating_sub(now.ended());
                        let now = Tally { rows: [rest, 0, now.rows[2], now.rows[3], now.rows[4], 0], segments: 0 };
                        let line = line(&now, doing, lang, 77);
                        assert!(line.width() <= 77, "{}: {line}", line.width());
                        // English words and numbers of seven digits take the bar's place.
                        let has_room = lang == Lang::Zh || total < 1_000_000;
                        assert!(line.starts_with('[') || !has_room, "no room for a bar: {line}");
                        assert!(line.contains(if lang == Lang::Zh { " 剩余 " } else { " left " }), "{line}");
                        widths.push(line.width());
                    }
                }
                assert!(total > 10_u64.pow(9) || widths.iter().all(|width| *width == widths[0]), "{total}: {widths:?}");
            }
        }
    }

    #[test]
    fn a_narrow_terminal_gets_less() {
        for room in [0, 1, 20, 21, 40, 60, 79, 200] {
            for lang in [Lang::Zh, Lang::En] {
                let line = line(&tally(1, 2, 3, 4), Doing::Sends(1.0), lang, room);
                assert!(line.width() <= room, "{room}: {line}");
            }
        }
    }

    #[test]
    fn the_rate_is_that_of_the_last_moment() {
        let mut meter = Meter::default();
        let start = Instant::now();
        assert_eq!(meter.rate(start, 1_000), 0.0);
        for second in 1..=30 {
            let rate = meter.rate(start + Duration::from_secs(second), 1_000 + second * 50);
            assert!((rate - 50.0).abs() < 0.01, "{rate}");
        }
        // What was long ago counts no more.
        for second in 31..=50 {
            meter.rate(start + Duration::from_secs(second), 2_500);
        }
        assert_eq!(meter.rate(start + Duration::from_secs(51), 2_500), 0.0);
    }
}
