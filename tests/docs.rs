//! What the papers say is what the program does: every example of the README runs, the manual pages
//! and completions are those that the program writes, the tables name what is there. Of the recipes
//! what needs nothing but a shell runs here; the rest is for tests/recipes/run.

use assert_cmd::cargo::cargo_bin;
use clap::ValueEnum as _;
use clap_complete::{Generator as _, Shell};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn encypher(arguments: &[&str]) -> Output {
    Command::new(cargo_bin("encypher")).env_clear().args(arguments).output().unwrap()
}

/// The blocks of shell commands in a page.
fn examples(page: &str) -> Vec<String> {
    let blocks = page.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// Runs shell commands in a folder of their own, with the program in the path, and a stand-in for
/// `llm`.
fn run(script: &str, folder: &Path) -> Output {
    let program = cargo_bin("encypher");
    let path = format!(
        "{}:{}:{}",
        program.parent().unwrap().display(),
        root().join("tests/recipes/bin").display(),
        std::env::var("PATH").unwrap()
    );
    Command::new("sh")
        .args(["-euc", script])
        .current_dir(folder)
        .env_clear()
        .envs([("PATH", path.as_str()), ("HOME", folder.to_str().unwrap())])
        .output()
        .unwrap()
}

#[test]
fn every_example_of_the_readme_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut ran = 0;
    for example in examples(&read("README.md")) {
        // Building is what brought us here.
        let example = example.replace("cargo install --locked --path . && ", "");
        if example.contains("cargo test") {
            continue;
        }
        let output = run(&example, folder.path());
        assert!(output.status.success(), "{example}\n{output:?}");
        ran += 1;
    }
    assert!(ran >= 7, "{ran} examples ran");
}

/// The commands that the help names.
fn commands() -> Vec<String> {
    let help = String::from_utf8(encypher(&["--help"]).stdout).unwrap();
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    // What a command is for may go on in a further line.
    let lines = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = lines.map(|line| line.split_whitespace().next().unwrap().to_owned());
    let names: Vec<String> = names.filter(|name| name != "help").collect();
    assert!(names.len() >= 8, "{names:?}");
    names
}

/// The names of the files in a folder of the repository.
fn listed(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_manual_pages_are_those_that_the_program_writes() {
    let folder = tempfile::tempdir().unwrap();
    assert!(encypher(&["manual", folder.path().to_str().unwrap()]).status.success());
    let mut pages: Vec<String> =
        commands().iter().map(|name| format!("encypher-{name}.1")).collect();
    pages.push("encypher.1".into());
    pages.sort();
    assert_eq!(listed("docs/man"), pages, "run: encypher manual docs/man");
    for name in pages {
        let written = std::fs::read_to_string(folder.path().join(&name)).unwrap();
        assert_eq!(read(&format!("docs/man/{name}")), written, "run: encypher manual docs/man");
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"EXIT STATUS\"", "EXAMPLES"]
        {
            assert!(written.contains(&format!("\n.SH {section}\n")), "{name}: {section}");
        }
    }
}

#[test]
fn the_completions_are_those_that_the_program_writes() {
    let mut files = Vec::new();
    for shell in Shell::value_variants() {
        let name = shell.file_name("encypher");
        let written = encypher(&["completions", &shell.to_string()]).stdout;
        let written = String::from_utf8(written).unwrap();
        for command in commands() {
            assert!(written.contains(&command), "{shell}: {command}");
        }
        assert_eq!(
            read(&format!("completions/{name}")),
            written,
            "run: encypher completions {shell} > completions/{name}"
        );
        files.push(name);
    }
    files.sort();
    assert_eq!(listed("completions"), files);
}

#[test]
fn the_verdicts_of_the_readme_have_the_exit_codes_of_the_program() {
    let readme = read("README.md");
    for verdict in encypher::verify::Verdict::ALL {
        if verdict == encypher::verify::Verdict::MetadataOnly {
            continue;
        }
        let row =
            readme.lines().find(|line| line.starts_with(&format!("| `{verdict}` |"))).unwrap();
        assert!(row.ends_with(&format!("| {} |", verdict.exit_code())), "{row}");
    }
}

#[test]
fn every_test_that_the_format_page_names_is_there() {
    let page = read("docs/format.md");
    let table = page.split("where it is tested").nth(1).unwrap().split("## Limits").next().unwrap();
    let mut named = 0;
    for name in table.split('`').filter(|part| part.contains("::")) {
        let (module, function) = name.split_once("::").unwrap();
        let tests = read(&format!("tests/{module}.rs"));
        assert!(tests.contains(&format!("fn {function}(")), "{name}");
        named += 1;
    }
    assert!(named >= 14, "{named} tests are named");
}

