//! What there is to say about a provider's stream, and which exit code it deserves.

use encypher::report::human::count;
use encypher::stream::dialect::{Channel, Class, Fault};
use encypher::stream::frame::Broken;
use encypher::stream::operation::sign::SignSummary;
use encypher::stream::{Report, Written};

use crate::cli::console::{self, Console};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::hints;

/// A stream of events, and what was asked for.
pub struct Stream<'a> {
    /// What was found out about it.
    pub report: &'a Report,
    /// What was signed.
    pub signed: SignSummary,
    /// What was written.
    pub written: &'a Written,
    /// Whether it is an error if there was nothing to mark.
    pub require: bool,
    /// Whether anything is signed and passes, or it is only looked at.
    pub passes: bool,
}

impl Stream<'_> {
    /// The code that it deserves.
    pub fn exit(&self) -> Exit {
        let troubles = self.troubles("", &[]);
        troubles.iter().fold(Exit::DONE, |exit, trouble| exit.worst(trouble.exit))
    }

    /// Says what went wrong, and to those who want to know what was done.
    pub fn tell(&self, name: &str, first: &[u8], console: Console) -> Exit {
        for trouble in self.troubles(name, first) {
            match trouble.exit {
                Exit::DONE => console.warn(&trouble),
                _ => console::complain(&trouble),
            }
        }
        let (summary, signed) = (self.report, &self.signed);
        if summary.strange_copies > 0 {
            console.note(&format!(
                "{name}: {} passed as it was: it is not what was streamed",
                match summary.strange_copies {
                    1 => "a repetition of a whole text".to_owned(),
                    several => format!("each of {several} repetitions of whole texts"),
                }
            ));
        }
        if signed.marks > 0 {
            console.remark(&format!(
                "signed {} with {}",
                count(summary.texts, "text"),
                count(signed.marks, "invisible character")
            ));
        }
        self.exit()
    }

    /// What went wrong; what is no error has the code 0.
    pub fn troubles(&self, name: &str, first: &[u8]) -> Vec<CliError> {
        let summary = self.report;
        let mut troubles = Vec::new();
        let is_text = matches!(self.written, Written::Text(_));
        match summary.broken {
            Some(broken) => {
                let what = match self.passes {
                    true => "it passed as it was",
                    false => "it is no stream to its clients",
                };
                troubles.push(broken_for_passing(broken, name, what));
            }
            None if summary.unknown && summary.fault.is_none() && !is_text => {
                let what = match self.passes {
                    true => "it passed as it was",
                    false => "it was looked at as it is",
                };
                troubles.push(unknown(name, what, first));
            }
            None => {}
        }
        if summary.unsigned > 0 {
            let what = format!("{} passed unsigned", count(summary.unsigned, "text"));
            troubles.push(
                CliError::new(Exit::NO, name, what)
                    .why("too many channels were open at once".to_owned())
                    .fix("ask for fewer choices at a time"),
            );
        }
        if let Some(fault) = &summary.fault {
            troubles.push(fault_trouble(fault, name));
        } else if let Written::Text(wanted) = self.written
            && summary.texts == 0
        {
            troubles.push(match wanted {
                Some(wanted) if !summary.channels.is_empty() => {
                    no_channel(wanted, &summary.channels, name)
                }
                _ if summary.dialect.is_some() => {
                    CliError::new(Exit::NO, name, "there is no visible text in the stream")
                        .fix("look at the whole stream: leave out --output text")
                }
                _ => unknown(name, "there is no text in it", first).exit(Exit::NO),
            });
        } else if self.require && self.signed.seals == 0 {
            troubles.push(nothing_marked(name));
        }
        if summary.cut && summary.fault.is_none() {
            let why = match summary.texts_cut {
                true if !self.passes => "it ended before its texts did",
                true => "it ended before its texts did; they are sealed as incomplete",
                false => "its last event is missing; its texts had ended before",
            };
            troubles.push(
                CliError::new(Exit::CUT, name, "the stream was cut short")
                    .why(why.to_owned())
                    .fix("ask again; what came is not all of the answer"),
            );
        }
        troubles
    }
}

/// There was nothing to mark, and that is an error.
pub fn nothing_marked(name: &str) -> CliError {
    CliError::new(Exit::NO, name, "there was nothing that could be marked")
        .why("--require-marks was given".to_owned())
        .fix("check that there is text in it, and --input; or leave out --require-marks")
}

fn broken(broken: Broken, name: &str) -> Option<CliError> {
    match broken {
        Broken::TooLarge(offset) => Some(
            CliError::io(name, format!("the event at byte {offset} is too large"))
                .why(
                    "it has not ended within the limit; from there on nothing was looked at"
                        .to_owned(),
                )
                .fix("allow larger ones with --max-event SIZE".to_owned()),
        ),
        Broken::Binary => Some(
            CliError::io(name, "this is the binary event stream of AWS")
                .why("a text filter cannot change it: each message carries checksums".to_owned())
                .fix("decode it with the SDK or a gateway first".to_owned()),
        ),
        Broken::Unseparated => None,
    }
}

