//! Secrets that say of themselves what they are: by their prefix.
//!
//! Where the beginning is decisive, what follows is not waited for ([`Rest`]).

use std::sync::LazyLock;

use crate::guard::checksum::crypto;
use crate::guard::checksum::secrets::{distinct, is_placeholder, jwt_header_has_alg};
use crate::guard::detect::class::{ALNUM, BASE64, BASE64URL, DIGIT, WORD, is};
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::{Evidence, Match, Rest, ScanContext, ScanResult};
use crate::guard::detect::shape::{Prefix, Shape};

/// How different the characters of a key are at least.
const DISTINCT: usize = 8;
/// After so many bytes a token that began well is one.
const JWT_MAX: usize = 1040;
/// The longest word before `PRIVATE KEY`.
const PEM_LABEL_MAX: usize = 40;
/// The alphabet that OpenAI puts into the middle of its keys.
const OPENAI: &[u8] = b"T3BlbkFJ";

/// How secrets begin, from the table of kinds.
static BEGINNINGS: LazyLock<Beginnings> = LazyLock::new(|| {
    let mut list = Vec::new();
    for (kind, shape) in Kind::shapes() {
        match shape {
            Shape::Prefix(prefix) => list.push((prefix.prefix, kind, shape)),
            Shape::OwnSecret(begins) => {
                list.extend(begins.iter().map(|begin| (*begin, kind, shape)))
            }
            _ => {}
        }
    }
    assert!(list.len() <= 64, "a set of beginnings has a bit for each");
    list.sort_by_key(|(begin, ..)| std::cmp::Reverse(begin.len()));
    let (mut first, mut second) = ([0; 256], [0; 256]);
    for (at, (begin, ..)) in list.iter().enumerate() {
        first[usize::from(begin[0])] |= 1 << at;
        match begin.get(1) {
            Some(byte) => second[usize::from(*byte)] |= 1 << at,
            None => second.iter_mut().for_each(|set| *set |= 1 << at),
        }
    }
    Beginnings { list, first, second }
});

struct Beginnings {
    /// The longer ones first.
    list: Vec<(&'static [u8], Kind, &'static Shape)>,
    /// Those that have a byte in the first place, as a set of places in the list.
    first: [u64; 256],
    /// The same for the second place.
    second: [u64; 256],
}

/// A secret that begins with a word.
pub fn secret(scene: &ScanContext<'_>) -> ScanResult {
    let look = &scene.look;
    let beginnings = &*BEGINNINGS;
    let mut set = beginnings.first[usize::from(look.byte(0)?)];
    set &= beginnings.second[usize::from(look.byte(1)?)];
    while set != 0 {
        let (begin, kind, shape) = beginnings.list[set.trailing_zeros() as usize];
        set &= set - 1;
        match (shape, scene.wants(kind)) {
            // A kind that is not looked for waits for nothing.
            (Shape::Prefix(_), false) => {}
            _ if !starts(look, 0, begin)? => {}
            (_, false) => return Ok(None),
            (Shape::Prefix(prefix), _) => return prefixed(look, kind, prefix),
            _ => return own(look, kind),
        }
    }
    Ok(None)
}

/// A secret of a kind that has a function of its own.
fn own(look: &Cursor<'_>, kind: Kind) -> ScanResult {
    match kind {
        Kind::AwsAccessKey => aws(look),
        Kind::GithubToken => github(look),
        Kind::SendgridKey => sendgrid(look),
        Kind::SlackToken => slack(look),
        Kind::SlackWebhook => webhook(look),
        Kind::StripeKey => stripe(look),
        Kind::OpenaiKey => openai(look),
        Kind::AnthropicKey => anthropic(look),
        Kind::Jwt => jwt(look),
        Kind::EthAddress => ethereum(look),
        Kind::BtcAddress => bitcoin(look),
        _ => Ok(None),
    }
}

