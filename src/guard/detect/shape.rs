//! What the [table of kinds](super::kinds) says of a kind, and of the shapes that its values have.

use crate::guard::detect::class::Class;

/// How far before a value its keyword may be at most, in bytes.
pub const REACH: usize = 64;

/// A group of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Cards and accounts.
    Pci,
    /// Personal data.
    Pii,
    /// Health ids.
    Phi,
    /// Keys, tokens and passwords.
    Secret,
    /// Kinds that a policy defines.
    Custom,
}

/// One kind.
#[derive(Debug)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// What it is, in words.
    pub about: &'static str,
    /// Its group.
    pub group: Group,
    /// Whether it is looked for unless a policy says otherwise.
    pub on: bool,
    /// What one of it adds to the risk, from 0 to 1.
    pub weight: f64,
    /// How its values look. A scanner that is written for one kind needs none of these.
    pub shapes: &'static [Shape],
    /// The words that say what the value after them is, with commas between.
    ///
    /// Capitals stand for themselves, as the same letters mean something else in lower case
    /// (Spanish *sin*, English *pan*); they are also read in lower case as a name that something is
    /// assigned to (`sin = ...`, `pan_number: ...`). Everything else is read in any case. A plural
    /// *s* may follow.
    pub keywords: &'static str,
    /// How far before the value they may be, in bytes.
    pub reach: usize,
    /// A value with what it needs before it.
    #[cfg(test)]
    pub example: &'static str,
}

/// How values of a kind look.
#[derive(Debug)]
pub enum Shape {
    /// Digits, alone or in groups.
    Number(Number),
    /// Letters and digits without separators.
    Word(Word),
    /// A secret with a prefix, and after it so many characters.
    Prefix(Prefix),
    /// A secret that begins with one of these and that has a function of its own in `scan/secret`.
    OwnSecret(&'static [&'static [u8]]),
    /// A number that has a function of its own in `scan/numbers`.
    OwnNumber,
    /// An id that has a function of its own in `scan/alphanumeric_ids`: how many letters and digits
    /// it has at least and at most.
    OwnId(usize, usize),
    /// An address in a network.
    Address,
}

/// Digits, alone or in groups.
#[derive(Debug)]
pub struct Number {
    /// Whether the digits can be one.
    pub check: fn(&[u8]) -> bool,
    /// The check's name.
    pub evidence: &'static str,
    /// How certain it is then, in percent.
    pub confidence: u8,
    /// How the digits are grouped: `3-3-4`, or `10` for digits that are not.
    pub forms: &'static [&'static str],
    /// Whether it needs no keyword.
    pub alone: bool,
    /// Whether it is one that is kept for tests.
    pub is_test: fn(&[u8]) -> bool,
}

/// Digits that pass a check, and that need a keyword.
pub const fn number(
    check: fn(&[u8]) -> bool,
    evidence: &'static str,
    confidence: u8,
    forms: &'static [&'static str],
) -> Number {
    Number { check, evidence, confidence, forms, alone: false, is_test: |_| false }
}

impl Number {
    /// The same without a keyword.
    pub const fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// The same, of which some are kept for tests.
    pub const fn test(self, is_test: fn(&[u8]) -> bool) -> Self {
        Self { is_test, ..self }
    }
}

/// Letters and digits without separators.
#[derive(Debug)]
pub struct Word {
    /// Whether they can be one.
    pub check: fn(&[u8]) -> bool,
    /// The check's name.
    pub evidence: &'static str,
    /// How certain it is then, in percent.
    pub confidence: u8,
    /// How many there are.
    pub lengths: &'static [usize],
    /// Whether it needs no keyword.
    pub alone: bool,
    /// Whether it may be written in small letters.
    pub small: bool,
    /// Whether it may be without a digit.
    pub plain: bool,
}

/// Capitals and digits that pass a check, and that need a keyword.
pub const fn word(
    check: fn(&[u8]) -> bool,
    evidence: &'static str,
    confidence: u8,
    lengths: &'static [usize],
) -> Word {
    Word { check, evidence, confidence, lengths, alone: false, small: false, plain: false }
}

impl Word {
    /// The same without a keyword.
    pub const fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// The same, which may be written in small letters.
    pub const fn small(self) -> Self {
        Self { small: true, ..self }
    }

    /// The same, which may be without a digit.
    pub const fn plain(self) -> Self {
        Self { plain: true, ..self }
    }
}

/// A secret with a prefix, and after it so many characters.
#[derive(Debug)]
pub struct Prefix {
    /// The prefix.
    pub prefix: &'static [u8],
    /// Of which class the characters are.
    pub class: Class,
    /// How many there are.
    pub length: usize,
    /// Whether there may be more of them; they are not waited for.
    pub open: bool,
    /// What makes it surer: a CRC-32 in it.
    pub crc32: Option<fn(&[u8]) -> bool>,
}

/// A prefix and exactly so many characters.
pub const fn prefix(prefix: &'static [u8], class: Class, length: usize) -> Prefix {
    Prefix { prefix, class, length, open: false, crc32: None }
}

impl Prefix {
    /// The same with perhaps more characters.
    pub const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// The same with a CRC-32 in it.
    pub const fn crc32(self, check: fn(&[u8]) -> bool) -> Self {
        Self { crc32: Some(check), ..self }
    }
}
