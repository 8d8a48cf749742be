//! A filter in a pipe: nothing waits, a reader may leave, and memory does not grow.

use crate::common::live::{Live, wait, wait_until_full};
use crate::common::process::{PATIENCE, World, marks};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

/// Long enough to see what would come at once.
const A_WHILE: Duration = Duration::from_millis(150);

#[test]
fn each_token_is_passed_on_before_the_next_one_is_sent() {
    let world = World::with_key();
    for command in ["embed", "strip"] {
        let mut live = Live::start(world.raw(&[command]));
        for token in ["Hel", "lo", " world", ".", " It", " works", "!", " ", "Yes"] {
            live.send(token);
            // A mark may stand behind white space as soon as it is known what follows it.
            live.expect(match token.trim_start() {
                "" => token,
                letters => letters,
            });
        }
        let ended = live.end();
        assert!(ended.status.success());
        assert_eq!(world.strip(ended.output), b"Hello world. It works! Yes");
    }
}

#[test]
fn only_line_breaks_at_the_end_wait_and_with_no_hold_not_even_they() {
    let world = World::with_key();
    let mut live = Live::start(world.raw(&["embed"]));
    live.send("One\n\n");
    live.expect("One");
    live.expect_silence(A_WHILE);
    live.send("Two");
    live.expect("Two");
    assert!(live.shown().starts_with("One\n\n"));
    live.end();
    let mut live = Live::start(world.raw(&["embed", "--no-hold"]));
    live.send("One\n\n");
    live.expect("One\n\n");
    live.end();
}

#[test]
fn lines_are_written_a_whole_line_at_a_time() {
    let world = World::with_key();
    let mut live = Live::start(world.raw(&["embed", "-i", "lines", "--no-hold"]));
    live.send("Half");
    live.expect_silence(A_WHILE);
    live.send(
        " a line
and a half",
    );
    live.expect(
        "Half a line
",
    );
    live.expect_silence(A_WHILE);
    live.send(
        " more
",
    );
    live.expect(
        "and a half more
",
    );
    live.send("the rest");
    let ended = live.end();
    let text = "Half a line
and a half more
the rest";
    assert_eq!(world.strip(ended.output), text.as_bytes());
}

#[test]
fn no_command_writes_half_a_line_with_framing_by_lines() {
    let world = World::with_key();
    for command in ["embed", "strip"] {
        let mut live = Live::start(world.raw(&[command, "--input", "lines"]));
        live.send(
            "One line
and a",
        );
        live.expect(
            "One line
",
        );
        live.send(" half");
        live.expect_silence(A_WHILE);
        assert!(live.end().status.success());
    }
}

