//! Cuts what a provider sends into frames: server-sent events, lines, the elements of an array.
//!
//! A frame is whole when its end has come, and not a byte later; every byte of the input is in
//! exactly one frame. [`json`] and [`literal`] say where the text stands in what a frame carries.

mod array;
pub mod event_template;
mod lines;
pub mod splice;
mod sse;

use std::ops::Range;

/// How the frames are set off from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events (WHATWG HTML, 9.2).
    Sse,
    /// A JSON text on each line; or the elements of one JSON array; or lines of the Vercel data
    /// stream.
    Jsonl,
}

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It carries data.
    Data,
    /// It carries an error in the place of data: the field `error:`, or JSON that is in no field.
    Fault,
    /// It ends the stream: the end of the array.
    Close,
    /// Nothing that matters here.
    Other,
}

/// Why frames are no longer told apart, and the rest of the input is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// There is no end of a frame within the limit; where it begins, in bytes of the input.
    TooLarge(u64),
    /// Events without blank lines between them.
    Unseparated,
    /// The binary event stream of AWS (`application/vnd.amazon.eventstream`).
    Binary,
}

/// What says of which kind the data of a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label<'a> {
    /// Nothing.
    None,
    /// The field `event:`, and its value.
    Event(&'a [u8]),
    /// One letter or digit before the data of a line.
    Type(u8),
}

/// What sets a frame off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A blank line behind it.
    Event,
    /// The end of its line.
    Line,
    /// The comma before it.
    Element,
}

/// One frame.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// All its bytes.
    pub bytes: &'a [u8],
    /// What it is.
    pub kind: Kind,
    /// What sets it off.
    pub shape: Shape,
    /// Where it begins, in bytes of the input.
    pub offset: u64,
    /// Whether its end has come; only the last frame may be without.
    pub ended: bool,
    /// Why this is no frame but what was left to be passed on.
    pub broken: Option<Broken>,
    parts: &'a Parts,
}

/// Where things stand in a frame.
#[derive(Debug, Default)]
pub struct Parts {
    /// The data, line by line.
    data: Vec<Range<usize>>,
    /// Where each of these lines begins when they are joined.
    joined: Vec<usize>,
    /// Whether something that some clients take for data stands beside it.
    beside: bool,
    /// What says of which kind the data is: the line of the field `event:`, or a type before the
    /// data.
    label: Range<usize>,
    /// The end of the first line.
    newline: Range<usize>,
}

impl Parts {
    fn clear(&mut self) {
        self.data.clear();
        self.joined.clear();
        self.beside = false;
        self.label = 0..0;
        self.newline = 0..0;
    }

    /// One more line of data.
    fn push(&mut self, line: Range<usize>) {
        let last = self.joined.last().zip(self.data.last());
        let start = last.map_or(0, |(start, line)| start + line.len() + 1);
        self.joined.push(start);
        self.data.push(line);
    }
}

impl<'a> Frame<'a> {
    /// The data in one piece: what is on several lines is joined by line feeds, in `joined`.
    pub fn data<'b>(&self, joined: &'b mut Vec<u8>) -> &'b [u8]
    where
        'a: 'b,
    {
        if let [one] = self.parts.data.as_slice() {
            return &self.bytes[one.clone()];
        }
        joined.clear();
        for (index, part) in self.parts.data.iter().enumerate() {
            if index > 0 {
                joined.push(b'\n');
            }
            joined.extend_from_slice(&self.bytes[part.clone()]);
        }
        joined
    }

    /// Where a byte of the data stands in the frame.
    pub fn place(&self, offset: usize) -> usize {
        let line = self.parts.joined.partition_point(|start| *start <= offset).saturating_sub(1);
        match (self.parts.data.get(line), self.parts.joined.get(line)) {
            (Some(data), Some(start)) => data.start + (offset - start).min(data.len()),
            _ => self.bytes.len(),
        }
    }

    /// Whether something that some clients take for data stands beside it.
    pub fn has_more(&self) -> bool {
        self.parts.beside
    }

    /// What says of which kind the data is.
    pub fn label(&self) -> Label<'a> {
        match (self.shape, &self.bytes[self.parts.label.clone()]) {
            (Shape::Line, [kind, ..]) => Label::Type(*kind),
            (_, []) => Label::None,
            (_, field) => Label::Event(field.strip_prefix(b"event:").unwrap_or(field).trim_ascii()),
        }
    }
}

/// Cuts the input into frames.
#[derive(Debug)]
pub struct Splitter {
    cutter: Cutter,
    buffer: Vec<u8>,
    /// Where the next frame begins in the buffer.
    start: usize,
    /// Bytes of input before the buffer.
    offset: u64,
    limit: usize,
    parts: Parts,
    broken: Option<Broken>,
}

#[derive(Debug)]
enum Cutter {
    Sse(sse::Cutter),
    Lines(lines::Cutter),
    Array(array::Cutter),
    /// It is not known yet whether lines or an array come.
    Undecided,
}

