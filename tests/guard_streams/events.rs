//! Streams of providers made of pieces of a text, and the guarded machine in one call.

use crate::common::streams::{judged, manner, signer, text_of};
use encypher::embed::{Ending, OnMarked};
use encypher::guard::guard::{CompiledPolicy, Guard};
use encypher::guard::policy::read;
use encypher::record::metadata::Metadata;
use encypher::stream::operation::sign::{Sign, SignText, Signer};
use encypher::stream::operation::{ChannelFinding, Effect, Failure, Place, TextError};
use encypher::stream::{Format, Manner, Operation, Written};
use encypher::target::Target;
use encypher::verify::Verdict;

use crate::common::compiled_policy;
use serde_json::{Value, json};

/// A text with two values; their characters 2, 4 and @ stand nowhere else in a stream.
pub const TEXT: &str = "Dear all, the card is 4242-4242-4242-4242, of jane.q@corp.io. Bye.";
pub const REDACTED: &str = "Dear all, the card is [CREDIT_CARD], of [EMAIL]. Bye.";

pub const REDACTS: &str = "block_on_violation = false\n";
pub const BLOCKS: &str = "block_on_violation = true\n";

/// Who sends a stream.
#[derive(Debug, Clone, Copy)]
pub enum Provider {
    Chat,
    Responses,
    Anthropic,
    Gemini,
    Ollama,
}

impl Provider {
    pub const ALL: [Provider; 5] = [
        Provider::Chat,
        Provider::Responses,
        Provider::Anthropic,
        Provider::Gemini,
        Provider::Ollama,
    ];

    pub fn manner(self) -> Manner {
        manner(match self {
            Provider::Ollama => "x.ndjson",
            _ => "x.sse",
        })
    }

    /// A whole stream that brings a text in these pieces.
    pub fn stream(self, deltas: &[&str]) -> Vec<u8> {
        let mut events = self.begin();
        events.extend(deltas.iter().map(|delta| self.delta(delta)));
        events.extend(self.end(&deltas.concat()));
        let mut stream: String = events.iter().map(|event| self.frame(event)).collect();
        if matches!(self, Provider::Chat) {
            stream.push_str("data: [DONE]\n\n");
        }
        stream.into_bytes()
    }

    pub fn frame(self, event: &Value) -> String {
        match self {
            Provider::Ollama => format!("{event}\n"),
            Provider::Anthropic => {
                format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap())
            }
            _ => format!("data: {event}\n\n"),
        }
    }

    fn begin(self) -> Vec<Value> {
        match self {
            Provider::Responses => vec![
                json!({"type": "response.created", "response": {"id": "r", "object": "response", "status": "in_progress", "output": []}}),
                json!({"type": "response.output_item.added", "output_index": 0, "item": {"id": "m", "type": "message", "status": "in_progress", "content": [], "role": "assistant"}}),
                json!({"type": "response.content_part.added", "item_id": "m", "output_index": 0, "content_index": 0, "part": {"type": "output_text", "annotations": [], "text": ""}}),
            ],
            Provider::Anthropic => vec![
                json!({"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": []}}),
                json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
            ],
            _ => Vec::new(),
        }
    }

    pub fn delta(self, text: &str) -> Value {
        match self {
            Provider::Chat => {
                json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]})
            }
            Provider::Responses => {
                json!({"type": "response.output_text.delta", "item_id": "m", "output_index": 0, "content_index": 0, "delta": text})
            }
            Provider::Anthropic => {
                json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
            }
            Provider::Gemini => {
                json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}], "modelVersion": "m"})
            }
            Provider::Ollama => {
                json!({"model": "m", "created_at": "t", "message": {"role": "assistant", "content": text}, "done": false})
            }
        }
    }

    fn end(self, text: &str) -> Vec<Value> {
        let part = json!({"type": "output_text", "annotations": [], "text": text});
        let item = json!({"id": "m", "type": "message", "status": "completed", "content": [part], "role": "assistant"});
        match self {
            Provider::Chat => vec![
                json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
            ],
            Provider::Responses => vec![
                json!({"type": "response.output_text.done", "item_id": "m", "output_index": 0, "content_index": 0, "text": text}),
                json!({"type": "response.content_part.done", "item_id": "m", "output_index": 0, "content_index": 0, "part": part}),
                json!({"type": "response.output_item.done", "output_index": 0, "item": item}),
                json!({"type": "response.completed", "response": {"id": "r", "object": "response", "status": "completed", "output": [item]}}),
            ],
            Provider::Anthropic => vec![
                json!({"type": "content_block_stop", "index": 0}),
                json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null}}),
                json!({"type": "message_stop"}),
            ],
            Provider::Gemini => vec![
                json!({"candidates": [{"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP", "index": 0}], "modelVersion": "m"}),
            ],
            Provider::Ollama => vec![
                json!({"model": "m", "created_at": "t", "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": "stop"}),
            ],
        }
    }
}

/// A policy of this text, as it is applied to what goes out.
pub fn terms(policy: &str) -> CompiledPolicy {
    compiled_policy(read::read(policy).unwrap())
}

