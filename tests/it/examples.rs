//! The example cases, and the cases and packs that the documentation shows.

use std::fs;
use std::path::{Path, PathBuf};

use duly::diag::{Code, Diagnostic, Severity};
use duly::facts::read_case;
use duly::model::{Model, resolve};
use duly::pack::{Library, MemoryWorld, load};
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
    let shipped = shipped.iter().filter(|path| path.is_file());
    let shipped = shipped.map(|path| fs::read_to_string(path).unwrap());
    for text in shown.chain(shipped) {
        let file = SourceMap::new().add("pack", text.as_str());
        let read = yaml::parse(file, &text);
        assert_eq!(said(&read.diagnostics), Vec::<String>::new(), "{text}");
    }
}

/// A pack, by its id or by the path of a file of this world, without a mistake and
/// without a warning.
fn sound(world: &MemoryWorld, reference: &str) -> Model {
    let mut map = SourceMap::new();
    let read = load(world, Library::shipped(), &mut map, reference);
    let mut found = read.diagnostics;
    let resolved = resolve(read.value.expect(reference).into_parts());
    found.extend(resolved.diagnostics);
    // Some facts are known only where somebody wrote them down, and the warning says so;
    // a lead longer than what it sits in is what a source says.
    found.retain(|one| one.severity != Severity::Note);
    found.retain(|one| {
        !matches!(one.code, Code::D0407 | Code::D0316 | Code::D0406 | Code::D0408 | Code::D0704)
    });
    assert_eq!(said(&found), Vec::<String>::new(), "{reference}");
    resolved.value.expect(reference)
}

#[test]
fn every_shipped_pack_is_sound() {
    let duties = [
        ("vocabulary/children-looked-after", 0),
        ("statute/care-planning-regulations-2010", 41),
        ("kent/child-in-care-reviews", 116),
        ("practice-guidance-2020/looked-after-reviews", 300),
        ("council-page-2020/iro-and-care-plans", 280),
        ("foster-agency/carer-handbook-ch6", 280),
        ("example-district/temporary-event-notices", 6),
    ];
    for (pack, count) in duties {
        let model = sound(&MemoryWorld::new(), pack);
        assert!(model.duties.len() >= count, "{pack}: {}", model.duties.len());
        for duty in &model.duties {
            let name = &duty.name.value;
            assert!(duty.title.is_some(), "{pack}: {name} has no title");
            assert!(!duty.sources.is_empty(), "{pack}: {name} cites nothing");
            for cited in &duty.sources {
                assert!(cited.document.is_some(), "{pack}: {name} cites {}", cited.text);
                assert!(!cited.locator.is_empty(), "{pack}: {name} cites no place");
            }
        }
    }
}

#[test]
fn every_pack_in_the_documentation_is_sound_and_both_carriers_say_the_same() {
    let page = "docs/language/README.md";
    let read = |ending: &str| -> Vec<String> {
        let shown = fences(page, ending).into_iter().map(|text| {
            let name = format!("shown.{ending}");
            let world = MemoryWorld::new().with(&name, text.as_str());
            sound(&world, &name).pack.hash.to_string()
        });
        shown.collect()
    };
    let (duly, yaml) = (read("duly"), read("yaml"));
    assert!(!duly.is_empty());
    assert_eq!(duly, yaml);
}

#[test]
fn a_duty_that_implements_another_names_one_that_is_there() {
    let statute = sound(&MemoryWorld::new(), "statute/care-planning-regulations-2010");
    let handbook = sound(&MemoryWorld::new(), "guidance/iro-handbook-2010");
    for pack in ["kent/child-in-care-reviews", "practice-guidance-2020/looked-after-reviews"] {
        let model = sound(&MemoryWorld::new(), pack);
        let named: Vec<_> = model.duties.iter().flat_map(|duty| &duty.implements).collect();
        assert!(named.len() >= 3, "{pack}");
        for one in named {
            let law = one.value.strip_prefix("statute/care-planning-regulations-2010/");
            let guide = one.value.strip_prefix("guidance/iro-handbook-2010/");
            let there = |model: &Model, id: &str| {
                model.find(id).is_some() || model.powers.iter().any(|power| power.name.value == *id)
            };
            let found = law.map(|id| there(&statute, id)).or(guide.map(|id| there(&handbook, id)));
            assert_eq!(found, Some(true), "{pack} implements {}", one.value);
        }
    }
}
