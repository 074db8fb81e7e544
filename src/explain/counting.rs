//! The days that were counted.
//!
//! In: the limit of a row with a known trigger. Out: each of its lengths, from
//! where to where, and the days passed over. Never here: sentences.

use super::words::Of;
use super::{Count, Skipped};
use crate::eval::{DateRange, Row, anchor_day};
use crate::model::{Duty, Opens, Point};
use crate::time::{Counted, Counting, Day, Direction, Offset, Roll, count};

/// A length as it was counted.
pub(super) struct Leg {
    pub(super) offset: Offset,
    pub(super) direction: Direction,
    pub(super) counting: Counting,
    pub(super) roll: Roll,
    pub(super) counted: Counted,
}

impl Of<'_> {
    /// How each length of the limit was counted; nothing where a day is not
    /// known.
    pub(super) fn counted(&self, duty: &Duty, row: &Row) -> Vec<Count> {
        let mut legs = Vec::new();
        let limit = duty.limits.get(row.limit);
        if let Some(Opens::From(opens)) = limit.map(|limit| &limit.opens)
            && limit.and_then(|limit| limit.due.as_ref()) != Some(opens)
        {
            self.walk(duty, row, opens, &mut legs);
        }
        legs.extend(self.legs(duty, row));
        legs.iter().map(told).collect()
    }

    pub(super) fn legs(&self, duty: &Duty, row: &Row) -> Vec<Leg> {
        let mut legs = Vec::new();
        // What a power moved is not the count of the limit.
        if !self.counts_plainly(duty, row) || self.moved_by(row).is_some() {
            return legs;
        }
        let limit = duty.limits.get(row.limit);
        if let Some(due) = limit.and_then(|limit| limit.due.as_ref()) {
            self.walk(duty, row, due, &mut legs);
        }
        legs
    }

    /// The day of a point; each count on the way is kept.
    fn walk(&self, duty: &Duty, row: &Row, point: &Point, legs: &mut Vec<Leg>) -> Option<Day> {
        match point {
            Point::Trigger => row.trigger_date.and_then(DateRange::exact),
            Point::Anchor(anchor) => {
                anchor_day((self.model, self.case, self.as_of), duty, row, anchor)
                    .and_then(DateRange::exact)
            }
            Point::After { from, offset, counting, roll } => {
                let from = self.walk(duty, row, from, legs)?;
                self.leg(from, (offset, Direction::Forward, *counting, *roll), legs)
            }
            Point::Before { from, offset, roll } => {
                let from = self.walk(duty, row, from, legs)?;
                self.leg(from, (offset, Direction::Back, Counting::of(offset), *roll), legs)
            }
            Point::Earlier(a, b) => {
                let (a, b) = (self.walk(duty, row, a, legs), self.walk(duty, row, b, legs));
                a.into_iter().chain(b).min()
            }
            Point::Later(a, b) => {
                let (a, b) = (self.walk(duty, row, a, legs), self.walk(duty, row, b, legs));
                a.zip(b).map(|(a, b)| a.max(b))
            }
        }
    }

    fn leg(
        &self,
        from: Day,
        (offset, direction, counting, roll): (&Offset, Direction, Counting, Roll),
        legs: &mut Vec<Leg>,
    ) -> Option<Day> {
        let calendar = self.model.calendar.as_deref();
        let counted = count(from, offset, direction, counting, roll, calendar).ok()?;
        let reached = counted.result;
        legs.push(Leg { offset: *offset, direction, counting, roll, counted });
        Some(reached)
    }
}

fn told(leg: &Leg) -> Count {
    let counted = &leg.counted;
    let way = match leg.direction {
        Direction::Forward => "after",
        Direction::Back => "before",
    };
    let way = if leg.counting == Counting::BeginningWith { "beginning with" } else { way };
    Count {
        length: format!("{} {way}", leg.offset),
        from: counted.anchor,
        first: counted.first(),
        reached: counted.result,
        skipped: counted
            .closed()
            .map(|one| Skipped { day: one.day, name: one.name.clone() })
            .collect(),
        weekend_days: counted.weekend_days(),
        month_end: counted.clamp().map(|clamp| clamp.to_string()),
    }
}
