//! The example cases, and the cases and packs that the documentation shows.

use std::fs;
use std::path::{Path, PathBuf};

use duly::diag::Diagnostic;
use duly::facts::read_case;
use duly::source::SourceMap;
use duly::yaml;

fn under(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder, in the order of their names.
fn files(folder: &str) -> Vec<PathBuf> {
    let found = fs::read_dir(under(folder)).unwrap();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The fenced examples of a page marked with this word.
fn fences(page: &str, word: &str) -> Vec<String> {
    let text = fs::read_to_string(under(page)).unwrap();
    let open = format!("```{word}\n");
    let parts = text.split(&open).skip(1);
    parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
}

fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|found| format!("{found:?}")).collect()
}

#[test]
fn every_example_case_is_read_without_a_finding() {
    let paths = files("examples/cases");
    assert!(paths.len() >= 8, "the example cases are gone");
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let mut map = SourceMap::new();
        let file = map.add(name, text.as_str());
        let read = read_case(file, "nameless", &text);
        assert_eq!(said(&read.diagnostics), Vec::<String>::new(), "{name}");
        let case = read.value.unwrap();
        assert_eq!(case.id.value, name, "a case is called as its file is");
        assert!(!case.events.is_empty(), "{name}");
    }
}

#[test]
fn every_case_in_the_documentation_is_read_without_a_finding() {
    let shown = fences("docs/case-files.md", "yaml");
    assert!(shown.len() >= 3);
    for text in shown {
        let file = SourceMap::new().add("docs/case-files.md", text.as_str());
        let read = read_case(file, "nameless", &text);
        assert_eq!(said(&read.diagnostics), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn every_pack_written_as_yaml_is_read_without_a_finding() {
    let shown = fences("docs/language/README.md", "yaml").into_iter();
    let shipped = files("policies/practice-guidance-2020");
    let shipped = shipped.iter().map(|path| fs::read_to_string(path).unwrap());
    for text in shown.chain(shipped) {
        let file = SourceMap::new().add("pack", text.as_str());
        let read = yaml::parse(file, &text);
        assert_eq!(said(&read.diagnostics), Vec::<String>::new(), "{text}");
    }
}
