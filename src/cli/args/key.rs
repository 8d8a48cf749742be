//! What was typed for `keygen`.

use std::path::PathBuf;

use clap::Args;

const KEYGEN_EXAMPLES: &str = "\
Examples:
  encypher keygen              # the default key: sign and verify on this machine
  encypher keygen --ed25519 -o release.key    # release.pub is for who verifies
  openssl rand -hex 32 | gh secret set ENCYPHER_HMAC_SECRET_KEY    # for CI

Files: $XDG_CONFIG_HOME/encypher/keys/default.key, by default under ~/.config";

/// Make a key
///
/// The key goes into a file that only you may read. An HMAC key both signs and verifies: whoever
/// has it can do either. An Ed25519 pair tells the two apart: the public key only verifies, and may
/// be given away.
#[derive(Debug, Args)]
#[command(after_help = KEYGEN_EXAMPLES)]
pub struct KeygenFlags {
    /// Make an Ed25519 pair; the public key goes beside the private one, as .pub
    #[arg(long)]
    pub ed25519: bool,
    /// Where to write the key, instead of the default place; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Replace a key that is there; the old one is kept as FILE.bak-TIME
    #[arg(long)]
    pub force: bool,
}
