//! The guard in a pipe: what may pass passes at once, and a blocked text ends its writer, or lets
//! it write on.

use crate::common::live::Live;
use crate::common::process::World;
use std::time::Duration;

/// Long enough for what must not come.
const A_WHILE: Duration = Duration::from_millis(250);
const NOTICE: &str = "[ended]";

fn on_block(world: &World, what: &str) {
    let policy = format!("on_block = \"{what}\"\nnotice = \"{NOTICE}\"\n");
    world.write("policy.toml", policy);
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn what_may_pass_passes_at_once_and_half_a_value_does_not() {
    let world = World::with_key();
    for (flag, label) in [("--redact", "[CREDIT_CARD] and "), ("--block", "")] {
        let mut live = Live::start(world.raw(&["embed", flag, "pci", "--target", "none"]));
        live.send("Hello ");
        live.expect("Hello ");
        live.send("4111-1111-");
        live.expect_silence(A_WHILE);
        live.send("1111-1111 and ");
        if flag == "--redact" {
            live.expect(label);
        }
        let ended = live.end();
        assert_eq!(ended.status.code(), Some(i32::from(flag == "--block")));
        assert_eq!(said(&ended.output), format!("Hello {label}"));
    }
}

#[test]
fn what_turns_out_to_be_no_value_comes() {
    let world = World::with_key();
    let mut live = Live::start(world.raw(&["embed", "--redact", "pci", "--target", "none"]));
    live.send("Hello 4111-1111-");
    live.expect("Hello ");
    live.send("x ");
    live.expect("4111-1111-x ");
    live.send("4111 1111 ");
    let ended = live.end();
    assert!(said(&ended.output).ends_with("x 4111 1111 "));
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn warnings_change_no_byte_and_delay_none() {
    let world = World::with_key();
    let mut live = Live::start(world.raw(&["embed", "--warn", "pci,pii,phi,secret", "-t", "none"]));
    for piece in [
        "Hello 41",
        "11-1111-",
        "1111-111",
        "1 and -----BEGIN PRIV",
        "ATE KEY-----\nMII",
        "jane@co",
        "rp.io\n",
    ] {
        live.send(piece);
        live.expect(piece);
    }
    let ended = live.end();
    assert_eq!(ended.status.code(), Some(0));
    assert!(ended.errors.contains("credit_card"), "{}", ended.errors);
    let text = "Card 4111-1111-1111-1111 of jane@corp.io. It works.\n";
    let plain = world.embed(&["--timestamp", "none", "--stream-id", "00112233445566ff"], text);
    let mut warned = world.encypher(&[
        "embed",
        "--timestamp",
        "none",
        "--stream-id",
        "00112233445566ff",
        "--warn",
        "pci,pii",
    ]);
    warned.write_stdin(text).assert().success().stdout(plain);
}

#[test]
fn a_blocked_text_closes_on_its_writer() {
    let world = World::with_key();
    on_block(&world, "close");
    for target in ["auto", "none"] {
        let line = format!(
            "{{ sh -c 'echo Card 4111-1111-1111-1111 is mine; exec yes'; echo $? > status; }} | \"$0\" embed -g policy.toml -t {target}"
        );
        let ended = Live::start(world.shell(&line)).ended();
        assert_eq!(ended.status.code(), Some(1));
        assert_eq!(said(&world.read("status")), "141\n");
        assert!(!said(&ended.output).contains("4111"));
        let text = world.strip(ended.output);
        assert_eq!(said(&text), format!("Card {NOTICE}"));
    }
}

#[test]
fn a_blocked_text_may_let_its_writer_write_on() {
    let world = World::with_key();
    on_block(&world, "drain");
    for target in ["auto", "none"] {
        let line = format!(
            "{{ sh -c 'echo Card 4111-1111-1111-1111 is mine; head -c 3000000 /dev/zero'; echo $? > status; }} | \"$0\" embed -g policy.toml -t {target}"
        );
        let ended = Live::start(world.shell(&line)).ended();
        assert_eq!(ended.status.code(), Some(1));
        assert_eq!(said(&world.read("status")), "0\n");
        if target == "auto" {
            assert_eq!(world.verify(ended.output.clone()), 9);
        }
        assert_eq!(said(&world.strip(ended.output)), format!("Card {NOTICE}"));
    }
}

#[test]
fn run_ends_with_one_if_blocked_and_as_its_command_otherwise() {
    let world = World::with_key();
    for what in ["close", "drain"] {
        on_block(&world, what);
        for (script, code, text) in [
            ("echo Card 4111-1111-1111-1111; exit 7", 1, format!("Card {NOTICE}")),
            ("echo Card 4111-1111-1111-1111", 1, format!("Card {NOTICE}")),
            ("echo Card.; exit 7", 7, "Card.\n".to_owned()),
            ("echo Card.", 0, "Card.\n".to_owned()),
        ] {
            let mut run = world.encypher(&["run", "-g", "policy.toml", "--", "sh", "-c", script]);
            let done = run.assert().code(code);
            let signed = done.get_output().stdout.clone();
            assert_eq!(said(&world.strip(signed.clone())), text, "{what} {script}");
            let verdict = if code == 0 { 0 } else { 9 };
            assert_eq!(world.verify(signed), verdict, "{what} {script}");
        }
    }
}

#[test]
fn run_closes_on_a_command_that_never_ends() {
    let world = World::with_key();
    on_block(&world, "close");
    let script = "echo Card 4111-1111-1111-1111; exec yes";
    let mut run = world.encypher(&["run", "-g", "policy.toml", "--", "sh", "-c", script]);
    run.assert().code(1);
}

#[test]
fn run_redacts_and_ends_as_its_command_unless_that_is_a_failure() {
    let world = World::with_key();
    let script = "echo Card 4111-1111-1111-1111.";
    for (flags, code) in [(&[][..], 0), (&["--fail-on", "redact"], 1)] {
        let arguments = [&["run", "--redact", "pci"], flags, &["--", "sh", "-c", script]].concat();
        let done = world.encypher(&arguments).assert().code(code);
        let signed = done.get_output().stdout.clone();
        assert_eq!(said(&world.strip(signed.clone())), "Card [CREDIT_CARD].\n");
        assert_eq!(world.verify(signed), 0);
    }
}
