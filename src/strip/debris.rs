//! What is left of marks that were torn, for texts that a model is to read: each character of it
//! costs a few tokens.
//!
//! [`crate::strip::Stripper`] leaves it alone, for it must give back what was signed, byte for
//! byte. Here nothing is to be given back.

/// From so many zero-width characters in a row on, they are no writing.
const ZERO_WIDTH_MIN: usize = 4;

/// The text without rows of variation selectors, of which writing has one at a time, and without
/// long rows of zero-width characters.
pub fn clear(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let row = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (length, least) = match c {
            _ if is_selector(c) => (row(is_selector), 2),
            _ if is_zero_width(c) => (row(is_zero_width), ZERO_WIDTH_MIN),
            _ => (c.len_utf8(), usize::MAX),
        };
        let (row, after) = rest.split_at(length);
        if row.chars().count() < least {
            clean.push_str(row);
        }
        rest = after;
    }
    clean
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::clear;

    #[test]
    fn rows_go_and_writing_stays() {
        for (text, clean) in [
            ("❤\u{FE0F} and 葛\u{E0100}", "❤\u{FE0F} and 葛\u{E0100}"),
            ("a\u{FE0F}\u{E0100}b\u{E0101}\u{E0102}\u{FE00}", "ab"),
            ("👩\u{200D}💻 می\u{200C}خواهم", "👩\u{200D}💻 می\u{200C}خواهم"),
            ("a\u{200B}\u{200C}\u{200D}\u{FEFF}\u{2060}b", "ab"),
            ("", ""),
        ] {
            assert_eq!(clear(text), clean);
        }
    }
}
