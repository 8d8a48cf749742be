//! A record on each line: a JSON object, one member of which is a text of its own.

use crate::embed::{EmbedError, Ending};
use crate::guard::guard::CompiledPolicy;
use crate::json::literal::{self, Decoder, Spelling};
use crate::json::spans::{Kind, Tape, Value};
use crate::record::metadata::Metadata;
use crate::stream::container::{Container, Report};
use crate::stream::edits::{Added, removed, spelled};
use crate::stream::frame::splice::Splice;
use crate::stream::frame::{Broken, Frame, Splitter};
use crate::stream::guard::RecordGuard;
use crate::stream::operation::strip::Strip;
use crate::stream::operation::{
    Effect, Failure, Operation, Place, TextEnd, TextError, TextMachine,
};

/// Where text and metadata are in each record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// Names of members, and indices of elements, from the record inwards.
    pub text: Vec<String>,
    /// The same for an object whose members are added to the metadata.
    pub metadata: Option<Vec<String>>,
    /// The most bytes of one line.
    pub line_max: usize,
    /// Whether a record that has no text is an error.
    pub strict: bool,
}

/// Reads records line by line.
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
    /// Its number, from 1.
    number: u64,
    /// The record's text, if it has one.
    text: Option<Value<'a>>,
    record: Option<Value<'a>>,
    /// Whether it is no record: blank, or from a line on that is too large.
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
        let record = self.tape.read(data).ok();
        let text = record.and_then(|record| at(record, &self.fields.text));
        Some(Line {
            frame,
            number: self.number,
            text: text.filter(|text| text.kind() == Kind::String),
            record,
            blank,
        })
    }
}

/// The value at the end of a path.
fn at<'a>(record: Value<'a>, path: &[String]) -> Option<Value<'a>> {
    path.iter().try_fold(record, |value, name| match value.kind() {
        Kind::Array => value.items().nth(name.parse().ok()?),
        _ => value.get(name),
    })
}

/// Records, one on each line.
pub struct Records<O: Operation> {
    /// Looks at all strings of a record before anything else does.
    guard: Option<Box<RecordGuard>>,
    /// Takes out marks that are there already.
    stripper: Option<Box<Records<Strip>>>,
    lines: Lines,
    operation: O,
    report: Report,
    refused: bool,
}

impl<O: Operation> Records<O> {
    /// A container for one input.
    pub fn new(fields: Fields, operation: O, guard: Option<CompiledPolicy>) -> Self {
        let stripper = operation.replaces_marks().then(|| {
            let fields = Fields { metadata: None, ..fields.clone() };
            Box::new(Records::new(fields, Strip::default(), None))
        });
        Self {
            guard: guard.map(|policy| Box::new(RecordGuard::new(policy, fields.line_max))),
            stripper,
            lines: Lines::new(fields),
            operation,
            report: Report::default(),
            refused: false,
        }
    }

    /// Strips and guards some of the input, or with `over` the rest of it, and hands it to the
    /// reader of lines.
    fn prepare(&mut self, input: &[u8], over: bool) -> Result<(), O::Error> {
        let mut stripped = Vec::new();
        let mut input = input;
        if let Some(stripper) = &mut self.stripper {
            // To strip refuses nothing.
            let _ = stripper.push(input, &mut stripped);
            if over {
                let _ = stripper.handle(true, &mut stripped);
            }
            input = &stripped;
        }
        let mut safe = Vec::new();
        if let Some(guard) = &mut self.guard {
            guard.push(input, &mut safe);
            if over {
                guard.finish(&mut safe);
            }
            self.report.blocked = guard.reports.blocked;
            guard.reports.tell(&mut self.operation)?;
            input = &safe;
        }
        self.lines.splitter.push(input);
        Ok(())
    }

