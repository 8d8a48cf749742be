//! Keys: those that are named, those that nobody named, keyrings, and new ones.

use super::Row;

/// The files.
pub const FILES: &[(&str, &str)] = &[
    ("open.key", "a secret that is long enough to sign"),
    ("empty.key", "# nothing\n"),
    ("short.key", "fifteen letters"),
    ("two.key", "one secret that is long\nand another one\n"),
    ("base64.key", "encypher-hmac-sha256:!!!"),
    ("future.key", "encypher-mlkem:AAAA"),
    ("cut.key", "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n"),
];

/// Files that only their owner may read.
pub const PRIVATE: &[&str] =
    &["empty.key", "short.key", "two.key", "base64.key", "future.key", "cut.key"];

/// The errors.
pub const ROWS: &[Row] = &[
    // Key files.
    (
        "encypher embed -k missing t",
        6,
        "missing: no such file or directory",
        "",
        "name the file of the key; `encypher keygen` makes one",
    ),
    (
        "encypher verify -k missing s",
        6,
        "missing: no such file or directory",
        "",
        "`encypher keygen` makes one",
    ),
    (
        "encypher embed -k folder t",
        6,
        "folder: it is a folder, and a key file is wanted",
        "",
        "name a file in it; for verify, --keyring takes a folder",
    ),
    (
        "encypher verify -k folder s",
        6,
        "folder: it is a folder, and a key file is wanted",
        "",
        "--keyring takes a folder",
    ),
    (
        "encypher embed -k open.key t",
        6,
        "open.key: others may read this private key (mode 0644)",
        "",
        "chmod 600 open.key",
    ),
    (
        "encypher verify -k open.key s",
        6,
        "open.key: others may read this private key (mode 0644)",
        "",
        "chmod 600 open.key",
    ),
    ("user encypher embed -k denied t", 6, "denied: permission denied", "", "chmod u+r denied"),
    (
        "encypher embed -k /proc/self/mem t",
        6,
        "/proc/self/mem: reading failed: input/output error",
        "",
        "see if it can be read at all: cat /proc/self/mem",
    ),
    (
        "yes | head -c 70000 > large.key; encypher embed -k large.key t",
        6,
        "large.key: it has more than 65536 bytes, so it is no key file",
        "",
        "name the file of the key",
    ),
    (
        "encypher embed -k empty.key t",
        6,
        "empty.key: there is no key in it",
        "",
        "make a key with `encypher keygen`",
    ),
    (
        "encypher embed -k short.key t",
        6,
        "short.key: the secret is 15 bytes, too short to sign with",
        "at least 16 bytes",
        "encypher keygen",
    ),
    (
        "encypher embed -k two.key t",
        6,
        "two.key: there is more than one key in it",
        "a key file holds one key",
        "keep one key a file",
    ),
    (
        "encypher embed -k base64.key t",
        6,
        "base64.key: the key is not valid base64",
        "",
        "copy the key again, whole",
    ),
    (
        "encypher verify -k future.key s",
        6,
        "future.key: a key of a kind that this version does not know",
        "",
        "use a newer encypher",
    ),
    (
        "encypher embed -k cut.key t",
        6,
        "cut.key: the PEM block is damaged, or not of an Ed25519 key",
        "",
        "copy the key again",
    ),
    (
        "encypher embed -k utf16 t",
        6,
        "utf16: not a text file",
        "UTF-8 text without NUL bytes",
        "openssl rand -hex 32",
    ),
    (
        "encypher embed --format encypher3-basic t",
        6,
        "--format encypher3-basic: marks of the format encypher3-basic are signed with a key for Ed25519",
        "",
        "`encypher keygen --ed25519 -o FILE` makes one",
    ),
    // Keys that nobody named.
    (
        "env CI=1 XDG_CONFIG_HOME=/nowhere encypher embed t",
        6,
        "embed: no signing key, and none is made where CI is set",
        "",
        "set ENCYPHER_HMAC_SECRET_KEY from a secret of the CI, or ENCYPHER_KEY_FILE=FILE",
    ),
    (
        "env -u HOME -u XDG_CONFIG_HOME encypher embed t",
        6,
        "embed: no signing key, and no home folder to make one in",
        "",
        "--key FILE or ENCYPHER_KEY_FILE",
    ),
    (
        "env XDG_CONFIG_HOME=\"$PWD/t\" encypher embed -k good.key t -o /dev/null; env XDG_CONFIG_HOME=/proc/x encypher embed t",
        5,
        "/proc/x/encypher/keys: no such file or directory",
        "the key goes into that folder",
        "name a key with --key FILE",
    ),
    (
        "env ENCYPHER_KEY_FILE=gone.key encypher embed t",
        6,
        "gone.key: no such file or directory",
        "ENCYPHER_KEY_FILE names it",
        "`encypher keygen` makes one",
    ),
    (
        "env ENCYPHER_KEY_FILE=gone.key encypher verify s",
        6,
        "gone.key: no such file or directory",
        "ENCYPHER_KEY_FILE names it",
        "`encypher keygen` makes one",
    ),
    (
        "env ENCYPHER_CONFIG=nokey.toml encypher embed t",
        6,
        "gone.key: no such file or directory",
        "the configuration file names it",
        "`encypher keygen` makes one",
    ),
    (
        "env ENCYPHER_HMAC_SECRET_KEY=short encypher embed t",
        6,
        "ENCYPHER_HMAC_SECRET_KEY: the secret is 5 bytes, too short to sign with",
        "at least 16 bytes",
        "encypher keygen",
    ),
    (
        "env ENCYPHER_HMAC_SECRET_KEY=\"$(cat latin)\" encypher embed t",
        6,
        "ENCYPHER_HMAC_SECRET_KEY: its value is not UTF-8 text",
        "",
        "`openssl rand -hex 32`",
    ),
    // Keyrings.
    ("encypher verify --keyring missing s", 6, "missing: no such file or directory", "", "ls ."),
    (
        "encypher verify --keyring t s",
        6,
        "t: not a directory",
        "",
        "a keyring is a folder of keys; --key takes a file",
    ),
    (
        "env ENCYPHER_KEYRING=gone encypher verify s",
        6,
        "gone: no such file or directory",
        "ENCYPHER_KEYRING names it",
        "ls .",
    ),
    (
        "env ENCYPHER_CONFIG=noring.toml encypher verify s",
        6,
        "gone: no such file or directory",
        "the configuration file names it",
        "ls .",
    ),
    (
        "cp short.key two.key folder; encypher verify --keyring folder s",
        4,
        "folder/two.key: there is more than one key in it",
        "a key file holds one key",
        "keep one key a file",
    ),
    // keygen.
    (
        "encypher keygen -o t",
        6,
        "t: there is a key already",
        "",
        "--force replaces it and keeps the old one as FILE.bak-TIME",
    ),
    (
        "encypher keygen -o folder",
        5,
        "folder: it is a folder",
        "",
        "name a file in it: -o folder/signing.key",
    ),
    (
        "encypher keygen -o no/key",
        5,
        "no/key: writing failed: no such file or directory",
        "",
        "make its folder first: mkdir -p no",
    ),
    (
        "encypher keygen --ed25519 -o new.pub",
        2,
        "-o: new.pub is the place of the public key",
        "",
        "-o new.key",
    ),
    (
        "user encypher keygen -o closed/key",
        5,
        "closed/key: writing failed: permission denied",
        "",
        "chmod u+wx closed",
    ),
    (
        "env -u HOME -u XDG_CONFIG_HOME encypher keygen",
        6,
        "keygen: there is no home folder to put a key in",
        "",
        "-o FILE",
    ),
];
