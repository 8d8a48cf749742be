//! What was said right before a number: keywords, and how far away they are.
//!
//! Only what has already passed counts, at most [`REACH`] bytes of it and not across an empty line. It is split into words:
//! at everything that is no letter or digit, and where a word in camel case goes on with a capital.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::keywords::KEYWORDS;
use super::kind::Kind;
use super::look::Look;

/// How far back keywords are looked for, in bytes.
pub const REACH: usize = 64;

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

/// The keywords before a place.
#[derive(Debug, Default)]
pub struct Context {
    hints: Vec<Hint>,
    behind: Vec<u8>,
}

impl Context {
    /// The keywords before the place of a look.
    pub fn of(look: &Look<'_>) -> Self {
        let behind = look.behind(REACH);
        // Numbers among numbers are the usual case.
        if !behind
            .iter()
            .any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
        {
            return Self::default();
        }
        let hints = hints(&behind);
        Self { hints, behind }
    }

    /// The nearest keyword of a kind that is no further away than this.
    pub fn near(&self, kind: Kind, reach: usize) -> Option<Hint> {
        let hints = self.hints.iter().filter(|hint| hint.kind == kind);
        let nearest = hints.min_by_key(|hint| (hint.gap, usize::MAX - hint.keyword.len()));
        nearest.copied().filter(|hint| hint.gap <= reach)
    }

    /// The nearest keyword of a kind, if only signs and words without meaning stand between it and the place.
    pub fn adjacent(&self, kind: Kind) -> Option<Hint> {
        let hint = self.near(kind, REACH)?;
        let between = &self.behind[self.behind.len() - hint.gap..];
        let words = between.split(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80);
        const FILLERS: &[&[u8]] = &[
            b"is",
            b"was",
            b"number",
            b"no",
            b"nr",
            b"code",
            b"value",
            b"s",
            b"num",
            b"to",
            b"as",
            b"ist",
            b"es",
            b"est",
            "：".as_bytes(),
            "是".as_bytes(),
            "は".as_bytes(),
        ];
        let mut words = words.filter(|word| !word.is_empty());
        words
            .all(|word| FILLERS.contains(&word.to_ascii_lowercase().as_slice()))
            .then_some(hint)
    }
}

/// The keywords, and the automaton that finds them.
struct Finder {
    automaton: Option<AhoCorasick>,
    entries: Vec<(Kind, &'static str)>,
}

fn finder() -> &'static Finder {
    static FINDER: OnceLock<Finder> = OnceLock::new();
    FINDER.get_or_init(|| {
        let entries: Vec<(Kind, &'static str)> = KEYWORDS
            .iter()
            .flat_map(|(kind, words)| words.iter().map(|word| (*kind, *word)))
            .collect();
        let patterns = entries.iter().map(|(_, word)| match is_joined(word) {
            true => (*word).to_owned(),
            false => format!(" {}", word.to_lowercase()),
        });
        Finder {
            automaton: AhoCorasick::new(patterns).ok(),
            entries,
        }
    })
}

/// Whether a word is of a script that is written without spaces.
fn is_joined(word: &str) -> bool {
    word.chars()
        .any(|c| crate::text::class::is_wide(c) || ('\u{AC00}'..='\u{D7A3}').contains(&c))
}

fn hints(behind: &[u8]) -> Vec<Hint> {
    let words = Words::of(behind);
    let finder = finder();
    let Some(automaton) = &finder.automaton else {
        return Vec::new();
    };
    let mut hints = Vec::new();
    for found in automaton.find_overlapping_iter(words.folded()) {
        let (kind, keyword) = finder.entries[found.pattern().as_usize()];
        let mut end = found.end();
        if !is_joined(keyword) {
            end += usize::from(words.folded()[end..].starts_with(b"s "));
            if words.folded().get(end) != Some(&b' ') {
                continue;
            }
        }
        let is_acronym = keyword.bytes().all(|byte| byte.is_ascii_uppercase());
        let here = &words.cased[found.start() + 1..found.end()];
        let gap = behind.len() - usize::from(words.ends[end - 1]);
        if is_acronym && here != keyword.as_bytes() && !is_assigned(&behind[behind.len() - gap..]) {
            continue;
        }
        hints.push(Hint { kind, keyword, gap });
    }
    hints
}

/// Whether a name goes on, or something is assigned to it.
fn is_assigned(behind: &[u8]) -> bool {
    let quotes = behind
        .iter()
        .take_while(|byte| matches!(byte, b'"' | b'\''))
        .count();
    matches!(behind.get(quotes), Some(b'=' | b':' | b'_'))
}

/// The most bytes of words: each may have a space before it.
const WORDS_MAX: usize = 2 * REACH + 2;

/// Text as words with a space before, between and behind them.
struct Words {
    /// In lower case.
    folded: [u8; WORDS_MAX],
    /// As they came, in as many bytes.
    cased: [u8; WORDS_MAX],
    /// Where each byte of them ends in the text.
    ends: [u8; WORDS_MAX],
    length: usize,
}

impl Words {
    fn of(behind: &[u8]) -> Self {
        let mut words = Self {
            folded: [0; WORDS_MAX],
            cased: [0; WORDS_MAX],
            ends: [0; WORDS_MAX],
            length: 0,
        };
        words.space(0);
        let mut at = paragraph(behind);
        let mut before = ' ';
        while at < behind.len() {
            // What we wrote ourselves says nothing of what follows.
            if let Some(length) = label(&behind[at..]) {
                words.space(at);
                at += length;
                before = ' ';
                continue;
            }
            let (c, length) = character(&behind[at..]);
            if c.is_uppercase() && words.folded[words.length - 1] != b' ' {
                let (next, _) = character(behind.get(at + length..).unwrap_or_default());
                if before.is_lowercase() || (before.is_uppercase() && next.is_lowercase()) {
                    words.space(at);
                }
            }
            at += length;
            match is_letter(c) {
                true => words.letter(c, at),
                false => words.space(at),
            }
            before = c;
        }
        words.space(behind.len());
        words
    }

