//! Telephone numbers: international ones say so by their plus sign, those of North America by their
//! form, others by the word before them.

use crate::guard::checksum::phones;
use crate::guard::detect::class::DIGIT;
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::groups::Groups;
use crate::guard::detect::scan::{Match, ScanContext, ScanResult};

/// The longest number, with all that stands between its digits.
const LENGTH_MAX: usize = 32;
/// The most digits of an international number (ITU-T E.164).
const DIGITS_MAX: usize = 15;
/// The fewest.
const DIGITS_MIN: usize = 8;

/// A number that begins with a plus sign.
pub fn international(look: &Cursor<'_>) -> ScanResult {
    if !look.begins_word() || !look.byte(1)?.is_ascii_digit() {
        return Ok(None);
    }
    let mut digits = [0; DIGITS_MAX];
    let (mut count, mut at, mut point) = (0, 1, None);
    let mut signs = 0;
    let mut found = None;
    while at < LENGTH_MAX {
        let end = look.run(at, DIGIT, at + DIGITS_MAX + 1)?;
        let group = look.bytes(at, end);
        // What stands behind a whole number may be the next one.
        let is_next =
            group.len() > 8 || (group[0] == b'0' && count > DIGITS_MIN) || look.byte(end)? == b'/';
        if count + group.len() > DIGITS_MAX
            || (found.is_some() && (is_next || begins_card(look, at)?))
        {
            break;
        }
        digits[count..count + group.len()].copy_from_slice(group);
        count += group.len();
        at = end;
        if count >= DIGITS_MIN && phones::possible(&digits[..count]) && look.ends_at(at)? {
            // One point is a decimal point, unless it stands behind the country.
            let decimal = signs == 1 && point.is_some_and(|place| count - place < 9);
            found = if decimal { None } else { Some(at) };
        }
        let Some(next) = next_group(look, at)? else {
            break;
        };
        if look.byte(at)? == b'.' {
            point = Some(count);
        }
        signs += 1;
        at = next;
    }
    Ok(found.map(|end| Match::new(Kind::Phone, end, 85, "country")))
}

/// Where the next digits of a number begin: behind a sign, two around an area code, or a zero in
/// brackets that is not dialled from abroad.
fn next_group(look: &Cursor<'_>, at: usize) -> Result<Option<usize>, Incomplete> {
    let mut next = at + usize::from(is_sign(look.byte(at)?));
    let bracket = look.byte(at)? == b')' || look.byte(next)? == b'(';
    if next > at && bracket && is_sign(look.byte(next)?) {
        next += 1;
    }
    if next > at
        && look.byte(next - 1)? == b'('
        && look.byte(next)? == b'0'
        && look.byte(next + 1)? == b')'
    {
        next += 2;
        next += usize::from(look.byte(next)? == b' ');
    }
    Ok((next > at && look.byte(next)?.is_ascii_digit()).then_some(next))
}

/// Whether four groups of four digits stand here.
fn begins_card(look: &Cursor<'_>, at: usize) -> Result<bool, Incomplete> {
    for group in 0..4 {
        let start = at + 5 * group;
        let end = look.run(start, DIGIT, start + 5)?;
        if end != start + 4 || (group < 3 && !matches!(look.byte(end)?, b' ' | b'-')) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a byte may stand between digits.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'(' | b')')
}

/// A number of North America with its area code in brackets: `(305) 555-0117`.
pub fn bracketed(look: &Cursor<'_>) -> ScanResult {
    if !look.begins_word() || look.run(1, DIGIT, 5)? != 4 || look.byte(4)? != b')' {
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
    let digits = [look.bytes(1, 4), look.bytes(at, at + 3), look.bytes(exchange + 1, end)].concat();
    Ok(phones::nanp(&digits)
        .then(|| Match::new(Kind::Phone, end, 85, "nanp").test(phones::is_test_nanp(&digits))))
}

/// A number in groups with a zero before them, behind a word that says so.
pub fn national(scene: &mut ScanContext<'_>, groups: &Groups) -> ScanResult {
    if !scene.wants(Kind::Phone) || groups.digits(1)[0] != b'0' || is_date(groups) {
        return Ok(None);
    }
    let is_one = |count: &usize| phones::national(groups.digits(*count));
    // A zero begins the next number; what else follows may belong to this one.
    let next = |count: usize| groups.digits(count + 1)[groups.digits(count).len()];
    let whole = (2..groups.count).find(|count| is_one(count) && next(*count) == b'0');
    let counts = (2..=whole.unwrap_or(groups.count)).rev().filter(is_one);
    let ends: Vec<usize> = counts.map(|count| groups.ends[count - 1]).collect();
    if ends.is_empty() {
        return Ok(None);
    }
    let Some(hint) = scene.context().near(Kind::Phone) else {
        return Ok(None);
    };
    for end in ends {
        if scene.look.ends_at(end)? {
            return Ok(Some(Match::new(Kind::Phone, end, 70, "national").with(hint)));
        }
    }
    Ok(None)
}

/// A national number with its area code in brackets, behind a word that says so: `(030) 2312512`.
pub fn bracketed_national(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    let area = look.run(1, DIGIT, 8)?;
    if look.byte(1)? != b'0' || !(3..=7).contains(&area) || look.byte(area)? != b')' {
        return Ok(None);
    }
    let from = area + 1 + usize::from(matches!(look.byte(area + 1)?, b' ' | b'-' | b'/'));
    let groups = Groups::read(&look, from)?;
    let is_one = |count: &usize| (9..=14).contains(&(area - 1 + groups.digits(*count).len()));
    let Some(count) = (1..=groups.count).rev().find(is_one) else {
        return Ok(None);
    };
    let Some(hint) = scene.context().near(Kind::Phone) else {
        return Ok(None);
    };
    let end = groups.ends[count - 1];
    Ok(look.ends_at(end)?.then(|| Match::new(Kind::Phone, end, 70, "national").with(hint)))
}

/// Whether it begins as a date does: `05.04.2024 10:30`.
fn is_date(groups: &Groups) -> bool {
    let same = groups.separators[0] == groups.separators[1] && groups.separators[0] != b' ';
    same && matches!(groups.lengths, [1 | 2, 1 | 2, 4, ..])
}
