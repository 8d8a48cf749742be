//! `strip`: the text as it was.

use crate::common::process::{TEXT, World, marks};
use predicates::str::contains;

#[test]
fn the_text_comes_back_byte_for_byte_with_every_option_of_embed() {
    let world = World::with_key();
    world.write_key("ed.key", include_bytes!("../vectors/keys/ed25519.pem"));
    let text = "❤\u{FE0F} One. Two\r\n\r\n```\ncode\n```\nThree\u{301}.  Four\t\n\n";
    for flags in [
        &[][..],
        &["--every", "5"],
        &["-t", "whitespace"],
        &["-t", "all", "--every", "1"],
        &["--no-hold"],
        &["--key", "ed.key"],
        &["--input", "lines"],
        &["-t", "end", "--min-buffer", "20"],
    ] {
        let signed = world.embed(flags, text);
        assert!(marks(&signed) > marks(text.as_bytes()));
        assert_eq!(world.strip(signed), text.as_bytes(), "{flags:?}");
    }
}

#[test]
fn selectors_that_are_not_ours_stay() {
    let world = World::new();
    let text = "❤\u{FE0F} 字\u{E0100} \u{FE0B} \u{FE0E}";
    assert_eq!(world.strip(text), text.as_bytes());
}

#[test]
fn it_reads_files_and_writes_files() {
    let world = World::with_key();
    world.write("signed", world.embed(&[], TEXT));
    world.encypher(&["strip", "signed"]).assert().success().stdout(TEXT).stderr("");
    let mut command = world.encypher(&["strip", "signed", "-o", "plain"]);
    command.assert().success().stdout("").stderr("");
    assert_eq!(world.read("plain"), TEXT.as_bytes());
    world.encypher(&["strip", "signed", "-o", "signed"]).assert().success();
    assert_eq!(world.read("signed"), TEXT.as_bytes());
}

#[test]
fn what_is_left_of_damaged_marks_is_noted() {
    let world = World::with_key();
    let signed = String::from_utf8(world.embed(&["-t", "end"], TEXT)).unwrap();
    let cut: String = signed.chars().take(TEXT.chars().count() + 5).collect();
    let done = world.encypher(&["strip"]).write_stdin(cut).assert().success();
    done.stderr(contains("1 damaged record"));
}
