//! Telephone numbers: country calling codes and the lengths that numbers behind them have.

/// Lengths of national numbers, and the calling codes that have them: the possible lengths of
/// libphonenumber 9.0.43, regions of one code together.
const LENGTHS: &[(&[u32], &[usize])] = &[
    (&[4, 5], &[290]),
    (&[4, 5, 6, 7], &[690]),
    (&[4, 5, 6, 7, 8, 9, 10, 11], &[352]),
    (&[4, 5, 6, 7, 8, 9, 10, 11, 12, 13], &[43, 598]),
    (&[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], &[49]),
    (&[4, 5, 6, 7, 10], &[98]),
    (&[4, 7], &[683]),
    (&[5], &[500, 682]),
    (&[5, 6], &[247]),
    (&[5, 6, 7], &[688]),
    (&[5, 6, 7, 8], &[386]),
    (&[5, 6, 7, 8, 9, 10], &[27, 64]),
    (&[5, 6, 7, 8, 9, 10, 11], &[31]),
    (&[5, 6, 7, 8, 9, 10, 11, 12], &[358, 971]),
    (&[5, 6, 7, 8, 9, 10, 12], &[61]),
    (&[5, 6, 7, 8, 9, 11], &[852]),
    (&[5, 6, 7, 10], &[685]),
    (&[5, 6, 8, 9, 10, 11, 12, 13, 14], &[82]),
    (&[5, 7], &[676, 677, 678]),
    (&[5, 8], &[47, 686]),
    (&[6], &[298, 299, 672, 687]),
    (&[6, 7], &[597]),
    (&[6, 7, 8, 9], &[252, 355]),
    (&[6, 7, 8, 9, 10], &[48, 95, 880]),
    (&[6, 7, 8, 9, 10, 11], &[375, 595]),
    (&[6, 7, 8, 9, 10, 11, 12], &[39, 381]),
    (&[6, 7, 8, 9, 10, 12], &[46]),
    (&[6, 7, 8, 9, 12], &[359]),
    (&[6, 7, 8, 10], &[53]),
    (&[6, 7, 9], &[421]),
    (&[6, 8, 9], &[376, 689]),
    (&[6, 8, 9, 10, 11, 12, 13], &[63]),
    (&[6, 9], &[40, 508, 681]),
    (&[7], &[238, 239, 246, 248, 269, 291, 297, 592, 673, 674, 680, 691, 692]),
    (&[7, 8], &[241, 599, 670, 675, 853, 961, 965, 975]),
    (&[7, 8, 9], &[231, 385, 967, 968]),
    (&[7, 8, 9, 10], &[84, 243, 254, 353]),
    (&[7, 8, 9, 10, 11], &[886]),
    (&[7, 8, 9, 10, 11, 12], &[86, 882, 972]),
    (&[7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17], &[62]),
    (&[7, 8, 9, 11], &[974]),
    (&[7, 8, 10], &[230, 267, 372]),
    (&[7, 8, 10, 11], &[507]),
    (&[7, 8, 11], &[503]),
    (&[7, 9], &[220, 245, 265, 354, 423]),
    (&[7, 9, 10], &[44, 263]),
    (&[7, 10], &[1, 960]),
    (&[7, 10, 12, 13], &[90]),
    (&[7, 11], &[501, 679]),
    (
        &[8],
        &[
            45, 216, 222, 223, 226, 227, 228, 232, 235, 236, 253, 257, 266, 350, 356, 357, 370,
            371, 373, 374, 389, 505, 509, 800, 808, 973, 993,
        ],
    ),
    (&[8, 9], &[32, 36, 51, 213, 224, 233, 237, 250, 258, 264, 268, 377, 382, 387, 591, 962, 963]),
    (&[8, 9, 10], &[20, 60, 855, 856, 964, 970, 976]),
    (&[8, 9, 10, 11], &[55, 593]),
    (&[8, 9, 10, 11, 12], &[92, 383, 883]),
    (&[8, 9, 10, 11, 12, 13], &[91]),
    (&[8, 9, 10, 11, 12, 13, 14, 15, 16, 17], &[81]),
    (&[8, 9, 10, 13], &[66]),
    (&[8, 10], &[378, 506, 850]),
    (&[8, 10, 11], &[57, 65, 977]),
    (&[8, 11], &[502, 504]),
    (
        &[9],
        &[
            33, 34, 93, 94, 211, 212, 218, 221, 240, 242, 244, 249, 251, 255, 256, 260, 261, 262,
            351, 590, 594, 596, 979, 992, 994, 995, 998,
        ],
    ),
    (&[9, 10], &[380, 881, 966, 996]),
    (&[9, 10, 11], &[56]),
    (&[9, 10, 11, 12], &[420]),
    (&[9, 12], &[41, 870]),
    (&[10], &[52, 58, 225, 229]),
    (&[10, 11], &[54]),
    (&[10, 11, 12], &[30]),
    (&[10, 11, 12, 13, 14], &[234]),
    (&[10, 14], &[7]),
    (&[11], &[888]),
    (&[12], &[878]),
];

