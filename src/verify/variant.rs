//! One reading of a text: as it is, or as it was before a wrapping tool broke a word.
//!
//! To such tools marks are letters: they break the word beside a record as if it were longer than a
//! line.

use crate::digest::{Digests, Fold};
use crate::key::Key;
use crate::record::{Head, Seal, Signed};
use crate::verdict::Verdict;

/// A head and a seal, and who may have made them.
pub struct Claim<'a> {
    pub head: &'a Head,
    pub head_bytes: &'a Signed,
    pub seal: &'a Seal,
    pub seal_bytes: &'a Signed,
    pub keys: &'a [Key],
    /// Whether something stands between the marks of one of them.
    pub interrupted: bool,
    /// Whether they do not stand in the text.
    pub detached: bool,
}

/// The longest part of a word beside a record, in bytes, that a line break may be taken out of.
pub const WORD_MAX: usize = 128;

/// A reading of the text from one beginning on.
pub struct Variant {
    pub fold: Fold,
    /// Whether the head stands as far into it as it says: after folding, and after joining what
    /// wrapping tools break where no white space was.
    folded_fits: bool,
    joined_fits: bool,
}

impl Variant {
    pub fn new(fold: Fold) -> Self {
        Self { fold, folded_fits: false, joined_fits: false }
    }

    /// The same reading, but that a line break which ends the word here is none.
    pub fn without_next_break(&mut self) -> Self {
        let mut fold = self.fold.fork();
        fold.join_next(WORD_MAX);
        Self { fold, ..*self }
    }

    /// The head stands here; the same reading without a line break in the word before it, if that
    /// is as well as this.
    pub fn meet_head(&mut self, head: &Head) -> Option<Self> {
        let rejoined = self.without_last_break().map(|mut rejoined| {
            rejoined.fit(head);
            rejoined
        });
        self.fit(head);
        rejoined.filter(Self::fits)
    }

    fn fit(&mut self, head: &Head) {
        self.folded_fits = self.fold.folded_length() == head.folded_offset;
        self.joined_fits = self.fold.joined_length() == head.folded_offset;
    }

    /// The same reading without the line break before the last word, if there is one.
    fn without_last_break(&mut self) -> Option<Self> {
        self.fold.is_broken().then(|| {
            let mut fold = self.fold.fork();
            fold.rejoin(WORD_MAX);
            Self { fold, ..*self }
        })
    }

    /// Whether the head stands as far into this reading as it says.
    pub fn fits(&self) -> bool {
        self.folded_fits || self.joined_fits
    }

    /// What the seal says about this reading, and, if it stands in the text, about it without a
    /// line break in the last word.
    pub fn judge(mut self, claim: &Claim<'_>, exact: bool) -> Verdict {
        let rejoined = match claim.detached {
            true => None,
            false => self.without_last_break(),
        };
        let rejoined =
            rejoined.map_or(Verdict::Altered, |variant| variant.judge_whole(claim, false));
        self.judge_whole(claim, exact).min(rejoined)
    }

    fn judge_whole(self, claim: &Claim<'_>, exact: bool) -> Verdict {
        let mut text = self.fold.finish();
        let joined = text.joined.take();
        if self.folded_fits && claim.holds(&text) {
            let exact = exact && text.length == claim.seal.length && claim.holds_exactly(&text);
            return if exact { Verdict::Verified } else { Verdict::Reflowed };
        }
        let joined =
            joined.map(|(folded_length, folded)| Digests { folded_length, folded, ..text });
        match joined.filter(|text| self.joined_fits && claim.holds(text)) {
            Some(_) => Verdict::Reflowed,
            None => Verdict::Altered,
        }
    }
}

impl Claim<'_> {
    /// Whether this seal was made over the folded text. Without a key only the lengths can say no:
    /// then the answer is where the text stands, and not what it is worth.
    fn holds(&self, text: &Digests) -> bool {
        let checks = |key| self.seal_bytes.check_seal(key, self.head_bytes, text);
        let signed = self.keys.is_empty() || self.keys.iter().any(checks);
        signed && text.folded_length == self.seal.folded_length
    }

    /// Whether, the seal being good, it was made over exactly this text.
    fn holds_exactly(&self, text: &Digests) -> bool {
        let checks = |key: &&Key| self.seal_bytes.check_seal(key, self.head_bytes, text);
        let exactly = |key| self.seal_bytes.check_exact(key, self.head_bytes, text);
        self.keys.is_empty() || self.keys.iter().find(checks).is_some_and(exactly)
    }
}
