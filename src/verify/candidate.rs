//! The text that a head may speak of: where it may begin, and what it comes to.

use crate::digest::{Fold, Start, start_of_folded};
use crate::record::Head;
use crate::verdict::{Span, Verdict};
use crate::verify::effort::Effort;
use crate::verify::quote::{Unquote, start_of_unquoted};
use crate::verify::tape::{Tape, count_newlines};
use crate::verify::variant::{Claim, Variant};

/// The least of the tape that is looked at in a search, in bytes.
const WINDOW_MIN: usize = 256;

/// A text from one possible beginning on.
pub struct Candidate {
    /// Where it begins, in bytes of text.
    pub start: u64,
    /// The same in bytes of the input.
    pub input: u64,
    /// The same in lines, from 1.
    pub line: u64,
    /// Text before it that nothing covers.
    pub unsigned: Option<Span>,
    /// The text as it is, and without line breaks in words beside records; none if no seal can
    /// speak of it.
    variants: Vec<Variant>,
    /// Takes quotation signs off, if the text is a quoted one.
    unquote: Option<Unquote>,
    /// Length of the text before the head.
    head_length: u64,
}

impl Candidate {
    /// A text that begins where the tape ends.
    pub fn here(tape: &Tape) -> Self {
        Self {
            start: tape.end(),
            input: tape.input(),
            line: tape.line(),
            unsigned: None,
            variants: vec![Variant::new(Fold::judging(tape.threads))],
            unquote: None,
            head_length: 0,
        }
    }

    /// The same, right behind a seal: a wrapping tool may have broken the first word.
    pub fn behind_seal(tape: &Tape) -> Self {
        let mut here = Self::here(tape);
        here.split_word();
        here
    }

    /// A text that begins earlier on the tape.
    fn since(
        tape: &Tape,
        start: u64,
        unquote: Option<Unquote>,
        effort: &mut Effort,
    ) -> Option<Self> {
        let length = usize::try_from(tape.end().checked_sub(start)?).ok()?;
        if length > tape.kept() || !effort.spend(length) {
            return None;
        }
        let text = tape.last_bytes(length);
        let mut earlier = Self {
            start,
            input: tape.input_at(start),
            line: tape.line() - count_newlines(&text),
            unquote,
            ..Self::here(tape)
        };
        earlier.update(&text);
        Some(earlier)
    }

    /// The texts that `head`, which stands where the tape ends, may speak of: never none. `base` is
    /// the text since the last seal. No seal will hold if the head is not `signed`: then only the
    /// place counts.
    pub fn all(
        tape: &Tape,
        base: Option<Self>,
        head: &Head,
        signed: bool,
        effort: &mut Effort,
    ) -> Vec<Self> {
        let quoted = tape.last_line_begins_with(b'>');
        let mut all: Vec<Self> = match base {
            Some(base) if base.begins_as_said(head) && !quoted => vec![base],
            base => Self::searched(tape, base, head, quoted, effort),
        };
        if all.is_empty() {
            all.push(Self::here(tape));
        }
        for candidate in &mut all {
            candidate.meet_head(head);
        }
        let fitting = all.iter().any(Self::fits);
        if fitting {
            all.retain(Self::fits);
        }
        if !signed || !fitting {
            all.truncate(1);
            all.iter_mut().for_each(|candidate| candidate.variants.clear());
        }
        all
    }

    /// The head stands here.
    pub fn meet_head(&mut self, head: &Head) {
        self.head_length = self.text().map_or(0, Fold::length);
        let met = self.variants.iter_mut().map(|variant| variant.meet_head(head));
        let rejoined: Vec<Variant> = met.flatten().collect();
        self.variants.extend(rejoined);
        if self.fits() {
            self.variants.retain(Variant::fits);
        }
        self.split_word();
    }

    /// The head of a detached signature.
    pub fn meet_detached_head(&mut self, head: &Head) {
        for variant in &mut self.variants {
            variant.meet_head(head);
        }
    }

    /// A record stands here: a line break that ends the word beside it may be none.
    fn split_word(&mut self) {
        let twins = self.variants.iter_mut().map(Variant::without_next_break);
        let twins: Vec<Variant> = twins.collect();
        self.variants.extend(twins);
    }

    /// Whether the head stands as far into a reading of this text as it says.
    fn fits(&self) -> bool {
        self.variants.iter().any(Variant::fits)
    }

