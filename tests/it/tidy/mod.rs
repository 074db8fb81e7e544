//! The house kept in order: what a reviewer should not have to look for.
//!
//! Each check is a function over the project's own texts, says what to do when it
//! fails, and is itself tried on a bad example.

mod grammar;
mod rooms;
mod sizes;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use crate::console::root;

/// A text of the project and its path from the top, with forward slashes.
struct Text {
    path: String,
    text: String,
}

/// Every text of the project below one of these places.
fn texts(places: &[&str]) -> Vec<Text> {
    let mut paths = Vec::new();
    for place in places {
        walk(&root().join(place), &mut paths);
    }
    paths.sort();
    paths.into_iter().filter_map(|path| read(&path)).collect()
}

fn read(path: &Path) -> Option<Text> {
    // A small module may happen to be text; it is none of ours.
    if path.extension().is_some_and(|ending| ending == "wasm") {
        return None;
    }
    let below = path.strip_prefix(root()).ok()?;
    let path = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    Some(Text { text: fs::read_to_string(root().join(&path)).ok()?, path })
}

fn walk(place: &Path, into: &mut Vec<PathBuf>) {
    if place.is_file() {
        into.push(place.to_owned());
        return;
    }
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.filter_map(Result::ok) {
        walk(&entry.path(), into);
    }
}

/// Every place that holds texts of ours.
const ALL: [&str; 20] = [
    "src",
    "tests",
    "benches",
    "fuzz/bodies.rs",
    "docs",
    "examples",
    "policies",
    "grammar",
    ".ci",
    ".cargo",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "Cargo.toml",
    "clippy.toml",
    "rustfmt.toml",
    ".gitignore",
    "LICENSE-MIT",
    "LICENSE-APACHE",
];

/// The Rust of the project.
fn rust() -> Vec<Text> {
    let mut all = texts(&["src", "tests", "benches"]);
    all.retain(|text| text.path.ends_with(".rs"));
    assert!(all.len() > 20, "the sources are found");
    all
}

/// Fails with every problem, one a line.
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
