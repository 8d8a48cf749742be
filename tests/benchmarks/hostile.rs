//! Texts that are made to take time.

use encypher::mark::spell;

/// Name and bytes of each.
pub fn texts(bytes: usize) -> [(&'static str, Vec<u8>); 7] {
    let prose = |bytes: usize| crate::prose::block().into_iter().cycle().take(bytes);
    let heads = |offset: u64| {
        let mut text: Vec<u8> = prose(1 << 20).collect();
        let mut number = 0;
        while text.len() < bytes {
            number += 1;
            spell(&head(number, offset), &mut text);
        }
        text
    };
    [
        ("prose without marks", prose(bytes).collect()),
        (
            "emoji and ideographs in every line",
            cycled("I ❤ you ☺ and zero width 👍 葛城 \n", bytes),
        ),
        (
            "the same with selectors and zero-width characters",
            cycled(
                "I ❤\u{FE0F} you ☺\u{FE0F} and\u{200B} zero\u{200C} width 👍 葛\u{E0100}城 \n",
                bytes,
            ),
        ),
        ("marks that begin records of 16 KiB", repeated(&[0x0B, 5, 0x10, 0xFF, 0x7F], bytes)),
        ("marks that begin and break off", repeated_apart(bytes)),
        ("heads that claim 1 MiB of text before them", heads((1 << 20) - 10)),
        ("heads that claim more than there is", heads(1 << 40)),
    ]
}

fn cycled(text: &str, bytes: usize) -> Vec<u8> {
    text.bytes().cycle().take(bytes).collect()
}

fn repeated(record: &[u8], bytes: usize) -> Vec<u8> {
    let mut marks = Vec::new();
    spell(record, &mut marks);
    marks.into_iter().cycle().take(bytes).collect()
}

fn repeated_apart(bytes: usize) -> Vec<u8> {
    let mut marks = Vec::new();
    spell(&[0x0B, 5], &mut marks);
    marks.push(b'x');
    marks.into_iter().cycle().take(bytes).collect()
}

/// A head of the stream of this number, signed by nobody.
fn head(number: u64, offset: u64) -> Vec<u8> {
    let mut body = number.to_be_bytes().to_vec();
    body.extend([0; 4]);
    varint(offset, &mut body);
    varint(20, &mut body);
    body.extend([0xAA; 12]);
    let signed = [&[0x10, body.len() as u8], &body[..]].concat();
    let checksum = crc32fast::hash(&signed).to_be_bytes();
    [&[0x0B, 5], &signed[..], &checksum].concat()
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
