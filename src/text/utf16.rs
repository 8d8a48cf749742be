//! Recognizes text in UTF-16, which no mark can be put into without breaking it.

/// Whether some bytes are the beginning of a text in UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utf16 {
    /// A byte order mark, and a character of ASCII or a line break after it.
    Yes,
    /// Something else.
    No,
    /// More bytes are needed to say.
    Unknown,
}

/// Looks at the first bytes of a text. All of ASCII has a zero byte in UTF-16, and no text in UTF-8
/// begins with the bytes FE or FF.
pub fn sniff(start: &[u8]) -> Utf16 {
    match start {
        [0xFF, 0xFE, low, 0, ..] if *low != 0 => Utf16::Yes,
        [0xFE, 0xFF, 0, low, ..] if *low != 0 => Utf16::Yes,
        [] | [0xFF] | [0xFE] | [0xFF, 0xFE] | [0xFE, 0xFF] => Utf16::Unknown,
        [0xFF, 0xFE, low] if *low != 0 => Utf16::Unknown,
        [0xFE, 0xFF, 0] => Utf16::Unknown,
        _ => Utf16::No,
    }
}
