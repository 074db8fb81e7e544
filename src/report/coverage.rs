//! What the examples of a pack stand on: for people, for programs, and as the
//! examples that are missing.
//!
//! In: the boundaries of each duty, and an example for each that is missing. Out:
//! text. Never here: finding them.

use serde_json::{Value, json};

use super::junit::{Case, Failure, Suite, suites_text};
use super::text::{pad, safe, width};

/// A boundary that no example stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Which, in the words of its duty: `the day after`.
    pub boundary: String,
    /// An example that stands on it.
    pub example: String,
}

/// The boundaries of one duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyCoverage {
    /// Its id.
    pub duty: String,
    /// Those that examples stand on.
    pub hit: Vec<String>,
    /// The others.
    pub missing: Vec<Gap>,
}

/// The boundaries of one pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackCoverage {
    /// Its id.
    pub pack: String,
    /// Duty by duty.
    pub duties: Vec<DutyCoverage>,
    /// The share that examples stand on, in whole percent.
    pub percent: usize,
}

impl PackCoverage {
    fn count(&self) -> (usize, usize) {
        let hit: usize = self.duties.iter().map(|duty| duty.hit.len()).sum();
        (hit, hit + self.duties.iter().map(|duty| duty.missing.len()).sum::<usize>())
    }
}

/// A line for each duty, the boundaries that are missing each with an example, and a
/// line for each pack.
#[must_use]
pub fn human(packs: &[PackCoverage]) -> String {
    let mut out = String::new();
    for pack in packs {
        let widest = pack.duties.iter().map(|duty| width(&duty.duty)).max().unwrap_or(0);
        for duty in &pack.duties {
            let all = duty.hit.len() + duty.missing.len();
            let name = pad(&safe(&duty.duty), widest);
            out.push_str(&format!("{name}  {:>2} of {all:>2}", duty.hit.len()));
            if !duty.missing.is_empty() {
                let names: Vec<&str> =
                    duty.missing.iter().map(|gap| gap.boundary.as_str()).collect();
                out.push_str(&format!("  missing: {}", safe(&names.join(", "))));
            }
            out.push('\n');
        }
        let missing: Vec<String> = pack.duties.iter().flat_map(of_duty).collect();
        if !missing.is_empty() {
            out.push_str("\nAn example for each that is missing. Read what it expects before you keep it.\n\n");
            out.push_str(&missing.join("\n"));
        }
        let (hit, all) = pack.count();
        let gap = if missing.is_empty() { "" } else { "\n" };
        out.push_str(&format!(
            "{gap}{}: examples stand on {hit} of {all} boundaries, {}%\n",
            safe(&pack.pack),
            pack.percent
        ));
    }
    out
}

fn of_duty(duty: &DutyCoverage) -> Vec<String> {
    let gaps = duty.missing.iter();
    gaps.map(|gap| format!("# {}: {}\n{}", duty.duty, gap.boundary, gap.example)).collect()
}

/// The same in the XML of `JUnit`: a suite a pack, a case a boundary of a duty; one that
/// no example stands on is a failure.
#[must_use]
pub fn junit(packs: &[PackCoverage]) -> String {
    let suites = packs.iter().map(|pack| {
        let cases = pack.duties.iter().flat_map(|duty| {
            let case = |boundary: &str, failures| Case {
                class: format!("{}/{}", pack.pack, duty.duty),
                name: boundary.to_owned(),
                failures,
            };
            let hit = duty.hit.iter().map(move |boundary| case(boundary, Vec::new()));
            let missing = duty.missing.iter().map(move |gap| {
                let message = format!("no example of {} stands on it", duty.duty);
                let text = gap.example.clone();
                case(&gap.boundary, vec![Failure { kind: "missing", message, text }])
            });
            hit.chain(missing)
        });
        Suite { name: pack.pack.clone(), cases: cases.collect() }
    });
    suites_text(&suites.collect::<Vec<_>>())
}

/// The missing examples and nothing else, to be pasted into a pack. In YAML they
/// stand below one key.
#[must_use]
pub fn examples<'e>(texts: impl Iterator<Item = &'e str>) -> String {
    let mut out = String::new();
    let mut keyed = false;
    for text in texts {
        match text.strip_prefix("examples:\n") {
            Some(rest) if keyed => out.push_str(rest),
            Some(_) => {
                keyed = true;
                out.push_str(text);
            }
            None => {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(text);
            }
        }
    }
    out
}

/// duly.coverage/1.
#[must_use]
pub fn json(packs: &[PackCoverage]) -> Value {
    let packs: Vec<Value> = packs
        .iter()
        .map(|pack| {
            let (hit, all) = pack.count();
            let duties: Vec<Value> = pack.duties.iter().map(duty_json).collect();
            json!({
                "pack": pack.pack,
                "boundaries": all,
                "reached": hit,
                "percent": pack.percent,
                "duties": duties,
            })
        })
        .collect();
    json!({ "format": "duly.coverage/1", "packs": packs })
}

fn duty_json(duty: &DutyCoverage) -> Value {
    let missing = duty.missing.iter();
    let missing: Vec<Value> =
        missing.map(|gap| json!({ "boundary": gap.boundary, "example": gap.example })).collect();
    json!({ "duty": duty.duty, "reached": duty.hit, "missing": missing })
}
