//! The writing machine: text goes in, in any pieces, and comes out at once with records in it.
//!
//! [`Embedder`] looks for records that are there already and hands the text on to [`weave`], which
//! decides where records stand; [`segment`] makes them.

mod compat_mark;
mod placement;
mod segment;
mod unfinished;

use crate::compat::write::CompatMark;
use crate::digest::Threads;
use crate::json::Json;
use crate::key::{Key, KeyError};
use crate::mark::scan::Scanner;
use crate::mark::{Outlet, Piece};
use crate::record::Record;
use crate::record::metadata::{Metadata, MetadataError};
use crate::target::Target;
use crate::text::utf16::{self, Utf16};
use placement::Placer;
use std::fmt;
use std::num::NonZeroU64;

pub use crate::record::StreamId;
pub(crate) use segment::SegmentWriter;

/// What to do with a text that carries records already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnMarked {
    /// Stop before the first of them.
    #[default]
    Refuse,
    /// Leave them where they are.
    Keep,
    /// Take them out.
    Replace,
}

/// What is kept back at the end of what has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hold {
    /// Line breaks, so that the last seal stands before them.
    #[default]
    TrailingNewlines,
    /// Nothing: the last seal stands at the very end.
    Nothing,
}

/// Where records go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EmbedOptions {
    /// Which places are good ones.
    pub target: Target,
    /// Characters that pass before the first head is placed.
    pub min_buffer: u64,
    /// Bytes of text after which a segment ends, at the next good place.
    pub every: Option<NonZeroU64>,
    /// What is kept back.
    pub hold: Hold,
    /// What happens to records in the input.
    pub on_marked: OnMarked,
    /// Threads that may hash the text.
    pub threads: Threads,
}

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Well.
    Complete,
    /// It was cut short.
    Incomplete,
}

/// Where the metadata of a finished stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// At the target.
    AtTarget,
    /// With the last seal, for the target never came by.
    AtEnd,
    /// Nowhere: there was no text, or the target is [`Target::None`].
    Nowhere,
}

/// What an [`Embedder`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbedSummary {
    /// Bytes of text, without any records.
    pub text_bytes: u64,
    /// Marks written.
    pub marks: u64,
    /// The same in bytes of UTF-8.
    pub mark_bytes: u64,
    /// Seals written.
    pub seals: u64,
    /// Where the metadata stands.
    pub placed: Placed,
    /// Whether a selector of the text stands before the mark of encypher-ai, whose clients then
    /// cannot see it.
    pub compat_hidden: bool,
    /// Whether no mark of encypher-ai was written, for the text ends with U+FEFF.
    pub compat_missing: bool,
}

/// Why a text cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmbedError {
    /// The key cannot sign.
    Key(KeyError),
    /// The metadata is too large.
    Metadata(MetadataError),
    /// A record, or what is left of one, stands at this byte of the input.
    AlreadyMarked {
        /// The byte.
        offset: u64,
    },
    /// What is left of a record stands at this byte of the input, and was to be kept.
    Damaged {
        /// The byte.
        offset: u64,
    },
    /// The input is UTF-16.
    Utf16,
    /// The guard has ended the text.
    Blocked,
}

impl fmt::Display for EmbedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => error.fmt(f),
            Self::Metadata(error) => error.fmt(f),
            Self::AlreadyMarked { offset } => {
                write!(f, "the text carries marks already, from byte {offset} on")
            }
            Self::Damaged { offset } => {
                write!(f, "the marks in the text at byte {offset} are damaged")
            }
            Self::Utf16 => f.write_str("the input is UTF-16, so nothing was signed"),
            Self::Blocked => f.write_str("the guard ended the text"),
        }
    }
}

impl std::error::Error for EmbedError {}

impl EmbedError {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key(error) => error.code(),
            Self::Metadata(error) => error.code(),
            Self::AlreadyMarked { .. } => "already-marked",
            Self::Damaged { .. } => "marks-damaged",
            Self::Utf16 => "utf-16",
            Self::Blocked => "blocked",
        }
    }
}

/// Signs a text stream.
///
/// The output is a function of the text, the options, the key, the metadata and the stream id; how
/// the text is cut into pieces does not matter.
pub struct Embedder {
    scanner: Scanner,
    weaver: Placer,
    on_marked: OnMarked,
    /// Bytes of input so far.
    offset: u64,
    /// The first bytes of the input, while they may be UTF-16.
    start: Option<Vec<u8>>,
    /// The first bytes of the input, while it may be UTF-16 without a byte order mark.
    first: Vec<u8>,
    /// Whether it was refused; nothing more of it counts.
    refused: bool,
}

