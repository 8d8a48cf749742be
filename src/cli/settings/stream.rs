//! What the input is and what of it is written, for all commands that read text.

use encypher::stream::records::Fields;
use encypher::stream::{self, Format, Manner, frame};

use crate::cli::args::StreamFlags;
use crate::cli::args::choice::{Framing, Written};
use crate::cli::error::CliError;

/// Makes the plan.
pub fn plan(flags: &StreamFlags) -> Result<Format, CliError> {
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
        return Ok(Format::Records(Fields {
            text: text.unwrap_or_else(|| vec!["text".to_owned()]),
            metadata: None,
            line_max: frame_max,
            strict: false,
        }));
    }
    let framing = match flags.input {
        Framing::Raw | Framing::Lines => return Ok(Format::Plain),
        Framing::Jsonl => frame::Framing::Jsonl,
        Framing::Sse => frame::Framing::Sse,
    };
    let manner = Manner { framing, dialect: flags.provider, frame_max };
    Ok(Format::Events(manner, stream::Written::Same))
}

/// Says what is written of the input, if it is not the same as what is read.
pub fn write(output: Written, flags: &StreamFlags, format: &mut Format) -> Result<(), CliError> {
    match (output, format) {
        (Written::Same, _) => Ok(()),
        (Written::Text, Format::Plain) => Err(needs_stream("--output text")),
        (Written::Text, Format::Records(_)) => {
            Err(CliError::usage("--output text", "each document has a text of its own")
                .fix("leave out --records, or --output text".to_owned()))
        }
        (Written::Text, Format::Events(_, written)) => {
            *written = stream::Written::Text(flags.channel.clone());
            Ok(())
        }
    }
}

fn needs_stream(name: &str) -> CliError {
    CliError::usage(name, "it concerns the streams of providers")
        .fix("add --input sse or --input jsonl".to_owned())
}
