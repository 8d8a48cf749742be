//! Which scanners are asked about a place, and in which order.

use crate::guard::detect::class::{self, ALNUM, DIGIT, WORD, is};
use crate::guard::detect::kind::{Kind, Kinds};
use crate::guard::detect::scan::mail::{self, Memo};
use crate::guard::detect::scan::{
    Answers, ScanContext, ScanResult, address, alphanumeric_ids, date, keyword_secrets, numbers,
    phone, secret,
};

/// No value has so many digits.
const NUMBER_MAX: usize = 21;

/// Asks the built-in scanners, the more certain ones first.
pub(super) fn builtin(scene: &mut ScanContext<'_>, at: usize, memo: &mut Memo) -> ScanResult {
    let look = scene.look;
    let first = look.byte(0)?;
    let kinds = scene.kinds;
    let mut answers = Answers::default();
    if kinds.is_empty() {
        return Ok(None);
    }
    let is_word = is(first, WORD);
    if is_word && !look.begins_word() {
        // In the middle of a word only the longest part before an @ begins.
        if kinds.contains(Kind::Email) {
            answers.ask(|| mail::mail(&look, at, memo));
        }
        return answers.together();
    }
    if is_word {
        answers.ask(|| secret::secret(scene));
    } else if first == b'-' && kinds.contains(Kind::PrivateKey) {
        answers.ask(|| secret::private_key(&look));
    }
    if kinds.contains(Kind::UrlPassword) {
        answers.ask(|| keyword_secrets::url_password(&look));
    }
    if kinds.contains(Kind::BearerToken) {
        answers.ask(|| keyword_secrets::bearer(&look));
    }
    if kinds.contains(Kind::AwsSecretKey) && is(first, class::BASE64) {
        answers.ask(|| keyword_secrets::aws_secret(scene));
    }
    if is_word {
        if kinds.contains(Kind::Email) {
            answers.ask(|| mail::mail(&look, at, memo));
        }
        word(scene, first, &mut answers);
    } else if kinds.contains(Kind::Phone) {
        match first {
            b'+' => answers.ask(|| phone::international(&look)),
            b'(' => {
                answers.ask(|| phone::bracketed(&look));
                answers.ask(|| phone::bracketed_national(scene));
            }
            _ => {}
        }
    }
    if kinds.contains(Kind::GenericSecret) {
        answers.ask(|| keyword_secrets::generic(scene));
    }
    answers.together()
}

/// Asks those whose values are words.
#[inline(never)]
fn word(scene: &mut ScanContext<'_>, first: u8, answers: &mut Answers) {
    let look = scene.look;
    let kinds = scene.kinds;
    let (mut lettered, mut dated) = (true, true);
    if first.is_ascii_digit() {
        let digits = match look.run(0, DIGIT, NUMBER_MAX).and_then(|end| Ok((end, look.byte(end)?)))
        {
            Ok(digits) => digits,
            Err(wait) => return answers.ask(|| Err(wait)),
        };
        let (length, next) = digits;
        if look.begins_number() {
            if next == b'.' && length <= 3 && kinds.meets(Kinds::ADDRESSES) {
                answers.ask(|| address::ipv4(scene));
            }
            if kinds.meets(Kinds::NUMBERS) {
                answers.ask(|| numbers::number(scene));
            }
        }
        // 12345678-Z, 12.345.678-Z, 1 90 09 2A ...
        lettered = is(next, ALNUM)
            || (length == 8 && matches!(next, b'-' | b' '))
            || (length <= 2 && matches!(next, b'.' | b' '));
        dated = length <= 4;
        if length <= 4
            && matches!(first, b'2' | b'3')
            && is(next, class::ADDRESS)
            && kinds.meets(Kinds::ADDRESSES)
        {
            answers.ask(|| address::ipv6(scene));
        }
    }
    if kinds.contains(Kind::MacAddress) && first.is_ascii_hexdigit() {
        answers.ask(|| address::mac(&look));
    }
    if lettered && kinds.meets(Kinds::IDS) {
        answers.ask(|| alphanumeric_ids::alphanumeric_ids(scene));
    }
    if dated && kinds.contains(Kind::DateOfBirth) {
        answers.ask(|| date::birth(scene));
    }
}
