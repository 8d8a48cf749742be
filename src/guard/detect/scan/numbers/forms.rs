//! The forms that numbers have, and the kinds that have them: from the table of kinds.

use std::sync::LazyLock;

use crate::guard::detect::kind::Kind;
use crate::guard::detect::scan::groups::{DIGITS, Groups};
use crate::guard::detect::shape::{Number, Shape};

/// A kind that digits of one form may be of.
pub struct Candidate {
    /// The kind.
    pub kind: Kind,
    /// What its digits are.
    pub number: &'static Number,
}

/// Digits in groups.
pub struct Form {
    /// The lengths of the groups.
    pub lengths: Vec<usize>,
    /// What is between them.
    separators: Vec<u8>,
    /// What they may be.
    pub candidates: Vec<Candidate>,
}

impl Form {
    /// Reads `3-3-4`.
    fn parse(text: &str) -> Self {
        let is_digit = |c: char| c.is_ascii_digit();
        let lengths = text.split(|c| !is_digit(c)).filter_map(|length| length.parse().ok());
        Self {
            lengths: lengths.collect(),
            separators: text.bytes().filter(|byte| !byte.is_ascii_digit()).collect(),
            candidates: Vec::new(),
        }
    }

    /// Whether the first groups are these.
    pub fn fits(&self, groups: &Groups) -> bool {
        groups.lengths.starts_with(&self.lengths) && groups.separators.starts_with(&self.separators)
    }
}

/// All forms by the length of their first group, and of those the ones with more groups first.
static FORMS: LazyLock<[Vec<Form>; DIGITS + 1]> = LazyLock::new(|| {
    let mut forms = [const { Vec::<Form>::new() }; DIGITS + 1];
    for (kind, shape) in Kind::shapes() {
        let Shape::Number(number) = shape else {
            continue;
        };
        for text in number.forms {
            let form = Form::parse(text);
            let alike = &mut forms[form.lengths[0]];
            let same =
                |known: &Form| known.lengths == form.lengths && known.separators == form.separators;
            let at = alike.iter().position(same).unwrap_or_else(|| {
                alike.push(form);
                alike.len() - 1
            });
            alike[at].candidates.push(Candidate { kind, number });
        }
    }
    for alike in &mut forms {
        alike.sort_by_key(|form| std::cmp::Reverse(form.lengths.len()));
    }
    forms
});

/// The forms that begin with so many digits; the last one is that of digits that are not in groups,
/// if they have one.
pub fn beginning_with(count: usize) -> &'static [Form] {
    &FORMS[count]
}
