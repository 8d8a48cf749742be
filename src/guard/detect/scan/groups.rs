//! Digits in groups.

use crate::guard::detect::class::DIGIT;
use crate::guard::detect::cursor::{Cursor, Incomplete};

/// The most groups that belong to one value.
const GROUPS: usize = 8;
/// The most digits that belong to one value.
pub const DIGITS: usize = 20;

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
    pub fn read(look: &Cursor<'_>, from: usize) -> Result<Self, Incomplete> {
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

    /// Whether the first groups have these lengths, with one of these separators between all of
    /// them.
    pub fn are(&self, lengths: &[usize], separators: &[u8]) -> bool {
        self.count >= lengths.len()
            && self.lengths[..lengths.len()] == *lengths
            && separators.contains(&self.separators[0])
            && self.separators[..lengths.len() - 1]
                .iter()
                .all(|separator| *separator == self.separators[0])
    }
}
