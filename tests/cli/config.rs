//! The configuration file: flag, then environment, then file, then default.

use crate::common::process::{TEXT, World, before_marks};
use predicates::str::contains;

fn place(world: &World, variable: Option<&str>, flags: &[&str]) -> String {
    let mut command = world.encypher(&[&["embed"], flags].concat());
    if let Some(value) = variable {
        command.env("ENCYPHER_METADATA_TARGET", value);
    }
    let done = command.write_stdin(TEXT).assert().success().stderr("");
    before_marks(&done.get_output().stdout)
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let world = World::with_key();
    let auto = place(&world, None, &[]);
    assert_eq!(auto, "Hello there, world. ");
    world.write_config("config.toml", "target = \"whitespace\"\n", 0o644);
    assert_eq!(place(&world, None, &[]), "Hello ");
    assert_eq!(place(&world, Some("punctuation"), &[]), "Hello there,");
    assert_eq!(place(&world, Some("punctuation"), &["-t", "last-letter"]), "Hello");
    assert_eq!(place(&world, Some(""), &[]), "Hello ");
}

#[test]
fn every_key_of_the_file_is_a_default() {
    let world = World::with_key();
    let settings = "target = \"whitespace\"\nmin_buffer = 7\nevery = \"4K\"\ncolor = \"always\"\n";
    world.write_config("config.toml", settings, 0o644);
    assert_eq!(place(&world, None, &[]), "Hello there, ");
    assert_eq!(place(&world, None, &["--min-buffer", "0"]), "Hello ");
    let id = ["--stream-id", "0123456789abcdef", "--timestamp", "none"];
    let text = "A sentence of prose. ".repeat(1000);
    let signed = world.embed(&id, text.as_str());
    let off = world.embed(&[&id[..], &["--every", "off"]].concat(), text.as_str());
    assert_ne!(signed, off);
    let mut command = world.encypher(&[&["embed"], &id[..]].concat());
    let once = command.env("ENCYPHER_ENCODE_FIRST_CHUNK_ONLY", "true").write_stdin(text);
    once.assert().success().stdout(off);
    let report = world.encypher(&["verify"]).write_stdin(signed.clone()).assert();
    report.success().stdout(contains("\u{1b}["));
    let report = world.encypher(&["verify", "--color", "never"]).write_stdin(signed).assert();
    let plain = report.success().get_output().stdout.clone();
    assert!(!plain.contains(&0x1b));
}

#[test]
fn a_variable_names_another_file_and_it_has_to_be_there() {
    let world = World::with_key();
    world.write_config("config.toml", "target = \"whitespace\"", 0o644);
    let other = world.write("other.toml", "target = \"end\"");
    let mut command = world.encypher(&["embed"]);
    let done = command.env("ENCYPHER_CONFIG", &other).write_stdin(TEXT).assert().success();
    assert_eq!(before_marks(&done.get_output().stdout), TEXT.trim_end());
    for command in [&["embed"][..], &["verify"]] {
        let mut command = world.encypher(command);
        let command = command.env("ENCYPHER_CONFIG", "missing.toml").write_stdin(TEXT);
        command.assert().code(6).stdout("").stderr(contains("ENCYPHER_CONFIG"));
    }
}

#[test]
fn a_mistake_in_the_file_is_named_with_its_line() {
    let world = World::with_key();
    for (settings, words) in [
        ("target = \"end\"\ncolour = \"never\"\n", "config.toml:2: unknown key \"colour\""),
        ("\n\nTarget = \"end\"\n", "config.toml:3: unknown key \"Target\""),
        ("target = \"nowhere\"", "config.toml:1: "),
        ("target = 3", "config.toml:1: "),
        ("every = \"much\"", "config.toml:1: "),
        ("every = 0", "config.toml:1: "),
        ("min_buffer = -1", "config.toml:1: "),
        ("color = true", "config.toml:1: "),
        ("key = 1", "config.toml:1: "),
        ("target = ", "config.toml:1: "),
        ("a b c", "config.toml:1: "),
        ("target = \"end\"\ntarget = \"end\"\n", "config.toml:2: "),
    ] {
        world.write_config("config.toml", settings, 0o644);
        for command in ["embed", "verify"] {
            let mut command = world.encypher(&[command]);
            let done = command.write_stdin(TEXT).assert().code(6).stdout("");
            done.stderr(contains(words));
        }
    }
    world.write_config("config.toml", b"\xFF\xFE", 0o644);
    world.encypher(&["embed"]).write_stdin(TEXT).assert().code(6);
}

#[test]
fn no_file_of_the_folder_that_one_works_in_is_read() {
    let world = World::with_key();
    for name in ["config.toml", "encypher.toml", ".encypher.toml"] {
        world.write(name, "target = \"whitespace\"");
    }
    assert_eq!(place(&world, None, &[]), "Hello there, world. ");
}

#[test]
fn a_key_in_the_file_is_found_from_where_the_file_is() {
    let world = World::new();
    world.write_config("config.toml", "key = \"own/my.key\"", 0o644);
    world.write_config("own/my.key", "a secret beside the configuration", 0o600);
    let signed = world.embed(&[], TEXT);
    assert_eq!(world.verify(signed), 0);
    assert!(!world.config("keys").exists());
}

#[test]
fn without_a_folder_of_configuration_it_is_the_one_of_the_home() {
    let world = World::new();
    let home = world.path("another-home");
    std::fs::create_dir(&home).unwrap();
    for folder in ["", "relative/folder"] {
        let mut command = world.encypher(&["embed"]);
        let command = command.env("HOME", &home).env("XDG_CONFIG_HOME", folder);
        command.write_stdin(TEXT).assert().success();
        assert!(home.join(".config/encypher/keys/default.key").exists());
    }
    let mut command = world.encypher(&["embed"]);
    let command = command.env_remove("HOME").env_remove("XDG_CONFIG_HOME").write_stdin(TEXT);
    command.assert().code(6).stdout("").stderr(contains("--key FILE"));
}
