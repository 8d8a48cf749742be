//! The audit log of the guard: what it says, what it never says, and that nothing passes without
//! it.

use crate::common::process::{World, mode};
use predicates::str::contains;
use serde_json::Value;
use sha2::{Digest, Sha256};

const SSN: &str = "219-09-9999";
const MAIL: &str = "jane.q@corp.io";

fn text() -> String {
    format!("Hello.\nOf Zelda, SSN {SSN} Quentin, and {MAIL} Ursula, again SSN {SSN}.\n")
}

fn policy(world: &World, audit: &str) {
    let policy = format!("name = \"strict one\"\nblock_on_violation = false\n[audit]\n{audit}\n");
    world.write("policy.toml", policy);
}

fn redact(world: &World) {
    let out = world.embed(&["--guard", "policy.toml"], text());
    assert_eq!(world.verify(out), 0);
}

fn events(log: &[u8]) -> Vec<Value> {
    let lines = log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// The members of the events of this name.
fn each(events: &[Value], event: &str, member: &str) -> Vec<Value> {
    let of = events.iter().filter(|found| found["event"] == event);
    of.map(|found| found[member].clone()).collect()
}

#[test]
fn the_log_says_what_was_found_and_done() {
    let world = World::with_key();
    policy(&world, "file = \"guard.jsonl\"");
    redact(&world);
    assert_eq!(mode(&world.path("guard.jsonl")), 0o600);
    let events = events(&world.read("guard.jsonl"));
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["start", "finding", "finding", "finding", "summary"]);
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event["schema"], "encypher.guard-event/1");
        assert_eq!(event["seq"], number);
        assert_eq!(event["run"], events[0]["run"]);
        assert_eq!(event["input"], events[0]["input"], "{event}");
        let time = event["time"].as_str().unwrap();
        assert!(time.len() == 24 && time.ends_with('Z'), "{time}");
    }
    assert_eq!(events[0]["policy"]["name"], "strict one");
    let digest = events[0]["policy"]["sha256"].as_str().unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let text = text();
    for (finding, (kind, value, from)) in events[1..4].iter().zip([
        ("us_ssn", SSN, 0),
        ("email", MAIL, 0),
        ("us_ssn", SSN, text.find(MAIL).unwrap()),
    ]) {
        let start = from + text[from..].find(value).unwrap();
        assert_eq!(finding["kind"], kind);
        assert_eq!(finding["group"], "pii");
        assert_eq!(finding["action"], "redact");
        assert_eq!(finding["start"], start);
        assert_eq!(finding["end"], start + value.len());
        assert_eq!(finding["length"], value.len());
        assert_eq!(finding["line"], 2);
        assert_eq!(finding["column"], start - "Hello.\n".len() + 1);
        assert_eq!(finding["rule"], "default");
        assert!(finding["confidence"].as_f64().unwrap() >= 0.7);
        assert!(finding["risk"].as_f64().unwrap() > 0.3);
        assert!(finding["evidence"].is_array() && finding["test_value"].is_boolean());
        let print = finding["fingerprint"].as_str().unwrap();
        assert!(print.starts_with("hmac:") && print.len() == 37, "{print}");
    }
    let summary = &events[4];
    assert_eq!(summary["policy"], events[0]["policy"]);
    assert_eq!(summary["decision"], "passed");
    assert_eq!(summary["exit_code"], 0);
    assert_eq!(summary["complete"], true);
    assert_eq!(summary["bytes_in"], text.len());
    assert_eq!(
        summary["bytes_out"],
        text.len() - 2 * SSN.len() - MAIL.len() + "[US_SSN][US_SSN][EMAIL]".len()
    );
    assert_eq!(summary["findings"]["us_ssn"]["redact"], 2);
    assert_eq!(summary["findings"]["email"]["redact"], 1);
    assert!(summary["held"]["max"].is_u64() && summary["held"]["mean"].is_number());
    assert!(summary["duration_ms"].is_u64() && summary["risk"].is_number());
}

#[test]
fn a_text_that_was_ended_is_told_as_such() {
    let world = World::with_key();
    world.write("policy.toml", "[audit]\nfile = \"guard.jsonl\"\n");
    for (command, complete) in [("embed", false), ("check", true)] {
        let mut run = world.encypher(&[command, "--guard", "policy.toml"]);
        run.write_stdin(text()).assert().code(1);
        let events = events(&world.read("guard.jsonl"));
        let last = events.last().unwrap();
        assert_eq!(last["decision"], "blocked");
        assert_eq!(last["exit_code"], 1);
        assert_eq!(last["complete"], complete, "{command}");
    }
    // Both are in the same log, the second behind the first.
    let events = events(&world.read("guard.jsonl"));
    assert_eq!(each(&events, "start", "seq").len(), 2);
    assert_eq!(each(&events, "finding", "action").len(), 1 + 3);
}

