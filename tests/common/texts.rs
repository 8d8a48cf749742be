//! Random texts and options, made of what makes such machines stumble.

use encypher::embed::{EmbedOptions, Hold};
use encypher::target::Target;
use proptest::prelude::*;
use std::num::NonZeroU64;

/// Fragments of text that are hard in one way or another.
pub const HARD: &[&[u8]] = &[
    b"a",
    b"The end. ",
    b"Next sentence! ",
    b" ",
    b"  ",
    b"\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"\t",
    b"hello ",
    b"World",
    b". ",
    b"x",
    b"\0",
    b"\xFF",
    b"\xC3",
    b"\xE2\x82",
    b"\xF0\x9F\x98",
    b"\x80",
    b"\xED\xA0\x80",
    "é".as_bytes(),
    "e\u{301}".as_bytes(),
    "\u{301}".as_bytes(),
    "❤\u{FE0F}".as_bytes(),
    "👩\u{200D}💻".as_bytes(),
    "🇩🇪".as_bytes(),
    "🇫".as_bytes(),
    "ᄒ".as_bytes(),
    "ᅡ".as_bytes(),
    "한글".as_bytes(),
    "漢字。".as_bytes(),
    "か\u{3099}".as_bytes(),
    "\u{FEFF}".as_bytes(),
    "\u{FE0B}".as_bytes(),
    "\u{FE06}".as_bytes(),
    "\u{E0100}".as_bytes(),
    "\u{A0}".as_bytes(),
    "\u{3000}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{85}".as_bytes(),
    "क्ष".as_bytes(),
    "\u{344}".as_bytes(),
    "\u{212B}".as_bytes(),
    "\u{FB1D}".as_bytes(),
    b"\x1b[31m",
    b"\x1b[",
    b"\x1b]0;t\x07",
    b"\x1b",
    b"```\n",
    b"```",
    b"`",
    b"``",
    b"~~~\n",
    b"\\`",
    b"> ",
    b"- ",
    b"1. ",
    b"# ",
    b"**bold** ",
    b"    code\n",
    b"Paragraph here.\n\nAnother one. Yes.\n",
];

/// Bytes that need not be text at all.
pub fn text() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop_oneof![
        8 => prop::sample::select(HARD).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..6),
        1 => "\\PC{0,8}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(fragment, 0..24).prop_map(|fragments| fragments.concat()).prop_filter(
        "records of our own and UTF-16 are other tests' business",
        |text| {
            !matches!(text.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
                && !text.windows(6).any(|six| six == "\u{FE0B}\u{FE05}".as_bytes())
        },
    )
}

/// Options of every kind.
pub fn options() -> impl Strategy<Value = EmbedOptions> {
    let target = prop::sample::select(&Target::ALL[..7]);
    let every = prop_oneof![3 => Just(None), 2 => (1..60u64).prop_map(NonZeroU64::new)];
    let hold = prop_oneof![3 => Just(Hold::TrailingNewlines), 1 => Just(Hold::Nothing)];
    (target, prop_oneof![Just(0), 0..20u64], every, hold).prop_map(
        |(target, min_buffer, every, hold)| EmbedOptions {
            target,
            min_buffer,
            every,
            hold,
            ..EmbedOptions::default()
        },
    )
}
