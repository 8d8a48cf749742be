//! Where things stand in a JSON text: values with their spans, so that bytes can be put in or taken
//! out and nothing else of the text changes.
//!
//! What clients take for JSON is taken here too, and a little more: `NaN` and `Infinity`, any
//! spelling of a number, control characters in strings, any nesting. Of members with the same name
//! the last one counts.

mod value;

pub use value::Value;

/// The most values and names in one JSON text.
pub const NODES_MAX: usize = 8 * 1024 * 1024;

/// Why there is no [`Value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonError {
    /// It is no JSON, or something stands behind it.
    Invalid,
    /// It has more than [`NODES_MAX`] values and names, or more than 4 GiB.
    TooLarge,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{...}`
    Object,
    /// `[...]`
    Array,
    /// `"..."`
    String,
    /// A number, or a word that stands for one.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    kind: Kind,
    /// Whether there are escapes in it.
    escaped: bool,
    start: u32,
    end: u32,
    /// The node behind this value and all that is in it.
    next: u32,
}

/// The values of one JSON text, in their order; made for being used again.
#[derive(Debug, Default)]
pub struct Tape {
    nodes: Vec<Node>,
    open: Vec<u32>,
}

impl Tape {
    /// Reads a JSON text.
    pub fn read<'a>(&'a mut self, json: &'a [u8]) -> Result<Value<'a>, JsonError> {
        if u32::try_from(json.len()).is_err() {
            return Err(JsonError::TooLarge);
        }
        self.nodes.clear();
        self.open.clear();
        let mut reader = Reader { json, at: 0, tape: self };
        reader.text()?;
        Ok(Value { json, nodes: &self.nodes, at: 0 })
    }
}

struct Reader<'a, 't> {
    json: &'a [u8],
    at: usize,
    tape: &'t mut Tape,
}

impl Reader<'_, '_> {
    fn text(&mut self) -> Result<(), JsonError> {
        loop {
            self.value()?;
            // Up through all that is closed behind it.
            loop {
                let Some(&open) = self.tape.open.last() else {
                    return match self.peek() {
                        None => Ok(()),
                        Some(_) => Err(JsonError::Invalid),
                    };
                };
                let kind = self.tape.nodes[open as usize].kind;
                match (self.peek(), kind) {
                    (Some(b','), Kind::Object) => {
                        self.at += 1;
                        self.name()?;
                        break;
                    }
                    (Some(b','), _) => {
                        self.at += 1;
                        break;
                    }
                    (Some(b'}'), Kind::Object) | (Some(b']'), Kind::Array) => self.close(open),
                    _ => return Err(JsonError::Invalid),
                }
            }
        }
    }

    /// One value, or the beginning of one that is not empty.
    fn value(&mut self) -> Result<(), JsonError> {
        loop {
            let start = match self.peek() {
                None => return Err(JsonError::Invalid),
                Some(_) => self.at,
            };
            let (kind, closing) = match self.json[start] {
                b'{' => (Kind::Object, b'}'),
                b'[' => (Kind::Array, b']'),
                b'"' => return self.string(),
                b't' => return self.word(Kind::True, b"true"),
                b'f' => return self.word(Kind::False, b"false"),
                b'n' => return self.word(Kind::Null, b"null"),
                b'N' => return self.word(Kind::Number, b"NaN"),
                b'I' => return self.word(Kind::Number, b"Infinity"),
                _ => return self.number(),
            };
            self.at += 1;
            let node = self.add(kind, start)?;
            self.tape.open.push(node);
            if self.peek() == Some(closing) {
                self.close(node);
                return Ok(());
            }
            if kind == Kind::Object {
                self.name()?;
            }
        }
    }

    fn name(&mut self) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(JsonError::Invalid);
        }
        self.string()?;
        if self.peek() != Some(b':') {
            return Err(JsonError::Invalid);
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        self.at += 1;
        let mut escaped = false;
        loop {
            let rest = &self.json[self.at..];
            let found = quote_or_escape(rest).ok_or(JsonError::Invalid)?;
            self.at += found + 1;
            if rest[found] == b'"' {
                break;
            }
            escaped = true;
            self.at += 1;
            if self.at > self.json.len() {
                return Err(JsonError::Invalid);
            }
        }
        let node = self.add(Kind::String, start)?;
        self.tape.nodes[node as usize].escaped = escaped;
        self.end(node);
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let rest = &self.json[start..];
        if rest.starts_with(b"-Infinity") {
            self.at += "-Infinity".len();
            return self.leaf(Kind::Number, start);
        }
        let part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        self.at += rest.iter().take_while(part).count();
        if self.at == start {
            return Err(JsonError::Invalid);
        }
        self.leaf(Kind::Number, start)
    }

    fn word(&mut self, kind: Kind, word: &[u8]) -> Result<(), JsonError> {
        let start = self.at;
        if !self.json[start..].starts_with(word) {
            return Err(JsonError::Invalid);
        }
        self.at += word.len();
        self.leaf(kind, start)
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.json.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn leaf(&mut self, kind: Kind, start: usize) -> Result<(), JsonError> {
        let node = self.add(kind, start)?;
        self.end(node);
        Ok(())
    }

    fn add(&mut self, kind: Kind, start: usize) -> Result<u32, JsonError> {
        let node = self.tape.nodes.len();
        if node >= NODES_MAX {
            return Err(JsonError::TooLarge);
        }
        self.tape.nodes.push(Node { kind, escaped: false, start: narrow(start), end: 0, next: 0 });
        Ok(narrow(node))
    }

    fn close(&mut self, node: u32) {
        self.at += 1;
        self.tape.open.pop();
        self.end(node);
    }

    fn end(&mut self, node: u32) {
        let next = narrow(self.tape.nodes.len());
        let node = &mut self.tape.nodes[node as usize];
        node.end = narrow(self.at);
        node.next = next;
    }
}

/// Where the next quote or backslash is. Most strings are short: eight bytes are looked at in one
/// go.
fn quote_or_escape(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGHS: u64 = ONES << 7;
    // The lowest of its high bits is that of the first byte which is zero.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk::<8>().filter(|_| at < 64) {
        let word = u64::from_le_bytes(*eight);
        let found =
            zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr::memchr2(b'"', b'\\', &bytes[at..]).map(|found| at + found)
}

/// Offsets fit: longer texts are not read.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "spans_tests.rs"]
mod tests;
