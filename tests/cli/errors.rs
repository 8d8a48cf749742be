//! Every error in three parts: what happened to which file or flag, why, and what to do. One row
//! for each in `errors/`, provoked by the program itself; with --json the same words stand in the
//! document.

mod commands;
mod files;
mod keys;
mod settings;
mod sources;
mod streams;
mod usage;

use crate::common::process::{SECRET, TEXT, World, hermetic, set_mode};
use crate::common::pty::pty;
use serde_json::Value;
use std::path::Path;
use std::process::{Output, Stdio};

/// A line of shell, its exit code, what stands behind `encypher: ` on a line of standard error, and
/// words of why and fix; where there are none, there is no why. In the line `encypher` is the
/// program, and `user` takes from root what others may not.
type Row = (&'static str, i32, &'static str, &'static str, &'static str);

fn rows() -> Vec<Row> {
    let all = [usage::ROWS, files::ROWS, keys::ROWS, settings::ROWS, commands::ROWS, streams::ROWS];
    all.concat()
}

/// A world with something wrong in every corner.
fn broken_world() -> World {
    let world = World::with_key();
    world.write("t", TEXT);
    world.write("s", world.embed(&["-m", "model=gpt-4"], TEXT));
    world.write("pan", "My card is 4242-4242-4242-4242, thanks.\n");
    world.write("utf16", b"\xFF\xFEh\0i\0");
    world.write("latin", b"\xE9");
    for folder in ["folder", "closed"] {
        std::fs::create_dir(world.path(folder)).unwrap();
    }
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/streams");
    for (name, fixture) in [
        ("chat.sse", "o_oai_chat_basic.sse"),
        ("cut.sse", "o_oai_chat_truncated_clean.sse"),
        ("filter.sse", "o_oai_chat_content_filter.sse"),
        ("overloaded.sse", "o_gem_error_midstream.sse"),
        ("tools.sse", "o_ant_tool_only.sse"),
        ("joined.sse", "o_oai_chat_single_newline.sse"),
        ("failed.jsonl", "o_oll_chat_error.ndjson"),
    ] {
        world.write(name, std::fs::read(fixtures.join(fixture)).unwrap());
    }
    for (name, contents) in
        [files::FILES, keys::FILES, settings::FILES, commands::FILES, streams::FILES].concat()
    {
        world.write(name, contents);
    }
    world.write("large.json", format!("{{\"a\":\"{}\"}}", "x".repeat(20_000)));
    world.write_key("good.key", SECRET);
    world.write_key("ed.key", include_bytes!("../vectors/keys/ed25519.pem"));
    for name in keys::PRIVATE {
        set_mode(&world.path(name), 0o600);
    }
    for name in commands::EXECUTABLE {
        set_mode(&world.path(name), 0o755);
    }
    world.write("denied", TEXT);
    set_mode(&world.path("denied"), 0o000);
    set_mode(&world.path("closed"), 0o555);
    world
}

const USER: &str = "user() { if [ \"$(id -u)\" = 0 ]; then \
                    setpriv --bounding-set=-dac_override,-dac_read_search \"$@\"; else \"$@\"; fi; }; ";

fn run(world: &World, line: &str) -> Output {
    let line = line.replace("encypher ", "\"$0\" ");
    let mut shell = world.shell(&format!("{USER}{line}"));
    shell.stdin(Stdio::null()).output().unwrap()
}

/// Whether the line can be tried here.
fn can_try(line: &str) -> bool {
    let has = |name: &str| {
        let mut shell = hermetic("sh");
        let found = shell.args(["-c", &format!("command -v {name}")]).output();
        found.is_ok_and(|found| found.status.success())
    };
    !line.contains("user ") || has("setpriv") || !rustix::process::geteuid().is_root()
}

/// The why and the fix that stand below a first line.
fn parts<'a>(said: &'a str, first: &str) -> Option<(&'a str, &'a str)> {
    let first = format!("encypher: {first}");
    let mut lines = said.lines().skip_while(|line| **line != first).skip(1);
    let line = lines.next()?;
    match line.strip_prefix("  why: ") {
        Some(why) => Some((why, lines.next()?.strip_prefix("  fix: ")?)),
        None => Some(("", line.strip_prefix("  fix: ")?)),
    }
}

