//! Values of letters and digits in fixed places.

use crate::guard::checksum::{digits, letters};
use crate::guard::detect::class::{ALNUM, CAPITAL, Class, DIGIT, WORD, is};
use crate::guard::detect::context::REACH;
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind::{self, *};
use crate::guard::detect::kind::Kinds;
use crate::guard::detect::scan::{Match, ScanContext, ScanResult};

/// The longest value, without separators (ISO 13616: 34).
const LONGEST: usize = 34;
/// How far away the word before a bank's code may be.
const BIC_REACH: usize = 24;

/// The kinds that are found here.
pub const KINDS: Kinds = Kinds::of(&[
    Iban,
    SwiftBic,
    UkNino,
    EsNif,
    UsMbi,
    ItFiscalCode,
    InPan,
    UsDea,
    FrNir,
    Vin,
    CnResidentId,
]);
/// Those that may be written in small letters.
const SMALL: Kinds = Kinds::of(&[ItFiscalCode, InPan]);
/// Those that have no separators.
const WORDS: Kinds = Kinds::of(&[SwiftBic, UsDea, InPan, FrNir, ItFiscalCode, Vin, CnResidentId]);

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
    let look = scene.look;
    if !scene.kinds.meets(SMALL) {
        return Ok(None);
    }
    let end = look.run(0, WORD, 17)?;
    let value = look.bytes(0, end);
    match end {
        16 if scene.wants(ItFiscalCode)
            && letters::it_fiscal_code(value)
            && look.ends_at(end)? =>
        {
            Ok(Some(Match::new(ItFiscalCode, end, 97, "mod26")))
        }
        10 if scene.wants(InPan) && letters::in_pan(value) => {
            called(scene, InPan, end, "positions", 85)
        }
        _ => Ok(None),
    }
}

/// Values without separators, by their length.
fn words(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    if !scene.kinds.meets(WORDS) {
        return Ok(None);
    }
    let end = look.run(0, WORD, 19)?;
    let value = look.bytes(0, end);
    if !value.iter().any(u8::is_ascii_digit) && !matches!(end, 8 | 11) {
        return Ok(None);
    }
    match end {
        8 | 11 if scene.wants(SwiftBic) && letters::swift_bic(value) => {
            if !look.ends_at(end)? {
                return Ok(None);
            }
            let hint = scene.context().near(SwiftBic, BIC_REACH);
            Ok(hint.map(|hint| Match::new(SwiftBic, end, 70, "country").with(hint)))
        }
        9 if scene.wants(UsDea) && letters::us_dea(value) => {
            called(scene, UsDea, end, "weights", 90)
        }
        10 if scene.wants(InPan) && letters::in_pan(value) => {
            called(scene, InPan, end, "positions", 85)
        }
        15 if scene.wants(FrNir) && digits::fr_nir(value) => called(scene, FrNir, end, "mod97", 95),
        16 if scene.wants(ItFiscalCode)
            && letters::it_fiscal_code(value)
            && look.ends_at(end)? =>
        {
            Ok(Some(Match::new(ItFiscalCode, end, 97, "mod26")))
        }
        17 if scene.wants(Vin) && letters::vin(value) && look.ends_at(end)? => {
            Ok(Some(Match::new(Vin, end, 80, "mod11")))
        }
        18 if scene.wants(CnResidentId) => {
            crate::guard::detect::scan::numbers::resident_id(scene, end)
        }
        _ => Ok(None),
    }
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
    let hint = scene.context().near(kind, REACH);
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
