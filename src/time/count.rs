//! How a day was reached: the counting that a person reads aloud.
//!
//! In: what [`apply`] takes. Out: the same day, with the days that
//! were counted and those that were not. Never here: sentences of an explanation,
//! beyond naming a month that has no such day.

use std::fmt;

use super::offset::{Step, rolled, steps};
use super::{
    Calendar, Counting, Day, Direction, Length, Offset, Roll, TimeError, Unit, apply,
    days_in_month, month_name,
};

/// How an offset was counted from an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The day counted from.
    pub anchor: Day,
    /// What was counted, as written.
    pub offset: Offset,
    /// Which way.
    pub direction: Direction,
    /// Which ends were counted.
    pub counting: Counting,
    /// Its steps in the order they were applied, one or two: months first.
    pub parts: Vec<Part>,
    /// The move to a working day, if there was one.
    pub rolled: Option<Rolled>,
    /// The day reached: what [`apply`] gives.
    pub result: Day,
}

/// One step of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What was counted. Months and years of one offset are added up.
    pub length: Length,
    /// The day this step started from.
    pub from: Day,
    /// Whether that day is itself counted (`beginning with`).
    pub from_counts: bool,
    /// The first day counted, day 1.
    pub first: Day,
    /// The last day counted.
    pub last: Day,
    /// The day reached: `last`, or under clear counting the day beyond it (the
    /// working day beyond it, for working days).
    pub reached: Day,
    /// Closed days passed over, in the order they were met; only for working days.
    pub closed: Vec<Skipped>,
    /// Days of the weekend passed over; only for working days.
    pub weekend_days: u32,
    /// The month that has no such day, if one was reached.
    pub clamp: Option<Clamp>,
}

/// A closed day that was not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub day: Day,
    /// Why it is closed, `Good Friday`.
    pub name: String,
}

/// A month that has no corresponding date, so that its last day was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clamp {
    /// The day of the month that it does not have, 29 to 31.
    pub wanted: u32,
    /// Its last day.
    pub taken: Day,
}

/// A move from a day that is not a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rolled {
    /// The day that was reached first.
    pub from: Day,
    /// The working day it moved to.
    pub to: Day,
    /// Closed days passed over, `from` among them if it is closed.
    pub closed: Vec<Skipped>,
    /// Days of the weekend passed over, `from` among them if it is one.
    pub weekend_days: u32,
}

impl Counted {
    /// The first day counted, day 1 of the first step.
    #[must_use]
    pub fn first(&self) -> Day {
        self.parts.first().map_or(self.anchor, |part| part.first)
    }

    /// All the closed days passed over, by every step and the roll.
    pub fn closed(&self) -> impl Iterator<Item = &Skipped> {
        let rolled = self.rolled.iter().flat_map(|rolled| &rolled.closed);
        self.parts.iter().flat_map(|part| &part.closed).chain(rolled)
    }

    /// How many days of the weekend were passed over, by every step and the roll.
    #[must_use]
    pub fn weekend_days(&self) -> u32 {
        let parts: u32 = self.parts.iter().map(|part| part.weekend_days).sum();
        parts + self.rolled.as_ref().map_or(0, |rolled| rolled.weekend_days)
    }

    /// The month that has no such day, if one was reached.
    #[must_use]
    pub fn clamp(&self) -> Option<Clamp> {
        self.parts.iter().find_map(|part| part.clamp)
    }
}

impl fmt::Display for Clamp {
    /// `February 2026 has no 30th: its last day, 28 February 2026, is taken`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.taken.ymd();
        let ordinal = if self.wanted == 31 { "st" } else { "th" };
        let (month, wanted) = (month_name(month), self.wanted);
        write!(f, "{month} {year} has no {wanted}{ordinal}: ")?;
        write!(f, "its last day, {}, is taken", self.taken.long())
    }
}

