//! Provider streams, by the program: framings, channels, errors of the provider, documents.

use crate::common::live::Live;
use crate::common::process::{World, marks};
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use std::path::PathBuf;

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/streams");
    std::fs::read(folder.join(name)).unwrap()
}

fn embed(world: &World, arguments: &[&str], stream: Vec<u8>) -> Command {
    let mut command = world.encypher(&[&["embed"][..], arguments].concat());
    command.write_stdin(stream);
    command
}

/// What a chat stream of these deltas looks like.
fn chat(deltas: &[&str]) -> String {
    let event = |delta: &&str| {
        format!(
            "data: {{\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{delta}\"}},\"finish_reason\":null}}]}}\n\n"
        )
    };
    let end = "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    deltas.iter().map(event).collect::<String>() + end
}

#[test]
fn a_stream_is_signed_judged_read_and_stripped() {
    let world = World::with_key();
    let stream = fixture("o_oai_chat_basic.sse");
    let done = embed(&world, &["--input", "sse", "--meta", "model=gpt-4o"], stream.clone())
        .assert()
        .success()
        .stderr("");
    let signed = done.get_output().stdout.clone();
    world.write("answer.sse", &signed);
    world
        .encypher(&["verify", "--input", "sse", "answer.sse"])
        .assert()
        .success()
        .stdout(contains("answer.sse [channel 0]: verified").and(contains("gpt-4o")));
    let done =
        world.encypher(&["verify", "--json", "--input", "sse", "answer.sse"]).assert().success();
    let report: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(report["results"][0]["channel"], "0");
    assert_eq!(report["results"][0]["documents"][0]["signed"]["metadata"]["finish_reason"], "stop");
    world
        .encypher(&["extract", "--input", "sse", "answer.sse"])
        .assert()
        .success()
        .stdout(contains("\"model\":\"gpt-4o\""));
    world.encypher(&["strip", "--input", "sse", "answer.sse"]).assert().success().stdout(stream);
}

#[test]
fn the_bare_text_of_a_channel_is_a_signed_text_like_any_other() {
    let world = World::with_key();
    let stream = fixture("o_oai_chat_n3.sse");
    for (channel, begins) in
        [(None, "Alpha"), (Some("0"), "Alpha"), (Some("1"), "Beta"), (Some("2"), "Gamma")]
    {
        let mut arguments = vec!["--input", "sse", "--output", "text"];
        arguments.extend(channel.iter().flat_map(|channel| ["--channel", channel]));
        let done = embed(&world, &arguments, stream.clone()).assert().success();
        let text = done.get_output().stdout.clone();
        assert!(text.starts_with(begins.as_bytes()));
        assert_eq!(world.verify(text.clone()), 0);
        let mut plain = world.encypher(&[&["strip"][..], &arguments].concat());
        plain.write_stdin(stream.clone()).assert().success().stdout(world.strip(text));
    }
    embed(&world, &["-i", "sse", "--output", "text", "--channel", "7"], stream)
        .assert()
        .code(1)
        .stdout("")
        .stderr(contains("there is no channel 7").and(contains("0, 1, 2")));
}

#[test]
fn what_went_wrong_at_the_provider_is_told_after_the_text_came_through() {
    let world = World::with_key();
    for (file, input, words) in [
        ("o_oai_chat_error_ratelimit_done.sse", "sse", "rate_limit"),
        ("o_ant_error_overloaded.sse", "sse", "overloaded"),
        ("o_oai_chat_content_filter.sse", "sse", "content_filter"),
        ("o_gem_error_midstream.sse", "sse", "overloaded (UNAVAILABLE)"),
        ("o_gemarr_error.json", "jsonl", "overloaded (UNAVAILABLE)"),
        ("o_oll_chat_error.ndjson", "jsonl", "unexpected EOF"),
        ("o_oai_chat_error_sse_field.sse", "sse", "slot unavailable"),
        ("o_oai_chat_truncated_clean.sse", "sse", "the stream was cut short"),
        ("o_oai_chat_truncated_mid_event.sse", "sse", "the stream was cut short"),
        ("o_gemarr_truncated.json", "jsonl", "the stream was cut short"),
    ] {
        let stream = fixture(file);
        let done = embed(&world, &["--input", input], stream.clone())
            .assert()
            .code(9)
            .stderr(contains(words));
        let signed = done.get_output().stdout.clone();
        world.write("cut", &signed);
        world
            .encypher(&["verify", "-i", input, "cut"])
            .assert()
            .code(9)
            .stdout(contains("incomplete"));
        world.encypher(&["strip", "-i", input, "cut"]).assert().success().stdout(stream);
    }
}

