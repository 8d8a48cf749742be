//! `embed`: where the marks go, and that nothing else changes.

use crate::common::process::{TEXT, World, before_marks, marks};
use predicates::str::contains;

const ID: &[&str] = &["--stream-id", "0123456789abcdef", "--timestamp", "none"];

#[test]
fn what_was_embedded_verifies_and_strips_to_what_it_was() {
    let world = World::with_key();
    for text in ["a", "a b", "no newline", TEXT, "\r\n\r\nx\r\n", "a\n\n\n", "\u{FEFF}bom"] {
        let signed = world.embed(&[], text);
        assert!(marks(&signed) > 0, "{text:?}");
        assert_eq!(world.verify(signed.clone()), 0, "{text:?}");
        assert_eq!(world.strip(signed), text.as_bytes());
    }
}

#[test]
fn an_empty_stream_stays_empty_and_is_noted() {
    let world = World::with_key();
    let done = world.encypher(&["embed"]).assert().success().stdout("");
    done.stderr(contains("encypher: nothing to sign"));
    let mut quiet = world.encypher(&["embed", "-q"]);
    quiet.assert().success().stdout("").stderr("");
}

#[test]
fn text_comes_from_a_file_as_well() {
    let world = World::with_key();
    world.write("t", TEXT);
    let from_file = world.encypher(&[&["embed", "t"], ID].concat()).output().unwrap();
    assert_eq!(from_file.stdout, world.embed(ID, TEXT));
    let dash = [&["embed", "-"], ID].concat();
    let dash = world.encypher(&dash).write_stdin(TEXT).output().unwrap();
    assert_eq!(from_file.stdout, dash.stdout);
}

#[test]
fn each_target_puts_the_metadata_where_it_says() {
    let world = World::with_key();
    let whole = TEXT.trim_end();
    for (target, before) in [
        ("auto", "Hello there, world. "),
        ("whitespace", "Hello "),
        ("punctuation", "Hello there,"),
        ("first-letter", "H"),
        ("last-letter", "Hello"),
        ("all", "H"),
        ("end", whole),
    ] {
        for flag in ["-t", "--target"] {
            let signed = world.embed(&[flag, target], TEXT);
            assert_eq!(before_marks(&signed), before, "{target}");
            assert_eq!(world.verify(signed), 0, "{target}");
        }
    }
    let untouched = world.embed(&["--target", "none"], TEXT);
    assert_eq!(untouched, TEXT.as_bytes());
}

#[test]
fn without_a_target_it_is_auto() {
    let world = World::with_key();
    let auto = world.embed(&[&["--target", "auto"], ID].concat(), TEXT);
    assert_eq!(world.embed(ID, TEXT), auto);
}

#[test]
fn the_environment_names_the_target_as_encypher_ai_does() {
    let world = World::with_key();
    for (name, target) in [
        ("whitespace", "whitespace"),
        ("punctuation", "punctuation"),
        ("first_letter", "first-letter"),
        ("last_letter", "last-letter"),
        ("all_characters", "all"),
        ("file_end", "end"),
        ("none", "none"),
        ("WHITESPACE", "whitespace"),
        ("First_Letter", "first-letter"),
        ("first-letter", "first-letter"),
        ("auto", "auto"),
        ("", "auto"),
    ] {
        let mut command = world.encypher(&[&["embed"], ID].concat());
        let command = command.env("ENCYPHER_METADATA_TARGET", name);
        let expected = world.embed(&[&["--target", target], ID].concat(), TEXT);
        command.write_stdin(TEXT).assert().success().stdout(expected);
    }
    let mut command = world.encypher(&["embed"]);
    let command = command.env("ENCYPHER_METADATA_TARGET", "nowhere").write_stdin(TEXT);
    let done = command.assert().code(6).stdout("");
    done.stderr(contains("ENCYPHER_METADATA_TARGET"));
}

#[test]
fn a_target_that_is_typed_beats_the_environment() {
    let world = World::with_key();
    let mut command = world.encypher(&[&["embed", "--target", "end"], ID].concat());
    let command = command.env("ENCYPHER_METADATA_TARGET", "whitespace");
    let expected = world.embed(&[&["--target", "end"], ID].concat(), TEXT);
    command.write_stdin(TEXT).assert().success().stdout(expected);
}

#[test]
fn encode_first_chunk_only_means_what_encypher_ai_means_by_it() {
    let world = World::with_key();
    let text = "A sentence of prose. ".repeat(1000);
    for (value, every) in [
        ("false", "4K"),
        ("0", "4K"),
        ("no", "4K"),
        ("true", "off"),
        ("1", "off"),
        ("YES", "off"),
        ("", "off"),
    ] {
        let mut command = world.encypher(&[&["embed"], ID].concat());
        let command = command.env("ENCYPHER_ENCODE_FIRST_CHUNK_ONLY", value);
        let expected = world.embed(&[&["--every", every], ID].concat(), text.as_str());
        command.write_stdin(text.as_str()).assert().success().stdout(expected);
    }
    let mut typed = world.encypher(&[&["embed", "--every", "off"], ID].concat());
    let typed = typed.env("ENCYPHER_ENCODE_FIRST_CHUNK_ONLY", "false");
    let expected = world.embed(ID, text.as_str());
    typed.write_stdin(text.as_str()).assert().stdout(expected);
}