    /// Does the operation to all records that are whole, and with `over` to what is left.
    fn handle(&mut self, over: bool, out: &mut Vec<u8>) -> Result<(), O::Error> {
        let metadata_at = self.lines.fields.metadata.clone();
        let strict = self.lines.fields.strict;
        while let Some(line) = self.lines.next(over) {
            if line.blank {
                if O::EFFECT != Effect::Reads {
                    out.extend_from_slice(line.frame.bytes);
                }
                continue;
            }
            let mut edits = Splice::default();
            let done =
                handle(&line, metadata_at.as_deref(), strict, &mut self.operation, &mut edits);
            match done {
                Ok(true) => {
                    self.report.pieces += 1;
                    self.report.texts += 1;
                }
                Ok(false) => {}
                // Marks that are there already are refused in any case.
                Err(error) if strict || matches!(error, TextError::Embed(_)) => {
                    let failure = Failure { line: Some(line.number), error };
                    return Err(self.operation.fail(failure));
                }
                Err(error) => {
                    self.report.passed += 1;
                    self.report.first_passed.get_or_insert((line.number, error));
                }
            }
            if O::EFFECT != Effect::Reads {
                edits.apply(line.frame.bytes, out);
            }
        }
        Ok(())
    }
}

/// Does an operation to the text of a record; says whether there is one.
fn handle<O: Operation>(
    line: &Line<'_>,
    metadata_at: Option<&[String]>,
    strict: bool,
    operation: &mut O,
    edits: &mut Splice,
) -> Result<bool, TextError> {
    let (Some(record), Some(text)) = (line.record, line.text) else {
        operation.no_text(line.number);
        return match O::EFFECT {
            Effect::Adds => Err(TextError::NoText),
            Effect::Reads | Effect::Removes => Ok(false),
        };
    };
    let literal = text.literal().unwrap_or_default();
    if O::EFFECT == Effect::Adds && literal.is_empty() {
        return Err(TextError::Empty);
    }
    let mut metadata = None;
    if let Some(path) = metadata_at {
        let said = match at(record, path) {
            None if strict => return Err(TextError::NoMetadata),
            said => said,
        };
        let said = said.map(|said| Metadata::parse(&String::from_utf8_lossy(said.bytes())));
        metadata = said.transpose().map_err(TextError::Metadata)?;
    }
    let place = Place { line: Some(line.number), ..Place::default() };
    let Some(mut machine) = operation.begin(&place, metadata)? else {
        return Ok(false);
    };
    let start = text.span().start + 1;
    let end = TextEnd { ending: Ending::Complete, reason: None, guard: None };
    if O::EFFECT == Effect::Removes {
        for (_, place) in removed(&[(0, line.frame.place(start), literal)], &mut machine) {
            edits.replace(place, Vec::new());
        }
    } else {
        let mut added = Added::default();
        machine.push(literal::to_text(literal).as_bytes(), &mut added)?;
        machine.finish(&end, &mut added)?;
        let spelling = match added.marks.is_empty() {
            true => Spelling::default(),
            false => Spelling::of(literal).unwrap_or_default(),
        };
        for (place, marks) in added.take(literal, 0, Decoder::default()) {
            edits.insert(line.frame.place(start + place), spelled(&marks, spelling));
        }
    }
    operation.end(place, machine);
    Ok(true)
}

impl<O: Operation> Container<O> for Records<O> {
    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), O::Error> {
        let done = self.prepare(input, false).and_then(|()| self.handle(false, out));
        self.refused |= done.is_err();
        done?;
        // What the guard let pass before it ended the input is handled at the end.
        match self.report.blocked {
            true => Err(self.operation.fail(EmbedError::Blocked.into())),
            false => Ok(()),
        }
    }

    fn finish(
        mut self: Box<Self>,
        _ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(O, Report), O::Error> {
        if !self.refused {
            self.prepare(&[], true)?;
            self.handle(true, out)?;
        }
        self.report.broken = self.lines.broken;
        if let Some(guard) = &self.guard {
            self.report.guard = guard.reports.summary.clone();
        }
        Ok((self.operation, self.report))
    }

    fn operation(&mut self) -> &mut O {
        &mut self.operation
    }

    fn pieces(&self) -> u64 {
        self.report.pieces
    }
}
