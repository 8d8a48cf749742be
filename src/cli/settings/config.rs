//! The configuration file: defaults of one person or one machine.
//!
//! It stands where `ENCYPHER_CONFIG` says, or in the user's configuration folder, and nowhere else:
//! a folder that one happens to work in must not choose the key. A key that we do not know is an
//! error with its line, for a misspelt default would be no default.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use encypher::target::Target;
use toml::de::{DeTable, DeValue};

use crate::cli::args::choice::{self, Color};
use crate::cli::args::value::{self, Every};
use crate::cli::environment;
use crate::cli::error::{CliError, quoted, words};
use crate::cli::hints;

const KEYS: &str = "key, keyring, target, every, min_buffer, color";

/// What the file says.
#[derive(Debug, Default, PartialEq)]
pub struct Config {
    /// The signing key's file.
    pub key: Option<PathBuf>,
    /// A folder of keys to verify with.
    pub keyring: Option<PathBuf>,
    /// Where the metadata goes.
    pub target: Option<Target>,
    /// How much text one seal covers.
    pub every: Option<Every>,
    /// Characters that pass before the metadata is placed.
    pub min_buffer: Option<u64>,
    /// When to colour a report.
    pub color: Option<Color>,
}

impl Config {
    /// Reads the file. That there is none is only an error if it was named.
    pub fn load() -> Result<Config, CliError> {
        let named = environment::path(environment::CONFIG);
        let Some(path) = named.clone().or_else(|| Some(environment::folder()?.join("config.toml")))
        else {
            return Ok(Config::default());
        };
        match fs::read_to_string(&path) {
            Ok(text) => Config::parse(&text, &path),
            Err(error) if named.is_none() && is_absent(error.kind()) => Ok(Config::default()),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Err(CliError::key(path.display(), "it is not UTF-8 text")
                    .fix(format!("convert it first: iconv -f UTF-16 -t UTF-8 {}", quoted(&path))))
            }
            Err(error) => Err(CliError::key(path.display(), words(&error))
                .why(named.map(|_| format!("{} names it", environment::CONFIG)))
                .fix(hints::reading(&path, &error))),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Config, CliError> {
        let at = |offset: usize| {
            let line = text[..offset].matches('\n').count() + 1;
            format!("{}:{line}", path.display())
        };
        let table = DeTable::parse(text).map_err(|error| {
            let line = at(error.span().map_or(0, |span| span.start));
            CliError::key(line, error.message().replace('\n', ", "))
                .why("the configuration is TOML".to_owned())
                .fix("write KEY = \"VALUE\" on a line of its own, such as target = \"end\"")
        })?;
        let mut config = Config::default();
        for (key, value) in table.get_ref() {
            config
                .set(key.get_ref(), value.get_ref(), path)
                .map_err(|trouble| CliError { subject: at(key.span().start), ..trouble })?;
        }
        Ok(config)
    }

    fn set(&mut self, key: &str, value: &DeValue, path: &Path) -> Result<(), CliError> {
        let wanted = |what: &str, example: &str| {
            CliError::key(key, format!("{key} is not {what}"))
                .fix(format!("write for example {key} = {example}"))
        };
        match key {
            "key" => {
                self.key = Some(
                    file(value, path)
                        .ok_or_else(|| wanted("the path of a file", "\"~/signing.key\""))?,
                )
            }
            "keyring" => {
                self.keyring = Some(
                    file(value, path)
                        .ok_or_else(|| wanted("the path of a folder", "\"~/keys\""))?,
                )
            }
            "target" => {
                let place = value.as_str().and_then(choice::target_named);
                self.target = Some(place.ok_or_else(|| {
                    wanted("one of the places of --target", "\"end\"")
                        .why(format!("the possible ones are {}", choice::target_names()))
                })?);
            }
            "every" => {
                let every = plain(value).and_then(|text| value::every(&text).ok());
                self.every =
                    Some(every.ok_or_else(|| wanted("a size, such as 4096 or \"4K\"", "\"4K\""))?);
            }
            "min_buffer" => {
                let count = plain(value).and_then(|text| text.parse().ok());
                self.min_buffer =
                    Some(count.ok_or_else(|| wanted("a count of characters", "100"))?);
            }
            "color" => {
                let color = value.as_str().and_then(|text| Color::from_str(text, false).ok());
                self.color =
                    Some(color.ok_or_else(|| wanted("auto, always or never", "\"auto\""))?);
            }
            _ => {
                return Err(CliError::key(key, format!("unknown key \"{key}\""))
                    .fix(format!("the keys are {KEYS}")));
            }
        }
        Ok(())
    }
}

fn is_absent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// A string, or a whole number as it is written.
fn plain(value: &DeValue) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A path; a relative one starts at the configuration file, `~/` at the user's home.
fn file(value: &DeValue, config: &Path) -> Option<PathBuf> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    match text.strip_prefix("~/") {
        Some(rest) => Some(environment::path("HOME")?.join(rest)),
        None => Some(config.parent()?.join(text)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, CliError> {
        Config::parse(text, Path::new("/c/config.toml"))
    }

    #[test]
    fn all_keys_are_read() {
        let text = "# mine\nkey = \"k/a.key\"\nkeyring = '/k'\ntarget = \"first_letter\"\n\
                    every = \"4K\"\nmin_buffer = 7\ncolor = \"never\"\n";
        let config = parse(text).unwrap();
        assert_eq!(config.key, Some(PathBuf::from("/c/k/a.key")));
        assert_eq!(config.keyring, Some(PathBuf::from("/k")));
        assert_eq!(config.target, Some(Target::FirstLetter));
        assert_eq!(config.every, Some(value::every("4096").unwrap()));
        assert_eq!((config.min_buffer, config.color), (Some(7), Some(Color::Never)));
    }

    #[test]
    fn errors_name_the_line() {
        for (text, subject, what) in [
            ("key = \"k\"\n\ncolour = 1\n", "/c/config.toml:3", "unknown key \"colour\""),
            ("\nevery = 0", "/c/config.toml:2", "every is not a size"),
            ("key = \"\"", "/c/config.toml:1", "key is not the path of a file"),
        ] {
            let trouble = parse(text).unwrap_err();
            assert_eq!(trouble.subject, subject);
            assert!(trouble.what.starts_with(what), "{}", trouble.what);
        }
        assert!(parse("key").unwrap_err().subject.starts_with("/c/config.toml:1"));
    }
}
