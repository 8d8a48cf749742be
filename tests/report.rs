//! The text as it is shown: every byte of an input is of one kind, nothing is lost, hidden or
//! obeyed, and the reads do not matter.

use crate::common::{Signing, cases, hmac_key, keyring, strip, texts, verify};
use encypher::detached::{DetachedSigner, DetachedVerifier};
use encypher::embed::{EmbedOptions, Ending, StreamId};
use encypher::key::{Key, Keyring};
use encypher::report::html::{Entry, Outcome, Page};
use encypher::report::spans::{Kind, labelled_spans};
use encypher::report::terminal::{Manner, TerminalReport};
use encypher::verify::{Verdict, Verification, Verifier};
use proptest::prelude::*;
use std::num::NonZeroU64;

const MARGIN: Manner = Manner { color: false, marks: false };
const MANNERS: [Manner; 4] = [
    MARGIN,
    Manner { color: false, marks: true },
    Manner { color: true, marks: false },
    Manner { color: true, marks: true },
];

fn show_pieces(pieces: &[&[u8]], found: &Verification, manner: Manner) -> String {
    let mut shower = TerminalReport::new(found, manner);
    let mut out = String::new();
    for piece in pieces {
        shower.push(piece, &mut out);
    }
    shower.finish(&mut out);
    out
}

fn show(text: &[u8], manner: Manner) -> String {
    show_pieces(&[text], &verify(text), manner)
}

/// The page about an input whose text comes in these pieces.
fn page_of(name: &str, pieces: &[&[u8]], found: &Verification) -> String {
    let mut page = Page::new();
    let mut text = page.text(found);
    for piece in pieces {
        text.push(piece);
    }
    let entry = Entry {
        name,
        outcome: Outcome::Judged(found),
        refused: false,
        exit_code: found.verdict.exit_code(),
        keyring: &keyring(),
        time: |seconds| format!("at {seconds}"),
    };
    page.add(&entry, Some(text));
    page.finish(found.verdict.exit_code())
}

fn signing(every: Option<u64>, id: [u8; 8]) -> Signing {
    Signing {
        id: StreamId(id),
        ..Signing::with(EmbedOptions {
            every: every.and_then(NonZeroU64::new),
            ..EmbedOptions::default()
        })
    }
}

fn sign(text: &str) -> String {
    let signed = signing(None, *b"teststrm").embed(text.as_bytes());
    String::from_utf8(signed).unwrap()
}

/// The kinds of the labelled_spans, those of the same kind being one.
fn row(found: &Verification) -> String {
    let mut row: Vec<char> =
        labelled_spans(found).iter().map(|stretch| stretch.kind.letter()).collect();
    row.dedup();
    row.into_iter().collect()
}

/// What stands behind the margin, lines that go on being one; lines about marks are left out.
fn without_margin(shown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in shown.lines().filter(|line| !line.starts_with('+')) {
        let (margin, rest) = line.split_at(3);
        match lines.last_mut() {
            Some(last) if margin.contains('-') => last.push_str(rest),
            _ => lines.push(rest.to_owned()),
        }
    }
    lines.join("\n")
}

/// What is left when the styles are taken out.
fn without_styles(shown: &str) -> String {
    let mut parts = shown.split("\u{1b}[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        let (style, rest) = part.split_once('m').unwrap();
        assert!(style.bytes().all(|byte| byte.is_ascii_digit()), "{style}");
        text + rest
    })
}

