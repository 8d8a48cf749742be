//! What CI services take for commands in the output of a program.
//!
//! GitHub looks for `##[` anywhere in a line and for `::` at its beginning, white space aside;
//! Azure Pipelines for `##vso[` and TeamCity for `##teamcity[`.

/// Follows a text, to say where it would spell two hashes, letters and a bracket.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Hashes {
    #[default]
    None,
    One,
    Two,
    Letters,
}

impl Hashes {
    /// The next character; whether it would be the bracket of a command, so that it must not stand
    /// there as it is.
    pub fn ends_in_command(&mut self, c: char) -> bool {
        let is_command = c == '[' && matches!(self, Self::Two | Self::Letters);
        *self = match (*self, c) {
            (Self::None | Self::Letters, '#') => Self::One,
            (Self::One | Self::Two, '#') => Self::Two,
            (Self::Two | Self::Letters, c) if c.is_ascii_alphabetic() => Self::Letters,
            _ => Self::None,
        };
        is_command
    }
}

/// Follows the lines of a text, to say where one would begin with two colons.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Colons {
    /// Nothing but white space is on the line.
    #[default]
    Beginning,
    One,
    Amid,
}

impl Colons {
    /// The next character of the line; whether it would be the second colon.
    pub fn begin_command(&mut self, c: char) -> bool {
        let is_command = *self == Self::One && c == ':';
        *self = match (*self, c) {
            (Self::Beginning, c) if c.is_whitespace() => Self::Beginning,
            (Self::Beginning, ':') => Self::One,
            _ => Self::Amid,
        };
        is_command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        let (mut hashes, mut colons) = (Hashes::default(), Colons::default());
        let mark = |c| match (hashes.ends_in_command(c), colons.begin_command(c)) {
            (false, false) => c,
            _ => '*',
        };
        text.chars().map(mark).collect()
    }

    #[test]
    fn commands_are_seen_and_other_text_is_not() {
        for (text, seen) in [
            ("##[error]", "##*error]"),
            ("a ###[error]", "a ###*error]"),
            ("##vso[task", "##vso*task"),
            ("#a##teamcity[", "#a##teamcity*"),
            ("## Heading [link]", "## Heading [link]"),
            ("#[derive] # [x] ##1[", "#[derive] # [x] ##1["),
            ("  ::error::", "  :*error::"),
            ("std::fmt", "std::fmt"),
            (": :", ": :"),
        ] {
            assert_eq!(spelled(text), seen);
        }
    }
}
