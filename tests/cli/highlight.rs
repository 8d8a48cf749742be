//! `--highlight`: the text is coloured where a person reads it, and nowhere else.

use crate::cli::terminal::Seat;
use crate::common::process::{World, program};
use std::process::Command;

/// A line of shell at a terminal of its own, in which `$0` is the program.
fn at_terminal(world: &World, line: &str, variables: &[(&str, &str)]) -> String {
    let mut command: Command = world.command("setsid");
    command.args(["-c", "sh", "-c", line]).arg(program());
    command.envs(variables.iter().copied());
    let seat = Seat::take(command);
    let (code, seen) = seat.finish();
    assert_eq!(code, Some(0), "{seen}");
    seen
}

const EMBED: &str = "printf 'See `ls -A`, 42 of Them.\\n' | $0 embed -t end -q --highlight punctuation,capitals,numbers,code";

#[test]
fn the_text_is_coloured_on_a_terminal_and_its_marks_stay_in_place() {
    let world = World::with_key();
    let seen = at_terminal(&world, EMBED, &[]);
    assert!(
        seen.contains("\u{1b}[1mS\u{1b}[0mee \u{1b}[32m`ls -A`\u{1b}[0m\u{1b}[33m,\u{1b}[0m \u{1b}[36m42\u{1b}[0m of \u{1b}[1mT\u{1b}[0mhem\u{1b}[33m."),
        "{seen:?}"
    );
    // The marks come without a colour: they are drawn with the character before them.
    assert!(seen.contains("\u{1b}[33m.\u{1b}[0m\u{fe0b}"), "{seen:?}");
    let mut plain = String::new();
    for (number, part) in seen.split('\u{1b}').enumerate() {
        let part = if number == 0 { part } else { part.split_once('m').unwrap().1 };
        plain.push_str(part);
    }
    let plain = plain.replace("\r\n", "\n");
    assert_eq!(world.verify(plain.clone()), 0);
    assert_eq!(world.strip(plain), b"See `ls -A`, 42 of Them.\n");
}

#[test]
fn no_colour_goes_anywhere_else() {
    let world = World::with_key();
    for (line, variables) in [
        (format!("{EMBED} > out"), &[][..]),
        (format!("{EMBED} --color always > out"), &[("CLICOLOR_FORCE", "1")]),
        (format!("{EMBED} --color always | cat > out"), &[]),
        (format!("{EMBED} --color always -o out"), &[]),
        (format!("{EMBED} | tee out"), &[]),
        ("$0 run -q --highlight numbers --color always -- echo 42. > out".to_owned(), &[]),
        ("echo 42 | $0 chat -q --highlight numbers --color always -- cat > out".to_owned(), &[]),
    ] {
        at_terminal(&world, &line, variables);
        let out = world.read("out");
        assert!(!out.contains(&0x1b), "{line}: {}", String::from_utf8_lossy(&out));
        assert_eq!(world.verify(out), 0, "{line}");
    }
    for (flags, variables) in [
        ("", ("NO_COLOR", "1")),
        ("", ("TERM", "dumb")),
        ("", ("CI", "true")),
        ("--color never", ("TERM", "xterm")),
    ] {
        let seen = at_terminal(&world, &format!("{EMBED} {flags}"), &[variables]);
        assert!(!seen.contains('\u{1b}'), "{variables:?}: {seen:?}");
    }
    let plain = at_terminal(
        &world,
        &EMBED.replace("--highlight punctuation,capitals,numbers,code", ""),
        &[],
    );
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn run_and_chat_colour_what_the_command_says() {
    let world = World::with_key();
    let run = "$0 run -q --highlight numbers -- echo 42 of them.";
    assert!(at_terminal(&world, run, &[]).contains("\u{1b}[36m42\u{1b}[0m of"));
    let chat = "echo hi | $0 chat -q --highlight numbers -- echo 42 of them.";
    assert!(at_terminal(&world, chat, &[]).contains("\u{1b}[36m42\u{1b}[0m of"));
}