/// Why the rest of an input passed as it was; no failure if all of it did.
pub fn broken_for_passing(why: Broken, name: &str, what: &str) -> CliError {
    broken(why, name).unwrap_or_else(|| unseparated(Exit::DONE, name, what))
}

/// Why the rest of an input could not be judged.
pub fn broken_for_judging(why: Broken, name: &str) -> CliError {
    broken(why, name).unwrap_or_else(|| unseparated(Exit::NO, name, "they cannot be judged"))
}

fn unseparated(exit: Exit, name: &str, what: &str) -> CliError {
    CliError::new(exit, name, format!("its events are not separated, so {what}"))
        .why(
            "there are no blank lines between them, and most clients read nothing of it".to_owned(),
        )
        .fix("pass it on as the server sends it: blank lines are part of it (curl -N, no grep)")
}

/// No event was in a known dialect; `first` are the first bytes of the input.
pub fn unknown(name: &str, what: &str, first: &[u8]) -> CliError {
    let fix = match first {
        [0x1F, 0x8B, ..] => "it is compressed: add --compressed to curl, or unpack it first",
        [b'{' | b'[' | b'"', ..] => {
            "if it is JSON on lines: --input jsonl; if it is an answer in one piece: ask for it with \"stream\": true"
        }
        [b'<', ..] => "this looks like a page of HTML: see what the server says",
        _ if first.starts_with(b"data:") || first.starts_with(b"event:") => {
            "if these are server-sent events: --input sse"
        }
        _ => "check --input, or name the format with --provider",
    };
    CliError::new(Exit::DONE, name, format!("no provider's stream was recognised in it; {what}"))
        .fix(fix.to_owned())
}

/// Says why nothing was understood of an input, or of the rest of it; an error if that is one.
pub fn heed(
    report: &Report,
    name: &str,
    what: &str,
    first: &[u8],
    console: Console,
) -> Result<(), CliError> {
    match report.broken.map(|broken| broken_for_passing(broken, name, what)) {
        Some(trouble) if trouble.exit != Exit::DONE => return Err(trouble),
        Some(trouble) => console.warn(&trouble),
        None if report.unknown => console.warn(&unknown(name, what, first)),
        None => {}
    }
    Ok(())
}

/// Whether an input that was taken for one text begins as a stream of events does; then what to do.
pub fn forgotten_input(name: &str, first: &[u8]) -> Option<CliError> {
    let first = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    (first.starts_with(b"data:") || first.starts_with(b"event:")).then(|| {
        CliError::new(
            Exit::DONE,
            name,
            "this looks like server-sent events, and was taken for one text",
        )
        .why("marks between the fields break events for their clients".to_owned())
        .fix("add --input sse".to_owned())
    })
}

/// A channel was asked for that is not there.
pub fn no_channel(wanted: &str, channels: &[Channel], name: &str) -> CliError {
    let mut channels: Vec<&Channel> = channels.iter().collect();
    channels.sort();
    let names: Vec<String> = channels.iter().take(20).map(ToString::to_string).collect();
    CliError::new(Exit::NO, name, format!("there is no channel {wanted}"))
        .fix(format!("name one that is there: {}", names.join(", ")))
}

fn fault_trouble(fault: &Fault, name: &str) -> CliError {
    let code = fault.code.as_deref().filter(|code| *code != fault.class.name());
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    let what = format!("the provider reported {}{code}", fault.class.name());
    let fix = match (fault.class, &fault.retry_after) {
        (_, Some(wait)) => format!("wait {wait}, then ask again"),
        (Class::RateLimit | Class::Overloaded, None) => "wait, then ask again".to_owned(),
        (Class::ContentFilter, None) => "change what is asked, or the filter's settings".to_owned(),
        (Class::Provider, None) => {
            "see what the provider says about it; the request may need a change".to_owned()
        }
    };
    CliError::new(Exit::CUT, name, what).why(fault.message.clone()).fix(fix)
}

/// Says what was done to records.
pub fn tell_records(
    summary: &Report,
    marks: u64,
    require: bool,
    name: &str,
    console: Console,
) -> Exit {
    if let Some((line, error)) = &summary.first_passed {
        let more = match summary.passed {
            1 => String::new(),
            several => format!(", and {} more", several - 1),
        };
        console.warn(
            &CliError::new(Exit::DONE, name, format!("line {line} was not signed{more}"))
                .why(hints::what(error))
                .fix("check --text-field and --meta-field, or stop there with --strict".to_owned()),
        );
    }
    let broken =
        summary.broken.map(|broken| broken_for_passing(broken, name, "it passed as it was"));
    if let Some(trouble) = broken {
        console::complain(&trouble);
        return trouble.exit;
    }
    console.remark(&format!(
        "signed {} with {}",
        count(summary.texts, "document"),
        count(marks, "invisible character")
    ));
    if require && summary.texts == 0 {
        console::complain(&nothing_marked(name));
        return Exit::NO;
    }
    Exit::DONE
}
