//! `verify`: the policy flags, and how much it says.

use super::exits::verdicts;
use crate::common::process::{TEXT, World};
use predicates::str::{contains, starts_with};

/// A folder with a signed text in `t`.
fn signed(flags: &[&str]) -> World {
    let world = World::with_key();
    world.write("t", world.embed(flags, TEXT));
    world
}

#[test]
fn the_text_is_never_in_the_report() {
    let (world, table) = verdicts();
    for (file, ..) in table {
        for flags in [&["verify", file][..], &["verify", "-v", file], &["verify", "--json", file]] {
            let output = world.encypher(flags).output().unwrap();
            let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(!text.contains("Hello") && !text.contains("Half"), "{text}");
        }
    }
}

#[test]
fn standard_input_is_judged_under_the_name_of_a_dash() {
    let world = signed(&[]);
    for arguments in [&["verify"][..], &["verify", "-"]] {
        let done = world.encypher(arguments).write_stdin(world.read("t")).assert();
        done.success().stdout(starts_with("-: verified"));
    }
    let mut both = world.encypher(&["verify", "t", "-"]);
    let both = both.write_stdin(TEXT).assert().code(3);
    both.stdout(contains("t: verified")).stdout(contains("-: unmarked"));
}

#[test]
fn expect_wants_the_signed_metadata_to_say_so() {
    let world = signed(&["-m", "model=gpt-4", "-m", "t:=0.7", "-m", "ok:=true", "-m", "n=5"]);
    for (flags, code) in [
        (&["--expect", "model=gpt-4"][..], 0),
        (&["--expect", "model=gpt-4", "--expect", "t=0.7"], 0),
        (&["--expect", "t:=0.7"], 0),
        (&["--expect", "ok=true"], 0),
        (&["--expect", "model:=\"gpt-4\""], 0),
        (&["--expect", "n=5"], 0),
        (&["--expect", "n:=5"], 1),
        (&["--expect", "model=gpt-3"], 1),
        (&["--expect", "model=gpt-4", "--expect", "t=0.8"], 1),
        (&["--expect", "author=me"], 1),
        (&["--expect", "model="], 1),
    ] {
        let mut command = world.encypher(&[&["verify", "t"], flags].concat());
        let done = command.assert().code(code);
        done.stdout(starts_with(if code == 0 { "t: verified" } else { "t: refused" }));
    }
    let done = world.encypher(&["verify", "--expect", "model=gpt-3", "t"]).assert();
    done.stdout(contains("model is \"gpt-4\", and \"gpt-3\" is expected"));
}

#[test]
fn what_is_expected_counts_only_if_a_key_vouches_for_it() {
    let world = signed(&["-m", "model=gpt-4"]);
    let stranger = World::new();
    stranger.write("t", world.read("t"));
    let policy = ["verify", "--expect", "model=gpt-4", "t"];
    stranger.encypher(&policy).assert().code(1);
    stranger.encypher(&[&policy[..], &["--accept", "untrusted"]].concat()).assert().code(1);
    stranger.write("plain", TEXT);
    let plain = ["verify", "--accept", "unmarked", "--expect", "model=gpt-4", "plain"];
    stranger.encypher(&plain).assert().code(1);
}

#[test]
fn max_age_refuses_what_is_old_of_no_age_or_of_the_future() {
    let old = signed(&["--timestamp", "1700000000"]);
    for age in ["1s", "10m", "24h", "7d", "2w"] {
        let done = old.encypher(&["verify", "--max-age", age, "t"]).assert().code(1);
        done.stdout(contains("s ago"));
    }
    old.encypher(&["verify", "--max-age", "99999w", "t"]).assert().code(0);
    let new = signed(&[]);
    new.encypher(&["verify", "--max-age", "1h", "t"]).assert().code(0);
    for (flags, words) in [
        (&["--timestamp", "none"][..], "no timestamp"),
        (&["-m", "timestamp=today"], "no timestamp"),
        (&["--timestamp", "99999999999"], "in the future"),
    ] {
        let world = signed(flags);
        let done = world.encypher(&["verify", "--max-age", "1h", "t"]).assert().code(1);
        done.stdout(contains(words));
        world.encypher(&["verify", "t"]).assert().code(0);
    }
}

#[test]
fn accept_lowers_the_verdicts_that_it_names_and_no_others() {
    let (world, table) = verdicts();
    let acceptable = ["reflowed", "incomplete", "partial", "unmarked", "untrusted"];
    for (file, verdict, code) in &table {
        for accepted in acceptable {
            let expected = if *verdict == accepted { 0 } else { *code };
            let mut command = world.encypher(&["verify", "--accept", accepted, file]);
            let done = command.assert().code(expected);
            // The report still says what it is.
            done.stdout(starts_with(format!("{file}: {verdict}")));
        }
        let all = "reflowed,metadata-only,incomplete,partial,unmarked,untrusted";
        let never = ["altered", "truncated", "malformed"].contains(verdict);
        let mut command = world.encypher(&["verify", "--accept", all, file]);
        command.assert().code(i32::from(never));
    }
}

