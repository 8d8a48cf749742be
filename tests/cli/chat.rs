//! `chat`: questions reach the command as they may, answers leave signed, and the conversation goes
//! on whatever happens to one of them.

use crate::cli::terminal::Seat;
use crate::common::live::wait_until;
use crate::common::process::{World, full, marks};
use assert_cmd::assert::OutputAssertExt;
use predicates::str::{contains, starts_with};
use std::process::{Command, Output, Stdio};

/// A conversation with a line of shell as the model; it reads the question from standard input.
fn chat(world: &World, flags: &[&str], model: &str, script: &str) -> Output {
    let arguments = [&["chat"], flags, &["--", "sh", "-c", model]].concat();
    let mut command = world.encypher(&arguments);
    command.write_stdin(script).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn each_answer_is_signed_for_itself_and_says_whose_it_is() {
    let world = World::with_key();
    let model = "read q; echo \"You said $q. It is so.\"";
    let done = chat(&world, &["-m", "model=sh"], model, "one\n\n  two\n");
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    assert_eq!(world.verify(done.stdout.clone()), 0);
    let plain = world.strip(done.stdout.clone());
    assert_eq!(text(&plain), "You said one. It is so.\nYou said two. It is so.\n");
    let extract = world.encypher(&["extract", "--all"]).write_stdin(done.stdout).assert();
    let said = text(&extract.success().get_output().stdout);
    assert_eq!(
        said.matches(r#""model":"sh","role":"assistant","conversation":""#).count(),
        2,
        "{said}"
    );
}

#[test]
fn an_answer_without_a_line_break_does_not_run_into_the_next() {
    let world = World::with_key();
    let done = chat(&world, &[], "printf %s \"$(cat).\"", "one\ntwo\n");
    assert_eq!(text(&world.strip(done.stdout.clone())), "one.\ntwo.\n");
    assert_eq!(world.verify(done.stdout), 0);
}

#[test]
fn the_transcript_verifies_and_a_question_cannot_be_changed_in_it() {
    let world = World::with_key();
    let done =
        chat(&world, &["--transcript", "talk.md"], "echo Yes, it is.", "Is it?\nReally \\\nso?\n");
    assert_eq!(done.status.code(), Some(0));
    let transcript = world.read("talk.md");
    assert_eq!(world.verify(transcript.clone()), 0);
    let plain = text(&world.strip(transcript.clone()));
    assert_eq!(plain, "> Is it?\n\nYes, it is.\n\n> Really \n> so?\n\nYes, it is.\n");
    let changed = text(&transcript).replace("> Is it?", "> Was it?");
    assert_eq!(world.verify(changed), 1);
    assert_eq!(crate::common::process::mode(&world.path("talk.md")), 0o600);
    // One more conversation goes behind it.
    chat(&world, &["--transcript", "talk.md"], "echo Again.", "And now?\n");
    let longer = world.read("talk.md");
    assert!(longer.starts_with(&transcript));
    assert_eq!(world.verify(longer), 0);
}

#[test]
fn no_mark_goes_back_to_the_command() {
    let world = World::with_key();
    let pasted = text(&world.embed(&[], "A signed text. It is pasted.\n"));
    assert!(marks(pasted.as_bytes()) > 0);
    let script = format!("{pasted}Another question.\nOne more.\n");
    let done = chat(&world, &["--history"], "cat >> heard; echo Answer. Number.", &script);
    assert_eq!(done.status.code(), Some(0));
    let heard = world.read("heard");
    assert_eq!(marks(&heard), 0);
    assert_eq!(
        text(&heard),
        "A signed text. It is pasted.\n\
         User: A signed text. It is pasted.\nAssistant: Answer. Number.\nUser: Another question.\nAssistant:\n\
         User: A signed text. It is pasted.\nAssistant: Answer. Number.\nUser: Another question.\n\
         Assistant: Answer. Number.\nUser: One more.\nAssistant:\n"
    );
}

#[test]
fn what_the_guard_refuses_never_reaches_the_command() {
    let world = World::with_key();
    let flags = ["--block", "email", "--redact", "us_ssn", "--transcript", "t"];
    let script = "Write to ann@acme.io!\nMy SSN is 536-90-4399.\nFine.\n";
    let done = chat(&world, &flags, "tee -a heard", script);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(text(&world.read("heard")), "My SSN is [US_SSN].\nFine.\n");
    let said = text(&done.stderr);
    assert!(
        said.contains("the question: it was not sent: it has an email at line 1, column 10"),
        "{said}"
    );
    assert!(said.contains("the question: redacted 1 value before it is sent"), "{said}");
    let transcript = text(&world.read("t"));
    assert!(!transcript.contains("ann@") && !transcript.contains("536-90"), "{transcript}");
}

#[test]
fn an_answer_that_the_guard_ends_does_not_end_the_conversation() {
    let world = World::with_key();
    let model = "read q; echo \"Fine so far. Mail $q@acme.io today.\"; sleep 0.1; echo more";
    let done = chat(&world, &["--block", "email"], model, "ann\nbob\n");
    assert_eq!(done.status.code(), Some(1));
    let plain = text(&world.strip(done.stdout.clone()));
    assert_eq!(plain, "Fine so far. Mail \nFine so far. Mail \n");
    assert_eq!(world.verify(done.stdout), 9);
    let said = text(&done.stderr);
    assert_eq!(said.matches("the guard ended the text before an email").count(), 2, "{said}");
}

#[test]
fn a_failing_command_says_why_and_the_conversation_goes_on() {
    let world = World::with_key();
    let model = "read q; echo Half an; [ $q = good ] || { echo 'out of luck' >&2; exit 3; }";
    let done = chat(&world, &[], model, "bad\ngood\n");
    assert_eq!(done.status.code(), Some(9));
    assert_eq!(text(&world.strip(done.stdout.clone())), "Half an\nHalf an\n");
    assert_eq!(world.verify(done.stdout), 9);
    let said = text(&done.stderr);
    assert!(said.starts_with("out of luck\nencypher: sh: it ended with status 3\n"), "{said}");
    let killed = chat(&world, &[], "echo Half; kill -9 $$", "x\n");
    assert!(text(&killed.stderr).contains("signal 9 ended it"));
}

#[test]
fn a_command_that_is_not_there_ends_it() {
    let world = World::with_key();
    let mut chat = world.encypher(&["chat", "--", "no-such-model"]);
    let done = chat.write_stdin("a\nb\n").assert().code(127).stdout("");
    done.stderr(starts_with(
        "encypher: no-such-model: there is no such command\n  why: no folder in PATH",
    ));
    world.encypher(&["chat"]).assert().code(2);
    let records = ["chat", "-i", "jsonl", "--records", "--", "cat"];
    world.encypher(&records).assert().code(2).stderr(contains("--records"));
}

#[test]
fn a_command_may_leave_before_it_has_heard_all() {
    let world = World::with_key();
    let question = "word ".repeat(100_000) + "\nshort\n";
    let done = chat(&world, &[], "echo I do not listen. Bye.", &question);
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    assert_eq!(world.verify(done.stdout), 0);
}

#[test]
fn what_a_provider_streams_is_shown_as_text() {
    let world = World::with_key();
    let model = "printf 'data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello there. \"}}]}\\n\\ndata: [DONE]\\n\\n'";
    let done = chat(&world, &["-i", "sse"], model, "Hi\n");
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    assert_eq!(text(&world.strip(done.stdout.clone())), "Hello there. \n");
    assert_eq!(world.verify(done.stdout), 0);
}

#[test]
fn lines_for_encypher_are_no_questions() {
    let world = World::with_key();
    let script = "/help\nHi there\n/stats\n/save kept.md\n/reset\n/stats\n/save\n/nonsense \u{1b}[31m\n /etc is what?\n/exit\nnever\n";
    let done = chat(&world, &["--history"], "tee -a heard", script);
    assert_eq!(text(&world.read("heard")), "Hi there\n/etc is what?\n");
    assert_eq!(done.status.code(), Some(2));
    let said = text(&done.stderr);
    for words in [
        "/save FILE   write",
        "encypher: 1 answer, 2 words\n  the last one:\n    1 read, 2 words",
        "encypher: the conversation is in kept.md",
        "encypher: the conversation begins anew",
        "encypher: 0 answers, 0 words\n",
        "/save: a FILE is wanted\n  fix: name it, such as /save talk.md",
        "/nonsense \\u{1b}[31m: it is no command",
    ] {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
    assert!(!said.contains('\u{1b}'));
    assert_eq!(text(&world.strip(world.read("kept.md"))), "> Hi there\n\nHi there\n");
    assert_eq!(world.verify(world.read("kept.md")), 0);
}

#[test]
fn a_transcript_that_cannot_be_written_ends_it() {
    let world = World::with_key();
    let done = chat(&world, &["--transcript", "/dev/full"], "echo Yes.", "a\nb\n");
    assert_eq!(done.status.code(), Some(5));
    assert!(text(&done.stderr).contains("/dev/full: writing failed"));
    let done = chat(&world, &["--transcript", "no/such/t"], "echo Yes. >> heard", "a\n");
    assert_eq!((done.status.code(), world.files()), (Some(5), vec![]));
    let mut chat = world.raw(&["chat", "--", "echo", "Yes."]);
    chat.stdin(Stdio::null()).stdout(full()).assert().success();
    let mut chat = world.shell("echo a | $0 chat -- echo Yes.");
    chat.stdout(full()).assert().code(5);
}

// The saved file took the name of the transcript, which went on in a file without a name.
#[test]
fn save_does_not_replace_the_transcript() {
    let world = World::with_key();
    let script = "one\n/save ./t\ntwo\n";
    let done = chat(&world, &["--transcript", "t"], "cat", script);
    assert_eq!(done.status.code(), Some(5));
    assert!(text(&done.stderr).contains("./t: there is a file already"));
    let plain = text(&world.strip(world.read("t")));
    assert_eq!(plain, "> one\n\none\n\n> two\n\ntwo\n");
}

// A failed /save left the temporary record at the place up to which it was read.
#[test]
fn a_failed_save_does_not_disturb_the_record() {
    let world = World::with_key();
    let script = "one\n/save no/such/t\n/save /dev/full\ntwo\n/save kept\n";
    chat(&world, &[], "cat; echo Said.", script);
    let plain = text(&world.strip(world.read("kept")));
    assert_eq!(plain, "> one\n\none\nSaid.\n\n> two\n\ntwo\nSaid.\n");
    assert_eq!(crate::common::process::mode(&world.path("kept")), 0o600);
    // What was kept before stays.
    world.write("notes", "important");
    chat(&world, &[], "cat", "one\n/save notes\n");
    assert_eq!(world.read("notes"), b"important");
}

// The question was appended to a last line that has no line break.
#[test]
fn a_question_begins_on_a_new_line_of_the_transcript() {
    let world = World::with_key();
    for (before, gap) in [("", ""), ("notes", "\n\n"), ("notes\n", "\n"), ("notes\n\n", "")] {
        world.write("t", before);
        chat(&world, &["--transcript", "t"], "cat", "one\n");
        let plain = text(&world.strip(world.read("t")));
        assert_eq!(plain, format!("{before}{gap}> one\n\none\n"));
    }
}

#[test]
fn a_question_and_an_answer_that_belong_together_say_so() {
    let world = World::with_key();
    chat(&world, &["--transcript", "t"], "cat", "one\ntwo\n");
    let done = world.encypher(&["extract", "--all", "t"]).assert();
    let said = done.success().get_output().stdout.clone();
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    let members = said["documents"].as_array().unwrap();
    let of = |at: usize| &members[at]["metadata"];
    let turns = [("user", 1), ("assistant", 1), ("user", 2), ("assistant", 2)];
    for (at, (role, turn)) in turns.into_iter().enumerate() {
        assert_eq!(of(at)["role"], role, "{said}");
        assert_eq!(of(at)["turn"], turn, "{said}");
        assert_eq!(of(at)["conversation"], of(0)["conversation"]);
        assert_eq!(of(at)["conversation"].as_str().unwrap().len(), 16);
    }
}

#[test]
fn what_is_said_of_an_answer_does_not_run_into_it() {
    let world = World::with_key();
    let line = "echo hi | $0 chat --stats -- sh -c 'printf half; exit 3' 2>&1";
    let output = world.shell(line).output().unwrap();
    let said = text(&world.strip(output.stdout));
    assert!(said.starts_with("half\nencypher: "), "{said}");
}

#[test]
fn an_answer_that_was_ended_counts_as_far_as_it_came() {
    let world = World::with_key();
    let flags = ["--block", "email", "--stats=json"];
    let done = chat(&world, &flags, "echo Two words ann@acme.io", "hi\n/stats\n");
    let said = text(&done.stderr);
    assert!(said.contains("\"words\":2,"), "{said}");
    assert!(said.contains("encypher: 1 answer, 2 words"), "{said}");
}

#[test]
fn a_question_of_nothing_but_marks_is_no_question() {
    let world = World::with_key();
    let marked = text(&world.embed(&[], "Hello there. Again.\n"));
    let only: String = marked.chars().filter(|c| !c.is_ascii()).collect();
    let done = chat(&world, &[], "echo asked >> heard; cat", &format!("{only}\n"));
    assert_eq!((done.status.code(), world.files()), (Some(0), vec![]));
    assert!(done.stdout.is_empty());
}

// Only whole marks were taken out of what is sent.
#[test]
fn torn_marks_do_not_reach_the_command() {
    let world = World::with_key();
    let marked = text(&world.embed(&[], "A signed text. It is torn.\n"));
    let selectors: Vec<usize> =
        marked.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at).collect();
    let middle = selectors[selectors.len() / 3];
    for torn in [&marked[middle..], &marked[..middle]] {
        let done = chat(&world, &[], "cat >> heard; echo Yes.", &format!("{}\n", torn.trim()));
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    }
    // A long answer is cut for the history, and not in the middle of its seal or of a character.
    let model = "head -c 262040 /dev/zero | tr '\\0' x; printf 'é. End.'; cat >> heard";
    chat(&world, &["--history"], model, "one\ntwo\n");
    let heard = text(&world.read("heard"));
    assert_eq!(marks(heard.as_bytes()), 0);
    assert!(!heard.contains('\u{fffd}'));
}

#[test]
fn a_reader_that_leaves_does_not_leave_the_transcript_unsealed() {
    let world = World::with_key();
    // It ends when it writes again.
    let line = "echo q | $0 chat --transcript t -- sh -c 'while echo A line.; do sleep .05; done' | head -n 1";
    world.shell(line).output().unwrap();
    wait_until(|| world.verify(world.read("t")) == 9);
}

#[test]
fn two_conversations_do_not_share_a_transcript() {
    let world = World::with_key();
    let line = "mkfifo done; (echo q; cat done) | $0 chat --transcript t -- cat & until [ -s t ]; do sleep 0.05; done; echo q | $0 chat --transcript t -- cat; echo $?; : > done; wait";
    let output = world.shell(line).output().unwrap();
    assert!(text(&output.stdout).contains("5\n"));
    let said = text(&output.stderr);
    assert!(said.contains("t: another conversation is being written there"), "{said}");
}

/// `chat` at a terminal that is its own.
fn at_terminal(world: &World, model: &str, shell: &str) -> Command {
    let mut command = world.command("setsid");
    command.args(["-c", "sh", "-c", shell]);
    command.arg(crate::common::process::program()).arg(model);
    command
}

#[test]
fn who_sits_at_a_terminal_is_prompted_and_can_edit() {
    let world = World::with_key();
    let model = "tee -a heard | sed 's/^/You said: /'";
    let mut seat = Seat::take(at_terminal(&world, model, "exec $0 chat -- sh -c \"$1\""));
    seat.await_text("> ");
    seat.type_text("Helo there\u{1b}[D\u{1b}[D\u{1b}[D\u{1b}[D\u{1b}[D\u{1b}[D\u{1b}[Dl\r");
    seat.await_text("You said: Hello there");
    seat.await_text("> ");
    seat.type_text("\u{1b}[A again\r");
    seat.await_text("You said: Hello there again");
    seat.await_text("> ");
    // The break key takes back what was typed.
    seat.type_text("never mind");
    seat.await_text("mind");
    seat.type_text("\u{3}");
    seat.await_text("> ");
    seat.type_text("\u{4}");
    assert_eq!(seat.leave(), Some(0));
    assert_eq!(text(&world.read("heard")), "Hello there\nHello there again\n");
}

#[test]
fn the_break_key_ends_an_answer_and_not_the_conversation() {
    let world = World::with_key();
    let model = "read q; echo \"About $q. It begins\"; [ $q = short ] || exec sleep 30";
    let mut seat =
        Seat::take(at_terminal(&world, model, "exec $0 chat --transcript t -- sh -c \"$1\""));
    seat.await_text("> ");
    seat.type_text("long\r");
    seat.await_text("It begins");
    seat.type_text("\u{3}");
    seat.await_text("its answer is sealed as incomplete");
    seat.await_text("> ");
    seat.type_text("short\r");
    seat.await_text("About short.");
    seat.await_text("> ");
    seat.type_text("/exit\r");
    assert_eq!(seat.leave(), Some(0));
    assert_eq!(world.verify(world.read("t")), 9);
    assert_eq!(
        text(&world.strip(world.read("t"))),
        "> long\n\nAbout long. It begins\n\n> short\n\nAbout short. It begins\n"
    );
}

#[test]
fn a_command_that_does_not_hear_the_break_key_is_ended_by_the_second() {
    let world = World::with_key();
    let model = "trap '' INT; read q; echo Deaf. And slow; sleep 30; sleep 30";
    let mut seat = Seat::take(at_terminal(&world, model, "exec $0 chat -- sh -c \"$1\""));
    seat.await_text("> ");
    seat.type_text("hey\r");
    seat.await_text("And slow");
    // Two that come together may count as one.
    seat.type_until("\u{3}", "you ended its answer");
    seat.await_text("> ");
    seat.type_text("\u{4}");
    assert_eq!(seat.leave(), Some(0));
}

// Ctrl-C on a further line of a question, and Ctrl-D there, sent the lines before.
#[test]
fn a_question_that_is_taken_back_between_its_lines_is_not_sent() {
    let world = World::with_key();
    let mut seat = Seat::take(at_terminal(&world, "tee -a heard", "exec $0 chat -- sh -c \"$1\""));
    seat.await_text("> ");
    seat.type_text("my secret plan \\\r");
    seat.await_text(". ");
    seat.type_text("\u{3}");
    seat.await_text("to leave: ");
    seat.await_text("> ");
    seat.type_text("begun \\\r");
    seat.await_text(". ");
    seat.type_text("\u{4}");
    assert_eq!(seat.leave(), Some(0));
    assert!(world.files().is_empty(), "{:?}", world.files());
}

#[test]
fn an_answer_that_was_ended_is_not_complete_because_its_command_ended_well() {
    let world = World::with_key();
    let model = "trap 'echo bye; exit 0' INT; echo Half an; i=0; while [ $i -lt 100 ]; do sleep .1; i=$((i+1)); done";
    let mut seat =
        Seat::take(at_terminal(&world, model, "exec $0 chat --transcript t -- sh -c \"$1\""));
    seat.await_text("> ");
    seat.type_text("hey\r");
    seat.await_text("Half an");
    seat.type_text("\u{3}");
    seat.await_text("you ended its answer");
    seat.await_text("> ");
    seat.type_text("\u{4}");
    assert_eq!(seat.leave(), Some(0));
    assert_eq!(world.verify(world.read("t")), 9);
}

#[test]
fn prompts_and_editing_never_go_into_a_file() {
    let world = World::with_key();
    for (shell, variable) in [
        ("exec $0 chat -- sh -c \"$1\" > answers", ("TERM", "xterm")),
        ("$0 chat -- sh -c \"$1\" | cat > answers", ("TERM", "xterm")),
    ] {
        let mut command = at_terminal(&world, "cat", shell);
        command.env(variable.0, variable.1);
        let mut seat = Seat::take(command);
        seat.await_text("> ");
        seat.type_text("Hello there\n");
        seat.await_text("> ");
        seat.type_text("\u{4}");
        assert_eq!(seat.leave(), Some(0));
        let answers = world.read("answers");
        assert_eq!(text(&world.strip(answers.clone())), "Hello there\n");
        assert_eq!(world.verify(answers), 0);
    }
    let mut command = at_terminal(&world, "cat", "exec $0 chat -- sh -c \"$1\"");
    command.env("TERM", "dumb");
    let mut seat = Seat::take(command);
    seat.await_text("> ");
    seat.type_text("Hello there\n\u{4}");
    let (_, seen) = seat.finish();
    assert!(!seen.contains('\u{1b}'), "{seen:?}");
}
