//! What is done to the texts of an input: the *operation*, one of two axes. The other one is the
//! [container](crate::stream::container), which finds the texts.
//!
//! An operation makes a [`TextMachine`] for each text. It does not know whether that text is all of
//! the input, a channel of a stream, or a member of a record, so an operation is written once. To
//! add one, write a file like [`strip`] and a command that opens a container with it.

pub mod detach;
pub mod extract;
pub mod sign;
pub mod strip;
pub mod untouched;
pub mod verify;

use crate::embed::{EmbedError, Ending};
use crate::guard::finding::Finding;
use crate::guard::summary::Summary;
use crate::mark::Outlet;
use crate::record::metadata::{Metadata, MetadataError};
use crate::stream::dialect::Channel;
use std::fmt;

/// The most texts of an input that are open at once, and the most that are remembered; what comes
/// beyond passes as it is.
pub const TEXTS_MAX: usize = 1024;

/// Which of the texts of an input is meant. All members are empty where the input is one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The channel of a stream.
    pub channel: Option<Channel>,
    /// Whether it is a copy of the whole text of the channel, and not what the deltas make.
    pub copy: bool,
    /// The line of a record, from 1.
    pub line: Option<u64>,
}

/// How a text ended.
#[derive(Debug, Clone, Copy)]
pub struct TextEnd<'a> {
    /// Whether it came to its end.
    pub ending: Ending,
    /// The provider's word for the end.
    pub reason: Option<&'a str>,
    /// What the guard of this text did, if it has one.
    pub guard: Option<&'a Summary>,
}

/// What a machine does to the bytes of a text; it decides how a container splices the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It reads the text and writes nothing.
    Reads,
    /// It writes the text at once, and puts marks into it.
    Adds,
    /// It takes marks out of the text, and may hold the end of what has come.
    Removes,
}

/// Does something to one text.
pub trait TextMachine {
    /// Takes the next bytes of the text and writes what becomes of them.
    fn push(&mut self, text: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError>;

    /// Finishes the text and writes what is left of it.
    fn finish(&mut self, end: &TextEnd<'_>, out: &mut impl Outlet) -> Result<(), EmbedError>;

    /// Says that nothing may be put before the next character.
    fn bar(&mut self) {}
}

/// What is done to the texts of one input.
pub trait Operation {
    /// The machine for one text.
    type Text: TextMachine;
    /// Why the input is refused.
    type Error;
    /// What the machines do to a text.
    const EFFECT: Effect;

    /// Makes the machine for a text that begins, or `None` to leave the text as it is. `metadata`
    /// is what a record says about its own text.
    fn begin(
        &mut self,
        place: &Place,
        metadata: Option<Metadata>,
    ) -> Result<Option<Self::Text>, TextError>;

    /// Takes back the machine of a text that has ended.
    fn end(&mut self, place: Place, text: Self::Text);

    /// Makes this operation's error of a container's.
    fn fail(&self, failure: Failure) -> Self::Error;

    /// Takes what the guard has found, before anything of that text is written.
    fn found(&mut self, _findings: Vec<ChannelFinding>) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Takes a copy of the whole text of a channel that is not what the deltas made; `streamed`
    /// says whether the deltas made another text.
    fn copy(&mut self, _place: Place, _text: &[u8], _streamed: bool) {}

    /// Takes a record that has no text.
    fn no_text(&mut self, _line: u64) {}

    /// Whether marks that are in the input are to be taken out before.
    fn replaces_marks(&self) -> bool {
        false
    }
}

/// A finding of the guard, and its channel; none if it is in no text that is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFinding {
    /// The channel.
    pub channel: Option<Channel>,
    /// The finding.
    pub finding: Finding,
}

/// Why a container refuses the rest of its input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line of the record, from 1.
    pub line: Option<u64>,
    /// What is wrong with the text.
    pub error: TextError,
}

/// Why nothing can be done to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextError {
    /// A record has no text at the place where it is looked for, or is no JSON.
    NoText,
    /// The text of a record is empty.
    Empty,
    /// A record has nothing at the place where its metadata is looked for.
    NoMetadata,
    /// What a record says about its text cannot be metadata.
    Metadata(MetadataError),
    /// The text cannot be signed.
    Embed(EmbedError),
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoText => f.write_str("it has no text"),
            Self::Empty => f.write_str("its text is empty"),
            Self::NoMetadata => f.write_str("it has no metadata"),
            Self::Metadata(error) => error.fmt(f),
            Self::Embed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TextError {}

impl TextError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoText => "no-text",
            Self::Empty => "empty-text",
            Self::NoMetadata => "no-metadata",
            Self::Metadata(error) => error.code(),
            Self::Embed(error) => error.code(),
        }
    }
}

impl From<EmbedError> for TextError {
    fn from(error: EmbedError) -> Self {
        Self::Embed(error)
    }
}

impl From<EmbedError> for Failure {
    fn from(error: EmbedError) -> Self {
        Self { line: None, error: error.into() }
    }
}
