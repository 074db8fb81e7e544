//! Lengths of time, and the day they lead to.
//!
//! In: a day, a length, a direction and how to count. Out: the day it leads to,
//! or why that day is not known. Never here: what the day is the limit of, or any
//! comparison of two lengths: only the days they lead to can be compared.

use std::fmt;

use super::{Calendar, Day, MonthEnd};

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Every day.
    CalendarDay,
    /// The days that a calendar does not close.
    WorkingDay,
    /// Seven calendar days.
    Week,
    /// To the corresponding date of a later or earlier month.
    Month,
    /// Twelve months.
    Year,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Unit; 5] =
        [Unit::CalendarDay, Unit::WorkingDay, Unit::Week, Unit::Month, Unit::Year];

    /// Its name for one: `working day`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Unit::CalendarDay => "calendar day",
            Unit::WorkingDay => "working day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }

    /// Whether it leads to a corresponding date: months and years.
    #[must_use]
    pub const fn is_monthly(self) -> bool {
        matches!(self, Unit::Month | Unit::Year)
    }
}

/// A number of units: `20 working days`, `10 clear working days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many, 1 or more where the language accepted it. None at all (0) leads
    /// to the anchor itself.
    pub count: u32,
    /// Whether both ends are left out (`clear` was written).
    pub clear: bool,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// A number of units, not clear.
    #[must_use]
    pub const fn new(count: u32, unit: Unit) -> Length {
        Length { count, clear: false, unit }
    }

    /// The sum of two lengths of months or years.
    fn and_months(self, other: Length) -> Length {
        if self.unit == other.unit {
            return Length { count: self.count.saturating_add(other.count), ..self };
        }
        let months = |length: Length| match length.unit {
            Unit::Year => length.count.saturating_mul(12),
            Unit::CalendarDay | Unit::WorkingDay | Unit::Week | Unit::Month => length.count,
        };
        Length {
            count: months(self).saturating_add(months(other)),
            clear: self.clear,
            unit: Unit::Month,
        }
    }

    /// The same, excluding both ends.
    #[must_use]
    pub const fn clear(self) -> Length {
        Length { clear: true, ..self }
    }
}

/// One length, or two joined by `plus`: `1 month plus 3 calendar days`.
///
/// However they are written, years and months are added up and applied once,
/// before any days. If either length is clear, the whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offset {
    /// The length written first.
    pub first: Length,
    /// The length after `plus`.
    pub plus: Option<Length>,
}

impl Offset {
    /// An offset of one length, not clear.
    #[must_use]
    pub const fn of(count: u32, unit: Unit) -> Offset {
        Offset { first: Length::new(count, unit), plus: None }
    }

    /// The same, with a second length.
    #[must_use]
    pub const fn and(self, plus: Length) -> Offset {
        Offset { plus: Some(plus), ..self }
    }

    /// So many times as long: each of its lengths, so that no month's end is counted twice.
    #[must_use]
    pub fn times(self, times: u32) -> Offset {
        let often = |length: Length| Length { count: length.count.saturating_mul(times), ..length };
        Offset { first: often(self.first), plus: self.plus.map(often) }
    }

    /// Its lengths as they are written.
    pub fn lengths(&self) -> impl Iterator<Item = Length> + use<> {
        std::iter::once(self.first).chain(self.plus)
    }

    /// Whether both ends are left out.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.lengths().any(|length| length.clear)
    }

    /// Whether any of it counts working days, which takes a calendar.
    #[must_use]
    pub fn needs_calendar(&self) -> bool {
        self.lengths().any(|length| length.unit == Unit::WorkingDay)
    }

    /// What to apply, in order: months first and together, then days as written.
    fn in_order(&self) -> (Length, Option<Length>) {
        let Some(second) = self.plus else { return (self.first, None) };
        match (self.first.unit.is_monthly(), second.unit.is_monthly()) {
            (true, true) => (self.first.and_months(second), None),
            (false, true) => (second, Some(self.first)),
            (true | false, false) => (self.first, Some(second)),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clear = if self.clear { "clear " } else { "" };
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {clear}{}{plural}", self.count, self.unit.name())
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.plus.map_or(Ok(()), |plus| write!(f, " plus {plus}"))
    }
}

/// Which way a length is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Onwards from the anchor: `after`, `of`.
    Forward,
    /// Backwards from the anchor: `before`.
    Back,
}

/// Whether the ends of a length are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Counting {
    /// The anchor is not counted, the last day is. An offset that is itself clear
    /// is counted as [`Counting::Clear`].
    #[default]
    Ordinary,
    /// Neither end is counted: the day reached is the first after the clear days
    /// (going back, the last before them).
    Clear,
    /// The anchor is the first day counted (`beginning with`; going back, `ending
    /// with`). It wins over `clear`: the language refuses the two together.
    BeginningWith,
}

impl Counting {
    /// How to count this offset where the phrase itself says nothing.
    #[must_use]
    pub fn of(offset: &Offset) -> Counting {
        if offset.is_clear() { Counting::Clear } else { Counting::Ordinary }
    }
}

