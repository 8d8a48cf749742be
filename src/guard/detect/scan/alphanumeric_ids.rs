//! Values of letters and digits in fixed places.

use std::sync::LazyLock;

use crate::guard::checksum::letters;
use crate::guard::detect::class::{ALNUM, CAPITAL, Class, DIGIT, WORD, is};
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind::{self, *};
use crate::guard::detect::kind::Kinds;
use crate::guard::detect::scan::{Match, ScanContext, ScanResult};
use crate::guard::detect::shape::{Shape, Word};

/// The longest value, without separators (ISO 13616: 34).
const LONGEST: usize = 34;

/// The values without separators, from the table of kinds.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let words = || {
        Kind::shapes().filter_map(|(kind, shape)| match shape {
            Shape::Word(word) => Some((kind, word)),
            _ => None,
        })
    };
    let longest = |words: &mut dyn Iterator<Item = (Kind, &'static Word)>| {
        words.flat_map(|(_, word)| word.lengths).copied().max().unwrap_or_default()
    };
    let mut by_length = vec![Vec::new(); longest(&mut words()) + 1];
    for (kind, word) in words() {
        for length in word.lengths {
            by_length[*length].push((kind, word));
        }
    }
    Words { by_length, longest_small: longest(&mut words().filter(|(_, word)| word.small)) }
});