#[test]
fn the_wait_that_a_provider_asks_for_is_told_in_words_and_in_figures() {
    let world = World::with_key();
    let error = r#"data: {"error":{"message":"Rate limit reached. Please try again in 20s.","type":"tokens","code":"rate_limit_exceeded"}}"#;
    let stream = chat(&["Hello"])
        .split(
            "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},",
        )
        .next()
        .unwrap()
        .to_owned()
        + error
        + "\n\n";
    let done = embed(&world, &["-i", "sse", "--stats=json"], stream.into_bytes())
        .assert()
        .code(9)
        .stderr(contains("fix: wait 20s"));
    let messages = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    let line = messages.lines().find(|line| line.starts_with('{')).unwrap();
    let figures: Value = serde_json::from_str(line).unwrap();
    assert_eq!(figures["error"]["class"], "rate_limit");
    assert_eq!(figures["error"]["retry_after"], "20s");
    assert_eq!(figures["complete"], false);
    assert_eq!(figures["provider"], "openai");
    assert_eq!(figures["deltas"], 1);
}

#[test]
fn what_is_no_known_stream_passes_with_one_warning_or_is_refused() {
    let world = World::with_key();
    for (input, text) in [
        ("sse", "Just a text.\nIn two lines.\n"),
        ("sse", "data: {\"some\":\"thing\"}\n\ndata: {\"other\":\"thing\"}\n\n"),
        ("jsonl", "{\"some\":\"thing\"}\n{\"other\":1}\n"),
        ("jsonl", "not json at all\n"),
    ] {
        let done = embed(&world, &["-i", input], text.into()).assert().success().stdout(text);
        let messages = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        let warnings = messages.matches("no provider's stream was recognised").count();
        assert_eq!(warnings, 1, "{text}");
        embed(&world, &["-i", input, "--require-marks"], text.into()).assert().code(1).stdout(text);
        embed(&world, &["-i", input, "--output", "text"], text.into()).assert().code(1).stdout("");
        world.write("unknown", text);
        world.encypher(&["verify", "-i", input, "unknown"]).assert().code(3);
    }
    // A stream with events that nobody separates.
    let stream = fixture("o_oai_chat_single_newline.sse");
    embed(&world, &["-i", "sse"], stream.clone())
        .assert()
        .success()
        .stdout(stream.clone())
        .stderr(contains("not separated"));
    embed(&world, &["-i", "sse", "--require-marks"], stream.clone())
        .assert()
        .code(1)
        .stdout(stream.clone());
    world.write("unseparated", stream);
    world.encypher(&["verify", "-i", "sse", "unseparated"]).assert().code(1);
}

#[test]
fn the_provider_can_be_named() {
    let world = World::with_key();
    let stream = "{\"response\":\"Hello\",\"done\":false}\n{\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}\n";
    let done =
        embed(&world, &["-i", "jsonl", "--provider", "ollama"], stream.into()).assert().success();
    assert!(marks(&done.get_output().stdout) > 0);
    embed(&world, &["-i", "jsonl", "--provider", "nobody"], stream.into())
        .assert()
        .code(2)
        .stderr(contains("anthropic").and(contains("gemini")));
    embed(&world, &["--provider", "ollama"], stream.into())
        .assert()
        .code(2)
        .stderr(contains("--input"));
    embed(&world, &["--output", "text"], stream.into())
        .assert()
        .code(2)
        .stderr(contains("--input"));
}

#[test]
fn the_binary_stream_of_aws_is_refused_with_words_and_passes() {
    let world = World::with_key();
    let mut message = vec![0, 0, 0, 100, 0, 0, 0, 10];
    message.extend(crc32fast_of(&message).to_be_bytes());
    message.extend([7; 84]);
    embed(&world, &["-i", "sse"], message.clone())
        .assert()
        .code(5)
        .stdout(message)
        .stderr(contains("AWS").and(contains("decode it with the SDK")));
}

/// CRC-32 as in IEEE 802.3, bit by bit.
fn crc32fast_of(bytes: &[u8]) -> u32 {
    let turn = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    };
    !bytes.iter().fold(u32::MAX, turn)
}

