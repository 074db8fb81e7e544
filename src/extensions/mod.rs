//! Facts that a pack has worked out by a function of its own.
//!
//! In: a model whose facts may be `computed by` a module, and a case. Out: the case with
//! those facts among what is known of it, each from the day on which it came to be so;
//! and, where a value could not be had, why. Never here: duties; a file; anything that a
//! module could reach.
//!
//! What is recorded comes first: a fact that the case itself gives is not computed. A
//! function is called before evaluation, so every engine sees the same. It keeps nothing
//! from one call to the next.

mod values;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::caseload::{Builder, Caseload};
use crate::diag::{Code, Diagnostic, Outcome};
use crate::facts::{self, Attribute, Case, CaseFile, Value};
use crate::host::{self, Host, Limits, Running};
use crate::model::{Extension, Model, Ready};
use crate::names::{FactInfo, Given};
use crate::source::Span;
use crate::time::Day;

pub use crate::model::COMPUTE;
pub use values::NOT_KNOWN;

use values::{Asked, answer, asked};

/// Binds a case file to the words of a pack, and has its extensions work out what nobody
/// recorded.
#[must_use]
pub fn bind(file: &CaseFile, model: &Model) -> Outcome<Case> {
    let mut bound = facts::bind(file, &model.vocabulary);
    if let Some(case) = &mut bound.value {
        bound.diagnostics.extend(fill(model, case));
    }
    bound
}

/// Has the extensions of a pack work out their facts of a case. What could not be had is
/// not known from then on, and is among what comes back.
pub fn fill(model: &Model, case: &mut Case) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for extension in &model.extensions {
        if let Some(failure) = Runner::new(model, extension).fill(case) {
            found.push(failure.told(model, extension));
        }
    }
    found
}

/// Whether two packs, whose words have the same ids, work out every fact alike: then a
/// case can be filled once for both.
#[must_use]
pub fn agree(one: &Model, other: &Model) -> bool {
    let alike = |one: &Extension, other: &Extension| {
        let from = |of: &Extension| {
            of.from.iter().map(|input| (input.what, input.if_known)).collect::<Vec<_>>()
        };
        one.fact == other.fact && one.module == other.module && from(one) == from(other)
    };
    let within = |these: &[Extension], those: &[Extension]| {
        these.iter().all(|one| those.iter().any(|other| alike(one, other)))
    };
    within(&one.extensions, &other.extensions) && within(&other.extensions, &one.extensions)
}

/// What an extension could not work out, in how many cases of a caseload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failures {
    /// What is not known and why, as it is told of one case.
    pub told: Diagnostic,
    /// In how many cases, …
    pub cases: usize,
    /// … and the first of them.
    pub first: String,
}

/// So many reasons of one extension are told apart.
const REASONS: usize = 3;
/// After so many calls in a row that had to be stopped no more are made.
const STOPS: u32 = 64;

/// The same for each case of a caseload. Nothing is done where the pack has no
/// extensions.
#[must_use]
pub fn fill_all(model: &Model, caseload: Caseload) -> (Caseload, Vec<Failures>) {
    if model.extensions.is_empty() {
        return (caseload, Vec::new());
    }
    let mut runners: Vec<Runner<'_>> =
        model.extensions.iter().map(|extension| Runner::new(model, extension)).collect();
    let mut made = Builder::new(caseload.records().clone());
    let mut failures: Vec<Vec<(String, Failures)>> = vec![Vec::new(); runners.len()];
    for at in 0..caseload.len() {
        let Some(mut case) = caseload.case(at) else { continue };
        for (runner, failures) in runners.iter_mut().zip(&mut failures) {
            let Some(Failure { why, .. }) = runner.fill(&mut case) else { continue };
            let why = if failures.len() < REASONS { why } else { OTHERS.to_owned() };
            match failures.iter_mut().find(|(known, _)| *known == why) {
                Some((_, known)) => known.cases += 1,
                None => {
                    let failure = Failure { why: why.clone(), at: None };
                    let told = failure.told(model, runner.extension);
                    failures.push((why, Failures { told, cases: 1, first: case.id.clone() }));
                }
            }
        }
        // What all cases share is said of them all; a case says what it adds.
        if caseload.whole(at).is_none() {
            case.records.clear();
        }
        made.push(case);
    }
    (made.finish(), failures.into_iter().flatten().map(|(_, one)| one).collect())
}

