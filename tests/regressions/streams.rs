//! Faults of provider streams that were found once, and streams that were forged once. The line above
//! each test names the cause.

use crate::common::streams::{judged, manner, relay, signed, signer, stripped};
use encypher::stream::Written;
use encypher::stream::events::verify::RelayVerification;
use encypher::target::Target;
use encypher::verify::Verdict;

/// An event of a chat stream with this member `choices`.
fn event(choices: &str) -> String {
    format!("data: {{\"object\":\"chat.completion.chunk\",\"choices\":[{choices}]}}\n\n")
}

fn delta(content: &str) -> String {
    event(&format!("{{\"index\":0,\"delta\":{{\"content\":{content}}},\"finish_reason\":null}}"))
}

fn stop() -> String {
    event("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}") + "data: [DONE]\n\n"
}

/// Signs a stream, and says that it comes back, and that it verifies.
fn comes_back(name: &str, stream: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for target in [Target::Auto, Target::Whitespace, Target::FirstLetter, Target::All, Target::End]
    {
        (out, _) = relay(&[stream.as_bytes()], manner(name), signer(target), Written::Same);
        let again = stripped(&[&out], manner(name));
        assert_eq!(String::from_utf8_lossy(&again), stream, "{target:?}");
        for text in judged(&out, manner(name)).texts {
            let verdict = text.verification.verdict;
            assert!(
                matches!(verdict, Verdict::Verified | Verdict::Incomplete),
                "{verdict} {target:?} {stream}"
            );
        }
    }
    out
}

// Half a pair before a seal was read together with the mark, and stripped with it.
#[test]
fn half_a_surrogate_pair_before_a_seal_is_not_taken_out_with_it() {
    comes_back(
        "x.sse",
        &event("{\"index\":0,\"delta\":{\"content\":\"\\ud83d\"},\"finish_reason\":\"stop\"}"),
    );
    comes_back("x.sse", &(delta("\"a \\ud83d\"") + &stop()));
    comes_back("x.sse", &(delta("\"a \\ud83d\"") + &stop() + &delta("\"\\ude80 b\"") + &stop()));
    comes_back("x.sse", &(delta("\"go \\ud83d\"") + &delta("\"Rocket: x\"") + &stop()));
    comes_back(
        "x.jsonl",
        "{\"model\":\"\",\"created_at\":\"\",\"message\":{\"content\":\"S\"}}\n{\"message\":{\"content\":\"\\udb40\"}}\n",
    );
    let responses = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\\ud83d\"}\n\nevent: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":\"a\\ud83d\"}\n\n";
    comes_back("x.sse", responses);
}

// Each member was left out with one comma, and two neighbours took the same one.
#[test]
fn neighbouring_members_are_left_out_of_a_copied_event() {
    for members in [
        "\"obfuscation\":\"x\",\"usage\":{\"a\":1},",
        "\"usage\":{\"a\":1},\"obfuscation\":\"x\",\"usage\":{\"b\":1},",
    ] {
        let stream = format!(
            "data: {{{members}\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"Hi\"}}}}]}}\n\ndata: [DONE]\n\n"
        );
        comes_back("x.sse", &stream);
    }
}

// A seal event was written after the first `data` field, even if that had no value.
#[test]
fn an_empty_data_field_is_no_template_for_another() {
    comes_back(
        "x.sse",
        "data\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n",
    );
}

// The limit was checked at the end of a read, not of an event.
#[test]
fn the_limit_of_an_event_does_not_depend_on_reads() {
    let stream = delta(&format!("\"{}\"", "x".repeat(400))) + &stop();
    let mut manner = manner("x.sse");
    manner.frame_max = 300;
    let (whole, summary) = relay(&[stream.as_bytes()], manner, signer(Target::End), Written::Same);
    assert!(summary.broken.is_some());
    for size in [1, 100, 350] {
        let pieces: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
        assert_eq!(relay(&pieces, manner, signer(Target::End), Written::Same).0, whole);
    }
}

// An event without its blank line was joined with the seal event after it.
#[test]
fn an_event_that_is_cut_before_its_blank_line_is_signed_for_itself() {
    for end in ["", "\n"] {
        let event = delta("\" you\"");
        let stream = delta("\"Hi\"") + event.trim_end() + end;
        let out = comes_back("x.sse", &stream);
        let found = judged(&out, manner("x.sse"));
        let verdicts: Vec<_> = found.texts.iter().map(|text| text.verification.verdict).collect();
        assert_eq!(verdicts, [Verdict::Incomplete]);
    }
}

