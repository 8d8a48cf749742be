//! The metadata of a stream: from FILE, then from JSON, then member by member, and the time.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encypher::record::metadata::{Metadata, MetadataError};

use crate::cli::args::MarkFlags;
use crate::cli::args::value::When;
use crate::cli::environment;
use crate::cli::error::{CliError, quoted};
use crate::cli::hints;
use crate::cli::settings::now;
use crate::cli::time;

/// The most bytes that are read of a metadata file: white space and all, for the core has its own
/// limit for what counts.
const FILE_MAX: u64 = 1024 * 1024;

const TIMESTAMP: &str = "timestamp";

/// Puts the metadata together.
pub fn collect(flags: &MarkFlags) -> Result<Metadata, CliError> {
    let mut metadata = Metadata::new();
    if let Some(path) = &flags.sign.meta_file {
        metadata = read(path)?;
    }
    if let Some(json) = &flags.sign.meta_json {
        let more = Metadata::parse(json).map_err(|error| refused("--meta-json", &error))?;
        metadata.extend(more).map_err(|error| refused("--meta-json", &error))?;
    }
    for member in &flags.sign.meta {
        metadata
            .insert(&member.key, member.value.clone())
            .map_err(|error| refused("--meta", &error))?;
    }
    if !metadata.contains(TIMESTAMP)
        && let Some(seconds) = timestamp(flags.sign.timestamp.unwrap_or(When::Now))?
    {
        metadata.insert(TIMESTAMP, seconds).map_err(|error| refused("--timestamp", &error))?;
    }
    metadata.within_limit().map_err(|error| refused("--meta", &error))
}

fn refused(flag: &str, error: &MetadataError) -> CliError {
    CliError::usage(flag, error).hint(error.code())
}

fn read(path: &Path) -> Result<Metadata, CliError> {
    let name = format!("--meta-file {}", path.display());
    let failed =
        |error: &std::io::Error| CliError::system(&name, error).fix(hints::reading(path, error));
    let file = File::open(path).map_err(|error| failed(&error))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(CliError::io(&name, "it is a folder").fix(hints::folder(path)));
    }
    let mut bytes = Vec::new();
    file.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > FILE_MAX {
        let what = format!("it has more than {FILE_MAX} bytes");
        return Err(CliError::usage(&name, what)
            .why("metadata travels inside the text".to_owned())
            .fix("keep the large part elsewhere, and sign its address or its digest"));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        CliError::usage(&name, "it is not UTF-8 text")
            .fix(format!("convert it first: iconv -f UTF-16 -t UTF-8 {}", quoted(path)))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Metadata::parse(text).map_err(|error| refused(&name, &error))
}

fn timestamp(when: When) -> Result<Option<u64>, CliError> {
    match when {
        When::None => Ok(None),
        When::At(seconds) => Ok(Some(seconds)),
        When::Now => match environment::value(environment::SOURCE_DATE_EPOCH) {
            None => Ok(Some(now())),
            Some(value) => match value.to_str().and_then(time::unix) {
                Some(seconds) => Ok(Some(seconds)),
                None => Err(CliError::key(
                    environment::SOURCE_DATE_EPOCH,
                    "its value is not a count of seconds since 1970",
                )
                .fix("set it to what `date +%s` prints, or unset it")),
            },
        },
    }
}
