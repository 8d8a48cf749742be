//! Where Markdown keeps code (CommonMark 0.31, sections 4.5 and 6.1): fenced blocks and code spans.
//! A mark there would end up in somebody's program.
//!
//! Errs towards "inside": a fence in a list or a quotation counts at any depth of indentation.

/// Follows code through a Markdown text, byte by byte; its syntax is all ASCII.
#[derive(Debug, Clone, Default)]
pub struct Code {
    fence: Option<Fence>,
    /// The number of backticks that opened the code span.
    span: Option<usize>,
    line: Line,
    /// The run of backticks or tildes at the end of what has come.
    run: Fence,
    blank: bool,
    escaped: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Fence {
    byte: u8,
    length: usize,
}

/// What the line has been so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Line {
    /// Indentation, quotation signs, list markers.
    #[default]
    Prefix,
    /// The info string of an opening fence.
    Info,
    /// A closing fence.
    Closing,
    /// Something else.
    Body,
}

impl Code {
    /// Whether `next` (nothing at the end of the text) is in code, on the line of a fence, or in a
    /// run of backticks.
    pub fn inside(&self, next: Option<char>) -> bool {
        if self.run.length > 0 && next == Some(char::from(self.run.byte)) {
            return true;
        }
        let mut settled = self.clone();
        settled.settle_run();
        settled.fence.is_some() || settled.span.is_some()
    }

    /// Whether the text ends on the line of a closing fence.
    pub fn on_closing_fence(&self) -> bool {
        let mut settled = self.clone();
        settled.settle_run();
        settled.line == Line::Closing
    }

    /// Whether the text ends in a fenced block, or on the line of one of its fences.
    pub fn in_fence(&self) -> bool {
        let mut settled = self.clone();
        settled.settle_run();
        settled.fence.is_some()
    }

    /// The next bytes of the text.
    pub fn update(&mut self, mut text: &[u8]) {
        while !text.is_empty() {
            text = &text[self.skip_prose(text)..];
            if let Some((&byte, rest)) = text.split_first() {
                self.take(byte);
                text = rest;
            }
        }
    }

    /// How many bytes at the front say nothing about code, because a line break behind them or the
    /// body of a line around them makes them forgotten.
    fn skip_prose(&self, text: &[u8]) -> usize {
        let prose =
            self.fence.is_none() && self.span.is_none() && self.run.length == 0 && !self.escaped;
        if !prose {
            return 0;
        }
        let end = memchr::memchr3(b'`', b'~', b'\\', text).unwrap_or(text.len());
        match memchr::memrchr(b'\n', &text[..end]) {
            Some(newline) => newline,
            None if self.line == Line::Body && !self.blank => end,
            None => 0,
        }
    }

    fn take(&mut self, byte: u8) {
        if self.run.length > 0 && byte != self.run.byte {
            self.settle_run();
        }
        let escaped = std::mem::take(&mut self.escaped);
        match byte {
            b'\n' => return self.end_line(),
            b'`' if self.line == Line::Info
                && self.fence.is_some_and(|fence| fence.byte == b'`') =>
            {
                // An info string has no backticks: what looked like a fence opens a code span.
                self.span = self.fence.take().map(|fence| fence.length);
                self.line = Line::Body;
                self.run = Fence { byte, length: 1 };
            }
            b'`' | b'~' if !escaped => self.run = Fence { byte, length: self.run.length + 1 },
            b'\\' => self.escaped = !escaped && self.fence.is_none() && self.span.is_none(),
            _ => {}
        }
        self.blank &= matches!(byte, b' ' | b'\t' | b'\r');
        if self.run.length == 0 && !self.continues_line(byte) {
            self.line = Line::Body;
        }
    }

    /// Whether the line still is what it has been, with this byte.
    fn continues_line(&self, byte: u8) -> bool {
        match self.line {
            Line::Prefix => match byte {
                b' ' | b'\t' | b'\r' | b'>' => true,
                b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9' => self.fence.is_none(),
                _ => false,
            },
            Line::Closing => matches!(byte, b' ' | b'\t' | b'\r'),
            Line::Info | Line::Body => true,
        }
    }

    /// A run of backticks or tildes is over: what was it?
    fn settle_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.length == 0 {
            return;
        }
        let first = self.line == Line::Prefix && self.span.is_none();
        self.line = match self.fence {
            None if first && run.length >= 3 => {
                self.fence = Some(run);
                Line::Info
            }
            Some(fence) if first && fence.byte == run.byte && run.length >= fence.length => {
                Line::Closing
            }
            Some(_) => match self.line {
                Line::Info => Line::Info,
                _ => Line::Body,
            },
            None => {
                if run.byte == b'`' {
                    self.span = match self.span {
                        None => Some(run.length),
                        Some(opened) if opened == run.length => None,
                        other => other,
                    };
                }
                Line::Body
            }
        };
    }

    fn end_line(&mut self) {
        if self.line == Line::Closing {
            self.fence = None;
        }
        if self.blank {
            // A paragraph is over, and with it a code span that was none.
            self.span = None;
        }
        self.line = Line::Prefix;
        self.blank = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        let mut whole = Code::default();
        whole.update(text.as_bytes());
        let mut single = Code::default();
        text.bytes().for_each(|byte| single.update(&[byte]));
        for next in [None, Some('`'), Some('~'), Some('x'), Some('\n')] {
            assert_eq!(whole.inside(next), single.inside(next), "{text:?}");
        }
        assert_eq!(whole.on_closing_fence(), single.on_closing_fence(), "{text:?}");
        whole
    }

    #[test]
    fn fenced_blocks_and_spans_are_inside() {
        for text in [
            "```",
            "a\n```",
            "a\n```rust\nfn",
            "~~~\n```\n",
            "```\nx\n``",
            "````\n```\n",
            "- ```\n  x",
            "> ```\n> x",
            "```\nx\n```",
            "a `b",
            "a ``b` c",
            "`",
            "``",
            "a\n```\n- ```\n",
            "`a\nb",
        ] {
            assert!(code(text).inside(Some('x')), "{text:?}");
        }
    }

    #[test]
    fn prose_is_outside() {
        for text in [
            "",
            "a",
            "a `b` c",
            "```\nx\n```\n",
            "```\nx\n```  \nafter",
            "~~~\n```\n~~~\n",
            "a ~~b~~ c",
            "``a`b``",
            "\\`a",
            "```a``` b",
            "`a\n\nb",
            "a ~~~ b",
            "> ```\n> x\n> ```\n",
            "a\\\\`b`",
        ] {
            assert!(!code(text).inside(Some('x')), "{text:?}");
        }
    }

    #[test]
    fn only_a_closing_fence_keeps_the_seal_off_its_line() {
        assert!(code("```\nx\n```").on_closing_fence());
        assert!(code("```\nx\n``` ").on_closing_fence());
        for text in ["```", "```\nx", "```\nx\n```\n", "```\nx\n``` y", "a"] {
            assert!(!code(text).on_closing_fence(), "{text:?}");
        }
    }
}
