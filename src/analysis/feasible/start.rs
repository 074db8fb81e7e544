//! What it all begins with.
//!
//! In: a model. Out: the event, or the status, that its scope begins with, and what else
//! one may begin with. No name of any field is known here.

use rustc_hash::FxHashMap;

use super::plan::{Options, Start, Why};
use super::unroll::{asked, unroll};
use crate::model::{Model, Scope};
use crate::names::ConceptId;

/// What the scope of most duties of a pack begins with: the event that begins its
/// status, else its event; where the whole record is the scope, the event on which most
/// duties hang. `None` where nothing begins anything.
#[must_use]
pub fn start(model: &Model, options: &Options) -> Option<Start> {
    if let Some(event) = options.from {
        return Some(Start::Event(event));
    }
    let duties = asked(model, options);
    let mut scopes: Vec<(&Scope, usize)> = Vec::new();
    for duty in &duties {
        match scopes.iter_mut().find(|(scope, _)| **scope == duty.scope) {
            Some((_, count)) => *count += 1,
            None => scopes.push((&duty.scope, 1)),
        }
    }
    // Of two as frequent, the one that comes first.
    let most = scopes.iter().rev().max_by_key(|(_, count)| *count).map(|(scope, _)| *scope)?;
    match most {
        Scope::EachPeriod(status) => {
            let info = model.vocabulary.get(*status).and_then(|one| one.status());
            let from = info.and_then(|info| info.transition.as_ref()?.from.first().copied());
            Some(from.map_or(Start::Period(*status), Start::Event))
        }
        Scope::EachEvent(event) => Some(Start::Event(*event)),
        Scope::WholeRecord => busiest(model, options),
    }
}

/// The event on which most duties hang, each with those that hang on them.
fn busiest(model: &Model, options: &Options) -> Option<Start> {
    let mut best: Option<(usize, ConceptId)> = None;
    for event in events(model, options) {
        let plan = unroll(model, Start::Event(event), options, true);
        let mut duties: Vec<_> = plan.rules.iter().map(|rule| rule.duty).collect();
        duties.sort_unstable();
        duties.dedup();
        let count = duties.len();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, event));
        }
    }
    best.map(|(_, event)| Start::Event(event))
}

/// Every event that a duty counts from.
fn events(model: &Model, options: &Options) -> Vec<ConceptId> {
    let mut all = Vec::new();
    for duty in asked(model, options) {
        let Some(trigger) = &duty.trigger else { continue };
        if let crate::syntax::ast::Anchor::Event(event) = &trigger.anchor
            && !all.contains(&event.event.value)
        {
            all.push(event.event.value);
        }
    }
    all
}

/// The events that duties wait for and that nothing in the plan asks for, each with how
/// many duties: what else one may begin with.
#[must_use]
pub fn others(left: &[super::plan::Left]) -> Vec<(ConceptId, usize)> {
    let mut counts: FxHashMap<ConceptId, usize> = FxHashMap::default();
    for one in left {
        if let Why::Event(event) = one.why {
            *counts.entry(event).or_default() += 1;
        }
    }
    let mut all: Vec<(ConceptId, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(event, count)| (std::cmp::Reverse(*count), *event));
    all
}
