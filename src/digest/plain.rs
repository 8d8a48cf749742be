//! The fast way through plain text: ASCII words with single spaces between them, eight bytes at a
//! time, and stable characters beyond ASCII.

use crate::text::class::{is_stable, is_white_space};

/// A byte of 0x01, eight times.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The high bit of eight bytes.
const HIGH: u64 = 0x80 * ONES;

/// Bytes that are looked at together while all of them are plain.
const BLOCK: usize = 32;

/// Bytes of plain text that are looked at together: a line has few of them.
const STEP: usize = 16;

/// How many bytes at the front are ASCII without any white space but single spaces.
pub fn plain_length(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = text[at..].first_chunk::<{ STEP + 1 }>() {
        // A loop without branches, so that it becomes a few vector instructions.
        let pairs = block.iter().zip(&block[1..]);
        if pairs.fold(0, |any, (&byte, &next)| any | rare_byte(byte, next)) != 0 {
            break;
        }
        at += STEP;
    }
    while let (Some(here), Some(next)) = (word(text, at), word(text, at + 1)) {
        match special_bytes(here, next) {
            0 => at += 8,
            special => return at + special.trailing_zeros() as usize / 8,
        }
    }
    let next = |at: usize| text.get(at + 1).copied().unwrap_or(0);
    while at < text.len() && special_byte(text[at], next(at)) == 0 {
        at += 1;
    }
    at
}

/// How many bytes at the front are stable characters beyond ASCII and no white space.
pub fn stable_length(text: &[u8]) -> usize {
    if text.first().is_none_or(u8::is_ascii) {
        return 0;
    }
    let end = text.iter().take(BLOCK).position(u8::is_ascii);
    let text = &text[..end.unwrap_or(BLOCK.min(text.len()))];
    let valid = match std::str::from_utf8(text) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
    };
    let stable = |c: &char| is_stable(*c) && !is_white_space(*c);
    valid.chars().take_while(stable).map(char::len_utf8).sum()
}

/// The eight bytes at a place, the first one lowest.
#[inline(always)]
fn word(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..)?.first_chunk().copied().map(u64::from_le_bytes)
}

/// Not 0 for all that [`special_byte`] is not 0 for, and for other controls: these few instructions
/// decide how fast text is folded.
#[inline(always)]
fn rare_byte(byte: u8, next: u8) -> u8 {
    // As a signed number a byte beyond ASCII is less than all of ASCII.
    u8::from(byte.cast_signed() < 0x20) | u8::from(byte.max(next) == b' ')
}

/// Not 0 for a byte beyond ASCII, a control that is white space, or a space before a space.
#[inline(always)]
fn special_byte(byte: u8, next: u8) -> u8 {
    let control = u8::from(byte.wrapping_sub(b'\t') < 5);
    let double = u8::from(byte == b' ') & u8::from(next == b' ');
    byte & 0x80 | control | double
}

/// The same for eight bytes and the ones behind each of them: the high bit of each is set; exact up
/// to and including the first.
#[inline(always)]
fn special_bytes(here: u64, next: u64) -> u64 {
    const SPACES: u64 = 0x20 * ONES;
    let low = here & !HIGH;
    // The high bit of a sum is set from 9 on, and of the other from 14 on.
    let control = (low + (0x80 - 9) * ONES) ^ (low + (0x80 - 14) * ONES);
    // All bits of a byte are zero where two spaces meet.
    let spaces = (here ^ SPACES) | (next ^ SPACES);
    let double = !(((spaces & !HIGH) + !HIGH) | spaces);
    (here | control | double) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn byte_by_byte(text: &[u8]) -> usize {
        let plain = |at: usize| {
            let double = text[at] == b' ' && text.get(at + 1) == Some(&b' ');
            text[at].is_ascii() && !matches!(text[at], 9..=13) && !double
        };
        (0..text.len()).find(|&at| !plain(at)).unwrap_or(text.len())
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_are_the_same_as_one(text in prop::collection::vec(
            prop_oneof![20 => b'a'..=b'z', 6 => Just(b' '), 1 => 0..=0x20u8, 1 => any::<u8>()], 0..60)
        ) {
            prop_assert_eq!(plain_length(&text), byte_by_byte(&text));
        }
    }
}
