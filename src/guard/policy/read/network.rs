//! Networks and digests, as an allow list has them.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many bits stand before an IPv4 address among the IPv6 ones.
const MAPPED: u8 = 96;

/// Reads a network: `192.0.2.0/24`, `2001:db8::/32`, or one address.
pub fn network(text: &str) -> Option<([u8; 16], u8)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(count(bits)?)),
        None => (text, None),
    };
    let (address, most, before) = match address.parse().ok()? {
        IpAddr::V4(address) => (address.to_ipv6_mapped(), 32, MAPPED),
        IpAddr::V6(address) => (address, 128, 0),
    };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some((address.octets(), before + bits))
}

/// Writes a network.
pub fn written((address, bits): ([u8; 16], u8)) -> String {
    let address = Ipv6Addr::from(address);
    let short: Option<Ipv4Addr> = address.to_ipv4_mapped();
    match (short, bits.checked_sub(MAPPED)) {
        (Some(short), Some(bits)) => format!("{short}/{bits}"),
        _ => format!("{address}/{bits}"),
    }
}

/// A count without a sign or zeros before it.
fn count(text: &str) -> Option<u8> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = text == "0" || !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain && is_short)
}

/// Reads a digest of 16 bytes, as reports have it: `hmac:` may stand before it.
pub fn digest(text: &str) -> Option<[u8; 16]> {
    let hex = text.strip_prefix("hmac:").unwrap_or(text);
    let is_hex = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = is_hex.then(|| u128::from_str_radix(hex, 16).ok())??;
    Some(number.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_written() {
        for (text, again) in [
            ("192.0.2.0/24", Some("192.0.2.0/24")),
            ("192.0.2.1", Some("192.0.2.1/32")),
            ("0.0.0.0/0", Some("0.0.0.0/0")),
            ("2001:db8::/32", Some("2001:db8::/32")),
            ("::1", Some("::1/128")),
            ("::/0", Some("::/0")),
            ("::ffff:192.0.2.0/120", Some("192.0.2.0/24")),
            ("::ffff:0:0/95", Some("::ffff:0.0.0.0/95")),
            ("192.0.2.0/33", None),
            ("::/129", None),
            ("::/+8", None),
            ("::/08", None),
            ("::/", None),
            ("::/256", None),
            ("192.0.2/24", None),
            ("192.0.2.0/8/8", None),
            ("fe80::1%eth0", None),
            (" ::1", None),
            ("", None),
        ] {
            assert_eq!(network(text).map(written).as_deref(), again, "{text}");
            assert_eq!(again.and_then(network), network(text));
        }
        let mut mapped = [0; 16];
        mapped[10..].copy_from_slice(&[255, 255, 192, 0, 2, 0]);
        assert_eq!(network("192.0.2.0/24"), Some((mapped, 120)));
    }

    #[test]
    fn digests_have_32_digits() {
        let text = "000102030405060708090a0B0c0d0e0f";
        let bytes: [u8; 16] = std::array::from_fn(|at| at as u8);
        assert_eq!(digest(text), Some(bytes));
        assert_eq!(digest(&format!("hmac:{text}")), Some(bytes));
        for wrong in ["", "00", "+00102030405060708090a0b0c0d0e0f", "hmac:"] {
            assert_eq!(digest(wrong), None);
        }
        assert_eq!(digest(&text.replace('a', "ä")), None);
        assert_eq!(digest(&format!("{text}0")), None);
    }
}
