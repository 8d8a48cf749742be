//! `verify --json`: one document of the shape in the contract, on success and failure alike.

use super::exits::verdicts;
use crate::common::process::{SECRET, TEXT, World};
use predicates::str::contains;
use serde_json::{Value, json};

/// The document; nothing else may be written.
fn report(world: &World, arguments: &[&str], code: i32) -> Value {
    let mut command = world.encypher(&[&["verify", "--json"], arguments].concat());
    let done = command.assert().code(code).stderr("");
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.is_ascii() || !text.contains(|c: char| c.is_control() && c != '\n'));
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["schema"], "encypher.verify/1");
    assert_eq!(report["exit_code"], code);
    assert_eq!(report["ok"], code == 0);
    for result in report["results"].as_array().unwrap() {
        assert!(result["input"].is_string());
        if result["verdict"] != Value::Null {
            assert_result(result);
        }
    }
    report
}

/// A result has all that the contract names, and of the right kind.
fn assert_result(result: &Value) {
    for number in ["bytes", "text_bytes", "invisible_chars"] {
        assert!(result[number].is_u64(), "{number}: {result}");
    }
    for span in result["unsigned"].as_array().unwrap() {
        assert!(span["start"].as_u64().unwrap() < span["end"].as_u64().unwrap());
    }
    if result["verdict"] != "verified" {
        assert_reason(&result["reason"]);
    }
    for document in result["documents"].as_array().unwrap() {
        assert!(document["verdict"].is_string());
        assert_eq!(document["format"], "encypher/1");
        assert!(document["start"].as_u64().unwrap() < document["end"].as_u64().unwrap());
        assert!(document["end"].as_u64() <= result["bytes"].as_u64());
        for segment in document["segments"].as_array().unwrap() {
            assert!(segment["index"].is_u64() && segment["verdict"].is_string());
            assert!(segment["start"].is_u64() && segment["end"].is_u64());
        }
        assert!(document.get("signed").is_none() || document.get("unverified").is_none());
    }
}

fn assert_reason(reason: &Value) {
    assert!(reason["code"].is_string() && reason["message"].is_string(), "{reason}");
    assert!(reason.get("line").is_none_or(Value::is_u64), "{reason}");
}

#[test]
fn every_verdict_has_the_shape_of_the_contract() {
    let (world, table) = verdicts();
    for (file, verdict, code) in table {
        let report = report(&world, &[file], code);
        assert_eq!(report["verdict"], verdict);
        assert_eq!(report["results"][0]["verdict"], verdict);
        assert_eq!(report["results"][0]["input"], file);
    }
}

#[test]
fn what_is_verified_is_told_in_full() {
    let world = World::with_key();
    let flags =
        ["-m", "model=gpt-4", "--timestamp", "1700000000", "--stream-id", "00000000000000aa"];
    let signed = world.embed(&flags, TEXT);
    let bytes = signed.len();
    world.write("t", signed);
    let report = report(&world, &["t"], 0);
    let document = &report["results"][0]["documents"][0];
    assert_eq!(document["algorithm"], "HMAC-SHA256");
    assert_eq!(document["key_id"].as_str().unwrap().len(), 8);
    assert_eq!(document["stream_id"], "00000000000000aa");
    assert_eq!(document["complete"], true);
    let metadata = json!({"metadata": {"model": "gpt-4", "timestamp": 1_700_000_000}});
    assert_eq!(document["signed"], metadata);
    assert_eq!(document["segments"][0]["index"], 0);
    assert_eq!(report["results"][0]["bytes"], bytes);
    assert_eq!(report["results"][0]["text_bytes"], TEXT.len());
    assert_eq!(report["results"][0]["unsigned"], json!([]));
}

#[test]
fn what_was_altered_has_a_reason_with_code_line_and_fix() {
    let (world, _) = verdicts();
    let report = report(&world, &["altered"], 1);
    let reason = &report["results"][0]["reason"];
    assert_eq!(reason["code"], "text-altered");
    assert_eq!(reason["line"], 1);
    assert!(reason["fix"].is_string());
    let segment = &report["results"][0]["documents"][0]["segments"][0];
    assert_eq!(segment["verdict"], "altered");
}

#[test]
fn unsigned_text_is_given_by_its_bytes() {
    let (world, _) = verdicts();
    let report = report(&world, &["partial"], 1);
    let span = json!([{"start": 0, "end": "A heading.\n\n".len()}]);
    let found = &report["results"][0]["unsigned"];
    assert_eq!(found[0]["start"], 0);
    assert!(found[0]["end"].as_u64() <= span[0]["end"].as_u64(), "{found}");
    assert_eq!(report["results"][0]["documents"][0]["verdict"], "verified");
}

#[test]
fn what_no_key_vouches_for_stands_under_unverified_and_never_under_signed() {
    let (world, _) = verdicts();
    let first = report(&world, &["untrusted"], 4);
    let document = &first["results"][0]["documents"][0];
    assert!(document.get("signed").is_none());
    assert!(document["unverified"]["metadata"]["timestamp"].is_u64());
    let accepted = report(&world, &["--accept", "untrusted", "untrusted"], 0);
    assert!(accepted["results"][0]["documents"][0].get("signed").is_none());
    let forged = String::from_utf8(world.read("verified")).unwrap();
    // The head of one stream with the key of nobody: the metadata was not signed by us.
    world.write_key("third.key", "a third secret, which is not at hand");
    world.write("mixed", [forged.as_bytes(), &world.embed(&["-k", "third.key"], TEXT)].concat());
    let mixed = report(&world, &["mixed"], 4);
    let documents = mixed["results"][0]["documents"].as_array().unwrap();
    assert!(documents[0].get("signed").is_some() && documents[0].get("unverified").is_none());
    assert!(documents[1].get("signed").is_none() && documents[1].get("unverified").is_some());
}

