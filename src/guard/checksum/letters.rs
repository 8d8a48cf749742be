//! Numbers with letters: check characters, fixed positions, tables of countries.
//!
//! Personal numbers are read in either case; IBAN, BIC and VIN are capitals only.

use crate::guard::checksum::dates;

/// Whether each byte is of the class that the pattern has in its place: `9` a digit, `A` a letter,
/// `*` either. Letters of either case.
fn shaped(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text.iter().zip(pattern).all(|(byte, class)| match class {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_alphabetic(),
            _ => byte.is_ascii_alphanumeric(),
        })
}

/// The number that ASCII digits spell.
fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, &d| n * 10 + u32::from(d & 15))
}

/// Spanish DNI (eight digits and a letter) or NIE (X, Y or Z, seven digits and a letter): the
/// letter is the number modulo 23 (Real Decreto 1553/2005, Orden INT/2058/2008).
pub fn es_nif(text: &[u8]) -> bool {
    let first = match text.first().map(u8::to_ascii_uppercase) {
        Some(first @ b'X'..=b'Z') => u32::from(first - b'X'),
        Some(first @ b'0'..=b'9') => u32::from(first - b'0'),
        _ => return false,
    };
    if !shaped(text, b"*9999999A") {
        return false;
    }
    let n = (first * 10_000_000 + number(&text[1..8])) % 23;
    b"TRWAGMYFPDXBNJZSQVHLCKE"[n as usize] == text[8].to_ascii_uppercase()
}

/// Italian codice fiscale: sixteen characters, digits perhaps replaced by letters (omocodia), a
/// real day of birth, a check character (DM 23 December 1976).
pub fn it_fiscal_code(text: &[u8]) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    if !shaped(text, b"AAAAAA**A**A***A") {
        return false;
    }
    let (mut digits, mut sum) = ([0; 15], 0);
    for (place, byte) in text[..15].iter().map(u8::to_ascii_uppercase).enumerate() {
        let value = u32::from(byte) - u32::from(if byte > b'9' { b'A' } else { b'0' });
        sum += if place % 2 == 0 { ODD[value as usize] } else { value };
        if matches!(place, 6 | 7 | 9 | 10 | 12..=14) {
            let omocodia = || b"LMNPQRSTUV".iter().position(|&letter| letter == byte);
            match if byte > b'9' { omocodia() } else { Some(value as usize) } {
                Some(digit) => digits[place] = digit as u32,
                None => return false,
            }
        }
    }
    let month = text[8].to_ascii_uppercase();
    let Some(month) = b"ABCDEHLMPRST".iter().position(|&letter| letter == month) else {
        return false;
    };
    // Forty more for a woman; the century is not told, and 2000 was a leap year.
    let day = digits[9] * 10 + digits[10];
    let day = if day > 40 { day - 40 } else { day };
    let year = 2000 + digits[6] * 10 + digits[7];
    dates::is_real(year, month as u32 + 1, day)
        && u32::from(text[15].to_ascii_uppercase() - b'A') == sum % 26
}

