//! A command line that makes no sense: what the parser found, in three parts as all errors have,
//! and in JSON for who asked for that.

use std::env;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};

use crate::cli::args::Flags;
use crate::cli::error::CliError;

/// The most characters of a value that are repeated: it may be a whole text.
const VALUE_MAX: usize = 60;

/// Says what is wrong, and for which command in JSON, if its user asked for that.
pub fn trouble(error: &Error) -> (CliError, Option<String>) {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let all = Flags::command();
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    // The first word that is a command.
    let command = words.find_map(|word| all.find_subcommand(word));
    let name = command.map(clap::Command::get_name);
    let trouble = trouble_of(error, name);
    let mut ours = arguments.iter().take_while(|argument| *argument != "--");
    let has_json = |command: &&clap::Command| {
        command.get_opts().any(|option| option.get_long() == Some("json"))
    };
    let wants_json = command.filter(has_json).filter(|_| ours.any(|word| word == "--json"));
    (trouble, wants_json.map(|command| command.get_name().to_owned()))
}

fn trouble_of(error: &Error, command: Option<&str>) -> CliError {
    let subject = command.unwrap_or("the command line");
    CliError::usage(subject, what(error)).why(why(error)).fix(fix(error, command))
}

fn what(error: &Error) -> String {
    let text = |kind| texts(error, kind).join(" ");
    let argument = text(ContextKind::InvalidArg);
    let value = shortened(&text(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            format!("a value is required for '{argument}'")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("invalid value '{value}' for '{argument}'")
        }
        ErrorKind::UnknownArgument => format!("unexpected argument '{}'", shortened(&argument)),
        ErrorKind::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand);
            format!("there is no command '{}'", shortened(&name))
        }
        ErrorKind::MissingSubcommand => "no command is given".to_owned(),
        ErrorKind::MissingRequiredArgument => {
            let names = texts(error, ContextKind::InvalidArg);
            let bare = |name: &String| name.replace(['<', '>'], "").replace("...", "");
            let names: Vec<String> = names.iter().map(bare).collect();
            format!("{} is missing", names.join(", "))
        }
        _ => first_paragraph(error),
    }
}

/// What the parser itself says, on one line.
fn first_paragraph(error: &Error) -> String {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let lines: Vec<&str> =
        text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    match lines.split_first() {
        Some((first, rest)) if !rest.is_empty() => format!("{first} {}", rest.join(", ")),
        _ => lines.concat(),
    }
}

fn why(error: &Error) -> Option<String> {
    if error.kind() == ErrorKind::ValueValidation {
        return std::error::Error::source(error).map(ToString::to_string);
    }
    let is_command =
        matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand);
    if is_command {
        let all = Flags::command();
        let shown = all.get_subcommands().filter(|one| !one.is_hide_set());
        let names: Vec<&str> = shown.map(clap::Command::get_name).collect();
        return Some(format!("the commands are {}", names.join(", ")));
    }
    let values = texts(error, ContextKind::ValidValue);
    (!values.is_empty()).then(|| format!("the possible ones are {}", values.join(", ")))
}

fn fix(error: &Error, command: Option<&str>) -> String {
    let mut parts = Vec::new();
    let meant =
        [ContextKind::SuggestedValue, ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let meant = meant.into_iter().flat_map(|kind| texts(error, kind)).next();
    parts.extend(meant.map(|name| format!("did you mean {name}?")));
    let usage = texts(error, ContextKind::Usage).into_iter().next();
    let usage = usage.as_deref().and_then(|usage| usage.strip_prefix("Usage: "));
    parts.extend(usage.map(|usage| format!("usage: {}", usage.lines().next().unwrap_or(usage))));
    parts.push(match command {
        Some(command) => format!("all options: encypher {command} --help"),
        None => "all commands: encypher --help".to_owned(),
    });
    parts.join("; ")
}

/// What the parser says of the error under a heading.
fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(VALUE_MAX) {
        Some((at, _)) => format!("{}...", &value[..at]),
        None => value.to_owned(),
    }
}