#[test]
fn every_repeats_metadata_and_seal_so_that_a_part_still_verifies() {
    let world = World::with_key();
    let text = "A sentence of prose. ".repeat(100);
    let once = marks(&world.embed(&[], text.as_str()));
    let signed = world.embed(&["--every", "500"], text.as_str());
    assert!(marks(&signed) >= 4 * once, "{} {once}", marks(&signed));
    assert_eq!(world.verify(signed.clone()), 0);
    for (size, same) in [("1K", "1024"), ("1KiB", "1024"), ("1024B", "1024")] {
        let one = world.embed(&[&["--every", size], ID].concat(), text.as_str());
        assert_eq!(one, world.embed(&[&["--every", same], ID].concat(), text.as_str()));
    }
    // One altered segment leaves the others verified.
    let signed = String::from_utf8(signed).unwrap().replacen("prose", "verse", 1);
    let done = world.encypher(&["verify", "-v"]).write_stdin(signed).assert().code(1);
    let report = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(report.contains("segment 0: altered"), "{report}");
    assert!(report.contains("segment 1: verified"), "{report}");
}

#[test]
fn min_buffer_lets_so_many_characters_pass_first() {
    let world = World::with_key();
    for (count, before) in [
        ("0", "Hello "),
        ("5", "Hello "),
        ("6", "Hello "),
        ("7", "Hello there, "),
        ("1000", TEXT.trim_end()),
    ] {
        let signed = world.embed(&["-t", "whitespace", "--min-buffer", count], TEXT);
        assert_eq!(before_marks(&signed), before, "{count}");
        assert_eq!(world.verify(signed), 0);
    }
}

#[test]
fn the_seal_stands_before_the_last_newline_and_with_no_hold_behind_it() {
    let world = World::with_key();
    let held = world.embed(&[], TEXT);
    assert!(held.ends_with(b"\n"));
    assert_eq!(held.iter().filter(|byte| **byte == b'\n').count(), 1);
    let not_held = world.embed(&["--no-hold"], TEXT);
    assert!(!not_held.ends_with(b"\n"));
    assert_eq!(world.verify(not_held.clone()), 0);
    assert_eq!(world.strip(not_held), TEXT.as_bytes());
}

#[test]
fn a_shell_that_drops_the_last_newline_breaks_nothing() {
    let world = World::with_key();
    let line = "t=$(printf 'One line.\\n\\n' | \"$0\" embed); printf %s \"$t\" | \"$0\" verify -q";
    let output = world.shell(line).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_stream_id_makes_the_output_reproducible_and_without_one_no_two_are_alike() {
    let world = World::with_key();
    assert_eq!(world.embed(ID, TEXT), world.embed(ID, TEXT));
    let lines = [ID, &["--input", "lines"]].concat();
    let not_held = [ID, &["--no-hold"]].concat();
    assert_eq!(world.embed(&lines, TEXT), world.embed(&not_held, TEXT));
    let random = &["--timestamp", "none"];
    assert_ne!(world.embed(random, TEXT), world.embed(random, TEXT));
    let report = world.encypher(&["verify", "--json"]).write_stdin(world.embed(ID, TEXT)).assert();
    report.success().stdout(contains("\"stream_id\":\"0123456789abcdef\""));
}

#[test]
fn text_that_is_marked_already_is_refused_kept_or_replaced() {
    let world = World::with_key();
    world.write_key("other.key", "the key of somebody else, long enough");
    let signed = world.embed(&["--key", "other.key", "-m", "by=them"], TEXT);
    let place = before_marks(&signed);
    for flags in [&["embed"][..], &["embed", "--on-marked", "refuse"]] {
        let mut command = world.encypher(flags);
        let done = command.write_stdin(signed.clone()).assert().code(1);
        // What has passed is sealed as cut short.
        let passed = done.get_output().stdout.clone();
        let text = String::from_utf8(world.strip(passed.clone())).unwrap();
        assert!(place.starts_with(&text) && !text.is_empty(), "{text:?}");
        assert_eq!(world.verify(passed), 9);
        done.stderr(contains(format!("marks already, from byte {}", place.len())))
            .stderr(contains("--on-marked"));
    }
    let kept = world.embed(&["--on-marked", "keep"], signed.clone());
    assert!(marks(&kept) > marks(&signed));
    assert_eq!(world.strip(kept), TEXT.as_bytes());
    let replaced = world.embed(&["--on-marked", "replace", "-m", "by=us"], signed);
    assert_eq!(world.verify(replaced.clone()), 0);
    assert!(world.extract(replaced.clone()).starts_with(r#"{"by":"us""#));
    assert_eq!(world.strip(replaced), TEXT.as_bytes());
}

#[test]
fn what_was_done_is_only_said_when_asked() {
    let world = World::with_key();
    let mut command = world.encypher(&["embed", "-v"]);
    let done = command.write_stdin(TEXT).assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(said.starts_with("encypher: added 1 seal ("), "{said}");
    assert!(said.contains("invisible characters"), "{said}");
    let mut command = world.encypher(&["embed", "-v", "-q"]);
    command.write_stdin(TEXT).assert().success().stderr("");
}