// A line break of the text after such a seal was taken for the one that came with the seal.
#[test]
fn a_line_break_after_a_seal_on_a_line_of_its_own_stays() {
    comes_back("x.sse", &(delta("\"```\\n|\"") + delta("\"\\n\"").trim_end()));
    comes_back("x.sse", &(delta("\"```\\ncode\\n```\"") + &stop() + &delta("\"\\n\"") + &stop()));
}

// The seals of other channels were written after an event that had no end, and became a part of it.
#[test]
fn an_unfinished_last_event_stays_last() {
    let two = delta("\"a\"")
        + &event("{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":null}");
    comes_back(
        "x.sse",
        &(two + event("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}").trim_end()),
    );
}

// Two choices of one index in an event were signed as two texts.
#[test]
fn choices_of_the_same_index_in_one_event_are_one_channel() {
    comes_back(
        "x.sse",
        &(event(
            "{\"index\":2,\"delta\":{\"ontent\":\"a\"}},{\"index\":2,\"delta\":{\"content\":\"b\"}}",
        ) + "data: [DONE]\n\n"),
    );
    comes_back(
        "x.sse",
        &(event("{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"b\"}}")
            + "data: [DONE]\n\n"),
    );
}

// The opening bracket of a broken array was written again with what follows it.
#[test]
fn the_opening_of_an_array_is_written_once() {
    comes_back("x.jsonl", "[,\n  \"candidates\": [\n    {\n");
    comes_back("x.jsonl", "[\"\\u00aa\",}data:data:data:");
}

// Each channel kept a copy of the whole event as the template of its seal.
#[test]
fn many_channels_of_one_large_event_share_it() {
    let choices: Vec<String> = (0..1000)
        .map(|index| format!("{{\"index\":{index},\"delta\":{{\"content\":\"a\"}}}}"))
        .collect();
    let padding = "x".repeat(1_000_000);
    let stream = format!(
        "data: {{\"padding\":\"{padding}\",\"choices\":[{}]}}\n\ndata: [DONE]\n\n",
        choices.join(",")
    );
    let out = signed(stream.as_bytes(), manner("x.sse"));
    assert!(out.len() < stream.len() + 2_000_000);
    assert_eq!(stripped(&[&out], manner("x.sse")), stream.as_bytes());
}

fn is_refused(found: &RelayVerification) -> bool {
    let unverified = found.texts.iter().any(|text| text.verification.verdict != Verdict::Verified);
    found.texts.is_empty()
        || unverified
        || found.unclear.is_some()
        || found.broken.is_some()
        || found.too_many
}

/// Signs a stream, forges it, and says that this is noticed.
fn forged(name: &str, stream: &str, forgeries: &[(&str, &str)]) {
    let signed = String::from_utf8(signed(stream.as_bytes(), manner(name))).unwrap();
    assert!(!is_refused(&judged(signed.as_bytes(), manner(name))), "{stream}");
    for (from, to) in forgeries {
        let forged = signed.replacen(from, to, 1);
        assert_ne!(forged, signed, "{from}");
        assert!(is_refused(&judged(forged.as_bytes(), manner(name))), "{to}");
    }
}

// Clients differ in unusual events, and what only some of them show passed unsigned.
#[test]
fn text_that_only_some_clients_see_is_noticed_in_a_chat() {
    let stream = delta("\"Do \"") + &delta("\"not \"") + &delta("\"launch.\"") + &stop();
    let evil = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"EVIL \"}}]}\n\n";
    let third = delta("\"launch.\"");
    let with = |event: &str| format!("{event}{third}");
    forged(
        "x.sse",
        &stream,
        &[
            // A client stops here.
            (&third, &with("data: [DONE]\n\n")),
            (&third, &with("data: [DONE]x\n\n")),
            (&third, &with(&event("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}"))),
            // The standard has no such fields.
            (&third, &with(&format!("error: x\n{evil}"))),
            (&third, &with(&format!("{}error: x\n\n", evil.trim_end().to_owned() + "\n"))),
            (
                &third,
                &with("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"EVIL \"}]}}]}\n\n"),
            ),
            (
                &third,
                &format!(
                    "{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"EVIL \"}}]}}}}]}}\n{third}"
                ),
            ),
            (
                &third,
                &with("data: [{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"EVIL\"}}]}]\n\n"),
            ),
            (&third, &with(&format!("data: {}\ndata: 5\n\n", &evil[6..evil.len() - 2]))),
            // Some clients go by the type.
            (&third, &format!("event: thread.message.delta\n{third}")),
            // No string, and yet something to show.
            (&third, &with(&delta("42"))),
            (&third, &with(&delta("[\"EVIL\"]"))),
            (&third, &with(&delta("true"))),
        ],
    );
}

