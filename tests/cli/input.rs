//! Bad input: a clear error or a defined result, never a panic, never text lost.

use crate::common::process::{TEXT, World, marks};
use predicates::str::contains;

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let bytes = units.map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
    bytes.flatten().collect()
}

#[test]
fn any_bytes_pass_verify_and_come_back() {
    let world = World::with_key();
    let long = [b'\xCC', b'\x81'].repeat(50_000);
    let inputs: &[&[u8]] = &[
        b"\0",
        b"a\0b. C\0",
        b"\xFF",
        b"\x80\x80\x80",
        b"Text. \xE2\x82 More. \xF0\x9F",
        b"\xC3",
        b"\xED\xA0\x80",
        b"\xF4\x90\x80\x80",
        b"\xC0\x80",
        "\u{301}\u{301}\u{301}".as_bytes(),
        &long,
        "\u{FEFF}".as_bytes(),
        "\u{FE0F}\u{E0100}".as_bytes(),
        b" ",
        b"\x1b[31mRed. Green\x1b[0m",
        b"\x1b]0;never closed",
        b"```\nnever closed",
        b"\xFE",
        b"\xFF\xFF\xFE",
    ];
    for input in inputs {
        for flags in [&[][..], &["-t", "all"], &["-t", "whitespace", "--every", "1"]] {
            let signed = world.embed(flags, *input);
            let shown = String::from_utf8_lossy(&input[..input.len().min(20)]).into_owned();
            assert_eq!(world.strip(signed.clone()), *input, "{flags:?} {shown:?}");
            assert_eq!(world.verify(signed), 0, "{flags:?} {shown:?}");
        }
    }
}

#[test]
fn line_breaks_alone_pass_unmarked_and_that_is_noted() {
    let world = World::with_key();
    for text in ["\n", "\r", "\r\n\n"] {
        let done = world.encypher(&["embed"]).write_stdin(text).assert();
        let done = done.success().stdout(text);
        done.stderr(contains("nothing but line breaks"));
    }
}

#[test]
fn random_bytes_never_make_any_command_panic() {
    let world = World::with_key();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let signed = world.embed(&["--every", "20"], TEXT.repeat(5));
    for round in 0..12 {
        let mut bytes = signed.clone();
        for _ in 0..=round {
            let at = usize::try_from(random()).unwrap() % bytes.len();
            bytes[at] = random().to_le_bytes()[0];
        }
        for command in ["verify", "extract", "strip", "embed"] {
            let mut run = world.encypher(&[command]);
            let output = run.write_stdin(bytes.clone()).output().unwrap();
            let code = output.status.code();
            let allowed = match command {
                "verify" => &[1, 3, 4, 9][..],
                "strip" => &[0],
                _ => &[0, 1, 3],
            };
            assert!(code.is_some_and(|code| allowed.contains(&code)), "{command} {output:?}");
            assert!(!String::from_utf8_lossy(&output.stderr).contains("internal error"));
        }
    }
}

#[test]
fn utf16_is_named_with_its_fix() {
    let world = World::with_key();
    for big in [false, true] {
        world.write("wide", utf16(TEXT, big));
        for (command, fix) in [
            ("embed", "iconv -f UTF-16 -t UTF-8"),
            ("verify", "PowerShell 7.4"),
            ("extract", "PowerShell 7.4"),
        ] {
            let done = world.encypher(&[command, "wide"]).assert().stdout("");
            let done = done.stderr(contains("UTF-16")).stderr(contains(fix));
            assert!(matches!(done.get_output().status.code(), Some(1 | 5)));
        }
        // The text is not lost by a command that need not understand it.
        let done = world.encypher(&["strip", "wide"]).assert().success();
        assert_eq!(done.get_output().stdout, world.read("wide"));
        done_with_utf16_warning(&world);
    }
}

fn done_with_utf16_warning(world: &World) {
    let mut command = world.encypher(&["strip", "wide"]);
    command.assert().success().stderr(contains("UTF-16"));
}

