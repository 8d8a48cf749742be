//! The structure of the sources: what the core may name, which files may import which, how many
//! enums list the kinds of input, how a file begins and how long it may be.

mod graph;
mod source;

use graph::{Tree, circles, upward};
use source::{Enum, Source};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The modules in the order in which they may import: those of a layer import only from the layers
/// before it. A module that has an entry of its own (`stream::frame`) does not belong to that of the
/// module above it (`stream`).
const LAYERS: &[&[&str]] = &[
    &["text"],
    &["json"],
    &["key", "target", "highlight", "digest", "stream::frame"],
    &["record"],
    &["mark", "verdict"],
    &["compat"],
    &["report", "embed", "verify", "extract", "strip"],
    &["detached", "guard"],
    &["stream::dialect"],
    &["stream"],
    // The command line.
    &["cli::time", "cli::terminal", "cli::exit", "cli::hints"],
    &["cli::error"],
    &["cli::environment"],
    &["cli::reference"],
    &["cli::args"],
    &["cli::settings", "cli::console"],
    &["cli::progress", "cli::guard"],
    &["cli::io"],
    &["cli::keys"],
    &["cli::completions", "cli::manual"],
    &["cli::commands"],
    &["cli"],
    &["main"],
];

/// How many enums list what an input may be: plain text, events or records. One is enough, and the
/// others follow from it: an operation that matches on a list of its own is written once for each.
const INPUT_ENUMS: usize = 1;

/// The most lines of a file. A concept that needs more is two.
const LINES_MAX: usize = 800;

fn sources() -> Vec<PathBuf> {
    let mut folders = vec![root()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                // Tables and the style of the page are next to the files that read them.
                false if path.extension().is_some_and(|kind| kind == "txt" || kind == "css") => {}
                false => files.push(path),
            }
        }
    }
    assert!(files.len() > 60);
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn is_command_line(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "cli") || path.ends_with("src/main.rs")
}

/// True for files that hold nothing but tests.
fn is_tests(path: &Path) -> bool {
    path.file_stem()
        .is_some_and(|name| name == "tests" || name.to_string_lossy().ends_with("_tests"))
}

/// All files but those that hold nothing but tests.
static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let paths = sources().into_iter().filter(|path| !is_tests(path));
    Tree::read(paths.map(|path| {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(path).unwrap())
    }))
});

/// The one exception: threads that the caller allows hash long texts.
fn may_name(path: &Path, word: &str) -> bool {
    word == "std::thread" && path.ends_with("digest/lane.rs")
}

#[test]
fn the_core_names_nothing_of_the_world() {
    let words = [
        "std::io",
        "std::fs",
        "std::env",
        "std::time",
        "std::process",
        "std::thread",
        "std::net",
        "clap",
        "anyhow",
        "getrandom",
        "tempfile",
        "rustix",
        "signal_hook",
    ];
    for path in sources().iter().filter(|path| !is_command_line(path)) {
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let code = line.split("//").next().unwrap_or_default();
            for word in words.into_iter().filter(|word| !may_name(path, word)) {
                assert!(!code.contains(word), "{}: {line}", path.display());
            }
        }
    }
    // The same for paths whose parts are not in one line.
    for (path, _, source) in TREE.files().filter(|(path, ..)| !is_command_line(&root().join(path)))
    {
        for named in named(source) {
            let words = words.into_iter().filter(|word| !may_name(Path::new(path), word));
            let is_of_the_world = words.into_iter().any(|word| {
                named == *word || named.strip_prefix(word).is_some_and(|rest| rest.starts_with(':'))
            });
            assert!(!is_of_the_world, "{path} names {named}");
        }
    }
}

/// All paths in a file, as they are written without groups.
fn named(source: &Source) -> impl Iterator<Item = String> {
    let imports = source.imports.iter().map(|import| &import.path);
    imports.chain(&source.paths).map(|path| path.join("::"))
}

#[test]
fn the_core_has_no_words_of_the_command_line() {
    let commands = [
        "embed",
        "run",
        "verify",
        "extract",
        "strip",
        "check",
        "chat",
        "keygen",
        "completions",
        "manual",
    ];
    // `--flag`, and neither `a--b` nor the dashes of PEM.
    let names_a_flag = |line: &str| {
        line.match_indices("--").any(|(at, dashes)| {
            let before = line[..at].chars().next_back();
            let next = line[at + dashes.len()..].chars().next();
            before.is_none_or(|c| !c.is_alphanumeric() && c != '-')
                && next.is_some_and(|c| c.is_ascii_lowercase())
        })
    };
    let names_a_command =
        |line: &str| commands.iter().any(|name| line.contains(&format!("encypher {name}")));
    let names_an_exit_code = |line: &str| {
        line.split("exit code ").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    assert!(names_a_flag("say --accept partial") && !names_a_flag("xn--p1ai -----BEGIN"));
    assert!(names_a_command("`encypher keygen` makes one") && names_an_exit_code("exit code 3"));
    for path in sources().iter().filter(|path| !is_command_line(path)) {
        // Comments count as well: the core is not explained by the command line either.
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let named = names_a_flag(line) || names_a_command(line) || names_an_exit_code(line);
            assert!(!named, "{}: {line}", path.display());
        }
    }
}

