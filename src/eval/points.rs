//! Days that follow from others: so long after, so long before, the earlier of.
//!
//! In: a point and the seat of an instance. Out: its day, how well it is known.
//! Never here: which occurrence a trigger is.

use super::Blame;
use super::range::{ALWAYS, NEVER, When};
use super::seat::Seat;
use super::world::World;
use crate::model::Point;
use crate::syntax::ast::Moment;
use crate::time::{Calendar, Counting, Day, Direction, Offset, Roll, TimeError, Unit, apply};

/// How an offset is applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'o> {
    pub(super) offset: &'o Offset,
    pub(super) direction: Direction,
    pub(super) counting: Counting,
    pub(super) roll: Roll,
}

/// The day a point of an instance falls on; [`NEVER`] where what it hangs on has
/// not happened.
pub(super) fn point(world: &World<'_>, seat: &Seat<'_>, point_: &Point) -> When {
    match point_ {
        Point::Trigger => seat.date.clone(),
        Point::Anchor(anchor) => seat.resolve(world, anchor),
        Point::After { from, offset, counting, roll } => {
            let how =
                How { offset, direction: Direction::Forward, counting: *counting, roll: *roll };
            shift(world, point(world, seat, from), how)
        }
        Point::Before { from, offset, roll } => {
            let how = How {
                offset,
                direction: Direction::Back,
                counting: Counting::of(offset),
                roll: *roll,
            };
            shift(world, point(world, seat, from), how)
        }
        Point::Earlier(a, b) => point(world, seat, a).min(point(world, seat, b)),
        Point::Later(a, b) => point(world, seat, a).max(point(world, seat, b)),
    }
}

/// The day of a moment.
pub(super) fn moment(world: &World<'_>, seat: &Seat<'_>, moment_: &Moment) -> When {
    let plain = |offset, direction| How {
        offset,
        direction,
        counting: Counting::of(offset),
        roll: Roll::None,
    };
    match moment_ {
        Moment::At(anchor) => seat.resolve(world, anchor),
        Moment::After(offset, anchor) => {
            shift(world, seat.resolve(world, anchor), plain(offset, Direction::Forward))
        }
        Moment::Before(offset, anchor) => {
            shift(world, seat.resolve(world, anchor), plain(offset, Direction::Back))
        }
        Moment::Earlier(a, b) => moment(world, seat, a).min(moment(world, seat, b)),
        Moment::Later(a, b) => moment(world, seat, a).max(moment(world, seat, b)),
    }
}

/// So long from a day: monotone, so each end on its own.
pub(super) fn shift(world: &World<'_>, mut from: When, how: How<'_>) -> When {
    let calendar = world.model.calendar.as_deref();
    let (low, first) = one(from.lo, how, calendar);
    let (high, second) = if from.hi == from.lo { (low, None) } else { one(from.hi, how, calendar) };
    (from.lo, from.hi) = (low.0, high.1);
    for blame in [first, second].into_iter().flatten() {
        super::range::blame_also(&mut from.why, &[blame]);
    }
    from
}

/// From one day: the first and last possible day, and the calendar where it ends
/// too soon.
fn one(day: i32, how: How<'_>, calendar: Option<&Calendar>) -> ((i32, i32), Option<Blame>) {
    if day == NEVER || day == ALWAYS {
        return ((day, day), None);
    }
    let from = Day::from_number(day);
    match apply(from, how.offset, how.direction, how.counting, how.roll, calendar) {
        Ok(reached) => ((reached.number(), reached.number()), None),
        Err(TimeError::OutOfRange) => match how.direction {
            Direction::Forward => ((NEVER, NEVER), None),
            Direction::Back => ((ALWAYS, ALWAYS), None),
        },
        Err(TimeError::NoCalendar | TimeError::OutsideCalendar { .. }) => {
            outside(day, how, calendar)
        }
    }
}

/// Where the calendar ends too soon, the day lies beyond it.
fn outside(day: i32, how: How<'_>, calendar: Option<&Calendar>) -> ((i32, i32), Option<Blame>) {
    let (first, last) = calendar.map_or((Day::MIN, Day::MIN), |c| (c.first(), c.last()));
    let blame = Some(Blame::Calendar(first, last));
    match how.direction {
        Direction::Forward => {
            let beyond = calendar.is_some() && day >= first.number() - 1 && how.roll != Roll::Back;
            let lo = if beyond { day.max(last.number() + 1) } else { day };
            ((lo, NEVER), blame)
        }
        Direction::Back => {
            let beyond =
                calendar.is_some() && day <= last.number() + 1 && how.roll != Roll::Forward;
            let hi = if beyond { day.min(first.number() - 1) } else { day };
            ((earliest(day, how), hi), blame)
        }
    }
}

/// The earliest day that so many working days before another can fall on, of which
/// no calendar is needed but for this: no fortnight is without a working day.
fn earliest(day: i32, how: How<'_>) -> i32 {
    const FORTNIGHT: i64 = 14;
    let length = how.offset.first;
    if length.unit != Unit::WorkingDay || how.offset.plus.is_some() || how.roll == Roll::Back {
        return ALWAYS;
    }
    let reach = FORTNIGHT * (i64::from(length.count) + 2);
    i32::try_from(i64::from(day) - reach).unwrap_or(ALWAYS)
}
