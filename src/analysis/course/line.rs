//! A function of days, tabled over a stretch of the calendar.

use crate::model::Point;
use crate::syntax::ast::Anchor;
use crate::time::{Calendar, Counting, Day, Direction, TimeError, apply};

/// A stretch of days, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dates {
    /// The first.
    pub first: Day,
    /// The last; not before the first.
    pub last: Day,
}

impl Dates {
    /// The 146,097 days after which the calendar of months and weekdays repeats: from
    /// 1 January 2000 to 31 December 2399.
    #[must_use]
    pub fn cycle() -> Dates {
        let day = |year, month, date| Day::from_ymd(year, month, date).unwrap_or(Day::MIN);
        Dates { first: day(2000, 1, 1), last: day(2399, 12, 31) }
    }

    /// The days whose working days a calendar knows; the whole cycle without one.
    #[must_use]
    pub fn of_calendar(calendar: Option<&Calendar>) -> Dates {
        calendar.map_or_else(Dates::cycle, |one| Dates { first: one.first(), last: one.last() })
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u32 {
        u32::try_from(self.last.number() - self.first.number() + 1).unwrap_or(0)
    }

    /// Each of them, in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + use<> {
        (self.first.number()..=self.last.number()).map(Day::from_number)
    }

    /// The days that are in both; `None` where there are none.
    #[must_use]
    pub fn and(self, other: Dates) -> Option<Dates> {
        let both = Dates { first: self.first.max(other.first), last: self.last.min(other.last) };
        (both.first <= both.last).then_some(both)
    }
}

/// The day that a point leads to, given the day of each anchor in it. `of` answers
/// [`None`] for [`Point::Trigger`] and for an anchor; the day is then not known.
///
/// # Errors
/// As [`apply`]: if the count leaves the days the calendar lists, or there is none.
pub fn reach(
    point: &Point,
    calendar: Option<&Calendar>,
    of: &dyn Fn(Option<&Anchor>) -> Option<Day>,
) -> Result<Option<Day>, TimeError> {
    let inner = |from: &Point| reach(from, calendar, of);
    Ok(match point {
        Point::Trigger => of(None),
        Point::Anchor(anchor) => of(Some(anchor)),
        Point::After { from, offset, counting, roll } => match inner(from)? {
            Some(day) => Some(apply(day, offset, Direction::Forward, *counting, *roll, calendar)?),
            None => None,
        },
        Point::Before { from, offset, roll } => match inner(from)? {
            Some(day) => {
                let counting = Counting::of(offset);
                Some(apply(day, offset, Direction::Back, counting, *roll, calendar)?)
            }
            None => None,
        },
        Point::Earlier(one, other) => inner(one)?.zip(inner(other)?).map(|(a, b)| a.min(b)),
        Point::Later(one, other) => inner(one)?.zip(inner(other)?).map(|(a, b)| a.max(b)),
    })
}

/// A day for each day of a stretch. It is monotone: a later day never leads to an
/// earlier one, as no operator of time does.
///
/// INVARIANT: the decided days stand together, from `decided.0` up to, and without,
/// `decided.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    first: Day,
    days: Vec<i32>,
    decided: (usize, usize),
}

/// Beyond what the calendar lists, or beyond the year 9999.
const UNDECIDED: i32 = i32::MAX;

impl Line {
    /// A point of one event over all days of a stretch.
    #[must_use]
    pub fn of(point: &Point, calendar: Option<&Calendar>, over: Dates) -> Line {
        let one = |day: Day| {
            let reached = reach(point, calendar, &|_| Some(day));
            reached.ok().flatten().map_or(UNDECIDED, Day::number)
        };
        Line::new(over.first, over.days().map(one).collect())
    }

    fn new(first: Day, days: Vec<i32>) -> Line {
        let from = days.iter().position(|day| *day != UNDECIDED).unwrap_or(0);
        let to = days.iter().rposition(|day| *day != UNDECIDED).map_or(from, |last| last + 1);
        Line { first, days, decided: (from, to) }
    }

    fn decided(&self) -> &[i32] {
        self.days.get(self.decided.0..self.decided.1).unwrap_or_default()
    }

    /// The stretch that it is a function over.
    #[must_use]
    pub fn over(&self) -> Dates {
        let count = i32::try_from(self.days.len()).unwrap_or(i32::MAX);
        Dates { first: self.first, last: self.first.plus(count - 1) }
    }

    /// Where it leads from a day; `None` outside its stretch, and where the calendar
    /// ends too soon.
    #[must_use]
    pub fn at(&self, day: Day) -> Option<Day> {
        let at = usize::try_from(day.number() - self.first.number()).ok()?;
        let reached = self.days.get(at).copied().filter(|day| *day != UNDECIDED)?;
        Some(Day::from_number(reached))
    }

    /// Each day and where it leads; days that are not decided are left out.
    pub fn iter(&self) -> impl Iterator<Item = (Day, Day)> + '_ {
        let days = (self.first.number()..).zip(&self.days);
        let decided = days.filter(|(_, reached)| **reached != UNDECIDED);
        decided.map(|(from, to)| (Day::from_number(from), Day::from_number(*to)))
    }

    /// From each day of this line on along another: where the second leads from where
    /// this one does.
    #[must_use]
    pub fn then(&self, next: &Line) -> Line {
        let on = |day: &i32| {
            let reached = (*day != UNDECIDED).then(|| next.at(Day::from_number(*day))).flatten();
            reached.map_or(UNDECIDED, Day::number)
        };
        Line::new(self.first, self.days.iter().map(on).collect())
    }

    /// The first day of the stretch from which it leads to `day` or later: its residual
    /// from below. `None` where there is none that is decided.
    #[must_use]
    pub fn first_reaching(&self, day: Day) -> Option<Day> {
        let at = self.decided().partition_point(|reached| *reached < day.number());
        self.decided().get(at)?;
        Some(self.first.plus(i32::try_from(self.decided.0 + at).ok()?))
    }

    /// The last day of the stretch from which it leads to `day` or earlier. `None`
    /// where there is none.
    #[must_use]
    pub fn last_reaching(&self, day: Day) -> Option<Day> {
        let past = self.decided().partition_point(|reached| *reached <= day.number());
        let at = self.decided.0 + past.checked_sub(1)?;
        Some(self.first.plus(i32::try_from(at).ok()?))
    }

    /// The day numbers, one for each day of the stretch; `i32::MAX` is not decided.
    #[must_use]
    pub fn numbers(&self) -> &[i32] {
        &self.days
    }
}
