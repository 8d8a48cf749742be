//! `--stats` and `--progress`: what passed is counted right, and said on standard error only.

use crate::cli::terminal::Screen;
use crate::common::live::{Live, wait, wait_until};
use crate::common::process::{TEXT, World};
use crate::common::pty::pty;
use serde_json::Value;
use std::io::{Read, Write};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

/// The figures that a command prints as JSON.
fn figures(world: &World, arguments: &[&str], text: &str) -> Value {
    let mut command = world.encypher(&[arguments, &["--stats=json"]].concat());
    let done = command.write_stdin(text).assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    serde_json::from_str(&said).unwrap()
}

#[test]
fn words_and_characters_are_those_of_the_text() {
    let world = World::with_key();
    let text = "Can't stop: 3.14 is naïve. 日本!\n";
    for target in [&["embed"][..], &["embed", "-t", "none"], &["embed", "--detached", "sig"]] {
        let figures = figures(&world, target, text);
        assert_eq!(figures["schema"], "encypher.stats/1");
        assert_eq!(figures["words"], 7, "{target:?}");
        assert_eq!(figures["characters"], 31, "{target:?}");
        assert_eq!(figures["bytes_in"], text.len(), "{target:?}");
        assert_eq!(figures["token_unit"], "read");
        assert_eq!(figures["tokens"], figures["reads"]);
        assert!(figures["first_token_seconds"].as_f64() <= figures["elapsed_seconds"].as_f64());
    }
    let output = world.embed(&[], text);
    let figures = figures(&world, &["embed"], text);
    assert_eq!(figures["marks"], crate::common::process::marks(&output));
}

#[test]
fn a_token_is_named_as_what_it_is() {
    let world = World::with_key();
    let lines = figures(&world, &["embed", "-i", "lines"], "one\ntwo\n\nfour");
    assert_eq!((&lines["token_unit"], &lines["tokens"]), (&"line".into(), &4.into()));
    let delta = |text: &str| {
        format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
    };
    let stream = [delta("Hel"), delta("lo wor"), delta("ld."), "data: [DONE]\n\n".to_owned()];
    let deltas = figures(&world, &["embed", "-i", "sse"], &stream.concat());
    assert_eq!((&deltas["token_unit"], &deltas["tokens"]), (&"delta".into(), &3.into()));
    assert_eq!((&deltas["words"], &deltas["characters"]), (&2.into(), &12.into()));
    assert_eq!(deltas["words_per_token"], 0.666667);
    let records = "{\"text\":\"One text.\"}\n{\"text\":\"Two more words.\"}\n";
    let records = figures(&world, &["embed", "-i", "jsonl", "--records"], records);
    assert_eq!((&records["token_unit"], &records["tokens"]), (&"document".into(), &2.into()));
    assert_eq!(records["words"], 5);
}

#[test]
fn what_the_guard_keeps_out_is_not_counted() {
    let world = World::with_key();
    let figures =
        figures(&world, &["embed", "--redact", "email", "-t", "none"], "Mail ann@acme.io now.");
    // Mail [EMAIL] now.
    assert_eq!(
        (&figures["words"], &figures["guard"]["findings"]["email"]["redact"]),
        (&3.into(), &1.into())
    );
}

#[test]
fn an_empty_text_has_no_first_token() {
    let world = World::with_key();
    let figures = figures(&world, &["embed", "-t", "none"], "");
    assert_eq!(figures["tokens"], 0);
    assert!(figures["first_token_seconds"].is_null());
    assert!(figures["words_per_token"].is_null());
}

#[test]
fn the_figures_for_people_fit_in_80_columns() {
    let world = World::with_key();
    let mut embed = world.encypher(&["embed", "--stats", "--redact", "email"]);
    let done = embed.write_stdin(TEXT.repeat(100)).assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(said.starts_with("encypher: "), "{said}");
    assert!(said.contains(" words, 5500 characters in "), "{said}");
    assert!(said.lines().all(|line| line.len() <= 80), "{said}");
    assert!(!said.contains('\u{1b}'));
}

/// What stands on a terminal behind `embed`, whose text goes into a pipe and comes in pieces.
fn watched(world: &World, arguments: &[&str], variables: &[(&str, &str)]) -> (String, Vec<u8>) {
    let (near, far) = pty();
    let screen = Screen::of(near);
    let mut command = world.raw(&[&["embed"], arguments].concat());
    command.envs(variables.iter().copied()).stderr(far);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(command);
    let (mut input, mut text) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut output = Vec::new();
    for _ in 0..8 {
        input.write_all(b"Some words come. ").unwrap();
        // It has come when something of it leaves; then there is time to draw.
        let mut piece = [0; 256];
        let length = text.read(&mut piece).unwrap();
        output.extend_from_slice(&piece[..length]);
        sleep(Duration::from_millis(60));
    }
    drop(input);
    text.read_to_end(&mut output).unwrap();
    assert!(wait(&mut child).success());
    (screen.finish(), output)
}

