//! Line breaks at the end of a text: LF and CR.

/// Whether this is one of them.
pub fn is_newline(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// The bytes before the line breaks at the end.
pub fn without_trailing(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !is_newline(*byte)).map_or(0, |last| last + 1);
    &text[..end]
}
