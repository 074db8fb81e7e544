//! Case files named on the command line: files, and folders of them.
//!
//! In: paths. Out: each file's text, in the order of the paths; a folder gives
//! its case files in the order of their names. Never here: what a case says.

use std::sync::Arc;

use duly::pack::{PathKind, World};
use rustc_hash::FxHashMap;

use super::kind::{Holds, holds};
use super::world::OsWorld;

/// Endings of case files.
const ENDINGS: [&str; 3] = [".yaml", ".yml", ".json"];

/// A file that was read.
pub(crate) struct CaseText {
    /// Its path, as a person knows it.
    pub(crate) path: String,
    /// Its whole text.
    pub(crate) text: Arc<str>,
}

/// The cases that were read so far, by the file of each.
#[derive(Default)]
pub(crate) struct Taken(FxHashMap<String, String>);

impl Taken {
    /// Takes a case; what to say where another file is the same case.
    pub(crate) fn twice(&mut self, id: &str, path: &str) -> Option<String> {
        if let Some(before) = self.0.get(id) {
            return Some(format!(
                "error: `{path}` and `{before}` are both the case “{id}”\n  help: give one of them another `case:`; until then the second is left out"
            ));
        }
        self.0.insert(id.to_owned(), path.to_owned());
        None
    }
}

/// Every case file, and a sentence for each path that gives none.
pub(crate) fn case_files(paths: &[String]) -> (Vec<CaseText>, Vec<String>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        match OsWorld.kind(path) {
            Some(PathKind::Folder) => folder(path, &mut found, &mut wrong),
            Some(PathKind::File) | None => file(path, &mut found, &mut wrong),
        }
    }
    (found, wrong)
}

fn file(path: &str, found: &mut Vec<CaseText>, wrong: &mut Vec<String>) {
    match OsWorld.read(path) {
        Ok(text) if holds(path, &text) == Holds::Pack => wrong
            .push(format!("error: `{path}` is a pack, not a case\n  help: name it after `--pack`")),
        Ok(text) => found.push(CaseText { path: path.to_owned(), text }),
        Err(error) => wrong.push(format!("error: `{path}` cannot be read: {error}{}", help(path))),
    }
}

/// What to do about a path that gives no text.
fn help(path: &str) -> String {
    let near = near(path);
    if near.is_empty() && OsWorld.kind(path).is_none() {
        return "\n  help: name a case file, or a folder of them".to_owned();
    }
    near
}

fn folder(path: &str, found: &mut Vec<CaseText>, wrong: &mut Vec<String>) {
    let before = found.len() + wrong.len();
    match OsWorld.list(path) {
        Ok(entries) => {
            let is_case = |name: &str| ENDINGS.iter().any(|end| name.to_lowercase().ends_with(end));
            for entry in entries.iter().filter(|entry| !entry.folder && is_case(&entry.name)) {
                file(&format!("{}/{}", path.trim_end_matches('/'), entry.name), found, wrong);
            }
        }
        Err(error) => wrong.push(format!("error: `{path}` cannot be read: {error}")),
    }
    if found.len() + wrong.len() == before {
        wrong.push(format!(
            "error: `{path}` holds no case: no file that ends in .yaml, .yml or .json"
        ));
    }
}

/// A file of nearly that name beside it; nothing for one that is there.
pub(crate) fn near(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
    let Ok(entries) = OsWorld.list(folder) else { return String::new() };
    if entries.iter().any(|entry| entry.name == name) {
        return String::new();
    }
    let names = entries.iter().map(|entry| entry.name.as_str());
    match duly::names::suggest_words(name, names).first() {
        Some(near) if folder == "." => format!("\n  help: did you mean `{near}`?"),
        Some(near) => format!("\n  help: did you mean `{folder}/{near}`?"),
        None => String::new(),
    }
}

/// The name of a case whose file gives none: the file's, without its ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
