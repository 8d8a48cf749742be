//! Metadata in fewer bytes: frequent fragments of JSON have codes of one byte, long numbers are
//! written as integers. Decoding is a look-up in [`WORDS`], so that another reader needs the table
//! and nothing else (docs/format.md, rule 8).

use crate::record::varint;

/// The fragments, by code; code 0 is an integer. JSON has no bytes below 0x20 of its own.
const WORDS: [&str; 32] = [
    "",
    "\"model\":\"",
    "\",\"timestamp\":",
    "\"timestamp\":",
    "\",\"",
    "\":\"",
    ",\"",
    "\":",
    "\"provider\":\"",
    "\"model\":",
    "\"version\":\"",
    "\"prompt\":\"",
    "\"user\":\"",
    "\"id\":\"",
    "\"run\":\"",
    "\"title\":\"",
    "\"author\":\"",
    "\"source\":\"",
    "\"organization\":\"",
    "\"temperature\":",
    "\"tokens\":",
    "\"session\":\"",
    "\"request\":\"",
    "\"purpose\":\"",
    "openai",
    "anthropic",
    "claude-",
    "gemini-",
    "llama",
    "mistral",
    "true",
    "false",
];

/// Why words cannot be turned into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadWords;

/// Writes the text of JSON members as words.
pub fn encode(members: &str, out: &mut Vec<u8>) {
    let mut rest = members;
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let word = longest_word(rest);
        let taken = if digits > 0 {
            encode_number(&rest[..digits], out);
            digits
        } else if let Some(code) = word {
            out.push(code);
            WORDS[usize::from(code)].len()
        } else {
            let mut utf8 = [0; 4];
            out.extend_from_slice(first.encode_utf8(&mut utf8).as_bytes());
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
}

/// Turns words into the text of JSON members, at most `limit` bytes of it.
pub fn decode(mut words: &[u8], limit: usize) -> Result<String, BadWords> {
    let mut text = Vec::new();
    while let [code, rest @ ..] = words {
        words = rest;
        match code {
            0 => {
                let number = varint::read(&mut words).ok_or(BadWords)?;
                text.extend_from_slice(number.to_string().as_bytes());
            }
            1..=31 => text.extend_from_slice(WORDS[usize::from(*code)].as_bytes()),
            _ => text.push(*code),
        }
        if text.len() > limit {
            return Err(BadWords);
        }
    }
    String::from_utf8(text).map_err(|_| BadWords)
}

fn longest_word(text: &str) -> Option<u8> {
    (1..WORDS.len())
        .filter(|&code| text.starts_with(WORDS[code]))
        .max_by_key(|&code| WORDS[code].len())
        .map(|code| code as u8)
}

/// Writes a run of digits as an integer where that is shorter and reads back the same.
fn encode_number(digits: &str, out: &mut Vec<u8>) {
    let mut integer = vec![0];
    match digits.parse::<u64>() {
        Ok(number) if !digits.starts_with('0') => varint::write(number, &mut integer),
        _ => return out.extend_from_slice(digits.as_bytes()),
    }
    let shorter = integer.len() < digits.len();
    out.extend_from_slice(if shorter { &integer } else { digits.as_bytes() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_metadata_of_the_readme_takes_fourteen_bytes() {
        let mut words = Vec::new();
        encode("\"model\":\"gpt-4\",\"timestamp\":1700000000", &mut words);
        assert_eq!(words.len(), 1 + 5 + 1 + 6 + 1 - 1);
    }

    #[test]
    fn words_that_expand_beyond_the_limit_are_refused() {
        assert_eq!(decode(&[1, 1, 1], 20), Err(BadWords));
        assert_eq!(decode(&[0], 20), Err(BadWords));
        assert_eq!(decode(&[0xFF], 20), Err(BadWords));
    }

    proptest! {
        #[test]
        fn text_reads_back_from_its_words(text in "([\" -~]|\"model\":\"|[0-9]{1,25}|\\PC){0,40}") {
            let mut words = Vec::new();
            encode(&text, &mut words);
            prop_assert!(words.len() <= text.len());
            prop_assert_eq!(decode(&words, text.len()), Ok(text));
        }
    }
}
