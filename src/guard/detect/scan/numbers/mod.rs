//! Values that are made of digits, alone or in groups.

mod forms;

use crate::guard::checksum::cards;
use crate::guard::detect::kind::Kind::*;
use crate::guard::detect::scan::groups::Groups;
use crate::guard::detect::scan::{
    Evidence, Match, ScanContext, ScanResult, keyword_secrets, phone,
};
use forms::Candidate;

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
    for form in forms::beginning_with(groups.lengths[0]) {
        let count = form.lengths.len();
        if count > 1
            && form.fits(groups)
            && let Some(hit) =
                nearest(scene, groups.ends[count - 1], groups.digits(count), &form.candidates)?
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
        count => match forms::beginning_with(count).last() {
            Some(form) if form.lengths.len() == 1 => nearest(scene, end, digits, &form.candidates)?,
            _ => None,
        },
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

/// The candidate that fits: the one whose keyword is nearest, else the first that needs none.
fn nearest(
    scene: &mut ScanContext<'_>,
    end: usize,
    digits: &[u8],
    candidates: &[Candidate],
) -> ScanResult {
    let kinds = scene.kinds;
    let fits = |one: &&Candidate| kinds.contains(one.kind) && (one.number.check)(digits);
    if !candidates.iter().any(|one| fits(&one)) || !scene.look.ends_at(end)? {
        return Ok(None);
    }
    let context = scene.context();
    let nearest = candidates
        .iter()
        .filter(fits)
        .filter_map(|one| Some((one, context.near(one.kind)?)))
        .min_by_key(|(_, hint)| (hint.gap, usize::MAX - hint.keyword.len()));
    let hit = |one: &Candidate| {
        let Candidate { kind, number } = one;
        Match::new(*kind, end, number.confidence, number.evidence).test((number.is_test)(digits))
    };
    if let Some((one, hint)) = nearest {
        return Ok(Some(hit(one).with(hint)));
    }
    Ok(candidates.iter().filter(fits).find(|one| one.number.alone).map(hit))
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
