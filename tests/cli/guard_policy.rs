//! Policies, by the program: what is wrong in one is said with its line, and nothing passes.

use crate::common::process::World;
use predicates::prelude::*;
use predicates::str::contains;

/// All commands refuse this policy, and say these words.
fn is_refused(world: &World, policy: &str, words: &[&str]) {
    for command in [&["check"][..], &["embed"], &["embed", "--target", "none"]] {
        let mut command = world.encypher(&[command, &["--guard", policy]].concat());
        let done = command.write_stdin("Hello there. It works.\n").assert();
        let done = done.code(6).stdout("");
        let errors = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        for word in words {
            assert!(errors.contains(word), "{word:?} is not in {errors}");
        }
    }
}

#[test]
fn what_is_unknown_is_said_with_its_line_and_the_nearest_name() {
    let world = World::with_key();
    for (policy, line, unknown, nearest) in [
        ("level = \"strict\"\nlevle = 1\n", 2, "levle", "\"level\""),
        ("max_risk_scor = 0.5\n", 1, "max_risk_scor", "\"max_risk_score\""),
        ("\n\n[redakt]\nstyle = \"mask\"\n", 3, "redakt", "\"redact\""),
        ("[redact]\nstile = \"mask\"\n", 2, "stile", "\"style\""),
        ("[redact]\nstyle = \"maks\"\n", 2, "maks", "mask"),
        ("[[rule]]\nkinds = [\"us_snn\"]\naction = \"block\"\n", 2, "us_snn", "\"us_ssn\""),
        ("[[rule]]\nkinds = [\"pcii\"]\naction = \"block\"\n", 2, "pcii", "\"pci\""),
        (
            "[[rule]]\nkinds = [\n  \"pci\",\n  \"emial\",\n]\naction = \"block\"\n",
            4,
            "emial",
            "\"email\"",
        ),
        ("[[rule]]\nkinds = [\"pci\"]\naction = \"blok\"\n", 3, "blok", "block"),
        ("[[allow]]\nkind = \"e_mail\"\nexact = [\"a\"]\n", 2, "e_mail", "\"email\""),
        ("[audit]\nfile = \"log\"\nfingerprnt = \"run\"\n", 3, "fingerprnt", "\"fingerprint\""),
        ("on_block = \"clos\"\n", 1, "clos", "close"),
    ] {
        world.write("policy.toml", policy);
        let place = format!("policy.toml:{line}: ");
        is_refused(&world, "policy.toml", &[&place, unknown, nearest]);
    }
    assert_eq!(world.files(), ["policy.toml"]);
}

#[test]
fn what_cannot_be_is_said_with_its_line() {
    let world = World::with_key();
    for (policy, line) in [
        ("", 1),
        ("# nothing\n", 1),
        ("level = \"strict\"\nlevel = \"strict\"\n", 2),
        ("name = \"x\"\nlevel = \n", 2),
        ("schema = \"encypher.guard/2\"\n", 1),
        ("max_risk_score = 1.5\n", 1),
        ("enable_pii_detection = \"yes\"\n", 1),
        ("[redact]\nkeep_last = 5\n", 2),
        ("[redact]\nmask_char = \"ab\"\n", 2),
        (
            "enable_pci_detection = false\n\n[[rule]]\nkinds = [\"credit_card\"]\naction = \"block\"\n",
            4,
        ),
        ("[[rule]]\nkinds = []\naction = \"block\"\n", 2),
        ("[[rule]]\nkinds = [\"pci\"]\n", 1),
        ("[[allow]]\nkind = \"email\"\n", 1),
        ("[[allow]]\nkind = \"us_ssn\"\ndomains = [\"a.com\"]\n", 3),
        ("[[custom]]\nkind = \"email\"\npattern = 'x'\n", 2),
    ] {
        world.write("policy.toml", policy);
        is_refused(&world, "policy.toml", &[&format!("policy.toml:{line}: ")]);
    }
}

#[test]
fn patterns_without_bound_or_sense_are_refused_at_once() {
    let world = World::with_key();
    for (pattern, words) in [
        ("(a{1,1000}){1,1000}", "256"),
        ("((a{1,100}){1,100}){1,100}", "256"),
        ("a{257}", "256"),
        ("a+", ""),
        ("a*", "empty"),
        ("", "empty"),
        ("(?=x)", "look-around"),
        ("x(?<!y)z", "look-around"),
        ("(x)\\1", ""),
        ("(x", ""),
        ("[z-a]", ""),
    ] {
        world.write(
            "policy.toml",
            format!("[[custom]]\nkind = \"employee_id\"\npattern = '{pattern}'\n"),
        );
        is_refused(&world, "policy.toml", &["policy.toml:3: ", "employee_id", words]);
    }
}

