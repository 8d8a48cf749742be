//! Proofs for the pump.

use std::fs::{self, File};
use std::path::Path;

use super::*;
use crate::cli::io::sink::Output;
use crate::cli::progress::meter::Unit;

/// A machine that shouts, and falls over at a `!`.
struct Shouter;

impl Machine for Shouter {
    type Summary = ();

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CliError> {
        out.extend(input.to_ascii_uppercase());
        assert!(!input.contains(&b'!'), "a bug of ours");
        Ok(())
    }

    fn finish(self, _ending: Ending, out: &mut Vec<u8>) -> Result<(), CliError> {
        out.extend(b"<end>");
        Ok(())
    }
}

/// Pumps a text into a file; gives the file's text, if there is one, and what came of it.
fn pump(text: &str, framing: Framing, repeatable: bool) -> (Option<String>, Result<(), CliError>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("in"), text).unwrap();
    let sink = Sink::open(&Output::File(path("out"))).unwrap();
    let manner = Manner { framing, piece: 4, repeatable, guarded: false };
    let pump = Pump::new(Shouter, sink, manner, Arc::new(Meter::new(Unit::Read)));
    let mut source = Source::of(File::open(path("in")).unwrap(), "in".to_owned());
    assert!(matches!(pump.feed(&mut source), Ok(Fed::Whole)));
    let finished = pump.finish(Ending::Complete);
    let is_left_over = |path: &Path| path.to_string_lossy().contains(".encypher-");
    let mut names = fs::read_dir(folder.path()).unwrap();
    assert!(names.all(|name| !is_left_over(&name.unwrap().path())));
    let out = fs::read_to_string(path("out"));
    let aside = fs::read_to_string(path("out.incomplete"));
    (out.or(aside).ok(), finished.map(|_| ()))
}

#[test]
fn whole_lines_are_the_same_bytes() {
    let long = "a line\n".repeat(3) + &"long ".repeat(LINE_MAX / 2) + "\nand the rest";
    for framing in [Framing::Raw, Framing::Lines] {
        let (out, finished) = pump(&long, framing, true);
        assert!(finished.is_ok());
        assert!(out.unwrap() == long.to_uppercase() + "<end>");
    }
}

#[test]
fn a_bug_takes_no_text_with_it() {
    let (out, finished) = pump("some text, a bug! and more", Framing::Raw, false);
    assert_eq!(out.unwrap(), "SOME TEXT, A BUG! and more");
    assert_eq!(finished.unwrap_err().exit, Exit::BUG);
}

#[test]
fn a_bug_leaves_a_file_that_can_be_made_again_alone() {
    let (out, finished) = pump("a bug!", Framing::Raw, true);
    assert_eq!(out, None);
    assert_eq!(finished.unwrap_err().exit, Exit::BUG);
}
