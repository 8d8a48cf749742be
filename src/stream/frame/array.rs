//! The elements of one JSON array, each with all that stands before it.

use crate::stream::frame::{Cut, Kind, Parts};

/// Finds the ends of elements.
#[derive(Debug, Default)]
pub struct Cutter {
    /// Whether the opening bracket has been seen.
    opened: bool,
    /// Where the element begins.
    element: Option<usize>,
    searched: usize,
    /// Open brackets and braces within the element.
    depth: usize,
    quoted: bool,
}

impl Cutter {
    /// Looks for the end of the element at the front.
    pub fn cut(&mut self, bytes: &[u8], parts: &mut Parts) -> Cut {
        loop {
            let rest = &bytes[self.searched..];
            let Some(&byte) = rest.first() else {
                return Cut::Open;
            };
            let Some(element) = self.element else {
                self.searched += 1;
                match byte {
                    b'[' if !self.opened => self.opened = true,
                    b']' => {
                        parts.clear();
                        let length = self.searched;
                        *self = Self::default();
                        return Cut::Frame(length, Kind::Close);
                    }
                    b',' | b' ' | b'\t' | b'\r' | b'\n' => {}
                    _ => {
                        self.searched -= 1;
                        self.element = Some(self.searched);
                    }
                }
                continue;
            };
            if self.quoted {
                let Some(at) = memchr::memchr2(b'"', b'\\', rest) else {
                    self.searched = bytes.len();
                    return Cut::Open;
                };
                match rest[at] {
                    b'"' => {
                        self.quoted = false;
                        self.searched += at + 1;
                        if self.depth == 0 {
                            return self.frame(element, self.searched, parts);
                        }
                    }
                    // An escape is taken whole.
                    _ if rest.len() < at + 2 => {
                        self.searched += at;
                        return Cut::Open;
                    }
                    _ => self.searched += at + 2,
                }
                continue;
            }
            match byte {
                b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    return self.frame(element, self.searched, parts);
                }
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
            self.searched += 1;
            if self.depth == 0 && matches!(byte, b'}' | b']') {
                return self.frame(element, self.searched, parts);
            }
        }
    }

    fn frame(&mut self, element: usize, end: usize, parts: &mut Parts) -> Cut {
        // A brace that nothing opened is an element that is no JSON.
        let end = end.max(element + 1);
        parts.clear();
        parts.push(element..end);
        *self = Self { opened: true, ..Self::default() };
        Cut::Frame(end, Kind::Data)
    }
}
