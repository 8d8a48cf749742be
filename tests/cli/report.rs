//! `verify --report`: one page with all of it, beside what is said otherwise.

use super::exits::verdicts;
use crate::common::process::{SECRET, TEXT, World};
use predicates::str::contains;

fn page(world: &World) -> String {
    String::from_utf8(world.read("r.html")).unwrap()
}

#[test]
fn the_page_says_the_verdict_and_standard_output_is_as_ever() {
    let (world, table) = verdicts();
    for (file, verdict, code) in table {
        for flags in [&[][..], &["-v"], &["--json"], &["-q"], &["-qq"]] {
            let without = [&["verify", file], flags].concat();
            let expected = world.encypher(&without).output().unwrap();
            let mut command = world.encypher(&[&without[..], &["--report", "r.html"]].concat());
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(code));
            assert_eq!(output.stdout, expected.stdout);
            assert_eq!(output.stderr, expected.stderr);
            let page = page(&world);
            assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
            assert!(page.contains(&format!("<title>{file}: {verdict}</title>")));
            assert!(page.contains(&format!("Exit code <b>{code}</b>")));
            assert!(page.contains("Hello there") || page.contains("Half a"), "{file}");
            assert!(!page.contains(SECRET) && !page.contains('\u{1b}'));
        }
    }
    let names = world.files();
    assert!(!names.iter().any(|name| name.starts_with('.')), "{names:?}");
}

#[test]
fn the_same_texts_make_the_same_page() {
    let (world, _) = verdicts();
    let arguments = ["verify", "-q", "--report", "r.html", "altered", "verified"];
    world.encypher(&arguments).assert().code(1);
    let first = page(&world);
    let name = "<dt>Name of the key</dt><dd>default</dd>";
    assert_eq!(first.matches(name).count(), 2);
    world.encypher(&arguments).assert().code(1);
    assert_eq!(page(&world), first);
}

#[test]
fn several_texts_have_an_overview_and_a_section_each() {
    let (world, _) = verdicts();
    let mut command =
        world.encypher(&["verify", "--report", "r.html", "verified", "missing", "altered"]);
    command.assert().code(5);
    let page = page(&world);
    assert_eq!(page.matches("<section ").count(), 3);
    for words in [
        "<title>3 texts, exit code 5</title>",
        "<a href=\"#text-1\">verified</a>",
        "<a href=\"#text-2\">missing</a>",
        "<section id=\"text-3\"",
        "<h2 id=\"verdict-2\">not read</h2>",
        "no such file or directory",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn what_a_policy_refuses_is_refused_on_the_page() {
    let (world, _) = verdicts();
    let arguments = ["verify", "--expect", "model=other", "--report", "r.html", "verified"];
    world.encypher(&arguments).assert().code(1);
    let page = page(&world);
    assert!(page.contains("<h2 id=\"verdict-1\">refused</h2>"), "{page}");
    assert!(page.contains("model is &quot;gpt-4&quot;, and &quot;other&quot; is expected"));
}

#[test]
fn a_stream_has_its_texts_on_the_page_and_not_what_they_say() {
    let world = World::with_key();
    let event = |text: &str| {
        format!(
            "data: {{\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n"
        )
    };
    let end = "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let events = format!("{}{}{end}", event("Hello from "), event("a model."));
    let signed = world.embed(&["--input", "sse", "-m", "model=gpt-4o"], events);
    world.write("s", signed);
    let mut command = world.encypher(&["verify", "--input", "sse", "--report", "r.html", "s"]);
    command.assert().success();
    let page = page(&world);
    assert!(page.contains("<h2 id=\"verdict-1\">verified</h2>"), "{page}");
    assert!(page.contains("[channel ") && page.contains("gpt-4o"));
    assert!(page.contains("The text itself is not shown here"));
}

#[test]
fn hostile_names_texts_and_metadata_stay_text_on_the_page() {
    let world = World::with_key();
    let hostile = "</pre><script>document.title='x'</script>\"><img src=x onerror=alert(1)> ]]> --> \u{1b}[31m \u{202e}";
    let name = "a\"><img onerror=x>&amp;'.md";
    world.write(name, world.embed(&["-m", &format!("note={hostile}"), "-m", "<b>=<i>"], hostile));
    world.encypher(&["verify", "-q", "--report", "r.html", name]).assert().success();
    let page = page(&world);
    for needle in ["<script", "<img", "<b>=", "<i>", "-->", "]]>", "\u{1b}", "\u{202e}"] {
        assert!(!page.contains(needle), "{needle:?}");
    }
    assert!(
        page.contains("<title>a&quot;&gt;&lt;img onerror=x&gt;&amp;amp;&#39;.md: verified</title>")
    );
    // Once in the metadata, once in the text.
    assert_eq!(page.matches("&lt;/pre&gt;&lt;script&gt;").count(), 2);
}

#[test]
fn a_page_that_cannot_be_written_is_five_and_the_old_one_stays() {
    let (world, _) = verdicts();
    world.write("t", TEXT);
    let full = ["verify", "--report", "/dev/full", "verified"];
    let done = world.encypher(&full).assert().code(5);
    done.stdout(contains("verified: verified")).stderr(contains("/dev/full: writing failed"));
    let done = world.encypher(&[&full[..], &["--json"]].concat()).assert().code(5);
    done.stdout(contains("\"exit_code\":5"))
        .stdout(contains("/dev/full: writing failed"))
        .stderr("");
    world.encypher(&["verify", "--report", "no/where.html", "t"]).assert().code(5);
    let written = ["verify", "--report", "r.html", "t"];
    world.encypher(&written).assert().code(3);
    let old = page(&world);
    let line = "trap '' XFSZ; ulimit -f 1; \"$0\" verify --report r.html verified";
    let output = world.shell(line).output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert_eq!(page(&world), old);
}

// A page was written over whatever file has its name.
#[test]
fn a_page_replaces_neither_a_key_nor_the_redirected_input() {
    let world = World::with_key();
    let text = world.embed(&[], TEXT);
    world.write("a.md", &text);
    let key = world.config("keys/default.key").to_string_lossy().into_owned();
    for line in [
        "$0 verify --report a.md < a.md",
        "$0 verify --report /dev/stdin < a.md",
        &format!("$0 verify --report {key} a.md"),
    ] {
        let output = world.shell(line).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(output.stdout.is_empty(), "{line}");
    }
    assert_eq!(world.read("a.md"), text);
    assert_eq!(world.verify(text), 0);
    // A page gives way to a page, and an empty file to anything.
    world.write("page.html", "");
    for _ in 0..2 {
        world.encypher(&["verify", "--report", "page.html", "a.md"]).assert().success();
    }
}
