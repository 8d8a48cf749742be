//! Dates as people write a date of birth, at the front of text, whole or still coming.

/// The longest date that is read, in bytes: `1985年 12月 12日` with all its spaces, or `12th of
/// September, 1985`.
pub const LONGEST: usize = 23;

/// The first year of birth that is read.
const FIRST_YEAR: u32 = 1900;

/// Whether a day exists in the Gregorian calendar.
pub fn is_real(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(if year.is_multiple_of(100) { 400 } else { 4 });
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether a day exists, from 1900 to a year.
pub fn is_date(year: u32, month: u32, day: u32, this_year: u32) -> bool {
    (FIRST_YEAR..=this_year).contains(&year) && is_real(year, month, day)
}

/// One step of a way to write a date.
enum Part {
    /// Four digits.
    Year,
    /// One or two digits.
    Month,
    /// One or two digits.
    Day,
    /// The English name of a month, or its first three letters.
    Name,
    /// One of these, in either case of ASCII.
    Mark(&'static [&'static str]),
}

use Part::{Day, Mark, Month, Name, Year};

const HYPHEN: Part = Mark(&["-"]);
const SLASH: Part = Mark(&["/"]);
const DOT: Part = Mark(&["."]);
const GAP: Part = Mark(&["", " "]);
const ORDINAL: Part = Mark(&["", "st", "nd", "rd", "th"]);

/// The ways to write a date: ISO 8601 and its like, day first, month first, by name, in the scripts
/// of East Asia. Where both readings of two numbers are possible, one that is real is enough.
const WAYS: &[&[Part]] = &[
    &[Year, HYPHEN, Month, HYPHEN, Day],
    &[Year, SLASH, Month, SLASH, Day],
    &[Year, DOT, Month, DOT, Day],
    &[Day, SLASH, Month, SLASH, Year],
    &[Day, HYPHEN, Month, HYPHEN, Year],
    &[Day, DOT, Month, DOT, Year],
    &[Month, SLASH, Day, SLASH, Year],
    &[Month, HYPHEN, Day, HYPHEN, Year],
    &[Day, ORDINAL, Mark(&[" ", " of "]), Name, Mark(&[" ", ", ", ". "]), Year],
    &[Day, HYPHEN, Name, HYPHEN, Year],
    &[Name, Mark(&[" ", ". "]), Day, ORDINAL, Mark(&[" ", ", "]), Year],
    &[Year, GAP, Mark(&["年"]), GAP, Month, GAP, Mark(&["月"]), GAP, Day, GAP, Mark(&["日"])],
    &[Year, Mark(&["년"]), GAP, Month, Mark(&["월"]), GAP, Day, Mark(&["일"])],
];

/// Names of the months.
const NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A walk over all ways at once, as far as the text goes.
struct Walk<'a> {
    text: &'a [u8],
    last_year: u32,
    /// The length of the longest date found.
    longest: Option<usize>,
    /// Whether the text ended inside a date.
    open: bool,
}

