//! Values that are made of digits, alone or in groups.

use super::{Evidence, Hit, Scene, Seen, assigned, phone};
use crate::guard::check::{cards, digits, phones};
use crate::guard::class::{DIGIT, is};
use crate::guard::context::REACH;
use crate::guard::kind::Kind::{self, *};
use crate::guard::look::{Look, Wait};

/// The most groups that belong to one value.
const GROUPS: usize = 8;
/// The most digits that belong to one value.
const DIGITS: usize = 20;

/// Digits, and what stands between them.
pub struct Groups {
    /// All digits.
    digits: [u8; DIGITS],
    /// Of each group, how many digits it has; 0 behind the last one.
    pub lengths: [usize; GROUPS],
    /// Where each group ends.
    pub ends: [usize; GROUPS],
    /// What stands behind each group, if another one follows it.
    pub separators: [u8; GROUPS],
    /// How many groups there are.
    pub count: usize,
}

impl Groups {
    /// The groups from a place on; those that have more digits than any value has are left out.
    pub fn read(look: &Look<'_>, from: usize) -> Result<Self, Wait> {
        let mut groups = Self {
            digits: [0; DIGITS],
            lengths: [0; GROUPS],
            ends: [0; GROUPS],
            separators: [0; GROUPS],
            count: 0,
        };
        let (mut at, mut all) = (from, 0);
        while groups.count < GROUPS {
            let end = look.run(at, DIGIT, at + DIGITS + 1)?;
            let length = end - at;
            if length == 0 || all + length > DIGITS {
                break;
            }
            groups.digits[all..all + length].copy_from_slice(look.bytes(at, end));
            all += length;
            groups.lengths[groups.count] = length;
            groups.ends[groups.count] = end;
            groups.count += 1;
            let separator = look.byte(end)?;
            if !matches!(separator, b' ' | b'-' | b'.' | b'/')
                || !look.byte(end + 1)?.is_ascii_digit()
            {
                break;
            }
            groups.separators[groups.count - 1] = separator;
            at = end + 1;
        }
        Ok(groups)
    }

    /// The digits of the first groups.
    pub fn digits(&self, groups: usize) -> &[u8] {
        &self.digits[..self.lengths[..groups].iter().sum()]
    }

    /// Whether the first groups have these lengths, with one of these separators between all of them.
    fn are(&self, lengths: &[usize], separators: &[u8]) -> bool {
        self.count >= lengths.len()
            && self.lengths[..lengths.len()] == *lengths
            && separators.contains(&self.separators[0])
            && self.separators[..lengths.len() - 1]
                .iter()
                .all(|separator| *separator == self.separators[0])
    }
}

/// A shape of digits that a kind may have.
struct Shape<'a> {
    kind: Kind,
    /// Whether this shape is enough without a keyword.
    alone: bool,
    check: fn(&[u8]) -> bool,
    name: &'static str,
    confidence: u8,
    is_test: fn(&[u8]) -> bool,
    digits: &'a [u8],
}

fn never(_: &[u8]) -> bool {
    false
}

/// A number that begins here.
pub fn number(scene: &mut Scene<'_>) -> Seen {
    let look = scene.look;
    let groups = Groups::read(&look, 0)?;
    if groups.count == 0 {
        return Ok(None);
    }
    let first = groups.lengths[0];
    if groups.count > 1 && first <= 6 {
        if let Some(hit) = grouped(scene, &groups)? {
            return Ok(Some(hit));
        }
        if let Some(hit) = phone::national(scene, &groups)? {
            return Ok(Some(hit));
        }
    }
    if groups.count == 2 && first == 13 && groups.are(&[13, 2], b" -") {
        if let Some(hit) = shapes(
            scene,
            groups.ends[1],
            &[shape(
                FrNir,
                false,
                digits::fr_nir,
                "mod97",
                95,
                never,
                groups.digits(2),
            )],
        )? {
            return Ok(Some(hit));
        }
    }
    bare(scene, &groups)
}

