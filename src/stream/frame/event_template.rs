//! What stands around the data of a frame, for another frame like it.

use crate::stream::frame::{Frame, Shape, sse};
use std::ops::Range;

/// What stands around the data.
#[derive(Debug, Clone)]
pub struct EventTemplate {
    shape: Shape,
    /// Before each line of data; before an element all that stands there.
    prefix: Vec<u8>,
    /// The line of the field `event:`.
    label: Vec<u8>,
    newline: Vec<u8>,
}

impl EventTemplate {
    /// That of this frame, which carries data.
    pub fn of(frame: &Frame<'_>) -> Self {
        let mut dress = Self {
            shape: frame.shape,
            prefix: Vec::new(),
            label: Vec::new(),
            newline: b"\n".to_vec(),
        };
        dress.take(frame);
        dress
    }

    /// The same from now on as that of this frame, which carries data.
    pub fn take(&mut self, frame: &Frame<'_>) {
        let parts = frame.parts;
        let line = |data: usize| match frame.shape {
            Shape::Event => {
                memchr::memrchr2(b'\n', b'\r', &frame.bytes[..data]).map_or(0, |at| at + 1)
            }
            Shape::Line | Shape::Element => 0,
        };
        // The field may stand there without a value, too.
        let prefixes = parts.data.iter().map(|data| line(data.start)..data.start);
        let prefix = prefixes.clone().find(|prefix| {
            frame.bytes[prefix.clone()].ends_with(b":")
                || frame.bytes[prefix.clone()].ends_with(b": ")
        });
        let prefix = prefix.or_else(|| prefixes.clone().next()).unwrap_or(0..0);
        let set = |bytes: &mut Vec<u8>, range: Range<usize>| {
            bytes.clear();
            bytes.extend_from_slice(&frame.bytes[range]);
        };
        self.shape = frame.shape;
        set(&mut self.prefix, prefix);
        if self.prefix.starts_with(sse::BYTE_ORDER_MARK) {
            self.prefix.drain(..sse::BYTE_ORDER_MARK.len());
        }
        set(&mut self.label, parts.label.clone());
        if !parts.newline.is_empty() {
            set(&mut self.newline, parts.newline.clone());
        }
    }

    /// Adds a frame with this data to `out`, to stand before `next`. `label` is another kind of
    /// event.
    pub fn put_on(
        &self,
        data: &[u8],
        label: Option<&str>,
        next: Option<&Frame<'_>>,
        out: &mut Vec<u8>,
    ) {
        match self.shape {
            Shape::Event => {
                match label.filter(|_| !self.label.is_empty()) {
                    Some(label) => {
                        out.extend_from_slice(b"event: ");
                        out.extend_from_slice(label.as_bytes());
                        out.extend_from_slice(&self.newline);
                    }
                    None => out.extend_from_slice(&self.label),
                }
                for line in data.split(|byte| *byte == b'\n') {
                    out.extend_from_slice(&self.prefix);
                    out.extend_from_slice(line);
                    out.extend_from_slice(&self.newline);
                }
                out.extend_from_slice(&self.newline);
            }
            Shape::Line => {
                out.extend_from_slice(&self.prefix);
                out.extend_from_slice(data);
                out.extend_from_slice(&self.newline);
            }
            Shape::Element => {
                // What opens the array stands there once.
                let commas = |prefix: &&[u8]| prefix.contains(&b',') && !prefix.contains(&b'[');
                let before = next.and_then(|next| {
                    let data = next.parts.data.first()?;
                    Some(&next.bytes[..data.start])
                });
                let prefix = before.filter(commas).or(Some(&self.prefix[..]).filter(commas));
                out.extend_from_slice(prefix.unwrap_or(b",\n"));
                out.extend_from_slice(data);
            }
        }
    }
}
