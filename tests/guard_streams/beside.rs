//! What an event says beside its texts: tool calls, errors, token lists, and what is of no known
//! sort.

use super::documents::records;
use super::events::{
    BLOCKS, Provider, REDACTED, REDACTS, TEXT, assert_clean, assert_judged, events, guarded,
    replaced, text_in,
};
use encypher::stream::Format;
use encypher::target::Target;
use encypher::verify::Verdict;
use serde_json::{Value, json};

/// A chat stream with an event beside its texts.
fn with_event(event: &Value) -> Vec<u8> {
    let chat = Provider::Chat;
    let mut stream = chat.frame(&chat.delta("Hello "));
    stream += &chat.frame(event);
    stream.into_bytes().into_iter().chain(chat.stream(&["there."])).collect()
}

fn assert_event(event: &Value, expected: &Value) {
    let manner = Provider::Chat.manner();
    let stream = with_event(event);
    let done = guarded(&[&stream], manner, REDACTS, Target::End);
    assert_clean(&done.out, manner);
    assert!(events(&done.out, manner).contains(expected), "{}", String::from_utf8_lossy(&done.out));
    assert_judged(&done.out, manner, Verdict::Verified);
    let done = guarded(&[&stream], manner, BLOCKS, Target::End);
    assert!(done.blocked);
    assert_clean(&done.out, manner);
    assert_judged(&done.out, manner, Verdict::Incomplete);
}

