//! Keys: where they are looked for, which are refused, and that the first run just works.

use crate::common::process::{PATIENCE, SECRET, TEXT, World, mode, names_in};
use predicates::str::contains;

const PRIVATE: &[u8] = include_bytes!("../vectors/keys/ed25519.pem");
const PUBLIC: &[u8] = include_bytes!("../vectors/keys/ed25519.pub.pem");

/// The id of the key that signed.
fn signer(world: &World, mut command: assert_cmd::Command) -> String {
    let done = command.timeout(PATIENCE).write_stdin(TEXT).assert().success();
    let signed = done.get_output().stdout.clone();
    let mut report = world.encypher(&["verify", "--json"]);
    let output = report.write_stdin(signed).output().unwrap().stdout;
    let text = String::from_utf8(output).unwrap();
    let (_, rest) = text.split_once("\"key_id\":\"").unwrap();
    rest[..8].to_owned()
}

#[test]
fn the_first_run_makes_a_key_and_says_so_in_one_line() {
    let world = World::new();
    let done = world.encypher(&["embed"]).write_stdin(TEXT).assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    let signed = done.get_output().stdout.clone();
    assert_eq!(said.lines().count(), 1, "{said}");
    let key = world.config("keys/default.key");
    assert!(said.contains(key.to_str().unwrap()), "{said}");
    assert_eq!((mode(&key), mode(key.parent().unwrap())), (0o600, 0o700));
    assert_eq!(names_in(key.parent().unwrap()), ["default.key"]);
    assert_eq!(world.verify(signed.clone()), 0);
    // The second run uses it, in silence.
    let made = std::fs::read(&key).unwrap();
    world.embed(&[], TEXT);
    assert_eq!(std::fs::read(&key).unwrap(), made);
}

#[test]
fn the_key_is_for_its_owner_alone_under_any_umask() {
    let world = World::new();
    let output = world.shell("umask 000; echo Hi | \"$0\" embed").output().unwrap();
    assert!(output.status.success());
    let key = world.config("keys/default.key");
    assert_eq!((mode(&key), mode(key.parent().unwrap())), (0o600, 0o700));
    let world = World::new();
    let output = world.shell("umask 777; echo Hi | \"$0\" embed").output().unwrap();
    let key = world.config("keys/default.key");
    assert!(!output.status.success() || mode(&key) == 0o600);
}

#[test]
fn quiet_makes_the_key_without_a_word() {
    let world = World::new();
    let mut command = world.encypher(&["embed", "-q"]);
    command.write_stdin(TEXT).assert().success().stderr("");
    assert!(world.config("keys/default.key").exists());
}

#[test]
fn no_key_is_made_where_ci_is_set() {
    for value in ["1", "true", "yes"] {
        let world = World::new();
        for command in [&["embed"][..], &["run", "--", "echo", "hi"]] {
            let code = if command[0] == "run" { 125 } else { 6 };
            let mut asked = world.encypher(command);
            let done = asked.env("CI", value).write_stdin(TEXT).assert().code(code).stdout("");
            let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
            assert_eq!(said.lines().count(), 2, "{said}");
            for words in ["no signing key", "ENCYPHER_HMAC_SECRET_KEY", "ENCYPHER_KEY_FILE"] {
                assert!(said.contains(words), "{said}");
            }
        }
        assert!(!world.config("").exists());
    }
    for value in ["", "0", "false"] {
        let world = World::new();
        let mut command = world.encypher(&["embed"]);
        command.env("CI", value).write_stdin(TEXT).assert().success();
    }
    let world = World::with_key();
    let mut command = world.encypher(&["embed"]);
    command.env("CI", "true").write_stdin(TEXT).assert().success().stderr("");
}

