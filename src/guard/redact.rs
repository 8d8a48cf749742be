//! What is written in the place of a value.
//!
//! Labels are capitals, digits and low lines in square brackets: they are no value of any kind, and
//! break no string of JSON, CSV, SQL or a shell.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::guard::detect::engine::Found;
use crate::guard::policy::{Redaction, Style};

/// How many values are remembered by their number.
const NUMBERED_MAX: usize = 65_536;
/// The length of a mask for a value whose end is not known yet.
const OPEN_MASK: usize = 8;

/// Writes replacements; equal values get equal numbers.
#[derive(Debug)]
pub struct Redactor {
    how: Redaction,
    numbers: Arc<Mutex<Numbers>>,
}

/// The numbers of values, which several texts may have in common.
#[derive(Debug, Default)]
pub struct Numbers {
    /// How many each label has given out.
    counts: HashMap<String, u64>,
    given: HashMap<(String, [u8; 32]), u64>,
}

impl Redactor {
    /// A writer of this style.
    pub fn new(how: Redaction, numbers: Arc<Mutex<Numbers>>) -> Self {
        Self { how, numbers }
    }

    /// What stands for a value of a kind of this name; `digest` tells its value from others.
    pub fn replacement(
        &self,
        name: &str,
        found: &Found,
        digest: impl FnOnce() -> [u8; 32],
    ) -> Vec<u8> {
        let label = name.to_ascii_uppercase();
        let text = match self.how.style {
            Style::Label => format!("[{label}]"),
            Style::Fixed => "[REDACTED]".to_owned(),
            Style::Mask => self.mask(found),
            Style::Token => {
                let number = self.number(label.clone(), digest());
                format!("[{label}_{number}]")
            }
        };
        // A number of JSON becomes a string, so that it stays JSON.
        match found.bare {
            true => format!("\"{text}\"").into_bytes(),
            false => text.into_bytes(),
        }
    }

    fn number(&self, label: String, digest: [u8; 32]) -> u64 {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (label, digest);
        if let Some(number) = numbers.given.get(&key) {
            return *number;
        }
        let count = numbers.counts.entry(key.0.clone()).or_default();
        *count += 1;
        let number = *count;
        if numbers.given.len() < NUMBERED_MAX {
            numbers.given.insert(key, number);
        }
        number
    }

    fn mask(&self, found: &Found) -> String {
        let mask = self.how.mask_char;
        if found.open {
            return mask.to_string().repeat(OPEN_MASK);
        }
        let value = &found.value;
        let counted = value.iter().filter(|byte| is_counted(**byte)).count();
        let kept = match found.may_keep {
            true => self.how.keep_last.min(counted / 4),
            false => 0,
        };
        let mut left = counted;
        let characters = value.iter().filter(|byte| !is_continuation(**byte));
        let masked = characters.map(|byte| match is_counted(*byte) {
            true => {
                left -= 1;
                match left < kept {
                    true => char::from(*byte),
                    false => mask,
                }
            }
            false => char::from(*byte),
        });
        masked.collect()
    }
}

/// Whether a byte begins a character that is masked: all but what separates.
fn is_counted(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || (byte >= 0x80 && !is_continuation(byte))
}

fn is_continuation(byte: u8) -> bool {
    (0x80..0xC0).contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::detect::kind::{Kind, Name};

    fn found(value: &str, bare: bool) -> Found {
        Found {
            name: Name::Known(Kind::CreditCard),
            start: 0,
            end: 0,
            confidence: 95,
            evidence: Vec::new(),
            test_value: false,
            open: false,
            value: value.as_bytes().to_vec(),
            may_keep: value.starts_with("4242"),
            bare,
        }
    }

    fn written(style: Style, values: &[(&str, bool)]) -> Vec<String> {
        let how = Redaction { style, ..Redaction::default() };
        let redactor = Redactor::new(how, Arc::default());
        let written = values.iter().map(|(value, bare)| {
            let mut digest = [0; 32];
            digest[..value.len()].copy_from_slice(value.as_bytes());
            let text = redactor.replacement("card", &found(value, *bare), || digest);
            String::from_utf8_lossy(&text).into_owned()
        });
        written.collect()
    }

    #[test]
    fn every_style() {
        let card = ("4242-4242-4242-4242", false);
        assert_eq!(written(Style::Label, &[card]), ["[CARD]"]);
        assert_eq!(written(Style::Fixed, &[card]), ["[REDACTED]"]);
        assert_eq!(written(Style::Mask, &[card]), ["****-****-****-4242"]);
        assert_eq!(
            written(Style::Mask, &[("a@b.com", false), ("1985年3月", false)]),
            ["*@*.***", "*******"]
        );
        assert_eq!(
            written(Style::Token, &[card, ("1", false), card]),
            ["[CARD_1]", "[CARD_2]", "[CARD_1]"]
        );
    }

    #[test]
    fn a_number_of_json_becomes_a_string() {
        assert_eq!(written(Style::Label, &[("4242424242424242", true)]), ["\"[CARD]\""]);
    }
}
