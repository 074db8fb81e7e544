//! Events that stand for others: which occurrences count as them too.
//!
//! In: what an event means, and what happened. Out: each occurrence that counts as
//! it, once more, as that kind. Never here: what is deemed to have happened.

use super::conditions::{Reading, holds};
use super::range::{ALWAYS, NEVER, Rng, Truth, When, blame_also};
use super::scope::Span;
use super::seat::Seat;
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::model::{Duty, EventKind};
use crate::names::ConceptId;
use crate::syntax::ast::{Condition, EventMeaning};

/// Everything that counts as the event, once more, as that kind.
pub(super) fn counted_as(world: &World<'_>, at: usize) -> Vec<Ev> {
    let Some(EventKind { event, meaning, .. }) = world.model.derived.kinds.get(at) else {
        return Vec::new();
    };
    let kind = event.value;
    match meaning {
        EventMeaning::AnyOf(parts) => {
            let mut all: Vec<Ev> = Vec::new();
            for part in parts {
                for ev in world.of_kind(part.value) {
                    // What falls under two of them counts once.
                    if !all.iter().any(|known| known.id == ev.id) {
                        all.push(Ev { kind, as_itself: false, ..ev.clone() });
                    }
                }
            }
            all
        }
        EventMeaning::Those { of, that } => {
            let those = world.of_kind(of.value);
            those.filter_map(|ev| as_kind(world, ev, kind, is_one(world, ev, that))).collect()
        }
    }
}

/// Whether what a kind asks is so of an occurrence.
fn is_one(world: &World<'_>, ev: &Ev, that: &Condition) -> Truth {
    let span = Span::whole();
    let when = ev.when();
    let seat = Seat { span: &span, date: when, occ: Some(ev.id), period: None };
    let with = Reading {
        seat: &seat,
        decided_by: When::only(world.t),
        decided_from: When::only(ALWAYS),
        strictly_after: false,
        counting: &[],
    };
    holds(world, &with, that, world.t)
}

/// An occurrence as one of a kind; where it is not known whether it is one, it may
/// as well have been called off.
fn as_kind(world: &World<'_>, ev: &Ev, kind: ConceptId, is: Truth) -> Option<Ev> {
    let mut one = Ev { kind, as_itself: false, ..ev.clone() };
    match is {
        Truth::False => None,
        Truth::True => Some(one),
        Truth::Unknown(mut why) => {
            if !ev.counted.is_exact() || ev.planned.is_some_and(|planned| !planned.is_exact()) {
                blame_also(&mut why, &ev.why());
            }
            one.also = why;
            if one.counted.lo != NEVER {
                one.at_latest = one.counted.hi.min(one.at_latest);
                one.counted = one.counted.hull(Rng::NEVER);
            }
            if one.done.lo != NEVER {
                one.done = one.done.hull(Rng::NEVER);
            }
            one.cancelled = Some(Rng { lo: world.t.min(one.counted.lo), hi: NEVER });
            Some(one)
        }
    }
}

/// What a deadline calls the occurrence that triggers it: of what counts as several
/// kinds, the one that the deadline names.
pub(super) fn called(world: &World<'_>, duty: &Duty, id: OccurrenceId) -> Option<ConceptId> {
    let event = duty.trigger.as_ref().and_then(|trigger| trigger.anchor.event());
    let named =
        event.map(|event| event.event.value).filter(|kind| world.ev_as(id, *kind).is_some());
    named.or_else(|| world.ev(id).map(|ev| ev.kind))
}
