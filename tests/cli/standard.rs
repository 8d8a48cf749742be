//! Standard input and output that were closed, are no text at all, or fail midway.

use crate::common::process::{TEXT, World};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};
use std::fs::File;
use std::io::Write;

/// A folder with a text in `t` and the same signed in `s`.
fn texts() -> World {
    let world = World::with_key();
    world.write("t", TEXT);
    world.write("s", world.embed(&[], TEXT));
    world
}

#[test]
fn a_closed_standard_output_is_five_and_not_a_text_lost() {
    let world = texts();
    for command in ["embed t", "strip s", "verify s", "extract s", "completions zsh"] {
        let mut shell = world.shell(&format!("\"$0\" {command} >&-; exit $?"));
        let done = shell.stdin(File::open(world.path("t")).unwrap()).assert().code(5);
        done.stderr(starts_with("encypher: standard output: "));
    }
}

#[test]
fn a_closed_standard_input_is_five_and_not_an_empty_text() {
    let world = texts();
    for command in ["embed", "strip", "verify", "extract"] {
        let mut shell = world.shell(&format!("\"$0\" {command} <&-; exit $?"));
        let done = shell.stdin(File::open(world.path("t")).unwrap()).assert().code(5);
        done.stderr(starts_with("encypher: standard input: "));
    }
    let mut shell = world.shell("\"$0\" verify --json <&-; exit $?");
    let done = shell.stdin(File::open(world.path("t")).unwrap()).assert().code(5);
    done.stdout(contains("\"exit_code\":5")).stderr("");
}

#[test]
fn a_stream_that_our_parent_was_started_without_is_closed_for_us_too() {
    let world = texts();
    for line in ["timeout 60 \"$0\" embed t >&-", "timeout 60 \"$0\" embed <&-"] {
        let mut shell = world.shell(line);
        let shell = shell.stdin(File::open(world.path("t")).unwrap());
        shell.assert().code(5).stderr(contains("it is closed"));
    }
}

#[test]
fn the_null_device_is_not_a_closed_stream() {
    let world = texts();
    for line in ["\"$0\" embed t >/dev/null; exit $?", "\"$0\" embed </dev/null; exit $?"] {
        world.shell(line).assert().success().stdout("");
    }
    // Opened as Python, node and git open it, for us or for the shell that starts us.
    let null = || File::options().read(true).write(true).open("/dev/null").unwrap();
    for arguments in [&["embed", "t"][..], &["strip", "s"], &["verify", "s"], &["run", "true"]] {
        let mut command = world.raw(arguments);
        command.stdin(null()).stdout(null()).assert().success();
    }
    world.raw(&["embed"]).stdin(null()).assert().success().stdout("");
    for line in ["\"$0\" embed t; exit $?", "\"$0\" embed; exit $?"] {
        let mut shell = world.shell(line);
        shell.stdin(null()).stdout(null()).assert().success();
    }
}

#[test]
fn a_folder_on_standard_input_is_refused() {
    let world = texts();
    for command in ["embed", "strip", "verify", "extract"] {
        let mut command = world.raw(&[command]);
        command.stdin(File::open(world.path("")).unwrap()).assert().code(5).stdout("");
    }
}

#[test]
fn what_was_read_before_an_error_is_passed_on_and_sealed_as_incomplete() {
    let world = texts();
    // The reading side of a terminal fails as soon as nobody has the other side open.
    for command in ["embed", "strip"] {
        let (near, far) = crate::common::pty::pty();
        (&far).write_all(b"Hello world.").unwrap();
        drop(far);
        let mut command = world.raw(&[command, "-"]);
        let output = command.stdin(near).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{output:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("standard input: reading failed"), "{errors}");
        assert_eq!(world.strip(output.stdout.clone()), b"Hello world.");
        if output.stdout.len() > 12 {
            assert_eq!(world.verify(output.stdout), 9);
        }
    }
}

#[test]
fn a_text_of_which_reading_fails_is_never_verified() {
    let world = texts();
    let (near, far) = crate::common::pty::pty();
    let signed = world.embed(&["--no-hold"], "Hello world.");
    (&far).write_all(&signed).unwrap();
    drop(far);
    let output = world.raw(&["verify", "-"]).stdin(near).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(output.stdout, b"");
}
