//! Which keys count: the one that signs, and those with which we verify.
//!
//! Keys that were named must be usable. Those that merely lie in a folder are passed over with a
//! warning if they are not. Verifying never makes a key.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use encypher::key::{Key, Keyring, text};
use zeroize::Zeroizing;

use crate::cli::environment;
use crate::cli::error::{CliError, words};
use crate::cli::hints;
use crate::cli::keys::keyfile::{self, Audience, Stdin};
use crate::cli::settings::config::Config;

/// The endings of the files in a keyring folder that are keys.
const ENDINGS: [&str; 3] = ["key", "pub", "pem"];

/// What names a key or a folder of keys that neither the command line nor the environment does.
const CONFIGURATION: &str = "the configuration file";

/// A signing key.
pub struct Signer {
    /// The key.
    pub key: Key,
    /// The name of its file, without the ending, if it has one.
    pub name: Option<String>,
    /// Where it was made just now, if it was.
    pub made: Option<PathBuf>,
}

/// Finds the key that signs, or makes the default one.
pub fn for_signing(
    command: &str,
    named: Option<&Path>,
    config: &Config,
    stdin: Stdin,
) -> Result<Signer, CliError> {
    let (key, origin) = find_signer(command, named, config, stdin)?;
    key.require_signing()
        .map_err(|error| CliError::key(origin.name(), &error).hint(error.code()))?;
    let (name, made) = match origin {
        Origin::Environment => (None, None),
        // A pipe has a name, and it is nobody's.
        Origin::File(path) => (signer_of(&path).filter(|_| path.is_file()), None),
        Origin::New(path) => (signer_of(&path), Some(path)),
    };
    Ok(Signer { key, name, made })
}

/// Who a key file is of: its name without the ending.
fn signer_of(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_str()?.to_owned())
}

/// Where a signing key comes from.
enum Origin {
    Environment,
    File(PathBuf),
    /// A file that was made just now.
    New(PathBuf),
}

impl Origin {
    fn name(&self) -> String {
        match self {
            Origin::Environment => environment::SECRET.to_owned(),
            Origin::File(path) | Origin::New(path) => path.display().to_string(),
        }
    }
}

fn find_signer(
    command: &str,
    named: Option<&Path>,
    config: &Config,
    stdin: Stdin,
) -> Result<(Key, Origin), CliError> {
    let from_file =
        |path: &Path, stdin| Ok((keyfile::read(path, stdin)?, Origin::File(path.to_owned())));
    if let Some(path) = named {
        return from_file(path, stdin);
    }
    if let Some(path) = environment::path(environment::KEY_FILE) {
        return from_file(&path, Stdin::Taken)
            .map_err(|trouble| named_by(trouble, environment::KEY_FILE));
    }
    if let Some(key) = from_environment()? {
        return Ok((key, Origin::Environment));
    }
    if let Some(path) = &config.key {
        return from_file(path, Stdin::Taken).map_err(|trouble| named_by(trouble, CONFIGURATION));
    }
    let Some(path) = default_key() else {
        return Err(CliError::key(command, "no signing key, and no home folder to make one in")
            .fix(format!("name one with --key FILE or {}", environment::KEY_FILE)));
    };
    if path.exists() {
        return from_file(&path, Stdin::Taken);
    }
    if environment::is_ci() {
        return Err(not_made(command));
    }
    let made = make_default(&path)?;
    let (key, origin) = from_file(&path, Stdin::Taken)?;
    Ok((key, if made { Origin::New(path) } else { origin }))
}

/// Says who named a file that was not typed.
fn named_by(trouble: CliError, name: &str) -> CliError {
    match trouble.why {
        None => trouble.why(format!("{name} names it")),
        Some(_) => trouble,
    }
}

fn not_made(command: &str) -> CliError {
    let (secret, file) = (environment::SECRET, environment::KEY_FILE);
    CliError::key(command, "no signing key, and none is made where CI is set").fix(format!(
        "set {secret} from a secret of the CI, or {file}=FILE; `encypher keygen -o FILE`"
    ))
}

/// The default key's place.
pub fn default_key() -> Option<PathBuf> {
    environment::keys_folder().map(|folder| folder.join("default.key"))
}

/// Makes the default key; false if another process was faster.
fn make_default(path: &Path) -> Result<bool, CliError> {
    keyfile::create_folder_of(path)?;
    let (_, printed) = new_hmac()?;
    match keyfile::create(path, &printed, Audience::Owner) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(CliError::system(path.display(), &error)
            .why("no key was there, so one was to be made".to_owned())
            .fix("name a key with --key FILE; `encypher keygen -o FILE` makes one")),
    }
}