#[test]
fn a_reader_that_leaves_early_is_met_with_silence_and_sigpipe() {
    let world = World::with_key();
    world.write("signed", world.embed(&["--every", "100"], "A sentence. ".repeat(200)));
    world.write("large", "A sentence of prose. ".repeat(20_000));
    for arguments in [
        &["embed", "large"][..],
        &["strip", "large"],
        &["verify", "-v", "signed"],
        &["verify", "--json", "signed"],
        &["verify", "-q", "--show", "large"],
        &["extract", "signed"],
        &["completions", "bash"],
        &["--help"],
        &["keygen", "-q", "-o", "made.key"],
        &["run", "--", "cat", "large"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = world.raw(arguments);
        let output = command.stdout(writer).output().unwrap();
        assert_eq!(output.status.signal(), Some(13), "{arguments:?}: {output:?}");
        assert_eq!(output.stderr, b"", "{arguments:?}");
    }
}

#[test]
fn a_shell_with_pipefail_sees_141_as_from_cat() {
    let world = World::with_key();
    world.write("large", "A line of prose.\n".repeat(100_000));
    let line = "{ \"$0\" embed large; echo $? >status; } | head -n 1";
    let output = world.shell(line).output().unwrap();
    assert!(output.stdout.starts_with(b"A line of prose."));
    assert_eq!(output.stderr, b"");
    assert_eq!(world.read("status"), b"141\n");
}

#[test]
fn a_reader_that_leaves_turns_no_into_nothing_else_than_141() {
    let world = World::with_key();
    world.write("t", "Not signed.");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = world.raw(&["verify", "t"]).stdout(writer).output().unwrap();
    assert!(!output.status.success());
    // With nothing to write there is nobody to miss.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = world.raw(&["verify", "-qq", "t"]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_full_or_closed_standard_error_changes_no_answer() {
    let world = World::with_key();
    world.write("t", "Not signed.");
    for (line, code) in [
        ("\"$0\" verify missing t 2>/dev/full", 5),
        ("\"$0\" verify missing t 2>&-", 5),
        ("\"$0\" extract t 2>/dev/full", 3),
        ("\"$0\" embed -v t 2>/dev/full", 0),
        ("\"$0\" embed -v t 2>&-", 0),
        ("\"$0\" --wrong 2>/dev/full", 2),
    ] {
        let output = world.shell(line).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}");
    }
    // And no message ends up in the text.
    let output = world.shell("\"$0\" embed -v t 2>&-").output().unwrap();
    assert_eq!(world.strip(output.stdout), b"Not signed.");
}