/// A plain text, guarded.
pub fn whole(policy: &str, text: &str) -> String {
    let mut guard = Guard::new(terms(policy));
    let mut out = Vec::new();
    guard.push(text.as_bytes(), &mut out);
    guard.finish(&mut out);
    String::from_utf8(out).unwrap()
}

/// A stream that was guarded and signed.
#[derive(Debug)]
pub struct Done {
    pub out: Vec<u8>,
    pub blocked: bool,
    pub channels: Vec<String>,
    /// The kinds that were found.
    pub found: Vec<String>,
}

/// Signs, and keeps the kinds that the guard finds.
struct Signing {
    sign: Sign,
    found: Vec<String>,
}

impl Operation for Signing {
    type Text = SignText;
    type Error = Failure;
    const EFFECT: Effect = Effect::Adds;

    fn begin(
        &mut self,
        place: &Place,
        metadata: Option<Metadata>,
    ) -> Result<Option<SignText>, TextError> {
        self.sign.begin(place, metadata)
    }

    fn end(&mut self, place: Place, text: SignText) {
        self.sign.end(place, text);
    }

    fn fail(&self, failure: Failure) -> Failure {
        failure
    }

    fn found(&mut self, findings: Vec<ChannelFinding>) -> Result<(), Failure> {
        self.found.extend(findings.into_iter().map(|found| found.finding.kind));
        Ok(())
    }

    fn replaces_marks(&self) -> bool {
        self.sign.replaces_marks()
    }
}

/// Guards and signs a stream that comes in pieces, as the program does.
pub fn guarded(pieces: &[&[u8]], manner: Manner, policy: &str, target: Target) -> Done {
    guarded_input(pieces, Format::Events(manner, Written::Same), policy, target)
}

/// Guards and signs an input that comes in pieces.
pub fn guarded_input(pieces: &[&[u8]], format: Format, policy: &str, target: Target) -> Done {
    guarded_by(pieces, format, policy, signer(target))
}

/// Guards and signs an input that comes in pieces, and takes the marks out that are in it.
pub fn replaced(pieces: &[&[u8]], format: Format, policy: &str) -> Done {
    let mut signer = signer(Target::End);
    signer.options.on_marked = OnMarked::Replace;
    guarded_by(pieces, format, policy, signer)
}

fn guarded_by(pieces: &[&[u8]], format: Format, policy: &str, signer: Signer) -> Done {
    let signing = Signing { sign: Sign::new(signer).unwrap(), found: Vec::new() };
    let mut container = format.open(signing, Some(terms(policy))).unwrap();
    let mut out = Vec::new();
    let refused = pieces.iter().any(|piece| container.push(piece, &mut out).is_err());
    let ending = if refused { Ending::Incomplete } else { Ending::Complete };
    let (signing, report) = container.finish(ending, &mut out).unwrap();
    Done {
        out,
        blocked: report.blocked,
        channels: report.channels.iter().map(ToString::to_string).collect(),
        found: signing.found,
    }
}

/// The events of a stream, each valid JSON.
pub fn events(stream: &[u8], manner: Manner) -> Vec<Value> {
    let stream = std::str::from_utf8(stream).unwrap();
    let is_sse = manner == crate::common::streams::manner("x.sse");
    let data = stream.lines().filter_map(|line| match is_sse {
        true => line.strip_prefix("data: ").filter(|data| *data != "[DONE]"),
        false => Some(line).filter(|line| !line.is_empty()),
    });
    data.map(|data| serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {data}")))
        .collect()
}

/// All that an event says: names, strings and numbers.
fn sayings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Number(number) => into.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| sayings(item, into)),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            into.push(name.clone());
            sayings(value, into);
        }),
        _ => {}
    }
}

/// That every event is JSON, and none says a character of the values of [`TEXT`].
pub fn assert_clean(stream: &[u8], manner: Manner) {
    for event in events(stream, manner) {
        let mut said = Vec::new();
        sayings(&event, &mut said);
        for said in said {
            let leaks =
                said.contains(['2', '4', '@']) || said.contains("jane") || said.contains("corp");
            assert!(!leaks, "{said:?} in {event}");
        }
    }
}

/// That every text of a stream is judged like this.
pub fn assert_judged(stream: &[u8], manner: Manner, verdict: Verdict) {
    let found = judged(stream, manner);
    let shown = String::from_utf8_lossy(stream);
    assert!(!found.texts.is_empty(), "{shown}");
    for judged in &found.texts {
        assert_eq!(
            judged.verification.verdict, verdict,
            "{:?} {shown}",
            judged.verification.reason
        );
    }
    assert!(found.broken.is_none() && found.unclear.is_none(), "{:?} {shown}", found.unclear);
}

/// The text of the only channel, without marks.
pub fn text_in(done: &Done, manner: Manner) -> String {
    assert_eq!(done.channels.len(), 1);
    String::from_utf8(text_of(&done.out, manner, &done.channels[0])).unwrap()
}
