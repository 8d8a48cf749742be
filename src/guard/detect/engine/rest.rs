//! Where values end that were recognised by their beginning.

use crate::guard::detect::class::{self, is};

/// Where bytes of a class end, with points between them or not, and whether that is the end of
/// them.
pub(super) fn run_end(
    text: &[u8],
    from: usize,
    class: class::Class,
    dotted: bool,
    ended: bool,
) -> (usize, bool) {
    let mut at = from;
    loop {
        match (text.get(at), text.get(at + 1)) {
            (Some(byte), _) if is(*byte, class) => at += 1,
            (Some(b'.'), Some(next)) if dotted && is(*next, class) => at += 1,
            (Some(b'.'), None) if dotted && !ended => return (at, false),
            (Some(_), _) => return (at, true),
            (None, _) => return (at, ended),
        }
    }
}

/// Where a PEM block ends, or how much of it there is (RFC 7468, section 2).
pub(super) fn pem_end(text: &[u8], from: usize, ended: bool) -> (usize, bool) {
    const END: &[u8] = b"-----END ";
    const LABEL_MAX: usize = 48;
    if ended && from == text.len() {
        return (from, true);
    }
    let Some(found) = memchr::memmem::find(&text[from..], END) else {
        let kept = if ended { 0 } else { END.len() - 1 };
        return (text.len().saturating_sub(kept).max(from), false);
    };
    if found > 0 {
        return (from + found, false);
    }
    let label = from + END.len();
    let is_label = |byte: &u8| is(*byte, class::CAPITAL) || *byte == b' ';
    let length = text[label..].iter().take(LABEL_MAX).take_while(|byte| is_label(byte)).count();
    let tail = &text[label + length..];
    let dashes = tail.iter().take(5).take_while(|byte| **byte == b'-').count();
    match dashes {
        5 => (label + length + 5, true),
        _ if dashes == tail.len() && length < LABEL_MAX && !ended => (from, false),
        _ => (label, false),
    }
}
