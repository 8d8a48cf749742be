//! Time as text: a count of seconds, or a date after RFC 3339. Pure; the clock is the plan's.

/// Reads a whole number: digits, and nothing but digits.
pub fn unix(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Reads `2026-11-21T05:33:19Z`, with a fraction (dropped) and an offset if there is one. Dates
/// before 1970 are refused.
pub fn rfc3339(text: &str) -> Option<u64> {
    if !text.is_ascii() {
        return None;
    }
    let number = |from: usize, to: usize| unix(text.get(from..to)?);
    let sign = |at: usize, allowed: &[u8]| text.as_bytes().get(at).filter(|c| allowed.contains(c));
    for (at, allowed) in [(4, b"--"), (7, b"--"), (10, b"Tt"), (13, b"::"), (16, b"::")] {
        sign(at, allowed)?;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let offset = offset(fraction_dropped(text.get(19..)?)?)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    // 60 is a leap second; like POSIX, we count it as the first second of the next minute.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = i64::try_from(days_before(year, month) + day - 1).ok()? - DAYS_TO_1970;
    let seconds = i64::try_from(hour * 3600 + minute * 60 + second).ok()?;
    u64::try_from(days * 86_400 + seconds - offset).ok()
}

/// `2026-11-21T05:33:19.250Z`, of seconds since 1970.
pub fn utc(seconds: u64, millis: u32) -> String {
    let (year, month, day) = date(seconds / 86_400);
    let second = seconds % 86_400;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// `2026-11-21T05:33:19Z`, of seconds since 1970.
pub fn utc_seconds(seconds: u64) -> String {
    utc(seconds, 0).replace(".000Z", "Z")
}

/// The year in which a count of seconds since 1970 falls.
pub fn year(seconds: u64) -> u32 {
    u32::try_from(date(seconds / 86_400).0).unwrap_or(u32::MAX)
}

/// Year, month and day of a count of days since 1970.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_TO_1970.unsigned_abs();
    // A guess that is never too late, as no year has more than 366 days.
    let mut year = days / 366;
    while days_before(year + 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_before(year, month + 1) <= days {
        month += 1;
    }
    (year, month, days - days_before(year, month) + 1)
}

/// Days from 0000-01-01 to 1970-01-01, in the calendar of today.
const DAYS_TO_1970: i64 = 719_528;

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 0000-01-01 to the first of a month.
fn days_before(year: u64, month: u64) -> u64 {
    let leaps = year.div_ceil(4) - year.div_ceil(100) + year.div_ceil(400);
    let months: u64 = (1..month).map(|month| days_in(year, month)).sum();
    year * 365 + leaps + months
}

/// What follows the seconds, without their fraction.
fn fraction_dropped(text: &str) -> Option<&str> {
    let Some(fraction) = text.strip_prefix('.') else {
        return Some(text);
    };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < fraction.len()).then_some(rest)
}

/// `Z` or `+hh:mm`, in seconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (unix(hours)?, unix(minutes)?);
    let inside = hours <= 23 && minutes <= 59;
    inside.then(|| i64::try_from(hours * 3600 + minutes * 60).ok())?.map(|seconds| sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-11-21T05:33:19Z", 1_795_239_199),
            ("2026-11-21t06:33:19.75+01:00", 1_795_239_199),
            ("2026-11-20T22:33:19-07:00", 1_795_239_199),
            ("2016-12-31T23:59:60Z", 1_483_228_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(rfc3339(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn seconds_are_dates() {
        assert_eq!(super::utc_seconds(1_700_000_000), "2023-11-14T22:13:20Z");
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.007Z"),
            (951_868_799, "2000-02-29T23:59:59.007Z"),
            (1_795_239_199, "2026-11-21T05:33:19.007Z"),
            (253_402_300_799, "9999-12-31T23:59:59.007Z"),
        ] {
            assert_eq!(utc(seconds, 7), text);
            assert_eq!(rfc3339(text), Some(seconds));
        }
        assert_eq!((year(1_798_761_599), year(1_798_761_600)), (2026, 2027));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "now",
            "2026-11-21",
            "2026-11-21T05:33:19",
            "2026-13-21T05:33:19Z",
            "2026-02-29T05:33:19Z",
            "2026-11-21T24:33:19Z",
            "2026-11-21 05:33:19Z",
            "2026-11-21T05:33:19.Z",
            "2026-11-21T05:33:19+1:00",
            "2026-11-21T05:33:19ZZ",
            "1969-12-31T23:59:59Z",
            "2026-00-10T00:00:00Z",
            "2026-11-21T05:33:19\u{e9}",
            "+026-11-21T05:33:19Z",
            "2026-11-21T05:33:19+24:00",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
        assert_eq!(unix("+1"), None);
        assert_eq!(unix(""), None);
    }
}