#[test]
fn tool_calls_are_looked_at() {
    let call = |arguments: &str| json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": {"name": "pay", "arguments": arguments}}]}, "finish_reason": null}]});
    assert_event(
        &call(r#"{"card": "4242-4242-4242-4242", "to": "jane.q@corp.io"}"#),
        &call(r#"{"card": "[CREDIT_CARD]", "to": "[EMAIL]"}"#),
    );
    // Arguments stay JSON.
    assert_event(&call(r#"{"card": 4242424242424242}"#), &call(r#"{"card": "[CREDIT_CARD]"}"#));
}

#[test]
fn events_of_no_known_sort_are_looked_at() {
    let event =
        |text: &str, deep: &str| json!({"type": "debug", "note": text, "deep": [{"er": [deep]}]});
    assert_event(
        &event("card 4242-4242-4242-4242", "jane.q@corp.io"),
        &event("card [CREDIT_CARD]", "[EMAIL]"),
    );
}

#[test]
fn numbers_of_an_event_are_looked_at() {
    assert_event(
        &json!({"type": "debug", "card": 4242424242424242u64}),
        &json!({"type": "debug", "card": "[CREDIT_CARD]"}),
    );
}

#[test]
fn names_of_members_are_looked_at() {
    assert_event(
        &json!({"type": "debug", "jane.q@corp.io": true}),
        &json!({"type": "debug", "[EMAIL]": true}),
    );
}

#[test]
fn error_events_are_looked_at() {
    let manner = Provider::Chat.manner();
    let chat = Provider::Chat;
    for error in [
        json!({"error": {"message": "no such user jane.q@corp.io", "type": "server_error"}}),
        json!({"error": "card 4242-4242-4242-4242 declined"}),
    ] {
        let stream = chat.frame(&chat.delta("Hello there.")) + &chat.frame(&error);
        let done = guarded(&[stream.as_bytes()], manner, REDACTS, Target::End);
        assert_clean(&done.out, manner);
        assert_judged(&done.out, manner, Verdict::Incomplete);
        let done = guarded(&[stream.as_bytes()], manner, BLOCKS, Target::End);
        assert!(done.blocked);
        assert_clean(&done.out, manner);
    }
}

#[test]
fn lines_and_comments_that_are_no_json_are_looked_at() {
    let manner = Provider::Chat.manner();
    for line in [
        ": card 4242-4242-4242-4242\n\n",
        "data: card 4242-4242-4242-4242\n\n",
        "event: jane.q@corp.io\ndata: {}\n\n",
        "id: jane.q@corp.io\ndata: {\"a\":1}\n\n",
        "card: 4242-4242-4242-4242\n\n",
    ] {
        let stream = [line.as_bytes(), &Provider::Chat.stream(&["Hello there."])].concat();
        let done = guarded(&[&stream], manner, REDACTS, Target::End);
        let out = String::from_utf8(done.out).unwrap();
        assert!(!out.contains("4242") && !out.contains("jane"), "{out}");
        assert_judged(out.as_bytes(), manner, Verdict::Verified);
    }
}

#[test]
fn logprobs_do_not_spell_what_the_text_does_not_say() {
    let chat = Provider::Chat;
    let event = |token: &str| {
        let mut event = chat.delta(token);
        let bytes: Vec<u8> = token.bytes().collect();
        let token = json!({"token": token, "logprob": -0.5, "bytes": bytes, "top_logprobs": [{"token": token, "logprob": -0.5, "bytes": bytes}]});
        event["choices"][0]["logprobs"] = json!({"content": [token], "refusal": null});
        chat.frame(&event)
    };
    // Tokens of two characters: no event holds a value by itself.
    let pieces: Vec<&[u8]> = TEXT.as_bytes().chunks(2).collect();
    let stream: String =
        pieces.iter().map(|piece| event(std::str::from_utf8(piece).unwrap())).collect();
    let stream = [stream.as_bytes(), &chat.stream(&[""])].concat();
    let done = guarded(&[&stream], chat.manner(), REDACTS, Target::End);
    assert_eq!(text_in(&done, chat.manner()), REDACTED);
    let tokens = events(&done.out, chat.manner()).into_iter().flat_map(|event| {
        let content = event["choices"][0]["logprobs"]["content"].as_array().cloned();
        content.unwrap_or_default()
    });
    let tokens: Vec<Value> = tokens.collect();
    let spelled: String = tokens.iter().filter_map(|token| token["token"].as_str()).collect();
    assert!(!spelled.contains("4242-42") && !spelled.contains("@corp"), "{spelled}");
    let bytes = tokens.iter().filter_map(|token| token["bytes"].as_array()).flatten();
    let bytes: Vec<u8> = bytes.filter_map(|byte| byte.as_u64()?.try_into().ok()).collect();
    let spelled = String::from_utf8_lossy(&bytes).into_owned();
    assert!(!spelled.contains("4242-42") && !spelled.contains("@corp"), "{spelled}");
}

/// Cause: the guard's held text was pushed into a text that had been refused, and the scanner
/// panicked.
#[test]
fn a_refused_text_is_sealed_without_what_the_guard_held() {
    let provider = Provider::ALL[0];
    let marked = String::from_utf8(crate::common::Signing::default().embed(b"Signed.")).unwrap();
    let marks = marked.trim_start_matches("Signed.");
    for deltas in
        [["One two. ", marks, " Card 4242-42"], ["One two. ", &format!("{marks}4242-42"), ""]]
    {
        let done = guarded(&[&provider.stream(&deltas)], provider.manner(), REDACTS, Target::End);
        assert_eq!(text_in(&done, provider.manner()), "One two. ");
        assert_judged(&done.out, provider.manner(), Verdict::Incomplete);
    }
}

/// Cause: the guard saw the two halves of a value with marks between them, and the marks were taken
/// out afterwards.
#[test]
fn a_value_that_marks_part_is_found_where_they_are_replaced() {
    let marked = String::from_utf8(crate::common::Signing::default().embed(b"Signed.")).unwrap();
    let parted = TEXT.replacen("4242-4242", &format!("4242-{}4242", &marked["Signed.".len()..]), 1);
    for record in [false, true] {
        let (format, input) = match record {
            false => (Format::Plain, parted.clone()),
            true => (records(), format!("{}\n", json!({ "text": parted }))),
        };
        let done = replaced(&[input.as_bytes()], format, REDACTS);
        let out = String::from_utf8(done.out).unwrap();
        assert!(!out.contains("4242"), "{out}");
    }
}
