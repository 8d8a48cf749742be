//! What to do about an error or a verdict: the one table of these words.
//!
//! The library names what it finds with a code, the `code()` of an error or the code of a
//! [`Reason`]; a new code is a new row of [`words`]. What the system refuses has no code and is
//! looked up in [`system`].

mod system;

use encypher::stream::operation::TextError;
use encypher::verify::Reason;

pub use system::{
    appending, folder, quoted, reading, replacing, running, standard_input, standard_output,
    temporary,
};

/// Why a code is an error, where the message does not say so, and what to do about it.
pub type Words = (Option<&'static str>, &'static str);

/// Returns the words for a code; there are none for a verdict that nothing can be done about.
pub fn words(code: &str) -> Option<Words> {
    Some(match code {
        // Keys.
        "key-empty" => (None, "make a key with `encypher keygen`"),
        "key-too-short" => (
            Some(
                "signing takes a secret of at least 16 bytes; a shorter one can only check older marks",
            ),
            "make a key with `encypher keygen`",
        ),
        "key-public-only" => (
            Some("it only checks what the private key has signed"),
            "sign with the private key; `encypher keygen --ed25519` makes such a pair",
        ),
        "key-not-text" => (
            Some("a key file is UTF-8 text without NUL bytes"),
            "put random bytes into text first, e.g. `openssl rand -hex 32 > FILE`",
        ),
        "key-several-secrets" => (
            Some("a key file holds one key; other lines are blank or start with #"),
            "keep one key a file, and a folder for --keyring",
        ),
        "key-bad-base64" | "key-bad-pem" => {
            (None, "copy the key again, whole, or make a new one with `encypher keygen`")
        }
        "key-unknown-kind" => (None, "use a newer encypher, or a key that this one made"),
        "key-encrypted" => (None, "write it without one: `openssl pkey -in FILE -out NEWFILE`"),
        "key-wrong-pem" => (
            None,
            "make one with `encypher keygen --ed25519` or `openssl genpkey -algorithm ed25519`",
        ),
        "key-weak" => (
            Some("anybody can make signatures for such a key"),
            "ask the signer for the right public key",
        ),
        "key-not-ed25519" => {
            (None, "name such a key with --key FILE; `encypher keygen --ed25519 -o FILE` makes one")
        }
        "key-not-hmac" | "secret-not-text" => (
            None,
            "name one with --key FILE: a file whose one line is the secret, such as `openssl rand -hex 32` prints",
        ),

        // Metadata.
        "metadata-not-json" | "metadata-not-an-object" => {
            (None, "give an object, such as {\"model\":\"gpt-4\"}")
        }
        "metadata-duplicate-key" => {
            (Some("readers of JSON differ on which of the two counts"), "give each key once")
        }
        "metadata-too-large" => (
            Some("it travels inside the text, four bytes for each of its own"),
            "keep the large part elsewhere, and sign its address or its digest",
        ),

        // Texts that are to be signed.
        "already-marked" => (
            Some("a reader could not tell whose marks are whose"),
            "take them out: --on-marked replace, or `encypher strip`; or leave them: --on-marked keep",
        ),
        "marks-damaged" => (
            Some("no text that carries them can be verified"),
            "take all marks out with --on-marked replace",
        ),
        "utf-16" => (
            Some("marks are written in UTF-8; PowerShell 5.1 '>' rewrites text as UTF-16"),
            "convert it first: iconv -f UTF-16 -t UTF-8",
        ),
        "blocked" => (None, "take out what is to be blocked, or change the policy"),
        "no-text" | "empty-text" | "no-metadata" => {
            (None, "check --text-field and --meta-field, or leave out --strict")
        }

        // Marks of encypher-ai that are to be written.
        "format-not-written" => (None, "write encypher1, encypher3-basic or encypher3-manifest"),
        "no-signer" => (None, "give it one with --signer NAME"),
        "mark-too-large" => (None, "shorten the metadata"),
        "number-unreadable" => (None, "leave it out, or write it as a string"),
        "timestamp-unreadable" => (None, "give seconds since 1970, up to the year 9999"),

        // Detached signatures.
        "not-a-signature" => (None, "name the file that `encypher embed --detached` wrote"),
        "signature-damaged" => {
            (None, "copy the signature again, whole and as it is, or sign the text once more")
        }

        // Policies of the guard.
        "policy-invalid" => (None, "`encypher check --print-policy` shows how keys are written"),
        "pattern-unusable" => (None, "write the patterns of [[custom]] in another way"),

        // Verdicts.
        "record-damaged" | "text-altered" | "metadata-altered" => {
            (None, "get the text again from where it was signed")
        }
        "not-marked" => (None, "get the text as it was signed: some programs take marks out"),
        "head-missing" => (None, "get the text from its beginning, as it was signed"),
        "seal-missing" => (None, "get the rest of the text"),
        "reflowed" => (None, "if reflow is expected, say --accept reflowed"),
        "unsigned-text" => (None, "cut it off, or say --accept partial"),
        "cut-short" => (None, "make the text again, or say --accept incomplete"),
        "metadata-only" => (None, "if that is enough, say --accept metadata-only"),
        "unknown-version" => (None, "a newer encypher wrote it: update this one"),
        "unknown-key" => (None, "name the key with --key FILE, or put it into the keyring folder"),
        "unknown-signer" => {
            (None, "name the key with --key FILE, or put it into the keyring folder as SIGNER.pub")
        }
        "metadata-mismatch" => {
            (None, "see what it says: encypher extract FILE; and check --expect")
        }
        "too-old" => (None, "get a newer text, or allow more with --max-age; and check the clock"),
        _ => return None,
    })
}

