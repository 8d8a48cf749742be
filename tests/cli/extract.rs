//! `extract`: what a text says about itself, without a key and without a promise.

use crate::common::process::{TEXT, World, before_marks};
use predicates::str::contains;

#[test]
fn one_document_is_printed_alone_and_all_of_them_in_a_list() {
    let world = World::with_key();
    let one = world.embed(&["-m", "n:=1", "--timestamp", "none"], TEXT);
    let two = world.embed(&["-m", "n:=2", "--timestamp", "none"], TEXT);
    let both = [one.clone(), two].concat();
    world.write("one", &one);
    world.encypher(&["extract", "one"]).assert().success().stdout("{\"n\":1}\n").stderr("");
    let start = before_marks(&one).len();
    let listed = format!(
        "{{\"documents\":[{{\"metadata\":{{\"n\":1}},\"format\":\"encypher/1\",\"start\":{start}}}]}}\n"
    );
    world.encypher(&["extract", "--all", "one"]).assert().success().stdout(listed);
    let first = world.encypher(&["extract"]).write_stdin(both.clone()).assert();
    first.success().stdout("{\"n\":1}\n").stderr(contains("first of 2"));
    let all = world.encypher(&["extract", "--all"]).write_stdin(both).assert();
    all.success().stdout(contains("{\"n\":1}")).stdout(contains("{\"n\":2}")).stderr("");
}

#[test]
fn no_key_is_needed_and_none_is_made() {
    let signer = World::with_key();
    let signed = signer.embed(&["-m", "a=b", "--timestamp", "none"], TEXT);
    let reader = World::new();
    assert_eq!(reader.extract(signed.clone()), r#"{"a":"b"}"#);
    assert_eq!(reader.strip(signed), TEXT.as_bytes());
    assert!(!reader.config("").exists());
}

#[test]
fn it_never_says_that_something_is_valid() {
    let world = World::with_key();
    let signed = world.embed(&[], TEXT);
    let done = world.encypher(&["extract", "-v"]).write_stdin(signed).assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(said.contains("unverified") && !said.contains("valid"), "{said}");
}

#[test]
fn damaged_metadata_is_said_to_be_damaged_and_never_guessed() {
    let world = World::with_key();
    let signed = String::from_utf8(world.embed(&["-m", "model=gpt-4"], TEXT)).unwrap();
    let start = before_marks(signed.as_bytes()).len();
    let mut letters: Vec<char> = signed.chars().collect();
    let at = signed[..start].chars().count() + 20;
    letters[at] = if letters[at] == '\u{E0150}' { '\u{E0151}' } else { '\u{E0150}' };
    let damaged: String = letters.into_iter().collect();
    let done = world.encypher(&["extract"]).write_stdin(damaged).assert().code(1).stdout("");
    done.stderr(contains(format!("damaged at byte {start}")));
}

#[test]
fn unmarked_text_is_noted_and_quiet_hides_the_note() {
    let world = World::new();
    let done = world.encypher(&["extract"]).write_stdin(TEXT).assert().code(3).stdout("");
    done.stderr(contains("nothing is marked here"));
    let quiet = world.encypher(&["extract", "-q"]).write_stdin(TEXT).assert();
    quiet.code(3).stdout("").stderr("");
}
