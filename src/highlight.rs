//! Colours a text for the terminal on which it appears: escape sequences go between its characters,
//! and each piece of it ends without a colour, whatever becomes of the next.
//!
//! Nobody but a terminal may be given what comes out of here. A text that brings escape sequences
//! of its own is left alone from the first one on. Characters that are drawn on the one before
//! them, our marks among them, stay with it.

use crate::text::utf8::{self, Unit};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Begins a sequence; the controls of C1, such as CSI, do so in one character.
const ESC: char = '\x1b';
const RESET: &[u8] = b"\x1b[0m";

/// What is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Highlight {
    /// Punctuation, in yellow.
    Punctuation,
    /// Capital letters, in bold.
    Capitals,
    /// Digits and other numbers, in cyan.
    Numbers,
    /// Code in the manner of Markdown, in green.
    Code,
}

impl Highlight {
    /// Select Graphic Rendition (ECMA-48, 8.3.117), in the colours that the terminal's owner has
    /// chosen.
    fn style(self) -> &'static [u8] {
        match self {
            Self::Punctuation => b"\x1b[33m",
            Self::Capitals => b"\x1b[1m",
            Self::Numbers => b"\x1b[36m",
            Self::Code => b"\x1b[32m",
        }
    }
}

/// Where in Markdown's code the text is (CommonMark 0.31, 4.5 and 6.1, as far as can be known
/// before the text has ended).
#[derive(Debug, Clone, Copy, Default)]
enum Code {
    #[default]
    Outside,
    /// In a row of `run` backticks: an opening one, if nothing is `opened`.
    Ticks {
        run: usize,
        opened: Option<Opened>,
        line_start: bool,
    },
    Inside(Opened),
}

/// What began the code.
#[derive(Debug, Clone, Copy)]
struct Opened {
    ticks: usize,
    /// Whether it is a block of lines, and no part of a line.
    fenced: bool,
}

impl Code {
    /// What the character behind a row of backticks finds.
    fn behind_ticks(self) -> Code {
        let Code::Ticks { run, opened, line_start } = self else {
            return self;
        };
        match opened {
            None => Code::Inside(Opened { ticks: run, fenced: line_start && run >= 3 }),
            Some(opened) if opened.fenced && line_start && run >= opened.ticks => Code::Outside,
            Some(opened) if !opened.fenced && run == opened.ticks => Code::Outside,
            Some(opened) => Code::Inside(opened),
        }
    }
}

/// Colours one text.
#[derive(Debug, Clone, Default)]
pub struct Highlighter {
    kinds: Vec<Highlight>,
    code: Code,
    /// Whether only spaces stand before this place in its line.
    line_start: bool,
    current: Option<Highlight>,
    /// Whether the colour of `current` is on.
    on: bool,
    /// The beginning of a character.
    pending: Vec<u8>,
    /// Whether the text colours itself.
    off: bool,
}

impl Highlighter {
    /// Colours these.
    pub fn new(kinds: &[Highlight]) -> Self {
        Self { kinds: kinds.to_vec(), line_start: true, ..Self::default() }
    }

