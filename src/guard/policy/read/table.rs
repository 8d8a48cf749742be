//! Tables of TOML, as a policy has them: keys that are known, values of one type, and where they
//! stand.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::guard::policy::read::nearest::{nearest, quoted};

/// More names than these are not listed on one line.
const LISTED_MAX: usize = 12;

/// Something wrong at a place of the text.
#[derive(Debug)]
pub struct Fault {
    /// Where, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// Why that is so.
    pub why: Option<String>,
    /// What to do about it; if nothing, a complete policy shows how keys are written.
    pub fix: Option<String>,
}

impl Fault {
    /// Something wrong.
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), why: None, fix: None }
    }

    /// A name that is none of these.
    pub fn unknown(at: usize, what: &str, name: &str, names: &[&str]) -> Self {
        let fix = match nearest(name, names) {
            Some(name) => Some(format!("did you mean \"{name}\"?")),
            None if names.len() > LISTED_MAX => None,
            None => Some(format!("the possible ones are {}", names.join(", "))),
        };
        Self { fix, ..Self::new(at, format!("unknown {what} {}", quoted(name))) }
    }

    /// Why it is so.
    pub fn why(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }

    /// What to do about it.
    pub fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// How it is written: `[[rule]]`; of the policy itself nothing.
    name: &'a str,
    /// Where it begins.
    pub at: usize,
    entries: &'a DeTable<'a>,
}

/// What a key is set to.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    key: &'a str,
    /// Where the key stands.
    pub at: usize,
    value: &'a DeValue<'a>,
}

impl<'a> Table<'a> {
    /// The policy itself.
    pub fn root(entries: &'a DeTable<'a>) -> Self {
        Self { name: "", at: 0, entries }
    }

    fn of(name: &'a str, value: &'a Spanned<DeValue<'a>>) -> Option<Self> {
        Some(Self { name, at: value.span().start, entries: value.get_ref().as_table()? })
    }

    /// Whether there is no key in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// That it has none but these keys; those above it are known too, but do not belong here.
    pub fn check(&self, keys: &[&str], above: &[&str]) -> Result<(), Fault> {
        let unknown = self
            .entries
            .keys()
            .filter(|key| !keys.contains(&key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        let Some(key) = unknown else {
            return Ok(());
        };
        let (at, name) = (key.span().start, key.get_ref().as_ref());
        let mut fault = Fault::unknown(at, "key", name, keys);
        if !self.name.is_empty() {
            fault.message = format!("{} in {}", fault.message, self.name);
        }
        // In TOML a key belongs to the last table that was opened, however far away that is.
        Err(match above.contains(&name) {
            true => fault
                .why(format!("it stands below {}", self.name))
                .fix("move it above the first table"),
            false => fault,
        })
    }

    /// What a key is set to, if it is.
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        let (key, value) = self.entries.get_key_value(key)?;
        Some(Value { key: key.get_ref(), at: key.span().start, value: value.get_ref() })
    }

    /// What a key is set to, which it must be.
    pub fn need(&self, key: &str) -> Result<Value<'a>, Fault> {
        self.get(key).ok_or_else(|| {
            Fault::new(self.at, format!("{} has no {key}", self.name))
                .fix(format!("add a line to it: {key} = ..."))
        })
    }

    /// A text, if there is one.
    pub fn owned(&self, key: &str) -> Result<Option<String>, Fault> {
        let value = self.get(key);
        value.map(|value| value.text().map(str::to_owned)).transpose()
    }

    /// One of some words, or what is chosen without it.
    pub fn choice<T: Copy + Default>(
        &self,
        key: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Result<T, Fault> {
        match self.get(key) {
            Some(value) => value.one_of(all, name),
            None => Ok(T::default()),
        }
    }

    /// Texts and their places; none if there is no such key.
    pub fn texts(&self, key: &str) -> Result<Vec<(usize, &'a str)>, Fault> {
        self.get(key).map_or(Ok(Vec::new()), |value| value.texts())
    }

    /// The tables of a key, and how each of them is written.
    pub fn tables(&self, key: &str, name: &'a str) -> Result<Vec<Table<'a>>, Fault> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let wrong =
            || value.not("a list of tables").fix(format!("write {name} above each of them"));
        let values = value.value.as_array().ok_or_else(wrong)?;
        let tables = values.iter().map(|value| Table::of(name, value));
        tables.map(|table| table.ok_or_else(wrong)).collect()
    }
}

impl<'a> Value<'a> {
    /// Something wrong with it.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.at, message)
    }

    /// That it is not what it should be.
    pub fn not(&self, what: &str) -> Fault {
        self.fault(format!("{} is not {what}", self.key))
            .fix(format!("set it to {what}, or leave {} out", self.key))
    }

    /// A text.
    pub fn text(&self) -> Result<&'a str, Fault> {
        self.value.as_str().ok_or_else(|| self.not("a string"))
    }

    /// True or false.
    pub fn truth(&self) -> Result<bool, Fault> {
        self.value.as_bool().ok_or_else(|| self.not("true or false"))
    }

    /// A number, whole or not; what is none of use is left to the caller.
    pub fn number(&self) -> Result<f64, Fault> {
        let number = match self.value {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.not("a number"))
    }

    /// A number from 0 to 1.
    pub fn share(&self) -> Result<f64, Fault> {
        let number = self.number()?;
        match (0.0..=1.0).contains(&number) {
            // Not -0.
            true => Ok(number.abs()),
            false => Err(self.not("a number from 0 to 1")),
        }
    }

    /// A whole number.
    pub fn whole(&self) -> Option<usize> {
        let number = self.value.as_integer()?;
        usize::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// One of some words.
    pub fn one_of<T: Copy>(&self, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, Fault> {
        let text = self.text()?;
        let chosen = all.iter().copied().find(|one| name(*one) == text);
        chosen.ok_or_else(|| {
            let names: Vec<&str> = all.iter().copied().map(name).collect();
            Fault::unknown(self.at, self.key, text, &names)
        })
    }

    /// Texts and their places.
    pub fn texts(&self) -> Result<Vec<(usize, &'a str)>, Fault> {
        let values = self.value.as_array();
        let values = values.ok_or_else(|| self.not("a list of strings"))?;
        let text = |value: &'a Spanned<DeValue<'a>>| {
            let at = value.span().start;
            let wrong = || Fault { at, ..self.not("a list of strings") };
            Ok((at, value.get_ref().as_str().ok_or_else(wrong)?))
        };
        values.iter().map(text).collect()
    }

    /// A table.
    pub fn table(&self, name: &'a str) -> Result<Table<'a>, Fault> {
        let entries = self.value.as_table();
        Ok(Table {
            name,
            at: self.at,
            entries: entries
                .ok_or_else(|| self.not("a table").fix(format!("write {name} above its keys")))?,
        })
    }
}