/// UK national insurance number: two letters, six digits, A to D (HMRC NIM39110). HMRC's own
/// example QQ123456C is invalid on purpose.
pub fn uk_nino(text: &[u8]) -> bool {
    let Some(&[a, b]) = text.first_chunk() else {
        return false;
    };
    let (a, b) = (a.to_ascii_uppercase(), b.to_ascii_uppercase());
    let letter = |c: u8| !b"DFIQUV".contains(&c);
    shaped(text, b"AA999999A")
        && letter(a)
        && letter(b)
        && b != b'O'
        && !matches!(&[a, b], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
        && matches!(text[8].to_ascii_uppercase(), b'A'..=b'D')
}

/// Indian permanent account number: five letters, four digits, a letter; the fourth letter is the
/// class of the holder (Income Tax Department).
pub fn in_pan(text: &[u8]) -> bool {
    shaped(text, b"AAAAA9999A")
        && b"ABCFGHJLPT".contains(&text[3].to_ascii_uppercase())
        && number(&text[5..9]) != 0
}

/// US DEA registration number: two letters (the second may be 9), seven digits, the last a check.
pub fn us_dea(text: &[u8]) -> bool {
    if !shaped(text, b"A*9999999") || text[1].is_ascii_digit() && text[1] != b'9' {
        return false;
    }
    let d = |place: usize| number(&text[place + 1..=place + 1]);
    (d(1) + d(3) + d(5) + 2 * (d(2) + d(4) + d(6))) % 10 == d(7)
}

/// US Medicare beneficiary identifier: eleven places of fixed kinds, the first not 0, letters
/// without S L O I B Z (CMS).
pub fn us_mbi(text: &[u8]) -> bool {
    shaped(text, b"9A*9A*9AA99")
        && text[0] != b'0'
        && !text.iter().any(|c| b"SLOIBZ".contains(&c.to_ascii_uppercase()))
}

/// Vehicle identification number: seventeen capitals and digits without I O Q, three letters or
/// more and five digits or more, the check digit of North America (49 CFR 565.15).
pub fn vin(text: &[u8]) -> bool {
    const VALUES: &[u8; 26] = b"12345678.12345.7.923456789";
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if text.len() != WEIGHTS.len() {
        return false;
    }
    let (mut sum, mut letters) = (0, 0);
    for (&byte, weight) in text.iter().zip(WEIGHTS) {
        let value = match byte {
            b'0'..=b'9' => byte,
            b'A'..=b'Z' => VALUES[usize::from(byte - b'A')],
            _ => return false,
        };
        if value == b'.' {
            return false;
        }
        letters += usize::from(byte > b'9');
        sum += u32::from(value - b'0') * weight;
    }
    (3..=12).contains(&letters) && b"0123456789X"[(sum % 11) as usize] == text[8]
}

/// Lengths of IBANs and the countries that have them (SWIFT IBAN Registry, release 101).
const IBAN_LENGTHS: [(usize, &[u8]); 18] = [
    (15, b"NO"),
    (16, b"BE"),
    (18, b"DKFIFKFOGLNLSD"),
    (19, b"MKSI"),
    (20, b"ATBAEEKZLTLUMNXK"),
    (21, b"CHHRLILV"),
    (22, b"BGBHCRDEGBGEIEMERSVA"),
    (23, b"AEGIILIQOMSOTL"),
    (24, b"ADCZESMDPKROSASESKTNVG"),
    (25, b"LYPTST"),
    (26, b"ISTR"),
    (27, b"BIDJFRGRITMCMRSM"),
    (28, b"ALAZBYCYDOGTHNHULBNIPLSV"),
    (29, b"BREGPSQAUA"),
    (30, b"JOKWMUYE"),
    (31, b"MTSC"),
    (32, b"LC"),
    (33, b"RU"),
];

/// The length of an IBAN of a country, two capitals; `None` if the country has none.
pub fn iban_length(country: &[u8]) -> Option<usize> {
    let known = |countries: &[u8]| countries.chunks_exact(2).any(|pair| pair == country);
    let mut lengths = IBAN_LENGTHS.iter();
    let (length, _) = lengths.find(|(_, countries)| known(countries))?;
    Some(*length)
}

/// IBAN without separators, in capitals: the length of its country, modulus 97 (ISO 13616, ISO/IEC
/// 7064 MOD 97-10).
pub fn iban(text: &[u8]) -> bool {
    let Some((head, tail)) = text.split_at_checked(4) else {
        return false;
    };
    if iban_length(&head[..2]) != Some(text.len()) || !shaped(head, b"AA99") {
        return false;
    }
    let mut rest = 0;
    for &byte in tail.iter().chain(head) {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(byte - b'A') + 10,
            _ => return false,
        } % 97;
    }
    // 00, 01 and 99 are never check digits: 97, 98 and 02 stand for them.
    rest == 1 && (2..99).contains(&number(&head[2..]))
}

/// Second letters of the country codes of ISO 3166-1, by the first, and XK for Kosovo, which SWIFT
/// uses.
const COUNTRIES: [&[u8]; 26] = [
    b"DEFGILMOQRSTUWXZ",
    b"ABDEFGHIJLMNOQRSTVWYZ",
    b"ACDFGHIKLMNORUVWXYZ",
    b"EJKMOZ",
    b"CEGHRST",
    b"IJKMOR",
    b"ABDEFGHILMNPQRSTUWY",
    b"KMNRTU",
    b"DELMNOQRST",
    b"EMOP",
    b"EGHIMNPRWYZ",
    b"ABCIKRSTUVY",
    b"ACDEFGHKLMNOPQRSTUVWXYZ",
    b"ACEFGILOPRUZ",
    b"M",
    b"AEFGHKLMNRSTWY",
    b"A",
    b"EOSUW",
    b"ABCDEGHIJKLMNORSTVXYZ",
    b"CDFGHJKLMNORTVWZ",
    b"AGMSYZ",
    b"ACEGINU",
    b"FS",
    b"K",
    b"ET",
    b"AMW",
];

