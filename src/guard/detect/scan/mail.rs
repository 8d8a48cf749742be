//! E-mail addresses: a part before the `@` of at most 64 bytes, labels, a top-level domain (RFC
//! 5321, section 4.5.3.1).

use crate::guard::checksum::tlds::is_tld;
use crate::guard::detect::class::{ALNUM, LABEL, LOCAL, is};
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::{Match, ScanResult};

/// The longest part before the `@`.
pub const LOCAL_MAX: usize = 64;
const LABEL_MAX: usize = 63;
const ADDRESS_MAX: usize = 254;

/// What was found out about the text ahead, so that nobody looks twice. Places are counted from the
/// start of the text.
#[derive(Debug, Default)]
pub struct Memo {
    /// Up to where all bytes belong to one run of bytes that may stand before an `@`.
    run: usize,
    /// An `@`, and where the domain behind it ends, if it is one.
    domain: Option<(usize, Option<usize>)>,
}

impl Memo {
    /// Bytes before a place of the text are gone.
    pub fn forget(&mut self, before: usize) {
        self.run = self.run.saturating_sub(before);
        self.domain = self
            .domain
            .filter(|(at, _)| *at >= before)
            .map(|(at, end)| (at - before, end.map(|end| end - before)));
    }

    /// Where the run goes to in which a place stands, as far as it is known.
    pub fn run_from(&mut self, look: &Cursor<'_>, at: usize) -> (usize, Result<(), Incomplete>) {
        let known = self.run.max(at) - at;
        let run = look.run(known, LOCAL, usize::MAX - at);
        let (end, open) = match run {
            Ok(end) => (at + end, Ok(())),
            Err(wait) => (at + look.ahead(usize::MAX).0.len(), Err(wait)),
        };
        self.run = end;
        (end, open)
    }
}

/// An address that begins at a place.
pub fn mail(look: &Cursor<'_>, at: usize, memo: &mut Memo) -> ScanResult {
    let (end, open) = memo.run_from(look, at);
    let local = end - at;
    if local > LOCAL_MAX {
        return Ok(None);
    }
    if let Err(wait) = open {
        return Err(Incomplete { length: at + LOCAL_MAX + 1, ..wait });
    }
    if look.byte(local)? != b'@' || !is_local(look.bytes(0, local)) {
        return Ok(None);
    }
    let domain = match memo.domain {
        Some((place, domain)) if place == end => domain,
        _ => {
            let found = domain(look, local + 1)?.map(|place| at + place);
            memo.domain = Some((end, found));
            found
        }
    };
    let Some(end) = domain.map(|end| end - at).filter(|end| *end <= ADDRESS_MAX) else {
        return Ok(None);
    };
    // The address of a repository: git@host:path.
    if look.bytes(0, local) == b"git" && look.byte(end)? == b':' {
        return Ok(None);
    }
    let test = is_test(look.bytes(local + 1, end));
    Ok(Some(Match::new(Kind::Email, end, 95, "tld").test(test)))
}

fn is_local(local: &[u8]) -> bool {
    let last = local.last().is_some_and(|byte| *byte != b'.');
    last && !local.windows(2).any(|two| two == b"..")
}

/// Where a domain ends that begins here: labels up to the last one that is a top-level domain.
fn domain(look: &Cursor<'_>, from: usize) -> Result<Option<usize>, Incomplete> {
    let (mut at, mut found) = (from, None);
    loop {
        let end = look.run(at, LABEL, at + LABEL_MAX + 1)?;
        let label = look.bytes(at, end);
        let is_label = (1..=LABEL_MAX).contains(&label.len()) && !label.starts_with(b"-");
        if !is_label || end - from > ADDRESS_MAX {
            return Ok(found);
        }
        let next = look.byte(end)?;
        if at > from && next != b'_' {
            // "a@example.com-" and what else may be joined to it.
            let bare = label.iter().position(|byte| *byte == b'-');
            let bare = bare.map_or(label, |hyphen| &label[..hyphen]);
            if is_tld(label) {
                found = Some(end);
            } else if is_tld(bare) {
                return Ok(Some(at + bare.len()));
            }
        }
        if next != b'.' || !is(look.byte(end + 1)?, ALNUM) {
            return Ok(found);
        }
        at = end + 1;
    }
}

/// Whether a domain is one that is kept for examples (RFC 2606, RFC 6761).
fn is_test(domain: &[u8]) -> bool {
    let domain = domain.to_ascii_lowercase();
    let mut labels = domain.rsplit(|byte| *byte == b'.');
    matches!(
        (labels.next(), labels.next()),
        (Some(b"com" | b"net" | b"org"), Some(b"example"))
            | (Some(b"example" | b"test" | b"invalid" | b"localhost"), _)
    )
}
