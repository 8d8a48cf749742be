//! Signals: what was seen is sealed as incomplete, and then we die of them.

use crate::common::live::{Live, wait, wait_until, wait_until_full};
use crate::common::process::World;
use rustix::process::Signal;
use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

/// What comes of a filter that has shown some text when a signal arrives.
fn interrupted(
    world: &World,
    arguments: &[&str],
    text: &str,
    shown: &str,
    signal: Signal,
) -> Vec<u8> {
    let mut live = Live::start(world.raw(arguments));
    live.send(text);
    live.expect(shown);
    live.signal(signal);
    let ended = live.ended();
    assert_eq!(ended.signal(), Some(signal.as_raw()), "{:?}", ended.status);
    assert_eq!(ended.errors, "");
    ended.output
}

#[test]
fn what_was_seen_is_sealed_as_incomplete_and_we_die_of_the_signal() {
    let world = World::with_key();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let output = interrupted(&world, &["embed"], "Hello wor", "Hello wor", signal);
        assert_eq!(world.verify(output.clone()), 9);
        assert_eq!(world.strip(output), b"Hello wor");
    }
}

#[test]
fn newlines_and_characters_that_were_held_back_are_not_lost() {
    let world = World::with_key();
    let text = b"Hello\n\n\xE2\x82";
    let mut live = Live::start(world.raw(&["embed"]));
    live.send(text);
    live.expect("Hello\n\n");
    live.send(b"\x82!\n\n");
    live.expect("!");
    live.signal(Signal::INT);
    let ended = live.ended();
    assert_eq!(world.strip(ended.output.clone()), b"Hello\n\n\xE2\x82\x82!\n\n");
    assert_eq!(world.verify(ended.output), 9);
}

#[test]
fn half_a_line_is_not_lost_with_framing_by_lines() {
    let world = World::with_key();
    let arguments = ["embed", "--input", "lines", "--no-hold"];
    let output = interrupted(&world, &arguments, "One.\nTw", "One.\n", Signal::TERM);
    assert_eq!(world.verify(output.clone()), 9);
    assert_eq!(world.strip(output), b"One.\nTw");
}

#[test]
fn a_detached_signature_is_still_written() {
    let world = World::with_key();
    let arguments = ["embed", "--detached", "sig"];
    let output = interrupted(&world, &arguments, "Hello", "Hello", Signal::INT);
    assert_eq!(output, b"Hello");
    let mut command = world.encypher(&["verify", "--detached", "sig"]);
    command.write_stdin("Hello").assert().code(9);
}

#[test]
fn strip_passes_on_what_it_has() {
    let world = World::with_key();
    let output = interrupted(&world, &["strip"], "Hello", "Hello", Signal::INT);
    assert_eq!(output, b"Hello");
}

#[test]
fn a_stream_into_a_file_that_is_cut_short_is_kept_beside_it() {
    let world = World::with_key();
    world.write("out", "good and old");
    let mut live = Live::start(world.raw(&["embed", "-o", "out"]));
    live.send("Hello");
    wait_until(|| world.has_text_beside());
    live.signal(Signal::TERM);
    let ended = live.ended();
    assert_eq!(ended.signal(), Some(15));
    let mut files = world.files();
    files.sort();
    assert_eq!(files, ["out", "out.incomplete"]);
    assert_eq!(world.read("out"), b"good and old");
    assert_eq!(world.verify(world.read("out.incomplete")), 9);
}

/// How long a filter takes to end after a signal, with a reader that does not read.
fn time_to_end(world: &World) -> Duration {
    let mut command = world.raw(&["embed"]);
    let (reader, writer) = std::io::pipe().unwrap();
    let (input, mut text) = std::io::pipe().unwrap();
    let output = writer.try_clone().unwrap();
    let mut child = command.stdin(input).stdout(output).spawn().unwrap();
    drop(command);
    let feeder = std::thread::spawn(move || text.write_all(&vec![b'a'; 4 << 20]));
    wait_until_full(&writer);
    let start = Instant::now();
    let id = i32::try_from(child.id()).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), Signal::INT)
        .unwrap();
    let status = wait(&mut child);
    let time = start.elapsed();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));
    drop(reader);
    drop(feeder.join().unwrap());
    time
}

#[test]
fn a_reader_that_does_not_read_does_not_keep_us_alive() {
    let world = World::with_key();
    // Well above the 250 ms of the promise; on a busy machine one of several tries has to do.
    let soon = Duration::from_millis(1500);
    assert!((0..5).any(|_| time_to_end(&world) < soon));
}

#[test]
fn signals_that_we_were_told_to_ignore_are_ignored() {
    let world = World::with_key();
    let mut live = Live::start(world.shell("trap '' INT HUP; exec \"$0\" embed"));
    live.send("Hello");
    live.expect("Hello");
    live.signal(Signal::INT);
    live.signal(Signal::HUP);
    live.send(" world");
    live.expect(" world");
    let ended = live.end();
    assert!(ended.status.success());
    assert_eq!(world.verify(ended.output), 0);
}

#[test]
fn verify_and_extract_just_die() {
    let world = World::with_key();
    for command in ["verify", "extract"] {
        let mut live = Live::start(world.raw(&[command]));
        live.send("Hello");
        live.await_read();
        live.signal(Signal::INT);
        let ended = live.ended();
        assert_eq!(ended.signal(), Some(2));
        assert_eq!(ended.output, b"");
    }
}

#[test]
fn a_signal_while_a_file_is_signed_into_a_file_leaves_no_trace() {
    let world = World::with_key();
    let fifo = world.path("fifo");
    assert!(world.command("mkfifo").arg(&fifo).status().unwrap().success());
    let live = Live::start(world.raw(&["embed", "-o", "out", "fifo"]));
    let mut writer = File::options().write(true).open(&fifo).unwrap();
    writer.write_all(b"Hello").unwrap();
    wait_until(|| world.has_text_beside());
    live.signal(Signal::TERM);
    let ended = live.ended();
    assert_eq!(ended.signal(), Some(15));
    assert!(!world.files().iter().any(|name| name.starts_with('.')), "{:?}", world.files());
}

#[test]
fn a_second_signal_right_behind_the_first_does_not_cost_the_seal() {
    let world = World::with_key();
    for _ in 0..40 {
        let mut live = Live::start(world.raw(&["embed"]));
        live.send("Hello\n");
        live.expect("Hello");
        live.signal(Signal::HUP);
        live.signal(Signal::TERM);
        let ended = live.ended();
        assert_eq!(world.strip(ended.output.clone()), b"Hello\n");
        assert_eq!(world.verify(ended.output), 9);
    }
}

#[test]
fn an_input_that_ends_with_the_signal_is_not_whole() {
    let world = World::with_key();
    for _ in 0..20 {
        let mut live = Live::start(world.raw(&["embed"]));
        live.send("Hello");
        live.expect("Hello");
        live.signal(Signal::INT);
        let ended = live.end();
        assert_eq!(ended.signal(), Some(2));
        assert_eq!(world.verify(ended.output), 9);
    }
}