/// Counts as [`apply`] does, and says how.
///
/// # Errors
/// Those of [`apply`].
pub fn count(
    anchor: Day,
    offset: &Offset,
    direction: Direction,
    counting: Counting,
    roll: Roll,
    calendar: Option<&Calendar>,
) -> Result<Counted, TimeError> {
    let mut parts = Vec::with_capacity(2);
    let mut day = anchor;
    let (first, second) = steps(offset, direction, counting);
    for step in std::iter::once(first).chain(second) {
        let part = part(step, day, calendar)?;
        day = part.reached;
        parts.push(part);
    }
    let result = rolled(day, roll, calendar)?;
    let rolled = (result != day).then(|| {
        let passed = passed(day, result, calendar);
        Rolled { from: day, to: result, closed: passed.closed, weekend_days: passed.weekend_days }
    });
    let counting = match counting {
        Counting::Ordinary => Counting::of(offset),
        Counting::Clear | Counting::BeginningWith => counting,
    };
    Ok(Counted { anchor, offset: *offset, direction, counting, parts, rolled, result })
}

/// The day the count would have reached if one closed day had been worked.
///
/// # Errors
/// Those of [`apply`].
pub fn without_closed(
    anchor: Day,
    offset: &Offset,
    direction: Direction,
    counting: Counting,
    roll: Roll,
    calendar: &Calendar,
    closed: Day,
) -> Result<Day, TimeError> {
    let worked = calendar.without_closed(closed);
    apply(anchor, offset, direction, counting, roll, Some(&worked))
}

/// One step, with what it counted.
fn part(step: Step, from: Day, calendar: Option<&Calendar>) -> Result<Part, TimeError> {
    let Step { length, from_counts, beyond, .. } = step;
    let reached = step.apply(from, calendar)?;
    let counts_days = length.unit != Unit::WorkingDay;
    // The day that this many single units lead to, both ends as in the step.
    let single = |count| {
        let unit = if counts_days { Unit::CalendarDay } else { length.unit };
        Step { length: Length::new(count, unit), beyond: false, ..step }.apply(from, calendar)
    };
    let first = if length.count == 0 { from } else { single(1)? };
    let last = match (beyond, counts_days) {
        (false, true | false) => reached,
        (true, true) => reached.checked_plus(-step.sign()).ok_or(TimeError::OutOfRange)?,
        (true, false) => single(length.count)?,
    };
    let passed = if counts_days || length.count == 0 {
        Passed::default()
    } else {
        let start = if from_counts { Some(from) } else { from.checked_plus(step.sign()) };
        start.map(|start| passed(start, reached, calendar)).unwrap_or_default()
    };
    let clamp = clamp(step, from);
    Ok(Part {
        length,
        from,
        from_counts,
        first,
        last,
        reached,
        closed: passed.closed,
        weekend_days: passed.weekend_days,
        clamp,
    })
}

/// The month end that a step of months came to, if that month is too short.
fn clamp(step: Step, from: Day) -> Option<Clamp> {
    if !step.length.unit.is_monthly() {
        return None;
    }
    // The corresponding date itself: without the ends left out or taken in.
    let taken = Step { from_counts: false, beyond: false, ..step }.apply(from, None).ok()?;
    let (year, month, day) = taken.ymd();
    let (_, _, wanted) = from.ymd();
    (day != wanted && days_in_month(year, month) == Some(day)).then_some(Clamp { wanted, taken })
}

/// Days that are not working days.
#[derive(Default)]
struct Passed {
    closed: Vec<Skipped>,
    weekend_days: u32,
}

/// The days that are not worked from `start` to `end`, in that order, both in.
fn passed(start: Day, end: Day, calendar: Option<&Calendar>) -> Passed {
    let mut passed = Passed::default();
    let Some(calendar) = calendar else { return passed };
    let days = start.days_until(end);
    for at in 0..=days.abs() {
        let day = start.plus(at * days.signum());
        if calendar.is_weekend(day) {
            passed.weekend_days += 1;
        } else if let Some(name) = calendar.closed_name(day) {
            passed.closed.push(Skipped { day, name: name.to_owned() });
        }
    }
    passed
}