    fn folded(&self) -> &[u8] {
        &self.folded[..self.length]
    }

    fn add(&mut self, folded: u8, cased: u8, end: usize) {
        if self.length < WORDS_MAX {
            self.folded[self.length] = folded;
            self.cased[self.length] = cased;
            self.ends[self.length] = u8::try_from(end).unwrap_or(u8::MAX);
            self.length += 1;
        }
    }

    fn space(&mut self, at: usize) {
        if self.length == 0 || self.folded[self.length - 1] != b' ' {
            self.add(b' ', b' ', at);
        }
    }

    fn letter(&mut self, c: char, end: usize) {
        if c.is_ascii() {
            let byte = c as u8;
            return self.add(byte.to_ascii_lowercase(), byte, end);
        }
        let (mut bytes, mut lower_bytes) = ([0; 4], [0; 4]);
        let cased = c.encode_utf8(&mut bytes).as_bytes();
        let mut lower = c.to_lowercase();
        let folded = match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == cased.len() => {
                one.encode_utf8(&mut lower_bytes).as_bytes()
            }
            _ => cased,
        };
        for (folded, cased) in folded.iter().zip(cased) {
            self.add(*folded, *cased, end);
        }
    }
}

/// The first character of text, and its length; what is none counts as one that separates. A space behind the end.
fn character(text: &[u8]) -> (char, usize) {
    match text.first() {
        None => (' ', 1),
        Some(byte) if byte.is_ascii() => (char::from(*byte), 1),
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
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' => false,
        '\u{FF00}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => false,
        _ => true,
    }
}

/// Where the last paragraph begins.
fn paragraph(behind: &[u8]) -> usize {
    let mut start = 0;
    let mut blank = false;
    for (at, byte) in behind.iter().enumerate() {
        match byte {
            b'\n' if blank => start = at + 1,
            b'\n' => blank = true,
            b' ' | b'\t' | b'\r' => {}
            _ => blank = false,
        }
    }
    start
}

/// The length of a label of ours at the front of the text: `[EMAIL]`, `[EMAIL_1]`, `[REDACTED]`.
pub fn label(text: &[u8]) -> Option<usize> {
    let name = text.strip_prefix(b"[")?;
    let is_inside = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    let length = name.iter().take_while(|byte| is_inside(byte)).count();
    let is_name = name.first().is_some_and(u8::is_ascii_uppercase);
    (is_name && name.get(length) == Some(&b']')).then_some(length + 2)
}

/// Whether one of these words stands before a place.
pub fn follows(look: &Look<'_>, wanted: &[String]) -> bool {
    let words = Words::of(&look.behind(REACH));
    wanted.iter().any(|word| {
        let word = format!(" {} ", word.to_lowercase());
        memchr::memmem::find(words.folded(), word.as_bytes()).is_some()
    })
}
