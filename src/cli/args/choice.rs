//! The flags whose value is one of a few words. The doc comments here are the help.
//!
//! Enums that the core has too are mirrored here, for the core knows no command line.

use clap::ValueEnum;
use encypher::embed::OnMarked;
use encypher::highlight;
use encypher::target::Target;
use encypher::verdict;
use encypher::verify::Verdict;

/// When to colour a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR or CI is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How the text is framed in what is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Framing {
    /// All of it is the text
    #[default]
    Raw,
    /// All of it is the text, handled and written a whole line at a time
    Lines,
    /// JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records,
    /// documents
    Jsonl,
    /// Server-sent events: OpenAI, Anthropic, Gemini and most others
    Sse,
}

/// What is written of a provider's stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// The stream
    #[default]
    Same,
    /// The bare text of one channel
    Text,
}

/// What the guard may not have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Redacted something
    Redact,
    /// Redacted or reported something
    Warn,
}

/// How figures are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stats {
    /// A line for people
    Text,
    /// A line of JSON
    Json,
}

/// When progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// On a terminal to which the text does not go, one line that is redrawn
    Auto,
    /// Elsewhere as well, as a line each second
    Always,
    /// Not at all
    Never,
}

/// What is coloured in a text on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Highlight {
    /// In yellow
    Punctuation,
    /// In bold
    Capitals,
    /// In cyan
    Numbers,
    /// Code in the manner of Markdown, in green
    Code,
}

impl From<Highlight> for highlight::Highlight {
    fn from(kind: Highlight) -> Self {
        match kind {
            Highlight::Punctuation => Self::Punctuation,
            Highlight::Capitals => Self::Capitals,
            Highlight::Numbers => Self::Numbers,
            Highlight::Code => Self::Code,
        }
    }
}

/// The formats that can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Our own
    #[default]
    Encypher,
    /// What encypher-ai 1.1.0 verifies (HMAC), and our own seal
    Encypher1,
    /// What encypher-ai 2.0.0 to 3.1.6 verify as basic (Ed25519), and our own seal
    Encypher3Basic,
    /// What encypher-ai 2.0.0 to 3.1.6 verify as manifest (Ed25519), and our own seal
    Encypher3Manifest,
}

impl Format {
    /// The format of encypher-ai's marks that go beside our own, if there are any.
    pub fn compat(self) -> Option<verdict::Format> {
        match self {
            Format::Encypher => None,
            Format::Encypher1 => Some(verdict::Format::UnicodeMetadata),
            Format::Encypher3Basic => Some(verdict::Format::Basic),
            Format::Encypher3Manifest => Some(verdict::Format::Manifest),
        }
    }
}

/// Where the metadata goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Place {
    /// The first white space that ends a sentence or a line: no phrase that one searches for is cut
    Auto,
    /// The first white space
    Whitespace,
    /// The first punctuation mark
    Punctuation,
    /// The first letter of the first word
    FirstLetter,
    /// The last letter of the first word
    LastLetter,
    /// The first character
    #[value(alias = "all-characters")]
    All,
    /// The end, with the seal
    #[value(alias = "file-end")]
    End,
    /// Nowhere: the text passes unmarked
    None,
}

impl From<Place> for Target {
    fn from(place: Place) -> Target {
        match place {
            Place::Auto => Target::Auto,
            Place::Whitespace => Target::Whitespace,
            Place::Punctuation => Target::Punctuation,
            Place::FirstLetter => Target::FirstLetter,
            Place::LastLetter => Target::LastLetter,
            Place::All => Target::All,
            Place::End => Target::End,
            Place::None => Target::None,
        }
    }
}

impl Place {
    /// Reads the name in any case, and as encypher-ai spells it (`first_letter`).
    pub fn read(name: &str) -> Option<Place> {
        <Place as ValueEnum>::from_str(&name.replace('_', "-"), true).ok()
    }

    /// All names, for messages.
    pub fn names() -> String {
        let names = Place::value_variants().iter();
        let names =
            names.filter_map(|place| Some(place.to_possible_value()?.get_name().to_owned()));
        names.collect::<Vec<_>>().join(", ")
    }
}

/// What to do with text that carries our marks already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Marked {
    /// Stop, with exit status 1, before the first marked byte
    #[default]
    Refuse,
    /// Leave the marks where they are, as a part of the text; damaged ones are refused
    Keep,
    /// Take them out
    Replace,
}

impl From<Marked> for OnMarked {
    fn from(marked: Marked) -> OnMarked {
        match marked {
            Marked::Refuse => OnMarked::Refuse,
            Marked::Keep => OnMarked::Keep,
            Marked::Replace => OnMarked::Replace,
        }
    }
}

/// The verdicts that `--accept` may lower to success. No others: text that was changed never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Acceptable {
    /// White space or its encoding differs
    Reflowed,
    /// An older format that does not cover the text
    MetadataOnly,
    /// The stream was cut short
    Incomplete,
    /// Unsigned text stands beside it
    Partial,
    /// Nothing is signed here
    Unmarked,
    /// The key is not at hand
    Untrusted,
}

impl From<Acceptable> for Verdict {
    fn from(acceptable: Acceptable) -> Verdict {
        match acceptable {
            Acceptable::Reflowed => Verdict::Reflowed,
            Acceptable::MetadataOnly => Verdict::MetadataOnly,
            Acceptable::Incomplete => Verdict::Incomplete,
            Acceptable::Partial => Verdict::Partial,
            Acceptable::Unmarked => Verdict::Unmarked,
            Acceptable::Untrusted => Verdict::Untrusted,
        }
    }
}
