//! The text that a head may speak of: where it may begin, and what it comes to.

use super::quote::{Unquote, start_of_unquoted};
use super::tape::Tape;
use super::variant::{Variant, WORD_MAX};
use super::verdict::{Span, Verdict};
use crate::digest::{Fold, start_of_folded};
use crate::key::Key;
use crate::record::{Head, Seal, Signed};

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
    /// The text as it is, and without line breaks in words beside records.
    variants: Vec<Variant>,
    /// Takes quotation signs off, if the text is a quoted one.
    unquote: Option<Unquote>,
    /// Bytes so far of the word behind a record, while it goes on.
    word: Option<usize>,
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
            variants: vec![Variant::new(Fold::judging())],
            unquote: None,
            word: None,
            head_length: 0,
        }
    }

    /// The same, right behind a seal: a wrapping tool may have broken the first word.
    pub fn behind_seal(tape: &Tape) -> Self {
        Self {
            word: Some(0),
            ..Self::here(tape)
        }
    }

    /// A text that begins earlier on the tape.
    fn since(tape: &Tape, start: u64, unquote: Option<Unquote>) -> Option<Self> {
        let text = tape.since(start)?;
        let mut earlier = Self {
            start,
            input: tape.input_at(start),
            line: tape.line_at(start),
            unquote,
            ..Self::here(tape)
        };
        earlier.update(&text);
        Some(earlier)
    }

    /// The texts that `head`, which stands where the tape ends, may speak of: never none. `base` is
    /// the text since the last seal.
    pub fn all(tape: &Tape, base: Option<Self>, head: &Head) -> Vec<Self> {
        let quoted = tape.last_line_begins_with(b'>');
        let mut all: Vec<Self> = match base {
            Some(base) if base.begins_as_said(head) && !quoted => vec![base],
            base => Self::searched(tape, base, head, quoted),
        };
        if all.is_empty() {
            all.push(Self::here(tape));
        }
        for candidate in &mut all {
            candidate.meet_head(head);
        }
        all
    }

    /// The head stands here.
    pub fn meet_head(&mut self, head: &Head) {
        self.word = Some(0);
        self.head_length = self.text().length();
        for variant in &mut self.variants {
            variant.meet_head(head);
        }
    }

    /// The texts from all beginnings that fit what the head says; what follows the last seal comes first.
    fn searched(tape: &Tape, base: Option<Self>, head: &Head, quoted: bool) -> Vec<Self> {
        let recent = tape.all();
        let place = |at: usize| tape.end() - (recent.len() - at) as u64;
        // The line feed before the head may be a seal's own.
        let newline = u64::from(tape.last() == Some(b'\n'));
        let find = |text: &[u8]| start_of_folded(text, head.folded_offset);
        let starts = [
            tape.end().checked_sub(head.offset),
            tape.end().checked_sub(head.offset + newline),
            find(&recent).map(place),
        ];
        let base_start = base.as_ref().map(|base| base.start);
        let mut all: Vec<Self> = base.into_iter().collect();
        for start in starts.into_iter().flatten() {
            if all.iter().all(|known| known.start != start) {
                all.extend(Self::since(tape, start, None));
            }
        }
        if quoted {
            if let Some(start) = base_start {
                let amid = tape.before(start).is_some_and(|byte| byte != b'\n');
                let unquote = if amid { Unquote::Text } else { Unquote::Start };
                all.extend(Self::since(tape, start, Some(unquote)));
            }
            let start = start_of_unquoted(&recent, find).map(place);
            all.extend(start.and_then(|start| Self::since(tape, start, Some(Unquote::Start))));
        }
        all
    }

    /// Whether the head stands as far into this text as it says, exactly and after folding.
    fn begins_as_said(&self, head: &Head) -> bool {
        let text = self.text();
        text.length() == head.offset && text.folded_length() == head.folded_offset
    }

    /// The text as it is.
    fn text(&self) -> &Fold {
        &self.variants[0].fold
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        let Self {
            unquote,
            variants,
            word,
            ..
        } = self;
        match unquote {
            Some(unquote) => unquote.update(text, |text| update(variants, word, text)),
            None => update(variants, word, text),
        }
    }

    /// What the seal says about this text.
    fn judge(mut self, claim: &Claim<'_>) -> Verdict {
        let at_end = self.head_length == self.text().length();
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

/// Hands text to all variants; where a line break ends the word behind a record, each gets a twin
/// without it.
fn update(variants: &mut Vec<Variant>, word: &mut Option<usize>, mut text: &[u8]) {
    if let Some(length) = *word {
        let end = text.iter().position(u8::is_ascii_whitespace);
        let length = length + end.unwrap_or(text.len());
        let short = length <= WORD_MAX;
        *word = (end.is_none() && short).then_some(length);
        let breaks = |at: &usize| matches!(text[*at], b'\n' | b'\r') && length > 0 && short;
        if let Some(end) = end.filter(breaks) {
            let (before, rest) = text.split_at(end);
            let twins: Vec<Variant> = variants
                .iter_mut()
                .map(|variant| {
                    variant.fold.update(before);
                    variant.without_next_break()
                })
                .collect();
            variants.extend(twins);
            text = rest;
        }
    }
    for variant in variants {
        variant.fold.update(text);
    }
}

/// A head and a seal, and who may have made them.
pub struct Claim<'a> {
    pub head: &'a Head,
    pub head_bytes: &'a Signed,
    pub seal: &'a Seal,
    pub seal_bytes: &'a Signed,
    pub keys: &'a [Key],
    /// Whether something stands between the marks of one of them.
    pub interrupted: bool,
}

/// A candidate that was judged.
pub struct Judged {
    pub verdict: Verdict,
    /// Where it begins: in bytes of text, in bytes of the input, in lines.
    pub start: u64,
    pub input: u64,
    pub line: u64,
    /// Whether white space stands at its beginning, and at its end.
    pub leading: bool,
    pub trailing: bool,
    /// Text before it that nothing covers.
    pub unsigned: Option<Span>,
}

impl Judged {
    /// The best of the candidates; of equals, the one that comes first.
    pub fn best(candidates: Vec<Candidate>, claim: &Claim<'_>) -> Option<Self> {
        let judge = |candidate: Candidate| {
            let (start, input, line) = (candidate.start, candidate.input, candidate.line);
            let leading = candidate.text().begins_with_white_space();
            let trailing = candidate.text().ends_in_white_space();
            let unsigned = candidate.unsigned;
            let verdict = candidate.judge(claim);
            Self {
                verdict,
                start,
                input,
                line,
                leading,
                trailing,
                unsigned,
            }
        };
        candidates
            .into_iter()
            .map(judge)
            .min_by_key(|judged| judged.verdict)
    }
}
