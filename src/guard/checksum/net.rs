//! Network addresses: IPv4, IPv6, MAC, and which of them can point at somebody.

use core::net::{Ipv4Addr, Ipv6Addr};

/// IPv4 in dotted decimal: four numbers to 255, no leading zeros (RFC 6943, section 3.1.1, strict).
pub fn ipv4(text: &[u8]) -> Option<[u8; 4]> {
    let address: Ipv4Addr = str::from_utf8(text).ok()?.parse().ok()?;
    Some(address.octets())
}

/// IPv6 as text, with `::` and an IPv4 tail (RFC 4291, section 2.2). No zone, no prefix length.
pub fn ipv6(text: &[u8]) -> Option<[u8; 16]> {
    let address: Ipv6Addr = str::from_utf8(text).ok()?.parse().ok()?;
    Some(address.octets())
}

/// Whether an address is global, or one of those for documentation (RFC 5737). Not: private (RFC
/// 1918), shared (RFC 6598), loopback, link-local, multicast, broadcast, unspecified, or of another
/// block that the IANA special-purpose registry (RFC 6890) keeps from global use.
pub fn is_public_v4(address: [u8; 4]) -> bool {
    !matches!(
        address,
        [0 | 10 | 127 | 224.., ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
    )
}

/// Whether an address is global unicast, 2000::/3 (RFC 4291, section 2.4); those for documentation
/// (RFC 3849, RFC 9637) are.
pub fn is_public_v6(address: [u8; 16]) -> bool {
    address[0] >> 5 == 1
}

/// EUI-48 as text: six pairs of hexadecimal digits, all separated by `:` or all by `-` (IEEE 802).
pub fn mac(text: &[u8]) -> Option<[u8; 6]> {
    if text.len() != 17 || !matches!(text[2], b':' | b'-') {
        return None;
    }
    let mut out = [0; 6];
    for (byte, part) in out.iter_mut().zip(text.chunks(3)) {
        let high = char::from(part[0]).to_digit(16)?;
        let low = char::from(part[1]).to_digit(16)?;
        if part.get(2).is_some_and(|&separator| separator != text[2]) {
            return None;
        }
        *byte = (high << 4 | low) as u8;
    }
    Some(out)
}

/// Whether a MAC address can be a device's: not all zeros, not all ones (broadcast).
pub fn is_device_mac(address: [u8; 6]) -> bool {
    address != [0; 6] && address != [0xff; 6]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_sorted() {
        for text in ["8.8.8.8", "192.0.2.1", "198.51.100.239", "203.0.113.9", "172.32.0.1"] {
            assert!(ipv4(text.as_bytes()).is_some_and(is_public_v4), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "172.16.0.1",
            "192.168.1.1",
            "224.0.0.251",
            "255.255.255.0",
            "255.255.255.255",
        ] {
            assert!(ipv4(text.as_bytes()).is_some_and(|ip| !is_public_v4(ip)), "{text}");
        }
        for text in ["", "1.2.3", "1.2.3.256", "1.2.3.04", "1.2.3.4.5", "1.2.3.4 ", "1..2.3"] {
            assert!(ipv4(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn ipv6_forms_of_rfc_4291() {
        for text in ["2001:db8::8:800:200C:417A", "2001:db8::192.0.2.1", "2606:4700::1111"] {
            assert!(ipv6(text.as_bytes()).is_some_and(is_public_v6), "{text}");
        }
        for text in ["::", "::1", "ff01::101", "fe80::1", "fd00::1", "fee::add", "::ffff:1.2.3.4"] {
            assert!(ipv6(text.as_bytes()).is_some_and(|ip| !is_public_v6(ip)), "{text}");
        }
        for text in ["", ":", "12:34:56", "2001:db8::1::2", "2001:db8::12345", "2001:db8:::1"] {
            assert!(ipv6(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn mac_has_six_pairs_and_one_separator() {
        for text in ["00:00:5E:00:53:17", "00-00-5e-00-53-ae"] {
            assert!(mac(text.as_bytes()).is_some_and(is_device_mac), "{text}");
        }
        for text in ["00:00:00:00:00:00", "ff-FF-ff-FF-ff-FF"] {
            assert!(mac(text.as_bytes()).is_some_and(|mac| !is_device_mac(mac)), "{text}");
        }
        for text in [
            "",
            "00:00-5E:00:53:17",
            "00:00:5G:00:53:17",
            "00:00:5E:00:53:17:",
            "00.00.5E.00.53.17",
        ] {
            assert!(mac(text.as_bytes()).is_none(), "{text}");
        }
    }
}
