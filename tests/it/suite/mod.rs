//! The suite: `tests/suite/<area>/{good,bad}/*.{duly,yaml}`, each file a pack or
//! a case that says in comments what duly must find in it.
//!
//! Adding a file adds a test. `DULY_BLESS=1` writes the comments anew: read every
//! change before you keep it.

mod annotation;
mod codes;
mod damage;
mod judge;
mod tests;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use duly::analysis::conform::claims;
use duly::analysis::feasible;
use duly::analysis::mutate::{Ground, finding, judge_all};
use duly::diag::{Diagnostic, Outcome, has_errors};
use duly::eval::evaluate;
use duly::extensions::bind;
use duly::facts::read_case;
use duly::model::Model;
use duly::open::{Suite, open, suite};
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::Day;

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
/// below `cases`, a mapping below `mappings`, a pack anywhere else.
pub(crate) fn check(name: &str, text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let mut map = SourceMap::new();
    let found = if name.starts_with("cases/") {
        case(name, text, &mut map)
    } else if name.starts_with("mappings/") {
        mapping(name, text, &mut map)
    } else {
        pack(name, text, &mut map).diagnostics
    };
    (map, found)
}

/// A slip that one meets: nothing is done about the nought below the line.
const RATIO: &str = r#"(module (func $ratio (export "compute") (param i64 i64) (result i64)
  (i64.div_s (local.get 0) (local.get 1))))"#;

fn pack(name: &str, text: &str, map: &mut SourceMap) -> Outcome<Model> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let handbook = include_str!("../../bases/handbook.txt");
    let extension = |name: &str| format!("{folder}/extensions/{name}.wasm");
    let world = bases()
        .with(name, text)
        .with(&format!("{folder}/handbook.txt"), handbook)
        .with_bytes(&extension("risk-band"), crate::extensions::risk_band())
        .with_bytes(&extension("ratio"), wat::parse_str(RATIO).unwrap());
    let mut read = open(&world, Library::shipped(), map, name);
    if !read.has_errors() && text.contains("example") {
        read.diagnostics.extend(tested(&world, name));
    }
    // Looking at every day is done for the codes that are about them.
    if !read.has_errors() && name.contains("D062") {
        read.diagnostics.extend(every_day(&world, name));
    }
    if let Some(model) = read.value.as_ref().filter(|_| !has_errors(&read.diagnostics)) {
        let found = claims(&world, Library::shipped(), map, (name, model));
        read.diagnostics.extend(found);
    }
    read
}

/// A mapping, held against the words of the Regulations.
fn mapping(name: &str, text: &str, map: &mut SourceMap) -> Vec<Diagnostic> {
    static WORDS: LazyLock<Model> = LazyLock::new(|| {
        let world = MemoryWorld::new();
        let id = "statute/care-planning-regulations-2010";
        open(&world, Library::shipped(), &mut SourceMap::new(), id).value.expect("a pack")
    });
    let read = duly::feed::read_mapping(map.add(name, text), text);
    let mut found = read.diagnostics;
    if let Some(mapping) = read.value.filter(|_| !has_errors(&found)) {
        found.extend(mapping.findings(&WORDS.vocabulary));
    }
    found
}

/// What the pack's own examples find, where it has any.
fn tested(world: &MemoryWorld, name: &str) -> Vec<Diagnostic> {
    let mut map = SourceMap::new();
    let Some(suite) = suite(world, Library::shipped(), &mut map, name).value else {
        return Vec::new();
    };
    if suite.examples.is_empty() {
        return Vec::new();
    }
    let failures = suite.examples.iter().flat_map(|example| {
        let failures = duly::examples::run(&suite.model, example);
        failures.into_iter().map(|failure| failure.diagnostic(&example.example))
    });
    let gaps = duly::examples::gaps(&suite.model, &suite.examples);
    let mut found: Vec<Diagnostic> = failures.chain(gaps).collect();
    // Making every slip takes a while: it is done for the code that is about them.
    if name.contains("D0707") {
        found.extend(slips(world, name, &suite));
    }
    found
}

/// What `duly feasible` finds over all days.
fn every_day(world: &MemoryWorld, name: &str) -> Vec<Diagnostic> {
    let mut map = SourceMap::new();
    let model = duly::open::checked(world, Library::shipped(), &mut map, name).value;
    let Some(model) = model else { return Vec::new() };
    let options = feasible::Options::default();
    let Some(start) = feasible::start(&model, &options) else { return Vec::new() };
    let plan = feasible::plan(&model, start, &options);
    let found = feasible::analyse(&model, &plan, &|_, _| {});
    feasible::findings(&model, &plan, &found)
}

/// D0707 for each slip in the pack that its examples do not notice.
fn slips(world: &MemoryWorld, name: &str, suite: &Suite) -> Vec<Diagnostic> {
    let parts = duly::open::parts(world, Library::shipped(), &mut SourceMap::new(), name);
    let Some(ground) = parts.and_then(Ground::new) else { return Vec::new() };
    let examples: Vec<_> = suite.examples.iter().collect();
    let judged = judge_all(&ground, &ground.mutants(), 1, &examples, &|_| {});
    judged.iter().filter_map(finding).collect()
}

/// The packs that examples build on: `example/law` is `tests/bases/law.duly`.
fn bases() -> MemoryWorld {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases");
    let paths = list(&folder).expect("tests/bases is there");
    paths.iter().fold(MemoryWorld::new(), |world, path| {
        let text = fs::read_to_string(path).expect("a text");
        world.with(&format!("policies/example/{}", name(&folder, path)), text)
    })
}

/// Checks a case file under the pack of its folder, as of a day of its own.
fn case(name: &str, text: &str, map: &mut SourceMap) -> Vec<Diagnostic> {
    let file = map.add(name, text);
    let Outcome { value, mut diagnostics } = read_case(file, name, text);
    let words = fs::read_to_string(root().join("cases/pack.duly")).unwrap();
    let model = pack("cases/pack.duly", &words, map).value.unwrap();
    let bound = bind(&value.unwrap(), &model);
    diagnostics.extend(bound.diagnostics);
    let as_of = Day::from_ymd(2026, 11, 21).unwrap();
    let model = duly::check::check(model).value.unwrap();
    diagnostics.extend(evaluate(&model, &bound.value.unwrap(), as_of).findings);
    diagnostics
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
