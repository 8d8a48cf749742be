//! The guard where there are several texts, by the program: provider streams, documents, and what
//! the metadata says.

use crate::common::process::{World, marks};
use predicates::str::contains;
use serde_json::Value;

const EVENTS: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"Mail ann@acme.io, \"}}]}\n\n\
                      data: {\"choices\":[{\"delta\":{\"content\":\"please.\"},\"finish_reason\":\"stop\"}]}\n\n\
                      data: [DONE]\n\n";
const RECORD: &str = "{\"text\":\"Mail ann@acme.io, please.\"}\n";

// Marks in a stream were refused as for signing, even if nothing was to be signed.
#[test]
fn check_and_a_guard_alone_take_streams_that_carry_marks() {
    let world = World::with_key();
    let marked = world.embed(&["--input", "sse"], EVENTS);
    let mut check = world.encypher(&["check", "--input", "sse"]);
    let done = check.write_stdin(marked.clone()).assert().code(1);
    done.stdout("- [0]:1:6: email (tld)\n").stderr("");
    let guard = ["embed", "-i", "sse", "-t", "none", "--redact", "email"];
    let done = world.encypher(&guard).write_stdin(marked.clone()).assert();
    let done = done.success().stderr("");
    let passed = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(!passed.contains("ann@acme.io"), "{passed}");
    assert_eq!(marks(passed.as_bytes()), marks(&marked));
}

/// The metadata's member `guard` of what `embed` writes for a text.
fn guard_member(world: &World, arguments: &[&str], text: &str) -> Value {
    let arguments = [&["--redact", "email", "--meta-guard"], arguments].concat();
    let marked = world.embed(&arguments, text);
    let record = text.starts_with('{');
    let extract = match record {
        true => vec!["extract", "--input", "jsonl", "--records"],
        false => vec!["extract"],
    };
    let done = world.encypher(&extract).write_stdin(marked).assert();
    let metadata = done.success().get_output().stdout.clone();
    serde_json::from_slice::<Value>(&metadata).unwrap()["guard"].clone()
}

// Before the text there are no findings yet, and --meta-guard left out the policy as well.
#[test]
fn meta_guard_names_the_policy_where_metadata_is_written_first() {
    let world = World::with_key();
    let text = "Mail ann@acme.io, please. It works.\n";
    let records = ["--input", "jsonl", "--records"];
    for arguments in [&records[..], &["-i", "jsonl", "--records", "-t", "end"]] {
        let guard = guard_member(&world, arguments, RECORD);
        assert!(guard["sha256"].is_string(), "{arguments:?}: {guard}");
        assert!(guard["findings"].is_null(), "{arguments:?}: {guard}");
    }
    let guard = guard_member(&world, &["-t", "end"], text);
    assert!(guard["findings"].is_object(), "{guard}");
    let arguments = ["--redact", "email", "--meta-guard", "--detached", "text.sig"];
    let mut embed = world.encypher(&[&["embed"], &arguments[..]].concat());
    embed.env("ENCYPHER_METADATA_TARGET", "end");
    embed.write_stdin(text).assert().success();
    let mut verify = world.encypher(&["verify", "--detached", "text.sig", "--json"]);
    let done = verify.write_stdin("Mail [REDACTED:email], please. It works.\n").assert();
    done.stdout(contains("\"guard\":{\"policy\":null,\"sha256\":"));
}

#[test]
fn meta_guard_without_metadata_is_a_usage_error() {
    let world = World::with_key();
    let arguments = ["embed", "-t", "none", "--warn", "email", "--meta-guard"];
    let done = world.encypher(&arguments).write_stdin("Hello.").assert();
    done.code(2)
        .stdout("")
        .stderr(contains("--meta-guard: with --target none there is no metadata"));
}