#[test]
fn what_is_no_policy_file_is_refused() {
    let world = World::with_key();
    world.write("latin", b"name = \"caf\xe9\"\n");
    world.write("large", "#".repeat(4 * 1024 * 1024 + 1));
    world.write("fits", "#".repeat(4 * 1024 * 1024 - 20) + "\nlevel = \"strict\"\n");
    std::fs::create_dir(world.path("folder")).unwrap();
    is_refused(&world, "missing.toml", &["missing.toml: no such file"]);
    is_refused(&world, "folder", &["folder: "]);
    is_refused(&world, "latin", &["latin: ", "UTF-8"]);
    is_refused(&world, "large", &["large: ", "4194304"]);
    let mut check = world.encypher(&["check", "--guard", "fits"]);
    check.write_stdin("Hello.\n").assert().success();
}

#[test]
fn an_unknown_kind_in_a_flag_is_a_usage_error() {
    let world = World::with_key();
    for flag in ["--block", "--redact", "--warn"] {
        for (kind, nearest) in [("us_snn", "us_ssn"), ("emial", "email"), ("pci,sekret", "secret")]
        {
            for command in ["check", "embed"] {
                let mut command = world.encypher(&[command, flag, kind]);
                command
                    .write_stdin("Hello.\n")
                    .assert()
                    .code(2)
                    .stdout("")
                    .stderr(contains("unknown kind").and(contains(nearest)));
            }
        }
    }
}

#[test]
fn the_printed_policy_is_a_policy_and_the_same() {
    let world = World::new();
    let policy = r##"schema = "encypher.guard/1"
name = "strict \"one\""
description = "Line\nand 日本"
enable_phi_detection = false
max_risk_score = 0.75
block_on_violation = false
level = "strict"
test_values = "warn"
on_block = "drain"
notice = "[ended]\n"
fold = true
[redact]
style = "mask"
mask_char = "#"
keep_last = 2
[[rule]]
kinds = ["pci", "us_ssn", "employee_id"]
action = "block"
[[rule]]
kinds = ["email"]
action = "redact"
min_confidence = 0.8
direction = "output"
[[allow]]
kind = "email"
domains = ["example.com"]
exact = ["a'b@corp.io"]
[[allow]]
kind = "ip_address"
cidr = ["203.0.113.0/24", "2001:db8::/32"]
[[custom]]
kind = "employee_id"
pattern = 'EMP-[0-9]{6}\b'
context = ["employee", "badge"]
weight = 0.25
action = "redact"
[audit]
file = "guard.jsonl"
fingerprint = "off"
"##;
    world.write("policy.toml", policy);
    for arguments in [
        &[][..],
        &["--guard", "policy.toml"],
        &["--block", "secret", "--warn", "phone,vin"],
        &["--guard", "policy.toml", "--redact", "us_ssn"],
    ] {
        let print = |arguments: &[&str]| {
            let arguments = [&["check", "--print-policy"], arguments].concat();
            let done = world.encypher(&arguments).assert().success().stderr("");
            let printed = String::from_utf8(done.get_output().stdout.clone()).unwrap();
            world.write("printed.toml", &printed);
            // Where rules came from is a comment, and what holds by default need not be said.
            let said = |line: &&str| !line.starts_with("# ") && *line != "direction = \"both\"";
            printed.lines().filter(said).collect::<Vec<_>>().join("\n")
        };
        let printed = print(arguments);
        assert_eq!(print(&["--guard", "printed.toml"]), printed);
    }
    // Nothing was checked, so nothing was recorded.
    assert_eq!(world.files(), ["policy.toml", "printed.toml"]);
}

#[test]
fn flags_come_before_the_rules_of_the_file() {
    let world = World::new();
    world.write(
        "policy.toml",
        "[[rule]]\nkinds = [\"email\"]\naction = \"block\"\n[[allow]]\nkind = \"email\"\ndomains = [\"example.com\"]\n",
    );
    let text = "Mail jane.q@corp.io or me@mail.example.com.\n";
    for (flags, expected) in [
        (&["--redact", "email"][..], "Mail [EMAIL] or me@mail.example.com.\n"),
        (&["--warn", "email"], text),
    ] {
        let mut embed =
            world.encypher(&[&["embed", "-t", "none", "-g", "policy.toml"], flags].concat());
        embed.write_stdin(text).assert().success().stdout(expected);
    }
    let mut embed = world.encypher(&["embed", "-t", "none", "-g", "policy.toml"]);
    embed.write_stdin(text).assert().code(1).stdout("Mail ");
}
