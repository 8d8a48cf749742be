//! The wrapper of a C2PA manifest: selectors that spell any bytes, the magic of our records among
//! them. Inside of one nothing is looked for.

use crate::mark::{Spelled, read as read_mark};
use memchr::memmem::Finder;

/// `C2PATXT` and a zero byte, in UTF-8.
const OPENING: [u8; 31] = [
    0xF3, 0xA0, 0x84, 0xB3, 0xF3, 0xA0, 0x84, 0xA2, 0xF3, 0xA0, 0x85, 0x80, 0xF3, 0xA0, 0x84, 0xB1,
    0xF3, 0xA0, 0x85, 0x84, 0xF3, 0xA0, 0x85, 0x88, 0xF3, 0xA0, 0x85, 0x84, 0xEF, 0xB8, 0x80,
];
/// Version and length.
const HEADER: usize = 5;

/// Finds wrappers, and their ends.
#[derive(Debug)]
pub struct Wrapper {
    opening: Finder<'static>,
    /// The last bytes of the input, in which one may begin.
    tail: Vec<u8>,
    inside: Option<Inside>,
}

/// How far the marks of a wrapper are read.
#[derive(Debug, Default)]
struct Inside {
    header: Vec<u8>,
    /// Marks still to come, once the header is read.
    left: Option<u32>,
}

impl Default for Wrapper {
    fn default() -> Self {
        Self { opening: Finder::new(&OPENING), tail: Vec::new(), inside: None }
    }
}

impl Wrapper {
    /// Whether a wrapper has begun that is not over.
    pub fn is_open(&self) -> bool {
        self.inside.is_some()
    }

    /// The end of the next opening in `text`, which is what comes next.
    pub fn next(&self, text: &[u8]) -> Option<usize> {
        let seam = [&self.tail, &text[..text.len().min(OPENING.len())]].concat();
        let straddling = self.opening.find(&seam).map(|at| at + OPENING.len());
        straddling
            .and_then(|end| end.checked_sub(self.tail.len()))
            .filter(|end| *end > 0)
            .or_else(|| self.opening.find(text).map(|at| at + OPENING.len()))
    }

    /// An opening has passed.
    pub fn open(&mut self) {
        self.inside = Some(Inside::default());
    }

    /// So much of the input has passed.
    pub fn pass(&mut self, input: &[u8]) {
        let kept = OPENING.len() - 1;
        self.tail.extend_from_slice(&input[input.len().saturating_sub(kept)..]);
        let surplus = self.tail.len().saturating_sub(kept);
        self.tail.drain(..surplus);
    }

    /// How many bytes at the front of `text` belong to the wrapper that is open, whole marks only;
    /// it is over if something else follows.
    pub fn take(&mut self, text: &[u8], ended: bool) -> usize {
        let mut taken = 0;
        while let Some(inside) = &mut self.inside {
            match read_mark(&text[taken..]) {
                Spelled::Mark(byte, length) => {
                    taken += length;
                    if inside.push(byte) {
                        self.inside = None;
                    }
                }
                Spelled::Unfinished if !ended => break,
                Spelled::Unfinished | Spelled::Other => self.inside = None,
            }
        }
        taken
    }
}

impl Inside {
    /// The next byte; whether it is the last one.
    fn push(&mut self, byte: u8) -> bool {
        match &mut self.left {
            Some(left) => {
                *left -= 1;
                *left == 0
            }
            None => {
                self.header.push(byte);
                let length = self.header.get(1..HEADER).and_then(|length| length.try_into().ok());
                self.left = length.map(u32::from_be_bytes);
                self.left == Some(0)
            }
        }
    }
}
