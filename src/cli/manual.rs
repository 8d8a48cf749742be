//! Manual pages, made from the command line's own description and the sections below.

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::args::Flags;

/// A term, what it means, and the commands that it concerns: all if there is none.
type Entry = (&'static str, &'static str, &'static [&'static str]);

const SIGNING: &[&str] = &["embed", "run", "chat"];
const JUDGING: &[&str] = &["embed", "run", "chat", "verify"];
const GUARDING: &[&str] = &["embed", "run", "chat", "check"];

const EXIT_STATUS: &[Entry] = &[
    ("0", "Done, written and flushed. For verify: everything is as signed.", &[]),
    (
        "1",
        "The answer is no: not as signed, not as expected, the text could not be marked as asked, or the guard found what must not pass.",
        &["embed", "run", "chat", "verify", "extract", "strip", "check"],
    ),
    ("2", "The command line makes no sense.", &[]),
    ("3", "Nothing is marked here.", &["verify", "extract", "strip"]),
    ("4", "Signed with a key that is not at hand.", &["verify"]),
    ("5", "Reading or writing failed.", &[]),
    (
        "6",
        "A key, the configuration or a policy cannot be used.",
        &["embed", "run", "chat", "verify", "check", "keygen"],
    ),
    (
        "9",
        "The stream was cut short or ended in an error; what there was of its text is signed.",
        &["embed", "run", "chat", "verify", "extract", "strip", "check"],
    ),
    ("70", "A bug in encypher. Please report it.", &[]),
    (
        "125, 126, 127",
        "run: encypher failed; run and chat: COMMAND cannot be executed; there is no such COMMAND.",
        &["run", "chat"],
    ),
    ("128+N", "Ended by signal N.", &[]),
];

const ENVIRONMENT: &[Entry] = &[
    ("ENCYPHER_KEY_FILE", "The file of the signing key.", JUDGING),
    ("ENCYPHER_HMAC_SECRET_KEY", "The HMAC secret itself, for CI.", JUDGING),
    ("ENCYPHER_KEYRING", "A folder of keys to verify with.", &["verify"]),
    ("ENCYPHER_CONFIG", "The configuration file.", JUDGING),
    ("ENCYPHER_METADATA_TARGET", "Where the metadata goes; see --target of embed.", SIGNING),
    (
        "ENCYPHER_ENCODE_FIRST_CHUNK_ONLY",
        "false: the same as --every 4K. true: the same as --every off.",
        SIGNING,
    ),
    ("SOURCE_DATE_EPOCH", "The time that is taken for now in signed metadata.", SIGNING),
    ("NO_COLOR, CLICOLOR_FORCE", "Colour in reports and help: never, always.", &[]),
    ("CI", "No default key is made if it is set, and nothing is coloured or drawn by itself.", &[]),
];

const FILES: &[Entry] = &[
    (
        "$XDG_CONFIG_HOME/encypher/keys/default.key",
        "The default key. XDG_CONFIG_HOME is ~/.config if it is not set.",
        &["embed", "run", "chat", "verify", "keygen"],
    ),
    (
        "$XDG_CONFIG_HOME/encypher/keys/",
        "Keys that verify tries: *.key, *.pub, *.pem.",
        &["verify"],
    ),
    (
        "$XDG_CONFIG_HOME/encypher/config.toml",
        "Defaults: key, keyring, target, every, min_buffer, color.",
        JUDGING,
    ),
    ("POLICY.toml", "What the guard looks for, and what becomes of it; see --guard.", GUARDING),
];

/// A page: its file's name and its text.
pub struct Page {
    /// Such as `encypher-embed.1`.
    pub name: String,
    /// Troff.
    pub text: Vec<u8>,
}

/// All pages: one for the whole, one for each command.
pub fn pages() -> std::io::Result<Vec<Page>> {
    let mut command = Flags::command().disable_help_subcommand(true);
    command.build();
    let mut pages = vec![page(command.clone(), "encypher")?];
    for sub in
        command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        let name = format!("encypher-{}", sub.get_name());
        pages.push(page(sub.clone(), &name)?);
    }
    Ok(pages)
}

fn page(mut command: Command, name: &str) -> std::io::Result<Page> {
    let closing = command.get_after_help().map(ToString::to_string);
    let closing = closing.unwrap_or_default();
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    let sub = name.strip_prefix("encypher-");
    let name: &'static str = name.to_owned().leak();
    let man = Man::new(command.name(name).override_usage(usage));
    // An empty date would let the parts behind it move up.
    let version = env!("CARGO_PKG_VERSION");
    let title = name.to_uppercase().replace('-', "\\-");
    let mut text =
        format!(".TH {title} 1 \"\" \"encypher {version}\" \"User Commands\"\n").into_bytes();
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if sub.is_none() {
        man.render_subcommands_section(&mut text)?;
    }
    let (mut status, mut examples, mut notes) = (None, None, Vec::new());
    for paragraph in closing.split("\n\n") {
        match paragraph.split_once(':') {
            Some(("Examples", rest)) => examples = Some(rest.trim_start_matches('\n')),
            // What a command says of its own; the whole program has the table only.
            Some(("Exit status", rest)) => status = sub.map(|_| rest.trim()),
            // There is a section of all of them.
            Some(("Files", _)) => {}
            _ => notes.push(paragraph),
        }
    }
    for (title, words, entries) in [
        ("EXIT STATUS", status, EXIT_STATUS),
        ("ENVIRONMENT", None, ENVIRONMENT),
        ("FILES", None, FILES),
    ] {
        let concerns =
            |entry: &&Entry| entry.2.is_empty() || sub.is_none_or(|sub| entry.2.contains(&sub));
        let entries: Vec<&Entry> = entries.iter().filter(concerns).collect();
        if !entries.is_empty() {
            list(title, words, &entries).to_writer(&mut text)?;
        }
    }
    if let Some(examples) = examples {
        verbatim("EXAMPLES", examples).to_writer(&mut text)?;
    }
    for note in notes.iter().filter(|note| !note.is_empty()) {
        prose("NOTES", note).to_writer(&mut text)?;
    }
    if sub.is_some() {
        prose("SEE ALSO", "encypher(1)").to_writer(&mut text)?;
    }
    Ok(Page { name: format!("{name}.1"), text: tidy(&text) })
}

/// Empty lines and doubled breaks, which formatters warn about, become breaks.
fn tidy(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let text = text.replace("\n.br\n\n.br\n", "\n.sp\n");
    text.replace("\n\n", "\n.sp\n").into_bytes()
}

fn list(title: &str, words: Option<&str>, entries: &[&Entry]) -> Roff {
    let mut roff = prose(title, words.unwrap_or_default());
    for (term, meaning, _) in entries {
        roff.control("TP", []).text([bold(*term)]).text([roman(*meaning)]);
    }
    roff
}

/// A section of running text.
fn prose(title: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff
}

/// Examples as they are: commands must keep their lines.
fn verbatim(title: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]).control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}
