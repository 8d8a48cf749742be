//! `verify --show` and `--visible`: the text behind the verdict, and nothing of it that a terminal
//! or a log would obey.

use super::exits::verdicts;
use crate::common::process::{TEXT, World, full};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

/// What is said on standard output.
fn said(world: &World, arguments: &[&str], code: i32) -> String {
    let done = world.encypher(arguments).assert().code(code);
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

#[test]
fn the_verdict_the_legend_and_the_text_and_the_same_exit_code() {
    let (world, table) = verdicts();
    for (file, verdict, code) in table {
        let line = said(&world, &["verify", file], code);
        let shown = said(&world, &["verify", "--show", file], code);
        let text = shown.strip_prefix(&line).unwrap_or_else(|| panic!("{shown}"));
        assert!(text.starts_with("  ") && text.contains("U unsigned"), "{text}");
        let letter = match verdict {
            "verified" => "V  Hello there, world. It works well today. Yes, it does.\n",
            "unmarked" => "U  Hello there, world. It works well today. Yes, it does.\n",
            "untrusted" => "K  Hello there, world. It works well today. Yes, it does.\n",
            "incomplete" => "I  Half a\n",
            "altered" => "A  Hello there, world. It fails well today. Yes, it does.\n",
            "reflowed" => "R  Hello there, world. It works well today.\nR  Yes, it does.\n",
            "partial" => "U  A heading.\nU  \nV  Hello there, world. It works well today. Yes",
            "truncated" => "T  Hello there, world. It works well today. Yes, it does.",
            "malformed" => {
                "T  Hello there, world. It works well today. Yes, it does.\n+  damaged record, "
            }
            other => panic!("{other}"),
        };
        let (_, shown) = text.split_once('\n').unwrap();
        assert!(shown.starts_with(letter), "{file}: {shown}");
        let quiet = said(&world, &["verify", "--show", "-q", file], code);
        assert_eq!(quiet, shown);
    }
}

#[test]
fn several_texts_stand_each_under_its_line() {
    let (world, _) = verdicts();
    let shown = said(&world, &["verify", "--show", "verified", "missing", "unmarked"], 5);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("verified: verified  "), "{shown}");
    assert_eq!(lines[1], "  V verified, U unsigned, - the same line goes on");
    assert!(lines[2].starts_with("V  Hello there"), "{shown}");
    assert!(lines[3].starts_with("unmarked: unmarked  "), "{shown}");
    assert!(lines[5].starts_with("U  Hello there"), "{shown}");
    assert_eq!(lines.len(), 6, "{shown}");
}

#[test]
fn an_altered_part_is_told_from_the_verified_ones() {
    let world = World::with_key();
    let text = "First line, quite long.\nSecond line, quite long.\nThird line, quite long.\n";
    let signed = world.embed(&["--every", "30"], text);
    let altered = String::from_utf8(signed).unwrap().replace("Third", "3rd");
    world.write("a", &altered);
    let shown = said(&world, &["verify", "--show", "-q", "a"], 1);
    assert!(
        shown.starts_with("V  First line, quite long.\nV  Second line, quite long.\n"),
        "{shown}"
    );
    assert!(shown.contains("A  3rd line"), "{shown}");
}

#[test]
fn marks_are_spelled_out_where_they_stand() {
    let world = World::with_key();
    let fixed = ["--stream-id", "8cc8c11f00000000", "--timestamp", "none"];
    let signed = world.embed(&[&fixed[..], &["-m", "a=b"]].concat(), TEXT);
    world.write("s", &signed);
    let shown = said(&world, &["verify", "--visible", "s"], 0);
    assert_eq!(said(&world, &["verify", "--show", "--visible", "s"], 0), shown);
    let text = String::from_utf8(signed).unwrap();
    let head = text.find('\u{FE0B}').unwrap();
    let behind = head + text[head..].find("It works").unwrap();
    let count = text[head..behind].trim_end().chars().count();
    let expected = format!(
        "V  Hello there, world. \n+  head of segment 0, stream 8cc8c11f, {count} invisible characters, bytes {head} to {behind}\n\
         V- It works well today. Yes, it does.\n+  seal of segment 0, the last one, stream 8cc8c11f, "
    );
    assert!(shown.contains(&expected), "{expected}\n{shown}");
    assert!(shown.lines().nth(1).unwrap().contains("+ a mark"), "{shown}");
    let plain = said(&world, &["verify", "--show", "s"], 0);
    assert!(!plain.contains("head of segment"), "{plain}");
}

#[test]
fn marks_of_other_formats_are_named() {
    let world = World::with_key();
    world.encypher(&["keygen", "--ed25519", "-q", "-o", "k"]).assert().success();
    let signed = world.embed(&["--format", "encypher3-basic", "-k", "k"], TEXT);
    world.write("s", signed);
    let shown = said(&world, &["verify", "-k", "k", "--visible", "s"], 0);
    assert!(shown.contains("\n+  mark of encypher-ai (encypher3-basic), "), "{shown}");
    assert!(!shown.contains("\\u{"), "{shown}");
}

