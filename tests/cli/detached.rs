//! `--detached`: the text stays untouched, and the signature has a file of its own.

use super::exits::verdicts;
use crate::common::process::{TEXT, World, full, mode};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};

/// A folder with a text in `t` and its signature in `sig`.
fn signed(flags: &[&str]) -> World {
    let world = World::with_key();
    world.write("t", TEXT);
    let mut command = world.encypher(&[&["embed", "--detached", "sig", "t"], flags].concat());
    command.assert().success().stdout(TEXT).stderr("");
    world
}

#[test]
fn the_text_is_left_alone_and_its_signature_verifies() {
    let world = signed(&["-m", "model=gpt-4"]);
    let verify = ["verify", "--detached", "sig", "--expect", "model=gpt-4", "t"];
    world.encypher(&verify).assert().success().stdout(starts_with("t: verified"));
    let mut piped = world.encypher(&["verify", "--detached", "sig"]);
    piped.write_stdin(TEXT).assert().success().stdout(starts_with("-: verified"));
    assert!(world.read("sig").is_ascii());
    assert_eq!(mode(&world.path("sig")) & 0o600, 0o600);
}

#[test]
fn it_signs_any_bytes_from_a_pipe_too() {
    let world = World::with_key();
    let bytes: Vec<u8> = (0..=255u8).cycle().take(100_000).collect();
    let mut command = world.encypher(&["embed", "--detached", "sig"]);
    let done = command.write_stdin(bytes.clone()).assert().success();
    assert_eq!(done.get_output().stdout, bytes);
    let mut command = world.encypher(&["verify", "--detached", "sig"]);
    command.write_stdin(bytes).assert().success();
}

#[test]
fn a_text_that_was_changed_is_altered() {
    let world = signed(&[]);
    for changed in [
        TEXT.replace("works", "fails"),
        TEXT.replace("Hello", ""),
        format!("{TEXT}More."),
        String::new(),
    ] {
        let mut command = world.encypher(&["verify", "--detached", "sig"]);
        let done = command.write_stdin(changed).assert().code(1);
        done.stdout(starts_with("-: altered"));
    }
    let mut command = world.encypher(&["verify", "--detached", "sig"]);
    let done = command.write_stdin(TEXT.replace(". ", ".\n")).assert().code(1);
    done.stdout(starts_with("-: reflowed"));
}

#[test]
fn a_signature_of_another_text_or_key_is_not_taken() {
    let world = signed(&[]);
    world.write("other", "Another text.\n");
    let mut command = world.encypher(&["embed", "--detached", "other.sig", "other"]);
    command.assert().success();
    world.encypher(&["verify", "--detached", "other.sig", "t"]).assert().code(1);
    let stranger = World::new();
    stranger.write("t", TEXT);
    stranger.write("sig", world.read("sig"));
    stranger.encypher(&["verify", "--detached", "sig", "t"]).assert().code(4);
}

#[test]
fn what_is_no_signature_file_is_named_with_the_fix() {
    let world = signed(&[]);
    world.write("empty", "");
    world.write("binary", b"\xFF\xFE\0");
    world.write("large", vec![b'a'; 2 * 1024 * 1024]);
    let signature = String::from_utf8(world.read("sig")).unwrap();
    world.write("cut", &signature[..signature.len() / 2]);
    for file in ["t", "empty", "binary", "large", "cut"] {
        let done = world.encypher(&["verify", "--detached", file, "t"]).assert().code(1);
        done.stderr(starts_with(format!("encypher: {file}: "))).stdout("");
    }
    world.encypher(&["verify", "--detached", "missing", "t"]).assert().code(5);
    world.encypher(&["verify", "--detached", ".", "t"]).assert().code(5);
}

#[test]
fn a_damaged_signature_never_verifies() {
    let world = signed(&[]);
    let signature = world.read("sig");
    for at in (0..signature.len()).step_by(3) {
        let mut damaged = signature.clone();
        damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
        world.write("damaged", damaged);
        let output = world.encypher(&["verify", "--detached", "damaged", "t"]).output().unwrap();
        assert!(matches!(output.status.code(), Some(1 | 4)), "{at}: {output:?}");
    }
}

#[test]
fn it_never_takes_the_place_of_the_text() {
    let (world, _) = verdicts();
    world.write("t", TEXT);
    for arguments in [
        &["embed", "--detached", "t", "t"][..],
        &["embed", "--detached", "./t", "t"],
        &["embed", "--detached", "t", "-o", "t", "verified"],
        &["embed", "--detached", "-", "t"],
    ] {
        world.encypher(arguments).assert().code(2).stdout("");
    }
    assert_eq!(world.read("t"), TEXT.as_bytes());
}

#[test]
fn a_failing_command_leaves_a_signature_that_says_incomplete() {
    let world = World::with_key();
    let line = ["run", "--detached", "sig", "--", "sh", "-c", "echo Half.; exit 4"];
    world.encypher(&line).assert().code(4).stdout("Half.\n");
    let mut command = world.encypher(&["verify", "--detached", "sig"]);
    let done = command.write_stdin("Half.\n").assert().code(9);
    done.stdout(contains("incomplete"));
}

#[test]
fn a_signature_that_cannot_be_written_is_an_error() {
    let world = World::with_key();
    world.write("t", TEXT);
    for file in ["/dev/full", "no/such/folder", "."] {
        world.encypher(&["embed", "--detached", file, "t"]).assert().code(5);
    }
    let mut command = world.raw(&["embed", "--detached", "sig", "t"]);
    command.stdout(full()).assert().code(5);
    assert!(!world.path("sig").exists(), "a signature of a text that was not written");
}