const fn shape<'a>(
    kind: Kind,
    alone: bool,
    check: fn(&[u8]) -> bool,
    name: &'static str,
    confidence: u8,
    is_test: fn(&[u8]) -> bool,
    digits: &'a [u8],
) -> Shape<'a> {
    Shape {
        kind,
        alone,
        check,
        name,
        confidence,
        is_test,
        digits,
    }
}

/// The shape that fits: the one whose keyword is nearest, else the first that needs none.
fn shapes(scene: &mut Scene<'_>, end: usize, shapes: &[Shape<'_>]) -> Seen {
    let mut fitting: Vec<&Shape<'_>> = Vec::new();
    for shape in shapes {
        if scene.wants(shape.kind) && (shape.check)(shape.digits) {
            fitting.push(shape);
        }
    }
    if fitting.is_empty() || !scene.look.ends_at(end)? {
        return Ok(None);
    }
    let context = scene.context();
    let nearest = fitting
        .iter()
        .filter_map(|shape| Some((shape, context.near(shape.kind, reach(shape.kind))?)))
        .min_by_key(|(_, hint)| (hint.gap, usize::MAX - hint.keyword.len()));
    let hit = |shape: &Shape<'_>| {
        Hit::new(shape.kind, end, shape.confidence, shape.name).test((shape.is_test)(shape.digits))
    };
    if let Some((shape, hint)) = nearest {
        return Ok(Some(hit(shape).with(hint)));
    }
    Ok(fitting
        .iter()
        .find(|shape| shape.alone)
        .map(|shape| hit(shape)))
}

fn reach(kind: Kind) -> usize {
    match kind {
        Phone => phone::REACH,
        _ => REACH,
    }
}

fn card(scene: &Scene<'_>, digits: &[u8], end: usize) -> Seen {
    if !scene.wants(CreditCard) {
        return Ok(None);
    }
    let Some(issuer) = cards::card(digits) else {
        return Ok(None);
    };
    if !scene.look.ends_at(end)? {
        return Ok(None);
    }
    let mut hit = Hit::new(CreditCard, end, 95, "luhn").test(cards::is_test_card(digits));
    hit.evidence.push(Evidence::Issuer(issuer));
    Ok(Some(hit))
}

