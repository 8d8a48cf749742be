//! The guard, by the program: what `check` says, and what `embed` and `run` let pass.

use crate::common::process::World;
use encypher::guard::detect::kind::Kind;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

/// Kinds that only a policy knows.
const CUSTOM: &str = "\
[[custom]]
kind = \"medical_record\"
pattern = 'MRN-[0-9]{6}'

[[custom]]
kind = \"employee_id\"
pattern = 'EMP-[0-9]{6}'
";

/// What stands before the first value, the kinds, and the values.
type Prompt = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// The eight prompts that the documentation of DeepSentinel shows as blocked.
const PROMPTS: &[Prompt] = &[
    (
        "My social security number is 123-45-6789",
        "My social security number is ",
        &["us_ssn"],
        &["123-45-6789"],
    ),
    (
        "My credit card is 4111-1111-1111-1111",
        "My credit card is ",
        &["credit_card"],
        &["4111-1111-1111-1111"],
    ),
    (
        "My social security number is 123-45-6789 and my credit card is 4111-1111-1111-1111",
        "My social security number is ",
        &["us_ssn", "credit_card"],
        &["123-45-6789", "4111-1111-1111-1111"],
    ),
    ("SSN: 123-45-6789", "SSN: ", &["us_ssn"], &["123-45-6789"]),
    (
        "Credit card: 4111-1111-1111-1111",
        "Credit card: ",
        &["credit_card"],
        &["4111-1111-1111-1111"],
    ),
    ("Email: test@example.com", "Email: ", &["email"], &["test@example.com"]),
    ("Medical record: MRN-123456", "Medical record: ", &["medical_record"], &["MRN-123456"]),
    (
        "Employee EMP-123456 is working on project PROJ-AB-1234",
        "Employee ",
        &["employee_id"],
        &["EMP-123456"],
    ),
];

fn said(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

#[test]
fn the_eight_prompts_are_found_by_check() {
    let world = World::new();
    world.write("policy.toml", CUSTOM);
    for (prompt, before, kinds, values) in PROMPTS {
        let mut check = world.encypher(&["check", "--guard", "policy.toml"]);
        let done = check.write_stdin(*prompt).assert().code(1).stderr("");
        let report = said(&done.get_output().stdout);
        let lines: Vec<&str> = report.lines().collect();
        assert_eq!(lines.len(), kinds.len(), "{report}");
        let first = format!("-:1:{}: {} (", before.len() + 1, kinds[0]);
        assert!(lines[0].starts_with(&first), "{report}");
        for (line, kind) in lines.iter().zip(*kinds) {
            assert!(line.contains(&format!(": {kind} (")), "{report}");
        }
        assert!(values.iter().all(|value| !report.contains(value)));
    }
}

#[test]
fn the_eight_prompts_are_ended_before_the_value_and_sealed_as_cut_short() {
    let world = World::with_key();
    world.write("policy.toml", CUSTOM);
    for (prompt, before, kinds, values) in PROMPTS {
        let mut embed = world.encypher(&["embed", "--guard", "policy.toml"]);
        let done =
            embed.write_stdin(format!("{prompt}\n")).assert().code(1).stderr(contains(kinds[0]));
        let signed = done.get_output().stdout.clone();
        assert_eq!(said(&world.strip(signed.clone())), *before);
        assert_eq!(world.verify(signed), 9, "{prompt}");
        let errors = said(&done.get_output().stderr);
        assert!(values.iter().all(|value| !errors.contains(value)));
    }
}

#[test]
fn a_clean_text_is_no_finding() {
    let world = World::new();
    for text in ["", "Nothing here, version 10.4.22.1, port 8080.\n", "日本語のテキスト\n"]
    {
        let mut check = world.encypher(&["check"]);
        check.write_stdin(text).assert().success().stdout("").stderr("");
        let mut check = world.encypher(&["check", "--json"]);
        let done = check.write_stdin(text).assert().success();
        let report: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
        assert_eq!(report["ok"], true);
        assert_eq!(report["exit_code"], 0);
        assert_eq!(report["findings"], serde_json::json!([]));
    }
}

#[test]
fn a_finding_is_told_with_its_file_line_and_column() {
    let world = World::new();
    let text = "One.\n日本 SSN 123-45-6789, mail jane.q@corp.io\n";
    world.write("prompt.txt", text);
    world
        .encypher(&["check", "prompt.txt"])
        .assert()
        .code(1)
        .stdout(contains("prompt.txt:2:8: us_ssn (").and(contains("prompt.txt:2:26: email (")));
    world
        .encypher(&["check", "--explain", "prompt.txt"])
        .assert()
        .code(1)
        .stdout(contains("blocked because of default").and(contains("risk ")));
    world.encypher(&["check", "-q", "prompt.txt"]).assert().code(1).stdout("").stderr("");
}

#[test]
fn the_report_for_programs_is_one_document_without_the_value() {
    let world = World::new();
    let mut check = world.encypher(&["check", "--json", "--block", "pii"]);
    let text = "SSN 123-45-6789, mail jane.q@corp.io\n";
    let done = check.write_stdin(text).assert().code(1).stderr("");
    let report = said(&done.get_output().stdout);
    assert_eq!(report.lines().count(), 1);
    let json: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(json["schema"], "encypher.check/1");
    assert_eq!(json["ok"], false);
    assert_eq!(json["exit_code"], 1);
    assert_eq!(json["input"], "-");
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 2);
    for (finding, (kind, start, end)) in findings.iter().zip([("us_ssn", 4, 15), ("email", 22, 36)])
    {
        assert_eq!(finding["kind"], kind);
        assert_eq!(finding["group"], "pii");
        assert_eq!(finding["action"], "block");
        assert_eq!(finding["rule"], "--block");
        assert_eq!(finding["start"], start);
        assert_eq!(finding["end"], end);
        assert_eq!(finding["line"], 1);
        assert_eq!(finding["column"], start + 1);
        assert_eq!(finding["length"], end - start);
    }
    assert_eq!(json["summary"]["findings"]["email"]["block"], 1);
    for piece in ["123-45", "6789", "jane", "corp"] {
        assert!(!report.contains(piece), "{report}");
    }
}

