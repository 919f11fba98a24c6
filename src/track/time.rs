//! Times as the gateway writes them.

/// The gateway's clock is China's: eight hours ahead, all year.
const CHINA: i64 = 8 * 3600;

/// `YYYY-MM-DD HH:MM:SS`, China time, of milliseconds since 1970.
pub fn china(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(1000) + CHINA;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// The date of a day counted from 1970-01-01. The year is taken to begin in March, so that the day that may be missing is its last.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::china;

    #[test]
    fn known_moments() {
        // date -d @1700000000 with TZ=Asia/Shanghai, and the ends of Februaries.
        assert_eq!(china(1_700_000_000_000), "2023-11-15 06:13:20");
        assert_eq!(china(0), "1970-01-01 08:00:00");
        assert_eq!(china(1_709_135_999_999), "2024-02-28 23:59:59");
        assert_eq!(china(1_709_136_000_000), "2024-02-29 00:00:00");
        assert_eq!(china(1_709_222_400_000), "2024-03-01 00:00:00");
        assert_eq!(china(4_107_513_600_000), "2100-03-01 00:00:00");
        assert_eq!(china(-28_800_001), "1969-12-31 23:59:59");
    }
}
