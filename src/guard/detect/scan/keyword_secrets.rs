//! Secrets that say nothing of themselves: what stands before them does.

use std::sync::LazyLock;

use crate::guard::checksum::secrets::{distinct, entropy_bits, is_placeholder};
use crate::guard::detect::class::{BASE64, TOKEN68, USERINFO, VALUE, is};
use crate::guard::detect::context::{FILLERS, REACH, last_bytes};
use crate::guard::detect::cursor::Cursor;
use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::secret::is_filler;
use crate::guard::detect::scan::{Match, Rest, ScanContext, ScanResult};

/// The longest user's name before a password.
const USER_MAX: usize = 90;
/// The longest password in a URL, with its host.
const AUTHORITY_MAX: usize = 220;
/// After so many bytes a token is one.
pub const BEARER_LEAST: usize = 16;
/// The schemes of HTTP authentication that a token follows.
const SCHEMES: &str = "bearer, token, basic, apikey";
/// Their last letters.
pub const SCHEME_ENDS: u128 = last_bytes(SCHEMES);
/// The lengths of what is called a secret; after the last one it is one.
const VALUE_LENGTHS: (usize, usize) = (8, 128);

/// A password in a URL: `scheme://user:PASSWORD@host` (RFC 3986, section 3.2.1).
pub fn url_password(look: &Cursor<'_>) -> ScanResult {
    if look.back(1) != b':' || !follows_user(look) {
        return Ok(None);
    }
    let (mut end, mut signs) = (None, 0);
    let mut at = 0;
    loop {
        let run = look.run(at, USERINFO, AUTHORITY_MAX)?;
        // What looks like a host may be the rest of a password with an @ in it.
        if run >= AUTHORITY_MAX || look.byte(run)? != b'@' {
            break;
        }
        end = Some(run);
        signs += 1;
        at = run + 1;
    }
    let Some(end) = end.filter(|end| *end > 0) else {
        return Ok(None);
    };
    let is_one = signs > 1 || !is_placeholder(look.bytes(0, end));
    Ok(is_one.then(|| Match::new(Kind::UrlPassword, end, 90, "userinfo")))
}

/// Whether `scheme://user:` stands before.
fn follows_user(look: &Cursor<'_>) -> bool {
    let in_user = |byte| is(byte, USERINFO) && byte != b':';
    let back = look.back_over(2, USER_MAX, in_user);
    look.back(back) == b'/'
        && look.back(back + 1) == b'/'
        && look.back(back + 2) == b':'
        && look.back(back + 3).is_ascii_alphanumeric()
}

/// The token in `Authorization: Bearer TOKEN` (RFC 9110, section 11.4).
pub fn bearer(look: &Cursor<'_>) -> ScanResult {
    if !matches!(look.back(1), b' ' | b'\t') || !follows_scheme(look) {
        return Ok(None);
    }
    let end = look.run(0, TOKEN68, BEARER_LEAST)?;
    if end < BEARER_LEAST || is_filler(look.bytes(0, end)) {
        return Ok(None);
    }
    let hit = Match::new(Kind::BearerToken, end, 90, "authorization");
    Ok(Some(hit.rest(Rest::Dotted(TOKEN68))))
}

fn follows_scheme(look: &Cursor<'_>) -> bool {
    // Most words before a word end otherwise.
    let back = look.back_over(1, 4, |byte| matches!(byte, b' ' | b'\t'));
    let last = look.back(back).to_ascii_lowercase();
    if !last.is_ascii() || SCHEME_ENDS >> last & 1 == 0 {
        return false;
    }
    let behind = look.behind(REACH).to_ascii_lowercase();
    let text = behind.trim_ascii_end();
    SCHEMES.split(", ").any(|scheme| {
        let Some(rest) = text.strip_suffix(scheme.as_bytes()) else {
            return false;
        };
        let signs = rest
            .iter()
            .rev()
            .take_while(|byte| {
                matches!(
                    byte,
                    b' ' | b':'
                        | b'='
                        | b'"'
                        | b'\''
                        | b'`'
                        | b'\\'
                        | b'>'
                        | b'{'
                        | b']'
                        | b'['
                        | b','
                        | b'('
                        | b'*'
                        | b'|'
                )
            })
            .count();
        (1..=8).contains(&signs) && rest[..rest.len() - signs].ends_with(b"authorization")
    })
}

/// A secret access key of AWS: forty characters of base64, called so.
pub fn aws_secret(scene: &mut ScanContext<'_>) -> ScanResult {
    const LENGTH: usize = 40;
    let look = scene.look;
    if is(look.back(1), BASE64) || !may_be_called_secret(&look) {
        return Ok(None);
    }
    let end = look.run(0, BASE64, LENGTH + 1)?;
    if end != LENGTH || look.byte(end)? == b'=' || distinct(look.bytes(0, end)) < 15 {
        return Ok(None);
    }
    let hint = scene.context().near(Kind::AwsSecretKey);
    Ok(hint.map(|hint| Match::new(Kind::AwsSecretKey, end, 90, "base64").with(hint)))
}

