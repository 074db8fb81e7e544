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

/// The codes that the language names, by family; those about many duties at once and
/// about the tools have families of their own.
const NAMED: [(&str, &[u32]); 6] = [
    ("D01", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("D02", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("D03", &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 25, 31, 33]),
    ("D04", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 15, 18, 19, 20, 21]),
    ("D05", &[1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15]),
    ("D07", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
];

#[test]
fn every_code_that_the_language_names_is_there_with_its_page() {
    let about_cases = (1..=9).map(|number| format!("D080{number}"));
    let named = NAMED.iter().flat_map(|(family, numbers)| {
        numbers.iter().map(move |number| format!("{family}{number:02}"))
    });
    for code in named.chain(about_cases) {
        assert!(Code::parse(&code).is_some(), "{code} is missing");
        let page =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/diagnostics/{code}.md"));
        assert!(page.is_file(), "{code} has no page");
    }
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
