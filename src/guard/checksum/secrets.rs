//! Whether a value can be a secret: variety, placeholders, the header of a token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::json::spans::{Tape, Value};

/// How often each byte stands in a value.
fn counts(value: &[u8]) -> [u32; 256] {
    let mut counts = [0; 256];
    for &byte in value {
        counts[usize::from(byte)] += 1;
    }
    counts
}

/// How many different bytes a value has.
pub fn distinct(value: &[u8]) -> usize {
    counts(value).iter().filter(|&&count| count > 0).count()
}

/// Shannon entropy of the bytes of a value, in bits a byte; 0 for an empty one.
pub fn entropy_bits(value: &[u8]) -> f64 {
    let length = value.len() as f64;
    let used = counts(value).into_iter().filter(|&count| count > 0);
    let bits = used.map(|count| f64::from(count) * (length / f64::from(count)).log2());
    bits.sum::<f64>() / length.max(1.0)
}

/// Words that make a placeholder where they begin a word of the value. A word begins after a byte
/// that is no letter or digit, so that `...7EXAMPLE` inside a key is none.
const WORDS: &[&str] = &[
    "change_me",
    "changeme",
    "change_this",
    "changethis",
    "dummy",
    "example",
    "fake",
    "fixme",
    "insert",
    "placeholder",
    "redacted",
    "replace_me",
    "replaceme",
    "replace_with",
    "sample",
    "todo",
    "your",
];

/// Values that are placeholders as a whole.
const WHOLE: &[&str] = &[
    "empty",
    "false",
    "hidden",
    "masked",
    "missing",
    "n/a",
    "na",
    "nil",
    "none",
    "null",
    "optional",
    "pass",
    "password",
    "passwd",
    "pwd",
    "required",
    "secret",
    "string",
    "tbd",
    "test",
    "token",
    "true",
    "undefined",
    "unset",
];

/// Marks of a value that is read from elsewhere (templates, variables, calls) or left out.
const MARKS: &[&str] = &[
    "${",
    "{{",
    "}}",
    "$(",
    "%(",
    "#{",
    "<%",
    "os.environ",
    "os.getenv",
    "getenv(",
    "process.env",
    "import.meta.env",
    "system.getenv",
    "env[",
    "env.",
    "env(",
    "secrets.",
    "secrets[",
    "vault:",
    "config.",
    "config[",
    "settings.",
    "var.",
    "op://",
    "...",
    "…",
    "••",
];

/// Whether a value only stands for one: hidden, a template, a name of a variable, an instruction.
pub fn is_placeholder(value: &[u8]) -> bool {
    let Some((&first, rest)) = value.split_first() else {
        return true;
    };
    let enclosed = matches!(
        (first, value[value.len() - 1]),
        (b'<', b'>') | (b'[', b']') | (b'{', b'}') | (b'%', b'%')
    );
    // $NAME, but not a password such as $3cret; and $1$..., which is a hash.
    let name = |rest: &[u8]| {
        rest.iter().all(|c| c.is_ascii_uppercase() || *c == b'_' || c.is_ascii_digit())
    };
    let variable = first == b'$' && rest.first().is_some_and(|c| !c.is_ascii_digit()) && name(rest);
    enclosed
        || variable
        || is_hidden(value)
        || has_word(value)
        || WHOLE.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
        || MARKS.iter().any(|mark| find(value, mark).next().is_some())
}

/// Whether characters are blotted out: half of the value or more is runs of four or more of one
/// byte, or it has four stars or four x in a row.
fn is_hidden(value: &[u8]) -> bool {
    let runs = value.chunk_by(|a, b| a.eq_ignore_ascii_case(b));
    let blotted = runs.filter(|run| run.len() > 3).map(<[u8]>::len).sum::<usize>();
    blotted * 2 >= value.len()
        || distinct(value) == 1
        || value.windows(4).any(|four| four == b"****" || four.eq_ignore_ascii_case(b"xxxx"))
}

/// Whether one of [`WORDS`] begins a word of the value; `-` and a space are read as `_`.
fn has_word(value: &[u8]) -> bool {
    WORDS
        .iter()
        .any(|word| find(value, word).any(|at| at == 0 || !value[at - 1].is_ascii_alphanumeric()))
}

/// Where a lower-case mark stands in a value of any case, `-` and a space read as `_`.
fn find<'a>(value: &'a [u8], mark: &'a str) -> impl Iterator<Item = usize> + 'a {
    let fold = |c: &u8| match c {
        b'-' | b' ' => b'_',
        c => c.to_ascii_lowercase(),
    };
    let windows = value.windows(mark.len()).enumerate();
    windows.filter(move |(_, part)| part.iter().map(fold).eq(mark.bytes())).map(|(at, _)| at)
}

/// The longest header of a token that is decoded.
const HEADER: usize = 4096;

/// Whether the first segment of a token is base64url of a JSON object with `alg`, a string (RFC
/// 7515, section 4.1.1). The value may be the whole token or its first segment.
pub fn jwt_header_has_alg(token: &[u8]) -> bool {
    let segment = token.split(|&c| c == b'.').next().unwrap_or_default();
    if segment.len() > HEADER {
        return false;
    }
    let json = URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
    let mut tape = Tape::default();
    tape.read(&json).is_ok_and(|header| header.get("alg").and_then(Value::literal).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variety() {
        assert_eq!((distinct(b""), distinct(b"aaaa"), distinct(b"abca")), (0, 1, 3));
        assert_eq!(entropy_bits(b""), 0.0);
        assert_eq!(entropy_bits(b"aaaa"), 0.0);
        assert_eq!(entropy_bits(b"abab"), 1.0);
        assert_eq!(entropy_bits(b"abcdefgh"), 3.0);
    }

    #[test]
    fn placeholders() {
        for text in [
            "",
            "xxxxxxxxxxxx",
            "********",
            "AKIAXXXXXXXXXXXXXXXX",
            "ghp_xxxxxxxxxxxx",
            "sk-...",
            "sk-…",
            "YOUR_API_KEY",
            "your-token-here",
            "<password>",
            "${DB_PASS}",
            "$DB_PASS",
            "{{ token }}",
            "changeme",
            "Change-Me-123",
            "example",
            "my-example-key1",
            "os.environ[\"KEY\"]",
            "process.env.TOKEN",
            "%PASSWORD%",
            "[REDACTED]",
            "null",
            "00000000",
            "••••••••",
            "INSERT_KEY_HERE",
            "config.secret",
        ] {
            assert!(is_placeholder(text.as_bytes()), "{text}");
        }
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "Tr0ub4!DOK9l3",
            "hf7.Kd..93x",
            "$3cretPa55",
            "St4ple*Hrpqwk9Qla",
            "passw0rd1",
            "TeuIt*%N7KUSX6P2z3CbY%F7aZ",
        ] {
            assert!(!is_placeholder(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn headers_of_tokens() {
        let encode = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let header = encode(r#"{"typ":"JWT","alg":"HS256"}"#);
        assert!(jwt_header_has_alg(header.as_bytes()));
        assert!(jwt_header_has_alg(format!("{header}.e30.c2ln").as_bytes()));
        for json in [r#"{"typ":"JWT"}"#, r#"["alg"]"#, r#"{"alg":1}"#, r#"{"alg":"HS256""#] {
            assert!(!jwt_header_has_alg(encode(json).as_bytes()), "{json}");
        }
        assert!(
            !jwt_header_has_alg(b"") && !jwt_header_has_alg(b"eyJ!") && !jwt_header_has_alg(b".")
        );
    }
}
