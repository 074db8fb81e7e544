//! Packs as wasm modules: what they are, and that strangers can call them.

use super::*;
use crate::console::root;
use duly::eval::Status;
use duly::facts::{bind, read_case};
use duly::host::{Limits, inspect};
use duly::wasm::{ABI, Made, SECTION, compile, meta_of};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;

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
        assert_eq!(said.hash, model.pack.hash.as_str());
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
            let marks = row.flags.words().join(", ");
            lines.insert(format!(
                "{}\t{duty}\t{}\t{}\t{}\t{}",
                case["id"].as_str().unwrap(),
                known.unwrap_or("not known"),
                date(row.due),
                date(row.fulfilled.map(|(on, _)| on)),
                if marks.is_empty() { "-" } else { &marks },
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

/// A caller, run on a module; in a folder of its own, for other tests run it at the same time.
fn call(program: &str, script: &str, module: &[u8]) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.wasm");
    std::fs::write(&file, module).unwrap();
    Command::new(program)
        .arg(root().join(script))
        .args([&file, &root().join("examples/callers/cases.json")])
        .arg(DAY)
        .output()
        .unwrap()
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

/// Files by name.
type Files = Vec<(&'static str, Vec<u8>)>;

/// A server of a few files, on this machine alone; its port.
fn served(files: Files) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let files = Arc::new(files);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let files = Arc::clone(&files);
            std::thread::spawn(move || hand_out(&stream, &files));
        }
    });
    port
}

/// Answers one request.
fn hand_out(mut stream: &TcpStream, files: &Files) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let line = lines.next().unwrap_or_default();
    let asked = line.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    lines.find(String::is_empty);
    let found = files.iter().find(|(name, _)| *name == asked);
    let (code, bytes) = found.map_or((404, &[][..]), |(_, bytes)| (200, bytes));
    let kind = match asked.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("mjs") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some(_) | None => "application/json",
    };
    let length = bytes.len();
    let head = format!(
        "HTTP/1.1 {code} .\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n",
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(bytes));
}

/// The page, in a browser, used as a person would: a file is chosen, a button pressed.
#[test]
fn the_web_page_runs_in_a_browser() {
    if !is_there("chromium", &["--version"]) {
        return;
    }
    let (module, expected) = expected();
    let read = |path: &str| std::fs::read(root().join(path)).unwrap();
    let port = served(vec![
        ("browser.html", read("tests/callers/browser.html")),
        ("page.html", read("examples/callers/page.html")),
        ("page.mjs", read("examples/callers/page.mjs")),
        ("duly.mjs", read("examples/callers/duly.mjs")),
        ("cases.json", read("examples/callers/cases.json")),
        ("pack.wasm", module),
    ]);
    let profile = tempfile::tempdir().unwrap();
    let run = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg("--virtual-time-budget=60000")
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("http://127.0.0.1:{port}/browser.html"))
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&run.stdout).into_owned();
    let told = shown.split("<pre id=\"rows\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let told = told.unwrap_or_else(|| panic!("{shown}{}", String::from_utf8_lossy(&run.stderr)));
    let mut lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.pop(), Some("all"), "{told}");
    assert_eq!(lines.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
}

/// What stands in the fence of a page that begins so.
fn fenced(page: &str, fence: &str) -> String {
    let after = page.split(&format!("\n```{fence}\n")).nth(1);
    let text = after.and_then(|after| after.split("\n```").next());
    format!("{}\n", text.unwrap_or_else(|| panic!("the page has no {fence}")))
}

/// The call by hand of `docs/abi.md`: its pack, its numbers, its script, what it prints.
#[test]
fn a_call_by_hand_is_as_the_page_says() {
    let page = std::fs::read_to_string(root().join("docs/abi.md")).unwrap();
    let world = MemoryWorld::new().with("first-review.duly", fenced(&page, "duly"));
    let pack = "first-review.duly";
    let opened = duly::open::checked(&world, Library::shipped(), &mut SourceMap::new(), pack);
    let made = made(&opened.value.unwrap());
    let said = &made.meta;
    assert!(page.contains(&format!("`words`\nis {}, `plain` is {}", said.words, said.plain)));
    let first = said.columns.first().unwrap();
    let (name, word) = (&first.name, first.word);
    assert!(page.contains(&format!("`[\"event\", \"{name}\", {word}]`")));
    let due = duly::time::parse_date("2026-09-01").unwrap();
    assert!(fenced(&page, "text").contains(&format!("day {}", due.number())));
    if is_there("node", &["--version"]) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("by-hand.mjs"), fenced(&page, "javascript")).unwrap();
        std::fs::write(folder.path().join("first-review.wasm"), &made.bytes).unwrap();
        let run = Command::new("node")
            .args(["by-hand.mjs", "first-review.wasm"])
            .current_dir(&folder)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&run.stdout);
        assert_eq!(told, fenced(&page, "text"), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

/// A module from a file is run where it is one of the pack, and else refused.
#[test]
fn a_module_from_a_file_is_held_against_the_pack() {
    let model = shipped(PACK).model;
    let module = made(&model).bytes;
    let program = || Program::new(&model);
    assert!(program().with_module(&module).is_ok());
    let with = |from: &str, to: &str| {
        let at = module.windows(from.len()).position(|bytes| bytes == from.as_bytes()).unwrap();
        assert_eq!(from.len(), to.len());
        let mut other = module.clone();
        other[at..at + to.len()].copy_from_slice(to.as_bytes());
        program().with_module(&other).unwrap_err().to_string()
    };
    let hash = model.pack.hash.to_string();
    let other: String = hash.chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect();
    assert!(with(&format!("\"hash\":\"{hash}"), &format!("\"hash\":\"{other}")).contains(&other));
    let version = "\"version\":\"2015-04-01\"";
    assert_eq!(
        with(version, "\"version\":\"2014-04-01\""),
        format!(
            "was made from version 2014-04-01 of “{PACK}”, and the pack at hand is version 2015-04-01"
        )
    );
    let abi = format!("\"abi\":{ABI},");
    assert_eq!(with(&abi, "\"abi\":2,"), format!("has layout 2, and this duly calls layout {ABI}"));
    assert!(with("\"initial-review\"", "\"initial-rewiev\"").contains("`duties`"));
    let kent = made(&shipped("kent/child-in-care-reviews").model).bytes;
    let said = program().with_module(&kent).unwrap_err().to_string();
    assert!(said.contains("“kent/child-in-care-reviews”") && said.contains(PACK), "{said}");
    let nothing = program().with_module(b"\0asm\x01\0\0\0").unwrap_err().to_string();
    assert_eq!(nothing, "was not made by duly: it has no custom section `duly`");
    let text = program().with_module(b"duly").unwrap_err().to_string();
    assert!(text.starts_with("is not a wasm module"), "{text}");
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
            assert!(said(&other).contains("this caller knows layout 3, not 9"));
            assert!(said(&nothing).contains("this is no module that duly made"));
        }
    }
}
