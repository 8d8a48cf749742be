//! A list of facts: a name and a value each.

use crate::report::html::escape::Shown;
use std::fmt::{self, Write as _};

/// A list of facts.
pub fn facts(html: &mut String, write: impl FnOnce(&mut String) -> fmt::Result) -> fmt::Result {
    html.push_str("<dl class=\"facts\">\n");
    write(html)?;
    html.push_str("</dl>\n");
    Ok(())
}

/// One of them.
pub fn fact(html: &mut String, name: &str, value: &str) -> fmt::Result {
    writeln!(html, "<div><dt>{name}</dt><dd>{}</dd></div>", Shown(value))
}