/// What is said once there are too many reasons to tell all of them.
const OTHERS: &str = "gave no answer for yet other reasons";

/// Why a value could not be had.
struct Failure {
    why: String,
    /// Something the case gave the function.
    at: Option<Span>,
}

impl Failure {
    fn told(self, model: &Model, extension: &Extension) -> Diagnostic {
        let fact = model.vocabulary.noun(extension.fact);
        let message = format!("“{fact}” is not known: `{}` {}", extension.file, self.why);
        let found = match self.at {
            Some(span) => Diagnostic::new(Code::D0813, span, message),
            None => Diagnostic::nowhere(Code::D0813, message),
        };
        let recorded = format!("record “{fact}” among the `facts` of the case");
        found.help(format!("{recorded}: what is recorded is not computed"))
    }
}

/// One host for every extension of this run.
fn host() -> Result<&'static Host, String> {
    static HOST: OnceLock<Result<Host, String>> = OnceLock::new();
    let made = || Host::new(Limits::EXTENSION).map_err(|error| error.to_string());
    HOST.get_or_init(made).as_ref().map_err(Clone::clone)
}

/// An extension at work.
struct Runner<'m> {
    model: &'m Model,
    extension: &'m Extension,
    info: Option<&'m FactInfo>,
    /// Started, and kept only where one call cannot leave anything for the next.
    running: Option<Running>,
    /// How many calls in a row had to be stopped.
    stops: u32,
}

impl<'m> Runner<'m> {
    fn new(model: &'m Model, extension: &'m Extension) -> Runner<'m> {
        let info = model.vocabulary.get(extension.fact).and_then(|concept| concept.fact());
        Runner { model, extension, info, running: None, stops: 0 }
    }

    /// Puts the fact among those of a case, from each day on which what it rests on
    /// changes.
    fn fill(&mut self, case: &mut Case) -> Option<Failure> {
        let fact = self.extension.fact;
        if case.facts.iter().any(|known| known.fact == fact) {
            return None;
        }
        let given: Vec<_> = self.extension.from.iter().map(|input| input.what).collect();
        let about = |known: &&Attribute| given.contains(&Given::Fact(known.fact));
        let days: BTreeSet<Option<Day>> =
            case.facts.iter().filter(about).map(|known| known.from).chain([None]).collect();
        let at = case.facts.iter().find(about).map(|known| known.span);
        let mut failure = None;
        let mut last = None;
        for from in days {
            let value = match asked(self.model, self.extension, case, from) {
                Asked::Lacking => Value::Unknown,
                Asked::With(values) => self.call(&values).unwrap_or_else(|why| {
                    failure.get_or_insert(Failure { why, at });
                    Value::Unknown
                }),
            };
            if last.as_ref() != Some(&value) {
                last = Some(value.clone());
                case.facts.push(Attribute { fact, value, from, span: Span::NOWHERE });
            }
        }
        failure
    }

    /// What the function says.
    fn call(&mut self, given: &[host::Value]) -> Result<Value, String> {
        let Some(info) = self.info else { return Ok(Value::Unknown) };
        if self.stops >= STOPS {
            return Err(format!(
                "had to be stopped {STOPS} times one after another, and was not called any more"
            ));
        }
        let ready = self.extension.ready(|| compile(self.extension));
        let loaded = ready.as_ref().map_err(Clone::clone)?;
        let mut running = match self.running.take() {
            Some(running) => running,
            None => loaded.start().map_err(|error| error.to_string())?,
        };
        let said = match running.call(COMPUTE, given) {
            Ok(said) => said,
            Err(error) => {
                self.stops = if error.is_a_stop() { self.stops + 1 } else { 0 };
                return Err(error.to_string());
            }
        };
        self.stops = 0;
        if !loaded.shape().keeps_state {
            self.running = Some(running);
        }
        answer(info, said)
    }
}

fn compile(extension: &Extension) -> Ready {
    let bytes = extension.module.as_ref().map_err(|why| format!("cannot be read: {why}"))?;
    let loaded = host()?.load(bytes).map_err(|error| error.to_string())?;
    let fits = loaded.shape().has(COMPUTE, &extension.signature());
    fits.map_err(|error| error.to_string())?;
    Ok(loaded)
}
