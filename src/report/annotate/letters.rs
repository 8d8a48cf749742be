//! Bytes become what is shown: characters as they are, or as something that is to be spelled out.

use crate::mark::{self, JOINT, Spelled};
use crate::report::annotate::Piece;
use crate::report::is_hidden;
use crate::report::spans::{Kind, LabelledSpan};
use crate::text::class::is_white_space;
use crate::text::utf8::{self, Unit};
use unicode_properties::UnicodeEmoji as _;

/// The character behind an emoji that asks for its picture.
const EMOJI_SELECTOR: char = '\u{FE0F}';
/// The character that makes one emoji of two.
const JOINER: char = '\u{200D}';

/// Turns the bytes of a text into pieces.
pub struct Letters {
    labelled_spans: Vec<LabelledSpan>,
    /// The stretch that has been come to.
    current: usize,
    /// Bytes of the input so far, without the unfinished character.
    at: u64,
    /// The beginning of a character.
    unfinished: Vec<u8>,
    /// A carriage return or a joiner: what follows says what it is.
    held: Option<(Kind, char)>,
    /// What the text ends in, and of which kind that is: what stands apart in what is shown joins
    /// nothing.
    end: End,
    end_kind: Option<Kind>,
    run: Run,
}

/// What a text ends in, as far as that matters to what follows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum End {
    #[default]
    Other,
    Emoji,
    EmojiAndSelector,
}

/// Plain text of one kind that has not been given away.
#[derive(Default)]
struct Run {
    kind: Option<Kind>,
    text: String,
}

