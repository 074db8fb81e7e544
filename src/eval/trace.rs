//! Single findings of an evaluation, asked for again by those who explain it.
//!
//! In: a row of an answer, and what it was made from. Out: the day that another
//! anchor of its limit denotes. Never here: sentences.

use super::conditions::{self, Reading};
use super::range::{ALWAYS, Rng, Truth, When, Why};
use super::scope::{Place, Span, Spans};
use super::seat::Seat;
use super::world::{Ev, World};
use super::{DateRange, DerivedEvent, Row, TriggerKey};
use crate::facts::{Case, OccurrenceId};
use crate::model::{Definition, Duty, Model, Scope};
use crate::names::ConceptId;
use crate::syntax::ast::{Anchor, Condition};
use crate::time::Day;

/// Whether a condition is so at the end of a day, for the case as a whole: no duty
/// asks, so nothing triggered it. `None` is not known.
#[must_use]
pub fn holds(model: &Model, case: &Case, as_of: Day, condition: &Condition) -> Option<bool> {
    let world = World::new(model, case, as_of);
    let spans = Spans::of(&world, &Scope::WholeRecord);
    let day = |number: i32| When { lo: number, hi: number, why: Why::new() };
    let seat = Seat { span: spans.get(0)?, date: day(world.t), occ: None, period: None };
    let with = Reading {
        seat: &seat,
        decided_by: day(world.t),
        decided_from: day(ALWAYS),
        strictly_after: false,
        counting: &[],
    };
    match conditions::holds(&world, &with, condition, world.t) {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown(_) => None,
    }
}

/// The day that an anchor denotes for the instance of a row; `None` where it has
/// not happened by then.
#[must_use]
pub fn anchor_day(
    (model, case, as_of): (&Model, &Case, Day),
    duty: &Duty,
    row: &Row,
    anchor: &Anchor,
) -> Option<DateRange> {
    let world = World::new(model, case, as_of);
    let spans = Spans::of(&world, &duty.scope);
    let date = row.trigger_date?;
    let at = match row.key.trigger {
        TriggerKey::Nth(_) | TriggerKey::Birthday(_) | TriggerKey::Date(_)
            if duty.recurrence.is_none() =>
        {
            usize::try_from(row.key.number).ok()?.checked_sub(1)?
        }
        TriggerKey::Nth(_)
        | TriggerKey::Birthday(_)
        | TriggerKey::Date(_)
        | TriggerKey::Occurrence(_)
        | TriggerKey::Previous(_)
        | TriggerKey::Start(_)
        | TriggerKey::Period(_)
        | TriggerKey::NotRecorded(_) => {
            let rng = Rng::new(date.first.number(), date.last.number());
            match spans.place(rng, row.occurrence, &super::Blame::BirthDate) {
                Place::In(at) | Place::Perhaps(at, _) => at,
                Place::Outside => return None,
            }
        }
    };
    let date = When { lo: date.first.number(), hi: date.last.number(), why: Why::new() };
    let seat = Seat { span: spans.get(at)?, date, occ: row.occurrence, period: None };
    seat.resolve(&world, anchor).dates()
}

/// What counts as having happened without being recorded, by date.
pub(super) fn derived_events(world: &World<'_>) -> Vec<DerivedEvent> {
    let event = |ev: &Ev| {
        let last = ev.counted.hi.min(world.t).max(ev.counted.lo);
        Some(DerivedEvent {
            id: ev.id,
            kind: ev.kind,
            on: DateRange { first: Day::from_number(ev.counted.lo), last: Day::from_number(last) },
            perhaps: ev.counted.hi > world.t,
            deem: ev.deemed?,
            after: ev.done_for,
        })
    };
    let mut all: Vec<DerivedEvent> = world.deemed().filter_map(event).collect();
    all.sort_by_key(|one| (one.on.first, one.on.last, one.id));
    all
}

/// What counts as having happened in a case without being recorded.
#[must_use]
pub fn derived(model: &Model, case: &Case, as_of: Day) -> Vec<DerivedEvent> {
    derived_events(&World::new(model, case, as_of))
}

/// Whether an occurrence counts as a kind; `None` is not known.
#[must_use]
pub fn counts_as(
    (model, case, as_of): (&Model, &Case, Day),
    id: OccurrenceId,
    kind: ConceptId,
) -> Option<bool> {
    let world = World::new(model, case, as_of);
    match world.ev_as(id, kind) {
        None => Some(false),
        Some(ev) if ev.also.is_empty() => Some(true),
        Some(_) => None,
    }
}

/// From when until when a defined status held, as far as is known: the first day of
/// each stretch, nothing where it always held, and the day it ended.
#[must_use]
pub fn defined_days(
    (model, case, as_of): (&Model, &Case, Day),
    status: ConceptId,
) -> Vec<(Option<DateRange>, Option<DateRange>)> {
    let world = World::new(model, case, as_of);
    if !world.vague_status(status).is_empty() {
        return Vec::new();
    }
    let days = |rng: Rng| When { lo: rng.lo, hi: rng.hi.min(world.t).max(rng.lo), why: Why::new() };
    let ended = |rng: Rng| (rng.lo <= world.t).then(|| days(rng).dates()).flatten();
    let stretches = world.stretches(status).iter();
    stretches.map(|one| (days(one.from).dates(), ended(one.to))).collect()
}

/// How each part of a definition comes out on a day: what has to be so, one by one
/// where all of several have to, then what must not be.
#[must_use]
pub fn definition_parts(
    (model, case, as_of): (&Model, &Case, Day),
    definition: &Definition,
    on: Day,
) -> Vec<Option<bool>> {
    let world = World::new(model, case, as_of);
    let span = Span::whole();
    let always = When { lo: ALWAYS, hi: ALWAYS, why: Why::new() };
    let seat = Seat { span: &span, date: always.clone(), occ: None, period: None };
    let day = on.number();
    let with = Reading {
        seat: &seat,
        decided_by: When { lo: day, hi: day, why: Why::new() },
        decided_from: always,
        strictly_after: false,
        counting: &definition.counting,
    };
    let parts = definition.parts().chain(&definition.except);
    parts.map(|part| conditions::holds(&world, &with, part, day).known()).collect()
}
