//! The plan of `embed` and `run`: what is signed, how, by whom, and where it goes.

use std::path::PathBuf;

use encypher::compat::write::CompatMark;
use encypher::embed::{EmbedOptions, Hold, StreamId};
use encypher::guard::policy::Direction;
use encypher::highlight::Highlighter;
use encypher::stream::Format;
use encypher::stream::operation::sign::Signer;
use encypher::target::Target;

use crate::cli::args::MarkFlags;
use crate::cli::args::choice::{self, Framing, Written};
use crate::cli::args::value::{self, Every};
use crate::cli::commands::embed::metadata;
use crate::cli::console::{self, Console};
use crate::cli::environment;
use crate::cli::error::CliError;
use crate::cli::guard::{self, Guarding};
use crate::cli::io::sink::Output;
use crate::cli::keys::keyfile::Stdin;
use crate::cli::keys::keyring;
use crate::cli::settings::THREADS;
use crate::cli::settings::config::Config;
use crate::cli::settings::stream;
use crate::cli::terminal;

/// Who signs, and where the signatures go.
pub enum Signed {
    /// Nothing is signed.
    Nothing,
    /// Marks go into the texts.
    Marks(Signer),
    /// The signature of the one text goes into a file.
    Detached(PathBuf, Signer),
}

/// The member of the metadata that says what a text was guarded by.
const GUARD: &str = "guard";

/// What the input is, who signs it, and what guards it.
pub struct MarkPlan {
    /// What the input is.
    pub format: Format,
    /// Who signs.
    pub signed: Signed,
    /// What guards it.
    pub guarding: Option<Guarding>,
}

/// What colours the text: nothing, unless it is wanted and a terminal is what shows it.
pub fn highlighter(
    flags: &MarkFlags,
    output: &Output,
    console: Console,
) -> Result<Option<Highlighter>, CliError> {
    let terminal = *output == Output::Standard && terminal::stdout_is_terminal();
    if flags.highlight.is_empty() || !terminal {
        return Ok(None);
    }
    let color = console.color.or(Config::load()?.color).unwrap_or_default();
    let kinds: Vec<_> = flags.highlight.clone();
    Ok(console::colored(color, terminal).then(|| Highlighter::new(&kinds)))
}

impl MarkPlan {
    /// Tells the log of the guard, if there is one, which input comes.
    pub fn begin(&mut self, input: &str) -> Result<(), CliError> {
        let audit = self.guarding.as_mut().and_then(|it| it.audit.as_mut());
        audit.map_or(Ok(()), |audit| audit.begin(input))
    }
}

/// Who asks for a plan.
pub struct Asker<'a> {
    /// The command's name.
    pub command: &'a str,
    /// Whether the key may come from standard input.
    pub stdin: Stdin,
    /// Where to say that a key was made.
    pub console: Console,
}

/// Makes the plan.
pub fn plan(flags: &MarkFlags, asker: &Asker<'_>) -> Result<MarkPlan, CliError> {
    let config = Config::load()?;
    let guarding = guard::plan(&flags.guarded.guard, Direction::Output)?;
    if guarding.is_none() {
        needs_guard(flags)?;
    }
    let mut format = stream::plan(&flags.stream)?;
    stream::write(flags.output.output, &flags.stream, &mut format)?;
    if flags.stream.channel.is_some() && flags.output.output == Written::Same {
        return Err(CliError::usage("--channel", "all channels of a stream are signed")
            .fix("add --output text for the text of one".to_owned()));
    }
    let options = options(flags, &config, &format)?;
    if flags.detached.is_some() && format != Format::Plain {
        return Err(CliError::usage(
            "--detached",
            "a signature belongs to one text, and a stream has many",
        )
        .fix("leave out --input, or --detached".to_owned()));
    }
    if options.target == Target::None && flags.detached.is_none() {
        return unmarked(flags, format, guarding);
    }
    let mut metadata = metadata::collect(flags)?;
    // What was found is known at the end only, and the documents of a file have one metadata.
    let says_findings = flags.guarded.meta_guard
        && options.target == Target::End
        && flags.detached.is_none()
        && !matches!(format, Format::Records(_));
    if let Some(guarding) = guarding.as_ref().filter(|_| flags.guarded.meta_guard && !says_findings)
    {
        metadata
            .insert(GUARD, guarding.says())
            .map_err(|error| CliError::usage("--meta-guard", &error).hint(error.code()))?;
    }
    let signer =
        keyring::for_signing(asker.command, flags.sign.key.as_deref(), &config, asker.stdin)?;
    if let Some(path) = signer.made {
        asker.console.note(&format!(
            "no key was there, so one was made: {} (key {})",
            path.display(),
            signer.key.id()
        ));
    }
    let id = match flags.stream_id {
        Some(id) => id,
        None => random_id()?,
    };
    let compat = match flags.sign.format.compat() {
        None => None,
        Some(wanted) => {
            let id = signer.key.id().to_string();
            let name = flags.sign.signer.as_deref().or(signer.name.as_deref()).unwrap_or(&id);
            let mark = CompatMark::new(wanted, &metadata, &signer.key, name);
            Some(mark.map_err(|error| {
                CliError::key(format!("--format {wanted}"), &error).hint(error.code())
            })?)
        }
    };
    if let Format::Records(fields) = &mut format {
        fields.metadata = flags.meta_field.as_ref().map(|path| path.0.clone());
        fields.strict = flags.strict;
    }
    let says = guarding.as_ref().filter(|_| says_findings).map(Guarding::says);
    let signer = Signer { options, key: signer.key, metadata, id, compat, says };
    let signed = match &flags.detached {
        Some(path) => Signed::Detached(path.clone(), signer),
        None => Signed::Marks(signer),
    };
    Ok(MarkPlan { format, signed, guarding })
}