#[test]
fn two_filters_work_in_one_pipe() {
    let world = World::with_key();
    let line =
        "printf 'One. Two. Three.\\n' | \"$0\" embed | \"$0\" strip | \"$0\" embed | \"$0\" verify";
    let output = world.shell(line).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// The most memory that a process has had, in KiB.
fn peak(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Sends one line of so many MiB and gives the peak when all of it has been read, and what came out
/// at the end.
fn peak_with(world: &World, arguments: &[&str], start: &[u8], mebibytes: usize) -> (u64, i32) {
    let mut command = world.raw(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let drain = thread::spawn(move || {
        let (mut buffer, mut total) = (vec![0; 1 << 16], 0);
        while let Ok(length @ 1..) = output.read(&mut buffer) {
            total += length;
        }
        total
    });
    input.write_all(start).unwrap();
    let piece = "Long lines have many words ".repeat(1 << 12);
    let mut left = mebibytes << 20;
    while left > 0 {
        let length = left.min(piece.len());
        input.write_all(&piece.as_bytes()[..length]).unwrap();
        left -= length;
    }
    // Sampled to the end: what is done then must not need more.
    let watch = thread::spawn({
        let id = child.id();
        let first = peak(id);
        move || {
            let mut most = first;
            let deadline = Instant::now() + PATIENCE;
            while let Ok(status) = std::fs::read_to_string(format!("/proc/{id}/status")) {
                let line = status.lines().find(|line| line.starts_with("VmHWM:"));
                let Some(line) = line else { break };
                let now = line.split_whitespace().nth(1).unwrap().parse().unwrap();
                most = most.max(now);
                assert!(Instant::now() < deadline);
                thread::yield_now();
            }
            most
        }
    });
    drop(input);
    let most = watch.join().unwrap();
    let status = child.wait().unwrap();
    assert!(drain.join().unwrap() > 0);
    (most, status.code().unwrap())
}

#[test]
fn memory_does_not_grow_with_the_text() {
    /// What the growth may be, and the whole, in KiB.
    const GROWTH: u64 = 1536;
    // The program of the tests is not optimised, and larger than the one that is released;
    // docs/benchmarks.md has that.
    const BOUND: u64 = 12 * 1024;
    let world = World::with_key();
    let signed = world.embed(&["--target", "whitespace"], "A beginning of it all");
    // Without its last seal: a reader has to go on to the end.
    let text = String::from_utf8(signed).unwrap();
    let head = &text[..text.rfind('\u{FE0B}').unwrap()];
    assert!(marks(head.as_bytes()) > 0);
    for (arguments, start, code) in [
        (&["embed"][..], &b""[..], 0),
        (&["embed", "--every", "4K"], b"", 0),
        (&["embed", "--target", "end", "--no-hold"], b"", 0),
        (&["embed", "--detached", "sig"], b"", 0),
        (&["strip"], b"", 0),
        (&["verify"], b"", 3),
        (&["verify"], head.as_bytes(), 1),
        (&["verify", "-q", "--visible"], b"", 3),
    ] {
        // The buffers have their full size after the first few MiB.
        let (small, _) = peak_with(&world, arguments, start, 4);
        let (large, found) = peak_with(&world, arguments, start, 64);
        assert_eq!(found, code, "{arguments:?}");
        let name = format!("{arguments:?}: {small} KiB at 4 MiB, {large} KiB at 64 MiB");
        assert!(large <= small + GROWTH, "{name}");
        assert!(large <= BOUND, "{name}");
    }
}

#[test]
fn memory_does_not_grow_with_a_signed_line() {
    let world = World::with_key();
    let text = |mebibytes: usize| "Long lines have many words ".repeat(mebibytes << 15);
    let mut peaks = Vec::new();
    for mebibytes in [4, 32] {
        let signed = world.embed(&[], text(mebibytes));
        let mut command = world.raw(&["verify", "--json"]);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let (last, rest) = signed.split_last().unwrap();
        input.write_all(rest).unwrap();
        let most = peak(child.id());
        input.write_all(&[*last]).unwrap();
        drop(input);
        assert!(child.wait_with_output().unwrap().status.success());
        peaks.push(most);
    }
    assert!(peaks[1] <= peaks[0] + 1536, "{peaks:?} KiB");
}

#[test]
fn a_whole_line_is_written_as_soon_as_it_has_ended() {
    let world = World::with_key();
    // Whether the line break itself belongs to the text is only known to strip when more comes.
    for (command, shown) in [("embed", "A whole line\n"), ("strip", "A whole line")] {
        let mut live = Live::start(world.raw(&[command, "--input", "lines"]));
        live.send("A whole line\n");
        live.expect(shown);
        live.send("and half a one");
        live.expect("A whole line\n");
        live.expect_silence(A_WHILE);
        let output = live.end().output;
        assert_eq!(world.strip(output), b"A whole line\nand half a one");
    }
}

#[test]
fn a_stream_that_does_not_block_is_waited_for() {
    let world = World::with_key();
    let set = |file: &dyn std::os::fd::AsFd| {
        let flags = rustix::fs::fcntl_getfl(file.as_fd()).unwrap();
        rustix::fs::fcntl_setfl(file.as_fd(), flags | rustix::fs::OFlags::NONBLOCK).unwrap();
    };
    let (mut reader, writer) = std::io::pipe().unwrap();
    set(&writer);
    let text = world.write("t", "A line of prose.\n".repeat(20_000));
    let mut command = world.raw(&["embed", "t"]);
    let mut child = command.stdout(writer.try_clone().unwrap()).spawn().unwrap();
    drop(command);
    wait_until_full(&writer);
    drop(writer);
    let mut output = Vec::new();
    reader.read_to_end(&mut output).unwrap();
    assert_eq!(wait(&mut child).code(), Some(0));
    assert_eq!(world.strip(output), std::fs::read(text).unwrap());
    let (reader, mut writer) = std::io::pipe().unwrap();
    set(&reader);
    let mut command = world.raw(&["strip"]);
    let child = command.stdin(reader).stdout(Stdio::piped()).spawn();
    for word in ["Late", " and later"] {
        thread::sleep(A_WHILE);
        writer.write_all(word.as_bytes()).unwrap();
    }
    drop(writer);
    let output = child.unwrap().wait_with_output().unwrap();
    assert_eq!((output.status.code(), &*output.stdout), (Some(0), &b"Late and later"[..]));
}
