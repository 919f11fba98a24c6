//! Hours of the day, China Standard Time: whoever gets the messages is there. Pure.

/// China Standard Time is eight hours ahead, without summer time.
const CHINA: i64 = 8 * 60;
/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// From one minute of the day to another; over midnight where the second is the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Minutes since midnight: the first that is in it.
    pub from: u16,
    /// The first that is not.
    pub to: u16,
}

impl Hours {
    /// Reads `09:00-20:30`; None is no such thing.
    pub fn parse(text: &str) -> Option<Hours> {
        // As a Chinese keyboard writes them.
        let text = text.replace('：', ":").replace(['－', '–', '—', '~', '～'], "-");
        let (from, to) = text.split_once('-')?;
        let (from, to) = (minute(from)?, minute(to)?);
        // From an hour to the same one is no time or the whole day; whoever means the day says 00:00-24:00.
        (from != to && i64::from(from) < DAY).then_some(Hours { from, to })
    }

    /// Milliseconds from this moment (since 1970, in milliseconds) until the hours begin; 0: it is within them.
    pub fn wait(&self, now: i64) -> i64 {
        const MINUTE: i64 = 60_000;
        let of_day = (now + CHINA * MINUTE).rem_euclid(DAY * MINUTE);
        let (from, to) = (i64::from(self.from) * MINUTE, i64::from(self.to) * MINUTE);
        let inside = if from < to { (from..to).contains(&of_day) } else { of_day >= from || of_day < to };
        if inside { 0 } else { (from - of_day).rem_euclid(DAY * MINUTE) }
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (from, to) = (self.from, self.to);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// Minutes since midnight of `9:30`; 24:00 is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| plain)
    };
    let (hour, minute) = (number(hour, 1..=2)?, number(minute, 2..=2)?);
    let all = hour * 60 + minute;
    (minute < 60 && i64::from(all) <= DAY).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds since 1970 of a time of 15 November 2023 in China.
    fn at(hour: i64, minute: i64, millis: i64) -> i64 {
        1_699_977_600_000 + (hour * 60 + minute) * 60_000 + millis
    }

    #[test]
    fn spellings() {
        let day = Some(Hours { from: 540, to: 1230 });
        for text in ["09:00-20:30", " 9:00 - 20:30 ", "9：00－20：30", "09:00~20:30", "09:00–20:30"] {
            assert_eq!(Hours::parse(text), day, "{text}");
        }
        assert_eq!(Hours::parse("22:00-06:00"), Some(Hours { from: 1320, to: 360 }));
        assert_eq!(Hours::parse("00:00-24:00"), Some(Hours { from: 0, to: 1440 }));
        for text in [
            "",
            "9-20",
            "09:00",
            "09:00-",
            "09:60-20:00",
            "25:00-26:00",
            "24:00-06:00",
            "+9:00-20:00",
            "9:0-20:00",
            "09:00-09:00",
            "09:00-20:30-22:00",
            "早上-晚上",
            "009:00-20:00",
        ] {
            assert_eq!(Hours::parse(text), None, "{text}");
        }
        assert_eq!(Hours { from: 540, to: 1230 }.to_string(), "09:00-20:30");
    }

    #[test]
    fn waiting_ends_when_the_hours_begin() {
        let day = Hours { from: 540, to: 1230 };
        assert_eq!(day.wait(at(9, 0, 0)), 0);
        assert_eq!(day.wait(at(20, 29, 59_999)), 0);
        assert_eq!(day.wait(at(20, 30, 0)), (12 * 60 + 30) * 60_000);
        assert_eq!(day.wait(at(8, 59, 59_999)), 1);
        assert_eq!(day.wait(at(0, 0, 0)), 9 * 60 * 60_000);
    }

    #[test]
    fn hours_over_midnight() {
        let night = Hours { from: 1320, to: 360 };
        for (hour, wait) in [(22, 0), (23, 0), (0, 0), (5, 0), (6, 16 * 60), (21, 60)] {
            assert_eq!(night.wait(at(hour, 0, 0)), wait * 60_000, "{hour}");
        }
        let whole = Hours { from: 0, to: 1440 };
        assert_eq!((whole.wait(at(0, 0, 0)), whole.wait(at(23, 59, 59_999))), (0, 0));
    }
}
