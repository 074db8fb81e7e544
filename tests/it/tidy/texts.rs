//! What no text of the project may hold.

use super::{ALL, Text, none, rust, texts};

/// What may not stand in a text, and why. Each is written in two halves, so that
/// this table does not hold what it forbids.
const FORBIDDEN: [(&str, &str, &str); 11] = [
    ("#[all", "ow", "say `#[expect(lint, reason = \"…\")]`: it must have a reason, and must fire"),
    (
        "#![all",
        "ow",
        "say `#![expect(lint, reason = \"…\")]`: it must have a reason, and must fire",
    ),
    ("#[ign", "ore", "a test that is not run tests nothing: assert what happens now, and say so"),
    ("#[should_", "panic", "assert the error itself"),
    ("TO", "DO", "do it, or write it down where plans are kept"),
    ("FIX", "ME", "mend it, or assert what happens now, and say so"),
    ("/ho", "me/", "no path of one machine"),
    ("/ro", "ot/", "no path of one machine"),
    ("/us", "ers/", "no path of one machine"),
    ("index.cra", "tes.io", "no host of a registry"),
    ("static.cra", "tes.io", "no host of a registry"),
];

fn forbidden(text: &Text) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in text.text.lines().enumerate() {
        for (start, end, why) in FORBIDDEN {
            if line.contains(&format!("{start}{end}")) {
                problems.push(format!("{}:{}: {start}{end}: {why}", text.path, number + 1));
            }
        }
    }
    problems
}

#[test]
fn nothing_forbidden_is_written() {
    let all = texts(&ALL);
    none(&all.iter().flat_map(forbidden).collect::<Vec<_>>());
}

#[test]
fn forbidden_things_are_seen() {
    let text = |line: String| Text { path: "a.rs".to_owned(), text: line };
    assert_eq!(forbidden(&text(format!("#[all{}(x)]", "ow"))).len(), 1);
    assert_eq!(forbidden(&text(format!("see /ho{}/me", "me"))).len(), 1);
    assert_eq!(forbidden(&text("allow the home".to_owned())), Vec::<String>::new());
}

/// Every module says what comes in, what goes out, what must never be here.
#[test]
fn every_module_says_what_it_is() {
    let silent = |text: &Text| !text.text.starts_with("//!");
    let problems: Vec<String> = rust()
        .iter()
        .filter(|text| silent(text) && !is_test(&text.path))
        .map(|text| format!("{}: begins with `//!`: what is this module for?", text.path))
        .collect();
    none(&problems);
}

/// Modules of tests are described by the module they test.
fn is_test(path: &str) -> bool {
    path.starts_with("src/") && (path.ends_with("/tests.rs") || path.contains("/tests/"))
}

#[test]
fn lines_end_with_their_last_letter() {
    // Rust is rustfmt's business, and what a test expects is what it expects.
    let ours = |path: &str| !path.ends_with(".rs") && !path.ends_with(".snap");
    let mut problems = Vec::new();
    for text in
        texts(&ALL).iter().filter(|text| ours(&text.path) && !text.path.starts_with("tests/"))
    {
        for (number, line) in text.text.lines().enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                problems.push(format!("{}:{}: white space at the end", text.path, number + 1));
            }
        }
        if !text.text.ends_with('\n') {
            problems.push(format!("{}: no line end at the end", text.path));
        }
    }
    none(&problems);
}

/// A page without a code is one nobody can be sent to.
#[test]
fn every_page_has_its_code() {
    for page in texts(&["docs/diagnostics"]) {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let code = name.strip_suffix(".md").and_then(duly::diag::Code::parse);
        assert!(code.is_some() || name == "README.md", "{}: no such code", page.path);
    }
}
