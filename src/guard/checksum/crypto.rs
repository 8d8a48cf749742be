//! Checksums of addresses and tokens: Base58Check, Bech32, EIP-55, and CRC-32 in base 62.

use sha2::{Digest as _, Sha256};

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The place of a character in an alphabet.
fn index(alphabet: &[u8], character: u8) -> Option<usize> {
    alphabet.iter().position(|&c| c == character)
}

/// Bitcoin address of the main network, of either form.
pub fn btc_address(text: &[u8]) -> bool {
    btc_base58(text) || btc_bech32(text)
}

/// Base58Check address: version 0x00 or 0x05, twenty bytes, the first four of a double SHA-256.
pub fn btc_base58(text: &[u8]) -> bool {
    if !(26..=35).contains(&text.len()) {
        return false;
    }
    let mut raw = [0u8; 25];
    for &character in text {
        let Some(mut carry) = index(BASE58, character) else {
            return false;
        };
        for byte in raw.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            return false;
        }
    }
    let ones = text.iter().take_while(|&&c| c == b'1').count();
    let zeros = raw.iter().take_while(|&&byte| byte == 0).count();
    let (payload, check) = raw.split_at(21);
    ones == zeros
        && matches!(payload[0], 0 | 5)
        && Sha256::digest(Sha256::digest(payload)).starts_with(check)
}

/// Segregated witness address `bc1...`, Bech32 for version 0 and Bech32m above (BIP-173, BIP-350).
/// All lower or all upper case.
pub fn btc_bech32(text: &[u8]) -> bool {
    let upper = text.iter().any(u8::is_ascii_uppercase);
    if !(14..=90).contains(&text.len())
        || !text[..3].eq_ignore_ascii_case(b"bc1")
        || upper && text.iter().any(u8::is_ascii_lowercase)
    {
        return false;
    }
    let mut check = [3, 3, 0, 2, 3].into_iter().fold(1, polymod);
    let (mut version, mut bits, mut held) = (0, 0, 0u32);
    let program = text.len() - 10; // of characters: without bc1, the version and the check
    for (place, byte) in text[3..].iter().map(u8::to_ascii_lowercase).enumerate() {
        let Some(value) = index(BECH32, byte) else {
            return false;
        };
        check = polymod(check, value as u32);
        match place {
            0 => version = value,
            _ if place <= program => {
                bits = (bits + 5) % 8;
                held = value as u32;
            }
            _ => {}
        }
    }
    // The bits that fill up the last character are fewer than five, and zero.
    let padding = held & ((1 << bits) - 1) == 0 && bits < 5;
    let bytes = program * 5 / 8;
    padding
        && match version {
            0 => matches!(bytes, 20 | 32) && check == 1,
            1..=16 => (2..=40).contains(&bytes) && check == 0x2bc8_30a3,
            _ => false,
        }
}

/// One step of the Bech32 checksum (BIP-173).
fn polymod(check: u32, value: u32) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let next = (check & 0x01ff_ffff) << 5 ^ value;
    let used = (0..5).filter(|bit| check >> (25 + bit) & 1 == 1);
    used.fold(next, |next, bit| next ^ GENERATOR[bit])
}

/// Ethereum address: 0x and forty hexadecimal digits, not one repeated; if letters are of both
/// cases, the mix is its checksum (EIP-55).
pub fn eth_address(text: &[u8]) -> bool {
    let Some(hex) = text.strip_prefix(b"0x") else {
        return false;
    };
    let mixed = hex.iter().any(u8::is_ascii_uppercase) && hex.iter().any(u8::is_ascii_lowercase);
    hex.len() == 40
        && hex.iter().all(u8::is_ascii_hexdigit)
        && hex.iter().any(|digit| *digit != hex[0])
        && (!mixed || eip55(hex))
}

/// Whether the case of forty hexadecimal digits is the checksum of EIP-55.
pub fn eip55(hex: &[u8]) -> bool {
    let Ok(mut lower) = <[u8; 40]>::try_from(hex) else {
        return false;
    };
    lower.make_ascii_lowercase();
    let hash = keccak256(&lower);
    hex.iter().enumerate().all(|(place, byte)| {
        let high = hash[place / 2] >> (4 - place % 2 * 4) & 8 != 0;
        byte.is_ascii_digit() || byte.is_ascii_hexdigit() && byte.is_ascii_uppercase() == high
    })
}

/// Keccak-256 with the padding before FIPS 202 (0x01), as Ethereum has it.
pub fn keccak256(data: &[u8]) -> [u8; 32] {
    const RATE: usize = 136;
    let mut state = [0u64; 25];
    let mut absorb = |block: &[u8]| {
        for (lane, bytes) in state.iter_mut().zip(block.chunks(8)) {
            *lane ^= bytes.iter().rev().fold(0, |lane, &byte| lane << 8 | u64::from(byte));
        }
        keccak_f(&mut state);
    };
    let mut blocks = data.chunks_exact(RATE);
    blocks.by_ref().for_each(&mut absorb);
    let mut last = [0; RATE];
    last[..blocks.remainder().len()].copy_from_slice(blocks.remainder());
    last[blocks.remainder().len()] = 1;
    last[RATE - 1] |= 0x80;
    absorb(&last);
    let mut out = [0; 32];
    for (bytes, lane) in out.chunks_mut(8).zip(state) {
        bytes.copy_from_slice(&lane.to_le_bytes());
    }
    out
}

