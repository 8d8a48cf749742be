//! A JSON text on each line, ended by LF or CRLF; or `TYPE:JSON`, as in the Vercel data stream.

use crate::stream::frame::{Cut, Kind, Parts};

/// Finds the ends of lines.
#[derive(Debug, Default)]
pub struct Cutter {
    searched: usize,
}

impl Cutter {
    /// Looks for the end of the line at the front.
    pub fn cut(&mut self, bytes: &[u8], parts: &mut Parts) -> Cut {
        let Some(found) = memchr::memchr(b'\n', &bytes[self.searched..]) else {
            self.searched = bytes.len();
            return Cut::Open;
        };
        let length = std::mem::take(&mut self.searched) + found + 1;
        Cut::Frame(length, end(&bytes[..length], parts))
    }
}

/// A line, with its end or without.
pub fn end(bytes: &[u8], parts: &mut Parts) -> Kind {
    parts.clear();
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    parts.newline = line.len()..bytes.len();
    if line.trim_ascii().is_empty() {
        return Kind::Other;
    }
    let label = match line {
        [kind, b':', ..] if kind.is_ascii_alphanumeric() => 2,
        _ => 0,
    };
    parts.label = 0..label;
    parts.push(label..line.len());
    Kind::Data
}
