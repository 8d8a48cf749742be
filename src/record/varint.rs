//! Integers of any size in few bytes: unsigned LEB128 (as in DWARF and WebAssembly), and zigzag for
//! signed ones. Nothing else.

/// Writes `value` in groups of seven bits, the lowest first.
pub fn write(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads an integer in its shortest form and steps over it; `None` if it is cut, too long, or
/// padded.
pub fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for (index, &byte) in bytes.iter().enumerate() {
        let group = u64::from(byte & 0x7F);
        let shift = 7 * index as u32;
        if shift > 63 || group << shift >> shift != group {
            return None;
        }
        value |= group << shift;
        if byte < 0x80 {
            let padded = byte == 0 && index > 0;
            *bytes = &bytes[index + 1..];
            return (!padded).then_some(value);
        }
    }
    None
}

/// Writes the difference `from - to`, small in either direction.
pub fn write_difference(from: u64, to: u64, out: &mut Vec<u8>) {
    let difference = from.wrapping_sub(to) as i64;
    write((difference << 1 ^ difference >> 63) as u64, out);
}

/// Reads a difference and gives `from` less it.
pub fn read_difference(from: u64, bytes: &mut &[u8]) -> Option<u64> {
    let zigzag = read(bytes)?;
    let difference = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
    Some(from.wrapping_sub(difference as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_read_back_from_their_shortest_form_only() {
        for value in [0, 1, 127, 128, 300, 1_700_000_000, u64::MAX] {
            let mut bytes = Vec::new();
            write(value, &mut bytes);
            assert_eq!(read(&mut bytes.as_slice()), Some(value));
            assert_eq!(read(&mut &bytes[..bytes.len() - 1]), None);
            for other in [0, 5, value, u64::MAX] {
                let mut bytes = Vec::new();
                write_difference(value, other, &mut bytes);
                assert_eq!(read_difference(value, &mut bytes.as_slice()), Some(other));
            }
        }
        assert_eq!(read(&mut [0x80, 0x00].as_slice()), None);
        assert_eq!(read(&mut [0xFF; 9].as_slice()), None);
        assert_eq!(
            read(&mut [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02].as_slice()),
            None
        );
        assert_eq!(read(&mut [].as_slice()), None);
    }
}
