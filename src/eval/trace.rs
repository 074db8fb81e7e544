//! Single findings of an evaluation, asked for again by those who explain it.
//!
//! In: a row of an answer, and what it was made from. Out: the day that another
//! anchor of its limit denotes. Never here: sentences.

use super::range::Rng;
use super::scope::{Place, Spans};
use super::seat::Seat;
use super::world::World;
use super::{DateRange, Row, TriggerKey};
use crate::facts::Case;
use crate::model::{Duty, Model};
use crate::syntax::ast::Anchor;
use crate::time::Day;

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
        TriggerKey::Nth(_) | TriggerKey::Birthday(_) | TriggerKey::Date(_) => {
            usize::try_from(row.key.number).ok()?.checked_sub(1)?
        }
        TriggerKey::Occurrence(_) | TriggerKey::Period(_) | TriggerKey::NotRecorded(_) => {
            let rng = Rng::new(date.first.number(), date.last.number());
            match spans.place(rng, row.occurrence, &super::Blame::BirthDate) {
                Place::In(at) | Place::Perhaps(at, _) => at,
                Place::Outside => return None,
            }
        }
    };
    let date = super::range::When {
        lo: date.first.number(),
        hi: date.last.number(),
        why: super::range::Why::new(),
    };
    let seat = Seat { span: spans.get(at)?, date, occ: row.occurrence, period: None };
    seat.resolve(&world, anchor).dates()
}
