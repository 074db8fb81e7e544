//! What a due date was counted from, and how far.
//!
//! In: the limit of a row. Out: `20 working days after coming into care on Sat 28
//! March 2026`. Never here: the counted days.

use super::words::{Of, on};
use crate::eval::{Row, TriggerKey, anchor_day};
use crate::model::{Duty, Opens, Point, Recurrence};
use crate::names::{ordinal, short_ordinal};
use crate::syntax::ast::{Anchor, Pick};
use crate::syntax::print::Printer;
use crate::time::{Counting, Roll};

impl Of<'_> {
    /// How the due date of a row follows from its trigger; empty where it has
    /// none.
    pub(super) fn basis(&self, duty: &Duty, row: &Row) -> String {
        if let Some(basis) = self
            .moved_by(row)
            .or_else(|| self.recurring_basis(duty, row))
            .or_else(|| self.clocked_basis(duty, row))
        {
            return basis;
        }
        let limit = duty.limits.get(row.limit);
        let Some(due) = limit.and_then(|limit| limit.due.as_ref()) else { return String::new() };
        // Both ends of a window are said with the day named once.
        match (limit.map(|limit| &limit.opens), due) {
            (
                Some(Opens::From(Point::After { from: first, offset: opens, .. })),
                Point::After { from, offset, .. },
            ) if first == from => {
                format!("{opens} to {offset} after {}", self.from(duty, row, from))
            }
            (
                Some(Opens::From(Point::Before { from: first, offset: opens, .. })),
                Point::Before { from, offset, .. },
            ) if first == from => {
                format!("{opens} to {offset} before {}", self.from(duty, row, from))
            }
            (Some(_) | None, _) => self.point(duty, row, due),
        }
    }

    fn point(&self, duty: &Duty, row: &Row, point: &Point) -> String {
        match point {
            Point::Trigger => {
                // The due date is that very day, and has just been named.
                let of = self.trigger(duty, row);
                let day = row.trigger_date.map_or_else(String::new, |day| format!(" {}", on(day)));
                let planned = day.replacen(" on ", " planned for ", 1);
                format!("the day of {}", of.trim_end_matches(&day).trim_end_matches(&planned))
            }
            Point::Anchor(anchor) => self.anchor(duty, row, anchor),
            Point::After { from, offset, counting, roll } => {
                let begin =
                    if *counting == Counting::BeginningWith { "beginning with" } else { "after" };
                format!("{offset} {begin} {}{}", self.from(duty, row, from), rolled(*roll))
            }
            Point::Before { from, offset, roll } => {
                format!("{offset} before {}{}", self.from(duty, row, from), rolled(*roll))
            }
            Point::Earlier(a, b) => self.either(duty, row, "earlier", (a, b)),
            Point::Later(a, b) => self.either(duty, row, "later", (a, b)),
        }
    }

    /// The earlier of two lengths from one day is said with the day named once.
    fn either(&self, duty: &Duty, row: &Row, which: &str, (a, b): (&Point, &Point)) -> String {
        match (a, b) {
            (Point::After { from, offset, .. }, Point::After { from: same, offset: other, .. })
                if from == same =>
            {
                format!("the {which} of {offset} and {other} after {}", self.from(duty, row, from))
            }
            (
                Point::Before { from, offset, .. },
                Point::Before { from: same, offset: other, .. },
            ) if from == same => {
                format!("the {which} of {offset} and {other} before {}", self.from(duty, row, from))
            }
            (
                Point::Trigger
                | Point::Anchor(_)
                | Point::After { .. }
                | Point::Before { .. }
                | Point::Earlier(..)
                | Point::Later(..),
                _,
            ) => {
                format!(
                    "the {which} of {} and {}",
                    self.point(duty, row, a),
                    self.point(duty, row, b)
                )
            }
        }
    }

    fn from(&self, duty: &Duty, row: &Row, point: &Point) -> String {
        match point {
            Point::Trigger => self.trigger(duty, row),
            Point::Anchor(_)
            | Point::After { .. }
            | Point::Before { .. }
            | Point::Earlier(..)
            | Point::Later(..) => self.point(duty, row, point),
        }
    }

    fn anchor(&self, duty: &Duty, row: &Row, anchor: &Anchor) -> String {
        let words = Printer::new(&self.model.vocabulary).anchor(anchor);
        match anchor_day((self.model, self.case, self.as_of), duty, row, anchor) {
            Some(day) => format!("{words} {}", on(day)),
            None => format!("{words}, which has not happened"),
        }
    }

    /// What triggered a row: `coming into care on Sat 28 March 2026`.
    pub(super) fn trigger(&self, duty: &Duty, row: &Row) -> String {
        if let Some(trigger) = self.recurring_trigger(duty, row) {
            return trigger;
        }
        let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        let day = row.trigger_date.map_or_else(|| "on a day that is not known".to_owned(), on);
        if let Some(birthday) = birthday(row, anchor) {
            return format!("{birthday} {day}");
        }
        let Some(Anchor::Event(event)) = anchor else {
            return match anchor {
                Some(Anchor::PeriodStart(status)) => self.edge(true, status.value, &day),
                Some(Anchor::PeriodEnd(status)) => self.edge(false, status.value, &day),
                Some(Anchor::Date(_)) => {
                    row.trigger_date.map_or_else(String::new, |d| d.first.with_weekday())
                }
                Some(other) => {
                    format!("{} {day}", Printer::new(&self.model.vocabulary).anchor(other))
                }
                None => String::new(),
            };
        };
        let noun = match &event.pick {
            Pick::Nth(n) => format!("the {} {}", ordinal(*n), self.noun(event.event.value)),
            Pick::After(_, after) if matches!(**after, Anchor::Birthday(_)) => {
                let anchor = Anchor::Event(event.clone());
                Printer::new(&self.model.vocabulary).anchor(&anchor)
            }
            Pick::LastBefore(before) if matches!(**before, Anchor::Birthday(_)) => {
                let anchor = Anchor::Event(event.clone());
                Printer::new(&self.model.vocabulary).anchor(&anchor)
            }
            Pick::Only
            | Pick::Each
            | Pick::EachFrom(_)
            | Pick::After(..)
            | Pick::LastBefore(_)
            | Pick::Previous => self.the(event.event.value),
        };
        let noun = match row.occurrence.and_then(|id| self.kind(id)) {
            Some(kind)
                if kind != event.event.value && self.stands_for_several(event.event.value) =>
            {
                format!("{noun} ({})", self.noun(kind))
            }
            Some(_) | None => noun,
        };
        if row.flags.provisional {
            let by = row.trigger_date.map_or_else(String::new, |day| {
                format!(", which is due {}", super::words::by(day))
            });
            return format!("{noun}{by}");
        }
        let planned =
            row.occurrence.filter(|_| row.trigger_date.is_some_and(|day| day.last > self.as_of));
        match planned {
            Some(_) => format!("{noun} planned for {}", day.trim_start_matches("on ")),
            None => format!("{noun} {day}"),
        }
    }

    /// The whole rule of a duty in its canonical words.
    pub(super) fn rule(&self, duty: &Duty) -> String {
        let printer = Printer::new(&self.model.vocabulary);
        if let Some(standing) = &duty.standing {
            return format!("during {}", printer.during(&standing.during));
        }
        if let Some(schedule) = duty.recurrence.as_ref().and_then(Recurrence::schedule) {
            return printer.schedule(schedule);
        }
        duty.due.as_ref().map_or_else(String::new, |due| printer.due(due))
    }
}

/// The birthday that starts a row; not where an event before or after it does.
fn birthday(row: &Row, anchor: Option<&Anchor>) -> Option<String> {
    let TriggerKey::Birthday(n) = row.key.trigger else { return None };
    let after = |a: &Anchor| matches!(a, Anchor::Event(e) if matches!(e.pick, Pick::After(..) | Pick::LastBefore(_)));
    if anchor.is_some_and(after) {
        return None;
    }
    Some(if n == 0 { "the birth".to_owned() } else { format!("the {} birthday", short_ordinal(n)) })
}

fn rolled(roll: Roll) -> &'static str {
    match roll {
        Roll::None => "",
        Roll::Forward => ", moved on to a working day",
        Roll::Back => ", moved back to a working day",
    }
}