/// Returns what to do about the reason of a verdict.
pub fn fix(reason: &Reason) -> Option<&'static str> {
    let code = match reason.format {
        // The keys of encypher-ai have names.
        Some(_) if reason.code == "unknown-key" => "unknown-signer",
        _ => reason.code,
    };
    words(code).map(|(_, fix)| fix)
}

/// Returns what is wrong with a record, naming the flags that say where its text is.
pub fn what(error: &TextError) -> String {
    match error {
        TextError::NoText => "there is no text at the place of --text-field".to_owned(),
        TextError::NoMetadata => "there is nothing at the place of --meta-field".to_owned(),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use encypher::compat::write::CompatError;
    use encypher::detached::DetachedError;
    use encypher::embed::EmbedError;
    use encypher::key::{Algorithm, KeyError, SIGNING_SECRET_MIN};
    use encypher::record::metadata::MetadataError;
    use encypher::record::read;
    use encypher::verdict::Format;

    use super::*;

    #[test]
    fn every_error_of_the_library_has_words() {
        let keys = [
            KeyError::Empty,
            KeyError::TooShort { bytes: 1 },
            KeyError::PublicOnly,
            KeyError::NotText,
            KeyError::SeveralSecrets,
            KeyError::BadBase64,
            KeyError::UnknownKind,
            KeyError::Encrypted,
            KeyError::WrongPem { found: "an RSA key" },
            KeyError::BadPem,
            KeyError::WeakPublicKey,
        ];
        let metadata = [
            MetadataError::NotJson(String::new()),
            MetadataError::NotAnObject("null"),
            MetadataError::DuplicateKey(String::new()),
            MetadataError::TooLarge(1),
        ];
        let texts = [
            EmbedError::AlreadyMarked { offset: 0 },
            EmbedError::Damaged { offset: 0 },
            EmbedError::Utf16,
            EmbedError::Blocked,
        ];
        let records = [TextError::NoText, TextError::Empty, TextError::NoMetadata];
        let formats = [
            CompatError::Format(Format::C2pa),
            CompatError::Algorithm(Format::Basic, Algorithm::Ed25519),
            CompatError::Algorithm(Format::UnicodeMetadata, Algorithm::HmacSha256),
            CompatError::SecretIsNotText,
            CompatError::NoSigner,
            CompatError::TooLarge(1),
            CompatError::Number,
            CompatError::Timestamp,
        ];
        let signatures = [
            DetachedError::Title,
            DetachedError::Lines,
            DetachedError::Record(read::RecordError::Cut),
            DetachedError::Order,
        ];
        let codes = (keys.iter().map(KeyError::code))
            .chain(metadata.iter().map(MetadataError::code))
            .chain(texts.iter().map(EmbedError::code))
            .chain(records.iter().map(TextError::code))
            .chain(formats.iter().map(CompatError::code))
            .chain(signatures.iter().map(DetachedError::code));
        for code in codes {
            assert!(words(code).is_some(), "{code}");
        }
        let (why, _) = words("key-too-short").unwrap_or_default();
        assert!(why.is_some_and(|why| why.contains(&format!("{SIGNING_SECRET_MIN} bytes"))));
    }
}
