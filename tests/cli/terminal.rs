//! Terminals: who sits there is not kept waiting, and sees colour only where it belongs.

use crate::common::live::wait;
use crate::common::process::{PATIENCE, TEXT, World};
use crate::common::pty::pty;
use assert_cmd::assert::OutputAssertExt;
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// What is written on a terminal.
pub struct Screen(thread::JoinHandle<String>);

impl Screen {
    /// Reads from the side of the one who sits there.
    pub fn of(mut near: File) -> Screen {
        Screen(thread::spawn(move || {
            let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
            // At the end the terminal is gone, which is an error.
            while let Ok(length @ 1..) = near.read(&mut buffer) {
                text.extend_from_slice(&buffer[..length]);
            }
            String::from_utf8_lossy(&text).into_owned()
        }))
    }

    /// All of it, the programs having ended.
    pub fn finish(self) -> String {
        self.0.join().unwrap()
    }
}

/// Somebody at a terminal that is all of a command's streams.
pub struct Seat {
    near: File,
    child: Child,
    pieces: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    /// How much of it was waited for.
    read: usize,
}

impl Seat {
    pub fn take(mut command: std::process::Command) -> Seat {
        let (near, far) = pty();
        command.stdin(far.try_clone().unwrap());
        command.stdout(far.try_clone().unwrap()).stderr(far);
        let child = command.spawn().unwrap();
        let (sender, pieces) = mpsc::channel();
        let mut reader = near.try_clone().unwrap();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Seat { near, child, pieces, seen: Vec::new(), read: 0 }
    }

    pub fn type_text(&mut self, text: &str) {
        self.near.write_all(text.as_bytes()).unwrap();
    }

    /// Waits for words after those that were waited for before.
    pub fn await_text(&mut self, words: &str) {
        assert!(self.has_come(words, PATIENCE), "{words:?} did not come: {:?}", self.unread());
    }

    /// Types the same text again and again, until some words come.
    pub fn type_until(&mut self, text: &str, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        self.type_text(text);
        while !self.has_come(words, Duration::from_millis(500)) {
            assert!(Instant::now() < deadline, "{words:?} did not come: {:?}", self.unread());
            self.type_text(text);
        }
    }

    fn unread(&self) -> String {
        String::from_utf8_lossy(&self.seen[self.read..]).into_owned()
    }

    fn has_come(&mut self, words: &str, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(at) = self.unread().find(words) {
                self.read += at + words.len();
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.pieces.recv_timeout(left) {
                Ok(piece) => self.seen.extend(piece),
                Err(_) => return false,
            }
        }
    }

    /// Waits for the end, and gives the code.
    pub fn leave(mut self) -> Option<i32> {
        wait(&mut self.child).code()
    }

    /// The same, with all that was seen; no other program may be left at the terminal.
    pub fn finish(mut self) -> (Option<i32>, String) {
        let code = wait(&mut self.child).code();
        // The terminal ends with its last program.
        while let Ok(piece) = self.pieces.recv_timeout(PATIENCE) {
            self.seen.extend(piece);
        }
        (code, String::from_utf8_lossy(&self.seen).into_owned())
    }
}

/// What a command shows on a terminal that is its standard output and standard error.
fn shown(mut command: std::process::Command) -> (String, Option<i32>) {
    let (near, far) = pty();
    command.stdin(Stdio::null());
    command.stdout(far.try_clone().unwrap()).stderr(far);
    let mut child = command.spawn().unwrap();
    drop(command);
    let screen = Screen::of(near);
    let status = wait(&mut child);
    (screen.finish(), status.code())
}

#[test]
fn a_terminal_without_a_file_is_answered_with_two_lines_and_not_read() {
    let world = World::with_key();
    for command in ["embed", "verify", "extract", "strip"] {
        let (_near, far) = pty();
        let mut asked = world.raw(&[command]);
        asked.stdin(far).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = asked.spawn().unwrap();
        wait(&mut child);
        let done = child.wait_with_output().unwrap().assert().code(2).stdout("");
        let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.contains(&format!("encypher {command} [OPTIONS] [FILE]")), "{said}");
    }
}

#[test]
fn a_dash_reads_the_terminal_all_the_same() {
    let world = World::with_key();
    for command in ["embed", "strip"] {
        let (mut near, far) = pty();
        // A line and the key for the end of the input.
        near.write_all(b"Hello there.\n\x04").unwrap();
        let done = world.raw(&[command, "-"]).stdin(far).assert().success();
        let output = done.get_output().stdout.clone();
        assert_eq!(world.strip(output), b"Hello there.\n");
    }
}