#[test]
fn every_case_that_differs_from_encypher_ai_is_listed() {
    let page = read("docs/interop.md");
    let listed: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `open-")?.split('`').next()).collect();
    let tests = read("tests/compat/mod.rs");
    let table = tests.split("const DIFFERENT").nth(1).unwrap();
    let table = table.split("\n];").next().unwrap();
    let known = table.split('"').filter_map(|part| part.strip_prefix("open-"));
    let (mut listed, mut known) = (listed, known.collect::<Vec<_>>());
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(listed, known);
}

#[test]
fn every_dependency_has_a_line() {
    let (cargo, page) = (read("Cargo.toml"), read("docs/dependencies.md"));
    let sections = cargo
        .split("\n[")
        .filter(|section| section.split(']').next().unwrap().contains("dependencies"));
    let lines =
        sections.flat_map(|section| section.lines().skip(1)).filter(|line| line.contains(" = "));
    let names: Vec<&str> = lines.map(|line| line.split(" = ").next().unwrap()).collect();
    assert!(names.len() > 15);
    for name in names {
        assert!(page.contains(name), "{name} has no line in docs/dependencies.md");
    }
}

/// The sections of the page of recipes: name and text.
fn recipes() -> Vec<(String, String)> {
    let page = read("docs/recipes.md");
    let sections = page.split("\n## ").skip(1);
    sections
        .map(|section| section.split_once('\n').unwrap())
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

#[test]
fn every_recipe_has_a_test_and_every_test_a_recipe() {
    let files = std::fs::read_dir(root().join("tests/recipes")).unwrap();
    let tests: String = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "py"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let mut tested: Vec<&str> =
        tests.split("\n@recipe(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let recipes = recipes();
    let mut named: Vec<&str> = recipes.iter().map(|(name, _)| name.as_str()).collect();
    assert!(named.len() >= 13);
    tested.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, tested);
}

#[test]
fn every_recipe_that_needs_only_a_shell_runs() {
    let mut ran = 0;
    for (name, text) in recipes() {
        let folder = tempfile::tempdir().unwrap();
        for example in examples(&text) {
            let output = run(&example, folder.path());
            assert!(output.status.success(), "{name}: {example}\n{output:?}");
            ran += 1;
        }
    }
    assert!(ran >= 6, "{ran} examples ran");
}

/// The words of a command line up to where the command ends, as a shell would take them apart.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut before = ' ';
    for character in line.chars() {
        match character {
            _ if quote == Some(character) => quote = None,
            _ if quote.is_some() => word.get_or_insert_default().push(character),
            '\'' | '"' if word.is_none() || "=:".contains(before) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            // Behind a dollar sign it is the name of a variable of make.
            '<' | '@' | '^' if before == '$' => word.get_or_insert_default().push(character),
            '#' if word.is_none() => break,
            '|' | '&' | ';' | '<' | '>' | ')' | '`' | '\'' | '"' => break,
            ' ' => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
        before = character;
    }
    words.extend(word);
    words
}

/// Whether the program takes a command line. It is asked for help, which it gives when it has read
/// the rest.
fn is_taken(line: &str) -> bool {
    let mut words = words(line);
    let end = words.iter().position(|word| word == "--");
    words.insert(end.unwrap_or(words.len()), "--help".to_owned());
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    encypher(&words).status.success()
}

#[test]
fn every_command_line_of_the_recipes_is_one() {
    assert!(is_taken("encypher embed --meta 'model=a b' -- x.md | less"));
    assert!(!is_taken("encypher embed --no-such-option"));
    assert!(!is_taken("encypher embed --target nowhere"));
    assert!(!is_taken("encypher embed one.md two.md"));
    let help = String::from_utf8(encypher(&["--help"]).stdout).unwrap();
    let commands = help.split("Commands:\n").nth(1).unwrap();
    let commands = commands.split("\n\n").next().unwrap();
    let commands: Vec<&str> =
        commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let page = read("docs/recipes.md").replace("\\\n", " ");
    let mut lines = 0;
    for line in page.lines() {
        for (start, _) in line.match_indices("encypher ") {
            let command = &line[start..];
            let name = command.split_whitespace().nth(1).unwrap_or_default();
            if commands.contains(&name) {
                assert!(is_taken(command), "{line}");
                lines += 1;
            }
        }
    }
    assert!(lines >= 40, "{lines} command lines");
}
