//! Every code is shown: `bad/<code>` fires it, and its twin in `good/` does not.

use std::fs;
use std::path::{Path, PathBuf};

use duly::diag::Code;

use super::judge::found;
use super::{check, name, root};

#[test]
fn every_code_is_fired_by_a_file_and_not_by_its_twin() {
    let root = root();
    let mut problems = Vec::new();
    for code in Code::ALL {
        problems.extend(problem(&root, *code).map(|problem| format!("{code}: {problem}")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// What the two files of a code lack.
fn problem(root: &Path, code: Code) -> Option<String> {
    let Some(bad) = file(root, "bad", code) else { return Some("no file in bad/".into()) };
    let Some(good) = file(root, "good", code) else { return Some("no twin in good/".into()) };
    if !fires(root, &bad, code) {
        return Some(format!("{} does not fire it", name(root, &bad)));
    }
    fires(root, &good, code).then(|| format!("{} fires it too", name(root, &good)))
}

fn file(root: &Path, side: &str, code: Code) -> Option<PathBuf> {
    ["diagnostics", "cases", "mappings"]
        .iter()
        .flat_map(|area| ["duly", "yaml"].map(|end| (area, end)))
        .map(|(area, end)| root.join(area).join(side).join(format!("{code}.{end}")))
        .find(|path| path.is_file())
}

fn fires(root: &Path, path: &Path, code: Code) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    found(&name(root, path), &text, &check).iter().any(|one| one.code == code)
}
