//! Log lines on standard error or in a file: one for each event, with names and numbers of the helper's own and nothing of what was asked.
//! What anybody can bring about as often as he likes has a line a minute.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long a refusal that was logged stands for those after it.
const QUIET: Duration = Duration::from_secs(60);

static FILE: OnceLock<File> = OnceLock::new();

/// From now on lines are added to this file.
pub fn into(path: &Path) -> std::io::Result<()> {
    let file = File::options().append(true).create(true).open(path)?;
    let _ = FILE.set(file);
    Ok(())
}

/// Writes one line. Where nobody reads, nothing can be done about it.
pub fn line(text: &str) {
    // One write, so that lines of several threads do not run into each other; and no line can make two.
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = format!("{} {text}\n", stamp(SystemTime::now()));
    let _ = match FILE.get() {
        Some(mut file) => file.write_all(line.as_bytes()),
        None => std::io::stderr().lock().write_all(line.as_bytes()),
    };
}

/// What was refused, and why.
type Kind = (&'static str, &'static str);

/// Writes one line for a refusal of this kind, and none for those of the next minute; the line after that says how many they were.
pub fn refusal(kind: Kind, text: &str) {
    static SPARSE: Sparse = Sparse(Mutex::new(BTreeMap::new()));
    match SPARSE.unsaid(kind, Instant::now()) {
        Some(0) => line(text),
        Some(unsaid) => line(&format!("{text} unlogged={unsaid}")),
        None => {}
    }
}

/// When a kind was logged last, and how many were not since.
struct Sparse(Mutex<BTreeMap<Kind, (Instant, u64)>>);

impl Sparse {
    /// Whether this one is logged, and then how many were not before it.
    fn unsaid(&self, kind: Kind, now: Instant) -> Option<u64> {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kinds.get_mut(&kind) {
            Some((said, unsaid)) if now.saturating_duration_since(*said) < QUIET => {
                *unsaid += 1;
                None
            }
            _ => kinds.insert(kind, (now, 0)).map_or(Some(0), |(_, unsaid)| Some(unsaid)),
        }
    }
}

/// `2026-01-31T09:30:00Z`.
fn stamp(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Years that begin in March: then the leap day is the last.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_a_line_a_minute_with_the_number_of_those_that_had_none() {
        let sparse = Sparse(Mutex::default());
        let begin = Instant::now();
        let told = |kind, second| sparse.unsaid(("push", kind), begin + Duration::from_secs(second));
        assert_eq!([told("secret", 0), told("secret", 0), told("secret", 59)], [Some(0), None, None]);
        // Another kind is none of these.
        assert_eq!([told("address", 30), sparse.unsaid(("door", "secret"), begin)], [Some(0), Some(0)]);
        assert_eq!([told("secret", 60), told("secret", 61), told("secret", 3600)], [Some(2), None, Some(1)]);
        assert_eq!(told("secret", 7200), Some(0));
    }

    #[test]
    fn stamps() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (4_102_444_800, "2100-01-01T00:00:00Z"),
        ] {
            assert_eq!(stamp(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }
}
