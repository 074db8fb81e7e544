//! Packs as wasm modules: what they are, and that strangers can call them.

use super::*;
use crate::console::root;
use duly::eval::Status;
use duly::facts::{bind, read_case};
use duly::host::{Limits, inspect};
use duly::wasm::{ABI, Made, SECTION, compile, meta_of};
use std::collections::BTreeSet;
use std::process::Command;

fn made(model: &Checked) -> Made {
    compile(model, Program::new(model).ir())
}

#[test]
fn a_module_needs_nothing_and_says_what_it_was_made_from() {
    for (id, most) in [
        ("kent/child-in-care-reviews", 80_000),
        ("statute/care-planning-regulations-2010", 20_000),
        ("example-district/temporary-event-notices", 12_000),
    ] {
        let model = shipped(id).model;
        let made = made(&model);
        // Nothing imported, and valid to the last byte.
        let shape = inspect(&made.bytes, Limits::PACK.size).unwrap_or_else(|why| panic!("{why}"));
        let names: Vec<&str> = shape.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!(names, ["memory", "heap", "eval"]);
        let said = meta_of(shape.section(SECTION).unwrap()).unwrap();
        assert_eq!((said.abi, said.pack.as_str()), (ABI, id));
        assert_eq!(said.hash, model.pack.hash);
        assert_eq!(said.duties.len(), made.meta.duties.len());
        let of = |name: &str| model.find(name).is_some();
        assert!(said.duties.iter().all(|duty| of(&duty.id)) && said.left.iter().all(|id| of(id)));
        // The same bytes each time.
        assert!(self::made(&model).bytes == made.bytes);
        assert!(made.bytes.len() < most, "{id}: {} bytes", made.bytes.len());
    }
}

/// The numbers may only grow.
#[test]
fn modules_hold_at_least_so_many_duties() {
    for (id, least) in [
        ("kent/child-in-care-reviews", 252),
        ("statute/care-planning-regulations-2010", 22),
        ("example-district/temporary-event-notices", 6),
    ] {
        let held = made(&shipped(id).model).meta.duties.len();
        assert!(held >= least, "{id}: {held}");
    }
}

const PACK: &str = "statute/care-planning-regulations-2010";
const DAY: &str = "2026-11-22";

/// What the callers are to print: the rows of the reference interpreter, but for duties
/// that the module does not hold.
fn expected() -> (Vec<u8>, BTreeSet<String>) {
    let model = shipped(PACK).model;
    let made = made(&model);
    let text = std::fs::read_to_string(root().join("examples/callers/cases.json")).unwrap();
    let given: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut lines = BTreeSet::new();
    for case in given.as_array().unwrap() {
        let mut events = Vec::new();
        for (name, days) in case["events"].as_object().unwrap() {
            events.extend(
                days.as_array().unwrap().iter().map(|day| serde_json::json!({ name: day })),
            );
        }
        let file = serde_json::json!({
            "case": case["id"], "born": case["born"], "events": events,
        });
        let text = file.to_string();
        let place = SourceMap::new().add("case.json", text.as_str());
        let read = read_case(place, "case.json", &text).value.unwrap();
        let bound = bind(&read, &model.vocabulary).value.unwrap();
        let day = duly::time::parse_date(DAY).unwrap();
        for row in eval::evaluate(&model, &bound, day).rows {
            let duty = model.duty(row.key.duty).unwrap().name.value.clone();
            if !made.meta.duties.iter().any(|held| held.id == duty) {
                continue;
            }
            let known = row.statuses.single().map(Status::word);
            let date = |days: Option<duly::eval::DateRange>| {
                days.map_or("-".to_owned(), |days| days.first.to_string())
            };
            lines.insert(format!(
                "{}\t{duty}\t{}\t{}\t{}",
                case["id"].as_str().unwrap(),
                known.unwrap_or("not known"),
                date(row.due),
                date(row.fulfilled.map(|(on, _)| on)),
            ));
        }
    }
    (made.bytes, lines)
}

/// What a caller prints.
fn called(program: &str, script: &str) -> BTreeSet<String> {
    let run = call(program, script, &expected().0);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// A caller, run on a module.
fn call(program: &str, script: &str, module: &[u8]) -> std::process::Output {
    let name = format!("duly-{}-{}.wasm", script.replace(['.', '/'], "-"), module.len());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, module).unwrap();
    let run = Command::new(program)
        .arg(root().join(script))
        .args([&file, &root().join("examples/callers/cases.json")])
        .arg(DAY)
        .output()
        .unwrap();
    let _ = std::fs::remove_file(&file);
    run
}

/// The Python for which the test command installed what the caller needs, else any.
fn python() -> String {
    let own = root().join("target/callers/bin/python");
    if own.exists() { own.display().to_string() } else { "python3".to_owned() }
}

/// Whether a host is there; a test without it says so, and passes.
#[expect(clippy::print_stdout, reason = "whoever reads the run should see what was skipped")]
fn is_there(program: &str, arguments: &[&str]) -> bool {
    let there =
        Command::new(program).args(arguments).output().is_ok_and(|run| run.status.success());
    if !there {
        println!("skipped: `{program} {}` does not run here", arguments.join(" "));
    }
    there
}

#[test]
fn node_calls_a_module() {
    if is_there("node", &["--version"]) {
        let (_, expected) = expected();
        assert!(expected.len() > 4);
        assert_eq!(called("node", "examples/callers/node.mjs"), expected);
    }
}

#[test]
fn python_calls_a_module() {
    let python = python();
    if is_there(&python, &["-c", "import wasmtime"]) {
        assert_eq!(called(&python, "examples/callers/caller.py"), expected().1);
    }
}

#[test]
fn the_web_page_calls_what_node_calls() {
    let page = std::fs::read_to_string(root().join("examples/callers/page.html")).unwrap();
    assert!(page.contains("./page.mjs"));
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing from elsewhere");
    if is_there("node", &["--version"]) {
        assert_eq!(called("node", "tests/callers/page.mjs"), expected().1);
    }
}

/// A caller that knows one layout stops at another, and says which.
#[test]
fn callers_stop_at_another_layout() {
    let (module, _) = expected();
    let known = format!("\"abi\":{ABI},");
    let at = module.windows(known.len()).position(|bytes| bytes == known.as_bytes()).unwrap();
    let mut other = module.clone();
    other[at + known.len() - 2] = b'9';
    let nothing = b"\0asm\x01\0\0\0".to_vec();
    let python = python();
    for (program, probe, script) in [
        ("node", vec!["--version"], "examples/callers/node.mjs"),
        (python.as_str(), vec!["-c", "import wasmtime"], "examples/callers/caller.py"),
    ] {
        if is_there(program, &probe) {
            let said = |module: &[u8]| {
                let run = call(program, script, module);
                assert!(!run.status.success());
                String::from_utf8_lossy(&run.stderr).into_owned()
            };
            assert!(said(&other).contains("this caller knows layout 2, not 9"));
            assert!(said(&nothing).contains("this is no module that duly made"));
        }
    }
}
