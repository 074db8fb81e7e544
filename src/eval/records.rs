//! How well a case knows a kind of event, status or fact.
//!
//! In: what the case and the pack say of its records. Out: from when on something could
//! have happened without being recorded. Never here: what did happen.

use super::Blame;
use super::world::World;
use crate::names::{Completeness, ConceptId};
use crate::time::Day;

impl World<'_> {
    /// The first day, from `from` on, on which one of this kind could have
    /// happened without being recorded by `t`.
    pub(super) fn unrecorded(&self, kind: ConceptId, from: i32) -> Option<(i32, Blame)> {
        let (completeness, until) = self.records(kind);
        match completeness {
            Completeness::WhenKnown => {
                return (from <= self.t).then_some((from, Blame::Unrecorded(kind)));
            }
            Completeness::Fully { from: since } => {
                let since = since.max(self.case.history_from);
                if let Some(since) = since.filter(|since| from < since.number() && from <= self.t) {
                    return Some((from, Blame::HistoryBefore(since)));
                }
            }
        }
        let until = until.filter(|until| until.number() < self.t)?;
        let first = from.max(until.number() + 1);
        (first <= self.t).then_some((first, Blame::NotEnteredSince(kind, until)))
    }

    /// How well this case knows a kind, and until when it was entered. What follows
    /// from others is known no better than they are.
    pub(super) fn records(&self, kind: ConceptId) -> (Completeness, Option<Day>) {
        let mut known = self.own_records(kind);
        for of in self.model.derived.recorded_as(kind) {
            let (completeness, until) = self.records(of);
            known.0 = less_complete(known.0, completeness);
            known.1 = match (known.1, until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        known
    }

    fn own_records(&self, kind: ConceptId) -> (Completeness, Option<Day>) {
        if let Some(records) = self.case.records.get(&kind) {
            return (records.completeness, records.until);
        }
        let fully = Completeness::Fully { from: None };
        let concept = self.model.vocabulary.get(kind);
        let of = |concept: &crate::names::Concept| {
            let event = concept.event().map(|info| info.recorded);
            event
                .or(concept.status().map(|info| info.recorded))
                .or(concept.fact().map(|info| info.recorded))
        };
        (concept.and_then(of).unwrap_or(fully), None)
    }
}

fn less_complete(a: Completeness, b: Completeness) -> Completeness {
    match (a, b) {
        (Completeness::Fully { from: a }, Completeness::Fully { from: b }) => {
            Completeness::Fully { from: a.max(b) }
        }
        (Completeness::WhenKnown, _) | (_, Completeness::WhenKnown) => Completeness::WhenKnown,
    }
}
