//! Commands that cannot be run or fail, conversations, and the answers of the guard.

use super::Row;

/// The files.
pub const FILES: &[(&str, &str)] = &[
    ("plain", "#!/bin/sh\necho hi\n"),
    ("lost", "#!/no/such/shell\n"),
    ("garbage", "\u{7f}ELF\u{2}\u{1}\u{1}"),
];

/// Those that may be executed.
pub const EXECUTABLE: &[&str] = &["lost", "garbage"];

/// The errors.
pub const ROWS: &[Row] = &[
    (
        "encypher run -- no-such-command",
        127,
        "no-such-command: there is no such command",
        "no folder in PATH has it; aliases and functions are known to your shell only",
        "check its name, install it, or give its path",
    ),
    (
        "encypher run -- ./none",
        127,
        "./none: there is no such command",
        "",
        "check its name; what is there: ls .",
    ),
    (
        "encypher run -- ./lost",
        127,
        "./lost: there is no such command",
        "what its first line names behind #! is not there",
        "head -n 1 ./lost",
    ),
    (
        "encypher run -- ./plain",
        126,
        "./plain: it cannot be run: permission denied",
        "",
        "make it executable: chmod +x ./plain",
    ),
    (
        "encypher run -- ./folder",
        126,
        "./folder: it cannot be run: permission denied",
        "it is a folder",
        "ls ./folder",
    ),
    (
        "env PATH=\"$PWD\" encypher run -- plain",
        126,
        "plain: it cannot be run: permission denied",
        "no file of this name in PATH is executable",
        "chmod +x FILE",
    ),
    (
        "encypher run -- ./garbage",
        126,
        "./garbage: it cannot be run: exec format error",
        "it is no program of this machine",
        "sh ./garbage",
    ),
    (
        "encypher run -k missing -- true",
        125,
        "missing: no such file or directory",
        "",
        "`encypher keygen` makes one",
    ),
    ("encypher run -o no/out -- true", 125, "no/out: no such file or directory", "", "mkdir -p no"),
    // Conversations.
    (
        "echo hi | encypher chat -- no-such-command",
        127,
        "no-such-command: there is no such command",
        "no folder in PATH has it",
        "install it",
    ),
    (
        "echo hi | encypher -qq chat -- sh -c 'cat; exit 3'",
        9,
        "sh: it ended with status 3",
        "its answer is sealed as incomplete",
        "see what it says by itself: echo Hello | sh ...",
    ),
    (
        "echo hi | encypher -qq chat -- sh -c 'cat; kill -9 $$'",
        9,
        "sh: signal 9 ended it",
        "its answer is sealed as incomplete",
        "echo Hello | sh ...",
    ),
    ("echo /save | encypher chat -- cat", 2, "/save: a FILE is wanted", "", "/save talk.md"),
    (
        "echo /frobnicate | encypher chat -- cat",
        2,
        "/frobnicate: it is no command of encypher",
        "",
        "/help says which there are",
    ),
    (
        "echo /save ./t | encypher chat --transcript t -- cat",
        5,
        "./t: there is a file already",
        "",
        "name another one, or remove it first",
    ),
    (
        "mkfifo done; { echo hi; cat done; } | encypher chat --transcript talk -- cat > /dev/null & until [ -s talk ]; do sleep 0.05; done; echo hi | encypher chat --transcript talk -- cat; code=$?; : > done; wait; exit $code",
        5,
        "talk: another conversation is being written there",
        "",
        "end that one, or name another file",
    ),
    (
        "echo /save no/talk | encypher chat -- cat",
        5,
        "no/talk: no such file or directory",
        "",
        "mkdir -p no",
    ),
    (
        "echo hi | encypher chat --transcript no/talk -- cat",
        5,
        "no/talk: no such file or directory",
        "",
        "mkdir -p no",
    ),
    (
        "echo hi | encypher chat --transcript /dev/full -- cat",
        5,
        "/dev/full: writing failed: no space left on device",
        "",
        "df -h /dev",
    ),
    (
        "echo hi | env TMPDIR=/nowhere encypher chat -- cat",
        5,
        "the conversation: no such file or directory",
        "it is kept in a temporary file, for /save",
        "export TMPDIR=FOLDER",
    ),
    (
        "yes | tr '\\n' y | head -c 1500000 | encypher chat -- true",
        5,
        "standard input: a question has more than 1048576 bytes",
        "",
        "ask in several pieces",
    ),
    (
        "cat pan | encypher chat --block pci -- cat",
        1,
        "the question: it was not sent: it has a credit_card at line 1, column 12",
        "--block says so",
        "a rule that redacts it, or an entry in [[allow]]",
    ),
    // The guard.
    (
        "encypher embed --block pci pan",
        1,
        "pan: the guard ended the text before a credit_card at line 1, column 12",
        "--block says so",
        "a rule that redacts it, or an entry in [[allow]]",
    ),
    (
        "encypher run --block pci -- cat pan",
        1,
        "cat: the guard ended the text before a credit_card at line 1, column 12",
        "--block says so",
        "a rule that redacts it",
    ),
    (
        "encypher embed --redact pci --fail-on redact pan",
        1,
        "pan: the guard redacted 1 value",
        "--fail-on redact makes that an error; the text passed all the same",
        "leave out --fail-on",
    ),
    (
        "encypher embed --redact pci --fail-on warn pan",
        1,
        "pan: the guard redacted or reported 1 value",
        "--fail-on warn makes that an error",
        "leave out --fail-on",
    ),
];