impl Walk<'_> {
    fn over(text: &[u8], last_year: u32) -> Walk<'_> {
        let mut walk = Walk { text, last_year, longest: None, open: text.is_empty() };
        if text.first().is_some_and(|c| c.is_ascii_digit() || b"JFMASONDjfmasond".contains(c)) {
            for parts in WAYS {
                walk.step(parts, 0, [0; 3]);
            }
        }
        walk
    }

    /// Takes the parts that are left from a place on; year, month and day are 0 until they are
    /// read.
    fn step(&mut self, parts: &[Part], at: usize, [year, month, day]: [u32; 3]) {
        let Some((part, parts)) = parts.split_first() else {
            if is_date(year, month, day, self.last_year) {
                self.longest = self.longest.max(Some(at));
            }
            return;
        };
        match part {
            Year => {
                if let Some(year) = self.digits(at, 4, FIRST_YEAR, self.last_year) {
                    self.step(parts, at + 4, [year, month, day]);
                }
            }
            Month => {
                for width in [1, 2] {
                    if let Some(month) = self.digits(at, width, 1, 12) {
                        self.step(parts, at + width, [year, month, day]);
                    }
                }
            }
            Day => {
                for width in [1, 2] {
                    if let Some(day) = self.digits(at, width, 1, 31) {
                        self.step(parts, at + width, [year, month, day]);
                    }
                }
            }
            Name => {
                for (month, name) in (1..).zip(NAMES) {
                    // Three letters, "sept", and the whole name, which "may" has twice.
                    for width in [3, 4, name.len()] {
                        let wanted = width != 4 || month == 9 || name.len() == 4;
                        if wanted && self.reads(at, &name[..width]) {
                            self.step(parts, at + width, [year, month, day]);
                        }
                    }
                }
            }
            Mark(marks) => {
                for mark in *marks {
                    if self.reads(at, mark) {
                        self.step(parts, at + mark.len(), [year, month, day]);
                    }
                }
            }
        }
    }

    /// Whether the mark stands here; notes it if the text ends inside it.
    fn reads(&mut self, at: usize, mark: &str) -> bool {
        let rest = &self.text[at..];
        let length = rest.len().min(mark.len());
        let agrees = rest[..length].eq_ignore_ascii_case(&mark.as_bytes()[..length]);
        self.open |= agrees && length < mark.len();
        agrees && length == mark.len()
    }

    /// The number of that many digits here and no more, if it is in the range; notes it if the text
    /// ends inside.
    fn digits(&mut self, at: usize, width: usize, low: u32, high: u32) -> Option<u32> {
        let rest = &self.text[at..];
        if rest.get(width).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let rest = &rest[..rest.len().min(width)];
        let mut number = 0;
        for &byte in rest {
            if !byte.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u32::from(byte - b'0');
        }
        // What the digits to come can make of it.
        let unit = 10u32.pow((width - rest.len()) as u32);
        let fits = number * unit <= high && number * unit + unit > low;
        self.open |= fits && rest.len() < width;
        (fits && rest.len() == width).then_some(number)
    }
}

/// The length of the longest date at the front of the text, from 1900 to the year given, if one is
/// there. A digit after it makes it none; what else follows is not looked at.
pub fn birth_date(text: &[u8], max_year: u32) -> Option<usize> {
    Walk::over(text, max_year).longest
}

/// Whether the text can still be the beginning of a date, or of a longer one than it is: true means
/// that [`birth_date`] may find another one when more has come. A day that does not exist (31/02)
/// may be found out only at its end.
pub fn birth_date_prefix(text: &[u8]) -> bool {
    Walk::over(text, 2199).open
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATES: &[&str] = &[
        "1985-03-12",
        "1998/03/08",
        "1998.3.8",
        "25/04/1956",
        "11/18/2008",
        "06/05/2009",
        "12-03-1985",
        "7.12.1944",
        "22.02.2005",
        "29/02/2000",
        "19 July 1950",
        "20 Jun 2002",
        "9 Apr 1976",
        "12-Mar-1985",
        "1st of May 1990",
        "12th of September, 1985",
        "12th of September. 1985",
        "3 SEPT. 1990",
        "March 13, 1947",
        "may 2nd 1961",
        "Dec. 31, 1999",
        "September 12th, 1985",
        "1985年3月12日",
        "1985 年 3 月 2 日",
        "1985년 12월 12일",
    ];

    #[test]
    fn dates_are_found_whole_and_every_prefix_is_open() {
        for date in DATES {
            let bytes = date.as_bytes();
            assert!(bytes.len() <= LONGEST, "{date}");
            assert_eq!(birth_date(bytes, 2026), Some(bytes.len()), "{date}");
            assert_eq!(birth_date(format!("{date} x").as_bytes(), 2026), Some(bytes.len()));
            for end in 0..bytes.len() {
                assert!(birth_date_prefix(&bytes[..end]), "{date} {end}");
            }
            assert!(!birth_date_prefix(bytes), "{date}");
        }
        assert!(birth_date_prefix(b"1985-03-1") && birth_date(b"1985-03-1", 2026) == Some(9));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "1985-13-12",
            "1985-02-30",
            "31/02/1985",
            "29/02/1999",
            "13/13/1999",
            "1899-01-01",
            "2027-01-01",
            "12/03/85",
            "1985-03/12",
            "12.13.1985",
            "31 June 1990",
            "Juny 3, 1990",
            "12 Marc 1990",
            "0/1/1990",
            "1985年13月1日",
        ] {
            assert_eq!(birth_date(text.as_bytes(), 2026), None, "{text}");
            assert!(!birth_date_prefix(format!("{text} ").as_bytes()), "{text}");
        }
        for text in ["x", "1812", "32", "12/32", "19 Julx", "1985-3-1x", "Maya", "1985 x"] {
            assert!(!birth_date_prefix(text.as_bytes()), "{text}");
        }
    }
}
