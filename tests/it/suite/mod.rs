//! The suite: `tests/suite/<area>/{good,bad}/*.{duly,yaml}`, each file a pack or
//! a case that says in comments what duly must find in it.
//!
//! Adding a file adds a test. `DULY_BLESS=1` writes the comments anew: read every
//! change before you keep it.

mod annotation;
mod codes;
mod judge;
mod tests;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use duly::diag::{Diagnostic, Outcome};
use duly::facts::read_case;
use duly::model::resolve;
use duly::pack::{Library, MemoryWorld, load};
use duly::source::SourceMap;

pub(crate) use codes::NOT_YET;
use judge::{Check, Side, bless, judge};

#[test]
fn every_file_does_as_it_says() {
    let blessing = std::env::var("DULY_BLESS").is_ok_and(|value| value == "1");
    if let Err(report) = run(&root(), blessing, &check) {
        panic!("\n{report}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

/// Checks a file of the suite, named from its root, as duly does: a case file
/// below `cases`, a pack anywhere else.
pub(crate) fn check(name: &str, text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let mut map = SourceMap::new();
    let found = if name.starts_with("cases/") {
        let file = map.add(name, text);
        read_case(file, name, text).diagnostics
    } else {
        let world = MemoryWorld::new().with(name, text);
        let Outcome { value, mut diagnostics } = load(&world, Library::shipped(), &mut map, name);
        if let Some(loaded) = value {
            diagnostics.extend(resolve(loaded.into_parts()).diagnostics);
        }
        diagnostics
    };
    (map, found)
}

/// Holds every file below `root` against its annotations, or writes them anew.
///
/// # Errors
/// Everything that is wrong, file by file.
fn run(root: &Path, blessing: bool, check: &Check<'_>) -> Result<usize, String> {
    let mut report = String::new();
    let files = files(root)?;
    for (side, path) in &files {
        let name = name(root, path);
        let bytes = fs::read(path).map_err(|error| format!("{name}: {error}"))?;
        let problems = match String::from_utf8(bytes) {
            Ok(text) if blessing => {
                let blessed = bless(*side, &name, &text, check);
                if blessed != text {
                    fs::write(path, &blessed).map_err(|error| format!("{name}: {error}"))?;
                }
                judge(*side, &name, &blessed, check)
            }
            Ok(text) => judge(*side, &name, &text, check),
            Err(_) => vec!["the suite holds UTF-8 only".to_owned()],
        };
        if !problems.is_empty() {
            let _ = writeln!(report, "{name}\n  {}", problems.join("\n  "));
        }
    }
    if report.is_empty() { Ok(files.len()) } else { Err(report) }
}

/// Every file of the suite, in order, with the folder's promise.
fn files(root: &Path) -> Result<Vec<(Side, PathBuf)>, String> {
    let mut files = Vec::new();
    for area in list(root)?.into_iter().filter(|path| path.is_dir()) {
        for folder in list(&area)?.into_iter().filter(|path| path.is_dir()) {
            let side = match folder.file_name().and_then(|name| name.to_str()) {
                Some("good") => Side::Good,
                Some("bad") => Side::Bad,
                _ => return Err(format!("{} is neither good nor bad", folder.display())),
            };
            files.extend(list(&folder)?.into_iter().map(|path| (side, path)));
        }
    }
    Ok(files)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

/// A file's name below the suite, with forward slashes.
fn name(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
