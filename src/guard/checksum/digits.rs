//! Numbers made of digits: check digits and the ranges that are never issued.

use crate::guard::checksum::dates;

/// The values 0 to 9 of exactly `N` ASCII digits.
fn values<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut out: [u8; N] = text.try_into().ok()?;
    for digit in &mut out {
        *digit = digit.wrapping_sub(b'0');
    }
    out.iter().all(|&digit| digit < 10).then_some(out)
}

/// The sum of digits times weights.
fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    let products = digits.iter().zip(weights);
    products.map(|(&d, &w)| u32::from(d) * w).sum()
}

/// The number that digits spell.
fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, &d| n * 10 + u32::from(d))
}

fn all_zero(digits: &[u8]) -> bool {
    digits.iter().all(|&digit| digit == 0)
}

/// The Luhn sum of ASCII digits, the last one not doubled; `None` if a byte is not a digit.
fn luhn_sum(text: &[u8]) -> Option<u32> {
    let mut sum = 0;
    for (place, &byte) in text.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let digit = u32::from(byte - b'0');
        sum += match (place % 2, digit) {
            (0, _) => digit,
            (_, 0..=4) => digit * 2,
            _ => digit * 2 - 9,
        };
    }
    Some(sum)
}

/// Luhn check (ISO/IEC 7812-1, annex B) of two digits or more.
pub fn luhn(digits: &[u8]) -> bool {
    digits.len() > 1 && luhn_sum(digits).is_some_and(|sum| sum % 10 == 0)
}

