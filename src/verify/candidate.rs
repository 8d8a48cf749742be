//! The text that a head may speak of: where it may begin, and what it comes to.

use super::quote::{Unquote, ends_quoted, start_of_unquoted};
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
    /// Takes quotation signs off, if the text is a quoted one.
    unquote: Option<Unquote>,
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
            unquote: None,
            rejoined: None,
            word: None,
            head_length: 0,
            head_folded: 0,
        }
    }

    /// A text that begins earlier on the tape.
    fn since(tape: &Tape, start: u64, unquote: Option<Unquote>) -> Option<Self> {
        let text = tape.since(start)?;
        let mut earlier = Self::here(tape);
        (earlier.start, earlier.input, earlier.line) =
            (start, tape.input_at(start), tape.line_at(start));
        earlier.unquote = unquote;
        earlier.update(&text);
        Some(earlier)
    }

    /// The texts that `head`, which stands where the tape ends, may speak of: never none. `base` is
    /// the text since the last seal.
    pub fn all(tape: &Tape, base: Option<Self>, head: &Head) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let exact = base
            .as_ref()
            .is_some_and(|base| base.fold.length() == head.offset);
        if exact {
            all.extend(base);
        } else {
            // The line feed before the head may be a seal's own.
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
                    all.extend(Self::since(tape, start, None));
                }
            }
            if ends_quoted(&recent) {
                let find = |text: &[u8]| start_of_folded(text, head.folded_offset);
                let start = start_of_unquoted(&recent, find)
                    .map(|at| tape.end() - (recent.len() - at) as u64);
                all.extend(start.and_then(|start| Self::since(tape, start, Some(Unquote::Start))));
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
            self.fold.rejoin(WORD_MAX);
        }
        (only || self.fold.folded_length() == head.folded_offset).then_some(self)
    }

    /// The next bytes of the text.
    pub fn update(&mut self, mut text: &[u8]) {
        if let Some(unquote) = &mut self.unquote {
            return unquote.update(text, |text| self.fold.update(text));
        }
        if let Some(length) = self.word {
            let end = text.iter().position(u8::is_ascii_whitespace);
            let length = length + end.unwrap_or(text.len());
            let short = length <= WORD_MAX;
            self.word = (end.is_none() && short).then_some(length);
            if let Some(end) =
                end.filter(|end| matches!(text[*end], b'\n' | b'\r') && length > 0 && short)
            {
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

    /// What the seal says about this text.
    pub fn judge(mut self, claim: &Claim<'_>) -> Verdict {
        let at_end = self.head_length == self.fold.length();
        let own_newline = claim.seal.flags.own_newline;
        let complete = !own_newline || self.fold.take_back_newline();
        let head_length = self.head_length - u64::from(own_newline && at_end && complete);
        let exact = complete
            && !claim.interrupted
            && self.unquote.is_none()
            && head_length == claim.head.offset;
        if self.head_folded != claim.head.folded_offset {
            return Verdict::Altered;
        }
        // Once more without a line break in the word before the seal, behind the head, or both.
        let broken = |fold: &mut Fold| {
            fold.is_broken().then(|| {
                let mut fold = fold.fork();
                fold.rejoin(WORD_MAX);
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
        let folded = text.folded_length == seal.folded_length;
        let exact = exact && folded && text.length == seal.length;
        match key {
            Some(key) if exact && seal_bytes.check_exact(key, head_bytes, text) => {
                Verdict::Verified
            }
            Some(_) if folded => Verdict::Reflowed,
            _ => Verdict::Altered,
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
    /// Whether white space stands at its beginning, and at its end.
    pub leading: bool,
    pub trailing: bool,
    /// Text before it that nothing covers.
    pub unsigned: Option<Span>,
}

impl Judged {
    /// The best of the candidates; of equals, the one that begins first.
    pub fn best(candidates: Vec<Candidate>, claim: &Claim<'_>) -> Option<Self> {
        let judge = |candidate: Candidate| {
            let (start, input, line) = (candidate.start, candidate.input, candidate.line);
            let leading = candidate.fold.begins_with_white_space();
            let trailing = candidate.fold.ends_in_white_space();
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
            .min_by_key(|judged| (judged.verdict, judged.start))
    }
}