/// The plan where nothing is signed. A guard looks at the texts of a stream and of records all the
/// same.
fn unmarked(
    flags: &MarkFlags,
    mut format: Format,
    guarding: Option<Guarding>,
) -> Result<MarkPlan, CliError> {
    if flags.guarded.meta_guard {
        return Err(CliError::usage("--meta-guard", "with --target none there is no metadata")
            .fix("leave out --meta-guard, or --target none".to_owned()));
    }
    match (&mut format, &guarding) {
        (Format::Plain, _) => {}
        (Format::Events(..) | Format::Records(_), None) => {
            if flags.output.output == Written::Text {
                return Err(CliError::usage("--target none", "nothing would be signed")
                    .fix("use `encypher strip --output text` for the bare text".to_owned()));
            }
            format = Format::Plain;
        }
        (Format::Events(..), Some(_)) => {}
        (Format::Records(fields), Some(_)) => fields.strict = flags.strict,
    }
    Ok(MarkPlan { format, signed: Signed::Nothing, guarding })
}

/// What makes no sense without a guard.
fn needs_guard(flags: &MarkFlags) -> Result<(), CliError> {
    let name = match (flags.guarded.fail_on, flags.guarded.meta_guard) {
        (Some(_), _) => "--fail-on",
        (None, true) => "--meta-guard",
        (None, false) => return Ok(()),
    };
    Err(CliError::usage(name, "there is no guard")
        .fix("add --guard POLICY.toml, --block, --redact or --warn".to_owned()))
}

/// An id that no other stream has.
pub fn random_id() -> Result<StreamId, CliError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(CliError::random)?;
    Ok(StreamId(bytes))
}

fn options(flags: &MarkFlags, config: &Config, format: &Format) -> Result<EmbedOptions, CliError> {
    let target = match flags.sign.target {
        Some(place) => Some(place),
        None => target_of_environment()?.or(config.target),
    };
    let every = flags.sign.every.or_else(every_of_environment).or(config.every);
    Ok(EmbedOptions {
        // At the end, so that places that a stream names stay where they are.
        target: match (target, format) {
            (Some(place), _) => place,
            (None, Format::Plain) => Target::default(),
            (None, _) => Target::End,
        },
        min_buffer: flags.sign.min_buffer.or(config.min_buffer).unwrap_or(0),
        every: every.and_then(|Every(size)| size),
        // What was held back would keep a line or an event that has ended from being written.
        hold: match (flags.stream.input, flags.output.output) {
            _ if flags.no_hold => Hold::Nothing,
            (Framing::Raw, _) | (_, Written::Text) => Hold::TrailingNewlines,
            _ if flags.stream.records => Hold::TrailingNewlines,
            _ => Hold::Nothing,
        },
        on_marked: flags.on_marked,
        threads: THREADS,
    })
}

fn target_of_environment() -> Result<Option<Target>, CliError> {
    let Some(name) = environment::value(environment::TARGET) else {
        return Ok(None);
    };
    let place = name.to_str().and_then(choice::target_named);
    place.map(Some).ok_or_else(|| {
        CliError::key(environment::TARGET, "its value is not a target")
            .why(format!("the possible ones are {}", choice::target_names()))
            .fix(format!("unset {}, or name one of them", environment::TARGET))
    })
}

/// encypher-ai's switch, read as encypher-ai reads it: all that is not a yes is a no.
fn every_of_environment() -> Option<Every> {
    let switch = environment::text(environment::FIRST_CHUNK_ONLY)?;
    let once = ["true", "1", "yes", "y"].contains(&switch.to_lowercase().as_str());
    if once { Some(Every(None)) } else { value::every("4K").ok() }
}
