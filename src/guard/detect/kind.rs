//! Kinds of values, sets of them, and their groups.

use std::fmt;

use crate::guard::detect::kinds::ROWS;
use crate::guard::detect::shape::{Row, Shape, Word};

pub use crate::guard::detect::kinds::Kind;
pub use crate::guard::detect::shape::Group;

/// A set of kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(u128);

const _: () = assert!(Kind::ALL.len() <= u128::BITS as usize);

/// The kinds that have a shape of this pattern.
macro_rules! with_shape {
    ($pattern:pat) => {{
        let (mut set, mut kind) = (0, 0);
        while kind < ROWS.len() {
            let mut at = 0;
            while at < ROWS[kind].shapes.len() {
                if matches!(ROWS[kind].shapes[at], $pattern) {
                    set |= 1 << kind;
                }
                at += 1;
            }
            kind += 1;
        }
        Kinds(set)
    }};
}

impl Kinds {
    /// Those that the scanner of numbers finds.
    pub const NUMBERS: Self = with_shape!(Shape::Number(_) | Shape::OwnNumber);
    /// Those that the scanner of ids finds.
    pub const IDS: Self = with_shape!(Shape::Word(_) | Shape::OwnId(..));
    /// Those that are words of letters and digits.
    pub const WORDS: Self = with_shape!(Shape::Word(_));
    /// Those that may be written in small letters.
    pub const SMALL: Self = with_shape!(Shape::Word(Word { small: true, .. }));
    /// Those that may be letters only.
    pub const PLAIN: Self = with_shape!(Shape::Word(Word { plain: true, .. }));
    /// Addresses in networks.
    pub const ADDRESSES: Self = with_shape!(Shape::Address);

    /// Whether a kind is in the set.
    #[inline(always)]
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// Whether one of these kinds is in the set.
    #[inline(always)]
    pub const fn meets(self, kinds: Kinds) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Whether there is none in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        Self(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u32))
    }
}

impl Group {
    /// The groups of built-in kinds.
    pub const ALL: [Group; 4] = [Group::Pci, Group::Pii, Group::Phi, Group::Secret];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pci => "pci",
            Self::Pii => "pii",
            Self::Phi => "phi",
            Self::Secret => "secret",
            Self::Custom => "custom",
        }
    }
}

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it is, in words.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// Its group.
    pub fn group(self) -> Group {
        self.row().group
    }

    /// Whether it is looked for unless a policy says otherwise.
    pub fn is_default(self) -> bool {
        self.row().on
    }

    /// What one of it adds to the risk, from 0 to 1.
    pub fn weight(self) -> f64 {
        self.row().weight
    }

    /// The words that say what the value after them is.
    pub fn keywords(self) -> impl Iterator<Item = &'static str> {
        self.row().keywords.split(", ").filter(|keyword| !keyword.is_empty())
    }

    /// How far before a value its keyword may be, in bytes.
    pub fn reach(self) -> usize {
        self.row().reach
    }

    /// The shapes of all kinds, in their order.
    pub(super) fn shapes() -> impl Iterator<Item = (Kind, &'static Shape)> {
        let kinds = Kind::ALL.iter().copied();
        kinds.flat_map(|kind| kind.row().shapes.iter().map(move |shape| (kind, shape)))
    }

    /// What the table says of it.
    pub(super) fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a kind that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A built-in one.
    Known(Kind),
    /// A policy's, by its number.
    Custom(usize),
}

impl From<Kind> for Name {
    fn from(kind: Kind) -> Self {
        Self::Known(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::detect::shape::REACH;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(*kind));
            assert!(Group::ALL.contains(&kind.group()));
            assert!(kind.weight() > 0.0 && kind.weight() <= 1.0);
            assert!(kind.reach() <= REACH);
        }
    }
}
