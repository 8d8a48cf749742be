//! `keygen`: a new key, for its owner alone, and never in the place of another.

use crate::common::process::{TEXT, World, full, mode, names_in};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};
use std::fs;

#[test]
fn the_default_key_is_made_where_embed_looks_for_it() {
    let world = World::new();
    let done = world.encypher(&["keygen"]).assert().success().stdout(starts_with("key id: "));
    let key = world.config("keys/default.key");
    done.stderr(contains(key.to_str().unwrap()));
    assert_eq!((mode(&key), mode(key.parent().unwrap())), (0o600, 0o700));
    assert_eq!(world.verify(world.embed(&[], TEXT)), 0);
}

#[test]
fn a_pair_signs_with_one_half_and_verifies_with_the_other() {
    let world = World::new();
    let done = world.encypher(&["keygen", "--ed25519", "-o", "my.key"]).assert().success();
    assert_eq!(world.files(), ["my.key", "my.pub"]);
    assert_eq!((mode(&world.path("my.key")), mode(&world.path("my.pub"))), (0o600, 0o644));
    assert_eq!(done.get_output().stdout, world.read("my.pub"));
    assert!(world.read("my.pub").starts_with(b"-----BEGIN PUBLIC KEY-----"));
    assert!(world.read("my.key").starts_with(b"-----BEGIN PRIVATE KEY-----"));
    let signed = world.embed(&["-k", "my.key"], TEXT);
    let mut command = world.encypher(&["verify", "-k", "my.pub"]);
    command.write_stdin(signed).assert().success();
    world.encypher(&["embed", "-k", "my.pub"]).write_stdin(TEXT).assert().code(6);
}

#[test]
fn no_two_keys_are_alike() {
    let world = World::new();
    for flags in [&["keygen", "-o", "-"][..], &["keygen", "--ed25519", "-o", "-"]] {
        let one = world.encypher(flags).output().unwrap().stdout;
        let two = world.encypher(flags).output().unwrap().stdout;
        assert!(!one.is_empty() && one != two);
    }
    assert!(world.files().is_empty());
}

#[test]
fn a_key_that_is_there_is_never_overwritten() {
    let world = World::new();
    let default = world.write_config("keys/default.key", "old", 0o600);
    world.write("my.key", "old");
    world.write("pair.pub", "old");
    for arguments in [
        &["keygen"][..],
        &["keygen", "--ed25519"],
        &["keygen", "-o", "my.key"],
        &["keygen", "--ed25519", "-o", "my.key"],
        &["keygen", "--ed25519", "-o", "pair.key"],
    ] {
        let done = world.encypher(arguments).assert().code(6).stdout("");
        done.stderr(contains("--force"));
    }
    assert_eq!(fs::read(default).unwrap(), b"old");
    assert_eq!(names_in(&world.config("keys")), ["default.key"]);
    assert_eq!((world.read("my.key"), world.read("pair.pub")), (b"old".into(), b"old".into()));
    assert_eq!(world.files(), ["my.key", "pair.pub"]);
}

#[test]
fn force_keeps_the_old_key_beside_the_new_one() {
    let world = World::new();
    world.write_key("my.key", "the first one");
    world.encypher(&["keygen", "-o", "my.key", "--force"]).assert().success();
    let second = world.read("my.key");
    let done = world.encypher(&["keygen", "-o", "my.key", "--force"]).assert().success();
    done.stderr(contains("my.key.bak-"));
    let names = world.files();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[1..].iter().all(|name| name.starts_with("my.key.bak-")));
    let mut kept: Vec<_> = names[1..].iter().map(|name| world.read(name)).collect();
    kept.sort();
    let mut old = vec![b"the first one".to_vec(), second];
    old.sort();
    assert_eq!(kept, old);
    assert!(names.iter().all(|name| mode(&world.path(name)) == 0o600));
}

#[test]
fn force_keeps_both_halves_of_a_pair() {
    let world = World::new();
    let make = ["keygen", "--ed25519", "--force", "-o", "my.key"];
    world.encypher(&make).assert().success();
    world.encypher(&make).assert().success();
    let names = world.files();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("my.key.bak-")));
    assert!(names.iter().any(|name| name.starts_with("my.pub.bak-")));
}

#[test]
fn the_key_is_for_its_owner_alone_under_any_umask() {
    for umask in ["000", "022", "077"] {
        let world = World::new();
        let line = format!("umask {umask}; \"$0\" keygen && \"$0\" keygen --ed25519 -o my.key");
        world.shell(&line).assert().success();
        let default = world.config("keys/default.key");
        assert_eq!((mode(&default), mode(default.parent().unwrap())), (0o600, 0o700));
        assert_eq!(mode(&world.path("my.key")), 0o600);
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_no_half_key() {
    let world = World::new();
    world.encypher(&["keygen", "-o", "/dev/full"]).assert().code(5).stdout("");
    world.raw(&["keygen", "-o", "-"]).stdout(full()).assert().code(5);
    let output = world.shell("trap '' XFSZ; ulimit -f 0; exec \"$0\" keygen -o my.key");
    let output = { output }.output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let pair = world.shell("trap '' XFSZ; ulimit -f 0; exec \"$0\" keygen --ed25519 -o my.key");
    { pair }.assert().code(5);
    assert!(world.files().is_empty(), "{:?}", world.files());
}

#[test]
fn a_key_that_was_made_is_whole_even_if_nobody_could_be_told() {
    let world = World::new();
    world.raw(&["keygen", "-o", "my.key"]).stdout(full()).assert().code(5);
    if world.path("my.key").exists() {
        world.embed(&["-k", "my.key"], TEXT);
    }
}

#[test]
fn there_is_nothing_beside_the_key_when_it_fails() {
    let world = World::new();
    world.encypher(&["keygen", "-o", "no/folder/my.key"]).assert().code(5);
    world.encypher(&["keygen", "-o", "."]).assert().failure();
    world.encypher(&["keygen", "--ed25519", "-o", "my.pub"]).assert().code(2);
    assert!(world.files().is_empty(), "{:?}", world.files());
}

#[test]
fn a_private_key_is_never_printed_unless_it_is_asked_for() {
    let world = World::new();
    for flags in
        [&["keygen", "-v", "-o", "a.key"][..], &["keygen", "-v", "--ed25519", "-o", "b.key"]]
    {
        let output = world.encypher(flags).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let file = String::from_utf8(world.read(flags[flags.len() - 1])).unwrap();
        let secret = file.lines().rfind(|line| line.len() > 40 && !line.starts_with('#')).unwrap();
        let secret = secret.rsplit(':').next().unwrap();
        assert!(!said.contains(secret), "{said}");
        assert!(said.contains("key "), "{said}");
    }
}

#[test]
fn openssl_reads_what_we_make() {
    let world = World::new();
    world.encypher(&["keygen", "--ed25519", "-o", "my.key"]).assert().success();
    let mut openssl = world.command("openssl");
    let Ok(output) = openssl.args(["pkey", "-in", "my.key", "-pubout"]).output() else {
        return;
    };
    assert_eq!(output.stdout, world.read("my.pub"), "{output:?}");
}