struct Words {
    by_length: Vec<Vec<(Kind, &'static Word)>>,
    /// The most characters of one that may be written in small letters.
    longest_small: usize,
}

/// A value without its separators, and where it ends.
struct Joined {
    bytes: [u8; LONGEST],
    length: usize,
    end: usize,
}

impl Joined {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The next bytes of a class in groups of these lengths, with nothing or one of these separators
/// between all of them.
fn joined(
    look: &Cursor<'_>,
    class: Class,
    groups: impl IntoIterator<Item = usize>,
    separators: &[u8],
) -> Result<Option<Joined>, Incomplete> {
    let mut value = Joined { bytes: [0; LONGEST], length: 0, end: 0 };
    let mut separator = None;
    for (index, group) in groups.into_iter().enumerate() {
        if index > 0 {
            let next = look.byte(value.end)?;
            let is_one = separators.contains(&next);
            match separator {
                None if is_one => separator = Some(Some(next)),
                None => separator = Some(None),
                Some(Some(wanted)) if wanted != next => return Ok(None),
                Some(None) if is_one => return Ok(None),
                _ => {}
            }
            value.end += usize::from(is_one);
        }
        for _ in 0..group {
            let byte = look.byte(value.end)?;
            if !is(byte, class) || value.length == LONGEST {
                return Ok(None);
            }
            value.bytes[value.length] = byte;
            value.length += 1;
            value.end += 1;
        }
    }
    Ok(Some(value))
}

/// A value that begins with a letter here, or with a digit and has letters.
pub fn alphanumeric_ids(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    let (first, second) = (look.byte(0)?, look.byte(1)?);
    // A word that goes on in small letters is none; most do.
    if first.is_ascii_alphabetic()
        && second.is_ascii_lowercase()
        && look.byte(2)?.is_ascii_lowercase()
    {
        return small(scene);
    }
    if first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && scene.wants(Iban)
        && let Some(hit) = iban(&look)?
    {
        return Ok(Some(hit));
    }
    if first.is_ascii_alphabetic()
        && is(second, ALNUM)
        && scene.wants(UkNino)
        && let Some(hit) = nino(scene)?
    {
        return Ok(Some(hit));
    }
    if first.is_ascii_digit()
        && scene.wants(UsMbi)
        && (second.is_ascii_alphabetic())
        && let Some(value) = joined(&look, ALNUM, [4, 3, 4], b"- ")?
        && letters::us_mbi(value.bytes())
        && let Some(hit) = called(scene, UsMbi, value.end, "positions", 85)?
    {
        return Ok(Some(hit));
    }
    if scene.wants(EsNif)
        && let Some(hit) = nif(scene)?
    {
        return Ok(Some(hit));
    }
    words(scene)
}

/// Words in small letters: only those whose every character counts.
fn small(scene: &mut ScanContext<'_>) -> ScanResult {
    match scene.kinds.meets(Kinds::SMALL) {
        true => word(scene, WORDS.longest_small, |word, _| word.small),
        false => Ok(None),
    }
}

/// Values without separators, by their length.
fn words(scene: &mut ScanContext<'_>) -> ScanResult {
    let has_digit = |value: &[u8]| value.iter().any(u8::is_ascii_digit);
    match scene.kinds.meets(Kinds::WORDS) {
        true => {
            word(scene, WORDS.by_length.len() - 1, |word, value| word.plain || has_digit(value))
        }
        false => Ok(None),
    }
}

/// A value without separators that has at most so many characters.
fn word(
    scene: &mut ScanContext<'_>,
    most: usize,
    may_be: impl Fn(&Word, &[u8]) -> bool,
) -> ScanResult {
    let look = scene.look;
    let end = look.run(0, WORD, most + 1)?;
    let value = look.bytes(0, end);
    let candidates = WORDS.by_length.get(end).map(Vec::as_slice).unwrap_or_default();
    for (kind, word) in candidates {
        if !scene.wants(*kind) || !may_be(word, value) || !(word.check)(value) {
            continue;
        }
        if !word.alone {
            return called(scene, *kind, end, word.evidence, word.confidence);
        }
        if look.ends_at(end)? {
            return Ok(Some(Match::new(*kind, end, word.confidence, word.evidence)));
        }
    }
    Ok(None)
}

/// A value of a kind that needs a keyword, and that passed this check.
fn called(
    scene: &mut ScanContext<'_>,
    kind: Kind,
    end: usize,
    check: &'static str,
    confidence: u8,
) -> ScanResult {
    if !scene.look.ends_at(end)? {
        return Ok(None);
    }
    let hint = scene.context().near(kind);
    Ok(hint.map(|hint| Match::new(kind, end, confidence, check).with(hint)))
}

/// An IBAN, in one or in groups of four.
fn iban(look: &Cursor<'_>) -> ScanResult {
    if !look.byte(2)?.is_ascii_digit() || !look.byte(3)?.is_ascii_digit() {
        return Ok(None);
    }
    let Some(length) = letters::iban_length(look.bytes(0, 2)) else {
        return Ok(None);
    };
    let groups = (0..length.div_ceil(4)).map(|group| 4.min(length - 4 * group));
    let Some(value) = joined(look, CAPITAL, groups, b" -")? else {
        return Ok(None);
    };
    let is_one = letters::iban(value.bytes()) && look.ends_at(value.end)?;
    Ok(is_one.then(|| Match::new(Iban, value.end, 99, "mod97")))
}

/// A UK national insurance number, in one or in pairs.
fn nino(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    if !look.byte(1)?.is_ascii_alphabetic() {
        return Ok(None);
    }
    let third = look.byte(2)?;
    let spaced = matches!(third, b' ' | b'-') && look.byte(3)?.is_ascii_digit();
    if !third.is_ascii_digit() && !spaced {
        return Ok(None);
    }
    let mut value = joined(&look, ALNUM, [2, 2, 2, 2, 1], b" -")?;
    if value.is_none() {
        // Written in two or three parts as well.
        value = joined(&look, ALNUM, [2, 6, 1], b" -")?;
    }
    match value {
        Some(value) if letters::uk_nino(value.bytes()) => {
            called(scene, UkNino, value.end, "prefix", 85)
        }
        _ => Ok(None),
    }
}

/// A Spanish DNI or NIE, perhaps with a hyphen before its letter.
fn nif(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    let first = look.byte(0)?;
    if !first.is_ascii_digit() && !matches!(first | 0x20, b'x' | b'y' | b'z') {
        return Ok(None);
    }
    let mut value = joined(&look, ALNUM, [8, 1], b"- ")?;
    if value.is_none() {
        value = match first.is_ascii_digit() {
            true => dotted_dni(&look)?,
            false => joined(&look, ALNUM, [1, 7, 1], b"-")?,
        };
    }
    match value {
        Some(value) if letters::es_nif(value.bytes()) => {
            called(scene, EsNif, value.end, "mod23", 90)
        }
        _ => Ok(None),
    }
}

/// `12.345.678-Z`.
fn dotted_dni(look: &Cursor<'_>) -> Result<Option<Joined>, Incomplete> {
    let Some(mut value) = joined(look, DIGIT, [2, 3, 3], b".")? else {
        return Ok(None);
    };
    if value.end != 10 || look.byte(value.end)? != b'-' {
        return Ok(None);
    }
    value.bytes[value.length] = look.byte(value.end + 1)?;
    value.length += 1;
    value.end += 2;
    Ok(Some(value))
}