#[test]
fn warnings_are_told_and_are_no_refusal() {
    let world = World::new();
    let mut check = world.encypher(&["check", "--warn", "pii,pci"]);
    check.write_stdin("SSN 123-45-6789\n").assert().success().stdout(contains("-:1:5: us_ssn ("));
    let mut check = world.encypher(&["check", "--redact", "pii"]);
    check.write_stdin("SSN 123-45-6789\n").assert().code(1);
    // The risk of several warnings may be too high.
    world.write(
        "risk.toml",
        "max_risk_score = 0.6\n[[rule]]\nkinds = [\"email\"]\naction = \"warn\"\n",
    );
    for (text, code) in [("a@corp.io\n", 0), ("a@corp.io, b@corp.io\n", 1)] {
        let mut check = world.encypher(&["check", "-q", "--guard", "risk.toml"]);
        check.write_stdin(text).assert().code(code);
    }
}

#[test]
fn all_kinds_are_listed_with_those_of_the_policy() {
    let world = World::new();
    world.write("policy.toml", CUSTOM);
    let done =
        world.encypher(&["check", "--list-kinds", "--guard", "policy.toml"]).assert().success();
    let list = said(&done.get_output().stdout);
    assert!(Kind::ALL.len() >= 54);
    let named = Kind::ALL.iter().map(|kind| kind.name());
    for name in named.chain(["medical_record", "employee_id"]) {
        let listed = |line: &str| line.split_whitespace().next() == Some(name);
        assert_eq!(list.lines().filter(|line| listed(line)).count(), 1, "{name}");
    }
}

#[test]
fn every_style_of_redaction() {
    let world = World::with_key();
    let text = "Card 4242-4242-4242-4242 of jane.q@corp.io.\n{\"card\": 4242424242424242}\nAgain jane.q@corp.io.\n";
    for (style, expected) in [
        (
            "label",
            "Card [CREDIT_CARD] of [EMAIL].\n{\"card\": \"[CREDIT_CARD]\"}\nAgain [EMAIL].\n",
        ),
        (
            "fixed",
            "Card [REDACTED] of [REDACTED].\n{\"card\": \"[REDACTED]\"}\nAgain [REDACTED].\n",
        ),
        (
            "mask",
            "Card ****-****-****-4242 of ****.*@****.**.\n{\"card\": \"************4242\"}\nAgain ****.*@****.**.\n",
        ),
    ] {
        world.write(
            "policy.toml",
            format!("block_on_violation = false\n[redact]\nstyle = \"{style}\"\n"),
        );
        let signed = world.embed(&["--guard", "policy.toml"], text);
        assert_eq!(said(&world.strip(signed.clone())), expected);
        assert_eq!(world.verify(signed), 0);
        let bare = world.embed(&["--guard", "policy.toml", "--target", "none"], text);
        assert_eq!(said(&bare), expected);
    }
    world.write("policy.toml", "block_on_violation = false\n[redact]\nstyle = \"token\"\n");
    let text = "a@corp.io, b@corp.io, a@corp.io, 4242-4242-4242-4242\n";
    let signed = world.embed(&["--guard", "policy.toml"], text);
    let expected = "[EMAIL_1], [EMAIL_2], [EMAIL_1], [CREDIT_CARD_1]\n";
    assert_eq!(said(&world.strip(signed.clone())), expected);
    assert_eq!(world.verify(signed), 0);
}

