//! Telephone numbers: international ones say so by their plus sign, those of North America by their form, others by the word
//! before them.

use super::numbers::Groups;
use super::{Hit, Scene, Seen};
use crate::guard::check::phones;
use crate::guard::class::{DIGIT, is};
use crate::guard::kind::Kind;
use crate::guard::look::Look;

/// How far away the word before a national number may be.
pub const REACH: usize = 32;
/// The longest number, with all that stands between its digits.
const LENGTH_MAX: usize = 32;
/// The most digits of an international number (ITU-T E.164).
const DIGITS_MAX: usize = 15;
/// The fewest.
const DIGITS_MIN: usize = 8;

/// Digits from 9 to 14 with a zero before them, as they are dialled within a country.
pub fn is_national(digits: &[u8]) -> bool {
    (9..=14).contains(&digits.len())
        && digits[0] == b'0'
        && digits[1..].iter().any(|digit| *digit != digits[1])
}

/// A number that begins with a plus sign.
pub fn international(look: &Look<'_>) -> Seen {
    if is(look.back(1), crate::guard::class::WORD) || !look.byte(1)?.is_ascii_digit() {
        return Ok(None);
    }
    let mut digits = [0; DIGITS_MAX];
    let (mut count, mut at, mut points, mut signs) = (0, 1, 0, 0);
    let mut found = None;
    while count < DIGITS_MAX && at < LENGTH_MAX {
        let byte = look.byte(at)?;
        if byte.is_ascii_digit() {
            digits[count] = byte;
            count += 1;
            at += 1;
            // A number may end where no digit follows.
            let ends = !look.byte(at)?.is_ascii_digit();
            if ends
                && count >= DIGITS_MIN
                && phones::possible(&digits[..count])
                && look.ends_at(at)?
            {
                found = Some((at, points, signs));
            }
            continue;
        }
        // One sign, or two around an area code, and a digit behind them.
        let mut next = at + usize::from(is_sign(byte));
        let bracket = byte == b')' || look.byte(next)? == b'(';
        if next > at && bracket && is_sign(look.byte(next)?) {
            next += 1;
        }
        points += usize::from(byte == b'.');
        if next == at || !look.byte(next)?.is_ascii_digit() {
            break;
        }
        signs += 1;
        at = next;
    }
    let Some((end, points, signs)) = found else {
        return Ok(None);
    };
    // One point is a decimal point.
    if points == 1 && signs == 1 {
        return Ok(None);
    }
    Ok(Some(Hit::new(Kind::Phone, end, 85, "country")))
}

/// Whether a byte may stand between digits.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'(' | b')' | b'/')
}

/// A number of North America with its area code in brackets: `(305) 555-0117`.
pub fn bracketed(look: &Look<'_>) -> Seen {
    if is(look.back(1), crate::guard::class::WORD)
        || look.run(1, DIGIT, 5)? != 4
        || look.byte(4)? != b')'
    {
        return Ok(None);
    }
    let mut at = 5;
    if matches!(look.byte(at)?, b' ' | b'-' | b'.') {
        at += 1;
    }
    let exchange = look.run(at, DIGIT, at + 4)?;
    if exchange != at + 3 || !matches!(look.byte(exchange)?, b'-' | b'.' | b' ') {
        return Ok(None);
    }
    let end = look.run(exchange + 1, DIGIT, exchange + 6)?;
    if end != exchange + 5 || !look.ends_at(end)? {
        return Ok(None);
    }
    let digits = [
        look.bytes(1, 4),
        look.bytes(at, at + 3),
        look.bytes(exchange + 1, end),
    ]
    .concat();
    Ok(phones::nanp(&digits)
        .then(|| Hit::new(Kind::Phone, end, 85, "nanp").test(&digits[3..8] == b"55501")))
}

/// A number in groups with a zero before them, behind a word that says so.
pub fn national(scene: &mut Scene<'_>, groups: &Groups) -> Seen {
    if !scene.wants(Kind::Phone) || groups.digits(1)[0] != b'0' || is_date(groups) {
        return Ok(None);
    }
    let mut fitting = (2..=groups.count)
        .rev()
        .filter(|count| is_national(groups.digits(*count)))
        .map(|count| groups.ends[count - 1])
        .peekable();
    if fitting.peek().is_none() {
        return Ok(None);
    }
    let Some(hint) = scene.context().near(Kind::Phone, REACH) else {
        return Ok(None);
    };
    for end in fitting {
        if scene.look.ends_at(end)? {
            return Ok(Some(Hit::new(Kind::Phone, end, 70, "national").with(hint)));
        }
    }
    Ok(None)
}

/// Whether it begins as a date does: `05.04.2024 10:30`.
fn is_date(groups: &Groups) -> bool {
    let same = groups.separators[0] == groups.separators[1] && groups.separators[0] != b' ';
    same && matches!(groups.lengths, [1 | 2, 1 | 2, 4, ..])
}
