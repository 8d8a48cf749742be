//! The environment: the variables that we listen to, by name. An empty one counts as unset.
//!
//! Nothing here is ever printed: one of them is a secret.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::cli::error::CliError;

/// The signing key's file.
pub const KEY_FILE: &str = "ENCYPHER_KEY_FILE";
/// The HMAC secret itself.
pub const SECRET: &str = "ENCYPHER_HMAC_SECRET_KEY";
/// A folder of keys to verify with.
pub const KEYRING: &str = "ENCYPHER_KEYRING";
/// The configuration file.
pub const CONFIG: &str = "ENCYPHER_CONFIG";
/// Where the metadata goes; encypher-ai's names count as well.
pub const TARGET: &str = "ENCYPHER_METADATA_TARGET";
/// `false`: metadata throughout the stream, as in encypher-ai.
pub const FIRST_CHUNK_ONLY: &str = "ENCYPHER_ENCODE_FIRST_CHUNK_ONLY";
/// The time that reproducible builds take for now.
pub const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// A variable's value, if it is set and not empty.
pub fn value(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// A variable that has to be text, where anything else means unset.
pub fn text(name: &str) -> Option<String> {
    value(name)?.into_string().ok()
}

/// A variable that names a file or folder.
pub fn path(name: &str) -> Option<PathBuf> {
    value(name).map(PathBuf::from)
}

/// The secret, wiped when dropped.
pub fn secret() -> Result<Option<Zeroizing<String>>, CliError> {
    let Some(value) = value(SECRET) else {
        return Ok(None);
    };
    let text = value.into_string().map_err(|_| {
        CliError::key(SECRET, "its value is not UTF-8 text")
            .fix("set it to text, such as `openssl rand -hex 32` prints")
    })?;
    Ok(Some(Zeroizing::new(text)))
}

/// Whether an automatic build runs us: a key made there would be thrown away with it.
pub fn is_ci() -> bool {
    value("CI").is_some_and(|value| value != "false" && value != "0")
}

/// Our folder of configuration and keys, if the user has a home.
pub fn folder() -> Option<PathBuf> {
    let absolute = |name| path(name).filter(|path| path.is_absolute());
    absolute("XDG_CONFIG_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".config")))
        .or_else(|| absolute("APPDATA"))
        .map(|base| base.join("encypher"))
}

/// The folder of the keys that need not be named.
pub fn keys_folder() -> Option<PathBuf> {
    folder().map(|folder| folder.join("keys"))
}
