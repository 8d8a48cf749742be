//! No secret is ever printed, by whatever way it came in and whatever goes wrong.

use crate::common::process::{SECRET, TEXT, World};
use encypher::key::{Key, Keyring, text};

const HELP: &[&[&str]] = &[
    &["--help"],
    &["embed", "--help"],
    &["run", "--help"],
    &["verify", "--help"],
    &["extract", "--help"],
    &["strip", "--help"],
    &["keygen", "--help"],
    &["completions", "--help"],
    &["completions", "bash"],
    &["--version"],
];

const USE: &[&[&str]] = &[
    &["embed", "-v", "t"],
    &["embed", "-v", "--detached", "sig", "t"],
    &["embed", "-v", "--detached", "/dev/full", "t"],
    &["embed", "-v", "-o", "/dev/full", "t"],
    &["embed", "-v", "s"],
    &["embed", "--wrong"],
    &["embed", "--key", "missing", "t"],
    &["embed", "--key", "broken.key", "t"],
    &["embed", "--key", "twice.key", "t"],
    &["embed", "--key", "open.key", "t"],
    &["run", "-v", "--", "echo", "hi"],
    &["run", "-v", "--", "no-such-command-7f3a"],
    &["verify", "-v", "s", "t", "missing"],
    &["verify", "--json", "-v", "s", "t", "missing"],
    &["verify", "-v", "--key", "broken.key", "s"],
    &["verify", "-v", "--keyring", ".", "s"],
    &["extract", "-v", "--all", "s"],
    &["strip", "-v", "s"],
];

/// Every spelling of the secret that could slip out.
fn spellings() -> Vec<String> {
    use std::fmt::Write as _;
    let mut hex = String::new();
    for byte in SECRET.bytes() {
        write!(hex, "{byte:02x}").unwrap();
    }
    // The middle of it too: no half of a secret is shown either.
    let printed = text::print_hmac(SECRET.as_bytes(), "");
    let base64 = printed.trim_end().rsplit(':').next().unwrap().to_owned();
    vec![SECRET.to_owned(), SECRET[8..20].to_owned(), hex, base64[8..24].to_owned()]
}

/// A folder with good and broken key files that all hold the secret.
fn world() -> World {
    let world = World::with_key();
    world.write("t", TEXT);
    world.write("s", world.embed(&[], TEXT));
    world.write_key("broken.key", format!("encypher-hmac-sha256:{SECRET}!"));
    world.write_key("twice.key", format!("{SECRET}\n{SECRET}\n"));
    world.write("open.key", SECRET);
    world
}

fn assert_silent(what: &str, output: &std::process::Output) {
    let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
    for spelling in spellings() {
        assert!(!said.contains(&spelling), "{what}: {said}");
    }
}

#[test]
fn no_secret_is_in_help_errors_logs_or_reports() {
    let world = world();
    for arguments in HELP.iter().chain(USE) {
        let mut command = world.encypher(arguments);
        command
            .env("ENCYPHER_HMAC_SECRET_KEY", SECRET)
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "1");
        assert_silent(&format!("{arguments:?}"), &command.output().unwrap());
        let mut command = world.encypher(arguments);
        assert_silent(&format!("{arguments:?}"), &command.output().unwrap());
    }
}

#[test]
fn a_secret_that_is_refused_is_not_repeated() {
    let world = World::new();
    world.write("t", TEXT);
    for value in [
        format!("encypher-hmac-sha256:{SECRET}!"),
        format!("-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----"),
        format!("-----BEGIN {SECRET}-----"),
    ] {
        let mut command = world.encypher(&["embed", "-v", "t"]);
        let output = command.env("ENCYPHER_HMAC_SECRET_KEY", &value).output().unwrap();
        assert_eq!(output.status.code(), Some(6));
        assert_silent(&value, &output);
        world.write_key("k", &value);
        let output = world.encypher(&["embed", "-v", "-k", "k", "t"]).output().unwrap();
        assert_eq!(output.status.code(), Some(6));
        assert_silent(&value, &output);
    }
    let mut command = world.encypher(&["embed", "t"]);
    let output = command.env("ENCYPHER_HMAC_SECRET_KEY", &SECRET[8..20]).output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert_silent("too short", &output);
}

#[test]
fn no_flag_takes_a_secret() {
    let world = World::new();
    for flag in ["--secret", "--key-value", "--hmac-secret-key", "--password", "--secret-key"] {
        for command in ["embed", "verify", "keygen"] {
            world.encypher(&[command, flag, SECRET]).assert().code(2);
        }
    }
}

#[test]
fn debug_output_of_keys_shows_no_secret() {
    let hmac = Key::hmac(SECRET.as_bytes()).unwrap();
    let pair = Key::ed25519_seed(&SECRET.as_bytes()[..].try_into().unwrap_or([b's'; 32]));
    let mut ring = Keyring::new();
    ring.add(hmac.clone());
    ring.add(pair.clone());
    let shown = format!("{hmac:?} {pair:?} {ring:?} {hmac:#?} {pair:#?} {ring:#?}");
    for spelling in spellings() {
        assert!(!shown.contains(&spelling), "{shown}");
    }
    let bytes = format!("{:?}", SECRET.as_bytes());
    assert!(!shown.contains(&bytes[1..20]), "{shown}");
    assert!(!shown.contains("115, 115, 115") && shown.contains(&hmac.id().to_string()), "{shown}");
}

#[test]
fn the_text_does_not_carry_the_secret() {
    let world = World::with_key();
    let signed = world.embed(&["-m", "a=b"], TEXT);
    let spelled: Vec<u8> = String::from_utf8(signed)
        .unwrap()
        .chars()
        .filter_map(|c| match u32::from(c) {
            c @ 0xFE00..=0xFE0F => u8::try_from(c - 0xFE00).ok(),
            c @ 0xE0100..=0xE01EF => u8::try_from(c - 0xE0100 + 16).ok(),
            _ => None,
        })
        .collect();
    let found = spelled.windows(8).any(|part| SECRET.as_bytes().windows(8).any(|s| s == part));
    assert!(!spelled.is_empty() && !found);
}