/// What a cutter says of the bytes from the beginning of a frame on.
enum Cut {
    /// More is needed.
    Open,
    /// A frame of so many bytes.
    Frame(usize, Kind),
    Broken(Broken),
}

impl Splitter {
    /// A splitter that holds at most `limit` bytes of a frame.
    pub fn new(framing: Framing, limit: usize) -> Self {
        let cutter = match framing {
            Framing::Sse => Cutter::Sse(sse::Cutter::default()),
            Framing::Jsonl => Cutter::Undecided,
        };
        Self {
            cutter,
            buffer: Vec::new(),
            start: 0,
            offset: 0,
            limit,
            parts: Parts::default(),
            broken: None,
        }
    }

    /// A splitter for lines, whatever stands on them.
    pub fn lines(limit: usize) -> Self {
        Self { cutter: Cutter::Lines(lines::Cutter::default()), ..Self::new(Framing::Jsonl, limit) }
    }

    /// The next bytes of the input.
    pub fn push(&mut self, input: &[u8]) {
        self.buffer.drain(..self.start);
        self.offset += self.start as u64;
        self.start = 0;
        self.buffer.extend_from_slice(input);
    }

    /// The next frame that is whole.
    pub fn next_frame(&mut self) -> Option<Frame<'_>> {
        self.cut(false)
    }

    /// The input is over: what is left, frame by frame.
    pub fn last_frame(&mut self) -> Option<Frame<'_>> {
        self.cut(true)
    }

    fn cut(&mut self, over: bool) -> Option<Frame<'_>> {
        let rest = &self.buffer[self.start..];
        if rest.is_empty() {
            return None;
        }
        if self.offset == 0 && self.start == 0 && self.broken.is_none() {
            match is_aws(rest) {
                Some(true) => self.broken = Some(Broken::Binary),
                None if !over => return None,
                _ => {}
            }
        }
        if self.broken.is_some() {
            self.parts.clear();
            return Some(self.give(rest.len(), Kind::Other, true));
        }
        let cut = match &mut self.cutter {
            Cutter::Undecided => {
                let white = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                match rest.get(white) {
                    // White space waits for nothing.
                    None => Cut::Frame(white, Kind::Other),
                    Some(b'[') => {
                        self.cutter = Cutter::Array(array::Cutter::default());
                        return self.cut(over);
                    }
                    Some(_) => {
                        self.cutter = Cutter::Lines(lines::Cutter::default());
                        return self.cut(over);
                    }
                }
            }
            Cutter::Sse(cutter) => cutter.cut(rest, over, &mut self.parts),
            Cutter::Lines(cutter) => cutter.cut(rest, &mut self.parts),
            Cutter::Array(cutter) => cutter.cut(rest, &mut self.parts),
        };
        match cut {
            Cut::Frame(length, _) if length > self.limit => self.too_large(over),
            Cut::Frame(length, kind) => {
                if kind == Kind::Close {
                    self.cutter = Cutter::Undecided;
                }
                Some(self.give(length, kind, true))
            }
            Cut::Broken(broken) => {
                self.broken = Some(broken);
                self.cut(over)
            }
            Cut::Open if rest.len() > self.limit => self.too_large(over),
            Cut::Open if over => {
                let kind = match &mut self.cutter {
                    Cutter::Sse(cutter) => cutter.end(rest, &mut self.parts),
                    Cutter::Lines(_) => lines::end(rest, &mut self.parts),
                    Cutter::Array(_) | Cutter::Undecided => {
                        self.parts.clear();
                        Kind::Other
                    }
                };
                Some(self.give(rest.len(), kind, false))
            }
            Cut::Open => None,
        }
    }

    fn too_large(&mut self, over: bool) -> Option<Frame<'_>> {
        self.broken = Some(Broken::TooLarge(self.offset + self.start as u64));
        self.cut(over)
    }

    fn give(&mut self, length: usize, kind: Kind, ended: bool) -> Frame<'_> {
        let start = self.start;
        self.start += length;
        let shape = match self.cutter {
            Cutter::Sse(_) => Shape::Event,
            Cutter::Lines(_) => Shape::Line,
            Cutter::Array(_) | Cutter::Undecided => Shape::Element,
        };
        Frame {
            bytes: &self.buffer[start..self.start],
            kind,
            shape,
            offset: self.offset + start as u64,
            ended,
            broken: self.broken,
            parts: &self.parts,
        }
    }
}

/// Whether this is a message of AWS's binary event stream: its length, that of its headers, and the
/// CRC-32 of these eight bytes; nothing if there are too few bytes to say.
fn is_aws(bytes: &[u8]) -> Option<bool> {
    // A message has at most 16 MiB.
    if bytes[0] != 0 {
        return Some(false);
    }
    let prelude = bytes.get(..12)?;
    Some(crc32fast::hash(&prelude[..8]).to_be_bytes() == prelude[8..])
}
