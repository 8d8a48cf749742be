//! A document on each line: a JSON object, one member of which is a text of its own.

use crate::embed::{EmbedError, Ending, OnMarked};
use crate::extract::{Extracted, Extractor};
use crate::key::Keyring;
use crate::record::metadata::{Metadata, MetadataError};
use crate::stream::events::marks::{Marks, spelled};
use crate::stream::events::signer::Signer;
use crate::stream::events::strip::{read, removed};
use crate::stream::frame::json::{Kind, Tape, Value};
use crate::stream::frame::literal::{self, Decoder, Spelling};
use crate::stream::frame::splice::Splice;
use crate::stream::frame::{Broken, Frame, Splitter};
use crate::strip::StripSummary;
use crate::text::count::{Counter, Counts};
use crate::verify::{Verification, Verifier};
use std::fmt;

/// Where text and metadata stand in each document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// Names of members, and indices of elements, from the document inwards.
    pub text: Vec<String>,
    /// The same for an object whose members are added to the metadata.
    pub metadata: Option<Vec<String>>,
    /// The most bytes of one line.
    pub line_max: usize,
}

/// Reads documents line by line.
struct Lines {
    splitter: Splitter,
    tape: Tape,
    joined: Vec<u8>,
    fields: Fields,
    number: u64,
    /// Why the rest of the input is no lines any more.
    broken: Option<Broken>,
}

/// One line.
struct Line<'a> {
    frame: Frame<'a>,
    /// Its number, from 1 on.
    number: u64,
    /// The document's text, if it has one.
    text: Option<Value<'a>>,
    document: Option<Value<'a>>,
    /// Whether it is no document: blank, or from a line on that is too large.
    blank: bool,
}

impl Lines {
    fn new(fields: Fields) -> Self {
        Self {
            splitter: Splitter::lines(fields.line_max),
            tape: Tape::default(),
            joined: Vec::new(),
            fields,
            number: 0,
            broken: None,
        }
    }

    fn next(&mut self, over: bool) -> Option<Line<'_>> {
        let frame = match over {
            true => self.splitter.last_frame(),
            false => self.splitter.next_frame(),
        }?;
        self.number += 1;
        self.broken = self.broken.or(frame.broken);
        let data = frame.data(&mut self.joined);
        let blank = data.trim_ascii().is_empty();
        let document = self.tape.read(data).ok();
        let text = document.and_then(|document| at(document, &self.fields.text));
        Some(Line {
            frame,
            number: self.number,
            text: text.filter(|text| text.kind() == Kind::String),
            document,
            blank,
        })
    }
}

/// The value at the end of a path.
fn at<'a>(document: Value<'a>, path: &[String]) -> Option<Value<'a>> {
    path.iter().try_fold(document, |value, name| match value.kind() {
        Kind::Array => value.items().nth(name.parse().ok()?),
        _ => value.get(name),
    })
}

/// Why a document cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// It has no text at this place, or is no JSON.
    NoText,
    /// Its text is empty.
    Empty,
    /// There is nothing in the place of metadata.
    NoMetadata,
    /// What stands in the place of metadata cannot be metadata.
    Metadata(MetadataError),
    /// Its text cannot be signed.
    Embed(EmbedError),
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoText => f.write_str("there is no text at the place of --text-field"),
            Self::Empty => f.write_str("its text is empty"),
            Self::NoMetadata => f.write_str("there is nothing at the place of --meta-field"),
            Self::Metadata(error) => error.fmt(f),
            Self::Embed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RecordError {}

/// What happened to documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordsSummary {
    /// Documents whose text was handled.
    pub done: u64,
    /// Lines that passed as they were; blank ones do not count.
    pub passed: u64,
    /// The first of these, and why.
    pub first_passed: Option<(u64, RecordError)>,
    /// Words and characters in these texts, if they were to be counted.
    pub counts: Counts,
    /// Marks written.
    pub marks: u64,
    /// Why the rest of the input passed as it was, if it did.
    pub broken: Option<Broken>,
}

