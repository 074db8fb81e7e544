//! What the names in a duty mean: definitions, kinds of events and deeming rules that
//! the two models have different.
//!
//! Cells spell out what a defined status means where a condition asks whether it holds,
//! and triggers and acts look at what counts as an event; so these are left to them.

use rustc_hash::FxHashSet;

use super::triggers::members;
use super::{Norm, Told};
use crate::analysis::witness::ingredients::Ingredients;
use crate::check::walk::{self, Visit};
use crate::model::{Deem, Definition, Model};
use crate::names::ConceptId;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, Tense, When};

/// Whether what two duties rest on means the same in both models.
#[must_use]
pub fn meanings(left: Norm<'_>, right: Norm<'_>) -> Told {
    if std::ptr::eq(left.model, right.model) {
        return Told::SAME;
    }
    let mut concepts = Ingredients::of(left.model, left.duty).rests_on;
    concepts.extend(Ingredients::of(right.model, right.duty).rests_on);
    concepts.sort_unstable();
    concepts.dedup();
    let mut seen = Looked::default();
    walk::duty(left.duty, &mut seen);
    walk::duty(right.duty, &mut seen);
    let handled: FxHashSet<ConceptId> = own_events(left).chain(own_events(right)).collect();
    let name = |id: ConceptId| match left.model.vocabulary.noun(id) {
        "" => right.model.vocabulary.noun(id).to_owned(),
        noun => noun.to_owned(),
    };
    let mut differing = Vec::new();
    for id in concepts {
        let (one, other) = (&left.model.derived, &right.model.derived);
        let (one, other) = (one.definition(id), other.definition(id));
        let defined = !alike(one, other);
        let spelled = [one, other].into_iter().flatten().all(Definition::is_lasting);
        let kinds = members(left.model, id) != members(right.model, id) && !handled.contains(&id);
        let deemed = !deemed_alike(left.model, right.model, id);
        if defined && (!spelled || seen.beyond_now.contains(&id)) || kinds || deemed {
            differing.push(name(id));
        }
    }
    if differing.is_empty() {
        return Told::SAME;
    }
    Told::cannot(format!("the packs mean different things by {}", differing.join(", ")))
}

/// The events whose kinds triggers and acts look at.
fn own_events(norm: Norm<'_>) -> impl Iterator<Item = ConceptId> {
    let trigger = match norm.duty.trigger.as_ref().map(|trigger| &trigger.anchor) {
        Some(Anchor::Event(event)) => Some(event.event.value),
        Some(_) | None => None,
    };
    let acts = norm.duty.act.parts.iter().map(|part| part.event.value);
    trigger.into_iter().chain(acts).collect::<Vec<_>>().into_iter()
}

/// Whether a status is defined alike; one that is recorded in both is.
fn alike(one: Option<&Definition>, other: Option<&Definition>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.means == other.means && one.except == other.except && one.counting == other.counting
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether an event is deemed to have happened by like rules, whatever their order.
fn deemed_alike(left: &Model, right: &Model, event: ConceptId) -> bool {
    let of = |model: &Model| -> Vec<Deem> {
        let all = model.derived.deems.iter().filter(|deem| deem.gives.value == event);
        all.cloned().collect()
    };
    let same = |one: &Deem, other: &Deem| {
        one.trigger == other.trigger
            && one.until == other.until
            && one.when == other.when
            && one.applies == other.applies
            && one.scope == other.scope
            && one.force == other.force
    };
    let (mine, theirs) = (of(left), of(right));
    mine.len() == theirs.len() && mine.iter().all(|one| theirs.iter().any(|other| same(one, other)))
}

/// The statuses that are asked about on other days than the one a condition is judged,
/// or whose beginning or end is counted from.
#[derive(Default)]
struct Looked {
    beyond_now: FxHashSet<ConceptId>,
}

impl Visit for Looked {
    fn anchor(&mut self, anchor: &Anchor, _: Span) {
        if let Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) = anchor {
            self.beyond_now.insert(status.value);
        }
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
        match &atom.value {
            Atom::Status { tense: Tense::Now, .. }
            | Atom::Age { .. }
            | Atom::Happened { .. }
            | Atom::SamePerson { .. }
            | Atom::Fact { .. }
            | Atom::Recorded { .. } => {}
            Atom::Status { status, .. } | Atom::Total { status, .. } => {
                self.beyond_now.insert(status.value);
            }
        }
    }
}
