//! The marks of encypher-ai on the command line: found by themselves, judged with named keys,
//! written beside ours.

use crate::common::process::{TEXT, World};
use predicates::str::contains;
use serde_json::Value;

/// A world with a secret that is text and two Ed25519 keys.
fn world() -> World {
    let world = World::with_key();
    world.write_key("secret.key", "a secret that is text, and long enough");
    for name in ["alice", "bob"] {
        let key = format!("{name}.key");
        let mut command = world.encypher(&["keygen", "--ed25519", "-o", &key]);
        command.assert().success();
    }
    world
}

fn json(world: &World, arguments: &[&str], text: &[u8]) -> Value {
    let mut command = world.encypher(&[&["verify", "--json"], arguments].concat());
    let done = command.write_stdin(text.to_vec()).assert();
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

#[test]
fn every_format_verifies_beside_our_seal_and_strips_to_the_text() {
    let world = world();
    for (format, key) in [
        ("encypher1", "secret.key"),
        ("encypher3-basic", "alice.key"),
        ("encypher3-manifest", "alice.key"),
    ] {
        let signed = world.embed(&["--format", format, "--key", key, "-m", "model=m"], TEXT);
        let report = json(&world, &["--key", key], &signed);
        assert_eq!(report["verdict"], "verified", "{report}");
        let documents = report["results"][0]["documents"].as_array().unwrap();
        let found: Vec<_> = documents.iter().map(|one| (&one["format"], &one["verdict"])).collect();
        assert!(found.contains(&(&"encypher/1".into(), &"verified".into())), "{report}");
        assert!(found.contains(&(&format.into(), &"metadata-only".into())), "{report}");
        assert!(world.extract(signed.clone()).starts_with("{\"model\":\"m\""));
        // What our seal covers is not asked, and is not counted as signed text.
        for expect in [&["--expect", "model=m"], &["--max-age", "1h"]] {
            let mut command = world.encypher(&[&["verify", "--key", key], &expect[..]].concat());
            let done = command.write_stdin(signed.clone()).assert().success();
            done.stdout(contains("1 mark of encypher-ai in it"));
        }
        assert_eq!(world.strip(signed), TEXT.as_bytes());
    }
}

#[test]
fn what_their_clients_would_fail_on_is_refused() {
    let world = world();
    let digits = format!("{{\"n\":{}}}", "9".repeat(4301));
    for metadata in
        ["{\"timestamp\":1700000000000}", "{\"n\":1e400}", &digits, "{\"timestamp\":null}"]
    {
        let arguments =
            ["embed", "--format", "encypher1", "--key", "secret.key", "--meta-json", metadata];
        let done = world.encypher(&arguments).write_stdin(TEXT).assert().failure();
        done.stdout("").stderr(contains("fix:"));
    }
}

/// The mark alone, without our seal.
fn mark_alone(world: &World, format: &str, key: &str) -> Vec<u8> {
    let signed = world.embed(&["--format", format, "--key", key, "-m", "model_id=m"], TEXT);
    let text = String::from_utf8(signed).unwrap();
    // Our own records begin with U+FE0B, which no byte of theirs spells.
    text.split('\u{FE0B}').next().unwrap().as_bytes().to_vec()
}

#[test]
fn a_mark_without_our_seal_is_metadata_only_and_says_who() {
    let world = world();
    let marked = mark_alone(&world, "encypher3-basic", "alice.key");
    let report = json(&world, &["--key", "alice.pub"], &marked);
    let document = &report["results"][0]["documents"][0];
    assert_eq!(report["verdict"], "metadata-only");
    assert_eq!(report["exit_code"], 1);
    assert_eq!(document["signer"], "alice");
    assert_eq!(document["signed"]["metadata"]["model_id"], "m");
    let accepted =
        ["verify", "--accept", "metadata-only", "--key", "alice.pub", "--expect", "model_id=m"];
    world.encypher(&accepted).write_stdin(marked.clone()).assert().success();
    // A keyring finds the key of the signer by its name, and no other.
    std::fs::create_dir(world.path("ring")).unwrap();
    std::fs::copy(world.path("bob.pub"), world.path("ring/bob.pub")).unwrap();
    let unknown = json(&world, &["--keyring", "ring"], &marked);
    assert_eq!(
        (unknown["verdict"].as_str(), unknown["exit_code"].as_u64()),
        (Some("untrusted"), Some(4))
    );
    std::fs::copy(world.path("alice.pub"), world.path("ring/alice.pub")).unwrap();
    assert_eq!(json(&world, &["--keyring", "ring"], &marked)["verdict"], "metadata-only");
    std::fs::copy(world.path("bob.pub"), world.path("ring/alice.pub")).unwrap();
    assert_eq!(json(&world, &["--keyring", "ring"], &marked)["verdict"], "altered");
    let mut extract = world.encypher(&["extract"]);
    extract.write_stdin(marked).assert().success().stdout(contains("\"signer_id\":\"alice\""));
}

#[test]
fn a_format_that_the_key_cannot_write_is_refused_with_the_fix() {
    let world = world();
    for (format, key, what) in
        [("encypher1", "alice.key", "HMAC"), ("encypher3-basic", "secret.key", "Ed25519")]
    {
        let mut command = world.encypher(&["embed", "--format", format, "--key", key]);
        let done = command.write_stdin(TEXT).assert().code(6);
        done.stdout("").stderr(contains(what)).stderr(contains("fix:"));
    }
    let mut random = world.encypher(&["keygen", "-o", "random.key"]);
    random.assert().success();
    let mut command = world.encypher(&["embed", "--format", "encypher1", "--key", "random.key"]);
    let done = command.write_stdin(TEXT).assert();
    let output = done.get_output();
    // Random bytes are text once in a great while.
    assert!(
        output.status.success() || String::from_utf8_lossy(&output.stderr).contains("is not text")
    );
}

#[test]
fn a_selector_that_hides_the_mark_is_noted() {
    let world = world();
    let mut command = world.encypher(&["embed", "--format", "encypher1", "--key", "secret.key"]);
    let done = command.write_stdin("1\u{FE0F}\u{20E3} first. Then more.\n").assert().success();
    done.stderr(contains("cannot see it"));
    let mut command = world.encypher(&["embed", "--format", "encypher1", "--key", "secret.key"]);
    let done = command.write_stdin("\u{2764}\u{FE0F} first. Then more.\n").assert().success();
    done.stderr("");
}