#[test]
fn hostile_text_and_metadata_stay_text() {
    let world = World::with_key();
    let hostile = "\u{1b}[31mred\u{1b}]8;;http://evil\u{1b}\\link \u{202e}rtl\n::error::one\n   ::set-output::two\n##[error]three\n##vso[task.x]four\nfive\rsix\u{9b}2J\n";
    let metadata = format!("note={}", hostile.replace('\n', "\n::error::"));
    world.write("s", world.embed(&["-m", &metadata], hostile));
    world.write("p", [hostile.as_bytes(), &world.embed(&["-m", &metadata], hostile)].concat());
    for (file, code) in [("s", 0), ("p", 1)] {
        for flags in [&["--show"][..], &["--visible", "-v"], &["--show", "--color", "never"]] {
            let arguments = [&["verify", file], flags].concat();
            let output = world.encypher(&arguments).output().unwrap();
            assert_eq!(output.status.code(), Some(code));
            let all = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            for line in all.lines() {
                let hidden = line.chars().find(|c| encypher::report::is_hidden(*c));
                assert_eq!(hidden, None, "{line:?}");
                assert!(!line.trim_start().starts_with("::"), "{line:?}");
                assert!(!line.contains("##[") && !line.contains("##vso["), "{line:?}");
            }
        }
        // A build that forces colours has no margin to keep commands away from the beginning of a
        // line.
        let colored = said(&world, &["verify", "-q", "--show", "--color", "always", file], code);
        let styles =
            colored.replace("\u{1b}[0m", "").replace("\u{1b}[32m", "").replace("\u{1b}[2m", "");
        for line in styles.lines() {
            assert!(!line.contains('\u{1b}') && !line.trim_start().starts_with("::"), "{line:?}");
            assert!(!line.contains("##["), "{line:?}");
        }
    }
}

#[test]
fn what_cannot_be_shown_is_two() {
    let world = World::with_key();
    world.write("t", TEXT);
    for flag in ["--show", "--visible"] {
        let mut command = world.encypher(&["verify", flag, "--json", "t"]);
        command.assert().code(2).stdout(starts_with("{")).stderr("");
    }
    for arguments in [
        &["verify", "--report", "-", "t"][..],
        &["verify", "--report", "t", "t"],
        &["verify", "--report", "./t", "t"],
    ] {
        world.encypher(arguments).assert().code(2).stdout("");
    }
    assert_eq!(world.read("t"), TEXT.as_bytes());
    for flag in ["--show", "--visible"] {
        for framing in [&["--input", "sse"][..], &["--input", "jsonl", "--records"]] {
            let arguments = [&["verify", flag], framing, &["t"]].concat();
            let done = world.encypher(&arguments).assert().code(2);
            done.stderr(starts_with(format!("encypher: {flag}: "))).stderr(contains("fix: "));
        }
    }
    let lines = said(&world, &["verify", "--show", "--input", "lines", "-q", "t"], 3);
    assert!(lines.starts_with("U  Hello"), "{lines}");
}

#[test]
fn the_text_of_a_detached_signature_is_shown() {
    let world = World::with_key();
    world.write("t", TEXT);
    world.encypher(&["embed", "--detached", "t.sig", "t"]).assert().success();
    let arguments = ["verify", "--show", "-q", "--detached", "t.sig"];
    let shown = said(&world, &[&arguments[..], &["t"]].concat(), 0);
    assert!(shown.starts_with("V  Hello"), "{shown}");
    world.write("a", TEXT.replace("works", "fails"));
    let shown = said(&world, &[&arguments[..], &["a"]].concat(), 1);
    assert!(shown.starts_with("A  Hello"), "{shown}");
}

#[test]
fn a_text_that_comes_only_once_is_shown_all_the_same() {
    let world = World::with_key();
    // More than stays in memory.
    let text = "A line of text that is signed, and a second sentence in it.\n".repeat(40_000);
    let signed = world.embed(&[], text.clone());
    let done = world.encypher(&["verify", "--show", "-q"]).write_stdin(signed.clone()).assert();
    let shown = String::from_utf8(done.success().get_output().stdout.clone()).unwrap();
    assert_eq!(shown.replace("V  ", ""), text);
    let mut command = world.encypher(&["verify", "--show", "-q"]);
    let command = command.env("TMPDIR", world.path("nowhere")).write_stdin(signed);
    let done = command.assert().code(5);
    done.stdout("").stderr(starts_with("encypher: temporary file: writing failed: "));
}

#[test]
fn a_full_disk_is_five_and_a_reader_that_leaves_is_met_with_silence() {
    let world = World::with_key();
    world.write("s", world.embed(&[], TEXT));
    let mut command = world.raw(&["verify", "--show", "-q", "s"]);
    command
        .stdout(full())
        .assert()
        .code(5)
        .stderr(contains("standard output: writing failed: no space left on device"));
    let mut shell = world.shell("\"$0\" verify --show -q s >&-; exit $?");
    shell.assert().code(5).stderr(contains("standard output: "));
    for flag in ["--show", "--visible"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = world.raw(&["verify", "-q", flag, "s"]);
        let output = command.stdin(Stdio::null()).stdout(writer).output().unwrap();
        assert_eq!(output.status.signal(), Some(13), "{output:?}");
        assert_eq!(output.stderr, b"");
    }
}