/// Whether a word such as *secret* stands before: a quick look, the context decides.
fn may_be_called_secret(look: &Cursor<'_>) -> bool {
    let back = look.back_over(1, 5, |byte| is_between(byte) || matches!(byte, b'|' | b'\n'));
    let may_be = match look.back(back) {
        b':' | b'=' | b'>' | b'(' | b'y' | b'Y' | b's' | b't' | b'T' => true,
        b',' => look.back(back + 1).is_ascii_alphabetic(),
        _ => false,
    };
    may_be
        && look
            .behind(Kind::AwsSecretKey.reach() + 8)
            .windows(5)
            .any(|letters| letters.eq_ignore_ascii_case(b"ecret"))
}

/// A value that is called a password, a secret, a key or a token.
pub fn generic(scene: &mut ScanContext<'_>) -> ScanResult {
    let look = scene.look;
    let (least, most) = VALUE_LENGTHS;
    if is(look.back(1), VALUE) && !matches!(look.back(1), b'=' | b':') || !is_assigned(&look) {
        return Ok(None);
    }
    let Some(hint) = scene.context().adjacent(Kind::GenericSecret) else {
        return Ok(None);
    };
    let mut end = look.run(0, VALUE, most)?;
    let rest = (end == most).then_some(Rest::Run(VALUE));
    if rest.is_none() {
        // Calls and subscripts are code.
        if matches!(look.byte(end)?, b'(' | b'[' | b'{') {
            return Ok(None);
        }
        while end > 0 && matches!(look.bytes(end - 1, end), b"." | b"!" | b"?") {
            end -= 1;
        }
    }
    let value = look.bytes(0, end);
    let digits = value.iter().any(u8::is_ascii_digit);
    let others = value.iter().any(|byte| !byte.is_ascii_digit());
    if end < least || !digits || !others || entropy_bits(value) < 2.75 || is_placeholder(value) {
        return Ok(None);
    }
    let mut hit = Match::new(Kind::GenericSecret, end, 60, "entropy").with(hint);
    hit.rest = rest;
    Ok(Some(hit))
}

/// Whether a byte may stand between what assigns a value and the value: spaces, quotes, emphasis
/// and what escapes them.
fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'*' | b'\\')
}

/// Whether something is assigned right before: `=`, `:` or *is*, with quotes and spaces.
fn is_assigned(look: &Cursor<'_>) -> bool {
    let back = look.back_over(1, 5, is_between);
    match look.back(back) {
        b'=' | b':' | b'>' => true,
        b's' => look.back(back + 1) == b'i' && look.back(back + 2) == b' ',
        byte => byte >= 0x80,
    }
}

/// Whether the last word before ends as those do that call a number a code, or stand between them:
/// a quick look, the context decides.
fn may_be_called_code(look: &Cursor<'_>) -> bool {
    let behind = look.behind(16);
    let end = behind.iter().rposition(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    let Some(end) = end else {
        return false;
    };
    let word = behind[..=end].to_ascii_lowercase();
    word[end] >= 0x80
        || word.ends_with(b"s")
        || CODE_ENDS.iter().any(|ending| word.ends_with(ending.as_bytes()))
}

/// The last letters of the words that call a number a code, or are between them and the number; in
/// lower case.
static CODE_ENDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = Kind::CardCvv.keywords().chain(FILLERS.split(", "));
    let ends = words.map(|word| {
        let other = word.rfind(|c: char| !c.is_ascii_alphanumeric());
        let start = other.map_or(0, |at| at + word[at..].chars().next().map_or(0, char::len_utf8));
        word[start.max(word.len().saturating_sub(4))..].to_ascii_lowercase()
    });
    let mut ends: Vec<String> = ends.filter(|end| !end.is_empty()).collect();
    ends.sort();
    ends.dedup();
    ends
});

/// The digits that are called a card verification code.
pub fn card_cvv(scene: &mut ScanContext<'_>, end: usize) -> ScanResult {
    let look = scene.look;
    // Words before it say that it is something else: "the 3-digit code", "12/27".
    if !matches!(
        look.back(1),
        b' ' | b'=' | b':' | b'"' | b'\'' | b'`' | b'*' | b'#' | b'(' | b'>' | b'|' | b'\t'
    ) && look.back(1) < 0x80
    {
        return Ok(None);
    }
    // The end of a mask.
    if look.back(1) == look.back(2) && look.back(2) == look.back(3) {
        return Ok(None);
    }
    if !may_be_called_code(&look) {
        return Ok(None);
    }
    let Some(hint) = scene.context().adjacent(Kind::CardCvv) else {
        return Ok(None);
    };
    if !look.ends_at(end)? {
        return Ok(None);
    }
    // "3 digits".
    if look.byte(end)? == b' '
        && look.byte(end + 1)? | 0x20 == b'd'
        && look.byte(end + 2)? | 0x20 == b'i'
    {
        return Ok(None);
    }
    Ok(Some(Match::new(Kind::CardCvv, end, 85, "adjacent").with(hint)))
}

/// The digits that are called an account number.
pub fn bank_account(scene: &mut ScanContext<'_>, end: usize) -> ScanResult {
    let look = scene.look;
    let Some(hint) = scene.context().adjacent(Kind::UsBankAccount) else {
        return Ok(None);
    };
    let is_one = look.ends_at(end)?;
    Ok(is_one.then(|| Match::new(Kind::UsBankAccount, end, 60, "adjacent").with(hint)))
}