    /// The texts from all beginnings that fit what the head says; what follows the last seal comes
    /// first.
    fn searched(
        tape: &Tape,
        base: Option<Self>,
        head: &Head,
        quoted: bool,
        effort: &mut Effort,
    ) -> Vec<Self> {
        // The line feed before the head may be a seal's own.
        let newline = u64::from(tape.last() == Some(b'\n'));
        let exact = |newline| tape.end().checked_sub(head.offset.checked_add(newline)?);
        let find = |text: &[u8]| start_of_folded(text, head.folded_offset);
        let starts = [
            exact(0),
            exact(newline),
            search(tape, head.folded_offset, effort, |text, _| find(text)),
        ];
        let base_start = base.as_ref().map(|base| base.start);
        let mut all: Vec<Self> = base.into_iter().collect();
        for start in starts.into_iter().flatten() {
            if all.iter().all(|known| known.start != start) {
                all.extend(Self::since(tape, start, None, effort));
            }
        }
        if quoted {
            if let Some(start) = base_start {
                let amid = tape.before(start).is_some_and(|byte| byte != b'\n');
                let unquote = if amid { Unquote::Text } else { Unquote::Start };
                all.extend(Self::since(tape, start, Some(unquote), effort));
            }
            let find = |text: &[u8], part| start_of_unquoted(text, part, find);
            let start = search(tape, head.folded_offset, effort, find);
            all.extend(
                start.and_then(|start| Self::since(tape, start, Some(Unquote::Start), effort)),
            );
        }
        all
    }

    /// Whether the head stands as far into this text as it says, exactly and after folding.
    fn begins_as_said(&self, head: &Head) -> bool {
        self.text().is_some_and(|text| {
            text.length() == head.offset && text.folded_length() == head.folded_offset
        })
    }

    /// The text, if it is followed.
    fn text(&self) -> Option<&Fold> {
        self.variants.first().map(|variant| &variant.fold)
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        let Self { unquote, variants, .. } = self;
        let mut update = |text: &[u8]| {
            for variant in &mut *variants {
                variant.fold.update(text);
            }
        };
        match unquote {
            Some(unquote) => unquote.update(text, update),
            None => update(text),
        }
        if variants.len() > 1 {
            variants.retain(|variant| !variant.fold.missed_break());
        }
    }

    /// How many readings are followed.
    pub fn readings(&self) -> usize {
        self.variants.len()
    }

    /// What the seal says about this text.
    fn judge(mut self, claim: &Claim<'_>) -> Verdict {
        let at_end = self.text().is_some_and(|text| self.head_length == text.length());
        let own_newline = claim.seal.flags.own_newline;
        let mut taken_back = own_newline;
        for variant in self.variants.iter_mut().filter(|_| own_newline) {
            taken_back &= variant.fold.take_back_newline();
        }
        let head_length = self.head_length - u64::from(taken_back && at_end);
        let exact = own_newline == taken_back
            && !claim.interrupted
            && self.unquote.is_none()
            && head_length == claim.head.offset;
        let mut variants = self.variants.into_iter();
        let text = variants.next().map(|variant| variant.judge(claim, exact));
        let others = variants.map(|variant| variant.judge(claim, false));
        others.fold(text.unwrap_or(Verdict::Altered), Verdict::min)
    }
}

/// Where on the tape a text of this folded length begins, as far as `find` says from ever more of
/// the tape; which may begin amid a line, if it is not all of it.
fn search(
    tape: &Tape,
    folded_length: u64,
    effort: &mut Effort,
    find: impl Fn(&[u8], bool) -> Start,
) -> Option<u64> {
    let length = usize::try_from(folded_length).unwrap_or(usize::MAX);
    let mut window = length.saturating_mul(2).saturating_add(WINDOW_MIN);
    loop {
        window = window.min(tape.kept());
        if !effort.spend(window) {
            return None;
        }
        let part = window < tape.kept();
        match find(&tape.last_bytes(window), part) {
            Start::At(at) => return Some(tape.end() - (window - at) as u64),
            Start::Earlier if part => window = window.saturating_mul(4),
            Start::Earlier | Start::Nowhere => return None,
        }
    }
}

/// A candidate that was judged.
pub struct Judged {
    pub verdict: Verdict,
    /// Where it begins: in bytes of text, in bytes of the input, in lines.
    pub start: u64,
    pub input: u64,
    pub line: u64,
    /// White space at its ends, if that was looked at.
    pub white_space: Option<WhiteSpace>,
    /// Text before it that nothing covers.
    pub unsigned: Option<Span>,
}

/// Whether white space stands at the beginning of a text, and at its end.
#[derive(Clone, Copy)]
pub struct WhiteSpace {
    pub leading: bool,
    pub trailing: bool,
}

impl Judged {
    /// The best of the candidates; of equals, the one that comes first.
    pub fn best(candidates: Vec<Candidate>, claim: &Claim<'_>) -> Option<Self> {
        let judge = |candidate: Candidate| {
            let (start, input, line) = (candidate.start, candidate.input, candidate.line);
            let white_space = candidate.text().map(|text| WhiteSpace {
                leading: text.begins_with_white_space(),
                trailing: text.ends_in_white_space(),
            });
            let unsigned = candidate.unsigned;
            let verdict = candidate.judge(claim);
            Self { verdict, start, input, line, white_space, unsigned }
        };
        candidates.into_iter().map(judge).min_by_key(|judged| judged.verdict)
    }
}
