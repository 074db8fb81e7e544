//! What files like these do not record.
//!
//! In: the rules of the tables that were there, and a model. Out: every kind that the
//! vocabulary calls *recorded fully* and no rule fills. Never here: a single case.

use rustc_hash::FxHashSet;

use crate::model::Model;
use crate::names::{Completeness, Concept, ConceptId, Detail};

/// The kinds that nothing fills, in the order of the vocabulary. What is made of others
/// is known as well as they are, and not among them.
pub(super) fn not_recorded(model: &Model, filled: &FxHashSet<ConceptId>) -> Vec<ConceptId> {
    let made: FxHashSet<ConceptId> =
        model.derived.kinds.iter().map(|kind| kind.event.value).collect();
    let all = model.vocabulary.iter();
    let lacking = all.filter(|(id, concept)| {
        !filled.contains(id) && !made.contains(id) && is_claimed(concept, filled)
    });
    lacking.map(|(id, _)| id).collect()
}

/// Whether the vocabulary calls a kind recorded fully, always.
pub(super) fn is_recorded_fully(model: &Model, kind: ConceptId) -> bool {
    let always = |recorded: Completeness| recorded == Completeness::Fully { from: None };
    model.vocabulary.get(kind).is_some_and(|concept| match &concept.detail {
        Detail::Event(info) => always(info.recorded),
        Detail::Status(info) => always(info.recorded),
        Detail::Fact(info) => always(info.recorded),
        Detail::Decision => true,
        Detail::Plain(_) => false,
    })
}

/// Whether silence about it would mean that it did not happen.
fn is_claimed(concept: &Concept, filled: &FxHashSet<ConceptId>) -> bool {
    let fully = |recorded: Completeness| matches!(recorded, Completeness::Fully { .. });
    match &concept.detail {
        Detail::Event(info) => fully(info.recorded),
        Detail::Decision => true,
        Detail::Fact(info) => fully(info.recorded),
        Detail::Status(info) => {
            // What begins it tells of it.
            let begun = info.transition.as_ref().is_some_and(|transition| {
                !transition.from.is_empty() && transition.from.iter().all(|it| filled.contains(it))
            });
            fully(info.recorded) && !info.defined && !begun
        }
        Detail::Plain(_) => false,
    }
}
