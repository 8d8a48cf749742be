//! The text that a head may speak of: where it may begin, and what it comes to.

use super::tape::Tape;
use super::verdict::{Span, Verdict};
use crate::digest::{Digests, Fold, start_of_folded};
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
    fold: Fold,
    /// The same text, but for a line break in the word behind the head.
    rejoined: Option<Fold>,
    /// Bytes of that word so far, while it goes on.
    word: Option<usize>,
    /// Lengths of the text before the head.
    head_length: u64,
    head_folded: u64,
}

/// The longest word beside a record, in bytes, that a line break may be taken out of.
const WORD_MAX: usize = 128;

impl Candidate {
    /// A text that begins where the tape ends.
    pub fn here(tape: &Tape) -> Self {
        let (input, line) = (tape.input(), tape.line());
        Self {
            start: tape.end(),
            input,
            line,
            unsigned: None,
            fold: Fold::new(),
            rejoined: None,
            word: None,
            head_length: 0,
            head_folded: 0,
        }
    }

    /// A text that begins earlier on the tape.
    fn since(tape: &Tape, start: u64) -> Option<Self> {
        let mut earlier = Self::here(tape);
        earlier.fold.update(&tape.since(start)?);
        (earlier.start, earlier.input, earlier.line) =
            (start, tape.input_at(start), tape.line_at(start));
        Some(earlier)
    }

    /// The texts that `head`, which stands where the tape ends, may speak of: never none. `base` is
    /// the text since the last seal.
    pub fn all(tape: &Tape, base: Option<Self>, head: &Head) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let exact = base
            .as_ref()
            .is_some_and(|base| base.begins_exactly(tape, head));
        if exact {
            all.extend(base);
        } else {
            let newline = u64::from(tape.last() == Some(b'\n'));
            let recent = tape.all();
            let folded = start_of_folded(&recent, head.folded_offset)
                .map(|at| tape.end() - (recent.len() - at) as u64);
            let starts = [
                tape.end().checked_sub(head.offset),
                tape.end().checked_sub(head.offset + newline),
                folded,
            ];
            for start in starts.into_iter().flatten() {
                if all.iter().all(|known| known.start != start) {
                    all.extend(Self::since(tape, start));
                }
            }
            let folded = base.and_then(|base| base.if_folded(head, all.is_empty()));
            all.extend(folded.filter(|base| all.iter().all(|known| known.start != base.start)));
        }
        if all.is_empty() {
            all.push(Self::here(tape));
        }
        for candidate in &mut all {
            candidate.word = Some(0);
            candidate.head_length = candidate.fold.length();
            candidate.head_folded = candidate.fold.folded_length();
        }
        all
    }

    /// This text, if the head stands as far into it as it says after folding, or if there is no other.
    fn if_folded(mut self, head: &Head, only: bool) -> Option<Self> {
        let length = self.fold.folded_length();
        // A wrapping tool may have broken the word that the head stands behind.
        if length == head.folded_offset + 1 && self.fold.is_broken() {
            self.fold.rejoin();
        }
        (only || self.fold.folded_length() == head.folded_offset).then_some(self)
    }

    /// Whether the head stands as far into this text as it says; a line feed may be a seal's own.
    fn begins_exactly(&self, tape: &Tape, head: &Head) -> bool {
        let newline = tape.last() == Some(b'\n');
        let length = self.fold.length();
        length == head.offset || (newline && length == head.offset + 1)
    }

    /// The next bytes of the text.
    pub fn update(&mut self, mut text: &[u8]) {
        if let Some(length) = self.word {
            let end = text.iter().position(u8::is_ascii_whitespace);
            let length = length + end.unwrap_or(text.len());
            self.word = (end.is_none() && length <= WORD_MAX).then_some(length);
            if let Some(end) = end.filter(|end| matches!(text[*end], b'\n' | b'\r') && length > 0) {
                self.fold.update(&text[..end]);
                text = &text[end..];
                let mut rejoined = self.fold.fork();
                rejoined.join_next();
                self.rejoined = Some(rejoined);
            }
        }
        self.fold.update(text);
        if let Some(rejoined) = &mut self.rejoined {
            rejoined.update(text);
        }
    }

    /// Whether white space stands at the beginning, and at the end.
    pub fn white_space_at_ends(&self) -> (bool, bool) {
        (
            self.fold.begins_with_white_space(),
            self.fold.ends_in_white_space(),
        )
    }

    /// What the seal says about this text.
    pub fn judge(mut self, claim: &Claim<'_>) -> Verdict {
        let at_end = self.head_length == self.fold.length();
        let own_newline = claim.seal.flags.own_newline;
        let complete = !own_newline || self.fold.take_back_newline();
        let head_length = self.head_length - u64::from(own_newline && at_end && complete);
        let exact = complete && !claim.interrupted && head_length == claim.head.offset;
        if self.head_folded != claim.head.folded_offset {
            return Verdict::Altered;
        }
        // Once more without a line break in the word before the seal, behind the head, or both.
        let broken = |fold: &mut Fold| {
            fold.is_broken().then(|| {
                let mut fold = fold.fork();
                fold.rejoin();
                fold
            })
        };
        let others = [
            broken(&mut self.fold),
            self.rejoined.as_mut().and_then(broken),
            self.rejoined,
        ];
        let whole = claim.judge(&self.fold.finish(), exact);
        let others = others
            .into_iter()
            .flatten()
            .map(|fold| claim.judge(&fold.finish(), false));
        others.fold(whole, Verdict::min)
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

impl Claim<'_> {
    /// What the seal says about a text, which may be the exact one if `exact`.
    fn judge(&self, text: &Digests, exact: bool) -> Verdict {
        let Self {
            head_bytes,
            seal,
            seal_bytes,
            ..
        } = self;
        let key = self
            .keys
            .iter()
            .find(|key| seal_bytes.check_seal(key, head_bytes, text));
        let exact = exact && text.length == seal.length;
        match key {
            Some(key) if exact && seal_bytes.check_exact(key, head_bytes, text) => {
                Verdict::Verified
            }
            Some(_) if text.folded_length == seal.folded_length => Verdict::Reflowed,
            _ => Verdict::Altered,
        }
    }
}
