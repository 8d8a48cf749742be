//! Text as a mail quotes it: each line behind one `>` or more, with a space behind each or none.

use crate::digest::Start;

/// Takes quotation signs off the beginnings of lines, whatever pieces they come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unquote {
    /// At the beginning of a line, or behind the signs there.
    #[default]
    Start,
    /// Behind a sign, whose space may follow.
    Sign,
    /// In the text of a line.
    Text,
}

impl Unquote {
    /// Gives the next bytes of the text to `take`, but for the signs.
    pub fn update(&mut self, mut text: &[u8], mut take: impl FnMut(&[u8])) {
        while let Some(&byte) = text.first() {
            let (kept, taken) = match (*self, byte) {
                (Self::Start | Self::Sign, b'>') => (Self::Sign, 0),
                (Self::Sign, b' ') => (Self::Start, 0),
                _ => {
                    let line = memchr::memchr(b'\n', text);
                    (
                        line.map_or(Self::Text, |_| Self::Start),
                        line.map_or(text.len(), |end| end + 1),
                    )
                }
            };
            *self = kept;
            take(&text[..taken]);
            text = &text[taken.max(1)..];
        }
    }
}

/// The start of the part at the end of `text` that, without quotation signs, satisfies `find`;
/// which is given the text without them, and says where in that the part begins. If the text is
/// `part` of a longer one its first line is left aside, which may not be a whole one.
pub fn start_of_unquoted(text: &[u8], part: bool, find: impl Fn(&[u8]) -> Start) -> Start {
    let first = match (part, memchr::memchr(b'\n', text)) {
        (true, Some(end)) => end + 1,
        (true, None) => return Start::Earlier,
        (false, _) => 0,
    };
    match start_in_lines(&text[first..], find) {
        Start::At(at) => Start::At(first + at),
        other => other,
    }
}

fn start_in_lines(text: &[u8], find: impl Fn(&[u8]) -> Start) -> Start {
    let mut plain = Vec::with_capacity(text.len());
    Unquote::default().update(text, |piece| plain.extend_from_slice(piece));
    let wanted = match find(&plain) {
        Start::At(wanted) => wanted,
        other => return other,
    };
    let (mut state, mut passed) = (Unquote::default(), 0);
    for (at, byte) in text.iter().enumerate() {
        if passed == wanted && state != Unquote::Text {
            // The signs before the first line are not somebody else's text.
            return Start::At(memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1));
        }
        let before = passed;
        state.update(&[*byte], |piece| passed += piece.len());
        if before == wanted && passed > wanted {
            return Start::At(at);
        }
    }
    Start::Nowhere
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_go_at_every_split() {
        let text = b"> a\n>> b > c\n>  d\n> > e\nf\n>\n";
        for split in 0..=text.len() {
            let (mut unquote, mut plain) = (Unquote::default(), Vec::new());
            unquote.update(&text[..split], |piece| plain.extend_from_slice(piece));
            unquote.update(&text[split..], |piece| plain.extend_from_slice(piece));
            assert_eq!(plain, b"a\nb > c\n d\ne\nf\n\n");
        }
    }

    #[test]
    fn the_start_is_that_of_the_line_if_only_signs_stand_before_it() {
        let text = b"Hi\n> one two\n> three";
        let find = |length: usize| move |plain: &[u8]| Start::At(plain.len() - length);
        assert_eq!(start_of_unquoted(text, false, find("one two\nthree".len())), Start::At(3));
        assert_eq!(start_of_unquoted(text, true, find("two\nthree".len())), Start::At(9));
    }
}