impl Embedder {
    /// A machine for one stream. The key must be able to sign, the metadata must be small enough.
    pub fn new(
        options: EmbedOptions,
        key: Key,
        metadata: Metadata,
        id: StreamId,
    ) -> Result<Self, EmbedError> {
        Self::beside(options, key, metadata, id, None)
    }

    /// The same, with a mark of encypher-ai in the text: it stands at the target, and our own
    /// records at the end.
    pub fn beside(
        options: EmbedOptions,
        key: Key,
        metadata: Metadata,
        id: StreamId,
        compat: Option<CompatMark>,
    ) -> Result<Self, EmbedError> {
        let segment = SegmentWriter::new(key, metadata, id, options.threads)?;
        Ok(Self {
            scanner: Scanner::new(),
            weaver: Placer::new(options, segment, compat),
            on_marked: options.on_marked,
            offset: 0,
            start: Some(Vec::new()),
            first: Vec::new(),
            refused: false,
        })
    }

    /// Adds a member to the metadata, if nothing has been written of it, there is none of this
    /// name, and it is not too much then; says whether it was added.
    pub fn add_metadata(&mut self, key: &str, value: impl Into<Json>) -> bool {
        self.weaver.add_metadata(key, value.into())
    }

    /// No record may stand before the next character: something is there already that must not be
    /// parted from it.
    pub fn bar(&mut self) {
        self.weaver.bar();
    }

    /// Takes the next bytes of the stream; writes all that can be passed on to the end of `out`,
    /// also when it fails. Once the stream is refused, nothing more of it passes.
    pub fn push(&mut self, input: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if self.refused {
            return Ok(());
        }
        let pushed = self.sniff(input, out);
        self.refused = pushed.is_err();
        pushed
    }

    fn sniff(&mut self, input: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        if self.first.len() < utf16::UNMARKED {
            let wanted = utf16::UNMARKED - self.first.len();
            self.first.extend(input.iter().take(wanted));
            if utf16::is_unmarked(&self.first) {
                return Err(EmbedError::Utf16);
            }
        }
        let Some(mut start) = self.start.take() else {
            return self.scan(input, out);
        };
        start.extend_from_slice(input);
        match utf16::sniff(&start) {
            Utf16::Yes => Err(EmbedError::Utf16),
            Utf16::No => self.scan(&start, out),
            Utf16::Unknown => {
                self.start = Some(start);
                Ok(())
            }
        }
    }

    /// The stream is over: writes what was kept back, and the last seal; that of a stream which was
    /// refused is to be [`Ending::Incomplete`].
    pub fn finish(
        &mut self,
        ending: Ending,
        out: &mut impl Outlet,
    ) -> Result<EmbedSummary, EmbedError> {
        if let Some(start) = self.start.take().filter(|_| !self.refused) {
            self.scan(&start, out)?;
        }
        if self.refused {
            return Ok(self.weaver.finish(ending, out));
        }
        let (weaver, mut offset) = (&mut self.weaver, self.offset);
        let on_marked = self.on_marked;
        self.scanner.finish(&mut |piece| weave(weaver, on_marked, &mut offset, piece, out))?;
        Ok(self.weaver.finish(ending, out))
    }

    fn scan(&mut self, input: &[u8], out: &mut impl Outlet) -> Result<(), EmbedError> {
        let Self { scanner, weaver, on_marked, offset, .. } = self;
        scanner.update(input, &mut |piece| weave(weaver, *on_marked, offset, piece, out))
    }
}

/// Hands one piece of the input on.
fn weave(
    weaver: &mut Placer,
    on_marked: OnMarked,
    offset: &mut u64,
    piece: Piece<'_>,
    out: &mut impl Outlet,
) -> Result<(), EmbedError> {
    let bytes = match (piece, on_marked) {
        (Piece::Text(text), _) => {
            weaver.push(text, out);
            text
        }
        (_, OnMarked::Refuse) => return Err(EmbedError::AlreadyMarked { offset: *offset }),
        (Piece::Damaged(..), OnMarked::Keep) => {
            return Err(EmbedError::Damaged { offset: *offset });
        }
        (Piece::Record(_, spelling), OnMarked::Keep) => {
            weaver.pass_record(spelling.bytes, out);
            spelling.bytes
        }
        (Piece::Record(record, spelling), OnMarked::Replace) => {
            if matches!(record, Record::Seal(seal, _) if seal.flags.own_newline) {
                weaver.drop_newline();
            }
            spelling.bytes
        }
        (Piece::Damaged(_, bytes), OnMarked::Replace) => bytes,
    };
    *offset += bytes.len() as u64;
    Ok(())
}
