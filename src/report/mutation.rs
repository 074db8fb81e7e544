//! Which slips the examples of a pack notice: for people, for programs, and as the
//! examples that are missing.
//!
//! In: what became of each slip, and an example for each that nobody noticed. Out:
//! text. Never here: making them.

use serde_json::{Value, json};

use super::diagnostics::{self, Look};
use super::junit::{Case, Failure, Suite, suites_text};
use super::text::{pad, safe, width};
use crate::diag::Diagnostic;
use crate::source::SourceMap;

/// How the slips in one rule fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleScore {
    /// The id of the rule.
    pub rule: String,
    /// Noticed by an example.
    pub noticed: usize,
    /// Not noticed, though a case shows them.
    pub survived: usize,
    /// Shown by no case that was tried.
    pub alike: usize,
}

/// A slip that no example notices.
#[derive(Debug, Clone, PartialEq)]
pub struct Survivor {
    /// The rule it is in.
    pub rule: String,
    /// The operator that made it.
    pub operator: &'static str,
    /// What is written.
    pub was: String,
    /// What it was changed to.
    pub now: String,
    /// D0707.
    pub finding: Diagnostic,
    /// An example that would notice.
    pub example: String,
    /// The example stands with another survivor already.
    pub repeated: bool,
}

/// How the slips in one pack fared.
#[derive(Debug, Clone, PartialEq)]
pub struct PackScore {
    /// Its id.
    pub pack: String,
    /// Rule by rule.
    pub rules: Vec<RuleScore>,
    /// Those that no example notices.
    pub survivors: Vec<Survivor>,
    /// Those that no case shows, in words.
    pub alike: Vec<String>,
    /// The share noticed, in whole percent.
    pub percent: usize,
}

impl PackScore {
    fn total(&self) -> RuleScore {
        let add = |sum: RuleScore, rule: &RuleScore| RuleScore {
            noticed: sum.noticed + rule.noticed,
            survived: sum.survived + rule.survived,
            alike: sum.alike + rule.alike,
            ..sum
        };
        let none = RuleScore { rule: self.pack.clone(), noticed: 0, survived: 0, alike: 0 };
        self.rules.iter().fold(none, add)
    }
}

/// Each slip that no example notices, with one that would; a line for each rule, and
/// one for each pack.
#[must_use]
pub fn human(map: &SourceMap, packs: &[PackScore], look: &Look) -> String {
    let mut out = String::new();
    for pack in packs {
        for survivor in &pack.survivors {
            let found = std::slice::from_ref(&survivor.finding);
            out.push_str(diagnostics::listed(map, found, look).trim_end());
            out.push_str("\n\n");
            if survivor.repeated {
                out.push_str(&format!("The example “{}” would notice it.\n\n", named(survivor)));
            } else {
                out.push_str(&survivor.example);
                out.push('\n');
            }
        }
        let widest = pack.rules.iter().map(|rule| width(&rule.rule)).max().unwrap_or(0);
        for rule in &pack.rules {
            let name = pad(&safe(&rule.rule), widest);
            out.push_str(&format!("{name}  {}\n", counted(rule)));
        }
        let total = pack.total();
        out.push_str(&format!("{}: {}, {}%\n", safe(&pack.pack), counted(&total), pack.percent));
    }
    out
}

/// The name of a survivor's example.
fn named(survivor: &Survivor) -> &str {
    let mut lines = survivor.example.lines().map(str::trim);
    let name = lines.find_map(|line| match line.strip_prefix("example ") {
        Some(name) => Some(name),
        None => line.strip_suffix(':').filter(|name| *name != "examples"),
    });
    name.unwrap_or_default()
}

/// The same in the XML of `JUnit`: a suite a pack, a case a rule; each slip that no
/// example notices is a failure.
#[must_use]
pub fn junit(map: &SourceMap, packs: &[PackScore]) -> String {
    let suites = packs.iter().map(|pack| {
        let cases = pack.rules.iter().filter(|rule| rule.noticed + rule.survived > 0);
        let cases = cases.map(|rule| {
            let missed = pack.survivors.iter().filter(|one| one.rule == rule.rule);
            let failures = missed.map(|one| {
                let at = one.finding.span();
                let place =
                    at.map(|at| format!("{}:{}\n", map.name(at.file()), map.position(at).line));
                let text = format!("{}{}", place.unwrap_or_default(), one.example);
                Failure {
                    kind: one.finding.code.info().id,
                    message: one.finding.message.clone(),
                    text,
                }
            });
            Case { class: pack.pack.clone(), name: rule.rule.clone(), failures: failures.collect() }
        });
        Suite { name: pack.pack.clone(), cases: cases.collect() }
    });
    suites_text(&suites.collect::<Vec<_>>())
}

/// `12 of 14 slips noticed, 2 show in no case`.
fn counted(score: &RuleScore) -> String {
    let all = score.noticed + score.survived;
    let alike = match score.alike {
        0 => String::new(),
        1 => "; 1 shows in no case".to_owned(),
        more => format!("; {more} show in no case"),
    };
    format!("{} of {all} slips noticed{alike}", score.noticed)
}

/// duly.mutation/1.
#[must_use]
pub fn json(map: &SourceMap, packs: &[PackScore]) -> Value {
    let packs: Vec<Value> = packs
        .iter()
        .map(|pack| {
            let survivors: Vec<Value> =
                pack.survivors.iter().map(|one| survivor(map, one)).collect();
            let rules: Vec<Value> = pack.rules.iter().map(rule).collect();
            let total = pack.total();
            json!({
                "pack": pack.pack,
                "noticed": total.noticed,
                "survived": total.survived,
                "alike": total.alike,
                "percent": pack.percent,
                "rules": rules,
                "survivors": survivors,
                "shown_by_no_case": pack.alike,
            })
        })
        .collect();
    json!({ "format": "duly.mutation/1", "packs": packs })
}

fn rule(score: &RuleScore) -> Value {
    json!({
        "rule": score.rule,
        "noticed": score.noticed,
        "survived": score.survived,
        "alike": score.alike,
    })
}

fn survivor(map: &SourceMap, one: &Survivor) -> Value {
    let span = one.finding.span();
    let file = span.map(|span| map.name(span.file()).to_owned());
    let line = span.map(|span| map.position(span).line);
    json!({
        "rule": one.rule,
        "operator": one.operator,
        "file": file,
        "line": line,
        "was": one.was,
        "now": one.now,
        "message": one.finding.message,
        "example": one.example,
    })
}
