//! The flags whose value is one of a few words. The doc comments of the enums here are the help;
//! values of the core, which knows no command line, have their names and help in tables.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use encypher::embed::OnMarked;
use encypher::highlight::Highlight;
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

/// A value of the core that a flag names: the value, its name and its help.
type Choice<T> = (T, &'static str, &'static str);

/// The places of `--target`.
const TARGETS: [(Target, &str); 8] = [
    (
        Target::Auto,
        "The first white space that ends a sentence or a line: no phrase that one searches for is \
         cut",
    ),
    (Target::Whitespace, "The first white space"),
    (Target::Punctuation, "The first punctuation mark"),
    (Target::FirstLetter, "The first letter of the first word"),
    (Target::LastLetter, "The last letter of the first word"),
    (Target::All, "The first character"),
    (Target::End, "The end, with the seal"),
    (Target::None, "Nowhere: the text passes unmarked"),
];

/// What `--on-marked` does with text that carries our marks already.
const ON_MARKED: [Choice<OnMarked>; 3] = [
    (OnMarked::Refuse, "refuse", "Stop, with exit status 1, before the first marked byte"),
    (
        OnMarked::Keep,
        "keep",
        "Leave the marks where they are, as a part of the text; damaged ones are refused",
    ),
    (OnMarked::Replace, "replace", "Take them out"),
];

/// What `--highlight` colours in a text on a terminal.
const HIGHLIGHTS: [Choice<Highlight>; 4] = [
    (Highlight::Punctuation, "punctuation", "In yellow"),
    (Highlight::Capitals, "capitals", "In bold"),
    (Highlight::Numbers, "numbers", "In cyan"),
    (Highlight::Code, "code", "Code in the manner of Markdown, in green"),
];

/// The verdicts that `--accept` may lower to success. No others: text that was changed never is.
const ACCEPTABLE: [(Verdict, &str); 6] = [
    (Verdict::Reflowed, "White space or its encoding differs"),
    (Verdict::MetadataOnly, "An older format that does not cover the text"),
    (Verdict::Incomplete, "The stream was cut short"),
    (Verdict::Partial, "Unsigned text stands beside it"),
    (Verdict::Unmarked, "Nothing is signed here"),
    (Verdict::Untrusted, "The key is not at hand"),
];

/// Reads one of a few names.
fn one_of<T: Clone + Send + Sync + 'static>(
    choices: impl IntoIterator<Item = Choice<T>>,
) -> impl TypedValueParser<Value = T> {
    let choices: Vec<Choice<T>> = choices.into_iter().collect();
    let shown = choices.iter().map(|(_, name, help)| {
        PossibleValue::new(*name).aliases(aliases(name).iter().copied()).help(*help)
    });
    PossibleValuesParser::new(shown.collect::<Vec<_>>()).try_map(move |typed| {
        let meant = choices.iter().find(|(_, name, _)| is_meant(name, &typed));
        meant.map(|(value, ..)| value.clone()).ok_or("no such name")
    })
}

/// The names that encypher-ai has for places.
fn aliases(name: &str) -> &'static [&'static str] {
    match name {
        "all" => &["all-characters"],
        "end" => &["file-end"],
        _ => &[],
    }
}

fn is_meant(name: &str, typed: &str) -> bool {
    name == typed || aliases(name).contains(&typed)
}

/// Reads a place of `--target`.
pub fn target() -> impl TypedValueParser<Value = Target> {
    one_of(TARGETS.map(|(target, help)| (target, target.name(), help)))
}

/// Reads what `--on-marked` is to do.
pub fn on_marked() -> impl TypedValueParser<Value = OnMarked> {
    one_of(ON_MARKED)
}

/// Reads what `--highlight` is to colour.
pub fn highlight() -> impl TypedValueParser<Value = Highlight> {
    one_of(HIGHLIGHTS)
}

/// Reads a verdict that `--accept` may lower to success.
pub fn acceptable() -> impl TypedValueParser<Value = Verdict> {
    one_of(ACCEPTABLE.map(|(verdict, help)| (verdict, verdict.name(), help)))
}

/// Reads the name of a place in any case, and as encypher-ai spells it (`first_letter`).
pub fn target_named(name: &str) -> Option<Target> {
    let name = name.replace('_', "-").to_ascii_lowercase();
    Target::ALL.into_iter().find(|target| is_meant(target.name(), &name))
}

/// The names of all places, for messages.
pub fn target_names() -> String {
    Target::ALL.map(Target::name).join(", ")
}
