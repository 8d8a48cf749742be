//! What was said right before a number: keywords, and how far away they are.
//!
//! Only what has already passed counts, as it was written, at most [`REACH`] bytes of it and not
//! across an empty line. It is split into words: at everything that is no letter or digit, and
//! where a word in camel case goes on with a capital. Each byte is read once, and only where
//! somebody asks.

mod finder;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};

use crate::guard::detect::cursor::Cursor;
use crate::guard::detect::kind::Kind;
use crate::guard::detect::lookbehind::KEPT;
use finder::{finder, is_joined};

pub use crate::guard::detect::shape::REACH;

/// The words that may be between a keyword and a value that has to be next to it.
pub const FILLERS: &str = "is, was, number, no, nr, code, value, s, num, to, as, ist, es, est";

/// The last bytes of words with commas between them, in lower case, as a set. What is not ASCII is
/// left out.
pub const fn last_bytes(words: &str) -> u128 {
    let words = words.as_bytes();
    let (mut set, mut at) = (0, 0);
    while at < words.len() {
        let is_last = at + 1 == words.len() || words[at + 1] == b',';
        if is_last && words[at].is_ascii() {
            set |= 1 << words[at].to_ascii_lowercase();
        }
        at += 1;
    }
    set
}

/// A keyword before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// What it says.
    pub kind: Kind,
    /// The keyword.
    pub keyword: &'static str,
    /// Bytes between it and the place.
    pub gap: usize,
}

/// A keyword, and where it ends; places before the text are negative.
#[derive(Debug, Clone, Copy)]
struct Mention {
    kind: Kind,
    keyword: &'static str,
    end: i64,
}

/// The keywords before a place, for places that go forwards.
#[derive(Debug)]
pub struct Context {
    /// Up to where the text was read; nothing, if it has to begin anew.
    at: Option<usize>,
    state: StateID,
    /// Whether the last character did not belong to a word.
    spaced: bool,
    /// Whether no keyword begins with the word that is being read.
    passing: bool,
    /// Whether a line has ended and nothing has come since.
    blank: bool,
    /// The last character.
    before: char,
    mentions: Vec<Mention>,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            at: None,
            state: StateID::ZERO,
            spaced: true,
            passing: false,
            blank: false,
            before: ' ',
            mentions: Vec::new(),
        }
    }
}

/// The keywords before one place.
#[derive(Debug, Clone, Copy)]
pub struct Hints<'a> {
    mentions: &'a [Mention],
    look: Cursor<'a>,
    at: i64,
}

impl Context {
    /// The keywords before a place of a text.
    pub fn before<'a>(&'a mut self, look: Cursor<'a>, text: &[u8], at: usize) -> Hints<'a> {
        self.read(text, at);
        Hints { mentions: &self.mentions, look, at: signed(at) }
    }

    /// The text before a place is gone.
    pub fn forget(&mut self, text: &[u8], before: usize) {
        self.read(text, before);
        self.shift(signed(before));
        self.at = Some(0);
    }

    /// A part of the text was replaced, and is gone with all before it.
    pub fn replace(&mut self, text: &[u8], start: usize, end: usize, length: usize) {
        self.read(text, start);
        self.shift(signed(start) + signed(length));
        debug_assert!(end >= start);
        // What stands there now is a word that says nothing.
        self.space();
        self.feed(0);
        self.spaced = false;
        self.space();
        self.before = ' ';
        self.blank = false;
        self.at = Some(0);
    }

    fn shift(&mut self, by: i64) {
        for mention in &mut self.mentions {
            mention.end -= by;
        }
    }

