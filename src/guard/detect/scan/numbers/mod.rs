//! Values that are made of digits, alone or in groups.

mod forms;

use crate::guard::checksum::{cards, digits};
use crate::guard::detect::class::{DIGIT, is};
use crate::guard::detect::context::REACH;
use crate::guard::detect::kind::Kind::{self, *};
use crate::guard::detect::kind::Kinds;
use crate::guard::detect::scan::groups::Groups;
use crate::guard::detect::scan::{
    Evidence, Match, ScanContext, ScanResult, keyword_secrets, phone,
};
use forms::Shape;

/// The kinds that are found here.
pub const KINDS: Kinds = Kinds::of(&[
    CreditCard,
    CardCvv,
    UsBankRouting,
    UsBankAccount,
    UsSsn,
    UsItin,
    Phone,
    UkNhs,
    CaSin,
    AuTfn,
    AuMedicare,
    DeTaxId,
    FrNir,
    NlBsn,
    PlPesel,
    InAadhaar,
    BrCpf,
    CnResidentId,
    Imei,
    UsNpi,
]);
/// How cards are grouped, the longer forms first.
const CARDS: &[&[usize]] = &[&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

/// A number that begins here.
pub fn number(scene: &mut ScanContext<'_>) -> ScanResult {
    let groups = Groups::read(&scene.look, 0)?;
    if groups.count == 0 {
        return Ok(None);
    }
    if groups.count > 1 {
        if let Some(hit) = grouped(scene, &groups)? {
            return Ok(Some(hit));
        }
        if let Some(hit) = phone::national(scene, &groups)? {
            return Ok(Some(hit));
        }
    }
    bare(scene, &groups)
}

/// Numbers in groups.
fn grouped(scene: &mut ScanContext<'_>, groups: &Groups) -> ScanResult {
    if groups.lengths[0] == 4 {
        for form in CARDS.iter().filter(|form| groups.are(form, b" -")) {
            let end = groups.ends[form.len() - 1];
            if let Some(hit) = card(scene, groups.digits(form.len()), end)? {
                return Ok(Some(hit));
            }
        }
    }
    if groups.lengths[..4] == [3, 3, 3, 2] && groups.separators.starts_with(b"..-") {
        return shapes(scene, groups.ends[3], groups.digits(4), forms::FORMATTED_CPF);
    }
    for form in forms::GROUPED {
        let count = form.lengths.len();
        if groups.are(form.lengths, form.separators)
            && let Some(hit) =
                shapes(scene, groups.ends[count - 1], groups.digits(count), form.shapes)?
        {
            return Ok(Some(hit));
        }
    }
    Ok(None)
}

/// Digits that are not in groups.
fn bare(scene: &mut ScanContext<'_>, groups: &Groups) -> ScanResult {
    let (digits, end) = (groups.digits(1), groups.ends[0]);
    let card = match digits.len() {
        13..=19 => card(scene, digits, end)?,
        _ => None,
    };
    let mut hit = match digits.len() {
        3 | 4 if scene.wants(CardCvv) => keyword_secrets::card_cvv(scene, end)?,
        count => shapes(scene, end, digits, forms::bare(count))?,
    };
    // A keyword says more than an issuer's prefix.
    if card.is_some() && hit.as_ref().is_none_or(|hit| hit.evidence.len() == 1) {
        hit = card;
    }
    if hit.is_none() && (6..=17).contains(&digits.len()) && scene.wants(UsBankAccount) {
        return keyword_secrets::bank_account(scene, end);
    }
    Ok(hit)
}

/// The shape that fits: the one whose keyword is nearest, else the first that needs none.
fn shapes(scene: &mut ScanContext<'_>, end: usize, digits: &[u8], shapes: &[Shape]) -> ScanResult {
    let kinds = scene.kinds;
    let fits = |shape: &&Shape| kinds.contains(shape.kind) && (shape.check)(digits);
    if !shapes.iter().any(|shape| fits(&shape)) || !scene.look.ends_at(end)? {
        return Ok(None);
    }
    let context = scene.context();
    let nearest = shapes
        .iter()
        .filter(fits)
        .filter_map(|shape| Some((shape, context.near(shape.kind, reach(shape.kind))?)))
        .min_by_key(|(_, hint)| (hint.gap, usize::MAX - hint.keyword.len()));
    let hit = |shape: &Shape| {
        Match::new(shape.kind, end, shape.confidence, shape.name).test((shape.is_test)(digits))
    };
    if let Some((shape, hint)) = nearest {
        return Ok(Some(hit(shape).with(hint)));
    }
    Ok(shapes.iter().filter(fits).find(|shape| shape.alone).map(hit))
}

fn reach(kind: Kind) -> usize {
    match kind {
        Phone => phone::REACH,
        _ => REACH,
    }
}

fn card(scene: &ScanContext<'_>, digits: &[u8], end: usize) -> ScanResult {
    if !scene.wants(CreditCard) {
        return Ok(None);
    }
    let Some(issuer) = cards::card(digits) else {
        return Ok(None);
    };
    if !scene.look.ends_at(end)? {
        return Ok(None);
    }
    let mut hit = Match::new(CreditCard, end, 95, "luhn").test(cards::is_test_card(digits));
    hit.evidence.push(Evidence::Issuer(issuer));
    Ok(Some(hit))
}

/// A Chinese resident id whose last character is an X.
pub fn resident_id(scene: &ScanContext<'_>, end: usize) -> ScanResult {
    let look = &scene.look;
    if end != 18 || !matches!(look.byte(17)?, b'X' | b'x') || !is(look.byte(16)?, DIGIT) {
        return Ok(None);
    }
    let is_one = digits::cn_resident_id(look.bytes(0, end)) && look.ends_at(end)?;
    Ok(is_one.then(|| Match::new(CnResidentId, end, 97, "mod11,2")))
}
