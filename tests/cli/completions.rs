//! `completions`: a script for each shell. What the scripts complete in the real shells,
//! tests/shells/run checks; here is what can be had without them, and bash.

use crate::common::process::{World, hermetic};
use std::path::Path;

#[test]
fn there_is_a_script_for_each_of_the_five_shells() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = world.encypher(&["completions", shell]).assert().success().stderr("");
        let script = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        for word in ["encypher", "embed", "verify", "keygen", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // Of a hidden command nobody is told.
        assert!(!script.contains("manual"), "{shell}");
    }
}

#[test]
fn the_script_for_sh_is_good_shell() {
    let world = World::new();
    let done = world.encypher(&["completions", "bash"]).assert().success();
    let script = world.write("script", &done.get_output().stdout);
    let Ok(output) = world.command("bash").arg("-n").arg(script).output() else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
}

/// Calls the function of the committed script as bash does, with words as readline splits them, the
/// last one being typed. The answer: what is offered, and which completions of its own readline is
/// asked for.
fn completed(line: &str, words: &[&str], asked: &str) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/encypher.bash");
    let function = r#"
        . "$1"
        compopt() { printf '%s\n' "$*"; }
        COMP_LINE=$2 COMP_POINT=${#2} asked=$3
        shift 3
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _encypher encypher "$asked" "${COMP_WORDS[COMP_CWORD - 1]}"
        [[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}""#;
    let output = hermetic("bash")
        .args(["--noprofile", "--norc", "-uc", function, "bash"])
        .arg(script)
        .args([line, asked])
        .args(words)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{line}: {output:?}");
    let offered = String::from_utf8(output.stdout).unwrap();
    offered.lines().map(str::to_owned).collect()
}

/// The same for a line that readline splits at blanks only.
fn offered(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    completed(line, &words, words.last().unwrap())
}

#[test]
fn bash_completes_commands_options_and_values() {
    assert_eq!(offered("encypher ver"), ["verify"]);
    assert_eq!(offered("encypher --color always emb"), ["embed"]);
    assert_eq!(offered("encypher embed --tar"), ["--target"]);
    assert_eq!(offered("encypher embed --target pun"), ["punctuation"]);
    assert_eq!(offered("encypher run -qt pun"), ["punctuation"]);
    assert_eq!(offered("encypher completions z"), ["zsh"]);
    assert_eq!(offered("encypher embed --provider anthropic-m"), ["anthropic-messages"]);
    assert_eq!(offered("encypher embed --signer o"), [""; 0]);
}

#[test]
fn bash_completes_lists_and_values_behind_an_equals_sign() {
    assert_eq!(offered("encypher embed --redact em"), ["email"]);
    assert_eq!(offered("encypher check --block pii,us_s"), ["pii,us_ssn"]);
    // readline splits at the sign, unless it is told not to.
    let words = ["encypher", "embed", "--target", "=", "pun"];
    let line = "encypher embed --target=pun";
    assert_eq!(completed(line, &words, "pun"), ["punctuation"]);
    assert_eq!(offered(line), ["--target=punctuation"]);
    let words = ["encypher", "verify", "--accept", "=", "partial,unm"];
    let line = "encypher verify --accept=partial,unm";
    assert_eq!(completed(line, &words, "partial,unm"), ["partial,unmarked"]);
    let words = ["encypher", "embed", "--meta", "a", ":=", "1", "--tar"];
    let line = "encypher embed --meta a:=1 --tar";
    assert_eq!(completed(line, &words, "--tar"), ["--target"]);
}

#[test]
fn bash_leaves_files_to_readline() {
    for line in [
        "encypher embed tw",
        "encypher embed --redact email tw",
        "encypher embed --key tw",
        "encypher embed -- --tar",
        "encypher embed --stats te",
        "encypher verify one.txt tw",
        "encypher verify > tw",
        "encypher run -- cat tw",
    ] {
        assert_eq!(offered(line), ["-o bashdefault -o default"], "{line}");
    }
    assert_eq!(offered("encypher verify --keyring a"), ["-o dirnames"]);
    // There is one file only.
    assert_eq!(offered("encypher embed one.txt tw"), [""; 0]);
}