    /// Reads on to a place.
    fn read(&mut self, text: &[u8], to: usize) {
        let mut at = match self.at {
            Some(at) if to.saturating_sub(at) <= 2 * REACH => at,
            _ => self.begin(text, to),
        };
        while at < to {
            let (c, length) = character(&text[at..]);
            let in_word = is_letter(c);
            if in_word {
                self.blank = false;
                if !self.spaced && is_joined(c) != is_joined(self.before) {
                    // Two scripts, two words.
                    self.separate(text, at);
                } else if !self.spaced && !c.is_ascii_lowercase() && c.is_uppercase() {
                    let (next, width) = character(&text[at + length..]);
                    let further = character(text.get(at + length + width..).unwrap_or_default()).0;
                    // The plural of an acronym: SSNs.
                    let is_plural = next == 's' && !is_letter(further);
                    let goes_on = self.before.is_lowercase()
                        || (self.before.is_uppercase() && next.is_lowercase() && !is_plural);
                    if goes_on {
                        self.separate(text, at);
                    }
                }
                self.letter(c, text, at + length);
            } else {
                self.separate(text, at);
                match c {
                    '\n' if self.blank => {
                        self.mentions.clear();
                        self.state = finder().home;
                    }
                    '\n' => self.blank = true,
                    ']' => self.drop_label(text, at),
                    ' ' | '\t' | '\r' => {}
                    _ => self.blank = false,
                }
            }
            self.before = c;
            at += length;
        }
        self.at = Some(at);
        if self.mentions.len() > 16 {
            let least = signed(at) - signed(KEPT);
            self.mentions.retain(|mention| mention.end >= least);
        }
    }

    /// Begins anew, far enough before a place, at a word's end.
    fn begin(&mut self, text: &[u8], to: usize) -> usize {
        let mut at = to.saturating_sub(2 * REACH);
        if at > 0 {
            while at < to && (is_letter(character(&text[at..]).0) || text[at] & 0xC0 == 0x80) {
                at += 1;
            }
        }
        self.mentions.clear();
        self.state = finder().home;
        self.blank = false;
        self.spaced = true;
        self.passing = false;
        self.before = ' ';
        at
    }

    /// A word ends at a place.
    fn separate(&mut self, text: &[u8], at: usize) {
        if !self.spaced {
            self.space();
            self.mention(text, at);
        }
    }

    fn space(&mut self) {
        if !self.spaced {
            match std::mem::take(&mut self.passing) {
                true => self.state = finder().home,
                false => self.feed(b' '),
            }
            self.spaced = true;
        }
    }

    fn letter(&mut self, c: char, text: &[u8], end: usize) {
        let begins = self.spaced;
        self.spaced = false;
        if c.is_ascii() {
            let byte = (c as u8).to_ascii_lowercase();
            if begins && self.state == finder().home {
                let next = text.get(end).copied().unwrap_or(b' ');
                self.passing = !finder().may_begin(byte, next);
            }
            if !self.passing {
                self.feed(byte);
            }
            return;
        }
        if self.passing {
            // Words of other scripts may begin within.
            self.passing = false;
            self.state = start();
        }
        let mut bytes = [0; 4];
        let folded = if is_joined(c) { c } else { lower(c) };
        for byte in folded.encode_utf8(&mut bytes).bytes() {
            self.feed(byte);
        }
        self.mention(text, end);
    }

    fn feed(&mut self, byte: u8) {
        self.state = finder().automaton.next_state(Anchored::No, self.state, byte);
    }

    /// Notes the keywords that end at a place.
    fn mention(&mut self, text: &[u8], end: usize) {
        let finder = finder();
        if !finder.automaton.is_match(self.state) {
            return;
        }
        for index in 0..finder.automaton.match_len(self.state) {
            let pattern = finder.automaton.match_pattern(self.state, index).as_usize();
            let (kind, keyword) = finder.entries[pattern];
            let is_acronym = keyword.bytes().all(|byte| byte.is_ascii_uppercase());
            if is_acronym && !is_called(text, keyword.as_bytes(), end) {
                continue;
            }
            let end = signed(end);
            self.mentions.push(Mention { kind, keyword, end });
        }
    }

