//! The bar: where along an input its parts verify or fail. It is a list, so that it can be read
//! aloud.

use crate::report::html::escape::class_of_part;
use crate::report::html::grouped;
use crate::report::spans::{Kind, LabelledSpan};
use crate::verify::Span;
use std::fmt::{self, Write as _};

/// The most parts of a bar; of more, those that are beside each other become one.
const PARTS_MAX: usize = 240;

/// Writes the bar of an input that has so many bytes.
pub fn write(labelled_spans: &[LabelledSpan], bytes: u64, html: &mut String) -> fmt::Result {
    html.push_str("<ol class=\"bar\" aria-label=\"The parts of the text, in order\">\n");
    for part in parts(labelled_spans, bytes) {
        let Span { start, end } = part.span;
        let share = share(end - start, bytes);
        let words = format!("{}: bytes {} to {}, {share}", part.kind, grouped(start), grouped(end));
        writeln!(
            html,
            "<li class=\"{}\" style=\"flex-grow:{}\" title=\"{words}\"><span>{words}</span></li>",
            class_of_part(part.kind),
            end - start,
        )?;
    }
    html.push_str("</ol>\n");
    writeln!(
        html,
        "<p class=\"scale\" aria-hidden=\"true\"><span>byte 0</span><span>{}</span></p>",
        grouped(bytes)
    )
}

/// What part of the whole this is, in words.
fn share(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 1000).checked_div(u128::from(whole)).unwrap_or_default();
    match tenths {
        0 => "less than 0.1 %".to_owned(),
        tenths => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// The labelled spans; if they are many, as many parts of the same length, each as bad as the worst
/// in it.
fn parts(labelled_spans: &[LabelledSpan], bytes: u64) -> Vec<LabelledSpan> {
    if labelled_spans.len() <= PARTS_MAX {
        return labelled_spans.to_vec();
    }
    let place = |part: usize| {
        let place = u128::from(bytes) * part as u128 / PARTS_MAX as u128;
        u64::try_from(place).unwrap_or(bytes)
    };
    let mut rest = labelled_spans;
    let mut parts = Vec::new();
    for part in 0..PARTS_MAX {
        let span = Span { start: place(part), end: place(part + 1) };
        let passed = rest.iter().take_while(|stretch| stretch.span.end <= span.start);
        rest = &rest[passed.count()..];
        let inside = rest.iter().take_while(|stretch| stretch.span.start < span.end);
        let kind = inside.fold(Kind::Blank, |worst, stretch| worst.worse(stretch.kind));
        if span.start < span.end {
            parts.push(LabelledSpan { kind, span });
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Verdict;

    #[test]
    fn of_too_many_parts_the_worst_is_seen() {
        let verified = Kind::Signed(Verdict::Verified);
        let stretch = |start| LabelledSpan {
            kind: match start {
                5432 => Kind::Signed(Verdict::Altered),
                _ => verified,
            },
            span: Span { start, end: start + 1 },
        };
        let labelled_spans: Vec<LabelledSpan> = (0..10_000).map(stretch).collect();
        let parts = parts(&labelled_spans, 10_000);
        assert_eq!(parts.len(), PARTS_MAX);
        assert!(parts.windows(2).all(|pair| pair[0].span.end == pair[1].span.start));
        assert_eq!(parts.last().map(|part| part.span.end), Some(10_000));
        let altered: Vec<_> = parts.iter().filter(|part| part.kind != verified).collect();
        assert_eq!(altered.len(), 1);
        assert!(altered[0].span.start <= 5432 && 5432 < altered[0].span.end);
    }

    #[test]
    fn shares_are_rounded_down_and_nothing_is_nothing() {
        assert_eq!(share(1, 3), "33.3 %");
        assert_eq!(share(1, 1_000_000), "less than 0.1 %");
        assert_eq!(share(0, 0), "less than 0.1 %");
        assert_eq!(share(7, 7), "100.0 %");
    }
}
