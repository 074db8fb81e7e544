//! Every shipped file of a pack stands as `duly fmt` would write it.

use std::fs;
use std::path::Path;

use duly::open::formatted;
use duly::pack::{Library, MemoryWorld};

#[test]
fn every_shipped_file_is_in_order() {
    let files = shipped();
    assert!(files.len() > 50, "{} files", files.len());
    let mut world = MemoryWorld::new();
    for (path, text) in &files {
        world = world.with(path.as_str(), text.as_str());
    }
    let wrong: Vec<&str> = files
        .iter()
        .filter(|(path, text)| {
            let laid = formatted(&world, Library::shipped(), path);
            laid.unwrap_or_else(|error| panic!("{path}: {error:?}")) != *text
        })
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(wrong.is_empty(), "run `duly fmt policies`: {wrong:?}");
}

/// Every file of a pack under `policies`, by its path from there, with its text.
fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut waiting, mut found) = (vec![root.join("policies")], Vec::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if is_of_a_pack(&path) {
                let text = fs::read_to_string(&path).unwrap();
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, text));
            }
        }
    }
    found.sort();
    found
}

fn is_of_a_pack(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "duly" || end == "yaml")
}