#[test]
fn quiet_hides_what_is_good_and_twice_quiet_hides_all_but_errors() {
    let (world, table) = verdicts();
    for (file, verdict, code) in table {
        let done = world.encypher(&["verify", "-q", file]).assert().code(code).stderr("");
        let output = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let expected = if code == 0 { 0 } else { 1 };
        assert_eq!(output.lines().count(), expected, "{verdict}: {output}");
        let mut silent = world.encypher(&["verify", "-qq", file]);
        silent.assert().code(code).stdout("").stderr("");
    }
    let mut missing = world.encypher(&["verify", "-qq", "missing"]);
    missing.assert().code(5).stdout("").stderr(contains("missing"));
    let two = ["verify", "-q", "verified", "altered"];
    let done = world.encypher(&two).assert().code(1).stderr("");
    done.stdout(starts_with("altered: altered"));
}

#[test]
fn verbose_names_segments_bytes_and_what_is_not_signed() {
    let (world, _) = verdicts();
    let done = world.encypher(&["verify", "-v", "partial"]).assert().code(1);
    let report = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    for words in ["segment 0: verified", "unsigned text: bytes 0 to ", "invisible characters"] {
        assert!(report.contains(words), "{words}: {report}");
    }
    assert!(report.lines().skip(1).all(|line| line.starts_with("  ")), "{report}");
}

#[test]
fn what_was_altered_is_located_by_line_and_byte() {
    let world = World::with_key();
    let text = "First line here.\nSecond line here.\nThird line here.\nFourth line here.\n";
    let marked = String::from_utf8(world.embed(&["--every", "10"], text)).unwrap();
    let changed = marked.replace("Third", "Turd!");
    let done = world.encypher(&["verify"]).write_stdin(changed).assert().code(1);
    done.stdout(contains("altered")).stdout(contains("line 3")).stdout(contains("byte "));
}

#[test]
fn a_fix_is_given_on_standard_error_and_not_in_the_report() {
    let (world, _) = verdicts();
    for (file, fix) in [
        ("untrusted", "--key FILE"),
        ("incomplete", "--accept incomplete"),
        ("partial", "--accept partial"),
    ] {
        let done = world.encypher(&["verify", file]).assert();
        let output = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        assert!(!output.contains("fix"), "{output}");
        done.stderr(contains(format!("{file}: fix: "))).stderr(contains(fix));
    }
}

#[test]
fn verifying_makes_no_key_and_no_folder() {
    let world = World::new();
    world.write("t", TEXT);
    world.encypher(&["verify", "t"]).assert().code(3);
    assert!(!world.config("").exists());
}

#[test]
fn untrusted_metadata_is_shown_as_unverified_to_people_too() {
    let world = signed(&["-m", "model=gpt-4"]);
    let stranger = World::new();
    stranger.write("t", world.read("t"));
    let done = stranger.encypher(&["verify", "-v", "t"]).assert().code(4);
    done.stdout(contains("unverified {\"model\":\"gpt-4\""));
}

#[test]
fn a_file_name_cannot_play_with_the_reader_s_terminal() {
    let world = signed(&[]);
    let name = "a\u{1b}[2J\n::error::b";
    world.write(name, world.read("t"));
    let done = world.encypher(&["verify", name, "\u{1b}missing"]).assert().code(5);
    let output = done.get_output();
    let shown = String::from_utf8([&output.stdout[..], &output.stderr].concat()).unwrap();
    assert!(!shown.contains('\u{1b}') && !shown.contains("\n::"), "{shown:?}");
}

#[test]
fn every_accept_that_a_fix_names_can_be_typed() {
    let (world, table) = super::exits::verdicts();
    for (file, ..) in table {
        let output = world.encypher(&["verify", file]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let Some((_, named)) = said.split_once("--accept ") else {
            continue;
        };
        world.encypher(&["verify", "--accept", named.trim_end(), file]).assert().code(0);
    }
}

// CI services skip any white space before `::`; only names that begin with `::` were escaped.
#[test]
fn a_file_name_cannot_give_a_command_to_a_ci_service() {
    let world = World::with_key();
    for name in [" ::error::pwned", "\u{a0}::error::pwned", "\u{3000}::warning::c"] {
        world.write(name, "x");
        for command in [&["verify"][..], &["check", "--block", "pci"]] {
            let mut command = world.encypher(&[command, &[name]].concat());
            let output = command.output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            let begins = |line: &str| line.trim_start().starts_with("::");
            assert!(!said.lines().any(begins), "{said}");
        }
    }
}