#[test]
fn several_files_are_one_document_in_their_order() {
    let (world, table) = verdicts();
    let files: Vec<&str> = table.iter().map(|row| row.0).collect();
    let report = report(&world, &files, 1);
    let inputs = report["results"].as_array().unwrap();
    let names: Vec<&str> = inputs.iter().map(|row| row["input"].as_str().unwrap()).collect();
    assert_eq!(names, files);
    assert_eq!(report["verdict"], "malformed");
}

#[test]
fn a_file_that_cannot_be_read_is_a_result_and_not_a_line_on_standard_error() {
    let (world, _) = verdicts();
    for file in ["missing", ".", "/proc/self/mem"] {
        let report = report(&world, &[file, "unmarked"], 5);
        let result = &report["results"][0];
        assert_eq!(result["verdict"], Value::Null);
        assert_reason(&result["reason"]);
        assert_eq!(report["results"][1]["verdict"], "unmarked");
    }
    world.write("utf16", b"\xFF\xFEh\0i\0");
    let report = report(&world, &["utf16"], 5);
    let fix = report["results"][0]["reason"]["fix"].as_str().unwrap();
    assert!(fix.contains("PowerShell"), "{fix}");
}

#[test]
fn a_policy_that_refuses_is_the_reason() {
    let (world, _) = verdicts();
    let first = report(&world, &["--expect", "model=gpt-3", "verified"], 1);
    assert_eq!(first["results"][0]["reason"]["code"], "metadata-mismatch");
    world.write("old", world.embed(&["--timestamp", "5"], TEXT));
    let old = report(&world, &["--max-age", "1h", "old"], 1);
    assert_eq!(old["results"][0]["reason"]["code"], "too-old");
}

#[test]
fn quiet_and_verbose_change_nothing_about_it() {
    let (world, _) = verdicts();
    let plain = report(&world, &["verified", "altered"], 1);
    for flag in ["-q", "-qq", "-v"] {
        assert_eq!(report(&world, &[flag, "verified", "altered"], 1), plain);
    }
}

#[test]
fn a_detached_signature_gives_the_same_report() {
    let world = World::with_key();
    world.write("t", TEXT);
    let mut command = world.encypher(&["embed", "--detached", "sig", "-m", "a=b", "t"]);
    command.assert().success();
    let good = report(&world, &["--detached", "sig", "t"], 0);
    assert_eq!(good["results"][0]["documents"][0]["signed"]["metadata"]["a"], "b");
    world.write("t", TEXT.replace("works", "fails"));
    let bad = report(&world, &["--detached", "sig", "t"], 1);
    assert_eq!(bad["verdict"], "altered");
}

#[test]
fn a_missing_key_is_told_in_json_too() {
    let world = World::with_key();
    world.write("t", TEXT);
    for arguments in [&["-k", "missing", "t"][..], &["--keyring", "missing", "t"]] {
        let mut command = world.encypher(&[&["verify", "--json"], arguments].concat());
        let done = command.assert().code(6).stderr("");
        done.stdout(contains("\"exit_code\":6")).stdout(contains("\"ok\":false"));
    }
}

#[test]
fn the_verdict_of_all_is_never_verified_where_one_could_not_be_read() {
    let world = World::with_key();
    world.write("s", world.embed(&[], TEXT));
    let mut command = world.encypher(&["verify", "--json", "s", "missing"]);
    let output = command.assert().code(5).get_output().stdout.clone();
    let report: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert_ne!(report["verdict"], "verified");
    assert_eq!(report["verdict"], Value::Null);
}

#[test]
fn a_bad_key_in_the_folder_does_not_break_the_silence_of_json() {
    let world = World::with_key();
    world.write("s", world.embed(&[], TEXT));
    world.write_config("keys/open.key", SECRET, 0o644);
    world.encypher(&["verify", "--json", "s"]).assert().success().stderr("");
    let found = report(&world, &["s"], 0);
    let warning = found["warnings"][0]["message"].as_str().unwrap();
    assert!(warning.contains("open.key"), "{warning}");
    assert_eq!(found["warnings"][1], Value::Null);
}

#[test]
fn standard_input_has_its_entry_even_if_there_is_no_key() {
    let world = World::new();
    let found = report(&world, &["-k", "missing"], 6);
    let result = &found["results"][0];
    assert_eq!(result["input"], "-");
    assert_eq!(result["documents"], json!([]));
    assert_eq!(result["unsigned"], json!([]));
    let message = result["reason"]["message"].as_str().unwrap();
    assert!(message.contains("missing: no such file"), "{message}");
}

#[test]
fn a_missing_signature_file_is_named_in_json() {
    let world = World::with_key();
    world.write("t", TEXT);
    let mut command = world.encypher(&["verify", "--json", "--detached", "nosig", "t"]);
    command.assert().code(5).stdout(contains("nosig"));
}

#[test]
fn what_a_ci_service_takes_for_a_command_is_escaped_in_json() {
    let world = World::with_key();
    let signed = world.embed(&["-m", "x=##[error]##[group]"], "Some text.");
    for arguments in [&["extract"][..], &["verify", "--json"], &["verify"]] {
        let done = world.encypher(arguments).write_stdin(signed.clone()).assert().success();
        let shown = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        assert!(!shown.contains("##["), "{shown}");
    }
    let extracted: serde_json::Value = serde_json::from_str(&world.extract(signed)).unwrap();
    assert_eq!(extracted["x"], "##[error]##[group]");
}
