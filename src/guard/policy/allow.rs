//! Values that may pass.

use crate::guard::detect::kind::Name;
use crate::guard::policy::{Allow, Selector};
use core::net::IpAddr;

impl Allow {
    /// Whether it is about values of this kind.
    pub fn concerns(&self, name: Name) -> bool {
        match (self.kind, name) {
            (Selector::Kind(kind), Name::Known(known)) => kind == known,
            (Selector::Custom(rule), Name::Custom(custom)) => rule == custom,
            _ => false,
        }
    }

    /// Whether it names this value: by itself, by its domain, or by its network.
    pub fn names(&self, value: &[u8]) -> bool {
        self.exact.iter().any(|exact| exact.as_bytes() == value)
            || self.domains.iter().any(|domain| is_within(value, domain))
            || self.networks.iter().any(|network| is_inside(value, network))
    }
}

/// Whether an address of e-mail is at a domain or below it.
fn is_within(address: &[u8], domain: &str) -> bool {
    let Some(at) = memchr::memrchr(b'@', address) else {
        return false;
    };
    let host = &address[at + 1..];
    let Some(front) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    host[front..].eq_ignore_ascii_case(domain.as_bytes()) && (front == 0 || host[front - 1] == b'.')
}

/// Whether an IP address is of a network.
fn is_inside(value: &[u8], (network, bits): &([u8; 16], u8)) -> bool {
    let Some(address) =
        std::str::from_utf8(value).ok().and_then(|text| text.parse::<IpAddr>().ok())
    else {
        return false;
    };
    let address = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    };
    (0..usize::from(*bits)).all(|bit| {
        let mask = 0x80 >> (bit % 8);
        address[bit / 8] & mask == network[bit / 8] & mask
    })
}
