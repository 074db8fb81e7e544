//! The results of examples: for people, for build servers, for programs.
//!
//! In: which examples were run, and what of them failed. Out: text. Never here:
//! running one.

use serde_json::{Value, json};

use crate::diag::Diagnostic;
use crate::examples::{Example, Failure};
use crate::report::diagnostics::{self, Look};
use crate::report::junit::xml;
use crate::report::text::safe;
use crate::source::{SourceMap, Span};

/// The examples of one pack that were run.
#[derive(Debug, Clone)]
pub struct PackResult<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// A result for each example, in the order of the pack's files.
    pub outcomes: Vec<Outcome<'a>>,
}

/// How one example came out.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// The example.
    pub example: &'a Example,
    /// What of it does not hold; nothing where all of it does.
    pub failures: Vec<Failure>,
    /// The same as diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome<'_> {
    /// Whether all of it holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.failures.is_empty()
    }
}

/// What does not hold, with the lines it is about; then a line for each pack, and one
/// for all.
#[must_use]
pub fn human(map: &SourceMap, results: &[PackResult<'_>], look: &Look) -> String {
    let wrong: Vec<Diagnostic> = results
        .iter()
        .flat_map(|pack| &pack.outcomes)
        .flat_map(|outcome| outcome.diagnostics.iter().cloned())
        .collect();
    let mut out = diagnostics::listed(map, &wrong, look);
    let widest = results.iter().map(|pack| crate::report::text::width(pack.pack)).max();
    let tested = results.iter().filter(|pack| !pack.outcomes.is_empty());
    let several = tested.clone().count() > 1;
    for pack in tested.filter(|_| several) {
        let name = crate::report::text::pad(&safe(pack.pack), widest.unwrap_or(0));
        out.push_str(&format!("{name}  {}\n", counted(&pack.outcomes)));
    }
    let all: usize = results.iter().map(|pack| pack.outcomes.len()).sum();
    let without = results.iter().filter(|pack| pack.outcomes.is_empty()).count();
    out.push_str(&closing(results, all, without));
    out.push_str(&diagnostics::read_more(&wrong, look));
    out
}

/// `12 examples, 31 expectations: all hold`.
fn counted(outcomes: &[Outcome<'_>]) -> String {
    let expects: usize = outcomes.iter().map(|one| one.example.expects.len()).sum();
    let broken = outcomes.iter().filter(|one| !one.holds()).count();
    let said = match (broken, outcomes.len()) {
        (0, 1) => "it holds".to_owned(),
        (0, _) => "all hold".to_owned(),
        (broken, all) if broken == all => "none holds".to_owned(),
        (1, _) => "1 does not hold".to_owned(),
        (broken, _) => format!("{broken} do not hold"),
    };
    format!(
        "{}, {}: {said}",
        many(outcomes.len(), "example", "examples"),
        many(expects, "expectation", "expectations")
    )
}

fn many(number: usize, one: &str, more: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {more}") }
}

fn closing(results: &[PackResult<'_>], all: usize, without: usize) -> String {
    if all == 0 {
        let any = !results.is_empty();
        return if any { "No examples to run.\n".to_owned() } else { String::new() };
    }
    let broken: usize =
        results.iter().flat_map(|pack| &pack.outcomes).filter(|one| !one.holds()).count();
    let tested = match results.iter().rfind(|pack| !pack.outcomes.is_empty()) {
        Some(only) if results.len() - without == 1 => only.pack.to_owned(),
        Some(_) | None => many(results.len() - without, "pack", "packs"),
    };
    let expects = results.iter().flat_map(|pack| &pack.outcomes);
    let expects: usize = expects.map(|one| one.example.expects.len()).sum();
    let expects = many(expects, "expectation", "expectations");
    let rest = match without {
        0 => String::new(),
        without => format!("; {} without examples", many(without, "pack", "packs")),
    };
    let said = match broken {
        0 => "all hold".to_owned(),
        1 => "1 does not hold".to_owned(),
        broken => format!("{broken} do not hold"),
    };
    let examples = many(all, "example", "examples");
    let said = if all == 1 && broken == 0 { "it holds".to_owned() } else { said };
    format!("{examples} in {tested}, {expects}: {said}{rest}\n")
}

/// The results in the XML of `JUnit`: a suite a pack, a case an example.
#[must_use]
pub fn junit(map: &SourceMap, results: &[PackResult<'_>]) -> String {
    let all: Vec<&Outcome<'_>> = results.iter().flat_map(|pack| &pack.outcomes).collect();
    let broken = |outcomes: &[Outcome<'_>]| outcomes.iter().filter(|one| !one.holds()).count();
    let failed = all.iter().filter(|one| !one.holds()).count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"duly\" tests=\"{}\" failures=\"{failed}\">\n",
        all.len()
    );
    for pack in results.iter().filter(|pack| !pack.outcomes.is_empty()) {
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
            xml(pack.pack),
            pack.outcomes.len(),
            broken(&pack.outcomes)
        ));
        for outcome in &pack.outcomes {
            out.push_str(&testcase(map, pack.pack, outcome));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn testcase(map: &SourceMap, pack: &str, outcome: &Outcome<'_>) -> String {
    let (file, line) = place(map, outcome.example.name.span);
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{line}\"",
        xml(pack),
        xml(&outcome.example.name.value),
        xml(file)
    );
    if outcome.holds() {
        return format!("{head}/>\n");
    }
    let mut out = format!("{head}>\n");
    for (failure, found) in outcome.failures.iter().zip(&outcome.diagnostics) {
        let (file, line) = place(map, failure.span);
        out.push_str(&format!(
            "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
            found.code,
            xml(&found.message),
            xml(&format!(
                "{file}:{line}\nexpected: {}\ngot: {}\n{}",
                failure.expected, failure.got, failure.why
            ))
        ));
    }
    out.push_str("    </testcase>\n");
    out
}

/// A file's name and a line of it.
fn place(map: &SourceMap, span: Span) -> (&str, usize) {
    (map.name(span.file()), map.position(span).line)
}

/// The results as `duly.test/1`.
#[must_use]
pub fn json(map: &SourceMap, results: &[PackResult<'_>]) -> Value {
    let packs: Vec<Value> = results
        .iter()
        .map(|pack| {
            let examples: Vec<Value> =
                pack.outcomes.iter().map(|outcome| example(map, outcome)).collect();
            json!({ "pack": pack.pack, "examples": examples })
        })
        .collect();
    let all = results.iter().flat_map(|pack| &pack.outcomes);
    let failed = all.clone().filter(|one| !one.holds()).count();
    json!({
        "format": "duly.test/1",
        "examples": all.count(),
        "failed": failed,
        "packs": packs,
    })
}

fn example(map: &SourceMap, outcome: &Outcome<'_>) -> Value {
    let (file, line) = place(map, outcome.example.name.span);
    let failures: Vec<Value> = outcome
        .failures
        .iter()
        .map(|failure| {
            json!({
                "on": failure.on.to_string(),
                "line": place(map, failure.span).1,
                "expected": failure.expected,
                "got": failure.got,
                "why": failure.why,
                "would_hold": failure.paste,
            })
        })
        .collect();
    json!({
        "name": outcome.example.name.value,
        "file": file,
        "line": line,
        "holds": outcome.holds(),
        "expectations": outcome.example.expects.len(),
        "failures": failures,
    })
}