/// Signs the text of each document.
pub struct RecordEmbedder {
    lines: Lines,
    /// Takes out marks that are there already.
    stripper: Option<RecordStripper>,
    signer: Signer,
    strict: bool,
    summary: RecordsSummary,
}

impl RecordEmbedder {
    /// A machine for one input. With `strict`, a document that cannot be signed is an error.
    pub fn new(fields: Fields, signer: Signer, strict: bool) -> Result<Self, EmbedError> {
        signer.nth(0)?;
        let replaces = signer.options.on_marked == OnMarked::Replace;
        Ok(Self {
            stripper: replaces.then(|| RecordStripper::new(fields.clone())),
            lines: Lines::new(fields),
            signer,
            strict,
            summary: RecordsSummary::default(),
        })
    }

    /// The next bytes of the input; an error names its line.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), (u64, RecordError)> {
        match &mut self.stripper {
            None => self.lines.splitter.push(input),
            Some(stripper) => {
                let mut stripped = Vec::new();
                stripper.push(input, &mut stripped);
                self.lines.splitter.push(&stripped);
            }
        }
        self.sign(false, out)
    }

    /// Documents so far, and what was counted in them.
    pub fn counts(&self) -> (u64, Counts) {
        (self.summary.done, self.summary.counts)
    }

    /// The input is over; of one that was refused nothing more is looked at.
    pub fn finish(
        mut self,
        refused: bool,
        out: &mut Vec<u8>,
    ) -> Result<RecordsSummary, (u64, RecordError)> {
        if refused {
            return Ok(self.summary);
        }
        if let Some(stripper) = self.stripper.take() {
            let mut stripped = Vec::new();
            stripper.finish(&mut stripped);
            self.lines.splitter.push(&stripped);
        }
        self.sign(true, out)?;
        self.summary.broken = self.lines.broken;
        Ok(self.summary)
    }

    fn sign(&mut self, over: bool, out: &mut Vec<u8>) -> Result<(), (u64, RecordError)> {
        let metadata_at = self.lines.fields.metadata.clone();
        while let Some(line) = self.lines.next(over) {
            if line.blank {
                out.extend_from_slice(line.frame.bytes);
                continue;
            }
            match sign(&line, metadata_at.as_deref(), &self.signer, self.strict, self.summary.done)
            {
                Ok((bytes, marks, counts)) => {
                    out.extend_from_slice(&bytes);
                    self.summary.done += 1;
                    self.summary.marks += marks;
                    self.summary.counts += counts;
                }
                // What carries marks already is refused in any case.
                Err(error) if self.strict || matches!(error, RecordError::Embed(_)) => {
                    return Err((line.number, error));
                }
                Err(error) => {
                    out.extend_from_slice(line.frame.bytes);
                    self.summary.passed += 1;
                    self.summary.first_passed.get_or_insert((line.number, error));
                }
            }
        }
        Ok(())
    }
}

/// A line with its text signed, the number of marks in it, and what was counted in the text.
fn sign(
    line: &Line<'_>,
    metadata_at: Option<&[String]>,
    signer: &Signer,
    strict: bool,
    number: u64,
) -> Result<(Vec<u8>, u64, Counts), RecordError> {
    let (Some(document), Some(text)) = (line.document, line.text) else {
        return Err(RecordError::NoText);
    };
    if text.literal().is_none_or(<[u8]>::is_empty) {
        return Err(RecordError::Empty);
    }
    let mut signer = signer.clone();
    if let Some(path) = metadata_at {
        let said = match at(document, path) {
            None if strict => return Err(RecordError::NoMetadata),
            said => said,
        };
        let said = said.map(|said| Metadata::parse(&String::from_utf8_lossy(said.bytes())));
        let said = said.transpose().map_err(RecordError::Metadata)?;
        for (key, value) in said.iter().flat_map(Metadata::members) {
            // What was said for all documents stands.
            if !signer.metadata.contains(key) {
                signer.metadata.insert(key, value.clone()).map_err(RecordError::Metadata)?;
            }
        }
    }
    let literal = text.literal().unwrap_or_default();
    let embedder = signer.nth(number).map_err(RecordError::Embed)?;
    let mut marks = Marks::default();
    let plain = literal::to_text(literal);
    let written = weave(embedder, plain.as_bytes(), &mut marks).map_err(RecordError::Embed)?;
    let spelling = Spelling::of(literal).unwrap_or_default();
    let mut edits = Splice::default();
    for (place, marks) in marks.take(literal, 0, Decoder::default()) {
        let place = line.frame.place(text.span().start + 1 + place);
        edits.insert(place, spelled(&marks, spelling));
    }
    let mut signed = Vec::new();
    edits.apply(line.frame.bytes, &mut signed);
    let mut counter = Counter::default();
    if signer.counts {
        counter.push(plain.as_bytes());
    }
    Ok((signed, written, counter.finish()))
}

