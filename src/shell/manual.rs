//! Manual pages, made from the command line's own description and the sections below.

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::flags::Flags;

const EXIT_STATUS: &[(&str, &str)] = &[
    (
        "0",
        "Done, written and flushed. For verify: everything is as signed.",
    ),
    (
        "1",
        "The answer is no: not as signed, not as expected, or the text could not be marked as asked.",
    ),
    ("2", "The command line makes no sense."),
    ("3", "Nothing is marked here."),
    ("4", "Signed with a key that is not at hand."),
    ("5", "Reading or writing failed."),
    ("6", "A key or the configuration cannot be used."),
    ("9", "Signed, but the stream was cut short."),
    ("70", "A bug in encypher. Please report it."),
    (
        "125, 126, 127",
        "run: encypher failed; COMMAND cannot be executed; there is no such COMMAND.",
    ),
    ("128+N", "Ended by signal N."),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("ENCYPHER_KEY_FILE", "The file of the signing key."),
    (
        "ENCYPHER_HMAC_SECRET_KEY",
        "The HMAC secret itself, for CI.",
    ),
    ("ENCYPHER_KEYRING", "A folder of keys to verify with."),
    ("ENCYPHER_CONFIG", "The configuration file."),
    (
        "ENCYPHER_METADATA_TARGET",
        "Where the metadata goes; see --target of embed.",
    ),
    (
        "ENCYPHER_ENCODE_FIRST_CHUNK_ONLY",
        "false: the same as --every 4K. true: the same as --every off.",
    ),
    (
        "SOURCE_DATE_EPOCH",
        "The time that is taken for now in signed metadata.",
    ),
    (
        "NO_COLOR, CLICOLOR_FORCE",
        "Colour in reports: never, always.",
    ),
    (
        "CI",
        "No default key is made if it is set, and nothing is coloured by itself.",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/encypher/keys/default.key",
        "The default key. XDG_CONFIG_HOME is ~/.config if it is not set.",
    ),
    (
        "$XDG_CONFIG_HOME/encypher/keys/",
        "Keys that verify tries: *.key, *.pub, *.pem.",
    ),
    (
        "$XDG_CONFIG_HOME/encypher/config.toml",
        "Defaults: key, keyring, target, every, min_buffer, color.",
    ),
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
    for sub in command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        let name = format!("encypher-{}", sub.get_name());
        pages.push(page(sub.clone(), &name)?);
    }
    Ok(pages)
}

fn page(command: Command, name: &str) -> std::io::Result<Page> {
    let closing = command.get_after_help().map(ToString::to_string);
    let closing = closing.unwrap_or_default();
    let name: &'static str = name.to_owned().leak();
    let man = Man::new(command.name(name).after_help(""))
        .section("1")
        .manual("encypher");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if name == "encypher" {
        man.render_subcommands_section(&mut text)?;
    }
    for (title, entries) in [
        ("EXIT STATUS", EXIT_STATUS),
        ("ENVIRONMENT", ENVIRONMENT),
        ("FILES", FILES),
    ] {
        list(title, entries).to_writer(&mut text)?;
    }
    for paragraph in closing.split("\n\n") {
        // The exit status has a section of its own.
        if let Some(examples) = paragraph.strip_prefix("Examples:\n") {
            verbatim("EXAMPLES", examples).to_writer(&mut text)?;
        } else if !paragraph.starts_with("Exit status:") {
            verbatim("NOTES", paragraph).to_writer(&mut text)?;
        }
    }
    Ok(Page {
        name: format!("{name}.1"),
        text,
    })
}

fn list(title: &str, entries: &[(&str, &str)]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for (term, meaning) in entries {
        roff.control("TP", [])
            .text([bold(*term)])
            .text([roman(*meaning)]);
    }
    roff
}

/// A paragraph of the help's closing words as it is: commands must keep their lines.
fn verbatim(title: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]).control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}
