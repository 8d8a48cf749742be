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

/// How many bytes it takes to tell UTF-16 without a byte order mark.
pub const UNMARKED: usize = 8;

/// Whether a text that begins so is UTF-16 without a byte order mark: four characters of ASCII,
/// each with its zero byte on the same side.
pub fn is_unmarked(start: &[u8]) -> bool {
    let (pairs, _) = start.as_chunks::<2>();
    let ascii = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    start.len() >= UNMARKED
        && (pairs.iter().take(4).all(|[low, high]| ascii(*low) && *high == 0)
            || pairs.iter().take(4).all(|[high, low]| ascii(*low) && *high == 0))
}
