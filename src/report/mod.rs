//! What is said about a verification: [`human`] in a line or a few, [`json`] in full.
//!
//! Metadata and file names are somebody else's text. Nothing of them reaches a terminal or a log as
//! anything but printable characters.

pub mod human;
pub mod json;

use std::fmt::Write as _;

/// `text` with everything that a terminal or a log would not show as it is spelled out.
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        // Some CI services take commands from lines that begin with "::", or hold "##[".
        let command = (c == ':' && at == 0) || (c == '#' && text[at..].starts_with("#["));
        if command || is_hidden(c) {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a character acts on the text around it, or is not seen: controls, separators of lines,
/// directional formatting, zero-width characters, variation selectors, tags.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_shown_as_it_is() {
        assert_eq!(
            escape("a\x1b[31m\n\u{202E}é"),
            "a\\u{1b}[31m\\u{a}\\u{202e}é"
        );
        assert_eq!(
            escape("::error::x ##[error]y"),
            "\\u{3a}:error::x #\\u{23}[error]y"
        );
        assert_eq!(
            escape("\u{FE0F}\u{E0100}\u{FEFF}"),
            "\\u{fe0f}\\u{e0100}\\u{feff}"
        );
    }
}