/// Texts of all sorts: signed, cut, changed, side by side, with damaged marks.
fn inputs() -> impl Strategy<Value = Vec<u8>> {
    let part =
        (texts::text(), texts::options(), any::<[u8; 8]>(), 0..8_u8, any::<prop::sample::Index>());
    let part = part.prop_map(|(text, options, id, what, place)| {
        if what == 0 {
            return text;
        }
        let mut signed = Signing { id: StreamId(id), ..Signing::with(options) }.embed(&text);
        if signed.is_empty() {
            return signed;
        }
        let at = place.index(signed.len());
        match what {
            1 => signed.truncate(at),
            2 => drop(signed.remove(at)),
            3 => signed.insert(at, b'x'),
            _ => {}
        }
        signed
    });
    prop::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn stretches_have_no_gaps_and_reads_do_not_matter(
        input in inputs(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let found = verify(&input);
        let mut end = 0;
        for stretch in labelled_spans(&found) {
            prop_assert_eq!(stretch.span.start, end);
            prop_assert!(stretch.span.end > end);
            end = stretch.span.end;
        }
        prop_assert_eq!(end, input.len() as u64);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
        cuts.extend([0, input.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &input[cut[0]..cut[1]]).collect();
        let bytes: Vec<&[u8]> = input.chunks(1).collect();
        for manner in MANNERS {
            let whole = show_pieces(&[&input], &found, manner);
            prop_assert_eq!(&show_pieces(&pieces, &found, manner), &whole);
            prop_assert_eq!(&show_pieces(&bytes, &found, manner), &whole);
        }
        let whole = page_of("a", &[&input], &found);
        prop_assert_eq!(page_of("a", &bytes, &found), whole);
    }

    #[test]
    fn what_is_shown_holds_nothing_hidden_and_nothing_that_is_obeyed(input in inputs()) {
        for manner in MANNERS {
            let shown = show(&input, manner);
            let plain = match manner.color {
                true => without_styles(&shown),
                false => shown,
            };
            for line in plain.lines() {
                let emoji = line.replace("❤\u{FE0F}", "").replace("👩\u{200D}💻", "");
                let hidden = emoji.chars().find(|c| *c != '\t' && encypher::report::is_hidden(*c));
                prop_assert!(hidden.is_none(), "{:?} in {:?}", hidden, line);
            }
            prop_assert!(plain.is_empty() || plain.ends_with('\n'));
        }
    }

    #[test]
    fn behind_the_margin_stands_the_text(
        text in "([a-zäß. ]{1,20}[\n\t]?|❤\u{FE0F}|👩\u{200D}💻|漢字|\n\n){0,12}", every in prop::option::of(1..40_u64),
    ) {
        let signed = signing(every, *b"teststrm").embed(text.as_bytes());
        prop_assert_eq!(strip(&signed), text.as_bytes());
        let expected = text.lines().collect::<Vec<_>>().join("\n");
        for manner in [MARGIN, MANNERS[1]] {
            prop_assert_eq!(&without_margin(&show(&signed, manner)), &expected);
        }
        let colored = without_styles(&show(&signed, MANNERS[2]));
        prop_assert_eq!(colored.trim_end_matches('\n'), expected.trim_end_matches('\n'));
        let marks = show(&signed, MANNERS[1]);
        let marks = marks.lines().filter(|line| line.starts_with('+')).count();
        prop_assert_eq!(marks as u64, 2 * verify(&signed).documents.iter().map(|d| d.segments_total).sum::<u64>());
    }
}

// A joiner counted as part of an emoji whose other half is in another part, on another line.
#[test]
fn a_joiner_at_the_beginning_of_a_part_is_spelled_out() {
    for (before, signed) in [
        ("👩", "\u{200D}💻 It is so."),
        ("❤", "\u{FE0F} It is so."),
        ("👩\u{200D}", "💻 It is so."),
    ] {
        let signed = signing(None, *b"teststrm").embed(signed.as_bytes());
        let input = [before.as_bytes(), &signed].concat();
        let shown = show(&input, MARGIN);
        let hidden = shown.chars().find(|c| *c != '\n' && encypher::report::is_hidden(*c));
        assert_eq!(hidden, None, "{shown:?}");
    }
}

#[test]
fn each_part_is_of_the_kind_that_it_is_worth() {
    let signed = sign("Hello there. All is well.\n");
    let other = {
        let mut other = signing(None, *b"otherone");
        other.key = Key::hmac(b"a secret that is not at hand at all").unwrap();
        String::from_utf8(other.embed(b"Signed by somebody. Yes.\n")).unwrap()
    };
    let cut = {
        let mut cut = signing(Some(20), *b"cutshort");
        cut.ending = Ending::Incomplete;
        let text = b"The first part is this. The second part is that. And";
        String::from_utf8(cut.embed(text)).unwrap()
    };
    let last = signed.rfind("\u{FE0B}\u{FE05}").unwrap();
    let mut damaged = signed.clone();
    damaged.remove(last + 10);
    for (text, expected) in [
        (String::new(), ""),
        ("nobody signed this".to_owned(), "U"),
        (signed.clone(), "V "),
        (signed.replace("well", "ill"), "A "),
        (signed.replace("there. ", "there.\n"), "R "),
        (format!("Heading\n\n{signed}"), "UV "),
        (format!("{signed}\nfooter"), "V U"),
        (other.clone(), "K "),
        (format!("{signed}{other}"), "V K "),
        (signed[..last].to_owned(), "T"),
        (damaged, "TMT"),
        (cut.clone(), "VI"),
    ] {
        assert_eq!(row(&verify(text.as_bytes())), expected, "{text:?}");
    }
}

#[test]
fn one_altered_segment_leaves_the_others_verified() {
    let text = "First part is here. Second part is here. Third part is here. Fourth part is here.";
    let signed = signing(Some(20), *b"teststrm").embed(text.as_bytes());
    let signed = String::from_utf8(signed).unwrap();
    let altered = signed.replace("Second part", "Another part");
    assert_eq!(row(&verify(altered.as_bytes())), "VAV");
    let shorter = signed.replace("Second part", "2nd part");
    let shown = show(shorter.as_bytes(), MARGIN);
    assert!(shown.starts_with("V  First part is here. \nA- 2nd part"), "{shown}");
    let shown = show(altered.as_bytes(), MARGIN);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 3, "{shown}");
    assert!(lines[0].starts_with("V  First part"), "{shown}");
    assert!(lines[1].starts_with("A- ") && lines[1].contains("Another"), "{shown}");
    assert!(lines[2].starts_with("V- "), "{shown}");
}

#[test]
fn a_text_inside_of_another_is_as_bad_as_the_worse_of_them() {
    let inner = sign("The inner text. It is signed.");
    let text = format!("Before it. {inner} Behind it.");
    let outer = signing(None, *b"outerone");
    let mut machine = encypher::embed::Embedder::new(
        EmbedOptions { on_marked: encypher::embed::OnMarked::Keep, ..outer.options },
        hmac_key(),
        crate::common::metadata(),
        outer.id,
    )
    .unwrap();
    let mut nested = Vec::new();
    machine.push(text.as_bytes(), &mut nested).unwrap();
    machine.finish(Ending::Complete, &mut nested).unwrap();
    let nested = String::from_utf8(nested).unwrap();
    assert_eq!(row(&verify(nested.as_bytes())), "V");
    let changed = nested.replace("Behind it", "Before it");
    assert_eq!(row(&verify(changed.as_bytes())), "A");
}

#[test]
fn marks_that_cover_no_text_do_not_make_it_signed() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/encypher-ai/v1.0.0-unicode.jsonl");
    let line = std::fs::read_to_string(path).unwrap();
    let mut seen = 0;
    for case in line.lines() {
        let case: serde_json::Value = serde_json::from_str(case).unwrap();
        let Some(hex) = case["output_hex"].as_str() else {
            continue;
        };
        let text: Vec<u8> = (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        let found = verify(&text);
        if found.documents.len() != 1 || found.documents[0].verdict != Verdict::Untrusted {
            continue;
        }
        seen += 1;
        assert_eq!(row(&found), "U");
        let marked = show(&text, MANNERS[1]);
        let named =
            marked.lines().filter(|line| line.starts_with("+  mark of encypher-ai (encypher1), "));
        assert_eq!(named.count() as u64, found.documents[0].copies, "{marked}");
        // A carriage return may stand in front of a mark, and the line feed behind it.
        assert!(!show(&text, MARGIN).contains("\\u{"), "{marked}");
    }
    assert!(seen > 3, "{seen}");
}

#[test]
fn a_detached_signature_colours_the_text_that_it_speaks_of() {
    let text = b"print('hello')\n";
    let mut signer =
        DetachedSigner::new(hmac_key(), crate::common::metadata(), StreamId(*b"teststrm")).unwrap();
    signer.push(text);
    let signature = signer.finish(Ending::Complete);
    for (text, expected) in [(&text[..], 'V'), (b"print('hallo')\n", 'A')] {
        let mut verifier = DetachedVerifier::new(&signature, &keyring()).unwrap();
        verifier.push(text);
        let found = verifier.finish();
        let shown = show_pieces(&[text], &found, MARGIN);
        assert!(shown.starts_with(expected), "{shown}");
    }
}

#[test]
fn what_a_terminal_or_a_log_would_obey_is_spelled_out() {
    let text = "a\u{1b}[31m\u{202e}\rb\r\n::error::x\n  ::set-output::y ##[error]z ##vso[task]\n## Heading [a]\t|\u{7f}\u{9b}1m";
    let found = verify(text.as_bytes());
    assert_eq!(
        show_pieces(&[text.as_bytes()], &found, MARGIN),
        "U  a\\u{1b}[31m\\u{202e}\\u{d}b\n\
         U  ::error::x\n\
         U    ::set-output::y ##\\u{5b}error]z ##vso\\u{5b}task]\n\
         U  ## Heading [a]\t|\\u{7f}\\u{9b}1m\n"
    );
    assert_eq!(
        without_styles(&show_pieces(&[text.as_bytes()], &found, MANNERS[2])),
        "a\\u{1b}[31m\\u{202e}\\u{d}b\n\
         :\\u{3a}error::x\n  :\\u{3a}set-output::y ##\\u{5b}error]z ##vso\\u{5b}task]\n\
         ## Heading [a]\t|\\u{7f}\\u{9b}1m\n"
    );
    let bytes = b"\xff\xfea\xe2\x82";
    let found = verify(bytes);
    assert_eq!(show_pieces(&[bytes], &found, MARGIN), "U  \\x{ff}\\x{fe}a\\x{e2}\\x{82}\n");
}

#[test]
fn an_emoji_stays_and_what_is_hidden_behind_one_does_not() {
    let shown = |text: &str| show(text.as_bytes(), MARGIN)[3..].trim_end().to_owned();
    for plain in ["❤\u{FE0F}", "👩\u{200D}💻", "👩🏽\u{200D}❤\u{FE0F}\u{200D}👩"] {
        assert_eq!(shown(plain), plain);
    }
    for (text, spelled) in [
        ("a\u{FE0F}", "a\\u{fe0f}"),
        ("1\u{FE0F}", "1\\u{fe0f}"),
        ("❤\u{FE0F}\u{FE0F}", "❤\u{FE0F}\\u{fe0f}"),
        ("❤\u{FE0E}", "❤\\u{fe0e}"),
        ("❤\u{E0101}", "❤\\u{e0101}"),
        ("👩\u{200D}a", "👩\\u{200d}a"),
        ("👩\u{200D}\u{200D}💻", "👩\\u{200d}\\u{200d}💻"),
        ("👩\u{200D}", "👩\\u{200d}"),
        ("a\u{200D}💻", "a\\u{200d}💻"),
        ("👩\u{200D}\n", "👩\\u{200d}"),
    ] {
        assert_eq!(shown(text), spelled, "{text:?}");
    }
}

#[test]
fn no_text_can_pass_for_a_line_about_a_mark() {
    let text = "+  head of segment 0, stream 74657374, 87 invisible characters, bytes 1 to 2\n\
                V  verified\nb.md: verified  HMAC-SHA256 key 00000000\n";
    let signed = sign("Signed. Really.");
    let all = format!("{text}{signed}");
    let shown = show(all.as_bytes(), MANNERS[1]);
    let own: Vec<&str> = shown.lines().filter(|line| line.starts_with('+')).collect();
    assert_eq!(own.len(), 2, "{shown}");
    assert!(shown.starts_with("U  +  head of segment 0"), "{shown}");
    assert!(own[0].starts_with("+  head of segment 0, stream 74657374, "), "{shown}");
    let place = format!("bytes {} to ", all.find('\u{FE0B}').unwrap());
    assert!(own[0].contains(&place), "{place} {shown}");
    assert!(own[1].starts_with("+  seal of segment 0, the last one, "));
    // In colour every line of the text has a style, and ours have none.
    let colored = show(all.as_bytes(), MANNERS[2]);
    assert!(colored.lines().all(|line| line.starts_with("\u{1b}[")), "{colored:?}");
}

#[test]
fn a_damaged_mark_is_named_even_where_marks_are_not() {
    let signed = sign("Hello there. All is well.");
    let last = signed.rfind("\u{FE0B}\u{FE05}").unwrap();
    let mut damaged = signed.clone();
    damaged.remove(last + 10);
    let shown = show(damaged.as_bytes(), MARGIN);
    let named: Vec<&str> = shown.lines().filter(|line| line.starts_with('+')).collect();
    assert_eq!(named.len(), 1, "{shown}");
    assert!(named[0].contains("damaged record, "), "{shown}");
    assert!(!shown.contains("\\u{fe"), "{shown}");
    let found = verify(damaged.as_bytes());
    assert!(TerminalReport::new(&found, MARGIN).legend().contains("+ a mark"), "{shown}");
}

#[test]
fn more_than_is_listed_is_not_taken_for_anything() {
    let text = "Short. ".repeat(1500);
    let signed = signing(Some(5), *b"teststrm").embed(text.as_bytes());
    let found = verify(&signed);
    assert!(found.documents[0].segments_total > 1000);
    assert_eq!(row(&found), "V?");
    assert!(TerminalReport::new(&found, MARGIN).legend().contains("? not listed"));
    let verified = Kind::Signed(Verdict::Verified);
    assert!(labelled_spans(&found).iter().filter(|s| s.kind == verified).count() >= 1000);
}

#[test]
fn the_legend_names_what_there_is() {
    let legend =
        |text: &str, manner| TerminalReport::new(&verify(text.as_bytes()), manner).legend();
    let signed = sign("Hello there. All is well.");
    assert_eq!(legend(&signed, MARGIN), "  V verified, U unsigned, - the same line goes on");
    assert_eq!(
        legend(&signed.replace("well", "ill"), MANNERS[1]),
        "  U unsigned, A altered, + a mark, - the same line goes on"
    );
    assert_eq!(without_styles(&legend(&signed, MANNERS[3])), "  verified, unsigned, a mark");
}

#[test]
fn a_page_holds_hostile_text_as_text() {
    let hostile = "</pre><script>document.title='pwned'</script>\"><img src=x onerror=alert(1)>\n\
                   <!-- --> ]]> &lt; ' \u{1b}[31m \u{202e} \u{200b}";
    let found = verify(hostile.as_bytes());
    let page = page_of("a\"><b>\u{202e}.md", &[hostile.as_bytes()], &found);
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>\u{202e}"));
    assert!(!page.contains("<!--") && !page.contains("]]>"));
    assert!(
        page.contains("&lt;/pre&gt;&lt;script&gt;document.title=&#39;pwned&#39;&lt;/script&gt;")
    );
    assert!(page.contains("&amp;lt;"));
    for token in ["U+001B", "U+202E", "U+200B"] {
        assert!(page.contains(&format!("<span class=\"hidden\">{token}</span>")));
    }
    let hidden = page.chars().find(|c| *c != '\n' && encypher::report::is_hidden(*c));
    assert_eq!(hidden, None);
    assert!(page.contains("Content-Security-Policy\" content=\"default-src 'none'; "));
    // Nothing on it leads anywhere else.
    for needle in ["http://", "https://", "url(", "@import", "src=", "javascript:"] {
        let own = page.replace("src=x", "");
        assert!(!own.contains(needle), "{needle}");
    }
}

#[test]
fn a_page_says_what_there_is_to_say() {
    let text = "First part is here. Second part is here. Third part is here. Fourth part is here.";
    let signed = signing(Some(20), *b"teststrm").embed(text.as_bytes());
    let signed = String::from_utf8(signed).unwrap();
    let altered = signed.replace("Second part", "Another part");
    let found = verify(altered.as_bytes());
    let page = page_of("a.md", &[altered.as_bytes()], &found);
    for words in [
        "<title>a.md: altered</title>",
        "<h2 id=\"verdict-1\">altered</h2>",
        "Exit code <b>1</b>",
        "segment 1: the text is not what was signed",
        "HMAC-SHA256 key ",
        "<th scope=\"row\">model</th><td>gpt-4</td>",
        "<td>1700000000 <span class=\"quiet\">at 1700000000</span></td>",
        "signed</span>",
        "<b class=\"tag\">altered</b>",
        "class=\"bad\" style=\"flex-grow:",
        "head of segment 0",
        "lang=\"en\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let plain = |html: &str| {
        let mut text = html.split('<').map(|part| part.split_once('>').map_or(part, |p| p.1));
        text.by_ref().collect::<Vec<_>>().join("")
    };
    let shown = page.split("<pre").nth(1).unwrap().split("</pre>").next().unwrap();
    let shown = plain(&format!("<pre{shown}"));
    assert!(shown.contains("Another part is here"), "{shown}");
}

#[test]
fn tabs_and_emoji_stay_on_a_page_as_they_are() {
    let text = "a\tb ❤\u{FE0F} 👩\u{200D}💻 c\u{200D}";
    let page = page_of("a.md", &[text.as_bytes()], &verify(text.as_bytes()));
    let expected = "a\tb ❤\u{FE0F} 👩\u{200D}💻 c<span class=\"hidden\">U+200D</span>";
    assert!(page.contains(expected), "{page}");
}

#[test]
fn metadata_that_no_key_vouches_for_is_unverified_on_a_page() {
    let signed = sign("Hello there. All is well.");
    let mut verifier = Verifier::new(Keyring::new());
    verifier.push(signed.as_bytes());
    let found = verifier.finish();
    let page = page_of("a.md", &[signed.as_bytes()], &found);
    assert!(page.contains("unverified</span>") && !page.contains("vouches for it</span>\n<td"));
    assert!(page.contains("<h2 id=\"verdict-1\">untrusted</h2>"));
    assert!(!page.contains(">signed</span>"));
}

#[test]
fn a_page_has_room_for_so_much_text_and_says_what_it_leaves_out() {
    for line in ["A line of text that nobody has signed.\n", "All on a line. ", "\u{202e}"] {
        let text = line.repeat(200_000);
        let found = verify(text.as_bytes());
        let page = page_of("a.md", &[text.as_bytes()], &found);
        let length = page.len() - page.find("<pre").unwrap();
        let is_cut = page.contains("The rest of the text is left out");
        assert_eq!(is_cut, line != "All on a line. ", "{line}");
        assert!(length < encypher::report::html::TEXT_MAX + 64 * 1024);
        let long = page_of("a.md", &[&text.repeat(3).into_bytes()], &verify(text.as_bytes()));
        assert!(long.len() < encypher::report::html::TEXT_MAX + 64 * 1024, "{}", long.len());
    }
    let small = page_of("a.md", &[b"short"], &verify(b"short"));
    assert!(!small.contains("left out"));
}