#[test]
fn signed_text_that_became_utf16_is_not_called_unmarked() {
    let world = World::with_key();
    let signed = String::from_utf8(world.embed(&[], TEXT)).unwrap();
    world.write("wide", utf16(&signed, false));
    let done = world.encypher(&["verify", "wide"]).assert().code(5);
    done.stdout("").stderr(contains("UTF-16"));
}

#[test]
fn damaged_or_absurd_marks_are_malformed_and_never_verified() {
    let world = World::with_key();
    let signed = String::from_utf8(world.embed(&[], TEXT)).unwrap();
    let start = signed.find('\u{FE0B}').unwrap();
    let magic: String = signed[start..].chars().take(3).collect();
    let huge: String = std::iter::repeat_n('\u{E01EF}', 40).collect();
    let run: String = std::iter::repeat_n('\u{FE0B}', 100_000).collect();
    for text in [
        format!("Text. {magic}{huge} more."),
        format!("Text. {magic}"),
        format!("{run}{signed}"),
        format!("{}{huge}{}", &signed[..start], &signed[start..]),
        signed.replacen('\u{FE0B}', "\u{FE0B}\u{FE0B}", 1),
    ] {
        let mut command = world.encypher(&["verify"]);
        let output = command.write_stdin(text.clone()).output().unwrap();
        assert!(matches!(output.status.code(), Some(1 | 3)), "{output:?}");
        for command in ["strip", "extract"] {
            let output = world.encypher(&[command]).write_stdin(text.clone()).output().unwrap();
            assert!(output.status.code().is_some_and(|code| code < 4), "{output:?}");
        }
    }
}

#[test]
fn damaged_marks_count_as_marks_for_embed() {
    let world = World::with_key();
    let signed = String::from_utf8(world.embed(&[], TEXT)).unwrap();
    let damaged: String = {
        let mut letters: Vec<char> = signed.chars().collect();
        let at = letters.iter().position(|c| *c == '\u{FE0B}').unwrap() + 10;
        letters.remove(at);
        letters.into_iter().collect()
    };
    world.encypher(&["embed"]).write_stdin(damaged.clone()).assert().code(1);
    let mut command = world.encypher(&["embed", "--on-marked", "replace"]);
    let done = command.write_stdin(damaged).assert().success();
    let output = done.get_output().stdout.clone();
    assert!(marks(&output) > 0);
    assert_eq!(world.verify(output), 0);
}

#[test]
fn a_file_whose_name_is_not_text_can_be_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::with_key();
    let name = OsStr::from_bytes(b"na\xFFme");
    let path = world.path("").join(name);
    std::fs::write(&path, world.embed(&[], TEXT)).unwrap();
    let output = world.raw(&["verify"]).arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = world.raw(&["verify", "--json"]).arg(name).output().unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
}

#[test]
fn an_argument_that_is_not_text_is_a_mistake_and_no_panic() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::with_key();
    let output = world.raw(&["embed", "-m"]).arg(OsStr::from_bytes(b"a=\xFF")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn text_that_only_begins_like_utf16_is_text() {
    let world = World::with_key();
    for text in [&b"\xFF\xFEabc. Def"[..], b"\xFE\xFF", b"\xFF\xFE", b"\xFE\xFFabc"] {
        let signed = world.embed(&[], text);
        assert_eq!(world.verify(signed.clone()), 0);
        let done = world.encypher(&["strip"]).write_stdin(signed).assert();
        done.success().stdout(text).stderr("");
    }
}

#[test]
fn utf_16_is_named_with_the_fix_though_it_has_no_byte_order_mark() {
    let world = World::with_key();
    let units = "Hello world\n".encode_utf16();
    let little: Vec<u8> = units.clone().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
    for text in [little, big] {
        for command in ["embed", "verify"] {
            let done = world.encypher(&[command]).write_stdin(text.clone()).assert();
            done.failure().stderr(contains("UTF-16")).stderr(contains("fix:"));
        }
    }
}
