//! Dates of birth: dates behind a word that says so.

use crate::guard::checksum::dates::{self, birth_date, birth_date_prefix};
use crate::guard::detect::class::DIGIT;
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::{Match, ScanContext, ScanResult};

/// A date of birth that begins here.
pub fn birth(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    let first = look.byte(0)?;
    if first.is_ascii_digit() {
        let mut at = 1;
        while at < 5 && look.byte(at)?.is_ascii_digit() {
            at += 1;
        }
        let may_be = match look.byte(at)? {
            // What is not there yet may be one.
            b'-' | b'/' | b'.' => matches!(at, 1 | 2 | 4) && in_three(&look, at).unwrap_or(true),
            b' ' => at != 3 && may_go_on(look.byte(at + 1)?),
            b's' | b'n' | b'r' | b't' => {
                at <= 2 && is_ordinal([look.byte(at)?, look.byte(at + 1)?])
            }
            byte => byte >= 0x80,
        };
        if !may_be || at == 5 {
            return Ok(None);
        }
    } else if !begins_month(first | 0x20) || !is_month([first, look.byte(1)?, look.byte(2)?]) {
        return Ok(None);
    }
    let Some(hint) = scene.context().near(Kind::DateOfBirth) else {
        return Ok(None);
    };
    let (text, open) = look.ahead(dates::LONGEST + 1);
    let found = birth_date(text, scene.year);
    let waits = open && birth_date_prefix(text);
    if waits {
        return Err(look.more());
    }
    let Some(end) = found else {
        return Ok(None);
    };
    // A time may follow.
    let timed = look.byte(end)? == b'T' && look.byte(end + 1)?.is_ascii_digit();
    if !timed && !look.ends_at(end)? {
        return Ok(None);
    }
    Ok(Some(Match::new(Kind::DateOfBirth, end, 80, "date").with(hint)))
}

/// Whether two more numbers follow, behind the same sign; a space may stand behind each.
fn in_three(look: &Cursor<'_>, at: usize) -> Result<bool, Incomplete> {
    let sign = look.byte(at)?;
    let from = at + 1 + usize::from(look.byte(at + 1)? == b' ');
    let end = look.run(from, DIGIT, from + 3)?;
    Ok((1..=2).contains(&(end - from)) && look.byte(end)? == sign)
}

fn may_go_on(byte: u8) -> bool {
    begins_month(byte | 0x20)
        || byte.is_ascii_digit()
        || byte >= 0x80
        || matches!(byte, b'-' | b'/' | b'.')
}

fn is_ordinal(letters: [u8; 2]) -> bool {
    matches!(&letters, b"st" | b"nd" | b"rd" | b"th")
}

/// Whether a month's name begins with these letters.
fn is_month(letters: [u8; 3]) -> bool {
    const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
    let letters = letters.map(|letter| letter | 0x20);
    MONTHS.chunks(3).any(|month| month == letters)
}

/// Whether a month's name begins with this letter, in lower case, or a word that may stand before
/// one (*of*).
pub fn begins_month(letter: u8) -> bool {
    matches!(letter, b'j' | b'f' | b'm' | b'a' | b's' | b'o' | b'n' | b'd')
}
