//! That a glance passes nothing by.

use proptest::prelude::*;

use super::*;
use crate::guard::detect::kind::Kinds;
use crate::guard::detect::shape::Shape;

fn found(mut engine: Engine, text: &[u8]) -> Vec<(Name, u64, u64)> {
    let mut found = Vec::new();
    engine.push(text);
    for ended in [false, true] {
        if ended {
            engine.finish();
        }
        while let Some(step) = engine.step() {
            if let Step::Found(one) = step {
                found.push((one.name, one.start, one.end));
            }
        }
    }
    found
}

fn wanted(kinds: impl IntoIterator<Item = Kind>) -> Wanted {
    Wanted { kinds: kinds.into_iter().collect(), year: 2026, ..Wanted::default() }
}

/// The places where a kind is found that alone is looked for.
fn places(kind: Kind, text: &str) -> Vec<(u64, u64)> {
    let found = found(Engine::new(wanted([kind])), text.as_bytes());
    assert!(found.iter().all(|(name, ..)| *name == Name::Known(kind)), "{text}");
    found.into_iter().map(|(_, start, end)| (start, end)).collect()
}

/// What may be before and after a value.
const BEFORE: [&str; 12] = ["", " ", "\n", "\t", "(", "\"", "'", ",", "=", "> ", "[", "\u{2014}"];
const AFTER: [&str; 12] =
    ["", " ", "\n", ". ", ", and", " x", ")", "\"", ";", ":\n", "|", "\u{3002}"];

#[test]
fn the_example_of_every_kind_is_found_in_every_surrounding() {
    for kind in Kind::ALL {
        let example = kind.row().example;
        for (before, after) in BEFORE.iter().flat_map(|before| AFTER.map(|after| (before, after))) {
            let text = format!("{before}{example}{after}");
            assert_eq!(places(*kind, &text).len(), 1, "{kind}: {text}");
            let all = wanted(Kind::ALL.iter().copied());
            let thorough = found(Engine::thorough(all.clone()), text.as_bytes());
            assert_eq!(found(Engine::new(all), text.as_bytes()), thorough, "{text}");
        }
    }
}

#[test]
fn every_keyword_of_a_kind_calls_its_example() {
    for kind in Kind::ALL {
        let example = kind.row().example;
        let (start, end) = places(*kind, example)[0];
        let value = &example[start as usize..end as usize];
        for keyword in kind.keywords() {
            for between in [": ", "=", " is "] {
                let text = format!("{keyword}{between}{value}");
                assert_eq!(places(*kind, &text).len(), 1, "{kind}: {text}");
            }
        }
    }
}

/// Letters and digits: the first so many are letters, then digits and letters take turns or digits
/// follow.
fn characters(length: usize, letters: usize, mixed: bool, letter: char) -> String {
    let character = |at: usize| match at < letters || (mixed && (at - letters) % 2 == 1) {
        true => letter,
        false => '1',
    };
    (0..length).map(character).collect()
}

#[test]
fn a_glance_asks_about_every_form_of_the_table() {
    for (kind, shape) in Kind::shapes() {
        let texts: Vec<String> = match shape {
            Shape::Number(number) => number.forms.iter().map(|form| digits(form)).collect(),
            Shape::Word(word) => {
                let mixes = |length: &usize| {
                    let plain = usize::from(word.plain);
                    let cuts = (0..*length + plain).flat_map(|cut| [(cut, true), (cut, false)]);
                    // Digits only are a number.
                    let cuts = cuts.filter(|cut| *cut != (0, false));
                    let length = *length;
                    cuts.map(move |(cut, mixed)| characters(length, cut, mixed, 'A'))
                };
                word.lengths.iter().flat_map(mixes).collect()
            }
            Shape::Prefix(form) => {
                let prefix = String::from_utf8_lossy(form.prefix);
                let cuts = (0..=form.length).flat_map(|cut| [(cut, true), (cut, false)]);
                let text = |(cut, mixed)| characters(form.length, cut, mixed, 'a');
                cuts.map(text).map(|text| format!("{prefix}{text}")).collect()
            }
            _ => continue,
        };
        for kinds in [wanted([kind]).kinds, wanted(Kind::ALL.iter().copied()).kinds] {
            for (before, after) in
                BEFORE.iter().flat_map(|before| AFTER.map(|after| (before, after)))
            {
                for text in &texts {
                    asks(kinds, before, text, after);
                }
            }
        }
    }
}

fn asks(kinds: Kinds, before: &str, text: &str, after: &str) {
    let whole = format!("{before}{text}{after}");
    let last = before.bytes().last().unwrap_or(b'\n');
    let seen = Prefilter::new(kinds).at(whole.as_bytes(), before.len(), last);
    assert!(!matches!(seen, Prefiltered::Nothing(_)), "{whole:?}: {seen:?}");
}

/// `111-111-1111` for `3-3-4`.
fn digits(form: &str) -> String {
    let mut text = String::new();
    let mut length = 0;
    for c in form.chars().chain([' ']) {
        match c.to_digit(10) {
            Some(digit) => length = 10 * length + digit as usize,
            None => {
                text.extend(std::iter::repeat_n('1', length));
                text.push(c);
                length = 0;
            }
        }
    }
    text.trim_end().to_owned()
}

/// Words, numbers and signs of which values are made, and what stands before them.
fn texts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "born",
        "DOB",
        "call",
        "phone",
        "cvv",
        "CVV",
        "secret",
        "access",
        "key",
        "token",
        "SSN",
        "NHS",
        "NI",
        "Authorization",
        "Bearer",
        "Basic",
        "March",
        "Jan",
        "july",
        "of",
        "is",
        "https",
        "eyJ",
        "ab",
        "AB",
        "sk",
        "SG",
        "xoxb",
        "glpat",
        "abcdefghijklmnop",
        "example",
        "com",
        "a",
        "JG",
        "C",
        "X",
        "postgres",
        "user",
        "hunter",
        "1",
        "12",
        "19",
        "123",
        "0411",
        "1985",
        "2024",
        "00",
        "33",
        "62",
        "078051120",
        "07700900123",
        "4242424242424242",
        "987654321012345678",
        "12345678",
        "Z",
        "DNI",
        "9434765919",
        "305",
        "555",
        "0117",
        "192",
        "0",
        "2",
        "2001",
        "db8",
        "fe80",
        " ",
        " ",
        " ",
        ",",
        ".",
        ":",
        ";",
        "-",
        "_",
        "/",
        "//",
        "@",
        "+",
        "(",
        ")",
        "\"",
        "'",
        "=",
        "\n",
        "\n\n",
        "|",
        "*",
        "\t",
        "!",
        "~",
        "#",
        "\u{5E74}",
        "\u{6708}",
        "\u{65E5}",
        "\u{E9}",
        "%",
    ]);
    prop::collection::vec(parts, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_glance_passes_nothing_by_that_a_scanner_would_find(text in texts(), all in any::<bool>()) {
        let kinds = Kind::ALL.iter().filter(|kind| all || kind.is_default());
        let wanted = wanted(kinds.copied());
        let thorough = found(Engine::thorough(wanted.clone()), text.as_bytes());
        prop_assert_eq!(found(Engine::new(wanted), text.as_bytes()), thorough);
    }
}