/// Numbers in groups.
fn grouped(scene: &mut Scene<'_>, groups: &Groups) -> Seen {
    let digits = |count: usize| groups.digits(count);
    match groups.lengths {
        [4, 4, 4, 4, ..] | [4, 6, 4 | 5, ..] => {
            for shape in [&[4, 4, 4, 4, 3][..], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]] {
                if groups.are(shape, b" -") {
                    let end = groups.ends[shape.len() - 1];
                    if let Some(hit) = card(scene, digits(shape.len()), end)? {
                        return Ok(Some(hit));
                    }
                }
            }
            aadhaar(scene, groups)
        }
        [4, 4, 4, ..] => aadhaar(scene, groups),
        [3, 2, 4, ..] if groups.are(&[3, 2, 4], b"- .") => {
            let alone = groups.separators[0] == b'-';
            let list = [
                shape(
                    UsSsn,
                    alone,
                    digits::us_ssn,
                    "area",
                    85,
                    is_test_ssn,
                    digits(3),
                ),
                shape(
                    UsItin,
                    alone,
                    digits::us_itin,
                    "group",
                    80,
                    never,
                    digits(3),
                ),
            ];
            shapes(scene, groups.ends[2], &list)
        }
        [3, 3, 4, ..] if groups.are(&[3, 3, 4], b"- .") => {
            let alone = groups.separators[0] != b' ';
            let list = [
                shape(
                    UkNhs,
                    false,
                    digits::uk_nhs,
                    "mod11",
                    95,
                    |digits| digits.starts_with(b"999"),
                    digits(3),
                ),
                shape(UsNpi, false, digits::us_npi, "luhn", 95, never, digits(3)),
                shape(
                    Phone,
                    alone,
                    phones::nanp,
                    "nanp",
                    if alone { 85 } else { 70 },
                    is_test_nanp,
                    digits(3),
                ),
            ];
            shapes(scene, groups.ends[2], &list)
        }
        [1, 3, 3, 4, ..] if groups.are(&[1, 3, 3, 4], b"-.") && digits(1) == b"1" => {
            let nanp = [shape(
                Phone,
                true,
                phones::nanp,
                "nanp",
                85,
                is_test_nanp,
                &digits(4)[1..],
            )];
            shapes(scene, groups.ends[3], &nanp)
        }
        [3, 3, 3, 2, ..] if groups.separators.starts_with(b"..-") => {
            let list = [shape(
                BrCpf,
                true,
                digits::br_cpf,
                "mod11",
                97,
                never,
                digits(4),
            )];
            shapes(scene, groups.ends[3], &list)
        }
        [3, 3, 3, ..] if groups.are(&[3, 3, 3], b" -") => {
            nine(scene, groups.ends[2], digits(3), false)
        }
        [4, 5, 1, ..] if groups.are(&[4, 5, 1], b" -") => {
            let long = groups.are(&[4, 5, 1, 1], b" -");
            let count = 3 + usize::from(long);
            let list = [shape(
                AuMedicare,
                false,
                digits::au_medicare,
                "mod10",
                90,
                never,
                digits(count),
            )];
            shapes(scene, groups.ends[count - 1], &list)
        }
        [2, 3, 3, 3, ..] if groups.are(&[2, 3, 3, 3], b" -") => {
            let list = [shape(
                DeTaxId,
                false,
                digits::de_tax_id,
                "mod11,10",
                95,
                digits::is_test_de_tax_id,
                digits(4),
            )];
            shapes(scene, groups.ends[3], &list)
        }
        [4, 2, 3, ..] if groups.are(&[4, 2, 3], b". ") => {
            let list = [shape(
                NlBsn,
                false,
                digits::nl_bsn,
                "mod11",
                90,
                is_test_999,
                digits(3),
            )];
            shapes(scene, groups.ends[2], &list)
        }
        [2, 6, 6, 1, ..] if groups.are(&[2, 6, 6, 1], b"- ") => {
            let list = [shape(
                Imei,
                false,
                digits::imei,
                "luhn",
                85,
                is_test_imei,
                digits(4),
            )];
            shapes(scene, groups.ends[3], &list)
        }
        [1, 2, 2, 2, 3, 3, 2, ..] if groups.are(&[1, 2, 2, 2, 3, 3, 2], b" -.") => {
            let list = [shape(
                FrNir,
                false,
                digits::fr_nir,
                "mod97",
                95,
                never,
                digits(7),
            )];
            shapes(scene, groups.ends[6], &list)
        }
        _ => Ok(None),
    }
}

fn aadhaar(scene: &mut Scene<'_>, groups: &Groups) -> Seen {
    if !groups.are(&[4, 4, 4], b" -") {
        return Ok(None);
    }
    let list = [shape(
        InAadhaar,
        false,
        digits::in_aadhaar,
        "verhoeff",
        90,
        is_test_9999,
        groups.digits(3),
    )];
    shapes(scene, groups.ends[2], &list)
}

fn nine(scene: &mut Scene<'_>, end: usize, digits: &[u8], bare: bool) -> Seen {
    let list = [
        shape(
            CaSin,
            false,
            digits::ca_sin,
            "luhn",
            90,
            |digits| digits[0] == b'0',
            digits,
        ),
        shape(AuTfn, false, digits::au_tfn, "mod11", 90, never, digits),
        shape(
            NlBsn,
            false,
            digits::nl_bsn,
            "mod11",
            90,
            is_test_999,
            digits,
        ),
        shape(
            UsBankRouting,
            false,
            digits::aba_routing,
            "mod10",
            85,
            never,
            digits,
        ),
        shape(
            UsSsn,
            false,
            digits::us_ssn,
            "area",
            85,
            is_test_ssn,
            digits,
        ),
        shape(UsItin, false, digits::us_itin, "group", 80, never, digits),
    ];
    // Groups of three are no US number.
    shapes(scene, end, if bare { &list } else { &list[..3] })
}

