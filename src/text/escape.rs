//! Where a terminal's escape sequences begin and end (ECMA-48, 7-bit codes): a mark inside one
//! would break it.

const ESC: u8 = 0x1B;
const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1A;

/// Follows escape sequences through a text.
#[derive(Debug, Clone, Default)]
pub struct Escapes {
    state: State,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// After ESC.
    Escape,
    /// After ESC and intermediate bytes.
    Intermediate,
    /// In a control sequence, after ESC [.
    Sequence,
    /// In a control string: OSC, DCS, SOS, PM or APC.
    String,
    /// After ESC in a control string.
    StringEscape,
}

impl Escapes {
    /// Whether the next byte belongs to an escape sequence.
    pub fn inside(&self) -> bool {
        self.state != State::Ground
    }

    /// The next bytes of the text.
    pub fn update(&mut self, mut text: &[u8]) {
        while !text.is_empty() {
            if self.state == State::Ground {
                match memchr::memchr(ESC, text) {
                    Some(at) => text = &text[at..],
                    None => return,
                }
            }
            self.state = self.state.after(text[0]);
            text = &text[1..];
        }
    }
}

impl State {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::String, ESC) => Self::StringEscape,
            (_, ESC) => Self::Escape,
            (Self::Ground, _) | (_, CAN | SUB) => Self::Ground,
            (Self::String, BEL) => Self::Ground,
            (Self::String, _) => Self::String,
            (Self::StringEscape, b'\\') => Self::Ground,
            (Self::Escape | Self::StringEscape, b'[') => Self::Sequence,
            (Self::Escape | Self::StringEscape, b']' | b'P' | b'X' | b'^' | b'_') => Self::String,
            (_, 0x00..=0x1F) => self,
            (Self::Sequence, 0x20..=0x3F) => Self::Sequence,
            (Self::Escape | Self::StringEscape | Self::Intermediate, 0x20..=0x2F) => {
                Self::Intermediate
            }
            _ => Self::Ground,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside_after(text: &str) -> bool {
        let mut escapes = Escapes::default();
        escapes.update(text.as_bytes());
        escapes.inside()
    }

    #[test]
    fn every_proper_beginning_of_a_sequence_is_inside_and_its_end_is_not() {
        for sequence in [
            "\x1b[31m",
            "\x1b[38;2;1;2;3m",
            "\x1b[?25l",
            "\x1b]0;title\x07",
            "\x1b(B",
            "\x1bM",
            "\x1b]8;;https://example.org\x1b\\",
            "\x1bPq#0\x1b\\",
            "\x1b_x\x1b\\",
        ] {
            for cut in 1..sequence.len() {
                assert!(inside_after(&sequence[..cut]), "{:?}", &sequence[..cut]);
            }
            assert!(!inside_after(sequence), "{sequence:?}");
        }
        assert!(!inside_after("a\x1b[1\x18b"));
    }
}
