//! Which boundaries of each duty a pack's examples stand on, and a case for each of
//! the others.
//!
//! In: a checked model, and the rows its examples speak of. Out: for each of the
//! pack's own duties, the boundaries there are, the ones an example stands on, and
//! the smallest case found for each of the rest. A boundary counts only where the
//! search finds a case that reaches it. Never here: how an example is written.

mod boundary;

use std::ops::ControlFlow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checked;
use crate::eval::{Answer, Row, evaluate};
use crate::examples::{Bound, passes, rows_of};
use crate::facts::Case;
use crate::model::{Duty, DutyId, Model};
use crate::source::Span;
use crate::time::Day;

use super::witness::{Effort, Search, Situation};
use boundary::Bounds;

pub use boundary::Boundary;

/// What the examples of a pack stand on.
#[derive(Debug, Clone, Default)]
pub struct Stands(FxHashMap<DutyId, FxHashSet<Boundary>>);

impl Stands {
    /// What all the rows stand on that examples speak of. An example that does not
    /// hold stands on nothing.
    #[must_use]
    pub fn of(model: &Checked, examples: &[Bound]) -> Stands {
        let mut stands = Stands::default();
        for one in examples.iter().filter(|one| passes(model, one)) {
            let mut answer: Option<Answer> = None;
            for expects in &one.example.expects {
                let known = answer.take().filter(|answer| answer.as_of == expects.on);
                let known = known.unwrap_or_else(|| evaluate(model, &one.case, expects.on));
                for row in rows_of(model, &one.case, &known, &expects.says) {
                    stands.on(model, (&one.case, expects.on), row);
                }
                answer = Some(known);
            }
        }
        stands
    }

    /// Takes in a row that an example speaks of, on a day.
    pub fn on(&mut self, model: &Model, (case, as_of): (&Case, Day), row: &Row) {
        let Some(duty) = model.duty(row.key.duty) else { return };
        let reached = Bounds::of(model, duty).reached(case, row, as_of);
        self.0.entry(duty.id).or_default().extend(reached);
    }

    /// All of it in words, a duty and a boundary each: `visits: the day after`.
    #[must_use]
    pub fn words(&self, model: &Model) -> FxHashSet<String> {
        let all = self.0.iter().filter_map(|(id, all)| Some((model.duty(*id)?, all)));
        let said = all.flat_map(|(duty, all)| {
            all.iter().map(|one| format!("{}: {}", duty.name.value, one.words(model, duty)))
        });
        said.collect()
    }

    fn has(&self, duty: DutyId, boundary: Boundary) -> bool {
        self.0.get(&duty).is_some_and(|all| all.contains(&boundary))
    }
}

/// A boundary that no example stands on.
#[derive(Debug, Clone)]
pub struct Missing {
    /// Which.
    pub boundary: Boundary,
    /// The smallest case found that reaches it.
    pub situation: Situation,
    /// The place of the row that stands on it among those of the situation.
    pub row: usize,
}

/// The boundaries of one duty.
#[derive(Debug, Clone)]
pub struct DutyCoverage {
    /// Its id.
    pub duty: String,
    /// Where it is written.
    pub place: Span,
    /// The boundaries that examples stand on, in order.
    pub hit: Vec<Boundary>,
    /// Those that none stands on, in order.
    pub missing: Vec<Missing>,
}

impl DutyCoverage {
    /// How many boundaries there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.hit.len() + self.missing.len()
    }
}

/// The boundaries of all of a pack's own duties.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Duty by duty, in the order of the pack.
    pub duties: Vec<DutyCoverage>,
}

impl Coverage {
    /// Boundaries that examples stand on, and all there are.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let hit = self.duties.iter().map(|duty| duty.hit.len()).sum();
        (hit, self.duties.iter().map(DutyCoverage::total).sum())
    }

    /// The share that examples stand on, in whole percent, rounded down; 100 where
    /// there is nothing to stand on.
    #[must_use]
    pub fn percent(&self) -> usize {
        let (hit, all) = self.count();
        (hit * 100).checked_div(all).unwrap_or(100)
    }
}

/// The duties that a pack answers for: those it wrote or changed.
#[must_use]
pub fn own_duties(model: &Model) -> Vec<&Duty> {
    let own = model.duties.iter().filter(|duty| model.is_own(duty));
    own.filter(|duty| duty.is_evaluated() || duty.standing.is_some()).collect()
}

/// Holds what the examples stand on against what there is.
#[must_use]
pub fn cover(model: &Checked, stands: &Stands) -> Coverage {
    let duties = own_duties(model).into_iter().map(|duty| one(model, duty, stands));
    Coverage { duties: duties.collect() }
}

/// The boundaries of one duty.
#[must_use]
pub fn one(model: &Checked, duty: &Duty, stands: &Stands) -> DutyCoverage {
    let bounds = Bounds::of(model, duty);
    let near = Search::near(model);
    let search = Search::new(&[model], &duty.name.value, near, Effort::BOUNDARIES);
    let mut best: FxHashMap<Boundary, Situation> = FxHashMap::default();
    let mut costs = FxHashMap::default();
    search.explore(&mut |situation| {
        for row in situation.rows() {
            for boundary in bounds.reached(&situation.case, row, situation.as_of) {
                let cost = search.cost(situation);
                if costs.get(&boundary).is_none_or(|known| cost < *known) {
                    costs.insert(boundary, cost);
                    best.insert(boundary, situation.clone());
                }
            }
        }
        ControlFlow::Continue(())
    });
    let mut found: Vec<(Boundary, Situation)> = best.into_iter().collect();
    found.sort_by_key(|(boundary, _)| *boundary);
    let mut coverage = DutyCoverage {
        duty: duty.name.value.clone(),
        place: bounds.place(),
        hit: Vec::new(),
        missing: Vec::new(),
    };
    for (boundary, situation) in found {
        if stands.has(duty.id, boundary) {
            coverage.hit.push(boundary);
            continue;
        }
        let place = |situation: &Situation| {
            let on = |row: &Row| {
                bounds.reached(&situation.case, row, situation.as_of).contains(&boundary)
            };
            situation.own().iter().position(on)
        };
        let situation = search.smallest(situation, &|situation| place(situation).is_some());
        let Some(row) = place(&situation) else { continue };
        coverage.missing.push(Missing { boundary, situation, row });
    }
    coverage
}

#[cfg(test)]
mod tests;
