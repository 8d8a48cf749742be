//! The plan for the framing of the input, for all commands that read text.

use encypher::stream::Manner;
use encypher::stream::frame;
use encypher::stream::records::Fields;

use crate::cli::args::StreamFlags;
use crate::cli::args::choice::{Framing, Written};
use crate::cli::error::CliError;

/// What the input is.
pub enum Content {
    /// All of it is one text.
    Text,
    /// A provider's stream.
    Relay(Manner),
    /// A document on each line.
    Records(Fields),
}

/// Makes the plan.
pub fn plan(flags: &StreamFlags) -> Result<Content, CliError> {
    let relayed = matches!(flags.input, Framing::Jsonl | Framing::Sse);
    let given = [
        ("--provider", flags.provider.is_some()),
        ("--channel", flags.channel.is_some()),
        ("--max-event", flags.max_event.is_some()),
    ];
    let needless = given.iter().find(|(_, given)| *given && !relayed);
    if let Some((name, _)) = needless {
        return Err(needs_stream(name));
    }
    let frame_max = flags
        .max_event
        .map_or(Manner::FRAME_MAX, |size| usize::try_from(size).unwrap_or(usize::MAX));
    if flags.records {
        if flags.input != Framing::Jsonl {
            return Err(CliError::usage("--records", "documents stand on lines of JSON")
                .fix("add --input jsonl".to_owned()));
        }
        if let Some(name) = given[..2].iter().find(|(_, given)| *given).map(|(name, _)| name) {
            return Err(CliError::usage(name, "documents are no provider's stream")
                .fix("leave out --records".to_owned()));
        }
        let text = flags.text_field.as_ref().map(|path| path.0.clone());
        return Ok(Content::Records(Fields {
            text: text.unwrap_or_else(|| vec!["text".to_owned()]),
            metadata: None,
            line_max: frame_max,
        }));
    }
    let framing = match flags.input {
        Framing::Raw | Framing::Lines => return Ok(Content::Text),
        Framing::Jsonl => frame::Framing::Jsonl,
        Framing::Sse => frame::Framing::Sse,
    };
    Ok(Content::Relay(Manner { framing, dialect: flags.provider, frame_max }))
}

/// What is written, if it is not the same as what is read.
pub fn written(output: Written, content: &Content) -> Result<Written, CliError> {
    match (output, content) {
        (Written::Text, Content::Text) => Err(needs_stream("--output text")),
        (Written::Text, Content::Records(_)) => {
            Err(CliError::usage("--output text", "each document has a text of its own")
                .fix("leave out --records, or --output text".to_owned()))
        }
        _ => Ok(output),
    }
}

fn needs_stream(name: &str) -> CliError {
    CliError::usage(name, "it concerns the streams of providers")
        .fix("add --input sse or --input jsonl".to_owned())
}