    /// What we wrote ourselves says nothing of what follows: a label that ends with a bracket at
    /// this place.
    fn drop_label(&mut self, text: &[u8], at: usize) {
        let name = text[..at]
            .iter()
            .rev()
            .take(REACH)
            .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || **byte == b'_')
            .count();
        let start = at - name;
        if name > 0 && start > 0 && text[start - 1] == b'[' && text[start].is_ascii_uppercase() {
            self.state = finder().home;
            self.mentions.retain(|mention| mention.end <= signed(start));
        }
    }
}

impl Hints<'_> {
    /// The nearest keyword of a kind, if it is within the kind's reach.
    pub fn near(&self, kind: Kind) -> Option<Hint> {
        let mentions = self.mentions.iter().filter(|mention| mention.kind == kind);
        let nearest = mentions
            .filter(|mention| mention.end <= self.at)
            .max_by_key(|mention| (mention.end, mention.keyword.len()))?;
        let gap = usize::try_from(self.at - nearest.end).unwrap_or(usize::MAX);
        (gap <= kind.reach()).then_some(Hint { kind, keyword: nearest.keyword, gap })
    }

    /// The nearest keyword of a kind, if only signs and words without meaning stand between it and
    /// the place.
    pub fn adjacent(&self, kind: Kind) -> Option<Hint> {
        let hint = self.near(kind)?;
        let between = self.look.behind(hint.gap);
        let mut words =
            between.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let is_filler = |word: &[u8]| {
            FILLERS.split(", ").any(|filler| word.eq_ignore_ascii_case(filler.as_bytes()))
        };
        words.all(is_filler).then_some(hint)
    }
}

fn start() -> StateID {
    finder().start
}

fn signed(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Whether an acronym that ends at a place is written in capitals, or is a name that goes on or
/// that something is assigned to.
fn is_called(text: &[u8], acronym: &[u8], end: usize) -> bool {
    let before = text[..end].strip_suffix(b"s").filter(|_| !text[..end].ends_with(acronym));
    if before.unwrap_or(&text[..end]).ends_with(acronym) {
        return true;
    }
    let behind = &text[end..];
    let quotes = behind.iter().take(2).take_while(|byte| matches!(byte, b'"' | b'\'')).count();
    matches!(behind.get(quotes), Some(b'=' | b':' | b'_'))
        // The first word of one in camel case.
        || behind.first().is_some_and(u8::is_ascii_uppercase)
}

/// A character in lower case, if that is one.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// The first character of text, and its length; what is none counts as one that separates. A space
/// behind the end.
#[inline]
fn character(text: &[u8]) -> (char, usize) {
    match text.first() {
        None => (' ', 1),
        Some(byte) if byte.is_ascii() => (char::from(*byte), 1),
        // Most that are none of ASCII have three bytes.
        Some(first @ 0xE1..=0xEC) if matches!(text, [_, 0x80..=0xBF, 0x80..=0xBF, ..]) => {
            let bits = |byte: u8| u32::from(byte & 0x3F);
            let code = u32::from(first & 0x0F) << 12 | bits(text[1]) << 6 | bits(text[2]);
            (char::from_u32(code).unwrap_or('\u{2028}'), 3)
        }
        Some(_) => {
            let chunk = text[..text.len().min(4)].utf8_chunks().next();
            match chunk.and_then(|chunk| chunk.valid().chars().next()) {
                Some(c) => (c, c.len_utf8()),
                None => ('\u{2028}', 1),
            }
        }
    }
}

/// Whether a character belongs to a word; combining marks do.
#[inline]
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' => false,
        '\u{FF00}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => false,
        _ => true,
    }
}

/// Whether one of these words stands before a place.
pub fn follows(look: &Cursor<'_>, wanted: &[String]) -> bool {
    let behind = look.behind(REACH);
    let words: Vec<String> = split(&String::from_utf8_lossy(&behind));
    wanted.iter().any(|phrase| {
        let phrase = split(phrase);
        words.windows(phrase.len().max(1)).any(|words| words == phrase)
    })
}

/// The words of a text in lower case.
fn split(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in text.chars() {
        if !is_letter(c) || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (is_letter(c), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}
