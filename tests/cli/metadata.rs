//! The metadata flags: what is signed about a text, in which order, and what is refused.

use crate::common::process::{TEXT, World};
use predicates::str::contains;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

/// The metadata that some flags make, without a timestamp of its own.
fn metadata(world: &World, flags: &[&str]) -> String {
    world.extract(world.embed(&[&["--timestamp", "none"], flags].concat(), TEXT))
}

#[test]
fn members_keep_the_order_in_which_they_were_given() {
    let world = World::with_key();
    let flags = ["-m", "zebra=1", "--meta", "ape=2", "-m", "model=gpt-4"];
    let expected = r#"{"zebra":"1","ape":"2","model":"gpt-4"}"#;
    assert_eq!(metadata(&world, &flags), expected);
    let with_time = world.extract(world.embed(&["-m", "a=1", "--timestamp", "7"], TEXT));
    assert_eq!(with_time, r#"{"a":"1","timestamp":7}"#);
}

#[test]
fn a_value_is_a_string_and_json_only_where_that_is_said() {
    let world = World::with_key();
    for (flag, expected) in [
        ("a=1", r#"{"a":"1"}"#),
        ("a:=1", r#"{"a":1}"#),
        ("a:=0.70", r#"{"a":0.70}"#),
        ("a:=123456789012345678901234567890", r#"{"a":123456789012345678901234567890}"#),
        ("a:=true", r#"{"a":true}"#),
        ("a:=null", r#"{"a":null}"#),
        ("a:=[1,{\"b\":\"c\"}]", r#"{"a":[1,{"b":"c"}]}"#),
        ("a=b=c", r#"{"a":"b=c"}"#),
        ("a=", r#"{"a":""}"#),
        ("a.b=c", r#"{"a.b":"c"}"#),
        ("a= b ", r#"{"a":" b "}"#),
        ("ключ=значение", r#"{"ключ":"значение"}"#),
    ] {
        assert_eq!(metadata(&world, &["-m", flag]), expected);
    }
}

#[test]
fn whole_objects_can_be_given_and_combined() {
    let world = World::with_key();
    world.write("meta.json", "\u{FEFF}{ \"z\": 1,\n \"y\": [2] }\n");
    assert_eq!(metadata(&world, &["--meta-file", "meta.json"]), r#"{"z":1,"y":[2]}"#);
    assert_eq!(metadata(&world, &["--meta-json", r#"{"b":1,"a":{}}"#]), r#"{"b":1,"a":{}}"#);
    let all = ["-m", "last=1", "--meta-json", r#"{"second":2}"#, "--meta-file", "meta.json"];
    assert_eq!(metadata(&world, &all), r#"{"z":1,"y":[2],"second":2,"last":"1"}"#);
    assert_eq!(metadata(&world, &[]), "{}");
    assert_eq!(world.verify(world.embed(&all, TEXT)), 0);
}

#[test]
fn a_key_that_is_given_twice_is_an_error_that_names_it() {
    let world = World::with_key();
    world.write("meta.json", r#"{"model":1}"#);
    for flags in [
        &["-m", "model=1", "-m", "model=2"][..],
        &["-m", "model=1", "-m", "model:=1"],
        &["--meta-json", r#"{"model":1,"model":2}"#],
        &["--meta-json", r#"{"model":1,"\u006dodel":2}"#],
        &["--meta-json", r#"{"a":{"model":1,"model":2}}"#],
        &["--meta-json", r#"{"model":1}"#, "-m", "model=2"],
        &["--meta-file", "meta.json", "--meta-json", r#"{"model":1}"#],
        &["--meta-file", "meta.json", "-m", "model=2"],
    ] {
        let mut command = world.encypher(&[&["embed"], flags].concat());
        let done = command.write_stdin(TEXT).assert().code(2).stdout("");
        done.stderr(contains("\"model\" twice"));
    }
}

#[test]
fn only_an_object_is_metadata() {
    let world = World::with_key();
    for (json, words) in [
        ("[1]", "an array"),
        ("\"a\"", "a string"),
        ("1", "a number"),
        ("true", "a truth value"),
        ("null", "null"),
        ("{", "not JSON"),
        ("", "not JSON"),
        ("{} {}", "not JSON"),
    ] {
        world.write("meta.json", json);
        for flags in [&["--meta-json", json][..], &["--meta-file", "meta.json"]] {
            let mut command = world.encypher(&[&["embed"], flags].concat());
            let done = command.write_stdin(TEXT).assert().code(2).stdout("");
            done.stderr(contains(words)).stderr(contains("fix: give an object"));
        }
    }
    world.write("latin", b"{\"a\":\"\xE9\"}");
    let mut command = world.encypher(&["embed", "--meta-file", "latin"]);
    command.assert().code(2).stderr(contains("not UTF-8"));
}

#[test]
fn metadata_over_16_kib_is_refused_with_its_size() {
    let world = World::with_key();
    let json = format!(r#"{{"a":"{}"}}"#, "x".repeat(16 * 1024 - 8));
    assert_eq!(metadata(&world, &["--meta-json", &json]), json);
    let json = format!(r#"{{"a":"{}"}}"#, "x".repeat(16 * 1024 - 7));
    let member = format!("a={}", "x".repeat(16 * 1024 - 7));
    world.write("meta.json", &json);
    for flags in [
        &["--meta-json", &json][..],
        &["--meta-file", "meta.json"],
        &["--timestamp", "none", "-m", &member],
    ] {
        let mut command = world.encypher(&[&["embed"], flags].concat());
        let done = command.write_stdin(TEXT).assert().code(2).stdout("");
        done.stderr(contains("16385 bytes")).stderr(contains("at most 16384"));
    }
}

#[test]
fn control_and_bidi_characters_are_stored_and_escaped_when_shown() {
    let world = World::with_key();
    let value = "a\u{1b}[31mb\nc\u{202E}d\u{200B}e\u{7}::error::f";
    let signed = world.embed(&["-m", &format!("k={value}"), "--timestamp", "none"], TEXT);
    let shown = [
        &["extract"][..],
        &["extract", "--all"],
        &["verify"],
        &["verify", "-v"],
        &["verify", "--json"],
        &["verify", "--expect", "k=other"],
    ];
    for arguments in shown {
        let mut command = world.encypher(arguments);
        let output = command.write_stdin(signed.clone()).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let hidden = |c: char| (c.is_control() && c != '\n') || "\u{202E}\u{200B}".contains(c);
        assert!(!text.contains(hidden), "{arguments:?}: {text:?}");
        assert!(!text.lines().any(|line| line.starts_with("c\u{202E}")));
    }
    let extracted: Value = serde_json::from_str(&world.extract(signed)).unwrap();
    assert_eq!(extracted["k"], value);
}

#[test]
fn the_timestamp_is_now_unless_it_is_said() {
    let world = World::with_key();
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let before = now();
    for flags in [&[][..], &["--timestamp", "now"]] {
        let found: Value = serde_json::from_str(&world.extract(world.embed(flags, TEXT))).unwrap();
        let time = found["timestamp"].as_u64().unwrap();
        assert!((before..=now()).contains(&time));
    }
    for (time, expected) in [
        ("none", "{}"),
        ("0", r#"{"timestamp":0}"#),
        ("1700000000", r#"{"timestamp":1700000000}"#),
        ("2023-11-14T22:13:20Z", r#"{"timestamp":1700000000}"#),
        ("2023-11-15T00:13:20.999+02:00", r#"{"timestamp":1700000000}"#),
    ] {
        let signed = world.embed(&["--timestamp", time], TEXT);
        assert_eq!(world.extract(signed), expected);
    }
}

#[test]
fn source_date_epoch_is_taken_for_now() {
    let world = World::with_key();
    for (flags, expected) in [
        (&[][..], r#"{"timestamp":42}"#),
        (&["--timestamp", "now"], r#"{"timestamp":42}"#),
        (&["--timestamp", "7"], r#"{"timestamp":7}"#),
        (&["--timestamp", "none"], "{}"),
        (&["-m", "timestamp:=9"], r#"{"timestamp":9}"#),
    ] {
        let mut command = world.encypher(&[&["embed"], flags].concat());
        let output = command.env("SOURCE_DATE_EPOCH", "42").write_stdin(TEXT).output().unwrap();
        assert_eq!(world.extract(output.stdout), expected);
    }
    let mut command = world.encypher(&["embed"]);
    let done = command.env("SOURCE_DATE_EPOCH", "tomorrow").assert().code(6);
    done.stderr(contains("SOURCE_DATE_EPOCH"));
}

#[test]
fn a_timestamp_in_the_metadata_itself_wins() {
    let world = World::with_key();
    world.write("meta.json", r#"{"timestamp":"in my own words","a":1}"#);
    let own = world.embed(&["--meta-file", "meta.json", "--timestamp", "5"], TEXT);
    assert_eq!(world.extract(own), r#"{"timestamp":"in my own words","a":1}"#);
    let own = world.embed(&["-m", "timestamp:=6", "--timestamp", "none"], TEXT);
    assert_eq!(world.extract(own), r#"{"timestamp":6}"#);
    let own = world.embed(&["--meta-json", r#"{"timestamp":null}"#], TEXT);
    assert_eq!(world.extract(own), r#"{"timestamp":null}"#);
}

#[test]
fn a_key_that_stands_twice_inside_a_value_is_refused() {
    let world = World::with_key();
    for value in ["x:={\"b\":1,\"b\":2}", "x:=[{\"b\":1,\"b\":2}]"] {
        let mut command = world.encypher(&["embed", "-m", value]);
        command.write_stdin("text").assert().code(2).stderr(contains("twice"));
    }
}
