//! The text that a head may speak of: where it may begin, and what it comes to.

use super::tape::{REACH, Tape};
use super::verdict::Verdict;
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
    fold: Fold,
    /// Lengths of the text before the head.
    head_length: u64,
    head_folded: u64,
}

impl Candidate {
    /// A text that begins where the tape ends.
    pub fn here(tape: &Tape) -> Self {
        let (input, line) = (tape.input(), tape.line());
        Self {
            start: tape.end(),
            input,
            line,
            fold: Fold::new(),
            head_length: 0,
            head_folded: 0,
        }
    }

    /// A text that begins earlier on the tape.
    fn since(tape: &Tape, start: u64) -> Option<Self> {
        let mut fold = Fold::new();
        fold.update(tape.since(start)?);
        let (input, line) = (tape.input_at(start), tape.line_at(start));
        Some(Self {
            start,
            input,
            line,
            fold,
            head_length: 0,
            head_folded: 0,
        })
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
            let newline = u64::from(tape.all().last() == Some(&b'\n'));
            let reach = tape.all().len().min(REACH);
            let recent = &tape.all()[tape.all().len() - reach..];
            let folded = start_of_folded(recent, head.folded_offset)
                .map(|at| tape.end() - (reach - at) as u64);
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
            let folded = base
                .filter(|base| base.fold.folded_length() == head.folded_offset || all.is_empty());
            all.extend(folded.filter(|base| all.iter().all(|known| known.start != base.start)));
        }
        if all.is_empty() {
            all.push(Self::here(tape));
        }
        for candidate in &mut all {
            candidate.head_length = candidate.fold.length();
            candidate.head_folded = candidate.fold.folded_length();
        }
        all
    }

    /// Whether the head stands as far into this text as it says; a line feed may be a seal's own.
    fn begins_exactly(&self, tape: &Tape, head: &Head) -> bool {
        let newline = tape.all().last() == Some(&b'\n');
        let length = self.fold.length();
        length == head.offset || (newline && length == head.offset + 1)
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8]) {
        self.fold.update(text);
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
        let Claim {
            head,
            head_bytes,
            seal,
            seal_bytes,
            keys,
            interrupted,
        } = claim;
        let whole = self.fold.length();
        if seal.flags.own_newline && !self.fold.take_back_newline() {
            return Verdict::Altered;
        }
        let at_end = self.head_length == whole;
        let own_newline = u64::from(seal.flags.own_newline && at_end);
        let in_place = self.head_length - own_newline == head.offset;
        let digests = self.fold.finish();
        let folded =
            digests.folded_length == seal.folded_length && self.head_folded == head.folded_offset;
        let exact = in_place && digests.length == seal.length && !interrupted;
        let key = keys
            .iter()
            .find(|key| seal_bytes.check_seal(key, head_bytes, &digests));
        match key {
            Some(key) if folded && exact && seal_bytes.check_exact(key, head_bytes, &digests) => {
                Verdict::Verified
            }
            Some(_) if folded => Verdict::Reflowed,
            _ => Verdict::Altered,
        }
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
