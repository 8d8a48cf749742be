//! Scanners: each says of one place of the text whether a value begins there.
//!
//! A scanner is a function of what stands before the place, and of as much of what stands behind it
//! as it needs. What it says of a place it says however the text was read.

pub mod address;
pub mod alphanumeric_ids;
pub mod date;
pub mod groups;
pub mod keyword_secrets;
pub mod mail;
pub mod numbers;
pub mod phone;
pub mod secret;

use std::fmt;

use crate::guard::detect::class::Class;
use crate::guard::detect::context::{Context, Hint, Hints};
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::{Kind, Kinds, Name};

/// What speaks for a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A check passed.
    Check(&'static str),
    /// It has the prefix of this issuer.
    Issuer(&'static str),
    /// This keyword stands before it.
    Context(&'static str),
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(name) => f.write_str(name),
            Self::Issuer(name) => write!(f, "iin:{name}"),
            Self::Context(word) => write!(f, "context:{word}"),
        }
    }
}

/// What a value goes on with that was recognised by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Bytes of a class.
    Run(Class),
    /// Bytes of a class, and points between them.
    Dotted(Class),
    /// All up to the end of a PEM block.
    Pem,
}

/// A value that begins where it was looked for; its end is counted from there.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// What it is.
    pub name: Name,
    /// Where it ends, as far as it was looked at.
    pub end: usize,
    /// How certain that is, in percent.
    pub confidence: u8,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// Whether it is one that is published for tests.
    pub test_value: bool,
    /// What it goes on with.
    pub rest: Option<Rest>,
}

impl Match {
    /// A value from the place on to an end.
    pub fn new(
        name: impl Into<Name>,
        end: usize,
        confidence: u8,
        check: &'static str,
    ) -> Box<Self> {
        Box::new(Self {
            name: name.into(),
            end,
            confidence,
            evidence: vec![Evidence::Check(check)],
            test_value: false,
            rest: None,
        })
    }

    /// With a keyword before it.
    pub fn with(mut self: Box<Self>, hint: Hint) -> Box<Self> {
        self.evidence.push(Evidence::Context(hint.keyword));
        self
    }

    /// Perhaps one for tests.
    pub fn test(mut self: Box<Self>, is_test: bool) -> Box<Self> {
        self.test_value = is_test;
        self
    }

    /// With more of it to come.
    pub fn rest(mut self: Box<Self>, rest: Rest) -> Box<Self> {
        self.rest = Some(rest);
        self
    }
}

/// What a scanner says.
pub type ScanResult = Result<Option<Box<Match>>, Incomplete>;

/// What scanners share about one place of one text.
pub struct ScanContext<'a> {
    /// The look from there.
    pub look: Cursor<'a>,
    /// The kinds that are looked for.
    pub kinds: Kinds,
    /// The last year in which somebody can have been born.
    pub year: u32,
    text: &'a [u8],
    at: usize,
    context: &'a mut Context,
}

impl<'a> ScanContext<'a> {
    /// The scene at a place of a text.
    pub fn new(
        look: Cursor<'a>,
        (text, at): (&'a [u8], usize),
        (kinds, year): (Kinds, u32),
        context: &'a mut Context,
    ) -> Self {
        Self { look, kinds, year, text, at, context }
    }

    /// Whether a kind is looked for.
    #[inline(always)]
    pub fn wants(&self, kind: Kind) -> bool {
        self.kinds.contains(kind)
    }

    /// The keywords before.
    pub fn context(&mut self) -> Hints<'_> {
        self.context.before(self.look, self.text, self.at)
    }
}

/// Answers of several scanners, in the order of their priority.
#[derive(Default)]
pub struct Answers {
    wait: Option<Incomplete>,
    hit: Option<Box<Match>>,
}

impl Answers {
    /// Asks a scanner, if nothing that comes before it is certain.
    #[inline(always)]
    pub fn ask(&mut self, scanner: impl FnOnce() -> ScanResult) {
        if self.hit.is_some() {
            return;
        }
        match scanner() {
            Ok(None) => {}
            Ok(Some(hit)) => self.hit = Some(hit),
            Err(wait) => self.wait = Some(self.wait.map_or(wait, |other| other.or(wait))),
        }
    }

    /// What they say together: nobody may be asked in vain before a hit counts.
    pub fn together(self) -> ScanResult {
        match self.wait {
            Some(wait) => Err(wait),
            None => Ok(self.hit),
        }
    }
}
