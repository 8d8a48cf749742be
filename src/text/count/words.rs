//! The words of a piece of text: pieces of pure ASCII are counted by the neighbours of each byte,
//! many bytes at once; texts of frequent characters as if they were ASCII; and only the others are
//! segmented in full.

use unicode_segmentation::UnicodeSegmentation as _;

/// So many bytes, to the end of a word, are counted at a time.
const PIECE: usize = 16 * 1024;
/// Positions that are summed up in one byte: at every second one a word can begin.
const BLOCK: usize = 128;
/// Positions whose classes are found at a time.
const STRETCH: usize = 16 * BLOCK;
/// Up to this length byte by byte is faster.
const SHORT: usize = 48;

/// The words of a text that begins with white space or with the text itself, and ends before white
/// space or with the text.
pub fn words(text: &[u8]) -> u64 {
    let mut words = 0;
    let mut alike = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let near = rest.len().min(PIECE);
        let end = rest[near..].iter().position(u8::is_ascii_whitespace);
        let (piece, after) = rest.split_at(end.map_or(rest.len(), |end| near + end));
        words += match first_strange(piece) {
            None => plain_words(piece),
            Some(_) => match std::str::from_utf8(piece) {
                Ok(piece) => mixed_words(piece, &mut alike),
                Err(_) => mixed_words(&String::from_utf8_lossy(piece), &mut alike),
            },
        };
        rest = after;
    }
    words
}

/// The words of a text that is not all ASCII; `alike` is for the text that is counted in its place.
fn mixed_words(text: &str, alike: &mut Vec<u8>) -> u64 {
    let mut words = 0;
    let mut rest = text;
    alike.clear();
    loop {
        let run = first_strange(rest.as_bytes()).unwrap_or(rest.len());
        alike.extend_from_slice(&rest.as_bytes()[..run]);
        let mut characters = rest[run..].chars();
        loop {
            rest = characters.as_str();
            match characters.next() {
                None => return words + plain_words(alike),
                Some(c) if c.is_ascii() => break,
                Some(c) if push_likeness(c, alike) => {}
                Some(_) => {
                    // What stands between the white space around it is segmented in full.
                    let at = text.len() - rest.len();
                    let start = text[..at].rfind(is_space).unwrap_or(0);
                    alike.truncate(alike.len() - alike_length(&text[start..at]));
                    words += plain_words(alike);
                    alike.clear();
                    let end = rest.find(is_space).map_or(text.len(), |end| at + end);
                    words += unicode_words(&text[start..end]);
                    rest = &text[end..];
                    break;
                }
            }
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

/// The first byte that is not ASCII.
fn first_strange(text: &[u8]) -> Option<usize> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (chunks, rest) = text.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let high = u64::from_le_bytes(*chunk) & HIGH;
        if high != 0 {
            return Some(number * 8 + high.trailing_zeros() as usize / 8);
        }
    }
    let within = rest.iter().position(|byte| !byte.is_ascii())?;
    Some(chunks.len() * 8 + within)
}

/// The words of a text, in full.
pub fn unicode_words(text: &str) -> u64 {
    text.unicode_words().count() as u64
}

/// Adds what a character beyond ASCII is like, if it is like anything.
#[inline]
fn push_likeness(c: char, alike: &mut Vec<u8>) -> bool {
    match likeness(c) {
        Some(Likeness::Of(byte)) => alike.push(byte),
        Some(Likeness::Word) => alike.extend_from_slice(LONE_WORD),
        None => return false,
    }
    true
}

/// How many bytes stand for a text of which each character is like something.
fn alike_length(text: &str) -> usize {
    let length = |c: char| match likeness(c) {
        Some(Likeness::Word) => LONE_WORD.len(),
        _ => 1,
    };
    text.chars().map(length).sum()
}

/// What stands for a character that is a word of its own.
const LONE_WORD: &[u8] = b" a ";

/// What a character is like where words are counted.
enum Likeness {
    /// A character of ASCII.
    Of(u8),
    /// A word of its own.
    Word,
}

/// Word_Break of frequent characters beyond ASCII (UAX #29, table 3); nothing for the others.
fn likeness(c: char) -> Option<Likeness> {
    // First, for there are many of them where there are any.
    if matches!(c, '一'..='鿿' | 'ぁ'..='ゖ') {
        return Some(Likeness::Word);
    }
    Some(Likeness::Of(match c {
        // ALetter
        'À'..='Ö'
        | 'Ø'..='ö'
        | 'ø'..='ʯ'
        | 'а'..='я'
        | 'А'..='Я'
        | 'ё'
        | 'Ё'
        | 'α'..='ω'
        | 'Α'..='Ρ'
        | 'Σ'..='Ω'
        | 'ά'..='ώ'
        | '가'..='힣' => b'a',
        // MidNumLet, MidNum, MidLetter
        '‘' | '’' | '．' => b'.',
        '，' | '；' => b';',
        '：' => b':',
        // None of them: spaces, dashes, quotation marks, signs
        '\u{a0}'
        | '«'
        | '»'
        | '°'
        | '§'
        | '–'
        | '—'
        | '“'..='„'
        | '•'
        | '…'
        | '€'
        | '→'
        | '\u{3000}'..='。'
        | '「'
        | '」'
        | '『'
        | '』'
        | '！'
        | '（'
        | '）'
        | '？' => b' ',
        _ => return None,
    }))
}

/// The words of ASCII. A word begins at a letter, digit or underscore with none of them before it;
/// a sign between two letters (MidLetter, MidNumLet) or two digits (MidNum, MidNumLet) joins them,
/// rules WB6, WB7, WB11 and WB12.
fn plain_words(text: &[u8]) -> u64 {
    let underscores = memchr::memchr(b'_', text).map_or(0, |_| lone_underscores(text));
    let words = match text.len() {
        0..SHORT => short_words(text),
        _ => long_words(text),
    };
    u64::try_from(words - underscores).unwrap_or(0)
}

fn short_words(text: &[u8]) -> i64 {
    let class = |byte: &u8| CLASSES[usize::from(*byte)];
    let mut words = 0;
    let mut before = 0;
    for (at, byte) in text.iter().enumerate() {
        let behind = text.get(at + 1).map_or(0, class);
        words += i64::from(value(before, class(byte), behind) as i8);
        before = class(byte);
    }
    words
}

fn long_words(text: &[u8]) -> i64 {
    let mut words = 0;
    // The classes of a stretch, with those of its neighbours. All of them come first: what was just
    // written is slow to be read at other places.
    let mut classes = [0; STRETCH + 2];
    let mut rest = text;
    while !rest.is_empty() {
        let (stretch, after) = rest.split_at(rest.len().min(STRETCH));
        let length = stretch.len();
        for (class, byte) in classes[1..=length].iter_mut().zip(stretch) {
            *class = class_of(*byte);
        }
        // Behind the text stands nothing.
        classes[length + 1..].fill(0);
        classes[length + 1] = after.first().map_or(0, |byte| class_of(*byte));
        let blocks = classes[..STRETCH].chunks_exact(BLOCK);
        let blocks = blocks.zip(classes[1..=STRETCH].chunks_exact(BLOCK));
        let blocks = blocks.zip(classes[2..].chunks_exact(BLOCK));
        for ((before, here), behind) in blocks.take(length.div_ceil(BLOCK)) {
            words += i64::from(balance(before, here, behind));
        }
        classes[0] = classes[length];
        rest = after;
    }
    words
}

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
/// Joins letters, joins digits: twice the places of [`LETTER`] and [`DIGIT`].
const MID_LETTER: u8 = 4;
const MID_DIGIT: u8 = 8;
const UNDERSCORE: u8 = 16;

const fn class_of(byte: u8) -> u8 {
    let both = (byte == b'.') | (byte == b'\'');
    is((byte | 0x20).wrapping_sub(b'a') < 26, LETTER)
        | is(byte.wrapping_sub(b'0') < 10, DIGIT)
        | is(both | (byte == b':'), MID_LETTER)
        | is(both | (byte == b',') | (byte == b';'), MID_DIGIT)
        | is(byte == b'_', UNDERSCORE)
}

const fn is(holds: bool, class: u8) -> u8 {
    (holds as u8).wrapping_neg() & class
}

/// [`class_of`] each byte, for where they come one by one.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class_of(byte as u8);
        byte += 1;
    }
    classes
};

