//! Reads what a source file names and declares: enough of Rust's grammar to tell imports, paths and
//! enums from comments, literals and tests.

use std::collections::BTreeSet;

/// What one file names and declares. Tests in it are left out.
#[derive(Debug, Default)]
pub struct Source {
    /// The names that `use` brings in, each with its whole path.
    pub imports: Vec<Import>,
    /// All other paths of two names or more.
    pub paths: Vec<Vec<String>>,
    /// The modules that are declared with `mod NAME;`.
    pub modules: BTreeSet<String>,
    /// The names of the functions, types, traits and constants that are declared.
    pub items: BTreeSet<String>,
    /// The enums that are declared.
    pub enums: Vec<Enum>,
}

/// One name that a `use` brings in.
#[derive(Debug, PartialEq)]
pub struct Import {
    /// The name, or its alias; `*` for all names of a module.
    pub name: String,
    /// What it stands for.
    pub path: Vec<String>,
}

/// An enum and the words of its variants.
#[derive(Debug, PartialEq)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Of each variant its name and the words of its payload.
    pub variants: Vec<Vec<String>>,
}

impl Source {
    /// Reads a file.
    pub fn read(text: &str) -> Source {
        let tokens = without_tests(&tokens(text));
        let mut source = Source::default();
        // Where each inline module ends: `super` in it is the file itself.
        let mut inline = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            inline.retain(|end| at < *end);
            let word = tokens[at].as_str();
            let next = tokens.get(at + 1).map_or("", String::as_str);
            let after = tokens.get(at + 2).map_or("", String::as_str);
            match word {
                "use" if next != "<" => {
                    let end = item_end(&tokens, at);
                    for mut import in tree(&tokens[at + 1..end - 1]) {
                        outer(&mut import.path, inline.len());
                        source.imports.push(import);
                    }
                    at = end;
                    continue;
                }
                "mod" if after == ";" => {
                    source.modules.insert(next.to_owned());
                }
                "mod" if after == "{" => inline.push(item_end(&tokens, at)),
                "enum" if is_word(next) => {
                    source.items.insert(next.to_owned());
                    source.enums.push(enum_at(&tokens, at));
                }
                "fn" | "struct" | "trait" | "type" | "const" | "static" | "union" => {
                    let name = if next == "mut" || next == "fn" { after } else { next };
                    source.items.insert(name.to_owned());
                }
                _ if is_word(word) && next == "::" && (at == 0 || !joins(&tokens[at - 1])) => {
                    let mut path = vec![word.to_owned()];
                    while tokens.get(at + 1).is_some_and(|token| token == "::")
                        && tokens.get(at + 2).is_some_and(|token| is_word(token))
                    {
                        path.push(tokens[at + 2].clone());
                        at += 2;
                    }
                    if path.len() > 1 {
                        outer(&mut path, inline.len());
                        source.paths.push(path);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        source
    }
}

/// Makes a path of an inline module one of the file.
fn outer(path: &mut [String], depth: usize) {
    for name in path.iter_mut().take(depth).take_while(|name| *name == "super") {
        *name = "self".to_owned();
    }
}

/// True for what makes the next word a part of something that began before.
fn joins(token: &str) -> bool {
    token == "::" || token == "."
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Takes a text apart into words, `::` and single signs; a literal is one `"`.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is = |at: usize, wanted: char| chars.get(at) == Some(&wanted);
    let mut tokens: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        match chars[at] {
            '/' if is(at + 1, '/') => {
                while at < chars.len() && !is(at, '\n') {
                    at += 1;
                }
            }
            '/' if is(at + 1, '*') => {
                let mut depth = 0;
                while at < chars.len() {
                    if is(at, '/') && is(at + 1, '*') {
                        (depth, at) = (depth + 1, at + 2);
                    } else if is(at, '*') && is(at + 1, '/') {
                        (depth, at) = (depth - 1, at + 2);
                    } else {
                        at += 1;
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => {
                at = literal_end(&chars, at);
                tokens.push("\"".to_owned());
            }
            '\'' if is(at + 1, '\\') || is(at + 2, '\'') => {
                at = literal_end(&chars, at);
                tokens.push("\"".to_owned());
            }
            // A lifetime is nothing that a path or a declaration needs.
            '\'' => at += 1 + word_length(&chars[at + 1..]),
            c if c.is_alphanumeric() || c == '_' => {
                at += word_length(&chars[at..]);
                let word: String = chars[start..at].iter().collect();
                let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
                match word.as_str() {
                    "r" | "br" | "cr" if is(at + hashes, '"') => {
                        let end: Vec<char> = format!("\"{}", "#".repeat(hashes)).chars().collect();
                        at += hashes + 1;
                        while at < chars.len() && !chars[at..].starts_with(&end) {
                            at += 1;
                        }
                        at += end.len();
                        tokens.push("\"".to_owned());
                    }
                    // The literal itself comes next.
                    "b" | "c" if is(at, '"') || is(at, '\'') => {}
                    "r" if hashes == 1 => {
                        at += 1 + word_length(&chars[at + 1..]);
                        tokens.push(chars[start..at].iter().collect());
                    }
                    _ => tokens.push(word),
                }
            }
            ':' if is(at + 1, ':') => {
                at += 2;
                tokens.push("::".to_owned());
            }
            c => {
                at += 1;
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
            }
        }
    }
    tokens
}

fn word_length(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_alphanumeric() || **c == '_').count()
}

/// Where a literal ends that begins with a quote.
fn literal_end(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != chars[start] {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Leaves out what is compiled for tests only.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_attribute(tokens, at) {
            let end = closing(tokens, at + 1) + 1;
            let words = &tokens[at + 2..end];
            let has = |word: &str| words.iter().any(|token| token == word);
            if words[0] == "cfg" && has("test") && !has("not") {
                at = end;
                while is_attribute(tokens, at) {
                    at = closing(tokens, at + 1) + 1;
                }
                at = item_end(tokens, at);
                continue;
            }
        }
        kept.push(tokens[at].clone());
        at += 1;
    }
    kept
}

fn is_attribute(tokens: &[String], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token == "#")
        && tokens.get(at + 1).is_some_and(|token| token == "[")
}

/// Where the bracket closes that opens at a place.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

/// Where an item ends: after its `;`, or after its last brace.
fn item_end(tokens: &[String], start: usize) -> usize {
    let is_use = tokens.get(start).is_some_and(|token| token == "use");
    let mut at = start;
    while at < tokens.len() {
        match tokens[at].as_str() {
            ";" => return at + 1,
            "{" if !is_use => return closing(tokens, at) + 1,
            "(" | "[" | "{" => at = closing(tokens, at),
            // A variant, a field or an argument.
            "," | "}" | ")" if at > start => return at,
            _ => {}
        }
        at += 1;
    }
    tokens.len()
}

/// The names of a `use`, with its groups written out.
fn tree(tokens: &[String]) -> Vec<Import> {
    let end = tokens.iter().position(|token| token == "{").unwrap_or(tokens.len());
    let (plain, group) = tokens.split_at(end);
    let words: Vec<String> = plain.iter().filter(|token| *token != "::").cloned().collect();
    let Some(group) = group.get(1..) else {
        let (words, alias) = match words.iter().position(|word| word == "as") {
            Some(at) => (words[..at].to_vec(), words.get(at + 1).cloned()),
            None => (words, None),
        };
        // `{self}` is the module before the braces.
        let path = match words.split_last() {
            Some((last, before)) if last == "self" && !before.is_empty() => before.to_vec(),
            Some((last, before)) if last == "*" => before.to_vec(),
            _ => words.clone(),
        };
        let is_glob = words.last().is_some_and(|word| word == "*");
        let name = if is_glob { Some("*".to_owned()) } else { path.last().cloned() };
        return alias.or(name).map(|name| Import { name, path }).into_iter().collect();
    };
    let mut imports = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for (at, token) in group.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth > 0 => depth -= 1,
            "," if depth > 0 => {}
            "," | "}" => {
                if start < at {
                    imports.extend(tree(&[plain, &group[start..at]].concat()));
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    imports
}

fn enum_at(tokens: &[String], at: usize) -> Enum {
    let name = tokens[at + 1].clone();
    let open = (at..tokens.len()).find(|at| tokens[*at] == "{").unwrap_or(tokens.len() - 1);
    let end = closing(tokens, open);
    let mut variants = vec![Vec::new()];
    let mut inside = open + 1;
    while inside < end {
        match tokens[inside].as_str() {
            "#" if is_attribute(tokens, inside) => inside = closing(tokens, inside + 1),
            "," => variants.push(Vec::new()),
            "(" | "{" => {
                let close = closing(tokens, inside);
                let words = tokens[inside..close].iter().filter(|token| is_word(token));
                variants.last_mut().unwrap().extend(words.cloned());
                inside = close;
            }
            word if is_word(word) => variants.last_mut().unwrap().push(word.to_owned()),
            _ => {}
        }
        inside += 1;
    }
    variants.retain(|variant| !variant.is_empty());
    Enum { name, variants }
}

fn import(name: &str, path: &str) -> Import {
    Import { name: name.to_owned(), path: path.split("::").map(str::to_owned).collect() }
}

#[test]
fn groups_aliases_and_globs_are_written_out() {
    let source = Source::read(
        "use crate::a::{self, b::{C, D as E}, f};\npub(crate) use super::g as h;\nuse i::*;\n\
         fn f() -> impl Iterator + use<'a> {}",
    );
    let expected = [
        import("a", "crate::a"),
        import("C", "crate::a::b::C"),
        import("E", "crate::a::b::D"),
        import("f", "crate::a::f"),
        import("h", "super::g"),
        import("*", "i"),
    ];
    assert_eq!(source.imports, expected);
}

#[test]
fn comments_and_literals_name_nothing() {
    let source = Source::read(
        r####"//! use crate::a;
        /* use crate::b; /* nested */ crate::c::d */
        fn f<'a>(x: &'a str) { let _ = ("crate::e::f \" ", r#"crate::g" ::h"#, '"', b'\'', b"i::j"); }
        /// k::l
        const M: char = '\u{e9}'; fn r#use() { n::o(p.q::<r>(), <S as t::U>::v) }"####,
    );
    assert_eq!(source.imports, []);
    assert_eq!(source.paths, [["n", "o"], ["t", "U"]]);
    assert!(["f", "M", "r#use"].iter().all(|name| source.items.contains(*name)));
}

#[test]
fn tests_are_left_out_and_what_follows_them_is_not() {
    let source = Source::read(
        "#[cfg(test)]\nuse a::b;\n#[cfg(test)]\n#[path = \"x.rs\"]\nmod tests;\n\
         #[cfg(test)]\nmod more { use c::d; fn f(x: [u8; 3]) { e::f() } }\n\
         #[cfg(test)]\nfn g(x: [u8; 3]) -> u8 { h::i() }\n\
         enum J { #[cfg(test)] K(l::M), N(o::P) }\n\
         #[cfg(not(test))]\nuse q::r;\n#[cfg(unix)]\nmod s;",
    );
    assert_eq!(source.imports, [import("r", "q::r")]);
    assert_eq!(source.paths, [["o", "P"]]);
    assert_eq!(source.modules, BTreeSet::from(["s".to_owned()]));
    assert_eq!(source.enums[0].variants, [["N", "o", "P"]]);
}

#[test]
fn super_in_an_inline_module_is_the_file() {
    let source = Source::read(
        "mod a { use super::b; fn f() { super::c::d(); super::super::e::f() } }\nuse super::g;",
    );
    assert_eq!(source.imports, [import("b", "self::b"), import("g", "super::g")]);
    assert_eq!(source.paths, [vec!["self", "c", "d"], vec!["self", "super", "e", "f"]]);
}

#[test]
fn enums_have_the_words_of_their_variants() {
    let source = Source::read(
        "pub enum A<T> where T: B { /// Text.\n #[doc(hidden)] C, D(Box<E>, f::G), H { i: J }, K = 3 }",
    );
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let variants = ["C", "D Box E f G", "H i J", "K"].map(words).to_vec();
    assert_eq!(source.enums, [Enum { name: "A".to_owned(), variants }]);
}