#[test]
fn every_error_says_what_why_and_what_to_do() {
    let mut wrong = Vec::new();
    for (line, code, first, why, fix) in rows().into_iter().filter(|row| can_try(row.0)) {
        let done = run(&broken_world(), line);
        let said = String::from_utf8(done.stderr).unwrap();
        let is_right = done.status.code() == Some(code)
            && parts(&said, first).is_some_and(|(found_why, found_fix)| {
                found_why.contains(why)
                    && why.is_empty() == found_why.is_empty()
                    && found_fix.contains(fix)
            });
        if !is_right {
            wrong.push(format!("{line}\n  ended with {}\n{said}", done.status));
        }
        wrong.extend(faults(&said).map(|fault| format!("{line}\n  {fault}\n{said}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no message may be, whatever it says.
fn faults(said: &str) -> impl Iterator<Item = String> {
    let banned = [
        "\u{1b}", "Error(", "Error {", "Os {", "os error", "panicked", ".rs:", "Some(", "None",
        "std::", "1 bytes", "1 values",
    ];
    let mut faults: Vec<String> = Vec::new();
    faults.extend(
        banned.iter().filter(|word| said.contains(**word)).map(|word| format!("{word:?} is in it")),
    );
    if !said.starts_with("encypher: ") {
        faults.push("it does not begin with the name of the program".to_owned());
    }
    for line in said.lines() {
        let is_theirs = line.contains("The model is");
        let is_list = line.contains("the possible ones are") || line.contains("one of these");
        if line.chars().count() > 120 && !is_list {
            faults.push(format!("too long: {line}"));
        }
        if line.ends_with('.') && !line.ends_with("ls .") && !line.ends_with("...") && !is_theirs {
            faults.push(format!("a full stop: {line}"));
        }
        let is_part = ["encypher: ", "  why: ", "  fix: "]
            .iter()
            .any(|head| line.strip_prefix(head).is_some_and(|rest| !rest.trim().is_empty()));
        if !is_part {
            faults.push(format!("no part of an error: {line}"));
        }
    }
    faults.into_iter()
}

/// Everything in a document that has a message.
fn reasons<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("message") {
                found.push(value);
            }
            members.values().for_each(|value| reasons(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| reasons(value, found)),
        _ => {}
    }
}

#[test]
fn json_says_the_same_and_standard_error_nothing() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (line, code, first, why, fix) in rows().into_iter().filter(|row| can_try(row.0)) {
        let Some(command) = ["verify", "check"]
            .into_iter()
            .find(|command| line.contains(&format!("encypher {command} ")))
        else {
            continue;
        };
        // Where standard output is gone, or the text itself goes there, there is no document.
        let after = line.rsplit("encypher ").next().unwrap();
        if ["--show", "--visible", ">"].iter().any(|word| after.contains(word)) {
            continue;
        }
        tried += 1;
        let line = line.replace(command, &format!("{command} --json"));
        let done = run(&broken_world(), &line);
        let (shown, said) =
            (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
        let Ok(document) = serde_json::from_str::<Value>(&shown) else {
            wrong.push(format!("{line}: no JSON\n{shown}{said}"));
            continue;
        };
        let mut found = Vec::new();
        reasons(&document, &mut found);
        let text =
            |reason: &Value, name: &str| reason[name].as_str().unwrap_or_default().to_owned();
        let says = |reason: &&Value| {
            first.ends_with(&text(reason, "message"))
                && text(reason, "why").contains(why)
                && text(reason, "fix").contains(fix)
                && !text(reason, "code").is_empty()
        };
        let is_right = said.is_empty()
            && done.status.code() == Some(code)
            && document["exit_code"] == code
            && document["ok"] == (code == 0)
            && document["schema"] == format!("encypher.{command}/1")
            && found.iter().any(says);
        if !is_right {
            wrong.push(format!("{line}\n{shown}{said}"));
        }
    }
    assert!(tried > 40, "{tried}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fix_that_is_a_command_works_when_it_is_copied() {
    for line in [
        "user encypher embed denied",
        "user encypher embed t -o closed/out",
        "user encypher check -g denied.toml t",
        "encypher embed t -o no/such/out",
        "encypher keygen -o no/key",
        "encypher embed -k open.key t",
        "encypher run -- ./plain",
        "encypher check -g needs-key.toml t",
    ] {
        if !can_try(line) {
            continue;
        }
        let world = broken_world();
        world.write("denied.toml", "name = 'x'\n");
        set_mode(&world.path("denied.toml"), 0o000);
        let done = run(&world, line);
        assert!(!done.status.success(), "{line}");
        let said = String::from_utf8(done.stderr).unwrap();
        let (_, fix) = said.split_once("  fix: ").unwrap();
        let command = fix.trim_end().rsplit(": ").next().unwrap();
        if command.starts_with("openssl") && !can_run("openssl") {
            continue;
        }
        let fixed = run(&world, command);
        assert!(fixed.status.success(), "{line}: {command}");
        let done = run(&world, line);
        assert!(done.status.success(), "{line}: {command}: {done:?}");
    }
    // A piece of a command line.
    let world = broken_world();
    let done = run(&world, "encypher keygen --ed25519 -o new.pub");
    let said = String::from_utf8(done.stderr).unwrap();
    let (_, fix) = said.split_once("  fix: ").unwrap();
    let done = run(&world, &format!("encypher keygen --ed25519 {fix}"));
    assert!(done.status.success());
}

fn can_run(name: &str) -> bool {
    hermetic(name).arg("version").output().is_ok()
}

#[test]
fn quiet_hides_no_error() {
    for (line, code, first, ..) in rows() {
        if code == 0 || code == 3 || !line.starts_with("encypher embed ") || line.contains(';') {
            continue;
        }
        let done = run(&broken_world(), &line.replace("encypher ", "encypher -qq "));
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(parts(&said, first).is_some(), "{line}: {said}");
    }
}

/// What a verdict says has a fix as well, as far as it is no success.
#[test]
fn every_verdict_that_is_a_no_has_a_fix() {
    let (world, table) = super::exits::verdicts();
    let mut lines: Vec<(Vec<&str>, i32)> = table.iter().map(|row| (vec![row.0], row.2)).collect();
    lines.push((vec!["--expect", "model=gpt-3", "verified"], 1));
    lines.push((vec!["--max-age", "1s", "verified"], 1));
    for (arguments, code) in lines.into_iter().filter(|(_, code)| *code != 0) {
        let done = world.raw(&[&["verify"][..], &arguments].concat()).output();
        let done = done.unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        let name = arguments.last().unwrap();
        assert_eq!(done.status.code(), Some(code), "{arguments:?}");
        assert!(said.starts_with(&format!("encypher: {name}: fix: ")), "{arguments:?}: {said}");
        let done = world.raw(&[&["verify", "--json"][..], &arguments].concat()).output();
        let done = done.unwrap();
        let document: Value = serde_json::from_slice(&done.stdout).unwrap();
        let fix = document["results"][0]["reason"]["fix"].as_str().unwrap();
        assert!(said.contains(fix) && done.stderr.is_empty());
    }
}

#[test]
fn who_sits_at_a_terminal_is_told_how_to_go_on() {
    let world = World::with_key();
    for command in ["embed", "verify", "extract", "strip", "check"] {
        let (_near, far) = pty();
        let done = world.raw(&[command]).stdin(far).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        let first = format!(
            "{command}: standard input is a terminal; usage: encypher {command} [OPTIONS] [FILE]"
        );
        let (_, fix) = parts(&said, &first).unwrap();
        assert_eq!(fix, "pipe text in, name a FILE, or give - to type the text");
        assert_eq!(done.status.code(), Some(2));
    }
    for command in ["verify", "check"] {
        let (_near, far) = pty();
        let mut shell = world.raw(&[command, "--json"]);
        let done = shell.stdin(far).output().unwrap();
        let document: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(document["exit_code"], 2);
        assert_eq!(document["reason"]["code"], "usage-error");
        assert!(done.stderr.is_empty());
    }
}

/// What `--json` says of the parser's errors has the shape of the contract.
#[test]
fn a_mistake_on_the_command_line_is_a_document_too() {
    let world = World::with_key();
    let done = world.raw(&["verify", "--json", "--frobnicate", "t"]).output();
    let document: Value = serde_json::from_slice(&done.unwrap().stdout).unwrap();
    assert_eq!(document["schema"], "encypher.verify/1");
    assert_eq!(document["results"], Value::Array(Vec::new()));
    assert_eq!(document["verdict"], Value::Null);
    // Behind -- it is no option, and for other commands there is no document.
    for arguments in [
        &["verify", "--frobnicate", "--", "--json"][..],
        &["embed", "--json"],
        &["run", "--json", "--", "check", "--json"],
    ] {
        let done = world.raw(arguments).output().unwrap();
        assert!(done.stdout.is_empty() && done.stderr.starts_with(b"encypher: "));
        assert_eq!(done.status.code(), Some(2));
    }
}
