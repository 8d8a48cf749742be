//! The graph of imports between source files, and what may not be in it: circles, and imports that
//! run upward.

use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// The path of a module: of `src/a/b.rs` and of `src/a/b/mod.rs` it is `a`, `b`.
pub type Module = Vec<String>;

/// All source files by the modules that they are.
pub struct Tree {
    files: BTreeMap<Module, File>,
}

struct File {
    path: String,
    source: Source,
}

/// Paths are followed over so many re-exports.
const HOPS: usize = 8;

impl Tree {
    /// Reads files: of each its path in `src`, and its text.
    pub fn read<P: AsRef<str>, T: AsRef<str>>(files: impl IntoIterator<Item = (P, T)>) -> Tree {
        let file = |(path, text): (P, T)| {
            let path = path.as_ref().to_owned();
            (module(&path), File { path, source: Source::read(text.as_ref()) })
        };
        Tree { files: files.into_iter().map(file).collect() }
    }

    /// All files: path, module and what is in them.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Module, &Source)> {
        self.files.iter().map(|(module, file)| (file.path.as_str(), module, &file.source))
    }

    /// The path of the file that is a module.
    pub fn path(&self, module: &Module) -> &str {
        &self.files[module].path
    }

    /// What a module declares.
    pub fn source(&self, module: &[String]) -> Option<&Source> {
        self.files.get(module).map(|file| &file.source)
    }

    /// Which file imports something from which other one. What is exported again counts for the file
    /// that declares it.
    pub fn imports(&self) -> BTreeSet<(Module, Module)> {
        let mut imports = BTreeSet::new();
        for (module, file) in &self.files {
            let used = file.source.imports.iter().map(|import| &import.path);
            for path in used.chain(&file.source.paths) {
                if let Some(to) = self.resolve(module, path, HOPS).filter(|to| to != module) {
                    imports.insert((module.clone(), to));
                }
            }
        }
        imports
    }

    /// The file that declares what a path names in a module; nothing for what is of other crates.
    fn resolve(&self, from: &Module, path: &[String], hops: usize) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" | "encypher" => self.descend(&Vec::new(), rest, hops),
            "self" => self.resolve_in(from, rest, hops),
            "super" => {
                let parent = from[..from.len().checked_sub(1)?].to_vec();
                self.resolve_in(&parent, rest, hops)
            }
            _ if self.child(from, first).is_some() => self.descend(from, path, hops),
            _ => self.imported(from, path, hops),
        }
    }

    /// The same for the rest of a path after `self` or `super`, which `super` may follow.
    fn resolve_in(&self, module: &Module, rest: &[String], hops: usize) -> Option<Module> {
        match rest.first().is_some_and(|name| name == "super") {
            true => self.resolve(module, rest, hops),
            false => self.descend(module, rest, hops),
        }
    }

    fn descend(&self, module: &Module, path: &[String], hops: usize) -> Option<Module> {
        let Some((first, rest)) = path.split_first() else {
            return Some(module.clone());
        };
        // A function may be called like a module next to it.
        let is_item = rest.is_empty()
            && self.source(module).is_some_and(|source| source.items.contains(first));
        if let Some(child) = self.child(module, first).filter(|_| !is_item) {
            return self.descend(&child, rest, hops);
        }
        self.imported(module, path, hops).or_else(|| Some(module.clone()))
    }

    /// Follows a name that a module has imported, perhaps to export it again.
    fn imported(&self, module: &Module, path: &[String], hops: usize) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let hops = hops.checked_sub(1)?;
        let source = self.source(module)?;
        let named = source.imports.iter().filter(|import| import.name == *first);
        let mut whole = named.map(|import| [import.path.as_slice(), rest].concat());
        whole.find_map(|path| self.resolve(module, &path, hops)).or_else(|| {
            let globs = source.imports.iter().filter(|import| import.name == "*");
            let mut targets = globs.filter_map(|glob| self.resolve(module, &glob.path, hops));
            targets.find(|target| {
                self.source(target).is_some_and(|source| source.items.contains(first))
            })
        })
    }

    fn child(&self, module: &Module, name: &str) -> Option<Module> {
        let child = [module.as_slice(), &[name.to_owned()]].concat();
        self.files.contains_key(&child).then_some(child)
    }
}

/// The module that a file is. The root of the library is the empty path, the program's is `main`.
fn module(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" => Vec::new(),
        _ => path.split('/').map(str::to_owned).collect(),
    }
}

/// One module of a folder that imports another one.
type Edge<'a> = (&'a str, &'a str);

/// Circles, as lines `FILE imports FILE`. The modules of a folder, each with all that is below it,
/// must not import each other in a circle, in no folder. A module and those below it count as one:
/// they may import from each other.
pub fn circles(tree: &Tree, imports: &BTreeSet<(Module, Module)>) -> Vec<String> {
    let mut folders: BTreeMap<&[String], BTreeMap<Edge<'_>, Vec<String>>> = BTreeMap::new();
    for (from, to) in imports {
        let common = from.iter().zip(to).take_while(|(one, other)| one == other).count();
        if let (Some(one), Some(other)) = (from.get(common), to.get(common)) {
            let line = format!("{} imports {}", tree.path(from), tree.path(to));
            let folder = folders.entry(&from[..common]).or_default();
            folder.entry((one, other)).or_default().push(line);
        }
    }
    folders.into_values().flat_map(|edges| on_circles(edges).into_values().flatten()).collect()
}

/// The edges that are left after all have gone that lead to nothing or come from nothing.
fn on_circles<'a, T>(mut edges: BTreeMap<Edge<'a>, T>) -> BTreeMap<Edge<'a>, T> {
    loop {
        let before = edges.len();
        let starts: BTreeSet<&str> = edges.keys().map(|edge| edge.0).collect();
        let ends: BTreeSet<&str> = edges.keys().map(|edge| edge.1).collect();
        edges.retain(|edge, _| starts.contains(edge.1) && ends.contains(edge.0));
        if edges.len() == before {
            return edges;
        }
    }
}

