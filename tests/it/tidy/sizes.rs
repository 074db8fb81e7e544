//! Files and functions that a person can hold in mind.

use super::{Text, none, rust};

/// Lines of a file without its tests.
const FILE: usize = 600;
/// Lines of a function.
const FUNCTION: usize = 60;

/// Files that are longer, with their present size. The list may only shrink.
const LONG_FILES: [(&str, usize); 0] = [];
/// Functions that are longer, by file and name. The list may only shrink.
const LONG_FUNCTIONS: [(&str, &str, usize); 1] = [("src/yaml/wording.rs", "of_signs", 65)];

/// A text without its inline tests.
fn without_tests(text: &str) -> &str {
    text.split_once("#[cfg(test)]\nmod tests {").map_or(text, |(before, _)| before)
}

/// Each function's name and lines: from `fn` to the brace in the same column.
/// rustfmt keeps the columns.
fn functions(text: &str) -> Vec<(String, usize)> {
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let margin = line.len() - line.trim_start().len();
        if let Some(name) = name(line) {
            open.push((name, margin, number));
        }
        let ends = line.trim_end() == format!("{}}}", " ".repeat(margin));
        let one_line = line.trim_end().ends_with(['}', ';']);
        while let Some((name, column, start)) = open.last() {
            let done = (ends && margin <= *column) || (one_line && number == *start);
            if !done {
                break;
            }
            found.push((name.clone(), number - start + 1));
            open.pop();
        }
    }
    found
}

/// The name of the function that a line begins.
fn name(line: &str) -> Option<String> {
    let mut words = line.trim_start();
    for prefix in ["pub(crate) ", "pub(super) ", "pub ", "const ", "async "] {
        words = words.strip_prefix(prefix).unwrap_or(words);
    }
    let rest = words.strip_prefix("fn ")?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    rest.get(..end).map(str::to_owned)
}

#[test]
fn files_and_functions_stay_small() {
    let mut problems = Vec::new();
    for text in rust() {
        problems.extend(file(&text));
        for (name, lines) in functions(&text.text) {
            problems.extend(function(&text.path, &name, lines));
        }
    }
    none(&problems);
}

fn file(text: &Text) -> Option<String> {
    let Text { path, text } = text;
    let lines = without_tests(text).lines().count();
    let tests = path.ends_with("/tests.rs") || path.contains("/tests/");
    let budget = LONG_FILES.iter().find(|(known, _)| known == path).map(|(_, lines)| *lines);
    match budget {
        Some(_) if lines <= FILE => Some(format!("{path}: small now: strike it from the list")),
        Some(budget) if lines > budget => Some(format!("{path}: {lines} lines; it had {budget}")),
        None if lines > FILE && !tests => Some(format!("{path}: {lines} lines; divide it")),
        Some(_) | None => None,
    }
}

fn function(path: &str, name: &str, lines: usize) -> Option<String> {
    let known = LONG_FUNCTIONS.iter().find(|(file, known, _)| *file == path && *known == name);
    match known.map(|(_, _, lines)| *lines) {
        Some(_) if lines <= FUNCTION => Some(format!("{path}: {name}: strike it from the list")),
        Some(budget) if lines > budget => Some(format!("{path}: {name}: {lines}, was {budget}")),
        None if lines > FUNCTION => Some(format!("{path}: {name}: {lines} lines; divide it")),
        Some(_) | None => None,
    }
}

#[test]
fn sizes_are_measured() {
    let text = "fn a() {\n    let b = 1;\n}\n\nimpl X {\n    pub(crate) fn c(&self,\n    ) -> u8 {\n        \
                1\n    }\n    fn d(&self) {}\n}\n";
    let found = functions(text);
    assert_eq!(found, [("a".to_owned(), 3), ("c".to_owned(), 4), ("d".to_owned(), 1)]);
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\nb"), "a\n");
    let long = Text { path: "src/a.rs".to_owned(), text: "//\n".repeat(FILE + 1) };
    assert!(file(&long).is_some());
    assert!(function("src/a.rs", "long", FUNCTION + 1).is_some());
}
