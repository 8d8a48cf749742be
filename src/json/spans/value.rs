//! Values, and the way to those inside of them.

use crate::json::literal;
use crate::json::spans::{Kind, Node};
use std::borrow::Cow;
use std::ops::Range;

/// A value where it stands in its JSON text.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    pub(super) json: &'a [u8],
    pub(super) nodes: &'a [Node],
    pub(super) at: u32,
}

impl<'a> Value<'a> {
    fn node(self) -> Node {
        self.nodes[self.at as usize]
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// The whole JSON text that it stands in.
    pub fn json(self) -> &'a [u8] {
        self.json
    }

    /// Where it stands, in bytes of the JSON text; a string with its quotes.
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// Whether a place in the JSON text is in it.
    pub fn holds(self, place: &Range<usize>) -> bool {
        let span = self.span();
        span.start <= place.start && place.end <= span.end
    }

    /// Its bytes.
    pub fn bytes(self) -> &'a [u8] {
        &self.json[self.span()]
    }

    /// What stands between the quotes of a string.
    pub fn literal(self) -> Option<&'a [u8]> {
        let span = self.span();
        (self.kind() == Kind::String).then(|| &self.json[span.start + 1..span.end - 1])
    }

    /// The text of a string; half surrogate pairs and invalid bytes are U+FFFD.
    pub fn string(self) -> Option<Cow<'a, str>> {
        self.literal().map(literal::to_text)
    }

    /// Whether it is this string.
    pub fn is(self, text: &str) -> bool {
        match self.literal() {
            Some(literal) if self.node().escaped => literal::to_text(literal) == text,
            Some(literal) => literal == text.as_bytes(),
            None => false,
        }
    }

    /// A whole number from 0 on.
    pub fn number(self) -> Option<u64> {
        match self.kind() {
            Kind::Number => std::str::from_utf8(self.bytes()).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// The member of this name; the last one of several.
    pub fn get(self, name: &str) -> Option<Value<'a>> {
        let end = match self.kind() {
            Kind::Object => self.node().next,
            _ => return None,
        };
        // Value by value this is most of the work on an event: no more than the nodes are looked
        // at.
        let (mut at, mut found) = (self.at + 1, None);
        while at < end {
            let known = &self.nodes[at as usize];
            let value = known.next;
            let literal = &self.json[known.start as usize + 1..known.end as usize - 1];
            if literal == name.as_bytes() || (known.escaped && literal::to_text(literal) == name) {
                found = Some(value);
            }
            at = self.nodes[value as usize].next;
        }
        found.map(|at| Value { at, ..self })
    }

    /// The same, unless it is `null`.
    pub fn some(self, name: &str) -> Option<Value<'a>> {
        self.get(name).filter(|value| value.kind() != Kind::Null)
    }

    /// The string that is the member of this name, if it has any characters.
    pub fn text(self, name: &str) -> Option<Value<'a>> {
        let has_text = |value: &Value<'_>| value.literal().is_some_and(|text| !text.is_empty());
        self.get(name).filter(has_text)
    }

    /// Names and values of an object.
    pub fn members(self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
        let mut children = self.children(Kind::Object);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The values of an array.
    pub fn items(self) -> impl Iterator<Item = Value<'a>> {
        self.children(Kind::Array)
    }

    fn children(self, kind: Kind) -> impl Iterator<Item = Value<'a>> {
        let node = self.node();
        let end = if node.kind == kind { node.next } else { 0 };
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Value { at, ..self })?;
            at = child.node().next;
            Some(child)
        })
    }
}
