//! Recorded provider streams, and the machines for them in one call.

use encypher::embed::{EmbedOptions, Ending, Hold};
use encypher::guard::guard::CompiledPolicy;
use encypher::stream::dialect::{Channel, Dialect};
use encypher::stream::frame::{Broken, Framing};
use encypher::stream::operation::sign::{Sign, Signer};
use encypher::stream::operation::strip::Strip;
use encypher::stream::operation::verify::Verify;
use encypher::stream::{Container, Format, Manner, Report, Written};
use encypher::target::Target;
use encypher::verdict::Verification;
use serde_json::Value;
use std::path::Path;

/// One recorded stream, and what is known of it.
pub struct Fixture {
    pub file: String,
    pub manner: Manner,
    pub dialect: Dialect,
    pub bytes: Vec<u8>,
    pub about: Value,
}

/// All recorded streams.
pub fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/streams");
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let fixtures = manifest["fixtures"].as_array().unwrap().iter().map(|about| {
        let file = about["file"].as_str().unwrap().to_owned();
        let bytes = std::fs::read(folder.join(&file)).unwrap();
        Fixture {
            manner: manner(&file),
            dialect: Dialect::named(about["format"].as_str().unwrap()).unwrap(),
            bytes,
            about: about.clone(),
            file,
        }
    });
    let mut fixtures: Vec<_> = fixtures.collect();
    assert!(fixtures.len() >= 133);
    fixtures.extend(long_events());
    fixtures
}

/// The three recorded streams that are too long to be kept: an event of more than 1 MiB in each.
fn long_events() -> Vec<Fixture> {
    let long =
        "A line of text that goes on for a while, and then some more. 東京 🙂 ".repeat(17_000);
    let text = serde_json::to_string(&long).unwrap();
    let streams = [
        (
            "oai_chat_1mb_event.sse",
            "openai",
            format!(
                "data: {{\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text}}},\"finish_reason\":null}}]}}\n\ndata: {{\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n"
            ),
        ),
        (
            "ant_1mb_delta.sse",
            "anthropic",
            format!(
                "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":{text}}}}}\n\nevent: content_block_stop\ndata: {{\"type\":\"content_block_stop\",\"index\":0}}\n\nevent: message_stop\ndata: {{\"type\":\"message_stop\"}}\n\n"
            ),
        ),
        (
            "oll_gen_1mb.ndjson",
            "ollama",
            format!(
                "{{\"model\":\"m\",\"created_at\":\"t\",\"response\":{text},\"done\":false}}\n{{\"model\":\"m\",\"created_at\":\"t\",\"response\":\"\",\"done\":true}}\n"
            ),
        ),
    ];
    let fixture = |(file, dialect, stream): (&str, &str, String)| Fixture {
        file: file.to_owned(),
        manner: manner(file),
        dialect: Dialect::named(dialect).unwrap(),
        bytes: stream.into_bytes(),
        about: serde_json::json!({"conforming": true, "expected": {"text": {"0": long}, "ended": "finish"}}),
    };
    streams.into_iter().map(fixture).collect()
}

/// How a file of this name is read.
pub fn manner(file: &str) -> Manner {
    let framing = match file.ends_with(".sse") {
        true => Framing::Sse,
        false => Framing::Jsonl,
    };
    Manner { framing, dialect: None, frame_max: Manner::FRAME_MAX }
}

/// Who signs in a test.
pub fn signer(target: Target) -> Signer {
    let super::Signing { key, metadata, id, .. } = super::Signing::default();
    Signer {
        options: EmbedOptions { target, hold: Hold::Nothing, ..EmbedOptions::default() },
        key,
        metadata,
        id,
        compat: None,
        says: None,
    }
}

/// What was done to a stream.
pub struct Summary {
    pub report: Report,
    pub marks: u64,
}

impl std::ops::Deref for Summary {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.report
    }
}

/// A container that signs a stream.
pub fn signing(
    manner: Manner,
    signer: Signer,
    written: Written,
    guard: Option<CompiledPolicy>,
) -> Box<dyn Container<Sign> + Send> {
    Format::Events(manner, written).open(Sign::new(signer).unwrap(), guard).unwrap()
}

/// Signs a stream that comes in pieces.
pub fn relay(
    pieces: &[&[u8]],
    manner: Manner,
    signer: Signer,
    written: Written,
) -> (Vec<u8>, Summary) {
    let mut container = signing(manner, signer, written, None);
    let mut out = Vec::new();
    for piece in pieces {
        container.push(piece, &mut out).unwrap();
    }
    let (sign, report) = container.finish(Ending::Complete, &mut out).unwrap();
    (out, Summary { report, marks: sign.summary.marks })
}

/// Signs a stream at the end of its texts.
pub fn signed(stream: &[u8], manner: Manner) -> Vec<u8> {
    relay(&[stream], manner, signer(Target::End), Written::Same).0
}

/// A stream without marks.
pub fn stripped(pieces: &[&[u8]], manner: Manner) -> Vec<u8> {
    strip(pieces, Format::Events(manner, Written::Same))
}

/// The text of one channel, without marks.
pub fn text_of(stream: &[u8], manner: Manner, channel: &str) -> Vec<u8> {
    strip(&[stream], Format::Events(manner, Written::Text(Some(channel.to_owned()))))
}

/// An input without marks.
pub fn strip(pieces: &[&[u8]], format: Format) -> Vec<u8> {
    let mut container = format.open(Strip::default(), None).unwrap();
    let mut out = Vec::new();
    pieces.iter().for_each(|piece| container.push(piece, &mut out).unwrap());
    container.finish(Ending::Complete, &mut out).unwrap();
    out
}

/// What was found in a stream.
pub struct Found {
    pub texts: Vec<FoundText>,
    pub broken: Option<Broken>,
    pub too_many: bool,
    pub unclear: Option<u64>,
}

/// What was found in one text of a stream.
pub struct FoundText {
    pub channel: Channel,
    pub copy: bool,
    pub verification: Verification,
}

/// What is found in a stream.
pub fn judged(stream: &[u8], manner: Manner) -> Found {
    let format = Format::Events(manner, Written::Same);
    let mut container = format.open(Verify::new(super::keyring()), None).unwrap();
    let mut out = Vec::new();
    container.push(stream, &mut out).unwrap();
    let (mut verify, report) = container.finish(Ending::Complete, &mut out).unwrap();
    assert!(out.is_empty());
    let texts = verify.take().into_iter().map(|judged| FoundText {
        channel: judged.place.channel.unwrap(),
        copy: judged.place.copy,
        verification: judged.verification.unwrap(),
    });
    Found {
        texts: texts.collect(),
        broken: report.broken,
        too_many: report.unsigned > 0,
        unclear: report.unclear,
    }
}
