//! Files and disks: whole or not at all, and a full disk is always told.

use crate::common::process::{TEXT, World, full, mode, set_mode};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::contains;
use std::fs;
use std::os::unix::fs::symlink;

/// A folder with a text in `t` and the same signed in `s`.
fn texts() -> World {
    let world = World::with_key();
    world.write("t", TEXT);
    world.write("s", world.embed(&[], TEXT));
    world
}

#[test]
fn a_full_disk_is_five_for_every_command_that_writes() {
    let world = texts();
    for arguments in [
        &["embed", "t"][..],
        &["embed", "-t", "none", "t"],
        &["embed", "-i", "lines", "t"],
        &["strip", "s"],
        &["strip", "t"],
        &["verify", "s"],
        &["verify", "t"],
        &["verify", "--json", "s"],
        &["verify", "--show", "t"],
        &["extract", "s"],
        &["extract", "--all", "s"],
        &["completions", "fish"],
        &["keygen", "-o", "-"],
        &["keygen", "--ed25519", "-o", "k"],
    ] {
        let done = world.raw(arguments).stdout(full()).assert().code(5);
        done.stderr(contains("standard output: writing failed: no space left on device"));
    }
    for arguments in [
        &["embed", "t", "-o", "/dev/full"][..],
        &["strip", "s", "-o", "/dev/full"],
        &["keygen", "-o", "/dev/full"],
    ] {
        world.encypher(arguments).assert().code(5).stderr(contains("/dev/full"));
    }
}

#[test]
fn a_text_without_a_newline_is_not_lost_in_a_buffer() {
    let world = World::with_key();
    for command in ["embed", "strip"] {
        for text in ["a", "ab", "a\n", "\n", "\u{e9}"] {
            let line = format!("printf '%s' '{text}' | \"$0\" {command} > /dev/full");
            let output = world.shell(&line).output().unwrap();
            assert_eq!(output.status.code(), Some(5), "{command} {text:?}");
        }
    }
}

/// Runs a line of shell with files limited to 512 or 1024 bytes.
fn with_small_files(world: &World, line: &str) -> std::process::Output {
    let line = format!("trap '' XFSZ; ulimit -f 1; {line}");
    world.shell(&line).output().unwrap()
}

#[test]
fn a_disk_that_is_full_only_for_the_last_bytes_is_told_too() {
    let world = World::with_key();
    // All of the text fits, and the marks behind it do not.
    let probe = with_small_files(&world, "head -c 2000 /dev/zero > probe");
    let limit = world.read("probe").len();
    assert!((512..=1024).contains(&limit), "{limit} {probe:?}");
    world.write("t", "x".repeat(limit - 10));
    for line in ["cat t | \"$0\" embed > out", "\"$0\" embed t > out", "\"$0\" run -- cat t > out"]
    {
        let output = with_small_files(&world, line);
        let code = if line.contains("run") { 125 } else { 5 };
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("writing failed"));
        assert!(world.read("out").starts_with(&world.read("t")));
    }
    let output = with_small_files(&world, "\"$0\" embed t -o named");
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(world.files(), ["out", "probe", "t"]);
}

#[test]
fn an_output_file_appears_whole_and_nothing_stays_beside_it() {
    let world = texts();
    let mut command = world.encypher(&["embed", "t", "-o", "out"]);
    command.assert().success().stdout("").stderr("");
    assert_eq!(world.verify(world.read("out")), 0);
    assert_eq!(world.files(), ["out", "s", "t"]);
    let mut command = world.encypher(&["embed", "--output-file", "out"]);
    command.write_stdin("Again.").assert().success();
    assert_eq!(world.strip(world.read("out")), b"Again.");
    let mut dash = world.encypher(&["strip", "s", "-o", "-"]);
    dash.assert().success().stdout(TEXT);
}

