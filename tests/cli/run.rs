//! `run`: a command's output is signed, and everything else about the command is its own.

use crate::common::live::Live;
use crate::common::process::{SECRET, TEXT, World, full};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};
use rustix::process::Signal;
use std::time::{Duration, Instant};

fn sh<'a>(line: &'a str, flags: &[&'a str]) -> Vec<&'a str> {
    [&["run"], flags, &["--", "sh", "-c", line]].concat()
}

#[test]
fn the_output_is_signed_and_success_is_passed_through() {
    let world = World::with_key();
    let done = world.encypher(&["run", "-m", "model=sh", "--", "echo", "Hi there."]).assert();
    let signed = done.success().stderr("").get_output().stdout.clone();
    assert_eq!(world.verify(signed.clone()), 0);
    assert_eq!(world.strip(signed.clone()), b"Hi there.\n");
    assert!(world.extract(signed).starts_with(r#"{"model":"sh""#));
}

#[test]
fn the_command_s_status_is_ours() {
    let world = World::with_key();
    for code in [0, 1, 2, 3, 42, 70, 124, 255] {
        let line = format!("exit {code}");
        world.encypher(&sh(&line, &[])).assert().code(code);
    }
}

#[test]
fn a_command_that_fails_leaves_an_incomplete_text() {
    let world = World::with_key();
    for line in ["printf 'Half a line'; exit 3", "echo Half; kill -9 $$", "echo Half; kill $$"] {
        let output = world.encypher(&sh(line, &[])).output().unwrap();
        assert_eq!(world.verify(output.stdout.clone()), 9, "{line}");
        let text = String::from_utf8(world.strip(output.stdout)).unwrap();
        assert!(text.starts_with("Half"), "{text}");
    }
}

#[test]
fn a_command_that_a_signal_killed_is_128_and_the_signal() {
    let world = World::with_key();
    for (name, number) in [("KILL", 9), ("TERM", 15), ("SEGV", 11), ("INT", 2)] {
        let line = format!("kill -{name} $$");
        world.encypher(&sh(&line, &[])).assert().code(128 + number);
    }
}

#[test]
fn what_cannot_be_run_is_126_and_what_is_not_there_127() {
    let world = World::with_key();
    world.write("text", "not a program");
    world.encypher(&["run", "--", "./text"]).assert().code(126).stdout("");
    world.encypher(&["run", "--", "."]).assert().code(126).stdout("");
    for name in ["./missing", "no-such-command-7f3a"] {
        let done = world.encypher(&["run", "--", name]).assert().code(127).stdout("");
        done.stderr(starts_with(format!("encypher: {name}: ")));
    }
}

#[test]
fn failures_of_our_own_are_125() {
    let world = World::with_key();
    for flags in [
        &["--key", "missing"][..],
        &["--meta-file", "missing"],
        &["-o", "no/such/folder"],
        &["--detached", "/dev/full"],
        &["-o", "/dev/full"],
    ] {
        world.encypher(&sh("echo hi", flags)).assert().code(125);
    }
    world.raw(&sh("printf hi", &[])).stdout(full()).assert().code(125);
    let marked = world.write("marked", world.embed(&[], TEXT));
    let mut command = world.encypher(&["run", "--", "cat", marked.to_str().unwrap()]);
    command.assert().code(125).stderr(contains("marks already"));
    world.encypher(&sh("echo hi", &["-m", "a=1", "-m", "a=2"])).assert().code(2);
}

#[test]
fn a_command_is_not_started_if_it_could_not_be_signed() {
    let world = World::with_key();
    world.encypher(&sh("touch started", &["--key", "missing"])).assert().code(125);
    world.encypher(&sh("touch started", &["-o", "no/such/folder"])).assert().code(125);
    assert!(!world.path("started").exists());
}

#[test]
fn standard_input_is_the_command_s_own() {
    let world = World::with_key();
    let mut command = world.encypher(&["run", "--", "cat"]);
    let output = command.write_stdin(TEXT).output().unwrap();
    assert_eq!(world.strip(output.stdout), TEXT.as_bytes());
    // What the command leaves unread is still there for the next one.
    let file = world.write("in", "one\ntwo\n");
    let mut shell = world.shell("{ \"$0\" run -- true; cat; } < in");
    let output = shell.output().unwrap();
    assert_eq!(output.stdout, b"one\ntwo\n", "{file:?}");
}

#[test]
fn standard_error_is_the_command_s_own() {
    let world = World::with_key();
    let line = "printf 'to\\033[1m \\377 stderr' >&2; echo Out.";
    let output = world.encypher(&sh(line, &[])).output().unwrap();
    assert_eq!(output.stderr, b"to\x1b[1m \xFF stderr");
    assert_eq!(world.strip(output.stdout), b"Out.\n");
    let line =
        "[ /proc/self/fd/2 -ef /proc/$PPID/fd/2 ] && [ /proc/self/fd/0 -ef /proc/$PPID/fd/0 ]";
    world.encypher(&sh(line, &[])).assert().success();
}

#[test]
fn output_is_passed_on_while_the_command_runs() {
    let world = World::with_key();
    let line = "printf 'Token'; read -r more; printf ' end'";
    let mut live = Live::start(world.raw(&sh(line, &[])));
    live.expect("Token");
    live.send("go\n");
    let ended = live.end();
    assert!(ended.status.success());
    assert_eq!(world.verify(ended.output), 0);
}

#[test]
fn the_options_of_the_command_are_not_ours() {
    let world = World::with_key();
    let output = world.encypher(&["run", "--", "echo", "--help", "-m", "--"]).output().unwrap();
    assert_eq!(world.strip(output.stdout), b"--help -m --\n");
    let output = world.encypher(&["run", "echo", "-q", "-v"]).output().unwrap();
    assert_eq!(world.strip(output.stdout), b"-q -v\n");
}

/// What a signal leaves of a command that has said Hello: its text, if it was sealed in time and we
/// ended soon. What must be done in 250 ms may fail on a busy machine, so there are some tries.
fn last_words(world: &World, line: &str) -> Vec<u8> {
    for _ in 0..5 {
        let mut live = Live::start(world.raw(&sh(line, &[])));
        live.expect("Hello");
        let start = Instant::now();
        live.signal(Signal::TERM);
        let ended = live.ended();
        let soon = start.elapsed() < Duration::from_millis(1500);
        assert_eq!(ended.signal(), Some(15));
        let text = world.strip(ended.output.clone());
        assert!(text.starts_with(b"Hello"));
        if soon && world.verify(ended.output) == 9 {
            return text;
        }
    }
    panic!("no seal in time, in five tries");
}

#[test]
fn a_signal_to_us_reaches_the_command_and_its_last_words_are_signed() {
    let world = World::with_key();
    let line = "trap 'printf \" Bye.\"; exit 7' TERM; printf Hello; read -r more";
    let mut tries = (0..5).map(|_| last_words(&world, line));
    assert!(tries.any(|text| text == b"Hello Bye."));
}

#[test]
fn a_command_that_ignores_the_signal_does_not_hold_us_up() {
    let world = World::with_key();
    // It goes on until its input ends, and that we hold open.
    let line = "exec 2>&-; trap '' TERM; printf Hello; read -r more";
    assert_eq!(last_words(&world, line), b"Hello");
}

#[test]
fn a_reader_that_leaves_ends_the_command_too() {
    let world = World::with_key();
    let line = "\"$0\" run -- yes 'A line.' | head -n 1; true";
    let output = world.shell(line).output().unwrap();
    assert!(output.stdout.starts_with(b"A line."));
    assert_eq!(output.stderr, b"");
}

#[test]
fn a_text_that_the_command_left_to_a_background_process_is_whole() {
    let world = World::with_key();
    // The other end of `gone` is closed when the command ends.
    let line = "mkfifo gone; (cat gone; echo Late.) & exec 3> gone; echo Early.";
    let output = world.encypher(&sh(line, &[])).output().unwrap();
    assert_eq!(world.strip(output.stdout.clone()), b"Early.\nLate.\n");
    assert_eq!(world.verify(output.stdout), 0);
}

#[test]
fn a_signal_makes_the_text_incomplete_even_if_the_command_ends_well() {
    let world = World::with_key();
    let line = "trap 'printf \" Bye.\"; exit 0' TERM; printf Hello; read -r more";
    for _ in 0..10 {
        let mut live = Live::start(world.raw(&["run", "--", "sh", "-c", line]));
        live.expect("Hello");
        live.signal(Signal::TERM);
        let ended = live.ended();
        assert_eq!(ended.signal(), Some(15));
        assert_eq!(world.verify(ended.output), 9);
    }
}

#[test]
fn the_secret_is_not_handed_to_the_command() {
    let world = World::new();
    let mut command = world.encypher(&sh("env; echo Done.", &[]));
    command.env("ENCYPHER_HMAC_SECRET_KEY", SECRET);
    let output = command.assert().success().get_output().stdout.clone();
    let said = String::from_utf8(world.strip(output)).unwrap();
    assert!(said.contains("PATH=") && said.ends_with("Done.\n"));
    assert!(!said.contains("HMAC") && !said.contains(SECRET), "{said}");
}

#[test]
fn a_command_that_fails_leaves_a_good_file_alone() {
    let world = World::with_key();
    world.write("out", "good and old");
    let failing = world.encypher(&["run", "-o", "out", "--", "sh", "-c", "exit 7"]).assert();
    failing.code(7);
    assert_eq!(world.read("out"), b"good and old");
    assert_eq!(world.files(), ["out"]);
    let mut talking = world.encypher(&["run", "-o", "out", "--", "sh", "-c", "echo oops; exit 7"]);
    talking.assert().code(7).stderr(contains("out.incomplete"));
    assert_eq!(world.read("out"), b"good and old");
    assert_eq!(world.verify(world.read("out.incomplete")), 9);
}