#[test]
fn an_own_mask_keeps_what_the_policy_says() {
    let world = World::with_key();
    world.write("policy.toml", "[redact]\nstyle = \"mask\"\nmask_char = \"#\"\nkeep_last = 0\n");
    let out = world.embed(
        &["-g", "policy.toml", "--redact", "pci", "-t", "none"],
        "Card 4242-4242-4242-4242.\n",
    );
    assert_eq!(said(&out), "Card ####-####-####-####.\n");
}

#[test]
fn fail_on_says_no_after_all_of_the_text() {
    let world = World::with_key();
    let text = "Mail jane.q@corp.io, card 4242-4242-4242-4242, bye.\n";
    let redacted = "Mail jane.q@corp.io, card [CREDIT_CARD], bye.\n";
    for (flags, code, expected) in [
        (&["--redact", "pci"][..], 0, redacted),
        (&["--redact", "pci", "--fail-on", "redact"], 1, redacted),
        (&["--redact", "pci", "--fail-on", "warn"], 1, redacted),
        (&["--warn", "pii", "--fail-on", "redact"], 0, text),
        (&["--warn", "pii", "--fail-on", "warn"], 1, text),
        (&["--warn", "secret", "--fail-on", "warn"], 0, text),
    ] {
        let mut embed = world.encypher(&[&["embed"][..], flags].concat());
        let done = embed.write_stdin(text).assert().code(code);
        let signed = done.get_output().stdout.clone();
        assert_eq!(said(&world.strip(signed.clone())), expected, "{flags:?}");
        assert_eq!(world.verify(signed), 0, "{flags:?}");
        assert!(!said(&done.get_output().stderr).contains("jane"));
    }
}

#[test]
fn invisible_characters_inside_a_value_do_not_hide_it() {
    let world = World::with_key();
    for invisible in ["\u{200B}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{E0101}"] {
        let text = format!(
            "Card 4111-11{invisible}11-1111-1111, mail ja{invisible}ne@corp.io, SSN 123{invisible}-45-6789.\n"
        );
        let mut check = world.encypher(&["check"]);
        let done = check.write_stdin(text.clone()).assert().code(1);
        assert_eq!(said(&done.get_output().stdout).lines().count(), 3);
        let out = world.embed(&["--redact", "pci,pii", "--target", "none"], text);
        assert_eq!(said(&out), "Card [CREDIT_CARD], mail [EMAIL], SSN [US_SSN].\n");
    }
}

#[test]
fn what_is_no_utf_8_passes_byte_for_byte() {
    let world = World::with_key();
    let text = b"a \xff\xfe\xc3( 4242 \xe2\x80 \x00 \xf0\x9f\x99 end\xe2";
    for flags in [
        &["--redact", "pci,pii,phi,secret"][..],
        &["--warn", "pci"],
        &["--block", "pci,pii,phi,secret"],
    ] {
        let out = world.embed(&[flags, &["--target", "none"]].concat(), *text);
        assert_eq!(out, text, "{flags:?}");
    }
    let all = [&text[..], b" 4242-4242-4242-4242 \xff"].concat();
    let out = world.embed(&["--redact", "pci", "--target", "none"], all);
    assert_eq!(out, [&text[..], b" [CREDIT_CARD] \xff"].concat());
}

#[test]
fn utf_16_is_refused_for_it_cannot_be_looked_at() {
    let world = World::with_key();
    let plain: Vec<u8> = "SSN 123-45-6789\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for text in [[b"\xff\xfe".to_vec(), plain.clone()].concat(), plain] {
        let mut check = world.encypher(&["check"]);
        check.write_stdin(text.clone()).assert().code(5).stdout("").stderr(contains("UTF-16"));
        let mut embed = world.encypher(&["embed", "--block", "pii", "--target", "none"]);
        embed.write_stdin(text).assert().code(5).stdout("").stderr(contains("UTF-16"));
    }
}

#[test]
fn a_blocked_text_does_not_get_its_name() {
    let world = World::with_key();
    for flags in [&["--block", "pci"][..], &["--block", "pci", "-t", "none"]] {
        let arguments = [&["embed", "-o", "out.md"][..], flags].concat();
        let mut embed = world.encypher(&arguments);
        embed.write_stdin("Text, then 4111-1111-1111-1111, end.\n").assert().code(1).stdout("");
        assert!(!world.path("out.md").exists());
        for name in world.files() {
            assert_eq!(name, "out.md.incomplete");
            assert!(!said(&world.read(&name)).contains("4111"));
        }
    }
}