fn weave(
    mut embedder: crate::embed::Embedder,
    text: &[u8],
    marks: &mut Marks,
) -> Result<u64, EmbedError> {
    embedder.push(text, marks)?;
    Ok(embedder.finish(Ending::Complete, marks)?.marks)
}

/// Takes the marks out of the text of each document.
pub struct RecordStripper {
    lines: Lines,
    summary: StripSummary,
}

impl RecordStripper {
    /// A machine for one input.
    pub fn new(fields: Fields) -> Self {
        Self { lines: Lines::new(fields), summary: StripSummary::default() }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        self.lines.splitter.push(input);
        self.strip(false, out);
    }

    /// The input is over; says why the rest of it passed as it was, if it did.
    pub fn finish(mut self, out: &mut Vec<u8>) -> (StripSummary, Option<Broken>) {
        self.strip(true, out);
        (self.summary, self.lines.broken)
    }

    fn strip(&mut self, over: bool, out: &mut Vec<u8>) {
        while let Some(line) = self.lines.next(over) {
            let mut edits = Splice::default();
            if let Some(text) = line.text {
                let start = line.frame.place(text.span().start + 1);
                let (characters, text) = read(&[(0, start, text.literal().unwrap_or_default())]);
                for (_, place) in removed(&characters, &text, &mut self.summary) {
                    edits.replace(place, Vec::new());
                }
            }
            edits.apply(line.frame.bytes, out);
        }
    }
}

/// What to do with the text of each document, and with lines that have none.
pub trait Reader {
    /// A text, and the number of its line.
    fn text(&mut self, line: u64, text: &[u8]);

    /// A line without one; blank ones do not count.
    fn none(&mut self, line: u64);
}

/// Shows each document to a [`Reader`].
pub struct RecordReader {
    lines: Lines,
}

impl RecordReader {
    /// A machine for one input.
    pub fn new(fields: Fields) -> Self {
        Self { lines: Lines::new(fields) }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8], reader: &mut impl Reader) {
        self.lines.splitter.push(input);
        self.show(false, reader);
    }

    /// The input is over; says why the rest of it could not be read, if it could not.
    pub fn finish(mut self, reader: &mut impl Reader) -> Option<Broken> {
        self.show(true, reader);
        self.lines.broken
    }

    fn show(&mut self, over: bool, reader: &mut impl Reader) {
        while let Some(line) = self.lines.next(over) {
            match line.text {
                Some(text) => reader.text(
                    line.number,
                    literal::to_text(text.literal().unwrap_or_default()).as_bytes(),
                ),
                None if line.blank => {}
                None => reader.none(line.number),
            }
        }
    }
}

/// Judges one text.
pub fn verify(text: &[u8], keyring: &Keyring) -> Verification {
    let mut verifier = Verifier::new(keyring.clone());
    verifier.push(text);
    verifier.finish()
}

/// What one text says about itself.
pub fn extract(text: &[u8]) -> Vec<Extracted> {
    let mut extractor = Extractor::new();
    extractor.push(text);
    extractor.finish()
}
