//! Key files: which are taken, which are refused, and in which words.

use crate::common::process::{SECRET, TEXT, World, mode, set_mode};
use predicates::str::contains;

const PRIVATE: &[u8] = include_bytes!("../vectors/keys/ed25519.pem");
const PUBLIC: &[u8] = include_bytes!("../vectors/keys/ed25519.pub.pem");

#[test]
fn a_key_that_others_can_read_is_refused_with_the_command_that_helps() {
    let world = World::new();
    let name = world.write_key("it's mine.key", SECRET);
    for bits in [0o644, 0o640, 0o604, 0o620, 0o666, 0o777] {
        set_mode(&name, bits);
        let mut command = world.encypher(&["embed", "-k", "it's mine.key"]);
        let done = command.write_stdin(TEXT).assert().code(6).stdout("");
        done.stderr(contains(r"chmod 600 'it'\''s mine.key'"))
            .stderr(contains(format!("{bits:04o}")));
    }
    for bits in [0o600, 0o400, 0o700] {
        set_mode(&name, bits);
        world.embed(&["-k", "it's mine.key"], TEXT);
    }
    // What the message says helps.
    set_mode(&name, 0o644);
    let mut command = world.encypher(&["embed", "-k", "it's mine.key"]);
    let done = command.write_stdin(TEXT).assert().code(6);
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    let (_, fix) = said.split_once("fix: ").unwrap();
    assert!(world.shell(fix).status().unwrap().success());
    world.embed(&["-k", "it's mine.key"], TEXT);
}

#[test]
fn a_public_key_may_be_read_by_everybody() {
    let world = World::new();
    world.write_key("ed.key", PRIVATE);
    let public = world.write("ed.pub", PUBLIC);
    assert_eq!(mode(&public) & 0o044, 0o044);
    let signed = world.embed(&["-k", "ed.key"], TEXT);
    let mut command = world.encypher(&["verify", "-k", "ed.pub"]);
    command.write_stdin(signed).assert().success().stdout(contains("Ed25519"));
}

#[test]
fn what_is_no_key_is_refused_in_words() {
    let world = World::new();
    let files: &[(&str, &[u8], &str)] = &[
        ("empty", b"", "there is no key in it"),
        ("comments", b"# nothing\n\n", "there is no key in it"),
        ("short", b"fifteen letters", "15 bytes, too short"),
        ("two", b"one secret that is long\nand another one\n", "more than one key"),
        ("binary", b"\xFF\xFE0123456789abcdef", "not a text file"),
        ("nul", b"0123456789abcdef\0", "not a text file"),
        ("base64", b"encypher-hmac-sha256:!!!", "not valid base64"),
        ("future", b"encypher-mlkem:AAAA", "a kind that this version does not know"),
        ("public", PUBLIC, "a public key cannot sign"),
        ("rsa", include_bytes!("../vectors/keys/rsa.pem"), "and an Ed25519 key is wanted"),
        ("rsa1", include_bytes!("../vectors/keys/rsa-traditional.pem"), "an RSA key"),
        ("ec", include_bytes!("../vectors/keys/ec.pem"), "an elliptic-curve"),
        ("locked", include_bytes!("../vectors/keys/ed25519-encrypted.pem"), "passphrase"),
        ("cut", &PRIVATE[..60], "the PEM block is damaged"),
    ];
    for (name, contents, words) in files {
        world.write_key(name, contents);
        let mut command = world.encypher(&["embed", "-k", name]);
        let done = command.write_stdin(TEXT).assert().code(6).stdout("");
        done.stderr(contains(format!("encypher: {name}: "))).stderr(contains(*words));
    }
    for (name, words) in [("missing", "encypher keygen"), (".", "it is a folder")] {
        let mut command = world.encypher(&["embed", "-k", name]);
        command.write_stdin(TEXT).assert().code(6).stderr(contains(words));
    }
    let mut command = world.encypher(&["embed"]);
    let command = command.env("ENCYPHER_HMAC_SECRET_KEY", "fifteen letters");
    command.write_stdin(TEXT).assert().code(6).stderr(contains("15 bytes, too short"));
}

#[test]
fn a_key_file_may_have_comments_and_windows_line_ends() {
    let world = World::new();
    world.write_key("plain", SECRET);
    let signed = world.embed(&["-k", "plain"], TEXT);
    for contents in [
        format!("# mine\r\n\r\n{SECRET}\r\n"),
        format!("\u{FEFF}{SECRET}\n"),
        format!("\n{SECRET}"),
    ] {
        world.write_key("other", contents);
        let mut command = world.encypher(&["verify", "-k", "other"]);
        command.write_stdin(signed.clone()).assert().success();
    }
}

#[test]
fn a_default_key_that_cannot_be_used_is_not_replaced() {
    let world = World::new();
    let key = world.write_config("keys/default.key", "short", 0o600);
    world.encypher(&["embed"]).write_stdin(TEXT).assert().code(6);
    set_mode(&key, 0o644);
    world.encypher(&["embed"]).write_stdin(TEXT).assert().code(6);
    assert_eq!(std::fs::read(&key).unwrap(), b"short");
}

#[test]
fn a_public_key_of_openssh_is_no_secret() {
    let world = World::with_key();
    world.write_key("id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExam me@host");
    let mut command = world.encypher(&["embed", "--key", "id.pub"]);
    let done = command.write_stdin("text").assert().code(6);
    done.stderr(contains("OpenSSH"));
}

// systemd shows the access list of a credential as rights of its group.
#[test]
fn a_credential_of_systemd_may_have_an_access_list() {
    let world = World::new();
    std::fs::create_dir(world.path("credentials")).unwrap();
    let key = world.write_key("credentials/signing.key", SECRET);
    let embed = |mode: u32, folder: &str| {
        set_mode(&key, mode);
        let mut command = world.encypher(&["embed", "-k", "credentials/signing.key"]);
        command.env("CREDENTIALS_DIRECTORY", folder);
        command.write_stdin(TEXT).output().unwrap().status.code()
    };
    assert_eq!(embed(0o440, "credentials"), Some(0));
    for (mode, folder) in
        [(0o444, "credentials"), (0o460, "credentials"), (0o440, "elsewhere"), (0o440, "")]
    {
        assert_eq!(embed(mode, folder), Some(6), "{mode:o} {folder}");
    }
}