/// Whether two capitals are a country code.
pub fn is_country(code: &[u8]) -> bool {
    matches!(code, [a @ b'A'..=b'Z', b] if COUNTRIES[usize::from(a - b'A')].contains(b))
}

/// Business identifier code: four capitals, a country, two capitals or digits, perhaps three more
/// (ISO 9362).
pub fn swift_bic(text: &[u8]) -> bool {
    matches!(text.len(), 8 | 11)
        && text[..4].iter().all(u8::is_ascii_uppercase)
        && is_country(&text[4..6])
        && text[6..].iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&[u8]) -> bool;

    #[test]
    fn check_characters_are_the_only_ones_that_pass() {
        const CHECKED: &[(Check, &[&str])] = &[
            (es_nif, &["54362315K", "X2482300W", "Z9921363L"]),
            (it_fiscal_code, &["RCCMNL83S18D969H", "RCCMNL83S18D9SVI"]),
            (it_fiscal_code, &["GRMFGS81C13Z165J"]),
            (us_dea, &["AB1234563", "X94373130"]),
        ];
        const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (check, texts) in CHECKED {
            for text in *texts {
                let (head, last) = text.split_at(text.len() - 1);
                let others = ALPHABET.chars().filter(|&c| check(format!("{head}{c}").as_bytes()));
                assert_eq!(others.collect::<String>(), last, "{text}");
                assert!(!check(head.as_bytes()) && !check(format!("{text}0").as_bytes()));
                assert!(!check(b"") && !check("é".repeat(8).as_bytes()));
            }
        }
    }

    #[test]
    fn shapes_and_tables() {
        const PASS: &[(Check, &[&str])] = &[
            (es_nif, &["54362315k"]),
            (iban, &["GB29NWBK60161331926819", "NO9386011117947"]),
            (iban, &["RU0304452522540817810538091310419", "MT84MALT011000012345MTLCAST001S"]),
            (uk_nino, &["AB123456C", "JG003362C", "ss009037b"]),
            (in_pan, &["ACUPA7085R", "ZZZPF7576A"]),
            (us_mbi, &["1EG4TE5MK73", "3VA2GC1CH35"]),
            (vin, &["1M8GDM9AXKP042788", "ZZ916DR424Z287890"]),
            (swift_bic, &["DEUTDEFF", "DEUTDEFF500", "XQXXNLN6DUO", "AAAAXKAA"]),
        ];
        const FAIL: &[(Check, &[&str])] = &[
            (es_nif, &["54362315T", "A2482300W", "5436231éK"]),
            (it_fiscal_code, &["RCCMNL83S32D969V", "RCCMNL83F18D969H"]),
            (uk_nino, &["QQ123456C", "AO123456C", "GB123456C", "AB123456E"]),
            (in_pan, &["ZZZZF7576A", "ZZZPF0000A", "ZZZPF757AA"]),
            (us_dea, &["A81234563", "AB1234562"]),
            (us_mbi, &["0EG4TE5MK73", "1SG4TE5MK73", "1EG4TE5MK7A"]),
            (vin, &["11111111111111111", "1M8GDM9A1KP042788", "IM8GDM9AXKP042788"]),
            (iban, &["GB28NWBK60161331926819", "gb29nwbk60161331926819", "XX00"]),
            (swift_bic, &["SOFTWARE", "DATABASES", "DEUTDEFF50", "deutdeff"]),
        ];
        for (check, texts) in PASS {
            assert!(texts.iter().all(|text| check(text.as_bytes())), "{texts:?}");
        }
        for (check, texts) in FAIL {
            assert!(!texts.iter().any(|text| check(text.as_bytes())), "{texts:?}");
        }
        assert_eq!(iban_length(b"MT"), Some(31));
        assert!(iban_length(b"US").is_none() && iban_length(b"TB").is_none());
        assert_eq!(COUNTRIES.concat().len(), 250);
    }
}
