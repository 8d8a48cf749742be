//! Where the metadata goes: after which characters of a text a record may stand.
//!
//! A [`Finder`] is told every character and says whether the place before the next one is good. It
//! knows nothing of clusters, escape sequences and code: [`crate::text`] does.

use crate::text::class::{is_target_white_space, is_white_space, is_word};
use std::fmt;
use std::str::FromStr;

/// The kinds of places that can be asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// After the first white space that ends a sentence or a line.
    #[default]
    Auto,
    /// After the first white space.
    Whitespace,
    /// After the first of `. , ! ? ; :`.
    Punctuation,
    /// After the first letter of a word.
    FirstLetter,
    /// After the last letter of a word.
    LastLetter,
    /// After the first character that is no line feed.
    All,
    /// With the seal, at the end.
    End,
    /// Nowhere: the text passes through unmarked.
    None,
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 8] = [
        Self::Auto,
        Self::Whitespace,
        Self::Punctuation,
        Self::FirstLetter,
        Self::LastLetter,
        Self::All,
        Self::End,
        Self::None,
    ];

    /// The name, which [`FromStr`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Whitespace => "whitespace",
            Self::Punctuation => "punctuation",
            Self::FirstLetter => "first-letter",
            Self::LastLetter => "last-letter",
            Self::All => "all",
            Self::End => "end",
            Self::None => "none",
        }
    }

    /// Whether marks keep out of Markdown code.
    pub fn spares_code(self) -> bool {
        matches!(self, Self::Auto | Self::End)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|target| target.name() == name)
            .ok_or_else(|| format!("the targets are {}", names()))
    }
}

/// Finds the places of one target in a text.
#[derive(Debug, Clone)]
pub enum Finder {
    /// After a single character.
    Character(CharacterFinder),
    /// After a sentence or a line; for [`Target::Auto`], and for seals within [`Target::End`].
    Sentence(SentenceFinder),
}

impl Finder {
    /// A finder that has seen nothing of the text.
    pub fn new(target: Target) -> Self {
        match target {
            Target::Auto | Target::End | Target::None => Self::Sentence(SentenceFinder::default()),
            _ => Self::Character(CharacterFinder { target, before: None, last: None, late: false }),
        }
    }

    /// Whether the place before `next` is good.
    #[inline]
    pub fn good_before(&self, next: char) -> bool {
        match self {
            Self::Character(finder) => finder.good_before(next),
            Self::Sentence(finder) => finder.good_before(next),
        }
    }

    /// Whether the place after all that has come is good before some characters.
    pub fn may_be_good(&self) -> bool {
        match self {
            Self::Character(finder) => {
                finder.late || finder.good_before('\n') || finder.good_before('a')
            }
            Self::Sentence(finder) => finder.white && (finder.newline || finder.sentence),
        }
    }

    /// A good place could not be used: the next one that can will do, if the target allows.
    pub fn postpone(&mut self) {
        if let Self::Character(finder) = self {
            finder.late = true;
        }
    }

    /// The next character of the text.
    #[inline]
    pub fn advance(&mut self, c: char) {
        match self {
            Self::Character(finder) => finder.advance(c),
            Self::Sentence(finder) => finder.advance(c),
        }
    }
}

/// Finds places after single characters.
#[derive(Debug, Clone)]
pub struct CharacterFinder {
    target: Target,
    /// The last character, and the one before it.
    last: Option<char>,
    before: Option<char>,
    late: bool,
}

impl CharacterFinder {
    fn good_before(&self, next: char) -> bool {
        let Some(last) = self.last else { return false };
        self.late
            || match self.target {
                Target::Whitespace => is_target_white_space(last),
                Target::Punctuation => matches!(last, '.' | ',' | '!' | '?' | ';' | ':'),
                Target::FirstLetter => is_word(last) && !self.before.is_some_and(is_word),
                Target::LastLetter => is_word(last) && !is_word(next),
                _ => last != '\n',
            }
    }

    fn advance(&mut self, c: char) {
        self.before = self.last.replace(c);
    }
}