#[test]
fn no_value_no_neighbour_and_no_digest_of_a_value_is_in_the_log() {
    let world = World::with_key();
    for fingerprint in ["run", "off", "key-file\"\nkey_file = \"prints.key"] {
        let audit = format!("file = \"guard.jsonl\"\nfingerprint = \"{fingerprint}\"");
        policy(&world, &audit);
        world.write_key("prints.key", "0123456789abcdef0123456789abcdef\n");
        redact(&world);
        let mut check = world.encypher(&["check", "-q", "--guard", "policy.toml"]);
        check.write_stdin(text()).assert().code(1);
    }
    let log = String::from_utf8(world.read("guard.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 6 * 5);
    // Three digits alone may be in a random number or in the time.
    let digits = ["219-", "-9999", "219099999", "0123456789abcdef"];
    for word in ["Zelda", "Quentin", "Ursula", "jane", "corp"].into_iter().chain(digits) {
        assert!(!log.contains(word), "{word}");
    }
    for value in [SSN, MAIL, "219099999"] {
        let digest = Sha256::digest(value);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!log.contains(&digest[..16]), "{value}");
    }
}

#[test]
fn fingerprints_tell_equal_values_as_far_as_their_key_reaches() {
    let world = World::with_key();
    world.write_key("prints.key", "0123456789abcdef0123456789abcdef\n");
    let prints = |fingerprint: &str| {
        let audit = format!("file = \"guard.jsonl\"\nfingerprint = \"{fingerprint}\"");
        policy(&world, &audit);
        let once = || {
            redact(&world);
            let found = each(&events(&world.read("guard.jsonl")), "finding", "fingerprint");
            std::fs::remove_file(world.path("guard.jsonl")).unwrap();
            found
        };
        (once(), once())
    };
    let (first, second) = prints("run");
    assert_eq!(first[0], first[2]);
    assert_ne!(first[0], first[1]);
    assert_ne!(first, second);
    let (first, second) = prints("key-file\"\nkey_file = \"prints.key");
    assert_eq!(first[0], first[2]);
    assert_ne!(first[0], first[1]);
    assert_eq!(first, second);
    let (first, _) = prints("off");
    assert!(first.iter().all(Value::is_null), "{first:?}");
}

#[test]
fn nothing_passes_that_cannot_be_recorded() {
    let world = World::with_key();
    policy(&world, "file = \"/dev/full\"");
    for command in [
        &["embed"][..],
        &["embed", "--target", "none"],
        &["check"],
        &["run", "--", "echo", "Hello there. It works."],
    ] {
        let arguments = [&command[..1], &["--guard", "policy.toml"], &command[1..]].concat();
        let mut run = world.encypher(&arguments);
        let code = if command[0] == "run" { 125 } else { 5 };
        run.write_stdin(text()).assert().code(code).stdout("").stderr(contains("audit log"));
    }
    policy(&world, "file = \"no/such/folder/log\"");
    let mut run = world.encypher(&["embed", "--guard", "policy.toml"]);
    run.write_stdin(text()).assert().code(5).stdout("");
}

#[test]
fn a_log_on_standard_error_leaves_the_text_alone() {
    let world = World::with_key();
    policy(&world, "file = \"-\"");
    let mut embed = world.encypher(&["embed", "--guard", "policy.toml"]);
    let done = embed.write_stdin(text()).assert().success();
    let output = done.get_output();
    assert_eq!(world.verify(output.stdout.clone()), 0);
    assert_eq!(events(&output.stderr).len(), 5);
}

#[test]
fn a_relative_log_stands_beside_its_policy() {
    let world = World::with_key();
    std::fs::create_dir(world.path("etc")).unwrap();
    world.write("etc/policy.toml", "[audit]\nfile = \"guard.jsonl\"\n");
    let mut check = world.encypher(&["check", "--guard", "etc/policy.toml"]);
    check.write_stdin("Hello.\n").assert().success();
    assert!(world.path("etc/guard.jsonl").exists());
}

#[test]
fn the_metadata_can_say_which_policy_guarded_the_text() {
    let world = World::with_key();
    policy(&world, "file = \"guard.jsonl\"");
    let signed = world.embed(&["-g", "policy.toml", "--meta-guard", "-t", "end"], text());
    assert_eq!(world.verify(signed.clone()), 0);
    let said: Value = serde_json::from_str(&world.extract(signed)).unwrap();
    let start = &events(&world.read("guard.jsonl"))[0];
    assert_eq!(said["guard"]["policy"], "strict one");
    assert_eq!(said["guard"]["sha256"], start["policy"]["sha256"]);
    assert_eq!(said["guard"]["findings"]["us_ssn"]["redact"], 2);
}