#[test]
fn an_event_that_never_ends_is_sealed_off_and_passed_on() {
    let world = World::with_key();
    let open = chat(&["Hello"])
        .split(
            "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},",
        )
        .next()
        .unwrap()
        .to_owned();
    let stream = open + "data: {\"long\":\"" + &"x".repeat(100_000);
    let done = embed(&world, &["-i", "sse", "--max-event", "64K"], stream.clone().into())
        .assert()
        .code(5)
        .stderr(contains("--max-event"));
    let signed = done.get_output().stdout.clone();
    assert!(marks(&signed) > 0);
    world.write("long", &signed);
    world.encypher(&["strip", "-i", "sse", "long"]).assert().success().stdout(stream.clone());
    world.encypher(&["verify", "-i", "sse", "--max-event", "64K", "long"]).assert().code(5);
    embed(&world, &["-i", "sse"], stream.into()).assert().code(9);
}

#[test]
fn each_event_leaves_before_the_next_one_is_sent() {
    let world = World::with_key();
    for command in ["embed", "strip"] {
        let mut live = Live::start(world.raw(&[command, "-i", "sse"]));
        let mut sent = String::new();
        for event in chat(&["One", " two\u{FE0F}x", " three"]).split_inclusive("\n\n") {
            live.send(event);
            if event.contains("content") {
                live.expect(event);
            }
            sent.push_str(event);
        }
        let ended = live.end();
        assert!(ended.status.success());
        let mut strip = world.encypher(&["strip", "-i", "sse"]);
        strip.write_stdin(ended.output).assert().success().stdout(sent);
    }
}

#[test]
fn a_signal_seals_what_is_open_and_keeps_the_half_event() {
    let world = World::with_key();
    let stream = chat(&["Hello there"]);
    let (event, _) = stream.split_once("\n\n").unwrap();
    let event = format!("{event}\n\n");
    let mut live = Live::start(world.raw(&["embed", "-i", "sse"]));
    live.send(&event);
    live.send("data: {\"half\":");
    live.expect(&event);
    live.signal(rustix::process::Signal::TERM);
    let ended = live.ended();
    assert!(ended.output.ends_with(b"data: {\"half\":"));
    world.write("cut.sse", &ended.output);
    world.encypher(&["verify", "-i", "sse", "cut.sse"]).assert().code(9);
    world
        .encypher(&["strip", "-i", "sse", "cut.sse"])
        .assert()
        .success()
        .stdout(event + "data: {\"half\":");
}

#[test]
fn marks_that_are_there_are_refused_kept_or_replaced() {
    let world = World::with_key();
    let stream = chat(&["Hello there."]);
    let done = embed(&world, &["-i", "sse"], stream.clone().into()).assert().success();
    let signed = done.get_output().stdout.clone();
    let refused = embed(&world, &["-i", "sse"], signed.clone())
        .assert()
        .code(1)
        .stderr(contains("marks already"));
    // What was passed on before is sealed, and nothing of the marks that were there.
    world.write("refused", &refused.get_output().stdout);
    world.encypher(&["verify", "-i", "sse", "refused"]).assert().code(9);
    let again =
        embed(&world, &["-i", "sse", "--on-marked", "replace", "--meta", "by=me"], signed.clone())
            .assert()
            .success();
    world.write("again", &again.get_output().stdout);
    world
        .encypher(&["extract", "-i", "sse", "again"])
        .assert()
        .success()
        .stdout(contains("\"by\":\"me\""));
    world.encypher(&["strip", "-i", "sse", "again"]).assert().success().stdout(stream);
    let kept = embed(&world, &["-i", "sse", "--on-marked", "keep"], signed).assert().success();
    world.write("kept", &kept.get_output().stdout);
    world.encypher(&["verify", "-i", "sse", "kept"]).assert().success();
}

#[test]
fn documents_are_signed_one_by_one() {
    let world = World::with_key();
    let documents = "{\"id\":1,\"answer\":{\"text\":\"The first \\u00e9 one.\"},\"about\":{\"model\":\"m1\"}}\n\n{\"id\":2, \"answer\" : {\"text\":\"The second 🙂 one.\\n\"},\"about\":{}}\r\n{\"id\":3}\n";
    let fields = ["--input", "jsonl", "--records", "--text-field", "answer.text"];
    let arguments = [&fields[..], &["--meta-field", "about", "--meta", "by=us"]].concat();
    let done = embed(&world, &arguments, documents.into())
        .assert()
        .success()
        .stderr(contains("line 4 was not signed"));
    let signed = done.get_output().stdout.clone();
    world.write("signed.jsonl", &signed);
    let with = |command: &str, more: &[&str]| {
        world.encypher(&[&[command][..], &fields[..], more, &["signed.jsonl"]].concat())
    };
    with("strip", &[]).assert().success().stdout(documents);
    with("verify", &[])
        .assert()
        .code(3)
        .stderr(contains("2 of 3 documents pass").and(contains("line 4")));
    let done = with("extract", &["--all"]).assert().success();
    let found: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(found["documents"][0]["line"], 1);
    assert_eq!(found["documents"][0]["metadata"]["model"], "m1");
    assert_eq!(found["documents"][1]["line"], 3);
    assert_eq!(found["documents"][1]["metadata"]["by"], "us");
    let strict = [&arguments[..], &["--strict"]].concat();
    embed(&world, &strict, documents.into()).assert().code(1).stderr(contains("line 4"));
    // One altered document does not speak for the others.
    let altered = String::from_utf8(signed).unwrap().replace("The second", "The secret");
    world.write("signed.jsonl", altered);
    let done = with("verify", &["--json"]).assert().code(1);
    let report: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(report["results"][0]["verdict"], "verified");
    assert_eq!(report["results"][1]["verdict"], "altered");
    assert_eq!(report["results"][1]["line"], 3);
}

