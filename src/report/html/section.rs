//! One text on the page: its verdict, where it holds, who signed it, and the text.

use crate::report::html::escape::{Shown, class, class_of_part};
use crate::report::html::facts::{fact, facts};
use crate::report::html::text::Written;
use crate::report::html::{Entry, Outcome, bar, document, grouped};
use crate::report::human::count;
use crate::report::human::in_words;
use crate::report::spans::{Kind, kinds, labelled_spans};
use crate::verdict::Grade;
use crate::verify::Verification;
use std::fmt::{self, Write as _};

/// The most signed texts of an input that are described on the page.
const DOCUMENTS_MAX: usize = 100;
/// The most unsigned parts that are listed.
const UNSIGNED_MAX: usize = 100;

/// A section, and what the overview says about it.
pub struct Section {
    pub name: String,
    /// The verdict in a word, and its class.
    pub word: &'static str,
    pub class: &'static str,
    /// What was found, in a sentence.
    pub found: String,
    pub exit_code: u8,
    pub html: String,
}

impl Section {
    /// The section of this number.
    pub fn new(number: usize, entry: &Entry<'_>, text: Option<Written>) -> Self {
        let (word, grade) = match entry.outcome {
            Outcome::Failed { .. } => ("not read", Grade::Bad),
            Outcome::Judged(_) if entry.refused => ("refused", Grade::Bad),
            Outcome::Judged(Verification { verdict, .. }) => (verdict.name(), verdict.grade()),
        };
        let found = match entry.outcome {
            Outcome::Failed { what, .. } => what.to_owned(),
            Outcome::Judged(verification) => match &verification.reason {
                Some(reason) => in_words(reason),
                None => verification.verdict.meaning().to_owned(),
            },
        };
        let mut section = Self {
            name: entry.name.to_owned(),
            word,
            class: class(grade),
            found,
            exit_code: entry.exit_code,
            html: String::new(),
        };
        let mut html = String::new();
        // Writing into a string cannot fail.
        let _ = section.write(number, entry, text, &mut html);
        section.html = html;
        section
    }

    fn write(
        &self,
        number: usize,
        entry: &Entry<'_>,
        text: Option<Written>,
        html: &mut String,
    ) -> fmt::Result {
        write!(
            html,
            "<section id=\"text-{number}\" aria-labelledby=\"verdict-{number}\">\n\
             <div class=\"verdict {}\">\n<p class=\"name\">{}</p>\n<h2 id=\"verdict-{number}\">{}</h2>\n",
            self.class,
            Shown(&self.name),
            self.word
        )?;
        match entry.outcome {
            Outcome::Failed { what, why, fix } => {
                writeln!(html, "<p class=\"found\">{}</p>", Shown(what))?;
                advice(html, "Why", why)?;
                advice(html, "Fix", fix)?;
            }
            Outcome::Judged(verification) => {
                writeln!(html, "<p class=\"meaning\">{}.</p>", verification.verdict.meaning())?;
                if let Some(reason) = &verification.reason {
                    writeln!(html, "<p class=\"found\">{}</p>", Shown(&in_words(reason)))?;
                    // What is good enough needs no fix.
                    advice(html, "Fix", (entry.fix)(reason).filter(|_| entry.exit_code != 0))?;
                }
            }
        }
        writeln!(html, "<p class=\"code\">Exit code <b>{}</b></p>\n</div>", entry.exit_code)?;
        if let Outcome::Judged(verification) = entry.outcome {
            write_judged(verification, entry, text, html)?;
        }
        html.push_str("</section>\n");
        Ok(())
    }
}

fn advice(html: &mut String, label: &str, words: Option<&str>) -> fmt::Result {
    match words {
        Some(words) => writeln!(html, "<p class=\"advice\"><b>{label}:</b> {}</p>", Shown(words)),
        None => Ok(()),
    }
}

fn write_judged(
    verification: &Verification,
    entry: &Entry<'_>,
    text: Option<Written>,
    html: &mut String,
) -> fmt::Result {
    let found = match &text {
        Some(text) => text.labelled_spans.clone(),
        None => labelled_spans(verification),
    };
    let kinds: Vec<Kind> = kinds(&found)
        .into_iter()
        .filter(|kind| found.iter().any(|stretch| stretch.kind == *kind))
        .collect();
    facts(html, |html| {
        let bytes = |number| match number {
            1 => "1 byte".to_owned(),
            number => format!("{} bytes", grouped(number)),
        };
        fact(html, "Size", &bytes(verification.bytes))?;
        fact(html, "Of which text", &bytes(verification.text_bytes))?;
        fact(html, "Invisible characters", &grouped(verification.invisible_chars))?;
        fact(html, "Signed texts and marks", &grouped(verification.documents_total))
    })?;
    if verification.bytes > 0 {
        html.push_str("<h3>Where it holds</h3>\n");
        bar::write(&found, verification.bytes, html)?;
        write_legend(&kinds, html)?;
    }
    for (document, number) in verification.documents.iter().take(DOCUMENTS_MAX).zip(1..) {
        document::write(document, number, entry, html)?;
    }
    let described = verification.documents.len().min(DOCUMENTS_MAX) as u64;
    if verification.documents_total > described {
        writeln!(
            html,
            "<p class=\"quiet\">And {} more, which are judged as well and not described here.</p>",
            grouped(verification.documents_total - described)
        )?;
    }
    write_unsigned(verification, html)?;
    match text {
        Some(text) => write_text(&text, &entry_label(entry), html),
        None => writeln!(
            html,
            "<p class=\"quiet\">The text itself is not shown here: it stands inside of a stream or a document.</p>"
        ),
    }
}

fn entry_label(entry: &Entry<'_>) -> String {
    format!("The text of {}", entry.name)
}

fn write_legend(kinds: &[Kind], html: &mut String) -> fmt::Result {
    html.push_str("<ul class=\"legend\">\n");
    for kind in kinds {
        writeln!(
            html,
            "<li><span class=\"chip {}\">{kind}</span> {}</li>",
            class_of_part(*kind),
            kind.meaning()
        )?;
    }
    html.push_str("</ul>\n");
    Ok(())
}

fn write_unsigned(verification: &Verification, html: &mut String) -> fmt::Result {
    if verification.unsigned.is_empty() {
        return Ok(());
    }
    html.push_str("<h3>Unsigned text</h3>\n<ul class=\"unsigned\">\n");
    for span in verification.unsigned.iter().take(UNSIGNED_MAX) {
        writeln!(html, "<li>{}</li>", document::bytes(*span))?;
    }
    html.push_str("</ul>\n");
    match verification.unsigned.len().saturating_sub(UNSIGNED_MAX) {
        0 => Ok(()),
        more => writeln!(html, "<p class=\"quiet\">And {} more.</p>", count(more as u64, "part")),
    }
}

fn write_text(text: &Written, label: &str, html: &mut String) -> fmt::Result {
    html.push_str("<h3>The text</h3>\n");
    html.push_str(
        "<p class=\"quiet\">In boxes: <span class=\"hidden\">U+200B</span> what would not be seen, \
         <span class=\"mark\">seal</span> the invisible marks of signatures.</p>\n",
    );
    writeln!(
        html,
        "<pre tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n{}</pre>",
        crate::report::html::Attribute(label),
        text.html
    )?;
    match text.cut {
        false => Ok(()),
        true => writeln!(
            html,
            "<p class=\"quiet\">The rest of the text is left out: there is no room for more on this page. All of it was judged.</p>"
        ),
    }
}
