//! `completions`: a script for each shell.

use crate::common::process::World;

#[test]
fn there_is_a_script_for_each_of_the_five_shells() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = world
            .encypher(&["completions", shell])
            .assert()
            .success()
            .stderr("");
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