#[test]
fn the_key_is_looked_for_in_the_order_of_the_contract() {
    let world = World::with_key();
    for name in ["flag", "file", "config"] {
        world.write_key(&format!("{name}.key"), format!("the key that is named by the {name}"));
    }
    let secret = "the key that is the environment itself";
    let settings = format!("key = '{}'", world.path("config.key").display());
    let id = |key: Option<&str>, file: bool, value: bool| {
        let flags = key.map_or_else(Vec::new, |key| vec!["--key", key]);
        let mut command = world.encypher(&[&["embed"], &flags[..]].concat());
        if file {
            command.env("ENCYPHER_KEY_FILE", world.path("file.key"));
        }
        if value {
            command.env("ENCYPHER_HMAC_SECRET_KEY", secret);
        }
        signer(&world, command)
    };
    let default = id(None, false, false);
    world.write_config("config.toml", settings, 0o644);
    let configured = id(None, false, false);
    let valued = id(None, false, true);
    let filed = id(None, true, true);
    let flagged = id(Some("flag.key"), true, true);
    let mut all = vec![&default, &configured, &valued, &filed, &flagged];
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 5, "{all:?}");
    assert_eq!(id(Some("file.key"), false, false), filed);
    assert_eq!(id(Some("config.key"), false, false), configured);
    assert_eq!(filed, id(None, true, false));
}

#[test]
fn a_secret_of_the_environment_is_its_bytes_as_in_encypher_ai() {
    let world = World::new();
    let file = world.write_key("same.key", SECRET);
    let mut command = world.encypher(&["embed"]);
    let done = command.env("ENCYPHER_HMAC_SECRET_KEY", SECRET).write_stdin(TEXT).assert();
    let signed = done.success().stderr("").get_output().stdout.clone();
    let mut command = world.encypher(&["verify", "--key", file.to_str().unwrap()]);
    command.write_stdin(signed.clone()).assert().success();
    let mut command = world.encypher(&["verify"]);
    let command = command.env("ENCYPHER_HMAC_SECRET_KEY", SECRET);
    command.write_stdin(signed).assert().success();
    assert!(!world.config("").exists());
}

#[test]
fn a_keyring_is_a_folder_of_keys() {
    let world = World::new();
    std::fs::create_dir(world.path("ring")).unwrap();
    world.write_key("ring/a.key", SECRET);
    world.write("ring/b.pub", PUBLIC);
    world.write("ring/notes.txt", "not a key");
    world.write_key("ed.key", PRIVATE);
    let by_a = world.embed(&["-k", "ring/a.key"], TEXT);
    let by_b = world.embed(&["-k", "ed.key"], TEXT);
    world.write("both", [by_a, by_b].concat());
    let mut command = world.encypher(&["verify", "--keyring", "ring", "both"]);
    command.assert().success().stderr("");
    let mut command = world.encypher(&["verify", "both"]);
    command.env("ENCYPHER_KEYRING", world.path("ring")).assert().success();
    world.write_config(
        "config.toml",
        format!("keyring = '{}'", world.path("ring").display()),
        0o644,
    );
    world.encypher(&["verify", "both"]).assert().success();
    // Keys that were named stand in the place of those that would be at hand.
    world.encypher(&["verify", "-k", "ed.key", "both"]).assert().code(4);
    let named = ["verify", "-k", "ed.key", "-k", "ring/a.key", "both"];
    world.encypher(&named).assert().success();
}

#[test]
fn a_bad_key_in_a_folder_is_passed_over_with_a_warning() {
    let world = World::with_key();
    world.write("t", world.embed(&[], TEXT));
    world.write_config("keys/open.key", "this one can be read by all", 0o644);
    let done = world.encypher(&["verify", "t"]).assert().success();
    done.stderr(contains("open.key")).stderr(contains("chmod 600"));
    world.encypher(&["verify", "-q", "t"]).assert().success().stderr("");
}

#[test]
fn a_key_can_come_from_standard_input_only_if_the_text_does_not() {
    let world = World::new();
    world.write("t", TEXT);
    let mut command = world.encypher(&["embed", "-k", "-", "t"]);
    command.write_stdin(SECRET).assert().success();
    world.encypher(&["embed", "-k", "-"]).write_stdin(SECRET).assert().code(2).stdout("");
    world.encypher(&["run", "-k", "-", "--", "true"]).write_stdin(SECRET).assert().code(2);
}