#[test]
fn who_watches_a_terminal_sees_the_text_come() {
    let world = World::with_key();
    let bytes = &["--progress", "--expect-bytes", "136"][..];
    let (said, output) = watched(&world, bytes, &[]);
    assert!(said.contains("[=") && said.contains("%, ") && said.contains(" left"), "{said:?}");
    assert!(!output.contains(&0x1b));
    assert_eq!(world.strip(output), b"Some words come. ".repeat(8));
    let (said, _) = watched(&world, &["--progress"], &[]);
    assert!(said.contains("B/s, ") && !said.contains('%'), "{said:?}");
    let (said, _) = watched(&world, &["--expect-tokens", "8"], &[]);
    assert!(said.contains(" of 8 reads"), "{said:?}");
    let (said, _) = watched(&world, &["--stats"], &[]);
    assert!(said.contains(" words/s ") && said.contains("\r\u{1b}[2K"), "{said:?}");
    // At the end the line is gone, and what was added and the figures stand there.
    let end = said.rsplit("\u{1b}[2K").next().unwrap();
    assert!(end.contains("24 words, 136 characters in "), "{said:?}");
}

#[test]
fn nothing_is_drawn_where_nobody_watches() {
    let world = World::with_key();
    let both = &["--stats", "--progress"][..];
    for variables in [&[("CI", "true")][..], &[("TERM", "dumb")]] {
        let (said, _) = watched(&world, both, variables);
        assert!(!said.contains('\u{1b}') && !said.contains(" left"), "{said:?}");
        assert!(said.contains("24 words"), "{said:?}");
    }
    let (said, _) = watched(&world, &["--stats", "--progress=never"], &[]);
    assert!(!said.contains('\u{1b}'), "{said:?}");
    // Colours are none of its business.
    let (said, _) = watched(&world, both, &[("NO_COLOR", "1")]);
    assert!(said.contains("\u{1b}[2K") && !said.contains("\u{1b}[3"), "{said:?}");
    let mut pipe = world.encypher(&[&["embed"], both].concat());
    let done = pipe.write_stdin(TEXT).assert().success();
    assert!(!done.get_output().stderr.contains(&0x1b));
}

#[test]
fn progress_that_is_wanted_always_comes_in_lines() {
    let world = World::with_key();
    let mut live = Live::start(world.shell("exec $0 embed --progress=always 2> said"));
    live.send("Hello\n");
    wait_until(|| world.path("said").exists() && world.read("said").ends_with(b"\n"));
    live.end();
    let said = String::from_utf8(world.read("said")).unwrap();
    let is_one = |line: &str| line.starts_with("encypher: 6 B, ") && line.contains(" B/s, for ");
    assert!(said.lines().all(is_one), "{said}");
}

#[test]
fn a_warning_makes_room_for_itself_above_the_line() {
    let world = World::with_key();
    let arguments = ["--progress", "--guard", "p.toml"];
    world.write(
        "p.toml",
        "[[custom]]\nkind = \"word\"\npattern = \"come\"\n[[rule]]\nkinds = [\"custom\"]\naction = \"warn\"\n",
    );
    let (said, _) = watched(&world, &arguments, &[]);
    let warnings = said.matches("encypher: standard input:1:").count();
    assert_eq!(warnings, 8, "{said:?}");
    assert!(said.contains("\u{1b}[2Kencypher: standard input"), "{said:?}");
}

#[test]
fn a_text_that_was_ended_has_figures_too() {
    let world = World::with_key();
    let text = "Two words. Mail ann@acme.io";
    for command in [&["embed"][..], &["run"]] {
        let flags = ["--block", "email", "--stats=json"];
        let tail: &[&str] = match command {
            ["run"] => &["--", "cat"],
            _ => &[],
        };
        let mut command = world.encypher(&[command, &flags, tail].concat());
        let done = command.write_stdin(text).assert().code(1);
        let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(said.contains("\"words\":3,"), "{said}");
    }
}

// The message was escaped for a terminal first, and then again as JSON.
#[test]
fn what_a_provider_says_is_escaped_once_in_json() {
    let world = World::with_key();
    let stream =
        "data: {\"error\":{\"message\":\"bad #[derive] ##[error] \\u001b\",\"code\":\"x\"}}\n\n";
    let mut embed = world.encypher(&["embed", "-i", "sse", "-q", "--stats=json"]);
    let done = embed.write_stdin(stream).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    let line = said.lines().find(|line| line.starts_with('{')).unwrap();
    let figures: Value = serde_json::from_str(line).unwrap();
    assert_eq!(figures["error"]["message"], "bad #[derive] ##[error] \u{1b}");
    assert!(!said.contains("##[") && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn what_is_expected_must_make_sense() {
    let world = World::with_key();
    for arguments in [
        &["--expect-tokens", "0"][..],
        &["--expect-bytes", "0"],
        &["--expect-tokens", "1", "--expect-bytes", "1"],
        &["--progress=often"],
    ] {
        let mut embed = world.encypher(&[&["embed"], arguments].concat());
        embed.write_stdin(TEXT).assert().code(2).stdout("");
    }
}
