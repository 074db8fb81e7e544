//! Single findings of an evaluation, asked for again by those who explain it.
//!
//! In: a row of an answer, and what it was made from. Out: the day that another
//! anchor of its limit denotes. Never here: sentences.

use super::conditions::{self, Reading};
use super::range::{ALWAYS, Rng, Truth, When, Why};
use super::scope::{Place, Spans};
use super::seat::Seat;
use super::world::World;
use super::{DateRange, Row, TriggerKey};
use crate::facts::Case;
use crate::model::{Duty, Model, Scope};
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