/// The permutation Keccak-f[1600] (FIPS 202, section 3.3).
fn keccak_f(state: &mut [u64; 25]) {
    let mut register = 1u8;
    for _ in 0..24 {
        // Theta.
        let columns: [u64; 5] =
            std::array::from_fn(|x| (0..5).fold(0, |parity, y| parity ^ state[x + 5 * y]));
        for (at, lane) in state.iter_mut().enumerate() {
            *lane ^= columns[(at + 4) % 5] ^ columns[(at + 1) % 5].rotate_left(1);
        }
        // Rho and pi.
        let (mut x, mut y, mut moved) = (1, 0, state[1]);
        for step in 0..24 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            let turned = moved.rotate_left((step + 1) * (step + 2) / 2);
            moved = std::mem::replace(&mut state[x + 5 * y], turned);
        }
        // Chi.
        for row in state.chunks_exact_mut(5) {
            let old: [u64; 5] = std::array::from_fn(|x| row[x]);
            for (x, lane) in row.iter_mut().enumerate() {
                *lane ^= !old[(x + 1) % 5] & old[(x + 2) % 5];
            }
        }
        // Iota: the constants come from a shift register.
        for place in 0..7 {
            if register & 1 == 1 {
                state[0] ^= 1 << ((1 << place) - 1);
            }
            register = register << 1 ^ if register & 0x80 != 0 { 0x71 } else { 0 };
        }
    }
}

/// Whether the last six of thirty-six characters are the CRC-32 of the thirty before, in base 62
/// with leading zeros (GitHub, "Behind GitHub's new authentication token formats", 2021).
pub fn crc62(body: &[u8]) -> bool {
    let Some((random, check)) = body.split_at_checked(30) else {
        return false;
    };
    let value = check
        .iter()
        .try_fold(0u64, |value, &character| Some(value * 62 + index(BASE62, character)? as u64));
    check.len() == 6 && value == Some(u64::from(crc32fast::hash(random)))
}

/// Whether the checksum of a GitHub token `gh?_` with thirty-six characters is right. Other forms
/// (`github_pat_`, long `ghs_`) have another one, and are not read.
pub fn github_token(text: &[u8]) -> bool {
    matches!(text, [b'g', b'h', b'p' | b'o' | b'u' | b's' | b'r', b'_', body @ ..] if crc62(body))
}

/// Whether the checksum of an npm token `npm_` with thirty-six characters is right.
pub fn npm_token(text: &[u8]) -> bool {
    text.strip_prefix(b"npm_").is_some_and(crc62)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of them pass; none does when its last character is another.
    fn only_the_last(check: fn(&[u8]) -> bool, texts: &[&str], other: [&str; 2]) {
        for text in texts {
            assert!(check(text.as_bytes()), "{text}");
            let (head, last) = text.split_at(text.len() - 1);
            let other = if last == other[0] { other[1] } else { other[0] };
            assert!(!check(format!("{head}{other}").as_bytes()), "{text}");
            assert!(!check(head.as_bytes()) && !check(format!("{text}{other}").as_bytes()));
        }
        assert!(!check(b"") && !check("é".repeat(20).as_bytes()));
    }

    #[test]
    fn bitcoin_addresses() {
        let base58 = [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            "1111111111111111111114oLvT2",
        ];
        only_the_last(btc_base58, &base58, ["a", "b"]);
        let bech32 = [
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            "BC1SW50QGDZ25J",
            "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ];
        only_the_last(btc_bech32, &bech32, ["7", "8"]);
        for text in [
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
            "bc1pw5dgrnzv",
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
            "bc1gmk9yu",
        ] {
            assert!(!btc_address(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn ethereum_addresses_of_eip_55() {
        for text in [
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0xde709f2102306220921060314715629080e2fb77",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            assert!(eth_address(text.as_bytes()), "{text}");
            assert!(!eth_address(&text.as_bytes()[..41]));
        }
        assert!(!eth_address(b"0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
        assert!(!eth_address(b"0x0000000000000000000000000000000000000000"));
        let hex = |text: &[u8]| keccak256(text).map(|byte| format!("{byte:02x}")).concat();
        let empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
        assert_eq!(hex(b""), empty);
        assert!(hex(&[b'a'; 135]).starts_with("34367dc248bbd832"));
        assert!(hex(&[b'a'; 136]).starts_with("a6c4d403279fe3e0"));
    }

    #[test]
    fn tokens_with_a_crc() {
        // Without its prefix: scanners of repositories would take it for a real one.
        for body in ["zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17", "adE7dp8rHP6gUTuPwxLTZjZdtya3sV0UQzQM"]
        {
            only_the_last(crc62, &[body], ["x", "y"]);
            assert!(github_token(format!("ghp_{body}").as_bytes()));
            assert!(npm_token(format!("npm_{body}").as_bytes()));
            assert!(!github_token(format!("ghx_{body}").as_bytes()));
        }
    }
}
