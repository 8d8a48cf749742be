//! Keys in files: the key that signs, and the keyring that verifies.

pub mod keyfile;
pub mod keyring;
