//! The walls of the house: the core knows no files, clock, randomness, processes or command line,
//! and every source file is reached from one of the two doors.

use std::path::{Path, PathBuf};

fn sources() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                // Tables and the look of the page stand beside the files that read them.
                false if path.extension().is_some_and(|kind| kind == "txt" || kind == "css") => {}
                false => files.push(path),
            }
        }
    }
    assert!(files.len() > 60);
    files
}

fn is_command_line(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "cli") || path.ends_with("src/main.rs")
}

#[test]
fn the_core_names_nothing_of_the_world() {
    let words = [
        "std::io",
        "std::fs",
        "std::env",
        "std::time",
        "std::process",
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
            for word in words {
                assert!(!code.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn every_source_file_belongs_to_the_house() {
    for path in sources() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().unwrap();
        // Tests of a room may have a file of their own beside it.
        if ["main", "lib"].contains(&name.as_str()) || name.ends_with("_tests") {
            continue;
        }
        let (name, folder) = match name.as_str() {
            "mod" => (
                folder.file_name().unwrap().to_string_lossy().into_owned(),
                folder.parent().unwrap(),
            ),
            _ => (name, folder),
        };
        let doors = ["mod.rs", "lib.rs", "main.rs"].map(|door| folder.join(door));
        let parents: String =
            doors.iter().filter_map(|door| std::fs::read_to_string(door).ok()).collect();
        assert!(parents.contains(&format!("mod {name};")), "nobody opens {}", path.display());
    }
}

#[test]
fn every_source_file_says_what_it_is_and_stays_one_room() {
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        let tests = path.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests"));
        assert!(text.starts_with("//! "), "{} does not say what it is", path.display());
        assert!(tests || text.lines().count() <= 600, "{} is two rooms", path.display());
    }
}
