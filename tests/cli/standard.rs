//! Standard input and output that are closed, no text at all, or fail midway.

use crate::common::process::{TEXT, World, program};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};
use std::fs::File;
use std::io::Write;

/// A folder with a text in `t` and the same signed in `s`.
fn texts() -> World {
    let world = World::with_key();
    world.write("t", TEXT);
    world.write("s", world.embed(&[], TEXT));
    world
}

#[test]
fn a_closed_standard_output_is_five_and_not_a_text_lost() {
    let world = texts();
    for command in ["embed t", "strip s", "verify s", "extract s", "completions zsh"] {
        let mut shell = world.shell(&format!("\"$0\" {command} >&-; exit $?"));
        let done = shell.stdin(File::open(world.path("t")).unwrap()).assert().code(5);
        done.stderr(starts_with("encypher: standard output: "));
    }
}

#[test]
fn a_closed_standard_input_is_five_and_not_an_empty_text() {
    let world = texts();
    for command in ["embed", "strip", "verify", "extract"] {
        let mut shell = world.shell(&format!("\"$0\" {command} <&-; exit $?"));
        let done = shell.stdin(File::open(world.path("t")).unwrap()).assert().code(5);
        done.stderr(starts_with("encypher: standard input: "));
    }
    let mut shell = world.shell("\"$0\" verify --json <&-; exit $?");
    let done = shell.stdin(File::open(world.path("t")).unwrap()).assert().code(5);
    done.stdout(contains("\"exit_code\":5")).stderr("");
}

#[test]
fn the_null_device_is_not_a_closed_stream() {
    let world = texts();
    let null = || File::options().read(true).write(true).open("/dev/null").unwrap();
    // A program that we do not know may have closed it: only where a text would be lost is that an
    // error.
    world.raw(&["embed", "t"]).stdout(null()).assert().code(5);
    world.raw(&["verify", "s"]).stdout(null()).assert().success().stderr("");
    world.raw(&["embed"]).stdin(null()).assert().success().stdout("");
    world.shell("\"$0\" embed t >/dev/null; exit $?").assert().success();
    world.shell("\"$0\" embed </dev/null; exit $?").assert().success();
}

/// Runs a line of Python, in which `run` starts the program and gives its exit code; true if there
/// is no Python.
fn python(world: &World, line: &str, code: i32) -> bool {
    let script = format!(
        "import os, sys\nfrom subprocess import DEVNULL, call\n\
         run = lambda *args, **streams: call([sys.argv[1], *args], **streams)\n\
         few = lambda *names: {{name: os.environ[name] for name in names}}\n\
         shell = lambda line: call(['sh', '-c', line, sys.argv[1]])\nsys.exit({line})"
    );
    let mut command = world.command("python3");
    let command = command.args(["-c", &script]).arg(program());
    match command.stdin(File::open(world.path("t")).unwrap()).output() {
        Ok(output) => output.status.code() == Some(code),
        Err(_) => true,
    }
}

#[test]
fn what_python_discards_is_discarded_and_what_its_shell_closes_is_closed() {
    let world = texts();
    for (line, code) in [
        ("run('embed', 't', stdout=DEVNULL)", 0),
        ("run('embed', 't', stdout=DEVNULL, stderr=DEVNULL)", 0),
        ("run('embed', stdin=DEVNULL)", 0),
        ("run('embed', 't', stdout=DEVNULL, env=few('PATH', 'HOME', 'XDG_CONFIG_HOME'))", 0),
        ("run('embed', 't', stdout=DEVNULL, env=few('XDG_CONFIG_HOME', 'HOME', 'PATH'))", 0),
        ("run('strip', 's', stdin=DEVNULL, stdout=DEVNULL)", 0),
        ("run('run', '--', 'true', stdin=DEVNULL, stdout=DEVNULL)", 0),
        ("run('verify', 's', stdin=DEVNULL, stdout=DEVNULL)", 0),
        ("run('verify', stdin=DEVNULL)", 3),
        ("shell('exec \"$0\" embed t >/dev/null')", 0),
        ("shell('exec \"$0\" embed t >&-')", 5),
        ("shell('\"$0\" embed t >&-')", 5),
        ("shell('exec \"$0\" embed <&-')", 5),
    ] {
        assert!(python(&world, line, code), "{line}");
    }
}

#[test]
fn a_stream_that_another_program_was_started_without_is_closed_for_us_too() {
    let world = texts();
    for line in ["timeout 9 \"$0\" embed t >&-", "timeout 9 \"$0\" embed <&-"] {
        let mut shell = world.shell(line);
        let shell = shell.stdin(File::open(world.path("t")).unwrap());
        shell.assert().code(5).stderr(contains("it is closed"));
    }
}

#[test]
fn a_folder_on_standard_input_is_refused() {
    let world = texts();
    for command in ["embed", "strip", "verify", "extract"] {
        let mut command = world.raw(&[command]);
        command.stdin(File::open(world.path("")).unwrap()).assert().code(5).stdout("");
    }
}

#[test]
fn what_was_read_before_an_error_is_passed_on_and_sealed_as_incomplete() {
    let world = texts();
    // The reading side of a terminal fails as soon as nobody has the other side open.
    for command in ["embed", "strip"] {
        let (near, far) = crate::common::pty::pty();
        (&far).write_all(b"Hello world.").unwrap();
        drop(far);
        let mut command = world.raw(&[command, "-"]);
        let output = command.stdin(near).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{output:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("standard input: reading failed"), "{errors}");
        assert_eq!(world.strip(output.stdout.clone()), b"Hello world.");
        if output.stdout.len() > 12 {
            assert_eq!(world.verify(output.stdout), 9);
        }
    }
}

#[test]
fn a_text_of_which_reading_fails_is_never_verified() {
    let world = texts();
    let (near, far) = crate::common::pty::pty();
    let signed = world.embed(&["--no-hold"], "Hello world.");
    (&far).write_all(&signed).unwrap();
    drop(far);
    let output = world.raw(&["verify", "-"]).stdin(near).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(output.stdout, b"");
}

#[test]
fn a_closed_standard_output_is_five_whoever_closed_it() {
    let world = World::with_key();
    world.write("t", TEXT);
    let mut shell = world.shell("exec \"$0\" embed t >&-");
    shell.assert().code(5).stderr(contains("standard output: it is closed"));
}

#[test]
fn a_closed_standard_input_is_five_whoever_closed_it() {
    let world = World::with_key();
    let mut shell = world.shell("exec \"$0\" embed <&-");
    shell.assert().code(5).stderr(contains("standard input: it is closed"));
}