/// US bank routing number: nine digits, weights 3 7 1, and a first pair that is in use (ABA).
pub fn aba_routing(digits: &[u8]) -> bool {
    let Some(d) = values::<9>(digits) else {
        return false;
    };
    matches!(d[0] * 10 + d[1], 0..=12 | 21..=32 | 61..=72 | 80)
        && !all_zero(&d)
        && weighted(&d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// UK NHS number: ten digits, modulus 11 (NHS Data Dictionary).
pub fn uk_nhs(digits: &[u8]) -> bool {
    let Some(d) = values::<10>(digits) else {
        return false;
    };
    !all_zero(&d) && weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Canadian social insurance number: nine digits, Luhn, no leading 8. A leading 0 is a fictitious
/// number and passes.
pub fn ca_sin(digits: &[u8]) -> bool {
    values::<9>(digits).is_some_and(|d| d[0] != 8 && !all_zero(&d)) && luhn(digits)
}

/// Australian tax file number: nine digits, modulus 11.
pub fn au_tfn(digits: &[u8]) -> bool {
    let Some(d) = values::<9>(digits) else {
        return false;
    };
    !all_zero(&d) && weighted(&d, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

/// Australian Medicare card number: ten digits, or eleven with the reference of the person. The
/// ninth checks the eight before it; the first is 2 to 6.
pub fn au_medicare(digits: &[u8]) -> bool {
    let Some(d) = digits.get(..10).and_then(values::<10>) else {
        return false;
    };
    matches!(digits[10..], [] | [b'0'..=b'9'])
        && matches!(d[0], 2..=6)
        && weighted(&d[..8], &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == u32::from(d[8])
}

/// German tax identification number: eleven digits, ISO/IEC 7064 MOD 11,10; in the first ten
/// exactly one digit stands twice or thrice, every other at most once (section 139b AO).
pub fn de_tax_id(digits: &[u8]) -> bool {
    let Some(d) = values::<11>(digits) else {
        return false;
    };
    let mut counts = [0u8; 10];
    let mut carry = 10;
    for &digit in &d[..10] {
        counts[usize::from(digit)] += 1;
        let sum = (u32::from(digit) + carry) % 10;
        carry = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    let mut repeated = counts.into_iter().filter(|&count| count > 1);
    matches!((repeated.next(), repeated.next()), (Some(2 | 3), None))
        && (11 - carry) % 10 == u32::from(d[10])
}

/// Whether a German tax identification number is of the range for tests: it begins with 0.
pub fn is_test_de_tax_id(digits: &[u8]) -> bool {
    digits.first() == Some(&b'0') && de_tax_id(digits)
}

/// French social security number with its key: thirteen places and two, 2A or 2B for Corsica (Code
/// de la sécurité sociale, R115-1). The month is 01 to 12.
pub fn fr_nir(text: &[u8]) -> bool {
    let (mut plain, less) = match <[u8; 15]>::try_from(text) {
        Ok(plain) => (plain, &text[5..7]),
        Err(_) => return false,
    };
    // 2A counts as 19 and 2B as 18: as 20 less a million, or two.
    let less = match less {
        [b'2', b'A' | b'a'] => 1_000_000,
        [b'2', b'B' | b'b'] => 2_000_000,
        _ => 0,
    };
    if less != 0 {
        plain[6] = b'0';
    }
    let Some(d) = values::<15>(&plain) else {
        return false;
    };
    let n = d[..13].iter().fold(0u64, |n, &d| n * 10 + u64::from(d));
    matches!(d[0], 1..=4 | 7 | 8)
        && matches!(number(&d[3..5]), 1..=12)
        && 97 - (n - less) % 97 == u64::from(number(&d[13..]))
}

/// Dutch citizen service number: nine digits, the elf-proef with a last weight of -1.
pub fn nl_bsn(digits: &[u8]) -> bool {
    let Some(d) = values::<9>(digits) else {
        return false;
    };
    !all_zero(&d) && weighted(&d[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == u32::from(d[8])
}

/// Polish PESEL: eleven digits, weights 1 3 7 9, a real date of birth from 1800 to 2099. The month
/// holds the century: 80 more for 1800, 20 more for 2000.
pub fn pl_pesel(digits: &[u8]) -> bool {
    let Some(d) = values::<11>(digits) else {
        return false;
    };
    let month = number(&d[2..4]);
    let century = match month {
        1..=12 => 1900,
        21..=32 => 2000,
        81..=92 => 1800,
        _ => return false,
    };
    dates::is_real(century + number(&d[..2]), month % 20, number(&d[4..6]))
        && weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Multiplication in the dihedral group D5, for Verhoeff's check.
const D5: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/// Verhoeff's permutation; place `n` applies it `n` times.
const VERHOEFF: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Indian Aadhaar number: twelve digits, the first 2 to 9, Verhoeff's check; not a palindrome
/// (UIDAI).
pub fn in_aadhaar(digits: &[u8]) -> bool {
    let Some(d) = values::<12>(digits) else {
        return false;
    };
    let mut check = 0;
    for (place, &digit) in d.iter().rev().enumerate() {
        let permuted = (0..place % 8).fold(digit, |d, _| VERHOEFF[usize::from(d)]);
        check = D5[usize::from(check)][usize::from(permuted)];
    }
    d[0] > 1 && check == 0 && !d.iter().eq(d.iter().rev())
}

/// Brazilian CPF: eleven digits, two of them check digits modulo 11; not one digit repeated.
pub fn br_cpf(digits: &[u8]) -> bool {
    let Some(d) = values::<11>(digits) else {
        return false;
    };
    let check = |d: &[u8]| {
        let sum = (2..).zip(d.iter().rev()).map(|(w, &d)| w * u32::from(d));
        sum.sum::<u32>() * 10 % 11 % 10
    };
    d.iter().any(|&digit| digit != d[0])
        && check(&d[..9]) == u32::from(d[9])
        && check(&d[..10]) == u32::from(d[10])
}

/// Chinese resident identity number: seventeen digits and a digit or X, ISO/IEC 7064 MOD 11-2, a
/// real date of birth from 1800 to 2099 (GB 11643-1999).
pub fn cn_resident_id(text: &[u8]) -> bool {
    let Some((last, head)) = text.split_last() else {
        return false;
    };
    let Some(d) = values::<17>(head) else {
        return false;
    };
    let check = match last {
        b'X' | b'x' => 10,
        b'0'..=b'9' => u32::from(last - b'0'),
        _ => return false,
    };
    let sum = d.iter().fold(0, |sum, &d| (sum + u32::from(d)) * 2 % 11);
    let year = number(&d[6..10]);
    d[0] != 0
        && (1800..2100).contains(&year)
        && dates::is_real(year, number(&d[10..12]), number(&d[12..14]))
        && (sum + check) % 11 == 1
}

/// IMEI of a mobile device: fifteen digits, Luhn (3GPP TS 23.003, annex B).
pub fn imei(digits: &[u8]) -> bool {
    values::<15>(digits).is_some_and(|d| !all_zero(&d)) && luhn(digits)
}

/// US national provider identifier: ten digits, the first 1 or 2, Luhn of 80840 and the number (45
/// CFR 162.406).
pub fn us_npi(digits: &[u8]) -> bool {
    digits.len() == 10
        && matches!(digits[0], b'1' | b'2')
        // 80840 adds 24 to the sum, whatever follows it at an even distance.
        && luhn_sum(digits).is_some_and(|sum| (sum + 24) % 10 == 0)
}

/// Whether a US national provider identifier is the one of the documentation.
pub fn is_test_us_npi(digits: &[u8]) -> bool {
    digits == b"1234567893"
}

/// US social security number: nine digits; area not 000, 666 or 9xx, group not 00, serial not 0000
/// (SSA POMS RM 10201.035).
pub fn us_ssn(digits: &[u8]) -> bool {
    let Some(d) = values::<9>(digits) else {
        return false;
    };
    !matches!(number(&d[..3]), 0 | 666 | 900..) && number(&d[3..5]) != 0 && number(&d[5..]) != 0
}

/// Whether a US social security number is one that was published.
pub fn is_test_us_ssn(digits: &[u8]) -> bool {
    matches!(digits, b"078051120" | b"219099999" | b"123456789" | b"111111111")
}

/// US individual taxpayer number: 9xx, then a group that the IRS issues.
pub fn us_itin(digits: &[u8]) -> bool {
    let Some(d) = values::<9>(digits) else {
        return false;
    };
    d[0] == 9 && matches!(number(&d[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&[u8]) -> bool;

    #[test]
    fn published_numbers_pass_and_their_neighbours_fail() {
        const CHECKED: &[(Check, &[&str])] = &[
            (luhn, &["79927398713", "4111111111111111", "18"]),
            (aba_routing, &["011000015", "021000021", "111000025"]),
            (uk_nhs, &["9434765919", "9876543210"]),
            (ca_sin, &["046454286"]),
            (au_tfn, &["123456782"]),
            (de_tax_id, &["36574261809", "86095742719", "04957283176"]),
            (fr_nir, &["295109912611193", "253072B07300470"]),
            (nl_bsn, &["111222333", "999489306"]),
            (pl_pesel, &["44051401359", "02070803628"]),
            (in_aadhaar, &["234123412346", "999935349172"]),
            (br_cpf, &["39053344705", "11144477735"]),
            (cn_resident_id, &["11010519491231002X"]),
            (imei, &["490154203237518"]),
            (us_npi, &["1234567893"]),
        ];
        for (check, texts) in CHECKED {
            for text in *texts {
                let (head, last) = text.split_at(text.len() - 1);
                for other in "0123456789X".chars().map(|c| c.to_string()) {
                    let text = format!("{head}{other}");
                    assert_eq!(check(text.as_bytes()), other == last, "{text}");
                }
                assert!(!check(format!("{head}a").as_bytes()) && !check(head.as_bytes()));
                assert!(!check(format!("{text}-").as_bytes()) && !check(b""));
            }
        }
    }

    #[test]
    fn numbers_without_a_last_check_digit() {
        const PASS: &[(Check, &[&str])] = &[
            (au_medicare, &["2123456701", "21234567011", "6993652441"]),
            (us_ssn, &["123456789", "078051120", "804152499"]),
            (us_itin, &["912903456", "975755878"]),
        ];
        for (check, texts) in PASS {
            for text in *texts {
                assert!(check(text.as_bytes()), "{text}");
                assert!(!check(&text.as_bytes()[1..]) && !check(b""));
            }
        }
    }

    #[test]
    fn numbers_never_issued_fail() {
        const FAIL: &[(Check, &[&str])] = &[
            (aba_routing, &["000000000", "131000000", "021000022"]),
            (uk_nhs, &["0000000000", "9434765918"]),
            (ca_sin, &["800000002", "046454287", "000000000"]),
            (au_medicare, &["1123456701", "2123456711", "2123456701x"]),
            (de_tax_id, &["36554266806", "12345678901", "11111111111"]),
            (fr_nir, &["295139912611193", "253072B07300471"]),
            (pl_pesel, &["44053201359", "44051401358", "00000000000"]),
            (in_aadhaar, &["123412341234", "222222222222"]),
            (br_cpf, &["11111111111", "39053344706"]),
            (cn_resident_id, &["110105194913310021", "110105194912310020"]),
            (us_npi, &["1234567890", "3234567893"]),
            (us_ssn, &["000123456", "666123456", "987654320", "123006789"]),
            (us_ssn, &["123450000"]),
            (us_itin, &["912663456", "912893456", "812903456"]),
        ];
        for (check, texts) in FAIL {
            for text in *texts {
                assert!(!check(text.as_bytes()), "{text}");
            }
        }
        assert!(is_test_de_tax_id(b"04957283176") && !is_test_de_tax_id(b"36574261809"));
    }
}
