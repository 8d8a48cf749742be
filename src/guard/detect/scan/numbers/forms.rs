//! The forms that numbers have, and the kinds that have them.

use crate::guard::checksum::{digits, phones};
use crate::guard::detect::kind::Kind::{self, *};
use crate::guard::detect::scan::phone;

/// A kind that a number may be of.
pub struct Shape {
    /// The kind.
    pub kind: Kind,
    /// Whether it needs no keyword.
    pub alone: bool,
    /// Whether the digits can be one.
    pub check: fn(&[u8]) -> bool,
    /// The check's name.
    pub name: &'static str,
    /// How certain it is then, in percent.
    pub confidence: u8,
    /// Whether it is one that is kept for tests.
    pub is_test: fn(&[u8]) -> bool,
}

/// How digits are grouped, and what they may be then.
pub struct Form {
    /// The lengths of the groups.
    pub lengths: &'static [usize],
    /// What may stand between them: the same everywhere.
    pub separators: &'static [u8],
    /// What they may be, the more certain ones first.
    pub shapes: &'static [Shape],
}

const fn shape(
    kind: Kind,
    check: fn(&[u8]) -> bool,
    name: &'static str,
    confidence: u8,
    is_test: fn(&[u8]) -> bool,
) -> Shape {
    Shape { kind, alone: false, check, name, confidence, is_test }
}

const fn alone(shape: Shape) -> Shape {
    Shape { alone: true, ..shape }
}

const SSN: Shape = shape(UsSsn, digits::us_ssn, "area", 85, is_test_ssn);
const ITIN: Shape = shape(UsItin, digits::us_itin, "group", 80, never);
const NHS: Shape = shape(UkNhs, digits::uk_nhs, "mod11", 95, is_test_999);
const NPI: Shape = shape(UsNpi, digits::us_npi, "luhn", 95, is_test_npi);
const SIN: Shape = shape(CaSin, digits::ca_sin, "luhn", 90, begins_with_0);
const TFN: Shape = shape(AuTfn, digits::au_tfn, "mod11", 90, never);
const BSN: Shape = shape(NlBsn, digits::nl_bsn, "mod11", 90, is_test_999);
const ABA: Shape = shape(UsBankRouting, digits::aba_routing, "mod10", 85, never);
const MEDICARE: Shape = shape(AuMedicare, digits::au_medicare, "mod10", 90, never);
const TAX_ID: Shape = shape(DeTaxId, digits::de_tax_id, "mod11,10", 95, digits::is_test_de_tax_id);
const PESEL: Shape = shape(PlPesel, digits::pl_pesel, "weights", 95, never);
const CPF: Shape = shape(BrCpf, digits::br_cpf, "mod11", 97, never);
const AADHAAR: Shape = shape(InAadhaar, digits::in_aadhaar, "verhoeff", 90, is_test_9999);
const IMEI: Shape = shape(Imei, digits::imei, "luhn", 85, begins_with_00);
const NIR: Shape = shape(FrNir, digits::fr_nir, "mod97", 95, never);
const RESIDENT: Shape = alone(shape(CnResidentId, digits::cn_resident_id, "mod11,2", 97, never));
const NANP: Shape = shape(Phone, nanp, "nanp", 70, is_test_nanp);
const NANP_ALONE: Shape = Shape { alone: true, confidence: 85, ..NANP };
const NATIONAL: Shape = shape(Phone, phone::is_national, "national", 70, never);

/// Numbers in groups, the longer forms first.
pub static GROUPED: &[Form] = &[
    form(&[1, 2, 2, 2, 3, 3, 2], b" -.", &[NIR]),
    form(&[2, 6, 6, 1], b"- ", &[IMEI]),
    form(&[6, 2, 6, 1], b"- ", &[IMEI]),
    form(&[2, 3, 3, 3], b" -", &[TAX_ID]),
    form(&[1, 3, 3, 4], b"-.", &[NANP_ALONE]),
    form(&[4, 5, 1, 1], b" -", &[MEDICARE]),
    form(&[4, 5, 1], b" -", &[MEDICARE]),
    form(&[3, 2, 4], b"-", &[alone(SSN), alone(ITIN)]),
    form(&[3, 2, 4], b" .", &[SSN, ITIN]),
    form(&[3, 3, 4], b"-.", &[NHS, NPI, NANP_ALONE]),
    form(&[3, 3, 4], b" ", &[NHS, NPI, NANP]),
    form(&[4, 4, 4], b" -", &[AADHAAR]),
    form(&[3, 3, 3], b" -", &[SIN, TFN, BSN]),
    form(&[4, 2, 3], b". ", &[BSN]),
    form(&[13, 2], b" -", &[NIR]),
];

const fn form(
    lengths: &'static [usize],
    separators: &'static [u8],
    shapes: &'static [Shape],
) -> Form {
    Form { lengths, separators, shapes }
}

/// The one form with two separators: `123.456.789-09`.
pub static FORMATTED_CPF: &[Shape] = &[alone(CPF)];

/// What digits may be that are not in groups, by how many there are.
pub fn bare(count: usize) -> &'static [Shape] {
    match count {
        9 => &[SIN, TFN, BSN, ABA, SSN, ITIN],
        10 => &[NPI, NHS, MEDICARE, NANP, NATIONAL],
        11 => &[TAX_ID, PESEL, CPF, MEDICARE, NATIONAL],
        12 => &[AADHAAR, NATIONAL],
        13 | 14 => &[NATIONAL],
        15 => &[NIR, IMEI],
        18 => &[RESIDENT],
        _ => &[],
    }
}

/// Ten digits of North America, or eleven with the 1 before them.
fn nanp(digits: &[u8]) -> bool {
    phones::nanp(match digits {
        [b'1', rest @ ..] if rest.len() == 10 => rest,
        digits => digits,
    })
}

fn never(_: &[u8]) -> bool {
    false
}

fn is_test_ssn(digits: &[u8]) -> bool {
    matches!(digits, b"078051120" | b"219099999" | b"123456789" | b"111111111")
}

fn is_test_npi(digits: &[u8]) -> bool {
    digits == b"1234567893"
}

/// 555-0100 to 555-0199.
fn is_test_nanp(digits: &[u8]) -> bool {
    digits[..digits.len() - 2].ends_with(b"55501")
}

fn is_test_999(digits: &[u8]) -> bool {
    digits.starts_with(b"999")
}

fn is_test_9999(digits: &[u8]) -> bool {
    digits.starts_with(b"9999")
}

fn begins_with_0(digits: &[u8]) -> bool {
    digits.starts_with(b"0")
}

fn begins_with_00(digits: &[u8]) -> bool {
    digits.starts_with(b"00")
}