/// Digits that are not in groups.
fn bare(scene: &mut Scene<'_>, groups: &Groups) -> Seen {
    let (digits, end) = (groups.digits(1), groups.ends[0]);
    let hit = match digits.len() {
        3 | 4 if scene.wants(CardCvv) => assigned::card_cvv(scene, end)?,
        9 => nine(scene, end, digits, true)?,
        10 => {
            let list = [
                shape(
                    UsNpi,
                    false,
                    digits::us_npi,
                    "luhn",
                    95,
                    |digits| digits == b"1234567893",
                    digits,
                ),
                shape(
                    UkNhs,
                    false,
                    digits::uk_nhs,
                    "mod11",
                    95,
                    |digits| digits.starts_with(b"999"),
                    digits,
                ),
                shape(
                    AuMedicare,
                    false,
                    digits::au_medicare,
                    "mod10",
                    90,
                    never,
                    digits,
                ),
                shape(Phone, false, phones::nanp, "nanp", 70, is_test_nanp, digits),
                shape(
                    Phone,
                    false,
                    phone::is_national,
                    "national",
                    70,
                    never,
                    digits,
                ),
            ];
            shapes(scene, end, &list)?
        }
        11 => {
            let list = [
                shape(
                    DeTaxId,
                    false,
                    digits::de_tax_id,
                    "mod11,10",
                    95,
                    digits::is_test_de_tax_id,
                    digits,
                ),
                shape(
                    PlPesel,
                    false,
                    digits::pl_pesel,
                    "weights",
                    95,
                    never,
                    digits,
                ),
                shape(BrCpf, false, digits::br_cpf, "mod11", 97, never, digits),
                shape(
                    AuMedicare,
                    false,
                    digits::au_medicare,
                    "mod10",
                    90,
                    never,
                    digits,
                ),
                shape(
                    Phone,
                    false,
                    phone::is_national,
                    "national",
                    70,
                    never,
                    digits,
                ),
            ];
            shapes(scene, end, &list)?
        }
        12 => {
            let list = [
                shape(
                    InAadhaar,
                    false,
                    digits::in_aadhaar,
                    "verhoeff",
                    90,
                    is_test_9999,
                    digits,
                ),
                shape(
                    Phone,
                    false,
                    phone::is_national,
                    "national",
                    70,
                    never,
                    digits,
                ),
            ];
            shapes(scene, end, &list)?
        }
        13..=19 => {
            let card = card(scene, digits, end)?;
            let list = [
                shape(FrNir, false, digits::fr_nir, "mod97", 95, never, digits),
                shape(Imei, false, digits::imei, "luhn", 85, is_test_imei, digits),
                shape(
                    CnResidentId,
                    true,
                    digits::cn_resident_id,
                    "mod11,2",
                    97,
                    never,
                    digits,
                ),
            ];
            match shapes(scene, end, &list)? {
                Some(hit) if card.is_none() || hit.evidence.len() > 1 => Some(hit),
                _ => card,
            }
        }
        _ => None,
    };
    if hit.is_none() && (6..=17).contains(&digits.len()) && scene.wants(UsBankAccount) {
        return assigned::bank_account(scene, end);
    }
    Ok(hit)
}

fn is_test_ssn(digits: &[u8]) -> bool {
    matches!(
        digits,
        b"078051120" | b"219099999" | b"123456789" | b"111111111"
    )
}

fn is_test_nanp(digits: &[u8]) -> bool {
    digits[3..8] == *b"55501"
}

fn is_test_999(digits: &[u8]) -> bool {
    digits.starts_with(b"999")
}

fn is_test_9999(digits: &[u8]) -> bool {
    digits.starts_with(b"9999")
}

fn is_test_imei(digits: &[u8]) -> bool {
    digits.starts_with(b"00")
}

/// A Chinese resident id whose last character is an X.
pub fn resident_id(scene: &Scene<'_>, end: usize) -> Seen {
    let look = &scene.look;
    if end != 18 || !matches!(look.byte(17)?, b'X' | b'x') || !is(look.byte(16)?, DIGIT) {
        return Ok(None);
    }
    let is_one = digits::cn_resident_id(look.bytes(0, end)) && look.ends_at(end)?;
    Ok(is_one.then(|| Hit::new(CnResidentId, end, 97, "mod11,2")))
}
