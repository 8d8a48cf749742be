//! The words of a piece of text: pieces of pure ASCII are counted by the neighbours of each byte, many bytes at once; texts of
//! frequent characters as if they were ASCII; and only the others are segmented in full.

use unicode_segmentation::UnicodeSegmentation as _;

/// Positions that are summed up in one byte: at every second one a word can begin.
const BLOCK: usize = 128;
/// Where one byte is not ASCII, so many behind it are counted as such a text, too.
const NEAR: usize = 256;

/// The words of a text that begins with white space or with the text itself, and ends before white space or with the text.
pub fn words(text: &[u8]) -> u64 {
    let mut words = 0;
    let mut rest = text;
    while let Some(strange) = first_strange(rest) {
        let start = rest[..strange].iter().rposition(u8::is_ascii_whitespace);
        let (plain, from) = rest.split_at(start.unwrap_or(0));
        words += plain_words(plain);
        // Where one character is not ASCII, more of them are not far.
        let near = (strange - plain.len() + NEAR).min(from.len());
        let end = from[near..].iter().position(u8::is_ascii_whitespace);
        let (segment, after) = from.split_at(end.map_or(from.len(), |end| near + end));
        words += simple_words(segment)
            .unwrap_or_else(|| unicode_words(&String::from_utf8_lossy(segment)));
        rest = after;
    }
    words + plain_words(rest)
}

/// The first byte that is not ASCII.
fn first_strange(text: &[u8]) -> Option<usize> {
    let block = text.chunks(BLOCK).position(|block| !block.is_ascii())?;
    let within = text[block * BLOCK..]
        .iter()
        .position(|byte| !byte.is_ascii())?;
    Some(block * BLOCK + within)
}

/// The words of a text, in full.
pub fn unicode_words(text: &str) -> u64 {
    text.unicode_words().count() as u64
}

/// The words of a text whose characters all behave as some character of ASCII does; nothing for other texts.
fn simple_words(text: &[u8]) -> Option<u64> {
    let mut rest = std::str::from_utf8(text).ok()?;
    let mut likenesses = Vec::with_capacity(text.len());
    while let Some(strange) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let (plain, from) = rest.split_at(strange);
        likenesses.extend_from_slice(plain.as_bytes());
        let mut characters = from.chars();
        match likeness(characters.next()?)? {
            Likeness::Of(byte) => likenesses.push(byte),
            Likeness::Word => likenesses.extend(b" a "),
        }
        rest = characters.as_str();
    }
    likenesses.extend_from_slice(rest.as_bytes());
    Some(plain_words(&likenesses))
}

/// What a character is like where words are counted.
enum Likeness {
    /// A character of ASCII.
    Of(u8),
    /// A word of its own.
    Word,
}

/// Word_Break of frequent characters beyond ASCII (UAX #29, table 3); nothing for the others.
fn likeness(c: char) -> Option<Likeness> {
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
        '一'..='鿿' | 'ぁ'..='ゖ' => return Some(Likeness::Word),
        _ => return None,
    }))
}

/// The words of ASCII. A word begins at a letter, digit or underscore with none of them before it; a sign between two letters
/// (MidLetter, MidNumLet) or two digits (MidNum, MidNumLet) joins them, rules WB6, WB7, WB11 and WB12.
fn plain_words(text: &[u8]) -> u64 {
    let mut words = 0;
    let mut classes = [0; BLOCK + 2];
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (number, block) in blocks.iter().enumerate() {
        // Of a known length, so that it is worked on many bytes at once.
        for (class, byte) in classes[1..=BLOCK].iter_mut().zip(block) {
            *class = class_of(*byte);
        }
        let next = text.get((number + 1) * BLOCK);
        classes[BLOCK + 1] = next.map_or(0, |byte| class_of(*byte));
        words += i64::from(balance(&classes));
        classes[0] = classes[BLOCK];
    }
    let mut before = classes[0];
    for (at, byte) in rest.iter().enumerate() {
        let next = rest.get(at + 1);
        let here = CLASSES[usize::from(*byte)];
        let behind = next.map_or(0, |byte| CLASSES[usize::from(*byte)]);
        words += i64::from(value(before, here, behind) as i8);
        before = here;
    }
    let underscores = memchr::memchr(b'_', text).map_or(0, |_| lone_underscores(text));
    u64::try_from(words - underscores).unwrap_or(0)
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
fn balance(classes: &[u8; BLOCK + 2]) -> i8 {
    let mut sum: u8 = 0;
    for at in 0..BLOCK {
        let value = value(classes[at], classes[at + 1], classes[at + 2]);
        sum = sum.wrapping_add(value);
    }
    sum as i8
}

/// 1 where a word begins, -1 where two are joined: what the class of a byte is worth between those of its neighbours.
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
        let around = [
            "", "a", "1", " ", ".", "'", ":", ",", ";", "字", "é", "’", "：", "，", "-",
        ];
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
                        let words = simple_words(text.as_bytes());
                        assert_eq!(words, Some(unicode_words(&text)), "{text:?}");
                    }
                }
            }
        }
    }
}
