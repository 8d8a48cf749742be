//! Server-sent events: lines that end with CRLF, LF or CR, and a blank line behind each event.

use crate::stream::frame::{Broken, Cut, Kind, Parts};
use std::ops::Range;

/// U+FEFF, which may stand at the very beginning.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Finds the ends of events.
#[derive(Debug, Default)]
pub struct Cutter {
    /// How the first line ended: then a CR at the end of what has come is known to be whole, or
    /// not.
    habit: Option<Habit>,
    /// Whether an event has been cut already.
    started: bool,
    /// The beginning of the line that has not ended.
    line: usize,
    /// So much of it is known to be without a line end.
    searched: usize,
    /// Whether a CR has just ended a line, so that a LF here is a part of that.
    behind_cr: bool,
    /// The first line that is in no field and may be JSON.
    bare: Option<usize>,
    /// The value of a field `error:`, which is no field of the standard.
    fault: Option<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    Lf,
    Crlf,
    Cr,
}

impl Cutter {
    /// Looks for the end of the event at the front.
    pub fn cut(&mut self, bytes: &[u8], over: bool, parts: &mut Parts) -> Cut {
        if self.line == 0 && self.searched == 0 {
            parts.clear();
        }
        loop {
            if self.behind_cr {
                match bytes.get(self.line) {
                    None => return Cut::Open,
                    Some(b'\n') => self.line += 1,
                    Some(_) => {}
                }
                self.behind_cr = false;
                self.searched = self.searched.max(self.line);
            }
            let Some(found) = memchr::memchr2(b'\n', b'\r', &bytes[self.searched..]) else {
                self.searched = bytes.len();
                return Cut::Open;
            };
            let end = self.searched + found;
            let Some(length) = self.line_end(&bytes[end..], over) else {
                self.searched = end;
                return Cut::Open;
            };
            let (line, next) = (self.line, end + length);
            if parts.newline.is_empty() {
                parts.newline = end..next;
            }
            self.line = next;
            self.searched = next;
            if end == line {
                return Cut::Frame(next, self.close(bytes, next, parts));
            }
            if self.field(bytes, line, end, next, parts) {
                return Cut::Broken(Broken::Unseparated);
            }
        }
    }

    /// The input ends within an event.
    pub fn end(&mut self, bytes: &[u8], parts: &mut Parts) -> Kind {
        if self.line < bytes.len() {
            self.field(bytes, self.line, bytes.len(), bytes.len(), parts);
        }
        self.close(bytes, bytes.len(), parts)
    }

    /// How many bytes end a line here; nothing if that cannot be known yet.
    fn line_end(&mut self, bytes: &[u8], over: bool) -> Option<usize> {
        let ending = match bytes {
            [b'\n', ..] => Habit::Lf,
            [b'\r', ..] if self.habit == Some(Habit::Cr) => Habit::Cr,
            [b'\r', b'\n', ..] => Habit::Crlf,
            [b'\r'] if !over => return None,
            _ => Habit::Cr,
        };
        let habit = *self.habit.get_or_insert(ending);
        self.behind_cr = habit == Habit::Cr && ending == Habit::Cr;
        Some(if ending == Habit::Crlf { 2 } else { 1 })
    }

    /// Takes note of one line; says whether it shows that events are not separated.
    fn field(
        &mut self,
        bytes: &[u8],
        mut line: usize,
        end: usize,
        next: usize,
        parts: &mut Parts,
    ) -> bool {
        if line == 0 && !self.started && bytes.starts_with(BYTE_ORDER_MARK) {
            line += BYTE_ORDER_MARK.len();
        }
        let content = &bytes[line..end];
        if let Some(value) = content.strip_prefix(b"data:") {
            let space = usize::from(value.first() == Some(&b' '));
            let start = line + b"data:".len() + space;
            let before = parts.data.last().map(|last| &bytes[last.clone()]);
            parts.push(start..end);
            return before.is_some_and(|before| is_another(before, &bytes[start..end]));
        }
        match content {
            b"data" => parts.push(end..end),
            _ if content.starts_with(b"event:") => parts.label = line..next,
            _ if content.starts_with(b"error:") => self.fault = Some(line + b"error:".len()..end),
            [b'{', ..] if self.bare.is_none() => self.bare = Some(line),
            _ => {}
        }
        false
    }

    fn close(&mut self, bytes: &[u8], next: usize, parts: &mut Parts) -> Kind {
        self.line = 0;
        self.searched = 0;
        self.started = true;
        match (self.fault.take(), self.bare.take()) {
            // The standard knows nothing but data; some clients read on.
            (fault, bare) if !parts.data.is_empty() => {
                parts.beside = bare.is_some() || fault.is_some();
                Kind::Data
            }
            (Some(fault), _) => {
                parts.push(fault);
                Kind::Fault
            }
            (None, Some(bare)) => {
                let white = bytes[bare..next].iter().rev();
                let white = white.take_while(|byte| byte.is_ascii_whitespace()).count();
                parts.push(bare..next - white);
                Kind::Fault
            }
            (None, None) => Kind::Other,
        }
    }
}

/// Whether a line of data begins another event: no JSON text goes on like that.
fn is_another(before: &[u8], line: &[u8]) -> bool {
    let begins = line.trim_ascii_start();
    before.trim_ascii_end().ends_with(b"}")
        && (begins.starts_with(b"{") || begins.starts_with(b"[DONE]"))
}