#[test]
fn tokens_on_lines_are_a_stream_too() {
    let world = World::with_key();
    for stream in [
        "\"Hel\"\n\"lo there.\"\n",
        "\"Hel\"\n\"lo there.\"",
        "{\"token\":\"Hello\"}\n{\"token\":\" there\"}\n",
        "{\"text\":\"Hello\"}\r\n",
        "[\"Hel\",\"lo\"]",
    ] {
        let done = embed(&world, &["-i", "jsonl"], stream.into()).assert().success().stderr("");
        world.write("tokens", &done.get_output().stdout);
        world.encypher(&["verify", "-i", "jsonl", "tokens"]).assert().success();
        world.encypher(&["strip", "-i", "jsonl", "tokens"]).assert().success().stdout(stream);
    }
}

#[test]
fn run_signs_the_stream_of_a_command() {
    let world = World::with_key();
    world.write("stream", fixture("o_ant_basic.sse"));
    let done = world.encypher(&["run", "-i", "sse", "--", "cat", "stream"]).assert().success();
    world.write("signed", &done.get_output().stdout);
    world.encypher(&["verify", "-i", "sse", "signed"]).assert().success();
}

#[test]
fn other_formats_and_places_are_woven_into_the_deltas() {
    let world = World::with_key();
    world.write_key("ed.key", include_bytes!("../vectors/keys/ed25519.pem"));
    let stream = chat(&["Hel", "lo there. Some", " more ❤", "\u{FE0F} text. ", "And the end."]);
    for flags in [
        &["--every", "10"][..],
        &["-t", "whitespace"],
        &["-t", "all", "--every", "1"],
        &["--key", "ed.key"],
        &["--format", "encypher3-basic", "--key", "ed.key"],
        &["--format", "encypher3-manifest", "--key", "ed.key", "-t", "whitespace"],
    ] {
        let done = embed(&world, &[&["-i", "sse"], flags].concat(), stream.clone().into())
            .assert()
            .success();
        world.write("signed", &done.get_output().stdout);
        let mut verify = world.encypher(&["verify", "-i", "sse", "signed"]);
        if flags.contains(&"ed.key") {
            verify.args(["--key", "ed.key"]);
        }
        verify.assert().success();
        world.encypher(&["strip", "-i", "sse", "signed"]).assert().success().stdout(stream.clone());
    }
}

#[test]
fn a_good_file_is_not_replaced_by_a_stream_that_is_not_whole() {
    let world = World::with_key();
    for (flags, stream) in [
        (&["--output", "text"][..], b"<html>no</html>".to_vec()),
        (&["--require-marks"], b"<html>no</html>".to_vec()),
        (&[], fixture("o_oai_chat_error_midstream.sse")),
        (&[], fixture("o_oai_chat_truncated_clean.sse")),
    ] {
        world.write("answer", "a good answer");
        let arguments = [&["-i", "sse", "-o", "answer"], flags].concat();
        let done = embed(&world, &arguments, stream).assert();
        assert_ne!(done.get_output().status.code(), Some(0));
        assert_eq!(world.read("answer"), b"a good answer");
    }
}

#[test]
fn documents_stop_at_the_first_one_that_is_refused() {
    let world = World::with_key();
    let documents = "{\"text\":\"One.\"}\n{\"id\":2}\n{\"text\":\"Three.\"}\n";
    let arguments = ["-i", "jsonl", "--records", "--strict"];
    let done = embed(&world, &arguments, documents.into()).assert().code(1);
    let out = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert_eq!(out.lines().count(), 1);
    let empty = "{\"text\":\"\"}\n";
    embed(&world, &["-i", "jsonl", "--records"], empty.into())
        .assert()
        .success()
        .stdout(empty)
        .stderr(contains("its text is empty"));
}