#[test]
fn an_old_file_stays_as_it_was_when_something_fails() {
    let world = texts();
    world.write("out", "old");
    for arguments in [
        &["embed", "s", "-o", "out"][..],
        &["embed", "/proc/self/mem", "-o", "out"],
        &["embed", "missing", "-o", "out"],
        &["embed", "t", "-k", "missing", "-o", "out"],
        &["embed", "t", "-m", "a=1", "-m", "a=2", "-o", "out"],
        &["strip", "/proc/self/mem", "-o", "out"],
    ] {
        let output = world.encypher(arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert_eq!(world.read("out"), b"old", "{arguments:?}");
        assert_eq!(world.files(), ["out", "s", "t"], "{arguments:?}");
    }
    for (output, words) in [("no/folder", "no/folder"), (".", "folder"), ("t/x", "t/x")] {
        let done = world.encypher(&["embed", "t", "-o", output]).assert().code(5);
        done.stderr(contains(words));
    }
}

#[test]
fn no_temporary_file_stays_when_embed_refuses_or_the_disk_is_full() {
    let world = texts();
    world.write("u", b"\xFF\xFEh\0i\0");
    for (line, code) in [
        ("\"$0\" embed s -o out", 1),
        ("\"$0\" embed u -o out", 1),
        ("cat s | \"$0\" embed -o out", 1),
        ("\"$0\" run -o out -- cat s", 125),
        ("trap '' XFSZ; ulimit -f 0; \"$0\" strip s -o out", 5),
        ("trap '' XFSZ; ulimit -f 0; \"$0\" run -o out -- echo hi", 125),
    ] {
        let output = world.shell(line).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}");
        let hidden = |name: &String| name.starts_with('.');
        assert!(!world.files().iter().any(hidden), "{line}: {:?}", world.files());
    }
}

#[test]
fn a_file_that_is_signed_in_place_is_signed_once() {
    let world = texts();
    world.encypher(&["embed", "t", "-o", "t"]).assert().success();
    assert_eq!(world.verify(world.read("t")), 0);
    assert_eq!(world.strip(world.read("t")), TEXT.as_bytes());
}

#[test]
fn the_mode_of_a_file_is_kept_and_a_new_one_follows_the_umask() {
    let world = texts();
    for bits in [0o600, 0o640, 0o755] {
        let path = world.write("out", "old");
        set_mode(&path, bits);
        world.encypher(&["embed", "t", "-o", "out"]).assert().success();
        assert_eq!(mode(&path), bits);
    }
    for (umask, bits) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let line = format!("umask {umask}; exec \"$0\" embed t -o new{umask}");
        world.shell(&line).assert().success();
        assert_eq!(mode(&world.path(&format!("new{umask}"))), bits);
    }
}

#[test]
fn a_link_stays_a_link_and_its_file_is_replaced() {
    let world = texts();
    fs::create_dir(world.path("real")).unwrap();
    world.write("real/out", "old");
    symlink("real/out", world.path("link")).unwrap();
    world.encypher(&["embed", "t", "-o", "link"]).assert().success();
    assert!(world.path("link").is_symlink());
    assert_eq!(world.verify(world.read("real/out")), 0);
}

#[test]
fn a_device_or_a_pipe_is_written_to_and_not_replaced() {
    let world = texts();
    let fifo = world.path("fifo");
    assert!(world.command("mkfifo").arg(&fifo).status().unwrap().success());
    let reader = std::thread::spawn(move || fs::read(fifo).unwrap());
    world.encypher(&["embed", "t", "-o", "fifo"]).assert().success();
    assert_eq!(world.verify(reader.join().unwrap()), 0);
    world.encypher(&["embed", "t", "-o", "/dev/null"]).assert().success();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn no_key_is_made_for_a_text_that_is_not_there_or_cannot_be_written() {
    let world = World::new();
    world.write("t", TEXT);
    world.encypher(&["embed", "missing"]).assert().code(5);
    world.encypher(&["embed", "t", "-o", "no/folder"]).assert().code(5);
    assert!(!world.config("keys").exists());
}
