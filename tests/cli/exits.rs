//! The table of exit codes, and which of several counts.

use crate::common::process::{SECRET, TEXT, World, full};
use assert_cmd::assert::OutputAssertExt;

/// A folder with a text for each verdict, and the code that each deserves.
pub fn verdicts() -> (World, Vec<(&'static str, &'static str, i32)>) {
    let world = World::with_key();
    world.write_key("other.key", "another secret that is not at hand");
    // Always the same bytes, for they are cut and damaged below.
    let fixed = ["--stream-id", "0123456789abcdef", "--timestamp", "1700000000"];
    let signed = world.embed(&[&["-m", "model=gpt-4"], &fixed[..]].concat(), TEXT);
    let text = String::from_utf8(signed.clone()).unwrap();
    let end = text.rfind("\u{FE0B}\u{FE05}").unwrap();
    let incomplete =
        world.encypher(&["run", "--", "sh", "-c", "printf 'Half a'; exit 1"]).output().unwrap();
    let untrusted = world.embed(&["--key", "other.key"], TEXT);
    world.write("verified", &signed);
    world.write("unmarked", TEXT);
    world.write("untrusted", untrusted);
    world.write("incomplete", incomplete.stdout);
    world.write("altered", text.replace("works", "fails"));
    world.write("reflowed", text.replace("today. ", "today.\n"));
    world.write("partial", format!("A heading.\n\n{text}"));
    world.write("truncated", &text[..end]);
    let mut damaged = text.clone();
    let (inside, _) = text[end..].char_indices().nth(10).unwrap();
    damaged.remove(end + inside);
    world.write("malformed", damaged);
    let table = vec![
        ("verified", "verified", 0),
        ("unmarked", "unmarked", 3),
        ("untrusted", "untrusted", 4),
        ("incomplete", "incomplete", 9),
        ("altered", "altered", 1),
        ("reflowed", "reflowed", 1),
        ("partial", "partial", 1),
        ("truncated", "truncated", 1),
        ("malformed", "malformed", 1),
    ];
    (world, table)
}

#[test]
fn verify_says_each_verdict_with_its_own_code() {
    let (world, table) = verdicts();
    for (file, verdict, code) in table {
        let done = world.encypher(&["verify", file]).assert().code(code);
        let output = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let line = format!("{file}: {verdict}");
        assert!(output.starts_with(&line), "{output}");
        assert_eq!(output.lines().count(), 1, "{output}");
    }
}

#[test]
fn of_several_files_the_worst_counts_in_any_order() {
    let (world, mut table) = verdicts();
    table.push(("missing", "", 5));
    let rank = |code| [0, 3, 4, 9, 1, 5].iter().position(|c| *c == code).unwrap();
    let files = table.iter().filter(|(_, name, _)| {
        ["verified", "unmarked", "untrusted", "incomplete", "altered", ""].contains(name)
    });
    let files: Vec<_> = files.collect();
    for (first, _, one) in &files {
        for (second, _, other) in &files {
            let worst = if rank(*one) > rank(*other) { one } else { other };
            let mut command = world.encypher(&["verify", first, second]);
            command.assert().code(*worst);
        }
    }
    let all: Vec<&str> = ["verify"].into_iter().chain(table.iter().map(|row| row.0)).collect();
    world.encypher(&all).assert().code(5);
    world.encypher(&all[..all.len() - 1]).assert().code(1);
}

#[test]
fn one_unreadable_file_does_not_stop_the_others() {
    let (world, _) = verdicts();
    let done = world.encypher(&["verify", "missing", "verified", ".", "unmarked"]);
    let done = { done }.assert().code(5);
    let output = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let errors = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(output.contains("verified: verified") && output.contains("unmarked: unmarked"));
    assert!(errors.contains("encypher: missing: no such file or directory"));
    assert!(errors.contains("1 of 4 files verified"), "{errors}");
}

#[test]
fn only_a_zero_lets_the_next_command_of_a_shell_run() {
    let (world, table) = verdicts();
    for (file, _, code) in table {
        let mut shell = world.shell(&format!("\"$0\" verify -q {file} && echo deployed"));
        let output = shell.output().unwrap();
        assert_eq!(output.stdout.ends_with(b"deployed\n"), code == 0, "{file}");
    }
}

