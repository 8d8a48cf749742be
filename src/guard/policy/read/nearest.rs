//! Names of kinds and groups, and which one was meant by a name that is none.

use std::fmt;

use crate::guard::detect::kind::{Group, Kind};
use crate::guard::policy::Selector;

/// The longest name that is compared; there is none of this length.
const LENGTH_MAX: usize = 64;

/// A name that is no kind and no group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKind {
    /// The name.
    pub name: String,
    /// The one that may have been meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown kind {}", quoted(&self.name))?;
        match self.nearest {
            Some(name) => write!(f, "; did you mean \"{name}\"?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownKind {}

impl UnknownKind {
    /// Returns the name of the error for programs, which later versions keep.
    pub fn code(&self) -> &'static str {
        "unknown-kind"
    }
}

/// Reads built-in kinds and groups with commas between them: `pci,us_ssn`.
pub fn selectors(names: &str) -> Result<Vec<Selector>, UnknownKind> {
    let selector = |name: &str| {
        let name = name.trim();
        built_in(name).ok_or_else(|| UnknownKind {
            name: name.to_owned(),
            nearest: nearest(name, &built_in_names()),
        })
    };
    names.split(',').map(selector).collect()
}

/// The built-in group or kind of a name.
pub fn built_in(name: &str) -> Option<Selector> {
    let group = Group::ALL.into_iter().find(|group| group.name() == name);
    group.map(Selector::Group).or_else(|| Kind::named(name).map(Selector::Kind))
}

/// The names of all built-in groups and kinds.
pub fn built_in_names() -> Vec<&'static str> {
    let groups = Group::ALL.into_iter().map(Group::name);
    let kinds = Kind::ALL.iter().map(|kind| kind.name());
    groups.chain(kinds).collect()
}

/// The name that is nearest to what was written: at most a third of it is different, or it is the
/// only one that ends so.
pub fn nearest<'a>(written: &str, names: &[&'a str]) -> Option<&'a str> {
    if written.is_empty() || written.len() > LENGTH_MAX {
        return None;
    }
    let written = written.to_lowercase();
    let near = names.iter().filter_map(|name| {
        let distance = distance(written.as_bytes(), name.as_bytes());
        (distance <= (name.len() / 3).max(1)).then_some((distance, *name))
    });
    let near = near.min_by_key(|(distance, _)| *distance);
    near.map(|(_, name)| name).or_else(|| {
        let is_end =
            |name: &&'a str| name.strip_suffix(&written).is_some_and(|front| front.ends_with('_'));
        let mut ends = names.iter().copied().filter(is_end);
        ends.next().filter(|_| ends.next().is_none())
    })
}

/// How many letters have to be put in, taken out, replaced, or swapped with the next one.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut last: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (row[j] + usize::from(a != b)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(last[j - 1] + 1);
            }
            next.push(least);
        }
        last = std::mem::replace(&mut row, next);
    }
    row[other.len()]
}

/// A name of the text as it can be shown: without control characters, and not at any length.
pub fn quoted(name: &str) -> String {
    let mut shown: String = name.chars().take(LENGTH_MAX).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters_and_swaps() {
        for (one, other, count) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("kind", "kinds", 1),
            ("emial", "email", 1),
            ("kitten", "sitting", 3),
            ("abc", "abc", 0),
        ] {
            assert_eq!(distance(one.as_bytes(), other.as_bytes()), count, "{one}");
        }
    }

    #[test]
    fn the_nearest_name_is_found() {
        for (written, name) in [
            ("emial", Some("email")),
            ("Credit-Card", Some("credit_card")),
            ("ssn", Some("us_ssn")),
            ("pic", Some("pci")),
            ("secrets", Some("secret")),
            ("githubtokn", Some("github_token")),
            ("token", None),
            ("weather", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, &built_in_names()), name, "{written}");
        }
        assert_eq!(nearest(&"e".repeat(1 << 20), &built_in_names()), None);
    }

    #[test]
    fn selectors_are_built_in() {
        let read = selectors("pci, us_ssn,generic_secret");
        assert_eq!(
            read,
            Ok(vec![
                Selector::Group(Group::Pci),
                Selector::Kind(Kind::UsSsn),
                Selector::Kind(Kind::GenericSecret)
            ])
        );
        let unknown = |names| selectors(names).map_err(|unknown| unknown.to_string());
        let told = "unknown kind \"us_sns\"; did you mean \"us_ssn\"?";
        assert_eq!(unknown("pci,us_sns"), Err(told.to_owned()));
        assert_eq!(unknown("custom"), Err("unknown kind \"custom\"".to_owned()));
        assert_eq!(unknown(""), Err("unknown kind \"\"".to_owned()));
        assert_eq!(unknown("pci,"), Err("unknown kind \"\"".to_owned()));
        assert_eq!(unknown("a\u{1b}[0m"), Err("unknown kind \"a\\u{1b}[0m\"".to_owned()));
    }
}
