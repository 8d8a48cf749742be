//! What there is to say about a provider's stream that was signed, and which exit code it deserves.

use encypher::framing::Broken;
use encypher::provider::{Channel, Class, Fault};
use encypher::relay::embed::{RelaySummary, Written};
use encypher::relay::records::RecordsSummary;

use crate::shell::console::{self, Console};
use crate::shell::exit::Exit;
use crate::shell::trouble::Trouble;

/// Says what went wrong, and what was done to those who want to know.
pub fn tell(
    summary: &RelaySummary,
    written: &Written,
    require: bool,
    name: &str,
    console: Console,
) -> Exit {
    let mut exit = Exit::DONE;
    let mut fail = |trouble: Trouble| {
        exit = exit.worst(trouble.exit);
        console::complain(&trouble);
    };
    if let Some(broken) = summary.broken {
        match broken_trouble(broken, name) {
            trouble if trouble.exit == Exit::DONE => console.warn(&trouble),
            trouble => fail(trouble),
        }
    } else if summary.unknown && summary.fault.is_none() {
        console.warn(&unknown(name, "it passed as it was"));
    }
    if summary.unsigned > 0 {
        fail(
            Trouble::new(
                Exit::NO,
                name,
                format!("{} texts passed unsigned", summary.unsigned),
            )
            .why("too many channels were open at once".to_owned()),
        );
    }
    if let Written::Text(wanted) = written
        && summary.texts == 0
    {
        fail(no_text(wanted.as_deref(), &summary.channels, name));
    } else if require && summary.seals == 0 {
        fail(
            Trouble::new(Exit::NO, name, "there was nothing that could be marked")
                .why("--require-marks was given".to_owned()),
        );
    }
    if summary.strange_copies > 0 {
        console.note(&format!(
            "{name}: {} of a whole text differ from what was streamed, and were left alone",
            summary.strange_copies
        ));
    }
    if let Some(fault) = &summary.fault {
        fail(fault_trouble(fault, name));
    } else if summary.cut {
        fail(
            Trouble::new(Exit::CUT, name, "the stream was cut short")
                .why("it ended before its texts did; they are sealed as incomplete".to_owned()),
        );
    }
    if summary.marks > 0 {
        console.remark(&format!(
            "signed {} texts with {} invisible characters",
            summary.texts, summary.marks
        ));
    }
    exit
}

/// Why the rest of an input passed as it was, or could not be read; no failure if all of it did.
pub fn broken_trouble(broken: Broken, name: &str) -> Trouble {
    match broken {
        Broken::TooLarge(offset) => {
            Trouble::io(name, format!("the event at byte {offset} is too large"))
                .why(
                    "it has not ended within the limit; from there on nothing was looked at"
                        .to_owned(),
                )
                .fix("allow larger ones with --max-event SIZE".to_owned())
        }
        Broken::Binary => Trouble::io(name, "this is the binary event stream of AWS")
            .why("a text filter cannot change it: each message carries checksums".to_owned())
            .fix("decode it with the SDK or a gateway first".to_owned()),
        Broken::Unseparated => Trouble::new(
            Exit::DONE,
            name,
            "its events are not separated, so they were not signed",
        )
        .why(
            "there are no blank lines between them, and most clients read nothing of it".to_owned(),
        ),
    }
}

/// No event was in a known dialect.
pub fn unknown(name: &str, what: &str) -> Trouble {
    Trouble::new(
        Exit::DONE,
        name,
        format!("no provider's stream was recognised in it, so {what}"),
    )
    .fix("check --input, or name the format with --provider".to_owned())
}

fn no_text(wanted: Option<&str>, channels: &[Channel], name: &str) -> Trouble {
    let Some(wanted) = wanted.filter(|_| !channels.is_empty()) else {
        return Trouble::new(Exit::NO, name, "there is no text in it")
            .fix("check --input, or name the format with --provider".to_owned());
    };
    let mut channels: Vec<&Channel> = channels.iter().collect();
    channels.sort();
    let names: Vec<String> = channels.iter().take(20).map(ToString::to_string).collect();
    Trouble::new(Exit::NO, name, format!("there is no channel {wanted}"))
        .fix(format!("name one that is there: {}", names.join(", ")))
}

fn fault_trouble(fault: &Fault, name: &str) -> Trouble {
    let code = fault
        .code
        .as_deref()
        .filter(|code| *code != fault.class.name());
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    let what = format!("the provider reported {}{code}", fault.class.name());
    let fix = match (fault.class, &fault.retry_after) {
        (_, Some(wait)) => Some(format!("wait {wait}, then ask again")),
        (Class::RateLimit | Class::Overloaded, None) => Some("wait, then ask again".to_owned()),
        _ => None,
    };
    Trouble::new(Exit::CUT, name, what)
        .why(fault.message.clone())
        .fix(fix)
}

/// The same for documents.
pub fn tell_records(summary: &RecordsSummary, require: bool, name: &str, console: Console) -> Exit {
    if let Some((line, error)) = &summary.first_passed {
        let more = match summary.passed {
            1 => String::new(),
            several => format!(", and {} more", several - 1),
        };
        console.warn(
            &Trouble::new(
                Exit::DONE,
                name,
                format!("line {line} was not signed{more}"),
            )
            .why(error.to_string())
            .fix("check --text-field and --meta-field, or stop there with --strict".to_owned()),
        );
    }
    console.remark(&format!(
        "signed {} documents with {} invisible characters",
        summary.done, summary.marks
    ));
    if require && summary.done == 0 {
        console::complain(
            &Trouble::new(Exit::NO, name, "there was nothing that could be marked")
                .why("--require-marks was given".to_owned()),
        );
        return Exit::NO;
    }
    Exit::DONE
}
