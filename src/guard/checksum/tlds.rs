//! Top-level domains.

/// The list of IANA (tlds-alpha-by-domain.txt) as of 2025-10-24, in lower case without its comment:
/// 1438 names, from the npm package `tlds` 1.261.0, which is made from it. Sorted; one a line.
const NAMES: &str = include_str!("tlds.txt");

/// The longest name of the list.
pub const LONGEST: usize = 24;

/// How many names the list has.
const COUNT: usize = 1438;

/// Where each name begins; the last entry is where the list ends.
static STARTS: [u16; COUNT + 1] = {
    let mut starts = [0; COUNT + 1];
    let bytes = NAMES.as_bytes();
    let (mut at, mut name) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'\n' {
            name += 1;
            starts[name] = at as u16 + 1;
        }
        at += 1;
    }
    assert!(name == COUNT && bytes.len() <= u16::MAX as usize);
    starts
};

/// Whether a label, in ASCII (`xn--` for others) and any case, is a top-level domain.
pub fn is_tld(label: &[u8]) -> bool {
    let (mut low, mut high) = (0, COUNT);
    while low < high {
        let middle = low.midpoint(high);
        let name = usize::from(STARTS[middle])..usize::from(STARTS[middle + 1]) - 1;
        let lower = label.iter().map(u8::to_ascii_lowercase);
        match lower.cmp(NAMES.as_bytes()[name].iter().copied()) {
            std::cmp::Ordering::Less => high = middle,
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Greater => low = middle + 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_found() {
        assert!(NAMES.lines().is_sorted_by(|a, b| a < b));
        assert_eq!(NAMES.lines().map(str::len).max(), Some(LONGEST));
        for name in NAMES.lines() {
            assert!(is_tld(name.as_bytes()) && is_tld(name.to_uppercase().as_bytes()));
            assert!(
                name.bytes().all(|c| c.is_ascii_lowercase() || c == b'-' || c.is_ascii_digit())
            );
        }
        for name in ["", "png", "service", "c", "comm", "\n", "com\n", "xn--", "local", "zzz"] {
            assert!(!is_tld(name.as_bytes()), "{name}");
        }
    }
}
