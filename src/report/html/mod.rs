//! The report as a page of HTML that needs nothing else: no script, no network, no font.
//!
//! Everything that is not ours goes through [`escape`]. The page says itself that nothing may be
//! loaded or run, should that ever fail. The same input makes the same page.

mod bar;
mod document;
mod escape;
mod facts;
mod section;
mod text;

use crate::key::Keyring;
use crate::report::Fix;
use crate::verify::Verification;
use escape::{Attribute, Shown};
use section::Section;
use std::fmt::{self, Write as _};
pub use text::Text;

/// The most of texts that a page holds, in bytes of HTML.
pub const TEXT_MAX: usize = 4 * 1024 * 1024;

/// The look of the page.
const STYLE: &str = include_str!("page.css");

/// What a page of ours has in its first [`SIGN_WITHIN`] bytes, so that a new one may take its
/// place.
pub const SIGN: &str = "<meta name=\"generator\" content=\"encypher ";
/// Bytes.
pub const SIGN_WITHIN: u64 = 1024;

/// What the page may load and run: nothing; and where forms, if there were any, might lead.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What came of a text.
#[derive(Clone, Copy)]
pub enum Outcome<'a> {
    /// It was judged.
    Judged(&'a Verification),
    /// It could not be.
    Failed {
        /// What happened.
        what: &'a str,
        /// Why, where that is not plain already.
        why: Option<&'a str>,
        /// What to do about it.
        fix: Option<&'a str>,
    },
}

/// A text that has a section on the page.
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a str,
    /// What came of it.
    pub outcome: Outcome<'a>,
    /// Whether the policy refuses what the verdict would let pass.
    pub refused: bool,
    /// The exit code that it deserves.
    pub exit_code: u8,
    /// The keys that may have names.
    pub keyring: &'a Keyring,
    /// How seconds since 1970 are written as a date.
    pub time: fn(u64) -> String,
    /// What to do about what was found.
    pub fix: Fix,
}

/// A page in the making.
#[derive(Default)]
pub struct Page {
    sections: Vec<Section>,
    /// Bytes of texts on it.
    texts: usize,
}

impl Page {
    /// A page without texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes the text of an input, as far as there is room on the page.
    pub fn text<'a>(&self, verification: &'a Verification) -> Text<'a> {
        Text::new(verification, TEXT_MAX.saturating_sub(self.texts))
    }

    /// Adds a section. Without its text the page says that it is not shown.
    pub fn add(&mut self, entry: &Entry<'_>, text: Option<Text<'_>>) {
        let text = text.map(Text::finish);
        self.texts += text.as_ref().map_or(0, |text| text.html.len());
        let number = self.sections.len() + 1;
        self.sections.push(Section::new(number, entry, text));
    }

    /// The page, for an exit code.
    pub fn finish(self, exit_code: u8) -> String {
        let mut html = String::new();
        // Writing into a string cannot fail.
        let _ = self.write(exit_code, &mut html);
        html
    }

    fn write(&self, exit_code: u8, html: &mut String) -> fmt::Result {
        let title = match self.sections.as_slice() {
            [one] => format!("{}: {}", one.name, one.word),
            several => format!("{} texts, exit code {exit_code}", several.len()),
        };
        write!(
            html,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             {SIGN}{version}\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main{one}>\n",
            version = env!("CARGO_PKG_VERSION"),
            title = Attribute(&title),
            // The heading has the name of a text that is alone.
            one = if self.sections.len() == 1 { " class=\"one\"" } else { "" },
        )?;
        html.push_str("<p class=\"eyebrow\">Verification report</p>\n");
        if let [one] = self.sections.as_slice() {
            writeln!(html, "<h1>{}</h1>", Shown(&one.name))?;
        } else {
            self.write_overview(exit_code, html)?;
        }
        for section in &self.sections {
            html.push_str(&section.html);
        }
        write!(
            html,
            "</main>\n<footer>\n<p>Written by encypher {}. A verified text is the text that was signed; that says \
             nothing about whether it is true. A text without a signature may be anybody\u{2019}s.</p>\n\
             </footer>\n</body>\n</html>\n",
            env!("CARGO_PKG_VERSION")
        )
    }

    fn write_overview(&self, exit_code: u8, html: &mut String) -> fmt::Result {
        writeln!(html, "<h1>{} texts</h1>", self.sections.len())?;
        write!(
            html,
            "<div class=\"wide\">\n<table class=\"overview\">\n<caption>All of them, exit code {exit_code}</caption>\n\
             <thead><tr><th scope=\"col\">Text</th><th scope=\"col\">Verdict</th><th scope=\"col\">What was found</th>\
             <th scope=\"col\" class=\"number\">Exit code</th></tr></thead>\n<tbody>\n"
        )?;
        for (section, number) in self.sections.iter().zip(1..) {
            writeln!(
                html,
                "<tr><th scope=\"row\"><a href=\"#text-{number}\">{}</a></th>\
                 <td><span class=\"chip {}\">{}</span></td><td>{}</td><td class=\"number\">{}</td></tr>",
                Shown(&section.name),
                section.class,
                section.word,
                Shown(&section.found),
                section.exit_code
            )?;
        }
        html.push_str("</tbody>\n</table>\n</div>\n");
        Ok(())
    }
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (digit, left) in digits.chars().zip((0..digits.len()).rev()) {
        grouped.push(digit);
        if left > 0 && left % 3 == 0 {
            grouped.push(',');
        }
    }
    grouped
}