/// Whether the text goes on with this.
fn starts(look: &Cursor<'_>, at: usize, with: &[u8]) -> Result<bool, Incomplete> {
    for (place, wanted) in with.iter().enumerate() {
        if look.byte(at + place)? != *wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What follows a prefix: so many characters; if there may be more of them, those are not waited
/// for.
fn prefixed(look: &Cursor<'_>, kind: Kind, form: &Prefix) -> ScanResult {
    let (start, end) = (form.prefix.len(), form.prefix.len() + form.length);
    if look.run(start, form.class, end)? != end
        || (!form.open && is(look.byte(end)?, WORD))
        || distinct(look.bytes(start, end)) < DISTINCT
    {
        return Ok(None);
    }
    let hit = Match::new(kind, end, 95, "prefix");
    Ok(Some(match (form.open, form.crc32) {
        (true, _) => hit.rest(Rest::Run(form.class)),
        (false, Some(check)) => checked(hit, look, check),
        (false, None) => hit,
    }))
}

fn checked(mut hit: Box<Match>, look: &Cursor<'_>, check: fn(&[u8]) -> bool) -> Box<Match> {
    if check(look.bytes(0, hit.end)) {
        hit.confidence = 99;
        hit.evidence.push(Evidence::Check("crc32"));
    }
    hit
}

fn aws(look: &Cursor<'_>) -> ScanResult {
    if !starts(look, 2, b"IA")? {
        return Ok(None);
    }
    let end = look.run(0, WORD, 21)?;
    if end != 20 || !look.ends_at(end)? {
        return Ok(None);
    }
    let id = look.bytes(4, end);
    let is_one =
        id.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')) && distinct(id) >= 6;
    let test = look.bytes(0, end) == b"AKIAIOSFODNN7EXAMPLE";
    Ok(is_one.then(|| Match::new(Kind::AwsAccessKey, end, 97, "prefix").test(test)))
}

fn github(look: &Cursor<'_>) -> ScanResult {
    if look.byte(1)? == b'i' {
        const PREFIX: usize = 11;
        if !starts(look, 0, b"github_pat_")? {
            return Ok(None);
        }
        let end = look.run(PREFIX, WORD, PREFIX + 83)?;
        let id = look.bytes(PREFIX, end);
        let is_one = id.len() == 82 && id[22] == b'_' && distinct(id) >= DISTINCT;
        return Ok(is_one.then(|| Match::new(Kind::GithubToken, end, 90, "prefix")));
    }
    if !matches!(look.byte(2)?, b'p' | b'o' | b'u' | b's' | b'r') || look.byte(3)? != b'_' {
        return Ok(None);
    }
    let end = look.run(4, ALNUM, 41)?;
    if end != 40 || is(look.byte(end)?, WORD) || distinct(look.bytes(4, end)) < DISTINCT {
        return Ok(None);
    }
    Ok(Some(checked(Match::new(Kind::GithubToken, end, 90, "prefix"), look, crypto::github_token)))
}

fn sendgrid(look: &Cursor<'_>) -> ScanResult {
    if look.byte(2)? != b'.' || look.run(3, BASE64URL, 25)? != 25 || look.byte(25)? != b'.' {
        return Ok(None);
    }
    let end = look.run(26, BASE64URL, 69)?;
    let is_one =
        end == 69 && !is(look.byte(end)?, WORD) && distinct(look.bytes(26, end)) >= DISTINCT;
    Ok(is_one.then(|| Match::new(Kind::SendgridKey, end, 95, "prefix")))
}

/// `xoxb-`, groups of digits, and a secret.
fn slack(look: &Cursor<'_>) -> ScanResult {
    let known = matches!(look.byte(3)?, b'a' | b'b' | b'p' | b'r' | b's');
    if look.byte(2)? != b'x' || !known || look.byte(4)? != b'-' {
        return Ok(None);
    }
    let (mut at, mut groups) = (5, 0);
    loop {
        let digits = look.run(at, DIGIT, at + 16)?;
        if digits == at || look.byte(digits)? != b'-' {
            break;
        }
        groups += 1;
        at = digits + 1;
        if groups > 4 {
            return Ok(None);
        }
    }
    let end = look.run(at, ALNUM, at + 65)?;
    let is_one = groups >= 1
        && (24..=64).contains(&(end - at))
        && !is(look.byte(end)?, WORD)
        && distinct(look.bytes(at, end)) >= DISTINCT;
    Ok(is_one.then(|| Match::new(Kind::SlackToken, end, 95, "prefix")))
}

fn webhook(look: &Cursor<'_>) -> ScanResult {
    const PREFIX: &[u8] = b"https://hooks.slack.com/services/T";
    if !starts(look, 0, PREFIX)? {
        return Ok(None);
    }
    let mut at = PREFIX.len();
    for least in [8, 8] {
        let end = look.run(at, ALNUM, at + 16)?;
        if end - at < least || look.byte(end)? != b'/' {
            return Ok(None);
        }
        at = end + 1;
    }
    let end = look.run(at, ALNUM, at + 32)?;
    let is_one = end - at >= 16 && distinct(look.bytes(at, end)) >= DISTINCT;
    Ok(is_one.then(|| Match::new(Kind::SlackWebhook, end, 95, "prefix")))
}

fn stripe(look: &Cursor<'_>) -> ScanResult {
    let live = starts(look, 2, b"_live_")?;
    if !live && !starts(look, 2, b"_test_")? {
        return Ok(None);
    }
    const END: usize = 8 + 24;
    if look.run(8, ALNUM, END)? != END || distinct(look.bytes(8, END)) < DISTINCT {
        return Ok(None);
    }
    let hit = Match::new(Kind::StripeKey, END, 95, "prefix").test(!live);
    Ok(Some(hit.rest(Rest::Run(ALNUM))))
}

fn openai(look: &Cursor<'_>) -> ScanResult {
    const LEAST: usize = 3 + 8;
    const MOST: usize = 98;
    let end = match look.run(3, BASE64URL, MOST) {
        Ok(end) => end,
        // The marker may be there already.
        Err(wait) => {
            let (text, _) = look.ahead(MOST);
            match memchr::memmem::find(text, OPENAI) {
                Some(_) => text.len(),
                None => return Err(wait),
            }
        }
    };
    let text = look.bytes(0, end);
    let Some(marker) = memchr::memmem::find(text, OPENAI).filter(|marker| *marker >= LEAST) else {
        return Ok(None);
    };
    let end = marker + OPENAI.len();
    let hit = Match::new(Kind::OpenaiKey, end, 99, "marker");
    Ok(Some(hit.rest(Rest::Run(BASE64URL))))
}

fn anthropic(look: &Cursor<'_>) -> ScanResult {
    if !starts(look, 0, b"sk-ant-")? {
        return Ok(None);
    }
    // sk-ant-api03-, sk-ant-admin01- and the like.
    let kind = look.run(7, ALNUM, 15)?;
    if kind < 10 || look.byte(kind)? != b'-' {
        return Ok(None);
    }
    let end = kind + 1 + 20;
    let class = BASE64URL;
    if look.run(kind + 1, class, end)? != end || distinct(look.bytes(kind + 1, end)) < DISTINCT {
        return Ok(None);
    }
    let hit = Match::new(Kind::AnthropicKey, end, 99, "prefix");
    Ok(Some(hit.rest(Rest::Run(class))))
}

fn jwt(look: &Cursor<'_>) -> ScanResult {
    if look.byte(2)? != b'J' {
        return Ok(None);
    }
    let header = look.run(0, BASE64URL, JWT_MAX)?;
    let token = |end: usize| Match::new(Kind::Jwt, end, 97, "alg").rest(Rest::Dotted(BASE64URL));
    if header == JWT_MAX {
        // A header of that length holds a certificate or a key.
        let is_one = begins_with_alg(look.bytes(0, header));
        return Ok(is_one.then(|| token(header)));
    }
    if look.byte(header)? != b'.'
        || !starts(look, header + 1, b"eyJ")?
        || !jwt_header_has_alg(look.bytes(0, header))
    {
        return Ok(None);
    }
    let claims = look.run(header + 1, BASE64URL, JWT_MAX.max(header + 5))?;
    let whole = look.byte(claims)? == b'.';
    Ok((whole || claims >= JWT_MAX).then(|| token(claims + usize::from(whole))))
}

/// Whether the beginning of a header names an algorithm.
fn begins_with_alg(header: &[u8]) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let whole = &header[..header.len() / 4 * 4];
    let json = URL_SAFE_NO_PAD.decode(whole).unwrap_or_default();
    memchr::memmem::find(&json, b"\"alg\"").is_some()
}

fn ethereum(look: &Cursor<'_>) -> ScanResult {
    const END: usize = 42;
    if look.run(0, WORD, END + 1)? != END {
        return Ok(None);
    }
    let address = look.bytes(0, END);
    if !crypto::eth_address(address) {
        return Ok(None);
    }
    let mixed = address[2..].iter().any(u8::is_ascii_uppercase);
    let check = if mixed { "eip55" } else { "hex" };
    Ok(Some(Match::new(Kind::EthAddress, END, 90, check)))
}

fn bitcoin(look: &Cursor<'_>) -> ScanResult {
    let is_segwit = matches!(look.byte(0)?, b'b' | b'B');
    let most = if is_segwit { 75 } else { 36 };
    let end = look.run(0, WORD, most)?;
    let address = look.bytes(0, end);
    if end < 26 || end == most || !crypto::btc_address(address) {
        return Ok(None);
    }
    let check = if is_segwit { "bech32" } else { "base58check" };
    Ok(Some(Match::new(Kind::BtcAddress, end, 90, check)))
}

/// The header of a private key in PEM (RFC 7468) or ASCII armor (RFC 9580, section 6.2); the rest
/// of it up to its end is not waited for.
pub fn private_key(look: &Cursor<'_>) -> ScanResult {
    const BEGIN: &[u8] = b"-----BEGIN ";
    if !starts(look, 0, BEGIN)? {
        return Ok(None);
    }
    let most = BEGIN.len() + PEM_LABEL_MAX;
    let mut end = BEGIN.len();
    while end < most
        && (look.byte(end)?.is_ascii_uppercase() || matches!(look.byte(end)?, b' ' | b'0'..=b'9'))
    {
        end += 1;
    }
    let label = look.bytes(BEGIN.len(), end);
    let is_private = label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK");
    if !is_private || !starts(look, end, b"-----")? {
        return Ok(None);
    }
    end += 5;
    // Who writes about the header quotes it.
    let quoted = matches!(look.byte(end)?, b'`' | b')' | b',' | b'.' | b'*')
        && !is(look.byte(end + 1)?, BASE64);
    Ok((!quoted).then(|| Match::new(Kind::PrivateKey, end, 99, "header").rest(Rest::Pem)))
}

/// Whether a value is none for all that is known of its beginning.
pub fn is_filler(value: &[u8]) -> bool {
    distinct(value) < DISTINCT || is_placeholder(value)
}
