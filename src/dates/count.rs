//! Points with known days, counted.

use crate::model::{Opens, Point, Trigger};
use crate::syntax::ast::Anchor;
use crate::time::{Calendar, Counted, Counting, Day, Direction, Offset, Roll, count};

use super::Problem;

/// What points are counted from and by.
pub(super) struct Count<'a> {
    pub(super) trigger: Option<&'a Trigger>,
    pub(super) calendar: &'a Calendar,
}

impl Count<'_> {
    /// The day of a point; each step of it is added to `steps`.
    pub(super) fn day(&self, point: &Point, steps: &mut Vec<Counted>) -> Result<Day, Problem> {
        match point {
            Point::Trigger => match self.trigger {
                Some(trigger) => date(&trigger.anchor),
                None => Err(no_date()),
            },
            Point::Anchor(anchor) => date(anchor),
            Point::After { from, offset, counting, roll } => {
                let from = self.day(from, steps)?;
                self.step(from, offset, Direction::Forward, *counting, *roll, steps)
            }
            Point::Before { from, offset, roll } => {
                let from = self.day(from, steps)?;
                let counting = Counting::of(offset);
                self.step(from, offset, Direction::Back, counting, *roll, steps)
            }
            Point::Earlier(first, second) => {
                Ok(self.day(first, steps)?.min(self.day(second, steps)?))
            }
            Point::Later(first, second) => {
                Ok(self.day(first, steps)?.max(self.day(second, steps)?))
            }
        }
    }

    fn step(
        &self,
        from: Day,
        offset: &Offset,
        direction: Direction,
        counting: Counting,
        roll: Roll,
        steps: &mut Vec<Counted>,
    ) -> Result<Day, Problem> {
        let counted = count(from, offset, direction, counting, roll, Some(self.calendar))
            .map_err(|error| Problem::new(error.to_string()))?;
        let day = counted.result;
        steps.push(counted);
        Ok(day)
    }

    /// The first day of a window, its steps added to `steps`; `None` where the phrase
    /// names none.
    pub(super) fn opens(
        &self,
        opens: &Opens,
        steps: &mut Vec<Counted>,
    ) -> Result<Option<Day>, Problem> {
        match opens {
            Opens::AtTrigger | Opens::Early => Ok(None),
            Opens::From(point) => self.day(point, steps).map(Some),
        }
    }
}

/// The day that an anchor is.
fn date(anchor: &Anchor) -> Result<Day, Problem> {
    match anchor {
        Anchor::Date(day) => Ok(*day),
        Anchor::Earlier(first, second) => Ok(date(first)?.min(date(second)?)),
        Anchor::Later(first, second, _) => Ok(date(first)?.max(date(second)?)),
        Anchor::Event(_)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::It => Err(no_date()),
    }
}

fn no_date() -> Problem {
    Problem::new("the phrase counts from something other than a date")
        .help("put a date there: `within 20 working days of 28 March 2026`")
}
