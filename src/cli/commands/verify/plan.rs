//! The plan of `verify`: which texts, which keys, and what is good enough.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use encypher::key::Keyring;
use encypher::report::html;
use encypher::report::terminal::Manner;
use encypher::stream::Format;
use encypher::verify::Verifier;

use crate::cli::args::VerifyFlags;
use crate::cli::args::choice::Color;
use crate::cli::commands::verify::acceptance::Policy;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::io::source::Input;
use crate::cli::io::stdio;
use crate::cli::keys::keyfile::Stdin;
use crate::cli::keys::keyring;
use crate::cli::settings::config::Config;
use crate::cli::settings::stream;
use crate::cli::settings::{THREADS, now};
use crate::cli::terminal;

/// What `verify` does.
pub struct Judging {
    /// The texts.
    pub inputs: Vec<Input>,
    /// The keys to try.
    pub keyring: Keyring,
    /// What is good enough.
    pub policy: Policy,
    /// What the texts are.
    pub format: Format,
    /// The channel that is meant, if not all are.
    pub channel: Option<String>,
    /// The signature of an untouched text.
    pub detached: Option<PathBuf>,
    /// What was wrong with keys that were passed over.
    pub warnings: Vec<CliError>,
    /// Whether the report is JSON.
    pub json: bool,
    /// Whether the report is coloured.
    pub color: bool,
    /// How the text is shown, if it is.
    pub show: Option<Manner>,
    /// Where the page goes.
    pub page: Option<PathBuf>,
}

impl Judging {
    /// What judges one text.
    pub fn verifier(&self) -> Verifier {
        Verifier::with_threads(self.keyring.clone(), THREADS)
    }

    /// Whether a text is needed once more when it has been judged.
    pub fn keeps_texts(&self) -> bool {
        self.show.is_some() || self.page.is_some()
    }
}

/// Makes the plan.
pub fn plan(flags: &VerifyFlags, color: Option<Color>) -> Result<Judging, CliError> {
    let format = stream::plan(&flags.stream)?;
    if flags.detached.is_some() && format != Format::Plain {
        return Err(CliError::usage(
            "--detached",
            "a signature belongs to one text, and a stream has many",
        )
        .fix("leave out --input, or --detached".to_owned()));
    }
    if (flags.show || flags.visible) && format != Format::Plain {
        let name = if flags.show { "--show" } else { "--visible" };
        return Err(CliError::usage(name, "it shows one text, and a stream or a list of documents has many")
            .fix("leave it out, or use --report; `encypher strip --output text` writes the text of a channel".to_owned()));
    }
    let inputs = inputs(flags)?;
    let page = page_of(flags, &inputs)?;
    let config = Config::load()?;
    let stdin = if inputs.contains(&Input::Standard) { Stdin::Taken } else { Stdin::Free };
    if inputs.first() == Some(&Input::Standard) && flags.keys.is_empty() && flags.keyring.is_none()
    {
        // In `embed | verify` the very first run makes the key that is looked up here.
        stdio::await_input();
    }
    let trusted = keyring::for_verifying(&flags.keys, flags.keyring.as_deref(), &config, stdin)?;
    let color = color.or(config.color).unwrap_or_default();
    let color = console::colored(color, terminal::stdout_is_terminal());
    Ok(Judging {
        inputs,
        keyring: trusted.keyring,
        policy: Policy {
            accept: flags.accept.clone(),
            expect: flags.expect.clone(),
            max_age: flags.max_age,
            now: now(),
        },
        format,
        channel: flags.stream.channel.clone(),
        warnings: trusted.warnings,
        detached: flags.detached.clone(),
        json: flags.json,
        color,
        show: (flags.show || flags.visible).then_some(Manner { color, marks: flags.visible }),
        page,
    })
}

/// Where the page goes, which must be none of the files that are read.
fn page_of(flags: &VerifyFlags, inputs: &[Input]) -> Result<Option<PathBuf>, CliError> {
    let Some(path) = &flags.report else {
        return Ok(None);
    };
    if path.as_os_str() == "-" {
        return Err(CliError::usage("--report", "a page goes into a file")
            .fix("name a FILE.html".to_owned()));
    }
    let place = |path: &Path| fs::canonicalize(path).ok();
    let is_page =
        |read: &PathBuf| read == path || (place(path).is_some() && place(read) == place(path));
    let texts = inputs.iter().filter_map(|input| match input {
        Input::Standard => None,
        Input::File(text) => Some(text),
    });
    let mut read = texts.chain(&flags.detached).chain(&flags.keys);
    if read.any(is_page) {
        return Err(CliError::usage("--report", "the page would replace a file that is read")
            .fix("name another FILE.html"));
    }
    // Keys and standard input are files as well: only a page gives way to a page.
    if holds_something_else(path) {
        let what = format!("{} is there already, and it is no page of ours", path.display());
        return Err(
            CliError::usage("--report", what).fix("name another FILE.html, or remove it first")
        );
    }
    Ok(Some(path.clone()))
}

/// Whether a file with something in it stands there that we have not written.
fn holds_something_else(path: &Path) -> bool {
    let Ok(about) = fs::metadata(path) else {
        return false;
    };
    let mut start = Vec::new();
    let read =
        fs::File::open(path).and_then(|file| file.take(html::SIGN_WITHIN).read_to_end(&mut start));
    let sign = html::SIGN.as_bytes();
    let is_ours = read.is_ok() && memchr::memmem::find(&start, sign).is_some();
    about.is_file() && about.len() > 0 && !is_ours
}

fn inputs(flags: &VerifyFlags) -> Result<Vec<Input>, CliError> {
    let inputs = match flags.files.as_slice() {
        [] => vec![Input::operand(None, "verify")?],
        files => files.iter().map(|file| Input::named(file)).collect(),
    };
    let standard = inputs.iter().filter(|input| **input == Input::Standard).count();
    if standard > 1 {
        return Err(
            CliError::usage("verify", "standard input can only be read once").fix("name - once")
        );
    }
    if flags.detached.is_some() && inputs.len() > 1 {
        return Err(CliError::usage(
            "--detached",
            "a signature belongs to one text, and several are named",
        )
        .fix("verify each text by itself, with its own signature"));
    }
    Ok(inputs)
}