    /// The next bytes of the text; only the beginning of a character waits for its end.
    pub fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let mut bytes = std::mem::take(&mut self.pending);
        bytes.extend_from_slice(text);
        let mut rest = bytes.as_slice();
        while !rest.is_empty() && !self.off {
            let length = match utf8::first(rest) {
                Unit::Character(c, length) => {
                    self.character(c, out);
                    length
                }
                Unit::Invalid(length) => length,
                Unit::Unfinished => break,
            };
            if self.off {
                break;
            }
            out.extend_from_slice(&rest[..length]);
            rest = &rest[length..];
        }
        self.switch_off(out);
        match self.off {
            true => out.extend_from_slice(rest),
            false => self.pending = rest.to_vec(),
        }
    }

    /// The text is over.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.pending);
    }

    /// Puts the colour of a character before it.
    fn character(&mut self, c: char, out: &mut Vec<u8>) {
        if c == ESC || ('\u{80}'..='\u{9f}').contains(&c) {
            self.off = true;
            return;
        }
        let group = c.general_category_group();
        // What is drawn on the character before, or not at all, needs no colour of its own.
        if group == GeneralCategoryGroup::Mark
            || (group == GeneralCategoryGroup::Other && c != '\n')
        {
            return;
        }
        let code = self.follow(c);
        let kind = self.kind_of(c, group, code);
        if kind != self.current {
            self.switch_off(out);
            self.current = kind;
        }
        if let (Some(kind), false) = (kind, self.on) {
            out.extend_from_slice(kind.style());
            self.on = true;
        }
    }

    fn switch_off(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.on) {
            out.extend_from_slice(RESET);
        }
    }

    /// Whether a character belongs to code.
    fn follow(&mut self, c: char) -> bool {
        let line_start = self.line_start;
        self.line_start = c == '\n' || (line_start && c == ' ');
        if let (Code::Ticks { run, .. }, '`') = (&mut self.code, c) {
            *run += 1;
            return true;
        }
        self.code = self.code.behind_ticks();
        let opened = match self.code {
            Code::Inside(opened) => Some(opened),
            Code::Outside | Code::Ticks { .. } => None,
        };
        match (c, opened) {
            ('`', _) => {
                let run = 1;
                self.code = Code::Ticks { run, opened, line_start };
                true
            }
            // A blank line ends what was never closed.
            ('\n', Some(opened)) if !opened.fenced && line_start => {
                self.code = Code::Outside;
                false
            }
            _ => opened.is_some(),
        }
    }

    fn kind_of(&self, c: char, group: GeneralCategoryGroup, code: bool) -> Option<Highlight> {
        let wanted = |kind: Highlight| self.kinds.contains(&kind).then_some(kind);
        let in_code = wanted(Highlight::Code).filter(|_| code && !c.is_control());
        let kind = match group {
            _ if in_code.is_some() => return in_code,
            GeneralCategoryGroup::Punctuation => Highlight::Punctuation,
            // Unicode calls some of these symbols.
            GeneralCategoryGroup::Symbol if c.is_ascii() => Highlight::Punctuation,
            GeneralCategoryGroup::Number => Highlight::Numbers,
            GeneralCategoryGroup::Letter if c.is_uppercase() => Highlight::Capitals,
            _ => return None,
        };
        wanted(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Highlight; 4] =
        [Highlight::Punctuation, Highlight::Capitals, Highlight::Numbers, Highlight::Code];

    fn colored(kinds: &[Highlight], pieces: &[&[u8]]) -> Vec<u8> {
        let mut highlighter = Highlighter::new(kinds);
        let mut out = Vec::new();
        for piece in pieces {
            highlighter.push(piece, &mut out);
            assert!(out.ends_with(RESET) || !highlighter.on);
        }
        highlighter.finish(&mut out);
        out
    }

    /// The text with a letter for each colour, and `.` for none.
    fn shown(kinds: &[Highlight], text: &str) -> String {
        let colored = String::from_utf8_lossy(&colored(kinds, &[text.as_bytes()])).into_owned();
        let mut letter = '.';
        let mut shown = String::new();
        for part in colored.split('\x1b') {
            let rest = match part.split_once('m') {
                Some(("[33", rest)) => (letter = 'P', rest).1,
                Some(("[1", rest)) => (letter = 'C', rest).1,
                Some(("[36", rest)) => (letter = 'N', rest).1,
                Some(("[32", rest)) => (letter = 'K', rest).1,
                Some(("[0", rest)) => (letter = '.', rest).1,
                _ => part,
            };
            shown.extend(rest.chars().map(|c| if c == '\n' { c } else { letter }));
        }
        shown
    }

    #[test]
    fn each_kind_has_its_colour() {
        for (text, colours) in [
            ("Hi, 42!", "C.P.NNP"),
            ("Éa “q” ½", "C..P.P.N"),
            ("run `ls -A 1` now.", "....KKKKKKKKK....P"),
            ("``a`b`` c", "KKKKKKK.."),
            ("a\n```sh\nX=1\n```\nB", ".\nKKKKK\nKKK\nKKK\nC"),
            ("a ` never\n\nEnd", "..KKKKKKK\n\nC.."),
            ("```\n`x`\n", "KKK\nKKK\n"),
        ] {
            assert_eq!(shown(&ALL, text), colours, "{text}");
        }
        assert_eq!(shown(&[Highlight::Numbers], "A `1`, 2"), "...N...N");
        assert_eq!(shown(&[], "A `1`, 2"), "........");
    }

    #[test]
    fn marks_stay_with_the_character_before_them() {
        let text = "End.\u{FE0B}\u{E0100}\u{E0123} Next";
        let colored = String::from_utf8_lossy(&colored(&ALL, &[text.as_bytes()])).into_owned();
        assert!(colored.contains(".\u{FE0B}\u{E0100}\u{E0123}\x1b[0m"), "{colored:?}");
    }

    #[test]
    fn a_text_that_colours_itself_is_left_alone() {
        let colored = colored(&ALL, &[b"A 1 \x1b[31mRed 2", b" and 3\x1b[0m 4"]);
        let end = b"\x1b[0m \x1b[31mRed 2 and 3\x1b[0m 4";
        assert!(colored.ends_with(end), "{:?}", String::from_utf8_lossy(&colored));
    }

    proptest! {
        #[test]
        fn without_the_colours_it_is_the_text_however_it_comes(
            text in prop::collection::vec(prop_oneof![Just(b'`'), Just(b'\n'), Just(b'A'), Just(b'1'), Just(b'.'), Just(b' '), any::<u8>()], 0..120),
            cut in 0usize..120,
        ) {
            prop_assume!(!text.contains(&0x1b));
            let (one, two) = text.split_at(cut.min(text.len()));
            let whole = colored(&ALL, &[&text]);
            let cut = colored(&ALL, &[one, two]);
            for out in [&whole, &cut] {
                let mut plain = Vec::new();
                let mut rest = out.as_slice();
                while let Some((first, more)) = rest.split_first() {
                    rest = more;
                    match first {
                        0x1b => rest = &rest[rest.iter().position(|byte| *byte == b'm').unwrap_or(0) + 1..],
                        byte => plain.push(*byte),
                    }
                }
                prop_assert_eq!(&plain, &text);
            }
        }
    }
}