#[test]
fn a_report_is_coloured_on_a_terminal_and_the_text_never_is() {
    let world = World::with_key();
    world.write("s", world.embed(&[], TEXT));
    world.write("t", TEXT);
    let (report, code) = shown(world.raw(&["verify", "s"]));
    assert_eq!(code, Some(0));
    assert!(report.contains("s: \u{1b}[") && report.contains("verified\u{1b}["), "{report:?}");
    for arguments in [&["embed", "t"][..], &["strip", "s"], &["embed", "--color", "always", "t"]] {
        let (text, _) = shown(world.raw(arguments));
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn no_color_and_its_relatives_are_heard() {
    let world = World::with_key();
    world.write("s", world.embed(&[], TEXT));
    let on_terminal = |flags: &[&str], variables: &[(&str, &str)]| {
        let mut command = world.raw(&[&["verify", "s"], flags].concat());
        command.envs(variables.iter().copied());
        shown(command).0.contains('\u{1b}')
    };
    let in_pipe = |flags: &[&str], variables: &[(&str, &str)]| {
        let mut command = world.encypher(&[&["verify", "s"], flags].concat());
        command.envs(variables.iter().copied());
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(on_terminal(&[], &[]));
    assert!(on_terminal(&[], &[("NO_COLOR", "")]));
    assert!(!on_terminal(&[], &[("NO_COLOR", "1")]));
    assert!(!on_terminal(&[], &[("TERM", "dumb")]));
    assert!(!on_terminal(&["--color", "never"], &[]));
    assert!(!on_terminal(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(on_terminal(&["--color=always"], &[("NO_COLOR", "1")]));
    assert!(!in_pipe(&[], &[]));
    assert!(in_pipe(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!in_pipe(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!in_pipe(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(in_pipe(&["--color", "always"], &[]));
}

#[test]
fn a_shown_text_is_coloured_on_a_terminal_and_has_a_margin_elsewhere() {
    let world = World::with_key();
    let signed = String::from_utf8(world.embed(&[], TEXT)).unwrap();
    world.write("s", &signed);
    world.write("a", signed.replace("works", "fails"));
    world.write("p", format!("Unsigned.\n{signed}"));
    for flag in ["--show", "--visible"] {
        let (seen, code) = shown(world.raw(&["verify", flag, "s"]));
        assert_eq!(code, Some(0));
        assert!(seen.contains("\u{1b}[32mHello there"), "{seen:?}");
        let (seen, code) = shown(world.raw(&["verify", flag, "a"]));
        assert_eq!(code, Some(1));
        assert!(seen.contains("\u{1b}[4m\u{1b}[31mHello there"), "{seen:?}");
    }
    let (marked, _) = shown(world.raw(&["verify", "--visible", "s"]));
    assert!(marked.contains("\u{1b}[7m[head of segment 0, "), "{marked:?}");
    let (partial, _) = shown(world.raw(&["verify", "--show", "p"]));
    assert!(partial.contains("\u{1b}[2mUnsigned.\u{1b}[0m\r\n"), "{partial:?}");
    // Each line ends without a style.
    for line in partial.lines().filter(|line| line.contains('\u{1b}')) {
        let last = line.rfind("\u{1b}[").unwrap();
        assert!(line[last..].starts_with("\u{1b}[0m"), "{line:?}");
    }
    for (flags, variable) in [
        (&[][..], Some(("NO_COLOR", "1"))),
        (&[], Some(("TERM", "dumb"))),
        (&[], Some(("CI", "true"))),
        (&["--color", "never"], None),
    ] {
        for flag in ["--show", "--visible"] {
            let mut command = world.raw(&[&["verify", flag, "s"], flags].concat());
            command.envs(variable);
            let (plain, _) = shown(command);
            assert!(!plain.contains('\u{1b}'), "{plain:?}");
            assert!(plain.contains("\nV  Hello there"), "{plain:?}");
        }
    }
}

#[test]
fn no_escape_leaves_for_anything_but_a_terminal() {
    let world = World::with_key();
    world.write("s", world.embed(&["-m", "a=\u{1b}[31m"], TEXT));
    world.write("t", TEXT);
    for arguments in [
        &["--help"][..],
        &["embed", "--help"],
        &["embed", "--wrong"],
        &["embed", "-v", "t"],
        &["verify", "s", "t", "missing"],
        &["verify", "-v", "s"],
        &["verify", "--json", "s", "missing"],
        &["verify", "--show", "s", "t", "missing"],
        &["verify", "--visible", "s", "t"],
        &["verify", "--show", "--report", "r.html", "s"],
        &["verify", "--json", "--color", "always", "s"],
        &["extract", "s"],
        &["keygen", "-o", "k"],
        &["frobnicate"],
    ] {
        for no_color in [false, true] {
            let mut command = world.encypher(arguments);
            if no_color {
                command.env("NO_COLOR", "1");
            }
            let output = command.output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            assert!(!said.contains(&0x1b), "{arguments:?}: {}", String::from_utf8_lossy(&said));
        }
    }
    assert!(!world.read("r.html").contains(&0x1b));
}

#[test]
fn who_watches_is_told_what_was_added() {
    let world = World::with_key();
    world.write("t", TEXT);
    let (said, code) = shown(world.raw(&["embed", "t", "-o", "out"]));
    assert_eq!(code, Some(0));
    assert!(said.starts_with("encypher: added 1 seal ("), "{said:?}");
    assert!(said.contains("invisible characters"), "{said:?}");
    let (said, _) = shown(world.raw(&["embed", "-q", "t", "-o", "out"]));
    assert_eq!(said, "");
}
