//! Cases in duly's own columns, for commands that judge them one by one.
//!
//! In: paths of CSV, Parquet or JSON lines, as `duly generate --format columns` writes them.
//! Out: the cases, bound to the names of a pack. Never here: other tables, which `duly batch`
//! reads by a mapping.

use std::fmt::Write;

use duly::check::Checked;
use duly::extensions::fill_all;
use duly::facts::Case;
use duly::feed::{Given, own};
use duly::source::SourceMap;

use super::Terminal;
use super::files::near;
use super::load;
use super::world::opened;

/// Endings of files in columns.
const ENDINGS: [&str; 3] = [".csv", ".jsonl", ".parquet"];

/// Paths of columns, and paths of anything else.
pub(crate) fn divided(paths: &[String]) -> (Vec<String>, Vec<String>) {
    let is_one = |path: &&String| {
        let path = path.to_lowercase();
        ENDINGS.iter().any(|ending| path.ends_with(ending))
    };
    paths.iter().cloned().partition(|path| is_one(&path))
}

/// The cases of these files. What is wrong with any goes to `err`.
pub(crate) fn cases(
    paths: &[String],
    model: &Checked,
    (map, terminal): (&SourceMap, &Terminal),
    err: &mut String,
) -> Vec<Case> {
    let mut given = Vec::new();
    for path in paths {
        match opened(path) {
            Ok(file) => given.push(Given::new(path.as_str(), file)),
            // Writing to a string cannot fail.
            Err(error) => {
                let _ = writeln!(err, "error: {error}{}", near(path));
            }
        }
    }
    if given.is_empty() {
        return Vec::new();
    }
    let feed = match own(model.model(), given) {
        Ok(feed) => feed,
        Err(found) => {
            let _ = writeln!(err, "{}", load::complaint(map, &found, terminal));
            return Vec::new();
        }
    };
    let dirty = feed.dirty.len();
    if dirty > 0 {
        let rows = if dirty == 1 { "1 row" } else { "some rows" };
        let _ = writeln!(
            err,
            "error: {rows} of {} could not be used as they stand: {dirty} in all\n  help: `duly batch` names each of them",
            paths.join(", ")
        );
    }
    let (caseload, failures) = fill_all(model.model(), feed.caseload);
    let told = load::failures(map, &failures, terminal);
    if !told.is_empty() {
        let _ = writeln!(err, "{told}");
    }
    (0..caseload.len()).filter_map(|at| caseload.case(at)).collect()
}