#[test]
fn mistakes_with_the_input_are_pointed_out() {
    let world = World::with_key();
    let whole =
        "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}\n";
    for input in ["sse", "jsonl"] {
        embed(&world, &["-i", input], whole.into())
            .assert()
            .success()
            .stdout(whole)
            .stderr(contains("\"stream\": true"));
    }
    let lines = fixture("o_oll_chat_basic.ndjson");
    embed(&world, &["-i", "sse"], lines).assert().success().stderr(contains("--input jsonl"));
    let events = fixture("o_oai_chat_basic.sse");
    embed(&world, &["-i", "jsonl"], events.clone())
        .assert()
        .success()
        .stderr(contains("--input sse"));
    let done =
        embed(&world, &[], events.clone()).assert().success().stderr(contains("--input sse"));
    world.write("raw", &done.get_output().stdout);
    let signed = embed(&world, &["-i", "sse"], events.clone()).assert().success();
    world.write("signed", &signed.get_output().stdout);
    world.encypher(&["verify", "signed"]).assert().code(1).stderr(contains("--input sse"));
    embed(&world, &["-i", "sse"], vec![0x1F, 0x8B, 8, 0, 1, 2, 3])
        .assert()
        .stderr(contains("--compressed"));
    embed(&world, &["-i", "sse", "--channel", "0"], events.clone())
        .assert()
        .code(2)
        .stderr(contains("--output text"));
    for command in ["verify", "extract"] {
        world
            .encypher(&[command, "-i", "sse", "--channel", "7", "signed"])
            .assert()
            .code(1)
            .stderr(contains("name one that is there: 0"));
    }
    world
        .encypher(&["strip", "-i", "sse", "--output", "text", "--channel", "7", "signed"])
        .assert()
        .code(1)
        .stderr(contains("no channel 7"));
    // An answer of the provider that is no stream at all.
    let error = "{\n  \"error\": {\n    \"message\": \"Incorrect API key provided\",\n    \"code\": \"invalid_api_key\"\n  }\n}\n";
    embed(&world, &["-i", "sse"], error.into())
        .assert()
        .code(9)
        .stdout(error)
        .stderr(contains("invalid_api_key"));
}

#[test]
fn streams_of_several_providers_may_stand_in_one_file() {
    let world = World::with_key();
    for (input, first, second) in [
        ("sse", "o_gem_basic.sse", "o_oai_resp_basic.sse"),
        ("jsonl", "o_oll_chat_basic.ndjson", "o_cohere1_basic.ndjson"),
        ("sse", "o_tgi_basic.sse", "o_ant_basic.sse"),
        ("sse", "o_ant_basic.sse", "o_oai_chat_basic.sse"),
    ] {
        let both = [fixture(first), fixture(second)].concat();
        let done = embed(&world, &["-i", input], both.clone()).assert().success().stderr("");
        world.write("both", &done.get_output().stdout);
        world.encypher(&["verify", "-i", input, "both"]).assert().success();
        world.encypher(&["strip", "-i", input, "both"]).assert().success().stdout(both);
    }
}

#[test]
fn a_long_log_of_answers_is_judged_to_its_end() {
    let world = World::with_key();
    let log = chat(&["Hello"]).repeat(1100);
    let done = embed(&world, &["-i", "sse"], log.into()).assert().success();
    let signed = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    world.write("log", &signed);
    world.encypher(&["verify", "-q", "-i", "sse", "log"]).assert().success();
    let last = signed.rfind("Hello").unwrap();
    world.write("log", signed[..last].to_owned() + "Jello" + &signed[last + 5..]);
    world.encypher(&["verify", "-i", "sse", "log"]).assert().code(1);
}

#[test]
fn a_line_that_is_too_large_ends_the_documents_with_an_error() {
    let world = World::with_key();
    let documents = format!(
        "{{\"text\":\"One.\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"Three.\"}}\n",
        "x".repeat(200_000)
    );
    let arguments = ["-i", "jsonl", "--records", "--max-event", "100K"];
    let done = embed(&world, &arguments, documents.clone().into())
        .assert()
        .code(5)
        .stderr(contains("--max-event"));
    world.write("signed", &done.get_output().stdout);
    let with = |command: &str| world.encypher(&[&[command][..], &arguments, &["signed"]].concat());
    for command in ["verify", "extract"] {
        with(command).assert().code(5).stderr(contains("--max-event"));
    }
    with("strip").assert().code(5).stdout(documents);
}