/// Draws a new HMAC key; gives it and its file's text.
pub fn new_hmac() -> Result<(Key, Zeroizing<String>), CliError> {
    let secret = random()?;
    let key = Key::hmac(&*secret)
        .map_err(|error| CliError::key("the new key", &error).hint(error.code()))?;
    let comment = format!(
        "encypher key {}\nWhoever has this file can sign and verify: keep it like a password.",
        key.id()
    );
    let printed = text::print_hmac(&*secret, &comment);
    Ok((key, printed))
}

/// 32 random bytes, wiped when dropped.
pub fn random() -> Result<Zeroizing<[u8; 32]>, CliError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes).map_err(CliError::random)?;
    Ok(bytes)
}

/// The secret of the environment. Its bytes are the key, as in encypher-ai, but for a value that is
/// plainly the whole text of one of our key files.
fn from_environment() -> Result<Option<Key>, CliError> {
    let Some(value) = environment::secret()? else {
        return Ok(None);
    };
    let is_file = value
        .lines()
        .any(|line| line.starts_with("encypher-hmac-sha256:") || line.starts_with("-----BEGIN "));
    let key = if is_file { text::parse(value.as_bytes()) } else { Key::hmac(value.as_bytes()) };
    key.map(Some).map_err(|error| CliError::key(environment::SECRET, &error).hint(error.code()))
}

/// The keys to verify with, and what was wrong with those that were passed over.
#[derive(Default)]
pub struct Trusted {
    /// The keys.
    pub keyring: Keyring,
    /// What was passed over.
    pub warnings: Vec<CliError>,
}

/// Finds the keys to verify with: those that were named, or else all that would be at hand.
pub fn for_verifying(
    keys: &[PathBuf],
    folder: Option<&Path>,
    config: &Config,
    stdin: Stdin,
) -> Result<Trusted, CliError> {
    let mut trusted = Trusted::default();
    for path in keys {
        trusted.keyring.add(keyfile::read(path, stdin)?);
    }
    if let Some(folder) = folder {
        trusted.add_folder(folder)?;
    }
    if keys.is_empty() && folder.is_none() {
        trusted.add_defaults(config)?;
    }
    Ok(trusted)
}

impl Trusted {
    fn add_defaults(&mut self, config: &Config) -> Result<(), CliError> {
        let named = environment::path(environment::KEY_FILE);
        let named = named.iter().map(|path| (path, environment::KEY_FILE));
        let configured = config.key.iter().map(|path| (path, CONFIGURATION));
        for (path, by) in named.chain(configured) {
            let key = keyfile::read(path, Stdin::Taken);
            self.keyring.add(key.map_err(|trouble| named_by(trouble, by))?);
        }
        if let Some(key) = from_environment()? {
            self.keyring.add(key);
        }
        let named = environment::path(environment::KEYRING);
        let named = named.iter().map(|folder| (folder, environment::KEYRING));
        let configured = config.keyring.iter().map(|folder| (folder, CONFIGURATION));
        for (folder, by) in named.chain(configured) {
            self.add_folder(folder).map_err(|trouble| named_by(trouble, by))?;
        }
        match environment::keys_folder() {
            Some(folder) if folder.is_dir() => self.add_folder(&folder),
            _ => Ok(()),
        }
    }

    /// Adds the keys of a folder, in the order of their names.
    fn add_folder(&mut self, folder: &Path) -> Result<(), CliError> {
        let failed = |error: &std::io::Error| {
            let trouble = CliError::key(folder.display(), words(error));
            match error.kind() {
                ErrorKind::NotADirectory => {
                    trouble.fix("a keyring is a folder of keys; --key takes a file")
                }
                _ => trouble.fix(hints::reading(folder, error)),
            }
        };
        let entries = fs::read_dir(folder).map_err(|error| failed(&error))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| failed(&error))?;
        paths.retain(|path| {
            path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
        });
        paths.sort();
        for path in paths {
            match keyfile::read(&path, Stdin::Taken) {
                Ok(key) => match signer_of(&path) {
                    Some(signer) => self.keyring.add_of(&signer, key),
                    None => self.keyring.add(key),
                },
                Err(trouble) => self.warnings.push(trouble),
            }
        }
        Ok(())
    }
}