impl Run {
    fn push(&mut self, kind: Kind, text: &str, visit: &mut impl FnMut(Piece<'_>)) {
        if self.kind != Some(kind) {
            self.give(visit);
            self.kind = Some(kind);
        }
        self.text.push_str(text);
    }

    fn give(&mut self, visit: &mut impl FnMut(Piece<'_>)) {
        if let Some(kind) = self.kind.take() {
            visit(Piece::Text(kind, &self.text));
            self.text.clear();
        }
    }
}

impl Letters {
    pub fn new(labelled_spans: Vec<LabelledSpan>) -> Self {
        Self {
            labelled_spans,
            current: 0,
            at: 0,
            unfinished: Vec::new(),
            held: None,
            end: End::Other,
            end_kind: None,
            run: Run::default(),
        }
    }

    pub fn labelled_spans(&self) -> &[LabelledSpan] {
        &self.labelled_spans
    }

    /// Bytes of the input so far.
    pub fn at(&self) -> u64 {
        self.at + self.unfinished.len() as u64
    }

    /// The kind of what comes next.
    pub fn kind(&mut self) -> Kind {
        let passed = |stretch: &&LabelledSpan| stretch.span.end <= self.at;
        let rest = self.labelled_spans[self.current..].iter();
        self.current += rest.take_while(passed).count();
        let stretch = self.labelled_spans.get(self.current);
        stretch.map_or(Kind::Unsigned, |stretch| stretch.kind)
    }

    /// The kind of what came last.
    pub fn kind_before(&self) -> Kind {
        let last = self.at.saturating_sub(1);
        let near = &self.labelled_spans[self.current.saturating_sub(1)..];
        let holds = |stretch: &&LabelledSpan| stretch.span.start <= last && last < stretch.span.end;
        let stretch = near.iter().find(holds);
        stretch.map_or(Kind::Unsigned, |stretch| stretch.kind)
    }

    /// The next bytes of the text.
    pub fn update(&mut self, text: &[u8], visit: &mut impl FnMut(Piece<'_>)) {
        let mut rest = text;
        while !rest.is_empty() {
            if self.unfinished.is_empty() {
                rest = &rest[self.plain(rest, visit)..];
                let Some(taken) = self.unit(rest, visit) else {
                    self.unfinished.extend_from_slice(rest);
                    break;
                };
                rest = &rest[taken..];
            } else {
                let open = std::mem::take(&mut self.unfinished);
                let seam = [&open[..], &rest[..rest.len().min(utf8::LONGEST)]].concat();
                match self.unit(&seam, visit) {
                    // What may have become a character goes as a whole, as one or as none.
                    Some(taken) => rest = &rest[taken.saturating_sub(open.len())..],
                    None => {
                        self.unfinished.extend_from_slice(&open);
                        self.unfinished.extend_from_slice(rest);
                        break;
                    }
                }
            }
        }
        self.run.give(visit);
    }

    /// What stands between the marks of a damaged record, which have been passed already.
    pub fn interruptions(&mut self, bytes: &[u8], visit: &mut impl FnMut(Piece<'_>)) {
        let kind = self.kind_before();
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = match (mark::read(rest), utf8::first(rest)) {
                (Spelled::Mark(_, length), _) => length,
                (_, Unit::Character(c, length)) => {
                    if c != JOINT {
                        self.character(c, kind, visit);
                    }
                    length
                }
                (_, Unit::Invalid(length)) => length,
                (_, Unit::Unfinished) => rest.len(),
            };
            rest = &rest[taken..];
        }
        self.run.give(visit);
    }

    /// So many bytes of the input are a mark.
    pub fn skip(&mut self, bytes: u64) {
        self.at += bytes;
    }

    /// A mark stands here: no character goes on behind it, but a line break may.
    pub fn cut(&mut self, visit: &mut impl FnMut(Piece<'_>)) {
        for byte in std::mem::take(&mut self.unfinished) {
            self.byte(byte, visit);
        }
        if self.held.is_some_and(|(_, held)| held == JOINER) {
            self.give_held(visit);
        }
        self.end = End::Other;
        self.run.give(visit);
    }

    /// The text is over.
    pub fn finish(&mut self, visit: &mut impl FnMut(Piece<'_>)) {
        self.cut(visit);
        self.give_held(visit);
    }

    /// Takes plain ASCII from the front; returns how much.
    fn plain(&mut self, text: &[u8], visit: &mut impl FnMut(Piece<'_>)) -> usize {
        let kind = self.kind();
        if kind == Kind::Blank || self.held.is_some() {
            return 0;
        }
        let stretch = self.labelled_spans.get(self.current);
        let room = stretch.map_or(u64::MAX, |stretch| stretch.span.end - self.at);
        let room = usize::try_from(room).unwrap_or(usize::MAX).min(text.len());
        let is_plain = |byte: &&u8| matches!(byte, b' '..=b'~' | b'\t');
        let length = text[..room].iter().take_while(is_plain).count();
        if let Ok(plain) = std::str::from_utf8(&text[..length])
            && length > 0
        {
            self.run.push(kind, plain, visit);
            self.end = End::Other;
            self.at += length as u64;
        }
        length
    }

    /// Takes the first character, or bytes that are none; nothing if it is not all there.
    fn unit(&mut self, text: &[u8], visit: &mut impl FnMut(Piece<'_>)) -> Option<usize> {
        match utf8::first(text) {
            Unit::Unfinished if text.is_empty() => Some(0),
            Unit::Unfinished => None,
            Unit::Invalid(length) => {
                for byte in &text[..length] {
                    self.byte(*byte, visit);
                }
                Some(length)
            }
            Unit::Character(c, length) => {
                // Editors put a byte order mark before everything.
                let blank = is_white_space(c) || (c == '\u{FEFF}' && self.at == 0);
                let kind = match self.kind() {
                    // Nobody was to speak of white space alone.
                    Kind::Blank if !blank => Kind::Unsigned,
                    kind => kind,
                };
                self.at += length as u64;
                self.character(c, kind, visit);
                Some(length)
            }
        }
    }

    fn byte(&mut self, byte: u8, visit: &mut impl FnMut(Piece<'_>)) {
        self.give_held(visit);
        self.end = End::Other;
        self.run.give(visit);
        let kind = match self.kind() {
            Kind::Blank => Kind::Unsigned,
            kind => kind,
        };
        self.at += 1;
        visit(Piece::Byte(kind, byte));
    }

    fn character(&mut self, c: char, kind: Kind, visit: &mut impl FnMut(Piece<'_>)) {
        let joins = self.held == Some((kind, JOINER)) && is_emoji(c);
        match self.held.take() {
            Some((joiner_kind, JOINER)) if joins => {
                self.run.push(joiner_kind, "\u{200D}", visit);
            }
            Some(_) if c == '\n' && self.end == End::Other => {}
            held => {
                self.held = held;
                self.give_held(visit);
            }
        }
        let before = match self.end_kind.replace(kind) {
            same if same == Some(kind) => std::mem::take(&mut self.end),
            _ => End::Other,
        };
        self.end = End::Other;
        match c {
            '\n' => {
                self.run.give(visit);
                visit(Piece::Newline(kind));
            }
            '\r' => self.held = Some((kind, c)),
            JOINER if before != End::Other => {
                self.held = Some((kind, c));
                self.end = before;
            }
            EMOJI_SELECTOR if before == End::Emoji => {
                self.run.push(kind, "\u{FE0F}", visit);
                self.end = End::EmojiAndSelector;
            }
            '\t' => self.run.push(kind, "\t", visit),
            c if is_hidden(c) => {
                self.run.give(visit);
                visit(Piece::Hidden(kind, c));
            }
            c => {
                self.run.push(kind, c.encode_utf8(&mut [0; 4]), visit);
                if is_emoji(c) {
                    self.end = End::Emoji;
                }
            }
        }
    }

    /// What was held is no line break and joins nothing.
    fn give_held(&mut self, visit: &mut impl FnMut(Piece<'_>)) {
        if let Some((kind, c)) = self.held.take() {
            self.run.give(visit);
            visit(Piece::Hidden(kind, c));
            self.end = End::Other;
        }
    }
}

/// Digits and signs that keycaps are made of do not count.
fn is_emoji(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}
