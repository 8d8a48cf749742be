//! Addresses in networks: IPv4, IPv6, MAC.

use crate::guard::checksum::net;
use crate::guard::detect::class::{ADDRESS, DIGIT, WORD, is};
use crate::guard::detect::cursor::{Cursor, Incomplete};
use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::{Match, ScanContext, ScanResult};

/// The longest IPv6 address as text (RFC 4291: eight groups, or six and an IPv4 address).
const V6_MAX: usize = 45;

/// An IPv4 address.
pub fn ipv4(scene: &ScanContext<'_>) -> ScanResult {
    let look = &scene.look;
    let Some(at) = dotted(look, 0)? else {
        return Ok(None);
    };
    let Some(address) = net::ipv4(look.bytes(0, at)) else {
        return Ok(None);
    };
    if !look.ends_at(at)? || follows_version(look) {
        return Ok(None);
    }
    // RFC 5737.
    let test = matches!(address, [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _]);
    Ok(judged(scene, net::is_public_v4(address), test, at))
}

/// Where four numbers end that have points between them.
fn dotted(look: &Cursor<'_>, from: usize) -> Result<Option<usize>, Incomplete> {
    let mut at = from;
    for part in 0..4 {
        let end = look.run(at, DIGIT, at + 4)?;
        if end == at || end == at + 4 || (part < 3 && look.byte(end)? != b'.') {
            return Ok(None);
        }
        at = end + usize::from(part < 3);
    }
    Ok(Some(at))
}

fn judged(scene: &ScanContext<'_>, is_public: bool, test: bool, end: usize) -> Option<Box<Match>> {
    let (kind, check) = match is_public {
        true => (Kind::IpAddress, "public"),
        false => (Kind::IpPrivate, "private"),
    };
    scene.wants(kind).then(|| Match::new(kind, end, 80, check).test(test))
}

/// Whether the word before says that this is a version or an object identifier.
fn follows_version(look: &Cursor<'_>) -> bool {
    // Chrome/120.0.6099.109
    let behind = look.behind(24);
    if look.back(1) == b'/' {
        let product = behind[..behind.len() - 1]
            .rsplit(|byte| !byte.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let before = behind[..behind.len() - 1 - product.len()].last();
        return product.first().is_some_and(u8::is_ascii_uppercase)
            && !matches!(before, Some(b'.' | b'/'));
    }
    let end = behind.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |at| at + 1);
    if behind.len() - end > 4 || behind[end..].contains(&b'\n') {
        return false;
    }
    let start =
        behind[..end].iter().rposition(|byte| !byte.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let word = behind[start..end].to_ascii_lowercase();
    const VERSIONS: &[&[u8]] = &[
        b"v",
        b"section",
        b"sections",
        b"chapter",
        b"clause",
        b"table",
        b"figure",
        b"rfc",
        b"objectidentifier",
        b"ver",
        b"version",
        b"versions",
        b"build",
        b"release",
        b"rev",
        b"revision",
        b"firmware",
        b"oid",
        b"tag",
        b"driver",
    ];
    VERSIONS.contains(&word.as_slice())
}

/// An IPv6 address of those that are given to somebody: they begin with 2 or 3.
pub fn ipv6(scene: &ScanContext<'_>) -> ScanResult {
    let look = &scene.look;
    // Four digits and a colon: all others would be too short for an address of somebody.
    for place in 1..4 {
        if !look.byte(place)?.is_ascii_hexdigit() {
            return Ok(None);
        }
    }
    if look.byte(4)? != b':' || (look.back(1) == b':' && look.back(2).is_ascii_hexdigit()) {
        return Ok(None);
    }
    let run = look.run(0, ADDRESS, V6_MAX + 1)?;
    let mut end = run;
    // A list may go on behind it.
    if look.bytes(end - 1, end) == b":" && look.bytes(end - 2, end) != b"::" {
        end -= 1;
    }
    // The last two groups may be an IPv4 address.
    if look.byte(run)? == b'.' {
        let digits = look.bytes(0, run).iter().rev();
        let from = run - digits.take_while(|byte| byte.is_ascii_digit()).count();
        if let Some(tail) = dotted(look, from)?
            && net::ipv6(look.bytes(0, tail)).is_some()
        {
            end = tail;
        }
    }
    let Some(address) = net::ipv6(look.bytes(0, end)) else {
        return Ok(None);
    };
    if is(look.byte(end)?, WORD) {
        return Ok(None);
    }
    // RFC 3849.
    let test = address.starts_with(&[0x20, 0x01, 0x0D, 0xB8]);
    Ok(judged(scene, net::is_public_v6(address), test, end))
}

/// A MAC address.
pub fn mac(look: &Cursor<'_>) -> ScanResult {
    const LENGTH: usize = 17;
    let separator = look.byte(2)?;
    if !matches!(separator, b':' | b'-') {
        return Ok(None);
    }
    let in_chain = matches!(look.back(1), b':' | b'-') && look.back(2).is_ascii_hexdigit();
    for place in 0..LENGTH {
        let byte = look.byte(place)?;
        let fits = if place % 3 == 2 { byte == separator } else { byte.is_ascii_hexdigit() };
        if !fits {
            return Ok(None);
        }
    }
    let goes_on = match look.byte(LENGTH)? {
        b':' | b'-' => look.byte(LENGTH + 1)?.is_ascii_hexdigit(),
        byte => is(byte, WORD),
    };
    let is_one =
        !in_chain && !goes_on && net::mac(look.bytes(0, LENGTH)).is_some_and(net::is_device_mac);
    // RFC 7042, section 2.1.2.
    let address = look.bytes(0, LENGTH).to_ascii_lowercase();
    let test = address.starts_with(b"00:00:5e:00:53") || address.starts_with(b"00-00-5e-00-53");
    Ok(is_one.then(|| Match::new(Kind::MacAddress, LENGTH, 70, "pairs").test(test)))
}
