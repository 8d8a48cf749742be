//! Classes of bytes, and sets of them.

/// Sets of classes that a byte is in.
pub type Class = u32;

/// Letters, digits and the low line: what a word is made of.
pub const WORD: Class = 1;
/// Digits.
pub const DIGIT: Class = 1 << 1;
/// Letters and digits.
pub const ALNUM: Class = 1 << 2;
/// What the part before the `@` of an e-mail address is made of.
pub const LOCAL: Class = 1 << 3;
/// The alphabet of base64url (RFC 4648, section 5), without padding.
pub const BASE64URL: Class = 1 << 4;
/// The alphabet of base64 (RFC 4648, section 4), without padding.
pub const BASE64: Class = 1 << 5;
/// What a token of HTTP authentication is made of (RFC 9110, section 11.2: token68), but for
/// points.
pub const TOKEN68: Class = 1 << 6;
/// What a password in a URL is made of: all but what ends the authority (RFC 3986, section 3.2),
/// quotes and brackets.
pub const USERINFO: Class = 1 << 7;
/// What a value that is assigned to something is made of: all that is seen, but for quotes,
/// brackets and separators.
pub const VALUE: Class = 1 << 8;
/// Hexadecimal digits, and the colons between them in IPv6 addresses.
pub const ADDRESS: Class = 1 << 9;
/// Labels of domain names.
pub const LABEL: Class = 1 << 10;
/// With what a candidate may begin, if it is no word.
pub const SIGN: Class = 1 << 11;
/// Digits and capitals.
pub const CAPITAL: Class = 1 << 12;
/// Other signs with which a password may begin.
pub const MARK: Class = 1 << 13;
/// Letters.
pub const LETTER: Class = 1 << 14;
/// What stands behind a word and goes on with it in no value.
pub const FOLLOWS: Class = 1 << 15;
/// The same, that goes on with no number either.
pub const CLOSES: Class = 1 << 16;

static CLASSES: [Class; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = of(at as u8);
        at += 1;
    }
    table
};

const fn of(byte: u8) -> Class {
    let mut class = 0;
    if byte.is_ascii_alphanumeric() {
        class |= WORD | ALNUM | LOCAL | BASE64URL | BASE64 | TOKEN68 | LABEL;
    }
    if byte.is_ascii_digit() {
        class |= DIGIT;
    }
    if byte.is_ascii_alphabetic() {
        class |= LETTER;
    }
    if byte.is_ascii_digit() || byte.is_ascii_uppercase() {
        class |= CAPITAL;
    }
    if byte.is_ascii_hexdigit() || byte == b':' {
        class |= ADDRESS;
    }
    if byte.is_ascii_graphic()
        && !matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'@' | b'\\')
    {
        class |= USERINFO;
    }
    if byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'"' | b'\''
                | b'`'
                | b'<'
                | b'>'
                | b','
                | b';'
                | b'('
                | b')'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'|'
                | b'\\'
        )
    {
        class |= VALUE;
    }
    if matches!(byte, b'!' | b'$' | b'%' | b'&' | b'*' | b'^' | b'~' | b'#' | b'@') {
        class |= MARK;
    }
    match byte {
        b'_' => class |= WORD | LOCAL | BASE64URL | TOKEN68,
        b'-' => class |= LOCAL | BASE64URL | TOKEN68 | LABEL | SIGN,
        b'.' => class |= LOCAL,
        b'%' => class |= LOCAL,
        b'+' => class |= LOCAL | BASE64 | TOKEN68 | SIGN,
        b'/' => class |= BASE64 | TOKEN68 | SIGN,
        b'~' | b'=' => class |= TOKEN68,
        b'(' => class |= SIGN,
        _ => {}
    }
    match byte {
        b'\t' | b'\n' | b'\r' | b',' | b';' | b')' | b']' | b'}' | b'"' | b'\'' | b'`' | b'>'
        | b'|' => class |= FOLLOWS | CLOSES,
        b' '
        | b':'
        | b'!'
        | b'?'
        | b'('
        | b'['
        | b'{'
        | b'<'
        | b'*'
        | b'\\'
        | b'&'
        | b'#'
        | b'$'
        | b'^'
        | 0x80..=0xFF => class |= FOLLOWS,
        _ => {}
    }
    class
}

/// The classes of a byte.
#[inline(always)]
pub fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// Whether a byte is in one of these classes.
#[inline(always)]
pub fn is(byte: u8, classes: Class) -> bool {
    class(byte) & classes != 0
}