/// The most digits of an international number, the calling code included (ITU-T E.164).
const MOST: usize = 15;

/// Bit `n` for length `n`, by calling code; 0 for codes not assigned. A calling code is never the
/// beginning of another.
static TABLE: [u32; 1000] = {
    let mut table = [0; 1000];
    let mut group = 0;
    while group < LENGTHS.len() {
        let (lengths, codes) = LENGTHS[group];
        let (mut mask, mut at) = (0, 0);
        while at < lengths.len() {
            mask |= 1 << lengths[at];
            at += 1;
        }
        at = 0;
        while at < codes.len() {
            table[codes[at]] = mask;
            at += 1;
        }
        group += 1;
    }
    table
};

/// Whether the digits after a plus sign begin with a calling code and have a length that is
/// possible behind it. Possible, not assigned: numbers reserved for fiction pass.
pub fn possible(digits_after_plus: &[u8]) -> bool {
    if digits_after_plus.len() > MOST || !digits_after_plus.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut code = 0;
    for (at, digit) in digits_after_plus.iter().take(3).enumerate() {
        code = code * 10 + usize::from(digit - b'0');
        let mask = TABLE[code];
        if mask != 0 {
            return mask >> (digits_after_plus.len() - at - 1) & 1 == 1;
        }
        if code == 0 {
            return false;
        }
    }
    false
}

/// Whether ten digits can be a number of the North American plan: area and exchange begin with 2 to
/// 9, and the area is not N11 (NANPA).
pub fn nanp(digits10: &[u8]) -> bool {
    matches!(digits10, [b'2'..=b'9', b, c, b'2'..=b'9', ..]
        if digits10.len() == 10
            && digits10.iter().all(u8::is_ascii_digit)
            && (*b, *c) != (b'1', b'1'))
}

/// The same, or eleven digits with the 1 before them.
pub fn nanp_dialled(digits: &[u8]) -> bool {
    nanp(match digits {
        [b'1', rest @ ..] if rest.len() == 10 => rest,
        digits => digits,
    })
}

/// Whether digits of North America are kept for fiction: 555-0100 to 555-0199.
pub fn is_test_nanp(digits: &[u8]) -> bool {
    digits[..digits.len() - 2].ends_with(b"55501")
}

/// Digits from 9 to 14 with a zero before them, as they are dialled within a country.
pub fn national(digits: &[u8]) -> bool {
    (9..=14).contains(&digits.len())
        && digits[0] == b'0'
        && digits[1..].iter().any(|digit| *digit != digits[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_by_calling_code() {
        for digits in [
            "12025550170",
            "442079460535",
            "447700900749",
            "33639985685",
            "33199002926",
            "493023125476",
            "61491570159",
            "61255503802",
            "46846500464",
            "46313900629",
            "85223456789",
            "2904567",
        ] {
            assert!(possible(digits.as_bytes()), "{digits}");
        }
        for digits in ["", "1", "1202555017", "0442079460535", "2105550170", "9991234567"] {
            assert!(!possible(digits.as_bytes()), "{digits}");
        }
        assert!(!possible(b"4915112345678901") && !possible(b"33 63998568"));
    }

    #[test]
    fn no_code_begins_another() {
        let codes = (1..1000).filter(|&code| TABLE[code] != 0);
        assert_eq!(codes.clone().count(), 215);
        for code in codes {
            assert!(TABLE[code / 10] == 0 && TABLE[code / 100] == 0, "{code}");
        }
    }

    #[test]
    fn numbers_of_north_america() {
        for digits in ["2025550170", "3055550117", "8015550101"] {
            assert!(nanp(digits.as_bytes()), "{digits}");
        }
        for digits in ["1025550170", "2021550170", "9115550170", "202555017", "20255501701"] {
            assert!(!nanp(digits.as_bytes()), "{digits}");
        }
        assert!(!nanp(b"20255501a0"));
    }
}
