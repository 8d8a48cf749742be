//! Payment cards: issuers by prefix and length, and the numbers that processors publish for tests.

use crate::guard::checksum::digits::luhn;

/// The issuer that a number of that prefix and length has (ISO/IEC 7812 ranges as the networks
/// publish them); `None` for others. Does not look at the check digit.
pub fn issuer(digits: &[u8]) -> Option<&'static str> {
    if !(13..=19).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let six = digits[..6].iter().fold(0, |n, &d| n * 10 + u32::from(d - b'0'));
    Some(match (six, digits.len()) {
        (400_000..=499_999, 13 | 16 | 19) => "visa",
        (510_000..=559_999 | 222_100..=272_099, 16) => "mastercard",
        (340_000..=349_999 | 370_000..=379_999, 15) => "amex",
        (601_100..=601_199 | 644_000..=659_999, 16 | 19) => "discover",
        (300_000..=305_999 | 309_500..=309_599, 14 | 16) => "diners",
        (360_000..=369_999 | 380_000..=399_999, 14 | 16) => "diners",
        (352_800..=358_999, 16..=19) => "jcb",
        (620_000..=629_999 | 810_000..=819_999, 16..=19) => "unionpay",
        (220_000..=220_499, 16..=19) => "mir",
        (979_200..=979_299, 16) => "troy",
        (501_800..=501_899 | 502_000..=502_099 | 503_800..=503_899, _) => "maestro",
        (589_300..=589_399 | 630_400..=630_499 | 670_000..=679_999, _) => "maestro",
        _ => return None,
    })
}

/// The issuer of a number that can be a card: prefix, length and Luhn, and not one digit repeated.
pub fn card(digits: &[u8]) -> Option<&'static str> {
    let issuer = issuer(digits)?;
    let repeated = digits.iter().all(|&digit| digit == digits[0]);
    (!repeated && luhn(digits)).then_some(issuer)
}

/// Numbers for tests of Stripe, Adyen, Braintree and PayPal, ascending.
const TEST_CARDS: &[u64] = &[
    4222222222222,
    30569309025904,
    36006666333344,
    36227206271667,
    36259600000004,
    38520000023237,
    370000000000002,
    370000000100018,
    371449635398431,
    378282246310005,
    378734493671000,
    2200000000000004,
    2222400010000008,
    2222400030000004,
    2222400050000009,
    2222400060000007,
    2222400070000005,
    2222410740360010,
    2223000048400011,
    2223000048410010,
    2223003122003222,
    2223520443560010,
    3056930009020004,
    3530111333300000,
    3566002020360505,
    3569990010095841,
    4000056655665556,
    4003550000000003,
    4005519000000006,
    4005519200000004,
    4009348888881881,
    4012000033330026,
    4012000077777777,
    4012001037141112,
    4012888888881881,
    4017340000000003,
    4035501000000008,
    4100000000000019,
    4111111111111111,
    4131840000000003,
    4151500000000008,
    4166676667666746,
    4217651111111119,
    4242424242424242,
    4293189100000008,
    4360000001000005,
    4484070000000000,
    4500600000000061,
    4646464646464644,
    4871049999999910,
    4917610000000000,
    4977949494949497,
    4988080000000000,
    4988438843884305,
    5018000000000009,
    5100060000000002,
    5100290029002909,
    5100705000000002,
    5101180000000007,
    5103221911199245,
    5105105105105100,
    5106040000000008,
    5136333333333335,
    5200828282828210,
    5424000000000015,
    5454545454545454,
    5500000000000004,
    5555444433331111,
    5555552500001001,
    5555555555554444,
    5577000055770004,
    5585558555855583,
    6011000990139424,
    6011000991300009,
    6011111111111117,
    6011601160116611,
    6011981111111113,
    6200000000000005,
    6200000000000047,
    6243030000000001,
    6250946000000016,
    6250947000000014,
    6304000000000000,
    6445644564456445,
    6555900000604105,
    6703444444444449,
    6771798021000008,
    6771798025000004,
    4444333322221111455,
    6205500000000000004,
];

/// Whether a number is one that a processor publishes for tests. Stripe's are many, all of 4000 00.
pub fn is_test_card(digits: &[u8]) -> bool {
    let Some(name) = card(digits) else {
        return false;
    };
    let number = digits.iter().fold(0, |n, &d| n * 10 + u64::from(d - b'0'));
    TEST_CARDS.binary_search(&number).is_ok()
        || name == "visa" && number / 10_000_000_000 == 400_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_by_prefix_and_length() {
        for (digits, name) in [
            ("4242424242424242", Some("visa")),
            ("4222222222222", Some("visa")),
            ("42424242424242", None),
            ("2720990000000000", Some("mastercard")),
            ("2721000000000000", None),
            ("378282246310005", Some("amex")),
            ("3056930009020004", Some("diners")),
            ("36227206271667", Some("diners")),
            ("3566002020360505", Some("jcb")),
            ("6011000990139424", Some("discover")),
            ("6205500000000000004", Some("unionpay")),
            ("6304000000000000", Some("maestro")),
            ("2200000000000004", Some("mir")),
            ("9792000000000001", Some("troy")),
            ("1700000000000", None),
            ("400000000000000a", None),
            ("", None),
        ] {
            assert_eq!(issuer(digits.as_bytes()), name, "{digits}");
        }
        assert_eq!(card(b"4242424242424242"), Some("visa"));
        assert_eq!(card(b"4242424242424241"), None);
    }

    #[test]
    fn numbers_for_tests_are_cards() {
        assert!(TEST_CARDS.is_sorted_by(|a, b| a < b));
        for number in TEST_CARDS.iter().map(u64::to_string) {
            assert!(card(number.as_bytes()).is_some(), "{number}");
            assert!(is_test_card(number.as_bytes()), "{number}");
        }
        assert!(is_test_card(b"4000000760000002") && !is_test_card(b"4929000000000006"));
        assert!(!is_test_card(b"+4242424242424242") && !is_test_card(b"4000000000000000"));
    }
}