/// Words that begin in a block, without those that are joined to one before.
fn balance(before: &[u8], here: &[u8], behind: &[u8]) -> i8 {
    let neighbours = before.iter().zip(here).zip(behind);
    neighbours
        .map(|((before, here), behind)| value(*before, *here, *behind))
        .fold(0, u8::wrapping_add) as i8
}

/// 1 where a word begins, -1 where two are joined: what the class of a byte is worth between those
/// of its neighbours.
fn value(before: u8, here: u8, behind: u8) -> u8 {
    let in_word = |class: u8| (class | class >> 1 | class >> 4) & 1;
    let begins = in_word(here) & !in_word(before);
    let joined = before & behind & (here >> 2) & (LETTER | DIGIT);
    begins.wrapping_sub((joined | joined >> 1) & 1)
}

/// Runs of nothing but underscores, which are no words.
fn lone_underscores(text: &[u8]) -> i64 {
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut lone = 0;
    let mut end = 0;
    for at in memchr::memchr_iter(b'_', text) {
        if at < end {
            continue;
        }
        let length = text[at..].iter().position(|byte| *byte != b'_');
        end = length.map_or(text.len(), |length| at + length);
        let touches = |byte: Option<&u8>| byte.is_some_and(in_word);
        lone += i64::from(!touches(text[..at].last()) && !touches(text.get(end)));
    }
    lone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_like_those_that_they_are_taken_for() {
        let around = ["", "a", "1", " ", ".", "'", ":", ",", ";", "字", "é", "’", "：", "，", "-"];
        // Of the many ideographs and syllables some.
        let some = |c: &char| *c < '一' || *c > '\u{d7ff}' || u32::from(*c) % 97 == 0;
        for c in ('\0'..=char::MAX).filter(|c| some(c) && likeness(*c).is_some()) {
            for before in around {
                for behind in around {
                    for text in [
                        format!("{before}{c}{behind}"),
                        format!("a{before}{c}{behind}a"),
                        format!("1{before}{c}{behind}1"),
                    ] {
                        assert_eq!(words(text.as_bytes()), unicode_words(&text), "{text:?}");
                    }
                }
            }
        }
    }
}