#[test]
fn a_command_line_that_makes_no_sense_is_two() {
    let world = World::with_key();
    world.write("t", TEXT);
    let wrong: &[&[&str]] = &[
        &[],
        &["sign"],
        &["embed", "--frobnicate"],
        &["embed", "-m", "no-equals-sign"],
        &["embed", "-m", "=no key"],
        &["embed", "-m", "a:={"],
        &["embed", "-t", "nowhere"],
        &["embed", "--every", "0"],
        &["embed", "--every", "much"],
        &["embed", "--min-buffer", "-1"],
        &["embed", "--stream-id", "xyz"],
        &["embed", "--timestamp", "yesterday"],
        &["embed", "--on-marked", "ignore"],
        &["embed", "-i", "morse"],
        &["embed", "--format", "unheard-of"],
        &["embed", "t", "t"],
        &["embed", "--detached", "s", "--target", "end", "t"],
        &["embed", "--detached", "t", "t"],
        &["run"],
        &["verify", "--accept", "altered", "t"],
        &["verify", "--accept", "malformed", "t"],
        &["verify", "--accept", "truncated", "t"],
        &["verify", "--max-age", "3", "t"],
        &["verify", "--expect", "model", "t"],
        &["verify", "-", "-"],
        &["verify", "--detached", "s", "t", "t"],
        &["completions", "tcsh"],
        &["verify", "--color", "sometimes", "t"],
    ];
    for arguments in wrong {
        let done = world.encypher(arguments).assert().code(2).stdout("");
        assert!(!done.get_output().stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_answers_and_not_mistakes() {
    let world = World::new();
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["--version"],
        &["-V"],
        &["embed", "--help"],
        &["run", "--help"],
        &["verify", "--help"],
        &["extract", "--help"],
        &["strip", "--help"],
        &["keygen", "--help"],
        &["completions", "--help"],
    ] {
        let done = world.encypher(arguments).assert().success().stderr("");
        assert!(!done.get_output().stdout.is_empty());
        world.raw(arguments).stdout(full()).assert().code(5);
    }
    let version = format!("encypher {}\n", env!("CARGO_PKG_VERSION"));
    world.encypher(&["--version"]).assert().stdout(version);
}

#[test]
fn what_cannot_be_read_is_five() {
    let world = World::with_key();
    for command in ["embed", "verify", "extract", "strip"] {
        for file in ["missing", ".", "/proc/self/mem"] {
            let done = world.encypher(&[command, file]).assert().code(5).stdout("");
            let errors = String::from_utf8(done.get_output().stderr.clone()).unwrap();
            assert!(errors.starts_with(&format!("encypher: {file}: ")), "{errors}");
        }
    }
    world.encypher(&["embed", "--meta-file", "missing"]).assert().code(5);
    world.encypher(&["verify", "--detached", "missing"]).assert().code(5);
}

#[test]
fn what_is_wrong_with_keys_or_configuration_is_six() {
    let world = World::new();
    world.write("t", TEXT);
    world.write("open.key", SECRET);
    for arguments in [
        &["embed", "-k", "missing", "t"][..],
        &["embed", "-k", "open.key", "t"],
        &["embed", "-k", ".", "t"],
        &["verify", "-k", "missing", "t"],
        &["verify", "-k", "open.key", "t"],
        &["verify", "--keyring", "missing", "t"],
        &["verify", "--keyring", "t", "t"],
    ] {
        world.encypher(arguments).assert().code(6).stdout("");
    }
    world.write_config("config.toml", "kee = 1", 0o644);
    world.encypher(&["embed", "t"]).assert().code(6).stdout("");
    world.encypher(&["verify", "t"]).assert().code(6).stdout("");
}

#[test]
fn extract_and_strip_say_that_nothing_is_marked_each_in_its_way() {
    let world = World::new();
    world.encypher(&["extract"]).write_stdin(TEXT).assert().code(3).stdout("");
    world.encypher(&["strip"]).write_stdin(TEXT).assert().code(0).stdout(TEXT);
}

#[test]
fn text_that_cannot_be_marked_as_asked_is_one() {
    let (world, _) = verdicts();
    world.encypher(&["embed", "verified"]).assert().code(1);
}
