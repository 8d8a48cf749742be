//! What is said about a verification: [`human`] in a line or a few, [`json`] in full, [`show`] with
//! the text itself, [`page`] as a page of HTML.
//!
//! ```text
//! verification ─▶ human, json
//!       └─▶ stretch ─▶ walk ─▶ show, page      (the text comes a second time)
//! ```
//!
//! Metadata, file names and the text are somebody else's. Nothing of them reaches a terminal, a log
//! or a page as anything but printable characters.

pub mod annotate;
mod command;
pub mod html;
pub mod human;
pub mod json;
pub mod spans;
pub mod terminal;

use crate::verdict::Reason;
use std::fmt::Write as _;

/// What to do about a reason, in the words of the program that writes the report.
pub type Fix = fn(&Reason) -> Option<&'static str>;

/// `text` with everything that a terminal or a log would not show as it is spelled out.
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut hashes = command::Hashes::default();
    let mut colons = command::Colons::default();
    for c in text.chars() {
        // Both follow every character.
        let command = [hashes.ends_in_command(c), colons.begin_command(c)];
        if command.contains(&true) || is_hidden(c) {
            spell_out(c, &mut shown);
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Writes a character as its number.
fn spell_out(c: char, out: &mut String) {
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a character acts on the text around it, or is not seen: controls, separators of lines,
/// directional formatting, zero-width characters, variation selectors, fillers, tags.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_shown_as_it_is() {
        assert_eq!(escape("a\x1b[31m\n\u{202E}é"), "a\\u{1b}[31m\\u{a}\\u{202e}é");
        assert_eq!(escape("::error::x ##[error]y"), ":\\u{3a}error::x ##\\u{5b}error]y");
        assert_eq!(escape("##vso[task.x] ## a"), "##vso\\u{5b}task.x] ## a");
        assert_eq!(escape("\u{FE0F}\u{E0100}\u{FEFF}"), "\\u{fe0f}\\u{e0100}\\u{feff}");
    }
}