/// Finds the ends of sentences and of lines.
#[derive(Debug, Clone, Default)]
pub struct SentenceFinder {
    /// Letters at the end of what has come.
    letters: u32,
    /// Whether what has come, white space aside, ends like a sentence.
    sentence: bool,
    /// Whether white space stands at the end of what has come, with a line break in it, and how
    /// much of it behind the last line break.
    white: bool,
    newline: bool,
    indent: u32,
}

/// Shorter words before a full stop may be abbreviations: "Dr. Who", "e.g. This".
const SHORTEST_LAST_WORD: u32 = 4;
/// Four columns of indentation make code of a paragraph.
const CODE_INDENT: u32 = 4;

impl SentenceFinder {
    fn good_before(&self, next: char) -> bool {
        if self.newline {
            // Everything else may be Markdown that must stand first on its line; "http" and its
            // like begin an address, which is only found after white space.
            let address = matches!(next, 'f' | 'h' | 'm' | 'w');
            self.indent < CODE_INDENT && next.is_alphabetic() && !address
        } else {
            self.white && self.sentence && next.is_alphanumeric() && !next.is_lowercase()
        }
    }

    fn advance(&mut self, c: char) {
        if is_white_space(c) {
            self.white = true;
            match c {
                '\n' | '\u{2028}' | '\u{2029}' => (self.newline, self.indent) = (true, 0),
                '\t' => self.indent += CODE_INDENT,
                _ => self.indent += 1,
            }
            self.indent = self.indent.min(CODE_INDENT);
            return;
        }
        (self.white, self.newline, self.indent) = (false, false, 0);
        self.sentence = match c {
            '!' | '?' | '…' | '。' | '！' | '？' => true,
            '.' => self.sentence || self.letters >= SHORTEST_LAST_WORD,
            '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '*' | '_' => self.sentence,
            _ => false,
        };
        self.letters = if c.is_alphabetic() { self.letters.saturating_add(1) } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text up to the first good place.
    fn place(target: Target, text: &str) -> Option<&str> {
        let mut finder = Finder::new(target);
        for (at, c) in text.char_indices() {
            if finder.good_before(c) {
                assert!(finder.may_be_good());
                return Some(&text[..at]);
            }
            finder.advance(c);
        }
        None
    }

    #[test]
    fn named_targets_stand_after_their_first_character() {
        assert_eq!(place(Target::Whitespace, "Hello world"), Some("Hello "));
        assert_eq!(place(Target::Whitespace, "a\u{1C}b"), Some("a\u{1C}"));
        assert_eq!(place(Target::Punctuation, "Hello, world"), Some("Hello,"));
        assert_eq!(place(Target::FirstLetter, " Hello"), Some(" H"));
        assert_eq!(place(Target::LastLetter, "Hello world"), Some("Hello"));
        assert_eq!(place(Target::LastLetter, "e\u{301}f"), Some("e"));
        assert_eq!(place(Target::All, "\nab"), Some("\na"));
        assert_eq!(place(Target::Whitespace, "Hello"), None);
    }

    #[test]
    fn auto_cuts_no_sentence_and_no_markdown() {
        assert_eq!(
            place(Target::Auto, "Hello there, Dr. Who. This works. Yes"),
            Some("Hello there, Dr. Who. This works. ")
        );
        assert_eq!(place(Target::Auto, "Is it? \"Yes\""), None);
        assert_eq!(place(Target::Auto, "Stop!) Now"), Some("Stop!) "));
        assert_eq!(place(Target::Auto, "# Title\n\nText"), Some("# Title\n\n"));
        for text in [
            "a\n- b",
            "a\n1. b",
            "a\n# b",
            "a\n    code",
            "a\n\tcode",
            "a\nhttp://",
            "a b c",
            "a\n",
        ] {
            assert_eq!(place(Target::Auto, text), None, "{text:?}");
        }
    }

    #[test]
    fn every_target_has_the_name_it_is_asked_for_by() {
        for target in Target::ALL {
            assert_eq!(target.to_string().parse(), Ok(target));
        }
        assert!("Auto".parse::<Target>().is_err());
    }
}