#[test]
fn every_source_file_is_declared_by_the_module_above_it() {
    for (path, module, _) in TREE.files() {
        let Some((name, above)) = module.split_last() else { continue };
        if path != "main.rs" {
            // The modules of the program are declared by its root.
            let roots = [TREE.source(above), TREE.source(&["main".to_owned()])];
            let roots = &roots[..if above.is_empty() { 2 } else { 1 }];
            let is_declared = roots.iter().flatten().any(|source| source.modules.contains(name));
            assert!(is_declared, "no `mod {name};` declares {path}");
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_and_is_of_a_length_to_read() {
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        assert!(text.starts_with("//! "), "{} does not say what it is", path.display());
        assert!(is_tests(&path) || lines <= LINES_MAX, "{} has {lines} lines", path.display());
    }
}

#[test]
fn imports_run_in_no_circle() {
    let imports = TREE.imports();
    assert!(imports.len() > 300, "too few imports were found: {}", imports.len());
    let faults = circles(&TREE, &imports);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_run_downward_from_layer_to_layer() {
    let imports = TREE.imports();
    let faults = upward(&TREE, &imports, LAYERS);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_core_imports_nothing_of_the_command_line() {
    for (from, to) in TREE.imports() {
        let [from, to] = [from, to].map(|module| root().join(TREE.path(&module)));
        let is_upward = !is_command_line(&from) && is_command_line(&to);
        assert!(!is_upward, "{} imports {}", from.display(), to.display());
    }
}

/// True for an enum that lists what an input may be. Plain text goes by many names, so that what
/// tells such a list is that it has a variant for events, one for records, and another one.
fn lists_inputs(found: &Enum) -> bool {
    // `Within` is within the events of a stream.
    let has = |variant: &[String], names: &[&str]| {
        variant.iter().any(|word| names.iter().any(|name| word.contains(name)))
    };
    let events = |variant: &[String]| has(variant, &["Event", "Relay", "Stream", "Within"]);
    let records = |variant: &[String]| has(variant, &["Record", "Document"]);
    let of = |is: &dyn Fn(&[String]) -> bool| found.variants.iter().any(|variant| is(variant));
    of(&|variant| events(variant) && !records(variant))
        && of(&|variant| records(variant) && !events(variant))
        && of(&|variant| !events(variant) && !records(variant))
}

#[test]
fn what_an_input_may_be_is_listed_once() {
    let mut found = Vec::new();
    for (path, _, source) in TREE.files() {
        let lists = source.enums.iter().filter(|one| lists_inputs(one));
        found.extend(lists.map(|one| format!("{path}: {}", one.name)));
    }
    assert_eq!(found.len(), INPUT_ENUMS, "{}", found.join("\n"));
}

#[test]
fn enums_that_list_inputs_are_told_from_others() {
    let lists = |text: &str| lists_inputs(&Source::read(text).enums[0]);
    assert!(lists("enum Content { Text, Relay(Manner), Records(Fields) }"));
    assert!(lists(
        "enum How { Untouched, Woven(X), Relayed(Box<RelayEmbedder>), B(RecordEmbedder) }"
    ));
    assert!(lists("enum Input { Plain(P), Events { stream: S }, Documents }"));
    assert!(!lists("enum Framing { Raw, Lines, Jsonl, Sse }"));
    assert!(!lists("enum Unit { Read, Line, Delta, Document }"));
    assert!(!lists("enum Two { Events, Records }"));
    assert!(!lists("enum Both { Text, Other, RecordsOfStream }"));
}
#[test]
fn serde_json_changes_nothing_for_other_crates_of_a_build() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).unwrap();
    // Cargo unifies features: these two change what every crate of the build reads, and with the
    // first #[serde(flatten)] and #[serde(tag)] fail on an f64 (tests/dependent).
    for feature in ["arbitrary_precision", "preserve_order"] {
        assert!(!manifest.contains(feature), "{feature}");
    }
}