// The same in the other dialects.
#[test]
fn text_that_only_some_clients_see_is_noticed_in_the_others() {
    let lines = "{\"model\":\"m\",\"created_at\":\"t\",\"message\":{\"content\":\"Do not go.\"},\"done\":false}\n{\"model\":\"m\",\"created_at\":\"t\",\"message\":{\"content\":\"\"},\"done\":true}\n";
    forged(
        "x.jsonl",
        lines,
        &[
            ("\"done\":false}\n", "\"done\":false}\r{\"message\":{\"content\":\"EVIL\"}}\n"),
            ("{\"content\":\"Do not go.\"}", "{\"content\":\"Do not go.\"},\"response\":\"EVIL\""),
        ],
    );
    let start =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"content\":[]}}\n\n";
    let block = |text: &str| {
        format!(
            "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n"
        )
    };
    let end = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    let not = block("not ");
    forged(
        "x.sse",
        &(start.to_owned() + &block("Do ") + &not + &block("go.") + end),
        &[
            ("\"content\":[]", "\"content\":[{\"type\":\"text\",\"text\":\"EVIL \"}]"),
            (&not, not.strip_prefix("event: content_block_delta\n").unwrap()),
            (&not, &not.replacen("event: content_block_delta", "event: ping", 1)),
        ],
    );
    let gemini = |text: &str, rest: &str| {
        format!(
            "data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"{text}\"}}]}}{rest}}}]}}\n\n"
        )
    };
    forged(
        "x.sse",
        &(gemini("Do ", "") + &gemini("not ", "") + &gemini("go.", ",\"finishReason\":\"STOP\"")),
        &[("{\"text\":\"not \"}", "{\"text\":\"not \",\"thought\":\"true\"}")],
    );
}

// A copy was compared with the texts that it repeats, so that it could leave one out.
#[test]
fn copies_must_repeat_the_texts_that_were_streamed() {
    let fixture = crate::common::streams::fixtures()
        .into_iter()
        .find(|fixture| fixture.file == "o_oai_resp_two_messages.sse")
        .unwrap();
    let stream = String::from_utf8(fixture.bytes).unwrap();
    let signed = String::from_utf8(signed(stream.as_bytes(), fixture.manner)).unwrap();
    assert!(!is_refused(&judged(signed.as_bytes(), fixture.manner)));
    let (rest, last) = signed.split_at(signed.rfind("event: response.completed").unwrap());
    let data: serde_json::Value =
        serde_json::from_str(last.split_once("data: ").unwrap().1.trim()).unwrap();
    let output = data["response"]["output"].as_array().unwrap().clone();
    let mut swapped = output.clone();
    swapped.swap(0, 1);
    for forged in [swapped, output[..1].to_vec(), Vec::new()] {
        let mut data = data.clone();
        data["response"]["output"] = forged.into();
        let stream = format!("{rest}event: response.completed\ndata: {data}\n\n");
        assert!(is_refused(&judged(stream.as_bytes(), fixture.manner)));
    }
    let mut evil = data;
    evil["response"]["output_text"] = "EVIL".into();
    let stream = format!("{rest}event: response.completed\ndata: {evil}\n\n");
    assert!(is_refused(&judged(stream.as_bytes(), fixture.manner)));
}

// Such an event was read by the dialect of the events before it.
#[test]
fn an_event_of_two_dialects_is_read_alike_everywhere() {
    let tgi = "data:{\"index\":1,\"token\":{\"id\":1,\"text\":\"Hello\",\"special\":false},\"generated_text\":null}\n\n";
    let both = "data:{\"index\":2,\"token\":{\"id\":2,\"text\":\" there\",\"special\":false},\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[]}}]}\n\n";
    let chat = "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[1]}}]}\n\n";
    let native = "data: {\"index\":0,\"content\":\"x\",\"stop\":false}\n\n";
    let half = "data: {\"index\":0,\"content\":\"y\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[]}}]}\n\n";
    comes_back("x.sse", &[tgi, both, chat, chat].concat());
    comes_back("x.sse", &[native, half, chat, chat].concat());
    comes_back("x.sse", &([native, half, chat].concat() + &delta("\"z\"") + &stop()));
}
