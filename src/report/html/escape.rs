//! Somebody else's text as HTML: it stays text wherever it stands, and nothing in it is hidden.

use crate::report::is_hidden;
use crate::report::spans::Kind;
use crate::verdict::Grade;
use std::fmt::{self, Display, Formatter, Write as _};

/// Text between tags; what is hidden in it becomes a token that can be seen.
pub struct Shown<'a>(pub &'a str);

/// Text between tags of which it is known that nothing in it is hidden but what shows.
pub struct Plain<'a>(pub &'a str);

/// Text in an attribute between double quotation marks, or in a title.
pub struct Attribute<'a>(pub &'a str);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match is_hidden(c) {
            true => Token(c).fmt(f),
            false => write_char(c, f),
        })
    }
}

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| write_char(c, f))
    }
}

impl Display for Attribute<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match is_hidden(c) {
            true => write!(f, "U+{:04X}", u32::from(c)),
            false => write_char(c, f),
        })
    }
}

/// A hidden character that can be seen.
pub struct Token(pub char);

impl Display for Token {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "<span class=\"hidden\">U+{:04X}</span>", u32::from(self.0))
    }
}

/// A character that shows, so that it is no markup.
fn write_char(c: char, f: &mut Formatter<'_>) -> fmt::Result {
    match c {
        '&' => f.write_str("&amp;"),
        '<' => f.write_str("&lt;"),
        '>' => f.write_str("&gt;"),
        '"' => f.write_str("&quot;"),
        '\'' => f.write_str("&#39;"),
        c => f.write_char(c),
    }
}

/// The class of a grade.
pub fn class(grade: Grade) -> &'static str {
    match grade {
        Grade::Good => "good",
        Grade::Plain => "plain",
        Grade::Doubt => "doubt",
        Grade::Bad => "bad",
    }
}

/// The class of a part of a text.
pub fn class_of_part(kind: Kind) -> &'static str {
    match kind {
        Kind::Signed(verdict) => class(verdict.grade()),
        Kind::Unsigned => class(Grade::Plain),
        Kind::Unlisted => class(Grade::Doubt),
        Kind::Blank => "blank",
    }
}
