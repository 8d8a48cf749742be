//! That a glance passes nothing by.

use proptest::prelude::*;

use super::*;

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
    #![proptest_config(ProptestConfig::with_cases(8 * ProptestConfig::default().cases))]

    #[test]
    fn a_glance_passes_nothing_by_that_a_scanner_would_find(text in texts(), all in any::<bool>()) {
        let kinds = Kind::ALL.iter().filter(|kind| all || kind.is_default());
        let wanted = Wanted {
            kinds: kinds.copied().collect(),
            year: 2026,
            ..Wanted::default()
        };
        let thorough = found(Engine::thorough(wanted.clone()), text.as_bytes());
        prop_assert_eq!(found(Engine::new(wanted), text.as_bytes()), thorough);
    }
}