/// Says what is wrong with the order of the layers, the lowest first: imports that do not run
/// downward, files that are in no layer, and names in a layer that are no modules.
pub fn upward(
    tree: &Tree,
    imports: &BTreeSet<(Module, Module)>,
    layers: &[&[&str]],
) -> Vec<String> {
    let parts = |name: &&str| name.split("::").map(str::to_owned).collect::<Module>();
    let mut order: Vec<(Module, usize)> = Vec::new();
    for (layer, names) in layers.iter().enumerate() {
        order.extend(names.iter().map(|name| (parts(name), layer)));
    }
    let entry = |module: &Module| {
        let above = order.iter().filter(|(name, _)| module.starts_with(name));
        above.max_by_key(|(name, _)| name.len())
    };
    let mut faults = Vec::new();
    for (name, _) in &order {
        if tree.source(name).is_none() {
            faults.push(format!("{} is in a layer and no module", name.join("::")));
        }
    }
    for (path, module, _) in tree.files() {
        if !module.is_empty() && entry(module).is_none() {
            faults.push(format!("{path} is in no layer"));
        }
    }
    for (from, to) in imports {
        // Everything is below the root of the library.
        if from.is_empty() {
            continue;
        }
        let is_fine = match (entry(from), entry(to)) {
            (Some(one), Some(other)) => one.0 == other.0 || other.1 < one.1,
            _ => false,
        };
        if !is_fine {
            faults.push(format!("{} imports {}, upward", tree.path(from), tree.path(to)));
        }
    }
    faults
}

fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::read(files.iter().copied());
    let imports = tree.imports();
    imports.iter().map(|(from, to)| format!("{} {}", tree.path(from), tree.path(to))).collect()
}

fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::read(files.iter().copied());
    circles(&tree, &tree.imports())
}

#[test]
fn imports_lead_to_the_file_that_declares_the_name() {
    let found = edges(&[
        ("lib.rs", "pub mod a; pub mod b; pub use a::deep::Name; pub use b::*;"),
        ("main.rs", "use encypher::Name; fn main() { encypher::other(); encypher::b::c(); }"),
        ("b/c.rs", "pub fn d() {}"),
        (
            "a/mod.rs",
            "pub mod deep; pub use deep::Name as Again; use serde::Value; fn f() { deep::g() }",
        ),
        ("a/deep.rs", "pub struct Name; use super::f;"),
        (
            "b/mod.rs",
            "use crate::a::{self, Again}; use std::fmt; mod c; pub fn c() {} \
             pub fn other() { a::deep::h(); fmt::x() }",
        ),
    ]);
    let expected = [
        "lib.rs a/deep.rs",
        "lib.rs b/mod.rs",
        "a/mod.rs a/deep.rs",
        "a/deep.rs a/mod.rs",
        "b/mod.rs a/mod.rs",
        "b/mod.rs a/deep.rs",
        "main.rs a/deep.rs",
        "main.rs b/mod.rs",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_module_and_those_below_it_may_import_from_each_other() {
    let parent = ("a/mod.rs", "mod b; mod c; use b::B;");
    assert_eq!(
        circles_of(&[parent, ("a/b.rs", "use super::A;"), ("a/c.rs", "use super::b::B;")]),
        [""; 0]
    );
}

#[test]
fn circles_between_files_and_between_folders_are_found() {
    let siblings =
        [("a/mod.rs", ""), ("a/b.rs", "use super::c::C;"), ("a/c.rs", "use crate::a::b::B;")];
    assert_eq!(circles_of(&siblings), ["a/b.rs imports a/c.rs", "a/c.rs imports a/b.rs"]);
    // No file imports itself over others, but each folder needs the other one.
    let folders = [
        ("a/mod.rs", ""),
        ("a/b.rs", "use crate::c::d::D;"),
        ("a/e.rs", ""),
        ("c/mod.rs", ""),
        ("c/d.rs", "fn f() { crate::a::e::g() }"),
        ("f.rs", "use crate::a::b::B;"),
    ];
    assert_eq!(circles_of(&folders), ["a/b.rs imports c/d.rs", "c/d.rs imports a/e.rs"]);
    let around =
        [("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;"), ("c.rs", "use crate::a::A;")];
    assert_eq!(circles_of(&around).len(), 3);
}

#[test]
fn imports_that_do_not_run_downward_are_found() {
    let files = [
        ("lib.rs", "pub use top::Top;"),
        ("low.rs", "use crate::top::Top;"),
        ("side.rs", "use crate::low::Low;"),
        ("top/mod.rs", "use crate::{low::Low, side::Side}; mod part;"),
        ("top/part.rs", "use super::Top;"),
    ];
    let tree = Tree::read(files);
    let faults = |layers: &[&[&str]]| upward(&tree, &tree.imports(), layers);
    assert_eq!(faults(&[&["low"], &["side"], &["top"]]), ["low.rs imports top/mod.rs, upward"]);
    let one = faults(&[&["low", "side"], &["top"]]);
    assert!(one.contains(&"side.rs imports low.rs, upward".to_owned()), "{one:?}");
    let part = faults(&[&["low"], &["side"], &["top::part"], &["top"]]);
    assert!(part.contains(&"top/part.rs imports top/mod.rs, upward".to_owned()), "{part:?}");
    let none = faults(&[&["top"], &["gone"]]);
    assert!(none.contains(&"low.rs is in no layer".to_owned()), "{none:?}");
    assert!(none.contains(&"gone is in a layer and no module".to_owned()), "{none:?}");
}