/// What happens if the day reached is not a working day. No general rule of
/// English law moves it, so nothing is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Roll {
    /// Nothing.
    #[default]
    None,
    /// It moves on to the next working day.
    Forward,
    /// It moves back to the last working day before it.
    Back,
}

/// Why the day a length leads to is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Working days were counted without a calendar.
    #[error("working days need a calendar that says which days are closed")]
    NoCalendar,
    /// The count leaves the days that the calendar lists.
    #[error("calendar {calendar} lists {} to {}; this count goes outside it", .from.long(), .until.long())]
    OutsideCalendar {
        /// The calendar's id.
        calendar: String,
        /// The first day it lists.
        from: Day,
        /// The last day it lists.
        until: Day,
    },
    /// The day lies before the year 1 or after the year 9999.
    #[error("the day reached lies outside the years 1 to 9999")]
    OutOfRange,
}

/// One part of an offset, with the ends it leaves out or takes in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) length: Length,
    pub(super) direction: Direction,
    /// The day it starts from is its first day.
    pub(super) from_counts: bool,
    /// The day reached is the one beyond its last day.
    pub(super) beyond: bool,
}

/// The steps of an offset: the first may take in the anchor, the last may leave
/// out its end.
pub(super) fn steps(
    offset: &Offset,
    direction: Direction,
    counting: Counting,
) -> (Step, Option<Step>) {
    let (first, second) = offset.in_order();
    let from_counts = counting == Counting::BeginningWith;
    let beyond = !from_counts && (counting == Counting::Clear || offset.is_clear());
    let first = Step { length: first, direction, from_counts, beyond: beyond && second.is_none() };
    let second = second.map(|length| Step { length, direction, from_counts: false, beyond });
    (first, second)
}

impl Step {
    /// 1 going forward, −1 going back.
    pub(super) fn sign(self) -> i64 {
        match self.direction {
            Direction::Forward => 1,
            Direction::Back => -1,
        }
    }

    /// The day this step leads to from `day`.
    pub(super) fn apply(self, day: Day, calendar: Option<&Calendar>) -> Result<Day, TimeError> {
        let count = i64::from(self.length.count);
        let shift = i64::from(self.beyond) - i64::from(self.from_counts);
        let days = |days| day.checked_plus(self.sign() * (days + shift));
        let months = |months| {
            day.checked_plus_months(self.sign() * months, MonthEnd::LastDay)?
                .checked_plus(self.sign() * shift)
        };
        let reached = match self.length.unit {
            Unit::CalendarDay => days(count),
            Unit::Week => days(7 * count),
            Unit::Month => months(count),
            Unit::Year => months(12 * count),
            Unit::WorkingDay => return self.working(day, calendar),
        };
        reached.ok_or(TimeError::OutOfRange)
    }

    /// The last working day of the count from `day`, or the one beyond it.
    fn working(self, day: Day, calendar: Option<&Calendar>) -> Result<Day, TimeError> {
        let calendar = calendar.ok_or(TimeError::NoCalendar)?;
        let count = self.length.count.saturating_add(u32::from(self.beyond));
        // Counting from the day before takes the day itself in.
        let from = match self.direction {
            Direction::Forward => day.checked_plus(-i64::from(self.from_counts)),
            Direction::Back => day.checked_plus(i64::from(self.from_counts)),
        };
        let reached = from.and_then(|from| match self.direction {
            Direction::Forward => calendar.add_working(from, count),
            Direction::Back => calendar.sub_working(from, count),
        });
        reached.ok_or_else(|| calendar.outside())
    }
}

/// `day`, rolled to a working day.
pub(super) fn rolled(day: Day, roll: Roll, calendar: Option<&Calendar>) -> Result<Day, TimeError> {
    if roll == Roll::None {
        return Ok(day);
    }
    let calendar = calendar.ok_or(TimeError::NoCalendar)?;
    let moved = match roll {
        Roll::None => Some(day),
        Roll::Forward => calendar.on_or_after(day),
        Roll::Back => calendar.on_or_before(day),
    };
    moved.ok_or_else(|| calendar.outside())
}

/// The day that an offset leads to from an anchor.
///
/// Monotone in the anchor and in each count. The calendar is only looked at for
/// working days and for a roll.
///
/// # Errors
/// If working days or a roll come without a calendar, if the count leaves the
/// days the calendar lists, or if the day lies outside the years 1 to 9999.
pub fn apply(
    anchor: Day,
    offset: &Offset,
    direction: Direction,
    counting: Counting,
    roll: Roll,
    calendar: Option<&Calendar>,
) -> Result<Day, TimeError> {
    let (first, second) = steps(offset, direction, counting);
    let mut reached = first.apply(anchor, calendar)?;
    if let Some(second) = second {
        reached = second.apply(reached, calendar)?;
    }
    rolled(reached, roll, calendar)
}
