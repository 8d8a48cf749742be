//! Bytes become values, as Python's `json.loads` reads them.

use crate::compat::json::{Object, Text, Value};

/// The deepest nesting that is read.
const DEPTH_MAX: usize = 128;
/// The most digits of an integer (CPython's limit from 3.11 on).
const DIGITS_MAX: usize = 4300;

/// Reads one value and nothing behind it but white space, as `json.loads(bytes.decode("utf-8"))`
/// does.
pub fn loads(bytes: &[u8]) -> Option<Value> {
    let (value, length) = loads_front(bytes)?;
    let white_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    (bytes[length..].iter().all(white_space)).then_some(value)
}

/// Reads the value at the front; says how many bytes it has.
pub fn loads_front(bytes: &[u8]) -> Option<(Value, usize)> {
    let mut reader = Reader::new(bytes);
    let value = reader.value(DEPTH_MAX)?;
    Some((value, reader.at))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn takes(&mut self, what: &str) -> bool {
        let found = self.bytes[self.at..].starts_with(what.as_bytes());
        self.at += if found { what.len() } else { 0 };
        found
    }

    fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.skip_white_space();
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.text().map(Value::Text),
            _ if self.takes("null") => Some(Value::Null),
            _ if self.takes("true") => Some(Value::Bool(true)),
            _ if self.takes("false") => Some(Value::Bool(false)),
            _ if self.takes("NaN") => Some(Value::Float(f64::NAN)),
            _ if self.takes("Infinity") => Some(Value::Float(f64::INFINITY)),
            _ if self.takes("-Infinity") => Some(Value::Float(f64::NEG_INFINITY)),
            _ => self.number(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let mut values = Vec::new();
        self.at += 1;
        self.skip_white_space();
        if self.takes("]") {
            return Some(Value::List(values));
        }
        loop {
            values.push(self.value(depth)?);
            self.skip_white_space();
            if self.takes("]") {
                return Some(Value::List(values));
            }
            self.takes(",").then_some(())?;
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut members = Object::new();
        let mut places = std::collections::HashMap::new();
        self.at += 1;
        self.skip_white_space();
        if self.takes("}") {
            return Some(Value::Object(members));
        }
        loop {
            self.skip_white_space();
            (self.peek()? == b'"').then_some(())?;
            let name = self.text()?;
            self.skip_white_space();
            self.takes(":").then_some(())?;
            let value = self.value(depth)?;
            match places.get(&name) {
                Some(place) => {
                    let member: &mut (Text, Value) = &mut members[*place];
                    member.1 = value;
                }
                None => {
                    places.insert(name.clone(), members.len());
                    members.push((name, value));
                }
            }
            self.skip_white_space();
            if self.takes("}") {
                return Some(Value::Object(members));
            }
            self.takes(",").then_some(())?;
        }
    }

    fn text(&mut self) -> Option<Text> {
        let mut text = Text::new();
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => {
                    self.at += 1;
                    let c = self.escape()?;
                    text.push(c);
                }
                0..=0x1F => return None,
                0x20..=0x7F => {
                    text.push(u32::from(self.peek()?));
                    self.at += 1;
                }
                _ => {
                    let end = self.bytes.len().min(self.at + 4);
                    let rest = &self.bytes[self.at..end];
                    let valid = match std::str::from_utf8(rest) {
                        Ok(valid) => valid,
                        Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).ok()?,
                    };
                    let c = valid.chars().next()?;
                    text.push(u32::from(c));
                    self.at += c.len_utf8();
                }
            }
        }
    }

    /// The character of an escape, behind its backslash.
    fn escape(&mut self) -> Option<u32> {
        let byte = self.peek()?;
        self.at += 1;
        Some(u32::from(match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode_escape(),
            _ => return None,
        }))
    }

    fn unicode_escape(&mut self) -> Option<u32> {
        let high = self.hex()?;
        if !(0xD800..0xDC00).contains(&high) || !self.bytes[self.at..].starts_with(b"\\u") {
            return Some(high);
        }
        let before = self.at;
        self.at += 2;
        match self.hex() {
            Some(low @ 0xDC00..0xE000) => Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
            _ => {
                self.at = before;
                Some(high)
            }
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4)?;
        let digits = digits
            .iter()
            .all(u8::is_ascii_hexdigit)
            .then_some(digits)
            .and_then(|digits| std::str::from_utf8(digits).ok())?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        self.takes("-");
        if !self.takes("0") && self.digits() == 0 {
            return None;
        }
        let end = self.at;
        // What does not go on as a fraction or an exponent is not part of the number.
        let mut float = self.takes(".") && self.digits() > 0;
        if !float {
            self.at = end;
        }
        let mantissa = self.at;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            let _ = self.takes("+") || self.takes("-");
            match self.digits() {
                0 => self.at = mantissa,
                _ => float = true,
            }
        }
        let written = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
        match (float, written) {
            (true, _) => written.parse().ok().map(Value::Float),
            (false, "-0") => Some(Value::Integer("0".to_owned())),
            (false, _) if end - start > DIGITS_MAX => None,
            (false, _) => Some(Value::Integer(written.to_owned())),
        }
    }
}
